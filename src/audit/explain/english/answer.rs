//! Questions and the grounds of their answers, in words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    causes, fact,
    notice::reminder,
    permitted::permission,
    words::{euro, order},
};
use crate::{
    audit::explain::answers::{Ground, Question},
    mailbox::{Debt, Ledger, Receivable, Refund},
};

pub(super) fn question(question: Question) -> &'static str {
    match question {
        Question::WhyCharged => "Why was I charged?",
        Question::WhyNotRenewed => "Why was it not renewed?",
        Question::WhyNotPossible => "What can I not do, and why?",
        Question::WhatNext => "What happens next, and when?",
        Question::WhatWouldRenew => "What would make it renew?",
        Question::WhereIsTheMoney => "Where is my money?",
    }
}

/// Where an answer has no grounds.
pub(super) fn nothing(question: Question) -> &'static str {
    match question {
        Question::WhyCharged => "no charge was ever requested",
        Question::WhyNotRenewed => "nothing is recorded that prevented it",
        Question::WhyNotPossible => "nothing of this is barred",
        Question::WhatNext => "nothing is due",
        Question::WhatWouldRenew => "nothing can be done for that now",
        Question::WhereIsTheMoney => "no money was ever registered",
    }
}

pub(super) fn ground(ground: &Ground) -> String {
    match ground {
        Ground::Recorded(event) => format!("on {}, {}", event.at.day(), fact::fact(&event.fact)),
        Ground::Coming(coming) => {
            format!("if nobody acts, on {}: {}", coming.on, fact::fact(&coming.fact))
        }
        Ground::Outlook(told) => reminder(told),
        Ground::Action { action, permission: may } => permission(*action, may),
        Ground::Ledger(sums) => ledger(sums),
        Ground::Refund(refund) => {
            let Refund { number, amount, order, reason, form, due, .. } = &**refund;
            causes::owed_back(*number, *amount, *order, *reason, (*form, *due), None)
        }
        Ground::Debt(Debt { number, open, order: id, .. }) => {
            let of = id.map_or(String::new(), |id| format!(" of {}", order(id)));
            format!("debt {number}{of}, of which {} still stands", euro(*open))
        }
        Ground::Receivable(Receivable { order: id, open, .. }) => {
            format!("{} still to come for {}", euro(*open), order(*id))
        }
    }
}

fn ledger(ledger: &Ledger) -> String {
    let sums = [
        ("registered in all", ledger.registered),
        ("taken back", ledger.reversed),
        ("of debts", ledger.debts),
        ("to come by commitments", ledger.receivables),
        ("written off", ledger.written_off),
        ("used for renewals", ledger.applied),
        ("held for the open order", ledger.held),
        ("owed back", ledger.owed_back),
        ("paid out or credited", ledger.paid_out),
    ];
    let sums = sums.into_iter().filter(|(_, sum)| !sum.is_zero());
    let sums: Vec<String> = sums.map(|(what, sum)| format!("{} {what}", euro(sum))).collect();
    if sums.is_empty() { nothing(Question::WhereIsTheMoney).to_string() } else { sums.join("; ") }
}
