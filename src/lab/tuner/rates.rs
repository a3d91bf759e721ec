//! The sweep over learning rates: each trained briefly from the same weights, and the largest that is stable
//! (L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, section 3.3, by runs in place of a
//! rising rate).

use crate::lab::{
    experiment::Experiment,
    lottery::{Lottery, Sweep, Swept},
};

/// The rates: four to each power of ten, as many as a sweep has values.
#[must_use]
pub fn rates() -> Vec<f64> {
    let rate = |at: i32| {
        let rate = 1e-4 * libm::exp10(f64::from(at) / 4.0);
        let text = format!("{rate:.1e}");
        text.parse().unwrap_or(rate)
    };
    (0..20).map(rate).collect()
}

/// An experiment at each rate, for so many epochs.
#[must_use]
pub fn sweep(experiment: &Experiment, epochs: u64) -> Lottery {
    let text = |rate: f64| (rate as f32).to_string();
    Lottery {
        experiment: experiment.clone(),
        first: experiment.seed,
        seeds: 1,
        epochs,
        sweep: Some(Sweep {
            of: Swept::LearningRate,
            values: rates().into_iter().map(text).collect(),
        }),
    }
}

/// The largest stable rate: it and all below it end with a finite loss that is not above the one before training.
/// `losses` are those at the end, by rate; infinite where it diverged, nothing where it has not come.
#[must_use]
pub fn largest_stable(losses: &[Option<f64>], before: f64) -> Option<usize> {
    let is_stable =
        |loss: &Option<f64>| loss.is_some_and(|loss| loss.is_finite() && loss <= before);
    losses
        .iter()
        .take_while(|loss| is_stable(loss))
        .count()
        .checked_sub(1)
}

/// The rate with the least loss.
#[must_use]
pub fn lowest(losses: &[Option<f64>]) -> Option<usize> {
    let come = losses.iter().enumerate();
    let finite = come.filter_map(|(at, loss)| Some((at, (*loss)?)).filter(|(_, l)| l.is_finite()));
    finite.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_four_to_a_power_of_ten_and_all_allowed() {
        let rates = rates();
        assert_eq!(&rates[..5], [1e-4, 1.8e-4, 3.2e-4, 5.6e-4, 1e-3]);
        assert_eq!((rates.len(), rates[19]), (20, 5.6));
        let lottery = sweep(&Experiment::default(), 10);
        assert_eq!(lottery.validate(), Ok(()));
        assert_eq!(lottery.experiment_of(4).learning_rate, 1e-3);
    }

    #[test]
    fn the_largest_stable_rate_has_only_stable_ones_below_it() {
        let losses = [Some(0.69), Some(0.5), Some(0.2), Some(0.9), Some(0.1), None];
        assert_eq!(largest_stable(&losses, 0.7), Some(2));
        assert_eq!(lowest(&losses), Some(4));
        assert_eq!(largest_stable(&[Some(f64::INFINITY)], 0.7), None);
        assert_eq!(largest_stable(&[Some(0.8), Some(0.1)], 0.7), None);
        assert_eq!(lowest(&[Some(f64::INFINITY), None]), None);
    }
}
