//! The day of a night, and the policy it runs under: what every decision needs.

use anyhow::{Context, Result, bail};
use chrono_tz::Tz;
use pec_renewal::{
    catalogue::Policy,
    values::{
        Day, Moment,
        chrono::{NaiveDate, TimeZone, Utc},
    },
};

/// The moment of all decisions of one night, and the policy that they are made under.
///
/// The clock is never read: a night that is stopped and run again records the same moment.
#[derive(Clone, Copy, Debug)]
pub struct Today<'a> {
    policy: &'a Policy,
    at: Moment,
}

impl<'a> Today<'a> {
    /// The night of `day` in `zone`.
    ///
    /// # Errors
    ///
    /// Where the engine's calendar has no such moment.
    pub fn new(policy: &'a Policy, day: Day, zone: Tz) -> Result<Self> {
        let date = NaiveDate::from_ymd_opt(day.year(), day.month(), day.day())
            .with_context(|| format!("{day} is not in the calendar"))?;
        // No zone skips both hours of one day, so one of the two exists.
        let local = HOURS
            .iter()
            .find_map(|hour| zone.from_local_datetime(&date.and_hms_opt(*hour, 0, 0)?).earliest());
        let Some(local) = local else { bail!("{day} does not exist in {zone}") };
        let at = Moment::in_zone(local.with_timezone(&Utc), &zone)
            .with_context(|| format!("the night of {day} in {zone}: choose another --from"))?;
        Ok(Self { policy, at })
    }

    /// The policy.
    #[must_use]
    pub const fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// The moment.
    #[must_use]
    pub const fn at(&self) -> Moment {
        self.at
    }

    /// The civil day.
    #[must_use]
    pub fn day(&self) -> Day {
        self.at.day()
    }
}

/// When the nightly job runs: after the hours that daylight saving repeats or leaves out.
const HOURS: [u32; 2] = [4, 12];

#[cfg(test)]
mod tests {
    use super::{Day, Policy, Today, Tz};

    #[test]
    fn every_night_has_its_own_day_in_every_zone() {
        let policy = Policy::aruba();
        for zone in [Tz::Europe__Rome, Tz::America__Sao_Paulo, Tz::Pacific__Kiritimati, Tz::UTC] {
            let mut day: Day = "2018-01-01".parse().expect("a day");
            for _ in 0..1_000 {
                let today = Today::new(&policy, day, zone).expect("a night");
                assert_eq!(today.day(), day, "{zone}");
                day = day.next();
            }
        }
    }

    #[test]
    fn a_night_comes_after_the_hour_that_summer_time_takes() {
        let policy = Policy::aruba();
        let at = |day: &str| {
            let day = day.parse().expect("a day");
            Today::new(&policy, day, Tz::Europe__Rome).expect("a night").at().to_string()
        };
        assert_eq!(at("2026-03-29"), "2026-03-29T04:00:00+02:00");
        assert_eq!(at("2026-10-25"), "2026-10-25T04:00:00+01:00");
    }
}
