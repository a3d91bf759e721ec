//! What is said beside a loss landscape.

use super::counted;
use crate::{
    lab::{Experiment, Spot, landscape::Over},
    nn::{LearningRule, Network},
    plot::scale::{format_short, format_value, grouped},
};

/// “Layer 1, unit 2”, “Output”.
#[must_use]
pub fn unit(network: &Network, (layer, unit): (usize, usize)) -> String {
    let last = network.layers().len() == layer + 1;
    match (last, network.outputs()) {
        (true, 1) => "Output".into(),
        (true, _) => format!("Output, unit {}", unit + 1),
        (false, _) => format!("Layer {}, unit {}", layer + 1, unit + 1),
    }
}

/// “weight from x₁”, “weight from unit 3”, “bias”; inputs by their names.
#[must_use]
pub fn parameter(spot: Spot, inputs: &[String]) -> String {
    match spot {
        Spot::Weight {
            layer: 0, source, ..
        } => {
            let name = inputs.get(source).map(|name| name.replace('_', " "));
            format!("weight from {}", name.unwrap_or_default())
        }
        Spot::Weight { source, .. } => format!("weight from unit {}", source + 1),
        Spot::Bias { .. } => "bias".into(),
        Spot::Input(_) | Spot::Unit { .. } => String::new(),
    }
}

/// A weight as the short name of an axis: “w x₁→2, layer 1”, “b 2, layer 1”; where there is but one unit, “w x₁”
/// and “b”.
#[must_use]
pub fn axis(network: &Network, spot: Spot, inputs: &[String]) -> String {
    let Some((layer, unit)) = spot.unit() else {
        return String::new();
    };
    let units = network.layers().get(layer).map_or(1, |dense| dense.units);
    let source = match spot {
        Spot::Weight {
            layer: 0, source, ..
        } => inputs.get(source).map(|name| name.replace('_', " ")),
        Spot::Weight { source, .. } => Some((source + 1).to_string()),
        Spot::Bias { .. } | Spot::Input(_) | Spot::Unit { .. } => None,
    };
    let name = match (source, units) {
        (Some(source), 1) => format!("w {source}"),
        (Some(source), _) => format!("w {source}→{}", unit + 1),
        (None, 1) => "b".into(),
        (None, _) => format!("b {}", unit + 1),
    };
    match network.layers().len() {
        1 => name,
        layers if layers == layer + 1 => format!("{name}, output"),
        _ => format!("{name}, layer {}", layer + 1),
    }
}

fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// What the heights are of, as a name: “Loss”, “Loss + L2 penalty”, “Share of wrong answers”.
#[must_use]
pub fn height(e: &Experiment) -> &'static str {
    if e.counts_wrong() {
        return "Share of wrong answers";
    }
    match (e.rule.is_local(), e.l1 > 0.0, e.l2 > 0.0) {
        (true, ..) | (_, false, false) => "Loss",
        (_, true, false) => "Loss + L1 penalty",
        (_, false, true) => "Loss + L2 penalty",
        (_, true, true) => "Loss + L1 and L2 penalties",
    }
}

/// The same within a sentence.
#[must_use]
pub fn height_within(e: &Experiment) -> String {
    uncapital(height(e))
}

/// A height as it is read out.
#[must_use]
pub fn number(e: &Experiment, height: f64) -> String {
    if e.counts_wrong() && height.is_finite() {
        format!("{} %", format_short((height * 1000.0).round() / 10.0))
    } else {
        format_value(height)
    }
}

/// What is measured, on which samples, and what stays as it is meanwhile. `moment` is “epoch 12”.
#[must_use]
pub fn about(e: &Experiment, over: Over, samples: (usize, usize), moment: &str) -> String {
    let (measured, all) = samples;
    let of = if measured < all {
        let all = grouped(all as f64);
        format!("the first {measured} of {all} training samples")
    } else {
        format!(
            "all {}",
            counted(all, "training sample", "training samples")
        )
    };
    let held = match over {
        Over::Weights | Over::Weight => format!("the other weights as at {moment}"),
        Over::Random | Over::Principal => format!("through the weights of {moment}"),
    };
    let whole = if e.dropout > 0.0 && e.rule == LearningRule::Backprop {
        "; no unit is dropped out"
    } else {
        ""
    };
    format!("{} over {of}, {held}{whole}.", height(e))
}

/// What is peculiar to this landscape, if anything: terraces, and where the directions come from.
#[must_use]
pub fn remark(e: &Experiment, over: Over, shares: &[f64]) -> String {
    let mut said = match over {
        Over::Weights | Over::Weight => String::new(),
        Over::Random => {
            "Two random directions through all weights, each unit’s part as long as its \
                         weights are (filter-normalised); biases stay."
                .into()
        }
        Over::Principal => match shares {
            [first, second] => format!(
                "The two directions in which the run has moved most: {} and {} of its way.",
                percent(*first),
                percent(*second)
            ),
            _ => "The run has gone straight so far; the second direction is a random one.".into(),
        },
    };
    let steps = e.layers.iter().any(|layer| layer.activation.is_step());
    if e.counts_wrong() || steps {
        let why = if e.counts_wrong() {
            "The share of wrong answers changes only where a sample changes sides: terraces without a \
             slope. The learning rule needs none."
        } else {
            "Step units answer 0 or 1 and nothing between: the landscape is of terraces, without a slope \
             to follow."
        };
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(why);
    }
    said
}

/// A share in percent.
fn percent(share: f64) -> String {
    format!("{} %", format_short((share * 1000.0).round() / 10.0))
}

/// Why there is no landscape over these directions.
#[must_use]
pub fn none(over: Over) -> &'static str {
    match over {
        Over::Principal => {
            "The run has not moved yet. Press Play: its directions show as soon as it has a way."
        }
        Over::Random => {
            "There are no two such directions: the weights are 0, or there is only one of them."
        }
        Over::Weights => "Choose two different weights.",
        Over::Weight => "This weight is not in the network.",
    }
}

/// What has come of beginning elsewhere.
#[must_use]
pub fn begun(place: &str, was_trained: bool) -> String {
    if was_trained {
        format!("A new run begins at {place}. The former one is kept: Undo brings it back.")
    } else {
        format!("The run begins at {place} now. Undo brings the former start back.")
    }
}

/// What can be done with the picture, and what of it is drawn; `has_slope` where there is one to follow.
#[must_use]
pub fn help(e: &Experiment, is_line: bool, has_slope: bool) -> String {
    let drawn = match (is_line, has_slope) {
        (true, true) => {
            "The line touches the curve where the weight is; the arrow is the step of the learning rate, the mark \
             below it where the next step leads, and the thin marks are where the weight has been."
        }
        (true, false) => {
            "The dot is the weight as it is, the mark below where the next step leads, and the thin marks are where \
             the weight has been."
        }
        (false, true) => "The arrow points against the gradient, downhill.",
        (false, false) if e.rule.is_local() => {
            "This learning rule follows no gradient, so no arrow points the way: each of its steps goes by one \
             sample."
        }
        (false, false) => "The gradient is 0 along both directions, so no arrow points the way.",
    };
    format!("Drag the ring to begin elsewhere; Undo brings the run back. {drawn}")
}

/// Why there is no slope of a weight to follow.
#[must_use]
pub fn no_slope(rule: LearningRule) -> &'static str {
    if rule.is_local() {
        "This learning rule follows no slope: it moves the weight by one sample at a time."
    } else {
        "The weight is frozen, so no slope is followed."
    }
}

/// Why nothing is measured.
#[must_use]
pub fn failed(why: &str) -> String {
    format!("The landscape was not measured, for its worker has failed. {why}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::{Activation, Initializer, LayerSpec, Named};

    fn network(units: &[usize]) -> Network {
        let layers: Vec<_> = units
            .iter()
            .map(|&units| LayerSpec::new(units, Activation::Tanh))
            .collect();
        Network::new(2, &layers, Initializer::GlorotUniform, 1)
    }

    fn weight(layer: usize, unit: usize, source: usize) -> Spot {
        Spot::Weight {
            layer,
            unit,
            source,
        }
    }

    #[test]
    fn axes_have_short_names_that_tell_every_weight_from_others() {
        let inputs = ["x₁", "bill_length"].map(str::to_owned);
        let deep = network(&[3, 2, 1]);
        let name = |spot| axis(&deep, spot, &inputs);
        assert_eq!(name(weight(0, 1, 1)), "w bill length→2, layer 1");
        assert_eq!(name(weight(1, 0, 2)), "w 3→1, layer 2");
        assert_eq!(name(weight(2, 0, 1)), "w 2, output");
        assert_eq!(name(Spot::Bias { layer: 1, unit: 1 }), "b 2, layer 2");
        assert_eq!(name(Spot::Bias { layer: 2, unit: 0 }), "b, output");
        let flat = network(&[1]);
        assert_eq!(axis(&flat, weight(0, 0, 0), &inputs), "w x₁");
        assert_eq!(axis(&flat, Spot::Bias { layer: 0, unit: 0 }, &inputs), "b");
        for network in [deep, flat, network(&[4, 3])] {
            let all = 0..network.parameters().len();
            let spots = all.filter_map(|at| Spot::of_parameter(&network, at));
            let names: Vec<String> = spots.map(|s| axis(&network, s, &inputs)).collect();
            let different: std::collections::BTreeSet<&String> = names.iter().collect();
            assert_eq!(different.len(), network.parameters().len(), "{names:?}");
        }
    }

    #[test]
    fn what_is_measured_is_said_whole() {
        let mut e = Experiment {
            l2: 0.1,
            dropout: 0.2,
            ..Experiment::default()
        };
        assert_eq!(
            about(&e, Over::Weights, (280, 280), "epoch 3"),
            "Loss + L2 penalty over all 280 training samples, the other weights as at epoch 3; no unit is \
             dropped out."
        );
        e.l1 = 0.1;
        assert_eq!(height_within(&e), "loss + L1 and L2 penalties");
        (e.l1, e.l2, e.dropout) = (0.0, 0.0, 0.0);
        assert_eq!(
            about(&e, Over::Principal, (64, 500), "epoch 0"),
            "Loss over the first 64 of 500 training samples, through the weights of epoch 0."
        );
        assert_eq!(number(&e, 0.25), "0.250");
        e.rule = LearningRule::Perceptron;
        assert_eq!(number(&e, 0.25), "25 %");
        assert_eq!(height(&e), "Share of wrong answers");
    }

    /// What is said of the picture, for every rule.
    fn all_help() -> Vec<String> {
        let plain = Experiment::default();
        let rule = LearningRule::Perceptron;
        let perceptron = Experiment {
            rule,
            ..plain.clone()
        };
        let ways = [(true, true), (true, false), (false, true), (false, false)];
        let of = |e: &Experiment| ways.map(|(line, slope)| help(e, line, slope));
        let slopes = LearningRule::ALL.iter().map(|rule| no_slope(*rule).into());
        [of(&plain), of(&perceptron)]
            .concat()
            .into_iter()
            .chain(slopes)
            .collect()
    }

    /// Nothing is said of an arrow, a tangent or a slope that is not drawn.
    #[test]
    fn what_is_not_drawn_is_not_spoken_of() {
        let e = Experiment::default();
        let perceptron = Experiment {
            rule: LearningRule::Perceptron,
            ..e.clone()
        };
        assert!(
            help(&e, false, true).ends_with("The arrow points against the gradient, downhill.")
        );
        for e in [&e, &perceptron] {
            for is_line in [false, true] {
                let said = help(e, is_line, false);
                for word in [
                    "downhill",
                    "touches",
                    "the arrow",
                    "The arrow",
                    "learning rate",
                ] {
                    assert!(!said.contains(word), "{said}");
                }
                let own = "This learning rule follows no gradient";
                assert_eq!(said.contains(own), !is_line && e.rule.is_local());
            }
        }
        assert!(no_slope(perceptron.rule).starts_with("This learning rule"));
        assert!(!no_slope(e.rule).contains("rule"));
    }

    #[test]
    fn every_sentence_is_one() {
        let plain = Experiment::default();
        let mut steps = plain.clone();
        steps.layers[0].activation = Activation::Heaviside;
        for over in Over::ALL.iter().copied() {
            for e in [&plain, &steps] {
                for shares in [&[][..], &[0.93456, 0.05]] {
                    let said = remark(e, over, shares);
                    assert!(said.is_empty() || said.ends_with('.'), "{said}");
                    assert!(!said.contains("  "), "{said}");
                }
            }
            assert!(none(over).ends_with('.'));
        }
        assert!(remark(&plain, Over::Principal, &[0.93456, 0.05]).contains("93.5 % and 5 %"));
        assert!(remark(&steps, Over::Weights, &[]).starts_with("Step units"));
        for said in [
            begun("b = 1", true),
            begun("b = 1", false),
            failed("It is gone."),
        ]
        .into_iter()
        .chain(all_help())
        {
            assert!(said.ends_with('.') && !said.contains("  "), "{said}");
        }
    }
}
