//! How the file of the open table was read, a line each; what was assumed can be changed there.

use reactive_graph::prelude::*;

use super::{
    desk::Draft,
    opened::{named, of},
};
use crate::{
    data::sheet::{Asked, Dates, Decimal, Delimiter, Encoding, Found, Header, Order},
    nn::Named,
    ui::{
        element::{El, derived, el},
        fields::{list, value_of},
        page::Page,
    },
};

/// The lines, while the file is at hand.
pub fn origin() -> El {
    let has_file = || of(|draft| draft.origin.is_some()) == Some(true);
    el("div").class("origin").when(has_file, || {
        let fields = el("div").class("settings");
        let fields = fields
            .child(encoding())
            .child(choice(
                "Between cells",
                labels::<Delimiter>(),
                |found| at(found.delimiter),
                |asked, at| asked.delimiter = of_all(at),
            ))
            .child(choice(
                "First row",
                labels::<Header>(),
                |found| at(found.header),
                |asked, at| asked.header = of_all(at),
            ))
            .child(choice(
                "Decimal sign",
                labels::<Decimal>(),
                |found| at(found.decimal),
                |asked, at| asked.decimal = of_all(at),
            ))
            .when(|| is(|found| found.has_dates), || vec![dates()])
            .when(|| is(|found| found.order.is_some()), || vec![order()])
            .child(missing());
        vec![fields, refused()]
    })
}

/// Whether something is so of the file.
fn is(what: fn(&Found) -> bool) -> bool {
    of(|draft| what(&draft.sheet.found)) == Some(true)
}

fn labels<T: Named>() -> Vec<&'static str> {
    T::ALL.iter().map(|one| one.label()).collect()
}

fn at<T: Named>(one: T) -> usize {
    T::ALL
        .iter()
        .position(|other| *other == one)
        .unwrap_or_default()
}

fn of_all<T: Named>(at: usize) -> Option<T> {
    T::ALL.get(at).copied()
}

/// A list of which the file was found to be one.
fn choice(
    name: &'static str,
    labels: Vec<&'static str>,
    found: fn(&Found) -> usize,
    ask: fn(&mut Asked, usize),
) -> El {
    select(name, labels, move |draft| found(&draft.sheet.found), ask)
}

fn select(
    name: &'static str,
    labels: Vec<&'static str>,
    value: impl Fn(&Draft) -> usize + Copy + 'static,
    ask: fn(&mut Asked, usize),
) -> El {
    let desk = Page::get().desk;
    let options = labels.into_iter().map(|label| el("option").text(label));
    let node = el("select")
        .attr("aria-label", name)
        .children(options.collect());
    // What was refused goes back to what is so.
    let value = move || {
        desk.refused.track();
        of(value)
    };
    named(
        name,
        list(node, value, move |at| desk.ask(|asked| ask(asked, at))),
    )
}

fn encoding() -> El {
    let labels = Encoding::ALL.map(Encoding::label).into();
    let value = |draft: &Draft| {
        let encoding = draft.origin.as_ref().map(|origin| origin.encoding);
        let found = Encoding::ALL.iter().position(|one| Some(*one) == encoding);
        found.unwrap_or_default()
    };
    select("Characters", labels, value, |asked, at| {
        asked.encoding = Encoding::ALL.get(at).copied();
    })
}

fn dates() -> El {
    let value = |draft: &Draft| {
        let asked = draft.origin.as_ref().and_then(|origin| origin.asked.dates);
        at(asked.unwrap_or_default())
    };
    select("Dates", labels::<Dates>(), value, |asked, at| {
        asked.dates = of_all(at)
    })
}

fn order() -> El {
    choice(
        "Day and month",
        vec!["Day first: 31/1", "Month first: 1/31"],
        |found| usize::from(found.order == Some(Order::Month)),
        |asked, at| asked.order = Some(if at == 1 { Order::Month } else { Order::Day }),
    )
}

/// What stands for missing values beside the usual names.
fn missing() -> El {
    let desk = Page::get().desk;
    let value = derived(|| of(|draft| draft.sheet.found.missing.clone()).unwrap_or_default());
    let input = el("input")
        .attr("type", "text")
        .attr("aria-label", "Also missing")
        .attr(
            "title",
            "What else stands for a missing value, such as −9999; spaces between",
        )
        .value(move || value.get())
        .on("change", move |event| {
            let names = value_of(&event);
            desk.ask(|asked| asked.missing = Some(names));
        });
    named("Also missing", input)
}

/// How far a further reading has come, or why it failed.
fn refused() -> El {
    let desk = Page::get().desk;
    let text = move || match desk.refused.get() {
        wrong if wrong.is_empty() => desk.progress.get(),
        wrong => format!("Not so: {wrong}."),
    };
    let class = move || {
        if desk.refused.with(String::is_empty) {
            "hint"
        } else {
            "result wrong"
        }
    };
    el("p")
        .attr("role", "status")
        .attr("aria-label", "Reading of the file")
        .live("class", move || class().into())
        .live_text(text)
}
