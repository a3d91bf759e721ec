//! The layers with what their units do over the training samples: histograms of weighted sums, answers and
//! gradients, and what follows from them. Computed while it is seen, at every other frame.

use std::{cell::Cell, sync::Arc};

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{bars::bars, steps::Steps};
use crate::{
    lab::{
        Flow,
        flow::{BARS, LayerFlow},
    },
    nn::{Activation, Named},
    plot::scale::{format_power, format_short, format_value},
    ui::{
        element::{El, derived, el},
        run::Run,
        turn::on_screen,
    },
};

/// The flow at the moment on the screen, or a moment before it while the run goes on.
#[derive(Clone, Copy)]
struct Live {
    run: Run,
    flow: RwSignal<Arc<Flow>>,
    steps: Steps,
}

/// The heads of the columns, each with what it stands for.
const HEADS: [(&str, &str); 7] = [
    ("z", "Weighted sums"),
    ("a", "Answers of the activation"),
    (
        "|∂L/∂z|",
        "Size of the gradient at the weighted sum, of each sample’s own loss; logarithmic",
    ),
    (
        "Gradient",
        "Length of the gradient of the mean loss, and of the penalty, over weights and biases: the root of the sum of squares",
    ),
    (
        "Step / weights",
        "Length of the step that comes next over the length of the weights and biases",
    ),
    (
        "Saturated",
        "Share of the answers where the activation’s slope is below a twentieth of its greatest",
    ),
    (
        "Dead",
        "Units whose slope is 0 at every sample: nothing reaches their weights",
    ),
];

/// The layers, and how many samples they are told by.
pub fn layers(steps: Steps) -> Vec<El> {
    let live = Live::new(steps);
    let all = derived(move || {
        live.flow
            .with(|flow| flow.layers.iter().map(|l| l.activation).collect::<Vec<_>>())
    });
    let heads = HEADS.iter().enumerate().map(|(at, (name, title))| {
        el("th")
            .class(if at < 3 { "bars-head" } else { "" })
            .attr("scope", "col")
            .attr("title", title)
            .text(name)
    });
    let head = el("tr")
        .child(el("th").attr("scope", "col").text("Layer"))
        .children(heads.collect());
    let rows = move |all: Vec<Activation>| {
        let last = all.len().saturating_sub(1);
        let rows = all.into_iter().enumerate();
        let mut rows: Vec<El> = rows.map(|(at, a)| live.row(at, at == last, a)).collect();
        rows.push(live.axes());
        rows
    };
    let table = el("table")
        .class("layers")
        .attr("aria-label", "The layers over the training samples")
        .child(el("thead").child(head))
        .child(el("tbody").anew(move || all.get(), rows));
    let scroll = el("div")
        .class("scroll")
        .attr("role", "region")
        .attr("aria-label", "Layer by layer")
        .attr("tabindex", "0")
        .child(table);
    vec![scroll, el("p").class("hint").live_text(move || live.note())]
}

impl Live {
    fn new(steps: Steps) -> Self {
        let run = Run::get();
        let first = run.frame.with_untracked(|f| f.flow());
        let flow = RwSignal::new(Arc::new(first));
        let (own, turn) = (run.look.panel.get_untracked(), Cell::new(0u32));
        on_screen(move || {
            let is_seen = run.look.panel.get() == own;
            run.frame.track();
            let running = run.lab.with(|lab| lab.transport.running);
            turn.set(turn.get().wrapping_add(1));
            if is_seen && !(running && turn.get() % 2 == 1) {
                let now = Arc::new(run.frame.with_untracked(|f| f.flow()));
                if flow.with_untracked(|flow| *flow != now) {
                    flow.set(now);
                }
            }
        });
        Self { run, flow, steps }
    }

    fn row(self, at: usize, last: bool, activation: Activation) -> El {
        let name = if last {
            "output".to_owned()
        } else {
            (at + 1).to_string()
        };
        let of = move |what: fn(&LayerFlow) -> String| move || self.layer(at, what);
        let (span, titles) = ([0, 1, 2], ["z", "a", "|∂L/∂z|"]);
        let histograms = span.map(|column| {
            let spoken = name.clone();
            let label = move || self.told(at, column, titles[column], &spoken);
            let counts = move || {
                let counts = |flow: &Flow| flow.layers.get(at).map(|l| [l.z, l.a, l.delta][column]);
                self.flow.with(|flow| counts(flow)).unwrap_or_default()
            };
            let cell = el("td")
                .class("bars-cell")
                .child(bars(label, counts, move || self.zero(column)));
            if column == 2 {
                cell.child(el("small").live_text(of(zeros)))
            } else {
                cell
            }
        });
        let gradient = move || {
            self.run.frame.with(|f| {
                let sizes = f.snapshot.sizes(f.snapshot.gradient.whole());
                sizes
                    .get(at)
                    .map(|size| format_value(*size))
                    .unwrap_or_default()
            })
        };
        let step = move || self.steps.now(at).map_or_else(|| "…".into(), step_of);
        let texts = vec![
            el("td").live_text(gradient),
            el("td").live_text(step),
            el("td").live_text(of(|l| format!("{:.0} %", 100.0 * l.saturated))),
            el("td").live_text(self.dead(at)),
        ];
        let head = el("th").attr("scope", "row").text(&name).text(" ");
        el("tr")
            .child(head.child(el("small").text(activation.label())))
            .children(histograms.into_iter().collect())
            .children(texts)
    }

    /// What the histograms of all layers span.
    fn axes(self) -> El {
        let end = |column: usize, end: usize| {
            move || self.flow.with(|flow| ends(flow, column)[end].clone())
        };
        let axis = |column| {
            let line = el("span").child(el("small").live_text(end(column, 0)));
            el("td")
                .class("span")
                .child(line.child(el("small").live_text(end(column, 1))))
        };
        el("tr")
            .class("axes-row")
            .child(
                el("th")
                    .attr("scope", "row")
                    .child(el("small").text("from … to")),
            )
            .children([0, 1, 2].map(axis).into_iter().collect())
            .child(el("td").attr("colspan", "4"))
    }

    /// How many units are dead. The perceptron rule follows no slope, so none is.
    fn dead(self, at: usize) -> impl Fn() -> String {
        move || {
            let rule = self.run.lab.with(|lab| lab.experiment.rule);
            if rule.is_local() {
                return "–".into();
            }
            self.layer(at, |l| format!("{} of {}", l.dead(), l.units.len()))
        }
    }

    fn layer<T: Default>(self, at: usize, what: fn(&LayerFlow) -> T) -> T {
        self.flow
            .with(|flow| flow.layers.get(at).map(what).unwrap_or_default())
    }

    /// Where 0 lies in the histograms of a column.
    fn zero(self, column: usize) -> Option<f32> {
        let [low, high] = self
            .flow
            .with(|flow| [Some(flow.z), Some(flow.a), None][column])?;
        (low < 0.0 && high > 0.0).then(|| -low / (high - low))
    }

    /// A histogram in words, told while the run rests.
    fn told(self, at: usize, column: usize, what: &str, name: &str) -> String {
        let of = format!("{what} of layer {name}");
        if self.run.lab.with(|lab| lab.transport.running) {
            return of;
        }
        self.flow.with(|flow| {
            let Some(layer) = flow.layers.get(at) else {
                return of.clone();
            };
            let counts = [&layer.z, &layer.a, &layer.delta][column];
            let place = |bar: Option<usize>| bar.map(|bar| value(flow, column, bar));
            let low = place(counts.iter().position(|count| *count > 0));
            let high = place(counts.iter().rposition(|count| *count > 0));
            let most = counts.iter().copied().max();
            let peak = place(counts.iter().position(|count| Some(*count) == most));
            match (low, high, peak) {
                (Some(low), Some(high), Some(peak)) => {
                    format!("{of}: from {low} to {high}, most about {peak}")
                }
                _ => format!("{of}: 0 throughout"),
            }
        })
    }

    fn note(self) -> String {
        let (seen, all) = (
            self.flow.with(|flow| flow.samples),
            self.run.frame.with(|f| f.prepared.train.len()),
        );
        let of = if seen < all {
            format!("the first {seen} of {all}")
        } else {
            format!("all {all}")
        };
        format!(
            "Over {of} training samples at the moment on the screen, every unit taking part; |∂L/∂z| on a logarithmic axis."
        )
    }
}

/// The value in the middle of a bar.
fn value(flow: &Flow, column: usize, bar: usize) -> String {
    let share = (bar as f32 + 0.5) / BARS as f32;
    let at = |[low, high]: [f32; 2]| low + share * (high - low);
    match column {
        0 => format_short(f64::from(at(flow.z))),
        1 => format_short(f64::from(at(flow.a))),
        _ => format_power(at(flow.delta.map(|power| power as f32)) as i32),
    }
}

/// The ends of a column's axis.
fn ends(flow: &Flow, column: usize) -> [String; 2] {
    let numbers = |ends: [f32; 2]| ends.map(|end| format_short(f64::from(end)));
    match column {
        0 => numbers(flow.z),
        1 => numbers(flow.a),
        _ => flow.delta.map(format_power),
    }
}

/// How many of a layer's gradients are 0, and so in no bar.
fn zeros(layer: &LayerFlow) -> String {
    let all = layer.no_delta + layer.delta.iter().sum::<u32>();
    match layer.no_delta {
        0 => String::new(),
        none => format!("0: {:.0} %", 100.0 * none as f32 / all as f32),
    }
}

fn step_of(share: f64) -> String {
    if share.is_finite() {
        format_value(share)
    } else {
        "–".into()
    }
}
