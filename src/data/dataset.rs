//! The gallery of datasets.

use serde::{Deserialize, Serialize};

use super::{Domain, cloud};

/// A set of points in two classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dataset {
    /// Clouds in the four quadrants; the sign of x₁x₂ is the class.
    Xor,
    /// A disc inside a ring.
    Circles,
    /// Two round clouds.
    Gaussians,
    /// Two arms wound round each other.
    Spiral,
    /// Two interleaved half circles.
    Moons,
    /// Four by four cells.
    Checkerboard,
    /// The truth table of XOR.
    XorTable,
    /// The truth table of AND.
    And,
    /// The truth table of OR.
    Or,
    /// The truth table of NAND.
    Nand,
}

/// The two input values of a truth table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// Off is 0, on is 1.
    Binary,
    /// Off is −1, on is +1.
    Bipolar,
}

/// Where the points of a dataset come from.
pub(super) enum Source {
    /// Drawn at random into the shape of each class.
    Cloud(cloud::Shape),
    /// The output for the inputs 00, 01, 10 and 11.
    Table([u8; 4]),
}

impl Dataset {
    /// Every dataset, in the order of the gallery.
    pub const ALL: [Self; 10] = [
        Self::Xor,
        Self::Circles,
        Self::Gaussians,
        Self::Spiral,
        Self::Moons,
        Self::Checkerboard,
        Self::XorTable,
        Self::And,
        Self::Or,
        Self::Nand,
    ];

    /// The name in links and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xor => "xor",
            Self::Circles => "circles",
            Self::Gaussians => "gaussians",
            Self::Spiral => "spiral",
            Self::Moons => "moons",
            Self::Checkerboard => "checkerboard",
            Self::XorTable => "xor_table",
            Self::And => "and",
            Self::Or => "or",
            Self::Nand => "nand",
        }
    }

    /// The dataset with this [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dataset| dataset.name() == name)
    }

    /// The name on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Xor => "XOR",
            Self::Circles => "Circles",
            Self::Gaussians => "Gaussians",
            Self::Spiral => "Spiral",
            Self::Moons => "Moons",
            Self::Checkerboard => "Checker",
            Self::XorTable => "XOR table",
            Self::And => "AND",
            Self::Or => "OR",
            Self::Nand => "NAND",
        }
    }

    /// The dataset in one plain sentence.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Xor => "Blue where x₁ and x₂ have the same sign, orange where they differ.",
            Self::Circles => "A blue disc inside an orange ring.",
            Self::Gaussians => "Two round clouds, which one straight line can tell apart.",
            Self::Spiral => "Two arms wound round each other: the hardest of the sets.",
            Self::Moons => "Two half circles, each reaching into the other.",
            Self::Checkerboard => "Four by four cells in turn blue and orange, like a chessboard.",
            Self::XorTable => "Blue when exactly one of the two inputs is on.",
            Self::And => "Blue when both inputs are on.",
            Self::Or => "Blue when at least one input is on.",
            Self::Nand => "Blue unless both inputs are on: the opposite of AND.",
        }
    }

    /// Whether this is a truth table: four fixed points, all for training.
    pub fn is_table(self) -> bool {
        matches!(self.source(), Source::Table(_))
    }

    pub(super) fn source(self) -> Source {
        match self {
            Self::Xor => Source::Cloud(cloud::xor),
            Self::Circles => Source::Cloud(cloud::circles),
            Self::Gaussians => Source::Cloud(cloud::gaussians),
            Self::Spiral => Source::Cloud(cloud::spiral),
            Self::Moons => Source::Cloud(cloud::moons),
            Self::Checkerboard => Source::Cloud(cloud::checkerboard),
            Self::XorTable => Source::Table([0, 1, 1, 0]),
            Self::And => Source::Table([0, 0, 0, 1]),
            Self::Or => Source::Table([0, 1, 1, 1]),
            Self::Nand => Source::Table([1, 1, 1, 0]),
        }
    }
}

impl Coding {
    /// Both codings.
    pub const ALL: [Self; 2] = [Self::Binary, Self::Bipolar];

    /// The name in links and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Bipolar => "bipolar",
        }
    }

    /// The coding with this [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|coding| coding.name() == name)
    }

    /// The name on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Binary => "0 and 1",
            Self::Bipolar => "−1 and +1",
        }
    }

    /// The values of an input that is off and one that is on.
    pub(super) fn values(self) -> [f32; 2] {
        match self {
            Self::Binary => [0.0, 1.0],
            Self::Bipolar => [-1.0, 1.0],
        }
    }

    /// The square whose quarters are centred on the four input pairs.
    pub(super) fn domain(self) -> Domain {
        let [off, on] = self.values();
        let margin = (on - off) / 2.0;
        Domain {
            min: off - margin,
            max: on + margin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_serde_and_lead_back() {
        for dataset in Dataset::ALL {
            assert_eq!(Dataset::from_name(dataset.name()), Some(dataset));
            assert_eq!(serde_json::to_value(dataset).unwrap(), dataset.name());
        }
        for coding in Coding::ALL {
            assert_eq!(Coding::from_name(coding.name()), Some(coding));
            assert_eq!(serde_json::to_value(coding).unwrap(), coding.name());
        }
        assert_eq!(Dataset::from_name("XOR"), None);
        assert_eq!(Coding::from_name(""), None);
    }

    #[test]
    fn the_last_four_are_tables() {
        assert_eq!(
            Dataset::ALL.map(Dataset::is_table),
            [
                false, false, false, false, false, false, true, true, true, true
            ]
        );
    }

    #[test]
    fn inputs_of_a_table_sit_at_the_quarters() {
        for coding in Coding::ALL {
            let Domain { min, max } = coding.domain();
            let share = coding.values().map(|value| (value - min) / (max - min));
            assert_eq!(share, [0.25, 0.75]);
        }
    }
}
