//! Both ways, trained with few and many samples in the background: how many seeds for how long, and what came out.

use std::sync::Arc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};
use wasm_bindgen_futures::spawn_local;

use super::{plot::plot, scene::Scene, steps::named};
use crate::{
    lab::{
        FieldError, Portion, Span,
        lottery::{Outcome, Spread},
        transfer::{Came, Curve, Way, Worth},
        wrong::Browser,
    },
    nn::Named,
    plot::scale::grouped,
    run::News,
    text::transfer as words,
    ui::{
        dealer::{Dealing, Pairs},
        element::{El, derived, el},
        number_field::NumberField,
        own_data::saved::download,
    },
};

/// What is trained, and what has come of it. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Results {
    scene: Scene,
    seeds: RwSignal<u32>,
    epochs: RwSignal<u64>,
    begun: RwSignal<Option<Arc<Curve>>>,
    came: RwSignal<Came>,
    /// What has come, for each number of samples.
    worth: RwSignal<Vec<Worth>>,
    dealing: Dealing<Pairs>,
}

impl Results {
    /// Nothing yet.
    pub fn new(scene: Scene) -> Self {
        let begun = RwSignal::new(None::<Arc<Curve>>);
        let came = RwSignal::new(Came::default());
        Self {
            scene,
            seeds: RwSignal::new(Curve::SEEDS),
            epochs: RwSignal::new(Curve::EPOCHS),
            begun,
            came,
            worth: derived(move || {
                let of = |curve: &Arc<Curve>| came.with(|came| curve.worth(came));
                begun.with(|begun| begun.as_ref().map(of).unwrap_or_default())
            }),
            dealing: Dealing::new(scene.run),
        }
    }

    /// The fields, the buttons and what came out.
    pub fn view(self) -> El {
        let has_begun = derived(move || self.begun.with(Option::is_some));
        let why = || vec![el("p").class("hint").text(words::WHY)];
        el("div")
            .child(el("h3").text("Accuracy against samples"))
            .child(self.fields())
            .child(el("div").when(move || !has_begun.get(), why))
            .child(
                el("div")
                    .class("transfer-come")
                    .when(move || has_begun.get(), move || self.come()),
            )
    }

    fn fields(self) -> El {
        let number = |name: [&'static str; 2], span: Span, step: f64, of: RwSignal<u64>| {
            NumberField::local(
                name,
                span,
                step,
                move || of.get() as f64,
                move |number| of.set(number as u64),
            )
        };
        let seeds = NumberField::local(
            ["Seeds", "How many seeds of each are trained"],
            Curve::MOST_SEEDS,
            1.0,
            move || self.seeds.get().into(),
            move |seeds| self.seeds.set(seeds as u32),
        );
        let epochs = ["Epochs", "For how long each is trained"];
        let epochs = number(epochs, Curve::MOST_EPOCHS, 10.0, self.epochs);
        let start = move || {
            el("button")
                .class("quiet")
                .text("Train both")
                .flag("disabled", move || self.scene.training.get().is_some())
                .attr("title", "Trains both ways in the background")
                .click(move || self.start())
        };
        el("div")
            .class("depth-fields")
            .child(seeds.view())
            .child(epochs.view())
            .child(self.dealing.buttons(start, || false))
    }

    fn come(self) -> Vec<El> {
        let come = move || {
            let runs = |curve: &Arc<Curve>| 2 * u64::from(curve.pairs());
            let all = self.begun.with(|begun| begun.as_ref().map_or(0, runs));
            [self.came.with(|came| came.count() as u64), all]
        };
        vec![
            self.dealing.progress("Runs trained", come),
            key(),
            plot(self.worth),
            el("output")
                .attr("aria-live", "off")
                .attr("aria-label", "What came out")
                .live_text(move || found(self)),
            self.dealing.failure(),
            table(self.worth),
            el("div").class("depth-ways").child(
                el("button")
                    .class("link")
                    .text("Save as CSV")
                    .click(move || self.save()),
            ),
            el("p")
                .class("hint")
                .text(words::READ)
                .live_text(move || self.measured()),
        ]
    }

    /// Of how many test samples accuracies are, where not of all.
    fn measured(self) -> String {
        let frame = self.scene.run.frame;
        let left_out = frame.with(|f| Portion::Test.left_out(&f.prepared));
        let first = left_out.map(|(rows, _)| grouped(rows as f64));
        first.map_or_else(String::new, |rows| {
            format!(" Measured on the first {rows}.")
        })
    }

    fn start(self) {
        let (scene, run) = (self.scene, self.scene.run);
        run.dispatch(News::Dismiss);
        let wish = run.wish();
        spawn_local(async move {
            let source = scene.source();
            let reuse = scene.reuse(&source).await;
            if !run.wants(&wish) {
                return;
            }
            let curve = reuse.and_then(|reuse| {
                let curve = Curve {
                    source: Arc::new(source),
                    reuse,
                    counts: Curve::COUNTS.to_vec(),
                    seeds: self.seeds.get_untracked(),
                    epochs: self.epochs.get_untracked(),
                };
                curve.validate().map(|()| curve)
            });
            match curve {
                Ok(curve) => self.begin(Arc::new(curve)),
                Err(wrong) => run.dispatch(News::Complain(named(wrong))),
            }
        });
    }

    fn begin(self, curve: Arc<Curve>) {
        self.came.set(Came::default());
        self.begun.set(Some(curve.clone()));
        let put = move |come: Vec<Outcome>| {
            self.came
                .update(|came| come.iter().for_each(|outcome| came.put(outcome)));
        };
        self.dealing.begin(Pairs::new(curve), put);
    }

    fn save(self) {
        let sheet = untrack(|| {
            let begun = self.begun.get()?;
            Some(self.came.with(|came| begun.sheet(came)))
        });
        if let Some(sheet) = sheet
            && download(NAME, &sheet).is_none()
        {
            let problem = FieldError::new(NAME, Browser::Save);
            self.scene.run.dispatch(News::Complain(problem));
        }
    }
}

const NAME: &str = "separable-transfer.csv";

// What elements of text call is no part of what comes late unless it stands by itself.

#[inline(never)]
fn found(results: Results) -> String {
    let is_over = results.dealing.is_over();
    results.worth.with(|worth| words::found(worth, is_over))
}

/// Which line is which.
fn key() -> El {
    let sign = |&way: &Way| {
        el("span")
            .class("sign")
            .child(el("i").class(&format!("line-sign {}", way.name())))
            .child(el("span").text(way.label()))
    };
    el("p")
        .class("transfer-key")
        .children(Way::ALL.iter().map(sign).collect())
}

/// What has come in numbers.
fn table(worth: RwSignal<Vec<Worth>>) -> El {
    let count = derived(move || worth.with(Vec::len));
    let at = move |row: usize| worth.with(|all| all.get(row).copied());
    let row = move |row: usize| {
        let cell = |way: usize, text: fn(Spread) -> String| {
            el("td").live_text(move || {
                let spread = at(row).and_then(|worth| worth.ways[way]);
                spread.map_or_else(|| "–".to_owned(), text)
            })
        };
        let median = |spread: Spread| words::percent(spread.median);
        let ends = |spread: Spread| {
            let [least, greatest] = [spread.least, spread.greatest].map(words::percent);
            format!("{least} to {greatest}")
        };
        let name = move || at(row).map_or_else(String::new, |worth| worth.count.to_string());
        vec![
            el("tr")
                .child(el("th").attr("scope", "row").live_text(name))
                .child(cell(0, median))
                .child(cell(0, ends))
                .child(cell(1, median))
                .child(cell(1, ends)),
        ]
    };
    let head = [
        "per class",
        "reused",
        "worst–best",
        "from scratch",
        "worst–best",
    ];
    let head = head.map(|text| el("th").attr("scope", "col").text(text));
    el("table")
        .class("depth-table transfer-table")
        .child(
            el("caption")
                .class("unseen")
                .text("Test accuracy by training samples of each class"),
        )
        .child(el("thead").child(el("tr").children(head.into())))
        .child(el("tbody").each(move || (0..count.get()).collect(), row))
}
