//! The settings of what is chosen by name: an optimizer's, a schedule's, a loss's.

use reactive_graph::prelude::*;

use super::{
    element::{El, el},
    fields::{NumberField, tick},
    store::Store,
};
use crate::lab::{
    Action, Experiment, Part,
    parts::{Setting, Value},
};

/// Room for one kind's settings in a key.
const SETTINGS: usize = 16;

/// A field for each setting of a part, as the part has them.
pub fn settings<P: Part>(of: fn(&Experiment) -> P, action: fn(P) -> Action) -> El {
    let store = Store::get();
    let part = move || store.lab.with(|lab| of(&lab.experiment));
    let keys = move || {
        let mut part = part();
        let kind = P::KINDS.iter().position(|p| p.kind() == part.kind());
        let first = kind.unwrap_or_default() * SETTINGS;
        (first..first + part.settings().len()).collect()
    };
    el("div").class("settings").each(keys, move |key| {
        let mut usual = P::KINDS[key / SETTINGS];
        let mut settings = usual.settings();
        if settings.len() <= key % SETTINGS {
            return Vec::new();
        }
        let Setting { name, value } = settings.swap_remove(key % SETTINGS);
        vec![match value {
            Value::Flag(_) => flag(name, of, action),
            Value::Number(_, range) => {
                let range = (f64::from(*range.start()), f64::from(*range.end()));
                number(name, range, of, action)
            }
        }]
    })
}

fn number<P: Part>(
    name: &'static str,
    range: (f64, f64),
    of: fn(&Experiment) -> P,
    action: fn(P) -> Action,
) -> El {
    let (label, allowed) = words(name);
    let field = NumberField::new(
        label,
        move |lab| of(&lab.experiment).get(name).unwrap_or_default(),
        allowed,
        range,
        move |n, e| Some(action(of(e).with(name, n as f32))),
    );
    field.by_thirds().view()
}

fn flag<P: Part>(name: &'static str, of: fn(&Experiment) -> P, action: fn(P) -> Action) -> El {
    let store = Store::get();
    let part = move || store.lab.with(|lab| of(&lab.experiment));
    let ticked = move || part().get(name).is_some_and(|text| text == "true");
    tick(words(name).0, ticked, move |on| {
        let mut part = store.lab.with_untracked(|lab| of(&lab.experiment));
        // Every flag of a part takes "true" and "false".
        if part.set(name, &on.to_string()).is_ok() {
            store.dispatch(action(part));
        }
    })
}

/// A setting's label, and what is allowed in words.
fn words(name: &str) -> (&'static str, &'static str) {
    match name {
        "momentum" => ("Momentum", "from 0 to 0.9999"),
        "nesterov" => ("Nesterov", ""),
        "rho" => ("Rho", "from 0 to 0.9999"),
        "centered" => ("Centred", ""),
        "beta_1" => ("Beta 1", "from 0 to 0.9999"),
        "beta_2" => ("Beta 2", "from 0 to 0.9999"),
        "epsilon" => ("Epsilon", "from 0.000000000001 to 1"),
        "weight_decay" => ("Weight decay", "from 0 to 1"),
        "initial_accumulator_value" => ("First sum", "from 0 to 100"),
        "epochs" => ("Over epochs", "from 1 to 100000"),
        "factor" => ("Factor", "from 0.001 to 1"),
        _ => ("Delta", "from 0.001 to 1000"),
    }
}
