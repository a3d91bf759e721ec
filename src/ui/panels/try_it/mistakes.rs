//! The images that the network gets wrong although it is most sure. One that is pressed is studied.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen_futures::spawn_local;

use super::scene::Scene;
use crate::{
    lab::{
        Portion, Prepared, Progress, Study,
        mistakes::{Mistake, Mistakes},
    },
    text::mistakes as words,
    ui::{
        browser::{breathe, pause},
        canvas,
        element::{El, derived, el, follow},
        look::MatrixCell,
        page::Page,
        run::Run,
        thumbnail::draw_image,
        turn::on_screen,
    },
};

/// Images that are shown at most, and the side of one in CSS pixels.
const MOST: usize = 24;
const SIDE: f64 = 56.0;
/// Multiplications between two looks at the page: some milliseconds.
const WORK: usize = 4_000_000;
/// Frames between two searches while training runs.
const REST: usize = 60;

/// What was found, and where the run stood.
#[derive(Clone)]
struct Found {
    mistakes: Arc<Mistakes>,
    at: Progress,
    epochs: f64,
    of: Arc<Prepared>,
    cell: Option<MatrixCell>,
}

/// The images, which are looked for anew as the network learns.
pub fn mistakes(scene: Scene) -> El {
    let found = search(scene);
    let run = scene.run;
    let said = move || {
        found.with(|found| {
            let found = found.as_ref()?;
            let names = found.of.names();
            let pair = found.cell.map(|cell| [cell.truth, cell.predicted]);
            let pair =
                pair.map(|pair| pair.map(|class| names.get(class).cloned().unwrap_or_default()));
            Some(words::head(&found.mistakes, pair.as_ref(), found.epochs))
        })
    };
    let head = move || said().unwrap_or_else(|| "Looking for wrong answers…".into());
    let shown = derived(move || {
        found.with(|found| {
            let found = found
                .as_ref()
                .map(|f| (f.mistakes.portion(), f.mistakes.worst().to_vec()));
            found.unwrap_or((Portion::Test, Vec::new()))
        })
    });
    let keys = move || {
        let (portion, worst) = shown.get();
        worst
            .into_iter()
            .map(|mistake| (portion, mistake))
            .collect()
    };
    let all = move || {
        let button = el("button").class("link").text("All mistakes");
        vec![button.click(move || run.look.picked.set(None))]
    };
    el("section")
        .class("mistakes")
        .attr("aria-label", "Most confidently wrong")
        .child(el("h3").text("Most confidently wrong"))
        .child(
            el("p")
                .class("hint")
                .attr("role", "status")
                .attr("aria-label", "Wrong answers")
                .attr("aria-live", "off")
                .live_text(head)
                .when(move || run.look.picked.get().is_some(), all),
        )
        .child(
            el("div")
                .class("mistake-images")
                .each(keys, move |(portion, mistake)| {
                    vec![image(scene, found, portion, mistake)]
                }),
        )
}

/// Looks for wrong answers while they are seen: at once where the run stands, now and then where it goes on.
fn search(scene: Scene) -> RwSignal<Option<Found>> {
    let (run, seen) = (scene.run, scene.seen);
    let (found, busy) = (RwSignal::new(None::<Found>), RwSignal::new(false));
    let running = derived(move || run.lab.with(|lab| lab.transport.running));
    follow(move || {
        let (cell, running) = (run.look.picked.get(), running.get());
        let is_new = run.frame.with(|f| {
            found.with_untracked(|found| {
                found.as_ref().is_none_or(|last| {
                    last.at != f.snapshot.progress
                        || last.cell != cell
                        || !Arc::ptr_eq(&last.of, &f.prepared)
                })
            })
        });
        // What comes while it is busy is looked at when it is not.
        if busy.get() || !seen.get() || !is_new {
            return;
        }
        busy.set(true);
        let rest = if running && found.with_untracked(Option::is_some) {
            REST
        } else {
            0
        };
        spawn_local(async move {
            for _ in 0..rest {
                pause().await;
            }
            if let Some(now) = look(run, cell, seen).await {
                found.set(Some(now));
            }
            busy.set(false);
        });
    });
    found
}

/// Asks about all samples in portions between which the page draws; nothing once they are not seen any more.
async fn look(run: Run, cell: Option<MatrixCell>, seen: RwSignal<bool>) -> Option<Found> {
    let (e, prepared, network, at, epochs) = run.frame.try_with_untracked(|f| {
        let network = f.snapshot.network.clone();
        let (e, prepared) = (f.experiment.clone(), f.prepared.clone());
        (e, prepared, network, f.snapshot.progress, f.epochs())
    })?;
    let portion = run.look.portion.try_get_untracked()?;
    let only = cell.map(|cell| [cell.truth, cell.predicted]);
    let mut mistakes = Mistakes::new(&e, &prepared, portion, only, MOST);
    let rows = (WORK / network.parameters().len().max(1)).clamp(1, 256);
    while !mistakes.go_on(&network, &prepared, rows) {
        breathe().await;
        if seen.try_get_untracked() != Some(true) {
            return None;
        }
    }
    let (mistakes, of) = (Arc::new(mistakes), prepared);
    Some(Found {
        mistakes,
        at,
        epochs,
        of,
        cell,
    })
}

/// An image with what it is, what it is taken for and how sure that is.
fn image(scene: Scene, found: RwSignal<Option<Found>>, portion: Portion, mistake: Mistake) -> El {
    let (page, run) = (Page::get(), scene.run);
    let Mistake { row, pair, sure } = mistake;
    let study = Study::Row(portion, row as u32);
    let (names, probable) = found.with_untracked(|found| {
        let found = found.as_ref();
        let names = pair.map(|class| {
            let name = found.and_then(|f| f.of.names().get(class).cloned());
            name.unwrap_or_default()
        });
        (names, found.is_some_and(|f| f.mistakes.are_probable()))
    });
    let picture = el("canvas").attr("aria-hidden", "true");
    let canvas = picture.node();
    let raw = study.clone();
    on_screen(move || {
        let theme = page.theme.get();
        run.frame.with_untracked(|f| {
            let raw = raw.raw(&f.prepared);
            if let Some((context, raw)) = canvas::prepare(&canvas, SIDE, SIDE).zip(raw) {
                draw_image(
                    &context,
                    &f.experiment.data,
                    &mut raw.into_iter(),
                    SIDE,
                    theme,
                );
            }
        });
    });
    let is_studied = {
        let study = study.clone();
        move || run.look.study.with(|now| now.as_ref() == Some(&study))
    };
    let words = words::mistake(portion, row, &names, sure, probable);
    el("button")
        .class("mistake")
        .attr("aria-label", &words.label)
        .attr("title", &words.label)
        .live("aria-pressed", move || is_studied().to_string())
        .child(picture)
        .child(el("span").text(&words.pair))
        .child(el("span").class("hint").text(&words.sure))
        .click(move || run.look.study.set(Some(study.clone())))
}
