//! Which days are looked at, by which clock.

use time::{Date, Duration, OffsetDateTime, UtcOffset};

/// Most days that are looked at: a year and a month.
pub const MOST_DAYS: i64 = 400;
const HOURS_OF_A_WEEK: i64 = 7 * 24;
/// 1970 began on a Thursday; a week begins on Monday.
const BEFORE_1970: i64 = 3 * 24;

/// Whole days, by a clock that is a fixed time ahead of UTC or behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: Date,
    last: Date,
    offset: UtcOffset,
}

/// Why this is no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// It ends before it begins.
    #[error("ends before it begins")]
    Backwards,
    /// It is too long.
    #[error("is longer than {MOST_DAYS} days")]
    TooLong,
    /// Nobody keeps days so far from today.
    #[error("lies too far from today")]
    FarAway,
}

impl Period {
    /// From the beginning of the first day to the end of the last.
    pub fn new(first: Date, last: Date, offset: UtcOffset) -> Result<Self, PeriodError> {
        if [first, last].iter().any(|day| !(1971..9000).contains(&day.year())) {
            return Err(PeriodError::FarAway);
        }
        let days = (last - first).whole_days() + 1;
        match days {
            ..=0 => Err(PeriodError::Backwards),
            1..=MOST_DAYS => Ok(Self { first, last, offset }),
            _ => Err(PeriodError::TooLong),
        }
    }

    /// The first day.
    pub fn first(&self) -> Date {
        self.first
    }

    /// The last day.
    pub fn last(&self) -> Date {
        self.last
    }

    /// By which clock.
    pub fn offset(&self) -> UtcOffset {
        self.offset
    }

    /// When it begins.
    pub fn begins(&self) -> OffsetDateTime {
        self.first.midnight().assume_offset(self.offset)
    }

    /// The first moment after it.
    pub fn ends(&self) -> OffsetDateTime {
        self.last.midnight().assume_offset(self.offset) + Duration::DAY
    }

    /// Its days, in order, each with its number since 1970.
    pub fn days(&self) -> impl Iterator<Item = (i64, Date)> {
        let (first, number) = (self.first, day_number(self.first));
        (0..=(self.last - self.first).whole_days()).map(move |day| (number + day, first + Duration::days(day)))
    }

    /// On which day an hour since 1970 lies.
    pub(super) fn day_of(hour: i64) -> i64 {
        hour.div_euclid(24)
    }

    /// Which hour of the week an hour since 1970 is: 0 is Monday from 0 to 1.
    pub(super) fn hour_of_week(hour: i64) -> usize {
        usize::try_from((hour + BEFORE_1970).rem_euclid(HOURS_OF_A_WEEK)).expect("it is less than a week")
    }
}

fn day_number(day: Date) -> i64 {
    day.midnight().assume_utc().unix_timestamp().div_euclid(24 * 60 * 60)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime, offset};

    use super::*;

    #[test]
    fn a_period_is_whole_days_by_its_clock() {
        let period = Period::new(date!(2026 - 11 - 02), date!(2026 - 11 - 03), offset!(+9)).expect("two days");
        assert_eq!(period.begins(), datetime!(2026-11-01 15:00 UTC));
        assert_eq!(period.ends(), datetime!(2026-11-03 15:00 UTC));
        let days: Vec<_> = period.days().collect();
        assert_eq!(days, [(20_759, date!(2026 - 11 - 02)), (20_760, date!(2026 - 11 - 03))]);
        // 2026-11-02 is a Monday.
        assert_eq!((Period::day_of(20_759 * 24 + 23), Period::hour_of_week(20_759 * 24 + 23)), (20_759, 23));
        assert_eq!(Period::hour_of_week(20_760 * 24), 24);
    }

    #[test]
    fn what_is_no_period_says_why() {
        let new = |first, last| Period::new(first, last, UtcOffset::UTC).map(drop);
        assert_eq!(new(date!(2026 - 11 - 02), date!(2026 - 11 - 01)), Err(PeriodError::Backwards));
        assert_eq!(new(date!(2026 - 11 - 02), date!(2026 - 11 - 02)), Ok(()));
        assert_eq!(new(date!(2025 - 01 - 01), date!(2026 - 02 - 04)), Ok(()), "400 days");
        assert_eq!(new(date!(2025 - 01 - 01), date!(2026 - 02 - 05)), Err(PeriodError::TooLong));
        assert_eq!(new(date!(0001 - 01 - 01), date!(0001 - 01 - 02)), Err(PeriodError::FarAway));
    }
}
