//! The experiment as a file, and back.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};

use super::read;
use crate::{
    data::File,
    lab::{
        Action, Experiment, FieldError,
        saved::{Saved, write},
    },
    nn::Named,
    ui::{
        browser::{document, text_blob},
        page::Page,
        run::Run,
    },
};

/// Saves the experiment of a run with its weights as a file.
pub fn save(run: Run) {
    let (experiment, network) = run
        .frame
        .with_untracked(|f| (f.experiment.clone(), f.snapshot.network.clone()));
    let name = format!("separable-{}.json", experiment.data.dataset.name());
    let done = write(&experiment, &network)
        .ok()
        .and_then(|text| download(&name, &text));
    if done.is_none() {
        let problem = FieldError::new(name, "the browser cannot save it");
        run.dispatch(Action::Complain(problem));
    }
}

fn download(name: &str, text: &str) -> Option<()> {
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
        Ok(Some((experiment, weights))) => {
            run.dispatch(Action::Pause);
            run.dispatch(Action::Load(Box::new(experiment), Vec::new()));
            if let Some(weights) = weights {
                run.set_parameters(weights);
            }
            page.library.kept.write_own(run);
            run.say(&format!("Opened {name}."));
        }
        Ok(None) => {}
        Err(problem) => {
            let problem = FieldError::new(name, problem.to_string());
            run.dispatch(Action::Complain(problem));
        }
    }
}

type Opened = Option<(Experiment, Option<Vec<f32>>)>;

async fn read(page: Page, task: usize, blob: &Blob, name: &str) -> Result<Opened, FieldError> {
    let library = page.library;
    let text = JsFuture::from(blob.text()).await.ok();
    let text = text.and_then(|text| text.as_string());
    let text = text.ok_or_else(|| FieldError::new("file", "the browser cannot read it"))?;
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
    let wrong = |message| FieldError::new("data.file.csv", message);
    let blob = text_blob(csv).ok_or_else(|| wrong("the browser cannot read it".to_owned()))?;
    let mut told = |share| page.desk.tell(task, name, share);
    match read::sheet(&blob, &mut told).await.map_err(wrong)? {
        Some(sheet) => saved.put_sheet(sheet).map(Some),
        None => Ok(None),
    }
}
