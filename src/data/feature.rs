//! Input features: what the network sees of a point.

use std::error;

use serde::{Deserialize, Serialize};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

/// A function of a point's coordinates.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Feature {
    /// x₁.
    #[strum(message = "x₁")]
    X1,
    /// x₂.
    #[strum(message = "x₂")]
    X2,
    /// x₁².
    #[strum(message = "x₁²")]
    X1Squared,
    /// x₂².
    #[strum(message = "x₂²")]
    X2Squared,
    /// x₁x₂.
    #[serde(rename = "x1x2")]
    #[strum(serialize = "x1x2", message = "x₁x₂")]
    X1X2,
    /// sin x₁, in radians.
    #[strum(message = "sin x₁")]
    SinX1,
    /// sin x₂, in radians.
    #[strum(message = "sin x₂")]
    SinX2,
}

impl Feature {
    /// Whether x₂ has nothing to do with it.
    pub fn is_of_x1(self) -> bool {
        match self {
            Self::X1 | Self::X1Squared | Self::SinX1 => true,
            Self::X2 | Self::X2Squared | Self::X1X2 | Self::SinX2 => false,
        }
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

impl error::Error for FeaturesError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::nn::Named;

    #[test]
    fn names_are_those_of_serde_and_lead_back() {
        for &feature in Feature::ALL {
            assert_eq!(Feature::from_name(feature.name()), Some(feature));
            assert_eq!(serde_json::to_value(feature).unwrap(), feature.name());
        }
        assert_eq!(Feature::from_name("x3"), None);
    }

    #[test]
    fn values_follow_the_formulas() {
        let expected = [0.5, -3.0, 0.25, 9.0, -1.5, 0.479_425_54, -0.141_120_01];
        assert_eq!(Feature::ALL.len(), expected.len());
        for (feature, expected) in Feature::ALL.iter().zip(expected) {
            let value = feature.value([0.5, -3.0]);
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
            chosen in prop::sample::subsequence(Feature::ALL.to_vec(), 1..=Feature::ALL.len()),
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
