//! A side of a duel: what its run is called, where it is, and its panels.

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::duel::{titles, titles_by_start},
    run::Lab,
    ui::{
        element::{El, derived, el},
        fields::toggle,
        network_panel::NETWORK_PANEL,
        output_panel::OUTPUT_PANEL,
        run::Run,
    },
};

const NAMES: [(&str, &str); 2] = [
    ("Left run", "left-side side"),
    ("Right run", "right-side side"),
];

/// What the runs of a pair are called.
pub fn names(pair: [Run; 2]) -> RwSignal<[String; 2]> {
    derived(move || {
        let [left, right] = pair;
        if !left.is_open() || !right.is_open() {
            return Default::default();
        }
        let both = |left: &Lab, right: &Lab| {
            let by_start = titles_by_start([left.recipe(), right.recipe()]);
            by_start.unwrap_or_else(|| titles([&left.experiment, &right.experiment]))
        };
        left.lab
            .with(|left| right.lab.with(|right| both(left, right)))
    })
}

/// A side with its head.
pub fn shell(pair: [Run; 2], at: usize) -> El {
    let (name, class) = NAMES[at];
    let set = RwSignal::new(false);
    let class = move || match set.get() {
        true => format!("{class} with-settings"),
        false => class.to_owned(),
    };
    el("section")
        .attr("aria-label", name)
        .live("class", class)
        .child(head(pair, at, set))
}

fn head(pair: [Run; 2], at: usize, set: RwSignal<bool>) -> El {
    let (run, titles) = (pair[at], names(pair));
    let chain = move || {
        run.frame.with(|f| {
            let network = &f.snapshot.network;
            let layers = network.layers().iter().map(|l| format!(" → {}", l.units));
            format!("{}{}", network.inputs(), layers.collect::<String>())
        })
    };
    let epoch = move || {
        let epoch = run.frame.with(|f| f.snapshot.progress.epoch);
        format!("epoch {epoch}")
    };
    let line = if at == 0 { "dash" } else { "dash broken" };
    el("div")
        .class("side-head")
        .child(el("i").class(line).attr("aria-hidden", "true"))
        .child(el("h2").live_text(move || titles.with(|titles| titles[at].clone())))
        .child(el("span").class("side-note").live_text(chain))
        .child(el("span").class("side-note epoch-of-side").live_text(epoch))
        .child(
            toggle(
                "Settings",
                move || set.get(),
                move || set.update(|set| *set = !*set),
            )
            .class("link"),
        )
}

/// The panels of the run of the context.
pub fn panels() -> Vec<El> {
    vec![NETWORK_PANEL.build(), OUTPUT_PANEL.build()]
}
