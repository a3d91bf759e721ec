//! The field on which a picture is drawn, by finger, mouse or keys.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

use super::scene::{Origin, Scene};
use crate::{
    lab::raw::Ink,
    ui::{
        canvas,
        drawing::share,
        element::{El, derived, el},
        page::Page,
        thumbnail::draw_image,
        turn::on_screen,
    },
};

/// Side of the field in CSS pixels.
const SIDE: f64 = 224.0;
/// Side of what the network sees.
const SMALL: f64 = 84.0;

/// Where the stroke that is under way has come to, and the pixel that keys are at.
#[derive(Clone, Copy)]
struct Pen {
    scene: Scene,
    last: RwSignal<Option<[f32; 2]>>,
    cursor: RwSignal<Option<[usize; 2]>>,
}

/// The field.
pub fn ink(scene: Scene) -> El {
    let pen = Pen {
        scene,
        last: RwSignal::new(None),
        cursor: RwSignal::new(None),
    };
    let field = el("div")
        .class("try-ink")
        .attr("role", "application")
        .attr("aria-roledescription", "drawing field")
        .attr("tabindex", "0")
        .live("aria-label", move || pen.state());
    let node: Element = field.node();
    let field = field
        .on("pointerdown", move |event| pen.press(&node, &event))
        .on("pointermove", move |event| pen.go_on(&event))
        .on("pointerup", move |_| pen.last.set(None))
        .on("pointercancel", move |_| pen.last.set(None))
        .on("keydown", move |event| pen.key(&event))
        .on("focus", move |_| {
            pen.cursor
                .set(Some(pen.cursor.get_untracked().unwrap_or_default()))
        })
        .on("blur", move |_| pen.cursor.set(None))
        .child(picture(scene, SIDE, Ink::drawn))
        .when(
            move || pen.cursor.with(Option::is_some),
            move || {
                vec![
                    el("i")
                        .class("try-cursor")
                        .live("style", move || pen.place()),
                ]
            },
        );
    let centres = derived(move || scene.ink.with(|ink| ink.centres()));
    let hint =
        "Draw by finger or mouse; or go by the arrow keys, and Space fills a pixel or empties it.";
    el("div")
        .class("try-drawing")
        .child(field)
        .child(
            el("div")
                .class("try-beside")
                .when(move || centres.get(), move || vec![seen(scene)])
                .child(el("p").class("hint").text(hint)),
        )
        .child(
            el("span")
                .class("unseen")
                .attr("aria-live", "polite")
                .live_text(move || pen.at_cursor()),
        )
}

/// What the network sees of a drawing that is centred.
fn seen(scene: Scene) -> El {
    let hint =
        "What the network sees: 20 pixels long, its mass in the middle, as MNIST’s digits are";
    el("div")
        .class("try-seen")
        .child(picture(scene, SMALL, Ink::values))
        .child(el("p").class("hint").text(hint))
}

/// The image that is studied, where drawing one makes little sense.
pub fn studied(scene: Scene) -> El {
    let hint = "Go through the images by ‹ and ›, or press one of the wrong answers below.";
    el("div")
        .class("try-drawing")
        .child(
            el("div")
                .class("try-ink still")
                .child(picture(scene, SIDE, Ink::values)),
        )
        .child(el("p").class("hint").text(hint))
}

fn picture(scene: Scene, side: f64, values: fn(&Ink) -> Vec<f32>) -> El {
    let page = Page::get();
    let image = el("canvas").class("sample-image");
    let canvas = image.node();
    on_screen(move || {
        let (theme, values) = (page.theme.get(), scene.ink.with(values));
        scene.run.frame.with_untracked(|f| {
            if let Some(context) = canvas::prepare(&canvas, side, side) {
                let data = &f.experiment.data;
                draw_image(&context, data, &mut values.into_iter(), side, theme);
            }
        });
    });
    image.attr("aria-hidden", "true")
}

impl Pen {
    fn size(self) -> [usize; 2] {
        self.scene.ink.with_untracked(|ink| ink.size)
    }

    /// Changes the picture.
    fn change(self, act: impl FnOnce(&mut Ink)) {
        self.scene.ink.update(act);
        self.scene.origin.set(Origin::Person);
    }

    fn press(self, field: &Element, event: &Event) {
        let event: &PointerEvent = event.unchecked_ref();
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        // Without it a stroke that leaves the field ends there.
        let _ = field.set_pointer_capture(event.pointer_id());
        let at = share(event).map(|share| share as f32);
        self.change(|ink| ink.stroke(at, at));
        self.last.set(Some(at));
    }

    fn go_on(self, event: &Event) {
        let Some(last) = self.last.get_untracked() else {
            return;
        };
        let at = share(event.unchecked_ref()).map(|share| share as f32);
        self.change(|ink| ink.stroke(last, at));
        self.last.set(Some(at));
    }

    fn key(self, event: &Event) {
        let event: &KeyboardEvent = event.unchecked_ref();
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let [rows, columns] = self.size().map(|pixels| pixels.saturating_sub(1));
        let [row, column] = self.cursor.get_untracked().unwrap_or_default();
        let to = match event.key().as_str() {
            "ArrowUp" => [row.saturating_sub(1), column],
            "ArrowDown" => [(row + 1).min(rows), column],
            "ArrowLeft" => [row, column.saturating_sub(1)],
            "ArrowRight" => [row, (column + 1).min(columns)],
            "Home" => [row, 0],
            "End" => [row, columns],
            " " => {
                self.change(|ink| ink.toggle([row, column]));
                [row, column]
            }
            _ => return,
        };
        event.prevent_default();
        self.cursor.set(Some(to));
    }

    /// Where the pixel that keys are at stands in the field.
    fn place(self) -> String {
        let [rows, columns] = self.scene.ink.with(|ink| ink.size);
        let [row, column] = self.cursor.get().unwrap_or_default();
        let share = |at: usize, of: usize| at as f64 / of.max(1) as f64 * 100.0;
        format!(
            "left: {}%; top: {}%; width: {}%; height: {}%",
            share(column, columns),
            share(row, rows),
            share(1, columns),
            share(1, rows)
        )
    }

    /// How much of the picture is drawn.
    fn state(self) -> String {
        let (inked, [rows, columns]) = self.scene.ink.with(|ink| (ink.inked(), ink.size));
        match inked {
            0 => format!("Drawing of {rows} by {columns} pixels, blank"),
            inked => format!("Drawing, {inked} of {} pixels with ink", rows * columns),
        }
    }

    /// The pixel that keys are at, in words.
    fn at_cursor(self) -> String {
        let Some([row, column]) = self.cursor.get() else {
            return String::new();
        };
        let (value, full) = self
            .scene
            .ink
            .with(|ink| (ink.value([row, column]), ink.full));
        format!("Row {}, column {}: {value} of {full}", row + 1, column + 1)
    }
}
