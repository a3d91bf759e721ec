//! What a chain of operations does, step by step, and the model that makes.

use separable_nn::Activation;

use crate::{
    model::{Layer, Model, Scale, Scaler, Weights},
    wrong::{Fault, Place, Wrong},
};

/// A step of a chain.
#[derive(Clone, Debug)]
pub enum Step {
    /// Times a kernel, row by row, for so many units.
    Kernel(Vec<f32>, usize),
    /// `value · factor + offset`, in double precision, for each column or for all.
    Affine(Vec<[f64; 2]>),
    /// An activation.
    Activation(Activation),
}

/// The model that steps make, each with its place.
pub fn assemble(inputs: usize, steps: Vec<(Step, Place)>) -> Result<Model, Fault> {
    let mut chain = Chain {
        inputs,
        model: Model {
            inputs: Some(inputs),
            ..Model::default()
        },
        is_active: false,
        pending: Vec::new(),
    };
    for (step, place) in steps {
        chain.add(step, &place)?;
    }
    chain.end()
}

struct Chain {
    model: Model,
    /// How many values there are now.
    inputs: usize,
    is_active: bool,
    /// What is done to each value since the last layer's activation.
    pending: Vec<[f64; 2]>,
}

impl Chain {
    fn add(&mut self, step: Step, place: &Place) -> Result<(), Fault> {
        match step {
            Step::Affine(each) => self.affine(&each, place),
            Step::Kernel(kernel, units) => self.kernel(kernel, units, place),
            Step::Activation(activation) => self.activation(activation, place),
        }
    }

    fn affine(&mut self, each: &[[f64; 2]], place: &Place) -> Result<(), Fault> {
        let each = match each {
            [one] => vec![*one; self.inputs],
            each if each.len() == self.inputs => each.to_vec(),
            each => return Err(place.fault(Wrong::Shape(vec![each.len()], vec![self.inputs]))),
        };
        // Before its activation a layer's sums take it in.
        if let Some(layer) = self.model.layers.last_mut()
            && !self.is_active
            && self.pending.is_empty()
            && let Some(weights) = &mut layer.weights
        {
            *weights = weights.before(&each);
            return Ok(());
        }
        if self.pending.is_empty() {
            self.pending = vec![[1.0, 0.0]; self.inputs];
        }
        for (pending, [factor, offset]) in self.pending.iter_mut().zip(each) {
            *pending = [pending[0] * factor, pending[1] * factor + offset];
        }
        Ok(())
    }

    fn kernel(&mut self, kernel: Vec<f32>, units: usize, place: &Place) -> Result<(), Fault> {
        if kernel.len() != self.inputs * units {
            let rows = kernel.len() / units.max(1);
            return Err(place.fault(Wrong::Shape(vec![rows, units], vec![self.inputs, units])));
        }
        let mut weights = Weights {
            kernel,
            bias: vec![0.0; units],
        };
        let pending = std::mem::take(&mut self.pending);
        if self.model.layers.is_empty() {
            self.model.scaler = scaler(&pending);
        } else if !pending.is_empty() {
            weights = weights.after(&pending);
        }
        self.model.layers.push(Layer {
            weights: Some(weights),
            ..Layer::new(units, Activation::Linear)
        });
        self.inputs = units;
        self.is_active = false;
        Ok(())
    }

    fn activation(&mut self, activation: Activation, place: &Place) -> Result<(), Fault> {
        let Some(layer) = self.model.layers.last_mut() else {
            return Err(place.fault(Wrong::OutOfPlace(
                "an activation before the first layer".into(),
            )));
        };
        if self.is_active || !self.pending.is_empty() {
            return Err(place.fault(Wrong::OutOfPlace("a second activation".into())));
        }
        layer.activation = activation;
        self.is_active = true;
        Ok(())
    }

    fn end(mut self) -> Result<Model, Fault> {
        if self.model.layers.is_empty() {
            return Err(Place::File.fault(Wrong::NoModel));
        }
        let scale = |[factor, offset]: &[f64; 2]| Scale {
            offset: *offset as f32,
            factor: *factor as f32,
        };
        self.model.rescaled = self.pending.iter().map(scale).collect();
        for (l, layer) in self.model.layers.iter().enumerate() {
            if layer
                .weights
                .as_ref()
                .is_some_and(|weights| !weights.are_finite())
            {
                return Err(Place::Layer(l + 1, String::new()).fault(Wrong::NotFinite));
            }
        }
        Ok(self.model)
    }
}

fn scaler(pending: &[[f64; 2]]) -> Scaler {
    if pending.is_empty() {
        return Scaler::None;
    }
    let scale = |[factor, offset]: &[f64; 2]| Scale {
        offset: (-offset / factor) as f32,
        factor: (1.0 / factor) as f32,
    };
    Scaler::Fitted(pending.iter().map(scale).collect())
}
