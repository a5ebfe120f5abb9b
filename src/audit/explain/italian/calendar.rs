//! Days and moments, with the article that they take: *l'8*, *il 15*, *dall'11*.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::values::{Day, Moment};

/// `15 gennaio 2026`; the first of a month is an ordinal.
pub(super) fn day(day: Day) -> String {
    let number = match day.day() {
        1 => "1º".to_string(),
        number => number.to_string(),
    };
    format!("{number} {} {}", month(day), day.year())
}

/// `il 15 gennaio 2026`, `l'8 gennaio 2026`.
pub(super) fn il(day: Day) -> String {
    with_article("il ", "l'", day)
}

/// `del 15 gennaio 2026`, `dell'8 gennaio 2026`.
pub(super) fn del(day: Day) -> String {
    with_article("del ", "dell'", day)
}

/// `al 15 gennaio 2026`, `all'8 gennaio 2026`.
pub(super) fn al(day: Day) -> String {
    with_article("al ", "all'", day)
}

/// `dal 15 gennaio 2026`, `dall'8 gennaio 2026`.
pub(super) fn dal(day: Day) -> String {
    with_article("dal ", "dall'", day)
}

/// `l'8 gennaio 2026 alle ore 09:30:00 (UTC+01:00)`.
pub(super) fn at(moment: Moment) -> String {
    let text = moment.to_string();
    let clock = text.split_once('T').map_or("", |(_, clock)| clock);
    let (clock, offset) = clock.split_at_checked(8).unwrap_or((clock, ""));
    format!("{} alle ore {clock} (UTC{offset})", il(moment.day()))
}

/// *Otto* and *undici* begin with a vowel: the article before them is elided.
fn with_article(full: &str, elided: &str, of: Day) -> String {
    let article = match of.day() {
        8 | 11 => elided,
        _ => full,
    };
    format!("{article}{}", day(of))
}

fn month(day: Day) -> &'static str {
    match day.month() {
        1 => "gennaio",
        2 => "febbraio",
        3 => "marzo",
        4 => "aprile",
        5 => "maggio",
        6 => "giugno",
        7 => "luglio",
        8 => "agosto",
        9 => "settembre",
        10 => "ottobre",
        11 => "novembre",
        _ => "dicembre",
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use super::{al, at, dal, day, del, il};

    #[test]
    fn r_93_days_take_the_article_that_their_number_asks_for() {
        let on = |text: &str| text.parse().unwrap();
        assert_eq!(day(on("2026-01-15")), "15 gennaio 2026");
        assert_eq!(day(on("2026-12-01")), "1º dicembre 2026");
        assert_eq!(il(on("2026-05-01")), "il 1º maggio 2026");
        assert_eq!(il(on("2026-08-08")), "l'8 agosto 2026");
        assert_eq!(del(on("2026-11-11")), "dell'11 novembre 2026");
        assert_eq!(al(on("2028-02-29")), "al 29 febbraio 2028");
        assert_eq!(dal(on("2026-03-18")), "dal 18 marzo 2026");
        assert_eq!(dal(on("2026-03-08")), "dall'8 marzo 2026");
        let moment = "2026-07-08T09:05:07+02:00".parse().unwrap();
        assert_eq!(at(moment), "l'8 luglio 2026 alle ore 09:05:07 (UTC+02:00)");
    }
}
