//! The network over the rows of the table.

use crate::{
    lab::Prepared,
    nn::{Activation, Network, Task},
};

/// Rows that a table has, at most: those of four inputs.
pub const MOST_ROWS: usize = 16;

/// A network with one answer to each of a few rows, as a person changes its weights.
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) layers: Vec<Vec<Unit>>,
    /// Laid out as the network's.
    pub(super) parameters: Vec<f32>,
    /// What the network reads, a row each.
    pub(super) rows: Vec<Vec<f32>>,
    /// Whether the answer to each is to be above the threshold.
    pub(super) wants: Vec<bool>,
    targets: Vec<f32>,
    threshold: f32,
}

#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub activation: Activation,
    /// Where its weights stand among the parameters, and its bias at last.
    pub places: Vec<usize>,
}

impl Model {
    /// A network and the training samples that it is to have right; none where there is not one answer to each
    /// that is right or wrong, or where they are more than [`MOST_ROWS`].
    #[must_use]
    pub fn new(network: &Network, prepared: &Prepared) -> Option<Self> {
        let samples = &prepared.train;
        let fits = prepared.task == Task::Binary
            && network.outputs() == 1
            && network.inputs() == samples.inputs()
            && (1..=MOST_ROWS).contains(&samples.len());
        if !fits {
            return None;
        }
        let mut places = network.units();
        let layers = network.layers().iter().map(|layer| {
            let unit = |places| Unit {
                activation: layer.activation,
                places,
            };
            places.by_ref().take(layer.units).map(unit).collect()
        });
        let threshold = prepared.target.threshold();
        let targets: Vec<f32> = (0..samples.len()).map(|row| samples.y(row)[0]).collect();
        Some(Self {
            layers: layers.collect(),
            parameters: network.parameters().to_vec(),
            rows: (0..samples.len())
                .map(|row| samples.x(row).to_vec())
                .collect(),
            wants: targets.iter().map(|&target| target > threshold).collect(),
            targets,
            threshold,
        })
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none, which is never so.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether all hidden units are steps.
    #[must_use]
    pub fn has_hidden_steps(&self) -> bool {
        let hidden = self.layers.split_last().map(|(_, hidden)| hidden);
        hidden.is_some_and(|hidden| {
            let mut units = hidden.iter().flatten();
            units.all(|unit| unit.activation.is_step())
        })
    }

    /// Whether the answer goes by the side of 0 that the output's sum is on.
    #[must_use]
    pub fn decides(&self) -> bool {
        let decides = |unit: &Unit| match unit.activation {
            Activation::Heaviside | Activation::Sigmoid => self.threshold == 0.5,
            Activation::Sign | Activation::Tanh => self.threshold == 0.0,
            Activation::Linear
            | Activation::Relu
            | Activation::LeakyRelu
            | Activation::Elu
            | Activation::Selu
            | Activation::Softplus
            | Activation::Gelu
            | Activation::Swish
            | Activation::Softmax => false,
        };
        self.layers
            .last()
            .is_some_and(|output| output.iter().all(decides))
    }

    /// The step that goes with the targets.
    #[must_use]
    pub fn step(&self) -> Activation {
        if self.threshold == 0.0 {
            Activation::Sign
        } else {
            Activation::Heaviside
        }
    }

    /// Two rows that the network reads the same of and that should be answered differently.
    #[must_use]
    pub fn contradiction(&self) -> Option<[usize; 2]> {
        self.torn(&self.rows)
    }

    /// Two rows with different answers at which the same is read.
    pub(super) fn torn(&self, read: &[Vec<f32>]) -> Option<[usize; 2]> {
        (0..read.len()).find_map(|at| {
            let same =
                |&other: &usize| read[at] == read[other] && self.wants[at] != self.wants[other];
            Some([(0..at).find(same)?, at])
        })
    }

    /// Whether each row is right.
    #[must_use]
    pub fn right(&self) -> Vec<bool> {
        let right = |(row, &wants): (&Vec<f32>, &bool)| self.answer(row) == wants;
        self.rows.iter().zip(&self.wants).map(right).collect()
    }

    /// How many rows are wrong.
    #[must_use]
    pub fn wrong(&self) -> usize {
        self.right().iter().filter(|right| !**right).count()
    }

    /// The same with other values in place of some parameters, by their numbers.
    #[must_use]
    pub fn with(&self, changes: &[(usize, f32)]) -> Self {
        let mut next = self.clone();
        for &(at, value) in changes {
            if let Some(parameter) = next.parameters.get_mut(at) {
                *parameter = value;
            }
        }
        next
    }

    /// What the network answers to a row, and what it should answer.
    #[must_use]
    pub fn answer_and_target(&self, row: usize) -> Option<[f32; 2]> {
        Some([self.value(self.rows.get(row)?), *self.targets.get(row)?])
    }

    fn answer(&self, row: &[f32]) -> bool {
        self.value(row) > self.threshold
    }

    fn value(&self, row: &[f32]) -> f32 {
        let answers = self.read_by(self.layers.len(), row);
        answers.first().copied().unwrap_or_default()
    }

    /// What a layer reads where the network reads a row: the answers of the layer before.
    pub(super) fn read_by(&self, layer: usize, row: &[f32]) -> Vec<f32> {
        let mut values = row.to_vec();
        for units in &self.layers[..layer] {
            values = units
                .iter()
                .map(|unit| unit.activation.value(self.sum(unit, &values)))
                .collect();
        }
        values
    }

    /// A unit's weighted sum, added up in the order in which the network does.
    pub(super) fn sum(&self, unit: &Unit, read: &[f32]) -> f32 {
        let Some((bias, weights)) = unit.places.split_last() else {
            return 0.0;
        };
        let terms = weights
            .iter()
            .zip(read)
            .map(|(&at, x)| self.parameters[at] * x);
        terms.fold(self.parameters[*bias], |sum, term| sum + term)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lab::{UnitTable, link};

    /// The network of a link with these parameters, and its samples.
    pub fn setup(fragment: &str, parameters: &[f32]) -> (Network, Prepared) {
        let (recipe, problems) = link::read(fragment, &|_| None);
        assert_eq!(problems, []);
        let mut network = recipe.experiment.network();
        network.parameters_mut().copy_from_slice(parameters);
        (network, Prepared::new(&recipe.experiment))
    }

    pub fn model(fragment: &str, parameters: &[f32]) -> Model {
        let (network, prepared) = setup(fragment, parameters);
        Model::new(&network, &prepared).unwrap()
    }

    pub const XOR: &str = "data=xor_table&net=2-2h-1h&loss=mean_squared_error";

    #[test]
    fn only_a_table_with_one_answer_is_one() {
        for (fragment, is) in [
            ("data=xor_table", true),
            ("data=xor_table&inputs=x1,x2,x1x2&net=3-1s", true),
            ("data=xor", false),
            ("data=labels", false),
            ("data=blobs3", false),
            ("data=line", false),
        ] {
            let (recipe, _) = link::read(fragment, &|_| None);
            let e = recipe.experiment;
            let model = Model::new(&e.network(), &Prepared::new(&e));
            assert_eq!(model.is_some(), is, "{fragment}");
        }
        for (net, hidden, output) in [
            ("2h-1h", true, true),
            ("2h-1s", true, true),
            ("1s", true, true),
            ("1l", true, false),
            ("2sign-1t", true, true),
            ("2t-1h", false, true),
            ("2t-1l", false, false),
            ("2h-2s-1s", false, true),
            ("2h-1l", true, false),
        ] {
            for loss in ["mean_squared_error", "hinge"] {
                let fragment = XOR
                    .replace("2h-1h", net)
                    .replace("mean_squared_error", loss);
                let (recipe, _) = link::read(&fragment, &|_| None);
                let mut e = recipe.experiment;
                let of = |e: &crate::lab::Experiment| {
                    Model::new(&e.network(), &Prepared::new(e)).unwrap()
                };
                let model = of(&e);
                assert_eq!(model.has_hidden_steps(), hidden, "{fragment}");
                if loss != "hinge" {
                    assert_eq!(model.decides(), output, "{fragment}");
                }
                // The step that is named does.
                e.layers.last_mut().unwrap().activation = model.step();
                assert!(of(&e).decides(), "{fragment}");
            }
        }
    }

    proptest! {
        /// Also where sums come to 0 but for rounding.
        #[test]
        fn rows_are_right_where_the_page_says_so(
            weights in prop::collection::vec((-8i8..8).prop_map(|w| f32::from(w) * 0.1), 9),
            net in prop::sample::select(vec!["2-2h-1h", "2-2sign-1sign", "2-2t-1t", "2-2s-1h", "2-2h-1s"]),
            coding in prop::sample::select(vec!["binary", "bipolar"]),
        ) {
            let fragment = format!("data=xor_table&coding={coding}&net={net}&loss=mean_squared_error");
            let (network, prepared) = setup(&fragment, &weights);
            let model = Model::new(&network, &prepared).unwrap();
            let table = UnitTable::of(&network, &prepared, 0..4);
            let right: Vec<_> = table.rows.iter().map(|row| row.right == Some(true)).collect();
            prop_assert_eq!(model.right(), right);
        }
    }
}
