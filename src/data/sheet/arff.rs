//! The declarations at the beginning of Weka's files (ARFF).

/// What they say.
#[derive(Debug, PartialEq)]
pub struct Declared {
    /// The names of the attributes.
    pub names: Vec<String>,
    /// Where the rows begin: behind the line `@data`.
    pub start: usize,
    /// The number of the first line of the rows.
    pub row: usize,
}

/// The declarations, if a text begins with `@relation` or `@attribute`, its comments aside.
pub fn declared(text: &str) -> Option<Declared> {
    let (mut names, mut start, mut any) = (Vec::new(), 0, false);
    for (at, line) in text.split_inclusive('\n').enumerate() {
        start += line.len();
        let line = line.trim();
        let word = line.split_whitespace().next().unwrap_or_default();
        match word.to_ascii_lowercase().as_str() {
            "@data" if any => {
                return Some(Declared {
                    names,
                    start,
                    row: at + 2,
                });
            }
            "@relation" => any = true,
            "@attribute" => {
                any = true;
                names.push(name(line[word.len()..].trim_start()));
            }
            _ if line.is_empty() || line.starts_with('%') => {}
            _ => return None,
        }
    }
    None
}

/// The name that a declaration begins with, perhaps in quotes.
fn name(text: &str) -> String {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let name = match quote {
        Some(quote) => text[1..].split(quote).next(),
        None => text.split(|c: char| c.is_whitespace() || c == '{').next(),
    };
    name.unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_named() {
        let text = "% Title\n\n@RELATION iris\n@ATTRIBUTE sepallength REAL\n@attribute 'petal length' numeric\n\
            @attribute class{a,b}\n% rows\n@DATA\n5.1,1.4,a\n";
        let declared = declared(text).unwrap();
        assert_eq!(declared.names, ["sepallength", "petal length", "class"]);
        assert_eq!(&text[declared.start..], "5.1,1.4,a\n");
        assert_eq!(declared.row, 9);
    }

    #[test]
    fn other_files_declare_nothing() {
        for text in [
            "",
            "a,b\n1,2\n",
            "@data\n1,2\n",
            "@relation x\na,b\n",
            "@relation x\n@attribute a real\n",
        ] {
            assert_eq!(declared(text), None, "{text}");
        }
    }
}
