//! What days are in the calendar, and moments that know theirs. The only file of the crate that names
//! chrono.

use core::{fmt, ops::RangeInclusive, str::FromStr};

pub use chrono;
use chrono::{DateTime, Datelike, FixedOffset, Months, NaiveDate, Offset, TimeZone, Utc};

use super::{
    calendar_error::CalendarError,
    day::{Day, from_epoch},
    text::{Text, excerpt, number},
    wire::{Compact, serde_as_text_or_numbers},
};

impl Day {
    /// The last day on which a service may end; inclusive.
    pub const LAST_EXPIRY: Self = Self::literal(2899, 12, 31);

    /// The last day; inclusive.
    pub const MAX: Self = Self::literal(2999, 12, 31);

    /// The first day; inclusive.
    pub const MIN: Self = Self::literal(1900, 1, 1);

    /// The day with this year, month (1 to 12) and day of the month (from 1).
    ///
    /// # Errors
    /// - [`CalendarError::DayOutOfRange`] before [`Day::MIN`] or after [`Day::MAX`].
    /// - [`CalendarError::NoSuchDay`] if that month has no such day, or that year no such month.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, CalendarError> {
        if !YEARS.contains(&year) {
            let (earliest, latest) = (Self::MIN, Self::MAX);
            return Err(CalendarError::DayOutOfRange { year, month, day, earliest, latest });
        }
        NaiveDate::from_ymd_opt(year, month, day)
            .map(|date| from_epoch(date.to_epoch_days()))
            .ok_or(CalendarError::NoSuchDay { year, month, day })
    }

    /// A day written in this crate; one that does not exist would be 1970-01-01.
    pub(crate) const fn literal(year: i32, month: u32, day: u32) -> Self {
        match NaiveDate::from_ymd_opt(year, month, day) {
            Some(date) => from_epoch(date.to_epoch_days()),
            None => from_epoch(0),
        }
    }

    /// The year, 1900 to 2999.
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

    /// The same day so many years later, in one addition; one that the year lacks becomes the
    /// last of its month (R-02). `None` after [`Day::LAST_EXPIRY`].
    #[must_use]
    pub fn plus_years(self, years: u16) -> Option<Self> {
        let months = u32::from(years).saturating_mul(12);
        self.plus_calendar_months(months).filter(|day| *day <= Self::LAST_EXPIRY)
    }

    /// The same day of the month so many months later, in one addition; one that the month lacks
    /// becomes its last. `None` after [`Day::MAX`].
    #[must_use]
    pub fn plus_months(self, months: u16) -> Option<Self> {
        self.plus_calendar_months(months.into())
    }

    fn plus_calendar_months(self, months: u32) -> Option<Self> {
        let date = self.date().checked_add_months(Months::new(months))?;
        YEARS.contains(&date.year()).then(|| from_epoch(date.to_epoch_days()))
    }

    fn date(self) -> NaiveDate {
        // Every day lies well inside chrono's calendar: the default is never taken.
        NaiveDate::from_epoch_days(self.epoch_days()).unwrap_or_default()
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
    pub(super) fn read_compact(digits: &[u8]) -> Option<Self> {
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
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        day_from_bytes(text.as_bytes())
            .unwrap_or_else(|| Err(CalendarError::NotADay { received: excerpt(text) }))
    }
}

impl TryFrom<NaiveDate> for Day {
    type Error = CalendarError;

    /// The same day of chrono's calendar.
    ///
    /// # Errors
    /// - [`CalendarError::DayOutOfRange`] before [`Day::MIN`] or after [`Day::MAX`].
    fn try_from(date: NaiveDate) -> Result<Self, CalendarError> {
        Self::new(date.year(), date.month(), date.day())
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        day.date()
    }
}

impl Compact for Day {
    /// The days since 1970-01-01.
    type Numbers = i32;

    fn numbers(&self) -> i32 {
        self.epoch_days()
    }

    fn of_numbers(days: i32) -> Option<Self> {
        // The calendar stops at its ends, so another day comes out only for a number beyond them.
        Some(from_epoch(days)).filter(|day| day.epoch_days() == days)
    }
}

serde_as_text_or_numbers!(Day, "a day as YYYY-MM-DD", "a day from 1900-01-01 to 2999-12-31");

/// An instant, in whole seconds, and the offset from UTC that gives it its civil day.
///
/// Its text is RFC 3339 whose date is that day, `2026-01-08T09:00:00+01:00`. A text in `Z` (or
/// `-00:00`, which says the same) is refused, as it leaves the day open: 23:30 in UTC is another day
/// in Rome. An offset of `+00:00` is that of a zone, such as London's in winter. Where the instant
/// is known in UTC, [`Moment::in_zone`] gives it its day. Fractions of a second are dropped at the door. Its day lies from 2000-01-01 to
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
    pub(crate) fn start_of(day: Day) -> Result<Self, CalendarError> {
        Self::within_bounds(i64::from(day.epoch_days()).saturating_mul(DAY_SECONDS), 0)
    }

    /// The moment of an instant in a zone, such as Europe/Rome.
    ///
    /// # Errors
    /// - [`CalendarError::MomentOutOfRange`] if its day there is not one of a moment.
    /// - [`CalendarError::OffsetNotWholeMinutes`] if the zone had such an offset at that instant.
    pub fn in_zone<Z: TimeZone>(instant: DateTime<Utc>, zone: &Z) -> Result<Self, CalendarError> {
        let offset = zone.offset_from_utc_datetime(&instant.naive_utc()).fix();
        Self::within_bounds(instant.timestamp(), offset.local_minus_utc())
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

    fn within_bounds(unix_seconds: i64, offset_seconds: i32) -> Result<Self, CalendarError> {
        if offset_seconds % 60 != 0 {
            return Err(CalendarError::OffsetNotWholeMinutes { offset_seconds });
        }
        let moment = Self { unix_seconds, offset_seconds };
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

    /// Reads RFC 3339 with an upper-case `T` and the offset of the civil zone (R-04).
    ///
    /// # Errors
    /// - [`CalendarError::NotAMoment`] for any other text.
    /// - [`CalendarError::NoCivilOffset`] if it ends in `Z` or `-00:00`.
    /// - [`CalendarError::MomentOutOfRange`] if its day is not one of a moment.
    /// - As [`Day::new`], for its date.
    fn from_str(text: &str) -> Result<Self, CalendarError> {
        moment_from_text(text)
            .unwrap_or_else(|| Err(CalendarError::NotAMoment { received: excerpt(text) }))
    }
}

impl From<Moment> for DateTime<FixedOffset> {
    fn from(moment: Moment) -> Self {
        // A moment lies well inside chrono's calendar, and its offset is less than a day: neither
        // default is taken.
        let instant = DateTime::from_timestamp(moment.unix_seconds, 0).unwrap_or_default();
        let offset = FixedOffset::east_opt(moment.offset_seconds).unwrap_or_else(|| Utc.fix());
        instant.with_timezone(&offset)
    }
}

impl Compact for Moment {
    /// The seconds since 1970-01-01 00:00 UTC, and the offset in minutes.
    type Numbers = (i64, i32);

    fn numbers(&self) -> (i64, i32) {
        (self.unix_seconds, self.offset_seconds / 60)
    }

    fn of_numbers((unix_seconds, minutes): (i64, i32)) -> Option<Self> {
        // The text has two digits for the hours of the offset, up to 23.
        let offset = Some(minutes).filter(|minutes| minutes.unsigned_abs() < DAY_MINUTES)?;
        Self::within_bounds(unix_seconds, offset.checked_mul(60)?).ok()
    }
}

serde_as_text_or_numbers!(
    Moment,
    "a moment as RFC 3339 text",
    "a moment from 2000-01-01 to 2899-12-31 with an offset of less than a day"
);

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

fn moment_from_text(text: &str) -> Option<Result<Moment, CalendarError>> {
    let (date, time) = text.as_bytes().split_at_checked(10)?;
    let &[b'T', h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = time else {
        return None;
    };
    let (hour, minute) = (below(&[h1, h2], 24)?, below(&[m1, m2], 60)?);
    // A leap second is the end of the second before it, like every fraction of a second.
    let second = below(&[s1, s2], 61)?.min(59);
    let offset = match without_fraction(rest)? {
        b"Z" | b"-00:00" => {
            return Some(Err(CalendarError::NoCivilOffset { received: excerpt(text) }));
        }
        offset => offset_from_bytes(offset)?,
    };
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
const DAY_MINUTES: u32 = 1_440;
/// The years of [`Day::MIN`] to [`Day::MAX`].
const YEARS: RangeInclusive<i32> = 1900..=2999;
const FIRST_MOMENT: Day = Day::literal(2000, 1, 1);

#[cfg(test)]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test stops where it fails"
)]
mod tests {
    use alloc::{format, string::ToString};

    use chrono_tz::Europe::{London, Rome};
    use proptest::prelude::proptest;

    use super::{CalendarError, DateTime, Day, Moment, NaiveDate, Utc};
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
                    assert_eq!(Day::try_from(NaiveDate::from(today)), Ok(today));
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
    fn a_date_of_chrono_outside_the_calendar_is_refused() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (text, expected) in [("1900-01-01", Day::MIN), ("2999-12-31", Day::MAX)] {
            assert_eq!(Day::try_from(date(text)), Ok(expected));
        }
        for text in ["1899-12-31", "3000-01-01"] {
            let error = Day::try_from(date(text)).unwrap_err();
            assert_eq!(error, text.parse::<Day>().unwrap_err());
        }
        for date in [NaiveDate::MIN, NaiveDate::MAX] {
            let error = Day::try_from(date).unwrap_err();
            assert!(error.to_string().ends_with("expected 1900-01-01 to 2999-12-31"));
        }
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
        assert_eq!(moment("2026-01-08T08:00:00+00:00").unix_seconds(), plain.unix_seconds());
        assert_text(&moment("2026-01-08T08:00:00+00:00"), "2026-01-08T08:00:00+00:00");
        assert_eq!(moment("2016-12-31T23:59:60+00:00"), moment("2016-12-31T23:59:59+00:00"));
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
            "2026-01-08T24:00:00+00:00",
            "2026-01-08T09:60:00+00:00",
            "2026-01-08T09:00:61+00:00",
            "2026-01-08T09:00:00.+00:00",
            "2026-01-08T24:00:00Z",
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
            "2026-02-29T00:00:00+01:00".parse::<Moment>(),
            Err(CalendarError::NoSuchDay { year: 2026, month: 2, day: 29 })
        );
    }

    #[test]
    fn r_04_a_moment_in_utc_names_no_civil_day() {
        for text in ["2026-01-07T23:30:00Z", "2026-01-07T23:30:00.5Z", "2026-01-07T23:30:00-00:00"]
        {
            let received = text.into();
            assert_eq!(text.parse::<Moment>(), Err(CalendarError::NoCivilOffset { received }));
        }
        let expected = "\"2026-01-07T23:30:00Z\" names no civil day: expected the offset of the \
                        provider's zone, as in +01:00";
        assert_eq!(refusal::<Moment>("\"2026-01-07T23:30:00Z\""), expected);
        let rome = Moment::in_zone("2026-01-07T23:30:00Z".parse().unwrap(), &Rome).unwrap();
        assert_eq!(rome.day(), day("2026-01-08"));
        assert_eq!(moment("2026-01-07T23:30:00+00:00").day(), day("2026-01-07"));
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
            assert_eq!(DateTime::from(moment).to_rfc3339(), moment.to_string());
            assert_eq!(Day::try_from(expected.date_naive()), Ok(moment.day()));
        }
    }
}
