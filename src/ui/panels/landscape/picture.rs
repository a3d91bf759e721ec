//! The picture with its axes: colours and contour lines below, the way over them, and the ring by which the
//! run's start is moved.

use std::sync::Arc;

use reactive_graph::{graph::untrack, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use super::{
    aim::{Curve, on_picture, stepped},
    curve::{self, SlopeSignal},
    paint::{Picture, dot},
    scene::{Map, Scene, Spotted, place},
    start::start_ring,
};
use crate::{
    nn::landscape::Plane,
    plot::axis::{Axis, gutter},
    text::landscape as words,
    ui::{
        axes::signs,
        canvas,
        element::{El, derived, el},
        page::Page,
        turn::on_screen,
    },
};

/// The picture in `frame`, with its axes.
pub fn picture(scene: Scene, slope: SlopeSignal, frame: El) -> El {
    let curve = derived(move || {
        let map = scene.map.get().filter(|map| map.laid.plane.is_line())?;
        // It follows the map, which lags a little, not every moment.
        curve::Frame::of(&map, scene.height(&map.parameters)?)
    });
    let frame = frame
        .attr("role", "img")
        .attr("tabindex", "0")
        .live("aria-label", move || describe(scene))
        .on("pointermove", move |event| point(scene, &event))
        .on("pointerdown", move |event| point(scene, &event))
        .on("pointerleave", move |_| scene.probe.set(None))
        .on("blur", move |_| scene.probe.set(None))
        .on("keydown", move |event| press(scene, &event))
        .child(map_canvas(scene))
        .child(way_canvas(scene, curve, slope))
        .when(
            move || scene.probe.get().is_some(),
            move || {
                vec![
                    el("i")
                        .class("probe")
                        .live("style", move || cross(scene, curve)),
                ]
            },
        );
    let ring = start_ring(scene, curve);
    let frame = el("div").class("scape-frame").child(frame).child(ring);
    let axes = derived(move || axes(scene, curve));
    let one = move |is_up: bool| {
        let class = if is_up {
            "axis axis-up"
        } else {
            "axis axis-across"
        };
        let axis =
            move || axes.with(|axes| axes.as_ref().map(|axes| axes[usize::from(is_up)].clone()));
        el("div")
            .class(class)
            .attr("aria-hidden", "true")
            .anew(axis, move |axis| {
                axis.map_or_else(Vec::new, |axis| signs(&axis, is_up))
            })
    };
    let room = move || {
        let range = up_range(scene, curve).unwrap_or((-1.0, 1.0));
        format!("--gutter: {}px", gutter(range))
    };
    el("div")
        .class("scape")
        .live("style", room)
        .child(frame)
        .child(one(true))
        .child(one(false))
}

/// What the axis that runs up is from and to.
fn up_range(scene: Scene, curve: Curve) -> Option<(f32, f32)> {
    let [_, y] = scene.sight.get()?.ranges();
    let [low, high] = if scene.is_line() { curve.get()?.y } else { y };
    Some((low as f32, high as f32))
}

/// The axis across, and the one that runs up.
fn axes(scene: Scene, curve: Curve) -> Option<[Axis; 2]> {
    let [width, height] = scene.size.get()?;
    let laid = scene.laid.get()?;
    let [x, _] = scene.sight.get()?.ranges();
    let up = if laid.plane.is_line() {
        scene
            .run
            .frame
            .with(|f| words::height_within(&f.experiment))
    } else {
        laid.names[1].clone()
    };
    Some([
        Axis::across(&laid.names[0], (x[0] as f32, x[1] as f32), width),
        Axis::up(&up, up_range(scene, curve)?, height),
    ])
}

/// The map's colours and lines.
fn map_canvas(scene: Scene) -> El {
    let page = Page::get();
    let element = el("canvas");
    let (canvas, pixels): (HtmlCanvasElement, _) = (element.node(), canvas::offscreen());
    on_screen(move || {
        let (theme, map, sight) = (page.theme.get(), scene.map.get(), scene.sight.get());
        let (Some(size), Some(sight), Some(pixels)) = (scene.size.get(), sight, pixels.as_ref())
        else {
            return;
        };
        let is_of = |map: &Arc<Map>| {
            scene.laid.with(|laid| {
                laid.as_ref()
                    .is_some_and(|laid| Arc::ptr_eq(laid, &map.laid))
            })
        };
        match map.filter(is_of).filter(|map| !map.laid.plane.is_line()) {
            Some(map) => {
                let picture = Picture {
                    canvas: &canvas,
                    size,
                    sight,
                    theme,
                };
                // Without a context there is nothing to draw on.
                let _ = picture.map(pixels, &map);
            }
            // Nothing stands on a canvas that has just been given its size.
            None => canvas.set_width(0),
        }
    });
    element
}

/// The pixels of the arrow that points downhill.
const ARROW: f64 = 34.0;

/// The run's way, or the curve over a weight.
fn way_canvas(scene: Scene, curve: Curve, slope: SlopeSignal) -> El {
    let (page, run) = (Page::get(), scene.run);
    let element = el("canvas");
    let canvas: HtmlCanvasElement = element.node();
    on_screen(move || {
        let (theme, spotted, laid) = (page.theme.get(), scene.spotted.get(), scene.laid.get());
        let (map, former) = (scene.map.get(), scene.former.get());
        run.frame.track();
        run.lab.track();
        let (Some(size), Some(sight), Some(laid)) = (scene.size.get(), scene.sight.get(), laid)
        else {
            return;
        };
        let Some(context) = canvas::prepare(&canvas, size[0], size[1]) else {
            return;
        };
        let now = run.frame.with_untracked(|f| f.snapshot.progress.moment());
        let Some(here) = scene.here() else {
            return;
        };
        if laid.plane.is_line() {
            let map = map.filter(|map| Arc::ptr_eq(&map.laid, &laid));
            if let (Some(map), Some(frame)) = (map, curve.get()) {
                let slope = slope.get();
                curve::draw(&context, (frame, &map, size, theme), slope, (&spotted, now));
                if let Some(slope) = slope {
                    dot(
                        &context,
                        frame.pixel([slope.weight, slope.loss], size),
                        theme,
                    );
                }
            }
            return;
        }
        let picture = Picture {
            canvas: &canvas,
            size,
            sight,
            theme,
        };
        for path in former.iter() {
            picture.former(&context, &places(&laid.plane, path));
        }
        if let Some(downhill) = scene.downhill() {
            picture.arrow(&context, here, downhill, ARROW);
        }
        picture.way(&context, &spotted, now, here);
    });
    element
}

fn places(plane: &Plane, path: &crate::lab::landscape::Path) -> Vec<Spotted> {
    let spotted = |step: &crate::lab::landscape::Step| {
        Some(Spotted {
            at: step.at,
            place: place(plane, &step.parameters)?,
            jumps: step.jumps,
        })
    };
    path.steps().iter().filter_map(spotted).collect()
}

fn cross(scene: Scene, curve: Curve) -> String {
    scene.run.frame.track();
    let at = scene
        .probe
        .get()
        .and_then(|place| on_picture(scene, curve, place));
    let [x, y] = at.unwrap_or_default().map(|share| 100.0 * share);
    format!("left: {x}%; top: {y}%")
}

/// The place under a pointer.
fn place_of(scene: Scene, event: &PointerEvent) -> Option<[f64; 2]> {
    let (size, sight) = (scene.size.get_untracked()?, scene.sight.get_untracked()?);
    let at = [event.offset_x(), event.offset_y()].map(f64::from);
    let place = sight.from_unit([at[0] / size[0], at[1] / size[1]]);
    Some(if untrack(|| scene.is_line()) {
        [place[0], 0.0]
    } else {
        place
    })
}

fn point(scene: Scene, event: &Event) {
    scene.probe.set(place_of(scene, event.unchecked_ref()));
}

/// Arrow keys read out, from where the run is; + and − come nearer and go farther.
fn press(scene: Scene, event: &Event) {
    let event: &KeyboardEvent = event.unchecked_ref();
    match event.key().as_str() {
        "+" => scene.zoom(1.0 / super::ZOOM),
        "-" => scene.zoom(super::ZOOM),
        _ => {
            let from = scene.probe.get_untracked().or_else(|| scene.here());
            let (Some(sight), Some(from)) = (scene.sight.get_untracked(), from) else {
                return;
            };
            let Some(to) = stepped(sight, from, event) else {
                return;
            };
            scene.probe.set(Some(if untrack(|| scene.is_line()) {
                [to[0], 0.0]
            } else {
                to
            }));
        }
    }
    event.prevent_default();
    event.stop_propagation();
}

/// What the picture is and shows, for those who do not see it.
fn describe(scene: Scene) -> String {
    let Some(map) = scene.map.get() else {
        return "Loss landscape".into();
    };
    let [across, up] = &map.laid.names;
    let e = &map.experiment;
    let what = words::height(e);
    let over = if map.laid.plane.is_line() {
        format!("{what} as a curve over {across}")
    } else {
        format!("{what} as a map over {across} and {up}")
    };
    let lowest = (0..map.heights.len())
        .filter(|&at| map.heights[at].is_finite())
        .min_by(|&a, &b| map.heights[a].total_cmp(&map.heights[b]));
    let lowest = lowest.map_or_else(String::new, |at| {
        let place = super::coordinates(&map.laid, map.window.place(at));
        format!(
            " Lowest in sight: {} at {place}.",
            words::number(e, map.heights[at].into())
        )
    });
    format!("{over}.{lowest} Arrow keys read it out.")
}
