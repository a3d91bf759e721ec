//! How truth tables write their inputs.

use serde::{Deserialize, Serialize};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::Domain;

/// The two input values of a truth table.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Coding {
    /// Off is 0, on is 1.
    #[strum(message = "0 and 1")]
    Binary,
    /// Off is −1, on is +1.
    #[strum(message = "−1 and +1")]
    Bipolar,
}

impl Coding {
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
    use crate::nn::Named;

    #[test]
    fn names_are_those_of_serde() {
        for coding in Coding::ALL {
            assert_eq!(serde_json::to_value(coding).unwrap(), coding.name());
        }
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
