//! Every text that the logic can ask for: there is one, and it reads as what it is.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::experiments::small_experiment;
use proptest::prelude::*;
use separable::{
    data::{
        CLASS_NAMES, Dataset, Drawn, DrawnError, Feature, FeaturesError, ImagesError, Loaded,
        sheet::{CsvError, PackError, Reading, ReadingError, read_csv},
    },
    lab::{
        Edit, Experiment, FieldError, Hint, Key, Misfit, Moment, Past, Prepared, Seen, Snapshot,
        Span, Spot, Wrong,
        advice::{Amiss, By, Missed, Proof},
        advise,
        edit::{Data, Edited, Outputs, Place},
        link::Origin,
        settings::NONE,
        wrong::{Browser, Counted, Unfit},
    },
    nn::{Activation, LearningRule, Loss, Named, Task},
    run::{
        Notice,
        notice::{Consequence, Undone},
    },
    text::{
        hint::{remedy, told},
        wrong::why_so_many,
    },
};

/// Values of a type, at least one of each variant: one that is not here does not compile.
macro_rules! every {
    ($type:ty: $($value:expr => $pattern:pat),+ $(,)?) => {{
        let _all_are_here = |one: &$type| match one {
            $($pattern => (),)+
        };
        let all: Vec<$type> = vec![$($value),+];
        all
    }};
}

#[track_caller]
fn is_plain(text: &str) {
    assert!(!text.is_empty());
    assert!(!text.contains("  ") && text.trim() == text, "{text:?}");
    // Where something was to be put in and there was nothing.
    for gap in [" .", " ,", " :", "“”", "()", "::", ".."] {
        assert!(!text.contains(gap), "{text:?}");
    }
    assert!(!text.contains('{') && !text.contains("NaN"), "{text:?}");
}

#[track_caller]
fn is_sentence(text: &str) {
    is_plain(text);
    assert!(text.ends_with(['.', '?']), "{text:?}");
    let first = text.chars().next().unwrap();
    assert!(first.is_uppercase() || first.is_ascii_digit(), "{text:?}");
}

/// What comes after the name of a field and a colon.
#[track_caller]
fn is_reason(text: &str) {
    is_plain(text);
    let first = text.chars().next().unwrap();
    assert!(
        !first.is_uppercase() && !text.ends_with(['.', ':']),
        "{text:?}"
    );
}

fn places() -> Vec<Place> {
    every![Place: Place::Hidden(1) => Place::Hidden(_), Place::Output => Place::Output]
}

fn spots() -> Vec<Spot> {
    every![Spot:
        Spot::Input(0) => Spot::Input(_),
        Spot::Unit { layer: 0, unit: 1 } => Spot::Unit { .. },
        Spot::Weight { layer: 1, unit: 0, source: 2 } => Spot::Weight { .. },
        Spot::Bias { layer: 0, unit: 1 } => Spot::Bias { .. },
    ]
}

fn outputs() -> impl Iterator<Item = Outputs> {
    Loss::ALL.iter().flat_map(|&loss| {
        let of = move |&activation| {
            [1, 3].map(|units| Outputs {
                units,
                activation,
                loss,
            })
        };
        Activation::ALL.iter().flat_map(of)
    })
}

/// Every value that a setting is likely to have, and its settings within.
fn settings() -> impl Iterator<Item = (Key, String)> {
    Key::all().flat_map(|setting| {
        let names = setting
            .choices()
            .into_iter()
            .map(|(name, _)| name.to_owned());
        let mut texts: Vec<_> = names.collect();
        texts.push(setting.text(&Experiment::default()));
        if setting.number().is_some_and(|number| number.optional) {
            texts.extend([NONE.into(), "5".into()]);
        }
        if setting.key == Key::Standardize {
            texts.push("true".into());
        }
        texts.into_iter().map(|text| (setting.key, text))
    })
}

/// The settings within each kind of part.
fn inner_settings() -> Vec<(Key, &'static str, &'static str)> {
    let of_kind = |key: Key, kind| {
        let mut e = Experiment::default();
        key.setting().set(&mut e, kind).unwrap();
        let inner = key.setting().inner(&e).into_iter();
        inner.map(move |s| (key, s.name, s.label))
    };
    let kinds = Key::all().flat_map(|s| s.choices().into_iter().map(|(kind, _)| (s.key, kind)));
    kinds.flat_map(|(key, kind)| of_kind(key, kind)).collect()
}

fn own() -> Loaded {
    let sheet = read_csv(b"a,b\n1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n7,0\n8,1\n").unwrap();
    let reading = Reading::guess(&sheet);
    Loaded::new("Table.csv", sheet.into(), reading).unwrap()
}

fn edited() -> Vec<Edited> {
    let summary = own().summary();
    let mut all = every![Edited:
        Edited::Setting(Key::Seed, "7".into()) => Edited::Setting(..),
        Edited::Inner("Momentum", "0.9".into()) => Edited::Inner(..),
        Edited::OneLayerOfSteps => Edited::OneLayerOfSteps,
        Edited::Data(Data::Own("Table.csv".into(), summary), None) => Edited::Data(..),
        Edited::Drawn(1) => Edited::Drawn(_),
        Edited::Preset(Dataset::Xor) => Edited::Preset(_),
        Edited::Regenerated(7) => Edited::Regenerated(_),
        Edited::Input(Feature::X1, true) => Edited::Input(..),
        Edited::LayerAdded(1, None) => Edited::LayerAdded(..),
        Edited::LayerRemoved(1) => Edited::LayerRemoved(_),
        Edited::Units(Place::Output, 1) => Edited::Units(..),
        Edited::Activation(Place::Output, Activation::Tanh, false) => Edited::Activation(..),
        Edited::Hidden(Activation::Tanh) => Edited::Hidden(_),
        Edited::Output(Activation::Tanh, Loss::Hinge) => Edited::Output(..),
        Edited::Trainable(Place::Output, true) => Edited::Trainable(..),
        Edited::Fixed(Spot::Bias { layer: 0, unit: 1 }, true) => Edited::Fixed(..),
        Edited::Weights(7) => Edited::Weights(_),
    ];
    all.extend(settings().map(|(key, text)| Edited::Setting(key, text)));
    for flag in ["true", "false", "0.5"] {
        all.extend(
            inner_settings()
                .iter()
                .map(|(_, _, label)| Edited::Inner(label, flag.into())),
        );
    }
    for &dataset in Dataset::ALL {
        all.extend([
            Edited::Data(Data::Known(dataset), None),
            Edited::Preset(dataset),
        ]);
    }
    for outputs in outputs() {
        all.extend([
            Edited::Data(Data::Known(Dataset::Xor), Some(outputs)),
            Edited::LayerAdded(2, Some((outputs, 0.2))),
            Edited::Output(outputs.activation, outputs.loss),
        ]);
    }
    for place in places() {
        for on in [true, false] {
            all.extend([
                Edited::Trainable(place, on),
                Edited::Units(place, 1 + usize::from(on)),
            ]);
            let activations = Activation::ALL.iter();
            all.extend(activations.map(|&a| Edited::Activation(place, a, on)));
        }
    }
    for &feature in Feature::ALL {
        all.extend([true, false].map(|on| Edited::Input(feature, on)));
    }
    all
}

fn edits() -> Vec<Edit> {
    let file = || own().into();
    let mut all = every![Edit:
        Edit::Set(Key::Seed, "7".into()) => Edit::Set(..),
        Edit::SetInner(Key::Optimizer, "momentum", "0.9".into()) => Edit::SetInner(..),
        Edit::SetDataset(Dataset::Moons) => Edit::SetDataset(_),
        Edit::SetFile(Dataset::Own, file()) => Edit::SetFile(..),
        Edit::Draw(Drawn::default()) => Edit::Draw(_),
        Edit::UsePreset => Edit::UsePreset,
        Edit::RegenerateData => Edit::RegenerateData,
        Edit::ToggleFeature(Feature::X1) => Edit::ToggleFeature(_),
        Edit::AddLayer(0) => Edit::AddLayer(_),
        Edit::RemoveLayer(0) => Edit::RemoveLayer(_),
        Edit::SetUnits(0, 3) => Edit::SetUnits(..),
        Edit::SetActivation(0, Activation::Relu) => Edit::SetActivation(..),
        Edit::SetHidden(Activation::Relu) => Edit::SetHidden(_),
        Edit::SetOutput(Activation::Linear, Loss::Hinge) => Edit::SetOutput(..),
        Edit::SetTrainable(0, true) => Edit::SetTrainable(..),
        Edit::SetFixed(Spot::Bias { layer: 0, unit: 1 }, true) => Edit::SetFixed(..),
        Edit::NewWeights(7) => Edit::NewWeights(_),
    ];
    all.push(Edit::SetTrainable(0, false));
    let fixed = |spot| [true, false].map(|on| Edit::SetFixed(spot, on));
    all.extend(spots().into_iter().flat_map(fixed));
    all.extend(Key::all().map(|s| Edit::Set(s.key, "x".into())));
    let inner = inner_settings().into_iter();
    all.extend(inner.map(|(key, name, _)| Edit::SetInner(key, name, "x".into())));
    all.extend(Feature::ALL.iter().map(|&f| Edit::ToggleFeature(f)));
    all.extend(Dataset::ALL.iter().map(|&d| Edit::SetDataset(d)));
    all
}

fn undone() -> Vec<Undone> {
    let mut all = every![Undone:
        Undone::Edit(Edit::UsePreset) => Undone::Edit(_),
        Undone::Reset => Undone::Reset,
        Undone::Open => Undone::Open,
        Undone::SetParameters => Undone::SetParameters,
        Undone::Tune => Undone::Tune,
        Undone::BranchOff => Undone::BranchOff,
        Undone::Return => Undone::Return,
    ];
    all.extend(edits().into_iter().map(Undone::Edit));
    all
}

#[test]
fn every_notice_is_a_sentence() {
    let moment = |position| Moment { epoch: 7, position };
    let link = |copied, without_parameters, without_table| Notice::Link {
        copied,
        without_parameters,
        without_table,
    };
    let playground = |missing| Notice::From(Origin::Playground(missing));
    let consequences = every![Consequence:
        Consequence::Nothing => Consequence::Nothing,
        Consequence::GoesOn => Consequence::GoesOn,
        Consequence::Restarted => Consequence::Restarted,
    ];
    let mut all = every![Notice:
        Notice::None => Notice::None,
        Notice::Edited(Edited::OneLayerOfSteps, Consequence::Nothing) => Notice::Edited(..),
        Notice::Reset(7) => Notice::Reset(_),
        Notice::StoppedEarly { epoch: 9, best: 4, patience: 5 } => Notice::StoppedEarly { .. },
        Notice::Undone(Undone::Reset, 7) => Notice::Undone(..),
        Notice::Redone(Undone::Reset, 7) => Notice::Redone(..),
        Notice::NothingToUndo => Notice::NothingToUndo,
        Notice::NothingToRedo => Notice::NothingToRedo,
        Notice::BranchedOff(moment(0)) => Notice::BranchedOff(_),
        Notice::Returned(7) => Notice::Returned(_),
        Notice::Recovered(7) => Notice::Recovered(_),
        link(true, true, false) => Notice::Link { .. },
        Notice::From(Origin::Changed) => Notice::From(_),
        Notice::Opened("a.json".into()) => Notice::Opened(_),
        Notice::Taken("a.keras".into(), vec!["line 2: x is left out".into()]) => Notice::Taken(..),
    ];
    // Silence is the only notice without words.
    assert_eq!(all.remove(0).to_string(), "");
    all.extend([Notice::BranchedOff(moment(20)), link(true, false, false)]);
    all.extend([link(false, false, true), link(false, true, false)]);
    all.extend([playground(vec![]), playground(vec!["discretize".into()])]);
    assert_eq!(Notice::From(Origin::Here).to_string(), "");
    for undone in undone() {
        all.extend([Notice::Undone(undone.clone(), 0), Notice::Redone(undone, 3)]);
    }
    for edited in edited() {
        let with = |consequence: &Consequence| Notice::Edited(edited.clone(), *consequence);
        all.extend(consequences.iter().map(with));
    }
    for notice in all {
        is_sentence(&notice.to_string());
    }
}

/// A name of the code is no word for people.
#[test]
fn what_is_undone_is_called_as_on_the_page() {
    for (key, name, label) in inner_settings() {
        let undone = Undone::Edit(Edit::SetInner(key, name, "1".into()));
        let text = Notice::Undone(undone, 0).to_string();
        assert_eq!(
            text,
            format!("Undone: {}. The run is at epoch 0.", label.to_lowercase())
        );
    }
    for setting in Key::all() {
        let undone = Undone::Edit(Edit::Set(setting.key, "1".into()));
        let text = Notice::Undone(undone, 0).to_string();
        assert!(text.contains(&setting.label.to_lowercase()), "{text}");
        is_plain(setting.help);
        assert!(!setting.help.ends_with('.'));
    }
}

fn misfits() -> Vec<Misfit> {
    every![Misfit:
        Misfit::SoftmaxOfNumbers => Misfit::SoftmaxOfNumbers,
        Misfit::ClassLossOfNumbers => Misfit::ClassLossOfNumbers,
        Misfit::SoftmaxOfOne => Misfit::SoftmaxOfOne,
        Misfit::SoftmaxOfLabels => Misfit::SoftmaxOfLabels,
        Misfit::CategoricalOfYesOrNo => Misfit::CategoricalOfYesOrNo,
        Misfit::CategoricalWithoutSoftmax => Misfit::CategoricalWithoutSoftmax,
        Misfit::SoftmaxOneByOne => Misfit::SoftmaxOneByOne,
        Misfit::CrossentropyWithoutSigmoid => Misfit::CrossentropyWithoutSigmoid,
        Misfit::HingeOfOneSide => Misfit::HingeOfOneSide,
    ]
}

#[test]
fn every_hint_is_a_sentence() {
    let proofs = every![Proof:
        Proof::All(4) => Proof::All(_),
        Proof::NearlyAll => Proof::NearlyAll,
        Proof::HeldBack => Proof::HeldBack,
    ];
    let mut bys = every![By:
        By::Line => By::Line,
        By::Inputs => By::Inputs,
        By::OneUnit => By::OneUnit,
        By::Edges(4, 4) => By::Edges(..),
        By::Network => By::Network,
    ];
    bys.extend([By::Edges(1, 4), By::Edges(3, 4)]);
    let mut all = every![Hint:
        Hint::NothingDrawn => Hint::NothingDrawn,
        Hint::OneClass => Hint::OneClass,
        Hint::InfiniteLoss => Hint::InfiniteLoss,
        Hint::StepAlone => Hint::StepAlone,
        Hint::StepIn(Place::Output) => Hint::StepIn(_),
        Hint::OneLine(None) => Hint::OneLine(_),
        Hint::Misfit(Misfit::SoftmaxOfOne) => Hint::Misfit(_),
        Hint::NeverNegative(Activation::Relu) => Hint::NeverNegative(_),
        Hint::OneUnit(None) => Hint::OneUnit(_),
        Hint::Unscaled([(0, 1.0), (1, 40.0)]) => Hint::Unscaled(_),
        Hint::AllFrozen => Hint::AllFrozen,
        Hint::Outliers => Hint::Outliers,
        Hint::Twins(1, [1, 3]) => Hint::Twins(..),
        Hint::OnlyLinear(true) => Hint::OnlyLinear(_),
        Hint::Amiss(Amiss::Jumps([0.1, 2.0])) => Hint::Amiss(_),
        Hint::LetsGo => Hint::LetsGo,
        Hint::Solved(By::Line, Proof::All(4)) => Hint::Solved(..),
        Hint::TooFewHeldBack(2) => Hint::TooFewHeldBack(_),
        Hint::Fits(None, true) => Hint::Fits(..),
        Hint::Watch => Hint::Watch,
        Hint::WatchItCurve => Hint::WatchItCurve,
        Hint::WatchItEasy => Hint::WatchItEasy,
        Hint::WatchOneLine => Hint::WatchOneLine,
        Hint::WatchItBend => Hint::WatchItBend,
        Hint::WatchSoftmax => Hint::WatchSoftmax,
        Hint::WatchLossFall => Hint::WatchLossFall,
        Hint::LinearAnswer => Hint::LinearAnswer,
        Hint::Labels => Hint::Labels,
        Hint::Learns(LearningRule::Hebb) => Hint::Learns(_),
        Hint::ClassesOfMany => Hint::ClassesOfMany,
        Hint::ClassesOfImages => Hint::ClassesOfImages,
        Hint::ClassesOfTwo => Hint::ClassesOfTwo,
        Hint::LineMoves => Hint::LineMoves,
        Hint::Descends => Hint::Descends,
    ];
    let rules = LearningRule::ALL.iter().filter(|rule| rule.is_local());
    all.extend(rules.map(|rule| Hint::Learns(*rule)));
    all.extend([
        Hint::StepIn(Place::Hidden(2)),
        Hint::OneLine(Some((3, 4))),
        Hint::OnlyLinear(false),
        Hint::OneUnit(Some((3, 4))),
        Hint::Unscaled([(0, 40.0); 2]),
        Hint::TooFewHeldBack(1),
        Hint::Fits(None, false),
        Hint::Fits(Some((1, 4)), false),
        Hint::Fits(Some((3, 4)), true),
        Hint::Fits(Some((4, 4)), true),
    ]);
    let solved = bys
        .iter()
        .flat_map(|&by| proofs.iter().map(move |&proof| (by, proof)));
    all.extend(solved.map(|(by, proof)| Hint::Solved(by, proof)));
    all.extend(misfits().into_iter().map(Hint::Misfit));
    all.extend(everything_amiss().into_iter().map(Hint::Amiss));
    all.extend(Activation::ALL.iter().map(|&a| Hint::NeverNegative(a)));
    let texts: Vec<_> = all.iter().map(Hint::to_string).collect();
    for text in &texts {
        is_sentence(text);
    }
}

/// Every kind of what goes wrong, with numbers of every size.
fn everything_amiss() -> Vec<Amiss> {
    let mut all = every![Amiss:
        Amiss::Jumps([0.1, 2.0]) => Amiss::Jumps(_),
        Amiss::Rises([0.7, 1e7]) => Amiss::Rises(_),
        Amiss::Jitters(1, 3.4, [0.2, 0.6]) => Amiss::Jitters(..),
        Amiss::Overfits(7, [0.2, 0.4, 0.01]) => Amiss::Overfits(..),
        Amiss::Held([0.1, 0.1, 0.003]) => Amiss::Held(_),
        Amiss::Vanishes(1, [1e-7, 0.3]) => Amiss::Vanishes(..),
        Amiss::Saturated(Place::Hidden(2), Activation::Tanh, 0.93) => Amiss::Saturated(..),
        Amiss::Silent(1, 2, Some(-0.4), 1) => Amiss::Silent(..),
        Amiss::Slow([0.71, 0.7], 60) => Amiss::Slow(..),
        Amiss::Stuck([0.35, 2e-5], 100, Missed::Wrong(1, 4)) => Amiss::Stuck(..),
        Amiss::Chance(None, 0.7) => Amiss::Chance(..),
        Amiss::SquaresFall([0.9, 0.8]) => Amiss::SquaresFall(_),
    ];
    all.extend([
        Amiss::Jitters(4, 12.0, [0.2, 0.6]),
        Amiss::Saturated(Place::Output, Activation::Sigmoid, 1.0),
        Amiss::Silent(1, 2, None, 2),
        Amiss::Silent(1, 2, Some(0.0), 3),
        Amiss::Stuck([0.35, 0.0], 100, Missed::Wrong(20, 40)),
        Amiss::Stuck([0.35, 0.0], 100, Missed::Numbers(-0.5)),
        Amiss::Chance(Some(50), 0.69),
    ]);
    all
}

#[test]
fn every_reason_reads_after_the_name_of_its_field() {
    let span = Span::new(0.0, 1.0);
    let text = || "abc".to_owned();
    let browsers = every![Browser:
        Browser::Read => Browser::Read,
        Browser::Moved => Browser::Moved,
        Browser::Save => Browser::Save,
        Browser::Keep => Browser::Keep,
        Browser::Fetch => Browser::Fetch,
        Browser::FetchImages => Browser::FetchImages,
        Browser::Cancelled => Browser::Cancelled,
        Browser::Convert => Browser::Convert,
    ];
    let counted = every![Counted:
        Counted::Layers => Counted::Layers,
        Counted::KernelRows => Counted::KernelRows,
        Counted::BiasValues => Counted::BiasValues,
        Counted::Values => Counted::Values,
    ];
    let drawn = every![DrawnError:
        DrawnError::OffThePlane => DrawnError::OffThePlane,
        DrawnError::NoSuchClass => DrawnError::NoSuchClass,
        DrawnError::TooMany => DrawnError::TooMany,
        DrawnError::NoCode => DrawnError::NoCode,
    ];
    let features = every![FeaturesError:
        FeaturesError::Empty => FeaturesError::Empty,
        FeaturesError::Repeated(Feature::X1) => FeaturesError::Repeated(_),
    ];
    let packs = every![PackError:
        PackError::Escape => PackError::Escape,
        PackError::NotUtf8 => PackError::NotUtf8,
    ];
    let images = every![ImagesError:
        ImagesError::Packing => ImagesError::Packing,
        ImagesError::NotIdx => ImagesError::NotIdx,
        ImagesError::Lengths(2) => ImagesError::Lengths(_),
        ImagesError::Label(12) => ImagesError::Label(_),
        ImagesError::Cut(1_000_000, 54_950_048) => ImagesError::Cut(..),
        ImagesError::TooLong => ImagesError::TooLong,
    ];
    let csv: CsvError = read_csv(b"").unwrap_err();
    let mut all = every![Wrong:
        Wrong::NotANumber(text(), span) => Wrong::NotANumber(..),
        Wrong::NotWhole(text(), span) => Wrong::NotWhole(..),
        Wrong::Ambiguous(text(), [1.5, 1500.0]) => Wrong::Ambiguous(..),
        Wrong::NeedsNumber(span) => Wrong::NeedsNumber(_),
        Wrong::NeedsWhole(span) => Wrong::NeedsWhole(_),
        Wrong::OutOfRange("2".into(), span) => Wrong::OutOfRange(..),
        Wrong::TooManyAtOnce(100, 14) => Wrong::TooManyAtOnce(..),
        Wrong::NotOneOf(text(), vec!["a", "b"]) => Wrong::NotOneOf(..),
        Wrong::NotACategory(text(), vec!["a".into(), "b".into()]) => Wrong::NotACategory(..),
        Wrong::NeedsCategory(vec!["a".into(), "b".into()]) => Wrong::NeedsCategory(_),
        Wrong::NotMeasured(text(), [4.3, 7.9]) => Wrong::NotMeasured(..),
        Wrong::NeedsMeasured([4.3, 7.9]) => Wrong::NeedsMeasured(_),
        Wrong::LacksColumns(vec!["a".into()]) => Wrong::LacksColumns(_),
        Wrong::NoSuchColumn(vec!["a".into()]) => Wrong::NoSuchColumn(_),
        Wrong::NotAFlag(text()) => Wrong::NotAFlag(_),
        Wrong::NotTrueOrFalse => Wrong::NotTrueOrFalse,
        Wrong::NotText => Wrong::NotText,
        Wrong::NotAList => Wrong::NotAList,
        Wrong::NotAnObject => Wrong::NotAnObject,
        Wrong::NotPlainData => Wrong::NotPlainData,
        Wrong::Missing => Wrong::Missing,
        Wrong::NoSuchField => Wrong::NoSuchField,
        Wrong::NoSuchKeys(1, 0) => Wrong::NoSuchKeys(..),
        Wrong::Twice => Wrong::Twice,
        Wrong::CutShort(vec![]) => Wrong::CutShort(_),
        Wrong::NoSuchSetting(text(), "sgd") => Wrong::NoSuchSetting(..),
        Wrong::Within(text(), Box::new(Wrong::Missing)) => Wrong::Within(..),
        Wrong::NotAPair(text()) => Wrong::NotAPair(_),
        Wrong::NotAChange(text()) => Wrong::NotAChange(_),
        Wrong::NotOnTheWay("seed") => Wrong::NotOnTheWay(_),
        Wrong::NotLayers(text()) => Wrong::NotLayers(_),
        Wrong::NotAnActivation(text()) => Wrong::NotAnActivation(_),
        Wrong::InputsOfNet(2) => Wrong::InputsOfNet(_),
        Wrong::LayerCount => Wrong::LayerCount,
        Wrong::NoMoreLayers => Wrong::NoMoreLayers,
        Wrong::NoSuchLayer(4, 3) => Wrong::NoSuchLayer(..),
        Wrong::OutputLayerStays => Wrong::OutputLayerStays,
        Wrong::HiddenSoftmax => Wrong::HiddenSoftmax,
        Wrong::OutputUnits(1, Task::Binary) => Wrong::OutputUnits(..),
        Wrong::NotAWeight("1.2".into()) => Wrong::NotAWeight(_),
        Wrong::NoSuchWeight("1.2.9".into()) => Wrong::NoSuchWeight(_),
        Wrong::TooManyFixed(64) => Wrong::TooManyFixed(_),
        Wrong::LastInput => Wrong::LastInput,
        Wrong::NotAnInputHere("x2") => Wrong::NotAnInputHere(_),
        Wrong::PerceptronOfNumbers => Wrong::PerceptronOfNumbers,
        Wrong::PerceptronOfLayers => Wrong::PerceptronOfLayers,
        Wrong::TableNotRead("iris") => Wrong::TableNotRead(_),
        Wrong::TableUnreadable("iris") => Wrong::TableUnreadable(_),
        Wrong::OwnTableNotHere => Wrong::OwnTableNotHere,
        Wrong::OwnTableUnnamed(text()) => Wrong::OwnTableUnnamed(_),
        Wrong::OwnTableIsAnother => Wrong::OwnTableIsAnother,
        Wrong::RoleCount(3, 2) => Wrong::RoleCount(..),
        Wrong::NotARole('q') => Wrong::NotARole(_),
        Wrong::NotJson(1, 2) => Wrong::NotJson(..),
        Wrong::NotSaved => Wrong::NotSaved,
        Wrong::SavedLater => Wrong::SavedLater,
        Wrong::RunUnreadable => Wrong::RunUnreadable,
        Wrong::Count(Counted::Layers, 3, 1) => Wrong::Count(..),
        Wrong::NotNumbers => Wrong::NotNumbers,
        Wrong::NotFinite => Wrong::NotFinite,
        Wrong::NoGoal => Wrong::NoGoal,
        Wrong::SampleOrValues => Wrong::SampleOrValues,
        Wrong::NoAccuracy => Wrong::NoAccuracy,
        Wrong::NoBranch => Wrong::NoBranch,
        Wrong::TargetCount(3) => Wrong::TargetCount(_),
        Wrong::Drawn(DrawnError::NoCode) => Wrong::Drawn(_),
        Wrong::Features(FeaturesError::Empty) => Wrong::Features(_),
        Wrong::Csv(csv) => Wrong::Csv(_),
        Wrong::Reading(ReadingError::NoTarget) => Wrong::Reading(_),
        Wrong::Images(ImagesError::NotIdx) => Wrong::Images(_),
        Wrong::Packed(PackError::Escape) => Wrong::Packed(_),
        Wrong::OfFile("line 4: LSTM has no counterpart on the page".into()) => Wrong::OfFile(_),
        Wrong::NotClasses(4) => Wrong::NotClasses(_),
        Wrong::Unfit(Unfit::NoHidden) => Wrong::Unfit(_),
        Wrong::Browser(Browser::Read) => Wrong::Browser(_),
    ];
    all.extend(browsers.into_iter().map(Wrong::from));
    all.extend([Wrong::NoSuchKeys(2, 0), Wrong::NoSuchKeys(5, 7)]);
    all.push(Wrong::CutShort(vec!["net".into(), "lr".into()]));
    all.extend(drawn.into_iter().map(Wrong::from));
    all.extend(features.into_iter().map(Wrong::from));
    all.extend(packs.into_iter().map(Wrong::from));
    all.extend(images.into_iter().map(Wrong::from));
    all.extend(
        counted
            .into_iter()
            .map(|counted| Wrong::Count(counted, 3, 2)),
    );
    all.extend(Task::ALL.iter().map(|&task| Wrong::OutputUnits(2, task)));
    for wrong in all {
        is_reason(&wrong.to_string());
        let error = FieldError::new("field", wrong);
        assert_eq!(error.to_string(), format!("field: {}", error.message()));
    }
    for &task in Task::ALL {
        is_reason(why_so_many(task));
    }
}

#[test]
fn every_label_is_for_people() {
    fn labels<T: Named + std::fmt::Debug>() {
        for (n, one) in T::ALL.iter().enumerate() {
            is_plain(one.label());
            assert!(!one.label().contains('_'), "{one:?} has no label");
            let label = one.label();
            assert_eq!(label.to_lowercase(), label.to_ascii_lowercase());
            assert!(
                T::ALL[..n].iter().all(|other| other.label() != one.label()),
                "{one:?}"
            );
        }
    }
    labels::<Activation>();
    labels::<Dataset>();
    labels::<Feature>();
    labels::<Loss>();
    labels::<Task>();
    labels::<separable::nn::Initializer>();
    labels::<LearningRule>();
    labels::<separable::nn::Optimizer>();
    labels::<separable::nn::Schedule>();
    labels::<separable::nn::Stride>();
    labels::<separable::data::Coding>();
    CLASS_NAMES.iter().for_each(|name| is_plain(name));
}

proptest! {
    /// What an advice offers has a name of its own on its button, and is another valid experiment.
    #[test]
    fn every_remedy_is_named_and_can_be_taken(experiment in small_experiment()) {
        let prepared = Prepared::new(&experiment);
        let snapshot = Snapshot::initial(&experiment, &prepared);
        let advice = advise(Seen {
            experiment: &experiment,
            prepared: &prepared,
            snapshot: &snapshot,
            past: &Past::default,
            said: None,
            flow: None,
        });
        is_sentence(&advice.hint.to_string());
        is_sentence(&told(advice.hint, &prepared.train_table.inputs));
        for edit in advice.remedies {
            let name = remedy(advice.hint, &edit);
            is_plain(name);
            let mut remedied = experiment.clone();
            prop_assert!(edit.apply(&mut remedied).is_ok());
            prop_assert_eq!(remedied.validate(), Ok(()));
            prop_assert_ne!(remedied, experiment.clone());
        }
    }
}
