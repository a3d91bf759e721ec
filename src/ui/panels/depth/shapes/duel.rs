//! Two of the shapes, put side by side.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::Scene;
use crate::{
    lab::{
        Experiment,
        depth::{DEEPEST, Shape},
        lottery::Swept,
    },
    run::Opened,
    text::depth as words,
    ui::{
        duel::begin,
        element::{El, el},
        fields::{field, list},
        page::Page,
    },
};

/// The choice of two, and the button.
pub fn duel(scene: Scene) -> El {
    let page = Page::get();
    let chosen = [0, DEEPEST - 1].map(RwSignal::new);
    let choice = |name: &str, at: RwSignal<usize>| {
        let option = move |shape: usize| {
            let text = move || {
                let of = |all: &Vec<Shape>| all.get(shape).map(|shape| words::shape(*shape));
                scene.shapes.with(of).unwrap_or_default()
            };
            vec![el("option").live_text(text)]
        };
        let all = move || (0..scene.shapes.with(Vec::len)).collect();
        let select = el("select").each(all, option);
        let value = move || {
            scene.shapes.track();
            Some(at.get())
        };
        field(name, false).child(list(select, value, move |to| at.set(to)))
    };
    let start = move || {
        let shapes = scene.shapes.get_untracked();
        let experiment = scene.run.lab.with_untracked(|lab| lab.experiment.clone());
        let pair = chosen.map(|at| with(&experiment, *shapes.get(at.get_untracked())?));
        if let [Some(left), Some(right)] = pair {
            begin(page, Some(left), right);
        }
    };
    el("div")
        .class("depth-ways")
        .child(choice("Left in the duel", chosen[0]))
        .child(el("span").text("vs."))
        .child(choice("Right in the duel", chosen[1]))
        .child(
            el("button")
                .class("chip")
                .text("Begin the duel")
                .click(start),
        )
}

/// The experiment with hidden layers of a shape.
fn with(experiment: &Experiment, shape: Shape) -> Option<Opened> {
    let mut experiment = experiment.clone();
    Swept::Layers.put(&mut experiment, &shape.text()).ok()?;
    Some(Opened {
        recipe: experiment.into(),
        ..Opened::default()
    })
}
