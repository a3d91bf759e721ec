//! Name, transport, epoch, share, theme and help.

use reactive_graph::prelude::*;

use super::{
    element::{El, el, svg},
    fields::{Choice, range_input, toggle},
    icon::{icon, outline},
    own_data::save_and_open::save_and_open,
    page::Page,
    part::Part,
    run::Run,
    share::share,
    undo::undo,
    ways::ways,
};
use crate::{
    lab::{Moment, Speed},
    nn::Stride,
    plot::{color::Theme, scale::grouped},
    run::{Drive, Lab},
};

/// The top bar; on a phone its transport stands at the bottom of the screen.
pub const TOP_BAR: Part = Part {
    shell: || el("header").class("top-bar").child(brand()),
    pieces: &[reach, || vec![tools()]],
};

/// What a phone keeps within reach of the thumb.
fn reach() -> Vec<El> {
    vec![el("div").class("reach").child(ways()).child(transport())]
}

fn brand() -> El {
    el("h1")
        .class("brand")
        .child(logo())
        .child(el("span").text("Separable"))
}

fn circle(x: &str, y: &str, radius: &str) -> El {
    svg("circle").attr("cx", x).attr("cy", y).attr("r", radius)
}

/// Two classes and the line between them.
fn logo() -> El {
    let line = svg("line")
        .attr("x1", "4")
        .attr("y1", "21")
        .attr("x2", "20")
        .attr("y2", "3")
        .class("logo-line");
    icon(24, 24)
        .child(circle("6.5", "7", "3.6").class("logo-blue"))
        .child(circle("17.5", "17", "3.6").class("logo-orange"))
        .child(line)
}

fn transport() -> El {
    let (page, run) = (Page::get(), Run::get());
    let running = run.select(|lab| lab.transport.running);
    let button = |drive: Drive, title, text| {
        el("button")
            .class("quiet")
            .attr("title", title)
            .text(text)
            .click(move || page.act(run, drive.clone()))
    };
    let play = el("button")
        .class("play")
        .attr("title", "Space")
        .child(play_icon())
        .live_text(move || if running() { "Pause" } else { "Play" })
        .click(move || {
            let running = run.lab.with_untracked(|lab| lab.transport.running);
            page.act(run, if running { Drive::Pause } else { Drive::Play });
        });
    let strides = vec![
        (Stride::Sample, "Sample"),
        (Stride::Batch, "Batch"),
        (Stride::Epoch, "Epoch"),
    ];
    let stride = run.select(|lab| lab.transport.stride);
    el("div")
        .class("transport")
        .attr("role", "group")
        .attr("aria-label", "Transport")
        .child(button(
            Drive::Reset,
            "Back to the same initial weights (r)",
            "Reset",
        ))
        .child(play)
        .child(step_back())
        .child(button(Drive::Step, "One step (.)", "Step"))
        .child(Choice::new("Step by", strides, stride, Drive::SetStride).view())
        .child(speed_slider())
        .child(epoch())
        .when(move || page.runs.with(|runs| runs.len() > 1), together)
}

/// Whether the transport drives all runs.
fn together() -> Vec<El> {
    let (page, run) = (Page::get(), Run::get());
    let on = move || page.together.get();
    let switch = toggle("All runs", on, move || {
        page.go_together(run, !page.together.get_untracked());
    });
    vec![switch.class("chip together").attr(
        "title",
        "Play, step and reset all runs together, at the same stride",
    )]
}

fn step_back() -> El {
    let (page, run) = (Page::get(), Run::get());
    let back = svg("path").attr("d", "M4 3h2v10H4zM13 3v10L6.5 8z");
    let at_start = move || {
        run.frame
            .with(|f| f.snapshot.progress.moment() == Moment::START)
    };
    el("button")
        .class("quiet step-back")
        .attr("title", "One step back (,)")
        .flag("disabled", at_start)
        .child(icon(16, 16).child(back))
        .child(el("span").text("Step back"))
        .click(move || page.act(run, Drive::StepBack))
}

fn play_icon() -> El {
    let running = Run::get().select(|lab| lab.transport.running);
    let path = move || {
        if running() {
            "M3 2h3v12H3zM10 2h3v12h-3z".into()
        } else {
            "M3 1.5v13l11-6.5z".into()
        }
    };
    icon(16, 14).child(svg("path").live("d", path))
}

fn speed_slider() -> El {
    let run = Run::get();
    let position = run.select(|lab| f64::from(lab.transport.speed.position()));
    let text = run.select(|lab| speed_text(lab.transport.speed, lab.transport.stride));
    let last = f64::from(Speed::MAX.position());
    let act = |position| Drive::SetSpeed(Speed::at(position as u8));
    let input = range_input((0.0, last, 1.0), position, act)
        .attr("aria-label", "Speed")
        .live("aria-valuetext", text);
    let shown = el("span")
        .class("speed-text")
        .attr("aria-hidden", "true")
        .live_text(text);
    el("label")
        .class("speed")
        .child(el("span").class("field-name").text("Speed"))
        .child(input)
        .child(shown)
}

fn speed_text(speed: Speed, stride: Stride) -> String {
    let (one, many) = match stride {
        Stride::Sample => ("sample", "samples"),
        Stride::Batch => ("batch", "batches"),
        Stride::Epoch => ("epoch", "epochs"),
    };
    match speed.rate() {
        None => "full speed".into(),
        Some(1) => format!("1 {one}/s"),
        Some(rate) => format!("{rate} {many}/s"),
    }
}

/// From so many samples on, the number shown last has no room beside it for that of all.
const MANY: usize = 10_000;

/// Whole epochs, and within one the sample shown last.
fn epoch() -> El {
    let run = Run::get();
    let epoch = move || run.frame.with(|f| f.snapshot.progress.epoch.to_string());
    let within = move || {
        if run.lab.with(|lab| lab.transport.running) {
            return String::new();
        }
        run.frame.with(|f| {
            let (at, of) = (f.snapshot.progress.position, f.prepared.train.len());
            match (at, of) {
                (0, _) => String::new(),
                (_, ..MANY) => format!("sample {at}/{of}"),
                _ => format!("sample {}", grouped(at as f64)),
            }
        })
    };
    let number = el("output")
        .class("epoch-number")
        .attr("role", "status")
        .attr("aria-live", "off")
        .attr("aria-label", "Epoch")
        .live_text(epoch);
    let name = el("span")
        .class("field-name")
        .attr("aria-hidden", "true")
        .text("Epoch");
    el("div")
        .class("epoch")
        .child(name)
        .child(number)
        .child(el("span").class("epoch-within").live_text(within))
}

/// A button that undoes, or makes again what was undone.
fn step_of_undo(name: &str, title: &str, drive: Drive, can: fn(&Lab) -> bool) -> El {
    let (page, run) = (Page::get(), Run::get());
    let curve = if drive == Drive::Undo {
        "M6 3 2.5 6.5 6 10M3 6.5h6.5a4 4 0 0 1 0 8H7"
    } else {
        "M10 3l3.5 3.5L10 10M13 6.5H6.5a4 4 0 0 0 0 8H9"
    };
    let path = outline(svg("path").attr("d", curve));
    el("button")
        .class("quiet icon")
        .attr("aria-label", name)
        .attr("title", title)
        .flag("disabled", run.select(move |lab| !can(lab)))
        .child(icon(16, 16).child(path))
        .click(move || undo(page, run, drive.clone()))
}

fn tools() -> El {
    let (page, run) = (Page::get(), Run::get());
    let undo_button = step_of_undo(
        "Undo",
        "Undo the last change (Ctrl+Z)",
        Drive::Undo,
        Lab::can_undo,
    );
    let redo_button = step_of_undo(
        "Redo",
        "Make it again (Ctrl+Shift+Z)",
        Drive::Redo,
        Lab::can_redo,
    );
    let share_button = el("button")
        .class("quiet")
        .attr("title", "Copy a link that restores this experiment")
        .text("Share")
        .click(move || share(page, run));
    let rim = outline(circle("8", "8", "6.5"));
    let half = svg("path")
        .attr("d", "M8 1.5a6.5 6.5 0 0 1 0 13z")
        .attr("fill", "currentColor");
    let theme_button = el("button")
        .class("quiet icon")
        .attr("aria-label", "Dark theme")
        .attr("title", "Light or dark (t)")
        .live("aria-pressed", move || {
            (page.theme.get() == Theme::Dark).to_string()
        })
        .child(icon(16, 16).child(rim).child(half))
        .click(move || page.switch_theme());
    let help = el("button")
        .class("quiet icon")
        .attr("aria-label", "Help")
        .attr("title", "Help and keys (?)")
        .text("?")
        .click(move || page.help.set(true));
    el("div")
        .class("tools")
        .child(undo_button)
        .child(redo_button)
        .children(save_and_open())
        .child(share_button)
        .child(theme_button)
        .child(help)
}
