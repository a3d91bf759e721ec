//! The line of the unit that is open, on the large picture, with handles that move and turn it: by mouse, by
//! touch and by keyboard.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

use super::tune::tune;
use crate::{
    lab::{Line, Spot},
    plot::scale::format_value,
    ui::{
        element::{El, derived, el, svg},
        run::Run,
    },
};

/// A place on the picture as shares of it, to the right and up.
type Place = [f32; 2];

/// How far from the middle the line is turned by, as a share of the picture.
const ARM: f32 = 0.28;
/// How near to the edge a handle may be.
const EDGE: f32 = 0.04;
/// What an arrow key moves by, and turns by in degrees.
const STEP: f32 = 0.02;
const DEGREES: f32 = 3.0;

/// What a handle does.
#[derive(Clone, Copy, PartialEq)]
enum Handle {
    Move,
    /// Turns by the end in the line's direction, or by the other one.
    Turn(f32),
}

/// The line and where it is held.
#[derive(Clone, Copy)]
struct Held {
    run: Run,
    line: RwSignal<Option<Line>>,
    /// Where it was taken hold of last.
    anchor: RwSignal<Place>,
    /// The handle that is dragged, and whether it has changed anything yet.
    drag: RwSignal<Option<(Handle, bool)>>,
}

/// The line with its handles, in the place of the picture.
pub fn line() -> El {
    let run = Run::get();
    let line = derived(move || {
        let neuron = run.look.opened.get().filter(|n| n.column == 1)?;
        run.frame.with(|f| {
            let network = &f.snapshot.network;
            Line::of(&f.experiment, &f.prepared, &f.view, network, neuron.unit)
        })
    });
    let held = Held {
        run,
        line,
        anchor: RwSignal::new([0.5; 2]),
        drag: RwSignal::new(None),
    };
    let place = el("div").class("unit-line");
    let node: Element = place.node();
    let build = move || {
        let drawing = svg("svg")
            .attr("viewBox", "0 0 100 100")
            .attr("preserveAspectRatio", "none")
            .attr("aria-hidden", "true")
            .child(
                svg("path")
                    .attr("class", "under")
                    .live("d", move || held.path()),
            )
            .child(svg("path").live("d", move || held.path()));
        let handles = [Handle::Turn(1.0), Handle::Turn(-1.0), Handle::Move];
        let handles = handles.map(|handle| held.handle(handle, node.clone()));
        std::iter::once(drawing).chain(handles).collect()
    };
    place.when(move || line.with(Option::is_some), build)
}

impl Held {
    fn with<T: Default>(self, of: impl FnOnce(&Line) -> T) -> T {
        self.line
            .with(|line| line.as_ref().map(of))
            .unwrap_or_default()
    }

    /// Where the line is held: nearest to where it was taken last, or in the middle of what is seen of it; at
    /// the edge where it lies beyond.
    fn centre(self) -> Place {
        let anchor = self.anchor.get();
        self.with(|line| {
            let within = |place: &Place| place.iter().all(|x| (EDGE..=1.0 - EDGE).contains(x));
            let foot = Some(line.foot(anchor)).filter(within);
            let middle = || {
                line.ends()
                    .map(|[a, b]| [0, 1].map(|k| (a[k] + b[k]) / 2.0))
            };
            let place = foot.or_else(middle).unwrap_or_else(|| line.foot([0.5; 2]));
            place.map(|x| x.clamp(EDGE, 1.0 - EDGE))
        })
    }

    /// Where a handle is; nothing where there is no room for it.
    fn place(self, handle: Handle) -> Option<Place> {
        let centre = self.centre();
        let Handle::Turn(side) = handle else {
            return Some(centre);
        };
        self.with(|line| {
            let [across, up] = line.uphill();
            let along = [-up * side, across * side];
            let reach = |k: usize| match along[k] {
                way if way > 0.0 => (1.0 - EDGE - centre[k]) / way,
                way if way < 0.0 => (EDGE - centre[k]) / way,
                _ => f32::INFINITY,
            };
            let arm = ARM.min(reach(0)).min(reach(1));
            line.ends()?;
            (arm > 2.0 * EDGE).then(|| [0, 1].map(|k| centre[k] + arm * along[k]))
        })
    }

    /// The line from edge to edge, and a short stroke to the side where the sum is positive.
    fn path(self) -> String {
        let centre = self.centre();
        self.with(|line| {
            let point = |[x, y]: Place| format!("{:.2} {:.2}", 100.0 * x, 100.0 * (1.0 - y));
            let Some([from, to]) = line.ends() else {
                return String::new();
            };
            let uphill = line.uphill();
            let tip = [0, 1].map(|k| centre[k] + 0.06 * uphill[k]);
            format!(
                "M{}L{}M{}L{}",
                point(from),
                point(to),
                point(centre),
                point(tip)
            )
        })
    }

    fn handle(self, handle: Handle, place: Element) -> El {
        let style = move || match self.place(handle) {
            Some([x, y]) => format!("left: {:.2}%; top: {:.2}%", 100.0 * x, 100.0 * (1.0 - y)),
            None => "display: none".into(),
        };
        let element = el("span")
            .class(match handle {
                Handle::Move => "line-handle",
                Handle::Turn(_) => "line-handle turn",
            })
            .live("style", style)
            .on("pointerdown", move |event| self.take(handle, &event))
            .on("pointermove", move |event| {
                self.drag_to(handle, &place, event.unchecked_ref());
            })
            .on("pointerup", move |_| self.drag.set(None))
            .on("pointercancel", move |_| self.drag.set(None));
        match handle {
            Handle::Move => {
                let bias = move || self.with(|line| f64::from(line.bias()));
                let text = move || format!("bias {}", format_value(bias()));
                self.slider(element, handle, "Move", text, bias)
            }
            Handle::Turn(side) if side > 0.0 => {
                let angle = move || self.with(|line| f64::from(line.angle()));
                let text = move || format!("{:.0} degrees", angle());
                self.slider(element, handle, "Turn", text, angle)
            }
            Handle::Turn(_) => element.attr("aria-hidden", "true"),
        }
    }

    fn slider(
        self,
        element: El,
        handle: Handle,
        what: &'static str,
        text: impl Fn() -> String + 'static,
        value: impl Fn() -> f64 + 'static,
    ) -> El {
        let name = move || {
            let unit = self.run.look.opened.get().map_or(0, |n| n.unit + 1);
            format!("{what} the line of layer 1, unit {unit}")
        };
        element
            .attr("role", "slider")
            .attr("tabindex", "0")
            .live("aria-label", name)
            .live("title", move || {
                format!("{what} the line: drag, or arrow keys")
            })
            .live("aria-valuenow", move || value().to_string())
            .live("aria-valuetext", text)
            .on("keydown", move |event| {
                self.press(handle, event.unchecked_ref())
            })
    }

    fn take(self, handle: Handle, event: &Event) {
        let event: &PointerEvent = event.unchecked_ref();
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        event.stop_propagation();
        // Without it a drag that leaves the handle ends there.
        let target = event
            .current_target()
            .and_then(|t| t.dyn_into::<Element>().ok());
        let _ = target.map(|target| target.set_pointer_capture(event.pointer_id()));
        self.anchor.set(self.centre());
        self.drag.set(Some((handle, false)));
    }

    fn drag_to(self, handle: Handle, place: &Element, event: &PointerEvent) {
        let Some((_, goes_on)) = self
            .drag
            .get_untracked()
            .filter(|(held, _)| *held == handle)
        else {
            return;
        };
        let frame = place.get_bounding_client_rect();
        let x = (f64::from(event.client_x()) - frame.left()) / frame.width().max(1.0);
        let y = 1.0 - (f64::from(event.client_y()) - frame.top()) / frame.height().max(1.0);
        let at = [x, y].map(|share| share.clamp(0.0, 1.0) as f32);
        let changes = match handle {
            Handle::Move => {
                self.anchor.set(at);
                self.with(|line| Some(line.through(at)))
            }
            Handle::Turn(_) => {
                let pivot = self.anchor.get_untracked();
                self.with(|line| line.turned(pivot, at))
            }
        };
        self.put(changes, goes_on);
        self.drag.set(Some((handle, true)));
    }

    fn press(self, handle: Handle, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let way = match event.key().as_str() {
            "ArrowLeft" => [-1.0, 0.0],
            "ArrowRight" => [1.0, 0.0],
            "ArrowUp" => [0.0, 1.0],
            "ArrowDown" => [0.0, -1.0],
            _ => return,
        };
        event.prevent_default();
        let centre = self.centre();
        let changes = match handle {
            Handle::Move => {
                let at = [0, 1].map(|k| (centre[k] + STEP * way[k]).clamp(0.0, 1.0));
                self.anchor.set(at);
                self.with(|line| Some(line.through(at)))
            }
            Handle::Turn(_) => {
                let by = DEGREES * (way[1] - way[0]);
                self.anchor.set(centre);
                self.with(|line| line.turned_by(centre, by))
            }
        };
        self.put(changes, event.repeat());
    }

    fn put(self, changes: Option<Vec<(Spot, f32)>>, goes_on: bool) {
        let changes = changes.unwrap_or_default();
        if changes.iter().all(|(_, value)| value.is_finite()) {
            tune(self.run, &changes, goes_on);
        }
    }
}
