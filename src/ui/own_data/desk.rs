//! The table that is being opened: what is in it, and how it is going to be read.

use std::sync::Arc;

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};
use web_sys::Blob;

use super::read;
use crate::{
    data::{
        File, Loaded,
        sheet::{Asked, Encoding, Reading, ReadingError, Sheet},
    },
    lab::{FieldError, Wrong},
    run::News,
    ui::run::Run,
};

/// A sheet with the roles of its columns, and what they make of it.
#[derive(Clone)]
pub struct Draft {
    /// The run that is going to learn it.
    pub run: Run,
    /// What the file is called.
    pub name: String,
    /// What is in it.
    pub sheet: Arc<Sheet>,
    /// How it was read from its file; nothing where that is not at hand.
    pub origin: Option<Origin>,
    /// How it is to be read.
    pub reading: Reading,
    /// The table that this makes, or why it makes none.
    pub outcome: Result<File, ReadingError>,
}

/// How a sheet was read from its file.
#[derive(Clone)]
pub struct Origin {
    /// How its characters are written.
    pub encoding: Encoding,
    /// What the person asked for.
    pub asked: Asked,
}

impl Draft {
    /// The same sheet, read in another way.
    fn with(self, reading: Reading) -> Self {
        let (name, sheet) = (self.name.clone(), self.sheet.clone());
        let outcome = Loaded::new(name, sheet, reading.clone()).map(File::from);
        Self {
            reading,
            outcome,
            ..self
        }
    }
}

/// Where tables are opened.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The table that lies open.
    pub draft: RwSignal<Option<Draft>>,
    /// How far the reading of a file has come, in words; empty while none is read.
    pub progress: RwSignal<String>,
    /// Why the file cannot be read in the way that was asked for last; empty if it can.
    pub refused: RwSignal<String>,
    /// Columns that are shown: this page of them.
    pub leaf: RwSignal<usize>,
    task: StoredValue<usize>,
    /// The file of the table that lies open.
    file: StoredValue<Option<Blob>, LocalStorage>,
}

impl Desk {
    /// An empty desk.
    pub fn new() -> Self {
        Self {
            draft: RwSignal::new(None),
            progress: RwSignal::new(String::new()),
            refused: RwSignal::new(String::new()),
            leaf: RwSignal::new(0),
            task: StoredValue::new(0),
            file: StoredValue::new_local(None),
        }
    }

    /// Begins to read a file, in place of one that is still being read.
    pub fn begin(self) -> usize {
        let task = self.task.get_value() + 1;
        self.task.set_value(task);
        self.progress.set(String::new());
        self.refused.set(String::new());
        task
    }

    /// Whether no other file has been chosen since.
    pub fn is_wanted(self, task: usize) -> bool {
        self.task.get_value() == task
    }

    /// Says how far a reading has come; whether it still is the one wanted.
    pub fn tell(self, task: usize, name: &str, share: f64) -> bool {
        let wanted = self.is_wanted(task);
        if wanted {
            let percent = (share * 100.0) as u32;
            self.progress.set(format!("Reading {name}: {percent} %"));
        }
        wanted
    }

    /// Reads a table, which then lies open; or says what is wrong with its file.
    pub fn read(self, run: Run, blob: Blob, name: String) {
        let task = self.begin();
        wasm_bindgen_futures::spawn_local(async move {
            let Some(read) = self.sheet(run, task, &blob, &name, Asked::default()).await else {
                return;
            };
            match read {
                Ok((sheet, encoding)) => {
                    let asked = Asked::default();
                    self.put(run, name, sheet, Origin { encoding, asked }, None);
                    self.file.set_value(Some(blob));
                }
                Err(wrong) => run.dispatch(News::Complain(FieldError::new(name, wrong))),
            }
        });
    }

    /// Reads the file of the open table once more, with something else asked for. Where that cannot be,
    /// the table stays as it is.
    pub fn ask(self, change: impl FnOnce(&mut Asked)) {
        let Some(blob) = self.file.get_value() else {
            return;
        };
        let draft = self.draft.get_untracked();
        let Some((draft, mut asked)) = draft.and_then(|d| Some((d.clone(), d.origin?.asked)))
        else {
            return;
        };
        change(&mut asked);
        let task = self.begin();
        wasm_bindgen_futures::spawn_local(async move {
            match self
                .sheet(draft.run, task, &blob, &draft.name, asked.clone())
                .await
            {
                // It may have been closed meanwhile.
                Some(Ok((sheet, encoding))) if self.draft.with_untracked(Option::is_some) => {
                    let origin = Origin { encoding, asked };
                    self.put(draft.run, draft.name.clone(), sheet, origin, Some(&draft));
                }
                Some(Err(wrong)) => {
                    self.refused.set(wrong.to_string());
                    // What was chosen goes back to what is so.
                    self.draft.update(|_| ());
                }
                Some(Ok(_)) | None => {}
            }
        });
    }

    /// What comes of a file, unless another is wanted by then.
    async fn sheet(
        self,
        run: Run,
        task: usize,
        blob: &Blob,
        name: &str,
        asked: Asked,
    ) -> Option<Result<(Sheet, Encoding), Wrong>> {
        // Data that are chosen meanwhile take the place of these.
        let choices = run.choices();
        let is_last = move || run.is_open() && run.choices() == choices;
        let mut told = |share| self.tell(task, name, share) && is_last();
        let read = read::sheet(blob, asked, &mut told).await.transpose();
        if !self.is_wanted(task) {
            return None;
        }
        self.progress.set(String::new());
        read.filter(|_| is_last())
    }

    /// Lays a sheet open. Columns that keep their names keep what they are for.
    fn put(self, run: Run, name: String, sheet: Sheet, origin: Origin, before: Option<&Draft>) {
        let names = |sheet: &Sheet| -> Vec<String> {
            sheet
                .columns
                .iter()
                .map(|column| column.name.clone())
                .collect()
        };
        let same = before.filter(|before| names(&before.sheet) == names(&sheet));
        let reading = same.map_or_else(|| Reading::advised(&sheet), |same| same.reading.clone());
        if before.is_none() {
            self.leaf.set(0);
        }
        let draft = Draft {
            run,
            name,
            sheet: Arc::new(sheet),
            origin: Some(origin),
            reading: reading.clone(),
            outcome: Err(ReadingError::NoTarget),
        };
        self.draft.set(Some(draft.with(reading)));
    }

    /// Opens the table that is in use.
    pub fn open_used(self, run: Run) {
        let file = run
            .lab
            .with_untracked(|lab| lab.experiment.data.file.clone());
        if let Some(loaded) = file.loaded() {
            self.begin();
            self.leaf.set(0);
            self.draft.set(Some(Draft {
                run,
                name: loaded.name.clone(),
                sheet: loaded.sheet.clone(),
                origin: None,
                reading: loaded.reading.clone(),
                outcome: Ok(file.clone()),
            }));
        }
    }

    /// Puts the open table away.
    pub fn close(self) {
        self.draft.set(None);
        self.file.set_value(None);
    }

    /// Changes how the open table is read.
    pub fn change(self, change: impl FnOnce(&mut Reading)) {
        self.draft.update(|draft| {
            if let Some(last) = draft {
                let mut reading = last.reading.clone();
                change(&mut reading);
                *last = last.clone().with(reading);
            }
        });
    }
}
