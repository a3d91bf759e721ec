//! A dataset that is chosen, learnt once its samples are there.

use reactive_graph::prelude::*;

use super::{
    browser::pause,
    library::Library,
    run::{Run, Wish},
};
use crate::{
    data::{Dataset, File},
    lab::Edit,
    run::{Drive, News},
};

/// Chooses a dataset for a run, once its file has been read. What is chosen meanwhile takes its place.
pub fn choose(library: Library, run: Run, dataset: Dataset) {
    let wish = run.wish();
    if dataset.is_generated() {
        run.dispatch(Edit::SetDataset(dataset));
        return;
    }
    if dataset == Dataset::Drawn {
        // While one draws, each stroke would begin a run that is gone with the next.
        if run.lab.with_untracked(|lab| lab.transport.running) {
            run.dispatch(Drive::Pause);
        }
        run.dispatch(Edit::Draw(library.drawing()));
        return;
    }
    wasm_bindgen_futures::spawn_local(async move {
        let read = library.ensure(dataset).await;
        if !run.wants(&wish) {
            return;
        }
        match (read, library.known(dataset)) {
            (Ok(()), Some(file)) => learn(run, &wish, dataset, file).await,
            (Ok(()), None) => {}
            (Err(problem), _) => run.dispatch(News::Complain(problem)),
        }
    });
}

/// Learns a table that is still wished for; a large one in steps, so that the page draws between them.
pub async fn learn(run: Run, wish: &Wish, dataset: Dataset, file: File) {
    let edit = Edit::SetFile(dataset, file);
    let mut experiment = run.lab.with_untracked(|lab| lab.experiment.clone());
    // What cannot be is said when the edit is made.
    if edit.clone().apply(&mut experiment).is_ok() {
        run.prepare(experiment);
    }
    pause().await;
    if run.wants(wish) {
        run.dispatch(edit);
    }
}
