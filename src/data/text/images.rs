//! What is wrong with a set of images.

use std::fmt;

use crate::data::ImagesError;

impl fmt::Display for ImagesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the images that came are not those of the site: ")?;
        match self {
            Self::Packing => f.write_str("they cannot be unpacked")?,
            Self::NotIdx => f.write_str("they are not in IDX format")?,
            Self::Lengths(part) => write!(f, "part {part} of 4 has other lengths than it should")?,
            Self::Label(label) => write!(f, "there is a label {label}, and no such class")?,
            Self::Cut(found, whole) => {
                let mb = |bytes: &usize| *bytes as f64 / 1e6;
                write!(f, "they end after {:.1} of {:.1} MB", mb(found), mb(whole))?;
            }
            Self::TooLong => f.write_str("there are more than there should be")?,
        }
        f.write_str(". Try again; if it stays so, the site’s file is damaged")
    }
}
