//! What happened as a sample was shown, by the trainer's own numbers.

use serde::{Deserialize, Serialize};

use super::course::Course;
use crate::lab::{Change, Moment};

/// What happened as a run's last sample was shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The moment after it.
    pub at: Moment,
    /// What the network answered, an output each: before it learnt, and with all its units.
    pub answer: Vec<f32>,
    /// The loss of that answer.
    pub loss: f32,
    /// By how much each parameter changed, laid out as the network's; `None` while the batch goes on.
    pub changes: Option<Vec<f32>>,
    /// Samples that the batch still waits for.
    pub left: usize,
}

impl Shown {
    /// Brings a run to a moment, and tells of the sample that was shown last on the way there.
    pub fn on_the_way(course: &mut Course, to: Moment) -> Option<Self> {
        let before = to.before(course.trainer().samples().len())?;
        course.go_to(before, &mut || true);
        let showing = Showing::new(course);
        course.go_to(to, &mut || true);
        showing?.done(course)
    }
}

/// A sample that is about to be shown.
#[derive(Clone, Debug)]
pub struct Showing {
    from: Moment,
    steps: u64,
    events: usize,
    before: Vec<f32>,
    answer: Vec<f32>,
    loss: f32,
}

impl Showing {
    /// The next sample of a run; `None` where it has ended.
    pub fn new(course: &Course) -> Option<Self> {
        let trainer = course.trainer();
        let (answer, loss) = trainer.answer(trainer.next_sample()?);
        Some(Self {
            from: course.moment(),
            steps: trainer.steps(),
            events: course.happened().len(),
            before: course.network().parameters().to_vec(),
            answer,
            loss,
        })
    }

    /// Whether that is still the next sample, and of the network as it was.
    pub fn is_next(&self, course: &Course) -> bool {
        self.from == course.moment() && self.before == course.network().parameters()
    }

    /// What has happened, now that it was shown. Nothing is told where the weights changed by something
    /// else as well: they were put in place, or early stopping went back to the best.
    pub fn done(self, course: &Course) -> Option<Shown> {
        let (trainer, at) = (course.trainer(), course.moment());
        let is_after = at.before(trainer.samples().len()) == Some(self.from);
        let mut events = course.happened().iter().skip(self.events);
        let put = events.any(|event| matches!(event.change, Change::SetParameters(_)));
        if !is_after || put || trainer.stopped().is_some() {
            return None;
        }
        let learnt = trainer.steps() > self.steps;
        let now = course.network().parameters();
        let changes = now
            .iter()
            .zip(&self.before)
            .map(|(now, before)| now - before);
        Some(Shown {
            at,
            answer: self.answer,
            loss: self.loss,
            changes: learnt.then(|| changes.collect()),
            left: if learnt {
                0
            } else {
                trainer.batch_end() - trainer.position()
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::Dataset,
        engine::{Data, Plan},
        lab::{Edit, Event, Experiment, Key, Prepared},
        nn::Stride,
    };

    fn experiment(dataset: Dataset, edits: &[Edit]) -> Experiment {
        let mut e = Experiment::default();
        Edit::SetDataset(dataset).apply(&mut e).unwrap();
        for edit in edits {
            edit.clone().apply(&mut e).unwrap();
        }
        e
    }

    fn set(key: Key, text: &str) -> Edit {
        Edit::Set(key, text.into())
    }

    fn course(e: &Experiment, timeline: Vec<Event>) -> Course {
        Course::new(&Plan::from(e), &Data::from(&Prepared::new(e)), timeline)
    }

    /// Shows the next sample, and tells of it.
    fn step(course: &mut Course) -> Option<Shown> {
        let showing = Showing::new(course);
        course.advance(Stride::Sample, 1, &mut || true);
        showing?.done(course)
    }

    /// Worked by hand from the rule: rate · (t − y) · x, and for the bias without x.
    #[test]
    fn the_perceptron_rule_is_told_as_it_is() {
        let rate = set(Key::LearningRate, "0.5");
        let e = experiment(Dataset::And, &[set(Key::Rule, "perceptron"), rate]);
        let mut course = course(&e, Vec::new());
        for _ in 0..40 {
            let before = course.network().parameters().to_vec();
            let sample = course.trainer().next_sample().unwrap() as usize;
            let samples = course.trainer().samples();
            let (x, t) = (samples.x(sample).to_vec(), samples.y(sample)[0]);
            let shown = step(&mut course).unwrap();
            let z = before[2] + before[0] * x[0] + before[1] * x[1];
            let y = f32::from(u8::from(z >= 0.0));
            assert_eq!(shown.answer, [y]);
            let correction = 0.5 * (t - y);
            let wanted = [correction * x[0], correction * x[1], correction];
            let changes = shown.changes.unwrap();
            for (found, wanted) in changes.iter().zip(wanted) {
                assert!((found - wanted).abs() < 1e-6, "{changes:?}");
            }
            assert_eq!((shown.left, shown.at), (0, course.moment()));
        }
    }

    #[test]
    fn within_a_batch_the_weights_stay_and_at_its_end_they_change() {
        let e = experiment(Dataset::Xor, &[set(Key::BatchSize, "3")]);
        let mut course = course(&e, Vec::new());
        for left in [2, 1, 0, 2, 1, 0] {
            let before = course.network().parameters().to_vec();
            let sample = course.trainer().next_sample().unwrap();
            let shown = step(&mut course).unwrap();
            assert_eq!(course.trainer().last_sample(), Some(sample));
            assert_eq!((shown.left, shown.changes.is_some()), (left, left == 0));
            let now = course.network().parameters();
            if let Some(changes) = shown.changes {
                assert!(changes.iter().any(|change| *change != 0.0));
                let sums = before.iter().zip(&changes).map(|(w, change)| w + change);
                assert!(sums.zip(now).all(|(sum, now)| (sum - now).abs() < 1e-6));
            } else {
                assert_eq!(before, now);
            }
        }
    }

    /// The answer is that of the network before it learnt, and the loss the one that is measured.
    #[test]
    fn answer_and_loss_are_those_of_the_evaluation() {
        for dataset in [
            Dataset::Xor,
            Dataset::Blobs3,
            Dataset::Labels,
            Dataset::Sine,
        ] {
            let e = experiment(dataset, &[set(Key::BatchSize, "1")]);
            let mut course = course(&e, Vec::new());
            course.advance(Stride::Sample, 7, &mut || true);
            let network = course.network().clone();
            let sample = course.trainer().next_sample().unwrap() as usize;
            let shown = step(&mut course).unwrap();
            let samples = course.trainer().samples();
            let (x, y) = (samples.x(sample), samples.y(sample));
            let row = nalgebra::DMatrix::from_row_slice(1, x.len(), &x);
            assert_eq!(network.predict(&row).unwrap().as_slice(), shown.answer);
            let alone = crate::nn::Samples::one(&x, y);
            let measured = crate::nn::evaluate(&network, e.loss, e.task(), &alone).unwrap();
            assert_eq!(f64::from(shown.loss), measured.loss, "{dataset:?}");
        }
    }

    #[test]
    fn nothing_is_told_where_the_weights_changed_by_something_else() {
        let e = experiment(Dataset::Xor, &[set(Key::BatchSize, "1")]);
        let at = Moment {
            epoch: 0,
            position: 1,
        };
        let parameters = e.network().parameters().to_vec();
        let put = Event {
            at,
            change: Change::SetParameters(parameters),
        };
        let adjust = Event {
            at,
            change: Change::Adjust(e.settings()),
        };
        assert_eq!(step(&mut course(&e, vec![put])), None);
        assert!(step(&mut course(&e, vec![adjust])).is_some());
        let mut empty = course(&experiment(Dataset::Drawn, &[]), Vec::new());
        assert_eq!(step(&mut empty), None);
    }

    #[test]
    fn a_moment_that_is_gone_to_tells_the_same() {
        let e = experiment(Dataset::Moons, &[set(Key::BatchSize, "4")]);
        let mut forward = course(&e, Vec::new());
        let samples = forward.trainer().samples().len();
        forward.advance(Stride::Sample, samples as u64 - 3, &mut || true);
        for _ in 0..8 {
            let shown = step(&mut forward);
            let mut replayed = course(&e, Vec::new());
            assert!(shown.is_some());
            assert_eq!(Shown::on_the_way(&mut replayed, forward.moment()), shown);
            assert_eq!(
                replayed.network().parameters(),
                forward.network().parameters()
            );
        }
        assert_eq!(Shown::on_the_way(&mut forward, Moment::START), None);
    }
}
