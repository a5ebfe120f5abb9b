//! What is recorded of money, and how it folds: registered, applied, owed back, paid out (R-39,
//! R-43 … ).

use crate::{
    charge,
    mailbox::{
        automatic_renewal::folded::require_given,
        charges::folded::settled,
        corrupt::Contradiction,
        event::{Allocation, Fulfilment, PaymentSource, RegisteredPayment, TermRight},
        folding::{Folding, charge_step, service_step},
        leaving::bought::{Before, BoughtTerm},
        ledger::{HeldPayment, KnownPayment, Received},
        orders::folded::{require_open, take_open},
        period_flags::PeriodFlags,
        refund::{Payout, Refund},
        state::Mailbox,
    },
    service,
    values::{ChargeKey, Day, PaymentReference, RefundNumber},
};

pub(crate) fn registered<F: Folding>(
    mailbox: &mut Mailbox,
    payment: &RegisteredPayment,
    today: Day,
) -> Result<(), F::Bar> {
    let RegisteredPayment { reference, order, amount, day, source, allocation } = payment;
    F::require(|| !amount.is_zero(), Contradiction::PaymentOfNothing)?;
    F::require(|| *day <= today, Contradiction::PaymentAhead)?;
    F::require(|| is_of_its_source(mailbox, payment), Contradiction::OtherReference)?;
    let received = match source {
        PaymentSource::ByHand { consent, .. } => {
            require_given::<F>(*consent, today)?;
            Received::ByHand(*amount)
        }
        PaymentSource::Charge { key } => settled::<F>(mailbox, *key, *amount, today)?,
    };
    match (allocation, order) {
        (Allocation::Held, Some(order)) => {
            require_open::<F>(mailbox, mailbox.stands_for(*order))?;
            let (reference, source) = (reference.clone(), *source);
            mailbox.held_last = Some(HeldPayment { reference, source });
        }
        (Allocation::Held, None) => F::bar(Contradiction::NotTheOpenOrder)?,
        (Allocation::OwedBack, Some(_) | None) => {}
    }
    let known = KnownPayment::new(reference.clone(), *amount, *day, *order, source);
    mailbox.remembered.change().receive(known, source).or_else(F::bar)?;
    mailbox.ledger.register(&received, *allocation).or_else(F::bar)
}

/// A settled charge has its key as its reference, and no other payment has a key.
fn is_of_its_source(mailbox: &Mailbox, payment: &RegisteredPayment) -> bool {
    let RegisteredPayment { reference, order, source, .. } = payment;
    match source {
        PaymentSource::ByHand { .. } => reference.as_str().parse::<ChargeKey>().is_err(),
        PaymentSource::Charge { key } => {
            *reference == PaymentReference::of_charge(key)
                && *order == Some(key.order())
                && key.order().mailbox() == mailbox.id()
        }
    }
}

/// The one event that moves money, order and service together: each hands the next a proof.
pub(crate) fn fulfilled<F: Folding>(
    mailbox: &mut Mailbox,
    fulfilment: &Fulfilment,
    today: Day,
) -> Result<(), F::Bar> {
    let Fulfilment { order, applied, previous_expiry, period, grace, change, right, .. } =
        fulfilment;
    let carries_exit = matches!(right, Some(TermRight::Exit { .. }));
    F::require(|| period.exit_right == carries_exit, Contradiction::NotBought)?;
    let last_day = mailbox.last_day_of_order(today).unwrap_or(today);
    let expiry = mailbox.expiry();
    F::require(|| *previous_expiry == expiry, Contradiction::OtherExpiry)?;
    F::require(|| !mailbox.is_leaving(), Contradiction::NotTheOpenOrder)?;
    let can_be_ended = right.is_some() || !mailbox.bought_terms().is_empty();
    let now = mailbox.service.period().filter(|_| can_be_ended).copied();
    let before = now.map(|period| Before::of(mailbox, period));
    let Some(open) = take_open::<F>(mailbox, *order)? else {
        return Ok(());
    };
    let (closed, paid) = match open.pay(mailbox.ledger.held, *applied, last_day) {
        Ok(paid) => paid,
        Err(why) => return F::bar(Contradiction::Order(why)),
    };
    mailbox.close(closed);
    mailbox.period_changes();
    service_step::<F>(mailbox, &service::Input::Renew { paid, next: *period })?;
    if open.is_generated() {
        charge_step::<F>(mailbox, charge::Input::CloseOrder)?;
    }
    mailbox.held_last = None;
    mailbox.ledger.apply(*applied).or_else(F::bar)?;
    mailbox.purchase_changes();
    mailbox.purchase = open.purchase;
    mailbox.grace = grace.clone();
    mailbox.deletion_warning_days = fulfilment.deletion_warning_days;
    mailbox.warning = None;
    if let Some(change) = change {
        // What was planned for later gives way to what takes effect now.
        mailbox.space.planned.retain(|planned| planned.on <= change.on);
        mailbox.space.planned.push(*change);
    }
    mailbox.period_flags = PeriodFlags::default();
    mailbox.forget_statutory_notice();
    mailbox.notices.reminded_through = today.previous();
    mailbox.renewed_on = Some(today);
    if let Some(before) = before {
        let (order, last_day, applied) = (*order, period.expiry, *applied);
        let term = BoughtTerm { order, last_day, applied, right: right.clone(), before };
        mailbox.remember_term(term, today);
    }
    Ok(())
}

pub(crate) fn refund_owed<F: Folding>(mailbox: &mut Mailbox, refund: Refund) -> Result<(), F::Bar> {
    let amount = refund.amount;
    F::require(|| !amount.is_zero(), Contradiction::RefundOfNothing)?;
    mailbox.remembered.change().refunds.owe(refund).or_else(F::bar)?;
    mailbox.ledger.instruct(amount).or_else(F::bar)
}

/// It settles its number; what went out beyond the amount owed is refused before, as a defect.
pub(crate) fn refund_paid<F: Folding>(
    mailbox: &mut Mailbox,
    number: RefundNumber,
    payout: &Payout,
    today: Day,
) -> Result<(), F::Bar> {
    let Payout { reference, amount, on } = payout;
    F::require(|| !amount.is_zero(), Contradiction::RefundOfNothing)?;
    F::require(|| *on <= today, Contradiction::PayoutAhead)?;
    let is_charge_key = || reference.as_str().parse::<ChargeKey>().is_ok();
    F::require(|| !is_charge_key(), Contradiction::OtherReference)?;
    match mailbox.remembered.change().settle(number, payout.clone()) {
        Ok(owed) => mailbox.ledger.pay_out(owed, *amount).or_else(F::bar),
        Err(why) => F::bar(why),
    }
}
