//! What is asked, and the answer.

use std::sync::Arc;

use reactive_graph::{graph::untrack, prelude::*, signal::RwSignal};

use crate::{
    data::Dataset,
    lab::{
        Answer, FieldError, Portion, Prepared, Study,
        raw::{Column, Ink, Meaning, Measured, Reply, replies, row},
    },
    text::reply::{Line, answer, lines, sure},
    ui::{
        element::{derived, follow},
        frame::Frame,
        run::Run,
    },
};

/// The signals of the panel.
#[derive(Clone, Copy)]
pub struct Scene {
    /// The run that is asked.
    pub run: Run,
    /// Whether the panel is seen.
    pub seen: RwSignal<bool>,
    /// What is measured of a row.
    pub columns: RwSignal<Arc<Vec<Column>>>,
    /// Rows and columns of pixels and the value of full ink, where the inputs are an image.
    pub image: RwSignal<Option<([usize; 2], f32)>>,
    /// What stands in the fields, one for each column.
    pub texts: RwSignal<Vec<String>>,
    /// What is drawn, where the inputs are an image.
    pub ink: RwSignal<Ink>,
    /// Where the values come from.
    pub origin: RwSignal<Origin>,
    /// The values, or for each wrong one its column and what is wrong.
    pub values: RwSignal<Values>,
    /// The answer; nothing where there are no values.
    pub said: RwSignal<Option<Said>>,
}

/// The values, or for each wrong one its column and what is wrong.
pub type Values = Result<Vec<Measured>, Vec<(usize, FieldError)>>;

/// Where the values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They are the means of the training samples.
    Means,
    /// They are those of the sample that is studied.
    Sample,
    /// A person has put some of them.
    Person,
}

/// An answer in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The answer itself.
    pub answer: String,
    /// What is said of each class, label or number.
    pub lines: Vec<Line>,
    /// How sure that is.
    pub sure: String,
}

/// Samples, the same where they are the very ones.
#[derive(Clone)]
struct Held(Arc<Prepared>);

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Scene {
    /// Nothing asked yet.
    pub fn new(seen: RwSignal<bool>) -> Self {
        let run = Run::get();
        let held = derived(move || run.frame.with(|f| Held(f.prepared.clone())));
        let columns = derived(move || {
            held.track();
            run.frame
                .with_untracked(|f| Arc::new(Column::all(&f.experiment.data, &f.prepared)))
        });
        let image = derived(move || {
            run.frame.with(|f| {
                let data = &f.experiment.data;
                data.image().zip(data.full_ink())
            })
        });
        let scene = Self {
            run,
            seen,
            columns,
            image,
            texts: RwSignal::new(Vec::new()),
            ink: RwSignal::new(Ink::blank([0; 2], 0.0)),
            origin: RwSignal::new(Origin::Means),
            values: RwSignal::new(Ok(Vec::new())),
            said: RwSignal::new(None),
        };
        scene.fill_in();
        scene.read();
        scene.answer();
        scene
    }

    /// Whether the inputs are an image that a person can draw.
    pub fn draws(self) -> bool {
        self.image.get().is_some() && !self.goes()
    }

    /// Whether they are a photo, so that one goes through those that are there.
    pub fn goes(self) -> bool {
        let dataset = self.run.frame.with(|f| f.experiment.data.dataset);
        dataset == Dataset::FashionMnist
    }

    /// What the fields are, whatever values the training samples have.
    pub fn shape(self) -> Vec<(String, Vec<String>, bool)> {
        self.columns.with(|columns| {
            let shape = |c: &Column| (c.label(), c.levels().to_vec(), c.fill.is_some());
            columns.iter().map(shape).collect()
        })
    }

    /// Fills in the sample that is studied as soon as another is, and the means where other columns are asked for.
    fn fill_in(self) {
        let shape = derived(move || (self.shape(), self.image.get()));
        let mut last = None;
        follow(move || {
            let now = (self.run.look.study.get(), shape.get());
            if now.0.is_none() && self.seen.get() && self.goes() {
                self.run.look.study.set(Some(Study::Row(Portion::Test, 0)));
                return;
            }
            // The same sample may be put in place again, and what a person typed stays then.
            let is_other = |(study, shape): &(Option<Study>, _)| {
                *shape != now.1 || now.0.is_some() && *study != now.0
            };
            if last.as_ref().is_none_or(is_other) {
                self.fill(now.0.as_ref());
            }
            last = Some(now);
        });
    }

    /// Fills in a sample, or the means; a blank picture.
    pub fn fill(self, study: Option<&Study>) {
        let columns = self.columns.get_untracked();
        self.run.frame.with_untracked(|f| {
            let raw = study.and_then(|study| study.raw(&f.prepared));
            self.origin.set(match raw {
                Some(_) => Origin::Sample,
                None => Origin::Means,
            });
            if let Some((size, full)) = self.image.get_untracked() {
                self.ink.set(Ink::of(size, full, raw.unwrap_or_default()));
                return;
            }
            let table = &f.prepared.train_table;
            let text = |column: &Column| {
                let value = match &raw {
                    Some(raw) => column.of(raw),
                    None => Some(column.usual(table)),
                };
                value.map_or_else(String::new, |value| column.written(value))
            };
            self.texts.set(columns.iter().map(text).collect());
        });
    }

    /// Puts what is typed into a field.
    pub fn put(self, at: usize, text: String) {
        self.origin.set(Origin::Person);
        self.texts.update(|texts| {
            if let Some(place) = texts.get_mut(at) {
                *place = text;
            }
        });
    }

    /// Reads what stands in the fields, or is drawn.
    fn read(self) {
        let read = move || -> Values {
            if self.image.get().is_some() {
                let values = self.ink.with(Ink::values);
                return Ok(values.into_iter().map(Measured::Number).collect());
            }
            self.columns.with(|columns| {
                self.texts.with(|texts| {
                    let (mut values, mut wrong) = (Vec::new(), Vec::new());
                    for (at, (column, text)) in columns.iter().zip(texts).enumerate() {
                        match column.typed(text) {
                            Ok(value) => values.push(value),
                            Err(why) => wrong.push((at, FieldError::new(column.label(), why))),
                        }
                    }
                    if wrong.is_empty() {
                        Ok(values)
                    } else {
                        Err(wrong)
                    }
                })
            })
        };
        self.values.set(untrack(read));
        follow(move || {
            let now = read();
            if self.values.with_untracked(|last| *last != now) {
                self.values.set(now);
            }
        });
    }

    /// Keeps the answer up with values and network, while it is seen.
    fn answer(self) {
        let blank = move || self.image.get().is_some() && self.ink.with(Ink::is_blank);
        follow(move || {
            if !self.seen.get() {
                return;
            }
            let values = self.values.get().ok().filter(|_| !blank());
            let columns = self.columns.get();
            let now = self.run.frame.with(|f| {
                let values = values.filter(|values| values.len() == columns.len())?;
                Some(said(f, &columns, &values))
            });
            if self.said.with_untracked(|last| *last != now) {
                self.said.set(now);
            }
        });
    }
}

fn said(f: &Frame, columns: &[Column], values: &[Measured]) -> Said {
    let reply = asked(f, columns, &[values]).remove(0);
    let meaning = Meaning::of(&f.experiment, f.prepared.task);
    Said {
        answer: answer(&reply, &f.prepared),
        lines: lines(meaning, &reply, &f.prepared),
        sure: sure(&f.experiment, &f.prepared, &f.snapshot, &reply),
    }
}

/// The network's replies to rows at the moment on the screen, one for each.
pub fn asked(f: &Frame, columns: &[Column], rows: &[&[Measured]]) -> Vec<Reply> {
    let width = f.prepared.train_table.x.ncols();
    let rows: Vec<_> = rows
        .iter()
        .map(|values| row(columns, values, width))
        .collect();
    replies(&f.snapshot.network, &f.prepared, &rows)
}

/// What a sample of the data should give.
pub fn truth(f: &Frame, study: &Study) -> Option<String> {
    let (_, targets) = study.sample(&f.prepared)?;
    let answers = Answer::all(&f.prepared, &targets);
    let outputs = Vec::new();
    Some(answer(&Reply { answers, outputs }, &f.prepared))
}
