//! What a decision records. Each event goes into the caller's buffer and into the mailbox at once,
//! so the state is the fold of the events by construction.
//!
//! A chapter asks first and then records. Recording cannot be refused, and a chapter that has begun
//! to record goes on to the end, so a refusal leaves buffer and mailbox unchanged.

use alloc::vec::Vec;

use super::{
    event::{Event, Fact, RefundForm, RefundReason},
    notice::Notice,
    refund::Refund,
    state::Mailbox,
};
use crate::{
    catalogue::{LatePayment, Policy},
    values::{Day, Moment, Money, OrderId, RefundNumber},
};

/// A mailbox that a command is decided on, and the buffer that its events go to.
pub(super) struct Recorder<'a> {
    events: &'a mut Vec<Event>,
    mailbox: &'a mut Mailbox,
    policy: &'a Policy,
    at: Moment,
    telling: Telling,
}

/// What the holder is told. A projection that a notice asks for leaves notices out, or it would
/// never end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Telling {
    /// All that is owed.
    Everything,
    /// Nothing but the warning before deletion.
    WarningOnly,
    /// Nothing: for what the warning itself asks.
    Nothing,
}

impl<'a> Recorder<'a> {
    pub(super) const fn new(
        events: &'a mut Vec<Event>,
        mailbox: &'a mut Mailbox,
        policy: &'a Policy,
        at: Moment,
        telling: Telling,
    ) -> Self {
        Self { events, mailbox, policy, at, telling }
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

    pub(super) const fn telling(&self) -> Telling {
        self.telling
    }

    /// Records what happened, and folds it.
    pub(super) fn record(&mut self, fact: Fact) {
        self.events.push(Event::new(self.at, fact));
        if let Some(event) = self.events.last() {
            self.mailbox.record(event);
        }
    }

    /// Records that the holder is to be told something, if there is something to tell. The notice
    /// is built only where it is told.
    pub(super) fn tell<N: Into<Option<Notice>>>(
        &mut self,
        notice: impl FnOnce(&Mailbox, &Policy, Day) -> N,
    ) {
        match self.telling {
            Telling::Everything => {
                if let Some(notice) = notice(self.mailbox, self.policy, self.today()).into() {
                    self.notice(notice);
                }
            }
            Telling::WarningOnly | Telling::Nothing => {}
        }
    }

    /// Records that the holder is warned of the deletion: without that, nothing is deleted.
    pub(super) fn warn(&mut self, notice: impl FnOnce(&Mailbox, &Policy, Day) -> Notice) {
        match self.telling {
            Telling::Everything | Telling::WarningOnly => {
                let notice = notice(self.mailbox, self.policy, self.today());
                self.notice(notice);
            }
            Telling::Nothing => {}
        }
    }

    fn notice(&mut self, notice: Notice) {
        let number = self.mailbox.notices.next_number();
        let policy_version = self.policy.parameters().version;
        let price_list_version = self.policy.prices().version();
        self.record(Fact::NoticeDue { number, notice, policy_version, price_list_version });
    }

    /// Records that money paid on a day is to be given back, if any is: as the policy says, but in
    /// cash where a credit from that day would leave less than 30 days to use it.
    pub(super) fn owe_back(
        &mut self,
        amount: Money,
        order: Option<OrderId>,
        reason: RefundReason,
        paid_on: Day,
    ) {
        let form = match self.policy.parameters().late_payment {
            LatePayment::Refund => RefundForm::Refund,
            LatePayment::Credit { months } => self.credit_until(paid_on.plus_months(months)),
        };
        self.owe_back_as(amount, order, reason, form);
    }

    /// Records that money is to be given back in this form, if any is, by the day that the policy
    /// sets.
    pub(super) fn owe_back_as(
        &mut self,
        amount: Money,
        order: Option<OrderId>,
        reason: RefundReason,
        form: RefundForm,
    ) {
        let days = self.policy.parameters().refund_days;
        let due = days.map(|days| self.today().plus_days(i32::from(days)));
        self.owe(amount, order, reason, form, due, None);
    }

    /// Records that money that paid an order is to be given back in cash, if any is, by that day (R-64,
    ///
    pub(super) fn owe_back_in_cash(
        &mut self,
        amount: Money,
        order: OrderId,
        reason: RefundReason,
        due: Option<Day>,
    ) {
        self.owe(amount, Some(order), reason, RefundForm::Refund, due, None);
    }

    /// Records that what a payout left of a refund is still to be given back, if any is: by the day
    /// that was set before, since paying short must not gain time.
    pub(super) fn owe_rest(&mut self, rest: Money, paid_short: &Refund, was_withdrawn: bool) {
        let form = self.form_now(paid_short);
        let reason = RefundReason::PaidShort { of: paid_short.number };
        let replaces = Some(paid_short.number).filter(|_| was_withdrawn);
        self.owe(rest, paid_short.order, reason, form, paid_short.due, replaces);
    }

    /// Records that what a reversal left of a refund is still to be given back, if any is: for the same
    /// reason and by the same day, in the place of that number.
    pub(super) fn owe_in_its_place(&mut self, rest: Money, withdrawn: &Refund) {
        let Refund { number, order, reason, due, .. } = *withdrawn;
        let form = self.form_now(withdrawn);
        self.owe(rest, order, reason, form, due, Some(number));
    }

    /// Records that what came back of a payout is to be given back again, if any is: in cash.
    pub(super) fn owe_what_came_back(
        &mut self,
        amount: Money,
        order: Option<OrderId>,
        of: RefundNumber,
    ) {
        self.owe_back_as(amount, order, RefundReason::PayoutCameBack { of }, RefundForm::Refund);
    }

    /// How a refund comes back whose number is no longer open: a credit only while it can be used.
    fn form_now(&self, refund: &Refund) -> RefundForm {
        match refund.form {
            RefundForm::Refund => RefundForm::Refund,
            RefundForm::Credit { until } => self.credit_until(Some(until)),
        }
    }

    /// A credit until a day; money to be paid out where that would leave too few days to use it.
    fn credit_until(&self, until: Option<Day>) -> RefundForm {
        let is_usable = |until: &Day| CREDIT_DAYS_MIN <= self.today().days_until(*until);
        match until.filter(is_usable) {
            Some(until) => RefundForm::Credit { until },
            None => RefundForm::Refund,
        }
    }

    fn owe(
        &mut self,
        amount: Money,
        order: Option<OrderId>,
        reason: RefundReason,
        form: RefundForm,
        due: Option<Day>,
        replaces: Option<RefundNumber>,
    ) {
        if !amount.is_zero() {
            let number = self.mailbox.remembered.refunds.next_number();
            self.record(Fact::RefundOwed { number, amount, order, reason, form, due, replaces });
            self.tell(|_, _, _| Notice::MoneyOwedBack {
                refund: number,
                amount,
                order,
                reason,
                form,
                due,
            });
        }
    }
}

/// The fewest days that are left of a credit when it is given; with fewer it is paid out.
const CREDIT_DAYS_MIN: i32 = 30;
