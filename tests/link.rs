//! Links and script fields: whatever can be set travels without loss, and whatever is thrown at
//! them ends in a valid experiment or in a field that is named.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::experiments::experiment;
use proptest::{collection::vec, prelude::*, sample::select};
use separable::{
    data::DataSpec,
    lab::{Experiment, FieldError, Recipe, Span, link},
    nn::Named,
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
        "fixed",
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

/// Cut anywhere, a link restores what was shared or says that it does not.
#[test]
fn a_link_cut_short_says_so() {
    for fragment in [
        "data=xor&net=2-4t-1s&lr=0.15&seed=1234",
        "data=drawn&drawn=AAAAhA5FN_AHhA5F",
        "data=own&csv=a,b;1,2;3,4;5,6;70,8",
        "then=100:lr=0.03~200-35:batch=20~300:continue",
        "optimizer=adam:beta_1=0.85,epsilon=0.001",
    ] {
        let sealed = link::seal(fragment);
        let (whole, problems) = link::read(&sealed, &|_| None);
        assert_eq!(problems, vec![], "{sealed}");
        assert_eq!(link::origin(&sealed), link::Origin::Here);
        for at in 1..sealed.len() {
            let (recipe, problems) = link::read(&sealed[..at], &|_| None);
            assert_eq!(recipe.experiment.validate(), Ok(()));
            let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
            assert_eq!(fields, ["link"], "{}", &sealed[..at]);
            assert!(problems[0].message().starts_with("is cut short"));
        }
        assert_ne!(whole, Recipe::default());
    }
    // Before links had a seal, only some cuts could be told; none is read in silence as another value.
    for (fragment, field) in [
        ("#data=xor&net=2-4t-1s&lr=0.", "link"),
        ("data=xor&net=2-4", "net"),
        ("data=xor&net=2-4t-", "net"),
        ("data=drawn&drawn=AAAAhA5", "drawn"),
        ("then=100:lr=", "then"),
        ("inputs=x1%2Cx1x2%", "link"),
        ("data=own&own=12ab", "own"),
    ] {
        let problems = read(fragment).1;
        let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
        assert_eq!(fields, [field], "{fragment}");
    }
}

/// Whoever changes a link by hand gets what it says, and hears that it is another one.
#[test]
fn a_link_changed_by_hand_is_read() {
    let sealed = link::seal("data=moons&seed=12");
    let changed = sealed.replace("12", "13");
    let (experiment, problems) = read(&changed);
    assert_eq!((experiment.seed, problems), (13, vec![]));
    assert_eq!(link::origin(&changed), link::Origin::Changed);
}

#[test]
fn wrong_keys_are_told_in_one_message() {
    let (experiment, problems) = read("colour=red&seed=5&size=3");
    assert_eq!(experiment.seed, 5);
    let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["colour, size: are not settings of links"]);
    let many: Vec<_> = (0..40).map(|n| format!("{}{n}=1", "k".repeat(n))).collect();
    let problems = read(&many.join("&")).1;
    assert_eq!(problems.len(), 1);
    let text = problems[0].to_string();
    assert!(
        text.ends_with("and 35 more are not settings of links"),
        "{text}"
    );
    assert!(text.len() < 200, "{text}");
    assert_eq!(
        read("colour=red").1[0].to_string(),
        "colour: is not a setting of links"
    );
    // A text without a key, as where a sign `#` cuts a value in two.
    for fragment in ["=", "=5", "then=0:#="] {
        let problems = read(fragment).1;
        let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["=: is not a setting of links"], "{fragment}");
    }
}

/// However long what is wrong is, its message can be read.
#[test]
fn messages_stay_short() {
    let long = "9".repeat(5000);
    for key in [
        "lr",
        "batch",
        "net",
        "then",
        "optimizer",
        "rule",
        "standardize",
        "frozen",
        "fixed",
        "inputs",
    ] {
        for text in [
            long.clone(),
            format!("x{long}"),
            format!("1:{long}={long}"),
            format!("adam:{long}={long}"),
        ] {
            for problem in read(&format!("{key}={text}")).1 {
                let message = problem.to_string();
                assert!(message.len() < 600, "{key}: {}", message.len());
            }
        }
    }
}

#[test]
fn a_link_of_playground_is_read() {
    let fragment = "activation=relu&regularization=L1&batchSize=7&dataset=gauss&regDataset=reg-plane\
        &learningRate=0.1&regularizationRate=0.01&noise=25&networkShape=6,3&seed=0.50733\
        &showTestData=false&discretize=true&percTrainData=60&x=true&y=true&xTimesY=true\
        &xSquared=false&ySquared=false&cosX=false&sinX=true&cosY=false&sinY=false\
        &collectStats=false&problem=classification&initZero=false&hideText=false";
    let ours = "data=gaussians&points=500&noise=0.25&train=0.6&draw=50733&inputs=x1,x2,x1x2,sin_x1\
        &net=4-6r-3r-1t&loss=mean_squared_error&lr=0.1&l1=0.01&batch=7&seed=50733";
    for address in [
        fragment.to_owned(),
        format!("#{fragment}"),
        format!("#https://playground.tensorflow.org/#{fragment}"),
        fragment.replace('&', "&amp;").replace(',', "%2C"),
    ] {
        let (experiment, problems) = read(&address);
        assert_eq!(problems, vec![], "{address}");
        assert_eq!(write(&experiment), ours, "{address}");
        let missing = vec!["discretize".to_owned()];
        assert_eq!(link::origin(&address), link::Origin::Playground(missing));
    }
    let (experiment, problems) = read("problem=regression&regDataset=reg-gauss&networkShape=2");
    assert_eq!(problems, vec![]);
    assert_eq!(
        write(&experiment),
        "data=bumps&points=1200&train=0.5&net=2-2t-1l&optimizer=sgd&lr=0.03"
    );
    let wrong = "dataset=moons&learningRate=fast&networkShape=4,99&noise=25&foo=1&batchSize=0";
    let (experiment, problems) = read(wrong);
    let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "dataset",
            "networkShape",
            "foo",
            "learningRate",
            "batchSize"
        ]
    );
    assert_eq!(experiment.data.noise, 0.25);
}

#[test]
fn a_pasted_text_is_a_link_only_where_it_is_one() {
    let link = "https://example.org/separable/?x#data=moons&seed=3";
    assert_eq!(
        link::pasted(&format!(" {link}\n")),
        Some("data=moons&seed=3")
    );
    assert_eq!(link::pasted("#seed=3"), Some("seed=3"));
    let playground = "https://playground.tensorflow.org/#activation=tanh&batchSize=10";
    assert_eq!(
        link::pasted(playground),
        Some("activation=tanh&batchSize=10")
    );
    for text in [
        "",
        "#",
        "https://example.org/#top",
        "seed=3",
        "a#seed=3",
        "a,b\n1,2",
        "# seed=3 and so on",
    ] {
        assert_eq!(link::pasted(text), None, "{text}");
    }
}

/// What does not fit other data than those that were meant is not told beside.
#[test]
fn a_table_that_is_not_here_is_one_problem() {
    for data in [
        "data=own&own=0123456789abcdef",
        "data=own",
        "data=iris",
        "data=apples",
    ] {
        let fragment = format!("{data}&net=4-6t-3softmax&seed=3");
        let (experiment, problems) = read(&fragment);
        assert_eq!(problems.len(), 1, "{fragment}: {problems:?}");
        assert_eq!((problems[0].field.as_str(), experiment.seed), ("data", 3));
    }
}

fn told(fragment: &str) -> Vec<String> {
    let (_, problems) = link::read(fragment, &|_| None);
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn of_a_key_that_stands_twice_the_last_one_holds() {
    let twice = |key: &str| {
        vec![format!(
            "{key}: stands more than once in the link; the last one holds"
        )]
    };
    let (e, _) = read("#data=circles&data=moons");
    assert_eq!(e.data.dataset.name(), "moons");
    assert_eq!(told("#data=circles&data=moons"), twice("data"));
    let (e, _) = read("#seed=1&seed=2&seed=3");
    assert_eq!(e.seed, 3);
    assert_eq!(told("#seed=1&seed=2&seed=3"), twice("seed"));
    // One that does not hold need not be right.
    assert_eq!(told("#lr=abc&lr=0.1"), twice("lr"));
    assert_eq!(told("#lr=0.1&lr=0.1"), Vec::<String>::new());
    assert_eq!(told("#then=5:lr=0.1&then=9:lr=0.2"), Vec::<String>::new());
    assert_eq!(
        link::wants("data=moons&data=iris").map(Named::name),
        Some("iris")
    );
    assert_eq!(
        told("#batchSize=5&batchSize=7&x=true&y=true"),
        twice("batchSize")
    );
}

#[test]
fn links_of_playground_open_or_say_what_is_wrong() {
    let playground = |fragment: &str| matches!(link::origin(fragment), link::Origin::Playground(_));
    let usual = read("problem=classification&x=true").0;
    assert_eq!(usual.learning_rate, 0.03);
    for bare in [
        "#https://playground.tensorflow.org/",
        "#https://playground.tensorflow.org/#",
        "#https%3A%2F%2Fplayground.tensorflow.org%2F",
        "#http://playground.tensorflow.org",
    ] {
        assert!(playground(bare), "{bare}");
        assert_eq!(
            (read(bare).0, told(bare)),
            (usual.clone(), vec![]),
            "{bare}"
        );
    }
    assert!(link::pasted("https://playground.tensorflow.org/").is_some());
    let escaped = "#https%3A%2F%2Fplayground.tensorflow.org%2F%23activation%3Drelu%26batchSize%3D7";
    assert!(playground(escaped));
    assert_eq!((read(escaped).0.batch_size, told(escaped)), (7, vec![]));
    let inputs = "activation=tanh&x=false&y=false";
    assert_eq!(told(inputs), ["x: at least one input must stay on"]);
    assert_eq!(read(inputs).0.features, usual.features);
    let problem = "problem=foo&activation=tanh";
    assert_eq!(
        told(problem),
        ["problem: “foo” is not one of classification, regression"]
    );
}

#[test]
fn messages_to_scripts_name_what_is_allowed() {
    let told = |fields: Value| {
        let merged = Experiment::default().merged(&fields, &|_| None);
        merged.unwrap_err().to_string()
    };
    assert_eq!(
        told(json!({"seed": -1})),
        "seed: “-1” is not a whole number from 0 to 4294967295"
    );
    assert_eq!(
        told(json!({"batch_size": 1.5})),
        "batch_size: “1.5” is not a whole number from 1 to 50000"
    );
    assert_eq!(
        told(json!({"learning_rate": "NaN"})),
        "learning_rate: must be from 0.000001 to 100, not NaN"
    );
    assert_eq!(
        told(json!({"learning_rate": "-Infinity"})),
        "learning_rate: must be from 0.000001 to 100, not -Infinity"
    );
    let spans = [(0.0, f64::MAX), (0.0, u64::MAX as f64), (-1.0, 1.0)];
    let said = spans.map(|(low, high)| Span::new(low, high).to_string());
    assert_eq!(said, ["from 0", "from 0", "from -1 to 1"]);
    let all = f64::from(f32::MAX);
    assert_eq!(Span::new(-all, all).to_string(), "from -3.4e38 to 3.4e38");
}

/// A name is understood as people and other programs write it, in links and in scripts.
#[test]
fn names_are_understood_where_there_is_no_doubt() {
    for (text, dataset) in [
        ("circle", "circles"),
        ("Circles", "circles"),
        ("gauss", "gaussians"),
        ("Gaussian", "gaussians"),
        ("XOR", "xor"),
        ("xor-table", "xor_table"),
        ("spirals", "spiral"),
        ("moon", "moons"),
        ("Checker", "checkerboard"),
        ("two waves", "two_waves"),
        ("reg-plane", "plane"),
        ("reg-gauss", "bumps"),
        ("NAND", "nand"),
    ] {
        let fragment = format!("data={text}&seed=3");
        let (e, problems) = read(&fragment);
        assert_eq!(problems, vec![], "{text}");
        assert_eq!((e.data.dataset.name(), e.seed), (dataset, 3), "{text}");
        let fields = json!({"data": {"dataset": text}});
        let merged = Experiment::default().merged(&fields, &|_| None).unwrap();
        assert_eq!(merged.data.dataset.name(), dataset);
    }
    assert_eq!(
        link::wants("data=Breast-Cancer").map(Named::name),
        Some("breast_cancer")
    );
    let same = [
        ("net=2-4ReLU-1Sigmoid", "net=2-4r-1s"),
        ("net=2-4LeakyReLU-1logistic", "net=2-4leaky_relu-1s"),
        ("net=2-1step", "net=2-1h"),
        ("loss=MSE", "loss=mean_squared_error"),
        ("loss=mae", "loss=mean_absolute_error"),
        ("optimizer=Adam:beta_1=0.5", "optimizer=adam:beta_1=0.5"),
        ("optimizer=RMSProp", "optimizer=rmsprop"),
        ("schedule=One Cycle", "schedule=one_cycle"),
        ("init=Zeros", "init=zeros"),
        ("init=he-normal", "init=he_normal"),
        ("inputs=x,y,xTimesY&net=3-1s", "inputs=x1,x2,x1x2&net=3-1s"),
        ("inputs=X1,sinX&net=2-1s", "inputs=x1,sin_x1&net=2-1s"),
        ("rule=Backprop", "rule=backprop"),
    ];
    for (text, ours) in same {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
        assert_eq!(read(text).0, read(ours).0, "{text}");
    }
}

/// Every setting that has names tells which there are when another is given, also one that these samples have
/// no use for; what is beside it holds.
#[test]
fn a_name_that_nobody_knows_is_told_with_all_that_are_known() {
    let mut seen = 0;
    for key in [
        "data",
        "task",
        "missing",
        "coding",
        "inputs",
        "net",
        "init",
        "rule",
        "loss",
        "optimizer",
        "schedule",
    ] {
        for base in ["", "data=and&", "data=sine&"] {
            if key == "data" && !base.is_empty() {
                continue;
            }
            let value = if key == "net" { "2-1glorp" } else { "glorp" };
            let fragment = format!("{base}{key}={value}&seed=3");
            let (e, problems) = read(&fragment);
            let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
            let [one] = &told[..] else {
                panic!("{fragment}: {told:?}")
            };
            assert!(one.starts_with(&format!("{key}: “glorp” is not ")), "{one}");
            assert!(one.matches(", ").count() > 0, "{one}");
            assert_eq!(e.seed, 3, "{fragment}");
            seen += 1;
        }
    }
    assert_eq!(seen, 31);
}
