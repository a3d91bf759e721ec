//! Scripts of the experiment: written for many experiments, and with `SCRIPTS=folder` put there with the weights
//! that the page's trainer comes to, for `tests/python/run.py` to hold Python's against.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::{env, fs, path::PathBuf};

use common::{experiments::experiment, file, image_bytes};
use proptest::prelude::*;
use separable::{
    lab::{
        Change, Event, Experiment, Key, Moment, Prepared, Recipe,
        code::{EPOCHS, Language, changed, tokens, write},
        weights::layers,
    },
    nn::{Activation, Initializer, LearningRule, Named, Optimizer, Schedule, Stride, Trainer},
};
use serde_json::{Value, json};

/// An experiment that a script is written of, and how long it is trained.
struct Case {
    name: String,
    recipe: Recipe,
    epochs: u64,
}

impl Case {
    fn new(name: &str, fields: &Value, epochs: u64) -> Self {
        let experiment = Experiment::default().merged(fields, &|dataset| Some(file(dataset)));
        Self {
            name: name.into(),
            recipe: experiment.unwrap_or_else(|e| panic!("{name}: {e}")).into(),
            epochs,
        }
    }

    fn prepared(&self) -> Prepared {
        Prepared::new(&self.recipe.last())
    }

    fn script(&self, language: Language) -> String {
        write(language, &self.recipe, &self.prepared(), self.epochs).text()
    }

    /// What the page's trainer comes to.
    fn trained(&self) -> Trainer {
        let (e, prepared) = (self.recipe.last(), self.prepared());
        let mut network = e.network_of(prepared.encoder.outputs());
        for event in &self.recipe.timeline {
            if let Change::SetParameters(parameters) = &event.change {
                network.parameters_mut().copy_from_slice(parameters);
            }
        }
        let (train, test) = (prepared.train, prepared.test);
        let mut trainer = Trainer::with_test(network, train, test, e.settings());
        trainer.advance(Stride::Epoch, self.epochs);
        trainer
    }
}

/// A table of one's own, with categories and gaps.
fn own(missing: &str) -> Value {
    let rows = (0..60).map(|n| {
        let size = if n % 11 == 3 {
            String::new()
        } else {
            format!("{}", 20.0 + f64::from(n * 7 % 40) / 4.0)
        };
        let colour = ["red", "green", "\"bl\"\"ue, dark\"", ""][(n * 5 % 13) as usize % 4];
        let kind = if n * 7 % 40 + n % 3 * 9 > 24 {
            "yes"
        } else {
            "no"
        };
        format!("{size},{colour},{},{kind}\n", ["m", "f"][(n % 2) as usize])
    });
    let csv = "size,colour,sex,kind\n".to_owned() + &rows.collect::<String>();
    let roles = ["input", "input", "input", "target"];
    json!({"dataset": "own", "file": {"name": "A \"table\"", "csv": csv, "roles": roles, "missing": missing}})
}

fn dense(layers: &[(usize, &str)]) -> Value {
    let layer =
        |(units, activation): &(usize, &str)| json!({"units": units, "activation": activation});
    layers.iter().map(layer).collect()
}

fn cases() -> Vec<Case> {
    let one = Case::new;
    let set = |name: &str| json!({"dataset": name});
    let mut cases = vec![
        one("default", &json!({}), 30),
        one(
            "truth table, no shuffle",
            &json!({"data": {"dataset": "xor_table"}, "shuffle": false, "learning_rate": 0.5}),
            50,
        ),
        one(
            "features",
            &json!({"features": ["x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2"], "standardize": true}),
            10,
        ),
        one("iris", &json!({"data": set("iris")}), 20),
        one("penguins", &json!({"data": set("penguins")}), 10),
        one("digits", &json!({"data": set("digits")}), 1),
        one(
            "diabetes",
            &json!({"data": set("diabetes"), "batch_size": 32}),
            10,
        ),
        one("labels", &json!({"data": set("labels")}), 20),
        one("two numbers", &json!({"data": set("two_waves")}), 20),
        one(
            "a bounded number",
            &json!({"data": set("bumps"), "layers": dense(&[(5, "tanh"), (1, "tanh")])}),
            20,
        ),
        one(
            "own, filled",
            &json!({"data": own("mean"), "standardize": true, "layers": dense(&[(3, "relu"), (1, "sigmoid")])}),
            20,
        ),
        one(
            "own, left out",
            &json!({"data": own("drop"), "batch_size": 7, "layers": dense(&[(3, "relu"), (1, "sigmoid")])}),
            20,
        ),
        one(
            "penalties",
            &json!({"l1": 0.002, "l2": 0.01, "learning_rate": 0.1}),
            20,
        ),
        one(
            "stopped",
            &json!({"patience": 2, "l2": 0.01, "learning_rate": 0.3, "data": {"noise": 0.3, "points": 60}}),
            60,
        ),
        one(
            "stopped, no penalty",
            &json!({"patience": 3, "learning_rate": 0.2, "data": {"noise": 0.4, "points": 60}}),
            60,
        ),
        one("never stopped", &json!({"patience": 50}), 10),
        one(
            "a frozen layer",
            &json!({"layers": [{"units": 4, "activation": "tanh", "trainable": false}, {"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}),
            20,
        ),
        one(
            "hinge",
            &json!({"loss": "hinge", "layers": dense(&[(4, "tanh"), (1, "tanh")])}),
            20,
        ),
        one(
            "squared classes",
            &json!({"data": set("blobs3"), "loss": "mean_squared_error"}),
            20,
        ),
        one(
            "absolute",
            &json!({"data": set("sine"), "loss": "mean_absolute_error"}),
            10,
        ),
        one(
            "huber",
            &json!({"data": set("outliers"), "loss": {"name": "huber", "delta": 0.5}}),
            20,
        ),
        one(
            "probabilities by tanh",
            &json!({"layers": dense(&[(4, "tanh"), (1, "softplus")])}),
            5,
        ),
        one(
            "classes by sigmoid",
            &json!({"data": set("blobs3"), "layers": dense(&[(4, "tanh"), (3, "sigmoid")])}),
            10,
        ),
        one(
            "labels by softmax",
            &json!({"data": set("labels"), "loss": "categorical_crossentropy", "layers": dense(&[(4, "tanh"), (2, "softmax")])}),
            10,
        ),
        one(
            "one large batch",
            &json!({"batch_size": 1000, "learning_rate": 0.5}),
            20,
        ),
        one(
            "a few that do not divide",
            &json!({"batch_size": 27, "schedule": {"name": "cosine", "epochs": 15}}),
            20,
        ),
    ];
    for &activation in Activation::ALL
        .iter()
        .filter(|a| **a != Activation::Softmax)
    {
        let layers = dense(&[(4, activation.name()), (1, "sigmoid")]);
        cases.push(one(
            activation.name(),
            &json!({"layers": layers, "seed": 3}),
            10,
        ));
    }
    for &optimizer in Optimizer::ALL {
        let fields =
            json!({"optimizer": optimizer.name(), "learning_rate": 0.01, "batch_size": 30});
        cases.push(one(optimizer.name(), &fields, 15));
    }
    for (name, optimizer) in [
        ("momentum", json!({"name": "sgd", "momentum": 0.9})),
        (
            "nesterov",
            json!({"name": "sgd", "momentum": 0.9, "nesterov": true}),
        ),
        (
            "centred",
            json!({"name": "rmsprop", "momentum": 0.5, "centered": true, "rho": 0.8}),
        ),
        (
            "adam, large epsilon",
            json!({"name": "adam", "epsilon": 0.01, "beta_1": 0.8}),
        ),
    ] {
        cases.push(one(
            name,
            &json!({"optimizer": optimizer.clone(), "learning_rate": 0.005}),
            10,
        ));
        let schedule = json!({"name": "one_cycle", "epochs": 12});
        let fields = json!({"optimizer": optimizer, "learning_rate": 0.005, "schedule": schedule});
        cases.push(one(&format!("{name} by a cycle"), &fields, 15));
    }
    for &schedule in Schedule::ALL {
        let fields =
            json!({"schedule": {"name": schedule.name()}, "learning_rate": 0.1, "batch_size": 20});
        cases.push(one(schedule.name(), &fields, 20));
    }
    for &rule in LearningRule::ALL.iter().filter(|rule| rule.is_local()) {
        let layers = dense(&[(1, "heaviside")]);
        let data = json!({"dataset": "gaussians", "noise": 0.2});
        let fields =
            json!({"data": data, "rule": rule.name(), "layers": layers, "learning_rate": 0.01});
        cases.push(one(rule.name(), &fields, 5));
    }
    cases.extend(partial());
    cases.push(one(
        DROPOUT,
        &json!({"dropout": 0.3, "layers": dense(&[(6, "tanh"), (5, "relu"), (1, "sigmoid")])}),
        10,
    ));
    cases.push(parameters());
    cases.push(fixed("fixed", json!({"l2": 0.01, "learning_rate": 0.1})));
    let perceptron = json!({"data": {"dataset": "gaussians"}, "rule": "perceptron", "layers": dense(&[(1, "sign")])});
    cases.push(fixed("fixed under a rule", perceptron));
    cases
}

/// Images, and sets of which some classes and samples take part.
fn partial() -> [Case; 6] {
    let part = |name: &str, classes: &[usize], most: usize| json!({"dataset": name, "classes": classes, "per_class": most});
    let mut few = own("mean");
    few["per_class"] = 9.into();
    let small = dense(&[(8, "tanh"), (1, "sigmoid")]);
    [
        Case::new(
            "images",
            &json!({"data": {"dataset": "mnist"}, "layers": dense(&[(16, "relu"), (10, "softmax")])}),
            3,
        ),
        Case::new(
            "images, part of them",
            &json!({"data": part("fashion_mnist", &[1, 4, 9], 4), "standardize": true, "batch_size": 5, "layers": dense(&[(4, "tanh"), (3, "softmax")])}),
            3,
        ),
        Case::new(
            "images of two classes",
            &json!({"data": part("mnist", &[3, 7], 5), "layers": small}),
            3,
        ),
        Case::new(
            "digits, part of them",
            &json!({"data": part("digits", &[5, 6, 7, 8, 9], 20)}),
            3,
        ),
        Case::new(
            "points, part of them",
            &json!({"data": part("blobs4", &[0, 2, 3], 20)}),
            10,
        ),
        Case::new(
            "own, part of it",
            &json!({"data": few, "layers": dense(&[(3, "relu"), (1, "sigmoid")])}),
            10,
        ),
    ]
}

/// What other random numbers decide in Python: its weights are not the page's.
const DROPOUT: &str = "dropout";

/// Single parameters that stay.
fn fixed(name: &str, fields: Value) -> Case {
    let mut case = Case::new(name, &fields, 10);
    let places = if case.recipe.experiment.layers.len() > 1 {
        "1.2.b,2.1.3,3.1.b"
    } else {
        "1.1.2"
    };
    Key::Fixed
        .setting()
        .set(&mut case.recipe.experiment, places)
        .unwrap();
    case
}

/// Weights that were put in place before the run began.
fn parameters() -> Case {
    let mut case = Case::new("weights of one's own", &json!({}), 10);
    let count = case.recipe.experiment.network().parameters().len();
    let own = (0..count)
        .map(|at| ((at * 7 % 11) as f32 - 5.0) / 4.0)
        .collect();
    case.recipe.timeline.push(Event {
        at: Moment::START,
        change: Change::SetParameters(own),
    });
    case
}

/// With `SCRIPTS=folder`, every script is put there, and `page.json` with what the page comes to.
#[test]
fn every_experiment_is_a_script() {
    let folder = env::var_os("SCRIPTS").map(PathBuf::from);
    let mut page = Vec::new();
    if let Some(folder) = &folder {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("images.u8"), image_bytes()).unwrap();
    }
    for (number, case) in cases().iter().enumerate() {
        for &language in Language::ALL {
            let script = case.script(language);
            assert!(!script.contains('§'), "{}", case.name);
            assert!(script.contains("\nweights = "), "{}", case.name);
            if let Some(folder) = &folder {
                fs::write(
                    folder.join(format!("{number}_{}.py", language.name())),
                    script,
                )
                .unwrap();
            }
        }
        if folder.is_some() {
            let network = case.trained().network().clone();
            let weights = layers(&network, network.parameters());
            let weights = (case.name != DROPOUT).then_some(weights);
            page.push(json!({"name": case.name, "weights": weights}));
        }
    }
    if let Some(folder) = folder {
        fs::write(folder.join("page.json"), Value::from(page).to_string()).unwrap();
    }
}

fn lines_changed(by: &Value) -> Vec<String> {
    let (before, after) = (
        Case::new("before", &json!({}), EPOCHS),
        Case::new("after", by, EPOCHS),
    );
    let code = |case: &Case| write(Language::Keras, &case.recipe, &case.prepared(), case.epochs);
    let (before, after) = (code(&before), code(&after));
    let lines = changed(&before.lines, &after.lines).into_iter();
    lines
        .map(|line| after.lines[line].text.trim().to_owned())
        .collect()
}

#[test]
fn a_setting_has_its_line() {
    assert_eq!(
        lines_changed(&json!({"learning_rate": 0.1})),
        ["LEARNING_RATE = 0.1"]
    );
    assert_eq!(
        lines_changed(&json!({"batch_size": 16})),
        ["BATCH_SIZE = 16"]
    );
    let adam = lines_changed(&json!({"optimizer": "adam"}));
    let want =
        "optimizer=keras.optimizers.Adam(LEARNING_RATE, beta_1=0.9, beta_2=0.999, epsilon=1e-7),";
    assert_eq!(adam, [want]);
    let loss = lines_changed(&json!({"loss": "mean_squared_error"}));
    assert!(
        loss.contains(&"loss=\"mean_squared_error\",".to_owned()),
        "{loss:?}"
    );
}

/// Whatever can be chosen changes the script, in every language.
#[test]
fn every_choice_is_in_the_script() {
    let texts = |field: &str, names: Vec<&str>| {
        for &language in Language::ALL {
            let script = |name: &&str| Case::new(name, &json!({field: name}), 7).script(language);
            let mut all: Vec<_> = names.iter().map(script).collect();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), names.len(), "{field} in {language:?}");
        }
    };
    texts(
        "optimizer",
        Optimizer::ALL.iter().map(|o| o.name()).collect(),
    );
    texts("schedule", Schedule::ALL.iter().map(|s| s.name()).collect());
    texts(
        "initializer",
        Initializer::ALL.iter().map(|i| i.name()).collect(),
    );
}

#[test]
fn no_samples_are_told() {
    let case = Case::new("drawn", &json!({"data": {"dataset": "drawn"}}), 7);
    for &language in Language::ALL {
        assert!(case.script(language).contains("no training samples yet"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever the page can hold is written, and cut into kinds without losing a letter.
    #[test]
    fn whatever_there_is_can_be_written(e in experiment()) {
        let prepared = Prepared::new(&e);
        for &language in Language::ALL {
            let code = write(language, &e.clone().into(), &prepared, 3);
            let (mut quoted, mut back) = (false, String::new());
            for line in &code.lines {
                tokens(&line.text, &mut quoted).iter().for_each(|(_, text)| back.push_str(text));
                back.push('\n');
            }
            prop_assert!(!quoted);
            prop_assert_eq!(back, code.text());
        }
    }
}
