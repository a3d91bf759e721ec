//! The stages of the walk.

/// Where the walk through a training step stands. Layers count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The samples enter.
    Batch,
    /// A layer computes its values.
    Forward(usize),
    /// The answer is compared with the target.
    Loss,
    /// What the output layer's weights and biases contributed.
    Output,
    /// What a hidden layer contributed.
    Backward(usize),
    /// What reaches the inputs.
    Inputs,
    /// Weights and biases change.
    Update,
}

/// The stages of a network of so many layers, in order. Under the perceptron rule nothing goes backward.
#[must_use]
pub fn stages(layers: usize, perceptron: bool) -> Vec<Stage> {
    let mut stages = vec![Stage::Batch];
    stages.extend((0..layers).map(Stage::Forward));
    stages.push(Stage::Loss);
    if !perceptron {
        stages.push(Stage::Output);
        stages.extend((0..layers.saturating_sub(1)).rev().map(Stage::Backward));
        stages.push(Stage::Inputs);
    }
    stages.push(Stage::Update);
    stages
}

impl Stage {
    /// The number of the step that it belongs to, from 1 to 6; the perceptron rule has steps 1, 2, 3 and 6.
    #[must_use]
    pub fn step(self) -> usize {
        match self {
            Self::Batch => 1,
            Self::Forward(_) => 2,
            Self::Loss => 3,
            Self::Output => 4,
            Self::Backward(_) | Self::Inputs => 5,
            Self::Update => 6,
        }
    }

    /// The layer that is at work, of so many; none where all are, or none is.
    #[must_use]
    pub fn layer(self, layers: usize) -> Option<usize> {
        match self {
            Self::Batch | Self::Update => None,
            Self::Forward(layer) | Self::Backward(layer) => Some(layer),
            Self::Loss | Self::Output => layers.checked_sub(1),
            Self::Inputs => Some(0),
        }
    }

    /// The layer along whose links signals run, of so many; none where none do.
    #[must_use]
    pub fn links(self, layers: usize) -> Option<usize> {
        match self {
            Self::Batch | Self::Loss | Self::Update => None,
            Self::Forward(layer) => Some(layer),
            Self::Output => layers.checked_sub(1),
            Self::Backward(layer) => Some(layer + 1),
            Self::Inputs => Some(0),
        }
    }

    /// Whether errors are on their way back.
    #[must_use]
    pub fn goes_back(self) -> bool {
        match self {
            Self::Output | Self::Backward(_) | Self::Inputs => true,
            Self::Batch | Self::Forward(_) | Self::Loss | Self::Update => false,
        }
    }

    /// Whether a layer's values are known by then.
    #[must_use]
    pub fn has_values(self, layer: usize) -> bool {
        match self {
            Self::Batch => false,
            Self::Forward(at) => layer <= at,
            Self::Loss | Self::Output | Self::Backward(_) | Self::Inputs | Self::Update => true,
        }
    }

    /// Whether a layer's ∂L/∂z is known by then, of so many layers.
    #[must_use]
    pub fn has_errors(self, layer: usize, layers: usize) -> bool {
        match self {
            Self::Batch | Self::Forward(_) | Self::Loss => false,
            Self::Output => layer + 1 == layers,
            Self::Backward(at) => layer >= at,
            Self::Inputs | Self::Update => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forward_through_all_layers_and_back() {
        use Stage::*;
        assert_eq!(
            stages(3, false),
            [
                Batch,
                Forward(0),
                Forward(1),
                Forward(2),
                Loss,
                Output,
                Backward(1),
                Backward(0),
                Inputs,
                Update
            ]
        );
        assert_eq!(stages(1, true), [Batch, Forward(0), Loss, Update]);
        let steps: Vec<_> = stages(2, false).into_iter().map(Stage::step).collect();
        assert_eq!(steps, [1, 2, 2, 3, 4, 5, 5, 6]);
    }

    #[test]
    fn what_is_known_grows_from_stage_to_stage() {
        for layers in 1..5 {
            let all = stages(layers, false);
            for layer in 0..layers {
                let since = |known: &dyn Fn(Stage) -> bool| {
                    let first = all.iter().position(|&stage| known(stage)).unwrap();
                    assert!(all[first..].iter().all(|&stage| known(stage)));
                    all[first]
                };
                assert_eq!(since(&|s| s.has_values(layer)), Stage::Forward(layer));
                let back = if layer + 1 == layers {
                    Stage::Output
                } else {
                    Stage::Backward(layer)
                };
                assert_eq!(since(&|s| s.has_errors(layer, layers)), back);
            }
        }
    }
}
