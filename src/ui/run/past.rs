//! Moments of the past on the screen: gone to at once from the moment kept before them where that
//! takes no longer than a frame, else in the background.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::state::Run;
use crate::{
    engine::{Data, Job, Start, job::Done},
    lab::Progress,
    run::Lab,
    ui::pool::JobNews,
};

/// Samples times weights that are gone through at once: some milliseconds.
const AT_ONCE: u64 = 2_000_000;

impl Run {
    /// Shows the moment that the lab is at.
    pub(super) fn show_past(self) {
        drop(self.replay.try_update_value(Option::take));
        self.show_start();
        let (moment, samples) = self
            .lab
            .with_untracked(|lab| (lab.moment, lab.samples().max(1)));
        let start = self.lab.with_untracked(Lab::route);
        let weights = self
            .frame
            .with_untracked(|f| f.snapshot.network.parameters().len());
        let way = moment
            .shown(samples)
            .saturating_sub(start.at().shown(samples));
        let data = self.frame.with_untracked(|f| Data::from(&*f.prepared));
        if way * weights as u64 <= AT_ONCE {
            self.go_at_once(&data, &start);
        } else {
            self.go_in_background(data, start);
        }
    }

    fn go_at_once(self, data: &Data, start: &Start) {
        if let Ok(mut course) = start.course(data) {
            course.go_to(start.to, &mut || true);
            self.show_moment(course.network().parameters(), course.progress());
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
                    self.show_moment(&there.parameters, there.progress);
                }
                JobNews::Done(Done::Impossible) => self.arrive(),
                JobNews::Died(why) => {
                    self.arrive();
                    self.failure.set(Some(why));
                }
            }
        };
        let ticket = self.pool.hand_in(Job::Replay { data, start }, tell);
        self.replay.set_value(Some(ticket));
    }

    fn show_moment(self, parameters: &[f32], progress: Progress) {
        let next = self
            .frame
            .with_untracked(|frame| frame.advanced(parameters, progress));
        if let Some(frame) = next {
            self.frame.set(Arc::new(frame));
            self.adjust_frame();
        }
        self.arrive();
    }
}
