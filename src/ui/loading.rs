//! A run that was trained in the background, gone once more and put in place of the one at hand: with its history, as
//! if it had been watched. It is what came of it, to the last bit.

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use super::{
    pool::{JobNews, Ticket},
    run::Run,
};
use crate::{
    engine::{Data, Job, Plan, Story, job::Done},
    lab::{Experiment, Prepared, Recipe},
    run::{Branch, Drive, Notice, Opened},
    text::lottery as words,
};

/// What is being loaded, of runs that have a number. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Loading {
    run: Run,
    /// Which, and how much of it is done, from 0 to 1.
    pub at: RwSignal<Option<(u32, f64)>>,
    /// What came of the last thing that was done.
    pub said: RwSignal<String>,
    ticket: StoredValue<Option<Ticket>, LocalStorage>,
}

impl Loading {
    /// Nothing, for the place of this run.
    pub fn new(run: Run) -> Self {
        Self {
            run,
            at: RwSignal::new(None),
            said: RwSignal::default(),
            ticket: StoredValue::new_local(None),
        }
    }

    /// Is given up.
    pub fn leave(self) {
        drop(self.ticket.try_update_value(Option::take));
        self.at.set(None);
        self.said.set(String::new());
    }

    /// Loads a run of that number: of an experiment on these data, as it is after so many epochs; then shows what is
    /// to be said of it.
    pub fn load(
        self,
        number: u32,
        prepared: &Prepared,
        experiment: Experiment,
        epochs: u64,
        notice: String,
    ) {
        let story = Story {
            data: Data::from(prepared),
            measured: [0, 1].map(|part| prepared.measured[part].len()),
            plan: Plan::from(&experiment),
            epochs,
        };
        let samples = prepared.train.len();
        // A former wish is void.
        self.leave();
        self.at.set(Some((number, 0.0)));
        let (run, recipe) = (self.run, Recipe::from(experiment));
        let tell = move |news| {
            if !run.is_open() {
                return;
            }
            match news {
                JobNews::Share(share) => return self.at.set(Some((number, share))),
                JobNews::Come(_) => return,
                JobNews::Done(Done::Told(told)) => {
                    let branch = Branch::told(recipe.clone(), *told, samples);
                    run.dispatch(Drive::Open(Box::new(Opened {
                        recipe: recipe.clone(),
                        branch: Some(branch),
                        notice: Notice::Opened(notice.clone()),
                        ..Opened::default()
                    })));
                }
                JobNews::Done(_) => {}
                JobNews::Died(why) => self.said.set(words::not_loaded(&why)),
            }
            self.at.set(None);
            drop(self.ticket.try_update_value(Option::take));
        };
        let ticket = run.hand_in(Job::Story(Box::new(story)), tell);
        if self.at.get_untracked().is_some() {
            self.ticket.set_value(Some(ticket));
        }
    }
}
