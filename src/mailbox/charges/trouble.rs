//! What follows once a charge is no longer unresolved: closings, exhaustion, and the one notice of
//! a failure episode.

use crate::{
    auto_renewal::OffCause,
    catalogue::AfterExhaustion,
    charge::Input,
    mailbox::{
        automatic_renewal::asked::switched_off_by,
        event::{CancelCause, DeletionCause, Fact},
        life::ticked::delete,
        notice::{Outlook, Trouble},
        notices::{content::charge_failed, outlook::outlook},
        orders::{
            closing::{cancel_unless_in_collection, lapse_on_outcome},
            opening::reissue_if_owed_differently,
        },
        recorder::Recorder,
        state::Mailbox,
    },
    order::OpenOrder,
    service::Service,
    values::Day,
};

/// An order of which the holder withdrew or left is cancelled, an ending mailbox is deleted, an order kept open only for the outcome closes, and a ladder at
/// its end is exhausted.
pub(super) fn after_outcome(recorder: &mut Recorder<'_>, episode: bool, trouble: Trouble) {
    if let Some(cause) = recorder.mailbox().leaving {
        cancel_unless_in_collection(recorder, cause);
    }
    match recorder.mailbox().service {
        Service::Ending { .. } => {
            cancel_unless_in_collection(recorder, CancelCause::Termination);
            if recorder.mailbox().awaited_outcome().is_none() {
                delete(recorder, DeletionCause::Termination);
            }
            return;
        }
        Service::TerminatedAtExpiry { .. } => {
            cancel_unless_in_collection(recorder, CancelCause::Termination);
        }
        Service::Active { .. } => {
            lapse_on_outcome(recorder);
            reissue_if_owed_differently(recorder);
        }
        Service::Deleted { .. } => {}
    }
    after_trouble(recorder, episode, trouble);
}

/// The end of the ladder, and the notice of an episode: one when it begins; one more when a charge that
/// the last one named is barred, put off or missing, and when the ladder is exhausted.
pub(super) fn after_trouble(recorder: &mut Recorder<'_>, episode: bool, trouble: Trouble) {
    let exhausted =
        exhausted_order(recorder.mailbox()).map(|order| (order.id, order.agreed.after_exhaustion));
    if let Some((order, _)) = exhausted {
        recorder.record(Fact::LadderExhausted { order });
    }
    let told = recorder.mailbox().notices.next_charge_told;
    let is_overtaken = match trouble {
        Trouble::Barred(_) => told.is_some(),
        Trouble::Failed(_) => told.is_some_and(|told| is_put_off(recorder, told)),
        Trouble::Exhausted => false,
    };
    if in_episode(recorder.mailbox()) && (!episode || is_overtaken || exhausted.is_some()) {
        recorder.tell(|mailbox, policy, today| charge_failed(mailbox, policy, today, trouble));
    }
    match exhausted.map(|(_, after)| after) {
        Some(AfterExhaustion::SwitchOff) => switched_off_by(recorder, OffCause::LadderExhausted),
        Some(AfterExhaustion::Keep) | None => {}
    }
}

/// Whether the next charge comes after the day that was told, or not at all. Only a failure that
/// ends a doubt finds one told that did not come yet.
fn is_put_off(recorder: &Recorder<'_>, told: Day) -> bool {
    match outlook(recorder.mailbox(), recorder.policy(), recorder.today()) {
        Outlook::WillRenew { charge } => told < charge.on,
        Outlook::WillNotRenew { .. } => true,
        Outlook::AwaitsOutcome { .. } => false,
    }
}

/// Whether a failure episode is open.
pub(super) fn in_episode(mailbox: &Mailbox) -> bool {
    mailbox.charge.progress().is_some_and(|progress| progress.episode)
}

/// The open order, if its last rung is spent and no charge is still to be requested.
fn exhausted_order(mailbox: &Mailbox) -> Option<&OpenOrder> {
    let (order, progress) = (mailbox.open_order()?, mailbox.charge.progress()?);
    let is_spent = order.agreed.ladder.after(progress.spent).is_none();
    let is_at_end = is_spent && mailbox.doubts.is_empty();
    (is_at_end && mailbox.charge.step(Input::Exhaust).is_ok()).then_some(order)
}
