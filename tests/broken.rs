//! A derivative that is wrong shows a cross: built with one that is (the feature `broken-derivative`), the step
//! of a run on the page, gone through and checked, says so of what lies before it, and of nothing else.
#![cfg(feature = "broken-derivative")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

use separable::{
    lab::{Experiment, Prepared},
    nn::{
        Activation, LayerSpec, Trainer,
        check::{Checker, Summary, Verdict},
    },
    text::walk::{of_check, of_summary},
};

#[test]
fn a_wrong_derivative_shows_a_cross() {
    let layers = [Activation::Tanh, Activation::Tanh, Activation::Sigmoid];
    let mut experiment = Experiment::default();
    experiment.layers = layers
        .map(|activation| LayerSpec::new(1, activation))
        .to_vec();
    let prepared = Prepared::new(&experiment);
    let trainer = Trainer::new(
        experiment.network(),
        prepared.train.clone(),
        experiment.settings(),
    );
    let network = trainer.network();
    let all: Vec<_> = Checker::new(network, &trainer.walk().unwrap())
        .unwrap()
        .all()
        .collect();
    let output = network.layers()[2].kernel.start;
    for checked in &all {
        let wrong = checked.verdict == Verdict::Differs;
        assert_eq!(wrong, checked.parameter < output, "{checked:?}");
        let sign = if wrong {
            "✗ by differences"
        } else {
            "✓ by differences"
        };
        assert!(of_check(checked, "0.1", "0.001").starts_with(sign));
    }
    let summary: Summary = all.iter().copied().collect();
    let said = of_summary(&summary, all.len(), Some("w"));
    assert!(
        said.starts_with(&format!(
            "✗ {} of {} gradients agree",
            all.len() - output,
            all.len()
        )),
        "{said}"
    );
}
