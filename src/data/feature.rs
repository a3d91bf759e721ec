//! Input features: what the network sees of a point.

use std::{error, fmt};

use serde::{Deserialize, Serialize};

/// A function of a point's coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// x₁.
    X1,
    /// x₂.
    X2,
    /// x₁².
    X1Squared,
    /// x₂².
    X2Squared,
    /// x₁x₂.
    #[serde(rename = "x1x2")]
    X1X2,
    /// sin x₁, in radians.
    SinX1,
    /// sin x₂, in radians.
    SinX2,
}

impl Feature {
    /// Every feature, in the order the page lists them.
    pub const ALL: [Self; 7] = [
        Self::X1,
        Self::X2,
        Self::X1Squared,
        Self::X2Squared,
        Self::X1X2,
        Self::SinX1,
        Self::SinX2,
    ];

    /// The name in links and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::X1 => "x1",
            Self::X2 => "x2",
            Self::X1Squared => "x1_squared",
            Self::X2Squared => "x2_squared",
            Self::X1X2 => "x1x2",
            Self::SinX1 => "sin_x1",
            Self::SinX2 => "sin_x2",
        }
    }

    /// The feature with this [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|feature| feature.name() == name)
    }

    /// The formula on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::X1 => "x₁",
            Self::X2 => "x₂",
            Self::X1Squared => "x₁²",
            Self::X2Squared => "x₂²",
            Self::X1X2 => "x₁x₂",
            Self::SinX1 => "sin x₁",
            Self::SinX2 => "sin x₂",
        }
    }

    /// Whether x₂ has nothing to do with it.
    pub fn is_of_x1(self) -> bool {
        matches!(self, Self::X1 | Self::X1Squared | Self::SinX1)
    }

    /// The feature of the point (x₁, x₂).
    pub fn value(self, [x1, x2]: [f32; 2]) -> f32 {
        match self {
            Self::X1 => x1,
            Self::X2 => x2,
            Self::X1Squared => x1 * x1,
            Self::X2Squared => x2 * x2,
            Self::X1X2 => x1 * x2,
            Self::SinX1 => libm::sinf(x1),
            Self::SinX2 => libm::sinf(x2),
        }
    }
}

/// The network's inputs: at least one feature, none twice. In JSON a list of names.
///
/// The order is that of the rows of the first layer's kernel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Feature>", into = "Vec<Feature>")]
pub struct Features(Vec<Feature>);

impl Features {
    /// The features in order.
    pub fn iter(
        &self,
    ) -> impl ExactSizeIterator<Item = Feature> + DoubleEndedIterator + Clone + '_ {
        self.0.iter().copied()
    }

    /// How many there are: the number of the network's inputs, at least one.
    #[expect(clippy::len_without_is_empty, reason = "it never is")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether `feature` is among them.
    pub fn contains(&self, feature: Feature) -> bool {
        self.0.contains(&feature)
    }

    /// The same with `feature` added, before those that the page lists after it, or removed; `None`
    /// if nothing would be left.
    #[must_use]
    pub fn toggled(&self, feature: Feature) -> Option<Self> {
        let mut features = self.0.clone();
        if self.contains(feature) {
            features.retain(|&other| other != feature);
        } else {
            let later = features.iter().position(|&other| other > feature);
            features.insert(later.unwrap_or(features.len()), feature);
        }
        Self::try_from(features).ok()
    }
}

impl Default for Features {
    /// x₁ and x₂.
    fn default() -> Self {
        Self(vec![Feature::X1, Feature::X2])
    }
}

impl TryFrom<Vec<Feature>> for Features {
    type Error = FeaturesError;

    fn try_from(features: Vec<Feature>) -> Result<Self, FeaturesError> {
        if features.is_empty() {
            return Err(FeaturesError::Empty);
        }
        let twice = (1..features.len()).find(|&at| features[..at].contains(&features[at]));
        match twice {
            Some(at) => Err(FeaturesError::Repeated(features[at])),
            None => Ok(Self(features)),
        }
    }
}

impl From<Features> for Vec<Feature> {
    fn from(features: Features) -> Self {
        features.0
    }
}

/// Why a list of features cannot be the network's inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeaturesError {
    /// There is none.
    Empty,
    /// This one is listed more than once.
    Repeated(Feature),
}

impl fmt::Display for FeaturesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "features must name at least one feature"),
            Self::Repeated(feature) => write!(f, "features must not name {} twice", feature.name()),
        }
    }
}

impl error::Error for FeaturesError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_those_of_serde_and_lead_back() {
        for feature in Feature::ALL {
            assert_eq!(Feature::from_name(feature.name()), Some(feature));
            assert_eq!(serde_json::to_value(feature).unwrap(), feature.name());
        }
        assert_eq!(Feature::from_name("x3"), None);
    }

    #[test]
    fn values_follow_the_formulas() {
        let values = Feature::ALL.map(|feature| feature.value([0.5, -3.0]));
        let expected = [0.5, -3.0, 0.25, 9.0, -1.5, 0.479_425_54, -0.141_120_01];
        for (value, expected) in values.into_iter().zip(expected) {
            approx::assert_relative_eq!(value, expected, max_relative = 1e-6);
        }
    }

    #[test]
    fn json_is_a_list_of_names_in_order() {
        let features: Features = serde_json::from_str(r#"["sin_x1", "x2"]"#).unwrap();
        assert!(features.iter().eq([Feature::SinX1, Feature::X2]));
        assert_eq!(
            serde_json::to_string(&features).unwrap(),
            r#"["sin_x1","x2"]"#
        );
    }

    #[test]
    fn what_cannot_be_inputs_is_told() {
        let error = |json| {
            serde_json::from_str::<Features>(json)
                .unwrap_err()
                .to_string()
        };
        assert!(error("[]").contains("features must name at least one"));
        assert!(error(r#"["x1", "x2", "x1"]"#).contains("features must not name x1 twice"));
    }

    #[test]
    fn the_last_feature_stays() {
        let only = Features::try_from(vec![Feature::X1X2]).unwrap();
        assert_eq!(only.toggled(Feature::X1X2), None);
    }

    proptest! {
        #[test]
        fn toggling_twice_changes_nothing_in_listed_order(
            chosen in prop::sample::subsequence(Feature::ALL.to_vec(), 1..=7),
            feature in prop::sample::select(Feature::ALL.to_vec()),
        ) {
            let features = Features::try_from(chosen).unwrap();
            if let Some(other) = features.toggled(feature) {
                prop_assert_ne!(other.contains(feature), features.contains(feature));
                prop_assert!(other.iter().is_sorted());
                prop_assert_eq!(other.toggled(feature), Some(features));
            }
        }
    }
}
