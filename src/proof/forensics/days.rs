//! Days: those that a figure is of, and those that its rows have.

use super::{Note, Part, Pattern};
use crate::period::{Period, Piece};
use jiff::civil::Date;

/// From how many steps of time on a regular series may have gaps.
const FEWEST: usize = 10;
/// Working days that are missing one after another: fewer are holidays.
const HOLIDAYS: i64 = 3;

/// Rows that lie outside of the window that the figure names; or an amount of which the rows do not reach from one end of its window
/// to the other. `windows` are those of the rows, in the order of time.
#[must_use]
pub fn window(
    windows: &[Period],
    stated: Period,
    begins_before: bool,
    is_whole_amount: bool,
) -> Option<Note> {
    // The first row of a change may be the state that it began with.
    let rows = if begins_before { windows.get(1..).unwrap_or_default() } else { windows };
    let (begin, end) = (stated.first_day(), stated.last_day());
    let is_outside = |row: &&Period| row.first_day() < begin || row.last_day() > end;
    let outside = rows.iter().filter(is_outside).count();
    if outside > 0 {
        return Some(Note {
            pattern: Pattern::OutsideWindow,
            parts: vec![("count", Part::count(outside)), ("window", Part::Window(stated))],
            chance: None,
            rows: None,
            place: String::new(),
        });
    }
    if !is_whole_amount {
        return None;
    }
    let steps = Steps::of(windows).filter(|steps| steps.places.len() > 2)?;
    let step = steps.usual()?;
    let is_regular = steps.places.windows(2).all(|pair| pair[1] - pair[0] == step);
    let (first, last) = (windows.first()?, windows.last()?);
    let place = |day: Date| steps.kind.place(day);
    let late = place(first.first_day()) - place(begin) >= step;
    let early = place(end) - place(last.last_day()) >= step;
    (is_regular && (late || early)).then(|| Note {
        pattern: Pattern::ShortOfWindow,
        parts: vec![
            ("first", Part::Window(*first)),
            ("last", Part::Window(*last)),
            ("window", Part::Window(stated)),
        ],
        chance: None,
        rows: None,
        place: String::new(),
    })
}

/// Steps of time that are missing from a series that is regular otherwise. The outer `None`: it is not.
#[must_use]
pub fn gaps(windows: &[Period]) -> Option<Option<Note>> {
    if windows.len() < FEWEST {
        return None;
    }
    let steps = Steps::of(windows).filter(|steps| steps.places.len() >= FEWEST)?;
    let step = steps.usual()?;
    let pairs = || steps.places.windows(2).map(|pair| pair[1] - pair[0]);
    // Four of five follow the step.
    if pairs().filter(|gap| *gap == step).count() * 5 < (steps.places.len() - 1) * 4 {
        return None;
    }
    let least = if steps.kind == Kind::WorkingDay { HOLIDAYS } else { 1 };
    let missing = |gap: i64| if gap % step == 0 && gap / step > least { gap / step - 1 } else { 0 };
    let count: i64 = pairs().map(missing).sum();
    let at = pairs().position(|gap| missing(gap) > 0);
    Some(at.and_then(|at| {
        Some(Note {
            pattern: Pattern::MissingSteps,
            parts: vec![
                ("count", Part::number(i128::from(count), 0)),
                ("first", Part::Window(*steps.windows.get(at)?)),
                ("last", Part::Window(*steps.windows.get(at + 1)?)),
            ],
            chance: None,
            rows: None,
            place: String::new(),
        })
    }))
}

/// What the places of a series count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Day,
    WorkingDay,
    Month,
    Quarter,
    Year,
}

impl Kind {
    fn place(self, day: Date) -> i64 {
        let (year, month) = (i64::from(day.year()), i64::from(day.month()));
        match self {
            Self::Day => days(day),
            // Five to the week, from a Monday on.
            Self::WorkingDay => {
                let (week, weekday) = (days(day).div_euclid(7), days(day).rem_euclid(7));
                week * 5 + weekday.min(4)
            }
            Self::Month => year * 12 + month,
            Self::Quarter => year * 4 + (month - 1) / 3,
            Self::Year => year,
        }
    }
}

/// Days since Monday, 1 January 1900.
fn days(day: Date) -> i64 {
    let begin = Date::constant(1900, 1, 1);
    day.duration_since(begin).as_hours() / 24
}

/// The steps of time that a series has, each once.
struct Steps {
    kind: Kind,
    places: Vec<i64>,
    windows: Vec<Period>,
}

impl Steps {
    /// `windows` in the order of time; none where they are of several kinds.
    fn of(windows: &[Period]) -> Option<Self> {
        let kind = windows.iter().map(|window| kind(*window)).reduce(|a, b| a.filter(|_| a == b))??;
        let kind = match kind {
            Kind::Day if windows.iter().all(|window| window.first_day().day() == 1) => Kind::Month,
            Kind::Day if windows.iter().all(|window| days(window.first_day()).rem_euclid(7) < 5) => {
                Kind::WorkingDay
            }
            kind => kind,
        };
        let mut steps = Self { kind, places: Vec::new(), windows: Vec::new() };
        for window in windows {
            let place = kind.place(window.first_day());
            match steps.places.last() {
                Some(last) if *last == place => {}
                Some(last) if *last > place => return None,
                _ => {
                    steps.places.push(place);
                    steps.windows.push(*window);
                }
            }
        }
        Some(steps)
    }

    /// The step that most of them follow.
    fn usual(&self) -> Option<i64> {
        let mut gaps: Vec<i64> = self.places.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.sort_unstable();
        gaps.chunk_by(|a, b| a == b)
            .max_by_key(|same| (same.len(), std::cmp::Reverse(same[0])))
            .map(|same| same[0])
    }
}

fn kind(window: Period) -> Option<Kind> {
    match window {
        Period::One(Piece::Day(_)) => Some(Kind::Day),
        Period::One(Piece::Month { .. }) => Some(Kind::Month),
        Period::One(Piece::Quarter { .. }) => Some(Kind::Quarter),
        Period::One(Piece::Year(_)) => Some(Kind::Year),
        _ => None,
    }
}
