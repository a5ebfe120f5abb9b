//! What was decided in one line, for a table: events by name, with what tells one kind of an event from
//! another, and the rule of each.

use pec_renewal::{
    Allocation, Event, Fact, RefundReason, ReturnedPayout, ReversedPayment, audit::Code,
    charge::OutcomeKind,
};
use pec_test_support::{by_ordinals, card, paypal, spoken};

use super::list::other_card;

/// Events by name, each with its rule.
pub fn in_short(events: &[Event]) -> String {
    let short = |event: &Event| format!("{} ({})", fact(&event.fact), event.rule());
    events.iter().map(short).collect::<Vec<_>>().join("; ")
}

/// A text with names in the place of the identifiers of the methods that situations bind, and with the numbers
/// of orders and charges alone.
pub fn named(text: &str) -> String {
    let names = [(card(), "visa"), (other_card(), "amex"), (paypal(), "wallet")];
    let text = names
        .iter()
        .fold(text.to_owned(), |text, (method, name)| text.replace(&method.id.to_string(), name));
    by_ordinals(&text)
}

fn fact(fact: &Fact) -> String {
    let name = fact.name();
    match fact {
        Fact::NoticeDue { notice, .. } => format!("{name} {}", notice.name()),
        Fact::PaymentRegistered(payment) => format!("{name}, {}", allocated(&payment.allocation)),
        Fact::RefundOwed { reason: RefundReason::PaidShort { of }, amount, .. } => {
            format!("{name}, the rest of refund {of}, {amount}")
        }
        Fact::RefundOwed { reason, amount, .. } => format!("{name}, {}, {amount}", code(reason)),
        Fact::RefundPaid { number, payout, settles, beyond } => {
            let other = settles.filter(|settled| settled != number);
            let other = other.map_or(String::new(), |other| format!(", settles {other}"));
            let debt = beyond.map(|debt| format!(", debt {} of {}", debt.number, debt.amount));
            format!("{name} {number}, {}{other}{}", payout.amount, debt.unwrap_or_default())
        }
        Fact::PaymentReversed(it) => format!("{name}, {}", reversed(it)),
        Fact::PayoutCameBack(it) => format!("{name}, {}", came_back(it)),
        Fact::OrderCancelled { cause, .. } => format!("{name}, {}", code(cause)),
        Fact::OrderNotGenerated { reason, .. } => format!("{name}, {}", code(reason)),
        Fact::AutoRenewalSwitchedOff { cause } => format!("{name}, {}", code(cause)),
        Fact::ChargeBarred { bar, .. } => format!("{name}, {}", code(bar)),
        Fact::ChargeFailed { failure, .. } => {
            let not_before = failure.not_before().map(|day| format!(", not before {day}"));
            let kind = OutcomeKind::from(*failure);
            format!("{name}, {}{}", code(&kind), not_before.unwrap_or_default())
        }
        Fact::OrderFulfilled(fulfilment) => format!("{name} until {}", fulfilment.period.expiry),
        other => other.name().to_owned(),
    }
}

fn allocated(allocation: &Allocation) -> String {
    let what = code(allocation);
    match allocation {
        Allocation::Held | Allocation::OwedBack => what,
        Allocation::Debt { number, amount } => format!("{amount} for {what} {number}"),
        Allocation::Receivable { order, amount, written_off } => {
            let off = if written_off.is_zero() {
                String::new()
            } else {
                format!(", {written_off} written off")
            };
            format!("{amount} for the {what} of order {}{off}", order.ordinal())
        }
    }
}

fn reversed(it: &ReversedPayment) -> String {
    let debt = it.debt.map(|debt| format!(", debt {} of {}", debt.number, debt.amount));
    let taken = it.withdrawn.iter().map(|it| format!(", refund {} withdrawn", it.refund));
    let taken = taken.collect::<Vec<_>>().concat();
    let dead = if it.dead.is_some() { ", method dead" } else { "" };
    let debt = debt.unwrap_or_default();
    format!("held {}, written off {}{taken}{debt}{dead}", it.held, it.written_off)
}

fn came_back(it: &ReturnedPayout) -> String {
    let settles = it.settles.iter().map(|debt| format!(", debt {} settled", debt.number));
    format!("{}{}", it.reversal.amount, settles.collect::<Vec<_>>().concat())
}

fn code(value: &impl Code) -> String {
    spoken(value.code())
}
