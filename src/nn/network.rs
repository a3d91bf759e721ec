//! Dense layers and their stack.

use std::ops::Range;

use nalgebra::DMatrixView;
use rand_pcg::Pcg32;
use serde::{Deserialize, Serialize};

use super::{activation::Activation, init::Initializer};

/// One layer as a person asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LayerSpec {
    /// Number of units (Keras: `units`).
    pub units: usize,
    /// Activation of all of them.
    pub activation: Activation,
    /// Whether training changes the layer's weights (Keras: `trainable`).
    pub trainable: bool,
}

impl LayerSpec {
    /// A layer that learns.
    #[must_use]
    pub fn new(units: usize, activation: Activation) -> Self {
        Self {
            units,
            activation,
            trainable: true,
        }
    }

    /// The layers that do not learn, as [`Settings::frozen`](super::Settings::frozen) has them: bit
    /// l stands for layer l. Layers beyond the 32nd always learn.
    #[must_use]
    pub fn frozen(layers: &[Self]) -> u32 {
        let bit = |(l, layer): (u32, &Self)| u32::from(!layer.trainable) << l;
        (0..u32::BITS).zip(layers).map(bit).sum()
    }
}

/// Where a dense layer's parameters and neurons stand in its network's flat arrays.
#[derive(Clone, Debug, PartialEq)]
pub struct Dense {
    /// Values the layer reads.
    pub inputs: usize,
    /// Values it gives.
    pub units: usize,
    /// Activation of all units.
    pub activation: Activation,
    /// The kernel in [`Network::parameters`], column-major inputs × units.
    pub kernel: Range<usize>,
    /// The bias in [`Network::parameters`], one value per unit.
    pub bias: Range<usize>,
    /// The neurons it reads, counted from the first input of the network.
    pub sources: Range<usize>,
    /// Its own neurons, counted likewise.
    pub neurons: Range<usize>,
}

/// A stack of dense layers. All parameters stand in one array, layer after layer, each kernel
/// before its bias, so that an optimizer, a report or a file handles them in one go.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    layers: Vec<Dense>,
    parameters: Vec<f32>,
}

/// Random streams: each layer has its own, so that adding a layer leaves the others' weights.
const STREAM_KERNEL: u64 = 0x6b65_726e;

impl Network {
    /// A network with kernels drawn from `seed` and biases 0. Layers without units are left out of
    /// no account: callers hold `inputs` and every `units` at 1 or more.
    #[must_use]
    pub fn new(inputs: usize, specs: &[LayerSpec], initializer: Initializer, seed: u64) -> Self {
        let layers = stack(inputs, specs);
        let count = layers.last().map_or(0, |layer| layer.bias.end);
        let mut parameters = vec![0.0; count];
        for (l, layer) in layers.iter().enumerate() {
            let mut rng = Pcg32::new(seed, STREAM_KERNEL + l as u64);
            let kernel = &mut parameters[layer.kernel.clone()];
            initializer.fill(kernel, layer.inputs, layer.units, &mut rng);
        }
        Self { layers, parameters }
    }

    /// The layers, first to last.
    #[must_use]
    pub fn layers(&self) -> &[Dense] {
        &self.layers
    }

    /// Values the network reads.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// Values the network gives.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.units)
    }

    /// Inputs and all units together.
    #[must_use]
    pub fn neurons(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.neurons.end)
    }

    /// Activation of the output layer.
    #[must_use]
    pub fn output_activation(&self) -> Activation {
        self.layers
            .last()
            .map_or(Activation::Linear, |layer| layer.activation)
    }

    /// Every weight and bias.
    #[must_use]
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// Every weight and bias, to be changed.
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    /// The same network with other parameters; nothing where they are not as many.
    #[must_use]
    pub fn with_parameters(mut self, parameters: &[f32]) -> Option<Self> {
        let fit = parameters.len() == self.parameters.len();
        fit.then(|| {
            self.parameters.copy_from_slice(parameters);
            self
        })
    }

    /// Where each unit's parameters stand, first to last: its weights, one per value it reads, and its bias.
    pub fn units(&self) -> impl Iterator<Item = Vec<usize>> + '_ {
        self.layers.iter().flat_map(|layer| {
            (0..layer.units).map(move |unit| {
                let start = layer.kernel.start + unit * layer.inputs;
                let bias = layer.bias.start + unit;
                (start..start + layer.inputs).chain([bias]).collect()
            })
        })
    }

    /// The kernel of a layer, inputs × units.
    #[must_use]
    pub fn kernel(&self, layer: usize) -> DMatrixView<'_, f32> {
        let dense = &self.layers[layer];
        let kernel = &self.parameters[dense.kernel.clone()];
        DMatrixView::from_slice(kernel, dense.inputs, dense.units)
    }

    /// The bias of a layer, one value per unit.
    #[must_use]
    pub fn bias(&self, layer: usize) -> &[f32] {
        &self.parameters[self.layers[layer].bias.clone()]
    }

    /// The same weights with another activation of the output layer: linear, for instance, to see
    /// the output's weighted sums.
    #[must_use]
    pub fn with_output(&self, activation: Activation) -> Self {
        let mut network = self.clone();
        if let Some(layer) = network.layers.last_mut() {
            layer.activation = activation;
        }
        network
    }

    /// Whether every parameter is a finite number.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.parameters.iter().all(|p| p.is_finite())
    }
}

/// Columns that were expected and found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// The network's inputs.
    pub expected: usize,
    /// Columns given.
    pub found: usize,
}

impl std::fmt::Display for ShapeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { expected, found } = self;
        write!(
            f,
            "each row needs {expected} values, one per input, but one has {found}"
        )
    }
}

impl std::error::Error for ShapeError {}

fn stack(inputs: usize, specs: &[LayerSpec]) -> Vec<Dense> {
    let (mut inputs, mut sources, mut parameter) = (inputs, 0..inputs, 0);
    let mut layers = Vec::with_capacity(specs.len());
    for spec in specs {
        let kernel = parameter..parameter + inputs * spec.units;
        let bias = kernel.end..kernel.end + spec.units;
        let neurons = sources.end..sources.end + spec.units;
        parameter = bias.end;
        layers.push(Dense {
            inputs,
            units: spec.units,
            activation: spec.activation,
            kernel,
            bias,
            sources,
            neurons: neurons.clone(),
        });
        (inputs, sources) = (spec.units, neurons);
    }
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(units: usize, activation: Activation) -> LayerSpec {
        LayerSpec::new(units, activation)
    }

    #[test]
    fn layers_that_do_not_learn_are_bits() {
        let learns = spec(2, Activation::Tanh);
        let rests = LayerSpec {
            trainable: false,
            ..learns
        };
        assert_eq!(LayerSpec::frozen(&[learns, rests, learns, rests]), 0b1010);
        assert_eq!(LayerSpec::frozen(&[rests; 40]), u32::MAX);
        assert_eq!(LayerSpec::frozen(&[]), 0);
    }

    #[test]
    fn parameters_stand_as_kernel_then_bias_of_each_layer() {
        let specs = [spec(3, Activation::Tanh), spec(2, Activation::Linear)];
        let network = Network::new(4, &specs, Initializer::GlorotUniform, 5);
        assert_eq!(network.parameters().len(), 4 * 3 + 3 + 3 * 2 + 2);
        assert_eq!(network.kernel(0).shape(), (4, 3));
        assert_eq!(network.kernel(0)[(1, 2)], network.parameters()[2 * 4 + 1]);
        assert_eq!(network.bias(1), [0.0, 0.0]);
        assert_eq!(network.layers()[1].sources, 4..7);
        assert_eq!(network.neurons(), 4 + 3 + 2);
    }

    #[test]
    fn adding_a_layer_leaves_the_weights_before_it() {
        let (a, b) = (spec(3, Activation::Tanh), spec(5, Activation::Relu));
        let short = Network::new(2, &[a, b], Initializer::HeNormal, 5);
        let long = Network::new(2, &[a, b, a], Initializer::HeNormal, 5);
        assert_eq!(
            short.parameters(),
            &long.parameters()[..short.parameters().len()]
        );
    }
}
