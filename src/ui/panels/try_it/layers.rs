//! What each hidden layer answers to what is asked, where the inputs are a large image: a bar for each unit, and the
//! units that answer most as images of what they look for.

use nalgebra::DMatrix;
use reactive_graph::{prelude::*, signal::RwSignal};

use super::scene::Scene;
use crate::{
    lab::{
        crowd::{activations, looked_for},
        raw::Ink,
    },
    plot::{
        color::{Palette, Ramp},
        heatmap::symmetric_range,
    },
    ui::{
        canvas,
        crowd::is_crowd,
        element::{El, derived, el, follow},
        frame::Frame,
        look::Neuron,
        page::Page,
        turn::on_screen,
    },
};

/// Units that are shown as images.
const MOST: usize = 6;
/// Size of the bars in CSS pixels.
const WIDTH: f64 = 384.0;
const HEIGHT: f64 = 56.0;

/// Every neuron's value for what is asked.
type Values = RwSignal<Option<Vec<f32>>>;

/// What each hidden layer answers.
pub fn layers(scene: Scene) -> El {
    let run = scene.run;
    let values: Values = RwSignal::new(None);
    follow(move || {
        if !scene.seen.get() {
            return;
        }
        let raw = scene
            .ink
            .with(|ink| (!ink.is_blank()).then(|| Ink::values(ink)));
        let now = run.frame.with(|f| asked(f, raw?));
        values.set(now);
    });
    let hidden = derived(move || run.frame.with(|f| f.snapshot.network.layers().len() - 1));
    let any = derived(move || values.with(Option::is_some) && hidden.get() > 0);
    el("section")
        .class("try-layers")
        .attr("aria-label", "What each layer answers")
        .when(
            move || any.get(),
            move || {
                let each = el("div").each(
                    move || (0..hidden.get()).collect(),
                    move |layer| vec![one(scene, values, layer)],
                );
                vec![el("h3").text("What each layer answers"), each]
            },
        )
}

fn asked(f: &Frame, raw: Vec<f32>) -> Option<Vec<f32>> {
    let network = &f.snapshot.network;
    if !is_crowd(&f.experiment) || raw.len() != f.prepared.train_table.x.ncols() {
        return None;
    }
    let x = f
        .prepared
        .encoder
        .encode(&DMatrix::from_row_slice(1, raw.len(), &raw));
    let x: Vec<f32> = x.iter().copied().collect();
    activations(network, &x, &vec![0.0; network.outputs()])
}

/// A layer's own values; none of another network.
fn own<'a>(f: &Frame, values: &'a [f32], layer: usize) -> &'a [f32] {
    let own = f.snapshot.network.layers().get(layer);
    own.and_then(|own| values.get(own.neurons.clone()))
        .unwrap_or_default()
}

/// The units of a layer that answer most, the largest first.
fn most(values: &[f32]) -> Vec<usize> {
    let mut all: Vec<usize> = (0..values.len()).collect();
    all.sort_by(|&a, &b| values[b].abs().total_cmp(&values[a].abs()));
    all.truncate(MOST);
    all
}

fn one(scene: Scene, values: Values, layer: usize) -> El {
    let run = scene.run;
    let read = move |of: &dyn Fn(&[f32]) -> String| {
        run.frame.with_untracked(|f| {
            values.with(|values| {
                values
                    .as_ref()
                    .map_or_else(String::new, |all| of(own(f, all, layer)))
            })
        })
    };
    let text = move || {
        read(&|own| {
            let awake = own.iter().filter(|value| **value != 0.0).count();
            format!("Layer {}: {awake} of {} units answer", layer + 1, own.len())
        })
    };
    let chosen = derived(move || {
        run.frame.with_untracked(|f| {
            values.with(|values| {
                values
                    .as_ref()
                    .map_or_else(Vec::new, |all| most(own(f, all, layer)))
            })
        })
    });
    el("div")
        .class("try-layer")
        .child(el("p").class("hint").live_text(text))
        .child(bars(scene, values, layer))
        .child(el("div").class("mistake-images").each(
            move || chosen.get(),
            move |unit| vec![image(scene, values, layer, unit)],
        ))
}

/// A bar for each unit.
fn bars(scene: Scene, values: Values, layer: usize) -> El {
    let (page, run) = (Page::get(), scene.run);
    let picture = el("canvas")
        .class("try-layer-bars")
        .attr("role", "img")
        .attr(
            "aria-label",
            &format!("What each unit of layer {} answers", layer + 1),
        );
    let canvas = picture.node();
    on_screen(move || {
        let palette = Palette::of(page.theme.get());
        values.track();
        run.frame.with_untracked(|f| {
            values.with_untracked(|values| {
                let own = own(f, values.as_ref()?, layer);
                let context = canvas::prepare(&canvas, WIDTH, HEIGHT)?;
                let largest = f64::from(symmetric_range(own));
                let wide = WIDTH / own.len().max(1) as f64;
                let is_signed = own.iter().any(|value| *value < 0.0);
                let ground = if is_signed { HEIGHT / 2.0 } else { HEIGHT };
                context.set_fill_style_str(&palette.hairline.css());
                context.fill_rect(0.0, ground - 1.0, WIDTH, 1.0);
                for (at, value) in own.iter().enumerate() {
                    let color = if *value < 0.0 {
                        palette.negative
                    } else {
                        palette.positive
                    };
                    context.set_fill_style_str(&color.css());
                    let high = f64::from(value.abs()) / largest * (ground - 1.0);
                    let top = if *value < 0.0 { ground } else { ground - high };
                    context.fill_rect(at as f64 * wide, top, (wide * 0.8).max(1.0), high);
                }
                Some(())
            })
        });
    });
    picture
}

/// A unit as an image of what it looks for, and what it answers; pressed, it opens.
fn image(scene: Scene, values: Values, layer: usize, unit: usize) -> El {
    let (page, run) = (Page::get(), scene.run);
    let picture = el("canvas").attr("aria-hidden", "true");
    let canvas = picture.node();
    on_screen(move || {
        let palette = Palette::of(page.theme.get());
        run.frame.with(|f| {
            let [_, columns] = f.experiment.data.image()?;
            let image = looked_for(&f.snapshot.network, layer, unit);
            let (ramp, half) = (Ramp::weights(palette), symmetric_range(&image));
            let rgba: Vec<u8> = image
                .iter()
                .flat_map(|value| ramp.at(value / half))
                .collect();
            canvas::put_pixels(&canvas, &rgba, columns as u32)
        });
    });
    let text = move || {
        run.frame.with_untracked(|f| {
            values.with(|values| {
                let own = own(f, values.as_deref().unwrap_or_default(), layer);
                own.get(unit)
                    .map_or_else(String::new, |value| format!("{value:.2}"))
            })
        })
    };
    let neuron = Neuron {
        column: layer + 1,
        unit,
    };
    let label = format!("Open layer {}, unit {}", layer + 1, unit + 1);
    el("button")
        .class("mistake")
        .attr("aria-label", &label)
        .attr("title", &label)
        .child(picture)
        .child(el("span").text(&format!("unit {}", unit + 1)))
        .child(el("span").class("hint").live_text(text))
        .click(move || run.look.opened.set(Some(neuron)))
}
