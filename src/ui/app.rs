//! The page as a whole.

use reactive_graph::{owner::provide_context, prelude::*};
use wasm_bindgen::JsCast;

use super::{
    address,
    browser::window,
    data_panel::data_panel,
    element::{body, el, listen},
    help::help,
    keyboard,
    messages::messages,
    network_panel::network_panel,
    output_panel::output_panel,
    store::Store,
    theme,
    top_bar::top_bar,
};
use crate::{api, lab::Action};

/// Puts the four regions under the top bar on the page, and makes the script interface ready.
pub fn open() {
    let store = Store::new();
    provide_context(store);
    theme::apply(store.theme.get_untracked());
    api::announce(store);

    listen(&window(), "keydown", move |event| {
        keyboard::press(store, event.unchecked_ref());
    });
    // Back, Forward and a link typed into the address.
    listen(&window(), "hashchange", move |_| {
        address::keep_entry();
        let (experiment, problems) = address::read();
        let known = store.lab.with_untracked(|lab| lab.experiment == experiment);
        if !known || !problems.is_empty() {
            store.dispatch(Action::Load(Box::new(experiment), problems));
        }
    });

    if let Some(body) = body() {
        let panels = vec![data_panel(), network_panel(), output_panel()];
        body.children(vec![top_bar(), messages(), el("main").children(panels)])
            .children(help());
    }
}
