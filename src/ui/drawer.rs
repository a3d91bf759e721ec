//! The drawer below the network: one panel at a time, chosen by tabs; closed, only the tabs are there.

use reactive_graph::{prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use super::{
    browser::{has_panels, panels_program},
    element::{El, derived, el, svg},
    icon::{icon, outline},
    panels::{GROUPS, PANELS, id_of, show},
    run::Run,
    walk,
};

/// The drawer of the run of the context.
pub fn drawer() -> El {
    let run = Run::get();
    let (open, tall) = (run.look.panel, run.look.tall);
    let class = move || match (open.get(), tall.get()) {
        (None, _) => "drawer".to_owned(),
        (Some(_), false) => "drawer open".to_owned(),
        (Some(_), true) => "drawer open tall".to_owned(),
    };
    let bar = el("div")
        .class("drawer-bar")
        .child(
            el("div")
                .class("drawer-ways")
                .child(caption("Inside"))
                .child(opener())
                .child(tabs())
                .children(openers()),
        )
        .when(move || open.get().is_some(), || vec![grip()]);
    // What was opened once stays as it was left.
    let seen = RwSignal::new(Vec::new());
    let built = derived(move || {
        if let Some(at) = open.get()
            && !seen.with_untracked(|seen: &Vec<usize>| seen.contains(&at))
        {
            seen.update(|seen| seen.push(at));
        }
        seen.get()
    });
    el("section")
        .live("class", class)
        .attr("aria-label", "Drawer")
        .child(bar)
        .each(move || built.get(), |at| vec![panel(at)])
}

/// What opens the walk through a training step, and closes it.
fn opener() -> El {
    let run = Run::get();
    let open = move || run.look.walking.is_open();
    el("button")
        .class("tab walk-opener")
        .attr(
            "title",
            "Walk through the next training step, with its numbers",
        )
        .live("aria-expanded", move || open().to_string())
        .text("Backprop")
        .click(move || walk::toggle(run))
}

/// What stands before what goes together; each tab says enough by itself.
fn caption(text: &'static str) -> El {
    el("span")
        .class("tab-caption")
        .attr("aria-hidden", "true")
        .text(text)
}

fn tab_id(run: Run, at: usize) -> String {
    run.unique(&format!("tab-{}", PANELS[at].name))
}

/// The tabs. The one that was opened last, or else the first, is reached by Tab, the others by arrow
/// keys.
fn tabs() -> El {
    let run = Run::get();
    let current = RwSignal::new(0);
    let list = el("div")
        .class("tabs")
        .attr("role", "tablist")
        .attr("aria-label", "Panels");
    let tabs: Vec<El> = (0..TABS).map(|at| tab(run, at, current)).collect();
    let nodes: Vec<HtmlElement> = tabs.iter().map(El::node).collect();
    let mut tabs = tabs.into_iter();
    let groups = GROUPS.map(|(said, count)| {
        let tabs: Vec<El> = tabs.by_ref().take(count).collect();
        let group = el("div").class("tab-group");
        match said {
            "" => group,
            said => group.child(caption(said)),
        }
        .children(tabs)
    });
    list.children(groups.into()).on("keydown", move |event| {
        if let Some(to) = beside(&event, current.get_untracked()) {
            event.prevent_default();
            current.set(to);
            // Focus that cannot move stays where it was, which is as good.
            let _ = nodes[to].focus();
        }
    })
}

/// The tab that a key leads to from another.
fn beside(event: &Event, at: usize) -> Option<usize> {
    let count = TABS;
    match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
        "ArrowRight" => Some((at + 1) % count),
        "ArrowLeft" => Some((at + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

/// How many panels have tabs.
const TABS: usize = GROUPS[0].1 + GROUPS[1].1 + GROUPS[2].1;

/// The buttons of the others, which set up something of their own.
fn openers() -> Vec<El> {
    let run = Run::get();
    let opener = |at: usize| {
        let open = run.look.panel;
        let is_open = move || open.get() == Some(at);
        el("button")
            .class("tab")
            .attr("id", &tab_id(run, at))
            .live("aria-expanded", move || is_open().to_string())
            .maybe("aria-controls", move || is_open().then(|| id_of(run, at)))
            .text(PANELS[at].label)
            .click(move || toggle(run, at))
    };
    (TABS..PANELS.len()).map(opener).collect()
}

/// Opens a panel, or closes the drawer where it is open.
fn toggle(run: Run, at: usize) {
    let is_open = run.look.panel.get_untracked() == Some(at);
    show(run, (!is_open).then_some(at));
}

/// The tab of a panel, which opens it, or closes the drawer.
fn tab(run: Run, at: usize, current: RwSignal<usize>) -> El {
    let open = run.look.panel;
    let is_open = move || open.get() == Some(at);
    let reach = move || if current.get() == at { "0" } else { "-1" }.to_owned();
    el("button")
        .class("tab")
        .attr("role", "tab")
        .attr("id", &tab_id(run, at))
        .live("aria-selected", move || is_open().to_string())
        .maybe("aria-controls", move || is_open().then(|| id_of(run, at)))
        .live("tabindex", reach)
        .text(PANELS[at].label)
        .click(move || {
            current.set(at);
            toggle(run, at);
        })
}

/// Lets the panel have the network's place as well.
fn grip() -> El {
    let tall = Run::get().look.tall;
    let path = move || {
        if tall.get() {
            "M3 6l5 5 5-5"
        } else {
            "M3 10l5-5 5 5"
        }
        .to_owned()
    };
    let arrow = outline(svg("path").live("d", path));
    el("button")
        .class("quiet icon grip")
        .attr("aria-label", "Full height")
        .attr("title", "Let the panel have the network’s place as well")
        .live("aria-expanded", move || tall.get().to_string())
        .child(icon(16, 16).child(arrow))
        .click(move || tall.update(|tall| *tall = !*tall))
}

fn panel(at: usize) -> El {
    let run = Run::get();
    let panel = el("div")
        .class("panel")
        .attr("role", "tabpanel")
        .attr("id", &id_of(run, at))
        .attr("aria-labelledby", &tab_id(run, at))
        .flag("hidden", move || run.look.panel.get() != Some(at));
    if has_panels() {
        panel.children((PANELS[at].build)())
    } else {
        once_here(panel, at)
    }
}

/// How it stands with the part of the program that panels need.
#[derive(Clone, Copy, PartialEq)]
enum Coming {
    Awaited,
    Missing,
    Here,
}

/// A panel that says that it is on its way, or that it cannot be had, until it is there.
fn once_here(panel: El, at: usize) -> El {
    let state = RwSignal::new(Coming::Awaited);
    let ask = move || {
        state.set(Coming::Awaited);
        spawn_local(async move {
            let came = panels_program().await;
            // Its run may be gone by then.
            let _ = state.try_set(came.map_or(Coming::Missing, |()| Coming::Here));
        });
    };
    ask();
    let said = |text| vec![el("p").class("hint").attr("role", "status").text(text)];
    let missing = move || {
        let mut lines = said("This panel could not be fetched. Look at the connection.");
        lines.push(el("button").text("Try again").click(ask));
        lines
    };
    panel
        .when(
            move || state.get() == Coming::Awaited,
            move || said("Loading…"),
        )
        .when(move || state.get() == Coming::Missing, missing)
        .when(
            move || state.get() == Coming::Here,
            move || (PANELS[at].build)(),
        )
}
