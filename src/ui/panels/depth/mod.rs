//! Why activations, why depth: linear layers multiplied out, a curve put together by hidden units, and wide networks
//! beside deep ones.
//!
//! | file            | holds |
//! |-----------------|-------|
//! | `linear/`       | layers that are one layer |
//! | `curve/`        | what each hidden unit adds to a curve, and the error against the units |
//! | `shapes/`       | shapes of as many parameters, trained |
//! | `comparison.rs` | [`comparison::Comparison`]: networks that are trained to be compared |
//! | `plot.rs`       | their losses, as a chart whose dots load their runs |

mod comparison;
mod curve;
mod linear;
mod plot;
mod shapes;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::ui::{
    element::{El, el, follow},
    fields::{switch, toggle},
};

/// What the panel shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Linear,
    Curve,
    Shapes,
}

impl View {
    const ALL: [Self; 3] = [Self::Linear, Self::Curve, Self::Shapes];

    fn page(self) -> Vec<El> {
        match self {
            Self::Linear => linear::page(),
            Self::Curve => curve::page(),
            Self::Shapes => shapes::page(),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Linear => "Linear layers",
            Self::Curve => "Any curve",
            Self::Shapes => "Deep or wide",
        }
    }
}

/// What the panel Depth holds.
pub fn depth() -> Vec<El> {
    let view = RwSignal::new(View::Linear);
    let option = |to: View| toggle(to.label(), move || view.get() == to, move || view.set(to));
    let views = View::ALL.into_iter().map(option).collect();
    let pages = View::ALL
        .into_iter()
        .map(|of| kept(move || view.get() == of, move || of.page()));
    vec![
        el("div")
            .class("depth")
            .child(switch("Shown of depth", views))
            .children(pages.collect()),
    ]
}

/// A page that is built when it is first shown, and then kept, as what has been trained there is.
fn kept(shown: impl Fn() -> bool + Copy + 'static, build: impl Fn() -> Vec<El> + 'static) -> El {
    let seen = RwSignal::new(false);
    follow(move || {
        if shown() {
            seen.set(true);
        }
    });
    el("div")
        .class("depth-page")
        .flag("hidden", move || !shown())
        .when(move || seen.get(), build)
}

/// Buttons that load something to begin with.
fn begin_with(examples: Vec<El>) -> El {
    el("div")
        .class("depth-ways")
        .child(el("span").class("hint").text("Begin with"))
        .children(examples)
}
