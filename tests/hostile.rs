//! What nobody sends by accident: links and messages that are damaged or made up. Whatever comes in,
//! nothing panics, nothing goes on for ever or grows beyond what came, and what is wrong is named.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::desk::Desk;
use proptest::{collection::vec, prelude::*, sample::Index};
use separable::{
    engine::{
        Ask, Command, Data, FromWorker, Goal, Job, Packed, Plan, Report, Session, Start, ToWorker,
        job::{self, Work},
    },
    lab::{Change, Edit, Event, Experiment, FieldError, Key, Moment, Prepared, Recipe, link},
    nn::{Fixed, Place, Settings, Stride, Trainer},
    run::{Branch, Drive, Lab, Opened},
};

fn read(then: &str) -> (Recipe, Vec<FieldError>) {
    link::read(&format!("then={then}"), &|_| None)
}

fn at(epoch: u64, position: usize) -> Moment {
    Moment { epoch, position }
}

/// A change of a link, as people and programs write and mistype them.
fn change() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        (0u64..400).prop_map(|n| n.to_string()),
        any::<u64>().prop_map(|n| n.to_string()),
        Just(u64::MAX.to_string()),
        "[0-9]{0,25}|-1|1e3|",
    ];
    let moment = prop_oneof![
        number.clone(),
        (number.clone(), number).prop_map(|(epoch, position)| format!("{epoch}-{position}")),
        "[^&+%]{0,6}",
    ];
    let what = prop_oneof![
        "lr=(0\\.[0-9]{1,3}|NaN|inf|-1|)|l1=0\\.1|l2=[0-9]|dropout=(0\\.5|1)|batch=[0-9]{1,6}",
        "optimizer=(adam|sgd:momentum=0\\.9|adam:beta_1=2|lion|adam:)|patience=(none|[0-9]{1,6})",
        "schedule=(cosine:epochs=[0-9]|step)|frozen=(1|9|)|continue|seed=[0-9]|net=2-1s|data=moons",
        "[^&+%]{0,12}",
    ];
    (moment, what).prop_map(|(moment, what)| format!("{moment}:{what}"))
}

proptest! {
    #[test]
    fn any_changes_are_read_or_named(changes in vec(change(), 0..12)) {
        let (recipe, problems) = read(&changes.join("~"));
        prop_assert_eq!(&recipe.experiment, &Experiment::default());
        prop_assert!(recipe.timeline.is_sorted_by_key(|event| event.at));
        for events in 0..=recipe.timeline.len() {
            prop_assert_eq!(recipe.until(events).validate(), Ok(()));
        }
        prop_assert!(problems.iter().all(|p| !p.field.is_empty() && !p.message().is_empty()));
        prop_assert!(problems.iter().filter(|p| p.field == "then").count() <= 1);
        // What was read is written so that it is read again.
        let (again, problems) = link::read(&link::write(&recipe), &|_| None);
        prop_assert_eq!(problems, vec![]);
        prop_assert_eq!(again.last(), recipe.last());
    }

    #[test]
    fn what_is_read_can_be_trained(changes in vec(change(), 0..6)) {
        let (recipe, _) = read(&changes.join("~"));
        let mut desk = Desk::open(recipe);
        desk.train(Stride::Sample, 40);
        prop_assert!(desk.last.diverged || desk.lab.moment.shown(280) == 40);
    }

    #[test]
    fn any_bytes_are_a_message_or_none(bytes in vec(any::<u8>(), 0..300)) {
        nothing_but_what_came(&bytes)?;
    }

    #[test]
    fn a_damaged_message_is_one_or_none(
        which in any::<Index>(),
        damage in vec((any::<Index>(), any::<u8>()), 1..4),
        cut in any::<Index>(),
    ) {
        let messages = messages();
        let mut bytes = messages[which.index(messages.len())].clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        nothing_but_what_came(&bytes)?;
        nothing_but_what_came(&bytes[..cut.index(bytes.len())])?;
    }

    /// A worker that hears made-up commands works on, and so does its run.
    #[test]
    fn a_damaged_command_does_not_end_a_worker(
        which in any::<Index>(),
        damage in vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        let messages = messages();
        let mut bytes = messages[which.index(messages.len())].clone();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let mut session = Session::new(0.0);
        for ask in begin() {
            session.handle(Command { run: 1, id: 1, ask }, 0.0);
        }
        if let Some(ToWorker::Command(command)) = ToWorker::decode(&bytes) {
            session.handle(command, 0.0);
        }
        let now = std::cell::Cell::new(0.0);
        let clock = || {
            now.set(now.get() + 1.0);
            now.get()
        };
        for _ in 0..20 {
            session.work(&clock);
            session.report(now.get());
            session.handle(Command { run: 1, id: 0, ask: Ask::Taken }, 0.0);
        }
    }
}

/// Whatever is read of bytes is no larger than they are, and is what they say.
fn nothing_but_what_came(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Some(message) = ToWorker::decode(bytes) {
        prop_assert!(message.encode().len() <= bytes.len());
    }
    if let Some(message) = FromWorker::decode(bytes) {
        prop_assert!(message.encode().len() <= bytes.len());
    }
    Ok(())
}

fn start() -> Start {
    let experiment = Experiment::default();
    let prepared = Prepared::new(&experiment);
    let train = prepared.train.clone();
    let mut trainer = Trainer::new(experiment.network(), train, experiment.settings());
    trainer.advance(Stride::Epoch, 1);
    let (recipe, _) = read("2:lr=0.5~3:optimizer=adam~4:continue");
    Start {
        plan: Plan::from(&experiment),
        from: Some((trainer.checkpoint(), 0)),
        timeline: recipe.timeline,
        known: 0,
        to: at(3, 7),
    }
}

fn begin() -> [Ask; 2] {
    let data = Data::from(&Prepared::new(&Experiment::default()));
    [Ask::Data(data), Ask::Start(Box::new(start()))]
}

/// One message of each kind.
fn messages() -> Vec<Vec<u8>> {
    let experiment = Experiment::default();
    let asks = begin().into_iter().chain([
        Ask::Adjust(experiment.settings()),
        Ask::Play {
            stride: Stride::Epoch,
            rate: Some(10),
        },
        Ask::Pause,
        Ask::Advance {
            stride: Stride::Batch,
            count: 3,
            goal: Goal {
                loss: Some(0.1),
                accuracy: Some(0.9),
            },
        },
        Ask::SetParameters(experiment.network().parameters().to_vec()),
        Ask::Taken,
    ]);
    let commands = asks.map(|ask| ToWorker::Command(Command { run: 1, id: 2, ask }).encode());
    let [Ask::Data(data), Ask::Start(start)] = begin() else {
        unreachable!()
    };
    let job = Job::Replay { data, start };
    let progress = Work::new(job.clone()).work(&mut || true);
    let report = Report {
        parameters: experiment.network().parameters().to_vec(),
        ..Report::default()
    };
    let others = [
        ToWorker::Job(3, Packed::new(&job)).encode(),
        ToWorker::GiveUp(3).encode(),
        FromWorker::Report(Box::new(report)).encode(),
        FromWorker::Progress(3, Packed::new(&progress)).encode(),
        FromWorker::Progress(3, Packed::new(&job::Progress::Share(0.5))).encode(),
    ];
    commands.chain(others).collect()
}

#[test]
fn every_kind_of_mistake_in_a_change_is_named() {
    for (then, message) in [
        (
            "5",
            "“5” is not of the form 100:lr=0.01: the epoch, then a setting and its value",
        ),
        (
            ":lr=1",
            "“:lr=1” is not of the form 100:lr=0.01: the epoch, then a setting and its value",
        ),
        (
            "18446744073709551616:lr=1",
            "“18446744073709551616:lr=1” is not of the form 100:lr=0.01: the epoch, then a setting \
             and its value",
        ),
        (
            "5-x:lr=1",
            "“5-x:lr=1” is not of the form 100:lr=0.01: the epoch, then a setting and its value",
        ),
        (
            "5:lr",
            "“5:lr” is not of the form 100:lr=0.01: the epoch, then a setting and its value",
        ),
        (
            "5:seed=3",
            "“seed” belongs to the start of a run and cannot change on the way",
        ),
        ("5:lr=abc", "lr: “abc” is not a number from 0.000001 to 100"),
        ("5:batch=0", "batch: must be from 1 to 50000, not 0"),
        (
            "5:optimizer=adam:beta_1=2",
            "optimizer: beta_1: must be from 0 to 0.9999, not 2",
        ),
    ] {
        // What came before holds, and what comes after stood on what is wrong.
        let (recipe, problems) = read(&format!("1:lr=0.5~{then}~9:lr=0.25"));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].field, "then");
        assert_eq!(problems[0].message(), message);
        assert_eq!(recipe.timeline.len(), 1);
        assert_eq!(recipe.last().learning_rate, 0.5);
    }
}

#[test]
fn changes_at_the_end_of_time_never_come() {
    let last = format!("{}-{}:lr=0.5", u64::MAX, u64::MAX);
    let (recipe, problems) = read(&last);
    assert_eq!(problems, []);
    assert_eq!(recipe.timeline[0].at, at(u64::MAX, usize::MAX));
    let mut desk = Desk::open(recipe.clone());
    for stride in [Stride::Sample, Stride::Batch, Stride::Epoch] {
        desk.train(stride, 2);
    }
    let mut plain = Desk::open(Recipe::default());
    plain.go_to(desk.lab.moment);
    assert_eq!(plain.parameters(), desk.parameters());
    assert_eq!(desk.lab.recipe(), &recipe);
}

/// An epoch of 280 samples has no sample 300: what is to come there comes when the epoch is over.
#[test]
fn a_change_after_the_last_sample_comes_with_the_next_epoch() {
    let (recipe, _) = read("1-300:lr=0.5");
    let mut desk = Desk::open(recipe);
    desk.train(Stride::Epoch, 2);
    assert_eq!(desk.lab.experiment.learning_rate, 0.5);
    desk.act(Drive::Seek(at(1, 279)));
    assert_eq!(desk.lab.experiment.learning_rate, 0.03);
}

#[test]
fn thousands_of_changes_are_read_trained_and_written() {
    let change = |n: usize| format!("{}-{}:lr=0.{:03}", n / 280, n % 280, n % 900 + 1);
    let changes: Vec<_> = (0..2000).map(change).collect();
    let (recipe, problems) = read(&changes.join("~"));
    assert_eq!((problems, recipe.timeline.len()), (vec![], 2000));
    let mut desk = Desk::open(recipe.clone());
    desk.train(Stride::Sample, 2000);
    assert_eq!(desk.lab.moment, at(7, 40));
    assert_eq!(
        desk.lab.experiment.learning_rate,
        recipe.last().learning_rate
    );
    let (again, problems) = link::read(&link::write(desk.lab.recipe()), &|_| None);
    assert_eq!(problems, []);
    assert_eq!(again.last(), recipe.last());
}

/// However far a moment is that is asked for, the way there ends when it is told to.
#[test]
fn a_way_without_end_is_paused() {
    for to in [at(u64::MAX, 0), at(1 << 60, usize::MAX), at(0, usize::MAX)] {
        let mut branch = Branch::default();
        branch.tip = to;
        let lab = Lab::new(Opened {
            branch: Some(branch),
            ..Opened::default()
        });
        let mut desk = Desk::on_its_way(lab);
        desk.work(3);
        let far = to.epoch > 0;
        assert_eq!(desk.last.arriving, far);
        desk.act(Drive::Pause);
        assert!(!desk.last.arriving);
        let stands = desk.lab.moment;
        assert!(stands <= at(10_000, 0), "{stands:?}");
        // From there everything is as ever.
        desk.act(Edit::Set(Key::LearningRate, "0.5".into()));
        desk.train(Stride::Epoch, 1);
        assert_eq!(desk.lab.moment, at(stands.epoch + 1, 0));
        assert_eq!(desk.lab.history.now().tip, desk.lab.moment);
        desk.act(Drive::Reset);
        assert_eq!(desk.lab.moment, Moment::START);
    }
}

#[test]
fn a_made_up_timeline_does_not_stop_a_worker() {
    let settings = Settings {
        batch_size: 0,
        learning_rate: f32::NAN,
        dropout: 7.0,
        patience: Some(0),
        frozen: u32::MAX,
        fixed: Fixed::new([9, 255].map(|layer| Place {
            layer,
            unit: 4000,
            source: None,
        }))
        .unwrap(),
        ..Experiment::default().settings()
    };
    let change = Change::Adjust(settings);
    let timeline = vec![
        Event {
            at: at(1, 3),
            change: change.clone(),
        },
        Event {
            at: at(0, 1),
            change,
        },
    ];
    let start = Start {
        timeline,
        known: usize::MAX,
        ..start()
    };
    let mut session = Session::new(0.0);
    let [data, _] = begin();
    for ask in [data, Ask::Start(Box::new(start))] {
        session.handle(Command { run: 1, id: 1, ask }, 0.0);
    }
    for _ in 0..20 {
        session.work(&|| 0.0);
    }
    assert!(session.report(0.0).is_some());
}
