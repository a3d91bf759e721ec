//! Images of one size, a byte a pixel, held once however often some of them are picked out.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::{beside, packed};

/// Images of one size. Copies and [selections](Self::select) share the bytes.
///
/// Serialised, it is the images that are selected, and nothing of the others; of most of them only which they are,
/// where the bytes can go [beside](super::beside) the message.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Whole")]
pub struct Images {
    bytes: Arc<Vec<u8>>,
    rows: Arc<[u32]>,
    pixels: usize,
}

impl Images {
    /// Images of so many pixels each, one after another; `None` where the last is cut off or an image has
    /// no pixel.
    #[must_use]
    pub fn new(bytes: impl Into<Arc<Vec<u8>>>, pixels: usize) -> Option<Self> {
        let bytes = bytes.into();
        let whole = pixels > 0 && bytes.len().is_multiple_of(pixels);
        let count = u32::try_from(bytes.len() / pixels.max(1)).ok()?;
        whole.then(|| Self {
            bytes,
            rows: (0..count).collect(),
            pixels,
        })
    }

    /// Some of them, in the order of `rows`.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn select(&self, rows: &[u32]) -> Self {
        Self {
            rows: rows.iter().map(|&row| self.rows[row as usize]).collect(),
            ..self.clone()
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Pixels of an image.
    #[must_use]
    pub fn pixels(&self) -> usize {
        self.pixels
    }

    /// The pixels of one.
    #[inline]
    #[must_use]
    pub fn image(&self, row: usize) -> &[u8] {
        &self.bytes[self.rows[row] as usize * self.pixels..][..self.pixels]
    }

    /// The bytes of all of them, where they stand one after another.
    fn together(&self) -> Option<&[u8]> {
        let first = self.rows.first().copied().unwrap_or_default();
        let follow = self.rows.iter().zip(first..).all(|(&row, at)| row == at);
        follow.then(|| &self.bytes[first as usize * self.pixels..][..self.len() * self.pixels])
    }

    /// Mean and standard deviation of each pixel, from whole numbers, so that the order counts for nothing.
    #[must_use]
    pub fn moments(&self) -> Vec<(f64, f64)> {
        let mut sums = vec![(0u64, 0u64); self.pixels];
        for row in 0..self.len() {
            for (sum, &byte) in sums.iter_mut().zip(self.image(row)) {
                let byte = u64::from(byte);
                *sum = (sum.0 + byte, sum.1 + byte * byte);
            }
        }
        let count = self.len().max(1) as u64;
        let moments = |(sum, squares): (u64, u64)| {
            // n·Σx² − (Σx)² is a whole number as well: nothing is lost before the root.
            let spread = u128::from(count) * u128::from(squares) - u128::from(sum).pow(2);
            let count = count as f64;
            (sum as f64 / count, (spread as f64).sqrt() / count)
        };
        sums.into_iter().map(moments).collect()
    }
}

impl PartialEq for Images {
    fn eq(&self, other: &Self) -> bool {
        let same = Arc::ptr_eq(&self.bytes, &other.bytes) && self.rows == other.rows;
        let alike = || (0..self.len()).all(|row| self.image(row) == other.image(row));
        (self.pixels, self.len()) == (other.pixels, other.len()) && (same || alike())
    }
}

/// [`Images`] on their way, to be checked.
#[derive(Deserialize)]
struct Whole {
    pixels: usize,
    /// Which images of those that came beside it.
    #[serde(with = "packed")]
    rows: Vec<u32>,
    /// Else the images themselves.
    #[serde(with = "packed")]
    bytes: Vec<u8>,
}

impl Serialize for Images {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Whole<'a> {
            pixels: usize,
            #[serde(serialize_with = "packed::serialize")]
            rows: &'a [u32],
            #[serde(serialize_with = "packed::serialize")]
            bytes: &'a [u8],
        }
        let whole = |rows: &[u32], bytes: &[u8], serializer| {
            let pixels = self.pixels;
            Whole {
                pixels,
                rows,
                bytes,
            }
            .serialize(serializer)
        };
        let most = 2 * self.len() * self.pixels >= self.bytes.len();
        if !self.is_empty() && beside::takes(&self.bytes, most) {
            return whole(&self.rows, &[], serializer);
        }
        if let Some(bytes) = self.together() {
            return whole(&[], bytes, serializer);
        }
        let bytes = (0..self.len()).flat_map(|row| self.image(row));
        let bytes: Vec<u8> = bytes.copied().collect();
        whole(&[], &bytes, serializer)
    }
}

impl TryFrom<Whole> for Images {
    type Error = &'static str;

    fn try_from(whole: Whole) -> Result<Self, &'static str> {
        let Whole {
            pixels,
            rows,
            bytes,
        } = whole;
        if rows.is_empty() {
            return Self::new(bytes, pixels).ok_or("images of as many pixels each");
        }
        let all = beside::came().and_then(|bytes| Self::new(bytes, pixels));
        let all = all.ok_or("images beside it, of as many pixels each")?;
        if rows.iter().any(|&row| row as usize >= all.len()) {
            return Err("images that are there");
        }
        Ok(all.select(&rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images() -> Images {
        Images::new((0..12).collect::<Vec<_>>(), 3).unwrap()
    }

    #[test]
    fn a_selection_shares_the_bytes() {
        let all = images();
        let some = all.select(&[3, 1]).select(&[1, 0, 0]);
        assert!(Arc::ptr_eq(&all.bytes, &some.bytes));
        assert_eq!(some.len(), 3);
        assert_eq!(some.image(0), [3, 4, 5]);
        assert_eq!(some.image(2), [9, 10, 11]);
        assert_ne!(some, all);
        assert_eq!(all.select(&[0, 1, 2, 3]), all);
    }

    #[test]
    fn what_is_no_image_is_refused() {
        for (bytes, pixels) in [(vec![1, 2, 3], 2), (vec![1], 0), (vec![], 0)] {
            assert!(Images::new(bytes, pixels).is_none());
        }
        assert!(Images::new(Vec::new(), 5).unwrap().is_empty());
    }

    #[test]
    fn the_selected_alone_come_back() {
        for rows in [&[0, 1, 2, 3][..], &[1, 2], &[3, 1], &[]] {
            let some = images().select(rows);
            let bytes = postcard::to_allocvec(&some).unwrap();
            assert_eq!(bytes.len(), 3 + 3 * rows.len());
            assert_eq!(postcard::from_bytes::<Images>(&bytes).unwrap(), some);
        }
        for bytes in [[2, 0, 3, 1, 2, 3], [0, 0, 3, 1, 2, 3], [2, 0, 4, 1, 2, 3]] {
            assert!(postcard::from_bytes::<Images>(&bytes).is_err());
        }
    }

    /// Of two parts of a set the bytes go beside a message once, and are shared by both where it is read; few images of
    /// another set stand in it.
    #[test]
    fn bytes_go_beside_a_message() {
        let (all, other) = (images(), Images::new(vec![7; 30], 3).unwrap());
        let parts = (all.select(&[0, 3, 1]), all.select(&[2]), other.select(&[4]));
        let (bytes, beside) = beside::written(|| postcard::to_allocvec(&parts).unwrap());
        let beside = beside.unwrap();
        assert!(Arc::ptr_eq(&beside, &all.bytes));
        type Parts = (Images, Images, Images);
        let read = || postcard::from_bytes::<Parts>(&bytes);
        let back = beside::read(Some(beside.clone()), read).unwrap();
        assert_eq!(back, parts);
        assert!(Arc::ptr_eq(&back.0.bytes, &beside) && Arc::ptr_eq(&back.1.bytes, &beside));
        // What is not there, or too short, is refused.
        assert!(read().is_err());
        let few = Arc::new(beside[..9].to_vec());
        assert!(beside::read(Some(few), read).is_err());
        // Elsewhere they stand in what is written.
        let bytes = postcard::to_allocvec(&parts).unwrap();
        assert_eq!(postcard::from_bytes::<Parts>(&bytes).unwrap(), parts);
    }

    #[test]
    fn a_selection_of_few_stands_in_the_message() {
        let few = images().select(&[1]);
        let (bytes, beside) = beside::written(|| postcard::to_allocvec(&few).unwrap());
        assert!(beside.is_none());
        assert_eq!(postcard::from_bytes::<Images>(&bytes).unwrap(), few);
    }

    #[test]
    fn moments_are_of_the_selected() {
        let images = Images::new(vec![0, 255, 4, 255, 8, 255, 200, 0], 2).unwrap();
        let moments = images.select(&[0, 1, 2]).moments();
        assert_eq!(moments[0].0, 4.0);
        assert!((moments[0].1 - (32.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(moments[1], (255.0, 0.0));
    }
}
