//! The window onto the graph: moved and zoomed by pointer, wheel, pinch, keys and buttons.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent, WheelEvent};

use super::{
    detail::detail,
    graph::{self, extent, graph, part},
    nodes::SIZE,
    passes::passes,
    state::{Picture, State},
};
use crate::{
    lab::expression::Place,
    plot::{rect::Rect, zoom::Zoom},
    ui::{
        canvas,
        element::{El, el, follow, svg},
        media,
    },
};

/// Texts are of 15 pixels at scale 1 and shall not be smaller than 14, unless a person makes them so; and what
/// a finger presses not lower than 44.
const READABLE: f32 = 14.0 / 15.0;
const PRESSED: f32 = 44.0 / SIZE[1];
/// All of a graph is shown where it need be no smaller than that; of a larger one its beginning can be read.
const WHOLE: f32 = 0.55;
/// How large a small graph becomes.
const MOST: f32 = 1.2;
/// Room around what is brought into the window.
const MARGIN: f32 = 4.0;
/// How much larger a press makes the graph.
const ONCE: f32 = 1.25;
/// Pixels that a pointer goes before it drags.
const SLACK: f32 = 4.0;

/// The graph in its window, and buttons to zoom.
pub fn view(state: State) -> Vec<El> {
    let window = svg("svg")
        .class("graph")
        .attr("role", "group")
        .attr("aria-label", "Expression graph");
    let size = canvas::size_of(&window);
    let size = move || {
        size.get()
            .map(|[width, height]| [width as f32, height as f32])
    };
    keep_in_view(state, size);
    let transform = move || {
        let zoom = state.zoom.get();
        format!(
            "translate({:.2} {:.2}) scale({:.4})",
            zoom.at[0], zoom.at[1], zoom.scale
        )
    };
    let picture = state.picture;
    let content = svg("g").live("transform", transform).anew(
        move || picture.get(),
        move |picture| picture.map_or_else(Vec::new, |picture| graph(state, &picture)),
    );
    let far = move || {
        if state.zoom.get().scale < WHOLE {
            "graph far"
        } else {
            "graph"
        }
        .to_owned()
    };
    let window = keys(
        by_pointer(window.live("class", far).child(content), state),
        state,
        size,
    );
    let bar = el("div")
        .class("graph-bar")
        .child(passes(state))
        .child(zoom_buttons(state, size));
    vec![
        bar,
        el("div").class("graph-place").child(window),
        detail(state),
    ]
}

fn zoom_buttons(state: State, size: impl Fn() -> Option<[f32; 2]> + Copy + 'static) -> El {
    let button = |label: &str, sign: &str, act: Box<dyn Fn()>| {
        el("button")
            .class("quiet icon")
            .attr("aria-label", label)
            .attr("title", label)
            .text(sign)
            .click(act)
    };
    el("div")
        .class("graph-zoom")
        .child(button(
            "Zoom in",
            "+",
            Box::new(move || by_press(state, size, ONCE)),
        ))
        .child(button(
            "Zoom out",
            "−",
            Box::new(move || by_press(state, size, 1.0 / ONCE)),
        ))
        .child(button("Fit", "⤢", Box::new(move || fit_all(state, size))))
        .when(move || state.has_open(), move || vec![fold_all(state)])
}

/// Folds every group.
pub fn fold_all(state: State) -> El {
    el("button")
        .class("link")
        .text("Fold all")
        .click(move || state.open.set(Vec::new()))
}

/// What a person does to the view stays.
fn by_hand(state: State, act: impl FnOnce(Zoom) -> Zoom) {
    state.chosen.set(true);
    state.zoom.update(|zoom| *zoom = act(*zoom));
}

/// Larger or smaller about the middle.
fn by_press(state: State, size: impl Fn() -> Option<[f32; 2]>, times: f32) {
    if let Some([width, height]) = size() {
        by_hand(state, |zoom| zoom.about([0.5 * width, 0.5 * height], times));
    }
}

/// All of it, however small, as long as nothing else is chosen.
fn fit_all(state: State, size: impl Fn() -> Option<[f32; 2]>) {
    state.chosen.set(false);
    fit(state, size, Zoom::SPAN[0]);
}

/// All of it, at no less than a scale.
fn fit(state: State, size: impl Fn() -> Option<[f32; 2]>, least: f32) {
    let extent = state
        .picture
        .with_untracked(|picture| picture.as_deref().map(extent));
    if let (Some(extent), Some(size)) = (extent, size()) {
        state.zoom.set(Zoom::fit(extent, size, [least, MOST]));
    }
}

/// As a graph is first seen: all of it, or where its texts would be too small for that, as much as can be read.
fn fit_first(state: State, size: impl Fn() -> Option<[f32; 2]>, coarse: bool) {
    fit(state, &size, Zoom::SPAN[0]);
    let [whole, least] = if coarse {
        [PRESSED; 2]
    } else {
        [WHOLE, READABLE]
    };
    if state.zoom.with_untracked(|zoom| zoom.scale < whole) {
        fit(state, &size, least);
    }
}

/// What was opened or folded, and what was computed last, is seen. Another graph or window is fitted anew, unless
/// a person has chosen what is seen.
fn keep_in_view(state: State, size: impl Fn() -> Option<[f32; 2]> + Copy + 'static) {
    let picture = state.picture;
    let bring = move |rect: Rect| {
        if let Some(size) = size() {
            state
                .zoom
                .update(|zoom| *zoom = zoom.bringing(rect, size, MARGIN));
        }
    };
    let coarse = media::holds("(pointer: coarse)");
    follow(move || {
        picture.track();
        let (coarse, opened) = (coarse.get(), state.refocus.get_untracked());
        if size().is_some() && !state.chosen.get_untracked() {
            fit_first(state, size, coarse);
        }
        let part = picture.with_untracked(|picture| part(picture.as_deref()?, opened?));
        if let Some(part) = part {
            bring(part);
        }
    });
    let place = move |at: usize| {
        picture.with_untracked(|picture: &Option<Arc<Picture>>| {
            picture
                .as_ref()?
                .layout
                .places
                .get(at)
                .map(|at| graph::place(*at))
        })
    };
    follow(move || {
        let focused = state.focused.get().then(|| state.focus.get());
        if let Some(rect) = focused.or_else(|| state.active()).and_then(place) {
            bring(rect);
        }
    });
}

/// Pointers that are down, and whether they drag.
#[derive(Default)]
struct Hands {
    down: Vec<(i32, [f32; 2])>,
    begun: [f32; 2],
    dragging: bool,
}

impl Hands {
    /// The middle of the pointers, and how far they are apart.
    fn stance(&self) -> ([f32; 2], f32) {
        match self.down[..] {
            [(_, one), (_, two), ..] => {
                let apart = (one[0] - two[0]).hypot(one[1] - two[1]);
                (
                    [0.5 * (one[0] + two[0]), 0.5 * (one[1] + two[1])],
                    apart.max(1.0),
                )
            }
            [(_, one)] => (one, 1.0),
            [] => ([0.0; 2], 1.0),
        }
    }
}

/// Where an event is within the window.
fn place_in(window: &Element, event: &PointerEvent) -> [f32; 2] {
    let corner = window.get_bounding_client_rect();
    [
        event.client_x() as f32 - corner.left() as f32,
        event.client_y() as f32 - corner.top() as f32,
    ]
}

/// One pointer moves the graph, two zoom it, the wheel does as well where it is meant; a press without moving
/// opens a node.
fn by_pointer(window: El, state: State) -> El {
    let node: Element = window.node();
    let hands = Rc::new(RefCell::new(Hands::default()));
    let (down, moved, up) = (hands.clone(), hands.clone(), hands);
    let (for_down, for_move) = (node.clone(), node.clone());
    let lift = move |event: Event| {
        let id = event.unchecked_ref::<PointerEvent>().pointer_id();
        let mut hands = up.borrow_mut();
        hands.down.retain(|(other, _)| *other != id);
        // The click that follows is told from a drag by this.
        if hands.down.is_empty() && event.type_() == "pointercancel" {
            hands.dragging = false;
        }
    };
    let cancelled = lift.clone();
    let clicked = down.clone();
    window
        .on("pointerdown", move |event| {
            let event: &PointerEvent = event.unchecked_ref();
            if event.button() != 0 {
                return;
            }
            let at = place_in(&for_down, event);
            let mut hands = down.borrow_mut();
            if hands.down.is_empty() {
                (hands.begun, hands.dragging) = (at, false);
            }
            hands.down.push((event.pointer_id(), at));
        })
        .on("pointermove", move |event| {
            let event: &PointerEvent = event.unchecked_ref();
            let (id, to) = (event.pointer_id(), place_in(&for_move, event));
            let mut hands = moved.borrow_mut();
            let (middle, apart) = hands.stance();
            let Some(at) = hands.down.iter().position(|(other, _)| *other == id) else {
                return;
            };
            hands.down[at].1 = to;
            let far = (to[0] - hands.begun[0]).hypot(to[1] - hands.begun[1]) > SLACK;
            if !hands.dragging && (far || hands.down.len() > 1) {
                hands.dragging = true;
                // Without it the pointer has to stay over the window, which is as good.
                let _ = for_move.set_pointer_capture(id);
            }
            if hands.dragging {
                let (now, wide) = hands.stance();
                let by = [now[0] - middle[0], now[1] - middle[1]];
                by_hand(state, |zoom| zoom.moved(by).about(now, wide / apart));
            }
        })
        .on("pointerup", lift)
        .on("pointercancel", cancelled)
        .on("click", move |event| {
            if !std::mem::take(&mut clicked.borrow_mut().dragging) {
                open(state, &event);
            }
        })
        .on("wheel", move |event| {
            let wheel: &WheelEvent = event.unchecked_ref();
            // Else the page scrolls.
            if !(wheel.ctrl_key() || wheel.meta_key() || has_focus(&node)) {
                return;
            }
            event.prevent_default();
            let event = wheel;
            // Lines and pages are as many pixels.
            let unit = match event.delta_mode() {
                WheelEvent::DOM_DELTA_PIXEL => 1.0,
                _ => 24.0,
            };
            let times = (-0.002 * unit * event.delta_y() as f32).exp();
            let at = place_in(&node, event.unchecked_ref());
            by_hand(state, |zoom| zoom.about(at, times));
        })
}

/// Whether the graph or a node of it has the focus.
fn has_focus(window: &Element) -> bool {
    let active = window
        .owner_document()
        .and_then(|page| page.active_element());
    active.is_some_and(|active| window.contains(Some(&active)))
}

/// The number of the node that an event is on.
fn node_of(event: &Event) -> Option<usize> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target
        .closest("[data-at]")
        .ok()??
        .get_attribute("data-at")?
        .parse()
        .ok()
}

/// Opens the folded group that an event is on.
fn open(state: State, event: &Event) {
    let at = node_of(event);
    let group = at.and_then(|at| {
        state.with(|scene| {
            let item = scene.picture.folded.items.get(at)?;
            item.group.filter(|_| item.folded)
        })
    });
    if let Some(group) = group {
        state.toggle(group);
    }
}

/// Arrow keys go from node to node, Enter opens one, + − 0 zoom.
fn keys(window: El, state: State, size: impl Fn() -> Option<[f32; 2]> + Copy + 'static) -> El {
    let node: Element = window.node();
    window.on("keydown", move |event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        if key.ctrl_key() || key.meta_key() || key.alt_key() {
            return;
        }
        let key = key.key();
        match key.as_str() {
            "+" | "=" => by_press(state, size, ONCE),
            "-" => by_press(state, size, 1.0 / ONCE),
            "0" => fit_all(state, size),
            "Enter" | " " => open(state, &event),
            _ => match node_of(&event).and_then(|at| beside(state, at, &key)) {
                Some(to) => focus(&node, to),
                None => return,
            },
        }
        event.prevent_default();
        event.stop_propagation();
    })
}

/// Gives a node the focus.
fn focus(window: &Element, at: usize) {
    let node = window.query_selector(&format!("[data-at=\"{at}\"]"));
    if let Some(node) = node.ok().flatten() {
        // Focus that cannot move stays where it was, which is as good.
        let _ = node.unchecked_into::<HtmlElement>().focus();
    }
}

/// The node that a key leads to: along the pass, or up and down in its column.
fn beside(state: State, at: usize, key: &str) -> Option<usize> {
    state.picture.with_untracked(|picture| {
        let places = &picture.as_ref()?.layout.places;
        let last = places.len().checked_sub(1)?;
        match key {
            "ArrowRight" => Some((at + 1).min(last)),
            "ArrowLeft" => Some(at.saturating_sub(1)),
            "Home" => Some(0),
            "End" => Some(last),
            "ArrowUp" | "ArrowDown" => {
                let here = places.get(at)?;
                let down = if key == "ArrowDown" { 1.0 } else { -1.0 };
                let way = |place: &Place| down * (place.row - here.row);
                let others = places.iter().enumerate();
                let ahead =
                    others.filter(|(_, place)| place.column == here.column && way(place) > 0.0);
                let nearest = ahead.min_by(|(_, a), (_, b)| way(a).total_cmp(&way(b)));
                Some(nearest.map_or(at, |(to, _)| to))
            }
            _ => None,
        }
    })
}
