//! What is looked at of a step.

use crate::{
    lab::Spot,
    nn::{Dense, Network, Walk, Walked, WalkedLayer},
};

/// The unit in focus, and which of its parameters. Layers count from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Focus {
    /// The unit's layer.
    pub layer: usize,
    /// The unit.
    pub unit: usize,
    /// Where the weight in focus comes from; none for the bias.
    pub source: Option<usize>,
}

impl Focus {
    /// The nearest to it that a network has.
    #[must_use]
    pub fn within(self, network: &Network) -> Self {
        let layer = self.layer.min(network.layers().len().saturating_sub(1));
        let (units, inputs) = network
            .layers()
            .get(layer)
            .map_or((1, 1), |dense| (dense.units, dense.inputs));
        let last = |count: usize| count.saturating_sub(1);
        Self {
            layer,
            unit: self.unit.min(last(units)),
            source: self.source.map(|source| source.min(last(inputs))),
        }
    }

    /// The parameter's place.
    #[must_use]
    pub fn parameter(self) -> Spot {
        let Self { layer, unit, .. } = self;
        match self.source {
            Some(source) => Spot::Weight {
                layer,
                unit,
                source,
            },
            None => Spot::Bias { layer, unit },
        }
    }
}

/// A step, the sample that is followed through it, and what is in focus.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// A network of the step's shape.
    pub network: &'a Network,
    /// The step.
    pub walk: &'a Walk,
    /// Which of the step's samples is followed.
    pub sample: usize,
    /// What is in focus.
    pub focus: Focus,
}

impl<'a> Scene<'a> {
    /// The scene, where step, sample and focus are of a network of this shape.
    #[must_use]
    pub fn new(network: &'a Network, walk: &'a Walk, sample: usize, focus: Focus) -> Option<Self> {
        let walked = walk.samples.get(sample)?;
        let layers = network.layers();
        let fits = walk.before.len() == network.parameters().len()
            && walked.x.len() == network.inputs()
            && walked.layers.len() == layers.len()
            && walked
                .layers
                .iter()
                .zip(layers)
                .all(|(passed, dense)| passed.z.len() == dense.units)
            && focus == focus.within(network);
        fits.then_some(Self {
            network,
            walk,
            sample,
            focus,
        })
    }

    /// The sample that is followed.
    #[must_use]
    pub fn walked(&self) -> &'a Walked {
        &self.walk.samples[self.sample]
    }

    /// Samples in the step.
    #[must_use]
    pub fn count(&self) -> usize {
        self.walk.samples.len()
    }

    /// What a sample's own loss is called: L where it is alone.
    #[must_use]
    pub fn loss_name(&self) -> &'static str {
        if self.count() == 1 { "L" } else { "ℓ" }
    }

    /// A layer of the network.
    #[must_use]
    pub fn dense(&self, layer: usize) -> &'a Dense {
        &self.network.layers()[layer]
    }

    /// How the followed sample passes a layer.
    #[must_use]
    pub fn passed(&self, layer: usize) -> &'a WalkedLayer {
        &self.walked().layers[layer]
    }

    /// The output layer.
    #[must_use]
    pub fn last(&self) -> usize {
        self.network.layers().len() - 1
    }

    /// The weight by which a unit reads a source, before the step.
    #[must_use]
    pub fn weight(&self, layer: usize, unit: usize, source: usize) -> f64 {
        let dense = self.dense(layer);
        self.walk.before[dense.kernel.start + unit * dense.inputs + source].into()
    }

    /// A unit's bias before the step.
    #[must_use]
    pub fn bias(&self, layer: usize, unit: usize) -> f64 {
        self.walk.before[self.dense(layer).bias.start + unit].into()
    }

    /// Whether dropout leaves its mark on what is read of a layer.
    #[must_use]
    pub fn drops(&self, layer: usize) -> bool {
        !self.passed(layer).factors.is_empty()
    }

    /// ∂ℓ/∂z of a unit, of the followed sample's own loss.
    #[must_use]
    pub fn error(&self, layer: usize, unit: usize) -> f64 {
        f64::from(self.passed(layer).delta[unit]) * self.count() as f64
    }

    /// ∂ℓ/∂ of what a source of a layer hands on: the errors that the layer's units pass back over their
    /// weights.
    #[must_use]
    pub fn passed_back(&self, layer: usize, source: usize) -> f64 {
        let units = 0..self.dense(layer).units;
        units
            .map(|unit| self.weight(layer, unit, source) * self.error(layer, unit))
            .sum()
    }

    /// What the followed sample adds to the gradient at the parameter in focus: ∂ℓ/∂w or ∂ℓ/∂b.
    #[must_use]
    pub fn contribution(&self) -> f64 {
        let Focus {
            layer,
            unit,
            source,
        } = self.focus;
        let read = source.map_or(1.0, |source| f64::from(self.walked().source(layer, source)));
        self.error(layer, unit) * read
    }

    /// The parameter in focus, by its number.
    #[must_use]
    pub fn parameter(&self) -> usize {
        let spot = self.focus.parameter();
        spot.parameter(self.network).unwrap_or_default()
    }

    /// Whether the perceptron rule makes the step.
    #[must_use]
    pub fn is_perceptron(&self) -> bool {
        self.walk.settings.rule.is_local()
    }

    /// Whether layers have to be told apart in names.
    #[must_use]
    pub fn is_deep(&self) -> bool {
        self.network.layers().len() > 1
    }
}
