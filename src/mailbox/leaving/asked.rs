//! What is asked: to leave a term. What is reported: a withdrawal, and that the holder was informed of
//! that right.

use alloc::boxed::Box;

use super::{bought::BoughtTerm, reckoned::Ending};
use crate::{
    auto_renewal::OffCause,
    mailbox::{
        automatic_renewal::asked::{switch_off_if_on, tell_of_charge_on_its_way},
        event::{EndedTerm, Fact, RefundReason, TermRight, Undone},
        life::required::{require_alive_and_here, require_not_future},
        notices::content::departure_received,
        orders::closing::cancel_unless_in_collection,
        plans::ticked::take_effect,
        recorder::Recorder,
        refusal::Refusal,
        state::Mailbox,
    },
    values::{Day, Moment, Money, OrderId},
};

/// Leaves a term that carries the exit right, and every later one.
pub(crate) fn leave(recorder: &mut Recorder<'_>, order: OrderId) -> Result<(), Refusal> {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    require_alive_and_here(mailbox)?;
    require_own(mailbox, order)?;
    if mailbox.has_ended(order) {
        return Ok(());
    }
    let mut terms = mailbox.bought.iter();
    let place = terms.position(|term| term.order == order && term.can_be_left_on(today));
    let place = place.ok_or(Refusal::NoExitRight)?;
    undo(recorder, place, Ending::Leaving { on: today }, true);
    Ok(())
}

/// The holder withdrew from a renewal by a manual order. The moment of the declaration counts, however
/// late it is told; in time it is never refused for the state that it finds.
pub(crate) fn withdrawal(
    recorder: &mut Recorder<'_>,
    order: OrderId,
    declared_at: Moment,
) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    require_not_future(declared_at.day(), recorder.today())?;
    require_own(mailbox, order)?;
    if mailbox.has_ended(order) {
        return Ok(());
    }
    let place = mailbox.bought.iter().position(|term| term.order == order);
    let term = place.and_then(|place| mailbox.bought.get(place));
    let until = term.and_then(BoughtTerm::withdrawable_until);
    let (Some(place), Some(until)) = (place, until) else {
        return Err(Refusal::NoWithdrawalRight);
    };
    if until < declared_at.day() {
        return Err(Refusal::WithdrawalTooLate { order, until, declared_on: declared_at.day() });
    }
    undo(recorder, place, Ending::Withdrawal { declared_at }, true);
    Ok(())
}

/// The holder was informed of the right to withdraw, after the order did not say so: the right ends as
/// many days after that as it would have had.
pub(crate) fn withdrawal_information_given(
    recorder: &mut Recorder<'_>,
    order: OrderId,
    on: Day,
) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    require_not_future(on, recorder.today())?;
    require_own(mailbox, order)?;
    let term = mailbox.bought.iter().find(|term| term.order == order);
    match term.and_then(|term| term.right.as_ref()) {
        Some(TermRight::Withdrawal { until, days, paid_on, .. }) => {
            let ends = on.max(*paid_on).plus_days(i32::from(*days));
            if ends < *until {
                recorder.record(Fact::WithdrawalInformationGiven { order, on, until: ends });
            }
            Ok(())
        }
        Some(TermRight::Exit { .. }) | None if mailbox.has_ended(order) => Ok(()),
        Some(TermRight::Exit { .. }) | None => Err(Refusal::NoWithdrawalRight),
    }
}

/// Whoever may leave a term and terminates the mailbox now leaves it: what is not used is owed back
///
pub(crate) fn leave_by_terminating(recorder: &mut Recorder<'_>) {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    if let Some(place) = mailbox.bought.iter().position(|term| term.can_be_left_on(today)) {
        undo(recorder, place, Ending::Leaving { on: today }, false);
    }
}

/// Ends the term at this place and every later one. Of a mailbox that is deleted or ending only the money
/// is owed back.
fn undo(recorder: &mut Recorder<'_>, place: usize, ending: Ending, acknowledges: bool) {
    let mailbox = recorder.mailbox();
    let Some(order) = mailbox.bought.get(place).map(|term| term.order) else {
        return;
    };
    let ended = ending.ended(mailbox, place);
    let period = ending.period(mailbox, place).filter(|_| !mailbox.service.is_gone());
    let refunded = ended.iter().map(EndedTerm::refunded);
    let owed_back = refunded.fold(Money::ZERO, Money::saturating_add);
    let due = ending.due(recorder.policy().parameters().refund_days, recorder.today());
    let undone = Box::new(Undone { order, ended: ended.clone(), period });
    let (fact, reason, off) = match ending {
        Ending::Withdrawal { declared_at } => (
            Fact::RenewalWithdrawn { declared_at, undone },
            RefundReason::Withdrawn,
            OffCause::Withdrawal,
        ),
        Ending::Leaving { .. } => {
            (Fact::TermLeft { undone }, RefundReason::Left, OffCause::Leaving)
        }
    };
    recorder.record(fact);
    if period.is_some() {
        switch_off_if_on(recorder, off);
        cancel_unless_in_collection(recorder, ending.cause());
    }
    for term in &ended {
        recorder.owe_back_in_cash(term.refunded(), term.order, reason, due);
    }
    if period.is_some() {
        take_effect(recorder);
    }
    if acknowledges {
        recorder.tell(|mailbox, policy, today| {
            departure_received(mailbox, policy, today, order, ending, owed_back)
        });
    }
    if period.is_some() {
        tell_of_charge_on_its_way(recorder);
    }
}

/// The order named is one of this mailbox.
fn require_own(mailbox: &Mailbox, order: OrderId) -> Result<(), Refusal> {
    mailbox.order_of(order).map(|_| ()).ok_or(Refusal::UnknownOrder { order })
}
