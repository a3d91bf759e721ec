//! The shapes with their parameters, and what came of them.

use reactive_graph::prelude::*;

use super::Scene;
use crate::{
    lab::{depth::Shape, lottery::Spread},
    plot::scale::format_value,
    ui::element::{El, derived, el},
};

/// A row for each shape.
pub fn table(scene: Scene) -> El {
    let losses = derived(move || {
        let shapes = scene.shapes.get();
        shapes
            .iter()
            .map(|shape| losses(scene, *shape))
            .collect::<Vec<_>>()
    });
    let count = derived(move || scene.shapes.with(Vec::len));
    let cell = move |tag: &str, text: Box<dyn Fn() -> String>| el(tag).live_text(text);
    let shape = move |at: usize| scene.shapes.with(|all| all.get(at).copied());
    let number = move |at: usize, of: fn(Shape) -> usize| -> Box<dyn Fn() -> String> {
        Box::new(move || {
            shape(at)
                .map(|shape| of(shape).to_string())
                .unwrap_or_default()
        })
    };
    let loss = move |at: usize, of: usize| -> Box<dyn Fn() -> String> {
        Box::new(move || {
            losses.with(|all| {
                all.get(at)
                    .map(|texts| texts[of].clone())
                    .unwrap_or_default()
            })
        })
    };
    let row = move |at: usize| {
        vec![
            el("tr")
                .child(cell("th", number(at, |shape| shape.layers)).attr("scope", "row"))
                .child(cell("td", number(at, |shape| shape.units)))
                .child(cell("td", number(at, |shape| shape.parameters)))
                .child(cell("td", loss(at, 0)))
                .child(cell("td", loss(at, 1))),
        ]
    };
    let head = ["layers", "units", "parameters", "loss", "best–worst"];
    let head = head.map(|text| el("th").attr("scope", "col").text(text));
    el("table")
        .class("depth-table depth-shapes")
        .child(
            el("caption")
                .class("unseen")
                .text("Shapes of hidden layers"),
        )
        .child(el("thead").child(el("tr").children(head.into())))
        .child(el("tbody").each(move || (0..count.get()).collect(), row))
}

/// The median loss of a shape, and the best and the worst.
fn losses(scene: Scene, shape: Shape) -> [String; 2] {
    let spread = scene.comparison.spreads().and_then(|(lottery, spreads)| {
        let sweep = lottery.sweep.as_ref()?;
        let at = sweep.values.iter().position(|text| *text == shape.text())?;
        spreads.get(at).copied().flatten()
    });
    spread.map_or_else(|| ["–", "–"].map(str::to_owned), told)
}

fn told(spread: Spread) -> [String; 2] {
    let text = |loss: f64| match loss {
        loss if loss.is_finite() => format_value(loss),
        _ => "diverged".into(),
    };
    [
        text(spread.median),
        format!("{}–{}", text(spread.least), text(spread.greatest)),
    ]
}
