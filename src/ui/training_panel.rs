//! How it learns: learning rate, rule, loss, optimizer, seed; and why the run goes as it goes.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

use reactive_graph::{prelude::*, signal::RwSignal};

use super::{
    browser::{is_whole, window},
    element::{El, derived, el, listen},
    fields::Choice,
    frame::Frame,
    media::{self, PHONE},
    number_field::number_field,
    run::Run,
    told::told as shown,
    twins::twins,
};
use crate::{
    lab::{Advice, Edit, Experiment, Flow, Key, Part, Progress, Seen, advise},
    nn::{Named, Optimizer},
    run::{Action, Lab},
    text::hint::{remedy, told},
};

/// The region Training.
pub fn training_panel() -> El {
    let loss = Choice::of(Key::Loss).named().unless(has_no_loss);
    let settings = el("div")
        .class("settings")
        .children(number_field(Key::LearningRate))
        .children(vec![
            Choice::of(Key::Rule).named().view(),
            loss.view(),
            optimizer().named().unless(has_no_loss).view(),
            seed(),
        ]);
    let phone = media::holds(PHONE);
    el("section")
        .class("training")
        .attr("aria-label", "Training")
        .child(settings)
        .when(move || !phone.get(), || vec![explanation()])
}

fn has_no_loss(lab: &Lab) -> Option<&'static str> {
    (lab.experiment.rule.is_local())
        .then_some("This rule changes the weights sample by sample; it has no loss to make small")
}

/// The optimizers; SGD stands there twice, with momentum and without.
fn optimizer() -> Choice {
    let momentum = Optimizer::default().with("momentum", 0.9);
    let others = Optimizer::ALL.iter().skip(1);
    let mut all = vec![(Optimizer::default(), "SGD"), (momentum, "Momentum")];
    all.extend(others.map(|o| (*o, o.label())));
    let known: Vec<Optimizer> = all.iter().map(|(o, _)| *o).collect();
    let chosen = known.clone();
    let at = move |now: Optimizer| {
        let moving = |o: Optimizer| o.number("momentum").unwrap_or_default() > 0.0;
        let plain = |o: Optimizer| !o.same_kind(Optimizer::default());
        let same = |o: &Optimizer| o.same_kind(now) && (plain(now) || moving(*o) == moving(now));
        known.iter().position(same).unwrap_or_default()
    };
    let run = Run::get();
    Choice::new(
        Key::Optimizer.setting().label,
        all.into_iter().map(|(_, text)| text).enumerate().collect(),
        move || at(run.lab.with(|lab| lab.experiment.optimizer)),
        move |at| Edit::Set(Key::Optimizer, chosen[at].write()),
    )
}

fn seed() -> El {
    let run = Run::get();
    let new_weights = el("button")
        .class("link")
        .attr("title", "New weights from another seed")
        .text("New")
        .child(el("span").text(" weights"))
        .click(move || run.new_weights());
    el("div")
        .class("seed")
        .children(number_field(Key::Seed))
        .child(new_weights)
}

/// What the last change did, and what is most worth saying about the run. On a phone it stands under the
/// picture, else under the settings.
pub fn explanation() -> El {
    let run = Run::get();
    let notice = run.select(|lab| lab.notice.to_string());
    let held = Rc::new(Cell::new(f64::NEG_INFINITY));
    let advice = advice(run, held.clone());
    // A button is of one remedy for good: what it says when it is pressed is what it does.
    let remedies = move || {
        let label = |a: &Advice| a.remedies.iter().map(|edit| remedy(a.hint, edit)).collect();
        advice.with(label)
    };
    let hold = held.clone();
    let button = move |label: &'static str| {
        let held = held.clone();
        let act = move || {
            held.set(f64::NEG_INFINITY);
            let of = |a: &Advice| {
                a.remedies
                    .iter()
                    .find(|edit| remedy(a.hint, edit) == label)
                    .cloned()
            };
            if let Some(edit) = advice.with_untracked(of) {
                run.dispatch(Action::Repair(edit));
            }
        };
        let button = el("button").class("link").text(label).click(act);
        vec![button, el("span").text(" ")]
    };
    let text = move || {
        let inputs = run.frame.with(|f| f.prepared.clone());
        advice.with(|a| told(a.hint, &inputs.train_table.inputs))
    };
    let text = el("span").attr("aria-live", "polite").live_text(text);
    let advice = el("p")
        .class("advice")
        .attr("role", "note")
        .child(text)
        .text(" ")
        .each(remedies, button);
    let hold = move || hold.set(js_sys::Date::now() + HOLD);
    let focused = hold.clone();
    let advice = advice
        .on("pointermove", move |_| hold())
        .on("focusin", move |_| focused());
    let notice = el("p")
        .class("notice")
        .attr("aria-live", "polite")
        .live_text(notice);
    el("div")
        .class("explanation")
        .child(twins())
        .child(shown())
        .child(advice)
        .child(notice)
}

/// Milliseconds for which advice stays as it is while somebody points at it and the run plays: it must not become
/// another under the hand.
const HOLD: f64 = 2000.0;

/// What is most worth saying about the run at the moment on the screen; what was said before, where that is `held` until
/// later than now and still of the same run.
fn advice(run: Run, held: Rc<Cell<f64>>) -> RwSignal<Advice> {
    let shown = RefCell::new(None::<(Arc<Experiment>, Progress, Advice)>);
    let said = Cell::new(None);
    let whole = RwSignal::new(is_whole());
    listen(&window(), "whole", move |_| whole.set(true));
    let last = RefCell::new(None);
    derived(move || {
        let whole = whole.get();
        let (experiment, measured, is_large) =
            (run.frame).with(|f| (f.experiment.clone(), f.snapshot.measured, f.is_large()));
        let plays = run.lab.with_untracked(|lab| lab.transport.running);
        // A large network is looked at only as often as its worker has.
        if plays
            && let Some((of, at, advice)) = &*shown.borrow()
            && *of == experiment
            && (js_sys::Date::now() < held.get() || is_large && *at == measured)
        {
            return advice.clone();
        }
        let advice = run.frame.with(|f| {
            let at = f.snapshot.progress.moment();
            let samples = f.prepared.train.len();
            let flow = || lately(f, &mut last.borrow_mut());
            run.branch(|branch| {
                advise(Seen {
                    experiment: &f.experiment,
                    prepared: &f.prepared,
                    snapshot: &f.snapshot,
                    past: &|| branch.past(at, samples, &f.experiment.settings()),
                    said: said.get(),
                    // What looks for it comes with the rest of the program.
                    flow: if whole { Some(&flow) } else { None },
                })
            })
        });
        let first = said.get().filter(|(said, _)| *said == advice.hint);
        let now = || (advice.hint, run.frame.with_untracked(|f| f.epochs()));
        said.set(Some(first.unwrap_or_else(now)));
        shown.replace(Some((experiment, measured, advice.clone())));
        advice
    })
}

/// A flow of a network, and at which epoch with which data and weights it was looked at.
type Looked = Option<(f64, usize, Vec<f32>, Arc<Flow>)>;

/// How values and gradients flow, looked at anew once the run has come a tenth further.
#[inline(never)]
fn lately(f: &Frame, last: &mut Looked) -> Arc<Flow> {
    let (now, data) = (f.epochs(), Arc::as_ptr(&f.prepared) as usize);
    let weights = f.snapshot.network.parameters();
    if let Some((at, of, before, flow)) = last
        && (*of, before.len()) == (data, weights.len())
        && (*at..=1.1 * *at + 2.0).contains(&now)
        // Other weights may have been put in place.
        && (*at < now || before == weights)
    {
        return flow.clone();
    }
    let flow = Arc::new(f.flow());
    *last = Some((now, data, weights.to_vec(), flow.clone()));
    flow
}
