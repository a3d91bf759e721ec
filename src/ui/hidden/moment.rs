//! What there is to be drawn of a moment: samples and nodes with their places on the picture, and the cuts of the next
//! layer.

use std::sync::Arc;

use super::sight::Sight;
use crate::{
    data::Point,
    lab::{
        Portion, Prepared, Study,
        hidden::{Axes, Basis, Cut, Ground, Values, answers, best_unit, cuts},
    },
    nn::Task,
    plot::{
        hidden::{Eye, Window, morph},
        scale::{nice_step, ticks},
    },
    text::hidden::{self as words, Seen},
    ui::{
        axes::input_name, frame::Frame, look::Aspect, picture::shown_output, point_style::range_of,
    },
};

/// Samples of each part that are drawn, at most.
const MOST: usize = 1000;
/// What of the picture the part of the plane takes that stands in a corner, where units are steps.
const SHARD: f32 = 0.15;
/// What of its height the plane keeps where a single unit makes a line of it.
const BAND: f32 = 0.4;
/// Places along each side of the plane of two axes that are asked for the answer there.
pub const AROUND: usize = 33;
/// From so far on the way what belongs to the space alone shows.
pub const CUTS_FROM: f32 = 0.6;
/// Numbers that an output is drawn at.
const LEVELS: usize = 8;

/// The space at one frame, which stays while it is only turned, unfolded or pointed at.
struct Space {
    frame: Arc<Frame>,
    axes: Axes,
    values: Arc<Values>,
    basis: Basis,
    /// Where training samples, test samples and nodes are.
    places: [Vec<[f32; 3]>; 3],
    window: Window,
    /// What the later layers answer around, once it was asked for.
    around: Option<Arc<Vec<f32>>>,
}

impl Space {
    fn is_of(&self, frame: &Arc<Frame>, layer: usize, axes: &Axes) -> bool {
        Arc::ptr_eq(&self.frame, frame) && self.values.layer == layer && self.axes == *axes
    }

    /// What the later layers answer all over the plane of two axes, or along one; nothing in space.
    fn around(&mut self) -> Option<Arc<Vec<f32>>> {
        if self.around.is_none() && self.basis.dims() < 3 {
            self.around =
                around(&self.frame, self.values.layer, &self.basis, &self.window).map(Arc::new);
        }
        self.around.clone()
    }
}

/// What is kept from moment to moment.
#[derive(Default)]
pub struct Kept {
    ground: Option<Arc<Ground>>,
    flat: [Vec<[f32; 2]>; 2],
    flat_nodes: Vec<[f32; 2]>,
    /// What one line in the input plane has right at most.
    best_line: Option<usize>,
    space: Option<Space>,
}

/// A moment, ready to be drawn.
pub struct Moment {
    /// What is looked at.
    pub ground: Arc<Ground>,
    /// What the layer answers.
    pub values: Arc<Values>,
    /// The axes.
    pub basis: Basis,
    /// Their names.
    pub names: Vec<String>,
    /// What is in sight of them.
    pub window: Window,
    /// How the next layer divides the space.
    pub cuts: Vec<Cut>,
    /// Where the samples of both parts are, along axes from −1 to 1 on the way to the space.
    pub samples: [Vec<[f32; 3]>; 2],
    /// The same for the nodes.
    pub nodes: Vec<[f32; 3]>,
    /// What the later layers answer over the plane that two axes span, at as many places along each side, output by
    /// output; nothing in space, and on the way there.
    pub around: Option<Arc<Vec<f32>>>,
    /// Which corner each node stands in, where units are steps.
    pub pieces: Option<Vec<u32>>,
    /// The sample that is studied.
    pub studied: Option<[f32; 3]>,
    /// How far it is unfolded.
    pub unfold: f32,
    /// What is said of it.
    pub seen: Seen,
    /// The numbers at which an output of a regression is drawn, with it.
    pub levels: (usize, Vec<f32>),
}

impl Moment {
    /// From where it is seen, on a picture of so many pixels with these margins.
    pub fn eye(&self, sight: &Sight, side: f32, margins: [f32; 3]) -> Eye {
        // In space, names stand beside the cube.
        let away = match self.basis.dims() {
            3 => self.unfold,
            _ => 0.0,
        };
        let eye = Eye {
            margins: margins.map(|margin| margin + (margins[2] - margin) * away),
            side,
            turn: (self.basis.dims() == 3).then_some(sight.turn),
        };
        eye.on_the_way(self.unfold)
    }
}

impl Kept {
    /// What there is to be drawn; nothing without hidden layer.
    pub fn moment(
        &mut self,
        frame: &Arc<Frame>,
        sight: &Sight,
        aspect: Aspect,
        study: Option<&Study>,
    ) -> Option<Moment> {
        let (network, prepared) = (&frame.snapshot.network, &frame.prepared);
        let ground = self.ground(frame);
        let hidden = frame.experiment.hidden().len();
        let layer = sight.layer_of(hidden);
        if hidden == 0 {
            return None;
        }
        let (units, next) = (
            network.layers().get(layer)?.units,
            network.layers().get(layer + 1)?.units,
        );
        let axes = sight.axes(units, next);
        let mut space = match self.space.take() {
            Some(known) if known.is_of(frame, layer, &axes) => known,
            last => space(frame, layer, axes, &ground, last)?,
        };
        let (basis, window) = (space.basis.clone(), space.window);
        let values = space.values.clone();
        let dims = basis.dims();
        let levels = levels(frame, aspect);
        let cuts = cuts(network, prepared, layer, &basis, (levels.0, &levels.1));
        let unfold = sight.unfold as f32;
        let is_step = values.activation.is_step();
        let lay = |flat: [f32; 2], place: [f32; 3]| {
            let [x, y, z] = window.normal(place);
            let hidden = match (is_step, dims) {
                (true, 1) => [x + SHARD * flat[0], BAND * flat[1], 0.0],
                (true, _) => [x + SHARD * flat[0], y + SHARD * flat[1], z],
                (false, 1) => [x, BAND * flat[1], 0.0],
                (false, _) => [x, y, z],
            };
            // Where there is no axis, nothing leads away from the plane.
            let hidden = if dims < 3 {
                [hidden[0], hidden[1], 0.0]
            } else {
                hidden
            };
            morph(flat, hidden, unfold)
        };
        let lay_all = |flat: &[[f32; 2]], places: &[[f32; 3]]| -> Vec<[f32; 3]> {
            let both = flat.iter().zip(places);
            both.map(|(flat, place)| lay(*flat, *place)).collect()
        };
        let samples = [
            lay_all(&self.flat[0], &space.places[0]),
            lay_all(&self.flat[1], &space.places[1]),
        ];
        let studied = study.and_then(|study| {
            let (x, _) = study.sample(prepared)?;
            let one = crate::nn::Samples::one(&x, &[]);
            let own = network.layers()[layer].neurons.clone();
            let values = crate::lab::hidden::values(network, &one, &[own]);
            let flat = ground.flat_of(&study.raw(prepared)?);
            Some(lay(flat, *basis.places(&values).first()?))
        });
        let pieces = (is_step && unfold > 0.0).then(|| pieces(&values));
        let shows = unfold > CUTS_FROM;
        let around = shows.then(|| space.around()).flatten();
        let seen = self.seen(&space, &cuts);
        let nodes = lay_all(&self.flat_nodes, &space.places[2]);
        self.space = Some(space);
        Some(Moment {
            names: seen.axes.clone(),
            nodes,
            ground,
            values,
            basis,
            window,
            around,
            cuts,
            samples,
            pieces,
            studied,
            unfold,
            seen,
            levels,
        })
    }

    fn ground(&mut self, frame: &Frame) -> Arc<Ground> {
        let (prepared, view) = (&frame.prepared, &frame.view);
        if let Some(known) = self.ground.as_ref().filter(|g| g.is_of(prepared, view)) {
            return known.clone();
        }
        let ground = Arc::new(Ground::new(prepared, view, MOST));
        self.flat = [Portion::Training, Portion::Test].map(|portion| ground.flat(portion));
        self.flat_nodes = ground.flat_nodes();
        self.best_line = prepared.facts.best_line();
        self.ground = Some(ground.clone());
        self.space = None;
        ground
    }

    fn seen(&self, space: &Space, cuts: &[Cut]) -> Seen {
        let (frame, values, basis) = (&space.frame, &space.values, &space.basis);
        let train = &space.places[0];
        let (prepared, network) = (&frame.prepared, &frame.snapshot.network);
        let hidden = frame.experiment.hidden().len();
        let is_last = values.layer + 1 == hidden;
        let train_right = frame.snapshot.train.and_then(|train| {
            let (wrong, of) = Portion::Training.wrong(prepared, &train)?;
            Some((of - wrong, of))
        });
        // Of some of the samples alone it would not be known.
        let all = |points: &&[Point]| !is_last && basis.is_whole() && points.len() == train.len();
        let points = prepared.points().filter(all);
        let best_unit = points.and_then(|of| Some((best_unit(cuts, train, of)?, of.len())));
        let columns = prepared.train_table.inputs.len();
        Seen {
            task: prepared.task,
            layer: values.layer,
            hidden,
            units: values.units,
            activation: values.activation,
            output: frame.experiment.output().activation,
            next: network
                .layers()
                .get(values.layer + 1)
                .map_or(0, |next| next.units),
            axes: match &space.axes {
                Axes::Units(units) => units.iter().map(|&u| words::unit(u)).collect(),
                Axes::Next => words::NEXT.map(String::from).to_vec(),
                Axes::Principal(_) => (0..basis.dims()).map(words::direction).collect(),
            },
            shares: matches!(&space.axes, Axes::Principal(_)).then(|| basis.shares.clone()),
            right: train_right.filter(|_| is_last),
            best_line: self.best_line,
            best_unit,
            is_cut: cuts.iter().any(|cut| !cut.is_whole),
            inputs: (columns > 2).then(|| ([0, 1].map(|axis| input_name(frame, axis)), columns)),
        }
    }
}

/// The space of a layer at a frame; one that was looked at in the same way before keeps its directions' order and its
/// window where that serves as well.
fn space(
    frame: &Arc<Frame>,
    layer: usize,
    axes: Axes,
    ground: &Ground,
    last: Option<Space>,
) -> Option<Space> {
    let network = &frame.snapshot.network;
    let values = Values::new(network, layer, ground)?;
    let next = network.layers().get(layer + 1)?;
    let weights = &network.parameters()[next.kernel.start..][..next.inputs];
    let is_alike = |last: &Space| {
        (last.values.layer, last.values.units, &last.axes) == (layer, values.units, &axes)
    };
    let last = last.filter(is_alike);
    let before = last.as_ref().map(|last| &last.basis);
    let basis = Basis::new(&axes, &values.samples[0], values.units, weights, before);
    let [train, test] = &values.samples;
    let places = [train, test, &values.nodes].map(|values| basis.places(values));
    let dims = basis.dims();
    let window = match values.activation.bounds().filter(|_| basis.is_of_units()) {
        Some(bounds) => Window::bounded(bounds),
        None => {
            let before = last.as_ref().map(|last| &last.window);
            Window::around(places.iter().flatten().copied(), dims).steady(before, dims)
        }
    };
    Some(Space {
        frame: frame.clone(),
        axes,
        values: Arc::new(values),
        basis,
        places,
        window,
        around: None,
    })
}

/// What the later layers answer all over the plane of two axes, or along one.
fn around(frame: &Frame, layer: usize, basis: &Basis, window: &Window) -> Option<Vec<f32>> {
    let dims = basis.dims();
    let along = |axis: usize, at: usize| {
        let share = at as f32 / (AROUND - 1) as f32;
        window.low[axis] + share * (window.high[axis] - window.low[axis])
    };
    let place = |at: usize| {
        let up = if dims > 1 { along(1, at / AROUND) } else { 0.0 };
        [along(0, at % AROUND), up, 0.0]
    };
    let places: Vec<[f32; 3]> = (0..AROUND * AROUND).map(place).collect();
    answers(&frame.snapshot.network, layer, basis, &places)
}

/// Which corner each node stands in: a bit for each unit.
fn pieces(values: &Values) -> Vec<u32> {
    let count = values.nodes.len() / values.units.max(1);
    let mut pieces = vec![0u32; count];
    if count > 0 {
        for row in values.nodes.chunks_exact(count) {
            for (piece, value) in pieces.iter_mut().zip(row) {
                *piece = piece.wrapping_mul(3) + u32::from(*value > 0.0);
            }
        }
    }
    pieces
}

/// The output whose numbers are drawn, and at which.
fn levels(frame: &Frame, aspect: Aspect) -> (usize, Vec<f32>) {
    let output = shown_output(aspect, frame);
    if frame.prepared.task != Task::Regression {
        return (output, Vec::new());
    }
    let (low, high) = range_of(&frame.prepared.train_table, output);
    let (low, high) = (f64::from(low), f64::from(high));
    let numbers = ticks(low, high, nice_step(high - low, LEVELS));
    (
        output,
        numbers.into_iter().map(|number| number as f32).collect(),
    )
}

/// The samples of a part, with the table they stand in.
pub fn table_of(prepared: &Prepared, at: usize) -> &crate::data::Table {
    let portion = if at == 0 {
        Portion::Training
    } else {
        Portion::Test
    };
    portion.of(prepared).0
}
