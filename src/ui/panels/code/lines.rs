//! The lines of the script on the page, with their numbers and colours.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use super::state::{Scene, Written};
use crate::{
    lab::code::{Code, Token, tokens},
    text::code::left_out,
    ui::{
        browser::pause,
        element::{El, el, follow},
    },
};

/// Lines of numbers that are shown of those that follow each other.
const SHOWN: usize = 2;

/// The script, which scrolls.
pub fn lines(scene: Scene) -> El {
    let place = el("div")
        .class("code-lines")
        .attr("role", "group")
        .attr("aria-label", "Script")
        .attr("tabindex", "0");
    let node: HtmlElement = place.node();
    let place = place.anew(move || scene.written.get(), |written| rows(&written));
    follow(move || {
        scene.written.track();
        let node = node.clone();
        // Not before its lines are there.
        spawn_local(async move {
            pause().await;
            show_change(&node);
        });
    });
    place
}

/// Scrolls to the first line that has changed, where it is out of sight.
fn show_change(place: &HtmlElement) {
    // The title, which stands first, tells of changes below.
    const CHANGED: &str = ".code-line.is-changed:not(.is-data)";
    const BELOW: &str = ".code-line.is-changed:not(.is-data, :first-child)";
    let found = [BELOW, CHANGED].into_iter();
    let mut found = found.filter_map(|lines| place.query_selector(lines).ok().flatten());
    let Some(line) = found
        .next()
        .and_then(|line| line.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    let (top, seen) = (line.offset_top() - place.offset_top(), place.scroll_top());
    if top < seen || top + line.offset_height() > seen + place.client_height() {
        place.set_scroll_top(top - place.client_height() / 3);
    }
}

/// The lines of a script none of which is marked.
pub fn plain_lines(code: &Code) -> Vec<El> {
    rows(&Written {
        code: code.clone(),
        changed: Vec::new(),
    })
}

fn rows(written: &Written) -> Vec<El> {
    let (mut rows, mut quoted, mut run) = (Vec::new(), false, 0);
    let lines = &written.code.lines;
    for (at, line) in lines.iter().enumerate() {
        run = if line.is_data { run + 1 } else { 0 };
        let is_last = lines.get(at + 1).is_none_or(|next| !next.is_data);
        let tokens = tokens(&line.text, &mut quoted);
        let is_changed = written.changed.binary_search(&at).is_ok();
        if run > SHOWN {
            if is_last {
                rows.push(folded(run - SHOWN));
            }
            continue;
        }
        rows.push(row(at + 1, &tokens, line.is_data, is_changed));
    }
    rows
}

fn row(number: usize, tokens: &[(Token, &str)], is_data: bool, is_changed: bool) -> El {
    let mut class = String::from("code-line");
    if is_data {
        class += " is-data";
    }
    if is_changed {
        class += " is-changed";
    }
    let text = tokens.iter().fold(
        el(if is_changed { "mark" } else { "code" }),
        |text, (token, part)| match kind(*token) {
            "" => text.text(part),
            kind => text.child(el("span").class(kind).text(part)),
        },
    );
    el("div")
        .class(&class)
        .child(
            el("span")
                .class("code-number")
                .attr("aria-hidden", "true")
                .text(&number.to_string()),
        )
        .child(text)
}

fn folded(lines: usize) -> El {
    el("div")
        .class("code-line code-folded")
        .child(el("span").class("code-number").attr("aria-hidden", "true"))
        .child(el("span").text(&left_out(lines)))
}

fn kind(token: Token) -> &'static str {
    match token {
        Token::Plain => "",
        Token::Keyword => "code-keyword",
        Token::Text => "code-text",
        Token::Number => "code-digits",
        Token::Comment => "code-comment",
    }
}
