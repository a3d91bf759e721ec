//! How a run begins.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use crate::{
    lab::{Event, Moment},
    nn::Checkpoint,
};

/// How a run begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// What is trained.
    pub plan: Plan,
    /// A moment to go on from, and how many of the events had happened there; else the run begins
    /// from its initial weights.
    pub from: Option<(Checkpoint, usize)>,
    /// What happens on the way.
    pub timeline: Vec<Event>,
    /// How many of the events the page has heard of.
    pub known: usize,
    /// The moment to come to before anything else is done.
    pub to: Moment,
}
