//! Pairs of tasks that come with the page: what is learnt first, for how long, and what the layers are reused for.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::Reuse;
use crate::{
    data::{Classes, DataSpec, Dataset},
    lab::{experiment::Experiment, json::Files, link},
};

/// A pair of tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Lesson {
    /// Other digits of the same hands.
    #[strum(message = "Digits 0–4 → 5–9")]
    Digits,
    /// The same shape, turned.
    #[strum(message = "Moons → turned moons")]
    Moons,
    /// Images of another kind.
    #[strum(message = "MNIST → Fashion-MNIST")]
    Fashion,
}

impl Lesson {
    /// What is learnt first, as a link writes it.
    #[must_use]
    pub fn link(self) -> &'static str {
        match self {
            Self::Digits => {
                "data=digits&classes=0-4&net=64-32r-32r-32r-5softmax&lr=0.03&optimizer=sgd&momentum=0"
            }
            Self::Moons => "data=moons&net=2-8t-8t-1s&optimizer=adam&lr=0.01&noise=0.08",
            Self::Fashion => {
                "data=mnist&net=784-300r-10softmax&batch=32&lr=0.001&schedule=constant"
            }
        }
    }

    /// The set that is learnt first, and the one that its layers are reused for.
    #[must_use]
    pub fn datasets(self) -> [Dataset; 2] {
        match self {
            Self::Digits => [Dataset::Digits; 2],
            Self::Moons => [Dataset::Moons; 2],
            Self::Fashion => [Dataset::Mnist, Dataset::FashionMnist],
        }
    }

    /// What is learnt first.
    #[must_use]
    pub fn source(self, files: &Files<'_>) -> Experiment {
        link::read(self.link(), files).0.experiment
    }

    /// For how many epochs.
    #[must_use]
    pub fn epochs(self) -> u64 {
        match self {
            Self::Digits => 50,
            Self::Moons => 100,
            Self::Fashion => 2,
        }
    }

    /// What its layers are reused for.
    #[must_use]
    pub fn reuse(self, files: &Files<'_>) -> Reuse {
        let data = self.source(files).data;
        match self {
            Self::Digits => Reuse {
                data: DataSpec {
                    classes: Classes::of(&[5, 6, 7, 8, 9], 10).unwrap_or_default(),
                    per_class: Some(20),
                    ..data
                },
                keep: 1,
                freeze: false,
            },
            Self::Moons => Reuse {
                data: DataSpec {
                    turn: 30.0,
                    per_class: Some(5),
                    ..data
                },
                keep: 2,
                freeze: true,
            },
            Self::Fashion => Reuse {
                data: DataSpec {
                    dataset: Dataset::FashionMnist,
                    file: files(Dataset::FashionMnist).unwrap_or_default(),
                    per_class: Some(20),
                    ..data
                },
                keep: 1,
                freeze: false,
            },
        }
    }
}
