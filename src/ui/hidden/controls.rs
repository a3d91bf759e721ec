//! What is chosen of the picture, and the words under it.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{scene::Scene, sight::Way};
use crate::{
    text::hidden as words,
    ui::{
        element::{El, derived, el, svg},
        fields::{Choice, field, list, toggle, value_of},
        icon::{icon, outline},
        key::key,
    },
};

/// All of it.
pub fn controls(scene: Scene) -> El {
    let sentence = move || {
        let seen = |seen: &Option<words::Seen>| seen.as_ref().map(words::verdict);
        scene.seen.with(seen).unwrap_or_default()
    };
    let notes = derived(move || {
        let seen = |seen: &Option<words::Seen>| seen.as_ref().map(words::notes);
        scene.seen.with(seen).unwrap_or_default()
    });
    let note = |text: String| el("p").class("hint").text(&text);
    el("div")
        .class("hidden-controls")
        .child(unfolding(scene))
        .child(el("p").class("hidden-verdict").live_text(sentence))
        .child(choices(scene))
        .child(el("div").class("hidden-key").children(key()))
        .anew(
            move || notes.get(),
            move |notes| notes.into_iter().map(note).collect(),
        )
}

/// The slider from the plane to the space with the button that plays it, and what gives the picture more room.
fn unfolding(scene: Scene) -> El {
    let unfold = move || scene.sight.with(|sight| sight.unfold);
    let text = move || match unfold() {
        way if way <= 0.0 => "the input plane".to_owned(),
        way if way >= 1.0 => "the hidden space".to_owned(),
        way => format!("{:.0} % of the way", way * 100.0),
    };
    let slider = el("input")
        .attr("type", "range")
        .attr("min", "0")
        .attr("max", "1")
        .attr("step", "0.01")
        .attr("aria-label", "Unfold")
        .live("aria-valuetext", text)
        .live("style", move || {
            format!("--filled: {:.1}%", unfold() * 100.0)
        })
        .value(move || unfold().to_string())
        .on("input", move |event| {
            if let Ok(to) = value_of(&event).parse() {
                scene.plays.set(None);
                scene.unfold(to);
            }
        });
    let sign = move || match scene.plays.get() {
        Some(_) => "M4 3h3v10H4zM9 3h3v10H9z",
        None => "M4 2.5v11l9-5.5z",
    };
    let name = move || match scene.plays.get() {
        Some(_) => "Stop unfolding",
        None => "Play unfolding",
    };
    let play = el("button")
        .class("quiet icon")
        .live("aria-label", move || name().to_owned())
        .live("title", move || name().to_owned())
        .child(
            icon(16, 16).child(
                svg("path")
                    .attr("fill", "currentColor")
                    .live("d", move || sign().to_owned()),
            ),
        )
        .click(move || scene.play());
    el("div")
        .class("unfolding")
        .child(
            el("span")
                .class("field-name")
                .attr("aria-hidden", "true")
                .text("Unfold"),
        )
        .child(slider)
        .child(play)
        .when(
            move || scene.is_deep() && !scene.still.get(),
            move || vec![turning(scene)],
        )
        .child(enlarging(scene))
}

fn turning(scene: Scene) -> El {
    let sign = svg("path").attr("d", "M13 5.5A5.5 5.5 0 1 0 13.5 9M13.5 2.5v3.3h-3.3");
    let next = move || Some(!scene.is_turning());
    toggle(
        "",
        move || scene.is_turning(),
        move || scene.turns.set(next()),
    )
    .class("quiet icon")
    .attr("aria-label", "Turn")
    .attr("title", "Let it turn to and fro")
    .child(icon(16, 16).child(outline(sign)))
}

fn enlarging(scene: Scene) -> El {
    let sign = move || match scene.is_large() {
        true => "M7 2.5V7H2.5M9 13.5V9h4.5M2 2l5 5M14 14l-5-5",
        false => "M2.5 7V2.5H7M13.5 9v4.5H9M3 3l4.5 4.5M13 13l-4.5-4.5",
    };
    let large = move || scene.sight.update(|sight| sight.is_large = !sight.is_large);
    let path = svg("path").live("d", move || sign().to_owned());
    toggle("", move || scene.is_large(), large)
        .class("quiet icon enlarging")
        .attr("aria-label", "Enlarge")
        .attr("title", "Give the picture more room (Escape takes it back)")
        .child(icon(16, 16).child(outline(path)))
}

const WAYS: [(Way, &str); 5] = [
    (Way::Plane, "2 principal directions"),
    (Way::Space, "3 principal directions"),
    (Way::Two, "2 units"),
    (Way::Three, "3 units"),
    // Only of a single unit.
    (Way::Next, "Next unit’s weights"),
];

/// The layer, where there are several, and the axes, where there are more than two units.
fn choices(scene: Scene) -> El {
    let of = derived(move || {
        let of = |seen: &words::Seen| (seen.hidden, seen.units, seen.next);
        scene.seen.with(|seen| seen.as_ref().map_or((0, 0, 0), of))
    });
    let layers = derived(move || of.get().0);
    let units = derived(move || of.get().1);
    let way = move || {
        let (_, units, next) = of.get();
        scene.sight.with(|sight| sight.way_of(units, next))
    };
    let axes = move |(many, alone): (bool, bool)| {
        let choose = move |way| scene.sight.update(|sight| sight.way = Some(way));
        let ways = WAYS[..WAYS.len() - usize::from(!alone)].to_vec();
        let choice = || Choice::local("Axes", ways, way, choose).named().view();
        many.then(choice).into_iter().collect()
    };
    let kind = move || of.with(|(_, units, next)| (*units > 2, *next == 1));
    let chosen = move || match (units.get(), way()) {
        (3.., Way::Two) => 2,
        (4.., Way::Three) => 3,
        _ => 0,
    };
    el("div")
        .class("hidden-choices")
        .when(move || layers.get() > 1, move || vec![layer(scene, layers)])
        .anew(kind, axes)
        .anew(chosen, move |count| {
            (0..count).map(|axis| unit(scene, axis, units)).collect()
        })
}

fn layer(scene: Scene, layers: RwSignal<usize>) -> El {
    let option = |at: usize| vec![el("option").text(&format!("Layer {}", at + 1))];
    let select = el("select").each(move || (0..layers.get()).collect(), option);
    let value = move || Some(scene.sight.with(|sight| sight.layer_of(layers.get())));
    let choose = move |at: usize| scene.sight.update(|sight| sight.layer = Some(at));
    field("Layer shown", false).child(list(select, value, choose))
}

fn unit(scene: Scene, axis: usize, units: RwSignal<usize>) -> El {
    let name = ["Unit across", "Unit up", "Unit in depth"][axis];
    let option = |at: usize| vec![el("option").text(&words::unit(at))];
    let select = el("select").each(move || (0..units.get()).collect(), option);
    let value = move || {
        let units = units.get();
        Some(scene.sight.with(|sight| sight.units_of(units)[axis]))
    };
    let choose = move |at: usize| {
        let units = units.get_untracked();
        scene.sight.update(|sight| sight.put(axis, at, units));
    };
    field(name, false).child(list(select, value, choose))
}
