//! Model and training in Keras 3.

use super::{
    activation,
    literal::{number, real},
    local, loss, optimizer,
    scene::Scene,
    script::Script,
};
use crate::nn::{Activation, Initializer, Loss, Named, Schedule, Task};

/// Writes model, training and what comes of it.
pub(super) fn keras(scene: &Scene<'_>, script: &mut Script) {
    script.part("Network");
    script.weights(scene);
    script.put("\n");
    let used = |asked: Activation| scene.e.layers.iter().any(|layer| layer.activation == asked);
    functions(scene, &used, script);
    if !scene.fixed().is_empty() && !scene.is_local() {
        script.put(KEEP);
    }
    model(scene, script);
    script.part("Learning");
    if scene.is_local() {
        activation::define(scene, script);
        local::local(scene, script);
        script.put("model.set_weights([kernel, bias])");
        compile(scene, None, script);
    } else {
        learning(scene, script);
    }
    script.part("What came of it");
    for [name, x, y] in scene.sets() {
        script.fill(
            "print(\"§:\", model.evaluate(§, §, verbose=0, return_dict=True))",
            &[name, x, y],
        );
    }
    script.put("weights = model.get_weights()");
}

/// Functions that Keras has not, for the activations that are used.
pub(super) fn functions(scene: &Scene<'_>, used: &dyn Fn(Activation) -> bool, script: &mut Script) {
    if used(Activation::Heaviside) && !scene.is_local() {
        script.put("def heaviside(z):\n    return ops.where(z >= 0, 1.0, 0.0) + 0 * z\n\n");
    } else if used(Activation::Heaviside) {
        script.put("def heaviside(z):\n    return ops.where(z >= 0, 1.0, 0.0)\n\n");
    }
    if used(Activation::LeakyRelu) {
        script.put("def leaky_relu(z):\n    return keras.activations.leaky_relu(z, negative_slope=0.3)\n\n");
    }
    if scene.loss() == Loss::CategoricalCrossentropy && !scene.takes_logits() {
        script.put("def crossentropy(t, a):\n    \"\"\"Keras's own would make the outputs add up to 1 first.\"\"\"\n    return -ops.sum(t * ops.log(ops.clip(a, 1e-7, 1 - 1e-7)), axis=-1)\n\n");
    }
    if metric(scene) == "accuracy" {
        script.put(
            "def accuracy(t, a):\n    return ops.cast(ops.equal(a > 0, t > 0), \"float32\")\n\n",
        );
    }
}

const KEEP: &str = "class Keep(keras.constraints.Constraint):
    \"\"\"Single weights stay as they are: of each place its value.\"\"\"

    def __init__(self, values):
        self.values = values

    def __call__(self, w):
        kept = np.full(w.shape, np.nan, \"float32\")
        for place, value in self.values.items():
            kept[place] = value
        return ops.where(np.isnan(kept), ops.convert_to_tensor(w), kept)

";

fn model(scene: &Scene<'_>, script: &mut Script) {
    script.fill(
        "model = keras.Sequential([\n    keras.Input((§,)),",
        &[&scene.start.inputs().to_string()],
    );
    for (at, layer) in scene.e.layers.iter().enumerate() {
        let mut extras = format!(", kernel_initializer={}", initializer(scene.e.initializer));
        if !scene.is_local() {
            extras += &regularizer(scene);
            extras += &constraints(scene, at);
        }
        script.fill(
            "    keras.layers.Dense(§, activation=§§),",
            &[
                &layer.units.to_string(),
                &activation::keras(layer.activation),
                &extras,
            ],
        );
        if scene.drops() && at + 1 < scene.layers() {
            script.fill("    keras.layers.Dropout(§),", &[&real(scene.e.dropout)]);
        }
    }
    script.put("])\ndense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]\nfor layer, kernel, bias in zip(dense, WEIGHTS[::2], WEIGHTS[1::2]):\n    layer.set_weights([kernel, bias])");
    for layer in (0..scene.layers()).filter(|&layer| !scene.learns(layer)) {
        script.fill("dense[§].trainable = False", &[&layer.to_string()]);
    }
}

pub(super) fn initializer(initializer: Initializer) -> String {
    if initializer == Initializer::StandardNormal {
        return "keras.initializers.RandomNormal(stddev=1.0)".into();
    }
    format!("\"{}\"", initializer.name())
}

fn regularizer(scene: &Scene<'_>) -> String {
    if !scene.is_penalised() {
        return String::new();
    }
    let (l1, l2) = (real(scene.e.l1), real(scene.e.l2));
    format!(", kernel_regularizer=keras.regularizers.L1L2(l1={l1}, l2={l2})")
}

fn constraints(scene: &Scene<'_>, layer: usize) -> String {
    let mut text = String::new();
    let fixed = scene.fixed();
    for (is_weight, name) in [(true, "kernel"), (false, "bias")] {
        let here = fixed
            .iter()
            .filter(|fixed| (fixed.0, fixed.1) == (layer, is_weight));
        let places: Vec<String> = here
            .map(|(.., index, value)| format!("({index}): {}", number(*value)))
            .collect();
        if !places.is_empty() {
            text += &format!(", {name}_constraint=Keep({{{}}})", places.join(", "));
        }
    }
    text
}

fn learning(scene: &Scene<'_>, script: &mut Script) {
    if scene.e.schedule != Schedule::Constant {
        script.put(SCHEDULE);
    }
    let rate = if scene.e.schedule == Schedule::Constant {
        "LEARNING_RATE"
    } else {
        "Rate()"
    };
    if scene.is_penalised() {
        loss_alone(scene, script);
    }
    compile(
        scene,
        Some(optimizer::keras(scene.e.optimizer, rate)),
        script,
    );
    if scene.rests() {
        script.put("# Every layer is frozen: nothing learns.");
        return;
    }
    let (mut callbacks, mut options) = (Vec::new(), String::new());
    if scene.patience().is_some() {
        let monitor = if scene.is_penalised() {
            "val_loss_alone"
        } else {
            "val_loss"
        };
        script.put(STOP);
        script.fill(
            "stopping = Stopping(monitor=\"§\", mode=\"min\", patience=PATIENCE, restore_best_weights=True)",
            &[monitor],
        );
        callbacks.push("stopping");
    }
    if !scene.prepared.test.is_empty() {
        options += ", validation_data=(x_test, y_test)";
    }
    let samples = if scene.e.shuffle {
        script.put(BATCHES);
        callbacks.push("InOrder()");
        "batches"
    } else {
        options += ", batch_size=BATCH_SIZE";
        "x_train, y_train"
    };
    if !callbacks.is_empty() {
        options += &format!(", callbacks=[{}]", callbacks.join(", "));
    }
    script.fill(
        "model.fit(§, epochs=EPOCHS, shuffle=False§, verbose=0)",
        &[samples, &options],
    );
}

/// Writes the loss that the page shows.
pub(super) fn loss_alone(scene: &Scene<'_>, script: &mut Script) {
    script.fill(
        "def loss_alone(t, a):\n    \"\"\"The loss without the penalty on large weights, which the page shows beside it.\"\"\"\n    return §\n\n",
        &[&loss_of(scene)],
    );
}

const SCHEDULE: &str = "class Rate(keras.optimizers.schedules.LearningRateSchedule):
    \"\"\"The page's schedules go by epochs, Keras's by steps.\"\"\"

    def __call__(self, step):
        step, steps = ops.cast(step, \"float32\"), -(-len(x_train) // BATCH_SIZE)
        done, within = ops.floor(step / steps), ops.mod(step, steps)
        return rate(done + within * BATCH_SIZE / len(x_train))

    def get_config(self):
        return {}

";

const STOP: &str = "

class Stopping(keras.callbacks.EarlyStopping):
    \"\"\"Goes back to the best weights only where it has stopped, as the page does.\"\"\"

    def on_train_end(self, logs=None):
        if self.stopped_epoch:
            super().on_train_end(logs)

";

const BATCHES: &str = "

class Batches(keras.utils.PyDataset):
    \"\"\"The training samples in batches, in the order of the epoch.\"\"\"

    rows = list(range(len(x_train)))

    def __len__(self):
        return -(-len(x_train) // BATCH_SIZE)

    def __getitem__(self, batch):
        rows = self.rows[batch * BATCH_SIZE : (batch + 1) * BATCH_SIZE]
        return x_train[rows], y_train[rows]


class InOrder(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        batches.rows = next_order()


batches = Batches()";

/// The loss of samples by a function.
fn loss_of(scene: &Scene<'_>) -> String {
    match scene.loss() {
        Loss::Huber { delta } => format!("keras.losses.huber(t, a, delta={})", real(delta)),
        Loss::CategoricalCrossentropy if !scene.takes_logits() => "crossentropy(t, a)".into(),
        Loss::BinaryCrossentropy
        | Loss::MeanSquaredError
        | Loss::MeanAbsoluteError
        | Loss::Hinge
        | Loss::CategoricalCrossentropy => format!("keras.losses.{}(t, a)", scene.loss().name()),
    }
}

/// The metric of the task: Keras's by its name in quotes, or a function of the script.
pub(super) fn metric(scene: &Scene<'_>) -> &'static str {
    match scene.prepared.task {
        Task::Regression => "\"r2_score\"",
        Task::Multiclass => "\"categorical_accuracy\"",
        Task::Binary | Task::Multilabel if scene.prepared.target.negative == 0.0 => {
            "\"binary_accuracy\""
        }
        Task::Binary | Task::Multilabel => "accuracy",
    }
}

fn compile(scene: &Scene<'_>, optimizer: Option<String>, script: &mut Script) {
    let mut metrics = metric(scene).to_owned();
    if scene.is_penalised() {
        metrics += ", loss_alone";
    }
    script.put("model.compile(");
    if let Some(optimizer) = optimizer {
        script.fill("    optimizer=§,", &[&optimizer]);
    }
    script.fill(
        "    loss=§,\n    metrics=[§],\n)",
        &[&loss::keras(scene), &metrics],
    );
}
