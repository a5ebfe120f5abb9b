//! From a civil day and time in the script's zone to a moment.

use chrono_tz::Tz;
use pec_renewal::values::{
    Day, Moment,
    chrono::{DateTime, LocalResult, NaiveDate, TimeZone, Timelike, Utc},
};

/// A time of day, in whole minutes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Time {
    pub(crate) hour: u32,
    pub(crate) minute: u32,
}

impl Time {
    /// The time of an instant in a zone.
    pub(crate) fn of(instant: DateTime<Utc>, zone: Tz) -> Self {
        let local = instant.with_timezone(&zone);
        Self { hour: local.hour(), minute: local.minute() }
    }
}

/// When a line happens that names no time.
pub(crate) const MORNING: Time = Time { hour: 9, minute: 0 };

/// The moment of a day and time in a zone. Where a clock is put back and a time comes twice, the
/// first is meant.
///
/// # Errors
/// The zone skips that time on that day, or the day is not one of a moment.
pub(crate) fn moment(zone: Tz, day: Day, time: Time) -> Result<Moment, String> {
    let Time { hour, minute } = time;
    let local = NaiveDate::from_ymd_opt(day.year(), day.month(), day.day())
        .and_then(|date| date.and_hms_opt(hour, minute, 0))
        .ok_or_else(|| format!("{hour:02}:{minute:02} is no time: expected 00:00 to 23:59"))?;
    let instant = match zone.from_local_datetime(&local) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant,
        LocalResult::None => {
            return Err(format!(
                "{zone} has no {hour:02}:{minute:02} on {day}, as clocks are put forward: expected \
                 a time before or after the gap"
            ));
        }
    };
    Moment::in_zone(instant.with_timezone(&Utc), &zone).map_err(|why| why.to_string())
}

/// The same for a day that no line names: a time that the zone skips is that of an hour later.
///
/// # Errors
/// The day is not one of a moment.
pub(crate) fn moment_on(zone: Tz, day: Day, time: Time) -> Result<Moment, String> {
    moment(zone, day, time).or_else(|why| {
        if time.hour < 23 {
            moment(zone, day, Time { hour: time.hour + 1, ..time })
        } else {
            Err(why)
        }
    })
}
