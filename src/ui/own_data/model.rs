//! Model files of other programs. They are read and written by a program of their own in a worker, which is
//! fetched when it is first needed (`www/convert.js`).

use js_sys::{Array, Function, Promise, Uint8Array};
use reactive_graph::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, MessageEvent, Worker, WorkerOptions, WorkerType};

use super::saved::{hand_over, put_open};
use crate::{
    lab::{
        FieldError, Wrong,
        model_file::{self, Taken},
        wrong::Browser,
    },
    nn::Named,
    run::{News, Notice, Opened},
    ui::{
        browser::{bytes_blob, document},
        page::Page,
        run::Run,
    },
};

/// What a network can be saved as: the name for scripts, how its file ends, what it is called, and what is in it.
pub const FORMATS: [(&str, &str, &str, &str); 3] = [
    (
        "keras",
        "keras",
        "Keras model (.keras)",
        "Rows go in as they are measured: what standardises them is its first layer",
    ),
    (
        "onnx",
        "onnx",
        "ONNX model (.onnx)",
        "Rows go in as they are measured: what standardises them is its first layer",
    ),
    (
        "json",
        "json",
        "Keras JSON (.json)",
        "Layers as Keras’s to_json() has them, and beside them their weights",
    ),
];

/// What is wrong where nothing is said of the place.
const FILE: &str = "file";

/// How the files of models end that are none of the page's own.
pub const ENDINGS: [&str; 5] = ["keras", "onnx", "py", "h5", "hdf5"];

/// What Keras code has and no table.
const CODE: [&str; 6] = [
    "Dense(",
    "Sequential(",
    "Model(",
    "Input(",
    ".add(",
    "import keras",
];

/// Whether a text is a model's JSON or code, rather than a saved experiment or a table.
pub fn is_model(text: &str) -> bool {
    match text.trim_start().starts_with('{') {
        true => text.contains("\"class_name\""),
        false => CODE.iter().any(|word| text.contains(word)),
    }
}

/// Saves the network of the moment on the screen.
pub fn save(run: Run, format: &'static str, ending: &str) {
    let dataset = run.lab.with_untracked(|lab| lab.experiment.data.dataset);
    let name = format!("separable-{}.{ending}", dataset.name());
    spawn_local(async move {
        let saved = match write(run, format).await {
            Ok(bytes) => {
                let done = bytes_blob(&bytes).and_then(|blob| hand_over(&name, &blob));
                done.ok_or_else(|| FieldError::new(name, Browser::Save))
            }
            Err(problem) => Err(problem),
        };
        if let Err(problem) = saved {
            run.dispatch(News::Complain(problem));
        }
    });
}

/// The network of the moment on the screen as a file.
///
/// # Errors
/// Says why it cannot be one.
pub async fn write(run: Run, format: &str) -> Result<Uint8Array, FieldError> {
    let told = run
        .frame
        .with_untracked(|f| model_file::told(&f.experiment, &f.prepared, &f.snapshot.network));
    let told = told.map_err(|e| FieldError::new(FILE, Wrong::OfFile(e.to_string())))?;
    let question = Array::of3(&"write".into(), &told.into(), &format.into());
    ask(&question).await.map(JsCast::unchecked_into)
}

/// What a file becomes on the data at hand.
///
/// # Errors
/// Says what is wrong with it, or what the page cannot hold.
pub async fn read(run: Run, file: &JsValue) -> Result<Taken, FieldError> {
    loop {
        let (at_hand, facts) = run
            .frame
            .with_untracked(|f| (f.experiment.clone(), model_file::facts(&f.prepared)));
        let facts = facts.map_err(|e| FieldError::new(FILE, Wrong::OfFile(e.to_string())))?;
        let question = Array::of3(&"read".into(), file, &facts.into());
        let told = ask(&question).await?;
        let told = told.as_string().unwrap_or_default();
        // What was changed meanwhile may need other weights.
        if run.frame.with_untracked(|f| f.experiment == at_hand) {
            return model_file::take(&at_hand, &told);
        }
    }
}

/// Opens a model; what is wrong with it is said, and then nothing has changed.
pub async fn open(page: Page, run: Run, task: usize, blob: &Blob, name: &str) {
    let (desk, wish) = (page.desk, run.wish());
    let read = match JsFuture::from(blob.array_buffer()).await {
        Ok(buffer) => read(run, &Uint8Array::new(&buffer)).await,
        Err(_) => Err(FieldError::new(FILE, Browser::Read)),
    };
    if !desk.is_wanted(task) || !run.wants(&wish) {
        return;
    }
    let opened = read.map(|taken| {
        let notice = Notice::Taken(name.into(), taken.notes);
        (Opened::begun_at(taken.experiment, taken.weights), notice)
    });
    put_open(page, run, name, opened);
}

/// Asks the worker, which is there for the one question.
async fn ask(question: &Array) -> Result<JsValue, FieldError> {
    let missing = |_| FieldError::new(FILE, Browser::Convert);
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&address(), &options).map_err(missing)?;
    let answer = Promise::new(&mut |heard: Function, failed: Function| {
        worker.set_onmessage(Some(&heard));
        worker.set_onerror(Some(&failed));
    });
    let asked = worker.post_message(question);
    let answer = match asked {
        Ok(()) => JsFuture::from(answer).await,
        Err(e) => Err(e),
    };
    worker.terminate();
    let event: MessageEvent = answer.map_err(missing)?.unchecked_into();
    let answer: Array = event.data().unchecked_into();
    match answer.get(0).as_bool() {
        Some(true) => Ok(answer.get(1)),
        Some(false) => Err(said(&answer.get(1).as_string().unwrap_or_default())),
        None => Err(missing(JsValue::NULL)),
    }
}

/// What the worker says of a file: where, and what.
fn said(text: &str) -> FieldError {
    let (place, wrong) = text.split_once(": ").unwrap_or((FILE, text));
    FieldError::new(place, Wrong::OfFile(wrong.into()))
}

/// The worker's address, which the page names.
fn address() -> String {
    let link = document()
        .query_selector("link[rel=converter]")
        .ok()
        .flatten();
    link.and_then(|link| link.get_attribute("href"))
        .unwrap_or_default()
}
