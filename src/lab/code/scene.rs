//! What is known of an experiment while its script is written.

use super::{
    Code, Language, literal,
    script::{Line, Script},
};
use crate::{
    lab::{
        experiment::Experiment,
        prepared::Prepared,
        timeline::{Change, Moment, Recipe},
    },
    nn::{LearningRule, Loss, Named, Network, Settings},
};

/// An experiment on its way into a script.
pub(super) struct Scene<'a> {
    pub language: Language,
    pub e: Experiment,
    pub settings: Settings,
    pub prepared: &'a Prepared,
    /// The network at the start.
    pub start: Network,
    pub epochs: u64,
    /// Whether its weights are those that the seed gives.
    is_drawn: bool,
    /// Whether something was changed on the way.
    was_changed: bool,
}

impl<'a> Scene<'a> {
    pub fn new(language: Language, recipe: &Recipe, prepared: &'a Prepared, epochs: u64) -> Self {
        let e = recipe.last();
        let drawn = e.network_of(prepared.encoder.outputs());
        let given = recipe.begins_with();
        let given = given.and_then(|given| drawn.clone().with_parameters(given));
        let is_drawn = given.is_none();
        let was_changed = recipe
            .timeline
            .iter()
            .any(|event| event.at != Moment::START || matches!(event.change, Change::GoOn));
        Self {
            language,
            settings: e.settings(),
            e,
            prepared,
            start: given.unwrap_or(drawn),
            epochs,
            is_drawn,
            was_changed,
        }
    }

    /// How many layers there are.
    pub fn layers(&self) -> usize {
        self.e.layers.len()
    }

    /// Whether the samples are images, which a script fetches.
    pub fn has_images(&self) -> bool {
        self.e.data.dataset.is_images()
    }

    /// Whether a layer learns.
    pub fn learns(&self, layer: usize) -> bool {
        self.settings.learns(layer)
    }

    /// Whether no layer learns.
    pub fn rests(&self) -> bool {
        !(0..self.layers()).any(|layer| self.learns(layer))
    }

    /// Whether units learn for themselves.
    pub fn is_local(&self) -> bool {
        self.e.rule != LearningRule::Backprop
    }

    /// The loss that is trained or shown.
    pub fn loss(&self) -> Loss {
        self.settings.loss
    }

    /// Whether hidden units are left out while learning.
    pub fn drops(&self) -> bool {
        !self.is_local() && self.e.dropout > 0.0 && self.layers() > 1
    }

    /// Whether large weights cost something.
    pub fn is_penalised(&self) -> bool {
        !self.is_local() && (self.e.l1 > 0.0 || self.e.l2 > 0.0)
    }

    /// Whether loss and output activation are taken together.
    pub fn takes_logits(&self) -> bool {
        self.loss().takes_logits(self.e.output().activation)
    }

    /// After how many epochs without a lower test loss training ends.
    pub fn patience(&self) -> Option<u32> {
        let patience = self.e.patience.filter(|_| !self.prepared.test.is_empty());
        patience.map(|patience| patience.max(1))
    }

    /// Names of the sets of samples that there are, and what is said of them.
    pub fn sets(&self) -> Vec<[&'static str; 3]> {
        let mut sets = vec![["training", "x_train", "y_train"]];
        if !self.prepared.test.is_empty() {
            sets.push(["test", "x_test", "y_test"]);
        }
        sets
    }

    /// Single parameters that do not learn, by layer: where they stand, as an index, whether in the kernel, and
    /// what they stay at.
    pub fn fixed(&self) -> Vec<(usize, bool, String, f32)> {
        let fixed = self.e.fixed.places().filter_map(|place| {
            let value = self.start.parameters()[place.parameter(&self.start)?];
            let index = match place.source {
                Some(source) => format!("{source}, {}", place.unit),
                None => place.unit.to_string(),
            };
            Some((place.layer, place.source.is_some(), index, value))
        });
        fixed.filter(|(layer, ..)| self.learns(*layer)).collect()
    }

    /// The script with what stands before it.
    pub fn headed(&self, body: Script) -> Code {
        let mut script = Script::default();
        self.head(&mut script);
        let used = |module: &&&str| body.names(&format!("{module}."));
        for module in ["base64", "csv", "io", "math"].iter().filter(used) {
            script.fill("import §", &[module]);
        }
        if script
            .0
            .last()
            .is_some_and(|line| line.text.starts_with("import"))
        {
            script.put("");
        }
        script.put(match self.language {
            Language::Keras => "import keras\nimport numpy as np\nfrom keras import ops",
            Language::Pytorch => {
                "import numpy as np\nimport torch\nfrom torch import nn\nfrom torch.nn import functional as F"
            }
            Language::Numpy => "import numpy as np",
        });
        if self.has_images() {
            script.put(match self.language {
                Language::Keras => "",
                Language::Pytorch => "from torchvision import datasets",
                Language::Numpy => "from sklearn.datasets import fetch_openml",
            });
        }
        script.0.extend(body.0);
        // Parts begin and end with empty lines of their own.
        let mut empty = 0;
        script.0.retain(|line| {
            empty = if line.text.is_empty() { empty + 1 } else { 0 };
            line.is_data || empty <= 2
        });
        Code { lines: script.0 }
    }

    fn head(&self, script: &mut Script) {
        let shape: Vec<String> = [self.start.inputs()]
            .into_iter()
            .chain(self.e.layers.iter().map(|layer| layer.units))
            .map(|count| count.to_string())
            .collect();
        let data = self
            .e
            .data
            .file
            .loaded()
            .filter(|_| !self.e.data.has_features());
        let data = data.map_or(self.e.data.dataset.label(), |loaded| &loaded.name);
        script.fill(
            "\"\"\"§: a network of § in §.",
            &[
                &literal::line(data),
                &shape.join("-"),
                self.language.label(),
            ],
        );
        for note in self.notes() {
            script.fill("\n§", &[&literal::paragraph(note)]);
        }
        script.fill(
            "\nNeeds: pip install §\n\"\"\"\n",
            &[match (self.language, self.has_images()) {
                (Language::Keras, _) => "keras jax numpy (or torch or tensorflow in place of jax)",
                (Language::Pytorch, false) => "torch numpy",
                (Language::Pytorch, true) => "torch torchvision numpy",
                (Language::Numpy, false) => "numpy",
                (Language::Numpy, true) => "numpy scikit-learn pandas",
            }],
        );
    }

    /// Where it is not as on the page.
    fn notes(&self) -> Vec<&'static str> {
        let mut notes = vec![
            "Samples, initial weights and the order of batches are those of the page, so that the weights come out as there, up to rounding.",
        ];
        if self.was_changed {
            notes.push("On the page something was changed while it trained. This script has the last settings from the start, so other weights come out.");
        }
        if self.drops() {
            notes.push("Dropout leaves out other units than on the page, where they are drawn by other random numbers: the weights come out otherwise, the rest is the same.");
        }
        if self.language == Language::Keras && self.takes_logits() {
            notes.push("The page takes this loss from the weighted sums, Keras from probabilities that it holds between 1e-7 and 1 - 1e-7: of answers that are surer than that it learns nothing.");
        }
        if self.is_local() && self.layers() != 1 {
            notes.push("The rule is one of single units. It cannot say what a hidden unit should have answered, so in a network of several layers nothing learns.");
        }
        if self.e.patience.is_some() && self.patience().is_none() {
            notes.push(
                "Nothing is held back for testing, so early stopping has nothing to look at.",
            );
        }
        notes
    }
}

/// Weights of a layer beyond which they are packed.
const MANY: usize = 5000;

impl Script {
    /// Adds the initial weights, as `kernel` and `bias` of each layer.
    pub fn weights(&mut self, scene: &Scene<'_>) {
        let is_large = |layer| scene.start.kernel(layer).len() > MANY;
        if (0..scene.layers()).any(is_large) {
            self.unpack();
        }
        let drawn = format!("{}, seed {}", scene.e.initializer.label(), scene.e.seed);
        let from = if scene.is_drawn {
            &drawn
        } else {
            "put in place"
        };
        self.fill(
            "# The initial weights (§).\n# Of each layer the kernel, inputs x units, and the bias.\nWEIGHTS = [",
            &[from],
        );
        for layer in 0..scene.layers() {
            self.kernel(scene, layer);
            let bias = literal::numbers(scene.start.bias(layer));
            self.fill("    np.array(§, \"float32\"),", &[&bias]);
        }
        self.put("]");
    }

    /// Adds a kernel row by row, a large one packed.
    fn kernel(&mut self, scene: &Scene<'_>, layer: usize) {
        let kernel = scene.start.kernel(layer);
        let rows = kernel.row_iter();
        if kernel.len() > MANY {
            let bytes: Vec<u8> = rows
                .flat_map(|row| row.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<_>>())
                .collect();
            self.put("    unpack(\"\"\"");
            for line in literal::packed(&bytes) {
                self.data(line);
            }
            self.fill("\"\"\", \"<f4\", §),", &[&kernel.ncols().to_string()]);
            return;
        }
        self.put("    np.array([");
        let rows = rows.map(|row| literal::numbers(&row.iter().copied().collect::<Vec<_>>()));
        for line in literal::wrapped(rows) {
            self.0.push(Line {
                text: format!("    {line}"),
                is_data: kernel.nrows() > 4,
            });
        }
        self.put("    ], \"float32\"),");
    }
}
