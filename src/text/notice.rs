//! What has just been done, in a sentence or two.

use std::fmt;

use super::{capital, counted, spot};
use crate::{
    data::decimal::read_f64,
    lab::{
        Edit, Experiment, Moment,
        edit::{Data, Edited, Outputs, Place},
        link::Origin,
        settings::{Key, NONE},
    },
    nn::{Loss, Named},
    run::{
        Notice,
        notice::{Consequence, Undone},
    },
};

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => Ok(()),
            Self::Edited(edited, consequence) => {
                f.write_str(&edited_text(edited))?;
                f.write_str(match consequence {
                    Consequence::Nothing => "",
                    Consequence::GoesOn => " The run goes on.",
                    Consequence::Restarted => " The run started again from epoch 0.",
                })
            }
            Self::Reset(seed) => write!(f, "Back at the initial weights of seed {seed}."),
            Self::StoppedEarly {
                epoch,
                best,
                patience,
            } => write!(
                f,
                "Stopped at epoch {epoch}: the test loss had not fallen for {patience} epochs. The \
                 weights of epoch {best}, where it was least, are back."
            ),
            Self::Undone(undone, epoch) => {
                write!(f, "Undone: {}. The run is at epoch {epoch}.", undone_text(undone))
            }
            Self::Redone(undone, epoch) => {
                write!(f, "Done again: {}. The run is at epoch {epoch}.", undone_text(undone))
            }
            Self::NothingToUndo => f.write_str("There is nothing to undo."),
            Self::NothingToRedo => f.write_str("There is nothing to do again."),
            Self::BranchedOff(at) => write!(
                f,
                "Training goes on from {}. The former run can be returned to.",
                moment(*at)
            ),
            Self::Returned(epoch) => write!(f, "Back in the former run, at epoch {epoch}."),
            Self::Recovered(epoch) => write!(f, "A new worker goes on from epoch {epoch}."),
            Self::Link {
                copied,
                without_parameters,
                without_table,
            } => {
                f.write_str(if *copied { "Link copied: it " } else { "It " })?;
                f.write_str(match (without_table, without_parameters) {
                    (true, _) => {
                        "finds the table on this device only, for it is too large for a link. To share \
                         it, send the saved file."
                    }
                    (_, true) => {
                        "restores this experiment, but not the weights that were put in place by hand. \
                         A saved file holds those too."
                    }
                    _ => "restores this experiment exactly.",
                })
            }
            Self::From(Origin::Here) => Ok(()),
            Self::From(Origin::Changed) => f.write_str(
                "This link is not as it was shared: something in it was changed, by hand or on its way.",
            ),
            Self::From(Origin::Playground(missing)) => {
                f.write_str(
                    "Opened from a link of TensorFlow Playground. Points and first weights are other \
                     random numbers here, and its loss is half the squared error, so that a rate goes \
                     twice as far.",
                )?;
                if missing.is_empty() {
                    return Ok(());
                }
                write!(f, " No counterpart here: {}.", missing.join(", "))
            }
            Self::Opened(name) => write!(f, "Opened {name}."),
            Self::Taken(name, notes) => {
                write!(f, "Opened {name}.")?;
                notes.iter().try_for_each(|note| write!(f, " {}.", capital(note)))
            }
        }
    }
}

/// “epoch 3”, or “epoch 3, sample 20”.
fn moment(at: Moment) -> String {
    match at.position {
        0 => format!("epoch {}", at.epoch),
        position => format!("epoch {}, sample {position}", at.epoch),
    }
}

fn edited_text(edited: &Edited) -> String {
    match edited {
        Edited::Setting(key, text) => setting(*key, text),
        Edited::Inner(label, text) => format!("{label}: {}.", on_or_off(text)),
        Edited::OneLayerOfSteps => {
            "This rule trains a single layer of step units, so the network is one now.".into()
        }
        Edited::Data(data, None) => data_text(data),
        Edited::Data(data, Some(outputs)) => {
            let outputs = outputs_text(*outputs);
            format!("{} The network has {outputs}.", data_text(data))
        }
        Edited::Drawn(count) => format!("{}.", counted(*count, "point", "points")),
        Edited::Preset(dataset) => {
            format!("The network that {} is met with first.", dataset.label())
        }
        Edited::Regenerated(draw) => format!("Other points of the same kind (draw {draw})."),
        Edited::Input(feature, on) => {
            let state = if *on { "on" } else { "off" };
            format!("Input {} is {state}.", feature.label())
        }
        Edited::LayerAdded(at, None) => format!("Layer {at} is new."),
        Edited::LayerAdded(at, Some((outputs, rate))) => format!(
            "Layer {at} is new. Nothing could learn behind a step, so the network has {} now, at a \
             learning rate of {rate}.",
            outputs_text(*outputs)
        ),
        Edited::LayerRemoved(at) => format!("Layer {at} is gone."),
        Edited::Units(at, units) => {
            format!("{} has {}.", place(*at), counted(*units, "unit", "units"))
        }
        Edited::Activation(at, activation, false) => {
            format!("{} has {} units.", place(*at), activation.label())
        }
        Edited::Activation(at, activation, true) => format!(
            "{} has {} units. The rule so far trains a single layer of step units only, so it is \
             backprop now.",
            place(*at),
            activation.label()
        ),
        Edited::Hidden(activation) => {
            format!("All hidden layers have {} units.", activation.label())
        }
        Edited::Output(activation, loss) => format!(
            "The output layer has {} units, and the loss is {}.",
            activation.label(),
            loss_text(*loss)
        ),
        Edited::Trainable(at, true) => format!("{} learns.", place(*at)),
        Edited::Trainable(at, false) => format!("{} is frozen.", place(*at)),
        Edited::Fixed(at, true) => format!("Frozen: {}.", spot(*at)),
        Edited::Fixed(at, false) => format!("Learns again: {}.", spot(*at)),
        Edited::Weights(seed) => format!("Other initial weights (seed {seed})."),
    }
}

fn setting(key: Key, text: &str) -> String {
    let lower = || within(choice(key, text));
    match key {
        Key::Coding => {
            format!("Inputs are coded {}.", choice(key, text))
        }
        Key::Points => format!("{text} points."),
        Key::Noise => format!("Noise of {}.", percent(text)),
        Key::TrainShare => format!("{} of the points are for training.", percent(text)),
        Key::Draw => format!("Points of draw {text}."),
        Key::Classes if text == "all" => "All classes take part.".into(),
        Key::Classes => format!("Classes {text} take part."),
        Key::PerClass if text == NONE => "All training samples of each class.".into(),
        Key::PerClass => format!("At most {text} training samples of each class."),
        Key::Turn => format!("Points are turned by {text}°."),
        Key::Features => format!("Inputs: {text}."),
        Key::Standardize if text == "true" => {
            "Each input has mean 0 and deviation 1 over the training samples.".into()
        }
        Key::Standardize => "Inputs are as they were measured.".into(),
        Key::Layers => format!("Layers: {text}."),
        Key::Frozen if text.is_empty() => "No layer is frozen.".into(),
        Key::Frozen => format!("Frozen layers: {text}."),
        Key::Fixed if text.is_empty() => "No single weight is frozen.".into(),
        Key::Fixed => format!("Frozen weights: {text}."),
        Key::Initializer => format!("Kernels start as {}.", choice(key, text)),
        Key::Rule if text == "pocket" => "The perceptron’s best weights so far answer.".into(),
        Key::Rule if text == "averaged" => "The mean of the perceptron’s weights answers.".into(),
        Key::Rule => format!("The learning rule is {}.", lower()),
        Key::Loss => format!("The loss is {}.", lower()),
        Key::Optimizer => format!("The optimizer is {}.", choice(key, text)),
        Key::Schedule => format!("The learning rate’s schedule is {}.", lower()),
        Key::Patience if text == NONE => "Training goes on until it is paused.".into(),
        Key::Patience => {
            format!("Training stops after {text} epochs without a lower test loss.")
        }
        Key::LearningRate | Key::L1 | Key::L2 | Key::Dropout | Key::BatchSize => {
            format!("{} is {text}.", key.setting().label)
        }
        Key::Shuffle if text == "true" => {
            "Each epoch shows the samples in an order of its own.".into()
        }
        Key::Shuffle => "Every epoch shows the samples in the order of the table.".into(),
        Key::Seed => format!("Initial weights of seed {text}."),
    }
}

/// What the page calls what is chosen.
fn choice(key: Key, text: &str) -> &'static str {
    let name = text.split(':').next().unwrap_or(text);
    let choices = key.setting().choices();
    let chosen = choices.into_iter().find(|(known, _)| *known == name);
    chosen.map_or("", |(_, label)| label)
}

/// A label as it stands within a sentence. Labels begin with Latin letters: the case of all others
/// would bring the tables of Unicode into the download.
fn within(label: &str) -> String {
    label.to_ascii_lowercase()
}

fn percent(share: &str) -> String {
    let share: f64 = read_f64(share).unwrap_or_default();
    format!("{:.0} %", share * 100.0)
}

fn on_or_off(text: &str) -> &str {
    match text {
        "true" => "on",
        "false" => "off",
        number => number,
    }
}

fn data_text(data: &Data) -> String {
    match data {
        Data::Own(name, summary) => format!("{name}: {summary}."),
        Data::Known(dataset) => format!("{}: {}", dataset.label(), dataset.describe()),
    }
}

fn outputs_text(outputs: Outputs) -> String {
    let activation = outputs.activation.label();
    let (one, many) = (
        format!("{activation} output"),
        format!("{activation} outputs"),
    );
    let outputs_text = counted(outputs.units, &one, &many);
    format!("{outputs_text} and learns by {}", loss_text(outputs.loss))
}

fn loss_text(loss: Loss) -> String {
    within(loss.label())
}

/// "Layer 1", "Layer 2", … or "The output layer".
fn place(at: Place) -> String {
    match at {
        Place::Hidden(at) => format!("Layer {at}"),
        Place::Output => "The output layer".into(),
    }
}

fn undone_text(undone: &Undone) -> String {
    match undone {
        Undone::Edit(edit) => edit_text(edit),
        Undone::Reset => "reset".into(),
        Undone::Open => "opening an experiment".into(),
        Undone::SetParameters => "weights put in place".into(),
        Undone::Tune => "weights changed by hand".into(),
        Undone::BranchOff => "going on from the past".into(),
        Undone::Return => "going back to the former run".into(),
    }
}

/// What an edit is called when it is undone.
fn edit_text(edit: &Edit) -> String {
    match edit {
        Edit::Set(key, _) => within(key.setting().label),
        Edit::SetInner(key, name, _) => inner_label(*key, name),
        Edit::SetDataset(dataset) | Edit::SetFile(dataset, _) => {
            format!("the dataset {}", dataset.label())
        }
        Edit::Draw(_) => "drawn points".into(),
        Edit::UsePreset => "the first network of the dataset".into(),
        Edit::RegenerateData => "other points".into(),
        Edit::ToggleFeature(feature) => format!("input {}", feature.label()),
        Edit::AddLayer(_) => "a new layer".into(),
        Edit::RemoveLayer(at) => format!("layer {} taken out", at + 1),
        Edit::SetUnits(at, _) => format!("units of layer {}", at + 1),
        Edit::SetActivation(at, _) => format!("activation of layer {}", at + 1),
        Edit::SetHidden(_) => "activation of all hidden layers".into(),
        Edit::SetOutput(..) => "output activation and loss".into(),
        Edit::SetTrainable(at, true) => format!("layer {} learns", at + 1),
        Edit::SetTrainable(at, false) => format!("layer {} frozen", at + 1),
        Edit::SetFixed(at, true) => format!("{} frozen", spot(*at)),
        Edit::SetFixed(at, false) => format!("{} learns", spot(*at)),
        Edit::NewWeights(_) => "new weights".into(),
    }
}

/// What the page calls a setting within a part of any kind.
fn inner_label(key: Key, name: &str) -> String {
    let setting = key.setting();
    let kinds = setting.choices().into_iter().map(|(kind, _)| kind);
    let labels = kinds.flat_map(|kind| {
        let mut e = Experiment::default();
        // Every name of the table can be chosen.
        let _ = setting.set(&mut e, kind);
        setting.inner(&e)
    });
    let found = labels.into_iter().find(|inner| inner.name == name);
    found.map_or_else(|| name.to_owned(), |inner| within(inner.label))
}
