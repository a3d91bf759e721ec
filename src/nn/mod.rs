//! The mathematics of learning, in Keras's conventions.
//!
//! A [`Network`] is a stack of [`Dense`] layers: `a = activation(x·kernel + bias)`, where `kernel`
//! has shape inputs × units. A batch is a matrix samples × neurons in which each neuron's column
//! over the batch is contiguous, so that four samples fit one SIMD register and one pass of
//! [`pass`] serves training, evaluation and maps alike.
//!
//! Start reading at [`network`], then [`pass`] (forward and backward), then [`trainer`].
//! To add an activation, add a variant in [`activation`]; to add a loss, in [`loss`]: the compiler
//! names every `match` that has to learn of it, and the gradient tests cover it at once. To add an
//! optimizer, add a variant in [`optimizer`] and runs of it to `tests/reference`.

pub mod activation;
pub mod confusion;
pub mod dropout;
pub mod graph;
pub mod init;
mod kernel;
pub mod loss;
pub mod math;
pub mod metrics;
mod named;
pub mod network;
pub mod optimizer;
pub mod pass;
pub mod perceptron;
mod product;
pub mod regularizer;
pub mod schedule;
mod stopping;
pub mod tape;
pub mod task;
pub mod trainer;

pub use activation::Activation;
pub use confusion::Confusion;
pub use dropout::Dropout;
pub use init::Initializer;
pub use loss::{Loss, Target};
pub use metrics::{Evaluation, Fit, evaluate, fit};
pub use named::Named;
pub use network::{Dense, LayerSpec, Network};
pub use optimizer::{Optimizer, OptimizerState};
pub use pass::Pass;
pub use regularizer::penalty;
pub use schedule::Schedule;
pub use stopping::Stopped;
pub use task::Task;
pub use trainer::{LearningRule, Samples, Settings, Stride, Trainer};
