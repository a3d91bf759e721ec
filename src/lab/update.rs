//! The one place where state changes.

use super::{
    action::{Action, Effect},
    experiment::{Experiment, FieldError, within},
    parts::changed,
    speed::Speed,
};
use crate::{
    data::{DataSpec, Dataset, Drawn, File},
    nn::{Activation, LayerSpec, LearningRule, Loss, Named, Stride},
};

/// What the last change did, in a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice(pub String);

/// An experiment with what a person is doing to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    /// The experiment as it stands.
    pub experiment: Experiment,
    /// Whether it trains until paused.
    pub running: bool,
    /// Whether training stopped because weights left the finite numbers.
    pub diverged: bool,
    /// Whether early stopping ended the run.
    pub stopped: bool,
    /// Drawings before the one at hand, to go back to.
    pub drawings: Vec<Drawn>,
    /// Whether anything was trained since the start of the run.
    pub begun: bool,
    /// What one step is.
    pub stride: Stride,
    /// How fast to play.
    pub speed: Speed,
    /// What the last change did.
    pub notice: Notice,
    /// What was wrong with what was given; the lab went on without it.
    pub problems: Vec<FieldError>,
}

impl Default for Lab {
    fn default() -> Self {
        Self {
            experiment: Experiment::default(),
            running: false,
            diverged: false,
            stopped: false,
            drawings: Vec::new(),
            begun: false,
            stride: Stride::Epoch,
            speed: Speed::default(),
            notice: Notice::default(),
            problems: Vec::new(),
        }
    }
}

/// What a change of the experiment asks of the run.
enum Change {
    /// Begin again from the initial weights.
    Restart(String),
    /// Go on with the new setting.
    Live(String),
}

impl Lab {
    /// Does one thing. A change that is not allowed leaves everything as it is and is said in
    /// [`problems`](Self::problems).
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        if !matches!(action, Action::Complain(_) | Action::Diverge) {
            self.problems.clear();
        }
        match action {
            Action::Play => self.play(),
            Action::Pause => self.pause(),
            Action::Step => self.step(),
            Action::Reset => self.reset(),
            Action::SetStride(stride) => self.pace(|lab| lab.stride = stride),
            Action::SetSpeed(speed) => self.pace(|lab| lab.speed = speed),
            Action::Diverge => self.diverge(),
            Action::StopEarly(epoch, best) => self.stop_early(epoch, best),
            Action::GoOn(parameters, rate) => self.go_on(parameters, rate),
            Action::UndoDrawing => self.undo_drawing(),
            Action::Load(experiment, problems) => self.load(*experiment, problems),
            Action::Complain(problem) => {
                self.problems.push(problem);
                Vec::new()
            }
            Action::Settle => Vec::new(),
            Action::Dismiss => {
                self.notice = Notice::default();
                Vec::new()
            }
            change => self.change(change),
        }
    }

    fn play(&mut self) -> Vec<Effect> {
        let mut effects = self.leave_stop();
        (self.running, self.begun, self.diverged) = (true, true, false);
        self.notice = Notice::default();
        effects.push(Effect::Play);
        effects
    }

    fn pause(&mut self) -> Vec<Effect> {
        self.running = false;
        vec![Effect::Pause]
    }

    fn step(&mut self) -> Vec<Effect> {
        let mut effects = self.leave_stop();
        (self.running, self.begun) = (false, true);
        self.notice = Notice::default();
        effects.extend([Effect::Pause, Effect::Advance(self.stride)]);
        effects
    }

    /// Whoever goes on after early stopping begins another wait for a lower test loss.
    fn leave_stop(&mut self) -> Vec<Effect> {
        let stopped = std::mem::take(&mut self.stopped);
        stopped.then_some(Effect::Adjust).into_iter().collect()
    }

    fn reset(&mut self) -> Vec<Effect> {
        (self.running, self.begun) = (false, false);
        (self.diverged, self.stopped) = (false, false);
        self.notice = Notice(format!(
            "Back at the initial weights of seed {}.",
            self.experiment.seed
        ));
        vec![Effect::Pause, Effect::Start]
    }

    fn pace(&mut self, set: impl FnOnce(&mut Self)) -> Vec<Effect> {
        set(self);
        if self.running {
            vec![Effect::Play]
        } else {
            Vec::new()
        }
    }

    fn diverge(&mut self) -> Vec<Effect> {
        (self.running, self.diverged) = (false, true);
        vec![Effect::Pause]
    }

    fn stop_early(&mut self, epoch: u64, best: u64) -> Vec<Effect> {
        (self.running, self.stopped) = (false, true);
        let patience = self.experiment.patience.unwrap_or_default();
        self.notice = Notice(format!(
            "Stopped at epoch {epoch}: the test loss had not fallen for {patience} epochs. The \
             weights of epoch {best}, where it was least, are back."
        ));
        vec![Effect::Pause]
    }

    /// Goes back to the points before the last stroke.
    fn undo_drawing(&mut self) -> Vec<Effect> {
        let Some(last) = self.drawings.pop() else {
            return Vec::new();
        };
        let effects = self.change(Action::Draw(last));
        // What was undone is not a step to go back to.
        self.drawings.pop();
        effects
    }

    fn go_on(&mut self, parameters: Vec<f32>, rate: f32) -> Vec<Effect> {
        self.diverged = false;
        self.experiment.learning_rate = rate.max(*Experiment::LEARNING_RATE.start());
        let rate = self.experiment.learning_rate;
        self.notice = Notice(format!(
            "On from the last finite weights with learning rate {rate}."
        ));
        vec![
            Effect::SetParameters(parameters),
            Effect::Adjust,
            Effect::Link,
        ]
    }

    fn load(&mut self, experiment: Experiment, problems: Vec<FieldError>) -> Vec<Effect> {
        self.problems = problems;
        if let Err(problem) = experiment.validate() {
            self.problems.push(problem);
            return Vec::new();
        }
        self.experiment = experiment;
        self.notice = Notice::default();
        self.start()
    }

    /// Effects that begin a run, going on to play where the lab is playing.
    fn start(&mut self) -> Vec<Effect> {
        (self.diverged, self.stopped) = (false, false);
        self.begun = self.running;
        let mut effects = vec![Effect::Start, Effect::Link];
        if self.running {
            effects.push(Effect::Play);
        }
        effects
    }

    fn change(&mut self, action: Action) -> Vec<Effect> {
        let mut next = self.experiment.clone();
        let drawing = matches!(action, Action::Draw(_));
        let change = match apply(&mut next, action).and_then(|c| next.validate().map(|()| c)) {
            Ok(change) => change,
            Err(problem) => {
                self.problems.push(problem);
                return Vec::new();
            }
        };
        if next == self.experiment {
            return Vec::new();
        }
        if drawing && self.experiment.data.dataset == Dataset::Drawn {
            self.drawings.push(self.experiment.data.drawn.clone());
        }
        self.experiment = next;
        self.stopped = false;
        match change {
            Change::Live(text) => {
                self.notice = Notice(if self.begun {
                    format!("{text} The run goes on.")
                } else {
                    text
                });
                vec![Effect::Adjust, Effect::Link]
            }
            Change::Restart(text) => {
                let restarted = if self.begun {
                    " The run started again from epoch 0."
                } else {
                    ""
                };
                self.notice = Notice(text + restarted);
                self.start()
            }
        }
    }
}

/// Changes an experiment and says what the change means.
fn apply(e: &mut Experiment, action: Action) -> Result<Change, FieldError> {
    let restart = |text: String| Ok(Change::Restart(text));
    let live = |text: String| Ok(Change::Live(text));
    match action {
        Action::SetDataset(dataset) => restart(set_data(e, dataset, File::default(), None)),
        Action::SetFile(dataset, file) => restart(set_data(e, dataset, file, None)),
        Action::Draw(drawn) => {
            let count = drawn.len();
            set_data(e, Dataset::Drawn, File::default(), Some(drawn));
            restart(match count {
                1 => "1 point.".into(),
                count => format!("{count} points."),
            })
        }
        Action::UsePreset => {
            let seed = e.seed;
            *e = Experiment {
                seed,
                ..Experiment::preset(e.data.clone())
            };
            restart(format!(
                "The network that {} is met with first.",
                e.data.dataset.label()
            ))
        }
        Action::SetStandardize(on) => {
            e.standardize = on;
            restart(if on {
                "Each input has mean 0 and deviation 1 over the training samples.".into()
            } else {
                "Inputs are as they were measured.".into()
            })
        }
        Action::SetCoding(coding) => {
            e.data.coding = coding;
            restart(format!("Inputs are coded {}.", coding.label()))
        }
        Action::SetPoints(points) => {
            e.data.points = points;
            restart(format!("{points} points."))
        }
        Action::SetNoise(noise) => {
            e.data.noise = noise;
            restart(format!("Noise of {:.0} %.", noise * 100.0))
        }
        Action::SetTrainShare(share) => {
            e.data.train_share = share;
            restart(format!(
                "{:.0} % of the points are for training.",
                share * 100.0
            ))
        }
        Action::RegenerateData => {
            e.data.draw = e.data.draw.wrapping_add(1);
            restart(format!(
                "Other points of the same kind (draw {}).",
                e.data.draw
            ))
        }
        Action::SetDraw(draw) => {
            e.data.draw = draw;
            restart(format!("Points of draw {draw}."))
        }
        Action::ToggleFeature(feature) => {
            e.features = e
                .features
                .toggled(feature)
                .ok_or_else(|| FieldError::new("Inputs", "at least one input must stay on"))?;
            let state = if e.features.contains(feature) {
                "on"
            } else {
                "off"
            };
            restart(format!("Input {} is {state}.", feature.label()))
        }
        Action::AddLayer(at) => restart(add_layer(e, at)?),
        Action::RemoveLayer(at) => restart(remove_layer(e, at)?),
        Action::SetUnits(at, units) => {
            if at + 1 < e.layers.len() {
                within("Units", units, &Experiment::UNITS)?;
            }
            let layer = layer(e, at)?;
            layer.units = units;
            let s = if units == 1 { "" } else { "s" };
            restart(format!("{} has {units} unit{s}.", layer_name(e, at)))
        }
        Action::SetActivation(at, activation) => restart(set_activation(e, at, activation)?),
        Action::SetInitializer(initializer) => {
            e.initializer = initializer;
            restart(format!("Kernels start as {}.", initializer.label()))
        }
        Action::SetRule(rule) => restart(set_rule(e, rule)),
        Action::SetLoss(loss) => {
            let whole = format!("The loss is {}.", loss_name(loss));
            let text = changed(e.loss, loss).unwrap_or(whole);
            e.loss = loss;
            restart(text)
        }
        Action::SetSeed(seed) => {
            e.seed = seed;
            restart(format!("Initial weights of seed {seed}."))
        }
        Action::NewWeights(seed) => {
            e.seed = seed;
            restart(format!("Other initial weights (seed {seed})."))
        }
        Action::SetOutput(activation, loss) => {
            let output = e.layers.len() - 1;
            set_activation(e, output, activation)?;
            e.loss = loss;
            restart(format!(
                "The output layer has {} units, and the loss is {}.",
                activation.label(),
                loss_name(loss)
            ))
        }
        Action::SetTrainable(at, trainable) => {
            layer(e, at)?.trainable = trainable;
            let verb = if trainable { "learns" } else { "is frozen" };
            live(format!("{} {verb}.", layer_name(e, at)))
        }
        Action::SetOptimizer(optimizer) => {
            let whole = format!("The optimizer is {}.", optimizer.label());
            let text = changed(e.optimizer, optimizer).unwrap_or(whole);
            e.optimizer = optimizer;
            live(text)
        }
        Action::SetSchedule(schedule) => {
            let whole = format!(
                "The learning rate’s schedule is {}.",
                schedule.label().to_ascii_lowercase()
            );
            let text = changed(e.schedule, schedule).unwrap_or(whole);
            e.schedule = schedule;
            live(text)
        }
        Action::SetL1(weight) => {
            within("L1", weight, &Experiment::PENALTY)?;
            e.l1 = weight;
            live(format!("L1 is {weight}."))
        }
        Action::SetL2(weight) => {
            within("L2", weight, &Experiment::PENALTY)?;
            e.l2 = weight;
            live(format!("L2 is {weight}."))
        }
        Action::SetDropout(share) => {
            within("Dropout", share, &Experiment::DROPOUT)?;
            e.dropout = share;
            live(format!("Dropout is {share}."))
        }
        Action::SetPatience(patience) => {
            if let Some(epochs) = patience {
                within("Patience", epochs, &Experiment::PATIENCE)?;
            }
            e.patience = patience;
            live(match patience {
                Some(epochs) => {
                    format!("Training stops after {epochs} epochs without a lower test loss.")
                }
                None => "Training goes on until it is paused.".into(),
            })
        }
        Action::SetLearningRate(rate) => {
            within("Learning rate", rate, &Experiment::LEARNING_RATE)?;
            e.learning_rate = rate;
            live(format!("Learning rate is {rate}."))
        }
        Action::SetBatchSize(size) => {
            within("Batch size", size, &Experiment::BATCH_SIZE)?;
            e.batch_size = size;
            live(format!("Batch size is {size}."))
        }
        _ => Err(FieldError::new("action", "changes no experiment")),
    }
}

/// Puts other data into an experiment, and says what they are.
fn set_data(e: &mut Experiment, dataset: Dataset, file: File, drawn: Option<Drawn>) -> String {
    let before = (e.task(), e.layers.clone());
    let data = DataSpec {
        dataset,
        file,
        drawn: drawn.unwrap_or_default(),
        ..e.data.clone()
    };
    *e = e.with_data(data);
    let what = match e.data.file.loaded() {
        Some(loaded) if dataset == Dataset::Own => {
            format!("{}: {}.", loaded.name, loaded.summary())
        }
        _ => format!("{}: {}", dataset.label(), dataset.describe()),
    };
    let output = e.output();
    let note = if (e.task(), &e.layers) == (before.0, &before.1) {
        String::new()
    } else {
        let s = if output.units == 1 { "" } else { "s" };
        format!(
            " The network has {} {} output{s} and learns by {}.",
            output.units,
            output.activation.label(),
            loss_name(e.loss)
        )
    };
    what + &note
}

fn loss_name(loss: Loss) -> String {
    loss.label().to_ascii_lowercase()
}

/// "Layer 1", "Layer 2", … or "The output layer".
fn layer_name(e: &Experiment, at: usize) -> String {
    if at + 1 == e.layers.len() {
        "The output layer".into()
    } else {
        format!("Layer {}", at + 1)
    }
}

fn layer(e: &mut Experiment, at: usize) -> Result<&mut LayerSpec, FieldError> {
    let count = e.layers.len();
    e.layers.get_mut(at).ok_or_else(|| {
        FieldError::new(
            "Layer",
            format!("must be from 1 to {count}, not {}", at + 1),
        )
    })
}

/// A new layer has three units, and the activation of the hidden layer beside it.
fn add_layer(e: &mut Experiment, at: usize) -> Result<String, FieldError> {
    if e.hidden().len() >= *Experiment::HIDDEN_LAYERS.end() {
        return Err(FieldError::new(
            "Layers",
            "at most 8 hidden layers fit here",
        ));
    }
    let at = at.min(e.hidden().len());
    let neighbour = e.hidden().get(at.saturating_sub(1));
    let activation = neighbour.map_or(Activation::Tanh, |l| l.activation);
    e.layers.insert(at, LayerSpec::new(3, activation));
    let note = leave_perceptron_rule(e);
    Ok(format!("Layer {} is new.{note}", at + 1))
}

fn remove_layer(e: &mut Experiment, at: usize) -> Result<String, FieldError> {
    if at >= e.hidden().len() {
        return Err(FieldError::new(
            "Layer",
            "only hidden layers can be removed",
        ));
    }
    e.layers.remove(at);
    Ok(format!("Layer {} is gone.", at + 1))
}

fn set_activation(
    e: &mut Experiment,
    at: usize,
    activation: Activation,
) -> Result<String, FieldError> {
    layer(e, at)?.activation = activation;
    let note = leave_perceptron_rule(e);
    Ok(format!(
        "{} has {} units.{note}",
        layer_name(e, at),
        activation.label()
    ))
}

/// The perceptron rule knows only a single layer of steps; anything else needs backprop.
fn leave_perceptron_rule(e: &mut Experiment) -> &'static str {
    let fits = e.hidden().is_empty() && e.output().activation.is_step();
    if e.rule == LearningRule::Perceptron && !fits {
        e.rule = LearningRule::Backprop;
        return " The perceptron rule trains a single layer of step units only, so the rule is backprop now.";
    }
    ""
}

fn set_rule(e: &mut Experiment, rule: LearningRule) -> String {
    e.rule = rule;
    let (hidden, activation) = (e.hidden().len(), e.output().activation);
    if rule == LearningRule::Backprop || (hidden == 0 && activation.is_step()) {
        return format!(
            "The learning rule is {}.",
            rule.label().to_ascii_lowercase()
        );
    }
    let step = if activation.is_step() {
        activation
    } else {
        Activation::Heaviside
    };
    e.layers = vec![LayerSpec::new(e.output().units, step)];
    "The perceptron rule trains a single layer of step units, so the network is one now.".into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{Dataset, Feature},
        lab::Part,
        nn::{Loss, Optimizer, Schedule},
    };

    /// A lab that is playing.
    fn playing() -> Lab {
        let mut lab = Lab::default();
        lab.update(Action::Play);
        lab
    }

    #[test]
    fn what_shapes_the_run_restarts_it_and_says_so() {
        let mut lab = playing();
        let effects = lab.update(Action::SetUnits(0, 6));
        assert_eq!(effects, [Effect::Start, Effect::Link, Effect::Play]);
        assert_eq!(
            lab.notice.0,
            "Layer 1 has 6 units. The run started again from epoch 0."
        );
        assert!(lab.running);
    }

    #[test]
    fn before_the_first_step_nothing_restarts() {
        let mut lab = Lab::default();
        lab.update(Action::SetUnits(0, 1));
        assert_eq!(lab.notice.0, "Layer 1 has 1 unit.");
    }

    #[test]
    fn the_learning_rate_acts_on_the_run_at_hand() {
        let mut lab = playing();
        assert_eq!(
            lab.update(Action::SetLearningRate(0.5)),
            [Effect::Adjust, Effect::Link]
        );
        assert_eq!(lab.experiment.learning_rate, 0.5);
    }

    #[test]
    fn what_is_not_allowed_changes_nothing_and_is_named() {
        for (action, field) in [
            (Action::SetLearningRate(f32::NAN), "Learning rate"),
            (Action::SetBatchSize(0), "Batch size"),
            (Action::SetUnits(0, 33), "Units"),
            (Action::SetL2(-1.0), "L2"),
            (Action::SetDropout(1.0), "Dropout"),
            (Action::SetPatience(Some(0)), "Patience"),
            (Action::SetUnits(2, 2), "layers[2].units"),
            (Action::SetPoints(1), "data.points"),
            (Action::RemoveLayer(2), "Layer"),
            (Action::SetActivation(7, Activation::Relu), "Layer"),
        ] {
            let mut lab = playing();
            assert_eq!(lab.update(action), []);
            assert_eq!(lab.problems[0].field, field);
            assert_eq!(lab.experiment, Experiment::default());
            lab.update(Action::Pause);
            assert!(lab.problems.is_empty());
        }
    }

    #[test]
    fn the_last_input_stays() {
        let mut lab = Lab::default();
        lab.update(Action::ToggleFeature(Feature::X1));
        lab.update(Action::ToggleFeature(Feature::X2));
        assert_eq!(lab.experiment.features.len(), 1);
        assert_eq!(lab.problems[0].field, "Inputs");
    }

    #[test]
    fn the_perceptron_rule_and_its_network_come_together() {
        let mut lab = Lab::default();
        lab.update(Action::SetRule(LearningRule::Perceptron));
        assert_eq!(lab.experiment.layers.len(), 1);
        assert!(lab.experiment.output().activation.is_step());
        lab.update(Action::AddLayer(0));
        assert_eq!(lab.experiment.rule, LearningRule::Backprop);
        assert!(lab.notice.0.contains("backprop now"));
    }

    #[test]
    fn a_ninth_hidden_layer_is_refused() {
        let mut lab = Lab::default();
        for _ in 0..9 {
            lab.update(Action::AddLayer(99));
        }
        assert_eq!(lab.experiment.hidden().len(), 8);
        assert_eq!(lab.problems.len(), 1);
    }

    #[test]
    fn reset_keeps_seed_and_experiment() {
        let mut lab = playing();
        let before = lab.experiment.clone();
        assert_eq!(lab.update(Action::Reset), [Effect::Pause, Effect::Start]);
        assert_eq!(lab.experiment, before);
        assert!(!lab.running && !lab.begun);
    }

    #[test]
    fn after_divergence_it_can_go_on() {
        let mut lab = playing();
        assert_eq!(lab.update(Action::Diverge), [Effect::Pause]);
        assert!(lab.diverged && !lab.running);
        lab.update(Action::GoOn(vec![0.0], 0.05));
        assert!(!lab.diverged);
        assert_eq!(lab.experiment.learning_rate, 0.05);
    }

    #[test]
    fn loading_holds_the_experiment_against_the_rules() {
        let mut lab = Lab::default();
        let mut wrong = Experiment::default();
        wrong.layers.truncate(2);
        assert_eq!(lab.update(Action::Load(Box::new(wrong), vec![])), []);
        assert_eq!(lab.problems[0].field, "layers[1].units");
        let mut right = Experiment::default();
        right.data.dataset = Dataset::Moons;
        lab.update(Action::Load(Box::new(right), vec![]));
        assert_eq!(lab.experiment.data.dataset, Dataset::Moons);
    }

    #[test]
    fn an_untouched_network_gives_way_to_the_preset_of_other_data() {
        let mut lab = Lab::default();
        lab.update(Action::SetDataset(Dataset::Spiral3));
        assert!(lab.experiment.is_preset());
        assert_eq!(
            lab.experiment.output(),
            LayerSpec::new(3, Activation::Softmax)
        );
        assert_eq!(lab.experiment.loss, Loss::CategoricalCrossentropy);
        assert!(
            lab.notice.0.contains("3 softmax outputs"),
            "{}",
            lab.notice.0
        );
    }

    #[test]
    fn a_network_of_ones_own_keeps_what_fits() {
        let mut lab = Lab::default();
        lab.update(Action::SetUnits(0, 7));
        lab.update(Action::SetLearningRate(0.2));
        lab.update(Action::SetDataset(Dataset::Moons));
        assert_eq!(
            (lab.experiment.layers[0].units, lab.experiment.loss),
            (7, Loss::BinaryCrossentropy)
        );
        lab.update(Action::SetDataset(Dataset::Sine));
        let e = &lab.experiment;
        assert_eq!((e.layers[0].units, e.learning_rate), (7, 0.2));
        assert_eq!(
            (e.output().activation, e.loss),
            (Activation::Linear, Loss::MeanSquaredError)
        );
        assert_eq!(e.features.iter().collect::<Vec<_>>(), [Feature::X1]);
        lab.update(Action::UsePreset);
        assert!(lab.experiment.is_preset());
    }

    #[test]
    fn a_setting_that_is_changed_is_named() {
        let adam = Optimizer::of("adam").unwrap();
        let rmsprop = Optimizer::of("rmsprop").unwrap();
        let sgd = Optimizer::default();
        let nesterov = Optimizer::Sgd {
            momentum: 0.9,
            nesterov: true,
        };
        let mut lab = Lab::default();
        for (optimizer, text) in [
            (adam, "The optimizer is Adam."),
            (adam.with("beta_1", 0.8), "Beta 1: 0.8."),
            (rmsprop, "The optimizer is RMSprop."),
            (rmsprop.with("rho", 0.5), "Rho: 0.5."),
            (sgd, "The optimizer is SGD."),
            (sgd.with("momentum", 0.9), "Momentum: 0.9."),
            (nesterov, "Nesterov: on."),
        ] {
            lab.update(Action::SetOptimizer(optimizer));
            assert_eq!(lab.notice.0, text);
        }
        for (schedule, text) in [
            ("cosine", "The learning rate’s schedule is cosine."),
            ("cosine:epochs=50", "Over epochs: 50."),
        ] {
            lab.update(Action::SetSchedule(Schedule::read(schedule).unwrap()));
            assert_eq!(lab.notice.0, text);
        }
    }

    #[test]
    fn drawn_points_are_undone_stroke_by_stroke() {
        let strokes = ["", "a", "b"].map(|_| Drawn::default());
        let mut lab = Lab::default();
        for drawn in strokes {
            lab.update(Action::Draw(drawn));
        }
        assert_eq!(lab.experiment.data.dataset, Dataset::Drawn);
    }

    #[test]
    fn settings_of_the_pace_act_on_the_run_at_hand() {
        for action in [
            Action::SetSchedule(Schedule::Cosine { epochs: 50.0 }),
            Action::SetL1(0.01),
            Action::SetL2(0.01),
            Action::SetDropout(0.2),
            Action::SetPatience(Some(5)),
            Action::SetTrainable(0, false),
            Action::SetBatchSize(20),
        ] {
            let mut lab = playing();
            assert_eq!(lab.update(action), [Effect::Adjust, Effect::Link]);
            assert!(lab.running);
        }
    }

    #[test]
    fn after_stopping_early_one_can_go_on() {
        let mut lab = playing();
        lab.update(Action::SetPatience(Some(5)));
        assert_eq!(lab.update(Action::StopEarly(9, 4)), [Effect::Pause]);
        assert!(lab.stopped && lab.notice.0.contains("epoch 4"));
        assert_eq!(lab.update(Action::Play), [Effect::Adjust, Effect::Play]);
        assert!(!lab.stopped);
    }

    #[test]
    fn choosing_what_is_chosen_does_nothing() {
        let mut lab = playing();
        assert_eq!(lab.update(Action::SetUnits(0, 4)), []);
    }
}
