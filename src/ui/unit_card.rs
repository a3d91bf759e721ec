//! A unit opened in place: its map, and the formula it computes with its numbers in it.

use reactive_graph::prelude::*;
use web_sys::{Element, HtmlElement};

use super::{
    canvas,
    element::{El, el, follow, math},
    frame::Frame,
    help::close_button,
    links,
    look::Neuron,
    page::Page,
    placing,
    plan::{HEADER, PlanSignal},
    run::Run,
};
use crate::{
    nn::{Dense, Named},
    plot::{
        beside::beside,
        color::{Palette, Theme},
        raster::{Raster, Tile},
        rect::Rect,
        scale::format_value,
    },
};

/// Width of the card in CSS pixels.
const WIDTH: f32 = 264.0;

/// Side of its map in CSS pixels.
const MAP: f32 = 128.0;

/// Height of the card without the rows of its table, and of a row.
const ABOVE: f32 = 264.0;
const ROW: f32 = 25.0;

/// What its border adds to its height.
const BORDER: f32 = 2.0;

/// Adds the card of the open unit, beside it.
pub fn unit_card(content: El, plan: PlanSignal) -> El {
    let run = Run::get();
    let opened = move || {
        let shown = |n: &Neuron| plan.with(|p| p.tile(*n).is_some());
        run.look.opened.get().filter(shown).into_iter().collect()
    };
    let node: Element = content.node();
    content.each(opened, move |neuron| vec![card(neuron, plan, node.clone())])
}

/// Pixels that are left free at the edges of the window.
const MARGIN: f32 = 8.0;

/// The card's place: beside its unit, wherever the window has room for it.
fn style(neuron: Neuron, plan: PlanSignal, content: &Element, height: Option<f64>) -> String {
    let tile = plan.with(|p| p.tile(neuron).unwrap_or_default());
    let corner = content.get_bounding_client_rect();
    let unit = Rect {
        x: corner.left() as f32 + tile.x,
        y: corner.top() as f32 + HEADER + tile.y,
        ..tile
    };
    let room = placing::room(MARGIN);
    let height = height.map_or_else(|| estimate(neuron), |height| height as f32 + BORDER);
    let size = [WIDTH, height.min(room.height)];
    let [left, top] = beside(unit, size, room);
    let most = room.height;
    format!("left: {left}px; top: {top}px; width: {WIDTH}px; max-height: {most}px")
}

/// How high the card will be, before it is on the page.
fn estimate(neuron: Neuron) -> f32 {
    let frame = Run::get().frame;
    let rows = frame.with_untracked(|f| layer(f, neuron).map_or(0, |l| l.inputs + 1));
    ABOVE + ROW * rows as f32
}

fn card(neuron: Neuron, plan: PlanSignal, content: Element) -> El {
    let (page, run) = (Page::get(), Run::get());
    let map = el("canvas").class("card-map").attr("aria-hidden", "true");
    let canvas = map.node();
    follow(move || {
        run.frame
            .with(|frame| draw(&canvas, frame, neuron, page.theme.get()));
    });
    let close = close_button().click(move || run.close_unit());
    let button: HtmlElement = close.node();
    // The card takes the focus once it is on the page.
    wasm_bindgen_futures::spawn_local(async move {
        // Focus that cannot move stays where it was, which is as good.
        let _ = button.focus();
    });
    let title = move || run.frame.with(|f| title(f, neuron));
    let head = el("div")
        .class("dialog-head")
        .child(el("h3").live_text(title))
        .child(close);
    let card = el("div").class("card");
    let (size, moved) = (canvas::size_of(&card), placing::moves());
    let style = move || {
        moved.track();
        style(neuron, plan, &content, size.get().map(|[_, height]| height))
    };
    card.attr("role", "dialog")
        .live("aria-label", title)
        .live("style", style)
        .child(head)
        .child(map)
        .child(formula(neuron))
        .child(terms(neuron))
}

fn layer(frame: &Frame, neuron: Neuron) -> Option<&Dense> {
    frame
        .snapshot
        .network
        .layers()
        .get(neuron.column.checked_sub(1)?)
}

fn title(frame: &Frame, neuron: Neuron) -> String {
    let last = frame.snapshot.network.layers().len() == neuron.column;
    let layer = if last {
        "Output".into()
    } else {
        format!("Layer {}", neuron.column)
    };
    format!("{layer}, unit {}", neuron.unit + 1)
}

/// What the unit computes, in a formula: `a = tanh(z), z = Σ w·x + b`.
fn formula(neuron: Neuron) -> El {
    let run = Run::get();
    let activation = move || {
        run.frame
            .with(|f| layer(f, neuron).map_or("", |l| l.activation.label()))
    };
    let sum = math("munder")
        .child(token("mo", "∑"))
        .child(token("mi", "i"));
    let term = |name| {
        math("msub")
            .child(token("mi", name))
            .child(token("mi", "i"))
    };
    let name = math("mi")
        .attr("mathvariant", "normal")
        .live_text(activation);
    let formula = math("math").attr("display", "block").children(vec![
        token("mi", "a"),
        token("mo", "="),
        name,
        token("mo", "("),
        sum,
        term("w"),
        term("x"),
        token("mo", "+"),
        token("mi", "b"),
        token("mo", ")"),
    ]);
    el("p").class("formula").child(formula)
}

fn token(tag: &str, text: &str) -> El {
    math(tag).text(text)
}

/// The weights and their gradients, a row each, and the bias's last.
fn terms(neuron: Neuron) -> El {
    let run = Run::get();
    let inputs = move || run.frame.with(|f| layer(f, neuron).map_or(0, |l| l.inputs));
    let heads = ["from", "weight", "gradient"].map(|name| el("th").text(name));
    let head = el("thead").child(el("tr").children(heads.into()));
    let body = el("tbody").each(
        move || (0..=inputs()).collect(),
        move |at| vec![row(neuron, at)],
    );
    el("table").class("terms").child(head).child(body)
}

/// Row `at` of the terms.
fn row(neuron: Neuron, at: usize) -> El {
    let run = Run::get();
    let name = move || run.frame.with(|f| source(f, neuron, at));
    let weight = move || {
        run.frame
            .with(|f| value(f, f.snapshot.network.parameters(), neuron, at))
    };
    let gradient = move || {
        run.frame
            .with(|f| value(f, f.snapshot.gradient.whole(), neuron, at))
    };
    let class = move || {
        if weight() < 0.0 {
            "negative"
        } else {
            "positive"
        }
        .into()
    };
    let text = |value: f32| format_value(f64::from(value));
    el("tr")
        .child(el("th").attr("scope", "row").live_text(name))
        .child(
            el("td")
                .live("class", class)
                .live_text(move || text(weight())),
        )
        .child(el("td").live_text(move || text(gradient())))
}

fn source(frame: &Frame, neuron: Neuron, at: usize) -> String {
    if layer(frame, neuron).is_none_or(|layer| at == layer.inputs) {
        return "b (bias)".into();
    }
    match neuron.column {
        1 => frame
            .prepared
            .encoder
            .names
            .get(at)
            .cloned()
            .unwrap_or_default(),
        _ => format!("unit {}", at + 1),
    }
}

/// What belongs to row `at` among values laid out as the parameters.
fn value(frame: &Frame, values: &[f32], neuron: Neuron, at: usize) -> f32 {
    let place = layer(frame, neuron).map(|layer| {
        if at < layer.inputs {
            layer.kernel.start + neuron.unit * layer.inputs + at
        } else {
            layer.bias.start + neuron.unit
        }
    });
    place
        .and_then(|at| values.get(at))
        .copied()
        .unwrap_or_default()
}

fn draw(
    canvas: &web_sys::HtmlCanvasElement,
    frame: &Frame,
    neuron: Neuron,
    theme: Theme,
) -> Option<()> {
    let shows = links::shown(frame, neuron.column.checked_sub(1)?, neuron.unit)?;
    let ratio = canvas::pixel_ratio() as f32;
    let side = (MAP * ratio).round() as usize;
    let palette = Palette::of(theme);
    let mut raster = Raster::default();
    raster.clear(side, side, palette.ground);
    let tile = Tile::new(side, frame.grid().side, ratio);
    shows.draw(&mut raster, &tile, [0, 0], frame, palette);
    canvas::put_pixels(canvas, raster.rgba(), side as u32)
}
