//! A decision under way: each event is folded as it is recorded, so that state = fold by
//! construction, into a working copy made only when there is something to record.

use alloc::vec::Vec;

use crate::{
    catalogue::{LatePayment, Policy},
    mailbox::{
        command::Hosting,
        event::{Event, Fact, RefundForm, RefundReason},
        evolve::fold,
        notice::Notice,
        refusal::Refusal,
        state::Mailbox,
    },
    service::Service,
    values::{Day, Moment, Money, NoticeNumber, OrderId},
};

pub(super) struct Decision<'a> {
    buffer: &'a mut Vec<Event>,
    start: usize,
    before: &'a Mailbox,
    working: Option<Mailbox>,
    policy: &'a Policy,
    at: Moment,
}

impl<'a> Decision<'a> {
    pub(super) fn new(
        buffer: &'a mut Vec<Event>,
        before: &'a Mailbox,
        policy: &'a Policy,
        at: Moment,
    ) -> Self {
        let start = buffer.len();
        Self { buffer, start, before, working: None, policy, at }
    }

    /// The mailbox as the events recorded so far leave it.
    pub(super) fn mailbox(&self) -> &Mailbox {
        self.working.as_ref().unwrap_or(self.before)
    }

    /// What was held when the decision began.
    pub(super) const fn held_before(&self) -> Money {
        self.before.ledger.held
    }

    pub(super) const fn policy(&self) -> &'a Policy {
        self.policy
    }

    pub(super) fn today(&self) -> Day {
        self.at.day()
    }

    /// How many events this decision recorded.
    pub(super) fn recorded(&self) -> usize {
        self.buffer.len().saturating_sub(self.start)
    }

    /// Takes back all that was recorded.
    pub(super) fn forget(&mut self) {
        self.buffer.truncate(self.start);
        self.working = None;
    }

    /// Records what happened, and folds it.
    pub(super) fn record(&mut self, fact: Fact) -> Result<(), Refusal> {
        let event = Event { at: self.at, fact };
        let working = self.working.get_or_insert_with(|| self.before.clone());
        fold(working, &event).map_err(|history| Refusal::Broken { history })?;
        self.buffer.push(event);
        Ok(())
    }

    /// Records that the holder is to be told something.
    pub(super) fn tell(&mut self, notice: Notice) -> Result<(), Refusal> {
        let number = NoticeNumber::new(self.mailbox().notices.count.saturating_add(1));
        self.record(Fact::NoticeDue { number, notice })
    }

    /// Records that money is to be paid back, if any is.
    pub(super) fn owe_back(
        &mut self,
        amount: Money,
        order: Option<OrderId>,
        reason: RefundReason,
    ) -> Result<(), Refusal> {
        if amount.is_zero() {
            return Ok(());
        }
        let form = match self.policy.parameters().late_payment {
            LatePayment::Refund => RefundForm::Refund,
            LatePayment::Credit { months } => match self.today().plus_months(months) {
                Some(until) => RefundForm::Credit { until },
                None => RefundForm::Refund,
            },
        };
        self.record(Fact::RefundOwed { amount, order, reason, form })
    }

    /// What every request of the holder needs: a mailbox that lives, and is managed here.
    pub(super) fn require_alive_and_here(&self) -> Result<(), Refusal> {
        self.require_alive()?;
        match self.mailbox().hosting {
            Hosting::Provider => Ok(()),
            Hosting::OwnDomain => Err(Refusal::OwnDomain),
        }
    }

    pub(super) fn require_alive(&self) -> Result<(), Refusal> {
        match self.mailbox().service {
            Service::Active { .. } | Service::TerminatedAtExpiry { .. } => Ok(()),
            Service::Ending { .. } => Err(Refusal::MailboxDeleted { since: None }),
            Service::Deleted { on, .. } => Err(Refusal::MailboxDeleted { since: Some(on) }),
        }
    }

    /// No termination stands, and the last renewable day is not over.
    pub(super) fn require_renewable(&self) -> Result<(), Refusal> {
        let m = self.mailbox();
        if m.service.termination_stands(self.today()) {
            return Err(Refusal::TerminationStands { expiry: m.expiry() });
        }
        if m.is_renewable(self.today()) {
            Ok(())
        } else {
            Err(Refusal::NotRenewable { last_renewable_day: m.last_renewable_day() })
        }
    }

    /// A report's own day may be past, not future.
    pub(super) fn require_not_future(&self, received: Day) -> Result<(), Refusal> {
        let today = self.today();
        if received <= today { Ok(()) } else { Err(Refusal::DatedInTheFuture { today, received }) }
    }
}
