//! The script as it is.

use std::sync::Arc;

use reactive_graph::{
    owner::{LocalStorage, StoredValue},
    prelude::*,
    signal::RwSignal,
};

use crate::{
    lab::{
        Prepared, Recipe,
        code::{Code, Language, changed, write},
    },
    text::code::touched,
    ui::{run::Run, turn::on_screen},
};

/// A script, and the lines that the last change has touched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    pub code: Code,
    pub changed: Vec<usize>,
}

/// Of what a script was written.
struct Source {
    language: Language,
    recipe: Recipe,
    prepared: Arc<Prepared>,
    epochs: u64,
}

/// The panel's signals. A handle that can be copied.
#[derive(Clone, Copy)]
pub struct Scene {
    pub run: Run,
    pub language: RwSignal<Language>,
    pub written: RwSignal<Arc<Written>>,
    /// What is told of the last change.
    pub said: RwSignal<String>,
    source: StoredValue<Option<Source>, LocalStorage>,
}

impl Scene {
    /// Keeps the script as the run is, as long as its panel is seen.
    pub fn new() -> Self {
        let run = Run::get();
        let scene = Self {
            run,
            language: RwSignal::new(Language::Keras),
            written: RwSignal::default(),
            said: RwSignal::default(),
            source: StoredValue::new_local(None),
        };
        let own = run.look.panel.get_untracked();
        on_screen(move || {
            if run.look.panel.get() == own {
                scene.keep_up();
            }
        });
        scene
    }

    /// The script as a file.
    pub fn text(self) -> String {
        self.written.with_untracked(|written| written.code.text())
    }

    /// Writes the script anew where it would be another one.
    fn keep_up(self) {
        let (run, language) = (self.run, self.language.get());
        let prepared = run
            .frame
            .with(|f| (f.experiment.clone(), f.prepared.clone()));
        // While the run goes on, how far it has come is no setting.
        let source = run.lab.with(|lab| {
            let come = (!lab.transport.running).then(|| lab.script_epochs());
            self.other(language, lab.recipe(), &prepared.1, come)
                .then(|| {
                    (
                        lab.recipe().clone(),
                        come.unwrap_or_else(|| self.epochs(lab.script_epochs())),
                    )
                })
        });
        let Some((recipe, epochs)) = source else {
            return;
        };
        let (made_for, prepared) = prepared;
        // The samples of other data are on their way.
        if !Prepared::serves(&made_for, &recipe.last()) {
            return;
        }
        let code = write(language, &recipe, &prepared, epochs);
        let same_language = self.source.with_value(|source| {
            source
                .as_ref()
                .is_some_and(|source| source.language == language)
        });
        self.source.set_value(Some(Source {
            language,
            recipe,
            prepared,
            epochs,
        }));
        let before = self.written.get_untracked();
        if before.code == code {
            return;
        }
        let changed = if same_language {
            changed(&before.code.lines, &code.lines)
        } else {
            Vec::new()
        };
        self.said.set(touched(&code.lines, &changed));
        self.written.set(Arc::new(Written { code, changed }));
    }

    /// The epochs of the script that there is; else so many.
    fn epochs(self, otherwise: u64) -> u64 {
        self.source
            .with_value(|source| source.as_ref().map_or(otherwise, |source| source.epochs))
    }

    /// Whether the script is one of something else.
    fn other(
        self,
        language: Language,
        recipe: &Recipe,
        prepared: &Arc<Prepared>,
        epochs: Option<u64>,
    ) -> bool {
        self.source.with_value(|source| {
            source.as_ref().is_none_or(|source| {
                source.language != language
                    || epochs.is_some_and(|epochs| epochs != source.epochs)
                    || !Arc::ptr_eq(&source.prepared, prepared)
                    || source.recipe != *recipe
            })
        })
    }
}
