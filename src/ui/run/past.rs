//! Moments of the past on the screen: gone to at once from the moment kept before them where that
//! takes no longer than a frame, else in the background.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::state::Run;
use crate::{
    engine::{Data, Job, Shown, Start, job::Done},
    lab::Progress,
    nn::{Fared, Stride},
    run::Lab,
    ui::pool::JobNews,
};

/// Samples times weights that are gone through at once: some milliseconds.
pub const AT_ONCE: u64 = 2_000_000;

impl Run {
    /// Shows the moment that the lab is at.
    pub(super) fn show_past(self) {
        drop(self.replay.try_update_value(Option::take));
        self.show_start();
        let (moment, samples) = self
            .lab
            .with_untracked(|lab| (lab.moment, lab.samples().max(1)));
        let weights = self
            .frame
            .with_untracked(|f| f.snapshot.network.parameters().len());
        let is_near = |start: &Start| {
            let way = moment.shown(samples) - start.at().shown(samples).min(moment.shown(samples));
            way * weights as u64 <= AT_ONCE
        };
        let data = self.frame.with_untracked(|f| Data::from(&*f.prepared));
        // Who steps by samples is told what happened with the last, where that takes no longer.
        let by_sample = self.lab.with_untracked(|lab| {
            let steps = lab.transport.stride == Stride::Sample;
            lab.route_by_sample().filter(|_| steps)
        });
        if let Some(start) = by_sample.filter(is_near) {
            self.go_at_once(&data, &start, true);
            return;
        }
        let start = self.lab.with_untracked(Lab::route);
        if is_near(&start) {
            self.go_at_once(&data, &start, false);
        } else {
            self.go_in_background(data, start);
        }
    }

    fn go_at_once(self, data: &Data, start: &Start, tells: bool) {
        if let Ok(mut course) = start.course(data) {
            let shown = tells.then(|| Shown::on_the_way(&mut course, start.to));
            course.go_to(start.to, &mut || true);
            let parameters = course.network().parameters();
            let fared = course.trainer().fared();
            self.show_moment(parameters, course.progress(), shown.flatten(), fared);
        }
    }

    fn go_in_background(self, data: Data, start: Start) {
        self.arriving.set(Some(0.0));
        let start = Box::new(start);
        let tell = move |news| {
            if !self.is_open() {
                return;
            }
            match news {
                JobNews::Share(share) => self.arriving.set(Some(share)),
                JobNews::Done(Done::Replayed(there)) => {
                    let fared = there.checkpoint.fared();
                    self.show_moment(&there.parameters, there.progress, None, fared);
                }
                JobNews::Come(_) => {}
                JobNews::Done(_) => self.arrive(),
                JobNews::Died(why) => {
                    self.arrive();
                    self.failure.set(Some(why));
                }
            }
        };
        let ticket = self.pool.hand_in(Job::Replay { data, start }, tell);
        self.replay.set_value(Some(ticket));
    }

    fn show_moment(
        self,
        parameters: &[f32],
        progress: Progress,
        shown: Option<Shown>,
        fared: Option<Fared>,
    ) {
        let next = self
            .frame
            .with_untracked(|frame| frame.advanced(parameters, progress));
        if let Some(frame) = next {
            self.frame.set(Arc::new(frame.telling(shown, fared)));
            self.adjust_frame();
        }
        self.arrive();
    }
}
