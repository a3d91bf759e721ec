//! Why a run goes as it goes, in a sentence, and what the ways out are called.

use std::fmt;

use super::counted;
use crate::{
    lab::{
        Edit, Hint,
        advice::{By, Proof},
        edit::Place,
        misfit::Misfit,
    },
    nn::{Activation, LearningRule, Named},
    plot::scale::format_short,
};

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingDrawn => f.write_str(
                "Put points on the plane: choose a class above it, then click or drag.",
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
                at_best(f, *best)
            }
            Self::OneUnit(best) => {
                f.write_str("With one unit a layer the answer still changes at one straight line")?;
                at_best(f, *best)
            }
            Self::Misfit(misfit) => f.write_str(why(*misfit)),
            Self::NeverNegative(activation) => write!(
                f,
                "A {} output is never negative, and some of these targets are.",
                activation.label()
            ),
            Self::Unscaled(spreads) => {
                let names = spreads.map(|(input, _)| format!("input {}", input + 1));
                f.write_str(&unscaled(*spreads, names))
            }
            Self::AllFrozen => f.write_str("Every layer is frozen, so nothing can learn."),
            Self::Outliers => f.write_str(
                "Squared error counts a point twice as far off four times as much, so a few outliers \
                 pull the line towards them. Absolute error counts it twice.",
            ),
            Self::Twins(layer, [first, second]) => write!(
                f,
                "Units {first} and {second} of layer {layer} have the very same weights, in and out: they \
                 get the same gradient and stay the same as each other."
            ),
            Self::OnlyLinear(numbers) => write!(
                f,
                "Linear layers in a row are together one linear layer: the {} straight, however many \
                 there are.",
                if *numbers { "answer stays" } else { "boundary stays" }
            ),
            Self::Amiss(amiss) => amiss.fmt(f),
            Self::LetsGo => f.write_str(
                "Absolute error lets the outliers go. R² is the lower for it: it counts squared errors, \
                 and those of the outliers are the largest.",
            ),
            Self::Solved(by, proof) => solved(f, *by, *proof),
            Self::TooFewHeldBack(count) => write!(
                f,
                "Nearly all training points are right. Only {} held back: too few to say how the \
                 network does with others.",
                counted(*count, "point is", "points are")
            ),
            Self::Fits(units, held_back) => {
                let others = if *held_back { ", those held back as well" } else { "" };
                write!(f, "The answer comes near all points{others}: R² is above 0.9.")?;
                match units {
                    Some(units) => write!(
                        f,
                        " {} a bend among them, and the output adds the bends up.",
                        some_of(*units, "makes", "make")
                    ),
                    None => Ok(()),
                }
            }
            Self::Watch => f.write_str(
                "Press Play and watch a small network learn what no single straight line can.",
            ),
            Self::WatchItCurve => f.write_str(
                "No straight line separates these classes. Press Play and watch how far the network \
                 bends its boundary round them.",
            ),
            Self::WatchItEasy => f.write_str(
                "One straight line could separate these classes. Press Play and watch where the \
                 network puts its boundary.",
            ),
            Self::WatchOneLine => f.write_str(
                "One straight line can separate these classes. Press Play and watch one unit look for \
                 it.",
            ),
            Self::WatchItBend => f.write_str(
                "Press Play and watch the network bend its answer towards the points.",
            ),
            Self::WatchSoftmax => f.write_str(
                "Press Play: softmax turns one output for each class into shares that add up to 1, \
                 and the largest wins.",
            ),
            Self::WatchLossFall => f.write_str(
                "Press Play: each step moves the weights a little to where the loss is smaller.",
            ),
            Self::LinearAnswer => f.write_str(
                "Without a hidden layer the answer is a straight line or a plane: training tilts and \
                 shifts it until the loss grows no smaller.",
            ),
            Self::Labels => f.write_str(
                "Each label has a sigmoid of its own: any of them may hold, or none. Choose a label \
                 above the picture to see its surface alone.",
            ),
            Self::Learns(rule) => f.write_str(learns(*rule)),
            Self::ClassesOfMany => f.write_str(
                "The largest output decides. Two of the inputs span the picture while the others are \
                 held; the confusion matrix takes the samples as they are.",
            ),
            Self::ClassesOfImages => f.write_str(
                "The largest output decides. The confusion matrix shows which classes are taken for \
                 which.",
            ),
            Self::ClassesOfTwo => f.write_str(
                "The picture blends the classes by their shares; the line is where the winner \
                 changes.",
            ),
            Self::LineMoves => f.write_str(
                "One unit turns and shifts its line until the loss grows no smaller.",
            ),
            Self::Descends => f.write_str(
                "Each step moves the weights a little down the slope of the loss. Click a unit to see \
                 what it computes.",
            ),
        }
    }
}

/// How many a line has right at best, where that is known.
fn at_best(f: &mut fmt::Formatter<'_>, best: Option<(usize, usize)>) -> fmt::Result {
    if let Some((right, of)) = best {
        write!(f, ": at best {right} of {of} can be right")?;
    }
    f.write_str(".")
}

/// A hint as it is said of these data, whose inputs have names.
#[must_use]
pub fn told(hint: Hint, inputs: &[String]) -> String {
    if let Hint::Unscaled(spreads) = hint
        && spreads.iter().all(|(at, _)| *at < inputs.len())
    {
        return unscaled(spreads, spreads.map(|(at, _)| inputs[at].clone()));
    }
    hint.to_string()
}

fn unscaled([least, most]: [(usize, f32); 2], [narrow, wide]: [String; 2]) -> String {
    let spread = |spread: f32| format_short(f64::from(spread));
    let sizes = if least.0 == most.0 {
        format!("The values of {wide} are up to {} apart", spread(most.1))
    } else {
        let (narrowest, widest) = (spread(least.1), spread(most.1));
        format!(
            "The values of {wide} are up to {widest} apart, those of {narrow} up to {narrowest}"
        )
    };
    sizes
        + ". One learning rate is then too large for the large ones and too small for the small: bring \
           them to one scale."
}

/// “Solved”, and by what.
fn solved(f: &mut fmt::Formatter<'_>, by: By, proof: Proof) -> fmt::Result {
    match proof {
        Proof::All(count) => write!(f, "Solved, all {count} points are right"),
        Proof::NearlyAll => f.write_str("Solved, nearly all points are right"),
        Proof::HeldBack => {
            f.write_str("Solved, nearly all points are right, those held back as well")
        }
    }?;
    match by {
        By::Line => f.write_str(": one straight line is enough for these classes."),
        By::Inputs => f.write_str(": one unit is enough, as the added inputs bend its line."),
        By::OneUnit => f.write_str(": a single hidden unit is enough."),
        By::Edges(units, of) => write!(
            f,
            ". {} an edge among them, and what comes after puts the edges together. Click a unit to see \
             what it computes.",
            some_of((units, of), "draws", "draw")
        ),
        By::Network => f.write_str("."),
    }
}

/// “The 4 units of layer 1 each draw”, “One of the 4 units of layer 1 draws”.
fn some_of((units, of): (usize, usize), one: &str, many: &str) -> String {
    if units == of && of == 1 {
        format!("The unit of layer 1 {one}")
    } else if units == of {
        format!("The {of} units of layer 1 each {many}")
    } else if units == 1 {
        format!("One of the {of} units of layer 1 {one}")
    } else {
        format!("{units} of the {of} units of layer 1 each {many}")
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

/// What a remedy of a hint is called on its button.
#[must_use]
pub fn remedy(hint: Hint, edit: &Edit) -> &'static str {
    match (hint, edit) {
        (Hint::Amiss(amiss), edit) => super::amiss::remedy(amiss, edit),
        (Hint::OneLine(_), _) => "Add a hidden layer",
        (Hint::StepAlone, _) => "Use the perceptron rule",
        (Hint::StepIn(Place::Hidden(_)), _) => "Use tanh there",
        (Hint::StepIn(Place::Output), Edit::SetOutput(Activation::Sigmoid, _)) => {
            "Use sigmoid there"
        }
        (Hint::StepIn(Place::Output), Edit::SetOutput(Activation::Softmax, _)) => {
            "Use softmax there"
        }
        (Hint::StepIn(Place::Output), _) => "Use a linear output",
        (Hint::OneUnit(_), _) => "Give layer 1 three units",
        (Hint::Unscaled(_), _) => "Standardise the inputs",
        (Hint::AllFrozen, _) => "Let the output layer learn",
        (Hint::Twins(..), Edit::Set(..)) => "Start from Glorot",
        (Hint::Twins(..), _) => "Start from other weights",
        (Hint::OnlyLinear(_), _) => "Use tanh in layer 1",
        (Hint::Outliers, _) => "Use mean absolute error",
        (Hint::NeverNegative(_), _) => "Use a linear output",
        (Hint::Misfit(misfit), _) => repair(misfit),
        // These have none.
        (
            Hint::NothingDrawn
            | Hint::OneClass
            | Hint::InfiniteLoss
            | Hint::LetsGo
            | Hint::Solved(..)
            | Hint::TooFewHeldBack(_)
            | Hint::Fits(..)
            | Hint::Watch
            | Hint::WatchItCurve
            | Hint::WatchItEasy
            | Hint::WatchOneLine
            | Hint::WatchItBend
            | Hint::WatchSoftmax
            | Hint::WatchLossFall
            | Hint::LinearAnswer
            | Hint::Labels
            | Hint::Learns(_)
            | Hint::ClassesOfMany
            | Hint::ClassesOfImages
            | Hint::ClassesOfTwo
            | Hint::LineMoves
            | Hint::Descends,
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

/// What a rule does at each sample.
fn learns(rule: LearningRule) -> &'static str {
    match rule {
        LearningRule::Backprop => "",
        LearningRule::Perceptron => {
            "The perceptron rule changes the weights at each sample that is wrong, and leaves them where it \
             is right."
        }
        LearningRule::Pocket => {
            "The perceptron rule goes on beneath; what answers is kept in the pocket: the weights that had \
             most samples right so far."
        }
        LearningRule::Averaged => {
            "The perceptron rule goes on beneath; what answers is the mean of all its weights so far, which \
             a single sample hardly moves."
        }
        LearningRule::Delta => {
            "The delta rule takes the error before the threshold, from the weighted sum: it moves weights \
             even where the answer is right."
        }
        LearningRule::Hebb => {
            "Hebb’s rule adds rate × target × input at every sample, right or wrong: no error tells it when \
             to stop."
        }
    }
}
