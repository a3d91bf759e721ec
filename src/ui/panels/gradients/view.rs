//! What the panel shows.

/// A way to look at how gradients flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// How large each layer's gradient is, over the epochs.
    Size,
    /// How long each layer's steps are beside its weights, over the epochs.
    Steps,
    /// What each layer's units do, at the moment on the screen.
    Layers,
}

impl View {
    /// Every way.
    pub const ALL: &[Self] = &[Self::Size, Self::Steps, Self::Layers];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Size => "Gradient size",
            Self::Steps => "Step / weights",
            Self::Layers => "Layer by layer",
        }
    }
}
