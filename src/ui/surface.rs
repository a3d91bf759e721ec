//! The large picture with its head, its points, its read-out and its key.

use std::sync::Arc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlCanvasElement, KeyboardEvent, PointerEvent};

use super::{
    axes::{self, Subject},
    canvas,
    confusion::confusion,
    drawing::{self, Drawing},
    element::{El, derived, el},
    fields::list,
    frame::Frame,
    hidden,
    key::key,
    live_tally::live_tally,
    look::Aspect,
    marks::{self, Look, Painted},
    page::Page,
    picked::picked_line,
    picture::{self, is_two_sided, output_range, shown_output, value_along, window},
    portion::portion_switch,
    run::Run,
    strip::strip,
    study::{pick, ring},
    turn::on_screen,
    unit::line,
    view_controls::view_controls,
    walk,
};
use crate::{
    nn::Task,
    plot::{bars::bar_ticks, scale::format_short},
};

/// The surface with its head, its points and its read-out; or the confusion matrix in its place.
pub fn surface() -> Vec<El> {
    let run = Run::get();
    let in_space = derived(move || run.is_in_hidden_space());
    let at_matrix = move || run.look.aspect.get() == Aspect::Confusion && !in_space.get();
    let tally = live_tally(move || at_matrix().then(|| run.look.portion.get()));
    let head = el("div")
        .class("panel-head")
        .child(el("h2").text("Output"))
        .child(aspect_choice())
        .child(legend())
        .child(portion_switch(at_matrix));
    let probe = RwSignal::new(None);
    let frame = el("div")
        .attr("role", "img")
        .attr("tabindex", "0")
        .live("aria-label", describe);
    let size = canvas::size_of(&frame);
    // Behind the matrix the picture keeps its place and is not drawn.
    let side = move || match size.get() {
        Some([width, _]) if !at_matrix() && !in_space.get() => width,
        _ => 0.0,
    };
    let moved = move |event: Event| {
        let event = event.unchecked_ref::<PointerEvent>();
        let side = untrack(side);
        if side > 0.0 {
            probe.set(Some(
                [event.offset_x(), event.offset_y()].map(|x| f64::from(x) / side),
            ));
        }
    };
    let cross = move || {
        let [x, y] = probe.get().unwrap_or_default();
        format!("left: {}%; top: {}%", x * 100.0, y * 100.0)
    };
    let drawing = Drawing::new();
    let frame = drawing
        .on(frame, probe)
        .on("pointermove", moved)
        .on("pointerdown", moved)
        .on("pointerleave", move |_| probe.set(None))
        .on("keydown", move |event| press(run, probe, &event))
        .on("click", move |event| {
            choose(run, event.unchecked_ref(), untrack(side));
        })
        .child(map(side))
        .child(before(side))
        .child(points(side, drawing))
        .child(over(side))
        .when(
            move || probe.get().is_some(),
            move || vec![el("i").class("probe").live("style", cross)],
        );
    let frame = ring(frame, false, move || !at_matrix())
        .when(move || run.look.walking.is_open(), || vec![walk::marks()]);
    let length = move || size.get().map_or(0.0, |[width, _]| width);
    let axes = axes::axes(Subject::Answer, length);
    let images = move || at_matrix() && run.frame.with(|f| f.experiment.data.image().is_some());
    let images = derived(images);
    let square = el("div")
        .live("class", move || {
            let place = match (in_space.get(), at_matrix()) {
                (true, _) => "square in-space",
                (_, true) => "square at-matrix",
                _ => "square",
            };
            place.to_owned()
        })
        .live("style", axes::room(axes))
        .child(frame)
        .when(
            move || !at_matrix() && run.look.opened.get().is_some_and(|n| n.column == 1),
            || vec![line()],
        )
        .children(axes::beside(axes))
        .when(at_matrix, move || vec![confusion(tally)]);
    let below = el("div")
        .class("below-picture")
        .when(move || images.get(), move || vec![strip(tally)])
        .when(move || !images.get(), || vec![view_controls()]);
    let space = el("div").when(move || in_space.get(), hidden::space);
    vec![
        head,
        drawing.toolbar(),
        square,
        space,
        readout(probe),
        below,
    ]
}

/// What the picture is, for those who do not see it.
fn describe() -> String {
    let run = Run::get();
    let what = match run.frame.with(|f| (f.prepared.task, f.view.is_line())) {
        (Task::Regression, true) => "Curve of the network’s answer over its input, with the points",
        (Task::Regression, false) => "Surface of the network’s numbers over two inputs",
        _ => "Decision surface: the network’s answer over the plane",
    };
    let how = if drawing::is_open(run) {
        "Arrow keys read it out, Enter puts a point there."
    } else {
        "Arrow keys read it out, Enter chooses the sample nearest there."
    };
    format!("{what}. {how}")
}

/// How near to a sample a finger or a mouse has to come, in CSS pixels, to choose it.
const REACH: [f64; 2] = [22.0, 12.0];

/// Chooses the sample that was clicked, unless one draws.
fn choose(run: Run, event: &PointerEvent, side: f64) {
    if side > 0.0 && !untrack(|| drawing::is_open(run)) {
        let at = [event.offset_x(), event.offset_y()].map(|x| f64::from(x) / side);
        let [touch, mouse] = REACH;
        let reach = if event.pointer_type() == "touch" {
            touch
        } else {
            mouse
        };
        pick(run, at, reach / side);
    }
}

/// A place on the surface, 0 to 1 from the left and the top.
type Probe = RwSignal<Option<[f64; 2]>>;

/// Moves the probe by an arrow key; Enter chooses the sample nearest to it.
fn press(run: Run, probe: Probe, event: &Event) {
    let step = match event.unchecked_ref::<KeyboardEvent>().key().as_str() {
        "Enter" if !untrack(|| drawing::is_open(run)) => {
            pick(
                run,
                probe.get_untracked().unwrap_or([0.5, 0.5]),
                f64::INFINITY,
            );
            [0.0, 0.0]
        }
        "ArrowLeft" => [-0.02, 0.0],
        "ArrowRight" => [0.02, 0.0],
        "ArrowUp" => [0.0, -0.02],
        "ArrowDown" => [0.0, 0.02],
        _ => return,
    };
    event.prevent_default();
    let [x, y] = probe.get_untracked().unwrap_or([0.5, 0.5]);
    probe.set(Some([
        (x + step[0]).clamp(0.0, 1.0),
        (y + step[1]).clamp(0.0, 1.0),
    ]));
}

/// What can be seen of the outputs: all in one picture, each alone, and which class is taken for which; nothing of them
/// for the space of a hidden layer.
fn aspects(frame: &Frame) -> Vec<(Option<Aspect>, String)> {
    let (task, outputs) = (frame.prepared.task, frame.outputs());
    let mut known = Vec::new();
    let mut add = |aspect, text: &str| known.push((aspect, text.to_owned()));
    let all = match task {
        Task::Binary => "Surface",
        Task::Multiclass => "All classes",
        Task::Multilabel => "All labels",
        Task::Regression if outputs == 1 && frame.view.is_line() => "Curve",
        Task::Regression if outputs == 1 => "Surface",
        Task::Regression if frame.view.is_line() => "All curves",
        Task::Regression => "",
    };
    if !all.is_empty() {
        add(Some(Aspect::All), all);
    }
    if task != Task::Binary && outputs > 1 {
        let names = frame.prepared.names();
        for (at, name) in names.iter().take(outputs).enumerate() {
            add(Some(Aspect::Output(at)), name);
        }
    }
    if task != Task::Regression {
        add(Some(Aspect::Confusion), "Confusion");
    }
    if !frame.experiment.hidden().is_empty() {
        add(None, "Hidden space");
    }
    known
}

/// The list of what the picture can show, where there is a choice.
fn aspect_choice() -> El {
    let run = Run::get();
    let known = derived(move || run.frame.with(|f| aspects(f)));
    let options = move || (0..known.with(Vec::len)).collect();
    let option = move |at: usize| {
        let text = move || known.with(|k| k.get(at).map(|(_, t)| t.clone()).unwrap_or_default());
        vec![el("option").live_text(text)]
    };
    let choice = move || {
        let select = el("select")
            .attr("aria-label", "Picture")
            .each(options, option);
        let value = move || {
            let now = (!run.is_in_hidden_space()).then(|| run.look.aspect.get());
            let at = known.with(|k| k.iter().position(|(aspect, _)| *aspect == now));
            Some(at.unwrap_or_default())
        };
        let act = move |at: usize| {
            let aspect = known.with_untracked(|k| k.get(at).map(|(aspect, _)| *aspect));
            run.look.hidden.set(aspect == Some(None));
            if let Some(Some(aspect)) = aspect {
                run.look.aspect.set(aspect);
            }
        };
        vec![list(select, value, act)]
    };
    el("span")
        .class("aspect")
        .when(move || known.with(|k| k.len() > 1), choice)
}

/// The network's answer and its boundary.
fn map(side: impl Fn() -> f64 + 'static) -> El {
    let (page, run) = (Page::get(), Run::get());
    let map = el("canvas");
    let (canvas, pixels) = (map.node(), canvas::offscreen());
    let turn = canvas::first_turn();
    on_screen(move || {
        let (theme, aspect, side) = (page.theme.get(), run.look.aspect.get(), side());
        if !turn(side > 0.0) {
            return;
        }
        run.frame.with(|frame| {
            if let Some(pixels) = pixels.as_ref().filter(|_| side > 0.0) {
                // Without a context there is nothing to draw on.
                let _ = picture::draw(&canvas, pixels, frame, aspect, theme, side);
            }
        });
    });
    map
}

/// The boundary or curve of the run that the last change put an end to, which stays until the next.
fn before(side: impl Fn() -> f64 + 'static) -> El {
    let (page, run) = (Page::get(), Run::get());
    let picture = el("canvas").class("before");
    let canvas: HtmlCanvasElement = picture.node();
    // What of the run at hand it depends on.
    let place = derived(move || {
        let before = run.before.with(Option::is_some);
        before.then(|| run.frame.with(|f| (f.view.clone(), window(f))))
    });
    on_screen(move || {
        let (theme, aspect, side) = (page.theme.get(), run.look.aspect.get(), side());
        let drawn = place
            .get()
            .zip(run.before.get())
            .and_then(|((view, window), (_, frame))| {
                let frame = frame.filter(|_| side > 0.0)?;
                let frame = match frame.view == view {
                    true => frame,
                    false => Arc::new(frame.seen((*view).clone())),
                };
                picture::draw_before(&canvas, &frame, window, aspect, theme, side)
            });
        if drawn.is_none() {
            // Nothing stands on a canvas that has just been given its size.
            canvas.set_width(0);
        }
    });
    picture
}

/// The points, which stay while the network learns and so are drawn apart from its map.
fn points(side: impl Fn() -> f64 + 'static, drawing: Drawing) -> El {
    let (page, run) = (Page::get(), Run::get());
    let marks = el("canvas").class("marks");
    let canvas = marks.node();
    let mut last = Painted::default();
    let turn = canvas::first_turn();
    on_screen(move || {
        let running = run.lab.with(|lab| lab.transport.running);
        let (theme, side) = (page.theme.get(), side());
        if !turn(side > 0.0) {
            return;
        }
        let (aspect, picked) = (run.look.aspect.get(), run.look.picked.get());
        let portion = run.look.portion.get();
        run.frame.with(|frame| {
            let portion = portion.among(&frame.prepared);
            let picked = picked.map(|cell| (cell, portion));
            let current = frame.snapshot.progress.last_sample;
            let current = current.filter(|_| !running || frame.shown.is_some());
            let look = Look {
                current,
                picked,
                aspect,
                of_unit: false,
                theme,
                side,
                ratio: canvas::pixel_ratio(),
            };
            drawing.stroke.with(|stroke| {
                // Which samples are in a cell changes with the network.
                let changes = picked.is_some() || stroke.is_some();
                if side > 0.0 && (changes || !last.shows(frame, look)) {
                    last = match stroke {
                        Some(_) => Painted::default(),
                        None => Painted::of(frame, look),
                    };
                    marks::draw(&canvas, frame, look, stroke.as_ref());
                }
            });
        });
    });
    marks
}

/// What stands over the points: names or curves.
fn over(side: impl Fn() -> f64 + 'static) -> El {
    let (page, run) = (Page::get(), Run::get());
    let over = el("canvas");
    let canvas = over.node();
    let turn = canvas::first_turn();
    on_screen(move || {
        let (theme, aspect, side) = (page.theme.get(), run.look.aspect.get(), side());
        if !turn(side > 0.0) {
            return;
        }
        run.frame.with(|frame| {
            if side > 0.0 {
                picture::draw_over(&canvas, frame, aspect, theme, side);
            }
        });
    });
    over
}

/// The colours of the numbers, with the numbers; classes and labels have a key below.
fn legend() -> El {
    let run = Run::get();
    let scaled = move || {
        let aspect = run.look.aspect.get();
        run.frame.with(|f| match (f.prepared.task, aspect) {
            (_, Aspect::Confusion) => false,
            (Task::Multiclass | Task::Multilabel, Aspect::All) => false,
            (Task::Regression, _) => !f.view.is_line(),
            _ => true,
        })
    };
    let ends = move || {
        let aspect = run.look.aspect.get();
        run.frame.with(|f| {
            let output = shown_output(aspect, f);
            let (centre, half) = output_range(f, output);
            [-1.0, 1.0].map(|sign| f.prepared.value(output, centre + sign * half))
        })
    };
    let end = move |at: usize| format_short(f64::from(ends()[at]));
    let title = move || {
        run.frame.with(|f| match f.prepared.task {
            Task::Regression => "The network’s number: orange low, blue high".into(),
            Task::Binary => {
                let names = f.prepared.names();
                let name = |class: usize| names.get(class).cloned().unwrap_or_default();
                format!(
                    "The network’s answer: orange for {}, blue for {}",
                    name(0),
                    name(1)
                )
            }
            _ => "The output’s value: orange low, blue high".into(),
        })
    };
    let two_sided = derived(move || {
        let aspect = run.look.aspect.get();
        run.frame.with(|f| is_two_sided(f, aspect))
    });
    let ticks = move || {
        let [low, high] = ends();
        if two_sided.get() {
            return format!("{} or {}", end(0), end(1));
        }
        let ticks = bar_ticks(low, high).into_iter();
        ticks.map(|(_, text)| text).collect::<Vec<_>>().join(" · ")
    };
    // A step has two answers and nothing between.
    let class = move || match two_sided.get() {
        true => "legend classes two-sided".to_owned(),
        false => "legend classes".to_owned(),
    };
    el("span").class("legend-place").when(scaled, move || {
        let bar = el("span")
            .live("class", class)
            .live("title", move || format!("{} ({})", title(), ticks()))
            .live_text(move || end(0))
            .child(el("i"))
            .live_text(move || end(1));
        vec![bar]
    })
}

/// What the line under the picture says.
#[derive(Clone, Copy, PartialEq)]
enum Below {
    /// What is at the place under the pointer.
    Probe,
    /// Which samples are marked.
    Picked,
    /// What the marks mean.
    Key,
}

/// The place under the pointer and the network's answer there; without one, what the points mean.
fn readout(probe: Probe) -> El {
    let run = Run::get();
    let text = move || {
        let Some(at) = probe.get() else {
            return String::new();
        };
        run.frame
            .with(|f| answer_at(f, at.map(|share| share as f32)))
    };
    let live = move || vec![el("span").attr("aria-live", "polite").live_text(text)];
    // A place that was pointed at means nothing on the matrix.
    let below = derived(move || match run.look.aspect.get() {
        Aspect::Confusion => Below::Picked,
        _ if probe.get().is_some() => Below::Probe,
        _ if run.look.picked.get().is_some() => Below::Picked,
        _ => Below::Key,
    });
    el("p")
        .class("surface-readout")
        .when(move || below.get() == Below::Probe, live)
        .when(move || below.get() == Below::Picked, picked_line)
        .when(move || below.get() == Below::Key, key)
}

/// Where a place on the picture is, and what the network answers there.
fn answer_at(f: &Frame, at: [f32; 2]) -> String {
    let (prepared, view) = (&f.prepared, &f.view);
    let [x, y] = f.grid().from_unit(at);
    let name = |column: usize| {
        let name = prepared.train_table.inputs.get(column);
        name.map_or("", String::as_str)
    };
    let mut words = vec![format!("{} {}", name(view.axes[0]), fixed(x))];
    if !view.is_line() {
        words.push(format!("{} {}", name(view.axes[1]), fixed(y)));
    }
    let outputs = 0..f.outputs();
    let values: Vec<f32> = outputs.map(|output| value_at(f, output, at)).collect();
    match prepared.task {
        Task::Binary => {
            let class = usize::from(prepared.target.class(values[0]));
            let class = prepared.names().get(class).cloned().unwrap_or_default();
            words.push(format!("output {} ({class})", fixed(values[0])));
        }
        Task::Multiclass => {
            let mut order: Vec<_> = (0..values.len()).collect();
            order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
            let named = |at: usize| format!("{} {}", prepared.names()[at], fixed(values[at]));
            words.extend(order.into_iter().take(2).map(named));
        }
        Task::Multilabel | Task::Regression => {
            let names = prepared.names().iter().zip(&values).enumerate();
            let named = names.map(|(output, (name, &value))| {
                format!("{name} {}", fixed(prepared.value(output, value)))
            });
            words.extend(named);
        }
    }
    words.join(" · ")
}

fn fixed(value: f32) -> String {
    let digits = if value.abs() >= 100.0 { 0 } else { 2 };
    format!("{value:.digits$}").replace('-', "−")
}

/// An output's value at a place, 0 to 1 from the left and the top.
fn value_at(frame: &Frame, output: usize, [left, top]: [f32; 2]) -> f32 {
    let grid = frame.grid();
    let values = frame.output(output);
    if grid.rows == 1 {
        let view = window(frame);
        let [x, _] = view.from_unit([left, top]);
        return value_along(values, view, x);
    }
    let cell = |share: f32| ((share * grid.side as f32) as usize).min(grid.side - 1);
    values[cell(top) * grid.side + cell(left)]
}
