//! What is set for the next search, the buttons that begin it, stop it and go on with it, and the best so far.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use super::state::Scene;
use crate::{
    lab::{
        Span,
        tuner::{
            Algorithm, EPOCHS, EXECUTIONS, FACTOR, FOLDS, ITERATIONS, MAX_TRIALS, Objective, SEED,
            Search,
        },
    },
    text::tuner as words,
    ui::{
        element::{El, derived, el},
        fields::{Choice, field, list},
        number_field::NumberField,
    },
};

/// The column beside the pages.
pub fn setup(scene: Scene) -> El {
    el("div")
        .class("tuner-side")
        .child(
            el("div")
                .class("tuner-fields")
                .child(algorithm(scene))
                .child(objective(scene))
                .child(numbers(scene)),
        )
        .child(el("p").class("hint").live_text(move || plan_text(scene)))
        .child(buttons(scene))
        .child(come(scene))
}

fn algorithm(scene: Scene) -> El {
    let all = Algorithm::ALL.map(|one| (one, one.label())).to_vec();
    let choice = Choice::local(
        "Algorithm",
        all,
        move || scene.algorithm.get(),
        move |one| scene.algorithm.set(one),
    );
    el("div")
        .class("tuner-wide")
        .live("title", move || {
            words::algorithm(scene.algorithm.get()).to_owned()
        })
        .child(choice.named().view())
}

fn objective(scene: Scene) -> El {
    let known = derived(move || {
        let all = scene.objectives().into_iter();
        let label = |one: Objective| words::objective(one, scene.folds.get());
        all.map(label).collect::<Vec<_>>()
    });
    let select = el("select").each(
        move || known.get(),
        |label: &'static str| vec![el("option").text(label)],
    );
    let value = move || {
        known.track();
        let now = scene.objective();
        scene.objectives().iter().position(|one| *one == now)
    };
    let act = move |at: usize| {
        let chosen = scene.objectives().get(at).copied();
        scene.objective.set(chosen);
    };
    field("Objective", true)
        .class("field tuner-wide")
        .attr("title", "What the best of all epochs is the best of")
        .child(list(select, value, act))
}

fn number(name: [&'static str; 2], span: Span, step: f64, signal: RwSignal<u32>) -> El {
    let field = NumberField::local(
        name,
        span,
        step,
        move || signal.get().into(),
        move |number| signal.set(number as u32),
    );
    field.view()
}

fn numbers(scene: Scene) -> El {
    let epochs = move || {
        NumberField::local(
            ["Epochs", "For how long each trial is trained, at most"],
            EPOCHS,
            10.0,
            move || scene.set().0.epochs as f64,
            move |epochs| scene.epochs.set(Some(epochs as u64)),
        )
        .view()
    };
    let is_hyperband = move || scene.algorithm.get() == Algorithm::Hyperband;
    el("div")
        .class("tuner-numbers")
        .when(
            move || !is_hyperband(),
            move || {
                let name = ["Max trials", "How many points of the space are tried, at most"];
                vec![number(name, MAX_TRIALS, 10.0, scene.max_trials)]
            },
        )
        .when(
            is_hyperband,
            move || {
                vec![
                    number(["Factor", "One of so many goes on for longer"], FACTOR, 1.0, scene.factor),
                    number(
                        ["Iterations", "How often all brackets are gone through"],
                        ITERATIONS,
                        1.0,
                        scene.iterations,
                    ),
                ]
            },
        )
        .child(epochs())
        .child(number(
            ["Folds", "Parts of the training samples that take turns in judging, so that the test part stays untouched; 0 to judge by the test part"],
            FOLDS,
            1.0,
            scene.folds,
        ))
        .child(number(
            ["Executions", "How often each trial is trained, from one seed after another; their mean counts"],
            EXECUTIONS,
            1.0,
            scene.executions,
        ))
        .child(number(
            ["Search seed", "Decides which points are tried: the same seed tries the same"],
            SEED,
            1.0,
            scene.seed,
        ))
}

/// What will be done, or what keeps it from being done.
#[inline(never)]
fn plan_text(scene: Scene) -> String {
    match scene.set() {
        (tuner, Ok(())) => words::plan(&tuner),
        (_, Err(wrong)) => wrong.message(),
    }
}

fn buttons(scene: Scene) -> El {
    let start = move || {
        el("button")
            .class("tuner-search")
            .attr("title", "Trains the trials in the background")
            .text("Search")
            .click(move || scene.start())
    };
    scene.dealing.buttons(start, || false)
}

fn come(scene: Scene) -> El {
    let has_begun = move || scene.dealing.has_begun();
    el("div")
        .class("tuner-come")
        .when(
            move || !has_begun(),
            || vec![el("p").class("hint").text(words::WHY)],
        )
        .when(has_begun, move || begun(scene))
}

fn begun(scene: Scene) -> Vec<El> {
    let epochs = move || {
        let of = |s: &Arc<Search>| [s.epochs(), s.tuner.all_epochs()];
        scene.search.with(|s| s.as_ref().map_or([0, 0], of))
    };
    let best = el("output")
        .attr("role", "status")
        .attr("aria-live", "off")
        .attr("aria-label", "Best trial")
        .class("tuner-best")
        .live_text(move || best_text(scene));
    vec![
        best,
        scene.dealing.progress("Epochs trained", epochs),
        el("p").class("hint").live_text(move || come_text(scene)),
        scene.dealing.failure(),
        el("div").when(
            move || scene.is_changed(),
            || vec![el("p").class("hint tuner-changed").text(words::CHANGED)],
        ),
        el("p").class("hint").live_text(move || judged_text(scene)),
        el("p")
            .class("tuner-said")
            .attr("role", "status")
            .live_text(move || scene.loading.said.get()),
    ]
}

#[inline(never)]
fn best_text(scene: Scene) -> String {
    let best = |search: &Option<Arc<_>>| search.as_deref().map(words::best);
    scene.search.with(best).unwrap_or_default()
}

#[inline(never)]
fn come_text(scene: Scene) -> String {
    let come = |search: &Option<Arc<_>>| search.as_deref().map(words::come);
    scene.search.with(come).unwrap_or_default()
}

/// What judged the trials, and what that means for the test part.
#[inline(never)]
fn judged_text(scene: Scene) -> &'static str {
    scene.search.with(|search| match search {
        Some(search) if !search.tuner.objective.is_of_validation() => "",
        Some(search) if search.tuner.folds == 0 => words::LOOKED_AT,
        Some(_) => words::UNTOUCHED,
        None => "",
    })
}
