//! The shapes of points, one a class, so that colour is never all that tells classes apart.

/// The shape of a class's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A disc.
    Circle,
    /// A square on its side.
    Square,
    /// A triangle that points up.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// Two bars that cross upright, as in a plus sign.
    Cross,
    /// A triangle that points down.
    TriangleDown,
}

/// The marks of classes 0 to 5.
const MARKS: [Mark; 6] = [
    Mark::Circle,
    Mark::Square,
    Mark::Triangle,
    Mark::Diamond,
    Mark::Cross,
    Mark::TriangleDown,
];

/// The mark of `class` among `classes`. Two classes are both circles, which their colours alone
/// tell apart. With more than six classes there is none: a glyph, such as the first character of
/// the class's name, stands for the point.
pub fn mark(class: usize, classes: usize) -> Option<Mark> {
    match classes {
        0..=2 => Some(Mark::Circle),
        _ if classes > MARKS.len() => None,
        _ => MARKS.get(class).copied(),
    }
}

/// The corners of a mark, in order; the last is joined to the first.
///
/// All marks cover the area of a circle of `radius`, so that no class looks heavier, and have
/// their centre of mass at `centre`. A circle comes as a polygon of so many corners that it looks
/// round.
pub fn outline(mark: Mark, centre: [f32; 2], radius: f32) -> Vec<[f32; 2]> {
    let corners = match mark {
        Mark::Circle => circle(),
        Mark::Square => square().into(),
        Mark::Diamond => square().map(turned).into(),
        Mark::Triangle => triangle().into(),
        Mark::TriangleDown => triangle().map(|[x, y]| [x, -y]).into(),
        Mark::Cross => cross().into(),
    };
    let place = |[x, y]: [f32; 2]| [centre[0] + radius * x, centre[1] + radius * y];
    corners.into_iter().map(place).collect()
}

/// Corners of a circle.
const ROUND: usize = 24;

fn circle() -> Vec<[f32; 2]> {
    let angle = |i| std::f32::consts::TAU * i as f32 / ROUND as f32;
    let corner = |i| [libm::cosf(angle(i)), libm::sinf(angle(i))];
    (0..ROUND).map(corner).collect()
}

/// Side 2a with (2a)² = π.
fn square() -> [[f32; 2]; 4] {
    const A: f32 = 0.886_227;
    [[-A, -A], [A, -A], [A, A], [-A, A]]
}

/// Turned by an eighth.
fn turned([x, y]: [f32; 2]) -> [f32; 2] {
    const S: f32 = std::f32::consts::FRAC_1_SQRT_2;
    [S * (x - y), S * (x + y)]
}

/// Equilateral, its corners R from the centre, with 3√3/4 R² = π.
fn triangle() -> [[f32; 2]; 3] {
    const R: f32 = 1.555_12;
    const HALF: f32 = 1.346_774;
    [[0.0, -R], [HALF, R / 2.0], [-HALF, R / 2.0]]
}

/// Bars 2L long and 0.8L wide: 2.56 L² = π.
fn cross() -> [[f32; 2]; 12] {
    const L: f32 = 1.107_784;
    const W: f32 = 0.4 * L;
    [
        [-W, -L],
        [W, -L],
        [W, -W],
        [L, -W],
        [L, W],
        [W, W],
        [W, L],
        [-W, L],
        [-W, W],
        [-L, W],
        [-L, -W],
        [-W, -W],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    /// Area and centre of mass of a polygon, by the shoelace formula.
    fn area_and_centre(corners: &[[f32; 2]]) -> (f32, [f32; 2]) {
        let (mut area, mut centre) = (0.0, [0.0; 2]);
        for (i, a) in corners.iter().enumerate() {
            let b = corners[(i + 1) % corners.len()];
            let cross = a[0] * b[1] - b[0] * a[1];
            area += cross / 2.0;
            for axis in 0..2 {
                centre[axis] += (a[axis] + b[axis]) * cross / 6.0;
            }
        }
        (area.abs(), centre.map(|sum| sum / area))
    }

    #[test]
    fn two_classes_are_circles_and_up_to_six_have_shapes_of_their_own() {
        assert_eq!([0, 1].map(|class| mark(class, 2)), [Some(Mark::Circle); 2]);
        assert_eq!(mark(0, 1), Some(Mark::Circle));
        for classes in 3..=6 {
            let marks: Vec<_> = (0..classes).map(|class| mark(class, classes)).collect();
            for (class, mark) in marks.iter().enumerate() {
                assert_eq!(*mark, Some(MARKS[class]));
                assert!(!marks[..class].contains(mark));
            }
        }
        assert_eq!(mark(0, 7), None);
        assert_eq!(mark(6, 6), None);
    }

    #[test]
    fn triangles_point_up_and_down() {
        let highest = |mark| {
            let corners = outline(mark, [0.0; 2], 1.0);
            corners.iter().map(|c| c[1]).fold(f32::INFINITY, f32::min)
        };
        assert!(highest(Mark::Triangle) < -1.5);
        assert!(highest(Mark::TriangleDown) > -1.0);
    }

    #[test]
    fn a_circle_is_round() {
        let corners = outline(Mark::Circle, [3.0, 4.0], 7.0);
        for (i, a) in corners.iter().enumerate() {
            let b = corners[(i + 1) % corners.len()];
            let middle = [0, 1].map(|axis| (a[axis] + b[axis]) / 2.0);
            assert!((middle[0] - 3.0).hypot(middle[1] - 4.0) > 6.9);
        }
    }

    proptest! {
        #[test]
        fn all_marks_are_as_large_and_centred(
            x in -100.0f32..100.0, y in -100.0f32..100.0, radius in 1.0f32..20.0,
        ) {
            for mark in MARKS {
                let corners = outline(mark, [0.0; 2], radius);
                let (area, centre) = area_and_centre(&corners);
                let wanted = std::f32::consts::PI * radius * radius;
                prop_assert!((area / wanted - 1.0).abs() < 0.015, "{mark:?}: {area}");
                prop_assert!(centre.iter().all(|c| c.abs() < 1e-3 * radius), "{mark:?}");
                for (moved, corner) in outline(mark, [x, y], radius).iter().zip(&corners) {
                    assert_abs_diff_eq!(moved[0], corner[0] + x, epsilon = 1e-4);
                    assert_abs_diff_eq!(moved[1], corner[1] + y, epsilon = 1e-4);
                }
            }
        }
    }
}
