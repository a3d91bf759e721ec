//! The two inequalities, growing with the mistakes.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{
    scene::Scene,
    shapes::{Mark, mark, path},
};
use crate::{
    lab::perceptron::weights,
    nn::{Activation, Record, Schedule, separation::Growth},
    plot::scale::{Scale, format_tick, nice_step, ticks},
    text::perceptron as words,
    ui::{
        canvas,
        element::{El, derived, el, svg},
    },
};

/// What the chart shows.
#[derive(Clone, Debug, PartialEq)]
struct Grown {
    growth: Growth,
    /// Mistakes so far.
    mistakes: u64,
    /// Mistakes that there can be at most.
    most: f64,
    /// The mean size of a correction, and the root of the mean square.
    sizes: [f64; 2],
    is_constant: bool,
    /// After so many mistakes w*·w and |w|, as far as they were seen.
    seen: Vec<[f64; 3]>,
}

/// The bound, the chart, and why.
pub fn growth(scene: Scene) -> Vec<El> {
    let grown = derived(move || grown(scene));
    let bound = move || {
        grown.with(|grown| {
            grown.as_ref().map_or_else(String::new, |g| {
                format!("{}.", words::bound(&g.growth, g.is_constant))
            })
        })
    };
    let mistakes = move || {
        grown.with(|grown| {
            grown
                .as_ref()
                .map_or_else(String::new, |g| words::mistakes(g.mistakes, g.most))
        })
    };
    vec![
        el("p")
            .class("bound")
            .child(el("output").attr("aria-label", "Bound").live_text(mistakes)),
        el("p").class("hint").live_text(bound),
        chart(grown),
        el("p").text(words::WHY_IT_STOPS),
    ]
}

fn grown(scene: Scene) -> Option<Grown> {
    let (margin, unit) = (scene.margin()?, scene.unit.get());
    let fared = scene.fared();
    let trace = scene.trace.get();
    scene.run.frame.with(|f| {
        let network = &f.snapshot.network;
        let record = fared.as_ref().map(|fared| &fared.record);
        let start = record
            .map(|record| &record.start)
            .filter(|start| !start.is_empty());
        let start = start.map_or(network.parameters(), Vec::as_slice);
        let growth = Growth::new(&margin, &weights(network, start, unit)?)?;
        let rate = f64::from(f.experiment.learning_rate);
        // sign(0) = 0 is half as far from its target as a wrong sign.
        let largest = match f.experiment.output().activation {
            Activation::Sign => 2.0 * rate,
            _ => rate,
        };
        let seen = trace.iter().filter_map(|seen| {
            let w = weights(network, &seen.parameters, unit)?;
            let at = *seen.mistakes.get(unit)? as f64;
            Some([at, margin.along(&w), length(&w)])
        });
        Some(Grown {
            mistakes: record
                .and_then(|r| r.mistakes.get(unit).copied())
                .unwrap_or(0),
            most: most(
                &growth,
                record,
                unit,
                (rate, largest),
                f.experiment.schedule,
            ),
            sizes: sizes(record, unit, largest),
            is_constant: largest == rate,
            seen: distinct(seen.collect()),
            growth,
        })
    })
}

/// The most mistakes that there can be; without end where the rate falls, as nothing keeps corrections from
/// getting ever smaller.
fn most(
    growth: &Growth,
    record: Option<&Record>,
    unit: usize,
    (smallest, largest): (f64, f64),
    schedule: Schedule,
) -> f64 {
    if schedule != Schedule::Constant {
        return f64::INFINITY;
    }
    // The rate may have been another before.
    let (mistakes, [sum, squares]) = so_far(record, unit);
    mistakes + growth.after(sum, squares).most(smallest, largest)
}

/// A unit's mistakes so far, and the sums of its corrections and of their squares.
fn so_far(record: Option<&Record>, unit: usize) -> (f64, [f64; 2]) {
    let of = |record: &Record| Some((*record.mistakes.get(unit)?, *record.corrections.get(unit)?));
    let (mistakes, sums) = record.and_then(of).unwrap_or_default();
    (mistakes as f64, sums)
}

fn sizes(record: Option<&Record>, unit: usize, usual: f64) -> [f64; 2] {
    match so_far(record, unit) {
        (mistakes, [sum, squares]) if mistakes > 0.0 => {
            [sum / mistakes, (squares / mistakes).sqrt()]
        }
        _ => [usual; 2],
    }
}

/// One place for each number of mistakes.
fn distinct(mut seen: Vec<[f64; 3]>) -> Vec<[f64; 3]> {
    seen.dedup_by(|a, b| a[0] == b[0]);
    seen
}

fn length(w: &[f64]) -> f64 {
    w.iter().map(|w| w * w).sum::<f64>().sqrt()
}

/// Room for the numbers beside the chart, and for what is below it.
const LEFT: f64 = 44.0;
const BELOW: f64 = 24.0;
const ABOVE: f64 = 10.0;
const RIGHT: f64 = 12.0;
/// Pieces that a curve is drawn of.
const PIECES: usize = 60;

/// From mistakes and lengths to pixels.
struct Axes {
    x: Scale,
    y: Scale,
    /// The last number of mistakes.
    last: f64,
    highest: f64,
}

impl Axes {
    fn new(grown: &Grown, [width, height]: [f64; 2]) -> Self {
        let so_far = grown.mistakes as f64;
        // All up to where they cross, unless the way there is hardly begun.
        let last = if grown.most.is_finite() && grown.most <= 20.0 * so_far.max(5.0) {
            1.08 * grown.most
        } else {
            (2.0 * so_far).max(10.0)
        };
        let highest = greatest(grown, last).max(least(grown, last));
        let growth = &grown.growth;
        let lowest = growth.least(0.0).min(0.0);
        Self {
            x: Scale::linear((0.0, last), (LEFT, width - RIGHT)),
            y: Scale::linear((lowest, 1.05 * highest), (height - BELOW, ABOVE)),
            last,
            highest,
        }
    }

    fn at(&self, mistakes: f64, length: f64) -> [f64; 2] {
        [self.x.to_pixel(mistakes), self.y.to_pixel(length)]
    }
}

/// The least that w*·w can be after so many mistakes.
fn least(grown: &Grown, mistakes: f64) -> f64 {
    grown.growth.least(mistakes * grown.sizes[0])
}

/// The greatest that |w| can be after so many mistakes.
fn greatest(grown: &Grown, mistakes: f64) -> f64 {
    grown.growth.greatest(mistakes * grown.sizes[1].powi(2))
}

fn chart(grown: RwSignal<Option<Grown>>) -> El {
    let place = el("div").class("growth");
    let size = canvas::size_of(&place);
    let size = move || {
        let size = size.get().unwrap_or_default();
        [
            size[0].max(LEFT + RIGHT + 1.0),
            size[1].max(ABOVE + BELOW + 1.0),
        ]
    };
    let drawn = move |of: &dyn Fn(&Grown, &Axes) -> String| {
        grown.with(|grown| {
            grown
                .as_ref()
                .map_or_else(String::new, |grown| of(grown, &Axes::new(grown, size())))
        })
    };
    let curve = |grown: &Grown, axes: &Axes, of: fn(&Grown, f64) -> f64| {
        let at = |piece: usize| axes.last * piece as f64 / PIECES as f64;
        let points = (0..=PIECES).map(|piece| {
            let mistakes = at(piece);
            axes.at(mistakes, of(grown, mistakes))
        });
        path(points, false)
    };
    let line = move |class: &'static str, d: Box<dyn Fn() -> String>| {
        svg("path").attr("class", class).live("d", d)
    };
    let lower = move || drawn(&|g, a| curve(g, a, least));
    let upper = move || drawn(&|g, a| curve(g, a, greatest));
    let along =
        move || drawn(&|g, a| path(g.seen.iter().map(|[k, along, _]| a.at(*k, *along)), false));
    let long =
        move || drawn(&|g, a| path(g.seen.iter().map(|[k, _, long]| a.at(*k, *long)), false));
    let now = move || {
        drawn(&|g, a| {
            let last = g.seen.last();
            let ends = last.map(|[k, along, long]| [a.at(*k, *along), a.at(*k, *long)]);
            super::shapes::dots(ends.into_iter().flatten())
        })
    };
    let marks = derived(move || {
        grown.with(|grown| {
            grown
                .as_ref()
                .map(|grown| marks(grown, size()))
                .unwrap_or_default()
        })
    });
    let view = move || {
        let [width, height] = size();
        format!("0 0 {width} {height}")
    };
    let frame = move || {
        let [width, height] = size();
        let base = height - BELOW;
        path([[LEFT, ABOVE], [LEFT, base], [width - RIGHT, base]], false)
    };
    let drawing = svg("svg")
        .attr("role", "img")
        .attr(
            "aria-label",
            "Over the mistakes: the least that w*·w can be, a straight line, and the greatest that |w| can be, which \
             grows as a root, with the true values between them",
        )
        .live("viewBox", view)
        .child(line("axis", Box::new(frame)))
        .child(line("greatest", Box::new(upper)))
        .child(line("least", Box::new(lower)))
        .child(line("long", Box::new(long)))
        .child(line("along", Box::new(along)))
        .child(line("now", Box::new(now)))
        .anew(move || marks.get(), move |marks| marks.into_iter().map(mark).collect());
    let sign = |class: &str, text: &str| {
        el("span")
            .class("sign")
            .child(el("i").class(class))
            .child(el("span").text(text))
    };
    el("div").child(place.child(drawing)).child(
        el("p")
            .class("perceptron-key")
            .child(sign("line-sign greatest", "|w| at most"))
            .child(sign("line-sign least", "w*·w at least"))
            .child(sign("line-sign long", "|w|"))
            .child(sign("line-sign along", "w*·w")),
    )
}

/// Numbers along the axes, and where the lines cross.
fn marks(grown: &Grown, size: [f64; 2]) -> Vec<Mark> {
    let axes = Axes::new(grown, size);
    let base = size[1] - BELOW;
    let mut all = Vec::new();
    let step = nice_step(axes.last, 5).max(1.0);
    for at in ticks(0.0, axes.last, step) {
        all.push((
            "tick",
            [axes.x.to_pixel(at), base + 18.0],
            format_tick(at, step),
        ));
    }
    let step = nice_step(axes.highest, 3);
    for at in ticks(0.0, axes.highest, step) {
        all.push((
            "tick up",
            [LEFT - 6.0, axes.y.to_pixel(at) + 5.0],
            format_tick(at, step),
        ));
    }
    if grown.most < axes.last {
        let [x, y] = axes.at(grown.most, least(grown, grown.most));
        all.push(("tick crossing", [x, y], "✕".into()));
    }
    all
}
