//! What is to come or goes on, where nothing is to be warned of: of this task, these data and this
//! network.

use super::{Hint, Seen};
use crate::{
    data::Dataset,
    lab::experiment::Experiment,
    nn::{
        Activation::{Linear, Sigmoid, Softmax},
        Task,
    },
};

pub(super) fn outlook(seen: &Seen<'_>) -> Hint {
    let e = seen.experiment;
    let begun = seen.has_begun();
    match seen.prepared.task {
        Task::Regression => numbers(e, begun),
        Task::Multilabel if e.output().activation == Sigmoid => Hint::Labels,
        Task::Multiclass if !begun && e.output().activation == Softmax => Hint::WatchSoftmax,
        Task::Binary if !begun => two_classes(seen),
        _ if e.rule.is_local() => Hint::Learns(e.rule),
        _ if !begun => Hint::WatchLossFall,
        Task::Multiclass if e.data.image().is_some() => Hint::ClassesOfImages,
        Task::Multiclass if e.data.columns() > 2 => Hint::ClassesOfMany,
        Task::Multiclass if e.data.columns() == 2 && e.output().activation == Softmax => {
            Hint::ClassesOfTwo
        }
        Task::Binary if e.draws_one_line() => Hint::LineMoves,
        Task::Binary | Task::Multiclass | Task::Multilabel => Hint::Descends,
    }
}

fn numbers(e: &Experiment, begun: bool) -> Hint {
    let plane =
        e.output().activation == Linear && e.reads_no_more_than_places() && e.data.columns() <= 2;
    let bends = e.hidden().iter().any(|l| l.activation != Linear);
    match e.hidden() {
        [] if plane => Hint::LinearAnswer,
        _ if begun => Hint::Descends,
        _ if bends => Hint::WatchItBend,
        _ => Hint::WatchLossFall,
    }
}

/// Two classes before the first step.
fn two_classes(seen: &Seen<'_>) -> Hint {
    let e = seen.experiment;
    let separable = seen.prepared.facts.are_linearly_separable();
    match (separable, e.hidden()) {
        (Some(true), []) if e.draws_one_line() => Hint::WatchOneLine,
        (Some(true), [_, ..]) => Hint::WatchItEasy,
        (Some(false), [_, ..]) if is_learnt_at_once(e) => Hint::Watch,
        (Some(false), [_, ..]) => Hint::WatchItCurve,
        _ if e.rule.is_local() => Hint::Learns(e.rule),
        _ => Hint::WatchLossFall,
    }
}

/// Whether the data are met with a network that learns them; two sets leave it to be made larger.
fn is_learnt_at_once(e: &Experiment) -> bool {
    let hard = matches!(e.data.dataset, Dataset::Spiral | Dataset::Checkerboard);
    let own = matches!(e.data.dataset, Dataset::Drawn | Dataset::Own);
    !hard && !own && e.is_preset()
}
