//! What kind of values a column holds, found while its cells come in.

use std::mem;

use super::{
    cell::{Value, held, value},
    column::{Cells, Column, MAX_LEVELS, NO_LEVEL, Texts, written},
    date::{Moment, Order, is_no_day, moment},
    form::Form,
    lacks::Lacks,
    seen::Seen,
};

/// A column of which more cells may come.
#[derive(Clone, Debug)]
pub struct ColumnBuilder {
    pub name: String,
    /// What its cells tell of how they are written.
    pub seen: Seen,
    pub form: Form,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// At most [`MAX_LEVELS`] different values: both numbers and categories are possible.
    Few { levels: Vec<Level>, codes: Vec<u16> },
    /// Many different values, so far all numbers.
    Numbers {
        values: Vec<f32>,
        infinite: Option<Infinite>,
    },
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

/// A number without bounds, where there may be none.
#[derive(Clone, Debug, PartialEq)]
pub struct Infinite {
    /// The index of its cell.
    pub index: usize,
    /// How it is written.
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
                        code(levels, cell, value, &mut self.seen)
                    }
                });
                match code {
                    Some(code) => codes.push(code as u16),
                    None => self.leave_few(cell, lacks),
                }
            }
            Stage::Numbers { values, infinite } => match value(cell, &self.form, lacks) {
                Value::Number(number) => {
                    self.seen.number(&number);
                    if number.value.is_infinite() && infinite.is_none() {
                        *infinite = Some(Infinite {
                            index: values.len(),
                            text: cell.into(),
                        });
                    }
                    values.push(number.value);
                }
                Value::Missing => values.push(f32::NAN),
                Value::PerhapsMissing => {
                    lacks.add(cell);
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

    /// The column with all its cells.
    ///
    /// # Errors
    /// The first number of a column of numbers that is infinite.
    pub fn finish(self, lacks: &mut Lacks) -> Result<Column, Infinite> {
        let (cells, distinct) = match self.stage {
            Stage::Few { levels, codes } => few(levels, codes, lacks)?,
            Stage::Numbers { values, infinite } => match infinite {
                None => (Cells::Numbers(values), None),
                Some(infinite) => return Err(infinite),
            },
            Stage::Text { texts, first_bad } => (Cells::Text { texts, first_bad }, None),
            Stage::Dates { .. } => (Cells::Numbers(Vec::new()), None),
        };
        Ok(Column::new(self.name, cells, distinct))
    }

    /// There are too many different values for categories.
    fn leave_few(&mut self, cell: &str, lacks: &mut Lacks) {
        let Stage::Few { levels, codes } = &mut self.stage else {
            return;
        };
        let (levels, codes) = (mem::take(levels), mem::take(codes));
        self.stage = match first_text(&levels, &codes) {
            None => {
                lose_perhaps(&levels, &codes, lacks);
                Stage::Numbers {
                    infinite: first_infinite(&levels, &codes),
                    values: values(&levels, &codes),
                }
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
        let Stage::Numbers { values, .. } = &mut self.stage else {
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

/// The code of a value, of a new one too; none if there are too many.
fn code(levels: &mut Vec<Level>, cell: &str, value: Value, seen: &mut Seen) -> Option<usize> {
    let number = value.number();
    let equal = |level: &Level| number.is_some() && level.value.number() == number;
    let known = levels.iter().position(equal);
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
    lacks: &mut Lacks,
) -> Result<(Cells, Option<usize>), Infinite> {
    if first_text(&levels, &codes).is_some() {
        let distinct = Some(levels.len());
        let levels = levels.into_iter().map(|level| level.text).collect();
        return Ok((Cells::Categories { levels, codes }, distinct));
    }
    if let Some(infinite) = first_infinite(&levels, &codes) {
        return Err(infinite);
    }
    lose_perhaps(&levels, &codes, lacks);
    let numbers = levels.iter().filter(|level| level.value.number().is_some());
    let distinct = Some(numbers.count());
    Ok((Cells::Numbers(values(&levels, &codes)), distinct))
}

/// Tells of what counts as missing because the others are numbers.
fn lose_perhaps(levels: &[Level], codes: &[u16], lacks: &mut Lacks) {
    for &code in codes {
        let level = level(levels, code).filter(|level| level.value == Value::PerhapsMissing);
        if let Some(level) = level {
            lacks.add(&level.raw);
        }
    }
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

fn first_infinite(levels: &[Level], codes: &[u16]) -> Option<Infinite> {
    let is_infinite = |&code: &u16| {
        let number = level(levels, code).and_then(|level| level.value.number());
        number.is_some_and(f32::is_infinite)
    };
    let index = codes.iter().position(is_infinite)?;
    let text = level(levels, codes[index]).map_or("", |level| &level.raw);
    Some(Infinite {
        index,
        text: text.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::number::Decimal;

    fn column<'a>(cells: impl IntoIterator<Item = &'a str>) -> Result<Column, Infinite> {
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
        let column = column(["1", "?", "1.0", "2,5", "−3", ""]).unwrap();
        let values = vec![1.0, f32::NAN, 1.0, 2.5, -3.0, f32::NAN];
        assert_eq!(column.cells, Cells::Numbers(values));
        assert_eq!((column.distinct(), column.missing()), (Some(3), 2));
        assert_eq!(cells(&column, 6), ["1", "", "1", "2.5", "-3", ""]);
    }

    #[test]
    fn a_text_among_few_values_makes_categories() {
        let column = column(["b", "na", "1", "a", "b", "1.0"]).unwrap();
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
        let column = column(["", "NA"]).unwrap();
        assert_eq!(column.cells, Cells::Numbers(vec![f32::NAN; 2]));
        assert_eq!((column.distinct(), column.missing()), (Some(0), 2));
    }

    #[test]
    fn sixty_four_values_are_few_and_one_more_is_many() {
        for (count, distinct) in [(64, Some(64)), (65, None)] {
            let column = column(strs(&counting(count)).chain(["", "0"])).unwrap();
            assert_eq!(column.distinct(), distinct);
            assert!(matches!(&column.cells, Cells::Numbers(v) if v.len() == count + 2));
            assert_eq!(column.missing(), 1);
        }
        let sixty_three = counting(63);
        let mixed = column(["abc"].into_iter().chain(strs(&sixty_three))).unwrap();
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
            let column = column(strs(&texts)).unwrap();
            assert!(matches!(column.cells, Cells::Text { first_bad, .. } if first_bad == place));
            assert_eq!(column.first_text(), Some(place));
            assert_eq!((column.distinct(), column.missing()), (None, 1));
            texts[90] = "1.5".into();
            texts[91] = String::new();
            assert_eq!(cells(&column, 92), texts, "{place}");
        }
    }

    #[test]
    fn an_infinite_number_is_refused_among_numbers_only() {
        let many = counting(80);
        let infinite = |index, text: &str| Infinite {
            index,
            text: text.into(),
        };
        assert_eq!(column(["1", "inf", "-inf"]), Err(infinite(1, "inf")));
        let before = ["1e99"].into_iter().chain(strs(&many));
        assert_eq!(column(before), Err(infinite(0, "1e99")));
        let behind = strs(&many).chain(["", "1e99", "inf"]);
        assert_eq!(column(behind), Err(infinite(81, "1e99")));
        assert!(column(["inf", "a"]).is_ok());
        assert!(column(strs(&many).chain(["inf", "a"])).is_ok());
    }

    #[test]
    fn some_names_are_missing_among_numbers_and_categories_among_texts() {
        let numbers = column(["1", "none", "2", "none"]).unwrap();
        assert_eq!(
            numbers.cells,
            Cells::Numbers(vec![1.0, f32::NAN, 2.0, f32::NAN])
        );
        assert_eq!((numbers.distinct(), numbers.missing()), (Some(2), 2));
        let texts = column(["mild", "none", "mild"]).unwrap();
        assert_eq!((texts.distinct(), texts.missing()), (Some(2), 0));
        let alone = column(["none", "unknown", ""]).unwrap();
        assert_eq!((alone.distinct(), alone.missing()), (Some(2), 1));
        let many = counting(90);
        let column = column(["none"].into_iter().chain(strs(&many)).chain(["unknown"])).unwrap();
        assert!(matches!(&column.cells, Cells::Numbers(values) if values.len() == 92));
        assert_eq!(column.missing(), 2);
    }
}
