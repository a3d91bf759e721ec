//! Gradients checked by differences of the loss: the definition of a derivative, and nothing else.
//!
//! The [`tape`](super::tape) computes the walk's mean loss in double precision, with its samples, its dropout
//! and the weights that it began with. A parameter is moved to both sides, the loss is looked at again, and
//! the slope found so is held against the gradient that training used, which is in single precision.
//!
//! **What may differ.** Of each component as much as rounding can have done to it, plus what the
//! difference itself does not know. So the measure follows the network: it is tight where few numbers are added,
//! and wide where large ones cancel.
//!
//! **Kinks and jumps.** [`Op::Below`](super::tape::Op::Below) is the only operation that can have them, and the
//! tape tells which of its branches was taken. So a step is made as small as it takes to stay within them, and
//! only where the parameter stands on an edge itself, the slopes on both sides are found from either side alone.

mod difference;
mod rounding;

use serde::{Deserialize, Serialize};

use self::difference::{Found, Probe};
use super::{
    graph::{LossGraph, walk_graph},
    network::{Dense, Network},
    settings::LearningRule,
    walk::Walk,
};

/// Operations on a tape up to which a walk is checked; they take a good 100 MB.
const MOST_OPERATIONS: usize = 1_000_000;
/// What checking all gradients at once may cost: operations for each, times gradients. It takes a few seconds.
const AT_ONCE: usize = 500_000_000;
/// The first step, in what it moves weighted sums by, a power of 2: its fourth power is below the double
/// precision's own resolution, and its loss in that precision below the single one's.
const STEP: f64 = 1.0 / 1024.0;

/// What a finite difference says of one component of a gradient.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checked {
    /// The parameter, in the network's order.
    pub parameter: usize,
    /// The derivative of the mean loss by it that training has.
    pub gradient: f64,
    /// The difference of the loss over that of the parameter. At a kink the mean of both sides' slopes.
    pub difference: f64,
    /// How far the parameter was moved to either side.
    pub step: f64,
    /// How far the gradient is from the difference; at an edge, from what lies between the slopes of its sides.
    pub deviation: f64,
    /// How far that may be.
    pub allowed: f64,
    /// What follows.
    pub verdict: Verdict,
}

/// Whether a gradient is what the loss says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is, to the digits that single precision has there.
    Agrees,
    /// Both are 0: a step on the way to the loss has no slope.
    Flat,
    /// The loss has a kink right here; the gradient is the slope of one side, or lies between them, or, where
    /// several kinks meet, is made of their sides.
    Kink {
        /// The slope towards smaller values.
        left: f64,
        /// The slope towards larger values.
        right: f64,
    },
    /// The loss jumps right here, by a step that stands on its edge; beside the jump the gradient is its slope.
    Jumps {
        /// The slope towards smaller values.
        left: f64,
        /// The slope towards larger values.
        right: f64,
    },
    /// It is not.
    Differs,
    /// One of them, or what rounding may do, is beyond the finite numbers.
    Overflows,
}

impl Verdict {
    /// Whether the gradient is right.
    #[must_use]
    pub fn agrees(self) -> bool {
        match self {
            Self::Agrees | Self::Flat | Self::Kink { .. } | Self::Jumps { .. } => true,
            Self::Differs | Self::Overflows => false,
        }
    }
}

/// What became of a check of many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Gradients that are right.
    pub agree: usize,
    /// Gradients that were checked.
    pub of: usize,
    /// The one that differs most: among those that are wrong, if any is.
    pub worst: Option<Checked>,
}

impl Summary {
    /// Takes in another one.
    pub fn add(&mut self, checked: Checked) {
        self.of += 1;
        self.agree += usize::from(checked.verdict.agrees());
        let rank = |checked: &Checked| (u8::from(!checked.verdict.agrees()), checked.deviation);
        let worse = |worst: Checked| rank(&checked) > rank(&worst);
        if self.worst.is_none_or(worse) {
            self.worst = Some(checked);
        }
    }
}

impl FromIterator<Checked> for Summary {
    fn from_iter<I: IntoIterator<Item = Checked>>(all: I) -> Self {
        let mut summary = Self::default();
        all.into_iter().for_each(|checked| summary.add(checked));
        summary
    }
}

/// Why a walk's gradient cannot be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unchecked {
    /// The perceptron rule follows no gradient: (y − t)·x is the derivative of no loss that is looked at here.
    PerceptronRule,
    /// Network and batch are too large for a tape.
    TooLarge {
        /// Operations that there would be, about.
        operations: usize,
        /// How many there may be.
        most: usize,
    },
}

/// Checks the gradient of a walk, a parameter at a time, so that whoever has to may stop in between.
#[derive(Clone, Debug)]
pub struct Checker {
    graph: LossGraph,
    gradient: Vec<f32>,
    /// What rounding can do to each component.
    rounding: Vec<f64>,
    /// The first step at each parameter.
    steps: Vec<f64>,
    /// Parameters from here on reach the loss without a step on their way.
    sloped: usize,
}

impl Checker {
    /// Of a walk's gradient; `network` has the walk's shape.
    ///
    /// # Errors
    /// Where there is no gradient, or too much of it.
    pub fn new(network: &Network, walk: &Walk) -> Result<Self, Unchecked> {
        if walk.settings.rule == LearningRule::Perceptron {
            return Err(Unchecked::PerceptronRule);
        }
        let operations = operations(network, walk.samples.len());
        if operations > MOST_OPERATIONS {
            return Err(Unchecked::TooLarge {
                operations,
                most: MOST_OPERATIONS,
            });
        }
        let mut graph = walk_graph(network, walk);
        graph.tape.backward(graph.loss);
        Ok(Self {
            rounding: rounding::bounds(network, walk, &graph),
            steps: steps(network, walk),
            sloped: sloped(network),
            gradient: walk.gradient.clone(),
            graph,
        })
    }

    /// Number of parameters.
    #[must_use]
    pub fn len(&self) -> usize {
        self.gradient.len()
    }

    /// Operations on the tape, which each check goes over.
    #[must_use]
    pub fn operations(&self) -> usize {
        self.graph.tape.len()
    }

    /// Whether there is nothing to check.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gradient.is_empty()
    }

    /// Checks the gradient by one parameter, which the network has.
    pub fn check(&mut self, parameter: usize) -> Checked {
        let (gradient, rounding) = (
            f64::from(self.gradient[parameter]),
            self.rounding[parameter],
        );
        let leaf = self.graph.parameters[parameter];
        let conventional = self.graph.tape.gradient(leaf);
        let mut probe = Probe::new(&mut self.graph.tape, leaf, self.graph.loss);
        let found = probe.find(self.steps[parameter], rounding);
        let Found {
            left, right, step, ..
        } = found;
        let (difference, allowed) = (0.5 * (left + right), rounding + found.error);
        let edge = found.jumps || (right - left).abs() > allowed;
        // Where several edges meet in one parameter, each is taken by its own convention.
        let (low, high) = if edge {
            (
                left.min(right).min(conventional),
                left.max(right).max(conventional),
            )
        } else {
            (difference, difference)
        };
        let deviation = (low - gradient).max(gradient - high).max(0.0);
        let verdict = if !(gradient.is_finite() && difference.is_finite() && allowed.is_finite()) {
            Verdict::Overflows
        } else if deviation > allowed {
            Verdict::Differs
        } else if found.jumps {
            Verdict::Jumps { left, right }
        } else if edge {
            Verdict::Kink { left, right }
        } else if parameter < self.sloped && gradient == 0.0 && difference == 0.0 {
            Verdict::Flat
        } else {
            Verdict::Agrees
        };
        Checked {
            parameter,
            gradient,
            difference,
            step,
            deviation,
            allowed,
            verdict,
        }
    }

    /// Checks the gradient by every parameter, one at each turn.
    pub fn all(&mut self) -> impl Iterator<Item = Checked> {
        (0..self.len()).map(|parameter| self.check(parameter))
    }
}

/// Checks a walk's gradient by one parameter, which `network`, of the walk's shape, has.
///
/// # Errors
/// Where there is no gradient, or too much of it.
pub fn check(network: &Network, walk: &Walk, parameter: usize) -> Result<Checked, Unchecked> {
    Ok(Checker::new(network, walk)?.check(parameter))
}

/// Samples of a network's step whose gradients can all be checked without a pause, at most.
#[must_use]
pub fn samples_at_once(network: &Network) -> usize {
    let each = operations(network, 1).saturating_mul(network.parameters().len());
    AT_ONCE.checked_div(each).unwrap_or(usize::MAX)
}

/// Checks a walk's gradient by every parameter of `network`, which has the walk's shape.
///
/// # Errors
/// Where there is no gradient, or too much of it.
pub fn check_all(network: &Network, walk: &Walk) -> Result<Summary, Unchecked> {
    Ok(Checker::new(network, walk)?.all().collect())
}

/// Operations on the tape of so many samples, about: a product and a sum for each parameter, and at most two
/// dozen for each unit's activation and loss.
fn operations(network: &Network, samples: usize) -> usize {
    let each = 2 * network.parameters().len() + 24 * network.neurons();
    each.saturating_mul(samples)
}

/// The first parameter from which on no layer is one of step units.
fn sloped(network: &Network) -> usize {
    let last_step = network
        .layers()
        .iter()
        .rev()
        .find(|layer| layer.activation.is_step());
    last_step.map_or(0, |layer| layer.bias.end)
}

/// For each parameter a step that moves no weighted sum, its own or a later one, by more than [`STEP`], as far
/// as activations are no steeper than 1.
fn steps(network: &Network, walk: &Walk) -> Vec<f64> {
    let mut steps = vec![0.0; walk.before.len()];
    let mut gain = 1.0f64;
    for (l, layer) in network.layers().iter().enumerate().rev() {
        let read = |source| {
            let sizes = walk
                .samples
                .iter()
                .map(move |walked| f64::from(walked.source(l, source).abs()));
            sizes.fold(1.0, f64::max)
        };
        let sources: Vec<_> = (0..layer.inputs).map(read).collect();
        for (step, source) in steps[layer.kernel.clone()]
            .iter_mut()
            .zip(sources.iter().cycle())
        {
            *step = power_of_two(STEP / (gain * source));
        }
        steps[layer.bias.clone()].fill(power_of_two(STEP / gain));
        gain *= spread(layer, &walk.before);
    }
    steps
}

/// The most that a layer makes of what it reads: the largest sum of the sizes of a unit's weights, at least 1.
fn spread(layer: &Dense, parameters: &[f32]) -> f64 {
    let units = parameters[layer.kernel.clone()].chunks_exact(layer.inputs.max(1));
    let sums = units.map(|weights| weights.iter().map(|w| f64::from(w.abs())).sum());
    sums.fold(1.0, f64::max)
}

/// The next smaller power of 2, by which a parameter moves without rounding.
fn power_of_two(value: f64) -> f64 {
    libm::exp2(libm::floor(libm::log2(value))).max(f64::MIN_POSITIVE)
}
