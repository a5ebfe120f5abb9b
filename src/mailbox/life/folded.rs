//! What is recorded of a mailbox's life, and how it folds.

use alloc::vec::Vec;

use crate::{
    auto_renewal,
    catalogue::{Holder, MailAccess},
    mailbox::{
        corrupt::Contradiction,
        event::Termination,
        folding::{Folding, auto_renewal_step, service_step},
        state::Mailbox,
    },
    service::{Input, InvalidTransition},
    values::{Day, MailboxId},
};

pub(crate) fn terminated<F: Folding>(
    mailbox: &mut Mailbox,
    when: Termination,
    today: Day,
) -> Result<(), F::Bar> {
    let input = match when {
        Termination::AtExpiry => Input::TerminateAtExpiry { on: today },
        Termination::Now => Input::TerminateNow,
    };
    mailbox.forget_what_was_said();
    service_step::<F>(mailbox, &input)
}

pub(crate) fn termination_revoked<F: Folding>(
    mailbox: &mut Mailbox,
    today: Day,
) -> Result<(), F::Bar> {
    service_step::<F>(mailbox, &Input::RevokeTermination { on: today })
}

/// A holder who renews or switches on after the expiry of a termination has ended it.
pub(crate) fn resume<F: Folding>(mailbox: &mut Mailbox, today: Day) -> Result<(), F::Bar> {
    match mailbox.service.step(&Input::Resume { on: today }) {
        Ok(next) => mailbox.service = next,
        Err(InvalidTransition::NotTerminated) => {}
        Err(why) => return F::bar(Contradiction::Service(why)),
    }
    Ok(())
}

pub(crate) fn deleted<F: Folding>(
    mailbox: &mut Mailbox,
    logs_until: Day,
    today: Day,
) -> Result<(), F::Bar> {
    let at_rest = mailbox.order.is_none() && !mailbox.auto_renewal.is_on();
    F::require(|| at_rest, Contradiction::DeletedInUse)?;
    let delete = Input::Delete {
        on: today,
        due: mailbox.warning.map(|warning| warning.deletion),
        logs_until,
        unresolved: mailbox.awaited_outcome().is_some(),
    };
    mailbox.period_changes();
    mailbox.space.planned = Vec::new();
    mailbox.space.shrink = None;
    service_step::<F>(mailbox, &delete)
}

pub(crate) fn contents_deletion_due<F: Folding>(mailbox: &Mailbox) -> Result<(), F::Bar> {
    F::require(|| mailbox.service.is_gone(), Contradiction::NotDeleted)
}

/// The mail platform was told.
pub(crate) fn access_changed<F: Folding>(
    mailbox: &mut Mailbox,
    access: MailAccess,
) -> Result<(), F::Bar> {
    F::require(|| mailbox.access_told != access, Contradiction::NothingNew)?;
    mailbox.access_told = access;
    Ok(())
}

pub(crate) fn address_released<F: Folding>(
    mailbox: &mut Mailbox,
    to: MailboxId,
) -> Result<(), F::Bar> {
    F::require(|| mailbox.service.is_deleted(), Contradiction::NotDeleted)?;
    mailbox.released_to = Some(to);
    Ok(())
}

pub(crate) fn holder_changed<F: Folding>(
    mailbox: &mut Mailbox,
    holder: Holder,
) -> Result<(), F::Bar> {
    mailbox.holder_changes();
    let is_another = mailbox.holder.tax_id != holder.tax_id;
    mailbox.holder = holder;
    // The proof of the notice was the former holder's.
    mailbox.forget_statutory_notice();
    if is_another {
        auto_renewal_step::<F>(mailbox, auto_renewal::Input::ChangeHolder)?;
    }
    mailbox.forget_notices_before();
    Ok(())
}
