//! Why activations, why depth: linear layers multiplied out, a curve put together by hidden units, and wide networks
//! beside deep ones.
//!
//! | folder    | holds |
//! |-----------|-------|
//! | `linear/` | layers that are one layer |
//! | `curve/`  | what each hidden unit adds to a curve, and the error against the units |
//! | `shapes/` | shapes of as many parameters, trained |
//! | `plot.rs` | the losses of a sweep, as a chart whose dots load their runs |

mod linear;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::ui::{
    element::{El, el},
    fields::{switch, toggle},
};

/// What the panel shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Linear,
}

impl View {
    const ALL: [Self; 1] = [Self::Linear];

    fn label(self) -> &'static str {
        match self {
            Self::Linear => "Linear layers",
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
                },
            ),
    ]
}
