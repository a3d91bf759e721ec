//! What stands between two runs: their losses in one chart, what they differ in, and who is ahead.

use reactive_graph::{prelude::*, signal::RwSignal};

use super::side::names;
use crate::{
    lab::{
        Experiment, Portion,
        duel::{Difference, Pairing, differences, different_start},
    },
    nn::{Named, Task},
    run::{Lab, duel::standings},
    text::duel::{BEFORE, of_the_first, verdict},
    ui::{
        charts::duel_chart,
        element::{El, el},
        run::Run,
        turn::on_screen,
    },
};

/// The region between the sides; `over` ends the duel, `another` begins one of another pair.
pub fn between(
    pair: [Run; 2],
    over: impl Fn() + 'static,
    another: impl Fn(Pairing) + 'static,
) -> El {
    el("section")
        .class("between")
        .attr("aria-label", "Duel")
        .child(el("h2").text("Duel"))
        .child(standing(pair))
        .child(duel_chart(pair))
        .child(el("h3").text("What differs"))
        .child(table(pair))
        .child(el("p").class("hint").live_text(move || shared(pair)))
        .child(actions(over, another))
}

/// Both experiments, where both runs are open.
fn of_both<T: Default>(pair: [Run; 2], of: impl Fn([&Experiment; 2]) -> T) -> T {
    if !pair.iter().all(|run| run.is_open()) {
        return T::default();
    }
    let right = |left: &_| pair[1].lab.with(|right| of([left, &right.experiment]));
    pair[0].lab.with(|left| right(&left.experiment))
}

fn rows(pair: [Run; 2]) -> Vec<Difference> {
    let mut all = of_both(pair, differences);
    if pair.iter().all(|run| run.is_open()) {
        let start = |left: &Lab| {
            pair[1]
                .lab
                .with(|right| different_start([left.recipe(), right.recipe()]))
        };
        all.extend(pair[0].lab.with(start));
    }
    all
}

/// In what they differ, a row each.
fn table(pair: [Run; 2]) -> El {
    let row = |Difference {
                   label,
                   texts: [left, right],
               }: &Difference| {
        el("tr")
            .child(el("th").attr("scope", "row").text(label))
            .child(el("td").text(left))
            .child(el("td").text(right))
    };
    let head = |text: &str| el("th").attr("scope", "col").text(text);
    let build = move |rows: Vec<Difference>| {
        if rows.is_empty() {
            let hint = "Nothing yet: change a setting of either side.";
            return vec![el("p").class("hint").text(hint)];
        }
        let titles = el("tr")
            .child(el("td"))
            .child(head("Left"))
            .child(head("Right"));
        let body = el("tbody").children(rows.iter().map(row).collect());
        vec![
            el("table")
                .class("differences")
                .child(el("thead").child(titles))
                .child(body),
        ]
    };
    el("div").anew(move || rows(pair), build)
}

/// What they have in common, of what makes a comparison fair.
fn shared(pair: [Run; 2]) -> String {
    of_both(pair, |[left, right]| {
        let mut same = Vec::new();
        let mut add = |is_same: bool, what: &str| {
            if is_same {
                same.push(what.to_owned());
            }
        };
        let is_same_data = left.data == right.data;
        add(is_same_data, "data");
        let is_same_seed = left.seed == right.seed;
        add(
            is_same_data && is_same_seed && left.shuffle == right.shuffle,
            "order of samples",
        );
        add(is_same_seed, &format!("seed {}", left.seed));
        if same.is_empty() {
            "They share neither data nor seed, so this is no fair duel.".into()
        } else {
            format!("The same: {}.", same.join(", "))
        }
    })
}

/// Who is ahead.
fn standing(pair: [Run; 2]) -> El {
    let (titles, text) = (names(pair), RwSignal::new(BEFORE.to_owned()));
    on_screen(move || {
        if !pair.iter().all(|run| run.is_open()) {
            return;
        }
        pair.iter().for_each(|run| run.frame.track());
        let said = titles.with(|titles| say(pair, titles));
        if text.with_untracked(|last| *last != said) {
            text.set(said);
        }
    });
    el("p")
        .class("verdict")
        .attr("role", "status")
        .attr("aria-live", "off")
        .live_text(move || text.get())
}

fn say(pair: [Run; 2], titles: &[String; 2]) -> String {
    let answers = pair.map(|run| run.frame.with_untracked(|f| f.answers(Portion::Training)));
    let of_classes = pair.map(|run| {
        run.frame
            .with_untracked(|f| f.prepared.task != Task::Regression)
    });
    let counted = [0, 1].map(|side| of_classes[side].then_some(answers[side][0]));
    let same_loss = of_both(pair, |[left, right]| {
        let is_made_small = !left.rule.is_local() && !right.rule.is_local();
        is_made_small && left.loss == right.loss && left.task() == right.task()
    });
    let both = pair[0].branch(|left| pair[1].branch(|right| standings([left, right], counted)));
    let said = both.map(|both| verdict(titles, &both, same_loss));
    let tests = pair.map(|run| run.frame.with_untracked(|f| f.answers(Portion::Test)));
    let of_first = |all: &[[usize; 2]; 2], what| {
        let part = all.iter().find(|[rows, all]| rows < all);
        part.map_or_else(String::new, |[rows, _]| of_the_first(*rows, what))
    };
    said.map_or_else(
        || BEFORE.into(),
        |said| said + &of_first(&answers, "training") + &of_first(&tests, "test"),
    )
}

/// Another pair, and the end.
fn actions(over: impl Fn() + 'static, another: impl Fn(Pairing) + 'static) -> El {
    let choice = el("select").attr("aria-label", "Another duel");
    let option = |value: &str, text: &str| el("option").attr("value", value).text(text);
    let mut options = vec![option("", "Another duel…")];
    options.extend(Pairing::ALL.iter().map(|p| option(p.name(), p.label())));
    let node: web_sys::HtmlSelectElement = choice.node();
    let choice = choice.children(options).on("change", move |_| {
        if let Some(pairing) = Pairing::from_name(&node.value()) {
            another(pairing);
        }
    });
    let over = el("button").class("link").text("End duel").click(over);
    el("div").class("duel-actions").child(choice).child(over)
}
