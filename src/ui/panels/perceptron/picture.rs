//! The inputs' plane: samples, each unit's line, and what the view adds: the next update as arrows, or what the theorem
//! is about.

use std::{cell::RefCell, collections::BTreeMap};

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{
    scene::{Scene, View},
    shapes::{arrow, beside, dots, drawing, laid, path, rings},
};
use crate::{
    data::hull,
    lab::perceptron::{Square, Straight, Update, arrow_scale},
    nn::separation::{Meeting, Separation},
    plot::scale::{format_tick, nice_step, ticks},
    text::perceptron::number,
    ui::{
        element::{El, derived, el, svg},
        page::Page,
        point_style::colors,
    },
};

/// Samples that are drawn, at most.
const MOST: usize = 3000;

/// The picture of a view.
pub fn picture(scene: Scene, view: View, square: RwSignal<Square>) -> El {
    let side = derived(move || scene.side());
    let plane = Plane {
        scene,
        square,
        side,
    };
    drawing(move || side.get(), move || describe(scene, view))
        .child(plane.axes())
        .each(
            move || (0..scene.units.get()).collect(),
            move |unit| vec![plane.line(unit)],
        )
        .children(match view {
            View::Theorem => vec![plane.circle(), plane.corridor(), plane.hulls()],
            View::Update | View::Weights => Vec::new(),
        })
        .child(plane.samples())
        .children(match view {
            View::Update => plane.update(),
            View::Theorem | View::Weights => vec![plane.meeting()],
        })
}

/// What is in sight: the samples and 0; of the theorem, the circle around all of them.
pub fn square(scene: Scene, view: View) -> Square {
    let data = scene.data.get().0;
    let columns = data.train.x_columns();
    let (first, second) = columns.split_at(columns.len() / 2);
    let points = first
        .iter()
        .zip(second)
        .map(|(x, y)| [f64::from(*x), f64::from(*y)]);
    let circle = match view {
        View::Theorem => scene.margin().map_or(0.0, |margin| radius(margin.radius)),
        View::Update | View::Weights => 0.0,
    };
    let is_round = circle > 0.0;
    let circle = [[-circle, -circle], [circle, circle]];
    let room = scene
        .run
        .frame
        .with(|f| match f.experiment.reads_no_more_than_places() {
            // As far as the large picture goes, where its axes are the same.
            true if f.prepared.encoder.standard.is_none() && !is_round => {
                let [(x1, x2), (y1, y2)] =
                    f.view.domain().map(|(a, b)| (f64::from(a), f64::from(b)));
                vec![[x1, y1], [x2, y2]]
            }
            _ => Vec::new(),
        });
    Square::around(points.chain(circle).chain(room).chain([[0.0; 2]]))
}

/// The radius in the plane of inputs of what is as far away as R in the space with a 1 beside them.
fn radius(of: f64) -> f64 {
    (of * of - 1.0).max(0.0).sqrt()
}

/// What is drawn, and where.
#[derive(Clone, Copy)]
struct Plane {
    scene: Scene,
    square: RwSignal<Square>,
    side: RwSignal<f64>,
}

impl Plane {
    fn pixel(self, at: [f64; 2]) -> [f64; 2] {
        self.square.get().pixel(at, self.side.get())
    }

    /// The axes through 0, with their numbers and names.
    fn axes(self) -> El {
        let (square, side) = (self.square, self.side);
        let ends = move |k: usize| {
            let Square { middle, half } = square.get();
            let mut from = [0.0; 2];
            from[k] = middle[k] - half;
            let mut to = from;
            to[k] = middle[k] + half;
            path([from, to].map(|at| self.pixel(at)), false)
        };
        let axis = move |k: usize| svg("path").attr("class", "axis").live("d", move || ends(k));
        let marks = derived(move || {
            let Square { middle, half } = square.get();
            let step = nice_step(2.0 * half, 4);
            let of = |k: usize| ticks(middle[k] - half, middle[k] + half, step);
            let mut all = Vec::new();
            for k in [0, 1] {
                for at in of(k).into_iter().filter(|at| libm::fabs(*at) > step / 2.0) {
                    let mut place = [0.0; 2];
                    place[k] = at;
                    all.push((
                        k,
                        square.get().pixel(place, side.get()),
                        format_tick(at, step),
                    ));
                }
            }
            all
        });
        let mark = |(k, [x, y], text): (usize, [f64; 2], String)| {
            let [dx, dy] = if k == 0 { [0.0, 18.0] } else { [-8.0, 5.0] };
            svg("text")
                .attr("class", if k == 0 { "tick" } else { "tick up" })
                .attr("x", &format!("{:.1}", x + dx))
                .attr("y", &format!("{:.1}", y + dy))
                .text(&text)
        };
        svg("g")
            .attr("aria-hidden", "true")
            .child(axis(0))
            .child(axis(1))
            .anew(
                move || marks.get(),
                move |marks| marks.into_iter().map(mark).collect(),
            )
    }

    /// A unit's line. It turns from where it was; its positive side is shaded where it is the one that is studied.
    fn line(self, unit: usize) -> El {
        let scene = self.scene;
        let last = RefCell::new(None);
        let style = move || {
            let square = self.square.get();
            let weights = scene.weights(unit).unwrap_or_default();
            let line = Straight::of(&weights, 0.0, square.middle);
            line.map_or_else(
                || "display: none".to_owned(),
                |line| laid(line, &square, self.side.get(), &mut last.borrow_mut()),
            )
        };
        let class = move || {
            let studied = if scene.unit.get() == unit {
                " studied"
            } else {
                ""
            };
            format!("unit-edge edge-{}{studied}", unit % 4)
        };
        let name = move || {
            if scene.units.get() > 1 {
                (unit + 1).to_string()
            } else {
                String::new()
            }
        };
        let shade = svg("path")
            .attr("class", "positive")
            .attr("d", "M0-3000V3000H3000V-3000Z");
        let line = svg("path").attr("class", "line").attr("d", "M0-3000V3000");
        let upright = move || {
            let angle = scene.weights(unit).unwrap_or_default();
            let angle = Straight::of(&angle, 0.0, [0.0; 2]).map_or(0.0, |line| line.angle);
            let up = -0.3 * self.side.get();
            format!("transform: translate(16px, {up:.1}px) rotate({angle:.4}rad)")
        };
        let text = svg("text").live("style", upright).live_text(name);
        svg("g")
            .live("class", class)
            .live("style", style)
            .child(shade)
            .child(line)
            .child(text)
    }

    /// The training samples, a path for each colour.
    fn samples(self) -> El {
        let (scene, page) = (self.scene, Page::get());
        let groups = derived(move || {
            let data = scene.data.get().0;
            let colors = colors(&data.train_table, 0, (0.0, 1.0), page.theme.get());
            let mut groups = BTreeMap::<String, Vec<[f64; 2]>>::new();
            for (row, color) in colors.iter().enumerate().take(MOST.min(data.train.len())) {
                let place = place(&data.train.x(row));
                groups.entry(color.css()).or_default().push(place);
            }
            groups.into_iter().collect::<Vec<_>>()
        });
        let group = move |(color, places): (String, Vec<[f64; 2]>)| {
            let d = move || dots(places.iter().map(|at| self.pixel(*at)));
            svg("path")
                .attr("class", "samples")
                .attr("style", &format!("stroke: {color}"))
                .live("d", d)
        };
        svg("g").anew(
            move || groups.get(),
            move |groups| groups.into_iter().map(group).collect(),
        )
    }

    /// The sample that comes next, the line after it, and the arrows tip to tail.
    fn update(self) -> Vec<El> {
        let scene = self.scene;
        let update = derived(move || scene.update());
        let arrows = derived(move || {
            update.with(|update| {
                let update = update.as_ref()?;
                Some(Arrows::of(update, &self.square.get(), self.side.get()))
            })
        });
        let part = move |class: &'static str, of: fn(&Arrows) -> [[f64; 2]; 2]| {
            let d = move || {
                arrows.with(|a| {
                    a.as_ref()
                        .map(of)
                        .map_or_else(String::new, |[a, b]| arrow(a, b))
                })
            };
            svg("path").attr("class", class).live("d", d)
        };
        let name =
            move |class: &'static str, text: &'static str, of: fn(&Arrows) -> [[f64; 2]; 2]| {
                let at = move || {
                    arrows.with(|arrows| {
                        let arrows = arrows.as_ref()?;
                        let [from, to] = of(arrows);
                        let long = libm::hypot(to[0] - from[0], to[1] - from[1]) > 24.0;
                        long.then(|| beside(from, to, arrows.side_of([from, to])))
                    })
                };
                let style = move || match at() {
                    Some([x, y]) => format!("transform: translate({x:.1}px, {y:.1}px)"),
                    None => "display: none".into(),
                };
                svg("text")
                    .attr("class", class)
                    .live("style", style)
                    .text(text)
            };
        let after = move || {
            update.with(|update| {
                let update = update.as_ref().filter(|update| update.moves())?;
                let square = self.square.get();
                let line = Straight::of(&update.after, 0.0, square.middle)?;
                Some(laid(line, &square, self.side.get(), &mut None))
            })
        };
        let style = move || after().unwrap_or_else(|| "display: none".into());
        let after = svg("path")
            .attr("class", "line-after")
            .attr("d", "M0-3000V3000")
            .live("style", style);
        let ring = move || {
            update.with(|update| {
                let update = update.as_ref()?;
                let at = self.pixel([*update.x.first()?, *update.x.get(1)?]);
                Some(rings([at], 10.0))
            })
        };
        let ring_class = move || {
            let right = update.with(|update| update.as_ref().is_none_or(Update::is_right));
            if right { "next" } else { "next wrong" }.to_owned()
        };
        let ring = svg("path")
            .live("class", ring_class)
            .live("d", move || ring().unwrap_or_default());
        vec![
            after,
            ring,
            part("arrow was", |a| a.before),
            part("arrow adds", |a| a.added),
            part("arrow comes", |a| a.after),
            name("was", "w", |a| a.before),
            name("adds", "ηe·x", |a| a.added),
            name("comes", "new w", |a| a.after),
        ]
    }

    /// The circle around all samples, where the theorem speaks of it.
    fn circle(self) -> El {
        let scene = self.scene;
        let radius = move || scene.margin().map_or(0.0, |margin| radius(margin.radius));
        svg("circle")
            .attr("class", "around")
            .live("cx", move || self.pixel([0.0; 2])[0].to_string())
            .live("cy", move || self.pixel([0.0; 2])[1].to_string())
            .live("r", move || {
                self.square
                    .get()
                    .pixels(radius(), self.side.get())
                    .to_string()
            })
    }

    /// The corridor that no sample is in: w*·(x, 1) from −γ to γ.
    fn corridor(self) -> El {
        let scene = self.scene;
        let edges = move || {
            let margin = scene.margin()?;
            let square = self.square.get();
            let at = |level: f64| Straight::of(&margin.weights, level, square.middle);
            let line = at(0.0)?;
            let wide = libm::hypot(
                at(margin.gamma)?.foot[0] - line.foot[0],
                at(margin.gamma)?.foot[1] - line.foot[1],
            );
            let side = self.side.get();
            Some((
                laid(line, &square, side, &mut None),
                square.pixels(wide, side),
            ))
        };
        let style = move || edges().map_or_else(|| "display: none".into(), |(style, _)| style);
        let wide = move || edges().map_or(0.0, |(_, wide)| wide);
        let band = move || {
            let w = wide();
            format!("M{:.1}-3000V3000H{w:.1}V-3000Z", -w)
        };
        svg("g")
            .attr("class", "corridor")
            .live("style", style)
            .child(svg("path").attr("class", "band").live("d", band))
            .child(svg("path").attr("class", "best").attr("d", "M0-3000V3000"))
    }

    /// The hulls of both sides, where they meet.
    fn hulls(self) -> El {
        let scene = self.scene;
        let hull_of = move |positive: bool| {
            let meets = scene
                .found()
                .is_some_and(|proof| matches!(proof.found, Separation::Meeting(_)));
            let points = scene.points().filter(|_| meets)?;
            let of = (0..points.len()).filter(|at| points.is_positive(*at) == positive);
            let places = of.map(|at| place(&points.x(at))).collect();
            Some(path(
                hull(places).into_iter().map(|at| self.pixel(at)),
                true,
            ))
        };
        let part = move |class: &'static str, positive: bool| {
            svg("path")
                .attr("class", class)
                .live("d", move || hull_of(positive).unwrap_or_default())
        };
        svg("g")
            .child(part("hull below", false))
            .child(part("hull above", true))
    }

    /// The point that lies in both hulls, and the samples that it lies between; or those that hold the corridor.
    fn meeting(self) -> El {
        let scene = self.scene;
        let found = derived(move || scene.found());
        let with = move |of: Drawn<'_>| {
            let points = scene.points();
            found.with(|proof| match proof.as_ref().map(|proof| &proof.found) {
                Some(Separation::Meeting(meeting)) => {
                    let at = |sample: usize| {
                        self.pixel(points.as_ref().map_or([0.0; 2], |p| place(&p.x(sample))))
                    };
                    of(meeting, &at)
                }
                Some(Separation::Apart(_) | Separation::Undecided) | None => String::new(),
            })
        };
        let common = move |meeting: &Meeting| match *meeting.point {
            [x, y] => self.pixel([x, y]),
            _ => [0.0; 2],
        };
        let rays = move || {
            with(&|meeting, at| {
                let rays = meeting
                    .mix
                    .iter()
                    .map(|(sample, _)| [at(*sample), common(meeting)]);
                rays.map(|ray| path(ray, false)).collect()
            })
        };
        let point = move || with(&|meeting, _| dots([common(meeting)]));
        let held = move || {
            let points = scene.points();
            found.with(
                |proof| match (proof.as_ref().map(|proof| &proof.found), points) {
                    (Some(Separation::Apart(margin)), Some(points)) => {
                        let held = margin.support.iter();
                        rings(held.map(|at| self.pixel(place(&points.x(*at)))), 10.0)
                    }
                    (Some(Separation::Meeting(meeting)), Some(points)) => {
                        let mixed = meeting.mix.iter();
                        rings(mixed.map(|(at, _)| self.pixel(place(&points.x(*at)))), 10.0)
                    }
                    _ => String::new(),
                },
            )
        };
        svg("g")
            .child(svg("path").attr("class", "rays").live("d", rays))
            .child(svg("path").attr("class", "held").live("d", held))
            .child(svg("path").attr("class", "common-edge").live("d", point))
            .child(svg("path").attr("class", "common").live("d", point))
    }
}

/// A sample with two inputs, as a place.
fn place(x: &[f32]) -> [f64; 2] {
    match *x {
        [x, y] => [x.into(), y.into()],
        _ => [0.0; 2],
    }
}

/// The vectors of an update, in pixels: from 0, tip to tail. What they are multiplied by comes too.
#[derive(Clone, Debug, PartialEq)]
struct Arrows {
    before: [[f64; 2]; 2],
    added: [[f64; 2]; 2],
    after: [[f64; 2]; 2],
}

impl Arrows {
    fn of(update: &Update, square: &Square, side: f64) -> Self {
        let scale = scale_of(update, square);
        let tip = |w: &[f64]| match *w {
            [x, y, ..] => square.pixel([x * scale, y * scale], side),
            _ => square.pixel([0.0; 2], side),
        };
        let (from, before, after) = (
            square.pixel([0.0; 2], side),
            tip(&update.before),
            tip(&update.after),
        );
        let changed = update.moves();
        Self {
            before: [from, before],
            added: [before, if changed { after } else { before }],
            after: if changed { [from, after] } else { [from, from] },
        }
    }
}

/// How far the name of an arrow is from it, in pixels.
const AWAY: f64 = 14.0;

impl Arrows {
    /// On which side of an arrow its name stands: away from the others.
    fn side_of(&self, [from, to]: [[f64; 2]; 2]) -> f64 {
        let tips = [self.before[1], self.after[1], self.before[0]];
        let middle = [0, 1].map(|k| tips.iter().map(|tip| tip[k]).sum::<f64>() / 3.0);
        let beyond =
            (middle[0] - from[0]) * (from[1] - to[1]) + (middle[1] - from[1]) * (to[0] - from[0]);
        if beyond > 0.0 { -AWAY } else { AWAY }
    }
}

/// By what the arrows of an update are multiplied, so that they are seen.
fn scale_of(update: &Update, square: &Square) -> f64 {
    let length = |w: &[f64]| match *w {
        [x, y, ..] => libm::hypot(x, y),
        _ => 0.0,
    };
    // As far as there is to the nearest side from 0.
    let room = [0, 1].map(|k| square.half - libm::fabs(square.middle[k]));
    let room = room[0].min(room[1]).max(0.25 * square.half);
    arrow_scale(length(&update.before).max(length(&update.after)), room)
}

/// What the signs mean.
pub fn key(scene: Scene, view: View, square: RwSignal<Square>) -> El {
    let sign = |class: &str, text: &str| {
        el("span")
            .class("sign")
            .child(el("i").class(class))
            .child(el("span").text(text))
    };
    let key = el("p").class("perceptron-key");
    match view {
        View::Update => {
            let scale = move || {
                let scale = scene
                    .update()
                    .map_or(1.0, |update| scale_of(&update, &square.get()));
                match scale {
                    1.0 => String::new(),
                    scale if scale < 1.0 => format!("arrows 1 : {}", number(1.0 / scale)),
                    scale => format!("arrows {} : 1", number(scale)),
                }
            };
            key.child(sign("line-sign", "now"))
                .child(sign("line-sign then", "after this sample"))
                .child(el("span").live_text(scale))
        }
        View::Theorem | View::Weights => {
            let apart = derived(move || {
                scene
                    .found()
                    .map(|proof| matches!(proof.found, Separation::Apart(_)))
            });
            let line = move || sign("line-sign", "now");
            key.anew(
                move || apart.get(),
                move |apart| match apart {
                    Some(true) => vec![
                        line(),
                        sign("band-sign", "corridor ±γ"),
                        sign("line-sign around", "R around 0"),
                    ],
                    Some(false) => vec![
                        line(),
                        sign("hull-sign", "hulls"),
                        sign("point-sign", "in both"),
                    ],
                    None => vec![line()],
                },
            )
        }
    }
}

/// The picture, for who does not see it.
fn describe(scene: Scene, view: View) -> String {
    let what = match view {
        View::Update => {
            "The samples, the line of each unit, and the next update as arrows tip to tail: the weights, what is added, the new weights"
        }
        View::Theorem => match scene
            .found()
            .map(|proof| matches!(proof.found, Separation::Apart(_)))
        {
            Some(true) => {
                "The samples with the corridor that is free of them, and the circle around them all"
            }
            Some(false) => "The hulls of both classes, and a point that lies in both",
            None => "The samples and the line of each unit",
        },
        View::Weights => "",
    };
    let weights = scene.weights(scene.unit.get()).unwrap_or_default();
    let weights: Vec<String> = weights.iter().map(|w| number(*w)).collect();
    format!("{what}. Weights and bias now: {}.", weights.join(", "))
}

/// What is drawn of a common point, by where each sample stands.
type Drawn<'d> = &'d dyn Fn(&Meeting, &dyn Fn(usize) -> [f64; 2]) -> String;
