//! What kind of values a column holds, found while its cells come in.

use std::mem;

use super::{
    cell::{held, is_missing, number},
    column::{Cells, Column, MAX_LEVELS, NO_LEVEL, Texts, written},
};

/// A column of which more cells may come.
#[derive(Clone, Debug)]
pub struct ColumnBuilder {
    pub name: String,
    decimal_comma: bool,
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
}

/// One of few different values. Numbers are the same if they are equal, however they are written.
#[derive(Clone, Debug)]
struct Level {
    text: String,
    number: Option<f32>,
}

/// A number without bounds, where there may be none.
#[derive(Clone, Debug, PartialEq)]
pub struct Infinite {
    /// The index of its cell.
    pub index: usize,
    /// How it is written.
    pub text: String,
}

impl ColumnBuilder {
    /// A column without cells.
    pub fn new(name: String, decimal_comma: bool) -> Self {
        Self {
            name,
            decimal_comma,
            stage: Stage::Few {
                levels: Vec::new(),
                codes: Vec::new(),
            },
        }
    }

    /// Adds a trimmed cell.
    pub fn push(&mut self, cell: &str) {
        match &mut self.stage {
            Stage::Few { levels, codes } => {
                let code = if is_missing(cell) {
                    Some(NO_LEVEL)
                } else {
                    code(levels, cell, self.decimal_comma)
                };
                match code {
                    Some(code) => codes.push(code),
                    None => self.leave_few(cell),
                }
            }
            Stage::Numbers { values, infinite } => match number(cell, self.decimal_comma) {
                Some(value) => {
                    if value.is_infinite() && infinite.is_none() {
                        *infinite = Some(Infinite {
                            index: values.len(),
                            text: cell.into(),
                        });
                    }
                    values.push(value);
                }
                None if is_missing(cell) => values.push(f32::NAN),
                None => self.leave_numbers(cell),
            },
            Stage::Text { texts, .. } if is_missing(cell) => texts.push(""),
            Stage::Text { texts, .. } => texts.push(&held(cell, self.decimal_comma)),
        }
    }

    /// The column with all its cells.
    ///
    /// # Errors
    /// The first number of a column of numbers that is infinite.
    pub fn finish(self) -> Result<Column, Infinite> {
        let (cells, distinct) = match self.stage {
            Stage::Few { levels, codes } => {
                let distinct = levels.len();
                (few(levels, codes)?, Some(distinct))
            }
            Stage::Numbers { values, infinite } => match infinite {
                None => (Cells::Numbers(values), None),
                Some(infinite) => return Err(infinite),
            },
            Stage::Text { texts, first_bad } => (Cells::Text { texts, first_bad }, None),
        };
        Ok(Column::new(self.name, cells, distinct))
    }

    /// There are too many different values for categories.
    fn leave_few(&mut self, cell: &str) {
        let Stage::Few { levels, codes } = &mut self.stage else {
            return;
        };
        let (levels, codes) = (mem::take(levels), mem::take(codes));
        self.stage = match first_text(&levels, &codes) {
            None => Stage::Numbers {
                infinite: first_infinite(&levels, &codes),
                values: values(&levels, &codes),
            },
            Some(first_bad) => Stage::Text {
                texts: codes.iter().map(|&code| text(&levels, code)).collect(),
                first_bad,
            },
        };
        self.push(cell);
    }

    /// There is a text among many numbers.
    fn leave_numbers(&mut self, cell: &str) {
        let Stage::Numbers { values, .. } = &mut self.stage else {
            return;
        };
        let values = mem::take(values);
        self.stage = Stage::Text {
            first_bad: values.len(),
            texts: values.into_iter().map(written).collect(),
        };
        self.push(cell);
    }
}

/// The code of a value, of a new one too; none if there are too many.
fn code(levels: &mut Vec<Level>, cell: &str, decimal_comma: bool) -> Option<u16> {
    let known = levels.iter().position(|level| level.text == cell);
    let place = known.or_else(|| {
        let number = number(cell, decimal_comma);
        let equal = |level: &Level| level.number.is_some() && level.number == number;
        let known = levels.iter().position(equal);
        if known.is_none() && levels.len() < MAX_LEVELS {
            let text = held(cell, decimal_comma).into_owned();
            levels.push(Level { text, number });
            return Some(levels.len() - 1);
        }
        known
    });
    place.map(|place| place as u16)
}

fn few(levels: Vec<Level>, codes: Vec<u16>) -> Result<Cells, Infinite> {
    if levels.iter().any(|level| level.number.is_none()) {
        let levels = levels.into_iter().map(|level| level.text).collect();
        return Ok(Cells::Categories { levels, codes });
    }
    match first_infinite(&levels, &codes) {
        None => Ok(Cells::Numbers(values(&levels, &codes))),
        Some(infinite) => Err(infinite),
    }
}

fn level(levels: &[Level], code: u16) -> Option<&Level> {
    levels.get(usize::from(code))
}

fn text(levels: &[Level], code: u16) -> &str {
    level(levels, code).map_or("", |level| &level.text)
}

fn values(levels: &[Level], codes: &[u16]) -> Vec<f32> {
    let value = |&code| level(levels, code).and_then(|level| level.number);
    codes
        .iter()
        .map(|code| value(code).unwrap_or(f32::NAN))
        .collect()
}

fn first_text(levels: &[Level], codes: &[u16]) -> Option<usize> {
    let is_text = |&code: &u16| level(levels, code).is_some_and(|level| level.number.is_none());
    codes.iter().position(is_text)
}

fn first_infinite(levels: &[Level], codes: &[u16]) -> Option<Infinite> {
    let is_infinite = |&code: &u16| {
        let number = level(levels, code).and_then(|level| level.number);
        number.is_some_and(f32::is_infinite)
    };
    let index = codes.iter().position(is_infinite)?;
    let text = text(levels, codes[index]).into();
    Some(Infinite { index, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column<'a>(cells: impl IntoIterator<Item = &'a str>) -> Result<Column, Infinite> {
        let mut builder = ColumnBuilder::new("c".into(), true);
        for cell in cells {
            builder.push(cell);
        }
        builder.finish()
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
}
