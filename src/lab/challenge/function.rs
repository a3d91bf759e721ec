//! What a unit computes, by its own truth table.

use super::model::{Model, Unit};
use crate::nn::Activation;

/// A Boolean function of a unit's inputs: whether it answers with its upper value, for each combination of theirs.
/// The first input is the slowest: 00, 01, 10, 11.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// How many inputs there are.
    pub inputs: usize,
    /// The answers.
    pub answers: Vec<bool>,
}

/// Inputs of which a function is made out.
const MOST_INPUTS: usize = 4;

/// What each unit computes, layer by layer; none of a unit whose inputs have more than two values, or that has too
/// many.
#[must_use]
pub fn functions(model: &Model) -> Vec<Vec<Option<Function>>> {
    let of_layer = |(at, units): (usize, &Vec<Unit>)| {
        let values = match at.checked_sub(1) {
            None => inputs(model),
            Some(before) => answers(&model.layers[before]),
        };
        let of = |unit: &Unit| Some(function(model, unit, values.as_ref()?));
        units.iter().map(of).collect()
    };
    model.layers.iter().enumerate().map(of_layer).collect()
}

/// The lower and the upper value of each input of the network, where it has but these.
fn inputs(model: &Model) -> Option<Vec<[f32; 2]>> {
    let count = model.rows.first()?.len();
    let pair = |at: usize| {
        let values = || model.rows.iter().map(|row| row[at]);
        let (low, high) = (values().reduce(f32::min)?, values().reduce(f32::max)?);
        let has_two = low < high && values().all(|value| value == low || value == high);
        has_two.then_some([low, high])
    };
    (count <= MOST_INPUTS).then(|| (0..count).map(pair).collect())?
}

/// The same of a layer of steps.
fn answers(units: &[Unit]) -> Option<Vec<[f32; 2]>> {
    let pair = |unit: &Unit| match unit.activation {
        Activation::Heaviside => Some([0.0, 1.0]),
        Activation::Sign => Some([-1.0, 1.0]),
        Activation::Linear
        | Activation::Sigmoid
        | Activation::Tanh
        | Activation::Relu
        | Activation::LeakyRelu
        | Activation::Elu
        | Activation::Selu
        | Activation::Softplus
        | Activation::Gelu
        | Activation::Swish
        | Activation::Softmax => None,
    };
    (units.len() <= MOST_INPUTS).then(|| units.iter().map(pair).collect())?
}

fn function(model: &Model, unit: &Unit, values: &[[f32; 2]]) -> Function {
    let inputs = values.len();
    let answer = |combination: usize| {
        let on = |at: usize| combination >> (inputs - 1 - at) & 1;
        let read: Vec<f32> = values
            .iter()
            .enumerate()
            .map(|(at, pair)| pair[on(at)])
            .collect();
        is_on(unit.activation, model.sum(unit, &read))
    };
    Function {
        inputs,
        answers: (0..1 << inputs).map(answer).collect(),
    }
}

/// Whether a unit answers with its upper value: a sign of 0 does not.
fn is_on(activation: Activation, sum: f32) -> bool {
    match activation {
        Activation::Heaviside => sum >= 0.0,
        Activation::Sign
        | Activation::Linear
        | Activation::Sigmoid
        | Activation::Tanh
        | Activation::Relu
        | Activation::LeakyRelu
        | Activation::Elu
        | Activation::Selu
        | Activation::Softplus
        | Activation::Gelu
        | Activation::Swish
        | Activation::Softmax => sum > 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::tests::{XOR, model},
        *,
    };

    fn bits(function: &Option<Function>) -> String {
        let function = function.as_ref().unwrap();
        let digit = |&on: &bool| if on { '1' } else { '0' };
        function.answers.iter().map(digit).collect()
    }

    #[test]
    fn each_unit_has_its_own_truth_table() {
        let binary = [1.0, 1.0, -1.0, -1.0, -0.5, 1.5, 1.0, 1.0, -1.5];
        let bipolar = [1.0, 1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0, -1.0];
        let signs = XOR.replace("2h-1h", "2sign-1sign") + "&coding=bipolar";
        for (fragment, weights) in [(XOR.to_owned(), binary), (signs, bipolar)] {
            let functions = functions(&model(&fragment, &weights));
            let all: Vec<_> = functions.iter().flatten().map(bits).collect();
            assert_eq!(all, ["0111", "1110", "0001"], "{fragment}");
        }
    }

    #[test]
    fn what_reads_more_than_two_values_has_none() {
        let smooth = XOR.replace("2h", "2t");
        let functions = functions(&model(&smooth, &[1.0; 9]));
        assert!(functions[0].iter().all(Option::is_some) && functions[1] == [None]);
        let (recipe, _) = crate::lab::link::read("data=drawn&drawn=&net=2-1h", &|_| None);
        let e = recipe.experiment;
        let prepared = crate::lab::Prepared::new(&e);
        assert!(Model::new(&e.network(), &prepared).is_none());
    }
}
