//! A random stream's state, for serde: `#[serde(with = "stream")]`.

use rand_pcg::Pcg32;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, value::MapDeserializer},
};

pub(crate) fn serialize<S: Serializer>(rng: &Pcg32, serializer: S) -> Result<S::Ok, S::Error> {
    rng.serialize(serializer)
}

/// The fields of a [`Pcg32`], as it names and orders them.
#[derive(Deserialize)]
struct Fields {
    state: u64,
    increment: u64,
}

/// A stream with an even increment is none: it may give the same number for ever, and whoever draws
/// until it is another one never ends.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Pcg32, D::Error> {
    let Fields { state, increment } = Fields::deserialize(deserializer)?;
    if increment.is_multiple_of(2) {
        return Err(D::Error::custom("a random stream has an odd increment"));
    }
    let fields = [("state", state), ("increment", increment)];
    Pcg32::deserialize(MapDeserializer::new(fields.into_iter()))
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Holder(#[serde(with = "super")] Pcg32);

    #[test]
    fn a_stream_goes_on_where_it_was() {
        let mut rng = Pcg32::new(7, 3);
        rng.next_u64();
        let bytes = postcard::to_allocvec(&Holder(rng.clone())).unwrap();
        let Holder(mut read) = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(read, rng);
        assert_eq!(read.next_u64(), rng.next_u64());
    }

    #[test]
    fn what_is_no_stream_is_refused() {
        let read = |increment: u64| {
            let bytes = postcard::to_allocvec(&(0u64, increment)).unwrap();
            postcard::from_bytes::<Holder>(&bytes).is_ok()
        };
        assert!(read(1) && !read(0) && !read(2));
    }
}
