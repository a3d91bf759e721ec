//! When to ask whether to go on: work is counted, for a look at a clock costs more than a step of a
//! small network.

/// Multiplications, or what takes as long, between two questions: some tenths of a millisecond.
const PORTION: usize = 500_000;

/// What a tile takes beside its products, at least.
pub(crate) const TILE_WORK: usize = 400;

/// Counts work and asks whether to go on, whenever a portion is done.
pub(crate) struct Meter<'a> {
    portion: usize,
    left: usize,
    goes_on: bool,
    ask: &'a mut dyn FnMut() -> bool,
}

impl<'a> Meter<'a> {
    pub fn new(ask: &'a mut dyn FnMut() -> bool) -> Self {
        Self::of_portions(PORTION, ask)
    }

    /// The same with portions of another size.
    pub fn of_portions(portion: usize, ask: &'a mut dyn FnMut() -> bool) -> Self {
        Self {
            portion,
            left: portion,
            goes_on: true,
            ask,
        }
    }

    /// Counts what was done and says whether to go on. Once not, it stays so.
    #[inline]
    pub fn spend(&mut self, work: usize) -> bool {
        if work < self.left {
            self.left -= work;
        } else {
            self.left = self.portion;
            self.goes_on = self.goes_on && (self.ask)();
        }
        self.goes_on
    }

    /// Whether to go on, as far as was asked.
    pub fn goes_on(&self) -> bool {
        self.goes_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_once_a_portion_and_never_after_a_no() {
        let mut asked = 0;
        let mut until_third = || {
            asked += 1;
            asked < 3
        };
        let mut meter = Meter::new(&mut until_third);
        let tenth = PORTION / 10;
        let done = (1..=100).find(|_| !meter.spend(tenth));
        assert_eq!((done, meter.goes_on()), (Some(30), false));
        assert!(!(0..50).any(|_| meter.spend(tenth)));
        assert!(!meter.spend(usize::MAX));
        assert_eq!(asked, 3);
    }
}
