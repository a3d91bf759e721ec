//! The dialog with a table's columns: how its file was read, what each column is for, and what the
//! table makes.

use std::sync::Arc;

use reactive_graph::prelude::*;

use super::{
    desk::Draft,
    opened::{named, of},
    origin::origin,
    use_table::use_open,
};
use crate::{
    data::{
        Loaded,
        sheet::{Cells, Column, Missing, ReadingError, ReadingField, Role, tasks_that_fit},
        text::words::thousands,
    },
    nn::{Named, Task},
    ui::{
        element::{El, derived, el},
        fields::list,
        help::dialog,
        page::Page,
    },
};

/// Rows that are shown of a table, and columns at once.
const PREVIEW: usize = 8;
const LEAF: usize = 60;
/// Lines that are said of a table, at most.
const LINES: usize = 30;
/// What the roles are called.
const ROLES: [&str; 3] = ["Input", "Target", "Ignore"];

/// The dialog, which opens with a table.
pub fn table_dialog() -> El {
    let desk = Page::get().desk;
    let is_open = move || desk.draft.with(Option::is_some);
    let content = el("div").class("table-dialog").when(is_open, content);
    dialog("Table", vec![content], is_open, move || desk.close())
}

fn content() -> Vec<El> {
    let size = || {
        let size = of(|draft| {
            let columns = thousands(draft.sheet.columns.len());
            format!("{} rows × {columns} columns", thousands(draft.sheet.rows()))
        });
        size.unwrap_or_default()
    };
    let name = || of(|draft| draft.name.clone()).unwrap_or_default();
    let title = el("p")
        .class("table-title")
        .child(el("b").live_text(name))
        .child(el("span").class("hint").live_text(size));
    let settings = el("div")
        .class("settings")
        .child(task_choice())
        .child(missing_choice());
    let desk = Page::get().desk;
    // Another sheet may take the place of the one that lies open, and other columns of those shown.
    let leaf = move || {
        let sheet = of(|draft| Arc::as_ptr(&draft.sheet) as usize);
        sheet.map_or_else(Vec::new, |sheet| vec![(sheet, desk.leaf.get())])
    };
    let preview = el("div").each(leaf, move |(_, leaf)| {
        desk.draft
            .with_untracked(|draft| draft.as_ref().map_or_else(Vec::new, |d| preview(d, leaf)))
    });
    vec![title, origin(), preview, settings, outcome(), buttons()]
}

/// The columns of a leaf that there are.
fn leaf_of(leaf: usize, columns: usize) -> std::ops::Range<usize> {
    let start = leaf * LEAF;
    start..columns.min(start + LEAF)
}

/// Where there are more columns than are shown: which these are, and the ways to the others.
fn leaves(leaf: usize, columns: usize) -> Vec<El> {
    if columns <= LEAF {
        return Vec::new();
    }
    let desk = Page::get().desk;
    let shown = leaf_of(leaf, columns);
    let text = format!(
        "Columns {}–{} of {}",
        shown.start + 1,
        shown.end,
        thousands(columns)
    );
    let to = |text: &str, there: bool, to: usize| {
        let button = el("button").class("link").text(text);
        let button = button.click(move || desk.leaf.set(to));
        if there {
            button
        } else {
            button.attr("disabled", "")
        }
    };
    let row = el("div")
        .class("leaves")
        .child(el("span").class("hint").text(&text))
        .child(to("Earlier columns", leaf > 0, leaf.saturating_sub(1)))
        .child(to("Later columns", shown.end < columns, leaf + 1));
    vec![row]
}

/// The columns, each with its role above its first values.
fn preview(draft: &Draft, leaf: usize) -> Vec<El> {
    let (sheet, rows) = (&draft.sheet, draft.sheet.rows().min(PREVIEW));
    let count = sheet.columns.len();
    let shown = leaf_of(leaf, count);
    let columns = || shown.clone().map(|at| (at, &sheet.columns[at]));
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
    let place = el("div")
        .class("preview-place")
        .attr("role", "group")
        .attr("tabindex", "0")
        .attr("aria-label", "First rows")
        .child(table);
    let mut preview = vec![place];
    preview.extend(leaves(leaf, count));
    preview
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
    let loaded = |part: fn(&Loaded) -> String| {
        of(|draft| draft.outcome.as_ref().ok()?.loaded().map(part)).flatten()
    };
    let text = move || {
        let problem = of(|draft| draft.outcome.as_ref().err().map(ToString::to_string)).flatten();
        problem.map_or_else(
            || loaded(|l| l.summary().to_string()).unwrap_or_default(),
            |message| capital(&message) + ".",
        )
    };
    let class = move || {
        if is_wrong(&|_| true) {
            "result wrong"
        } else {
            "result"
        }
        .to_owned()
    };
    let result = el("p").attr("role", "status").attr("aria-label", "Result");
    let lines = |lines: Vec<String>| lines.iter().map(|line| el("li").text(line)).collect();
    let said = el("ul").class("hint said");
    let said = said.anew(|| of(said_of).unwrap_or_default(), lines);
    el("div")
        .class("outcome")
        .child(result.live("class", class).live_text(text))
        .when(has_too_many_inputs, fewer_inputs)
        .child(said)
}

/// What was assumed and done, a line each.
fn said_of(draft: &Draft) -> Vec<String> {
    let notes = draft.outcome.as_ref().ok().and_then(|file| file.loaded());
    let notes = notes.map_or(&[][..], |loaded| &loaded.notes);
    let remarks = draft.sheet.found.remarks.iter().map(ToString::to_string);
    let all = remarks.len() + notes.len();
    let mut lines: Vec<String> = remarks
        .chain(notes.iter().map(ToString::to_string))
        .take(LINES)
        .collect();
    if all > LINES {
        lines.push(format!("And {} more.", all - LINES));
    }
    lines
}

fn has_too_many_inputs() -> bool {
    let is = |draft: &Draft| matches!(draft.outcome, Err(ReadingError::TooManyInputs { .. }));
    of(is) == Some(true)
}

/// The way out of too many inputs.
fn fewer_inputs() -> Vec<El> {
    let desk = Page::get().desk;
    let act = move || {
        let sheet = desk
            .draft
            .with_untracked(|draft| draft.as_ref().map(|d| d.sheet.clone()));
        if let Some(sheet) = sheet {
            desk.change(|reading| *reading = reading.with_fewer_inputs(&sheet));
        }
    };
    let button = el("button")
        .class("link")
        .text("Keep those that tell most of the target");
    vec![button.click(act)]
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
