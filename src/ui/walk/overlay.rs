//! What the walk shows over the diagram: values and errors at units, signals along links, and a veil over
//! what is not at work.

use std::fmt::Write as _;

use reactive_graph::prelude::*;

use super::formula::number;
use crate::{
    lab::{
        Spot,
        steps::{Focus, Scene, Stage},
    },
    nn::Network,
    plot::diagram::Curve,
    ui::{
        element::{El, derived, el, svg},
        look::Neuron,
        plan::{Link, Plan, PlanSignal, input_tiles},
        run::Run,
    },
};

/// Links of a layer that signals run along at most: of more only those of the unit in focus.
const LINKS: usize = 80;

/// Pixels between two tiles of a column from which on each has room for its value.
const ROOM: f32 = 44.0;

/// A value at a unit.
#[derive(Clone, PartialEq)]
struct Tag {
    left: f32,
    top: f32,
    value: String,
    error: String,
    in_focus: bool,
    is_new: bool,
    is_out: bool,
}

/// A signal along a link.
#[derive(Clone, PartialEq)]
struct Signal {
    path: String,
    width: f32,
    in_focus: bool,
}

/// Everything over the diagram.
#[derive(Clone, Default, PartialEq)]
struct Picture {
    size: (f32, f32, f32),
    back: bool,
    veils: Vec<[f32; 4]>,
    signals: Vec<Signal>,
    tags: Vec<Tag>,
    focus: Option<[f32; 4]>,
}

/// The overlay of a diagram.
pub fn overlay(plan: PlanSignal) -> El {
    let run = Run::get();
    let picture = derived(move || picture(run, plan).unwrap_or_default());
    el("div")
        .class("walk-overlay")
        .attr("aria-hidden", "true")
        .anew(move || picture.get(), |picture| draw(&picture))
}

/// What is to be seen at the stage at hand.
fn picture(run: Run, plan: PlanSignal) -> Option<Picture> {
    let walking = run.look.walking;
    let (stage, focus, sample) = (walking.at()?, walking.focus.get(), walking.sample.get());
    let (walk, _) = walking.walk.get()?;
    let plan = plan.get();
    run.frame.with_untracked(|f| {
        let network = &f.snapshot.network;
        let drawn = network.layers().len() + 1 == plan.diagram.columns.len();
        let scene = Scene::new(network, &walk, sample, focus).filter(|_| drawn)?;
        Some(of(&scene, stage, &plan))
    })
}

fn of(scene: &Scene<'_>, stage: Stage, plan: &Plan) -> Picture {
    let layers = scene.network.layers().len();
    let (width, height) = plan.diagram.content;
    let at_work = |column: usize| match stage {
        Stage::Batch => column == 0,
        Stage::Forward(layer) => column == layer || column == layer + 1,
        Stage::Loss => column == layers,
        Stage::Output => column + 1 == layers || column == layers,
        Stage::Backward(layer) => column == layer || column == layer + 1 || column == layer + 2,
        Stage::Inputs => column < 2,
        Stage::Update => true,
    };
    let mut veils = Vec::new();
    for (at, column) in plan.diagram.columns.iter().enumerate() {
        if let (false, Some(first)) = (at_work(at), column.tiles.first()) {
            let all = column
                .tiles
                .iter()
                .fold(*first, |all, tile| all.around(tile));
            veils.push([
                all.x - 6.0,
                all.y - 4.0,
                all.width + 12.0,
                all.height + 12.0,
            ]);
        }
    }
    let unit = scene.focus;
    let tile = plan.tile(Neuron {
        column: unit.layer + 1,
        unit: unit.unit,
    });
    let with_focus = !matches!(stage, Stage::Batch);
    Picture {
        size: (plan.header(), width, height),
        back: stage.goes_back(),
        veils,
        signals: signals(scene, stage, plan),
        tags: tags(scene, stage, plan),
        focus: tile
            .filter(|_| with_focus)
            .map(|t| [t.x, t.y, t.width, t.height]),
    }
}

fn signals(scene: &Scene<'_>, stage: Stage, plan: &Plan) -> Vec<Signal> {
    let layers = scene.network.layers().len();
    let Some(layer) = stage.links(layers) else {
        return Vec::new();
    };
    let dense = scene.dense(layer);
    if input_tiles(dense.inputs) < dense.inputs && layer == 0 {
        return Vec::new();
    }
    let strength = |link: &Link| {
        let weight = scene.weight(layer, link.unit, link.source);
        let carried = match stage {
            Stage::Forward(_) => f64::from(scene.walked().source(layer, link.source)),
            _ => scene.error(layer, link.unit),
        };
        (weight * carried).abs()
    };
    let links: Vec<&Link> = plan
        .links
        .iter()
        .filter(|link| link.layer == layer)
        .collect();
    let largest = links
        .iter()
        .map(|link| strength(link))
        .fold(1e-12, f64::max);
    let all = links.len() <= LINKS;
    let in_focus = |link: &Link| is_of(scene.focus, stage, link);
    links
        .into_iter()
        .filter(|link| all || in_focus(link))
        .map(|link| Signal {
            path: path(&link.curve, stage.goes_back()),
            width: 1.0 + 3.0 * (strength(link) / largest) as f32,
            in_focus: in_focus(link),
        })
        .collect()
}

/// Whether a link carries what the unit in focus gets at a stage.
fn is_of(focus: Focus, stage: Stage, link: &Link) -> bool {
    match stage {
        Stage::Backward(layer) if link.layer == layer + 1 => link.source == focus.unit,
        Stage::Inputs => Some(link.source) == focus.source,
        _ => link.unit == focus.unit,
    }
}

/// A curve's course, from its end where signals run back.
fn path(curve: &Curve, back: bool) -> String {
    let mut points = *curve;
    if back {
        points.reverse();
    }
    let mut text = String::new();
    for (at, [x, y]) in points.iter().enumerate() {
        let sign = match at {
            0 => "M",
            1 => "C",
            _ => " ",
        };
        // Writing to a string does not fail.
        let _ = write!(text, "{sign}{x:.1} {y:.1}");
    }
    text
}

fn tags(scene: &Scene<'_>, stage: Stage, plan: &Plan) -> Vec<Tag> {
    let layers = scene.network.layers().len();
    let mut tags = Vec::new();
    for (column, place) in plan.diagram.columns.iter().enumerate() {
        let pitch = match place.tiles.as_slice() {
            [first, second, ..] => second.y - first.y,
            _ => f32::MAX,
        };
        for (at, tile) in place.tiles.iter().enumerate() {
            let spot = spot(column, at);
            let in_focus = spot.unit() == Some((scene.focus.layer, scene.focus.unit));
            if pitch < ROOM && !in_focus {
                continue;
            }
            let texts = match column.checked_sub(1) {
                None => input(scene, at),
                Some(layer) => unit(scene, stage, layer, at),
            };
            let Some((value, error)) = texts else {
                continue;
            };
            let is_new = stage.layer(layers).map(|layer| layer + 1) == Some(column);
            // As wide as its signs; at the right edge it would be cut off.
            let signs = value.chars().count() + error.chars().count();
            let each = if in_focus { 4.8 } else { 4.2 };
            let half = each * signs as f32 + if error.is_empty() { 6.0 } else { 10.0 };
            let most = plan.diagram.content.0 - half;
            tags.push(Tag {
                left: (tile.x + tile.width / 2.0).min(most),
                top: tile.bottom(),
                value,
                error,
                in_focus,
                is_new,
                is_out: is_left_out(scene, spot),
            });
        }
    }
    tags
}

fn spot(column: usize, at: usize) -> Spot {
    match column.checked_sub(1) {
        None => Spot::Input(at),
        Some(layer) => Spot::Unit { layer, unit: at },
    }
}

/// Whether dropout leaves a unit out.
fn is_left_out(scene: &Scene<'_>, spot: Spot) -> bool {
    spot.unit()
        .is_some_and(|(layer, unit)| scene.passed(layer).factors.get(unit).copied() == Some(0.0))
}

fn input(scene: &Scene<'_>, at: usize) -> Option<(String, String)> {
    let network: &Network = scene.network;
    let own = input_tiles(network.inputs()) == network.inputs();
    own.then(|| (number(scene.walked().x[at].into()), String::new()))
}

/// A unit's value and error, as far as they are known.
fn unit(scene: &Scene<'_>, stage: Stage, layer: usize, at: usize) -> Option<(String, String)> {
    let layers = scene.network.layers().len();
    if !stage.has_values(layer) {
        return None;
    }
    let value = number(scene.passed(layer).a[at].into());
    let backprop = !scene.is_perceptron();
    let error = if backprop && stage.has_errors(layer, layers) {
        format!("δ {}", number(scene.error(layer, at)))
    } else {
        String::new()
    };
    Some((value, error))
}

fn draw(picture: &Picture) -> Vec<El> {
    let (header, width, height) = picture.size;
    let place = |[x, y, w, h]: [f32; 4]| {
        format!(
            "left: {x}px; top: {}px; width: {w}px; height: {h}px",
            y + header
        )
    };
    let mut all: Vec<El> = picture
        .veils
        .iter()
        .map(|veil| el("i").class("walk-veil").attr("style", &place(*veil)))
        .collect();
    let class = if picture.back {
        "walk-signals back"
    } else {
        "walk-signals"
    };
    let signal = |signal: &Signal| {
        let name = if signal.in_focus {
            "signal here"
        } else {
            "signal"
        };
        svg("path")
            .attr("class", name)
            .attr("d", &signal.path)
            .attr("stroke-width", &format!("{:.1}", signal.width))
    };
    let drawing = svg("svg")
        .attr("class", class)
        .attr("width", &width.to_string())
        .attr("height", &height.to_string())
        .attr("style", &format!("top: {header}px"))
        .children(picture.signals.iter().map(signal).collect());
    all.push(drawing);
    all.extend(
        picture
            .focus
            .map(|focus| el("i").class("walk-here").attr("style", &place(focus))),
    );
    all.extend(picture.tags.iter().map(|tag| draw_tag(tag, header)));
    all
}

fn draw_tag(tag: &Tag, header: f32) -> El {
    let mut class = "walk-tag".to_owned();
    for (name, holds) in [
        (" here", tag.in_focus),
        (" new", tag.is_new),
        (" out", tag.is_out),
    ] {
        if holds {
            class += name;
        }
    }
    let style = format!("left: {}px; top: {}px", tag.left, tag.top + header);
    let value = el("span").text(&tag.value);
    let tag_el = el("span").class(&class).attr("style", &style).child(value);
    if tag.error.is_empty() {
        return tag_el;
    }
    tag_el.child(el("span").class("tone-gradient").text(&tag.error))
}
