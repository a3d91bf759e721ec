//! Why a sheet cannot be read in a way, what was done to read it, and what came of it.

use std::fmt;

use super::words::{counted, quoted, short, thousands};
use crate::{
    data::{
        Summary,
        sheet::{
            Fill, LeftOut, MAX_INPUTS, MAX_LEVELS, MAX_OUTPUTS, MIN_ROWS, Missing, Note, OneHot,
            ReadingError, ReadingField, Stray, Why,
        },
    },
    nn::{Named, Task},
};

impl fmt::Display for ReadingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Roles { roles, columns } => write!(f, "{roles} roles for {columns} columns"),
            Self::NoTarget => f.write_str("choose a column as target"),
            Self::NoInput => f.write_str("choose a column as input"),
            Self::NoValues(column) => write!(f, "{} has no values", quoted(column)),
            Self::NotANumber(stray) => write!(f, "{stray}"),
            Self::NotNumbers => f.write_str(NUMBERS),
            Self::Mixed(stray) => {
                match stray {
                    Some(stray) => write!(f, "{stray}")?,
                    None => f.write_str(NUMBERS)?,
                }
                f.write_str("; several targets must all be numbers or all have two values")
            }
            Self::TooManyInputs { inputs, widest } => {
                write!(f, "{} inputs", thousands(*inputs))?;
                if let Some((column, width)) = widest {
                    write!(f, ", {width} of them the categories of {}", quoted(column))?;
                }
                write!(
                    f,
                    "; at most {MAX_INPUTS} can be used, so set some columns to Ignore"
                )
            }
            Self::TooManyTargets(count) => {
                write!(
                    f,
                    "{count} targets; at most {MAX_OUTPUTS} can be learnt at once"
                )
            }
            Self::TooManyClasses { column, classes } => {
                let column = quoted(column);
                write!(
                    f,
                    "{column} has {classes} classes; at most {MAX_OUTPUTS} can be told apart"
                )
            }
            Self::Constant {
                column,
                cell,
                is_number,
            } => {
                let kind = if *is_number { "value" } else { "class" };
                let (column, cell) = (quoted(column), short(cell));
                write!(f, "all rows have the same {kind} of {column}, {cell}")
            }
            Self::Task { asked, fitting } => {
                let fitting: Vec<_> = fitting.iter().map(|task| task.label()).collect();
                let (fitting, asked) = (fitting.join(", "), asked.label());
                write!(f, "the target fits “{fitting}”, not “{asked}”")
            }
            Self::TooFewRows { left, out } => {
                if let Some(out) = out {
                    write!(f, "{out} ")?;
                }
                let left = counted(*left, "row", "rows");
                write!(f, "{left} left; at least {MIN_ROWS} are needed")
            }
        }
    }
}

const NUMBERS: &str = "expected numbers";

impl fmt::Display for Stray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (row, column, found) = (self.row, quoted(&self.column), quoted(&self.found));
        write!(f, "row {row}, column {column}: expected a number")?;
        if self.or_categories {
            write!(f, ", or at most {MAX_LEVELS} different categories")?;
        }
        write!(f, ", found {found}")
    }
}

impl fmt::Display for ReadingField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Column(name) => name,
            Self::Inputs => "inputs",
            Self::Target => "target",
            Self::Task => "task",
            Self::Roles => "roles",
            Self::Rows => "rows",
        })
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = counted(self.rows, "row", "rows");
        let lack = match self.missing {
            Missing::Drop => "with missing values",
            Missing::Mean => "without a target",
        };
        write!(f, "{rows} {lack} {} left out.", were(self.rows))
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeftOut(out) => write!(f, "{out}"),
            Self::Ignored {
                columns,
                count,
                why,
            } => ignored(f, columns, *count, *why),
            Self::Encoded {
                column,
                encoding,
                stray,
            } => {
                write!(f, "{} became {encoding}", quoted(column))?;
                if let Some((row, text)) = stray {
                    let text = quoted(text);
                    write!(f, ": not all are numbers, row {row} has {text}")?;
                }
                f.write_str(".")
            }
            Self::Filled {
                column,
                values,
                fill,
            } => {
                let (column, were) = (quoted(column), were(*values));
                let values = counted(*values, "missing value", "missing values");
                write!(f, "{values} of {column} {were} filled with {fill}.")
            }
        }
    }
}

/// "2 columns are left out, because they are empty: “a”, “b”."
fn ignored(
    f: &mut fmt::Formatter<'_>,
    columns: &[String],
    count: usize,
    why: Option<Why>,
) -> fmt::Result {
    let one = count == 1;
    let left = if one { "is left out" } else { "are left out" };
    write!(f, "{} {left}", counted(count, "column", "columns"))?;
    if let Some(why) = why {
        let (one_does, many_do) = match why {
            Why::Empty => ("it is empty", "they are empty"),
            Why::MostlyEmpty => ("it is mostly empty", "they are mostly empty"),
            Why::Counts => ("it counts the rows", "they count the rows"),
            Why::Id => (
                "its name says that it tells rows apart",
                "their names say that they tell rows apart",
            ),
            Why::Names => ("it differs in every row", "they differ in every row"),
            Why::Texts => (
                "it is text that differs in most rows",
                "they are texts that differ in most rows",
            ),
        };
        write!(f, ", because {}", if one { one_does } else { many_do })?;
    }
    let names: Vec<_> = columns.iter().map(|name| quoted(name)).collect();
    let more = if count > names.len() { " …" } else { "" };
    write!(f, ": {}{more}.", names.join(", "))
}

impl fmt::Display for OneHot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only(value) => write!(f, "one input, 1 for {}", short(value)),
            Self::Two([no, yes]) => {
                write!(f, "one input, 0 for {} and 1 for {}", short(no), short(yes))
            }
            Self::Each(count) => write!(f, "{count} inputs, one for each value"),
        }
    }
}

impl fmt::Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mean(mean) => write!(f, "the mean, {mean}"),
            Self::MostFrequent(value) => write!(f, "the most frequent, {}", short(value)),
        }
    }
}

/// "4 inputs → 3 classes, 150 rows".
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = match self.task {
            Task::Binary | Task::Multiclass => ("class", "classes"),
            Task::Multilabel => ("label", "labels"),
            Task::Regression => ("number", "numbers"),
        };
        let inputs = counted(self.inputs, "input", "inputs");
        let targets = counted(self.targets, one, many);
        let rows = counted(self.rows, "row", "rows");
        write!(f, "{inputs} → {targets}, {rows}")
    }
}

fn were(count: usize) -> &'static str {
    if count == 1 { "was" } else { "were" }
}
