//! Choices from a fixed list: each has a name in links, files and scripts, and a label for people.
//!
//! An enum of plain variants gets all of this from its derives, so a variant that is added is offered,
//! read, written and tested without being written down anywhere else:
//!
//! ```
//! use separable_nn::Named;
//!
//! #[derive(Clone, Copy, Debug, PartialEq)]
//! #[derive(strum::VariantArray, strum::IntoStaticStr, strum::EnumMessage)]
//! #[strum(serialize_all = "snake_case")]
//! enum Drink {
//!     #[strum(message = "Green tea")]
//!     GreenTea,
//!     Water,
//! }
//!
//! assert_eq!(Drink::ALL, [Drink::GreenTea, Drink::Water]);
//! assert_eq!((Drink::GreenTea.name(), Drink::GreenTea.label()), ("green_tea", "Green tea"));
//! assert_eq!(Drink::Water.label(), "water");
//! assert_eq!(Drink::from_name("water"), Some(Drink::Water));
//! ```

use strum::{EnumMessage, VariantArray};

/// One of a fixed list.
pub trait Named: Copy + PartialEq + 'static {
    /// Every one, in the order in which the page offers them; where they have numbers of their own,
    /// with the usual ones.
    const ALL: &'static [Self];

    /// The name in links, files and scripts.
    #[must_use]
    fn name(self) -> &'static str;

    /// The name that people read.
    #[must_use]
    fn label(self) -> &'static str;

    /// The one of that [`name`](Self::name).
    #[must_use]
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.name() == name)
    }
}

impl<T> Named for T
where
    T: VariantArray + EnumMessage + Copy + PartialEq + 'static,
    &'static str: From<T>,
{
    const ALL: &'static [Self] = T::VARIANTS;

    fn name(self) -> &'static str {
        self.into()
    }

    fn label(self) -> &'static str {
        self.get_message().unwrap_or(self.into())
    }
}
