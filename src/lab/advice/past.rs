//! What was measured of a run on its way, and what that says of how it goes.

/// What a run was worth at a moment of its past; NaN where there was nothing to measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Then {
    /// Epochs done, with the share of the one at hand.
    pub epochs: f64,
    /// The mean training loss.
    pub train: f64,
    /// The mean test loss.
    pub test: f64,
    /// Accuracy over the training samples, or R² of a regression.
    pub score: f64,
}

/// Moments of a run, oldest first, all of them under the settings that hold now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past(pub Vec<Then>);

/// Moments over which jumps are counted.
pub(super) const LATELY: usize = 16;

/// Epochs over which a score has to hold before it is spoken of; of a long run a twentieth.
const RESTS: f64 = 5.0;

impl Past {
    /// Epochs from the first moment to the last.
    pub(super) fn epochs(&self) -> f64 {
        match &self.0[..] {
            [first, .., last] => last.epochs - first.epochs,
            _ => 0.0,
        }
    }

    /// The newest moment.
    pub(super) fn last(&self) -> Option<&Then> {
        self.0.last()
    }

    /// The moments of the last half of the epochs.
    pub(super) fn last_half(&self) -> &[Then] {
        let middle = self.last().map_or(0.0, |last| last.epochs) - self.epochs() / 2.0;
        let from = self.0.partition_point(|m| m.epochs < middle);
        &self.0[from..]
    }

    /// The last moments, oldest first; none where there are not yet as many.
    pub(super) fn lately(&self, moments: usize) -> Option<&[Then]> {
        Some(&self.0[self.0.len().checked_sub(moments)?..])
    }

    /// The last moments, oldest first: so many, or half of those that there are.
    pub(super) fn latest(&self, moments: usize) -> &[Then] {
        let count = moments.min(self.0.len().div_ceil(2));
        &self.0[self.0.len() - count..]
    }

    /// By which factor the training loss has lately been above what it was at first, at least.
    pub(super) fn rise(&self) -> f64 {
        let first = self.0.first().map_or(f64::NAN, |then| then.train);
        let lately = self.latest(8).iter().map(|then| then.train);
        lately.fold(f64::INFINITY, f64::min) / first
    }

    /// Whether the training loss is well above what it was at first.
    pub(super) fn has_risen(&self) -> bool {
        let first = self.0.first().map_or(f64::NAN, |then| then.train);
        middle(self.latest(8), |then| then.train) > 1.2 * first
    }

    /// By how much the training loss rose lately, all its rises taken together, as a multiple of what
    /// it is in the middle, or of a fifth of the first where that is more; 0 while the rises are less
    /// than that share of the falls, and where too little was measured.
    pub(super) fn jumps(&self, share: f64) -> f64 {
        let Some(lately) = self.lately(LATELY) else {
            return 0.0;
        };
        let [rises, falls] = ways(lately);
        let size = middle(lately, |then| then.train).max(self.0[0].train / 5.0);
        if rises < share * falls || size <= 0.0 {
            return 0.0;
        }
        rises / size
    }

    /// Whether the training loss lately rose, and fell by next to nothing.
    pub(super) fn climbs(&self) -> bool {
        let [rises, falls] = self.lately(LATELY).map(ways).unwrap_or_default();
        falls <= 0.1 * rises && rises.is_finite()
    }

    /// By which share of itself the training loss falls over the last half of the epochs, from what it is in
    /// the first half of them to what it is in the second. Of a single moment that is not known, and it may
    /// fall as fast as can be.
    pub(super) fn falls_by(&self) -> f64 {
        let half = self.last_half();
        let (earlier, later) = half.split_at(half.len() / 2);
        if earlier.is_empty() {
            return f64::INFINITY;
        }
        let [before, after] = [earlier, later].map(|part| middle(part, |then| then.train));
        (before - after) / before.max(f64::MIN_POSITIVE)
    }

    /// Whether the training loss never rises, but for what hardly counts, over the last half of what was
    /// measured.
    pub(super) fn falls(&self) -> bool {
        let steps = self.last_half().windows(2);
        let rises: f64 = steps
            .map(|pair| (pair[1].train - pair[0].train).max(0.0))
            .sum();
        let size = middle(self.last_half(), |then| then.train);
        rises <= 0.01 * size
    }

    /// Whether the score was at least so good at every moment that was measured in the last epochs, and
    /// there were as many. Where nothing is known of the way it is taken for granted.
    pub(super) fn rests(&self, least: f64) -> bool {
        let Some(last) = self.last() else {
            return true;
        };
        if self.epochs() < RESTS {
            return false;
        }
        let from = last.epochs - RESTS.max(last.epochs / 20.0);
        let mut lately = self.0.iter().filter(|then| then.epochs > from);
        lately.all(|then| then.score >= least)
    }

    /// The moment at which the test loss was least; none where none was measured.
    pub(super) fn least_test_loss(&self) -> Option<&Then> {
        let measured = self.0.iter().filter(|m| m.test.is_finite());
        measured.min_by(|a, b| a.test.total_cmp(&b.test))
    }

    /// The moment at which the training score was best.
    pub(super) fn best_score(&self) -> Option<&Then> {
        let measured = self.0.iter().filter(|m| m.score.is_finite());
        measured.max_by(|a, b| a.score.total_cmp(&b.score))
    }
}

/// All rises of the training loss from moment to moment taken together, and all its falls.
fn ways(moments: &[Then]) -> [f64; 2] {
    let steps = || moments.windows(2).map(|pair| pair[1].train - pair[0].train);
    [1.0, -1.0].map(|sign| steps().map(|step| (step * sign).max(0.0)).sum())
}

/// The value in the middle of some moments’ values; 0 of none.
pub(super) fn middle(moments: &[Then], of: fn(&Then) -> f64) -> f64 {
    let mut values: Vec<f64> = moments.iter().map(of).collect();
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// The mean of some moments’ values; NaN of none.
pub(super) fn mean(moments: &[Then], of: fn(&Then) -> f64) -> f64 {
    moments.iter().map(of).sum::<f64>() / moments.len() as f64
}
