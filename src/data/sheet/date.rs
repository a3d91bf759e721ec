//! Dates and times as people and programs write them.

use strum::{EnumMessage, IntoStaticStr, VariantArray};

/// What becomes of dates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, VariantArray, IntoStaticStr, EnumMessage)]
#[strum(serialize_all = "snake_case")]
pub enum Dates {
    /// Days since the first of the column.
    #[default]
    #[strum(message = "Days since the first")]
    Days,
    /// Year, month, day of the month, day of the week and hour, a column each.
    #[strum(message = "Year, month, weekday …")]
    Parts,
    /// They stay texts.
    #[strum(message = "Texts")]
    Texts,
}

/// What comes first of a day and a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// 31.1.2024
    #[default]
    Day,
    /// 1/31/2024
    Month,
}

/// A moment, or a time of any day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// Days since the first of January 1970, with the time of the day.
    Date(f64),
    /// Hours.
    Time(f64),
}

/// The moment in a trimmed cell; and what comes first in it, if that can only be one of the two.
pub fn moment(cell: &str, order: Order) -> Option<(Moment, Option<Order>)> {
    // The longest are such as "31 December 2024 12:00:00.000000 +01:00".
    if cell.len() > 40 || !cell.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    if let Some(hours) = time(cell, LONGEST) {
        return Some((Moment::Time(hours), None));
    }
    if let Some(days) = compact(cell).or_else(|| quarter(cell).map(f64::from)) {
        return Some((Moment::Date(days), None));
    }
    let (days, rest, told) = day(cell, order)?;
    let rest = rest.trim_start_matches([' ', 'T', ',']);
    let hours = if rest.is_empty() {
        0.0
    } else {
        time(rest, 24)?
    };
    Some((Moment::Date(f64::from(days) + hours / 24.0), told))
}

/// The hours of a duration that is written as a time of the day, at most.
const LONGEST: u32 = 9999;

/// Whether a cell is written as a date, but of a day that there is not: 0000-00-00, 31.02.2024.
pub fn is_no_day(cell: &str) -> bool {
    let parts = || {
        let (a, rest) = part(cell)?;
        let (b, rest) = part(between(rest)?)?;
        let (c, rest) = part(between(rest)?)?;
        let are_numbers = a.1 > 0 && b.1 > 0 && matches!((a.1, c.1), (4, 1..=2) | (1..=2, 2 | 4));
        (are_numbers && (rest.is_empty() || rest.starts_with([' ', 'T', ',']))).then_some(())
    };
    parts().is_some() && [Order::Day, Order::Month].map(|o| moment(cell, o)) == [None, None]
}

/// Days since 1970 of a date without signs between its parts, perhaps with a time: 20240131,
/// 202401311345, 20240131T134500.
fn compact(cell: &str) -> Option<f64> {
    let (date, time) = cell.split_at_checked(8)?;
    let time = time.strip_prefix('T').unwrap_or(time);
    let time = time.strip_suffix('Z').unwrap_or(time);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(date) || !is_number(time) || ![0, 4, 6].contains(&time.len()) {
        return None;
    }
    let two = |text: &str, at: usize| text.get(at..at + 2).map_or(Some(0), |two| two.parse().ok());
    let year: i32 = date[..4]
        .parse()
        .ok()
        .filter(|y| (1900..=2100).contains(y))?;
    let days = days([year, two(date, 4)?, two(date, 6)?])?;
    let [hour, minute, second] = [two(time, 0)?, two(time, 2)?, two(time, 4)?];
    let fits = hour < 24 && minute < 60 && second < 60;
    let seconds = f64::from((hour * 60 + minute) * 60 + second);
    fits.then(|| f64::from(days) + seconds / 86_400.0)
}

/// Days since 1970 of the first day of a quarter: 2024Q1, 2024-Q1, Q1 2024.
fn quarter(cell: &str) -> Option<i32> {
    let (before, behind) = cell.split_once(['Q', 'q'])?;
    let between = ['-', '/', ' '];
    let (year, number) = if before.is_empty() {
        let (number, year) = behind.split_at_checked(1)?;
        (year.strip_prefix(between)?, number)
    } else {
        (before.strip_suffix(between).unwrap_or(before), behind)
    };
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let quarter = ["1", "2", "3", "4"].iter().position(|q| *q == number)?;
    days([
        year.parse().ok().filter(|_| is_year)?,
        3 * quarter as i32 + 1,
        1,
    ])
}

/// A part of a date: its number, and how many digits that has; none for the name of a month.
type Part = (i32, usize);

/// Days since 1970 of what a text begins with, the rest, and what comes first if that is sure.
fn day(text: &str, order: Order) -> Option<(i32, &str, Option<Order>)> {
    let (a, rest) = part(text)?;
    let (b, rest) = part(between(rest)?)?;
    let third = between(rest)
        .and_then(part)
        .filter(|((_, digits), _)| *digits > 0);
    let Some((c, rest)) = third else {
        // A year and its month, or the month's name and its year: as Excel has it, Jan-24.
        let [year, month] = match (a.1, b.1) {
            (4, 0 | 2..) => [a.0, b.0],
            (0, 4) => [b.0, a.0],
            (0, 2) if text[..text.len() - rest.len()].contains('-') => [full(b.0), a.0],
            _ => return None,
        };
        return Some((days([year, month, 1])?, rest, None)).filter(|_| rest.is_empty());
    };
    if a.1 == 4 {
        return Some((days([a.0, b.0, c.0])?, rest, None));
    }
    let year = match c {
        (year, 4) => year,
        (year, 2) => full(year),
        _ => return None,
    };
    let told = match (a, b) {
        ((_, 0), (_, 0)) => return None,
        (_, (_, 0)) => Some(Order::Day),
        ((_, 0), _) => Some(Order::Month),
        ((a, _), _) if a > 12 => Some(Order::Day),
        (_, (b, _)) if b > 12 => Some(Order::Month),
        _ => None,
    };
    let days = match told.unwrap_or(order) {
        Order::Day => days([year, b.0, a.0]),
        Order::Month => days([year, a.0, b.0]),
    };
    // Names of months leave nothing open.
    Some((days?, rest, told.filter(|_| a.1 > 0 && b.1 > 0)))
}

/// The part that a text begins with.
fn part(text: &str) -> Option<(Part, &str)> {
    let of = |is: fn(&char) -> bool| text.chars().take_while(is).count();
    let digits = of(char::is_ascii_digit);
    if digits > 0 {
        let (number, rest) = text.split_at(digits);
        return (digits <= 4).then_some(((number.parse().ok()?, digits), rest));
    }
    let letters = of(|c| c.is_ascii_alphabetic() || "äÄéÉûÛ".contains(*c));
    let end = text
        .char_indices()
        .nth(letters)
        .map_or(text.len(), |(at, _)| at);
    let (name, rest) = text.split_at(end);
    Some(((month(name)?, 0), rest))
}

/// The month of that name, in English, German, French, Italian or Spanish, whole or cut short.
fn month(name: &str) -> Option<i32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "gen", "ene"],
        &["feb", "fev"],
        &["mar", "mrz", "mae"],
        &["apr", "avr", "abr"],
        &["may", "mai", "mag"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "aou", "ago"],
        &["sep", "set"],
        &["oct", "okt", "ott"],
        &["nov"],
        &["dec", "dez", "dic"],
    ];
    let bare = |c: char| match c {
        'ä' | 'Ä' => 'a',
        'é' | 'É' => 'e',
        'û' | 'Û' => 'u',
        other => other.to_ascii_lowercase(),
    };
    let name: String = name.chars().map(bare).collect();
    let is = |begins: &&[&str]| begins.iter().any(|begin| name.starts_with(begin));
    MONTHS.iter().position(is).map(|at| at as i32 + 1)
}

/// The year of two digits.
fn full(year: i32) -> i32 {
    year + if year < 70 { 2000 } else { 1900 }
}

/// What follows a sign between parts.
fn between(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['-', '/', '.', ' ', ','])?;
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

/// Days from the first of January 1970 to a year, month and day, if there is such a day.
fn days([year, month, day]: [i32; 3]) -> Option<i32> {
    let leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let length = match month {
        2 => 28 + i32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    // Counted from March on, the leap day is the last of its year.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(365 * year + leaps + (153 * month + 2) / 5 + day - 719_469)
}

/// Year, month and day, from days since 1970.
fn civil(days: i32) -> [i32; 3] {
    // A guess that is too late, but not by much; then the day within the year.
    let start = |year: i32| self::days([year, 1, 1]).unwrap_or_default();
    let guess = 1971 + days.div_euclid(365);
    let year = (0..)
        .map(|back| guess - back)
        .find(|&year| start(year) <= days);
    let year = year.unwrap_or(guess);
    let first = |month: i32| self::days([year, month, 1]).unwrap_or_default();
    let month = (1..=12)
        .rev()
        .find(|&month| first(month) <= days)
        .unwrap_or(1);
    [year, month, days - first(month) + 1]
}

/// The hours of a time of the day, or of a duration of so many hours at most; where it lies on the globe
/// is left out.
fn time(text: &str, most: u32) -> Option<f64> {
    let (hours, rest) = text.split_once(':')?;
    let hour: u32 = number(hours, 4)?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (minutes, rest) = rest.split_at(end);
    let (seconds, rest) = match rest.strip_prefix(':') {
        Some(rest) => {
            let is_second = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
            let end = rest.find(|c| !is_second(c)).unwrap_or(rest.len());
            let (seconds, rest) = rest.split_at(end);
            (seconds.replace(',', ".").parse::<f64>().ok()?, rest)
        }
        None => (0.0, rest),
    };
    let minute: u32 = number(minutes, 2).filter(|_| minutes.len() == 2)?;
    let rest = rest.trim_start();
    let half = |name: &str| rest.get(..2).is_some_and(|r| r.eq_ignore_ascii_case(name));
    let (hour, rest) = match (half("am"), half("pm")) {
        (false, false) => (hour, rest),
        (_, later) if (1..=12).contains(&hour) => (hour % 12 + 12 * u32::from(later), &rest[2..]),
        _ => return None,
    };
    let zone = rest
        .trim_start_matches("UTC")
        .trim_start_matches(['Z', '+', '-']);
    let is_zone = zone.len() <= 5 && zone.bytes().all(|b| b.is_ascii_digit() || b == b':');
    if hour > most || minute > 59 || !(0.0..61.0).contains(&seconds) || !is_zone {
        return None;
    }
    Some(f64::from(hour) + f64::from(minute) / 60.0 + seconds / 3600.0)
}

fn number(text: &str, longest: usize) -> Option<u32> {
    let fits = (1..=longest).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| fits)
}

/// What a part is of days since 1970.
type OfDays = fn(f64) -> f64;

/// The parts of dates: their names, and what each is of days since 1970.
pub const PARTS: [(&str, OfDays); 5] = [
    ("year", |at| f64::from(civil(at.floor() as i32)[0])),
    ("month", |at| f64::from(civil(at.floor() as i32)[1])),
    ("day", |at| f64::from(civil(at.floor() as i32)[2])),
    // The first day of 1970 was the fourth of its week.
    ("weekday", |at| (at.floor() + 3.0).rem_euclid(7.0) + 1.0),
    ("hour", |at| ((at - at.floor()) * 86_400.0).round() / 3600.0),
];

/// A day as 2024-01-31.
pub fn iso(days: f64) -> String {
    let [year, month, day] = civil(days.floor() as i32);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(cell: &str, order: Order) -> Option<String> {
        match moment(cell, order)?.0 {
            Moment::Date(days) => Some(iso(days)),
            Moment::Time(_) => None,
        }
    }

    #[test]
    fn dates_are_written_in_many_ways() {
        for cell in [
            "2024-01-31",
            "2024/01/31",
            "2024/1/31",
            "2024.01.31",
            "31.01.2024",
            "31.1.2024",
            "31. 1. 2024",
            "31/01/2024",
            "31-01-2024",
            "31.01.24",
            "01/31/2024",
            "1/31/24",
            "31-Jan-2024",
            "31 Jan 2024",
            "31-JAN-24",
            "Jan 31, 2024",
            "January 31, 2024",
            "31 January 2024",
            "2024-Jan-31",
            "2024-01-31T13:45:00Z",
            "2024-01-31 13:45",
            "2024-01-31 13:45:10.123456",
            "31.01.2024 13:45",
            "1/31/2024 1:45 PM",
            "31.01.2024, 13:45:00",
            "2024-01-31T13:45:00+01:00",
            "2024-01-31 13:45:00 UTC",
            "20240131",
            "202401311345",
            "20240131134500",
            "20240131T134500Z",
            "31. Januar 2024",
            "31 janv. 2024",
        ] {
            for order in [Order::Day, Order::Month] {
                assert_eq!(date(cell, order).as_deref(), Some("2024-01-31"), "{cell}");
            }
        }
        assert_eq!(date("2024-01", Order::Day).as_deref(), Some("2024-01-01"));
        for (cell, expected) in [
            ("Jan-24", "2024-01-01"),
            ("Jan 2024", "2024-01-01"),
            ("2024-Mai", "2024-05-01"),
            ("1. März 2024", "2024-03-01"),
            ("1 févr. 2024", "2024-02-01"),
            ("14 JUIL 2024", "2024-07-14"),
            ("14 août 2024", "2024-08-14"),
            ("24. Dez. 2024", "2024-12-24"),
            ("2020Q1", "2020-01-01"),
            ("2020-Q4", "2020-10-01"),
            ("Q2 2020", "2020-04-01"),
        ] {
            assert_eq!(date(cell, Order::Day).as_deref(), Some(expected), "{cell}");
        }
        assert_eq!(
            date("29.02.2000", Order::Day).as_deref(),
            Some("2000-02-29")
        );
        assert_eq!(date("31.12.99", Order::Day).as_deref(), Some("1999-12-31"));
    }

    #[test]
    fn day_and_month_are_told_apart_where_they_can_be() {
        assert_eq!(date("3/4/2024", Order::Day).as_deref(), Some("2024-04-03"));
        assert_eq!(
            date("3/4/2024", Order::Month).as_deref(),
            Some("2024-03-04")
        );
        let told = |cell| moment(cell, Order::Day).unwrap().1;
        assert_eq!(told("3/4/2024"), None);
        assert_eq!(told("13/4/2024"), Some(Order::Day));
        assert_eq!(told("4/13/2024"), Some(Order::Month));
        assert_eq!(told("2024-04-03"), None);
        assert_eq!(told("3-Apr-2024"), None);
    }

    #[test]
    fn what_is_no_date_stays_text() {
        for cell in [
            "",
            "abc",
            "2024",
            "5.1",
            "1.2.3",
            "31.02.2024",
            "32.01.2024",
            "2024-13-01",
            "29.02.2023",
            "1-2",
            "3:2",
            "2024-01-31 25:00",
            "25:00 pm",
            "10:61",
            "20241301",
            "18000101",
            "2020Q5",
            "Q1",
            "Jan 24",
            "Quartal 2020",
            "16/9",
            "1990-2000",
            "192.168.1.1",
            "-1-2-2024",
            "may",
            "May 5",
            "2024-01-31 abc",
            "10:30 zz",
            "13:00 PM",
            "2024-01-31T",
            "12:30:99",
            "a:30",
            "Jan Feb 2024",
        ] {
            let read = moment(cell, Order::Day);
            assert!(read.is_none() || cell == "2024-01-31T", "{cell} {read:?}");
        }
    }

    #[test]
    fn times_are_hours() {
        for (cell, hours) in [
            ("13:45", 13.75),
            ("00:00", 0.0),
            ("1:45 PM", 13.75),
            ("12:30 am", 0.5),
            ("06:00:36", 6.01),
            ("6:00:36,0", 6.01),
            ("26:15", 26.25),
            ("120:30:00", 120.5),
        ] {
            let Some((Moment::Time(read), None)) = moment(cell, Order::Day) else {
                panic!("{cell}");
            };
            approx::assert_relative_eq!(read, hours, epsilon = 1e-9);
        }
    }

    #[test]
    fn some_days_there_are_not() {
        for cell in [
            "0000-00-00",
            "0000-00-00 00:00:00",
            "30.02.2024",
            "2/30/24",
            "2024-13-01",
        ] {
            assert!(is_no_day(cell), "{cell}");
        }
        for cell in ["2024-01-31", "1.2.3", "192.168.1.1", "abc", "soon", "5", ""] {
            assert!(!is_no_day(cell), "{cell}");
        }
    }

    #[test]
    fn every_day_has_its_number_and_parts() {
        assert_eq!(days([1970, 1, 1]), Some(0));
        assert_eq!(days([2000, 3, 1]), Some(11_017));
        for day in -200_000..200_000 {
            let date = civil(day);
            assert_eq!(days(date), Some(day), "{date:?}");
        }
        let (Moment::Date(at), _) = moment("2024-01-31 13:45", Order::Day).unwrap() else {
            panic!()
        };
        let parts = PARTS.map(|(_, part)| part(at));
        // A Wednesday.
        assert_eq!(parts, [2024.0, 1.0, 31.0, 3.0, 13.75]);
    }
}
