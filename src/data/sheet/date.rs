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
    if let Some(hours) = time(cell) {
        return Some((Moment::Time(hours), None));
    }
    let (days, rest, told) = day(cell, order)?;
    let rest = rest.trim_start_matches([' ', 'T', ',']);
    let hours = if rest.is_empty() { 0.0 } else { time(rest)? };
    Some((Moment::Date(f64::from(days) + hours / 24.0), told))
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
        // A year and its month.
        let month = a.1 == 4 && b.1 != 1 && rest.is_empty();
        return Some((days([a.0, b.0, 1])?, rest, None)).filter(|_| month);
    };
    if a.1 == 4 {
        return Some((days([a.0, b.0, c.0])?, rest, None));
    }
    let year = match c {
        (year, 4) => year,
        (year, 2) => year + if year < 70 { 2000 } else { 1900 },
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
    const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let (name, rest) = text.split_at(of(char::is_ascii_alphabetic));
    let start = name.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.find(&start).filter(|at| at % 3 == 0)?;
    Some(((at as i32 / 3 + 1, 0), rest))
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

/// The hours of a time of the day; where it lies on the globe is left out.
fn time(text: &str) -> Option<f64> {
    let (hours, rest) = text.split_once(':')?;
    let hour: u32 = number(hours, 2)?;
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
    if hour > 24 || minute > 59 || !(0.0..61.0).contains(&seconds) || !is_zone {
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
        ] {
            for order in [Order::Day, Order::Month] {
                assert_eq!(date(cell, order).as_deref(), Some("2024-01-31"), "{cell}");
            }
        }
        assert_eq!(date("2024-01", Order::Day).as_deref(), Some("2024-01-01"));
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
            "25:00",
            "10:61",
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
        ] {
            let Some((Moment::Time(read), None)) = moment(cell, Order::Day) else {
                panic!("{cell}");
            };
            approx::assert_relative_eq!(read, hours, epsilon = 1e-9);
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
