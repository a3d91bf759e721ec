//! How a machine's cores are shared out: a worker that may have less than a whole core rests between its
//! slices of work, so that the page is drawn in time.

/// The share of a core that each of so many `busy` workers may take, above 0 and at most 1, on a machine of so many
/// `cores`. While the page draws runs that train, that takes a core.
#[must_use]
pub fn share(cores: usize, draws: bool, busy: usize) -> f64 {
    let kept = if draws { 1.0 } else { PAGE };
    let free = (cores as f64 - kept).max(LEAST);
    (free / busy.max(1) as f64).min(1.0)
}

/// What a worker may take of its share whose run has come to `mine` epochs, so that one beside it that has come to
/// `other` keeps up.
#[must_use]
pub fn in_step(mine: f64, other: f64) -> f64 {
    let behind = ((1.0 + SLACK) * other + EPOCHS) / (mine + EPOCHS);
    let part = behind.min(1.0).powi(FIRMNESS);
    // In steps, so that not every epoch makes it another.
    (part * STEPS).ceil().max(1.0) / STEPS
}

/// What a run may be ahead without being held back: one of two is always told of a moment later.
const SLACK: f64 = 0.02;
/// And so many epochs, for at first any lead is many times what the other has done.
const EPOCHS: f64 = 100.0;
const FIRMNESS: i32 = 64;
const STEPS: f64 = 16.0;

/// What a page takes of a core that shows what comes now and then.
const PAGE: f64 = 0.25;
/// What workers take of a core together at least, however few there are.
const LEAST: f64 = 0.5;

/// The rests of a worker. All times are in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Rest {
    share: f64,
    /// How long it has to rest for what it did until `last`.
    debt: f64,
    last: f64,
}

/// Rests are no shorter: timers in a browser are not.
const SHORTEST: f64 = 4.0;
/// Nor longer, whatever a piece of work took.
const LONGEST: f64 = 500.0;

impl Rest {
    /// A worker that may take a whole core, at `now`.
    #[must_use]
    pub fn new(now: f64) -> Self {
        Self {
            share: 1.0,
            debt: 0.0,
            last: now,
        }
    }

    /// Lets it take that share of a core from now on, and rest for what it did as if it had been so already.
    pub fn set_share(&mut self, share: f64) {
        let last = 1.0 / self.share - 1.0;
        if last > 0.0 {
            self.debt *= (1.0 / share - 1.0) / last;
        }
        self.share = share;
    }

    /// Takes note of work.
    pub fn worked(&mut self, from: f64, to: f64) {
        let left = (self.debt - (from - self.last)).max(0.0);
        let added = (to - from).max(0.0) * (1.0 / self.share - 1.0);
        self.debt = (left + added).min(LONGEST);
        self.last = to;
    }

    /// How long it has to rest at `now` before it works again.
    #[must_use]
    pub fn due(&self, now: f64) -> f64 {
        if self.debt < SHORTEST {
            return 0.0;
        }
        (self.debt - (now - self.last)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The share of ten seconds in which a worker works that always has something to do.
    fn works(share: f64, slice: f64) -> f64 {
        let mut rest = Rest::new(0.0);
        rest.set_share(share);
        let (mut now, mut worked) = (0.0, 0.0);
        while now < 10_000.0 {
            rest.worked(now, now + slice);
            now += slice;
            worked += slice;
            now += rest.due(now);
        }
        worked / now
    }

    #[test]
    fn a_worker_takes_its_share() {
        for share in [0.03, 0.125, 0.25, 0.5, 0.875, 1.0] {
            for slice in [0.5, 2.0, 6.0] {
                let took = works(share, slice);
                assert!((took - share).abs() < 0.01, "{took} of {share} by {slice}");
            }
        }
    }

    #[test]
    fn what_was_idle_has_rested() {
        let mut rest = Rest::new(0.0);
        rest.set_share(0.5);
        rest.worked(0.0, 8.0);
        assert_eq!(
            (rest.due(8.0), rest.due(12.0), rest.due(1e6)),
            (8.0, 4.0, 0.0)
        );
        // A pace of its own may be slow enough.
        for second in 1..100 {
            let now = f64::from(second) * 1000.0;
            rest.worked(now, now + 3.0);
            assert_eq!(rest.due(now + 3.0), 0.0);
        }
    }

    #[test]
    fn another_share_changes_the_rest_at_hand() {
        let mut rest = Rest::new(0.0);
        rest.set_share(0.2);
        rest.worked(0.0, 8.0);
        assert_eq!(rest.due(8.0), 32.0);
        rest.set_share(0.5);
        assert_eq!((rest.due(8.0), rest.due(12.0)), (8.0, 4.0));
        // Being told the same again changes nothing, and a whole core ends it.
        rest.set_share(0.5);
        assert_eq!(rest.due(8.0), 8.0);
        rest.set_share(1.0);
        assert_eq!(rest.due(8.0), 0.0);
        rest.set_share(0.1);
        rest.worked(1000.0, 2000.0);
        assert_eq!(rest.due(2000.0), LONGEST);
    }

    #[test]
    fn runs_of_different_speed_stay_in_step() {
        for rates in [[10.0, 10.0], [10.0, 25.0], [80.0, 10.0]] {
            let mut epochs = [0.0, 0.0];
            for _ in 0..3000 {
                let [left, right] = epochs;
                epochs[0] += rates[0] * in_step(left, right);
                epochs[1] += rates[1] * in_step(right, left);
            }
            let [left, right] = epochs;
            let lead = (left - right).abs() / left.min(right);
            assert!(lead < 0.08, "{epochs:?} at {rates:?}");
            // The slower one is not held back.
            let slower = rates[0].min(rates[1]);
            assert!(
                left.min(right) > 0.95 * 3000.0 * slower,
                "{epochs:?} at {rates:?}"
            );
        }
    }

    #[test]
    fn who_is_not_ahead_is_not_held_back() {
        for (mine, other) in [(0.0, 0.0), (100.0, 1e6), (5000.0, 5000.0), (5090.0, 5000.0)] {
            assert_eq!(in_step(mine, other), 1.0, "{mine} {other}");
        }
        assert!(in_step(10_000.0, 5_000.0) > 0.0);
        assert!(in_step(10_000.0, 5_000.0) < 0.1);
    }

    #[test]
    fn one_worker_has_a_core_wherever_there_are_two() {
        assert_eq!(share(2, true, 1), 1.0);
        assert_eq!(share(2, true, 2), 0.5);
        assert_eq!(share(4, true, 2), 1.0);
        assert_eq!(share(2, false, 2), 0.875);
        assert_eq!((share(1, true, 1), share(1, true, 2)), (0.5, 0.25));
        assert_eq!(share(8, false, 0), 1.0);
    }
}
