//! A script and its lines.

/// A script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// Its lines, first to last.
    pub lines: Vec<Line>,
}

/// A line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Without its end.
    pub text: String,
    /// Whether there is nothing but numbers of the data in it, of which a reader needs few.
    pub is_data: bool,
}

impl Code {
    /// The script as a file.
    #[must_use]
    pub fn text(&self) -> String {
        let size = self.lines.iter().map(|line| line.text.len() + 1).sum();
        let mut text = String::with_capacity(size);
        for line in &self.lines {
            text.push_str(&line.text);
            text.push('\n');
        }
        text
    }
}

/// What stands in a template for something that is put there.
const PLACE: char = '§';

const UNPACK: &str = "
def unpack(text, kind, columns):
    \"\"\"Rows of numbers, which are bytes (u1) or float32 (<f4) in base64; categories are numbered.\"\"\"
    return np.frombuffer(base64.b64decode(text), kind).astype(\"float32\").reshape(-1, columns)

";

/// A script that is being written.
#[derive(Default)]
pub(super) struct Script(pub Vec<Line>);

impl Script {
    /// Adds lines.
    pub fn put(&mut self, text: &str) {
        self.fill(text, &[]);
    }

    /// Adds the lines of a template: each § is, in order, one of the values.
    pub fn fill(&mut self, template: &str, values: &[&str]) {
        let mut values = values.iter();
        let mut text = String::new();
        for (at, part) in template.split(PLACE).enumerate() {
            if at > 0 {
                text.push_str(values.next().unwrap_or(&""));
            }
            text.push_str(part);
        }
        debug_assert!(values.next().is_none(), "a place for each value");
        self.0.extend(text.split('\n').map(|line| Line {
            text: line.trim_end().to_owned(),
            is_data: false,
        }));
    }

    /// Adds the function that unpacks numbers, once.
    pub fn unpack(&mut self) {
        if !self.names("def unpack(") {
            self.put(UNPACK);
        }
    }

    /// Adds a line of data.
    pub fn data(&mut self, text: String) {
        self.0.push(Line {
            text,
            is_data: true,
        });
    }

    /// Begins a part.
    pub fn part(&mut self, title: &str) {
        self.fill("\n\n# --- § ---\n", &[title]);
    }

    /// Whether code, but for the data, names something.
    pub fn names(&self, what: &str) -> bool {
        let code = self.0.iter().filter(|line| !line.is_data);
        code.into_iter().any(|line| line.text.contains(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled_in_their_order() {
        let mut script = Script::default();
        script.fill("a = §\nb = §, §", &["1", "2", "x"]);
        script.data("3".into());
        let code = Code { lines: script.0 };
        assert_eq!(code.text(), "a = 1\nb = 2, x\n3\n");
        let data: Vec<_> = code.lines.iter().map(|line| line.is_data).collect();
        assert_eq!(data, [false, false, true]);
    }
}
