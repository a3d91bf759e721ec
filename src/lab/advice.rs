//! Why a run goes as it goes, in a sentence, from the learner's own state.

use super::{Action, Experiment, Prepared, Snapshot};
use crate::{
    data::{best_line_accuracy, linearly_separable},
    nn::{Activation, Initializer, LearningRule, Loss},
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
    step_under_backprop(experiment)
        .or_else(|| one_line(experiment, prepared))
        .or_else(|| mismatched_loss(experiment))
        .or_else(|| twins(experiment))
        .or_else(|| only_linear(experiment, prepared))
        .or_else(|| solved(experiment, snapshot))
        .or_else(|| silent_units(experiment, prepared, snapshot))
        .unwrap_or_else(|| Advice::plain(outlook(experiment, snapshot)))
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
    let points = &prepared.split.train;
    if !e.draws_one_line() || linearly_separable(points) {
        return None;
    }
    let best = best_line_accuracy(points).map_or_else(String::new, |best| {
        let right = (best * points.len() as f32).round();
        format!(": at best {right} of {} can be right", points.len())
    });
    Some(Advice::with(
        format!(
            "One unit draws one straight line, and no straight line separates these classes{best}."
        ),
        "Add a hidden layer",
        Action::AddLayer(0),
    ))
}

fn mismatched_loss(e: &Experiment) -> Option<Advice> {
    if e.rule == LearningRule::Perceptron {
        return None;
    }
    let output = e.layers.len() - 1;
    match (e.loss, e.output().activation) {
        (Loss::BinaryCrossentropy, a) if a != Activation::Sigmoid => Some(Advice::with(
            "Cross-entropy reads the output as a probability, and only a sigmoid gives one: values \
             outside 0 to 1 are cut off and teach nothing.",
            "Use a sigmoid output",
            Action::SetActivation(output, Activation::Sigmoid),
        )),
        (Loss::Hinge, a) if !matches!(a, Activation::Linear | Activation::Tanh) => {
            Some(Advice::with(
                "Hinge loss wants outputs on both sides of 0; this output stays on one.",
                "Use a linear output",
                Action::SetActivation(output, Activation::Linear),
            ))
        }
        _ => None,
    }
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
    if e.hidden().is_empty() || !all || linearly_separable(&prepared.split.train) {
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
    if snapshot.progress.steps == 0 || held_back.accuracy < 0.98 {
        return None;
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
    let mut pass = crate::nn::Pass::new(network, prepared.train.len());
    network.neuron_values(&prepared.train, &mut pass, &mut values);
    let row = |n: usize| &values[n * prepared.train.len()..][..prepared.train.len()];
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

fn outlook(e: &Experiment, snapshot: &Snapshot) -> String {
    match (e.hidden(), e.rule) {
        ([], LearningRule::Perceptron) => {
            "The perceptron rule moves the line a little at each point it gets wrong.".into()
        }
        ([], LearningRule::Backprop) => {
            "One unit turns and shifts its line until the loss grows no smaller.".into()
        }
        _ if snapshot.progress.steps == 0 => {
            "Press Play and watch a small network learn what no single straight line can.".into()
        }
        ([first], _) => format!(
            "Each of the {} units of layer 1 draws one edge; the output puts them together. Click a \
             unit to see what it computes.",
            first.units
        ),
        ([first, ..], _) => format!(
            "Layer 1 draws {} edges; the layers after it put them together. Click a unit to see what \
             it computes.",
            first.units
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::Dataset, lab::Lab};

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
        let starts: [&[Action]; 5] = [
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
