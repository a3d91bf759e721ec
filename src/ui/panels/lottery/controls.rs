//! What is set for the next lottery, and the buttons that begin it, stop it and go on with it.

use reactive_graph::{graph::untrack, prelude::*};
use web_sys::HtmlInputElement;

use super::state::Scene;
use crate::{
    lab::lottery::{EPOCHS, FIRST, Order, SEEDS, Swept},
    nn::Named,
    text::lottery as words,
    ui::{
        element::{El, derived, el, follow},
        fields::{Choice, field, list},
        number_field::NumberField,
    },
};

/// The fields and the buttons.
pub fn controls(scene: Scene) -> El {
    let seeds = NumberField::local(
        ["Seeds", "How many seeds are trained"],
        SEEDS,
        10.0,
        move || scene.seeds.get().into(),
        move |seeds| scene.seeds.set(seeds as u32),
    );
    let first = NumberField::local(
        [
            "First seed",
            "The others follow it one by one; at first that of the run",
        ],
        FIRST,
        1.0,
        move || scene.set().first.into(),
        move |first| scene.first.set(Some(first as u32)),
    );
    let epochs = NumberField::local(
        ["Epochs", "For how long each seed is trained"],
        EPOCHS,
        10.0,
        move || scene.set().epochs as f64,
        move |epochs| scene.epochs.set(Some(epochs as u64)),
    );
    el("div")
        .class("lottery-controls")
        .child(
            el("div")
                .class("lottery-fields")
                .child(seeds.view())
                .child(first.view())
                .child(epochs.view())
                .child(sweep(scene))
                .when(
                    move || scene.swept.get().is_some(),
                    move || vec![values(scene)],
                ),
        )
        .child(el("p").class("hint").live_text(move || said(scene)))
        .child(buttons(scene))
}

/// What will be trained.
#[inline(never)]
fn said(scene: Scene) -> String {
    words::plan(&scene.set())
}

/// The choice of a setting to be swept.
fn sweep(scene: Scene) -> El {
    let known = derived(move || {
        let of = scene.trial.run.lab.with(|lab| Swept::of(&lab.experiment));
        let labels = of.iter().map(|swept| swept.label());
        ["nothing"].into_iter().chain(labels).collect::<Vec<_>>()
    });
    let options = move || {
        scene
            .trial
            .run
            .lab
            .with_untracked(|lab| Swept::of(&lab.experiment))
    };
    let select = el("select").each(
        move || known.get(),
        |label: &'static str| vec![el("option").text(label)],
    );
    let value = move || {
        known.track();
        let now = scene.swept.get();
        let at = now.and_then(|now| known.with(|all| all.iter().position(|l| *l == now.label())));
        Some(at.unwrap_or_default())
    };
    let act = move |at: usize| {
        let chosen = at.checked_sub(1).and_then(|at| options().get(at).copied());
        scene.swept.set(chosen);
        scene.values.set(None);
    };
    // What can no longer be swept is chosen no more.
    follow(move || {
        let gone = |now: Swept| !known.with(|all| all.contains(&now.label()));
        if scene.swept.get_untracked().is_some_and(gone) {
            scene.swept.set(None);
        }
    });
    field("Sweep", true)
        .attr(
            "title",
            "Trains all seeds at each of several values of a setting",
        )
        .child(list(select, value, act))
}

/// The values, as a list to be typed.
fn values(scene: Scene) -> El {
    let text = move || {
        let sweep = scene.set().sweep;
        sweep.map_or_else(String::new, |sweep| sweep.values.join(" "))
    };
    let input = el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(text);
    let node: HtmlInputElement = input.node();
    let input = input.on("change", move |_| {
        let typed = node.value();
        scene
            .values
            .set(Some(typed).filter(|typed| !typed.trim().is_empty()));
        // An empty list is the usual one again.
        node.set_value(&untrack(text));
    });
    field("Values", true)
        .attr("title", "Between spaces; names as links have them")
        .child(input)
}

fn buttons(scene: Scene) -> El {
    let order = move || {
        let orders = vec![(Order::Loss, "by loss"), (Order::Seed, "by seed")];
        let now = move || scene.order.get();
        vec![Choice::local("Order", orders, now, move |to| scene.order.set(to)).view()]
    };
    let start = ["Start", "Trains these seeds in the background"];
    scene
        .trial
        .buttons(start, move || scene.start())
        .when(move || scene.trial.dealing.has_begun(), order)
}
