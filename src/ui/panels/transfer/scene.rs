//! What the panel knows: whose layers are reused, what for, and how many of them.

use std::sync::Arc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};

use crate::{
    data::{DataSpec, Dataset},
    lab::{
        FieldError, Recipe,
        transfer::{Brought, Lesson, Reuse, Source, Target, targets},
    },
    run::{Lab, Notice, Opened},
    text::transfer as words,
    ui::{
        element::{derived, follow},
        page::Page,
        run::Run,
    },
};

/// The signals of the panel. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Scene {
    /// The page.
    pub page: Page,
    /// The run.
    pub run: Run,
    /// Whose layers a run has that was opened here, with what it began with.
    kept: RwSignal<Option<Arc<(Source, Recipe)>>>,
    /// Whether that is the run at hand.
    pub is_reused: RwSignal<bool>,
    /// What the layers may be reused for.
    pub targets: RwSignal<Vec<Target>>,
    /// Which of these is chosen.
    pub chosen: RwSignal<usize>,
    /// By how many degrees its points are turned, where that was chosen.
    pub turn: RwSignal<Option<f64>>,
    /// Training samples of each class; 0 for all.
    pub per_class: RwSignal<usize>,
    /// How many layers are kept, where that was chosen.
    pub keep: RwSignal<Option<usize>>,
    /// Whether they are frozen.
    pub freeze: RwSignal<bool>,
    /// The pair whose first task is being learnt.
    pub training: RwSignal<Option<Lesson>>,
    /// What came of the last thing that was done.
    pub said: RwSignal<&'static str>,
}

/// Samples of each class where nobody says.
const PER_CLASS: usize = 10;

impl Scene {
    /// The panel of the run of the context, before anything is chosen.
    pub fn new() -> Self {
        let (page, run) = (Page::get(), Run::get());
        let kept = RwSignal::new(None::<Arc<(Source, Recipe)>>);
        let source = move || {
            let kept = kept.get();
            kept.filter(|kept| run.lab.with(|lab| begins_so(lab, &kept.1)))
        };
        let is_reused = derived(move || source().is_some());
        let data = derived(move || match source() {
            Some(kept) => kept.0.experiment.data.clone(),
            None => run.lab.with(|lab| lab.experiment.data.clone()),
        });
        let targets = derived(move || {
            page.library.track();
            data.with(|data| targets(data, &brought(page)))
        });
        let chosen = RwSignal::new(0);
        let turn = RwSignal::new(None);
        follow(move || {
            // Other samples may be reused for other things.
            targets.track();
            chosen.set(0);
            turn.set(None);
        });
        Self {
            page,
            run,
            kept,
            is_reused,
            targets,
            chosen,
            turn,
            per_class: RwSignal::new(PER_CLASS),
            keep: RwSignal::new(None),
            freeze: RwSignal::new(true),
            training: RwSignal::new(None),
            said: RwSignal::new(""),
        }
    }

    /// What is chosen.
    pub fn target(self) -> Option<Target> {
        self.targets.with(|all| all.get(self.chosen.get()).cloned())
    }

    /// By how many degrees its points are turned.
    pub fn degrees(self) -> f64 {
        let of_target = || self.target().map_or(0.0, |target| target.turn);
        self.turn.get().unwrap_or_else(of_target)
    }

    /// Whether it has classes, of which samples can be counted.
    pub fn has_classes(self) -> bool {
        let data = |target: Target| brought(self.page).data(target.dataset);
        self.target()
            .is_none_or(|target| data(target).class_count() > 0)
    }

    /// How many hidden layers there are.
    pub fn hidden(self) -> usize {
        self.run.lab.with(|lab| lab.experiment.hidden().len())
    }

    /// How many of them are kept.
    pub fn kept_layers(self) -> usize {
        let hidden = self.hidden();
        self.keep.get().unwrap_or(hidden).clamp(1, hidden.max(1))
    }

    /// Whose layers are kept: those of the run at hand, unless it has them from another.
    pub fn source(self) -> Source {
        match self
            .kept
            .get_untracked()
            .filter(|_| self.is_reused.get_untracked())
        {
            Some(kept) => kept.0.clone(),
            None => self.run.frame.with_untracked(|f| {
                let at = f.snapshot.progress.moment();
                Source::new(&f.experiment, &f.prepared, &f.snapshot.network, at)
            }),
        }
    }

    /// In a few words, whose layers these are.
    pub fn source_text(self) -> String {
        if self.is_reused.get() {
            return self.kept.with(|kept| {
                kept.as_ref()
                    .map_or_else(String::new, |kept| words::reused(&kept.0))
            });
        }
        self.run.frame.with(|f| {
            let (epochs, test) = (f.snapshot.progress.epoch, f.snapshot.test);
            match (f.experiment.hidden().is_empty(), epochs) {
                (true, _) => words::NO_HIDDEN.into(),
                (false, 0) => format!("{}. {}", words::data(&f.experiment.data), words::FIRST),
                (false, _) => {
                    let accuracy = test.and_then(|test| test.accuracy);
                    words::source(&f.experiment.data, epochs, accuracy)
                }
            }
        })
    }

    /// What is made of the source, once the samples for it are there.
    ///
    /// # Errors
    /// When they cannot be fetched, or nothing is to be had.
    pub async fn reuse(self, source: &Source) -> Result<Reuse, FieldError> {
        let (target, turn) = untrack(|| (self.target(), self.degrees()));
        let data = &source.experiment.data;
        let mut to = DataSpec {
            per_class: Some(self.per_class.get_untracked()).filter(|count| *count > 0),
            turn,
            ..data.clone()
        };
        if let Some(target) = target {
            to.classes = target.classes;
            if target.dataset != data.dataset {
                let library = self.page.library;
                library.ensure(target.dataset).await?;
                to.file = library.known(target.dataset).unwrap_or_default();
                to.dataset = target.dataset;
                to.drawn = brought(self.page).data(target.dataset).drawn;
            }
        }
        if to.class_count() == 0 {
            to.per_class = None;
        }
        Ok(Reuse {
            data: to,
            keep: untrack(|| self.kept_layers()),
            freeze: self.freeze.get_untracked(),
        })
    }

    /// The run with the layers that are kept, to be opened; the panel knows from then on whose they are.
    pub fn opened(self, source: Source, reuse: &Reuse) -> Result<Opened, FieldError> {
        let recipe = source.recipe(reuse)?;
        let notice = Notice::Opened(words::opened(&source, reuse.keep, &reuse.data));
        self.kept.set(Some(Arc::new((source, recipe.clone()))));
        Ok(Opened {
            recipe,
            notice,
            ..Opened::default()
        })
    }
}

/// Whether a run began with these layers on these samples.
fn begins_so(lab: &Lab, recipe: &Recipe) -> bool {
    let now = lab.recipe();
    now.experiment.data == recipe.experiment.data
        && !now.timeline.is_empty()
        && now.timeline.first() == recipe.timeline.first()
}

/// What a person has brought so far.
fn brought(page: Page) -> Brought {
    let library = page.library;
    Brought {
        drawn: library.drawing(),
        table: library.known(Dataset::Own).unwrap_or_default(),
    }
}
