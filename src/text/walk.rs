//! What is said at each stage of the walk through a training step.

use std::fmt;

use super::layer_name;
use crate::{
    lab::steps::Stage,
    nn::{
        Activation, LearningRule, Loss, Named, Schedule, Walk,
        check::{Checked, Summary, Unchecked, Verdict},
    },
    plot::scale::grouped,
    run::{MOST_WORK, TooLarge},
};

/// A stage, of a step, in a network of layers with these activations.
pub struct Said<'a> {
    /// The stage.
    pub stage: Stage,
    /// The step.
    pub walk: &'a Walk,
    /// The activation of each layer.
    pub activations: &'a [Activation],
    /// Training samples in an epoch.
    pub samples: usize,
}

/// The name of a step, by its number from 1 to 6.
#[must_use]
pub fn step(number: usize, perceptron: bool) -> &'static str {
    match (number, perceptron) {
        (1, false) => "Batch",
        (1, true) => "Sample",
        (2, false) => "Forward",
        (2, true) => "Answer",
        (3, false) => "Loss",
        (3, true) => "Error",
        (4, _) => "Output",
        (5, _) => "Backward",
        _ => "Update",
    }
}

/// What a rule goes by.
#[must_use]
pub fn error_name(rule: LearningRule) -> &'static str {
    match rule {
        LearningRule::Hebb => "target",
        LearningRule::Backprop
        | LearningRule::Perceptron
        | LearningRule::Pocket
        | LearningRule::Averaged
        | LearningRule::Delta => "error",
    }
}

/// The heads of the table of parameters before and after a step.
#[must_use]
pub fn updated(rule: LearningRule) -> [&'static str; 5] {
    let [drive, step] = match rule {
        LearningRule::Backprop => ["gradient", "step"],
        LearningRule::Hebb => ["target · input", "change"],
        LearningRule::Perceptron
        | LearningRule::Pocket
        | LearningRule::Averaged
        | LearningRule::Delta => ["error · input", "change"],
    };
    ["parameter", "before", drive, step, "after"]
}

impl Said<'_> {
    fn layer(&self, layer: usize) -> String {
        let name = layer_name(layer, self.activations.len());
        match layer + 1 == self.activations.len() {
            true => format!("the {name}"),
            false => name,
        }
    }

    fn is_perceptron(&self) -> bool {
        self.walk.settings.rule.is_local()
    }

    fn batch(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, epoch) = (self.walk.samples.len(), self.walk.epoch + 1);
        let of = self.samples;
        match self.walk.batch {
            None => f.write_str("One sample enters alone: what would the network learn from it?"),
            Some(at) if self.is_perceptron() => write!(
                f,
                "Sample {} of {} in epoch {epoch} enters. The rule looks at one at a time.",
                at + 1,
                self.walk.batches
            ),
            Some(_) if count == of => write!(
                f,
                "All {of} training samples enter together, in epoch {epoch}. The weights stay as they are until \
                 all have been through."
            ),
            Some(at) => write!(
                f,
                "Mini-batch {} of {} in epoch {epoch}: {count} of the {of} training samples enter together. The \
                 weights stay as they are until all {count} have been through.",
                at + 1,
                self.walk.batches
            ),
        }
    }

    fn forward(&self, layer: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let activation = self.activations[layer];
        let name = self.layer(layer);
        if self.is_perceptron() {
            return f.write_str("Each unit adds up its weighted inputs and its bias, and answers by the sum’s side of 0.");
        }
        write!(
            f,
            "In {name} each unit adds up what it reads times its weights, adds its bias, and makes {} of the sum. \
             Every result is kept for the way back.",
            activation.label()
        )?;
        let drops = self
            .walk
            .samples
            .first()
            .is_some_and(|walked| !walked.layers[layer].factors.is_empty());
        if drops {
            f.write_str(" Dropout leaves some units out of this step.")?;
        }
        Ok(())
    }

    fn loss(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_perceptron() {
            return f.write_str(
                "The answer is compared with the target. Where they are the same, nothing changes.",
            );
        }
        let name = self.walk.settings.loss.label().to_lowercase();
        write!(f, "The answer is compared with the target by {name}.")?;
        if self.walk.samples.len() > 1 {
            f.write_str(" What is made small is the mean over the samples.")?;
        }
        Ok(())
    }

    fn output(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.activations.last().copied();
        if last.is_some_and(Activation::is_step) {
            return f.write_str(
                "A step has no slope, so there is nothing to follow: every gradient before it is 0.",
            );
        }
        f.write_str(
            "What did each weight and bias of the output layer contribute to the loss? By the chain rule: how fast \
             the loss changes with the weighted sum (δ), times what the weight reads.",
        )?;
        let logits = last.is_some_and(|last| self.walk.settings.loss.takes_logits(last));
        match (logits, self.walk.settings.loss) {
            (true, Loss::CategoricalCrossentropy) => {
                f.write_str(" The slopes of softmax and cross-entropy cancel to ŷ − t.")
            }
            (true, _) => f.write_str(" The slopes of sigmoid and cross-entropy cancel to ŷ − t."),
            (false, _) => Ok(()),
        }
    }

    fn backward(&self, layer: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.activations[layer].is_step() {
            return write!(
                f,
                "The steps of {} have no slope, so nothing gets through them: their gradients are 0.",
                self.layer(layer)
            );
        }
        write!(
            f,
            "Errors go back over the links they came from: each unit of {} gets those of the units it feeds, times \
             the weights between, times the slope of its own activation.",
            self.layer(layer)
        )
    }

    fn update(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.walk.settings;
        if self.is_perceptron() {
            return f.write_str("Each weight goes by η times the error times its input: towards the target, or not at all.");
        }
        write!(
            f,
            "Every weight and bias goes a step against its gradient, as {} does.",
            settings.optimizer.label()
        )?;
        if settings.schedule != Schedule::Constant && self.walk.rate != settings.learning_rate {
            write!(
                f,
                " The schedule has made the learning rate {} of {}.",
                self.walk.rate, settings.learning_rate
            )?;
        }
        if self.walk.batch.is_none() {
            f.write_str(" The weights are put in place; Undo takes them back.")?;
        }
        Ok(())
    }
}

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stage {
            Stage::Batch => self.batch(f),
            Stage::Forward(layer) => self.forward(layer, f),
            Stage::Loss => self.loss(f),
            Stage::Output => self.output(f),
            Stage::Backward(layer) => self.backward(layer, f),
            Stage::Inputs => f.write_str(
                "The way back ends here: how the loss would change with each input. Inputs do not learn.",
            ),
            Stage::Update => self.update(f),
        }
    }
}

/// What a difference says of a gradient; the difference and its step are written out already.
#[must_use]
pub fn of_check(checked: &Checked, difference: &str, step: &str) -> String {
    match checked.verdict {
        Verdict::Agrees => format!("✓ by differences of the loss {difference} (moved by ±{step})"),
        Verdict::Flat => "✓ by differences 0: a step on the way to the loss has no slope".into(),
        Verdict::Kink { left, right } => format!(
            "✓ the loss has a kink right here: its slope is {left:.4} on one side and {right:.4} on the other"
        ),
        Verdict::Jumps { .. } => {
            format!("✓ by differences {difference} beside a jump: the loss jumps right here")
        }
        Verdict::Differs => {
            format!(
                "✗ by differences of the loss {difference} (moved by ±{step}): the gradient is wrong"
            )
        }
        Verdict::Overflows => "✗ cannot be checked: these numbers are too large".into(),
    }
}

/// What came of checking gradients, of so many; `worst` says by how much the worst differs, and which.
#[must_use]
pub fn of_summary(summary: &Summary, of: usize, worst: Option<&str>) -> String {
    if summary.of < of {
        return format!("{} of {of} checked …", summary.of);
    }
    let sign = if summary.agree == of { "✓" } else { "✗" };
    let most = worst.map_or_else(String::new, |worst| format!(", off by {worst} at most"));
    format!(
        "{sign} {} of {of} gradients agree with differences{most}",
        summary.agree
    )
}

/// Why a gradient is not checked.
#[must_use]
pub fn unchecked(why: Unchecked) -> String {
    match why {
        Unchecked::PerceptronRule => {
            "This learning rule follows no gradient, so there is none to check.".into()
        }
        Unchecked::TooLarge { operations, most } => format!(
            "Not checked: of this network and batch differences would take {operations} operations each, and {most} are \
             the most. A smaller batch can be checked, or one sample alone."
        ),
    }
}

/// Why a step is not taken apart.
#[must_use]
pub fn too_large(step: TooLarge) -> String {
    let [samples, weights] = [step.samples, step.weights].map(|count| grouped(count as f64));
    format!(
        "A step on {samples} samples through {weights} weights and biases is too much to be taken apart: samples \
         times weights may be {} million at most. Choose a smaller batch size, or walk with one sample alone.",
        MOST_WORK / 1_000_000
    )
}
