//! Why a run goes as it goes, in a sentence, from the learner's own state.

use super::{Action, Experiment, Prepared, Snapshot};
use crate::{
    data::Dataset,
    nn::{Activation, Initializer, LearningRule, Loss, Task},
};

/// A sentence about the run, and where there is one, a way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The sentence.
    pub text: String,
    /// What could be done, as the label of a button, and doing it.
    pub remedy: Option<(&'static str, Action)>,
}

impl Advice {
    fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            remedy: None,
        }
    }

    fn with(text: impl Into<String>, label: &'static str, action: Action) -> Self {
        Self {
            text: text.into(),
            remedy: Some((label, action)),
        }
    }
}

/// What is most worth saying now. Reasons why a run cannot succeed come first.
#[must_use]
pub fn advise(experiment: &Experiment, prepared: &Prepared, snapshot: &Snapshot) -> Advice {
    nothing_to_learn(experiment, prepared)
        .or_else(|| step_under_backprop(experiment))
        .or_else(|| one_line(experiment, prepared))
        .or_else(|| mismatched(experiment))
        .or_else(|| out_of_reach(experiment, prepared))
        .or_else(|| twins(experiment))
        .or_else(|| all_frozen(experiment))
        .or_else(|| only_linear(experiment, prepared))
        .or_else(|| unscaled(experiment, prepared))
        .or_else(|| solved(experiment, snapshot))
        .or_else(|| silent_units(experiment, prepared, snapshot))
        .or_else(|| outliers(experiment))
        .unwrap_or_else(|| Advice::plain(outlook(experiment, prepared, snapshot)))
}

fn nothing_to_learn(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    if e.data.dataset == Dataset::Drawn && e.data.drawn.is_empty() {
        return Some(Advice::plain(
            "Click the plane on the right to put points on it: choose a class, then click or drag.",
        ));
    }
    prepared.facts.are_of_one_class().then(|| {
        Advice::plain(
            "All training points are of one class, so there is nothing to tell apart yet.",
        )
    })
}

fn step_under_backprop(e: &Experiment) -> Option<Advice> {
    if e.rule == LearningRule::Perceptron {
        return None;
    }
    let at = e.layers.iter().rposition(|l| l.activation.is_step())?;
    if e.hidden().is_empty() {
        return Some(Advice::with(
            "A step is flat on both sides: its slope is 0, so backprop has no gradient to follow and \
             the weights stay as they are. Rosenblatt’s perceptron rule needs no slope.",
            "Use the perceptron rule",
            Action::SetRule(LearningRule::Perceptron),
        ));
    }
    let (whole, smooth) = if at + 1 == e.layers.len() {
        ("the output layer: nothing".to_owned(), Activation::Sigmoid)
    } else {
        (
            format!("layer {}: nothing up to there", at + 1),
            Activation::Tanh,
        )
    };
    Some(Advice::with(
        format!(
            "A step is flat on both sides: its slope is 0, so no error passes back through {whole} learns."
        ),
        if smooth == Activation::Tanh {
            "Use tanh there"
        } else {
            "Use sigmoid there"
        },
        Action::SetActivation(at, smooth),
    ))
}

fn one_line(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    if !e.draws_one_line() {
        return None;
    }
    if prepared.facts.are_linearly_separable()? {
        return None;
    }
    let best = prepared.facts.best_line_accuracy();
    let best = best.map_or_else(String::new, |best| {
        let points = prepared.train_table.len();
        let right = (best * points as f32).round();
        format!(": at best {right} of {points} can be right")
    });
    Some(Advice::with(
        format!(
            "One unit draws one straight line, and no straight line separates these classes{best}."
        ),
        "Add a hidden layer",
        Action::AddLayer(0),
    ))
}

/// Why output activation and loss do not make sense for a task or with each other, and what would.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Misfit {
    /// The reason, in a sentence.
    pub why: &'static str,
    /// The repair, as the label of a button.
    pub label: &'static str,
    /// Output activation and loss that fit.
    pub repair: (Activation, Loss),
}

/// What is wrong with output activation and loss for a task; `None` where they fit.
#[must_use]
pub fn misfit(task: Task, output: Activation, loss: Loss) -> Option<Misfit> {
    use Activation::{Linear, Sigmoid, Softmax, Tanh};
    use Loss::{BinaryCrossentropy, CategoricalCrossentropy, Hinge, MeanSquaredError};
    let fits = |why, label, repair| Some(Misfit { why, label, repair });
    match (task, output, loss) {
        (Task::Regression, Softmax, _) => fits(
            "Softmax makes shares that add up to 1, and these targets are numbers of any size.",
            "Use a linear output",
            (Linear, MeanSquaredError),
        ),
        (Task::Regression, a, BinaryCrossentropy | CategoricalCrossentropy | Hinge) => fits(
            "This loss is made for classes: it reads the target as yes or no, and here it is a number.",
            "Use mean squared error",
            (a, MeanSquaredError),
        ),
        (Task::Binary, Softmax, _) => fits(
            "Softmax over one unit is always 1, whatever its weights: nothing is left to learn. One \
             sigmoid decides between two classes.",
            "Use a sigmoid output",
            (Sigmoid, BinaryCrossentropy),
        ),
        (Task::Multilabel, Softmax, _) => fits(
            "Softmax outputs add up to 1, so one label could hold only at the cost of the others. \
             Labels are independent: each needs a sigmoid of its own.",
            "Use sigmoid outputs",
            (Sigmoid, BinaryCrossentropy),
        ),
        (Task::Binary | Task::Multilabel, _, CategoricalCrossentropy) => fits(
            "Categorical cross-entropy counts only the class that is right among several; where an \
             answer is no, it teaches nothing.",
            "Use binary cross-entropy",
            (Sigmoid, BinaryCrossentropy),
        ),
        (Task::Multiclass, a, CategoricalCrossentropy) if a != Softmax => fits(
            "Categorical cross-entropy reads the outputs as shares that add up to 1, and only softmax \
             makes them so.",
            "Use a softmax output",
            (Softmax, CategoricalCrossentropy),
        ),
        (Task::Multiclass, Softmax, BinaryCrossentropy | Hinge) => fits(
            "Softmax lets the classes compete, and this loss takes them one by one. Categorical \
             cross-entropy belongs to softmax.",
            "Use categorical cross-entropy",
            (Softmax, CategoricalCrossentropy),
        ),
        (_, a, BinaryCrossentropy) if a != Sigmoid => fits(
            "Cross-entropy reads the output as a probability, and only a sigmoid gives one: values \
             outside 0 to 1 are cut off and teach nothing.",
            "Use a sigmoid output",
            (Sigmoid, BinaryCrossentropy),
        ),
        (_, a, Hinge) if !matches!(a, Linear | Tanh) => fits(
            "Hinge loss wants outputs on both sides of 0; this output stays on one.",
            "Use a linear output",
            (Linear, Hinge),
        ),
        _ => None,
    }
}

fn mismatched(e: &Experiment) -> Option<Advice> {
    if e.rule == LearningRule::Perceptron {
        return None;
    }
    let Misfit { why, label, repair } = misfit(e.task(), e.output().activation, e.loss)?;
    Some(Advice::with(
        why,
        label,
        Action::SetOutput(repair.0, repair.1),
    ))
}

/// Numbers that an output can never give.
fn out_of_reach(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    let activation = e.output().activation;
    let never_negative = matches!(activation, Activation::Relu | Activation::Softplus);
    (never_negative && prepared.facts.has_negative_targets()).then(|| {
        Advice::with(
            format!(
                "A {} output is never negative, and some of these targets are.",
                activation.label()
            ),
            "Use a linear output",
            Action::SetOutput(Activation::Linear, e.loss),
        )
    })
}

/// Inputs whose sizes are far apart make the loss a narrow valley.
fn unscaled(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    if e.standardize || e.data.has_features() {
        return None;
    }
    let [least, most] = prepared.facts.spreads()?;
    (most > 10.0 * least || most > 20.0).then(|| {
        Advice::with(
            "The inputs are measured in units of very different size. Gradient descent then creeps \
             along the small ones while it leaps across the large: bring them to one scale.",
            "Standardise the inputs",
            Action::SetStandardize(true),
        )
    })
}

fn all_frozen(e: &Experiment) -> Option<Advice> {
    e.layers.iter().all(|l| !l.trainable).then(|| {
        Advice::with(
            "Every layer is frozen, so nothing can learn.",
            "Let the output layer learn",
            Action::SetTrainable(e.layers.len() - 1, true),
        )
    })
}

fn outliers(e: &Experiment) -> Option<Advice> {
    let squared = e.loss.same_kind(Loss::MeanSquaredError);
    (e.data.dataset == Dataset::Outliers && squared && e.hidden().is_empty()).then(|| {
        Advice::with(
            "Squared error counts a point twice as far off four times as much, so a few outliers pull \
             the line towards them. Absolute error counts it twice.",
            "Use mean absolute error",
            Action::SetOutput(Activation::Linear, Loss::MeanAbsoluteError),
        )
    })
}

fn twins(e: &Experiment) -> Option<Advice> {
    (e.initializer == Initializer::Zeros && !e.hidden().is_empty()).then(|| {
        Advice::with(
            "All weights start at 0, so the units of a layer get the same gradient and stay the same \
             as each other.",
            "Start from Glorot",
            Action::SetInitializer(Initializer::GlorotUniform),
        )
    })
}

fn only_linear(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    let all = e
        .hidden()
        .iter()
        .all(|l| l.activation == Activation::Linear);
    if e.hidden().is_empty() || !all || prepared.facts.are_linearly_separable() != Some(false) {
        return None;
    }
    Some(Advice::with(
        "Linear layers in a row are together one linear layer: the boundary stays straight, however \
         many there are.",
        "Use tanh in layer 1",
        Action::SetActivation(0, Activation::Tanh),
    ))
}

fn solved(e: &Experiment, snapshot: &Snapshot) -> Option<Advice> {
    let held_back = snapshot.test.or(snapshot.train)?;
    if snapshot.progress.steps == 0 || held_back.accuracy.is_none_or(|a| a < 0.98) {
        return None;
    }
    if e.data.columns() > 2 {
        return Some(Advice::plain(
            "Learnt: nearly every sample is decided rightly. The confusion matrix shows which are not.",
        ));
    }
    let first = e.hidden().first().map(|l| l.units);
    Some(Advice::plain(match first {
        None if e.draws_one_line() => {
            "Solved: one straight line is enough for these classes.".into()
        }
        None => "Solved by one unit: the added inputs bend its line.".into(),
        Some(1) => "Solved with a single hidden unit.".into(),
        Some(units) => format!(
            "Solved: the {units} units of layer 1 each draw one edge, and the layers after it put the \
             edges together. Click a unit to see what it computes."
        ),
    }))
}

/// Hidden ReLU units that answer 0 to every training point get no gradient any more.
fn silent_units(e: &Experiment, prepared: &Prepared, snapshot: &Snapshot) -> Option<Advice> {
    let relu = |l: &&crate::nn::LayerSpec| l.activation == Activation::Relu;
    e.hidden().iter().find(relu)?;
    let mut values = Vec::new();
    let network = &snapshot.network;
    let samples = &prepared.measured[0];
    let mut pass = crate::nn::Pass::new(network, samples.len());
    network.neuron_values(samples, &mut pass, &mut values);
    let row = |n: usize| &values[n * samples.len()..][..samples.len()];
    let hidden = network.layers().iter().take(e.hidden().len());
    let silent = hidden
        .filter(|l| l.activation == Activation::Relu)
        .flat_map(|l| l.neurons.clone())
        .filter(|&n| row(n).iter().all(|v| *v == 0.0))
        .count();
    (silent > 0).then(|| {
        let (units, verb) = if silent == 1 { ("unit answers", "learns") } else { ("units answer", "learn") };
        Advice::plain(format!(
            "{silent} ReLU {units} 0 to every point and {verb} no more: dead. A smaller learning rate \
             or leaky ReLU helps, and other initial weights may."
        ))
    })
}

fn outlook(e: &Experiment, prepared: &Prepared, snapshot: &Snapshot) -> String {
    let begun = snapshot.progress.steps > 0;
    match (prepared.task, e.hidden(), e.rule) {
        (Task::Regression, [], _) => {
            "Without a hidden layer the answer is a straight line or a plane: training tilts and \
             shifts it until the loss grows no smaller."
                .into()
        }
        (Task::Regression, [first, ..], _) if begun => format!(
            "Each of the {} units of layer 1 bends once; the output adds the bends up to the {}.",
            first.units,
            if e.data.columns() == 1 { "curve" } else { "surface" }
        ),
        (Task::Regression, ..) => {
            "Press Play and watch the network bend its answer towards the points.".into()
        }
        (Task::Multilabel, ..) => {
            "Each label has a sigmoid of its own: both may hold, or neither. Choose a label above the \
             picture to see its surface alone."
                .into()
        }
        (Task::Multiclass, ..) if !begun => {
            "Press Play: softmax turns one output for each class into shares that add up to 1, and \
             the largest wins."
                .into()
        }
        (_, [], LearningRule::Perceptron) => {
            "The perceptron rule moves the line a little at each point it gets wrong.".into()
        }
        (Task::Multiclass, ..) if e.data.columns() > 2 => {
            "The largest output decides. Two of the inputs span the picture while the others are \
             held; the confusion matrix takes the samples as they are."
                .into()
        }
        (Task::Multiclass, ..) => {
            "The picture blends the classes by their shares; the line is where the winner changes."
                .into()
        }
        (_, [], LearningRule::Backprop) => {
            "One unit turns and shifts its line until the loss grows no smaller.".into()
        }
        _ if !begun => {
            "Press Play and watch a small network learn what no single straight line can.".into()
        }
        (_, [first], _) => format!(
            "Each of the {} units of layer 1 draws one edge; the output puts them together. Click a \
             unit to see what it computes.",
            first.units
        ),
        (_, [first, ..], _) => format!(
            "Layer 1 draws {} edges; the layers after it put them together. Click a unit to see what \
             it computes.",
            first.units
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::calls, lab::Lab};

    /// The advice after these actions, before the first step.
    fn after(actions: &[Action]) -> Advice {
        let mut lab = Lab::default();
        for action in actions {
            lab.update(action.clone());
            assert_eq!(lab.problems, []);
        }
        let prepared = Prepared::new(&lab.experiment);
        advise(
            &lab.experiment,
            &prepared,
            &Snapshot::initial(&lab.experiment, &prepared),
        )
    }

    #[test]
    fn a_tlu_on_xor_hears_why_it_fails() {
        let table = Action::SetDataset(Dataset::XorTable);
        let advice = after(&[table, Action::SetRule(LearningRule::Perceptron)]);
        assert!(
            advice.text.contains("no straight line separates"),
            "{}",
            advice.text
        );
        assert!(advice.text.contains("at best 3 of 4"), "{}", advice.text);
        assert_eq!(
            advice.remedy,
            Some(("Add a hidden layer", Action::AddLayer(0)))
        );
    }

    #[test]
    fn what_a_line_can_do_is_worked_out_once_for_all_frames() {
        let mut lab = Lab::default();
        lab.update(Action::SetDataset(Dataset::XorTable));
        lab.update(Action::SetRule(LearningRule::Perceptron));
        let e = &lab.experiment;
        let prepared = Prepared::new(e);
        let snapshot = Snapshot::initial(e, &prepared);
        let before = calls::count();
        for _ in 0..5 {
            let text = advise(e, &prepared, &snapshot).text;
            assert!(text.contains("at best 3 of 4"), "{text}");
        }
        assert_eq!(calls::count(), before + 2);
    }

    #[test]
    fn a_tlu_on_and_is_not_scolded() {
        let table = Action::SetDataset(Dataset::And);
        let advice = after(&[table, Action::SetRule(LearningRule::Perceptron)]);
        assert_eq!(advice.remedy, None);
    }

    #[test]
    fn steps_under_backprop_hear_of_the_flat_slope() {
        let advice = after(&[Action::SetActivation(0, Activation::Heaviside)]);
        assert!(advice.text.contains("slope is 0"));
        assert_eq!(
            advice.remedy.unwrap().1,
            Action::SetActivation(0, Activation::Tanh)
        );
    }

    #[test]
    fn each_remedy_takes_its_complaint_away() {
        let starts: [&[Action]; 9] = [
            &[Action::SetActivation(2, Activation::Softmax)],
            &[Action::SetLoss(Loss::CategoricalCrossentropy)],
            &[
                Action::SetDataset(Dataset::Blobs3),
                Action::SetActivation(1, Activation::Linear),
            ],
            &[
                Action::SetDataset(Dataset::Labels),
                Action::SetActivation(1, Activation::Softmax),
            ],
            &[Action::SetActivation(0, Activation::Sign)],
            &[Action::SetInitializer(Initializer::Zeros)],
            &[Action::SetActivation(2, Activation::Tanh)],
            &[Action::SetLoss(Loss::Hinge)],
            &[
                Action::RemoveLayer(1),
                Action::SetActivation(0, Activation::Linear),
            ],
        ];
        for start in starts {
            let before = after(start);
            let (_, remedy) = before.remedy.clone().unwrap();
            let mut actions = start.to_vec();
            actions.push(remedy);
            assert_ne!(after(&actions).text, before.text);
        }
    }

    #[test]
    fn the_start_invites() {
        assert!(after(&[]).text.starts_with("Press Play"));
    }
}
