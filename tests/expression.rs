//! The expression graph of a loss: folded or open, it shows the tape's own numbers, and the adjoints at the
//! parameters are the gradient that trains.
#![cfg(not(feature = "broken-derivative"))]
#![allow(clippy::unwrap_used, reason = "these are tests")]

use proptest::prelude::*;
use separable::{
    lab::{
        Spot,
        expression::{Counts, Expression, Folded, Group, Layout, Moment},
    },
    nn::{
        Activation, Initializer, LayerSpec, Loss, Named, Network, Samples, Settings,
        graph::{gradient, loss_graph},
        walk_one,
    },
    text::expression::{name, sign, told},
};

/// A network, the loss and a sample.
#[derive(Clone, Debug)]
struct Case {
    network: Network,
    loss: Loss,
    x: Vec<f32>,
    t: Vec<f32>,
}

fn layers(layers: &[(usize, Activation)]) -> Vec<LayerSpec> {
    let spec = |&(units, activation)| LayerSpec::new(units, activation);
    layers.iter().map(spec).collect()
}

impl Case {
    fn new(inputs: usize, specs: &[LayerSpec], loss: Loss, seed: u64) -> Self {
        let mut network = Network::new(inputs, specs, Initializer::LecunUniform, seed);
        for layer in network.layers().to_vec() {
            network.parameters_mut()[layer.bias].fill(0.125);
        }
        let outputs = network.outputs();
        let x = (0..inputs).map(|i| 0.75 - 0.5 * i as f32).collect();
        let t = (0..outputs)
            .map(|o| if o == 0 { 1.0 } else { 0.0 })
            .collect();
        Self {
            network,
            loss,
            x,
            t,
        }
    }

    fn expression(&self) -> Expression {
        Expression::new(&self.network, self.loss, &self.x, &self.t)
    }
}

fn hidden_activations() -> Vec<Activation> {
    let all = Activation::ALL.iter().copied();
    all.filter(|a| *a != Activation::Softmax).collect()
}

fn every_case() -> impl Iterator<Item = Case> {
    let ends = || {
        Activation::ALL
            .iter()
            .flat_map(|&a| Loss::ALL.iter().map(move |&l| (a, l)))
    };
    hidden_activations().into_iter().flat_map(move |hidden| {
        ends()
            .map(move |(output, loss)| Case::new(2, &layers(&[(3, hidden), (2, output)]), loss, 5))
    })
}

/// What must hold of all that is seen, whatever is open.
fn is_sound(case: &Case, open: &[Group]) {
    let expression = case.expression();
    let samples = Samples::one(&case.x, &case.t);
    let graph = loss_graph(&case.network, case.loss, &samples, &[0]);
    let folded = Folded::new(&expression, open);
    for arrow in &folded.arrows {
        assert!(arrow.from < arrow.to, "{arrow:?} of {:#?}", folded.items);
    }
    let (_, want) = gradient(&case.network, case.loss, &samples, &[0]);
    for item in &folded.items {
        // A folded group is closed, and an open one is not folded.
        assert_eq!(
            item.folded,
            item.group.is_some_and(|group| !open.contains(&group))
        );
        if let Some(node) = item.node {
            assert_eq!(item.value(&expression), Some(graph.tape.value(node)));
        }
        if let Some(parameter) = item.spot.and_then(|spot| spot.parameter(&case.network)) {
            assert_eq!(item.adjoint(&expression), Some(want[parameter]));
        }
    }
    let last = folded.items.last().unwrap();
    assert_eq!(
        (last.group, last.value(&expression)),
        (Some(Group::Loss), Some(expression.loss()))
    );
    assert_eq!(last.adjoint(&expression), Some(1.0));
    stands_apart(&folded);
}

/// Nothing lies on anything else, and every arrow leads to the right.
fn stands_apart(folded: &Folded) {
    let layout = Layout::new(folded);
    for arrow in &folded.arrows {
        let (from, to) = (layout.places[arrow.from], layout.places[arrow.to]);
        assert!(from.column + 1.0 <= to.column, "{arrow:?}: {from:?} {to:?}");
    }
    for (a, place) in layout.places.iter().enumerate() {
        assert!(place.column >= 0.0 && place.column + 1.0 <= layout.size[0] && place.row >= 0.0);
        assert!(
            place.row + 1.0 <= layout.size[1] + 1e-9,
            "{place:?} in {:?}",
            layout.size
        );
        for other in &layout.places[..a] {
            let apart = (place.column - other.column).abs() >= 1.0
                || (place.row - other.row).abs() >= 1.0 - 1e-9;
            assert!(apart, "{place:?} {other:?}");
        }
    }
}

#[test]
fn every_activation_and_loss_is_shown_as_it_is_folded_open_and_between() {
    for case in every_case() {
        let groups = case.expression().groups();
        is_sound(&case, &[]);
        is_sound(&case, &groups);
        groups.iter().for_each(|&group| is_sound(&case, &[group]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn so_is_any_network(
        inputs in 1..=5usize,
        hidden in prop::collection::vec((1..=6usize, prop::sample::select(hidden_activations())), 0..=3),
        outputs in 1..=4usize,
        output in prop::sample::select(Activation::ALL.to_vec()),
        loss in prop::sample::select(Loss::ALL.to_vec()),
        opened in any::<u64>(),
        seed in any::<u64>(),
    ) {
        let mut specs = layers(&hidden);
        specs.push(LayerSpec::new(outputs, output));
        let case = Case::new(inputs, &specs, loss, seed);
        let groups = case.expression().groups();
        let open: Vec<_> = groups.iter().enumerate().filter(|(at, _)| opened >> (at % 64) & 1 == 1).map(|(_, g)| *g).collect();
        is_sound(&case, &open);
    }
}

#[test]
fn folded_it_is_the_network() {
    let case = Case::new(
        2,
        &layers(&[(3, Activation::Tanh), (1, Activation::Linear)]),
        Loss::MeanSquaredError,
        1,
    );
    let expression = case.expression();
    let folded = Folded::new(&expression, &[]);
    let names: Vec<_> = folded
        .items
        .iter()
        .map(|item| name(&expression, item))
        .collect();
    assert_eq!(
        names,
        ["x[1]", "x[2]", "a₁[1]", "a₁[2]", "a₁[3]", "z₂[1]", "l"]
    );
    let walked = walk_one(
        &case.network,
        Settings {
            loss: case.loss,
            ..Settings::default()
        },
        &case.x,
        &case.t,
    );
    let values: Vec<f64> = folded
        .items
        .iter()
        .map(|item| item.value(&expression).unwrap())
        .collect();
    let want = case
        .x
        .iter()
        .chain(&walked.layers[0].a)
        .chain(&walked.layers[1].a)
        .chain([&walked.loss]);
    for (value, want) in values.iter().zip(want) {
        assert!((value - f64::from(*want)).abs() < 1e-6);
    }
    // Every weight is an arrow.
    let spots: Vec<_> = folded
        .arrows
        .iter()
        .filter_map(|arrow| arrow.spot)
        .collect();
    assert_eq!(spots.len(), 2 * 3 + 3);
    assert!(
        spots
            .iter()
            .all(|spot| matches!(spot, Spot::Weight { .. }) && spot.is_in(&case.network))
    );
    // Inputs, hidden units, output, loss stand beside each other.
    let columns: Vec<f64> = Layout::new(&folded)
        .places
        .iter()
        .map(|place| place.column)
        .collect();
    assert_eq!(columns, [0.0, 0.0, 1.0, 1.0, 1.0, 2.0, 3.0]);
}

#[test]
fn an_open_unit_shows_its_weights_and_their_gradients() {
    let case = Case::new(
        2,
        &layers(&[(2, Activation::Tanh), (1, Activation::Sigmoid)]),
        Loss::BinaryCrossentropy,
        1,
    );
    let expression = case.expression();
    let group = Group::Unit { layer: 0, unit: 1 };
    let folded = Folded::new(&expression, &[group]);
    let own: Vec<_> = folded
        .items
        .iter()
        .filter(|item| item.group == Some(group))
        .collect();
    let names: Vec<_> = own.iter().map(|item| name(&expression, item)).collect();
    assert_eq!(
        names,
        [
            "w₁[1,2]",
            "·",
            "b₁[2]",
            "+",
            "w₁[2,2]",
            "·",
            "z₁[2]",
            "a₁[2]"
        ]
    );
    assert_eq!(sign(&expression, own[7]), "tanh");
    let walked = walk_one(
        &case.network,
        Settings {
            loss: case.loss,
            ..Settings::default()
        },
        &case.x,
        &case.t,
    );
    let delta = f64::from(walked.layers[0].delta[1]);
    let adjoint = |at: usize| own[at].adjoint(&expression).unwrap();
    assert!((adjoint(2) - delta).abs() < 1e-7 && (adjoint(6) - delta).abs() < 1e-7);
    assert!((adjoint(0) - delta * f64::from(case.x[0])).abs() < 1e-7);
    assert_eq!(
        Layout::new(&folded)
            .blocks
            .iter()
            .map(|(group, _)| *group)
            .collect::<Vec<_>>(),
        [group]
    );
}

/// l = (w·x + b − t)², counted by hand.
#[test]
fn two_passes_suffice() {
    let case = Case::new(
        1,
        &layers(&[(1, Activation::Linear)]),
        Loss::MeanSquaredError,
        1,
    );
    let expression = case.expression();
    // w·x, + b, − t, square.
    let counts = expression.counts();
    assert_eq!(
        counts,
        Counts {
            forward: 4,
            backward: 2 + 2 + 2 + 2,
            parameters: 2,
            differences: 2 * 2 * 4
        }
    );
    for case in every_case() {
        let counts = case.expression().counts();
        assert!(
            counts.backward <= 3 * counts.forward && counts.differences == 2 * 17 * counts.forward
        );
    }
}

#[test]
fn the_passes_go_forward_and_back() {
    let case = Case::new(
        2,
        &layers(&[(2, Activation::Tanh), (1, Activation::Linear)]),
        Loss::MeanSquaredError,
        1,
    );
    let folded = Folded::new(&case.expression(), &[]);
    // 2 inputs, 2 units, output, loss.
    assert_eq!(folded.steps(), 4 + 6);
    assert_eq!(folded.at(0), Moment::Start);
    assert_eq!(
        (folded.at(1), folded.at(4)),
        (Moment::Forward(2), Moment::Forward(5))
    );
    assert_eq!(
        (folded.at(5), folded.at(10)),
        (Moment::Backward(5), Moment::Backward(0))
    );
    assert!(known(&folded, 0).iter().all(|(_, adjoint)| !adjoint));
    assert_eq!(
        known(&folded, 2),
        [
            (true, false),
            (true, false),
            (true, false),
            (true, false),
            (false, false),
            (false, false)
        ]
    );
    assert_eq!(
        known(&folded, 6)[3..],
        [(true, false), (true, true), (true, true)]
    );
    assert!(
        known(&folded, 10)
            .iter()
            .all(|known| *known == (true, true))
    );
    // What an operation needs is always there.
    for case in every_case().step_by(7) {
        let expression = case.expression();
        let folded = Folded::new(&expression, &expression.groups()[1..3]);
        for step in 1..=folded.steps() {
            let before = known(&folded, step - 1);
            match folded.at(step) {
                Moment::Start => panic!("nothing at {step}"),
                Moment::Forward(item) => assert!(
                    folded
                        .arrows
                        .iter()
                        .all(|arrow| arrow.to != item || before[arrow.from].0)
                ),
                Moment::Backward(item) => assert!(
                    folded
                        .arrows
                        .iter()
                        .all(|arrow| arrow.from != item || before[arrow.to].1)
                ),
            }
        }
    }
}

#[test]
fn a_nodes_numbers_are_told_by_what_they_come_from() {
    let mut case = Case::new(
        1,
        &layers(&[(1, Activation::Linear)]),
        Loss::MeanSquaredError,
        1,
    );
    case.network.parameters_mut().copy_from_slice(&[-2.0, 0.5]);
    (case.x, case.t) = (vec![1.5], vec![1.0]);
    let expression = case.expression();
    let folded = Folded::new(&expression, &expression.groups());
    let of = |wanted: &str| {
        let item = folded
            .items
            .iter()
            .find(|item| name(&expression, item) == wanted)
            .unwrap();
        let told = told(&expression, item);
        [told.value, told.adjoint]
    };
    assert_eq!(
        of("·"),
        [
            "w₁[1,1] · x[1] = (−2.00) · 1.50 = −3.00",
            "(−7.00) · 1.00 = −7.00"
        ]
    );
    assert_eq!(of("w₁[1,1]"), ["", "(−7.00) · 1.50 = −10.5"]);
    assert_eq!(of("l")[1], "1, of the loss by itself");
    assert_eq!(of("−")[0], "z₁[1] − t[1] = (−2.50) − 1.00 = −3.50");
    // The error is squared as a product with itself: both ways to it count.
    assert_eq!(of("−")[1], "1.00 · (−3.50) + 1.00 · (−3.50) = −7.00");
}

/// What every node has after so many steps.
fn known(folded: &Folded, step: usize) -> Vec<(bool, bool)> {
    (0..folded.items.len())
        .map(|item| folded.knows(step, item).unwrap())
        .collect()
}

/// Whatever the loss is, the terms that it is made of are named, and so is what each adjoint is by.
#[test]
fn the_terms_of_every_loss_have_names() {
    let told_of = |activation, units, loss: Loss| {
        let case = Case::new(1, &layers(&[(units, activation)]), loss, 1);
        let expression = case.expression();
        let folded = Folded::new(&expression, &[]);
        let item = folded
            .items
            .iter()
            .find(|item| item.group == Some(Group::Loss));
        let told = told(&expression, item.unwrap());
        assert_eq!(told.derivative, "adjoint");
        for item in folded.items.iter().filter(|item| item.node.is_some()) {
            let by = separable::text::expression::told(&expression, item).derivative;
            assert!(!by.ends_with('·'), "{by}");
        }
        told.value
    };
    for (activation, units, loss, terms) in [
        (
            Activation::Sigmoid,
            1,
            Loss::BinaryCrossentropy,
            "ln(1+eᶻ) − z₁[1] · t[1] = ",
        ),
        (
            Activation::Sigmoid,
            1,
            Loss::MeanSquaredError,
            "(a₁[1] − t[1]) · (a₁[1] − t[1]) = ",
        ),
        (
            Activation::Tanh,
            1,
            Loss::BinaryCrossentropy,
            "−(t[1] · ln(p) + (1 − t[1]) · ln(1 − p)) = ",
        ),
        (
            Activation::Softmax,
            3,
            Loss::CategoricalCrossentropy,
            "ln Σeᶻ′ − Σtz′ = ",
        ),
        (
            Activation::Linear,
            1,
            Loss::Huber { delta: 1.0 },
            "½(a−t)² if |a−t| − 1 < 0, else δ|a−t|−½δ² = ",
        ),
    ] {
        let value = told_of(activation, units, loss);
        assert!(value.starts_with(terms), "{loss:?}: {value}");
    }
}
