//! What the links of the diagram show.

/// What a link's colour and width stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// The kernel's weights.
    #[default]
    Weights,
    /// What each weight learns by: the derivative of loss and penalty.
    Gradients,
}

impl Shown {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Weights => Self::Gradients,
            Self::Gradients => Self::Weights,
        }
    }
}
