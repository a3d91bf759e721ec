//! The run's past: a slider over it, what Play will do from there, and the ways back to runs that
//! were left.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::{
    element::{El, derived, el, follow},
    fields::value_of,
    run::Run,
    scrub::{Place, Scrub},
};
use crate::{data::decimal::read_f64, lab::Moment, run::Drive};

/// The slider History with what belongs to it.
pub fn history() -> El {
    let place = Place::signal();
    let past = derived(move || place.with(Place::is_past));
    let hint = move || {
        let text = move || place.with(hint);
        vec![el("span").live_text(text)]
    };
    let line = el("div")
        .class("history-line hint")
        .when(move || past.get(), hint)
        .child(former());
    el("div")
        .class("history")
        .child(slider(place))
        .child(newest(past))
        .child(line)
}

/// What going on from a moment of the past does.
fn hint(place: &Place) -> String {
    format!(
        "Epoch {}. Play goes on from here as a branch; the former run stays.",
        of(place)
    )
}

/// “120 of 300”, where need be with the sample within the epoch.
fn of(place: &Place) -> String {
    format!("{} of {}", at(place.now), at(place.tip))
}

fn at(Moment { epoch, position }: Moment) -> String {
    match position {
        0 => epoch.to_string(),
        _ => format!("{epoch} (sample {position})"),
    }
}

fn slider(place: RwSignal<Place>) -> El {
    let (run, scrub) = (Run::get(), Scrub::new());
    let style = move || {
        let place = place.get();
        // Where the thumb's middle stands at a moment, as on the axis of the chart above.
        let at = |epochs: f64| {
            let share = epochs / place.furthest.max(f64::MIN_POSITIVE);
            format!("calc(7px + (100% - 14px) * {share:.4})")
        };
        let (now, tip) = (at(place.epochs()), at(place.length()));
        format!("--filled: {now}; --reached: {tip}")
    };
    let input = el("input")
        .attr("type", "range")
        .attr("min", "0")
        .attr("step", "any")
        .attr("aria-label", "History")
        .attr("title", "Drag to see a moment of the past")
        .live("aria-valuetext", move || {
            place.with(|p| format!("epoch {}", of(p)))
        })
        .live("style", style)
        .flag("disabled", move || place.with(|p| p.tip == Moment::START));
    // The end first: an input holds no value beyond it.
    let node: HtmlInputElement = input.node();
    let track = node.clone();
    follow(move || {
        let place = place.get();
        node.set_max(&place.furthest.to_string());
        node.set_value(&place.epochs().to_string());
    });
    input
        .on("input", move |event| {
            if let Some(epochs) = read_f64(&value_of(&event)) {
                let pixels = f64::from(track.client_width().max(1));
                let (length, furthest) = place.with_untracked(|p| (p.length(), p.furthest));
                // Beyond the newest moment there is nothing to go to.
                if epochs > length {
                    track.set_value(&length.to_string());
                }
                scrub.to(epochs.min(length), furthest / pixels / 2.0);
            }
        })
        .on("keydown", move |event| press(run, &event))
}

/// Goes by keys: a stride, a tenth of the run, to its start and to its newest moment.
fn press(run: Run, event: &Event) {
    let event = event.unchecked_ref::<KeyboardEvent>();
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let key = event.key();
    let moment = run.lab.with_untracked(|lab| {
        let (now, samples, tip) = (lab.moment, lab.samples(), lab.history.now().tip);
        let by_tenths = |tenths: f64| {
            let length = tip.epochs(samples);
            Some(lab.nearest(now.epochs(samples) + tenths * length / 10.0, 0.0))
        };
        match key.as_str() {
            "ArrowLeft" | "ArrowDown" => Some(lab.stride_before(now)),
            "ArrowRight" | "ArrowUp" => Some(lab.stride_after(now)),
            "PageDown" => by_tenths(-1.0),
            "PageUp" => by_tenths(1.0),
            "Home" => Some(Moment::START),
            "End" => Some(tip),
            _ => None,
        }
    });
    if let Some(moment) = moment {
        event.prevent_default();
        run.dispatch(Drive::Seek(moment));
    }
}

/// Goes back to the newest moment; it is there, and has its room, at all times.
fn newest(past: RwSignal<bool>) -> El {
    let run = Run::get();
    el("button")
        .class("link newest")
        .attr("title", "Back to the newest moment (End)")
        .flag("hidden", move || !past.get())
        .text("Newest")
        .click(move || {
            let tip = run.lab.with_untracked(|lab| lab.history.now().tip);
            run.dispatch(Drive::Seek(tip));
        })
}

/// Former runs whose buttons stand side by side; more of them stand in a menu.
const SIDE_BY_SIDE: usize = 2;

/// A button for each run that was left, to go back to it.
fn former() -> El {
    let run = Run::get();
    let left = derived(move || {
        run.lab.with(|lab| {
            let left = lab.history.left().iter().enumerate();
            left.map(|(at, branch)| (at, branch.tip))
                .collect::<Vec<_>>()
        })
    });
    let few = move || left.with(|left| (1..=SIDE_BY_SIDE).contains(&left.len()));
    let many = move || left.with(|left| left.len() > SIDE_BY_SIDE);
    let buttons =
        move |place: El| place.each(move || left.get(), |(at, tip)| vec![way_back(at, tip)]);
    let row = move || {
        let row = el("span").class("former").text("Former run: ");
        vec![buttons(row)]
    };
    let menu = move || {
        let count = move || format!("{} former runs", left.with(Vec::len));
        let menu = el("details")
            .class("former menu")
            .child(el("summary").live_text(count))
            .child(buttons(el("div").class("menu-items")));
        vec![menu]
    };
    el("span").when(few, row).when(many, menu)
}

fn way_back(at: usize, tip: Moment) -> El {
    let run = Run::get();
    let end = self::at(tip);
    el("button")
        .class("link")
        .attr("aria-label", &format!("Return to the run to epoch {end}"))
        .text(&format!("to epoch {end}"))
        .click(move || run.dispatch(Drive::Return(at)))
}
