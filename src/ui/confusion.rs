//! The confusion matrix: what the samples are in rows, what they were taken for in columns; one for
//! all classes, or one for each label.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::{
    element::{El, derived, el},
    live_tally::LiveTally,
    look::MatrixCell,
    page::Page,
    run::Run,
    study::go_beside,
};
use crate::{
    nn::Confusion,
    plot::{confusion::count_shade, scale::format_short},
};

/// Classes beyond which cells are narrow, so that names and numbers are short.
const FEW: usize = 6;

/// The matrices of what is counted, in the place of the picture.
pub fn confusion(tally: LiveTally) -> El {
    let names = move || tally.with(|t| t.as_ref().map(|t| t.names.clone()).unwrap_or_default());
    let tables = move |all: Vec<Vec<String>>| {
        let alone = all.len() == 1;
        let tables = all.into_iter().enumerate();
        tables
            .map(|(label, names)| {
                let names: Arc<[String]> = names.into();
                Matrix {
                    tally,
                    label,
                    names,
                    alone,
                }
                .table()
            })
            .collect()
    };
    let all_right = move || tally.with(|t| t.as_ref().and_then(|t| t.all_right));
    let labels = move || {
        let share = move || rate(all_right(), false);
        let output = el("output")
            .attr("role", "status")
            .attr("aria-live", "off")
            .attr("aria-label", "All labels right")
            .live_text(share);
        vec![
            el("p")
                .class("all-right")
                .text("All labels right: ")
                .child(output),
        ]
    };
    el("div")
        .class("confusion")
        .attr("role", "region")
        .attr("aria-label", "Confusion matrix")
        .attr("tabindex", "0")
        .anew(names, tables)
        .when(move || all_right().is_some(), labels)
}

/// One matrix of those that are counted.
#[derive(Clone)]
struct Matrix {
    tally: LiveTally,
    /// Which of them.
    label: usize,
    /// What it tells apart.
    names: Arc<[String]>,
    /// Whether it is the only one.
    alone: bool,
}

impl Matrix {
    fn classes(&self) -> usize {
        self.names.len()
    }

    fn is_narrow(&self) -> bool {
        self.classes() > FEW
    }

    /// What the counts say; nothing once they are those of other data.
    fn read<T: Default>(&self, of: impl Fn(&Confusion) -> T) -> T {
        let classes = self.classes();
        self.tally.with(|tally| {
            let counts = tally.as_ref().and_then(|t| t.confusions.get(self.label));
            let counts = counts.filter(|c| c.classes() == classes);
            counts.map(of).unwrap_or_default()
        })
    }

    fn table(self) -> El {
        let (kind, rates) = if self.is_narrow() {
            ("matrix narrow", ["R", "P"])
        } else {
            ("matrix", ["recall", "precision"])
        };
        let longest = self.names.iter().map(|name| name.chars().count()).max();
        let size = format!(
            "--longest: {}; --classes: {}",
            longest.unwrap_or_default(),
            self.classes()
        );
        let tally = self.tally;
        let caption = move || {
            let of = tally.with(|t| t.as_ref().map(|t| t.portion.word()).unwrap_or_default());
            format!("What the {of} samples are, in rows, and what they were taken for, in columns")
        };
        let title =
            |name: &str, scope: &str| el("th").attr("scope", scope).attr("title", name).text(name);
        let heads = self.names.iter().map(|name| title(name, "col"));
        let head = el("tr")
            .child(el("td"))
            .children(heads.collect())
            .child(edge(rates[0], "recall", "col"));
        let rows = (0..self.classes()).map(|truth| {
            let cells = (0..self.classes()).map(|predicted| self.cell(truth, predicted));
            el("tr")
                .child(title(&self.names[truth], "row"))
                .children(cells.collect())
                .child(self.recall(truth))
        });
        let precisions = (0..self.classes()).map(|class| self.precision(class));
        let foot = el("tr")
            .child(edge(rates[1], "precision", "row"))
            .children(precisions.collect())
            .child(self.accuracy());
        el("table")
            .class(kind)
            .attr("style", &size)
            .child(el("caption").class("unseen").live_text(caption))
            .child(el("thead").child(head))
            .child(el("tbody").children(rows.collect()))
            .child(el("tfoot").child(foot))
    }

    /// The samples of a class that were taken for a class; a button where there are any.
    fn cell(&self, truth: usize, predicted: usize) -> El {
        let (page, run, this) = (Page::get(), Run::get(), self.clone());
        let count = derived(move || this.read(|c| c.count(truth, predicted)));
        let this = self.clone();
        let shade = move || {
            let support = this.read(|c| c.support(truth)).max(1);
            let share = count.get() as f32 / support as f32;
            let shade = count_shade(share, page.theme.get(), truth == predicted);
            format!("background: {}", shade.css())
        };
        let here = MatrixCell {
            label: self.label,
            truth,
            predicted,
        };
        let pressed = move || run.look.picked.get() == Some(here);
        // A cell that empties while its samples are marked can still be released.
        let filled = derived(move || count.get() > 0 || pressed());
        let what = format!("{} taken for {}", self.names[truth], self.names[predicted]);
        let narrow = self.is_narrow();
        let button = move || {
            let what = what.clone();
            let button = el("button")
                .live("aria-label", move || format!("{what}: {}", count.get()))
                .live("aria-pressed", move || pressed().to_string())
                .live_text(move || count_text(count.get(), narrow))
                .click(move || turn(run, here));
            vec![button]
        };
        let none = || vec![el("span").class("none").text("0")];
        el("td")
            .live("style", shade)
            .when(move || filled.get(), button)
            .when(move || !filled.get(), none)
    }

    fn recall(&self, class: usize) -> El {
        self.share(class, Confusion::support, |right, all, name| {
            format!("{right} of {all} samples of {name} are found")
        })
    }

    fn precision(&self, class: usize) -> El {
        self.share(class, Confusion::predicted, |right, all, name| {
            format!("{right} of {all} samples taken for {name} are of it")
        })
    }

    /// The right ones of a class among all of its row or column.
    fn share(
        &self,
        class: usize,
        all: fn(&Confusion, usize) -> usize,
        words: fn(usize, usize, &str) -> String,
    ) -> El {
        let (this, narrow) = (self.clone(), self.is_narrow());
        let counts = derived(move || this.read(|c| (c.count(class, class), all(c, class))));
        let (this, name) = (self.clone(), self.names[class].clone());
        let title = move || {
            let (right, all) = counts.get();
            let f1 = this.read(|c| c.f1(class));
            format!("{}; F1 {f1:.2}", words(right, all, &name))
        };
        let share = move || {
            let (right, all) = counts.get();
            (all > 0).then(|| right as f64 / all as f64)
        };
        el("td")
            .class("rate")
            .live("title", title)
            .live_text(move || rate(share(), narrow))
    }

    /// The share of all samples that are right.
    fn accuracy(&self) -> El {
        let (this, that) = (self.clone(), self.clone());
        let samples = move || that.read(|c| (0..c.classes()).map(|k| c.support(k)).sum::<usize>());
        let (narrow, alone) = (self.is_narrow(), self.alone);
        let text = move || rate(Some(this.read(Confusion::accuracy)), narrow);
        let cell = el("td").class("rate");
        if narrow {
            let title =
                move || format!("Accuracy: the share of {} samples that is right", samples());
            return cell.live("title", title).child(el("b").live_text(text));
        }
        let cell = cell
            .child(el("span").text("accuracy"))
            .child(el("b").live_text(text));
        if alone {
            let of = move || format!("of {}", format_short(samples() as f64));
            cell.child(el("span").live_text(of))
        } else {
            cell
        }
    }
}

/// Marks the samples of a cell and studies the first, or lets them go.
fn turn(run: Run, cell: MatrixCell) {
    let was = run.look.picked.get_untracked() == Some(cell);
    run.look.picked.set((!was).then_some(cell));
    run.look.study.set(None);
    if !was {
        go_beside(run, true);
    }
}

/// The head of the row or column at the edge.
fn edge(text: &str, title: &str, scope: &str) -> El {
    el("th")
        .class("edge")
        .attr("scope", scope)
        .attr("title", title)
        .text(text)
}

/// A share in percent, or as a fraction where it is `narrow`. Only what is whole is said to be.
fn rate(share: Option<f64>, narrow: bool) -> String {
    match share {
        None => "–".into(),
        Some(share) if narrow => match (share * 100.0).clamp(0.0, 100.0) {
            0.0 => "0".into(),
            100.0 => "1".into(),
            percent => format!(".{:02.0}", percent.clamp(1.0, 99.0)),
        },
        Some(1.0) => "100 %".into(),
        Some(share) => format!("{:.1} %", (share * 100.0).min(99.9)),
    }
}

/// A count; in thousands where it would not fit.
fn count_text(count: usize, narrow: bool) -> String {
    if narrow && count > 999 {
        format!("{}k", count / 1000)
    } else {
        count.to_string()
    }
}
