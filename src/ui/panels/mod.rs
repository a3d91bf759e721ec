//! The panels of the drawer, one a file: a new one is its file and its row here.

mod autodiff;
mod code;
mod depth;
mod duel;
mod gradients;
mod group;
mod hand;
mod landscape;
mod lottery;
mod more;
mod neuron;
mod perceptron;
mod table;
mod transfer;
mod try_it;
mod tuner;

use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::DomRect;

use super::{
    browser::{document, has_panels},
    element::El,
    placing,
    run::Run,
};

/// A panel of the drawer.
pub struct Panel {
    /// What it is called in ids.
    pub name: &'static str,
    /// What its tab says.
    pub label: &'static str,
    /// Builds what is in it, for the run of the context, when it is first opened.
    pub build: fn() -> Vec<El>,
    /// Whether it is a picture that is opened at full height.
    pub tall: bool,
}

/// What a panel is known by on the page.
pub fn id_of(run: Run, at: usize) -> String {
    run.unique(&format!("panel-{}", PANELS[at].name))
}

/// Opens a panel, in place of any other and of the walk, where it can be seen; or closes the drawer.
pub fn show(run: Run, next: Option<usize>) {
    let look = run.look;
    look.walking.close();
    let is_tall = |open: Option<usize>| open.is_some_and(|at| PANELS[at].tall);
    // Of the others each has the height that was chosen last.
    if is_tall(look.panel.get_untracked()) || is_tall(next) {
        look.tall.set(is_tall(next));
    }
    look.panel.set(next);
    if let Some(at) = next {
        spawn_local(uncover(run, at));
    }
}

/// Scrolls the page until a panel that was opened is seen with its drawer: all of it, or of a higher one its
/// beginning.
async fn uncover(run: Run, at: usize) {
    let drawer = || {
        // The run may be gone by then, or another panel open.
        let is_open = run.look.panel.try_get_untracked() == Some(Some(at));
        let panel = is_open.then(|| document().get_element_by_id(&id_of(run, at)))??;
        panel.closest(".drawer").ok().flatten()
    };
    let down = |drawer: &DomRect| {
        let below = drawer.bottom() - f64::from(placing::room(0.0).bottom());
        below.max(0.0).min(drawer.top())
    };
    placing::bring(drawer, || !has_panels(), down).await;
}

/// The number of a panel.
pub fn panel_of(name: &str) -> Option<usize> {
    PANELS.iter().position(|panel| panel.name == name)
}

/// Every panel, in the order of its tabs.
pub const PANELS: &[Panel] = &[
    Panel {
        name: "gradients",
        label: "Gradients",
        build: gradients::gradients,
        tall: false,
    },
    Panel {
        name: "autodiff",
        label: "Autodiff",
        build: autodiff::autodiff,
        tall: false,
    },
    Panel {
        name: "landscape",
        label: "Landscape",
        build: landscape::landscape,
        tall: true,
    },
    Panel {
        name: "table",
        label: "Table",
        build: table::table,
        tall: false,
    },
    Panel {
        name: "more",
        label: "More",
        build: more::more,
        tall: false,
    },
    Panel {
        name: "perceptron",
        label: "Perceptron",
        build: perceptron::perceptron,
        tall: true,
    },
    Panel {
        name: "hand",
        label: "By hand",
        build: hand::hand,
        tall: true,
    },
    Panel {
        name: "depth",
        label: "Depth",
        build: depth::depth,
        tall: true,
    },
    Panel {
        name: "duel",
        label: "Duel",
        build: duel::duel,
        tall: false,
    },
    Panel {
        name: "lottery",
        label: "Seed lottery",
        build: lottery::lottery,
        tall: true,
    },
    Panel {
        name: "transfer",
        label: "Transfer",
        build: transfer::transfer,
        tall: true,
    },
    Panel {
        name: "try",
        label: "Try it",
        build: try_it::try_it,
        tall: true,
    },
    Panel {
        name: "code",
        label: "Code",
        build: code::code,
        tall: false,
    },
    Panel {
        name: "tuner",
        label: "Tuner",
        build: tuner::tuner,
        tall: true,
    },
];

/// Tabs that go together: what stands before them, and how many they are. The first go with the walk; the panels
/// after the last have buttons of their own.
pub const GROUPS: [(&str, usize); 3] = [("", 4), ("Settings", 1), ("Classroom", 3)];
