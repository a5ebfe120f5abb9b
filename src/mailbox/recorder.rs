//! What a decision records. Each event goes into the caller's buffer and into the mailbox at once,
//! so the state is the fold of the events by construction.
//!
//! A chapter asks first and then records. Recording cannot be refused, and a chapter that has begun
//! to record goes on to the end, so a refusal leaves buffer and mailbox unchanged.

use alloc::vec::Vec;

use super::{
    event::{Event, Fact, RefundForm, RefundReason},
    notice::Notice,
    state::Mailbox,
};
use crate::{
    catalogue::{LatePayment, Policy},
    values::{Day, Moment, Money, OrderId},
};

/// A mailbox that a command is decided on, and the buffer that its events go to.
pub(super) struct Recorder<'a> {
    events: &'a mut Vec<Event>,
    mailbox: &'a mut Mailbox,
    policy: &'a Policy,
    at: Moment,
}

impl<'a> Recorder<'a> {
    pub(super) const fn new(
        events: &'a mut Vec<Event>,
        mailbox: &'a mut Mailbox,
        policy: &'a Policy,
        at: Moment,
    ) -> Self {
        Self { events, mailbox, policy, at }
    }

    /// The mailbox as the events recorded so far leave it.
    pub(super) const fn mailbox(&self) -> &Mailbox {
        self.mailbox
    }

    pub(super) const fn policy(&self) -> &'a Policy {
        self.policy
    }

    pub(super) fn today(&self) -> Day {
        self.at.day()
    }

    /// Records what happened, and folds it.
    pub(super) fn record(&mut self, fact: Fact) {
        self.events.push(Event::new(self.at, fact));
        if let Some(event) = self.events.last() {
            self.mailbox.record(event);
        }
    }

    /// Records that the holder is to be told something.
    pub(super) fn tell(&mut self, notice: Notice) {
        let number = self.mailbox.notices.next_number();
        self.record(Fact::NoticeDue { number, notice });
    }

    /// Records that money is to be paid back, if any is.
    pub(super) fn owe_back(&mut self, amount: Money, order: Option<OrderId>, reason: RefundReason) {
        let form = match self.policy.parameters().late_payment {
            LatePayment::Refund => RefundForm::Refund,
            LatePayment::Credit { months } => match self.today().plus_months(months) {
                Some(until) => RefundForm::Credit { until },
                None => RefundForm::Refund,
            },
        };
        self.owe_back_as(form, amount, order, reason);
    }

    /// Records that money is to be paid back in this form, if any is.
    pub(super) fn owe_back_as(
        &mut self,
        form: RefundForm,
        amount: Money,
        order: Option<OrderId>,
        reason: RefundReason,
    ) {
        if !amount.is_zero() {
            self.record(Fact::RefundOwed { amount, order, reason, form });
        }
    }
}
