//! What is looked at, and from where.

use crate::lab::hidden::Axes;

/// What the axes are, where there are units enough to choose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// Two units.
    Two,
    /// Three units.
    Three,
    /// The two principal directions.
    Plane,
    /// The three principal directions.
    Space,
    /// The direction in which the next layer's only unit looks, and one beside it.
    Next,
}

/// What is looked at, and from where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sight {
    /// The hidden layer; the last where none was chosen.
    pub layer: Option<usize>,
    /// The axes; what suits the layer where none were chosen.
    pub way: Option<Way>,
    /// The units that are axes, where units are.
    pub units: [usize; 3],
    /// From the input plane (0) to the hidden space (1).
    pub unfold: f64,
    /// By how much it is turned to the side and forward, in radians.
    pub turn: [f32; 2],
    /// Whether it has more room.
    pub is_large: bool,
}

/// Where samples are on the picture, as shares of it from the left and the top: of each part in its order.
#[derive(Clone, Debug, Default)]
pub struct Spots {
    /// Training samples, then test samples.
    pub samples: [Vec<[f32; 2]>; 2],
}

impl Sight {
    /// The layer that is looked at, of so many hidden ones.
    pub fn layer_of(&self, hidden: usize) -> usize {
        let last = hidden.saturating_sub(1);
        self.layer.unwrap_or(last).min(last)
    }

    /// How the axes are chosen, of a layer of so many units before one of `next` units.
    pub fn way_of(&self, units: usize, next: usize) -> Way {
        let usual = match (units, next) {
            (3, _) => Way::Three,
            (_, 1) => Way::Next,
            _ => Way::Plane,
        };
        match self.way {
            // Of several units none is the one to look along.
            Some(Way::Next) if next != 1 => usual,
            way => way.unwrap_or(usual),
        }
    }

    /// The axes of a layer of so many units, before one of `next` units.
    pub fn axes(&self, units: usize, next: usize) -> Axes {
        let count = match (units, self.way_of(units, next)) {
            (..=2, _) => return Axes::Units((0..units).collect()),
            (_, Way::Plane) => return Axes::Principal(2),
            (_, Way::Space) => return Axes::Principal(3),
            (_, Way::Next) => return Axes::Next,
            (_, Way::Two) => 2,
            (_, Way::Three) => 3,
        };
        Axes::Units(self.units_of(units)[..count].to_vec())
    }

    /// The units that are chosen, each another one of so many.
    pub fn units_of(&self, units: usize) -> [usize; 3] {
        let mut chosen = self.units;
        for at in 0..3 {
            let is_taken = |unit: usize| chosen[..at].contains(&unit);
            if chosen[at] >= units || is_taken(chosen[at]) {
                chosen[at] = (0..units).find(|unit| !is_taken(*unit)).unwrap_or_default();
            }
        }
        chosen
    }

    /// Puts a unit on an axis; the axis that has it takes the other's.
    pub fn put(&mut self, axis: usize, unit: usize, units: usize) {
        let mut chosen = self.units_of(units);
        if let Some(other) = chosen.iter().position(|of| *of == unit) {
            chosen.swap(axis, other);
        } else {
            chosen[axis] = unit;
        }
        self.units = chosen;
    }
}
