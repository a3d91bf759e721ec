//! The page as a whole.

use reactive_graph::{owner::provide_context, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    browser::window,
    data_panel::data_panel,
    element::{El, body, el, follow, listen},
    help::help,
    keyboard,
    library::Library,
    messages::messages,
    network_panel::network_panel,
    output_panel::output_panel,
    own_data::{dialog::table_dialog, ways_in::listen_for_files},
    page::Page,
    run::Run,
    run_column::run_column,
    theme,
    top_bar::top_bar,
};
use crate::lab::{Action, Experiment, FieldError};

/// A page without a run, under the current owner.
pub fn prepare() -> Page {
    let page = Page::new(Library::new());
    provide_context(page);
    theme::apply(page.theme.get_untracked());
    page
}

/// Opens the page's first run and puts it on the page: the four regions under the top bar.
pub fn open(page: Page, experiment: Experiment, problems: Vec<FieldError>) -> Run {
    let run = page.open_run(experiment, problems);
    listen(&window(), "keydown", move |event| {
        keyboard::press(page, event.unchecked_ref());
    });
    page.library.read_ahead();
    if let Some(body) = body() {
        let regions = page.within(run, || regions(page, run)).unwrap_or_default();
        body.children(regions)
            .children(help())
            .children(vec![table_dialog(), listen_for_files()]);
    }
    page.within(run, || keep_address(page, run));
    run
}

/// Opens another run and puts its column on the page.
pub fn open_beside(page: Page, experiment: Experiment) -> Run {
    let run = page.open_run(experiment, Vec::new());
    let column = page.within(run, || touched(page, run, run_column()));
    if let (Some(column), Some(body)) = (column, body()) {
        run.show_in(column.node());
        body.child(column);
    }
    run
}

fn regions(page: Page, run: Run) -> Vec<El> {
    let panels = vec![data_panel(), network_panel(), output_panel()];
    let main = el("main").children(panels);
    run.show_in(main.node());
    let regions = vec![top_bar(), messages(), main];
    let touched = |region| touched(page, run, region);
    regions.into_iter().map(touched).collect()
}

/// Lets keys act on the run of an element that is pressed or comes into focus.
fn touched(page: Page, run: Run, element: El) -> El {
    element
        .on("focusin", move |_| page.activate(run))
        .on("pointerdown", move |_| page.activate(run))
}

/// Keeps the address and a run's experiment the same.
fn keep_address(page: Page, run: Run) {
    let address = page.address;
    follow(move || {
        run.links.track();
        run.lab.with_untracked(|lab| address.write(&lab.experiment));
    });
    // Back, Forward and a link typed into the address.
    listen(&window(), "hashchange", move |_| {
        address.keep_entry();
        wasm_bindgen_futures::spawn_local(async move {
            let (experiment, problems) = address.read().await;
            let known = run.lab.with_untracked(|lab| lab.experiment == experiment);
            if !known || !problems.is_empty() {
                run.dispatch(Action::Load(Box::new(experiment), problems));
            }
        });
    });
}
