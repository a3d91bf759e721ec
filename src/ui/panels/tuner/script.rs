//! The search as a script for KerasTuner or Optuna, which runs unchanged, on many machines too.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen_futures::spawn_local;

use super::state::{Same, Scene};
use crate::{
    lab::{
        FieldError,
        code::{Code, Library, search},
        wrong::Browser,
    },
    run::News,
    ui::{
        element::{El, derived, el},
        fields::Choice,
        own_data::saved::{self, download},
        panels::code::plain_lines,
    },
};

/// The page.
pub fn script(scene: Scene) -> Vec<El> {
    let library = RwSignal::new(Library::KerasTuner);
    let said = RwSignal::new(String::new());
    let code = derived(move || written(scene, library.get()));
    let libraries = Library::ALL.map(|one| (one, one.label())).to_vec();
    let choice = Choice::local(
        "Library",
        libraries,
        move || library.get(),
        move |one| library.set(one),
    );
    let button =
        |text: &str, title: &str| el("button").class("quiet").attr("title", title).text(text);
    let save = move || {
        let name = format!("separable_{}.py", library.get_untracked().name());
        if download(&name, &code.with_untracked(Code::text)).is_none() {
            let wrong = FieldError::new(&name, Browser::Save);
            scene.run.dispatch(News::Complain(wrong));
        }
    };
    let copy = move || {
        let text = code.with_untracked(Code::text);
        spawn_local(async move {
            let copied = saved::copy(&text).await;
            if !scene.run.is_open() {
                return;
            }
            if copied {
                said.set("The script is copied.".into());
            } else {
                // What cannot be copied can be had as a file.
                save();
            }
        });
    };
    vec![
        el("div")
            .class("code-head")
            .child(choice.named().view())
            .child(button("Copy", "The whole script, with all its numbers").click(copy))
            .child(button("Download", "The same as a file for Python").click(save))
            .child(
                el("p")
                    .class("code-said")
                    .attr("role", "status")
                    .live_text(move || said.get()),
            ),
        el("div")
            .class("code-lines")
            .attr("role", "group")
            .attr("aria-label", "Script")
            .attr("tabindex", "0")
            .anew(move || code.get(), |code| plain_lines(&code)),
    ]
}

/// The script of the search as it is set.
fn written(scene: Scene, library: Library) -> Code {
    let (tuner, _) = scene.set();
    scene
        .prepared
        .with(|Same(prepared)| search(library, &tuner, prepared))
}
