//! What happened as the last sample was shown, for who goes by single samples.

use std::{cell::RefCell, sync::Arc};

use reactive_graph::prelude::*;

use super::{
    element::{El, el},
    frame::Frame,
    run::Run,
};
use crate::{
    lab::{Experiment, Prepared},
    nn::Stride,
    text::{longest_step, step},
};

/// The line that tells it, empty where nothing is told. While one goes by samples it has room for the
/// longest, so that no step moves what follows.
pub fn told() -> El {
    let run = Run::get();
    let by_samples = run.select(|lab| lab.transport.stride == Stride::Sample);
    let known = RefCell::new(None::<Longest>);
    let longest = move || {
        if !by_samples() {
            return String::new();
        }
        run.frame.with(|frame| {
            let mut known = known.borrow_mut();
            let same = known.take().filter(|longest| longest.is_of(frame));
            let longest = known.insert(same.unwrap_or_else(|| Longest::new(frame)));
            longest.text.clone()
        })
    };
    let room = el("p")
        .class("told-room")
        .attr("aria-hidden", "true")
        .live_text(longest);
    el("div").class("told-place").child(room).child(line())
}

/// The longest line of an experiment on its data: as weights change it stays as it is.
struct Longest {
    experiment: Arc<Experiment>,
    data: Arc<Prepared>,
    text: String,
}

impl Longest {
    fn new(frame: &Frame) -> Self {
        let (experiment, data) = (frame.experiment.clone(), frame.prepared.clone());
        let text = longest_step(&experiment, &data, &frame.snapshot.network);
        Self {
            experiment,
            data,
            text,
        }
    }

    fn is_of(&self, frame: &Frame) -> bool {
        Arc::ptr_eq(&self.experiment, &frame.experiment) && Arc::ptr_eq(&self.data, &frame.prepared)
    }
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
