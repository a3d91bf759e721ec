//! Native controls that send actions: sliders, choices and switches.

use reactive_graph::graph::untrack;
use wasm_bindgen::JsCast;
use web_sys::{Event, File, HtmlElement, HtmlInputElement, HtmlSelectElement};

use super::{
    element::{El, el, follow},
    page::Page,
    run::Run,
};
use crate::{
    data::decimal::read_f64,
    lab::{Edit, Key},
    run::{Action, Lab, News},
};

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

/// A tick of a setting that is on or off.
pub fn setting_tick(key: Key) -> El {
    let (run, setting) = (Run::get(), key.setting());
    let on = run.select(move |lab| setting.text(&lab.experiment) == "true");
    tick(setting.label, on, move |on| {
        run.dispatch(Edit::Set(key, on.to_string()));
    })
    .attr("title", setting.help)
}

/// What stands in the input of an event.
pub fn value_of(event: &Event) -> String {
    input_of(event)
        .map(|input| input.value())
        .unwrap_or_default()
}

fn input_of(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

/// A label with its name, which is there for screen readers in any case.
pub fn field(name: &str, shown: bool) -> El {
    let class = if shown { "field-name" } else { "unseen" };
    el("label")
        .class("field")
        .child(el("span").class(class).text(name))
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
            if let Some(value) = read_f64(&value_of(&event)) {
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
