//! `window.separable`: the script interface for consoles, tests and pages that embed this one.
//!
//! The typed description is `www/separable.d.ts`. `index.html` puts a promise at
//! `window.separable`; [`announce`] keeps it, with a handle of the page's first run, once the page is
//! there.

use js_sys::{Promise, Reflect};
use reactive_graph::traits::{GetUntracked, WithUntracked};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::{
    engine::Goal,
    lab::{
        Action, Experiment, FieldError, Lab, json,
        weights::{flatten, layers, matrix, matrix_rows, numbers},
    },
    nn::{Network, Pass, Samples, Stride},
    ui::{
        close, full_address, open_beside,
        page::Page,
        run::{CLOSED, Run},
        window,
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
            let experiment = this.merged(fields).await?;
            let run = this.run()?;
            run.dispatch(Action::Pause);
            run.dispatch(Action::Load(Box::new(experiment), Vec::new()));
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
            let run = open_beside(this.page, experiment);
            JsFuture::from(run.settled()).await?;
            Ok(Self { run, ..this }.into())
        })
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

    /// Trains; resolves with the status when done.
    pub fn train(&self, options: &JsValue) -> Promise {
        let request = from_js("train", options).and_then(|options| span(&options));
        match request {
            Ok((stride, count, goal)) => self.then_status(move |run| {
                run.dispatch(Action::Pause);
                run.request(stride, count, goal)
            }),
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// Where the run has come to.
    pub fn status(&self) -> Answer {
        status(self.run()?)
    }

    /// Trains until paused.
    pub fn play(&self) -> Result<(), JsValue> {
        self.run()?.dispatch(Action::Play);
        Ok(())
    }

    /// Stops; resolves with the status.
    pub fn pause(&self) -> Promise {
        self.then_status(|run| {
            run.dispatch(Action::Pause);
            run.settled()
        })
    }

    /// Back to the same initial weights.
    pub fn reset(&self) -> Promise {
        self.then_nothing(|run| run.dispatch(Action::Reset))
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
            Ok(parameters) => self.then_nothing(|run| run.set_parameters(parameters)),
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// The outputs for rows of features.
    pub fn predict(&self, rows: &JsValue) -> Answer {
        let rows = rows_of("rows", rows).map_err(|e| error(&e))?;
        self.run()?.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            let x = matrix("rows", &rows, network.inputs()).map_err(|e| error(&e))?;
            let y = network
                .predict(&x)
                .map_err(|e| error(&FieldError::new("rows", e.to_string())))?;
            to_js(&matrix_rows(&y))
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

    /// Features and targets, for training and for testing.
    pub fn data(&self) -> Answer {
        self.run()?.frame.with_untracked(|f| {
            let part = |samples: &Samples| {
                let of = |row: fn(&Samples, usize) -> &[f32]| -> Vec<Vec<f32>> {
                    (0..samples.len())
                        .map(|i| row(samples, i).to_vec())
                        .collect()
                };
                serde_json::json!({ "x": of(Samples::x), "y": of(Samples::y) })
            };
            to_js(&serde_json::json!({ "train": part(&f.prepared.train), "test": part(&f.prepared.test) }))
        })
    }

    /// The address that restores all this.
    pub fn link(&self) -> Answer {
        let link = |lab: &Lab| full_address(&lab.experiment).into();
        Ok(self.run()?.lab.with_untracked(link))
    }
}

impl LabHandle {
    /// The run, unless it is closed.
    fn run(&self) -> Result<Run, JsValue> {
        if self.run.is_open() {
            Ok(self.run)
        } else {
            Err(JsError::new(CLOSED).into())
        }
    }

    /// The run's experiment with fields put in place, once the table that they need has been read.
    async fn merged(&self, fields: Result<Value, FieldError>) -> Result<Experiment, JsValue> {
        let (fields, library) = (fields.map_err(|e| error(&e))?, self.page.library);
        if let Some(dataset) = json::wants(&fields) {
            library.ensure(dataset).await.map_err(|e| error(&e))?;
        }
        let known = |dataset| library.known(dataset);
        let merge = |lab: &Lab| lab.experiment.merged(&fields, &known);
        let merged = self.run()?.lab.with_untracked(merge);
        merged.map_err(|e| error(&e))
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

fn status(run: Run) -> Answer {
    let (running, stopped) = run.lab.with_untracked(|lab| (lab.running, lab.stopped));
    run.frame.with_untracked(|f| {
        let (train, test) = (f.snapshot.train, f.snapshot.test);
        to_js(&serde_json::json!({
            "step": f.snapshot.progress.steps,
            "epoch": f.snapshot.progress.epoch,
            "loss": { "train": train.map(|e| e.loss), "test": test.map(|e| e.loss) },
            "accuracy": { "train": train.and_then(|e| e.accuracy), "test": test.and_then(|e| e.accuracy) },
            "fit": { "train": train.and_then(|e| e.fit), "test": test.and_then(|e| e.fit) },
            "penalty": f.snapshot.penalty,
            "learning_rate": f.experiment.schedule.rate(f.experiment.learning_rate, f.epochs()),
            "stopped": stopped,
            "running": running,
            "load": run.load.get_untracked(),
        }))
    })
}

/// The longest that a goal is sought when no number of epochs is given.
const LONGEST: u64 = 100_000;

fn span(options: &Value) -> Result<(Stride, u64, Goal), FieldError> {
    let (mut spans, mut goal) = (Vec::new(), Goal::default());
    let count = |path: &str, value| json::number(path, value, &(0..=u64::MAX));
    for (key, value) in json::object("train", options)? {
        match key.as_str() {
            "epochs" => spans.push((Stride::Epoch, count("epochs", value)?)),
            "batches" => spans.push((Stride::Batch, count("batches", value)?)),
            "samples" => spans.push((Stride::Sample, count("samples", value)?)),
            "until" => goal = until(value)?,
            other => return Err(json::unknown(other)),
        }
    }
    match spans[..] {
        [(stride, count)] => Ok((stride, count, goal)),
        [] if !goal.is_empty() => Ok((Stride::Epoch, LONGEST, goal)),
        _ => Err(FieldError::new(
            "train",
            "give one of epochs, batches or samples, or until",
        )),
    }
}

fn until(value: &Value) -> Result<Goal, FieldError> {
    let mut goal = Goal::default();
    for (key, value) in json::object("until", value)? {
        match key.as_str() {
            "loss" => goal.loss = Some(json::number("until.loss", value, &(0.0..=f64::MAX))?),
            "accuracy" => {
                goal.accuracy = Some(json::number("until.accuracy", value, &(0.0..=1.0))?)
            }
            other => return Err(json::unknown(&format!("until.{other}"))),
        }
    }
    Ok(goal)
}

fn samples(
    network: &Network,
    rows: &[Vec<f32>],
    targets: &[Vec<f32>],
) -> Result<Samples, FieldError> {
    if rows.is_empty() || rows.len() != targets.len() {
        let message = format!("must be as many as rows ({}), and at least one", rows.len());
        return Err(FieldError::new("targets", message));
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

fn from_js(field: &str, value: &JsValue) -> Result<Value, FieldError> {
    let text = js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string());
    let value = text.and_then(|text| serde_json::from_str(&text).ok());
    value.ok_or_else(|| FieldError::new(field, "is missing or is no plain data"))
}

fn rows_of(field: &str, value: &JsValue) -> Result<Vec<Vec<f32>>, FieldError> {
    numbers(field, &from_js(field, value)?)
}

fn error(problem: &FieldError) -> JsValue {
    JsError::new(&problem.to_string()).into()
}
