//! What the duels promise: trained, the two sides differ as the lecture says.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use separable::{
    lab::{Experiment, Prepared, duel::Pairing},
    nn::{Evaluation, Stride, Trainer, evaluate},
};

struct Side {
    trainer: Trainer,
    prepared: Prepared,
    experiment: Experiment,
}

impl Side {
    fn new(experiment: Experiment) -> Self {
        let prepared = Prepared::new(&experiment);
        let (network, settings) = (experiment.network(), experiment.settings());
        let trainer = Trainer::new(network, prepared.train.clone(), settings);
        Self {
            trainer,
            prepared,
            experiment,
        }
    }

    fn train(&mut self, epochs: u64) -> Evaluation {
        self.trainer.advance(Stride::Epoch, epochs);
        let loss = self.experiment.shown_loss();
        evaluate(
            self.trainer.network(),
            loss,
            self.prepared.task,
            &self.prepared.train,
        )
        .unwrap()
    }
}

/// Accuracies and losses of both after so many epochs.
fn after(pairing: Pairing, epochs: u64) -> [(f64, f64); 2] {
    pairing.experiments().map(|e| {
        let worth = Side::new(e).train(epochs);
        (worth.accuracy.unwrap(), worth.loss)
    })
}

#[test]
fn one_line_never_has_xor_and_three_units_do() {
    let [line, network] = Pairing::PerceptronMlp.experiments();
    let mut line = Side::new(line);
    for _ in 0..300 {
        assert!(line.train(1).accuracy.unwrap() <= 0.75);
    }
    assert_eq!(Side::new(network).train(100).accuracy, Some(1.0));
}

/// Where classes overlap, a probability comes to rest, and a line that is corrected goes on jumping.
#[test]
fn a_perceptron_jumps_where_logistic_regression_rests() {
    let [hard, soft] = Pairing::PerceptronLogistic.experiments();
    let spread = |e: Experiment| {
        let mut side = Side::new(e);
        side.train(100);
        let scores = (0..50).map(|_| side.train(1).accuracy.unwrap());
        let (low, high) = scores.fold((1.0, 0.0), |(l, h), s: f64| (s.min(l), s.max(h)));
        high - low
    };
    let (hard, soft) = (spread(hard), spread(soft));
    assert!(hard > 0.02 && soft < 0.01, "{hard} {soft}");
}

#[test]
fn gradients_vanish_in_eight_layers_of_sigmoid_and_not_of_relu() {
    let [sigmoid, relu] = after(Pairing::SigmoidRelu, 100);
    assert!(sigmoid.0 < 0.6 && relu.0 > 0.98, "{sigmoid:?} {relu:?}");
}

#[test]
fn adam_is_far_ahead_of_sgd_at_the_same_rate() {
    let [sgd, adam] = after(Pairing::SgdAdam, 100);
    assert!(adam.1 < sgd.1 / 10.0, "{sgd:?} {adam:?}");
}

#[test]
fn as_many_parameters_do_more_in_three_layers() {
    let [wide, narrow] = after(Pairing::WideNarrow, 300);
    assert!(narrow.1 < wide.1 / 3.0, "{wide:?} {narrow:?}");
}

#[test]
fn many_small_steps_come_further_in_as_many_epochs() {
    let [one, many] = after(Pairing::OneMany, 20);
    assert!(
        one.0 > many.0 + 0.03 && one.1 < many.1 / 5.0,
        "{one:?} {many:?}"
    );
}
