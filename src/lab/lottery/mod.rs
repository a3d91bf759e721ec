//! The seed lottery: the same experiment from many seeds, to be seen how often it succeeds; and the same with
//! one setting at several values.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `sweep.rs`   | [`Sweep`]: the setting that has several values |
//! | `outcome.rs` | [`Outcome`]: what has come of one seed |
//! | `count.rs`   | [`Count`]: what has come of all of them |
//! | `spread.rs`  | [`Spread`]: how far their losses lie apart |
//! | `sheet.rs`   | the same as a table for other programs |
//! | `told.rs`    | the same for scripts |

mod count;
mod outcome;
mod sheet;
mod spread;
mod sweep;
mod told;

pub use count::{Count, Interval, Others, wilson};
pub use outcome::{Order, Outcome, ordered};
pub use sheet::sheet;
pub use spread::Spread;
pub use sweep::{Sweep, Swept};
pub use told::{Told, read};

use super::{
    experiment::Experiment,
    field::FieldError,
    wrong::{Span, Wrong},
};

/// Seeds of which each is trained, under each value of a setting where one is swept. A lot is one of them,
/// numbered from 0: all seeds of the first value, then those of the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Lottery {
    /// What is trained, but for the seed and what is swept.
    pub experiment: Experiment,
    /// The first seed; the others follow it one by one.
    pub first: u32,
    /// How many seeds there are.
    pub seeds: u32,
    /// For how long each is trained.
    pub epochs: u64,
    /// The setting that has several values.
    pub sweep: Option<Sweep>,
}

/// How many seeds there may be.
pub const SEEDS: Span = Span::new(1.0, 1000.0);
/// What the first of them may be.
pub const FIRST: Span = Span::new(0.0, u32::MAX as f64);
/// For how many epochs each may be trained.
pub const EPOCHS: Span = Span::new(1.0, 1_000_000.0);
/// Seeds times values, at most: as many as can be kept with their networks, and be looked through.
pub const LOTS: u32 = 2000;

impl Lottery {
    /// How many seeds are usual.
    pub const USUAL: u32 = 50;

    /// How many values there are: one, where nothing is swept.
    #[must_use]
    pub fn values(&self) -> u32 {
        self.sweep
            .as_ref()
            .map_or(1, |sweep| sweep.values.len() as u32)
    }

    /// How many lots there are.
    #[must_use]
    pub fn lots(&self) -> u32 {
        self.seeds * self.values()
    }

    /// The seed of a lot.
    #[must_use]
    pub fn seed(&self, lot: u32) -> u32 {
        self.first.saturating_add(lot % self.seeds.max(1))
    }

    /// The number of its value.
    #[must_use]
    pub fn value(&self, lot: u32) -> usize {
        (lot / self.seeds.max(1)) as usize
    }

    /// The last seed.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.first.saturating_add(self.seeds.saturating_sub(1))
    }

    /// The experiment of a lot, as anyone who trains it by hand would have it.
    #[must_use]
    pub fn experiment_of(&self, lot: u32) -> Experiment {
        let mut e = self.of_value(self.value(lot));
        e.seed = self.seed(lot);
        e
    }

    /// The experiment under the value of that number, whatever the seed.
    #[must_use]
    pub fn of_value(&self, value: usize) -> Experiment {
        let mut e = self.experiment.clone();
        if let Some(sweep) = &self.sweep
            && let Some(text) = sweep.values.get(value)
        {
            // Values that are not allowed were refused with the lottery.
            let _ = sweep.of.put(&mut e, text);
        }
        e
    }

    /// Whether an experiment is one of those that are trained here, whatever its seed.
    #[must_use]
    pub fn is_of(&self, e: &Experiment) -> bool {
        self.values_of(e).next().is_some()
    }

    /// The lot that an experiment is.
    #[must_use]
    pub fn lot_of(&self, e: &Experiment) -> Option<u32> {
        let seed = e
            .seed
            .checked_sub(self.first)
            .filter(|at| *at < self.seeds)?;
        let value = self.values_of(e).find(|value| *value < self.values())?;
        Some(value * self.seeds + seed)
    }

    /// The values under which it is one of them; after those of the sweep the experiment's own.
    fn values_of<'a>(&'a self, e: &'a Experiment) -> impl Iterator<Item = u32> + 'a {
        (0..=self.values()).filter(|value| {
            let seed = e.seed;
            Experiment {
                seed,
                ..self.of_value(*value as usize)
            } == *e
        })
    }

    /// Holds every number against what is allowed.
    ///
    /// # Errors
    /// Names the first field that is wrong, in the words of scripts.
    pub fn validate(&self) -> Result<(), FieldError> {
        within("seeds", f64::from(self.seeds), SEEDS)?;
        let last = f64::from(u32::MAX - (self.seeds - 1));
        within("first", f64::from(self.first), Span::new(0.0, last))?;
        within("epochs", self.epochs as f64, EPOCHS)?;
        if let Some(sweep) = &self.sweep {
            sweep.validate(&self.experiment)?;
            let most = (LOTS / self.values()).min(SEEDS.high as u32);
            within("seeds", f64::from(self.seeds), Span::new(1.0, most.into()))?;
        }
        self.experiment.validate()
    }
}

fn within(field: &str, number: f64, span: Span) -> Result<(), FieldError> {
    if span.contains(number) {
        return Ok(());
    }
    Err(FieldError::new(
        field,
        Wrong::OutOfRange(number.to_string(), span),
    ))
}

/// Samples shown to each seed that are usual: a hundred epochs of the first experiment of the page.
const SHOWN: f64 = 40_000.0;
/// Epochs at least and at most that follow from them.
const FEWEST: f64 = 20.0;
const LONGEST: f64 = 5000.0;

/// For how many epochs seeds are trained where nobody says: as far as the run has come, where that is far
/// enough, else as far as the size of the data suggests, in a round number.
#[must_use]
pub fn usual_epochs(come: u64, samples: usize) -> u64 {
    let enough = round(SHOWN / samples.max(1) as f64).clamp(FEWEST, LONGEST) as u64;
    if come >= enough { come } else { enough }
}

/// The number among 1, 2, 5, 10, 20 … that is not above another.
fn round(number: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= number {
        power *= 10.0;
    }
    let digit = [5.0, 2.0, 1.0].into_iter().find(|d| d * power <= number);
    power * digit.unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lottery() -> Lottery {
        Lottery {
            experiment: Experiment::default(),
            first: 7,
            seeds: 5,
            epochs: 100,
            sweep: None,
        }
    }

    #[test]
    fn seeds_follow_each_other_and_nothing_else_is_changed() {
        let lottery = lottery();
        assert_eq!((lottery.lots(), lottery.last()), (5, 11));
        for lot in 0..5 {
            let seed = 7 + lot;
            let by_hand = Experiment {
                seed,
                ..Experiment::default()
            };
            assert_eq!(lottery.experiment_of(lot), by_hand);
            assert!(lottery.is_of(&by_hand));
        }
        let other = Experiment {
            learning_rate: 0.1,
            ..Experiment::default()
        };
        assert!(!lottery.is_of(&other) && lottery.lot_of(&other).is_none());
        let by_hand = Experiment {
            seed: 12,
            ..Experiment::default()
        };
        assert!(lottery.is_of(&by_hand) && lottery.lot_of(&by_hand).is_none());
    }

    #[test]
    fn every_value_has_every_seed() {
        let lottery = Lottery {
            sweep: Some(Sweep {
                of: Swept::LearningRate,
                values: vec!["0.01".into(), "0.1".into()],
            }),
            ..lottery()
        };
        assert_eq!(lottery.validate(), Ok(()));
        assert_eq!(lottery.lots(), 10);
        let all: Vec<(u32, f32)> = (0..10)
            .map(|lot| lottery.experiment_of(lot))
            .map(|e| (e.seed, e.learning_rate))
            .collect();
        let wanted = [0.01, 0.1].map(|rate| (7..12).map(move |seed| (seed, rate)));
        assert_eq!(all, wanted.into_iter().flatten().collect::<Vec<_>>());
        for lot in 0..10 {
            assert_eq!(lottery.lot_of(&lottery.experiment_of(lot)), Some(lot));
        }
        assert!(lottery.is_of(&Experiment::default()));
        assert_eq!(
            lottery.lot_of(&Experiment {
                seed: 7,
                ..Experiment::default()
            }),
            None
        );
    }

    #[test]
    fn what_is_not_allowed_is_named() {
        let names = |lottery: Lottery| lottery.validate().unwrap_err().to_string();
        let with = |change: fn(&mut Lottery)| {
            let mut lottery = lottery();
            change(&mut lottery);
            names(lottery)
        };
        assert_eq!(
            with(|l| l.seeds = 0),
            "seeds: must be from 1 to 1000, not 0"
        );
        assert_eq!(
            with(|l| l.seeds = 1001),
            "seeds: must be from 1 to 1000, not 1001"
        );
        assert_eq!(
            with(|l| l.first = u32::MAX - 3),
            "first: must be from 0 to 4294967291, not 4294967292"
        );
        assert_eq!(
            with(|l| l.epochs = 0),
            "epochs: must be from 1 to 1000000, not 0"
        );
        let many = with(|l| {
            l.seeds = 800;
            l.sweep = Some(Sweep {
                of: Swept::Units,
                values: ["1", "2", "4"].map(str::to_owned).to_vec(),
            });
        });
        assert_eq!(many, "seeds: must be from 1 to 666, not 800");
        let last = Lottery {
            first: u32::MAX - 4,
            ..lottery()
        };
        assert_eq!((last.validate(), last.last()), (Ok(()), u32::MAX));
    }

    #[test]
    fn the_usual_epochs_are_round_and_the_run_s_own_where_it_has_gone_far_enough() {
        assert_eq!(usual_epochs(0, 280), 100);
        assert_eq!(usual_epochs(99, 280), 100);
        assert_eq!(usual_epochs(137, 280), 137);
        assert_eq!(usual_epochs(0, 4), 5000);
        assert_eq!(usual_epochs(20_000, 4), 20_000);
        assert_eq!(usual_epochs(3, 1257), 20);
        assert_eq!(usual_epochs(3, 50_000), 20);
        assert_eq!(usual_epochs(0, 0), 5000);
    }
}
