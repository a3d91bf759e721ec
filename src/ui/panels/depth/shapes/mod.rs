//! Wide or deep: shapes of as many parameters, what they come to, and two of them side by side.
//!
//! | file       | holds |
//! |------------|-------|
//! | `table.rs` | the shapes with their parameters and losses |
//! | `duel.rs`  | two of them, put side by side |

mod duel;
mod table;

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{begin_with, comparison::Comparison, kept};
use crate::{
    lab::{
        Experiment,
        depth::{Example, Shape, budgets, shapes, suits},
        lottery::{Sweep, Swept},
    },
    run::{Drive, Notice, Opened},
    text::depth as words,
    ui::{
        element::{El, derived, el},
        number_field::NumberField,
        run::Run,
    },
};

/// What is compared. A handle that can be copied.
#[derive(Clone, Copy)]
struct Scene {
    run: Run,
    shapes: RwSignal<Vec<Shape>>,
    comparison: Comparison,
}

/// The page.
pub fn page() -> Vec<El> {
    let run = Run::get();
    let suited = derived(move || run.lab.with(|lab| suits(&lab.experiment)));
    let other = move || vec![el("p").class("hint").text(words::UNSUITED), examples(run)];
    vec![
        el("div")
            .class("depth-parts")
            .when(move || !suited.get(), other),
        kept(move || suited.get(), move || bench(run)),
    ]
}

/// Parameters at least, where nobody says: with fewer, the deep ones are too narrow for anything.
const USUAL: usize = 100;

fn bench(run: Run) -> Vec<El> {
    let of = |e: &Experiment| e.network().parameters().len();
    let own = run.lab.with_untracked(|lab| of(&lab.experiment));
    let wanted = RwSignal::new(own.max(USUAL));
    // Between other inputs and outputs there are other shapes.
    let ends = derived(move || {
        run.lab
            .with(|lab| (lab.experiment.inputs(), lab.experiment.output().units))
    });
    let all = derived(move || {
        let (inputs, outputs) = ends.get();
        shapes(inputs, outputs, wanted.get())
    });
    let sweep = derived(move || Sweep {
        of: Swept::Layers,
        values: all.get().into_iter().map(Shape::text).collect(),
    });
    let scene = Scene {
        run,
        shapes: all,
        comparison: Comparison::new(sweep),
    };
    let parameters = move |(inputs, outputs)| {
        let span = budgets(inputs, outputs);
        let field = NumberField::local(
            [
                "Parameters",
                "About as many weights and biases as each shape has",
            ],
            span,
            10.0,
            move || (wanted.get() as f64).clamp(span.low, span.high),
            move |parameters| wanted.set(parameters as usize),
        );
        vec![field.view()]
    };
    let come = move || {
        let label = |_: &Sweep, text: &str| words::short(text);
        scene.comparison.come("hidden layers →", label, found)
    };
    vec![
        el("p").live_text(move || lead(scene)),
        el("div")
            .class("depth-columns")
            .child(
                el("div")
                    .class("depth-column")
                    .child(
                        el("div")
                            .class("depth-wanted")
                            .anew(move || ends.get(), parameters),
                    )
                    .child(table::table(scene))
                    .child(duel::duel(scene))
                    .child(examples(run)),
            )
            .child(
                el("div")
                    .class("depth-column")
                    .child(scene.comparison.fields("Train all"))
                    .when(move || scene.comparison.has_begun(), come)
                    .when(
                        move || !scene.comparison.has_begun(),
                        || vec![el("p").class("hint").text(words::WHY)],
                    ),
            ),
    ]
}

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn lead(scene: Scene) -> String {
    let shapes = scene.shapes.get();
    scene
        .run
        .lab
        .with(|lab| words::lead(&shapes, &lab.experiment))
}

#[inline(never)]
fn found(comparison: Comparison) -> String {
    let over = comparison.is_over();
    let come = comparison.spreads();
    come.map_or_else(String::new, |(lottery, spreads)| {
        words::found(&spreads, &lottery, over)
    })
}

fn examples(run: Run) -> El {
    let example = |example: Example| {
        let name = words::example(example);
        el("button").class("chip").text(name).click(move || {
            run.dispatch(Drive::Open(Box::new(Opened {
                recipe: example.experiment().into(),
                notice: Notice::Opened(name.into()),
                ..Opened::default()
            })));
        })
    };
    begin_with(Example::ALL.into_iter().map(example).collect())
}
