//! The other people with books: the bank that money came to, and the desk that pays back and invoices.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{
    Payment,
    values::{Day, MailboxId, Money, OrderId, PaymentReference},
};

/// What the bank and the checkout took in.
#[derive(Default)]
pub struct Bank {
    pub books: BTreeMap<PaymentReference, (MailboxId, Payment)>,
}

/// What was paid back, and what was invoiced.
#[derive(Default)]
pub struct Desk {
    /// By the errand that asked for it, so that none is paid back twice.
    pub paid_back: BTreeMap<(MailboxId, u64), Money>,
    /// By order: what it was paid with.
    pub invoiced: BTreeMap<OrderId, Money>,
    /// Mailboxes whose contents were deleted.
    pub deleted: BTreeSet<MailboxId>,
}

impl Bank {
    /// Money comes in, and gets a reference that no other has.
    pub fn take(&mut self, mailbox: MailboxId, payment: Payment) {
        self.books.insert(payment.reference.clone(), (mailbox, payment));
    }

    /// The reference of the next payment.
    pub fn next_reference(&self) -> PaymentReference {
        format!("TRN {}", self.books.len() + 1).parse().expect("a reference")
    }

    /// What was registered from this day on.
    pub fn statement(&self, from: Day) -> Vec<(MailboxId, Payment)> {
        let recent = self.books.values().filter(|(_, payment)| from <= payment.registered_on);
        recent.cloned().collect()
    }
}
