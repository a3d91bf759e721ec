//! The languages of scripts.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use crate::lab::{field::FieldError, parse};

/// In what a script is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Language {
    /// Keras 3, on any of its backends.
    #[strum(message = "Keras")]
    Keras,
    /// PyTorch.
    #[strum(message = "PyTorch")]
    Pytorch,
    /// NumPy alone, with forward and backward pass spelled out.
    #[strum(message = "NumPy")]
    Numpy,
}

impl Language {
    /// The language of a name, as scripts of the page give it.
    ///
    /// # Errors
    /// Lists the names.
    pub fn read(name: &str) -> Result<Self, FieldError> {
        parse::named(name).map_err(|wrong| FieldError::new("language", wrong))
    }
}
