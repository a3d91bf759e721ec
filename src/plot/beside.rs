//! Where something stands that belongs to a place and may not cover it.

use crate::rect::Rect;

/// Pixels between both.
const GAP: f32 = 12.0;

/// The left and top of a box of `[width, height]` beside `place`, whole within `room`: right of it
/// where there is enough room, else left, below or above; where there is nowhere enough, on the side
/// with the most room, over a part of the place. A box larger than the room begins where that does.
pub fn beside(place: Rect, [width, height]: [f32; 2], room: Rect) -> [f32; 2] {
    let right = place.right() + GAP;
    let left = place.x - GAP - width;
    let below = place.bottom() + GAP;
    let above = place.y - GAP - height;
    // How much is left over on each side, and where the box would stand.
    let sides = [
        (room.right() - right - width, [right, place.y]),
        (left - room.x, [left, place.y]),
        (room.bottom() - below - height, [place.x, below]),
        (above - room.y, [place.x, above]),
    ];
    let first = sides.iter().find(|(over, _)| *over >= 0.0);
    let most = sides.iter().max_by(|a, b| a.0.total_cmp(&b.0));
    let [x, y] = first.or(most).map_or([room.x, room.y], |(_, at)| *at);
    [
        x.min(room.right() - width).max(room.x),
        y.min(room.bottom() - height).max(room.y),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rect(x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    #[test]
    fn right_then_left_then_below_then_above() {
        let room = rect(0.0, 0.0, 390.0, 736.0);
        let size = [264.0, 300.0];
        for (place, at) in [
            (rect(20.0, 100.0, 40.0, 40.0), [72.0, 100.0]),
            (rect(340.0, 600.0, 40.0, 40.0), [64.0, 436.0]),
            (rect(180.0, 100.0, 40.0, 40.0), [126.0, 152.0]),
            (rect(180.0, 600.0, 40.0, 40.0), [126.0, 288.0]),
        ] {
            assert_eq!(beside(place, size, room), at);
        }
    }

    proptest! {
        #[test]
        fn never_outside_and_not_over_the_place_where_that_can_be(
            (x, y) in (-200.0f32..1500.0, -200.0f32..1000.0),
            (width, height) in (10.0f32..500.0, 10.0f32..700.0),
        ) {
            let (room, place) = (rect(0.0, 0.0, 1280.0, 720.0), rect(x, y, 40.0, 40.0));
            let [left, top] = beside(place, [width, height], room);
            prop_assert!(left >= 0.0 && top >= 0.0);
            prop_assert!(left + width <= 1280.001 && top + height <= 720.001);
            let inside = (0.0..=1240.0).contains(&x) && (0.0..=680.0).contains(&y);
            // Beside a place in the picture there are always 600 pixels to the right or left.
            if inside && width < 600.0 {
                let apart = left >= place.right() || left + width <= place.x;
                prop_assert!(apart);
            }
        }
    }
}
