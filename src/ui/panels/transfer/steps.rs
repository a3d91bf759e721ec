//! The pairs to begin with, and the three steps: the source, what its layers are reused for, and what is kept.

use reactive_graph::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::scene::Scene;
use crate::{
    data::DataSpec,
    engine::Goal,
    lab::{
        FieldError, Span,
        json::Files,
        transfer::{Lesson, Reuse, Source, Target},
    },
    nn::{Named, Stride},
    run::{Drive, News, Notice, Opened},
    text::transfer as words,
    ui::{
        browser::pause,
        duel::begin,
        element::{El, derived, el},
        fields::{field, list, switch, toggle},
        number_field::NumberField,
    },
};

/// Pairs of tasks to begin with: one click learns the first, and has all that follows ready.
pub fn lessons(scene: Scene) -> El {
    let chip = |&lesson: &Lesson| {
        el("button")
            .class("chip")
            .text(lesson.label())
            .attr(
                "title",
                "Learns the first task; then its layers can be reused for the second",
            )
            .click(move || spawn_local(learn(scene, lesson)))
    };
    el("div")
        .class("depth-ways")
        .attr("role", "group")
        .attr("aria-label", "Begin with")
        .child(el("span").class("hint").text("Begin with"))
        .children(Lesson::ALL.iter().map(chip).collect())
}

/// Learns the first task of a pair where everyone can see it, and chooses what follows.
async fn learn(scene: Scene, lesson: Lesson) {
    let (run, library) = (scene.run, scene.page.library);
    let wish = run.wish();
    if let Err(problem) = library.ensure(lesson.datasets()[0]).await {
        return run.dispatch(News::Complain(problem));
    }
    let files: &Files<'_> = &|dataset| library.known(dataset);
    if !run.wants(&wish) {
        return;
    }
    run.dispatch(Drive::Pause);
    run.dispatch(Drive::Open(Box::new(Opened {
        recipe: lesson.source(files).into(),
        notice: Notice::Opened(words::begun(lesson)),
        ..Opened::default()
    })));
    scene.said.set("");
    scene.training.set(Some(lesson));
    // What was chosen goes with the samples that were there.
    pause().await;
    choose(scene, &lesson.reuse(files));
    let trained = run.request(Stride::Epoch, lesson.epochs(), Goal::default());
    // Whatever ended it, it goes no further.
    let _ = JsFuture::from(trained).await;
    if !run.is_open() || scene.training.get_untracked() != Some(lesson) {
        return;
    }
    scene.training.set(None);
    let (experiment, epochs) = run
        .lab
        .with_untracked(|lab| (lab.experiment.clone(), lab.moment.epoch));
    if experiment.data == lesson.source(files).data && epochs >= lesson.epochs() {
        scene.said.set(words::trained(lesson));
    }
}

/// Sets the fields to what a lesson has.
fn choose(scene: Scene, reuse: &Reuse) {
    let is = |target: &Target| {
        target.dataset == reuse.data.dataset && target.classes == reuse.data.classes
    };
    let at = scene.targets.with_untracked(|all| all.iter().position(is));
    scene.chosen.set(at.unwrap_or_default());
    scene.turn.set(Some(reuse.data.turn));
    scene
        .per_class
        .set(reuse.data.per_class.unwrap_or_default());
    scene.keep.set(Some(reuse.keep));
    scene.freeze.set(reuse.freeze);
}

/// The steps, and what is done with them.
pub fn steps(scene: Scene) -> El {
    let step =
        |name: &str, children: Vec<El>| el("li").child(el("h3").text(name)).children(children);
    let source = el("p").live_text(move || source_text(scene));
    let ready = derived(move || scene.hidden() > 0 && scene.training.get().is_none());
    let act = |text: &str, class: &str, title: &str, act: fn(Scene)| {
        el("button")
            .class(class)
            .text(text)
            .attr("title", title)
            .flag("disabled", move || !ready.get())
            .click(move || act(scene))
    };
    let of_target = el("div")
        .class("depth-fields")
        .child(target(scene))
        .when(move || turns(scene), move || vec![turn(scene)])
        .when(move || scene.has_classes(), move || vec![per_class(scene)]);
    let of_layers = el("div")
        .class("depth-fields")
        .anew(
            move || scene.hidden(),
            move |hidden| vec![keep(scene, hidden)],
        )
        .child(freeze(scene));
    let actions = el("div")
        .class("depth-ways")
        .child(act(
            "Reuse layers",
            "chip",
            "Opens the run with the layers that are kept; Undo brings this one back",
            reuse_layers,
        ))
        .child(act(
            "Compare with training from scratch",
            "chip",
            "A duel on the same few samples, under one transport",
            compare,
        ));
    let said = el("p")
        .class("transfer-said")
        .attr("role", "status")
        .live_text(move || scene.said.get());
    el("div")
        .child(
            el("ol")
                .class("transfer-steps")
                .child(step("Source", vec![source]))
                .child(step("Reuse these layers for…", vec![of_target]))
                .child(step("What is kept", vec![of_layers])),
        )
        .child(actions)
        .child(said)
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn source_text(scene: Scene) -> String {
    match scene.training.get() {
        Some(lesson) => scene
            .run
            .frame
            .with(|f| words::training(lesson, f.epochs())),
        None => scene.source_text(),
    }
}

fn turns(scene: Scene) -> bool {
    let spec = |target: Target| DataSpec {
        dataset: target.dataset,
        ..DataSpec::default()
    };
    scene.target().is_some_and(|target| spec(target).turns())
}

fn target(scene: Scene) -> El {
    let option = move |at: usize| {
        let text = move || {
            let of = |all: &Vec<Target>| all.get(at).map(|target| target.label.clone());
            scene.targets.with(of).unwrap_or_default()
        };
        vec![el("option").live_text(text)]
    };
    let all = move || (0..scene.targets.with(Vec::len)).collect();
    let select = el("select").each(all, option);
    let value = move || {
        scene.targets.track();
        Some(scene.chosen.get())
    };
    field("Reuse for", true).child(list(select, value, move |at| {
        scene.chosen.set(at);
        scene.turn.set(None);
    }))
}

fn turn(scene: Scene) -> El {
    NumberField::local(
        [
            "Turned by",
            "Degrees by which the points of the new task are turned",
        ],
        Span::new(*DataSpec::TURN.start(), *DataSpec::TURN.end()),
        15.0,
        move || scene.degrees(),
        move |degrees| scene.turn.set(Some(degrees)),
    )
    .view()
}

fn per_class(scene: Scene) -> El {
    NumberField::local(
        [
            "Samples per class",
            "Training samples of each class of the new task; 0 for all",
        ],
        Span::new(0.0, *DataSpec::PER_CLASS.end() as f64),
        5.0,
        move || scene.per_class.get() as f64,
        move |count| scene.per_class.set(count as usize),
    )
    .view()
}

fn keep(scene: Scene, hidden: usize) -> El {
    NumberField::local(
        [
            "Layers kept",
            "Hidden layers from the inputs on that keep their weights; those above start anew",
        ],
        Span::new(1.0, hidden.max(1) as f64),
        1.0,
        move || scene.kept_layers() as f64,
        move |keep| scene.keep.set(Some(keep as usize)),
    )
    .view()
}

fn freeze(scene: Scene) -> El {
    let way = move |text: &str, title: &str, frozen: bool| {
        toggle(
            text,
            move || scene.freeze.get() == frozen,
            move || scene.freeze.set(frozen),
        )
        .attr("title", title)
    };
    switch(
        "Kept layers",
        vec![
            way(
                "Freeze",
                "They stay as they are; only what is above learns",
                true,
            ),
            way(
                "Fine-tune",
                "They begin as they are, and go on learning",
                false,
            ),
        ],
    )
}

fn reuse_layers(scene: Scene) {
    with_reuse(scene, |scene, source, reuse| {
        let opened = scene.opened(source, &reuse)?;
        scene.run.dispatch(Drive::Open(Box::new(opened)));
        Ok(())
    });
}

fn compare(scene: Scene) {
    with_reuse(scene, |scene, source, reuse| {
        let scratch = source.scratch(&reuse)?;
        let left = scene.opened(source, &reuse)?;
        let right = Opened {
            recipe: scratch.into(),
            ..Opened::default()
        };
        begin(scene.page, Some(left), right);
        Ok(())
    });
}

/// Does something with what is chosen, once its samples are there; says what is wrong.
fn with_reuse(scene: Scene, act: fn(Scene, Source, Reuse) -> Result<(), FieldError>) {
    let run = scene.run;
    run.dispatch(News::Dismiss);
    run.dispatch(Drive::Pause);
    let wish = run.wish();
    spawn_local(async move {
        let source = scene.source();
        let done = scene.reuse(&source).await;
        if !run.wants(&wish) {
            return;
        }
        scene.said.set("");
        if let Err(wrong) = done.and_then(|reuse| act(scene, source, reuse)) {
            run.dispatch(News::Complain(named(wrong)));
        }
    });
}

/// What is wrong by the names that the panel has for it.
pub fn named(wrong: FieldError) -> FieldError {
    let name = match wrong.field.as_str() {
        "to" | "to.classes" => "Reuse for",
        "to.per_class" => "Samples per class",
        "to.turn" => "Turned by",
        "keep" => "Layers kept",
        "seeds" => "Seeds",
        "epochs" => "Epochs",
        _ => return wrong,
    };
    FieldError::new(name, wrong.wrong)
}
