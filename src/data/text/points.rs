//! What is wrong with drawn points, features and packed tables.

use std::fmt;

use crate::{
    data::{CLASS_NAMES, Drawn, DrawnError, FeaturesError, sheet::PackError},
    nn::Named,
};

impl fmt::Display for DrawnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OffThePlane => f.write_str("points lie between −6 and 6"),
            Self::NoSuchClass => write!(f, "a class is one of {}", CLASS_NAMES.join(", ")),
            Self::TooMany => write!(f, "at most {} points can be drawn", Drawn::MAX_POINTS),
            Self::NoCode => {
                f.write_str("is no list of drawn points: four letters or digits for each")
            }
        }
    }
}

impl fmt::Display for FeaturesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("features must name at least one feature"),
            Self::Repeated(feature) => {
                write!(f, "features must not name {} twice", feature.name())
            }
        }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Escape => "after ~ two hexadecimal digits are expected",
            Self::NotUtf8 => "the text after ~ is not UTF-8",
        })
    }
}
