//! The work that is timed, the same for the browser and for the native build. Nothing here looks
//! at a clock; the callers do.

use nalgebra::DMatrix;
use rand::RngExt;
use rand_pcg::Pcg32;
use separable_nn::{
    Activation, Images, Initializer, LayerSpec, LearningRule, Loss, Network, Optimizer, Pass,
    Samples, Scaling, Settings, Stride, Trainer,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

/// Pixels along each side of a map.
pub const MAP_SIDE: usize = 100;

/// The maps show the square from −`REACH` to `REACH`.
const REACH: f32 = 6.0;

/// Small, so that weights stay finite however long the benchmark runs.
const LEARNING_RATE: f32 = 0.001;

/// A network in training, with samples of its own.
///
/// A single output is linear and learns by mean squared error over tanh layers; several outputs are
/// a softmax that learns by cross-entropy over relu layers.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
pub struct Work {
    trainer: Trainer,
    plane: Samples,
    pass: Pass,
    values: Vec<f32>,
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
impl Work {
    /// A network of the given layer sizes, inputs first, that trains on `samples` samples in
    /// batches of `batch`. `sizes` holds two or more numbers, none of them 0.
    #[cfg_attr(target_arch = "wasm32", wasm_bindgen(constructor))]
    #[must_use]
    pub fn new(sizes: &[usize], samples: usize, batch: usize) -> Self {
        let (inputs, outputs) = (sizes[0], sizes[sizes.len() - 1]);
        Self::on(sizes, batch, examples(samples, inputs, outputs))
    }

    /// One that trains on images: a byte for the class of each, then a byte for each pixel, of which there are as
    /// many as inputs. Nothing where these are not whole, or a class has no output.
    #[must_use]
    pub fn of_images(sizes: &[usize], bytes: &[u8], batch: usize) -> Option<Self> {
        let (inputs, outputs) = (sizes[0], sizes[sizes.len() - 1]);
        let (classes, pixels) = bytes.split_at_checked(bytes.len() / (inputs + 1))?;
        if !classes.iter().all(|&class| usize::from(class) < outputs) {
            return None;
        }
        let images = Images::new(pixels.to_vec(), inputs).filter(|i| i.len() == classes.len())?;
        let y = DMatrix::from_fn(classes.len(), outputs, |sample, output| {
            f32::from(u8::from(usize::from(classes[sample]) == output))
        });
        let scaling = Scaling::new(&vec![(0.0, 255.0); inputs]);
        Some(Self::on(
            sizes,
            batch,
            Samples::of_images(images, scaling, &y),
        ))
    }

    /// Trains `count` batches.
    pub fn train(&mut self, count: u32) {
        self.trainer.advance(Stride::Batch, u64::from(count));
    }

    /// Fills the map of every unit, `MAP_SIDE`² values each, inputs included. Returns the number
    /// of values.
    pub fn map(&mut self) -> usize {
        self.trainer
            .network()
            .neuron_values(&self.plane, &mut self.pass, &mut self.values);
        self.values.len()
    }

    /// Inputs of the training samples, sample after sample.
    #[must_use]
    pub fn inputs(&self) -> Vec<f32> {
        let samples = self.trainer.samples();
        (0..samples.len())
            .flat_map(|i| samples.x(i).into_owned())
            .collect()
    }

    /// Targets of the training samples, sample after sample.
    #[must_use]
    pub fn targets(&self) -> Vec<f32> {
        let samples = self.trainer.samples();
        (0..samples.len())
            .flat_map(|i| samples.y(i))
            .copied()
            .collect()
    }

    /// Whether training went well: a network that diverged would measure nothing of use.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.trainer.network().is_finite()
    }
}

impl Work {
    fn on(sizes: &[usize], batch: usize, samples: Samples) -> Self {
        let (inputs, outputs) = (sizes[0], sizes[sizes.len() - 1]);
        let network = network(sizes);
        let plane = plane(inputs, outputs);
        Self {
            pass: Pass::new(&network, plane.len()),
            plane,
            values: Vec::new(),
            trainer: Trainer::new(network, samples, settings(outputs, batch)),
        }
    }
}

fn network(sizes: &[usize]) -> Network {
    let last = sizes.len() - 2;
    let single = sizes[sizes.len() - 1] == 1;
    let activation = |layer| match (layer == last, single) {
        (false, true) => Activation::Tanh,
        (true, true) => Activation::Linear,
        (false, false) => Activation::Relu,
        (true, false) => Activation::Softmax,
    };
    let specs: Vec<_> = sizes[1..]
        .iter()
        .enumerate()
        .map(|(layer, &units)| LayerSpec::new(units, activation(layer)))
        .collect();
    Network::new(sizes[0], &specs, Initializer::GlorotUniform, 1)
}

fn settings(outputs: usize, batch_size: usize) -> Settings {
    Settings {
        rule: LearningRule::Backprop,
        loss: if outputs == 1 {
            Loss::MeanSquaredError
        } else {
            Loss::CategoricalCrossentropy
        },
        optimizer: Optimizer::default(),
        learning_rate: LEARNING_RATE,
        batch_size,
        seed: 1,
        ..Settings::default()
    }
}

/// Random points of the cube from −1 to 1; one output tells whether the first two inputs differ
/// in sign, several outputs are classes in turn.
fn examples(count: usize, inputs: usize, outputs: usize) -> Samples {
    let mut rng = Pcg32::new(1, 1);
    let x = DMatrix::from_fn(count, inputs, |_, _| rng.random_range(-1.0..1.0));
    let y = DMatrix::from_fn(count, outputs, |sample, output| {
        let hit = if outputs == 1 {
            x[(sample, 0)] * x[(sample, 1)] < 0.0
        } else {
            sample % outputs == output
        };
        f32::from(u8::from(hit))
    });
    Samples::from_rows(&x, &y)
}

/// The pixels' places in the plane of the first two inputs; any others are 0. A network of more
/// than two inputs has no map, and so no pixels.
fn plane(inputs: usize, outputs: usize) -> Samples {
    let count = if inputs == 2 { MAP_SIDE * MAP_SIDE } else { 0 };
    let along = |pixel: usize| REACH * (2.0 * (pixel as f32 + 0.5) / MAP_SIDE as f32 - 1.0);
    let x = DMatrix::from_fn(count, inputs, |pixel, input| match input {
        0 => along(pixel % MAP_SIDE),
        _ => -along(pixel / MAP_SIDE),
    });
    Samples::from_rows(&x, &DMatrix::zeros(count, outputs))
}

#[cfg(test)]
mod tests {
    use separable_nn::Task;

    use super::*;

    #[test]
    fn training_lowers_the_loss() {
        for (sizes, batch) in [(&[2, 4, 2, 1][..], 10), (&[8, 6, 3], 32)] {
            let mut work = Work::new(sizes, 320, batch);
            let loss = settings(sizes[sizes.len() - 1], batch).loss;
            let now = |work: &Work| {
                let (network, samples) = (work.trainer.network(), work.trainer.samples());
                separable_nn::evaluate(network, loss, Task::Multiclass, samples).map(|e| e.loss)
            };
            let before = now(&work).unwrap();
            work.train(5000);
            assert!(now(&work).unwrap() < before);
            assert!(work.is_finite());
        }
    }

    #[test]
    fn images_are_learnt() {
        // Two images of two pixels, a class each.
        let bytes = [[0, 1].repeat(20), [255, 0, 0, 255].repeat(20)].concat();
        let mut work = Work::of_images(&[2, 4, 2], &bytes, 10).unwrap();
        assert_eq!(work.inputs()[..4], [1.0, 0.0, 0.0, 1.0]);
        assert_eq!(work.targets()[..4], [1.0, 0.0, 0.0, 1.0]);
        let before = work.trainer.network().clone();
        work.train(10);
        assert!(work.is_finite() && *work.trainer.network() != before);
        assert!(Work::of_images(&[2, 4, 1], &bytes, 10).is_none());
        assert!(Work::of_images(&[2, 4, 2], &bytes[1..], 10).is_none());
    }

    #[test]
    fn a_map_holds_every_neuron_at_every_pixel() {
        let mut work = Work::new(&[2, 4, 2, 1], 10, 10);
        assert_eq!(work.map(), (2 + 4 + 2 + 1) * MAP_SIDE * MAP_SIDE);
        assert!((work.values[0] + REACH).abs() < 0.1);
        assert!(work.values[20_000..].iter().any(|&v| v != 0.0));
    }

    #[test]
    fn samples_are_spread_over_both_classes() {
        let targets = Work::new(&[2, 4, 2, 1], 500, 10).targets();
        let ones = targets.iter().filter(|&&t| t == 1.0).count();
        assert!((150..350).contains(&ones), "{ones} of {}", targets.len());
    }
}
