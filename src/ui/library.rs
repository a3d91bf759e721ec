//! Tables that are read from files: those that come with the page, fetched when they are first
//! wanted, and a person's own.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};

use js_sys::Uint8Array;
use reactive_graph::{owner::StoredValue, prelude::*, signal::RwSignal};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::{
    browser::{whole_program, window},
    images::{self, Shelf},
    own_data::kept::Kept,
};
use crate::{
    data::{Dataset, Drawn, File, Loaded, sheet::read_plain},
    lab::{FieldError, wrong::Browser},
    nn::{Named, Task},
};

/// What has been read from files and drawn by hand, for the next time that it is chosen. A handle that
/// can be copied.
#[derive(Clone, Copy)]
pub struct Library {
    /// What is kept between visits.
    pub kept: Kept,
    known: StoredValue<HashMap<Dataset, File>>,
    /// Images that gave way to others: what still holds them, as a step that may be undone, has them for all.
    resting: StoredValue<HashMap<Dataset, Weak<Loaded>>>,
    /// The points that were drawn last, once they have been asked for.
    drawing: StoredValue<Option<Drawn>>,
    /// How often something has come in.
    news: RwSignal<u32>,
}

impl Library {
    /// One in which nothing has been read yet.
    pub fn new() -> Self {
        Self {
            kept: Kept::new(),
            known: StoredValue::new(HashMap::new()),
            resting: StoredValue::new(HashMap::new()),
            drawing: StoredValue::new(None),
            news: RwSignal::new(0),
        }
    }

    /// The file of a dataset, where it has been read.
    pub fn known(self, dataset: Dataset) -> Option<File> {
        self.known.with_value(|known| known.get(&dataset).cloned())
    }

    /// Keeps a file for the next time that its dataset is chosen.
    pub fn keep(self, dataset: Dataset, file: File) {
        // Sets of images are large, and soon read again from what the browser keeps.
        if dataset.is_images() {
            self.rest_images();
        }
        self.known.update_value(|known| {
            known.insert(dataset, file);
        });
        self.news.update(|count| *count += 1);
    }

    fn rest_images(self) {
        let images = |known: &mut HashMap<Dataset, File>| {
            known
                .extract_if(|dataset, _| dataset.is_images())
                .collect::<Vec<_>>()
        };
        let images = self.known.try_update_value(images).unwrap_or_default();
        self.resting.update_value(|resting| {
            let weak = |(dataset, file): (Dataset, File)| Some((dataset, Arc::downgrade(&file.0?)));
            resting.extend(images.into_iter().filter_map(weak));
        });
    }

    /// Images that gave way to others and are still held somewhere.
    fn rested(self, dataset: Dataset) -> Option<File> {
        let held = |resting: &HashMap<Dataset, Weak<Loaded>>| resting.get(&dataset)?.upgrade();
        self.resting.with_value(held).map(|held| File(Some(held)))
    }

    /// The points that the person drew last, perhaps on an earlier visit.
    pub fn drawing(self) -> Drawn {
        let known = self.drawing.get_value();
        known.unwrap_or_else(|| {
            let kept = Kept::read_drawing();
            self.drawing.set_value(Some(kept.clone()));
            kept
        })
    }

    /// Keeps points for the next time that those drawn by hand are chosen.
    pub fn keep_drawing(self, points: Drawn) {
        self.drawing.set_value(Some(points));
        self.news.update(|count| *count += 1);
    }

    /// What a person's own samples or the file of a dataset ask to be learnt, where there are any.
    pub fn task(self, dataset: Dataset) -> Option<Task> {
        if dataset == Dataset::Drawn {
            let drawn = self.drawing();
            return (!drawn.is_empty()).then(|| drawn.to_table().targets.task());
        }
        self.known(dataset)?
            .loaded()
            .map(|loaded| loaded.table.targets.task())
    }

    /// Lets whoever follows this know when something else has come in.
    pub fn track(self) {
        self.news.track();
    }

    /// Reads the file of a dataset, if it has not been read before.
    ///
    /// # Errors
    /// When it cannot be fetched, or is not what it should be.
    pub async fn ensure(self, dataset: Dataset) -> Result<(), FieldError> {
        if dataset == Dataset::Own && self.known(dataset).is_none() {
            let file = self.kept.read_table().await;
            // Another may have been used while this one came.
            if let Some(file) = file.filter(|_| self.known(dataset).is_none()) {
                self.keep(dataset, file);
            }
            return Ok(());
        }
        let Some(address) = dataset.file().filter(|_| self.known(dataset).is_none()) else {
            return Ok(());
        };
        let label = dataset.label();
        if let Some(file) = self.rested(dataset) {
            self.keep(dataset, file);
            return Ok(());
        }
        if dataset.is_images() {
            let whole = whole_program().await;
            whole.map_err(|_| FieldError::new(label, Browser::FetchImages))?;
            let loaded = images::load(self, dataset, address).await;
            return loaded.map_err(|wrong| FieldError::new(label, wrong));
        }
        let bytes = async {
            let bytes = fetch(address).await?;
            whole_program().await?;
            Ok::<_, JsValue>(bytes)
        };
        let bytes = bytes.await;
        let bytes = bytes.map_err(|_| FieldError::new(label, Browser::Fetch))?;
        let sheet = read_plain(&bytes).map_err(|wrong| FieldError::new(label, wrong))?;
        let loaded = Loaded::shipped(dataset, sheet);
        let loaded = loaded.map_err(|wrong| FieldError::new(label, wrong))?;
        self.keep(dataset, loaded.into());
        Ok(())
    }

    /// Reads the table that a person used on an earlier visit, once the page is idle, so that it can be
    /// chosen again.
    pub fn read_kept(self) {
        let read = Closure::once_into_js(move || {
            wasm_bindgen_futures::spawn_local(async move {
                // What fails now is tried again, and said, when it is wanted.
                let _ = self.ensure(Dataset::Own).await;
            });
        });
        // Without a timer it is read when it is wanted.
        let _ = window()
            .set_timeout_with_callback_and_timeout_and_arguments_0(read.unchecked_ref(), IDLE);
    }
}

impl Shelf for Library {
    fn holds(&self, dataset: Dataset) -> bool {
        self.known(dataset).is_some()
    }

    fn put(&self, dataset: Dataset, file: File) {
        self.keep(dataset, file);
    }
}

/// Milliseconds that a page is left alone before it looks for what is kept.
const IDLE: i32 = 1500;

async fn fetch(address: &str) -> Result<Vec<u8>, JsValue> {
    let response = JsFuture::from(window().fetch_with_str(address)).await?;
    let response: Response = response.dyn_into()?;
    if !response.ok() {
        return Err(response.status().into());
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
