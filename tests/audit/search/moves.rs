//! Everything that can happen to a node of the search.

use pec_renewal::{
    Attempt, Backing, Command, MethodNews, Payment, Payout, Refund, ReversalKind, StatutoryNotice,
    catalogue::{Holder, HolderKind, Plan},
    charge::Outcome,
    values::{
        AccountId, Bytes, ChargeKey, Day, DebtNumber, ExtraSpace, MailboxId, Money, NoticeNumber,
        OrderId, PaymentReference, uuid::Uuid,
    },
};
use pec_test_support::{card, noon};

use super::{
    identity::may_still_pay,
    world::{
        Bounds, HALF, Move, Node, capped_paypal, day_after, is_advice, is_over, part, payment,
        price, renewal, reversal, used,
    },
};

impl Node {
    /// Everything that can happen next within the bounds.
    #[must_use]
    pub fn moves(&self, bounds: Bounds) -> Vec<Move> {
        let mut moves = Vec::with_capacity(64);
        if is_over(&self.mailbox, bounds) {
            return moves;
        }
        if day_after(self.today, self.mailbox.expiry()).is_some() {
            moves.push(Move::NextDay);
        }
        let mut give = |command| moves.push(Move::Give(Box::new(command)));
        give(Command::Tick);
        if self.actions < bounds.actions {
            self.orders_and_endings(&mut give);
            self.switching(&mut give);
            self.changes_outside(&mut give);
        }
        if self.news < bounds.news {
            self.news(&mut give);
        }
        if self.endings < bounds.endings {
            self.endings(&mut give);
        }
        self.outcomes(bounds, &mut give);
        self.payments(bounds, &mut give);
        self.payouts(bounds, &mut give);
        if self.reversals < bounds.reversals {
            self.reversals(&mut give);
        }
        self.reports(bounds, &mut give);
        moves
    }

    /// Whether a command of these moves is bounded in number: what the holder does, and what changes
    /// outside. Ticks and answers to what the engine asked for are not, but that the warning before
    /// deletion did not arrive: it is given again and again.
    #[must_use]
    pub fn counts(&self, command: &Command) -> bool {
        match command {
            Command::Tick
            | Command::ChargeOutcome { .. }
            | Command::MethodNews { .. }
            | Command::Leave { .. }
            | Command::Withdrawal { .. }
            | Command::WithdrawalInformationGiven { .. }
            | Command::NoticeDelivered { .. }
            | Command::Reversal(_)
            | Command::Payment(Payment { debt: Some(_), .. }) => false,
            Command::NoticeFailed { notice } => self.is_warning(*notice),
            Command::UsedSpace { .. } => self.mailbox.space().shrink.is_none(),
            _ => true,
        }
    }

    fn orders_and_endings(&self, give: &mut impl FnMut(Command)) {
        let m = &self.mailbox;
        let open = m.open_order().map(|open_order| open_order.id);
        for order in self.known_orders() {
            give(Command::CancelOrder { order });
        }
        let renewals = match open {
            None => [(Plan::Pro, None), (Plan::Standard, None)],
            Some(_) => [(Plan::Pro, None), (Plan::Standard, open)],
        };
        for (plan, replaces) in renewals {
            give(Command::RenewByHand(renewal(m.expiry(), plan, replaces)));
        }
        give(Command::TerminateAtExpiry);
        give(Command::RevokeTermination);
        give(Command::TerminateNow);
        give(Command::BuyAgain {
            mailbox: MailboxId::new(Uuid::from_u128(3)),
            tax_id: m.holder().tax_id,
        });
    }

    fn switching(&self, give: &mut impl FnMut(Command)) {
        give(Command::SwitchOff);
        for method in [card(), capped_paypal()] {
            give(Command::SwitchOn { method, consent: None });
        }
        if let Some(bound) = self.mailbox.auto_renewal().method() {
            let other = if bound.id == card().id { capped_paypal() } else { card() };
            give(Command::ReplaceMethod { old: bound.id, new: other });
            give(Command::RemoveMethod { method: bound.id });
        }
    }

    /// News of the card: another date, or that it was closed.
    fn news(&self, give: &mut impl FnMut(Command)) {
        let valid_until = self.mailbox.expiry().plus_years(3);
        let refreshed = MethodNews::Refreshed { valid_until, mandate_cap: None };
        for news in [refreshed, MethodNews::Closed] {
            give(Command::MethodNews { method: card().id, news });
        }
    }

    /// Leaving the term of any order, withdrawing from it, today or told late, and information about that
    ///
    fn endings(&self, give: &mut impl FnMut(Command)) {
        for order in self.known_orders() {
            give(Command::Leave { order });
            give(Command::WithdrawalInformationGiven { order, on: self.today });
            for day in [self.today, self.today.minus_days(2)] {
                give(Command::Withdrawal { order, declared_at: noon(day) });
            }
        }
    }

    fn changes_outside(&self, give: &mut impl FnMut(Command)) {
        let m = &self.mailbox;
        give(Command::AccountChanged { account: AccountId::new(Uuid::from_u128(4)) });
        let tax_id = "XXXXXX00X00X002X".parse().expect("a fictitious tax id");
        give(Command::HolderChanged {
            holder: Holder { kind: HolderKind::Business { split_payment: false }, tax_id },
        });
        give(Command::SpaceBought { extra: ExtraSpace { mailbox_gb: 1, archive_gb: 0 } });
        if m.space().shrink.is_none() {
            self.measured(give);
        }
    }

    /// Used space: little, and more than the plan Standard holds.
    fn measured(&self, give: &mut impl FnMut(Command)) {
        for mail in [HALF, Bytes::gb(2)] {
            give(Command::UsedSpace { used: used(mail), on: self.today });
        }
    }

    /// Outcomes of every charge ever requested: late, twice and out of order, since every one is
    /// possible for ever. Bounded are *unknown* after a final one, which may put the charge in doubt,
    /// and that the method was stopped or put off to a day.
    fn outcomes(&self, bounds: Bounds, give: &mut impl FnMut(Command)) {
        let m = &self.mailbox;
        let mut told = Vec::new();
        for order in self.known_orders() {
            for attempt in m.attempts().iter().filter(|it| it.key.order() == order) {
                let standing = self.standing_when_over(attempt, bounds);
                if standing.is_some() && told.contains(&standing) {
                    continue;
                }
                told.push(standing);
                let key = attempt.key;
                for outcome in [
                    Outcome::Settled { amount: self.collected(key, attempt.on) },
                    Outcome::SOFT_DECLINE,
                    Outcome::HardDecline,
                    Outcome::AuthenticationRequired,
                    Outcome::Stopped,
                    Outcome::SoftDecline { not_before: Some(self.today.plus_days(4)) },
                    Outcome::NotExecuted,
                    Outcome::Unknown,
                ] {
                    let is_bounded = outcome == Outcome::Unknown && attempt.outcome.is_some();
                    let may_doubt = !is_bounded || self.doubts < bounds.doubts;
                    let command = Command::ChargeOutcome { key, outcome };
                    if may_doubt && (!is_advice(&command) || self.advice < bounds.advice) {
                        give(command);
                    }
                }
            }
        }
    }

    /// Whether the money of a charge may still come; none where more is to be known of it. Charges of
    /// closed orders that are over and cannot come into doubt are told apart by nothing else.
    fn standing_when_over(&self, attempt: &Attempt, bounds: Bounds) -> Option<bool> {
        let m = &self.mailbox;
        let order = attempt.key.order();
        let is_open = m.open_order().is_some_and(|open| open.id == order);
        let doubtful = self.doubts < bounds.doubts && order.expiry() == m.expiry();
        let is_over = attempt.outcome.is_some() && !m.is_in_doubt(attempt.key);
        (is_over && !is_open && !doubtful).then(|| may_still_pay(m, attempt))
    }

    /// What a charge collects: the amount requested, which of a charge that is over is no longer
    /// known, but was what its order cost on its day.
    fn collected(&self, key: ChargeKey, on: Day) -> Money {
        let m = &self.mailbox;
        let asked = m.charge().unresolved().filter(|request| request.key == key);
        let known = || {
            let mut charges = m.payments().iter().filter(|known| known.method_kind.is_none());
            charges.find(|known| known.reference.as_str().parse() == Ok(key))
        };
        let open = || m.open_order().filter(|order| order.id == key.order());
        asked
            .map(|request| request.amount)
            .or_else(|| known().map(|payment| payment.amount))
            .or_else(|| open().map(|order| order.due_on(&m.grace_on(self.today), on)))
            .unwrap_or_else(price)
    }

    /// Payments exact, short and over, for open, closed and unknown orders, of today and reported
    /// late, by a guest and by a payer signed in; and the first one again.
    fn payments(&self, bounds: Bounds, give: &mut impl FnMut(Command)) {
        let m = &self.mailbox;
        let by_hand = m.payments().iter().filter(|payment| payment.method_kind.is_some());
        if let Some(first) = by_hand.clone().next() {
            let reference = first.reference.as_str();
            let again = payment(reference, first.order, first.amount, first.day, None);
            give(first.debt.map_or(again.clone(), |debt| for_debt(again, debt)));
        }
        if bounds.actions <= self.actions {
            return;
        }
        let reference = format!("TRN-{}", by_hand.count() + 1);
        let closed = m
            .closed_orders()
            .last()
            .map(|closed| OrderId::new(m.id(), closed.expiry, closed.ordinal));
        if let Some(open_order) = m.open_order() {
            let open = Some(open_order.id);
            let due = open_order.due_on(&m.grace_on(self.today), self.today);
            let due = due.saturating_sub(m.ledger().held);
            let half = Money::from_cents(due.cents() / 2).expect("half of it");
            let twice = due.times(2).expect("twice of it");
            for amount in [due, half, twice] {
                give(payment(&reference, open, amount, self.today, None));
            }
            give(payment(&reference, open, due, self.today, Some(capped_paypal())));
            give(payment(&reference, open, due, self.today.minus_days(2), None));
        }
        for order in closed.map(Some).into_iter().chain([None]) {
            give(payment(&reference, order, price(), self.today, None));
        }
    }

    /// What the desk reports: the first refund that is open is paid, in full or by half; the last that is
    /// settled is reported again, and as paid once more; the last that was withdrawn is paid all the same.
    fn payouts(&self, bounds: Bounds, give: &mut impl FnMut(Command)) {
        let refunds = self.mailbox.refunds();
        let next = refunds.iter().flat_map(Refund::payouts).count() + 1;
        let next = format!("SCT-{next}");
        let payout = |amount| Payout {
            reference: next.parse().expect("a reference"),
            amount,
            on: self.today,
        };
        let mut paid = refunds.iter().filter_map(|it| Some((it, it.payout.clone()?)));
        if let Some((last, before)) = paid.next_back() {
            let refund = last.number;
            if last.beyond.is_empty() {
                give(Command::RefundPaid { refund, payout: payout(before.amount) });
            }
            give(Command::RefundPaid { refund, payout: before });
        }
        if bounds.actions <= self.actions && bounds.reversals <= self.reversals {
            return;
        }
        if let Some(open) = refunds.iter().find(|refund| refund.is_open()) {
            let half = Money::from_cents(open.amount.cents() / 2).expect("half of it");
            for amount in [open.amount, half] {
                give(Command::RefundPaid { refund: open.number, payout: payout(amount) });
            }
        }
        if let Some(gone) = refunds.iter().rev().find(|refund| refund.withdrawn) {
            give(Command::RefundPaid { refund: gone.number, payout: payout(gone.amount) });
        }
    }

    /// Of any payment all that is left of it is charged back, or booked wrongly and not owed, or a part of
    /// it is returned by the bank; so of the last payout. Money for the debt that was left last: half of
    /// it, the whole, twice as much.
    fn reversals(&self, give: &mut impl FnMut(Command)) {
        let (m, today) = (&self.mailbox, self.today);
        let next = format!("REV-{}", m.reversals().len() + 1);
        let backed = |of: &PaymentReference| {
            let backing = Backing::Payment { reference: of.clone() };
            let left = m.portions().backed_by(&backing).map(|portion| portion.amount);
            left.fold(Money::ZERO, Money::saturating_add)
        };
        let payouts = m.refunds().iter().flat_map(Refund::payouts);
        let last = payouts.map(|payout| (&payout.reference, payout.amount)).last();
        let payments =
            m.payments().iter().map(|known| (&known.reference, backed(&known.reference)));
        for (of, left) in payments.chain(last) {
            for kind in [ReversalKind::Chargeback, ReversalKind::Correction { owed: false }] {
                give(reversal(&next, of.as_str(), left, today, kind));
            }
            give(reversal(&next, of.as_str(), part(), today, ReversalKind::Return));
        }
        let by_hand = m.payments().iter().filter(|payment| payment.method_kind.is_some());
        let reference = format!("TRN-{}", by_hand.count() + 1);
        if let Some(debt) = m.debts().iter().rev().find(|debt| !debt.open.is_zero()) {
            let half = Money::from_cents(debt.open.cents() / 2).expect("half of it");
            let twice = debt.open.times(2).expect("twice of it");
            for amount in [half, debt.open, twice] {
                give(for_debt(payment(&reference, None, amount, today, None), debt.number));
            }
        }
    }

    /// What the mailer and the storage answer.
    fn reports(&self, bounds: Bounds, give: &mut impl FnMut(Command)) {
        let m = &self.mailbox;
        if m.space().shrink.is_some_and(|shrink| shrink.asked.is_some()) {
            self.measured(give);
        }
        let warning = m.warning().filter(|warning| warning.failed.is_none());
        if let Some(warning) = warning.filter(|_| self.actions < bounds.actions) {
            give(Command::NoticeFailed { notice: warning.number });
        }
        let Some(notice) = m.notices().statutory_given.last().map(|given| given.number) else {
            return;
        };
        match m.notices().statutory {
            StatutoryNotice::Given { .. } => {
                give(Command::NoticeDelivered { notice, on: self.today });
                give(Command::NoticeFailed { notice });
            }
            StatutoryNotice::Failed { .. } => {
                give(Command::NoticeDelivered { notice, on: self.today });
            }
            StatutoryNotice::NotGiven | StatutoryNotice::Delivered { .. } => {}
        }
    }

    /// Whether the notice is the warning before deletion.
    fn is_warning(&self, notice: NoticeNumber) -> bool {
        self.mailbox.warning().is_some_and(|warning| warning.number == notice)
    }

    /// Every order the mailbox had, the open one included.
    pub fn known_orders(&self) -> Vec<OrderId> {
        let m = &self.mailbox;
        let closed = m
            .closed_orders()
            .iter()
            .map(|closed| OrderId::new(m.id(), closed.expiry, closed.ordinal));
        closed.chain(m.open_order().map(|order| order.id)).collect()
    }
}

/// The payment, naming a debt.
fn for_debt(payment: Command, debt: DebtNumber) -> Command {
    match payment {
        Command::Payment(payment) => Command::Payment(Payment { debt: Some(debt), ..payment }),
        other => other,
    }
}
