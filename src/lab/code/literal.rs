//! Numbers, texts and lists as Python writes them.

/// How wide a line of a list is, about.
const WIDTH: usize = 80;

/// A number, in its shortest digits.
pub(super) fn number(value: f32) -> String {
    let size = value.abs();
    match size {
        _ if value.is_nan() => "float(\"nan\")".into(),
        f32::INFINITY => format!("float(\"{}\")", if value > 0.0 { "inf" } else { "-inf" }),
        _ if size == 0.0 || (1e-4..1e9).contains(&size) => value.to_string(),
        _ => format!("{value:e}"),
    }
}

/// A number that is seen to be none that counts.
pub(super) fn real(value: f32) -> String {
    let mut text = number(value);
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        text += ".0";
    }
    text
}

/// A text between quotes.
pub(super) fn text(value: &str) -> String {
    let mut text = String::from("\"");
    escape(value, &mut text);
    text.push('"');
    text
}

/// Adds a text as it stands between quotes, in one line.
fn escape(value: &str, text: &mut String) {
    for c in value.chars() {
        match c {
            '\\' | '"' => {
                text.push('\\');
                text.push(c);
            }
            '\n' => text.push_str("\\n"),
            _ if c.is_control() => text.push_str(&format!("\\x{:02x}", c as u32)),
            _ => text.push(c),
        }
    }
}

/// A line of a text between three quotes.
pub(super) fn line(value: &str) -> String {
    let mut text = String::new();
    escape(value, &mut text);
    text
}

/// Texts in a list.
pub(super) fn texts<'a>(values: impl Iterator<Item = &'a str>) -> String {
    list(&values.map(text).collect::<Vec<_>>())
}

/// Numbers in a list.
pub(super) fn numbers(values: &[f32]) -> String {
    list(
        &values
            .iter()
            .map(|&value| number(value))
            .collect::<Vec<_>>(),
    )
}

/// What is written already in a list.
pub(super) fn list(values: &[String]) -> String {
    format!("[{}]", values.join(", "))
}

/// A text of words in lines.
pub(super) fn paragraph(words: &str) -> String {
    let (mut text, mut width) = (String::new(), 0);
    for word in words.split(' ') {
        let begins = text.is_empty() || width + word.len() > WIDTH - 8;
        if begins {
            width = 0;
        }
        if !text.is_empty() {
            text.push(if begins { '\n' } else { ' ' });
        }
        text.push_str(word);
        width += word.len() + 1;
    }
    text
}

/// Rows of a list, several in a line as they fit, each with a comma after it.
pub(super) fn wrapped(rows: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for row in rows {
        match lines.last_mut() {
            Some(last) if last.len() + row.len() < WIDTH => {
                last.push(' ');
                last.push_str(&row);
            }
            _ => lines.push(format!("    {row}")),
        }
        if let Some(last) = lines.last_mut() {
            last.push(',');
        }
    }
    lines
}

/// Bytes in lines of base64.
pub(super) fn packed(bytes: &[u8]) -> Vec<String> {
    use base64::prelude::{BASE64_STANDARD, Engine};
    // Four letters have three bytes.
    let lines = bytes.chunks(WIDTH / 4 * 3);
    lines.map(|line| BASE64_STANDARD.encode(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for (value, want) in [
            (0.03, "0.03"),
            (-2.0, "-2"),
            (1e-7, "1e-7"),
            (0.0, "0"),
            (1.5e20, "1.5e20"),
            (f32::NEG_INFINITY, "float(\"-inf\")"),
        ] {
            assert_eq!(number(value), want);
            if value.is_finite() {
                assert_eq!(want.parse::<f32>(), Ok(value));
            }
        }
        assert_eq!(
            (real(1.0), real(-0.5), real(1e-7)),
            ("1.0".into(), "-0.5".into(), "1e-7".into())
        );
        assert_eq!(number(f32::NAN), "float(\"nan\")");
    }

    #[test]
    fn nothing_ends_a_text_early() {
        assert_eq!(text("a\"b\\c\r\n\0d"), r#""a\"b\\c\x0d\n\x00d""#);
        assert_eq!(line("\"\"\""), r#"\"\"\""#);
    }

    #[test]
    fn words_fill_lines() {
        let words = "a word and more ".repeat(20);
        let text = paragraph(&words);
        assert!(text.lines().all(|line| line.len() <= WIDTH) && text.lines().count() > 3);
        assert_eq!(text.replace('\n', " "), words);
        assert_eq!(paragraph("one"), "one");
    }

    #[test]
    fn rows_fill_lines() {
        let lines = wrapped((0..100).map(|n| format!("[{n}]")));
        assert!(
            lines
                .iter()
                .all(|line| line.len() <= WIDTH + 1 && line.ends_with(','))
        );
        assert!(lines[0].starts_with("    [0], [1], "));
        assert_eq!(packed(&[0; 100]).len(), 2);
    }
}
