//! What is said of the theorem that holds: the bound and why it is kept, or why no line can be.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::{
    growth,
    scene::{Proof, Scene},
};
use crate::{
    lab::perceptron::Contradiction,
    nn::{Activation, separation::Separation},
    text::perceptron as words,
    ui::{
        element::{El, derived, el, math},
        walk::row,
    },
};

/// All of it.
pub fn theorem(scene: Scene) -> Vec<El> {
    let found = derived(move || scene.found());
    vec![el("div").class("theorem").anew(
        move || (found.get(), scene.rule(), scene.frozen()),
        move |(proof, ..)| match proof {
            Some(proof) => said(scene, &proof),
            None => vec![el("p").class("hint").text("Being worked out …")],
        },
    )]
}

fn said(scene: Scene, proof: &Arc<Proof>) -> Vec<El> {
    let paragraph = |text: &str| el("p").text(text);
    match &proof.found {
        Separation::Apart(margin) => {
            let mut all = vec![paragraph(&words::margin(margin))];
            let rule = scene.rule();
            if scene.frozen() {
                all.push(paragraph(words::FROZEN));
            } else if rule.corrects() {
                all.extend(growth::growth(scene));
            } else {
                all.push(paragraph(words::not_covered(rule)));
            }
            all
        }
        Separation::Meeting(meeting) => {
            let rows = scene.data.get_untracked().0.train.len();
            let mut all = vec![paragraph(&words::meeting(meeting, rows))];
            let activation = scene
                .run
                .frame
                .with_untracked(|f| f.experiment.output().activation);
            let contradiction = scene
                .points()
                .and_then(|points| Contradiction::of(meeting, &points, proof.unit, activation));
            if let Some(contradiction) = contradiction {
                all.push(written(scene, &contradiction, activation));
            }
            all
        }
        Separation::Undecided => vec![paragraph(words::UNDECIDED)],
    }
}

/// The contradiction step by step.
fn written(scene: Scene, contradiction: &Contradiction, activation: Activation) -> El {
    let formula = |parts| math("math").child(row(parts));
    let target = |positive: bool| match (activation, positive) {
        (_, true) => "1",
        (Activation::Sign, false) => "−1",
        (_, false) => "0",
    };
    let mut list = el("ol").class("contradiction");
    for (positive, sum) in [true, false].into_iter().zip(&contradiction.sums) {
        for demand in contradiction
            .demands
            .iter()
            .filter(|d| d.positive == positive)
        {
            let data = scene.data.get_untracked().0;
            let called = words::called(demand.sample, &data.train.x(demand.sample));
            let times = match demand.times {
                1.0 => String::new(),
                times => format!(", {} times", words::number(times)),
            };
            let asks = format!("{called} wants {}{times}: ", target(positive));
            let asks = el("span").text(&asks);
            list = list.child(el("li").child(asks).child(formula(&demand.formula)));
        }
        let sum = el("li")
            .class("sum")
            .child(el("span").text("Together: "))
            .child(formula(sum));
        list = list.child(sum);
    }
    let both = el("p")
        .class("impossible")
        .child(formula(&contradiction.both));
    el("div")
        .child(list)
        .child(both)
        .child(el("p").text(words::CONTRADICTION))
}
