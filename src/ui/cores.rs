//! What workers share: the machine's cores.

use reactive_graph::signal::RwSignal;

use super::browser::window;

/// The machine's cores and who works on them. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Cores {
    /// How many there are.
    pub count: usize,
    /// How many workers of the pool do what can wait.
    pub jobs: RwSignal<usize>,
    /// The share of a core that each worker may take.
    pub share: RwSignal<f64>,
}

impl Cores {
    /// The machine's, on which nothing is at work.
    pub fn new() -> Self {
        Self {
            count: (window().navigator().hardware_concurrency() as usize).max(1),
            jobs: RwSignal::new(0),
            share: RwSignal::new(1.0),
        }
    }
}
