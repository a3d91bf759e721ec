//! What is wrong with a value, after the name of its field and a colon.

use std::fmt;

use super::transfer;
use crate::{
    lab::{
        FieldError,
        wrong::{Browser, Counted, Span, Wrong},
    },
    nn::{Activation, Named, Task},
    plot::scale::format_digits,
};

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from {}", End(self.low))?;
        // Where none is too large, there is nothing to be said.
        if self.high < u64::MAX as f64 || self.high == f64::from(f32::MAX) {
            write!(f, " to {}", End(self.high))?;
        }
        Ok(())
    }
}

/// An end of a span: what has very many digits, in a few.
struct End(f64);

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.abs() < 1e15 {
            true => write!(f, "{}", self.0),
            false => write!(f, "{:.1e}", self.0),
        }
    }
}

/// A text from outside within a message, as far as it can be read at a glance.
struct Short<'a>(&'a str);

/// Letters of such a text.
const LETTERS: usize = 60;

impl fmt::Display for Short<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(LETTERS) {
            Some((end, _)) => write!(f, "{}…", &self.0[..end]),
            None => f.write_str(self.0),
        }
    }
}

/// The same in quotes.
struct Said<'a>(&'a str);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}”", Short(self.0))
    }
}

/// Names from a person's table, the first few of many.
fn some(names: &[String]) -> String {
    const NAMES: usize = 12;
    let first = names.iter().take(NAMES);
    let first: Vec<_> = first.map(|name| Short(name).to_string()).collect();
    let more = match names.len().saturating_sub(NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", first.join(", "))
}

/// What numbers a column has.
fn learnt(range: [f32; 2]) -> String {
    let [low, high] = range.map(|end| format_digits(f64::from(end), 4));
    format!("the training samples have {low} to {high}")
}

/// Problems that are told in full, at most.
pub const TOLD: usize = 4;

/// The fields of the problems that are not told in full, in a sentence; nothing without any.
#[must_use]
pub fn others(problems: &[FieldError]) -> String {
    let fields: Vec<_> = problems
        .iter()
        .skip(TOLD)
        .map(|p| p.field.as_str())
        .collect();
    if fields.is_empty() {
        return String::new();
    }
    format!("Wrong as well: {}.", fields.join(", "))
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber(text, span) => write!(f, "{} is not a number {span}", Said(text)),
            Self::NotWhole(text, span) => {
                write!(f, "{} is not a whole number {span}", Said(text))
            }
            Self::Ambiguous(text, [one, other]) => {
                write!(f, "{} may be {one} or {other}; write the one that is meant so", Said(text))
            }
            Self::NeedsNumber(span) => write!(f, "needs a number {span}"),
            Self::NeedsWhole(span) => write!(f, "needs a whole number {span}"),
            Self::OutOfRange(text, span) => write!(f, "must be {span}, not {}", Short(text)),
            Self::TooManyAtOnce(found, 0) => write!(
                f,
                "{found} would take too long with this network, and so would any; choose fewer units or inputs"
            ),
            Self::TooManyAtOnce(found, most) => write!(
                f,
                "{found} at once would take too long with this network; at most {most} are allowed"
            ),
            Self::NotOneOf(text, names) => {
                write!(f, "{} is not one of {}", Said(text), names.join(", "))
            }
            Self::NotACategory(text, names) => {
                write!(f, "{} is not one of {}", Said(text), some(names))
            }
            Self::NeedsCategory(names) => write!(f, "needs one of {}", some(names)),
            Self::NotMeasured(text, range) => {
                write!(f, "{} is not a number; {}", Said(text), learnt(*range))
            }
            Self::NeedsMeasured(range) => write!(f, "needs a number; {}", learnt(*range)),
            Self::LacksColumns(names) => {
                let noun = if names.len() == 1 { "column" } else { "columns" };
                write!(f, "the {noun} {} must be there", some(names))
            }
            Self::NoSuchColumn(names) => write!(f, "is not a column here; there are {}", some(names)),
            Self::NotAFlag(text) => write!(f, "{} is not true or false", Said(text)),
            Self::NotTrueOrFalse => f.write_str("must be true or false"),
            Self::NotText => f.write_str("must be text"),
            Self::NotAList => f.write_str("must be a list"),
            Self::NotAnObject => f.write_str("must be an object of fields"),
            Self::NotPlainData => f.write_str("is missing or is no plain data"),
            Self::Missing => f.write_str("is missing"),
            Self::NoSuchField => f.write_str("is not a field here"),
            Self::NoSuchKeys(1, 0) => f.write_str("is not a setting of links"),
            Self::NoSuchKeys(_, 0) => f.write_str("are not settings of links"),
            Self::NoSuchKeys(_, more) => {
                write!(f, "and {more} more are not settings of links")
            }
            Self::Twice => f.write_str("stands more than once in the link; the last one holds"),
            Self::CutShort(lost) => {
                f.write_str(
                    "is cut short, so this is not all that was shared. Ask for the whole link, or for \
                     the saved file",
                )?;
                match &lost[..] {
                    [] => Ok(()),
                    lost => write!(f, ". Not read: {}", lost.join(", ")),
                }
            }
            Self::NoSuchSetting(name, kind) => {
                write!(f, "{} is not a setting of {kind}", Said(name))
            }
            Self::Within(name, wrong) => write!(f, "{}: {wrong}", Short(name)),
            Self::NotAPair(text) => write!(f, "{} is not of the form name=value", Said(text)),
            Self::NotAChange(text) => write!(
                f,
                "{} is not of the form 100:lr=0.01: the epoch, then a setting and its value",
                Said(text)
            ),
            Self::NotOnTheWay(key) => {
                write!(f, "“{key}” belongs to the start of a run and cannot change on the way")
            }
            Self::NotLayers(text) => write!(
                f,
                "{} is not of the form 2-4t-1s: inputs, then units and activation of each layer",
                Said(text)
            ),
            Self::NotAnActivation(text) => {
                let known: Vec<_> = Activation::ALL.iter().map(|a| a.name()).collect();
                let known = known.join(", ");
                write!(
                    f,
                    "{} is not an activation; there are h, l, s, t, r and {known}",
                    Said(text)
                )
            }
            Self::InputsOfNet(inputs) => write!(f, "must begin with {inputs}, one for each input"),
            Self::LayerCount => {
                f.write_str("needs an output layer and at most 8 hidden layers before it")
            }
            Self::NoMoreLayers => f.write_str("at most 8 hidden layers fit here"),
            Self::NoSuchLayer(at, count) => write!(f, "must be from 1 to {count}, not {at}"),
            Self::OutputLayerStays => f.write_str("only hidden layers can be removed"),
            Self::HiddenSoftmax => {
                f.write_str("softmax compares the units of an output layer; choose another here")
            }
            Self::OutputUnits(needed, task) => write!(f, "must be {needed}: {}", why_so_many(*task)),
            Self::NotAWeight(text) => write!(
                f,
                "{} is no weight: write 1.2.3 for the weight from source 3 into unit 2 of layer 1, and \
                 1.2.b for that unit’s bias",
                Said(text)
            ),
            Self::NoSuchWeight(text) if text.is_empty() => {
                f.write_str("the network has no such weight")
            }
            Self::NoSuchWeight(text) => {
                write!(f, "the network has no weight {}", Said(text))
            }
            Self::TooManyFixed(most) => write!(
                f,
                "at most {most} single weights can be frozen; freeze the whole layer to keep more"
            ),
            Self::LastInput => f.write_str("at least one input must stay on"),
            Self::NotAnInputHere(name) => {
                write!(f, "{name} is not an input here: these samples have x₁ alone")
            }
            Self::PerceptronOfNumbers => {
                f.write_str("this rule learns classes, not numbers; choose backprop")
            }
            Self::PerceptronOfLayers => f.write_str(
                "this rule trains a single layer of heaviside or sign units; remove the hidden \
                 layers or choose backprop",
            ),
            Self::TableNotRead(name) => write!(f, "the table of “{name}” has not been read"),
            Self::TableUnreadable(name) => write!(f, "the table “{name}” could not be read"),
            Self::OwnTableNotHere => f.write_str(
                "the table is not on this device: open its file, or the saved experiment",
            ),
            Self::OwnTableUnnamed(name) => write!(
                f,
                "the link does not say which table it was made with, so this is the last one on this \
                 device, {}",
                Said(name)
            ),
            Self::OwnTableIsAnother => f.write_str(
                "the table on this device is another than the one that was shared: open its file, \
                 or the saved experiment",
            ),
            Self::RoleCount(columns, roles) => {
                write!(f, "must be {columns}, one for each column, not {roles}")
            }
            Self::NotARole(letter) => write!(
                f,
                "has a letter for each column: i (input), t (target) or x (ignore), not “{letter}”"
            ),
            Self::NotJson(line, column) => write!(f, "is not JSON: line {line}, column {column}"),
            Self::NotSaved => f.write_str("is not an experiment that this page saved"),
            Self::SavedLater => f.write_str("is of a later version of this page; reload the page"),
            Self::RunUnreadable => f.write_str(
                "cannot be read: it is damaged, or belongs to another experiment than this",
            ),
            Self::Count(counted, needed, found) => count(f, *counted, *needed, *found),
            Self::NotClasses(0) => f.write_str("these samples have no classes"),
            Self::NotClasses(count) => write!(
                f,
                "must be two or more of the classes 0 to {}, as in 0-1 or 0,2",
                count - 1
            ),
            Self::NotNumbers => f.write_str("must be numbers"),
            Self::NotFinite => f.write_str("must be finite numbers"),
            Self::SampleOrValues => f.write_str("give a sample’s number, or x and y, not both"),
            Self::NoGoal => f.write_str("give one of epochs, batches or samples, or until"),
            Self::NoAccuracy => f.write_str(
                "is of classes, and these targets are numbers: give a loss instead",
            ),
            Self::NoBranch => f.write_str("there is none to return to"),
            Self::TargetCount(rows) => {
                write!(f, "must be as many as rows ({rows}), and at least one")
            }
            Self::Drawn(wrong) => wrong.fmt(f),
            Self::Features(wrong) => wrong.fmt(f),
            Self::Csv(wrong) => wrong.fmt(f),
            Self::Reading(wrong) => wrong.fmt(f),
            Self::Images(wrong) => wrong.fmt(f),
            Self::Packed(wrong) => wrong.fmt(f),
            Self::Browser(what) => f.write_str(match what {
                Browser::Read => "the browser cannot read it",
                Browser::Moved => {
                    "the browser cannot read the file; it may have been moved or changed"
                }
                Browser::Save => "the browser cannot save it",
                Browser::Keep => {
                    "cannot be kept by this browser (a private window, or no space left) and will be \
                     gone when the page is closed. Save the experiment to keep it"
                }
                Browser::Fetch => {
                    "the table could not be fetched; the page may be offline. Try again"
                }
                Browser::FetchImages => {
                    "the images could not be fetched; the page may be offline, or its site was built \
                     without them. Try again"
                }
                Browser::Cancelled => "fetching was cancelled",
                Browser::Convert => {
                    "the part of the page that reads and writes model files could not be fetched; the \
                     page may be offline. Try again"
                }
            }),
            Self::OfFile(said) => f.write_str(said),
            Self::Unfit(unfit) => f.write_str(&transfer::unfit(*unfit)),
        }
    }
}

fn count(f: &mut fmt::Formatter<'_>, counted: Counted, needed: usize, found: usize) -> fmt::Result {
    match counted {
        Counted::Layers => write!(f, "must have {needed} layers, not {found}"),
        Counted::KernelRows => write!(f, "must have {needed} rows, one per input"),
        Counted::BiasValues => write!(f, "must have {needed} values, one per unit"),
        Counted::Values => write!(f, "must have {needed} values, not {found}"),
    }
}

/// Why a task needs just as many output units.
#[must_use]
pub fn why_so_many(task: Task) -> &'static str {
    match task {
        Task::Binary => "two classes need one output unit",
        Task::Multiclass => "each class needs an output unit",
        Task::Multilabel => "each label needs an output unit",
        Task::Regression => "each number needs an output unit",
    }
}
