//! A refusal in words: what, by which code, who can act, and whether waiting helps.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::mailbox::{Refusal, Who};

pub(super) fn refusal(refusal: &Refusal) -> String {
    let who = match refusal.who() {
        Who::Caller => "the calling program can act",
        Who::Holder => "the holder can act",
        Who::Provider => "the provider can act",
        Who::Nobody => "nobody can act",
    };
    let waiting = if refusal.is_transient() { "waiting may help" } else { "waiting does not help" };
    format!("{} ({}): {}; {who}; {waiting}", refusal.code(), refusal.rule(), reason(refusal))
}

/// The reason alone, with the mailbox's own order or charge named as everywhere else.
pub(super) fn reason(refusal: &Refusal) -> String {
    let text = refusal.to_string();
    if let Refusal::OrderAlreadyOpen { order, .. }
    | Refusal::OrderClosed { order, .. }
    | Refusal::OrderPastItsLastDay { order, .. }
    | Refusal::WithdrawalTooLate { order, .. } = refusal
    {
        text.replace(&order.to_string(), &order.ordinal().to_string())
    } else if let Refusal::ChargeUnresolved { key, .. } = refusal {
        let short = format!("{}.{}", key.order().ordinal(), key.attempt());
        text.replace(&key.to_string(), &short)
    } else {
        text
    }
}
