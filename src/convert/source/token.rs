//! The words of a Python text, statement by statement.

use crate::wrong::{Fault, Place, Wrong};

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// A name or a keyword.
    Name(String),
    /// A number.
    Number(f64),
    /// A text in quotes.
    Text(String),
    /// A sign, or several that belong together.
    Sign(&'static str),
}

/// A word with its line, counted from 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The word.
    pub token: Token,
    /// Its line.
    pub line: usize,
}

/// A statement: what stands on a line, or on several within brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// How far it is set in.
    pub indent: usize,
    /// Its words, of which there is at least one.
    pub tokens: Vec<Placed>,
}

/// Signs, the longer ones first.
const SIGNS: [&str; 45] = [
    "**=", "//=", ">>=", "<<=", "...", "**", "//", "->", ":=", "==", "!=", "<=", ">=", "+=", "-=",
    "*=", "/=", "%=", "|=", "&=", "^=", "@=", "<<", ">>", "(", ")", "[", "]", "{", "}", ",", ":",
    ".", "=", "+", "-", "*", "/", "%", "@", "|", "&", "^", "<", ">",
];

/// Brackets may lie in each other so deep.
const DEPTH: usize = 64;

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    depth: usize,
    indent: usize,
    tokens: Vec<Placed>,
    statements: Vec<Statement>,
}

/// The statements of a text.
pub fn statements(text: &str) -> Result<Vec<Statement>, Fault> {
    let mut reader = Reader {
        rest: text,
        line: 1,
        depth: 0,
        indent: 0,
        tokens: Vec::new(),
        statements: Vec::new(),
    };
    reader.indent();
    while let Some(c) = reader.rest.chars().next() {
        reader.take(c)?;
    }
    reader.end();
    match reader.depth {
        0 => Ok(reader.statements),
        _ => Err(Place::Line(reader.line).fault(Wrong::Syntax)),
    }
}

impl Reader<'_> {
    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn push(&mut self, token: Token) {
        let line = self.line;
        self.tokens.push(Placed { token, line });
    }

    fn end(&mut self) {
        let tokens = std::mem::take(&mut self.tokens);
        if !tokens.is_empty() {
            let indent = self.indent;
            self.statements.push(Statement { indent, tokens });
        }
    }

    fn indent(&mut self) {
        let blank = self.rest.chars().take_while(|c| matches!(c, ' ' | '\t'));
        self.indent = blank.map(|c| if c == '\t' { 8 } else { 1 }).sum();
    }

    fn take(&mut self, c: char) -> Result<(), Fault> {
        match c {
            '\n' => self.line_end(),
            '#' => {
                let end = self.rest.find('\n').unwrap_or(self.rest.len());
                self.skip(end);
            }
            '\\' => {
                // A line that goes on in the next one.
                self.skip(1);
                let rest = self.rest.trim_start_matches([' ', '\t', '\r']);
                if let Some(rest) = rest.strip_prefix('\n') {
                    self.line += 1;
                    self.rest = rest;
                }
            }
            ';' if self.depth == 0 => {
                self.skip(1);
                self.end();
            }
            c if c.is_whitespace() => self.skip(c.len_utf8()),
            '"' | '\'' => return self.text(c),
            c if c.is_ascii_digit() => self.number(),
            '.' if self.rest[1..].starts_with(|c: char| c.is_ascii_digit()) => self.number(),
            c if c.is_alphabetic() || c == '_' => self.name(),
            _ => return self.sign(c),
        }
        Ok(())
    }

    fn line_end(&mut self) {
        self.skip(1);
        self.line += 1;
        if self.depth == 0 {
            self.end();
            self.indent();
        }
    }

    fn sign(&mut self, c: char) -> Result<(), Fault> {
        let Some(sign) = SIGNS.into_iter().find(|sign| self.rest.starts_with(sign)) else {
            // Something of a notebook, as `!pip` or `?`.
            self.push(Token::Sign("…"));
            self.skip(c.len_utf8());
            return Ok(());
        };
        match sign {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > DEPTH {
            return Err(Place::Line(self.line).fault(Wrong::Syntax));
        }
        self.push(Token::Sign(sign));
        self.skip(sign.len());
        Ok(())
    }

    fn name(&mut self) {
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let name = &self.rest[..end.unwrap_or(self.rest.len())];
        let bytes = name.len();
        // A letter before a text says how it is written.
        let is_prefix = bytes <= 2 && name.chars().all(|c| "rRbBuUfF".contains(c));
        if !(is_prefix && self.rest[bytes..].starts_with(['"', '\''])) {
            self.push(Token::Name(name.into()));
        }
        self.skip(bytes);
    }

    fn number(&mut self) {
        let mut end = 0;
        let bytes = self.rest.as_bytes();
        while let Some(&b) = bytes.get(end) {
            let after_e = end > 0 && matches!(bytes[end - 1], b'e' | b'E');
            let is_part = b.is_ascii_alphanumeric()
                || b == b'.'
                || b == b'_'
                || (after_e && matches!(b, b'+' | b'-'));
            if !is_part {
                break;
            }
            end += 1;
        }
        let digits = self.rest[..end].replace('_', "");
        let number = digits.parse().ok().filter(|n: &f64| n.is_finite());
        // Hexadecimal numbers and the like are none that layers have.
        self.push(number.map_or(Token::Sign("…"), Token::Number));
        self.skip(end);
    }

    fn text(&mut self, quote: char) -> Result<(), Fault> {
        let triple = ["\"\"\"", "'''"];
        let triple = triple
            .into_iter()
            .find(|triple| self.rest.starts_with(triple));
        let single = if quote == '"' { "\"" } else { "'" };
        let end = triple.unwrap_or(single);
        let (line, mut lines) = (self.line, 0);
        let mut text = String::new();
        self.skip(end.len());
        loop {
            if self.rest.starts_with(end) {
                break self.skip(end.len());
            }
            let Some(c) = self
                .rest
                .chars()
                .next()
                .filter(|c| triple.is_some() || *c != '\n')
            else {
                return Err(Place::Line(line).fault(Wrong::Syntax));
            };
            self.skip(c.len_utf8());
            match (c, self.rest.chars().next()) {
                ('\\', Some(next)) => {
                    lines += usize::from(next == '\n');
                    text.push(next);
                    self.skip(next.len_utf8());
                }
                _ => {
                    lines += usize::from(c == '\n');
                    text.push(c);
                }
            }
        }
        self.push(Token::Text(text));
        self.line += lines;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_go_on_within_brackets_and_keep_their_lines() {
        let text = "# a model\nm = f(1,\n  'a b', # hm\n  2e-3)\n\n  x.y; z \\\n = 0.5\n";
        let read = statements(text).unwrap();
        let lines: Vec<Vec<usize>> = read
            .iter()
            .map(|s| s.tokens.iter().map(|t| t.line).collect())
            .collect();
        assert_eq!(
            lines,
            [
                vec![2, 2, 2, 2, 2, 2, 3, 3, 4, 4],
                vec![6, 6, 6],
                vec![6, 7, 7]
            ]
        );
        assert_eq!(read[0].tokens[8].token, Token::Number(0.002));
        assert_eq!((read[0].indent, read[1].indent), (0, 2));
    }

    #[test]
    fn texts_that_do_not_end_are_named() {
        let fault = statements("a = 1\nb = 'x\n").unwrap_err();
        assert_eq!(fault.place, Place::Line(2));
        assert!(statements("f(").is_err());
    }
}
