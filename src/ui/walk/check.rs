//! Gradients checked by differences of the loss: the one in focus, and all.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};

use super::formula::{number, result};
use crate::{
    lab::{Spot, steps::Stage},
    nn::{
        Walk,
        check::{Checked, Checker, Summary, Unchecked},
    },
    text::walk::{of_check, of_summary, unchecked},
    ui::{
        browser::breathe,
        element::{El, derived, el},
        run::Run,
    },
};

/// The checker of a step, kept as long as that is walked.
type Kept = Rc<RefCell<Option<(Arc<Walk>, Result<Checker, Unchecked>)>>>;

/// What is told of all.
#[derive(Clone, Debug, Default, PartialEq)]
struct All {
    summary: Summary,
    /// How many there are, while they are gone through or when they have been.
    of: Option<usize>,
}

/// The line under the formulas; the one in focus is checked at the stages at which gradients come up.
pub fn check() -> El {
    let run = Run::get();
    let walking = run.look.walking;
    let kept = Kept::default();
    let all = RwSignal::new(All::default());
    let mut last = None;
    crate::ui::element::follow(move || {
        // Another step has not been checked.
        let walk = walking
            .walk
            .with(|walk| walk.as_ref().map(|(walk, _)| walk.clone()));
        let same = last
            .as_ref()
            .zip(walk.as_ref())
            .is_some_and(|(a, b)| Arc::ptr_eq(a, b));
        last = walk;
        if !same {
            all.set(All::default());
        }
    });
    let of_one = kept.clone();
    let one = derived(move || {
        let has_gradient = walking
            .at()
            .is_some_and(|stage| stage.step() >= 4 && stage != Stage::Inputs);
        let focus = walking.focus.get();
        let walk = walking.walk.get();
        let (true, Some((walk, _))) = (has_gradient, walk) else {
            return None;
        };
        Some(with(run, &of_one, &walk, |checker| {
            let parameter = parameter(run, focus.parameter());
            parameter.map(|parameter| checker.check(parameter))
        }))
    });
    let class = move || {
        match one.get() {
            Some(Ok(Some(checked))) if !checked.verdict.agrees() => "walk-check wrong",
            _ => "walk-check",
        }
        .to_owned()
    };
    let text = move || match one.get() {
        Some(Ok(Some(checked))) => {
            of_check(&checked, &result(checked.difference), &number(checked.step))
        }
        // The perceptron rule has its own steps, in which no gradient comes up.
        Some(Err(Unchecked::PerceptronRule)) | Some(Ok(None)) | None => String::new(),
        Some(Err(why)) => unchecked(why),
    };
    let can = derived(move || matches!(one.get(), Some(Ok(Some(_)))));
    let start = move || {
        let kept = kept.clone();
        wasm_bindgen_futures::spawn_local(async move {
            check_all(run, &kept, all).await;
        });
    };
    let button = move || {
        let start = start.clone();
        let button = el("button").class("link").text("Check all gradients");
        vec![button.click(start)]
    };
    let done = move || all.with(|all| all.of.is_some_and(|of| all.summary.of >= of));
    let progress = move || {
        let all = all.get();
        match all.of {
            Some(of) if all.summary.of < of => of_summary(&all.summary, of, None),
            _ => String::new(),
        }
    };
    let told = move || {
        if !done() {
            return String::new();
        }
        let all = all.get();
        let where_ = all.summary.worst.and_then(|worst| {
            let name = place(run, worst)?;
            Some(format!("{} at {name}", number(worst.deviation)))
        });
        all.of.map_or_else(String::new, |of| {
            of_summary(&all.summary, of, where_.as_deref())
        })
    };
    let wrong = move || all.with(|all| all.summary.agree < all.summary.of);
    let class_of_all = move || {
        if wrong() {
            "walk-checked wrong"
        } else {
            "walk-checked"
        }
        .to_owned()
    };
    el("p")
        .live("class", class)
        .child(el("span").live_text(text))
        .text(" ")
        .when(move || can.get(), button)
        .text(" ")
        .child(el("span").live_text(progress))
        .child(
            el("span")
                .live("class", class_of_all)
                .attr("role", "status")
                .attr("aria-label", "Gradients checked")
                .live_text(told),
        )
}

/// Does something with the checker of a step.
fn with<T>(
    run: Run,
    kept: &Kept,
    walk: &Arc<Walk>,
    act: impl FnOnce(&mut Checker) -> T,
) -> Result<T, Unchecked> {
    let mut kept = kept.borrow_mut();
    let known = kept.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, walk));
    if !known {
        let checker = run
            .frame
            .with_untracked(|f| Checker::new(&f.snapshot.network, walk));
        *kept = Some((walk.clone(), checker));
    }
    match &mut *kept {
        Some((_, Ok(checker))) => Ok(act(checker)),
        Some((_, Err(why))) => Err(*why),
        None => Err(Unchecked::PerceptronRule),
    }
}

fn parameter(run: Run, spot: Spot) -> Option<usize> {
    run.frame
        .with_untracked(|f| spot.parameter(&f.snapshot.network))
}

/// Gradients that are checked before the page may answer, at most, and the operations that are looked at by then.
const PORTION: usize = 16;
const OPERATIONS: usize = 1_000_000;

/// Checks every gradient of the step at hand, as long as that is walked.
async fn check_all(run: Run, kept: &Kept, all: RwSignal<All>) {
    let walk = untrack(|| run.look.walking.walk.get());
    let Some((walk, _)) = walk else { return };
    let sizes = with(run, kept, &walk, |checker| {
        (checker.len(), checker.operations())
    });
    let Ok((count, operations)) = sizes else {
        return;
    };
    let portion = (OPERATIONS / operations.max(1)).clamp(1, PORTION);
    let mut summary = Summary::default();
    for start in (0..count).step_by(portion) {
        let end = (start + portion).min(count);
        let stands =
            run.is_open()
                && run.look.walking.walk.with_untracked(|now| {
                    now.as_ref().is_some_and(|(now, _)| Arc::ptr_eq(now, &walk))
                });
        if !stands {
            return;
        }
        let done = with(run, kept, &walk, |checker| {
            (start..end).for_each(|parameter| summary.add(checker.check(parameter)));
        });
        if done.is_err() || all.is_disposed() {
            return;
        }
        all.set(All {
            summary,
            of: Some(count),
        });
        breathe().await;
    }
}

/// What the parameter of a check is called.
fn place(run: Run, checked: Checked) -> Option<String> {
    run.frame.with_untracked(|f| {
        let network = &f.snapshot.network;
        let spot = Spot::of_parameter(network, checked.parameter)?;
        let names = &f.prepared.encoder.names;
        Some(super::updates::name(network, names, spot))
    })
}
