//! Networks that are compared: how many seeds of each are trained for how long, and what came of them.

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};

use super::plot::{plot, spreads};
use crate::{
    lab::{
        FieldError,
        lottery::{EPOCHS, Lottery, SEEDS, Spread, Sweep, usual_epochs},
    },
    run::News,
    text::{depth::READ, lottery::CHANGED},
    ui::{
        element::{El, el},
        number_field::NumberField,
        trial::Trial,
    },
};

/// What is compared. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Comparison {
    /// What is trained.
    pub trial: Trial,
    seeds: RwSignal<u32>,
    /// For how long, where that was chosen.
    epochs: RwSignal<Option<u64>>,
    /// The networks that are to be trained.
    sweep: RwSignal<Sweep>,
}

/// How many seeds are usual.
const USUAL: u32 = 5;

impl Comparison {
    /// One of which nothing is trained yet.
    pub fn new(sweep: RwSignal<Sweep>) -> Self {
        Self {
            trial: Trial::new("comparison"),
            seeds: RwSignal::new(USUAL),
            epochs: RwSignal::new(None),
            sweep,
        }
    }

    /// The networks as they are set.
    pub fn set(self) -> Lottery {
        let run = self.trial.run;
        let (experiment, samples) = run.lab.with(|lab| (lab.experiment.clone(), lab.samples()));
        Lottery {
            first: experiment.seed,
            experiment,
            seeds: self.seeds.get(),
            epochs: self
                .epochs
                .get()
                .unwrap_or_else(|| usual_epochs(0, samples)),
            sweep: Some(self.sweep.get()),
        }
    }

    fn start(self) {
        let run = self.trial.run;
        run.dispatch(News::Dismiss);
        let lottery = untrack(|| self.set());
        match lottery.validate() {
            Ok(()) => self.trial.begin(lottery),
            Err(wrong) => run.dispatch(News::Complain(named(wrong))),
        }
    }

    /// The fields and the buttons; `start` is the text of the one that begins.
    pub fn fields(self, start: &'static str) -> El {
        let seeds = NumberField::local(
            ["Seeds", "How many seeds of each network are trained"],
            SEEDS,
            1.0,
            move || self.seeds.get().into(),
            move |seeds| self.seeds.set(seeds as u32),
        );
        let epochs = NumberField::local(
            ["Epochs", "For how long each is trained"],
            EPOCHS,
            10.0,
            move || self.set().epochs as f64,
            move |epochs| self.epochs.set(Some(epochs as u64)),
        );
        let start = [start, "Trains them in the background"];
        el("div")
            .class("depth-fields")
            .child(seeds.view())
            .child(epochs.view())
            .child(self.trial.buttons(start, move || self.start()))
    }

    /// Whether something has begun.
    pub fn has_begun(self) -> bool {
        self.trial.dealing.has_begun()
    }

    /// Whether all have come.
    pub fn is_over(self) -> bool {
        self.trial.dealing.is_over()
    }

    /// What has come of each network, with the lottery that it is.
    pub fn spreads(self) -> Option<(std::sync::Arc<Lottery>, Vec<Option<Spread>>)> {
        spreads(self.trial)
    }

    /// What has come as a chart, and in words.
    pub fn come(
        self,
        axis: &'static str,
        label: fn(&Sweep, &str) -> String,
        found: fn(Self) -> String,
    ) -> Vec<El> {
        let trial = self.trial;
        let changed = || vec![el("p").class("hint lottery-changed").text(CHANGED)];
        vec![
            trial.progress(),
            plot(trial, axis, label),
            el("output")
                .attr("aria-live", "off")
                .attr("aria-label", "What came out")
                .live_text(move || found(self)),
            trial.dealing.failure(),
            el("div").when(move || trial.changed.get(), changed),
            el("p")
                .class("lottery-said")
                .attr("role", "status")
                .live_text(move || trial.loading.said.get()),
            el("p").class("hint").text(READ),
        ]
    }
}

/// What is wrong by the names that the panel has for it.
fn named(wrong: FieldError) -> FieldError {
    let name = match wrong.field.as_str() {
        "seeds" => "Seeds",
        "epochs" => "Epochs",
        _ => return wrong,
    };
    FieldError::new(name, wrong.wrong)
}
