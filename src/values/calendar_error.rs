//! What can be wrong with a day or a moment.

use alloc::boxed::Box;

use thiserror::Error;

use super::day::Day;

/// Why something is not a day or a moment; whoever sent it can correct it.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum CalendarError {
    /// The text is no day: write year, month and day, with hyphens.
    #[error("{received:?} is not a day: expected YYYY-MM-DD, as in 2026-01-15")]
    NotADay {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text is no moment: write RFC 3339, with the offset of the civil zone.
    #[error("{received:?} is not a moment: expected RFC 3339, as in 2026-01-08T09:00:00+01:00")]
    NotAMoment {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The text says which instant it is, and not which day it is there: 23:30 in UTC is another day
    /// in Rome. Write the offset of the provider's zone, or build the moment with
    /// [`Moment::in_zone`](super::Moment::in_zone).
    #[error(
        "{received:?} names no civil day: expected the offset of the provider's zone, as in +01:00"
    )]
    NoCivilOffset {
        /// The text, or its beginning.
        received: Box<str>,
    },
    /// The calendar has no such day.
    #[error("year {year} has no day {day} of month {month}: expected a day of the calendar")]
    NoSuchDay {
        /// The year received.
        year: i32,
        /// The month received.
        month: u32,
        /// The day of the month received.
        day: u32,
    },
    /// The day lies outside the calendar of this crate.
    #[error(
        "day {day} of month {month} of {year} is out of range: expected {earliest} to {latest}"
    )]
    DayOutOfRange {
        /// The year received.
        year: i32,
        /// The month received.
        month: u32,
        /// The day of the month received.
        day: u32,
        /// The first day accepted.
        earliest: Day,
        /// The last day accepted.
        latest: Day,
    },
    /// A term would end after the last day on which a service may: begin it earlier, or choose a
    /// shorter one.
    #[error(
        "an expiry {years} {} after {from} is out of range: expected one by {latest}",
        if *.years == 1 { "year" } else { "years" }
    )]
    ExpiryOutOfRange {
        /// The first day of the term.
        from: Day,
        /// Its length in years.
        years: u8,
        /// The last expiry accepted.
        latest: Day,
    },
    /// The day of the moment lies outside what a command may be dated.
    #[error("second {unix_seconds} of UNIX time is out of range: expected {earliest} to {latest}")]
    MomentOutOfRange {
        /// The instant received, in seconds since 1970-01-01 00:00 UTC.
        unix_seconds: i64,
        /// The first day accepted.
        earliest: Day,
        /// The last day accepted.
        latest: Day,
    },
    /// The zone's offset cannot be written: no zone in use today has such a one.
    #[error("an offset of {offset_seconds} seconds cannot be written: expected whole minutes")]
    OffsetNotWholeMinutes {
        /// The offset received, in seconds east of UTC.
        offset_seconds: i32,
    },
}
