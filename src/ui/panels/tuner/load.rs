//! The run of a trial, put in place of the one at hand: at its best epoch, with its history, as if it had been
//! watched.

use reactive_graph::prelude::*;

use super::state::Scene;
use crate::{
    engine::{Data, Job, Plan, Story, job::Done},
    lab::Recipe,
    run::{Branch, Drive, Notice, Opened},
    text::tuner as words,
    ui::pool::JobNews,
};

/// Goes the run of a trial once more up to its best epoch, and shows it. One that was validated on parts of the
/// training samples is trained on all of them.
pub fn load(scene: Scene, trial: u32) {
    let run = scene.run;
    let (Some(begun), Some(search)) = (scene.begun.get_untracked(), scene.search.get_untracked())
    else {
        return;
    };
    let Some(epochs) = search
        .trials
        .get(trial as usize)
        .and_then(|t| t.best_epoch())
    else {
        return;
    };
    let experiment = search.experiment(trial);
    let story = Story {
        data: Data::from(&*begun.prepared),
        measured: [0, 1].map(|part| begun.prepared.measured[part].len()),
        plan: Plan::from(&experiment),
        epochs,
    };
    scene.said.set(String::new());
    scene.loading.set(Some((trial, 0.0)));
    let samples = begun.prepared.train.len();
    let tell = move |news| {
        if !run.is_open() {
            return;
        }
        match news {
            JobNews::Share(share) => return scene.loading.set(Some((trial, share))),
            JobNews::Come(_) => return,
            JobNews::Done(Done::Told(told)) => {
                let recipe = Recipe::from(experiment.clone());
                let branch = Branch::told(recipe.clone(), *told, samples);
                run.dispatch(Drive::Open(Box::new(Opened {
                    recipe,
                    branch: Some(branch),
                    notice: Notice::Opened(words::opened(trial)),
                    ..Opened::default()
                })));
            }
            JobNews::Done(_) => {}
            JobNews::Died(why) => scene.said.set(words::not_loaded(&why)),
        }
        scene.loading.set(None);
        drop(scene.ticket.try_update_value(Option::take));
    };
    // A former wish is void.
    drop(scene.ticket.try_update_value(Option::take));
    let ticket = run.hand_in(Job::Story(Box::new(story)), tell);
    if scene.loading.get_untracked().is_some() {
        scene.ticket.set_value(Some(ticket));
    }
}
