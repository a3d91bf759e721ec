//! Whether the first row of a table holds names.

use super::{
    date::{Order, moment},
    format::Header,
    missing::is_missing,
    number::{Decimal, number},
};

/// A cell of the first rows.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What is in it, without the spaces around.
    pub text: String,
    /// Whether it was in quotes.
    pub quoted: bool,
}

/// Whether a text is a number or a date.
pub fn is_value(text: &str) -> bool {
    number(text, Decimal::Point).is_some() || is_date(text)
}

fn is_date(text: &str) -> bool {
    moment(text, Order::Day)
        .or_else(|| moment(text, Order::Month))
        .is_some()
}

/// Guesses what the first row holds, by what is below it.
pub fn guess(top: &[Cell], body: &[Vec<Cell>]) -> Header {
    if let Some((units, body)) = body.split_first()
        && has_names(top, body)
        && are_units(units, body)
    {
        return Header::Units;
    }
    if has_names(top, body) {
        Header::Names
    } else {
        Header::Values
    }
}

/// Names with their units behind them.
pub fn with_units(top: &[Cell], units: Option<&Vec<Cell>>) -> Vec<String> {
    let unit = |at: usize| {
        let unit = units
            .and_then(|units| units.get(at))
            .map_or("", |cell| &cell.text);
        unit.trim_matches(['[', ']', '(', ')'])
    };
    let name = |(at, cell): (usize, &Cell)| match unit(at) {
        "" | "-" => cell.text.clone(),
        unit if cell.text.is_empty() => unit.into(),
        unit => format!("{} [{unit}]", cell.text),
    };
    top.iter().enumerate().map(name).collect()
}

/// What a column below the first row holds.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Nothing,
    Values,
    Texts,
}

fn kind(body: &[Vec<Cell>], at: usize) -> Kind {
    let cells = || {
        let cells = body.iter().filter_map(|row| row.get(at));
        cells.filter(|cell| !is_missing(&cell.text))
    };
    if cells().next().is_none() {
        Kind::Nothing
    } else if cells().all(|cell| is_value(&cell.text)) {
        Kind::Values
    } else {
        Kind::Texts
    }
}

/// Votes of the columns on whether the first row holds names.
fn has_names(top: &[Cell], body: &[Vec<Cell>]) -> bool {
    let filled = || top.iter().filter(|cell| !cell.text.is_empty());
    if body.is_empty() {
        return !(filled().any(|c| is_value(&c.text))
            && top
                .iter()
                .all(|c| is_value(&c.text) || !c.text.is_empty() && is_missing(&c.text)));
    }
    let (mut names, mut values) = (0, 0);
    for (at, cell) in top
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.text.is_empty())
    {
        let below = || body.iter().filter_map(|row| row.get(at));
        match kind(body, at) {
            Kind::Values if is_value(&cell.text) => {
                // Some programs put texts in quotes, and so names, but no numbers.
                let told = cell.quoted && !below().any(|cell| cell.quoted);
                *if told { &mut names } else { &mut values } += 1;
            }
            Kind::Values if !is_missing(&cell.text) => names += 1,
            Kind::Texts if below().any(|other| other.text == cell.text) => values += 1,
            Kind::Nothing | Kind::Values | Kind::Texts => {}
        }
    }
    match (names, values) {
        (_, 0) => true,
        (0, _) => counts_on(top, body),
        // One odd value among many numbers makes no names.
        (names, values) => values <= 2 * names || counts_on(top, body),
    }
}

/// Whether numbers of the first row count on, as years do and the numbers of columns without names.
fn counts_on(top: &[Cell], body: &[Vec<Cell>]) -> bool {
    let numbers: Vec<f32> = top
        .iter()
        .filter_map(|cell| number(&cell.text, Decimal::Point))
        .map(|number| number.value)
        .collect();
    let is_year = |number: &f32| (1000.0..3000.0).contains(number);
    let [first, second, ..] = numbers[..] else {
        return false;
    };
    let step = second - first;
    let even = numbers.windows(2).all(|pair| pair[1] - pair[0] == step);
    let whole = step > 0.0 && numbers.iter().all(|number| number.fract() == 0.0);
    let years = numbers.iter().all(is_year) && (numbers.len() > 2 || numbers.len() < top.len());
    let below = body
        .iter()
        .flatten()
        .filter_map(|cell| number(&cell.text, Decimal::Point));
    let others = !below
        .map(|number| number.value)
        .all(|value| is_year(&value));
    let numbered = top[0].text.is_empty() && step == 1.0 && (first == 0.0 || first == 1.0);
    even && whole && (numbered || years && others)
}

/// Whether the second row holds units: texts alone, above numbers.
fn are_units(units: &[Cell], body: &[Vec<Cell>]) -> bool {
    let filled = || {
        units
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.text.is_empty())
    };
    let is_text = |text: &str| !is_value(text) && text.len() <= 24;
    let above_numbers =
        |(at, cell): (usize, &Cell)| kind(body, at) == Kind::Values && !is_missing(&cell.text);
    filled().all(|(_, cell)| is_text(&cell.text)) && filled().any(above_numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Header {
        let cell = |cell: &str| Cell {
            text: cell.trim_matches('"').into(),
            quoted: cell.starts_with('"'),
        };
        let rows: Vec<Vec<Cell>> = text
            .lines()
            .map(|line| line.split(',').map(cell).collect())
            .collect();
        guess(&rows[0], &rows[1..])
    }

    #[test]
    fn names_are_told_from_values() {
        for text in [
            "a,b\n1,2\n3,4",
            "1,b\n3,4\n5,6",
            ",0,1\n0,1,2\n1,5,7",
            "NA,?\n3,4",
            "a,b",
            "country,2019,2020\nA,5,6\nB,7,8",
            "2018,2019,2020\n5,6,8\n7,8,1",
            "country,1952,1957,1962\nA,5,6,1\nB,7,8,2",
            "\"2019\",\"2020\"\n5,6\n7,8",
            "name,kind\nx,a\ny,b\nz,a",
            "id,species\nA,x\nB,y\nC,x",
            "a,,c\n1,2,3\n4,5,6",
            "date,v\n2024-01-01,5\n2024-01-02,6",
        ] {
            assert_eq!(of(text), Header::Names, "{text}");
        }
    }

    #[test]
    fn values_are_told_from_names() {
        for text in [
            "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n6,3,5,2,Iris-virginica",
            "1,2\n3,4",
            "1,2",
            "1,NA,3\n3,4,5",
            "39,State-gov,Bachelors\n50,Private,Bachelors\n38,Private,HS-grad",
            "p,x,s\ne,x,s\np,b,y\ne,x,s",
            "M,0.455,0.365,15\nM,0.35,0.265,7\nF,0.53,0.42,9",
            "2024-01-01,5\n2024-01-02,6",
            "?,5.1,1\n3,4.9,0\n4,3,1",
            "1999,2000\n2001,2004\n2003,2005",
            ",5.1,1\n3,4.9,0\n4,3,1",
        ] {
            assert_eq!(of(text), Header::Values, "{text}");
        }
    }

    #[test]
    fn units_stand_below_names() {
        for text in [
            "time,t,wind\ns,°C,m/s\n1,20.5,3\n2,20.7,4",
            "time,t\n,[°C]\n1,20.5\n2,20.7",
            "date,t\nyyyy-mm-dd,°C\n2024-01-01,20.5\n2024-01-02,20.7",
        ] {
            assert_eq!(of(text), Header::Units, "{text}");
        }
        for text in ["a,b\nx,NA\ny,5\nz,6", "a,b\nx,y\nz,y", "a,b\nx,1\ny,5"] {
            assert_eq!(of(text), Header::Names, "{text}");
        }
    }
}
