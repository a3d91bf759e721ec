//! The mathematics of learning, in Keras's conventions.
//!
//! A [`Network`] is a stack of [`Dense`] layers: `a = activation(x·kernel + bias)`, where `kernel`
//! has shape inputs × units. A batch is a matrix samples × neurons in which each neuron's column
//! over the batch is contiguous, so that four samples fit one SIMD register and one pass of
//! [`pass`] serves training, evaluation and maps alike.
//!
//! Start reading at [`network`], then [`pass`] (forward and backward), then [`trainer`].
//! A [`Walk`] is one training step taken apart.
//! [`tape`], [`expr`] and [`graph`] are a second opinion on the gradient: autodiff of scalars; [`check`] is a
//! third, by differences of the loss.
//!
//! An activation stands in [`activation`] and a loss in [`loss`], each with its names, value, slope and
//! formula: a variant that is added is offered, read, written and tested, for the lists are derived
//! ([`Named`]), the compiler names every `match` that has to learn of it (no arm here takes what it
//! does not name), and tests run over all there are. An optimizer stands in [`optimizer`], and what it
//! keeps between steps in `memory`; `tests/reference` wants runs of it.
//!
//! No file here uses one that uses it.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod activation;
pub mod beside;
pub mod check;
mod checkpoint;
pub mod confusion;
pub mod dropout;
pub mod expr;
mod fixed;
mod flow;
pub mod graph;
mod images;
pub mod init;
pub mod landscape;
mod largest;
pub mod local;
pub mod loss;
pub mod math;
mod memory;
mod meter;
pub mod metrics;
mod named;
pub mod network;
pub mod optimizer;
mod packed;
pub mod pass;
mod product;
mod record;
pub mod regularizer;
mod samples;
pub mod schedule;
pub mod separation;
mod settings;
mod sparse;
mod stopping;
mod stream;
pub mod tape;
mod target;
pub mod task;
mod tile;
pub mod trainer;
mod walk;
mod walk_one;
mod walked;

pub use activation::Activation;
pub use checkpoint::{Checkpoint, CheckpointError};
pub use confusion::Confusion;
pub use dropout::Dropout;
pub use fixed::{Fixed, Place};
pub use flow::flow;
pub use images::Images;
pub use init::Initializer;
pub use largest::largest;
pub use loss::{Loss, LossKind};
pub use memory::{Kind, OptimizerState};
pub use metrics::{Evaluation, Fit, Measure, evaluate, evaluate_watched, fit};
pub use named::Named;
pub use network::{Dense, LayerSpec, Network};
pub use optimizer::{Optimizer, OptimizerKind};
pub use pass::Pass;
pub use record::{Fared, Record};
pub use regularizer::{penalty, penalty_gradient};
pub use samples::{Samples, Scaling};
pub use schedule::{Schedule, ScheduleKind};
pub use settings::{LearningRule, Settings, Stride};
pub use stopping::Stopped;
pub use target::Target;
pub use task::Task;
pub use trainer::Trainer;
pub use walk::{Remembered, StepAt, Walk};
pub use walk_one::walk_one;
pub use walked::{Walked, WalkedLayer};
