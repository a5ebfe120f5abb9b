//! Answers to what a holder, a support desk or an auditor asks about one mailbox (R-93).
//!
//! An answer is a list of grounds: facts that were recorded, facts to come, what is permitted and why
//! not, where the money is. Nothing is worked out here. Each ground is what
//! [`permitted`], [`project`], the history or the ledger says, and names its rule.

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::Policy,
    mailbox::{
        Action, Assumption, Carried, Debt, Event, ExpiryReminder, Fact, Ledger, Mailbox, Notice,
        PaymentSource, Permission, Projected, Receivable, Refund, RegisteredPayment, next_deadline,
        permitted, project, reminder,
    },
    values::{ChargeKey, Day, OrderId, PaymentReference, Rule, listed},
};

listed! {
    /// What is asked about a mailbox (R-93).
    #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    pub enum Question {
        /// Why was I charged? Of the latest charge.
        WhyCharged,
        /// Why was it not renewed? From the last renewal on.
        WhyNotRenewed,
        /// Why can I not renew, pay, cancel or terminate?
        WhyNotPossible,
        /// What happens next, and when?
        WhatNext,
        /// What would make it renew?
        WhatWouldRenew,
        /// Where is my money? Of all that came, went or was taken back.
        WhereIsTheMoney,
    }
}

impl Question {
    /// Its stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WhyCharged => "why-charged",
            Self::WhyNotRenewed => "why-not-renewed",
            Self::WhyNotPossible => "why-not-possible",
            Self::WhatNext => "what-next",
            Self::WhatWouldRenew => "what-would-renew",
            Self::WhereIsTheMoney => "where-is-the-money",
        }
    }
}

/// The answer to a question: what it rests on, in the order in which it is told.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The question.
    pub question: Question,
    /// What the answer rests on; nothing where there is nothing to say.
    pub grounds: Vec<Ground>,
}

/// What an answer rests on.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum Ground {
    /// A fact that was recorded.
    Recorded(Box<Event>),
    /// A fact that will be recorded if nobody acts and charges settle (R-95).
    Coming(Box<Projected>),
    /// Whether it renews by itself, how it can be renewed, and what follows if it is not: what a
    /// reminder of that day says (R-80, R-84).
    Outlook(Box<ExpiryReminder>),
    /// Whether the holder can do something, and why not (R-94).
    Action {
        /// What the holder can want.
        action: Action,
        /// Whether it is possible.
        permission: Permission,
    },
    /// Where all money of the mailbox is (R-46).
    Ledger(Box<Ledger>),
    /// A refund still to be paid out or credited (R-53).
    Refund(Box<Refund>),
    /// A debt that still stands (R-48).
    Debt(Debt),
    /// What is still to come by a commitment (R-47).
    Receivable(Receivable),
}

impl Ground {
    /// The rule that it rests on.
    #[must_use]
    pub fn rule(&self) -> Rule {
        match self {
            Self::Recorded(event) => event.rule(),
            Self::Coming(projected) => projected.fact.rule(),
            Self::Outlook(_) => Rule::R84,
            Self::Action { permission: Permission::Refused(refusal), .. } => refusal.rule(),
            Self::Action {
                permission:
                    Permission::Permitted
                    | Permission::PermittedBesideCharge { .. }
                    | Permission::PermittedEnding { .. }
                    | Permission::AlreadySo,
                ..
            } => Rule::R94,
            Self::Ledger(_) => Rule::R46,
            Self::Refund(_) => Rule::R53,
            Self::Debt(_) => Rule::R48,
            Self::Receivable(_) => Rule::R47,
        }
    }
}

/// The answer to a question about a mailbox on a day (R-93).
///
/// `history` is every event of the mailbox, or its latest ones: what it does not hold is not told. `day`
/// is not before the last event.
///
/// # Examples
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
/// # use example::*;
/// use pec_renewal::audit::explain::{English, Italian, Language, Question, answer};
///
/// let mut life = Life::of_a_consumer("2026-01-15");
/// let history = life.on("2026-06-01", Command::SwitchOff)?;
/// assert!(history.is_empty()); // it is off already
///
/// let why = answer(Question::WhyNotPossible, &life.mailbox, &[], &life.policy, day("2026-06-01"));
/// assert_eq!(English.answer(&why)[1], "cancel the open order: not possible: no order is open");
/// assert_eq!(
///     Italian.answer(&why)[1],
///     "annullare l'ordine aperto: non è possibile: non c'è nessun ordine aperto",
/// );
/// assert_eq!(why.grounds[1].rule(), Rule::R94);
/// # Ok::<(), Refusal>(())
/// ```
#[must_use]
pub fn answer(
    question: Question,
    mailbox: &Mailbox,
    history: &[Event],
    policy: &Policy,
    day: Day,
) -> Answer {
    let grounds = match question {
        Question::WhyCharged => why_charged(history),
        Question::WhyNotRenewed => {
            let mut grounds = why_not_renewed(history);
            grounds.extend(outlook(mailbox, policy, day));
            grounds
        }
        Question::WhyNotPossible => actions(mailbox, policy, day, &MAY_BE_BARRED, is_refused),
        Question::WhatNext => {
            let mut grounds = coming(mailbox, policy);
            grounds.extend(outlook(mailbox, policy, day));
            grounds
        }
        Question::WhatWouldRenew => {
            let mut grounds: Vec<Ground> = outlook(mailbox, policy, day).into_iter().collect();
            // Switched on already, it can be switched on with another method: that renews nothing more.
            let skipped = usize::from(mailbox.auto_renewal().is_on());
            let may_renew = MAY_RENEW.get(skipped..).unwrap_or_default();
            grounds.extend(actions(mailbox, policy, day, may_renew, is_possible));
            grounds
        }
        Question::WhereIsTheMoney => money(mailbox, history),
    };
    Answer { question, grounds }
}

/// The latest charge: what switched automatic renewal on before it and bound the method, its order, and
/// what became of both.
fn why_charged(history: &[Event]) -> Vec<Ground> {
    let requested = |event: &Event| matches!(event.fact, Fact::ChargeRequested { .. });
    let Some(at) = history.iter().rposition(requested) else { return Vec::new() };
    let Some(key) = history.get(at).and_then(|event| charge_of(&event.fact)) else {
        return Vec::new();
    };
    let before = history.get(..at).unwrap_or_default();
    let switched_on = before.iter().rposition(|event| switches_on(&event.fact));
    let replaced =
        before.iter().rposition(|event| matches!(event.fact, Fact::MethodReplaced { .. }));
    let replaced = replaced.filter(|place| switched_on < Some(*place));
    let is_told = |(place, event): &(usize, &Event)| {
        Some(*place) == switched_on
            || Some(*place) == replaced
            || charge_of(&event.fact) == Some(key)
            || order_of(&event.fact) == Some(key.order())
            || takes_back(&event.fact, key)
    };
    history.iter().enumerate().filter(is_told).map(|(_, event)| recorded(event)).collect()
}

/// The last renewal; what stood in the way since then, and what took it out of the way.
fn why_not_renewed(history: &[Event]) -> Vec<Ground> {
    let renewed = |event: &Event| matches!(event.fact, Fact::OrderFulfilled(_));
    let since = history.iter().rposition(renewed).unwrap_or_default();
    let since = history.get(since..).unwrap_or_default();
    since.iter().filter(|event| bears_on_renewal(&event.fact)).map(recorded).collect()
}

fn bears_on_renewal(fact: &Fact) -> bool {
    matches!(
        fact,
        Fact::OrderFulfilled(_)
            | Fact::AutoRenewalSwitchedOff { .. }
            | Fact::AutoRenewalSwitchedOn { .. }
            | Fact::OrderNotGenerated { .. }
            | Fact::OrderCancelled { .. }
            | Fact::OrderLapsed { .. }
            | Fact::ChargeBarred { .. }
            | Fact::ChargeUnknown { .. }
            | Fact::ChargeFailed { .. }
            | Fact::ChargeNotExecuted { .. }
            | Fact::ChargeInDoubt { .. }
            | Fact::LadderExhausted { .. }
            | Fact::TerminationRequested { .. }
            | Fact::TerminationRevoked
            | Fact::RenewalWithdrawn { .. }
            | Fact::TermLeft { .. }
            | Fact::MailboxDeleted { .. }
    )
}

/// Whether money comes in or goes out by a fact, or is promised: what the sums of the ledger are made of.
fn moves_money(fact: &Fact) -> bool {
    if let Fact::MailboxOpened { opening, .. } = fact {
        opening.carried.as_deref().is_some_and(carries_money)
    } else {
        matches!(
            fact,
            Fact::PaymentRegistered(_)
                | Fact::CommitmentRegistered(_)
                | Fact::PaymentReversed(_)
                | Fact::RefundPaid { .. }
                | Fact::PayoutCameBack(_)
        )
    }
}

fn carries_money(carried: &Carried) -> bool {
    !(carried.payments.is_empty()
        && carried.refunds.is_empty()
        && carried.debts.is_empty()
        && carried.receivables.is_empty())
}

/// What the next tick that does anything will record, deliveries apart.
fn coming(mailbox: &Mailbox, policy: &Policy) -> Vec<Ground> {
    let Some(deadline) = next_deadline(mailbox, policy) else { return Vec::new() };
    let coming = project(mailbox, policy, deadline, Assumption::Settled).into_iter();
    let coming = coming.filter(|it| !matches!(it.fact, Fact::NoticeDelivered { .. }));
    coming.map(|projected| Ground::Coming(Box::new(projected))).collect()
}

/// What a reminder of that day says, of a mailbox that is neither deleted nor ending.
fn outlook(mailbox: &Mailbox, policy: &Policy, day: Day) -> Option<Ground> {
    if mailbox.service().is_gone() {
        return None;
    }
    if let Notice::ExpiryReminder(told) = reminder(mailbox, policy, day) {
        Some(Ground::Outlook(told))
    } else {
        None
    }
}

/// Of these actions, those whose permission is as asked for.
fn actions(
    mailbox: &Mailbox,
    policy: &Policy,
    day: Day,
    of: &[Action],
    is_asked_for: fn(&Permission) -> bool,
) -> Vec<Ground> {
    permitted(mailbox, policy, day)
        .into_iter()
        .filter(|(action, permission)| of.contains(action) && is_asked_for(permission))
        .map(|(action, permission)| Ground::Action { action, permission })
        .collect()
}

const fn is_refused(permission: &Permission) -> bool {
    match permission {
        Permission::Refused(_) => true,
        Permission::Permitted
        | Permission::PermittedBesideCharge { .. }
        | Permission::PermittedEnding { .. }
        | Permission::AlreadySo => false,
    }
}

const fn is_possible(permission: &Permission) -> bool {
    match permission {
        Permission::Permitted
        | Permission::PermittedBesideCharge { .. }
        | Permission::PermittedEnding { .. } => true,
        Permission::AlreadySo | Permission::Refused(_) => false,
    }
}

/// All money that came, went or was taken back; all sums; and what is open of them.
fn money(mailbox: &Mailbox, history: &[Event]) -> Vec<Ground> {
    let moves = history.iter().filter(|event| moves_money(&event.fact));
    let mut grounds: Vec<Ground> = moves.map(recorded).collect();
    let ledger = *mailbox.ledger();
    if ledger != Ledger::default() {
        grounds.push(Ground::Ledger(Box::new(ledger)));
    }
    let refunds = mailbox.refunds().iter().filter(|refund| refund.is_open());
    grounds.extend(refunds.map(|refund| Ground::Refund(Box::new(refund.clone()))));
    let debts = mailbox.debts().iter().filter(|debt| !debt.open.is_zero());
    grounds.extend(debts.map(|debt| Ground::Debt(debt.clone())));
    let receivables = mailbox.receivables().iter().filter(|to_come| !to_come.open.is_zero());
    grounds.extend(receivables.map(|to_come| Ground::Receivable(to_come.clone())));
    grounds
}

fn recorded(event: &Event) -> Ground {
    Ground::Recorded(Box::new(event.clone()))
}

fn switches_on(fact: &Fact) -> bool {
    if let Fact::MailboxOpened { opening, .. } = fact {
        opening.bound_method.is_some()
    } else {
        matches!(fact, Fact::AutoRenewalSwitchedOn { .. })
    }
}

/// The charge that a fact is about, inquiries apart.
const fn charge_of(fact: &Fact) -> Option<ChargeKey> {
    if let Fact::ChargeRequested { key, .. }
    | Fact::ChargeUnknown { key }
    | Fact::ChargeFailed { key, .. }
    | Fact::ChargeNotExecuted { key }
    | Fact::ChargeInDoubt { key, .. }
    | Fact::ChargeContradicted { key, .. }
    | Fact::PaymentRegistered(RegisteredPayment {
        source: PaymentSource::Charge { key },
        ..
    }) = fact
    {
        Some(*key)
    } else {
        None
    }
}

/// Whether a fact takes back what this charge took.
fn takes_back(fact: &Fact, key: ChargeKey) -> bool {
    if let Fact::PaymentReversed(reversed) = fact {
        reversed.reversal.of == PaymentReference::of_charge(&key)
    } else {
        false
    }
}

/// The order that a fact opens or fulfils.
fn order_of(fact: &Fact) -> Option<OrderId> {
    if let Fact::OrderOpened(open) = fact {
        Some(open.id)
    } else if let Fact::OrderFulfilled(fulfilment) = fact {
        Some(fulfilment.order)
    } else {
        None
    }
}

/// What holders want to do, and ask about where they cannot.
const MAY_BE_BARRED: [Action; 5] = [
    Action::SwitchOn,
    Action::RenewByHand,
    Action::Pay,
    Action::CancelOrder,
    Action::TerminateAtExpiry,
];

/// What leads to a renewal; switching on stands first.
const MAY_RENEW: [Action; 6] = [
    Action::SwitchOn,
    Action::ReplaceMethod,
    Action::RenewByHand,
    Action::Pay,
    Action::RevokeTermination,
    Action::BuyAgain,
];
