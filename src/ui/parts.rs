//! The settings of what is chosen by name: an optimizer's, a schedule's, a loss's.

use reactive_graph::prelude::*;

use super::{
    element::{El, el},
    fields::{NumberField, tick},
    run::Run,
};
use crate::lab::{
    Action, Experiment, Part,
    parts::{Setting, Value, label},
};

/// A field for each setting of a part, as the part has them.
pub fn settings<P: Part>(of: fn(&Experiment) -> P, action: fn(P) -> Action) -> El {
    let run = Run::get();
    let part = move || run.lab.with(|lab| of(&lab.experiment));
    let keys = move || {
        let mut part = part();
        let kind = part.kind();
        let settings = part.settings();
        settings.iter().map(|s| (kind, s.name)).collect()
    };
    el("div").class("settings").each(keys, move |(kind, name)| {
        let mut usual = P::KINDS.iter().copied().filter(|p| p.kind() == kind);
        let mut usual = usual.next();
        let settings = usual.iter_mut().flat_map(P::settings);
        let field = |setting: Setting<'_>| match setting.value {
            Value::Flag(_) => flag(name, of, action),
            Value::Number(_, range) => {
                let range = (f64::from(*range.start()), f64::from(*range.end()));
                number(name, range, of, action)
            }
        };
        settings.filter(|s| s.name == name).map(field).collect()
    })
}

fn number<P: Part>(
    name: &'static str,
    range: (f64, f64),
    of: fn(&Experiment) -> P,
    action: fn(P) -> Action,
) -> El {
    let field = NumberField::new(
        label(name),
        move |lab| of(&lab.experiment).get(name).unwrap_or_default(),
        allowed(name),
        range,
        move |n, e| Some(action(of(e).with(name, n as f32))),
    );
    field.by_thirds().view()
}

fn flag<P: Part>(name: &'static str, of: fn(&Experiment) -> P, action: fn(P) -> Action) -> El {
    let run = Run::get();
    let part = move || run.lab.with(|lab| of(&lab.experiment));
    let ticked = move || part().get(name).is_some_and(|text| text == "true");
    tick(label(name), ticked, move |on| {
        let mut part = run.lab.with_untracked(|lab| of(&lab.experiment));
        // Every flag of a part takes "true" and "false".
        if part.set(name, &on.to_string()).is_ok() {
            run.dispatch(action(part));
        }
    })
}

/// What numbers a setting allows, in words.
fn allowed(name: &str) -> &'static str {
    match name {
        "momentum" | "rho" | "beta_1" | "beta_2" => "from 0 to 0.9999",
        "epsilon" => "from 0.000000000001 to 1",
        "weight_decay" => "from 0 to 1",
        "initial_accumulator_value" => "from 0 to 100",
        "epochs" => "from 1 to 100000",
        "factor" => "from 0.001 to 1",
        _ => "from 0.001 to 1000",
    }
}
