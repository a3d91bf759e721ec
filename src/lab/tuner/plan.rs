//! How is searched, for what and for how long.

use super::{hyperband::rungs, space::Space};
use crate::{
    lab::{
        experiment::Experiment,
        field::FieldError,
        wrong::{Span, Wrong},
    },
    nn::Task,
};

/// A way of searching.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// Points at random.
    #[default]
    RandomSearch,
    /// Every point of a grid.
    GridSearch,
    /// Many for a short time, the best of them for longer (Li et al. 2018).
    Hyperband,
    /// Where a Gaussian process expects the largest improvement.
    BayesianOptimization,
}

/// What a search is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objective {
    /// The loss of samples that are held back from training.
    #[default]
    ValLoss,
    /// Their accuracy.
    ValAccuracy,
    /// The training loss.
    Loss,
    /// The training accuracy.
    Accuracy,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::RandomSearch,
        Self::GridSearch,
        Self::Hyperband,
        Self::BayesianOptimization,
    ];

    /// KerasTuner's class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::RandomSearch => "RandomSearch",
            Self::GridSearch => "GridSearch",
            Self::Hyperband => "Hyperband",
            Self::BayesianOptimization => "BayesianOptimization",
        }
    }

    /// Its name in scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RandomSearch => "random",
            Self::GridSearch => "grid",
            Self::Hyperband => "hyperband",
            Self::BayesianOptimization => "bayesian",
        }
    }

    /// What it is called on the page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::RandomSearch => "Random search",
            Self::GridSearch => "Grid search",
            Self::Hyperband => "Hyperband",
            Self::BayesianOptimization => "Bayesian optimization",
        }
    }
}

impl Objective {
    /// Those that a task has, with samples held back or without.
    #[must_use]
    pub fn of(task: Task, held_back: bool) -> Vec<Self> {
        let losses = [Self::ValLoss, Self::Loss];
        let all = [Self::ValLoss, Self::ValAccuracy, Self::Loss, Self::Accuracy];
        let known = if task == Task::Regression {
            &losses[..]
        } else {
            &all
        };
        let is_there = |one: &&Self| held_back || !one.is_of_validation();
        known.iter().filter(is_there).copied().collect()
    }

    /// Keras's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ValLoss => "val_loss",
            Self::ValAccuracy => "val_accuracy",
            Self::Loss => "loss",
            Self::Accuracy => "accuracy",
        }
    }

    /// Whether it is of samples that are held back from training.
    #[must_use]
    pub fn is_of_validation(self) -> bool {
        matches!(self, Self::ValLoss | Self::ValAccuracy)
    }

    /// Whether more of it is better.
    #[must_use]
    pub fn is_accuracy(self) -> bool {
        matches!(self, Self::ValAccuracy | Self::Accuracy)
    }
}

/// A search.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuner {
    /// What is trained, but for what is searched over.
    pub experiment: Experiment,
    /// What is searched over.
    pub space: Space,
    /// How.
    pub algorithm: Algorithm,
    /// For what: the best over the epochs of a run counts, as in KerasTuner.
    pub objective: Objective,
    /// Parts of the training samples for cross-validation, so that the test part stays untouched; 0 to validate
    /// on the test part.
    pub folds: u32,
    /// Points that are tried, at most; Hyperband's brackets say how many it tries.
    pub max_trials: u32,
    /// For how long each is trained, at most.
    pub epochs: u64,
    /// How often each is trained, from one seed after another (KerasTuner: `executions_per_trial`).
    pub executions: u32,
    /// Hyperband keeps one of so many.
    pub factor: u32,
    /// How often Hyperband goes through its brackets.
    pub iterations: u32,
    /// Decides which points are tried.
    pub seed: u32,
}

/// How many points may be tried.
pub const MAX_TRIALS: Span = Span::new(1.0, 300.0);
/// For how many epochs each.
pub const EPOCHS: Span = Span::new(1.0, 100_000.0);
/// How often each.
pub const EXECUTIONS: Span = Span::new(1.0, 10.0);
/// Parts for cross-validation; 0 for none.
pub const FOLDS: Span = Span::new(0.0, 10.0);
/// What Hyperband divides by.
pub const FACTOR: Span = Span::new(2.0, 10.0);
/// How often it goes through its brackets.
pub const ITERATIONS: Span = Span::new(1.0, 10.0);
/// The seed of a search.
pub const SEED: Span = Span::new(0.0, u32::MAX as f64);
/// Trials that can be kept with their networks, and be looked through.
const MOST: u32 = 1000;

impl Tuner {
    /// How many points are usual.
    pub const TRIALS: u32 = 30;

    /// A search as it is usual for an experiment, on so many training samples, with others held back or not.
    #[must_use]
    pub fn usual(experiment: &Experiment, samples: usize, held_back: bool) -> Self {
        Self {
            space: Space::usual(experiment, samples),
            experiment: experiment.clone(),
            algorithm: Algorithm::default(),
            objective: if held_back {
                Objective::ValLoss
            } else {
                Objective::Loss
            },
            folds: 0,
            max_trials: Self::TRIALS,
            epochs: crate::lab::lottery::usual_epochs(0, samples).min(100),
            executions: 1,
            factor: 3,
            iterations: 1,
            seed: 1,
        }
    }

    /// How often each point is trained: each part for validation, each execution.
    #[must_use]
    pub fn runs(&self) -> u32 {
        self.executions * self.folds.max(1)
    }

    /// How many points are tried, where the space has so many.
    #[must_use]
    pub fn trials(&self) -> u32 {
        match self.algorithm {
            Algorithm::RandomSearch | Algorithm::BayesianOptimization => self.max_trials,
            Algorithm::GridSearch => self.space.grid().min(self.max_trials.into()) as u32,
            Algorithm::Hyperband => once(self.epochs, self.factor).saturating_mul(self.iterations),
        }
    }

    /// Epochs that all of it takes, at most.
    #[must_use]
    pub fn all_epochs(&self) -> u64 {
        let of_one = match self.algorithm {
            Algorithm::RandomSearch | Algorithm::GridSearch | Algorithm::BayesianOptimization => {
                u64::from(self.trials()) * self.epochs
            }
            Algorithm::Hyperband => {
                let rungs = rungs(self.epochs, self.factor);
                let each = rungs.iter().map(|rung| u64::from(rung.size) * rung.more);
                each.sum::<u64>() * u64::from(self.iterations)
            }
        };
        of_one * u64::from(self.runs())
    }

    /// Holds every field against what is allowed, for data with samples held back or not.
    ///
    /// # Errors
    /// Names the first field that is wrong, in the words of scripts.
    pub fn validate(&self, samples: usize, held_back: bool) -> Result<(), FieldError> {
        let objectives = Objective::of(self.experiment.task(), held_back || self.folds > 0);
        if !objectives.contains(&self.objective) {
            let names = objectives.iter().map(|one| one.name()).collect();
            let wrong = Wrong::NotOneOf(self.objective.name().into(), names);
            return Err(FieldError::new("objective", wrong));
        }
        let most = FOLDS.high.min(samples as f64);
        let numbers = [
            ("folds", self.folds.into(), Span::new(0.0, most)),
            ("max_trials", self.max_trials.into(), MAX_TRIALS),
            ("epochs", self.epochs as f64, EPOCHS),
            ("executions", self.executions.into(), EXECUTIONS),
            ("factor", self.factor.into(), FACTOR),
            ("iterations", self.iterations.into(), ITERATIONS),
        ];
        for (field, number, span) in numbers {
            if !span.contains(number) {
                let wrong = Wrong::OutOfRange(number.to_string(), span);
                return Err(FieldError::new(field, wrong));
            }
        }
        if self.folds == 1 {
            let wrong = Wrong::OutOfRange("1".into(), Span::new(2.0, most));
            return Err(FieldError::new("folds", wrong));
        }
        if self.trials() / self.iterations > MOST {
            let fits = |epochs: &u64| once(*epochs, self.factor) <= MOST;
            let most = (1..self.epochs).rev().find(fits).unwrap_or(1);
            let wrong = Wrong::OutOfRange(self.epochs.to_string(), Span::new(1.0, most as f64));
            return Err(FieldError::new("epochs", wrong));
        }
        if self.trials() > MOST {
            let wrong = Wrong::OutOfRange(
                self.iterations.to_string(),
                Span::new(
                    1.0,
                    f64::from((MOST * self.iterations / self.trials()).max(1)),
                ),
            );
            return Err(FieldError::new("iterations", wrong));
        }
        self.space.validate(&self.experiment)?;
        self.experiment.validate()
    }
}

/// Trials that Hyperband begins when it goes through all brackets once.
fn once(epochs: u64, factor: u32) -> u32 {
    let rungs = rungs(epochs, factor);
    let first = rungs.iter().filter(|rung| rung.is_first);
    first.map(|rung| rung.size).sum()
}
