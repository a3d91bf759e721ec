//! A saved file: the experiment a run began with, with a person's own table in it, the weights it had
//! come to, and the run itself, so that it goes on elsewhere as if it had never stopped.
//!
//! `{"separable": 5, "experiment": {…}, "weights": [{"kernel": [[…]], "bias": […]}, …], "run": "…"}`
//!
//! Of two runs side by side the right one stands in `beside`, in the same form; its `experiment` has no `data`
//! where they are those of the left one.
//!
//! `run` is the timeline, the losses and the last moment from which training can go on, as bytes in
//! base 64. Files of version 1 have no run, and those of versions 2 and 3 knew nothing of single weights that are
//! frozen and of other rules than the perceptron’s; theirs begins at the weights.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    action::Opened,
    branch::{Branch, TRACED, Track},
    lab::Lab,
};
use crate::{
    data::{Dataset, File, sheet::Sheet},
    engine::{Course, Data, Kept, Plan},
    lab::{
        Change, Event, Experiment, FieldError, Moment, Prepared, Recipe, Wrong,
        json::{self, Files, WithoutData},
        weights::{LayerWeights, flatten, layers},
    },
    nn::{Network, Settings},
    plot::series::Trace,
};

/// The version of the file's form.
const VERSION: u64 = 5;
/// The first version whose runs are those of this one.
const WITH_RUN: u64 = 4;
/// Epochs of a run, at most: all that a number of a script can count.
const MAX_EPOCH: u64 = 1 << 53;

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    separable: Option<u64>,
    experiment: Told<'a>,
    weights: Vec<LayerWeights>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<Box<Self>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a> {
    Whole(&'a Experiment),
    WithoutData(WithoutData<'a>),
}

/// What `run` holds.
#[derive(Debug, Serialize, Deserialize)]
struct Run {
    /// The settings that it began with.
    settings: Settings,
    timeline: Vec<Event>,
    /// The moment that was shown.
    at: Moment,
    /// The last moment before it that was kept.
    kept: Kept,
    /// The parameters that were shown, where they are not those of `kept`.
    shown: Option<Vec<f32>>,
    /// Columns of the trace, and its rows by epochs.
    columns: usize,
    rows: Vec<(f64, Vec<f32>)>,
}

impl Run {
    /// The run of a lab until the moment on the screen, which has these parameters; nothing before its
    /// trainer has told of one.
    fn of(lab: &Lab, parameters: &[f32]) -> Option<Self> {
        let branch = lab.history.now();
        let kept = branch.before(lab.moment)?;
        let trace = branch.trace.as_ref();
        let epochs_shown = lab.moment.epochs(lab.samples());
        let rows = trace.into_iter().flat_map(Trace::rows);
        Some(Self {
            settings: branch.recipe.experiment.settings(),
            timeline: branch.recipe.timeline[..branch.events_by(lab.moment)].to_vec(),
            at: lab.moment,
            kept: (**kept).clone(),
            shown: (kept.checkpoint.parameters() != parameters).then(|| parameters.to_vec()),
            columns: trace.map_or(0, Trace::columns),
            rows: rows
                .filter(|(epochs, _)| *epochs <= epochs_shown)
                .map(|(epochs, values)| (epochs, values.to_vec()))
                .collect(),
        })
    }

    fn trace(&self) -> Option<Trace> {
        if self.columns == 0 {
            return None;
        }
        let mut trace = Trace::new(self.columns, TRACED);
        for (epochs, values) in &self.rows {
            trace.push(*epochs, values);
        }
        Some(trace)
    }

    /// Whether it can be a run of this experiment on these data. Nothing is trained to find out.
    fn fits(&self, experiment: &Experiment, data: &Data) -> bool {
        let parameters = experiment.network().parameters().len();
        self.settings == experiment.settings()
            && self.has_moments(data.train.len())
            && self
                .timeline
                .iter()
                .all(|e| can_happen(&e.change, experiment, parameters))
            && self.kept_fits(experiment, data)
            && self
                .shown
                .iter()
                .all(|shown| can_be_parameters(shown, parameters))
            && self.trace_fits(experiment.layers.len(), data.train.len())
    }

    /// Whether its moments are in order.
    fn has_moments(&self, samples: usize) -> bool {
        let Self {
            timeline, at, kept, ..
        } = self;
        let before = timeline.partition_point(|event| event.at < kept.at);
        let by = timeline.partition_point(|event| event.at <= kept.at);
        timeline.is_sorted_by_key(|event| event.at)
            && timeline.last().is_none_or(|last| last.at <= *at)
            && kept.at <= *at
            && (at.epoch < MAX_EPOCH && at.position <= samples)
            && (before..=by).contains(&kept.events)
    }

    /// Whether the moment that was kept is one of this experiment after what had happened.
    fn kept_fits(&self, experiment: &Experiment, data: &Data) -> bool {
        let Kept {
            at,
            events,
            checkpoint,
        } = &self.kept;
        let recipe = Recipe {
            experiment: experiment.clone(),
            timeline: self.timeline[..*events].to_vec(),
        };
        let plan = Plan::from(experiment);
        let course = Course::restore(&plan, data, recipe.timeline.clone(), (checkpoint, *events));
        course.is_ok_and(|course| course.moment() == *at)
            && checkpoint.settings() == recipe.last().settings()
            && checkpoint.parameters().iter().all(|p| p.is_finite())
    }

    fn trace_fits(&self, layers: usize, samples: usize) -> bool {
        let possible = 0.0..=self.at.epochs(samples);
        let columns = if self.rows.is_empty() && self.columns == 0 {
            0
        } else {
            Track::Gradient(layers).column()
        };
        self.columns == columns
            && self.rows.is_sorted_by(|(a, _), (b, _)| a < b)
            && self
                .rows
                .iter()
                .all(|(epochs, _)| possible.contains(epochs))
            && self.rows.iter().all(|(_, values)| values.len() == columns)
    }
}

/// Whether a change can come to a run of this experiment, whose network has so many parameters.
fn can_happen(change: &Change, experiment: &Experiment, parameters: usize) -> bool {
    match change {
        Change::Adjust(settings) => {
            let adjusted = experiment.with_live(settings);
            adjusted.settings() == *settings && adjusted.validate().is_ok()
        }
        Change::GoOn => true,
        Change::SetParameters(given) => can_be_parameters(given, parameters),
    }
}

fn can_be_parameters(given: &[f32], parameters: usize) -> bool {
    given.len() == parameters && given.iter().all(|p| p.is_finite())
}

/// The text of the file for the run of a lab, and of one that is beside it; each with its network at the moment
/// on the screen.
///
/// # Errors
/// None that is known: every part can be written as JSON.
pub fn write(
    (lab, network): (&Lab, &Network),
    beside: Option<(&Lab, &Network)>,
) -> serde_json::Result<String> {
    let beside = beside.map(|(other, network)| {
        let e = &other.recipe().experiment;
        let told = match e.data == lab.recipe().experiment.data {
            true => Told::WithoutData(WithoutData(e)),
            false => Told::Whole(e),
        };
        Box::new(written((other, network), told))
    });
    let told = Told::Whole(&lab.recipe().experiment);
    serde_json::to_string(&Written {
        separable: Some(VERSION),
        beside,
        ..written((lab, network), told)
    })
}

fn written<'a>((lab, network): (&Lab, &Network), experiment: Told<'a>) -> Written<'a> {
    let run = Run::of(lab, network.parameters()).and_then(|run| postcard::to_allocvec(&run).ok());
    Written {
        separable: None,
        experiment,
        weights: layers(network, network.parameters()),
        run: run.map(|bytes| STANDARD.encode(bytes)),
        beside: None,
    }
}

/// What a saved file holds, before its table has been read.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    experiment: Value,
    weights: Option<Value>,
    run: Option<Value>,
    beside: Option<Value>,
}

/// What a file holds of a run.
const PARTS: [&str; 3] = ["experiment", "weights", "run"];

impl Saved {
    /// Takes the file apart.
    ///
    /// # Errors
    /// Says that it is no saved experiment, or names what is not a part of one.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let broken =
            |e: serde_json::Error| FieldError::new("file", Wrong::NotJson(e.line(), e.column()));
        let value: Value = serde_json::from_str(text).map_err(broken)?;
        let fields = json::object("file", &value)?;
        let version = fields.get("separable").map(Value::as_u64);
        match version {
            Some(Some(version)) if (1..=VERSION).contains(&version) => {}
            Some(Some(version)) if version > VERSION => {
                return Err(FieldError::new("separable", Wrong::SavedLater));
            }
            _ => return Err(FieldError::new("file", Wrong::NotSaved)),
        }
        let known = |key: &&String| {
            let key = key.as_str();
            ["separable", "beside"].contains(&key) || PARTS.contains(&key)
        };
        if let Some(key) = fields.keys().find(|key| !known(key)) {
            return Err(json::unknown(key));
        }
        let has_run = version >= Some(Some(WITH_RUN));
        Self::of(fields, has_run)
    }

    fn of(fields: &Map<String, Value>, has_run: bool) -> Result<Self, FieldError> {
        let experiment = fields.get("experiment").cloned();
        let given = |key| fields.get(key).filter(|value| !value.is_null()).cloned();
        Ok(Self {
            experiment: experiment.ok_or_else(|| FieldError::new("experiment", Wrong::Missing))?,
            weights: given("weights"),
            run: given("run").filter(|_| has_run),
            beside: given("beside"),
        })
    }

    /// Takes out the run that is beside it, where there is one. Asked for once the sheet of a person's own
    /// table has been put in place, which it may share.
    ///
    /// # Errors
    /// Names what is not a part of one.
    pub fn take_beside(&mut self) -> Result<Option<Self>, FieldError> {
        let Some(value) = self.beside.take() else {
            return Ok(None);
        };
        let fields = json::object("beside", &value)?;
        if let Some(key) = fields.keys().find(|key| !PARTS.contains(&key.as_str())) {
            return Err(json::unknown(key).within("beside"));
        }
        let mut beside = Self::of(fields, true).map_err(|e| e.within("beside"))?;
        if let (Some(own), Some(data)) = (
            beside.experiment.as_object_mut(),
            self.experiment.get("data"),
        ) {
            own.entry("data").or_insert_with(|| data.clone());
        }
        Ok(Some(beside))
    }

    /// The dataset whose file has to be there before the experiment can be read.
    #[must_use]
    pub fn wants(&self) -> Option<Dataset> {
        json::wants(&self.experiment)
    }

    /// Takes the CSV text of a person's own table out, to be read apart.
    pub fn take_csv(&mut self) -> Option<String> {
        let csv = self.experiment.get_mut("data")?.get_mut("file")?;
        let csv = csv.as_object_mut()?.remove("csv")?;
        csv.as_str().map(String::from)
    }

    /// Puts the sheet in place of the text that was taken out.
    ///
    /// # Errors
    /// Names what is wrong in how the table is to be read.
    pub fn put_sheet(&mut self, sheet: Sheet) -> Result<File, FieldError> {
        let data = self.experiment.get_mut("data");
        let file = data
            .and_then(Value::as_object_mut)
            .and_then(|data| data.remove("file"));
        json::read_as(&file.unwrap_or_default(), sheet)
    }

    /// The run, complete.
    ///
    /// # Errors
    /// Names the first field that is unknown, not allowed or, of weights and run, does not fit.
    pub fn read(&self, files: &Files<'_>) -> Result<Opened, FieldError> {
        let experiment = Experiment::default().merged(&self.experiment, files)?;
        let weights = self.weights.as_ref();
        let weights = weights
            .map(|w| flatten(&experiment.network(), w))
            .transpose()?;
        match &self.run {
            Some(run) => continued(experiment, weights, run),
            None => Ok(Opened::begun_at(experiment, weights)),
        }
    }
}

impl Opened {
    /// A run that begins at these weights, or at its own.
    #[must_use]
    pub fn begun_at(experiment: Experiment, weights: Option<Vec<f32>>) -> Self {
        let given = weights.map(|weights| Event {
            at: Moment::START,
            change: Change::SetParameters(weights),
        });
        Self {
            recipe: Recipe {
                experiment,
                timeline: given.into_iter().collect(),
            },
            ..Self::default()
        }
    }
}

/// A run that goes on where it was saved.
fn continued(
    experiment: Experiment,
    weights: Option<Vec<f32>>,
    run: &Value,
) -> Result<Opened, FieldError> {
    let unreadable = || FieldError::new("run", Wrong::RunUnreadable);
    let bytes = STANDARD.decode(json::text("run", run)?);
    let bytes = bytes.map_err(|_| unreadable())?;
    let run: Run = postcard::from_bytes(&bytes).map_err(|_| unreadable())?;
    let data = Data::from(&Prepared::new(&experiment));
    if !run.fits(&experiment, &data) {
        return Err(unreadable());
    }
    let trace = run.trace();
    let recipe = Recipe {
        experiment,
        timeline: run.timeline,
    };
    let saved = run
        .shown
        .unwrap_or_else(|| run.kept.checkpoint.parameters().to_vec());
    let mut branch = Branch::restored(recipe, trace, run.kept);
    branch.happened = branch.recipe.timeline.len();
    branch.tip = run.at;
    // Whoever has changed the weights in the file means those.
    if let Some(weights) = weights.filter(|weights| *weights != saved) {
        branch.recipe.timeline.push(Event {
            at: branch.tip,
            change: Change::SetParameters(weights),
        });
    }
    Ok(Opened {
        recipe: branch.recipe.clone(),
        branch: Some(branch),
        problems: Vec::new(),
        ..Opened::default()
    })
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, OnceLock};

    use proptest::prelude::*;

    use super::*;
    use crate::{
        data::{
            DataSpec, Drawn, Loaded, Point,
            sheet::{Missing, Reading, Role, read_csv, read_plain},
        },
        engine::Report,
        nn::{Fixed, LearningRule, Loss, Named, Optimizer, Place, Stride},
        run::{Drive, News, Row},
    };

    fn open(text: &str) -> Result<Opened, FieldError> {
        Saved::parse(text)?.read(&|_| None)
    }

    /// The file of a run before its trainer has told of it.
    fn saved(experiment: &Experiment, network: &Network) -> String {
        let recipe = Recipe::from(experiment.clone());
        let lab = Lab::new(Opened {
            recipe,
            ..Opened::default()
        });
        write((&lab, network), None).unwrap()
    }

    fn own() -> Experiment {
        let csv = "a,b,\"c \"\"d\"\"\"\n1,x,0\n2,,1\n,y,1\n4,x,0\n5,y,1\n6,x,0\n";
        let sheet = Arc::new(read_csv(csv.as_bytes()).unwrap());
        let reading = Reading {
            roles: vec![Role::Input, Role::Ignore, Role::Target],
            task: None,
            missing: Missing::Mean,
        };
        let mut experiment = Experiment::default().with_data(DataSpec {
            dataset: Dataset::Own,
            file: Loaded::new("t.csv", sheet, reading).unwrap().into(),
            ..DataSpec::default()
        });
        experiment.seed = 77;
        experiment
    }

    #[test]
    fn an_own_table_and_its_weights_read_back() {
        let experiment = own();
        let mut network = experiment.network();
        network.parameters_mut()[0] = 0.123_456_79;
        let text = saved(&experiment, &network);
        let read = open(&text).unwrap().recipe;
        assert_eq!(read.experiment, experiment);
        let change = Change::SetParameters(network.parameters().to_vec());
        let at = Moment::START;
        assert_eq!(read.timeline, [Event { at, change }]);
    }

    /// What ran before trainers were what they are begins at the weights it had come to.
    #[test]
    fn a_run_of_the_version_before_begins_at_its_weights() {
        let experiment = Experiment::default();
        let mut file: Value =
            serde_json::from_str(&saved(&experiment, &experiment.network())).unwrap();
        file["run"] = "AAAA".into();
        for version in 2..WITH_RUN {
            file["separable"] = version.into();
            let read = open(&file.to_string()).unwrap();
            assert!(read.branch.is_none());
            assert!(read.recipe.has_parameters());
        }
        file["separable"] = VERSION.into();
        assert!(open(&file.to_string()).is_err());
    }

    /// The text of two runs side by side, and both as they are read.
    fn pair(left: &Experiment, right: &Experiment) -> (Value, [Opened; 2]) {
        let lab = |e: &Experiment| {
            Lab::new(Opened {
                recipe: e.clone().into(),
                ..Opened::default()
            })
        };
        let (labs, networks) = (
            [left, right].map(lab),
            [left, right].map(Experiment::network),
        );
        let beside = Some((&labs[1], &networks[1]));
        let text = write((&labs[0], &networks[0]), beside).unwrap();
        let mut saved = Saved::parse(&text).unwrap();
        let own = saved.take_csv().map(|csv| {
            let sheet = read_plain(csv.as_bytes()).unwrap();
            saved.put_sheet(sheet).unwrap()
        });
        let read = |saved: &Saved| saved.read(&|_| own.clone()).unwrap();
        let beside = saved.take_beside().unwrap().unwrap();
        let value = serde_json::from_str(&text).unwrap();
        (value, [read(&saved), read(&beside)])
    }

    #[test]
    fn two_runs_side_by_side_read_back_and_share_their_data() {
        for left in [Experiment::default(), own()] {
            let mut right = left.clone();
            right.learning_rate = 0.5;
            right.layers.remove(0);
            let (value, read) = pair(&left, &right);
            assert_eq!(read.map(|opened| opened.recipe.experiment), [left, right]);
            assert!(value["experiment"]["data"].is_object());
            assert!(value["beside"]["experiment"].get("data").is_none());
            assert!(value["beside"].get("separable").is_none());
        }
    }

    #[test]
    fn runs_of_other_data_side_by_side_hold_them_each() {
        let right = Experiment::preset(DataSpec {
            dataset: Dataset::Moons,
            ..DataSpec::default()
        });
        let (value, read) = pair(&Experiment::default(), &right);
        assert_eq!(value["beside"]["experiment"]["data"]["dataset"], "moons");
        assert_eq!(read[1].recipe.experiment, right);
    }

    #[test]
    fn what_is_wrong_beside_a_run_is_named_there() {
        for (beside, message) in [
            ("[]", "beside: must be an object of fields"),
            ("{}", "beside.experiment: is missing"),
            (
                "{\"experiment\": {}, \"beside\": {}}",
                "beside.beside: is not a field here",
            ),
            (
                "{\"experiment\": {}, \"separable\": 5}",
                "beside.separable: is not a field here",
            ),
        ] {
            let text = format!("{{\"separable\": 5, \"experiment\": {{}}, \"beside\": {beside}}}");
            let wrong = Saved::parse(&text).unwrap().take_beside().unwrap_err();
            assert_eq!(wrong.to_string(), message);
        }
    }

    #[test]
    fn a_table_read_apart_is_the_same() {
        let experiment = own();
        let text = saved(&experiment, &experiment.network());
        let mut saved = Saved::parse(&text).unwrap();
        let csv = saved.take_csv().unwrap();
        let file = saved
            .put_sheet(read_plain(csv.as_bytes()).unwrap())
            .unwrap();
        assert_eq!(saved.wants(), Some(Dataset::Own));
        let read = saved.read(&|_| Some(file.clone())).unwrap();
        assert_eq!(read.recipe.experiment, experiment);
    }

    #[test]
    fn drawn_points_read_back() {
        let mut drawn = Drawn::default();
        for class in [0, 1, 2] {
            drawn
                .add(Point {
                    x: [1.5, f32::from(class)],
                    class,
                })
                .unwrap();
        }
        let experiment = Experiment::default().with_data(DataSpec {
            dataset: Dataset::Drawn,
            drawn,
            ..DataSpec::default()
        });
        let text = saved(&experiment, &experiment.network());
        assert_eq!(open(&text).unwrap().recipe.experiment, experiment);
    }

    #[test]
    fn what_is_no_saved_file_is_said() {
        for (text, message) in [
            ("", "file: is not JSON: line 1, column 0"),
            ("{\"separable\": 1", "file: is not JSON: line 1, column 15"),
            ("[]", "file: must be an object of fields"),
            ("{}", "file: is not an experiment that this page saved"),
            (
                "{\"separable\": \"1\"}",
                "file: is not an experiment that this page saved",
            ),
            (
                "{\"separable\": 6}",
                "separable: is of a later version of this page; reload the page",
            ),
            ("{\"separable\": 1}", "experiment: is missing"),
            ("{\"separable\": 1, \"x\": 0}", "x: is not a field here"),
            (
                "{\"separable\": 1, \"experiment\": {\"seed\": -1}}",
                "seed: “-1” is not a whole number from 0 to 4294967295",
            ),
            (
                "{\"separable\": 4, \"experiment\": {}, \"run\": \"AAAA\"}",
                "run: cannot be read: it is damaged, or belongs to another experiment than this",
            ),
            (
                "{\"separable\": 1, \"experiment\": {}, \"weights\": [1]}",
                "weights: must have 3 layers, not 1",
            ),
        ] {
            assert_eq!(open(text).unwrap_err().to_string(), message, "{text}");
        }
    }

    /// A run of three changes that was trained for nine epochs, with its curves.
    fn trained() -> (Lab, Network) {
        static TRAINED: OnceLock<(Lab, Network)> = OnceLock::new();
        TRAINED.get_or_init(train).clone()
    }

    fn train() -> (Lab, Network) {
        let experiment = Experiment {
            optimizer: Optimizer::from_name("adam").unwrap(),
            patience: Some(50),
            ..Experiment::default()
        };
        let data = Data::from(&Prepared::new(&experiment));
        let mut course = Course::new(&Plan::from(&experiment), &data, Vec::new());
        let mut lab = Lab::new(Opened {
            recipe: experiment.clone().into(),
            ..Opened::default()
        });
        lab.begin();
        for epoch in 1..=9 {
            course.advance(Stride::Epoch, 1, &mut || true);
            match epoch {
                3 => course.set_parameters(vec![0.25; experiment.network().parameters().len()]),
                5 | 7 => {
                    let other = Experiment {
                        learning_rate: 0.01 * epoch as f32,
                        ..experiment.clone()
                    };
                    course.adjust(other.settings());
                }
                _ => {}
            }
            let told = lab.history.now().happened;
            let report = Report {
                samples: data.train.len(),
                progress: course.progress(),
                happened: course.happened()[told..].to_vec(),
                kept: vec![Kept::of(&course)],
                ..Report::default()
            };
            lab.update(News::Report(Box::new(report)), 0.0);
            lab.update(
                News::Measured(Row {
                    epochs: epoch as f64,
                    train: None,
                    test: None,
                    gradients: vec![1.0; 3],
                }),
                0.0,
            );
        }
        (lab, course.network().clone())
    }

    /// What a file is when its run is another one.
    fn with_run(change: impl FnOnce(&mut Run)) -> Result<Opened, FieldError> {
        let (lab, network) = trained();
        let mut run = Run::of(&lab, network.parameters()).unwrap();
        change(&mut run);
        let mut file: Value =
            serde_json::from_str(&write((&lab, &network), None).unwrap()).unwrap();
        file["run"] = STANDARD.encode(postcard::to_allocvec(&run).unwrap()).into();
        open(&file.to_string())
    }

    #[track_caller]
    fn refused(result: &Result<Opened, FieldError>) {
        let unreadable = FieldError::new("run", Wrong::RunUnreadable);
        assert_eq!(result.as_ref().map(|_| ()), Err(&unreadable));
    }

    #[test]
    fn a_run_comes_back_with_its_changes_and_curves() {
        let (lab, _) = trained();
        let branch = with_run(|_| ()).unwrap().branch.unwrap();
        let now = lab.history.now();
        assert_eq!((&branch.recipe, branch.happened), (&now.recipe, 3));
        assert_eq!(branch.tip, now.tip);
        assert_eq!(branch.trace.unwrap().rows().count(), 9);
    }

    #[test]
    fn a_moment_of_the_past_comes_back_without_what_came_after() {
        let (mut lab, network) = trained();
        let at = Moment {
            epoch: 6,
            position: 20,
        };
        lab.update(Drive::Seek(at), 0.0);
        let opened = open(&write((&lab, &network), None).unwrap()).unwrap();
        let branch = opened.branch.unwrap();
        assert_eq!((branch.tip, branch.recipe.timeline.len()), (at, 2));
        assert_eq!(branch.kept()[0].at.epoch, 6);
        assert_eq!(branch.trace.unwrap().rows().count(), 6);
    }

    /// The pictures may be those of another moment while the run is on its way to this one.
    #[test]
    fn weights_are_those_of_the_file_only_where_they_were_changed_in_it() {
        let (mut lab, mut network) = trained();
        lab.update(
            Drive::Seek(Moment {
                epoch: 6,
                position: 20,
            }),
            0.0,
        );
        network.parameters_mut()[0] = 7.0;
        let text = write((&lab, &network), None).unwrap();
        assert_eq!(open(&text).unwrap().recipe.timeline.len(), 2);
        let mut file: Value = serde_json::from_str(&text).unwrap();
        file["weights"][0]["bias"][0] = 0.5.into();
        let recipe = open(&file.to_string()).unwrap().recipe;
        let Change::SetParameters(weights) = &recipe.timeline[2].change else {
            panic!("{recipe:?}");
        };
        assert_eq!((weights[0], weights.contains(&0.5)), (7.0, true));
    }

    /// Reading goes nowhere, however far the moment is that was shown.
    #[test]
    fn nothing_is_trained_to_read_a_file() {
        let opened = with_run(|run| run.at.epoch = 1 << 50).unwrap();
        assert_eq!(opened.branch.unwrap().tip.epoch, 1 << 50);
    }

    #[test]
    fn moments_that_cannot_be_are_refused() {
        refused(&with_run(|run| run.at.epoch = u64::MAX));
        refused(&with_run(|run| run.at.position = usize::MAX));
        refused(&with_run(|run| run.at = Moment::START));
        refused(&with_run(|run| run.kept.at.epoch = u64::MAX));
        refused(&with_run(|run| run.kept.at.epoch -= 1));
        refused(&with_run(|run| run.kept.at.position += 1));
        refused(&with_run(|run| run.timeline[2].at.epoch = u64::MAX));
    }

    #[test]
    fn events_that_cannot_be_are_refused() {
        refused(&with_run(|run| run.timeline.swap(0, 2)));
        refused(&with_run(|run| run.timeline.reverse()));
        refused(&with_run(|run| run.timeline.extend_from_within(..)));
        refused(&with_run(|run| run.timeline.extend_from_within(2..)));
        refused(&with_run(|run| run.timeline.clear()));
        refused(&with_run(|run| drop(run.timeline.remove(2))));
        for events in [0, 2, 4, usize::MAX] {
            refused(&with_run(|run| run.kept.events = events));
        }
        let change = |change| with_run(|run| run.timeline[1].change = change);
        refused(&change(Change::SetParameters(vec![0.0; 3])));
        refused(&change(Change::SetParameters(vec![f32::NAN; 31])));
        assert!(change(Change::SetParameters(vec![0.0; 31])).is_ok());
        assert!(change(Change::GoOn).is_ok());
    }

    #[test]
    fn settings_that_cannot_be_are_refused() {
        let adjust = |set: &dyn Fn(&mut Settings)| {
            with_run(|run| {
                let Change::Adjust(settings) = &mut run.timeline[1].change else {
                    panic!("{run:?}");
                };
                set(settings);
            })
        };
        assert!(adjust(&|s| s.learning_rate = 0.5).is_ok());
        refused(&adjust(&|s| s.learning_rate = f32::NAN));
        refused(&adjust(&|s| s.learning_rate = -1.0));
        refused(&adjust(&|s| s.batch_size = 0));
        refused(&adjust(&|s| s.batch_size = usize::MAX));
        refused(&adjust(&|s| s.dropout = 1.0));
        refused(&adjust(&|s| s.patience = Some(0)));
        refused(&adjust(&|s| s.frozen = u32::MAX));
        let absent = Place {
            layer: 9,
            unit: 0,
            source: None,
        };
        refused(&adjust(&|s| s.fixed = Fixed::new([absent]).unwrap()));
        refused(&adjust(&|s| s.seed = 7));
        refused(&adjust(&|s| s.loss = Loss::Hinge));
        refused(&adjust(&|s| s.rule = LearningRule::Perceptron));
    }

    #[test]
    fn curves_that_cannot_be_are_refused() {
        refused(&with_run(|run| run.columns = usize::MAX));
        refused(&with_run(|run| run.columns = 0));
        refused(&with_run(|run| run.columns = 6));
        refused(&with_run(|run| run.rows[3].0 = f64::NAN));
        refused(&with_run(|run| run.rows[8].0 = f64::INFINITY));
        refused(&with_run(|run| run.rows[0].0 = -1.0));
        refused(&with_run(|run| run.rows.swap(3, 4)));
        refused(&with_run(|run| run.rows.extend_from_within(..)));
        refused(&with_run(|run| run.rows[2].1.clear()));
        assert!(with_run(|run| run.rows.clear()).is_ok());
    }

    #[test]
    fn weights_that_cannot_be_are_refused() {
        refused(&with_run(|run| run.shown = Some(vec![0.0; 3])));
        refused(&with_run(|run| run.shown = Some(vec![f32::INFINITY; 31])));
    }

    /// A run belongs to its experiment: none of its settings can be changed beside it.
    #[test]
    fn a_run_of_another_experiment_is_refused() {
        let (lab, network) = trained();
        let file: Value = serde_json::from_str(&write((&lab, &network), None).unwrap()).unwrap();
        for (field, value) in [
            ("seed", Value::from(7)),
            ("loss", "hinge".into()),
            ("l2", 0.5.into()),
            ("features", Value::from(vec!["x1", "x2", "x1x2"])),
            ("data", serde_json::json!({"dataset": "xor_table"})),
            ("data", serde_json::json!({"points": 300})),
        ] {
            let mut file = file.clone();
            file["experiment"][field] = value;
            // Other data or inputs have other weights as well, which are named first.
            let error = open(&file.to_string()).unwrap_err();
            assert!(
                error.field == "run" || error.field.starts_with("weights"),
                "{error}"
            );
            assert!(matches!(field, "features" | "data") || error.field == "run");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            let _ = open(&text);
        }

        #[test]
        fn a_cut_file_is_refused(share in 0.0..1.0f64) {
            let experiment = own();
            let text = saved(&experiment, &experiment.network());
            let cut = (text.len() as f64 * share) as usize;
            prop_assume!(text.is_char_boundary(cut));
            prop_assert!(open(&text[..cut]).is_err());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_run_of_any_bytes_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            let run = STANDARD.encode(bytes);
            let text = format!("{{\"separable\": {VERSION}, \"experiment\": {{}}, \"run\": \"{run}\"}}");
            refused(&open(&text));
        }

        #[test]
        fn a_run_that_was_cut_is_refused(share in 0.0..1.0f64) {
            let (lab, network) = trained();
            let run = Run::of(&lab, network.parameters()).unwrap();
            let bytes = postcard::to_allocvec(&run).unwrap();
            let run = STANDARD.encode(&bytes[..(bytes.len() as f64 * share) as usize]);
            let experiment = serde_json::to_string(&lab.recipe().experiment).unwrap();
            let text =
                format!("{{\"separable\": {VERSION}, \"experiment\": {experiment}, \"run\": \"{run}\"}}");
            refused(&open(&text));
        }

        /// Where a damaged run is read at all, it can be gone on with.
        #[test]
        fn a_run_with_other_bytes_is_refused_or_can_go_on(
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let (lab, network) = trained();
            let run = Run::of(&lab, network.parameters()).unwrap();
            let mut bytes = postcard::to_allocvec(&run).unwrap();
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let mut file: Value = serde_json::from_str(&write((&lab, &network), None).unwrap()).unwrap();
            file["run"] = STANDARD.encode(&bytes).into();
            let Ok(opened) = open(&file.to_string()) else {
                return Ok(());
            };
            let branch = opened.branch.unwrap();
            let experiment = branch.experiment(branch.tip);
            prop_assert_eq!(experiment.validate(), Ok(()));
            let data = Data::from(&Prepared::new(&experiment));
            let kept = branch.before(branch.tip).unwrap();
            let from = (&kept.checkpoint, kept.events);
            let plan = Plan::from(&branch.recipe.experiment);
            let timeline = branch.recipe.timeline.clone();
            let mut course = Course::restore(&plan, &data, timeline, from).unwrap();
            course.advance(Stride::Epoch, 2, &mut || true);
        }
    }
}
