//! The language itself: each kind of sentence from its own file.

use alloc::string::String;

use super::{fact, notice, refusal, state, words};
use crate::{
    audit::explain::language::Language,
    mailbox::{Fact, Mailbox, Notice, Refusal},
    service::Access,
    values::Day,
};

/// English: an order is `order 2`, the first charge of it `charge 2.1`, and amounts are in euro.
#[derive(Clone, Copy, Debug)]
pub struct English;

impl Language for English {
    fn fact(&self, fact: &Fact) -> String {
        fact::fact(fact)
    }

    fn notice(&self, notice: &Notice) -> String {
        notice::notice(notice)
    }

    fn refusal(&self, refusal: &Refusal) -> String {
        refusal::refusal(refusal)
    }

    fn state(&self, mailbox: &Mailbox, day: Day) -> String {
        state::state(mailbox, day)
    }

    fn access(&self, access: Access) -> String {
        words::access(access)
    }
}
