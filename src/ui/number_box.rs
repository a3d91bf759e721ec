//! A field for a number that is no setting of the experiment: a weight, a value of one's own. It is typed
//! as people write numbers, stepped by arrow keys, or dragged to the left and right.

use std::rc::Rc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent, PointerEvent};

use super::{
    element::{El, el, follow},
    run::Run,
};
use crate::{
    lab::{FieldError, Span, typed::typed},
    run::News,
};

/// What the field is for.
#[derive(Clone)]
pub struct NumberBox {
    /// Its accessible name, which messages name too.
    pub name: Rc<dyn Fn() -> String>,
    /// What is allowed.
    pub span: Span,
    /// What an arrow key adds.
    pub step: f32,
    /// The number that holds.
    pub value: Rc<dyn Fn() -> f32>,
    /// How it is written while nobody is in the field.
    pub text: fn(f64) -> String,
    /// Puts another in its place; whether it goes on with what was begun, as one drag is one change.
    pub put: Rc<dyn Fn(f32, bool)>,
}

/// What a large step is in small ones, by PageUp and PageDown.
const LARGE: f32 = 10.0;
/// Pixels before a press is a drag, and those that are a step then.
const SLACK: f64 = 4.0;
const PIXELS: f64 = 8.0;

/// A drag that is under way.
#[derive(Clone, Copy)]
struct Drag {
    /// Where it began in the window.
    x: f64,
    /// The number there.
    from: f32,
    /// Whether it has put a number yet.
    moved: bool,
}

/// A field on the page.
#[derive(Clone)]
struct Control {
    field: NumberBox,
    run: Run,
    input: HtmlInputElement,
    /// Whether something is being typed, which no live number may overwrite.
    typing: RwSignal<bool>,
    /// Whether what was typed was refused, and stays to be mended.
    refused: RwSignal<bool>,
    focused: RwSignal<bool>,
    /// What held and what was put in its place, until it is known to hold.
    put: RwSignal<Option<[f32; 2]>>,
    drag: RwSignal<Option<Drag>>,
}

impl NumberBox {
    /// The field.
    pub fn view(self) -> El {
        let Span { low, high } = self.span;
        let (name, value) = (self.name.clone(), self.value.clone());
        let refused = RwSignal::new(false);
        let input = el("input")
            .class("number-box")
            .attr("type", "text")
            .attr("role", "spinbutton")
            .attr("inputmode", "decimal")
            .attr("autocomplete", "off")
            .attr("aria-valuemin", &low.to_string())
            .attr("aria-valuemax", &high.to_string())
            .live("aria-label", move || name())
            .live("aria-valuenow", move || exact(value()))
            .maybe("aria-invalid", move || refused.get().then_some("true"));
        let control = Control {
            run: Run::get(),
            input: input.node(),
            typing: RwSignal::new(false),
            refused,
            focused: RwSignal::new(false),
            put: RwSignal::new(None),
            drag: RwSignal::new(None),
            field: self,
        };
        control.show();
        control.clone().on(input)
    }
}

impl Control {
    /// Keeps the field at the number that holds, unless something is being typed; all its digits are there
    /// for who is in the field.
    fn show(&self) {
        let this = self.clone();
        follow(move || {
            let held = (this.field.value)();
            if this.put.get().is_some_and(|[before, _]| held != before) {
                this.put.set(None);
            }
            let value = this.truth();
            if this.typing.get() || this.refused.get() {
                return;
            }
            let text = match this.focused.get() {
                true => exact(value),
                false => (this.field.text)(f64::from(value)),
            };
            if this.input.value() != text {
                this.input.set_value(&text);
            }
        });
        let this = self.clone();
        follow(move || {
            // What was refused stays as long as it is said what is wrong with it.
            let settled = this.run.lab.with(|lab| lab.problems.is_empty());
            if settled && this.refused.get_untracked() {
                this.refused.set(false);
            }
        });
    }

    fn on(self, input: El) -> El {
        let of = |f: fn(&Self, &Event)| {
            let this = self.clone();
            move |event: Event| f(&this, &event)
        };
        input
            .on("input", of(|this, _| this.typing.set(true)))
            .on("change", of(|this, _| this.take()))
            .on("focus", of(|this, _| this.enter()))
            .on("blur", of(|this, _| this.leave()))
            .on(
                "keydown",
                of(|this, event| this.press(event.unchecked_ref())),
            )
            .on(
                "pointerdown",
                of(|this, event| this.grip(event.unchecked_ref())),
            )
            .on(
                "pointermove",
                of(|this, event| this.pull(event.unchecked_ref())),
            )
            .on("pointerup", of(|this, _| this.drag.set(None)))
            .on("pointercancel", of(|this, _| this.drag.set(None)))
    }

    /// The number that holds, or will as soon as the worker has heard of it.
    fn truth(&self) -> f32 {
        let value = untrack(|| (self.field.value)());
        match self.put.get_untracked() {
            Some([before, put]) if value == before => put,
            _ => value,
        }
    }

    fn typed(&self) -> Result<f32, FieldError> {
        let number = typed(&self.input.value(), self.field.span, false);
        let name = || untrack(|| (self.field.name)());
        number
            .map(|number| number as f32)
            .map_err(|wrong| FieldError::new(name(), wrong))
    }

    /// Takes what is in the field.
    fn take(&self) {
        let typed = self.typed();
        self.run.dispatch(News::Dismiss);
        self.refused.set(typed.is_err());
        self.typing.set(false);
        match typed {
            Ok(number) => self.put(number, false),
            Err(wrong) => self.run.dispatch(News::Complain(wrong)),
        }
    }

    /// Who comes in finds all digits, ready to be typed over.
    fn enter(&self) {
        if !self.refused.get_untracked() {
            self.input.set_value(&exact(self.truth()));
        }
        self.input.select();
        self.focused.set(true);
    }

    /// What is typed but not taken holds no more once the field is left.
    fn leave(&self) {
        self.focused.set(false);
        self.typing.set(false);
    }

    fn put(&self, number: f32, goes_on: bool) {
        let Span { low, high } = self.field.span;
        let number = f64::from(number).clamp(low, high) as f32;
        if number != self.truth() {
            self.put
                .set(Some([untrack(|| (self.field.value)()), number]));
            (self.field.put)(number, goes_on);
        }
    }

    fn press(&self, event: &KeyboardEvent) {
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
        if modified || event.is_composing() {
            return;
        }
        let step = self.field.step;
        match event.key().as_str() {
            "ArrowUp" => self.step(step, event.repeat()),
            "ArrowDown" => self.step(-step, event.repeat()),
            "PageUp" => self.step(LARGE * step, event.repeat()),
            "PageDown" => self.step(-LARGE * step, event.repeat()),
            "Escape" if self.typing.get_untracked() || self.refused.get_untracked() => {
                self.give_up();
            }
            _ => return,
        }
        event.prevent_default();
    }

    /// Goes on from what is in the field, or from what holds where that cannot be read; to the decimals of
    /// the step.
    fn step(&self, step: f32, goes_on: bool) {
        let from = if self.typing.get_untracked() {
            self.typed().unwrap_or_else(|_| self.truth())
        } else {
            self.truth()
        };
        self.run.dispatch(News::Dismiss);
        self.typing.set(false);
        self.put(rounded(from, step), goes_on);
    }

    /// Brings back what holds.
    fn give_up(&self) {
        if self.refused.get_untracked() {
            self.run.dispatch(News::Settle);
        }
        self.refused.set(false);
        self.typing.set(false);
    }

    fn grip(&self, event: &PointerEvent) {
        if event.button() == 0 && event.is_primary() && !self.focused.get_untracked() {
            self.drag.set(Some(Drag {
                x: f64::from(event.client_x()),
                from: self.truth(),
                moved: false,
            }));
        }
    }

    fn pull(&self, event: &PointerEvent) {
        let Some(drag) = self.drag.get_untracked() else {
            return;
        };
        let way = f64::from(event.client_x()) - drag.x;
        if !drag.moved {
            if way.abs() < SLACK {
                return;
            }
            // Without it a drag that leaves the field ends there; a drag is no writing.
            let _ = self.input.set_pointer_capture(event.pointer_id());
            let _ = self.input.blur();
            self.run.dispatch(News::Dismiss);
        }
        event.prevent_default();
        let number = rounded(drag.from, self.field.step * (way / PIXELS).round() as f32);
        self.put(number, drag.moved);
        self.drag.set(Some(Drag {
            moved: true,
            ..drag
        }));
    }
}

/// A step from a number, without the digits that single precision adds to tenths.
fn rounded(from: f32, step: f32) -> f32 {
    let sum = f64::from(from) + f64::from(step);
    ((sum * 1e4).round() / 1e4) as f32
}

/// All digits that tell a number from its neighbours.
fn exact(value: f32) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e9).contains(&size) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}
