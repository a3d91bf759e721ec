//! How many strides are due by now.

/// Keeps a rate of strides a second against a clock in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    rate: f64,
    last: f64,
    owed: f64,
}

/// Strides that could not be done in time are forgotten beyond this many seconds' worth, so that a
/// page coming back from the background does not race to catch up.
const MEMORY: f64 = 0.1;

impl Pace {
    /// `rate` strides a second from `now` on; the first is due at once.
    #[must_use]
    pub fn new(rate: f64, now: f64) -> Self {
        Self {
            rate,
            last: now,
            owed: 1.0,
        }
    }

    /// Goes on at another rate.
    pub fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    /// Whole strides that are due at `now`.
    pub fn due(&mut self, now: f64) -> u64 {
        let elapsed = (now - self.last).max(0.0) / 1000.0;
        self.last = now;
        self.owed = (self.owed + elapsed * self.rate).min(1.0 + MEMORY * self.rate);
        self.owed as u64
    }

    /// Takes note of strides done.
    pub fn done(&mut self, strides: u64) {
        self.owed -= strides as f64;
    }

    /// Milliseconds until the next stride is due.
    #[must_use]
    pub fn wait(&self) -> f64 {
        ((1.0 - self.owed) * 1000.0 / self.rate).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Strides done in `seconds` when asked every `step` milliseconds.
    fn strides(rate: f64, seconds: f64, step: f64) -> u64 {
        let mut pace = Pace::new(rate, 0.0);
        let mut total = 0;
        let mut now = 0.0;
        while now <= seconds * 1000.0 {
            let due = pace.due(now);
            pace.done(due);
            total += due;
            now += step;
        }
        total
    }

    #[test]
    fn the_rate_is_kept_however_often_one_asks() {
        for step in [1.0, 7.0, 16.7] {
            assert!((299..=302).contains(&strides(30.0, 10.0, step)));
            assert!((9980..=10_020).contains(&strides(1000.0, 10.0, step)));
        }
    }

    #[test]
    fn one_a_second_is_one_a_second() {
        assert_eq!(strides(1.0, 5.0, 10.0), 6);
        let mut pace = Pace::new(1.0, 0.0);
        pace.due(0.0);
        pace.done(1);
        assert_eq!(pace.wait(), 1000.0);
    }

    #[test]
    fn a_long_sleep_is_forgotten() {
        let mut pace = Pace::new(10.0, 0.0);
        assert_eq!(pace.due(60_000.0), 2);
    }
}
