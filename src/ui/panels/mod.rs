//! The panels of the drawer, one a file: a new one is its file and its row here.

mod gradients;
mod more;

use super::element::El;

/// A panel of the drawer.
pub struct Panel {
    /// What it is called in ids.
    pub name: &'static str,
    /// What its tab says.
    pub label: &'static str,
    /// Builds what is in it, for the run of the context, when it is first opened.
    pub build: fn() -> Vec<El>,
}

/// Every panel, in the order of its tabs.
pub const PANELS: &[Panel] = &[
    Panel {
        name: "more",
        label: "More",
        build: more::more,
    },
    Panel {
        name: "gradients",
        label: "Gradients",
        build: gradients::gradients,
    },
];
