//! What is said of a tuner's search.

use super::counted;
use crate::{
    lab::tuner::{Algorithm, Objective, Search, Trial, Tuned, Tuner},
    plot::scale::{format_value, grouped},
};

/// What a search is, before anything has begun.
pub const WHY: &str = "Which network, which learning rate? The tuner tries many and compares them on samples that \
                       none was trained on. Press Search; change the space when you want to try other things.";

/// The experiment is another by now.
pub const CHANGED: &str = "The experiment has been changed since. These trials are of the one before; Search tries \
                           those of the one at hand.";

/// What choosing a trial does.
pub const LOADS: &str =
    "Choose a trial to load its network at its best epoch; Undo brings the present one back.";

/// What is said where the test part is looked at again and again.
pub const LOOKED_AT: &str = "The test part chooses the best here, so its score is a little too good for that one. \
                             With cross-validation the test part stays untouched.";

/// What cross-validation does.
pub const UNTOUCHED: &str = "Parts of the training samples take turns in judging. The test part stays untouched: \
                             it says afterwards how good the best really is.";

/// What the sweep of the learning rate is.
pub const RATES: &str = "Each rate trains three seeds for a short time; the median is drawn. Too small a rate learns \
                         slowly; with too large a one luck decides, or the loss rises above where it began. Press a \
                         point to take its rate.";

/// What an algorithm does.
#[must_use]
pub fn algorithm(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::RandomSearch => {
            "Points at random: simple, and hard to beat with many dimensions."
        }
        Algorithm::GridSearch => "Every combination; numbers without a step at ten values.",
        Algorithm::Hyperband => {
            "Many for a few epochs; the best third goes on for longer, again and again."
        }
        Algorithm::BayesianOptimization => {
            "A Gaussian process learns from the trials where the next may be best."
        }
    }
}

/// What will be done: “Up to 30 trials of 100 epochs: 3,000 epochs.”
#[must_use]
pub fn plan(tuner: &Tuner) -> String {
    let trials = counted(tuner.trials() as usize, "trial", "trials");
    let runs = match tuner.runs() {
        1 => String::new(),
        runs => format!(", each trained {runs} times"),
    };
    let up_to = match tuner.algorithm {
        Algorithm::Hyperband => format!(
            "up to {}",
            counted(tuner.epochs as usize, "epoch", "epochs")
        ),
        Algorithm::RandomSearch | Algorithm::GridSearch | Algorithm::BayesianOptimization => {
            counted(tuner.epochs as usize, "epoch", "epochs")
        }
    };
    let of = match tuner.algorithm {
        Algorithm::GridSearch if tuner.space.grid() > u64::from(tuner.trials()) => {
            format!(", the first of {} in the grid", tuner.space.grid())
        }
        Algorithm::GridSearch
        | Algorithm::RandomSearch
        | Algorithm::Hyperband
        | Algorithm::BayesianOptimization => String::new(),
    };
    format!(
        "Tries {trials}{of}, for {up_to}{runs}: {} epochs in all.",
        grouped(tuner.all_epochs() as f64)
    )
}

/// What an objective is called on the page.
#[must_use]
pub fn objective(objective: Objective, folds: u32) -> &'static str {
    match (objective, folds) {
        (Objective::ValLoss, 0) => "Test loss",
        (Objective::ValAccuracy, 0) => "Test accuracy",
        (Objective::ValLoss, _) => "Validation loss",
        (Objective::ValAccuracy, _) => "Validation accuracy",
        (Objective::Loss, _) => "Training loss",
        (Objective::Accuracy, _) => "Training accuracy",
    }
}

/// A score as it is shown.
#[must_use]
pub fn score(objective: Objective, score: f64) -> String {
    match objective.is_accuracy() {
        true => format!("{:.1} %", 100.0 * score),
        false if score.is_infinite() => "diverged".into(),
        false => format_value(score),
    }
}

/// A value as it is shown; a dash where it has no meaning.
#[must_use]
pub fn value(search: &Search, trial: &Trial, place: usize) -> String {
    let (_, active) = search
        .tuner
        .space
        .at(&search.tuner.experiment, &trial.point);
    let hyperparameter = &search.tuner.space.0[place];
    if !active[place] {
        return "–".into();
    }
    let text = hyperparameter.range.text(trial.point[place]);
    hyperparameter.of.label_of(&text)
}

/// A trial in a few words: “Trial 7: test loss 0.0123 after 80 epochs; units 12, tanh”.
#[must_use]
pub fn trial(search: &Search, trial: &Trial) -> String {
    let tuner = &search.tuner;
    let of = objective(tuner.objective, tuner.folds).to_lowercase();
    let score = match search.score(trial) {
        Some(value) if search.cost(trial).is_some_and(f64::is_finite) => {
            format!("{of} {}", score(tuner.objective, value))
        }
        Some(_) => "diverged".into(),
        None => "not trained yet".into(),
    };
    let after = trial.best_epoch();
    let after = after.map_or_else(String::new, |epoch| {
        format!(" after {}", counted(epoch as usize, "epoch", "epochs"))
    });
    let values = tuner
        .space
        .0
        .iter()
        .enumerate()
        .map(|(place, hyperparameter)| {
            let value = value(search, trial, place);
            format!("{} {value}", hyperparameter.of.label().to_lowercase())
        });
    format!(
        "Trial {}: {score}{after}; {}",
        trial.id + 1,
        values.collect::<Vec<_>>().join(", ")
    )
}

/// The best that has come: “Best: trial 7, test loss 0.0123”.
#[must_use]
pub fn best(search: &Search) -> String {
    let Some(best) = search.best() else {
        return "None has come yet".into();
    };
    let trial = &search.trials[best as usize];
    let of = objective(search.tuner.objective, search.tuner.folds).to_lowercase();
    let value = search.score(trial).unwrap_or(f64::NAN);
    format!(
        "Best: trial {}, {of} {}",
        best + 1,
        score(search.tuner.objective, value)
    )
}

/// How far a search has come: “12 trials, 1,100 of 3,000 epochs”.
#[must_use]
pub fn come(search: &Search) -> String {
    let come = search
        .trials
        .iter()
        .filter(|trial| search.cost(trial).is_some());
    format!(
        "{}, {} of {} epochs",
        counted(come.count(), "trial", "trials"),
        grouped(search.epochs() as f64),
        grouped(search.tuner.all_epochs() as f64)
    )
}

/// What a loaded trial is: “trial 7 of the tuner”.
#[must_use]
pub fn opened(trial: u32) -> String {
    format!("trial {} of the tuner", trial + 1)
}

/// A field of scripts, as the panel names it.
#[must_use]
pub fn field(name: &str) -> Option<String> {
    let plain = match name {
        "objective" => "Objective",
        "folds" => "Folds",
        "max_trials" => "Max trials",
        "epochs" => "Epochs",
        "executions" => "Executions",
        "factor" => "Factor",
        "iterations" => "Iterations",
        "seed" => "Seed",
        "space" => "Search space",
        _ => {
            let (of, part) = name
                .strip_prefix("space.")?
                .split_once('.')
                .unwrap_or_default();
            let of = Tuned::every().find(|tuned| tuned.name() == of)?;
            return Some(format!("{}, {part}", of.label()));
        }
    };
    Some(plain.into())
}

/// What the sweep of learning rates has found.
#[must_use]
pub fn rates(stable: Option<f64>, lowest: Option<f64>, over: bool) -> String {
    let value = format_value;
    match (stable, lowest) {
        _ if !over => String::new(),
        (None, _) => {
            "No rate is stable: even with the smallest a seed ends above where it began.".into()
        }
        (Some(stable), Some(lowest)) if stable != lowest => format!(
            "The largest stable rate is {}: up to there the curve is smooth, and no seed ends above where it began. \
             The lowest loss is at {}.",
            value(stable),
            value(lowest)
        ),
        (Some(stable), _) => format!(
            "The largest stable rate is {}, with the lowest loss: up to there the curve is smooth, and no seed ends \
             above where it began.",
            value(stable)
        ),
    }
}
