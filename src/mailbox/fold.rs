//! The fold: what each event makes of the state. It computes nothing from policy.
//!
//! Every fact is folded in one place, `folded` of its chapter, and in one of two ways. A stored
//! history is *replayed*: each event must be one that can have happened, or the history is a
//! [`CorruptHistory`]. What was just decided is *recorded*: the decision has asked already, so
//! recording cannot fail, and its type says so ([`Recorded`]).

use alloc::vec::Vec;
use core::borrow::Borrow;

use super::{
    automatic_renewal::folded as automatic_renewal,
    charges::folded as charges,
    corrupt::{Contradiction, CorruptHistory},
    event::{CancelCause, Event, Fact, PlanChange},
    folding::{Folding, Recorded, Replayed},
    leaving::folded as leaving,
    life::folded as life,
    notices::folded as notices,
    opening::{asked::is_on_anchor, folded as opening, taken_over::require_sound},
    orders::folded as orders,
    payments::{folded as payments, reversals_folded as reversals},
    plans::folded as plans,
    refund::Refund,
    state::Mailbox,
};
use crate::values::Day;

/// The state after one more event.
///
/// # Errors
///
/// [`CorruptHistory`] if the event cannot follow the state: this engine did not write that history.
pub fn evolve(state: Option<Mailbox>, event: &Event) -> Result<Mailbox, CorruptHistory> {
    match state {
        None => opened(event),
        Some(mut mailbox) => {
            mailbox.apply(event)?;
            Ok(mailbox)
        }
    }
}

/// The state that the whole history of one mailbox adds up to: none for an empty one.
///
/// # Errors
///
/// [`CorruptHistory`] at the first event that cannot follow the ones before it.
pub fn replay<E: Borrow<Event>>(
    events: impl IntoIterator<Item = E>,
) -> Result<Option<Mailbox>, CorruptHistory> {
    let mut state: Option<Mailbox> = None;
    for event in events {
        match &mut state {
            None => state = Some(opened(event.borrow())?),
            Some(mailbox) => mailbox.apply(event.borrow())?,
        }
    }
    Ok(state)
}

impl Mailbox {
    /// [`evolve`], in place: one more event of a stored history.
    ///
    /// # Errors
    ///
    /// As [`evolve`]; the mailbox is then not to be used.
    pub fn apply(&mut self, event: &Event) -> Result<(), CorruptHistory> {
        let (last, received) = (self.last.day(), event.at.day());
        let folded = if received < last {
            Err(Contradiction::OutOfOrder { last, received })
        } else {
            fold::<Replayed>(self, event)
        };
        let sequence = self.sequence;
        folded.map_err(|why| corrupt(sequence.saturating_add(1), &event.fact, why))
    }

    /// Records an event that was just decided.
    pub(super) fn record(&mut self, event: &Event) {
        let Ok(()) = fold::<Recorded>(self, event);
    }
}

/// The opening: the only event that needs no state before it.
fn opened(event: &Event) -> Result<Mailbox, CorruptHistory> {
    let Fact::MailboxOpened { opening, grace, deletion_warning_days, access, judged } = &event.fact
    else {
        return Err(corrupt(1, &event.fact, Contradiction::NotOpen));
    };
    if !is_on_anchor(opening.anchor, opening.expiry) {
        return Err(corrupt(1, &event.fact, Contradiction::OffAnchor));
    }
    let (judged, days) = (judged.as_deref(), *deletion_warning_days);
    let bare = opening::newborn(opening, None, grace, days, *access, event.at);
    if opening.carried.is_none() && judged.is_none() {
        return Ok(bare);
    }
    require_sound(&bare, opening, judged, event.at.day())
        .map_err(|why| corrupt(1, &event.fact, why))?;
    Ok(opening::newborn(opening, judged, grace, days, *access, event.at))
}

fn fold<F: Folding>(mailbox: &mut Mailbox, event: &Event) -> Result<(), F::Bar> {
    by_chapter::<F>(mailbox, &event.fact, event.at.day())?;
    mailbox.sequence = mailbox.sequence.saturating_add(1);
    mailbox.last = event.at;
    Ok(())
}

/// One arm for each fact, in the order of their declaration, each leading to its chapter.
#[expect(clippy::too_many_lines, reason = "one arm a fact, in the order of their declaration")]
fn by_chapter<F: Folding>(mailbox: &mut Mailbox, fact: &Fact, today: Day) -> Result<(), F::Bar> {
    match fact {
        Fact::MailboxOpened { .. } => F::bar(Contradiction::AlreadyOpen),
        Fact::AutoRenewalSwitchedOn { method, cause, consent } => {
            automatic_renewal::switched_on::<F>(mailbox, *method, *cause, *consent, today)
        }
        Fact::ConsentRecorded { consent } => {
            automatic_renewal::consent_recorded::<F>(mailbox, *consent, today)
        }
        Fact::MethodNewsReported { method, news } => {
            automatic_renewal::method_news_reported::<F>(mailbox, *method, *news, today)
        }
        Fact::AutoRenewalSwitchedOff { cause } => {
            automatic_renewal::switched_off::<F>(mailbox, *cause)
        }
        Fact::MethodReplaced { old, new } => {
            automatic_renewal::method_replaced::<F>(mailbox, *old, *new, today)
        }
        Fact::OrderOpened(order) => orders::opened::<F>(mailbox, order, today),
        Fact::OrderNotGenerated { expiry, reason } => {
            orders::not_generated::<F>(mailbox, *expiry, *reason)
        }
        Fact::OrderCancelled { order, cause } => {
            orders::cancelled::<F>(mailbox, *order, *cause, today)
        }
        Fact::OrderReissued { order, new } => orders::reissued::<F>(mailbox, *order, new, today),
        Fact::OrderLapsed { order, on } => orders::lapsed::<F>(mailbox, *order, *on, today),
        Fact::OrderFulfilled(fulfilment) => payments::fulfilled::<F>(mailbox, fulfilment, today),
        Fact::RungSkipped { order, rung, day: _ } => {
            charges::rung_skipped::<F>(mailbox, *order, *rung)
        }
        Fact::ChargeBarred { order, rung, bar, method: _, due: _ } => {
            charges::barred::<F>(mailbox, *order, *rung, *bar)
        }
        Fact::ChargeRequested { key, amount, method, rung } => {
            charges::requested::<F>(mailbox, *key, *amount, *method, *rung, today)
        }
        Fact::ChargeUnknown { key } => charges::unknown::<F>(mailbox, *key),
        Fact::ChargeFailed { key, failure } => charges::failed::<F>(mailbox, *key, *failure, today),
        Fact::ChargeNotExecuted { key } => charges::not_executed::<F>(mailbox, *key, today),
        Fact::ChargeInDoubt { key, first } => charges::in_doubt::<F>(mailbox, *key, *first, today),
        Fact::ChargeContradicted { key, received, first: _ } => {
            charges::contradicted::<F>(mailbox, *key, *received)
        }
        Fact::LadderExhausted { order } => charges::exhausted::<F>(mailbox, *order),
        Fact::InquiryRequested { key, awaited: _ } => charges::inquired::<F>(mailbox, *key, today),
        Fact::PaymentRegistered(payment) => payments::registered::<F>(mailbox, payment, today),
        Fact::RefundOwed { number, amount, order, reason, form, due, replaces } => {
            let refund = Refund {
                number: *number,
                amount: *amount,
                order: *order,
                reason: *reason,
                form: *form,
                due: *due,
                payout: None,
                beyond: Vec::new(),
                withdrawn: false,
                in_its_place: None,
            };
            payments::refund_owed::<F>(mailbox, refund, *replaces)
        }
        Fact::RefundPaid { number, payout, settles, beyond } => {
            payments::refund_paid::<F>(mailbox, *number, payout, (*settles, *beyond), today)
        }
        Fact::PaymentReversed(reversed) => {
            reversals::payment_reversed::<F>(mailbox, reversed, today)
        }
        Fact::PayoutCameBack(returned) => {
            reversals::payout_came_back::<F>(mailbox, returned, today)
        }
        Fact::CommitmentRegistered(commitment) => {
            payments::committed::<F>(mailbox, commitment, today)
        }
        Fact::PlanChanged { package, entitled, room, archive_consent } => {
            let change =
                PlanChange { on: today, package: *package, archive_consent: *archive_consent };
            plans::changed::<F>(mailbox, change, *entitled, *room)
        }
        Fact::UsedSpaceRequested => plans::measuring_requested::<F>(mailbox, today),
        Fact::UsedSpaceReported { used, on } => plans::measured::<F>(mailbox, *used, *on),
        Fact::RoomShrunk { room } => plans::room_shrunk::<F>(mailbox, *room),
        Fact::RoomKept { .. } => plans::room_kept::<F>(mailbox),
        Fact::SpaceBought { extra } => {
            plans::space_bought(mailbox, *extra);
            Ok(())
        }
        Fact::HolderChanged { holder } => life::holder_changed::<F>(mailbox, *holder),
        Fact::AccountChanged { account } => {
            automatic_renewal::account_changed(mailbox, *account);
            Ok(())
        }
        Fact::AccessChanged { access } => life::access_changed::<F>(mailbox, *access),
        Fact::TerminationRequested { when } => life::terminated::<F>(mailbox, *when, today),
        Fact::TerminationRevoked => life::termination_revoked::<F>(mailbox, today),
        Fact::RenewalWithdrawn { undone, declared_at: _ } => {
            leaving::undone::<F>(mailbox, undone, CancelCause::Withdrawal, today)
        }
        Fact::TermLeft { undone } => {
            leaving::undone::<F>(mailbox, undone, CancelCause::Leaving, today)
        }
        Fact::ExitRightLifted { order } => leaving::exit_right_lifted::<F>(mailbox, *order, today),
        Fact::WithdrawalInformationGiven { order, until, on: _ } => {
            leaving::informed::<F>(mailbox, *order, *until)
        }
        Fact::MailboxDeleted { logs_until, cause: _ } => {
            life::deleted::<F>(mailbox, *logs_until, today)
        }
        Fact::ContentsDeletionDue => life::contents_deletion_due::<F>(mailbox),
        Fact::AddressReleased { to } => life::address_released::<F>(mailbox, *to),
        Fact::NoticeDue { number, notice, policy_version, price_list_version } => {
            let by = (*policy_version, *price_list_version);
            notices::due::<F>(mailbox, *number, notice, by, today)
        }
        // It says only that the day is over.
        Fact::DueDayMissed { day } => F::require(|| *day < today, Contradiction::DatedAhead),
        Fact::ReminderSkipped { day } => notices::reminder_skipped::<F>(mailbox, *day),
        Fact::NoticeDelivered { number, on } => notices::delivered::<F>(mailbox, *number, *on),
        Fact::NoticeFailed { number } => notices::failed::<F>(mailbox, *number, today),
    }
}

fn corrupt(sequence: u64, fact: &Fact, why: Contradiction) -> CorruptHistory {
    CorruptHistory { sequence, fact: fact.name().into(), why }
}
