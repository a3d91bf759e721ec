//! What has just been done, as data; `text` words it.

use crate::lab::{
    Moment, Recipe,
    edit::{Edit, Edited},
    link::{Origin, lacks_table, lacks_weights},
};

/// What the last action did.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Notice {
    /// Nothing that has to be said.
    #[default]
    None,
    /// The experiment was changed, and what that meant for the run.
    Edited(Edited, Consequence),
    /// The run is back at the initial weights of this seed.
    Reset(u32),
    /// Early stopping ended the run.
    StoppedEarly {
        /// The epoch at which it did.
        epoch: u64,
        /// The epoch whose weights are back.
        best: u64,
        /// For how long the test loss had not fallen.
        patience: u32,
    },
    /// A step was undone; the run stands at this epoch.
    Undone(Undone, u64),
    /// A step that was undone was made again; the run stands at this epoch.
    Redone(Undone, u64),
    /// There is nothing to undo, or nothing to make again.
    NothingToUndo,
    /// See [`NothingToUndo`](Self::NothingToUndo).
    NothingToRedo,
    /// Training goes on from a moment of the past; the former run is kept.
    BranchedOff(Moment),
    /// The branch that was left is back, at its last epoch.
    Returned(u64),
    /// A new trainer has taken over where the last one was lost.
    Recovered(u64),
    /// The link was made.
    Link {
        /// Whether it was copied, not only shown.
        copied: bool,
        /// Whether the run has parameters put in place by hand that are too many for a link.
        without_parameters: bool,
        /// Whether it has a table that is too large for one.
        without_table: bool,
    },
    /// The link that was opened is not as it was shared, or not of this page.
    From(Origin),
    /// A saved file of this name was opened.
    Opened(String),
    /// A model of another program was opened, of a file of this name; what could be taken over only in part, a
    /// sentence each.
    Taken(String, Vec<String>),
}

impl Notice {
    /// What is to be said of the link of a run that was just made.
    #[must_use]
    pub fn link(recipe: &Recipe, copied: bool) -> Self {
        Self::Link {
            copied,
            without_parameters: lacks_weights(recipe),
            without_table: lacks_table(recipe),
        }
    }
}

impl From<Origin> for Notice {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Here => Self::None,
            Origin::Changed | Origin::Playground(_) => Self::From(origin),
        }
    }
}

/// What a change of the experiment meant for the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consequence {
    /// Nothing had been trained yet.
    Nothing,
    /// The run goes on.
    GoesOn,
    /// The run began again.
    Restarted,
}

/// A step that can be undone.
#[derive(Clone, Debug, PartialEq)]
pub enum Undone {
    /// A change of the experiment.
    Edit(Edit),
    /// Going back to the initial weights.
    Reset,
    /// Opening another experiment.
    Open,
    /// Putting parameters in place.
    SetParameters,
    /// Changing some of them by hand.
    Tune,
    /// Going on from a moment of the past.
    BranchOff,
    /// Going back to a branch that was left.
    Return,
}
