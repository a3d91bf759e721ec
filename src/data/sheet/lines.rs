//! The lines of a file's beginning, and what separates their cells.

use super::{
    format::{Delimiter, Signs},
    number::{Decimal, number},
};

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
pub fn lines(text: &str, signs: Signs, whole: bool) -> Vec<Line> {
    let bytes = text.as_bytes();
    let (mut lines, mut row, mut start) = (Vec::new(), 1, 0);
    while start < bytes.len() {
        let Scan {
            end,
            next,
            cells,
            filled,
        } = scan(bytes, start, signs);
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
                comment: is_comment(&text[start..end], signs),
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
fn scan(bytes: &[u8], start: usize, signs: Signs) -> Scan {
    let spaces = signs.delimiter == Delimiter::Spaces;
    let is_between = |byte: u8| match spaces {
        true => byte == b' ' || byte == b'\t',
        false => byte == signs.byte,
    };
    let (mut cells, mut filled, mut full, mut quoted) = (usize::from(!spaces), 0, false, false);
    let mut last = b',';
    for (at, &byte) in bytes.iter().enumerate().skip(start) {
        if quoted {
            quoted = byte != signs.quote;
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
            let begins = b",;\t| ".contains(&last) || last == signs.quote || last == signs.byte;
            quoted = byte == signs.quote && begins;
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

fn is_comment(line: &str, signs: Signs) -> bool {
    let line = line.trim_start();
    let between = char::from(signs.byte);
    let mut marks = COMMENTS.iter().filter(|mark| !mark.starts_with(between));
    let mark = marks.find(|mark| line.starts_with(**mark));
    // A column may be named by the mark alone.
    mark.is_some_and(|mark| {
        signs.delimiter == Delimiter::Spaces || !line[mark.len()..].starts_with(between)
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
pub fn delimiter(text: &str, quote: u8, whole: bool) -> Delimiter {
    let lines_by = |delimiter| lines(text, Signs::of(delimiter).quoted_by(quote), whole);
    let order = [
        Delimiter::Tab,
        Delimiter::Semicolon,
        Delimiter::Comma,
        Delimiter::Pipe,
    ];
    let mut best = (0.0, Delimiter::Comma);
    for delimiter in order {
        let share = evenness(&lines_by(delimiter));
        if share > best.0 {
            best = (share, delimiter);
        }
    }
    let aligned = lines_by(Delimiter::Spaces);
    let share = evenness(&aligned);
    // Words between spaces are no table unless nothing else makes one, or these are the numbers.
    let better = || {
        let numbers = |delimiter| numbers(text, &lines_by(delimiter), Signs::of(delimiter));
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
fn numbers(text: &str, lines: &[Line], signs: Signs) -> f32 {
    let (mut numbers, mut cells) = (0, 0);
    for line in lines.iter().filter(|line| !line.comment).take(20) {
        let line = &text[line.start..line.end];
        let mut take = |cell: &str| {
            cells += 1;
            numbers += usize::from(number(cell.trim(), Decimal::Point).is_some());
        };
        if signs.delimiter == Delimiter::Spaces {
            line.split_whitespace().for_each(&mut take);
        } else {
            line.split(char::from(signs.byte)).for_each(&mut take);
        }
    }
    numbers as f32 / cells.max(1) as f32
}

/// Whether cells stand between single quotes: each that begins with one ends with one, there are some
/// in most lines, and none begins with a double one.
pub fn has_single_quotes(text: &str) -> bool {
    const LINES: usize = 50;
    let is_between = |c: char| ",;\t| ^:".contains(c);
    let (mut quoted, mut lines) = (0, 0);
    for line in text.lines().filter(|line| !line.is_empty()).take(LINES) {
        let (mut begun, mut ended, mut last) = (0, 0, ',');
        let mut signs = line.trim_end().chars().peekable();
        while let Some(sign) = signs.next() {
            if sign == '"' && is_between(last) {
                return false;
            }
            if sign == '\'' {
                begun += usize::from(is_between(last));
                ended += usize::from(signs.peek().is_none_or(|next| is_between(*next)));
            }
            last = sign;
        }
        if begun != ended {
            return false;
        }
        quoted += usize::from(begun > 0);
        lines += 1;
    }
    lines > 1 && 2 * quoted > lines
}

/// The delimiter that a first line `sep=;` names, as Excel writes it: any one sign.
pub fn named(line: &str) -> Option<Signs> {
    let line = line.trim_end_matches(['\r', '\n']).trim_matches('"');
    let key = line.get(..4).filter(|key| key.eq_ignore_ascii_case("sep="));
    let sign = key.map(|_| &line[4..])?;
    let byte = match sign.trim_end_matches(',').as_bytes() {
        // A spreadsheet that saved the table again has put commas behind it.
        [] if !sign.is_empty() => b',',
        // Tabs at the ends of lines get lost.
        [] | b"\\t" => b'\t',
        [byte] => *byte,
        _ => return None,
    };
    let delimiter = match byte {
        b',' => Delimiter::Comma,
        b';' => Delimiter::Semicolon,
        b'\t' => Delimiter::Tab,
        b'|' => Delimiter::Pipe,
        b' ' => Delimiter::Spaces,
        byte if byte.is_ascii_punctuation() && !b"\"'.-".contains(&byte) => Delimiter::Declared,
        _ => return None,
    };
    let mut signs = Signs::of(delimiter);
    if delimiter == Delimiter::Declared {
        signs.byte = byte;
    }
    Some(signs)
}
