//! Files as people have them: the good are read, however they come and are written, and of the bad
//! the message says where and what was expected.

use proptest::{collection::vec, prelude::*, sample::select};
use separable::{
    data::{
        Targets,
        sheet::{
            Asked, Cells, CsvError, CsvProblem, CsvReader, Missing, Outcome, Reading, Role, Sheet,
            read_csv, read_plain, tasks_that_fit, to_table,
        },
    },
    nn::{Named, Task},
};

/// Reads portions of these sizes, in turn.
fn read_in_portions(bytes: &[u8], sizes: &[usize]) -> Result<Sheet, CsvError> {
    let mut asked = Asked::default();
    loop {
        let (mut reader, mut rest) = (CsvReader::new(asked), bytes);
        for &size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let portion;
            (portion, rest) = rest.split_at(size.clamp(1, rest.len()));
            reader.push(portion)?;
        }
        match reader.finish()? {
            Outcome::Sheet(sheet) => return Ok(sheet),
            Outcome::Again(better) => asked = better,
        }
    }
}

/// The sheet or the mistake, and the number of each row.
type Numbered = Result<(Sheet, Vec<usize>), CsvError>;

fn outcome(result: Result<Sheet, CsvError>) -> Numbered {
    let numbers = |sheet: &Sheet| (0..sheet.rows()).map(|row| sheet.row_number(row)).collect();
    result.map(|sheet| {
        let numbers = numbers(&sheet);
        (sheet, numbers)
    })
}

const BINARY: &str = "found a byte 0, which no text holds; save the table as CSV in UTF-8";

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mark = "\u{feff}";
    mark.encode_utf16()
        .chain(text.encode_utf16())
        .flat_map(bytes)
        .collect()
}

/// Bytes of which no sheet can be made, with the whole message.
fn unreadable() -> Vec<(Vec<u8>, String)> {
    let text = |text: &str, message: &str| (text.as_bytes().to_vec(), message.to_owned());
    let bytes = |bytes: &[u8], message: &str| (bytes.to_vec(), message.to_owned());
    let empty = "row 1: the file is empty; expected a row of names, then rows of values";
    let names = "only a row of names; expected rows of values below it";
    let narrow = "expected at least 2 columns, separated by commas, semicolons, tabs, pipes or spaces; found 1";
    let other =
        |kind: &str| format!("row 1: expected a CSV file, found {kind}; save the table as CSV");
    let utf_8 = "save the file as UTF-8";
    let wide = "more than 1,000 columns; at most 1,000 can be read";
    let open = "the quote that opens this cell is never closed";
    let long = "longer than 1 MB";
    let many = "more than 50,000 rows; at most 50,000 can be read";
    vec![
        text("", empty),
        text(" \r\n\t \n\n", empty),
        text("\u{feff}", empty),
        text(",,,\n,,,\n", empty),
        text("a,b\n", &format!("row 1: {names}")),
        text("\n\na;b\n;\n", &format!("row 3: {names}")),
        text("a\n1\n2\n", &format!("row 1: {narrow}")),
        text("1\n2\n3\n", &format!("row 1: {narrow}")),
        text("words alone\n1\n2\n", &format!("row 1: {narrow}")),
        text("{\"a\": 1}", &other("JSON")),
        text(
            "a,b,c\n1,2,3\n4,5\n",
            "row 3: 2 cells where the header has 3",
        ),
        text("a,b\n1,2\n\n3\n", "row 4: 1 cell where the header has 2"),
        text("a,b\n1,2,3\n", "row 2: 3 cells where the header has 2"),
        text("1,2\n3,4,5\n", "row 2: 3 cells where the first row has 2"),
        text("a;b\n1;2\n3;4;5\n", "row 3: 3 cells where the header has 2"),
        text(
            "a,b\n1,\"2\n3\"\n4\n",
            "row 3: 1 cell where the header has 2",
        ),
        text("a,b\n1,\"2\n3,4\n", &format!("row 2, column “b”: {open}")),
        text("a,\"b\n1,2\n", &format!("row 1, column “column 2”: {open}")),
        text("a,b\n1,2\n3,\"", &format!("row 3, column “b”: {open}")),
        bytes(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0",
            &format!("row 3: expected text in UTF-8, {BINARY}"),
        ),
        bytes(
            b"\xff\xd8\xff\xe0\0\x10JFIF\0",
            &format!("row 1: expected text in UTF-8, {BINARY}"),
        ),
        bytes(
            b"a,b\n1,\0\n",
            &format!("row 2: expected text in UTF-8, {BINARY}"),
        ),
        bytes(
            &["a,b\n".as_bytes(), &b"1,2\n".repeat(20_000), b"3,\0\n"].concat(),
            &format!("row 20002, column “b”: expected text in UTF-8, {BINARY}"),
        ),
        bytes(
            b"PK\x03\x04\x14\0\x06\0",
            &other("a spreadsheet or archive"),
        ),
        (
            utf_16("a,b\n1,2\n", u16::to_le_bytes),
            format!("row 1: expected text in UTF-8, found UTF-16; {utf_8}"),
        ),
        (
            utf_16("a,b\n1,2\n", u16::to_be_bytes),
            format!("row 1: expected text in UTF-8, found UTF-16; {utf_8}"),
        ),
        bytes(
            &utf_16("a,b\n1,2\n", u16::to_le_bytes)[2..],
            &format!("row 1: expected text in UTF-8, found UTF-16; {utf_8}"),
        ),
        bytes(
            b"name,x\nRen\xe9,1\n",
            &format!("row 2, column “name”: expected text in UTF-8, found the byte E9; {utf_8}"),
        ),
        bytes(
            b"x,L\xe4nge\n1,2\n",
            &format!("row 1, column “L?nge”: expected text in UTF-8, found the byte E4; {utf_8}"),
        ),
        bytes(
            b"a,b\n\xe2\x82,\xac\n",
            &format!("row 2, column “a”: expected text in UTF-8, found the byte E2; {utf_8}"),
        ),
        bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", &other("a PDF")),
        (
            vec![b'x'; 10_000_000],
            format!("row 1: {long}; a row may have up to 1 MB"),
        ),
        (
            [b"a,b\n1,2\n3,".to_vec(), vec![b'4'; 10_000_000]].concat(),
            format!("row 3: {long}; a row may have up to 1 MB"),
        ),
        (
            [b"a,b\n1,\"".to_vec(), b"1,2\n".repeat(2_500_000)].concat(),
            format!("row 2, column “b”: {long}; is the quote that opens this cell never closed?"),
        ),
        (vec![b','; 10_000_000], format!("row 1: {wide}")),
        ("x,".repeat(1000).into_bytes(), format!("row 1: {wide}")),
        text(
            &format!("a,b\n1,2\n{}\n", "3,".repeat(1000)),
            &format!("row 3: {wide}"),
        ),
        (
            [b"a,b\n".to_vec(), b"1,2\n".repeat(50_001)].concat(),
            format!("row 50002: {many}"),
        ),
        (b"1,2\n\n".repeat(50_001), format!("row 100001: {many}")),
    ]
}

#[test]
fn unreadable_files_are_refused_with_their_place() {
    let all = unreadable();
    assert!(all.len() >= 30);
    for (bytes, message) in all {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
        let error = read_csv(&bytes).expect_err(&start);
        assert_eq!(error.to_string(), message, "{start:?}");
        assert_eq!(
            read_in_portions(&bytes, &[997, 8192, 1]).err(),
            Some(error),
            "{start:?}"
        );
    }
}

#[test]
fn a_mistake_is_told_when_it_is_met() {
    let mut reader = CsvReader::new(Asked::default());
    let portion = [b'x'; 1 << 16];
    let portions = (1..).find(|_| reader.push(&portion).is_err());
    // 1 MB and the next byte, not the whole of an endless line.
    assert_eq!(portions, Some((1 << 20 >> 16) + 1));
    let error = reader.push(b"a,b\n1,2\n").unwrap_err();
    assert_eq!(error.row, Some(1));
    assert_eq!(reader.finish().err(), Some(error));
}

fn roles(letters: &str) -> Vec<Role> {
    let role = |letter| match letter {
        'i' => Role::Input,
        't' => Role::Target,
        _ => Role::Ignore,
    };
    letters.chars().map(role).collect()
}

/// A sheet, a letter for the role of each column, the task asked for and what becomes of missing
/// values; and the field and message of what is wrong with that.
type Unlearnable = (
    String,
    &'static str,
    Option<Task>,
    Missing,
    &'static str,
    &'static str,
);

fn unlearnable() -> Vec<Unlearnable> {
    use Missing::{Drop, Mean};
    let ages = |stray: &str| {
        let mut csv = "age,y\n".to_owned();
        for row in 2..80 {
            let age = if row == 17 {
                stray.into()
            } else {
                row.to_string()
            };
            csv += &format!("{age},{}\n", row % 2);
        }
        csv
    };
    let many = |count: usize| {
        let row = |k| format!("{k},class {k}\n");
        "x,city\n".to_owned() + &(0..count).map(row).collect::<String>()
    };
    let small = "x,y,z\n1,a,no\n2,b,no\n3,a,no\n4,b,no\n";
    vec![
        (
            small.into(),
            "iii",
            None,
            Drop,
            "target",
            "choose a column as target",
        ),
        (
            small.into(),
            "-t-",
            None,
            Drop,
            "inputs",
            "choose a column as input",
        ),
        (
            small.into(),
            "---",
            None,
            Drop,
            "target",
            "choose a column as target",
        ),
        (
            small.into(),
            "it",
            None,
            Drop,
            "roles",
            "2 roles for 3 columns",
        ),
        (
            small.into(),
            "iit",
            None,
            Drop,
            "z",
            "all rows have the same class of “z”, no",
        ),
        (
            small.into(),
            "it-",
            Some(Task::Regression),
            Drop,
            "y",
            "row 2, column “y”: expected a number, found “a”",
        ),
        (
            small.into(),
            "it-",
            Some(Task::Multiclass),
            Drop,
            "task",
            "the target fits “Two classes”, not “Several classes”",
        ),
        (
            small.into(),
            "tii",
            Some(Task::Multilabel),
            Drop,
            "task",
            "the target fits “Several classes, Regression”, not “Several labels”",
        ),
        (
            small.into(),
            "tti",
            None,
            Drop,
            "y",
            "row 2, column “y”: expected a number, found “a”; \
            several targets must all be numbers or all have two values",
        ),
        (
            ages("abc"),
            "it",
            None,
            Drop,
            "age",
            "row 17, column “age”: expected a number, found “abc”",
        ),
        (
            ages("abc"),
            "ti",
            None,
            Drop,
            "age",
            "row 17, column “age”: expected a number, found “abc”",
        ),
        (
            many(65),
            "ti",
            None,
            Drop,
            "city",
            "row 2, column “city”: expected a number, or at most 64 different categories, \
            found “class 0”",
        ),
        (
            many(17),
            "it",
            None,
            Drop,
            "city",
            "“city” has 17 classes; at most 16 can be told apart",
        ),
        (
            "x,y\n,1\nNA,2\n?,3\n-,4\n".into(),
            "it",
            None,
            Mean,
            "x",
            "“x” has no values",
        ),
        (
            "x,y\n1,\n2,NA\n3,?\n4,-\n".into(),
            "it",
            None,
            Drop,
            "y",
            "“y” has no values",
        ),
        (
            "x,y\n1,2\n2,3\n3,4\n".into(),
            "it",
            None,
            Drop,
            "rows",
            "3 rows left; at least 4 are needed",
        ),
        (
            "x,y\n1,2\n2,3\n,4\n4,\n".into(),
            "it",
            None,
            Drop,
            "rows",
            "2 rows with missing values were left out. 2 rows left; at least 4 are needed",
        ),
        (
            "x,y\n1,2\n2,3\n,4\n4,\n".into(),
            "it",
            None,
            Mean,
            "rows",
            "1 row without a target was left out. 3 rows left; at least 4 are needed",
        ),
        (
            "x,y\n1,7\n2,7\n3,7\n4,7\n".into(),
            "it",
            None,
            Drop,
            "y",
            "all rows have the same value of “y”, 7",
        ),
        (
            "x,y\n1,a\n2,a\n3,a\n4,a\n,b\n".into(),
            "it",
            None,
            Drop,
            "y",
            "all rows have the same class of “y”, a",
        ),
        (
            format!(
                "{}\n{}\n",
                (0..18)
                    .map(|k| format!("c{k}"))
                    .collect::<Vec<_>>()
                    .join(","),
                ["1"; 18].join(",")
            ),
            "ittttttttttttttttt",
            None,
            Drop,
            "target",
            "17 targets; at most 16 can be learnt at once",
        ),
        (
            "a,b,c,y\n".to_owned()
                + &(0..60)
                    .map(|k| format!("a{k},b{k},c{k},{}\n", k % 2))
                    .collect::<String>(),
            "iiit",
            None,
            Drop,
            "inputs",
            "180 inputs, 60 of them the categories of “a”; at most 128 can be used, so set some columns to Ignore",
        ),
    ]
}

#[test]
fn unlearnable_sheets_are_refused_with_their_column() {
    for (csv, letters, task, missing, field, message) in unlearnable() {
        let sheet = read_csv(csv.as_bytes()).unwrap();
        let reading = Reading {
            roles: roles(letters),
            task,
            missing,
        };
        let error = to_table(&sheet, &reading).expect_err(message);
        assert_eq!(
            (
                error.field().to_string().as_str(),
                error.to_string().as_str()
            ),
            (field, message)
        );
    }
}

/// Bytes such as CSV files are made of, and some that they are not.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        ",", ";", "\t", "\"", "\"\"", "\n", "\r\n", "\r", " ", "1", "2.5", "-", "−3", "1e5", "NA",
        "a", "é", "世", "\u{feff}", "\u{a0}", "x,y\n", "1,2\n", "a;b;c\n", "\"q\",", "inf", "3,5",
    ];
    let piece = prop_oneof![
        30 => select(pieces.to_vec()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 1..3),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Even rows of such cells as make trouble.
fn even() -> impl Strategy<Value = Vec<u8>> {
    let cells = [
        "",
        " ",
        "1",
        "1",
        "1.0",
        "01",
        "2.5",
        "-",
        "−3",
        "1e5",
        "NA",
        "nan",
        "a",
        "a",
        " b ",
        "é",
        "\u{feff}",
        "inf",
        "\"3,5\"",
        "\"a;b\"",
        "\"x\n\ty\"",
        "\"\"\"\"",
        "5\"",
        "\"1\"",
        "0.1e-50",
        "123456789.123456789123456789",
    ];
    let rows = move |columns| vec(vec(select(cells.to_vec()), columns), 1..12);
    let rows = (2..5_usize).prop_flat_map(rows);
    let (delimiter, end) = (
        select(vec![",", ";", "\t"]),
        select(vec!["\n", "\r\n", "\r"]),
    );
    (rows, delimiter, end).prop_map(|(rows, delimiter, end)| {
        let rows: Vec<_> = rows.iter().map(|row| row.join(delimiter)).collect();
        rows.join(end).into_bytes()
    })
}

/// A file longer than what is looked at to find the delimiter, with something odd behind.
fn long_file() -> impl Strategy<Value = Vec<u8>> {
    (900..1100_usize, bytes()).prop_map(|(rows, odd)| {
        let rows = (0..rows).map(|row| format!("{row},\"é{}\"\r\n", row % 70));
        [rows.collect::<String>().into_bytes(), odd].concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn portions_make_no_difference(bytes in prop_oneof![bytes(), even()], sizes in vec(1..12_usize, 1..6)) {
        let whole = outcome(read_csv(&bytes));
        prop_assert_eq!(outcome(read_in_portions(&bytes, &sizes)), whole);
    }

    #[test]
    fn any_bytes_are_a_sheet_or_a_mistake(bytes in vec(any::<u8>(), 0..200)) {
        if let Err(error) = read_csv(&bytes) {
            prop_assert!(error.row.is_some() && !error.problem.to_string().is_empty());
        }
    }

    #[test]
    fn what_is_written_reads_as_the_same_sheet(bytes in even()) {
        if let Ok(sheet) = read_csv(&bytes) {
            let csv = sheet.to_csv();
            prop_assert_eq!(read_plain(csv.as_bytes()), Ok(sheet), "{}", csv);
        }
    }

    #[test]
    fn any_sheet_is_a_table_or_has_a_reason(
        bytes in even(),
        roles in vec(select(Role::ALL.to_vec()), 4),
        task in prop::option::of(select(Task::ALL.to_vec())),
        missing in select(Missing::ALL.to_vec()),
    ) {
        let Ok(sheet) = read_csv(&bytes) else {
            return Ok(());
        };
        let roles = roles[..sheet.columns.len()].to_vec();
        let fitting = tasks_that_fit(&sheet, &roles);
        match to_table(&sheet, &Reading { roles, task, missing }) {
            Ok((table, _)) => {
                prop_assert_eq!(table.targets.task(), task.unwrap_or(fitting[0]));
                prop_assert!(fitting.contains(&table.targets.task()));
                prop_assert!(table.x.iter().all(|x| x.is_finite()));
                prop_assert_eq!(table.x.ncols(), table.inputs.len());
                let (targets, numbers) = match table.targets {
                    Targets::Classes { names, of } => {
                        prop_assert!(of.iter().all(|&class| usize::from(class) < names.len()));
                        (of.len(), Vec::new())
                    }
                    Targets::Labels { names, on } => {
                        prop_assert_eq!(names.len(), on.ncols());
                        prop_assert!(on.iter().all(|&on| on == 0.0 || on == 1.0));
                        (on.nrows(), on.as_slice().to_vec())
                    }
                    Targets::Values { names, of } => {
                        prop_assert_eq!(names.len(), of.ncols());
                        (of.nrows(), of.as_slice().to_vec())
                    }
                };
                prop_assert_eq!(targets, table.x.nrows());
                prop_assert!(numbers.iter().all(|x| x.is_finite()));
            }
            Err(error) => {
                prop_assert!(!error.field().to_string().is_empty());
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn a_guess_is_one_target_and_inputs(bytes in even()) {
        if let Ok(sheet) = read_csv(&bytes) {
            let guess = Reading::guess(&sheet);
            prop_assert_eq!(guess.roles.len(), sheet.columns.len());
            let count = |of| guess.roles.iter().filter(|&&role| role == of).count();
            prop_assert!(count(Role::Target) <= 1);
            let usable = sheet.columns.iter().filter(|column| column.distinct() != Some(0));
            prop_assert!(count(Role::Input) >= 1 || usable.count() < 2);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn portions_of_a_long_file_make_no_difference(
        bytes in long_file(),
        sizes in vec(1..9000_usize, 1..6),
    ) {
        let whole = outcome(read_csv(&bytes));
        prop_assert_eq!(outcome(read_in_portions(&bytes, &sizes)), whole);
    }
}

/// What a column is made of.
#[derive(Clone, Debug)]
enum Kind {
    Numbers(Vec<f32>),
    Categories(Vec<String>),
    /// Numbers, with a text here and there.
    Mixed(Vec<f32>),
}

/// A file: its columns, which cells are missing, and how it is written.
#[derive(Clone, Debug)]
struct File {
    columns: Vec<Kind>,
    missing: Vec<bool>,
    rows: usize,
    delimiter: char,
    line_end: &'static str,
    quote_all: bool,
    blank_lines: bool,
}

fn any_number() -> impl Strategy<Value = f32> {
    prop_oneof![
        any::<f32>().prop_filter("finite", |x| x.is_finite()),
        (-1000..1000_i32).prop_map(|x| x as f32 / 8.0),
        (0..4_u8).prop_map(f32::from),
    ]
}

fn file() -> impl Strategy<Value = File> {
    let numbers = || vec(any_number(), 1..200);
    let texts = vec("[a-z;, \t\n\"'é0-9.]{0,6}", 1..100);
    let kind = prop_oneof![
        numbers().prop_map(Kind::Numbers),
        texts.prop_map(Kind::Categories),
        numbers().prop_map(Kind::Mixed),
    ];
    (
        vec(kind, 2..6),
        vec(prop::bool::weighted(0.1), 1..50),
        1..200_usize,
        select(vec![',', ';', '\t']),
        select(vec!["\n", "\r\n", "\r"]),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(columns, missing, rows, delimiter, line_end, quote_all, blank_lines)| File {
                columns,
                missing,
                rows,
                delimiter,
                line_end,
                quote_all,
                blank_lines,
            },
        )
}

impl File {
    /// What a cell stands for, as a file has it.
    fn cell(&self, row: usize, column: usize) -> String {
        if self.missing[(row * self.columns.len() + column) % self.missing.len()] {
            return ["NA", "?", "", "nan"][row % 4].into();
        }
        let number = |values: &[f32]| {
            let digits = values[row % values.len()].to_string();
            // Between tabs, 46,875 alone may be either.
            let decimal = if self.delimiter == ';' { "," } else { "." };
            digits.replace('.', decimal)
        };
        match &self.columns[column] {
            Kind::Numbers(values) => number(values),
            Kind::Categories(texts) => texts[row % texts.len()].clone(),
            Kind::Mixed(_) if row % 90 == 80 => "abc".into(),
            Kind::Mixed(values) => number(values),
        }
    }

    /// Whether the row below the names may hold units as well: texts alone, with digits under one of them.
    fn may_have_units(&self) -> bool {
        let columns = || 0..self.columns.len();
        let has_digit = |cell: &str| cell.contains(|c: char| c.is_ascii_digit());
        let is_full = |row: &usize| columns().any(|at| !self.cell(*row, at).trim().is_empty());
        let mut rows = (0..self.rows).filter(is_full);
        let Some(first) = rows.next() else {
            return false;
        };
        let below = |at| rows.clone().any(|row| has_digit(&self.cell(row, at)));
        let is_text = |at| {
            self.cell(first, at)
                .replace(',', ".")
                .parse::<f32>()
                .is_err()
        };
        columns().all(is_text) && columns().any(below)
    }

    fn write(&self) -> String {
        let mut csv = String::new();
        let names = (0..self.columns.len()).map(|k| format!("\"c;, {k}\""));
        csv += &names.collect::<Vec<_>>().join(&self.delimiter.to_string());
        csv += self.line_end;
        for row in 0..self.rows {
            for column in 0..self.columns.len() {
                if column > 0 {
                    csv.push(self.delimiter);
                }
                let cell = self.cell(row, column);
                let special = [self.delimiter, '"', '\n', '\t', ' ', ';', ','];
                if self.quote_all || cell.contains(special) {
                    csv += &format!("\"{}\"", cell.replace('"', "\"\""));
                } else {
                    csv += &cell;
                }
            }
            csv += self.line_end;
            if self.blank_lines && row % 3 == 0 {
                csv += self.line_end;
            }
        }
        csv
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn files_are_read_as_they_are_meant_and_come_back(file in file().prop_filter("one reading", |file| !file.may_have_units())) {
        let sheet = match read_csv(file.write().as_bytes()) {
            Ok(sheet) => sheet,
            // All rows may have been empty.
            Err(error) => {
                prop_assert_eq!(error.problem, CsvProblem::OnlyNames);
                return Ok(());
            }
        };
        prop_assert_eq!(sheet.columns.len(), file.columns.len());
        for (place, (column, kind)) in sheet.columns.iter().zip(&file.columns).enumerate() {
            prop_assert_eq!(&column.name, &format!("c;, {place}"));
            if let (Kind::Numbers(_), Cells::Numbers(values)) = (kind, &column.cells) {
                let full = |row: &usize| {
                    let cell = |column| file.cell(*row, column);
                    (0..file.columns.len()).any(|column| !cell(column).trim().is_empty())
                };
                let expected = (0..file.rows).filter(full).map(|row| file.cell(row, place));
                for (value, cell) in values.iter().zip(expected) {
                    let cell = cell.replace(',', ".").parse().unwrap_or(f32::NAN);
                    prop_assert!(*value == cell || value.is_nan() && cell.is_nan());
                }
            } else {
                prop_assert!(!matches!(kind, Kind::Numbers(_)), "{:?}", column);
            }
        }
        let csv = sheet.to_csv();
        let back = read_plain(csv.as_bytes());
        prop_assert_eq!(&back, &Ok(sheet), "{}", csv);
        prop_assert_eq!(back.map(|sheet| sheet.to_csv()), Ok(csv));
    }
}
