//! Parts of messages.

use std::borrow::Cow;

/// A text as messages quote it: its beginning, when it is long.
pub fn short(text: &str) -> Cow<'_, str> {
    const LENGTH: usize = 40;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// The same between quotes.
pub fn quoted(text: &str) -> String {
    format!("“{}”", short(text))
}

/// A number with its noun.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{count} {noun}")
}

/// A number with a comma before its thousands.
pub fn thousands(count: usize) -> String {
    match (count / 1000, count % 1000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let forty = "é".repeat(40);
        assert_eq!(short(&forty), forty);
        assert_eq!(short(&format!("{forty}x")), format!("{forty}…"));
        assert_eq!(quoted(&format!("{forty}x")), format!("“{forty}…”"));
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(counted(0, "class", "classes"), "0 classes");
        assert_eq!(counted(1, "class", "classes"), "1 class");
        assert_eq!(counted(12, "class", "classes"), "12 classes");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(thousands(64), "64");
        assert_eq!(thousands(50_000), "50,000");
        assert_eq!(thousands(1_007), "1,007");
    }
}
