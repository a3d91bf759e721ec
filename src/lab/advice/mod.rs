//! Why a run goes as it goes, in a sentence, from the learner's own state: a family of reasons a file.
//! Nothing is said that was not measured or does not follow from what is set.

mod amiss;
mod course;
mod outlook;
mod past;
mod setup;
mod worth;

use std::sync::Arc;

use super::{
    edit::{Edit, Place},
    experiment::Experiment,
    flow::Flow,
    misfit::Misfit,
    prepared::Prepared,
    settings::Key,
    snapshot::Snapshot,
};
use crate::nn::{Activation, LearningRule, Named};

pub use amiss::{Amiss, Missed};
pub use past::{Past, Then};
pub use worth::is_solved;

/// What is to be said about a run; `text` words it, and what its remedy is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hint {
    // What is set so that a run cannot succeed.
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
    /// Hidden layers of a single unit each bend no line either; the most that one can have right, of how many.
    OneUnit(Option<(usize, usize)>),
    /// Output activation and loss do not make sense.
    Misfit(Misfit),
    /// The output is never negative, and some targets are.
    NeverNegative(Activation),
    /// Inputs are of very different size: the one that varies least and the one that varies most, each with
    /// how far its values are apart.
    Unscaled([(usize, f32); 2]),
    /// Nothing can learn.
    AllFrozen,
    /// A few targets pull the line.
    Outliers,
    /// Two units of hidden layer `.0` (all counted from 1) are the same as each other.
    Twins(usize, [usize; 2]),
    /// Linear layers are together one; whether numbers are to be learnt, or else classes.
    OnlyLinear(bool),

    // What was measured on the way.
    /// What is amiss.
    Amiss(Amiss),
    /// Absolute error lets outliers go.
    LetsGo,

    // What the run is worth.
    /// Nearly every sample is right: by what, and by how many samples that is known.
    Solved(By, Proof),
    /// Nearly every training sample is right, and so few are held back.
    TooFewHeldBack(usize),
    /// Numbers are met: by so many units of layer 1, of how many, that bend among the points; whether
    /// that is known of samples that were held back.
    Fits(Option<(usize, usize)>, bool),

    // What is to come, before the first step.
    /// A network that may learn what no line can.
    Watch,
    /// No line separates the classes.
    WatchItCurve,
    /// A line would separate the classes, and there are hidden layers.
    WatchItEasy,
    /// One unit will find its line.
    WatchOneLine,
    /// Regression.
    WatchItBend,
    /// Softmax.
    WatchSoftmax,
    /// Anything else.
    WatchLossFall,

    // What goes on.
    /// Regression without a hidden layer.
    LinearAnswer,
    /// Each label has its own sigmoid.
    Labels,
    /// A rule of single units at work.
    Learns(LearningRule),
    /// Several classes over many inputs.
    ClassesOfMany,
    /// Several classes of images, which no picture of two inputs shows.
    ClassesOfImages,
    /// Several classes over two inputs.
    ClassesOfTwo,
    /// Backprop of one unit.
    LineMoves,
    /// Backprop of anything else.
    Descends,
}

/// By what a network has its samples right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// One line was enough.
    Line,
    /// One unit was enough, with other inputs.
    Inputs,
    /// One hidden unit was enough.
    OneUnit,
    /// So many units of layer 1 draw an edge each among the points, of how many.
    Edges(usize, usize),
    /// No more than that is known.
    Network,
}

/// How it is known that a network has its samples right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// All of these are right, and none is held back.
    All(usize),
    /// Nearly all are right, and none is held back.
    NearlyAll,
    /// Nearly all are right, those held back as well.
    HeldBack,
}

/// What is to be said about a run, and where there is one, a way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// What is to be said.
    pub hint: Hint,
    /// What would help, what is most likely to first; each is a way out by itself.
    pub remedies: Vec<Edit>,
}

impl Advice {
    fn plain(hint: Hint) -> Self {
        Self {
            hint,
            remedies: Vec::new(),
        }
    }

    fn with(hint: Hint, remedy: Edit) -> Self {
        Self {
            hint,
            remedies: vec![remedy],
        }
    }
}

fn choose(key: Key, one: impl Named) -> Edit {
    Edit::Set(key, one.name().into())
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
    /// What was measured on the way there, under the settings that hold now.
    pub past: &'a dyn Fn() -> Past,
    /// What was said last, and at which epoch first: it stands until it clearly holds no more.
    pub said: Option<(Hint, f64)>,
    /// How values and gradients flow through the network, lately if not now: what is asked for only where
    /// something seems amiss. Without it nothing is looked for that goes wrong on the way.
    pub flow: Option<&'a dyn Fn() -> Arc<Flow>>,
}

impl Seen<'_> {
    fn has_begun(&self) -> bool {
        self.snapshot.progress.steps > 0
    }

    /// The bound from which on something is said, and the looser one at which it still is.
    fn bound(&self, is_it: fn(Hint) -> bool, first: f64, then: f64) -> f64 {
        if self.said.is_some_and(|(said, _)| is_it(said)) {
            then
        } else {
            first
        }
    }
}

/// What is most worth saying now. Reasons why a run cannot succeed come first.
#[must_use]
pub fn advise(seen: Seen<'_>) -> Advice {
    let known = setup::in_the_way(&seen)
        .or_else(|| worth::learnt(&seen))
        .or_else(|| setup::unscaled(&seen));
    if let Some(advice) = known {
        return advice;
    }
    let past = if seen.has_begun() {
        (seen.past)()
    } else {
        Past::default()
    };
    worth::lets_go(&seen, &past)
        .or_else(|| course::diagnosis(&seen, &past, seen.flow?))
        .or_else(|| setup::outliers(&seen))
        .unwrap_or_else(|| Advice::plain(outlook::outlook(&seen)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        data::{DataSpec, Dataset, Drawn, Point, calls},
        lab::Progress,
        nn::{Initializer, LearningRule, Loss, Task},
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
            past: &Past::default,
            said: None,
            flow: None,
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
        assert_eq!(advice.remedies, [Edit::AddLayer(0)]);
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
        assert_eq!(advice.remedies, []);
    }

    #[test]
    fn steps_under_backprop_hear_of_the_flat_slope() {
        let advice = after(&[Edit::SetActivation(0, Activation::Heaviside)]);
        assert_eq!(advice.hint, Hint::StepIn(Place::Hidden(1)));
        assert_eq!(advice.remedies, [Edit::SetActivation(0, Activation::Tanh)]);
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
            edits.push(before.remedies[0].clone());
            assert_ne!(after(&edits).hint, before.hint);
        }
    }

    #[test]
    fn the_start_invites() {
        assert_eq!(after(&[]).hint, Hint::Watch);
    }
}
