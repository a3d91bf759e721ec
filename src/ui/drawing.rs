//! Drawing on the plane: the pens above the picture, and strokes on it by mouse, touch and keyboard.

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::{
    element::{El, el, svg},
    fields::toggle,
    icon::icon,
    look::{Aspect, Pen},
    page::Page,
    point_style::color_of_class,
    run::Run,
};
use crate::{
    data::{CLASS_NAMES, Dataset, Drawn, Stroke, Tool},
    lab::{Edit, FieldError},
    plot::marks::{Mark, mark, outline},
    run::News,
};

/// The stroke that is under way, and the brush.
#[derive(Clone, Copy)]
pub struct Drawing {
    /// The stroke that is under way.
    pub stroke: RwSignal<Option<Stroke>>,
    sprays: RwSignal<bool>,
}

/// Whether the plane can be drawn on.
pub fn is_open(run: Run) -> bool {
    let drawn = run
        .lab
        .with(|lab| lab.experiment.data.dataset == Dataset::Drawn);
    drawn && run.look.aspect.get() != Aspect::Confusion && !run.is_in_hidden_space()
}

fn change(page: Page, run: Run, drawn: Drawn) {
    run.dispatch(Edit::Draw(drawn));
    page.library.kept.write_drawing(run);
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
        let run = Run::get();
        el("div")
            .class("pens-place")
            .when(move || is_open(run), move || vec![self.pens()])
    }

    fn pens(self) -> El {
        let (page, run) = (Page::get(), Run::get());
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
        .attr("title", "Scatter points around the way that is dragged");
        let nothing_drawn = run.select(|lab| lab.experiment.data.drawn.is_empty());
        let clear = el("button")
            .class("link")
            .attr("title", "Takes all points away")
            .flag("disabled", nothing_drawn)
            .text("Clear")
            .click(move || change(page, run, Drawn::default()));
        el("div")
            .class("pen-bar")
            .attr("role", "toolbar")
            .attr("aria-label", "Drawing")
            .child(pens)
            .child(spray)
            .child(clear)
    }

    /// Lets strokes be drawn on the picture; `probe` is the place that the arrow keys move.
    pub fn on(self, picture: El, probe: RwSignal<Option<[f64; 2]>>) -> El {
        let (page, run) = (Page::get(), Run::get());
        let node: Element = picture.node();
        let empty = move || {
            let drawn = run.lab.with(|lab| lab.experiment.data.drawn.is_empty());
            is_open(run) && drawn && self.stroke.with(Option::is_none)
        };
        let hint = || {
            let text = "Click here to put points of the chosen colour, or drag";
            vec![el("p").class("draw-hint").text(text)]
        };
        picture
            .live("class", move || {
                if is_open(run) {
                    "surface drawable"
                } else {
                    "surface"
                }
                .into()
            })
            .on("pointerdown", move |event| {
                self.press(run, &node, event.unchecked_ref())
            })
            .on("pointermove", move |event| {
                self.go_on(run, event.unchecked_ref())
            })
            .on("pointerup", move |_| self.lift(page, run))
            .on("pointercancel", move |_| self.lift(page, run))
            .on("keydown", move |event| {
                let is_enter = event.unchecked_ref::<KeyboardEvent>().key() == "Enter";
                if is_enter && untrack(|| is_open(run)) {
                    event.prevent_default();
                    let at = probe.get_untracked().unwrap_or([0.5, 0.5]);
                    self.begin(run, self.place(run, at), false);
                    self.lift(page, run);
                }
            })
            .when(empty, hint)
    }

    fn press(self, run: Run, picture: &Element, event: &PointerEvent) {
        if event.button() != 0 || !event.is_primary() || !untrack(|| is_open(run)) {
            return;
        }
        // Without it a stroke that leaves the picture ends there.
        let _ = picture.set_pointer_capture(event.pointer_id());
        let at = self.place(run, share(event));
        self.begin(run, at, self.sprays.get_untracked());
    }

    fn go_on(self, run: Run, event: &PointerEvent) {
        if self.stroke.with_untracked(Option::is_some) {
            let at = self.place(run, share(event));
            self.stroke.update(|stroke| {
                if let Some(stroke) = stroke {
                    stroke.go_on(at);
                }
            });
        }
    }

    fn begin(self, run: Run, at: [f32; 2], sprays: bool) {
        let tool = match run.look.pen.get_untracked() {
            Pen::Class(class) if sprays => Tool::Spray(class),
            Pen::Class(class) => Tool::Point(class),
            Pen::Eraser => Tool::Eraser,
        };
        let drawn = run
            .lab
            .with_untracked(|lab| lab.experiment.data.drawn.clone());
        self.stroke.set(Some(Stroke::begin(tool, drawn, at)));
    }

    /// Ends the stroke: from here on its points are learnt.
    fn lift(self, page: Page, run: Run) {
        let stroke = self.stroke.try_update(Option::take).flatten();
        let Some(stroke) = stroke else {
            return;
        };
        change(page, run, stroke.drawn);
        if let Some(problem) = stroke.problem {
            run.dispatch(News::Complain(FieldError::new("Drawn points", problem)));
        }
    }

    /// The place on the plane of one on the picture, which may have been left.
    fn place(self, run: Run, at: [f64; 2]) -> [f32; 2] {
        let at = at.map(|share| share.clamp(0.0, 1.0) as f32);
        run.frame.with_untracked(|f| f.grid().from_unit(at))
    }
}

/// Where an event is on its element, 0 to 1 from the left and the top.
pub fn share(event: &PointerEvent) -> [f64; 2] {
    let element = event
        .current_target()
        .and_then(|t| t.dyn_into::<Element>().ok());
    let side = element.map_or(1, |e| e.client_width()).max(1);
    [event.offset_x(), event.offset_y()].map(|x| f64::from(x) / f64::from(side))
}

/// A pen with its sign: the mark that it puts.
fn pen(pen: Pen) -> El {
    let run = Run::get();
    let (name, sign) = match pen {
        Pen::Class(class) => {
            let class = usize::from(class);
            (CLASS_NAMES[class], class_sign(run, class))
        }
        Pen::Eraser => ("Eraser", eraser_sign()),
    };
    let radio = el("input")
        .attr("type", "radio")
        .attr("name", &run.unique("pen"))
        .attr("value", name)
        .attr("aria-label", name)
        .checked(move || run.look.pen.get() == pen)
        .on("change", move |_| run.look.pen.set(pen));
    el("label")
        .class("pen")
        .attr("title", name)
        .child(radio)
        .child(sign)
}

/// The mark of a class, whose shape depends on how many classes there are.
fn class_sign(run: Run, class: usize) -> El {
    let page = Page::get();
    let classes = move || {
        let used = run.frame.with(|f| f.prepared.names().len());
        used.max(class + 1)
    };
    let corners = move || {
        let mark = mark(class, classes()).unwrap_or(Mark::Circle);
        let corners = outline(mark, [8.0, 8.0], 5.5);
        let corners = corners.iter().map(|[x, y]| format!("{x:.1},{y:.1}"));
        corners.collect::<Vec<_>>().join(" ")
    };
    let color = move || color_of_class(class, classes(), page.theme.get()).css();
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
