//! Two experiments side by side: pairs worth comparing, what they differ in, and what to call each.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::{
    edit::Edit,
    experiment::Experiment,
    field::FieldError,
    json::Files,
    link,
    parse::named,
    settings::{Key, Kind},
    timeline::Recipe,
};
use crate::nn::{Activation, Fixed, LayerSpec, LearningRule, Loss, Named};

/// Pairs that teach something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Pairing {
    /// One line, or several put together.
    #[strum(message = "Perceptron vs. MLP on XOR")]
    PerceptronMlp,
    /// A hard line, or a probability.
    #[strum(message = "Perceptron vs. logistic regression")]
    PerceptronLogistic,
    /// What gradients do in a deep network.
    #[strum(message = "Sigmoid vs. ReLU, 8 layers")]
    SigmoidRelu,
    /// One rate for all weights, or one for each.
    #[strum(message = "SGD vs. Adam")]
    SgdAdam,
    /// As many parameters, otherwise arranged.
    #[strum(message = "One wide layer vs. three narrow ones")]
    WideNarrow,
    /// Many small steps, or few large ones.
    #[strum(message = "Batch 1 vs. batch 256")]
    OneMany,
}

impl Pairing {
    /// The two experiments, as links write them.
    #[must_use]
    pub fn links(self) -> [&'static str; 2] {
        match self {
            Self::PerceptronMlp => [
                "data=xor_table&net=2-1heaviside&rule=perceptron&momentum=0&lr=0.1&batch=1&seed=14",
                "data=xor_table&net=2-3t-1s&momentum=0&lr=0.3&batch=1&seed=14",
            ],
            Self::PerceptronLogistic => [
                "data=gaussians&noise=0.35&net=2-1heaviside&rule=perceptron&lr=0.03&batch=1&seed=14",
                "data=gaussians&noise=0.35&net=2-1s&lr=0.03&batch=1&seed=14",
            ],
            Self::SigmoidRelu => [
                "data=circles&net=2-8s-8s-8s-8s-8s-8s-8s-8s-1s&init=glorot_uniform&lr=0.03&seed=14",
                "data=circles&net=2-8r-8r-8r-8r-8r-8r-8r-8r-1s&init=he_normal&lr=0.03&seed=14",
            ],
            Self::SgdAdam => [
                "data=moons&net=2-8t-8t-1s&lr=0.01&seed=14",
                "data=moons&net=2-8t-8t-1s&lr=0.01&optimizer=adam&seed=14",
            ],
            Self::WideNarrow => [
                "data=spiral&net=2-27t-1s&lr=0.01&optimizer=adam&seed=14",
                "data=spiral&net=2-6t-6t-6t-1s&lr=0.01&optimizer=adam&seed=14",
            ],
            Self::OneMany => [
                "data=moons&net=2-8t-8t-1s&lr=0.03&batch=1&seed=14",
                "data=moons&net=2-8t-8t-1s&lr=0.03&batch=256&seed=14",
            ],
        }
    }

    /// The pair of that name.
    ///
    /// # Errors
    /// Names those that there are.
    pub fn read(name: &str) -> Result<Self, FieldError> {
        named(name).map_err(|wrong| FieldError::new("against", wrong))
    }

    /// The two experiments.
    #[must_use]
    pub fn experiments(self) -> [Experiment; 2] {
        let none: &Files<'_> = &|_| None;
        self.links().map(|text| link::read(text, none).0.experiment)
    }
}

/// What two experiments do not have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub label: &'static str,
    /// What each has.
    pub texts: [String; 2],
}

/// What a setting is called where an experiment makes nothing of it.
const NOTHING: &str = "–";

/// All in which two experiments differ, in the order of the page: data, network, training.
#[must_use]
pub fn differences(pair: [&Experiment; 2]) -> Vec<Difference> {
    let mut all = vec![row("Data", pair, |e| e.data.dataset.label().into())];
    for setting in Key::all() {
        if setting.key != Key::Layers {
            all.push(row(setting.label, pair, |e| text(setting.key, e)));
            continue;
        }
        all.extend([
            row("Hidden units", pair, hidden_units),
            row("Hidden activation", pair, hidden_activation),
            row("Output", pair, |e| e.output().activation.label().into()),
            row("Parameters", pair, |e| {
                e.network().parameters().len().to_string()
            }),
        ]);
    }
    all.retain(|row| row.texts[0] != row.texts[1]);
    all
}

fn row(
    label: &'static str,
    pair: [&Experiment; 2],
    text: impl Fn(&Experiment) -> String,
) -> Difference {
    Difference {
        label,
        texts: pair.map(text),
    }
}

/// A setting in words.
fn text(key: Key, e: &Experiment) -> String {
    let setting = key.setting();
    if !is_used(key, e) {
        return NOTHING.into();
    }
    let plain = setting.text(e);
    match setting.kind {
        Kind::Flag(..) => if plain == "true" { "yes" } else { "no" }.into(),
        Kind::Choice(_) | Kind::Part(_) => {
            let chosen = setting.chosen(e);
            let known = setting
                .choices()
                .into_iter()
                .find(|(name, _)| Some(*name) == chosen);
            let label = known.map_or(plain.as_str(), |(_, label)| label).to_owned();
            match plain.split_once(':') {
                Some((_, inner)) => {
                    format!(
                        "{label}, {}",
                        inner.replace(['_', '='], " ").replace(',', ", ")
                    )
                }
                None => label,
            }
        }
        Kind::Form(_) if plain.is_empty() => "none".into(),
        Kind::Number(_) | Kind::Form(_) => plain,
    }
}

/// Whether a setting does something in an experiment.
fn is_used(key: Key, e: &Experiment) -> bool {
    let by_backprop = [Key::Loss, Key::Optimizer, Key::BatchSize];
    !(e.rule.is_local() && by_backprop.contains(&key))
}

fn hidden_units(e: &Experiment) -> String {
    listed(e.hidden().iter().map(|layer| layer.units.to_string()))
}

fn hidden_activation(e: &Experiment) -> String {
    let activation = |layer: &LayerSpec| layer.activation.label().to_owned();
    let mut all: Vec<_> = e.hidden().iter().map(activation).collect();
    all.dedup();
    listed(all.into_iter())
}

fn listed(all: impl Iterator<Item = String>) -> String {
    let all: Vec<_> = all.collect();
    if all.is_empty() {
        return "none".into();
    }
    all.join(", ")
}

/// What the two are called: what kind of network each is; of one kind, by what tells them apart; and of the
/// same experiment “Left” and “Right”.
#[must_use]
pub fn titles(pair: [&Experiment; 2]) -> [String; 2] {
    let kinds = pair.map(kind);
    if kinds[0] != kinds[1] {
        return kinds.map(str::to_owned);
    }
    let told = |row: &Difference| row.label != "Parameters";
    match differences(pair).into_iter().find(told) {
        None => ["Left", "Right"].map(str::to_owned),
        Some(Difference { label, texts }) => texts.map(|text| titled(label, &text)),
    }
}

/// What both begin with, where that is not the same: weights that were put in place, or those of a seed.
#[must_use]
pub fn different_start(pair: [&Recipe; 2]) -> Option<Difference> {
    let given = pair.map(|recipe| recipe.begins_with());
    let text = |side: usize| match given[side] {
        Some(_) => "reused layers".into(),
        None => format!("random, seed {}", pair[side].experiment.seed),
    };
    (given[0] != given[1]).then(|| Difference {
        label: "Starts from",
        texts: [text(0), text(1)],
    })
}

/// What two runs of the same network on the same samples are called of which one began with layers that were put in
/// place.
#[must_use]
pub fn titles_by_start(pair: [&Recipe; 2]) -> Option<[String; 2]> {
    let begins_given = |recipe: &&Recipe| recipe.begins_with().is_some();
    let units = |recipe: &Recipe| -> Vec<usize> {
        let layers = recipe.experiment.layers.iter();
        layers.map(|layer| layer.units).collect()
    };
    let [left, right] = pair;
    let alike = left.experiment.data == right.experiment.data && units(left) == units(right);
    let given = pair.each_ref().map(begins_given);
    let title = |given: bool| {
        if given {
            "Reused layers"
        } else {
            "From scratch"
        }
    };
    (alike && given[0] != given[1]).then(|| given.map(|given| title(given).to_owned()))
}

/// What tells one from another, as a title: names stand for themselves, numbers take what they are of.
fn titled(label: &str, text: &str) -> String {
    let is_name = !["none", "yes", "no"].contains(&text);
    let mut letters = text.chars();
    match letters
        .next()
        .filter(|first| is_name && first.is_alphabetic())
    {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => format!("{label} {text}"),
    }
}

/// What kind of network it is, as textbooks call it.
fn kind(e: &Experiment) -> &'static str {
    let output = e.output();
    if !e.hidden().is_empty() {
        return "Multilayer perceptron";
    }
    match (output.activation, e.loss) {
        _ if e.rule.is_local() => match e.rule {
            LearningRule::Perceptron => "Perceptron",
            LearningRule::Pocket => "Pocket algorithm",
            LearningRule::Averaged => "Averaged perceptron",
            LearningRule::Delta | LearningRule::Hebb | LearningRule::Backprop => e.rule.label(),
        },
        (Activation::Heaviside | Activation::Sign, _) => "Threshold unit",
        (Activation::Sigmoid, Loss::BinaryCrossentropy) => "Logistic regression",
        (Activation::Softmax, Loss::CategoricalCrossentropy) => "Softmax regression",
        (Activation::Linear, Loss::MeanSquaredError) => "Linear regression",
        _ => "Single layer",
    }
}

/// Experiments to hold one against: the same, and the same with one thing changed.
#[must_use]
pub fn variations(e: &Experiment) -> Vec<(&'static str, Experiment)> {
    let by = |rule: LearningRule, name| {
        let edit = Edit::Set(Key::Rule, rule.name().into());
        (e.rule.is_local(), name, edit)
    };
    let others = [
        (
            e.hidden().is_empty(),
            "With a hidden layer",
            Edit::AddLayer(0),
        ),
        by(LearningRule::Perceptron, "By the perceptron rule"),
        by(LearningRule::Delta, "By the delta rule"),
        by(LearningRule::Hebb, "By Hebb’s rule"),
        by(LearningRule::Pocket, "By the pocket algorithm"),
        by(LearningRule::Averaged, "By the averaged perceptron"),
        (
            has(e, |a| a != Activation::Relu),
            "With ReLU",
            Edit::SetHidden(Activation::Relu),
        ),
        (
            has(e, |a| a != Activation::Sigmoid),
            "With sigmoid",
            Edit::SetHidden(Activation::Sigmoid),
        ),
        (
            is_other(e, "adam"),
            "By Adam",
            Edit::Set(Key::Optimizer, "adam".into()),
        ),
        (
            is_other(e, "sgd"),
            "By SGD",
            Edit::Set(Key::Optimizer, "sgd".into()),
        ),
        (
            !e.rule.is_local() && e.batch_size > 1,
            "Batch size 1",
            Edit::Set(Key::BatchSize, "1".into()),
        ),
        (
            !e.rule.is_local() && e.batch_size < 256,
            "Batch size 256",
            Edit::Set(Key::BatchSize, "256".into()),
        ),
        (
            true,
            "From another seed",
            Edit::Set(Key::Seed, e.seed.wrapping_add(1).to_string()),
        ),
    ];
    let mut all = vec![("A copy, to change by hand", e.clone())];
    for (_, name, edit) in others.into_iter().filter(|(suits, ..)| *suits) {
        let mut other = e.clone();
        if edit.apply(&mut other).is_ok() && other != *e {
            all.push((name, other));
        }
    }
    if !e.hidden().is_empty() {
        let layers = vec![e.output()];
        let fixed = Fixed::NONE;
        all.push((
            "Without hidden layers",
            Experiment {
                layers,
                fixed,
                ..e.clone()
            },
        ));
    }
    all
}

fn has(e: &Experiment, holds: impl Fn(Activation) -> bool) -> bool {
    e.hidden().iter().any(|layer| holds(layer.activation))
}

fn is_other(e: &Experiment, optimizer: &str) -> bool {
    !e.rule.is_local() && Named::name(e.optimizer) != optimizer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::timeline::{Change, Event, Moment};

    #[test]
    fn pairs_are_written_without_a_mistake() {
        for &pairing in Pairing::ALL {
            let none: &Files<'_> = &|_| None;
            for text in pairing.links() {
                let (recipe, problems) = link::read(text, none);
                assert_eq!(problems, [], "{text}");
                assert_eq!(recipe.experiment.validate(), Ok(()), "{text}");
            }
        }
    }

    /// A duel is fair: the same samples in the same order, from the same seed.
    #[test]
    fn pairs_share_data_order_and_seed() {
        for &pairing in Pairing::ALL {
            let [left, right] = pairing.experiments();
            assert_eq!(
                (&left.data, left.seed),
                (&right.data, right.seed),
                "{pairing:?}"
            );
            assert_eq!(left.shuffle, right.shuffle);
        }
    }

    #[test]
    fn titles_tell_them_apart() {
        let titles = |p: Pairing| {
            let [left, right] = p.experiments();
            titles([&left, &right])
        };
        assert_eq!(
            titles(Pairing::PerceptronMlp),
            ["Perceptron", "Multilayer perceptron"]
        );
        assert_eq!(
            titles(Pairing::PerceptronLogistic),
            ["Perceptron", "Logistic regression"]
        );
        assert_eq!(titles(Pairing::SigmoidRelu), ["Sigmoid", "ReLU"]);
        assert_eq!(titles(Pairing::SgdAdam), ["SGD", "Adam"]);
        assert_eq!(
            titles(Pairing::WideNarrow),
            ["Hidden units 27", "Hidden units 6, 6, 6"]
        );
        assert_eq!(titles(Pairing::OneMany), ["Batch size 1", "Batch size 256"]);
        let e = Experiment::default();
        assert_eq!(super::titles([&e, &e]), ["Left", "Right"]);
    }

    #[test]
    fn layers_that_were_put_in_place_tell_the_same_networks_apart() {
        let fresh = Recipe::from(Experiment::default());
        let put = Event {
            at: Moment::START,
            change: Change::SetParameters(vec![0.5; 31]),
        };
        let given = Recipe {
            timeline: vec![put],
            ..fresh.clone()
        };
        let titles = Some(["Reused layers", "From scratch"].map(str::to_owned));
        assert_eq!(titles_by_start([&given, &fresh]), titles);
        assert_eq!(titles_by_start([&given, &given]), None);
        assert_eq!(titles_by_start([&fresh, &fresh]), None);
        let mut other = fresh.clone();
        other.experiment.layers[0].units = 5;
        assert_eq!(titles_by_start([&given, &other]), None);
    }

    #[test]
    fn as_many_parameters_on_either_side() {
        let [wide, narrow] = Pairing::WideNarrow.experiments();
        let count = |e: &Experiment| e.network().parameters().len();
        assert_eq!((count(&wide), count(&narrow)), (109, 109));
    }

    #[test]
    fn what_one_is_held_against_is_valid_and_another() {
        for &pairing in Pairing::ALL {
            for e in pairing.experiments() {
                let all = variations(&e);
                assert_eq!(all[0].1, e);
                assert!(all.len() > 2, "{pairing:?}");
                for (name, other) in &all[1..] {
                    assert_eq!(other.validate(), Ok(()), "{pairing:?} {name}");
                    assert_ne!(*other, e, "{pairing:?} {name}");
                    assert_eq!(other.data, e.data);
                }
            }
        }
    }

    #[test]
    fn a_single_unit_is_held_against_every_other_rule() {
        let [perceptron, mlp] = Pairing::PerceptronMlp.experiments();
        let rules = |e: &Experiment| {
            let all = variations(e).into_iter().map(|(_, other)| other.rule);
            all.filter(|rule| *rule != e.rule && rule.is_local())
                .count()
        };
        assert_eq!(rules(&perceptron), 4);
        assert_eq!(rules(&mlp), 0);
    }

    #[test]
    fn reused_layers_are_told_from_random_ones() {
        let plain = Recipe::from(Experiment::default());
        let mut given = plain.clone();
        given.timeline.push(Event {
            at: Moment::START,
            change: Change::SetParameters(vec![0.5; 31]),
        });
        assert_eq!(different_start([&plain, &plain]), None);
        assert_eq!(different_start([&given, &given]), None);
        let told = different_start([&given, &plain]).unwrap();
        let random = format!("random, seed {}", plain.experiment.seed);
        assert_eq!(told.texts, ["reused layers".to_owned(), random]);
    }

    #[test]
    fn only_what_differs_is_told() {
        let [left, right] = Pairing::PerceptronMlp.experiments();
        let rows = differences([&left, &right]);
        let of = |label| {
            rows.iter()
                .find(|row| row.label == label)
                .map(|row| row.texts.clone())
        };
        let texts = |a: &str, b: &str| Some([a.to_owned(), b.to_owned()]);
        assert_eq!(of("Hidden units"), texts("none", "3"));
        assert_eq!(of("Parameters"), texts("3", "13"));
        assert_eq!(of("Learning rule"), texts("Perceptron rule", "Backprop"));
        assert_eq!(of("Batch size"), texts("–", "1"));
        assert_eq!(of("Data"), None);
        assert_eq!(differences([&left, &left]), []);
    }
}
