//! The numbers under the picture: what the network is worth now.

use reactive_graph::prelude::*;

use super::{
    element::{El, derived, el},
    frame::Frame,
    live_tally::live_tally,
    run::Run,
};
use crate::{
    lab::{Portion, prepared::LOOKED_AT},
    nn::{Evaluation, Fit, Task},
    plot::scale::{format_short, format_value},
};

/// Losses and scores, and below them what there is to say beside.
pub fn numbers() -> Vec<El> {
    let numbers = el("div")
        .class("numbers")
        .children(vec![
            number(Portion::Training, LOSS),
            number(Portion::Test, LOSS),
            number(Portion::Training, SCORE),
            number(Portion::Test, SCORE),
        ])
        .children(heads());
    vec![numbers, notes()]
}

/// The heads of the rows and columns in which the numbers stand where there is little room.
fn heads() -> Vec<El> {
    let run = Run::get();
    let score = move || run.frame.with(|f| (SCORE.name)(f.prepared.task));
    let head = || el("span").class("numbers-head").attr("aria-hidden", "true");
    let loss = move || run.frame.with(|f| (LOSS.short)(f));
    let mut heads = ["train", "test"].map(|name| head().text(name)).to_vec();
    heads.extend([head().live_text(loss), head().live_text(score)]);
    heads
}

/// What is said of a portion.
#[derive(Clone, Copy)]
struct Number {
    /// Its name for a task.
    name: fn(Task) -> &'static str,
    /// The name where there is little room.
    short: fn(&Frame) -> &'static str,
    /// What has to be known about it.
    title: fn(&Frame) -> Option<&'static str>,
    /// How it is written.
    text: fn(&Frame, Portion, Evaluation) -> String,
    /// What is added for who does not see the short name.
    after: fn(&Frame) -> &'static str,
}

/// The loss. Under the perceptron rule, which makes none small, its place has the number that the rule
/// goes by: of how many answers how many are wrong. It keeps its name there for scripts and screen
/// readers: a loss of 1 for each wrong answer is what is counted.
const LOSS: Number = Number {
    name: |_| "loss",
    short: |f| {
        if f.experiment.counts_wrong() {
            "wrong"
        } else {
            "loss"
        }
    },
    title: |f| {
        f.experiment.counts_wrong().then_some(
            "How many answers are wrong: this rule learns sample by sample and makes no other loss small",
        )
    },
    text: |f, portion, evaluation| {
        let counts = f.experiment.counts_wrong();
        match portion.wrong(&f.prepared, &evaluation).filter(|_| counts) {
            Some((wrong, of)) => format!("{wrong} of {of}"),
            None => format_value(evaluation.loss),
        }
    },
    after: |f| {
        if f.experiment.counts_wrong() {
            " wrong"
        } else {
            ""
        }
    },
};

const SCORE: Number = Number {
    name: |task| match task {
        Task::Regression => "R²",
        _ => "accuracy",
    },
    short: |f| match f.prepared.task {
        Task::Regression => "R²",
        Task::Multilabel => "mean",
        _ => "acc.",
    },
    title: |f| match f.prepared.task {
        Task::Multilabel => Some("The accuracy, as the mean over the labels"),
        Task::Regression => Some("1 is perfect, 0 no better than the mean of all targets"),
        _ => None,
    },
    text: |_, _, evaluation| score(evaluation),
    after: |_| "",
};

/// The accuracy, or R² of a regression.
fn score(evaluation: Evaluation) -> String {
    match (evaluation.accuracy, evaluation.fit) {
        (Some(1.0), _) => "100 %".into(),
        (Some(accuracy), _) => format!("{:.1} %", accuracy * 100.0),
        // Far below 0 decimals would only take room.
        (None, Some(fit)) if fit.r2 > -10.0 => format!("{:.3}", fit.r2).replace('-', "−"),
        (None, Some(fit)) => format_value(fit.r2),
        (None, None) => "–".into(),
    }
}

/// Characters of a large number that fit in a column.
const ROOM: usize = 6;

fn number(portion: Portion, number: Number) -> El {
    let run = Run::get();
    let task = derived(move || run.frame.with(|f| f.prepared.task));
    let (long, short) = match portion {
        Portion::Training => ("Training", "Train"),
        Portion::Test => ("Test", "Test"),
    };
    let value = move || {
        let of = |f: &Frame| match portion {
            Portion::Training => f.snapshot.train,
            Portion::Test => f.snapshot.test,
        };
        run.frame.with(|f| {
            let text = |evaluation| (number.text)(f, portion, evaluation);
            of(f).map_or_else(|| "–".into(), text)
        })
    };
    let name = move || run.frame.with(|f| (number.short)(f));
    let name = el("span")
        .class("field-name")
        .attr("aria-hidden", "true")
        .live_text(move || format!("{short} {}", name()));
    let after = move || match value().as_str() {
        "–" => "",
        _ => run.frame.with(|f| (number.after)(f)),
    };
    let label = move || format!("{long} {}", (number.name)(task.get()));
    // Small numbers have many digits, and must stay in their column.
    let class = move || {
        if value().chars().count() > ROOM {
            "long"
        } else {
            ""
        }
    };
    let output = status(label, value)
        .live("class", move || class().to_owned())
        .child(el("span").class("unseen").live_text(after));
    el("div")
        .class("number")
        .maybe("title", move || run.frame.with(|f| (number.title)(f)))
        .child(name)
        .child(output)
}

/// A number that changes too often to be read out each time.
fn status(label: impl Fn() -> String + 'static, text: impl Fn() -> String + 'static) -> El {
    el("output")
        .attr("role", "status")
        .attr("aria-live", "off")
        .live("aria-label", label)
        .live_text(text)
}

/// The penalty, the errors of a regression, and how many samples were measured.
fn notes() -> El {
    let run = Run::get();
    let penalised = derived(move || run.frame.with(|f| f.snapshot.gradient.has_penalty()));
    let regression = derived(move || run.frame.with(|f| f.prepared.task == Task::Regression));
    let left_out = derived(move || run.frame.with(|f| left_out(f)));
    el("div")
        .class("notes")
        .when(move || penalised.get(), || vec![penalty()])
        .when(move || regression.get(), errors)
        .when(
            move || left_out.get().is_some(),
            move || {
                let text = move || left_out.get().unwrap_or_default();
                let span = el("span").class("hint").attr("title", MEASURED);
                vec![span.live_text(text)]
            },
        )
}

const MEASURED: &str =
    "What these numbers were measured on, and when: all samples would take too long";

/// How many samples the numbers are of, where not of all, and of what moment, where not of the one at hand.
fn left_out(f: &Frame) -> Option<String> {
    let portions = [Portion::Training, Portion::Test].into_iter();
    let (part, all) = portions.filter_map(|p| p.left_out(&f.prepared)).next()?;
    let part = if f.is_large() { LOOKED_AT } else { part };
    let [part, all] = [part, all].map(|count| format_short(count as f64));
    let mut text = format!("first {part} of {all} rows");
    if f.snapshot.measured != f.snapshot.progress {
        let epochs = f.snapshot.measured.epochs(f.prepared.train.len());
        text += &format!(", epoch {epochs:.1}");
    }
    Some(text)
}

/// What L1 and L2 add to the training loss.
fn penalty() -> El {
    let run = Run::get();
    let value = move || run.frame.with(|f| format_value(f.snapshot.penalty));
    el("span")
        .class("note")
        .attr("title", "What L1 and L2 add to the training loss")
        .text("+ ")
        .child(status(|| "Penalty".into(), value))
        .text(" penalty")
}

/// How far a regression is off, in the targets' own units.
fn errors() -> Vec<El> {
    let run = Run::get();
    let tally = live_tally(|| Some(Portion::Test));
    let portion = move || {
        let test = run.frame.with(|f| Portion::Test.among(&f.prepared));
        match test {
            Portion::Training => "Training",
            Portion::Test => "Test",
        }
    };
    let error =
        move |prefix: bool, short: &'static str, long: &'static str, of: fn(&Fit) -> f64| {
            let value = move || {
                let mean = tally.with(|t| t.as_ref().and_then(|t| t.mean(of)));
                mean.map_or_else(|| "–".into(), format_value)
            };
            let title = move || {
                let names = run.frame.with(|f| f.prepared.names().to_vec());
                let each =
                    |(name, fit): (&String, &Fit)| format!("{name} {}", format_value(of(fit)));
                let each = tally.with(|t| {
                    let fits = t.iter().flat_map(|t| &t.fits);
                    names.iter().zip(fits).map(each).collect::<Vec<_>>()
                });
                let portion = portion().to_ascii_lowercase();
                format!(
                    "{long} over the {portion} samples, in the targets’ own units: {}",
                    each.join(", ")
                )
            };
            el("span")
                .class("note")
                .live("title", title)
                .live_text(move || match prefix {
                    true => format!("{} {short} ", portion()),
                    false => format!("{short} "),
                })
                .child(status(move || format!("{} {short}", portion()), value))
        };
    vec![
        error(true, "MAE", "Mean absolute error", |fit| fit.mae),
        error(false, "RMSE", "Root of the mean squared error", |fit| {
            fit.rmse
        }),
    ]
}
