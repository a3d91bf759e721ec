//! Why a run goes as it goes, in a sentence, from the learner's own state.

use super::{
    edit::{Edit, Place},
    experiment::Experiment,
    misfit::{Misfit, misfit},
    prepared::Prepared,
    settings::Key,
    snapshot::Snapshot,
};
use crate::{
    data::Dataset,
    nn::{Activation, Initializer, LearningRule, Loss, Named, Task},
};

/// What is to be said about a run; `text` words it, and what its remedy is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hint {
    /// No point is drawn yet.
    NothingDrawn,
    /// All points are of one class.
    OneClass,
    /// The loss is infinite before the first step.
    InfiniteLoss,
    /// A single layer of steps has no slope to follow.
    StepAlone,
    /// A layer of steps lets no error pass.
    StepIn(Place),
    /// No line separates the classes; the most that one can have right, of how many.
    OneLine(Option<(usize, usize)>),
    /// Output activation and loss do not make sense.
    Misfit(Misfit),
    /// The output is never negative, and some targets are.
    NeverNegative(Activation),
    /// Inputs are of very different size.
    Unscaled,
    /// Nothing can learn.
    AllFrozen,
    /// A few targets pull the line.
    Outliers,
    /// The units of a layer stay the same as each other.
    Twins,
    /// Linear layers are together one.
    OnlyLinear,
    /// Nearly every sample is right.
    Learnt,
    /// One line was enough.
    SolvedByLine,
    /// One unit was enough, with other inputs.
    SolvedByInputs,
    /// One hidden unit was enough.
    SolvedByOne,
    /// So many units of layer 1 draw an edge each.
    Solved(usize),
    /// So many ReLU units answer 0 to everything.
    Silent(usize),
    /// Regression without a hidden layer.
    LinearAnswer,
    /// So many units bend the answer once each; whether it is a curve.
    Bends(usize, bool),
    /// Regression before its first step.
    WatchItBend,
    /// Each label has its own sigmoid.
    Labels,
    /// Softmax before its first step.
    WatchSoftmax,
    /// The perceptron rule at work.
    PerceptronMoves,
    /// Several classes over many inputs.
    ClassesOfMany,
    /// Several classes over two inputs.
    ClassesOfTwo,
    /// Backprop of one unit.
    LineMoves,
    /// A network before its first step.
    Watch,
    /// One hidden layer of so many units.
    Edges(usize),
    /// Several hidden layers, the first of so many units.
    EdgesTogether(usize),
}

/// What is to be said about a run, and where there is one, a way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// What is to be said.
    pub hint: Hint,
    /// What would help.
    pub remedy: Option<Edit>,
}

impl Advice {
    fn plain(hint: Hint) -> Self {
        Self { hint, remedy: None }
    }

    fn with(hint: Hint, remedy: Edit) -> Self {
        Self {
            hint,
            remedy: Some(remedy),
        }
    }
}

fn choose(key: Key, one: impl Named) -> Edit {
    Edit::Set(key, one.name().into())
}

/// What a run was worth at a moment of its past.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Then {
    /// Epochs done, with the share of the one at hand.
    pub epochs: f64,
    /// The mean training loss; NaN where there was nothing to measure.
    pub train: f64,
    /// The mean test loss; NaN where nothing is held back.
    pub test: f64,
}

/// What of a run is looked at for advice.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// The experiment.
    pub experiment: &'a Experiment,
    /// Its data.
    pub prepared: &'a Prepared,
    /// Where the run has come to.
    pub snapshot: &'a Snapshot,
    /// The mean training loss where it was measured last up to an epoch; `None` before the first.
    pub loss_by: &'a dyn Fn(f64) -> Option<f64>,
    /// Every moment that was measured, oldest first; at most some thousands, evenly spaced.
    pub past: &'a dyn Fn() -> Box<dyn Iterator<Item = Then> + 'a>,
}

/// What is most worth saying now. Reasons why a run cannot succeed come first.
#[must_use]
pub fn advise(seen: Seen<'_>) -> Advice {
    let Seen {
        experiment,
        prepared,
        snapshot,
        ..
    } = seen;
    nothing_to_learn(experiment, prepared)
        .or_else(|| infinite_loss(snapshot))
        .or_else(|| step_under_backprop(experiment))
        .or_else(|| one_line(experiment, prepared))
        .or_else(|| mismatched(experiment))
        .or_else(|| out_of_reach(experiment, prepared))
        .or_else(|| twins(experiment))
        .or_else(|| all_frozen(experiment))
        .or_else(|| only_linear(experiment, prepared))
        .or_else(|| unscaled(experiment, prepared))
        .or_else(|| solved(experiment, snapshot))
        .or_else(|| silent_units(experiment, snapshot))
        .or_else(|| outliers(experiment))
        .unwrap_or_else(|| Advice::plain(outlook(experiment, prepared, snapshot)))
}

fn nothing_to_learn(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    if e.data.dataset == Dataset::Drawn && e.data.drawn.is_empty() {
        return Some(Advice::plain(Hint::NothingDrawn));
    }
    let alike = prepared.facts.are_of_one_class();
    alike.then(|| Advice::plain(Hint::OneClass))
}

/// Targets so large that their errors’ squares are beyond all numbers.
fn infinite_loss(snapshot: &Snapshot) -> Option<Advice> {
    let loss = snapshot.train?.loss;
    let before = snapshot.progress.steps == 0;
    (before && !loss.is_finite()).then(|| Advice::plain(Hint::InfiniteLoss))
}

fn step_under_backprop(e: &Experiment) -> Option<Advice> {
    if e.rule == LearningRule::Perceptron {
        return None;
    }
    let at = e.layers.iter().rposition(|l| l.activation.is_step())?;
    // The perceptron rule learns classes, not numbers.
    if e.hidden().is_empty() && e.task() != Task::Regression {
        let rule = choose(Key::Rule, LearningRule::Perceptron);
        return Some(Advice::with(Hint::StepAlone, rule));
    }
    let place = Place::of(e, at);
    let smooth = match place {
        Place::Output if e.task() == Task::Regression => Activation::Linear,
        Place::Output => Activation::Sigmoid,
        Place::Hidden(_) => Activation::Tanh,
    };
    let remedy = Edit::SetActivation(at, smooth);
    Some(Advice::with(Hint::StepIn(place), remedy))
}

fn one_line(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    if !e.draws_one_line() {
        return None;
    }
    if prepared.facts.are_linearly_separable()? {
        return None;
    }
    let (best, points) = (
        prepared.facts.best_line_accuracy(),
        prepared.train_table.len(),
    );
    let best = best.map(|best| ((best * points as f32).round() as usize, points));
    Some(Advice::with(Hint::OneLine(best), Edit::AddLayer(0)))
}

fn mismatched(e: &Experiment) -> Option<Advice> {
    if e.rule == LearningRule::Perceptron {
        return None;
    }
    let output = e.output().activation;
    let misfit = misfit(e.task(), output, e.loss)?;
    let (activation, loss) = misfit.repair(output);
    let remedy = Edit::SetOutput(activation, loss);
    Some(Advice::with(Hint::Misfit(misfit), remedy))
}

/// Numbers that an output can never give.
fn out_of_reach(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    let activation = e.output().activation;
    let never_negative = matches!(activation, Activation::Relu | Activation::Softplus);
    let remedy = Edit::SetOutput(Activation::Linear, e.loss);
    (never_negative && prepared.facts.has_negative_targets())
        .then(|| Advice::with(Hint::NeverNegative(activation), remedy))
}

/// Inputs whose sizes are far apart make the loss a narrow valley.
fn unscaled(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    if e.standardize || e.data.has_features() {
        return None;
    }
    let [least, most] = prepared.facts.spreads()?;
    let remedy = Edit::Set(Key::Standardize, true.to_string());
    (most > 10.0 * least || most > 20.0).then(|| Advice::with(Hint::Unscaled, remedy))
}

fn all_frozen(e: &Experiment) -> Option<Advice> {
    let remedy = Edit::SetTrainable(e.layers.len().saturating_sub(1), true);
    let all = e.layers.iter().all(|l| !l.trainable);
    all.then(|| Advice::with(Hint::AllFrozen, remedy))
}

fn outliers(e: &Experiment) -> Option<Advice> {
    let squared = e.loss.same_kind(Loss::MeanSquaredError);
    let remedy = Edit::SetOutput(Activation::Linear, Loss::MeanAbsoluteError);
    (e.data.dataset == Dataset::Outliers && squared && e.hidden().is_empty())
        .then(|| Advice::with(Hint::Outliers, remedy))
}

fn twins(e: &Experiment) -> Option<Advice> {
    let remedy = choose(Key::Initializer, Initializer::GlorotUniform);
    (e.initializer == Initializer::Zeros && !e.hidden().is_empty())
        .then(|| Advice::with(Hint::Twins, remedy))
}

fn only_linear(e: &Experiment, prepared: &Prepared) -> Option<Advice> {
    let mut hidden = e.hidden().iter();
    let all = hidden.all(|l| l.activation == Activation::Linear);
    if e.hidden().is_empty() || !all || prepared.facts.are_linearly_separable() != Some(false) {
        return None;
    }
    let remedy = Edit::SetActivation(0, Activation::Tanh);
    Some(Advice::with(Hint::OnlyLinear, remedy))
}

fn solved(e: &Experiment, snapshot: &Snapshot) -> Option<Advice> {
    let held_back = snapshot.test.or(snapshot.train)?;
    if snapshot.progress.steps == 0 || held_back.accuracy.is_none_or(|a| a < 0.98) {
        return None;
    }
    if e.data.columns() > 2 {
        return Some(Advice::plain(Hint::Learnt));
    }
    Some(Advice::plain(match e.hidden().first().map(|l| l.units) {
        None if e.draws_one_line() => Hint::SolvedByLine,
        None => Hint::SolvedByInputs,
        Some(1) => Hint::SolvedByOne,
        Some(units) => Hint::Solved(units),
    }))
}

/// Hidden ReLU units that answer 0 to every training point get no gradient any more.
fn silent_units(e: &Experiment, snapshot: &Snapshot) -> Option<Advice> {
    let hidden = e.hidden().iter().zip(&snapshot.silent);
    let relu = hidden.filter(|(l, _)| l.activation == Activation::Relu);
    let silent = relu.map(|(_, silent)| silent).sum();
    (silent > 0).then(|| Advice::plain(Hint::Silent(silent)))
}

fn outlook(e: &Experiment, prepared: &Prepared, snapshot: &Snapshot) -> Hint {
    let begun = snapshot.progress.steps > 0;
    match (prepared.task, e.hidden(), e.rule) {
        (Task::Regression, [], _) => Hint::LinearAnswer,
        (Task::Regression, [first, ..], _) if begun => {
            Hint::Bends(first.units, e.data.columns() == 1)
        }
        (Task::Regression, ..) => Hint::WatchItBend,
        (Task::Multilabel, ..) => Hint::Labels,
        (Task::Multiclass, ..) if !begun => Hint::WatchSoftmax,
        (_, [], LearningRule::Perceptron) => Hint::PerceptronMoves,
        (Task::Multiclass, ..) if e.data.columns() > 2 => Hint::ClassesOfMany,
        (Task::Multiclass, ..) => Hint::ClassesOfTwo,
        (_, [], LearningRule::Backprop) => Hint::LineMoves,
        _ if !begun => Hint::Watch,
        (_, [first], _) => Hint::Edges(first.units),
        (_, [first, ..], _) => Hint::EdgesTogether(first.units),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        data::{DataSpec, Drawn, Point, calls},
        lab::Progress,
    };

    /// A run without a past.
    fn seen<'a>(
        experiment: &'a Experiment,
        prepared: &'a Prepared,
        snapshot: &'a Snapshot,
    ) -> Seen<'a> {
        Seen {
            experiment,
            prepared,
            snapshot,
            loss_by: &|_| None,
            past: &|| Box::new(std::iter::empty()),
        }
    }

    /// The advice after these edits, before the first step.
    fn after(edits: &[Edit]) -> Advice {
        let mut e = Experiment::default();
        for edit in edits {
            edit.clone().apply(&mut e).unwrap();
            assert_eq!(e.validate(), Ok(()));
        }
        let prepared = Prepared::new(&e);
        advise(seen(&e, &prepared, &Snapshot::initial(&e, &prepared)))
    }

    #[test]
    fn a_tlu_on_xor_hears_why_it_fails() {
        let table = Edit::SetDataset(Dataset::XorTable);
        let advice = after(&[table, choose(Key::Rule, LearningRule::Perceptron)]);
        assert_eq!(advice.hint, Hint::OneLine(Some((3, 4))));
        assert_eq!(advice.remedy, Some(Edit::AddLayer(0)));
    }

    /// Every kind of data: generated, drawn by few and by many points, and tables with few and many
    /// columns and rows, one with more numbers than are measured.
    fn every_kind_of_data() -> Vec<Experiment> {
        let preset = |dataset| {
            Experiment::preset(DataSpec {
                dataset,
                ..DataSpec::default()
            })
        };
        let generated = Dataset::ALL.iter().filter(|d| d.is_generated());
        let mut all: Vec<_> = generated.map(|&dataset| preset(dataset)).collect();
        for points in [1i8, 63, 100] {
            let mut drawn = Drawn::default();
            for at in 0..points {
                let x = [f32::from(at % 10) / 2.0, f32::from(at / 10) / 2.0];
                drawn
                    .add(Point {
                        x,
                        class: (at % 3 == 0).into(),
                    })
                    .unwrap();
            }
            let mut e = Experiment::default();
            Edit::Draw(drawn).apply(&mut e).unwrap();
            all.push(e);
        }
        for (columns, rows) in [(2, 30), (2, 50_000), (90, 40), (45, 5000)] {
            let mut csv: String = (0..columns).map(|c| format!("c{c},")).collect();
            csv += "class\n";
            for row in 0..rows {
                csv.extend((0..columns).map(|c| format!("{},", (row * 7 + c * 3) % 101)));
                csv += if row % 3 == 0 { "a\n" } else { "b\n" };
            }
            let own = json!({"data": {"dataset": "own", "file": {"csv": csv}}});
            let e = Experiment::default().merged(&own, &|_| None);
            all.push(e.unwrap_or_else(|wrong| panic!("{wrong}")));
        }
        all
    }

    /// A page shows sixty frames a second: whatever is learnt by whatever network, looking at them
    /// again works nothing out again.
    #[test]
    fn what_is_true_of_the_data_is_worked_out_once_for_all_frames() {
        for plain in every_kind_of_data() {
            let mut rule = plain.clone();
            let perceptron = choose(Key::Rule, LearningRule::Perceptron);
            let takes_rule = plain.task() == Task::Binary;
            if takes_rule {
                perceptron.apply(&mut rule).unwrap();
            }
            let mut relu = plain.clone();
            relu.layers
                .iter_mut()
                .rev()
                .skip(1)
                .for_each(|l| l.activation = Activation::Relu);
            for e in [plain, rule, relu] {
                let prepared = Prepared::new(&e);
                let snapshot = Snapshot::initial(&e, &prepared);
                let first = advise(seen(&e, &prepared, &snapshot));
                let before = calls::count();
                let network = snapshot.network.clone();
                let later = Snapshot::new(&e, &prepared, network, Progress::default());
                for _ in 0..5 {
                    assert_eq!(advise(seen(&e, &prepared, &later)), first);
                }
                assert_eq!(calls::count(), before, "{:?}", e.data.dataset);
            }
        }
    }

    #[test]
    fn a_tlu_on_and_is_not_scolded() {
        let table = Edit::SetDataset(Dataset::And);
        let advice = after(&[table, choose(Key::Rule, LearningRule::Perceptron)]);
        assert_eq!(advice.remedy, None);
    }

    #[test]
    fn steps_under_backprop_hear_of_the_flat_slope() {
        let advice = after(&[Edit::SetActivation(0, Activation::Heaviside)]);
        assert_eq!(advice.hint, Hint::StepIn(Place::Hidden(1)));
        assert_eq!(
            advice.remedy,
            Some(Edit::SetActivation(0, Activation::Tanh))
        );
    }

    #[test]
    fn each_remedy_takes_its_complaint_away() {
        let starts: [&[Edit]; 9] = [
            &[Edit::SetActivation(2, Activation::Softmax)],
            &[choose(Key::Loss, Loss::CategoricalCrossentropy)],
            &[
                Edit::SetDataset(Dataset::Blobs3),
                Edit::SetActivation(1, Activation::Linear),
            ],
            &[
                Edit::SetDataset(Dataset::Labels),
                Edit::SetActivation(1, Activation::Softmax),
            ],
            &[Edit::SetActivation(0, Activation::Sign)],
            &[choose(Key::Initializer, Initializer::Zeros)],
            &[Edit::SetActivation(2, Activation::Tanh)],
            &[choose(Key::Loss, Loss::Hinge)],
            &[
                Edit::RemoveLayer(1),
                Edit::SetActivation(0, Activation::Linear),
            ],
        ];
        for start in starts {
            let before = after(start);
            let mut edits = start.to_vec();
            edits.push(before.remedy.clone().unwrap());
            assert_ne!(after(&edits).hint, before.hint);
        }
    }

    #[test]
    fn the_start_invites() {
        assert_eq!(after(&[]).hint, Hint::Watch);
    }
}
