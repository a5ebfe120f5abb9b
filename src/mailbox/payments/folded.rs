//! What is recorded of money, and how it folds: registered, committed, applied, owed back, paid out
//! (R-39, R-43 … ).

use crate::{
    charge,
    mailbox::{
        automatic_renewal::folded::require_given,
        charges::folded::settled,
        command::Commitment,
        corrupt::Contradiction,
        debt::{LeftDebt, Receivable},
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
    values::{ChargeKey, Day, Money, OrderId, PaymentReference, RefundNumber},
};

pub(crate) fn registered<F: Folding>(
    mailbox: &mut Mailbox,
    payment: &RegisteredPayment,
    today: Day,
) -> Result<(), F::Bar> {
    let RegisteredPayment { reference, order, debt, amount, day, source, allocation } = payment;
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
            mailbox.held_by.push(HeldPayment { reference, source });
        }
        (Allocation::Held, None) => F::bar(Contradiction::NotTheOpenOrder)?,
        (Allocation::Debt { number, .. }, _) => {
            F::require(|| *debt == Some(*number), Contradiction::DebtOutOfTurn)?;
        }
        (Allocation::Receivable { order: to_come, amount: part, written_off }, named) => {
            let is_named = named.map(|named| mailbox.stands_for(named)) == Some(*to_come);
            let is_its_rest = || is_the_rest(mailbox, *to_come, *part, *written_off);
            F::require(|| is_named && is_its_rest(), Contradiction::NoReceivable)?;
        }
        (Allocation::OwedBack, Some(_) | None) => {}
    }
    let known = KnownPayment {
        debt: *debt,
        ..KnownPayment::new(reference.clone(), *amount, *day, *order, source)
    };
    mailbox.remembered.change().receive(known, source).or_else(F::bar)?;
    mailbox.book_payment(reference, *order, &received, *allocation).or_else(F::bar)
}

/// What is written off of what was to come is all that is left of it, and so little.
fn is_the_rest(mailbox: &Mailbox, order: OrderId, part: Money, written_off: Money) -> bool {
    let receivable = mailbox.receivable(order);
    receivable.is_some_and(|receivable| {
        let rest = receivable.open.saturating_sub(part);
        written_off.is_zero() || (written_off == rest && written_off <= receivable.shortfall_waived)
    })
}

/// A public body committed itself; what that fulfils is told beside it.
pub(crate) fn committed<F: Folding>(
    mailbox: &mut Mailbox,
    commitment: &Commitment,
    today: Day,
) -> Result<(), F::Bar> {
    let is_given = || mailbox.holder.is_public_body() && commitment.on <= today;
    F::require(is_given, Contradiction::NoCommitment)?;
    let is_charge_key = || commitment.reference.as_str().parse::<ChargeKey>().is_ok();
    F::require(|| !is_charge_key(), Contradiction::OtherReference)?;
    mailbox.remembered.change().commit(commitment.clone()).or_else(F::bar)
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
    let Fulfilment { order, paid_by, applied, receivable, previous_expiry, .. } = fulfilment;
    let Fulfilment { period, grace, change, right, .. } = fulfilment;
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
    let by_commitment = mailbox.remembered.commitment(paid_by).is_some();
    // What is held may cover what was due on the day of a commitment: then nothing is to come.
    F::require(|| by_commitment || receivable.is_zero(), Contradiction::NoReceivable)?;
    let covered = mailbox.ledger.held.saturating_add(*receivable);
    let (closed, paid) = match open.pay(covered, *applied, last_day) {
        Ok(paid) => paid,
        Err(why) => return F::bar(Contradiction::Order(why)),
    };
    mailbox.close(closed);
    mailbox.period_changes();
    service_step::<F>(mailbox, &service::Input::Renew { paid, next: *period })?;
    if open.is_generated() {
        charge_step::<F>(mailbox, charge::Input::CloseOrder)?;
    }
    mailbox.held_by.clear();
    let to_come = Some(*receivable).filter(|amount| !amount.is_zero());
    let to_come = to_come.map(|amount| Receivable {
        order: *order,
        amount,
        open: amount,
        shortfall_waived: open.agreed.shortfall_waived,
    });
    mailbox.book_fulfilment(*order, *applied, to_come).or_else(F::bar)?;
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

pub(crate) fn refund_owed<F: Folding>(
    mailbox: &mut Mailbox,
    refund: Refund,
    replaces: Option<RefundNumber>,
) -> Result<(), F::Bar> {
    let (number, order, amount) = (refund.number, refund.order, refund.amount);
    F::require(|| !amount.is_zero(), Contradiction::RefundOfNothing)?;
    mailbox.remembered.change().refunds.owe(refund, replaces).or_else(F::bar)?;
    mailbox.book_refund(number, order, amount).or_else(F::bar)
}

/// It settles its number, or the one in its place; what went out beyond is a debt.
pub(crate) fn refund_paid<F: Folding>(
    mailbox: &mut Mailbox,
    number: RefundNumber,
    payout: &Payout,
    (settles, beyond): (Option<RefundNumber>, Option<LeftDebt>),
    today: Day,
) -> Result<(), F::Bar> {
    let Payout { reference, amount, on } = payout;
    F::require(|| !amount.is_zero(), Contradiction::RefundOfNothing)?;
    F::require(|| *on <= today, Contradiction::PayoutAhead)?;
    let is_charge_key = || reference.as_str().parse::<ChargeKey>().is_ok();
    F::require(|| !is_charge_key(), Contradiction::OtherReference)?;
    let refunds = &mailbox.remembered.refunds;
    let settled = refunds.settled_for(number);
    let settled = settled.map(|refund| (refund.number, refund.order, refund.amount));
    let is_that = settled.map(|(settled, _, _)| settled) == settles;
    F::require(|| is_that, Contradiction::SettlesOtherwise)?;
    let order = refunds.find(number).and_then(|refund| refund.order);
    let remembered = mailbox.remembered.change();
    if let Some(other) = settles.filter(|settled| *settled != number) {
        if let Err(why) = remembered.refunds.withdraw(other) {
            return F::bar(why);
        }
    }
    remembered.pay(number, payout.clone()).or_else(F::bar)?;
    let debt = beyond.map(|beyond| beyond.left_by(reference, order));
    mailbox.book_payout(payout, settled, debt).or_else(F::bar)
}
