//! Terms of years and months, counted as one would on paper.

use pec_renewal::values::Day;

/// The same day so many years later; the last of its month where that year lacks it. None where it
/// is later than a service may end.
pub fn years_after(day: Day, years: u32) -> Option<Day> {
    let year = day.year() + i32::try_from(years).ok()?;
    let last_year = 2899;
    (year <= last_year).then(|| on(year, day.month(), day.day()))
}

/// The same day of the month so many months later; the last of that month where it lacks it. None
/// where the calendar is over by then.
pub fn months_after(day: Day, months: u32) -> Option<Day> {
    let since_january = day.month() - 1 + months;
    let year = day.year() + i32::try_from(since_january / 12).expect("a number of years");
    (year <= Day::MAX.year()).then(|| on(year, since_january % 12 + 1, day.day()))
}

/// How many whole years lie between an anchor and a day that stands on it, if it does.
pub fn whole_years(anchor: Day, day: Day) -> Option<u32> {
    let years = u32::try_from(day.year() - anchor.year()).ok()?;
    (years_after(anchor, years) == Some(day)).then_some(years)
}

fn on(year: i32, month: u32, day: u32) -> Day {
    let day = day.min(days_in_month(year, month));
    Day::new(year, month, day).expect("a month has its days")
}

const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

const fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}
