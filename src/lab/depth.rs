//! Wide or deep: shapes of hidden layers that have nearly as many parameters.

use super::{experiment::Experiment, json::Files, link, wrong::Span};

/// Hidden layers of as many units each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many hidden layers.
    pub layers: usize,
    /// Units of each.
    pub units: usize,
    /// Weights and biases of the network, its output layer included.
    pub parameters: usize,
}

/// Hidden layers of the deepest shape.
pub const DEEPEST: usize = 4;
/// Units of the narrowest hidden layer that is compared: with fewer, nothing gets through many layers.
const NARROWEST: usize = 3;

impl Shape {
    /// A shape between so many inputs and outputs.
    #[must_use]
    pub fn new(inputs: usize, outputs: usize, layers: usize, units: usize) -> Self {
        let between = layers.saturating_sub(1) * (units + 1) * units;
        Self {
            layers,
            units,
            parameters: (inputs + 1) * units + between + (units + 1) * outputs,
        }
    }

    /// As a sweep over hidden layers has it: “6-6-6”.
    #[must_use]
    pub fn text(self) -> String {
        vec![self.units.to_string(); self.layers].join("-")
    }
}

/// How many parameters may be wanted, between so many inputs and outputs: what the deepest shape takes at its
/// narrowest, and the widest layer that there may be.
#[must_use]
pub fn budgets(inputs: usize, outputs: usize) -> Span {
    let of = |layers, units| Shape::new(inputs, outputs, layers, units).parameters as f64;
    let most = of(1, Experiment::UNITS.high as usize);
    Span::new(of(DEEPEST, NARROWEST).min(most), most)
}

/// One shape of each number of hidden layers from 1 to [`DEEPEST`], all of nearly as many parameters: of those around
/// what is wanted the ones that are nearest to each other.
#[must_use]
pub fn shapes(inputs: usize, outputs: usize, wanted: usize) -> Vec<Shape> {
    let span = budgets(inputs, outputs);
    let wanted = (wanted as f64).clamp(span.low, span.high) as usize;
    // A layer's width has the largest steps where there are most layers, so the others follow the deepest.
    let middle = nearest(inputs, outputs, DEEPEST, wanted).units;
    let around = (middle.saturating_sub(1).max(NARROWEST)..=middle + 1).map(|units| {
        let deepest = Shape::new(inputs, outputs, DEEPEST, units);
        let other = |layers| nearest(inputs, outputs, layers, deepest.parameters);
        (1..DEEPEST).map(other).chain([deepest]).collect::<Vec<_>>()
    });
    let worth = |all: &Vec<Shape>| {
        let far = apart(all[0].parameters, wanted);
        spread(all) + 0.5 * (far - NEAR).max(0.0)
    };
    around
        .min_by(|a, b| worth(a).total_cmp(&worth(b)))
        .unwrap_or_default()
}

/// So far from what is wanted shapes may be for nothing, as a share.
const NEAR: f64 = 0.1;

/// By which share two counts differ.
fn apart(a: usize, b: usize) -> f64 {
    (a as f64 - b as f64).abs() / a.max(b).max(1) as f64
}

/// By which share the smallest of some shapes is smaller than the largest.
#[must_use]
pub fn spread(all: &[Shape]) -> f64 {
    let counts = || all.iter().map(|shape| shape.parameters);
    let (least, most) = (counts().min(), counts().max());
    apart(least.unwrap_or(0), most.unwrap_or(0))
}

fn nearest(inputs: usize, outputs: usize, layers: usize, wanted: usize) -> Shape {
    let widths = 1..=Experiment::UNITS.high as usize;
    let all = widths.map(|units| Shape::new(inputs, outputs, layers, units));
    let far = |shape: &Shape| shape.parameters.abs_diff(wanted);
    all.min_by_key(far)
        .unwrap_or_else(|| Shape::new(inputs, outputs, layers, 1))
}

/// Whether hidden layers of an experiment can learn at all.
#[must_use]
pub fn suits(e: &Experiment) -> bool {
    !e.rule.is_local() && !e.output().activation.is_step()
}

/// Experiments in which shapes are worth comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// Two arms wound round each other.
    Spiral,
    /// A curve.
    Sine,
    /// Numbers over a plane.
    Bumps,
}

impl Example {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Spiral, Self::Sine, Self::Bumps];

    /// The experiment.
    #[must_use]
    pub fn experiment(self) -> Experiment {
        let none: &Files<'_> = &|_| None;
        let text = match self {
            Self::Spiral => "data=spiral&net=2-6t-6t-6t-1s&lr=0.01&optimizer=adam",
            Self::Sine => "data=sine&standardize=true&net=1-6t-6t-6t-1l&lr=0.01&optimizer=adam",
            Self::Bumps => "data=bumps&net=2-6t-6t-6t-1l&lr=0.01&optimizer=adam",
        };
        link::read(text, none).0.experiment
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lab::{Edit, Key},
        nn::{Activation, LayerSpec},
    };

    #[test]
    fn the_examples_suit_and_what_cannot_learn_does_not() {
        for example in Example::ALL {
            let e = example.experiment();
            assert_eq!(e.validate(), Ok(()));
            assert!(suits(&e) && e.hidden().len() == 3, "{example:?}");
        }
        let mut e = Experiment::default();
        Edit::SetActivation(2, Activation::Heaviside)
            .apply(&mut e)
            .unwrap();
        assert!(!suits(&e));
        Edit::Set(Key::Rule, "perceptron".into())
            .apply(&mut e)
            .unwrap();
        assert!(!suits(&e));
    }
    use proptest::prelude::*;

    #[test]
    fn parameters_as_counted_by_hand() {
        // 2·27 + 27 and 27 + 1; 2·6 + 6, twice 6·6 + 6, and 6 + 1.
        assert_eq!(Shape::new(2, 1, 1, 27).parameters, 109);
        assert_eq!(Shape::new(2, 1, 3, 6).parameters, 109);
        assert_eq!(Shape::new(1, 1, 1, 8).parameters, 25);
        assert_eq!(Shape::new(3, 2, 2, 4).parameters, 16 + 20 + 10);
        assert_eq!(Shape::new(2, 1, 3, 6).text(), "6-6-6");
    }

    #[test]
    fn small_problems_have_shapes_that_are_nearly_alike() {
        for (inputs, outputs) in [(1, 1), (2, 1), (2, 3), (1, 2), (4, 3), (13, 3)] {
            let span = budgets(inputs, outputs);
            for wanted in [70, 109, 150] {
                let all = shapes(inputs, outputs, wanted);
                assert_eq!(
                    all.iter().map(|s| s.layers).collect::<Vec<_>>(),
                    [1, 2, 3, 4]
                );
                assert!(spread(&all) < 0.16, "{inputs} {outputs} {wanted}: {all:?}");
                let can_be = (wanted as f64).clamp(span.low, span.high);
                assert!(
                    (all[0].parameters as f64 - can_be).abs() < 0.4 * can_be,
                    "{wanted}: {all:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn every_shape_is_allowed_and_counted_as_the_network_is(
            inputs in 1usize..=64,
            outputs in 1usize..=10,
            wanted in 0usize..=5000,
        ) {
            let all = shapes(inputs, outputs, wanted);
            prop_assert_eq!(all.len(), DEEPEST);
            for shape in &all {
                prop_assert!(Experiment::UNITS.contains(shape.units as f64));
                let hidden = vec![LayerSpec::new(shape.units, Activation::Tanh); shape.layers];
                let layers = [hidden, vec![LayerSpec::new(outputs, Activation::Linear)]].concat();
                let e = Experiment { layers, ..Experiment::default() };
                prop_assert_eq!(e.network_of(inputs).parameters().len(), shape.parameters);
            }
        }
    }
}
