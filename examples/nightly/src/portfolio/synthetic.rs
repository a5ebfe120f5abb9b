//! A portfolio that is made, not read: as many mailboxes as wanted, in the form of a file.
//!
//! It comes through the door that every portfolio comes through, row by row, and is never held
//! whole. What a mailbox is depends on the seed, the first night and its own number alone, so a
//! larger portfolio begins with the mailboxes of a smaller one. Nobody could take it for real: the
//! addresses stand under `.example`, and the tax ids are running numbers.

use std::io::{self, Read};

use anyhow::{Context, Result};
use pec_renewal::values::Day;

use super::COLUMNS;
use crate::world::Dice;

/// A portfolio in the making.
#[derive(Debug)]
pub struct Synthetic {
    seed: u64,
    first: Day,
    /// How many mailboxes there are in all.
    mailboxes: u64,
    /// How many of them, from the first on, have expiries of every distance.
    expiring: u64,
    made: u64,
    /// What is made and not yet read.
    row: io::Cursor<Vec<u8>>,
}

impl Synthetic {
    /// So many mailboxes as they stand on the first night.
    ///
    /// The first `expiring` of them are in every phase of their life; the others are at least two
    /// years from their expiry, so that nothing is due of them.
    #[must_use]
    pub fn new(seed: u64, first: Day, mailboxes: u64, expiring: u64) -> Self {
        let header = COLUMNS.join(",") + "\n";
        Self { seed, first, mailboxes, expiring, made: 0, row: io::Cursor::new(header.into()) }
    }

    fn next_row(&mut self) -> Result<String> {
        self.made += 1;
        let number = self.made;
        let mut dice = Dice::cast(self.seed, &["mailbox", &number.to_string()]);
        let dice = &mut dice;
        let (holder, consumer) = match dice.below(100) {
            0..58 => ("business", false),
            58..92 => ("consumer", true),
            92..97 => ("public body with split payment", false),
            _ => ("public body", false),
        };
        let tax_id = if consumer { format!("XXXXXX{number:010}") } else { format!("{number:011}") };
        // Few have more than one mailbox: about every fifth account stands for two.
        let account = number - u64::from(number.is_multiple_of(5));
        let plan = weighted(dice, &[(68, "standard"), (24, "pro"), (8, "premium")]);
        let bought = dice.chance(8);
        let mailbox_gb = if bought { "1" } else { "" };
        let archive_gb = if bought && plan != "standard" && dice.chance(50) { "2" } else { "" };
        let soon = number <= self.expiring;
        let terms: &[(u64, u16)] =
            if soon { &[(60, 1), (18, 2), (14, 3), (3, 4), (5, 5)] } else { &[(75, 3), (25, 5)] };
        let term = weighted(dice, terms);
        let grace = soon && dice.chance(3);
        let expiry = self.expiry(dice, term, soon, grace)?;
        let terms_before = weighted(dice, &[(50, 1), (30, 2), (20, 3)]);
        let (anchor, expiry) = anchored(expiry, term * terms_before)?;
        let hosting = if dice.chance(6) { "own domain" } else { "provider" };
        let automatic = hosting == "provider" && dice.chance(if grace { 15 } else { 56 });
        let method = if automatic { self.method(dice, number) } else { ",,,,".to_owned() };
        let noticed = automatic
            && consumer
            && expiry.minus_days(STATUTORY_NOTICE_DAYS) < self.first
            && dice.chance(85);
        let notice = if noticed {
            expiry.minus_days(STATUTORY_NOTICE_DAYS + dice.days(0, 3)).to_string()
        } else {
            String::new()
        };
        Ok(format!(
            "0ca5e11a-0000-4000-8000-{number:012},casella-{number:07}@pec.example,{holder},{tax_id},\
             0000acc0-0000-4000-8000-{account:012},{hosting},{plan},{mailbox_gb},{archive_gb},\
             {term},{anchor},{expiry},{method},{notice},{}\n",
            terms_before - 1,
        ))
    }

    /// Somewhere in the term last paid for, or in grace. Fewer mailboxes are bought at a weekend
    /// and in August, and so fewer expire then.
    fn expiry(&self, dice: &mut Dice, term: u16, soon: bool, grace: bool) -> Result<Day> {
        if grace {
            return Ok(self.first.minus_days(dice.days(1, GRACE_DAYS)));
        }
        let nearest = if soon { 0 } else { FAR_DAYS };
        let mut drawn = self.first;
        for _ in 0..3 {
            drawn = self.first.plus_days(dice.days(nearest, 365 * term));
            let weekend = is_weekend(drawn)?;
            if !(weekend || drawn.month() == 8) || dice.chance(40) {
                break;
            }
        }
        Ok(drawn)
    }

    /// The columns of a bound method: identity, kind, last day, cap and whether it is dead.
    fn method(&self, dice: &mut Dice, number: u64) -> String {
        let card = dice.chance(76);
        let last_day = self.first.plus_days(dice.days(0, 1_500) - 45);
        let valid_until = if card { last_day.to_string() } else { String::new() };
        let cap = if dice.chance(7) {
            weighted(dice, &[(30, "9.00"), (40, "50.00"), (30, "200.00")])
        } else {
            ""
        };
        let dead = if dice.chance(2) { "yes" } else { "" };
        let kind = if card { "card" } else { "paypal" };
        format!("0000ca5d-0000-4000-8000-{number:012},{kind},{valid_until},{cap},{dead}")
    }
}

impl Read for Synthetic {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.row.read(buffer)?;
            if 0 < read || buffer.is_empty() || self.made == self.mailboxes {
                return Ok(read);
            }
            self.row = io::Cursor::new(self.next_row().map_err(io::Error::other)?.into_bytes());
        }
    }
}

fn is_weekend(day: Day) -> Result<bool> {
    let a_monday = Day::new(2024, 1, 1)?;
    Ok(5 <= a_monday.days_until(day).rem_euclid(7))
}

/// The anchor so many years before an expiry; in years with no 29 February, of the day before.
fn anchored(expiry: Day, years: u16) -> Result<(Day, Day)> {
    let year = expiry.year() - i32::from(years);
    let anchor = Day::new(year, expiry.month(), expiry.day())
        .or_else(|_| Day::new(year, expiry.month(), 28))
        .with_context(|| format!("a mailbox that expires on {expiry} begins too early"))?;
    let expiry =
        anchor.plus_years(years).context("a mailbox expires too late: an earlier --from")?;
    Ok((anchor, expiry))
}

/// One of several, each as often as its weight says.
fn weighted<T: Copy>(dice: &mut Dice, choices: &[(u64, T)]) -> T {
    let mut drawn = dice.below(choices.iter().map(|(weight, _)| weight).sum());
    for (weight, choice) in choices {
        match drawn.checked_sub(*weight) {
            Some(rest) => drawn = rest,
            None => return *choice,
        }
    }
    unreachable!("what is drawn lies below the sum of the weights")
}

/// Two years: further than any deadline of the presets reaches.
const FAR_DAYS: u16 = 731;
/// Within the grace period of the preset.
const GRACE_DAYS: u16 = 85;
/// How long before expiry a consumer is told of the renewal.
const STATUTORY_NOTICE_DAYS: i32 = 45;
