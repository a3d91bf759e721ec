//! Why output activation and loss do not make sense for a task or with each other, and what would.

use crate::nn::{Activation, Loss, Task};

use Activation::{Linear, Sigmoid, Softmax};
use Loss::{BinaryCrossentropy, CategoricalCrossentropy, Hinge, MeanSquaredError};

/// What does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Softmax gives shares, and the targets are numbers.
    SoftmaxOfNumbers,
    /// The loss is made for classes, and the targets are numbers.
    ClassLossOfNumbers,
    /// Softmax over one unit is always 1.
    SoftmaxOfOne,
    /// Softmax lets labels compete that are independent.
    SoftmaxOfLabels,
    /// Categorical cross-entropy teaches nothing where an answer is no.
    CategoricalOfYesOrNo,
    /// Categorical cross-entropy without softmax.
    CategoricalWithoutSoftmax,
    /// Softmax with a loss that takes classes one by one.
    SoftmaxOneByOne,
    /// Cross-entropy of an output that is no probability.
    CrossentropyWithoutSigmoid,
    /// Hinge loss of an output that stays on one side of 0.
    HingeOfOneSide,
}

impl Misfit {
    /// Output activation and loss that fit, in place of this output activation.
    #[must_use]
    pub fn repair(self, output: Activation) -> (Activation, Loss) {
        match self {
            Self::SoftmaxOfNumbers => (Linear, MeanSquaredError),
            Self::ClassLossOfNumbers => (output, MeanSquaredError),
            Self::SoftmaxOfOne
            | Self::SoftmaxOfLabels
            | Self::CategoricalOfYesOrNo
            | Self::CrossentropyWithoutSigmoid => (Sigmoid, BinaryCrossentropy),
            Self::CategoricalWithoutSoftmax | Self::SoftmaxOneByOne => {
                (Softmax, CategoricalCrossentropy)
            }
            Self::HingeOfOneSide => (Linear, Hinge),
        }
    }
}

/// What is wrong with output activation and loss for a task; `None` where they fit.
#[must_use]
pub fn misfit(task: Task, output: Activation, loss: Loss) -> Option<Misfit> {
    match (task, output, loss) {
        (Task::Regression, Softmax, _) => Some(Misfit::SoftmaxOfNumbers),
        (Task::Regression, _, loss) if loss.is_of_classes() => Some(Misfit::ClassLossOfNumbers),
        (Task::Binary, Softmax, _) => Some(Misfit::SoftmaxOfOne),
        (Task::Multilabel, Softmax, _) => Some(Misfit::SoftmaxOfLabels),
        (Task::Binary | Task::Multilabel, _, CategoricalCrossentropy) => {
            Some(Misfit::CategoricalOfYesOrNo)
        }
        (Task::Multiclass, a, CategoricalCrossentropy) if a != Softmax => {
            Some(Misfit::CategoricalWithoutSoftmax)
        }
        (Task::Multiclass, Softmax, BinaryCrossentropy | Hinge) => Some(Misfit::SoftmaxOneByOne),
        (_, a, BinaryCrossentropy) if a != Sigmoid => Some(Misfit::CrossentropyWithoutSigmoid),
        (_, a, Hinge) if !has_two_sides(a) => Some(Misfit::HingeOfOneSide),
        _ => None,
    }
}

/// Whether hinge loss can ask for the outputs of an activation.
fn has_two_sides(output: Activation) -> bool {
    matches!(output, Linear | Activation::Tanh)
}
