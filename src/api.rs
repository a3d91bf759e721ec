//! `window.separable`: the script interface for consoles, tests and pages that embed this one.
//!
//! The typed description is `www/separable.d.ts`. `index.html` puts a promise at
//! `window.separable`; [`announce`] keeps it once the page is there.

use js_sys::{Promise, Reflect};
use leptos::prelude::{GetUntracked, WithUntracked, window};
use nalgebra::DMatrix;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use crate::{
    engine::Goal,
    lab::{Action, FieldError},
    nn::{Network, Pass, Samples, Stride},
    ui::store::Store,
};

/// Makes `window.separable` resolve.
pub fn announce(store: Store) {
    let handle = JsValue::from(LabHandle { store });
    let ready = Reflect::get(&window(), &"separableReady".into());
    if let Some(ready) = ready
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok())
    {
        // A page that took the function away has no use for the handle.
        let _ = ready.call1(&JsValue::NULL, &handle);
    }
}

/// What scripts hold.
#[wasm_bindgen(js_name = SeparableLab)]
pub struct LabHandle {
    store: Store,
}

/// How far to train, as scripts say it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrainOptions {
    epochs: Option<u64>,
    batches: Option<u64>,
    samples: Option<u64>,
    #[serde(default)]
    until: Goal,
}

/// A layer's parameters, as scripts see them: `kernel[input][unit]`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerWeights {
    kernel: Vec<Vec<f32>>,
    bias: Vec<f32>,
}

type Answer = Result<JsValue, JsValue>;

#[wasm_bindgen(js_class = SeparableLab)]
impl LabHandle {
    /// A copy of the experiment as plain JSON.
    pub fn experiment(&self) -> Answer {
        self.store.lab.with_untracked(|lab| to_js(&lab.experiment))
    }

    /// Puts fields in place; rejects with an Error that names the first wrong one.
    pub fn load(&self, fields: &JsValue) -> Promise {
        let store = self.store;
        let merged = from_js("experiment", fields).and_then(|fields| {
            store
                .lab
                .with_untracked(|lab| lab.experiment.merged(&fields))
        });
        match merged {
            Ok(experiment) => {
                store.dispatch(Action::Pause);
                store.dispatch(Action::Load(Box::new(experiment), Vec::new()));
                self.then_nothing()
            }
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// Trains; resolves with the status when done.
    pub fn train(&self, options: &JsValue) -> Promise {
        let request = from_js("train", options).and_then(|options: TrainOptions| span(&options));
        match request {
            Ok((stride, count, goal)) => {
                self.store.dispatch(Action::Pause);
                self.then_status(self.store.request(stride, count, goal))
            }
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// Where the run has come to.
    pub fn status(&self) -> Answer {
        status(self.store)
    }

    /// Trains until paused.
    pub fn play(&self) {
        self.store.dispatch(Action::Play);
    }

    /// Stops; resolves with the status.
    pub fn pause(&self) -> Promise {
        self.store.dispatch(Action::Pause);
        self.then_status(self.store.settled())
    }

    /// Back to the same initial weights.
    pub fn reset(&self) -> Promise {
        self.store.dispatch(Action::Reset);
        self.then_nothing()
    }

    /// Every layer's kernel and bias.
    pub fn weights(&self) -> Answer {
        self.store.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            to_js(&layers(network, network.parameters()))
        })
    }

    /// Puts weights in place, of the same shapes as [`weights`](Self::weights) gives.
    #[wasm_bindgen(js_name = setWeights)]
    pub fn set_weights(&self, weights: &JsValue) -> Promise {
        let flat = from_js("weights", weights).and_then(|layers: Vec<LayerWeights>| {
            self.store
                .frame
                .with_untracked(|f| flatten(&f.snapshot.network, &layers))
        });
        match flat {
            Ok(parameters) => {
                self.store.set_parameters(parameters);
                self.then_nothing()
            }
            Err(problem) => Promise::reject(&error(&problem)),
        }
    }

    /// The outputs for rows of features.
    pub fn predict(&self, rows: &JsValue) -> Answer {
        let rows: Vec<Vec<f32>> = from_js("rows", rows).map_err(|e| error(&e))?;
        self.store.frame.with_untracked(|f| {
            let network = &f.snapshot.network;
            let x = matrix("rows", &rows, network.inputs()).map_err(|e| error(&e))?;
            let y = network
                .predict(&x)
                .map_err(|e| error(&FieldError::new("rows", e.to_string())))?;
            to_js(
                &y.row_iter()
                    .map(|r| r.iter().copied().collect())
                    .collect::<Vec<Vec<f32>>>(),
            )
        })
    }

    /// The gradient of the mean loss over rows of features and targets.
    pub fn gradients(&self, rows: &JsValue, targets: &JsValue) -> Answer {
        let rows: Vec<Vec<f32>> = from_js("rows", rows).map_err(|e| error(&e))?;
        let targets: Vec<Vec<f32>> = from_js("targets", targets).map_err(|e| error(&e))?;
        self.store.frame.with_untracked(|f| {
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
        self.store.frame.with_untracked(|f| {
            let part = |samples: &Samples| {
                let of = |row: fn(&Samples, usize) -> &[f32]| -> Vec<Vec<f32>> {
                    (0..samples.len())
                        .map(|i| row(samples, i).to_vec())
                        .collect()
                };
                json!({ "x": of(Samples::x), "y": of(Samples::y) })
            };
            to_js(&json!({ "train": part(&f.prepared.train), "test": part(&f.prepared.test) }))
        })
    }

    /// The address that restores all this.
    pub fn link(&self) -> String {
        self.store
            .lab
            .with_untracked(|lab| crate::ui::full_address(&lab.experiment))
    }
}

impl LabHandle {
    /// After `promise`, the status.
    fn then_status(&self, promise: Promise) -> Promise {
        let store = self.store;
        future_to_promise(async move {
            JsFuture::from(promise).await?;
            status(store)
        })
    }

    /// After all commands so far, nothing.
    fn then_nothing(&self) -> Promise {
        let settled = self.store.settled();
        future_to_promise(async move {
            JsFuture::from(settled).await?;
            Ok(JsValue::UNDEFINED)
        })
    }
}

fn status(store: Store) -> Answer {
    let running = store.lab.with_untracked(|lab| lab.running);
    store.frame.with_untracked(|f| {
        let (train, test) = (f.snapshot.train, f.snapshot.test);
        to_js(&json!({
            "step": f.snapshot.progress.steps,
            "epoch": f.snapshot.progress.epoch,
            "loss": { "train": train.map(|e| e.loss), "test": test.map(|e| e.loss) },
            "accuracy": { "train": train.map(|e| e.accuracy), "test": test.map(|e| e.accuracy) },
            "running": running,
            "load": store.load.get_untracked(),
        }))
    })
}

/// The longest that a goal is sought when no number of epochs is given.
const LONGEST: u64 = 100_000;

fn span(options: &TrainOptions) -> Result<(Stride, u64, Goal), FieldError> {
    let goal = options.until;
    match (options.epochs, options.batches, options.samples) {
        (Some(epochs), None, None) => Ok((Stride::Epoch, epochs, goal)),
        (None, Some(batches), None) => Ok((Stride::Batch, batches, goal)),
        (None, None, Some(samples)) => Ok((Stride::Sample, samples, goal)),
        (None, None, None) if !goal.is_empty() => Ok((Stride::Epoch, LONGEST, goal)),
        _ => Err(FieldError::new(
            "train",
            "give one of epochs, batches or samples, or until",
        )),
    }
}

fn layers(network: &Network, values: &[f32]) -> Vec<LayerWeights> {
    let layers = network.layers().iter();
    layers
        .map(|layer| {
            let kernel = DMatrix::from_column_slice(
                layer.inputs,
                layer.units,
                &values[layer.kernel.clone()],
            );
            LayerWeights {
                kernel: kernel
                    .row_iter()
                    .map(|row| row.iter().copied().collect())
                    .collect(),
                bias: values[layer.bias.clone()].to_vec(),
            }
        })
        .collect()
}

fn flatten(network: &Network, layers: &[LayerWeights]) -> Result<Vec<f32>, FieldError> {
    let count = network.layers().len();
    if layers.len() != count {
        let message = format!("must have {count} layers, not {}", layers.len());
        return Err(FieldError::new("weights", message));
    }
    let mut flat = Vec::with_capacity(network.parameters().len());
    for (l, (given, layer)) in layers.iter().zip(network.layers()).enumerate() {
        let wrong = |field: &str, message: String| {
            FieldError::new(format!("weights[{l}].{field}"), message)
        };
        if given.kernel.len() != layer.inputs {
            return Err(wrong(
                "kernel",
                format!("must have {} rows, one per input", layer.inputs),
            ));
        }
        let kernel = matrix(&format!("weights[{l}].kernel"), &given.kernel, layer.units)?;
        if given.bias.len() != layer.units {
            return Err(wrong(
                "bias",
                format!("must have {} values, one per unit", layer.units),
            ));
        }
        flat.extend_from_slice(kernel.as_slice());
        flat.extend_from_slice(&given.bias);
    }
    if let Some(bad) = flat.iter().find(|v| !v.is_finite()) {
        return Err(FieldError::new(
            "weights",
            format!("must be finite numbers, not {bad}"),
        ));
    }
    Ok(flat)
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

fn matrix(field: &str, rows: &[Vec<f32>], columns: usize) -> Result<DMatrix<f32>, FieldError> {
    if let Some(at) = rows.iter().position(|row| row.len() != columns) {
        let message = format!("must have {columns} values, not {}", rows[at].len());
        return Err(FieldError::new(format!("{field}[{at}]"), message));
    }
    Ok(DMatrix::from_row_iterator(
        rows.len(),
        columns,
        rows.iter().flatten().copied(),
    ))
}

fn to_js(value: &impl Serialize) -> Answer {
    let text = serde_json::to_string(value).map_err(|e| JsError::new(&e.to_string()))?;
    js_sys::JSON::parse(&text)
}

fn from_js<T: DeserializeOwned>(field: &str, value: &JsValue) -> Result<T, FieldError> {
    let text = js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string());
    let text = text.ok_or_else(|| FieldError::new(field, "is missing or is no plain data"))?;
    let deserializer = &mut serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(deserializer).map_err(|e| {
        let path = e.path().to_string();
        let field = if path == "." {
            field.to_owned()
        } else {
            format!("{field}.{path}")
        };
        FieldError::new(field, e.inner().to_string())
    })
}

fn error(problem: &FieldError) -> JsValue {
    JsError::new(&problem.to_string()).into()
}
