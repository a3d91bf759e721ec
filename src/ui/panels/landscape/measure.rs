//! The map, measured in the background: at first roughly, then finely; while the network learns again and
//! again, but never one map beside another.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use reactive_graph::{
    graph::untrack,
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use super::scene::{Laid, Map, Scene};
use crate::{
    engine::{Job, Plan, Terrain, job::Done},
    lab::{
        Prepared,
        landscape::{Effort, Ground, Sight},
    },
    nn::landscape::Window,
    plot::relief::Relief,
    ui::{
        frame::Frame,
        pool::{JobNews, Ticket},
        turn::on_screen,
    },
};

type Held = StoredValue<Option<Ticket>, LocalStorage>;

/// What is being measured.
struct AtWork {
    laid: Arc<Laid>,
    sight: Sight,
    prepared: Arc<Prepared>,
    /// Frames that have passed since.
    frames: u32,
}

/// Measures what is in sight, as long as it is seen.
pub fn measure(scene: Scene) {
    let run = scene.run;
    let ticket: Held = StoredValue::new_local(None);
    let at_work = Rc::new(RefCell::new(None::<AtWork>));
    // The worker rests as long as it has worked, so that training has the machine for itself half of the time.
    let rest = Rc::new(Cell::new(0u32));
    let ended = RwSignal::new(0u32);
    on_screen(move || {
        let (seen, laid, sight) = (scene.is_seen(), scene.laid.get(), scene.sight.get());
        let running = run.lab.with(|lab| lab.transport.running);
        let frame = run.frame.get();
        ended.track();
        scene.failed.track();
        let stop = || {
            drop(ticket.try_update_value(Option::take));
            *at_work.borrow_mut() = None;
        };
        let (Some(laid), Some(sight), true) = (laid, sight, seen) else {
            stop();
            return;
        };
        if let Some(work) = at_work.borrow_mut().as_mut() {
            work.frames += 1;
            let is_wanted = Arc::ptr_eq(&work.laid, &laid)
                && work.sight == sight
                && Arc::ptr_eq(&work.prepared, &frame.prepared);
            if is_wanted && ticket.with_value(Option::is_some) {
                return;
            }
        }
        stop();
        if running && rest.get() > 0 && has(scene, &laid, sight).is_some() {
            rest.set(rest.get() - 1);
            return;
        }
        let Some(effort) = wanted(scene, &laid, sight, &frame, running) else {
            return;
        };
        let Some(ground) = scene
            .ground
            .get_untracked()
            .filter(|(of, _)| Arc::ptr_eq(of, &frame.prepared))
        else {
            return;
        };
        let Some((job, map)) = job(&frame, &laid, sight, &ground.1, effort) else {
            return;
        };
        *at_work.borrow_mut() = Some(AtWork {
            laid: laid.clone(),
            sight,
            prepared: frame.prepared.clone(),
            frames: 0,
        });
        let (working, resting) = (at_work.clone(), rest.clone());
        let tell = move |news| {
            if !run.is_open() {
                return;
            }
            match news {
                JobNews::Share(_) | JobNews::Come(_) => return,
                JobNews::Done(Done::Heights(heights)) => show(scene, &map, heights),
                JobNews::Done(_) => {}
                JobNews::Died(why) => scene.failed.set(Some(why)),
            }
            resting.set(working.borrow().as_ref().map_or(0, |work| work.frames));
            *working.borrow_mut() = None;
            drop(ticket.try_update_value(Option::take));
            ended.update(|count| *count += 1);
        };
        // Nothing is measured again after it has failed, until something is changed or that is asked for.
        if untrack(|| scene.failed.get()).is_none() {
            let handed = run.pool().hand_in(job, tell);
            if at_work.borrow().is_some() {
                ticket.set_value(Some(handed));
            }
        } else {
            *at_work.borrow_mut() = None;
        }
    });
}

/// The map of what is in sight, whatever its moment.
fn has(scene: Scene, laid: &Arc<Laid>, sight: Sight) -> Option<Arc<Map>> {
    let map = scene.map.get_untracked();
    map.filter(|map| Arc::ptr_eq(&map.laid, laid) && map.sight == sight)
}

/// How finely the moment is to be measured next; nothing where it has been.
fn wanted(
    scene: Scene,
    laid: &Arc<Laid>,
    sight: Sight,
    frame: &Frame,
    running: bool,
) -> Option<Effort> {
    let is_current = |map: &Arc<Map>| {
        let settings = |e: &crate::lab::Experiment| e.settings();
        map.parameters == frame.snapshot.network.parameters()
            && settings(&map.experiment) == settings(&frame.experiment)
            && map.at == frame.snapshot.progress.moment()
    };
    let Some(map) = has(scene, laid, sight).filter(is_current) else {
        return Some(Effort::Quick);
    };
    (map.effort == Effort::Quick && !running).then_some(Effort::Fine)
}

/// The job, and the map that comes of it but for its heights.
fn job(
    frame: &Frame,
    laid: &Arc<Laid>,
    sight: Sight,
    ground: &Ground,
    effort: Effort,
) -> Option<(Job, Map)> {
    let parameters = frame.snapshot.network.parameters();
    if laid.plane.parameters() != parameters.len() || ground.samples.is_empty() {
        return None;
    }
    let [across, up] = sight.ranges();
    let window = Window {
        across,
        up,
        sides: ground.sides(effort, laid.plane.is_line()),
    };
    let job = Job::Landscape(Box::new(Terrain {
        plan: Plan::from(&*frame.experiment),
        task: frame.prepared.task,
        samples: ground.samples.clone(),
        parameters: parameters.to_vec(),
        plane: laid.plane.clone(),
        window,
    }));
    let map = Map {
        laid: laid.clone(),
        sight,
        window,
        effort,
        at: frame.snapshot.progress.moment(),
        parameters: parameters.to_vec(),
        experiment: frame.experiment.clone(),
        heights: Vec::new(),
        relief: Relief::of(&[0.0, 1.0])?,
    };
    Some((job, map))
}

fn show(scene: Scene, map: &Map, heights: Vec<f32>) {
    // Where no height is a number, there is nothing to be seen but that.
    let relief = Relief::of(&heights).unwrap_or_else(|| map.relief.clone());
    let last = scene.map.get_untracked();
    let last = last.filter(|last| Arc::ptr_eq(&last.laid, &map.laid) && last.sight == map.sight);
    let relief = relief.steady(last.as_ref().map(|last| &last.relief));
    scene.map.set(Some(Arc::new(Map {
        heights,
        relief,
        ..map.clone()
    })));
}
