//! The loss over one weight: its curve, the tangent where the weight is, and the step that the learning rate
//! takes.

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};
use web_sys::CanvasRenderingContext2d;

use super::{
    paint::{arrow, run_through},
    scene::{Map, Scene, Spotted},
};
use crate::{
    engine::Data,
    lab::Moment,
    nn::{LearningRule, Walk},
    plot::{
        color::{Palette, Theme},
        scale::format_value,
    },
    run::{On, walk_from},
    text::landscape as words,
    ui::{element::derived, frame::Frame as Shown, run::AT_ONCE},
};

/// The curve's part of the plane: the weight across, the loss up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Least and greatest weight.
    pub x: [f64; 2],
    /// Least and greatest loss.
    pub y: [f64; 2],
}

/// Room above and below the curve, as a share of its height.
const MARGIN: f64 = 0.08;
/// Higher than so many times what lies below it most of the curve, it may leave the picture.
const TOWER: f64 = 3.0;

impl Frame {
    /// All of a curve that is of use, with the loss that the weight has now.
    pub fn of(map: &Map, here: f64) -> Option<Self> {
        let mut finite: Vec<f64> = map
            .heights
            .iter()
            .map(|&h| f64::from(h))
            .filter(|h| h.is_finite())
            .collect();
        if finite.is_empty() {
            return None;
        }
        finite.sort_unstable_by(f64::total_cmp);
        let (low, middle, high) = (
            finite[0],
            finite[finite.len() / 2],
            finite[finite.len() - 1],
        );
        let here = if here.is_finite() { here } else { low };
        let most = (low + TOWER * (middle - low)).max(here);
        let (low, high) = (low.min(here), high.min(most).max(here));
        let room = MARGIN * (high - low).max(1e-9 * high.abs()).max(1e-12);
        let [x, _] = map.sight.ranges();
        Some(Self {
            x,
            y: [low - room, high + room],
        })
    }

    /// The pixel of a weight and a loss.
    pub fn pixel(&self, [x, y]: [f64; 2], [width, height]: [f64; 2]) -> [f64; 2] {
        let share = |[low, high]: [f64; 2], v: f64| ((v - low) / (high - low)).clamp(-50.0, 50.0);
        [share(self.x, x) * width, (1.0 - share(self.y, y)) * height]
    }
}

/// The slope and the steps at the weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// The weight.
    pub weight: f64,
    /// The loss there.
    pub loss: f64,
    /// ∂L/∂w over all samples; none where the weight does not learn by it.
    pub slope: Option<f64>,
    /// The learning rate of the next step.
    pub rate: f64,
    /// Where the next step of training takes it, where that is known.
    pub next: Option<f64>,
    /// Whether it is not known as it takes too long to work out.
    pub is_far: bool,
}

/// What is known of the weight, computed once for all that shows it; nothing while no curve is shown.
pub type SlopeSignal = RwSignal<Option<Slope>>;

/// The slope at the moment on the screen.
pub fn slope(scene: Scene) -> SlopeSignal {
    derived(move || {
        scene.chosen.track();
        scene.ground.track();
        scene.run.frame.track();
        scene.run.lab.track();
        scene.run.arriving.track();
        scene.is_line().then(|| untrack(|| Slope::of(scene)))?
    })
}

/// The step that comes next.
enum Next {
    Known(Box<Walk>),
    /// It takes too long to work out.
    Far,
    /// There is none, or the moment on the screen is about to be another.
    None,
}

impl Next {
    fn of(scene: Scene, frame: &Shown) -> Self {
        let run = scene.run;
        let arriving = run.arriving.get_untracked().is_some();
        run.lab.with_untracked(|lab| {
            let moment = frame.snapshot.progress.moment();
            if lab.transport.running || arriving || lab.moment != moment {
                return Self::None;
            }
            let (start, samples) = (lab.route(), frame.prepared.train.len());
            let way = moment
                .shown(samples)
                .saturating_sub(start.at().shown(samples));
            let batch = frame.experiment.batch_size.min(samples) as u64;
            let weights = frame.snapshot.network.parameters().len() as u64;
            if (way + batch).saturating_mul(weights) > AT_ONCE {
                return Self::Far;
            }
            let walk = walk_from(&start, &Data::from(&*frame.prepared), &On::Batch);
            walk.map_or(Self::None, |walk| Self::Known(Box::new(walk)))
        })
    }
}

/// The learning rate of a step to come: the schedule's at the start of its batch.
fn rate(frame: &Shown) -> f32 {
    let e = &frame.experiment;
    let mut moment = frame.snapshot.progress.moment();
    moment.position -= moment.position % e.batch_size.max(1);
    let epochs = moment.epochs(frame.prepared.train.len());
    e.schedule.rate(e.learning_rate, epochs)
}

impl Slope {
    /// What is known of the weight that is looked at; the next step only while the run rests.
    pub fn of(scene: Scene) -> Option<Self> {
        let weight = scene.here()?[0];
        let spot = scene.chosen.get_untracked()[0];
        let frame = scene.run.frame.get_untracked();
        let e = &frame.experiment;
        let at = spot.parameter(&frame.snapshot.network)?;
        let is_frozen = spot
            .layer()
            .is_some_and(|layer| !e.settings().learns(layer))
            || e.fixed.parameters(&frame.snapshot.network).contains(&at);
        let slope = frame.snapshot.gradient.whole().get(at).copied();
        let slope = slope.filter(|_| e.rule == LearningRule::Backprop && !is_frozen);
        let next = Next::of(scene, &frame);
        let walk = match &next {
            Next::Known(walk) => Some(walk.as_ref()),
            Next::Far | Next::None => None,
        };
        Some(Self {
            weight,
            loss: scene.height(frame.snapshot.network.parameters())?,
            slope: slope.map(f64::from),
            rate: walk.map_or_else(|| rate(&frame), |walk| walk.rate).into(),
            next: walk.and_then(|walk| walk.after.get(at).copied().map(f64::from)),
            is_far: matches!(next, Next::Far),
        })
    }

    /// Where a plain step of gradient descent takes it.
    pub fn step(&self) -> Option<f64> {
        Some(self.weight - self.rate * self.slope?)
    }

    /// In words: the slope, the step and where it leads, the next step of training.
    pub fn text(&self, rule: LearningRule, steps: &str) -> String {
        let value = format_value;
        let mut text = match (self.slope, self.step()) {
            (Some(slope), Some(step)) => format!(
                "Slope ∂L/∂w = {} over all samples. w − η · slope = {} − {} · {} = {}.",
                value(slope),
                value(self.weight),
                crate::plot::scale::format_short(self.rate),
                bracketed(slope),
                value(step)
            ),
            _ => words::no_slope(rule).into(),
        };
        if let Some(next) = self.next {
            text.push_str(&format!(
                " The next step ({steps}) leads to {}.",
                value(next)
            ));
        } else if self.is_far && self.slope.is_some() {
            text.push_str(&format!(
                " This is the plain gradient step; the next step of training ({steps}) takes too long to work out here."
            ));
        }
        text
    }
}

/// A number as a factor: in brackets where it has a sign.
fn bracketed(number: f64) -> String {
    if number < 0.0 {
        format!("({})", format_value(number))
    } else {
        format_value(number)
    }
}

/// Half of the tangent's length, as a share of the picture's width.
const REACH: f64 = 0.18;
/// Height of the marks of earlier weights along the lower edge.
const RUG: f64 = 8.0;

/// Draws the curve with what there is at the weight.
pub fn draw(
    context: &CanvasRenderingContext2d,
    (frame, map, size, theme): (Frame, &Map, [f64; 2], Theme),
    slope: Option<Slope>,
    (spotted, now): (&[Spotted], Moment),
) {
    let palette = Palette::of(theme);
    rug(context, frame, size, spotted, now, theme);
    let points = map
        .heights
        .iter()
        .enumerate()
        .filter(|(_, h)| h.is_finite());
    let points = points.map(|(at, &h)| frame.pixel([map.window.place(at)[0], h.into()], size));
    context.set_stroke_style_str(&palette.ink.css());
    context.set_line_width(2.0);
    context.set_line_join("round");
    context.begin_path();
    run_through(context, points);
    context.stroke();
    let Some(at) = slope else {
        return;
    };
    let here = frame.pixel([at.weight, at.loss], size);
    if let Some(slope) = at.slope {
        let reach = REACH * (frame.x[1] - frame.x[0]);
        let end = |side: f64| {
            frame.pixel(
                [at.weight + side * reach, at.loss + side * reach * slope],
                size,
            )
        };
        context.set_stroke_style_str(&palette.gradient_positive.css());
        context.set_line_width(1.5);
        context.begin_path();
        run_through(context, [end(-1.0), end(1.0)].into_iter());
        context.stroke();
    }
    if let (Some(slope), Some(step)) = (at.slope, at.step()) {
        let to = frame.pixel([step, at.loss + (step - at.weight) * slope], size);
        arrow(context, here, to, palette.gradient_positive, 3.0);
    }
    if let Some(next) = at.next {
        let [x, _] = frame.pixel([next, at.loss], size);
        context.set_stroke_style_str(&palette.accent.css());
        context.set_line_width(2.0);
        context.begin_path();
        run_through(
            context,
            [[x, size[1]], [x, size[1] - 2.0 * RUG]].into_iter(),
        );
        context.stroke();
    }
}

/// A mark on the lower edge for each weight that the run has had.
fn rug(
    context: &CanvasRenderingContext2d,
    frame: Frame,
    size: [f64; 2],
    spotted: &[Spotted],
    now: Moment,
    theme: Theme,
) {
    context.set_stroke_style_str(&Palette::of(theme).muted.css());
    context.set_line_width(1.0);
    context.set_global_alpha(0.6);
    context.begin_path();
    for point in spotted.iter().filter(|point| point.at <= now) {
        let [x, _] = frame.pixel([point.place[0], frame.y[0]], size);
        run_through(context, [[x, size[1]], [x, size[1] - RUG]].into_iter());
    }
    context.stroke();
    context.set_global_alpha(1.0);
}
