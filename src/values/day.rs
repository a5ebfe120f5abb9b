//! A civil day as a number: it compares, adds and subtracts as whole days.

use core::num::NonZeroI32;

/// A civil day, from [`Day::MIN`] to [`Day::MAX`]; the zone is the caller's (R-04).
///
/// Its text is ISO 8601, `2026-01-15`. Days compare, add and subtract as whole numbers; arithmetic
/// stops at the two ends, which the values accepted at the door stay far from.
///
/// # Examples
/// ```
/// use pec_renewal::values::Day;
///
/// let expiry: Day = "2028-02-29".parse()?;
/// assert_eq!(expiry.minus_days(7).to_string(), "2028-02-22");
/// assert_eq!(expiry.plus_years(1).map(|day| day.to_string()).as_deref(), Some("2029-02-28"));
/// assert_eq!(expiry.plus_years(4).map(|day| day.to_string()).as_deref(), Some("2032-02-29"));
/// # Ok::<(), pec_renewal::values::CalendarError>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
// Days since the first of January of the year 1, which is 1: never 0, so an `Option` is free.
pub struct Day(NonZeroI32);

impl Day {
    /// So many days later (earlier, if negative), stopping at [`Day::MIN`] and [`Day::MAX`].
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        from_ordinal(self.0.get().saturating_add(days))
    }

    /// So many days earlier (later, if negative), stopping at [`Day::MIN`] and [`Day::MAX`].
    #[must_use]
    pub const fn minus_days(self, days: i32) -> Self {
        from_ordinal(self.0.get().saturating_sub(days))
    }

    /// The day after; [`Day::MAX`] has none, and stays.
    #[must_use]
    pub const fn next(self) -> Self {
        self.plus_days(1)
    }

    /// The day before; [`Day::MIN`] has none, and stays.
    #[must_use]
    pub const fn previous(self) -> Self {
        self.minus_days(1)
    }

    /// How many days lie between this day and a later one; negative if that one is earlier.
    #[must_use]
    pub const fn days_until(self, later: Self) -> i32 {
        later.0.get().saturating_sub(self.0.get())
    }

    /// The days since 1970-01-01.
    pub(super) const fn epoch_days(self) -> i32 {
        self.0.get().saturating_sub(EPOCH)
    }
}

/// The day so many days after 1970-01-01, or the nearer end of the calendar.
pub(super) const fn from_epoch(days: i32) -> Day {
    from_ordinal(days.saturating_add(EPOCH))
}

/// The day with this number, or the nearer end of the calendar.
const fn from_ordinal(number: i32) -> Day {
    let number = if number < FIRST_ORDINAL {
        FIRST_ORDINAL
    } else if LAST_ORDINAL < number {
        LAST_ORDINAL
    } else {
        number
    };
    match NonZeroI32::new(number) {
        Some(number) => Day(number),
        // All numbers between the two ends are above zero.
        None => Day(NonZeroI32::MAX),
    }
}

/// The number of 1970-01-01.
const EPOCH: i32 = 719_163;
/// The number of 1900-01-01.
const FIRST_ORDINAL: i32 = 693_596;
/// The number of 2999-12-31.
const LAST_ORDINAL: i32 = 1_095_362;
