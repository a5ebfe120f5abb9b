//! What two commands left behind, point by point, so that two ends can be compared in words.

use pec_renewal::{
    Event, Fact, Mailbox, RefundReason,
    auto_renewal::{AutoRenewal, OffCause},
    catalogue::Rung,
    charge::{Charge, OutcomeKind},
    order::FinalStatus,
    service::Service,
    values::{Day, MethodId},
};
use pec_test_support::{card, paypal};
use serde_json::Value;

use super::race::{Raced, Racer};
use crate::situations::list::other_card;

/// The state but for its sequence and the numbers of its notices with their days, which only count; and but
/// for which of two payments lies where, as the sums tell how much does.
pub fn without_counts(mailbox: &Mailbox) -> Value {
    let mut state = serde_json::to_value(mailbox).expect("a state is written");
    state["sequence"].take();
    state["notices"]["count"].take();
    state["notices"]["given"].take();
    state["remembered"]["portions"].take();
    state
}

/// Everything worth telling of an end: each point is a short sentence.
pub fn points(raced: &Raced, names: [&Racer; 2], before: &Mailbox) -> Vec<String> {
    let mut points = Vec::new();
    for (racer, outcome) in names.iter().zip(&raced.outcomes) {
        match outcome {
            Err(refusal) => points.push(format!("{} refused: {}", racer.name, refusal.code())),
            Ok(events) if events.is_empty() => {
                points.push(format!("{} changes nothing", racer.name));
            }
            Ok(_) => {}
        }
    }
    points.extend(of_state(&raced.mailbox, before));
    points.extend(of_events(raced.outcomes.iter().flatten().flatten()));
    points
}

fn of_state(m: &Mailbox, before: &Mailbox) -> Vec<String> {
    let mut points = vec![life(m, before)];
    for closed in m.closed_orders() {
        let outcome = match closed.status {
            FinalStatus::Fulfilled => "fulfilled",
            FinalStatus::Cancelled => "cancelled",
            FinalStatus::Lapsed => "lapsed",
        };
        points.push(format!("order {} {outcome}", closed.ordinal));
    }
    points.extend(m.open_order().map(|order| format!("order {} open", order.id.ordinal())));
    if !m.ledger().held.is_zero() {
        points.push(format!("{} € held", m.ledger().held));
    }
    for attempt in m.attempts() {
        let (order, number) = (attempt.key.order().ordinal(), attempt.key.attempt());
        let name = format!("charge {order}.{number}");
        points.push(match attempt.outcome {
            None => format!("{name} unresolved"),
            Some(kind) => format!("{name} {}", outcome(kind)),
        });
        if attempt.told != 0 {
            points.push(format!("another outcome of {name} recorded"));
        }
        if m.is_in_doubt(attempt.key) {
            points.push(format!("{name} in doubt"));
        }
    }
    points.extend(m.dead_methods().iter().map(|method| format!("{} dead", called(method.method))));
    points.extend(charge(m));
    points.push(automatic(m));
    if m.period_flags().withheld().is_some() {
        points.push("no order generated again in this period".to_owned());
    }
    let notices = m.notices();
    points.extend(notices.next_charge_told.map(|day| format!("the next charge told for {day}")));
    let statutory = notices.statutory_given.last().and_then(|given| given.charge);
    points.extend(statutory.map(|charge| format!("art. 65-bis told for {}", charge.on)));
    points
}

fn life(m: &Mailbox, before: &Mailbox) -> String {
    let renewed = |expiry: Day| {
        if expiry == before.expiry() {
            "not renewed".to_owned()
        } else {
            format!("renewed until {expiry}")
        }
    };
    match m.service() {
        Service::Active { period } => renewed(period.expiry),
        Service::TerminatedAtExpiry { period } => format!("{}, ends then", renewed(period.expiry)),
        Service::Ending { period } => format!("{}, ending", renewed(period.expiry)),
        Service::Deleted { expiry, .. } => format!("{}, deleted", renewed(*expiry)),
    }
}

fn automatic(m: &Mailbox) -> String {
    match m.auto_renewal() {
        AutoRenewal::On { method, .. } => {
            format!("automatic renewal on with {}", called(method.id))
        }
        AutoRenewal::Off { cause } => {
            let cause = match cause {
                OffCause::Opening => "since the opening",
                OffCause::Holder => "by the holder",
                OffCause::MethodRemoved => "by removing the method",
                OffCause::AccountChanged => "by moving the account",
                OffCause::Stopped => "by stopping the method",
                OffCause::Termination => "by the termination",
                OffCause::LadderExhausted => "by the exhausted ladder",
                OffCause::Deletion => "by the deletion",
                OffCause::Withdrawal => "by the withdrawal",
                OffCause::Leaving => "by leaving",
            };
            format!("automatic renewal off {cause}")
        }
    }
}

fn charge(m: &Mailbox) -> Vec<String> {
    let words = match m.charge() {
        Charge::Idle => "nothing to collect",
        Charge::Waiting { .. } => "the next rung awaited",
        Charge::RetryDue { .. } => "the new method charged with the next tick",
        Charge::Barred { .. } => "the method barred",
        Charge::Exhausted { .. } => "the ladder exhausted",
        Charge::Unresolved { rebound: None, .. } => "an outcome awaited",
        Charge::Unresolved { .. } => {
            "an outcome awaited, and the method bound since asked if it fails"
        }
        Charge::Orphaned { .. } => "the charge is orphaned",
    };
    let rungs = m.charge().progress().map(|progress| {
        let spent = progress.spent.map_or(0, Rung::place);
        format!("rungs spent: {spent}")
    });
    rungs.into_iter().chain([words.to_owned()]).collect()
}

fn of_events<'e>(events: impl Iterator<Item = &'e Event>) -> Vec<String> {
    let mut points = Vec::new();
    for event in events {
        if let Fact::RefundOwed { amount, reason, .. } = &event.fact {
            points.push(format!("{amount} € owed back ({})", because(*reason)));
        }
        if let Fact::NoticeDue { notice, .. } = &event.fact {
            points.push(format!("told: {}", notice.name()));
        }
        if let Fact::InquiryRequested { key, .. } = &event.fact {
            let (order, attempt) = (key.order().ordinal(), key.attempt());
            points.push(format!("the gateway asked about charge {order}.{attempt}"));
        }
    }
    points
}

const fn because(reason: RefundReason) -> &'static str {
    match reason {
        RefundReason::Excess => "excess",
        RefundReason::UnknownOrder => "never asked for",
        RefundReason::UnknownDebt => "no such debt",
        RefundReason::DebtSettled => "debt settled",
        RefundReason::PayoutCameBack { .. } => "came back",
        RefundReason::OrderFulfilled => "order fulfilled",
        RefundReason::OrderCancelled => "order cancelled",
        RefundReason::OrderLapsed => "order lapsed",
        RefundReason::AfterLastDay => "after the last day",
        RefundReason::ReportedLate => "reported late",
        RefundReason::TermOver => "term over",
        RefundReason::MailboxGone => "mailbox ended",
        RefundReason::PaidShort { .. } => "paid short",
        RefundReason::CancelledBefore => "cancelled before",
        RefundReason::Withdrawn => "withdrawn",
        RefundReason::Left => "left unused",
        RefundReason::HolderLeft => "left before",
    }
}

const fn outcome(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Settled => "settled",
        OutcomeKind::SoftDecline => "soft decline",
        OutcomeKind::HardDecline => "hard decline",
        OutcomeKind::AuthenticationRequired => "needs authentication",
        OutcomeKind::Stopped => "stopped",
        OutcomeKind::NotExecuted => "not executed",
        OutcomeKind::Unknown => "unknown",
    }
}

fn called(method: MethodId) -> &'static str {
    if method == card().id {
        "the card"
    } else if method == other_card().id {
        "the new card"
    } else if method == paypal().id {
        "PayPal"
    } else {
        "another method"
    }
}
