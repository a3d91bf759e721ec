//! A unit opened in place: its map, and the formula it computes with its numbers in it.

use reactive_graph::{prelude::*, signal::RwSignal};
use web_sys::{Element, HtmlElement};

use super::{
    browser::window,
    canvas,
    element::{El, derived, el, follow, math},
    frame::Frame,
    help::close_button,
    look::Neuron,
    media::{self, PHONE},
    placing,
    plan::PlanSignal,
    run::Run,
    study::chooser,
    unit_map::unit_map,
};
use crate::{
    nn::{Dense, Named},
    plot::{beside::beside, rect::Rect, scale::format_value},
};

/// Width of the card in CSS pixels, and of the column of the penalty where there is one.
const WIDTH: f32 = 264.0;
const COLUMN: f32 = 64.0;

/// Height of the card without the rows of its table, and of a row.
const ABOVE: f32 = 336.0;
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

/// Where a unit is in the window, and what shows how it comes about.
fn place(neuron: Neuron, plan: PlanSignal, content: &Element) -> [Rect; 2] {
    let corner = content.get_bounding_client_rect();
    let (x, y) = (corner.left() as f32, corner.top() as f32);
    let (tile, origin, header) = plan.with(|p| {
        let tile = p.tile(neuron).unwrap_or_default();
        (tile, p.origin(neuron).unwrap_or(tile), p.header())
    });
    [tile, origin].map(|rect| Rect {
        x: x + rect.x,
        y: y + header + rect.y,
        ..rect
    })
}

/// The card's place: beside its unit, wherever the window has room for it, and clear of the links that
/// it explains.
fn style(
    neuron: Neuron,
    plan: PlanSignal,
    content: &Element,
    (width, height): (f32, Option<f64>),
) -> String {
    let [unit, origin] = place(neuron, plan, content);
    let room = placing::room(MARGIN);
    let height = height.map_or_else(|| estimate(neuron), |height| height as f32 + BORDER);
    let size = [width, height.min(room.height)];
    let [left, top] = beside(unit, origin, size, room);
    let most = room.height;
    format!("left: {left}px; top: {top}px; width: {width}px; max-height: {most}px")
}

/// So much of a phone's window the card takes at most; the rest shows the unit with its links.
const SHEET: f32 = 0.46;

/// The card's place on a phone: over what is below, where the thumb reaches it.
fn sheet() -> String {
    let room = placing::room(0.0);
    let (width, most) = (room.width, room.height * SHEET);
    let bottom = placing::height() - room.bottom();
    format!("left: 0; bottom: {bottom}px; width: {width}px; max-height: {most}px")
}

/// Scrolls the page until what a card on a phone explains is seen above it.
fn uncover([unit, origin]: [Rect; 2], card: f32) {
    let end = placing::room(MARGIN).bottom() - card;
    let (from, to) = if origin.height <= end - MARGIN {
        (origin.y, origin.bottom())
    } else {
        (unit.y, unit.bottom())
    };
    let down = (to - end).max(0.0) + (from - MARGIN).min(0.0);
    if down != 0.0 {
        window().scroll_by_with_x_and_y(0.0, down.into());
    }
}

/// How high the card will be, before it is on the page.
fn estimate(neuron: Neuron) -> f32 {
    let frame = Run::get().frame;
    let rows = frame.with_untracked(|f| layer(f, neuron).map_or(0, |l| l.inputs + 1));
    ABOVE + ROW * rows as f32
}

fn card(neuron: Neuron, plan: PlanSignal, content: Element) -> El {
    let run = Run::get();
    let phone = media::holds(PHONE);
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
    let penalised = penalised();
    uncover_once(size, phone, {
        let content = content.clone();
        move || place(neuron, plan, &content)
    });
    let style = move || {
        moved.track();
        if phone.get() {
            return sheet();
        }
        let width = WIDTH + if penalised.get() { COLUMN } else { 0.0 };
        let height = size.get().map(|[_, height]| height);
        style(neuron, plan, &content, (width, height))
    };
    card.attr("role", "dialog")
        .live("aria-label", title)
        .live("style", style)
        .child(head)
        .child(chooser())
        .child(unit_map(neuron))
        .child(formula(neuron))
        .child(terms(neuron))
}

/// On a phone, when the card's height is first known.
fn uncover_once(
    size: RwSignal<Option<[f64; 2]>>,
    phone: RwSignal<bool>,
    place: impl Fn() -> [Rect; 2] + 'static,
) {
    let mut is_done = false;
    follow(move || {
        if let Some([_, height]) = size.get().filter(|_| !is_done) {
            is_done = true;
            if phone.get_untracked() {
                uncover(place(), height as f32 + BORDER);
            }
        }
    });
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

/// What the unit computes, in a formula: `a = tanh(Σ w·x + b)`, where above layer 1 the values that come
/// in are those of units: `Σ w·a`.
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
        term(if neuron.column == 1 { "x" } else { "a" }),
        token("mo", "+"),
        token("mi", "b"),
        token("mo", ")"),
    ]);
    el("p").class("formula").child(formula)
}

fn token(tag: &str, text: &str) -> El {
    math(tag).text(text)
}

/// Whether L1 or L2 has a part in the gradient.
fn penalised() -> RwSignal<bool> {
    let frame = Run::get().frame;
    derived(move || frame.with(|f| f.snapshot.gradient.of_penalty().is_some()))
}

/// The weights and their gradients, a row each, and the bias's last; with L1 or L2 the gradient is of loss
/// and penalty together, and the penalty's part stands beside it.
fn terms(neuron: Neuron) -> El {
    let run = Run::get();
    let penalty = || {
        let head = el("th").attr("title", "The penalty’s part of the gradient");
        vec![head.text("penalty")]
    };
    let inputs = move || run.frame.with(|f| layer(f, neuron).map_or(0, |l| l.inputs));
    let heads = ["from", "weight", "gradient"].map(|name| el("th").text(name));
    let heads = el("tr").children(heads.into());
    let penalised = penalised();
    let head = el("thead").child(heads.when(move || penalised.get(), penalty));
    let body = el("tbody").each(
        move || (0..=inputs()).collect(),
        move |at| vec![row(neuron, at, penalised)],
    );
    let table = el("table").class("terms").child(head).child(body);
    el("div")
        .class("terms-place")
        .attr("tabindex", "0")
        .child(table)
}

/// Row `at` of the terms.
fn row(neuron: Neuron, at: usize, penalised: RwSignal<bool>) -> El {
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
    let penalty = move || {
        run.frame.with(|f| {
            let penalty = f.snapshot.gradient.of_penalty().unwrap_or_default();
            value(f, penalty, neuron, at)
        })
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
        .when(
            move || penalised.get(),
            move || vec![el("td").live_text(move || text(penalty()))],
        )
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
            .map(|name| name.replace('_', " "))
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
