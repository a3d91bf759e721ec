//! Whose turn it is in a frame of the screen: where a machine does not draw several runs in time for every
//! frame, they are drawn in turns, and what a person does meets a page that keeps up.

/// How many of those that wait are drawn in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sharing {
    /// When the last frame was, in milliseconds, and how many were drawn in it.
    last: Option<(f64, usize)>,
    /// How much drawing several at once has lately kept frames back.
    late: u32,
    /// Frames for which they go on in turns.
    in_turns: u32,
    /// How often that has been begun since drawing several at once went well.
    times: u32,
    /// Frames that followed each other in which it went well.
    well: u32,
}

/// A frame that follows another after more milliseconds than this is late.
const LATE: f64 = 20.0;
/// One that follows after more than this was kept back by something else, as in a hidden tab.
const AWAY: f64 = 500.0;
/// One late frame is made up for by so many that are in time: of a hundred, three may be late.
const MADE_UP: u32 = 30;
/// So many that are not made up for begin the turns.
const MOST_LATE: u32 = 2;
/// Turns last for so many frames, about ten seconds, and twice as many after each time that one late frame has shown
/// that they are needed still, up to so many times.
const TURNS: u32 = 600;
const DOUBLED: u32 = 3;
/// After so many frames in which all were drawn in time, it counts as having gone well.
const WELL: u32 = 120;

impl Sharing {
    /// How many of those that wait are to be drawn in the frame at `now`, in milliseconds: the first ones.
    pub fn due(&mut self, now: f64, waiting: usize) -> usize {
        self.look_back(now);
        let count = if self.in_turns > 0 {
            self.in_turns -= 1;
            waiting.min(1)
        } else {
            waiting
        };
        self.last = Some((now, count));
        count
    }

    fn look_back(&mut self, now: f64) {
        let Some((last, drawn)) = self.last else {
            return;
        };
        let took = now - last;
        if drawn < 2 || took > AWAY {
            return;
        }
        if took <= LATE {
            self.late = self.late.saturating_sub(1);
            self.well += 1;
            if self.well >= WELL {
                self.times = 0;
            }
            return;
        }
        (self.well, self.late) = (0, self.late + MADE_UP);
        if self.late >= MOST_LATE * MADE_UP {
            self.in_turns = TURNS << self.times;
            self.times = (self.times + 1).min(DOUBLED);
            self.late = (MOST_LATE - 1) * MADE_UP;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is drawn in so many frames, each as long as `takes` says for the number drawn, while two always wait.
    fn drawn(sharing: &mut Sharing, frames: usize, takes: impl Fn(usize) -> f64) -> Vec<usize> {
        let mut now = sharing
            .last
            .map_or(0.0, |(last, drawn)| last + takes(drawn));
        let mut all = Vec::new();
        for _ in 0..frames {
            let count = sharing.due(now, 2);
            all.push(count);
            now += takes(count);
        }
        all
    }

    const QUICK: fn(usize) -> f64 = |_| 16.7;
    const SLOW: fn(usize) -> f64 = |count| 16.7 * count as f64;

    #[test]
    fn all_are_drawn_where_there_is_time() {
        let mut sharing = Sharing::default();
        assert!(drawn(&mut sharing, 1000, QUICK).iter().all(|n| *n == 2));
        assert_eq!(sharing.due(1e6, 0), 0);
    }

    #[test]
    fn few_late_frames_change_nothing_and_many_do() {
        for (between, are_few) in [(40, true), (15, false)] {
            let mut sharing = Sharing::default();
            let mut all = Vec::new();
            for _ in 0..50 {
                all.extend(drawn(&mut sharing, 1, SLOW));
                all.extend(drawn(&mut sharing, between, QUICK));
            }
            assert_eq!(all.iter().all(|n| *n == 2), are_few, "{between}");
        }
    }

    #[test]
    fn turns_keep_nineteen_of_twenty_frames_in_time() {
        let mut sharing = Sharing::default();
        drawn(&mut sharing, 10, SLOW);
        let all = drawn(&mut sharing, 3000, SLOW);
        let both = all.iter().filter(|n| **n == 2).count();
        // It is tried again now and then, and less often each time.
        assert!((1..10).contains(&both), "{both}");
        assert!(all.iter().all(|n| (1..=2).contains(n)));
    }

    #[test]
    fn what_was_too_much_may_be_so_no_more() {
        let mut sharing = Sharing::default();
        drawn(&mut sharing, 1000, SLOW);
        let all = drawn(&mut sharing, 10_000, QUICK);
        assert!(all[5000..].iter().all(|n| *n == 2));
        assert_eq!(sharing.times, 0);
    }

    #[test]
    fn coming_back_to_a_hidden_tab_is_not_being_late() {
        let mut sharing = Sharing::default();
        for visit in 0..20 {
            assert_eq!(sharing.due(f64::from(visit) * 10_000.0, 2), 2);
        }
    }
}
