//! Rows whose cells stand between spaces: one tab in place of many spaces and tabs.

/// Makes the delimiter one byte, in portions.
#[derive(Clone, Debug)]
pub struct Spaces {
    /// Whether the row has begun, so that a space separates cells.
    begun: bool,
    /// Whether a space waits for the cell behind it.
    waiting: bool,
    /// The byte that begins and ends quoted cells.
    quote: u8,
    quoted: bool,
}

impl Spaces {
    /// Before the first row.
    pub fn new(quote: u8) -> Self {
        Self {
            quote,
            begun: false,
            waiting: false,
            quoted: false,
        }
    }

    /// The same rows with single tabs, and none at their ends.
    pub fn single(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut single = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            match byte {
                _ if self.quoted => self.quoted = byte != self.quote,
                b' ' | b'\t' => {
                    self.waiting = self.begun;
                    continue;
                }
                b'\n' | b'\r' => (self.begun, self.waiting) = (false, false),
                _ => {
                    self.quoted = byte == self.quote && (self.waiting || !self.begun);
                    if self.waiting {
                        single.push(b'\t');
                    }
                    (self.begun, self.waiting) = (true, false);
                }
            }
            single.push(byte);
        }
        single
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_spaces_are_one_delimiter() {
        let text = "  a \t b  \r\n\n1  \"x  y\"\t3\n";
        let expected = "a\tb\r\n\n1\t\"x  y\"\t3\n";
        for portion in 1..text.len() {
            let mut spaces = Spaces::new(b'"');
            let parts = text
                .as_bytes()
                .chunks(portion)
                .map(|part| spaces.single(part));
            assert_eq!(parts.collect::<Vec<_>>().concat(), expected.as_bytes());
        }
    }
}
