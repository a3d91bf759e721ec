//! The page as a whole.

use leptos::{ev, prelude::*};

use super::{
    address, data_panel::DataPanel, help::Help, keyboard, messages::Messages,
    network_panel::NetworkPanel, output_panel::OutputPanel, store::Store, theme, top_bar::TopBar,
};
use crate::{api, lab::Action};

/// The four regions under the top bar.
#[component]
pub fn App() -> impl IntoView {
    let store = Store::new();
    provide_context(store);
    theme::apply(store.theme.get_untracked());
    api::announce(store);

    let keys = window_event_listener(ev::keydown, move |event| keyboard::press(store, &event));
    // Back, Forward and a link typed into the address.
    let links = window_event_listener(ev::hashchange, move |_| {
        address::keep_entry();
        let (experiment, problems) = address::read();
        let known = store.lab.with_untracked(|lab| lab.experiment == experiment);
        if !known || !problems.is_empty() {
            store.dispatch(Action::Load(Box::new(experiment), problems));
        }
    });
    on_cleanup(move || {
        keys.remove();
        links.remove();
    });

    view! {
        <TopBar/>
        <Messages/>
        <main>
            <DataPanel/>
            <NetworkPanel/>
            <OutputPanel/>
        </main>
        <Help/>
    }
}
