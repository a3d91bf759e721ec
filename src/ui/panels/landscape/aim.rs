//! Where places of the plane are on the picture, and where keys lead from them.

use reactive_graph::{prelude::*, signal::RwSignal};
use web_sys::KeyboardEvent;

use super::{curve, scene::Scene};
use crate::lab::landscape::Sight;

/// The curve's frame, as map and moment change.
pub type Curve = RwSignal<Option<curve::Frame>>;

/// Where something is on the picture, 0 to 1 from the left and from the top.
pub fn on_picture(scene: Scene, curve: Curve, place: [f64; 2]) -> Option<[f64; 2]> {
    let sight = scene.sight.get()?;
    if !scene.is_line() {
        return Some(sight.to_unit(place));
    }
    let frame = curve.get()?;
    let loss = scene.height_at(place)?;
    Some(
        frame
            .pixel([place[0], loss], [1.0, 1.0])
            .map(|share| share.clamp(0.0, 1.0)),
    )
}

/// A step of an arrow key, as a share of the picture, and of one with Shift.
const STEPS: [f64; 2] = [0.02, 0.1];

/// Where an arrow key leads from a place.
pub fn stepped(sight: Sight, from: [f64; 2], event: &KeyboardEvent) -> Option<[f64; 2]> {
    let step = STEPS[usize::from(event.shift_key())];
    let [x, y] = match event.key().as_str() {
        "ArrowLeft" => [-step, 0.0],
        "ArrowRight" => [step, 0.0],
        "ArrowUp" => [0.0, -step],
        "ArrowDown" => [0.0, step],
        _ => return None,
    };
    let [left, top] = sight.to_unit(from);
    Some(sight.from_unit([(left + x).clamp(0.0, 1.0), (top + y).clamp(0.0, 1.0)]))
}
