//! A portfolio file: mailboxes as they stand, imported whole or not at all.
//!
//! Rows are read as the nightly job reads them, and decided on in batches, all in one transaction, which
//! is given up if any row turns out bad. Mailboxes that are there already, unchanged, are passed over.

use std::{collections::BTreeMap, error::Error, fmt, io::Read};

use anyhow::{Result, bail};
use pec_nightly::portfolio::{Defect, Defects, openings, refused};
use pec_renewal::{
    Command, Opening,
    catalogue::Policy,
    values::{MailboxId, Moment},
};
use pec_step::Verdict;

use crate::{
    database::{Client, Sql},
    store::open_all,
};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Imported {
    /// Mailboxes opened.
    pub opened: u64,
    /// Mailboxes that the database had already, with the same content.
    pub known: u64,
}

/// All that is wrong with a file, of which nothing was imported.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refused(pub Defects);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is bad, so nothing was imported: correct it and import it again")?;
        self.0.list().iter().try_for_each(|defect| write!(f, "\n  {defect}"))
    }
}

impl Error for Refused {}

/// Imports a portfolio file, whole or not at all.
///
/// # Errors
///
/// [`Refused`] where a row or the header is bad: all that is wrong is listed. Otherwise where the file cannot be read or the database cannot be written.
pub async fn import(
    client: &mut Client,
    file: impl Read,
    policy: &Policy,
    at: Moment,
) -> Result<Imported> {
    let transaction = client.transaction().await?;
    let (mut done, mut defects) = (Imported::default(), Defects::default());
    let mut lines: BTreeMap<MailboxId, u64> = BTreeMap::new();
    let mut rows = openings(file).map_err(|error| match error.downcast::<Defects>() {
        Ok(defects) => Refused(defects).into(),
        Err(error) => error,
    })?;
    loop {
        let mut batch: Vec<(u64, Opening)> = Vec::new();
        for row in rows.by_ref().take(BATCH) {
            let row = row?;
            match row.opening {
                Ok((_, opening)) => match lines.insert(opening.mailbox, row.line) {
                    None => batch.push((row.line, opening)),
                    Some(line) => defects.extend(vec![again(row.line, line, opening.mailbox)]),
                },
                Err(bad) => defects.extend(bad),
            }
        }
        if batch.is_empty() && defects.is_empty() {
            break;
        }
        if batch.is_empty() {
            bail!(Refused(defects));
        }
        take(&transaction, &batch, policy, at, &mut done, &mut defects).await?;
    }
    if !defects.is_empty() {
        bail!(Refused(defects));
    }
    transaction.commit().await?;
    // The server has not yet seen what was brought in, and plans by what it has seen.
    client.batch_execute("ANALYZE mailbox, event, errand, report").await?;
    Ok(done)
}

async fn take(
    client: &impl Sql,
    batch: &[(u64, Opening)],
    policy: &Policy,
    at: Moment,
    done: &mut Imported,
    defects: &mut Defects,
) -> Result<()> {
    let commands =
        batch.iter().map(|(_, opening)| Command::Open(Box::new(opening.clone()))).collect();
    let verdicts = open_all(client, commands, policy, at).await?;
    for ((line, opening), verdict) in batch.iter().zip(verdicts) {
        match verdict {
            Verdict::Recorded(_) => done.opened += 1,
            Verdict::AlreadySo => done.known += 1,
            Verdict::Refused(refusal) => defects.extend(vec![refused(*line, opening, &refusal)]),
        }
    }
    Ok(())
}

fn again(line: u64, before: u64, mailbox: MailboxId) -> Defect {
    let what = format!("{mailbox} is that of line {before} already: expected one of its own");
    Defect::in_column(line, "mailbox", what)
}

const BATCH: usize = 1_000;
