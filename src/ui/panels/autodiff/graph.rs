//! Nodes, arrows and the frames of open units, as SVG: built anew when other units are open, and else only
//! their numbers change.

use reactive_graph::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::{
    nodes::{self, SIZE},
    state::{Picture, State},
};
use crate::{
    lab::expression::{Arrow, Group, Moment, Place},
    plot::rect::Rect,
    text::expression,
    ui::element::{El, svg},
};

/// From one column or row to the next.
const PITCH: [f32; 2] = [160.0, 48.0];
/// The frame of an open group, around its nodes: to the sides and below, and above for its name.
const FRAME: f32 = 10.0;
const HEAD: f32 = 44.0;

/// Where a node stands.
pub fn place(place: Place) -> Rect {
    Rect {
        x: place.column as f32 * PITCH[0],
        y: place.row as f32 * PITCH[1],
        width: SIZE[0],
        height: SIZE[1],
    }
}

/// The frame of an open group, with its head.
fn frame([first, last]: [Place; 2]) -> Rect {
    let (first, last) = (place(first), place(last));
    Rect {
        x: first.x - FRAME,
        y: first.y - HEAD,
        width: last.right() - first.x + 2.0 * FRAME,
        height: last.bottom() - first.y + HEAD + FRAME,
    }
}

/// All that is drawn, with a little room around it.
pub fn extent(picture: &Picture) -> Rect {
    let [columns, rows] = picture.layout.size;
    let head = if picture.layout.blocks.is_empty() {
        2.0
    } else {
        HEAD + 2.0
    };
    Rect {
        x: -FRAME - 2.0,
        y: -head,
        width: (columns as f32 - 1.0) * PITCH[0] + SIZE[0] + 2.0 * FRAME + 4.0,
        height: (rows as f32 - 1.0) * PITCH[1] + SIZE[1] + head + FRAME + 2.0,
    }
}

/// The part of the picture that a group takes.
pub fn part(picture: &Picture, group: Group) -> Option<Rect> {
    let open = picture
        .layout
        .blocks
        .iter()
        .find(|(other, _)| *other == group);
    let folded = || {
        let at = picture
            .folded
            .items
            .iter()
            .position(|item| item.group == Some(group))?;
        picture.layout.places.get(at).map(|at| place(*at))
    };
    open.map(|(_, places)| frame(*places)).or_else(folded)
}

/// Everything that the picture has.
pub fn graph(state: State, picture: &Picture) -> Vec<El> {
    let places: Vec<Rect> = picture.layout.places.iter().map(|at| place(*at)).collect();
    let layers = picture.activations.len();
    let frames = picture
        .layout
        .blocks
        .iter()
        .map(|(group, places)| block(state, *group, frame(*places), layers));
    let arrows = picture
        .folded
        .arrows
        .iter()
        .map(|arrow| line(state, *arrow, places[arrow.from], places[arrow.to]));
    let items = picture.folded.items.iter().zip(&places).enumerate();
    let nodes: Vec<El> = items
        .filter_map(|(at, (item, place))| nodes::node(state, at, *item, *place))
        .collect();
    take_focus(state, picture, &nodes);
    vec![
        svg("g")
            .attr("aria-hidden", "true")
            .children(arrows.collect()),
        svg("g").children(frames.collect()),
        svg("g").children(nodes),
    ]
}

/// An arrow; it lights up with the weight that it stands for, and while a pass goes along it.
fn line(state: State, arrow: Arrow, from: Rect, to: Rect) -> El {
    let (start, end) = ([from.right(), from.centre()[1]], [to.x, to.centre()[1]]);
    let bend = (0.4 * (end[0] - start[0])).max(16.0);
    let d = format!(
        "M{} {}C{} {} {} {} {} {}",
        start[0],
        start[1],
        start[0] + bend,
        start[1],
        end[0] - bend,
        end[1],
        end[0],
        end[1]
    );
    let class = move || {
        let lit = arrow.spot.is_some() && state.run.look.lit.get() == arrow.spot;
        let moment = state
            .step
            .get()
            .and_then(|step| state.with(|scene| Some(scene.picture.folded.at(step))));
        match moment {
            _ if lit => "arrow lit",
            Some(Moment::Forward(item)) if item == arrow.to => "arrow forward",
            Some(Moment::Backward(item)) if item == arrow.from => "arrow backward",
            Some(Moment::Start | Moment::Forward(_) | Moment::Backward(_)) | None => "arrow",
        }
        .to_owned()
    };
    svg("path").attr("d", &d).live("class", class)
}

/// The frame of an open group; its name folds it.
fn block(state: State, group: Group, frame: Rect, layers: usize) -> El {
    let outline = svg("rect")
        .attr("x", &frame.x.to_string())
        .attr("y", &frame.y.to_string())
        .attr("width", &frame.width.to_string())
        .attr("height", &frame.height.to_string())
        .attr("rx", "10");
    let name = expression::group(group, layers);
    let head = svg("g")
        .class("fold")
        .attr("role", "button")
        .attr("tabindex", "0")
        .attr("aria-label", &format!("Fold {name}"))
        .child(
            svg("rect")
                .attr("x", &frame.x.to_string())
                .attr("y", &frame.y.to_string())
                .attr("width", &frame.width.to_string())
                .attr("height", &HEAD.to_string()),
        )
        .child(
            svg("text")
                .attr("x", &(frame.x + FRAME).to_string())
                .attr("y", &(frame.y + 0.66 * HEAD).to_string())
                .text(&format!("− {name}")),
        )
        .click(move || state.toggle(group))
        .on("keydown", move |event| {
            if matches!(
                event.unchecked_ref::<KeyboardEvent>().key().as_str(),
                "Enter" | " "
            ) {
                event.prevent_default();
                event.stop_propagation();
                state.toggle(group);
            }
        });
    svg("g").class("block").child(outline).child(head)
}

/// What was folded or opened by hand keeps the focus.
fn take_focus(state: State, picture: &Picture, nodes: &[El]) {
    let Some(group) = state.refocus.try_update(Option::take).flatten() else {
        return;
    };
    let at = picture
        .folded
        .items
        .iter()
        .position(|item| item.group == Some(group));
    let Some((at, node)) = at.and_then(|at| Some((at, nodes.get(at)?))) else {
        return;
    };
    state.focus.set(at);
    let node: HtmlElement = node.node();
    wasm_bindgen_futures::spawn_local(async move {
        // Focus that cannot move stays where it was, which is as good.
        let _ = node.focus();
    });
}
