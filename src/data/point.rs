//! A labelled point and the square of the plane it is shown in.

/// A labelled point of the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The coordinates x₁ and x₂.
    pub x: [f32; 2],
    /// Counted from 0; of two, 0 is orange and 1 is blue.
    pub class: u8,
}

/// The square \[min, max\]² of the plane that the maps show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Domain {
    /// The left and lower edge.
    pub min: f32,
    /// The right and upper edge.
    pub max: f32,
}

impl Domain {
    /// Half the length of a side.
    pub fn half_width(self) -> f32 {
        (self.max - self.min) / 2.0
    }
}
