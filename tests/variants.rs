//! Whatever there is to choose can be chosen, and goes by link and JSON: a variant that is added and
//! is missing on one of the ways fails here.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use separable::{
    data::{Coding, DataSpec, Dataset, Drawn, Feature, Features, File, Loaded, Point, sheet::*},
    lab::{Edit, Experiment, Key, Part, link},
    nn::{
        Activation, Initializer, LayerSpec, LearningRule, Loss, Named, Optimizer, Schedule, Task,
    },
};

/// The table that a dataset is read from. A link does not hold what a person's own is called.
fn file(dataset: Dataset) -> File {
    if dataset == Dataset::Own {
        let sheet = read_csv(b"a,b\n1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n7,0\n8,1\n").unwrap();
        let reading = Reading::guess(&sheet);
        return Loaded::new("own table", sheet.into(), reading)
            .unwrap()
            .into();
    }
    common::file(dataset)
}

/// An experiment comes back from a link and from JSON as it was.
#[track_caller]
fn goes_every_way(e: &Experiment) {
    assert_eq!(e.validate(), Ok(()), "{e:?}");
    let files = |dataset| Some(file(dataset));
    let fragment = link::write(&e.clone().into());
    let (recipe, problems) = link::read(&fragment, &files);
    assert_eq!((problems, &recipe.experiment), (vec![], e), "{fragment}");
    let json = serde_json::to_value(e).unwrap();
    assert_eq!(
        Experiment::default().merged(&json, &files).as_ref(),
        Ok(e),
        "{json}"
    );
}

/// Every name that there is can be chosen by the setting, and is the one that is then chosen.
fn all_are_offered<T: Named>(key: Key) -> Vec<Experiment> {
    let setting = key.setting();
    let all: Vec<_> = T::ALL.iter().map(|one| (one.name(), one.label())).collect();
    assert_eq!(setting.choices(), all);
    let choose = |&(name, _): &(&str, _)| {
        let mut e = Experiment::default();
        Edit::Set(key, name.into()).apply(&mut e).unwrap();
        assert_eq!(setting.chosen(&e), Some(name));
        goes_every_way(&e);
        e
    };
    all.iter().map(choose).collect()
}

/// The same of what has numbers of its own: each of them can be changed alone.
fn all_are_offered_with_numbers<P: Part>(key: Key) {
    let setting = key.setting();
    for mut e in all_are_offered::<P>(key) {
        for inner in setting.inner(&e) {
            let other = match inner.span {
                Some(span) => {
                    let now: f64 = inner.text.parse().unwrap();
                    let other = if now == span.low { span.high } else { span.low };
                    other.to_string()
                }
                None => (inner.text != "true").to_string(),
            };
            Edit::SetInner(key, inner.name, other.clone())
                .apply(&mut e)
                .unwrap();
            let changed = setting.inner(&e).into_iter().find(|s| s.name == inner.name);
            assert_eq!(
                changed.unwrap().text.parse::<f32>().ok(),
                other.parse::<f32>().ok()
            );
            goes_every_way(&e);
        }
    }
}

#[test]
fn everything_with_a_name_can_be_chosen() {
    all_are_offered::<Coding>(Key::Coding);
    all_are_offered::<Initializer>(Key::Initializer);
    all_are_offered::<LearningRule>(Key::Rule);
    all_are_offered_with_numbers::<Loss>(Key::Loss);
    all_are_offered_with_numbers::<Optimizer>(Key::Optimizer);
    all_are_offered_with_numbers::<Schedule>(Key::Schedule);
}

/// A setting that offers names offers all that there are: by the test above, or by one here.
#[test]
fn every_setting_is_of_a_kind_that_is_tested() {
    for setting in Key::all() {
        let tested = match setting.key {
            Key::Coding | Key::Initializer | Key::Rule => true,
            Key::Loss | Key::Optimizer | Key::Schedule => true,
            Key::Features | Key::Layers | Key::Frozen | Key::Fixed | Key::Standardize => false,
            Key::Points | Key::Noise | Key::TrainShare | Key::Draw => false,
            Key::Classes | Key::PerClass | Key::Turn => false,
            Key::LearningRate | Key::L1 | Key::L2 | Key::Dropout => false,
            Key::Patience | Key::BatchSize | Key::Shuffle | Key::Seed => false,
        };
        assert_eq!(!setting.choices().is_empty(), tested, "{}", setting.link);
    }
}

#[test]
fn every_activation_can_be_any_layer_that_it_may_be() {
    for &activation in Activation::ALL {
        for at in [0, 2] {
            let mut e = Experiment::default();
            let edited = Edit::SetActivation(at, activation).apply(&mut e);
            let hidden_softmax = activation == Activation::Softmax && at == 0;
            assert_eq!(
                (edited.is_ok(), e.validate().is_err()),
                (true, hidden_softmax)
            );
            if !hidden_softmax {
                goes_every_way(&e);
            }
        }
        // Alone as an output, with every loss.
        for &loss in Loss::ALL {
            let mut e = Experiment {
                layers: vec![LayerSpec::new(1, Activation::Tanh)],
                ..Experiment::default()
            };
            Edit::SetOutput(activation, loss).apply(&mut e).unwrap();
            goes_every_way(&e);
        }
    }
}

#[test]
fn every_input_can_be_switched_on_alone_and_off() {
    for &feature in Feature::ALL {
        let mut e = Experiment {
            features: Features::try_from(vec![feature]).unwrap(),
            ..Experiment::default()
        };
        goes_every_way(&e);
        assert!(Edit::ToggleFeature(feature).apply(&mut e).is_err());
        e.features = Features::try_from(Feature::ALL.to_vec()).unwrap();
        goes_every_way(&e);
        Edit::ToggleFeature(feature).apply(&mut e).unwrap();
        assert!(!e.features.contains(feature) && e.features.len() + 1 == Feature::ALL.len());
        goes_every_way(&e);
    }
}

#[test]
fn every_dataset_can_be_chosen_from_any_other_of_its_task_and_of_none() {
    let one_of = |task: Task| {
        Dataset::ALL
            .iter()
            .find(|d| d.task() == task && d.is_generated())
    };
    for &dataset in Dataset::ALL {
        for before in Task::ALL.iter().filter_map(|&task| one_of(task)) {
            let mut e = Experiment::preset(DataSpec {
                dataset: *before,
                ..DataSpec::default()
            });
            let edit = match dataset {
                Dataset::Drawn => {
                    let mut drawn = Drawn::default();
                    drawn
                        .add(Point {
                            x: [1.0, -1.0],
                            class: 2,
                        })
                        .unwrap();
                    Edit::Draw(drawn)
                }
                dataset if dataset.is_generated() => Edit::SetDataset(dataset),
                dataset => Edit::SetFile(dataset, file(dataset)),
            };
            edit.apply(&mut e).unwrap();
            assert_eq!(e.data.dataset, dataset);
            goes_every_way(&e);
        }
    }
}

/// What is other than usual is in the link by the setting's key, and in JSON at its path; a setting
/// that is added has to be given another value here.
#[test]
fn every_setting_is_written_where_its_row_says() {
    let usual = serde_json::to_value(Experiment::default()).unwrap();
    for setting in Key::all() {
        let other = match setting.key {
            Key::Coding => "bipolar",
            Key::Features => "x1,x1x2",
            Key::Standardize => "true",
            Key::Shuffle => "false",
            Key::Layers => "2-3t-1s",
            Key::Frozen => "1",
            Key::Fixed => "1.2.1,3.1.b",
            Key::Initializer => "zeros",
            Key::Rule => "perceptron",
            Key::Loss => "huber:delta=2",
            Key::Optimizer => "adam:beta_1=0.5",
            Key::Schedule => "cosine:epochs=7",
            Key::Points => "50",
            Key::Noise | Key::TrainShare => "0.2",
            Key::LearningRate | Key::L1 | Key::L2 | Key::Dropout => "0.5",
            Key::Draw | Key::Patience | Key::BatchSize | Key::Seed | Key::PerClass => "7",
            Key::Classes => "0,2",
            Key::Turn => "-30",
        };
        let mut e = match setting.key {
            // Of two classes, none is left out.
            Key::Classes => Experiment::preset(DataSpec {
                dataset: Dataset::Blobs3,
                ..DataSpec::default()
            }),
            _ => Experiment::default(),
        };
        Edit::Set(setting.key, other.into()).apply(&mut e).unwrap();
        let fragment = link::write(&e.clone().into());
        let pair = format!("{}={other}", setting.link);
        assert!(
            fragment.split('&').any(|part| part == pair),
            "{pair} in {fragment}"
        );
        let json = serde_json::to_value(&e).unwrap();
        let at = format!("/{}", setting.path.replace('.', "/"));
        let (now, before) = (json.pointer(&at), usual.pointer(&at));
        assert!(
            now.is_some() && before.is_some() && now != before,
            "{at}: {now:?}"
        );
        goes_every_way(&e);
    }
}
