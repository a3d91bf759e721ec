//! The tuner: a search for good hyperparameters, in KerasTuner's words and by its rules.
//!
//! A [`Search`] goes in rounds. What is tried in a round depends on the rounds before it alone, and a round ends
//! when all of it has come; so the same [`Tuner`] tries the same, whoever trains it and whatever comes first.
//!
//! | file           | holds |
//! |----------------|-------|
//! | `tuned.rs`     | [`Tuned`]: what of an experiment can be searched over |
//! | `range.rs`     | [`Range`]: `Int`, `Float` and `Choice`, and how they are sampled |
//! | `space.rs`     | [`Space`]: hyperparameters with their ranges, and the experiments in it |
//! | `plan.rs`      | [`Tuner`]: how is searched, for what and for how long |
//! | `hyperband.rs` | the brackets of Hyperband |
//! | `gaussian.rs`  | a Gaussian process, and expected improvement |
//! | `proposal.rs`  | [`Ask`]: where Bayesian optimization looks next |
//! | `search.rs`    | [`Search`]: the trials, round by round |
//! | `trained.rs`   | [`Trained`]: what has come of a run |
//! | `folds.rs`     | parts of the training samples for cross-validation |
//! | `sheet.rs`     | the trials as a table for other programs |
//! | `rates.rs`     | the sweep over learning rates |
//! | `typed.rs`     | [`Typed`]: a hyperparameter as a person types it |
//! | `told.rs`      | the same for scripts |

mod folds;
mod gaussian;
mod hyperband;
mod plan;
mod proposal;
mod range;
mod rates;
mod search;
mod sheet;
mod space;
mod told;
mod trained;
mod tuned;
mod typed;

pub use folds::{Fold, Part};
pub use hyperband::{Rung, rungs};
pub use plan::{
    Algorithm, EPOCHS, EXECUTIONS, FACTOR, FOLDS, ITERATIONS, MAX_TRIALS, Objective, SEED, Tuner,
};
pub use proposal::Ask;
pub use range::{Numbers, Range, Sampling};
pub use rates::{Ends, SEEDS, largest_stable, lowest, rates, sweep};
pub use search::{Next, Search, Task, Trial, by_score};
pub use sheet::sheet;
pub use space::{Hyperparameter, Space};
pub use told::{Told, read};
pub use trained::{Best, Trained};
pub use tuned::Tuned;
pub use typed::{NUMBERS, Typed, space};
