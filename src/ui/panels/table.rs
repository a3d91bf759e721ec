//! What every unit answers to the samples, a row each, and whether the network is right; a row chooses its
//! sample.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::{Portion, Study, UnitRow, UnitTable},
    nn::Task,
    plot::scale::format_short,
    ui::{
        canvas,
        element::{El, derived, el, follow},
        frame::Frame,
        run::Run,
        study::chooser,
    },
};

/// Rows that are shown at once.
const PAGE: usize = 24;
/// Answers beyond which they are told only so often while training runs, in milliseconds.
const MANY: usize = 100;
const PAUSE: f64 = 200.0;

type TableSignal = RwSignal<Option<Arc<UnitTable>>>;

/// The heads: inputs, the units of each layer, and the names of the outputs.
#[derive(Clone, Default, PartialEq)]
struct Heads {
    inputs: Vec<String>,
    layers: Vec<usize>,
    outputs: Vec<String>,
    /// Whether an answer can be right or wrong.
    judged: bool,
}

/// What the panel Table holds.
pub fn table() -> Vec<El> {
    let run = Run::get();
    // Where all rows are seen they are chooser enough.
    let many = derived(move || run.frame.with(|f| f.prepared.train_table.len() > PAGE));
    let chooser = el("div").when(move || many.get(), || vec![chooser()]);
    vec![chooser, unit_table(false)]
}

/// What every unit answers to a page of samples, with the sums before their activations or without.
pub fn unit_table(sums: bool) -> El {
    let place = el("div").class("unit-table-place").attr("tabindex", "0");
    let size = canvas::size_of(&place);
    let seen = derived(move || size.get().is_some_and(|[width, _]| width > 0.0));
    let table = answers(seen, sums);
    let run = Run::get();
    let heads = derived(move || run.frame.with(|f| heads(f)));
    let body = move || {
        let samples = derived(move || table.with(|t| samples(t.as_ref())));
        let body = el("tbody").each(
            move || samples.get(),
            move |sample| vec![row(table, sample, sums)],
        );
        vec![body]
    };
    place.anew(
        move || heads.get(),
        move |heads| {
            vec![
                el("table")
                    .class("unit-table")
                    .child(
                        el("caption")
                            .class("unseen")
                            .text("What every unit answers"),
                    )
                    .child(head(&heads))
                    .children(body()),
            ]
        },
    )
}

fn samples(table: Option<&Arc<UnitTable>>) -> Vec<usize> {
    let rows = table.into_iter().flat_map(|table| &table.rows);
    rows.map(|row| row.sample).collect()
}

/// The answers to the page of samples that the studied one is on, while they are seen.
fn answers(seen: RwSignal<bool>, sums: bool) -> TableSignal {
    let run = Run::get();
    let table = RwSignal::new(None);
    let mut last = (f64::NEG_INFINITY, None);
    follow(move || {
        if !seen.get() {
            return;
        }
        let running = run.lab.with(|lab| lab.transport.running);
        let studied = run
            .look
            .study
            .with(|s| s.as_ref().and_then(Study::training_row));
        let first = studied.map_or(0, |row| row as usize / PAGE * PAGE);
        let now = js_sys::Date::now();
        run.frame.with(|f| {
            let rows = f.prepared.train_table.len().min(PAGE);
            let many = rows * f.snapshot.network.neurons() > MANY;
            if running && many && now - last.0 < PAUSE && last.1 == Some(first) {
                return;
            }
            last = (now, Some(first));
            let network = &f.snapshot.network;
            let mut answers = UnitTable::of(network, &f.prepared, first..first + PAGE);
            if sums {
                answers = answers.with_sums(network, &f.experiment, &f.prepared);
            }
            table.set(Some(Arc::new(answers)));
        });
    });
    table
}

fn heads(f: &Frame) -> Heads {
    let layers = f.snapshot.network.layers().iter().map(|layer| layer.units);
    let names = f.prepared.names();
    Heads {
        // The pixels of an image say nothing in numbers.
        inputs: match f.experiment.data.image() {
            Some(_) => Vec::new(),
            None => {
                let names = f.prepared.train_table.inputs.iter();
                names.map(|name| name.replace('_', " ")).collect()
            }
        },
        layers: layers.collect(),
        outputs: match f.prepared.task {
            Task::Binary => vec!["answer".into()],
            Task::Multiclass | Task::Multilabel | Task::Regression => names.to_vec(),
        },
        judged: f.prepared.task != Task::Regression,
    }
}

fn head(heads: &Heads) -> El {
    let wide = |text: &str, columns: usize| {
        let head = el("th").attr("scope", "colgroup").text(text);
        head.attr("colspan", &columns.to_string())
    };
    let title = |text: &str| el("th").attr("scope", "col").text(text);
    let last = heads.layers.len().saturating_sub(1);
    let hidden = &heads.layers[..last];
    let mut groups = vec![wide("Sample", 1 + heads.inputs.len())];
    let mut titles = vec![title("row")];
    titles.extend(heads.inputs.iter().map(|name| title(name)));
    for (at, units) in hidden.iter().enumerate() {
        groups.push(wide(&format!("Layer {}", at + 1), *units));
        titles.extend((1..=*units).map(|unit| title(&format!("unit {unit}"))));
    }
    groups.push(wide("Output", heads.outputs.len()));
    titles.extend(heads.outputs.iter().map(|name| title(name)));
    groups.push(wide("", 1 + usize::from(heads.judged)));
    titles.push(title("target"));
    if heads.judged {
        titles.push(title("right"));
    }
    el("thead")
        .child(el("tr").children(groups))
        .child(el("tr").children(titles))
}

/// Something of a sample's row.
fn of<T: Default>(table: TableSignal, sample: usize, of: impl Fn(&UnitRow) -> T) -> T {
    table.with(|table| {
        let rows = table.iter().flat_map(|table| &table.rows);
        let mut found = rows.filter(|row| row.sample == sample);
        found.next().map(of).unwrap_or_default()
    })
}

fn row(table: TableSignal, sample: usize, sums: bool) -> El {
    let run = Run::get();
    let study = Study::Row(Portion::Training, sample as u32);
    let (chosen, other) = (study.clone(), study.clone());
    let is_chosen = derived(move || run.look.study.with(|s| s.as_ref() == Some(&chosen)));
    let choose = move || {
        let again = run.look.study.get_untracked().as_ref() == Some(&other);
        run.look.study.set((!again).then(|| other.clone()));
    };
    let button = el("button")
        .class("quiet")
        .live("aria-pressed", move || is_chosen.get().to_string())
        .attr("aria-label", &format!("Sample {}", sample + 1))
        .text(&(sample + 1).to_string());
    let image = run
        .frame
        .with_untracked(|f| f.experiment.data.image().is_some());
    let (inputs, units) = of(table, sample, |row| {
        let inputs = if image { 0 } else { row.inputs.len() };
        (inputs, row.units.len())
    });
    let number = |value: f32| format_short(f64::from(value));
    let input = (0..inputs).map(|at| {
        let text = move || {
            number(of(table, sample, |row| {
                row.inputs.get(at).copied().unwrap_or_default()
            }))
        };
        el("td").live_text(text)
    });
    let unit = (0..units).map(|at| {
        let value = move || {
            of(table, sample, |row| {
                row.units.get(at).copied().unwrap_or_default()
            })
        };
        let sum = move || {
            of(table, sample, |row| {
                row.sums.get(at).copied().unwrap_or_default()
            })
        };
        let cell = el("td").class("answer").live_text(move || answer(value()));
        if !sums {
            return cell;
        }
        let sum = el("small").live_text(move || format!("z {}", format_short(sum().into())));
        cell.text(" ").child(sum)
    });
    let right = move || of(table, sample, |row| row.right);
    let verdict = move || match right() {
        Some(true) => "✓ right",
        Some(false) => "✗ wrong",
        None => "",
    };
    let class = move || match (is_chosen.get(), right() == Some(false)) {
        (true, true) => "chosen wrong",
        (true, false) => "chosen",
        (false, true) => "wrong",
        (false, false) => "",
    };
    el("tr")
        .live("class", move || class().to_owned())
        .child(el("th").attr("scope", "row").child(button))
        .children(input.collect())
        .children(unit.collect())
        .child(el("td").live_text(move || of(table, sample, |row| row.truth.clone())))
        .when(
            move || right().is_some(),
            move || vec![el("td").class("verdict").live_text(verdict)],
        )
        .click(choose)
}

/// An answer to two decimals; steps have none.
fn answer(value: f32) -> String {
    if value == value.round() && value.abs() < 10.0 {
        return format!("{value:.0}").replace('-', "−");
    }
    format!("{value:.2}").replace('-', "−")
}
