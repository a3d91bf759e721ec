//! How the next layer divides the space of a hidden layer: by a line in a plane, by a plane in three
//! dimensions, for each of its units or where its answer changes.

use super::basis::Basis;
use crate::{
    lab::prepared::Prepared,
    nn::{Activation, Network, Task},
};

/// What a cut is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Of {
    /// A unit of the next hidden layer: its sum is 0.
    Unit(usize),
    /// An output: it decides here.
    Output(usize),
    /// Two classes that are equally likely, and no other more.
    Between(usize, usize),
    /// An output of a regression: it gives this number.
    Level(usize, f32),
}

/// Where a weighted sum of the coordinates along a basis is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// What of.
    pub of: Of,
    /// The weight of each coordinate.
    pub weights: [f32; 3],
    /// What is added.
    pub bias: f32,
    /// Whether it depends on nothing but these coordinates.
    pub is_whole: bool,
    /// It holds only where these sums are not negative.
    pub within: Vec<([f32; 3], f32)>,
}

impl Cut {
    /// The sum at a place: 0 on the cut.
    #[must_use]
    pub fn sum(&self, at: [f32; 3]) -> f32 {
        sum((self.weights, self.bias), at)
    }
}

/// A sum at a place along a basis.
fn sum((weights, bias): ([f32; 3], f32), at: [f32; 3]) -> f32 {
    weights.iter().zip(at).map(|(w, x)| w * x).sum::<f32>() + bias
}

/// The cuts by the layer after `layer`, in the coordinates of a basis of it; `levels` are the numbers at which
/// an output of a regression is drawn. A unit whose weights along all axes are 0 has none.
#[must_use]
pub fn cuts(
    network: &Network,
    prepared: &Prepared,
    layer: usize,
    basis: &Basis,
    levels: (usize, &[f32]),
) -> Vec<Cut> {
    let Some(next) = network.layers().get(layer + 1) else {
        return Vec::new();
    };
    let sums: Vec<_> = (0..next.units)
        .map(|unit| along(network, layer + 1, unit, basis))
        .collect();
    let at = |of: Of, unit: usize, level: f32| Cut {
        of,
        weights: sums[unit].0,
        bias: sums[unit].1 - level,
        is_whole: sums[unit].2,
        within: Vec::new(),
    };
    let is_last = layer + 2 == network.layers().len();
    let cuts: Vec<Cut> = match prepared.task {
        _ if !is_last => (0..next.units)
            .map(|unit| at(Of::Unit(unit), unit, 0.0))
            .collect(),
        Task::Multiclass => borders(&sums, next.activation),
        Task::Binary | Task::Multilabel => {
            let level = sum_of(next.activation, prepared.target.threshold());
            let units = 0..next.units;
            units
                .filter_map(|unit| Some(at(Of::Output(unit), unit, level?)))
                .collect()
        }
        Task::Regression => {
            let (output, numbers) = levels;
            let cut = |&number: &f32| {
                let sum = sum_of(next.activation, prepared.encoded(output, number))?;
                (output < next.units).then(|| at(Of::Level(output, number), output, sum))
            };
            numbers.iter().filter_map(cut).collect()
        }
    };
    let is_one = |cut: &Cut| cut.weights.iter().any(|w| *w != 0.0);
    let is_finite = |cut: &Cut| cut.weights.iter().chain([&cut.bias]).all(|w| w.is_finite());
    cuts.into_iter()
        .filter(|cut| is_one(cut) && is_finite(cut))
        .collect()
}

/// The weights of coordinates, what is added, and whether nothing of the sum is left out.
type Sum = ([f32; 3], f32, bool);

/// What of a sum's weights may lie beside the axes for rounding, as a share of their squares.
const ROUNDING: f32 = 1e-6;

/// A unit's sum in the coordinates of a basis of the layer before it.
fn along(network: &Network, layer: usize, unit: usize, basis: &Basis) -> Sum {
    let dense = &network.layers()[layer];
    let start = dense.kernel.start + unit * dense.inputs;
    let kernel = &network.parameters()[start..start + dense.inputs];
    let bias = network.parameters()[dense.bias.start + unit];
    let dot = |with: &[f32]| kernel.iter().zip(with).map(|(w, x)| w * x).sum::<f32>();
    let mut weights = [0.0; 3];
    for (weight, direction) in weights.iter_mut().zip(&basis.directions) {
        *weight = dot(direction);
    }
    let [all, seen] = [kernel, &weights[..]].map(|w| w.iter().map(|w| w * w).sum::<f32>());
    (
        weights,
        dot(&basis.origin) + bias,
        all - seen <= ROUNDING * all,
    )
}

/// Where the two largest of several units' values are the same, as far as these go by the sums: everywhere where an
/// activation keeps their order, where the larger sum is above 0 where it rises from there, and nowhere of steps.
fn borders(sums: &[Sum], activation: Activation) -> Vec<Cut> {
    if activation.is_step() {
        return Vec::new();
    }
    let less = |a: usize, b: usize| {
        let weights = std::array::from_fn(|k| sums[a].0[k] - sums[b].0[k]);
        (weights, sums[a].1 - sums[b].1)
    };
    let pairs = (1..sums.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
    let cut = |(a, b): (usize, usize)| {
        let (weights, bias) = less(a, b);
        let others = (0..sums.len()).filter(|other| *other != a && *other != b);
        Cut {
            of: Of::Between(a, b),
            weights,
            bias,
            is_whole: sums[a].2 && sums[b].2,
            within: others
                .map(|other| less(a, other))
                .chain((!activation.always_rises()).then_some((sums[a].0, sums[a].1)))
                .collect(),
        }
    };
    pairs.map(cut).collect()
}

/// So far from 0 a sum is looked for.
const FAR: f32 = 60.0;

/// The sum at which an activation that rises gives a value; `None` where it nowhere does.
fn sum_of(activation: Activation, value: f32) -> Option<f32> {
    match activation {
        Activation::Linear => return Some(value),
        Activation::Heaviside | Activation::Sign => return Some(0.0),
        Activation::Softmax => return None,
        Activation::Sigmoid
        | Activation::Tanh
        | Activation::Relu
        | Activation::LeakyRelu
        | Activation::Elu
        | Activation::Selu
        | Activation::Softplus
        | Activation::Gelu
        | Activation::Swish => {}
    }
    let far = FAR.max(value.abs() * 200.0);
    let (mut low, mut high) = (-far, far);
    if !(activation.value(low) <= value && value < activation.value(high)) {
        return None;
    }
    for _ in 0..60 {
        let middle = low.midpoint(high);
        if activation.value(middle) > value {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(low.midpoint(high))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::{
        data::{DataSpec, Dataset},
        lab::{
            Experiment, View,
            hidden::{Axes, Ground, Values, values},
        },
        nn::{LayerSpec, Named, Trainer, evaluate},
    };

    struct Case {
        prepared: Arc<Prepared>,
        network: Network,
        e: Experiment,
    }

    /// An experiment of hidden layers of these units, after so many samples.
    fn case(dataset: Dataset, units: &[usize], seed: u32, samples: u64) -> Case {
        let mut e = Experiment::preset(DataSpec {
            dataset,
            ..DataSpec::default()
        });
        let output = e.layers.pop().unwrap();
        e.layers = units
            .iter()
            .map(|&units| LayerSpec::new(units, Activation::Tanh))
            .chain([output])
            .collect();
        e.seed = seed;
        let prepared = Arc::new(Prepared::new(&e));
        let mut trainer = Trainer::new(e.network(), prepared.train.clone(), e.settings());
        trainer.advance(crate::nn::Stride::Sample, samples);
        let network = trainer.network().clone();
        Case {
            prepared,
            network,
            e,
        }
    }

    impl Case {
        fn values(&self, layer: usize) -> Values {
            let view = Arc::new(View::new(&self.e.data, &self.prepared));
            let ground = Ground::new(&self.prepared, &view, usize::MAX);
            Values::new(&self.network, layer, &ground).unwrap()
        }
    }

    /// The place on a cut that is nearest to the origin.
    fn foot(cut: &Cut) -> [f32; 3] {
        let size: f32 = cut.weights.iter().map(|w| w * w).sum();
        cut.weights.map(|w| -w * cut.bias / size)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn on_the_next_units_line_its_sum_is_0(
            units in 1usize..4, next in 1usize..5, seed in 0u32..500, samples in 0u64..300,
        ) {
            let case = case(Dataset::Xor, &[units, next], seed, samples);
            let values = case.values(0);
            let axes = Axes::Units((0..units).collect());
            let basis = Basis::new(&axes, &values.samples[0], units, &[], None);
            let cuts = cuts(&case.network, &case.prepared, 0, &basis, (0, &[]));
            prop_assert_eq!(cuts.len(), next);
            for (unit, cut) in cuts.iter().enumerate() {
                prop_assert_eq!(cut.of, Of::Unit(unit));
                let on = foot(cut);
                let kernel = case.network.kernel(1);
                let z: f32 = (0..units).map(|u| kernel[(u, unit)] * on[u]).sum::<f32>() + case.network.bias(1)[unit];
                prop_assert!(z.abs() < 1e-4, "{z}");
            }
        }

        #[test]
        fn as_many_are_right_by_the_last_line_as_the_accuracy_says(
            units in 1usize..4, seed in 0u32..500, samples in 0u64..2000,
            dataset in prop::sample::select(vec![Dataset::Xor, Dataset::Circles, Dataset::XorTable]),
        ) {
            let case = case(dataset, &[3, units], seed, samples);
            let values = case.values(1);
            let basis = Basis::new(&Axes::Units((0..units).collect()), &values.samples[0], units, &[], None);
            let cuts = cuts(&case.network, &case.prepared, 1, &basis, (0, &[]));
            prop_assert_eq!(cuts.len(), 1);
            prop_assert!(cuts[0].is_whole);
            let points = case.prepared.points().unwrap();
            let right = basis.places(&values.samples[0]).into_iter().zip(points);
            let right = right.filter(|(place, point)| (cuts[0].sum(*place) > 0.0) == (point.class == 1)).count();
            let shown = evaluate(&case.network, case.e.loss, case.prepared.task, &case.prepared.train).unwrap();
            let accurate = (shown.accuracy.unwrap() * points.len() as f64).round() as usize;
            // A sum within rounding of 0 may be on either side.
            let near = basis.places(&values.samples[0]).into_iter().filter(|p| cuts[0].sum(*p).abs() < 1e-5).count();
            prop_assert!(right.abs_diff(accurate) <= near, "{right} {accurate}");
        }

        #[test]
        fn between_classes_the_largest_sums_are_the_same(seed in 0u32..500, samples in 0u64..500) {
            let case = case(Dataset::Blobs3, &[2], seed, samples);
            let values = case.values(0);
            let basis = Basis::new(&Axes::Units(vec![0, 1]), &values.samples[0], 2, &[], None);
            let cuts = cuts(&case.network, &case.prepared, 0, &basis, (0, &[]));
            prop_assert_eq!(cuts.len(), 3);
            for cut in &cuts {
                let Of::Between(a, b) = cut.of else { panic!("{cut:?}") };
                let on = foot(cut);
                let kernel = case.network.kernel(1);
                let z = |unit: usize| (0..2).map(|u| kernel[(u, unit)] * on[u]).sum::<f32>() + case.network.bias(1)[unit];
                prop_assert!((z(a) - z(b)).abs() < 1e-3);
                let largest = (0..3).all(|other| z(other) <= z(a) + 1e-4);
                let within = cut.within.iter().all(|of| sum(*of, on) >= -1e-3);
                prop_assert!(largest == within || (0..3).any(|other| (z(other) - z(a)).abs() < 1e-2 && other != a && other != b));
            }
        }

        #[test]
        fn along_principal_directions_it_cuts_the_plane_where_the_sum_is_0(seed in 0u32..500) {
            let case = case(Dataset::Xor, &[6], seed, 200);
            let values = case.values(0);
            let basis = Basis::new(&Axes::Principal(2), &values.samples[0], 6, &[], None);
            let cut = &cuts(&case.network, &case.prepared, 0, &basis, (0, &[]))[0];
            let on = foot(cut);
            let h: Vec<f32> = (0..6).map(|u| basis.origin[u] + (0..2).map(|k| on[k] * basis.directions[k][u]).sum::<f32>()).collect();
            let kernel = case.network.kernel(1);
            let z: f32 = (0..6).map(|u| kernel[(u, 0)] * h[u]).sum::<f32>() + case.network.bias(1)[0];
            prop_assert!(z.abs() < 1e-3);
            prop_assert!(!cut.is_whole);
        }
    }

    #[test]
    fn the_levels_of_a_number_are_straight_and_where_it_is_given() {
        let case = case(Dataset::Plane, &[2], 3, 500);
        let values = case.values(0);
        let basis = Basis::new(&Axes::Units(vec![0, 1]), &values.samples[0], 2, &[], None);
        let cuts = cuts(
            &case.network,
            &case.prepared,
            0,
            &basis,
            (0, &[-1.0, 0.0, 2.0]),
        );
        assert_eq!(cuts.len(), 3);
        for cut in &cuts {
            let Of::Level(0, number) = cut.of else {
                panic!("{cut:?}")
            };
            let on = foot(cut);
            let kernel = case.network.kernel(1);
            let output = kernel[(0, 0)] * on[0] + kernel[(1, 0)] * on[1] + case.network.bias(1)[0];
            assert!((case.prepared.value(0, output) - number).abs() < 1e-3);
        }
    }

    #[test]
    fn an_activation_is_undone_where_it_rises_and_nowhere_else() {
        for activation in [
            Activation::Sigmoid,
            Activation::Tanh,
            Activation::Relu,
            Activation::Softplus,
            Activation::Swish,
            Activation::Gelu,
            Activation::Linear,
        ] {
            let z = sum_of(activation, 0.5).unwrap();
            assert!((activation.value(z) - 0.5).abs() < 1e-4, "{activation:?}");
        }
        assert_eq!(sum_of(Activation::Sigmoid, 1.5), None);
        assert_eq!(sum_of(Activation::Relu, -1.0), None);
        assert_eq!(sum_of(Activation::Sign, 0.0), Some(0.0));
    }

    /// Sums of two units are compared by what the activation makes of them.
    #[test]
    fn borders_are_drawn_only_where_the_values_are_the_same() {
        let sums: Vec<Sum> = vec![
            ([1.0, 0.0, 0.0], 0.0, true),
            ([0.0, 1.0, 0.0], 0.0, true),
            ([-1.0, -1.0, 0.0], 0.2, true),
        ];
        for &activation in Activation::ALL {
            let cuts = borders(&sums, activation);
            assert_eq!(cuts.is_empty(), activation.is_step(), "{activation:?}");
            let value = |z: f32| {
                if activation == Activation::Softmax {
                    return z;
                }
                activation.value(z)
            };
            for (x, y) in (-20..=20).flat_map(|x| (-20..=20).map(move |y| (x, y))) {
                let at = [x as f32 * 0.2, y as f32 * 0.2, 0.0];
                let z: Vec<f32> = sums.iter().map(|of| sum((of.0, of.1), at)).collect();
                for cut in &cuts {
                    let Of::Between(a, b) = cut.of else {
                        panic!("{cut:?}")
                    };
                    let side = cut.sum(at);
                    let is_within = cut.within.iter().all(|of| sum(*of, at) > 1e-3);
                    if side.abs() < 1e-3 || !is_within {
                        continue;
                    }
                    assert_eq!(
                        value(z[a]) > value(z[b]),
                        side > 0.0,
                        "{activation:?} {z:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_unit_of_no_weights_has_no_cut() {
        let mut case = case(Dataset::Xor, &[2], 1, 0);
        let start = case.network.layers()[1].kernel.start;
        case.network.parameters_mut()[start..start + 2].fill(0.0);
        let values = values(
            &case.network,
            &case.prepared.train,
            std::slice::from_ref(&(2..4)),
        );
        let basis = Basis::new(&Axes::Units(vec![0, 1]), &values, 2, &[], None);
        assert_eq!(cuts(&case.network, &case.prepared, 0, &basis, (0, &[])), []);
    }
}
