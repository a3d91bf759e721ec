//! What a person can change of an experiment.

use super::{
    experiment::Experiment,
    field::FieldError,
    fixed,
    parse::within,
    settings::{Acts, Key, Kind},
    spot::Spot,
    wrong::Wrong,
};
use crate::{
    data::{DataSpec, Dataset, Drawn, Feature, File, Summary, decimal::read_f64},
    nn::{Activation, LayerSpec, LearningRule, Loss},
};

/// A change of the experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Put a setting to what a text says.
    Set(Key, String),
    /// Put a setting within a part (an optimizer, a schedule, a loss) to what a text says.
    SetInner(Key, &'static str, String),
    /// Choose a dataset that needs no file.
    SetDataset(Dataset),
    /// Choose a dataset that was read from a file.
    SetFile(Dataset, File),
    /// Put points in place of those drawn by hand, and learn them.
    Draw(Drawn),
    /// Go back to what the dataset is met with first.
    UsePreset,
    /// Draw other points of the same kind.
    RegenerateData,
    /// Switch an input feature on or off.
    ToggleFeature(Feature),
    /// Put a hidden layer before layer `.0` (counted from 0; the output layer is the last).
    AddLayer(usize),
    /// Take hidden layer `.0` out.
    RemoveLayer(usize),
    /// Give layer `.0` that many units.
    SetUnits(usize, usize),
    /// Give layer `.0` an activation.
    SetActivation(usize, Activation),
    /// Give all hidden layers an activation.
    SetHidden(Activation),
    /// Choose output activation and loss together.
    SetOutput(Activation, Loss),
    /// Let layer `.0` learn, or freeze it.
    SetTrainable(usize, bool),
    /// Freeze the weight or bias at a spot, or let it learn again.
    SetFixed(Spot, bool),
    /// Draw other initial weights, with this seed.
    NewWeights(u32),
}

/// What an edit did, for whoever says so.
#[derive(Clone, Debug, PartialEq)]
pub enum Edited {
    /// A setting is other than before.
    Setting(Key, String),
    /// A setting within a part is.
    Inner(&'static str, String),
    /// The perceptron rule made the network one layer of steps.
    OneLayerOfSteps,
    /// There are other data, and perhaps another network.
    Data(Data, Option<Outputs>),
    /// So many points are drawn.
    Drawn(usize),
    /// The dataset's first network is back.
    Preset(Dataset),
    /// Other points of the same kind.
    Regenerated(u32),
    /// An input was switched on or off.
    Input(Feature, bool),
    /// A layer is new, with what else that brought, and the learning rate.
    LayerAdded(usize, Option<(Outputs, f32)>),
    /// A layer is gone.
    LayerRemoved(usize),
    /// A layer has so many units.
    Units(Place, usize),
    /// A layer has another activation, and the rule is backprop now where it was not.
    Activation(Place, Activation, bool),
    /// All hidden layers have an activation.
    Hidden(Activation),
    /// The output layer has another activation and loss.
    Output(Activation, Loss),
    /// A layer learns, or does not.
    Trainable(Place, bool),
    /// A weight or bias stays as it is, or learns again.
    Fixed(Spot, bool),
    /// Weights are those of another seed.
    Weights(u32),
}

/// Which data there are now.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// A set of the gallery.
    Known(Dataset),
    /// A person's own table: its name, and what there is in it.
    Own(String, Summary),
}

/// The output layer and loss that came with something else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outputs {
    /// How many units there are.
    pub units: usize,
    /// Their activation.
    pub activation: Activation,
    /// What they make small.
    pub loss: Loss,
}

impl Outputs {
    fn of(e: &Experiment) -> Self {
        let LayerSpec {
            units, activation, ..
        } = e.output();
        Self {
            units,
            activation,
            loss: e.loss,
        }
    }
}

/// A layer, as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Hidden layer `.0`, counted from 1.
    Hidden(usize),
    /// The output layer.
    Output,
}

impl Place {
    /// The layer at a place of an experiment's list.
    #[must_use]
    pub fn of(e: &Experiment, at: usize) -> Self {
        if at + 1 == e.layers.len() {
            Self::Output
        } else {
            Self::Hidden(at + 1)
        }
    }
}

impl Edit {
    /// What belongs together: edits of one kind that follow each other at once, as while a slider is
    /// drawn, are one step back.
    #[must_use]
    pub fn continues(&self, last: &Self) -> bool {
        match (self, last) {
            (Self::Set(key, _), Self::Set(before, _)) => {
                key == before && matches!(key.setting().kind, Kind::Number(_))
            }
            (Self::SetInner(key, name, text), Self::SetInner(key_before, before, _)) => {
                (key, name) == (key_before, before) && read_f64(text).is_some()
            }
            (Self::SetUnits(at, _), Self::SetUnits(before, _)) => at == before,
            _ => false,
        }
    }

    /// Changes an experiment and says what the change did.
    ///
    /// # Errors
    /// Names the field that cannot be so; what it leaves is then of no use.
    pub fn apply(self, e: &mut Experiment) -> Result<Edited, FieldError> {
        let before = e.clone();
        let edited = self.change(e)?;
        e.release(&before);
        Ok(edited)
    }

    fn change(self, e: &mut Experiment) -> Result<Edited, FieldError> {
        let edited = match self {
            Self::Set(key, text) => set(e, key, &text)?,
            Self::SetInner(key, name, text) => set_inner(e, key, name, &text)?,
            Self::SetDataset(dataset) => set_data(e, dataset, File::default(), None),
            Self::SetFile(dataset, file) => set_data(e, dataset, file, None),
            Self::Draw(drawn) => {
                let count = drawn.len();
                set_data(e, Dataset::Drawn, File::default(), Some(drawn));
                Edited::Drawn(count)
            }
            Self::UsePreset => {
                let seed = e.seed;
                *e = Experiment {
                    seed,
                    ..Experiment::preset(e.data.clone())
                };
                Edited::Preset(e.data.dataset)
            }
            Self::RegenerateData => {
                e.data.draw = e.data.draw.wrapping_add(1);
                Edited::Regenerated(e.data.draw)
            }
            Self::ToggleFeature(feature) => {
                let toggled = e.features.toggled(feature);
                let wrong = || FieldError::new(Key::Features.setting().label, Wrong::LastInput);
                e.features = toggled.ok_or_else(wrong)?;
                Edited::Input(feature, e.features.contains(feature))
            }
            Self::AddLayer(at) => add_layer(e, at)?,
            Self::RemoveLayer(at) => remove_layer(e, at)?,
            Self::SetUnits(at, units) => {
                if at + 1 < e.layers.len() {
                    let wrong = |wrong| FieldError::new("Units", wrong);
                    within(units as f64, e.units()).map_err(wrong)?;
                }
                layer(e, at)?.units = units;
                Edited::Units(Place::of(e, at), units)
            }
            Self::SetActivation(at, activation) => {
                layer(e, at)?.activation = activation;
                let left = leave_perceptron_rule(e);
                Edited::Activation(Place::of(e, at), activation, left)
            }
            Self::SetHidden(activation) => {
                let hidden = e.hidden().len();
                e.layers[..hidden]
                    .iter_mut()
                    .for_each(|layer| layer.activation = activation);
                Edited::Hidden(activation)
            }
            Self::SetOutput(activation, loss) => {
                let output = e.layers.len().saturating_sub(1);
                layer(e, output)?.activation = activation;
                leave_perceptron_rule(e);
                e.loss = loss;
                Edited::Output(activation, loss)
            }
            Self::SetTrainable(at, trainable) => {
                layer(e, at)?.trainable = trainable;
                Edited::Trainable(Place::of(e, at), trainable)
            }
            Self::SetFixed(spot, on) => {
                let wrong = |wrong| FieldError::new(Key::Fixed.setting().label, wrong);
                fixed::set(e, spot, on).map_err(wrong)?;
                Edited::Fixed(spot, on)
            }
            Self::NewWeights(seed) => {
                e.seed = seed;
                Edited::Weights(seed)
            }
        };
        Ok(edited)
    }
}

/// Whether a run of `before` can go on as one of `after`: only settings that act live differ.
#[must_use]
pub fn goes_on(before: &Experiment, after: &Experiment) -> bool {
    let same_data = before.data.dataset == after.data.dataset
        && before.data.drawn == after.data.drawn
        && before.data.file == after.data.file;
    let from_start = Key::all().filter(|s| s.acts == Acts::FromStart);
    same_data
        && from_start
            .into_iter()
            .all(|s| s.text(before) == s.text(after))
}

fn set(e: &mut Experiment, key: Key, text: &str) -> Result<Edited, FieldError> {
    let setting = key.setting();
    let wrong = |wrong| FieldError::new(setting.label, wrong);
    let (chosen, inner) = (setting.chosen(e), setting.inner(e));
    setting.set(e, text).map_err(wrong)?;
    let now = setting.inner(e);
    if chosen == setting.chosen(e)
        && let Some(other) = now.into_iter().find(|s| !inner.contains(s))
    {
        return Ok(Edited::Inner(other.label, other.text));
    }
    if key == Key::Rule && e.rule.is_local() && !e.is_one_layer_of_steps() {
        make_one_layer_of_steps(e);
        return Ok(Edited::OneLayerOfSteps);
    }
    Ok(Edited::Setting(key, setting.text(e)))
}

fn set_inner(
    e: &mut Experiment,
    key: Key,
    name: &'static str,
    text: &str,
) -> Result<Edited, FieldError> {
    let setting = key.setting();
    let inner = setting.inner(e).into_iter().find(|s| s.name == name);
    let label = inner.map_or(name, |s| s.label);
    let wrong = |wrong| FieldError::new(label, wrong);
    setting.set_inner(e, name, text).map_err(wrong)?;
    Ok(Edited::Inner(label, text.into()))
}

/// Puts other data into an experiment, and says what they are.
fn set_data(e: &mut Experiment, dataset: Dataset, file: File, drawn: Option<Drawn>) -> Edited {
    let before = (e.task(), e.layers.clone());
    let data = DataSpec {
        dataset,
        file,
        drawn: drawn.unwrap_or_default(),
        ..e.data.all_of_it()
    };
    *e = e.with_data(data);
    let data = match e.data.file.loaded() {
        Some(loaded) if dataset == Dataset::Own => Data::Own(loaded.name.clone(), loaded.summary()),
        _ => Data::Known(dataset),
    };
    let same = (e.task(), &e.layers) == (before.0, &before.1);
    Edited::Data(data, (!same).then(|| Outputs::of(e)))
}

fn layer(e: &mut Experiment, at: usize) -> Result<&mut LayerSpec, FieldError> {
    let count = e.layers.len();
    let wrong = || FieldError::new("Layer", Wrong::NoSuchLayer(at + 1, count));
    e.layers.get_mut(at).ok_or_else(wrong)
}

/// A new layer has three units, and the activation of the hidden layer beside it. A single layer of
/// steps gives way to what backprop can train: behind a step nothing would learn.
fn add_layer(e: &mut Experiment, at: usize) -> Result<Edited, FieldError> {
    if e.hidden().len() >= Experiment::HIDDEN_LAYERS {
        return Err(FieldError::new("Layers", Wrong::NoMoreLayers));
    }
    let at = at.min(e.hidden().len());
    let neighbour = e.hidden().get(at.saturating_sub(1));
    let activation = neighbour.map_or(Activation::Tanh, |l| l.activation);
    let was_threshold = e.is_one_layer_of_steps();
    e.layers.insert(at, LayerSpec::new(3, activation));
    // Layers from here on are others.
    e.fixed = e.fixed.only(|place| place.layer < at);
    let outputs = was_threshold.then(|| {
        learn_by_backprop(e);
        (Outputs::of(e), e.learning_rate)
    });
    Ok(Edited::LayerAdded(at + 1, outputs))
}

/// Gives the output layer, the loss and the pace what backprop learns these data with: a rate at which
/// a threshold takes its steps says nothing of gradients.
fn learn_by_backprop(e: &mut Experiment) {
    let preset = Experiment::preset(e.data.clone());
    let trainable = e.output().trainable;
    if let Some(output) = e.layers.last_mut() {
        *output = LayerSpec {
            trainable,
            ..preset.output()
        };
    }
    (e.rule, e.loss) = (LearningRule::Backprop, preset.loss);
    (e.optimizer, e.learning_rate) = (preset.optimizer, preset.learning_rate);
    (e.schedule, e.batch_size) = (preset.schedule, preset.batch_size);
}

fn remove_layer(e: &mut Experiment, at: usize) -> Result<Edited, FieldError> {
    if at >= e.hidden().len() {
        return Err(FieldError::new("Layer", Wrong::OutputLayerStays));
    }
    e.layers.remove(at);
    e.fixed = e.fixed.only(|place| place.layer < at);
    Ok(Edited::LayerRemoved(at + 1))
}

/// The rules of single units know only a single layer of steps; anything else needs backprop. Says
/// whether the rule had to go.
fn leave_perceptron_rule(e: &mut Experiment) -> bool {
    let leaves = e.rule.is_local() && !e.is_one_layer_of_steps();
    if leaves {
        e.rule = LearningRule::Backprop;
    }
    leaves
}

fn make_one_layer_of_steps(e: &mut Experiment) {
    let output = e.output();
    let activation = if output.activation.is_step() {
        output.activation
    } else {
        Activation::Heaviside
    };
    e.layers = vec![LayerSpec::new(output.units, activation)];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Named;

    fn after(edits: Vec<Edit>) -> Experiment {
        let mut e = Experiment::default();
        for edit in edits {
            edit.apply(&mut e).unwrap();
            assert_eq!(e.validate(), Ok(()));
        }
        e
    }

    /// The page's first lesson: a perceptron that cannot do it is given a hidden layer, and then
    /// every layer must be able to learn.
    #[test]
    fn a_threshold_that_gets_a_hidden_layer_can_learn() {
        for rule in [LearningRule::Perceptron, LearningRule::Backprop] {
            for step in [Activation::Heaviside, Activation::Sign] {
                for dataset in [Dataset::XorTable, Dataset::Xor, Dataset::Blobs3] {
                    let mut e = Experiment::default();
                    Edit::SetDataset(dataset).apply(&mut e).unwrap();
                    Edit::Set(Key::Rule, "perceptron".into())
                        .apply(&mut e)
                        .unwrap();
                    Edit::SetActivation(0, step).apply(&mut e).unwrap();
                    Edit::Set(Key::Rule, rule.name().into())
                        .apply(&mut e)
                        .unwrap();
                    Edit::Set(Key::LearningRate, "1".into())
                        .apply(&mut e)
                        .unwrap();
                    Edit::AddLayer(0).apply(&mut e).unwrap();
                    assert_eq!(e.validate(), Ok(()));
                    assert_eq!(e.rule, LearningRule::Backprop);
                    assert!(e.layers.iter().all(|l| !l.activation.is_step()), "{e:?}");
                    let fits = crate::lab::misfit(e.task(), e.output().activation, e.loss);
                    assert_eq!(fits, None);
                    let preset = Experiment::preset(e.data.clone());
                    let pace = |e: &Experiment| (e.optimizer, e.learning_rate, e.batch_size);
                    assert_eq!(pace(&e), pace(&preset));
                }
            }
        }
    }

    #[test]
    fn a_step_in_a_deep_network_stays_where_it_was_chosen() {
        let e = after(vec![
            Edit::SetActivation(0, Activation::Heaviside),
            Edit::AddLayer(1),
        ]);
        assert_eq!(e.layers[0].activation, Activation::Heaviside);
    }

    #[test]
    fn all_hidden_layers_change_at_once_and_the_output_stays() {
        let e = after(vec![Edit::SetHidden(Activation::Relu)]);
        let activations: Vec<_> = e.layers.iter().map(|l| l.activation).collect();
        use Activation::{Relu, Sigmoid};
        assert_eq!(activations, [Relu, Relu, Sigmoid]);
    }

    #[test]
    fn only_live_settings_let_a_run_go_on() {
        for setting in Key::all() {
            // Of two classes, none is left out.
            let before = if setting.key == Key::Classes {
                Experiment::preset(DataSpec {
                    dataset: Dataset::Blobs3,
                    ..DataSpec::default()
                })
            } else {
                Experiment::default()
            };
            let other = match setting.key {
                Key::Coding => "bipolar",
                Key::Features => "x1",
                Key::Standardize => "true",
                Key::Shuffle => "false",
                Key::Layers => "2-3t-1s",
                Key::Frozen => "1",
                Key::Fixed => "1.1.b",
                Key::Initializer => "zeros",
                Key::Rule => "perceptron",
                Key::Loss => "hinge",
                Key::Optimizer => "adam",
                Key::Schedule => "cosine",
                Key::Points => "50",
                Key::Noise | Key::TrainShare => "0.2",
                Key::LearningRate | Key::L1 | Key::L2 | Key::Dropout => "0.5",
                Key::Draw | Key::Patience | Key::BatchSize | Key::Seed | Key::PerClass => "7",
                Key::Classes => "0,2",
                Key::Turn => "30",
            };
            let mut e = before.clone();
            setting.set(&mut e, other).unwrap();
            assert_ne!(e, before);
            let live = setting.acts == Acts::Live;
            assert_eq!(goes_on(&before, &e), live, "{}", setting.link);
        }
    }

    #[test]
    fn only_a_slider_goes_on_with_itself() {
        let rate = |text: &str| Edit::Set(Key::LearningRate, text.into());
        assert!(rate("1").continues(&rate("2")));
        assert!(!rate("1").continues(&Edit::Set(Key::L1, "1".into())));
        let loss = |text: &str| Edit::Set(Key::Loss, text.into());
        assert!(!loss("hinge").continues(&loss("huber")));
        assert!(!Edit::AddLayer(0).continues(&Edit::AddLayer(0)));
    }

    #[test]
    fn a_number_within_a_part_goes_on_with_itself_and_a_switch_does_not() {
        let inner = |name, text: &str| Edit::SetInner(Key::Optimizer, name, text.into());
        assert!(inner("momentum", "0.1").continues(&inner("momentum", "0.2")));
        assert!(!inner("momentum", "0.1").continues(&inner("rho", "0.2")));
        assert!(!inner("nesterov", "true").continues(&inner("nesterov", "false")));
        assert!(Edit::SetUnits(1, 3).continues(&Edit::SetUnits(1, 4)));
        assert!(!Edit::SetUnits(1, 3).continues(&Edit::SetUnits(0, 4)));
    }

    #[test]
    fn layers_come_and_go_where_it_is_said() {
        let units = |e: &Experiment| e.layers.iter().map(|l| l.units).collect::<Vec<_>>();
        let e = after(vec![Edit::AddLayer(1), Edit::SetUnits(1, 9)]);
        assert_eq!(units(&e), [4, 9, 3, 1]);
        let e = after(vec![
            Edit::AddLayer(99),
            Edit::SetUnits(2, 9),
            Edit::RemoveLayer(0),
        ]);
        assert_eq!(units(&e), [3, 9, 1]);
        let e = after(vec![Edit::RemoveLayer(0), Edit::RemoveLayer(0)]);
        assert_eq!(units(&e), [1]);
    }

    #[test]
    fn the_perceptron_rule_keeps_the_step_that_there_is() {
        let mut e = after(vec![
            Edit::RemoveLayer(0),
            Edit::RemoveLayer(0),
            Edit::SetActivation(0, Activation::Sign),
        ]);
        let edited = Edit::Set(Key::Rule, "perceptron".into()).apply(&mut e);
        // Nothing but the rule had to change.
        assert_eq!(edited, Ok(Edited::Setting(Key::Rule, "perceptron".into())));
        assert_eq!(e.layers, [LayerSpec::new(1, Activation::Sign)]);
        let edited = Edit::SetActivation(0, Activation::Sigmoid).apply(&mut e);
        let left = Edited::Activation(Place::Output, Activation::Sigmoid, true);
        assert_eq!((edited, e.rule), (Ok(left), LearningRule::Backprop));
    }

    #[test]
    fn other_points_and_weights_go_on_from_the_last_number() {
        let mut e = Experiment::default();
        e.data.draw = u32::MAX;
        assert_eq!(
            Edit::RegenerateData.apply(&mut e),
            Ok(Edited::Regenerated(0))
        );
        assert_eq!(
            Edit::NewWeights(u32::MAX).apply(&mut e),
            Ok(Edited::Weights(u32::MAX))
        );
        assert_eq!(e.validate(), Ok(()));
    }

    /// Whatever is set is told with its setting, and so that it can be set again.
    #[test]
    fn what_is_set_is_told() {
        for setting in Key::all() {
            for (name, _) in setting.choices() {
                let mut e = Experiment::default();
                let edited = Edit::Set(setting.key, name.into()).apply(&mut e).unwrap();
                assert_eq!(setting.chosen(&e), Some(name));
                let told = Edited::Setting(setting.key, setting.text(&e));
                let one_layer = edited == Edited::OneLayerOfSteps && e.rule.is_local();
                assert!(edited == told || one_layer, "{edited:?}");
            }
        }
    }
}
