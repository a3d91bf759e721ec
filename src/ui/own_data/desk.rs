//! The table that is being opened: what is in it, and how it is going to be read.

use std::sync::Arc;

use reactive_graph::{owner::StoredValue, prelude::*, signal::RwSignal};

use crate::{
    data::{
        File, Loaded,
        sheet::{Reading, ReadingError, Sheet},
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
    /// How it is to be read.
    pub reading: Reading,
    /// The table that this makes, or why it makes none.
    pub outcome: Result<File, ReadingError>,
}

impl Draft {
    fn new(run: Run, name: String, sheet: Arc<Sheet>, reading: Reading) -> Self {
        let outcome = Loaded::new(name.clone(), sheet.clone(), reading.clone()).map(File::from);
        Self {
            run,
            name,
            sheet,
            reading,
            outcome,
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
    task: StoredValue<usize>,
}

impl Desk {
    /// An empty desk.
    pub fn new() -> Self {
        Self {
            draft: RwSignal::new(None),
            progress: RwSignal::new(String::new()),
            task: StoredValue::new(0),
        }
    }

    /// Begins to read a file, in place of one that is still being read.
    pub fn begin(self) -> usize {
        let task = self.task.get_value() + 1;
        self.task.set_value(task);
        self.progress.set(String::new());
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

    /// Ends a reading: with a sheet, which lies open then, or with what is wrong with the file.
    pub fn end(self, run: Run, task: usize, name: &str, result: Result<Option<Sheet>, Wrong>) {
        if !self.is_wanted(task) {
            return;
        }
        self.progress.set(String::new());
        match result {
            Ok(Some(sheet)) => {
                let reading = Reading::guess(&sheet);
                // What was said of an earlier file is settled by this one.
                run.dispatch(News::Settle);
                let draft = Draft::new(run, name.into(), Arc::new(sheet), reading);
                self.draft.set(Some(draft));
            }
            Ok(None) => {}
            Err(wrong) => run.dispatch(News::Complain(FieldError::new(name, wrong))),
        }
    }

    /// Opens the table that is in use.
    pub fn open_used(self, run: Run) {
        let file = run
            .lab
            .with_untracked(|lab| lab.experiment.data.file.clone());
        if let Some(loaded) = file.loaded() {
            self.draft.set(Some(Draft {
                run,
                name: loaded.name.clone(),
                sheet: loaded.sheet.clone(),
                reading: loaded.reading.clone(),
                outcome: Ok(file.clone()),
            }));
        }
    }

    /// Puts the open table away.
    pub fn close(self) {
        self.draft.set(None);
    }

    /// Changes how the open table is read.
    pub fn change(self, change: impl FnOnce(&mut Reading)) {
        self.draft.update(|draft| {
            if let Some(last) = draft {
                let mut reading = last.reading.clone();
                change(&mut reading);
                *last = Draft::new(last.run, last.name.clone(), last.sheet.clone(), reading);
            }
        });
    }
}
