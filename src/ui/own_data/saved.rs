//! The experiment as a file, and back.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::read;
use crate::{
    data::File,
    lab::{FieldError, wrong::Browser},
    nn::Named,
    run::{Drive, News, Notice, Opened, Saved, saved::write},
    ui::{
        browser::{document, text_blob},
        page::Page,
        run::Run,
    },
};

/// Saves a run as a file: its experiment, its weights and all that it needs to go on.
// Under its own name, by which it comes with the rest of the program (`scripts/lib/late.mjs`).
#[inline(never)]
pub fn save(run: Run) {
    let network = run.frame.with_untracked(|f| f.snapshot.network.clone());
    let (name, text) = run.lab.with_untracked(|lab| {
        let dataset = lab.experiment.data.dataset.name();
        (format!("separable-{dataset}.json"), write(lab, &network))
    });
    let done = text.ok().and_then(|text| download(&name, &text));
    if done.is_none() {
        run.dispatch(News::Complain(FieldError::new(name, Browser::Save)));
    }
}

/// Hands a text to the person as a file; nothing where the browser does not.
pub fn download(name: &str, text: &str) -> Option<()> {
    let blob = text_blob(text)?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = document().create_element("a").ok()?;
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // An address that stays would only keep the text in memory.
    let _ = Url::revoke_object_url(&address);
    Some(())
}

/// Opens a saved experiment; what is wrong with it is said, and then nothing has changed.
pub async fn open(page: Page, run: Run, task: usize, blob: &Blob, name: &str) {
    let (desk, wish) = (page.desk, run.wish());
    let read = read(page, task, blob, name).await;
    if !desk.is_wanted(task) {
        return;
    }
    desk.progress.set(String::new());
    if !run.wants(&wish) {
        return;
    }
    match read {
        Ok(Some(opened)) => {
            run.dispatch(Drive::Open(Box::new(opened)));
            page.library.kept.write_own(run);
            run.say(Notice::Opened(name.into()));
        }
        Ok(None) => {}
        Err(problem) => {
            let problem = FieldError::new(format!("{name}: {}", problem.field), problem.wrong);
            run.dispatch(News::Complain(problem));
        }
    }
}

async fn read(
    page: Page,
    task: usize,
    blob: &Blob,
    name: &str,
) -> Result<Option<Opened>, FieldError> {
    let library = page.library;
    let text = JsFuture::from(blob.text()).await.ok();
    let text = text.and_then(|text| text.as_string());
    let text = text.ok_or_else(|| FieldError::new("file", Browser::Read))?;
    let mut saved = Saved::parse(&text)?;
    let Some(csv) = saved.take_csv() else {
        if let Some(dataset) = saved.wants() {
            library.ensure(dataset).await?;
        }
        return saved.read(&|dataset| library.known(dataset)).map(Some);
    };
    let Some(file) = own_table(page, task, name, &csv, &mut saved).await? else {
        return Ok(None);
    };
    saved.read(&|_| Some(file.clone())).map(Some)
}

/// The person's own table in a saved file.
async fn own_table(
    page: Page,
    task: usize,
    name: &str,
    csv: &str,
    saved: &mut Saved,
) -> Result<Option<File>, FieldError> {
    let wrong = |wrong| FieldError::new("data.file.csv", wrong);
    let blob = text_blob(csv).ok_or_else(|| wrong(Browser::Read.into()))?;
    let mut told = |share| page.desk.tell(task, name, share);
    match read::plain_sheet(&blob, &mut told).await.map_err(wrong)? {
        Some(sheet) => saved.put_sheet(sheet).map(Some),
        None => Ok(None),
    }
}
