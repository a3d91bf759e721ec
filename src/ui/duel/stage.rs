//! How a duel begins and ends, and how the page is set for it.

use std::cell::RefCell;

use reactive_graph::prelude::*;

use super::{between::between, in_step::keep_in_step, side};
use crate::{
    lab::duel::Pairing,
    run::{Drive, Opened},
    ui::{
        element::{El, find, follow},
        mounted::Mounted,
        page::Page,
        run::Run,
    },
};

thread_local! {
    /// What the page shows beside the runs' own elements.
    static STAGE: RefCell<Vec<Mounted>> = const { RefCell::new(Vec::new()) };
}

/// The panels of the page's first run, which its side takes in.
const PANELS: [&str; 2] = [".middle", ".output"];

/// Puts the page's first run to the left, after it has opened what is given for it, and another to its right.
/// Both begin anew, at one pace.
pub fn begin(page: Page, left: Option<Opened>, right: Opened) {
    end(page);
    let Some(first) = page.first() else {
        return;
    };
    first.look.walking.close();
    first.look.panel.set(None);
    first.dispatch(Drive::Pause);
    first.dispatch(match left {
        Some(left) => Drive::Open(Box::new(left)),
        None => Drive::Reset,
    });
    let other = page.open_run(right);
    page.go_together(first, true);
    page.duel.set(Some([first, other]));
    set(page, [first, other]);
}

/// Opens one run, or two side by side, in place of those that are there.
pub fn open(page: Page, mut opened: Opened) {
    match opened.beside.take() {
        Some(beside) => begin(page, Some(opened), *beside),
        None => {
            end(page);
            if let Some(first) = page.first() {
                first.dispatch(Drive::Open(Box::new(opened)));
            }
        }
    }
}

/// Begins a duel of a pair that comes with the page.
pub fn begin_pairing(page: Page, pairing: Pairing) {
    let [left, right] = pairing.experiments().map(|experiment| Opened {
        recipe: experiment.into(),
        ..Opened::default()
    });
    begin(page, Some(left), right);
}

/// Ends the duel: the left run has the page for itself again, and the right one is closed.
pub fn end(page: Page) {
    let Some([left, right]) = page.duel.get_untracked() else {
        return;
    };
    page.duel.set(None);
    if left.is_open() {
        left.hold_back(1.0);
        page.go_together(left, false);
    }
    if let Some(main) = find("main") {
        let back = PANELS.map(|panel| find(&format!(".left-side > {panel}")));
        main.attr("class", "")
            .children(back.into_iter().flatten().collect());
    }
    drop(STAGE.take());
    if right.is_open() {
        page.close_run(right);
    }
}

/// Puts both sides and what stands between them on the page.
fn set(page: Page, pair: [Run; 2]) -> Option<()> {
    let main = find("main")?;
    let [left, right] = [page.owner_of(pair[0])?, page.owner_of(pair[1])?];
    let mut stage = Mounted::new(&left);
    let panels = PANELS.map(|panel| find(&format!("main > {panel}")));
    let side_of_left = stage.with(|| side::shell(pair, 0));
    let side_of_left = side_of_left.children(panels.into_iter().flatten().collect());
    let mut mounted = Mounted::new(&right);
    let side_of_right = mounted.with(|| side::shell(pair, 1).children(side::panels()));
    let touched = |side: El, run: Run| {
        side.on("focusin", move |_| page.activate(run))
            .on("pointerdown", move |_| page.activate(run))
    };
    let parts = vec![
        stage.add(side_of_left),
        stage.with(|| {
            between(
                pair,
                move || end(page),
                move |pairing| begin_pairing(page, pairing),
            )
        }),
        mounted.with(|| touched(side_of_right, pair[1])),
    ];
    stage.add(parts[1].clone());
    mounted.add(parts[2].clone());
    main.attr("class", "two").children(parts);
    pair[1].mount(mounted);
    let watch = Mounted::new(&page.owner());
    watch.with(|| {
        keep_in_step(page, pair);
        follow(move || {
            page.runs.track();
            if pair.iter().any(|run| !run.is_open()) {
                wasm_bindgen_futures::spawn_local(async move { end(page) });
            }
        });
    });
    STAGE.with_borrow_mut(|all| all.extend([stage, watch]));
    Some(())
}
