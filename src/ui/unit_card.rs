//! A unit opened in place: its map, and the formula it computes with its numbers in it.

use std::sync::Arc;

use leptos::{html, prelude::*};

use super::{
    canvas,
    frame::Frame,
    links::range,
    store::{Neuron, Store},
};
use crate::{
    nn::Dense,
    plot::{
        color::{Palette, Ramp},
        diagram::Diagram,
        heatmap::paint,
        scale::format_value,
    },
};

/// Width of the card in CSS pixels.
const WIDTH: f32 = 264.0;

/// The card of the open unit, beside it.
#[component]
pub fn UnitCard(diagram: Memo<Arc<Diagram>>, top: f32) -> impl IntoView {
    let store = Store::get();
    let place = move || {
        let neuron = store.opened.get()?;
        let diagram = diagram.get();
        let tile = *diagram.columns.get(neuron.column)?.tiles.get(neuron.unit)?;
        let right = tile.right() + 12.0;
        let left = if right + WIDTH <= diagram.content.0 {
            right
        } else {
            tile.x - 12.0 - WIDTH
        };
        Some((
            neuron,
            left.max(0.0),
            (tile.y + top).min(diagram.content.1 + top - 300.0).max(0.0),
        ))
    };
    view! {
        {move || place().map(|(neuron, left, top)| view! { <Card neuron=neuron left=left top=top/> })}
    }
}

#[component]
fn Card(neuron: Neuron, left: f32, top: f32) -> impl IntoView {
    let store = Store::get();
    let node = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        if let Some(canvas) = node.get() {
            store
                .frame
                .with(|frame| draw(&canvas, frame, neuron, store));
        }
    });
    let close = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = close.get() {
            // Focus that cannot move stays where it was, which is as good.
            let _ = button.focus();
        }
    });
    let title = move || store.frame.with(|f| title(f, neuron));
    let terms = move || store.frame.with(|f| terms(f, neuron));
    let sum = move || store.frame.with(|f| sum(f, neuron));
    view! {
        <div class="card" role="dialog" aria-label=title style=format!("left: {left}px; top: {top}px; width: {WIDTH}px")>
            <div class="dialog-head">
                <h3>{title}</h3>
                <button class="quiet icon" node_ref=close aria-label="Close" on:click=move |_| store.close_unit()>"×"</button>
            </div>
            <canvas node_ref=node class="card-map" aria-hidden="true"></canvas>
            <p class="formula">{sum}</p>
            <table class="terms">
                <thead><tr><th>"from"</th><th>"weight"</th><th>"gradient"</th></tr></thead>
                <tbody>{terms}</tbody>
            </table>
        </div>
    }
}

fn layer(frame: &Frame, neuron: Neuron) -> Option<&Dense> {
    frame
        .snapshot
        .network
        .layers()
        .get(neuron.column.checked_sub(1)?)
}

fn title(frame: &Frame, neuron: Neuron) -> String {
    let last = frame.snapshot.network.layers().len() == neuron.column;
    let layer = if last {
        "Output".into()
    } else {
        format!("Layer {}", neuron.column)
    };
    format!("{layer}, unit {}", neuron.unit + 1)
}

/// What the unit computes, in a formula: `a = tanh(z), z = Σ w·x + b`.
fn sum(frame: &Frame, neuron: Neuron) -> impl IntoView + use<> {
    let activation = layer(frame, neuron).map_or("", |l| l.activation.label());
    view! {
        <math display="block">
            <mi>"a"</mi><mo>"="</mo><mi mathvariant="normal">{activation}</mi><mo>"("</mo>
            <munder><mo>"∑"</mo><mi>"i"</mi></munder>
            <msub><mi>"w"</mi><mi>"i"</mi></msub><msub><mi>"x"</mi><mi>"i"</mi></msub>
            <mo>"+"</mo><mi>"b"</mi><mo>")"</mo>
        </math>
    }
}

fn terms(frame: &Frame, neuron: Neuron) -> impl IntoView + use<> {
    let mut rows = Vec::new();
    if let Some(layer) = layer(frame, neuron) {
        let first = layer.kernel.start + neuron.unit * layer.inputs;
        for i in 0..layer.inputs {
            rows.push(row(frame, source(frame, neuron.column, i), first + i));
        }
        rows.push(row(
            frame,
            "b (bias)".into(),
            layer.bias.start + neuron.unit,
        ));
    }
    rows
}

fn source(frame: &Frame, column: usize, index: usize) -> String {
    match column {
        1 => frame
            .experiment
            .features
            .iter()
            .nth(index)
            .map_or_else(String::new, |f| f.label().into()),
        _ => format!("unit {}", index + 1),
    }
}

fn row(frame: &Frame, name: String, at: usize) -> impl IntoView + use<> {
    let weight = frame.snapshot.network.parameters()[at];
    let gradient = frame.snapshot.gradient[at];
    let class = if weight < 0.0 { "negative" } else { "positive" };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td class=class>{format_value(f64::from(weight))}</td>
            <td>{format_value(f64::from(gradient))}</td>
        </tr>
    }
}

fn draw(
    canvas: &web_sys::HtmlCanvasElement,
    frame: &Frame,
    neuron: Neuron,
    store: Store,
) -> Option<()> {
    let layer = layer(frame, neuron)?;
    let values = frame.maps.neuron(layer.neurons.start + neuron.unit);
    let mut pixels = vec![0; values.len() * 4];
    let (centre, half) = range(&Some(layer.activation), values);
    let ramp = Ramp::classes(Palette::of(store.theme.get()), 1.0);
    paint(values, centre, half, &ramp, &mut pixels);
    canvas::put_pixels(canvas, &pixels, frame.maps.grid.side as u32)
}
