//! A refusal in words: what, by which code, who can act, and whether waiting helps.

use alloc::{format, string::String};

use crate::mailbox::{Refusal, Who};

pub(super) fn refusal(refusal: &Refusal) -> String {
    let who = match refusal.who() {
        Who::Caller => "the calling program can act",
        Who::Holder => "the holder can act",
        Who::Provider => "the provider can act",
        Who::Nobody => "nobody can act",
    };
    let waiting = if refusal.is_transient() { "waiting may help" } else { "waiting does not help" };
    format!("{} ({}): {refusal}; {who}; {waiting}", refusal.code(), refusal.rule())
}
