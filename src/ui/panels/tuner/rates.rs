//! The sweep over learning rates: the loss at the end against the rate, with the largest stable rate marked. A dot
//! takes its rate.

use std::sync::Arc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};

use super::state::Scene;
use crate::{
    lab::{
        Edit, Key,
        lottery::{EPOCHS, Outcome},
        tuner::{Ends, SEEDS, largest_stable, lowest, rates as all_rates, sweep},
    },
    nn::evaluate,
    plot::scale::{Scale, decades, format_power, format_value},
    run::News,
    text::tuner as words,
    ui::{
        canvas,
        element::{El, derived, el, svg},
        number_field::NumberField,
        panels::perceptron::shapes::path,
        trial::Trial,
    },
};

/// Room around the plot.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 16.0;
const ABOVE: f64 = 14.0;
const BELOW: f64 = 42.0;

/// The losses of each rate at the end; nothing where not all have come.
#[derive(Clone, Debug, PartialEq)]
struct Losses(Vec<Option<Ends>>);

impl Losses {
    fn median(&self, at: usize) -> Option<f64> {
        Some(self.0.get(at).copied()??.median)
    }
}

/// The sweep's signals. A handle that can be copied.
#[derive(Clone, Copy)]
struct Sweep {
    scene: Scene,
    trial: Trial,
    epochs: RwSignal<u32>,
    /// The loss before training.
    before: RwSignal<f64>,
    /// The losses at the end, by rate.
    losses: RwSignal<Losses>,
    size: RwSignal<Option<[f64; 2]>>,
}

/// The page.
pub fn rates(scene: Scene) -> Vec<El> {
    let trial = Trial::new("sweep");
    let box_ = el("div").class("tuner-rates");
    let losses = derived(move || {
        let loss = |one: &Option<Arc<Outcome>>| Some(one.as_ref()?.loss());
        let losses: Vec<_> = trial.outcomes.with(|all| all.iter().map(loss).collect());
        Losses(Ends::of(&losses))
    });
    let sweep = Sweep {
        scene,
        trial,
        epochs: RwSignal::new(10),
        before: RwSignal::new(f64::NAN),
        losses,
        size: canvas::size_of(&box_),
    };
    let epochs = NumberField::local(
        ["Epochs", "For how long each rate is trained"],
        EPOCHS,
        5.0,
        move || sweep.epochs.get().into(),
        move |epochs| sweep.epochs.set(epochs as u32),
    );
    let start = [
        "Sweep",
        "Trains the first weights at each rate in the background",
    ];
    let has_begun = move || trial.dealing.has_begun();
    vec![
        el("div")
            .class("tuner-sweep")
            .child(epochs.view())
            .child(trial.buttons(start, move || begin(sweep)))
            .child(trial.progress()),
        el("p").class("hint").text(words::RATES),
        box_.flag("hidden", move || !has_begun())
            .child(chart(sweep)),
        el("output")
            .attr("aria-live", "off")
            .attr("aria-label", "Largest stable rate")
            .live_text(move || said(sweep)),
        trial.dealing.failure(),
    ]
}

fn begin(sweep_: Sweep) {
    let run = sweep_.scene.run;
    run.dispatch(News::Dismiss);
    let experiment = run.lab.with_untracked(|lab| lab.experiment.clone());
    let lottery = sweep(&experiment, sweep_.epochs.get_untracked().into());
    if let Err(wrong) = lottery.validate() {
        run.dispatch(News::Complain(wrong));
        return;
    }
    let frame = run.frame.get_untracked();
    let loss = experiment.settings().loss;
    let before = |lot: u32| {
        let seeded = lottery.experiment_of(lot);
        let network = seeded.network_of(frame.prepared.train.inputs());
        let (task, samples) = (frame.prepared.task, &frame.prepared.measured[0]);
        evaluate(&network, loss, task, samples).map_or(f64::NAN, |worth| worth.loss)
    };
    sweep_
        .before
        .set((0..SEEDS).map(before).fold(f64::NAN, f64::max));
    sweep_.trial.begin(lottery);
}

/// The places of the largest stable rate and of the lowest loss.
fn found(sweep: Sweep) -> [Option<usize>; 2] {
    let before = sweep.before.get();
    sweep
        .losses
        .with(|Losses(losses)| [largest_stable(losses, before), lowest(losses)])
}

#[inline(never)]
fn said(sweep: Sweep) -> String {
    let [stable, low] = found(sweep).map(|at| Some(*all_rates().get(at?)?));
    words::rates(stable, low, sweep.trial.dealing.is_over())
}

/// Where things stand.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    size: [f64; 2],
    /// The powers of ten of the losses.
    powers: (i32, i32),
}

impl Place {
    fn base(&self) -> f64 {
        self.size[1] - BELOW
    }

    fn x(&self, rate: f64) -> f64 {
        Scale::log((1e-4, 10.0), (LEFT, self.size[0] - RIGHT)).to_pixel(rate)
    }

    /// What diverged stands at the top.
    fn y(&self, loss: f64) -> f64 {
        if !loss.is_finite() {
            return ABOVE;
        }
        let (low, high) = self.powers;
        let [low, high] = [low, high].map(|power| libm::exp10(f64::from(power)));
        Scale::log((low, high), (self.base(), ABOVE)).to_pixel(loss.clamp(low, high))
    }
}

fn place(sweep: Sweep) -> Place {
    let size = sweep.size.get().unwrap_or_default();
    let before = sweep.before.get();
    let (low, high) = sweep.losses.with(|Losses(losses)| {
        let come = losses.iter().flatten().map(|ends| ends.median);
        let come = come.chain([before]);
        // Beyond ten times the first loss it does not matter how far a rate has broken out.
        let shown = come
            .filter(|l| l.is_finite() && *l > 0.0)
            .map(|l| l.min(10.0 * before));
        shown.fold((f64::INFINITY, 0.0f64), |(low, high), l| {
            (low.min(l), high.max(l))
        })
    });
    Place {
        size: [
            size[0].max(LEFT + RIGHT + 1.0),
            size[1].max(ABOVE + BELOW + 1.0),
        ],
        powers: if low > high {
            (-2, 0)
        } else {
            decades(low.max(1e-9), high)
        },
    }
}

fn chart(sweep: Sweep) -> El {
    let place = derived(move || place(sweep));
    let view = move || {
        let [width, height] = place.get().size;
        format!("0 0 {width} {height}")
    };
    let points = move || {
        let place = place.get();
        sweep.losses.with(|Losses(losses)| {
            let come = all_rates().into_iter().zip(losses);
            come.filter_map(|(rate, ends)| Some([place.x(rate), place.y((*ends)?.median)]))
                .collect::<Vec<_>>()
        })
    };
    let before = move || {
        let place = place.get();
        let y = place.y(sweep.before.get());
        path([[LEFT, y], [place.size[0] - RIGHT, y]], false)
    };
    let stable = move || {
        let place = place.get();
        let [stable, _] = found(sweep);
        stable.map_or_else(String::new, |at| {
            let x = place.x(all_rates()[at]);
            path([[x, ABOVE], [x, place.base()]], false)
        })
    };
    let come = move || {
        let id = sweep
            .trial
            .begun
            .with(|begun| begun.as_ref().map_or(0, |b| b.id));
        sweep.losses.with(|Losses(losses)| {
            let come = losses.iter().enumerate().filter(|(_, loss)| loss.is_some());
            come.map(|(at, _)| (id, at as u32)).collect::<Vec<_>>()
        })
    };
    svg("svg")
        .attr("role", "group")
        .attr(
            "aria-label",
            "Training loss against learning rate, the median of three seeds, both on logarithmic axes",
        )
        .live("viewBox", view)
        .child(svg("g").anew(move || place.get(), |place| grid(&place)))
        .child(svg("path").attr("class", "before").live("d", before))
        .child(svg("path").attr("class", "stable").live("d", stable))
        .child(
            svg("path")
                .attr("class", "best")
                .live("d", move || path(points(), false)),
        )
        .child(svg("g").each(come, move |(_, at): (u32, u32)| {
            vec![dot(sweep, place, at as usize)]
        }))
}

fn grid(place: &Place) -> Vec<El> {
    let text = |class: &str, [x, y]: [f64; 2], text: &str| {
        svg("text")
            .attr("class", class)
            .attr("x", &format!("{x:.1}"))
            .attr("y", &format!("{y:.1}"))
            .text(text)
    };
    let rule = |ends: [[f64; 2]; 2]| {
        svg("path")
            .attr("class", "axis")
            .attr("d", &path(ends, false))
    };
    let [width, height] = place.size;
    let (low, high) = place.powers;
    let mut all = Vec::new();
    for power in -4..=1 {
        let x = place.x(libm::exp10(f64::from(power)));
        all.push(rule([[x, ABOVE], [x, place.base()]]));
        all.push(text("tick", [x, place.base() + 18.0], &format_power(power)));
    }
    let step = ((high - low) / 4 + 1).max(1);
    for power in (low..=high).filter(|power| (power - low) % step == 0) {
        let y = place.y(libm::exp10(f64::from(power)));
        all.push(rule([[LEFT, y], [width - RIGHT, y]]));
        all.push(text("tick up", [LEFT - 6.0, y + 5.0], &format_power(power)));
    }
    all.push(text(
        "tick up",
        [width - RIGHT, height - 5.0],
        "learning rate →",
    ));
    all.push(text("name", [LEFT, height - 5.0], "↑ training loss"));
    all
}

#[inline(never)]
fn name(sweep: Sweep, at: usize) -> String {
    let loss = sweep.losses.with(|losses| losses.median(at));
    let worth = match loss {
        Some(loss) if loss.is_finite() => format!("loss {}", format_value(loss)),
        Some(_) => "diverged".into(),
        None => "not trained yet".into(),
    };
    let [stable, _] = found(sweep);
    let mark = if stable == Some(at) {
        ", the largest stable rate"
    } else {
        ""
    };
    format!(
        "Take learning rate {}: {worth}{mark}",
        format_value(all_rates()[at])
    )
}

fn dot(sweep: Sweep, place: RwSignal<Place>, at: usize) -> El {
    let rate = all_rates()[at];
    let loss = move || sweep.losses.with(|losses| losses.median(at));
    let circle = |class: &str, radius: &str| {
        svg("circle")
            .attr("class", class)
            .attr("r", radius)
            .live("cx", move || format!("{:.1}", place.get().x(rate)))
            .live("cy", move || {
                format!("{:.1}", place.get().y(loss().unwrap_or(f64::INFINITY)))
            })
    };
    let is_stable = move || found(sweep)[0] == Some(at);
    let run = sweep.scene.run;
    let take = move || run.dispatch(Edit::Set(Key::LearningRate, (rate as f32).to_string()));
    svg("g")
        .attr("class", "dot")
        .attr("role", "button")
        .attr("tabindex", "0")
        .live("aria-label", move || name(sweep, at))
        .maybe("data-stable", move || is_stable().then_some(""))
        .child(svg("title").live_text(move || name(sweep, at)))
        .child(circle("reach", "11"))
        .child(circle("seen", "4.5"))
        .on("keydown", move |event| {
            let key: &web_sys::KeyboardEvent = wasm_bindgen::JsCast::unchecked_ref(&event);
            if matches!(key.key().as_str(), "Enter" | " ") {
                event.prevent_default();
                untrack(take);
            }
        })
        .click(take)
}
