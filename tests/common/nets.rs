//! Random targets and lists of what networks can end in, for what is asked of gradients.

use nalgebra::DMatrix;
use rand::RngExt;
use rand_pcg::Pcg32;
use separable::nn::{Activation, LayerSpec, Loss, Named, Network};

/// Every loss, Huber's with its kink where random errors pass it and where they hardly reach it.
pub fn losses() -> Vec<Loss> {
    let others = [0.25, 3.0].map(|delta| Loss::Huber { delta });
    Loss::ALL.iter().copied().chain(others).collect()
}

/// Random targets of the kind that the loss is made for.
pub fn targets(network: &Network, loss: Loss, count: usize, rng: &mut Pcg32) -> DMatrix<f32> {
    let outputs = network.outputs();
    let coding = loss.target(network.output_activation());
    if loss == Loss::CategoricalCrossentropy {
        let classes: Vec<_> = (0..count).map(|_| rng.random_range(0..outputs)).collect();
        return DMatrix::from_fn(count, outputs, |r, c| f32::from(u8::from(classes[r] == c)));
    }
    DMatrix::from_fn(count, outputs, |_, _| match loss {
        Loss::BinaryCrossentropy => f32::from(rng.random_range(0..2u8)),
        Loss::Hinge => coding.of(rng.random_range(0..2)),
        _ => rng.random_range(-1.5..1.5),
    })
}

/// Layers of so many units each.
pub fn layers(layers: &[(usize, Activation)]) -> Vec<LayerSpec> {
    let spec = |&(units, activation)| LayerSpec::new(units, activation);
    layers.iter().map(spec).collect()
}
