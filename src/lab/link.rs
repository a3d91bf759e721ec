//! The experiment as a readable link: `#data=circles&net=2-4t-1s&lr=0.1&seed=7`.
//!
//! A link holds what differs from the default. One table (`FIELDS`) serves both ways, so a new
//! field of the experiment is one new row.

use super::{
    experiment::{Experiment, FieldError},
    parse::{named, number},
};
use crate::{
    data::{Coding, DataSpec, Dataset, Feature, Features},
    nn::{Activation, Initializer, LayerSpec, LearningRule, Loss, Optimizer},
};

struct Field {
    key: &'static str,
    write: fn(&Experiment) -> String,
    read: fn(&mut Experiment, &str) -> Result<(), String>,
}

const FIELDS: [Field; 15] = [
    Field {
        key: "data",
        write: |e| e.data.dataset.name().into(),
        read: |e, text| named(text, &Dataset::ALL, Dataset::name).map(|d| e.data.dataset = d),
    },
    Field {
        key: "coding",
        write: |e| e.data.coding.name().into(),
        read: |e, text| named(text, &Coding::ALL, Coding::name).map(|c| e.data.coding = c),
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
        read: |e, text| features(text).map(|f| e.features = f),
    },
    Field {
        key: "net",
        write: write_layers,
        read: |e, text| read_layers(text).map(|layers| e.layers = layers),
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
        write: |e| e.loss.name().into(),
        read: |e, text| named(text, &BINARY_LOSSES, Loss::name).map(|l| e.loss = l),
    },
    Field {
        key: "momentum",
        write: |e| {
            let Optimizer::Sgd { momentum } = e.optimizer;
            momentum.to_string()
        },
        read: |e, text| {
            number(text, &(0.0..=Experiment::MAX_MOMENTUM))
                .map(|momentum| e.optimizer = Optimizer::Sgd { momentum })
        },
    },
    Field {
        key: "lr",
        write: |e| e.learning_rate.to_string(),
        read: |e, text| number(text, &Experiment::LEARNING_RATE).map(|n| e.learning_rate = n),
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

/// The losses for two classes.
pub const BINARY_LOSSES: [Loss; 5] = [
    Loss::BinaryCrossentropy,
    Loss::MeanSquaredError,
    Loss::MeanAbsoluteError,
    Loss::Huber,
    Loss::Hinge,
];

/// The fragment (without `#`) that restores an experiment; empty for the default.
#[must_use]
pub fn write(experiment: &Experiment) -> String {
    let default = Experiment::default();
    let differs = |field: &&Field| (field.write)(experiment) != (field.write)(&default);
    let pair = |field: &Field| format!("{}={}", field.key, (field.write)(experiment));
    FIELDS
        .iter()
        .filter(differs)
        .map(pair)
        .collect::<Vec<_>>()
        .join("&")
}

/// The experiment that a fragment (with or without `#`) restores, and what was wrong in it: a bad
/// field is as in the default, the others hold.
#[must_use]
pub fn read(fragment: &str) -> (Experiment, Vec<FieldError>) {
    let mut experiment = Experiment::default();
    let mut problems = Vec::new();
    let fragment = fragment.trim_start_matches('#');
    for (key, text) in form_urlencoded::parse(fragment.as_bytes()) {
        let result = FIELDS
            .iter()
            .find(|field| field.key == key)
            .ok_or_else(|| format!("is not a setting; there are {}", keys()))
            .and_then(|field| (field.read)(&mut experiment, &text));
        if let Err(message) = result {
            problems.push(FieldError::new(key, message));
        }
    }
    settle(&mut experiment, fragment, &mut problems);
    (experiment, problems)
}

/// Holds fields against each other; the one that does not fit becomes the default.
fn settle(experiment: &mut Experiment, fragment: &str, problems: &mut Vec<FieldError>) {
    let default = Experiment::default();
    let inputs = net_inputs(fragment);
    if inputs.is_some_and(|inputs| inputs != experiment.features.len()) {
        let on = experiment.features.len();
        let message = format!("must begin with {on}, one for each input that is on");
        problems.push(FieldError::new("net", message));
        experiment.layers = default.layers;
    }
    if let Err(problem) = experiment.validate() {
        problems.push(problem);
        experiment.rule = default.rule;
    }
}

fn net_inputs(fragment: &str) -> Option<usize> {
    let mut pairs = form_urlencoded::parse(fragment.as_bytes());
    let net = pairs.find(|(key, _)| key == "net")?.1;
    read_layers(&net).ok()?;
    net.split('-').next()?.parse().ok()
}

fn keys() -> String {
    FIELDS.map(|field| field.key).join(", ")
}

fn features(text: &str) -> Result<Features, String> {
    let list = text
        .split(',')
        .map(|name| named(name, &Feature::ALL, Feature::name))
        .collect::<Result<Vec<_>, _>>()?;
    Features::try_from(list).map_err(|e| e.to_string())
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
    let inputs = experiment.features.len().to_string();
    let layer = |l: &LayerSpec| format!("-{}{}", l.units, code(l.activation));
    inputs + &experiment.layers.iter().map(layer).collect::<String>()
}

fn read_layers(text: &str) -> Result<Vec<LayerSpec>, String> {
    let (inputs, rest) = text.split_once('-').ok_or_else(|| malformed(text))?;
    inputs.parse::<usize>().map_err(|_| malformed(text))?;
    let layers = rest
        .split('-')
        .map(read_layer)
        .collect::<Result<Vec<_>, _>>()?;
    let probe = Experiment {
        layers,
        ..Experiment::default()
    };
    probe.validate().map_err(|e| e.message)?;
    Ok(probe.layers)
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
    Ok(LayerSpec {
        units: number(units, &Experiment::UNITS)?,
        activation,
    })
}

fn malformed(text: &str) -> String {
    format!("“{text}” is not of the form 2-4t-1s: inputs, then units and activation of each layer")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn names(fragment: &str, field: &str) -> Experiment {
        let (experiment, problems) = read(fragment);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].field, field, "{problems:?}");
        assert_eq!(experiment.validate(), Ok(()));
        experiment
    }

    #[test]
    fn the_default_is_an_empty_link() {
        assert_eq!(write(&Experiment::default()), "");
        assert_eq!(read(""), (Experiment::default(), vec![]));
        assert_eq!(read("#"), (Experiment::default(), vec![]));
    }

    #[test]
    fn a_link_reads_as_the_design_shows() {
        let (e, problems) = read("#data=circles&net=2-3t-2r-1s&lr=0.5&seed=7");
        assert_eq!(problems, []);
        assert_eq!(
            (e.data.dataset, e.seed, e.learning_rate),
            (Dataset::Circles, 7, 0.5)
        );
        assert_eq!(
            e.layers[1],
            LayerSpec {
                units: 2,
                activation: Activation::Relu
            }
        );
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
            ("net=2-4t-1softmax", "net"),
            ("net=2-99999999999999999999t-1s", "net"),
            ("rule=perceptron", "rule"),
            ("loss=categorical_crossentropy", "loss"),
            ("colour=red", "colour"),
        ] {
            assert_eq!(names(fragment, field), Experiment::default(), "{fragment}");
        }
    }

    #[test]
    fn escaped_characters_are_read() {
        let (e, problems) = read("inputs=x1%2Cx1x2&net=2-1s");
        assert_eq!(problems, []);
        assert_eq!(e.features.len(), 2);
    }

    #[test]
    fn the_perceptron_rule_travels_with_its_network() {
        let (e, problems) = read("rule=perceptron&net=2-1h");
        assert_eq!((problems, e.rule), (vec![], LearningRule::Perceptron));
    }
}
