//! How many strides are due by now.

/// Keeps a rate of strides a second against a clock in milliseconds. A stride may be done in steps, of
/// which there may be more or fewer at any time: the rate stays.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    rate: f64,
    /// Steps in a stride.
    steps: f64,
    last: f64,
    /// Strides that are due.
    owed: f64,
}

/// Strides that could not be done in time are forgotten beyond this many seconds' worth, so that a
/// page coming back from the background does not race to catch up.
const MEMORY: f64 = 0.1;
/// What adding up shares of a stride may leave of a step.
const ROUNDING: f64 = 1e-9;

impl Pace {
    /// `rate` strides a second of so many steps from `now` on; the first step is due at once.
    #[must_use]
    pub fn new(rate: f64, steps: f64, now: f64) -> Self {
        Self {
            rate,
            steps,
            last: now,
            owed: 1.0 / steps,
        }
    }

    /// Strides a second.
    #[must_use]
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Goes on at another rate: what is due stays due, and no more.
    pub fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    /// Goes on with another number of steps in a stride.
    pub fn set_steps(&mut self, steps: f64) {
        self.steps = steps;
    }

    /// Whole steps that are due at `now`.
    pub fn due(&mut self, now: f64) -> u64 {
        let elapsed = (now - self.last).max(0.0) / 1000.0;
        self.last = now;
        let most = 1.0 / self.steps + MEMORY * self.rate;
        self.owed = (self.owed + elapsed * self.rate).min(most);
        (self.owed * self.steps + ROUNDING) as u64
    }

    /// Takes note of steps done.
    pub fn done(&mut self, steps: u64) {
        self.owed -= steps as f64 / self.steps;
    }

    /// Milliseconds until the next step is due.
    #[must_use]
    pub fn wait(&self) -> f64 {
        ((1.0 / self.steps - self.owed) * 1000.0 / self.rate).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Strides done in `seconds` when asked every `step` milliseconds.
    fn strides(rate: f64, seconds: f64, step: f64) -> u64 {
        let mut pace = Pace::new(rate, 1.0, 0.0);
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
        let mut pace = Pace::new(1.0, 1.0, 0.0);
        pace.due(0.0);
        pace.done(1);
        assert_eq!(pace.wait(), 1000.0);
    }

    /// Strides done in ten seconds at 10 a second, when `change` is made every half a second.
    fn changing(change: impl Fn(&mut Pace, u32)) -> f64 {
        let mut pace = Pace::new(10.0, 28.0, 0.0);
        let (mut strides, mut steps) = (0.0, 28.0);
        for tick in 1..=1000 {
            if tick % 50 == 0 {
                change(&mut pace, tick / 50);
                steps = pace.steps;
            }
            let due = pace.due(f64::from(tick) * 10.0);
            pace.done(due);
            strides += due as f64 / steps;
        }
        strides
    }

    #[test]
    fn another_number_of_steps_keeps_the_rate() {
        for all in [[1.0, 280.0], [28.0, 3.0], [400.0, 7.0], [1.0, 1.0]] {
            let strides = changing(|pace, time| pace.set_steps(all[time as usize % 2]));
            assert!((99.0..=101.0).contains(&strides), "{strides} of {all:?}");
        }
    }

    /// A slider that is drawn says so many times what the rate is.
    #[test]
    fn being_told_the_rate_again_and_again_makes_no_stride() {
        let strides = changing(|pace, _| (0..100).for_each(|_| pace.set_rate(10.0)));
        assert!((99.0..=101.0).contains(&strides), "{strides}");
    }

    #[test]
    fn a_long_sleep_is_forgotten() {
        let mut pace = Pace::new(10.0, 1.0, 0.0);
        assert_eq!(pace.due(60_000.0), 2);
    }
}
