//! From a line to a command: what the line leaves to the mailbox as it stands is filled in here.

use pec_renewal::{
    Backing, Command, Commitment, Fact, Lies, Mailbox, ManualRenewal, Payment, Payout, Reversal,
    catalogue::{Plan, Purchase, Term},
    charge::Outcome,
    values::{ChargeKey, Day, Money, NoticeNumber, OrderId, PaymentReference},
};

use super::{expectation::Failed, life::Life};
use crate::script::{
    Act, ChargeRef, NoticeRef, OrderRef, PaymentLine, PayoutLine, Reference, Renewal, Reported,
    ReversalLine,
};

/// The command that a line says.
///
/// # Errors
/// It speaks of something that is not there, such as the open order where none is open: what it
/// needs, and what there is.
pub(super) fn resolve(
    act: &Act,
    life: &Life,
    today: Day,
    last: Option<&Command>,
) -> Result<Command, Failed> {
    Ok(match act {
        Act::Open(opening) => Command::Open(opening.clone()),
        Act::SwitchOn { method, consent } => {
            Command::SwitchOn { method: *method, consent: *consent }
        }
        Act::SwitchOff => Command::SwitchOff,
        Act::Replace { old, new } => Command::ReplaceMethod { old: *old, new: *new },
        Act::Remove(method) => Command::RemoveMethod { method: *method },
        Act::Renew(renewal) => Command::RenewByHand(renew(renewal, life, today)?),
        Act::Cancel(named) => Command::CancelOrder { order: order(*named, life, today)? },
        Act::TerminateAtExpiry => Command::TerminateAtExpiry,
        Act::RevokeTermination => Command::RevokeTermination,
        Act::TerminateNow => Command::TerminateNow,
        Act::BuyAgain { mailbox, tax_id } => {
            let holder = life.state.as_ref().map(|state| state.holder().tax_id);
            let needs = || missing("a former holder, or `by TAXID`", "nobody holds the mailbox");
            let tax_id = tax_id.or(holder).ok_or_else(needs)?;
            Command::BuyAgain { mailbox: *mailbox, tax_id }
        }
        Act::Leave(named) => Command::Leave { order: order(*named, life, today)? },
        Act::Withdraw { order: named, declared_at } => {
            let order = order(*named, life, today)?;
            Command::Withdrawal { order, declared_at: *declared_at }
        }
        Act::Informed { order: named, on } => {
            let order = order(*named, life, today)?;
            Command::WithdrawalInformationGiven { order, on: *on }
        }
        Act::Tick | Act::Ticks { .. } => Command::Tick,
        Act::Payment(said) => Command::Payment(payment(said, life, today)?),
        Act::RefundPaid(said) => {
            Command::RefundPaid { refund: said.refund, payout: payout(said, life)? }
        }
        Act::Reversal(said) => Command::Reversal(reversal(said, life, today)?),
        Act::Commitment { order: named, reference, on } => {
            let order = order(*named, life, today)?;
            Command::Commitment(Commitment { reference: reference.clone(), order, on: *on })
        }
        Act::Charge { key, outcome } => charge_outcome(*key, *outcome, life, today)?,
        Act::MethodNews { method, news } => Command::MethodNews { method: *method, news: *news },
        Act::Notice { which, delivered } => {
            let notice = notice(which, life)?;
            match delivered {
                Some(on) => Command::NoticeDelivered { notice, on: *on },
                None => Command::NoticeFailed { notice },
            }
        }
        Act::Used { used, on } => Command::UsedSpace { used: *used, on: *on },
        Act::SpaceBought(extra) => Command::SpaceBought { extra: *extra },
        Act::HolderChanged(holder) => Command::HolderChanged { holder: *holder },
        Act::AccountChanged(account) => Command::AccountChanged { account: *account },
        Act::Again => {
            last.cloned().ok_or_else(|| missing("a command to repeat", "none before this line"))?
        }
    })
}

fn missing(expected: &str, found: &str) -> Failed {
    Failed { expected: expected.to_string(), found: found.to_string() }
}

/// A renewal as last bought, but for what the line says.
fn renew(renewal: &Renewal, life: &Life, today: Day) -> Result<ManualRenewal, Failed> {
    // Without a mailbox the engine is to refuse, whatever is asked for.
    let nothing = Purchase::new(Plan::Standard, Term::ONE);
    let last = life.state.as_ref().map_or(nothing, Mailbox::purchase);
    let purchase = Purchase {
        package: renewal.wanted.unwrap_or(last.package),
        term: renewal.term.unwrap_or(last.term),
    };
    let replaces = renewal.replaces.map(|named| order(named, life, today)).transpose()?;
    Ok(ManualRenewal {
        expiry: renewal.expiry.unwrap_or_else(|| expiry(life, today)),
        purchase,
        method_kind: renewal.method_kind,
        archive_consent: renewal.archive_consent,
        replaces,
        informed: renewal.informed,
        start_requested: renewal.start_requested,
    })
}

fn expiry(life: &Life, today: Day) -> Day {
    life.state.as_ref().map_or(today, Mailbox::expiry)
}

/// The identity of an order. One that the mailbox never had is given the current expiry, so that the
/// engine can say that it does not know it.
fn order(named: OrderRef, life: &Life, today: Day) -> Result<OrderId, Failed> {
    let state = life.state.as_ref();
    let open = state.and_then(Mailbox::open_order).map(|open_order| open_order.id);
    match named {
        OrderRef::Open => open.ok_or_else(|| {
            missing(
                "an open order, or one named by its number, as in `order 2`",
                "no order is open",
            )
        }),
        OrderRef::Numbered { ordinal, of } => {
            let closed = state.into_iter().flat_map(Mailbox::closed_orders);
            let mut closed = closed.filter(|closed| closed.ordinal == ordinal);
            let known = open.filter(|open| open.ordinal() == ordinal).map(|open| open.expiry());
            let known = known.or(closed.next().map(|closed| closed.expiry));
            let expiry = known.unwrap_or_else(|| expiry(life, today));
            Ok(OrderId::new(of.unwrap_or(life.id), expiry, ordinal))
        }
    }
}

fn charge(named: ChargeRef, life: &Life, today: Day) -> Result<ChargeKey, Failed> {
    match named {
        ChargeRef::Unresolved => {
            let waited_for = life.state.as_ref().and_then(Mailbox::awaited_outcome);
            waited_for.ok_or_else(|| {
                let expected = "a charge unresolved or in doubt, or one named as in `charge 1.2`";
                missing(expected, "no charge is unresolved or in doubt")
            })
        }
        ChargeRef::Numbered { order: named, attempt } => {
            Ok(ChargeKey::new(order(named, life, today)?, attempt))
        }
    }
}

fn charge_outcome(
    named: ChargeRef,
    reported: Reported,
    life: &Life,
    today: Day,
) -> Result<Command, Failed> {
    let key = charge(named, life, today)?;
    let outcome = match reported {
        Reported::Settled(Some(amount)) => Outcome::Settled { amount },
        Reported::Settled(None) => Outcome::Settled { amount: requested(key, life)? },
        Reported::SoftDecline { not_before } => Outcome::SoftDecline { not_before },
        Reported::Stopped => Outcome::Stopped,
        Reported::HardDecline => Outcome::HardDecline,
        Reported::AuthenticationRequired => Outcome::AuthenticationRequired,
        Reported::NotExecuted => Outcome::NotExecuted,
        Reported::Unknown => Outcome::Unknown,
    };
    Ok(Command::ChargeOutcome { key, outcome })
}

/// The amount that a charge asked for.
fn requested(wanted: ChargeKey, life: &Life) -> Result<Money, Failed> {
    let found = life.history.iter().rev().find_map(|event| match &event.fact {
        Fact::ChargeRequested { key, amount, .. } if *key == wanted => Some(*amount),
        _ => None,
    });
    found.ok_or_else(|| {
        let expected = "a charge that was requested, or how much this one settles";
        missing(expected, "it was never requested")
    })
}

fn payment(said: &PaymentLine, life: &Life, today: Day) -> Result<Payment, Failed> {
    let named = said.order.map(|named| order(named, life, today)).transpose()?;
    let state = life.state.as_ref();
    let by_number = said.number.as_deref().and_then(|number| state?.order_named(number));
    let amount = match said.amount {
        Some(amount) => amount,
        None => in_full(said, named, life)?,
    };
    let reference = reference(&said.reference, life, today)?;
    Ok(Payment {
        reference,
        order: named.or(by_number),
        debt: said.debt,
        amount,
        registered_on: said.registered_on,
        paid_on: said.paid_on,
        method_kind: said.method_kind,
        signed_in_with: said.signed_in_with,
        consent: said.consent,
    })
}

/// What went out for a refund: without an amount, all that is owed under its number.
fn payout(said: &PayoutLine, life: &Life) -> Result<Payout, Failed> {
    let owed =
        || life.state.as_ref().and_then(|state| state.refund(said.refund)).map(|it| it.amount);
    let amount = said.amount.or_else(owed);
    let needs = || missing("a refund to pay in full, or an amount", "no such refund is owed");
    let amount = amount.ok_or_else(needs)?;
    Ok(Payout { reference: said.reference.clone(), amount, on: said.on })
}

fn reference(named: &Reference, life: &Life, today: Day) -> Result<PaymentReference, Failed> {
    Ok(match named {
        Reference::Text(reference) => reference.clone(),
        Reference::OfCharge(named) => PaymentReference::of_charge(&charge(*named, life, today)?),
    })
}

/// What is taken back: without an amount, all that is left of the payment or payout.
fn reversal(said: &ReversalLine, life: &Life, today: Day) -> Result<Reversal, Failed> {
    let of = reference(&said.of, life, today)?;
    let (payment, paid_out) =
        (Backing::Payment { reference: of.clone() }, Lies::PaidOut { payout: of.clone() });
    let left = life.state.as_ref().map(|state| {
        let portions =
            state.portions().backed_by(&payment).chain(state.portions().lying(&paid_out));
        portions.fold(Money::ZERO, |sum, portion| sum.saturating_add(portion.amount))
    });
    let amount = said.amount.or(left.filter(|left| !left.is_zero()));
    let needs = || missing("a payment to take back in full, or an amount", "nothing is left of it");
    let (reference, on, kind) = (said.reference.clone(), said.on, said.kind);
    Ok(Reversal { reference, of, amount: amount.ok_or_else(needs)?, on, kind })
}

/// What is due for the open order, or still stands of the debt, or is to come for the order named.
fn in_full(said: &PaymentLine, named: Option<OrderId>, life: &Life) -> Result<Money, Failed> {
    let due = life.state.as_ref().and_then(|state| {
        if let Some(debt) = said.debt {
            return state.debt(debt).map(|debt| debt.open);
        }
        let to_come = named.and_then(|order| state.receivable(order)).map(|it| it.open);
        to_come.or_else(|| due(state, said.registered_on))
    });
    due.ok_or_else(|| missing("an open order to pay in full, or an amount", "no order is open"))
}

/// What is to be paid for the open order with money of a day, less what is held.
pub(super) fn due(state: &Mailbox, day: Day) -> Option<Money> {
    let order = state.open_order()?;
    Some(order.due_on(&state.grace_on(day), day).saturating_sub(state.ledger().held))
}

fn notice(named: &NoticeRef, life: &Life) -> Result<NoticeNumber, Failed> {
    match named {
        NoticeRef::Numbered(number) => Ok(NoticeNumber::new(*number)),
        NoticeRef::Last(name) => {
            let found = life.history.iter().rev().find_map(|event| match &event.fact {
                Fact::NoticeDue { number, notice, .. }
                    if name.is_none_or(|name| name == notice.name()) =>
                {
                    Some(*number)
                }
                _ => None,
            });
            let name = name.unwrap_or("notice");
            found.ok_or_else(|| missing(&format!("a {name} that was due"), "none was due yet"))
        }
    }
}
