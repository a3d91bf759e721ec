//! What the panel Transfer promises, by the ways that a person goes: layers reused, opened, trained, saved and undone;
//! and what the pairs of tasks that come with the page show.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::{fs, path::Path, sync::Arc};

use common::desk::Desk;
use separable::{
    data::{Classes, DataSpec, Dataset, File, Loaded, sheet::read_csv},
    engine::{
        Data, Job, Lots, Plan,
        job::{Done, Progress, Work},
    },
    lab::{
        Experiment, Moment, Prepared,
        lottery::Outcome,
        transfer::{Came, Curve, Lesson, Reuse, Source, Way},
    },
    nn::{Named, Network, Stride, Trainer},
    run::{Drive, Opened, Saved, saved},
};

/// The table that a dataset is read from.
fn file(dataset: Dataset) -> File {
    let Some(name) = dataset.file() else {
        return File::default();
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("www").join(name);
    let sheet = read_csv(&fs::read(path).unwrap()).unwrap();
    Loaded::shipped(dataset, sheet).unwrap().into()
}

fn trained(e: &Experiment, start: Option<&[f32]>, data: &Data, epochs: u64) -> Network {
    let mut network = e.network_of(data.train.inputs());
    if let Some(start) = start {
        network.parameters_mut().copy_from_slice(start);
    }
    let (train, test) = (data.train.clone(), data.test.clone());
    let mut trainer = Trainer::with_test(network, train, test, e.settings());
    trainer.advance(Stride::Epoch, epochs);
    trainer.network().clone()
}

fn source(e: &Experiment, epochs: u64) -> Source {
    let prepared = Prepared::new(e);
    let network = trained(e, None, &Data::from(&prepared), epochs);
    let at = Moment {
        epoch: epochs,
        position: 0,
    };
    Source::new(e, &prepared, &network, at)
}

/// What comes of a pair as the pool's workers train it.
fn outcomes(curve: &Curve, pair: u32) -> Vec<Outcome> {
    let both = curve.both(pair).unwrap();
    let plans = both.experiments.iter().map(Plan::from);
    let job = Job::Lots(Box::new(Lots {
        data: Data::from(&both.prepared),
        measured: [0, 1].map(|part| both.prepared.measured[part].len()),
        lots: [2 * pair, 2 * pair + 1].into_iter().zip(plans).collect(),
        begun: vec![(2 * pair, both.parameters)],
        epochs: curve.epochs,
    }));
    let mut work = Work::new(job);
    let mut come = Vec::new();
    loop {
        match work.work(&mut || true) {
            Progress::Share(_) => {}
            Progress::Come(some, _) => come.extend(some),
            Progress::Done(Done::Drawn(last)) => {
                come.extend(last);
                return come;
            }
            Progress::Done(other) => panic!("{other:?}"),
        }
    }
}

fn came(curve: &Curve) -> Came {
    let mut came = Came::default();
    for pair in 0..curve.pairs() {
        outcomes(curve, pair).iter().for_each(|one| came.put(one));
    }
    came
}

/// The median accuracies of a lesson, reused and from scratch, with so many samples a class.
fn medians(lesson: Lesson, counts: &[usize], seeds: u32) -> Vec<[f64; 2]> {
    let files = |dataset| Some(file(dataset));
    let curve = Curve {
        source: Arc::new(source(&lesson.source(&files), lesson.epochs())),
        reuse: lesson.reuse(&files),
        counts: counts.to_vec(),
        seeds,
        epochs: Curve::EPOCHS,
    };
    assert_eq!(curve.validate(), Ok(()));
    let worth = curve.worth(&came(&curve));
    let median = |way: Option<separable::lab::lottery::Spread>| way.unwrap().median;
    worth.iter().map(|worth| worth.ways.map(median)).collect()
}

/// Opened, trained, saved and undone: the layers are kept, the rest learns, and the source comes back.
#[test]
fn a_run_with_reused_layers_goes_every_way() {
    let e = Lesson::Moons.source(&|_| None);
    let mut desk = Desk::open(e.clone().into());
    desk.train(Stride::Epoch, 20);
    let before = desk.state();
    let network = desk.network();
    let source = Source::new(&e, &Prepared::new(&e), &network, desk.lab.moment);
    let recipe = source.recipe(&Lesson::Moons.reuse(&|_| None)).unwrap();
    desk.act(Drive::Open(Box::new(Opened {
        recipe: recipe.clone(),
        ..Opened::default()
    })));
    let kept = 0..network.layers()[1].bias.end;
    assert_eq!(
        desk.parameters()[kept.clone()],
        network.parameters()[kept.clone()]
    );
    let fresh = desk.parameters().to_vec();
    desk.train(Stride::Epoch, 5);
    assert_eq!(
        desk.parameters()[kept.clone()],
        network.parameters()[kept.clone()]
    );
    assert_ne!(desk.parameters()[kept.end..], fresh[kept.end..]);
    let text = saved::write((&desk.lab, &desk.network()), None).unwrap();
    let opened = Saved::parse(&text).unwrap().read(&|_| None).unwrap();
    assert_eq!(opened.recipe, recipe);
    let end = desk.parameters().to_vec();
    let mut by_link =
        Desk::open(separable::lab::link::read(&separable::lab::link::write(&recipe), &|_| None).0);
    by_link.train(Stride::Epoch, 5);
    assert_eq!(by_link.parameters(), end);
    desk.act(Drive::Undo);
    assert_eq!(desk.state(), before);
}

/// A worker's runs are those of a trainer; a seed's pair has the very same samples, and the next others.
#[test]
fn a_pair_is_trained_as_by_hand_on_the_same_samples() {
    let e = Lesson::Moons.source(&|_| None);
    let curve = Curve {
        source: Arc::new(source(&e, 10)),
        reuse: Lesson::Moons.reuse(&|_| None),
        counts: vec![2, 5],
        seeds: 2,
        epochs: 7,
    };
    for pair in 0..curve.pairs() {
        let both = curve.both(pair).unwrap();
        let data = Data::from(&both.prepared);
        assert_eq!(data.train.len(), 2 * curve.counts[pair as usize / 2]);
        let come = outcomes(&curve, pair);
        for (way, outcome) in come.iter().enumerate() {
            let start = (way == 0).then_some(&*both.parameters);
            let network = trained(&both.experiments[way], start, &data, 7);
            assert_eq!(outcome.parameters, network.parameters());
            assert_eq!(Curve::of_lot(outcome.lot), (pair, Way::ALL[way]));
        }
    }
    let [first, next] = [0, 1].map(|pair| curve.both(pair).unwrap());
    assert_ne!(first.prepared.train_table.x, next.prepared.train_table.x);
    assert_ne!(first.experiments[1].seed, next.experiments[1].seed);
    let sheet = curve.sheet(&came(&curve));
    let lines: Vec<&str> = sheet.lines().collect();
    assert_eq!(lines.len(), 1 + 2 * curve.pairs() as usize);
    assert_eq!(lines[0], "samples_per_class,seed,way,test_accuracy");
    assert!(
        lines[1].starts_with(&format!("2,{},reused,0.", e.seed)),
        "{}",
        lines[1]
    );
}

/// Where the source was trained on the very classes that are tested with, every seed has the same split.
#[test]
fn no_seed_is_tested_with_what_the_source_was_trained_on() {
    let files = |dataset| Some(file(dataset));
    let lesson = Lesson::Digits;
    let others = Curve {
        source: Arc::new(source(&lesson.source(&files), 0)),
        reuse: lesson.reuse(&files),
        counts: vec![5],
        seeds: 2,
        epochs: 1,
    };
    let draws =
        |curve: &Curve| [0, 1].map(|pair| curve.both(pair).unwrap().experiments[0].data.draw);
    assert_eq!(draws(&others), [1, 2]);
    let all = Reuse {
        data: DataSpec {
            classes: Classes::ALL,
            ..others.reuse.data.clone()
        },
        ..others.reuse.clone()
    };
    assert_eq!(
        draws(&Curve {
            reuse: all,
            ..others
        }),
        [1, 1]
    );
}

/// Every pair shows what it is there for: with few samples the reused layers are ahead.
#[test]
fn the_pairs_show_what_they_promise() {
    for (lesson, counts, ahead) in [
        (Lesson::Moons, [2, 5], [0.05, 0.05]),
        (Lesson::Digits, [5, 20], [0.05, 0.0]),
    ] {
        for (medians, ahead) in medians(lesson, &counts, 7).into_iter().zip(ahead) {
            assert!(medians[0] - medians[1] >= ahead, "{lesson:?} {medians:?}");
        }
    }
}
