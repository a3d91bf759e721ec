//! The region Backprop: the six steps, how one goes from stage to stage, and what is said of the stage.

use reactive_graph::prelude::*;
use web_sys::{HtmlElement, HtmlInputElement};

use super::{
    batch::images,
    check::check,
    focus::{choice, keep_focus},
    formula::number,
    said::{formulas, has_formulas},
    slope::slope,
    steps::{go, keep_up},
    updates::updates,
};
use crate::{
    lab::steps::{Focus, Scene, Stage},
    run::Drive,
    text::{
        layer_name, layer_title,
        walk::{Said, error_name, step, too_large},
    },
    ui::{
        element::{El, derived, el, follow},
        fields::value_of,
        help::close_button,
        run::Run,
        study::has_images,
    },
};

/// The region.
pub fn region() -> El {
    let run = Run::get();
    keep_up(run);
    keep_focus(run);
    let running = run.select(|lab| lab.transport.running);
    let known = derived(move || run.look.walking.walk.with(Option::is_some));
    el("section")
        .class("walk")
        .attr("aria-label", "Backprop")
        .child(head())
        .when(running, || vec![pause_first()])
        .when(
            move || !running() && !known.get(),
            || vec![nothing_to_walk()],
        )
        .when(move || !running() && known.get(), || vec![body()])
}

/// While the run trains, its steps go by too fast to be walked.
fn pause_first() -> El {
    let run = Run::get();
    let pause = el("button")
        .class("link")
        .text("Pause to walk through the next step")
        .click(move || run.dispatch(Drive::Pause));
    el("p")
        .class("walk-sentence")
        .text("The network is learning. ")
        .child(pause)
}

/// Where no step will be made.
fn nothing_to_walk() -> El {
    let run = Run::get();
    let why = move || {
        let (stopped, arriving) = (
            run.lab.with(|lab| lab.stopped),
            run.arriving.get().is_some(),
        );
        let empty = run.frame.with(|f| f.prepared.train.is_empty());
        if let Some(step) = run.look.walking.too_large.get() {
            return too_large(step);
        }
        let why = match (empty, stopped, arriving) {
            (true, ..) => {
                "There are no training samples to walk with: draw some points, or choose data."
            }
            (_, true, _) => {
                "Early stopping has ended this run, so no step comes next. Go back in its history, or reset it."
            }
            (_, _, true) => "On the way to that moment …",
            _ => "The next step is being worked out …",
        };
        why.to_owned()
    };
    el("p").class("walk-sentence").live_text(why)
}

fn head() -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let perceptron = derived(move || run.frame.with(|f| f.experiment.rule.is_local()));
    let steps = move || match perceptron.get() {
        true => vec![1, 2, 3, 6],
        false => (1..=6).collect(),
    };
    let chips = el("div").class("walk-steps");
    let place: HtmlElement = chips.node();
    let chips = chips
        .attr("role", "group")
        .attr("aria-label", "Steps")
        .anew(
            move || perceptron.get(),
            move |perceptron| {
                let chip =
                    |(at, number): (usize, usize)| chip(at + 1, number, perceptron, place.clone());
                steps().into_iter().enumerate().map(chip).collect()
            },
        );
    let play = move || {
        if walking.plays.get() {
            "Pause stages"
        } else {
            "Play stages"
        }
        .to_owned()
    };
    let sign = move || if walking.plays.get() { "❚❚" } else { "▶" };
    let player = el("button")
        .class("quiet icon walk-player")
        .live("aria-label", play)
        .live("title", play)
        .live_text(sign)
        .click(move || walking.plays.update(|plays| *plays = !*plays))
        .when(move || walking.plays.get(), move || vec![clock(run)]);
    el("div")
        .class("walk-head")
        .child(chips)
        .child(
            el("div")
                .class("walk-transport")
                .child(mover("Previous stage", "‹", run, |at| at.checked_sub(1)))
                .child(player)
                .child(mover("Next stage", "›", run, |at| Some(at + 1)))
                .child(
                    close_button()
                        .attr("aria-label", "Close the walk")
                        .click(move || run.close_walk()),
                ),
        )
        .child(slider())
}

/// Goes on by a stage as often as it comes round.
fn clock(run: Run) -> El {
    el("i")
        .class("walk-clock")
        .attr("aria-hidden", "true")
        .on("animationiteration", move |_| {
            let stage = run.look.walking.stage.get_untracked();
            go(run, stage.map_or(0, |at| at + 1));
        })
}

fn mover(
    name: &str,
    sign: &str,
    run: Run,
    to: impl Fn(usize) -> Option<usize> + Copy + 'static,
) -> El {
    let stage = run.look.walking.stage;
    let target = move |at: Option<usize>| at.and_then(to);
    el("button")
        .class("quiet icon walk-mover")
        .attr("aria-label", name)
        .attr("title", name)
        .live("aria-disabled", move || {
            target(stage.get()).is_none().to_string()
        })
        .text(sign)
        .click(move || {
            run.look.walking.plays.set(false);
            if let Some(to) = target(stage.get_untracked()) {
                go(run, to);
            }
        })
}

/// A step, which leads to its first stage; among the others in `place` it is seen while it is at hand.
fn chip(shown: usize, number: usize, perceptron: bool, place: HtmlElement) -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let is_here = move || walking.at().is_some_and(|stage| stage.step() == number);
    let is_past = move || walking.at().is_some_and(|stage| stage.step() > number);
    let class = move || {
        match (is_here(), is_past()) {
            (true, _) => "walk-step here",
            (_, true) => "walk-step past",
            _ => "walk-step",
        }
        .to_owned()
    };
    let chip = el("button");
    let node: HtmlElement = chip.node();
    follow(move || {
        if is_here() {
            let free = place.client_width() - node.offset_width();
            place.set_scroll_left(node.offset_left() - free / 2);
        }
    });
    chip.live("class", class)
        .maybe("aria-current", move || is_here().then_some("step"))
        .child(el("b").text(&format!("{shown} ")))
        .text(step(number, perceptron))
        .click(move || {
            walking.plays.set(false);
            let first = |stage: &Stage| stage.step() == number;
            if let Some(at) = walking.stages().iter().position(first) {
                go(run, at);
            }
        })
}

/// Over all stages.
fn slider() -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let count = derived(move || walking.stages().len());
    let last = move || count.get().saturating_sub(1);
    let words = move || {
        let at = walking.stage.get().unwrap_or_default();
        let name = walking.at().map(|stage| name_of(run, stage));
        format!(
            "{} of {}: {}",
            at + 1,
            count.get(),
            name.unwrap_or_default()
        )
    };
    let filled = move || {
        let at = walking.stage.get().unwrap_or_default() as f64;
        format!("--filled: {:.1}%", at / last().max(1) as f64 * 100.0)
    };
    let input = el("input");
    let node: HtmlInputElement = input.node();
    input
        .attr("type", "range")
        .class("walk-slider")
        .attr("aria-label", "Stage")
        .attr("min", "0")
        .live("max", move || last().to_string())
        .attr("step", "1")
        .live("style", filled)
        .live("aria-valuetext", words)
        .value(move || {
            last();
            walking.stage.get().unwrap_or_default().to_string()
        })
        .on("input", move |event| {
            walking.plays.set(false);
            if let Ok(to) = value_of(&event).parse() {
                go(run, to);
            }
            // Where one stays, as while the step is being made, the slider stays too.
            let at = walking.stage.get_untracked().unwrap_or_default();
            node.set_value(&at.to_string());
        })
}

/// A stage in a few words.
fn name_of(run: Run, stage: Stage) -> String {
    let (perceptron, layers) = run.frame.with_untracked(|f| {
        (
            f.experiment.rule.is_local(),
            f.snapshot.network.layers().len(),
        )
    });
    let name = step(stage.step(), perceptron);
    let of = match stage {
        Stage::Forward(layer) | Stage::Backward(layer) => {
            format!(", {}", layer_name(layer, layers))
        }
        Stage::Inputs => ", inputs".into(),
        Stage::Batch | Stage::Loss | Stage::Output | Stage::Update => String::new(),
    };
    format!("{name}{of}")
}

/// What is said and computed at the stage.
fn body() -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let title = derived(move || {
        walking
            .at()
            .map(|stage| name_of(run, stage))
            .unwrap_or_default()
    });
    let sentence = derived(move || {
        let stage = walking.at();
        let walk = walking.walk.get();
        run.frame.with_untracked(|f| {
            let activations: Vec<_> = f
                .snapshot
                .network
                .layers()
                .iter()
                .map(|layer| layer.activation)
                .collect();
            let scene = stage.zip(walk.as_ref()).filter(|(_, (walk, _))| {
                let focus = Focus::default();
                Scene::new(&f.snapshot.network, walk, 0, focus).is_some()
            });
            scene.map_or_else(String::new, |(stage, (walk, _))| {
                let samples = f.prepared.train.len();
                Said {
                    stage,
                    walk,
                    activations: &activations,
                    samples,
                }
                .to_string()
            })
        })
    });
    let text = el("p")
        .class("walk-sentence")
        .attr("aria-live", "polite")
        .child(el("b").live_text(move || format!("{}. ", title.get())))
        .live_text(move || sentence.get());
    let pictures = move || walking.at() == Some(Stage::Batch) && has_images(run);
    let is_update = derived(move || walking.at() == Some(Stage::Update));
    let heard = el("p").class("unseen").live_text(move || heard(run));
    el("div")
        .class("walk-body")
        .child(text)
        .child(heard)
        .when(pictures, || vec![images()])
        .when(
            move || has_formulas(run),
            || vec![choice(), formulas(), slope(), check()],
        )
        .when(move || is_update.get(), || vec![updates()])
}

/// What the diagram shows of the followed sample in the layer at work, for who does not see it.
fn heard(run: Run) -> String {
    let walking = run.look.walking;
    let (stage, sample) = (walking.at(), walking.sample.get());
    let Some((stage, (walk, _))) = stage.zip(walking.walk.get()) else {
        return String::new();
    };
    let layers = walk.samples.first().map_or(0, |walked| walked.layers.len());
    let passed = stage.layer(layers).and_then(|layer| {
        let walked = walk.samples.get(sample)?;
        Some((layer, walked.layers.get(layer)?))
    });
    let Some((layer, passed)) = passed else {
        return String::new();
    };
    let count = walk.samples.len() as f64;
    // What a rule of single units goes by stands with the other sign in the gradient's place.
    let (errors, sign) = match walk.settings.rule.is_local() {
        true => (stage == Stage::Loss, -1.0),
        false => (stage.has_errors(layer, layers), count),
    };
    let unit = |at: usize| {
        let value = number(passed.a[at].into());
        let error = number(0.0 + sign * f64::from(passed.delta[at]));
        match errors {
            true => format!(
                "unit {}: {value}, {} {error}",
                at + 1,
                error_name(walk.settings.rule)
            ),
            false => format!("unit {}: {value}", at + 1),
        }
    };
    let units: Vec<String> = (0..passed.a.len()).map(unit).collect();
    format!("{}: {}.", layer_title(layer, layers), units.join("; "))
}
