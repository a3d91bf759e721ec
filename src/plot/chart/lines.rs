//! From a series' points to the few pixels that show it.

use super::Geometry;

/// A pixel of the backend.
pub type Pixel = (i32, i32);

/// The unbroken runs of a line, in pixels, with gaps where a point is not finite.
///
/// A column of pixels keeps only its least and greatest value, in the order they came, which draws
/// the same as all the points.
pub fn runs(points: &[(f64, f64)], geometry: &Geometry) -> Vec<Vec<Pixel>> {
    points
        .split(|(x, y)| !(x.is_finite() && y.is_finite()))
        .filter(|run| !run.is_empty())
        .map(|run| {
            let pixels: Vec<Pixel> = run.iter().map(|&point| pixel(point, geometry)).collect();
            pixels
                .chunk_by(|a, b| a.0 == b.0)
                .flat_map(column)
                .collect()
        })
        .collect()
}

/// Whether a run is calm enough for dashes: in a line that goes up and down across the whole plot
/// they could not be told from noise, and would be thousands.
pub fn can_be_dashed(run: &[Pixel], geometry: &Geometry) -> bool {
    let length: u32 = run
        .windows(2)
        .map(|ends| ends[0].0.abs_diff(ends[1].0) + ends[0].1.abs_diff(ends[1].1))
        .sum();
    f64::from(length) < 5.0 * f64::from(geometry.plot.width)
}

fn pixel(point: (f64, f64), geometry: &Geometry) -> Pixel {
    let (x, y) = geometry.to_pixel(point);
    (x.round() as i32, y.round() as i32)
}

/// The highest and lowest pixel of a column, in the order they came; one when they are the same.
fn column(pixels: &[Pixel]) -> impl Iterator<Item = Pixel> + use<> {
    let by_y = |&i: &usize| pixels[i].1;
    let highest = (0..pixels.len()).min_by_key(by_y).unwrap_or(0);
    let lowest = (0..pixels.len()).max_by_key(by_y).unwrap_or(0);
    let (first, second) = (pixels[highest.min(lowest)], pixels[highest.max(lowest)]);
    [first, second]
        .into_iter()
        .take(if first == second { 1 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::super::{Axes, ChartStyle, Series, chart_geometry};
    use super::*;
    use crate::color::{Rgb, Theme};
    use proptest::prelude::*;

    fn geometry(points: &[(f64, f64)]) -> Geometry {
        let series = Series {
            name: "",
            points,
            color: Rgb(0, 0, 0),
            dash: None,
            width: 1.0,
        };
        let style = ChartStyle::new(Theme::Light);
        chart_geometry((300, 120), &[series], &Axes::default(), &style)
    }

    fn runs_of(points: &[(f64, f64)]) -> Vec<Vec<Pixel>> {
        runs(points, &geometry(points))
    }

    #[test]
    fn gaps_part_the_line() {
        let nan = f64::NAN;
        let points = [
            (0.0, nan),
            (1.0, 1.0),
            (2.0, 2.0),
            (3.0, nan),
            (4.0, nan),
            (5.0, 0.0),
        ];
        let lengths: Vec<_> = runs_of(&points).iter().map(Vec::len).collect();
        assert_eq!(lengths, [2, 1]);
        assert!(runs_of(&[]).is_empty());
        assert!(runs_of(&[(0.0, nan)]).is_empty());
    }

    #[test]
    fn a_spike_among_many_points_is_kept() {
        let mut points: Vec<_> = (0..20_000).map(|i| (f64::from(i), 1.0)).collect();
        points[12_345].1 = 9.0;
        let geometry = geometry(&points);
        let (x, y) = geometry.to_pixel(points[12_345]);
        let spike = (x.round() as i32, y.round() as i32);
        assert!(runs(&points, &geometry)[0].contains(&spike));
    }

    proptest! {
        #[test]
        fn at_most_two_points_a_column_inside_the_plot(
            ys in prop::collection::vec(-5.0f64..5.0, 1..3000),
        ) {
            let points: Vec<_> = ys.iter().enumerate().map(|(i, &y)| (i as f64, y)).collect();
            let geometry = geometry(&points);
            let runs = runs(&points, &geometry);
            prop_assert_eq!(runs.len(), 1);
            for column in runs[0].chunk_by(|a, b| a.0 == b.0) {
                prop_assert!(column.len() <= 2);
            }
            let plot = geometry.plot;
            for &(x, y) in &runs[0] {
                prop_assert!((x as f32 - plot.x) > -1.0 && (x as f32) < plot.right() + 1.0);
                prop_assert!((y as f32 - plot.y) > -1.0 && (y as f32) < plot.bottom() + 1.0);
            }
        }
    }
}
