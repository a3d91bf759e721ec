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

/// Seeds at each rate: of one alone a lucky end says little.
pub const SEEDS: u32 = 3;

/// An experiment at each rate, for so many epochs.
#[must_use]
pub fn sweep(experiment: &Experiment, epochs: u64) -> Lottery {
    let text = |rate: f64| (rate as f32).to_string();
    Lottery {
        experiment: experiment.clone(),
        first: experiment.seed,
        seeds: SEEDS,
        epochs,
        sweep: Some(Sweep {
            of: Swept::LearningRate,
            values: rates().into_iter().map(text).collect(),
        }),
    }
}

/// The losses of a rate's seeds at the end; infinite where one diverged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    /// The middle one.
    pub median: f64,
    /// The largest.
    pub worst: f64,
}

impl Ends {
    /// Those of each rate, from those of each lot of the [sweep]; nothing where not all seeds have come.
    #[must_use]
    pub fn of(lots: &[Option<f64>]) -> Vec<Option<Self>> {
        let ends = |seeds: &[Option<f64>]| {
            let mut losses: Vec<f64> = seeds.iter().copied().collect::<Option<_>>()?;
            losses.sort_by(f64::total_cmp);
            Some(Self {
                median: *losses.get(losses.len() / 2)?,
                worst: *losses.last()?,
            })
        };
        lots.chunks(SEEDS as usize).map(ends).collect()
    }
}

/// How much larger than the least so far the loss of a rate may be that is still stable.
const RAGGED: f64 = 2.0;

/// The largest stable rate: it and all below it end, from every seed, with a finite loss that is not above the one
/// `before` training, and their medians are not far above the least so far, as where the curve has become ragged.
#[must_use]
pub fn largest_stable(ends: &[Option<Ends>], before: f64) -> Option<usize> {
    let mut least = f64::INFINITY;
    let is_stable = |ends: &&Option<Ends>| {
        ends.is_some_and(|Ends { median, worst }| {
            let is_smooth = median <= RAGGED * least;
            least = least.min(median);
            worst.is_finite() && worst <= before && is_smooth
        })
    };
    ends.iter().take_while(is_stable).count().checked_sub(1)
}

/// The rate with the least loss in the median.
#[must_use]
pub fn lowest(ends: &[Option<Ends>]) -> Option<usize> {
    let come = ends.iter().enumerate();
    let medians = come.filter_map(|(at, ends)| Some((at, (*ends)?.median)));
    let finite = medians.filter(|(_, median)| median.is_finite());
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
        assert_eq!(lottery.experiment_of(4 * SEEDS).learning_rate, 1e-3);
        assert_eq!(lottery.lots(), 20 * SEEDS);
    }

    fn ends(medians: &[f64], worst: &[f64]) -> Vec<Option<Ends>> {
        let pairs = medians.iter().zip(worst);
        pairs
            .map(|(&median, &worst)| Some(Ends { median, worst }))
            .collect()
    }

    #[test]
    fn the_largest_stable_rate_has_only_stable_ones_below_it() {
        let stable = |medians: &[f64], worst: &[f64]| largest_stable(&ends(medians, worst), 0.7);
        let medians = [0.69, 0.5, 0.2, 0.6, 0.1];
        assert_eq!(stable(&medians, &[0.69, 0.5, 0.2, 0.9, 0.1]), Some(2));
        // From one seed it breaks out already.
        assert_eq!(stable(&medians, &[0.69, 0.9, 0.2, 0.3, 0.1]), Some(0));
        // All end below where they began, but on the fourth luck decides.
        assert_eq!(stable(&medians, &medians), Some(2));
        assert_eq!(stable(&[0.6, 0.3, 0.31, 0.5], &[0.6; 4]), Some(3));
        assert_eq!(stable(&[0.8, 0.1], &[0.8, 0.1]), None);
        assert_eq!(stable(&[f64::INFINITY], &[f64::INFINITY]), None);
        assert_eq!(lowest(&ends(&medians, &medians)), Some(4));
        assert_eq!(
            lowest(&[
                Some(Ends {
                    median: f64::INFINITY,
                    worst: f64::INFINITY
                }),
                None
            ]),
            None
        );
        assert_eq!(largest_stable(&[None], 0.7), None);
    }

    #[test]
    fn ends_are_those_of_all_seeds() {
        let lots = [
            Some(0.3),
            Some(f64::INFINITY),
            Some(0.1),
            Some(0.2),
            None,
            Some(0.1),
        ];
        let first = Ends {
            median: 0.3,
            worst: f64::INFINITY,
        };
        assert_eq!(Ends::of(&lots), [Some(first), None]);
    }
}
