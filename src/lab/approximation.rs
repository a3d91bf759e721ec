//! A curve put together by one hidden layer: what each of its units adds.

use super::{experiment::Experiment, json::Files, link};
use crate::{
    data::Dataset,
    nn::{Activation, Network, Task},
};

/// Why an experiment's answer is not a sum of its hidden units' curves that can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It does not learn numbers of one input.
    Data,
    /// It has no hidden layer, or so many.
    Layers(usize),
    /// The output layer makes something else of the sum.
    Output(Activation),
}

/// What keeps an experiment from being shown as a sum of curves.
#[must_use]
pub fn unfit(e: &Experiment) -> Option<Unfit> {
    if e.task() != Task::Regression || e.data.columns() != 1 {
        return Some(Unfit::Data);
    }
    match (e.hidden().len(), e.output().activation) {
        (1, Activation::Linear) => None,
        (1, activation) => Some(Unfit::Output(activation)),
        (layers, _) => Some(Unfit::Layers(layers)),
    }
}

/// The targets that there are to be fitted: sets of numbers over one input, drawn as often as one likes.
pub const TARGETS: [Dataset; 5] = [
    Dataset::Sine,
    Dataset::Step,
    Dataset::TwoWaves,
    Dataset::Line,
    Dataset::Outliers,
];

/// An experiment that fits a curve by one hidden layer.
#[must_use]
pub fn experiment() -> Experiment {
    let none: &Files<'_> = &|_| None;
    let text = "data=sine&standardize=true&net=1-8r-1l&optimizer=adam&lr=0.02&seed=14";
    link::read(text, none).0.experiment
}

/// Units that are compared: few in steps of one, then by about half.
pub const UNITS: [usize; 12] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/// What the hidden units add to an output at some places, and what they come to together.
#[derive(Clone, Debug, PartialEq)]
pub struct Curves {
    /// v·f(w·x + b) of each hidden unit, a value per place.
    pub units: Vec<Vec<f32>>,
    /// The weight v of each.
    pub weights: Vec<f32>,
    /// The output's bias, which is added everywhere.
    pub bias: f32,
    /// All of it together, a value per place.
    pub sum: Vec<f32>,
}

impl Curves {
    /// The curves of an output of a network of one hidden layer; `values` gives each hidden unit's values at the
    /// places. Nothing for other networks.
    #[must_use]
    pub fn new<'a>(
        network: &Network,
        output: usize,
        values: impl Fn(usize) -> &'a [f32],
    ) -> Option<Self> {
        let [hidden, last] = network.layers() else {
            return None;
        };
        let bias = *network.bias(1).get(output)?;
        let kernel = network.kernel(1);
        let weights: Vec<f32> = kernel.column(output).iter().copied().collect();
        let curve = |unit: usize| {
            let scaled = values(hidden.neurons.start + unit)
                .iter()
                .map(|a| weights[unit] * a);
            scaled.collect::<Vec<f32>>()
        };
        let units: Vec<Vec<f32>> = (0..last.inputs).map(curve).collect();
        let places = units.first().map_or(0, Vec::len);
        let sum = |at: usize| {
            let all = units.iter().map(|curve| f64::from(curve[at]));
            (all.sum::<f64>() + f64::from(bias)) as f32
        };
        Some(Self {
            sum: (0..places).map(sum).collect(),
            units,
            weights,
            bias,
        })
    }

    /// The unit whose curve is nearest to a value at a place, where one is as near as `reach`.
    #[must_use]
    pub fn nearest(&self, place: usize, value: f32, reach: f32) -> Option<usize> {
        let apart = |unit: &usize| {
            (self.units[*unit]
                .get(place)
                .copied()
                .unwrap_or(f32::INFINITY)
                - value)
                .abs()
        };
        let units = 0..self.units.len();
        let nearest = units.min_by(|a, b| apart(a).total_cmp(&apart(b)))?;
        (apart(&nearest) <= reach).then_some(nearest)
    }

    /// The range of values that is shown: that of the sum and of the targets, and what the units add, as far as
    /// that is no more than as much again on either side.
    #[must_use]
    pub fn range(&self, targets: (f32, f32)) -> (f32, f32) {
        let finite = |values: &mut dyn Iterator<Item = f32>, from: (f32, f32)| {
            values
                .filter(|value| value.is_finite())
                .fold(from, |(low, high), value| (low.min(value), high.max(value)))
        };
        let answers = finite(&mut self.sum.iter().copied(), targets);
        let (low, high) = finite(&mut self.units.iter().flatten().copied(), answers);
        let more = (answers.1 - answers.0).max(f32::MIN_POSITIVE);
        (low.max(answers.0 - more), high.min(answers.1 + more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lab::{Edit, Key, Prepared},
        nn::{Initializer, LayerSpec, Pass},
    };
    use proptest::prelude::*;

    #[test]
    fn only_a_sum_is_drawn_as_one() {
        let fits = experiment();
        assert_eq!((unfit(&fits), fits.validate()), (None, Ok(())));
        let with = |edit: Edit| {
            let mut e = fits.clone();
            edit.apply(&mut e).unwrap();
            unfit(&e)
        };
        assert_eq!(with(Edit::AddLayer(0)), Some(Unfit::Layers(2)));
        assert_eq!(with(Edit::RemoveLayer(0)), Some(Unfit::Layers(0)));
        assert_eq!(
            with(Edit::SetActivation(1, Activation::Tanh)),
            Some(Unfit::Output(Activation::Tanh))
        );
        for dataset in TARGETS {
            assert_eq!(with(Edit::SetDataset(dataset)), None, "{dataset:?}");
        }
        for dataset in [Dataset::Plane, Dataset::Xor] {
            assert_eq!(with(Edit::SetDataset(dataset)), Some(Unfit::Data));
        }
        assert_eq!(unfit(&Experiment::default()), Some(Unfit::Data));
    }

    #[test]
    fn all_sets_of_one_input_are_offered() {
        let of_one_input = Dataset::ALL.iter().copied().filter(|dataset| {
            let mut e = experiment();
            dataset.is_generated() && {
                Edit::SetDataset(*dataset).apply(&mut e).unwrap();
                unfit(&e).is_none()
            }
        });
        assert_eq!(of_one_input.count(), TARGETS.len());
    }

    use crate::nn::Named;

    /// The curves in the data's own units, inputs standardised or not, for every target and activation.
    #[test]
    fn the_curves_sum_to_the_network_s_answer() {
        for dataset in TARGETS {
            for standardize in ["true", "false"] {
                for &activation in Activation::ALL
                    .iter()
                    .filter(|a| **a != Activation::Softmax)
                {
                    let mut e = experiment();
                    Edit::SetDataset(dataset).apply(&mut e).unwrap();
                    Edit::Set(Key::Standardize, standardize.into())
                        .apply(&mut e)
                        .unwrap();
                    Edit::SetActivation(0, activation).apply(&mut e).unwrap();
                    let prepared = Prepared::new(&e);
                    let mut network = e.network();
                    let parameters = network.parameters_mut().iter_mut().enumerate();
                    parameters.for_each(|(at, p)| *p += (at % 7) as f32 / 10.0 - 0.3);
                    let mut values = Vec::new();
                    let places = prepared.train.len();
                    network.neuron_values(
                        &prepared.train,
                        &mut Pass::new(&network, places),
                        &mut values,
                    );
                    let of = |neuron: usize| &values[neuron * places..][..places];
                    let answers = network.answers(&prepared.train);
                    for output in 0..network.outputs() {
                        let curves = Curves::new(&network, output, of).unwrap();
                        assert_eq!(curves.units.len(), 8);
                        for (at, sum) in curves.sum.iter().enumerate() {
                            let answer = prepared.value(output, answers[(at, output)]);
                            let shown = prepared.value(output, *sum);
                            assert!((answer - shown).abs() < 1e-4, "{dataset:?} {activation:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn other_networks_have_no_curves() {
        let none = |layers: &[usize]| {
            let specs: Vec<_> = layers
                .iter()
                .map(|u| LayerSpec::new(*u, Activation::Tanh))
                .collect();
            let network = Network::new(1, &specs, Initializer::Zeros, 0);
            Curves::new(&network, 0, |_| &[0.0]).is_none()
        };
        assert!(none(&[1]) && none(&[2, 2, 1]) && !none(&[2, 1]));
        let network = Network::new(
            1,
            &[2, 1].map(|u| LayerSpec::new(u, Activation::Tanh)),
            Initializer::Zeros,
            0,
        );
        assert_eq!(Curves::new(&network, 1, |_| &[0.0]), None);
    }

    fn curves(units: Vec<Vec<f32>>, bias: f32) -> Curves {
        let places = units[0].len();
        let sum = (0..places)
            .map(|at| units.iter().map(|u| u[at]).sum::<f32>() + bias)
            .collect();
        Curves {
            weights: vec![1.0; units.len()],
            units,
            bias,
            sum,
        }
    }

    #[test]
    fn the_nearest_curve_within_reach_is_found() {
        let curves = curves(vec![vec![0.0, 1.0], vec![2.0, -1.0]], 0.0);
        assert_eq!(curves.nearest(0, 0.4, 0.5), Some(0));
        assert_eq!(curves.nearest(1, -0.9, 0.5), Some(1));
        assert_eq!(curves.nearest(0, 1.0, 0.5), None);
        assert_eq!(curves.nearest(9, 0.0, 0.5), None);
    }

    proptest! {
        /// Answers and targets are always within the range; what cancels out may leave it.
        #[test]
        fn the_range_holds_answers_and_targets(
            a in prop::collection::vec(-50.0f32..50.0, 6),
            bias in -2.0f32..2.0,
            low in -2.0f32..0.0,
            high in 0.0f32..2.0,
        ) {
            let against = a.iter().map(|x| 1.0 - x).collect();
            let curves = curves(vec![a, against], bias);
            let range = curves.range((low, high));
            for value in curves.sum.iter().copied().chain([low, high]) {
                prop_assert!(range.0 <= value && value <= range.1);
            }
            let answers = curves.sum.iter().fold((low, high), |r, v| (r.0.min(*v), r.1.max(*v)));
            let span = answers.1 - answers.0;
            prop_assert!(range.1 - range.0 <= 3.0 * span + 1e-3);
        }

        #[test]
        fn what_is_not_finite_spoils_no_range(at in 0usize..3, bad in prop::sample::select(vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY])) {
            let mut unit = vec![0.5, -0.5, 0.0];
            unit[at] = bad;
            let range = curves(vec![unit], 0.0).range((-1.0, 1.0));
            prop_assert_eq!(range, (-1.0, 1.0));
        }
    }
}
