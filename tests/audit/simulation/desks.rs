//! The other people with books: the bank that money came to, and the desk that pays back and invoices.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{
    Fact, Payment, Payout, Refund,
    values::{Day, MailboxId, Money, OrderId, PaymentReference, RefundNumber},
};

use super::store::Store;

/// What the bank and the checkout took in.
#[derive(Default)]
pub struct Bank {
    pub books: BTreeMap<PaymentReference, (MailboxId, Payment)>,
}

/// What is and was paid back, and what was invoiced.
#[derive(Default)]
pub struct Desk {
    /// By mailbox and number, so that none is paid back twice; the last part is nothing but for a desk
    /// that keeps no such order.
    pub refunds: BTreeMap<(MailboxId, RefundNumber, u64), Owed>,
    /// By order: what it was paid with.
    pub invoiced: BTreeMap<OrderId, Money>,
    /// By order: what of its invoice a credit note took back.
    pub credited: BTreeMap<OrderId, Money>,
    /// Mailboxes whose contents were deleted.
    pub deleted: BTreeSet<MailboxId>,
    /// Mailboxes whose address has begun a new life.
    pub begun_anew: BTreeSet<MailboxId>,
    /// Mailboxes whose contents were deleted when the address already held those of its next life.
    pub deleted_too_late: BTreeSet<MailboxId>,
    /// How many events of each mailbox were read for invoices.
    read: BTreeMap<MailboxId, usize>,
}

/// A refund, as the desk has it.
#[derive(Clone)]
pub struct Owed {
    pub amount: Money,
    /// The day by which it should be paid.
    pub due: Option<Day>,
    /// The desk pays no sooner.
    pub pays_on: Day,
    /// What went out.
    pub payout: Option<Payout>,
    /// When it is reported, again and again until that was heard.
    pub says_on: Day,
}

impl Desk {
    /// What went out for the refunds of a mailbox.
    pub fn payouts(&self, mailbox: MailboxId) -> impl Iterator<Item = (RefundNumber, &Payout)> {
        let of_it = self.refunds.iter().filter(move |((owner, ..), _)| *owner == mailbox);
        of_it.filter_map(|((_, number, _), owed)| Some((*number, owed.payout.as_ref()?)))
    }

    /// Whether there is something to pay or to say by today.
    pub fn is_due(&self, today: Day, store: &Store) -> bool {
        self.refunds.iter().any(|((mailbox, number, _), owed)| match owed.payout {
            None => owed.pays_on <= today,
            Some(ref payout) => {
                owed.says_on <= today && !is_heard(store, *mailbox, *number, payout)
            }
        })
    }

    /// Whether all was paid, and heard of.
    pub fn is_quiet(&self, store: &Store) -> bool {
        self.refunds.iter().all(|((mailbox, number, _), owed)| match &owed.payout {
            None => !is_open(store, *mailbox, *number),
            Some(payout) => is_heard(store, *mailbox, *number, payout),
        })
    }

    /// Deletes all that the address holds.
    pub fn deletes(&mut self, mailbox: MailboxId) {
        self.deleted.insert(mailbox);
        if self.begun_anew.contains(&mailbox) {
            self.deleted_too_late.insert(mailbox);
        }
    }

    /// The mailboxes with events that were not read.
    pub fn unread(&self, store: &Store) -> Vec<MailboxId> {
        let unread = store.rows().filter(|(id, row)| self.bookmark(*id) < row.events.len());
        unread.map(|(id, _)| id).collect()
    }

    /// Invoices the orders fulfilled since what was read, and credits the terms that ended.
    pub fn invoice(&mut self, mailbox: MailboxId, store: &Store) {
        let row = store.row(mailbox).expect("it has events");
        for event in &row.events[self.bookmark(mailbox)..] {
            match &event.fact {
                Fact::OrderFulfilled(fulfilment) => {
                    note(&mut self.invoiced, fulfilment.order, fulfilment.applied);
                }
                Fact::RenewalWithdrawn { undone, .. } | Fact::TermLeft { undone } => {
                    for term in &undone.ended {
                        note(&mut self.credited, term.order, term.owed_back);
                    }
                }
                _ => {}
            }
        }
    }

    /// All that is in the record now was read.
    pub fn mark(&mut self, mailbox: MailboxId, store: &Store) {
        let row = store.row(mailbox).expect("it has events");
        self.read.insert(mailbox, row.events.len());
    }

    fn bookmark(&self, mailbox: MailboxId) -> usize {
        self.read.get(&mailbox).copied().unwrap_or_default()
    }
}

/// What is read again is noted once.
fn note(notes: &mut BTreeMap<OrderId, Money>, order: OrderId, amount: Money) {
    let before = notes.insert(order, amount);
    assert!(before.is_none_or(|before| before == amount), "{order} was noted with another sum");
}

/// Whether the mailbox still awaits the payout of a refund.
pub fn is_open(store: &Store, mailbox: MailboxId, number: RefundNumber) -> bool {
    let refund = store.row(mailbox).and_then(|row| row.state.refund(number));
    refund.is_some_and(Refund::is_open)
}

/// Whether the mailbox knows what went out.
pub fn is_heard(store: &Store, mailbox: MailboxId, number: RefundNumber, payout: &Payout) -> bool {
    let refund = store.row(mailbox).and_then(|row| row.state.refund(number));
    refund.is_some_and(|refund| refund.payouts().any(|known| known == payout))
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
