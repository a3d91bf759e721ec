//! What is amiss with a run, with the numbers that say so, and what the ways out are called.

use std::fmt;

use crate::{
    lab::{
        Edit, Key,
        advice::{Amiss, Missed},
        edit::Place,
    },
    nn::{Activation, Named},
    plot::scale::format_short,
};

/// A number as it is said.
fn said(number: f32) -> String {
    format_short(f64::from(number))
}

impl fmt::Display for Amiss {
    // Not in line, so that it can come late.
    #[inline(never)]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Jumps([low, high]) => write!(
                f,
                "The loss jumps up as much as it falls, lately between {} and {}: the steps are too long, \
                 and leap across the valley they should go down into.",
                said(low),
                said(high)
            ),
            Self::Rises([first, now]) => write!(
                f,
                "The loss rises: it was {} at first and is {} now. The steps are too long, and climb out of \
                 the valley they should go down into.",
                said(first),
                said(now)
            ),
            Self::Jitters(batch, times, [low, high]) => write!(
                f,
                "The loss only jitters, lately between {} and {}: a step on {} goes {} times as far by \
                 chance as down the slope of all points.",
                said(low),
                said(high),
                super::counted(batch, "sample", "samples"),
                said(times)
            ),
            Self::Overfits(since, [least, test, train]) => write!(
                f,
                "Over-fitting: the test loss was least at epoch {since}, {}, and has risen to {} since, while \
                 the training loss goes on falling, to {}. The network learns its points by heart.",
                said(least),
                said(test),
                said(train)
            ),
            Self::Held([penalty, loss, weight]) => write!(
                f,
                "The penalty outweighs the loss: it pulls the weights to 0 by {}, the loss pulls by {}. No \
                 weight is larger than {}.",
                said(penalty),
                said(loss),
                said(weight)
            ),
            Self::Vanishes(layer, [first, last]) => write!(
                f,
                "The gradient vanishes on its way back: it is {} at the last layer and {} at layer {layer}, \
                 which hardly learns, and the answers are no better than a guess.",
                said(last),
                said(first)
            ),
            Self::Saturated(place, activation, share) => write!(
                f,
                "{} is saturated: at {:.0} % of its answers {} is flat, its slope below a twentieth of the \
                 greatest. Little gradient comes through, and the weights hardly move.",
                layer(place),
                100.0 * share,
                activation.label()
            ),
            Self::Silent(layer, unit, z, count) => silent(f, (layer, unit), z, count),
            Self::Slow([from, to], epochs) => write!(
                f,
                "The loss falls evenly but hardly: from {} to {} in {epochs} epochs. The steps are too short.",
                said(from),
                said(to)
            ),
            Self::Stuck([loss, gradient], epochs, missed) => {
                write!(
                    f,
                    "The loss has rested at {} for {epochs} epochs, with a gradient of {}, and ",
                    said(loss),
                    said(gradient)
                )?;
                match missed {
                    Missed::Wrong(1, of) => write!(f, "at best 1 of {of} points is wrong"),
                    Missed::Wrong(wrong, of) => {
                        write!(f, "at best {wrong} of {of} points are wrong")
                    }
                    Missed::Numbers(r2) => write!(f, "R² is no more than {}", said(r2)),
                }?;
                f.write_str(": a local minimum or a plateau.")
            }
            Self::Chance(Some(share), loss) => write!(
                f,
                "So far the answers are no better than always the most frequent one, which is right \
                 {share} times in 100, and the loss stays at {}.",
                said(loss)
            ),
            Self::Chance(None, loss) => write!(
                f,
                "So far the answer is no nearer than the mean of all targets, and the loss stays at {}.",
                said(loss)
            ),
            Self::SquaresFall([best, now]) => write!(
                f,
                "R² has fallen from {} to {} although the loss falls too: R² counts squared errors, this loss \
                 does not. It gives up a few far points to come nearer to the many.",
                said(best),
                said(now)
            ),
        }
    }
}

fn layer(place: Place) -> String {
    match place {
        Place::Output => "The output layer".into(),
        Place::Hidden(layer) => format!("Layer {layer}"),
    }
}

/// “Unit 2 of layer 1 answers 0 to every point …”, and how many more there are.
fn silent(
    f: &mut fmt::Formatter<'_>,
    (layer, unit): (usize, usize),
    z: Option<f32>,
    count: usize,
) -> fmt::Result {
    write!(
        f,
        "ReLU unit {unit} of layer {layer} answers 0 to every point"
    )?;
    if let Some(z) = z {
        write!(f, ", as its z is never above {}", said(z))?;
    }
    f.write_str(", so it learns no more: dead.")?;
    match count {
        0 | 1 => Ok(()),
        2 => f.write_str(" One more is."),
        _ => write!(f, " So are {} more.", count - 1),
    }?;
    f.write_str(" A smaller learning rate or leaky ReLU helps, and other initial weights may.")
}

/// What a way out is called on its button.
#[inline(never)]
pub(super) fn remedy(amiss: Amiss, edit: &Edit) -> &'static str {
    match edit {
        Edit::Set(Key::LearningRate, _) if matches!(amiss, Amiss::Slow(..)) => {
            "Take ten times the learning rate"
        }
        Edit::Set(Key::LearningRate, _) => "Take a tenth of the learning rate",
        Edit::Set(Key::BatchSize, _) => "Take larger batches",
        Edit::Set(Key::Points, _) => "Take more points",
        Edit::Set(Key::L2, text) if text == "0" => "Leave the penalty out",
        Edit::Set(Key::L1, _) => "Leave the penalty out",
        Edit::Set(Key::L2, _) => "Keep weights small by L2",
        Edit::Set(Key::Dropout, _) => "Leave dropout out",
        Edit::Set(Key::Initializer, _) => "Start from Glorot",
        Edit::Set(..) => "Stop early",
        Edit::SetHidden(_) => "Use ReLU in all hidden layers",
        Edit::RemoveLayer(_) => "Take a layer out",
        Edit::SetActivation(_, Activation::LeakyRelu) => "Use leaky ReLU there",
        Edit::NewWeights(_) => "Start from other weights",
        Edit::SetUnits(..) => "Add one more unit",
        Edit::UsePreset => "Start with this set’s own network",
        // Nothing amiss is answered by these.
        Edit::SetInner(..)
        | Edit::SetDataset(_)
        | Edit::SetFile(..)
        | Edit::Draw(_)
        | Edit::RegenerateData
        | Edit::ToggleFeature(_)
        | Edit::AddLayer(_)
        | Edit::SetActivation(..)
        | Edit::SetOutput(..)
        | Edit::SetTrainable(..)
        | Edit::SetFixed(..) => "",
    }
}
