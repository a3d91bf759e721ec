//! The page: one panel a file, built of elements that follow signals. Everything that can be decided
//! without a browser is decided in [`lab`](crate::lab) and [`plot`](crate::plot); what is here wires
//! it to the DOM.
//!
//! `store` holds the page's signals and is where actions go in; `element` builds what is on the page;
//! `client` speaks with the worker; `frame` computes what is on the screen from a snapshot.

mod address;
mod app;
mod browser;
mod canvas;
mod charts;
mod client;
mod confusion;
mod data_panel;
mod diagram;
mod drawing;
mod element;
mod fields;
pub(crate) mod files;
mod frame;
mod help;
mod key;
mod keyboard;
mod layer_header;
mod links;
mod live_tally;
mod marks;
mod messages;
mod network_panel;
mod numbers;
mod output_panel;
pub(crate) mod own_data;
mod parts;
mod picked;
mod picture;
mod points;
mod portion;
mod schedule;
pub(crate) mod store;
mod strip;
mod surface;
mod theme;
mod thumbnail;
mod top_bar;
mod training_panel;
mod twins;
mod unit_card;
mod view_controls;

pub(crate) use address::full as full_address;
pub(crate) use browser::window;

use any_spawner::Executor;
use reactive_graph::owner::Owner;

/// Mounts the page on the document's body and makes the script interface ready.
pub fn start() {
    // Effects run as the browser's microtasks. It could only fail when done before.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    // The page may have to wait for a table, and lasts as long as its window.
    wasm_bindgen_futures::spawn_local(async move {
        let (experiment, problems) = app::first().await;
        owner.with(|| app::open(experiment, problems));
        std::mem::forget(owner);
    });
}
