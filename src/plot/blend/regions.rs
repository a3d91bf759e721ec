//! The regions of the plane that belong to each class.

/// The class with the greatest value at each pixel, the lowest of several; `u16::MAX` where a value
/// is NaN.
pub fn winners(values: &[f32], classes: usize) -> Vec<u16> {
    let pixels = values.len() / classes.max(1);
    let mut best = vec![f32::NEG_INFINITY; pixels];
    let mut winners = vec![0; pixels];
    for (class, plane) in values.chunks_exact(pixels.max(1)).enumerate() {
        for ((&value, best), winner) in plane.iter().zip(&mut best).zip(&mut winners) {
            if value.is_nan() || *winner == u16::MAX {
                *winner = u16::MAX;
            } else if value > *best {
                (*best, *winner) = (value, class as u16);
            }
        }
    }
    winners
}

/// Least share of the plane that a region with a label has.
const LEAST_REGION: f32 = 0.02;

/// A place for the name of each class in unit coordinates, on a map of `side × side` winners: the
/// pixel that is deepest inside the class's largest region. None where that region is under 2 % of
/// the plane.
pub fn region_labels(winners: &[u16], classes: usize, side: usize) -> Vec<Option<[f32; 2]>> {
    if side == 0 || winners.len() != side * side {
        return vec![None; classes];
    }
    let depths = depths(winners, side);
    let mut best = vec![Vec::new(); classes];
    for region in regions(winners, side) {
        let class = region
            .first()
            .and_then(|&pixel| best.get_mut(usize::from(winners[pixel])));
        if let Some(best) = class.filter(|best| best.len() < region.len()) {
            *best = region;
        }
    }
    let least = LEAST_REGION * winners.len() as f32;
    best.iter()
        .map(|region| (region.len() as f32 >= least).then(|| deepest(region, &depths, side))?)
        .collect()
}

/// The connected regions of one winner each, as lists of pixels.
fn regions(winners: &[u16], side: usize) -> Vec<Vec<usize>> {
    let mut seen = vec![false; winners.len()];
    let mut regions = Vec::new();
    for start in 0..winners.len() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut region = vec![start];
        let mut next = 0;
        while let Some(&pixel) = region.get(next) {
            next += 1;
            for neighbour in neighbours(pixel, side) {
                if !seen[neighbour] && winners[neighbour] == winners[start] {
                    seen[neighbour] = true;
                    region.push(neighbour);
                }
            }
        }
        regions.push(region);
    }
    regions
}

/// The pixels left, right, above and below.
fn neighbours(pixel: usize, side: usize) -> impl Iterator<Item = usize> {
    let column = pixel % side;
    [
        (column > 0).then(|| pixel - 1),
        (column + 1 < side).then(|| pixel + 1),
        pixel.checked_sub(side),
        (pixel + side < side * side).then(|| pixel + side),
    ]
    .into_iter()
    .flatten()
}

/// What a step to a neighbour and to a diagonal one counts in [`depths`].
const STRAIGHT: u32 = 5;
const DIAGONAL: u32 = 7;

/// How far each pixel is from the nearest one of another winner, or from the picture's edge.
///
/// G. Borgefors, "Distance transformations in digital images", CVGIP 34, 1986: two passes with the
/// distances 5 and 7.
fn depths(winners: &[u16], side: usize) -> Vec<u32> {
    // A ring around the picture belongs to nobody.
    let wide = side + 2;
    let mut owners = vec![None; wide * wide];
    for (row, winners) in winners.chunks_exact(side).enumerate() {
        let start = (row + 1) * wide + 1;
        for (owner, winner) in owners[start..].iter_mut().zip(winners) {
            *owner = Some(*winner);
        }
    }
    let mut depths = vec![u32::MAX; wide * wide];
    let mut approach = |pixel: usize, neighbours: [usize; 4]| {
        let steps = [STRAIGHT, DIAGONAL, STRAIGHT, DIAGONAL];
        for (neighbour, step) in neighbours.into_iter().zip(steps) {
            let same = owners[neighbour] == owners[pixel];
            let known = if same { depths[neighbour] } else { 0 };
            depths[pixel] = depths[pixel].min(known.saturating_add(step));
        }
    };
    let inner = |row: usize| (row + 1) * wide + 1..(row + 1) * wide + 1 + side;
    for pixel in (0..side).flat_map(inner) {
        let above = pixel - wide;
        approach(pixel, [pixel - 1, above - 1, above, above + 1]);
    }
    for pixel in (0..side).flat_map(inner).rev() {
        let below = pixel + wide;
        approach(pixel, [pixel + 1, below + 1, below, below - 1]);
    }
    let rows = (0..side).map(inner);
    rows.flat_map(|row| depths[row].to_vec()).collect()
}

/// The middle of the deepest pixel of a region; of several, the one nearest to the region's centre.
fn deepest(region: &[usize], depths: &[u32], side: usize) -> Option<[f32; 2]> {
    let place = |pixel: usize| [pixel % side, pixel / side].map(|x| x as f32 + 0.5);
    let count = region.len() as f32;
    let centre = [0, 1].map(|axis| region.iter().map(|&p| place(p)[axis]).sum::<f32>() / count);
    let off = |pixel: usize| {
        let [x, y] = place(pixel);
        (x - centre[0]).hypot(y - centre[1])
    };
    let order = |a: usize, b: usize| {
        let deeper = depths[b].cmp(&depths[a]);
        deeper.then_with(|| off(a).total_cmp(&off(b)))
    };
    let best = region.iter().copied().min_by(|&a, &b| order(a, b))?;
    Some(place(best).map(|x| x / side as f32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    #[test]
    fn the_greatest_value_wins_and_the_lowest_class_a_tie() {
        let nan = f32::NAN;
        let values = [
            [0.2, 0.5, nan, 0.1, 0.0],
            [0.7, 0.5, 0.9, 0.1, f32::INFINITY],
            [0.1, 0.5, 0.1, nan, 1.0],
        ];
        let winners = winners(values.as_flattened(), 3);
        assert_eq!(winners, [1, 0, u16::MAX, u16::MAX, 1]);
        let none = f32::NEG_INFINITY;
        assert_eq!(super::winners(&[none, none], 2), [0]);
        assert!(super::winners(&[], 3).is_empty());
    }

    /// A map from rows of digits; `.` belongs to nobody.
    fn map(rows: &[&str]) -> Vec<u16> {
        let winner = |c: char| c.to_digit(10).map_or(u16::MAX, |digit| digit as u16);
        rows.iter()
            .flat_map(|row| row.chars().map(winner))
            .collect()
    }

    #[test]
    fn a_label_stands_in_the_middle_of_the_largest_region() {
        let winners = map(&[
            "000112", //
            "000112", "000112", "111111", "111111", "1111.0",
        ]);
        let labels = region_labels(&winners, 3, 6);
        assert_eq!(labels[0], Some([0.25, 0.25]));
        assert!(labels[1].is_some_and(|[x, y]| (0.3..0.7).contains(&x) && y > 0.6));
        assert!(labels[2].is_some_and(|[x, y]| x > 0.9 && y == 0.25));
    }

    #[test]
    fn a_band_has_its_label_half_way_along() {
        let winners: Vec<u16> = (0..900).map(|i| u16::from(i / 30 >= 20)).collect();
        let labels = region_labels(&winners, 2, 30);
        for (label, y) in labels.iter().zip([0.33, 0.83]) {
            let [left, top] = label.unwrap();
            assert_abs_diff_eq!(left, 0.5, epsilon = 0.05);
            assert_abs_diff_eq!(top, y, epsilon = 0.05);
        }
    }

    #[test]
    fn small_regions_and_those_of_nobody_have_no_label() {
        let mut winners = vec![0u16; 400];
        winners[..7].fill(1);
        winners[393..].fill(1);
        winners[200..220].fill(u16::MAX);
        let labels = region_labels(&winners, 3, 20);
        assert!(labels[0].is_some());
        assert_eq!(labels[1..], [None, None], "7 of 400 pixels are too few");
        winners[..8].fill(1);
        assert!(region_labels(&winners, 2, 20)[1].is_some());
    }

    #[test]
    fn odd_maps() {
        assert_eq!(region_labels(&[], 2, 0), [None, None]);
        assert_eq!(region_labels(&[0, 0, 0], 1, 2), [None]);
        assert_eq!(region_labels(&[0], 1, 1), [Some([0.5, 0.5])]);
        assert!(region_labels(&[0; 4], 0, 2).is_empty());
    }

    /// The distance to the nearest pixel of another winner or beyond the edge.
    fn depth(winners: &[u16], side: usize, pixel: usize) -> f32 {
        let (row, column) = ((pixel / side) as f32, (pixel % side) as f32);
        let last = side as f32;
        let edge = (row + 1.0)
            .min(column + 1.0)
            .min(last - row)
            .min(last - column);
        let others = (0..winners.len()).filter(|&other| winners[other] != winners[pixel]);
        let distance =
            |other: usize| (row - (other / side) as f32).hypot(column - (other % side) as f32);
        others.map(distance).fold(edge, f32::min)
    }

    proptest! {
        #[test]
        fn a_label_is_inside_its_region_about_as_deep_as_can_be(
            centres in prop::collection::vec((0.0f32..1.0, 0.0f32..1.0), 1..5),
        ) {
            let side = 16;
            let nearest = |pixel: usize| {
                let at = [pixel % side, pixel / side].map(|x| (x as f32 + 0.5) / side as f32);
                let off = |&(x, y): &(f32, f32)| (x - at[0]).hypot(y - at[1]);
                let distances: Vec<_> = centres.iter().map(off).collect();
                let closer = |a: &usize, b: &usize| distances[*a].total_cmp(&distances[*b]);
                (0..centres.len()).min_by(closer).unwrap() as u16
            };
            let winners: Vec<_> = (0..side * side).map(nearest).collect();
            for (class, label) in region_labels(&winners, centres.len(), side).iter().enumerate() {
                let own = |pixel: &usize| usize::from(winners[*pixel]) == class;
                let region: Vec<_> = (0..side * side).filter(own).collect();
                let Some([left, top]) = *label else {
                    // Only a sliver can come in pieces that are too small.
                    prop_assert!(region.len() <= 2 * side, "{}", region.len());
                    continue;
                };
                let pixel = (top * side as f32) as usize * side + (left * side as f32) as usize;
                prop_assert!(region.contains(&pixel));
                let deepest = region.iter().map(|&p| depth(&winners, side, p)).fold(0.0, f32::max);
                prop_assert!(depth(&winners, side, pixel) >= 0.85 * deepest - 0.1);
            }
        }
    }
}
