//! The dialog with keys and the reading of the pictures, and the one with the link to copy.

use leptos::{html, prelude::*};

use super::{keyboard::KEYS, store::Store};

/// Both dialogs.
#[component]
pub fn Help() -> impl IntoView {
    let store = Store::get();
    let keys = KEYS.map(|(key, what)| view! { <dt><kbd>{key}</kbd></dt><dd>{what}</dd> });
    view! {
        <Dialog title="How to read this page" open=Signal::derive(move || store.help.get())
            close=move || store.help.set(false)>
            <ul class="reading">
                <li>"Each square is a unit. Its picture is the unit’s answer at every point of the plane: blue high, orange low."</li>
                <li>"Links are weights: green positive, purple negative, thick where large. The dot at a unit’s corner is its bias."</li>
                <li>"The large picture is the network’s answer. The line is where it changes its mind. Filled points are trained on, hollow ones are only tested."</li>
                <li>"An epoch shows every training point once; the weights change after each batch."</li>
            </ul>
            <h3>"Keys"</h3>
            <dl class="keys">{keys}</dl>
        </Dialog>
        <Dialog title="Link to this experiment" open=Signal::derive(move || store.share.get().is_some())
            close=move || store.share.set(None)>
            <label class="field">
                <span class="field-name">"Copy this link"</span>
                <input type="text" readonly class="link-text" prop:value=move || store.share.get().unwrap_or_default()/>
            </label>
        </Dialog>
    }
}

#[component]
fn Dialog(
    title: &'static str,
    open: Signal<bool>,
    close: impl Fn() + Copy + 'static,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            match (open.get(), dialog.open()) {
                // It can only fail when it is open already.
                (true, false) => drop(dialog.show_modal()),
                (false, true) => dialog.close(),
                _ => {}
            }
        }
    });
    view! {
        <dialog node_ref=node aria-label=title on:close=move |_| close()>
            <div class="dialog-head">
                <h2>{title}</h2>
                <button class="quiet icon" aria-label="Close" on:click=move |_| close()>"×"</button>
            </div>
            {children()}
        </dialog>
    }
}
