//! Opening and closing the walk, going from stage to stage, and keeping the step worked out.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use reactive_graph::{graph::untrack, prelude::*};

use crate::{
    engine::{Data, Goal, Job, Start, job::Done},
    lab::{Study, steps::Stage},
    nn::{Stride, Walk},
    run::{Drive, Lab, On, walk_from},
    ui::{
        element::follow,
        frame::Frame,
        look::Ground,
        pool::{JobNews, Ticket},
        run::Run,
    },
};

/// Opens the walk at its first stage, or closes it.
pub fn toggle(run: Run) {
    if run.look.walking.stage.get_untracked().is_some() {
        return run.look.walking.close();
    }
    run.look.panel.set(None);
    run.look.opened.set(None);
    if run.lab.with_untracked(|lab| lab.transport.running) {
        run.dispatch(Drive::Pause);
    }
    run.look.walking.stage.set(Some(0));
}

/// Goes to a stage, by its number: making the step on the way to the last, and taking it back on the way
/// from there. Beyond the last begins the next step.
pub fn go(run: Run, to: usize) {
    let walking = run.look.walking;
    let last = walking.stages().len().saturating_sub(1);
    let Some(from) = walking.stage.get_untracked().filter(|_| last > 0) else {
        return;
    };
    if to > last {
        walking.made.set(false);
        walking.stage.set(Some(0));
        return work_out(run);
    }
    if to == last && from < last {
        make(run);
    } else if to < last && from == last {
        take_back(run);
    }
    walking.stage.set(Some(to));
}

/// What the step is made on.
fn on(frame: &Frame, study: Option<&Study>) -> Option<On> {
    let Some(study) = study else {
        return Some(On::Batch);
    };
    if let Some(row) = study.training_row() {
        return Some(On::Sample(row));
    }
    let (x, t) = study.sample(&frame.prepared)?;
    Some(On::Values(x, t))
}

/// Makes the step: the next mini-batch is trained on; the weights that a chosen sample leads to are put in
/// place.
fn make(run: Run) {
    let walking = run.look.walking;
    let Some((walk, ground)) = walking.walk.get_untracked() else {
        return;
    };
    walking.made.set(true);
    if ground.study.is_some() {
        run.dispatch(Drive::SetParameters(walk.after.clone()));
        return;
    }
    let is_known = run.lab.with_untracked(|lab| !lab.is_at_tip());
    let next = is_known.then(|| after(run, &walk, &ground)).flatten();
    match next {
        // The branch has that step already.
        Some(moment) => run.dispatch(Drive::Seek(moment)),
        None => {
            // What comes of it is seen in the frame.
            let _ = run.request(Stride::Batch, 1, Goal::default());
        }
    }
}

/// The moment after the step, where the branch at hand goes as far.
fn after(run: Run, walk: &Walk, ground: &Ground) -> Option<crate::lab::Moment> {
    let samples = run.frame.with_untracked(|f| f.prepared.train.len());
    let mut moment = ground.moment;
    moment.position += walk.samples.len();
    if moment.position >= samples {
        moment.epoch += 1;
        moment.position = 0;
    }
    run.branch(|branch| (moment <= branch.tip).then_some(moment))
}

/// Takes the step back.
fn take_back(run: Run) {
    let walking = run.look.walking;
    walking.made.set(false);
    let Some((_, ground)) = walking.walk.get_untracked() else {
        return;
    };
    if ground.study.is_some() {
        run.dispatch(Drive::Undo);
    } else {
        run.dispatch(Drive::Seek(ground.moment));
    }
}

/// Keeps the step worked out as long as the walk is open: whenever other weights, settings or another
/// sample are on the screen, and nothing trains.
pub fn keep_up(run: Run) {
    let walking = run.look.walking;
    follow(move || {
        let open = walking.is_open();
        let running = run.lab.with(|lab| lab.transport.running);
        run.look.study.track();
        run.frame.track();
        if running {
            walking.plays.set(false);
        }
        if open && !running {
            untrack(|| work_out(run));
        }
    });
}

thread_local! {
    static WAY: RefCell<Option<(u32, Ticket)>> = const { RefCell::new(None) };
}

/// Samples times weights that are gone through at once: some milliseconds.
const AT_ONCE: u64 = 2_000_000;

/// Works the step out that comes next, unless it is known or has just been made.
fn work_out(run: Run) {
    let walking = run.look.walking;
    let frame = run.frame.get_untracked();
    let study = run.look.study.get_untracked();
    let moment = frame.snapshot.progress.moment();
    if run.lab.with_untracked(|lab| lab.moment) != moment {
        // The moment on the screen is about to be another.
        return;
    }
    let parameters = frame.snapshot.network.parameters();
    let stands = walking.walk.with_untracked(|known| {
        known.as_ref().is_some_and(|(walk, ground)| {
            let is_before = walk.before == parameters;
            let same = ground.study == study && walk.settings == frame.experiment.settings();
            if walking.made.get_untracked() {
                return same && (is_before || walk.after == parameters);
            }
            same && is_before && ground.moment == moment
        })
    });
    if stands {
        return;
    }
    walking.made.set(false);
    let Some(on) = on(&frame, study.as_ref()) else {
        return;
    };
    let start = run.lab.with_untracked(Lab::route);
    let ground = Ground { moment, study };
    let data = Data::from(&*frame.prepared);
    let samples = frame.prepared.train.len();
    let way = moment.shown(samples) - start.at().shown(samples).min(moment.shown(samples));
    if way * parameters.len() as u64 <= AT_ONCE {
        return set(run, walk_from(&start, &data, &on), ground);
    }
    in_background(run, data, start, (on, ground));
}

/// Goes the way to the moment in a worker, and the step here.
fn in_background(run: Run, data: Data, start: Start, (on, ground): (On, Ground)) {
    let job = Job::Replay {
        data: data.clone(),
        start: Box::new(start.clone()),
    };
    let ground = Rc::new(ground);
    let tell = move |news| {
        if !run.is_open() {
            return;
        }
        if let JobNews::Done(Done::Replayed(there)) = news {
            let from = Some((there.checkpoint, start.known));
            let near = Start {
                from,
                ..start.clone()
            };
            set(run, walk_from(&near, &data, &on), (*ground).clone());
        }
    };
    let ticket = run.hand_in(job, tell);
    WAY.with(|way| way.replace(Some((run.id, ticket))));
}

/// Shows another step: at its beginning, if the last one was at its end.
fn set(run: Run, walk: Option<Walk>, ground: Ground) {
    let walking = run.look.walking;
    let stages = walking.stages().len();
    let walk = walk.filter(|walk| !walk.samples.is_empty());
    let count = walk.as_ref().map_or(0, |walk| walk.samples.len());
    walking
        .sample
        .update(|sample| *sample = (*sample).min(count.saturating_sub(1)));
    let network = run.frame.with_untracked(|f| f.snapshot.network.clone());
    walking
        .focus
        .update(|focus| *focus = focus.within(&network));
    walking.walk.set(walk.map(|walk| (Arc::new(walk), ground)));
    let now = walking.stages().len();
    walking.stage.update(|stage| {
        if let Some(at) = stage
            && (*at + 1 >= now || now != stages)
        {
            *at = 0;
        }
    });
}

/// Turns the focus to the layer at work, whenever the stage is another.
pub fn keep_focus(run: Run) {
    let walking = run.look.walking;
    follow(move || {
        let stage = walking.at();
        let Some(layer) = stage.and_then(|stage| {
            let layers = run
                .frame
                .with_untracked(|f| f.snapshot.network.layers().len());
            stage.layer(layers)
        }) else {
            return;
        };
        let focus = walking.focus.get_untracked();
        if focus.layer != layer {
            super::focus::turn_to_layer(run, layer);
        }
        if stage == Some(Stage::Inputs) && focus.source.is_none() {
            walking.focus.update(|focus| focus.source = Some(0));
        }
    });
}
