//! Every parameter before and after the step.

use reactive_graph::prelude::*;

use super::{
    focus::turn_to,
    formula::{linked, number},
};
use crate::{
    lab::Spot,
    nn::{LearningRule, Network, Walk},
    text::{source_name, walk::updated},
    ui::{
        element::{El, derived, el},
        frame::Frame,
        run::Run,
    },
};

/// Parameters in the table at most: of more, those that the step changes most.
const MOST: usize = 60;

/// A row of the table.
#[derive(Clone, PartialEq)]
struct Row {
    spot: Spot,
    name: String,
    values: [f64; 4],
}

/// The table.
pub fn updates() -> El {
    let run = Run::get();
    let rows = derived(move || {
        let walk = run.look.walking.walk.get();
        run.frame.with_untracked(|f| match &walk {
            Some((walk, _)) if walk.before.len() == f.snapshot.network.parameters().len() => {
                rows(f, walk)
            }
            _ => Vec::new(),
        })
    });
    let count = derived(move || {
        run.look
            .walking
            .walk
            .with(|walk| walk.as_ref().map_or(0, |(walk, _)| walk.before.len()))
    });
    let rule = derived(move || {
        let walk = run.look.walking.walk.get();
        walk.map_or(LearningRule::Backprop, |(walk, _)| walk.settings.rule)
    });
    let heads = move || updated(rule.get()).into();
    let head = |name| vec![el("th").attr("scope", "col").text(name)];
    let table = el("table")
        .class("walk-table")
        .child(el("thead").child(el("tr").each(heads, head)))
        .child(el("tbody").anew(
            move || rows.get(),
            |rows| rows.into_iter().map(row).collect(),
        ));
    let left_out = move || {
        let (shown, all) = (rows.with(Vec::len), count.get());
        if shown < all {
            format!("The {shown} of {all} parameters that this step changes most.")
        } else {
            format!("All {all} parameters.")
        }
    };
    el("div")
        .class("walk-updates")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "All parameters")
        .child(table)
        .child(el("p").class("hint").live_text(left_out))
}

fn rows(frame: &Frame, walk: &Walk) -> Vec<Row> {
    let change = |p: &usize| (walk.after[*p] - walk.before[*p]).abs();
    let mut shown: Vec<usize> = (0..walk.before.len()).collect();
    if shown.len() > MOST {
        shown.sort_by(|a, b| change(b).total_cmp(&change(a)));
        shown.truncate(MOST);
        shown.sort_unstable();
    }
    let network = &frame.snapshot.network;
    let names = &frame.prepared.encoder.names;
    let row = |p: usize| {
        let spot = Spot::of_parameter(network, p)?;
        let (before, after) = (f64::from(walk.before[p]), f64::from(walk.after[p]));
        let slope = f64::from(walk.slope(p));
        // The rules of single units go along what they have in the gradient's place. There is no minus zero.
        let drive = match walk.settings.rule.is_local() {
            false => slope,
            true => 0.0 - slope,
        };
        Some(Row {
            spot,
            name: name(network, names, spot),
            values: [before, drive, after - before, after],
        })
    };
    shown.into_iter().filter_map(row).collect()
}

/// What a parameter is called: where a weight comes from and leads to.
pub fn name(network: &Network, inputs: &[String], spot: Spot) -> String {
    let last = network.layers().len().saturating_sub(1);
    let unit = |layer: usize, unit: usize| match (layer == last, network.outputs()) {
        (true, 1) => "output".to_owned(),
        (true, _) => format!("output {}", unit + 1),
        (false, _) => format!("layer {} unit {}", layer + 1, unit + 1),
    };
    match spot {
        Spot::Weight {
            layer,
            unit: to,
            source,
        } => {
            format!(
                "{} → {}",
                source_name(inputs, layer, source),
                unit(layer, to)
            )
        }
        Spot::Bias { layer, unit: of } => format!("bias of {}", unit(layer, of)),
        Spot::Unit { .. } | Spot::Input(_) => String::new(),
    }
}

fn row(row: Row) -> El {
    let run = Run::get();
    let spot = row.spot;
    let name = el("button")
        .class("link")
        .text(&row.name)
        .click(move || turn_to(run, spot));
    let tones = ["tone-weight", "tone-gradient", "tone-step", "tone-weight"];
    let cells = row
        .values
        .iter()
        .zip(tones)
        .map(|(value, tone)| el("td").class(tone).text(&number(*value)));
    linked(el("tr"), spot)
        .child(el("th").attr("scope", "row").child(name))
        .children(cells.collect())
}
