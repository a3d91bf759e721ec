//! From a gradient to a step.

use serde::{Deserialize, Serialize};

/// How parameters follow the gradient.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum Optimizer {
    /// Stochastic gradient descent: v ← momentum·v − rate·g; w ← w + v (Keras's `SGD`).
    Sgd {
        /// Share of the last step that is kept, from 0 to below 1.
        #[serde(default)]
        momentum: f32,
    },
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::Sgd { momentum: 0.0 }
    }
}

/// What an optimizer remembers between steps, in the parameters' layout.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OptimizerState {
    velocity: Vec<f32>,
}

impl Optimizer {
    /// One step: changes `parameters` along `gradient` (same layout and length).
    pub fn step(
        self,
        parameters: &mut [f32],
        gradient: &[f32],
        learning_rate: f32,
        state: &mut OptimizerState,
    ) {
        match self {
            Self::Sgd { momentum: 0.0 } => {
                state.velocity.clear();
                for (p, g) in parameters.iter_mut().zip(gradient) {
                    *p -= learning_rate * g;
                }
            }
            Self::Sgd { momentum } => {
                state.velocity.resize(parameters.len(), 0.0);
                let moving = parameters.iter_mut().zip(&mut state.velocity).zip(gradient);
                for ((p, v), g) in moving {
                    *v = momentum * *v - learning_rate * g;
                    *p += *v;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_descent_goes_down_the_gradient() {
        let mut p = [1.0, -1.0];
        Optimizer::default().step(&mut p, &[2.0, -4.0], 0.25, &mut OptimizerState::default());
        assert_eq!(p, [0.5, 0.0]);
    }

    /// Keras: velocity = momentum * velocity - learning_rate * g; w = w + velocity.
    #[test]
    fn momentum_keeps_a_share_of_the_last_step() {
        let (mut p, mut state) = ([0.0], OptimizerState::default());
        let sgd = Optimizer::Sgd { momentum: 0.5 };
        for want in [-1.0, -2.5, -4.25] {
            sgd.step(&mut p, &[1.0], 1.0, &mut state);
            assert_eq!(p, [want]);
        }
    }

    #[test]
    fn momentum_switched_off_and_on_starts_afresh() {
        let (mut p, mut state) = ([0.0], OptimizerState::default());
        for (momentum, want) in [(0.5, -1.0), (0.0, -2.0), (0.5, -3.0)] {
            Optimizer::Sgd { momentum }.step(&mut p, &[1.0], 1.0, &mut state);
            assert_eq!(p, [want]);
        }
    }
}
