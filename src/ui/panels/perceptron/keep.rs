//! What the panel shows is kept worked out while it is seen: the next step, the proof, the way round, and the weights
//! on the way.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use reactive_graph::{graph::untrack, prelude::*};

use super::scene::{Proof, Round, Scene, Seen, View, learning};
use crate::{
    engine::Data,
    nn::{
        Schedule, Stride, Walk,
        separation::{Chase, Search, Separation},
    },
    run::{On, walk_from},
    ui::{browser::pause, element::follow, frame::Frame, run::AT_ONCE, turn::on_screen},
};

/// Keeps all of it.
pub fn keep(scene: Scene) {
    keep_next(scene);
    keep_trace(scene);
    keep_proof(scene);
    keep_round(scene);
}

fn is_seen(scene: Scene) -> bool {
    scene
        .size
        .with(|size| size.is_some_and(|[width, _]| width > 0.0))
}

/// The step that comes next, or that the studied sample would make: always while the run rests, and while it
/// trains sample by sample.
fn keep_next(scene: Scene) {
    let run = scene.run;
    on_screen(move || {
        if !is_seen(scene) {
            return;
        }
        run.arriving.track();
        run.look.study.track();
        let (running, stride) = run
            .lab
            .with(|lab| (lab.transport.running, lab.transport.stride));
        run.frame.track();
        let is_slow = !running || stride == Stride::Sample;
        let next = is_slow.then(|| untrack(|| next(scene))).flatten();
        scene.next.set(next.map(Arc::new));
    });
}

/// The step from the moment on the screen; none where it takes long to get there, or there is none.
fn next(scene: Scene) -> Option<Walk> {
    let run = scene.run;
    let (frame, studied) = (run.frame.get_untracked(), scene.studied());
    run.lab.with_untracked(|lab| {
        let moment = frame.snapshot.progress.moment();
        if run.arriving.get_untracked().is_some() || lab.moment != moment {
            return None;
        }
        let (start, samples) = (lab.route(), frame.prepared.train.len());
        let way = moment
            .shown(samples)
            .saturating_sub(start.at().shown(samples));
        let weights = frame.snapshot.network.parameters().len() as u64;
        if (way + 1).saturating_mul(weights) > AT_ONCE {
            return None;
        }
        let on = studied.map_or(On::Batch, On::Sample);
        walk_from(&start, &Data::from(&*frame.prepared), &on)
    })
}

/// Places of the way that are kept.
const PLACES: usize = 2000;

/// The weights after each mistake, as far as they come to the screen.
fn keep_trace(scene: Scene) {
    let run = scene.run;
    follow(move || {
        if !is_seen(scene) {
            return;
        }
        let seen = run.frame.with(|f| seen(f));
        let known = scene.trace.get_untracked();
        if let Some(trace) = longer(&known, seen) {
            scene.trace.set(Arc::new(trace));
        }
    });
}

/// The way with what is seen now; none where it says nothing new.
fn longer(known: &[Seen], seen: Option<(Vec<f32>, Seen)>) -> Option<Vec<Seen>> {
    let Some((start, seen)) = seen else {
        return (!known.is_empty()).then(Vec::new);
    };
    if known.last() == Some(&seen) {
        return None;
    }
    let begun = Seen {
        mistakes: vec![0; seen.mistakes.len()],
        parameters: start,
    };
    let is_after = |last: &Seen| {
        let pairs = last.mistakes.iter().zip(&seen.mistakes);
        pairs.clone().all(|(before, now)| before <= now)
    };
    // Weights put in place, a moment of the past, other data: another way.
    let goes_on = known.first() == Some(&begun) && known.last().is_some_and(is_after);
    let mut trace = if goes_on { known.to_vec() } else { vec![begun] };
    if trace.len() >= PLACES {
        let mut at = 0;
        trace.retain(|_| {
            at += 1;
            at % 2 == 1
        });
    }
    if trace.last() != Some(&seen) {
        trace.push(seen);
    }
    Some(trace)
}

/// The weights that the record began with, and those on the screen with the mistakes so far.
fn seen(frame: &Frame) -> Option<(Vec<f32>, Seen)> {
    let record = &frame.fared.as_ref()?.record;
    let parameters = learning(frame);
    (record.start.len() == parameters.len()).then(|| {
        let seen = Seen {
            mistakes: record.mistakes.clone(),
            parameters: parameters.to_vec(),
        };
        (record.start.clone(), seen)
    })
}

/// Questions whether to go on before the page may draw: some milliseconds.
const PORTIONS: usize = 8;

/// Works in portions between which the page draws, until it is done or another piece of work takes its place.
struct Work {
    number: Rc<RefCell<u64>>,
}

impl Work {
    fn new() -> Self {
        Self {
            number: Rc::default(),
        }
    }

    /// Begins: `work` gives its result once it has one, and `show` takes it.
    fn begin<T: 'static>(
        &self,
        mut work: impl FnMut(&mut dyn FnMut() -> bool) -> Option<T> + 'static,
        show: impl FnOnce(T) + 'static,
    ) {
        let mine = {
            let mut number = self.number.borrow_mut();
            *number += 1;
            *number
        };
        let portion = move || {
            let mut left = PORTIONS;
            move || {
                left = left.saturating_sub(1);
                left > 0
            }
        };
        if let Some(done) = work(&mut portion()) {
            return show(done);
        }
        let number = self.number.clone();
        wasm_bindgen_futures::spawn_local(async move {
            loop {
                pause().await;
                if *number.borrow() != mine {
                    return;
                }
                if let Some(done) = work(&mut portion()) {
                    return show(done);
                }
            }
        });
    }

    /// Gives up what is at work.
    fn give_up(&self) {
        *self.number.borrow_mut() += 1;
    }
}

/// Whether a line separates the studied unit's samples.
fn keep_proof(scene: Scene) {
    let work = Work::new();
    follow(move || {
        let (unit, data) = (scene.unit.get(), scene.data.get());
        scene.proof.set(None);
        work.give_up();
        let Some(points) = crate::lab::perceptron::points(&data.0, unit) else {
            return;
        };
        let mut search = Search::new(points);
        let show = move |found: Separation| {
            // The panel may be gone.
            let _ = scene.proof.try_set(Some(Arc::new(Proof { unit, found })));
        };
        work.begin(move |on| search.advance_while(on), show);
    });
}

/// How the weights go round, from the moment on the screen: while the run rests and the weights are looked at.
fn keep_round(scene: Scene) {
    let (run, work) = (scene.run, Work::new());
    follow(move || {
        let wanted = is_seen(scene) && scene.view.get() == View::Weights;
        let meets = scene
            .found()
            .is_some_and(|proof| matches!(proof.found, Separation::Meeting(_)));
        let running = run.lab.with(|lab| lab.transport.running);
        let chase = run.frame.with(|f| chase(f));
        if !wanted || running {
            return;
        }
        work.give_up();
        let Some(mut chase) = chase.filter(|_| meets) else {
            return scene.round.set(Round::Unknown);
        };
        if !matches!(untrack(|| scene.round.get()), Round::Found(_)) {
            scene.round.set(Round::Sought);
        }
        let show = move |cycle: Option<_>| {
            let round = cycle.map_or(Round::None, |cycle| Round::Found(Arc::new(cycle)));
            // The panel may be gone.
            let _ = scene.round.try_set(round);
        };
        work.begin(move |on| chase.advance_while(on), show);
    });
}

/// The search for a cycle; none where the samples have another order each epoch, the rate is another each epoch,
/// or the rule is another.
fn chase(frame: &Frame) -> Option<Chase> {
    let e = &frame.experiment;
    if e.shuffle || e.schedule != Schedule::Constant || !e.rule.corrects() {
        return None;
    }
    let mut network = frame.snapshot.network.clone();
    network.parameters_mut().copy_from_slice(learning(frame));
    let settings = e.settings();
    let learns = settings.learns(0);
    let fixed = if learns {
        settings.fixed.parameters(&network)
    } else {
        (0..network.parameters().len()).collect()
    };
    let position = frame.snapshot.progress.moment().position;
    let samples = frame.prepared.train.clone();
    Some(Chase::new(
        network,
        samples,
        position,
        e.learning_rate,
        fixed,
    ))
}
