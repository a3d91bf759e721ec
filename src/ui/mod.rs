//! The page: one panel a file, of elements that follow signals. Everything that can be decided
//! without a browser is decided in [`lab`](crate::lab) and [`plot`](crate::plot); what is here wires
//! it to the DOM.
//!
//! `page` holds what is the page's own, the list of runs among it; `run` what belongs to one run,
//! and is where actions go in; `look` what a person sees of it. Components take both from the
//! context. `element` builds what is on the page, `client` speaks with the worker, `frame`
//! computes what is on the screen from a snapshot, `turn` says when. `app` puts all together.
//!
//! No file uses one that uses it, by whatever way.

mod address;
mod app;
mod axes;
mod browser;
mod canvas;
mod charts;
mod choose;
mod client;
mod confusion;
mod cores;
mod crowd;
mod data_panel;
pub(crate) mod dealer;
mod diagram;
mod drawer;
mod drawing;
mod duel;
mod element;
mod fields;
pub(crate) mod frame;
mod gradient;
mod help;
mod hidden;
mod history;
mod icon;
mod images;
mod key;
mod keyboard;
mod later;
mod layer_header;
pub(crate) mod library;
mod links;
mod live_tally;
mod loading;
mod look;
mod marks;
mod media;
mod messages;
mod mounted;
mod network_panel;
mod number_box;
mod number_field;
mod numbers;
mod output_panel;
mod own_data;
pub(crate) mod page;
mod panels;
mod part;
mod parts;
mod picked;
mod picture;
mod placing;
mod plan;
mod point_style;
pub(crate) mod pool;
mod portion;
pub(crate) mod run;
mod run_column;
mod schedule;
mod scrub;
mod share;
mod share_out;
mod sign_keys;
mod strip;
mod study;
mod surface;
mod theme;
mod thread;
mod thumbnail;
mod told;
mod top_bar;
mod training_panel;
mod travels;
mod trial;
mod turn;
mod twins;
mod undo;
mod unit;
mod view_controls;
mod walk;
mod ways;

pub(crate) use address::full_address;
pub(crate) use app::{close, open_beside};
pub(crate) use browser::{breathe, panels_program, whole_program, window};
pub(crate) use duel::{begin as begin_duel, begin_pairing, end as end_duel};
pub(crate) use own_data::model;

use any_spawner::Executor;
use reactive_graph::owner::Owner;

use self::{page::Page, run::Run};

/// Mounts the page on the document's body; hands it and its first run to `announce` once it is there.
pub(crate) fn start(announce: impl FnOnce(Page, Run) + 'static) {
    // Effects run as the browser's microtasks. It could only fail when done before.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let page = owner.with(app::prepare);
    // The page may have to wait for a table, and lasts as long as its window.
    wasm_bindgen_futures::spawn_local(async move {
        let opened = page.address.read().await;
        breathe().await;
        let run = app::open(page, opened, &owner).await;
        announce(page, run);
        std::mem::forget(owner);
    });
}
