//! Mailboxes as they are stored: read, and never believed unseen.

use anyhow::{Context, Result, ensure};
use pec_renewal::{
    Event, Mailbox, replay,
    values::{AccountId, MailboxId, uuid::Uuid},
};
use pec_step::state;
use tokio_postgres::Row;

use crate::database::Sql;

/// A mailbox as it stands; none where there is no such one.
///
/// # Errors
///
/// Where the database cannot be read, or what it holds cannot be.
pub async fn load(client: &impl Sql, id: MailboxId) -> Result<Option<Mailbox>> {
    let statement =
        client.prepare_cached("SELECT id, sequence, state FROM mailbox WHERE id = $1").await?;
    match client.query_opt(&statement, &[&id.uuid()]).await? {
        Some(row) => of_row(client, &row).await.map(Some),
        None => Ok(None),
    }
}

/// The events of a mailbox, from the first on.
///
/// # Errors
///
/// Where the database cannot be read, or an event cannot be.
pub async fn history(client: &impl Sql, id: MailboxId) -> Result<Vec<Event>> {
    let statement = client
        .prepare_cached("SELECT sequence, body FROM event WHERE mailbox = $1 ORDER BY sequence")
        .await?;
    client
        .query(&statement, &[&id.uuid()])
        .await?
        .iter()
        .map(|row| {
            serde_json::from_str(row.get(1)).with_context(|| {
                format!("event {} of mailbox {id} cannot be read", row.get::<_, i64>(0))
            })
        })
        .collect()
}

/// The mailboxes of an account, in the order of their names.
///
/// # Errors
///
/// Where the database cannot be read.
pub async fn mailboxes_of(client: &impl Sql, account: AccountId) -> Result<Vec<MailboxId>> {
    let statement =
        client.prepare_cached("SELECT id FROM mailbox WHERE account = $1 ORDER BY id").await?;
    let rows = client.query(&statement, &[&account.uuid()]).await?;
    Ok(rows.iter().map(|row| MailboxId::new(row.get::<_, Uuid>(0))).collect())
}

/// The mailbox of a row of id, sequence and state. A state in another form is folded anew from the
/// events.
pub(super) async fn of_row(client: &impl Sql, row: &Row) -> Result<Mailbox> {
    let (id, sequence): (Uuid, i64) = (row.get(0), row.get(1));
    let stored = state::read(row.get(2))
        .with_context(|| format!("the state of mailbox {id} cannot be read"))?;
    let mailbox = match stored {
        Some(mailbox) => mailbox,
        None => replay(&history(client, MailboxId::new(id)).await?)
            .with_context(|| format!("the events of mailbox {id} cannot be folded"))?
            .with_context(|| format!("mailbox {id} has no event"))?,
    };
    ensure!(
        mailbox.id().uuid() == id && i64::try_from(mailbox.sequence()) == Ok(sequence),
        "mailbox {id} is stored with {sequence} events and a state of {} of mailbox {}: look at its \
         history, and restore a copy of the database",
        mailbox.sequence(),
        mailbox.id(),
    );
    Ok(mailbox)
}
