//! The gallery of datasets.

use serde::{Deserialize, Serialize};

use super::{
    Domain, cloud,
    function::{self, Function},
    shipped::{self, Credit, Shipped},
};
use crate::nn::Task;

/// A set of samples to learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dataset {
    /// Clouds in the four quadrants; the sign of x₁x₂ is the class.
    Xor,
    /// A disc inside a ring.
    Circles,
    /// Two round clouds.
    Gaussians,
    /// Two arms wound round each other.
    Spiral,
    /// Two interleaved half circles.
    Moons,
    /// Four by four cells.
    Checkerboard,
    /// The truth table of XOR.
    XorTable,
    /// The truth table of AND.
    And,
    /// The truth table of OR.
    Or,
    /// The truth table of NAND.
    Nand,
    /// Three round clouds, a class each.
    Blobs3,
    /// Four round clouds, a class each.
    Blobs4,
    /// Three arms wound round each other, a class each.
    Spiral3,
    /// Three rings with the same centre, a class each.
    Rings,
    /// Two labels, each of which holds within a disc.
    Labels,
    /// A line: one input, one target.
    Line,
    /// A sine: one input, one target.
    Sine,
    /// A jump: one input, one target.
    Step,
    /// A line with gross errors: one input, one target.
    Outliers,
    /// Two targets of one input.
    TwoWaves,
    /// A plane: two inputs, one target.
    Plane,
    /// Hills and a hollow: two inputs, one target.
    Bumps,
    /// A saddle: two inputs, one target.
    Saddle,
    /// Species of iris by their flowers.
    Iris,
    /// Species of penguin by their bodies.
    Penguins,
    /// Cultivars of vine by their wine.
    Wine,
    /// Benign and malignant tumours by their cells.
    BreastCancer,
    /// How a disease went on, by measurements of a year before.
    Diabetes,
    /// Pictures of handwritten digits.
    Digits,
    /// Points that a person has drawn.
    Drawn,
    /// A table that a person has brought.
    Own,
}

/// The two input values of a truth table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// Off is 0, on is 1.
    Binary,
    /// Off is −1, on is +1.
    Bipolar,
}

/// Where the samples of a dataset come from.
pub(super) enum Source {
    /// The output for the inputs 00, 01, 10 and 11.
    Truth([u8; 4]),
    /// Drawn at random into the shape of each class; the classes' names.
    Cloud(cloud::Shape, &'static [&'static str]),
    /// Drawn at random over the plane; [`cloud::labels`] says which labels hold.
    Labels,
    /// Drawn at random over the plane or along x₁, with the targets that the function gives.
    Function(&'static Function),
    /// Read from a file that comes with the page.
    File(&'static Shipped),
    /// Given by a person.
    Person,
}

/// The names of two classes, which are those of their colours.
pub(super) const TWO: [&str; 2] = ["orange", "blue"];

/// The names of the labels.
pub(super) const LABELS: [&str; 2] = ["spam", "urgent"];

impl Dataset {
    /// Every dataset, in the order of the gallery.
    pub const ALL: [Self; 31] = [
        Self::Xor,
        Self::Circles,
        Self::Gaussians,
        Self::Spiral,
        Self::Moons,
        Self::Checkerboard,
        Self::XorTable,
        Self::And,
        Self::Or,
        Self::Nand,
        Self::Blobs3,
        Self::Blobs4,
        Self::Spiral3,
        Self::Rings,
        Self::Labels,
        Self::Line,
        Self::Sine,
        Self::Step,
        Self::Outliers,
        Self::TwoWaves,
        Self::Plane,
        Self::Bumps,
        Self::Saddle,
        Self::Iris,
        Self::Penguins,
        Self::Wine,
        Self::BreastCancer,
        Self::Diabetes,
        Self::Digits,
        Self::Drawn,
        Self::Own,
    ];

    /// The name in links and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xor => "xor",
            Self::Circles => "circles",
            Self::Gaussians => "gaussians",
            Self::Spiral => "spiral",
            Self::Moons => "moons",
            Self::Checkerboard => "checkerboard",
            Self::XorTable => "xor_table",
            Self::And => "and",
            Self::Or => "or",
            Self::Nand => "nand",
            Self::Blobs3 => "blobs3",
            Self::Blobs4 => "blobs4",
            Self::Spiral3 => "spiral3",
            Self::Rings => "rings",
            Self::Labels => "labels",
            Self::Line => "line",
            Self::Sine => "sine",
            Self::Step => "step",
            Self::Outliers => "outliers",
            Self::TwoWaves => "two_waves",
            Self::Plane => "plane",
            Self::Bumps => "bumps",
            Self::Saddle => "saddle",
            Self::Iris => "iris",
            Self::Penguins => "penguins",
            Self::Wine => "wine",
            Self::BreastCancer => "breast_cancer",
            Self::Diabetes => "diabetes",
            Self::Digits => "digits",
            Self::Drawn => "drawn",
            Self::Own => "own",
        }
    }

    /// The dataset with this [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dataset| dataset.name() == name)
    }

    /// The name on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Xor => "XOR",
            Self::Circles => "Circles",
            Self::Gaussians => "Gaussians",
            Self::Spiral => "Spiral",
            Self::Moons => "Moons",
            Self::Checkerboard => "Checker",
            Self::XorTable => "XOR table",
            Self::And => "AND",
            Self::Or => "OR",
            Self::Nand => "NAND",
            Self::Blobs3 => "3 blobs",
            Self::Blobs4 => "4 blobs",
            Self::Spiral3 => "3 arms",
            Self::Rings => "Rings",
            Self::Labels => "Labels",
            Self::Line => "Line",
            Self::Sine => "Sine",
            Self::Step => "Step",
            Self::Outliers => "Outliers",
            Self::TwoWaves => "2 waves",
            Self::Plane => "Plane",
            Self::Bumps => "Bumps",
            Self::Saddle => "Saddle",
            Self::Iris => "Iris",
            Self::Penguins => "Penguins",
            Self::Wine => "Wine",
            Self::BreastCancer => "Cancer",
            Self::Diabetes => "Diabetes",
            Self::Digits => "Digits",
            Self::Drawn => "Drawn",
            Self::Own => "Own table",
        }
    }

    /// The dataset in one plain sentence.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Xor => "Blue where x₁ and x₂ have the same sign, orange where they differ.",
            Self::Circles => "A blue disc inside an orange ring.",
            Self::Gaussians => "Two round clouds, which one straight line can tell apart.",
            Self::Spiral => "Two arms wound round each other: the hardest of the sets.",
            Self::Moons => "Two half circles, each reaching into the other.",
            Self::Checkerboard => "Four by four cells in turn blue and orange, like a chessboard.",
            Self::XorTable => "Blue when exactly one of the two inputs is on.",
            Self::And => "Blue when both inputs are on.",
            Self::Or => "Blue when at least one input is on.",
            Self::Nand => "Blue unless both inputs are on: the opposite of AND.",
            Self::Blobs3 => "Three round clouds, which straight lines can tell apart.",
            Self::Blobs4 => "Four round clouds, one in each quadrant.",
            Self::Spiral3 => "Three arms wound round each other.",
            Self::Rings => "Three rings with the same centre.",
            Self::Labels => {
                "Messages that are spam, urgent, both or neither: two discs that overlap."
            }
            Self::Line => "One input and a target on the line y = 0.5 x₁ + 1.",
            Self::Sine => "One input and its sine.",
            Self::Step => "One input and a target that jumps at x₁ = 1.",
            Self::Outliers => {
                "The line y = 0.5 x₁ + 1 with gross errors on one side, which pull squared errors off it."
            }
            Self::TwoWaves => "Two targets of one input: a sine, and a cosine that fades.",
            Self::Plane => "A target that changes evenly with both inputs.",
            Self::Bumps => "A target with two hills and a hollow.",
            Self::Saddle => {
                "A target that rises along x₁ and falls along x₂, away from the middle."
            }
            Self::Iris => "150 flowers: which of three species, by their sepals and petals?",
            Self::Penguins => {
                "344 penguins: which of three species, by bill, flipper, body mass and sex?"
            }
            Self::Wine => "178 wines: which of three cultivars, by 13 measurements?",
            Self::BreastCancer => {
                "569 tumours: benign or malignant, by 30 measurements of their cells?"
            }
            Self::Diabetes => {
                "442 patients: how far has the disease gone in a year, by ten measurements?"
            }
            Self::Digits => "1,797 handwritten digits of 8 × 8 pixels: which of the ten?",
            Self::Drawn => "Points of two classes or more that you draw yourself.",
            Self::Own => "A table of your own.",
        }
    }

    /// What is to be learnt. A person's own samples decide for themselves; `Binary` stands for it.
    pub fn task(self) -> Task {
        match self.source() {
            Source::Cloud(_, names) if names.len() > 2 => Task::Multiclass,
            Source::Truth(_) | Source::Cloud(..) | Source::Person => Task::Binary,
            Source::Labels => Task::Multilabel,
            Source::Function(_) => Task::Regression,
            Source::File(table) => table.task,
        }
    }

    /// Output units that fit the task: one for two classes, else one for each class, label or
    /// number. A person's own samples decide for themselves; 1 stands for it.
    pub fn outputs(self) -> usize {
        match self.source() {
            Source::Cloud(_, names) if names.len() > 2 => names.len(),
            Source::Truth(_) | Source::Cloud(..) | Source::Person => 1,
            Source::Labels => LABELS.len(),
            Source::Function(function) => function.targets.len(),
            Source::File(table) => table.outputs,
        }
    }

    /// The coordinates of a generated sample: x₁ alone, or x₁ and x₂.
    pub fn dimensions(self) -> usize {
        match self.source() {
            Source::Function(function) => function.inputs,
            _ => 2,
        }
    }

    /// Whether this is a truth table: four fixed points, all for training.
    pub fn is_table(self) -> bool {
        matches!(self.source(), Source::Truth(_))
    }

    /// Whether the samples come from a [`file`](Self::file) beside the page.
    pub fn is_shipped(self) -> bool {
        self.shipped().is_some()
    }

    /// Whether a [`DataSpec`](super::DataSpec) is all that is needed to have the samples.
    pub fn is_generated(self) -> bool {
        !matches!(self.source(), Source::File(_) | Source::Person)
    }

    /// The file that holds a shipped table, from the page on: comma-separated, the columns' names in
    /// its first line, missing values empty.
    pub fn file(self) -> Option<&'static str> {
        self.shipped().map(|table| table.file)
    }

    /// Where a shipped table comes from.
    pub fn credit(self) -> Option<Credit> {
        self.shipped().map(|table| table.credit)
    }

    /// The columns of a shipped table that are to be learnt.
    pub fn target_columns(self) -> &'static [&'static str] {
        self.shipped().map_or(&[], |table| table.targets)
    }

    /// The columns of a shipped table that are left out; all others are inputs.
    pub fn ignored_columns(self) -> &'static [&'static str] {
        self.shipped().map_or(&[], |table| table.ignored)
    }

    fn shipped(self) -> Option<&'static Shipped> {
        match self.source() {
            Source::File(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn source(self) -> Source {
        match self {
            Self::Xor => Source::Cloud(cloud::xor, &TWO),
            Self::Circles => Source::Cloud(cloud::circles, &TWO),
            Self::Gaussians => Source::Cloud(cloud::gaussians, &TWO),
            Self::Spiral => Source::Cloud(cloud::spiral, &TWO),
            Self::Moons => Source::Cloud(cloud::moons, &TWO),
            Self::Checkerboard => Source::Cloud(cloud::checkerboard, &TWO),
            Self::XorTable => Source::Truth([0, 1, 1, 0]),
            Self::And => Source::Truth([0, 0, 0, 1]),
            Self::Or => Source::Truth([0, 1, 1, 1]),
            Self::Nand => Source::Truth([1, 1, 1, 0]),
            Self::Blobs3 => Source::Cloud(cloud::blobs3, &["top", "left", "right"]),
            Self::Blobs4 => Source::Cloud(
                cloud::blobs4,
                &["top right", "top left", "bottom left", "bottom right"],
            ),
            Self::Spiral3 => Source::Cloud(cloud::spiral3, &["arm 1", "arm 2", "arm 3"]),
            Self::Rings => Source::Cloud(cloud::rings, &["inner", "middle", "outer"]),
            Self::Labels => Source::Labels,
            Self::Line => Source::Function(&function::LINE),
            Self::Sine => Source::Function(&function::SINE),
            Self::Step => Source::Function(&function::STEP),
            Self::Outliers => Source::Function(&function::OUTLIERS),
            Self::TwoWaves => Source::Function(&function::TWO_WAVES),
            Self::Plane => Source::Function(&function::PLANE),
            Self::Bumps => Source::Function(&function::BUMPS),
            Self::Saddle => Source::Function(&function::SADDLE),
            Self::Iris => Source::File(&shipped::IRIS),
            Self::Penguins => Source::File(&shipped::PENGUINS),
            Self::Wine => Source::File(&shipped::WINE),
            Self::BreastCancer => Source::File(&shipped::BREAST_CANCER),
            Self::Diabetes => Source::File(&shipped::DIABETES),
            Self::Digits => Source::File(&shipped::DIGITS),
            Self::Drawn | Self::Own => Source::Person,
        }
    }
}

impl Coding {
    /// Both codings.
    pub const ALL: [Self; 2] = [Self::Binary, Self::Bipolar];

    /// The name in links and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Bipolar => "bipolar",
        }
    }

    /// The coding with this [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|coding| coding.name() == name)
    }

    /// The name on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Binary => "0 and 1",
            Self::Bipolar => "−1 and +1",
        }
    }

    /// The values of an input that is off and one that is on.
    pub(super) fn values(self) -> [f32; 2] {
        match self {
            Self::Binary => [0.0, 1.0],
            Self::Bipolar => [-1.0, 1.0],
        }
    }

    /// The square whose quarters are centred on the four input pairs.
    pub(super) fn domain(self) -> Domain {
        let [off, on] = self.values();
        let margin = (on - off) / 2.0;
        Domain {
            min: off - margin,
            max: on + margin,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Named;

    /// The names of the datasets that are so.
    fn all(so: impl Fn(Dataset) -> bool) -> impl Iterator<Item = &'static str> {
        let sets = Dataset::ALL.into_iter();
        sets.filter(move |&set| so(set)).map(Dataset::name)
    }

    #[test]
    fn names_are_those_of_serde_and_lead_back() {
        for dataset in Dataset::ALL {
            assert_eq!(Dataset::from_name(dataset.name()), Some(dataset));
            assert_eq!(serde_json::to_value(dataset).unwrap(), dataset.name());
        }
        for coding in Coding::ALL {
            assert_eq!(Coding::from_name(coding.name()), Some(coding));
            assert_eq!(serde_json::to_value(coding).unwrap(), coding.name());
        }
        assert_eq!(Dataset::from_name("XOR"), None);
        assert_eq!(Coding::from_name(""), None);
    }

    #[test]
    fn four_are_truth_tables() {
        let tables: Vec<_> = all(Dataset::is_table).collect();
        assert_eq!(tables, ["xor_table", "and", "or", "nand"]);
    }

    #[test]
    fn a_set_is_generated_or_shipped_or_given() {
        assert_eq!(all(Dataset::is_generated).count(), 23);
        let shipped: Vec<_> = all(Dataset::is_shipped).collect();
        let files = [
            "iris",
            "penguins",
            "wine",
            "breast_cancer",
            "diabetes",
            "digits",
        ];
        assert_eq!(shipped, files);
        let given: Vec<_> = all(|set| !set.is_generated() && !set.is_shipped()).collect();
        assert_eq!(given, ["drawn", "own"]);
        for dataset in Dataset::ALL {
            assert_eq!(dataset.file().is_some(), dataset.is_shipped());
            assert_eq!(dataset.credit().is_some(), dataset.is_shipped());
            assert_eq!(!dataset.target_columns().is_empty(), dataset.is_shipped());
        }
    }

    #[test]
    fn tasks_and_outputs_fit() {
        for dataset in Dataset::ALL {
            let (task, outputs) = (dataset.task(), dataset.outputs());
            match task {
                Task::Binary => assert_eq!(outputs, 1, "{dataset:?}"),
                Task::Multiclass => assert!(outputs > 2, "{dataset:?}"),
                Task::Multilabel => assert_eq!(outputs, 2, "{dataset:?}"),
                Task::Regression => {
                    let two = dataset == Dataset::TwoWaves;
                    assert_eq!(outputs, if two { 2 } else { 1 }, "{dataset:?}");
                }
            }
        }
        let of = |task| all(move |set| set.task() == task && set.is_generated()).count();
        let counts: Vec<_> = Task::ALL.iter().map(|&task| of(task)).collect();
        assert_eq!(counts, [10, 4, 1, 8]);
    }

    #[test]
    fn five_have_one_coordinate() {
        let one: Vec<_> = all(|set| set.dimensions() == 1).collect();
        assert_eq!(one, ["line", "sine", "step", "outliers", "two_waves"]);
    }

    #[test]
    fn labels_fit_below_a_thumbnail() {
        for dataset in Dataset::ALL {
            assert!(dataset.label().chars().count() <= 9, "{dataset:?}");
        }
    }

    #[test]
    fn inputs_of_a_table_sit_at_the_quarters() {
        for coding in Coding::ALL {
            let Domain { min, max } = coding.domain();
            let share = coding.values().map(|value| (value - min) / (max - min));
            assert_eq!(share, [0.25, 0.75]);
        }
    }
}
