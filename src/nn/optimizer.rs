//! From a gradient to a step: Keras 3's optimizers, their update rules and defaults.
//!
//! Below, w is a parameter, g its gradient, η the learning rate and t the number of this step,
//! counted from 1. Every parameter goes by itself, so that layers can be left out of a step.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use strum::{EnumDiscriminants, EnumMessage, IntoStaticStr, VariantArray};

use super::{
    memory::{Averages, Memory, Moments, NADAM_DECAY, OptimizerState, Products, nadam_momentum},
    named::named_by_kind,
};

/// How parameters follow the gradient.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, EnumDiscriminants)]
#[strum_discriminants(
    name(OptimizerKind),
    doc = "Which [`Optimizer`] it is, without its numbers.",
    derive(Hash, VariantArray, IntoStaticStr, EnumMessage),
    strum(serialize_all = "snake_case")
)]
pub enum Optimizer {
    /// Stochastic gradient descent: v ← μv − ηg; w ← w + v (Polyak 1964), or with Nesterov's look
    /// ahead w ← w + μv − ηg (Sutskever et al. 2013).
    #[strum_discriminants(strum(message = "SGD"))]
    Sgd {
        /// μ: the share of the last step that is kept, from 0 to below 1.
        momentum: f32,
        /// Whether the step goes on by the momentum it leaves behind.
        nesterov: bool,
    },
    /// s ← s + g²; w ← w − ηg/√(s + ε) (Duchi et al. 2011).
    #[strum_discriminants(strum(message = "AdaGrad"))]
    Adagrad {
        /// Where s starts.
        initial_accumulator_value: f32,
        /// ε.
        epsilon: f32,
    },
    /// s ← ρs + (1 − ρ)g²; m ← μm + ηg/√(s + ε); w ← w − m (Tieleman & Hinton 2012). Centred, the
    /// variance takes the place of s: a ← ρa + (1 − ρ)g and s − a².
    #[strum_discriminants(strum(message = "RMSprop"))]
    Rmsprop {
        /// ρ: the share of the averages that is kept, from 0 to below 1.
        rho: f32,
        /// μ: the share of the last step that is kept, from 0 to below 1.
        momentum: f32,
        /// ε.
        epsilon: f32,
        /// Whether the gradient's mean is taken out of s.
        centered: bool,
    },
    /// m ← β₁m + (1 − β₁)g; s ← β₂s + (1 − β₂)g²; w ← w − αm/(√s + ε) with
    /// α = η√(1 − β₂ᵗ)/(1 − β₁ᵗ) (Kingma & Ba 2015, in the form at the end of section 2).
    #[strum_discriminants(strum(message = "Adam"))]
    Adam {
        /// β₁: the share of m that is kept, from 0 to below 1.
        beta_1: f32,
        /// β₂: the share of s that is kept, from 0 to below 1.
        beta_2: f32,
        /// ε.
        epsilon: f32,
    },
    /// w ← w − ληw, weights and biases alike, and then as Adam (Loshchilov & Hutter 2019).
    #[strum_discriminants(strum(message = "AdamW"))]
    Adamw {
        /// λ.
        weight_decay: f32,
        /// β₁ of Adam.
        beta_1: f32,
        /// β₂ of Adam.
        beta_2: f32,
        /// ε of Adam.
        epsilon: f32,
    },
    /// Adam with Nesterov's look ahead (Dozat 2016): m and s as there;
    /// w ← w − η(uₜ₊₁m/(1 − Πₜ₊₁) + (1 − uₜ)g/(1 − Πₜ))/(√(s/(1 − β₂ᵗ)) + ε), where
    /// uₜ = β₁(1 − ½·0.96ᵗ) and Πₜ = u₁·…·uₜ.
    #[strum_discriminants(strum(message = "Nadam"))]
    Nadam {
        /// β₁ of Adam.
        beta_1: f32,
        /// β₂ of Adam.
        beta_2: f32,
        /// ε of Adam.
        epsilon: f32,
    },
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::usual(OptimizerKind::Sgd)
    }
}

named_by_kind!(Optimizer, OptimizerKind);

/// Keras's ε.
const EPSILON: f32 = 1e-7;
/// Keras's β₁ and β₂.
const BETAS: (f32, f32) = (0.9, 0.999);

impl Optimizer {
    /// The optimizer of a kind, with Keras's defaults.
    #[must_use]
    pub const fn usual(kind: OptimizerKind) -> Self {
        let ((beta_1, beta_2), epsilon) = (BETAS, EPSILON);
        match kind {
            OptimizerKind::Sgd => Self::Sgd {
                momentum: 0.0,
                nesterov: false,
            },
            OptimizerKind::Adagrad => Self::Adagrad {
                initial_accumulator_value: 0.1,
                epsilon,
            },
            OptimizerKind::Rmsprop => Self::Rmsprop {
                rho: 0.9,
                momentum: 0.0,
                epsilon,
                centered: false,
            },
            OptimizerKind::Adam => Self::Adam {
                beta_1,
                beta_2,
                epsilon,
            },
            OptimizerKind::Adamw => Self::Adamw {
                weight_decay: 0.004,
                beta_1,
                beta_2,
                epsilon,
            },
            OptimizerKind::Nadam => Self::Nadam {
                beta_1,
                beta_2,
                epsilon,
            },
        }
    }

    /// The share of the last step that is kept; 0 where there is no such setting.
    #[must_use]
    pub fn momentum(self) -> f32 {
        match self {
            Self::Sgd { momentum, .. } | Self::Rmsprop { momentum, .. } => momentum,
            Self::Adagrad { .. } | Self::Adam { .. } | Self::Adamw { .. } | Self::Nadam { .. } => {
                0.0
            }
        }
    }

    /// One step: changes the given `ranges` of `parameters` along `gradient` (same layout and
    /// length), and nothing else.
    pub fn step(
        self,
        parameters: &mut [f32],
        gradient: &[f32],
        ranges: &[Range<usize>],
        learning_rate: f32,
        state: &mut OptimizerState,
    ) {
        let count = parameters.len();
        self.take(state, count);
        let mut way = Way {
            parameters,
            gradient,
            ranges,
            rate: learning_rate,
        };
        let went = self.step_with(&mut way, &mut state.0);
        debug_assert!(went, "{self:?} has a memory of its own");
    }

    /// What Nadam's step takes of m and of g, after a step that left this memory: uₜ₊₁/(1 − Πₜ₊₁) and
    /// (1 − uₜ)/(1 − Πₜ). None for the others.
    #[must_use]
    pub fn look_ahead(self, after: &OptimizerState) -> Option<[f64; 2]> {
        match (self, &after.0) {
            (Self::Nadam { beta_1, .. }, Memory::Nadam(kept)) => {
                let parts = nadam_parts(beta_1, kept.products);
                Some(parts.map(|(part, whole)| part / whole))
            }
            _ => None,
        }
    }

    /// Makes a memory this optimizer's own, for so many parameters: another's is forgotten.
    pub(crate) fn take(self, state: &mut OptimizerState, count: usize) {
        if !self.owns(&state.0) || !state.fits(count) {
            state.0 = self.fresh(count);
        }
    }

    /// Whether a memory is this optimizer's.
    fn owns(self, memory: &Memory) -> bool {
        match self {
            Self::Sgd { momentum: 0.0, .. } => matches!(memory, Memory::None),
            Self::Sgd { .. } => matches!(memory, Memory::Velocity(_)),
            Self::Adagrad { .. } => matches!(memory, Memory::Squares(_)),
            Self::Rmsprop {
                momentum, centered, ..
            } => {
                matches!(memory, Memory::Rmsprop(kept) if (kept.moves, kept.centered) == (momentum != 0.0, centered))
            }
            Self::Adam { .. } => matches!(memory, Memory::Adam(_)),
            Self::Adamw { .. } => matches!(memory, Memory::Adamw(_)),
            Self::Nadam { .. } => matches!(memory, Memory::Nadam(_)),
        }
    }

    /// An empty memory of this optimizer.
    fn fresh(self, count: usize) -> Memory {
        match self {
            Self::Sgd { momentum: 0.0, .. } => Memory::None,
            Self::Sgd { .. } => Memory::Velocity(vec![0.0; count]),
            Self::Adagrad {
                initial_accumulator_value: start,
                ..
            } => Memory::Squares(vec![start; count]),
            Self::Rmsprop {
                momentum, centered, ..
            } => Memory::Rmsprop(Averages::new(momentum != 0.0, centered, count)),
            Self::Adam { .. } => Memory::Adam(Moments::new(count)),
            Self::Adamw { .. } => Memory::Adamw(Moments::new(count)),
            Self::Nadam { .. } => Memory::Nadam(Moments::new(count)),
        }
    }

    /// Goes a step, where the memory is this optimizer's own; says whether it is.
    #[inline]
    fn step_with(self, way: &mut Way<'_>, memory: &mut Memory) -> bool {
        let rate = way.rate;
        match self {
            Self::Sgd { momentum: 0.0, .. } => {
                let Memory::None = memory else { return false };
                way.go(|_, p, g| {
                    for (p, g) in p.iter_mut().zip(g) {
                        *p -= rate * g;
                    }
                });
            }
            Self::Sgd { momentum, nesterov } => {
                let Memory::Velocity(v) = memory else {
                    return false;
                };
                way.go(|range, p, g| {
                    for ((p, g), v) in p.iter_mut().zip(g).zip(&mut v[range]) {
                        *v = momentum * *v - rate * g;
                        *p += if nesterov {
                            momentum * *v - rate * g
                        } else {
                            *v
                        };
                    }
                });
            }
            Self::Adagrad { epsilon, .. } => {
                let Memory::Squares(s) = memory else {
                    return false;
                };
                way.go(|range, p, g| {
                    for ((p, g), s) in p.iter_mut().zip(g).zip(&mut s[range]) {
                        *s += g * g;
                        *p -= rate * g / root(*s + epsilon);
                    }
                });
            }
            Self::Rmsprop {
                rho,
                momentum,
                epsilon,
                ..
            } => {
                let Memory::Rmsprop(kept) = memory else {
                    return false;
                };
                way.go(|range, p, g| rmsprop(p, g, (rho, momentum, epsilon, rate), kept, range));
            }
            Self::Adam {
                beta_1,
                beta_2,
                epsilon,
            } => {
                let Memory::Adam(kept) = memory else {
                    return false;
                };
                let shares = adam_shares(rate, kept.products.step((beta_1, beta_2)));
                way.go(|range, p, g| adam(p, g, (beta_1, beta_2, epsilon), shares, kept, range));
            }
            Self::Adamw {
                weight_decay,
                beta_1,
                beta_2,
                epsilon,
            } => {
                let Memory::Adamw(kept) = memory else {
                    return false;
                };
                let shares = adam_shares(rate, kept.products.step((beta_1, beta_2)));
                way.go(|range, p, g| {
                    p.iter_mut().for_each(|p| *p -= *p * weight_decay * rate);
                    adam(p, g, (beta_1, beta_2, epsilon), shares, kept, range);
                });
            }
            Self::Nadam {
                beta_1,
                beta_2,
                epsilon,
            } => {
                let Memory::Nadam(kept) = memory else {
                    return false;
                };
                let shares = nadam_shares(beta_1, rate, kept.products.step((beta_1, beta_2)));
                way.go(|range, p, g| adam(p, g, (beta_1, beta_2, epsilon), shares, kept, range));
            }
        }
        true
    }
}

/// Where a step leads, and how long it is.
struct Way<'a> {
    parameters: &'a mut [f32],
    gradient: &'a [f32],
    ranges: &'a [Range<usize>],
    rate: f32,
}

impl Way<'_> {
    /// Shows each range with its parameters and their gradient.
    #[inline(always)]
    fn go(&mut self, mut step: impl FnMut(Range<usize>, &mut [f32], &[f32])) {
        for range in self.ranges {
            let (p, g) = (
                &mut self.parameters[range.clone()],
                &self.gradient[range.clone()],
            );
            step(range.clone(), p, g);
        }
    }
}

fn rmsprop(
    p: &mut [f32],
    g: &[f32],
    (rho, momentum, epsilon, rate): (f32, f32, f32, f32),
    kept: &mut Averages,
    range: Range<usize>,
) {
    let centered = f32::from(u8::from(kept.centered));
    let (squares, means) = (
        &mut kept.squares[range.clone()],
        &mut kept.means[range.clone()],
    );
    let averages = squares.iter_mut().zip(means);
    let moving = p.iter_mut().zip(g).zip(&mut kept.velocity[range]);
    for (((p, g), v), (s, a)) in moving.zip(averages) {
        *s = rho * *s + (1.0 - rho) * (g * g);
        *a = rho * *a + (1.0 - rho) * g;
        // A variance; rounding must not make it negative.
        let variance = (*s - centered * (*a * *a)).max(0.0);
        *v = momentum * *v + rate * g / root(variance + epsilon);
        *p -= *v;
    }
}

/// What the Adams make of what they keep: w ← w − (`mean`·m + `gradient`·g)/(√(`square`·s) + ε).
#[derive(Clone, Copy)]
struct Shares {
    mean: f32,
    gradient: f32,
    square: f32,
}

fn adam_shares(rate: f32, products: Products) -> Shares {
    let unbiased = libm::sqrt(1.0 - products.beta_2) / (1.0 - products.beta_1);
    Shares {
        mean: (f64::from(rate) * unbiased) as f32,
        gradient: 0.0,
        square: 1.0,
    }
}

/// What Nadam's step takes of m and of g: uₜ₊₁ of 1 − Πₜ₊₁, and 1 − uₜ of 1 − Πₜ.
fn nadam_parts(beta_1: f32, products: Products) -> [(f64, f64); 2] {
    let (now, next) = (
        nadam_momentum(beta_1, products.decay),
        nadam_momentum(beta_1, products.decay * NADAM_DECAY),
    );
    [
        (next, 1.0 - products.momentum * next),
        (1.0 - now, 1.0 - products.momentum),
    ]
}

fn nadam_shares(beta_1: f32, rate: f32, products: Products) -> Shares {
    let rate = f64::from(rate);
    let [mean, gradient] =
        nadam_parts(beta_1, products).map(|(part, whole)| (rate * part / whole) as f32);
    Shares {
        mean,
        gradient,
        square: (1.0 / (1.0 - products.beta_2)) as f32,
    }
}

fn adam(
    p: &mut [f32],
    g: &[f32],
    (beta_1, beta_2, epsilon): (f32, f32, f32),
    shares: Shares,
    kept: &mut Moments,
    range: Range<usize>,
) {
    let means = kept.means[range.clone()].iter_mut();
    let moments = means.zip(&mut kept.squares[range]);
    for ((p, g), (m, s)) in p.iter_mut().zip(g).zip(moments) {
        *m += (g - *m) * (1.0 - beta_1);
        *s += (g * g - *s) * (1.0 - beta_2);
        let step = shares.mean * *m + shares.gradient * g;
        *p -= step / (root(shares.square * *s) + epsilon);
    }
}

/// The square root, which IEEE 754 rounds in one way only: the processor's own is the same
/// everywhere.
#[inline(always)]
fn root(x: f32) -> f32 {
    x.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Named;

    /// A step of all parameters.
    fn step(optimizer: Optimizer, p: &mut [f32], g: &[f32], rate: f32, state: &mut OptimizerState) {
        let all = 0..p.len();
        optimizer.step(p, g, std::slice::from_ref(&all), rate, state);
    }

    /// Where steps along these gradients lead a single parameter, from `start`.
    fn walk(optimizer: Optimizer, start: f32, rate: f32, gradients: &[f32]) -> Vec<f32> {
        let (mut p, mut state) = ([start], OptimizerState::default());
        let walk = |&g: &f32| {
            step(optimizer, &mut p, &[g], rate, &mut state);
            p[0]
        };
        gradients.iter().map(walk).collect()
    }

    fn sgd(momentum: f32, nesterov: bool) -> Optimizer {
        Optimizer::Sgd { momentum, nesterov }
    }

    #[track_caller]
    fn close(got: &[f32], want: &[f64]) {
        assert_eq!(got.len(), want.len());
        for (&got, want) in got.iter().zip(want) {
            let off = (f64::from(got) - want).abs();
            assert!(off <= 1e-6 * want.abs().max(1e-3), "{got} is not {want}");
        }
    }

    #[test]
    fn plain_descent_goes_down_the_gradient() {
        let (mut p, mut state) = ([1.0, -1.0], OptimizerState::default());
        step(Optimizer::default(), &mut p, &[2.0, -4.0], 0.25, &mut state);
        assert_eq!(p, [0.5, 0.0]);
    }

    #[test]
    fn momentum_keeps_a_share_of_the_last_step() {
        let path = walk(sgd(0.5, false), 0.0, 1.0, &[1.0; 3]);
        assert_eq!(path, [-1.0, -2.5, -4.25]);
    }

    /// Velocities −1, −1.5, −1.75; each step goes half of it and the gradient further.
    #[test]
    fn nesterov_looks_ahead() {
        let path = walk(sgd(0.5, true), 0.0, 1.0, &[1.0; 3]);
        assert_eq!(path, [-1.5, -3.25, -5.125]);
    }

    #[test]
    fn momentum_switched_off_and_on_starts_afresh() {
        let (mut p, mut state) = ([0.0], OptimizerState::default());
        for (momentum, want) in [(0.5, -1.0), (0.0, -2.0), (0.5, -3.0)] {
            step(sgd(momentum, false), &mut p, &[1.0], 1.0, &mut state);
            assert_eq!(p, [want]);
        }
    }

    /// s = 0.25, 1.25 (ε left out): 1/√s of the gradients 0.5 and 1.
    #[test]
    fn adagrad_as_worked_by_hand() {
        let adagrad = Optimizer::Adagrad {
            initial_accumulator_value: 0.0,
            epsilon: 0.0,
        };
        let path = walk(adagrad, 0.0, 0.1, &[0.5, 1.0]);
        close(&path, &[-0.1, -0.1 - 0.1 / 1.25f64.sqrt()]);
    }

    /// s = 0.5, 0.75 and, centred, a = 0.5, 0.75 so that s − a² = 0.25, 0.1875.
    #[test]
    fn rmsprop_as_worked_by_hand() {
        let rmsprop = |momentum, centered| Optimizer::Rmsprop {
            rho: 0.5,
            momentum,
            epsilon: 0.0,
            centered,
        };
        let path = |optimizer| walk(optimizer, 0.0, 0.1, &[1.0, 1.0]);
        let (first, second) = (0.1 / 0.5f64.sqrt(), 0.1 / 0.75f64.sqrt());
        close(&path(rmsprop(0.0, false)), &[-first, -first - second]);
        let carried = 0.5 * first + second;
        close(&path(rmsprop(0.5, false)), &[-first, -first - carried]);
        let centred = [-0.2, -0.2 - 0.1 / 0.1875f64.sqrt()];
        close(&path(rmsprop(0.0, true)), &centred);
    }

    /// A constant gradient has no variance; only ε is left to divide by.
    #[test]
    fn centred_rmsprop_survives_a_constant_gradient() {
        let centered = Optimizer::Rmsprop {
            rho: 0.9,
            momentum: 0.0,
            epsilon: 1e-7,
            centered: true,
        };
        let path = walk(centered, 0.0, 1e-3, &[1234.567; 400]);
        assert!(path.iter().all(|p| p.is_finite()), "{path:?}");
    }

    /// With unbiased averages the first step is as long as the rate, whatever the gradient, and
    /// equal gradients make equal steps.
    #[test]
    fn adam_as_worked_by_hand() {
        let adam = |beta_1, beta_2| Optimizer::Adam {
            beta_1,
            beta_2,
            epsilon: 0.0,
        };
        let path = walk(adam(0.9, 0.999), 1.0, 0.1, &[3.0, 3.0]);
        close(&path, &[0.9, 0.8]);
        // m = 1/2, −1/4 and s = 1/4, 7/16; unbiased 1, −1/3 and 1, 1.
        let path = walk(adam(0.5, 0.75), 0.0, 0.1, &[1.0, -1.0]);
        close(&path, &[-0.1, -0.1 + 0.1 / 3.0]);
    }

    /// Unbiased averages of equal gradients are those gradients, however the shares change.
    #[test]
    fn adam_stays_unbiased_when_its_shares_change() {
        let (mut p, mut state) = ([0.0], OptimizerState::default());
        for (t, (beta_1, beta_2)) in (1..).zip([(0.9, 0.999), (0.5, 0.8), (0.7, 0.3), (0.9, 0.99)])
        {
            let adam = Optimizer::Adam {
                beta_1,
                beta_2,
                epsilon: 0.0,
            };
            step(adam, &mut p, &[-3.0], 0.125, &mut state);
            close(&p, &[0.125 * f64::from(t)]);
        }
    }

    #[test]
    fn weight_decay_shrinks_and_adam_steps() {
        let adamw = Optimizer::Adamw {
            weight_decay: 0.5,
            beta_1: 0.9,
            beta_2: 0.999,
            epsilon: 0.0,
        };
        let path = walk(adamw, 2.0, 0.1, &[4.0, 0.25]);
        let adam = Optimizer::from_name("adam").unwrap();
        let steps = walk(adam, 0.0, 0.1, &[4.0, 0.25]);
        let first = 2.0 * 0.95 + f64::from(steps[0]);
        let second = first * 0.95 + f64::from(steps[1]) - f64::from(steps[0]);
        close(&path, &[first, second]);
    }

    /// β₁ = ½, t = 1: u₁ = ½·0.52 = 0.26, u₂ = ½·(1 − ½·0.9216) = 0.2696, Π₁ = 0.26 and
    /// Π₂ = 0.070096; m = ½, s unbiased = 1.
    #[test]
    fn nadam_as_worked_by_hand() {
        let nadam = Optimizer::Nadam {
            beta_1: 0.5,
            beta_2: 0.75,
            epsilon: 0.0,
        };
        let path = walk(nadam, 0.0, 0.1, &[1.0]);
        let step = 0.2696 * 0.5 / (1.0 - 0.070_096) + (1.0 - 0.26) / (1.0 - 0.26);
        close(&path, &[-0.1 * step]);
    }

    fn all_and_variants() -> Vec<Optimizer> {
        let mut all = Optimizer::ALL.to_vec();
        all.extend([sgd(0.9, false), sgd(0.9, true)]);
        all.push(Optimizer::Rmsprop {
            rho: 0.9,
            momentum: 0.5,
            epsilon: 1e-7,
            centered: true,
        });
        all
    }

    #[test]
    fn what_is_outside_the_ranges_is_left_alone() {
        for optimizer in all_and_variants() {
            let (mut p, mut state) = ([1.0f32; 5], OptimizerState::default());
            for _ in 0..3 {
                optimizer.step(&mut p, &[0.5; 5], &[0..1, 3..4], 0.1, &mut state);
            }
            assert_eq!([p[1], p[2], p[4]], [1.0; 3], "{optimizer:?}");
            assert!(p[0] < 1.0 && p[0] == p[3], "{optimizer:?}: {p:?}");
        }
    }

    #[test]
    fn another_kind_starts_afresh_and_other_numbers_go_on() {
        for optimizer in all_and_variants() {
            let (mut p, mut state) = ([1.0], OptimizerState::default());
            step(optimizer, &mut p, &[0.5], 0.1, &mut state);
            let before = state.clone();
            for &other in Optimizer::ALL.iter().filter(|o| !o.same_kind(optimizer)) {
                let mut state = before.clone();
                let mut fresh = OptimizerState::default();
                let mut ends = [&mut state, &mut fresh].map(|state| {
                    let mut p = [1.0];
                    step(other, &mut p, &[-0.25], 0.1, state);
                    p[0]
                });
                ends.sort_by(f32::total_cmp);
                assert_eq!(ends[0], ends[1], "{optimizer:?} to {other:?}");
                assert_eq!(state, fresh);
            }
        }
        let kept = [sgd(0.5, false), sgd(0.75, true)];
        let (mut p, mut state) = ([0.0], OptimizerState::default());
        for optimizer in kept {
            step(optimizer, &mut p, &[1.0], 1.0, &mut state);
        }
        // v = −1, then −¾ − 1; the step goes ¾ of it and 1 further.
        assert_eq!(p, [-1.0 - 0.75 * 1.75 - 1.0]);
    }

    /// What belongs to other parameters is forgotten, not half used.
    #[test]
    fn a_memory_of_other_parameters_starts_afresh() {
        for optimizer in all_and_variants() {
            let mut state = OptimizerState::default();
            step(optimizer, &mut [1.0; 3], &[0.5; 3], 0.1, &mut state);
            let (mut p, mut q) = ([1.0; 5], [1.0; 5]);
            step(optimizer, &mut p, &[0.25; 5], 0.1, &mut state);
            let mut fresh = OptimizerState::default();
            step(optimizer, &mut q, &[0.25; 5], 0.1, &mut fresh);
            assert_eq!((p, state), (q, fresh), "{optimizer:?}");
        }
    }
}
