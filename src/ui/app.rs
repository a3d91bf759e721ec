//! The page as a whole.

use reactive_graph::{owner::provide_context, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    address,
    browser::window,
    data_panel::data_panel,
    element::{body, el, listen},
    files,
    help::help,
    keyboard,
    messages::messages,
    network_panel::network_panel,
    output_panel::output_panel,
    own_data::{Desk, listen_for_files, table_dialog},
    store::Store,
    theme,
    top_bar::top_bar,
};
use crate::{
    api,
    lab::{Action, Experiment, FieldError},
};

/// The experiment of the address, once the table that it needs has been read.
pub async fn first() -> (Experiment, Vec<FieldError>) {
    files::ensure_for(&address::fragment()).await;
    address::read()
}

/// Puts the four regions under the top bar on the page, and makes the script interface ready.
pub fn open(experiment: Experiment, problems: Vec<FieldError>) {
    let store = Store::new(experiment, problems);
    provide_context(store);
    provide_context(Desk::new());
    theme::apply(store.theme.get_untracked());
    api::announce(store);

    listen(&window(), "keydown", move |event| {
        keyboard::press(store, event.unchecked_ref());
    });
    // Back, Forward and a link typed into the address.
    listen(&window(), "hashchange", move |_| {
        address::keep_entry();
        wasm_bindgen_futures::spawn_local(async move {
            let (experiment, problems) = first().await;
            let known = store.lab.with_untracked(|lab| lab.experiment == experiment);
            if !known || !problems.is_empty() {
                store.dispatch(Action::Load(Box::new(experiment), problems));
            }
        });
    });

    files::read_ahead();
    if let Some(body) = body() {
        let panels = vec![data_panel(), network_panel(), output_panel()];
        body.children(vec![top_bar(), messages(), el("main").children(panels)])
            .children(help())
            .children(vec![table_dialog(), listen_for_files()]);
    }
}
