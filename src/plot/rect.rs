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

    /// The area that two have in common.
    pub fn shared(&self, other: &Self) -> f32 {
        let width = self.right().min(other.right()) - self.x.max(other.x);
        let height = self.bottom().min(other.bottom()) - self.y.max(other.y);
        width.max(0.0) * height.max(0.0)
    }

    /// The least rectangle around both.
    #[must_use]
    pub fn around(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self {
            x,
            y,
            width: self.right().max(other.right()) - x,
            height: self.bottom().max(other.bottom()) - y,
        }
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

    #[test]
    fn what_two_share_and_what_is_around_them() {
        let rect = |x, y, width, height| Rect {
            x,
            y,
            width,
            height,
        };
        let (a, b) = (rect(0.0, 0.0, 4.0, 4.0), rect(3.0, 2.0, 4.0, 4.0));
        assert_eq!((a.shared(&b), b.shared(&a)), (2.0, 2.0));
        assert_eq!(a.shared(&rect(4.0, 0.0, 1.0, 9.0)), 0.0);
        assert_eq!(a.around(&b), rect(0.0, 0.0, 7.0, 6.0));
    }
}
