//! Opening and closing the walk, going from stage to stage, and keeping the step worked out.

use std::{cell::RefCell, sync::Arc};

use reactive_graph::{graph::untrack, prelude::*};

use crate::{
    engine::{Data, Goal, Job, Start, job::Done},
    lab::{Moment, Study},
    nn::{Settings, Stride, Walk},
    run::{Drive, Lab, On, TooLarge, walk_from},
    ui::{
        element::follow,
        frame::Frame,
        look::{Ground, Made},
        pool::{JobNews, Ticket},
        run::{AT_ONCE, Run},
        ways::uncover_walk,
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
    uncover_walk();
}

/// Goes to a stage, by its number: making the step on the way to the last, and taking it back on the way
/// from there. Beyond the last begins the next step. While the step is being made one stays.
pub fn go(run: Run, to: usize) {
    let walking = run.look.walking;
    let last = walking.stages().len().saturating_sub(1);
    let Some(from) = walking.stage.get_untracked().filter(|_| last > 0) else {
        return;
    };
    if walking.made.get_untracked() == Made::Asked {
        // Whoever shows the stage is told that it is the same.
        walking.stage.notify();
        return;
    }
    if to > last {
        walking.made.set(Made::No);
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
    walking.made.set(Made::Asked);
    let [before, after] = walk.network();
    if after == before {
        // Nothing will be seen to change.
        walking.made.set(Made::Yes);
    }
    if ground.study.is_some() {
        run.dispatch(Drive::SetParameters(after.to_vec()));
        return;
    }
    let is_known = run.lab.with_untracked(|lab| !lab.is_at_tip());
    let next = is_known
        .then(|| moment_after(run, &walk, &ground))
        .flatten();
    match next {
        // The branch has that step already.
        Some(moment) => run.dispatch(Drive::Seek(moment)),
        None => {
            // What comes of it is seen in the frame.
            let _ = run.request(Stride::Batch, 1, Goal::default());
        }
    }
}

/// The moment after the step, where the branch at hand goes as far. The batch may have begun earlier.
fn moment_after(run: Run, walk: &Walk, ground: &Ground) -> Option<Moment> {
    let samples = ground.data.train.len();
    let Settings {
        rule, batch_size, ..
    } = walk.settings;
    let size = if rule.is_local() {
        1
    } else {
        batch_size.clamp(1, samples.max(1))
    };
    let Moment { epoch, position } = ground.moment;
    let end = position - position % size + walk.samples.len();
    let moment = if end < samples {
        Moment {
            epoch,
            position: end,
        }
    } else {
        Moment {
            epoch: epoch + 1,
            position: 0,
        }
    };
    run.branch(|branch| (moment <= branch.tip).then_some(moment))
}

/// Takes the step back, where its weights are still the ones on the screen.
fn take_back(run: Run) {
    let walking = run.look.walking;
    walking.made.set(Made::No);
    let Some((walk, ground)) = walking.walk.get_untracked() else {
        return;
    };
    if ground.study.is_none() {
        run.dispatch(Drive::Seek(ground.moment));
    } else if shown(run, |parameters| {
        let [before, after] = walk.network();
        parameters == after && after != before
    }) {
        run.dispatch(Drive::Undo);
    }
}

/// Something of the parameters on the screen.
fn shown<T>(run: Run, of: impl FnOnce(&[f32]) -> T) -> T {
    run.frame
        .with_untracked(|f| of(f.snapshot.network.parameters()))
}

/// Keeps the step worked out as long as the walk is open: whenever other weights, settings, data or another
/// sample are on the screen. While the network learns no step is shown.
pub fn keep_up(run: Run) {
    let walking = run.look.walking;
    follow(move || {
        let open = walking.is_open();
        let running = run.lab.with(|lab| lab.transport.running);
        run.look.study.track();
        run.frame.track();
        match (open, running) {
            (true, true) => untrack(|| walking.forget()),
            (true, false) => untrack(|| work_out(run)),
            (false, _) => {}
        }
    });
}

thread_local! {
    /// The ways that are being gone in the background, each for a run.
    static WAYS: RefCell<Vec<(u32, Ticket)>> = const { RefCell::new(Vec::new()) };
}

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
    if stands(run, &frame, study.as_ref()) {
        return;
    }
    let last = WAYS.with_borrow_mut(|ways| {
        let at = ways.iter().position(|(id, _)| *id == run.id);
        at.map(|at| ways.swap_remove(at))
    });
    // Not before: giving it up may start another.
    drop(last);
    walking.made.set(Made::No);
    let Some(on) = on(&frame, study.as_ref()) else {
        walking.too_large.set(None);
        return walking.forget();
    };
    let start = run.lab.with_untracked(Lab::route);
    let data = Data::from(&*frame.prepared);
    let samples = frame.prepared.train.len();
    let ground = Ground {
        data: frame.prepared.clone(),
        moment,
        study,
    };
    let (settings, parameters) = (
        frame.experiment.settings(),
        frame.snapshot.network.parameters().len(),
    );
    let too_large = TooLarge::of(&on, &settings, samples, parameters);
    walking.too_large.set(too_large);
    if too_large.is_some() {
        return walking.forget();
    }
    let way = moment.shown(samples) - start.at().shown(samples).min(moment.shown(samples));
    let step = on.samples(&settings, samples) as u64;
    if (way + step) * parameters as u64 <= AT_ONCE {
        return set(run, walk_from(&start, &data, &on), ground);
    }
    walking.forget();
    in_background(run, data, start, (on, ground));
}

/// Whether the step that is known is the one to be shown; notes whether it has been made.
fn stands(run: Run, frame: &Frame, study: Option<&Study>) -> bool {
    let walking = run.look.walking;
    let Some((walk, ground)) = walking.walk.get_untracked() else {
        return false;
    };
    let same = ground.study.as_ref() == study
        && walk.settings == frame.experiment.settings()
        && Arc::ptr_eq(&ground.data, &frame.prepared);
    let parameters = frame.snapshot.network.parameters();
    let moment = frame.snapshot.progress.moment();
    let [is_before, is_after] = walk.network().map(|known| known == parameters);
    // Early stopping may bring other weights back.
    let is_stopped = run.lab.with_untracked(|lab| lab.stopped) && moment > ground.moment;
    match walking.made.get_untracked() {
        _ if !same => false,
        Made::No => is_before && ground.moment == moment,
        Made::Asked if is_after || is_stopped => {
            walking.made.set(Made::Yes);
            true
        }
        Made::Asked => is_before,
        Made::Yes if is_after || is_stopped => true,
        Made::Yes if is_before && ground.moment == moment => {
            // It has been taken back by Undo or in the history.
            walking.made.set(Made::No);
            let before_last = walking.stages().len().saturating_sub(2);
            walking.stage.set(Some(before_last));
            true
        }
        Made::Yes => false,
    }
}

/// Goes the way to the moment and makes the step in a worker.
fn in_background(run: Run, data: Data, start: Start, (on, ground): (On, Ground)) {
    let job = Job::Walk {
        data,
        start: Box::new(start),
        on,
    };
    let tell = move |news| {
        let is_wanted = run.is_open()
            && run.look.walking.stage.with_untracked(Option::is_some)
            && run.lab.with_untracked(|lab| lab.moment == ground.moment);
        if !is_wanted {
            return;
        }
        match news {
            JobNews::Share(_) | JobNews::Come(_) => {}
            JobNews::Done(Done::Walked(walk)) => set(run, walk.map(|walk| *walk), ground.clone()),
            JobNews::Done(_) => set(run, None, ground.clone()),
            JobNews::Died(why) => run.failure.set(Some(why)),
        }
    };
    let ticket = run.hand_in(job, tell);
    WAYS.with_borrow_mut(|ways| ways.push((run.id, ticket)));
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
            && (*at + 1 >= now || (stages > 0 && now != stages))
        {
            *at = 0;
        }
    });
}
