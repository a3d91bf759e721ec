//! The units, each with what it computes and a field for every weight and for its bias or threshold.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::seen::while_seen;

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

/// Of each unit, layer by layer, what function it is and its rule.
#[derive(Clone, Default, PartialEq)]
struct Told(Vec<Vec<[String; 2]>>);

impl Told {
    fn of(&self, layer: usize, unit: usize, which: usize) -> String {
        let unit = self.0.get(layer).and_then(|units| units.get(unit));
        unit.map_or_else(String::new, |of| of[which].clone())
    }
}

/// The units, in the order of the layers.
pub fn units(seen: RwSignal<bool>) -> El {
    let run = Run::get();
    let told = while_seen(seen, move || {
        let threshold = run.look.threshold.get();
        run.frame.with(|f| tell(f, threshold))
    });
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
        .anew(move || shape.get(), move |shape| all(&shape, told))
}

fn all(shape: &Shape, told: RwSignal<Told>) -> Vec<El> {
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
            all.push(one(shape, told, (layer, unit), &name));
        }
    }
    all
}

/// A unit under its name, with the function that it computes and the rule in words.
fn one(shape: &Shape, told: RwSignal<Told>, (layer, unit): (usize, usize), name: &str) -> El {
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
                .child(el("span").live_text(move || said(told, layer, unit, 0))),
        )
        .child(el("div").class("hand-fields").children(fields.collect()))
        .child(
            el("p")
                .class("hint")
                .live_text(move || said(told, layer, unit, 1)),
        )
}

fn value(f: &Frame, spot: Spot) -> f32 {
    let network = &f.snapshot.network;
    let at = spot.parameter(network);
    at.and_then(|at| network.parameters().get(at).copied())
        .unwrap_or_default()
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn said(told: RwSignal<Told>, layer: usize, unit: usize, which: usize) -> String {
    told.with(|told| told.of(layer, unit, which))
}

/// “ is OR”, which is empty where that is not known, and the rule of each unit.
#[inline(never)]
fn tell(f: &Frame, threshold: bool) -> Told {
    let network = &f.snapshot.network;
    let parameters = network.parameters();
    if parameters.len() > MOST {
        return Told::default();
    }
    let functions = Model::new(network, &f.prepared).map(|model| functions(&model));
    let layers = network.layers().iter().enumerate();
    let of_layer = |(layer, dense): (usize, &Dense)| {
        let sources = sources(f, layer, dense);
        let of_unit = |unit: usize| {
            let function = functions
                .as_ref()
                .and_then(|all| all.get(layer)?.get(unit)?.as_ref());
            let function = function.map(|of| format!(" is {}", words::function(of, &sources)));
            let own = own(dense, unit, parameters);
            let rule = words::rule(Some(dense.activation), &own, &sources, threshold);
            [function.unwrap_or_default(), rule]
        };
        (0..dense.units).map(of_unit).collect()
    };
    Told(layers.map(of_layer).collect())
}

fn own(dense: &Dense, unit: usize, parameters: &[f32]) -> Vec<f32> {
    let start = dense.kernel.start + unit * dense.inputs;
    let weights = parameters[start..start + dense.inputs].iter();
    weights
        .chain([&parameters[dense.bias.start + unit]])
        .copied()
        .collect()
}

fn sources(f: &Frame, layer: usize, dense: &Dense) -> Vec<String> {
    let name = |source| source_name(&f.prepared.encoder.names, layer, source);
    (0..dense.inputs).map(name).collect()
}
