//! Rows that are pasted, a table of what the network answers to them, and the same as a file.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};
use web_sys::HtmlTextAreaElement;

use super::scene::{Scene, asked};
use crate::{
    lab::{
        FieldError, Portion, Study,
        raw::{Batch, Column, Meaning, Measured, sheet},
        wrong::Browser,
    },
    run::News,
    text::{
        counted,
        reply::{answer, lines},
    },
    ui::{
        element::{El, derived, el, follow},
        frame::Frame,
        own_data::saved::{copy, download},
        panels::group::group,
    },
};

/// Rows whose answers are shown.
const SHOWN: usize = 50;
/// Lines that are told to be wrong one by one.
const TOLD: usize = 8;
/// Rows of the example.
const EXAMPLE: u32 = 3;
const NAME: &str = "separable-answers.csv";

/// What was pasted, as it was read.
type Pasted = Result<Arc<Batch>, FieldError>;

/// The signals of the rows.
#[derive(Clone, Copy)]
struct Rows {
    scene: Scene,
    text: RwSignal<String>,
    batch: RwSignal<Pasted>,
    said: RwSignal<&'static str>,
}

/// The rows with their table.
pub fn rows(scene: Scene) -> El {
    let text = RwSignal::new(String::new());
    let batch = derived(move || {
        let columns = scene.columns.get();
        text.with(|text| {
            let data = |f: &Frame| Batch::read(text, &columns, &f.experiment.data).map(Arc::new);
            scene.run.frame.with_untracked(|f| data(f))
        })
    });
    let rows = Rows {
        scene,
        text,
        batch,
        said: RwSignal::new(""),
    };
    let has_rows = derived(move || {
        rows.batch
            .with(|b| b.as_ref().is_ok_and(|b| !b.rows.is_empty()))
    });
    let area = el("textarea")
        .attr("aria-label", "Rows")
        .attr("rows", "4")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .live("placeholder", move || rows.order())
        .maybe("aria-invalid", move || {
            rows.batch.with(Result::is_err).then_some("true")
        });
    let node: HtmlTextAreaElement = area.node();
    let shown = node.clone();
    follow(move || {
        let text = rows.text.get();
        if shown.value() != text {
            shown.set_value(&text);
        }
    });
    let area = area.on("input", move |_| {
        rows.said.set("");
        rows.text.set(node.value());
    });
    let link = |text: &str, title: &str, act: fn(Rows)| {
        let button = el("button").class("link").attr("title", title).text(text);
        button.click(move || act(rows))
    };
    let body = vec![
        el("p")
            .class("hint")
            .text("Pasted as a spreadsheet copies them, or as CSV, with or without names above them. ")
            .child(link("Example", "Put the first samples in", Rows::example)),
        area,
        el("p")
            .class("try-state")
            .attr("role", "status")
            .attr("aria-label", "State of the rows")
            .live_text(move || rows.state()),
        rows.wrong(),
        el("div").when(move || has_rows.get(), move || vec![rows.table(), rows.files()]),
    ];
    group("try-rows", "Many rows", body)
}

impl Rows {
    /// The columns in the order of a row without names.
    fn order(self) -> String {
        let columns = self.scene.columns.get();
        match columns.as_slice() {
            [first, .., last] if columns.len() > 12 => {
                format!(
                    "{}, … {} ({} columns)",
                    first.label(),
                    last.label(),
                    columns.len()
                )
            }
            all => all.iter().map(Column::label).collect::<Vec<_>>().join(", "),
        }
    }

    /// Puts the first samples in, those held back where there are any.
    fn example(self) {
        let columns = self.scene.columns.get_untracked();
        let text = self.scene.run.frame.with_untracked(|f| {
            let portion = Portion::Test.among(&f.prepared);
            let rows = (0..EXAMPLE).filter_map(|row| Study::Row(portion, row).raw(&f.prepared));
            let line = |raw: Vec<f32>| {
                let cell = |column: &Column| column.of(&raw).map(|value| column.written(value));
                let cells = columns
                    .iter()
                    .map(|column| cell(column).unwrap_or_default());
                cells.collect::<Vec<_>>().join("\t")
            };
            let names = columns.iter().map(|column| column.name.clone());
            let mut lines = vec![names.collect::<Vec<_>>().join("\t")];
            lines.extend(rows.map(line));
            lines.join("\n")
        });
        self.said.set("");
        self.text.set(text);
    }

    /// What came of the rows, in a sentence.
    fn state(self) -> String {
        let said = self.said.get();
        self.batch.with(|batch| match batch {
            Err(wrong) => wrong.to_string(),
            Ok(batch) if batch.rows.is_empty() && !batch.named => String::new(),
            Ok(batch) => {
                let good = batch.good().count();
                let bad = batch.rows.len() - good;
                let mut text = format!("{} answered", counted(good, "row", "rows"));
                if bad > 0 {
                    text += &format!(", {} not", counted(bad, "line", "lines"));
                }
                text += ".";
                if batch.named {
                    text += " The first line was taken for names.";
                }
                if !batch.passed_over.is_empty() {
                    let names: Vec<_> = batch.passed_over.iter().take(TOLD).cloned().collect();
                    text += &format!(" Passed over: {}.", names.join(", "));
                }
                if !said.is_empty() {
                    text += &format!(" {said}");
                }
                text
            }
        })
    }

    /// What is wrong, line by line.
    fn wrong(self) -> El {
        let told = derived(move || {
            self.batch.with(|batch| {
                let wrong: Vec<_> = batch.iter().flat_map(|batch| batch.wrong()).collect();
                let mut told: Vec<_> = wrong.iter().take(TOLD).map(ToString::to_string).collect();
                let more = wrong.len().saturating_sub(TOLD);
                told.extend((more > 0).then(|| format!("and {more} more")));
                told
            })
        });
        el("ul")
            .class("try-remarks")
            .attr("role", "list")
            .attr("aria-label", "Lines that are wrong")
            .each(
                move || told.get(),
                |text| vec![el("li").class("wrong").text(&text)],
            )
    }

    /// The first rows with their answers as the network learns.
    fn table(self) -> El {
        let scene = self.scene;
        let shown = derived(move || {
            let columns = scene.columns.get();
            self.batch.with(|batch| {
                let rows = batch.iter().flat_map(|batch| batch.good()).take(SHOWN);
                let row = |(line, values): (usize, &[Measured])| {
                    let cells = columns.iter().zip(values);
                    let cells = cells.map(|(column, value)| column.written(*value));
                    (line, cells.collect::<Vec<_>>())
                };
                rows.map(row).collect::<Vec<_>>()
            })
        });
        let told = RwSignal::new(Vec::new());
        follow(move || {
            if !scene.seen.get() {
                return;
            }
            let columns = scene.columns.get();
            let now = self.batch.with(|batch| {
                let rows = batch.iter().flat_map(|batch| batch.good()).take(SHOWN);
                let rows: Vec<_> = rows.map(|(_, values)| values).collect();
                scene.run.frame.with(|f| answers(f, &columns, &rows))
            });
            if told.with_untracked(|last| *last != now) {
                told.set(now);
            }
        });
        let names = derived(move || {
            let columns = scene.columns.get();
            columns.iter().map(Column::label).collect::<Vec<_>>()
        });
        let more = move || {
            let good = self
                .batch
                .with(|b| b.as_ref().map_or(0, |b| b.good().count()));
            match good.saturating_sub(SHOWN) {
                0 => String::new(),
                more => format!("{more} more are in the CSV."),
            }
        };
        let head = |text: &str| el("th").attr("scope", "col").text(text);
        let table = move |names: Vec<String>, rows: Vec<(usize, Vec<String>)>| {
            let heads = ["line", "answer", "how sure"].into_iter();
            let heads = heads.chain(names.iter().map(String::as_str));
            let heads = heads.map(head).collect();
            let row = |(at, (line, cells)): (usize, &(usize, Vec<String>))| {
                let cell = |text: &String| el("td").text(text);
                let of = move |part: usize| {
                    told.with(|told: &Vec<[String; 2]>| {
                        told.get(at)
                            .map_or_else(String::new, |told| told[part].clone())
                    })
                };
                el("tr")
                    .child(el("th").attr("scope", "row").text(&line.to_string()))
                    .child(el("td").class("try-told").live_text(move || of(0)))
                    .child(el("td").live_text(move || of(1)))
                    .children(cells.iter().map(cell).collect())
            };
            vec![
                el("table")
                    .class("unit-table")
                    .child(
                        el("caption")
                            .class("unseen")
                            .text("Rows with their answers"),
                    )
                    .child(el("thead").child(el("tr").children(heads)))
                    .child(el("tbody").children(rows.iter().enumerate().map(row).collect())),
            ]
        };
        el("div")
            .child(
                el("div")
                    .class("unit-table-place")
                    .attr("tabindex", "0")
                    .attr("role", "group")
                    .attr("aria-label", "Answers")
                    .anew(
                        move || (names.get(), shown.get()),
                        move |(names, rows)| table(names, rows),
                    ),
            )
            .child(el("p").class("hint").live_text(more))
    }

    fn files(self) -> El {
        let button =
            |text: &str, title: &str| el("button").class("quiet").attr("title", title).text(text);
        el("div")
            .class("button-row")
            .child(button("Download CSV", "All rows with their answers").click(move || self.save()))
            .child(button("Copy CSV", "The same to be pasted elsewhere").click(move || self.copy()))
    }

    /// All rows with the network's answers at the moment on the screen.
    fn csv(self) -> String {
        let columns = self.scene.columns.get_untracked();
        let Ok(batch) = self.batch.get_untracked() else {
            return String::new();
        };
        let rows: Vec<_> = batch.good().map(|(_, values)| values).collect();
        self.scene.run.frame.with_untracked(|f| {
            let replies = asked(f, &columns, &rows);
            let meaning = Meaning::of(&f.experiment, f.prepared.task);
            sheet(&columns, &batch, &replies, meaning, &f.prepared)
        })
    }

    fn save(self) {
        if download(NAME, &self.csv()).is_none() {
            let wrong = FieldError::new(NAME, Browser::Save);
            self.scene.run.dispatch(News::Complain(wrong));
        }
    }

    fn copy(self) {
        let text = self.csv();
        wasm_bindgen_futures::spawn_local(async move {
            let copied = copy(&text).await;
            if !self.scene.run.is_open() {
                return;
            }
            if copied {
                self.said.set("The table is copied.");
            } else {
                // What cannot be copied can be had as a file.
                self.save();
            }
        });
    }
}

/// The answer to each row, and how sure it is.
fn answers(f: &Frame, columns: &[Column], rows: &[&[Measured]]) -> Vec<[String; 2]> {
    let meaning = Meaning::of(&f.experiment, f.prepared.task);
    let told = |reply| {
        let lines = lines(meaning, &reply, &f.prepared);
        let chosen = lines
            .iter()
            .filter(|line| line.chosen && line.share.is_some());
        let sure: Vec<_> = chosen.map(|line| line.text.clone()).collect();
        let sure = if sure.is_empty() {
            "–".to_owned()
        } else {
            sure.join(", ")
        };
        [answer(&reply, &f.prepared), sure]
    };
    asked(f, columns, rows).into_iter().map(told).collect()
}
