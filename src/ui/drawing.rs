//! Drawing on the plane: the pens above the picture, and strokes on it by mouse, touch and keyboard.

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::{
    element::{El, el, svg},
    fields::toggle,
    own_data::kept,
    points::color_of_class,
    store::{Aspect, Pen, Store},
    top_bar::icon,
};
use crate::{
    data::{CLASS_NAMES, Dataset, Drawn, Stroke, Tool},
    lab::{Action, FieldError},
    plot::marks::{Mark, mark, outline},
};

/// The stroke that is under way, and the brush.
#[derive(Clone, Copy)]
pub struct Drawing {
    /// The stroke that is under way.
    pub stroke: RwSignal<Option<Stroke>>,
    sprays: RwSignal<bool>,
}

/// Whether the plane can be drawn on.
pub fn is_open(store: Store) -> bool {
    let drawn = store
        .lab
        .with(|lab| lab.experiment.data.dataset == Dataset::Drawn);
    drawn && store.aspect.get() != Aspect::Confusion
}

/// Takes the last stroke back, where there are drawn points.
pub fn undo(store: Store) {
    if untrack(|| is_open(store)) {
        change(store, Action::UndoDrawing);
    }
}

fn change(store: Store, action: Action) {
    store.dispatch(action);
    kept::keep_drawn(store);
}

impl Drawing {
    /// No stroke yet; one point at a click.
    pub fn new() -> Self {
        Self {
            stroke: RwSignal::new(None),
            sprays: RwSignal::new(false),
        }
    }

    /// The pens, while there is something to draw on.
    pub fn toolbar(self) -> El {
        let store = Store::get();
        el("div")
            .class("pens-place")
            .when(move || is_open(store), move || vec![self.pens()])
    }

    fn pens(self) -> El {
        let store = Store::get();
        let classes = 0..CLASS_NAMES.len() as u8;
        let pens = classes.map(Pen::Class).chain([Pen::Eraser]);
        let pens = el("span")
            .class("pens")
            .attr("role", "radiogroup")
            .attr("aria-label", "Pen")
            .children(pens.map(pen).collect());
        let sprays = self.sprays;
        let spray = toggle(
            "Spray",
            move || sprays.get(),
            move || sprays.update(|on| *on = !*on),
        )
        .class("chip")
        .attr("title", "Drag to put many points at once");
        let nothing_done = store.select(|lab| lab.drawings.is_empty());
        let undo = el("button")
            .class("link")
            .attr("title", "Takes the last stroke back (u)")
            .flag("disabled", nothing_done)
            .text("Undo")
            .click(move || undo(store));
        let nothing_drawn = store.select(|lab| lab.experiment.data.drawn.is_empty());
        let clear = el("button")
            .class("link")
            .attr("title", "Takes all points away")
            .flag("disabled", nothing_drawn)
            .text("Clear")
            .click(move || change(store, Action::Draw(Drawn::default())));
        el("div")
            .class("pen-bar")
            .attr("role", "toolbar")
            .attr("aria-label", "Drawing")
            .child(pens)
            .child(spray)
            .child(undo)
            .child(clear)
    }

    /// Lets strokes be drawn on the picture; `probe` is the place that the arrow keys move.
    pub fn on(self, picture: El, probe: RwSignal<Option<[f64; 2]>>) -> El {
        let store = Store::get();
        let node: Element = picture.node();
        let empty = move || {
            let drawn = store.lab.with(|lab| lab.experiment.data.drawn.is_empty());
            is_open(store) && drawn && self.stroke.with(Option::is_none)
        };
        let hint = || {
            let text = "Click here to put points of the chosen colour";
            vec![el("p").class("draw-hint").text(text)]
        };
        picture
            .live("class", move || {
                if is_open(store) {
                    "surface drawable"
                } else {
                    "surface"
                }
                .into()
            })
            .on("pointerdown", move |event| {
                self.press(store, &node, event.unchecked_ref())
            })
            .on("pointermove", move |event| {
                self.go_on(store, event.unchecked_ref())
            })
            .on("pointerup", move |_| self.lift(store))
            .on("pointercancel", move |_| self.lift(store))
            .on("keydown", move |event| {
                let is_enter = event.unchecked_ref::<KeyboardEvent>().key() == "Enter";
                if is_enter && untrack(|| is_open(store)) {
                    event.prevent_default();
                    let at = probe.get_untracked().unwrap_or([0.5, 0.5]);
                    self.begin(store, self.place(store, at), false);
                    self.lift(store);
                }
            })
            .when(empty, hint)
    }

    fn press(self, store: Store, picture: &Element, event: &PointerEvent) {
        if event.button() != 0 || !event.is_primary() || !untrack(|| is_open(store)) {
            return;
        }
        // Without it a stroke that leaves the picture ends there.
        let _ = picture.set_pointer_capture(event.pointer_id());
        let at = self.place(store, share(event));
        self.begin(store, at, self.sprays.get_untracked());
    }

    fn go_on(self, store: Store, event: &PointerEvent) {
        if self.stroke.with_untracked(Option::is_some) {
            let at = self.place(store, share(event));
            self.stroke.update(|stroke| {
                if let Some(stroke) = stroke {
                    stroke.go_on(at);
                }
            });
        }
    }

    fn begin(self, store: Store, at: [f32; 2], sprays: bool) {
        let tool = match store.pen.get_untracked() {
            Pen::Class(class) if sprays => Tool::Spray(class),
            Pen::Class(class) => Tool::Point(class),
            Pen::Eraser => Tool::Eraser,
        };
        let drawn = store
            .lab
            .with_untracked(|lab| lab.experiment.data.drawn.clone());
        self.stroke.set(Some(Stroke::begin(tool, drawn, at)));
    }

    /// Ends the stroke: from here on its points are learnt.
    fn lift(self, store: Store) {
        let stroke = self.stroke.try_update(Option::take).flatten();
        let Some(stroke) = stroke else {
            return;
        };
        change(store, Action::Draw(stroke.drawn));
        if let Some(problem) = stroke.problem {
            store.dispatch(Action::Complain(FieldError::new(
                "Drawn points",
                problem.to_string(),
            )));
        }
    }

    /// The place on the plane of one on the picture, which may have been left.
    fn place(self, store: Store, at: [f64; 2]) -> [f32; 2] {
        let at = at.map(|share| share.clamp(0.0, 1.0) as f32);
        store.frame.with_untracked(|f| f.maps.grid.from_unit(at))
    }
}

/// Where an event is on its element, 0 to 1 from the left and the top.
fn share(event: &PointerEvent) -> [f64; 2] {
    let element = event
        .current_target()
        .and_then(|t| t.dyn_into::<Element>().ok());
    let side = element.map_or(1, |e| e.client_width()).max(1);
    [event.offset_x(), event.offset_y()].map(|x| f64::from(x) / f64::from(side))
}

/// A pen with its sign: the mark that it puts.
fn pen(pen: Pen) -> El {
    let store = Store::get();
    let (name, sign) = match pen {
        Pen::Class(class) => {
            let class = usize::from(class);
            (CLASS_NAMES[class], class_sign(store, class))
        }
        Pen::Eraser => ("Eraser", eraser_sign()),
    };
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", "pen")
        .attr("value", name)
        .attr("aria-label", name)
        .checked(move || store.pen.get() == pen)
        .on("change", move |_| store.pen.set(pen));
    el("label")
        .class("pen")
        .attr("title", name)
        .child(radio)
        .child(sign)
}

/// The mark of a class, whose shape depends on how many classes there are.
fn class_sign(store: Store, class: usize) -> El {
    let classes = move || {
        let used = store.frame.with(|f| f.prepared.names().len());
        used.max(class + 1)
    };
    let corners = move || {
        let mark = mark(class, classes()).unwrap_or(Mark::Circle);
        let corners = outline(mark, [8.0, 8.0], 5.5);
        let corners = corners.iter().map(|[x, y]| format!("{x:.1},{y:.1}"));
        corners.collect::<Vec<_>>().join(" ")
    };
    let color = move || color_of_class(class, classes(), store.theme.get()).css();
    let polygon = svg("polygon").live("points", corners).live("fill", color);
    icon(16, 18).child(polygon)
}

/// A rubber on its corner.
fn eraser_sign() -> El {
    let outline = svg("path")
        .attr("d", "M6 13.5 2.5 10 10 2.5l4 4-7 7zM6 6.5l4 4M5 13.5h9")
        .attr("fill", "none")
        .attr("stroke", "currentColor")
        .attr("stroke-width", "1.4")
        .attr("stroke-linejoin", "round");
    icon(16, 18).child(outline)
}
