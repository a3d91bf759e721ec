//! The tuner: a search for good hyperparameters, the trials as they come, and one loaded of them; the sweep over
//! learning rates; and the same search as a script for many machines.
//!
//! | file          | holds |
//! |---------------|-------|
//! | `state.rs`    | [`Scene`]: the signals of the panel, and what Search does |
//! | `setup.rs`    | what is set, the buttons, and the best so far |
//! | `space.rs`    | the search space, a row for each hyperparameter |
//! | `trials.rs`   | the table of trials, and their files |
//! | `parallel.rs` | parallel coordinates |
//! | `course.rs`   | the best over time |
//! | `tiles.rs`    | pictures of the best trials |
//! | `said.rs`     | what is said of a trial, and what lights it up |
//! | `rates.rs`    | the sweep over learning rates |
//! | `script.rs`   | the search as a script |

mod course;
mod parallel;
mod rates;
mod said;
mod script;
mod setup;
mod space;
mod state;
mod tiles;
mod trials;

use self::state::{Scene, View};
use crate::ui::{
    element::{El, el, follow},
    fields::{switch, toggle},
};

use reactive_graph::{prelude::*, signal::RwSignal};

/// What the panel Tuner holds.
pub fn tuner() -> Vec<El> {
    let scene = Scene::new();
    let option = |to: View| {
        toggle(
            to.label(),
            move || scene.view.get() == to,
            move || scene.view.set(to),
        )
    };
    let views = View::ALL.into_iter().map(option).collect();
    let pages = View::ALL.into_iter().map(|of| kept(scene, of)).collect();
    let main = el("div")
        .class("tuner-main")
        .child(switch("Shown of the tuner", views))
        .children(pages);
    vec![
        el("section")
            .class("tuner")
            .attr("aria-label", "Tuner")
            .child(setup::setup(scene))
            .child(main),
    ]
}

/// A page that is built when it is first shown, and then kept.
fn kept(scene: Scene, of: View) -> El {
    let (seen, shown) = (RwSignal::new(false), move || scene.view.get() == of);
    follow(move || {
        if shown() {
            seen.set(true);
        }
    });
    let build = move || match of {
        View::Space => space::space(scene),
        View::Trials => trials::trials(scene),
        View::Rates => rates::rates(scene),
        View::Script => script::script(scene),
    };
    el("div")
        .class("tuner-page")
        .flag("hidden", move || !shown())
        .when(move || seen.get(), build)
}
