//! What is asked: to terminate, to revoke that, to buy the address again. What is reported: that
//! the holder changed.

use super::{
    required::{require_alive, require_alive_and_here},
    ticked::delete,
};
use crate::{
    auto_renewal::OffCause,
    catalogue::Holder,
    mailbox::{
        automatic_renewal::asked::{switch_off_if_on, tell_of_charge_on_its_way},
        event::{CancelCause, DeletionCause, Fact, Termination},
        leaving::asked::leave_by_terminating,
        notice::Notice,
        notices::content::termination_received,
        orders::{closing::cancel_unless_in_collection, opening::reissue_if_owed_differently},
        recorder::Recorder,
        refusal::{OpeningField, Refusal},
        state::Mailbox,
    },
    service::{Input, InvalidTransition, Service},
    values::{Day, MailboxId, TaxId},
};

pub(crate) fn terminate_at_expiry(recorder: &mut Recorder<'_>) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    require_alive_and_here(mailbox)?;
    let on = recorder.today();
    match mailbox.service.step(&Input::TerminateAtExpiry { on }) {
        Ok(_) => {}
        Err(_) if mailbox.service.termination_stands(on) => return Ok(()),
        Err(why) => return Err(refused(mailbox, why, on)),
    }
    let when = Termination::AtExpiry;
    recorder.record(Fact::TerminationRequested { when });
    stop_renewing(recorder);
    recorder.tell(|mailbox, policy, today| termination_received(mailbox, policy, today, when));
    tell_of_charge_on_its_way(recorder);
    Ok(())
}

pub(crate) fn revoke_termination(recorder: &mut Recorder<'_>) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    require_alive_and_here(mailbox)?;
    let on = recorder.today();
    match mailbox.service.step(&Input::RevokeTermination { on }) {
        Ok(_) => {
            recorder.record(Fact::TerminationRevoked);
            recorder.tell(|mailbox, _, _| Notice::TerminationRevoked { expiry: mailbox.expiry() });
        }
        Err(InvalidTransition::NotTerminated) => {}
        Err(why) => return Err(refused(mailbox, why, on)),
    }
    Ok(())
}

/// Deletes at once, as asked and unwarned. With a charge unresolved or in doubt access ends and the
/// contents go at once, and only the record waits for the outcome.
pub(crate) fn terminate_now(recorder: &mut Recorder<'_>) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    match mailbox.service.step(&Input::TerminateNow) {
        Ok(_) => {}
        Err(InvalidTransition::Ending) => return Ok(()),
        Err(why) => return Err(refused(mailbox, why, recorder.today())),
    }
    require_alive_and_here(mailbox)?;
    let when = Termination::Now;
    recorder.record(Fact::TerminationRequested { when });
    leave_by_terminating(recorder);
    stop_renewing(recorder);
    recorder.tell(|mailbox, policy, today| termination_received(mailbox, policy, today, when));
    tell_of_charge_on_its_way(recorder);
    if recorder.mailbox().awaited_outcome().is_none() {
        delete(recorder, DeletionCause::Termination);
    }
    recorder.record(Fact::ContentsDeletionDue);
    Ok(())
}

/// The deleted mailbox only says whether its address may go to a new mailbox. Whether the
/// buyer is the former holder is checked first, so that nobody else learns more.
pub(crate) fn buy_again(
    recorder: &mut Recorder<'_>,
    received: MailboxId,
    tax_id: &TaxId,
) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    if received == mailbox.id() {
        let differs = OpeningField::Mailbox;
        return Err(Refusal::MailboxAlreadyOpen { mailbox: received, differs });
    }
    if mailbox.holder.tax_id != *tax_id {
        return Err(Refusal::OtherHolder);
    }
    require_deleted(mailbox)?;
    match mailbox.released_to {
        Some(to) if to == received => {}
        Some(to) => return Err(Refusal::AddressAlreadyReleased { to, received }),
        None => recorder.record(Fact::AddressReleased { to: received }),
    }
    Ok(())
}

/// Only the address of a deleted mailbox is bought again.
pub(crate) const fn require_deleted(mailbox: &Mailbox) -> Result<(), Refusal> {
    if mailbox.service.is_deleted() { Ok(()) } else { Err(Refusal::NotDeleted) }
}

/// Expiry, orders and money stay; kind and tax id are the new holder's from now on. What the new
/// holder would owe differently is asked for anew.
pub(crate) fn holder_changed(recorder: &mut Recorder<'_>, holder: &Holder) -> Result<(), Refusal> {
    require_alive(recorder.mailbox())?;
    if recorder.mailbox().holder != *holder {
        recorder.record(Fact::HolderChanged { holder: *holder });
        reissue_if_owed_differently(recorder);
    }
    Ok(())
}

/// Automatic renewal goes off and the open order is cancelled; one whose charge is unresolved or in doubt stays
/// until the outcome.
fn stop_renewing(recorder: &mut Recorder<'_>) {
    switch_off_if_on(recorder, OffCause::Termination);
    cancel_unless_in_collection(recorder, CancelCause::Termination);
}

/// What the machine bars, as a refusal.
fn refused(mailbox: &Mailbox, why: InvalidTransition, today: Day) -> Refusal {
    let expiry = mailbox.expiry();
    match why {
        InvalidTransition::Deleted | InvalidTransition::Ending => {
            Refusal::MailboxDeleted { since: mailbox.service.deleted_on() }
        }
        InvalidTransition::TerminationStands if mailbox.service.termination_stands(today) => {
            Refusal::TerminationStands { expiry }
        }
        InvalidTransition::TerminationStands => Refusal::ExpiryOver { expiry },
        InvalidTransition::ExpiryOver => match mailbox.service {
            Service::TerminatedAtExpiry { .. } => Refusal::TerminationSpent { expiry },
            Service::Active { .. } | Service::Ending { .. } | Service::Deleted { .. } => {
                Refusal::ExpiryOver { expiry }
            }
        },
        // Only ticks and payments meet these, and neither is refused for them.
        InvalidTransition::NotTerminated
        | InvalidTransition::ExpiryNotExtended
        | InvalidTransition::ExpiryNotMovedBack
        | InvalidTransition::GraceNotOver
        | InvalidTransition::Unwarned
        | InvalidTransition::ChargeUnresolved => Refusal::NotDeleted,
    }
}
