//! The search space: a row for each hyperparameter, in KerasTuner's words.

use reactive_graph::{graph::untrack, prelude::*};
use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::state::{Scene, named};
use crate::{
    lab::tuner::{NUMBERS, Sampling, Tuned, Typed},
    run::News,
    ui::element::{El, derived, el, follow},
};

/// The page.
pub fn space(scene: Scene) -> Vec<El> {
    let keys = move || {
        scene
            .rows()
            .into_iter()
            .map(|row| row.of)
            .collect::<Vec<_>>()
    };
    let rows = el("div")
        .class("tuner-rows")
        .each(keys, move |of: Tuned| vec![row(scene, of)]);
    vec![rows, foot(scene)]
}

/// The row as it is; that of a hyperparameter that has just gone is as usual.
fn held(scene: Scene, of: Tuned) -> Typed {
    let rows = scene.rows();
    let found = rows.into_iter().find(|row| row.of == of);
    found.unwrap_or_else(|| Typed::usual(of, scene.samples().0))
}

/// Changes a row; what is wrong with it then is said.
fn change(scene: Scene, of: Tuned, by: impl Fn(&mut Typed)) {
    let mut rows = untrack(|| scene.rows());
    for row in rows.iter_mut().filter(|row| row.of == of) {
        by(row);
    }
    scene.rows.set(Some(rows));
    scene.run.dispatch(News::Dismiss);
    let e = scene.experiment.get_untracked();
    let rows = untrack(|| scene.rows());
    let of: Vec<Typed> = rows.into_iter().filter(|row| row.of == of).collect();
    if let Err(wrong) = crate::lab::tuner::space(&of, &e) {
        scene.run.dispatch(News::Complain(named(wrong)));
    }
}

/// Whether a row is wrong as it stands.
fn is_wrong(scene: Scene, of: Tuned) -> bool {
    let e = scene.experiment.get();
    crate::lab::tuner::space(&[held(scene, of)], &e).is_err()
}

fn row(scene: Scene, of: Tuned) -> El {
    let kind = derived(move || held(scene, of).kind);
    let fields = move |kind: &'static str| match kind {
        "Choice" => vec![values(scene, of)],
        _ => {
            let numbers = (0..NUMBERS.len()).map(|at| number(scene, of, at));
            numbers.chain([sampling(scene, of)]).collect()
        }
    };
    let remove = el("button")
        .class("quiet icon tuner-remove")
        .attr("aria-label", &format!("Remove {}", of.label()))
        .attr(
            "title",
            "Take it out of the search; it stays as it is in the experiment",
        )
        .text("×")
        .click(move || {
            let mut rows = untrack(|| scene.rows());
            rows.retain(|row| row.of != of);
            scene.rows.set(Some(rows));
        });
    el("div")
        .class("tuner-row")
        .attr("role", "group")
        .attr("aria-label", &of.label())
        .maybe("data-wrong", move || is_wrong(scene, of).then_some(""))
        .child(el("span").class("tuner-name").text(&of.label()))
        .child(kinds(scene, of))
        .child(
            el("div")
                .class("tuner-range")
                .anew(move || kind.get(), fields),
        )
        .child(remove)
}

/// A list of names in a label that names it.
fn choice(
    name: &'static str,
    names: Vec<&'static str>,
    value: impl Fn() -> usize + 'static,
    act: impl Fn(usize) + 'static,
) -> El {
    let options = names
        .into_iter()
        .map(|name| el("option").text(name))
        .collect();
    let select = el("select").children(options);
    let node: HtmlSelectElement = select.node();
    let chosen = node.clone();
    follow(move || node.set_selected_index(value() as i32));
    let select = select.on("change", move |_| {
        if let Ok(at) = usize::try_from(chosen.selected_index()) {
            act(at);
        }
    });
    labelled(name, select)
}

fn labelled(name: &str, control: El) -> El {
    el("label")
        .class("tuner-field")
        .child(el("span").text(name))
        .child(control)
}

fn kinds(scene: Scene, of: Tuned) -> El {
    let kinds = untrack(|| held(scene, of)).kinds();
    let value = move || {
        let now = held(scene, of).kind;
        kinds
            .iter()
            .position(|kind| *kind == now)
            .unwrap_or_default()
    };
    let act = move |at: usize| change(scene, of, |row| row.kind = kinds[at]);
    choice("Type", kinds.to_vec(), value, act)
}

fn sampling(scene: Scene, of: Tuned) -> El {
    let names = Sampling::ALL.map(Sampling::name).to_vec();
    let value = move || {
        let now = held(scene, of).sampling;
        let at = Sampling::ALL.iter().position(|one| *one == now);
        at.unwrap_or_default()
    };
    let act = move |at: usize| change(scene, of, |row| row.sampling = Sampling::ALL[at]);
    choice("Sampling", names, value, act)
}

/// A text to be typed.
fn text(
    name: &'static str,
    value: impl Fn() -> String + 'static,
    act: impl Fn(String) + 'static,
) -> El {
    let input = el("input")
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .value(value);
    let node: HtmlInputElement = input.node();
    labelled(name, input.on("change", move |_| act(node.value())))
}

fn number(scene: Scene, of: Tuned, at: usize) -> El {
    let value = move || held(scene, of).numbers[at].clone();
    text(NUMBERS[at], value, move |text| {
        change(scene, of, |row| row.numbers[at].clone_from(&text));
    })
}

fn values(scene: Scene, of: Tuned) -> El {
    let value = move || held(scene, of).values;
    let values = text("Values", value, move |text| {
        change(scene, of, |row| row.values.clone_from(&text));
    });
    values.class("tuner-field tuner-values")
}

/// What can be added, and the way back to the usual.
fn foot(scene: Scene) -> El {
    let others = derived(move || {
        let known = scene.experiment.with(Tuned::of);
        let held: Vec<_> = scene.rows().into_iter().map(|row| row.of).collect();
        let others = known.into_iter().filter(|of| !held.contains(of));
        others.collect::<Vec<_>>()
    });
    let select = el("select")
        .attr("aria-label", "Add hyperparameter")
        .child(el("option").text("Add hyperparameter…"))
        .each(
            move || others.get(),
            |of: Tuned| vec![el("option").text(&of.label())],
        );
    let node: HtmlSelectElement = select.node();
    let select = select.on("change", move |_| {
        let at = usize::try_from(node.selected_index() - 1);
        node.set_selected_index(0);
        let chosen = at
            .ok()
            .and_then(|at| others.with_untracked(|all| all.get(at).copied()));
        if let Some(of) = chosen {
            let mut rows = untrack(|| scene.rows());
            rows.push(Typed::usual(of, untrack(|| scene.samples().0)));
            scene.rows.set(Some(rows));
        }
    });
    el("div").class("tuner-foot").child(select).when(
        move || scene.rows.with(Option::is_some),
        move || {
            vec![
                el("button")
                    .class("quiet")
                    .text("Usual space")
                    .click(move || scene.rows.set(None)),
            ]
        },
    )
}
