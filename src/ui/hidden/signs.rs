//! The points' shapes and colours, and the names and numbers of the axes.

use std::sync::Arc;

use web_sys::CanvasRenderingContext2d;

use super::moment::{Moment, table_of};
use crate::{
    data::{Table, Targets},
    lab::Prepared,
    plot::{
        color::{Palette, Rgb, Theme},
        hidden::{Eye, Stamp},
        marks::Mark,
        scale::{format_short, nice_step, ticks},
    },
    ui::{
        axes::input_name,
        canvas,
        frame::Frame,
        point_style::{colors, range_of, shape},
    },
};

/// The shape of a point.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Mark(Mark),
    /// A letter, where there are more classes than marks.
    Letter(char),
}

/// A shape in the sizes that it is drawn in: what is within a rim, all of it, and that with a rim around it.
pub struct Stamps {
    /// Without its rim.
    pub inner: Stamp,
    /// As large as it is.
    pub plain: Stamp,
    /// With a rim around.
    pub outer: Stamp,
    /// Whether it is a letter, which has no rim.
    pub is_letter: bool,
}

/// How the samples look.
pub struct Points {
    prepared: Arc<Prepared>,
    look: (Theme, usize, u32),
    stamps: Vec<Stamps>,
    /// The stamp of each sample, of both parts.
    pub shapes: [Vec<usize>; 2],
    /// Its colour.
    pub colors: [Vec<Rgb>; 2],
}

impl Points {
    /// The samples of a frame, `radius` pixels of the screen in size; `output` is the one whose numbers colour them.
    pub fn new(frame: &Frame, (theme, output, radius): (Theme, usize, f32)) -> Self {
        let prepared = &frame.prepared;
        let mut known: Vec<Shape> = Vec::new();
        let shapes = [0, 1].map(|at| {
            let table = table_of(prepared, at);
            let number = |row: usize| {
                let own = shape_of(table, row);
                known
                    .iter()
                    .position(|other| *other == own)
                    .unwrap_or_else(|| {
                        known.push(own);
                        known.len() - 1
                    })
            };
            (0..table.len()).map(number).collect()
        });
        let colors = [0, 1].map(|at| {
            let table = table_of(prepared, at);
            colors(
                table,
                output,
                range_of(&prepared.train_table, output),
                theme,
            )
        });
        Self {
            prepared: prepared.clone(),
            look: (theme, output, radius.to_bits()),
            stamps: known.iter().map(|shape| stamps(*shape, radius)).collect(),
            shapes,
            colors,
        }
    }

    /// Whether they are those.
    pub fn are_of(&self, frame: &Frame, (theme, output, radius): (Theme, usize, f32)) -> bool {
        Arc::ptr_eq(&self.prepared, &frame.prepared)
            && self.look == (theme, output, radius.to_bits())
    }

    /// The shape of a sample of a part.
    pub fn stamps(&self, part: usize, row: usize) -> Option<&Stamps> {
        self.stamps.get(*self.shapes[part].get(row)?)
    }
}

fn shape_of(table: &Table, row: usize) -> Shape {
    match (shape(table, row), &table.targets) {
        (Some(mark), _) => Shape::Mark(mark),
        (None, Targets::Classes { names, of }) => {
            let name = names.get(usize::from(of[row]));
            Shape::Letter(name.and_then(|name| name.chars().next()).unwrap_or('?'))
        }
        (None, _) => Shape::Mark(Mark::Circle),
    }
}

fn stamps(shape: Shape, radius: f32) -> Stamps {
    // A quarter of a point's radius is its rim.
    let rim = (radius / 4.0).max(0.8);
    match shape {
        Shape::Mark(mark) => Stamps {
            inner: Stamp::of(mark, radius - rim),
            plain: Stamp::of(mark, radius),
            outer: Stamp::of(mark, radius + rim),
            is_letter: false,
        },
        Shape::Letter(letter) => {
            let stamp = letter_stamp(letter, 3.4 * radius);
            Stamps {
                inner: stamp.clone(),
                plain: stamp.clone(),
                outer: stamp,
                is_letter: true,
            }
        }
    }
}

/// A letter that high, as the browser draws it.
fn letter_stamp(letter: char, height: f32) -> Stamp {
    let side = libm::ceilf(1.25 * height) as usize;
    let cover = || {
        let canvas = canvas::offscreen()?;
        canvas::fit(&canvas, side as u32, side as u32);
        let context = canvas::context(&canvas)?;
        context.set_font(&format!("600 {height}px system-ui, sans-serif"));
        context.set_text_align("center");
        context.set_text_baseline("middle");
        let middle = side as f64 / 2.0;
        context
            .fill_text(&letter.to_string(), middle, middle)
            .ok()?;
        let length = side as f64;
        let drawn = context.get_image_data(0.0, 0.0, length, length).ok()?;
        Some(drawn.data().0)
    };
    // What cannot be drawn would only be missing.
    let pixels = cover().unwrap_or_default();
    let cover: Vec<u8> = pixels.into_iter().skip(3).step_by(4).collect();
    Stamp::of_cover(side, &cover)
}

/// What text is drawn with, in CSS pixels.
pub struct Pen<'a> {
    /// Where.
    pub context: &'a CanvasRenderingContext2d,
    /// The colours.
    pub palette: &'static Palette,
    /// The height of text.
    pub size: f64,
}

/// The room for numbers left of and below a picture whose text is that high, and what is free elsewhere.
pub fn margins(size: f64) -> [f32; 3] {
    [2.6, 1.9, 0.7].map(|of| (of * size) as f32)
}

/// Where text stands beside its place.
#[derive(Clone, Copy)]
pub enum Beside {
    /// Above and below, in the middle.
    Middle,
    /// Left of it.
    Left,
    /// Right of it.
    Right,
}

impl Pen<'_> {
    /// Writes a text whose middle is at that height.
    pub fn write(&self, text: &str, [x, y]: [f64; 2], beside: Beside, color: Rgb, weight: u32) {
        let context = self.context;
        context.set_font(&format!("{weight} {}px system-ui, sans-serif", self.size));
        context.set_text_align(match beside {
            Beside::Middle => "center",
            Beside::Left => "right",
            Beside::Right => "left",
        });
        context.set_text_baseline("middle");
        context.set_fill_style_str(&color.css());
        // Text that cannot be drawn would only be missing.
        let _ = context.fill_text(text, x, y);
    }

    /// The same on a patch of the ground, so that it is read over lines.
    pub fn write_over(&self, text: &str, at: [f64; 2], color: Rgb) {
        let context = self.context;
        context.set_font(&format!("600 {}px system-ui, sans-serif", self.size));
        context.set_text_align("center");
        context.set_text_baseline("middle");
        context.set_line_join("round");
        context.set_line_width(self.size / 3.5);
        context.set_stroke_style_str(&self.palette.ground.css());
        let _ = context.stroke_text(text, at[0], at[1]);
        self.write(text, at, Beside::Middle, color, 600);
    }

    /// A ring around a sample.
    pub fn ring(&self, [x, y]: [f64; 2], radius: f64) {
        self.context.begin_path();
        // An arc fails only for a negative radius.
        let _ = self.context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
        self.context.set_stroke_style_str(&self.palette.ink.css());
        self.context.set_line_width(2.0);
        self.context.stroke();
    }

    /// The axes' names and numbers: those of the input plane while more of that is seen.
    pub fn axes(&self, moment: &Moment, frame: &Frame, eye: &Eye) {
        let unfold = f64::from(moment.unfold);
        self.context.set_global_alpha((2.0 * unfold - 1.0).abs());
        if unfold < 0.5 {
            let [x, y] = frame.view.domain();
            let front = Eye { turn: None, ..*eye };
            self.across(&input_name(frame, 0), x, &front);
            if !frame.view.is_line() {
                self.up(&input_name(frame, 1), y, &front);
            }
        } else {
            let window = &moment.window;
            let range = |axis: usize| (window.low[axis], window.high[axis]);
            let name = |axis: usize| {
                let name = moment.names.get(axis).cloned().unwrap_or_default();
                match moment.seen.shares.as_ref().and_then(|of| of.get(axis)) {
                    Some(share) => format!("{name} ({:.0} %)", share * 100.0),
                    None => name,
                }
            };
            if eye.turn.is_some() {
                (0..3).for_each(|axis| self.in_space(axis, &name(axis), range(axis), eye, unfold));
            } else {
                self.across(&name(0), range(0), eye);
                if moment.basis.dims() == 2 {
                    self.up(&name(1), range(1), eye);
                }
            }
        }
        self.context.set_global_alpha(1.0);
    }

    fn across(&self, name: &str, range: (f32, f32), eye: &Eye) {
        let place = |x: f32| eye.see([x, -1.0, 0.0], 0.0).map(f64::from);
        let [right, bottom, _] = place(1.0);
        let below = bottom + self.size;
        let taken = right - (name.chars().count() as f64 + 1.0) * self.size * 0.56;
        for (at, text) in numbers(range, 4) {
            let [x, _, _] = place(at);
            let half = text.chars().count() as f64 * self.size * 0.3;
            if x + half < taken {
                self.write(&text, [x, below], Beside::Middle, self.palette.muted, 400);
            }
        }
        self.write(name, [right, below], Beside::Left, self.palette.ink, 600);
    }

    fn up(&self, name: &str, range: (f32, f32), eye: &Eye) {
        let place = |y: f32| eye.see([-1.0, y, 0.0], 0.0).map(f64::from);
        let [left, top, _] = place(1.0);
        let beside = left - self.size * 0.4;
        for (at, text) in numbers(range, 4) {
            let [_, y, _] = place(at);
            if y > top + 1.6 * self.size {
                self.write(&text, [beside, y], Beside::Left, self.palette.muted, 400);
            }
        }
        let height = top + 0.5 * self.size;
        match name.chars().count() {
            ..=3 => self.write(name, [beside, height], Beside::Left, self.palette.ink, 600),
            _ => {
                let inside = [left + 0.5 * self.size, height + 0.4 * self.size];
                self.write(name, inside, Beside::Right, self.palette.ink, 600);
            }
        }
    }

    /// An axis in space, along the edge of the cube that it runs from its corner.
    fn in_space(&self, axis: usize, name: &str, range: (f32, f32), eye: &Eye, unfold: f64) {
        let see = |place: [f32; 3]| eye.see(place, unfold as f32).map(f64::from);
        let place = |at: f32| {
            let mut place = [-1.0; 3];
            place[axis] = at;
            see(place)
        };
        let ([cx, cy, _], [mx, my, _]) = (see([0.0; 3]), place(0.0));
        let away = libm::hypot(mx - cx, my - cy).max(1.0);
        let out = [(mx - cx) / away, (my - cy) / away];
        let beside = |[x, y, _]: [f64; 3], by: f64| [x + out[0] * by, y + out[1] * by];
        // The name beyond the axis' end, where the axis leads.
        let ([x, y, _], [fx, fy, _]) = (place(1.0), place(-1.0));
        let long = libm::hypot(x - fx, y - fy).max(1.0);
        let on = [(x - fx) / long, (y - fy) / long];
        let end = [x + on[0] * self.size, y + on[1] * self.size];
        for (at, text) in numbers(range, 3) {
            let at = beside(place(at), 0.9 * self.size);
            // One that it would touch gives way.
            if libm::hypot(at[0] - end[0], at[1] - end[1]) > 1.3 * self.size {
                self.write(&text, at, Beside::Middle, self.palette.muted, 400);
            }
        }
        let side = match on[0] {
            on if on > 0.6 => Beside::Right,
            on if on < -0.6 => Beside::Left,
            _ => Beside::Middle,
        };
        self.write(name, end, side, self.palette.ink, 600);
    }
}

/// Numbers along an axis with their places, from −1 to 1.
fn numbers((low, high): (f32, f32), parts: usize) -> Vec<(f32, String)> {
    let (low, high) = (f64::from(low), f64::from(high));
    let all = ticks(low, high, nice_step(high - low, parts));
    let one = |value: f64| {
        let share = (value - low) / (high - low);
        ((2.0 * share - 1.0) as f32, format_short(value))
    };
    all.into_iter().map(one).collect()
}
