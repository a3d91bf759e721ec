//! What the large picture shows.

use crate::lab::Experiment;

/// What is seen of the outputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aspect {
    /// All outputs in one picture.
    #[default]
    All,
    /// One output alone.
    Output(usize),
    /// Which classes are taken for which.
    Confusion,
}

impl Aspect {
    /// What tells most at first: of images no two pixels do.
    pub fn first(experiment: &Experiment) -> Self {
        match experiment.data.image() {
            Some(_) => Self::Confusion,
            None => Self::All,
        }
    }
}
