//! What optimizers remember between steps, in the parameters' layout.

use serde::{Deserialize, Serialize};

use super::packed;

/// What an optimizer remembers between steps.
///
/// It belongs to one kind of optimizer, with or without momentum: another one starts afresh, while
/// other numbers of the same one go on from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OptimizerState(pub(crate) Memory);

impl OptimizerState {
    /// Whether this may be a memory of so many parameters.
    pub(crate) fn fits(&self, parameters: usize) -> bool {
        self.0.lists().all(|list| list.len() == parameters)
    }

    /// Whether this may be a memory of a last layer of so many units.
    pub(crate) fn fits_units(&self, units: usize) -> bool {
        !matches!(&self.0, Memory::Pocket(pocket) if pocket.right.len() != units)
    }

    /// The weights that learn, where others answer.
    #[must_use]
    pub fn working(&self) -> Option<&[f32]> {
        self.0.working()
    }

    /// What is remembered of a parameter, each with what it is.
    #[must_use]
    pub fn at(&self, parameter: usize) -> Vec<(Kind, f32)> {
        let kinds: &[Kind] = match &self.0 {
            Memory::None => &[],
            Memory::Velocity(_) => &[Kind::Velocity],
            Memory::Squares(_) => &[Kind::Square],
            Memory::Rmsprop(_) => &[Kind::Square, Kind::Mean, Kind::Velocity],
            Memory::Adam(_) | Memory::Adamw(_) | Memory::Nadam(_) => &[Kind::Mean, Kind::Square],
            Memory::Pocket(_) | Memory::Mean(_) => &[Kind::Working],
        };
        let values = self.0.lists().map(|list| list[parameter]);
        kinds.iter().copied().zip(values).collect()
    }

    /// How many weights are in the mean that answers, under the averaged perceptron.
    #[must_use]
    pub fn averaged(&self) -> Option<u64> {
        let Memory::Mean(mean) = &self.0 else {
            return None;
        };
        Some(mean.count)
    }

    /// What the means of an Adam have gathered of their weight: 1 − Πβ₁ and 1 − Πβ₂ over its steps.
    #[must_use]
    pub fn corrections(&self) -> Option<[f64; 2]> {
        match &self.0 {
            Memory::Adam(kept) | Memory::Adamw(kept) | Memory::Nadam(kept) => {
                Some([1.0 - kept.products.beta_1, 1.0 - kept.products.beta_2])
            }
            Memory::None
            | Memory::Velocity(_)
            | Memory::Squares(_)
            | Memory::Rmsprop(_)
            | Memory::Pocket(_)
            | Memory::Mean(_) => None,
        }
    }

    /// Bytes that it takes.
    pub(crate) fn size(&self) -> usize {
        let numbers: usize = self.0.lists().map(<[f32]>::len).sum();
        let units = match &self.0 {
            Memory::Pocket(pocket) => size_of_val(&pocket.right[..]),
            Memory::None
            | Memory::Velocity(_)
            | Memory::Squares(_)
            | Memory::Rmsprop(_)
            | Memory::Adam(_)
            | Memory::Adamw(_)
            | Memory::Nadam(_)
            | Memory::Mean(_) => 0,
        };
        size_of::<Self>() + numbers * size_of::<f32>() + units
    }
}

/// What an optimizer remembers of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The last step: v of SGD, m of RMSprop.
    Velocity,
    /// The mean of the gradients: m of the Adams, a of RMSprop.
    Mean,
    /// The mean, or with AdaGrad the sum, of the squared gradients: s.
    Square,
    /// The weight that learns, where another answers.
    Working,
}

/// The memory of each kind of optimizer, a number for every parameter in each list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Memory {
    /// None: SGD without momentum, or no step was made.
    #[default]
    None,
    /// v of SGD.
    Velocity(#[serde(with = "packed")] Vec<f32>),
    /// s of AdaGrad.
    Squares(#[serde(with = "packed")] Vec<f32>),
    /// That of RMSprop.
    Rmsprop(Averages),
    /// That of Adam.
    Adam(Moments),
    /// That of AdamW.
    Adamw(Moments),
    /// That of Nadam.
    Nadam(Moments),
    /// That of the pocket algorithm.
    Pocket(Pocket),
    /// That of the averaged perceptron.
    Mean(Mean),
}

impl Memory {
    fn lists(&self) -> impl Iterator<Item = &[f32]> {
        let lists: [Option<&Vec<f32>>; 3] = match self {
            Self::None => [None; 3],
            Self::Velocity(list) | Self::Squares(list) => [Some(list), None, None],
            Self::Rmsprop(a) => [&a.squares, &a.means, &a.velocity].map(Some),
            Self::Adam(m) | Self::Adamw(m) | Self::Nadam(m) => {
                [Some(&m.means), Some(&m.squares), None]
            }
            Self::Pocket(Pocket { working, .. }) | Self::Mean(Mean { working, .. }) => {
                [Some(working), None, None]
            }
        };
        lists.into_iter().flatten().map(Vec::as_slice)
    }

    /// The weights that learn, where others answer.
    pub fn working(&self) -> Option<&[f32]> {
        if let Self::Pocket(Pocket { working, .. }) | Self::Mean(Mean { working, .. }) = self {
            Some(working)
        } else {
            None
        }
    }
}

/// What the pocket algorithm keeps; the network has the weights in the pocket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pocket {
    /// The weights that learn.
    #[serde(with = "packed")]
    pub working: Vec<f32>,
    /// Training samples that each unit's weights in the pocket have right.
    pub right: Vec<u32>,
}

impl Pocket {
    /// A pocket with these weights, of which each unit has so many samples right.
    pub fn new(parameters: &[f32], right: impl Iterator<Item = u32>) -> Self {
        Self {
            working: parameters.to_vec(),
            right: right.collect(),
        }
    }
}

/// What the averaged perceptron keeps; the network has the mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mean {
    /// The weights that learn.
    #[serde(with = "packed")]
    pub working: Vec<f32>,
    /// How many are in the mean.
    pub count: u64,
}

impl Mean {
    pub fn new(parameters: &[f32]) -> Self {
        Self {
            working: parameters.to_vec(),
            count: 0,
        }
    }

    /// Takes the working weights into the mean; the first take the place of what was there.
    pub fn take(&mut self, mean: &mut [f32]) {
        self.count = self.count.saturating_add(1);
        let share = 1.0 / self.count as f32;
        for (mean, working) in mean.iter_mut().zip(&self.working) {
            *mean += (working - *mean) * share;
        }
    }
}

/// What RMSprop keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Averages {
    /// Whether it has momentum.
    pub moves: bool,
    /// Whether it is centred.
    pub centered: bool,
    /// s.
    #[serde(with = "packed")]
    pub squares: Vec<f32>,
    /// a.
    #[serde(with = "packed")]
    pub means: Vec<f32>,
    /// m.
    #[serde(with = "packed")]
    pub velocity: Vec<f32>,
}

impl Averages {
    pub fn new(moves: bool, centered: bool, parameters: usize) -> Self {
        let zeros = vec![0.0; parameters];
        Self {
            moves,
            centered,
            squares: zeros.clone(),
            means: zeros.clone(),
            velocity: zeros,
        }
    }
}

/// What the Adams keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Moments {
    /// m.
    #[serde(with = "packed")]
    pub means: Vec<f32>,
    /// s.
    #[serde(with = "packed")]
    pub squares: Vec<f32>,
    /// Of all steps so far.
    pub products: Products,
}

impl Moments {
    pub fn new(parameters: usize) -> Self {
        let zeros = vec![0.0; parameters];
        Self {
            means: zeros.clone(),
            squares: zeros,
            products: Products::default(),
        }
    }
}

/// Products over the steps of an Adam. An average that started at 0 has gathered 1 − Πβ of its
/// weight, whatever β was at each step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Products {
    pub beta_1: f64,
    pub beta_2: f64,
    /// 0.96ᵗ.
    pub decay: f64,
    /// Nadam's Πₜ.
    pub momentum: f64,
}

impl Default for Products {
    fn default() -> Self {
        Self {
            beta_1: 1.0,
            beta_2: 1.0,
            decay: 1.0,
            momentum: 1.0,
        }
    }
}

/// How fast Nadam's momentum rises to β₁ (Dozat 2016).
pub(crate) const NADAM_DECAY: f64 = 0.96;

impl Products {
    /// The products with another step's shares, to be used in it.
    pub fn step(&mut self, (beta_1, beta_2): (f32, f32)) -> Self {
        self.decay = product(self.decay, NADAM_DECAY);
        let momentum = nadam_momentum(beta_1, self.decay);
        self.momentum = product(self.momentum, momentum);
        self.beta_1 = product(self.beta_1, f64::from(beta_1));
        self.beta_2 = product(self.beta_2, f64::from(beta_2));
        *self
    }
}

/// Kept clear of the numbers with which processors are slow; beside 1 they are nothing.
fn product(a: f64, b: f64) -> f64 {
    (a * b).max(1e-300)
}

/// Nadam's uₜ, where `decay` is 0.96ᵗ.
pub(crate) fn nadam_momentum(beta_1: f32, decay: f64) -> f64 {
    f64::from(beta_1) * (1.0 - 0.5 * decay)
}
