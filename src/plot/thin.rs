//! Curves of fewer points.

/// Points of a curve that runs to the right, as few as keep all others within `tolerance` above or below: what is
/// straight is its two ends. Points that are not finite are left out.
pub fn thinned(points: impl IntoIterator<Item = [f64; 2]>, tolerance: f64) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::new();
    // The last point seen, and between which slopes a line from the last one kept may lead on.
    let mut last: Option<[f64; 2]> = None;
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for point in points
        .into_iter()
        .filter(|p| p.iter().all(|x| x.is_finite()))
    {
        let Some(&from) = kept.last() else {
            kept.push(point);
            continue;
        };
        let slope = |from: [f64; 2], off: f64| (point[1] + off - from[1]) / (point[0] - from[0]);
        let mut from = from;
        if let Some(before) = last
            && !(low..=high).contains(&slope(from, 0.0))
        {
            kept.push(before);
            (from, low, high) = (before, f64::NEG_INFINITY, f64::INFINITY);
        }
        low = low.max(slope(from, -tolerance));
        high = high.min(slope(from, tolerance));
        last = Some(point);
    }
    kept.extend(last);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_straight_line_is_its_ends_and_a_kink_stays() {
        let line = (0..100).map(|x| [f64::from(x), 2.0 * f64::from(x)]);
        assert_eq!(thinned(line, 0.1), [[0.0, 0.0], [99.0, 198.0]]);
        let kink = (0..100).map(|x| [f64::from(x), f64::from(x - 40).max(0.0)]);
        let kept = thinned(kink, 0.01);
        assert_eq!(kept, [[0.0, 0.0], [40.0, 0.0], [99.0, 59.0]]);
        assert_eq!(thinned([[0.0, 1.0]], 0.1), [[0.0, 1.0]]);
        assert!(thinned([], 0.1).is_empty());
        let gap = [
            [0.0, 0.0],
            [1.0, f64::NAN],
            [2.0, f64::INFINITY],
            [3.0, 3.0],
        ];
        assert_eq!(thinned(gap, 0.1), [[0.0, 0.0], [3.0, 3.0]]);
    }

    proptest! {
        #[test]
        fn every_point_is_as_near_as_was_said(
            ys in prop::collection::vec(-50.0f64..50.0, 2..80), tolerance in 0.01f64..20.0,
        ) {
            let points: Vec<[f64; 2]> = ys.iter().enumerate().map(|(x, y)| [x as f64, *y]).collect();
            let kept = thinned(points.iter().copied(), tolerance);
            prop_assert_eq!((kept[0], kept[kept.len() - 1]), (points[0], points[points.len() - 1]));
            for pair in kept.windows(2) {
                let [from, to] = [pair[0], pair[1]];
                for [x, y] in points.iter().filter(|p| from[0] <= p[0] && p[0] <= to[0]) {
                    let share = (x - from[0]) / (to[0] - from[0]);
                    let line = from[1] + share * (to[1] - from[1]);
                    prop_assert!((line - y).abs() <= tolerance + 1e-6);
                }
            }
        }
    }
}
