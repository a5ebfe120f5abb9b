//! Ending a mailbox, its deletion, its address, and its holder (R-61 … ).

use super::{automatic, decision::Decision, orders};
use crate::{
    auto_renewal::OffCause,
    catalogue::Holder,
    mailbox::{
        event::{CancelCause, DeletionCause, Fact, Termination},
        refusal::{OpeningField, Refusal},
    },
    service::Service,
    values::{MailboxId, TaxId},
};

pub(super) fn terminate_at_expiry(d: &mut Decision<'_>) -> Result<(), Refusal> {
    d.require_alive_and_here()?;
    let (m, today) = (d.mailbox(), d.today());
    let expiry = m.expiry();
    if m.service.termination_stands(today) {
        return Ok(());
    }
    if expiry < today {
        return Err(Refusal::ExpiryOver { expiry });
    }
    d.record(Fact::TerminationRequested { when: Termination::AtExpiry })?;
    switch_off(d, OffCause::Termination)?;
    cancel_unless_in_collection(d)?;
    automatic::tell_of_charge_on_its_way(d)
}

pub(super) fn revoke_termination(d: &mut Decision<'_>) -> Result<(), Refusal> {
    d.require_alive_and_here()?;
    let m = d.mailbox();
    match m.service {
        Service::TerminatedAtExpiry { period } if period.expiry < d.today() => {
            Err(Refusal::TerminationSpent { expiry: period.expiry })
        }
        Service::TerminatedAtExpiry { .. } => d.record(Fact::TerminationRevoked),
        Service::Active { .. } | Service::Ending { .. } | Service::Deleted { .. } => Ok(()),
    }
}

/// Deletes at once; with a charge unresolved access ends, and deletion follows the outcome.
pub(super) fn terminate_now(d: &mut Decision<'_>) -> Result<(), Refusal> {
    match d.mailbox().service {
        Service::Ending { .. } => return Ok(()),
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } | Service::Deleted { .. } => {}
    }
    d.require_alive_and_here()?;
    d.record(Fact::TerminationRequested { when: Termination::Now })?;
    switch_off(d, OffCause::Termination)?;
    cancel_unless_in_collection(d)?;
    if d.mailbox().charge.unresolved().is_some() {
        Ok(())
    } else {
        delete(d, DeletionCause::Termination)
    }
}

/// Deletion is final: contents go, the address stays with its tax id for ever.
pub(super) fn delete(d: &mut Decision<'_>, cause: DeletionCause) -> Result<(), Refusal> {
    switch_off(d, OffCause::Deletion)?;
    let today = d.today();
    let months = d.policy().parameters().log_retention_months;
    let logs_until = today.plus_months(months).unwrap_or(crate::values::Day::MAX);
    d.record(Fact::MailboxDeleted { cause, logs_until })?;
    d.record(Fact::ContentsDeletionDue)
}

/// The deleted mailbox only says whether its address may begin a new life: that is another mailbox
/// . Whether the buyer is the former holder comes first, so that nobody else learns more.
pub(super) fn buy_again(
    d: &mut Decision<'_>,
    mailbox: MailboxId,
    tax_id: &TaxId,
) -> Result<(), Refusal> {
    let m = d.mailbox();
    if mailbox == m.id() {
        return Err(Refusal::MailboxAlreadyOpen { mailbox, differs: OpeningField::Mailbox });
    }
    if m.holder.tax_id != *tax_id {
        return Err(Refusal::OtherHolder);
    }
    match m.service {
        Service::Active { .. } | Service::TerminatedAtExpiry { .. } | Service::Ending { .. } => {
            return Err(Refusal::NotDeleted);
        }
        Service::Deleted { .. } => {}
    }
    match m.released_to {
        Some(to) if to == mailbox => Ok(()),
        Some(to) => Err(Refusal::AddressAlreadyReleased { to, received: mailbox }),
        None => d.record(Fact::AddressReleased { to: mailbox }),
    }
}

/// Expiry, orders and money stay; kind and tax id are the new holder's from now on.
pub(super) fn holder_changed(d: &mut Decision<'_>, holder: &Holder) -> Result<(), Refusal> {
    d.require_alive()?;
    if d.mailbox().holder == *holder {
        return Ok(());
    }
    d.record(Fact::HolderChanged { holder: *holder })
}

fn switch_off(d: &mut Decision<'_>, cause: OffCause) -> Result<(), Refusal> {
    if d.mailbox().auto_renewal.is_on() {
        d.record(Fact::AutoRenewalSwitchedOff { cause })
    } else {
        Ok(())
    }
}

/// An order whose charge is unresolved stays until the outcome.
fn cancel_unless_in_collection(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let m = d.mailbox();
    if m.open_order().is_some_and(|order| m.is_in_collection(order.id)) {
        Ok(())
    } else {
        orders::cancel_open(d, CancelCause::Termination)
    }
}
