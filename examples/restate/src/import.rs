//! A portfolio file: every row is read and decided on before the first mailbox is opened.
//!
//! A file with a bad row opens nothing. Where it is stopped on the way, it is imported again: what is
//! open already, unchanged, is passed over.

use std::{collections::BTreeMap, error::Error, fmt, io::Read};

use anyhow::{Result, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use pec_nightly::portfolio::{Defect, Defects, openings, refused};
use pec_renewal::{
    Command, Opening,
    catalogue::Policy,
    decide,
    values::{MailboxId, Moment},
};

use crate::{
    client::{AT_A_TIME, Restate},
    mailbox::wire::{Answer, Open},
};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Imported {
    /// Mailboxes opened.
    pub opened: u64,
    /// Mailboxes that were open already, with the same content.
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

/// Imports a portfolio file.
///
/// # Errors
///
/// [`Refused`] where a row or the header is bad: all that is wrong is listed. Otherwise where the file
/// cannot be read, Restate does not answer, or a mailbox is open with other content.
pub async fn import(
    restate: &Restate,
    file: impl Read,
    policy: &Policy,
    at: Moment,
) -> Result<Imported> {
    let rows = read(file, policy, at)?;
    let opened = rows.into_iter().map(|(line, opening)| async move {
        let id = opening.mailbox.to_string();
        let open = Open { opening, at: Some(at) };
        let answer: Answer = restate.call("Mailbox", &id, "open", &open).await?;
        anyhow::Ok((line, id, answer))
    });
    let mut opened = stream::iter(opened).buffer_unordered(AT_A_TIME);
    let mut done = Imported::default();
    while let Some((line, id, answer)) = opened.try_next().await? {
        match answer {
            Answer::Recorded(_) => done.opened += 1,
            Answer::AlreadySo => done.known += 1,
            Answer::Refused { says, .. } => {
                bail!("line {line}: mailbox {id} is there already, and {says}: take the row out")
            }
            Answer::Unknown => bail!("line {line}: mailbox {id} was not opened: please report it"),
        }
    }
    Ok(done)
}

/// The rows of a file, each with its line.
fn read(file: impl Read, policy: &Policy, at: Moment) -> Result<Vec<(u64, Opening)>> {
    let (mut rows, mut defects) = (Vec::new(), Defects::default());
    let mut lines: BTreeMap<MailboxId, u64> = BTreeMap::new();
    let all = openings(file).map_err(|error| match error.downcast::<Defects>() {
        Ok(defects) => Refused(defects).into(),
        Err(error) => error,
    })?;
    for row in all {
        let row = row?;
        match row.opening {
            Err(bad) => defects.extend(bad),
            Ok((_, opening)) => {
                if let Some(line) = lines.insert(opening.mailbox, row.line) {
                    defects.extend(vec![again(row.line, line, opening.mailbox)]);
                    continue;
                }
                let open = Command::Open(Box::new(opening.clone()));
                if let Err(refusal) = decide(None, &open, policy, at) {
                    defects.extend(vec![refused(row.line, &opening, &refusal)]);
                }
                rows.push((row.line, opening));
            }
        }
    }
    if defects.is_empty() { Ok(rows) } else { bail!(Refused(defects)) }
}

fn again(line: u64, before: u64, mailbox: MailboxId) -> Defect {
    let what = format!("{mailbox} is that of line {before} already: expected one of its own");
    Defect::in_column(line, "mailbox", what)
}
