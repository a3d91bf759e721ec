//! What each column of a sheet is for.

use serde::{Deserialize, Serialize};

use super::{
    Cells, Column, Sheet,
    column::present,
    format::Header,
    note::Why,
    role::{Missing, Role},
};
use crate::nn::Task;

/// How many classes, labels or numbers can be learnt at once.
pub const MAX_OUTPUTS: usize = 16;
/// How many different whole numbers may be classes.
const MAX_NUMBERED: usize = 10;

/// How a sheet is read as samples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// What each column is for.
    pub roles: Vec<Role>,
    /// The task; if none is given, the first of [`tasks_that_fit`].
    #[serde(default)]
    pub task: Option<Task>,
    /// What becomes of rows in which an input is missing.
    #[serde(default)]
    pub missing: Missing,
}

impl Reading {
    /// A first guess: the last column that is named like a target, else the last of all, is to be
    /// learnt from the others. Texts, what numbers the rows and columns without values are left out.
    ///
    /// Links hold what differs from it, so it stays what it is.
    #[must_use]
    pub fn guess(sheet: &Sheet) -> Self {
        // A column of 1, 2, 3 … may be all there is to learn from.
        Self::by(sheet, &[&is_telling, &is_numbers])
    }

    /// The same for a table that is opened: columns that are mostly empty, and those by which programs
    /// number rows, are left out as well. Where most rows lack something, that is filled in.
    #[must_use]
    pub fn advised(sheet: &Sheet) -> Self {
        let is_index = |column: &Column| {
            let is_first = sheet
                .columns
                .first()
                .is_some_and(|first| first.name == column.name);
            is_first && sheet.found.header == Header::Names && is_index(column)
        };
        let is_of_use =
            |column: &Column| is_telling(column) && !is_mostly_empty(column) && !is_index(column);
        let reading = Self::by(sheet, &[&is_of_use, &is_telling, &is_numbers]);
        let gaps = || {
            let inputs = of_role(sheet, &reading.roles, Role::Input);
            inputs.filter(|column| column.missing() > 0)
        };
        let gaps: Vec<_> = gaps().collect();
        let lacks = |row: &usize| gaps.iter().any(|column| column.is_missing(*row));
        let lacking = (0..sheet.rows()).filter(lacks).count();
        let missing = if 2 * lacking > sheet.rows() {
            Missing::Mean
        } else {
            Missing::Drop
        };
        Self { missing, ..reading }
    }

    /// A guess by what makes a column one of use: the first of these by which there is an input.
    fn by(sheet: &Sheet, of_use: &[&dyn Fn(&Column) -> bool]) -> Self {
        let columns = &sheet.columns;
        let last = |fits: &dyn Fn(&Column) -> bool| columns.iter().rposition(fits);
        let named = |column: &Column| of_use[0](column) && is_named_like_a_target(&column.name);
        let target = last(&named)
            .or_else(|| last(of_use[0]))
            .or_else(|| last(&has_values));
        let roles = |is_input: &dyn Fn(&Column) -> bool| -> Vec<Role> {
            let role = |(place, column)| match Some(place) == target {
                true => Role::Target,
                false if is_input(column) => Role::Input,
                false => Role::Ignore,
            };
            columns.iter().enumerate().map(role).collect()
        };
        let learns = |roles: &Vec<Role>| roles.contains(&Role::Input);
        let guess = of_use.iter().map(|of_use| roles(of_use)).find(learns);
        Self {
            roles: guess.unwrap_or_else(|| roles(&has_values)),
            task: None,
            missing: Missing::Drop,
        }
    }
}

/// Why a column is of no use, if there is a reason.
pub(super) fn why_not(column: &Column) -> Option<Why> {
    match &column.cells {
        _ if column.distinct() == Some(0) => Some(Why::Empty),
        Cells::Text { .. } => Some(Why::Texts),
        _ if is_mostly_empty(column) => Some(Why::MostlyEmpty),
        Cells::Numbers(values) if numbers_the_rows(values) || is_index(column) => Some(Why::Counts),
        Cells::Categories { levels, codes } if levels.len() == codes.len() => Some(Why::Names),
        _ if !is_telling(column) => Some(Why::Id),
        Cells::Numbers(_) | Cells::Categories { .. } => None,
    }
}

/// Whether most rows have no value.
fn is_mostly_empty(column: &Column) -> bool {
    2 * column.missing() > column.cells.len()
}

/// Whether a column is named and filled as programs number rows that were put in another order.
fn is_index(column: &Column) -> bool {
    const NAMES: [&str; 8] = [
        "column 1",
        "unnamed: 0",
        "index",
        "rownames",
        "row",
        "nr",
        "no",
        "#",
    ];
    let name = column.name.trim_end_matches('.');
    let Cells::Numbers(values) = &column.cells else {
        return false;
    };
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) && {
        let mut sorted = values.clone();
        sorted.sort_unstable_by(f32::total_cmp);
        sorted.iter().all(|value| is_whole(*value))
            && sorted.windows(2).all(|pair| pair[0] < pair[1])
    }
}

/// The tasks for which the targets can be learnt, the likeliest first.
///
/// One target is taken as classes if it has 2 to 16 categories, two different numbers or up to ten
/// whole ones; several are taken as labels if each has two categories or is 0 or 1. Numbers may
/// always be learnt as such.
#[must_use]
pub fn tasks_that_fit(sheet: &Sheet, roles: &[Role]) -> Vec<Task> {
    let targets: Vec<&Column> = of_role(sheet, roles, Role::Target).collect();
    let decision = match targets.as_slice() {
        [] => return Vec::new(),
        [target] => match classes(target) {
            Some(2) => Some(Task::Binary),
            Some(_) => Some(Task::Multiclass),
            None => None,
        },
        several if several.len() > MAX_OUTPUTS => return Vec::new(),
        several => {
            let labels = several.iter().all(|target| is_label(target));
            labels.then_some(Task::Multilabel)
        }
    };
    let numbers = targets.iter().all(|target| is_numbers(target));
    let regression = numbers.then_some(Task::Regression);
    decision.into_iter().chain(regression).collect()
}

/// The columns of a role.
pub(super) fn of_role<'a>(
    sheet: &'a Sheet,
    roles: &[Role],
    role: Role,
) -> impl Iterator<Item = &'a Column> {
    let pairs = sheet.columns.iter().zip(roles);
    pairs.filter_map(move |(column, of)| (*of == role).then_some(column))
}

/// How many classes a column tells apart, if its values can be classes.
pub(super) fn classes(column: &Column) -> Option<usize> {
    let count = column.distinct()?;
    let fits = match &column.cells {
        Cells::Numbers(_) if count == 2 => true,
        Cells::Numbers(values) => {
            (3..=MAX_NUMBERED).contains(&count) && present(values).all(is_whole)
        }
        Cells::Categories { .. } => (2..=MAX_OUTPUTS).contains(&count),
        Cells::Text { .. } => false,
    };
    fits.then_some(count)
}

/// Whether a column says of each row that something holds or not.
fn is_label(column: &Column) -> bool {
    match &column.cells {
        Cells::Numbers(values) => {
            has_values(column) && present(values).all(|x| x == 0.0 || x == 1.0)
        }
        Cells::Categories { levels, .. } => levels.len() == 2,
        Cells::Text { .. } => false,
    }
}

/// Whether a column has any value of use.
pub(super) fn has_values(column: &Column) -> bool {
    !matches!(column.cells, Cells::Text { .. }) && column.distinct() != Some(0)
}

/// Whether a column holds numbers.
fn is_numbers(column: &Column) -> bool {
    matches!(column.cells, Cells::Numbers(_)) && has_values(column)
}

/// Whether a column tells more of a row than which it is.
fn is_telling(column: &Column) -> bool {
    let only_names = match &column.cells {
        Cells::Numbers(values) => numbers_the_rows(values) || words(&column.name).any(is("id")),
        Cells::Categories { levels, codes } => levels.len() == codes.len(),
        Cells::Text { .. } => true,
    };
    has_values(column) && !only_names
}

/// Whether the numbers are those from 0 or 1 on, each once, in any order.
fn numbers_the_rows(values: &[f32]) -> bool {
    let first = values.iter().copied().fold(f32::INFINITY, f32::min);
    let mut seen = vec![false; values.len()];
    let is_new = |value: &f32| {
        let place = value - first;
        let seen = seen.get_mut(place as usize);
        is_whole(place) && seen.is_some_and(|seen| !std::mem::replace(seen, true))
    };
    (first == 0.0 || first == 1.0) && values.iter().all(is_new)
}

fn is_named_like_a_target(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "target",
        "label",
        "class",
        "species",
        "y",
        "outcome",
        "output",
        "diagnosis",
        "survived",
    ];
    words(name).any(|word| NAMES.iter().any(|name| word.eq_ignore_ascii_case(name)))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    // Whatever is beyond ASCII counts as a letter: tables of all letters would weigh on the page.
    name.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
}

fn is(name: &str) -> impl Fn(&str) -> bool {
    move |word| word.eq_ignore_ascii_case(name)
}

fn is_whole(value: f32) -> bool {
    value.trunc() == value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::sheet::read_csv, nn::Named};

    fn sheet(csv: &str) -> Sheet {
        read_csv(csv.as_bytes()).unwrap()
    }

    fn guess(csv: &str) -> String {
        let letter = |role: &Role| match role {
            Role::Input => 'i',
            Role::Target => 't',
            Role::Ignore => '-',
        };
        Reading::guess(&sheet(csv))
            .roles
            .iter()
            .map(letter)
            .collect()
    }

    fn tasks(csv: &str, targets: usize) -> Vec<Task> {
        let sheet = sheet(csv);
        let role = |place| match place < targets {
            true => Role::Target,
            false => Role::Input,
        };
        let roles: Vec<_> = (0..sheet.columns.len()).map(role).collect();
        tasks_that_fit(&sheet, &roles)
    }

    /// A column in front of one of numbers.
    fn beside(cells: &[&str]) -> String {
        let rows = cells.iter().map(|cell| format!("{cell},7\n"));
        "c,x\n".to_owned() + &rows.collect::<String>()
    }

    #[test]
    fn names_are_those_of_serde() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
        for missing in Missing::ALL {
            assert_eq!(serde_json::to_value(missing).unwrap(), missing.name());
        }
        let short: Reading = serde_json::from_str(r#"{"roles": ["input", "target"]}"#).unwrap();
        let expected = Reading {
            roles: vec![Role::Input, Role::Target],
            task: None,
            missing: Missing::Drop,
        };
        assert_eq!(short, expected);
        assert!(serde_json::from_str::<Reading>(r#"{"roles": [], "colour": 1}"#).is_err());
    }

    #[test]
    fn the_target_is_what_is_named_like_one_else_the_last() {
        assert_eq!(guess("a,b,c\n1,2.5,3\n4,5,6\n1,2,3\n"), "iit");
        assert_eq!(guess("species,b\nx,2.5\ny,3\nx,4\n"), "ti");
        assert_eq!(guess("a,Class Label,c\n1,2.5,3\n4,5,6\n7,7,7\n"), "iti");
        assert_eq!(guess("Y,target,c\n5,2.5,3\n4,5,6\n7,7,7\n"), "iti");
        assert_eq!(guess("classy,years\n5,2.5\n4,5\n5,6\n"), "it");
    }

    #[test]
    fn what_tells_the_rows_apart_is_left_out() {
        let rows = "3,b,x\n1,c,y\n2,a,x\n";
        assert_eq!(guess(&format!("no,name,kind\n{rows}")), "i-t");
        assert_eq!(
            guess(&format!("no,name,kind,v\n{}", rows.replace('\n', ",9\n"))),
            "--it"
        );
        assert_eq!(guess("n,v,y\n0,5,1\n1,5,0\n2,7,1\n"), "-it");
        assert_eq!(guess("n,v,y\n2,5,1\n3,5,0\n4,7,1\n"), "iit");
        assert_eq!(guess("n,v,y\n1,5,1\n1,5,0\n2,7,1\n"), "iit");
        assert_eq!(guess("n,v,y\n1,5,1\n,5,0\n2,7,1\n"), "iit");
        assert_eq!(guess("user-ID,v,y\n71,5,1\n52,5,0\n93,7,1\n"), "-it");
    }

    #[test]
    fn what_is_empty_is_left_out() {
        assert_eq!(guess("a,b,y,\n1,5,1,\n7,5,0,\n2,7,1,\n"), "iit-");
        let texts: String = (0..70)
            .map(|k| format!("text {k},{},{}\n", k % 7, k % 2))
            .collect();
        assert_eq!(guess(&format!("name,v,y\n{texts}")), "-it");
    }

    #[test]
    fn something_is_left_to_learn_from() {
        assert_eq!(guess("x,y\n1,5\n2,9\n3,7\n"), "it");
        assert_eq!(guess("x,y\n1,1\n2,2\n3,3\n"), "it");
        assert_eq!(guess("x,y\n,1\n,2\n,2\n"), "-t");
    }

    #[test]
    fn one_target_is_classes_or_a_number() {
        use Task::{Binary, Multiclass, Regression};
        assert_eq!(tasks(&beside(&["a", "b", "a"]), 1), [Binary]);
        assert_eq!(tasks(&beside(&["a", "b", "c", ""]), 1), [Multiclass]);
        assert_eq!(tasks(&beside(&["a", "a"]), 1), []);
        assert_eq!(tasks(&beside(&["0", "1", "NA"]), 1), [Binary, Regression]);
        assert_eq!(tasks(&beside(&["2.5", "-1"]), 1), [Binary, Regression]);
        assert_eq!(tasks(&beside(&["5", "5"]), 1), [Regression]);
        assert_eq!(tasks(&beside(&["", ""]), 1), []);
        assert_eq!(
            tasks(&beside(&["1", "2", "3"]), 1),
            [Multiclass, Regression]
        );
        assert_eq!(tasks(&beside(&["1", "2", "3.5"]), 1), [Regression]);
        let whole: Vec<_> = (0..11).map(|k| k.to_string()).collect();
        let whole: Vec<_> = whole.iter().map(String::as_str).collect();
        assert_eq!(tasks(&beside(&whole[..10]), 1), [Multiclass, Regression]);
        assert_eq!(tasks(&beside(&whole), 1), [Regression]);
        let names: Vec<_> = (0..70).map(|k| format!("n{k}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        assert_eq!(tasks(&beside(&names[..16]), 1), [Multiclass]);
        assert_eq!(tasks(&beside(&names[..17]), 1), []);
        assert_eq!(tasks(&beside(&names), 1), []);
    }

    #[test]
    fn several_targets_are_labels_or_numbers() {
        use Task::{Multilabel, Regression};
        let targets = |rows: &str| tasks(&format!("a,b,c\n{rows}"), 2);
        assert_eq!(targets("0,1,7\n1,0,7\n"), [Multilabel, Regression]);
        assert_eq!(targets("0,0,7\n1,0,7\n"), [Multilabel, Regression]);
        assert_eq!(targets("0,no,7\n1,yes,7\n"), [Multilabel]);
        assert_eq!(targets("0,2,7\n1,3,7\n"), [Regression]);
        assert_eq!(targets("0,x,7\n2,y,7\n"), []);
        assert_eq!(targets("x,u,7\ny,v,7\nz,v,7\n"), []);
        assert_eq!(tasks("a,b\n1,2\n", 0), []);
    }

    #[test]
    fn roles_may_be_too_few() {
        let sheet = sheet("a,b\n0,1\n1,2\n");
        assert_eq!(tasks_that_fit(&sheet, &[]), []);
        assert_eq!(tasks_that_fit(&sheet, &[Role::Target])[0], Task::Binary);
    }
}
