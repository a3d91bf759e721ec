//! The page: one panel a file, built of [`element`]s that follow signals. Everything that can be decided without a browser
//! is decided in [`lab`](crate::lab) and [`plot`](crate::plot); what is here wires it to the DOM.
//!
//! [`store`] holds the page's signals and is where actions go in; [`client`] speaks with the worker;
//! [`frame`] computes what is on the screen from a snapshot.

mod address;
mod app;
mod browser;
mod canvas;
mod charts;
mod client;
mod data_panel;
mod diagram;
mod element;
mod fields;
mod frame;
mod help;
mod keyboard;
mod layer_header;
mod links;
mod messages;
mod network_panel;
mod output_panel;
pub(crate) mod store;
mod surface;
mod theme;
mod top_bar;
mod training_panel;
mod unit_card;

pub(crate) use address::full as full_address;
pub(crate) use browser::window;

use any_spawner::Executor;
use reactive_graph::owner::Owner;

/// Mounts the page on the document's body and makes the script interface ready.
pub fn start() {
    // Effects run as the browser's microtasks. It could only fail when done before.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    owner.with(app::open);
    // The page lasts as long as its window.
    std::mem::forget(owner);
}
