//! What the panel Depth promises, by the ways that a person goes: examples opened, trained and undone, activations
//! taken out and put back, hidden layers swept.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::desk::Desk;
use separable::{
    data::Dataset,
    engine::{Data, Plan},
    lab::{
        Edit, Experiment, Prepared,
        approximation::{self, UNITS},
        depth,
        linear::{Example, Folded, Gap, MAKE_LINEAR, between},
        lottery::{Lottery, Spread, Sweep, Swept},
    },
    nn::{Activation, Stride, evaluate},
    run::{Drive, Opened},
};

fn open(desk: &mut Desk, recipe: separable::lab::Recipe) {
    desk.act(Drive::Open(Box::new(Opened {
        recipe,
        ..Opened::default()
    })));
}

/// f(x) = 2x + 3 after g(x) = 5x − 1 is 10x + 1, and the network answers so; it trains from there, goes back there,
/// and what was at hand before comes back by one step.
#[test]
fn the_composed_example_is_ten_x_and_one() {
    let mut desk = Desk::open(Experiment::default().into());
    desk.train(Stride::Epoch, 3);
    let before = desk.state();
    open(&mut desk, Example::Composed.recipe());
    assert_eq!(desk.parameters(), [5.0, -1.0, 2.0, 3.0]);
    let prepared = Prepared::new(&desk.lab.experiment);
    let answers = desk.network().answers(&prepared.train);
    for (x, y) in prepared.train_table.x.iter().zip(answers.iter()) {
        assert!((y - (10.0 * x + 1.0)).abs() < 1e-5, "{x} {y}");
    }
    let mut last = Vec::new();
    for _ in 0..4 {
        let folded = Folded::new(&desk.network());
        assert!(folded.is_one());
        let gap = Gap::new(
            [&desk.network(), &folded.network],
            &prepared.train,
            usize::MAX,
        );
        assert!(
            gap.is_rounding() && gap.samples == prepared.train.len(),
            "{gap:?}"
        );
        assert_ne!(last, desk.parameters());
        last = desk.parameters().to_vec();
        desk.train(Stride::Epoch, 5);
    }
    desk.act(Drive::Reset);
    assert_eq!(desk.parameters(), [5.0, -1.0, 2.0, 3.0]);
    desk.act(Drive::Undo);
    desk.act(Drive::Undo);
    assert_eq!(desk.state(), before);
}

/// Three linear layers on XOR stay at half of the samples; with tanh between they learn all but a few.
#[test]
fn what_stands_between_makes_the_difference_on_xor() {
    let mut desk = Desk::open(Example::Xor.recipe());
    desk.train(Stride::Epoch, 60);
    assert!(desk.accuracy() < 0.7, "{}", desk.accuracy());
    // The one layer, trained in its place, does neither better nor worse than a line can.
    let folded = Folded::new(&desk.network());
    let answers = |desk: &Desk| {
        let prepared = Prepared::new(&desk.lab.experiment);
        desk.network().answers(&prepared.train)
    };
    let stack = answers(&desk);
    let recipe = folded.recipe(&desk.lab.experiment);
    open(&mut desk, recipe);
    assert_eq!(desk.network().layers().len(), 1);
    assert!((answers(&desk) - stack).amax() < 1e-5);
    desk.train(Stride::Epoch, 60);
    assert!(desk.accuracy() < 0.7, "{}", desk.accuracy());
    desk.act(Drive::Undo);

    desk.act(Edit::SetHidden(Activation::Tanh));
    assert_eq!(between(&desk.lab.experiment).len(), 2);
    desk.train(Stride::Epoch, 60);
    assert!(desk.accuracy() > 0.95, "{}", desk.accuracy());
    desk.act(MAKE_LINEAR);
    assert_eq!(between(&desk.lab.experiment), []);
    desk.act(Drive::Undo);
    assert!(desk.accuracy() > 0.95, "what was learnt is not lost");
}

fn lottery(experiment: Experiment, of: Swept, values: Vec<String>, epochs: u64) -> Lottery {
    let lottery = Lottery {
        first: experiment.seed,
        experiment,
        seeds: 3,
        epochs,
        sweep: Some(Sweep { of, values }),
    };
    assert_eq!(lottery.validate(), Ok(()));
    lottery
}

/// The spreads of a lottery, trained lot by lot as by hand.
fn spreads(lottery: &Lottery) -> Vec<Spread> {
    let prepared = Prepared::new(&lottery.experiment);
    let data = Data::from(&prepared);
    let of = |value: u32| {
        let losses = (0..lottery.seeds).map(|seed| {
            let e = lottery.experiment_of(value * lottery.seeds + seed);
            let plan = Plan::from(&e);
            let mut trainer = separable::nn::Trainer::new(
                plan.network(prepared.train.inputs()),
                data.train.clone(),
                e.settings(),
            );
            trainer.advance(Stride::Epoch, lottery.epochs);
            evaluate(trainer.network(), e.loss, prepared.task, &prepared.train)
                .unwrap()
                .loss
        });
        Spread::of(losses.collect()).unwrap()
    };
    (0..lottery.values()).map(of).collect()
}

/// The experiment that the page offers shows what it says: more units, less error.
#[test]
fn more_units_come_nearer_to_the_curve_that_is_offered() {
    let e = approximation::experiment();
    assert_eq!(approximation::unfit(&e), None);
    let values = UNITS.map(|units| units.to_string()).to_vec();
    let all = spreads(&lottery(e, Swept::Units, values, 100));
    let best = all[8..]
        .iter()
        .map(|spread| spread.median)
        .fold(f64::INFINITY, f64::min);
    assert!(best < 0.1 * all[0].median, "{all:?}");
    assert!(all[3].median < 0.7 * all[0].median, "{all:?}");
}

/// Every target can be chosen there and back, and the network keeps its one hidden layer of up to 64 units.
#[test]
fn targets_and_units_are_ordinary_changes() {
    let mut desk = Desk::open(approximation::experiment().into());
    for dataset in approximation::TARGETS {
        desk.act(Edit::SetDataset(dataset));
        assert_eq!(
            approximation::unfit(&desk.lab.experiment),
            None,
            "{dataset:?}"
        );
        for units in [1, 64] {
            desk.act(Edit::SetUnits(0, units));
            assert_eq!(desk.network().layers()[0].units, units);
        }
        desk.train(Stride::Epoch, 2);
    }
    assert!(desk.lab.problems.is_empty());
    assert_eq!(desk.lab.experiment.data.dataset, Dataset::Outliers);
}

/// The shapes of the examples train, each as the experiment that one has by hand, and one of them learns.
#[test]
fn shapes_of_the_examples_are_trained_and_learn() {
    for example in depth::Example::ALL {
        let e = example.experiment();
        let (inputs, outputs) = (e.inputs(), e.output().units);
        let all = depth::shapes(inputs, outputs, e.network().parameters().len());
        assert!(depth::spread(&all) < 0.16, "{all:?}");
        let values: Vec<_> = all.iter().map(|shape| shape.text()).collect();
        let lottery = lottery(e.clone(), Swept::Layers, values, 60);
        let found = spreads(&lottery);
        let start = Prepared::new(&e);
        let start = evaluate(&e.network(), e.loss, start.task, &start.train)
            .unwrap()
            .loss;
        let best = found
            .iter()
            .map(|spread| spread.median)
            .fold(f64::INFINITY, f64::min);
        assert!(best < 0.7 * start, "{example:?} {start} {found:?}");
        for (value, shape) in all.iter().enumerate() {
            let of = lottery.of_value(value);
            assert_eq!(of.network().parameters().len(), shape.parameters);
            assert_eq!(of.hidden().len(), shape.layers);
        }
    }
}
