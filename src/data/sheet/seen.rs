//! What the cells of a column tell of how they are written.

use super::{
    date::Order,
    form::Large,
    number::{Decimal, Hint, LARGE, Number, WHOLE},
};

/// What was seen in a column.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    /// Numbers that can only have a point before their decimals, and those with a comma.
    points: u32,
    commas: u32,
    /// Numbers that may have a point before decimals or thousands, and those with a comma.
    either_points: u32,
    either_commas: u32,
    /// Whether thousands stood apart.
    pub grouped: bool,
    /// Whether there were signs around numbers.
    pub signs: bool,
    /// Dates with the day first, and with the month.
    days: u32,
    months: u32,
    /// Whether a date of it leaves open what comes first.
    pub open_date: bool,
    /// Whether there was something else among dates.
    pub no_dates: bool,
    /// Whether numbers are too large for all their digits to be kept.
    pub rounded: bool,
    /// Whether some of them become equal so.
    pub merged: bool,
    /// The least and the greatest number, and the last.
    range: Option<[f64; 2]>,
    last: Option<(f32, f64)>,
    /// What is to become of large numbers.
    pub large: Large,
}

impl Seen {
    /// Takes a number in.
    pub fn number(&mut self, number: &Number) {
        self.grouped |= number.grouped;
        self.signs |= number.signs;
        self.size(number);
        match number.hint {
            Hint::None => {}
            Hint::Is(Decimal::Point) => self.points += 1,
            Hint::Is(Decimal::Comma) => self.commas += 1,
            Hint::EitherPoint => self.either_points += 1,
            Hint::EitherComma => self.either_commas += 1,
        }
    }

    /// Takes in how large a number is; whether it gets equal to the one before.
    pub fn size(&mut self, number: &Number) {
        let Number { value, exact, .. } = *number;
        self.rounded |= number.is_rounded();
        self.merged |= self
            .last
            .is_some_and(|last| last.0 == value && last.1 != exact);
        self.last = Some((value, exact));
        let [least, most] = self.range.unwrap_or([exact; 2]);
        self.range = Some([least.min(exact), most.max(exact)]);
    }

    /// The least number, if no other is so far from it that its digits would be lost.
    pub fn base(&self) -> Option<f64> {
        let [least, most] = self.range?;
        let near = most.abs() < WHOLE && most - least.floor() < f64::from(LARGE);
        near.then(|| least.floor())
    }

    /// Takes in what can only come first in a date.
    pub fn date(&mut self, told: Option<Order>) {
        match told {
            None => {}
            Some(Order::Day) => self.days += 1,
            Some(Order::Month) => self.months += 1,
        }
    }

    /// What comes first in the dates, if any of them tells.
    pub fn order(&self) -> Option<Order> {
        (self.days + self.months > 0).then_some(if self.months > self.days {
            Order::Month
        } else {
            Order::Day
        })
    }

    /// Whether a number leaves the decimal sign open.
    pub fn is_open(&self) -> bool {
        self.either_points + self.either_commas > 0
    }

    /// The sign that leaves it open, if none of the numbers tells.
    pub fn open(&self) -> Option<Decimal> {
        let sign = match self.either_points >= self.either_commas {
            true => Decimal::Point,
            false => Decimal::Comma,
        };
        (self.is_open() && self.decimal().is_none()).then_some(sign)
    }

    /// The decimal sign, if any of the numbers tells.
    pub fn decimal(&self) -> Option<Decimal> {
        (self.points != self.commas).then_some(if self.commas > self.points {
            Decimal::Comma
        } else {
            Decimal::Point
        })
    }
}

/// The decimal sign of a whole file, for the columns that leave it open. Where none tells, a semicolon
/// between cells leaves the comma to decimals.
pub fn decimal_of(all: &[Seen], semicolons: bool) -> Decimal {
    let votes = |of| all.iter().filter(|seen| seen.decimal() == Some(of)).count();
    let (points, commas) = (votes(Decimal::Point), votes(Decimal::Comma));
    let open = semicolons && all.iter().any(|seen| seen.either_commas > 0);
    if commas > points || commas == points && open {
        Decimal::Comma
    } else {
        Decimal::Point
    }
}

/// The decimal sign of a column in a file that has `usual` elsewhere.
pub fn decimal(seen: &Seen, usual: Decimal) -> Decimal {
    seen.decimal().unwrap_or(usual)
}
