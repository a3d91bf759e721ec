//! The unit in focus and its parameter.

use reactive_graph::prelude::*;

use crate::{
    lab::{
        Spot,
        steps::{Focus, Scene, Stage},
    },
    text::source_name,
    ui::{
        element::{El, derived, el, follow},
        fields::{field, list},
        frame::Frame,
        run::Run,
    },
};

/// Turns the focus to what was pressed in the diagram.
pub fn turn_to(run: Run, spot: Spot) {
    let focus = run.look.walking.focus;
    let Some((layer, unit)) = spot.unit() else {
        return;
    };
    let now = focus.get_untracked();
    let source = match spot {
        Spot::Weight { source, .. } => Some(source),
        Spot::Bias { .. } => None,
        Spot::Unit { .. } | Spot::Input(_) => now.source,
    };
    set(
        run,
        Focus {
            layer,
            unit,
            source,
        },
    );
}

/// Turns the focus to the layer at work, whenever that is another; and to where something is to be seen,
/// when the walk begins, and where another sample has nothing at the weight in focus.
pub(super) fn keep_focus(run: Run) {
    let walking = run.look.walking;
    let mut begun = false;
    follow(move || {
        let (stage, sample) = (walking.at(), walking.sample.get());
        walking.walk.with(|walk| {
            let Some((stage, (walk, _))) = stage.zip(walk.as_ref()) else {
                return;
            };
            let focus = run.frame.with_untracked(|f| {
                let network = &f.snapshot.network;
                let now = walking.focus.get_untracked().within(network);
                let scene = Scene::new(network, walk, sample, now)?;
                let of = |layer| turned(&scene, stage, layer, begun);
                Some(of(stage.layer(network.layers().len()).unwrap_or(now.layer)))
            });
            if let Some(focus) = focus {
                begun = true;
                if focus != walking.focus.get_untracked() {
                    walking.focus.set(focus);
                }
            }
        });
    });
}

/// Where the focus of a scene turns at a stage, at which a layer is at work.
fn turned(scene: &Scene<'_>, stage: Stage, layer: usize, begun: bool) -> Focus {
    let now = scene.focus;
    let stays = begun && layer == now.layer && !scene.is_silent();
    let focus = if stays { now } else { scene.liveliest(layer) };
    Focus {
        // There it is an input that is in focus.
        source: match stage {
            Stage::Inputs => Some(focus.source.unwrap_or_default()),
            _ => focus.source,
        },
        ..focus
    }
}

fn set(run: Run, focus: Focus) {
    let within = run
        .frame
        .with_untracked(|f| focus.within(&f.snapshot.network));
    run.look.walking.focus.set(within);
}

/// The lists of units and of the unit's parameters.
pub(super) fn choice() -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let layer = move || walking.focus.get().layer;
    let units = derived(move || {
        run.frame.with(|f| {
            let layers = f.snapshot.network.layers();
            layers.get(layer()).map_or(0, |dense| dense.units)
        })
    });
    let unit = move |at: usize| vec![el("option").text(&format!("unit {}", at + 1))];
    let unit_list = list(
        el("select").each(move || (0..units.get()).collect(), unit),
        move || {
            units.track();
            Some(walking.focus.get().unit)
        },
        move |unit| {
            let now = walking.focus.get_untracked();
            set(run, Focus { unit, ..now });
        },
    );
    let sources = derived(move || {
        let layer = layer();
        run.frame.with(|f| names(f, layer))
    });
    let inputs_only = move || walking.at() == Some(Stage::Inputs);
    let option = move |at: usize| {
        let text = move || sources.with(|names| names.get(at).cloned().unwrap_or_default());
        vec![el("option").live_text(text)]
    };
    let options = move || {
        (0..sources
            .with(Vec::len)
            .saturating_sub(usize::from(inputs_only())))
            .collect()
    };
    let parameter_list = list(
        el("select").each(options, option),
        move || {
            let count = sources.with(Vec::len);
            let source = walking.focus.get().source;
            Some(source.unwrap_or(count.saturating_sub(1)))
        },
        move |at| {
            let count = sources.with_untracked(Vec::len);
            let source = (at + 1 < count).then_some(at);
            let now = walking.focus.get_untracked();
            set(run, Focus { source, ..now });
        },
    );
    el("div")
        .class("walk-focus")
        .child(field("Unit in focus", false).child(unit_list))
        .child(field("Parameter in focus", false).child(parameter_list))
}

/// What a layer's parameters are called: by where each weight comes from, and the bias last.
fn names(frame: &Frame, layer: usize) -> Vec<String> {
    let Some(dense) = frame.snapshot.network.layers().get(layer) else {
        return Vec::new();
    };
    let inputs = &frame.prepared.encoder.names;
    let mut names: Vec<String> = (0..dense.inputs)
        .map(|at| format!("weight from {}", source_name(inputs, layer, at)))
        .collect();
    names.push("bias".into());
    names
}
