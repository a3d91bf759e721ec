//! Tables as the world's programs write them: what each is read as, and what is said of it.

use separable::data::{
    File, Loaded,
    sheet::{
        Asked, Dates, Decimal, Delimiter, Encoding, Header, Order, Reading, Role, Sheet, read_as,
        read_csv, read_plain,
    },
};
use std::sync::Arc;

/// A table as a program writes it, and what comes of it.
struct Case {
    /// Which program, and what is special.
    name: &'static str,
    text: String,
    /// What it makes, as the page says it.
    summary: &'static str,
    /// The names of the columns.
    columns: &'static str,
    /// What is said of the file, each a part of a sentence.
    said: &'static [&'static str],
}

fn case(
    name: &'static str,
    text: impl Into<String>,
    summary: &'static str,
    columns: &'static str,
    said: &'static [&'static str],
) -> Case {
    Case {
        name,
        text: text.into(),
        summary,
        columns,
        said,
    }
}

/// Rows that are made by their numbers.
fn rows(head: &str, count: usize, row: impl Fn(usize) -> String) -> String {
    let rows: Vec<_> = (0..count).map(row).collect();
    format!("{head}{}\n", rows.join("\n"))
}

/// Opens a table as the page does.
fn open(text: &str) -> (Sheet, Result<File, String>, Vec<String>) {
    let sheet = read_csv(text.as_bytes()).unwrap_or_else(|wrong| panic!("{wrong}"));
    let reading = Reading::advised(&sheet);
    let loaded = Loaded::new("t", Arc::new(sheet.clone()), reading);
    let mut said: Vec<String> = sheet
        .found
        .remarks
        .iter()
        .map(ToString::to_string)
        .collect();
    let loaded = loaded.map(|loaded| {
        said.extend(loaded.notes.iter().map(ToString::to_string));
        File::from(loaded)
    });
    (sheet, loaded.map_err(|wrong| wrong.to_string()), said)
}

#[test]
fn tables_of_all_programs_are_read_as_they_are_meant() {
    let all = cases();
    assert!(all.len() >= 60);
    let mut wrong = Vec::new();
    for case in all {
        let (sheet, file, said) = open(&case.text);
        let summary = match &file {
            Ok(file) => file.loaded().unwrap().summary().to_string(),
            Err(wrong) => wrong.clone(),
        };
        let names: Vec<_> = sheet
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let missing = |part: &&&str| !said.iter().any(|line| line.contains(**part));
        let unsaid: Vec<_> = case.said.iter().filter(missing).collect();
        // Where nothing is expected to be said, nothing is.
        let chatter = case.said.is_empty() && !said.is_empty();
        if summary != case.summary
            || names.join("|") != case.columns
            || !unsaid.is_empty()
            || chatter
        {
            wrong.push(format!(
                "{}:\n  {summary}\n  {}\n  unsaid {unsaid:?} of {said:#?}",
                case.name,
                names.join("|")
            ));
        }
        // What is kept of it is the same.
        assert_eq!(
            read_plain(sheet.to_csv().as_bytes()),
            Ok(sheet),
            "{}",
            case.name
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn cases() -> Vec<Case> {
    let mut all = spreadsheets();
    all.extend(programs());
    all.extend(loggers());
    all.extend(numbers());
    all.extend(gaps());
    all.extend(left_out());
    all
}

/// Two columns of numbers and a class, with a delimiter and decimal sign.
fn flowers(delimiter: &str, decimal: &str) -> String {
    let line = |row: usize| {
        let kind = ["setosa", "virginica"][row % 2];
        let number = |k: usize| format!("{}{decimal}{}", k % 7, k % 9 + 1);
        [number(row * 3), number(row * 5), kind.into()].join(delimiter)
    };
    let head = ["length", "width", "kind"].join(delimiter) + "\n";
    rows(&head, 12, line)
}

const FLOWERS: &str = "2 inputs → 2 classes, 12 rows";
const NAMES: &str = "length|width|kind";

fn spreadsheets() -> Vec<Case> {
    let excel = flowers(";", ",").replace('\n', "\r\n");
    vec![
        case("Excel, comma", flowers(",", "."), FLOWERS, NAMES, &[]),
        case("Excel, German", excel.clone(), FLOWERS, NAMES, &[]),
        case(
            "Excel, sep=;",
            format!("sep=;\r\n{excel}"),
            FLOWERS,
            NAMES,
            &[],
        ),
        case(
            "Excel, sep=,",
            format!("sep=,\r\n{}", flowers(",", ".")),
            FLOWERS,
            NAMES,
            &[],
        ),
        case(
            "Excel, sep=^",
            format!("sep=^\r\n{}", flowers("^", ",")),
            FLOWERS,
            NAMES,
            &[],
        ),
        case(
            "Excel, sep=:",
            format!("sep=:\n{}", flowers(":", ".")),
            FLOWERS,
            NAMES,
            &[],
        ),
        case(
            "Excel, sep= and a space",
            format!("sep= \n{}", flowers(" ", ",")),
            FLOWERS,
            NAMES,
            &[],
        ),
        case(
            "Excel, sep=; with two columns",
            rows("sep=;\r\nx;kind\r\n", 13, |row| {
                format!("{row},5;{}\r", ["a", "b", "c"][row % 3])
            }),
            "1 input → 3 classes, 13 rows",
            "x|kind",
            &[],
        ),
        case(
            "Excel, Unicode text",
            flowers("\t", ","),
            FLOWERS,
            NAMES,
            &[],
        ),
        case(
            "Excel, byte order mark",
            format!("\u{feff}{excel}"),
            FLOWERS,
            NAMES,
            &[],
        ),
        case(
            "Excel, errors in cells",
            rows("a;b;y\n", 12, |row| match row {
                3 => "#DIV/0!;5;1".into(),
                4 => "1,5;#NV;0".into(),
                5 => "#BEZUG!;#WERT!;1".into(),
                _ => format!("{row},5;{};{}", row * 2, row % 2),
            }),
            "2 inputs → 2 classes, 9 rows",
            "a|b|y",
            &[
                "4 cells count as missing: #DIV/0!, #NV, #BEZUG!, #WERT!.",
                "3 rows with missing values were left out.",
            ],
        ),
        case(
            "Excel, a title above and empty cells behind it",
            format!("Flowers of 2024,,\n,,\n{}", flowers(",", ".")),
            FLOWERS,
            NAMES,
            &["1 line was passed over above the table: “Flowers of 2024,,”."],
        ),
        case(
            "Excel, empty columns and rows at the end",
            rows("a,b,y,,\n", 8, |row| {
                format!("{row}.5,{},{},,", row * row, row % 2)
            }) + ",,,,\n,,,,\n",
            "2 inputs → 2 classes, 8 rows",
            "a|b|y|column 4|column 5",
            &["2 columns are left out, because they are empty: “column 4”, “column 5”."],
        ),
        case(
            "Sheets, quotes around all",
            rows("\"a\",\"b\",\"y\"\n", 8, |row| {
                format!("\"{row}.5\",\"{}\",\"{}\"", row * row, row % 2)
            }),
            "2 inputs → 2 classes, 8 rows",
            "a|b|y",
            &[],
        ),
        case(
            "Sheets, quoted thousands",
            rows("city,people,y\n", 8, |row| {
                format!("{},\"{},000\",{}", ["A", "B"][row % 2], 200 + row, row % 2)
            }),
            "2 inputs → 2 classes, 8 rows",
            "city|people|y",
            &[
                "Thousands stand apart in “people”.",
                "“city” became one input",
            ],
        ),
        case(
            "forty numbers such as 200,000",
            rows("price,y\n", 40, |row| {
                format!("\"{},000\",{}", 200 + row, row % 2)
            }),
            "1 input → 2 classes, 40 rows",
            "price|y",
            &["Thousands stand apart in “price”."],
        ),
        case(
            "LibreOffice, currency and percent",
            rows("price;rate;y\n", 8, |row| {
                format!("1.2{row}4,50 €;{row},5 %;{}", row % 2)
            }),
            "2 inputs → 2 classes, 8 rows",
            "price|rate|y",
            &["Signs around numbers were left out of “price” and 1 other column."],
        ),
        case(
            "single quotes around all",
            rows("'x','w','k'\n", 8, |row| {
                format!("'{row}.3','a,b {}','{}'", row % 3, row % 2)
            }),
            "4 inputs → 2 classes, 8 rows",
            "x|w|k",
            &[
                "Single quotes around cells were taken off.",
                "“w” became 3 inputs",
            ],
        ),
        case(
            "pasted from a spreadsheet",
            flowers("\t", "."),
            FLOWERS,
            NAMES,
            &[],
        ),
        case("a database, pipes", flowers("|", "."), FLOWERS, NAMES, &[]),
        case(
            "spaces behind commas",
            flowers(", ", "."),
            FLOWERS,
            NAMES,
            &[],
        ),
    ]
}

fn programs() -> Vec<Case> {
    let iris = |row: usize| {
        let kind = ["Iris-setosa", "Iris-versicolor", "Iris-virginica"][row / 5];
        format!(
            "{}.{},3.{},1.{},0.{},{kind}",
            4 + row / 5,
            row % 9,
            row % 8,
            row % 7,
            row % 5 + 1
        )
    };
    let classes = "4 inputs → 3 classes, 15 rows";
    let numbered = "column 1|column 2|column 3|column 4|column 5";
    vec![
        case(
            "UCI, iris",
            rows("", 15, iris) + "\n\n",
            classes,
            numbered,
            &[],
        ),
        case(
            "UCI, spaces, ? and names in quotes",
            rows("", 12, |row| {
                let power = if row == 4 {
                    "?".into()
                } else {
                    format!("{}.0", 100 + row)
                };
                format!(
                    "{}.0   8   {power}      35{row}.\t\"car {row}\"",
                    10 + row % 5
                )
            }),
            "3 inputs → 1 number, 11 rows",
            numbered,
            &["1 cell counts as missing: ?."],
        ),
        case(
            "UCI, a tab or two",
            rows("", 12, |row| {
                format!("{}.26\t\t14.84\t0.{}\t{}", row + 10, 80 + row, row / 4 + 1)
            }),
            "3 inputs → 3 classes, 12 rows",
            "column 1|column 2|column 3|column 4",
            &[],
        ),
        case(
            "UCI, adult with its first line and dots",
            rows("|1x3 Cross validator\n", 12, |row| {
                format!(
                    "{}, Private, {}, {}.",
                    25 + row,
                    row * 1000,
                    ["<=50K", ">50K"][row % 2]
                )
            }),
            "3 inputs → 2 classes, 12 rows",
            "column 1|column 2|column 3|column 4",
            &[
                "passed over above the table: “|1x3 Cross validator”.",
                "The dot at the end of each row was left out.",
            ],
        ),
        case(
            "UCI, a dot behind each number",
            rows("", 9, |row| format!("{}.5,{},{}.", row, row * row, row % 3)),
            "2 inputs → 3 classes, 9 rows",
            "column 1|column 2|column 3",
            &["The dot at the end of each row was left out."],
        ),
        case(
            "UCI, letters alone",
            rows("", 12, |row| {
                format!(
                    "{},{},{}",
                    ["p", "e"][row % 2],
                    ["x", "b", "c"][row % 3],
                    ["s", "y"][row % 2]
                )
            }),
            "4 inputs → 2 classes, 12 rows",
            "column 1|column 2|column 3",
            &["“column 1” became one input", "“column 2” became 3 inputs"],
        ),
        case(
            "R, write.csv",
            rows("\"\",\"length\",\"kind\"\n", 9, |row| {
                format!("\"{}\",{row}.5,\"{}\"", row + 1, ["a", "b"][row % 2])
            }),
            "1 input → 2 classes, 9 rows",
            "column 1|length|kind",
            &["1 column is left out, because it counts the rows: “column 1”."],
        ),
        case(
            "R, write.table",
            rows("\"mpg\" \"cyl\" \"am\"\n", 12, |row| {
                format!(
                    "\"Car {row}\" {}.5 {} {}",
                    15 + row,
                    4 + row % 3,
                    if row == 3 {
                        "NA".into()
                    } else {
                        (row % 2).to_string()
                    }
                )
            }),
            "2 inputs → 2 classes, 11 rows",
            "column 1|mpg|cyl|am",
            &[
                "The first column holds the names of the rows.",
                "1 column is left out, because it differs in every row: “column 1”.",
                "1 cell counts as missing: NA.",
            ],
        ),
        case(
            "R, write.table with numbers for rows",
            rows("mpg\tcyl\n", 12, |row| {
                format!("{}\t{}.5\t{}", row + 1, 15 + row, row % 2)
            }),
            "1 input → 2 classes, 12 rows",
            "column 1|mpg|cyl",
            &[
                "The first column holds the names of the rows.",
                "it counts the rows: “column 1”.",
            ],
        ),
        case(
            "R, write.csv2 with years for names",
            rows("\"\";\"2019\";\"2020\";\"2021\"\n", 9, |row| {
                format!("\"A{row}\";{row},5;{};{}", 2 * row, row % 2)
            }),
            "2 inputs → 2 classes, 9 rows",
            "column 1|2019|2020|2021",
            &["it differs in every row: “column 1”."],
        ),
        case(
            "pandas, index and NaN",
            rows(",length,kind\n", 9, |row| {
                format!(
                    "{row},{},{}",
                    if row == 2 {
                        "".into()
                    } else {
                        format!("{row}.5")
                    },
                    ["a", "b"][row % 2]
                )
            }),
            "1 input → 2 classes, 8 rows",
            "column 1|length|kind",
            &[
                "it counts the rows: “column 1”.",
                "1 row with missing values was left out.",
            ],
        ),
        case(
            "pandas, saved twice and shuffled",
            rows("Unnamed: 0,x,y\n", 9, |row| {
                format!("{},{row}.5,{}", (row * 7 + 31) % 100, row % 2)
            }),
            "1 input → 2 classes, 9 rows",
            "Unnamed: 0|x|y",
            &["it counts the rows: “Unnamed: 0”."],
        ),
        case(
            "pandas, columns without names",
            rows(",0,1,2\n", 9, |row| {
                format!("{row},{row}.5,{},{}", row * row, row % 2)
            }),
            "2 inputs → 2 classes, 9 rows",
            "column 1|0|1|2",
            &["it counts the rows: “column 1”."],
        ),
        case(
            "numpy, savetxt",
            rows("# x y label\n", 9, |row| {
                format!("{row}.5e+00 {row}.25e-01 {}.0e+00", row % 2)
            }),
            "2 inputs → 2 classes, 9 rows",
            "x|y|label",
            &[],
        ),
        case(
            "SPSS, decimal comma and #NULL!",
            rows("age;income;group\n", 12, |row| {
                format!(
                    "{};{};{}",
                    20 + row,
                    if row == 5 {
                        "#NULL!".into()
                    } else {
                        format!(",{row}5")
                    },
                    row % 3 + 1
                )
            }),
            "2 inputs → 3 classes, 11 rows",
            "age|income|group",
            &["1 cell counts as missing: #NULL!."],
        ),
        case(
            "SAS, a dot for what is missing",
            rows("age,income,group\n", 12, |row| {
                format!(
                    "{},{},{}",
                    20 + row,
                    if row == 5 {
                        ".".into()
                    } else {
                        format!("{row}.5")
                    },
                    row % 3 + 1
                )
            }),
            "2 inputs → 3 classes, 11 rows",
            "age|income|group",
            &["1 cell counts as missing: .."],
        ),
        case(
            "Weka, ARFF",
            rows(
                "% Source: a book\n@relation weather\n\n@attribute outlook {sunny, overcast, rainy}\n@attribute 'air temperature' numeric\n@attribute play {yes,no}\n\n@data\n% the days\n",
                12,
                |row| {
                    format!(
                        "{},{},{}",
                        ["sunny", "overcast", "rainy"][row % 3],
                        if row == 7 {
                            "?".into()
                        } else {
                            (60 + row).to_string()
                        },
                        ["yes", "no"][row % 2]
                    )
                },
            ),
            "4 inputs → 2 classes, 11 rows",
            "outlook|air temperature|play",
            &[
                "(ARFF)",
                "1 line of comment was passed over.",
                "1 cell counts as missing: ?.",
            ],
        ),
        case(
            "Weka, quotes of one stroke",
            rows(
                "@RELATION r\n@ATTRIBUTE size REAL\n@ATTRIBUTE kind {'very big',small}\n@DATA\n",
                8,
                |row| format!("{row}.5,{}", ["'very big'", "small"][row % 2]),
            ),
            "1 input → 2 classes, 8 rows",
            "size|kind",
            &["(ARFF)"],
        ),
        case(
            "Kaggle, digits with more inputs than can be used",
            rows(
                &("label,".to_owned()
                    + &(0..784)
                        .map(|k| format!("pixel{k}"))
                        .collect::<Vec<_>>()
                        .join(",")
                    + "\n"),
                12,
                |row| format!("{}{}", row % 3, format!(",{row}").repeat(784)),
            ),
            "784 inputs; at most 128 can be used, so set some columns to Ignore",
            Box::leak(
                ("label|".to_owned()
                    + &(0..784)
                        .map(|k| format!("pixel{k}"))
                        .collect::<Vec<_>>()
                        .join("|"))
                    .into_boxed_str(),
            ),
            &[],
        ),
    ]
}

fn loggers() -> Vec<Case> {
    vec![
        case(
            "a logger with comments",
            rows(
                "# station: Berlin\n# height: 34 m\ntime,t,label\n",
                12,
                |row| {
                    if row == 6 {
                        "# restarted".into()
                    } else {
                        format!("{row}.0,{}.5,{}", 20 + row, row % 2)
                    }
                },
            ),
            "2 inputs → 2 classes, 11 rows",
            "time|t|label",
            &["3 lines of comments were passed over."],
        ),
        case(
            "a logger with units below the names",
            rows("Time;Temp;Wind;State\ns;°C;[m/s];\n", 12, |row| {
                format!("{},5;2{row},5;{row},1;{}", row * 10, row % 2)
            }),
            "3 inputs → 2 classes, 12 rows",
            "Time [s]|Temp [°C]|Wind [m/s]|State",
            &[],
        ),
        case(
            "a logger, aligned by spaces, decimal commas",
            rows("  t      u     on\n", 12, |row| {
                format!("{:>5},5  {:>3},25   {}", row, row * 3, row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "t|u|on",
            &[],
        ),
        case(
            "a logger with dates of a German clock",
            rows("Zeit;Temp;Zustand\n", 12, |row| {
                format!("{:02}.01.2024 12:00;{row},5;{}", row + 1, row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "Zeit|Temp|Zustand",
            &["“Zeit” became days since 2024-01-01."],
        ),
        case(
            "a logger with times of the day",
            rows("time,t,on\n", 12, |row| {
                format!("{:02}:30:00,{row}.5,{}", row + 8, row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "time|t|on",
            &["“time” became hours."],
        ),
        case(
            "seconds since 1970",
            rows("t,w,y\n", 12, |row| {
                format!("{},{row}.5,{}", 1_700_000_000 + 30 * (row * row), row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "t|w|y",
            &[
                "“t” is counted from its least number, 1700000000, because rounding would make large numbers equal.",
            ],
        ),
        case(
            "many seconds since 1970",
            rows("t,w,y\n", 200, |row| {
                format!(
                    "{},{row}.5,{}",
                    1_700_000_000 + 30 * (row * row % 997),
                    row % 2
                )
            }),
            "2 inputs → 2 classes, 200 rows",
            "t|w|y",
            &["“t” is counted from its least number, 1700000000"],
        ),
        case(
            "numbers of twenty digits",
            rows("no,w,y\n", 12, |row| {
                format!("1234567890123456{:04},{row}.5,{}", row * 7, row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "no|w|y",
            &["Large numbers of “no” are rounded to 7 digits, so that some become equal."],
        ),
        case(
            "large numbers beside texts",
            rows("code,w,y\n", 12, |row| {
                let code = ["123456788", "123456789", "A"][row % 3];
                format!("{code},{row}.5,{}", row % 2)
            }),
            "4 inputs → 2 classes, 12 rows",
            "code|w|y",
            &["“code” became 3 inputs"],
        ),
        case(
            "numbers without bounds",
            rows("v,w,y\n", 12, |row| match row {
                3 => "inf,1,0".into(),
                5 => "2,-Infinity,1".into(),
                7 => "1e400,2,1".into(),
                9 => "∞,2,1".into(),
                _ => format!("{row}.5,{},{}", row * row, row % 2),
            }),
            "2 inputs → 2 classes, 8 rows",
            "v|w|y",
            &["4 cells hold no finite number and count as missing: row 5 of “v”, “inf”."],
        ),
        case(
            "a number without bounds among many",
            rows("v,w,y\n", 100, |row| match row {
                90 => "Inf,1,0".into(),
                _ => format!("{row}.5,{},{}", row * row, row % 2),
            }),
            "2 inputs → 2 classes, 99 rows",
            "v|w|y",
            &["1 cell holds no finite number and counts as missing: row 92 of “v”, “Inf”."],
        ),
        case(
            "dates of eight digits",
            rows("date,w,y\n", 12, |row| {
                format!("202401{:02},{row}.5,{}", 2 * row + 1, row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "date|w|y",
            &["“date” became days since 2024-01-01."],
        ),
        case(
            "days that there are not among dates",
            rows("date,w,y\n", 12, |row| {
                let date = match row {
                    3 => "0000-00-00".into(),
                    7 => "2024-02-30".into(),
                    _ => format!("2024-01-{:02}", row + 1),
                };
                format!("{date},{row}.5,{}", row % 2)
            }),
            "2 inputs → 2 classes, 10 rows",
            "date|w|y",
            &[
                "“date” became days since 2024-01-01.",
                "2 cells count as missing: 0000-00-00, 2024-02-30.",
            ],
        ),
        case(
            "durations over a day",
            rows("t;w;y\n", 12, |row| {
                format!("{}:15;{row},5;{}", row + 20, row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "t|w|y",
            &["“t” became hours."],
        ),
        case(
            "months of a German Excel",
            rows("Monat;w;y\n", 12, |row| {
                let month = ["Jan", "Feb", "Mrz", "Apr", "Mai", "Okt", "Dez"][row % 7];
                format!("{month}-24;{row},5;{}", row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "Monat|w|y",
            &["“Monat” became days since 2024-01-01."],
        ),
        case(
            "quarters",
            rows("q,w,y\n", 12, |row| {
                format!("{}Q{},{row}.5,{}", 2020 + row / 4, row % 4 + 1, row % 2)
            }),
            "2 inputs → 2 classes, 12 rows",
            "q|w|y",
            &["“q” became days since 2020-01-01."],
        ),
        case(
            "a logger whose last line was cut",
            rows("a,b,y\n", 40, |row| {
                format!("{row}.5,{},{}", row * row, row % 2)
            }) + "41.5,16",
            "2 inputs → 2 classes, 40 rows",
            "a|b|y",
            &["1 row was passed over with another number of cells: row 42, “41.5 16”."],
        ),
        case(
            "a short logger whose last line was cut",
            rows("a,b,y\n", 6, |row| {
                format!("{row}.5,{},{}", row * row, row % 2)
            }) + "41.5,1",
            "2 inputs → 2 classes, 6 rows",
            "a|b|y",
            &["1 row was passed over with another number of cells: row 8, “41.5 1”."],
        ),
        case(
            "a source below the table",
            rows("a,b,y\n", 8, |row| {
                format!("{row}.5,{},{}", row * row, row % 2)
            }) + "\nSource: the ministry\n",
            "2 inputs → 2 classes, 8 rows",
            "a|b|y",
            &["row 11, “Source: the ministry”."],
        ),
        case(
            "a delimiter at the end of each row",
            rows("a;b;y;\n", 8, |row| {
                format!("{row},5;{};{};", row * row, row % 2)
            }),
            "2 inputs → 2 classes, 8 rows",
            "a|b|y|column 4",
            &["because it is empty: “column 4”."],
        ),
        case(
            "a delimiter at the end of the rows alone",
            rows("a;b;y\n", 8, |row| {
                format!("{row},5;{};{};", row * row, row % 2)
            }),
            "2 inputs → 2 classes, 8 rows",
            "a|b|y|column 4",
            &["because it is empty: “column 4”."],
        ),
        case(
            "a code for what is missing",
            rows("t,rain,on\n", 12, |row| {
                format!(
                    "{row}.5,{},{}",
                    if row % 5 == 0 {
                        "-9999".into()
                    } else {
                        row.to_string()
                    },
                    row % 2
                )
            }),
            "2 inputs → 2 classes, 9 rows",
            "t|rain|on",
            &["3 cells count as missing: -9999."],
        ),
    ]
}

/// A column of numbers in some writing beside a class.
fn written(
    name: &'static str,
    delimiter: &str,
    cell: impl Fn(usize) -> String,
    said: &'static [&'static str],
) -> Case {
    let head = format!("v{delimiter}w{delimiter}y\n");
    let text = rows(&head, 9, |row| {
        [cell(row), (row * row).to_string(), (row % 2).to_string()].join(delimiter)
    });
    case(name, text, "2 inputs → 2 classes, 9 rows", "v|w|y", said)
}

fn numbers() -> Vec<Case> {
    const APART: &[&str] = &["Thousands stand apart in “v”."];
    const SIGNS: &[&str] = &["Signs around numbers were left out of “v”."];
    vec![
        written(
            "1,234.5 in quotes",
            ",",
            |row| format!("\"{},234.5\"", row + 1),
            APART,
        ),
        written(
            "1.234,5 in quotes",
            ",",
            |row| format!("\"{}.234,5\"", row + 1),
            APART,
        ),
        written("1,5 in quotes", ",", |row| format!("\"{row},5\""), &[]),
        written(
            "1.234,5 between semicolons",
            ";",
            |row| format!("{}.234,5", row + 1),
            APART,
        ),
        written(
            "1,234.5 between semicolons",
            ";",
            |row| format!("{},234.5", row + 1),
            APART,
        ),
        written(
            "1,234.5 between tabs",
            "\t",
            |row| format!("{},234.5", row + 1),
            APART,
        ),
        written("1 234,5", ";", |row| format!("{} 234,5", row + 1), APART),
        written(
            "1 234,5 with a no-break space",
            ";",
            |row| format!("{}\u{a0}234,5", row + 1),
            APART,
        ),
        written(
            "1 234,5 with a narrow one",
            "\t",
            |row| format!("{}\u{202f}234,5", row + 1),
            APART,
        ),
        written("1'234.5", ";", |row| format!("{}'234.5", row + 1), APART),
        written("1’234.5", ",", |row| format!("{}’234.5", row + 1), APART),
        written(
            "12,34,567 of India",
            ",",
            |row| format!("\"{}2,34,567\"", row + 1),
            APART,
        ),
        written("1,5 between semicolons", ";", |row| format!("{row},5"), &[]),
        written("1.5 between semicolons", ";", |row| format!("{row}.5"), &[]),
        written(
            "1.200 that may be thousands",
            ";",
            |row| format!("{}.200", row + 1),
            &["The point in “v” was taken as the decimal sign, but may stand before thousands"],
        ),
        written(
            "1,200 that may be thousands",
            ";",
            |row| format!("{},200", row + 1),
            &["The comma in “v” was taken as the decimal sign"],
        ),
        written("percent", ",", |row| format!("{row}.5%"), SIGNS),
        written(
            "dollars",
            ",",
            |row| format!("\"${},000\"", row + 1),
            &["Thousands", "Signs"],
        ),
        written("euros", ";", |row| format!("{row},50 €"), SIGNS),
        written("a true minus", ",", |row| format!("−{row}.5"), &[]),
        written("a minus behind", ",", |row| format!("{row}.5-"), &[]),
        written(
            "parentheses of accountants",
            ",",
            |row| format!("({row}.5)"),
            SIGNS,
        ),
        written("a plus before", ",", |row| format!("+{row}.5"), &[]),
        written(
            "prices of Switzerland",
            ",",
            |row| format!("{row}00.–"),
            SIGNS,
        ),
        written(
            "prices of Germany",
            ";",
            |row| format!("{row}00,-- €"),
            SIGNS,
        ),
        written(
            "prices behind a currency",
            ",",
            |row| format!("CHF 1'{row}00.–"),
            &["“CHF” was left out of “v”.", "Signs"],
        ),
        written(
            "prices before a currency",
            ",",
            |row| format!("{row}00.- CHF"),
            &["“CHF” was left out of “v”.", "Signs"],
        ),
        written(
            "centimetres",
            ",",
            |row| format!("{row}.5 cm"),
            &["“cm” was left out of “v”."],
        ),
        written(
            "a currency before",
            ",",
            |row| format!("EUR {row}.5"),
            &["“EUR” was left out of “v”."],
        ),
    ]
}

/// A column with a name for what is missing beside a class.
fn gap(name: &'static str) -> Case {
    let text = rows("v,w,y\n", 12, |row| {
        let v = if row == 5 {
            name.into()
        } else {
            format!("{row}.5")
        };
        format!("{v},{},{}", row * row, row % 2)
    });
    let said: &[&str] = Box::leak(Box::new([
        &*format!("1 cell counts as missing: {name}.").leak()
    ]));
    case(name, text, "2 inputs → 2 classes, 11 rows", "v|w|y", said)
}

fn gaps() -> Vec<Case> {
    [
        "NA",
        "n/a",
        "NaN",
        "nan",
        "null",
        "NULL",
        "None",
        "none",
        "nil",
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
        "#NAME?",
        "NaT",
        "<NA>",
        "\\N",
        "n.a.",
        "k.A.",
        "missing",
        "unknown",
        "(null)",
        "Err:502",
        "#DIV/0",
        "#GETPIVOTDATA",
        "[null]",
        "SYSMIS",
        "***",
        "n.v.",
        "s/d",
    ]
    .map(gap)
    .into()
}

fn left_out() -> Vec<Case> {
    vec![
        case(
            "Titanic: names, tickets, a number and a mostly empty column",
            rows("PassengerId,Survived,Name,Age,Cabin\n", 80, |row| {
                format!(
                    "{},{},\"Person, Mr. {row}\",{}.5,{}",
                    row + 1,
                    row % 2,
                    row % 50,
                    if row % 4 == 0 {
                        format!("C{}", row % 8)
                    } else {
                        String::new()
                    }
                )
            }),
            "1 input → 2 classes, 80 rows",
            "PassengerId|Survived|Name|Age|Cabin",
            &[
                "1 column is left out, because it counts the rows: “PassengerId”.",
                "1 column is left out, because it is text that differs in most rows: “Name”.",
                "1 column is left out, because it is mostly empty: “Cabin”.",
            ],
        ),
        case(
            "dates of days and months that only a later row tells",
            rows("date,v,y\n", 9000, |row| {
                let day = if row == 8990 { 31 } else { row % 12 + 1 };
                format!("{day}/1/2024,{row}.5,{}", row % 2)
            }),
            "2 inputs → 2 classes, 9000 rows",
            "date|v|y",
            &["“date” became days since 2024-01-01."],
        ),
    ]
}

#[test]
fn a_later_row_tells_the_decimal_sign() {
    // The beginning may be read in both ways.
    let text = rows("v;y\n", 20_000, |row| {
        format!("1,{:03};{}", row % 1000, row % 2)
    });
    let value = |text: &str, row| {
        read_csv(text.as_bytes()).unwrap().columns[0]
            .cell(row)
            .into_owned()
    };
    assert_eq!(value(&text, 234), "1.234");
    assert_eq!(value(&(text.clone() + "1,234.5;1\n"), 234), "1234");
    let text = text.replace(';', "\t");
    assert_eq!(value(&text, 234), "1234");
    assert_eq!(value(&(text + "1,2345\t1\n"), 234), "1.234");
}

#[test]
fn a_later_row_tells_day_from_month() {
    let text = rows("date,v\n", 9000, |row| {
        let day = if row == 8990 { 31 } else { row % 12 + 1 };
        format!("{day}/1/2024,{row}")
    });
    let sheet = read_csv(text.as_bytes()).unwrap();
    assert_eq!(
        (sheet.columns[0].cell(11), sheet.found.order),
        ("11".into(), None)
    );
}

#[test]
fn a_later_text_leaves_dates_texts() {
    let text = rows("date,v\n", 9000, |row| {
        let date = if row == 8990 {
            "soon".into()
        } else {
            format!("2024-01-{:02}", row % 31 + 1)
        };
        format!("{date},{row}")
    });
    let sheet = read_csv(text.as_bytes()).unwrap();
    assert_eq!(sheet.columns[0].cell(8989), "2024-01-31");
    assert_eq!(sheet.columns[0].distinct(), Some(32));
}

#[test]
fn what_is_assumed_can_be_changed() {
    let read = |text: &str, asked: Asked| read_as(text.as_bytes(), asked).unwrap();
    let names = |sheet: &Sheet| {
        sheet
            .columns
            .iter()
            .map(|c| c.name.clone())
            .collect::<Vec<_>>()
            .join("|")
    };
    let column = |sheet: &Sheet, at: usize| {
        (0..sheet.rows())
            .map(|row| sheet.columns[at].cell(row).into_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };

    let flowers = "5.1,a\n4.9,b\n6.3,a\n";
    let sheet = read(flowers, Asked::default());
    assert_eq!((sheet.found.header, sheet.rows()), (Header::Values, 3));
    let sheet = read(
        flowers,
        Asked {
            header: Some(Header::Names),
            ..Asked::default()
        },
    );
    assert_eq!((names(&sheet).as_str(), sheet.rows()), ("5.1|a", 2));
    let sheet = read(
        "a,b\n1,2\n3,4\n",
        Asked {
            header: Some(Header::Values),
            ..Asked::default()
        },
    );
    assert_eq!(
        (names(&sheet).as_str(), sheet.rows()),
        ("column 1|column 2", 3)
    );
    let sheet = read(
        "a,b\ncm,kg\n3,4\n5,6\n",
        Asked {
            header: Some(Header::Names),
            ..Asked::default()
        },
    );
    assert_eq!((names(&sheet).as_str(), sheet.rows()), ("a|b", 3));

    let sheet = read(
        "a;b\n1,5;2\n3,5;4\n",
        Asked {
            delimiter: Some(Delimiter::Comma),
            ..Asked::default()
        },
    );
    assert_eq!(sheet.columns.len(), 2);
    assert_eq!(sheet.columns[1].cell(0), "5;2");

    let prices = "v,y\n\"1,234\",0\n\"2,500\",1\n";
    assert_eq!(column(&read(prices, Asked::default()), 0), "1234 2500");
    let comma = Asked {
        decimal: Some(Decimal::Comma),
        ..Asked::default()
    };
    let sheet = read(prices, comma);
    assert_eq!(
        (column(&sheet, 0).as_str(), sheet.found.decimal),
        ("1.234 2.5", Decimal::Comma)
    );

    let sheet = read(
        prices,
        Asked {
            missing: Some("0 1,234".into()),
            ..Asked::default()
        },
    );
    assert_eq!(
        (column(&sheet, 0).as_str(), column(&sheet, 1).as_str()),
        (" 2500", " 1")
    );

    let dates = "day,y\n3/4/2024,0\n5/4/2024,1\n";
    let sheet = read(dates, Asked::default());
    assert_eq!(
        (column(&sheet, 0).as_str(), sheet.found.order),
        ("0 61", Some(Order::Month))
    );
    let sheet = read(
        dates,
        Asked {
            order: Some(Order::Day),
            ..Asked::default()
        },
    );
    assert_eq!(
        (column(&sheet, 0).as_str(), sheet.found.order),
        ("0 2", Some(Order::Day))
    );
    let sheet = read(
        dates,
        Asked {
            dates: Some(Dates::Texts),
            ..Asked::default()
        },
    );
    assert!(sheet.found.has_dates && column(&sheet, 0).starts_with("3/4/2024"));
    let sheet = read(
        dates,
        Asked {
            dates: Some(Dates::Parts),
            ..Asked::default()
        },
    );
    assert_eq!(names(&sheet), "day: month|day: weekday|y");
    assert_eq!(column(&sheet, 0), "3 5");
}

#[test]
fn what_the_browser_decodes_is_found_by_its_bytes() {
    let bytes = |text: &str, of: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(of).collect()
    };
    let text = "größe\tb\n1,5\t2\n";
    for (bytes, name) in [
        (text.as_bytes().to_vec(), "utf-8"),
        (b"gr\xf6\xdfe;b\n1;2\n".to_vec(), "windows-1252"),
        (bytes(text, u16::to_le_bytes), "utf-16le"),
        (bytes(text, u16::to_be_bytes), "utf-16be"),
    ] {
        assert_eq!(Encoding::of(&bytes).map(|encoding| encoding.0), Ok(name));
    }
}

#[test]
fn old_and_new_guesses_agree_on_what_the_page_wrote() {
    // Links hold what differs from the former, so it stays what it was.
    let sheet = read_csv(b"a,b,c,y\n1,,x,1\n2,,y,0\n3,,x,1\n4,5,y,0\n").unwrap();
    let roles = |reading: Reading| reading.roles;
    let (input, target) = (Role::Input, Role::Target);
    assert_eq!(
        roles(Reading::guess(&sheet)),
        [Role::Ignore, input, input, target]
    );
    assert_eq!(
        roles(Reading::advised(&sheet)),
        [Role::Ignore, Role::Ignore, input, target]
    );
}

#[test]
fn names_above_the_table_are_its_header() {
    let r = rows("\"x\",\"w\",\"k\"\n", 12, |row| {
        format!(
            "\"row{row}\",{row},{},\"{}\"",
            row * row,
            ["a", "b"][row % 2]
        )
    });
    let numpy = rows("# x y k\n", 12, |row| {
        format!("{row} {} {}", row * row, row % 2)
    });
    let ends = rows("x,w,k\n", 12, |row| {
        format!("{row},{},{},", row * row, row % 2)
    });
    for (text, columns, above) in [
        (r, "column 1|x|w|k", "above the table: “\"x\",\"w\",\"k\"”"),
        (numpy, "x|y|k", "1 line of comment"),
        (ends, "x|w|k|column 4", "above the table: “x,w,k”"),
    ] {
        let read = |header| {
            let asked = Asked {
                header,
                ..Asked::default()
            };
            read_as(text.as_bytes(), asked).unwrap()
        };
        let names = |sheet: &Sheet| {
            let names: Vec<_> = sheet.columns.iter().map(|c| c.name.as_str()).collect();
            names.join("|")
        };
        for header in [None, Some(Header::Names)] {
            let sheet = read(header);
            assert_eq!(names(&sheet), columns);
            assert_eq!((sheet.found.header, sheet.rows()), (Header::Names, 12));
        }
        let sheet = read(Some(Header::Values));
        assert!(names(&sheet).starts_with("column 1|column 2"));
        assert_eq!((sheet.found.header, sheet.rows()), (Header::Values, 12));
        let said: Vec<_> = sheet
            .found
            .remarks
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(said.iter().any(|line| line.contains(above)), "{said:?}");
    }
}

#[test]
fn a_decimal_sign_that_was_chosen_is_not_said_to_be_open() {
    let text = rows("v;y\n", 9, |row| format!("{}.200;{}", row + 1, row % 2));
    for (decimal, said) in [
        (None, 1),
        (Some(Decimal::Point), 0),
        (Some(Decimal::Comma), 1),
    ] {
        let asked = Asked {
            decimal,
            ..Asked::default()
        };
        let sheet = read_as(text.as_bytes(), asked).unwrap();
        let remarks: Vec<_> = sheet
            .found
            .remarks
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(remarks.len(), said, "{remarks:?}");
    }
}
