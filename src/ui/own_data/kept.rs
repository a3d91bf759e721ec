//! What is kept between visits: a person's own table in the browser's database, drawn points in its
//! storage.

use js_sys::{Array, Function, Promise};
use reactive_graph::{owner::StoredValue, prelude::*};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbTransaction, IdbTransactionMode,
};

use super::read;
use crate::{
    data::{Dataset, Drawn, File, Loaded},
    lab::{FieldError, json::read_as, wrong::Browser},
    nn::Named,
    run::News,
    ui::{
        browser::{pause, storage, whole_program, window},
        run::Run,
    },
};

/// The database, its only run, and the only key in that.
const DATABASE: &str = "separable";
const TABLES: &str = "tables";
const OWN: &str = "own";
/// The key of drawn points.
const DRAWN: &str = "separable-drawn";
/// Cells that are written at once.
const PORTION: usize = 20_000;
/// Milliseconds before it is tried again to write what could not be written.
const AGAIN: [i32; 2] = [200, 1000];

/// What is kept between visits, as far as this page knows. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Kept {
    /// The table that the browser has written whole.
    table: StoredValue<File>,
    /// The one that is to be kept: that, or one that is being written.
    wanted: StoredValue<File>,
    /// Whether it has been said that nothing can be kept.
    said: StoredValue<bool>,
}

impl Kept {
    /// Nothing has been read or written yet.
    pub fn new() -> Self {
        Self {
            table: StoredValue::new(File::default()),
            wanted: StoredValue::new(File::default()),
            said: StoredValue::new(false),
        }
    }

    /// Keeps the own data that a run learns.
    pub fn write_own(self, run: Run) {
        let dataset = run.lab.with_untracked(|lab| lab.experiment.data.dataset);
        match dataset {
            Dataset::Own => self.write_table(run),
            Dataset::Drawn => self.write_drawing(run),
            _ => {}
        }
    }

    /// Keeps the points that a run learns.
    pub fn write_drawing(self, run: Run) {
        let code = run
            .lab
            .with_untracked(|lab| lab.experiment.data.drawn.encode());
        if storage().is_none_or(|storage| storage.set_item(DRAWN, &code).is_err()) {
            self.refused(run, "Drawn points");
        }
    }

    /// The points that are kept; none if there are none.
    pub fn read_drawing() -> Drawn {
        let code = storage().and_then(|storage| storage.get_item(DRAWN).ok().flatten());
        code.and_then(|code| Drawn::decode(&code).ok())
            .unwrap_or_default()
    }

    /// Keeps the table that a run learns.
    pub fn write_table(self, run: Run) {
        let file = run
            .lab
            .with_untracked(|lab| lab.experiment.data.file.clone());
        if !self.is_other(&file) {
            return;
        }
        self.wanted.set_value(file.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let Some(loaded) = file.loaded() else {
                return;
            };
            let is_void = || self.is_other(&file);
            let mut written = put(loaded, &is_void).await;
            for wait in AGAIN {
                if written.is_err() && !is_void() {
                    pause_for(wait).await;
                    written = put(loaded, &is_void).await;
                }
            }
            if is_void() {
                return;
            }
            match written {
                Ok(()) => self.table.set_value(file),
                Err(_) => {
                    // The same table may be tried again.
                    self.wanted.set_value(self.table.get_value());
                    self.refused(run, "Own table");
                }
            }
        });
    }

    /// The table that is kept, where there is one.
    pub async fn read_table(self) -> Option<File> {
        let parts: Array = get().await.ok()?.dyn_into().ok()?;
        whole_program().await.ok()?;
        let head: Value = serde_json::from_str(&parts.shift().as_string()?).ok()?;
        let blob = Blob::new_with_str_sequence(&parts).ok()?;
        let sheet = read::plain_sheet(&blob, &mut |_| true).await.ok()??;
        let file = read_as(&head, sheet).ok()?;
        self.table.set_value(file.clone());
        // Another may be on its way already.
        if self.wanted.with_value(|wanted| wanted.loaded().is_none()) {
            self.wanted.set_value(file.clone());
        }
        Some(file)
    }

    /// Whether another table is to be kept than this one.
    fn is_other(self, file: &File) -> bool {
        self.wanted.with_value(|wanted| wanted != file)
    }

    /// Says once that own data last only as long as the page.
    fn refused(self, run: Run, what: &str) {
        if run.is_open() && !self.said.get_value() {
            self.said.set_value(true);
            run.dispatch(News::Complain(FieldError::new(what, Browser::Keep)));
        }
    }
}

/// Writes a table: how it is read, then its CSV in parts. Stops when it is void, another being to be kept.
async fn put(loaded: &Loaded, is_void: &dyn Fn() -> bool) -> Result<(), JsValue> {
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
        if is_void() {
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
    let begin = |database: IdbDatabase| {
        let transaction = database.transaction_with_str_and_mode(TABLES, mode);
        // It closes once the transaction is done, and then bars no later version of the page.
        database.close();
        transaction
    };
    let factory = window().indexed_db()?.ok_or(JsValue::UNDEFINED)?;
    let database = open(&factory).await?;
    let version = database.version();
    let transaction = begin(database);
    if transaction.is_ok() || version > FIRST {
        return transaction;
    }
    // Another hand made the database, without what the page puts into it.
    let request = factory.delete_database(DATABASE)?;
    finished(&request).await?;
    begin(open(&factory).await?)
}

/// The version of the database of which this page knows what is in it.
const FIRST: f64 = 1.0;

/// Opens the database, and makes it where there is none.
async fn open(factory: &IdbFactory) -> Result<IdbDatabase, JsValue> {
    // A later version of the page may have made another: its tables are read as well.
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
    finished(&request).await?;
    request.result().map(JsCast::unchecked_into)
}

/// Waits for a request to the database itself; one that another page bars has failed.
async fn finished(request: &IdbOpenDbRequest) -> Result<(), JsValue> {
    done(&mut |resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
        request.set_onblocked(Some(reject));
    })
    .await
    .map(drop)
}

/// Waits for one of some events, for which `listen` sets the handlers.
async fn done(listen: &mut dyn FnMut(&Function, &Function)) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| listen(&resolve, &reject));
    JsFuture::from(promise).await
}

/// Waits so many milliseconds.
async fn pause_for(milliseconds: i32) {
    let waited = Promise::new(&mut |resolve, reject| {
        let timer =
            window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        if timer.is_err() {
            let _ = reject.call0(&JsValue::NULL);
        }
    });
    // Without a timer it goes on at once.
    let _ = JsFuture::from(waited).await;
}
