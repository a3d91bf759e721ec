//! How well the new task is learnt from few samples, with the layers that are kept and from scratch: accuracy against
//! the number of samples, from several seeds.

use std::sync::Arc;

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::{Reuse, Source};
use crate::{
    data::DataSpec,
    lab::{
        experiment::Experiment,
        field::FieldError,
        lottery::{Outcome, Spread},
        prepared::Prepared,
        timeline::{Change, Recipe},
        wrong::{Span, Unfit, Wrong},
    },
    nn::Named,
};

/// What is trained: for each number of samples a class and each seed one run with the layers that are kept, and one
/// from scratch on the very same samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Whose layers are kept.
    pub source: Arc<Source>,
    /// What is made of it, but for the number of samples.
    pub reuse: Reuse,
    /// Training samples of each class, from few to many.
    pub counts: Counts,
    /// How many seeds there are; the first is the source's.
    pub seeds: u32,
    /// For how long each is trained.
    pub epochs: u64,
}

/// Numbers of samples a class.
pub type Counts = Vec<usize>;

/// How a run begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Way {
    /// With the layers that are kept.
    #[strum(message = "Reused layers")]
    Reused,
    /// From fresh weights.
    #[strum(message = "From scratch")]
    Scratch,
}

/// Two runs on the same few samples.
#[derive(Clone, Debug)]
pub struct Both {
    /// The samples.
    pub prepared: Prepared,
    /// What is trained, in the order of [`Way`].
    pub experiments: [Experiment; 2],
    /// What the first begins with.
    pub parameters: Vec<f32>,
}

/// What has come of all, by number of samples, seed and way.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Came {
    test: Vec<Option<f64>>,
}

/// What has come of a number of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// Samples of each class.
    pub count: usize,
    /// The test accuracy of each way over the seeds, as far as something has come.
    pub ways: [Option<Spread>; 2],
}

impl Curve {
    /// Samples a class that are usual.
    pub const COUNTS: [usize; 6] = [1, 2, 5, 10, 20, 50];
    /// Seeds that are usual.
    pub const SEEDS: u32 = 5;
    /// How many seeds there may be.
    pub const MOST_SEEDS: Span = Span::new(1.0, 50.0);
    /// How many numbers of samples there may be.
    pub const MOST_COUNTS: Span = Span::new(1.0, 12.0);
    /// Epochs that are usual.
    pub const EPOCHS: u64 = 50;
    /// For how long each may be trained.
    pub const MOST_EPOCHS: Span = Span::new(1.0, 10_000.0);

    /// Holds every part against what is allowed.
    ///
    /// # Errors
    /// Names the first that is wrong.
    pub fn validate(&self) -> Result<(), FieldError> {
        let within = |field: &str, number: f64, span: Span| match span.contains(number) {
            true => Ok(()),
            false => {
                let wrong = Wrong::OutOfRange(number.to_string(), span);
                Err(FieldError::new(field, wrong))
            }
        };
        within("seeds", self.seeds.into(), Self::MOST_SEEDS)?;
        within("epochs", self.epochs as f64, Self::MOST_EPOCHS)?;
        let span = DataSpec::PER_CLASS;
        let span = Span::new(*span.start() as f64, *span.end() as f64);
        within("counts.length", self.counts.len() as f64, Self::MOST_COUNTS)?;
        for (at, &count) in self.counts.iter().enumerate() {
            within(&format!("counts[{at}]"), count as f64, span)?;
        }
        if self.reuse.data.class_count() == 0 {
            return Err(FieldError::new("to", Unfit::NoClasses));
        }
        self.source.scratch(&self.reuse)?;
        let data = &self.reuse.data;
        if data.rows(&data.whole()).1.is_empty() {
            return Err(FieldError::new("to", Unfit::NoTest));
        }
        Ok(())
    }

    /// How many pairs of runs there are.
    #[must_use]
    pub fn pairs(&self) -> u32 {
        self.counts.len() as u32 * self.seeds
    }

    /// The pair that a lot is of, and which of the two it is.
    #[must_use]
    pub fn of_lot(lot: u32) -> (u32, Way) {
        (lot / 2, Way::ALL[(lot % 2) as usize])
    }

    /// The two runs of a pair: of each number of samples all seeds, then those of the next.
    ///
    /// # Errors
    /// Names what does not fit.
    pub fn both(&self, pair: u32) -> Result<Both, FieldError> {
        let (count, seed) = (pair / self.seeds.max(1), pair % self.seeds.max(1));
        let mut reuse = self.reuse.clone();
        reuse.data.per_class = self.counts.get(count as usize).copied();
        if self.may_draw_anew() {
            reuse.data.draw = reuse.data.draw.wrapping_add(seed);
        }
        let seeded = |e: Experiment| Experiment {
            seed: e.seed.wrapping_add(seed),
            ..e
        };
        let scratch = seeded(self.source.scratch(&reuse)?);
        let reused = seeded(self.source.reused(&reuse)?);
        let prepared = Prepared::new(&scratch);
        let Recipe {
            experiment,
            timeline,
        } = self.source.begin(reused, reuse.keep, &prepared.encoder);
        let parameters = timeline.into_iter().find_map(|event| match event.change {
            Change::SetParameters(parameters) => Some(parameters),
            Change::Adjust(_) | Change::GoOn => None,
        });
        Ok(Both {
            prepared,
            experiments: [experiment, scratch],
            parameters: parameters.unwrap_or_default(),
        })
    }

    /// Whether each seed may have samples of its own: where none that is tested with can be one that the source was
    /// trained on.
    fn may_draw_anew(&self) -> bool {
        let (from, to) = (&self.source.experiment.data, &self.reuse.data);
        let mut classes = 0..to.class_count();
        let shared = classes.any(|c| from.classes.contains(c) && to.classes.contains(c));
        to.dataset.is_generated() || from.dataset != to.dataset || !shared
    }

    /// What has come, for each number of samples.
    #[must_use]
    pub fn worth(&self, came: &Came) -> Vec<Worth> {
        let of = |(at, &count): (usize, &usize)| {
            let way = |way: Way| {
                let pairs = at as u32 * self.seeds..(at as u32 + 1) * self.seeds;
                Spread::of(pairs.filter_map(|pair| came.of(pair, way)).collect())
            };
            Worth {
                count,
                ways: [way(Way::Reused), way(Way::Scratch)],
            }
        };
        self.counts.iter().enumerate().map(of).collect()
    }

    /// What has come as a table for other programs: a row for each run, under a row with the names.
    #[must_use]
    pub fn sheet(&self, came: &Came) -> String {
        let mut text = String::from("samples_per_class,seed,way,test_accuracy\r\n");
        for pair in 0..self.pairs() {
            let count = self.counts[(pair / self.seeds) as usize];
            let seed = self.source.experiment.seed.wrapping_add(pair % self.seeds);
            for &way in Way::ALL {
                if let Some(accuracy) = came.of(pair, way) {
                    text += &format!("{count},{seed},{},{accuracy}\r\n", way.name());
                }
            }
        }
        text
    }
}

impl Came {
    /// Takes note of what has come of a lot.
    pub fn put(&mut self, outcome: &Outcome) {
        let at = outcome.lot as usize;
        if self.test.len() <= at {
            self.test.resize(at + 1, None);
        }
        self.test[at] = outcome.test.and_then(|test| test.accuracy);
    }

    /// The test accuracy of a run.
    #[must_use]
    pub fn of(&self, pair: u32, way: Way) -> Option<f64> {
        let at = pair as usize * 2 + usize::from(way == Way::Scratch);
        self.test.get(at).copied().flatten()
    }

    /// How many runs have come.
    #[must_use]
    pub fn count(&self) -> usize {
        self.test.iter().flatten().count()
    }
}
