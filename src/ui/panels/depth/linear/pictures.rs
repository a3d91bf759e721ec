//! What the stack and the one layer draw, side by side.

use std::sync::Arc;

use reactive_graph::{prelude::*, signal::RwSignal};
use web_sys::HtmlCanvasElement;

use super::scene::Scene;
use crate::{
    lab::linear::Folded,
    text::linear as words,
    ui::{
        canvas,
        element::{El, derived, el},
        frame::{Frame, Small},
        look::Aspect,
        marks::{self, Look, Painted},
        page::Page,
        picture,
        turn::on_screen,
    },
};

/// A picture of each, and what both draw.
pub fn pictures(scene: Scene) -> El {
    let frames = RwSignal::new(None);
    on_screen(move || {
        let folded = scene.folded.get();
        if scene.seen.get() {
            frames.set(scene.run.frame.with_untracked(|f| both(f, &folded)));
        }
    });
    let name = |at: usize| ["The stack draws", "The one layer draws"][at];
    let figure = |at: usize| {
        el("figure")
            .child(drawn(name(at), move || {
                frames.with(|frames: &Option<[Arc<Frame>; 2]>| Some(frames.as_ref()?[at].clone()))
            }))
            .child(el("figcaption").live_text(move || caption(scene, at)))
    };
    el("div")
        .class("depth-pictures")
        .child(figure(0))
        .child(el("span").class("depth-equals").text("="))
        .child(figure(1))
}

#[inline(never)]
fn caption(scene: Scene, at: usize) -> String {
    scene.folded.with(|folded| words::caption(folded, at == 1))
}

/// Small frames of the network and of what it was multiplied out to.
fn both(f: &Arc<Frame>, folded: &Folded) -> Option<[Arc<Frame>; 2]> {
    let small = Small::of(f);
    let one = Arc::new(folded.recipe(&f.experiment).experiment);
    let stack = small.frame(&f.experiment, f.snapshot.network.parameters())?;
    let one = small.frame(&one, folded.network.parameters())?;
    Some([Arc::new(stack), Arc::new(one)])
}

/// A small picture of a frame: what it answers, the samples, and what stands over them.
fn drawn(name: &str, frame: impl Fn() -> Option<Arc<Frame>> + 'static) -> El {
    let page = Page::get();
    let [map, points, over] = [0; 3].map(|_| el("canvas").attr("aria-hidden", "true"));
    let nodes = [&map, &points, &over].map(El::node::<HtmlCanvasElement>);
    let place = el("div")
        .class("depth-picture")
        .attr("role", "img")
        .attr("aria-label", name);
    let size = canvas::size_of(&place);
    let side = derived(move || size.get().map_or(0.0, |[width, _]| width));
    let (pixels, mut last) = (canvas::offscreen(), Painted::default());
    on_screen(move || {
        let (theme, side, frame) = (page.theme.get(), side.get(), frame());
        let (Some(frame), Some(pixels)) = (frame, &pixels) else {
            return;
        };
        if side <= 0.0 {
            return;
        }
        let look = Look {
            current: None,
            picked: None,
            aspect: Aspect::All,
            // So small, points are as those of a unit; beside a curve they have their place as targets.
            of_unit: !frame.is_fit(),
            theme,
            side,
            ratio: canvas::pixel_ratio(),
        };
        // Without a context there is nothing to draw on.
        let _ = picture::draw(&nodes[0], pixels, &frame, Aspect::All, theme, side);
        if !last.shows(&frame, look) {
            last = Painted::of(&frame, look);
            marks::draw(&nodes[1], &frame, look, None);
        }
        picture::draw_over(&nodes[2], &frame, Aspect::All, theme, side);
    });
    place.children(vec![map, points, over])
}
