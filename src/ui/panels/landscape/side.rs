//! Beside the picture: what is looked over, what the colours mean, what is read out, and what is to be known.

use reactive_graph::prelude::*;

use super::{
    ZOOM, coordinates,
    curve::SlopeSignal,
    scene::{Laid, Scene},
};
use crate::{
    lab::{
        Experiment, Spot,
        landscape::{Over, parameters_of, units},
    },
    nn::{Named, Network, landscape::height},
    plot::{
        color::{Ramp, Rgb, Theme},
        relief::Relief,
    },
    text::landscape as words,
    ui::{
        element::{El, derived, el},
        fields::{Choice, field, list},
        page::Page,
    },
};

/// All that stands beside the picture.
pub fn side(scene: Scene, slope: SlopeSignal) -> El {
    let options = Over::ALL.iter().map(|over| (*over, over.label())).collect();
    let over = Choice::local(
        "Landscape over",
        options,
        move || scene.over.get(),
        move |to| {
            scene.over.set(to);
        },
    );
    let chosen = move || scene.over.get().chosen();
    let weights = el("div")
        .class("scape-weights")
        .when(move || chosen() > 0, move || weight(scene, 0))
        .when(move || chosen() > 1, move || weight(scene, 1));
    el("div")
        .class("scape-side")
        .child(over.named().view())
        .child(weights)
        .child(buttons(scene))
        .child(key(scene))
        .child(readout(scene))
        .child(notes(scene, slope))
}

/// The choice of one of the weights: its unit, and which of the unit's.
fn weight(scene: Scene, at: usize) -> Vec<El> {
    let run = scene.run;
    let axis = move || match (scene.over.get().chosen(), at) {
        (1, _) => "Weight",
        (_, 0) => "Across",
        _ => "Up",
    };
    let known = derived(move || {
        run.frame.with(|f| {
            let network = &f.snapshot.network;
            let of = |unit| {
                let parameters = parameters_of(network, unit);
                let name = |spot: &Spot| words::parameter(*spot, &f.prepared.encoder.names);
                let names: Vec<String> = parameters.iter().map(name).collect();
                (unit, words::unit(network, unit), parameters, names)
            };
            // Of a large network only those of the unit at hand are listed.
            let now = scene.chosen.get()[at].unit().unwrap_or_default();
            (
                units(network)
                    .into_iter()
                    .map(|unit| (unit, words::unit(network, unit)))
                    .collect::<Vec<_>>(),
                of(now),
            )
        })
    });
    let set = move |spot: Spot| scene.chosen.update(|chosen| chosen[at] = spot);
    let unit_at = move || {
        let now = scene.chosen.get()[at].unit();
        known.with(|(units, _)| units.iter().position(|(unit, _)| Some(*unit) == now))
    };
    let choose_unit = move |to: usize| {
        let unit = known.with_untracked(|(units, _)| units.get(to).map(|(unit, _)| *unit));
        let spot = unit.map(|unit| {
            run.frame.with_untracked(|f| {
                same_place(&f.snapshot.network, unit, scene.chosen.get_untracked()[at])
            })
        });
        if let Some(spot) = spot {
            set(spot);
        }
    };
    let units =
        move || known.with(|(units, _)| units.iter().map(|(_, name)| name.clone()).collect());
    let names = move || known.with(|(_, (.., names))| names.clone());
    let parameter_at = move || {
        let now = scene.chosen.get()[at];
        known.with(|(_, (_, _, spots, _))| spots.iter().position(|spot| *spot == now))
    };
    let choose = move |to: usize| {
        let spot = known.with_untracked(|(_, (_, _, spots, _))| spots.get(to).copied());
        if let Some(spot) = spot {
            set(spot);
        }
    };
    let light = move |on: bool| {
        run.look
            .lit
            .set(on.then(|| scene.chosen.get_untracked()[at]))
    };
    let row = el("div")
        .class("scape-weight")
        .attr("role", "group")
        .live("aria-label", move || axis().to_owned())
        .on("pointerenter", move |_| light(true))
        .on("pointerleave", move |_| light(false))
        .on("focusin", move |_| light(true))
        .on("focusout", move |_| light(false))
        .child(el("span").class("field-name").live_text(axis))
        .child(names_list("Unit", units, unit_at, choose_unit))
        .child(names_list("Weight or bias", names, parameter_at, choose));
    vec![row]
}

/// The weight of a unit that is nearest in kind to another's: the bias for a bias, else the weight from the
/// same source.
fn same_place(network: &Network, (layer, unit): (usize, usize), last: Spot) -> Spot {
    let inputs = network.layers().get(layer).map_or(0, |dense| dense.inputs);
    match last {
        Spot::Weight { source, .. } if source < inputs => Spot::Weight {
            layer,
            unit,
            source,
        },
        Spot::Weight { .. } => Spot::Weight {
            layer,
            unit,
            source: 0,
        },
        Spot::Bias { .. } | Spot::Input(_) | Spot::Unit { .. } => Spot::Bias { layer, unit },
    }
}

/// A list of names that change.
fn names_list(
    label: &'static str,
    names: impl Fn() -> Vec<String> + 'static,
    value: impl Fn() -> Option<usize> + 'static,
    act: impl Fn(usize) + 'static,
) -> El {
    let names = derived(names);
    let select = el("select").each(
        move || (0..names.with(Vec::len)).collect(),
        move |at: usize| {
            let text = move || names.with(|names| names.get(at).cloned().unwrap_or_default());
            vec![el("option").live_text(text)]
        },
    );
    // The options come first.
    let value = move || {
        names.track();
        value()
    };
    field(label, false).child(list(select, value, act))
}

fn buttons(scene: Scene) -> El {
    let button = |text: &str, label: &str| {
        el("button")
            .class("quiet")
            .attr("aria-label", label)
            .attr("title", label)
            .text(text)
    };
    el("div")
        .class("scape-buttons")
        .child(button("−", "Zoom out").click(move || scene.zoom(ZOOM)))
        .child(button("+", "Zoom in").click(move || scene.zoom(1.0 / ZOOM)))
        .child(
            el("button")
                .class("quiet")
                .attr(
                    "title",
                    "Show all of the run’s way, and forget those of former runs",
                )
                .text("Fit")
                .click(move || {
                    scene.former.set(Default::default());
                    scene.fit();
                }),
        )
        .when(
            move || scene.over.get() == Over::Random,
            move || {
                let again = el("button")
                    .class("quiet")
                    .text("New directions")
                    .click(move || scene.seed.update(|seed| *seed += 1));
                vec![again]
            },
        )
}

/// Colours beside which their numbers stand.
const STOPS: usize = 9;
/// Numbers beside the colours, at most.
const MARKS: usize = 5;

/// The key of the colours.
fn key(scene: Scene) -> El {
    let page = Page::get();
    let relief = move || {
        let map = scene.map.get().filter(|map| !map.laid.plane.is_line());
        map.map(|map| {
            (
                map.relief.clone(),
                words::height(&map.experiment),
                map.experiment.counts_wrong(),
            )
        })
    };
    let relief = derived(relief);
    let now = move || (relief.get(), page.theme.get() == Theme::Dark);
    el("div")
        .class("scape-key")
        .anew(now, move |(relief, is_dark)| {
            let theme = if is_dark { Theme::Dark } else { Theme::Light };
            let Some((relief, name, counts)) = relief else {
                return Vec::new();
            };
            let marks = el("div")
                .class("scape-marks")
                .attr("aria-hidden", "true")
                .children(marks(&relief, counts));
            let bar = el("div")
                .class("scape-bar")
                .attr("aria-hidden", "true")
                .attr("style", &format!("background: {}", gradient(theme)));
            vec![el("span").class("field-name").text(name), bar, marks]
        })
}

fn marks(relief: &Relief, counts: bool) -> Vec<El> {
    let marks = relief.marks(MARKS).into_iter();
    let text = |text: String| match text.parse::<f64>() {
        Ok(share) if counts => format!("{:.0} %", 100.0 * share),
        _ => text,
    };
    marks
        .map(|(label, at)| {
            el("span")
                .attr(
                    "style",
                    &format!("left: {:.1}%", 100.0 * at.clamp(0.0, 1.0)),
                )
                .text(&text(label))
        })
        .collect()
}

fn gradient(theme: Theme) -> String {
    let ramp = Ramp::losses(theme);
    let stop = |at: usize| {
        let [r, g, b, _] = ramp.at(2.0 * at as f32 / (STOPS - 1) as f32 - 1.0);
        Rgb(r, g, b).css()
    };
    let stops: Vec<String> = (0..STOPS).map(stop).collect();
    format!("linear-gradient(to right, {})", stops.join(", "))
}

/// The place that is pointed at, or else where the run is.
fn readout(scene: Scene) -> El {
    el("p")
        .class("scape-readout")
        .when(
            move || scene.probe.get().is_none(),
            move || vec![el("span").live_text(move || now_text(scene))],
        )
        .child(
            el("span")
                .attr("aria-live", "polite")
                .live_text(move || probe_text(scene)),
        )
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn now_text(scene: Scene) -> String {
    let said = || {
        let laid = scene.laid.get()?;
        let run = scene.run;
        run.frame.track();
        let at = coordinates(&laid, scene.here()?);
        run.frame.with(|f| {
            let (s, e) = (&f.snapshot, &f.experiment);
            let of_all = || Some(height(&s.network, &e.settings(), s.train.as_ref()?));
            // On the samples that the picture is of.
            let is_part = scene
                .ground
                .get()
                .is_some_and(|(_, ground)| ground.samples.len() < ground.all);
            let height = match is_part {
                true => scene.height(s.network.parameters()),
                false => of_all(),
            }?;
            let (what, height) = (words::height(e), words::number(e, height));
            Some(format!("Now: {at}. {what} {height}."))
        })
    };
    said().unwrap_or_default()
}

#[inline(never)]
fn probe_text(scene: Scene) -> String {
    let said = || {
        let (laid, place) = (scene.laid.get()?, scene.probe.get()?);
        let e = scene.run.frame.with(|f| f.experiment.clone());
        let height = words::number(&e, scene.height_at(place)?);
        let at = coordinates(&laid, place);
        Some(format!("{at}: {} {height}.", words::height_within(&e)))
    };
    said().unwrap_or_default()
}

#[inline(never)]
fn slope_text(scene: Scene, slope: SlopeSignal) -> String {
    let (rule, steps) = scene
        .run
        .frame
        .with(|f| (f.experiment.rule, steps(&f.experiment)));
    let slope = slope.get();
    slope
        .map(|slope| slope.text(rule, &steps))
        .unwrap_or_default()
}

#[inline(never)]
fn help_text(scene: Scene, slope: SlopeSignal) -> String {
    let is_line = scene.is_line();
    let has_slope = if is_line {
        slope.get().is_some_and(|slope| slope.slope.is_some())
    } else {
        scene.run.frame.track();
        scene.downhill().is_some()
    };
    let frame = scene.run.frame;
    frame.with(|f| words::help(&f.experiment, is_line, has_slope))
}

#[inline(never)]
fn about_text(scene: Scene) -> String {
    let (map, ground) = (scene.map.get(), scene.ground.get());
    let Some((map, (_, ground))) = map.zip(ground) else {
        return String::new();
    };
    let moment = format!("epoch {}", map.at.epoch);
    let samples = (ground.samples.len(), ground.all);
    words::about(&map.experiment, map.laid.over, samples, &moment)
}

#[inline(never)]
fn remark_text(scene: Scene) -> String {
    let of = |laid: &Laid| {
        let frame = scene.run.frame;
        frame.with(|f| words::remark(&f.experiment, laid.over, &laid.shares))
    };
    scene
        .laid
        .with(|laid| laid.as_ref().map(|laid| of(laid)).unwrap_or_default())
}

/// What is measured, what is peculiar, what went wrong.
fn notes(scene: Scene, slope: SlopeSignal) -> El {
    let is_line = derived(move || scene.is_line());
    let said = el("p")
        .class("scape-said")
        .attr("role", "status")
        .live_text(move || scene.said.get());
    let hint = || el("p").class("hint");
    let failed = move || {
        let again = el("button")
            .class("link")
            .text("Try again")
            .click(move || scene.failed.set(None));
        let why = move || words::failed(&scene.failed.get().unwrap_or_default());
        vec![hint().live_text(why), again]
    };
    el("div")
        .class("scape-notes")
        .child(said)
        .when(move || scene.failed.get().is_some(), failed)
        .when(
            move || is_line.get(),
            move || vec![hint().live_text(move || slope_text(scene, slope))],
        )
        .child(hint().live_text(move || about_text(scene)))
        .child(hint().live_text(move || remark_text(scene)))
        .child(hint().live_text(move || help_text(scene, slope)))
}

/// What a step of training is made by: “Adam, mini-batch of 10”.
fn steps(e: &Experiment) -> String {
    if e.rule.is_local() {
        return format!("{}, one sample", e.rule.label());
    }
    format!("{}, mini-batch of {}", e.optimizer.label(), e.batch_size)
}
