//! What stands for a missing value.

/// The names that the page itself passes over in what it wrote; any other program's are read too.
const OWN: [&str; 8] = ["NA", "N/A", "NaN", "+NaN", "-NaN", "null", "?", "-"];

/// Names that stand for nothing else, in capitals or not.
const ALWAYS: [&str; 29] = [
    "--",
    "---",
    "–",
    "—",
    ".",
    "..",
    "...",
    "…",
    "??",
    "NaT",
    "<NA>",
    "<null>",
    "(null)",
    "\\N",
    "n.a.",
    "n/a.",
    "n. a.",
    "k.A.",
    "k. A.",
    "missing",
    "not available",
    "no data",
    "#N/A N/A",
    "1.#IND",
    "-1.#IND",
    "1.#QNAN",
    "[null]",
    "SYSMIS",
    "n.v.",
];

/// Names that may as well be a category: they stand for nothing only among numbers.
const AMONG_NUMBERS: [&str; 17] = [
    "none",
    "nil",
    "nan.",
    "unknown",
    "undefined",
    "empty",
    "blank",
    "n.d.",
    "nd",
    "n/d",
    "s/d",
    "x",
    "error",
    "keine Angabe",
    "unbekannt",
    "off",
    "∞",
];

/// Whether a trimmed cell has no value.
pub fn is_missing(cell: &str) -> bool {
    is_missing_plain(cell) || cell.len() <= 16 && (is_one_of(&ALWAYS, cell) || is_error(cell))
}

/// Whether a cell that the page wrote has no value.
pub fn is_missing_plain(cell: &str) -> bool {
    cell.is_empty() || cell.len() <= 4 && is_one_of(&OWN, cell)
}

/// Whether a trimmed cell has no value if its column holds numbers.
pub fn is_missing_number(cell: &str) -> bool {
    let stars = || !cell.is_empty() && cell.bytes().all(|byte| byte == b'*');
    stars()
        || cell.len() <= 16 && is_one_of(&AMONG_NUMBERS, cell.trim_start_matches(['+', '-', '−']))
}

/// A spreadsheet's error: #N/A, #NV, #DIV/0!, #NAME?, Err:502, or ### where a column is too narrow.
fn is_error(cell: &str) -> bool {
    if let Some(number) = cell.strip_prefix("Err:") {
        return !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    }
    let Some(name) = cell.strip_prefix('#') else {
        return false;
    };
    // Those that may have lost their last sign; other words may be a category.
    const BARE: [&str; 15] = [
        "N/A",
        "NA",
        "NV",
        "N/D",
        "ND",
        "DIV/0",
        "REF",
        "VALUE",
        "NAME",
        "NUM",
        "NULL",
        "SPILL",
        "CALC",
        "GETPIVOTDATA",
        "GETTING_DATA",
    ];
    name.len() > 2 && name.ends_with(['!', '?', '#']) || is_one_of(&BARE, name)
}

fn is_one_of(names: &[&str], cell: &str) -> bool {
    names.iter().any(|name| name.eq_ignore_ascii_case(cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_have_many_names() {
        for cell in [
            "",
            "NA",
            "na",
            "n/a",
            "NaN",
            "nan",
            "-nan",
            "NULL",
            "?",
            "-",
            "--",
            "–",
            "—",
            ".",
            "…",
            "#N/A",
            "#NV",
            "#DIV/0!",
            "#VALUE!",
            "#WERT!",
            "#REF!",
            "#BEZUG!",
            "#NAME?",
            "#NUM!",
            "#ZAHL!",
            "#NULL!",
            "#VALEUR!",
            "#¡DIV/0!",
            "#N/D",
            "#####",
            "NaT",
            "<NA>",
            "(null)",
            "\\N",
            "n.a.",
            "k. A.",
            "Missing",
            "Err:502",
            "#DIV/0",
            "#GETPIVOTDATA",
            "#UNBEKANNT?",
            "#ÜBERLAUF!",
            "[null]",
            "[NULL]",
            "SYSMIS",
            "n.v.",
        ] {
            assert!(is_missing(cell), "{cell}");
        }
        for cell in [
            "0", "none", "NAN1", "nulls", "unknown", "#5", "#FF0000", "#1", "#love", "Err:",
            "Err:x", "***", "a.", "N", "!", "#",
        ] {
            assert!(!is_missing(cell), "{cell}");
        }
    }

    #[test]
    fn some_names_count_among_numbers_only() {
        for cell in [
            "none", "None", "UNKNOWN", "n.d.", "s/d", "*", "***", "******", "∞", "-∞",
        ] {
            assert!(is_missing_number(cell) && !is_missing(cell), "{cell}");
        }
        assert!(!is_missing_number("abc"));
    }

    #[test]
    fn what_the_page_writes_knows_few_names() {
        assert!(is_missing_plain("") && is_missing_plain("na"));
        assert!(!is_missing_plain(".") && !is_missing_plain("#N/A"));
    }
}
