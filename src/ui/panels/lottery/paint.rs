//! The pictures of the tiles: each drawn once it is seen, as many in a frame as it has time for.

use std::{cell::RefCell, collections::VecDeque, rc::Rc, sync::Arc};

use reactive_graph::{prelude::*, signal::RwSignal};
use web_sys::HtmlCanvasElement;

use super::{places::SIZE, state::Scene};
use crate::{
    lab::{Experiment, lottery::Outcome},
    plot::color::Theme,
    ui::{canvas, element::follow, look::Aspect, page::Page, picture, turn::Turn},
};

/// A picture that is to be drawn.
struct Wanted {
    outcome: Arc<Outcome>,
    canvas: HtmlCanvasElement,
    theme: Theme,
}

/// Draws pictures, frame by frame.
#[derive(Clone)]
pub struct Painter {
    waiting: Rc<RefCell<VecDeque<Wanted>>>,
    turn: Rc<Turn>,
}

/// Multiplications of a frame: about two milliseconds.
const WORK: usize = 1_500_000;
/// What drawing a picture takes beside those of its network.
const DRAWING: usize = 150_000;

impl Painter {
    /// One that has nothing to draw.
    pub fn new(scene: Scene) -> Self {
        let waiting = Rc::new(RefCell::new(VecDeque::new()));
        let pixels = canvas::offscreen();
        let queue = waiting.clone();
        // It asks itself for another turn while something waits.
        let turn = Rc::new_cyclic(|again: &std::rc::Weak<Turn>| {
            let again = again.clone();
            Turn::new(move || {
                let mut left = WORK;
                while left > 0 {
                    let next = queue.borrow_mut().pop_front();
                    let Some(wanted) = next else {
                        return;
                    };
                    if let Some(pixels) = &pixels {
                        let work = draw(scene, &wanted, pixels).unwrap_or_default();
                        left = left.saturating_sub(work);
                    }
                }
                if let Some(again) = again.upgrade().filter(|_| !queue.borrow().is_empty()) {
                    again.ask();
                }
            })
        });
        Self { waiting, turn }
    }

    /// Keeps a canvas with the picture of a lot, as it comes and as the theme changes.
    pub fn keep(&self, outcome: RwSignal<Option<Arc<Outcome>>>, canvas: HtmlCanvasElement) {
        let (page, this) = (Page::get(), self.clone());
        follow(move || {
            let theme = page.theme.get();
            let Some(outcome) = outcome.get() else {
                return;
            };
            this.waiting.borrow_mut().push_back(Wanted {
                outcome,
                canvas: canvas.clone(),
                theme,
            });
            this.turn.ask();
        });
    }
}

/// Draws a picture, unless it has left the page meanwhile; what that took.
fn draw(scene: Scene, wanted: &Wanted, pixels: &HtmlCanvasElement) -> Option<usize> {
    let Wanted {
        outcome,
        canvas,
        theme,
    } = wanted;
    let begun = scene.trial.begun.try_get_untracked().flatten()?;
    let small = begun.small.as_ref().filter(|_| canvas.is_connected())?;
    let experiment: Arc<Experiment> = Arc::new(begun.lottery.experiment_of(outcome.lot));
    let frame = small.frame(&experiment, &outcome.parameters)?;
    let side = SIZE[0];
    if frame.is_fit() {
        picture::draw_over(canvas, &frame, Aspect::All, *theme, side)?;
    } else {
        picture::draw(canvas, pixels, &frame, Aspect::All, *theme, side)?;
    }
    Some(small.work(outcome.parameters.len()) + DRAWING)
}
