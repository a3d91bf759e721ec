//! What happened as the last sample was shown, for who goes by single samples.

use reactive_graph::prelude::*;

use super::{
    element::{El, el},
    run::Run,
};
use crate::{
    nn::Stride,
    text::{longest_step, step},
};

/// The line that tells it, empty where nothing is told. While one goes by samples it has room for the
/// longest, so that no step moves what follows.
pub fn told() -> El {
    let run = Run::get();
    let by_samples = run.select(|lab| lab.transport.stride == Stride::Sample);
    let longest = move || {
        if !by_samples() {
            return String::new();
        }
        run.frame
            .with(|f| longest_step(&f.experiment, &f.prepared, &f.snapshot.network))
    };
    let room = el("p")
        .class("told-room")
        .attr("aria-hidden", "true")
        .live_text(longest);
    el("div").class("told-place").child(room).child(line())
}

fn line() -> El {
    let run = Run::get();
    let running = run.select(|lab| lab.transport.running);
    let text = move || {
        run.frame.with(|f| {
            let sample = f.snapshot.progress.last_sample;
            let told = sample.zip(f.shown.as_ref());
            told.map_or_else(String::new, |(sample, shown)| {
                let network = &f.snapshot.network;
                step(&f.experiment, &f.prepared, network, sample as usize, shown)
            })
        })
    };
    // A line that changes several times a second is not read out.
    let live = move || if running() { "off" } else { "polite" }.to_owned();
    el("p")
        .class("told")
        .live("aria-live", live)
        .live_text(text)
}
