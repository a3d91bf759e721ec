//! The landscape on canvases: its colours and contour lines, which stay until another map comes, and the
//! run's way over them.

use std::f64::consts::TAU;

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::scene::{Map, Spotted};
use crate::{
    lab::{Moment, landscape::Sight},
    plot::{
        color::{Palette, Ramp, Rgb, Theme},
        contour::contour,
    },
    ui::canvas,
};

/// A picture with its size in CSS pixels and the part of the plane in it.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// The canvas.
    pub canvas: &'a HtmlCanvasElement,
    /// Width and height.
    pub size: [f64; 2],
    /// What is in sight.
    pub sight: Sight,
    /// Light or dark.
    pub theme: Theme,
}

/// How strongly contour lines stand out, and those of round levels.
const LINE: f64 = 0.22;
const ROUND_LINE: f64 = 0.42;

impl Picture<'_> {
    fn pixel(&self, place: [f64; 2]) -> [f64; 2] {
        let [left, top] = self.sight.to_unit(place);
        // Far beyond the picture nothing is drawn that a canvas could not bear.
        [left * self.size[0], top * self.size[1]].map(|p| p.clamp(-1e4, 1e4))
    }

    fn palette(&self) -> &'static Palette {
        Palette::of(self.theme)
    }

    /// Colours and contour lines. A map of another part is drawn where that is.
    pub fn map(&self, pixels: &HtmlCanvasElement, map: &Map) -> Option<()> {
        let context = canvas::prepare(self.canvas, self.size[0], self.size[1])?;
        let side = map.window.sides[0];
        let mut rgba = vec![0; 4 * map.heights.len()];
        map.relief
            .paint(&map.heights, &Ramp::losses(self.theme), &mut rgba);
        canvas::put_pixels(pixels, &rgba, side as u32)?;
        let [x, y] = map.sight.ranges();
        let [left, top] = self.pixel([x[0], y[1]]);
        let [right, bottom] = self.pixel([x[1], y[0]]);
        let (width, height) = (right - left, bottom - top);
        context.set_image_smoothing_enabled(true);
        context
            .draw_image_with_html_canvas_element_and_dw_and_dh(pixels, left, top, width, height)
            .ok()?;
        let shares: Vec<f32> = map
            .heights
            .iter()
            .map(|&h| map.relief.share(f64::from(h)) as f32)
            .collect();
        context.set_stroke_style_str(&self.palette().ink.css());
        context.set_line_width(1.0);
        for level in map.relief.levels() {
            let share = map.relief.share(level);
            if !(0.001..0.999).contains(&share) {
                continue;
            }
            let alpha = if is_round(level) { ROUND_LINE } else { LINE };
            context.set_global_alpha(alpha);
            context.begin_path();
            for line in contour(&shares, side, share as f32) {
                let points = line
                    .iter()
                    .map(|[x, y]| [left + f64::from(*x) * width, top + f64::from(*y) * height]);
                run_through(&context, points);
            }
            context.stroke();
        }
        context.set_global_alpha(1.0);
        Some(())
    }

    /// The way up to the moment on the screen, what comes after it fainter, and where the run is now.
    pub fn way(
        &self,
        context: &CanvasRenderingContext2d,
        spotted: &[Spotted],
        now: Moment,
        here: [f64; 2],
    ) {
        let split = spotted.partition_point(|s| s.at <= now);
        let (past, future) = spotted.split_at(split);
        let palette = self.palette();
        let after = past.last().into_iter().chain(future);
        self.stroke(context, after, (palette.ink, 1.5, 0.4));
        let now = Spotted {
            at: now,
            place: here,
            jumps: false,
        };
        let before = || past.iter().chain([&now]);
        self.stroke(context, before(), (palette.ground, 5.0, 0.75));
        self.stroke(context, before(), (palette.ink, 2.0, 1.0));
        dot(context, self.pixel(here), self.theme);
    }

    fn stroke<'a>(
        &self,
        context: &CanvasRenderingContext2d,
        points: impl Iterator<Item = &'a Spotted>,
        (color, width, alpha): (Rgb, f64, f64),
    ) {
        context.set_stroke_style_str(&color.css());
        context.set_line_width(width);
        context.set_line_join("round");
        context.set_line_cap("round");
        context.set_global_alpha(alpha);
        context.begin_path();
        for (at, point) in points.enumerate() {
            let [x, y] = self.pixel(point.place);
            if at == 0 || point.jumps {
                context.move_to(x, y);
            } else {
                context.line_to(x, y);
            }
        }
        context.stroke();
        context.set_global_alpha(1.0);
    }

    /// The way of a run before.
    pub fn former(&self, context: &CanvasRenderingContext2d, spotted: &[Spotted]) {
        self.stroke(context, spotted.iter(), (self.palette().ink, 1.0, 0.45));
    }

    /// An arrow from a place along a direction of the plane, of that length in pixels.
    pub fn arrow(
        &self,
        context: &CanvasRenderingContext2d,
        place: [f64; 2],
        direction: [f64; 2],
        length: f64,
    ) {
        let from = self.pixel(place);
        let size = libm::hypot(direction[0], direction[1]);
        if !(size > 0.0 && size.is_finite()) {
            return;
        }
        let unit = [direction[0] / size, -direction[1] / size];
        let to = [from[0] + unit[0] * length, from[1] + unit[1] * length];
        let palette = self.palette();
        for (color, width) in [(palette.ground, 5.0), (palette.gradient_positive, 2.0)] {
            arrow(context, from, to, color, width);
        }
    }
}

/// Draws where the run is, at a pixel.
pub fn dot(context: &CanvasRenderingContext2d, [x, y]: [f64; 2], theme: Theme) {
    let palette = Palette::of(theme);
    for (radius, color) in [(7.5, palette.ground), (5.5, palette.ink)] {
        context.set_fill_style_str(&color.css());
        context.begin_path();
        // It could only fail for a radius below 0.
        let _ = context.arc(x, y, radius, 0.0, TAU);
        context.fill();
    }
}

/// The head of an arrow, in pixels.
const HEAD: f64 = 7.0;

/// Draws an arrow between two pixels.
pub fn arrow(
    context: &CanvasRenderingContext2d,
    from: [f64; 2],
    to: [f64; 2],
    color: Rgb,
    width: f64,
) {
    let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    let length = libm::hypot(dx, dy);
    if length < 1.0 {
        return;
    }
    let (ux, uy) = (dx / length, dy / length);
    let head = HEAD.min(length);
    context.set_stroke_style_str(&color.css());
    context.set_line_width(width);
    context.set_line_join("round");
    context.set_line_cap("round");
    context.begin_path();
    context.move_to(from[0], from[1]);
    context.line_to(to[0], to[1]);
    for side in [-1.0, 1.0] {
        context.move_to(to[0], to[1]);
        let (back, out) = (head, side * head * 0.6);
        context.line_to(to[0] - ux * back - uy * out, to[1] - uy * back + ux * out);
    }
    context.stroke();
}

/// Draws a line through pixels.
pub fn run_through(context: &CanvasRenderingContext2d, points: impl Iterator<Item = [f64; 2]>) {
    for (at, [x, y]) in points.enumerate() {
        if at == 0 {
            context.move_to(x, y);
        } else {
            context.line_to(x, y);
        }
    }
}

/// Whether a level is 1 or 5 times a power of ten, or the like, which the eye counts by.
fn is_round(level: f64) -> bool {
    let power = libm::log10(level.abs().max(f64::MIN_POSITIVE));
    (power - libm::round(power)).abs() < 1e-6
}
