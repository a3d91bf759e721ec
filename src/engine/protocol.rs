//! What page and worker say to each other: a line of words, the experiment as its link.
//!
//! Both ends are the same build, so the words need no version; a line that cannot be read is
//! dropped.

use crate::{
    lab::{Experiment, Progress, link},
    nn::{Optimizer, Stride},
};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Begin the experiment's run from its initial weights.
    Start {
        /// Names the run; reports of other runs are stale.
        run: u32,
        /// The experiment.
        experiment: Box<Experiment>,
    },
    /// Train with these from the next step on.
    Adjust {
        /// Length of a step.
        learning_rate: f32,
        /// Samples per step.
        batch_size: usize,
        /// How a gradient becomes a step.
        optimizer: Optimizer,
    },
    /// Train until told to pause.
    Play {
        /// What is counted.
        stride: Stride,
        /// Strides a second; `None` for as many as possible.
        rate: Option<u32>,
    },
    /// Stop training.
    Pause,
    /// Train towards a goal at full speed, then report with `id` as done.
    Advance {
        /// Names the request.
        id: u32,
        /// What is counted.
        stride: Stride,
        /// How many strides at most.
        count: u64,
        /// What else ends it.
        goal: Goal,
    },
    /// Put these parameters in place.
    SetParameters {
        /// Laid out as the network's.
        parameters: Vec<f32>,
    },
    /// The page has taken the last report.
    Taken,
}

/// What ends a request before its strides are done. Looked at after each epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Goal {
    /// Stop when the training loss is at most this.
    pub loss: Option<f64>,
    /// Stop when the training accuracy is at least this.
    pub accuracy: Option<f64>,
}

impl Goal {
    /// Whether there is anything to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.loss.is_none() && self.accuracy.is_none()
    }
}

/// From the worker to the page. The parameters travel beside it, as an array of f32.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The run it tells of.
    pub run: u32,
    /// How far the run has come.
    pub progress: Progress,
    /// Requests that are done.
    pub done: Vec<u32>,
    /// Whether weights left the finite numbers; training then waits for others.
    pub diverged: bool,
    /// Share of the time since the last report that was spent training.
    pub load: f64,
    /// The network's parameters.
    pub parameters: Vec<f32>,
}

/// What is not there.
const NONE: &str = "-";

fn optional<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| NONE.into(), |value| value.to_string())
}

fn joined<T: ToString>(values: &[T]) -> String {
    values
        .iter()
        .map(T::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

fn stride_name(stride: Stride) -> &'static str {
    match stride {
        Stride::Sample => "sample",
        Stride::Batch => "batch",
        Stride::Epoch => "epoch",
    }
}

impl Command {
    /// The command as a line.
    #[must_use]
    pub fn to_line(&self) -> String {
        match self {
            Self::Start { run, experiment } => format!("start {run} {}", link::write(experiment)),
            Self::Adjust {
                learning_rate,
                batch_size,
                optimizer: Optimizer::Sgd { momentum },
            } => {
                format!("adjust {learning_rate} {batch_size} {momentum}")
            }
            Self::Play { stride, rate } => {
                format!("play {} {}", stride_name(*stride), optional(*rate))
            }
            Self::Pause => "pause".into(),
            Self::Advance {
                id,
                stride,
                count,
                goal,
            } => format!(
                "advance {id} {} {count} {} {}",
                stride_name(*stride),
                optional(goal.loss),
                optional(goal.accuracy),
            ),
            Self::SetParameters { parameters } => format!("set {}", joined(parameters)),
            Self::Taken => "taken".into(),
        }
    }

    /// The command of a line.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = Words(line.split(' '));
        Some(match words.word()? {
            "start" => Self::Start {
                run: words.read()?,
                experiment: Box::new(link::read(words.word()?).0),
            },
            "adjust" => Self::Adjust {
                learning_rate: words.read()?,
                batch_size: words.read()?,
                optimizer: Optimizer::Sgd {
                    momentum: words.read()?,
                },
            },
            "play" => Self::Play {
                stride: words.stride()?,
                rate: words.optional()?,
            },
            "pause" => Self::Pause,
            "advance" => Self::Advance {
                id: words.read()?,
                stride: words.stride()?,
                count: words.read()?,
                goal: Goal {
                    loss: words.optional()?,
                    accuracy: words.optional()?,
                },
            },
            "set" => Self::SetParameters {
                parameters: words.list()?,
            },
            "taken" => Self::Taken,
            _ => return None,
        })
    }
}

impl Report {
    /// The report as a line, without its parameters.
    #[must_use]
    pub fn to_line(&self) -> String {
        let Progress {
            epoch,
            position,
            steps,
            last_sample,
        } = self.progress;
        format!(
            "{} {epoch} {position} {steps} {} {} {} {}",
            self.run,
            optional(last_sample),
            self.diverged,
            self.load,
            joined(&self.done),
        )
    }

    /// The report of a line and the parameters that came beside it.
    #[must_use]
    pub fn from_line(line: &str, parameters: Vec<f32>) -> Option<Self> {
        let mut words = Words(line.split(' '));
        Some(Self {
            run: words.read()?,
            progress: Progress {
                epoch: words.read()?,
                position: words.read()?,
                steps: words.read()?,
                last_sample: words.optional()?,
            },
            diverged: words.read()?,
            load: words.read()?,
            done: words.list()?,
            parameters,
        })
    }
}

/// The words of a line, read one after another.
struct Words<'a>(std::str::Split<'a, char>);

impl<'a> Words<'a> {
    fn word(&mut self) -> Option<&'a str> {
        self.0.next()
    }

    fn read<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.word()?.parse().ok()
    }

    /// The outer `None` is a word that cannot be read.
    fn optional<T: std::str::FromStr>(&mut self) -> Option<Option<T>> {
        match self.word()? {
            NONE => Some(None),
            word => word.parse().ok().map(Some),
        }
    }

    fn stride(&mut self) -> Option<Stride> {
        let word = self.word()?;
        [Stride::Sample, Stride::Batch, Stride::Epoch]
            .into_iter()
            .find(|&s| stride_name(s) == word)
    }

    fn list<T: std::str::FromStr>(&mut self) -> Option<Vec<T>> {
        let items = self.word()?.split(',').filter(|item| !item.is_empty());
        items.map(|item| item.parse().ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_arrive_as_they_were_sent() {
        let experiment = Box::new(Experiment {
            learning_rate: 0.07,
            ..Experiment::default()
        });
        let goal = Goal {
            loss: Some(0.1),
            accuracy: None,
        };
        let optimizer = Optimizer::Sgd { momentum: 0.9 };
        for command in [
            Command::Start { run: 3, experiment },
            Command::Start {
                run: 4,
                experiment: Box::default(),
            },
            Command::Adjust {
                learning_rate: 1e-6,
                batch_size: 7,
                optimizer,
            },
            Command::Play {
                stride: Stride::Batch,
                rate: Some(30),
            },
            Command::Play {
                stride: Stride::Epoch,
                rate: None,
            },
            Command::Pause,
            Command::Advance {
                id: 1,
                stride: Stride::Sample,
                count: u64::MAX,
                goal,
            },
            Command::SetParameters {
                parameters: vec![0.1, -1e-30, 3.0e38],
            },
            Command::SetParameters { parameters: vec![] },
            Command::Taken,
        ] {
            assert_eq!(Command::from_line(&command.to_line()), Some(command));
        }
    }

    #[test]
    fn reports_arrive_as_they_were_sent() {
        let progress = Progress {
            epoch: 9,
            position: 3,
            steps: 77,
            last_sample: Some(5),
        };
        let report = Report {
            run: 2,
            progress,
            done: vec![4, 5],
            diverged: true,
            load: 0.97,
            parameters: vec![1.0],
        };
        assert_eq!(
            Report::from_line(&report.to_line(), vec![1.0]),
            Some(report)
        );
        let empty = Report::default();
        assert_eq!(Report::from_line(&empty.to_line(), vec![]), Some(empty));
    }

    #[test]
    fn what_cannot_be_read_is_dropped() {
        for line in ["", "jump", "play fast", "adjust x 1 0", "advance 1 epoch"] {
            assert_eq!(Command::from_line(line), None, "{line}");
        }
        assert_eq!(Report::from_line("1 2", vec![]), None);
    }
}
