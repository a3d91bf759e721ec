//! The layer editor: what stands above each column of the diagram, and the marks between them.

use reactive_graph::{graph::untrack, prelude::*};

use super::{
    element::{El, el, svg},
    fields::Choice,
    icon::icon,
    number_field::NumberField,
    run::Run,
};
use crate::{
    lab::{Edit, Experiment},
    nn::{Activation, Named},
    run::{Action, News},
    text::wrong::why_so_many,
};

/// Where something stands, in pixels from the left, as the diagram's layout changes.
pub trait Place: Fn() -> f32 + Copy + 'static {}

impl<F: Fn() -> f32 + Copy + 'static> Place for F {}

/// The header of layer `at` (0 is the first after the inputs).
pub fn layer_header(at: usize, output: bool, x: impl Place) -> El {
    let run = Run::get();
    let name = if output {
        "Output layer".to_owned()
    } else {
        format!("Layer {}", at + 1)
    };
    let activation = run.select(move |lab| {
        let layer = lab.experiment.layers.get(at);
        layer.map_or(Activation::Linear, |l| l.activation)
    });
    // Softmax compares the outputs with each other.
    let options = Activation::ALL
        .iter()
        .copied()
        .filter(|a| output || *a != Activation::Softmax)
        .map(|a| (a, a.label()))
        .collect();
    let set = move |activation| Edit::SetActivation(at, activation);
    let word = |text| el("span").class("layer-word").text(text);
    let words = if output {
        el("span").text("Output").child(word(" layer"))
    } else {
        el("span").child(word("Layer ")).text(&(at + 1).to_string())
    };
    let mut title = el("div").class("layer-name").child(words);
    if !output {
        let remove = el("button")
            .class("quiet icon remove")
            .attr("aria-label", "Remove layer")
            .attr("title", "Remove this layer")
            .text("×")
            .click(move || run.dispatch(Edit::RemoveLayer(at)));
        title = title.child(remove);
    }
    let header = header(x);
    let header = if output {
        header.class("layer-header output-header")
    } else {
        header
    };
    header
        .attr("role", "group")
        .attr("aria-label", &name)
        .child(title)
        .child(units(at, output))
        .child(Choice::new("Activation", options, activation, set).view())
}

/// Lets the layer learn, or freezes it.
fn trainable(at: usize) -> El {
    let run = Run::get();
    let learns = run.select(move |lab| lab.experiment.layers.get(at).is_none_or(|l| l.trainable));
    let title = move || {
        if learns() {
            "This layer learns. Press to freeze its weights".into()
        } else {
            "This layer is frozen. Press to let it learn".into()
        }
    };
    // A padlock, open or closed.
    let shackle = move || {
        if learns() {
            "M5 7V4.5a2.5 2.5 0 0 1 4.9-.7".into()
        } else {
            "M4.5 7V4.5a2.5 2.5 0 0 1 5 0V7".into()
        }
    };
    let lock = icon(14, 14)
        .child(svg("path").live("d", shackle).class("lock-shackle"))
        .child(svg("path").attr("d", "M3 7h8v5.5H3z"));
    el("button")
        .class("quiet icon lock")
        .attr("aria-label", "Trainable")
        .live("aria-pressed", move || learns().to_string())
        .live("title", title)
        .child(lock)
        .click(move || run.dispatch(Edit::SetTrainable(at, !untrack(learns))))
}

fn header(x: impl Place) -> El {
    el("div").class("layer-header").live("style", left(x))
}

fn left(x: impl Place) -> impl Fn() -> String {
    move || format!("left: {}px", x())
}

fn units(at: usize, output: bool) -> El {
    let run = Run::get();
    let units = run.select(move |lab| lab.experiment.layers.get(at).map_or(1, |l| l.units));
    let set = move |units: usize| run.dispatch(Edit::SetUnits(at, units));
    let span = run.frame.with_untracked(|f| f.experiment.units());
    let (low, high) = (span.low as usize, span.high as usize);
    let mut input = NumberField::units(at).input().attr("aria-label", "Units");
    let button = |label, text| {
        let button = el("button").class("quiet icon");
        button.attr("aria-label", label).text(text)
    };
    let fewer = button("Fewer units", "−")
        .flag("disabled", move || output || units() <= low)
        .click(move || set(untrack(units) - 1));
    let more = button("More units", "+")
        .flag("disabled", move || output || units() >= high)
        .click(move || set(untrack(units) + 1));
    let mut all = el("div").class("units");
    if output {
        input = input.attr("disabled", "");
        let why = run.select(|lab| why_so_many(lab.experiment.task()).to_owned());
        all = all.live("title", why);
    }
    all.child(fewer)
        .child(input)
        .child(more)
        .child(trainable(at))
}

/// The header of the inputs.
pub fn inputs_header(x: impl Place) -> El {
    let run = Run::get();
    let count = move || run.frame.with(|f| f.snapshot.network.inputs());
    let s = move || if count() == 1 { " input" } else { " inputs" };
    let note = el("div")
        .class("layer-note")
        .live_text(move || count().to_string())
        .child(el("span").class("layer-word").live_text(s));
    let name = el("div")
        .class("layer-name")
        .child(el("span").text("Inputs"));
    let several = run.select(|lab| lab.experiment.hidden().len() > 1);
    let all = || vec![all_hidden()];
    header(x).child(name).child(note).when(several, all)
}

/// The activation of all hidden layers, to be chosen for all of them at once.
fn all_hidden() -> El {
    let run = Run::get();
    let mut options = vec![(None, "mixed")];
    options.extend(hidden_activations().map(|a| (Some(a), a.label())));
    let common = run.select(|lab| {
        let mut hidden = lab.experiment.hidden().iter().map(|l| l.activation);
        let first = hidden.next();
        first.filter(|first| hidden.all(|other| other == *first))
    });
    let set = |chosen: Option<Activation>| match chosen {
        Some(activation) => Action::Edit(Edit::SetHidden(activation)),
        None => Action::News(News::Settle),
    };
    let name = "Set all hidden layers to…";
    let word = el("span").attr("aria-hidden", "true").text("all ");
    el("div")
        .class("all-hidden")
        .attr("title", name)
        .child(word)
        .child(Choice::new(name, options, common, set).view())
}

/// What a hidden layer may have: softmax compares the outputs with each other.
fn hidden_activations() -> impl Iterator<Item = Activation> {
    let all = Activation::ALL.iter().copied();
    all.filter(|activation| *activation != Activation::Softmax)
}

/// The mark that puts a layer before layer `at`.
pub fn add_layer_mark(at: usize, last: impl Fn() -> bool + 'static, x: impl Place) -> El {
    let run = Run::get();
    let full = run.select(|lab| lab.experiment.hidden().len() >= Experiment::HIDDEN_LAYERS);
    let perceptron = run.select(|lab| lab.experiment.rule.is_local());
    let label = move || {
        if last() {
            "Add layer".into()
        } else {
            format!("Insert a layer before layer {}", at + 1)
        }
    };
    let title = move || {
        Some(match (full(), perceptron()) {
            (true, _) => "There is room for 8 hidden layers",
            (_, true) => "Add a layer (the rule becomes backprop)",
            _ => "Add a layer here",
        })
    };
    el("button")
        .class("add-layer")
        .live("aria-label", label)
        .maybe("title", title)
        .flag("disabled", full)
        .live("style", left(x))
        .child(el("span").attr("aria-hidden", "true").text("+"))
        .click(move || run.dispatch(Edit::AddLayer(at)))
}
