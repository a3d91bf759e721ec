//! The diagram: headers above, links and live tiles on a canvas, a button over every unit.

use std::{cell::RefCell, sync::Arc};

use leptos::{ev, html, prelude::*};

use super::{
    canvas,
    layer_header::{AddLayerMark, InputsHeader, LayerHeader},
    links::{self, Link, Scene, middle, parameter},
    store::{Neuron, Shown, Store},
    unit_card::UnitCard,
};
use crate::plot::{
    diagram::{Diagram, hit, layout},
    scale::format_value,
};

/// How near the pointer must come to a link.
const REACH: f32 = 6.0;

/// The diagram with its headers; scrolls where a network is too large.
#[component]
pub fn DiagramView() -> impl IntoView {
    let store = Store::get();
    let frame_node = NodeRef::<html::Div>::new();
    let size = canvas::size_of(frame_node);
    let sizes = Memo::new(move |_| {
        store.frame.with(|f| {
            let layers = f.snapshot.network.layers().iter().map(|l| l.units);
            std::iter::once(f.snapshot.network.inputs())
                .chain(layers)
                .collect::<Vec<_>>()
        })
    });
    let diagram = Memo::new(move |_| {
        let (width, height) = size.get();
        Arc::new(layout(&sizes.get(), width as f32, height as f32 - HEADER))
    });
    let all_links = Memo::new(move |_| Arc::new(links::links(&diagram.get())));
    let lit = RwSignal::new(None::<usize>);
    Effect::new(move |_| {
        // Another network has other links.
        all_links.track();
        lit.set(None);
    });
    let content = move || {
        let (width, height) = diagram.get().content;
        format!("width: {width}px; height: {}px", height + HEADER)
    };
    view! {
        <div class="diagram" node_ref=frame_node tabindex="-1">
            <div class="diagram-content" style=content>
                {move || headers(&diagram.get())}
                <Picture diagram=diagram all_links=all_links lit=lit/>
                {move || names(store, &diagram.get())}
                {move || units(store, &diagram.get())}
                <Readout all_links=all_links lit=lit/>
                <UnitCard diagram=diagram top=HEADER/>
            </div>
        </div>
    }
}

/// Height of the headers.
const HEADER: f32 = 92.0;

fn headers(diagram: &Diagram) -> impl IntoView + use<> {
    let count = diagram.columns.len();
    let headers: Vec<_> = diagram
        .columns
        .iter()
        .enumerate()
        .map(|(column, c)| {
            let x = c.x_centre;
            match column {
                0 => view! { <InputsHeader count=c.tiles.len() x=x/> }.into_any(),
                _ => {
                    view! { <LayerHeader at=column - 1 output=column + 1 == count x=x/> }.into_any()
                }
            }
        })
        .collect();
    let gaps = diagram.gaps.len();
    let marks: Vec<_> = (0..gaps)
        .map(|at| view! { <AddLayerMark at=at last=at + 1 == gaps x=diagram.gaps[at]/> })
        .collect();
    // In reading order: each layer's header, then the mark after it.
    let mut marks = marks.into_iter();
    headers
        .into_iter()
        .map(|header| view! { {header}{marks.next()} })
        .collect_view()
}

#[component]
fn Picture(
    diagram: Memo<Arc<Diagram>>,
    all_links: Memo<Arc<Vec<Link>>>,
    lit: RwSignal<Option<usize>>,
) -> impl IntoView {
    let store = Store::get();
    let node = NodeRef::<html::Canvas>::new();
    let atlas = StoredValue::new_local(RefCell::new(canvas::offscreen()));
    Effect::new(move |_| {
        let Some(canvas) = node.get() else {
            return;
        };
        let (frame, diagram, links) = (store.frame.get(), diagram.get(), all_links.get());
        let matching = frame.snapshot.network.layers().len() + 1 == diagram.columns.len()
            && frame.snapshot.network.neurons()
                == diagram.columns.iter().map(|c| c.tiles.len()).sum::<usize>();
        if !matching {
            return;
        }
        let scene = Scene {
            frame: &frame,
            diagram: &diagram,
            links: &links,
            shown: store.shown.get(),
            lit: lit.get(),
            opened: store.opened.get(),
            theme: store.theme.get(),
        };
        atlas.with_value(|atlas| {
            if let Some(atlas) = &*atlas.borrow() {
                scene.draw(&canvas, atlas);
            }
        });
    });
    let point = move |event: &ev::PointerEvent| [event.offset_x() as f32, event.offset_y() as f32];
    let find = move |event: ev::PointerEvent| {
        let curves: Vec<_> =
            all_links.with_untracked(|links| links.iter().map(|l| l.curve).collect());
        let found = hit(&curves, point(&event), REACH);
        if lit.get_untracked() != found {
            lit.set(found);
        }
    };
    let style = move || {
        let (width, height) = diagram.get().content;
        format!("top: {HEADER}px; width: {width}px; height: {height}px")
    };
    view! {
        <canvas node_ref=node style=style role="img" aria-label="Links and maps of the network’s units"
            on:pointermove=find on:pointerdown=find on:pointerleave=move |_| lit.set(None)>
        </canvas>
    }
}

/// The inputs' names, left of their tiles.
fn names(store: Store, diagram: &Diagram) -> impl IntoView + use<> {
    let features: Vec<_> = store
        .frame
        .with_untracked(|f| f.experiment.features.iter().map(|f| f.label()).collect());
    let tiles = diagram
        .columns
        .first()
        .map(|c| c.tiles.clone())
        .unwrap_or_default();
    tiles
        .into_iter()
        .zip(features)
        .map(|(tile, name)| {
            let top = tile.centre()[1] + HEADER;
            view! { <span class="input-name" style=format!("right: calc(100% - {}px); top: {top}px", tile.x - 8.0)>{name}</span> }
        })
        .collect_view()
}

/// A button over every unit that can be opened.
fn units(store: Store, diagram: &Diagram) -> impl IntoView + use<> {
    let mut buttons = Vec::new();
    let count = diagram.columns.len();
    for (column, c) in diagram.columns.iter().enumerate().skip(1) {
        for (unit, tile) in c.tiles.iter().enumerate() {
            let neuron = Neuron { column, unit };
            let layer = if column + 1 == count {
                "Output".to_owned()
            } else {
                format!("Layer {column}")
            };
            let label = format!("{layer}, unit {}", unit + 1);
            let style = format!(
                "left: {}px; top: {}px; width: {}px; height: {}px",
                tile.x,
                tile.y + HEADER,
                tile.width,
                tile.height,
            );
            let toggle = move |_| {
                store.opened.update(|o| {
                    *o = if *o == Some(neuron) {
                        None
                    } else {
                        Some(neuron)
                    }
                });
            };
            buttons.push(view! {
                <button class="unit" style=style aria-label=label
                    aria-expanded=move || (store.opened.get() == Some(neuron)).to_string()
                    on:click=toggle>
                </button>
            });
        }
    }
    buttons
}

/// The value of the link under the pointer.
#[component]
fn Readout(all_links: Memo<Arc<Vec<Link>>>, lit: RwSignal<Option<usize>>) -> impl IntoView {
    let store = Store::get();
    let text = move || {
        let link = all_links.with(|links| lit.get().and_then(|i| links.get(i).copied()))?;
        let what = match store.shown.get() {
            Shown::Weights => "weight",
            Shown::Gradients => "gradient",
        };
        store.frame.with(|f| {
            let layer = f.snapshot.network.layers().get(link.layer)?;
            let at = parameter(layer, link.source, link.unit);
            let value = match store.shown.get() {
                Shown::Weights => f.snapshot.network.parameters()[at],
                Shown::Gradients => f.snapshot.gradient[at],
            };
            let [x, y] = middle(&link);
            let text = format!("{what} {}", format_value(f64::from(value)));
            Some((text, format!("left: {x}px; top: {}px", y + HEADER)))
        })
    };
    view! {
        {move || text().map(|(text, style)| view! { <span class="readout" style=style>{text}</span> })}
    }
}
