//! Fields for values of one's own, as measured, and for what they should give.

use std::rc::Rc;

use reactive_graph::prelude::*;

use crate::{
    lab::{
        Answer, Prepared, Study,
        own_values::{Asked, VALUES},
    },
    nn::Task,
    plot::scale::format_value,
    ui::{
        element::{El, derived, el},
        fields::{field, list},
        number_box::NumberBox,
        run::Run,
    },
};

/// A field for each column, then one for each target.
pub fn own_values() -> El {
    let run = Run::get();
    // The fields stay while the same is asked.
    let asked = derived(move || {
        run.frame.with(|f| {
            let targets = (f.prepared.task, f.prepared.names().to_vec());
            let names = f.prepared.train_table.inputs.clone();
            (Asked::all(&f.experiment.data, &f.prepared), names, targets)
        })
    });
    el("div").class("own-values").anew(
        move || asked.get(),
        |(asked, names, (task, targets))| {
            let mut fields: Vec<El> = asked.iter().map(|one| input(one, &names)).collect();
            fields.extend(answers(task, &targets));
            fields
        },
    )
}

fn input(asked: &Asked, names: &[String]) -> El {
    let asked = asked.clone();
    match &asked {
        Asked::Number(column) => {
            let column = *column;
            let name = names.get(column).map(|name| name.replace('_', " "));
            let name = name.unwrap_or_default();
            let value = move |raw: &[f32], _: &[f32], _: &Prepared| raw.get(column).copied();
            number(name, value, move |raw, _, _, number| {
                if let Some(value) = raw.get_mut(column) {
                    *value = number;
                }
            })
        }
        Asked::Level { name, levels, .. } => {
            let (one, other) = (asked.clone(), asked.clone());
            let value = move |raw: &[f32], _: &[f32], _: &Prepared| one.level(raw);
            choice(
                name.replace('_', " "),
                levels,
                value,
                move |raw, _, _, level| {
                    other.put_level(raw, level);
                },
            )
        }
    }
}

/// What the values should give: by name where there are names.
fn answers(task: Task, names: &[String]) -> Vec<El> {
    let class =
        move |_: &[f32], targets: &[f32], prepared: &Prepared| match Answer::all(prepared, targets)
            .first()
        {
            Some(Answer::Class(class)) => Some(*class),
            _ => None,
        };
    match task {
        Task::Binary | Task::Multiclass => {
            let put = |_: &mut [f32], targets: &mut Vec<f32>, prepared: &Prepared, class| {
                *targets = Answer::coded(prepared, &[Answer::Class(class)]);
            };
            vec![choice("Target".into(), names, class, put)]
        }
        Task::Multilabel => (names.iter().enumerate())
            .map(|(at, name)| holds(at, name))
            .collect(),
        Task::Regression => (names.iter().enumerate())
            .map(|(at, name)| target(at, name))
            .collect(),
    }
}

fn holds(at: usize, name: &str) -> El {
    let value =
        move |_: &[f32], targets: &[f32], prepared: &Prepared| match Answer::all(prepared, targets)
            .get(at)
        {
            Some(Answer::Holds(holds)) => Some(usize::from(*holds)),
            _ => None,
        };
    let answers = ["no", "yes"].map(String::from);
    choice(
        format!("Target {name}"),
        &answers,
        value,
        move |_, targets, prepared, yes| {
            put_answer(targets, prepared, at, Answer::Holds(yes == 1));
        },
    )
}

fn target(at: usize, name: &str) -> El {
    let value = move |_: &[f32], targets: &[f32], prepared: &Prepared| {
        targets.get(at).map(|&target| prepared.value(at, target))
    };
    number(
        format!("Target {name}"),
        value,
        move |_, targets, prepared, number| {
            put_answer(targets, prepared, at, Answer::Number(number));
        },
    )
}

fn put_answer(targets: &mut Vec<f32>, prepared: &Prepared, at: usize, answer: Answer) {
    let mut answers = Answer::all(prepared, targets);
    if let Some(place) = answers.get_mut(at) {
        *place = answer;
        *targets = Answer::coded(prepared, &answers);
    }
}

/// What is made of the values that are typed, and of their targets.
type Reads<'a, T> = &'a dyn Fn(&[f32], &[f32], &Prepared) -> Option<T>;

/// What is done to them.
type Changes<'a> = &'a dyn Fn(&mut [f32], &mut Vec<f32>, &Prepared);

/// Something of the values that are typed.
fn read<T>(run: Run, of: Reads<'_, T>) -> Option<T> {
    let study = run.look.study.get();
    match &study {
        Some(Study::Typed(raw, targets)) => run.frame.with(|f| of(raw, targets, &f.prepared)),
        _ => None,
    }
}

/// Changes the values that are typed.
fn change(run: Run, act: Changes<'_>) {
    let mut study = run.look.study.get_untracked();
    if let Some(Study::Typed(raw, targets)) = &mut study {
        run.frame.with_untracked(|f| act(raw, targets, &f.prepared));
        run.look.study.set(study);
    }
}

fn number(
    name: String,
    value: impl Fn(&[f32], &[f32], &Prepared) -> Option<f32> + 'static,
    put: impl Fn(&mut [f32], &mut Vec<f32>, &Prepared, f32) + 'static,
) -> El {
    let run = Run::get();
    let shown = name.clone();
    let input = NumberBox {
        name: Rc::new(move || name.clone()),
        span: VALUES,
        step: 0.1,
        value: Rc::new(move || read(run, &value).unwrap_or_default()),
        text: format_value,
        put: Rc::new(move |number, _| {
            change(run, &|raw, targets, prepared| {
                put(raw, targets, prepared, number);
            });
        }),
    };
    field(&shown, true).child(input.view())
}

fn choice(
    name: String,
    names: &[String],
    value: impl Fn(&[f32], &[f32], &Prepared) -> Option<usize> + 'static,
    put: impl Fn(&mut [f32], &mut Vec<f32>, &Prepared, usize) + 'static,
) -> El {
    let run = Run::get();
    let select = el("select")
        .attr("aria-label", &name)
        .children(names.iter().map(|name| el("option").text(name)).collect());
    let select = list(
        select,
        move || read(run, &value),
        move |at| {
            change(run, &|raw, targets, prepared| {
                put(raw, targets, prepared, at)
            });
        },
    );
    field(&name, true).child(select)
}
