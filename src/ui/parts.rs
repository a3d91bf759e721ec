//! The settings of what is chosen by name: an optimizer's, a schedule's, a loss's.

use reactive_graph::prelude::*;

use super::{
    element::{El, el},
    fields::tick,
    number_field::NumberField,
    run::Run,
};
use crate::lab::{Edit, Key, settings::InnerSetting};

/// A field for each setting of a part, as the part has them.
pub fn settings(key: Key) -> El {
    let run = Run::get();
    let setting = key.setting();
    // Another kind may have a setting of the same name, with other numbers allowed.
    let keys = move || {
        run.lab.with(|lab| {
            let kind = setting.chosen(&lab.experiment).unwrap_or_default();
            let inner = setting.inner(&lab.experiment).into_iter();
            inner.map(|s| (kind, s.name)).collect()
        })
    };
    el("div")
        .class("settings")
        .each(keys, move |(_, name): (&'static str, &'static str)| {
            let inner = run.lab.with_untracked(|lab| setting.inner(&lab.experiment));
            let inner = inner.into_iter().find(|s| s.name == name);
            inner.iter().map(|inner| field(key, inner)).collect()
        })
}

fn field(key: Key, inner: &InnerSetting) -> El {
    match NumberField::inner(key, inner) {
        Some(field) => field.view(),
        None => flag(key, inner.name, inner.label),
    }
}

fn flag(key: Key, name: &'static str, label: &'static str) -> El {
    let run = Run::get();
    let ticked = move || {
        run.lab.with(|lab| {
            let settings = key.setting().inner(&lab.experiment);
            settings.iter().any(|s| s.name == name && s.text == "true")
        })
    };
    tick(label, ticked, move |on| {
        run.dispatch(Edit::SetInner(key, name, on.to_string()));
    })
}
