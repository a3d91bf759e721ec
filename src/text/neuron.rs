//! What the switches of a threshold unit mean, in a sentence each.

use crate::{
    data::Coding,
    nn::{Activation, LearningRule},
};

/// When a step unit answers what, at its threshold too.
#[must_use]
pub fn step(activation: Activation, threshold: bool) -> &'static str {
    match (activation == Activation::Sign, threshold) {
        (false, true) => {
            "Answers 1 where the weighted inputs are at least the threshold, else 0: at exactly the threshold it answers 1."
        }
        (false, false) => {
            "Answers 1 where the weighted inputs and the bias are together at least 0, else 0: at exactly 0 it answers 1."
        }
        (true, true) => {
            "Answers 1 where the weighted inputs are above the threshold and −1 where they are below. At exactly the \
             threshold it answers 0: a mistake whatever the target, and counted as class −1."
        }
        (true, false) => {
            "Answers 1 where the weighted inputs and the bias are together above 0 and −1 where they are below. At \
             exactly 0 it answers 0: a mistake whatever the target, and counted as class −1."
        }
    }
}

/// What the bias is.
#[must_use]
pub fn written(threshold: bool) -> &'static str {
    match threshold {
        true => {
            "The threshold θ is what the weighted inputs are held against: the bias with the other sign."
        }
        false => "The bias b is added to the weighted inputs: the threshold with the other sign.",
    }
}

/// What an input that is off does to learning.
#[must_use]
pub fn coding(coding: Coding) -> &'static str {
    match coding {
        Coding::Binary => {
            "Off is 0: a weight neither counts nor learns at a row where its input is off."
        }
        Coding::Bipolar => "Off is −1: every weight counts, and learns, at every row.",
    }
}

/// In which order rows come.
#[must_use]
pub fn order(shuffle: bool) -> &'static str {
    match shuffle {
        true => "Each epoch has an order of its own, which the seed decides.",
        false => {
            "Rows come in the table’s order in every epoch, so that a trace on paper can be followed."
        }
    }
}

/// How a rule moves the weights.
#[must_use]
pub fn rule(rule: LearningRule) -> &'static str {
    match rule {
        LearningRule::Perceptron => {
            "Moves the weights by η·(t − ŷ)·x: where the answer is right they stay."
        }
        LearningRule::Pocket => {
            "The perceptron rule moves its own weights; those that had the most rows right so far answer."
        }
        LearningRule::Averaged => {
            "The perceptron rule moves its own weights; the mean of all that they have been answers."
        }
        LearningRule::Delta => {
            "Moves the weights at every row by η·(d − z)·x: the error is taken before the step."
        }
        LearningRule::Hebb => "Moves the weights at every row by η·t·x, right or wrong.",
        LearningRule::Backprop => "Follows the gradient, which is 0 through a step: nothing moves.",
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;
    use crate::nn::{
        Initializer, LayerSpec, Loss, Named, Network, Samples, Settings, Stride, Trainer, local,
    };

    const RULES: [LearningRule; 5] = [
        LearningRule::Perceptron,
        LearningRule::Pocket,
        LearningRule::Averaged,
        LearningRule::Delta,
        LearningRule::Hebb,
    ];

    /// A unit that has seen one row, with how it fared.
    fn seen(
        rule: LearningRule,
        activation: Activation,
        weights: [f32; 3],
        x: [f32; 2],
        t: f32,
    ) -> Trainer {
        let specs = [LayerSpec::new(1, activation)];
        let mut network = Network::new(2, &specs, Initializer::Zeros, 0);
        network.parameters_mut().copy_from_slice(&weights);
        let settings = Settings {
            rule,
            loss: Loss::MeanSquaredError,
            learning_rate: 1.0,
            ..Settings::default()
        };
        let y = DMatrix::from_element(1, 1, t);
        let mut trainer = Trainer::new(
            network,
            Samples::from_rows(&DMatrix::from_row_slice(1, 2, &x), &y),
            settings,
        );
        trainer.advance(Stride::Sample, 1);
        trainer
    }

    #[test]
    fn at_its_threshold_a_step_answers_1_and_a_sign_makes_a_mistake() {
        for threshold in [false, true] {
            assert!(step(Activation::Heaviside, threshold).contains("it answers 1."));
            assert!(
                step(Activation::Sign, threshold)
                    .contains("it answers 0: a mistake whatever the target")
            );
        }
        let at_zero = [1.0, -1.0, 0.0];
        let mistakes = |activation, t| {
            let trainer = seen(LearningRule::Perceptron, activation, at_zero, [1.0, 1.0], t);
            trainer.fared().unwrap().record.mistakes[0]
        };
        assert_eq!(
            [0.0, 1.0].map(|t| mistakes(Activation::Heaviside, t)),
            [1, 0]
        );
        assert_eq!([-1.0, 1.0].map(|t| mistakes(Activation::Sign, t)), [1, 1]);
        let class = |activation: Activation| {
            Loss::MeanSquaredError
                .target(activation)
                .class(activation.value(0.0))
        };
        assert_eq!(
            [class(Activation::Heaviside), class(Activation::Sign)],
            [1, 0]
        );
    }

    #[test]
    fn a_weight_learns_where_its_input_is_not_0() {
        for rule in RULES {
            // Wrong, and by Hebb’s rule moved all the same.
            let moved = |off: f32| {
                let trainer = seen(
                    rule,
                    Activation::Heaviside,
                    [-1.0, -1.0, -1.0],
                    [off, 1.0],
                    1.0,
                );
                trainer
                    .fared()
                    .and_then(|f| f.working)
                    .unwrap_or(trainer.network().parameters().to_vec())[0]
                    != -1.0
            };
            assert!(!moved(0.0) && moved(-1.0), "{rule:?}");
        }
        assert!(coding(Coding::Binary).contains("neither counts nor learns"));
    }

    #[test]
    fn rules_move_weights_by_what_is_said() {
        for (rule, said) in [
            (LearningRule::Perceptron, "η·(t − ŷ)·x"),
            (LearningRule::Delta, "η·(d − z)·x"),
            (LearningRule::Hebb, "η·t·x"),
        ] {
            assert!(super::rule(rule).contains(said));
            let (z, y, t) = (0.5, 1.0, -1.0);
            let error = local::error(rule, Activation::Sign, z, y, t);
            let expected = match said {
                "η·(t − ŷ)·x" => t - y,
                "η·(d − z)·x" => local::wanted(Activation::Sign, t) - z,
                _ => t,
            };
            assert_eq!(error, expected);
        }
        for &rule in LearningRule::ALL {
            assert!(super::rule(rule).ends_with('.'));
            let right = seen(
                rule,
                Activation::Heaviside,
                [1.0, 1.0, 0.0],
                [1.0, 1.0],
                1.0,
            );
            let stays = right.network().parameters() == [1.0, 1.0, 0.0];
            let moves = matches!(rule, LearningRule::Delta | LearningRule::Hebb);
            assert_eq!(stays, !moves, "{rule:?}");
        }
    }
}
