//! The panels of the drawer, one a file: a new one is its file and its row here.

mod autodiff;
mod gradients;
mod landscape;
mod more;
mod table;

use super::element::El;

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

/// The number of a panel.
pub fn panel_of(name: &str) -> Option<usize> {
    PANELS.iter().position(|panel| panel.name == name)
}

/// Every panel, in the order of its tabs.
pub const PANELS: &[Panel] = &[
    Panel {
        name: "more",
        label: "More",
        build: more::more,
        tall: false,
    },
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
];
