//! A single layer of threshold units that learns sample by sample: one update as vectors, why it comes to an end,
//! or why it cannot.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `scene.rs`   | [`Scene`]: the signals of the panel |
//! | `keep.rs`    | the next step, the proof and the way round, kept worked out |
//! | `picture.rs` | lines, arrows, corridor and hulls over the inputs |
//! | `shapes.rs`  | what pictures are drawn of |
//! | `space.rs`   | the weights in their own space |
//! | `growth.rs`  | the two inequalities as a chart |
//! | `counts.rs`  | samples seen, mistakes, passes without one |
//! | `update.rs`  | what is said of one update |
//! | `theorem.rs` | what is said of the theorem that holds |

mod counts;
mod growth;
mod keep;
mod picture;
mod scene;
pub mod shapes;
mod space;
mod theorem;
mod update;

use reactive_graph::prelude::*;

use self::scene::{Scene, View};
use crate::{
    engine::Goal,
    lab::perceptron::has_threshold_units,
    nn::Stride,
    text::perceptron as words,
    ui::{
        browser::window,
        canvas,
        element::{El, derived, el},
        fields::{field, list, switch, toggle},
        panels::neuron::neuron,
        run::Run,
    },
};

/// What the panel Perceptron holds.
pub fn perceptron() -> Vec<El> {
    let run = Run::get();
    let fits = derived(move || {
        run.frame
            .with(|f| f.experiment.rule.is_local() && has_threshold_units(&f.experiment))
    });
    vec![el("div").class("perceptron").anew(
        move || fits.get(),
        |fits| if fits { bench() } else { purpose() },
    )]
}

/// Experiments to begin with, each a link.
const EXPERIMENTS: [(&str, &str); 4] = [
    (
        "AND: it is learned",
        "#data=and&net=2-1h&rule=perceptron&lr=1&init=zeros&shuffle=false",
    ),
    (
        "XOR: it goes round",
        "#data=xor_table&net=2-1h&rule=perceptron&lr=1&init=zeros&shuffle=false",
    ),
    ("Two clouds", "#data=gaussians&net=2-1s&rule=perceptron"),
    ("Three units", "#data=blobs3&net=2-3h&rule=perceptron"),
];

/// What the panel is for, and a way there.
fn purpose() -> Vec<El> {
    let set_up = el("button")
        .class("primary")
        .text("Set up a perceptron")
        // A link that cannot be gone to leaves all as it is.
        .click(|| _ = window().location().set_hash(EXPERIMENTS[0].1));
    vec![
        el("p").class("perceptron-purpose").text(words::PURPOSE),
        el("p").child(set_up),
    ]
}

fn bench() -> Vec<El> {
    let place = el("div").class("perceptron-picture");
    let scene = Scene::new(canvas::size_of(&place));
    keep::keep(scene);
    let square = derived(move || picture::square(scene, scene.view.get()));
    let picture = place.anew(
        move || (scene.view.get(), scene.has_plane.get()),
        move |(view, has_plane)| match (view, has_plane) {
            (_, false) => vec![
                el("p")
                    .class("hint")
                    .text("A picture takes two inputs. The numbers are the same with any."),
            ],
            (View::Update | View::Theorem, true) => vec![picture::picture(scene, view, square)],
            (View::Weights, true) => vec![space::space(scene)],
        },
    );
    let side = el("div")
        .class("perceptron-side")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", "In words and numbers")
        .anew(
            move || scene.view.get(),
            move |view| match view {
                View::Update => update::update(scene),
                View::Theorem => theorem::theorem(scene),
                View::Weights => space::said(scene),
            },
        )
        .child(neuron())
        .child(examples());
    vec![
        head(scene),
        el("div")
            .class("perceptron-body")
            .child(
                el("div")
                    .class("perceptron-left")
                    .child(picture)
                    .anew(
                        move || (scene.view.get(), scene.has_plane.get()),
                        move |(view, has_plane)| match (view, has_plane) {
                            (View::Weights, _) | (_, false) => Vec::new(),
                            (view, true) => vec![picture::key(scene, view, square)],
                        },
                    )
                    .child(counts::counts(scene)),
            )
            .child(side),
    ]
}

fn head(scene: Scene) -> El {
    let option = |view: View| {
        let choose = move || scene.view.set(view);
        toggle(view.label(), move || scene.view.get() == view, choose)
    };
    let views = View::ALL.into_iter().map(option).collect();
    let units = scene.units;
    let next = el("button")
        .class("link")
        .text("Next sample")
        .attr("title", "Show the next sample to the units")
        .click(move || {
            // What comes of it is seen in the frame.
            let _ = scene.run.request(Stride::Sample, 1, Goal::default());
        });
    el("div")
        .class("perceptron-head")
        .child(switch("Shown of the perceptron", views))
        .when(move || units.get() > 1, move || vec![unit_list(scene)])
        .child(next)
}

/// The choice of the unit that is studied.
fn unit_list(scene: Scene) -> El {
    let names = derived(move || {
        scene.run.frame.with(|f| match f.prepared.names() {
            names if names.len() == f.snapshot.network.outputs() => names.to_vec(),
            _ => Vec::new(),
        })
    });
    let option = move |at: usize| {
        let text = move || {
            names.with(|names| match names.get(at) {
                Some(name) => format!("unit {}: {name}", at + 1),
                None => format!("unit {}", at + 1),
            })
        };
        vec![el("option").live_text(text)]
    };
    let select = el("select").each(move || (0..scene.units.get()).collect(), option);
    let value = move || {
        scene.units.track();
        Some(scene.unit.get())
    };
    field("Unit studied", false).child(list(select, value, move |unit| scene.unit.set(unit)))
}

fn examples() -> El {
    let link = |(text, href): (&str, &str)| el("a").attr("href", href).text(text);
    el("p")
        .class("hint examples")
        .text("Begin with: ")
        .children(EXPERIMENTS.into_iter().map(link).collect())
}
