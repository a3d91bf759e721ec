//! Across the seams: an experiment takes the ways that a person sends it, through the lab, the bytes
//! of commands and reports and the worker's session, and comes out with the weights that the trainer
//! itself makes of it, bit for bit.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::{
    desk::{Desk, State},
    experiments::small_experiment,
};
use proptest::prelude::*;
use separable::{
    data::{Dataset, Drawn, Point},
    lab::{Edit, Experiment, Key, Moment, Prepared, Recipe, Speed, Spot, gates::Gate, link},
    nn::{Fixed, Named, Stopped, Stride, Trainer},
    run::{Drive, Lab, Opened, Saved, Tune, saved},
};

/// The weights that the trainer makes of an experiment in so many epochs.
fn directly(experiment: &Experiment, epochs: u64) -> Vec<f32> {
    let prepared = Prepared::new(experiment);
    let (train, test) = (prepared.train.clone(), prepared.test.clone());
    let mut trainer = Trainer::with_test(experiment.network(), train, test, experiment.settings());
    trainer.advance(Stride::Epoch, epochs);
    trainer.network().parameters().to_vec()
}

fn bits(parameters: &[f32]) -> Vec<u32> {
    parameters.iter().map(|p| p.to_bits()).collect()
}

/// Undoes all that was done since these states, one by one, and does it again.
fn there_and_back(desk: &mut Desk, before: &[State]) -> Result<(), TestCaseError> {
    let end = desk.state();
    for state in before.iter().rev() {
        prop_assert!(desk.lab.can_undo());
        desk.act(Drive::Undo);
        prop_assert_eq!(&desk.state(), state);
    }
    prop_assert!(!desk.lab.can_undo());
    for _ in before {
        desk.act(Drive::Redo);
    }
    prop_assert_eq!(desk.state(), end);
    prop_assert!(!desk.lab.can_redo());
    Ok(())
}

fn at(epoch: u64, position: usize) -> Moment {
    Moment { epoch, position }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// By the lab, commands as bytes, the session, reports as bytes, and back.
    #[test]
    fn every_experiment_trains_alike_on_every_way(experiment in small_experiment()) {
        let wanted = directly(&experiment, 2);
        prop_assume!(wanted.iter().all(|p| p.is_finite()));
        let mut desk = Desk::open(experiment.clone().into());
        desk.train(Stride::Epoch, 2);
        prop_assert_eq!(bits(desk.parameters()), bits(&wanted));

        let (recipe, problems) = link::read(&link::write(&experiment.clone().into()), &|_| None);
        prop_assert_eq!(problems, vec![]);
        let mut by_link = Desk::open(recipe);
        by_link.train(Stride::Epoch, 2);
        prop_assert_eq!(bits(by_link.parameters()), bits(&wanted));

        let fields = serde_json::to_value(&experiment).unwrap();
        let merged = Experiment::default().merged(&fields, &|_| None).unwrap();
        let mut by_script = Desk::open(merged.into());
        by_script.train(Stride::Epoch, 2);
        prop_assert_eq!(bits(by_script.parameters()), bits(&wanted));
    }

    /// A run that is saved after any number of steps, opened elsewhere and gone on with is the run
    /// that was never stopped.
    #[test]
    fn a_saved_run_goes_on(experiment in small_experiment(), samples in 0u64..700) {
        let mut desk = Desk::open(experiment.into());
        desk.train(Stride::Sample, samples);
        let text = saved::write((&desk.lab, &desk.network()), None).unwrap();
        desk.train(Stride::Epoch, 1);
        let opened = Saved::parse(&text).unwrap().read(&|_| None).unwrap();
        let mut other = Desk::with(Lab::new(opened));
        other.train(Stride::Epoch, 1);
        prop_assert_eq!(bits(other.parameters()), bits(desk.parameters()));
        prop_assert_eq!(other.lab.moment, desk.lab.moment);
    }

    /// Whatever is changed on the way, a link repeats it.
    #[test]
    fn a_link_repeats_what_was_changed_on_the_way(
        first in 0u64..400, second in 0u64..400, third in 1u64..400,
        rate in 0.001f32..0.5, batch in 1usize..60,
    ) {
        let mut desk = Desk::open(Recipe::default());
        desk.train(Stride::Sample, first);
        desk.act(Edit::Set(Key::LearningRate, rate.to_string()));
        desk.train(Stride::Sample, second);
        desk.act(Edit::Set(Key::BatchSize, batch.to_string()));
        desk.act(Edit::Set(Key::Optimizer, "adam:beta_1=0.8".into()));
        desk.act(Edit::SetTrainable(0, false));
        desk.train(Stride::Sample, third);
        let (recipe, problems) = link::read(&link::write(desk.lab.recipe()), &|_| None);
        prop_assert_eq!(problems, vec![]);
        let mut again = Desk::open(recipe);
        again.train(Stride::Sample, first + second + third);
        prop_assert_eq!(bits(again.parameters()), bits(desk.parameters()));
        prop_assert_eq!(&again.lab.experiment, &desk.lab.experiment);
    }

    /// Any moment between is the moment as it was, and going on from there without a change is the
    /// same run again.
    #[test]
    fn a_branch_without_changes_is_the_same_run(to in 1u64..900, back in 0u64..900) {
        let back = back.min(to);
        let mut desk = Desk::open(Recipe::default());
        desk.train(Stride::Sample, back);
        let (then, moment) = (desk.parameters().to_vec(), desk.lab.moment);
        desk.train(Stride::Sample, to - back);
        let (last, tip) = (desk.parameters().to_vec(), desk.lab.moment);
        desk.act(Drive::Seek(moment));
        prop_assert_eq!(bits(desk.parameters()), bits(&then));
        desk.train(Stride::Sample, to - back);
        prop_assert_eq!(bits(desk.parameters()), bits(&last));
        prop_assert_eq!(desk.lab.moment, tip);
        prop_assert_eq!(desk.lab.history.left().len(), usize::from(back < to));
    }

    /// Undo brings back experiment, moment and weights, whatever was done; redo makes it again.
    #[test]
    fn what_is_undone_is_as_it_was(script in prop::collection::vec((0usize..12, 0u64..300), 1..8)) {
        let mut desk = Desk::open(Recipe::default());
        let mut before = Vec::new();
        for (what, samples) in script {
            desk.train(Stride::Sample, samples);
            let state = desk.state();
            if desk.do_something(what) {
                before.push(state);
            }
        }
        there_and_back(&mut desk, &before)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// A slider that is drawn is one step, whatever the run does meanwhile: edits of the same number
    /// that follow each other within a second, and no others.
    #[test]
    fn what_belongs_together_is_undone_together(
        script in prop::collection::vec((0usize..5, 0usize..3, 0usize..3), 1..12),
        plays in any::<bool>(),
    ) {
        let mut desk = Desk::open(Recipe::default());
        if plays {
            desk.act(Drive::Play);
            desk.work(2);
        }
        let (mut before, mut last) = (Vec::new(), None);
        for (number, value, gap) in script {
            let gap = [100.0, 500.0, 1500.0][gap];
            desk.wait(gap);
            if plays {
                desk.work(1);
            }
            let (edit, name) = slider(number, value);
            let (state, had) = (desk.state(), desk.lab.experiment.clone());
            desk.begin(edit);
            prop_assert_eq!(&desk.lab.problems, &vec![]);
            if desk.lab.experiment == had {
                continue;
            }
            let joins = last.is_some_and(|(then, at)| then == name && desk.now() - at < 1000.0);
            if !joins {
                before.push(state);
            }
            last = Some((name, desk.now()));
            desk.work(2);
        }
        there_and_back(&mut desk, &before)?;
    }

    /// Two runs under one transport, each with a worker of its own: both repeatable, and neither
    /// changes what the other computes.
    #[test]
    fn two_runs_of_one_transport_are_each_as_if_alone(
        one in small_experiment(),
        other in small_experiment(),
        script in prop::collection::vec((0usize..4, 1usize..6), 1..8),
    ) {
        let both = [one, other];
        prop_assume!(both.iter().all(|e| directly(e, 6).iter().all(|p| p.is_finite())));
        let mut desks = both.clone().map(|e| Desk::open(e.into()));
        for (what, slices) in script {
            let drive = match what {
                0 => Drive::Step,
                1 => Drive::Play,
                2 => Drive::Pause,
                _ => Drive::SetStride([Stride::Sample, Stride::Batch, Stride::Epoch][slices % 3]),
            };
            for desk in &mut desks {
                desk.act(drive.clone());
            }
            // Their slices take turns, now one more of this, now of that.
            for slice in 0..slices {
                desks[slice % 2].work(1);
                desks[(slices + slice) % 2].work(1);
            }
        }
        for (desk, experiment) in desks.iter_mut().zip(&both) {
            desk.act(Drive::Pause);
            prop_assume!(!desk.lab.diverged);
            let mut alone = Desk::open(experiment.clone().into());
            alone.go_to(desk.lab.moment);
            prop_assert_eq!(alone.lab.moment, desk.lab.moment);
            prop_assert_eq!(bits(alone.parameters()), bits(desk.parameters()));
        }
    }
}

/// One number of several, at one of several values, and its name.
fn slider(number: usize, value: usize) -> (Edit, &'static str) {
    let set =
        |key: Key, texts: [&str; 3]| (Edit::Set(key, texts[value].into()), key.setting().link);
    match number {
        0 => set(Key::LearningRate, ["0.1", "0.2", "0.3"]),
        1 => set(Key::L2, ["0.01", "0.02", "0.03"]),
        2 => set(Key::BatchSize, ["5", "20", "30"]),
        3 => set(Key::Noise, ["0.1", "0.2", "0.3"]),
        _ => {
            let momentum = ["0.5", "0.6", "0.7"][value].into();
            (
                Edit::SetInner(Key::Optimizer, "momentum", momentum),
                "momentum",
            )
        }
    }
}

/// Steps of one stride bring two runs equally far, however different they are.
#[test]
fn one_stride_moves_two_runs_alike() {
    let mut wide = Experiment::default();
    Edit::SetUnits(0, 16).apply(&mut wide).unwrap();
    let mut desks = [Experiment::default(), wide].map(|e| Desk::open(e.into()));
    for stride in [Stride::Epoch, Stride::Batch, Stride::Sample, Stride::Epoch] {
        for desk in &mut desks {
            desk.act(Drive::SetStride(stride));
        }
        for _ in 0..3 {
            for desk in &mut desks {
                desk.act(Drive::Step);
            }
            assert_eq!(desks[0].lab.moment, desks[1].lab.moment);
        }
    }
    assert_eq!(desks[0].lab.moment, at(6, 0));
    // Either one is closed without a trace in the other.
    let [first, second] = desks;
    drop(first);
    assert_eq!(
        bits(second.parameters()),
        bits(&directly(&second.lab.experiment, 6))
    );
}

#[test]
fn undo_while_playing_pauses_where_the_run_was() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(Drive::Play);
    desk.work(10);
    let before = desk.state();
    desk.act(Edit::AddLayer(0));
    desk.work(10);
    assert!(desk.lab.transport.running && desk.lab.moment > Moment::START);
    desk.act(Drive::Undo);
    assert_eq!(
        (desk.state(), desk.lab.transport.running),
        (before.clone(), false)
    );
    // What was on its way from the other run changes nothing.
    desk.work(5);
    assert_eq!(desk.state(), before);
    desk.act(Drive::Play);
    desk.work(3);
    assert!(desk.lab.transport.running && desk.state() != before);
    assert_eq!(desk.lab.history.left().len(), 0);
}

#[test]
fn undo_after_early_stopping_brings_the_end_back() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(Edit::Set(Key::Patience, "2".into()));
    desk.act(Edit::Set(Key::LearningRate, "1".into()));
    desk.act(Drive::Play);
    desk.work_until(|lab| lab.stopped);
    let stopped = desk.state();
    desk.act(Edit::Set(Key::LearningRate, "0.1".into()));
    desk.train(Stride::Epoch, 1);
    assert!(!desk.lab.stopped);
    let gone_on = desk.state();
    desk.act(Drive::Undo);
    assert_eq!((desk.state(), desk.lab.stopped), (stopped.clone(), true));
    assert!(
        desk.lab
            .notice
            .to_string()
            .starts_with("Undone: learning rate.")
    );
    desk.act(Drive::Redo);
    assert_eq!((desk.state(), desk.lab.stopped), (gone_on, false));
    desk.act(Drive::Undo);
    // And from the end one can still go on.
    desk.act(Drive::Step);
    assert!(desk.lab.moment > stopped.moment);
}

#[test]
fn undo_goes_across_branches_and_back() {
    let mut desk = Desk::open(Recipe::default());
    desk.train(Stride::Epoch, 20);
    let whole = desk.state();
    desk.act(Drive::Seek(at(5, 0)));
    let past = desk.state();
    desk.act(Edit::Set(Key::LearningRate, "0.5".into()));
    desk.train(Stride::Epoch, 3);
    let branch = desk.state();
    desk.act(Drive::Return(0));
    assert_eq!(desk.state(), whole);
    // Back in the branch, with the former run beside it; back before it was left, with none.
    desk.act(Drive::Undo);
    assert_eq!(
        (desk.state(), desk.lab.history.left().len()),
        (branch.clone(), 1)
    );
    desk.act(Drive::Undo);
    assert_eq!(
        (desk.state(), desk.lab.history.left().len()),
        (past.clone(), 0)
    );
    assert!(!desk.lab.can_undo());
    desk.act(Drive::Seek(at(20, 0)));
    assert_eq!(desk.state(), whole);
    desk.act(Drive::Redo);
    assert_eq!(desk.state(), branch);
    desk.act(Drive::Redo);
    assert_eq!(desk.state(), whole);
    // A branch that was left by going on alone is undone as well.
    desk.act(Drive::Seek(at(5, 0)));
    desk.train(Stride::Epoch, 1);
    desk.act(Drive::Undo);
    assert_eq!(desk.state(), past);
}

#[test]
fn a_new_edit_clears_what_was_undone() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(Edit::AddLayer(0));
    desk.act(Drive::Reset);
    desk.act(Drive::Undo);
    assert!(desk.lab.can_redo());
    // Training, and edits that change or may change nothing, leave it.
    desk.train(Stride::Epoch, 2);
    desk.act(Edit::Set(Key::LearningRate, "0.03".into()));
    desk.act(Edit::Set(Key::LearningRate, "x".into()));
    assert!(desk.lab.can_redo());
    desk.act(Edit::Set(Key::LearningRate, "0.1".into()));
    assert!(!desk.lab.can_redo());
}

/// Points `.0` on the plane, in the order in which strokes brought them.
fn drawn(points: u8) -> Edit {
    let mut drawn = Drawn::default();
    for n in 0..points {
        let x = [f32::from(n % 5) - 2.0, f32::from(n / 5)];
        drawn.add(Point { x, class: n % 2 }).unwrap();
    }
    Edit::Draw(drawn)
}

/// Three strokes, trained between; the browser's Back; and Undo, step by step.
#[test]
fn back_and_undo_bring_each_stroke_back_as_it_was() {
    let mut desk = Desk::open(Recipe::default());
    let mut states = Vec::new();
    for points in [10, 20, 30] {
        states.push(desk.state());
        desk.act(drawn(points));
        desk.train(Stride::Epoch, 2);
    }
    states.push(desk.state());
    let (recipe, problems) = link::read("", &|_| None);
    assert_eq!(problems, []);
    desk.act(Drive::Open(Box::new(Opened {
        recipe,
        ..Opened::default()
    })));
    assert_eq!(desk.lab.experiment, Experiment::default());
    // What a stroke was drawn over comes back with the training that it had.
    for state in states.iter().rev() {
        desk.act(Drive::Undo);
        assert_eq!(&desk.state(), state);
    }
    assert!(!desk.lab.can_undo());
    for state in states.iter().skip(1) {
        desk.act(Drive::Redo);
        assert_eq!(&desk.state(), state);
    }
}

/// Undo after another drawing was opened does not bring the first one's points into it.
#[test]
fn undo_does_not_mix_drawings() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(drawn(10));
    let first = desk.state();
    let mut other = Experiment::default();
    drawn(4).apply(&mut other).unwrap();
    desk.act(Drive::Open(Box::new(Opened {
        recipe: other.into(),
        ..Opened::default()
    })));
    let second = desk.state();
    desk.act(drawn(5));
    desk.act(Drive::Undo);
    assert_eq!(desk.state(), second);
    desk.act(Drive::Undo);
    assert_eq!(desk.state(), first);
}

/// Whoever ends the way back to a run stands at a moment of its past, from which a branch leaves.
#[test]
fn a_way_that_is_paused_can_be_gone_on_with() {
    let mut desk = Desk::open(Recipe::default());
    desk.train(Stride::Epoch, 300);
    desk.act(Edit::Set(Key::LearningRate, "0.1".into()));
    desk.train(Stride::Epoch, 100);
    let whole = desk.state();
    desk.lab.history.hold(0);
    desk.lose_worker();
    desk.begin(Drive::Recover);
    desk.work(1);
    assert!(desk.last.arriving);
    desk.act(Drive::Pause);
    let stands = desk.lab.moment;
    assert!(stands < at(300, 0), "{stands:?}");
    assert_eq!(desk.lab.experiment.learning_rate, 0.03);
    desk.act(Edit::Set(Key::LearningRate, "0.5".into()));
    desk.train(Stride::Epoch, 2);
    assert_eq!(desk.lab.history.now().recipe.timeline.len(), 1);
    assert_eq!(desk.lab.experiment.learning_rate, 0.5);
    desk.act(Drive::Return(0));
    assert_eq!(desk.state(), whole);
}

/// The step at momentum 0.9 looks ahead by 0.9 of itself: 1.9 × the plain one (Sutskever et al. 2013).
#[test]
fn nesterov_momentum_reaches_the_weights() {
    let step = |optimizer: &str| {
        let mut desk = Desk::open(Recipe::default());
        desk.act(Edit::Set(Key::BatchSize, "50000".into()));
        desk.act(Edit::Set(Key::Optimizer, optimizer.into()));
        let start = desk.parameters().to_vec();
        desk.train(Stride::Batch, 1);
        let steps = desk
            .parameters()
            .iter()
            .zip(start)
            .map(|(now, start)| now - start);
        steps.map(f64::from).collect::<Vec<f64>>()
    };
    let (plain, ahead) = (step("sgd"), step("sgd:momentum=0.9,nesterov=true"));
    let size = |steps: &[f64]| steps.iter().map(|s| s * s).sum::<f64>().sqrt();
    approx::assert_relative_eq!(size(&ahead), 1.9 * size(&plain), max_relative = 1e-4);
}

#[test]
fn the_first_lesson_ends_with_four_right() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(Edit::SetDataset(Dataset::XorTable));
    desk.act(Edit::Set(Key::Rule, "perceptron".into()));
    desk.train(Stride::Epoch, 20);
    assert!(desk.accuracy() < 1.0);
    desk.act(Edit::AddLayer(0));
    desk.train(Stride::Epoch, 3000);
    assert_eq!(desk.accuracy(), 1.0);
}

#[test]
fn a_run_that_was_stopped_early_plays_on() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(Edit::Set(Key::Patience, "2".into()));
    desk.act(Edit::Set(Key::LearningRate, "1".into()));
    desk.act(Drive::Play);
    desk.work_until(|lab| lab.stopped);
    let stopped = desk.lab.moment.epoch;
    assert!(!desk.lab.transport.running && stopped > 0);
    desk.act(Drive::Play);
    desk.work_until(|lab| lab.moment.epoch > stopped);
    assert!(desk.lab.moment.epoch > stopped);
    // And a link repeats that as well.
    desk.act(Drive::Pause);
    let (recipe, _) = link::read(&link::write(desk.lab.recipe()), &|_| None);
    let mut again = Desk::open(recipe);
    again.go_to(desk.lab.moment);
    assert_eq!(bits(again.parameters()), bits(desk.parameters()));
}

#[test]
fn a_pause_ends_what_a_script_trains() {
    let mut desk = Desk::open(Recipe::default());
    desk.ask_to_train(Stride::Epoch, 1_000_000);
    desk.work(5);
    desk.act(Drive::Pause);
    let epoch = desk.lab.moment.epoch;
    assert!(epoch < 1_000_000);
    desk.work(5);
    assert_eq!(desk.lab.moment.epoch, epoch);
    assert_eq!(desk.unanswered(), 0);
}

/// Few and noisy points for a network that learns them by heart: early stopping ends it soon.
fn stopped_early() -> Desk {
    let mut experiment = Experiment::default();
    let set = |key: Key, text: &str| Edit::Set(key, text.into());
    for edit in [
        Edit::SetDataset(Dataset::Moons),
        set(Key::Points, "60"),
        set(Key::Noise, "0.3"),
        set(Key::Optimizer, "adam"),
        set(Key::LearningRate, "0.1"),
        set(Key::Patience, "4"),
    ] {
        edit.apply(&mut experiment).unwrap();
    }
    let mut desk = Desk::open(experiment.into());
    stop(&mut desk);
    desk
}

/// Trains until early stopping ends that.
fn stop(desk: &mut Desk) -> Stopped {
    desk.train(Stride::Epoch, 20_000);
    desk.last.stopped.unwrap()
}

/// Everything that can be set on the way, each so that it changes.
fn live_edits() -> Vec<Edit> {
    let set = |key: Key, text: &str| Edit::Set(key, text.into());
    vec![
        set(Key::LearningRate, "0.5"),
        set(Key::Optimizer, "sgd"),
        set(Key::Schedule, "exponential:epochs=30"),
        set(Key::L1, "0.05"),
        set(Key::L2, "0.5"),
        set(Key::Dropout, "0.6"),
        set(Key::Patience, "6"),
        set(Key::BatchSize, "7"),
        Edit::SetTrainable(0, false),
        Edit::SetFixed(Spot::Bias { layer: 1, unit: 0 }, true),
        Edit::SetInner(Key::Optimizer, "beta_1", "0.5".into()),
    ]
}

/// As a new `fit` in Keras: whatever was set, no stop brings weights back that were best before.
#[test]
fn settings_of_before_do_not_bring_their_weights_back() {
    let before = stopped_early();
    for edit in live_edits() {
        let mut desk = before.clone();
        let changed = desk.lab.moment.epoch;
        desk.act(edit.clone());
        assert_eq!(desk.lab.moment.epoch, changed, "{edit:?} goes on");
        let stopped = stop(&mut desk);
        assert!(stopped.best_epoch > changed, "{edit:?}: {stopped:?}");
        let back = bits(desk.parameters());
        desk.act(Drive::Seek(at(stopped.best_epoch, 0)));
        assert_eq!(bits(desk.parameters()), back, "{edit:?}");
    }
}

/// What was set and set back is another beginning as well.
#[test]
fn settings_that_came_back_do_not_bring_their_weights_back() {
    let mut desk = stopped_early();
    let changed = desk.lab.moment.epoch;
    for rate in ["100", "0.1"] {
        desk.act(Edit::Set(Key::LearningRate, rate.into()));
    }
    assert!(stop(&mut desk).best_epoch > changed);
}

/// Who only asks for more looks on for a lower loss than the lowest so far.
#[test]
fn without_a_change_the_best_weights_stay_the_best() {
    let mut desk = stopped_early();
    let first = desk.last.stopped.unwrap();
    let second = stop(&mut desk);
    assert!(second.epoch > first.epoch && second.best_loss <= first.best_loss);
    assert!(second.best_epoch == first.best_epoch || second.best_loss < first.best_loss);
}

/// Plays for so many seconds; says how many epochs that were.
fn epochs_in(desk: &mut Desk, seconds: f64) -> f64 {
    let epochs = |desk: &Desk| desk.lab.moment.epochs(desk.lab.samples());
    let (before, start) = (epochs(desk), desk.now());
    while desk.now() < start + 1000.0 * seconds {
        desk.work(1);
        desk.wait(5.0);
    }
    epochs(desk) - before
}

/// A hand on a weight while training plays: the run goes on from where it is, the others are not held back,
/// a drag is one step to undo, and what is frozen stays where the hand left it.
#[test]
fn weights_are_changed_and_frozen_by_hand_while_training_plays() {
    let mut desk = Desk::open(Recipe::default());
    desk.begin(Drive::Play);
    let play = |desk: &mut Desk| {
        for _ in 0..20 {
            desk.work(1);
            desk.wait(5.0);
        }
    };
    play(&mut desk);
    let (before, weight) = (desk.lab.moment, desk.parameters()[2]);
    for (goes_on, value) in [(false, 1.0), (true, 2.0), (true, 3.0)] {
        desk.begin(Drive::Tune(Tune {
            changes: vec![(3, value)],
            goes_on,
        }));
        play(&mut desk);
    }
    desk.begin(Drive::Tune(Tune {
        changes: vec![(3, 2.5)],
        goes_on: true,
    }));
    desk.begin(Edit::SetFixed(
        Spot::Weight {
            layer: 0,
            unit: 1,
            source: 1,
        },
        true,
    ));
    play(&mut desk);
    assert!(desk.lab.transport.running && desk.lab.problems.is_empty());
    assert!(desk.lab.moment > before);
    assert_eq!(desk.parameters()[3], 2.5);
    assert_ne!(desk.parameters()[2], weight);
    // The run can be repeated from its start, hands and all.
    let again = Desk::open(desk.lab.recipe().clone());
    assert_eq!(again.lab.experiment.fixed, Fixed::NONE);
    desk.act(Drive::Undo);
    assert!(desk.lab.experiment.fixed.is_empty());
    desk.act(Drive::Undo);
    assert!(desk.lab.moment <= before);
    assert!(!desk.lab.recipe().has_parameters());
}

/// 10 epochs a second are 10, whatever is changed while it plays.
#[test]
fn the_pace_is_kept_whatever_changes() {
    let set = |key: Key, text: &str| Edit::Set(key, text.into());
    // A run that stops has no pace.
    let patience = set(Key::Patience, "100000");
    let is_patience = |edit: &Edit| matches!(edit, Edit::Set(Key::Patience, _));
    let mut edits = live_edits();
    edits.retain(|edit| !is_patience(edit));
    edits.extend([
        patience,
        set(Key::BatchSize, "1"),
        set(Key::BatchSize, "50000"),
        set(Key::Points, "40"),
        set(Key::TrainShare, "0.2"),
        set(Key::Draw, "9"),
        set(Key::Loss, "mean_squared_error"),
        set(Key::Initializer, "he_normal"),
        set(Key::Rule, "perceptron"),
        Edit::SetDataset(Dataset::And),
        Edit::SetDataset(Dataset::Spiral3),
        Edit::SetUnits(0, 9),
        Edit::AddLayer(0),
        Edit::NewWeights(3),
    ]);
    for edit in edits {
        let mut desk = Desk::open(Recipe::default());
        desk.act(Edit::Set(Key::Optimizer, "adam".into()));
        desk.begin(Drive::Play);
        let before = epochs_in(&mut desk, 2.0);
        assert!((19.0..=21.5).contains(&before), "{before}");
        desk.begin(edit.clone());
        assert_eq!(desk.lab.problems, [], "{edit:?}");
        // The first report after a new beginning tells how many samples there are.
        desk.work(1);
        let after = epochs_in(&mut desk, 2.0);
        assert!((19.0..=21.5).contains(&after), "{after} after {edit:?}");
    }
}

/// The slider is drawn, and at rest again.
#[test]
fn drawing_the_speed_makes_no_strides() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(Drive::SetSpeed(Speed::at(0)));
    desk.begin(Drive::Play);
    desk.work(1);
    let before = desk.lab.moment;
    for _ in 0..50 {
        for speed in [1, 0] {
            desk.begin(Drive::SetSpeed(Speed::at(speed)));
            desk.work(1);
        }
    }
    let gone = desk.lab.moment.epochs(280) - before.epochs(280);
    assert!(gone < 1.0, "{gone} epochs in {} ms", desk.now());
}

#[test]
fn a_lost_worker_costs_nothing() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(Edit::Set(Key::Optimizer, "adam".into()));
    desk.train(Stride::Epoch, 30);
    let mut whole = desk.clone();
    whole.train(Stride::Epoch, 10);
    desk.lose_worker();
    desk.act(Drive::Recover);
    assert_eq!(desk.lab.moment, at(30, 0));
    desk.train(Stride::Epoch, 10);
    assert_eq!(bits(desk.parameters()), bits(whole.parameters()));
}

#[test]
fn a_step_back_is_a_step_back() {
    for stride in [Stride::Sample, Stride::Batch, Stride::Epoch] {
        let mut desk = Desk::open(Recipe::default());
        desk.act(Drive::SetStride(stride));
        let mut moments = Vec::new();
        for _ in 0..30 {
            moments.push((desk.lab.moment, bits(desk.parameters())));
            desk.act(Drive::Step);
        }
        for moment in moments.into_iter().rev() {
            desk.act(Drive::StepBack);
            assert_eq!((desk.lab.moment, bits(desk.parameters())), moment);
        }
        desk.act(Drive::StepBack);
        assert_eq!(desk.lab.moment, Moment::START);
    }
}

#[test]
fn a_branch_that_was_left_can_be_returned_to() {
    let mut desk = Desk::open(Recipe::default());
    desk.train(Stride::Epoch, 20);
    let whole = desk.state();
    desk.act(Drive::Seek(at(5, 0)));
    desk.act(Edit::Set(Key::LearningRate, "0.5".into()));
    desk.train(Stride::Epoch, 3);
    assert_ne!(desk.state(), whole);
    desk.act(Drive::Return(0));
    assert_eq!(desk.state(), whole);
    // The other one is not lost either.
    desk.act(Drive::Return(0));
    assert_eq!(
        (desk.lab.moment, desk.lab.experiment.learning_rate),
        (at(8, 0), 0.5)
    );
}

#[test]
fn opening_is_undone_whole() {
    let mut desk = Desk::open(Recipe::default());
    desk.train(Stride::Epoch, 7);
    let before = desk.state();
    let other = Edit::SetDataset(Dataset::Moons);
    let mut experiment = Experiment::default();
    other.apply(&mut experiment).unwrap();
    let recipe = Recipe::from(experiment);
    desk.act(Drive::Open(Box::new(Opened {
        recipe,
        ..Opened::default()
    })));
    desk.train(Stride::Epoch, 2);
    desk.act(Drive::Undo);
    assert_eq!(desk.state(), before);
}

/// A gate is loaded in one step, its weights are changed in others, and every way brings them along: undo, Reset, the
/// link, a saved file; also where a run has gone on in between.
#[test]
fn weights_put_in_place_by_hand_go_every_way() {
    for &gate in Gate::ALL {
        let mut desk = Desk::open(Recipe::default());
        desk.train(Stride::Epoch, 3);
        let before = desk.state();
        desk.act(Drive::Open(Box::new(Opened {
            recipe: gate.recipe(),
            ..Opened::default()
        })));
        let loaded = desk.state();
        for (parameter, value) in [(0, 2.0), (1, -3.5), (0, 0.1)] {
            desk.wait(5000.0);
            desk.act(Drive::Tune(Tune {
                changes: vec![(parameter, value)],
                goes_on: false,
            }));
        }
        let set = desk.parameters().to_vec();
        assert_eq!((set[0], set[1]), (0.1, -3.5), "{gate:?}");

        let text = link::write_sealed(desk.lab.recipe());
        let (recipe, problems) = link::read(&text, &|_| None);
        assert_eq!(problems, vec![], "{text}");
        assert!(link::says(Some(&recipe), Some(desk.lab.recipe())));
        let by_link = Desk::open(recipe);
        assert_eq!(bits(by_link.parameters()), bits(&set), "{text}");

        let file = saved::write((&desk.lab, &desk.network()), None).unwrap();
        let opened = Saved::parse(&file).unwrap().read(&|_| None).unwrap();
        let by_file = Desk::with(Lab::new(opened));
        assert_eq!(bits(by_file.parameters()), bits(&set), "{gate:?}");

        // What goes on from there by a link is what goes on from there.
        let mut by_link = by_link;
        desk.train(Stride::Epoch, 2);
        by_link.train(Stride::Epoch, 2);
        assert_eq!(bits(by_link.parameters()), bits(desk.parameters()));
        desk.act(Drive::Reset);
        assert_eq!(bits(desk.parameters()), bits(&set), "{gate:?}");

        desk.act(Drive::Undo);
        for _ in 0..3 {
            desk.act(Drive::Undo);
        }
        assert_eq!(desk.state(), loaded, "{gate:?}");
        desk.act(Drive::Undo);
        assert_eq!(desk.state(), before, "{gate:?}");
    }
}

#[test]
fn history_stays_within_its_budget() {
    let mut desk = Desk::open(Recipe::default());
    for _ in 0..100 {
        desk.train(Stride::Epoch, 15);
    }
    assert!(desk.lab.history.bytes() <= separable::run::history::BUDGET);
    let kept = desk.lab.history.now().kept();
    assert!(kept.len() > 100);
    desk.act(Drive::Seek(at(1234, 17)));
    assert_eq!(desk.lab.moment, at(1234, 17));
}

/// What is changed on the way is in the link as soon as the worker has told of it.
#[test]
fn a_link_holds_what_was_changed_on_the_way() {
    let mut desk = Desk::open(Recipe::default());
    desk.train(Stride::Epoch, 4);
    desk.act(Edit::Set(Key::LearningRate, "0.5".into()));
    assert_eq!(link::write(desk.lab.recipe()), "then=4:lr=0.5");
    assert_eq!(desk.links, 1);
}

/// A file with weights and no run begins at these weights, whatever is set before the first step and
/// after a reset.
#[test]
fn weights_that_were_opened_stay() {
    let mut desk = Desk::open(Recipe::default());
    let text = r#"{"separable": 1, "experiment": {}, "weights": null}"#;
    let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut network = Experiment::default().network();
    network.parameters_mut().fill(0.25);
    let layers = separable::lab::weights::layers(&network, network.parameters());
    file["weights"] = serde_json::to_value(layers).unwrap();
    let opened = Saved::parse(&file.to_string()).unwrap().read(&|_| None);
    desk.act(Drive::Open(Box::new(opened.unwrap())));
    assert_eq!(desk.parameters(), network.parameters());
    desk.act(Edit::Set(Key::LearningRate, "0.5".into()));
    assert_eq!(desk.parameters(), network.parameters());
    desk.train(Stride::Epoch, 3);
    desk.act(Drive::Reset);
    assert_eq!(desk.parameters(), network.parameters());
    assert_eq!(desk.lab.experiment.learning_rate, 0.5);
}

/// However fast it trains, any moment is near one that is kept: what lies between is gone through in a
/// part of a frame. Counted in samples times weights, over as many epochs as a lesson trains.
#[test]
fn every_moment_is_near_one_that_is_kept() {
    let mut desk = Desk::open(Recipe::default());
    desk.act(Drive::SetSpeed(Speed::MAX));
    desk.act(Drive::Play);
    while desk.lab.moment.epoch < 1200 {
        // A slice is told of in one report, as when the page draws seldom.
        desk.work(1);
    }
    desk.act(Drive::Pause);
    let (samples, weights) = (desk.lab.samples(), desk.parameters().len() as u64);
    let kept = desk.lab.history.now().kept();
    let shown: Vec<u64> = kept.iter().map(|kept| kept.at.shown(samples)).collect();
    let furthest = shown
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .max()
        .unwrap();
    assert!(
        furthest * weights < 2_000_000,
        "{furthest} of {kept}",
        kept = kept.len()
    );
}
