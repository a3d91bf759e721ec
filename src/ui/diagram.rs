//! The diagram: headers above, links and live tiles on a canvas, a button over every unit.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Event, PointerEvent};

use super::{
    canvas, crowd,
    element::{El, derived, el, follow},
    gradient::parted,
    layer_header::{add_layer_mark, inputs_header, layer_header},
    links::{self, Board, Scene},
    look::{Neuron, Shown},
    page::Page,
    plan::{Plan, PlanSignal, input_tiles, middle},
    run::Run,
    turn::on_screen,
    unit::unit_card,
    walk::{overlay, turn_to},
};
use crate::{
    lab::Spot,
    plot::{
        diagram::{Form, NAME_WIDTH, hit},
        rect::Rect,
        scale::format_value,
    },
};

/// How near the pointer must come to a link.
const REACH: f32 = 6.0;

/// The diagram with its headers; scrolls where a network is too large.
pub fn diagram_view() -> El {
    let run = Run::get();
    let frame = el("div").attr("tabindex", "-1");
    let size = canvas::size_of(&frame);
    // What stands in it is shown once it is known where: nothing jumps.
    let plan = RwSignal::new(Plan::new(&[], [0.0; 2], NAME_WIDTH));
    let frame = frame.live("class", move || {
        let tall = |[_, height]: [f64; 2]| plan.with(|p| f64::from(p.height()) > height + 0.5);
        match size.get().map(tall) {
            Some(true) => "diagram tall",
            Some(false) => "diagram",
            None => "diagram unmeasured",
        }
        .into()
    });
    let lit = run.look.lit;
    let mut last = None;
    let is_crowd = derived(move || run.frame.with(|f| crowd::is_crowd(&f.experiment)));
    follow(move || {
        if is_crowd.get() {
            last = None;
            return;
        }
        let now = Some((sizes(run), size.get().unwrap_or_default(), names_width(run)));
        if let Some((sizes, size, names)) = now.as_ref().filter(|_| now != last) {
            plan.set(Plan::new(sizes, *size, *names));
            // Another network has other links.
            lit.set(None);
        }
        last = now;
    });
    let style = move || {
        let (width, height) = plan.with(|p| (p.diagram.content.0, p.height()));
        let gaps = plan.with(|p| p.diagram.gaps.clone());
        let pitch = gaps
            .windows(2)
            .map(|x| x[1] - x[0])
            .fold(WIDEST_HEADER, f32::min);
        format!("--pitch: {pitch}px; width: {width}px; height: {height}px")
    };
    let class = move || {
        match plan.with(|p| p.diagram.form) {
            Form::Wide => "diagram-content",
            Form::Narrow => "diagram-content close narrow",
            Form::Tight => "diagram-content close tight",
        }
        .into()
    };
    let content = el("div")
        .live("class", class)
        .live("style", style)
        .each(move || columns(run, plan), move |at| column(plan, at))
        .child(picture(plan, lit, size))
        .each(
            move || plan.with(|p| (0..inputs(p)).collect()),
            move |at| vec![name(plan, at)],
        )
        .each(move || units(run, plan), move |at| vec![unit(plan, at)]);
    let content = content.when(
        move || run.look.walking.is_open(),
        move || vec![overlay(plan)],
    );
    let content = content.when(move || is_crowd.get(), move || crowd::view(plan, size));
    frame.child(unit_card(readout(content, plan, lit), plan))
}

/// Room that a header never needs more of.
const WIDEST_HEADER: f32 = 120.0;

/// Room for the longest word of the inputs' names.
fn names_width(run: Run) -> f32 {
    run.frame.with(|f| {
        let names = &f.prepared.encoder.names;
        let longest = names.iter().flat_map(|n| n.split(['_', ' ']));
        let letters = longest.map(|word| word.chars().count()).max().unwrap_or(0);
        if f.experiment.data.has_features() {
            NAME_WIDTH
        } else {
            (WORD_MARGIN + LETTER * letters as f32).min(WIDEST_NAME)
        }
    })
}

/// What a letter takes, and what a name takes at most, in pixels.
const LETTER: f32 = 8.0;
const WORD_MARGIN: f32 = 16.0;
const WIDEST_NAME: f32 = 104.0;

/// Tiles of the inputs and of every layer's units.
fn sizes(run: Run) -> Vec<usize> {
    run.frame.with(|f| {
        let layers = f.snapshot.network.layers().iter().map(|l| l.units);
        std::iter::once(input_tiles(f.snapshot.network.inputs()))
            .chain(layers)
            .collect()
    })
}

fn inputs(plan: &Plan) -> usize {
    plan.diagram.columns.first().map_or(0, |c| c.tiles.len())
}

/// A column: the output layer's has another header than a hidden layer's.
#[derive(Clone, Copy, PartialEq)]
struct Column {
    at: usize,
    output: bool,
    /// How many units a hidden layer may have, which a header is made for.
    units: f64,
}

fn columns(run: Run, plan: PlanSignal) -> Vec<Column> {
    let count = plan.with(|p| p.diagram.columns.len());
    let units = run.frame.with_untracked(|f| f.experiment.units().high);
    let column = |at| Column {
        at,
        units,
        output: at > 0 && at + 1 == count,
    };
    (0..count).map(column).collect()
}

/// In reading order: a layer's header, then the mark after it.
fn column(plan: PlanSignal, column: Column) -> Vec<El> {
    let Column {
        at: column, output, ..
    } = column;
    let x = move || plan.with(|p| p.diagram.columns.get(column).map_or(0.0, |c| c.x_centre));
    let header = match column.checked_sub(1) {
        None => inputs_header(x),
        Some(layer) => layer_header(layer, output, x),
    };
    if output {
        return vec![header];
    }
    let last = move || plan.with(|p| column + 1 == p.diagram.gaps.len());
    let gap = move || plan.with(|p| p.diagram.gaps.get(column).copied().unwrap_or_default());
    vec![header, add_layer_mark(column, last, gap)]
}

fn picture(plan: PlanSignal, lit: RwSignal<Option<Spot>>, size: RwSignal<Option<[f64; 2]>>) -> El {
    let (page, run) = (Page::get(), Run::get());
    let find = move |event: Event| {
        let event = event.unchecked_ref::<PointerEvent>();
        let at = [event.offset_x() as f32, event.offset_y() as f32];
        let found = plan.with_untracked(|p| {
            let curves: Vec<_> = p.links.iter().map(|l| l.curve).collect();
            hit(&curves, at, REACH).map(|found| p.links[found].spot())
        });
        if lit.get_untracked() != found {
            lit.set(found);
        }
    };
    let style = move || {
        let ((width, height), top) = plan.with(|p| (p.diagram.content, p.header()));
        format!("top: {top}px; width: {width}px; height: {height}px")
    };
    let picture = el("canvas")
        .live("style", style)
        .attr("role", "img")
        .attr("aria-label", "Links and maps of the network’s units")
        .on("pointermove", find)
        .on("pointerdown", find)
        .on("pointerleave", move |_| lit.set(None))
        .on("click", move |_| {
            if let (true, Some(spot)) = (run.look.walking.is_open(), lit.get_untracked()) {
                turn_to(run, spot);
            }
        });
    let (canvas, mut board) = (picture.node(), Board::default());
    let turn = canvas::first_turn();
    on_screen(move || {
        if !turn(size.with(Option::is_some)) {
            return;
        }
        let (frame, plan) = (run.frame.get(), plan.get());
        let network = &frame.snapshot.network;
        let columns = &plan.diagram.columns;
        let units = columns.iter().skip(1).map(|c| c.tiles.len()).sum::<usize>();
        let matching = network.layers().len() + 1 == columns.len()
            && network.neurons() == network.inputs() + units
            && columns[0].tiles.len() == input_tiles(network.inputs());
        let scene = Scene {
            frame: &frame,
            diagram: &plan.diagram,
            links: &plan.links,
            shown: run.look.shown.get(),
            lit: lit.get(),
            opened: run.look.opened.get(),
            study: run.look.study.get(),
            at_work: run
                .look
                .walking
                .at()
                .and_then(|stage| stage.links(columns.len() - 1)),
            theme: page.theme.get(),
            units: crowd::is_crowd(&frame.experiment).then_some(crowd::draw),
        };
        if matching {
            scene.draw(&canvas, &mut board);
        }
    });
    picture
}

/// A neuron's tile, and the height of the headers above it.
fn place(plan: PlanSignal, neuron: Neuron) -> (Rect, f32) {
    plan.with(|p| (p.tile(neuron).unwrap_or_default(), p.header()))
}

/// The name of input `at`, left of its tile.
fn name(plan: PlanSignal, at: usize) -> El {
    let run = Run::get();
    let label = move || {
        run.frame.with(|f| {
            let names = &f.prepared.encoder.names;
            match names.get(at) {
                // Names from a file may be of several words.
                Some(name) if input_tiles(names.len()) == names.len() => name.replace('_', " "),
                _ => format!("all {}", names.len()),
            }
        })
    };
    let class = move || {
        let formula = run.frame.with(|f| f.experiment.data.has_features());
        if formula {
            "input-name formula-name"
        } else {
            "input-name"
        }
        .into()
    };
    let style = move || {
        let neuron = Neuron {
            column: 0,
            unit: at,
        };
        let (tile, header) = place(plan, neuron);
        let top = tile.centre()[1] + header;
        let room = (tile.x - 12.0).max(0.0);
        format!(
            "right: calc(100% - {}px); top: {top}px; max-width: {room}px",
            tile.x - 8.0
        )
    };
    el("span")
        .live("class", class)
        .live("title", label)
        .live("style", style)
        .live_text(label)
}

/// The units that can be opened; as with columns, the output layer's are others.
fn units(run: Run, plan: PlanSignal) -> Vec<(Column, usize)> {
    let columns = columns(run, plan).into_iter().skip(1);
    plan.with(|p| {
        let tiles = |column: Column| p.diagram.columns[column.at].tiles.iter().enumerate();
        // Those that are not shown have no size.
        let shown = |column| tiles(column).filter(|(_, tile)| tile.width > 0.0);
        columns
            .flat_map(|column| shown(column).map(move |(unit, _)| (column, unit)))
            .collect()
    })
}

/// The button over a unit, which opens it.
fn unit(plan: PlanSignal, (column, unit): (Column, usize)) -> El {
    let run = Run::get();
    let Column {
        at: column, output, ..
    } = column;
    let neuron = Neuron { column, unit };
    let layer = if output {
        "Output".to_owned()
    } else {
        format!("Layer {column}")
    };
    let style = move || {
        let (tile, header) = place(plan, neuron);
        format!(
            "left: {}px; top: {}px; width: {}px; height: {}px",
            tile.x,
            tile.y + header,
            tile.width,
            tile.height,
        )
    };
    let toggle = move || {
        // While one walks through a step, a unit is not opened but looked at there.
        if run.look.walking.is_open() {
            let layer = column - 1;
            return turn_to(run, Spot::Unit { layer, unit });
        }
        let opened = run.look.opened.get_untracked() == Some(neuron);
        run.look.opened.set((!opened).then_some(neuron));
    };
    el("button")
        .class("unit")
        .live("style", style)
        .attr("aria-label", &format!("{layer}, unit {}", unit + 1))
        .live("aria-expanded", move || {
            (run.look.opened.get() == Some(neuron)).to_string()
        })
        .click(toggle)
}

/// Adds the value of the link under the pointer.
fn readout(content: El, plan: PlanSignal, lit: RwSignal<Option<Spot>>) -> El {
    let run = Run::get();
    let link = move || plan.with(|p| p.link(lit.get()?));
    let text = move || {
        let link = link()?;
        run.frame.with(|f| {
            let layer = f.snapshot.network.layers().get(link.layer)?;
            let value = |values: &[f32]| links::value(values, layer, &link);
            let parameters = f.snapshot.network.parameters();
            let all = if value(parameters)?.1 {
                "s, root of their squares’ sum"
            } else {
                ""
            };
            let number = |values: &[f32]| value(values).map(|(value, _)| value);
            Some(match run.look.shown.get() {
                Shown::Weights => {
                    let weight = number(parameters)?;
                    format!("weight{all} {}", format_value(f64::from(weight)))
                }
                Shown::Gradients => {
                    format!("gradient{all} {}", parted(&f.snapshot.gradient, &number)?)
                }
            })
        })
    };
    let style = move || {
        let [x, y] = link().map_or([0.0; 2], |link| middle(&link));
        format!("left: {x}px; top: {}px", y + plan.with(|p| p.header()))
    };
    let text = derived(text);
    content.when(
        move || text.with(Option::is_some),
        move || {
            let readout = el("span").class("readout").live("style", style);
            vec![readout.live_text(move || text.get().unwrap_or_default())]
        },
    )
}
