//! What the database keeps, for whoever compares it with the books of the outside.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use pec_outside::{
    gateway::Opened,
    reckoning::{self, Kept, Reckoning, Recorded, Told},
    wire::Said,
};
use pec_renewal::values::MailboxId;
use tokio_postgres::Row;

use crate::database::Sql;

/// Compares the books with what the database holds.
///
/// # Errors
///
/// Where the database cannot be read.
pub async fn compare(client: &impl Sql, books: &Opened) -> Result<Reckoning> {
    let mut kept: BTreeMap<MailboxId, Kept> = BTreeMap::new();
    for row in client.query(EVENTS, &[]).await? {
        let own = kept.entry(MailboxId::new(row.get(0))).or_default();
        own.events.push(recorded(&row)?);
    }
    for row in client.query(REPORTS, &[]).await? {
        let own = kept.get_mut(&MailboxId::new(row.get(0)));
        own.context("a report is about a mailbox that has no event")?.inbox.push(told(&row)?);
    }
    reckoning::compare(kept.into_iter().map(Ok), books)
}

fn recorded(row: &Row) -> Result<Recorded> {
    let event = serde_json::from_str(row.get(1)).context("an event cannot be read")?;
    Ok(Recorded { event, is_done: row.get(2) })
}

fn told(row: &Row) -> Result<Told> {
    let verdict: Option<&str> = row.get(2);
    let command = serde_json::from_str(row.get(1)).context("a report cannot be read")?;
    let is_recorded =
        verdict.is_some_and(|verdict| verdict.ends_with(" event") || verdict.ends_with(" events"));
    let is_of_home = !row.get::<_, &str>(3).starts_with(Said::SENDER);
    Ok(Told { command, is_of_home, is_handled: verdict.is_some(), is_recorded })
}

const EVENTS: &str = "
SELECT event.mailbox, event.body,
    CASE WHEN errand.mailbox IS NOT NULL THEN errand.done IS NOT NULL END
FROM event LEFT JOIN errand USING (mailbox, sequence) ORDER BY event.mailbox, event.sequence";

const REPORTS: &str = "SELECT mailbox, command, verdict, source FROM report ORDER BY id";
