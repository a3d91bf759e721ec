//! What a person can do, and what the world has to do about it.

use super::{
    experiment::{Experiment, FieldError},
    speed::Speed,
};
use crate::{
    data::{Coding, Dataset, Drawn, Feature, File},
    nn::{Activation, Initializer, LearningRule, Loss, Optimizer, Schedule, Stride},
};

/// One thing a person (or a script, or a link) does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Choose a dataset that needs no file.
    SetDataset(Dataset),
    /// Choose a dataset that was read from a file.
    SetFile(Dataset, File),
    /// Put points in place of those drawn by hand, and learn them.
    Draw(Drawn),
    /// Take the last change of the drawn points back.
    UndoDrawing,
    /// Go back to what the dataset is met with first.
    UsePreset,
    /// Bring inputs to mean 0 and deviation 1, or leave them as they are.
    SetStandardize(bool),
    /// Choose how a truth table's inputs are coded.
    SetCoding(Coding),
    /// Choose the number of points.
    SetPoints(usize),
    /// Choose the noise, as a share of the plane's half-width.
    SetNoise(f64),
    /// Choose the share of points to train on.
    SetTrainShare(f64),
    /// Draw other points of the same kind.
    RegenerateData,
    /// Choose which random sample of points.
    SetDraw(u32),
    /// Switch an input feature on or off.
    ToggleFeature(Feature),
    /// Put a hidden layer before layer `.0` (counted from 0; the output layer is the last).
    AddLayer(usize),
    /// Take hidden layer `.0` out.
    RemoveLayer(usize),
    /// Give layer `.0` that many units.
    SetUnits(usize, usize),
    /// Give layer `.0` an activation.
    SetActivation(usize, Activation),
    /// Choose output activation and loss together.
    SetOutput(Activation, Loss),
    /// Let layer `.0` learn, or freeze it.
    SetTrainable(usize, bool),
    /// Choose how kernels start.
    SetInitializer(Initializer),
    /// Choose the learning rule.
    SetRule(LearningRule),
    /// Choose the loss.
    SetLoss(Loss),
    /// Choose the optimizer, with its settings.
    SetOptimizer(Optimizer),
    /// Choose the learning rate.
    SetLearningRate(f32),
    /// Choose how the learning rate changes as training goes on.
    SetSchedule(Schedule),
    /// Choose how heavy the kernels' sizes weigh.
    SetL1(f32),
    /// Choose how heavy the kernels' squares weigh.
    SetL2(f32),
    /// Choose the share of hidden units that are dropped while learning.
    SetDropout(f32),
    /// Choose after how many epochs without a lower test loss training stops.
    SetPatience(Option<u32>),
    /// Choose the batch size.
    SetBatchSize(usize),
    /// Choose the seed of weights and order.
    SetSeed(u32),
    /// Draw other initial weights, with this seed.
    NewWeights(u32),
    /// Put the whole experiment in place; `.1` says what was wrong with its source.
    Load(Box<Experiment>, Vec<FieldError>),
    /// Go back to the very same initial weights.
    Reset,
    /// Train until paused.
    Play,
    /// Stop training.
    Pause,
    /// Train one stride.
    Step,
    /// Choose what a stride is.
    SetStride(Stride),
    /// Choose the speed.
    SetSpeed(Speed),
    /// The weights left the finite numbers.
    Diverge,
    /// Early stopping ended the run: at which epoch, and at which the test loss was least.
    StopEarly(u64, u64),
    /// Go on from these parameters at a learning rate, after the weights left the finite numbers.
    GoOn(Vec<f32>, f32),
    /// Say that something given from outside is wrong.
    Complain(FieldError),
    /// Take the messages about what was wrong away.
    Settle,
    /// Take all messages away.
    Dismiss,
}

/// What has to be done about an action, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Begin a run of the lab's experiment from its initial weights.
    Start,
    /// Tell the run at hand the settings that can change while it goes on.
    Adjust,
    /// Train at the lab's stride and speed until told to stop.
    Play,
    /// Stop training.
    Pause,
    /// Train one stride of the lab's kind.
    Advance(Stride),
    /// Put parameters in place.
    SetParameters(Vec<f32>),
    /// The experiment changed: write its link.
    Link,
}
