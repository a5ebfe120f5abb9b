//! What other chapters require of the mailbox's life before they go on.

use crate::{
    mailbox::{command::Hosting, refusal::Refusal, state::Mailbox},
    service::Service,
    values::Day,
};

/// What every request of the holder needs: a mailbox that lives, and is managed here.
pub(crate) fn require_alive_and_here(mailbox: &Mailbox) -> Result<(), Refusal> {
    require_alive(mailbox)?;
    match mailbox.hosting {
        Hosting::Provider => Ok(()),
        Hosting::OwnDomain => Err(Refusal::OwnDomain),
    }
}

/// A mailbox neither deleted nor ending.
pub(crate) const fn require_alive(mailbox: &Mailbox) -> Result<(), Refusal> {
    match mailbox.service {
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } => Ok(()),
        Service::Ending { .. } => Err(Refusal::MailboxDeleted { since: None }),
        Service::Deleted { on, .. } => Err(Refusal::MailboxDeleted { since: Some(on) }),
    }
}

/// No termination stands, and the last renewable day is not over.
pub(crate) fn require_renewable(mailbox: &Mailbox, today: Day) -> Result<(), Refusal> {
    if mailbox.service.termination_stands(today) {
        return Err(Refusal::TerminationStands { expiry: mailbox.expiry() });
    }
    if mailbox.is_renewable(today) {
        Ok(())
    } else {
        Err(Refusal::NotRenewable { last_renewable_day: mailbox.last_renewable_day(today) })
    }
}

/// A report's own day may be past, not future.
pub(crate) fn require_not_future(received: Day, today: Day) -> Result<(), Refusal> {
    if received <= today { Ok(()) } else { Err(Refusal::DatedInTheFuture { today, received }) }
}
