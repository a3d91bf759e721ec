//! Sets of images as they come with the page: four IDX files one after another, labels and images to train on, then
//! labels and images to test with. An IDX file has a magic number, the length of each axis and then a byte for each
//! value; all numbers are big-endian (Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits).

use super::{DataSpec, Dataset, Table};

/// What is wrong with a set of images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImagesError {
    /// Its bytes are not compressed as they should be.
    Packing,
    /// It does not begin as its parts do.
    NotIdx,
    /// A part has other lengths than it should have; which part, from 1.
    Lengths(usize),
    /// A label is no class.
    Label(u8),
    /// It ends early: how many bytes there are, and how many there should be.
    Cut(usize, usize),
    /// There is more than there should be.
    TooLong,
}

impl std::error::Error for ImagesError {}

/// What the classes of clothes are, counted from 0.
const CLOTHES: [&str; 10] = [
    "T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot",
];

/// Images that a set has for training, at most; for each six of them there is one for testing.
const MOST: usize = 60_000;
const PER_TEST: usize = 6;

/// What a set should have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    /// Images for training, as the first part says, and for testing.
    rows: [usize; 2],
    /// Rows and columns of an image.
    size: [usize; 2],
    classes: usize,
}

impl Shape {
    /// The lengths of the axes of part `at`.
    fn lengths(&self, at: usize) -> Vec<usize> {
        let rows = self.rows[at / 2];
        match at % 2 {
            0 => vec![rows],
            _ => vec![rows, self.size[0], self.size[1]],
        }
    }

    /// Bytes of the head of part `at`.
    fn head(&self, at: usize) -> usize {
        4 + 4 * self.lengths(at).len()
    }

    fn values(&self, at: usize) -> usize {
        self.lengths(at).iter().product()
    }

    fn images(&self) -> usize {
        self.values(1) + self.values(3)
    }

    /// Bytes of the whole.
    fn bytes(&self) -> usize {
        (0..PARTS).map(|at| self.head(at) + self.values(at)).sum()
    }
}

const PARTS: usize = 4;

/// Reads a set as its bytes come in. Each pixel is held once.
#[derive(Debug)]
pub struct ImagesReader {
    shape: Shape,
    /// Which part is being read, and how much of it there is.
    part: usize,
    got: usize,
    head: Vec<u8>,
    labels: Vec<u16>,
    pixels: Vec<u8>,
    read: usize,
}

impl ImagesReader {
    /// A reader of the images of a dataset; nothing where it has none of this kind.
    #[must_use]
    pub fn new(dataset: Dataset) -> Option<Self> {
        let spec = DataSpec {
            dataset,
            ..DataSpec::default()
        };
        let shape = Shape {
            rows: [MOST, MOST / PER_TEST],
            size: spec.image()?,
            classes: dataset.outputs(),
        };
        dataset.is_images().then(|| Self::of(shape))
    }

    fn of(shape: Shape) -> Self {
        Self {
            shape,
            part: 0,
            got: 0,
            head: Vec::new(),
            labels: Vec::new(),
            pixels: Vec::new(),
            read: 0,
        }
    }

    /// The share of the whole that has been read.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.read as f64 / self.shape.bytes() as f64
    }

    /// Reads the next bytes.
    ///
    /// # Errors
    /// When they are not what should come next.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<(), ImagesError> {
        self.read += bytes.len();
        while !bytes.is_empty() {
            if self.part == PARTS {
                return Err(ImagesError::TooLong);
            }
            let (head, values) = (self.shape.head(self.part), self.shape.values(self.part));
            let wanted = if self.got < head {
                head - self.got
            } else {
                head + values - self.got
            };
            let (now, rest) = bytes.split_at(wanted.min(bytes.len()));
            if self.got < head {
                self.head.extend_from_slice(now);
                if self.head.len() == head {
                    self.check_head()?;
                }
            } else if self.part % 2 == 1 {
                self.pixels.extend_from_slice(now);
            } else {
                self.add_labels(now)?;
            }
            self.got += now.len();
            if self.got == head + values {
                (self.part, self.got) = (self.part + 1, 0);
                self.head.clear();
            }
            bytes = rest;
        }
        Ok(())
    }

    fn check_head(&mut self) -> Result<(), ImagesError> {
        let numbers = self.head.chunks_exact(4);
        let mut numbers = numbers.map(|four| {
            four.iter()
                .fold(0, |all, &byte| all << 8 | usize::from(byte))
        });
        // 8 stands for bytes.
        if numbers.next() != Some(0x800 + self.shape.lengths(self.part).len()) {
            return Err(ImagesError::NotIdx);
        }
        let numbers: Vec<usize> = numbers.collect();
        if self.part == 0 {
            let rows = numbers[0];
            if rows == 0 || rows > MOST || !rows.is_multiple_of(PER_TEST) {
                return Err(ImagesError::Lengths(1));
            }
            self.shape.rows = [rows, rows / PER_TEST];
            self.pixels.reserve_exact(self.shape.images());
        }
        if numbers == self.shape.lengths(self.part) {
            Ok(())
        } else {
            Err(ImagesError::Lengths(self.part + 1))
        }
    }

    fn add_labels(&mut self, labels: &[u8]) -> Result<(), ImagesError> {
        let classes = self.shape.classes;
        match labels.iter().find(|label| usize::from(**label) >= classes) {
            Some(&label) => Err(ImagesError::Label(label)),
            None => {
                self.labels
                    .extend(labels.iter().map(|&label| u16::from(label)));
                Ok(())
            }
        }
    }

    /// The images: those to train on first.
    ///
    /// # Errors
    /// When some are missing.
    pub fn finish(self, dataset: Dataset) -> Result<Table, ImagesError> {
        let cut = ImagesError::Cut(self.read, self.shape.bytes());
        if self.part < PARTS {
            return Err(cut);
        }
        let names = if dataset == Dataset::FashionMnist {
            CLOTHES.map(String::from).to_vec()
        } else {
            (0..self.shape.classes).map(|at| at.to_string()).collect()
        };
        Table::of_images(self.pixels, self.shape.size, self.labels, names).ok_or(cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SHAPE: Shape = Shape {
        rows: [6, 1],
        size: [2, 3],
        classes: 4,
    };

    /// A set of images whose bytes count up.
    fn set() -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in 0..PARTS {
            let lengths = SHAPE.lengths(part);
            bytes.extend([0, 0, 8, lengths.len() as u8]);
            for length in &lengths {
                bytes.extend((*length as u32).to_be_bytes());
            }
            let limit = if part % 2 == 0 { 4 } else { 251 };
            bytes.extend((0..SHAPE.values(part)).map(|at| ((at + 7 * part) % limit) as u8));
        }
        bytes
    }

    fn read(bytes: &[u8], portion: usize) -> Result<Table, ImagesError> {
        let mut reader = ImagesReader::of(SHAPE);
        for bytes in bytes.chunks(portion) {
            reader.push(bytes)?;
        }
        assert!(reader.share() <= 1.0);
        reader.finish(Dataset::Mnist)
    }

    #[test]
    fn images_come_with_their_classes() {
        let table = read(&set(), 7).unwrap();
        assert_eq!((table.len(), table.x.ncols()), (7, 6));
        let row = |row| table.x.row(row).collect::<Vec<f32>>();
        assert_eq!(row(1), [13.0, 14.0, 15.0, 16.0, 17.0, 18.0]);
        assert_eq!(row(6), [21.0, 22.0, 23.0, 24.0, 25.0, 26.0]);
        let crate::data::Targets::Classes { of, names } = table.targets else {
            unreachable!()
        };
        assert_eq!(of, [0, 1, 2, 3, 0, 1, 2]);
        assert_eq!(names, ["0", "1", "2", "3"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let whole = set();
        let with = |at: usize, byte: u8| {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            read(&bytes, 9)
        };
        assert_eq!(with(2, 9), Err(ImagesError::NotIdx));
        assert_eq!(with(7, 5), Err(ImagesError::Lengths(1)));
        assert_eq!(with(7, 0), Err(ImagesError::Lengths(1)));
        assert_eq!(with(4, 1), Err(ImagesError::Lengths(1)));
        // The next part's magic number is taken for labels.
        assert_eq!(with(7, 12), Err(ImagesError::Label(8)));
        assert_eq!(with(8, 4), Err(ImagesError::Label(4)));
        assert_eq!(with(8 + 6 + 15, 4), Err(ImagesError::Lengths(2)));
        let total = whole.len();
        assert_eq!(
            read(&whole[..total - 1], 50),
            Err(ImagesError::Cut(total - 1, total))
        );
        assert_eq!(
            read(&[&whole[..], &[0]].concat(), 50),
            Err(ImagesError::TooLong)
        );
        assert_eq!(read(&[], 1), Err(ImagesError::Cut(0, total)));
    }

    #[test]
    fn only_sets_of_images_are_read_so() {
        for (dataset, is_one) in [
            (Dataset::Mnist, true),
            (Dataset::FashionMnist, true),
            (Dataset::Digits, false),
            (Dataset::Xor, false),
        ] {
            assert_eq!(ImagesReader::new(dataset).is_some(), is_one);
        }
    }

    proptest! {
        #[test]
        fn portions_make_no_difference(portion in 1..200_usize) {
            prop_assert_eq!(read(&set(), portion), read(&set(), 1));
        }

        #[test]
        fn no_bytes_make_it_fail_otherwise(at in 0..200_usize, byte: u8, end in 0..200_usize) {
            let mut bytes = set();
            let at = at % bytes.len();
            bytes[at] = byte;
            bytes.truncate(end.max(1));
            let _ = read(&bytes, 11);
        }
    }
}
