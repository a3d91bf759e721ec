//! The diagram of a network over large images, which has more units than can be told apart: of each layer the units
//! that matter most are shown, as images of what they look for, with their strongest links.
//!
//! Which those are is found anew with each epoch, each pause and each sample that is studied, and stays between, so that
//! nothing jumps while the network learns.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{
    element::{El, derived, el, follow},
    frame::Frame,
    links::{Scene, Shows, largest},
    plan::{Link, Plan, PlanSignal},
    run::Run,
};
use crate::{
    lab::{
        Experiment, Study,
        crowd::{activations, leaves, looked_for, picked, sources},
    },
    nn::Network,
    plot::{
        crowd::{BESIDE, Room},
        diagram::{Diagram, bias_radius, link_path},
        raster::{Raster, Tile},
    },
};

/// Whether an experiment's network is drawn so.
pub fn is_crowd(experiment: &Experiment) -> bool {
    experiment.data.dataset.is_images()
}

/// Links that are drawn into a unit, at most.
const LINKS: usize = 3;
/// What a letter of an output's name takes, in pixels.
const LETTER: f32 = 8.0;

/// By what the units are chosen that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// The sizes of the weights that lead on.
    Strongest,
    /// What they answer to the sample that is studied.
    Active,
}

/// The units of the hidden layers that are shown, and by what they were chosen.
#[derive(Clone, Debug, PartialEq)]
struct Chosen {
    order: Order,
    /// How many units of a layer have a place.
    places: usize,
    shown: Vec<Vec<usize>>,
}

/// On what the choice depends.
type Asked = (Vec<usize>, [f64; 2], Vec<usize>, Option<Study>, [u64; 2]);

/// Keeps the plan of the diagram, and shows what its blocks leave out.
pub fn view(plan: PlanSignal, size: RwSignal<Option<[f64; 2]>>) -> Vec<El> {
    let run = Run::get();
    let leaves = RwSignal::new(Vec::<usize>::new());
    let chosen = RwSignal::new(None::<Chosen>);
    let mut last = None::<Asked>;
    follow(move || {
        let Some(size) = size.get() else {
            return;
        };
        let (study, running) = (
            run.look.study.get(),
            run.lab.with(|lab| lab.transport.running),
        );
        let leaves = leaves.get();
        run.frame.with(|f| {
            let progress = f.snapshot.progress;
            let time = [progress.epoch, if running { 0 } else { progress.steps }];
            let asked = (sizes(&f.snapshot.network), size, leaves, study, time);
            if last.as_ref() == Some(&asked) {
                return;
            }
            let (made, found) = planned(f, &asked);
            plan.set(made);
            chosen.set(Some(found));
            last = Some(asked);
        });
    });
    let hidden = derived(move || run.frame.with(|f| f.snapshot.network.layers().len() - 1));
    let all = el("div")
        .class("crowd")
        .each(
            move || (0..hidden.get()).collect(),
            move |layer| vec![foot(plan, layer, leaves, chosen)],
        )
        .each(move || answers(run), move |at| vec![answer(plan, at)]);
    vec![all]
}

/// Inputs as one, and the units of every layer.
fn sizes(network: &Network) -> Vec<usize> {
    let layers = network.layers().iter().map(|layer| layer.units);
    std::iter::once(1).chain(layers).collect()
}

/// The plan of what is asked for, and the units that it shows.
fn planned(f: &Frame, (sizes, size, leaves, study, _): &Asked) -> (Arc<Plan>, Chosen) {
    let network = &f.snapshot.network;
    let [width, height] = size.map(|side| side as f32);
    let (hidden, outputs) = (sizes.len() - 2, network.outputs());
    let names = f.prepared.names();
    let letters = names.iter().map(|name| name.chars().count()).max();
    let answers = LETTER * letters.unwrap_or_default() as f32;
    // The headers' height follows from the form, which follows from the width alone.
    let room = |height| Room::new(hidden, outputs, [width, height], NAMES, answers);
    let header = room(height).header();
    let room = room(height - header);
    let values = study.as_ref().and_then(|study| {
        let (x, y) = study.sample(&f.prepared)?;
        activations(network, &x, &y)
    });
    let chosen = Chosen {
        places: room.places(),
        order: if values.is_some() {
            Order::Active
        } else {
            Order::Strongest
        },
        shown: (0..hidden)
            .map(|layer| {
                let leaf = leaves.get(layer).copied().unwrap_or_default();
                picked(network, layer, values.as_deref(), leaf, room.places())
            })
            .collect(),
    };
    let diagram = room.diagram(sizes, &chosen.shown);
    let links = links(network, &diagram, &chosen.shown);
    (Arc::new(Plan { diagram, links }), chosen)
}

/// Room for the inputs' name.
const NAMES: f32 = 60.0;

/// Of each unit that is shown, the strongest links from others that are.
fn links(network: &Network, diagram: &Diagram, shown: &[Vec<usize>]) -> Vec<Link> {
    let mut links = Vec::new();
    for (layer, pair) in diagram.columns.windows(2).enumerate() {
        let (from, to) = (&pair[0].tiles, &pair[1].tiles);
        let before = layer.checked_sub(1).and_then(|before| shown.get(before));
        for (unit, end) in to.iter().enumerate().filter(|(_, tile)| tile.width > 0.0) {
            let found = match before {
                Some(before) => sources(network, layer, unit, before, LINKS),
                // All inputs have one tile.
                None => vec![0],
            };
            links.extend(found.into_iter().map(|source| Link {
                layer,
                source,
                unit,
                curve: link_path(from[source], *end),
            }));
        }
    }
    links
}

/// Draws the tiles of a scene that are shown, and their biases.
pub fn draw(scene: &Scene<'_>, raster: &mut Raster, ratio: f32) {
    let (frame, palette) = (scene.frame, scene.palette());
    let network = &frame.snapshot.network;
    let shape = |side: f32| Tile::new((side * ratio).round() as usize, 1, ratio);
    let corner = |x: f32, y: f32| [x, y].map(|at| (at * ratio).round() as usize);
    if let Some(tile) = scene.diagram.columns.first().and_then(|c| c.tiles.first()) {
        let studied = scene
            .study
            .as_ref()
            .and_then(|study| study.raw(&frame.prepared));
        let values = studied.as_ref().unwrap_or(&frame.view.held);
        Shows::Image(values).draw(
            raster,
            &shape(tile.width),
            corner(tile.x, tile.y),
            frame,
            palette,
        );
    }
    let values = scene.values();
    let most = largest(values);
    for (at, (layer, column)) in network
        .layers()
        .iter()
        .zip(&scene.diagram.columns[1..])
        .enumerate()
    {
        let mut tiles = column
            .tiles
            .iter()
            .enumerate()
            .filter(|(_, tile)| tile.width > 0.0)
            .peekable();
        let Some(shape) = tiles.peek().map(|(_, tile)| shape(tile.width)) else {
            continue;
        };
        for (unit, tile) in tiles {
            let image = looked_for(network, at, unit);
            Shows::Weights(&image).draw(raster, &shape, corner(tile.x, tile.y), frame, palette);
            let bias = values
                .get(layer.bias.start + unit)
                .copied()
                .unwrap_or_default();
            let radius = bias_radius(bias, most, tile.width);
            let centre = [tile.x + 1.0, tile.bottom() - 1.0].map(|at| at * ratio);
            let color = if bias == 0.0 {
                palette.muted
            } else {
                scene.color(bias)
            };
            for (radius, color) in [(radius + 1.5, palette.ground), (radius, color)] {
                raster.disc(centre, radius * ratio, color);
            }
        }
    }
}

/// What stands under the block of a hidden layer: how many of its units are shown, and the ways to the others.
fn foot(
    plan: PlanSignal,
    layer: usize,
    leaves_now: RwSignal<Vec<usize>>,
    chosen: RwSignal<Option<Chosen>>,
) -> El {
    let run = Run::get();
    let units = derived(move || {
        run.frame.with(|f| {
            f.snapshot
                .network
                .layers()
                .get(layer)
                .map_or(0, |l| l.units)
        })
    });
    let shown = derived(move || {
        chosen.with(|c| {
            c.as_ref()
                .and_then(|c| c.shown.get(layer))
                .map_or(0, Vec::len)
        })
    });
    let leaf = move || leaves_now.with(|all| all.get(layer).copied().unwrap_or_default());
    let places = derived(move || chosen.with(|c| c.as_ref().map_or(1, |c| c.places)));
    let last = move || leaves(units.get(), places.get()) - 1;
    let all_shown = move || shown.get() >= units.get();
    let order = move || {
        let order = chosen.with(|c| c.as_ref().map(|c| c.order));
        match order {
            _ if all_shown() => "",
            Some(Order::Active) => "most active first",
            _ => "strongest first",
        }
    };
    let text = move || {
        let first = leaf().min(last()) * places.get();
        match (shown.get(), units.get()) {
            (_, units) if all_shown() => format!("all {units} units"),
            (shown, units) => format!("{}–{} of {units}", first + 1, first + shown),
        }
    };
    let title = move || {
        let order = chosen.with(|c| c.as_ref().map(|c| c.order));
        Some(match order {
            Some(Order::Active) => {
                "Those that answer most to the sample that is studied come first"
            }
            _ => "Those whose weights in the next layer are largest come first",
        })
    };
    let turn = move |by: isize| {
        let to = leaf().saturating_add_signed(by).min(last());
        leaves_now.update(|all| {
            all.resize(all.len().max(layer + 1), 0);
            all[layer] = to;
        });
    };
    let button = |label: &str, sign: &str, by: isize| {
        el("button")
            .class("quiet icon")
            .attr("aria-label", label)
            .attr("title", label)
            .text(sign)
            .click(move || turn(by))
    };
    let [less, more] = ["More important units", "Less important units"];
    let style = move || {
        plan.with(|p| {
            let column = p.diagram.columns.get(layer + 1);
            let x = column.map_or(0.0, |column| column.x_centre);
            let y = column.map_or(0.0, |column| Room::foot(&column.tiles));
            format!("left: {x}px; top: {}px", y + p.header())
        })
    };
    el("div")
        .class("crowd-foot")
        .attr("role", "group")
        .attr(
            "aria-label",
            &format!("Units of layer {} that are shown", layer + 1),
        )
        .live("style", style)
        .maybe("title", title)
        .child(button(less, "‹", -1).flag("disabled", move || leaf() == 0))
        .child(el("span").live_text(order))
        .child(el("span").attr("aria-live", "polite").live_text(text))
        .child(button(more, "›", 1).flag("disabled", move || leaf() >= last()))
}

/// The outputs.
fn answers(run: Run) -> Vec<usize> {
    run.frame
        .with(|f| (0..f.snapshot.network.outputs()).collect())
}

/// An output's name beside its tile.
fn answer(plan: PlanSignal, at: usize) -> El {
    let run = Run::get();
    let name = move || {
        run.frame
            .with(|f| f.prepared.names().get(at).cloned().unwrap_or_default())
    };
    let style = move || {
        plan.with(|p| {
            let tile = p
                .diagram
                .columns
                .last()
                .and_then(|c| c.tiles.get(at))
                .copied();
            let tile = tile.unwrap_or_default();
            let [x, y] = [tile.right() + BESIDE, tile.centre()[1] + p.header()];
            format!("left: {x}px; top: {y}px")
        })
    };
    el("span")
        .class("crowd-answer")
        .live("style", style)
        .live_text(name)
}
