//! What a line of Python is made of, for colours.

/// A kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// Names, signs and spaces.
    Plain,
    /// What Python keeps for itself.
    Keyword,
    /// A text between quotes.
    Text,
    /// A number.
    Number,
    /// What is said to the reader.
    Comment,
}

const KEYWORDS: &[&str] = &[
    "import", "from", "as", "def", "class", "return", "for", "in", "if", "else", "elif", "while",
    "with", "break", "continue", "lambda", "global", "and", "or", "not", "is", "None", "True",
    "False", "self", "super", "print", "range",
];

/// A line cut where its kinds change. `quoted` says whether it begins within a text of three quotes, and then
/// whether the next one does.
#[must_use]
pub fn tokens<'a>(line: &'a str, quoted: &mut bool) -> Vec<(Token, &'a str)> {
    let mut tokens: Vec<(Token, &str)> = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (token, length) = next(rest, quoted);
        let (text, after) = rest.split_at(length);
        rest = after;
        match tokens.last_mut() {
            Some((last, whole)) if *last == token && token == Token::Plain => {
                let end = line.len() - rest.len();
                *whole = &line[end - text.len() - whole.len()..end];
            }
            _ => tokens.push((token, text)),
        }
    }
    tokens
}

/// The kind of what comes first, and its length.
fn next(rest: &str, quoted: &mut bool) -> (Token, usize) {
    const QUOTES: &str = "\"\"\"";
    if *quoted {
        return match rest.find(QUOTES) {
            Some(end) => {
                *quoted = false;
                (Token::Text, end + QUOTES.len())
            }
            None => (Token::Text, rest.len()),
        };
    }
    if let Some(text) = rest.strip_prefix(QUOTES) {
        return match text.find(QUOTES) {
            Some(end) => (Token::Text, end + 2 * QUOTES.len()),
            None => {
                *quoted = true;
                (Token::Text, rest.len())
            }
        };
    }
    let while_it = |so: fn(char) -> bool| rest.find(|c| !so(c)).unwrap_or(rest.len());
    match rest.chars().next() {
        Some('#') => (Token::Comment, rest.len()),
        Some('"') => (Token::Text, end_of_text(rest)),
        Some(c) if c.is_ascii_digit() => (Token::Number, number(rest)),
        Some(c) if c.is_alphabetic() || c == '_' => {
            let length = while_it(|c| c.is_alphanumeric() || c == '_');
            let is_keyword = KEYWORDS.contains(&&rest[..length]);
            (
                if is_keyword {
                    Token::Keyword
                } else {
                    Token::Plain
                },
                length,
            )
        }
        Some(c) => (Token::Plain, c.len_utf8()),
        None => (Token::Plain, 0),
    }
}

/// Where a text ends that begins here.
fn end_of_text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    rest.len()
}

/// Where a number ends that begins here.
fn number(rest: &str) -> usize {
    let mut last = ' ';
    for (at, c) in rest.char_indices() {
        let is_sign = c == '-' && last == 'e';
        if !(c.is_ascii_alphanumeric() || c == '.' || c == '_' || is_sign) {
            return at;
        }
        last = c;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(line: &str) -> Vec<(Token, &str)> {
        let mut quoted = false;
        tokens(line, &mut quoted)
    }

    #[test]
    fn a_line_is_cut_by_kinds() {
        use Token::{Comment, Keyword, Number, Plain, Text};
        assert_eq!(
            kinds("for x1 in f(\"a \\\" b\", 1e-7):  # so"),
            [
                (Keyword, "for"),
                (Plain, " x1 "),
                (Keyword, "in"),
                (Plain, " f("),
                (Text, "\"a \\\" b\""),
                (Plain, ", "),
                (Number, "1e-7"),
                (Plain, "):  "),
                (Comment, "# so"),
            ]
        );
    }

    #[test]
    fn texts_go_on_over_lines() {
        let mut quoted = false;
        assert_eq!(
            tokens("\"\"\"One", &mut quoted),
            [(Token::Text, "\"\"\"One")]
        );
        assert!(quoted);
        assert_eq!(tokens("# two", &mut quoted), [(Token::Text, "# two")]);
        let end = tokens("three\"\"\" + x", &mut quoted);
        assert_eq!(end, [(Token::Text, "three\"\"\""), (Token::Plain, " + x")]);
        assert!(!quoted);
        assert_eq!(kinds("\"\"\"a\"\"\" 1")[0], (Token::Text, "\"\"\"a\"\"\""));
    }

    #[test]
    fn nothing_is_lost() {
        for line in ["", "é = 'x' ≥ 2.5", "   _a1 + 0x6F72", "\"open", "π\"\"\""] {
            let text: String = kinds(line).iter().map(|(_, text)| *text).collect();
            assert_eq!(text, line);
        }
    }
}
