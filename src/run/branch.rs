//! A run as it went: what it began with, what happened, and moments from which it can go on.

use std::sync::Arc;

use crate::{
    engine::{Kept, Told},
    lab::{Event, Experiment, Moment, Past, Recipe, Then},
    nn::{Evaluation, Settings},
    plot::series::Trace,
};

/// What a moment is worth, for the charts.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Epochs done, with the share of the one at hand.
    pub epochs: f64,
    /// On the training samples.
    pub train: Option<Evaluation>,
    /// On the samples that are held back.
    pub test: Option<Evaluation>,
    /// The size of each layer's gradient.
    pub gradients: Vec<f64>,
}

/// A column of a [trace](Branch::trace).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// Training loss.
    TrainLoss,
    /// Test loss.
    TestLoss,
    /// Training accuracy, or R² of a regression.
    TrainScore,
    /// Test accuracy, or R² of a regression.
    TestScore,
    /// Gradient size of layer `.0`.
    Gradient(usize),
}

/// Moments that a trace keeps.
pub const TRACED: usize = 2000;

impl Track {
    /// The column's number.
    #[must_use]
    pub fn column(self) -> usize {
        match self {
            Self::TrainLoss => 0,
            Self::TestLoss => 1,
            Self::TrainScore => 2,
            Self::TestScore => 3,
            Self::Gradient(layer) => 4 + layer,
        }
    }

    /// How many layers a trace tells of.
    #[must_use]
    pub fn layers(trace: &Trace) -> usize {
        trace.columns().saturating_sub(Self::Gradient(0).column())
    }
}

impl Row {
    fn values(&self) -> Vec<f32> {
        let loss = |e: Option<Evaluation>| e.map_or(f32::NAN, |e| e.loss as f32);
        let score = |e: Option<Evaluation>| e.and_then(score).map_or(f32::NAN, |s| s as f32);
        let mut values = vec![f32::NAN; Track::Gradient(self.gradients.len()).column()];
        values[Track::TrainLoss.column()] = loss(self.train);
        values[Track::TestLoss.column()] = loss(self.test);
        values[Track::TrainScore.column()] = score(self.train);
        values[Track::TestScore.column()] = score(self.test);
        for (layer, &size) in self.gradients.iter().enumerate() {
            values[Track::Gradient(layer).column()] = size as f32;
        }
        values
    }
}

/// How good it is, 1 at best: the accuracy, or R² of a regression.
#[must_use]
pub fn score(evaluation: Evaluation) -> Option<f64> {
    evaluation.accuracy.or(evaluation.fit.map(|fit| fit.r2))
}

/// A run as it went.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What it began with, and what happened and will happen to it.
    pub recipe: Recipe,
    /// How many of the events have happened.
    pub happened: usize,
    /// Whether all that has happened was foreseen, as in a run that a link repeats.
    pub foreseen: bool,
    /// The furthest moment it came to.
    pub tip: Moment,
    /// Where it left the branch before it.
    pub from: Option<Moment>,
    /// Losses, scores and gradient sizes over epochs; nothing before the first is measured.
    pub trace: Option<Trace>,
    /// From the first to the last.
    kept: Vec<Arc<Kept>>,
    /// Bytes of all that are kept.
    bytes: usize,
    /// How far apart moments are that are kept for good, in samples shown.
    spacing: u64,
}

impl Default for Branch {
    fn default() -> Self {
        Self::new(Recipe::default())
    }
}

impl Branch {
    /// A run before its first step.
    #[must_use]
    pub fn new(recipe: Recipe) -> Self {
        Self {
            foreseen: !recipe.timeline.is_empty(),
            recipe,
            happened: 0,
            tip: Moment::START,
            from: None,
            trace: None,
            kept: Vec::new(),
            bytes: 0,
            spacing: 1,
        }
    }

    /// A run that was kept with its last moment.
    #[must_use]
    pub fn restored(recipe: Recipe, trace: Option<Trace>, kept: Kept) -> Self {
        Self {
            happened: kept.events,
            foreseen: false,
            tip: kept.at,
            trace,
            bytes: kept.size(),
            kept: vec![Arc::new(kept)],
            ..Self::new(recipe)
        }
    }

    /// A run that was gone from its start in the background, as far as that went, `samples` being those of an
    /// epoch.
    #[must_use]
    pub fn told(recipe: Recipe, told: Told, samples: usize) -> Self {
        let mut branch = Self::new(recipe);
        for worth in told.worth {
            branch.tip = worth.at;
            branch.measured(&Row {
                epochs: worth.at.epochs(samples),
                train: worth.train,
                test: worth.test,
                gradients: worth.gradients,
            });
        }
        for kept in told.kept {
            branch.keep(kept, samples);
        }
        branch
    }

    /// Takes note that an event has happened. One that was not foreseen puts an end to what was.
    pub fn happen(&mut self, event: Event) {
        let timeline = &mut self.recipe.timeline;
        if timeline.get(self.happened) != Some(&event) {
            timeline.truncate(self.happened);
            timeline.push(event);
            self.foreseen = false;
        }
        self.happened += 1;
    }

    /// How many events had happened by a moment.
    #[must_use]
    pub fn events_by(&self, at: Moment) -> usize {
        let happened = &self.recipe.timeline[..self.happened];
        happened.partition_point(|event| event.at <= at)
    }

    /// The experiment as it was at a moment.
    #[must_use]
    pub fn experiment(&self, at: Moment) -> Experiment {
        self.recipe.until(self.events_by(at))
    }

    /// Keeps a moment, `samples` being those of an epoch. The newest is always kept; of the others,
    /// those that lie far enough apart.
    pub fn keep(&mut self, kept: Kept, samples: usize) {
        if self.kept.last().is_some_and(|last| kept.at < last.at) {
            self.keep_between(kept);
            return;
        }
        let shown = |kept: &Kept| kept.at.shown(samples);
        if let [.., before, last] = &self.kept[..]
            && shown(last) < shown(before).saturating_add(self.spacing)
        {
            self.drop_last();
        }
        while self.kept.last().is_some_and(|last| last.at == kept.at) {
            self.drop_last();
        }
        self.bytes += kept.size();
        self.kept.push(Arc::new(kept));
    }

    /// Keeps a moment of the past, as when the way to the last one was ended before it.
    fn keep_between(&mut self, kept: Kept) {
        let after = self.kept.partition_point(|known| known.at < kept.at);
        if self.kept.get(after).is_none_or(|known| known.at != kept.at) {
            self.bytes += kept.size();
            self.kept.insert(after, Arc::new(kept));
        }
    }

    fn drop_last(&mut self) {
        if let Some(last) = self.kept.pop() {
            self.bytes -= last.size();
        }
    }

    /// The last moment kept that is not after another.
    #[must_use]
    pub fn before(&self, at: Moment) -> Option<&Arc<Kept>> {
        let after = self.kept.partition_point(|kept| kept.at <= at);
        self.kept.get(after.checked_sub(1)?)
    }

    /// Every moment that is kept, in order.
    #[must_use]
    pub fn kept(&self) -> &[Arc<Kept>] {
        &self.kept
    }

    /// Bytes of all that is kept.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Keeps every other moment only, but the last, and of two the last; says whether there was one to give up.
    pub fn thin(&mut self) -> bool {
        let before = self.kept.len();
        let last = before.saturating_sub(1);
        let mut at = 0;
        self.kept.retain(|_| {
            at += 1;
            (at - 1) % 2 == 0 && before > 2 || at - 1 == last
        });
        self.spacing = self.spacing.saturating_mul(2);
        self.bytes = self.kept.iter().map(|kept| kept.size()).sum();
        self.kept.len() < before
    }

    /// Gives up every moment; from its start the run can still be repeated.
    pub fn forget(&mut self) {
        self.kept.clear();
        self.bytes = 0;
    }

    /// Adds what the newest moment is worth.
    pub fn measured(&mut self, row: &Row) {
        let values = row.values();
        let trace = self
            .trace
            .get_or_insert_with(|| Trace::new(values.len(), TRACED));
        trace.truncate_after(row.epochs);
        trace.push(row.epochs, &values);
    }

    /// A track’s points (epoch, value), oldest first; nothing for a layer that the network has not.
    pub fn line(&self, track: Track) -> impl Iterator<Item = (f64, f64)> {
        let trace = self.trace.iter();
        trace.flat_map(move |trace| trace.column(track.column()))
    }

    /// What the run was worth at the moments that were measured up to one, `samples` being those of an
    /// epoch: under these settings alone, which hold since they were last changed.
    #[must_use]
    pub fn past(&self, to: Moment, samples: usize, settings: &Settings) -> Past {
        let events = self.events_by(to);
        // What has just been set is not yet told of: nothing has been measured under it.
        if self.recipe.settings_by(events) != *settings {
            return Past::default();
        }
        let since = events
            .checked_sub(1)
            .map(|last| self.recipe.timeline[last].at);
        let since = since.unwrap_or(Moment::START).epochs(samples);
        let to = to.epochs(samples);
        let rows = self.trace.iter().flat_map(Trace::rows);
        let rows = rows.filter(|(epochs, _)| (since..=to).contains(epochs));
        Past(rows.map(|(epochs, row)| then(epochs, row)).collect())
    }

    /// Epochs to the last moment that was measured.
    #[must_use]
    pub fn length(&self) -> f64 {
        let last = self.trace.as_ref().and_then(Trace::last);
        last.map_or(0.0, |(epochs, _)| epochs)
    }

    /// The curves alone, from which nothing can be gone on with.
    #[must_use]
    pub fn curves(&self) -> Self {
        let mut curves = self.clone();
        curves.forget();
        curves
    }

    /// How many layers have a gradient size.
    #[must_use]
    pub fn layers(&self) -> usize {
        self.trace.as_ref().map_or(0, Track::layers)
    }

    /// The epoch of the moment that was measured nearest to `epoch`.
    #[must_use]
    pub fn nearest(&self, epoch: f64) -> Option<f64> {
        let (at, _) = self.trace.as_ref()?.nearest(epoch)?;
        Some(at)
    }

    /// Forgets what came after a moment, `samples` being those of an epoch.
    pub fn cut(&mut self, at: Moment, samples: usize) {
        let happened = self.events_by(at);
        self.recipe.timeline.truncate(happened);
        (self.happened, self.tip) = (happened, at);
        self.kept.retain(|kept| kept.at <= at);
        self.bytes = self.kept.iter().map(|kept| kept.size()).sum();
        if let Some(trace) = &mut self.trace {
            trace.truncate_after(at.epochs(samples));
        }
    }

    /// A branch that leaves this one at a moment: the same until then, and open from there.
    #[must_use]
    pub fn branch(&self, at: Moment, samples: usize) -> Self {
        let mut branch = self.clone();
        branch.cut(at, samples);
        branch.from = Some(at);
        branch
    }
}

fn then(epochs: f64, row: &[f32]) -> Then {
    let of = |track: Track| row.get(track.column()).map_or(f64::NAN, |v| f64::from(*v));
    Then {
        epochs,
        train: of(Track::TrainLoss),
        test: of(Track::TestLoss),
        score: of(Track::TrainScore),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::Change;

    #[test]
    fn the_past_is_what_was_measured_under_the_settings_at_hand() {
        let mut branch = Branch::default();
        let mut trace = Trace::new(4, TRACED);
        for epoch in 0..6u8 {
            let epoch = f32::from(epoch);
            trace.push(epoch.into(), &[10.0 - epoch, f32::NAN, 0.5, f32::NAN]);
        }
        branch.trace = Some(trace);
        let before = branch.recipe.experiment.settings();
        let after = Settings {
            learning_rate: 0.5,
            ..before
        };
        let at = |epoch| Moment { epoch, position: 0 };
        let epochs = |branch: &Branch, to, settings: &Settings| {
            let past = branch.past(at(to), 10, settings).0;
            past.iter().map(|then| then.epochs).collect::<Vec<_>>()
        };
        assert_eq!(epochs(&branch, 2, &before), [0.0, 1.0, 2.0]);
        // Nothing was measured under what has not yet come to be.
        assert!(epochs(&branch, 5, &after).is_empty());
        branch.happen(Event {
            at: at(3),
            change: Change::Adjust(after),
        });
        assert_eq!(epochs(&branch, 5, &after), [3.0, 4.0, 5.0]);
        assert_eq!(epochs(&branch, 2, &before), [0.0, 1.0, 2.0]);
        assert!(epochs(&branch, 5, &before).is_empty());
        let past = branch.past(at(5), 10, &after);
        assert_eq!((past.0[0].train, past.0[0].score), (7.0, 0.5));
        assert!(past.0[0].test.is_nan());
    }
}
