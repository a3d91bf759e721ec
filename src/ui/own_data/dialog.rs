//! The dialog with a table's columns: what each is for, and what the table makes.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::{desk::Draft, use_table::use_open};
use crate::{
    data::sheet::{Cells, Column, Missing, ReadingField, Role, tasks_that_fit},
    nn::{Named, Task},
    ui::{
        element::{El, derived, el},
        fields::list,
        help::dialog,
        page::Page,
    },
};

/// Rows that are shown of a table.
const PREVIEW: usize = 8;
/// What the roles are called.
const ROLES: [&str; 3] = ["Input", "Target", "Ignore"];

/// The dialog, which opens with a table.
pub fn table_dialog() -> El {
    let desk = Page::get().desk;
    // Another sheet may take the place of one that lies open.
    let sheets = move || {
        let sheet = |draft: &Draft| Arc::as_ptr(&draft.sheet) as usize;
        desk.draft.with(|draft| draft.iter().map(sheet).collect())
    };
    let content = el("div").class("table-dialog").each(sheets, move |_| {
        desk.draft
            .with_untracked(|draft| draft.as_ref().map_or_else(Vec::new, content))
    });
    dialog(
        "Table",
        vec![content],
        move || desk.draft.with(Option::is_some),
        move || desk.close(),
    )
}

/// A part of the open table.
fn of<T>(part: impl Fn(&Draft) -> T) -> Option<T> {
    Page::get()
        .desk
        .draft
        .with(|draft| draft.as_ref().map(part))
}

fn content(draft: &Draft) -> Vec<El> {
    let size = format!(
        "{} rows × {} columns",
        thousands(draft.sheet.rows()),
        draft.sheet.columns.len()
    );
    let title = el("p")
        .class("table-title")
        .child(el("b").text(&draft.name))
        .child(el("span").class("hint").text(&size));
    let settings = el("div")
        .class("settings")
        .child(task_choice())
        .child(missing_choice());
    vec![title, preview(draft), settings, outcome(), buttons()]
}

/// The columns, each with its role above its first values.
fn preview(draft: &Draft) -> El {
    let (sheet, rows) = (&draft.sheet, draft.sheet.rows().min(PREVIEW));
    let columns = || sheet.columns.iter().enumerate();
    let heads = columns().map(|(at, column)| head(at, column)).collect();
    let row = |row| {
        let cells = columns().map(|(at, column)| {
            let class = if matches!(column.cells, Cells::Numbers(_)) {
                "number-cell"
            } else {
                ""
            };
            let cell = column.cell(row);
            let text = if column.is_missing(row) {
                "–"
            } else {
                &*cell
            };
            let role = Page::get().desk;
            el("td")
                .live("class", move || {
                    let ignored = role.draft.with(|d| {
                        d.as_ref().and_then(|d| d.reading.roles.get(at).copied())
                            == Some(Role::Ignore)
                    });
                    if ignored {
                        format!("{class} ignored")
                    } else {
                        class.into()
                    }
                })
                .text(text)
        });
        el("tr").children(cells.collect())
    };
    let body = el("tbody").children((0..rows).map(row).collect());
    let head = el("thead").child(el("tr").children(heads));
    let table = el("table").class("preview").child(head).child(body);
    el("div")
        .class("preview-place")
        .attr("role", "group")
        .attr("tabindex", "0")
        .attr("aria-label", "First rows")
        .child(table)
}

fn head(at: usize, column: &Column) -> El {
    let desk = Page::get().desk;
    let name = column.name.clone();
    let role = move || {
        let role = desk
            .draft
            .with(|d| d.as_ref()?.reading.roles.get(at).copied());
        role.and_then(|role| Role::ALL.iter().position(|r| *r == role))
            .unwrap_or_default()
    };
    let wrong = {
        let name = name.clone();
        move || is_wrong(&|field| field == ReadingField::Column(&name))
    };
    let choose = move |chosen: usize| {
        desk.change(|reading| {
            if let (Some(role), Some(chosen)) = (reading.roles.get_mut(at), Role::ALL.get(chosen)) {
                *role = *chosen;
            }
        });
    };
    let options = ROLES.map(|role| el("option").text(role));
    let select = el("select")
        .attr("aria-label", &format!("Role of {name}"))
        .children(options.into());
    let select = list(select, move || Some(role()), choose)
        .maybe("aria-invalid", move || wrong().then_some("true"));
    let missing = match column.missing() {
        0 => String::new(),
        count => format!(" · {} missing", thousands(count)),
    };
    el("th")
        .attr("scope", "col")
        .live("class", move || ROLES[role()].to_ascii_lowercase())
        .child(
            el("span")
                .class("column-name")
                .attr("title", &name)
                .text(&name),
        )
        .child(el("span").class("hint").text(&(kind(column) + &missing)))
        .child(select)
}

/// What kind of values a column holds.
fn kind(column: &Column) -> String {
    match &column.cells {
        Cells::Numbers(_) => "numbers".into(),
        Cells::Categories { levels, .. } if levels.len() == 1 => "1 category".into(),
        Cells::Categories { levels, .. } => format!("{} categories", levels.len()),
        Cells::Text { .. } => "text".into(),
    }
}

/// Whether the table makes nothing because of a field.
fn is_wrong(is_field: &dyn Fn(ReadingField<'_>) -> bool) -> bool {
    let wrong = of(|draft| {
        draft
            .outcome
            .as_ref()
            .err()
            .is_some_and(|e| is_field(e.field()))
    });
    wrong == Some(true)
}

fn named(name: &str, select: El) -> El {
    el("label")
        .class("field")
        .child(el("span").class("field-name").text(name))
        .child(select)
}

/// The task that fits, or one of those that do.
fn task_choice() -> El {
    let desk = Page::get().desk;
    // One that was chosen and no longer fits stays in the list, with what is wrong with it.
    let tasks = derived(move || {
        of(|draft| {
            let mut tasks = tasks_that_fit(&draft.sheet, &draft.reading.roles);
            tasks.extend(draft.reading.task.filter(|task| !tasks.contains(task)));
            tasks
        })
        .unwrap_or_default()
    });
    let keys = move || (0..=tasks.with(Vec::len)).collect();
    let option = move |key: usize| {
        let text = move || {
            tasks.with(|tasks| match key.checked_sub(1) {
                Some(at) => tasks.get(at).map_or("", |task| task.label()).to_owned(),
                None => as_fits(tasks),
            })
        };
        vec![el("option").live_text(text)]
    };
    let value = move || {
        let task = of(|draft| draft.reading.task).flatten();
        let at = tasks.with(|all| all.iter().position(|t| Some(*t) == task));
        Some(at.map_or(0, |at| at + 1))
    };
    let act = move |at: usize| {
        let task = tasks.with_untracked(|all| all.get(at.wrapping_sub(1)).copied());
        desk.change(|reading| reading.task = task);
    };
    let select = el("select").attr("aria-label", "Task").each(keys, option);
    let select = list(select, value, act).maybe("aria-invalid", || {
        is_wrong(&|field| field == ReadingField::Task).then_some("true")
    });
    named("Task", select)
}

fn as_fits(tasks: &[Task]) -> String {
    match tasks {
        [] => "As fits".into(),
        [first, ..] => format!("As fits ({})", first.label()),
    }
}

fn missing_choice() -> El {
    let desk = Page::get().desk;
    let texts = ["Leave those rows out", "Fill in the mean"];
    let options = texts.map(|text| el("option").text(text));
    let value = move || {
        let missing = of(|draft| draft.reading.missing);
        Missing::ALL.iter().position(|m| Some(*m) == missing)
    };
    let act = move |at: usize| {
        let missing = Missing::ALL.get(at).copied().unwrap_or_default();
        desk.change(|reading| reading.missing = missing);
    };
    let select = el("select")
        .attr("aria-label", "Missing values")
        .children(options.into());
    named("Missing values", list(select, value, act))
}

/// What the table makes, with what was done on the way; or why it makes nothing.
fn outcome() -> El {
    let loaded = |part: fn(&crate::data::Loaded) -> String| {
        of(|draft| draft.outcome.as_ref().ok()?.loaded().map(part)).flatten()
    };
    let text = move || {
        let problem = of(|draft| draft.outcome.as_ref().err().map(ToString::to_string)).flatten();
        problem.map_or_else(
            || loaded(|l| l.summary().to_string()).unwrap_or_default(),
            |message| capital(&message) + ".",
        )
    };
    let is_wrong = || is_wrong(&|_| true);
    let class = move || if is_wrong() { "result wrong" } else { "result" }.to_owned();
    let result = el("p").attr("role", "status").attr("aria-label", "Result");
    let sentences = |l: &crate::data::Loaded| {
        let notes: Vec<_> = l.notes.iter().map(ToString::to_string).collect();
        notes.join(" ")
    };
    let notes = move || loaded(sentences).unwrap_or_default();
    el("div")
        .class("outcome")
        .child(result.live("class", class).live_text(text))
        .child(el("p").class("hint").live_text(notes))
}

fn buttons() -> El {
    let page = Page::get();
    let cancel = el("button")
        .class("quiet")
        .text("Cancel")
        .click(move || page.desk.close());
    let go = el("button")
        .class("primary")
        .flag("disabled", || is_wrong(&|_| true))
        .text("Use this table")
        .click(move || use_open(page));
    el("div").class("dialog-buttons").child(cancel).child(go)
}

/// A message as a sentence.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// A count with a comma before its thousands.
fn thousands(count: usize) -> String {
    match (count / 1000, count % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}
