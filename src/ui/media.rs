//! How much room the window has, as the style sees it.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{browser::window, element::listen};

/// Where the regions stand one below the other.
pub const PHONE: &str = "(max-width: 760px)";

/// Whether a media query holds, as it changes, as long as the current owner lasts.
pub fn holds(query: &str) -> RwSignal<bool> {
    let signal = RwSignal::new(false);
    if let Some(list) = window().match_media(query).ok().flatten() {
        signal.set(list.matches());
        let known = list.clone();
        listen(&list, "change", move |_| signal.set(known.matches()));
    }
    signal
}
