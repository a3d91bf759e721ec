//! The axes beside a picture: the names of its inputs and the numbers along them, never under what is
//! drawn on it.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{
    element::{El, el, follow},
    frame::Frame,
    picture::window,
    run::Run,
};
use crate::{
    lab::{Prepared, View},
    plot::axis::{Axis, Label, gutter},
};

/// What a picture's axes are of.
#[derive(Clone, Copy, PartialEq)]
pub enum Subject {
    /// The network's answer: over one input its numbers run up.
    Answer,
    /// A unit's map.
    Unit,
}

/// A picture's axes.
#[derive(Clone, PartialEq)]
pub struct Axes {
    across: Axis,
    up: Option<Axis>,
    gutter: f64,
}

/// The axes of a picture whose length in pixels `side` says.
pub fn axes(subject: Subject, side: impl Fn() -> f64 + 'static) -> RwSignal<Option<Axes>> {
    let run = Run::get();
    let axes = RwSignal::new(None);
    let mut last = None::<(Arc<Prepared>, Arc<View>, f64)>;
    follow(move || {
        let side = side();
        run.frame.with(|frame| {
            let same = |(data, view, length): &(Arc<Prepared>, Arc<View>, f64)| {
                Arc::ptr_eq(data, &frame.prepared) && *view == frame.view && *length == side
            };
            // The room that they take is kept before the picture is measured.
            if !last.as_ref().is_some_and(same) {
                last = Some((frame.prepared.clone(), frame.view.clone(), side));
                axes.set(Some(of(frame, subject, side)));
            }
        });
    });
    axes
}

/// The name of the input that an axis of the view is.
pub fn input_name(frame: &Frame, axis: usize) -> String {
    let name = frame.prepared.train_table.inputs.get(frame.view.axes[axis]);
    name.map(|name| name.replace('_', " ")).unwrap_or_default()
}

fn of(frame: &Frame, subject: Subject, side: f64) -> Axes {
    let view = &frame.view;
    let name = |axis: usize| input_name(frame, axis);
    let [x, y] = view.domain();
    let up = if subject == Subject::Answer && frame.is_fit() {
        Some((frame.prepared.names().join(", "), window(frame).y))
    } else if view.is_line() {
        None
    } else {
        Some((name(1), y))
    };
    Axes {
        across: Axis::across(&name(0), x, side),
        gutter: up.as_ref().map_or(0.0, |(_, range)| gutter(*range)),
        up: up.map(|(name, range)| Axis::up(&name, range, side)),
    }
}

/// The style of what holds a picture with its axes: the room left of it.
pub fn room(axes: RwSignal<Option<Axes>>) -> impl Fn() -> String {
    move || {
        let gutter = axes.with(|axes| axes.as_ref().map_or(0.0, |axes| axes.gutter));
        format!("--gutter: {gutter}px")
    }
}

/// The axes, to stand beside the picture. For those who do not see it, it has a description.
pub fn beside(axes: RwSignal<Option<Axes>>) -> Vec<El> {
    let [up, across] = [true, false].map(|is_up| {
        let class = if is_up {
            "axis axis-up"
        } else {
            "axis axis-across"
        };
        let one = move || {
            let pick = |axes: &Axes| {
                if is_up {
                    axes.up.clone()
                } else {
                    Some(axes.across.clone())
                }
            };
            axes.with(|axes| axes.as_ref().and_then(pick))
        };
        el("div")
            .class(class)
            .attr("aria-hidden", "true")
            .anew(one, move |axis| {
                axis.map_or_else(Vec::new, |axis| signs(&axis, is_up))
            })
    });
    vec![up, across]
}

/// The name and the numbers of an axis, to stand along it.
pub fn signs(axis: &Axis, is_up: bool) -> Vec<El> {
    let from = if is_up { "bottom" } else { "left" };
    let number = |label: &Label| {
        el("span")
            .class("axis-number")
            .attr("style", &format!("{from}: {:.2}%", label.at * 100.0))
            .text(&label.text)
    };
    let class = if is_up && axis.is_turned {
        "axis-name turned"
    } else {
        "axis-name"
    };
    let name = el("span")
        .class(class)
        .attr("title", &axis.name)
        .attr("style", &format!("--most: {:.0}px", axis.name_room))
        .text(&axis.name);
    axis.labels.iter().map(number).chain([name]).collect()
}
