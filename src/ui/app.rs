//! The page as a whole.

use std::ops::Range;

use reactive_graph::{
    owner::{Owner, provide_context},
    prelude::*,
};
use wasm_bindgen::JsCast;

use super::{
    browser::{breathe, window},
    canvas::follow_screen,
    data_panel::DATA_PANEL,
    duel,
    element::{El, find, follow, listen},
    help::help,
    keyboard,
    library::Library,
    messages::MESSAGES,
    mounted::Mounted,
    network_panel::NETWORK_PANEL,
    output_panel::OUTPUT_PANEL,
    own_data::{dialog::table_dialog, ways_in::listen_for_files},
    page::Page,
    part::Part,
    run::Run,
    run_column::run_column,
    share_out::share_out,
    top_bar::TOP_BAR,
};
use crate::{
    lab::link,
    run::{Drive, Opened},
};

/// A page without a run, under the current owner.
pub fn prepare() -> Page {
    let page = Page::new(Library::new());
    provide_context(page);
    follow_screen();
    share_out(page);
    page
}

/// What shows the page's first run, in its order on the page; each with the place that the frame in
/// `index.html` keeps for it.
static PARTS: [(Part, &str); 5] = [
    (TOP_BAR, "header.place"),
    (MESSAGES, "#no-place"),
    (DATA_PANEL, ".data.place"),
    (NETWORK_PANEL, ".middle.place"),
    (OUTPUT_PANEL, ".output.place"),
];

/// The order in which they come first: what a phone has on its first screen before the rest.
const FIRST: [usize; 5] = [0, 1, 4, 3, 2];

/// The parts that stand in `main`; the others stand above it.
const REGIONS: Range<usize> = 2..5;

/// Opens the page's first run and puts everything on the page, piece by piece.
pub async fn open(page: Page, opened: Opened, owner: &Owner) -> Run {
    let beside = opened.beside.clone();
    let run = owner.with(|| page.add_run(opened));
    breathe().await;
    run.connect();
    breathe().await;
    run.begin();
    if let Some(owner) = page.owner_of(run) {
        let mut mounted = Mounted::new(&owner);
        for at in FIRST {
            let part = &PARTS[at].0;
            let mut pieces = Vec::new();
            for piece in part.pieces {
                breathe().await;
                pieces.extend(mounted.with(piece));
            }
            breathe().await;
            let element = mounted.with(part.shell).children(pieces);
            put(page, run, at, &mut mounted, element);
        }
        breathe().await;
        finish(page, run, mounted);
    }
    owner.with(|| stay(page));
    if let Some(beside) = beside {
        duel::begin(page, None, *beside);
    }
    run
}

/// What stays on the page, whatever it shows: keys, files that are dropped, dialogs.
fn stay(page: Page) {
    listen(&window(), "keydown", move |event| {
        keyboard::press(page, event.unchecked_ref());
    });
    page.library.read_kept();
    if let Some(body) = find("body") {
        body.children(help())
            .children(vec![table_dialog(), listen_for_files()]);
    }
}

/// Opens another run and puts its column on the page.
pub fn open_beside(page: Page, opened: Opened) -> Run {
    let run = page.open_run(opened);
    if let (Some(owner), Some(body)) = (page.owner_of(run), find("body")) {
        let mut mounted = Mounted::new(&owner);
        let column = mounted.with(|| touched(page, run, run_column()));
        body.child(mounted.add(column));
        run.mount(mounted);
    }
    run
}

/// Closes a run, unless it is the only one; whether it went. The next takes the place of the first.
pub fn close(page: Page, run: Run) -> bool {
    let is_first = page.first().is_some_and(|first| first.id == run.id);
    let gone = page.close_run(run);
    if let Some(next) = page.first().filter(|_| is_first && gone) {
        mount_first(page, next);
    }
    gone
}

/// Shows a run, which had a column, as the page's first.
fn mount_first(page: Page, run: Run) {
    if let Some(owner) = page.owner_of(run) {
        let mut mounted = Mounted::new(&owner);
        for (at, (part, _)) in PARTS.iter().enumerate() {
            let element = mounted.with(|| part.build());
            put(page, run, at, &mut mounted, element);
        }
        finish(page, run, mounted);
    }
}

/// Puts a part into its place, or else where it belongs.
fn put(page: Page, run: Run, at: usize, mounted: &mut Mounted, part: El) {
    let part = mounted.with(|| touched(page, run, part));
    let part = mounted.add(part);
    if let Some(place) = find(PARTS[at].1) {
        part.replace(&place);
        // The first region ends the welcome.
        let welcome = find(".welcome").filter(|_| REGIONS.contains(&at));
        welcome.iter().for_each(El::remove);
    } else if let (Some(main), Some(body)) = (find("main"), find("body")) {
        if REGIONS.contains(&at) {
            main.child(part);
        } else {
            body.put_before(&part, &main);
        }
    }
}

/// The run is shown by these elements.
fn finish(page: Page, run: Run, mounted: Mounted) {
    mounted.with(|| keep_address(page, run));
    run.mount(mounted);
}

/// Lets keys act on the run of an element that is pressed or comes into focus.
fn touched(page: Page, run: Run, element: El) -> El {
    element
        .on("focusin", move |_| page.activate(run))
        .on("pointerdown", move |_| page.activate(run))
}

/// Keeps the address and a run's experiment the same.
fn keep_address(page: Page, run: Run) {
    let address = page.address;
    follow(move || {
        run.links.track();
        let right = page.duel.get().map(|[_, right]| right);
        if let Some(right) = right.filter(|right| right.is_open()) {
            right.links.track();
        }
        let beside = page.recipe_beside(run);
        run.lab
            .with_untracked(|lab| address.write(lab.recipe(), beside.as_ref()));
    });
    // Back, Forward and a link typed into the address.
    listen(&window(), "hashchange", move |_| {
        address.keep_entry();
        wasm_bindgen_futures::spawn_local(async move {
            let opened = address.read().await;
            if !run.is_open() {
                return;
            }
            let beside = page.recipe_beside(run);
            let (there, other) = (&opened.recipe, opened.recipe_beside());
            // One without the weights that were put in place here asks for a run without them.
            let is_this =
                |recipe: &_| link::says(Some(there), Some(recipe)) && !link::lacks_weights(recipe);
            let known = run.lab.with_untracked(|lab| is_this(lab.recipe()));
            if !link::says(other, beside.as_ref()) {
                duel::open(page, opened);
            } else if !known || !opened.problems.is_empty() {
                run.dispatch(Drive::Open(Box::new(opened)));
            }
        });
    });
}
