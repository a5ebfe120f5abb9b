//! The language itself: each kind of sentence from its own file.

use alloc::string::{String, ToString};

use super::{answer, calendar, errand, fact, notice, permitted, refusal, state, words};
use crate::{
    audit::explain::{
        answers::{Ground, Question},
        language::Language,
    },
    mailbox::{Action, Errand, Fact, Mailbox, Notice, Permission, Refusal},
    service::Access,
    values::Day,
};

/// Italian: an order is `ordine 2`, the first charge of it `addebito 2.1`; amounts are `9,64 €`, days
/// `15 gennaio 2026`.
#[derive(Clone, Copy, Debug)]
pub struct Italian;

impl Language for Italian {
    fn mailbox(&self, mailbox: &Mailbox) -> String {
        state::held(mailbox)
    }

    fn day(&self, day: Day) -> String {
        calendar::day(day)
    }

    fn fact(&self, fact: &Fact) -> String {
        fact::fact(fact)
    }

    fn notice(&self, notice: &Notice) -> String {
        notice::notice(notice)
    }

    fn refusal(&self, refusal: &Refusal) -> String {
        refusal::refusal(refusal)
    }

    fn reason(&self, refusal: &Refusal) -> String {
        refusal::reason(refusal)
    }

    fn errand(&self, errand: &Errand) -> String {
        errand::errand(errand)
    }

    fn permission(&self, action: Action, permission: &Permission) -> String {
        permitted::permission(action, permission)
    }

    fn question(&self, question: Question) -> String {
        answer::question(question).to_string()
    }

    fn ground(&self, ground: &Ground) -> String {
        answer::ground(ground)
    }

    fn nothing(&self, question: Question) -> String {
        answer::nothing(question).to_string()
    }

    fn state(&self, mailbox: &Mailbox, day: Day) -> String {
        state::state(mailbox, day)
    }

    fn access(&self, access: Access) -> String {
        words::access(access)
    }
}
