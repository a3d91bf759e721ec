//! What the beginning of a file tells of all of it: where the table begins, what its columns are called
//! and how their values are written.

use super::{
    arff,
    cell::trim,
    date::{Dates, Moment, Order, is_no_day, moment},
    form::Form,
    format::{Asked, Delimiter, Found, Header, Signs},
    header::{self, Cell},
    lines::{self, COMMENTS, Line, delimiter, lines, named, width},
    missing::{is_missing, is_missing_number},
    number::{Decimal, number, with_cents},
    records::Records,
    remark::Remark,
    seen::{self, Seen},
    spaces::Spaces,
};

/// How the rest of a file is to be read.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The byte at which the rows begin, and the number of that row.
    pub start: usize,
    /// The number of that row.
    pub row: usize,
    /// The signs between and around cells.
    pub signs: Signs,
    /// Rows at the beginning that hold names and units.
    pub skip: usize,
    /// The columns: names, perhaps empty or alike, and how values are written.
    pub columns: Vec<(String, Form)>,
    /// Whether each row ends with a dot.
    pub dots: bool,
    /// Lines of comments above the table, and whether a comment was met at all.
    pub comments: usize,
    /// Whether there may be more of them.
    pub has_comments: bool,
    /// What is told of it.
    pub found: Found,
}

/// Rows that are looked at.
const ROWS: usize = 200;

/// Looks at the beginning of a file, which is all of it if `whole`.
pub fn survey(head: &str, asked: &Asked, whole: bool) -> Plan {
    let mut plan = Plan {
        row: 1,
        ..Plan::default()
    };
    let mut text = head;
    if let Some(declared) = arff::declared(head) {
        text = &head[declared.start..];
        plan.start = declared.start;
        plan.row = declared.row;
        plan.columns = declared
            .names
            .into_iter()
            .map(|name| (name, Form::default()))
            .collect();
        plan.found.remarks.push(Remark::Declared);
        plan.has_comments = true;
        let quoted = |c: char| text.split(',').any(|cell| cell.trim_start().starts_with(c));
        if quoted('\'') && !quoted('"') {
            plan.signs.quote = b'\'';
        }
    }
    let first = text
        .split_inclusive(['\n', '\r'])
        .next()
        .unwrap_or_default();
    let sep = named(first).filter(|_| plan.columns.is_empty());
    if sep.is_some() {
        plan.start += first.len();
        text = &text[first.len()..];
        // A line feed behind a carriage return.
        if first.ends_with('\r') && text.starts_with('\n') {
            (plan.start, text) = (plan.start + 1, &text[1..]);
        }
        plan.row += 1;
    }
    if plan.columns.is_empty() && lines::has_single_quotes(text) {
        plan.signs.quote = b'\'';
        plan.found.remarks.push(Remark::SingleQuotes);
    }
    let wanted = asked.delimiter.filter(|d| *d != Delimiter::Declared);
    let signs = wanted.map(Signs::of).or(sep);
    plan.signs = signs
        .unwrap_or_else(|| Signs::of(delimiter(text, plan.signs.quote, whole)))
        .quoted_by(plan.signs.quote);
    plan.found.delimiter = plan.signs.delimiter;
    if plan.columns.is_empty() {
        plan.find_table(text, asked, whole);
    } else {
        let mut rows = rows(text, &plan, whole);
        rows.retain(|row| row.len() == plan.columns.len());
        plan.fill(&rows, asked);
    }
    plan
}

impl Plan {
    /// Finds where the table begins and what its columns are called.
    fn find_table(&mut self, text: &str, asked: &Asked, whole: bool) {
        let lines = lines(text, self.signs, whole);
        let Some(width) = width(&lines) else {
            // What is wrong is found by reading on.
            return;
        };
        let Some(mut first) = lines.iter().position(|line| begins(line, width)) else {
            return;
        };
        let mut all = rows(&text[lines[first].start..], self, whole);
        let guess = all
            .split_first()
            .map(|(top, body)| header::guess(top, body));
        self.found.header = asked.header.or(guess).unwrap_or_default();
        // Below names that stand above the table, its first row is one of values.
        let mut may_be_above =
            guess == Some(Header::Values) && matches!(asked.header, None | Some(Header::Names));
        let above = first.checked_sub(1).map(|at| lines[at]);
        if may_be_above && above.is_some_and(|line| !line.comment && line.cells > width) {
            // Names for more columns than there are: that is said of the rows.
            first -= 1;
            all = rows(&text[lines[first].start..], self, whole);
            self.found.header = Header::Names;
            may_be_above = false;
        }
        // Lines between the rows tell nothing of the columns.
        all.retain(|row| row.len() >= width);
        let Some((top, body)) = all.split_first() else {
            return;
        };
        self.start += lines[first].start;
        self.row += lines[first].row - 1;
        let above = may_be_above
            .then_some(first.checked_sub(1))
            .flatten()
            .and_then(|at| self.names_above(text, &lines[at], width, (top, body)));
        self.pass_over(text, &lines[..first - usize::from(above.is_some())]);
        self.has_comments = lines[..first].iter().any(|line| line.comment);
        let (skip, mut names): (usize, Vec<String>) = match (above, self.found.header) {
            (Some(names), _) => {
                self.found.header = Header::Names;
                (0, names)
            }
            (None, Header::Values) => (0, vec![String::new(); width]),
            (None, Header::Names) => (1, top.iter().map(|cell| cell.text.clone()).collect()),
            (None, Header::Units) => (2, header::with_units(top, body.first())),
        };
        self.skip = skip;
        while names.len() > width && names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        self.columns = names
            .into_iter()
            .map(|name| (name, Form::default()))
            .collect();
        self.fill(&all[self.skip.min(all.len())..], asked);
    }

    /// Tells of the lines above the table.
    fn pass_over(&mut self, text: &str, lines: &[Line]) {
        self.comments = lines.iter().filter(|line| line.comment).count();
        if let Some(line) = lines.iter().find(|line| !line.comment) {
            let first = text[line.start..line.end].trim().into();
            self.found
                .remarks
                .push(Remark::Above(lines.len() - self.comments, first));
        }
    }

    /// The names of the columns in the line above the table: a comment, or one that is a cell shorter,
    /// since nothing stands above the names of the rows.
    fn names_above(
        &mut self,
        text: &str,
        line: &Line,
        width: usize,
        (top, body): (&[Cell], &[Vec<Cell>]),
    ) -> Option<Vec<String>> {
        let mut line_text = text[line.start..line.end].trim_start();
        if line.comment {
            line_text = COMMENTS
                .iter()
                .fold(line_text, |rest, mark| rest.trim_start_matches(mark));
        }
        let mut cells = rows(line_text, self, true).into_iter().next()?;
        let are_names = cells
            .iter()
            .all(|cell| !cell.text.is_empty() && !header::is_value(&cell.text));
        if !are_names {
            return None;
        }
        if !line.comment {
            if cells.len() + 1 != width || width == 2 && !cells[0].quoted {
                return None;
            }
            // Where the last cells are empty, each row ends with a delimiter.
            let last = body.iter().map(Vec::as_slice).chain([top]);
            if last
                .map(|row| row.last())
                .all(|cell| cell.is_none_or(|cell| cell.text.is_empty()))
            {
                cells.push(Cell::default());
            } else {
                self.found.remarks.push(Remark::RowNames);
                cells.insert(0, Cell::default());
            }
        }
        (cells.len() == width).then(|| cells.into_iter().map(|cell| cell.text).collect())
    }

    /// Finds how the values of each column are written.
    fn fill(&mut self, rows: &[Vec<Cell>], asked: &Asked) {
        self.dots = dots(rows);
        let column = |at: usize| {
            rows.iter()
                .filter_map(move |row| row.get(at))
                .map(|cell| cell.text.as_str())
        };
        let dates = asked.dates.unwrap_or_default() != Dates::Texts;
        let seen: Vec<Seen> = match asked.seen.len() == self.columns.len() {
            true => asked.seen.clone(),
            false => (0..self.columns.len()).map(|at| see(column(at))).collect(),
        };
        let semicolons = self.found.delimiter == Delimiter::Semicolon;
        let usual = asked
            .decimal
            .unwrap_or_else(|| seen::decimal_of(&seen, semicolons));
        self.found.decimal = usual;
        self.found.missing = match &asked.missing {
            Some(names) => names.clone(),
            None => {
                let mut codes: Vec<&str> = Vec::new();
                for at in 0..self.columns.len() {
                    codes.extend(code(column(at)).filter(|code| !codes.contains(code)));
                }
                codes.join(" ")
            }
        };
        for (at, (_, form)) in self.columns.iter_mut().enumerate() {
            let seen = &seen[at];
            let is_date = are_dates(column(at));
            self.found.has_dates |= is_date;
            form.decimal = asked.decimal.unwrap_or_else(|| seen::decimal(seen, usual));
            form.large = seen.large;
            if dates && !seen.no_dates && is_date {
                form.dates = Some(asked.order.or(seen.order()).unwrap_or(match usual {
                    Decimal::Point if column(at).any(|cell| cell.contains('/')) => Order::Month,
                    Decimal::Point | Decimal::Comma => Order::Day,
                }));
            } else {
                form.unit = unit(column(at)).unwrap_or_default().into();
            }
        }
    }
}

/// Whether a table may begin with a line.
fn begins(line: &Line, width: usize) -> bool {
    // A title above a wide table has empty cells behind it, where a spreadsheet wrote it.
    let cells = line.cells == width || line.cells > width && line.filled <= width;
    !line.comment && cells && (line.filled > 1 || width == 2)
}

/// The rows of a text in a plan's delimiter and quotes.
fn rows(text: &str, plan: &Plan, whole: bool) -> Vec<Vec<Cell>> {
    let mut records = Records::new(plan.signs, 1);
    let single;
    let mut input = text.as_bytes();
    if plan.signs.delimiter == Delimiter::Spaces {
        single = Spaces::new(plan.signs.quote).single(input);
        input = &single;
    }
    let mut rows = Vec::new();
    while !input.is_empty() && rows.len() < ROWS {
        // A mistake is told when it is met again.
        let Ok((rest, complete)) = records.advance(input) else {
            return rows;
        };
        input = rest;
        if complete {
            rows.extend(cells(&records));
            records.next_row();
        }
    }
    if input.is_empty() && whole && records.finish().unwrap_or_default() {
        rows.extend(cells(&records));
    }
    rows
}

/// The cells of a row, if there is something in it and it is no comment.
fn cells(records: &Records) -> Option<Vec<Cell>> {
    let cells = records.cells().ok()?;
    let cell = |(at, text): (usize, &&str)| Cell {
        text: trim(text).into(),
        quoted: records.is_quoted(at),
    };
    let cells: Vec<Cell> = cells.iter().enumerate().map(cell).collect();
    cells
        .iter()
        .any(|cell| !cell.text.is_empty())
        .then_some(cells)
}

/// What the first values of a column tell.
fn see<'a>(cells: impl Iterator<Item = &'a str>) -> Seen {
    let mut seen = Seen::default();
    for cell in cells {
        if let Some(number) = number(cell, Decimal::Point) {
            seen.number(&number);
        } else if let Some((_, told)) = moment(cell, Order::Day) {
            seen.date(told);
        }
    }
    seen
}

/// Whether all values of a column are dates, or all times of the day. A few may be of days that there are
/// not.
fn are_dates<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let (mut dates, mut digits, mut times, mut others) = (0, 0, 0, 0);
    for cell in cells.filter(|cell| !is_missing(cell)) {
        let all_digits = cell.bytes().all(|byte| byte.is_ascii_digit());
        match moment(cell, Order::Day).or_else(|| moment(cell, Order::Month)) {
            Some((Moment::Date(_), _)) if all_digits => digits += 1,
            _ if number(cell, Decimal::Point).is_some() => return false,
            Some((Moment::Date(_), _)) => dates += 1,
            Some((Moment::Time(_), _)) => times += 1,
            None if is_no_day(cell) => others += 1,
            None => return false,
        }
    }
    // Eight digits may be a number, but several are no days by chance.
    let sure = digits == 0 || dates == 0 && digits > 2;
    let dates = dates + digits;
    sure && others <= dates && (dates > 0) != (times > 0)
}

/// The letters that stand behind each number of a column, such as cm, or a currency before it.
fn unit<'a>(cells: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (mut unit, mut bare) = (None, 0);
    for cell in cells.filter(|cell| !is_missing(cell) && !is_missing_number(cell)) {
        if number(cell, Decimal::Point).is_some() {
            bare += 1;
            continue;
        }
        let own = unit_of(cell)?;
        if *unit.get_or_insert((own, 0)) != (own, 0) {
            return None;
        }
    }
    // A single number with letters among others is rather a slip.
    unit.map(|(unit, _)| unit).filter(|_| bare == 0)
}

/// The letters behind a number, or the three capitals before it.
fn unit_of(cell: &str) -> Option<&str> {
    let mut end = cell.rfind(|c: char| c.is_ascii_digit())? + 1;
    if let Some(price) = with_cents(cell) {
        // The digits of the cents take the place of a dash.
        let letters = price[end + 1..].trim_start_matches('0');
        end = cell.len() - letters.len();
    }
    let (front, back) = cell.split_at(end);
    let back = back.trim_start();
    if !back.is_empty() {
        let fits = !back.contains(|c: char| c.is_whitespace() || c == '-' || c == ':');
        return number(front, Decimal::Point).filter(|_| fits).map(|_| back);
    }
    let (front, back) = cell.split_at_checked(3)?;
    let capitals = front.bytes().all(|byte| byte.is_ascii_uppercase());
    number(back.trim_start(), Decimal::Point)
        .filter(|_| capitals)
        .map(|_| front)
}

/// A code such as −9999 by which measuring programs mark what is missing, if a column has one: nines,
/// far below all other values.
fn code<'a>(cells: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let (mut code, mut least, mut others) = (None, 0.0, 0);
    for cell in cells {
        let Some(number) = number(cell, Decimal::Point) else {
            continue;
        };
        let nines = cell.strip_prefix(['-', '−']).unwrap_or_default();
        let digits = nines.bytes().filter(|byte| *byte == b'9').count();
        if digits > 1
            && nines.bytes().all(|byte| b"9.,0".contains(&byte))
            && nines.starts_with("99")
        {
            code = code.or(Some((cell, number.value)));
            if code.is_some_and(|(_, value)| value == number.value) {
                continue;
            }
        }
        if number.value.is_finite() {
            least = f32::min(least, number.value);
            others += 1;
        }
    }
    code.filter(|(_, value)| others > 2 && *value < 3.0 * least && *value <= -99.0)
        .map(|(cell, _)| cell)
}

/// Whether every row ends with a dot that belongs to no value.
fn dots(rows: &[Vec<Cell>]) -> bool {
    let last = |row: &Vec<Cell>| {
        row.last()
            .is_some_and(|cell| cell.text.len() > 1 && cell.text.ends_with('.'))
    };
    rows.len() > 2 && rows.iter().all(last)
}
