//! What the events of money record (R-39, R-43 … R-46).

use super::{
    charges::{attempt_mut, resolve},
    orders::of_open_order,
};
use crate::{
    charge::OutcomeKind,
    mailbox::{
        corrupt::Contradiction,
        event::{Allocation, Fact, PaymentSource},
        ledger::KnownPayment,
        state::Mailbox,
    },
    values::{ChargeKey, Money},
};

pub(super) fn payment_registered(m: &mut Mailbox, fact: &Fact) -> Result<(), Contradiction> {
    let Fact::PaymentRegistered { reference, order, amount, day, source, allocation } = fact else {
        return Err(Contradiction::SumsDoNotAddUp);
    };
    let received = match source {
        PaymentSource::ByHand { .. } => *amount,
        PaymentSource::Charge { key } => charge_settled(m, *key, *amount)?,
    };
    match allocation {
        Allocation::Held => of_open_order(m, order.ok_or(Contradiction::NotTheOpenOrder)?)?,
        Allocation::OwedBack => {}
    }
    m.remembered
        .change()
        .payments
        .remember(KnownPayment::new(reference.clone(), *amount, *day, *order, source))
        .ok_or(Contradiction::PaymentRepeated)?;
    m.ledger.register(received, *allocation).ok_or(Contradiction::SumsDoNotAddUp)
}

/// The settlement of the unresolved charge is proved by its machine; one that comes after another
/// outcome, or of a charge unknown here, is money all the same.
pub(super) fn charge_settled(
    m: &mut Mailbox,
    key: ChargeKey,
    amount: Money,
) -> Result<Money, Contradiction> {
    if m.charge.unresolved().is_some_and(|request| request.key == key) {
        let (next, settled) =
            m.charge.settle(key, amount).map_err(|_| Contradiction::ChargeBarsIt)?;
        m.charge = next;
        resolve(m, key, OutcomeKind::Settled)?;
        return Ok(settled.amount());
    }
    if let Ok(attempt) = attempt_mut(m, key) {
        attempt.contradict(OutcomeKind::Settled);
    }
    Ok(amount)
}
