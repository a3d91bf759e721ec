//! One stroke over the plane, from where it begins to where the hand is lifted.

use super::{Drawn, DrawnError, Point, Spray};

/// What a stroke does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Puts a point of a class where the stroke begins, and one after the other along it.
    Point(u8),
    /// Puts many points of a class around the stroke.
    Spray(u8),
    /// Takes the points along the stroke away.
    Eraser,
}

/// How far from the stroke points are erased, in units of the plane.
const ERASER: f32 = 0.4;
/// A stroke acts anew after so long a way.
const PACE: f32 = 0.3;
/// One that puts points does after so long a way: they stand side by side, and a hand that shakes puts
/// but one.
const APART: f32 = 0.5;
/// Points of one puff of the spray can.
const PUFF: usize = 3;

/// A stroke that is under way.
#[derive(Clone, Debug)]
pub struct Stroke {
    tool: Tool,
    /// The points as they are now.
    pub drawn: Drawn,
    /// The points that the stroke put.
    pub added: Vec<Point>,
    /// Why no more points can be put.
    pub problem: Option<DrawnError>,
    erased: Vec<[f32; 2]>,
    last: [f32; 2],
    spray: Spray,
}

impl Stroke {
    /// Begins a stroke at a place of the plane.
    #[must_use]
    pub fn begin(tool: Tool, drawn: Drawn, at: [f32; 2]) -> Self {
        let mut stroke = Self {
            tool,
            // Another stroke must not put its points like the last.
            spray: Spray::new(drawn.len() as u64),
            drawn,
            added: Vec::new(),
            problem: None,
            erased: Vec::new(),
            last: at,
        };
        stroke.act(at);
        stroke
    }

    /// Goes on to another place, and acts on all the way there.
    pub fn go_on(&mut self, to: [f32; 2]) {
        let pace = match self.tool {
            Tool::Point(_) => APART,
            Tool::Spray(_) | Tool::Eraser => PACE,
        };
        let way = [to[0] - self.last[0], to[1] - self.last[1]];
        let paces = (way[0].hypot(way[1]) / pace) as usize;
        for _ in 0..paces {
            let length = way[0].hypot(way[1]);
            let next = [0, 1].map(|axis| self.last[axis] + pace * way[axis] / length);
            self.last = next;
            self.act(next);
        }
    }

    /// Whether a point that was there before has been erased.
    #[must_use]
    pub fn hides(&self, x: [f32; 2]) -> bool {
        let near = |centre: &[f32; 2]| (x[0] - centre[0]).hypot(x[1] - centre[1]) <= ERASER;
        self.erased.iter().any(near)
    }

    fn act(&mut self, at: [f32; 2]) {
        let put = match self.tool {
            Tool::Point(class) => {
                let point = Point { x: at, class };
                self.drawn.add(point).map(|()| vec![point])
            }
            Tool::Spray(class) => self.spray.puff(&mut self.drawn, at, class, PUFF),
            Tool::Eraser => {
                self.drawn.erase(at, ERASER);
                self.erased.push(at);
                Ok(Vec::new())
            }
        };
        match put {
            Ok(points) => self.added.extend(points),
            Err(problem) => self.problem = Some(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_puts_one_point_and_a_hand_that_shakes_no_other() {
        let mut stroke = Stroke::begin(Tool::Point(2), Drawn::default(), [1.0, 2.0]);
        for shake in [[1.2, 2.1], [0.8, 2.2], [1.0, 2.0]] {
            stroke.go_on(shake);
        }
        let points: Vec<_> = stroke.drawn.points().collect();
        let point = Point {
            x: [1.0, 2.0],
            class: 2,
        };
        assert_eq!(points, [point]);
        assert_eq!(stroke.added, points);
    }

    /// As many points by one long way as by many short ones, side by side.
    #[test]
    fn points_are_drawn_by_dragging() {
        for moves in [1, 7, 60] {
            let mut stroke = Stroke::begin(Tool::Point(0), Drawn::default(), [-3.0, 1.0]);
            for step in 1..=moves {
                stroke.go_on([-3.0 + 6.01 * step as f32 / moves as f32, 1.0]);
            }
            let xs: Vec<f32> = stroke.drawn.points().map(|point| point.x[0]).collect();
            assert_eq!(xs.len(), 13, "{moves}: {xs:?}");
            for (at, x) in xs.iter().enumerate() {
                assert!(
                    (x - (-3.0 + 0.5 * at as f32)).abs() < 0.02,
                    "{moves}: {xs:?}"
                );
            }
            assert_eq!(stroke.added.len(), 13);
        }
    }

    #[test]
    fn a_spray_follows_the_way() {
        let mut stroke = Stroke::begin(Tool::Spray(1), Drawn::default(), [-3.0, 0.0]);
        for step in 0..60 {
            stroke.go_on([-3.0 + step as f32 * 0.1, 0.0]);
        }
        let count = stroke.drawn.len();
        assert!((50..=70).contains(&count), "{count}");
        assert_eq!(stroke.added.len(), count);
        for side in [-2.0, 0.0, 2.0] {
            let near = |p: &Point| (p.x[0] - side).abs() < 1.0;
            assert!(stroke.drawn.points().any(|p| near(&p)), "{side}");
        }
    }

    #[test]
    fn an_eraser_leaves_no_gap_however_fast_it_goes() {
        let mut drawn = Drawn::default();
        for step in 0..100 {
            let x = [-5.0 + step as f32 * 0.1, 0.0];
            drawn.add(Point { x, class: 0 }).unwrap();
        }
        let aside = Point {
            x: [0.0, 1.0],
            class: 1,
        };
        drawn.add(aside).unwrap();
        let before: Vec<_> = drawn.points().collect();
        let mut stroke = Stroke::begin(Tool::Eraser, drawn, [-5.0, 0.0]);
        stroke.go_on([5.0, 0.0]);
        assert_eq!(stroke.drawn.points().collect::<Vec<_>>(), [aside]);
        for point in before {
            assert_eq!(stroke.hides(point.x), point != aside);
        }
    }

    #[test]
    fn a_full_plane_is_said() {
        let full = Drawn::decode(&"AAAA".repeat(Drawn::MAX_POINTS)).unwrap();
        let stroke = Stroke::begin(Tool::Point(0), full, [0.0; 2]);
        assert_eq!(stroke.problem, Some(DrawnError::TooMany));
        assert!(stroke.added.is_empty());
    }
}
