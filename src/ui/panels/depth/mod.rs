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
    element::{El, el},
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
    vec![
        el("div")
            .class("depth")
            .child(switch("Shown of depth", views))
            .anew(
                move || view.get() as u8,
                move |_| match view.get_untracked() {
                    View::Linear => linear::page(),
                    View::Curve => curve::page(),
                    View::Shapes => shapes::page(),
                },
            ),
    ]
}
