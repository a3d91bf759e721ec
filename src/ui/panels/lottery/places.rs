//! Where the tiles are, and which has the focus.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::plot::wall::Wall;

/// Width and height of a tile in CSS pixels.
pub const SIZE: [f64; 2] = [64.0, 86.0];

/// Where tiles are and which has the focus. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Places {
    /// The wall.
    pub wall: RwSignal<Arc<Wall>>,
    /// The tile that Tab leads to.
    pub current: RwSignal<Option<u32>>,
    /// The tile that a key has just led to, which takes the focus.
    pub wanted: RwSignal<Option<u32>>,
}

impl Places {
    /// The tile that Tab leads to: the last that was focused, or else the first.
    pub fn reached(self) -> Option<u32> {
        let first = || self.wall.with(|wall| wall.first());
        self.current.get().or_else(first)
    }
}
