//! The loss over two weights, or two directions through all of them, as a map with the run's way on it; over
//! one weight as a curve with its tangent.
//!
//! | file         | holds |
//! |--------------|-------|
//! | `scene.rs`   | [`Scene`]: the signals of the panel |
//! | `trail.rs`   | the run's way, kept up |
//! | `measure.rs` | the map, measured in the background |
//! | `paint.rs`   | map and way on a canvas |
//! | `curve.rs`   | the curve over one weight |
//! | `aim.rs`     | where places are on the picture |
//! | `start.rs`   | the ring by which the start is moved |
//! | `picture.rs` | the picture with its axes, pointer and keys |
//! | `side.rs`    | what stands beside it |

mod aim;
mod curve;
mod measure;
mod paint;
mod picture;
mod scene;
mod side;
mod start;
mod trail;

use reactive_graph::{graph::untrack, prelude::*};

use self::scene::{Laid, Scene};
use crate::{
    lab::landscape::{Over, Sight, first_choice},
    plot::scale::format_value,
    text::landscape as words,
    ui::{
        canvas,
        element::{El, el, follow},
        turn::on_screen,
    },
};

/// So many times farther or nearer one sees at each step.
pub const ZOOM: f64 = 1.5;

/// What the panel Landscape holds.
pub fn landscape() -> Vec<El> {
    let frame = el("div").class("scape-picture");
    let scene = Scene::new(canvas::size_of(&frame));
    keep_chosen(scene);
    keep_laid(scene);
    trail::follow_trail(scene);
    keep_sight(scene);
    measure::measure(scene);
    let slope = curve::slope(scene);
    let none = move || scene.laid.with(Option::is_none);
    let why = move || {
        vec![
            el("p")
                .class("hint scape-none")
                .live_text(move || words::none(scene.over.get())),
        ]
    };
    let picture = picture::picture(scene, slope, frame).when(none, why);
    vec![
        el("div")
            .class("landscape")
            .child(picture)
            .child(side::side(scene, slope)),
    ]
}

/// A place by its coordinates: “w = 0.5, b = 1”.
fn coordinates(laid: &Laid, place: [f64; 2]) -> String {
    let [across, up] = &laid.names;
    let first = format!("{across} = {}", format_value(place[0]));
    if laid.plane.is_line() {
        first
    } else {
        format!("{first}, {up} = {}", format_value(place[1]))
    }
}

/// The weights that are chosen are always some of the network.
fn keep_chosen(scene: Scene) {
    let (run, shape) = (scene.run, scene.shape());
    follow(move || {
        shape.track();
        let chosen = scene.chosen.get_untracked();
        run.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            if chosen.iter().any(|spot| spot.parameter(network).is_none()) {
                scene
                    .chosen
                    .set(first_choice(network, f.snapshot.gradient.whole()));
            }
        });
    });
}

/// The plane follows what is chosen, and the network's shape.
fn keep_laid(scene: Scene) {
    let shape = scene.shape();
    follow(move || {
        shape.track();
        scene.over.track();
        scene.chosen.track();
        scene.seed.track();
        untrack(|| scene.lay());
    });
    // The run's directions show as soon as it has a way.
    follow(move || {
        let waits = scene.over.get() == Over::Principal && scene.laid.with(Option::is_none);
        if waits && scene.path.with(|path| path.steps().len() > 2) {
            untrack(|| scene.lay());
        }
    });
}

/// What is in sight: all of the way at first, and again when the run is about to leave it.
fn keep_sight(scene: Scene) {
    let run = scene.run;
    on_screen(move || {
        let (laid, sight, aspect) = (scene.laid.get(), scene.sight.get(), scene.aspect());
        run.frame.track();
        let (Some(laid), Some(aspect)) = (laid, aspect) else {
            return;
        };
        let here = scene.here();
        let leaves =
            |sight: &Sight| here.is_some_and(|here| sight.loses(here, laid.plane.is_line()));
        match sight {
            Some(sight) if leaves(&sight) => {
                if laid.over == Over::Principal {
                    scene.lay();
                } else {
                    scene.sight.set(scene.whole_sight(aspect));
                }
            }
            Some(sight) if (sight.aspect - aspect).abs() > 1e-3 => {
                scene.sight.set(Some(sight.shaped(aspect)))
            }
            Some(_) => {}
            None => scene.sight.set(scene.whole_sight(aspect)),
        }
    });
}
