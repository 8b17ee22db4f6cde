//! Marks: independent checks of one figure, never added up to a score.

/// What can be checked about a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// The figure is well-formed and complete.
    Stated,
    /// Its evidence is published and equal to the lock.
    Sourced,
    /// A third party keeps a copy of the same bytes.
    Archived,
    /// The calculation over exactly those bytes gives the figure at its written precision.
    Reproduced,
    /// Someone other than the author has signed it.
    Attested,
}

impl Mark {
    pub const ALL: [Self; 5] =
        [Self::Stated, Self::Sourced, Self::Archived, Self::Reproduced, Self::Attested];

    /// The name for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Sourced => "sourced",
            Self::Archived => "archived",
            Self::Reproduced => "reproduced",
            Self::Attested => "attested",
        }
    }
}

/// The outcome of one check. Unchecked is no fail: nobody looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum State {
    Pass,
    Fail,
    #[default]
    Unchecked,
}

impl State {
    /// The name for machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unchecked => "unchecked",
        }
    }
}

/// What came of the checks of a figure's data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// All files behind it are published with the bytes that the lock pins.
    pub sourced: Option<bool>,
    /// The calculation over exactly those bytes gives it at its written digits.
    pub reproduced: Option<bool>,
}

/// All marks of one figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Marks {
    states: [State; Mark::ALL.len()],
}

impl Marks {
    /// The marks of a figure that was read without a mistake, before anything else was checked.
    #[must_use]
    pub fn stated() -> Self {
        Self::default().with(Mark::Stated, State::Pass)
    }

    /// The marks of a figure by what came of the checks of its data; what was not looked at is `None`.
    #[must_use]
    pub fn of(found: Found) -> Self {
        let state = |found: Option<bool>| match found {
            None => State::Unchecked,
            Some(true) => State::Pass,
            Some(false) => State::Fail,
        };
        Self::stated()
            .with(Mark::Sourced, state(found.sourced))
            .with(Mark::Reproduced, state(found.reproduced))
    }

    #[must_use]
    pub fn with(mut self, mark: Mark, state: State) -> Self {
        self.states[mark as usize] = state;
        self
    }

    #[must_use]
    pub fn get(self, mark: Mark) -> State {
        self.states[mark as usize]
    }

    /// Every mark with its state, in the order of [`Mark::ALL`].
    pub fn iter(self) -> impl Iterator<Item = (Mark, State)> {
        Mark::ALL.into_iter().map(move |mark| (mark, self.get(mark)))
    }

    /// Whether a check has failed.
    #[must_use]
    pub fn has_failed(self) -> bool {
        self.states.contains(&State::Fail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stated_figure_passes_that_and_nothing_else_was_looked_at() {
        let marks = Marks::stated();
        let states: Vec<_> = marks.iter().map(|(mark, state)| (mark.name(), state.name())).collect();
        assert_eq!(states[0], ("stated", "pass"));
        assert!(states[1..].iter().all(|(_, state)| *state == "unchecked"));
        assert!(!marks.has_failed());
        assert!(marks.with(Mark::Sourced, State::Fail).has_failed());
        assert_eq!(marks.with(Mark::Sourced, State::Fail).get(Mark::Stated), State::Pass);
    }
}
