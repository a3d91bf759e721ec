//! The wall: a tile for each seed, of which only those in sight are on the page.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

use super::{
    paint::Painter,
    places::{Places, SIZE},
    state::Scene,
    tile::tile,
};
use crate::{
    plot::wall::{Beside, Sizes, Wall},
    text::lottery as words,
    ui::{
        canvas,
        element::{El, derived, el, follow},
    },
};

const GAP: f64 = 8.0;
const HEAD: f64 = 28.0;

/// The wall, in the place that scrolls.
pub fn wall(scene: Scene) -> El {
    let frame = el("div")
        .class("lottery-wall")
        .attr("role", "group")
        .attr("aria-label", "Wall of seeds");
    let (size, top) = (canvas::size_of(&frame), RwSignal::new(0.0));
    let node: Element = frame.node();
    let places = Places {
        wall: RwSignal::default(),
        current: RwSignal::new(None),
        wanted: RwSignal::new(None),
    };
    let inner = el("div").class("lottery-tiles");
    let room = canvas::size_of(&inner);
    let width = derived(move || room.get().map_or(0.0, |[width, _]| width));
    let begun = scene.trial.begun;
    follow(move || {
        let is_swept = begun.with(|b| b.as_ref().is_some_and(|b| b.lottery.sweep.is_some()));
        let sizes = Sizes {
            tile: SIZE,
            gap: GAP,
            head: if is_swept { HEAD } else { 0.0 },
        };
        let wall = scene
            .shown
            .with(|shown| Wall::new(&shown.groups, width.get(), sizes));
        if places.wall.with_untracked(|last| **last != wall) {
            places.wall.set(Arc::new(wall));
        }
    });
    // Another lottery is another wall.
    follow(move || {
        begun.track();
        places.current.set(None);
    });
    let painter = Painter::new(scene);
    let seen = derived(move || {
        let (top, height) = (top.get(), size.get().map_or(0.0, |[_, height]| height));
        let mut seen = places
            .wall
            .with(|wall| wall.between(top - height / 4.0, top + 1.25 * height));
        // What has the focus keeps it.
        let kept = places.current.get().filter(|lot| !seen.contains(lot));
        let is_there = |lot: &u32| places.wall.with(|wall| wall.place(*lot).is_some());
        seen.extend(kept.filter(is_there));
        if height > 0.0 { seen } else { Vec::new() }
    });
    let scrolled = node.clone();
    let height = move || format!("height: {}px", places.wall.with(|wall| wall.height()));
    let inner = inner
        .live("style", height)
        .children(heads(scene, places))
        .each(
            move || {
                let id = begun.with(|begun| begun.as_ref().map_or(0, |begun| begun.id));
                seen.get().into_iter().map(|lot| (id, lot)).collect()
            },
            move |(_, lot): (u32, u32)| vec![tile(scene, places, &painter, lot)],
        );
    frame
        .on("scroll", move |_| top.set(f64::from(scrolled.scroll_top())))
        .on("keydown", move |event| press(places, &node, &event))
        .child(inner)
}

/// The heads of the groups of a sweep, with what has come of each.
fn heads(scene: Scene, places: Places) -> Vec<El> {
    let count = derived(move || {
        let begun = scene.trial.begun.get();
        let sweep = begun.and_then(|begun| begun.lottery.sweep.clone());
        let heads = places.wall.with(|wall| wall.heads().len());
        sweep.map_or(0, |sweep| sweep.values.len().min(heads))
    });
    let all = el("div").class("lottery-heads").each(
        move || (0..count.get()).collect(),
        move |at: usize| {
            let top = move || {
                let top = places.wall.with(|wall| wall.heads().get(at).copied());
                format!("top: {}px", top.unwrap_or_default())
            };
            vec![
                el("h3")
                    .live("style", top)
                    .live_text(move || head_text(scene, at)),
            ]
        },
    );
    vec![all]
}

#[inline(never)]
fn head_text(scene: Scene, at: usize) -> String {
    let begun = scene.trial.begun.get();
    let Some(sweep) = begun.and_then(|begun| begun.lottery.sweep.clone()) else {
        return String::new();
    };
    let value = sweep.values.get(at);
    let name = value.map(|value| words::value_name(&sweep, value));
    let count = scene.shown.with(|shown| shown.counts.get(at).cloned());
    let solved = count.map(|count| words::solved(&count));
    let parts: Vec<String> = name.into_iter().chain(solved).collect();
    parts.join(": ")
}

/// Arrow keys lead from tile to tile.
fn press(places: Places, frame: &Element, event: &Event) {
    let key: &KeyboardEvent = event.unchecked_ref();
    if key.ctrl_key() || key.meta_key() || key.alt_key() {
        return;
    }
    let way = match key.key().as_str() {
        "ArrowLeft" => Beside::Before,
        "ArrowRight" => Beside::After,
        "ArrowUp" => Beside::Above,
        "ArrowDown" => Beside::Below,
        "Home" => Beside::First,
        "End" => Beside::Last,
        _ => return,
    };
    let Some(from) = places.current.get_untracked() else {
        return;
    };
    event.prevent_default();
    let (to, place) = places.wall.with_untracked(|wall| {
        let to = wall.beside(from, way);
        (to, wall.place(to))
    });
    if let Some([_, top]) = place {
        let (above, height) = (
            f64::from(frame.scroll_top()),
            f64::from(frame.client_height()),
        );
        let bottom = top + SIZE[1];
        if top < above {
            frame.set_scroll_top(top as i32);
        } else if bottom > above + height {
            frame.set_scroll_top((bottom - height) as i32 + 1);
        }
    }
    places.wanted.set(Some(to));
    places.current.set(Some(to));
}
