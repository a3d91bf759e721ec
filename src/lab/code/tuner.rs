//! A tuner's search as a script for KerasTuner or Optuna. Samples, search space and how is searched are the page's;
//! other random numbers try other points.

use super::{
    Code, Language, activation, inputs, keras,
    literal::{list, paragraph, real, text},
    loss, optimizer, samples,
    scene::Scene,
    script::Script,
};
use crate::{
    lab::{
        experiment::Experiment,
        field::FieldError,
        prepared::Prepared,
        settings::Key,
        timeline::Recipe,
        tuner::{Algorithm, Hyperparameter, Numbers, Range, Sampling, Tuned, Tuner},
        wrong::Wrong,
    },
    nn::{Activation, Initializer, LearningRule, Named, Schedule},
};

/// Who searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// KerasTuner.
    KerasTuner,
    /// Optuna.
    Optuna,
}

impl Library {
    /// Both.
    pub const ALL: [Self; 2] = [Self::KerasTuner, Self::Optuna];

    /// Its name in scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::KerasTuner => "keras_tuner",
            Self::Optuna => "optuna",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::KerasTuner => "KerasTuner",
            Self::Optuna => "Optuna",
        }
    }

    /// The one of that name.
    ///
    /// # Errors
    /// Names those that there are.
    pub fn read(name: &str) -> Result<Self, FieldError> {
        let found = Self::ALL.into_iter().find(|one| one.name() == name);
        found.ok_or_else(|| {
            let names = Self::ALL.iter().map(|one| one.name()).collect();
            FieldError::new("library", Wrong::NotOneOf(name.into(), names))
        })
    }
}

/// The script of a search on these samples.
#[must_use]
pub fn search(library: Library, tuner: &Tuner, prepared: &Prepared) -> Code {
    let recipe = Recipe::from(tuner.experiment.clone());
    let scene = Scene::new(Language::Keras, &recipe, prepared, tuner.epochs);
    let writer = Writer {
        library,
        tuner,
        scene: &scene,
    };
    let mut script = Script::default();
    if prepared.train.is_empty() {
        script.put("# There are no training samples yet: draw some points, or choose data.");
    } else if tuner.experiment.rule != LearningRule::Backprop {
        script.put(
            "# The rules of single units are none of Keras's: choose Backprop as learning rule.",
        );
    } else {
        samples::samples(&scene, &mut script);
        inputs::inputs(&scene, &mut script);
        writer.model(&mut script);
        match library {
            Library::KerasTuner => writer.keras_tuner(&mut script),
            Library::Optuna => writer.optuna(&mut script),
        }
    }
    writer.headed(script)
}

struct Writer<'a> {
    library: Library,
    tuner: &'a Tuner,
    scene: &'a Scene<'a>,
}

impl Writer<'_> {
    fn of(&self, of: Tuned) -> Option<&Hyperparameter> {
        self.tuner.space.0.iter().find(|one| one.of == of)
    }

    fn is_penalised(&self) -> bool {
        self.scene.is_penalised() || self.of(Tuned::L2).is_some()
    }

    /// What asks for a value, within `build`.
    fn ask(&self, one: &Hyperparameter) -> String {
        let name = text(&one.of.name());
        match (&one.range, self.library) {
            (Range::Choice(values), library) => {
                let values = if one.of.is_named() {
                    values.iter().map(|value| text(value)).collect()
                } else {
                    values.clone()
                };
                let values = list(&values);
                match library {
                    Library::KerasTuner => format!("hp.Choice({name}, {values})"),
                    Library::Optuna => format!("trial.suggest_categorical({name}, {values})"),
                }
            }
            (Range::Int(numbers), Library::KerasTuner) => {
                format!(
                    "hp.Int({name}, {}, {}{})",
                    numbers.min,
                    numbers.max,
                    options(*numbers, "")
                )
            }
            (Range::Float(numbers), Library::KerasTuner) => {
                let max = reached(*numbers);
                format!(
                    "hp.Float({name}, {}, {max}{})",
                    float(numbers.min),
                    options(*numbers, ".0")
                )
            }
            (Range::Int(numbers) | Range::Float(numbers), Library::Optuna) => {
                self.suggest(&name, one, *numbers)
            }
        }
    }

    /// Optuna knows neither factors as steps nor the reverse of a logarithm.
    fn suggest(&self, name: &str, one: &Hyperparameter, numbers: Numbers) -> String {
        let is_whole = matches!(one.range, Range::Int(_));
        let kind = if is_whole { "int" } else { "float" };
        let write = |number: f64| {
            if is_whole {
                number.to_string()
            } else {
                float(number)
            }
        };
        let (min, max) = (write(numbers.min), write(numbers.max));
        match (numbers.sampling, numbers.step) {
            (Sampling::Linear, None) => format!("trial.suggest_{kind}({name}, {min}, {max})"),
            (Sampling::Linear, Some(step)) => {
                // Its last step leads to the maximum or not, as here.
                let last = one.range.grid().last().copied().unwrap_or(numbers.max);
                let (last, step) = (write(last), write(step));
                format!("trial.suggest_{kind}({name}, {min}, {last}, step={step})")
            }
            (Sampling::Log, None) => {
                format!("trial.suggest_{kind}({name}, {min}, {max}, log=True)")
            }
            (Sampling::ReverseLog, None) => {
                let value =
                    format!("{max} + {min} - trial.suggest_{kind}({name}, {min}, {max}, log=True)");
                format!("({value})")
            }
            (Sampling::Log | Sampling::ReverseLog, Some(_)) => {
                let values: Vec<_> = one.range.grid().into_iter().map(write).collect();
                format!("trial.suggest_categorical({name}, {})", list(&values))
            }
        }
    }

    /// Writes what names stand for, and `build`.
    fn model(&self, script: &mut Script) {
        script.part("Network");
        let e = &self.scene.e;
        let choices = |of: Tuned| match self.of(of).map(|one| &one.range) {
            Some(Range::Choice(values)) => values.clone(),
            Some(Range::Int(_) | Range::Float(_)) | None => Vec::new(),
        };
        let activations = choices(Tuned::Activation);
        let used = |asked: Activation| {
            e.layers.iter().any(|layer| layer.activation == asked)
                || activations.iter().any(|name| name == asked.name())
        };
        keras::functions(self.scene, &used, script);
        if self.is_penalised() {
            keras::loss_alone(self.scene, script);
        }
        let mut table = |name: &str, rows: Vec<(String, String)>| {
            if !rows.is_empty() {
                script.fill("§ = {", &[name]);
                for (key, value) in rows {
                    script.fill("    §: §,", &[&text(&key), &value]);
                }
                script.put("}");
            }
        };
        let known = |name: &String| Activation::from_name(name).map(activation::keras);
        let rows = activations
            .iter()
            .filter_map(|name| Some((name.clone(), known(name)?)));
        table("ACTIVATIONS", rows.collect());
        // One that is made once gives every layer of a shape the same weights.
        let known = |name: &String| {
            let initializer = Initializer::from_name(name)?;
            Some(if initializer == Initializer::StandardNormal {
                STANDARD_NORMAL.to_owned()
            } else {
                keras::initializer(initializer)
            })
        };
        let initializers = choices(Tuned::Initializer);
        let rows = initializers
            .iter()
            .filter_map(|name| Some((name.clone(), known(name)?)));
        table("INITIALIZERS", rows.collect());
        let optimizers = choices(Tuned::Optimizer).into_iter().map(|name| {
            let mut of = e.clone();
            // Names that are not known were refused with the tuner.
            let _ = Key::Optimizer.setting().set(&mut of, &name);
            let made = optimizer::keras(of.optimizer, "rate");
            (name, format!("lambda rate: {made}"))
        });
        table("OPTIMIZERS", optimizers.collect());
        script.put("");
        script.put("");
        self.build(script);
    }

    fn build(&self, script: &mut Script) {
        let e = &self.scene.e;
        let given = match self.library {
            Library::KerasTuner => "hp",
            Library::Optuna => "trial",
        };
        script.fill(
            "def build(§):\n    \"\"\"The network of a trial.\"\"\"",
            &[given],
        );
        // What has a value of its own on the way is asked for first, so that it is asked for once.
        let named = |of: Tuned, table: &str| {
            self.of(of).map(|one| match table {
                "" => self.ask(one),
                table => format!("{table}[{}]", self.ask(one)),
            })
        };
        let mut value = |name: &str, asked: Option<String>, own: String| {
            asked.map_or(own, |asked| {
                script.fill("    § = §", &[name, &asked]);
                name.to_owned()
            })
        };
        let hidden = e.hidden();
        let own = |of: &dyn Fn(usize) -> String| match hidden.len() {
            0 => of(0),
            1 => of(0),
            count => {
                let all: Vec<_> = (0..count).map(of).collect();
                if all.iter().all(|one| *one == all[0]) {
                    all[0].clone()
                } else {
                    format!("{}[min(layer, {})]", list(&all), count - 1)
                }
            }
        };
        let layers = value("layers", named(Tuned::Layers, ""), hidden.len().to_string());
        let units = {
            let of = |at: usize| hidden.get(at).map_or(4, |layer| layer.units).to_string();
            value("units", named(Tuned::Units, ""), own(&of))
        };
        let activation = {
            let of = |at: usize| {
                activation::keras(
                    hidden
                        .get(at)
                        .map_or(Activation::Tanh, |layer| layer.activation),
                )
            };
            value(
                "activation",
                named(Tuned::Activation, "ACTIVATIONS"),
                own(&of),
            )
        };
        let initializer = value(
            "initializer",
            named(Tuned::Initializer, "INITIALIZERS"),
            keras::initializer(e.initializer),
        );
        let l2 = value("l2", named(Tuned::L2, ""), real(e.l2));
        let dropout = value("dropout", named(Tuned::Dropout, ""), real(e.dropout));
        let rate = value(
            "learning_rate",
            named(Tuned::LearningRate, ""),
            real(e.learning_rate),
        );
        let optimizer = match named(Tuned::Optimizer, "OPTIMIZERS") {
            Some(asked) => format!("{asked}({rate})"),
            None => optimizer::keras(e.optimizer, &rate),
        };
        let mut extras = format!(", kernel_initializer={initializer}");
        if self.is_penalised() {
            let l1 = real(e.l1);
            extras += &format!(", kernel_regularizer=keras.regularizers.L1L2(l1={l1}, l2={l2})");
        }
        let of_one: Vec<_> = self
            .tuner
            .space
            .0
            .iter()
            .filter(|one| matches!(one.of, Tuned::UnitsOf(_)))
            .collect();
        script.fill(
            "    model = keras.Sequential([keras.Input((§,))])\n    for layer in range(§):",
            &[&self.scene.start.inputs().to_string(), &layers],
        );
        if of_one.is_empty() {
            script.fill(
                "        model.add(keras.layers.Dense(§, activation=§§))",
                &[&units, &activation, &extras],
            );
        } else {
            script.fill("        of_layer = §", &[&units]);
            for one in of_one {
                let Tuned::UnitsOf(layer) = one.of else {
                    continue;
                };
                script.fill(
                    "        if layer == §:\n            of_layer = §",
                    &[&(layer - 1).to_string(), &self.ask(one)],
                );
            }
            script.fill(
                "        model.add(keras.layers.Dense(of_layer, activation=§§))",
                &[&activation, &extras],
            );
        }
        if self.of(Tuned::Dropout).is_some() || e.dropout > 0.0 {
            script.fill("        model.add(keras.layers.Dropout(§))", &[&dropout]);
        }
        script.fill(
            "    model.add(keras.layers.Dense(§, activation=§§))",
            &[
                &e.output().units.to_string(),
                &activation::keras(e.output().activation),
                &extras,
            ],
        );
        let mut metrics = keras::metric(self.scene).to_owned();
        if self.is_penalised() {
            metrics += ", loss_alone";
        }
        script.fill(
            "    model.compile(\n        optimizer=§,\n        loss=§,\n        metrics=[§],\n    )\n    return model\n\n",
            &[&optimizer, &loss::keras(self.scene), &metrics],
        );
    }

    /// The samples per step.
    fn batch_size(&self) -> String {
        match self.of(Tuned::BatchSize) {
            Some(one) => self.ask(one),
            None => self.scene.e.batch_size.to_string(),
        }
    }

    /// What is looked at after each epoch, and whether more of it is better.
    fn objective(&self) -> (String, &'static str) {
        let objective = self.tuner.objective;
        let metric = match (objective.is_accuracy(), self.is_penalised()) {
            (true, _) => keras::metric(self.scene).trim_matches('"'),
            (false, true) => "loss_alone",
            (false, false) => "loss",
        };
        let name = if objective.is_of_validation() {
            format!("val_{metric}")
        } else {
            metric.into()
        };
        (
            name,
            if objective.is_accuracy() {
                "max"
            } else {
                "min"
            },
        )
    }

    fn callbacks(&self) -> String {
        let Some(patience) = self.scene.e.patience else {
            return "[]".into();
        };
        let (monitor, mode) = self.objective();
        format!(
            "[keras.callbacks.EarlyStopping({}, mode=\"{mode}\", patience={patience}, restore_best_weights=True)]",
            text(&monitor)
        )
    }

    /// Writes the samples that are held back in turn.
    fn folds(&self, script: &mut Script) {
        script.fill(
            "FOLDS = np.array_split(np.random.default_rng(§).permutation(len(x_train)), §)\n\n\ndef fold(held):\n    \"\"\"The samples without those held back, and these.\"\"\"\n    rest = np.setdiff1d(np.arange(len(x_train)), held)\n    x, x_held = x_train[rest], x_train[held]",
            &[&self.tuner.seed.to_string(), &self.tuner.folds.to_string()],
        );
        if self.scene.e.standardize {
            script.put("    mean, deviation = x.mean(axis=0), x.std(axis=0)\n    deviation[deviation == 0] = 1\n    x, x_held = (x - mean) / deviation, (x_held - mean) / deviation");
        }
        script.put("    return (x, y_train[rest]), (x_held, y_train[held])\n\n");
    }

    fn keras_tuner(&self, script: &mut Script) {
        script.part("Search");
        let (name, mode) = self.objective();
        if self.tuner.folds > 0 {
            self.folds(script);
        }
        script.put("class Model(keras_tuner.HyperModel):\n    def build(self, hp):\n        return build(hp)\n");
        if self.tuner.folds == 0 {
            script.fill(
                "    def fit(self, hp, model, *args, **kwargs):\n        return model.fit(*args, batch_size=§, **kwargs)\n\n",
                &[&self.batch_size()],
            );
        } else {
            script.fill(
                KERAS_FOLDS,
                &[
                    &self.batch_size(),
                    if mode == "min" { "min" } else { "max" },
                    &text(&name),
                    &text(&name),
                ],
            );
        }
        script.fill(
            "tuner = keras_tuner.§(\n    Model(),\n    objective=keras_tuner.Objective(§, \"§\"),",
            &[self.tuner.algorithm.class(), &text(&name), mode],
        );
        let number = |script: &mut Script, name: &str, value: u64| {
            script.fill("    §=§,", &[name, &value.to_string()]);
        };
        let tuner = self.tuner;
        match tuner.algorithm {
            Algorithm::Hyperband => {
                number(script, "max_epochs", tuner.epochs);
                number(script, "factor", tuner.factor.into());
                number(script, "hyperband_iterations", tuner.iterations.into());
            }
            Algorithm::RandomSearch | Algorithm::GridSearch | Algorithm::BayesianOptimization => {
                number(script, "max_trials", tuner.max_trials.into());
            }
        }
        number(script, "executions_per_trial", tuner.executions.into());
        number(script, "seed", tuner.seed.into());
        script.put("    directory=\"search\",\n    project_name=\"separable\",\n)");
        let epochs = match tuner.algorithm {
            // It says itself for how long.
            Algorithm::Hyperband => String::new(),
            Algorithm::RandomSearch | Algorithm::GridSearch | Algorithm::BayesianOptimization => {
                format!(", epochs={}", tuner.epochs)
            }
        };
        let held = if tuner.folds == 0 && !self.scene.prepared.test.is_empty() {
            ", validation_data=(x_test, y_test)"
        } else {
            ""
        };
        let callbacks = match self.callbacks() {
            none if none == "[]" => String::new(),
            some => format!(", callbacks={some}"),
        };
        script.fill(
            "tuner.search(x_train, y_train§§§, verbose=0)\n\n# The best first.\ntrials = tuner.oracle.get_best_trials(10)\nfor trial in trials:\n    print(trial.score, trial.hyperparameters.values)",
            &[held, &epochs, &callbacks],
        );
    }

    fn optuna(&self, script: &mut Script) {
        let tuner = self.tuner;
        script.part("Search");
        let (name, mode) = self.objective();
        if tuner.folds > 0 {
            self.folds(script);
        }
        script.fill(REPORT, &[&text(&name), mode]);
        let held = match (tuner.folds, self.scene.prepared.test.is_empty()) {
            (0, true) => "parts = [((x_train, y_train), None)]",
            (0, false) => "parts = [((x_train, y_train), (x_test, y_test))]",
            _ => "parts = [fold(held) for held in FOLDS]",
        };
        script.fill(
            OBJECTIVE,
            &[
                held,
                &tuner.executions.to_string(),
                &tuner.epochs.to_string(),
                &self.batch_size(),
                &self.callbacks(),
            ],
        );
        let seed = tuner.seed.to_string();
        let trials = tuner.trials().to_string();
        let sampler = match tuner.algorithm {
            Algorithm::RandomSearch | Algorithm::Hyperband => {
                format!("optuna.samplers.RandomSampler(seed={seed})")
            }
            Algorithm::BayesianOptimization => format!("optuna.samplers.TPESampler(seed={seed})"),
            Algorithm::GridSearch => {
                script.put("GRID = {");
                for one in &tuner.space.0 {
                    let values = one.range.grid().into_iter().map(|value| match one.range {
                        Range::Choice(_) if one.of.is_named() => text(&one.range.text(value)),
                        Range::Choice(_) => one.range.text(value),
                        Range::Int(_) => value.to_string(),
                        Range::Float(_) => float(value),
                    });
                    let values: Vec<_> = values.collect();
                    script.fill("    §: §,", &[&text(&one.of.name()), &list(&values)]);
                }
                script.put("}");
                format!("optuna.samplers.GridSampler(GRID, seed={seed})")
            }
        };
        let pruner = match tuner.algorithm {
            Algorithm::Hyperband => format!(
                "optuna.pruners.HyperbandPruner(min_resource=1, max_resource={}, reduction_factor={})",
                tuner.epochs, tuner.factor
            ),
            Algorithm::RandomSearch | Algorithm::GridSearch | Algorithm::BayesianOptimization => {
                "optuna.pruners.NopPruner()".into()
            }
        };
        let direction = if mode == "min" {
            "minimize"
        } else {
            "maximize"
        };
        script.fill(STUDY, &[direction, &sampler, &pruner, &trials]);
    }

    /// The script with what stands before it.
    fn headed(&self, body: Script) -> Code {
        let label = self.library.label();
        let algorithm = self.tuner.algorithm;
        let mut script = Script::default();
        let data = self.scene.e.data.dataset.label();
        script.fill(
            "\"\"\"§: a search for hyperparameters by §.",
            &[data, label],
        );
        let mut say = |note: &str| script.fill("\n§", &[&paragraph(note)]);
        say(
            "Samples and search space are those of the page; other random numbers try other points, so the trials are not the page's.",
        );
        if let Some(lacks) = self.lacks() {
            say(&lacks);
        }
        if self.library == Library::Optuna {
            match algorithm {
                Algorithm::Hyperband => say(
                    "Optuna's Hyperband stops trials that fall behind, in place of going on with the best.",
                ),
                Algorithm::BayesianOptimization => {
                    say("Optuna's Bayesian sampler here is TPE, which needs no PyTorch.")
                }
                Algorithm::RandomSearch | Algorithm::GridSearch => {}
            }
        }
        script.put(match self.library {
            Library::KerasTuner => "\nOn many machines: start this script once as chief and as often as you like as worker, all of\nthem with the chief's address:\n\n    KERASTUNER_TUNER_ID=chief KERASTUNER_ORACLE_IP=127.0.0.1 KERASTUNER_ORACLE_PORT=8000 python search.py\n    KERASTUNER_TUNER_ID=worker1 KERASTUNER_ORACLE_IP=127.0.0.1 KERASTUNER_ORACLE_PORT=8000 python search.py\n\nThe folder `search` must be one that all of them share. What stands there is gone on with.\n\nNeeds: pip install keras-tuner six keras jax numpy (or torch or tensorflow in place of jax)\n\"\"\"\n",
            Library::Optuna => "\nOn many machines: start this script on each, with the address of a database that all of them reach:\n\n    OPTUNA_STORAGE=sqlite:///search.db python search.py\n\nNeeds: pip install optuna keras jax numpy (or torch or tensorflow in place of jax)\n\"\"\"\n",
        });
        let used = |module: &&&str| body.names(&format!("{module}."));
        for module in ["base64", "csv", "io", "os"].iter().filter(used) {
            script.fill("import §", &[module]);
        }
        script.fill(
            "\nimport keras\nimport §\nimport numpy as np\nfrom keras import ops",
            &[self.library.name()],
        );
        script.0.extend(body.0);
        let mut empty = 0;
        script.0.retain(|line| {
            empty = if line.text.is_empty() { empty + 1 } else { 0 };
            line.is_data || empty <= 2
        });
        Code { lines: script.0 }
    }

    /// What of the experiment the script has not.
    fn lacks(&self) -> Option<String> {
        let e: &Experiment = &self.scene.e;
        let mut all = Vec::new();
        if e.schedule != Schedule::Constant {
            all.push("the learning rate's schedule");
        }
        if e.layers.iter().any(|layer| !layer.trainable) || e.fixed.places().next().is_some() {
            all.push("what is frozen");
        }
        (!all.is_empty()).then(|| format!("It has not {}.", all.join(" nor ")))
    }
}

/// Of which Keras makes another each time.
const STANDARD_NORMAL: &str = r#"{"class_name": "RandomNormal", "config": {"stddev": 1.0}}"#;

/// A number as Python has it.
fn float(number: f64) -> String {
    real(number as f32)
}

fn options(numbers: Numbers, point: &str) -> String {
    let step = numbers.step.map_or_else(String::new, |step| {
        let text = step.to_string();
        let point = if text.contains('.') { "" } else { point };
        format!(", step={text}{point}")
    });
    match numbers.sampling {
        Sampling::Linear => step,
        other @ (Sampling::Log | Sampling::ReverseLog) => {
            format!("{step}, sampling=\"{}\"", other.name())
        }
    }
}

/// The maximum, or a little more where KerasTuner, which divides by `//`, would miss it.
fn reached(numbers: Numbers) -> String {
    let (Some(step), Sampling::Linear) = (numbers.step, numbers.sampling) else {
        return float(numbers.max);
    };
    let whole = (numbers.max - numbers.min) / step;
    let misses =
        (numbers.max - numbers.min) % step > 0.5 * step && (whole - whole.round()).abs() < 1e-8;
    if misses {
        (numbers.max + 1e-6 * step).to_string()
    } else {
        float(numbers.max)
    }
}

const KERAS_FOLDS: &str = "    def fit(self, hp, model, x, y, **kwargs):
        \"\"\"Each fold trains a network of its own from the start; the mean counts.\"\"\"
        kwargs.pop(\"initial_epoch\", None)
        scores = []
        for number, held in enumerate(FOLDS):
            (x, y), validation = fold(held)
            network = self.build(hp) if number else model
            history = network.fit(x, y, validation_data=validation, batch_size=§, **kwargs)
            scores.append(§(history.history[§]))
        return {§: float(np.mean(scores))}

";

const REPORT: &str = "MONITOR, MODE = §, \"§\"


class Report(keras.callbacks.Callback):
    \"\"\"Notes the best of all epochs, and tells Optuna of each where it may stop the trial.\"\"\"

    def __init__(self, trial):
        super().__init__()
        self.trial, self.best = trial, None

    def on_epoch_end(self, epoch, logs=None):
        value = float(logs[MONITOR])
        better = min if MODE == \"min\" else max
        self.best = value if self.best is None else better(self.best, value)
        if self.trial:
            self.trial.report(value, epoch)
            if self.trial.should_prune():
                raise optuna.TrialPruned()

";

const OBJECTIVE: &str = "def objective(trial):
    scores = []
    §
    for execution in range(§):
        for number, (samples, held) in enumerate(parts):
            report = Report(None if execution or number else trial)
            build(trial).fit(
                *samples,
                validation_data=held,
                epochs=§,
                batch_size=§,
                callbacks=[report] + §,
                verbose=0,
            )
            scores.append(report.best)
    return float(np.mean(scores))

";

const STUDY: &str = "study = optuna.create_study(
    study_name=\"separable\",
    direction=\"§\",
    sampler=§,
    pruner=§,
    storage=os.environ.get(\"OPTUNA_STORAGE\"),
    load_if_exists=True,
)
TRIALS = §
enough = optuna.study.MaxTrialsCallback(TRIALS, states=None)
study.optimize(objective, n_trials=TRIALS, callbacks=[enough])

# The best first.
trials = [trial for trial in study.trials if trial.value is not None]
trials.sort(key=lambda trial: trial.value, reverse=MODE == \"max\")
for trial in trials[:10]:
    print(trial.value, trial.params)";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::tuner::Objective;

    fn tuner(algorithm: Algorithm) -> (Tuner, Prepared) {
        let e = Experiment::default();
        let prepared = Prepared::new(&e);
        let tuner = Tuner {
            algorithm,
            ..Tuner::usual(&e, prepared.train.len(), true)
        };
        (tuner, prepared)
    }

    #[test]
    fn the_space_is_in_the_words_of_each() {
        let (tuner, prepared) = tuner(Algorithm::RandomSearch);
        let keras = search(Library::KerasTuner, &tuner, &prepared).text();
        for line in [
            "    layers = hp.Int(\"layers\", 1, 3)",
            "    activation = ACTIVATIONS[hp.Choice(\"activation\", [\"tanh\", \"relu\", \"sigmoid\"])]",
            "    learning_rate = hp.Float(\"learning_rate\", 0.001, 1.0, sampling=\"log\")",
            "    objective=keras_tuner.Objective(\"val_loss\", \"min\"),",
            "    max_trials=30,",
        ] {
            assert!(keras.contains(&format!("\n{line}\n")), "{line}\n{keras}");
        }
        let optuna = search(Library::Optuna, &tuner, &prepared).text();
        for line in [
            "    units = trial.suggest_int(\"units\", 2, 16)",
            "    learning_rate = trial.suggest_float(\"learning_rate\", 0.001, 1.0, log=True)",
            "    sampler=optuna.samplers.RandomSampler(seed=1),",
            "TRIALS = 30",
        ] {
            assert!(optuna.contains(&format!("\n{line}\n")), "{line}\n{optuna}");
        }
    }

    #[test]
    fn steps_that_floats_would_miss_are_reached() {
        let reached =
            |min, max, step| super::reached(Numbers::new(min, max, Some(step), Sampling::Linear));
        assert_eq!(reached(0.0, 0.5, 0.125), "0.5");
        assert_eq!(reached(0.0, 0.5, 0.1), "0.5000001");
        assert_eq!(reached(0.0, 0.55, 0.1), "0.55");
    }

    #[test]
    fn the_objective_is_the_metric_that_keras_has() {
        let of = |objective, space: Vec<Tuned>| {
            let (tuner, prepared) = tuner(Algorithm::Hyperband);
            let space = space.into_iter().map(|of| Hyperparameter {
                of,
                range: of.usual(280),
            });
            let space = crate::lab::tuner::Space(space.collect());
            let tuner = Tuner {
                objective,
                space,
                ..tuner
            };
            search(Library::KerasTuner, &tuner, &prepared).text()
        };
        let has = |text: String, want: &str| assert!(text.contains(want), "{want}\n{text}");
        has(
            of(Objective::ValAccuracy, vec![Tuned::Units]),
            "Objective(\"val_binary_accuracy\", \"max\")",
        );
        has(
            of(Objective::ValLoss, vec![Tuned::L2]),
            "Objective(\"val_loss_alone\", \"min\")",
        );
        has(
            of(Objective::Loss, vec![Tuned::UnitsOf(2)]),
            "        if layer == 1:\n            of_layer = hp.Int(\"units_2\", 2, 16)",
        );
    }
}
