//! The run's way: from the moments that are kept, from what is shown while it trains, and, once it rests, gone
//! once more in the background.

use std::{cell::Cell, rc::Rc, sync::Arc};

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
};

use super::scene::{Scene, Spotted};
use crate::{
    engine::{Data, Job, Plan, Start, Trace, job::Done},
    lab::{
        Change, Event, Moment, Prepared,
        landscape::{Path, Step},
    },
    nn::{Stride, landscape::Plane},
    run::{Branch, Lab},
    ui::{
        pool::{JobNews, Ticket},
        turn::on_screen,
    },
};

/// Samples times weights that are gone once more, at most: some seconds.
const WAY: u64 = 2_000_000_000;
/// Epochs from which on the way is followed by epochs.
const BY_EPOCHS: u64 = 40;

/// What is known of the way beside its points.
#[derive(Clone, Copy, Default, PartialEq)]
struct Known {
    /// Of which beginning of the trainer.
    course: u32,
    /// How often weights were put in place.
    puts: usize,
    /// Up to which moment it was gone once more.
    fine: Moment,
}

/// Keeps up the way and where it is on the plane.
pub fn follow_trail(scene: Scene) {
    let known = Rc::new(Cell::new(None::<Known>));
    let ticket = StoredValue::new_local(None::<Ticket>);
    let places = StoredValue::new(Places::default());
    let mut data = None::<Arc<Prepared>>;
    on_screen(move || {
        if !scene.is_seen() {
            return;
        }
        let run = scene.run;
        run.frame.track();
        let is_at_rest = run.lab.with(|lab| !lab.transport.running) && run.arriving.get().is_none();
        let course = run.course();
        let state = known.get().filter(|known| known.course == course);
        if state.is_none() {
            drop(ticket.try_update_value(Option::take));
        }
        let mut state = state.unwrap_or_else(|| {
            // Ways over other data are no ways of this landscape.
            let now = run.frame.with_untracked(|f| f.prepared.clone());
            match data.replace(now.clone()) {
                Some(last) if Arc::ptr_eq(&last, &now) => scene.leave(scene.path.get_untracked()),
                _ => scene.former.set(Arc::default()),
            }
            scene.path.set(Arc::new(rebuilt(scene)));
            Known {
                course,
                puts: puts(scene),
                fine: Moment::START,
            }
        });
        push_shown(scene, &mut state);
        known.set(Some(state));
        if is_at_rest && ticket.with_value(Option::is_none) {
            trace(scene, known.clone(), ticket);
        }
    });
    on_screen(move || {
        let (path, laid) = (scene.path.get(), scene.laid.get());
        if let Some(laid) = laid {
            let spotted = places.try_update_value(|places| places.of(&laid.plane, &path));
            scene.spotted.set(Arc::new(spotted.unwrap_or_default()));
        }
    });
}

fn happened(branch: &Branch) -> &[Event] {
    let timeline = &branch.recipe.timeline;
    &timeline[..branch.happened.min(timeline.len())]
}

fn is_put(event: &Event) -> bool {
    matches!(event.change, Change::SetParameters(_))
}

fn puts(scene: Scene) -> usize {
    let count = |branch: &Branch| happened(branch).iter().filter(|e| is_put(e)).count();
    scene.run.branch(count)
}

/// The way as far as moments of it are kept.
fn rebuilt(scene: Scene) -> Path {
    let inputs = scene
        .run
        .frame
        .with_untracked(|f| f.snapshot.network.inputs());
    scene.run.branch(|branch| {
        let network = branch.recipe.experiment.network_of(inputs);
        let mut start = network.parameters().to_vec();
        for event in happened(branch)
            .iter()
            .take_while(|e| e.at == Moment::START)
        {
            if let Change::SetParameters(put) = &event.change
                && put.len() == start.len()
            {
                start.clone_from(put);
            }
        }
        let mut path = Path::new(start.len());
        path.push(Step {
            at: Moment::START,
            parameters: start.into(),
            jumps: false,
        });
        let mut last = Moment::START;
        for kept in branch.kept() {
            let between = |e: &&Event| is_put(e) && e.at > last && e.at <= kept.at;
            path.push(Step {
                at: kept.at,
                parameters: kept.checkpoint.parameters().into(),
                jumps: happened(branch).iter().any(|e| between(&e)),
            });
            last = kept.at;
        }
        path
    })
}

/// Adds the moment on the screen where it is the trainer's newest.
fn push_shown(scene: Scene, known: &mut Known) {
    let run = scene.run;
    let frame = run.frame.get_untracked();
    let at = frame.snapshot.progress.moment();
    if run.arriving.get_untracked().is_some() || !run.lab.with_untracked(|lab| lab.shows(at)) {
        return;
    }
    let parameters = frame.snapshot.network.parameters();
    let is_new = scene.path.with_untracked(|path| {
        let last = path.steps().last();
        last.is_none_or(|last| last.at <= at && last.parameters[..] != *parameters)
    });
    if !is_new {
        return;
    }
    let count = puts(scene);
    let jumps = count > known.puts;
    known.puts = count;
    scene.path.update(|path| {
        let path = Arc::make_mut(path);
        // Before the first step the start is where it was put.
        if at == Moment::START {
            *path = Path::new(parameters.len());
        }
        path.push(Step {
            at,
            parameters: parameters.into(),
            jumps: jumps && at > Moment::START,
        });
    });
}

/// Goes the way once more, from where that was done last, unless it takes too long.
fn trace(
    scene: Scene,
    known: Rc<Cell<Option<Known>>>,
    ticket: StoredValue<Option<Ticket>, LocalStorage>,
) {
    let Some(state) = known.get() else {
        return;
    };
    let run = scene.run;
    let (start, samples) = run
        .lab
        .with_untracked(|lab| (start(lab, state.fine), lab.samples().max(1)));
    let Some(start) = start.filter(|start| start.to > state.fine) else {
        return;
    };
    let (data, weights) = run.frame.with_untracked(|f| {
        let weights = f.snapshot.network.parameters().len() as u64;
        (Data::from(&*f.prepared), weights)
    });
    let way = start.to.shown(samples) - start.at().shown(samples).min(start.to.shown(samples));
    if way.saturating_mul(weights) > WAY {
        return;
    }
    let (to, stride) = match start.to.epoch {
        0..BY_EPOCHS => (start.to, Stride::Batch),
        _ => (start.to, Stride::Epoch),
    };
    let tell = move |news| {
        if !run.is_open() {
            return;
        }
        match news {
            JobNews::Share(_) | JobNews::Come(_) => {}
            JobNews::Done(Done::Traced(steps)) => {
                scene
                    .path
                    .update(|path| *path = Arc::new(spliced(path, steps)));
                done(&known, to, ticket);
            }
            // Without it the way is as it is known, which will do.
            JobNews::Done(_) | JobNews::Died(_) => done(&known, to, ticket),
        }
    };
    let job = Job::Trace(Box::new(Trace {
        data,
        start,
        stride,
    }));
    let handed = run.pool().hand_in(job, tell);
    ticket.set_value(Some(handed));
}

fn done(
    known: &Rc<Cell<Option<Known>>>,
    fine: Moment,
    ticket: StoredValue<Option<Ticket>, LocalStorage>,
) {
    known.set(known.get().map(|known| Known { fine, ..known }));
    drop(ticket.try_update_value(Option::take));
}

/// The way from a moment to the last.
fn start(lab: &Lab, from: Moment) -> Option<Start> {
    let branch = lab.history.now();
    let kept = branch.before(from).filter(|_| from > Moment::START);
    Some(Start {
        plan: Plan::from(&branch.recipe.experiment),
        from: kept.map(|kept| (kept.checkpoint.clone(), kept.events)),
        timeline: happened(branch).to_vec(),
        known: 0,
        to: branch.tip,
    })
}

/// A way of which a part is known better.
fn spliced(path: &Path, better: Vec<Step>) -> Path {
    let (Some(first), Some(last)) = (better.first(), better.last()) else {
        return path.clone();
    };
    let (from, to, count) = (first.at, last.at, first.parameters.len());
    let mut spliced = Path::new(count);
    let before = path.steps().iter().filter(|step| step.at < from);
    let after = path.steps().iter().filter(|step| step.at > to);
    before
        .cloned()
        .chain(better.iter().cloned())
        .chain(after.cloned())
        .for_each(|step| spliced.push(step));
    spliced
}

/// Where points are on a plane: found once for each.
#[derive(Default)]
struct Places {
    plane: Option<Plane>,
    known: Vec<(Arc<[f32]>, [f64; 2])>,
}

impl Places {
    fn of(&mut self, plane: &Plane, path: &Path) -> Vec<Spotted> {
        if self.plane.as_ref() != Some(plane) {
            self.known.clear();
            self.plane = Some(plane.clone());
        }
        let mut last = std::mem::take(&mut self.known).into_iter();
        let mut spotted = Vec::with_capacity(path.steps().len());
        for step in path.steps() {
            if step.parameters.len() != plane.parameters() {
                continue;
            }
            // Points go, and come at the end; their order stays.
            let known = last.find(|(of, _)| Arc::ptr_eq(of, &step.parameters));
            let place = known.map_or_else(|| plane.place(&step.parameters), |(_, place)| place);
            self.known.push((step.parameters.clone(), place));
            spotted.push(Spotted {
                at: step.at,
                place,
                jumps: step.jumps,
            });
        }
        spotted
    }
}
