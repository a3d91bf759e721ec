//! The picture: drawn in the screen's frames, turned and pointed at.

use std::cell::Cell;

use reactive_graph::{graph::untrack, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use super::{
    paint::{Look, Painter},
    scene::Scene,
};
use crate::{
    lab::{Portion, Spot, Study},
    nn::Task,
    text::hidden as words,
    ui::{
        element::{El, el},
        look::Aspect,
        page::Page,
        turn::on_screen,
    },
};

/// Radians that an arrow key turns by, and a pixel that is dragged.
const STEP: f32 = 0.12;
const PER_PIXEL: f32 = 0.01;
/// Pixels that a pointer moves at least where it drags.
const DRAG: i32 = 4;
/// How near to a sample a finger or a mouse has to come, in CSS pixels, to choose it.
const REACH: [f64; 2] = [22.0, 12.0];

/// The picture in `frame`.
pub fn picture(scene: Scene, frame: El) -> El {
    let label = move || {
        let unfold = scene.sight.with(|sight| sight.unfold);
        let seen = |seen: &Option<_>| seen.as_ref().map(|seen| words::description(seen, unfold));
        scene.seen.with(seen).unwrap_or_default()
    };
    let held = std::rc::Rc::new(Cell::new(None::<([i32; 2], bool)>));
    let [taken, moved, clicked] = [held.clone(), held.clone(), held];
    let frame = frame
        .attr("role", "img")
        .attr("tabindex", "0")
        .live("aria-label", label)
        .child(drawn(scene))
        .on("pointerdown", move |event| {
            let event: &PointerEvent = event.unchecked_ref();
            if event.is_primary() && event.button() == 0 {
                taken.set(Some(([event.client_x(), event.client_y()], false)));
            }
        })
        .on("pointermove", move |event| drag(scene, &moved, &event))
        .on("click", move |event| {
            let was_drag = clicked.take().is_some_and(|(_, drags)| drags);
            if !was_drag {
                choose(scene, event.unchecked_ref());
            }
        })
        .on("keydown", move |event| press(scene, event.unchecked_ref()));
    el("div").class("hidden-frame").child(frame)
}

fn drawn(scene: Scene) -> El {
    let (page, run) = (Page::get(), scene.run);
    let element = el("canvas");
    let canvas: HtmlCanvasElement = element.node();
    let mut painter = Painter::default();
    on_screen(move || {
        let running = run.lab.with(|lab| lab.transport.running);
        let (theme, sight, study) = (page.theme.get(), scene.sight.get(), run.look.study.get());
        let (aspect, opened, lit) = (
            run.look.aspect.get(),
            run.look.opened.get(),
            run.look.lit.get(),
        );
        let side = scene.size.get().map_or(0.0, |[width, _]| width);
        let frame = run.frame.get();
        if side <= 0.0 {
            return;
        }
        let open = opened.and_then(|neuron| {
            let layer = neuron.column.checked_sub(1)?;
            Some(Spot::Unit {
                layer,
                unit: neuron.unit,
            })
        });
        let current = frame.snapshot.progress.last_sample;
        let look = Look {
            sight: &sight,
            // Of classes and labels the space shows all; of numbers the one that is chosen.
            aspect: match frame.prepared.task {
                Task::Regression => aspect,
                Task::Binary | Task::Multiclass | Task::Multilabel => Aspect::All,
            },
            theme,
            side,
            study: study.as_ref(),
            current: current.filter(|_| !running || frame.shown.is_some()),
            lit: lit.or(open),
        };
        // Without a context there is nothing to draw on; without a hidden layer the picture is about to go.
        let Some((seen, spots)) = painter.draw(&canvas, &frame, look) else {
            return;
        };
        scene.spots.set_value(spots);
        if scene
            .seen
            .with_untracked(|last| last.as_ref() != Some(&seen))
        {
            scene.seen.set(Some(seen));
        }
    });
    element
}

/// Turns what is dragged, where there is depth.
fn drag(scene: Scene, held: &Cell<Option<([i32; 2], bool)>>, event: &Event) {
    let event: &PointerEvent = event.unchecked_ref();
    let Some((from, drags)) = held.get().filter(|_| event.buttons() & 1 == 1) else {
        return;
    };
    let now = [event.client_x(), event.client_y()];
    let by = [now[0] - from[0], now[1] - from[1]];
    let drags = drags || by.iter().any(|by| by.abs() >= DRAG);
    if !drags || !untrack(|| scene.is_deep()) {
        return;
    }
    // Without it a drag that leaves the picture ends there.
    let target = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let _ = target.map(|target| target.set_pointer_capture(event.pointer_id()));
    held.set(Some((now, true)));
    scene.turn(by.map(|by| by as f32 * PER_PIXEL));
}

/// Chooses the sample that was clicked.
fn choose(scene: Scene, event: &PointerEvent) {
    let Some([side, _]) = scene.size.get_untracked().filter(|[side, _]| *side > 0.0) else {
        return;
    };
    let at = [event.offset_x(), event.offset_y()].map(|x| f64::from(x) / side);
    let [touch, mouse] = REACH;
    let reach = if event.pointer_type() == "touch" {
        touch
    } else {
        mouse
    };
    let away = |[x, y]: [f32; 2]| libm::hypot(f64::from(x) - at[0], f64::from(y) - at[1]);
    let nearest = scene.spots.with_value(|spots| {
        let all = [Portion::Training, Portion::Test]
            .into_iter()
            .zip(&spots.samples);
        let all = all.flat_map(|(portion, part)| {
            part.iter()
                .enumerate()
                .map(move |(row, at)| (away(*at), portion, row))
        });
        all.min_by(|a, b| a.0.total_cmp(&b.0))
    });
    if let Some((_, portion, row)) = nearest.filter(|(away, ..)| *away <= reach / side) {
        scene
            .run
            .look
            .study
            .set(Some(Study::Row(portion, row as u32)));
    }
}

/// Arrow keys turn it.
fn press(scene: Scene, event: &KeyboardEvent) {
    let by = match event.key().as_str() {
        "ArrowLeft" => [-STEP, 0.0],
        "ArrowRight" => [STEP, 0.0],
        "ArrowUp" => [0.0, -STEP],
        "ArrowDown" => [0.0, STEP],
        _ => return,
    };
    if untrack(|| scene.is_deep()) {
        event.prevent_default();
        scene.turn(by);
    }
}
