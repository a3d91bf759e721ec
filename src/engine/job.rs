//! Work in the background: plain data in, plain data out, in slices, so that it can be told of and
//! given up at any time. Which worker of the pool does it does not matter.

use serde::{Deserialize, Serialize};

use super::{course::Course, plan::Data, start::Start};
use crate::{
    lab::{self, Moment},
    nn::Checkpoint,
};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// Bring a run to a moment.
    Replay {
        /// The samples it is trained on.
        data: Data,
        /// What is trained, from where and to where.
        start: Box<Start>,
    },
}

/// What has come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Done {
    /// A run at the moment that was asked for, or as near before as early stopping lets it come.
    Replayed(Box<Replayed>),
    /// It cannot be done: what it goes on from belongs to another network.
    Impossible,
}

/// A run at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replayed {
    /// How far it has come.
    pub progress: lab::Progress,
    /// The trainer there.
    pub checkpoint: Checkpoint,
    /// The network's parameters there.
    pub parameters: Vec<f32>,
}

/// What a worker tells of its job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Progress {
    /// How much of it is done, from 0 to 1.
    Share(f64),
    /// It is done.
    Done(Done),
}

/// A job that is being done.
#[derive(Clone, Debug)]
pub struct Work {
    course: Option<Course>,
    from: f64,
    to: Moment,
}

impl Work {
    /// Begins a job.
    #[must_use]
    pub fn new(job: Job) -> Self {
        let Job::Replay { data, start } = job;
        let Start {
            plan,
            from,
            timeline,
            to,
            ..
        } = *start;
        let course = match from {
            Some((checkpoint, happened)) => {
                Course::restore(&plan, &data, timeline, (&checkpoint, happened)).ok()
            }
            None => Some(Course::new(&plan, &data, timeline)),
        };
        let epochs = |course: &Course| epochs(course, course.moment());
        Self {
            from: course.as_ref().map_or(0.0, epochs),
            course,
            to,
        }
    }

    /// Works while `on` says so, and tells how far that came.
    pub fn work(&mut self, on: &mut dyn FnMut() -> bool) -> Progress {
        let Some(course) = &mut self.course else {
            return Progress::Done(Done::Impossible);
        };
        if !course.go_to(self.to, on) {
            let (now, to) = (epochs(course, course.moment()), epochs(course, self.to));
            return Progress::Share((now - self.from) / (to - self.from).max(f64::MIN_POSITIVE));
        }
        Progress::Done(Done::Replayed(Box::new(Replayed {
            progress: course.progress(),
            checkpoint: course.trainer().checkpoint(),
            parameters: course.network().parameters().to_vec(),
        })))
    }
}

fn epochs(course: &Course, moment: Moment) -> f64 {
    moment.epochs(course.trainer().samples().len())
}
