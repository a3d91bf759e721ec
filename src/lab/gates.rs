//! Threshold units whose weights are put in place by hand: gates, and XOR of three of them.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::{
    experiment::Experiment,
    timeline::{Change, Event, Moment, Recipe},
};
use crate::{
    data::{DataSpec, Dataset},
    nn::{Activation, Initializer, LayerSpec, LearningRule, Loss},
};

/// What there is to be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Gate {
    /// 1 where both inputs are on.
    #[strum(message = "AND")]
    And,
    /// 1 where at least one input is on.
    #[strum(message = "OR")]
    Or,
    /// 1 where the only input is off.
    #[strum(message = "NOT")]
    Not,
    /// 1 unless both inputs are on.
    #[strum(message = "NAND")]
    Nand,
    /// 1 where exactly one input is on: OR and NAND, and AND of these.
    #[strum(message = "XOR of three units")]
    Xor,
    /// XOR with weights that have three of its rows right: OR three times.
    #[strum(message = "Solve XOR by hand")]
    Challenge,
}

const AND: [f32; 3] = [1.0, 1.0, -1.5];
const OR: [f32; 3] = [1.0, 1.0, -0.5];
const NAND: [f32; 3] = [-1.0, -1.0, 1.5];

impl Gate {
    /// The table that it is to have right.
    #[must_use]
    pub fn dataset(self) -> Dataset {
        match self {
            Self::And => Dataset::And,
            Self::Or => Dataset::Or,
            Self::Not => Dataset::Not,
            Self::Nand => Dataset::Nand,
            Self::Xor | Self::Challenge => Dataset::XorTable,
        }
    }

    /// The weights and, at last, the bias of each unit.
    fn units(self) -> Vec<&'static [f32]> {
        match self {
            Self::And => vec![&AND],
            Self::Or => vec![&OR],
            Self::Not => vec![&[-1.0, 0.5]],
            Self::Nand => vec![&NAND],
            Self::Xor => vec![&OR, &NAND, &AND],
            Self::Challenge => vec![&OR; 3],
        }
    }

    /// The experiment with its weights in place. Single units learn by the perceptron's rule in the order of the
    /// table, so that a trace on paper can be followed from zero weights too.
    #[must_use]
    pub fn recipe(self) -> Recipe {
        let step = |units| LayerSpec::new(units, Activation::Heaviside);
        let preset = Experiment::preset(DataSpec {
            dataset: self.dataset(),
            ..DataSpec::default()
        });
        let units = self.units();
        let experiment = match units.len() {
            1 => Experiment {
                layers: vec![step(1)],
                rule: LearningRule::Perceptron,
                learning_rate: 1.0,
                initializer: Initializer::Zeros,
                shuffle: false,
                ..preset
            },
            _ => Experiment {
                layers: vec![step(2), step(1)],
                loss: Loss::MeanSquaredError,
                ..preset
            },
        };
        let mut parameters = experiment.network().parameters().to_vec();
        let places: Vec<Vec<usize>> = experiment.network().units().collect();
        for (place, value) in places.iter().flatten().zip(units.into_iter().flatten()) {
            parameters[*place] = *value;
        }
        let put = Event {
            at: Moment::START,
            change: Change::SetParameters(parameters),
        };
        Recipe {
            experiment,
            timeline: vec![put],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::{Course, Data, Plan},
        lab::{Prepared, challenge::Model, link},
        nn::{Named, Stride},
    };

    fn course(recipe: &Recipe) -> (Course, Prepared) {
        let prepared = Prepared::new(&recipe.experiment);
        let plan = Plan::from(&recipe.experiment);
        let course = Course::new(&plan, &Data::from(&prepared), recipe.timeline.clone());
        (course, prepared)
    }

    #[test]
    fn every_gate_is_right_and_the_challenge_is_not() {
        for &gate in Gate::ALL {
            let recipe = gate.recipe();
            assert_eq!(recipe.experiment.validate(), Ok(()));
            let (course, prepared) = course(&recipe);
            let model = Model::new(course.network(), &prepared).unwrap();
            let wrong = usize::from(gate == Gate::Challenge);
            assert_eq!(model.wrong(), wrong, "{gate:?}");
            let rows = if gate == Gate::Not { 2 } else { 4 };
            assert_eq!(model.len(), rows, "{gate:?}");
        }
    }

    #[test]
    fn a_link_holds_a_gate_with_its_weights() {
        for &gate in Gate::ALL {
            let recipe = gate.recipe();
            let read = link::read(&link::write(&recipe), &|_| None);
            assert_eq!(read, (recipe, vec![]), "{gate:?}");
        }
        let and = link::write(&Gate::And.recipe());
        assert_eq!(
            and,
            "data=and&net=2-1h&init=zeros&rule=perceptron&lr=1&shuffle=false&then=0:weights=1,1,-1.5"
        );
    }

    /// What a gate has right it keeps: the rule changes nothing where there is no mistake.
    #[test]
    fn gates_stay_what_they_are_when_they_learn() {
        for &gate in Gate::ALL {
            let recipe = gate.recipe();
            let (mut course, _) = course(&recipe);
            let before = course.network().parameters().to_vec();
            course.advance(Stride::Epoch, 3, &mut || true);
            assert_eq!(course.network().parameters(), before, "{gate:?}");
        }
    }
}
