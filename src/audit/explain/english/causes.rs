//! Why: one phrase for every cause, reason and bar that a fact can carry.

use alloc::{
    format,
    string::{String, ToString},
};

use super::words::{euro, order};
use crate::{
    auto_renewal::{Consent, OffCause, OnCause},
    charge::{Bar, Failure, OutcomeKind},
    mailbox::{CancelCause, DeletionCause, NoRenewal, NotGenerated, RefundForm, RefundReason},
    values::{Day, Money, OrderId, RefundNumber},
};

/// Automatic renewal: on with what, and why.
pub(super) fn on(with: &str, cause: OnCause) -> String {
    let why = match cause {
        OnCause::Opening => SINCE_OPENING.to_string(),
        OnCause::Holder => AS_ASKED.to_string(),
        OnCause::Payment { order: paid } => {
            format!("because {} was paid with it while signed in", order(paid))
        }
    };
    format!("on with {with}, {why}")
}

/// Automatic renewal: off since a termination that was revoked, or is spent.
pub(super) const OFF_SINCE_TERMINATED: &str = "off, since a termination that no longer stands";

/// A consent on record.
pub(super) fn consent(Consent { on, record }: Consent) -> String {
    format!("with the consent of {on} on record as {record}")
}

/// Automatic renewal: on, and the consent on record, if there is one.
pub(super) fn on_by_consent(with: &str, cause: OnCause, given: Option<Consent>) -> String {
    let given = given.map_or(String::new(), |given| format!(", {}", consent(given)));
    format!("{}{given}", on(with, cause))
}

/// Automatic renewal: off, and why.
pub(super) fn off(cause: OffCause) -> String {
    let why = match cause {
        OffCause::Opening => SINCE_OPENING.to_string(),
        OffCause::Holder => AS_ASKED.to_string(),
        OffCause::MethodRemoved => "because the bound method was removed".to_string(),
        OffCause::AccountChanged => "because the mailbox moved to another account".to_string(),
        OffCause::Stopped => {
            "because the holder withdrew the consent at the bank or with PayPal".to_string()
        }
        OffCause::Termination => "because the holder terminated the mailbox".to_string(),
        OffCause::LadderExhausted => format!("because {LADDER_EXHAUSTED}"),
        OffCause::Deletion => "because the mailbox is deleted".to_string(),
        OffCause::Withdrawal => "because the holder withdrew from a renewal".to_string(),
        OffCause::Leaving => "because the holder left the term".to_string(),
    };
    format!("off, {why}")
}

pub(super) fn not_generated(reason: NotGenerated) -> &'static str {
    match reason {
        NotGenerated::ManualOrderOpen => "a manual order is open",
        NotGenerated::OrderCancelled => "a generated order was cancelled in this period",
        NotGenerated::OrderLapsed => "a generated order lapsed in this period",
        NotGenerated::NotRenewable => "the mailbox can no longer be renewed",
        NotGenerated::NoPrice => "what would be repeated has no price today",
        NotGenerated::TermTooShort => "the term would give an expiry that is not after today",
    }
}

pub(super) fn no_renewal(reason: NoRenewal) -> &'static str {
    match reason {
        NoRenewal::TerminationStands => "a termination at expiry stands",
        NoRenewal::AutoRenewalOff => "automatic renewal is off",
        NoRenewal::NoOrder(reason) => not_generated(reason),
        NoRenewal::MethodBarred(reason) => will_bar(reason),
        NoRenewal::LadderExhausted => LADDER_EXHAUSTED,
    }
}

pub(super) fn cancelled(cause: CancelCause) -> &'static str {
    match cause {
        CancelCause::Holder => AS_ASKED,
        CancelCause::Replaced => "because another order takes its place",
        CancelCause::Termination => "because the holder terminates the mailbox",
        CancelCause::Withdrawal => "because the holder withdrew from a renewal",
        CancelCause::Leaving => "because the holder left the term",
    }
}

pub(super) fn bar(bar: Bar) -> &'static str {
    match bar {
        Bar::MethodDead => "the bound method can no longer be charged",
        Bar::MethodExpired => "the bound method is past its own expiry date",
        Bar::AuthenticationRequired => "the customer must authenticate the bound method",
        Bar::AboveMandateCap => "the amount is above the mandate of the bound method",
    }
}

/// What will bar the next charge.
pub(super) fn will_bar(reason: Bar) -> &'static str {
    match reason {
        Bar::MethodExpired => "the bound method is past its own date when it would be charged",
        Bar::AboveMandateCap => "the amount would be above the mandate of the bound method",
        Bar::MethodDead | Bar::AuthenticationRequired => bar(reason),
    }
}

/// How a charge ended, and what may become of its method. That can change: the outcome may come into
/// doubt.
pub(super) fn failure(failure: Failure) -> String {
    let failed = failed(failure);
    match failure {
        Failure::SoftDecline { not_before: None } => {
            format!("{failed}: it may be tried again later")
        }
        Failure::SoftDecline { not_before: Some(_) }
        | Failure::HardDecline
        | Failure::AuthenticationRequired
        | Failure::Stopped => failed,
    }
}

/// The same where what comes next is told beside it.
pub(super) fn failed(failure: Failure) -> String {
    let ended = format!("ended in a {}", outcome(failure.into()));
    match failure {
        Failure::SoftDecline { not_before: None } => ended,
        Failure::SoftDecline { not_before: Some(day) } => {
            format!("{ended}: it is not to be tried again before {day}")
        }
        Failure::HardDecline => {
            format!("{ended}: as things stand, this method is not charged again")
        }
        Failure::AuthenticationRequired => {
            "was refused: the customer must authenticate".to_string()
        }
        Failure::Stopped => {
            "was refused: the holder withdrew the consent at the bank or with PayPal, \
                             so as things stand this method is not charged again"
                .to_string()
        }
    }
}

pub(super) fn outcome(outcome: OutcomeKind) -> &'static str {
    match outcome {
        OutcomeKind::Settled => "settled",
        OutcomeKind::SoftDecline => "soft decline",
        OutcomeKind::HardDecline => "hard decline",
        OutcomeKind::AuthenticationRequired => "authentication required",
        OutcomeKind::Stopped => "stopped",
        OutcomeKind::NotExecuted => "not executed",
        OutcomeKind::Unknown => "unknown",
    }
}

pub(super) fn owed_back(
    number: RefundNumber,
    amount: Money,
    id: Option<OrderId>,
    reason: RefundReason,
    (form, due): (RefundForm, Option<Day>),
    replaces: Option<RefundNumber>,
) -> String {
    let of = id.map_or(String::new(), |id| format!(" for {}", order(id)));
    let by = due.map_or(String::new(), |due| format!(" by {due}"));
    let (form, until) = match form {
        RefundForm::Refund => ("refunded", String::new()),
        RefundForm::Credit { until } => ("credited", format!(" for use until {until}")),
    };
    // The day may be over: it is that of the refund that was paid short.
    let is_rest = matches!(reason, RefundReason::PaidShort { .. });
    let will_be = if is_rest { "is still to be" } else { "will be" };
    let reason = refund(reason);
    let place = replaces.map_or(String::new(), |it| format!(", in the place of {it}"));
    format!("{}{of} {will_be} {form}{by}{until} (refund {number}{place}): {reason}", euro(amount))
}

fn refund(reason: RefundReason) -> String {
    let reason = match reason {
        RefundReason::Excess => "more came than was due",
        RefundReason::UnknownOrder => "it names no order of this mailbox",
        RefundReason::UnknownDebt => "it names no debt of this mailbox",
        RefundReason::DebtSettled => "the debt that it names was settled already",
        RefundReason::OrderFulfilled => "the order was fulfilled already",
        RefundReason::OrderCancelled => "it was held for the order, which is cancelled",
        RefundReason::CancelledBefore => "the order was cancelled before it came",
        RefundReason::OrderLapsed => "it was held for the order, which lapsed",
        RefundReason::AfterLastDay => "it is dated after the last day of the order",
        RefundReason::ReportedLate => {
            "it is dated within the last day of the order, but was reported when the order had \
             lapsed"
        }
        RefundReason::TermOver => "the term that it would buy is over already",
        RefundReason::Withdrawn => "the holder withdrew from the renewal",
        RefundReason::Left => "the holder left before this part was used",
        RefundReason::HolderLeft => "the holder had withdrawn or left before it came",
        RefundReason::MailboxGone => "the mailbox is deleted or ending",
        RefundReason::PaidShort { of } => {
            return format!("less went out for refund {of} than was owed");
        }
        RefundReason::PayoutCameBack { of } => {
            return format!("what went out for refund {of} came back");
        }
    };
    reason.to_string()
}

pub(super) fn deleted(cause: DeletionCause) -> &'static str {
    match cause {
        DeletionCause::GraceOver => "because its grace is over",
        DeletionCause::Termination => "because the holder terminated it now",
    }
}

pub(super) const LADDER_EXHAUSTED: &str = "the retry ladder is exhausted";
const AS_ASKED: &str = "as the holder asked";
const SINCE_OPENING: &str = "since the opening";
