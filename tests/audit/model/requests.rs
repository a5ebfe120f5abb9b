//! What the holder's wishes write down, once nothing speaks against them.

use pec_renewal::{
    ManualRenewal,
    auto_renewal::Consent,
    catalogue::{AfterExhaustion, ExtensionBase, Method, Policy, Purchase},
    order::FinalStatus,
    values::{Day, MailboxId, MethodId, OrderId, TaxId},
};

use super::{
    calendar::months_after,
    ending::Ends,
    goods,
    record::{Agreed, Binding, Closed, Line, Order, Record, Termination},
    slips::At,
};

/// Automatic renewal.
impl Record {
    pub fn switch_on(
        &mut self,
        method: &Method,
        consent: Option<Consent>,
    ) -> Result<(), &'static str> {
        self.against_switching_on(method, consent).judged()?;
        let before = self.bound();
        let waits = self.open_order().is_some_and(Order::waits_for_authentication);
        let lifts = waits || self.bar_on_generating().is_some();
        let is_new = consent.is_some() && consent != self.consent;
        if before == Some(*method) && !lifts {
            if is_new {
                self.write("ConsentRecorded");
                self.consent = consent;
            }
            return Ok(());
        }
        self.bind(*method, "Holder", "AutoRenewalSwitchedOn");
        self.consent = consent.or(self.consent);
        if before.map(|before| before.id) != Some(method.id) {
            self.tell("AutoRenewalSwitchedOn", String::new());
        }
        Ok(())
    }

    pub fn switch_off(&mut self) -> Result<(), &'static str> {
        self.against_any_request().judged()?;
        if self.bound().is_some() {
            self.end_automatic_renewal("Holder");
        }
        Ok(())
    }

    pub fn replace_method(&mut self, old: MethodId, new: &Method) -> Result<(), &'static str> {
        if self.bound() == Some(*new) {
            return self.against_any_request().judged();
        }
        self.against_replacing(old, new).judged()?;
        let why = self.bindings.last().map_or("", |binding| binding.why);
        self.bind(*new, why, "MethodReplaced");
        Ok(())
    }

    pub fn remove_method(&mut self, method: MethodId) -> Result<(), &'static str> {
        self.against_any_request().judged()?;
        if self.bound().is_some_and(|bound| bound.id == method) {
            self.end_automatic_renewal("MethodRemoved");
        }
        Ok(())
    }

    /// Binds a method; the open order's file says so, as it may be owed a request.
    pub fn bind(&mut self, method: Method, why: &'static str, name: &'static str) {
        let at = self.write(name);
        let switched_on = name == "AutoRenewalSwitchedOn";
        self.asks_holder = false;
        let on = self.today;
        self.bindings.push(Binding { at, on, method: Some(method), why, switched_on });
        if let Some(order) = self.open_order_mut().filter(|order| order.generated) {
            order.file.push(Line::Bound { method: method.id, by_news: false });
        }
    }

    pub fn unbind(&mut self, why: &'static str) {
        if self.bound().is_some() {
            let at = self.write("AutoRenewalSwitchedOff");
            let on = self.today;
            self.bindings.push(Binding { at, on, method: None, why, switched_on: false });
            self.consent = None;
            self.asks_holder = false;
        }
    }

    /// By the holder or by something else: the holder is told.
    pub fn end_automatic_renewal(&mut self, why: &'static str) {
        self.unbind(why);
        self.tell_switched_off();
    }

    pub fn tell_switched_off(&mut self) {
        self.tell("AutoRenewalSwitchedOff", self.expiry().to_string());
        self.tell_of_charge_on_its_way();
    }

    pub fn tell_of_charge_on_its_way(&mut self) {
        if self.waits_for_outcome() {
            self.tell("ChargeStillOnItsWay", format!("{}", self.awaited_charge_renews()));
        }
    }
}

/// Orders (R-20 … R-29).
impl Record {
    pub fn renew_by_hand(
        &mut self,
        wish: &ManualRenewal,
        policy: &Policy,
    ) -> Result<(), &'static str> {
        self.against_renewing_by_hand(wish).judged()?;
        let is_asked_for = |order: &Order| self.today <= self.last_day(order, self.today);
        let again = self.renewing_order().filter(|order| is_asked_for(order));
        if again.is_some_and(|order| is_asked_for_again(order, wish)) {
            return Ok(());
        }
        self.against_choice(wish, policy).judged()?;
        let replaced = self.open_order().map(|order| order.id);
        if let Some(replaced) = replaced {
            self.give_way(replaced, "OrderCancelled");
        }
        self.open_new_order(wish.purchase, Some(wish), policy);
        self.fulfil_if_covered(policy);
        Ok(())
    }

    pub fn cancel(&mut self, id: OrderId, policy: &Policy) -> Result<(), &'static str> {
        self.against_cancelling(id).judged()?;
        if self.open_order().is_some_and(|order| order.id == id) {
            self.cancel_open_order(policy);
        }
        Ok(())
    }

    /// Opens an order with all that it freezes; without a wish, automatic renewal makes it.
    pub fn open_new_order(
        &mut self,
        purchase: Purchase,
        wish: Option<&ManualRenewal>,
        policy: &Policy,
    ) {
        let today = self.today;
        let cost = goods::cost(policy.prices(), purchase, today).expect("it has a price");
        let id = OrderId::new(self.opening.mailbox, self.expiry(), self.next_ordinal());
        let order = Order {
            id,
            generated: wish.is_none(),
            method_kind: wish.map(|wish| wish.method_kind),
            replaces: wish.and_then(|wish| wish.replaces),
            stated: wish.map_or((false, false), |wish| (wish.informed, wish.start_requested)),
            purchase,
            cost,
            net_only: self.owes_net_only(),
            archive_consent: wish.is_some_and(|wish| wish.archive_consent),
            opened_on: today,
            limit: self.limit_of_order(purchase, self.lapses_unpaid(policy), policy),
            opened_at: self.write("OrderOpened"),
            agreed: Agreed::of(policy),
            closed: None,
            file: vec![],
        };
        self.orders.push(order);
    }

    fn lapses_unpaid(&self, policy: &Policy) -> Option<Day> {
        policy.parameters().unpaid_order_days.map(|days| self.today.plus_days(days.into()))
    }

    /// Where terms run from the payment, the expiry it would give always follows that.
    pub fn limit_of_order(
        &self,
        purchase: Purchase,
        lapse: Option<Day>,
        policy: &Policy,
    ) -> Option<Day> {
        let parameters = policy.parameters();
        let given = match parameters.extension_base {
            ExtensionBase::PreviousExpiry => {
                self.extended(purchase.term.years(), self.today, parameters.extension_base)
            }
            ExtensionBase::PaymentDay => None,
        };
        let given = given.map(|period| period.expiry.previous());
        [lapse, given].into_iter().flatten().min()
    }

    /// What was held for it is owed back.
    pub fn cancel_open_order(&mut self, policy: &Policy) {
        self.close_unpaid(FinalStatus::Cancelled, "OrderCancelled", policy);
    }

    /// On the day after its margin, unless a charge of it is unresolved.
    pub fn lapse_if_over(&mut self, policy: &Policy) {
        if self.open_order().is_some() && self.open_order_on(self.today).is_none() {
            self.close_unpaid(FinalStatus::Lapsed, "OrderLapsed", policy);
        }
    }

    fn close_unpaid(&mut self, how: FinalStatus, name: &'static str, policy: &Policy) {
        let Some(order) = self.open_order() else {
            return;
        };
        let (id, held) = (order.id, self.held());
        let last_day = match how {
            FinalStatus::Lapsed => {
                self.margin_over(order, self.today).minus_days(order.agreed.margin_days.into())
            }
            FinalStatus::Cancelled | FinalStatus::Fulfilled if self.leaving => self.today,
            FinalStatus::Cancelled | FinalStatus::Fulfilled => self.last_day(order, self.today),
        };
        let paid_on = self.held_payments().next_back().map_or(self.today, |last| last.day);
        let at = self.write(name);
        let closed = Closed { at, how, last_day, gave_way_to: None };
        self.moves(held, &At::Held, &At::Back(None, Some(id)));
        self.open_order_mut().expect("an order is open").closed = Some(closed);
        if std::mem::replace(&mut self.leaving, false) {
            self.pay_back_in_cash(held, Some(id), policy);
        } else {
            self.pay_back(held, Some(id), paid_on, policy);
        }
    }

    /// The open order is closed by the next one, which takes over what is held.
    fn give_way(&mut self, id: OrderId, name: &'static str) {
        let order = self.order(id).expect("it is open");
        let last_day = self.last_day(order, self.today);
        let next = OrderId::new(id.mailbox(), self.expiry(), self.next_ordinal());
        let at = self.write(name);
        let how = FinalStatus::Cancelled;
        let closed = Closed { at, how, last_day, gave_way_to: Some(next) };
        self.open_order_mut().expect("an order is open").closed = Some(closed);
    }

    /// What the holder of today would owe differently is asked for anew, and nothing else of it changes;
    /// a charge that is unresolved is waited for.
    pub fn reissue_if_owed_differently(&mut self, policy: &Policy) {
        let Some(order) = self.open_order().cloned() else {
            return;
        };
        let net_only = self.owes_net_only();
        if order.net_only == net_only
            || self.is_gone()
            || self.leaving
            || self.is_in_collection(order.id)
        {
            return;
        }
        let id = OrderId::new(order.id.mailbox(), self.expiry(), self.next_ordinal());
        self.give_way(order.id, "OrderReissued");
        let opened_at = self.journal.len() - 1;
        self.orders.push(Order { id, net_only, opened_at, closed: None, ..order });
        self.fulfil_if_covered(policy);
    }
}

/// The end (R-61 … R-63).
impl Record {
    pub fn terminate_at_expiry(&mut self, policy: &Policy) -> Result<(), &'static str> {
        self.against_terminating_at_expiry().judged()?;
        if !self.termination_stands(self.today) {
            self.ask_to_end(Termination::AtExpiry, policy);
        }
        Ok(())
    }

    pub fn revoke_termination(&mut self) -> Result<(), &'static str> {
        self.against_revoking().judged()?;
        if self.is_terminated_at_expiry() {
            let at = self.write("TerminationRevoked");
            self.terminations.push((at, Termination::Revoked));
            self.tell("TerminationRevoked", self.expiry().to_string());
        }
        Ok(())
    }

    pub fn terminate_now(&mut self, policy: &Policy) -> Result<(), &'static str> {
        if self.is_ending() {
            return Ok(());
        }
        self.against_any_request().judged()?;
        self.ask_to_end(Termination::Now, policy);
        if !self.waits_for_outcome() {
            self.delete(policy);
        }
        // The contents go at once, whatever the record waits for.
        self.write("ContentsDeletionDue");
        Ok(())
    }

    /// An order whose charge is unresolved stays until the outcome.
    fn ask_to_end(&mut self, when: Termination, policy: &Policy) {
        let at = self.write("TerminationRequested");
        self.terminations.push((at, when));
        if when == Termination::Now {
            self.leave_with_it(policy);
        }
        self.unbind("Termination");
        self.cancel_unless_in_collection(policy);
        self.tell("TerminationReceived", self.expiry().to_string());
        self.tell_of_charge_on_its_way();
    }

    /// Who may leave a term, and ends now, leaves it and every later one: what is not used of each comes back
    /// in cash.
    fn leave_with_it(&mut self, policy: &Policy) {
        let today = self.today;
        if let Some(place) = self.terms.iter().position(|term| term.can_be_left_on(today)) {
            self.write("TermLeft");
            self.end_terms(place, Ends::Left, policy);
        }
    }

    pub fn cancel_unless_in_collection(&mut self, policy: &Policy) {
        if !self.open_order().is_some_and(|order| self.is_in_collection(order.id)) {
            self.cancel_open_order(policy);
        }
    }

    pub fn delete(&mut self, policy: &Policy) {
        self.unbind("Deletion");
        self.write("MailboxDeleted");
        self.deleted_on = Some(self.today);
        let months = policy.parameters().log_retention_months;
        self.logs_until = Some(months_after(self.today, months.into()).unwrap_or(Day::MAX));
        self.tell_of_access();
        self.tell("MailboxDeleted", String::new());
    }

    /// Tells the mail platform what the mailbox may do today, if it was told otherwise.
    pub fn tell_of_access(&mut self) {
        let access = self.mail_access(self.today);
        if self.accesses.last() != Some(&access) {
            self.write("AccessChanged");
            self.accesses.push(access);
        }
    }

    pub fn buy_again(&mut self, mailbox: MailboxId, tax_id: &TaxId) -> Result<(), &'static str> {
        self.against_buying_again(mailbox, tax_id).judged()?;
        if self.released_to.is_none() {
            self.write("AddressReleased");
            self.released_to = Some(mailbox);
        }
        Ok(())
    }
}

impl Agreed {
    pub fn of(policy: &Policy) -> Self {
        let parameters = policy.parameters();
        Self {
            ladder: parameters.ladder.rungs().to_vec(),
            late_charge: parameters.late_charge,
            recharge: parameters.recharge_on_method_update,
            off_when_exhausted: parameters.after_exhaustion == AfterExhaustion::SwitchOff,
            margin_days: parameters.report_margin_days,
            shortfall_waived: parameters.shortfall_waived.cents(),
            extension_base: parameters.extension_base,
        }
    }
}

/// The open manual order, unchanged; naming what it replaced or nothing.
fn is_asked_for_again(order: &Order, wish: &ManualRenewal) -> bool {
    !order.generated
        && order.purchase == wish.purchase
        && order.archive_consent == wish.archive_consent
        && order.method_kind == Some(wish.method_kind)
        && order.stated == (wish.informed, wish.start_requested)
        && (wish.replaces.is_none() || wish.replaces == order.replaces)
}
