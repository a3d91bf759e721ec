//! The experiment as a script that runs as it is, following every change; the lines that a change has touched
//! are marked.
//!
//! | file       | holds |
//! |------------|-------|
//! | `state.rs` | [`Scene`]: the script as it is, and when it is written anew |
//! | `lines.rs` | its lines on the page |
//! | `files.rs` | the network as a file of another program |

mod files;
mod lines;
mod state;

use reactive_graph::prelude::*;
use wasm_bindgen_futures::spawn_local;

pub use self::lines::plain_lines;
use self::state::Scene;
use crate::{
    lab::{FieldError, code::Language, wrong::Browser},
    nn::Named,
    run::News,
    ui::{
        element::{El, el},
        fields::Choice,
        own_data::saved::{self, download},
    },
};

/// What the panel Code holds.
pub fn code() -> Vec<El> {
    let scene = Scene::new();
    let languages = Language::ALL
        .iter()
        .map(|one| (*one, one.label()))
        .collect();
    let language = scene.language;
    let choice = Choice::local(
        "Language",
        languages,
        move || language.get(),
        move |one| language.set(one),
    );
    let button =
        |text: &str, title: &str| el("button").class("quiet").attr("title", title).text(text);
    let said = el("p")
        .class("code-said")
        .attr("role", "status")
        .live_text(move || scene.said.get());
    let head = el("div")
        .class("code-head")
        .child(choice.named().view())
        .child(
            button("Copy", "The whole script, with all its numbers").click(move || copied(scene)),
        )
        .child(
            button("Download", "The same as a file for Python")
                .click(move || download_script(scene)),
        )
        .child(said);
    vec![
        el("section")
            .class("code")
            .attr("aria-label", "Code")
            .child(head)
            .child(lines::lines(scene))
            .child(files::files()),
    ]
}

fn copied(scene: Scene) {
    let text = scene.text();
    spawn_local(async move {
        let copied = saved::copy(&text).await;
        if !scene.run.is_open() {
            return;
        }
        if copied {
            scene.said.set("The script is copied.".into());
        } else {
            // What cannot be copied can be had as a file.
            download_script(scene);
        }
    });
}

fn download_script(scene: Scene) {
    let name = format!("separable_{}.py", scene.language.get_untracked().name());
    if download(&name, &scene.text()).is_none() {
        let wrong = FieldError::new(&name, Browser::Save);
        scene.run.dispatch(News::Complain(wrong));
    }
}
