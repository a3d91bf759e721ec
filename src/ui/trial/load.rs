//! The run of a lot, put in place of the one at hand: with its history, as if it had been watched.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::{Begun, Trial};
use crate::{
    engine::{Data, Job, Plan, Story, Told, job::Done},
    lab::Recipe,
    run::{Branch, Drive, Notice, Opened},
    text::lottery as words,
    ui::pool::JobNews,
};

/// Goes the run of a lot once more, and shows it. It is what has come of it, to the last bit.
pub fn load(trial: Trial, lot: u32) {
    let run = trial.run;
    let (Some(begun), Some(outcome)) = (
        trial.begun.get_untracked(),
        trial
            .outcomes
            .with_untracked(|all| all.get(lot as usize).cloned().flatten()),
    ) else {
        return;
    };
    let experiment = begun.lottery.experiment_of(lot);
    let story = Story {
        data: Data::from(&*begun.prepared),
        measured: [0, 1].map(|part| begun.prepared.measured[part].len()),
        plan: Plan::from(&experiment),
        epochs: if outcome.diverged {
            outcome.at.epoch
        } else {
            begun.lottery.epochs
        },
    };
    trial.said.set(String::new());
    trial.loading.set(Some((lot, 0.0)));
    let tell = move |news| {
        if !run.is_open() {
            return;
        }
        match news {
            JobNews::Share(share) => return trial.loading.set(Some((lot, share))),
            JobNews::Come(_) => return,
            JobNews::Done(Done::Told(told)) => show(trial, &begun, lot, *told),
            JobNews::Done(_) => {}
            JobNews::Died(why) => trial.said.set(words::not_loaded(&why)),
        }
        trial.loading.set(None);
        drop(trial.ticket.try_update_value(Option::take));
    };
    // A former wish is void.
    drop(trial.ticket.try_update_value(Option::take));
    let ticket = run.hand_in(Job::Story(Box::new(story)), tell);
    if trial.loading.get_untracked().is_some() {
        trial.ticket.set_value(Some(ticket));
    }
}

fn show(trial: Trial, begun: &Arc<Begun>, lot: u32, told: Told) {
    let recipe = Recipe::from(begun.lottery.experiment_of(lot));
    let branch = Branch::told(recipe.clone(), told, begun.prepared.train.len());
    trial.run.dispatch(Drive::Open(Box::new(Opened {
        recipe,
        branch: Some(branch),
        notice: Notice::Opened(words::opened(&begun.lottery, lot, trial.of)),
        ..Opened::default()
    })));
}
