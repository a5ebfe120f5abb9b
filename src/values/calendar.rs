//! Civil days, and moments that know theirs. The only file of the crate that names chrono.

use core::fmt;
use core::num::NonZeroI32;
use core::ops::RangeInclusive;
use core::str::FromStr;

pub use chrono;
use chrono::{DateTime, Datelike, Months, NaiveDate, Offset, TimeZone, Utc};

use super::calendar_error::CalendarError;
use super::text::{Text, excerpt, number, serde_as_text};

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
    /// The last day on which a service may end; inclusive.
    pub const LAST_EXPIRY: Day = Day::literal(2899, 12, 31);

    /// The last day; inclusive.
    pub const MAX: Day = Day::literal(2999, 12, 31);

    /// The first day; inclusive.
    pub const MIN: Day = Day::literal(1900, 1, 1);

    /// The day with this year, month (1 to 12) and day of the month (from 1).
    ///
    /// # Errors
    /// - [`CalendarError::DayOutOfRange`] before [`Day::MIN`] or after [`Day::MAX`].
    /// - [`CalendarError::NoSuchDay`] if that month has no such day, or that year no such month.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Day, CalendarError> {
        if !YEARS.contains(&year) {
            let (earliest, latest) = (Day::MIN, Day::MAX);
            return Err(CalendarError::DayOutOfRange { year, month, day, earliest, latest });
        }
        NaiveDate::from_ymd_opt(year, month, day)
            .map(|date| from_epoch(date.to_epoch_days()))
            .ok_or(CalendarError::NoSuchDay { year, month, day })
    }

    /// A day written in this crate; one that does not exist would be 1970-01-01.
    pub(crate) const fn literal(year: i32, month: u32, day: u32) -> Day {
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => from_epoch(date.to_epoch_days()),
            None => from_epoch(0),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.date().month()
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> u32 {
        self.date().day()
    }

    /// So many days later (earlier, if negative), stopping at [`Day::MIN`] and [`Day::MAX`].
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Day {
        from_ordinal(self.0.get().saturating_add(days))
    }

    /// So many days earlier (later, if negative), stopping at [`Day::MIN`] and [`Day::MAX`].
    #[must_use]
    pub const fn minus_days(self, days: i32) -> Day {
        from_ordinal(self.0.get().saturating_sub(days))
    }

    /// The day after.
    #[must_use]
    pub const fn next(self) -> Day {
        self.plus_days(1)
    }

    /// The day before.
    #[must_use]
    pub const fn previous(self) -> Day {
        self.minus_days(1)
    }

    /// How many days lie between this day and a later one; negative if that one is earlier.
    #[must_use]
    pub const fn days_until(self, later: Day) -> i32 {
        later.0.get().saturating_sub(self.0.get())
    }

    /// The same day so many years later, in one addition; one that the year lacks becomes the
    /// last of its month (R-02). `None` after [`Day::LAST_EXPIRY`].
    #[must_use]
    pub fn plus_years(self, years: u16) -> Option<Day> {
        let months = u32::from(years).saturating_mul(12);
        self.plus_calendar_months(months).filter(|day| *day <= Day::LAST_EXPIRY)
    }

    /// The same day of the month so many months later, in one addition; one that the month lacks
    /// becomes its last. `None` after [`Day::MAX`].
    #[must_use]
    pub fn plus_months(self, months: u16) -> Option<Day> {
        self.plus_calendar_months(months.into())
    }

    fn plus_calendar_months(self, months: u32) -> Option<Day> {
        let date = self.date().checked_add_months(Months::new(months))?;
        YEARS.contains(&date.year()).then(|| from_epoch(date.to_epoch_days()))
    }

    fn date(self) -> NaiveDate {
        // Every day lies well inside chrono's calendar: the default is never taken.
        NaiveDate::from_epoch_days(self.epoch_days()).unwrap_or_default()
    }

    const fn epoch_days(self) -> i32 {
        self.0.get().saturating_sub(EPOCH)
    }

    fn write<const N: usize>(self, text: Text<N>, hyphen: &[u8]) -> Text<N> {
        let date = self.date();
        text.number(date.year().unsigned_abs().into(), 4)
            .text(hyphen)
            .number(date.month().into(), 2)
            .text(hyphen)
            .number(date.day().into(), 2)
    }

    /// Appends the eight digits of a key, `20260115`.
    pub(super) fn write_compact<const N: usize>(self, text: Text<N>) -> Text<N> {
        self.write(text, b"")
    }

    /// Reads the eight digits of a key.
    pub(super) fn read_compact(digits: &[u8]) -> Option<Day> {
        let &[y1, y2, y3, y4, m1, m2, d1, d2] = digits else {
            return None;
        };
        from_digits(&[y1, y2, y3, y4], &[m1, m2], &[d1, d2])?.ok()
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.write(Text::<10>::new(), b"-").as_str())
    }
}

impl FromStr for Day {
    type Err = CalendarError;

    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// - [`CalendarError::NotADay`] for any other text; else as [`Day::new`].
    fn from_str(text: &str) -> Result<Day, CalendarError> {
        day_from_bytes(text.as_bytes())
            .unwrap_or_else(|| Err(CalendarError::NotADay { received: excerpt(text) }))
    }
}

serde_as_text!(Day, "a day as YYYY-MM-DD");

/// An instant, in whole seconds, and the offset from UTC that gives it its civil day.
///
/// Its text is RFC 3339 whose date is that day, `2026-01-08T09:00:00+01:00`; `Z` is read as
/// `+00:00`. Fractions of a second are dropped at the door. Its day lies from 2000-01-01 to
/// [`Day::LAST_EXPIRY`]; its offset is of whole minutes, as the text can carry no other. Two
/// moments are equal if both the instant and the offset are. They have no order: only days do
/// (R-04).
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Moment {
    unix_seconds: i64,
    offset_seconds: i32,
}

impl Moment {
    /// The first moment of a day in UTC: for questions that only need a day.
    pub(crate) fn start_of(day: Day) -> Result<Moment, CalendarError> {
        Moment::within_bounds(i64::from(day.epoch_days()).saturating_mul(DAY_SECONDS), 0)
    }

    /// The moment of an instant in a zone, such as Europe/Rome.
    ///
    /// # Errors
    /// - [`CalendarError::MomentOutOfRange`] if its day there is not one of a moment.
    /// - [`CalendarError::OffsetNotWholeMinutes`] if the zone had such an offset at that instant.
    pub fn in_zone<Z: TimeZone>(instant: DateTime<Utc>, zone: &Z) -> Result<Moment, CalendarError> {
        let offset = zone.offset_from_utc_datetime(&instant.naive_utc()).fix();
        Moment::within_bounds(instant.timestamp(), offset.local_minus_utc())
    }

    /// The civil day, by which everything is decided.
    #[must_use]
    pub fn day(self) -> Day {
        let days = self.local_seconds().div_euclid(DAY_SECONDS);
        // A moment's day is within bounds; the conversion cannot fail.
        from_epoch(i32::try_from(days).unwrap_or_default())
    }

    /// The instant, in seconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.unix_seconds
    }

    /// How far the civil clock is ahead of UTC (east is positive), in seconds.
    #[must_use]
    pub const fn offset_seconds(self) -> i32 {
        self.offset_seconds
    }

    fn within_bounds(unix_seconds: i64, offset_seconds: i32) -> Result<Moment, CalendarError> {
        if offset_seconds % 60 != 0 {
            return Err(CalendarError::OffsetNotWholeMinutes { offset_seconds });
        }
        let moment = Moment { unix_seconds, offset_seconds };
        let days = moment.local_seconds().div_euclid(DAY_SECONDS);
        let (earliest, latest) = (FIRST_MOMENT, Day::LAST_EXPIRY);
        if !(earliest.epoch_days().into()..=latest.epoch_days().into()).contains(&days) {
            return Err(CalendarError::MomentOutOfRange { unix_seconds, earliest, latest });
        }
        Ok(moment)
    }

    fn local_seconds(self) -> i64 {
        self.unix_seconds.saturating_add(self.offset_seconds.into())
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = self.local_seconds().rem_euclid(DAY_SECONDS).unsigned_abs();
        let offset = u64::from(self.offset_seconds.unsigned_abs() / 60);
        let sign: &[u8] = if self.offset_seconds < 0 { b"-" } else { b"+" };
        let text = self.day().write(Text::<25>::new(), b"-").text(b"T");
        let text = text.number(clock / 3600, 2).text(b":").number(clock / 60 % 60, 2);
        let text = text.text(b":").number(clock % 60, 2).text(sign);
        let text = text.number(offset / 60, 2).text(b":").number(offset % 60, 2);
        f.pad(text.as_str())
    }
}

impl FromStr for Moment {
    type Err = CalendarError;

    /// Reads RFC 3339 with an upper-case `T`, and an upper-case `Z` if any.
    ///
    /// # Errors
    /// - [`CalendarError::NotAMoment`] for any other text.
    /// - [`CalendarError::MomentOutOfRange`] if its day is not one of a moment.
    /// - As [`Day::new`], for its date.
    fn from_str(text: &str) -> Result<Moment, CalendarError> {
        moment_from_bytes(text.as_bytes())
            .unwrap_or_else(|| Err(CalendarError::NotAMoment { received: excerpt(text) }))
    }
}

serde_as_text!(Moment, "a moment as RFC 3339 text");

const fn from_epoch(days: i32) -> Day {
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

fn day_from_bytes(text: &[u8]) -> Option<Result<Day, CalendarError>> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    from_digits(&[y1, y2, y3, y4], &[m1, m2], &[d1, d2])
}

/// The day of these digits; `None` if they are not digits.
fn from_digits(year: &[u8], month: &[u8], day: &[u8]) -> Option<Result<Day, CalendarError>> {
    let year = i32::try_from(number(year)?).ok()?;
    let month = u32::try_from(number(month)?).ok()?;
    let day = u32::try_from(number(day)?).ok()?;
    Some(Day::new(year, month, day))
}

fn moment_from_bytes(text: &[u8]) -> Option<Result<Moment, CalendarError>> {
    let (date, time) = text.split_at_checked(10)?;
    let &[b'T', h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = time else {
        return None;
    };
    let (hour, minute) = (below(&[h1, h2], 24)?, below(&[m1, m2], 60)?);
    // A leap second is the end of the second before it, like every fraction of a second.
    let second = below(&[s1, s2], 61)?.min(59);
    let offset = offset_from_bytes(without_fraction(rest)?)?;
    let clock = hour.saturating_mul(3600).saturating_add(minute.saturating_mul(60));
    let day = match day_from_bytes(date)? {
        Ok(day) => i64::from(day.epoch_days()),
        Err(error) => return Some(Err(error)),
    };
    let local = day.saturating_mul(DAY_SECONDS).saturating_add(clock.into());
    let unix = local.saturating_add(second.into()).saturating_sub(offset.into());
    Some(Moment::within_bounds(unix, offset))
}

fn without_fraction(text: &[u8]) -> Option<&[u8]> {
    let [b'.', fraction @ ..] = text else {
        return Some(text);
    };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (0 < digits).then(|| fraction.get(digits..))?
}

fn offset_from_bytes(text: &[u8]) -> Option<i32> {
    match *text {
        [b'Z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let minutes = below(&[h1, h2], 24)?.saturating_mul(60);
            let east = minutes.saturating_add(below(&[m1, m2], 60)?).saturating_mul(60);
            Some(if sign == b'+' { east } else { east.saturating_neg() })
        }
        _ => None,
    }
}

fn below(digits: &[u8], bound: i32) -> Option<i32> {
    number(digits).and_then(|value| i32::try_from(value).ok()).filter(|value| *value < bound)
}

const DAY_SECONDS: i64 = 86_400;
/// The years of [`Day::MIN`] to [`Day::MAX`].
const YEARS: RangeInclusive<i32> = 1900..=2999;
/// The number of 1970-01-01.
const EPOCH: i32 = 719_163;
/// The number of 1900-01-01.
const FIRST_ORDINAL: i32 = 693_596;
/// The number of 2999-12-31.
const LAST_ORDINAL: i32 = 1_095_362;
const FIRST_MOMENT: Day = Day::literal(2000, 1, 1);

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use chrono_tz::Europe::{London, Rome};
    use proptest::prelude::proptest;

    use super::{CalendarError, DateTime, Day, Moment, Utc};
    use crate::values::testing::{assert_text, assert_wire, refusal};

    #[track_caller]
    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[track_caller]
    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    fn is_leap(year: i32) -> bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Every day of the calendar, one by one, by the rules a child learns.
    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = Day::MIN;
        let mut seen = 0;
        for year in 1900..=2999 {
            for (month, days) in (1..).zip([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
                let days = if month == 2 && is_leap(year) { 29 } else { days };
                for number in 1..=days {
                    let today = Day::new(year, month, number).unwrap();
                    assert_eq!(today, expected);
                    assert_eq!((today.year(), today.month(), today.day()), (year, month, number));
                    assert_text(&today, &format!("{year:04}-{month:02}-{number:02}"));
                    assert_eq!(Day::MIN.days_until(today), seen);
                    seen += 1;
                    expected = today.next();
                }
                assert!(Day::new(year, month, days + 1).is_err());
            }
        }
        assert_eq!((expected, Day::MAX.next()), (Day::MAX, Day::MAX));
    }

    #[test]
    fn arithmetic_stops_at_both_ends() {
        assert_eq!(Day::MIN.to_string(), "1900-01-01");
        assert_eq!(Day::LAST_EXPIRY.to_string(), "2899-12-31");
        assert_eq!(Day::MAX.to_string(), "2999-12-31");
        assert_eq!(Day::MIN.previous(), Day::MIN);
        assert_eq!(Day::MIN.plus_days(i32::MAX), Day::MAX);
        assert_eq!(Day::MAX.plus_days(i32::MIN), Day::MIN);
        assert_eq!(Day::MAX.minus_days(i32::MAX), Day::MIN);
        assert_eq!(Day::MAX.minus_days(i32::MIN), Day::MAX);
        assert_eq!(day("2026-01-08").days_until(day("2026-01-15")), 7);
        assert_eq!(day("2026-01-15").days_until(day("2026-01-08")), -7);
        assert_eq!(size_of::<Option<Day>>(), 4);
        assert_eq!(Day::literal(2026, 2, 29), day("1970-01-01"));
    }

    #[test]
    fn r_02_years_are_added_once_and_clamped() {
        let leap = day("2028-02-29");
        for (years, text) in [(0, "2028-02-29"), (1, "2029-02-28"), (4, "2032-02-29")] {
            assert_eq!(leap.plus_years(years), Some(day(text)));
        }
        assert_eq!(day("2898-12-31").plus_years(1), Some(Day::LAST_EXPIRY));
        assert_eq!(day("2899-01-01").plus_years(1), None);
        assert_eq!(Day::MIN.plus_years(u16::MAX), None);
        assert_eq!(day("2026-08-31").plus_months(30), Some(day("2029-02-28")));
        assert_eq!(day("2026-01-31").plus_months(2), Some(day("2026-03-31")));
        assert_eq!(day("2999-11-30").plus_months(1), Some(day("2999-12-30")));
        assert_eq!(day("2999-12-01").plus_months(1), None);
        assert_eq!(Day::MIN.plus_months(u16::MAX), None);
    }

    #[test]
    fn refuses_what_is_no_day() {
        for text in ["", "2026-1-15", "2026-01-1a", "2026/01/15", "+026-01-15", " 2026-01-15"] {
            let error = CalendarError::NotADay { received: text.into() };
            assert_eq!(text.parse::<Day>(), Err(error));
        }
        for (text, error) in [
            ("2026-02-29", "year 2026 has no day 29 of month 2: expected a day of the calendar"),
            ("2026-13-01", "year 2026 has no day 1 of month 13: expected a day of the calendar"),
            ("2026-00-00", "year 2026 has no day 0 of month 0: expected a day of the calendar"),
            (
                "1899-12-31",
                "day 31 of month 12 of 1899 is out of range: expected 1900-01-01 to 2999-12-31",
            ),
            (
                "3000-01-01",
                "day 1 of month 1 of 3000 is out of range: expected 1900-01-01 to 2999-12-31",
            ),
        ] {
            assert_eq!(text.parse::<Day>().unwrap_err().to_string(), error);
        }
        assert_wire(&day("2026-01-15"), r#""2026-01-15""#);
        assert_eq!(
            refusal::<Day>("20260115"),
            "invalid type: integer `20260115`, expected a day as YYYY-MM-DD"
        );
    }

    #[test]
    fn a_moment_has_the_day_of_its_zone() {
        let instant: DateTime<Utc> = "2026-03-28T23:30:00.999Z".parse().unwrap();
        let rome = Moment::in_zone(instant, &Rome).unwrap();
        assert_text(&rome, "2026-03-29T00:30:00+01:00");
        assert_eq!((rome.day(), rome.offset_seconds()), (day("2026-03-29"), 3_600));
        assert_eq!(rome.unix_seconds(), instant.timestamp());
        let london = Moment::in_zone(instant, &London).unwrap();
        assert_text(&london, "2026-03-28T23:30:00+00:00");
        assert_eq!(london.day(), day("2026-03-28"));
        assert_ne!(rome, london);
        // The clocks of Rome were moved in between.
        let later = Moment::in_zone("2026-03-29T01:00:00Z".parse().unwrap(), &Rome).unwrap();
        assert_text(&later, "2026-03-29T03:00:00+02:00");
    }

    #[test]
    fn reads_rfc_3339() {
        let plain = moment("2026-01-08T09:00:00+01:00");
        assert_eq!(moment("2026-01-08T09:00:00.25+01:00"), plain);
        assert_eq!(moment("2026-01-08T08:00:00Z").unix_seconds(), plain.unix_seconds());
        assert_eq!(moment("2026-01-08T08:00:00Z").to_string(), "2026-01-08T08:00:00+00:00");
        assert_eq!(moment("2016-12-31T23:59:60Z"), moment("2016-12-31T23:59:59Z"));
        assert_text(&moment("2026-01-08T23:59:59-23:59"), "2026-01-08T23:59:59-23:59");
        assert_text(&moment("2026-01-08T00:00:00+23:59"), "2026-01-08T00:00:00+23:59");
        assert_wire(&plain, r#""2026-01-08T09:00:00+01:00""#);
        for text in [
            "",
            "2026-01-08",
            "2026-01-08T09:00:00",
            "2026-01-08t09:00:00Z",
            "2026-01-08T09:00:00z",
            "2026-01-08 09:00:00Z",
            "2026-01-08T24:00:00Z",
            "2026-01-08T09:60:00Z",
            "2026-01-08T09:00:61Z",
            "2026-01-08T09:00:00.Z",
            "2026-01-08T09:00:00+24:00",
            "2026-01-08T09:00:00+01:60",
            "2026-01-08T09:00:00+0100",
            "2026-01-08T09:00:00Z ",
            "2026-01-0éT09:00:00Z",
        ] {
            let error = CalendarError::NotAMoment { received: text.into() };
            assert_eq!(text.parse::<Moment>(), Err(error));
        }
        assert_eq!(
            "2026-02-29T00:00:00Z".parse::<Moment>(),
            Err(CalendarError::NoSuchDay { year: 2026, month: 2, day: 29 })
        );
    }

    #[test]
    fn a_moment_stays_within_its_range() {
        assert_eq!(moment("2000-01-01T00:00:00+01:00").day(), day("2000-01-01"));
        assert_eq!(moment("2899-12-31T23:59:59-01:00").day(), Day::LAST_EXPIRY);
        for text in ["1999-12-31T23:59:59-01:00", "2900-01-01T00:00:00+01:00"] {
            let error = text.parse::<Moment>().unwrap_err().to_string();
            assert!(error.ends_with("is out of range: expected 2000-01-01 to 2899-12-31"));
        }
        assert!(Moment::in_zone(DateTime::<Utc>::MAX_UTC, &Rome).is_err());
        assert!(Moment::in_zone(DateTime::<Utc>::MIN_UTC, &Utc).is_err());
        let odd = chrono::FixedOffset::east_opt(3_601).unwrap();
        assert_eq!(
            Moment::in_zone("2026-01-08T09:00:00Z".parse().unwrap(), &odd),
            Err(CalendarError::OffsetNotWholeMinutes { offset_seconds: 3_601 })
        );
    }

    proptest! {
        #[test]
        fn moments_agree_with_chrono(
            seconds in 946_771_200..29_347_920_000_i64,
            minutes in -1_439..1_440,
        ) {
            let zone = chrono::FixedOffset::east_opt(minutes * 60).unwrap();
            let instant = DateTime::from_timestamp(seconds, 0).unwrap();
            let moment = Moment::in_zone(instant, &zone).unwrap();
            let expected = instant.with_timezone(&zone);
            assert_text(&moment, &format!("{expected:?}"));
            assert_text(&moment.day(), &expected.date_naive().to_string());
        }
    }
}
