//! The lines of a file's beginning, and what separates their cells.

use super::{
    format::Delimiter,
    number::{Decimal, number},
};
use crate::nn::Named;

/// A line with something in it, as a delimiter splits it. One that a quote goes on beyond counts as one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Where it begins and ends.
    pub start: usize,
    /// Behind its last byte.
    pub end: usize,
    /// Its number; the file's first is 1.
    pub row: usize,
    /// How many cells it has.
    pub cells: usize,
    /// How many of them hold something.
    pub filled: usize,
    /// Whether it begins as a comment does.
    pub comment: bool,
}

/// The marks that begin a comment.
pub const COMMENTS: [&str; 3] = ["#", "%", "//"];

/// The lines of a text that are not empty. Of a text that goes on the last one is left out.
pub fn lines(text: &str, delimiter: Delimiter, whole: bool) -> Vec<Line> {
    let bytes = text.as_bytes();
    let (mut lines, mut row, mut start) = (Vec::new(), 1, 0);
    while start < bytes.len() {
        let Scan {
            end,
            next,
            cells,
            filled,
        } = scan(bytes, start, delimiter);
        if next.is_none() && !whole {
            break;
        }
        if filled > 0 {
            lines.push(Line {
                start,
                end,
                row,
                cells,
                filled,
                comment: is_comment(&text[start..end], delimiter),
            });
        }
        row += 1;
        start = next.unwrap_or(bytes.len());
    }
    lines
}

/// What a line is found to be.
struct Scan {
    end: usize,
    /// Where the next begins, if this one has an end.
    next: Option<usize>,
    cells: usize,
    filled: usize,
}

/// Reads a line. A quote opens where a cell may begin, whatever separates cells.
fn scan(bytes: &[u8], start: usize, delimiter: Delimiter) -> Scan {
    let spaces = delimiter == Delimiter::Spaces;
    let is_between = |byte: u8| match spaces {
        true => byte == b' ' || byte == b'\t',
        false => byte == delimiter.byte(),
    };
    let (mut cells, mut filled, mut full, mut quoted) = (usize::from(!spaces), 0, false, false);
    let mut last = b',';
    for (at, &byte) in bytes.iter().enumerate().skip(start) {
        if quoted {
            quoted = byte != b'"';
        } else if byte == b'\n' || byte == b'\r' {
            let pair = bytes[at..].starts_with(b"\r\n");
            let cells = cells.max(filled);
            return Scan {
                end: at,
                next: Some(at + 1 + usize::from(pair)),
                cells,
                filled,
            };
        } else if is_between(byte) {
            cells += usize::from(!spaces);
            full = false;
        } else {
            quoted = byte == b'"' && b",;\t| \"".contains(&last);
            filled += usize::from(!full && byte != b' ');
            full |= byte != b' ';
        }
        last = byte;
    }
    Scan {
        end: bytes.len(),
        next: None,
        cells: cells.max(filled),
        filled,
    }
}

fn is_comment(line: &str, delimiter: Delimiter) -> bool {
    let line = line.trim_start();
    let mark = COMMENTS.iter().find(|mark| line.starts_with(**mark));
    // A column may be named by the mark alone.
    mark.is_some_and(|mark| {
        delimiter == Delimiter::Spaces
            || !line[mark.len()..].starts_with(char::from(delimiter.byte()))
    })
}

/// How many cells most lines have, if these are more than one; of several numbers the first.
pub fn width(lines: &[Line]) -> Option<usize> {
    let counts = || {
        lines
            .iter()
            .filter(|line| !line.comment)
            .map(|line| line.cells)
    };
    let times = |cells: usize| counts().filter(|&count| count == cells).count();
    let mut widths: Vec<(usize, usize)> = Vec::new();
    for cells in counts().filter(|&cells| cells > 1) {
        if !widths.iter().any(|(width, _)| *width == cells) {
            widths.push((cells, times(cells)));
        }
    }
    widths
        .into_iter()
        .rev()
        .max_by_key(|(_, times)| *times)
        .map(|(width, _)| width)
}

/// The delimiter that makes the evenest rows. Where it is a semicolon or tab, a comma may begin the
/// decimals; so these come first when several are as good.
pub fn delimiter(text: &str, whole: bool) -> Delimiter {
    let order = [
        Delimiter::Tab,
        Delimiter::Semicolon,
        Delimiter::Comma,
        Delimiter::Pipe,
    ];
    let mut best = (0.0, Delimiter::Comma);
    for delimiter in order {
        let share = evenness(&lines(text, delimiter, whole));
        if share > best.0 {
            best = (share, delimiter);
        }
    }
    let aligned = lines(text, Delimiter::Spaces, whole);
    let share = evenness(&aligned);
    // Words between spaces are no table unless nothing else makes one, or these are the numbers.
    let better = || {
        let numbers = |delimiter| numbers(text, &lines(text, delimiter, whole), delimiter);
        best.0 < EVEN || share >= best.0 && numbers(Delimiter::Spaces) > 1.2 * numbers(best.1)
    };
    if share >= EVEN && aligned.len() > 1 && better() {
        Delimiter::Spaces
    } else {
        best.1
    }
}

/// The share of lines that is enough for a table.
const EVEN: f32 = 0.6;

/// The share of lines that have as many cells as most.
fn evenness(lines: &[Line]) -> f32 {
    let rows = || lines.iter().filter(|line| !line.comment);
    let even = |width| rows().filter(|line| line.cells == width).count() as f32;
    width(lines).map_or(0.0, |width| even(width) / rows().count() as f32)
}

/// The share of cells that are numbers, in the first lines.
fn numbers(text: &str, lines: &[Line], delimiter: Delimiter) -> f32 {
    let (mut numbers, mut cells) = (0, 0);
    for line in lines.iter().filter(|line| !line.comment).take(20) {
        let line = &text[line.start..line.end];
        let mut take = |cell: &str| {
            cells += 1;
            numbers += usize::from(number(cell.trim(), Decimal::Point).is_some());
        };
        match delimiter {
            Delimiter::Spaces => line.split_whitespace().for_each(&mut take),
            Delimiter::Comma | Delimiter::Semicolon | Delimiter::Tab | Delimiter::Pipe => {
                line.split(char::from(delimiter.byte())).for_each(&mut take)
            }
        }
    }
    numbers as f32 / cells.max(1) as f32
}

/// The delimiter that a first line `sep=;` names, as Excel writes it.
pub fn named(line: &str) -> Option<Delimiter> {
    let line = line.trim().trim_matches('"');
    let sign = line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep="));
    let sign = sign.map(|_| &line[4..])?;
    let of = |d: &Delimiter| sign.as_bytes() == [d.byte()] || sign == "\\t" && *d == Delimiter::Tab;
    let found = Delimiter::ALL.iter().copied().find(of);
    // The tab at the end of the line is trimmed with it.
    found.or_else(|| sign.is_empty().then_some(Delimiter::Tab))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_that_of_even_rows() {
        use Delimiter::{Comma, Pipe, Semicolon, Spaces, Tab};
        for (text, expected) in [
            ("a,b\n1,2\n", Comma),
            ("a;b\n1;2\n", Semicolon),
            ("a\tb\n1\t2\n", Tab),
            ("a|b\n1|2\n", Pipe),
            ("a b\n1 2\n", Spaces),
            ("a   b\n 1  2\n10  3\n", Spaces),
            ("1.5\t\t2\n1.5\t2\n1\t2\n1\t2\n1\t\t2\n1\t\t2\n", Spaces),
            ("1,5  2,5\n3,5  4,5\n", Spaces),
            ("a;b", Semicolon),
            ("1,5;2,5\n3,5;4,5\n", Semicolon),
            ("width, cm;height, cm\n1,5;2,5\n", Semicolon),
            ("width, cm\theight\n1,5\t2\n", Tab),
            ("\"a;b\",c\n\"d;e\",f\n", Comma),
            ("c,\"a;b\"\nf,\"d;e\"\n", Comma),
            ("a;b\n\n1,5;2\n  \n3,5;4\n", Semicolon),
            ("name,note\nx,\"1;2\n3;4\"\n", Comma),
            ("a;b,c\nd,e\n", Comma),
            ("a,b,c\n1,2\n", Comma),
            ("a;b;c\n1;2\n", Semicolon),
            (
                "Station Berlin\ntime;t\n2024-01-01 10:00;5\n2024-01-01 11:00;6\n",
                Semicolon,
            ),
            ("# one, two; three\na;b\n1;2\n", Semicolon),
            ("a, b, c\n1, 2, 3\n4, 5, 6\n", Comma),
            ("size,note\n5\" pipe,1\n6\" pipe,2\n", Comma),
            ("a\n1\n2\n", Comma),
            ("sepal length\n5.1\n4.9\n", Comma),
        ] {
            assert_eq!(delimiter(text, true), expected, "{text}");
        }
    }

    #[test]
    fn excel_names_its_delimiter() {
        for (line, expected) in [
            ("sep=;", Some(Delimiter::Semicolon)),
            ("SEP=,", Some(Delimiter::Comma)),
            ("\"sep=;\"", Some(Delimiter::Semicolon)),
            ("sep=\t", Some(Delimiter::Tab)),
            ("sep=|", Some(Delimiter::Pipe)),
            ("sep=x", None),
            ("separator", None),
            ("a;b", None),
            ("é", None),
        ] {
            assert_eq!(named(line), expected, "{line}");
        }
    }

    #[test]
    fn lines_are_counted_with_their_cells() {
        let text = "\n# note\r\n\r\na,\"b\nc\",\n , \n1,2";
        let of = |whole| -> Vec<_> {
            let lines = lines(text, Delimiter::Comma, whole);
            lines
                .iter()
                .map(|l| (l.row, l.cells, l.filled, l.comment))
                .collect()
        };
        assert_eq!(
            of(true),
            [(2, 1, 1, true), (4, 3, 2, false), (6, 2, 2, false)]
        );
        assert_eq!(of(false).len(), 2);
    }

    #[test]
    fn a_name_may_be_a_mark() {
        let comments = |text, delimiter| -> Vec<bool> {
            lines(text, delimiter, true)
                .iter()
                .map(|line| line.comment)
                .collect()
        };
        assert_eq!(comments("#,a\n#1,2\n", Delimiter::Comma), [false, true]);
        assert_eq!(comments("# a b\n1 2\n", Delimiter::Spaces), [true, false]);
    }
}
