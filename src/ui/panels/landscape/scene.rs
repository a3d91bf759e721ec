//! What the panel shows: over which directions, which part of them, what was measured there, and what a
//! person does.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use crate::{
    lab::{
        Experiment, Moment, Prepared, Spot,
        landscape::{Effort, Ground, Over, Path, Sight, first_choice},
    },
    nn::{
        Network, evaluate,
        landscape::{Plane, Window, height, principal, random},
    },
    plot::relief::Relief,
    text::landscape as words,
    ui::{
        element::{derived, follow},
        frame::Frame,
        run::Run,
    },
};

/// A plane that is looked at, with the names of its axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    /// What it is of.
    pub over: Over,
    /// Where it is.
    pub plane: Plane,
    /// The names of its axes.
    pub names: [String; 2],
    /// What each of the run's directions has of its way.
    pub shares: Vec<f64>,
}

/// What was measured of a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// On which plane.
    pub laid: Arc<Laid>,
    /// Which part of it was in sight.
    pub sight: Sight,
    /// Which places of it.
    pub window: Window,
    /// How finely.
    pub effort: Effort,
    /// The moment of the other weights, and these.
    pub at: Moment,
    /// The weights through which the plane is laid.
    pub parameters: Vec<f32>,
    /// What the heights are of.
    pub experiment: Arc<Experiment>,
    /// The heights.
    pub heights: Vec<f32>,
    /// How they become colours.
    pub relief: Relief,
}

/// A point of the run's way on the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spotted {
    /// When.
    pub at: Moment,
    /// Where.
    pub place: [f64; 2],
    /// Whether it was put there.
    pub jumps: bool,
}

/// The signals of the panel. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Scene {
    /// The run.
    pub run: Run,
    /// What is looked over.
    pub over: RwSignal<Over>,
    /// The weights that are chosen.
    pub chosen: RwSignal<[Spot; 2]>,
    /// Which random directions.
    pub seed: RwSignal<u64>,
    /// The plane; `None` where there is none.
    pub laid: RwSignal<Option<Arc<Laid>>>,
    /// The part of it in sight.
    pub sight: RwSignal<Option<Sight>>,
    /// What was measured last.
    pub map: RwSignal<Option<Arc<Map>>>,
    /// The run's way.
    pub path: RwSignal<Arc<Path>>,
    /// The same on the plane.
    pub spotted: RwSignal<Arc<Vec<Spotted>>>,
    /// The place that is read out.
    pub probe: RwSignal<Option<[f64; 2]>>,
    /// Where the start is held while it is moved.
    pub held: RwSignal<Option<[f64; 2]>>,
    /// What came of the last thing that was done.
    pub said: RwSignal<String>,
    /// Why nothing could be measured.
    pub failed: RwSignal<Option<String>>,
    /// The size of the picture in CSS pixels; nothing of one that is not seen.
    pub size: RwSignal<Option<[f64; 2]>>,
    /// The samples that are measured, with the data that they are of.
    pub ground: RwSignal<Option<(Arc<Prepared>, Ground)>>,
    /// Ways of the runs before, the latest last.
    pub former: RwSignal<Arc<Vec<Arc<Path>>>>,
}

/// Ways of former runs that are shown.
const FORMER: usize = 5;

/// So far around the start there is to be seen at least: of weights, of multiples of directions.
const AROUND_WEIGHTS: f64 = 2.5;
const AROUND_DIRECTIONS: f64 = 1.2;
/// And of distances, as a share of what the weights are long.
const AROUND_DISTANCE: f64 = 0.25;

/// Points of a way whose directions are found, times themselves times the weights, at most.
const PRODUCTS: usize = 4_000_000;
const POINTS: usize = 64;

impl Scene {
    /// A panel that nothing has been chosen in, for a picture of that size.
    pub fn new(size: RwSignal<Option<[f64; 2]>>) -> Self {
        let run = Run::get();
        let chosen = run
            .frame
            .with_untracked(|f| first_choice(&f.snapshot.network, f.snapshot.gradient.whole()));
        Self {
            run,
            over: RwSignal::new(Over::Weights),
            chosen: RwSignal::new(chosen),
            seed: RwSignal::new(1),
            laid: RwSignal::new(None),
            sight: RwSignal::new(None),
            map: RwSignal::new(None),
            path: RwSignal::default(),
            spotted: RwSignal::default(),
            probe: RwSignal::new(None),
            held: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            failed: RwSignal::new(None),
            size,
            ground: ground(run),
            former: RwSignal::default(),
        }
    }

    /// Keeps the way of a run that is over, to be compared with.
    pub fn leave(self, path: Arc<Path>) {
        if path.steps().len() < 2 {
            return;
        }
        self.former.update(|former| {
            let former = Arc::make_mut(former);
            former.push(path);
            if former.len() > FORMER {
                former.remove(0);
            }
        });
    }

    /// How high the landscape is where the network has these parameters.
    pub fn height(self, parameters: &[f32]) -> Option<f64> {
        let ground = self.ground.get_untracked()?;
        self.run.frame.with_untracked(|f| {
            let mut network = f.snapshot.network.clone();
            if network.parameters().len() != parameters.len()
                || !Arc::ptr_eq(&ground.0, &f.prepared)
            {
                return None;
            }
            network.parameters_mut().copy_from_slice(parameters);
            let settings = f.experiment.settings();
            let worth = evaluate(&network, settings.loss, f.prepared.task, &ground.1.samples)?;
            Some(height(&network, &settings, &worth))
        })
    }

    /// How high it is at a place, through the weights of the moment.
    pub fn height_at(self, place: [f64; 2]) -> Option<f64> {
        let laid = self.laid.get_untracked()?;
        let moved = self.run.frame.with_untracked(|f| {
            let parameters = f.snapshot.network.parameters();
            (laid.plane.parameters() == parameters.len()).then(|| laid.plane.at(parameters, place))
        });
        self.height(&moved?)
    }

    /// Where the gradient leads downhill on the plane; nothing where there is none.
    pub fn downhill(self) -> Option<[f64; 2]> {
        let laid = self.laid.get_untracked()?;
        self.run.frame.with_untracked(|f| {
            let gradient = f.snapshot.gradient.whole();
            let along = |direction: &Vec<f32>| -> f64 {
                let terms = direction.iter().zip(gradient);
                -terms
                    .map(|(&d, &g)| f64::from(d) * f64::from(g))
                    .sum::<f64>()
            };
            let mut slopes = laid.plane.directions().iter().map(along);
            let downhill = [slopes.next()?, slopes.next().unwrap_or_default()];
            (downhill != [0.0; 2] && downhill.iter().all(|d| d.is_finite())).then_some(downhill)
        })
    }

    /// Whether the picture is seen.
    pub fn is_seen(self) -> bool {
        self.size
            .get()
            .is_some_and(|[width, height]| width > 0.0 && height > 0.0)
    }

    /// The width of the picture by its height.
    pub fn aspect(self) -> Option<f64> {
        let [width, height] = self.size.get()?;
        (width > 0.0 && height > 0.0).then(|| width / height)
    }

    /// Whether a curve over one weight is shown.
    pub fn is_line(self) -> bool {
        self.laid
            .with(|laid| laid.as_ref().is_some_and(|laid| laid.plane.is_line()))
    }

    /// Lays the plane that is chosen, through the weights of the moment; what is in sight follows from it.
    pub fn lay(self) {
        let (over, chosen, seed) = (
            self.over.get_untracked(),
            self.chosen.get_untracked(),
            self.seed.get_untracked(),
        );
        let laid = self.run.frame.with_untracked(|frame| match over {
            Over::Weights => of_weights(frame, over, &chosen),
            Over::Weight => of_weights(frame, over, &chosen[..1]),
            Over::Random => of_random(frame, seed),
            Over::Principal => self.path.with_untracked(|path| of_run(frame, path)),
        });
        self.laid.set(laid.map(Arc::new));
        self.sight.set(None);
        self.probe.set(None);
        self.held.set(None);
        self.failed.set(None);
    }

    /// Brings all of the run's way into sight.
    pub fn fit(self) {
        if self.over.get_untracked() == Over::Principal {
            self.lay();
        }
        self.sight.set(None);
    }

    /// Sees the way from nearer or farther, with the moment at hand in the middle.
    pub fn zoom(self, factor: f64) {
        let here = self.here();
        self.sight.update(|sight| {
            if let (Some(sight), Some(here)) = (sight.as_mut(), here) {
                *sight = Sight {
                    centre: here,
                    ..sight.zoomed(factor)
                };
            }
        });
    }

    /// Where the moment on the screen is on the plane.
    pub fn here(self) -> Option<[f64; 2]> {
        let laid = self.laid.get_untracked()?;
        self.run
            .frame
            .with_untracked(|f| place(&laid.plane, f.snapshot.network.parameters()))
    }

    /// Where the run begins on the plane, once its way is known.
    pub fn start(self) -> Option<Spotted> {
        self.spotted.with(|spotted| spotted.first().copied())
    }

    /// What is in sight when it follows from the way.
    pub fn whole_sight(self, aspect: f64) -> Option<Sight> {
        let laid = self.laid.get_untracked()?;
        let here = self.here();
        let places: Vec<[f64; 2]> = self.path.with_untracked(|path| {
            let steps = path.steps().iter();
            let of = steps.filter_map(|step| place(&laid.plane, &step.parameters));
            of.chain(here).collect()
        });
        let least = match laid.over {
            Over::Weights | Over::Weight => AROUND_WEIGHTS,
            Over::Random => AROUND_DIRECTIONS,
            Over::Principal => self.run.frame.with_untracked(|f| {
                let squares = f.snapshot.network.parameters().iter().map(|p| p * p);
                AROUND_DISTANCE * f64::from(squares.sum::<f32>().sqrt()).max(0.4)
            }),
        };
        Some(Sight::around(&places, least, aspect))
    }

    /// What tells one network’s shape from another's, as it changes: planes are of one shape.
    pub fn shape(self) -> RwSignal<(usize, Vec<usize>)> {
        let run = self.run;
        derived(move || run.frame.with(|f| shape(&f.snapshot.network)))
    }
}

/// The samples that are measured, as data and network change.
fn ground(run: Run) -> RwSignal<Option<(Arc<Prepared>, Ground)>> {
    let mut last = None::<(Arc<Prepared>, usize)>;
    let ground = RwSignal::new(None);
    follow(move || {
        run.frame.with(|f| {
            let count = f.snapshot.network.parameters().len();
            let same =
                |(data, n): &(Arc<Prepared>, usize)| Arc::ptr_eq(data, &f.prepared) && *n == count;
            if !last.as_ref().is_some_and(same) {
                last = Some((f.prepared.clone(), count));
                let (measured, all) = (&f.prepared.measured[0], f.prepared.train.len());
                ground.set(Some((
                    f.prepared.clone(),
                    Ground::new(measured, all, count),
                )));
            }
        });
    });
    ground
}

fn shape(network: &Network) -> (usize, Vec<usize>) {
    let units = network.layers().iter().map(|layer| layer.units);
    (network.inputs(), units.collect())
}

/// The coordinates of parameters of the plane's network.
pub fn place(plane: &Plane, parameters: &[f32]) -> Option<[f64; 2]> {
    (plane.parameters() == parameters.len()).then(|| plane.place(parameters))
}

fn of_weights(frame: &Frame, over: Over, chosen: &[Spot]) -> Option<Laid> {
    let network = &frame.snapshot.network;
    let numbers: Vec<usize> = chosen
        .iter()
        .map(|spot| spot.parameter(network))
        .collect::<Option<_>>()?;
    let name = |at: usize| {
        let spot = chosen.get(at);
        spot.map(|spot| words::axis(network, *spot, &frame.prepared.encoder.names))
    };
    Some(Laid {
        over,
        plane: Plane::of_parameters(network.parameters().len(), &numbers)?,
        names: [0, 1].map(|at| name(at).unwrap_or_default()),
        shares: Vec::new(),
    })
}

fn of_random(frame: &Frame, seed: u64) -> Option<Laid> {
    let network = &frame.snapshot.network;
    let directions = random(network, seed).to_vec();
    Some(Laid {
        over: Over::Random,
        plane: Plane::new(network.parameters().to_vec(), directions)?,
        names: ["direction 1", "direction 2"].map(str::to_owned),
        shares: Vec::new(),
    })
}

/// The plane in which the run has moved most; where it has gone straight, a random direction is beside it.
fn of_run(frame: &Frame, path: &Path) -> Option<Laid> {
    let network = &frame.snapshot.network;
    let count = network.parameters().len();
    let most = (PRODUCTS / count.max(1)).isqrt().clamp(3, POINTS);
    let steps = path.steps();
    let every = steps.len().div_ceil(most).max(1);
    let last = steps.len().saturating_sub(1);
    let points: Vec<&[f32]> = steps
        .iter()
        .enumerate()
        .filter(|(at, step)| (at % every == 0 || *at == last) && step.parameters.len() == count)
        .map(|(_, step)| &*step.parameters)
        .collect();
    let mut found = principal(&points)?;
    if let [only] = &found.directions[..] {
        let beside = beside(only, &random(network, 1)[0])?;
        found.directions.push(beside);
    }
    Some(Laid {
        over: Over::Principal,
        plane: Plane::new(found.mean, found.directions)?,
        names: ["main direction", "second direction"].map(str::to_owned),
        shares: found.shares,
    })
}

/// What of a direction is at right angles to one of length 1, of length 1.
fn beside(unit: &[f32], drawn: &[f32]) -> Option<Vec<f32>> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let along = dot(unit, drawn);
    let rest: Vec<f32> = drawn.iter().zip(unit).map(|(d, u)| d - along * u).collect();
    let length = dot(&rest, &rest).sqrt();
    (length > 1e-6).then(|| rest.into_iter().map(|r| r / length).collect())
}
