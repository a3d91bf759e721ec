//! Links and script fields: whatever can be set travels without loss, and whatever is thrown at
//! them ends in a valid experiment or in a field that is named.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::experiments::experiment;
use proptest::{collection::vec, prelude::*, sample::select};
use separable::{
    data::DataSpec,
    lab::{Experiment, FieldError, link},
};
use serde_json::{Map, Value, json};

/// The experiment that a link restores.
fn read(fragment: &str) -> (Experiment, Vec<FieldError>) {
    let (recipe, problems) = link::read(fragment, &|_| None);
    (recipe.experiment, problems)
}

fn write(experiment: &Experiment) -> String {
    link::write(&experiment.clone().into())
}

/// Fragments as people mistype them: real keys with all sorts of values.
fn fragment() -> impl Strategy<Value = String> {
    let key = select(vec![
        "data",
        "drawn",
        "csv",
        "roles",
        "missing",
        "task",
        "coding",
        "points",
        "noise",
        "train",
        "draw",
        "inputs",
        "standardize",
        "net",
        "frozen",
        "init",
        "rule",
        "loss",
        "optimizer",
        "momentum",
        "lr",
        "schedule",
        "l1",
        "l2",
        "dropout",
        "patience",
        "batch",
        "seed",
        "",
    ]);
    let value = prop_oneof![
        any::<String>(),
        any::<f64>().prop_map(|x| x.to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        "[0-9]{1,2}(-[0-9]{0,3}(h|s|t|r|l|sign|leaky|softmax)?){0,10}",
        "x1|x2|x1,x2,x1x2|perceptron|backprop|hinge|categorical_crossentropy|xor_table|zeros",
        "sine|blobs3|labels|iris|own|drawn|adam|adam:beta_1=0.5|cosine:epochs=9|true|none|huber:delta=2",
        "a,b\\n1,2\\n3,4\\n5,6\\n7,8",
    ];
    let pair = (key, value).prop_map(|(key, value)| format!("{key}={value}"));
    vec(pair, 0..6).prop_map(|pairs| pairs.join("&"))
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z_0-9]{0,12}".prop_map(Value::from),
        select(vec![
            "tanh",
            "sigmoid",
            "perceptron",
            "x1",
            "xor",
            "hinge",
            "zeros",
            "sgd"
        ])
        .prop_map(Value::from),
    ];
    let name = select(vec![
        "data",
        "dataset",
        "points",
        "noise",
        "features",
        "layers",
        "units",
        "activation",
        "rule",
        "loss",
        "optimizer",
        "name",
        "momentum",
        "learning_rate",
        "batch_size",
        "seed",
        "colour",
    ]);
    leaf.prop_recursive(4, 24, 6, move |inner| {
        let object = vec((name.clone(), inner.clone()), 0..6).prop_map(|fields| {
            let fields = fields.into_iter().map(|(name, value)| (name.into(), value));
            Value::Object(fields.collect::<Map<_, _>>())
        });
        prop_oneof![vec(inner, 0..4).prop_map(Value::from), object]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_link_restores_every_field(experiment in experiment()) {
        prop_assert_eq!(experiment.validate(), Ok(()));
        let fragment = write(&experiment);
        let (restored, problems) = read(&fragment);
        prop_assert_eq!(problems, vec![], "{}", fragment);
        prop_assert_eq!(restored, experiment, "{}", fragment);
    }

    #[test]
    fn a_link_needs_no_escapes(experiment in experiment()) {
        let plain = |c: char| c.is_ascii_alphanumeric() || "=&-_.,:~".contains(c);
        let fragment = write(&experiment);
        prop_assert!(fragment.chars().all(plain), "{}", fragment);
    }

    #[test]
    fn json_restores_every_field(experiment in experiment()) {
        let fields = serde_json::to_value(&experiment).unwrap();
        prop_assert_eq!(Experiment::default().merged(&fields, &|_| None), Ok(experiment));
    }

    #[test]
    fn any_text_gives_a_valid_experiment(text in any::<String>()) {
        let (experiment, problems) = read(&text);
        prop_assert_eq!(experiment.validate(), Ok(()));
        prop_assert!(experiment == Experiment::default() || text.contains('='));
        prop_assert!(problems.iter().all(|p| !p.message().is_empty()));
    }

    #[test]
    fn any_mistyped_fields_give_a_valid_experiment(text in fragment()) {
        let (experiment, problems) = read(&text);
        prop_assert_eq!(experiment.validate(), Ok(()), "{}", text);
        // What held can be written, and leads back.
        prop_assert_eq!(read(&write(&experiment)), (experiment, vec![]));
        prop_assert!(problems.iter().all(|p| !p.message().is_empty()));
    }

    #[test]
    fn any_json_is_merged_or_refused_by_name(fields in any_json(), start in experiment()) {
        match start.merged(&fields, &|_| None) {
            Ok(merged) => prop_assert_eq!(merged.validate(), Ok(())),
            Err(error) => prop_assert!(!error.field.is_empty() && !error.message().is_empty()),
        }
    }

    #[test]
    fn a_field_that_is_not_there_is_refused(name in "[a-z]{1,12}", value in any_json()) {
        let known = serde_json::to_value(Experiment::default()).unwrap();
        prop_assume!(known.get(&name).is_none());
        let mut fields = Map::new();
        fields.insert(name.clone(), value);
        let error = Experiment::default().merged(&Value::Object(fields), &|_| None).unwrap_err();
        prop_assert_eq!(error.field, name);
    }
}

#[test]
fn of_fields_given_twice_the_last_holds() {
    let (experiment, problems) = read("#seed=3&seed=5");
    assert_eq!((experiment.seed, problems), (5, vec![]));
}

#[test]
fn several_bad_fields_are_each_named() {
    let (experiment, problems) = read("#lr=abc&net=2-99t-1s&seed=4&batch=0");
    let named: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(named, ["net", "lr", "batch"]);
    assert_eq!(
        experiment,
        Experiment {
            seed: 4,
            ..Experiment::default()
        }
    );
}

#[test]
fn merging_keeps_the_other_fields_of_data() {
    let start = Experiment::default();
    let merged = start
        .merged(&json!({"data": {"noise": 0.25}}), &|_| None)
        .unwrap();
    assert_eq!(
        merged.data,
        DataSpec {
            noise: 0.25,
            ..start.data
        }
    );
}
