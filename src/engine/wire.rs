//! What page and workers send each other, as bytes: both are the same build, so the bytes need no
//! version.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, Visitor},
};

/// A message as bytes.
pub fn encode(message: &impl Serialize) -> Vec<u8> {
    // Only a message whose length is not known beforehand could fail, and none is of that kind.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message that bytes hold; nothing where they hold none.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// A message within another, as bytes: who only hands it on need not know how it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// Packs a message.
    pub fn new(message: &impl Serialize) -> Self {
        Self(encode(message))
    }

    /// The message; nothing where the bytes hold none.
    #[must_use]
    pub fn open<T: DeserializeOwned>(&self) -> Option<T> {
        decode(&self.0)
    }
}

impl Serialize for Packed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Packed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
        }
        deserializer.deserialize_bytes(Bytes).map(Self)
    }
}
