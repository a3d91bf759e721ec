//! Native controls that send actions: number fields, sliders, choices and switches.

use std::rc::Rc;

use reactive_graph::{graph::untrack, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Event, File, HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent};

use super::{
    element::{El, el, follow},
    page::Page,
    run::Run,
};
use crate::{
    lab::{
        Edit, FieldError, Key, Span, Wrong,
        settings::{InnerSetting, NONE, Steps},
    },
    run::{Action, Lab, News},
};

/// A number to be typed. What is not a number is said and taken back.
#[derive(Clone)]
pub struct NumberField {
    label: &'static str,
    help: &'static str,
    span: Span,
    steps: Steps,
    value: Rc<dyn Fn(&Lab) -> String>,
    edit: Rc<dyn Fn(String) -> Edit>,
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
            steps: number.steps,
            // What is off is typed as 0.
            value: Rc::new(move |lab| match setting.text(&lab.experiment) {
                text if off && text == NONE => OFF.into(),
                text => text,
            }),
            edit: Rc::new(move |text| match text.as_str() {
                OFF if off => Edit::Set(key, NONE.into()),
                _ => Edit::Set(key, text),
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
            steps: Steps::Thirds,
            value: Rc::new(text),
            edit: Rc::new(move |text| Edit::SetInner(key, name, text)),
        })
    }

    /// The field in its label.
    pub fn view(self) -> El {
        let run = Run::get();
        let Span { low, high } = self.span;
        let (label, help) = (self.label, self.help);
        let by_thirds = self.steps == Steps::Thirds;
        let step = match self.steps {
            Steps::Thirds => "any".into(),
            Steps::By(step) => step.to_string(),
        };
        let value = self.value.clone();
        let typed = self.clone();
        let input = el("input")
            .attr("type", "number")
            .attr("step", &step)
            .attr("min", &low.to_string())
            .attr("max", &high.to_string())
            .value(move || run.lab.with(|lab| value(lab)))
            .on("change", move |event| {
                run.dispatch(News::Dismiss);
                typed.commit(run, &event, value_of(&event).trim());
            })
            .on("keydown", move |event| {
                let up = match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
                    "ArrowUp" => true,
                    "ArrowDown" => false,
                    _ => return,
                };
                if by_thirds {
                    event.prevent_default();
                    let now = value_of(&event).parse().unwrap_or(1.0);
                    self.commit(run, &event, &third(now, up).to_string());
                }
            });
        let field = field(label, true);
        let field = if help.is_empty() {
            field
        } else {
            field.attr("title", help)
        };
        field.child(input)
    }

    fn commit(&self, run: Run, event: &Event, text: &str) {
        if text.parse::<f64>().is_ok_and(f64::is_finite) {
            run.dispatch((self.edit)(text.to_owned()));
        } else {
            let wrong = Wrong::NeedsNumber(self.span);
            run.dispatch(News::Complain(FieldError::new(self.label, wrong)));
        }
        // What was refused must not stay in the field.
        set_value(event, &run.lab.with_untracked(|lab| (self.value)(lab)));
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

/// A box to be ticked, with its name beside it.
pub fn tick(label: &str, ticked: impl Fn() -> bool + 'static, act: impl Fn(bool) + 'static) -> El {
    let input = el("input").attr("type", "checkbox").checked(ticked);
    let node: HtmlInputElement = input.node();
    let input = input.on("change", move |_| act(node.checked()));
    el("label")
        .class("tick")
        .child(input)
        .child(el("span").text(label))
}

/// What stands in the input of an event.
pub fn value_of(event: &Event) -> String {
    input_of(event)
        .map(|input| input.value())
        .unwrap_or_default()
}

/// Puts text into the input of an event.
pub fn set_value(event: &Event, value: &str) {
    if let Some(input) = input_of(event) {
        input.set_value(value);
    }
}

fn input_of(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

/// A label with its name, which is there for screen readers in any case.
fn field(name: &str, shown: bool) -> El {
    let class = if shown { "field-name" } else { "unseen" };
    el("label")
        .class("field")
        .child(el("span").class(class).text(name))
}

/// The next value above or below among 1, 3, 10, 30, …
fn third(value: f64, up: bool) -> f64 {
    let steps = (0..16).flat_map(|e| [1.0, 3.0].map(|m| m * 10f64.powi(e - 8)));
    let round = |x: f64| (x * 1e9).round() / 1e9;
    let mut steps: Vec<f64> = steps.map(round).collect();
    if !up {
        steps.reverse();
    }
    let beyond = |s: &f64| {
        if up {
            *s > value * 1.001
        } else {
            *s < value * 0.999
        }
    };
    steps.into_iter().find(beyond).unwrap_or(value)
}

/// A slider with its value beside its name.
pub struct Slider {
    /// The visible and accessible name.
    pub label: &'static str,
    /// Where it stands.
    pub value: fn(&Lab) -> f64,
    /// Its value in words.
    pub text: fn(&Lab) -> String,
    /// Least value, greatest value and step.
    pub range: (f64, f64, f64),
    /// What moving it does.
    pub edit: fn(f64) -> Edit,
}

impl Slider {
    /// The slider in its label.
    pub fn view(self) -> El {
        let run = Run::get();
        let (min, max, step) = self.range;
        let (value, text) = (run.select(self.value), run.select(self.text));
        let input = range_input((min, max, step), value, self.edit)
            .attr("aria-label", self.label)
            .live("aria-valuetext", text);
        let name = el("span").class("field-name").text(self.label);
        let shown = el("span").class("slider-value").live_text(text);
        el("label")
            .class("slider")
            .child(name)
            .child(shown)
            .child(input)
    }
}

/// A slider alone, from a least to a greatest value by steps; the part up to its value is filled.
pub fn range_input<A: Into<Action>>(
    (min, max, step): (f64, f64, f64),
    value: impl Fn() -> f64 + Copy + 'static,
    action: impl Fn(f64) -> A + 'static,
) -> El {
    let (page, run) = (Page::get(), Run::get());
    let filled = move || format!("--filled: {:.1}%", (value() - min) / (max - min) * 100.0);
    el("input")
        .attr("type", "range")
        .attr("min", &min.to_string())
        .attr("max", &max.to_string())
        .attr("step", &step.to_string())
        .live("style", filled)
        .value(move || value().to_string())
        .on("input", move |event| {
            if let Ok(value) = value_of(&event).parse() {
                page.act(run, action(value));
            }
        })
}

/// A choice from a list.
pub struct Choice {
    label: &'static str,
    named: bool,
    texts: Vec<&'static str>,
    value: Box<dyn Fn() -> Option<usize>>,
    action: Box<dyn Fn(usize) -> Option<Action>>,
    why_not: fn(&Lab) -> Option<&'static str>,
}

impl Choice {
    /// A choice with its accessible name, what can be chosen with the text shown for each, what is
    /// chosen, and what choosing does.
    pub fn new<T: Copy + PartialEq + 'static, A: Into<Action>>(
        label: &'static str,
        options: Vec<(T, &'static str)>,
        value: impl Fn() -> T + 'static,
        action: impl Fn(T) -> A + 'static,
    ) -> Self {
        let (values, texts): (Vec<T>, Vec<_>) = options.into_iter().unzip();
        let known = values.clone();
        Self {
            label,
            named: false,
            texts,
            value: Box::new(move || {
                let now = value();
                known.iter().position(|v| *v == now)
            }),
            action: Box::new(move |at| values.get(at).map(|value| action(*value).into())),
            why_not: |_| None,
        }
    }

    /// The choice of a setting that is one of a list of names.
    pub fn of(key: Key) -> Self {
        let setting = key.setting();
        let run = Run::get();
        let names = setting.choices();
        let chosen = run.select(move |lab| setting.chosen(&lab.experiment).unwrap_or_default());
        Self::new(setting.label, names, chosen, move |name: &'static str| {
            Edit::Set(key, name.into())
        })
    }

    /// A choice of the page itself, which the lab does not know of.
    pub fn local<T: Copy + PartialEq + 'static>(
        label: &'static str,
        options: Vec<(T, &'static str)>,
        value: impl Fn() -> T + 'static,
        act: impl Fn(T) + 'static,
    ) -> Self {
        let values: Vec<T> = options.iter().map(|(value, _)| *value).collect();
        let choice = Self::new(label, options, value, |_| News::Settle);
        Self {
            action: Box::new(move |at| {
                values.get(at).copied().map(&act);
                None
            }),
            ..choice
        }
    }

    /// Shows the name too.
    pub fn named(self) -> Self {
        Self {
            named: true,
            ..self
        }
    }

    /// Disables the choice while there is a reason why it cannot be changed.
    pub fn unless(self, why_not: fn(&Lab) -> Option<&'static str>) -> Self {
        Self { why_not, ..self }
    }

    /// The list in its label.
    pub fn view(self) -> El {
        let (page, run) = (Page::get(), Run::get());
        let why_not = run.select(self.why_not);
        let (value, action) = (self.value, self.action);
        let first = untrack(&value);
        let options = self.texts.iter().enumerate().map(|(at, text)| {
            let option = el("option").text(text);
            if Some(at) == first {
                option.attr("selected", "")
            } else {
                option
            }
        });
        let select = el("select")
            .flag("disabled", move || why_not().is_some())
            .maybe("title", why_not)
            .children(options.collect());
        let select = list(select, value, move |at| {
            if let Some(action) = action(at) {
                page.act(run, action);
            }
        });
        field(self.label, self.named).child(select)
    }
}

/// Keeps the list `select` at the option that `value` says, also when a choice was refused or made
/// elsewhere, and calls `act` with the option that a person chooses.
pub fn list(
    select: El,
    value: impl Fn() -> Option<usize> + 'static,
    act: impl Fn(usize) + 'static,
) -> El {
    let node: HtmlSelectElement = select.node();
    let chosen = node.clone();
    follow(move || {
        if let Some(at) = value() {
            node.set_selected_index(at as i32);
        }
    });
    select.on("change", move |_| {
        if let Ok(at) = usize::try_from(chosen.selected_index()) {
            act(at);
        }
    })
}

/// Buttons of which one is pressed.
pub fn switch(label: &str, buttons: Vec<El>) -> El {
    el("div")
        .class("switch")
        .attr("role", "group")
        .attr("aria-label", label)
        .children(buttons)
}

/// A button that is pressed or not.
pub fn toggle(text: &str, pressed: impl Fn() -> bool + 'static, press: impl Fn() + 'static) -> El {
    el("button")
        .live("aria-pressed", move || pressed().to_string())
        .text(text)
        .click(press)
}

/// A number without decimals, from 0.
pub fn whole(number: f64) -> Option<usize> {
    (number >= 0.0 && number.fract() == 0.0 && number < 1e9).then_some(number as usize)
}

/// A button that lets a file be chosen, and the input that it stands for.
pub fn file_button(
    text: &str,
    class: &str,
    accept: &str,
    open: impl Fn(File) + 'static,
) -> [El; 2] {
    let input = el("input")
        .attr("type", "file")
        .attr("accept", accept)
        .attr("hidden", "");
    let node: HtmlInputElement = input.node();
    let input = input.on("change", move |_| {
        if let Some(file) = node.files().and_then(|files| files.get(0)) {
            open(file);
        }
        // The same file may be chosen again, once it has been mended.
        node.set_value("");
    });
    let chosen: HtmlElement = input.node();
    let button = el("button").class(class).text(text);
    [button.click(move || chosen.click()), input]
}
