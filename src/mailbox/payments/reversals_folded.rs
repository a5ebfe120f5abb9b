//! What is recorded of money that was taken back, and how it folds.

use crate::{
    mailbox::{
        charges::folded::method_charged_back,
        command::{Reversal, ReversalKind},
        corrupt::Contradiction,
        event::{ReturnedPayout, ReversedPayment},
        folding::Folding,
        portions::{Backing, Lies},
        state::Mailbox,
    },
    values::{ChargeKey, Day, MethodId, Money},
};

/// It comes out of where the payment's own money lies; what is recorded of that is what is found.
pub(crate) fn payment_reversed<F: Folding>(
    mailbox: &mut Mailbox,
    reversed: &ReversedPayment,
    today: Day,
) -> Result<(), F::Bar> {
    let ReversedPayment { reversal, held, withdrawn, debt, written_off, dead } = reversed;
    require_reversal::<F>(reversal, today)?;
    let remembered = &mailbox.remembered;
    let Some(found) = remembered.portions.reversing(&reversal.of, reversal.amount) else {
        return F::bar(Contradiction::NotTheirsToReverse);
    };
    let is_debt = owes(reversal.kind) && !found.spent.is_zero();
    let as_recorded = found.held == *held
        && found.withdrawn == *withdrawn
        && debt.is_some() == is_debt
        && found.spent == debt.map_or(*written_off, |debt| debt.amount)
        && (written_off.is_zero() || !is_debt)
        && method_charged(mailbox, reversal) == *dead;
    F::require(|| as_recorded, Contradiction::NotTheirsToReverse)?;
    let payment = remembered.payments.find(&reversal.of);
    let order = payment.and_then(|payment| payment.order);
    let debt = debt.map(|debt| debt.left_by(&reversal.reference, order));
    mailbox.remembered.change().reverse(reversal.clone()).or_else(F::bar)?;
    mailbox.book_reversal(&reversal.of, &found, debt).or_else(F::bar)?;
    if let Some(method) = *dead {
        method_charged_back(mailbox, method);
    }
    forget_held_by(mailbox, reversal);
    Ok(())
}

/// What came back is owed under a new number, but for what was not the holder's.
pub(crate) fn payout_came_back<F: Folding>(
    mailbox: &mut Mailbox,
    returned: &ReturnedPayout,
    today: Day,
) -> Result<(), F::Bar> {
    let ReturnedPayout { reversal, refund, settles, written_off } = returned;
    require_reversal::<F>(reversal, today)?;
    let remembered = &mailbox.remembered;
    let paid = remembered.refunds.paid_by(&reversal.of).filter(|paid| paid.number == *refund);
    let order = paid.map(|paid| paid.order);
    let found = remembered.portions.coming_back(&reversal.of, reversal.amount);
    let Some((found, order)) = found.zip(order) else {
        return F::bar(Contradiction::NotTheirsToReverse);
    };
    let as_recorded = found.settles == *settles && found.written_off == *written_off;
    F::require(|| as_recorded, Contradiction::NotTheirsToReverse)?;
    mailbox.remembered.change().reverse(reversal.clone()).or_else(F::bar)?;
    mailbox.book_return(&reversal.of, order, &found).or_else(F::bar)
}

/// The method of a charge that is charged back: it is never charged again.
pub(crate) fn method_charged(mailbox: &Mailbox, reversal: &Reversal) -> Option<MethodId> {
    match reversal.kind {
        ReversalKind::Chargeback => {
            let payment = mailbox.remembered.payments.find(&reversal.of)?;
            let key = reversal.of.as_str().parse::<ChargeKey>().ok()?;
            let attempt = mailbox.attempt(key).filter(|_| payment.method_kind.is_none())?;
            Some(attempt.method)
        }
        ReversalKind::Return | ReversalKind::Correction { .. } => None,
    }
}

/// Whether the holder owes what was spent of money that is taken back.
pub(crate) const fn owes(kind: ReversalKind) -> bool {
    match kind {
        ReversalKind::Chargeback | ReversalKind::Return => true,
        ReversalKind::Correction { owed } => owed,
    }
}

fn require_reversal<F: Folding>(reversal: &Reversal, today: Day) -> Result<(), F::Bar> {
    F::require(|| Money::ZERO < reversal.amount, Contradiction::PaymentOfNothing)?;
    F::require(|| reversal.on <= today, Contradiction::ReversalAhead)?;
    let is_charge_key = || reversal.reference.as_str().parse::<ChargeKey>().is_ok();
    F::require(|| !is_charge_key(), Contradiction::OtherReference)
}

/// A payment of which nothing is held any more fulfils nothing.
fn forget_held_by(mailbox: &mut Mailbox, reversal: &Reversal) {
    let backing = Backing::Payment { reference: reversal.of.clone() };
    if mailbox.remembered.portions.amount(&Lies::Held, &backing).is_zero() {
        mailbox.held_by.retain(|held| held.reference != reversal.of);
    }
}
