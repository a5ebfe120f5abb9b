//! A portfolio file: mailboxes as they stand, one a row, imported whole or not at all.
//!
//! Every provider begins with mailboxes in every phase of their life, so a row is an [`Opening`].
//! Each row is parsed and at once decided on by the engine, all in one transaction, which is given
//! up if any row turns out bad. So the file is never held in memory, and a bad one leaves no trace.
//! Where the good rows are wanted all the same, the bad ones go to a file of their own.

mod carried;
mod defect;
mod openings;
mod rejects;
mod row;
mod synthetic;
mod unix_lines;

use std::{io::Read, path::Path};

use anyhow::{Context, Result};
use csv::{ByteRecord, ReaderBuilder, Trim};
use pec_renewal::{Command, Opening, Refusal, decide};
use rusqlite::{Connection, params};

pub use self::{
    defect::{Defect, Defects},
    openings::{Row, openings},
    row::{CARRIED, COLUMNS},
    synthetic::Synthetic,
};
use self::{rejects::Rejects, unix_lines::UnixLines};
use crate::{
    decision::{Number, load, number_of, open},
    progress::{Step, Watch},
    store::Store,
    today::Today,
};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Imported {
    /// Mailboxes opened.
    pub opened: u64,
    /// Mailboxes that the database had already, with the same content.
    pub known: u64,
    /// Rows that were bad, and set aside.
    pub rejected: u64,
}

/// The sample that comes with the program: fictitious mailboxes in every phase of their life.
pub const SAMPLE: &str = include_str!("../../portfolio.csv");

/// Imports a portfolio file, whole or not at all.
///
/// # Errors
///
/// [`Defects`] where a row is bad: every bad row is listed, and nothing is imported. Otherwise
/// where the file cannot be read or the database cannot be written.
pub fn import(
    store: &mut Store,
    today: &Today<'_>,
    file: impl Read,
    rows: u64,
    watch: &mut dyn Watch,
) -> Result<Imported> {
    read_all(store, today, file, rows, Bad::Refused(Defects::default()), watch)
}

/// Imports the good rows of a portfolio file, and writes the bad ones, each with its reasons, to
/// the file `rejects`, in the form of a portfolio file. With no bad row there is no such file.
///
/// # Errors
///
/// [`Defects`] where the header is bad. Otherwise where the file cannot be read, the database or
/// the rejects cannot be written, or a file of that name is there and does not hold the bad rows;
/// nothing is imported then.
pub fn import_good_rows(
    store: &mut Store,
    today: &Today<'_>,
    file: impl Read,
    rows: u64,
    rejects: &Path,
    watch: &mut dyn Watch,
) -> Result<Imported> {
    read_all(store, today, file, rows, Bad::SetAside(Box::new(Rejects::new(rejects))), watch)
}

fn read_all(
    store: &mut Store,
    today: &Today<'_>,
    file: impl Read,
    rows: u64,
    bad: Bad,
    watch: &mut dyn Watch,
) -> Result<Imported> {
    // An error gives the transaction up.
    store.bulk_transaction(|transaction| {
        let before: Number =
            transaction
                .query_row("SELECT coalesce(max(number), 0) FROM mailbox", [], |row| row.get(0))?;
        let mut import = Import { db: transaction, today, before, done: Imported::default(), bad };
        watch.begin(Step::Import, rows);
        import.read(file, watch)?;
        watch.end();
        let Import { mut done, bad, .. } = import;
        match bad {
            Bad::Refused(defects) if defects.is_empty() => {}
            Bad::Refused(defects) => return Err(defects.into()),
            Bad::SetAside(rejects) => done.rejected = rejects.finish()?,
        }
        Ok(done)
    })
}

/// What becomes of bad rows.
enum Bad {
    /// They are listed, and nothing is imported.
    Refused(Defects),
    /// They are written to a file, and the others are imported.
    SetAside(Box<Rejects>),
}

struct Import<'a> {
    db: &'a Connection,
    today: &'a Today<'a>,
    /// The last mailbox that the database had before: those after it are of this file.
    before: Number,
    done: Imported,
    bad: Bad,
}

impl Import<'_> {
    fn read(&mut self, file: impl Read, watch: &mut dyn Watch) -> Result<()> {
        let mut reader =
            ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(UnixLines::of(file));
        let header = reader.byte_headers().context("the portfolio cannot be read")?.clone();
        let places = match row::places(&header) {
            Ok(places) => places,
            Err(defects) => return Err(Defects::from(defects).into()),
        };
        if let Bad::SetAside(rejects) = &mut self.bad {
            rejects.begin(&header, places.reason);
        }
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).context("the portfolio cannot be read")? {
            watch.advance()?;
            let line = line_of(&record, reader.position().line());
            let defects = match row::parse(line, &record, &places) {
                Ok((address, opening)) => {
                    self.take_over(line, &address, opening)?.into_iter().collect()
                }
                Err(defects) => defects,
            };
            match &mut self.bad {
                _ if defects.is_empty() => {}
                Bad::Refused(all) => all.extend(defects),
                Bad::SetAside(rejects) => rejects.add(&record, &defects)?,
            }
        }
        Ok(())
    }

    /// Opens the mailbox of a good row, or says what is wrong with it.
    fn take_over(&mut self, line: u64, address: &str, opening: Opening) -> Result<Option<Defect>> {
        if let Some(number) = number_of(self.db, opening.mailbox)? {
            return self.compare(line, number, address, opening);
        }
        if let Some(holder) = self.mailbox_of(address)? {
            let whose = self.place_of(holder)?;
            return Ok(Some(Defect::in_column(
                line,
                "address",
                format!("{address:?} is the address of {whose} already: expected one of its own"),
            )));
        }
        let shown = opening.clone();
        match open(self.db, self.today, Command::Open(Box::new(opening)))? {
            Ok(number) => {
                self.db
                    .prepare_cached(
                        "INSERT INTO address (mailbox, address, line) VALUES (?1, ?2, ?3)",
                    )?
                    .execute(params![number, address, i64::try_from(line)?])?;
                self.done.opened += 1;
                Ok(None)
            }
            Err(refusal) => Ok(Some(refused(line, &shown, &refusal))),
        }
    }

    /// A mailbox that is there already: the same row again is passed over, anything else is bad.
    fn compare(
        &mut self,
        line: u64,
        number: Number,
        address: &str,
        opening: Opening,
    ) -> Result<Option<Defect>> {
        let whose = self.place_of(number)?;
        if self.before < number {
            return Ok(Some(Defect::in_column(
                line,
                "mailbox",
                format!("{} is that of {whose} already: expected one of its own", opening.mailbox),
            )));
        }
        let shown = opening.clone();
        let mailbox = load(self.db, number)?;
        let command = Command::Open(Box::new(opening));
        match decide(Some(&mailbox), &command, self.today.policy(), self.today.at()) {
            Ok(_) if self.mailbox_of(address)? == Some(number) => {
                self.done.known += 1;
                Ok(None)
            }
            Ok(_) => Ok(Some(Defect::in_column(
                line,
                "address",
                format!("{address:?} is not the address of {whose}: expected the one it has"),
            ))),
            Err(refusal) => Ok(Some(refused(line, &shown, &refusal))),
        }
    }

    fn mailbox_of(&self, address: &str) -> Result<Option<Number>> {
        let mut query = self.db.prepare_cached("SELECT mailbox FROM address WHERE address = ?1")?;
        let mut rows = query.query([address])?;
        Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
    }

    /// Where a mailbox came from, in words.
    fn place_of(&self, number: Number) -> Result<String> {
        if number <= self.before {
            return Ok("a mailbox in the database".to_owned());
        }
        let line: i64 = self
            .db
            .prepare_cached("SELECT line FROM address WHERE mailbox = ?1")?
            .query_row([number], |row| row.get(0))?;
        Ok(format!("line {line}"))
    }
}

/// The line on which a row begins, where `next` is the line after it. The reader itself places a row
/// before the empty lines that precede it.
fn line_of(row: &ByteRecord, next: u64) -> u64 {
    let breaks = row.iter().flatten().filter(|byte| **byte == b'\n').map(|_| 1_u64);
    next.saturating_sub(1).saturating_sub(breaks.sum())
}

/// A refusal of the engine, as a defect of the column that can mend it, with what would.
#[must_use]
pub fn refused(line: u64, opening: &Opening, refusal: &Refusal) -> Defect {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "refusals are non-exhaustive, and a new one is still shown, without its column"
    )]
    let (column, expected) = match refusal {
        Refusal::ExpiryOffAnchor { .. } => (
            "anchor",
            "expected the day of activation, or the expiry of an earlier term".to_owned(),
        ),
        Refusal::SpaceNotOffered { package } => {
            let column = match package.extra.archive_gb {
                0 => "extra_mailbox_gb",
                _ => "extra_archive_gb",
            };
            (column, format!("expected no more than {} offers", package.plan))
        }
        Refusal::MethodNotReusable { .. } => {
            ("method_kind", "expected card or paypal, or no method".to_owned())
        }
        Refusal::TooManyOrdersBefore { maximum, .. } => {
            ("orders_before", format!("expected a number up to {maximum}"))
        }
        Refusal::NoticeOfAnotherTerm { began_on, .. } => {
            ("statutory_notice_delivered", format!("expected a day from {began_on} on, or nothing"))
        }
        Refusal::OwnDomain => ("method", "expected no method".to_owned()),
        Refusal::MailboxAlreadyOpen { .. } => {
            ("mailbox", "expected the row unchanged, or another mailbox".to_owned())
        }
        Refusal::DatedInTheFuture { received, .. }
            if opening.statutory_notice_delivered != Some(*received)
                && opening.anchor != *received =>
        {
            return Defect::in_row(line, refusal.to_string());
        }
        Refusal::DatedInTheFuture { today, received } => (
            match opening.statutory_notice_delivered {
                Some(delivered) if delivered == *received => "statutory_notice_delivered",
                Some(_) | None => "anchor",
            },
            format!("expected a day up to {today}"),
        ),
        _ => return Defect::in_row(line, refusal.to_string()),
    };
    Defect::in_column(line, column, format!("{refusal}: {expected}"))
}
