//! Sharing: the link that restores an experiment.

use reactive_graph::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{address::full_address, browser::window, page::Page, run::Run};
use crate::run::Notice;

/// Copies the link; where the browser does not let us, shows it for copying by hand.
pub fn share(page: Page, run: Run) {
    let (link, without_parameters) = run.lab.with_untracked(|lab| {
        let recipe = lab.recipe();
        (full_address(recipe), recipe.has_parameters())
    });
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|c| c.is_undefined()) {
        page.share.set(Some(link));
        return;
    }
    let copied = JsFuture::from(window().navigator().clipboard().write_text(&link));
    wasm_bindgen_futures::spawn_local(async move {
        match copied.await {
            Ok(_) if !run.is_open() => {}
            Ok(_) => run.say(Notice::LinkCopied { without_parameters }),
            Err(_) => page.share.set(Some(link)),
        }
    });
}
