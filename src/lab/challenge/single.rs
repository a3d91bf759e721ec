//! The change of one weight or bias that has the most rows right.
//!
//! While one parameter moves and the others stay, its unit's sum at a row is a straight line of it: the unit turns
//! over there where that is 0. Between two such places nothing changes, so one value of each part says all.

use super::model::{Model, Unit};

/// One parameter, and where it has to go.
#[derive(Clone, Debug, PartialEq)]
pub struct Single {
    /// Its number.
    pub parameter: usize,
    /// Its layer, its unit, and which of the unit's it is; the bias comes after the weights.
    pub place: [usize; 3],
    /// What it is now.
    pub from: f32,
    /// A plain value in that part.
    pub to: f32,
    /// Where the part begins, coming from now.
    pub near: Bound,
    /// Where it ends, if it does.
    pub far: Option<Bound>,
    /// How many rows are right then.
    pub right: usize,
}

/// An end of the values that do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The end.
    pub at: f32,
    /// Whether it is one of them.
    pub closed: bool,
}

/// All changes of one parameter after which more rows are right than now: those with the most first, and of these
/// the smallest.
pub(super) fn singles(model: &Model) -> Vec<Single> {
    let now = model.len() - model.wrong();
    let mut found: Vec<Single> = Vec::new();
    for (layer, units) in model.layers.iter().enumerate() {
        let read: Vec<Vec<f32>> = model
            .rows
            .iter()
            .map(|row| model.read_by(layer, row))
            .collect();
        for (at, unit) in units.iter().enumerate() {
            for source in 0..unit.places.len() {
                let place = [layer, at, source];
                found.extend(
                    of(model, unit, &read, place)
                        .into_iter()
                        .filter(|single| single.right > now),
                );
            }
        }
    }
    let way = |single: &Single| (single.to - single.from).abs();
    found.sort_by(|a, b| b.right.cmp(&a.right).then(way(a).total_cmp(&way(b))));
    found
}

fn of(model: &Model, unit: &Unit, read: &[Vec<f32>], place: [usize; 3]) -> Vec<Single> {
    let parameter = unit.places[place[2]];
    let from = model.parameters[parameter];
    let ends = ends(model, unit, read, place[2]);
    let right = |value: f32| model.len() - model.with(&[(parameter, value)]).wrong();
    let part = |at: usize| {
        let low = at.checked_sub(1).map(|at| ends[at]);
        let high = ends.get(at).copied();
        let to = plain(low, high, from)?;
        let count = right(to);
        let bound = |at: f64| Bound {
            at: at as f32,
            closed: right(at as f32) == count,
        };
        let is_above = to > from;
        let (near, far) = if is_above { (low, high) } else { (high, low) };
        Some(Single {
            parameter,
            place,
            from,
            to,
            near: bound(near?),
            far: far.map(bound),
            right: count,
        })
    };
    let point = |&at: &f64| {
        let bound = Bound {
            at: at as f32,
            closed: true,
        };
        Single {
            parameter,
            place,
            from,
            to: bound.at,
            near: bound,
            far: Some(bound),
            right: right(bound.at),
        }
    };
    let parts: Vec<Single> = (0..=ends.len()).filter_map(part).collect();
    // Where nothing beside it does, a place where a sum is 0 may.
    let best = parts
        .iter()
        .map(|part| part.right)
        .max()
        .unwrap_or_default();
    let points: Vec<Single> = ends
        .iter()
        .map(point)
        .filter(|point| point.right > best)
        .collect();
    parts.into_iter().chain(points).collect()
}

/// The values of a unit's parameter at which the unit turns over at some row, from the least to the greatest.
fn ends(model: &Model, unit: &Unit, read: &[Vec<f32>], source: usize) -> Vec<f64> {
    let value = |at: usize| f64::from(model.parameters[unit.places[at]]);
    let bias = unit.places.len() - 1;
    // With how large the numbers are that it is the sum of.
    let of_row = |x: &Vec<f32>| {
        let x = |at: usize| if at == bias { 1.0 } else { f64::from(x[at]) };
        let others = (0..=bias)
            .filter(|&at| at != source)
            .map(|at| value(at) * x(at));
        let own = x(source);
        let size = others.clone().map(f64::abs).sum::<f64>() / own.abs();
        let end = -others.sum::<f64>() / own + 0.0;
        // No parameter can be set to what single precision does not hold.
        (own != 0.0 && end.abs() <= f64::from(f32::MAX)).then_some((end, size))
    };
    let mut ends: Vec<(f64, f64)> = read.iter().filter_map(of_row).collect();
    ends.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    // Nearer than single precision tells apart is the same.
    ends.dedup_by(|(b, of_b), (a, of_a)| *b - *a <= 1e-6 * of_a.max(*of_b));
    ends.into_iter().map(|(end, _)| end).collect()
}

/// The plainest number between two ends that is near to another: a multiple of 1, else of 0.5, of 0.1 and so on;
/// beyond the only end there is, so far away at least. None where single precision has none there.
fn plain(low: Option<f64>, high: Option<f64>, from: f32) -> Option<f32> {
    let from = f64::from(from);
    let (low, high) = match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, f64::INFINITY),
        (None, Some(high)) => (f64::NEG_INFINITY, high),
        (None, None) => return Some(from as f32),
    };
    if low < from && from < high {
        return Some(from as f32);
    }
    let between = |value: f64| {
        let value = value as f32;
        let is = value.is_finite() && low < f64::from(value) && f64::from(value) < high;
        is.then_some(value)
    };
    let mut step = 1.0;
    for finer in [0.5, 0.2, 0.5, 0.2, 0.5, 0.2, 0.5, 0.2, 0.5] {
        let up = (libm::floor(low / step) + 1.0) * step;
        let down = (libm::ceil(high / step) - 1.0) * step;
        let value = if low >= from { up } else { down };
        // A number at an end but for rounding is none between them.
        let inside = |end: f64| (value - end).abs() > 0.05 * step;
        if inside(low)
            && inside(high)
            && let Some(value) = between(libm::round(value * 1e5) / 1e5)
        {
            return Some(value);
        }
        step *= finer;
    }
    match (low.is_finite(), high.is_finite()) {
        (true, true) => between((low + high) / 2.0),
        // So far out whole numbers are no more: twice as far, or half, or as far as there is.
        (true, false) => between(low + low.abs() / 2.0).or_else(|| between(f32::MAX.into())),
        (false, _) => between(high - high.abs() / 2.0).or_else(|| between(f32::MIN.into())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::model::tests::{XOR, model},
        *,
    };

    #[test]
    fn plain_numbers_are_found_between_ends() {
        for (low, high, from, expected) in [
            (Some(0.5), None, 0.0, 1.0),
            (Some(1.0), None, 0.0, 2.0),
            (None, Some(-0.5), 0.0, -1.0),
            (None, Some(1.0), 2.0, 0.0),
            (Some(0.0), Some(1.0), -3.0, 0.5),
            (Some(0.5), Some(1.0), 3.0, 0.9),
            (Some(0.5), Some(2.5), 3.0, 2.0),
            (Some(0.5), Some(2.5), 0.0, 1.0),
            (Some(0.501), Some(0.502), 0.0, 0.5015),
        ] {
            let found = plain(low, high, from).unwrap();
            assert!(
                (f64::from(found) - expected).abs() < 1e-3,
                "{low:?} {high:?}: {found}"
            );
            assert!(low.is_none_or(|low| low < f64::from(found)));
            assert!(high.is_none_or(|high| f64::from(found) < high));
        }
    }

    /// Links hold weights of any size.
    #[test]
    fn what_is_proposed_can_be_set() {
        for end in [1e8, 1e15, 1e16, 1e17, 1e30, 3e38] {
            for end in [end, -end] {
                let [above, below] = [
                    plain(Some(end), None, f32::MIN),
                    plain(None, Some(end), f32::MAX),
                ];
                let [above, below] = [above.unwrap(), below.unwrap()].map(f64::from);
                assert!(
                    below < end && end < above && below.is_finite() && above.is_finite(),
                    "{end}"
                );
            }
        }
        assert_eq!(plain(Some(f32::MAX.into()), None, 0.0), None);
        assert_eq!(plain(Some(1e8), Some(1e8 + 1.0), 0.0), None);
        for size in [1e17, 1e30, 3e38] {
            for weights in [
                [size, 1.0, 0.0],
                [size, size, -size],
                [1.0, 1.0, size],
                [-size, 0.0, size],
            ] {
                for net in ["1h", "1sign"] {
                    let fragment = format!("data=and&net=2-{net}&loss=mean_squared_error");
                    for single in singles(&model(&fragment, &weights)) {
                        let ends = [Some(single.near), single.far].into_iter().flatten();
                        let all = ends.map(|bound| bound.at).chain([single.to]);
                        assert!(
                            all.into_iter().all(f32::is_finite),
                            "{weights:?}: {single:?}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn the_step_of_at_least_has_a_closed_end() {
        // AND with a threshold of 2 that is reached; OR as it begins: one weight too low.
        let and = "data=and&net=2-1h&rule=perceptron";
        let found = singles(&model(and, &[1.0, 1.0, -2.5]));
        let bias = found.iter().find(|single| single.place[2] == 2).unwrap();
        assert_eq!(
            (bias.right, bias.near),
            (
                4,
                Bound {
                    at: -2.0,
                    closed: true
                }
            )
        );
        assert_eq!(
            bias.far,
            Some(Bound {
                at: -1.0,
                closed: false
            })
        );
        assert_eq!(bias.to, -1.5);
    }

    #[test]
    fn nothing_is_found_where_all_is_right() {
        let weights = [1.0, 1.0, -1.0, -1.0, -0.5, 1.5, 1.0, 1.0, -1.5];
        assert_eq!(singles(&model(XOR, &weights)), []);
    }

    proptest! {
        /// A thousand values of each parameter are tried: none has more rows right than was found.
        #[test]
        fn no_single_change_is_better(
            weights in prop::collection::vec(-2.0f32..2.0, 9),
            net in prop::sample::select(vec!["2h-1h", "2sign-1sign", "2h-1s"]),
            tried in prop::collection::vec((0usize..9, -9.0f32..9.0), 200),
        ) {
            let model = model(&XOR.replace("2h-1h", net), &weights);
            let now = model.len() - model.wrong();
            let found = singles(&model);
            let best = found.first().map_or(now, |single| single.right);
            for (parameter, value) in tried {
                let right = model.len() - model.with(&[(parameter, value)]).wrong();
                prop_assert!(right <= best, "{parameter} {value}: {right} {found:?}");
            }
            for single in &found {
                let with = |value: f32| model.len() - model.with(&[(single.parameter, value)]).wrong();
                prop_assert_eq!(with(single.to), single.right);
                prop_assert_eq!(single.near.closed, with(single.near.at) == single.right);
            }
        }
    }
}
