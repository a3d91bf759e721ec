//! Fields for numbers, which people type as they write them.
//!
//! Not of the browser's type `number`: that hides from the page what it cannot read, and some
//! browsers drop a comma.

use std::rc::Rc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::{
    element::{El, el, follow},
    fields::field,
    run::Run,
};
use crate::{
    data::decimal::read_f64,
    lab::{
        Edit, FieldError, Key, Span,
        settings::{InnerSetting, NONE, Steps},
        typed::typed,
    },
    run::{Lab, News},
};

/// A number to be typed. What cannot be read or is not allowed is said, and stays to be mended.
#[derive(Clone)]
pub struct NumberField {
    label: &'static str,
    help: &'static str,
    span: Span,
    whole: bool,
    steps: Steps,
    value: Rc<dyn Fn(&Lab) -> String>,
    /// The change that it is; nothing where that has been made.
    edit: Rc<dyn Fn(String) -> Option<Edit>>,
}

impl NumberField {
    /// The field of a setting that is a number; nothing for one that is none.
    pub fn of(key: Key) -> Option<Self> {
        let setting = key.setting();
        let number = setting.number()?;
        let off = number.optional;
        let span = if off {
            Span::new(0.0, number.span.high)
        } else {
            number.span
        };
        Some(Self {
            label: setting.label,
            help: setting.help,
            span,
            whole: number.whole,
            steps: number.steps,
            // What is off is typed as 0.
            value: Rc::new(move |lab| match setting.text(&lab.experiment) {
                text if off && text == NONE => OFF.into(),
                text => text,
            }),
            edit: Rc::new(move |text| {
                Some(match text.as_str() {
                    OFF if off => Edit::Set(key, NONE.into()),
                    _ => Edit::Set(key, text),
                })
            }),
        })
    }

    /// The field of a number within a part: an optimizer's, a schedule's, a loss's.
    pub fn inner(key: Key, inner: &InnerSetting) -> Option<Self> {
        let name = inner.name;
        let text = move |lab: &Lab| {
            let settings = key.setting().inner(&lab.experiment);
            let found = settings.into_iter().find(|s| s.name == name);
            found.map_or_else(String::new, |s| s.text)
        };
        Some(Self {
            label: inner.label,
            help: "",
            span: inner.span?,
            whole: false,
            steps: Steps::Thirds,
            value: Rc::new(text),
            edit: Rc::new(move |text| Some(Edit::SetInner(key, name, text))),
        })
    }

    /// The field of a layer's units.
    pub fn units(at: usize) -> Self {
        let units = move |lab: &Lab| {
            let layer = lab.experiment.layers.get(at);
            layer.map_or(1, |layer| layer.units).to_string()
        };
        Self {
            label: "Units",
            help: "",
            span: Run::get().frame.with_untracked(|f| f.experiment.units()),
            whole: true,
            steps: Steps::By(1.0),
            value: Rc::new(units),
            // What comes here is a whole number.
            edit: Rc::new(move |text| Some(Edit::SetUnits(at, text.parse().unwrap_or_default()))),
        }
    }

    /// The field of a whole number that the lab does not know of.
    pub fn local(
        [label, help]: [&'static str; 2],
        span: Span,
        step: f64,
        value: impl Fn() -> f64 + 'static,
        put: impl Fn(f64) + 'static,
    ) -> Self {
        Self {
            label,
            help,
            span,
            whole: true,
            steps: Steps::By(step),
            value: Rc::new(move |_| value().to_string()),
            edit: Rc::new(move |text| {
                put(text.parse().unwrap_or_default());
                None
            }),
        }
    }

    /// The field in its label.
    pub fn view(self) -> El {
        let (label, help) = (self.label, self.help);
        let labelled = field(label, true).child(self.input());
        if help.is_empty() {
            labelled
        } else {
            labelled.attr("title", help)
        }
    }

    /// The field alone, which then needs a name.
    pub fn input(self) -> El {
        let run = Run::get();
        let refused = RwSignal::new(None);
        let Span { low, high } = self.span;
        let truth = {
            let value = self.value.clone();
            move || run.lab.with(|lab| value(lab))
        };
        let shown = {
            let truth = truth.clone();
            move || refused.get().unwrap_or_else(&truth)
        };
        follow(move || {
            // What was refused stays as long as it is said what is wrong with it.
            if run.lab.with(|lab| lab.problems.is_empty()) && refused.get_untracked().is_some() {
                refused.set(None);
            }
        });
        let input = el("input")
            .attr("type", "text")
            .attr("role", "spinbutton")
            .attr("inputmode", if self.whole { "numeric" } else { "decimal" })
            .attr("autocomplete", "off")
            .attr("aria-valuemin", &low.to_string())
            .attr("aria-valuemax", &high.to_string())
            .live("aria-valuenow", truth)
            .maybe("aria-invalid", move || refused.get().map(|_| "true"))
            .value(shown);
        let control = Control {
            field: self,
            run,
            refused,
            input: input.node(),
        };
        let keys = control.clone();
        input
            .on("change", move |_| control.take())
            .on("keydown", move |event| keys.press(&event))
    }
}

/// What is typed where a number is off.
const OFF: &str = "0";

/// The field of a number among the settings, as an element; nothing for a setting of another kind.
pub fn number_field(key: Key) -> Vec<El> {
    NumberField::of(key)
        .map(NumberField::view)
        .into_iter()
        .collect()
}

/// A field on the page.
#[derive(Clone)]
struct Control {
    field: NumberField,
    run: Run,
    /// What was typed and refused.
    refused: RwSignal<Option<String>>,
    input: HtmlInputElement,
}

impl Control {
    fn truth(&self) -> String {
        untrack(|| self.run.lab.with(|lab| (self.field.value)(lab)))
    }

    fn typed(&self) -> Result<f64, FieldError> {
        let NumberField { span, whole, .. } = self.field;
        let number = typed(&self.input.value(), span, whole);
        number.map_err(|wrong| FieldError::new(self.field.label, wrong))
    }

    /// Takes what is in the field.
    fn take(&self) {
        let (typed, text) = (self.typed(), self.input.value());
        self.run.dispatch(News::Dismiss);
        match typed {
            Ok(number) => self.put(number),
            Err(wrong) => self.run.dispatch(News::Complain(wrong)),
        }
        let is_refused = |lab: &Lab| !lab.problems.is_empty();
        if self.run.lab.with_untracked(is_refused) {
            self.input.set_value(&text);
            self.refused.set(Some(text));
        } else {
            self.show_truth();
        }
    }

    fn put(&self, number: f64) {
        if let Some(edit) = (self.field.edit)(number.to_string()) {
            self.run.dispatch(edit);
        }
    }

    fn show_truth(&self) {
        self.refused.set(None);
        self.input.set_value(&self.truth());
    }

    fn press(&self, event: &Event) {
        let event: &KeyboardEvent = event.unchecked_ref();
        let modified = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
        if modified || event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowUp" => self.step(true),
            "ArrowDown" => self.step(false),
            "Escape" if self.input.value() != self.truth() => self.give_up(),
            _ => return,
        }
        event.prevent_default();
    }

    /// Goes on from what is in the field, or from what holds where that cannot be read.
    fn step(&self, up: bool) {
        let held = || read_f64(&self.truth()).unwrap_or(self.field.span.low);
        let number = self.typed().unwrap_or_else(|_| held());
        self.run.dispatch(News::Dismiss);
        self.put(self.field.steps.next(number, up, self.field.span));
        self.show_truth();
    }

    /// Brings back what holds.
    fn give_up(&self) {
        if self.refused.get_untracked().is_some() {
            self.run.dispatch(News::Settle);
        }
        self.show_truth();
    }
}
