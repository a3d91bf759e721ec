//! One node, with its numbers.

use reactive_graph::prelude::*;

use super::state::{Scene, State};
use crate::{
    lab::{
        Spot,
        expression::{Expression, Item},
    },
    plot::{rect::Rect, scale::format_value},
    text::expression::spoken,
    ui::element::{El, svg},
};

/// A node's width and height, in pixels at scale 1.
pub const SIZE: [f32; 2] = [136.0, 42.0];
/// Where its texts stand: from its sides, and their lines.
const SIDE: f32 = 8.0;
const LINES: [f32; 2] = [17.0, 35.0];

/// Its value once the pass forward has come to it.
pub fn value(state: State, at: usize) -> String {
    number(state, at, |known| known.0, Item::value)
}

/// Its adjoint once the pass backward has come to it.
pub fn adjoint(state: State, at: usize) -> String {
    number(state, at, |known| known.1, Item::adjoint)
}

fn number(
    state: State,
    at: usize,
    is_known: fn((bool, bool)) -> bool,
    of: fn(&Item, &Expression) -> Option<f64>,
) -> String {
    let step = state.step.get();
    let number = state.with(|scene| {
        let folded = &scene.picture.folded;
        let known = step.is_none_or(|step| folded.knows(step, at).is_some_and(is_known));
        let item = folded.items.get(at).filter(|_| known)?;
        of(item, &scene.expression)
    });
    number.map(format_value).unwrap_or_default()
}

/// What of a node stays while it is there.
struct Written {
    name: String,
    sign: &'static str,
    /// As a screen reader says it, without its numbers.
    spoken: String,
    /// Whether it lights up with its spot: of a unit's operations its sum and its answer do, which have names.
    lights: bool,
}

impl Written {
    fn new(scene: &Scene, item: &Item) -> Self {
        let (name, sign) = (scene.name(item), scene.sign(item));
        let named = |node| !scene.expression.tape().name(node).is_empty();
        Self {
            sign: if sign == name { "" } else { sign },
            name,
            spoken: spoken(&scene.expression, item, scene.picture.activations.len()),
            lights: item.spot.is_some() && item.node.is_some_and(named),
        }
    }
}

/// A node at its place.
pub fn node(state: State, at: usize, item: Item, place: Rect) -> Option<El> {
    let written = state
        .scene
        .with_untracked(|scene| Some(Written::new(scene.as_ref()?, &item)))?;
    let tabindex = move || if state.focus.get() == at { "0" } else { "-1" }.to_owned();
    let outline = svg("rect")
        .attr("width", &SIZE[0].to_string())
        .attr("height", &SIZE[1].to_string())
        .attr("rx", "6");
    let node = svg("g")
        .live("class", class(state, at, item, written.lights))
        .attr("transform", &format!("translate({} {})", place.x, place.y))
        .attr("role", if item.folded { "button" } else { "img" })
        .attr("data-at", &at.to_string())
        .live("tabindex", tabindex)
        .child(outline)
        .children(texts(state, at, item, &written))
        .live("aria-label", move || label(state, at, &written.spoken));
    Some(pointed_at(node, state, at, item.spot))
}

fn class(state: State, at: usize, item: Item, lights: bool) -> impl Fn() -> String {
    move || {
        let lit = lights && state.run.look.lit.get() == item.spot;
        let active = state.active() == Some(at);
        let mut class = if item.folded { "node folded" } else { "node" }.to_owned();
        for (is, name) in [(item.leaf, " leaf"), (lit, " lit"), (active, " active")] {
            if is {
                class.push_str(name);
            }
        }
        class
    }
}

/// Name and value, and below them operation and adjoint. A constant's name is its value, which may be another
/// for another sample.
fn texts(state: State, at: usize, item: Item, written: &Written) -> Vec<El> {
    let [left, right] = [SIDE, SIZE[0] - SIDE];
    let [first, second] = LINES;
    let name = text("name", left, first);
    if item.constant {
        let of = move || state.with(|scene| Some(scene.name(scene.picture.folded.items.get(at)?)));
        return vec![name.live_text(move || of().unwrap_or_default())];
    }
    vec![
        name.text(&written.name),
        text("value", right, first).live_text(move || value(state, at)),
        text("sign", left, second).text(written.sign),
        text("adjoint", right, second).live_text(move || adjoint(state, at)),
    ]
}

fn text(class: &str, x: f32, y: f32) -> El {
    svg("text")
        .class(class)
        .attr("x", &x.to_string())
        .attr("y", &y.to_string())
}

/// What a screen reader says; with its numbers while it has the focus.
fn label(state: State, at: usize, spoken: &str) -> String {
    let mut label = spoken.to_owned();
    if state.focused.get() && state.focus.get() == at {
        for (what, number) in [
            (", value ", value(state, at)),
            (", adjoint ", adjoint(state, at)),
        ] {
            if !number.is_empty() {
                label.push_str(what);
                label.push_str(&number);
            }
        }
    }
    label
}

/// Under pointer or focus it is told about, and lights up everywhere.
fn pointed_at(node: El, state: State, at: usize, spot: Option<Spot>) -> El {
    let lit = state.run.look.lit;
    let on = move || lit.set(spot);
    let off = move || {
        if spot.is_some() && lit.get_untracked() == spot {
            lit.set(None);
        }
    };
    node.on("pointerenter", move |_| {
        state.hovered.set(Some(at));
        on();
    })
    .on("pointerleave", move |_| {
        state.hovered.set(None);
        off();
    })
    .on("focus", move |_| {
        state.focus.set(at);
        state.focused.set(true);
        on();
    })
    .on("blur", move |_| {
        state.focused.set(false);
        off();
    })
}
