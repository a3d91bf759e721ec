//! Tables that are read from files: those that come with the page, fetched when they are first
//! wanted, and a person's own.

use std::{cell::RefCell, collections::HashMap};

use js_sys::Uint8Array;
use reactive_graph::{prelude::*, signal::ArcRwSignal};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::{
    browser::{pause, window},
    frame,
    own_data::kept,
    store::Store,
};
use crate::{
    data::{Dataset, Drawn, File, Loaded, sheet::read_csv},
    lab::{Action, FieldError, link},
    nn::{Named, Task},
};

thread_local! {
    /// What has been read.
    static KNOWN: RefCell<HashMap<Dataset, File>> = RefCell::default();
    /// How many have been read. It belongs to no owner: it may be asked for first by an effect, and
    /// has to outlast that.
    static NEWS: ArcRwSignal<u32> = ArcRwSignal::new(0);
    /// The points that were drawn last, once they have been asked for.
    static DRAWN: RefCell<Option<Drawn>> = const { RefCell::new(None) };
}

/// The file of a dataset, where it has been read.
pub fn known(dataset: Dataset) -> Option<File> {
    KNOWN.with_borrow(|known| known.get(&dataset).cloned())
}

/// Keeps a file for the next time that its dataset is chosen.
pub fn keep(dataset: Dataset, file: File) {
    KNOWN.with_borrow_mut(|known| known.insert(dataset, file));
    NEWS.with(|news| news.update(|count| *count += 1));
}

/// The points that the person drew last, perhaps on an earlier visit.
pub fn drawn() -> Drawn {
    DRAWN.with_borrow_mut(|drawn| drawn.get_or_insert_with(kept::drawn).clone())
}

/// Keeps points for the next time that those drawn by hand are chosen.
pub fn keep_drawn(points: Drawn) {
    DRAWN.set(Some(points));
    NEWS.with(|news| news.update(|count| *count += 1));
}

/// What a person's own samples or the file of a dataset ask to be learnt, where there are any.
pub fn task(dataset: Dataset) -> Option<Task> {
    if dataset == Dataset::Drawn {
        let drawn = drawn();
        return (!drawn.is_empty()).then(|| drawn.to_table().targets.task());
    }
    known(dataset)?
        .loaded()
        .map(|loaded| loaded.table.targets.task())
}

/// Lets whoever follows this know when another file has been read.
pub fn news() {
    NEWS.with(|news| news.track());
}

/// Reads the file of a dataset, if it has not been read before.
///
/// # Errors
/// When it cannot be fetched, or is not what it should be.
pub async fn ensure(dataset: Dataset) -> Result<(), FieldError> {
    if dataset == Dataset::Own && known(dataset).is_none() {
        if let Some(file) = kept::table().await {
            keep(dataset, file);
        }
        return Ok(());
    }
    let Some(address) = dataset.file().filter(|_| known(dataset).is_none()) else {
        return Ok(());
    };
    let problem = |message| FieldError::new(dataset.label(), message);
    let bytes = fetch(address).await.map_err(|_| {
        problem("the table could not be fetched; the page may be offline. Try again".to_owned())
    })?;
    let sheet = read_csv(&bytes).map_err(|error| problem(error.to_string()))?;
    let loaded = Loaded::shipped(dataset, sheet).map_err(|error| problem(error.to_string()))?;
    keep(dataset, loaded.into());
    Ok(())
}

/// Reads what a link needs; what cannot be read is told when the link is.
pub async fn ensure_for(fragment: &str) {
    if let Some(dataset) = link::wants(fragment) {
        // A missing file is one of the problems that reading the link names.
        let _ = ensure(dataset).await;
    }
}

/// Reads all tables, once the page is idle: from then on nothing needs the network.
pub fn read_ahead() {
    let read = Closure::once_into_js(|| {
        wasm_bindgen_futures::spawn_local(async {
            for dataset in Dataset::ALL.iter().copied().filter(|d| !d.is_generated()) {
                // What fails now is tried again, and said, when it is wanted.
                let _ = ensure(dataset).await;
            }
        });
    });
    // Without a timer the tables are read when they are wanted.
    let _ =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(read.unchecked_ref(), AHEAD);
}

/// Milliseconds that a page is left alone before it reads ahead.
const AHEAD: i32 = 1500;

/// Chooses a dataset, once its file has been read.
pub fn choose(store: Store, dataset: Dataset) {
    if dataset.is_generated() {
        store.dispatch(Action::SetDataset(dataset));
        return;
    }
    if dataset == Dataset::Drawn {
        store.dispatch(Action::Draw(drawn()));
        return;
    }
    wasm_bindgen_futures::spawn_local(async move {
        match (ensure(dataset).await, known(dataset)) {
            (Ok(()), Some(file)) => learn(store, dataset, file).await,
            (Ok(()), None) => {}
            (Err(problem), _) => store.dispatch(Action::Complain(problem)),
        }
    });
}

/// Learns a table; a large one in steps, so that the page draws between them.
pub async fn learn(store: Store, dataset: Dataset, file: File) {
    let action = Action::SetFile(dataset, file);
    let mut lab = store.lab.get_untracked();
    lab.update(action.clone());
    frame::prepare(lab.experiment);
    pause().await;
    store.dispatch(action);
}

async fn fetch(address: &str) -> Result<Vec<u8>, JsValue> {
    let response = JsFuture::from(window().fetch_with_str(address)).await?;
    let response: Response = response.dyn_into()?;
    if !response.ok() {
        return Err(response.status().into());
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
