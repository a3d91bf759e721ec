//! What drawing on the plane does.

/// A pen that a person holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pen {
    /// Puts points of a class.
    Class(u8),
    /// Takes points away.
    Eraser,
}
