//! `window.separable`: the script interface for consoles, tests and pages that embed this one.
//!
//! The typed description is `www/separable.d.ts`. `index.html` puts a promise at
//! `window.separable`; `announce` keeps it, with a handle of the page's first run, once the page is
//! there.

use std::sync::Arc;

use js_sys::{JsString, Promise, Reflect};
use reactive_graph::traits::{GetUntracked, WithUntracked};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::EventTarget;

use crate::{
    engine::{Data, Goal},
    lab::{
        Experiment, FieldError, Moment, Portion, Prepared, Recipe, Snapshot, Span, Wrong,
        code::{self, Language},
        duel::Pairing,
        flow, json, lottery,
        mistakes::Mistakes,
        raw, transfer, tuner,
        walked::{Told, ToldCheck},
        weights::{flatten, layers, matrix, matrix_rows, numbers, row},
        wrong::Counted,
    },
    nn::{
        Evaluation, Fit, LearningRule, Network, Pass, Samples, Stride, Task, Walk,
        check::{check_all, samples_at_once},
        evaluate,
        landscape::height,
    },
    run::{Drive, Lab, On, Opened, TooLarge, updates::shares},
    text::{
        challenge::ask,
        walk::{too_large, unchecked},
    },
    ui::{
        begin_duel, begin_pairing, breathe, close,
        dealer::{Pairs, Runs, Seeds, gathered},
        end_duel,
        frame::Frame,
        full_address,
        library::Library,
        model, open_beside,
        page::Page,
        panels_program,
        run::{CLOSED, Run},
        whole_program, window,
    },
};

/// Makes `window.separable` resolve.
pub(crate) fn announce(page: Page, run: Run) {
    let handle = JsValue::from(LabHandle { page, run });
    let ready = Reflect::get(&window(), &"separableReady".into());
    if let Some(ready) = ready
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok())
    {
        // A page that took the function away has no use for the handle.
        let _ = ready.call1(&JsValue::NULL, &handle);
    }
}

/// What scripts hold: a run.
#[wasm_bindgen(js_name = SeparableLab)]
#[derive(Clone, Copy)]
pub struct LabHandle {
    page: Page,
    run: Run,
}

type Answer = Result<JsValue, JsValue>;

#[wasm_bindgen(js_class = SeparableLab)]
impl LabHandle {
    /// A copy of the experiment as plain JSON.
    pub fn experiment(&self) -> Answer {
        self.run()?.lab.with_untracked(|lab| to_js(&lab.experiment))
    }

    /// Puts fields in place; rejects with an Error that names the first wrong one.
    pub fn load(&self, fields: &JsValue) -> Promise {
        let this = *self;
        let fields = from_js("experiment", fields);
        future_to_promise(async move {
            let recipe = Recipe::from(this.merged(fields).await?);
            let run = this.run()?;
            run.dispatch(Drive::Open(Box::new(Opened {
                recipe,
                ..Opened::default()
            })));
            this.page.library.kept.write_own(run);
            JsFuture::from(run.settled()).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Opens another run beside this one: its experiment with fields put in place.
    pub fn open(&self, fields: &JsValue) -> Promise {
        let this = *self;
        let fields = from_js("experiment", fields);
        future_to_promise(async move {
            let experiment = this.merged(fields).await?;
            experiment.validate().map_err(|e| error(&e))?;
            let recipe = Recipe::from(experiment);
            let run = open_beside(
                this.page,
                Opened {
                    recipe,
                    ..Opened::default()
                },
            );
            JsFuture::from(run.settled()).await?;
            Ok(Self { run, ..this }.into())
        })
    }

    /// Puts this run, the page's first, and another side by side, both at their start: one of a pair of that
    /// name, or this run's experiment with fields put in place. Resolves with both.
    pub fn duel(&self, against: &JsValue) -> Promise {
        let (this, against) = (*self, from_js("against", against));
        future_to_promise(async move {
            let page = this.page;
            let run = this.run()?;
            if page.first().is_none_or(|first| first.id != run.id) {
                return Err(
                    JsError::new("only the page’s first run can be put to the left").into(),
                );
            }
            whole_program().await?;
            let against = against.map_err(|e| error(&e))?;
            if let Some(name) = against.as_str() {
                begin_pairing(page, Pairing::read(name).map_err(|e| error(&e))?);
            } else {
                let experiment = this.merged(Ok(against)).await?;
                experiment.validate().map_err(|e| error(&e))?;
                let recipe = Recipe::from(experiment);
                begin_duel(
                    page,
                    None,
                    Opened {
                        recipe,
                        ..Opened::default()
                    },
                );
            }
            let both = js_sys::Array::new();
            for run in page.duel.get_untracked().into_iter().flatten() {
                JsFuture::from(run.settled()).await?;
                both.push(&Self { run, ..this }.into());
            }
            Ok(both.into())
        })
    }

    /// Ends the duel, if there is one: the right run is closed.
    #[wasm_bindgen(js_name = endDuel)]
    pub fn end_duel(&self) {
        end_duel(self.page);
    }

    /// Closes the run, unless it is the page's only one.
    pub fn close(&self) -> Result<(), JsValue> {
        let run = self.run()?;
        if close(self.page, run) {
            Ok(())
        } else {
            Err(JsError::new("the page’s only run cannot be closed").into())
        }
    }

    /// Lets the transport drive all runs, as it drives this one, or each its own.
    pub fn together(&self, on: &JsValue) -> Result<(), JsValue> {
        let run = self.run()?;
        let on = from_js("on", on).and_then(|on| json::flag("on", &on));
        self.page.go_together(run, on.map_err(|e| error(&e))?);
        Ok(())
    }

    /// Trains; resolves with the status when done.
    pub fn train(&self, options: &JsValue) -> Promise {
        let run = match self.run() {
            Ok(run) => run,
            Err(closed) => return Promise::reject(&closed),
        };
        let request = from_js("train", options).and_then(|options| {
            let task = run.lab.with_untracked(|lab| lab.experiment.task());
            span(&options, task)
        });
        match request {
            Ok((stride, count, goal)) => {
                self.then_status(move |run| run.request(stride, count, goal))
            }
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// Where the run has come to.
    pub fn status(&self) -> Answer {
        status(self.run()?)
    }

    /// Trains until paused.
    pub fn play(&self) -> Result<(), JsValue> {
        self.page.act(self.run()?, Drive::Play);
        Ok(())
    }

    /// Stops; resolves with the status.
    pub fn pause(&self) -> Promise {
        let page = self.page;
        self.then_status(move |run| page.pause(run))
    }

    /// Back to the same initial weights.
    pub fn reset(&self) -> Promise {
        self.then_nothing(|run| run.dispatch(Drive::Reset))
    }

    /// Every layer's kernel and bias.
    pub fn weights(&self) -> Answer {
        self.run()?.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            to_js(&layers(network, network.parameters()))
        })
    }

    /// Puts weights in place, of the same shapes as [`weights`](Self::weights) gives.
    #[wasm_bindgen(js_name = setWeights)]
    pub fn set_weights(&self, weights: &JsValue) -> Promise {
        let run = match self.run() {
            Ok(run) => run,
            Err(closed) => return Promise::reject(&closed),
        };
        let flat = from_js("weights", weights).and_then(|layers| {
            run.frame
                .with_untracked(|f| flatten(&f.snapshot.network, &layers))
        });
        match flat {
            Ok(parameters) => {
                self.then_nothing(|run| run.dispatch(Drive::SetParameters(parameters)))
            }
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// The outputs for rows of features, or as measured.
    pub fn predict(&self, rows: &JsValue, options: &JsValue) -> Answer {
        if !options.is_undefined() && is_raw(options).map_err(|e| error(&e))? {
            return self.predict_measured(rows);
        }
        let rows = rows_of("rows", rows).map_err(|e| error(&e))?;
        self.run()?.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            let x = matrix("rows", &rows, network.inputs()).map_err(|e| error(&e))?;
            let y = network.predict(&x).map_err(|e| {
                let wrong = Wrong::Count(Counted::Values, e.expected, e.found);
                error(&FieldError::new("rows", wrong))
            })?;
            to_js(&matrix_rows(&y))
        })
    }

    /// The answers to rows as measured, in the task's words.
    pub fn ask(&self, rows: &JsValue) -> Answer {
        self.run()?.frame.with_untracked(|f| {
            let rows = measured(f, rows).map_err(|e| error(&e))?;
            let (prepared, network) = (&f.prepared, &f.snapshot.network);
            let meaning = raw::Meaning::of(&f.experiment, prepared.task);
            let replies = raw::replies(network, prepared, &rows);
            let told = replies
                .iter()
                .map(|reply| raw::Told::new(reply, meaning, prepared));
            to_js(&told.collect::<Vec<_>>())
        })
    }

    /// The wrong answers to the test samples of which the network is most sure, the surest first: so many at most, or 24.
    #[wasm_bindgen(js_name = mostWrong)]
    pub fn most_wrong(&self, count: &JsValue) -> Promise {
        let (run, count) = (self.run(), most(count));
        future_to_promise(async move {
            let (run, count) = (run?, count.map_err(|e| error(&e))?);
            whole_program().await?;
            let (e, prepared, network) = run.frame.with_untracked(|f| {
                let network = f.snapshot.network.clone();
                (f.experiment.clone(), f.prepared.clone(), network)
            });
            let mut mistakes = Mistakes::new(&e, &prepared, Portion::Test, None, count);
            // In portions of some milliseconds.
            let rows = (4_000_000 / network.parameters().len().max(1)).clamp(1, 256);
            while !mistakes.go_on(&network, &prepared, rows) {
                breathe().await;
            }
            let told = mistakes.worst().iter().map(|mistake| {
                let [target, answer] = mistake.pair.map(|class| &*prepared.names()[class]);
                let probability = mistakes.are_probable().then_some(mistake.sure);
                let sample = mistake.row;
                MostWrong {
                    sample,
                    target,
                    answer,
                    probability,
                }
            });
            to_js(&told.collect::<Vec<_>>())
        })
    }

    /// What was fitted to the training samples to prepare all others by.
    pub fn scaler(&self) -> Answer {
        self.run()?
            .frame
            .with_untracked(|f| to_js(&raw::Fitted::new(&f.experiment.data, &f.prepared)))
    }

    /// The network as a file of another program: its bytes.
    #[wasm_bindgen(js_name = exportModel)]
    pub fn export_model(&self, format: &JsValue) -> Promise {
        let run = self.run();
        let format = from_js("format", format);
        future_to_promise(async move {
            let run = run?;
            let format = format.and_then(|format| json::text("format", &format).map(String::from));
            let format = format.map_err(|e| error(&e))?;
            panels_program().await?;
            let bytes = model::write(run, &format).await;
            bytes.map(JsValue::from).map_err(|e| error(&e))
        })
    }

    /// Puts a model of another program in place: the bytes of its file, or its text.
    #[wasm_bindgen(js_name = importModel)]
    pub fn import_model(&self, file: JsValue) -> Promise {
        let this = *self;
        future_to_promise(async move {
            let run = this.run()?;
            panels_program().await?;
            // Bytes may be those of a page around this one, whose types are others.
            let file = match (file.is_string(), file.is_object()) {
                (true, _) => file,
                (false, true) => js_sys::Uint8Array::new(&file).into(),
                (false, false) => return Err(error(&FieldError::new("file", Wrong::NotText))),
            };
            let taken = model::read(run, &file).await.map_err(|e| error(&e))?;
            let opened = Opened::begun_at(taken.experiment, taken.weights);
            run.dispatch(Drive::Open(Box::new(opened)));
            JsFuture::from(run.settled()).await?;
            to_js(&taken.notes)
        })
    }

    /// The gradient of the mean loss over rows of features and targets.
    pub fn gradients(&self, rows: &JsValue, targets: &JsValue) -> Answer {
        let rows = rows_of("rows", rows).map_err(|e| error(&e))?;
        let targets = rows_of("targets", targets).map_err(|e| error(&e))?;
        self.run()?.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            let samples = samples(network, &rows, &targets).map_err(|e| error(&e))?;
            let batch: Vec<u32> = (0..samples.len() as u32).collect();
            let mut gradient = vec![0.0; network.parameters().len()];
            let loss = f.experiment.shown_loss();
            Pass::new(network, batch.len()).gradient(
                network,
                loss,
                &samples,
                &batch,
                &mut gradient,
            );
            to_js(&layers(network, &gradient))
        })
    }

    /// The next step of training, taken apart; null where there is none.
    pub fn walk(&self, on: &JsValue) -> Answer {
        let run = self.run()?;
        run.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            match next_step(run, f, on)? {
                Some(walk) => to_js(&Told::new(network, &walk)),
                None => Ok(JsValue::NULL),
            }
        })
    }

    /// How values and gradients flow through the layers.
    pub fn flow(&self) -> Answer {
        let run = self.run()?;
        run.frame.with_untracked(|f| {
            let start = run.lab.with_untracked(Lab::route);
            let steps = shares(&start, &Data::from(&*f.prepared)).unwrap_or_default();
            let gradients = f.snapshot.sizes(f.snapshot.gradient.whole());
            to_js(&flow::Told::new(&f.flow(), &gradients, &steps))
        })
    }

    /// How high the loss landscape is where the network has each of these weights.
    pub fn landscape(&self, weights: &JsValue) -> Answer {
        let run = self.run()?;
        run.frame.with_untracked(|f| {
            let list = from_js("weights", weights).map_err(|e| error(&e))?;
            let height = |layers: &Value| {
                let mut network = f.snapshot.network.clone();
                let parameters = flatten(&network, layers)?;
                network.parameters_mut().copy_from_slice(&parameters);
                let (settings, samples) = (f.experiment.settings(), &f.prepared.measured[0]);
                let worth = evaluate(&network, settings.loss, f.prepared.task, samples);
                Ok(worth.map(|worth| height(&network, &settings, &worth)))
            };
            let list = json::list("weights", &list).map_err(|e| error(&e))?;
            let (found, most) = (
                list.len(),
                heights_at_once(&f.snapshot.network, &f.prepared),
            );
            if found > most {
                let wrong = Wrong::TooManyAtOnce(found, most);
                return Err(error(&FieldError::new("weights", wrong)));
            }
            let heights: Result<Vec<_>, FieldError> = list.iter().map(height).collect();
            to_js(&heights.map_err(|e| error(&e))?)
        })
    }

    /// Trains many seeds of the experiment in the background; resolves with what has come of them.
    pub fn lottery(&self, options: &JsValue) -> Promise {
        let this = *self;
        let options = options_of("lottery", options);
        future_to_promise(async move {
            let options = options.map_err(|e| error(&e))?;
            panels_program().await?;
            let run = this.run()?;
            let lottery = run.lab.with_untracked(|lab| {
                let (come, samples) = (lab.history.now().tip, lab.samples());
                lottery::read(&options, &lab.experiment, come, samples)
            });
            let lottery = Arc::new(lottery.map_err(|e| error(&e))?);
            let prepared = run.frame.with_untracked(|f| f.prepared.clone());
            let seeds = Seeds::new(lottery.clone(), &prepared);
            let (_, come, _) = gathered(seeds, run.pool(), None).await?;
            let outcomes = come.concat();
            this.run()?;
            let (inputs, samples) = (prepared.train.inputs(), prepared.train.len());
            to_js(&lottery::Told::new(&lottery, &outcomes, inputs, samples))
        })
    }

    /// Begins a run with layers of this one, for another task.
    pub fn transfer(&self, options: &JsValue) -> Promise {
        let (this, options) = (*self, from_js("transfer", options));
        future_to_promise(async move {
            let (options, files) = this.reusing(options).await?;
            let run = this.run()?;
            let source = source(run);
            let reuse = transfer::read_reuse(&options, &source, &|set| files.known(set));
            let recipe = reuse.and_then(|reuse| source.recipe(&reuse));
            run.dispatch(Drive::Open(Box::new(Opened {
                recipe: recipe.map_err(|e| error(&e))?,
                ..Opened::default()
            })));
            JsFuture::from(run.settled()).await?;
            Ok(JsValue::UNDEFINED)
        })
    }

    /// Trains another task with layers of this run and from scratch, with few and many samples, in the background;
    /// resolves with what has come of it.
    #[wasm_bindgen(js_name = transferCurve)]
    pub fn transfer_curve(&self, options: &JsValue) -> Promise {
        let (this, options) = (*self, from_js("transfer", options));
        future_to_promise(async move {
            let (options, files) = this.reusing(options).await?;
            let run = this.run()?;
            let curve = transfer::read_curve(&options, source(run), &|set| files.known(set));
            let curve = Arc::new(curve.map_err(|e| error(&e))?);
            let (_, come, _) = gathered(Pairs::new(curve.clone()), run.pool(), None).await?;
            this.run()?;
            let mut came = transfer::Came::default();
            come.iter().flatten().for_each(|outcome| came.put(outcome));
            to_js(&transfer::Points::new(&curve, &came))
        })
    }

    /// Searches for good hyperparameters in the background; resolves with the trials, or with those that have come
    /// once `options.signal` is aborted.
    pub fn tune(&self, options: &JsValue) -> Promise {
        let this = *self;
        let signal = Reflect::get(options, &"signal".into()).ok();
        let signal = signal.and_then(|signal| signal.dyn_into::<EventTarget>().ok());
        let options = options_of("tune", options);
        future_to_promise(async move {
            let options = options.map_err(|e| error(&e))?;
            panels_program().await?;
            let run = this.run()?;
            let tuner = this.tuner(&options)?;
            let prepared = run.frame.with_untracked(|f| f.prepared.clone());
            let runs = Runs::new(tuner, &prepared);
            let (dealer, _, is_over) = gathered(runs, run.pool(), signal).await?;
            this.run()?;
            let inputs = prepared.train.inputs();
            dealer.read(|runs| to_js(&tuner::Told::new(runs.search(), inputs, is_over)))
        })
    }

    /// The same search as a script for `"keras_tuner"` or `"optuna"`.
    #[wasm_bindgen(js_name = tunerCode)]
    pub fn tuner_code(&self, library: &str, options: &JsValue) -> Answer {
        let library = code::Library::read(library).map_err(|e| error(&e))?;
        let options = options_of("options", options).map_err(|e| error(&e))?;
        let tuner = self.tuner(&options)?;
        let code = |f: &Arc<Frame>| code::search(library, &tuner, &f.prepared);
        Ok(self.run()?.frame.with_untracked(code).text().into())
    }

    /// Every gradient of a step checked by differences of the loss; null where there is no step.
    #[wasm_bindgen(js_name = checkGradients)]
    pub fn check_gradients(&self, on: &JsValue) -> Answer {
        let run = self.run()?;
        run.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            match next_step(run, f, on)? {
                Some(walk) => {
                    let (found, most) = (walk.samples.len(), samples_at_once(network));
                    if found > most && walk.settings.rule == LearningRule::Backprop {
                        let field = if on.is_undefined() {
                            "batch_size"
                        } else {
                            "walk"
                        };
                        let wrong = Wrong::TooManyAtOnce(found, most);
                        return Err(error(&FieldError::new(field, wrong)));
                    }
                    let summary =
                        check_all(network, &walk).map_err(|why| JsError::new(&unchecked(why)))?;
                    to_js(&ToldCheck::new(network, &summary))
                }
                None => Ok(JsValue::NULL),
            }
        })
    }

    /// The experiment as a script in that language: `"keras"`, `"pytorch"` or `"numpy"`.
    pub fn code(&self, language: &str) -> Answer {
        let language = Language::read(language).map_err(|e| error(&e))?;
        let run = self.run()?;
        let (recipe, epochs) = run
            .lab
            .with_untracked(|lab| (lab.recipe().clone(), lab.script_epochs()));
        let code = run
            .frame
            .with_untracked(|f| code::write(language, &recipe, &f.prepared, epochs));
        Ok(code.text().into())
    }

    /// What to change next so that a truth table is right; null where there is none with one answer.
    pub fn hint(&self) -> Answer {
        let run = self.run()?;
        let threshold = run.look.threshold.get_untracked();
        let hint = run
            .frame
            .with_untracked(|f| ask(&f.snapshot.network, &f.prepared, threshold));
        Ok(hint.map_or(JsValue::NULL, |(_, text)| text.into()))
    }

    /// What L1 and L2 add to the gradient in training.
    #[wasm_bindgen(js_name = penaltyGradients)]
    pub fn penalty_gradients(&self) -> Answer {
        self.run()?.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            let none = vec![0.0; network.parameters().len()];
            let penalty = f.snapshot.gradient.of_penalty().unwrap_or(&none);
            to_js(&layers(network, penalty))
        })
    }

    /// Features and targets, for training and for testing.
    pub fn data(&self) -> Answer {
        self.run()?.frame.with_untracked(|f| {
            let (rows, inputs) = (f.prepared.train.len(), f.prepared.train.inputs());
            if rows * inputs > MOST_NUMBERS {
                let text = format!(
                    "data: {rows} samples of {inputs} values are too many to be handed over at once"
                );
                return Err(JsError::new(&text).into());
            }
            let part = |samples: &Samples| {
                let rows = || 0..samples.len();
                Rows {
                    x: rows().map(|row| samples.x(row).into_owned()).collect(),
                    y: rows().map(|row| samples.y(row).to_vec()).collect(),
                }
            };
            to_js(&Pair {
                train: Some(part(&f.prepared.train)),
                test: Some(part(&f.prepared.test)),
            })
        })
    }

    /// The address that restores all this.
    pub fn link(&self) -> Answer {
        let run = self.run()?;
        let beside = self.page.recipe_beside(run);
        let link = |lab: &Lab| full_address(lab.recipe(), beside.as_ref()).into();
        Ok(run.lab.with_untracked(link))
    }

    /// Takes the last change back; resolves with the status.
    pub fn undo(&self) -> Promise {
        self.driven(Drive::Undo)
    }

    /// Makes the last change again that was taken back; resolves with the status.
    pub fn redo(&self) -> Promise {
        self.driven(Drive::Redo)
    }

    /// Goes back one stride; resolves with the status.
    #[wasm_bindgen(js_name = stepBack)]
    pub fn step_back(&self) -> Promise {
        self.driven(Drive::StepBack)
    }

    /// Shows a moment of the past; resolves with the status there.
    pub fn seek(&self, moment: &JsValue) -> Promise {
        match from_js("moment", moment).and_then(|moment| moment_of(&moment)) {
            Ok(moment) => self.driven(Drive::Seek(moment)),
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// Goes back to a branch that was left, by its number in [`history`](Self::history); resolves
    /// with the status.
    #[wasm_bindgen(js_name = returnTo)]
    pub fn return_to(&self, branch: &JsValue) -> Promise {
        let left = match self.run() {
            Ok(run) => run.lab.with_untracked(|lab| lab.history.left().len()),
            Err(closed) => return Promise::reject(&closed),
        };
        match from_js("branch", branch).and_then(|branch| branch_of(&branch, left)) {
            Ok(branch) => self.driven(Drive::Return(branch)),
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// The run's past.
    pub fn history(&self) -> Answer {
        self.run()?.lab.with_untracked(|lab| {
            let (now, left) = (lab.history.now(), lab.history.left());
            to_js(&Past {
                now: lab.moment,
                tip: now.tip,
                kept: now.kept().len(),
                bytes: lab.history.bytes(),
                branches: left
                    .iter()
                    .map(|branch| Left {
                        from: branch.from,
                        tip: branch.tip,
                    })
                    .collect(),
                can_undo: lab.can_undo(),
                can_redo: lab.can_redo(),
            })
        })
    }
}

impl LabHandle {
    /// The search that options ask for.
    fn tuner(&self, options: &Value) -> Result<tuner::Tuner, JsValue> {
        let run = self.run()?;
        let (samples, held_back) = run
            .frame
            .with_untracked(|f| (f.prepared.train.len(), !f.prepared.test.is_empty()));
        let tuner = run
            .lab
            .with_untracked(|lab| tuner::read(options, &lab.experiment, samples, held_back));
        tuner.map_err(|e| error(&e))
    }

    /// The run at its newest moment, whether or not that is drawn; unless it is closed.
    fn run(&self) -> Result<Run, JsValue> {
        if self.run.is_open() {
            self.run.take();
            Ok(self.run)
        } else {
            Err(JsError::new(CLOSED).into())
        }
    }

    /// The outputs for rows as measured.
    fn predict_measured(&self, rows: &JsValue) -> Answer {
        self.run()?.frame.with_untracked(|f| {
            let rows = measured(f, rows).map_err(|e| error(&e))?;
            let outputs = raw::outputs(&f.snapshot.network, &f.prepared, &rows);
            to_js(&matrix_rows(&outputs))
        })
    }

    /// What is asked of layers that are reused, once the samples for it are there.
    async fn reusing(
        &self,
        options: Result<Value, FieldError>,
    ) -> Result<(Value, Library), JsValue> {
        let options = options.map_err(|e| error(&e))?;
        panels_program().await?;
        let library = self.page.library;
        if let Some(dataset) = transfer::wants(&options) {
            library.ensure(dataset).await.map_err(|e| error(&e))?;
        }
        Ok((options, library))
    }

    /// The run's experiment with fields put in place, once the table that they need has been read.
    async fn merged(&self, fields: Result<Value, FieldError>) -> Result<Experiment, JsValue> {
        let (fields, library) = (fields.map_err(|e| error(&e))?, self.page.library);
        whole_program().await?;
        if let Some(dataset) = json::wants(&fields) {
            library.ensure(dataset).await.map_err(|e| error(&e))?;
        }
        let known = |dataset| library.known(dataset);
        let merge = |lab: &Lab| lab.experiment.merged(&fields, &known);
        let merged = self.run()?.lab.with_untracked(merge);
        merged.map_err(|e| error(&e))
    }

    /// Does something; once its moment is on the screen, the status.
    fn driven(&self, drive: Drive) -> Promise {
        self.then_status(|run| {
            run.dispatch(drive);
            run.arrived()
        })
    }

    /// Does something that ends with a promise; after it, the status.
    fn then_status(&self, act: impl FnOnce(Run) -> Promise) -> Promise {
        let this = *self;
        let promise = match self.run() {
            Ok(run) => act(run),
            Err(closed) => return Promise::reject(&closed),
        };
        future_to_promise(async move {
            JsFuture::from(promise).await?;
            status(this.run()?)
        })
    }

    /// Does something; after all commands so far, nothing.
    fn then_nothing(&self, act: impl FnOnce(Run)) -> Promise {
        let settled = match self.run() {
            Ok(run) => {
                act(run);
                run.settled()
            }
            Err(closed) => return Promise::reject(&closed),
        };
        future_to_promise(async move {
            JsFuture::from(settled).await?;
            Ok(JsValue::UNDEFINED)
        })
    }
}

/// A wrong answer, as scripts have it.
#[derive(Serialize)]
struct MostWrong<'a> {
    sample: usize,
    target: &'a str,
    answer: &'a str,
    probability: Option<f32>,
}

/// How many wrong answers a script asks for.
fn most(count: &JsValue) -> Result<usize, FieldError> {
    const SPAN: Span = Span::new(1.0, 1000.0);
    if count.is_undefined() {
        return Ok(24);
    }
    let wrong = |wrong: fn(String, Span) -> Wrong| {
        let text = count
            .as_f64()
            .map_or_else(|| "count".into(), |number| number.to_string());
        FieldError::new("count", wrong(text, SPAN))
    };
    match count.as_f64() {
        Some(number) if number.fract() != 0.0 => Err(wrong(Wrong::NotWhole)),
        Some(number) if SPAN.contains(number) => Ok(number as usize),
        Some(_) => Err(wrong(Wrong::OutOfRange)),
        None => Err(wrong(Wrong::NotWhole)),
    }
}

/// Where a run has come to, as scripts have it.
#[derive(Serialize)]
struct Status {
    step: u64,
    epoch: u64,
    position: usize,
    loss: Pair<f64>,
    accuracy: Pair<f64>,
    fit: Pair<Fit>,
    measured: f64,
    penalty: f64,
    learning_rate: f32,
    stopped: bool,
    running: bool,
    load: f64,
}

/// What the samples trained on and those held back are worth.
#[derive(Serialize)]
struct Pair<T> {
    train: Option<T>,
    test: Option<T>,
}

impl<T> Pair<T> {
    fn of(snapshot: &Snapshot, part: impl Fn(Evaluation) -> Option<T>) -> Self {
        Self {
            train: snapshot.train.and_then(&part),
            test: snapshot.test.and_then(&part),
        }
    }
}

fn status(run: Run) -> Answer {
    let (running, stopped) = run
        .lab
        .with_untracked(|lab| (lab.transport.running, lab.stopped));
    run.frame.with_untracked(|f| {
        let (snapshot, e) = (&f.snapshot, &f.experiment);
        to_js(&Status {
            step: snapshot.progress.steps,
            epoch: snapshot.progress.epoch,
            position: snapshot.progress.position,
            loss: Pair::of(snapshot, |e| Some(e.loss)),
            accuracy: Pair::of(snapshot, |e| e.accuracy),
            fit: Pair::of(snapshot, |e| e.fit),
            measured: snapshot.measured.epochs(f.prepared.train.len()),
            penalty: snapshot.penalty,
            learning_rate: e.schedule.rate(e.learning_rate, f.epochs()),
            stopped,
            running,
            load: run.load.get_untracked(),
        })
    })
}

/// Samples, as scripts have them.
#[derive(Serialize)]
struct Rows {
    x: Vec<Vec<f32>>,
    y: Vec<Vec<f32>>,
}

/// The past of a run, as scripts have it.
#[derive(Serialize)]
struct Past {
    /// The moment on the screen, and the furthest.
    now: Moment,
    tip: Moment,
    /// Moments from which any other is gone to.
    kept: usize,
    bytes: usize,
    branches: Vec<Left>,
    can_undo: bool,
    can_redo: bool,
}

/// A branch that was left.
#[derive(Serialize)]
struct Left {
    from: Option<Moment>,
    tip: Moment,
}

/// The run at the moment on the screen, as one whose layers are reused.
fn source(run: Run) -> transfer::Source {
    run.frame.with_untracked(|f| {
        let at = f.snapshot.progress.moment();
        transfer::Source::new(&f.experiment, &f.prepared, &f.snapshot.network, at)
    })
}

/// The longest that a goal is sought when no number of epochs is given.
const LONGEST: u64 = 100_000;
/// How far a script may train at once.
const COUNTS: Span = Span::new(0.0, u64::MAX as f64);
const LOSSES: Span = Span::new(0.0, f64::MAX);
const SHARES: Span = Span::new(0.0, 1.0);

/// The number of one of the branches that were left.
fn branch_of(value: &Value, left: usize) -> Result<usize, FieldError> {
    let last = left.checked_sub(1);
    let last = last.ok_or_else(|| FieldError::new("branch", Wrong::NoBranch))?;
    let branch = json::whole("branch", value, Span::new(0.0, last as f64))?;
    Ok(branch as usize)
}

fn moment_of(value: &Value) -> Result<Moment, FieldError> {
    let mut moment = Moment::START;
    for (key, value) in json::object("moment", value)? {
        match key.as_str() {
            "epoch" => moment.epoch = json::whole("moment.epoch", value, COUNTS)?,
            "position" => {
                moment.position = json::whole("moment.position", value, COUNTS)? as usize;
            }
            other => return Err(json::unknown(&format!("moment.{other}"))),
        }
    }
    Ok(moment)
}

fn span(options: &Value, task: Task) -> Result<(Stride, u64, Goal), FieldError> {
    let (mut spans, mut goal) = (Vec::new(), Goal::default());
    let count = |path: &str, value| json::whole(path, value, COUNTS);
    for (key, value) in json::object("train", options)? {
        match key.as_str() {
            "epochs" => spans.push((Stride::Epoch, count("epochs", value)?)),
            "batches" => spans.push((Stride::Batch, count("batches", value)?)),
            "samples" => spans.push((Stride::Sample, count("samples", value)?)),
            "until" => goal = until(value, task)?,
            other => return Err(json::unknown(other)),
        }
    }
    match spans[..] {
        [(stride, count)] => Ok((stride, count, goal)),
        [] if !goal.is_empty() => Ok((Stride::Epoch, LONGEST, goal)),
        _ => Err(FieldError::new("train", Wrong::NoGoal)),
    }
}

fn until(value: &Value, task: Task) -> Result<Goal, FieldError> {
    let mut goal = Goal::default();
    for (key, value) in json::object("until", value)? {
        match key.as_str() {
            "loss" => goal.loss = Some(json::number("until.loss", value, LOSSES)?),
            "accuracy" if task == Task::Regression => {
                return Err(FieldError::new("until.accuracy", Wrong::NoAccuracy));
            }
            "accuracy" => goal.accuracy = Some(json::number("until.accuracy", value, SHARES)?),
            other => return Err(json::unknown(&format!("until.{other}"))),
        }
    }
    Ok(goal)
}

/// What heights of the landscape may cost at once: weights × samples of each. It takes a second or two.
const HEIGHTS: usize = 2_000_000_000;

/// Heights that can be looked at at once.
fn heights_at_once(network: &Network, prepared: &Prepared) -> usize {
    let each = network.parameters().len() * prepared.measured[0].len();
    (HEIGHTS / each.max(1)).max(1)
}

/// The step that a script asks for: on the mini-batch that comes next, a training sample, or values of one's own.
fn next_step(run: Run, frame: &Frame, on: &JsValue) -> Result<Option<Walk>, JsValue> {
    let on = if on.is_undefined() {
        Ok(On::Batch)
    } else {
        let samples = frame.prepared.train.len();
        let network = &frame.snapshot.network;
        from_js("walk", on).and_then(|on| walked_on(&on, network, samples))
    };
    let (on, data) = (on.map_err(|e| error(&e))?, Data::from(&*frame.prepared));
    let (settings, training) = (frame.experiment.settings(), frame.prepared.train.len());
    let weights = frame.snapshot.network.parameters().len();
    if let Some(step) = TooLarge::of(&on, &settings, training, weights) {
        return Err(JsError::new(&too_large(step)).into());
    }
    Ok(run.lab.with_untracked(|lab| lab.walk(&data, &on)))
}

fn walked_on(value: &Value, network: &Network, samples: usize) -> Result<On, FieldError> {
    let (mut sample, mut x, mut y) = (None, None, None);
    for (key, value) in json::object("walk", value)? {
        let path = format!("walk.{key}");
        let list = |columns: usize| {
            let row = row(&path, value)?;
            if row.len() == columns {
                return Ok(Some(row));
            }
            let wrong = Wrong::Count(Counted::Values, columns, row.len());
            Err(FieldError::new(&*path, wrong))
        };
        match key.as_str() {
            "sample" => {
                let numbers = Span::new(0.0, samples.saturating_sub(1) as f64);
                sample = Some(json::whole(&path, value, numbers)? as u32);
            }
            "x" => x = list(network.inputs())?,
            "y" => y = list(network.outputs())?,
            _ => return Err(json::unknown(&path)),
        }
    }
    match (sample, x, y) {
        (Some(sample), None, None) => Ok(On::Sample(sample)),
        (None, Some(x), Some(y)) => Ok(On::Values(x, y)),
        (None, None, None) => Ok(On::Batch),
        (None, Some(_), None) => Err(FieldError::new("walk.y", Wrong::Missing)),
        (None, None, Some(_)) => Err(FieldError::new("walk.x", Wrong::Missing)),
        (Some(_), ..) => Err(FieldError::new("walk", Wrong::SampleOrValues)),
    }
}

/// Whether rows are given as measured.
fn is_raw(options: &JsValue) -> Result<bool, FieldError> {
    let options = from_js("options", options)?;
    let mut is_raw = false;
    for (key, value) in json::object("options", &options)? {
        let path = format!("options.{key}");
        match key.as_str() {
            "raw" => is_raw = json::flag(&path, value)?,
            _ => return Err(json::unknown(&path)),
        }
    }
    Ok(is_raw)
}

/// Rows of the table, from rows as measured.
fn measured(f: &Frame, rows: &JsValue) -> Result<Vec<Vec<f32>>, FieldError> {
    let columns = raw::Column::all(&f.experiment.data, &f.prepared);
    let rows = raw::scripted(&columns, &from_js("rows", rows)?)?;
    let width = f.prepared.train_table.x.ncols();
    let rows = rows.iter().map(|values| raw::row(&columns, values, width));
    Ok(rows.collect())
}

fn samples(
    network: &Network,
    rows: &[Vec<f32>],
    targets: &[Vec<f32>],
) -> Result<Samples, FieldError> {
    if rows.is_empty() || rows.len() != targets.len() {
        return Err(FieldError::new("targets", Wrong::TargetCount(rows.len())));
    }
    let x = matrix("rows", rows, network.inputs())?;
    Ok(Samples::from_rows(
        &x,
        &matrix("targets", targets, network.outputs())?,
    ))
}

fn to_js(value: &impl Serialize) -> Answer {
    let text = serde_json::to_string(value).map_err(|e| JsError::new(&e.to_string()))?;
    js_sys::JSON::parse(&text)
}

/// Options, which may be left out.
fn options_of(field: &str, options: &JsValue) -> Result<Value, FieldError> {
    if options.is_undefined() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    from_js(field, options)
}

fn from_js(field: &str, value: &JsValue) -> Result<Value, FieldError> {
    let mut text = text_of(js_sys::JSON::stringify(value));
    // JSON has null for NaN and infinite numbers: messages tell them by their names.
    if text.as_ref().is_some_and(|text| text.contains("null")) {
        let named = &mut |_, value: JsValue| Ok(Some(named_number(value)));
        text = text_of(js_sys::JSON::stringify_with_replacer_func(
            value, named, None,
        ));
    }
    let value = text.and_then(|text| serde_json::from_str(&text).ok());
    value.ok_or_else(|| FieldError::new(field, Wrong::NotPlainData))
}

/// What JavaScript made of a value; nothing of one that it has no text for.
fn text_of(text: Result<JsString, JsValue>) -> Option<String> {
    text.ok().and_then(|text| text.as_string())
}

/// The name of a number that has no digits; anything else as it is.
fn named_number(value: JsValue) -> JsValue {
    let name = match value.as_f64() {
        Some(number) if number.is_nan() => json::NO_DIGITS[0],
        Some(f64::INFINITY) => json::NO_DIGITS[1],
        Some(f64::NEG_INFINITY) => json::NO_DIGITS[2],
        _ => return value,
    };
    name.into()
}

fn rows_of(field: &str, value: &JsValue) -> Result<Vec<Vec<f32>>, FieldError> {
    numbers(field, &from_js(field, value)?)
}

/// Numbers of training samples that a script is handed, at most: as many more would fill the page's memory.
const MOST_NUMBERS: usize = 5_000_000;

fn error(problem: &FieldError) -> JsValue {
    JsError::new(&problem.to_string()).into()
}
