//! What can be wrong with a file, where, and how it is said.

use std::{error, fmt};

use separable_nn::{Activation, Named};

/// Where something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole file.
    File,
    /// A part of the file, by its name.
    Part(&'static str),
    /// A line of a text, counted from 1.
    Line(usize),
    /// A layer or node, counted from 1, with its name.
    Layer(usize, String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => write!(f, "file"),
            Self::Part(name) => write!(f, "{name}"),
            Self::Line(line) => write!(f, "line {line}"),
            Self::Layer(number, name) if name.is_empty() => write!(f, "layer {number}"),
            Self::Layer(number, name) => write!(f, "layer {number}, “{name}”"),
        }
    }
}

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is nothing in it.
    Empty,
    /// It is of none of the kinds that can be read.
    NoKind,
    /// It is an HDF5 file as older versions of Keras saved models.
    OldHdf5,
    /// It is TensorFlow's or PyTorch's own, which is of this kind.
    ForeignZip,
    /// It ends too soon, or is damaged otherwise; the reader's own words.
    Damaged(String),
    /// A part of it is larger than this many bytes.
    TooLarge(u64),
    /// It would become very much larger than it is.
    Bomb,
    /// A part of the archive is not there.
    NoPart,
    /// The text is no JSON, at this line and column.
    NotJson(usize, usize),
    /// The model has more layers than this.
    TooManyLayers(usize),
    /// The model has more parameters than this.
    TooManyParameters(usize),
    /// No model is found.
    NoModel,
    /// The statement cannot be read.
    Syntax,
    /// Layers are made in a loop.
    Loop,
    /// The kind of layer, loss, optimizer or operation is none that the page has.
    NoCounterpart(String),
    /// The layer is none of Keras's own.
    Custom(String),
    /// The activation is none that the page has.
    Activation(String),
    /// A setting is something else than the page can hold.
    Setting(String, String),
    /// A number of an activation is another one than on the page.
    Fixed(String, String, String),
    /// A setting is missing, or not written out.
    Missing(&'static str),
    /// A setting, as it is written, is no whole number above 0.
    NotWhole(&'static str, String),
    /// A layer reads more than one.
    Merge,
    /// The model has several inputs or outputs.
    SeveralEnds,
    /// What a layer gives is read more than once.
    Branch,
    /// It stands where the page has no place for it.
    OutOfPlace(String),
    /// Samples of this shape are not flat.
    NotFlat(Vec<usize>),
    /// The shape is another one than is needed.
    Shape(Vec<usize>, Vec<usize>),
    /// A weight is not a number, or infinite.
    NotFinite,
    /// Weights are missing.
    NoWeights,
    /// The model reads another number of values than the data have.
    Inputs(usize, usize),
    /// Outputs are rescaled in a way that the page cannot hold.
    Rescaled,
    /// What the page says of its network cannot be read.
    Page,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "is empty"),
            Self::NoKind => write!(
                f,
                "is no model that can be read: a .keras file, an ONNX file, Keras code, or a model’s JSON"
            ),
            Self::OldHdf5 => write!(
                f,
                "is an HDF5 file of an older Keras; save the model there as “model.keras”"
            ),
            Self::ForeignZip => write!(
                f,
                "is an archive without config.json, so it is no .keras file"
            ),
            Self::Damaged(why) => write!(f, "is damaged or cut short ({why})"),
            Self::TooLarge(bytes) => write!(f, "is larger than {} MB", bytes >> 20),
            Self::Bomb => write!(
                f,
                "would become more than 200 times as large when it is unpacked, and is refused"
            ),
            Self::NoPart => write!(f, "is missing"),
            Self::NotJson(line, column) => {
                write!(f, "is not JSON: line {line}, column {column}")
            }
            Self::TooManyLayers(count) => write!(f, "has more than {count} layers"),
            Self::TooManyParameters(count) => {
                write!(f, "has more than {} million parameters", count / 1_000_000)
            }
            Self::NoModel => write!(f, "has no Sequential, no Model and no chain of layers"),
            Self::Syntax => write!(
                f,
                "cannot be read: layers have to be written out, each with numbers"
            ),
            Self::Loop => write!(f, "makes layers in a loop; write them out one by one"),
            Self::NoCounterpart(name) => write!(f, "{name} has no counterpart on the page"),
            Self::Custom(name) => write!(
                f,
                "{name} is a custom layer, which only the program that made it knows"
            ),
            Self::Activation(name) => write!(
                f,
                "activation “{name}” is none of the page’s: {}",
                names(Activation::ALL)
            ),
            Self::Setting(name, value) => {
                write!(f, "{name}={value} has no counterpart on the page")
            }
            Self::Fixed(name, value, ours) => {
                write!(f, "{name} is {value}; on the page it is {ours}")
            }
            Self::Missing(name) => write!(f, "{name} is missing"),
            Self::NotWhole(name, text) => {
                write!(f, "{name}: “{text}” is no whole number above 0")
            }
            Self::Merge => write!(
                f,
                "reads from several layers; the page has one chain of layers"
            ),
            Self::SeveralEnds => {
                write!(f, "has several inputs or outputs; the page has one of each")
            }
            Self::Branch => write!(
                f,
                "is read by several layers; the page has one chain of layers"
            ),
            Self::OutOfPlace(name) => write!(f, "{name} has no place here on the page"),
            Self::NotFlat(shape) => write!(
                f,
                "reads samples of shape {}; the page’s are flat (Flatten)",
                times(shape)
            ),
            Self::Shape(is, wanted) => {
                write!(f, "has the shape {}, not {}", times(is), times(wanted))
            }
            Self::NotFinite => write!(f, "has a weight that is not a finite number"),
            Self::NoWeights => write!(f, "has no weights in the file"),
            Self::Inputs(model, data) => write!(
                f,
                "the model reads {model} values, the data have {data}; choose data or inputs that fit first"
            ),
            Self::Rescaled => write!(
                f,
                "rescales its outputs in a way that the page cannot hold with this activation"
            ),
            Self::Page => write!(f, "the page’s network cannot be read"),
        }
    }
}

/// A list for people.
fn names<T: Named>(all: &[T]) -> String {
    let names: Vec<_> = all.iter().map(|one| one.name()).collect();
    names.join(", ")
}

/// A shape for people.
fn times(shape: &[usize]) -> String {
    let sides: Vec<_> = shape.iter().map(ToString::to_string).collect();
    match sides.is_empty() {
        true => "of a single number".into(),
        false => sides.join(" × "),
    }
}

/// Something wrong at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.wrong)
    }
}

impl error::Error for Fault {}

impl Place {
    /// Something wrong here.
    pub fn fault(&self, wrong: Wrong) -> Fault {
        Fault {
            place: self.clone(),
            wrong,
        }
    }
}

/// Something that a file has and the page cannot hold, which does not change what the network answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where; nowhere in particular in a page's own network.
    pub place: Place,
    /// What.
    pub told: Told,
}

/// What is told of a file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// A setting of a layer, a loss or an optimizer is left out.
    LeftOut(String),
    /// The initializer is none of the page's.
    Initializer(String),
    /// Layers differ in it; the page has one for all, and takes this one.
    OneForAll(&'static str, String),
    /// The learning rate follows a schedule in steps; it stays at where that begins.
    Schedule(String),
    /// Outputs are made probabilities, as the loss has them anyway.
    Logits(Activation),
    /// The slope of leaky ReLU is another one on the page.
    Slope(String),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match &self.told {
            Told::LeftOut(what) => write!(f, "{what} is left out"),
            Told::Initializer(name) => {
                write!(
                    f,
                    "kernel_initializer {name} is none of the page’s, and left out"
                )
            }
            Told::OneForAll(what, value) => write!(
                f,
                "{what} differs between layers; the page has one for all: {value}"
            ),
            Told::Schedule(name) => write!(
                f,
                "{name} counts in steps; the learning rate stays at its first value"
            ),
            Told::Logits(activation) => write!(
                f,
                "the loss takes logits; the output layer is given {}",
                activation.label()
            ),
            Told::Slope(slope) => {
                write!(
                    f,
                    "leaky_relu has the slope {slope} there and 0.3 on the page"
                )
            }
        }
    }
}
