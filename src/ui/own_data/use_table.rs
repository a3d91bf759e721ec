//! The table that lies open, learnt.

use reactive_graph::prelude::*;

use crate::{
    data::{Dataset, File, sheet::Sheet},
    lab::Edit,
    ui::{browser::pause, choose::learn, page::Page},
};

/// Learns the open table. One that comes with the page stays what it is unless it is read otherwise.
pub fn use_open(page: Page) {
    let (library, desk) = (page.library, page.desk);
    let open = desk.draft.with_untracked(|draft| {
        let draft = draft.as_ref()?;
        Some((draft.run, draft.outcome.clone().ok()?))
    });
    desk.close();
    let open = open.filter(|(run, file)| run.is_open() && !file.is_known());
    let Some((run, file)) = open else {
        return;
    };
    let wish = run.wish();
    if !is_large(&file) {
        library.keep(Dataset::Own, file.clone());
        run.dispatch(Edit::SetFile(Dataset::Own, file));
        library.kept.write_table(run);
        return;
    }
    wasm_bindgen_futures::spawn_local(async move {
        pause().await;
        library.keep(Dataset::Own, file.clone());
        pause().await;
        if run.wants(&wish) {
            learn(run, &wish, Dataset::Own, file).await;
        }
        if run.is_open() {
            library.kept.write_own(run);
        }
    });
}

/// Cells that are learnt from without a step in between.
const AT_ONCE: usize = 100_000;

fn is_large(file: &File) -> bool {
    let cells = |sheet: &Sheet| sheet.rows() * sheet.columns.len();
    file.loaded().is_some_and(|l| cells(&l.sheet) > AT_ONCE)
}
