//! What is said beside a loss landscape.

use super::counted;
use crate::{
    lab::{Experiment, Spot, landscape::Over},
    nn::{LearningRule, Network},
    plot::scale::{format_short, format_value},
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
    match (e.rule, e.l1 > 0.0, e.l2 > 0.0) {
        (LearningRule::Perceptron, ..) | (_, false, false) => "Loss",
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
             slope. The perceptron rule needs none."
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

/// What can be done with the picture, and what it shows.
#[must_use]
pub fn help(is_line: bool) -> &'static str {
    if is_line {
        "Drag the ring to begin elsewhere; Undo brings the run back. The line touches the curve where the weight \
         is; the arrow is the step of the learning rate, the mark below it where the next step leads, and the \
         thin marks are where the weight has been."
    } else {
        "Drag the ring to begin elsewhere; Undo brings the run back. The arrow points against the gradient, \
         downhill."
    }
}

/// Why nothing is measured.
#[must_use]
pub fn failed(why: &str) -> String {
    format!("The landscape was not measured, for its worker has failed. {why}")
}
