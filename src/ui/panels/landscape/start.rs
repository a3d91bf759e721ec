//! The ring at the run's start: dragged or moved by keys, the run begins where it is put.

use reactive_graph::{graph::untrack, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

use super::{
    aim::{Curve, on_picture, stepped},
    coordinates,
    scene::Scene,
};
use crate::{
    lab::Moment,
    run::Drive,
    text::landscape as words,
    ui::element::{El, el},
};

/// The ring, a button that is dragged.
pub fn start_ring(scene: Scene, curve: Curve) -> El {
    let place = move || scene.held.get().or_else(|| scene.start().map(|s| s.place));
    let style = move || {
        scene.run.frame.track();
        let at = place().and_then(|place| on_picture(scene, curve, place));
        let shown = at.filter(|at| at.iter().all(|share| (0.0..=1.0).contains(share)));
        match shown {
            Some([x, y]) => format!("left: {}%; top: {}%", 100.0 * x, 100.0 * y),
            None => "display: none".into(),
        }
    };
    let label = move || {
        let at = place().zip(scene.laid.get());
        let at = at
            .map(|(place, laid)| coordinates(&laid, place))
            .unwrap_or_default();
        format!("Start of the run at {at}. Arrow keys move it, Enter begins there.")
    };
    let class = move || {
        if scene.held.get().is_some() {
            "scape-start held"
        } else {
            "scape-start"
        }
    };
    let ring = el("button")
        .live("class", move || class().to_owned())
        .live("style", style)
        .live("aria-label", label)
        .attr("title", "Drag to begin elsewhere");
    let node: Element = ring.node();
    let moved = node.clone();
    ring.on("pointerdown", move |event| {
        let event: &PointerEvent = event.unchecked_ref();
        if event.button() == 0 {
            // A pointer that cannot be held is followed as long as it is over the ring.
            let _ = node.set_pointer_capture(event.pointer_id());
            scene.held.set(untrack(place));
        }
    })
    .on("pointermove", move |event| {
        if scene.held.get_untracked().is_some()
            && moved.has_pointer_capture(event.unchecked_ref::<PointerEvent>().pointer_id())
        {
            drag(scene, &moved, &event);
        }
    })
    .on("pointerup", move |_| begin(scene))
    .on("lostpointercapture", move |_| scene.held.set(None))
    .on("blur", move |_| scene.held.set(None))
    .on("keydown", move |event| press(scene, &event, untrack(place)))
}

/// Follows the pointer over the picture, whose part the ring is.
fn drag(scene: Scene, ring: &Element, event: &Event) {
    let event: &PointerEvent = event.unchecked_ref();
    let Some((picture, sight)) = ring.parent_element().zip(scene.sight.get_untracked()) else {
        return;
    };
    let rect = picture.get_bounding_client_rect();
    let share =
        |at: i32, from: f64, of: f64| ((f64::from(at) - from) / of.max(1.0)).clamp(0.0, 1.0);
    let place = sight.from_unit([
        share(event.client_x(), rect.left(), rect.width()),
        share(event.client_y(), rect.top(), rect.height()),
    ]);
    hold(scene, place);
}

fn hold(scene: Scene, place: [f64; 2]) {
    let is_line = untrack(|| scene.is_line());
    let place = if is_line { [place[0], 0.0] } else { place };
    scene.held.set(Some(place));
    scene.probe.set(Some(place));
}

fn press(scene: Scene, event: &Event, place: Option<[f64; 2]>) {
    let event: &KeyboardEvent = event.unchecked_ref();
    match event.key().as_str() {
        "Enter" | " " => begin(scene),
        "Escape" => {
            scene.held.set(None);
            scene.probe.set(None);
        }
        _ => {
            let Some(to) = scene
                .sight
                .get_untracked()
                .zip(place)
                .and_then(|(sight, place)| stepped(sight, place, event))
            else {
                return;
            };
            hold(scene, to);
        }
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Begins the run where the ring is held.
fn begin(scene: Scene) {
    let held = scene.held.get_untracked();
    scene.held.set(None);
    if let Some(place) =
        held.filter(|place| Some(*place) != untrack(|| scene.start()).map(|s| s.place))
    {
        begin_at(scene, place);
    }
}

/// Begins the run with the weights of its start, moved along the plane to a place.
fn begin_at(scene: Scene, place: [f64; 2]) {
    let Some(laid) = scene.laid.get_untracked() else {
        return;
    };
    let start = scene
        .path
        .with_untracked(|path| path.steps().first().cloned());
    let Some(start) = start.filter(|s| s.parameters.len() == laid.plane.parameters()) else {
        return;
    };
    let run = scene.run;
    let was_trained = run
        .lab
        .with_untracked(|lab| lab.history.now().tip > Moment::START);
    run.dispatch(Drive::BeginWith(laid.plane.at(&start.parameters, place)));
    scene.probe.set(None);
    scene
        .said
        .set(words::begun(&coordinates(&laid, place), was_trained));
}
