//! A rectangle on the screen.

/// A rectangle in pixels; y grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl Rect {
    /// Right edge.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    /// The middle, `[x, y]`.
    pub fn centre(&self) -> [f32; 2] {
        [self.x + self.width / 2.0, self.y + self.height / 2.0]
    }

    /// Whether `[x, y]` lies inside or on the edge.
    pub fn contains(&self, [x, y]: [f32; 2]) -> bool {
        (self.x..=self.right()).contains(&x) && (self.y..=self.bottom()).contains(&y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_and_inside() {
        let rect = Rect {
            x: 1.0,
            y: 2.0,
            width: 4.0,
            height: 6.0,
        };
        assert_eq!((rect.right(), rect.bottom()), (5.0, 8.0));
        assert_eq!(rect.centre(), [3.0, 5.0]);
        assert!(rect.contains([1.0, 8.0]));
        assert!(!rect.contains([0.9, 5.0]) && !rect.contains([3.0, 8.1]));
    }
}
