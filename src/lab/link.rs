//! The experiment as a readable link: `#data=circles&net=2-4t-1s&lr=0.1&seed=7`.
//!
//! A link holds what differs from the preset of its dataset. One table (`FIELDS`) serves both ways,
//! so a new field of the experiment is one new row.

use super::{
    experiment::{Experiment, FieldError},
    json::Files,
    own,
    parse::{named, number},
    parts::Part,
};
use crate::{
    data::{Coding, DataSpec, Dataset, Drawn, Feature, Features, File},
    nn::{Activation, Initializer, LayerSpec, LearningRule, Loss, Named, Optimizer, Schedule},
};

struct Field {
    key: &'static str,
    write: fn(&Experiment) -> String,
    read: fn(&mut Experiment, &str) -> Result<(), String>,
}

/// Fields in the order in which a link has them.
const FIELDS: [Field; 22] = [
    Field {
        key: "coding",
        write: |e| e.data.coding.name().into(),
        read: |e, text| named(text, Coding::ALL, Coding::name).map(|c| e.data.coding = c),
    },
    Field {
        key: "points",
        write: |e| e.data.points.to_string(),
        read: |e, text| number(text, &DataSpec::POINTS).map(|n| e.data.points = n),
    },
    Field {
        key: "noise",
        write: |e| e.data.noise.to_string(),
        read: |e, text| number(text, &DataSpec::NOISE).map(|n| e.data.noise = n),
    },
    Field {
        key: "train",
        write: |e| e.data.train_share.to_string(),
        read: |e, text| number(text, &DataSpec::TRAIN_SHARE).map(|n| e.data.train_share = n),
    },
    Field {
        key: "draw",
        write: |e| e.data.draw.to_string(),
        read: |e, text| number(text, &(0..=u32::MAX)).map(|n| e.data.draw = n),
    },
    Field {
        key: "inputs",
        write: |e| {
            e.features
                .iter()
                .map(Feature::name)
                .collect::<Vec<_>>()
                .join(",")
        },
        read: |e, text| features(text, &e.data).map(|f| e.features = f),
    },
    Field {
        key: "standardize",
        write: |e| e.standardize.to_string(),
        read: |e, text| yes_or_no(text).map(|on| e.standardize = on),
    },
    Field {
        key: "net",
        write: write_layers,
        read: |e, text| read_layers(text).map(|layers| e.layers = layers),
    },
    Field {
        key: "frozen",
        write: write_frozen,
        read: read_frozen,
    },
    Field {
        key: "init",
        write: |e| e.initializer.name().into(),
        read: |e, text| {
            named(text, &Initializer::ALL, Initializer::name).map(|i| e.initializer = i)
        },
    },
    Field {
        key: "rule",
        write: |e| e.rule.name().into(),
        read: |e, text| named(text, &LearningRule::ALL, LearningRule::name).map(|r| e.rule = r),
    },
    Field {
        key: "loss",
        write: |e| e.loss.write(),
        read: |e, text| Loss::read(text).map(|l| e.loss = l),
    },
    Field {
        key: "optimizer",
        write: |e| match e.optimizer {
            // Plain SGD's only number has a key of its own.
            Optimizer::Sgd {
                nesterov: false, ..
            } => "sgd".into(),
            other => other.write(),
        },
        read: |e, text| Optimizer::read(text).map(|o| e.optimizer = o),
    },
    Field {
        key: "momentum",
        write: |e| match e.optimizer {
            Optimizer::Sgd {
                momentum,
                nesterov: false,
            } => momentum.to_string(),
            _ => "0".into(),
        },
        read: |e, text| match e.optimizer {
            Optimizer::Sgd { .. } => e.optimizer.set("momentum", text),
            // Nothing is said of it where the optimizer has none.
            _ => number::<f32>(text, &(0.0..=1.0)).map(drop),
        },
    },
    Field {
        key: "lr",
        write: |e| e.learning_rate.to_string(),
        read: |e, text| number(text, &Experiment::LEARNING_RATE).map(|n| e.learning_rate = n),
    },
    Field {
        key: "schedule",
        write: |e| e.schedule.write(),
        read: |e, text| Schedule::read(text).map(|s| e.schedule = s),
    },
    Field {
        key: "l1",
        write: |e| e.l1.to_string(),
        read: |e, text| number(text, &Experiment::PENALTY).map(|n| e.l1 = n),
    },
    Field {
        key: "l2",
        write: |e| e.l2.to_string(),
        read: |e, text| number(text, &Experiment::PENALTY).map(|n| e.l2 = n),
    },
    Field {
        key: "dropout",
        write: |e| e.dropout.to_string(),
        read: |e, text| number(text, &Experiment::DROPOUT).map(|n| e.dropout = n),
    },
    Field {
        key: "patience",
        write: |e| e.patience.map_or_else(|| NONE.into(), |n| n.to_string()),
        read: |e, text| {
            e.patience = match text {
                NONE => None,
                text => Some(number(text, &Experiment::PATIENCE)?),
            };
            Ok(())
        },
    },
    Field {
        key: "batch",
        write: |e| e.batch_size.to_string(),
        read: |e, text| number(text, &Experiment::BATCH_SIZE).map(|n| e.batch_size = n),
    },
    Field {
        key: "seed",
        write: |e| e.seed.to_string(),
        read: |e, text| number(text, &(0..=u32::MAX)).map(|n| e.seed = n),
    },
];

/// No early stopping.
const NONE: &str = "none";

/// The keys that say which samples, before all others.
const DATA_KEYS: [&str; 6] = ["data", "drawn", "csv", "roles", "missing", "task"];

/// The fragment (without `#`) that restores an experiment; empty for the default. A person's own
/// table is in it when it is small enough.
#[must_use]
pub fn write(experiment: &Experiment) -> String {
    let preset = Experiment::preset(DataSpec {
        dataset: experiment.data.dataset,
        drawn: experiment.data.drawn.clone(),
        file: experiment.data.file.clone(),
        ..DataSpec::default()
    });
    let differs = |field: &&Field| (field.write)(experiment) != (field.write)(&preset);
    let mut pairs = write_data(&experiment.data);
    pairs.extend(FIELDS.iter().filter(differs).map(|f| pair(f, experiment)));
    pairs.join("&")
}

/// Everything but the samples, for the worker, which is given those.
#[must_use]
pub fn write_run(experiment: &Experiment) -> String {
    let pairs: Vec<_> = FIELDS.iter().map(|f| pair(f, experiment)).collect();
    pairs.join("&")
}

/// The experiment that [`write_run`] wrote, with the default's samples.
#[must_use]
pub fn read_run(text: &str) -> Experiment {
    let mut experiment = Experiment::default();
    for (key, text) in form_urlencoded::parse(text.as_bytes()) {
        if let Some(field) = FIELDS.iter().find(|field| field.key == key) {
            // The other end is the same program: what it wrote can be read.
            let _ = (field.read)(&mut experiment, &text);
        }
    }
    experiment
}

fn pair(field: &Field, experiment: &Experiment) -> String {
    format!("{}={}", field.key, (field.write)(experiment))
}

fn write_data(data: &DataSpec) -> Vec<String> {
    let mut pairs = Vec::new();
    if data.dataset != DataSpec::default().dataset {
        pairs.push(format!("data={}", data.dataset.name()));
    }
    if data.dataset == Dataset::Drawn {
        pairs.push(format!("drawn={}", data.drawn.encode()));
    }
    if let (Dataset::Own, Some(loaded)) = (data.dataset, data.file.loaded()) {
        pairs.extend(own::write(loaded));
    }
    pairs
}

/// The dataset whose file has to be read before a fragment can be.
#[must_use]
pub fn wants(fragment: &str) -> Option<Dataset> {
    let pairs = pairs(fragment);
    let text = &pairs.iter().find(|(key, _)| key == "data")?.1;
    let dataset = Dataset::from_name(text)?;
    let inside = pairs.iter().any(|(key, _)| key == "csv");
    (dataset.is_shipped() || (dataset == Dataset::Own && !inside)).then_some(dataset)
}

fn pairs(fragment: &str) -> Vec<(String, String)> {
    let fragment = fragment.trim_start_matches('#');
    let pairs = form_urlencoded::parse(fragment.as_bytes());
    pairs
        .map(|(k, t)| (k.into_owned(), t.into_owned()))
        .collect()
}

/// The experiment that a fragment (with or without `#`) restores, and what was wrong in it: a bad
/// field is as in the preset of the dataset, the others hold. `files` gives the tables that are
/// read from files.
#[must_use]
pub fn read(fragment: &str, files: &Files<'_>) -> (Experiment, Vec<FieldError>) {
    let pairs = pairs(fragment);
    let mut problems = Vec::new();
    let mut experiment = Experiment::preset(read_data(&pairs, files, &mut problems));
    let known = |key: &str| DATA_KEYS.contains(&key) || FIELDS.iter().any(|f| f.key == key);
    for (key, _) in pairs.iter().filter(|(key, _)| !known(key)) {
        let message = format!("is not a setting; there are {}", keys());
        problems.push(FieldError::new(key, message));
    }
    // In the order of the fields, whatever the order in the link: some stand on others.
    for field in &FIELDS {
        for (_, text) in pairs.iter().filter(|(key, _)| key == field.key) {
            if let Err(message) = (field.read)(&mut experiment, text) {
                problems.push(FieldError::new(field.key, message));
            }
        }
    }
    settle(&mut experiment, &pairs, &mut problems);
    (experiment, problems)
}

/// Which samples a fragment asks for; the default's where it cannot have them.
fn read_data(
    pairs: &[(String, String)],
    files: &Files<'_>,
    problems: &mut Vec<FieldError>,
) -> DataSpec {
    let text = |key| {
        pairs
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, t)| t.as_str())
    };
    let mut data = DataSpec::default();
    let Some(name) = text("data") else {
        return data;
    };
    let result = named(name, Dataset::ALL, Dataset::name)
        .map_err(|message| FieldError::new("data", message))
        .and_then(|dataset| {
            match dataset {
                Dataset::Drawn => data.drawn = drawn(text("drawn").unwrap_or_default())?,
                Dataset::Own if text("csv").is_some() => data.file = own::read(&text)?,
                dataset if !dataset.is_generated() => data.file = file(dataset, files)?,
                _ => {}
            }
            data.dataset = dataset;
            Ok(())
        });
    if let Err(problem) = result {
        problems.push(problem);
        return DataSpec::default();
    }
    data
}

fn drawn(text: &str) -> Result<Drawn, FieldError> {
    Drawn::decode(text).map_err(|error| FieldError::new("drawn", error.to_string()))
}

fn file(dataset: Dataset, files: &Files<'_>) -> Result<File, FieldError> {
    files(dataset).ok_or_else(|| {
        let message = match dataset {
            Dataset::Own => {
                "the table is not on this device: open its file, or the saved experiment".into()
            }
            other => format!("the table “{}” could not be read", other.name()),
        };
        FieldError::new("data", message)
    })
}

/// Holds fields against each other; the one that does not fit becomes the preset's.
fn settle(e: &mut Experiment, pairs: &[(String, String)], problems: &mut Vec<FieldError>) {
    let preset = Experiment::preset(e.data.clone());
    let given = net_inputs(pairs);
    if given.is_some_and(|inputs| inputs != e.inputs()) {
        let message = format!("must begin with {}, one for each input", e.inputs());
        problems.push(FieldError::new("net", message));
        e.layers = preset.layers.clone();
    }
    if e.output().units != preset.output().units || !layers_fit(e) {
        let problem = e.validate().err();
        let message = problem.map_or_else(String::new, |p| p.message);
        problems.push(FieldError::new("net", message));
        e.layers = preset.layers.clone();
    }
    if let Err(problem) = e.validate() {
        problems.push(problem);
        (e.rule, e.features) = (preset.rule, preset.features.clone());
    }
}

/// Whether the layers are allowed, whatever the rule.
fn layers_fit(e: &Experiment) -> bool {
    let probe = Experiment {
        rule: LearningRule::Backprop,
        ..e.clone()
    };
    !probe
        .validate()
        .is_err_and(|p| p.field.starts_with("layers"))
}

fn net_inputs(pairs: &[(String, String)]) -> Option<usize> {
    let net = &pairs.iter().find(|(key, _)| key == "net")?.1;
    read_layers(net).ok()?;
    net.split('-').next()?.parse().ok()
}

fn keys() -> String {
    let keys: Vec<_> = DATA_KEYS.into_iter().chain(FIELDS.map(|f| f.key)).collect();
    keys.join(", ")
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    text.parse()
        .map_err(|_| format!("“{text}” is not true or false"))
}

fn features(text: &str, data: &DataSpec) -> Result<Features, String> {
    let known = data.features();
    let list = text
        .split(',')
        .map(|name| named(name, &known, Feature::name))
        .collect::<Result<Vec<_>, _>>()?;
    Features::try_from(list).map_err(|e| e.to_string())
}

/// The layers that do not learn, counted from 1.
fn write_frozen(e: &Experiment) -> String {
    let frozen = (1..).zip(&e.layers).filter(|(_, layer)| !layer.trainable);
    let numbers: Vec<_> = frozen.map(|(l, _)| l.to_string()).collect();
    numbers.join(",")
}

fn read_frozen(e: &mut Experiment, text: &str) -> Result<(), String> {
    let mut trainable = vec![true; e.layers.len()];
    for number_text in text.split(',').filter(|number| !number.is_empty()) {
        let layer = number(number_text, &(1..=e.layers.len()))?;
        trainable[layer - 1] = false;
    }
    for (layer, trainable) in e.layers.iter_mut().zip(trainable) {
        layer.trainable = trainable;
    }
    Ok(())
}

/// The short name of an activation in `net`.
fn code(activation: Activation) -> &'static str {
    match activation {
        Activation::Heaviside => "h",
        Activation::Sign => "sign",
        Activation::Linear => "l",
        Activation::Sigmoid => "s",
        Activation::Tanh => "t",
        Activation::Relu => "r",
        Activation::LeakyRelu => "leaky",
        other => other.name(),
    }
}

/// Inputs, then each layer's units with the code of its activation: `2-4t-1s`.
fn write_layers(experiment: &Experiment) -> String {
    let inputs = experiment.inputs().to_string();
    let layer = |l: &LayerSpec| format!("-{}{}", l.units, code(l.activation));
    inputs + &experiment.layers.iter().map(layer).collect::<String>()
}

fn read_layers(text: &str) -> Result<Vec<LayerSpec>, String> {
    let (inputs, rest) = text.split_once('-').ok_or_else(|| malformed(text))?;
    inputs.parse::<usize>().map_err(|_| malformed(text))?;
    rest.split('-').map(read_layer).collect()
}

fn read_layer(text: &str) -> Result<LayerSpec, String> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .ok_or_else(|| malformed(text))?;
    let (units, name) = text.split_at(end);
    let activation = Activation::ALL
        .into_iter()
        .find(|&a| code(a) == name || a.name() == name)
        .ok_or_else(|| {
            let known = Activation::ALL.map(|a| a.name()).join(", ");
            format!("“{name}” is not an activation; there are h, l, s, t, r and {known}")
        })?;
    Ok(LayerSpec::new(
        number(units, &Experiment::UNITS)?,
        activation,
    ))
}

fn malformed(text: &str) -> String {
    format!("“{text}” is not of the form 2-4t-1s: inputs, then units and activation of each layer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn names(fragment: &str, field: &str) -> Experiment {
        let (experiment, problems) = read(fragment, &|_| None);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].field, field, "{problems:?}");
        assert_eq!(experiment.validate(), Ok(()));
        experiment
    }

    #[test]
    fn the_default_is_an_empty_link() {
        assert_eq!(write(&Experiment::default()), "");
        assert_eq!(read("", &|_| None), (Experiment::default(), vec![]));
        assert_eq!(read("#", &|_| None), (Experiment::default(), vec![]));
    }

    #[test]
    fn a_link_reads_as_the_design_shows() {
        let (e, problems) = read("#data=circles&net=2-3t-2r-1s&lr=0.5&seed=7", &|_| None);
        assert_eq!(problems, []);
        assert_eq!(
            (e.data.dataset, e.seed, e.learning_rate),
            (Dataset::Circles, 7, 0.5)
        );
        assert_eq!(e.layers[1], LayerSpec::new(2, Activation::Relu));
        assert_eq!(write(&e), "data=circles&net=2-3t-2r-1s&lr=0.5&seed=7");
    }

    #[test]
    fn a_bad_field_is_named_and_the_others_hold() {
        let e = names("#net=2-8t-1s&lr=abc", "lr");
        assert_eq!(e.layers[0].units, 8);
        assert_eq!(e.learning_rate, Experiment::default().learning_rate);
        assert_eq!(names("data=apples&seed=3", "data").seed, 3);
    }

    #[test]
    fn every_kind_of_mistake_has_its_words() {
        for (fragment, field) in [
            ("points=3", "points"),
            ("noise=NaN", "noise"),
            ("lr=-1", "lr"),
            ("lr=inf", "lr"),
            ("batch=2.5", "batch"),
            ("seed=-1", "seed"),
            ("inputs=", "inputs"),
            ("inputs=x1,x1", "inputs"),
            ("net=", "net"),
            ("net=2", "net"),
            ("net=2-4t", "net"),
            ("net=2-4-1s", "net"),
            ("net=2-40t-1s", "net"),
            ("net=3-4t-1s", "net"),
            ("net=2-4softmax-1s", "net"),
            ("net=2-4t-2s", "net"),
            ("frozen=9", "frozen"),
            ("schedule=cosine:epochs=0", "schedule"),
            ("optimizer=adam:beta_1=2", "optimizer"),
            ("patience=0", "patience"),
            ("standardize=yes", "standardize"),
            ("data=iris", "data"),
            ("data=own", "data"),
            ("net=2-99999999999999999999t-1s", "net"),
            ("rule=perceptron", "rule"),
            ("loss=likelihood", "loss"),
            ("colour=red", "colour"),
        ] {
            assert_eq!(names(fragment, field), Experiment::default(), "{fragment}");
        }
    }

    #[test]
    fn a_dataset_brings_its_preset_and_a_link_what_differs() {
        let (e, problems) = read("data=blobs3&lr=0.5", &|_| None);
        assert_eq!(problems, []);
        assert_eq!(e.output(), LayerSpec::new(3, Activation::Softmax));
        assert_eq!(write(&e), "data=blobs3&lr=0.5");
    }

    #[test]
    fn the_worker_is_told_everything_but_the_samples() {
        let (mut e, _) = read("data=sine&optimizer=nadam&frozen=1&patience=9", &|_| None);
        e.layers[0].trainable = false;
        let told = read_run(&write_run(&e));
        let data = told.data.clone();
        assert_eq!(told, Experiment { data, ..e });
    }

    #[test]
    fn escaped_characters_are_read() {
        let (e, problems) = read("inputs=x1%2Cx1x2&net=2-1s", &|_| None);
        assert_eq!(problems, []);
        assert_eq!(e.features.len(), 2);
    }

    #[test]
    fn the_perceptron_rule_travels_with_its_network() {
        let (e, problems) = read("rule=perceptron&net=2-1h", &|_| None);
        assert_eq!((problems, e.rule), (vec![], LearningRule::Perceptron));
    }
}
