//! What news from outside writes down: of charges, of notices, of holder and account.

use pec_renewal::{
    catalogue::{Holder, Policy},
    charge::{Outcome, OutcomeKind},
    values::{AccountId, ChargeKey, Day, NoticeNumber},
};

use super::record::{Charge, Line, Order, Record, Tells, Told};

/// Charges.
impl Record {
    pub fn outcome(
        &mut self,
        key: ChargeKey,
        outcome: Outcome,
        policy: &Policy,
    ) -> Result<(), &'static str> {
        self.against_outcome(key, outcome).judged()?;
        let how = outcome.kind();
        if let Outcome::Settled { amount } = outcome {
            if self.settlement(key).is_none() {
                self.settled(key, amount.cents(), policy);
            }
            return Ok(());
        }
        let Some(charge) = self.charge(key) else {
            // It was reported settled before, though never requested: that report stands.
            return Ok(());
        };
        let first = charge.outcome;
        let known = charge.contradicted.contains(&how);
        let news = !(charge.unknown && how == OutcomeKind::Unknown);
        match first {
            None if how == OutcomeKind::Unknown && news => {
                self.write("ChargeUnknown");
                self.charge_mut(key).unknown = true;
            }
            None if how == OutcomeKind::Unknown => {}
            None => self.failed_or_not_executed(key, how, policy),
            // The same again, or unknown after it, says nothing new; what contradicts is noted once.
            Some(first) if how == first || how == OutcomeKind::Unknown || known => {}
            Some(_) => {
                self.write("ChargeContradicted");
                self.charge_mut(key).contradicted.push(how);
            }
        }
        Ok(())
    }

    fn failed_or_not_executed(&mut self, key: ChargeKey, how: OutcomeKind, policy: &Policy) {
        let trouble_before = self.is_in_trouble();
        let executed = how != OutcomeKind::NotExecuted;
        self.write(if executed { "ChargeFailed" } else { "ChargeNotExecuted" });
        self.resolve(key, how);
        let method = self.charge(key).map(|charge| charge.method).expect("it was requested");
        if how == OutcomeKind::HardDecline && !self.is_dead(method) {
            self.dead_methods.push(method);
        }
        let paid_otherwise = self.order(key.order()).is_some_and(|order| order.closed.is_some());
        self.after_outcome(trouble_before, policy);
        let bound = self.bound().map(|bound| bound.id);
        if paid_otherwise && executed && bound == Some(method) && self.is_dead(method) {
            self.tell("BoundMethodDead", String::new());
        }
    }

    /// The first final outcome of a charge; its order's file has it too.
    pub fn resolve(&mut self, key: ChargeKey, how: OutcomeKind) {
        let on = self.today;
        self.charge_mut(key).outcome = Some(how);
        let order = self.orders.iter_mut().find(|order| order.id == key.order());
        let order = order.expect("a charge has an order");
        order.file.push(Line::Answered { key, how, on });
    }

    /// What waited for the outcome follows: deletion, cancelling, lapse, another order for another
    /// holder; the end of the ladder.
    pub fn after_outcome(&mut self, trouble_before: bool, policy: &Policy) {
        if self.is_ending() {
            self.cancel_open_order(policy);
            self.delete(policy);
        } else if self.is_terminated_at_expiry() {
            self.cancel_open_order(policy);
        } else {
            self.lapse_if_over(policy);
            self.reissue_if_owed_differently(policy);
        }
        self.after_trouble(trouble_before, false, policy);
    }

    /// The holder is told once an episode, and again where a charge that the last notice named is barred
    /// and where the ladder is exhausted; an exhausted ladder may end automatic renewal.
    pub fn after_trouble(&mut self, trouble_before: bool, barred: bool, policy: &Policy) {
        let free = self.unresolved().is_none();
        let generated = self.open_order().filter(|order| order.generated);
        let exhausted = free && generated.is_some_and(Order::has_run_out);
        if exhausted {
            self.write("LadderExhausted");
            self.open_order_mut().expect("an order is open").file.push(Line::Exhausted);
        }
        let is_new = !trouble_before || exhausted || (barred && self.waits_for_charge_told());
        if is_new && self.is_in_trouble() && self.tells == Tells::All {
            let names = self.charge_to_come(policy, Tells::WarningOnly);
            let id = self.open_order().expect("an order is open").id;
            self.tell_naming("ChargeFailed", id.to_string(), names);
        }
        let ends = self.open_order().is_some_and(|order| order.agreed.off_when_exhausted);
        if exhausted && ends && self.bound().is_some() {
            self.end_automatic_renewal("LadderExhausted");
        }
    }

    /// The last notice of a failure named a charge that has neither been asked for since, nor been
    /// overtaken by a method that the holder bound.
    fn waits_for_charge_told(&self) -> bool {
        let last = self.notices.iter().rfind(|told| told.what == "ChargeFailed");
        let since = ["ChargeRequested", "AutoRenewalSwitchedOn", "MethodReplaced"];
        last.is_some_and(|told| {
            told.names.is_some()
                && !self.journal[told.at..].iter().any(|written| since.contains(written))
        })
    }

    /// Of the open order.
    pub fn is_in_trouble(&self) -> bool {
        self.open_order().is_some_and(Order::is_in_trouble)
    }

    fn charge_mut(&mut self, key: ChargeKey) -> &mut Charge {
        let charge = self.charges.iter_mut().find(|charge| charge.key == key);
        charge.expect("the charge was requested")
    }
}

/// Notices: what was reported delivered was.
impl Record {
    pub fn notice_delivered(&mut self, number: NoticeNumber, on: Day) -> Result<(), &'static str> {
        self.against_delivery(number, on).judged()?;
        if self.notice(number).is_some_and(|told| told.delivered.is_none()) {
            self.write("NoticeDelivered");
            self.told_mut(number).delivered = Some(on);
        }
        Ok(())
    }

    pub fn notice_failed(&mut self, number: NoticeNumber) -> Result<(), &'static str> {
        self.against_failure(number).judged()?;
        let unreported = |told: &Told| told.delivered.is_none() && told.failed.is_none();
        if self.notice(number).is_some_and(unreported) {
            self.write("NoticeFailed");
            self.told_mut(number).failed = Some(self.today);
        }
        Ok(())
    }

    fn told_mut(&mut self, number: NoticeNumber) -> &mut Told {
        let place = usize::try_from(number.number()).expect("a number of notices") - 1;
        &mut self.notices[place]
    }
}

/// Holder and account.
impl Record {
    pub fn holder_changed(
        &mut self,
        holder: &Holder,
        policy: &Policy,
    ) -> Result<(), &'static str> {
        self.against_report_about_life().judged()?;
        if self.holder() != holder {
            self.write("HolderChanged");
            self.holders.push(*holder);
            self.reissue_if_owed_differently(policy);
        }
        Ok(())
    }

    pub fn account_changed(&mut self, account: AccountId) -> Result<(), &'static str> {
        self.against_report_about_life().judged()?;
        if self.accounts.last() != Some(&account) {
            self.write("AccountChanged");
            self.accounts.push(account);
            if self.bound().is_some() {
                self.end_automatic_renewal("AccountChanged");
            }
        }
        Ok(())
    }
}
