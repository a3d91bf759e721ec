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

/// Makes an enum whose variants carry numbers [`Named`], by the kinds that strum's
/// `EnumDiscriminants` derives of it and its own `const fn usual(kind) -> Self`, the numbers that a
/// kind usually has.
macro_rules! named_by_kind {
    ($whole:ident, $kind:ident) => {
        impl $crate::Named for $whole {
            const ALL: &'static [Self] = &{
                let kinds = <$kind as strum::VariantArray>::VARIANTS;
                let mut all =
                    [Self::usual(kinds[0]); <$kind as strum::VariantArray>::VARIANTS.len()];
                let mut at = 1;
                while at < kinds.len() {
                    all[at] = Self::usual(kinds[at]);
                    at += 1;
                }
                all
            };

            fn name(self) -> &'static str {
                self.kind().name()
            }

            fn label(self) -> &'static str {
                self.kind().label()
            }
        }

        impl $whole {
            /// Which of them it is, without its numbers.
            #[must_use]
            pub fn kind(self) -> $kind {
                self.into()
            }

            /// Whether both are the same but for their numbers.
            #[must_use]
            pub fn same_kind(self, other: Self) -> bool {
                self.kind() == other.kind()
            }
        }
    };
}
pub(crate) use named_by_kind;

#[cfg(test)]
mod tests {
    use super::Named;
    use crate::{Activation, Initializer, LearningRule, Loss, Optimizer, Schedule, Stride, Task};

    fn check<T: Named + std::fmt::Debug>(absent: &str) {
        for (at, &one) in T::ALL.iter().enumerate() {
            assert_eq!(T::from_name(one.name()), Some(one));
            assert!(!one.label().is_empty());
            let others = &T::ALL[at + 1..];
            assert!(others.iter().all(|o| o.label() != one.label()), "{one:?}");
        }
        assert_eq!(T::from_name(absent), None);
    }

    #[test]
    fn names_lead_back_and_labels_differ() {
        check::<Activation>("stairs");
        check::<Initializer>("glorot");
        check::<LearningRule>("oja");
        check::<Loss>("poisson");
        check::<Optimizer>("sgdd");
        check::<Schedule>("linear");
        check::<Stride>("run");
        check::<Task>("ranking");
    }
}
