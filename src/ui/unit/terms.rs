//! The weighted sum term by term: each weight with what it reads and what that adds, and the gradient; the
//! parameters are typed, stepped, dragged and frozen here.

use reactive_graph::{graph::untrack, prelude::*};

use super::{
    reading::{ReadingSignal, number},
    tune::parameter_box,
};
use crate::{
    lab::{Edit, Reading, Spot, fixed::place},
    plot::scale::format_value,
    text::source_name,
    ui::{
        element::{El, derived, el, svg},
        frame::Frame,
        icon::icon,
        look::Neuron,
        run::Run,
    },
};

/// Rows beyond which only the first of them are listed, and how many those are.
pub const MANY: usize = 130;
pub const LISTED: usize = 24;

/// The weights, a row each, the bias's, and of a step unit its threshold's.
pub fn terms(neuron: Neuron, reading: ReadingSignal) -> El {
    let rows = derived(move || reading.with(|r| r.as_ref().map_or(0, |r| r.parameters.len())));
    let penalised = derived(move || of(reading, |r| r.penalty.is_some()));
    let is_step = derived(move || of(reading, |r| r.activation.is_step()));
    let mean = derived(move || of(reading, |r| r.is_mean));
    let value = move || if mean.get() { "× mean" } else { "× value" };
    // The rules of single units follow no gradient.
    let local = derived(move || of(reading, |r| r.is_local));
    let last = move || match (local.get(), mean.get()) {
        (false, _) => "gradient",
        (true, false) => "change",
        (true, true) => "mean change",
    };
    let explained = move || {
        let rule = "What the rule adds where a sample is shown: η·error·x";
        match local.get() {
            true => rule.to_owned(),
            false => String::new(),
        }
    };
    let heads = el("tr")
        .child(el("th").text("from"))
        .child(el("th").text("weight"))
        .child(el("th").live_text(value))
        .child(el("th").text("= term"))
        .child(el("th").live("title", explained).live_text(last))
        .when(
            move || penalised.get(),
            || {
                let head = el("th").attr("title", "The penalty’s part of the gradient");
                vec![head.text("penalty")]
            },
        );
    let row = move |at: usize| {
        let penalised = move || penalised.get();
        vec![row(neuron, at, reading, penalised)]
    };
    // Of very many those with the largest weights, which stay while the network learns.
    let listed = derived(move || {
        let rows = rows.get();
        if rows <= MANY {
            return (0..rows).collect();
        }
        let size = |at: &usize| number(reading, |r| r.parameters.get(*at).copied()).abs();
        let mut all: Vec<usize> = untrack(|| {
            let mut weights: Vec<_> = (0..rows - 1).map(|at| (size(&at), at)).collect();
            weights.sort_by(|a, b| b.0.total_cmp(&a.0));
            weights.into_iter().map(|(_, at)| at).take(LISTED).collect()
        });
        all.sort_unstable();
        all.push(rows - 1);
        all
    });
    let left_out = move || match rows.get() {
        rows if rows <= MANY => String::new(),
        rows => format!(
            "The {LISTED} largest of {} weights when the card was opened",
            rows - 1
        ),
    };
    let body = el("tbody").each(move || listed.get(), row).when(
        move || is_step.get(),
        move || vec![threshold(neuron, reading)],
    );
    let table = el("table")
        .class("terms")
        .child(el("caption").class("hint").live_text(left_out))
        .child(el("thead").child(heads))
        .child(body);
    el("div")
        .class("terms-place")
        .attr("role", "region")
        .attr("aria-label", "Unit")
        .attr("tabindex", "0")
        .child(table)
}

fn of(reading: ReadingSignal, is: fn(&Reading) -> bool) -> bool {
    reading.with(|r| r.as_ref().is_some_and(|r| is(r)))
}

/// Row `at` of the terms: after the weights comes the bias.
fn row(
    neuron: Neuron,
    at: usize,
    reading: ReadingSignal,
    penalised: impl Fn() -> bool + 'static,
) -> El {
    let run = Run::get();
    let spot = derived(move || {
        let sources = reading.with(|r| r.as_ref().map_or(0, |r| r.sources.len()));
        spot(neuron, (at < sources).then_some(at))
    });
    let name = move || run.frame.with(|f| source(f, spot.get()));
    let is_weight = derived(move || matches!(spot.get(), Spot::Weight { .. }));
    let weight = move || number(reading, |r| r.parameters.get(at).copied());
    let value = move || {
        let value = number_of(reading, |r| r.source(at));
        value.map_or_else(String::new, text)
    };
    let term = move || text(number(reading, |r| r.terms().nth(at)));
    let gradient = move || text(number(reading, |r| r.gradient.get(at).copied()));
    let penalty = move || text(number(reading, |r| r.penalty.as_ref()?.get(at).copied()));
    let sign = move || match weight() < 0.0 {
        true => "negative".to_owned(),
        false => "positive".to_owned(),
    };
    let label = move || match is_weight.get() {
        true => format!("Weight from {}", name()),
        false => "Bias".into(),
    };
    let field = parameter_box(label, move || spot.get(), weight, format_value, false);
    let lit = move || run.look.lit.get() == Some(spot.get());
    let row = el("tr")
        .live("class", move || if lit() { "lit" } else { "" }.to_owned())
        .child(el("th").attr("scope", "row").live_text(name))
        .child(
            el("td")
                .live("class", sign)
                .child(lock(run, move || spot.get()))
                .child(field),
        )
        .child(el("td").live_text(value))
        .child(el("td").live_text(term))
        .child(el("td").live_text(gradient))
        .when(penalised, move || vec![el("td").live_text(penalty)]);
    lights(row, move || spot.get_untracked())
}

/// Lights a spot everywhere while the row is pointed at or has the focus.
pub fn lights(row: El, spot: impl Fn() -> Spot + Copy + 'static) -> El {
    let lit = Run::get().look.lit;
    let on = move |_| lit.set(Some(spot()));
    let off = move |_| {
        if lit.get_untracked() == Some(spot()) {
            lit.set(None);
        }
    };
    row.on("pointerenter", on)
        .on("focusin", on)
        .on("pointerleave", off)
        .on("focusout", off)
}

/// The threshold of a step unit, which is the bias with the other sign: it answers 1 from there on.
fn threshold(neuron: Neuron, reading: ReadingSignal) -> El {
    let spot = spot(neuron, None);
    let bias = move || number(reading, |r| r.parameters.last().copied());
    let field = parameter_box(
        || "Threshold".into(),
        move || spot,
        bias,
        format_value,
        true,
    );
    let head = el("th")
        .attr("scope", "row")
        .attr(
            "title",
            "The threshold that the weighted inputs have to reach",
        )
        .text("θ = −b");
    let row = el("tr")
        .child(head)
        .child(el("td").child(field))
        .child(el("td").attr("colspan", "3"));
    lights(row, move || spot)
}

fn number_of(reading: ReadingSignal, of: impl Fn(&Reading) -> Option<f32>) -> Option<f32> {
    reading.with(|r| of(r.as_ref()?))
}

fn text(value: f32) -> String {
    format_value(f64::from(value))
}

/// The weight from a source of the unit, or its bias.
fn spot(neuron: Neuron, source: Option<usize>) -> Spot {
    let (layer, unit) = (neuron.column.saturating_sub(1), neuron.unit);
    match source {
        Some(source) => Spot::Weight {
            layer,
            unit,
            source,
        },
        None => Spot::Bias { layer, unit },
    }
}

/// What a weight comes from, by name.
fn source(frame: &Frame, spot: Spot) -> String {
    match spot {
        Spot::Weight { layer, source, .. } => {
            source_name(&frame.prepared.encoder.names, layer, source)
        }
        // In one line.
        Spot::Bias { .. } | Spot::Input(_) | Spot::Unit { .. } => "b\u{a0}(bias)".into(),
    }
}

/// Freezes a parameter, or lets it learn again.
fn lock(run: Run, spot: impl Fn() -> Spot + Copy + 'static) -> El {
    let frozen = derived(move || {
        let place = place(spot());
        run.lab
            .with(|lab| place.is_some_and(|place| lab.experiment.fixed.holds(place)))
    });
    let name = move || {
        let what = run.frame.with(|f| source(f, spot()));
        match spot() {
            Spot::Bias { .. } => "Freeze bias".into(),
            _ => format!("Freeze weight from {what}"),
        }
    };
    let shackle = move || {
        if frozen.get() {
            "M4.5 7V4.5a2.5 2.5 0 0 1 5 0V7".into()
        } else {
            "M5 7V4.5a2.5 2.5 0 0 1 4.9-.7".into()
        }
    };
    let padlock = icon(14, 14)
        .child(svg("path").live("d", shackle).class("lock-shackle"))
        .child(svg("path").attr("d", "M3 7h8v5.5H3z"));
    el("button")
        .class("quiet icon freeze")
        .live("aria-label", name)
        .live("title", move || match frozen.get() {
            true => "Frozen. Press to let it learn".into(),
            false => "Learns. Press to freeze it".to_owned(),
        })
        .live("aria-pressed", move || frozen.get().to_string())
        .child(padlock)
        .click(move || run.dispatch(Edit::SetFixed(untrack(spot), !frozen.get_untracked())))
}
