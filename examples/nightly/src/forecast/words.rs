//! Numbers and days as they are written.

use pec_renewal::values::Day;

/// How often, given in hundredths, for programs: `12`, or `12.35`.
#[must_use]
pub fn plain_count(hundredths: u64) -> String {
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        part => format!("{}.{part:02}", hundredths / 100),
    }
}

/// Cents for programs: `1234.56`.
#[must_use]
pub fn plain_euro(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// How often, given in hundredths, for people: `1,234`, or `1,234.5`.
#[must_use]
pub fn count(hundredths: u64) -> String {
    let whole = grouped(hundredths / 100);
    match hundredths % 100 {
        0 => whole,
        part => format!("{whole}.{part:02}"),
    }
}

/// Cents for people: `1,234.56 €`.
#[must_use]
pub fn euro(cents: u64) -> String {
    // A space at which no line breaks.
    format!("{}.{:02}\u{a0}€", grouped(cents / 100), cents % 100)
}

/// A number with a comma before each three digits.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let before_a_comma = |index: usize| index != 0 && (digits.len() - index).is_multiple_of(3);
    let with = digits
        .char_indices()
        .flat_map(|(index, digit)| before_a_comma(index).then_some(',').into_iter().chain([digit]));
    with.collect()
}

/// A day in words: `12 January 2026`.
#[must_use]
pub fn day(day: Day) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// A day of the year, short: `12 Jan`.
#[must_use]
pub fn short_day(day: Day) -> String {
    let short: String = month(day).chars().take(3).collect();
    format!("{} {short}", day.day())
}

fn month(day: Day) -> &'static str {
    let index = usize::try_from(day.month()).unwrap_or_default().saturating_sub(1);
    MONTHS.get(index).copied().unwrap_or_default()
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

#[cfg(test)]
mod tests {
    use super::{count, euro, grouped, plain_count, plain_euro};

    #[test]
    fn thousands_are_set_apart_for_people_and_not_for_programs() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(euro(123_456), "1,234.56\u{a0}€");
        assert_eq!(plain_euro(123_456), "1234.56");
        assert_eq!([count(123_400), count(123_450)], ["1,234", "1,234.50"]);
        assert_eq!([plain_count(123_400), plain_count(123_405)], ["1234", "1234.05"]);
    }
}
