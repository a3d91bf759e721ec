//! What each hidden unit adds to the answer, as a thin curve, and the sum, as the thick one, over the targets.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent};

use crate::{
    data::Targets,
    lab::{Prepared, Spot, approximation::Curves},
    plot::{
        scale::{Scale, format_tick, nice_bounds, nice_step, ticks},
        thin::thinned,
    },
    text::approximation as words,
    ui::{
        canvas,
        element::{El, derived, el, svg},
        fields::{switch, toggle},
        frame::Frame,
        panels::perceptron::shapes::{Mark, dots, mark, path},
        run::Run,
        turn::on_screen,
        walk::linked,
    },
};

/// Room around the plot.
const LEFT: f64 = 40.0;
const RIGHT: f64 = 10.0;
const ABOVE: f64 = 8.0;
const BELOW: f64 = 24.0;
/// How far a curve may be drawn off, in pixels.
const OFF: f64 = 0.3;

/// The axes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Axes {
    size: [f64; 2],
    x: (f64, f64),
    y: (f64, f64),
}

impl Axes {
    fn scales(&self) -> [Scale; 2] {
        let [width, height] = self.size;
        [
            Scale::linear(self.x, (LEFT, width - RIGHT)),
            Scale::linear(self.y, (height - BELOW, ABOVE)),
        ]
    }
}

/// What the targets' path depends on.
struct Dotted {
    prepared: Arc<Prepared>,
    output: usize,
    axes: Axes,
}

impl Dotted {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.prepared, &other.prepared)
            && (self.output, self.axes) == (other.output, other.axes)
    }

    fn path(&self) -> String {
        let [x, y] = self.axes.scales();
        let points = targets(&self.prepared, self.output).into_iter();
        dots(points.map(|at| [x.to_pixel(at[0]), y.to_pixel(at[1])]))
    }
}

/// What is drawn of a moment.
#[derive(Clone, Debug, Default, PartialEq)]
struct Drawn {
    axes: Axes,
    /// The curve of each unit, and whether its weight is negative.
    units: Vec<(String, bool)>,
    sum: String,
    text: String,
    curves: Option<Curves>,
}

#[derive(Clone, Copy)]
struct Scene {
    run: Run,
    output: RwSignal<usize>,
    drawn: RwSignal<Arc<Drawn>>,
    /// The targets as a path.
    targets: RwSignal<String>,
    /// The unit that Tab leads to.
    reached: RwSignal<usize>,
}

/// The picture, with what is said of it.
pub fn picture() -> El {
    let place = el("div").class("depth-curves");
    let size = canvas::size_of(&place);
    let scene = Scene {
        run: Run::get(),
        output: RwSignal::new(0),
        drawn: RwSignal::default(),
        targets: RwSignal::default(),
        reached: RwSignal::new(0),
    };
    let run = scene.run;
    let mut dotted = None;
    on_screen(move || {
        let (size, output) = (size.get().unwrap_or_default(), scene.output.get());
        if size[0] <= LEFT + RIGHT || size[1] <= ABOVE + BELOW {
            return;
        }
        let Some(drawn) = run.frame.with(|f| drawn(f, output, size)) else {
            return;
        };
        // They stay while only the network changes.
        let now = Dotted {
            prepared: run.frame.with(|f| f.prepared.clone()),
            output,
            axes: drawn.axes,
        };
        if !dotted.as_ref().is_some_and(|last| now.is(last)) {
            scene.targets.set(now.path());
            dotted = Some(now);
        }
        scene.drawn.set(Arc::new(drawn));
    });
    let axes = derived(move || scene.drawn.with(|drawn| drawn.axes));
    let count = derived(move || scene.drawn.with(|drawn| drawn.units.len()));
    let drawing = svg("svg")
        .attr("role", "group")
        .attr("aria-label", "What each hidden unit adds")
        .live("viewBox", move || {
            let [width, height] = axes.get().size;
            format!("0 0 {width} {height}")
        })
        .child(
            svg("path")
                .attr("class", "grid")
                .live("d", move || rules(&axes.get())),
        )
        .child(
            svg("path")
                .attr("class", "targets")
                .live("d", move || scene.targets.get()),
        )
        .child(svg("g").each(
            move || (0..count.get()).collect(),
            move |at| vec![unit(scene, at)],
        ))
        .child(
            svg("path")
                .attr("class", "sum")
                .live("d", move || scene.drawn.with(|drawn| drawn.sum.clone())),
        )
        .child(svg("g").anew(
            move || marks(&axes.get()),
            |all| all.into_iter().map(mark).collect(),
        ))
        .on("keydown", move |event| press(scene, &event))
        .on("pointermove", move |event| point(scene, &event))
        .on("pointerdown", move |event| point(scene, &event))
        .on("pointerleave", move |_| scene.run.look.lit.set(None));
    el("div")
        .class("depth-column")
        .child(el("h3").text("What the units add"))
        .child(place.child(drawing))
        .child(output_choice(scene))
        .child(
            el("p")
                .class("hint")
                .attr("role", "status")
                .attr("aria-live", "off")
                .live_text(move || said(scene)),
        )
}

/// Which output is shown, where there are several.
fn output_choice(scene: Scene) -> El {
    let names = derived(move || scene.run.frame.with(|f| f.prepared.names().to_vec()));
    el("div").anew(
        move || names.get(),
        move |names| {
            let option = |(at, name): (usize, &String)| {
                toggle(
                    name,
                    move || scene.output.get() == at,
                    move || scene.output.set(at),
                )
            };
            match names.len() {
                0 | 1 => Vec::new(),
                _ => vec![switch(
                    "Output shown",
                    names.iter().enumerate().map(option).collect(),
                )],
            }
        },
    )
}

fn drawn(f: &Frame, output: usize, size: [f64; 2]) -> Option<Drawn> {
    if !f.is_fit() {
        return None;
    }
    let output = output.min(f.outputs() - 1);
    let curves = Curves::new(&f.snapshot.network, output, |neuron| {
        f.maps().neuron(neuron)
    })?;
    let targets = targets(&f.prepared, output);
    let ends = targets
        .iter()
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), [_, y]| {
            (low.min(*y as f32), high.max(*y as f32))
        });
    let (low, high) = curves.range(ends);
    let step = nice_step(f64::from(high - low), 5);
    let (from, to) = f.view.domain()[0];
    let axes = Axes {
        size,
        x: (from.into(), to.into()),
        y: nice_bounds(low.into(), high.into(), step),
    };
    let [x, y] = axes.scales();
    let places: Vec<f64> = f
        .grid()
        .points()
        .map(|[at, _]| x.to_pixel(at.into()))
        .collect();
    let line = |values: &[f32]| {
        let points = places.iter().zip(values);
        let points =
            points.map(|(x, value)| [*x, y.to_pixel(f.prepared.value(output, *value).into())]);
        path(thinned(points, OFF), false)
    };
    let unit = |(values, weight): (&Vec<f32>, &f32)| (line(values), *weight < 0.0);
    Some(Drawn {
        units: curves.units.iter().zip(&curves.weights).map(unit).collect(),
        sum: line(&curves.sum),
        text: words::sum(&curves),
        axes,
        curves: Some(curves),
    })
}

/// Training samples with a target, as numbers.
fn targets(prepared: &Prepared, output: usize) -> Vec<[f64; 2]> {
    let table = &prepared.train_table;
    match &table.targets {
        Targets::Values { of, .. } if output < of.ncols() => {
            let row = |row: usize| [table.x[(row, 0)], of[(row, output)]].map(f64::from);
            (0..table.len().min(MOST)).map(row).collect()
        }
        _ => Vec::new(),
    }
}

/// Samples that are drawn.
const MOST: usize = 1000;

/// A unit's curve, which lights the unit everywhere.
fn unit(scene: Scene, at: usize) -> El {
    let spot = Spot::Unit { layer: 0, unit: at };
    let d = move || {
        let of = |drawn: &Arc<Drawn>| drawn.units.get(at).map(|(d, _)| d.clone());
        scene.drawn.with(of).unwrap_or_default()
    };
    let sinks = move || {
        let of = |drawn: &Arc<Drawn>| drawn.units.get(at).is_some_and(|(_, sinks)| *sinks);
        scene.drawn.with(of)
    };
    // Of all curves only the one that Tab leads to is told with its numbers, which change in every frame.
    let name = move || match scene.reached.get() == at {
        true => described(scene, at),
        false => format!("Unit {}", at + 1),
    };
    let group = svg("g")
        .attr("role", "img")
        .attr("data-unit", &at.to_string())
        .live("class", move || {
            if sinks() {
                "unit-curve sinks"
            } else {
                "unit-curve"
            }
            .into()
        })
        .live("tabindex", move || {
            if scene.reached.get() == at { "0" } else { "-1" }.into()
        })
        .live("aria-label", name)
        .on("focus", move |_| scene.reached.set(at))
        .child(svg("path").attr("class", "seen").live("d", d));
    linked(group, spot)
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn described(scene: Scene, at: usize) -> String {
    let output = scene.output.get();
    scene
        .run
        .frame
        .with(|f| unit_text(f, output, at))
        .unwrap_or_default()
}

#[inline(never)]
fn said(scene: Scene) -> String {
    match scene.run.look.lit.get() {
        Some(Spot::Unit { layer: 0, unit }) => described(scene, unit),
        _ => scene.drawn.with(|drawn| drawn.text.clone()),
    }
}

fn unit_text(f: &Frame, output: usize, unit: usize) -> Option<String> {
    let network = &f.snapshot.network;
    let [hidden, last] = network.layers() else {
        return None;
    };
    if unit >= hidden.units {
        return None;
    }
    let (kernel, v) = (network.kernel(0), network.kernel(1));
    let names = f.prepared.encoder.names.iter().cloned();
    let inputs: Vec<_> = names.zip(kernel.column(unit).iter().copied()).collect();
    let v = v[(unit, output.min(last.units - 1))];
    Some(words::unit(
        unit,
        v,
        hidden.activation,
        &inputs,
        network.bias(0)[unit],
    ))
}

/// Pixels from a curve at which it is pointed at.
const REACH: f64 = 8.0;

/// Lights the unit whose curve is pointed at.
fn point(scene: Scene, event: &Event) {
    let pointer: &PointerEvent = event.unchecked_ref();
    let unit = event
        .current_target()
        .and_then(|drawing| drawing.dyn_into::<Element>().ok())
        .and_then(|drawing| {
            let corner = drawing.get_bounding_client_rect();
            let at = [
                f64::from(pointer.client_x()) - corner.left(),
                f64::from(pointer.client_y()) - corner.top(),
            ];
            scene.drawn.with_untracked(|drawn| unit_at(drawn, at))
        });
    let spot = unit.map(|unit| Spot::Unit { layer: 0, unit });
    if scene.run.look.lit.get_untracked() != spot {
        scene.run.look.lit.set(spot);
    }
}

/// The unit whose curve is at a pixel, or near it.
fn unit_at(drawn: &Drawn, at: [f64; 2]) -> Option<usize> {
    let curves = drawn.curves.as_ref()?;
    let [x, y] = drawn.axes.scales();
    let (low, high) = x.range;
    let share = (at[0] - low) / (high - low);
    let place = (share * curves.sum.len() as f64).floor();
    if !(0.0..curves.sum.len() as f64).contains(&place) {
        return None;
    }
    let value = y.to_value(at[1]);
    let reach = (y.to_value(at[1] - REACH) - value).abs();
    curves.nearest(place as usize, value as f32, reach as f32)
}

/// Arrow keys lead from curve to curve.
fn press(scene: Scene, event: &Event) {
    let key: &KeyboardEvent = event.unchecked_ref();
    if key.ctrl_key() || key.meta_key() || key.alt_key() {
        return;
    }
    let last = scene
        .drawn
        .with_untracked(|drawn| drawn.units.len().saturating_sub(1));
    let at = scene.reached.get_untracked().min(last);
    let to = match key.key().as_str() {
        "ArrowLeft" | "ArrowUp" => at.saturating_sub(1),
        "ArrowRight" | "ArrowDown" => (at + 1).min(last),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    let unit = event
        .current_target()
        .and_then(|drawing| drawing.dyn_into::<Element>().ok())
        .and_then(|drawing| {
            drawing
                .query_selector(&format!("[data-unit='{to}']"))
                .ok()?
        });
    if let Some(unit) = unit {
        // Focus that cannot move stays where it was, which is as good. (An SVG element has it as HTML has.)
        let _ = unit.unchecked_ref::<HtmlElement>().focus();
    }
}

/// A hairline at each number.
fn rules(axes: &Axes) -> String {
    let [_, y] = axes.scales();
    let rule = |at: f64| {
        let y = y.to_pixel(at);
        path([[LEFT, y], [axes.size[0] - RIGHT, y]], false)
    };
    numbers(axes.y, 5).0.into_iter().map(rule).collect()
}

fn numbers((low, high): (f64, f64), parts: usize) -> (Vec<f64>, f64) {
    let step = nice_step(high - low, parts);
    (ticks(low, high, step), step)
}

fn marks(axes: &Axes) -> Vec<Mark> {
    let [x, y] = axes.scales();
    let base = axes.size[1] - BELOW;
    let (across, step) = numbers(axes.x, 6);
    let mut all: Vec<Mark> = across
        .into_iter()
        .map(|at| ("tick", [x.to_pixel(at), base + 17.0], format_tick(at, step)))
        .collect();
    let (up, step) = numbers(axes.y, 5);
    all.extend(up.into_iter().map(|at| {
        (
            "tick up",
            [LEFT - 6.0, y.to_pixel(at) + 5.0],
            format_tick(at, step),
        )
    }));
    all
}
