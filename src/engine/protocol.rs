//! What page and worker say to each other: a line of words, the experiment as its link.
//!
//! Both ends are the same build, so the words need no version; a line that cannot be read is
//! dropped.

use std::sync::Arc;

use nalgebra::DMatrix;

use crate::{
    lab::{Experiment, Prepared, Progress, link},
    nn::{Named, Samples, Stride, Task},
};

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Learn these samples from the next run on.
    Data(Data),
    /// Begin the experiment's run from its initial weights, on the data that came last.
    Start {
        /// Names the run; reports of other runs are stale.
        run: u32,
        /// The experiment, without its samples.
        experiment: Box<Experiment>,
    },
    /// Train with the settings of this experiment from the next step on.
    Adjust {
        /// The experiment, without its samples.
        experiment: Box<Experiment>,
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

/// Samples, as the page has made them ready: they travel as arrays of f32 beside the line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// What is to be learnt.
    pub task: Task,
    /// What is trained on.
    pub train: Arc<Samples>,
    /// What early stopping looks at.
    pub test: Arc<Samples>,
}

impl From<&Prepared> for Data {
    fn from(prepared: &Prepared) -> Self {
        Self {
            task: prepared.task,
            train: prepared.train.clone(),
            test: prepared.test.clone(),
        }
    }
}

impl Data {
    /// The arrays: inputs and targets for training, then those for testing, column after column.
    #[must_use]
    pub fn arrays(&self) -> [&[f32]; 4] {
        let (train, test) = (&self.train, &self.test);
        [
            train.x_columns(),
            train.y_columns(),
            test.x_columns(),
            test.y_columns(),
        ]
    }

    fn to_line(&self) -> String {
        let (task, train) = (self.task.name(), &self.train);
        format!("data {task} {} {}", train.inputs(), train.outputs())
    }

    /// The data of a line and of the arrays that came beside it.
    fn read(words: &mut Words<'_>, arrays: Vec<Vec<f32>>) -> Option<Self> {
        let task = Task::from_name(words.word()?)?;
        let (inputs, outputs) = (words.read()?, words.read()?);
        let [train_x, train_y, test_x, test_y] = <[Vec<f32>; 4]>::try_from(arrays).ok()?;
        Some(Self {
            task,
            train: Arc::new(samples(train_x, train_y, inputs, outputs)?),
            test: Arc::new(samples(test_x, test_y, inputs, outputs)?),
        })
    }
}

fn samples(x: Vec<f32>, y: Vec<f32>, inputs: usize, outputs: usize) -> Option<Samples> {
    let rows = x.len() / inputs.max(1);
    let fits = x.len() == rows * inputs && y.len() == rows * outputs;
    fits.then(|| {
        let (x, y) = (
            DMatrix::from_vec(rows, inputs, x),
            DMatrix::from_vec(rows, outputs, y),
        );
        Samples::from_rows(&x, &y)
    })
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
    /// Where early stopping ended the run: the epoch, and the one whose weights are back.
    pub stopped: Option<(u64, u64)>,
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
            Self::Data(data) => data.to_line(),
            Self::Start { run, experiment } => {
                format!("start {run} {}", link::write_run(experiment))
            }
            Self::Adjust { experiment } => format!("adjust {}", link::write_run(experiment)),
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

    /// The command of a line and of the arrays that came beside it.
    #[must_use]
    pub fn from_line(line: &str, arrays: Vec<Vec<f32>>) -> Option<Self> {
        let mut words = Words(line.split(' '));
        Some(match words.word()? {
            "data" => Self::Data(Data::read(&mut words, arrays)?),
            "start" => Self::Start {
                run: words.read()?,
                experiment: words.experiment()?,
            },
            "adjust" => Self::Adjust {
                experiment: words.experiment()?,
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
        let (stopped, best) = self.stopped.unzip();
        format!(
            "{} {epoch} {position} {steps} {} {} {} {} {} {}",
            self.run,
            optional(last_sample),
            self.diverged,
            optional(stopped),
            optional(best),
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
            stopped: words.optional()?.zip(words.optional()?),
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

    fn experiment(&mut self) -> Option<Box<Experiment>> {
        Some(Box::new(link::read_run(self.word()?)))
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
    use crate::{lab::Part, nn::Optimizer};

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
        let mut frozen = Experiment {
            optimizer: Optimizer::read("adamw:beta_1=0.8").unwrap(),
            patience: Some(7),
            dropout: 0.25,
            ..Experiment::default()
        };
        frozen.layers[1].trainable = false;
        for command in [
            Command::Start { run: 3, experiment },
            Command::Start {
                run: 4,
                experiment: Box::default(),
            },
            Command::Adjust {
                experiment: Box::new(frozen),
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
            assert_eq!(
                Command::from_line(&command.to_line(), Vec::new()),
                Some(command)
            );
        }
    }

    #[test]
    fn data_arrive_as_they_were_sent() {
        let samples = |rows| {
            let number = |row: usize, column: usize| (10 * row + column) as f32;
            let (x, y) = (
                DMatrix::from_fn(rows, 3, number),
                DMatrix::from_fn(rows, 2, number),
            );
            Arc::new(Samples::from_rows(&x, &y))
        };
        let data = Data {
            task: Task::Multilabel,
            train: samples(5),
            test: samples(0),
        };
        let arrays = data.arrays().map(<[f32]>::to_vec).to_vec();
        let command = Command::Data(data);
        let line = command.to_line();
        let short = arrays[..3].to_vec();
        assert_eq!(Command::from_line(&line, short), None);
        assert_eq!(Command::from_line(&line, arrays), Some(command));
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
            stopped: Some((9, 4)),
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
        for line in ["", "jump", "play fast", "data binary 2", "advance 1 epoch"] {
            assert_eq!(Command::from_line(line, Vec::new()), None, "{line}");
        }
        assert_eq!(Report::from_line("1 2", vec![]), None);
    }
}
