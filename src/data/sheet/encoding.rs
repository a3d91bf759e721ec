//! What the bytes of a file are: text in some encoding, or no text at all.

use super::error::{CsvError, CsvProblem};

/// How the characters of a file are written as bytes, by the name that browsers know it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(pub &'static str);

/// How many bytes are looked at.
pub const HEAD: usize = 65_536;

impl Encoding {
    /// That of the web, and the only one that [`CsvReader`](super::CsvReader) takes.
    pub const UTF_8: Self = Self("utf-8");
    /// That of older programs in the west, in which any bytes are text.
    pub const WINDOWS: Self = Self("windows-1252");
    /// Those that can be chosen.
    pub const ALL: [Self; 12] = [
        Self::UTF_8,
        Self::WINDOWS,
        Self("utf-16le"),
        Self("utf-16be"),
        Self("windows-1250"),
        Self("windows-1251"),
        Self("iso-8859-15"),
        Self("macintosh"),
        Self("shift_jis"),
        Self("gb18030"),
        Self("big5"),
        Self("euc-kr"),
    ];

    /// What people call it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self.0 {
            "utf-8" => "UTF-8",
            "windows-1252" => "Windows-1252 (Western)",
            "utf-16le" => "UTF-16",
            "utf-16be" => "UTF-16, big end first",
            "windows-1250" => "Windows-1250 (Central European)",
            "windows-1251" => "Windows-1251 (Cyrillic)",
            "iso-8859-15" => "ISO 8859-15 (Western)",
            "macintosh" => "Mac Roman",
            "shift_jis" => "Shift JIS (Japanese)",
            "gb18030" => "GB 18030 (Chinese)",
            "big5" => "Big5 (Chinese)",
            "euc-kr" => "EUC-KR (Korean)",
            other => other,
        }
    }

    /// The encoding of a file in which there is a byte that is not UTF-8 but not in its beginning: that,
    /// if the beginning has other characters than those of any encoding, all of them whole.
    #[must_use]
    pub fn with_strays(head: &[u8]) -> Self {
        if head.is_ascii() {
            Self::WINDOWS
        } else {
            Self::UTF_8
        }
    }

    /// The encoding of a file that begins with these bytes, by its byte order mark, its zero bytes or
    /// what is not UTF-8.
    ///
    /// # Errors
    /// When the file is known to be something else than a table in text.
    pub fn of(head: &[u8]) -> Result<Self, CsvError> {
        if let Some(kind) = other(head) {
            return Err(CsvError::at_row(1, CsvProblem::Other(kind)));
        }
        if head.starts_with(b"\xff\xfe") {
            return Ok(Self("utf-16le"));
        }
        if head.starts_with(b"\xfe\xff") {
            return Ok(Self("utf-16be"));
        }
        if let Some(at) = head.iter().position(|&byte| byte == 0) {
            let row = 1 + head[..at].iter().filter(|&&byte| byte == b'\n').count();
            return utf_16(head).ok_or(CsvError::at_row(row, CsvProblem::ZeroByte));
        }
        Ok(if is_utf_8(head) {
            Self::UTF_8
        } else {
            Self::WINDOWS
        })
    }
}

/// Whether the bytes are UTF-8, perhaps cut within a character; or mostly: a stray byte among many
/// whole characters does not make it another.
fn is_utf_8(head: &[u8]) -> bool {
    let (mut whole, mut stray) = (0, 0);
    let mut chunks = head.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut = chunks.peek().is_none() && head.len() >= HEAD;
        stray += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    stray == 0 || whole > 4 * stray
}

/// UTF-16 without a mark: of nearly all characters of a table one byte is 0.
fn utf_16(head: &[u8]) -> Option<Encoding> {
    let zeros = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    match (even * 10 > half * 7, odd * 10 > half * 7) {
        (false, true) if even == 0 => Some(Encoding("utf-16le")),
        (true, false) if odd == 0 => Some(Encoding("utf-16be")),
        _ => None,
    }
}

/// What a file is that begins as no table does.
fn other(head: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 9] = [
        (b"PK\x03\x04", "a spreadsheet or archive"),
        (b"\xd0\xcf\x11\xe0", "a spreadsheet of Excel"),
        (b"\x1f\x8b", "a compressed file"),
        (b"%PDF", "a PDF"),
        (b"$FL2", "a file of SPSS"),
        (b"{\\rtf", "a document"),
        (b"<!DOCTYPE", "a web page"),
        (b"<html", "a web page"),
        (b"<?xml", "XML"),
    ];
    let text = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let begins = |start: &[u8]| {
        text.get(..start.len())
            .is_some_and(|s| s.eq_ignore_ascii_case(start))
    };
    let known = KINDS.iter().find(|(start, _)| begins(start));
    let json = || text.starts_with(b"{\"") || text.starts_with(b"[{") || text.starts_with(b"[[");
    known
        .map(|(_, kind)| *kind)
        .or_else(|| json().then_some("JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], encoding: &str) {
        assert_eq!(
            Encoding::of(bytes),
            Ok(Encoding::ALL.into_iter().find(|e| e.0 == encoding).unwrap())
        );
    }

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn an_encoding_is_known_by_its_bytes() {
        check(b"", "utf-8");
        check(b"a,b\n1,2\n", "utf-8");
        check("größe,b\n1,2\n".as_bytes(), "utf-8");
        check(b"\xef\xbb\xbfa,b", "utf-8");
        check(b"gr\xf6\xdfe;b\n1;2\n", "windows-1252");
        check(b"a;b\n5 \x80;2\n", "windows-1252");
        for text in ["a\tb\n1\t2\n", "größe\tb\n1,5\t2\n"] {
            check(
                &utf_16(&format!("\u{feff}{text}"), u16::to_le_bytes),
                "utf-16le",
            );
            check(
                &utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes),
                "utf-16be",
            );
            check(&utf_16(text, u16::to_le_bytes), "utf-16le");
            check(&utf_16(text, u16::to_be_bytes), "utf-16be");
        }
    }

    #[test]
    fn a_character_that_is_cut_is_none_that_is_wrong() {
        let mut bytes = b"x".repeat(HEAD - 1);
        bytes.push(0xc3);
        check(&bytes, "utf-8");
        check(b"a,b\n1,\xc3", "windows-1252");
    }

    #[test]
    fn a_stray_byte_among_many_characters_is_forgiven() {
        let text = "Zoë,Łódź,größer,naïve,ça\n";
        check(&[text.as_bytes(), b"\xff\n"].concat(), "utf-8");
    }

    #[test]
    fn what_is_no_text_is_named() {
        for (bytes, message) in [
            (
                &b"PK\x03\x04\x14\0"[..],
                "row 1: expected a CSV file, found a spreadsheet or archive",
            ),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1",
                "row 1: expected a CSV file, found a spreadsheet of Excel",
            ),
            (b"%PDF-1.4\n", "row 1: expected a CSV file, found a PDF"),
            (
                b"  <HTML><table>",
                "row 1: expected a CSV file, found a web page",
            ),
            (b"{\"a\": 1}", "row 1: expected a CSV file, found JSON"),
            (
                b"a,b\n1,\0\n",
                "row 2: expected text in UTF-8, found a byte 0",
            ),
        ] {
            let error = Encoding::of(bytes).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
