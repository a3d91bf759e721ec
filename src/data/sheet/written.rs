//! How a file writes the numbers of a column, where the sheet holds others.

use super::{
    Sheet,
    date::{Moment, Order, moment},
    number::{Decimal, LARGE, Number, number},
    remark::Remark,
};

/// How a file writes the numbers of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Written {
    /// As the sheet holds them.
    #[default]
    Plain,
    /// With letters before or behind them.
    Unit(String),
    /// As dates, which are held as days since the first; and what comes first in them.
    Days(f64, Order),
    /// As times of the day, which are held in hours.
    Hours,
    /// Large, and held less this.
    From(f64),
}

impl Written {
    /// How the file of a sheet wrote a column.
    #[must_use]
    pub fn of(sheet: &Sheet, column: &str) -> Self {
        let order = sheet.found.order.unwrap_or_default();
        let first = |day: &str| match moment(day, order)?.0 {
            Moment::Date(first) => Some(Self::Days(first, order)),
            Moment::Time(_) => None,
        };
        let of = |remark: &Remark| {
            if let Remark::Unit(name, unit) = remark {
                (name == column).then(|| Self::Unit(unit.clone()))
            } else if let Remark::Days(name, day) = remark {
                first(day).filter(|_| name == column)
            } else if let Remark::Hours(name) = remark {
                (name == column).then_some(Self::Hours)
            } else if let Remark::From(name, base) = remark {
                (name == column).then_some(Self::From(*base))
            } else {
                None
            }
        };
        sheet.found.remarks.iter().find_map(of).unwrap_or_default()
    }

    /// The number that the sheet would hold for a cell, which may as well have that itself; none where it writes
    /// none that is finite.
    #[must_use]
    pub fn number(&self, cell: &str, decimal: Decimal) -> Option<f32> {
        let held = match self.moment(cell) {
            Some(held) => held as f32,
            None => self.held(&number(self.bare(cell), decimal)?),
        };
        held.is_finite().then_some(held)
    }

    /// What is held of a date or a time, where the column is one of those.
    fn moment(&self, cell: &str) -> Option<f64> {
        match (self, moment(cell, self.order()?)?.0) {
            (Self::Days(first, _), Moment::Date(day)) => Some(day - first),
            (Self::Hours, Moment::Time(hours)) => Some(hours),
            _ => None,
        }
    }

    fn held(&self, number: &Number) -> f32 {
        match self {
            // What is held is not as large.
            Self::From(base) if number.value.abs() >= LARGE => number.less(*base).value,
            Self::Plain | Self::Unit(_) | Self::Days(..) | Self::Hours | Self::From(_) => {
                number.value
            }
        }
    }

    /// What comes first in dates; nothing where there are none.
    fn order(&self) -> Option<Order> {
        match self {
            Self::Days(_, order) => Some(*order),
            Self::Hours => Some(Order::default()),
            Self::Plain | Self::Unit(_) | Self::From(_) => None,
        }
    }

    fn bare<'a>(&self, cell: &'a str) -> &'a str {
        let Self::Unit(unit) = self else {
            return cell;
        };
        let bare = cell.strip_suffix(unit.as_str());
        let bare = bare.or_else(|| cell.strip_prefix(unit.as_str()));
        bare.map_or(cell, str::trim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::sheet::{Cells, read_csv};

    /// Every cell of a column is read again as the sheet holds it.
    #[track_caller]
    fn check(cells: &[&str], expected: &Written) {
        let rows = cells.iter().enumerate();
        let rows: Vec<_> = rows
            .map(|(at, cell)| format!("{cell};{}", at % 2))
            .collect();
        let csv = format!("a;b\n{}\n", rows.join("\n"));
        let sheet = read_csv(csv.as_bytes()).unwrap();
        let written = Written::of(&sheet, "a");
        assert_eq!(&written, expected);
        let Cells::Numbers(values) = &sheet.columns[0].cells else {
            unreachable!("{:?}", sheet.columns[0])
        };
        for (cell, value) in cells.iter().zip(values) {
            assert_eq!(written.number(cell, Decimal::Point), Some(*value), "{cell}");
            let held = value.to_string();
            assert_eq!(
                written.number(&held, Decimal::Point),
                Some(*value),
                "{held}"
            );
        }
    }

    #[test]
    fn cells_are_read_as_the_sheet_holds_them() {
        check(&["1.5", "2", "-3"], &Written::Plain);
        check(&["1.5 cm", "2cm", "7 cm"], &Written::Unit("cm".into()));
        let first = 19_723.0;
        check(
            &["2024-01-01", "2024-01-31", "2024-03-01 12:00"],
            &Written::Days(first, Order::Day),
        );
        check(&["08:30", "12:00", "17:45"], &Written::Hours);
        check(
            &["1700000000", "1700000001", "1700000003"],
            &Written::From(1_700_000_000.0),
        );
    }

    #[test]
    fn what_is_no_number_is_none() {
        for written in [Written::Plain, Written::Hours, Written::Unit("cm".into())] {
            assert_eq!(written.number("2024-01-01", Decimal::Point), None);
            assert_eq!(written.number("1e99", Decimal::Point), None);
            assert_eq!(written.number("", Decimal::Point), None);
        }
    }
}
