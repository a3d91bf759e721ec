//! What the marks on the large picture mean.

use reactive_graph::prelude::*;

use super::{
    element::{El, derived, el, svg},
    frame::Frame,
    look::Aspect,
    marks::key_color,
    page::Page,
    point_style::{color_of_class, combination_color},
    run::{Before, Run},
    walk,
};
use crate::{
    nn::Task,
    plot::{
        color::Theme,
        marks::{Mark, mark, outline},
    },
};

/// One sign with its meaning.
#[derive(Clone, Debug, PartialEq)]
enum Sign {
    /// A sign that the style draws.
    Plain(&'static str),
    /// The mark of a class, in its colour.
    Mark(Mark, String),
    /// A line of a colour.
    Line(String),
}

/// The key under the picture.
pub fn key() -> Vec<El> {
    let (page, run) = (Page::get(), Run::get());
    // The line of the run before the last change, where the picture has lines.
    let compared = move || {
        let has_picture =
            |before: &Option<Before>| before.as_ref().is_some_and(|(_, p)| p.is_some());
        run.before.with(has_picture)
            && !run.is_in_hidden_space()
            && run.frame.with(|f| f.is_fit() || !f.view.is_line())
    };
    // Where the classes or labels have signs of their own, or two runs are compared, they take the line.
    let ringed = derived(move || {
        let idle = run.lab.with(|lab| !lab.transport.running);
        !compared()
            && run.frame.with(|f| {
                let plain = matches!(f.prepared.task, Task::Binary | Task::Regression);
                let stays = idle || f.shown.is_some();
                plain && stays && f.snapshot.progress.last_sample.is_some()
            })
    });
    let now = move || {
        let (theme, aspect) = (page.theme.get(), run.look.aspect.get());
        let (ringed, compared) = (ringed.get(), compared());
        let mut signs = run
            .frame
            .with(|f| signs(f, aspect, theme, ringed || compared));
        if compared {
            signs.push((Sign::Plain("dash before"), "before".into()));
        }
        signs
    };
    let entry =
        |(sign, text): &(Sign, String)| el("span").class("key").child(picture(sign)).text(text);
    let ring = || {
        let ring = el("i").class("dot ring");
        vec![el("span").class("key").child(ring).text("latest")]
    };
    let all = el("span")
        .class("keys-line")
        .anew(now, move |signs| signs.iter().map(entry).collect())
        .when(move || ringed.get(), ring)
        .when(move || run.look.walking.is_open(), || vec![walk::keys()])
        .when(
            move || run.look.picked.get().is_some(),
            move || {
                let all = el("button").class("link").text("Show all samples");
                vec![all.click(move || run.look.picked.set(None))]
            },
        );
    vec![all]
}

fn picture(sign: &Sign) -> El {
    match sign {
        Sign::Plain(class) => el("i").class(class),
        Sign::Line(color) => el("i")
            .class("dash")
            .attr("style", &format!("border-color: {color}")),
        Sign::Mark(mark, color) => {
            let corners = outline(*mark, [7.0, 7.0], 5.0);
            let corners = corners.iter().map(|[x, y]| format!("{x:.1},{y:.1}"));
            let points = corners.collect::<Vec<_>>().join(" ");
            svg("svg")
                .attr("viewBox", "0 0 14 14")
                .attr("width", "14")
                .attr("height", "14")
                .attr("aria-hidden", "true")
                .child(svg("polygon").attr("points", &points).attr("fill", color))
        }
    }
}

/// The signs; where another is to come, as the ring around the latest sample, it takes the place of the
/// least of them, so that all stay in one line.
fn signs(f: &Frame, aspect: Aspect, theme: Theme, gives_way: bool) -> Vec<(Sign, String)> {
    let names = f.prepared.names();
    let plain = |class, text: &str| (Sign::Plain(class), text.to_owned());
    let mut signs = vec![plain("dot filled", "training"), plain("dot hollow", "test")];
    match f.prepared.task {
        Task::Binary => signs.push(plain("dash", "boundary")),
        Task::Multiclass if names.len() <= 6 && aspect == Aspect::All => {
            signs = names
                .iter()
                .enumerate()
                .filter_map(|(class, name)| {
                    let color = color_of_class(class, names.len(), theme).css();
                    let mark = mark(class, names.len())?;
                    Some((Sign::Mark(mark, color), name.clone()))
                })
                .collect();
        }
        Task::Multilabel if names.len() == 2 && aspect == Aspect::All => {
            let combinations = [
                "neither".to_owned(),
                names[0].clone(),
                names[1].clone(),
                "both".into(),
            ];
            signs = combinations
                .into_iter()
                .enumerate()
                .filter_map(|(at, text)| {
                    let color = combination_color(at, theme).css();
                    Some((Sign::Mark(mark(at, 4)?, color), text))
                })
                .collect();
        }
        Task::Regression if f.view.is_line() => {
            let outputs = f.outputs();
            let curves = names.iter().enumerate().map(|(output, name)| {
                let text = if outputs == 1 {
                    "network".into()
                } else {
                    name.clone()
                };
                (Sign::Line(key_color(output, outputs, theme)), text)
            });
            signs.extend(curves);
            if !gives_way {
                signs.push(plain("dash thin", "error"));
            }
        }
        _ => {}
    }
    signs
}
