//! The clock of Rome: days of 23, 24 and 25 hours, and workers whose own clock is slow.

use chrono_tz::Europe::Rome;
use pec_renewal::values::{
    Day, Moment,
    chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc},
};

/// The present, as the world has it.
pub struct Clock {
    today: Day,
    midnight: DateTime<Utc>,
    length: TimeDelta,
    since_midnight: TimeDelta,
}

impl Clock {
    /// The first instant of a day.
    pub fn at(today: Day) -> Self {
        let date = NaiveDate::from_ymd_opt(today.year(), today.month(), today.day());
        let date = date.expect("a day is a date");
        let midnight = midnight(date);
        let length = midnight_after(date) - midnight;
        Self { today, midnight, length, since_midnight: TimeDelta::zero() }
    }

    /// Today.
    pub const fn today(&self) -> Day {
        self.today
    }

    /// How many hours today has.
    pub const fn hours(&self) -> i64 {
        self.length.num_hours()
    }

    /// Lets the day go on until so many thousandths of it are over.
    pub fn comes_to(&mut self, thousandths: i32) {
        self.since_midnight = self.length * thousandths / 1_000;
    }

    /// The present moment.
    pub fn moment(&self) -> Moment {
        let moment = in_rome(self.midnight + self.since_midnight);
        assert_eq!(moment.day(), self.today, "{moment} is not of its own day");
        moment
    }

    /// The present moment by a clock that is two hours slow: early in the day, it is yesterday.
    pub fn slow_moment(&self) -> Moment {
        in_rome(self.midnight + self.since_midnight - TimeDelta::hours(2))
    }

    /// Whether the present hour comes twice today.
    pub fn is_in_the_hour_that_comes_twice(&self) -> bool {
        let hour = self.since_midnight.num_hours();
        self.hours() == 25 && (hour == 2 || hour == 3)
    }
}

fn in_rome(instant: DateTime<Utc>) -> Moment {
    Moment::in_zone(instant, &Rome).expect("the day can be lived")
}

/// In Rome no clock is ever changed at midnight.
fn midnight(date: NaiveDate) -> DateTime<Utc> {
    let local = Rome.from_local_datetime(&date.and_time(NaiveTime::MIN));
    local.single().expect("midnight comes once a day").to_utc()
}

fn midnight_after(date: NaiveDate) -> DateTime<Utc> {
    midnight(date.checked_add_days(Days::new(1)).expect("there is a tomorrow"))
}
