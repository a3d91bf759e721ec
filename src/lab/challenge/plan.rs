//! The fewest units that have to be set anew so that all rows are right.
//!
//! A unit sees no more of the rows than what it reads at them. Of all ways to divide those, the ones that a line
//! can draw are tried for one unit, then for two, and so on; of the output there is nothing to be tried, for it is
//! known what it should answer.

use std::sync::Arc;

use nalgebra::DMatrix;

use super::model::Model;
use crate::nn::{
    Samples,
    separation::{Points, Search, Separation},
};

/// A unit with other weights.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitSet {
    /// Its layer and its number in that.
    pub place: [usize; 2],
    /// Its weights and its bias at last, by their numbers.
    pub values: Vec<(usize, f32)>,
}

/// What a search has come to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plan {
    /// These units, in the order of the layers; none where all is right.
    Units(Vec<UnitSet>),
    /// No weights have all rows right: all ways have been tried.
    None,
    /// There are too many ways.
    TooMany,
}

/// Ways that are tried, at most, and different things that a unit may read.
const MOST_WAYS: usize = 30_000;
const MOST_READ: usize = 8;

/// The fewest units, if they are no more than `most`.
pub(super) fn plan(model: &Model, most: usize, known: &mut Known) -> Plan {
    if model.wrong() == 0 {
        return Plan::Units(Vec::new());
    }
    let layers = model.layers.iter().enumerate();
    let all = layers.flat_map(|(layer, units)| (0..units.len()).map(move |unit| [layer, unit]));
    let all: Vec<[usize; 2]> = all.collect();
    let mut tries = Tries {
        left: MOST_WAYS,
        is_unsure: false,
        known,
    };
    for count in 1..=most.min(all.len()) {
        let mut chosen = Vec::new();
        if let Some(found) = tries.choose(model, &all, count, &mut chosen) {
            return Plan::Units(found);
        }
        if tries.left == 0 {
            return Plan::TooMany;
        }
    }
    if most < all.len() || tries.is_unsure {
        Plan::TooMany
    } else {
        Plan::None
    }
}

/// Weights, and the bias at last.
type Weights = Vec<f32>;

/// What units read, with the weights of each way to divide it.
pub(super) type Known = Vec<(Vec<Vec<f32>>, Arc<Ways>)>;

/// The weights of each way that a line is known to draw, and whether of some that is not known.
pub(super) struct Ways {
    weights: Vec<Weights>,
    is_unsure: bool,
}

/// Whether a line has some on the one side and the others on the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    /// One with these weights does.
    Drawn(Weights),
    /// None does.
    None,
    /// The digits at hand do not tell.
    Unsure,
}

struct Tries<'a> {
    left: usize,
    /// Whether of a way that was tried it is not known whether a line draws it.
    is_unsure: bool,
    known: &'a mut Known,
}

impl Tries<'_> {
    /// Chooses so many of the units, and sets them.
    fn choose(
        &mut self,
        model: &Model,
        of: &[[usize; 2]],
        count: usize,
        chosen: &mut Vec<[usize; 2]>,
    ) -> Option<Vec<UnitSet>> {
        if count == 0 {
            return self.set(model, chosen);
        }
        // Units that others stand on are the last to be touched.
        for at in (0..(of.len() + 1).saturating_sub(count)).rev() {
            chosen.push(of[at]);
            let found = self.choose(model, &of[at + 1..], count - 1, chosen);
            chosen.pop();
            if found.is_some() || self.left == 0 {
                return found;
            }
        }
        None
    }

    /// Sets units in the order of the layers so that all rows are right.
    fn set(&mut self, model: &Model, units: &[[usize; 2]]) -> Option<Vec<UnitSet>> {
        let Some((&place, rest)) = units.split_first() else {
            self.left = self.left.saturating_sub(1);
            return (model.wrong() == 0).then(Vec::new);
        };
        let read: Vec<Vec<f32>> = model
            .rows
            .iter()
            .map(|row| model.read_by(place[0], row))
            .collect();
        let ways = if place[0] + 1 == model.layers.len() {
            self.left = self.left.saturating_sub(1);
            Arc::new(divide([wanted(model, &read)].into_iter()))
        } else {
            self.ways(&read)?
        };
        self.is_unsure |= ways.is_unsure;
        for weights in &ways.weights {
            let values = model.layers[place[0]][place[1]].places.iter().copied();
            let values: Vec<(usize, f32)> = values.zip(weights.iter().copied()).collect();
            if let Some(mut found) = self.set(&model.with(&values), rest) {
                found.insert(0, UnitSet { place, values });
                return Some(found);
            }
            if self.left == 0 {
                return None;
            }
        }
        None
    }

    /// The weights of every way to divide what a unit reads, the plainest first; none where there are too many.
    fn ways(&mut self, read: &[Vec<f32>]) -> Option<Arc<Ways>> {
        let mut different: Vec<Vec<f32>> = Vec::new();
        for x in read {
            if !different.contains(x) {
                different.push(x.clone());
            }
        }
        if let Some((_, ways)) = self.known.iter().find(|(known, _)| *known == different) {
            return Some(ways.clone());
        }
        if different.len() > MOST_READ {
            self.left = 0;
            return None;
        }
        let side = |way: usize| (0..different.len()).map(|at| way >> at & 1 == 1).collect();
        let ways = 0..1 << different.len();
        let mut ways = divide(ways.map(|way| line(&different, side(way))));
        ways.weights.sort_by(|a, b| {
            plainness(a)
                .partial_cmp(&plainness(b))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let ways = Arc::new(ways);
        self.known.push((different, ways.clone()));
        Some(ways)
    }
}

/// Functions that people know come first: few negative weights, and none that are larger than others.
fn plainness(weights: &Weights) -> (usize, f32) {
    let (bias, weights) = weights
        .split_last()
        .map_or((0.0, &[][..]), |(bias, weights)| (*bias, weights));
    let negative = weights.iter().filter(|w| **w < 0.0).count();
    // One sign for all is plainer than two, and a unit that reads nothing says nothing.
    let mixed = if negative > 0 && negative < weights.len() {
        2 * weights.len()
    } else {
        negative
    };
    let silent = weights.iter().filter(|w| **w == 0.0).count();
    let size: f32 = weights.iter().map(|w| w.abs()).sum();
    (mixed + 3 * silent * weights.len(), size + bias.abs())
}

/// Weights of the output for what it reads, if there are any: what it should answer to the same has to be the same.
fn wanted(model: &Model, read: &[Vec<f32>]) -> Line {
    match model.torn(read) {
        Some(_) => Line::None,
        None => line(read, model.wants.clone()),
    }
}

fn divide(lines: impl Iterator<Item = Line>) -> Ways {
    let mut ways = Ways {
        weights: Vec::new(),
        is_unsure: false,
    };
    for line in lines {
        match line {
            Line::Drawn(weights) => ways.weights.push(weights),
            Line::None => {}
            Line::Unsure => ways.is_unsure = true,
        }
    }
    ways
}

/// A line that has some on the upper side and the others on the lower, with room on both.
fn line(read: &[Vec<f32>], upper: Vec<bool>) -> Line {
    let inputs = read.first().map_or(0, Vec::len);
    let x = DMatrix::from_row_iterator(read.len(), inputs, read.iter().flatten().copied());
    let samples = Samples::from_rows(&x, &DMatrix::zeros(read.len(), 1));
    let found = Points::new(Arc::new(samples), upper.clone())
        .map_or(Separation::Undecided, |points| Search::new(points).finish());
    let margin = match found {
        Separation::Apart(margin) => margin,
        Separation::Meeting(_) => return Line::None,
        Separation::Undecided => return Line::Unsure,
    };
    // The nearest row is half a unit away from the threshold, as in the gates that people know.
    let scale = 0.5 / margin.gamma;
    let exact = margin.weights.iter().map(|w| w * scale);
    let rounded = exact.clone().enumerate().map(|(source, w)| {
        let reach = read
            .iter()
            .map(|x| x.get(source).map_or(1.0, |x| f64::from(x.abs())));
        round(w, reach.fold(0.0, f64::max))
    });
    let single = |weights: Vec<f64>| weights.iter().map(|w| *w as f32 + 0.0).collect();
    let mut plainest = [rounded.collect(), exact.collect()].into_iter().map(single);
    let fitting = plainest.find(|weights| separates(weights, read, &upper));
    fitting.map_or(Line::Unsure, Line::Drawn)
}

/// A weight rounded so that no sum of a row changes by more than a ten thousandth.
fn round(w: f64, reach: f64) -> f64 {
    if reach == 0.0 {
        return 0.0;
    }
    // Divided by a power of ten, a decimal number is the nearest there is; multiplied by a tenth it is not.
    let digits = libm::floor(4.0 + libm::log10(reach));
    let power = libm::exp10(digits.abs());
    if digits < 0.0 {
        libm::round(w / power) * power
    } else {
        libm::round(w * power) / power
    }
}

/// Whether weights in single precision have all on their sides, summed up as a unit does.
fn separates(weights: &Weights, read: &[Vec<f32>], upper: &[bool]) -> bool {
    let Some((bias, weights)) = weights.split_last() else {
        return false;
    };
    let sum = |x: &Vec<f32>| {
        let terms = weights.iter().zip(x).map(|(w, x)| w * x);
        terms.fold(*bias, |sum, term| sum + term)
    };
    read.iter().zip(upper).all(|(x, &upper)| {
        let sum = sum(x);
        sum != 0.0 && (sum > 0.0) == upper
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::tests::{XOR, model},
        *,
    };

    fn read() -> Vec<Vec<f32>> {
        [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
            .map(|x| x.to_vec())
            .to_vec()
    }

    #[test]
    fn gates_have_the_weights_that_people_know() {
        for (upper, expected) in [
            ([false, true, true, true], [1.0, 1.0, -0.5]),
            ([false, false, false, true], [1.0, 1.0, -1.5]),
            ([true, true, true, false], [-1.0, -1.0, 1.5]),
            ([true, false, false, false], [-1.0, -1.0, 0.5]),
            ([false, false, true, false], [1.0, -1.0, -0.5]),
        ] {
            assert_eq!(
                line(&read(), upper.to_vec()),
                Line::Drawn(expected.to_vec())
            );
        }
        assert_eq!(line(&read(), vec![false, true, true, false]), Line::None);
    }

    #[test]
    fn two_inputs_have_fourteen_functions_that_a_line_draws() {
        let mut tries = Tries {
            left: 1,
            is_unsure: false,
            known: &mut Known::new(),
        };
        assert_eq!(tries.ways(&read()).unwrap().weights.len(), 14);
        assert_eq!(tries.ways(&read()[..1]).unwrap().weights.len(), 2);
        assert_eq!(tries.known.len(), 2);
    }

    /// Rows that are nearer to each other than single precision tells apart may be separated all the same.
    #[test]
    fn what_is_not_known_is_not_called_impossible() {
        let mut and = model("data=and&net=2-1h&rule=perceptron", &[0.0; 3]);
        for x in and.rows.iter_mut().flatten() {
            *x = if *x > 0.5 { 1e8 + 8.0 } else { 1e8 };
        }
        assert_eq!(line(&and.rows, and.wants.clone()), Line::Unsure);
        assert_eq!(plan(&and, usize::MAX, &mut Known::new()), Plan::TooMany);
    }

    #[test]
    fn large_and_small_inputs_have_short_weights() {
        for (low, high, expected) in [
            (50_000.0, 130_000.0, [1.25e-5, 1.25e-5, -2.75]),
            (0.0, 1e-4, [10_000.0, 10_000.0, -1.5]),
            (0.0, 1000.0, [0.001, 0.001, -1.5]),
        ] {
            let rows = [[low, low], [low, high], [high, low], [high, high]].map(|x| x.to_vec());
            let upper = vec![false, false, false, true];
            assert_eq!(line(&rows, upper), Line::Drawn(expected.to_vec()));
        }
    }

    #[test]
    fn as_few_units_as_it_takes() {
        for (weights, units) in [
            ([1.0, 1.0, -1.0, -1.0, -0.5, 1.5, 1.0, 1.0, -1.5], 0),
            // OR and NAND are there, the output is OR.
            ([1.0, 1.0, -1.0, -1.0, -0.5, 1.5, 1.0, 1.0, -0.5], 1),
            // OR twice.
            ([1.0, 1.0, 1.0, 1.0, -0.5, -0.5, 1.0, 1.0, -0.5], 2),
            ([0.0; 9], 3),
        ] {
            let model = model(XOR, &weights);
            let Plan::Units(plan) = plan(&model, 9, &mut Known::new()) else {
                panic!("{weights:?}");
            };
            assert_eq!(plan.len(), units, "{plan:?}");
            let values: Vec<_> = plan.iter().flat_map(|unit| unit.values.clone()).collect();
            assert_eq!(model.with(&values).wrong(), 0);
        }
    }

    #[test]
    fn what_no_weights_can_is_told() {
        for net in ["2-1h", "2-1h-1h", "2-1sign-1sign"] {
            let fragment = format!("data=xor_table&net={net}&loss=mean_squared_error");
            let parameters = if net == "2-1h" { 3 } else { 5 };
            assert_eq!(
                plan(
                    &model(&fragment, &vec![0.3; parameters]),
                    9,
                    &mut Known::new()
                ),
                Plan::None,
                "{net}"
            );
        }
        assert_eq!(
            plan(&model(XOR, &[0.0; 9]), 2, &mut Known::new()),
            Plan::TooMany
        );
    }
}
