//! What has just been done, as data; `text` words it.

use crate::lab::{
    Moment,
    edit::{Edit, Edited},
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
    /// The link was copied; whether parameters put in place by hand are missing from it.
    LinkCopied {
        /// Whether the run has parameters that no link can hold.
        without_parameters: bool,
    },
    /// A saved file of this name was opened.
    Opened(String),
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
    /// Going on from a moment of the past.
    BranchOff,
    /// Going back to a branch that was left.
    Return,
}
