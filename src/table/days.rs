//! How the days and windows of a column are written, decided once for the whole column.
//!
//! `03/04/2024` is a day of March for some and of April for others: another cell of the column, such as
//! `25/04/2024`, decides; if none does, such cells name no day.

use crate::period::{Period, Piece};
use jiff::civil::Date;

/// How the days of one column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    order: Order,
    /// How each cell that is not blank begins.
    pub form: Form,
}

/// A form of days, or of months, in which the order of texts is that of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `2024-09-30`, and perhaps a time.
    Iso,
    /// `2024/09/30`, and perhaps a time.
    Slashes,
    /// `20240930`.
    Digits,
    /// `2024-09`.
    Month,
    /// Another, or several.
    Other,
}

/// What stands first in days with slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Unknown,
    Day,
    Month,
    /// Both: a mixture.
    Neither,
}

impl Days {
    pub(super) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut order, mut form) = (Order::Unknown, None);
        for cell in cells.filter(|cell| !cell.is_empty()) {
            let own = form_of(cell);
            if *form.get_or_insert(own) != own {
                form = Some(Form::Other);
            }
            if own != Form::Other {
                continue;
            }
            let Some((one, two, _)) = slashed(cell) else { continue };
            order = match (order, one > 12, two > 12) {
                (order, false, false) => order,
                (Order::Unknown | Order::Day, true, false) => Order::Day,
                (Order::Unknown | Order::Month, false, true) => Order::Month,
                _ => Order::Neither,
            };
        }
        Self { order, form: form.unwrap_or(Form::Other) }
    }

    /// What stands first in days with slashes, `day` or `month`; none where that is not known or does not matter.
    #[must_use]
    pub fn first(self) -> Option<&'static str> {
        match self.order {
            Order::Day => Some("day"),
            Order::Month => Some("month"),
            Order::Unknown | Order::Neither => None,
        }
    }

    /// The day, month, quarter or year that a cell names.
    #[must_use]
    pub fn read(self, cell: &str) -> Option<Period> {
        if let Some(period) = Period::strict(cell) {
            return Some(period);
        }
        // A time of day is read past.
        let day = cell.split([' ', 'T']).next().unwrap_or_default();
        if day.len() < cell.len()
            && let Some(period @ Period::One(Piece::Day(_))) = Period::strict(day)
        {
            return Some(period);
        }
        if let Some(period) = digits(cell) {
            return Some(period);
        }
        if let Some((one, two, year)) = slashed(day) {
            let (month, day) = match self.order {
                Order::Day => (two, one),
                Order::Month => (one, two),
                Order::Unknown if one == two => (one, two),
                Order::Unknown | Order::Neither => return None,
            };
            return Date::new(year, month, day).ok().map(|day| Period::One(Piece::Day(day)));
        }
        let meant = |text: &str| Period::parse(text).err().and_then(|error| error.rewrite);
        meant(cell).or_else(|| if day.len() < cell.len() { meant(day) } else { None })
    }

    /// Whether a cell looks like a day with slashes of which nobody can say the month.
    #[must_use]
    pub fn is_ambiguous(self, cell: &str) -> bool {
        slashed(cell.split(' ').next().unwrap_or_default()).is_some() && self.read(cell).is_none()
    }
}

/// Whether a cell begins with a day such as `2024-09-30`.
pub(super) fn is_iso(cell: &str) -> bool {
    cell.get(..10).is_some_and(|day| matches!(Period::strict(day), Some(Period::One(Piece::Day(_)))))
}

fn form_of(cell: &str) -> Form {
    let slashes = || cell.get(..10).is_some_and(|day| is_iso(&day.replace('/', "-")));
    if is_iso(cell) {
        Form::Iso
    } else if cell.as_bytes().get(4) == Some(&b'/') && slashes() {
        Form::Slashes
    } else if cell.len() == 8 && digits(cell).is_some() {
        Form::Digits
    } else if cell.len() == 7 && matches!(Period::strict(cell), Some(Period::One(Piece::Month { .. }))) {
        Form::Month
    } else {
        Form::Other
    }
}

/// `20240930` and `202409`, as analytics tools write days and months.
fn digits(cell: &str) -> Option<Period> {
    if !cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let written = match cell.len() {
        8 => format!("{}-{}-{}", &cell[..4], &cell[4..6], &cell[6..]),
        6 => format!("{}-{}", &cell[..4], &cell[4..]),
        _ => return None,
    };
    Period::strict(&written).filter(|period| (1900..2200).contains(&period.first_day().year()))
}

/// Day and month in some order, then a year of four digits, with slashes or hyphens between them.
fn slashed(cell: &str) -> Option<(i8, i8, i16)> {
    if cell.len() < "1/2/2024".len() {
        return None;
    }
    let mut parts = cell.split(' ').next()?.split(['/', '-']);
    let (one, two, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || one.len() > 2 || two.len() > 2 {
        return None;
    }
    Some((one.parse().ok()?, two.parse().ok()?, year.parse().ok()?))
}
