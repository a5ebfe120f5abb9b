//! A command from somebody who waits for the answer.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use pec_renewal::{
    Command, Event, Mailbox,
    catalogue::Policy,
    values::{MailboxId, Moment},
};
use pec_step::{Asked, Batch, Verdict};

use super::{
    load,
    write::{Hold, write_decided},
};
use crate::database::Sql;

/// What a command came to.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What became of it.
    pub verdict: Verdict,
    /// The events recorded, if any.
    pub events: Vec<Event>,
    /// The mailbox after it; none where there is none.
    pub after: Option<Mailbox>,
}

/// Decides on a command, writes what it leads to, and wakes the workers if there is something to do.
///
/// It needs no lease: where somebody else was faster, it decides again on what is there then. Within a
/// transaction of the caller's (at the usual level, read committed), what the caller adds is written
/// together with it.
///
/// # Errors
///
/// Where the database cannot be read or written, or others were faster time after time.
pub async fn decide_now(
    client: &impl Sql,
    id: MailboxId,
    command: &Command,
    policy: &Policy,
    at: Moment,
) -> Result<Decision> {
    for _ in 0..ATTEMPTS {
        let before = load(client, id).await?;
        let asked: BTreeMap<_, _> = before.iter().map(|mailbox| (id, mailbox.sequence())).collect();
        let mut batch = Batch::new();
        batch.hold(id, before.clone());
        batch.ask(id, Asked::Command(command.clone()));
        let mut decided = batch.decide(policy, at);
        let Some((_, verdict)) = decided.verdicts.pop() else {
            bail!("a command came to no verdict: please report it");
        };
        let Some(change) = decided.changes.first() else {
            return Ok(Decision { verdict, events: Vec::new(), after: before });
        };
        let (events, after) = (change.events.clone(), Some(change.after.clone()));
        if write_decided(client, Hold::Nothing, &asked, &decided).await?.contains(&id) {
            return Ok(Decision { verdict, events, after });
        }
    }
    bail!("mailbox {id} was written by others {ATTEMPTS} times in a row: ask again in a moment")
}

const ATTEMPTS: u32 = 20;
