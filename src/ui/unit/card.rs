//! The card of the unit that is open: its map, its activation, and what it computes with its numbers in it.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::{
    curve::curve,
    formula::formula,
    map::unit_map,
    reading::reading,
    terms::{LISTED, MANY, terms},
};
use crate::ui::{
    browser::window,
    canvas,
    element::{El, derived, el, follow},
    frame::Frame,
    help::close_button,
    look::Neuron,
    media::{self, PHONE},
    placing,
    plan::PlanSignal,
    run::Run,
    study::chooser,
};
use crate::{
    nn::Dense,
    plot::{beside::beside, rect::Rect},
};

/// Width of the card in CSS pixels, and of the column of the penalty where there is one.
const WIDTH: f32 = 412.0;
const COLUMN: f32 = 30.0;

/// Height of the card without the rows of its table, and of a row.
const ABOVE: f32 = 410.0;
const ROW: f32 = 31.0;

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
    let rows = frame.with_untracked(|f| layer(f, neuron).map_or(0, |l| listed(l.inputs + 1)));
    ABOVE + ROW * rows as f32
}

/// Rows of the table of so many parameters.
fn listed(parameters: usize) -> usize {
    if parameters <= MANY {
        parameters
    } else {
        LISTED + 2
    }
}

/// Not in line: what asks for it is there from the start.
#[inline(never)]
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
    let reading = reading(neuron);
    let penalised =
        derived(move || reading.with(|r| r.as_ref().is_some_and(|r| r.penalty.is_some())));
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
        .on("keydown", move |event| escape(run, event.unchecked_ref()))
        .child(head)
        .child(chooser())
        .child(
            el("div")
                .class("unit-pictures")
                .child(unit_map(neuron))
                .child(curve(neuron, reading)),
        )
        .child(formula(neuron, reading))
        .child(terms(neuron, reading))
}

/// Closes the card from within its fields too, which else keep their keys.
fn escape(run: Run, event: &KeyboardEvent) {
    if event.key() == "Escape" && !event.default_prevented() {
        event.prevent_default();
        run.close_unit();
    }
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
