//! What page and workers send each other, as bytes: both are the same build, so the bytes need no
//! version.

use serde::{Serialize, de::DeserializeOwned};

/// A message as bytes.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    // Only a message whose length is not known beforehand could fail, and none is of that kind.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message that bytes hold; nothing where they hold none.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
