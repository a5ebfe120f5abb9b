//! The books of the outside, entry by entry.

use anyhow::Result;
use pec_renewal::values::Money;
use rusqlite::Connection;

use super::books::{cents, euro};
use crate::decision::Number;

/// One of the books that the outside keeps.
pub(super) struct Book {
    /// Reads the entries of a mailbox: reference, what else the engine must know of it, cents, and whether
    /// its first report was handled.
    sql: &'static str,
    /// What an entry is called.
    entry: &'static str,
    /// What the outside did.
    done: &'static str,
}

/// What such a book says of one mailbox.
pub(super) struct Entries {
    book: Book,
    entries: Vec<Entry>,
}

struct Entry {
    reference: String,
    about: String,
    cents: i64,
    is_told: bool,
}

impl Book {
    /// What it took from holders.
    pub(super) const TAKEN: Self = Self {
        sql: "SELECT reference, taken_on, cents, handled_on IS NOT NULL
              FROM world_taken LEFT JOIN inbox ON inbox.id = told_by
              WHERE world_taken.mailbox = ?1",
        entry: "payment",
        done: "taken",
    };
    /// What it paid back to them.
    pub(super) const PAID_BACK: Self = Self {
        sql: "SELECT reference, paid_on, cents, handled_on IS NOT NULL
              FROM world_paid_back LEFT JOIN inbox ON inbox.id = told_by
              WHERE world_paid_back.mailbox = ?1",
        entry: "payout",
        done: "paid back",
    };
    /// What of either went back.
    pub(super) const REVERSED: Self = Self {
        sql: "SELECT reference, reverses, cents, handled_on IS NOT NULL
              FROM world_reversed LEFT JOIN inbox ON inbox.id = told_by
              WHERE world_reversed.mailbox = ?1",
        entry: "reversal",
        done: "reversed",
    };

    pub(super) fn read(self, db: &Connection, number: Number) -> Result<Entries> {
        let mut query = db.prepare_cached(self.sql)?;
        let entries = query.query_map([number], |row| {
            let (reference, about, cents) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Entry { reference, about, cents, is_told: row.get(3)? })
        })?;
        let entries = entries.collect::<Result<_, _>>()?;
        Ok(Entries { book: self, entries })
    }
}

impl Entries {
    /// All of it in cents.
    pub(super) fn total(&self) -> i64 {
        self.entries.iter().map(|entry| entry.cents).sum()
    }

    /// Each entry is known to the engine with the same amount, or its report is still to come; and nothing
    /// else is known. Gives how much is still to come, in cents.
    pub(super) fn compare(
        &self,
        known: impl Fn(&str, &str) -> Option<Money>,
        known_in_all: usize,
        differences: &mut Vec<String>,
    ) -> Result<i64> {
        let Book { entry: what, done, .. } = self.book;
        let (mut found, mut on_its_way) = (0, 0);
        for Entry { reference, about, cents: outside, is_told } in &self.entries {
            match known(reference, about) {
                Some(amount) => {
                    found += 1;
                    if cents(amount)? != *outside {
                        let outside = euro(*outside);
                        differences.push(format!(
                            "{what} {reference}: {outside} {done} outside, {amount} recorded"
                        ));
                    }
                }
                None if *is_told => differences.push(format!(
                    "{what} {reference}: {} {done} outside and reported, but not recorded",
                    euro(*outside)
                )),
                None => on_its_way += outside,
            }
        }
        if found != known_in_all {
            differences.push(format!("{known_in_all} {what}s recorded, {found} {done} outside"));
        }
        Ok(on_its_way)
    }
}
