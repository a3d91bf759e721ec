//! The activation and its slope over the sum, with the point where the unit works on both.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::reading::ReadingSignal;
use crate::{
    lab::Reading,
    nn::{Activation, Named},
    plot::scale::{format_short, format_value},
    ui::{
        element::{El, derived, el, svg},
        look::Neuron,
    },
};

/// Size of the drawing, and of each of its two parts.
const WIDTH: f32 = 150.0;
const HEIGHT: f32 = 82.0;
/// What is left free at the edges of a part.
const MARGIN: f32 = 8.0;
/// Places along a curve.
const PLACES: usize = 90;

/// The numbers from which a part is drawn.
#[derive(Clone, PartialEq)]
struct Shape {
    /// The sum runs from minus to plus so much.
    reach: f32,
    values: Vec<f32>,
    /// Least and greatest of them.
    range: (f32, f32),
}

impl Shape {
    fn new(reach: f32, value: impl Fn(f32) -> f32) -> Self {
        let at = |place: usize| reach * (2.0 * place as f32 / PLACES as f32 - 1.0);
        let values: Vec<f32> = (0..=PLACES).map(|place| value(at(place))).collect();
        let range = values.iter().fold((0.0f32, 0.0f32), |(low, high), &value| {
            (low.min(value), high.max(value))
        });
        let range = if range.0 < range.1 {
            range
        } else {
            (-1.0, 1.0)
        };
        Self {
            reach,
            values,
            range,
        }
    }

    fn x(&self, z: f32) -> f32 {
        WIDTH * (0.5 + 0.5 * (z / self.reach).clamp(-1.0, 1.0))
    }

    fn y(&self, value: f32) -> f32 {
        let (low, high) = self.range;
        let share = (value - low) / (high - low);
        HEIGHT - MARGIN - share.clamp(0.0, 1.0) * (HEIGHT - 2.0 * MARGIN)
    }

    fn path(&self) -> String {
        let step = WIDTH / PLACES as f32;
        let places = self.values.iter().enumerate();
        let points =
            places.map(|(at, &value)| format!("{:.1} {:.1}", at as f32 * step, self.y(value)));
        format!("M{}", points.collect::<Vec<_>>().join("L"))
    }
}

/// How far the sum runs to both sides so that a unit's own is well within: 4, 8, 16, …
fn reach(z: f32) -> f32 {
    let mut reach = 4.0;
    while reach < 1.1 * z.abs() && reach < 1e9 {
        reach *= 2.0;
    }
    reach
}

/// Both drawings. In the mean there is no one point where the unit works: the line stands at the mean sum.
pub fn curve(neuron: Neuron, reading: ReadingSignal) -> El {
    let unit = neuron.unit;
    let text = move || reading.with(|r| r.as_ref().map_or_else(String::new, |r| words(r, unit)));
    let is_softmax = derived(move || {
        reading.with(|r| {
            r.as_ref()
                .is_some_and(|r| r.activation == Activation::Softmax)
        })
    });
    let value = part(reading, "f", move |r, z| r.value(unit, z));
    let slope = part(reading, "f′", move |r, z| r.slope(unit, z));
    el("div")
        .class("unit-curve")
        .attr("role", "img")
        .live("aria-label", text)
        .child(value)
        .child(slope)
        .child(scale(reading))
        .when(
            move || is_softmax.get(),
            || vec![el("p").class("unit-curve-note").text(OTHERS)],
        )
}

/// Softmax is no curve of one sum.
const OTHERS: &str = "over its own z, while the others’ stay";

fn words(reading: &Reading, unit: usize) -> String {
    let [z, a, slope] = [reading.z, reading.a, reading.slope(unit, reading.z)]
        .map(|number| format_value(f64::from(number)));
    let mut name = reading.activation.label().to_owned();
    if reading.activation == Activation::Softmax {
        name = format!("{name} {OTHERS}");
    }
    if reading.is_mean {
        format!("{name} and its slope; the mean sum is {z}")
    } else {
        format!("{name} and its slope; at z = {z} it answers {a} with slope {slope}")
    }
}

/// The ends of the sum's axis.
fn scale(reading: ReadingSignal) -> El {
    let ends = move || {
        let z = reading.with(|r| r.as_ref().map_or(0.0, |r| r.z));
        format_short(f64::from(reach(z)))
    };
    let ends = derived(ends);
    el("div")
        .class("unit-curve-scale")
        .attr("aria-hidden", "true")
        .child(el("span").live_text(move || format!("−{}", ends.get())))
        .child(el("i").text("z"))
        .child(el("span").live_text(move || ends.get()))
}

fn part(
    reading: ReadingSignal,
    name: &str,
    value: impl Fn(&Reading, f32) -> f32 + Copy + 'static,
) -> El {
    let shape: RwSignal<Option<Shape>> = derived(move || {
        reading.with(|r| {
            let reading = r.as_ref()?;
            Some(Shape::new(reach(reading.z), |z| value(reading, z)))
        })
    });
    let of =
        move |of: fn(&Shape) -> String| shape.with(|s| s.as_ref().map_or_else(String::new, of));
    let place = move || {
        reading.with(|r| {
            let reading = r.as_ref()?;
            let y = value(reading, reading.z);
            shape.with(|s| s.as_ref().map(|s| [s.x(reading.z), s.y(y)]))
        })
    };
    let at = move |axis: usize| {
        let place = place().unwrap_or_default()[axis];
        format!("{place:.1}")
    };
    let is_point = derived(move || reading.with(|r| r.as_ref().is_some_and(|r| !r.is_mean)));
    let line = |class: &str| svg("path").attr("class", class);
    let drawing = svg("svg")
        .attr("viewBox", &format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("aria-hidden", "true")
        .child(line("zero").live("d", move || {
            of(|s| format!("M0 {0:.1}H{WIDTH}M{1:.1} 0V{HEIGHT}", s.y(0.0), s.x(0.0)))
        }))
        .child(line("values").live("d", move || of(Shape::path)))
        .child(line("here").live("d", move || format!("M{} 0V{HEIGHT}", at(0))))
        .when(
            move || is_point.get(),
            move || {
                let point = svg("circle").attr("r", "4");
                vec![point.live("cx", move || at(0)).live("cy", move || at(1))]
            },
        );
    el("div").child(el("i").text(name)).child(drawing)
}
