//! Directions to look along: random ones that are as long as the weights, and those in which a run has
//! moved most.

use nalgebra::{DMatrix, SymmetricEigen};
use rand_pcg::Pcg32;

use crate::{init::normal, network::Network};

/// The random streams of the two directions.
const STREAM: u64 = 0x6c61_6e64;

/// Two random directions, filter-normalised: each unit's weights are drawn from a normal distribution and
/// scaled to the length of the weights that it has; biases do not move.
///
/// H. Li, Z. Xu, G. Taylor, C. Studer, T. Goldstein, "Visualizing the Loss Landscape of Neural Nets",
/// NeurIPS 2018, section 4. The same seed gives the same directions before they are scaled.
#[must_use]
pub fn random(network: &Network, seed: u64) -> [Vec<f32>; 2] {
    [0, 1].map(|direction| {
        let mut rng = Pcg32::new(seed, STREAM + direction);
        let mut drawn = vec![0.0; network.parameters().len()];
        for layer in network.layers() {
            let kernel = layer.kernel.clone();
            let units = drawn[kernel.clone()].chunks_exact_mut(layer.inputs);
            let weights = network.parameters()[kernel].chunks_exact(layer.inputs);
            for (unit, weights) in units.zip(weights) {
                unit.iter_mut().for_each(|d| *d = normal(&mut rng));
                let scale = length(weights) / length(unit).max(f64::MIN_POSITIVE);
                unit.iter_mut()
                    .for_each(|d| *d = (f64::from(*d) * scale) as f32);
            }
        }
        drawn
    })
}

fn length(values: &[f32]) -> f64 {
    let squares = values.iter().map(|&v| f64::from(v) * f64::from(v));
    squares.sum::<f64>().sqrt()
}

/// The principal directions of points.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// The mean of the points.
    pub mean: Vec<f32>,
    /// The first two, of length 1 and at right angles; one where all points are on a line. The last point
    /// lies further along each than the first.
    pub directions: Vec<Vec<f32>>,
    /// What each has of the sum of squared distances from the mean.
    pub shares: Vec<f64>,
}

/// Less of the sum of squares than this is rounding.
const LEAST_SHARE: f64 = 1e-9;

/// The directions in which points, all of as many numbers, are spread out most (principal component
/// analysis); `None` where they are all the same. Takes time in proportion to the square of their number
/// times the numbers of each.
#[must_use]
pub fn principal(points: &[&[f32]]) -> Option<Principal> {
    let (first, last) = (points.first()?, points.last()?);
    let mean = mean(points);
    let centred: Vec<Vec<f64>> = points
        .iter()
        .map(|point| {
            point
                .iter()
                .zip(&mean)
                .map(|(&p, m)| f64::from(p) - m)
                .collect()
        })
        .collect();
    // Of the points’ products, the eigenvectors say how much of each point makes a direction.
    let products = DMatrix::from_fn(points.len(), points.len(), |a, b| {
        dot(&centred[a], &centred[b])
    });
    let total = products.trace();
    if !(total.is_finite() && total > 0.0) {
        return None;
    }
    let eigen = SymmetricEigen::new(products);
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    let (mut directions, mut shares) = (Vec::new(), Vec::new());
    for at in order.into_iter().take(2) {
        let share = eigen.eigenvalues[at] / total;
        if share < LEAST_SHARE {
            break;
        }
        let weights = eigen.eigenvectors.column(at);
        directions.push(direction(&centred, weights.as_slice(), first, last));
        shares.push(share);
    }
    Some(Principal {
        mean: mean.iter().map(|&m| m as f32).collect(),
        directions,
        shares,
    })
}

fn mean(points: &[&[f32]]) -> Vec<f64> {
    let mut mean = vec![0.0; points.first().map_or(0, |point| point.len())];
    for point in points {
        for (mean, &value) in mean.iter_mut().zip(*point) {
            *mean += f64::from(value) / points.len() as f64;
        }
    }
    mean
}

/// The sum of the points, each weighted, of length 1, turned so that it leads from the first to the last.
fn direction(centred: &[Vec<f64>], weights: &[f64], first: &[f32], last: &[f32]) -> Vec<f32> {
    let mut sum = vec![0.0; first.len()];
    for (point, weight) in centred.iter().zip(weights) {
        for (sum, value) in sum.iter_mut().zip(point) {
            *sum += weight * value;
        }
    }
    let way: Vec<f64> = last
        .iter()
        .zip(first)
        .map(|(&to, &from)| f64::from(to) - f64::from(from))
        .collect();
    let sign = if dot(&way, &sum) < 0.0 { -1.0 } else { 1.0 };
    let length = dot(&sum, &sum).sqrt();
    sum.into_iter()
        .map(|s| (s / length * sign) as f32)
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activation, Initializer, LayerSpec};

    fn network(seed: u64) -> Network {
        let layers = [
            (4, Activation::Tanh),
            (3, Activation::Relu),
            (2, Activation::Softmax),
        ];
        let layers = layers.map(|(units, activation)| LayerSpec::new(units, activation));
        Network::new(3, &layers, Initializer::GlorotUniform, seed)
    }

    /// Each unit's weights in parameters.
    fn filters(network: &Network, of: &[f32]) -> Vec<Vec<f32>> {
        let layers = network.layers().iter();
        layers
            .flat_map(|l| {
                of[l.kernel.clone()]
                    .chunks_exact(l.inputs)
                    .map(<[f32]>::to_vec)
            })
            .collect()
    }

    #[test]
    fn each_filter_of_a_random_direction_is_as_long_as_its_weights() {
        for seed in 0..20 {
            let network = network(seed);
            for direction in random(&network, seed ^ 5) {
                let pairs = filters(&network, &direction)
                    .into_iter()
                    .zip(filters(&network, network.parameters()));
                for (drawn, weights) in pairs {
                    let (found, wanted) = (length(&drawn), length(&weights));
                    assert!((found - wanted).abs() < 1e-5 * wanted, "{found} {wanted}");
                }
                for layer in network.layers() {
                    assert!(direction[layer.bias.clone()].iter().all(|&b| b == 0.0));
                }
            }
        }
    }

    #[test]
    fn a_seed_repeats_its_directions_and_another_has_others() {
        let network = network(1);
        assert_eq!(random(&network, 3), random(&network, 3));
        assert_ne!(random(&network, 3), random(&network, 4));
        let [one, other] = random(&network, 3);
        assert_ne!(one, other);
        // Where weights are all 0 there is nothing to be as long as.
        let mut silent = network;
        silent.parameters_mut().fill(0.0);
        assert!(random(&silent, 3).iter().flatten().all(|&d| d == 0.0));
    }

    /// A path that bends, in 6 dimensions.
    fn path(points: usize) -> Vec<Vec<f32>> {
        let at = |i: usize| {
            let t = i as f32 / points as f32;
            vec![
                3.0 * t,
                (4.0 * t).sin(),
                0.3 * t * t,
                -t,
                0.1 * (9.0 * t).cos(),
                2.0,
            ]
        };
        (0..points).map(at).collect()
    }

    #[test]
    fn principal_directions_are_the_first_singular_vectors() {
        for points in [3, 6, 7, 40] {
            let points = path(points);
            let rows: Vec<&[f32]> = points.iter().map(Vec::as_slice).collect();
            let found = principal(&rows).unwrap();
            let mut matrix = DMatrix::from_fn(rows.len(), 6, |r, c| f64::from(rows[r][c]));
            let mean = matrix.row_mean();
            matrix.row_iter_mut().for_each(|mut row| row -= &mean);
            let svd = matrix.svd(false, true);
            let total: f64 = svd.singular_values.iter().map(|s| s * s).sum();
            for k in 0..2 {
                let wanted = svd.v_t.as_ref().unwrap().row(k).transpose();
                let sum: f64 = found.directions[k]
                    .iter()
                    .zip(&wanted)
                    .map(|(&f, w)| f64::from(f) * w)
                    .sum();
                assert!(
                    (sum.abs() - 1.0).abs() < 1e-6,
                    "{k} of {}: {sum}",
                    rows.len()
                );
                let share = svd.singular_values[k].powi(2) / total;
                assert!((found.shares[k] - share).abs() < 1e-9);
                let (first, last) = (rows[0], rows[rows.len() - 1]);
                let way: f64 = (0..6)
                    .map(|i| f64::from(found.directions[k][i] * (last[i] - first[i])))
                    .sum();
                assert!(way >= 0.0);
            }
            for (found, wanted) in found.mean.iter().zip(mean.iter()) {
                assert!((f64::from(*found) - wanted).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn points_on_a_line_have_one_direction_and_equal_ones_none() {
        let line: Vec<Vec<f32>> = (0..5)
            .map(|i| vec![i as f32, -2.0 * i as f32, 1.0])
            .collect();
        let rows: Vec<&[f32]> = line.iter().map(Vec::as_slice).collect();
        let found = principal(&rows).unwrap();
        assert_eq!(found.directions.len(), 1);
        assert!((found.shares[0] - 1.0).abs() < 1e-12);
        assert_eq!(principal(&[rows[2]; 4]), None);
        assert_eq!(principal(&rows[..1]), None);
        assert_eq!(principal(&[]), None);
        assert_eq!(principal(&[&[0.0][..], &[f32::NAN][..]]), None);
    }
}
