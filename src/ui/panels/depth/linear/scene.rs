//! The network multiplied out, kept up with the run.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::linear::{Folded, Gap, between},
    nn::Activation,
    ui::{
        canvas,
        element::{El, derived, follow},
        frame::Frame,
        run::Run,
        turn::on_screen,
    },
};

/// The signals of the page. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Scene {
    /// The run.
    pub run: Run,
    /// Whether the page is seen.
    pub seen: RwSignal<bool>,
    /// The network multiplied out.
    pub folded: RwSignal<Arc<Folded>>,
    /// How far both differ.
    pub gap: RwSignal<Gap>,
    /// How many layers the network has.
    pub layers: RwSignal<usize>,
    /// The activations between layers, after which of them.
    pub between: RwSignal<Vec<(usize, Activation)>>,
    /// The activation that stood between last.
    pub last: RwSignal<Activation>,
}

/// Multiplications for the difference of both, in a frame while the run trains, and at rest.
const WORK: usize = 400_000;
const WORK_AT_REST: usize = 20_000_000;

impl Scene {
    /// The signals of a page, which is seen where that has a size.
    pub fn new(place: &El) -> Self {
        let run = Run::get();
        let size = canvas::size_of(place);
        let folded = run
            .frame
            .with_untracked(|f| Folded::new(&f.snapshot.network));
        let all = derived(move || run.lab.with(|lab| between(&lab.experiment)));
        let last = RwSignal::new(Activation::Tanh);
        follow(move || {
            if let Some((_, activation)) = all.with(|all| all.first().copied()) {
                last.set(activation);
            }
        });
        let scene = Self {
            run,
            seen: derived(move || size.get().is_some_and(|[width, _]| width > 0.0)),
            folded: RwSignal::new(Arc::new(folded)),
            gap: RwSignal::new(Gap::default()),
            layers: derived(move || run.lab.with(|lab| lab.experiment.layers.len())),
            between: all,
            last,
        };
        on_screen(move || {
            let running = run.lab.with(|lab| lab.transport.running);
            if scene.seen.get() {
                run.frame.with(|f| scene.keep_up(f, running));
            }
        });
        scene
    }

    fn keep_up(self, frame: &Frame, running: bool) {
        let folded = Folded::new(&frame.snapshot.network);
        if folded.is_shorter() {
            let work = if running { WORK } else { WORK_AT_REST };
            let pair = [&frame.snapshot.network, &folded.network];
            self.gap
                .set(Gap::new(pair, &frame.prepared.measured[0], work));
        }
        self.folded.set(Arc::new(folded));
    }
}
