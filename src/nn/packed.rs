//! Many numbers as one string of bytes, for serde: `#[serde(with = "packed")]`. Little-endian, as
//! WebAssembly is, and the machines this is tested on; bytes need not be aligned.

use std::{fmt, marker::PhantomData};

use bytemuck::{AnyBitPattern, NoUninit};
use serde::{Deserializer, Serializer, de};

pub(crate) fn serialize<T: NoUninit, S: Serializer>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytemuck::cast_slice(values))
}

pub(crate) fn deserialize<'de, T: AnyBitPattern, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_bytes(Bytes(PhantomData))
}

/// Reads bytes as values of `T`.
struct Bytes<T>(PhantomData<T>);

impl<T: AnyBitPattern> de::Visitor<'_> for Bytes<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bytes, {} to a number", size_of::<T>())
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        let numbers = bytes.chunks_exact(size_of::<T>());
        if !numbers.remainder().is_empty() {
            return Err(E::invalid_length(bytes.len(), &self));
        }
        Ok(numbers.map(bytemuck::pod_read_unaligned).collect())
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Both {
        #[serde(with = "super")]
        small: Vec<u16>,
        #[serde(with = "super")]
        numbers: Vec<f32>,
    }

    /// The second begins at an odd place.
    #[test]
    fn bytes_are_read_where_they_stand() {
        let both = Both {
            small: vec![1, 770],
            numbers: vec![1.5, f32::INFINITY, -0.0],
        };
        let bytes = postcard::to_allocvec(&both).unwrap();
        assert_eq!(bytes[..9], [4, 1, 0, 2, 3, 12, 0, 0, 192]);
        assert_eq!(postcard::from_bytes::<Both>(&bytes).unwrap(), both);
    }

    #[test]
    fn half_a_number_is_refused() {
        let halves = [vec![3u8, 1, 0, 2, 0], vec![0, 5, 0, 0, 0, 0, 0], vec![9, 0]];
        for bytes in halves {
            assert!(postcard::from_bytes::<Both>(&bytes).is_err(), "{bytes:?}");
        }
    }
}
