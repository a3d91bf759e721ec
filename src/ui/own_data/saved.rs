//! The experiment as a file, and back.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::read;
use crate::{
    data::{Dataset, File},
    lab::{FieldError, wrong::Browser},
    nn::Named,
    run::{Drive, News, Notice, Opened, Saved, saved::write},
    ui::{
        browser::{document, text_blob, window},
        duel,
        page::Page,
        run::Run,
    },
};

/// Saves a run as a file: its experiment, its weights and all that it needs to go on.
// Under its own name, by which it comes with the rest of the program (`scripts/lib/late.mjs`).
#[inline(never)]
pub fn save(page: Page, run: Run) {
    let network = |run: Run| run.frame.with_untracked(|f| f.snapshot.network.clone());
    let left = network(run);
    let (name, text) = run.lab.with_untracked(|lab| {
        let name = format!("separable-{}.json", lab.experiment.data.dataset.name());
        let left = (lab, &left);
        let text = match page.beside(run) {
            Some(other) => {
                let right = network(other);
                let both = |lab: &_| write(left, Some((lab, &right)));
                other.lab.with_untracked(both)
            }
            None => write(left, None),
        };
        (name, text)
    });
    let done = text.ok().and_then(|text| download(&name, &text));
    if done.is_none() {
        run.dispatch(News::Complain(FieldError::new(name, Browser::Save)));
    }
}

/// Hands a text to the person as a file; nothing where the browser does not.
pub fn download(name: &str, text: &str) -> Option<()> {
    hand_over(name, &text_blob(text)?)
}

/// Hands a file to the person; nothing where the browser does not.
pub fn hand_over(name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link = document().create_element("a").ok()?;
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // An address that stays would only keep the text in memory.
    let _ = Url::revoke_object_url(&address);
    Some(())
}

/// Puts a text where it can be pasted from; whether the browser let us.
pub async fn copy(text: &str) -> bool {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|c| c.is_undefined()) {
        return false;
    }
    let copying = window().navigator().clipboard().write_text(text);
    JsFuture::from(copying).await.is_ok()
}

/// Opens a saved experiment by its text, if that could be read; what is wrong with it is said, and then nothing
/// has changed.
pub async fn open(page: Page, run: Run, task: usize, text: Option<String>, name: &str) {
    let (desk, wish) = (page.desk, run.wish());
    let read = match text {
        Some(text) => read(page, task, &text, name).await,
        None => Err(FieldError::new("file", Browser::Read)),
    };
    if !desk.is_wanted(task) {
        return;
    }
    desk.progress.set(String::new());
    if !run.wants(&wish) {
        return;
    }
    let notice = || Notice::Opened(name.into());
    if let Some(read) = read.transpose() {
        put_open(page, run, name, read.map(|opened| (opened, notice())));
    }
}

/// Puts what a file holds in place, and says so; or what is wrong with it.
pub fn put_open(page: Page, run: Run, name: &str, read: Result<(Opened, Notice), FieldError>) {
    match read {
        Ok((opened, notice)) => {
            let is_first = page.first().is_some_and(|first| first.id == run.id);
            match opened.beside {
                Some(_) if is_first => duel::open(page, opened),
                _ => run.dispatch(Drive::Open(Box::new(opened))),
            }
            page.library.kept.write_own(run);
            run.say(notice);
        }
        Err(problem) => {
            let problem = FieldError::new(format!("{name}: {}", problem.field), problem.wrong);
            run.dispatch(News::Complain(problem));
        }
    }
}

async fn read(
    page: Page,
    task: usize,
    text: &str,
    name: &str,
) -> Result<Option<Opened>, FieldError> {
    let mut saved = Saved::parse(text)?;
    let Some((mut opened, own)) = read_one(page, task, name, &mut saved, None).await? else {
        return Ok(None);
    };
    if let Some(mut beside) = saved.take_beside()? {
        let read = read_one(page, task, name, &mut beside, own).await;
        let Some((beside, _)) = read.map_err(|e| e.within("beside"))? else {
            return Ok(None);
        };
        opened.beside = Some(Box::new(beside));
    }
    Ok(Some(opened))
}

/// One run of a file, and the table of the person's own that it is trained on, which may be `shared` with another;
/// nothing where the person wants it no more.
async fn read_one(
    page: Page,
    task: usize,
    name: &str,
    saved: &mut Saved,
    shared: Option<File>,
) -> Result<Option<(Opened, Option<File>)>, FieldError> {
    let library = page.library;
    let own = match saved.take_csv() {
        None => shared,
        Some(csv) => match own_table(page, task, name, &csv, saved).await? {
            None => return Ok(None),
            own => own,
        },
    };
    let is_here = |dataset: Dataset| dataset == Dataset::Own && own.is_some();
    if let Some(dataset) = saved.wants().filter(|dataset| !is_here(*dataset)) {
        library.ensure(dataset).await?;
    }
    let known = |dataset| match (dataset, &own) {
        (Dataset::Own, Some(own)) => Some(own.clone()),
        _ => library.known(dataset),
    };
    Ok(Some((saved.read(&known)?, own)))
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
