//! Which inputs the maps span, and where the others are held.

use reactive_graph::prelude::*;

use super::{
    element::{El, derived, el},
    fields::{list, value_of},
    run::Run,
};
use crate::{data::decimal::read_f32, lab::View, plot::scale::format_short};

/// The two axes, and a slider for each input that is none; nothing where there are at most two.
pub fn view_controls() -> El {
    let run = Run::get();
    let columns = derived(move || run.frame.with(|f| f.view.held.len()));
    let controls = move || {
        let axes = el("div")
            .class("axes")
            .child(axis("Across", 0))
            .child(axis("Up", 1));
        vec![axes, held()]
    };
    el("div")
        .class("view-controls")
        .when(move || columns.get() > 2, controls)
}

fn names(run: Run) -> Vec<String> {
    run.frame.with(|f| f.prepared.train_table.inputs.clone())
}

/// The list of inputs for one axis.
fn axis(label: &'static str, axis: usize) -> El {
    let run = Run::get();
    let names = derived(move || names(run));
    let option = move |at: usize| {
        let text = move || names.with(|n| n.get(at).cloned().unwrap_or_default());
        vec![el("option").live_text(text)]
    };
    let select = el("select").each(move || (0..names.with(Vec::len)).collect(), option);
    let value = move || {
        // Other options begin at the first.
        names.track();
        Some(run.frame.with(|f| f.view.axes[axis]))
    };
    let select = list(select, value, move |column| {
        let view = run.frame.with_untracked(|f| f.view.with_axis(axis, column));
        run.look_at(view);
    });
    el("label")
        .class("field")
        .child(el("span").class("field-name").text(label))
        .child(select)
}

/// The other inputs, each held where its slider stands.
fn held() -> El {
    let run = Run::get();
    let others = move || run.frame.with(|f| f.view.others().collect::<Vec<_>>());
    let count = move || {
        let count = others().len();
        let s = if count == 1 { "" } else { "s" };
        format!("Held: {count} other input{s}")
    };
    let mean = el("button")
        .class("link")
        .text("Back to the means")
        .click(move || {
            let view = run.frame.with_untracked(|f| {
                let fresh = View::new(&f.experiment.data, &f.prepared);
                View {
                    axes: f.view.axes,
                    ..fresh
                }
            });
            run.look_at(view);
        });
    let sliders = el("div")
        .class("held")
        .each(others, |column| vec![slider(column)])
        .child(mean);
    el("details")
        .class("held-inputs")
        .child(el("summary").live_text(count))
        .child(sliders)
}

fn slider(column: usize) -> El {
    let run = Run::get();
    let name = move || {
        run.frame.with(|f| {
            let name = f.prepared.train_table.inputs.get(column);
            name.cloned().unwrap_or_default()
        })
    };
    let of = move |part: fn(&View, usize) -> Option<f32>| {
        run.frame
            .with(|f| f64::from(part(&f.view, column).unwrap_or_default()))
    };
    let value = move || of(|v, c| v.held.get(c).copied());
    let low = move || of(|v, c| v.ranges.get(c).map(|r| r.0));
    let high = move || of(|v, c| v.ranges.get(c).map(|r| r.1));
    let filled = move || {
        let share = (value() - low()) / (high() - low());
        format!("--filled: {:.1}%", share * 100.0)
    };
    let input = el("input")
        .attr("type", "range")
        .attr("step", "any")
        .live("aria-label", name)
        .live("min", move || low().to_string())
        .live("max", move || high().to_string())
        .live("style", filled)
        .value(move || value().to_string())
        .on("input", move |event| {
            if let Some(value) = read_f32(&value_of(&event)) {
                let mut view = run.frame.with_untracked(|f| View::clone(&f.view));
                if let Some(held) = view.held.get_mut(column) {
                    *held = value;
                }
                run.look_at(view);
            }
        });
    el("label")
        .class("slider")
        .child(
            el("span")
                .class("field-name")
                .live("title", name)
                .live_text(move || name().replace('_', " ")),
        )
        .child(
            el("span")
                .class("slider-value")
                .live_text(move || format_short(value())),
        )
        .child(input)
}
