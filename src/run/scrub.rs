//! Moments beside the one on the screen, for who steps or looks through the past.

use super::lab::Lab;
use crate::{lab::Moment, nn::Stride};

impl Lab {
    /// The moment one stride before another.
    #[must_use]
    pub fn stride_before(&self, at: Moment) -> Moment {
        let Moment { epoch, position } = at;
        let batch = self.samples_per_step();
        let samples = self.samples().max(1);
        let within = match self.transport.stride {
            Stride::Sample => position.checked_sub(1),
            Stride::Batch => position.checked_sub(1).map(|last| last / batch * batch),
            Stride::Epoch => (position > 0).then_some(0),
        };
        match (within, epoch.checked_sub(1)) {
            (Some(position), _) => Moment { epoch, position },
            (None, None) => Moment::START,
            (None, Some(epoch)) => Moment {
                epoch,
                position: match self.transport.stride {
                    Stride::Sample => samples - 1,
                    Stride::Batch => (samples - 1) / batch * batch,
                    Stride::Epoch => 0,
                },
            },
        }
    }

    /// The moment one stride after another, where the branch at hand has come so far; else its last.
    #[must_use]
    pub fn stride_after(&self, at: Moment) -> Moment {
        let Moment { epoch, position } = at;
        let batch = self.samples_per_step();
        let samples = self.samples().max(1);
        let next = match self.transport.stride {
            Stride::Sample => position + 1,
            Stride::Batch => (position / batch + 1) * batch,
            Stride::Epoch => samples,
        };
        let after = if next < samples {
            Moment {
                epoch,
                position: next,
            }
        } else {
            Moment {
                epoch: epoch + 1,
                position: 0,
            }
        };
        after.min(self.history.now().tip)
    }

    /// The moment of the branch at hand that is nearest to so many epochs, of those that a stride
    /// ends at, its last one among them. Where it may be off by `slack` epochs, it is one that is
    /// gone to without training on for long.
    #[must_use]
    pub fn nearest(&self, epochs: f64, slack: f64) -> Moment {
        let samples = self.samples().max(1);
        let tip = self.history.now().tip;
        let epochs = epochs.clamp(0.0, tip.epochs(samples));
        let last = moment_at(epochs + slack, samples).min(tip);
        let kept = self.history.now().before(last).map(|kept| kept.at);
        if let Some(kept) = kept.filter(|at| at.epochs(samples) > epochs - slack) {
            return self.stride_end(kept);
        }
        let at = moment_at(epochs, samples);
        let before = self.stride_start(at);
        let away = |moment: &Moment| (moment.epochs(samples) - epochs).abs();
        let near = [before, self.stride_after(before), tip].into_iter();
        near.min_by(|a, b| away(a).total_cmp(&away(b)))
            .unwrap_or(tip)
    }

    /// Where the stride began that a moment lies in.
    fn stride_start(&self, at: Moment) -> Moment {
        let stride = match self.transport.stride {
            Stride::Sample => 1,
            Stride::Batch => self.samples_per_step(),
            Stride::Epoch => self.samples().max(1),
        };
        Moment {
            position: at.position / stride * stride,
            ..at
        }
    }

    /// Where the stride ends that a moment lies in: the moment itself, where it does.
    fn stride_end(&self, at: Moment) -> Moment {
        let start = self.stride_start(at);
        if start == at {
            at
        } else {
            self.stride_after(start)
        }
    }

    fn samples_per_step(&self) -> usize {
        if self.experiment.rule.is_local() {
            return 1;
        }
        self.experiment.batch_size.max(1)
    }
}

/// The moment of so many epochs, of so many samples each.
fn moment_at(epochs: f64, samples: usize) -> Moment {
    let epoch = epochs.max(0.0).floor();
    let position = ((epochs - epoch) * samples as f64) as usize;
    Moment {
        epoch: epoch as u64,
        position: position.min(samples - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::Kept,
        engine::Report,
        lab::{Prepared, Progress},
        nn::Trainer,
        run::{Drive, News},
    };

    /// A run of 25 samples in batches of 10 that has come to a moment.
    fn at(epoch: u64, position: usize, stride: Stride) -> Lab {
        let mut lab = Lab::default();
        lab.begin();
        lab.update(Drive::SetStride(stride), 0.0);
        let report = Report {
            samples: 25,
            progress: Progress {
                epoch,
                position,
                ..Progress::default()
            },
            ..Report::default()
        };
        lab.update(News::Report(Box::new(report)), 0.0);
        lab
    }

    fn moment(epoch: u64, position: usize) -> Moment {
        Moment { epoch, position }
    }

    #[test]
    fn strides_forward_are_those_back() {
        for (stride, count) in [(Stride::Sample, 57), (Stride::Batch, 7), (Stride::Epoch, 3)] {
            let lab = at(2, 7, stride);
            let mut way = vec![moment(2, 7)];
            while way.last() != Some(&Moment::START) {
                way.push(lab.stride_before(way[way.len() - 1]));
            }
            assert_eq!(way.len() - 1, count, "{stride:?}");
            for pair in way.windows(2) {
                assert_eq!(lab.stride_after(pair[1]), pair[0], "{stride:?}");
            }
            assert_eq!(lab.stride_after(moment(2, 7)), moment(2, 7));
        }
    }

    #[test]
    fn the_nearest_moment_is_one_that_a_stride_ends_at() {
        let lab = at(3, 5, Stride::Epoch);
        for (epochs, found) in [
            (-1.0, moment(0, 0)),
            (0.4, moment(0, 0)),
            (0.6, moment(1, 0)),
            (2.9, moment(3, 0)),
            (3.15, moment(3, 5)),
            (9.0, moment(3, 5)),
        ] {
            assert_eq!(lab.nearest(epochs, 0.0), found, "{epochs}");
        }
        let lab = at(3, 5, Stride::Batch);
        assert_eq!(lab.nearest(1.5, 0.0), moment(1, 10));
        assert_eq!(lab.nearest(1.99, 0.0), moment(2, 0));
        assert_eq!(at(3, 5, Stride::Sample).nearest(1.52, 0.0), moment(1, 13));
    }

    #[test]
    fn with_slack_it_is_the_end_of_a_stride_at_a_moment_that_is_kept() {
        let mut lab = at(900, 0, Stride::Epoch);
        let checkpoint = Trainer::new(
            lab.experiment.network(),
            Prepared::new(&lab.experiment).train,
            lab.experiment.settings(),
        )
        .checkpoint();
        for (epoch, position) in [(100, 7), (300, 0)] {
            let kept = Kept {
                at: moment(epoch, position),
                events: 0,
                checkpoint: checkpoint.clone(),
            };
            lab.history.keep(kept, 25);
        }
        assert_eq!(lab.nearest(110.0, 15.0), moment(101, 0));
        assert_eq!(lab.nearest(290.0, 15.0), moment(300, 0));
        assert_eq!(lab.nearest(200.0, 15.0), moment(200, 0));
        assert_eq!(lab.nearest(110.0, 5.0), moment(110, 0));
        assert_eq!(lab.nearest(900.0, 15.0), moment(900, 0));
    }
}
