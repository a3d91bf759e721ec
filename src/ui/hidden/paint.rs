//! Drawing a moment: the bent plane, the next layer's cuts, and the points.

use web_sys::HtmlCanvasElement;

use super::{
    moment::{AROUND, CUTS_FROM, Kept, Moment},
    sight::{Sight, Spots},
    signs::{Pen, Points, margins},
};
use crate::{
    lab::{
        Spot, Study,
        hidden::{Cut, NODES, Of},
    },
    nn::Task,
    plot::{
        blend::{paint_classes, paint_labels},
        color::{Palette, Ramp, Rgb, SURFACE_STRENGTH, Theme},
        heatmap::paint,
        hidden::{Border, Eye, Line, Sheet, Stage, plane},
        scale::format_short,
    },
    text::hidden::Seen,
    ui::{
        canvas,
        frame::Frame,
        look::Aspect,
        picture::{output_range, shown_output},
    },
};

/// How the picture is looked at.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// What, and from where.
    pub sight: &'a Sight,
    /// Whose numbers are shown.
    pub aspect: Aspect,
    /// Light or dark.
    pub theme: Theme,
    /// Its length in CSS pixels.
    pub side: f64,
    /// The sample that is studied.
    pub study: Option<&'a Study>,
    /// The training sample shown last, while one steps.
    pub current: Option<u32>,
    /// What is pointed at, or open.
    pub lit: Option<Spot>,
}

/// Nodes from one line of the grid to the next.
const EVERY: usize = 6;
/// Nodes along the cells that the plane is filled by.
const COARSE: usize = 2;
/// What the colours of the plane around the bent one have of theirs.
const PALE: f32 = 0.45;
/// More planes than these are drawn by their edges alone.
const VEILS: usize = 3;

/// Draws moments, and keeps what the next one needs.
#[derive(Default)]
pub struct Painter {
    kept: Kept,
    stage: Stage,
    points: Option<Points>,
}

impl Painter {
    /// Draws the moment of a frame; says what is to be said of it, and where the samples are.
    pub fn draw(
        &mut self,
        canvas: &HtmlCanvasElement,
        frame: &std::sync::Arc<Frame>,
        look: Look<'_>,
    ) -> Option<(Seen, Spots)> {
        let ratio = canvas::pixel_ratio();
        let pixels = (look.side * ratio).round();
        let moment = self
            .kept
            .moment(frame, look.sight, look.aspect, look.study)?;
        let size = (look.side / 26.0).clamp(14.0, 20.0);
        let css = moment.eye(look.sight, look.side as f32, margins(size));
        let scale = (pixels / look.side) as f32;
        let eye = Eye {
            side: pixels as f32,
            margins: css.margins.map(|margin| margin * scale),
            ..css
        };
        let palette = Palette::of(look.theme);
        self.stage.clear(pixels as usize, palette.ground);
        let mut scene = Drawn {
            stage: &mut self.stage,
            moment: &moment,
            frame,
            look,
            eye,
            scale,
            palette,
        };
        scene.around();
        scene.sheet();
        scene.frame();
        scene.lines();
        let radius = radius(frame, look.side) as f32 * scale;
        let style = (look.theme, moment.levels.0, radius);
        let points = match self
            .points
            .take()
            .filter(|points| points.are_of(frame, style))
        {
            Some(points) => points,
            None => Points::new(frame, style),
        };
        let places = scene.points(&points);
        scene.planes();
        self.points = Some(points);
        canvas::put_pixels(canvas, self.stage.rgba(), pixels as u32)?;
        let context = canvas::context(canvas)?;
        let factor = f64::from(scale);
        context
            .set_transform(factor, 0.0, 0.0, factor, 0.0, 0.0)
            .ok()?;
        let pen = Pen {
            context: &context,
            palette,
            size,
        };
        pen.axes(&moment, frame, &css);
        names(&pen, &moment, look, &css);
        let ringed = radius_of_ring(frame, look.side);
        let ring = |place: [f32; 3]| {
            let [x, y, _] = css.see(place, moment.unfold).map(f64::from);
            pen.ring([x, y], ringed);
        };
        let current = look
            .current
            .and_then(|row| moment.samples[0].get(row as usize));
        current
            .into_iter()
            .chain(&moment.studied)
            .for_each(|place| ring(*place));
        let share = |[x, y]: [f32; 2]| [x / pixels as f32, y / pixels as f32];
        let spots = Spots {
            samples: places.map(|part| part.into_iter().map(share).collect()),
        };
        Some((moment.seen, spots))
    }
}

/// The size of points in CSS pixels.
fn radius(frame: &Frame, side: f64) -> f64 {
    let many = frame.prepared.train_table.len() + frame.prepared.test_table.len();
    match many {
        0..=20 => 7.0,
        _ => (side / 100.0).clamp(2.5, 5.0),
    }
}

fn radius_of_ring(frame: &Frame, side: f64) -> f64 {
    radius(frame, side) + 4.0
}

/// What is drawn of a moment.
struct Drawn<'a> {
    stage: &'a mut Stage,
    moment: &'a Moment,
    frame: &'a Frame,
    look: Look<'a>,
    eye: Eye,
    /// Pixels of the screen for each CSS pixel.
    scale: f32,
    palette: &'static Palette,
}

impl Drawn<'_> {
    fn see(&self, place: [f32; 3]) -> [f32; 3] {
        self.eye.see(place, self.moment.unfold)
    }

    fn line(&self, width: f32, color: Rgb, opacity: f32, behind: f32) -> Line {
        Line {
            width: width * self.scale,
            color,
            opacity,
            behind,
            dash: 0.0,
        }
    }

    /// The answers all over the plane of the axes, paler than on the bent one.
    fn around(&mut self) {
        let Some(values) = &self.moment.around else {
            return;
        };
        let place = |at: usize| at as f32 / (AROUND - 1) as f32 * 2.0 - 1.0;
        let places = (0..AROUND * AROUND).map(|at| [place(at % AROUND), place(at / AROUND), 0.0]);
        let seen: Vec<[f32; 3]> = places.map(|at| self.see(at)).collect();
        let mut colors = self.colors(values);
        let (pixels, _) = colors.as_chunks_mut::<4>();
        let strength = PALE * self.cuts_show();
        for pixel in pixels {
            let [red, green, blue, _] = *pixel;
            *pixel = self
                .palette
                .ground
                .mix(Rgb(red, green, blue), strength)
                .rgba();
        }
        let sheet = Sheet {
            side: AROUND,
            seen: &seen,
            pieces: None,
        };
        sheet.fill(self.stage, &colors, 1);
    }

    /// The bent plane with its grid, and the borders on it.
    fn sheet(&mut self) {
        let moment = self.moment;
        let rows = moment.ground.rows();
        if rows == 0 || moment.nodes.is_empty() {
            return;
        }
        let seen: Vec<[f32; 3]> = moment.nodes.iter().map(|node| self.see(*node)).collect();
        let colors = self.colors(&moment.values.outputs);
        let sheet = Sheet {
            side: moment.nodes.len() / rows,
            seen: &seen,
            pieces: moment.pieces.as_deref(),
        };
        if rows == 1 {
            let under = self.line(7.0, self.palette.muted, 0.55, 0.3);
            sheet.grid(self.stage, 1, under);
            sheet.curve(
                self.stage,
                &colors,
                self.line(5.0, self.palette.ink, 1.0, 0.5),
            );
            return;
        }
        // Of two colours alone the edge would be seen to be rough, and pieces lose their edges.
        let is_plain =
            moment.pieces.is_none() && !self.frame.experiment.output().activation.is_step();
        sheet.fill(self.stage, &colors, if is_plain { COARSE } else { 1 });
        sheet.grid(
            self.stage,
            EVERY,
            self.line(1.0, self.palette.ink, 0.26, 0.3),
        );
        sheet.grid(
            self.stage,
            NODES - 1,
            self.line(1.4, self.palette.ink, 0.5, 0.4),
        );
        self.borders(&sheet);
    }

    /// The network's answers, output by output, as colours, as on the surface.
    fn colors(&self, values: &[f32]) -> Vec<u8> {
        let (frame, theme, outputs) = (self.frame, self.look.theme, self.frame.outputs());
        let count = values.len() / outputs.max(1);
        let mut rgba = vec![0; 4 * count];
        let output = shown_output(self.look.aspect, frame);
        match (frame.prepared.task, self.look.aspect) {
            (Task::Multiclass, Aspect::All | Aspect::Confusion) => {
                paint_classes(values, outputs, theme, SURFACE_STRENGTH, &mut rgba);
            }
            (Task::Multilabel, Aspect::All | Aspect::Confusion) => {
                let threshold = self.threshold();
                paint_labels(
                    values,
                    outputs,
                    threshold,
                    theme,
                    SURFACE_STRENGTH,
                    &mut rgba,
                );
            }
            _ => {
                let own = &values[output * count..][..count];
                let strength = if self.moment.ground.rows() == 1 {
                    1.0
                } else {
                    SURFACE_STRENGTH
                };
                let ramp = Ramp::classes(self.palette, strength);
                let (centre, half) = match frame.experiment.output().activation.is_step() {
                    // Its sums: on either side all are alike.
                    true => (0.0, f32::MIN_POSITIVE),
                    false => output_range(frame, output),
                };
                paint(own, centre, half, &ramp, &mut rgba);
            }
        }
        rgba
    }

    /// What an output at the nodes has to reach.
    fn threshold(&self) -> f32 {
        match self.frame.experiment.output().activation.is_step() {
            true => 0.0,
            false => self.frame.prepared.target.threshold(),
        }
    }

    fn borders(&mut self, sheet: &Sheet<'_>) {
        let moment = self.moment;
        let (values, count) = (&moment.values.outputs, moment.nodes.len());
        let strong = self.line(1.8, self.palette.ink, 1.0, 0.35);
        let own = |output: usize| &values[output * count..][..count];
        match self.frame.prepared.task {
            Task::Multiclass => {
                let border = Border::Winner(values, self.frame.outputs());
                sheet.border(self.stage, border, strong);
            }
            Task::Binary | Task::Multilabel => {
                for output in 0..self.frame.outputs() {
                    let border = Border::Level(own(output), self.threshold());
                    sheet.border(self.stage, border, strong);
                }
            }
            Task::Regression => {
                let (output, numbers) = &moment.levels;
                for number in numbers {
                    let level = self.frame.prepared.encoded(*output, *number);
                    let faint = self.line(1.2, self.palette.ink, 0.6, 0.3);
                    sheet.border(self.stage, Border::Level(own(*output), level), faint);
                }
            }
        }
    }

    /// The edges of what is in sight.
    fn frame(&mut self) {
        let (unfold, hairline) = (self.moment.unfold, self.palette.hairline);
        let edge = self.line(1.0, hairline, 1.0, 0.25);
        if self.eye.turn.is_none() {
            let corners = [
                [-1.0, -1.0, 0.0],
                [1.0, -1.0, 0.0],
                [1.0, 1.0, 0.0],
                [-1.0, 1.0, 0.0],
            ];
            (0..4).for_each(|at| self.edge(corners[at], corners[(at + 1) % 4], edge));
            return;
        }
        let along = Line {
            color: self.palette.muted,
            ..edge
        };
        for corner in 0..8usize {
            let place = |corner: usize| {
                [0, 1, 2].map(|axis| if corner >> axis & 1 == 1 { 1.0 } else { -1.0 })
            };
            for axis in (0..3).filter(|axis| corner >> axis & 1 == 0) {
                let line = if corner == 0 { along } else { edge };
                let line = Line {
                    opacity: unfold,
                    ..line
                };
                self.edge(place(corner), place(corner | 1 << axis), line);
            }
        }
    }

    fn edge(&mut self, from: [f32; 3], to: [f32; 3], line: Line) {
        let [from, to] = [self.see(from), self.see(to)];
        self.stage.line(from, to, line);
    }

    /// How much of the cuts shows.
    fn cuts_show(&self) -> f32 {
        cuts_show(self.moment.unfold)
    }

    /// The next layer's lines, where there are two axes.
    fn lines(&mut self) {
        let show = self.cuts_show();
        if self.moment.basis.dims() > 2 || show <= 0.0 {
            return;
        }
        for cut in &self.moment.cuts {
            if let [from, to] = *shape(self.moment, cut) {
                let line = self.style(cut);
                let line = Line {
                    opacity: line.opacity * show,
                    ..line
                };
                let [from, to] = [self.see(from), self.see(to)];
                self.stage.line(from, to, line);
            }
        }
    }

    /// The next layer's planes, where there are three.
    fn planes(&mut self) {
        let show = self.cuts_show();
        if self.moment.basis.dims() < 3 || show <= 0.0 {
            return;
        }
        let few = self.moment.cuts.len() <= VEILS;
        for cut in &self.moment.cuts {
            let corners: Vec<[f32; 3]> = shape(self.moment, cut)
                .iter()
                .map(|at| self.see(*at))
                .collect();
            if corners.len() < 3 {
                continue;
            }
            let style = self.style(cut);
            let is_lit = is_lit(self.moment, cut, self.look.lit);
            if few || is_lit {
                let opacity = if is_lit { 0.26 } else { 0.16 };
                self.stage.veil(&corners, style.color, opacity * show);
            }
            for (at, from) in corners.iter().enumerate() {
                let line = Line {
                    opacity: style.opacity * show,
                    behind: 0.35,
                    width: style.width * 0.7,
                    ..style
                };
                self.stage
                    .line(*from, corners[(at + 1) % corners.len()], line);
            }
        }
    }

    /// How a cut is drawn: dashed where the picture leaves something of the space out.
    fn style(&self, cut: &Cut) -> Line {
        let (ink, accent, muted) = (self.palette.ink, self.palette.accent, self.palette.muted);
        let line = match cut.of {
            _ if is_lit(self.moment, cut, self.look.lit) => self.line(3.5, accent, 1.0, 0.4),
            Of::Unit(_) => self.line(1.8, accent, 0.75, 0.4),
            Of::Output(_) => self.line(3.0, ink, 1.0, 0.4),
            Of::Between(..) => self.line(2.2, ink, 1.0, 0.4),
            Of::Level(..) => self.line(1.2, muted, 0.9, 0.4),
        };
        let dash = match cut.is_whole {
            true => 0.0,
            false => 6.0 * self.scale,
        };
        Line { dash, ..line }
    }

    /// The samples, the farthest first; gives where they are, in pixels.
    fn points(&mut self, points: &Points) -> [Vec<[f32; 2]>; 2] {
        let seen = [0, 1].map(|part: usize| -> Vec<[f32; 3]> {
            self.moment.samples[part]
                .iter()
                .map(|place| self.see(*place))
                .collect()
        });
        // Where there is no depth, test samples lie below training samples.
        let mut order: Vec<(f32, usize, usize)> = [1, 0]
            .into_iter()
            .flat_map(|part: usize| {
                seen[part]
                    .iter()
                    .enumerate()
                    .map(move |(row, at)| (at[2], part, row))
            })
            .collect();
        if self.eye.turn.is_some() {
            order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        }
        // Those behind the plane shine through it; whether they are is asked before any is drawn.
        let front: Vec<bool> = order
            .iter()
            .map(|&(_, part, row)| self.stage.is_seen(seen[part][row]))
            .collect();
        let paper = self.palette.point_paper;
        for ((_, part, row), is_front) in order.into_iter().zip(front) {
            let (Some(stamps), Some(&color)) =
                (points.stamps(part, row), points.colors[part].get(row))
            else {
                continue;
            };
            let at = seen[part][row];
            match (is_front, part) {
                _ if stamps.is_letter => {
                    let opacity = if is_front { 1.0 } else { 0.3 };
                    self.stage.stamp(&stamps.plain, at, color, opacity);
                }
                (true, 0) => {
                    self.stage.stamp(&stamps.outer, at, paper, 1.0);
                    self.stage.stamp(&stamps.plain, at, color, 1.0);
                }
                (true, _) => {
                    self.stage.stamp(&stamps.plain, at, color, 1.0);
                    self.stage.stamp(&stamps.inner, at, paper, 1.0);
                }
                (false, 0) => self.stage.stamp(&stamps.plain, at, color, 0.35),
                (false, _) => self.stage.stamp(&stamps.inner, at, color, 0.3),
            }
        }
        seen.map(|part| part.into_iter().map(|[x, y, _]| [x, y]).collect())
    }
}

fn cuts_show(unfold: f32) -> f32 {
    ((unfold - CUTS_FROM) / (1.0 - CUTS_FROM)).clamp(0.0, 1.0)
}

/// The part of a cut in sight.
fn shape(moment: &Moment, cut: &Cut) -> Vec<[f32; 3]> {
    let normal = |(weights, bias)| moment.window.normal_sum(weights, bias);
    let within: Vec<_> = cut.within.iter().map(|half| normal(*half)).collect();
    plane(
        normal((cut.weights, cut.bias)),
        moment.basis.dims(),
        &within,
    )
}

/// Whether what is pointed at is the unit that a cut is of.
fn is_lit(moment: &Moment, cut: &Cut, lit: Option<Spot>) -> bool {
    let unit = match cut.of {
        Of::Unit(unit) | Of::Output(unit) | Of::Level(unit, _) => unit,
        Of::Between(..) => return false,
    };
    lit.and_then(Spot::unit) == Some((moment.values.layer + 1, unit))
}

/// The numbers of the next layer's units on their lines, and of an output's levels.
fn names(pen: &Pen<'_>, moment: &Moment, look: Look<'_>, eye: &Eye) {
    let show = cuts_show(moment.unfold);
    let many = moment.cuts.len();
    if show <= 0.0 {
        return;
    }
    pen.context.set_global_alpha(f64::from(show));
    for (at, cut) in moment.cuts.iter().enumerate() {
        let is_lit = is_lit(moment, cut, look.lit);
        let text = match cut.of {
            Of::Unit(unit) if many > 1 => (unit + 1).to_string(),
            Of::Output(unit) if many > 1 => (unit + 1).to_string(),
            Of::Level(_, number) if at % 2 == 0 => format_short(f64::from(number)),
            _ => continue,
        };
        let corners = shape(moment, cut);
        let Some((first, last)) = corners.first().zip(corners.get(1)) else {
            continue;
        };
        // Near one end, each a little further along, so that those of lines that meet stand apart.
        let share = 0.06 + 0.05 * (at % 4) as f32;
        let place = std::array::from_fn(|k| last[k] + share * (first[k] - last[k]));
        let [x, y, _] = eye.see(place, moment.unfold).map(f64::from);
        let color = match cut.of {
            Of::Level(..) => pen.palette.muted,
            _ if is_lit => pen.palette.accent,
            _ => pen.palette.ink,
        };
        pen.write_over(&text, [x, y], color);
    }
    pen.context.set_global_alpha(1.0);
}
