//! Where something stands that belongs to a place and may not cover it.

use crate::rect::Rect;

/// Pixels between both.
const GAP: f32 = 12.0;

/// The left and top of a box of `[width, height]` beside `place`, whole within `room`: right of it
/// where there is enough room, else left of, below or above `kept`, which lies around the place; where
/// there is nowhere enough, on the side where least of `kept` is covered. A box larger than the room
/// begins where that does.
pub fn beside(place: Rect, kept: Rect, [width, height]: [f32; 2], room: Rect) -> [f32; 2] {
    let sides = [
        [place.right() + GAP, place.y],
        [kept.x - GAP - width, place.y],
        [place.x, kept.bottom() + GAP],
        [place.x, kept.y - GAP - height],
    ];
    let boxes = sides.map(|[x, y]| Rect {
        x: x.min(room.right() - width).max(room.x),
        y: y.min(room.bottom() - height).max(room.y),
        width,
        height,
    });
    // The first of those that cover as little.
    let least = boxes
        .iter()
        .min_by(|a, b| a.shared(&kept).total_cmp(&b.shared(&kept)));
    least.map_or([room.x, room.y], |at| [at.x, at.y])
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
            assert_eq!(beside(place, place, size, room), at);
        }
    }

    #[test]
    fn the_links_into_a_unit_are_left_free() {
        let room = rect(8.0, 8.0, 1264.0, 704.0);
        let size = [264.0, 400.0];
        // A unit in the middle, with links from the left; then one at the right edge.
        let (place, kept) = (
            rect(600.0, 300.0, 50.0, 50.0),
            rect(400.0, 150.0, 250.0, 400.0),
        );
        assert_eq!(beside(place, kept, size, room), [662.0, 300.0]);
        let (place, kept) = (
            rect(1200.0, 300.0, 50.0, 50.0),
            rect(1000.0, 150.0, 250.0, 400.0),
        );
        assert_eq!(beside(place, kept, size, room), [724.0, 300.0]);
    }

    proptest! {
        #[test]
        fn never_outside_and_not_over_what_is_kept_where_that_can_be(
            (x, y) in (-200.0f32..1500.0, -200.0f32..1000.0),
            (width, height) in (10.0f32..500.0, 10.0f32..700.0),
            (before, above, below) in (0.0f32..200.0, 0.0f32..300.0, 0.0f32..300.0),
        ) {
            let (room, place) = (rect(0.0, 0.0, 1280.0, 720.0), rect(x, y, 40.0, 40.0));
            let kept = rect(x - before, y - above, 40.0 + before, 40.0 + above + below);
            let [left, top] = beside(place, kept, [width, height], room);
            prop_assert!(left >= 0.0 && top >= 0.0);
            prop_assert!(left + width <= 1280.001 && top + height <= 720.001);
            let at = rect(left, top, width, height);
            let free_right = place.right() + GAP + width <= 1280.0 && x >= 0.0;
            let free_left = kept.x - GAP - width >= 0.0 && x <= 1240.0;
            if free_right || free_left {
                prop_assert!(at.shared(&kept) < 1e-2, "{at:?} over {kept:?}");
            }
        }
    }
}
