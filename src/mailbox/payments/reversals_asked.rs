//! What is reported: money that was taken back.

use alloc::{boxed::Box, vec::Vec};

use super::{
    receiving::{is_known, require_bookable, require_no_charge_key},
    reversals_folded::{method_charged, owes},
};
use crate::{
    mailbox::{
        command::Reversal,
        debt::{LeftDebt, TakenOfRefund},
        event::{Fact, ReturnedPayout, ReversedPayment},
        life::required::require_not_future,
        notices::content::{bound_method_dead, payment_incomplete},
        portions::{Backing, Lies},
        recorder::Recorder,
        refund::{Booked, Refund},
        refusal::Refusal,
    },
    values::{Money, RefundNumber},
};

/// Money was taken back. It comes out of where that payment's own money lies, moves no expiry and bars
/// no renewal.
pub(crate) fn reversal(recorder: &mut Recorder<'_>, reversal: &Reversal) -> Result<(), Refusal> {
    let (mailbox, today) = (recorder.mailbox(), recorder.today());
    require_not_future(reversal.on, today)?;
    let Reversal { reference, of, amount, .. } = reversal;
    if is_known(mailbox, reference, || Booked::Reversal(reversal.clone()))? {
        return Ok(());
    }
    if amount.is_zero() {
        return Err(Refusal::AmountZero);
    }
    require_bookable(mailbox, *amount)?;
    require_no_charge_key(reference)?;
    match mailbox.remembered.booked(of) {
        Some(Booked::Payment(_)) => payment_reversed(recorder, reversal),
        Some(Booked::Payout { refund, .. }) => payout_came_back(recorder, reversal, refund),
        Some(Booked::Reversal(_) | Booked::Commitment(_)) | None => {
            Err(Refusal::UnknownPayment { of: of.clone() })
        }
    }
}

/// What was held is no longer, what was owed back is withdrawn, and what was spent is a debt or written
/// off.
fn payment_reversed(recorder: &mut Recorder<'_>, reversal: &Reversal) -> Result<(), Refusal> {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    let Reversal { of, amount, kind, .. } = reversal;
    let portions = &mailbox.remembered.portions;
    let Some(found) = portions.reversing(of, *amount) else {
        let left = portions.all_backed_by(&Backing::Payment { reference: of.clone() });
        return Err(exceeded(reversal, left));
    };
    let spent = Some(found.spent).filter(|spent| !spent.is_zero());
    let number = mailbox.remembered.debts.next_number();
    let debt = spent.filter(|_| owes(*kind)).map(|amount| LeftDebt { number, amount });
    let written_off = spent.filter(|_| !owes(*kind)).unwrap_or(Money::ZERO);
    let dead = method_charged(mailbox, reversal);
    let rests = found.withdrawn.iter().filter_map(|taken| {
        let TakenOfRefund { refund, amount } = *taken;
        let refund = mailbox.refund(refund)?.clone();
        Some((refund.amount.saturating_sub(amount), refund))
    });
    let rests: Vec<(Money, Refund)> = rests.collect();
    let is_bound = mailbox.auto_renewal.method().map(|bound| bound.id) == dead;
    let kills = dead.is_some() && is_bound && bound_method_dead(mailbox, policy, today).is_none();
    let was_held = found.held;
    recorder.record(Fact::PaymentReversed(Box::new(ReversedPayment {
        reversal: reversal.clone(),
        held: found.held,
        withdrawn: found.withdrawn,
        debt,
        written_off,
        dead,
    })));
    for (rest, refund) in rests {
        recorder.owe_in_its_place(rest, &refund);
    }
    let mailbox = recorder.mailbox();
    let is_asked_for = !mailbox.service.is_gone() && !mailbox.is_leaving();
    if is_asked_for && !was_held.is_zero() {
        recorder.tell(payment_incomplete);
    }
    if kills {
        recorder.tell(bound_method_dead);
    }
    Ok(())
}

/// What was paid out and came back is owed under a new number, in cash; what was a debt, or written off,
/// goes first.
fn payout_came_back(
    recorder: &mut Recorder<'_>,
    reversal: &Reversal,
    refund: RefundNumber,
) -> Result<(), Refusal> {
    let mailbox = recorder.mailbox();
    let portions = &mailbox.remembered.portions;
    let Some(found) = portions.coming_back(&reversal.of, reversal.amount) else {
        let left = portions.all_lying(&Lies::PaidOut { payout: reversal.of.clone() });
        return Err(exceeded(reversal, left));
    };
    let order = mailbox.refund(refund).and_then(|refund| refund.order);
    let (reversal, settles, written_off) = (reversal.clone(), found.settles, found.written_off);
    let returned = ReturnedPayout { reversal, refund, settles, written_off };
    recorder.record(Fact::PayoutCameBack(Box::new(returned)));
    recorder.owe_what_came_back(found.owed_back, order, refund);
    Ok(())
}

fn exceeded(reversal: &Reversal, left: Money) -> Refusal {
    let (of, received) = (reversal.of.clone(), reversal.amount);
    Refusal::ReversalExceedsPayment { of, left, received }
}
