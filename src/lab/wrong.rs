//! What can be wrong with a value that came from outside, as data; `text` words it.

use crate::{
    data::{
        DrawnError, FeaturesError, ImagesError,
        sheet::{CsvError, PackError, ReadingError},
    },
    nn::Task,
};

/// The numbers that are allowed, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl Span {
    /// From `low` to `high`.
    #[must_use]
    pub const fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    /// Whether a number is allowed; NaN never is.
    #[must_use]
    pub fn contains(self, number: f64) -> bool {
        self.low <= number && number <= self.high
    }
}

/// Why a value is refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Wrong {
    /// The text writes no number, or not a whole one where only those are allowed.
    NotANumber(String, Span),
    /// The text writes no whole number.
    NotWhole(String, Span),
    /// The text may write either of two numbers.
    Ambiguous(String, [f64; 2]),
    /// Nothing was typed where a number is needed.
    NeedsNumber(Span),
    /// Nothing was typed where a whole number is needed.
    NeedsWhole(Span),
    /// The number, as it was written, is not within what is allowed.
    OutOfRange(String, Span),
    /// So many at once would take too long with this network and these samples; so many would not.
    TooManyAtOnce(usize, usize),
    /// The name is not in the list.
    NotOneOf(String, Vec<&'static str>),
    /// The text is none of a column's categories.
    NotACategory(String, Vec<String>),
    /// There has to be one of a column's categories.
    NeedsCategory(Vec<String>),
    /// The text is no measured number; those of the training samples lie from one to the other.
    NotMeasured(String, [f32; 2]),
    /// There has to be a measured number; those of the training samples lie from one to the other.
    NeedsMeasured([f32; 2]),
    /// Columns that the network reads are not there.
    LacksColumns(Vec<String>),
    /// There is no column of that name; these are there.
    NoSuchColumn(Vec<String>),
    /// The text is neither “true” nor “false”.
    NotAFlag(String),
    /// The JSON is something else than true or false.
    NotTrueOrFalse,
    /// The JSON is something else than text.
    NotText,
    /// The JSON is something else than a list.
    NotAList,
    /// The JSON is something else than an object.
    NotAnObject,
    /// The value is not plain data, or not there.
    NotPlainData,
    /// The field has to be there.
    Missing,
    /// There is no such field.
    NoSuchField,
    /// There are no such settings in links: so many are named, and so many more are not.
    NoSuchKeys(usize, usize),
    /// The key stands more than once in the link, with other values: the last one holds.
    Twice,
    /// The link ends before its end; these settings could not be read.
    CutShort(Vec<String>),
    /// A part of that kind has no such setting.
    NoSuchSetting(String, &'static str),
    /// A setting within a part is wrong.
    Within(String, Box<Wrong>),
    /// The text is no `name=value`.
    NotAPair(String),
    /// The text is no moment with a setting, `epoch:name=value`.
    NotAChange(String),
    /// The setting belongs to the start of a run and cannot change on the way.
    NotOnTheWay(&'static str),
    /// The layers are not written as inputs and then units with their activation.
    NotLayers(String),
    /// A layer's activation is not known.
    NotAnActivation(String),
    /// The network begins with another number of inputs than the samples have.
    InputsOfNet(usize),
    /// The number of hidden layers is not allowed.
    LayerCount,
    /// No further hidden layer fits.
    NoMoreLayers,
    /// There is no such layer; there are so many.
    NoSuchLayer(usize, usize),
    /// Only hidden layers can be taken out.
    OutputLayerStays,
    /// Softmax stands in a hidden layer.
    HiddenSoftmax,
    /// The output layer needs another number of units.
    OutputUnits(usize, Task),
    /// The text is no place of a weight, `layer.unit.source` or `layer.unit.b`.
    NotAWeight(String),
    /// The network has no weight or bias at that place.
    NoSuchWeight(String),
    /// There is room for so many single weights that do not learn.
    TooManyFixed(usize),
    /// Of so many classes, some two or more are to be named.
    NotClasses(usize),
    /// The last input cannot be switched off.
    LastInput,
    /// The input is not one of these samples.
    NotAnInputHere(&'static str),
    /// The perceptron rule does not learn numbers.
    PerceptronOfNumbers,
    /// The perceptron rule needs a single layer of steps.
    PerceptronOfLayers,
    /// The table of a dataset has not been read.
    TableNotRead(&'static str),
    /// The table of a dataset could not be read.
    TableUnreadable(&'static str),
    /// The person's own table is not on this device.
    OwnTableNotHere,
    /// The link does not say which own table is meant; the one of this name is on this device.
    OwnTableUnnamed(String),
    /// The person's own table on this device is another than the one that is meant.
    OwnTableIsAnother,
    /// There must be a role for each column.
    RoleCount(usize, usize),
    /// A letter that stands for no role.
    NotARole(char),
    /// The file is no JSON, at this line and column.
    NotJson(usize, usize),
    /// The file is not one that this page saved.
    NotSaved,
    /// The file was saved by a later version of the page.
    SavedLater,
    /// What the file says of its run cannot be read.
    RunUnreadable,
    /// There must be so many layers, rows or values; there are others.
    Count(Counted, usize, usize),
    /// Rows of weights or samples differ in length from what is needed.
    NotNumbers,
    /// A number is neither infinite nor NaN.
    NotFinite,
    /// A script has to say how far to train.
    NoGoal,
    /// A sample of the data and values of one’s own are asked for at once.
    SampleOrValues,
    /// A run whose samples are numbers has no accuracy to wait for.
    NoAccuracy,
    /// There is no branch to return to.
    NoBranch,
    /// There must be as many targets as rows.
    TargetCount(usize),
    /// Points drawn by hand are written wrongly.
    Drawn(DrawnError),
    /// Inputs are listed wrongly.
    Features(FeaturesError),
    /// A table is written wrongly.
    Csv(CsvError),
    /// A table cannot be read in this way.
    Reading(ReadingError),
    /// A set of images is not what it should be.
    Images(ImagesError),
    /// A table in a link is written wrongly.
    Packed(PackError),
    /// A model file is wrong, as whoever read it says.
    OfFile(String),
    /// Layers cannot be reused.
    Unfit(Unfit),
    /// The browser cannot do something.
    Browser(Browser),
}

/// What a browser may not be able to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Read a file.
    Read,
    /// Read a file that may have been moved or changed.
    Moved,
    /// Save a file.
    Save,
    /// Keep own data between visits.
    Keep,
    /// Fetch a table that comes with the page.
    Fetch,
    /// Fetch a set of images that comes with the page.
    FetchImages,
    /// Fetch anything to its end: the person wanted it no more.
    Cancelled,
    /// Fetch or start what reads and writes model files.
    Convert,
}

macro_rules! wraps {
    ($($variant:ident($type:ty))*) => {
        $(impl From<$type> for Wrong {
            fn from(wrong: $type) -> Self {
                Self::$variant(wrong)
            }
        })*
    };
}

wraps! {
    Drawn(DrawnError)
    Features(FeaturesError)
    Csv(CsvError)
    Reading(ReadingError)
    Images(ImagesError)
    Packed(PackError)
    Unfit(Unfit)
    Browser(Browser)
}

/// Why layers cannot be reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The network has no hidden layer.
    NoHidden,
    /// The samples have other inputs than those that the layers were trained on; how many each.
    Inputs(usize, usize),
    /// The samples have no classes, so none can be counted.
    NoClasses,
    /// None of them are held back, by which one could be compared.
    NoTest,
}

/// What is counted where there are too many or too few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Layers of a network.
    Layers,
    /// Rows of a kernel, one for each input.
    KernelRows,
    /// Values of a bias, one for each unit.
    BiasValues,
    /// Values in a row.
    Values,
}
