//! The network: its diagram above, how it learns below, and the drawer.

use reactive_graph::prelude::*;

use super::{
    diagram::diagram_view,
    drawer::drawer,
    element::{El, derived, el, svg},
    fields::{switch, toggle},
    links::{largest, values},
    look::Shown,
    part::Part,
    plan::input_tiles,
    run::Run,
    training_panel::training_panel,
    walk,
};
use crate::{
    data::decimal::read_f64,
    plot::{
        diagram::{MAX_TILE, bias_radius, link_width},
        scale::{format_value, grouped},
    },
};

/// The regions Network and Training, and the drawer.
pub const NETWORK_PANEL: Part = Part {
    shell: || el("div").class("middle"),
    pieces: &[
        || vec![network()],
        || vec![training_panel()],
        || vec![drawer(), step_at_hand()],
    ],
};

/// The walk through a training step, in the place of settings and panels.
fn step_at_hand() -> El {
    let run = Run::get();
    el("div")
        .class("walk-place")
        .when(move || run.look.walking.is_open(), || vec![walk::region()])
}

fn network() -> El {
    el("section")
        .class("network")
        .attr("aria-label", "Network")
        .child(head())
        .child(diagram_view())
}

fn head() -> El {
    let run = Run::get();
    let count = move || run.frame.with(|f| f.snapshot.network.parameters().len());
    let chain = move || {
        run.frame.with(|f| {
            let network = &f.snapshot.network;
            let sizes = network.layers().iter().map(|l| format!(" → {}", l.units));
            format!(" · {}{}", network.inputs(), sizes.collect::<String>())
        })
    };
    let words = move || format!("{} parameters", grouped(count() as f64));
    let shown = |shown: Shown, text| {
        toggle(
            text,
            move || run.look.shown.get() == shown,
            move || run.look.shown.set(shown),
        )
    };
    let buttons = vec![
        shown(Shown::Weights, "Weights"),
        shown(Shown::Gradients, "Gradients"),
    ];
    el("div")
        .class("panel-head")
        .child(el("h2").text("Network"))
        .child(
            el("span")
                .class("shape")
                .live("title", move || words() + &chain())
                .live_text(words)
                .child(el("span").class("chain").live_text(chain)),
        )
        .child(legend())
        .child(switch("Links show", buttons))
}

/// What the looks of links and biases stand for: links as wide as they are drawn from the largest
/// negative to the largest positive, with the number at both ends, and the dots of biases.
fn legend() -> El {
    let run = Run::get();
    let class = move || match run.look.shown.get() {
        Shown::Weights => "legend weights".into(),
        Shown::Gradients => "legend gradients".into(),
    };
    let most = derived(move || {
        let shown = run.look.shown.get();
        run.frame
            .with(|f| end_text(largest(values(f, shown)).into()))
    });
    let title = move || {
        let (what, bias) = match run.look.shown.get() {
            Shown::Weights => ("weight", "bias"),
            Shown::Gradients => ("gradient", "bias’s gradient"),
        };
        format!(
            "A link is as wide as its {what} is large, up to {0}; a unit’s dot is as large as its {bias}, up to {0}",
            most.get()
        )
    };
    let links = derived(move || {
        run.frame.with(|f| {
            let layers = f.snapshot.network.layers().iter();
            layers
                .map(|l| input_tiles(l.inputs) * l.units)
                .sum::<usize>()
        })
    });
    let class_of_end = move || match most.with(|text| text.contains('×')) {
        true => "scale-end long".into(),
        false => "scale-end".into(),
    };
    let end = |sign: &str| {
        el("span")
            .live("class", class_of_end)
            .text(sign)
            .live_text(move || most.get())
    };
    let side = |name, sign| {
        svg("path")
            .attr("class", name)
            .live("d", move || wedge(links.get(), sign))
    };
    let widths = drawing(WIDTHS, 14)
        .child(side("low", -1.0))
        .child(side("high", 1.0));
    let dot = |x, name, bias| {
        let radius = bias_radius(bias, 1.0, MAX_TILE).to_string();
        let dot = svg("circle")
            .attr("cx", x)
            .attr("cy", "10")
            .attr("r", &radius);
        dot.attr("class", name)
    };
    let dots = drawing(34, 20)
        .child(dot("8", "low", 1.0))
        .child(dot("26", "high", 1.0));
    el("span")
        .live("class", class)
        .live("title", title)
        .attr("aria-hidden", "true")
        .child(end("−"))
        .child(widths)
        .child(end("+"))
        .child(dots)
        .text("bias")
}

/// How the largest is written: beside a power of ten with a digit less, for the room there is.
fn end_text(most: f64) -> String {
    let short = read_f64(&format!("{most:.1e}")).unwrap_or(most);
    format_value(if most < 0.001 { short } else { most })
}

/// Width of the scale of widths.
const WIDTHS: u32 = 40;

fn drawing(width: u32, height: u32) -> El {
    svg("svg")
        .attr("width", &width.to_string())
        .attr("height", &height.to_string())
}

/// Half of the scale of widths: from the middle, which stands for 0, to the largest at an end.
fn wedge(links: usize, sign: f32) -> String {
    const STEPS: usize = 12;
    let middle = WIDTHS as f32 / 2.0;
    let edge = |at: usize, side: f32| {
        let share = at as f32 / STEPS as f32;
        let (x, half) = (
            middle + sign * middle * share,
            link_width(share, 1.0, links) / 2.0,
        );
        format!("{x:.1} {:.2}", 7.0 + side * half)
    };
    let there = (0..=STEPS).map(|at| edge(at, -1.0));
    let back = (0..=STEPS).rev().map(|at| edge(at, 1.0));
    format!("M{}z", there.chain(back).collect::<Vec<_>>().join("L"))
}
