//! The units, each with what it computes and a field for every weight and for its bias or threshold.

use reactive_graph::prelude::*;

use crate::{
    lab::{
        Spot,
        challenge::{Model, functions},
    },
    nn::Dense,
    text::{challenge as words, perceptron::number, source_name},
    ui::{
        element::{El, derived, el},
        frame::Frame,
        run::Run,
        unit::{lights, parameter_box},
    },
};

/// Weights and biases that are shown side by side, at most.
const MOST: usize = 64;

/// What the fields are built for.
#[derive(Clone, Default, PartialEq)]
struct Shape {
    layers: Vec<usize>,
    inputs: Vec<String>,
    threshold: bool,
    is_large: bool,
}

/// The units, in the order of the layers.
pub fn units() -> El {
    let run = Run::get();
    let shape = derived(move || {
        let threshold = run.look.threshold.get();
        run.frame.with(|f| Shape {
            layers: f
                .snapshot
                .network
                .layers()
                .iter()
                .map(|layer| layer.units)
                .collect(),
            inputs: f.prepared.encoder.names.clone(),
            is_large: f.snapshot.network.parameters().len() > MOST,
            threshold,
        })
    });
    el("div")
        .class("hand-units")
        .attr("role", "group")
        .attr("aria-label", "Weights")
        .anew(move || shape.get(), |shape| all(&shape))
}

fn all(shape: &Shape) -> Vec<El> {
    if shape.is_large {
        let text = "This network has too many weights to be shown side by side: a click on a unit in the diagram opens it.";
        return vec![el("p").class("hint").text(text)];
    }
    let last = shape.layers.len().saturating_sub(1);
    let mut all = Vec::new();
    for (layer, &units) in shape.layers.iter().enumerate() {
        for unit in 0..units {
            let name = match (layer == last, units) {
                (true, 1) => "Output".to_owned(),
                (true, _) => format!("Output {}", unit + 1),
                (false, _) if last == 1 => format!("Unit {}", unit + 1),
                (false, _) => format!("Layer {}, unit {}", layer + 1, unit + 1),
            };
            all.push(one(shape, (layer, unit), &name));
        }
    }
    all
}

/// A unit under its name, with the function that it computes and the rule in words.
fn one(shape: &Shape, (layer, unit): (usize, usize), name: &str) -> El {
    let run = Run::get();
    let sources = match layer.checked_sub(1) {
        None => shape.inputs.len(),
        Some(before) => shape.layers[before],
    };
    let threshold = shape.threshold;
    let weight = |source: usize| {
        let from = source_name(&shape.inputs, layer, source);
        let spot = Spot::Weight {
            layer,
            unit,
            source,
        };
        (from.clone(), format!("Weight from {from}"), spot)
    };
    let bias = Spot::Bias { layer, unit };
    let bias = match threshold {
        true => ("threshold".to_owned(), "Threshold".to_owned(), bias),
        false => ("bias".into(), "Bias".into(), bias),
    };
    let fields = (0..sources).map(weight).chain([bias]);
    let fields = fields.map(|(short, name, spot)| {
        let flipped = threshold && matches!(spot, Spot::Bias { .. });
        let value = move || run.frame.with(|f| value(f, spot));
        let field = parameter_box(move || name.clone(), move || spot, value, number, flipped);
        let label = el("span")
            .class("field-name")
            .attr("aria-hidden", "true")
            .text(&short);
        lights(
            el("div").class("hand-field").child(label).child(field),
            move || spot,
        )
    });
    el("div")
        .class("hand-unit")
        .attr("role", "group")
        .attr("aria-label", name)
        .child(
            el("h3")
                .text(name)
                .child(el("span").live_text(move || function(run, layer, unit))),
        )
        .child(el("div").class("hand-fields").children(fields.collect()))
        .child(
            el("p")
                .class("hint")
                .live_text(move || rule(run, layer, unit)),
        )
}

fn value(f: &Frame, spot: Spot) -> f32 {
    let network = &f.snapshot.network;
    let at = spot.parameter(network);
    at.and_then(|at| network.parameters().get(at).copied())
        .unwrap_or_default()
}

// What elements of text call is no part of what comes late unless it stands by itself.

/// “ is OR”; nothing where that is not known.
#[inline(never)]
fn function(run: Run, layer: usize, unit: usize) -> String {
    let of = run.frame.with(|f| {
        let model = Model::new(&f.snapshot.network, &f.prepared)?;
        let function = functions(&model).get(layer)?.get(unit)?.clone()?;
        Some(words::function(&function, &sources(f, layer)?))
    });
    of.map_or_else(String::new, |of| format!(" is {of}"))
}

#[inline(never)]
fn rule(run: Run, layer: usize, unit: usize) -> String {
    let threshold = run.look.threshold.get();
    let said = run.frame.with(|f| {
        let dense = f
            .snapshot
            .network
            .layers()
            .get(layer)
            .filter(|dense| unit < dense.units)?;
        let parameters = own(dense, unit, f.snapshot.network.parameters());
        Some(words::rule(
            Some(dense.activation),
            &parameters,
            &sources(f, layer)?,
            threshold,
        ))
    });
    said.unwrap_or_default()
}

fn own(dense: &Dense, unit: usize, parameters: &[f32]) -> Vec<f32> {
    let start = dense.kernel.start + unit * dense.inputs;
    let weights = parameters[start..start + dense.inputs].iter();
    weights
        .chain([&parameters[dense.bias.start + unit]])
        .copied()
        .collect()
}

fn sources(f: &Frame, layer: usize) -> Option<Vec<String>> {
    let count = f.snapshot.network.layers().get(layer)?.inputs;
    let name = |source| source_name(&f.prepared.encoder.names, layer, source);
    Some((0..count).map(name).collect())
}
