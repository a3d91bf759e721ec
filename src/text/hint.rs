//! Why a run goes as it goes, in a sentence, and what its remedy is called.

use std::fmt;

use crate::{
    lab::{Advice, Edit, Hint, edit::Place, misfit::Misfit},
    nn::{Activation, Named},
};

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingDrawn => f.write_str(
                "Click the plane on the right to put points on it: choose a class, then click or drag.",
            ),
            Self::OneClass => f.write_str(
                "All training points are of one class, so there is nothing to tell apart yet.",
            ),
            Self::InfiniteLoss => f.write_str(
                "The loss is infinite before the first step: these targets are so large that their \
                 errors go beyond all numbers. Measure them in a larger unit.",
            ),
            Self::StepAlone => f.write_str(
                "A step is flat on both sides: its slope is 0, so backprop has no gradient to follow \
                 and the weights stay as they are. Rosenblatt’s perceptron rule needs no slope.",
            ),
            Self::StepIn(place) => {
                let whole = match place {
                    Place::Output => "the output layer: nothing".to_owned(),
                    Place::Hidden(at) => format!("layer {at}: nothing up to there"),
                };
                write!(
                    f,
                    "A step is flat on both sides: its slope is 0, so no error passes back through \
                     {whole} learns."
                )
            }
            Self::OneLine(best) => {
                f.write_str(
                    "One unit draws one straight line, and no straight line separates these classes",
                )?;
                if let Some((right, of)) = best {
                    write!(f, ": at best {right} of {of} can be right")?;
                }
                f.write_str(".")
            }
            Self::Misfit(misfit) => f.write_str(why(*misfit)),
            Self::NeverNegative(activation) => write!(
                f,
                "A {} output is never negative, and some of these targets are.",
                activation.label()
            ),
            Self::Unscaled => f.write_str(
                "The inputs are measured in units of very different size. Gradient descent then creeps \
                 along the small ones while it leaps across the large: bring them to one scale.",
            ),
            Self::AllFrozen => f.write_str("Every layer is frozen, so nothing can learn."),
            Self::Outliers => f.write_str(
                "Squared error counts a point twice as far off four times as much, so a few outliers \
                 pull the line towards them. Absolute error counts it twice.",
            ),
            Self::Twins => f.write_str(
                "All weights start at 0, so the units of a layer get the same gradient and stay the \
                 same as each other.",
            ),
            Self::OnlyLinear => f.write_str(
                "Linear layers in a row are together one linear layer: the boundary stays straight, \
                 however many there are.",
            ),
            Self::Learnt => f.write_str(
                "Learnt: nearly every sample is decided rightly. The confusion matrix shows which are \
                 not.",
            ),
            Self::SolvedByLine => {
                f.write_str("Solved: one straight line is enough for these classes.")
            }
            Self::SolvedByInputs => {
                f.write_str("Solved by one unit: the added inputs bend its line.")
            }
            Self::SolvedByOne => f.write_str("Solved with a single hidden unit."),
            Self::Solved(units) => write!(
                f,
                "Solved: the {units} units of layer 1 each draw one edge, and the layers after it put \
                 the edges together. Click a unit to see what it computes."
            ),
            Self::Silent(silent) => {
                let (units, verb) = match silent {
                    1 => ("unit answers", "learns"),
                    _ => ("units answer", "learn"),
                };
                write!(
                    f,
                    "{silent} ReLU {units} 0 to every point and {verb} no more: dead. A smaller \
                     learning rate or leaky ReLU helps, and other initial weights may."
                )
            }
            Self::LinearAnswer => f.write_str(
                "Without a hidden layer the answer is a straight line or a plane: training tilts and \
                 shifts it until the loss grows no smaller.",
            ),
            Self::Bends(units, curve) => {
                let what = if *curve { "curve" } else { "surface" };
                write!(
                    f,
                    "Each of the {units} units of layer 1 bends once; the output adds the bends up to \
                     the {what}."
                )
            }
            Self::WatchItBend => f.write_str(
                "Press Play and watch the network bend its answer towards the points.",
            ),
            Self::Labels => f.write_str(
                "Each label has a sigmoid of its own: both may hold, or neither. Choose a label above \
                 the picture to see its surface alone.",
            ),
            Self::WatchSoftmax => f.write_str(
                "Press Play: softmax turns one output for each class into shares that add up to 1, \
                 and the largest wins.",
            ),
            Self::PerceptronMoves => f.write_str(
                "The perceptron rule moves the line a little at each point it gets wrong.",
            ),
            Self::ClassesOfMany => f.write_str(
                "The largest output decides. Two of the inputs span the picture while the others are \
                 held; the confusion matrix takes the samples as they are.",
            ),
            Self::ClassesOfTwo => f.write_str(
                "The picture blends the classes by their shares; the line is where the winner \
                 changes.",
            ),
            Self::LineMoves => f.write_str(
                "One unit turns and shifts its line until the loss grows no smaller.",
            ),
            Self::Watch => f.write_str(
                "Press Play and watch a small network learn what no single straight line can.",
            ),
            Self::Edges(units) => write!(
                f,
                "Each of the {units} units of layer 1 draws one edge; the output puts them together. \
                 Click a unit to see what it computes."
            ),
            Self::EdgesTogether(units) => write!(
                f,
                "Layer 1 draws {units} edges; the layers after it put them together. Click a unit to \
                 see what it computes."
            ),
        }
    }
}

fn why(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::SoftmaxOfNumbers => {
            "Softmax makes shares that add up to 1, and these targets are numbers of any size."
        }
        Misfit::ClassLossOfNumbers => {
            "This loss is made for classes: it reads the target as yes or no, and here it is a number."
        }
        Misfit::SoftmaxOfOne => {
            "Softmax over one unit is always 1, whatever its weights: nothing is left to learn. One \
             sigmoid decides between two classes."
        }
        Misfit::SoftmaxOfLabels => {
            "Softmax outputs add up to 1, so one label could hold only at the cost of the others. \
             Labels are independent: each needs a sigmoid of its own."
        }
        Misfit::CategoricalOfYesOrNo => {
            "Categorical cross-entropy counts only the class that is right among several; where an \
             answer is no, it teaches nothing."
        }
        Misfit::CategoricalWithoutSoftmax => {
            "Categorical cross-entropy reads the outputs as shares that add up to 1, and only softmax \
             makes them so."
        }
        Misfit::SoftmaxOneByOne => {
            "Softmax lets the classes compete, and this loss takes them one by one. Categorical \
             cross-entropy belongs to softmax."
        }
        Misfit::CrossentropyWithoutSigmoid => {
            "Cross-entropy reads the output as a probability, and only a sigmoid gives one: values \
             outside 0 to 1 are cut off and teach nothing."
        }
        Misfit::HingeOfOneSide => {
            "Hinge loss wants outputs on both sides of 0; this output stays on one."
        }
    }
}

/// What the remedy of an advice is called on its button.
#[must_use]
pub fn remedy(advice: &Advice) -> &'static str {
    let Some(edit) = &advice.remedy else {
        return "";
    };
    match (advice.hint, edit) {
        (Hint::OneLine(_), _) => "Add a hidden layer",
        (Hint::StepAlone, _) => "Use the perceptron rule",
        (Hint::StepIn(_), Edit::SetActivation(_, Activation::Sigmoid)) => "Use sigmoid there",
        (Hint::StepIn(_), Edit::SetActivation(_, Activation::Linear)) => "Use a linear output",
        (Hint::StepIn(_), _) => "Use tanh there",
        (Hint::Unscaled, _) => "Standardise the inputs",
        (Hint::AllFrozen, _) => "Let the output layer learn",
        (Hint::Twins, _) => "Start from Glorot",
        (Hint::OnlyLinear, _) => "Use tanh in layer 1",
        (Hint::Outliers, _) => "Use mean absolute error",
        (Hint::NeverNegative(_), _) => "Use a linear output",
        (Hint::Misfit(misfit), _) => repair(misfit),
        // These have none.
        (
            Hint::NothingDrawn
            | Hint::OneClass
            | Hint::InfiniteLoss
            | Hint::Learnt
            | Hint::SolvedByLine
            | Hint::SolvedByInputs
            | Hint::SolvedByOne
            | Hint::Solved(_)
            | Hint::Silent(_)
            | Hint::LinearAnswer
            | Hint::Bends(..)
            | Hint::WatchItBend
            | Hint::Labels
            | Hint::WatchSoftmax
            | Hint::PerceptronMoves
            | Hint::ClassesOfMany
            | Hint::ClassesOfTwo
            | Hint::LineMoves
            | Hint::Watch
            | Hint::Edges(_)
            | Hint::EdgesTogether(_),
            _,
        ) => "",
    }
}

fn repair(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::SoftmaxOfNumbers | Misfit::HingeOfOneSide => "Use a linear output",
        Misfit::ClassLossOfNumbers => "Use mean squared error",
        Misfit::SoftmaxOfOne | Misfit::CrossentropyWithoutSigmoid => "Use a sigmoid output",
        Misfit::SoftmaxOfLabels => "Use sigmoid outputs",
        Misfit::CategoricalOfYesOrNo => "Use binary cross-entropy",
        Misfit::CategoricalWithoutSoftmax => "Use a softmax output",
        Misfit::SoftmaxOneByOne => "Use categorical cross-entropy",
    }
}
