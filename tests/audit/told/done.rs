//! What a notice says was done: renewed, owed back, ended, in doubt.

use pec_renewal::{
    Backing, Command, DepartureReceived, Fact, Lies, Mailbox, Payment, Refund, RefundForm,
    RefundReason, Renewed, access,
    catalogue::{LatePayment, MailAccess},
    charge::Outcome,
    order::{ClosedOrder, FinalStatus},
    service::Service,
    values::{ChargeKey, Day, Money, OrderId},
};

use super::{
    kept::{World, renews, same},
    living::{Charges, Living},
};

impl World<'_> {
    /// The order was fulfilled just now, by what came for it less what is owed back of that.
    pub(super) fn renewed(&self, told: &Renewed) -> Result<(), String> {
        same("expiry", &told.expiry, &self.mailbox.expiry())?;
        same("its end", &Some(FinalStatus::Fulfilled), &ended(self.mailbox, told.order))?;
        let is_new = self
            .events
            .iter()
            .any(|event| matches!(&event.fact, Fact::OrderFulfilled(it) if it.order == told.order));
        same("renewed just now", &true, &is_new)?;
        let lies = Lies::Applied { order: Some(told.order) };
        let applied = |counts: fn(&Backing) -> bool| {
            let portions = self.mailbox.portions().lying(&lies);
            let counted = portions.filter(|it| counts(&it.backing)).map(|it| it.amount);
            counted.fold(Money::ZERO, Money::saturating_add)
        };
        let paid =
            applied(|backing| matches!(backing, Backing::Payment { .. } | Backing::Elsewhere));
        same("paid", &told.paid, &paid)?;
        let to_come = applied(|backing| matches!(backing, Backing::Receivable { .. }));
        same("to come", &told.receivable, &to_come)
    }

    /// The refund of this number is to be paid as told, by the day that the policy sets.
    pub(super) fn owed_back(&self, told: &Refund) -> Result<(), String> {
        let known = self.mailbox.refund(told.number).ok_or("no refund has this number")?;
        same("how much", &told.amount, &known.amount)?;
        same("for which order", &told.order, &known.order)?;
        same("why", &told.reason, &known.reason)?;
        same("how", &told.form, &known.form)?;
        same("by when", &told.due, &known.due)?;
        // What lapses by the day of a report is owed back first: the report may be of that very refund, or
        // of its money.
        let is_over = self.events.iter().any(|event| match &event.fact {
            Fact::RefundPaid { number, settles, .. } => {
                *number == told.number || *settles == Some(told.number)
            }
            Fact::PaymentReversed(reversed) => {
                reversed.withdrawn.iter().any(|taken| taken.refund == told.number)
            }
            _ => false,
        });
        let replaced = self.events.iter().find_map(|event| match event.fact {
            Fact::RefundOwed { number, replaces, .. } if number == told.number => replaces,
            _ => None,
        });
        same("still to be paid", &!is_over, &known.is_open())?;
        let parameters = self.policy.parameters();
        let (may_be_credit, due) = match told.reason {
            // By the same day, and in the same form or in cash.
            _ if replaced.is_some() => {
                let before = replaced.and_then(|before| self.mailbox.refund(before));
                let before = before.ok_or("no refund was withdrawn")?;
                (before.form != RefundForm::Refund, before.due)
            }
            RefundReason::PaidShort { of } => {
                let before = self.mailbox.refund(of).ok_or("no refund was paid short")?;
                (before.form != RefundForm::Refund, before.due)
            }
            RefundReason::Excess
            | RefundReason::Left
            | RefundReason::HolderLeft
            | RefundReason::DebtSettled
            | RefundReason::PayoutCameBack { .. } => (false, self.refund_day()),
            RefundReason::Withdrawn => (false, self.day_after_declaration()),
            RefundReason::UnknownOrder
            | RefundReason::UnknownDebt
            | RefundReason::OrderFulfilled
            | RefundReason::OrderCancelled
            | RefundReason::CancelledBefore
            | RefundReason::OrderLapsed
            | RefundReason::AfterLastDay
            | RefundReason::ReportedLate
            | RefundReason::TermOver
            | RefundReason::MailboxGone => {
                let gives_credit = parameters.late_payment != LatePayment::Refund;
                (gives_credit, self.refund_day())
            }
        };
        same("due", &told.due, &due)?;
        match told.form {
            RefundForm::Refund => Ok(()),
            RefundForm::Credit { until } => {
                same("a credit", &true, &may_be_credit)?;
                let days_left = self.today.days_until(until);
                same("a credit of 30 days", &true, &(CREDIT_DAYS_MIN <= days_left))
            }
        }
    }

    /// The law sets a day for what a withdrawal owes back, where the policy sets none.
    fn day_after_declaration(&self) -> Option<Day> {
        let days = self.policy.parameters().refund_days.unwrap_or(14);
        self.events.iter().find_map(|event| match &event.fact {
            Fact::RenewalWithdrawn { declared_at, .. } => {
                Some(declared_at.day().plus_days(i32::from(days)))
            }
            _ => None,
        })
    }

    /// What a withdrawal or a leaving came to: the money in cash, and the period that runs from now on.
    pub(super) fn departed(&self, told: &DepartureReceived) -> Result<(), String> {
        let owed = self.events.iter().map(|event| match event.fact {
            Fact::RefundOwed {
                amount,
                form: RefundForm::Refund,
                reason: RefundReason::Withdrawn | RefundReason::Left,
                ..
            } => amount.cents(),
            _ => 0,
        });
        same("owed back", &told.owed_back.cents(), &owed.sum())?;
        same("ended", &true, &self.mailbox.has_ended(told.order))?;
        if matches!(self.mailbox.service(), Service::Deleted { .. } | Service::Ending { .. }) {
            return same("only money comes back", &None, &told.expiry);
        }
        same("expiry", &told.expiry, &Some(self.mailbox.expiry()))?;
        same("automatic renewal", &false, &self.mailbox.auto_renewal().is_on())?;
        self.way_out(told.way_out.as_ref())?;
        let mut follows = told.if_not_renewed;
        // Where the old period comes back in a phase without sending, that is recorded after the notice; it
        // may have stopped before.
        if self.stops_sending_now() && follows.sending_stops == Some(self.today) {
            follows.sending_stops = None;
        }
        self.if_not_renewed(follows)
    }

    fn stops_sending_now(&self) -> bool {
        self.events
            .iter()
            .any(|event| matches!(event.fact, Fact::AccessChanged { access } if !access.send))
    }

    fn refund_day(&self) -> Option<Day> {
        let days = self.policy.parameters().refund_days?;
        Some(self.today.plus_days(i32::from(days)))
    }

    /// The mailbox can do nothing any more, the platform was told so, and the outcome deletes it.
    pub(super) fn over(&self) -> Result<(), String> {
        let may = access(self.mailbox, self.today);
        let may = [may.send, may.receive, may.read, may.renew];
        same("may send, receive, read, be renewed", &[false; 4], &may)?;
        same("told of access", &MailAccess::NONE, &self.mailbox.access_told())?;
        let mut living = Living::new(self.mailbox, self.policy, self.today, Charges::AreDeclined);
        living.fail_all();
        let is_deleted = matches!(living.mailbox().service(), Service::Deleted { .. });
        same("deleted once no charge is unresolved", &true, &is_deleted)
    }

    /// Reported settled, it pays its order where that is open, and else comes back; after a payment by hand it
    /// comes back in cash, and nothing renews twice.
    pub(super) fn charge_in_doubt(&self, key: ChargeKey) -> Result<(), String> {
        same("in doubt", &true, &self.mailbox.is_in_doubt(key))?;
        let order = stands_for(self.mailbox, key.order());
        let Some(open) = self.mailbox.open_order().filter(|open| open.id == order) else {
            let must_be_cash = ended(self.mailbox, order) == Some(FinalStatus::Fulfilled);
            let any_sum = Money::from_cents(100).expect("a sum");
            return self.comes_back(self.mailbox, key, any_sum, must_be_cash);
        };
        let asked = self.mailbox.attempts().iter().find(|attempt| attempt.key == key);
        let grace = self.mailbox.grace_on(self.today);
        let amount = open.due_on(&grace, asked.ok_or("it was never asked")?.on);
        let mut living = self.untouched();
        let outcome = Outcome::Settled { amount };
        let events = living.give(&Command::ChargeOutcome { key, outcome });
        same("settled, it renews", &1, &events.iter().filter(|event| renews(event)).count())?;
        let mut by_hand = self.untouched();
        let reference = "TRN of the reader".parse().expect("a reference");
        let due = open.due_on(&grace, self.today);
        let payment = Payment::transfer(reference, order, due, self.today);
        let is_renewed = by_hand.give(&Command::Payment(payment)).iter().any(renews);
        if is_renewed { self.comes_back(by_hand.mailbox(), key, amount, true) } else { Ok(()) }
    }

    /// What the charge took is owed back to the cent, and renews nothing.
    fn comes_back(
        &self,
        mailbox: &Mailbox,
        key: ChargeKey,
        amount: Money,
        in_cash: bool,
    ) -> Result<(), String> {
        let mut living = Living::new(mailbox, self.policy, self.today, Charges::AreDeclined);
        let outcome = Outcome::Settled { amount };
        let events = living.give(&Command::ChargeOutcome { key, outcome });
        same("it renews", &false, &events.iter().any(renews))?;
        let owed: Vec<_> = events
            .iter()
            .filter_map(|event| match event.fact {
                Fact::RefundOwed { amount, form, .. } => Some((amount, form)),
                _ => None,
            })
            .collect();
        match owed.as_slice() {
            [(owed, form)] => {
                same("comes back", &amount, owed)?;
                same("in cash", &true, &(!in_cash || *form == RefundForm::Refund))
            }
            other => Err(format!("comes back: told once, comes {other:?}")),
        }
    }

    fn untouched(&self) -> Living<'_> {
        Living::new(self.mailbox, self.policy, self.today, Charges::AreDeclined)
    }
}

/// How an order ended, if it did.
fn ended(mailbox: &Mailbox, order: OrderId) -> Option<FinalStatus> {
    let closed = mailbox.closed_orders().iter().find(|closed| is_of(mailbox, closed, order))?;
    Some(closed.status)
}

fn is_of(mailbox: &Mailbox, closed: &ClosedOrder, order: OrderId) -> bool {
    OrderId::new(mailbox.id(), closed.expiry, closed.ordinal) == order
}

/// The order that took the place of another in the end.
pub(super) fn stands_for(mailbox: &Mailbox, named: OrderId) -> OrderId {
    let is_replaced =
        |order| mailbox.closed_orders().iter().any(|it| it.replaced && is_of(mailbox, it, order));
    let mut order = named;
    while is_replaced(order) {
        order = OrderId::new(order.mailbox(), order.expiry(), order.ordinal() + 1);
    }
    order
}

/// The fewest days that a credit can be used for.
const CREDIT_DAYS_MIN: i32 = 30;
