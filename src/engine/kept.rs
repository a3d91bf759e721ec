//! Moments of a run from which it can go on, gathered while it trains.

use serde::{Deserialize, Serialize};

use super::course::Course;
use crate::{lab::Moment, nn::Checkpoint};

/// A moment from which training goes on bit for bit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// When.
    pub at: Moment,
    /// How many events had happened.
    pub events: usize,
    /// The trainer there.
    pub checkpoint: Checkpoint,
}

impl Kept {
    /// The moment that a run has come to.
    #[must_use]
    pub fn of(course: &Course) -> Self {
        Self {
            at: course.moment(),
            events: course.happened().len(),
            checkpoint: course.trainer().checkpoint(),
        }
    }

    /// Bytes of memory that it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.checkpoint.size() + size_of::<Self>()
    }
}

/// Samples times weights between two moments that are kept: from one to any before the next takes the
/// page a part of a frame.
const APART: u64 = 500_000;
/// Samples times weights for each byte of a moment: what is kept must cost little beside training.
const PER_BYTE: u64 = 16;
/// Bytes that are gathered before the page hears of them, at most.
const GATHERED: usize = 4 << 20;

/// Moments that the page has not been told of.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    moments: Vec<Kept>,
    bytes: usize,
    /// The last that was kept, with its events.
    last: Option<(Moment, usize)>,
    /// How much further apart than usual, while the page does not listen.
    doubled: u32,
}

impl Gathered {
    /// Keeps the moment at hand where it lies far enough behind the last.
    pub fn look(&mut self, course: &Course) {
        let last = self.last.map_or(Moment::START, |(at, _)| at);
        let samples = course.trainer().samples().len();
        let weights = course.network().parameters().len() as u64;
        let way = course.moment().shown(samples)
            - last.shown(samples).min(course.moment().shown(samples));
        let heavy = self.moments.last().map_or(0, Kept::size) as u64 * PER_BYTE;
        if way * weights >= APART.max(heavy) << self.doubled {
            self.keep(course);
        }
    }

    /// Keeps the moment at hand, unless it is the last that was kept.
    pub fn keep(&mut self, course: &Course) {
        let now = (course.moment(), course.happened().len());
        if self.last == Some(now) {
            return;
        }
        self.last = Some(now);
        let kept = Kept::of(course);
        self.bytes += kept.size();
        self.moments.push(kept);
        while self.bytes > GATHERED && self.moments.len() > 2 {
            self.thin();
        }
    }

    /// All that was gathered.
    pub fn take(&mut self) -> Vec<Kept> {
        (self.bytes, self.doubled) = (0, 0);
        std::mem::take(&mut self.moments)
    }

    /// Forgets what was gathered, as when the run goes back to the moment that was told last.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn thin(&mut self) {
        let mut at = 0;
        self.moments.retain(|_| {
            at += 1;
            at % 2 == 1
        });
        self.doubled += 1;
        self.bytes = self.moments.iter().map(Kept::size).sum();
    }
}
