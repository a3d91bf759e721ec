//! What kind of values a column holds, found while its cells come in.

use std::mem;

use super::{
    cell::{Value, held, value},
    column::{Cells, Column, MAX_LEVELS, NO_LEVEL, Texts, written},
    date::{Moment, Order, is_no_day, moment},
    form::{Form, Large},
    lacks::Lacks,
    number::{WHOLE, is_infinite},
    seen::Seen,
};

/// A column of which more cells may come.
#[derive(Clone, Debug)]
pub struct ColumnBuilder {
    pub name: String,
    /// What its cells tell of how they are written.
    pub seen: Seen,
    pub form: Form,
    /// Numbers without bounds, which count as missing.
    pub infinite: Option<Infinite>,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// At most [`MAX_LEVELS`] different values: both numbers and categories are possible.
    Few { levels: Vec<Level>, codes: Vec<u16> },
    /// Many different values, so far all numbers.
    Numbers(Vec<f32>),
    /// Many different values, not all of them numbers.
    Text { texts: Texts, first_bad: usize },
    /// Days since 1970, or hours of times; NaN where there is none.
    Dates { values: Vec<f64>, times: bool },
}

/// One of few different values. Numbers are the same if they are equal, however they are written.
#[derive(Clone, Debug)]
struct Level {
    /// As the file has it.
    raw: String,
    text: String,
    value: Value,
}

/// Numbers without bounds, where there may be none.
#[derive(Clone, Debug, PartialEq)]
pub struct Infinite {
    /// How many there are.
    pub count: usize,
    /// The index of the first.
    pub index: usize,
    /// How that is written.
    pub text: String,
}

/// The moments of a column of dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// Days since 1970, or hours of times; NaN where there is none.
    pub values: Vec<f64>,
    /// Whether they are times of any day.
    pub times: bool,
}

impl ColumnBuilder {
    /// A column without cells.
    pub fn new(name: String, form: Form) -> Self {
        let stage = match form.dates {
            Some(_) => Stage::Dates {
                values: Vec::new(),
                times: true,
            },
            None => Stage::Few {
                levels: Vec::new(),
                codes: Vec::new(),
            },
        };
        Self {
            name,
            seen: Seen::default(),
            form,
            infinite: None,
            stage,
        }
    }

    /// Adds a trimmed cell; a missing one is told to `lacks`.
    pub fn push(&mut self, cell: &str, lacks: &mut Lacks) {
        let cell = self.bare(cell);
        match &mut self.stage {
            Stage::Few { levels, codes } => {
                let known = levels.iter().position(|level| level.raw == cell);
                let code = known.or_else(|| match value(cell, &self.form, lacks) {
                    Value::Missing => Some(usize::from(NO_LEVEL)),
                    value @ (Value::PerhapsMissing | Value::Number(_) | Value::Text) => {
                        let apart = self.form.plain || self.form.large == Large::Apart;
                        code(levels, cell, value, apart, &mut self.seen)
                    }
                });
                match code {
                    Some(code) => codes.push(code as u16),
                    None => self.leave_few(cell, lacks),
                }
            }
            Stage::Numbers(values) => match value(cell, &self.form, lacks) {
                Value::Number(number) => {
                    self.seen.number(&number);
                    values.push(number.value);
                }
                Value::Missing => values.push(f32::NAN),
                Value::PerhapsMissing => {
                    lose(cell, values.len(), &mut self.infinite, lacks);
                    values.push(f32::NAN);
                }
                Value::Text => self.leave_numbers(cell, lacks),
            },
            Stage::Text { texts, .. } => match value(cell, &self.form, lacks) {
                Value::Missing => texts.push(""),
                Value::Number(number) => texts.push(&held(cell, &number)),
                Value::PerhapsMissing | Value::Text => texts.push(cell),
            },
            Stage::Dates { .. } => self.push_date(cell, lacks),
        }
    }

    /// A cell without the unit of its column.
    fn bare<'a>(&self, cell: &'a str) -> &'a str {
        let unit = self.form.unit.as_str();
        if unit.is_empty() {
            return cell;
        }
        let bare = cell.strip_suffix(unit).or_else(|| cell.strip_prefix(unit));
        bare.map_or(cell, str::trim)
    }

    fn push_date(&mut self, cell: &str, lacks: &mut Lacks) {
        let Stage::Dates { values, times } = &mut self.stage else {
            return;
        };
        if lacks.is_missing(cell) {
            values.push(f64::NAN);
            return;
        }
        let order = self.form.dates.unwrap_or_default();
        let other = match order {
            Order::Day => Order::Month,
            Order::Month => Order::Day,
        };
        let read = moment(cell, order).or_else(|| moment(cell, other));
        let (value, is_time) = match read {
            Some((Moment::Date(days), told)) => {
                self.seen.date(told);
                self.seen.open_date |= told.is_none()
                    && moment(cell, other).is_some_and(|(at, _)| at != Moment::Date(days));
                (days, false)
            }
            Some((Moment::Time(hours), _)) => (hours, true),
            None => {
                if is_no_day(cell) {
                    lacks.add(cell);
                } else {
                    self.seen.no_dates = true;
                }
                values.push(f64::NAN);
                return;
            }
        };
        let is_first = values.iter().all(|value| value.is_nan());
        self.seen.no_dates |= !is_first && is_time != *times;
        *times = is_time;
        values.push(value);
    }

    /// The moments, where the column holds dates.
    pub fn take_moments(&mut self) -> Option<Moments> {
        let Stage::Dates { values, times } = &mut self.stage else {
            return None;
        };
        Some(Moments {
            values: mem::take(values),
            times: *times,
        })
    }

    /// Whether all values are numbers so far.
    pub fn is_numbers(&self) -> bool {
        match &self.stage {
            Stage::Few { levels, codes } => first_text(levels, codes).is_none(),
            Stage::Numbers(_) => true,
            Stage::Text { .. } | Stage::Dates { .. } => false,
        }
    }

    /// The column with all its cells; and its numbers without bounds.
    pub fn finish(mut self, lacks: &mut Lacks) -> (Column, Option<Infinite>) {
        let (cells, distinct) = match self.stage {
            Stage::Few { levels, codes } => few(levels, codes, &mut self.infinite, lacks),
            Stage::Numbers(values) => (Cells::Numbers(values), None),
            Stage::Text { texts, first_bad } => (Cells::Text { texts, first_bad }, None),
            Stage::Dates { .. } => (Cells::Numbers(Vec::new()), None),
        };
        (Column::new(self.name, cells, distinct), self.infinite)
    }

    /// There are too many different values for categories.
    fn leave_few(&mut self, cell: &str, lacks: &mut Lacks) {
        let Stage::Few { levels, codes } = &mut self.stage else {
            return;
        };
        let (levels, codes) = (mem::take(levels), mem::take(codes));
        self.stage = match first_text(&levels, &codes) {
            None => {
                lose_perhaps(&levels, &codes, &mut self.infinite, lacks);
                Stage::Numbers(values(&levels, &codes))
            }
            Some(first_bad) => Stage::Text {
                texts: codes.iter().map(|&code| text(&levels, code)).collect(),
                first_bad,
            },
        };
        self.push(cell, lacks);
    }

    /// There is a text among many numbers.
    fn leave_numbers(&mut self, cell: &str, lacks: &mut Lacks) {
        let Stage::Numbers(values) = &mut self.stage else {
            return;
        };
        let values = mem::take(values);
        self.stage = Stage::Text {
            first_bad: values.len(),
            texts: values.into_iter().map(written).collect(),
        };
        self.push(cell, lacks);
    }
}

/// The code of a value, of a new one too; none if there are too many. Numbers are the same if they are
/// as they are kept, or if they have to stay apart, by all their digits.
fn code(
    levels: &mut Vec<Level>,
    cell: &str,
    value: Value,
    apart: bool,
    seen: &mut Seen,
) -> Option<usize> {
    let is_same = |level: &Level| {
        // Still larger ones are known by their writing alone.
        let is_small = |exact: f64| exact.abs() < WHOLE;
        level.value.exact() == value.exact() && value.exact().is_some_and(is_small)
    };
    let is_equal = |level: &Level| match apart {
        true => is_same(level),
        false => value.number().is_some() && level.value.number() == value.number(),
    };
    let known = levels.iter().position(is_equal);
    if let (Some(at), Value::Number(number)) = (known, &value)
        && !is_same(&levels[at])
    {
        seen.merged = true;
        seen.size(number);
    }
    if known.is_some() || levels.len() == MAX_LEVELS {
        return known;
    }
    let text = if let Value::Number(number) = &value {
        seen.number(number);
        held(cell, number).into_owned()
    } else {
        cell.into()
    };
    levels.push(Level {
        raw: cell.into(),
        text,
        value,
    });
    Some(levels.len() - 1)
}

/// A column of few different values, and how many.
fn few(
    levels: Vec<Level>,
    codes: Vec<u16>,
    infinite: &mut Option<Infinite>,
    lacks: &mut Lacks,
) -> (Cells, Option<usize>) {
    if first_text(&levels, &codes).is_some() {
        let distinct = Some(levels.len());
        let levels = levels.into_iter().map(|level| level.text).collect();
        return (Cells::Categories { levels, codes }, distinct);
    }
    lose_perhaps(&levels, &codes, infinite, lacks);
    let numbers = levels.iter().filter(|level| level.value.number().is_some());
    let distinct = Some(numbers.count());
    (Cells::Numbers(values(&levels, &codes)), distinct)
}

/// Tells of what counts as missing because the others are numbers.
fn lose_perhaps(
    levels: &[Level],
    codes: &[u16],
    infinite: &mut Option<Infinite>,
    lacks: &mut Lacks,
) {
    for (index, &code) in codes.iter().enumerate() {
        let level = level(levels, code).filter(|level| level.value == Value::PerhapsMissing);
        if let Some(level) = level {
            lose(&level.raw, index, infinite, lacks);
        }
    }
}

/// Tells of a cell that counts as missing because the others are numbers.
fn lose(cell: &str, index: usize, infinite: &mut Option<Infinite>, lacks: &mut Lacks) {
    if !is_infinite(cell) {
        lacks.add(cell);
        return;
    }
    let first = infinite.get_or_insert_with(|| Infinite {
        count: 0,
        index,
        text: cell.into(),
    });
    first.count += 1;
}

fn level(levels: &[Level], code: u16) -> Option<&Level> {
    levels.get(usize::from(code))
}

fn text(levels: &[Level], code: u16) -> &str {
    level(levels, code).map_or("", |level| &level.text)
}

fn values(levels: &[Level], codes: &[u16]) -> Vec<f32> {
    let value = |&code| level(levels, code).and_then(|level| level.value.number());
    codes
        .iter()
        .map(|code| value(code).unwrap_or(f32::NAN))
        .collect()
}

/// The first text; one that may stand for a missing number is one only where there are no numbers.
fn first_text(levels: &[Level], codes: &[u16]) -> Option<usize> {
    let numbers = levels.iter().any(|level| level.value.number().is_some());
    let texts = levels.iter().any(|level| level.value == Value::Text);
    let is_text = |&code: &u16| {
        level(levels, code).is_some_and(|level| match level.value {
            Value::Text => true,
            Value::PerhapsMissing => texts || !numbers,
            Value::Number(_) | Value::Missing => false,
        })
    };
    codes.iter().position(is_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::number::Decimal;

    fn column<'a>(cells: impl IntoIterator<Item = &'a str>) -> Column {
        built(cells).0
    }

    fn built<'a>(cells: impl IntoIterator<Item = &'a str>) -> (Column, Option<Infinite>) {
        let form = Form {
            decimal: Decimal::Comma,
            ..Form::default()
        };
        let (mut builder, mut lacks) = (ColumnBuilder::new("c".into(), form), Lacks::default());
        for cell in cells {
            builder.push(cell, &mut lacks);
        }
        builder.finish(&mut lacks)
    }

    fn cells(column: &Column, rows: usize) -> Vec<String> {
        (0..rows).map(|row| column.cell(row).into_owned()).collect()
    }

    /// The numbers from 0 on, as texts.
    fn counting(count: usize) -> Vec<String> {
        (0..count).map(|k| k.to_string()).collect()
    }

    fn strs(texts: &[String]) -> impl Iterator<Item = &str> {
        texts.iter().map(String::as_str)
    }

    #[test]
    fn numbers_are_numbers_however_they_are_written() {
        let column = column(["1", "?", "1.0", "2,5", "−3", ""]);
        let values = vec![1.0, f32::NAN, 1.0, 2.5, -3.0, f32::NAN];
        assert_eq!(column.cells, Cells::Numbers(values));
        assert_eq!((column.distinct(), column.missing()), (Some(3), 2));
        assert_eq!(cells(&column, 6), ["1", "", "1", "2.5", "-3", ""]);
    }

    #[test]
    fn a_text_among_few_values_makes_categories() {
        let column = column(["b", "na", "1", "a", "b", "1.0"]);
        let expected = Cells::Categories {
            levels: ["b", "1", "a"].map(String::from).to_vec(),
            codes: vec![0, NO_LEVEL, 1, 2, 0, 1],
        };
        assert_eq!(column.cells, expected);
        assert_eq!((column.distinct(), column.missing()), (Some(3), 1));
        assert_eq!(column.first_text(), Some(0));
    }

    #[test]
    fn nothing_at_all_is_numbers_that_are_missing() {
        let column = column(["", "NA"]);
        assert_eq!(column.cells, Cells::Numbers(vec![f32::NAN; 2]));
        assert_eq!((column.distinct(), column.missing()), (Some(0), 2));
    }

    #[test]
    fn sixty_four_values_are_few_and_one_more_is_many() {
        for (count, distinct) in [(64, Some(64)), (65, None)] {
            let column = column(strs(&counting(count)).chain(["", "0"]));
            assert_eq!(column.distinct(), distinct);
            assert!(matches!(&column.cells, Cells::Numbers(v) if v.len() == count + 2));
            assert_eq!(column.missing(), 1);
        }
        let sixty_three = counting(63);
        let mixed = column(["abc"].into_iter().chain(strs(&sixty_three)));
        assert!(matches!(mixed.cells, Cells::Categories { .. }));
        assert_eq!(mixed.distinct(), Some(64));
    }

    #[test]
    fn a_text_among_many_numbers_is_remembered() {
        for place in [0, 3, 64, 65, 66, 80] {
            let mut texts = counting(90);
            texts[place] = "abc".into();
            texts[85] = "xyz".into();
            texts.push("1,50".into());
            texts.push("-".into());
            let column = column(strs(&texts));
            assert!(matches!(column.cells, Cells::Text { first_bad, .. } if first_bad == place));
            assert_eq!(column.first_text(), Some(place));
            assert_eq!((column.distinct(), column.missing()), (None, 1));
            texts[90] = "1.5".into();
            texts[91] = String::new();
            assert_eq!(cells(&column, 92), texts, "{place}");
        }
    }

    #[test]
    fn a_number_without_bounds_is_missing_among_numbers_only() {
        let many = counting(80);
        let infinite = |count, index, text: &str| {
            let text = text.into();
            Some(Infinite { count, index, text })
        };
        let few = built(["1", "inf", "-inf", "∞", "inf"]);
        assert_eq!((few.0.missing(), few.1), (4, infinite(4, 1, "inf")));
        let before = built(["1e99"].into_iter().chain(strs(&many)));
        assert_eq!((before.0.missing(), before.1), (1, infinite(1, 0, "1e99")));
        let behind = built(strs(&many).chain(["", "1e99", "inf"]));
        assert_eq!((behind.0.missing(), behind.1), (3, infinite(2, 81, "1e99")));
        let texts = built(["inf", "a"]);
        assert_eq!((texts.0.missing(), texts.1), (0, None));
    }

    #[test]
    fn large_numbers_that_get_equal_are_told() {
        let merged = |cells: &[&str]| {
            let mut builder = ColumnBuilder::new("c".into(), Form::default());
            for cell in cells {
                builder.push(cell, &mut Lacks::default());
            }
            (builder.seen.rounded, builder.seen.merged)
        };
        assert_eq!(merged(&["20240100", "20240101"]), (true, true));
        assert_eq!(merged(&["20240101", "20250101"]), (true, false));
        assert_eq!(merged(&["16777216", "16777216.0"]), (false, false));
        assert_eq!(merged(&["1234", "0.1", "0.10000000001"]), (false, false));
    }

    #[test]
    fn some_names_are_missing_among_numbers_and_categories_among_texts() {
        let numbers = column(["1", "none", "2", "none"]);
        assert_eq!(
            numbers.cells,
            Cells::Numbers(vec![1.0, f32::NAN, 2.0, f32::NAN])
        );
        assert_eq!((numbers.distinct(), numbers.missing()), (Some(2), 2));
        let texts = column(["mild", "none", "mild"]);
        assert_eq!((texts.distinct(), texts.missing()), (Some(2), 0));
        let alone = column(["none", "unknown", ""]);
        assert_eq!((alone.distinct(), alone.missing()), (Some(2), 1));
        let many = counting(90);
        let column = column(["none"].into_iter().chain(strs(&many)).chain(["unknown"]));
        assert!(matches!(&column.cells, Cells::Numbers(values) if values.len() == 92));
        assert_eq!(column.missing(), 2);
    }
}
