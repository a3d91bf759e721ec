//! Sharing: the link that restores an experiment.

use reactive_graph::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{address::full_address, browser::window, page::Page, run::Run};
use crate::{run::Notice, text::travels};

/// Copies the link and tells what travels with it; where the browser does not let us, shows it for copying by hand.
pub fn share(page: Page, run: Run) {
    let (link, said) = run.lab.with_untracked(|lab| {
        let recipe = lab.recipe();
        let said = |copied| Notice::link(recipe, copied);
        let beside = page.recipe_beside(run);
        (
            full_address(recipe, beside.as_ref()),
            [said(true), said(false)],
        )
    });
    let [copied, shown] = said;
    let show = move |link| page.share.set(Some((link, shown)));
    page.travels.set(run.lab.with_untracked(travels));
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|c| c.is_undefined()) {
        show(link);
        return;
    }
    let copying = JsFuture::from(window().navigator().clipboard().write_text(&link));
    wasm_bindgen_futures::spawn_local(async move {
        match copying.await {
            Ok(_) if !run.is_open() => {}
            Ok(_) => {
                run.say(copied);
                page.copied.set(true);
            }
            Err(_) => show(link),
        }
    });
}
