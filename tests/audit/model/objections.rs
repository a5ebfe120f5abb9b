//! All that speaks against a command. What is asked for is refused with the objection declared first
//! so nothing here looks at the order.

use pec_renewal::{
    Commitment, ManualRenewal, Opening, Payment, Payout, Refusal, Reversal,
    auto_renewal::Consent,
    catalogue::{Method, Package, Policy},
    charge::Outcome,
    order::FinalStatus as Ended,
    values::{
        ChargeKey, Day, ExtraSpace, MailboxId, Money, NoticeNumber, OrderId, RefundNumber, TaxId,
    },
};

use super::{calendar::whole_years, goods, record::Record};

/// The objections found so far.
#[derive(Default)]
pub struct Objections(Vec<&'static str>);

impl Objections {
    pub fn when(&mut self, it_is_so: bool, code: &'static str) {
        if it_is_so {
            self.0.push(code);
        }
    }

    /// Refused with the first in the order of declaration, if there is any.
    pub fn judged(self) -> Result<(), &'static str> {
        let rank = |code: &&str| Refusal::CODES.iter().position(|declared| declared == code);
        self.0.into_iter().min_by_key(rank).map_or(Ok(()), Err)
    }
}

/// Opening what is not open yet.
pub fn against_opening(opening: &Opening, today: Day) -> Objections {
    let mut no = Objections::default();
    let anchor_is_expiry = opening.anchor == opening.expiry;
    no.when(today < opening.anchor && !anchor_is_expiry, "dated-in-the-future");
    no.when(opening.statutory_notice_delivered.is_some_and(|on| today < on), "dated-in-the-future");
    let own_domain = opening.hosting == pec_renewal::Hosting::OwnDomain;
    no.when(own_domain && opening.bound_method.is_some(), "own-domain");
    no.when(!goods::is_sold(opening.purchase.package), "space-not-offered");
    no.when(
        opening.bound_method.is_some_and(|method| !goods::is_reusable(method.kind)),
        "method-not-reusable",
    );
    no.when(whole_years(opening.anchor, opening.expiry).is_none(), "expiry-off-anchor");
    no.when(1_000_000_000 < opening.orders_before, "too-many-orders-before");
    let term_days = 366 * i32::from(opening.purchase.term.years());
    let of_another_term = |on: Day| term_days < on.days_until(opening.expiry);
    no.when(
        opening.statutory_notice_delivered.is_some_and(of_another_term),
        "notice-of-another-term",
    );
    no
}

impl Record {
    /// What every request of the holder meets: the mailbox lives, and is managed here.
    pub fn against_any_request(&self) -> Objections {
        let mut no = Objections::default();
        no.when(self.is_gone(), "mailbox-deleted");
        no.when(!self.is_here(), "own-domain");
        no
    }

    pub fn against_report_about_life(&self) -> Objections {
        let mut no = Objections::default();
        no.when(self.is_gone(), "mailbox-deleted");
        no
    }

    pub fn against_renewing_at_all(&self) -> Objections {
        let mut no = self.against_any_request();
        no.when(self.termination_stands(self.today), "termination-stands");
        no.when(!self.is_renewable(self.today), "not-renewable");
        no
    }

    ///
    fn against_binding(&self, method: &Method, no: &mut Objections) {
        let kind_changes = |bound: Method| bound.id == method.id && bound.kind != method.kind;
        no.when(self.bound().is_some_and(kind_changes), "method-differs");
        no.when(!goods::is_reusable(method.kind), "method-not-reusable");
        no.when(self.is_dead(method.id), "method-dead");
        no.when(method.valid_until.is_some_and(|last| last < self.today), "method-expired");
    }

    pub fn against_switching_on(&self, method: &Method, consent: Option<Consent>) -> Objections {
        let mut no = self.against_renewing_at_all();
        no.when(consent.is_some_and(|it| self.today < it.on), "dated-in-the-future");
        self.against_binding(method, &mut no);
        no
    }

    pub fn against_replacing(
        &self,
        old: pec_renewal::values::MethodId,
        new: &Method,
    ) -> Objections {
        let mut no = self.against_any_request();
        self.against_binding(new, &mut no);
        no.when(self.bound().is_none(), "nothing-bound");
        no.when(self.bound().is_some_and(|bound| bound.id != old), "method-not-bound");
        no
    }

    /// What holds against renewing whatever is chosen.
    pub fn against_renewing_by_hand(&self, wish: &ManualRenewal) -> Objections {
        let mut no = self.against_renewing_at_all();
        no.when(wish.expiry != self.expiry(), "wrong-expiry");
        no
    }

    /// What holds against this choice today.
    pub fn against_choice(&self, wish: &ManualRenewal, policy: &Policy) -> Objections {
        let (parameters, today) = (policy.parameters(), self.today);
        let mut no = Objections::default();
        self.against_beside_other_orders(wish.replaces, &mut no);
        let bars = self.bound().is_some() && !parameters.manual_while_auto;
        no.when(bars, "auto-renewal-is-on");
        let opens =
            parameters.manual_window_opens.map(|days| self.expiry().minus_days(days.into()));
        no.when(opens.is_some_and(|opens| today < opens), "window-not-open");
        let renewed = self.period().renewed_on;
        let too_soon = parameters
            .renewal_gap_days
            .zip(renewed)
            .is_some_and(|(days, renewed)| today < renewed.plus_days(days.into()));
        no.when(too_soon, "renewal-too-soon");
        match self.extended(wish.purchase.term.years(), today, parameters.extension_base) {
            None => no.when(true, "beyond-calendar"),
            Some(next) => {
                no.when(next.expiry <= today, "term-too-short");
                let furthest = parameters
                    .prepaid_years_max
                    .and_then(|years| super::calendar::years_after(today, years.into()));
                no.when(furthest.is_some_and(|day| day < next.expiry), "prepaid-too-far");
            }
        }
        self.against_room(wish.purchase.package, wish.archive_consent, &mut no);
        no.when(goods::cost(policy.prices(), wish.purchase, today).is_none(), "no-price");
        no
    }

    fn against_beside_other_orders(&self, replaces: Option<OrderId>, no: &mut Objections) {
        let open = self.open_order().map(|order| order.id);
        no.when(open.is_some() && replaces != open, "order-already-open");
        if let Some(named) = replaces {
            no.when(open == Some(named) && self.is_in_collection(named), "charge-unresolved");
            no.when(self.order(named).is_none(), "unknown-order");
            no.when(self.order(named).is_some_and(|it| it.closed.is_some()), "order-closed");
        }
    }

    /// Going down, in mail or in archive, from the roomiest plan in effect or planned.
    fn against_room(&self, package: Package, consent: bool, no: &mut Objections) {
        let room = goods::room(package);
        let planned = self.planned().into_iter().map(|it| goods::room(it.package));
        let has = planned.fold(self.entitled(), goods::Room::or_larger);
        no.when(!goods::is_sold(package), "space-not-offered");
        let archive_goes = room.archive == 0 && 0 < has.archive;
        no.when(archive_goes && !consent, "archive-consent-missing");
        let shrinks = room.mail < has.mail || (!archive_goes && room.archive < has.archive);
        if shrinks {
            match self.measured.last() {
                None => no.when(true, "used-space-unknown"),
                Some((used, _)) => no.when(!room.holds(*used, archive_goes), "space-in-use"),
            }
        }
    }

    ///
    pub fn against_leaving(&self, id: OrderId) -> Objections {
        let mut no = self.against_any_request();
        no.when(self.order(id).is_none(), "unknown-order");
        let is_ended = self.ended.contains(&id);
        no.when(!is_ended && self.term_to_leave(id).is_none(), "no-exit-right");
        no
    }

    ///
    pub fn against_withdrawal(&self, id: OrderId, on: Day) -> Objections {
        let mut no = self.against_report_of_withdrawal(id, on);
        let until = self.withdrawable_until(id);
        no.when(until.is_some_and(|until| until < on), "withdrawal-too-late");
        no
    }

    pub fn against_report_of_withdrawal(&self, id: OrderId, on: Day) -> Objections {
        let mut no = Objections::default();
        no.when(self.today < on, "dated-in-the-future");
        no.when(self.order(id).is_none(), "unknown-order");
        let has_right = self.ended.contains(&id) || self.withdrawable_until(id).is_some();
        no.when(!has_right, "no-withdrawal-right");
        no
    }

    ///
    pub fn against_cancelling(&self, id: OrderId) -> Objections {
        let mut no = self.against_any_request();
        let how = self.order(id).map(|order| order.closed.map(|closed| closed.how));
        no.when(how.is_none(), "unknown-order");
        no.when(how == Some(None) && self.is_in_collection(id), "charge-unresolved");
        no.when(
            how == Some(Some(Ended::Fulfilled)) || how == Some(Some(Ended::Lapsed)),
            "order-closed",
        );
        no
    }

    ///
    pub fn against_terminating_at_expiry(&self) -> Objections {
        let mut no = self.against_any_request();
        no.when(self.expiry() < self.today, "expiry-over");
        no
    }

    pub fn against_revoking(&self) -> Objections {
        let mut no = self.against_any_request();
        no.when(self.is_terminated_at_expiry() && self.expiry() < self.today, "termination-spent");
        no
    }

    ///
    pub fn against_buying_again(&self, mailbox: MailboxId, tax_id: &TaxId) -> Objections {
        let mut no = Objections::default();
        no.when(mailbox == self.opening.mailbox, "mailbox-already-open");
        no.when(self.holder().tax_id != *tax_id, "other-holder");
        no.when(self.deleted_on.is_none(), "not-deleted");
        no.when(self.released_to.is_some_and(|to| to != mailbox), "address-already-released");
        no
    }

    ///
    pub fn against_payment(&self, payment: &Payment, counts_on: Day) -> Objections {
        let mut no = Objections::default();
        no.when(self.today < payment.registered_on, "dated-in-the-future");
        no.when(payment.paid_on.is_some_and(|on| self.today < on), "dated-in-the-future");
        no.when(payment.consent.is_some_and(|it| self.today < it.on), "dated-in-the-future");
        let known = self.payments.iter().find(|known| known.reference == payment.reference);
        let same = known.is_some_and(|known| {
            known.amount == payment.amount.cents()
                && known.day == counts_on
                && known.named == payment.order
                && known.debt == payment.debt
                && known.method_kind == Some(payment.method_kind)
        });
        let is_known = self.is_known_reference(&payment.reference);
        no.when(is_known && !same, "payment-differs");
        if !is_known {
            self.against_amount(payment.amount, &mut no);
            let is_key = payment.reference.as_str().parse::<ChargeKey>().is_ok();
            no.when(is_key, "reference-is-charge-key");
        }
        no
    }

    ///
    pub fn against_payout(&self, number: RefundNumber, payout: &Payout) -> Objections {
        let mut no = Objections::default();
        no.when(self.today < payout.on, "dated-in-the-future");
        let known = self.payouts.iter().find(|known| known.reference == payout.reference);
        let same = known.is_some_and(|known| {
            (known.number, known.amount, known.on) == (number, payout.amount.cents(), payout.on)
        });
        let is_known = self.is_known_reference(&payout.reference);
        no.when(is_known && !same, "payment-differs");
        if is_known {
            return no;
        }
        self.against_amount(payout.amount, &mut no);
        let is_key = payout.reference.as_str().parse::<ChargeKey>().is_ok();
        no.when(is_key, "reference-is-charge-key");
        no.when(self.refund(number).is_none(), "unknown-refund");
        no
    }

    ///
    pub fn against_reversal(&self, reversal: &Reversal) -> Objections {
        let mut no = Objections::default();
        no.when(self.today < reversal.on, "dated-in-the-future");
        let same = self.reversals.contains(reversal);
        let is_known = self.is_known_reference(&reversal.reference);
        no.when(is_known && !same, "payment-differs");
        if is_known {
            return no;
        }
        self.against_amount(reversal.amount, &mut no);
        let is_key = reversal.reference.as_str().parse::<ChargeKey>().is_ok();
        no.when(is_key, "reference-is-charge-key");
        let came_in = self.payments.iter().any(|it| it.reference == reversal.of);
        let went_out = self.payouts.iter().any(|it| it.reference == reversal.of);
        no.when(!came_in && !went_out, "unknown-payment");
        let left = if came_in { self.left_of(&reversal.of) } else { self.left_out(&reversal.of) };
        no.when(left < reversal.amount.cents(), "reversal-exceeds-payment");
        no
    }

    ///
    pub fn against_commitment(&self, commitment: &Commitment, policy: &Policy) -> Objections {
        let mut no = Objections::default();
        no.when(self.today < commitment.on, "dated-in-the-future");
        let same = self.commitments.contains(commitment);
        let is_known = self.is_known_reference(&commitment.reference);
        no.when(is_known && !same, "payment-differs");
        if is_known {
            return no;
        }
        no.when(self.order(commitment.order).is_none(), "unknown-order");
        let is_key = commitment.reference.as_str().parse::<ChargeKey>().is_ok();
        no.when(is_key, "reference-is-charge-key");
        no.when(!self.is_public_body(), "not-a-public-body");
        if self.fulfils(commitment, policy) {
            let order = self.order(self.stands_for(commitment.order)).expect("it is open");
            let word = self.due(order, commitment.on).saturating_sub(self.held());
            no.when(Money::MAX.cents() < self.booked() + word, "amount-too-large");
        }
        no
    }

    fn against_amount(&self, amount: Money, no: &mut Objections) {
        no.when(amount.is_zero(), "amount-zero");
        let sum = self.booked() + amount.cents();
        no.when(Money::MAX.cents() < sum, "amount-too-large");
    }

    ///
    pub fn against_outcome(&self, key: ChargeKey, outcome: Outcome) -> Objections {
        let mut no = Objections::default();
        let money = self.settlement(key);
        if let Outcome::SoftDecline { not_before: Some(day) } = outcome {
            no.when(60 < self.today.days_until(day), "not-before-too-far");
        }
        match outcome {
            Outcome::Settled { amount } => match money {
                Some(known) => {
                    let same = (known.amount, known.named) == (amount.cents(), Some(key.order()));
                    no.when(!same, "payment-differs");
                }
                None => self.against_amount(amount, &mut no),
            },
            Outcome::SoftDecline { .. }
            | Outcome::HardDecline
            | Outcome::AuthenticationRequired
            | Outcome::Stopped
            | Outcome::NotExecuted
            | Outcome::Unknown => {
                no.when(self.charge(key).is_none() && money.is_none(), "unknown-charge");
            }
        }
        no.when(key.order().mailbox() != self.opening.mailbox, "foreign-key");
        no
    }

    ///
    pub fn against_delivery(&self, number: NoticeNumber, on: Day) -> Objections {
        let mut no = self.against_failure(number);
        no.when(self.today < on, "dated-in-the-future");
        no.when(self.notice(number).is_some_and(|told| on < told.on), "notice-report-differs");
        no
    }

    pub fn against_failure(&self, number: NoticeNumber) -> Objections {
        let mut no = Objections::default();
        no.when(self.notice(number).is_none(), "unknown-notice");
        no
    }

    ///
    pub fn against_space_bought(&self, extra: ExtraSpace) -> Objections {
        let mut no = self.against_any_request();
        let has = self.size().package.extra;
        let wanted = Package { extra, ..self.size().package };
        no.when(!goods::is_sold(wanted), "space-not-offered");
        let less = extra.mailbox_gb < has.mailbox_gb || extra.archive_gb < has.archive_gb;
        no.when(less, "extra-space-shrank");
        no
    }
}
