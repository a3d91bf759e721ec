//! The answer, how sure it is, and what is to be said of the values.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::scene::{Said, Scene};
use crate::{
    lab::raw::Beyond,
    nn::Task,
    text::{capital, reply::beyond},
    ui::{
        element::{El, derived, el},
        page::Page,
        point_style::color_of_class,
    },
};

/// What the network answers.
pub fn answer(scene: Scene) -> El {
    let said = scene.said;
    let text =
        move || said.with(|said| said.as_ref().map_or("–".to_owned(), |s| s.answer.clone()));
    let output = el("output")
        .class("try-said")
        .attr("role", "status")
        // While training runs it may change with every frame.
        .live("aria-live", move || {
            let running = scene.run.lab.with(|lab| lab.transport.running);
            if running { "off" } else { "polite" }.to_owned()
        })
        .attr("aria-label", "Answer")
        .live_text(text);
    let sure = move || said.with(|said| said.as_ref().map(|s| s.sure.clone()));
    let names = derived(move || {
        said.with(|said| {
            let lines = said.iter().flat_map(|said| &said.lines);
            lines.map(|line| line.name.clone()).collect::<Vec<_>>()
        })
    });
    el("div")
        .class("try-answer")
        .attr("role", "group")
        .attr("aria-label", "What the network answers")
        .child(el("p").class("hint").live_text(move || heading(scene)))
        .child(output)
        .child(
            el("p")
                .class("try-sure")
                .live_text(move || sure().unwrap_or_default()),
        )
        .child(el("ul").class("try-bars").attr("role", "list").anew(
            move || names.get(),
            move |names| {
                let count = names.len();
                let lines = names.iter().enumerate();
                lines
                    .map(|(at, name)| bar(scene, at, count, name))
                    .collect()
            },
        ))
        .child(remarks(scene))
}

/// What stands above the answer.
fn heading(scene: Scene) -> &'static str {
    let steps = scene.run.frame.with(|f| f.snapshot.progress.steps);
    match scene.said.with(Option::is_some) {
        true if steps == 0 => "Before any training, the network answers",
        true => "The network answers",
        false if scene.image.get().is_some() => "Draw a digit to have an answer",
        false => "No answer while a value is wrong",
    }
}

/// A line of a class or label, with its bar.
fn bar(scene: Scene, at: usize, count: usize, name: &str) -> El {
    let page = Page::get();
    let said: RwSignal<Option<Said>> = scene.said;
    let share = derived(move || {
        said.with(|said| {
            said.as_ref()
                .and_then(|s| s.lines.get(at))
                .and_then(|line| line.share)
        })
    });
    let text = move || {
        said.with(|said| {
            let line = said.as_ref().and_then(|said| said.lines.get(at));
            line.map_or_else(String::new, |line| line.text.clone())
        })
    };
    let chosen = derived(move || {
        said.with(|said| {
            said.as_ref()
                .and_then(|s| s.lines.get(at))
                .is_some_and(|l| l.chosen)
        })
    });
    let is_label = scene
        .run
        .frame
        .with_untracked(|f| f.prepared.task == Task::Multilabel);
    // Labels are coloured by what holds together, and so have no colour of their own.
    let color = move || match is_label {
        true => "var(--muted)".to_owned(),
        false => color_of_class(at, count, page.theme.get()).css(),
    };
    let width = move || {
        let share = share.get().unwrap_or_default();
        let share = if share.is_nan() {
            0.0
        } else {
            share.clamp(0.0, 1.0)
        };
        format!("--share: {:.2}%; --color: {}", share * 100.0, color())
    };
    let class = move || match (chosen.get(), share.get().is_some()) {
        (true, true) => "try-bar chosen",
        (true, false) => "try-bar bare chosen",
        (false, true) => "try-bar",
        (false, false) => "try-bar bare",
    };
    // A tick would say that it is right.
    let holds = move || if chosen.get() { " ←" } else { "" }.to_owned();
    el("li")
        .live("class", move || class().to_owned())
        .live("style", width)
        .child(el("span").class("try-name").text(name).live_text(holds))
        .child(el("i").attr("aria-hidden", "true"))
        .child(el("span").class("try-share").live_text(text))
}

/// What is wrong with values, and which are like none that was learnt from.
fn remarks(scene: Scene) -> El {
    let told = derived(move || {
        let columns = scene.columns.get();
        if scene.image.get().is_some() {
            return Vec::new();
        }
        scene.values.with(|values| match values {
            Err(wrong) => {
                let wrong = wrong
                    .iter()
                    .map(|(_, wrong)| (true, capital(&wrong.to_string())));
                wrong.collect::<Vec<_>>()
            }
            Ok(values) => {
                let far = columns.iter().zip(values).filter_map(|(column, value)| {
                    let far: Beyond = column.beyond(*value)?;
                    Some((
                        false,
                        capital(&format!("{}: {}", column.label(), beyond(far))),
                    ))
                });
                far.collect()
            }
        })
    });
    el("ul")
        .class("try-remarks")
        .attr("role", "list")
        .attr("aria-label", "About the values")
        .attr("aria-live", "polite")
        .each(
            move || told.get(),
            |(is_wrong, text)| {
                let class = if is_wrong { "wrong" } else { "" };
                vec![el("li").class(class).text(&format!("{text}."))]
            },
        )
}
