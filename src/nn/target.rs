//! How the two classes of a binary task are written as target values.

/// The values for class 0 and class 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The value for class 0.
    pub negative: f32,
    /// The value for class 1.
    pub positive: f32,
}

impl Target {
    /// The value for a class.
    #[must_use]
    pub fn of(self, class: u8) -> f32 {
        if class == 0 {
            self.negative
        } else {
            self.positive
        }
    }

    /// Outputs above this count as class 1; one just here is of class 0, as Keras's
    /// `binary_accuracy` has it.
    #[must_use]
    pub fn threshold(self) -> f32 {
        (self.negative + self.positive) / 2.0
    }

    /// The class that an output decides for.
    #[must_use]
    pub fn class(self, output: f32) -> u8 {
        u8::from(output > self.threshold())
    }
}
