//! What the first bytes of a file tell: whether it is text, and what separates its cells.

use super::error::{CsvError, CsvProblem};

/// How many bytes are looked at.
pub const LENGTH: usize = 8192;

/// Holds the first bytes against those of other files, and counts those of the byte order mark.
///
/// # Errors
/// Says what the file is, or that it is none of text.
pub fn byte_order_mark(head: &[u8]) -> Result<usize, CsvError> {
    if head.starts_with(b"PK\x03\x04") {
        return Err(CsvError::at_row(1, CsvProblem::Archive));
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(CsvError::at_row(1, CsvProblem::Utf16));
    }
    if let Some(place) = head.iter().position(|&byte| byte == 0) {
        let row = 1 + head[..place].iter().filter(|&&byte| byte == b'\n').count();
        return Err(CsvError::at_row(row, CsvProblem::ZeroByte));
    }
    let mark = b"\xef\xbb\xbf";
    Ok(if head.starts_with(mark) {
        mark.len()
    } else {
        0
    })
}

/// The byte between cells. Where it is a semicolon or tab, a comma may begin the decimals; so these
/// come first when several would give even rows.
pub fn delimiter(head: &[u8]) -> u8 {
    let shapes = [b'\t', b';', b','].map(|delimiter| (delimiter, shape(head, delimiter)));
    let even = shapes
        .into_iter()
        .find(|(_, shape)| shape.even && shape.cells > 1);
    let widest = || shapes.into_iter().rev().max_by_key(|(_, s)| s.cells);
    even.or_else(widest)
        .map_or(b',', |(delimiter, _)| delimiter)
}

/// What a delimiter makes of the first rows.
#[derive(Clone, Copy)]
struct Shape {
    /// Cells of the first row.
    cells: usize,
    /// Whether every whole row has as many.
    even: bool,
}

/// Any quote begins or ends quoted text here, wherever in a cell it stands, because where cells begin
/// depends on the delimiter that is sought.
fn shape(head: &[u8], delimiter: u8) -> Shape {
    let (mut first, mut even) = (None, true);
    let (mut cells, mut blank, mut quoted) = (1, true, false);
    for &byte in head {
        quoted ^= byte == b'"';
        if !quoted && (byte == b'\n' || byte == b'\r') {
            even &= blank || *first.get_or_insert(cells) == cells;
            (cells, blank) = (1, true);
        } else {
            cells += usize::from(!quoted && byte == delimiter);
            blank &= byte == b' ';
        }
    }
    Shape {
        cells: first.unwrap_or(cells),
        even,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_that_of_even_rows() {
        for (text, expected) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1;2\n", b';'),
            ("a\tb\n1\t2\n", b'\t'),
            ("a;b", b';'),
            ("1,5;2,5\n3,5;4,5\n", b';'),
            ("width, cm;height, cm\n1,5;2,5\n", b';'),
            ("width, cm\theight\n1,5\t2\n", b'\t'),
            ("\"a;b\",c\n\"d;e\",f\n", b','),
            ("c,\"a;b\"\nf,\"d;e\"\n", b','),
            ("a;b\n\n1,5;2\n  \n3,5;4\n", b';'),
            ("name,note\nx,\"1;2\n3;4\"\n", b','),
            ("a;b,c\nd,e\n", b','),
            ("a,b,c\n1,2\n", b','),
            ("a;b;c\n1;2\n", b';'),
        ] {
            assert_eq!(delimiter(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn only_a_whole_mark_is_one() {
        assert_eq!(byte_order_mark(b"\xef\xbb\xbfa,b"), Ok(3));
        assert_eq!(byte_order_mark(b"\xef\xbb"), Ok(0));
        assert_eq!(byte_order_mark(b""), Ok(0));
    }
}
