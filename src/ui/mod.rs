//! The page: one panel a file, built of [`element`]s that follow Leptos's signals. Everything that can be decided without a browser
//! is decided in [`lab`](crate::lab) and [`plot`](crate::plot); what is here wires it to the DOM.
//!
//! [`store`] holds the page's signals and is where actions go in; [`client`] speaks with the worker;
//! [`frame`] computes what is on the screen from a snapshot.

mod address;
mod app;
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

/// Mounts the page on the document's body and makes the script interface ready.
pub fn start() {
    leptos::mount::mount_to_body(app::open);
}
