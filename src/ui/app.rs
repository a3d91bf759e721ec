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
    mounted::Mounted,
    network_panel::network_panel,
    output_panel::output_panel,
    own_data::{dialog::table_dialog, ways_in::listen_for_files},
    page::Page,
    run::Run,
    run_column::run_column,
    theme,
    top_bar::top_bar,
};
use crate::run::{Drive, Opened};

/// A page without a run, under the current owner.
pub fn prepare() -> Page {
    let page = Page::new(Library::new());
    provide_context(page);
    theme::apply(page.theme.get_untracked());
    page
}

/// Opens the page's first run and puts everything on the page.
pub fn open(page: Page, opened: Opened) -> Run {
    let run = page.open_run(opened);
    listen(&window(), "keydown", move |event| {
        keyboard::press(page, event.unchecked_ref());
    });
    page.library.read_ahead();
    if let Some(body) = body() {
        body.children(help())
            .children(vec![table_dialog(), listen_for_files()]);
    }
    mount_first(page, run);
    run
}

/// Opens another run and puts its column on the page.
pub fn open_beside(page: Page, opened: Opened) -> Run {
    let run = page.open_run(opened);
    let column = || vec![touched(page, run, run_column())];
    if let (Some(owner), Some(body)) = (page.owner_of(run), body()) {
        let mounted = Mounted::new(&owner, column);
        body.children(mounted.elements().to_vec());
        run.mount(mounted);
    }
    run
}

/// Closes a run, unless it is the only one; whether it went. The next takes the place of the first.
pub fn close(page: Page, run: Run) -> bool {
    let is_first = page.first().is_some_and(|first| first.id == run.id);
    let gone = page.close_run(run);
    if let Some(next) = page.first().filter(|_| is_first && gone) {
        mount_first(page, next);
    }
    gone
}

/// Shows a run by the four regions under the top bar.
fn mount_first(page: Page, run: Run) {
    if let (Some(owner), Some(body)) = (page.owner_of(run), body()) {
        let mounted = Mounted::new(&owner, || {
            keep_address(page, run);
            let panels = vec![data_panel(), network_panel(), output_panel()];
            let regions = vec![top_bar(), messages(), el("main").children(panels)];
            let touched = |region| touched(page, run, region);
            regions.into_iter().map(touched).collect()
        });
        body.put_first(mounted.elements());
        run.mount(mounted);
    }
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
        run.lab.with_untracked(|lab| address.write(lab.recipe()));
    });
    // Back, Forward and a link typed into the address.
    listen(&window(), "hashchange", move |_| {
        address.keep_entry();
        wasm_bindgen_futures::spawn_local(async move {
            let opened = address.read().await;
            if !run.is_open() {
                return;
            }
            let known = run.lab.with_untracked(|lab| *lab.recipe() == opened.recipe);
            if !known || !opened.problems.is_empty() {
                run.dispatch(Drive::Open(Box::new(opened)));
            }
        });
    });
}
