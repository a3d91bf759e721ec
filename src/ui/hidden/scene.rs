//! The signals of the picture.

use std::cell::Cell;

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use super::sight::{Sight, Spots};
use crate::{
    text::hidden::Seen,
    ui::{element::listen, media, run::Run, turn::on_screen},
};

/// The picture's signals. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Scene {
    /// The run.
    pub run: Run,
    /// What is looked at.
    pub sight: RwSignal<Sight>,
    /// The size of the picture in CSS pixels.
    pub size: RwSignal<Option<[f64; 2]>>,
    /// What is said of the moment at hand.
    pub seen: RwSignal<Option<Seen>>,
    /// When the unfolding began, while it is played.
    pub plays: RwSignal<Option<Time>>,
    /// Whether it turns by itself; while training runs where nobody has said.
    pub turns: RwSignal<Option<bool>>,
    /// Whether motion is unwelcome.
    pub still: RwSignal<bool>,
    /// Where the samples are on the picture.
    pub spots: StoredValue<Spots, LocalStorage>,
}

/// Milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time(pub f64);

impl Time {
    fn now() -> Self {
        Self(js_sys::Date::now())
    }
}

thread_local! {
    /// Whether the unfolding has been seen on this page.
    static SEEN: Cell<bool> = const { Cell::new(false) };
}

/// Milliseconds that unfolding takes, after a look at the plane; and the stills where motion is unwelcome.
const UNFOLDING: f64 = 2000.0;
const REST: f64 = 400.0;
const STILLS: f64 = 4.0;
/// Milliseconds in which it swings to and fro, and how far to either side.
const SWING: f64 = 14_000.0;
const ARC: f64 = 0.6;
/// How it is turned at first.
const TURN: [f32; 2] = [-0.55, 0.36];
/// As far as it can be turned forward and back.
const TILT: f32 = 1.45;

impl Scene {
    /// A picture of that size; the first one on a page unfolds as it opens.
    pub fn new(size: RwSignal<Option<[f64; 2]>>) -> Self {
        let still = media::holds("(prefers-reduced-motion: reduce)");
        let is_first = !SEEN.replace(true) && !still.get_untracked();
        let scene = Self {
            run: Run::get(),
            sight: RwSignal::new(Sight {
                layer: None,
                way: None,
                units: [0, 1, 2],
                unfold: if is_first { 0.0 } else { 1.0 },
                turn: TURN,
                is_large: false,
            }),
            size,
            seen: RwSignal::new(None),
            plays: RwSignal::new(is_first.then(Time::now)),
            turns: RwSignal::new(None),
            still,
            spots: StoredValue::new_local(Spots::default()),
        };
        scene.unfold_by_itself();
        scene.turn_by_itself();
        scene.close_by_escape();
        scene
    }

    /// Whether it has more room.
    pub fn is_large(self) -> bool {
        self.sight.with(|sight| sight.is_large)
    }

    /// Plays the unfolding from its beginning, or stops it.
    pub fn play(self) {
        let next = match self.plays.get_untracked() {
            Some(_) => None,
            None => Some(Time::now()),
        };
        self.plays.set(next);
    }

    /// Unfolds so far, from 0 to 1.
    pub fn unfold(self, to: f64) {
        self.sight.update(|sight| sight.unfold = to.clamp(0.0, 1.0));
    }

    /// Turns it, in radians.
    pub fn turn(self, by: [f32; 2]) {
        self.turns.set(Some(false));
        self.sight.update(|sight| {
            let [yaw, pitch] = sight.turn;
            sight.turn = [yaw + by[0], (pitch + by[1]).clamp(-TILT, TILT)];
        });
    }

    /// Whether it turns by itself now.
    pub fn is_turning(self) -> bool {
        let runs = move || self.run.lab.with(|lab| lab.transport.running);
        !self.still.get() && self.is_deep() && self.turns.get().unwrap_or_else(runs)
    }

    /// Whether there are three axes.
    pub fn is_deep(self) -> bool {
        let axes = |seen: &Option<Seen>| seen.as_ref().is_some_and(|seen| seen.axes.len() == 3);
        self.seen.with(axes)
    }

    fn unfold_by_itself(self) {
        on_screen(move || {
            let Some(Time(begun)) = self.plays.get() else {
                return;
            };
            // The next frame goes on from there.
            self.sight.track();
            let Time(now) = Time::now();
            let share = ((now - begun - REST) / UNFOLDING).clamp(0.0, 1.0);
            let to = match self.still.get_untracked() {
                true => (share * STILLS).floor() / STILLS,
                false => share * share * (3.0 - 2.0 * share),
            };
            if share >= 1.0 {
                self.plays.set(None);
            }
            self.unfold(to);
        });
    }

    fn turn_by_itself(self) {
        let begun = Cell::new(None::<(f64, f32)>);
        on_screen(move || {
            // Folded up it looks the same from everywhere.
            let is_flat = || self.sight.with(|sight| sight.unfold <= 0.0);
            if !self.is_turning() || is_flat() {
                begun.set(None);
                return;
            }
            self.sight.track();
            let Time(now) = Time::now();
            let yaw = self.sight.with_untracked(|sight| sight.turn[0]);
            let (start, from) = begun.get().unwrap_or((now, yaw));
            begun.set(Some((start, from)));
            let phase = (now - start) / SWING * std::f64::consts::TAU;
            let yaw = from + (ARC * libm::sin(phase)) as f32;
            self.sight.update(|sight| sight.turn[0] = yaw);
        });
    }

    /// Escape gives the room back, before it does anything else.
    fn close_by_escape(self) {
        let Some(body) = crate::ui::element::find("body") else {
            return;
        };
        let body: web_sys::EventTarget = body.node();
        listen(&body, "keydown", move |event| {
            use wasm_bindgen::JsCast;
            let key = event.unchecked_ref::<web_sys::KeyboardEvent>().key();
            let is_large = self.sight.with_untracked(|sight| sight.is_large);
            if key == "Escape" && is_large && !event.default_prevented() {
                event.prevent_default();
                self.sight.update(|sight| sight.is_large = false);
            }
        });
    }
}
