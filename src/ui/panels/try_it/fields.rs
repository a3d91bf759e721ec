//! A field for each column, as it was measured.

use reactive_graph::{graph::untrack, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::scene::{Origin, Scene, truth};
use crate::{
    lab::{Portion, Study, raw::Measured},
    plot::scale::nice_step,
    ui::{
        element::{El, derived, el, follow},
        fields::{field, list, value_of},
        frame::Frame,
        study::go_beside,
    },
};

/// What stands above the fields: where the values come from, and the ways to others.
pub fn head(scene: Scene) -> El {
    let run = scene.run;
    let go = |label: &str, sign: &str, forward: bool| {
        el("button")
            .class("quiet icon")
            .attr("aria-label", label)
            .attr("title", label)
            .text(sign)
            .click(move || go_beside(run, forward))
    };
    let text = derived(move || {
        let (origin, study) = (scene.origin.get(), run.look.study.get());
        let is_image = scene.image.get().is_some();
        run.frame
            .with(|f| origin_text(f, origin, study.as_ref(), is_image))
    });
    let is_image = derived(move || scene.image.get().is_some());
    let clear = move || {
        let (text, title) = match is_image.get() {
            true => ("Clear", "Begin with a blank picture"),
            false => ("Means", "Fill in the means of the training samples"),
        };
        let button = el("button").class("link").attr("title", title).text(text);
        vec![button.click(move || {
            run.look.study.set(None);
            scene.fill(None);
        })]
    };
    el("div")
        .class("chooser-head")
        .child(go("Previous sample", "‹", false))
        .child(go("Next sample", "›", true))
        .child(
            el("span")
                .class("chosen")
                .attr("aria-live", "polite")
                .live_text(move || text.get()),
        )
        .anew(
            move || is_image.get(),
            move |_| {
                if untrack(|| scene.goes()) {
                    Vec::new()
                } else {
                    clear()
                }
            },
        )
}

fn origin_text(f: &Frame, origin: Origin, study: Option<&Study>, is_image: bool) -> String {
    match (origin, study) {
        (Origin::Person, _) if is_image => "Your drawing".into(),
        (Origin::Person, _) => "Your own values".into(),
        (Origin::Sample, Some(study @ Study::Row(portion, row))) => {
            let kind = match portion {
                Portion::Training => "Sample",
                Portion::Test => "Test sample",
            };
            let all = portion.of(&f.prepared).0.len();
            let truth = truth(f, study).unwrap_or_default();
            format!("{kind} {} of {all}: {truth}", row + 1)
        }
        (Origin::Sample, _) => "Own values".into(),
        (Origin::Means, _) if is_image => match f.experiment.data.dataset.is_images() {
            true => "Draw a digit, of any size".into(),
            false => "Draw a digit, as high as the field".into(),
        },
        (Origin::Means, _) => {
            format!("Means of {} samples", f.prepared.train_table.len())
        }
    }
}

/// The fields, which stay while the same is asked.
pub fn fields(scene: Scene) -> El {
    let shape = derived(move || scene.shape());
    el("div").class("try-fields").anew(
        move || shape.get(),
        move |shape| {
            let all = shape.iter().enumerate();
            let one = |(at, (name, levels, may_lack)): (usize, &(String, Vec<String>, bool))| {
                match levels.as_slice() {
                    [] => number(scene, at, name, *may_lack),
                    levels => category(scene, at, name, levels, *may_lack),
                }
            };
            all.map(one).collect()
        },
    )
}

/// The number that stands in a field, and the step that suits it.
fn held(scene: Scene, at: usize) -> Option<(f64, f64)> {
    scene.columns.with(|columns| {
        let column = columns.get(at)?;
        let text = scene.texts.with(|texts| texts.get(at).cloned())?;
        let [low, high] = column.range.map(f64::from);
        let span = if high > low { high - low } else { 1.0 };
        match column.typed(&text) {
            Ok(Measured::Number(number)) => Some((f64::from(number), nice_step(span, 40))),
            Ok(Measured::Level(_)) | Err(_) => None,
        }
    })
}

fn number(scene: Scene, at: usize, name: &str, may_lack: bool) -> El {
    let is_wrong = derived(move || is_wrong(scene, at));
    let input = el("input")
        .attr("type", "text")
        .attr("role", "spinbutton")
        .attr("inputmode", "decimal")
        .attr("autocomplete", "off")
        .attr("aria-label", name)
        .maybe("aria-valuenow", move || {
            held(scene, at).map(|(number, _)| number.to_string())
        })
        .maybe("aria-invalid", move || is_wrong.get().then_some("true"));
    let input = match may_lack {
        true => input.attr("placeholder", "missing"),
        false => input,
    };
    let node: HtmlInputElement = input.node();
    follow(move || {
        let text = scene
            .texts
            .with(|texts| texts.get(at).cloned())
            .unwrap_or_default();
        // What is being typed is there already.
        if node.value() != text {
            node.set_value(&text);
        }
    });
    let input = input
        .on("input", move |event| scene.put(at, value_of(&event)))
        .on("keydown", move |event| step(scene, at, &event));
    field(name, true).child(input)
}

/// Arrow keys go on by a step that suits the column.
fn step(scene: Scene, at: usize, event: &Event) {
    let event: &KeyboardEvent = event.unchecked_ref();
    let steps = match event.key().as_str() {
        "ArrowUp" => 1.0,
        "ArrowDown" => -1.0,
        "PageUp" => 10.0,
        "PageDown" => -10.0,
        _ => return,
    };
    event.prevent_default();
    if let Some((number, step)) = untrack(|| held(scene, at)) {
        let sum = number + steps * step;
        let digits = format!("{:.6}", (sum / step).round() * step);
        let text = digits
            .trim_end_matches('0')
            .trim_end_matches('.')
            .to_owned();
        scene.put(at, text);
    }
}

fn is_wrong(scene: Scene, at: usize) -> bool {
    scene.values.with(|values| {
        let wrong = values.as_ref().err().into_iter().flatten();
        wrong.into_iter().any(|(column, _)| *column == at)
    })
}

fn category(scene: Scene, at: usize, name: &str, levels: &[String], may_lack: bool) -> El {
    let lack = may_lack.then(|| el("option").text("missing").attr("value", ""));
    let options = levels.iter().map(|level| el("option").text(level));
    let select = el("select")
        .attr("aria-label", name)
        .children(options.chain(lack).collect());
    let known = levels.to_vec();
    let chosen = known.clone();
    let value = move || {
        let text = scene
            .texts
            .with(|texts| texts.get(at).cloned())
            .unwrap_or_default();
        let place = known.iter().position(|level| *level == text);
        place.or((may_lack && text.is_empty()).then_some(known.len()))
    };
    let select = list(select, value, move |at_level| {
        scene.put(at, chosen.get(at_level).cloned().unwrap_or_default());
    });
    field(name, true).child(select)
}
