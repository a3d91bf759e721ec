//! What goes wrong on the way, with what was measured of it.

use crate::{lab::edit::Place, nn::Activation};

/// What goes wrong with a run; every number was measured. Layers and units are counted from 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amiss {
    /// The loss jumps, lately from the first of these to the second.
    Jumps([f32; 2]),
    /// The loss rises, from what it was at first to what it is now.
    Rises([f32; 2]),
    /// Batches of so many samples go more by chance than by the slope, so many times; lately the loss went up
    /// and down between these.
    Jitters(usize, f32, [f32; 2]),
    /// The test loss was least at this epoch; what it was there, and what test and training loss are now.
    Overfits(u64, [f32; 3]),
    /// The penalty holds the weights: its gradient and the loss’s, and the largest weight.
    Held([f32; 3]),
    /// Hardly any gradient reaches a layer: which, and the sizes there and in the last layer that learns.
    Vanishes(usize, [f32; 2]),
    /// The units of a layer are flat for such a share of their answers.
    Saturated(Place, Activation, f32),
    /// ReLU unit `.1` of layer `.0` answers 0 to everything: its greatest weighted sum, where that is known,
    /// and how many such units there are in all.
    Silent(usize, usize, Option<f32>, usize),
    /// The loss falls evenly, but hardly: from what to what in so many epochs.
    Slow([f32; 2], u64),
    /// The loss has come to rest, with a gradient of this size, for so many epochs, while some are wrong.
    Stuck([f32; 2], u64, Missed),
    /// The answers are no better than always the same one; for classes, which share of them is right
    /// then, in per cent. The loss at which that is.
    Chance(Option<u8>, f32),
    /// R² falls while the loss does: from what to what.
    SquaresFall([f32; 2]),
}

/// What a network misses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Missed {
    /// So many training samples of how many are wrong, at best.
    Wrong(usize, usize),
    /// R² is no more than this.
    Numbers(f32),
}

impl Amiss {
    /// Whether this is the same thing at the same place as what was said before, whatever its numbers.
    pub(super) fn is_still(&self, said: &Self) -> bool {
        let same = match (self, said) {
            (Self::Jitters(a, ..), Self::Jitters(b, ..)) => a == b,
            (Self::Overfits(a, _), Self::Overfits(b, _)) => a == b,
            (Self::Vanishes(a, _), Self::Vanishes(b, _)) => a == b,
            (Self::Saturated(a, ..), Self::Saturated(b, ..)) => a == b,
            (Self::Silent(a, b, _, all), Self::Silent(c, d, _, before)) => {
                (a, b, all) == (c, d, before)
            }
            (Self::Chance(a, _), Self::Chance(b, _)) => a == b,
            _ => true,
        };
        same && std::mem::discriminant(self) == std::mem::discriminant(said)
    }
}
