//! What is kept between visits: a person's own table in the browser's database, drawn points in its
//! storage.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Function, Promise};
use reactive_graph::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, IdbDatabase, IdbOpenDbRequest, IdbTransaction, IdbTransactionMode};

use super::read;
use crate::{
    data::{Dataset, Drawn, File, Loaded},
    lab::{Action, FieldError, json::read_as},
    nn::Named,
    ui::{
        browser::{pause, storage, window},
        store::Store,
    },
};

/// The database, its only store, and the only key in that.
const DATABASE: &str = "separable";
const TABLES: &str = "tables";
const OWN: &str = "own";
/// The key of drawn points.
const DRAWN: &str = "separable-drawn";
/// Cells that are written at once.
const PORTION: usize = 20_000;

thread_local! {
    /// The table that is kept.
    static KEPT: RefCell<File> = const { RefCell::new(File(None)) };
    /// Whether it has been said that nothing can be kept.
    static SAID: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the own data that the lab learns.
pub fn keep_own(store: Store) {
    let dataset = store.lab.with_untracked(|lab| lab.experiment.data.dataset);
    match dataset {
        Dataset::Own => keep_table(store),
        Dataset::Drawn => keep_drawn(store),
        _ => {}
    }
}

/// Keeps the points that the lab learns.
pub fn keep_drawn(store: Store) {
    let code = store
        .lab
        .with_untracked(|lab| lab.experiment.data.drawn.encode());
    if storage().is_none_or(|storage| storage.set_item(DRAWN, &code).is_err()) {
        refused(store, "Drawn points");
    }
}

/// The points that are kept; none if there are none.
pub fn drawn() -> Drawn {
    let code = storage().and_then(|storage| storage.get_item(DRAWN).ok().flatten());
    code.and_then(|code| Drawn::decode(&code).ok())
        .unwrap_or_default()
}

/// Keeps the table that the lab learns.
pub fn keep_table(store: Store) {
    let file = store
        .lab
        .with_untracked(|lab| lab.experiment.data.file.clone());
    if KEPT.with_borrow(|kept| *kept == file) {
        return;
    }
    KEPT.set(file.clone());
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(loaded) = file.loaded()
            && put(loaded, &file).await.is_err()
        {
            refused(store, "Own table");
        }
    });
}

/// The table that is kept, where there is one.
pub async fn table() -> Option<File> {
    let parts: Array = get().await.ok()?.dyn_into().ok()?;
    let head: Value = serde_json::from_str(&parts.shift().as_string()?).ok()?;
    let blob = Blob::new_with_str_sequence(&parts).ok()?;
    let sheet = read::sheet(&blob, &mut |_| true).await.ok()??;
    let file = read_as(&head, sheet).ok()?;
    KEPT.set(file.clone());
    Some(file)
}

/// Says once that own data last only as long as the page.
fn refused(store: Store, what: &str) {
    if !SAID.replace(true) {
        let message = "cannot be kept by this browser (a private window, or no space left) and \
            will be gone when the page is closed. Save the experiment to keep it";
        store.dispatch(Action::Complain(FieldError::new(what, message)));
    }
}

/// Writes a table: how it is read, then its CSV in parts. Stops when another is to be kept.
async fn put(loaded: &Loaded, file: &File) -> Result<(), JsValue> {
    let (sheet, reading) = (&loaded.sheet, &loaded.reading);
    let roles: Vec<_> = reading.roles.iter().map(|role| role.name()).collect();
    let head = json!({
        "name": loaded.name,
        "roles": roles,
        "missing": reading.missing.name(),
        "task": reading.task.map(|task| task.name()),
    });
    let parts = Array::of2(
        &JsValue::from_str(&head.to_string()),
        &JsValue::from_str(&sheet.names_to_csv()),
    );
    let step = (PORTION / sheet.columns.len()).max(1);
    for start in (0..sheet.rows()).step_by(step) {
        pause().await;
        if KEPT.with_borrow(|kept| kept != file) {
            return Ok(());
        }
        let mut csv = String::new();
        sheet.rows_to_csv(start..sheet.rows().min(start + step), &mut csv);
        parts.push(&JsValue::from_str(&csv));
    }
    let transaction = begin(IdbTransactionMode::Readwrite).await?;
    transaction
        .object_store(TABLES)?
        .put_with_key(&parts, &OWN.into())?;
    // Whether there is space is known only at the end.
    done(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(resolve));
        transaction.set_onabort(Some(reject));
    })
    .await
    .map(drop)
}

async fn get() -> Result<JsValue, JsValue> {
    let transaction = begin(IdbTransactionMode::Readonly).await?;
    let request = transaction.object_store(TABLES)?.get(&OWN.into())?;
    done(&mut |resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
    })
    .await?;
    request.result()
}

async fn begin(mode: IdbTransactionMode) -> Result<IdbTransaction, JsValue> {
    let factory = window().indexed_db()?.ok_or(JsValue::UNDEFINED)?;
    let request: IdbOpenDbRequest = factory.open(DATABASE)?;
    let opened = request.clone();
    let upgrade = Closure::once_into_js(move || {
        let database = opened
            .result()
            .ok()
            .map(JsCast::unchecked_into::<IdbDatabase>);
        // A store that cannot be made is missed by the transaction, which says so.
        database
            .map(|database| database.create_object_store(TABLES).map(drop))
            .and_then(Result::ok);
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    done(&mut |resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
    })
    .await?;
    let database: IdbDatabase = request.result()?.unchecked_into();
    database.transaction_with_str_and_mode(TABLES, mode)
}

/// Waits for one of two events, for which `listen` sets the handlers.
async fn done(listen: &mut dyn FnMut(&Function, &Function)) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| listen(&resolve, &reject));
    JsFuture::from(promise).await
}
