//! Errands: what events ask of the world outside. Each may be run twice, and does its work once.

use pec_renewal::{
    Activation, Command, Errand, Notice,
    charge::Outcome,
    values::{Bytes, ChargeKey, MailboxId, MethodId, Money, NoticeNumber, UsedSpace},
};

use super::{
    post::Parcel,
    seen::Sight,
    store::Outgoing,
    worker::Died,
    world::{Promise, World},
};

impl World {
    /// Runs an errand, and marks it as done together with what came of it; left undone, it is run
    /// again.
    pub fn run_errand(&mut self, outgoing: &Outgoing) -> Result<(), Died> {
        let again = !self.run_before.insert((outgoing.mailbox, outgoing.sequence));
        if again {
            self.seen.see(Sight::ErrandRunAgain);
        }
        let answer = match &outgoing.errand {
            Errand::Charge { key, amount, method } => {
                match self.ask_to_charge(*key, *amount, *method, again) {
                    Some(outcome) => Some(Command::ChargeOutcome { key: *key, outcome }),
                    None => return Ok(()),
                }
            }
            Errand::Inquire { key } => match self.ask_what_became_of(*key) {
                Some(outcome) => Some(Command::ChargeOutcome { key: *key, outcome }),
                None => return Ok(()),
            },
            Errand::Refund { amount, .. } => {
                self.pay_back(outgoing, *amount);
                None
            }
            Errand::SetAccess { .. } => None,
            Errand::DeleteContents => {
                self.desk.deleted.insert(outgoing.mailbox);
                None
            }
            Errand::MeasureSpace => self.measure(),
            Errand::OpenNewLife { mailbox } => {
                self.open_again(outgoing.mailbox, *mailbox)?;
                None
            }
            Errand::Notify { number, notice } => {
                self.send_notice(outgoing.mailbox, *number, notice);
                None
            }
        };
        self.may_die(Sight::DiedBeforeMark)?;
        self.store.done(outgoing, answer);
        self.may_die(Sight::DiedAfterMark)
    }

    /// The desk reads the record on from where it stopped, and invoices what was renewed: the engine
    /// issues no invoices, so no errand asks for one. Left unmarked, the same is read again.
    pub fn invoice(&mut self) -> Result<(), Died> {
        for mailbox in self.desk.unread(&self.store) {
            self.desk.invoice(mailbox, &self.store);
            self.may_die(Sight::DiedBeforeBookmark)?;
            self.desk.mark(mailbox, &self.store);
        }
        Ok(())
    }

    /// Contacts the gateway: nothing, where the errand is left to be tried again. Silence is reported
    /// as unknown, never as a failure.
    fn ask_to_charge(
        &mut self,
        key: ChargeKey,
        amount: Money,
        method: MethodId,
        again: bool,
    ) -> Option<Outcome> {
        let another = again && self.breaks == Some(Promise::TheSameKeyAgain);
        let key = if another { ChargeKey::new(key.order(), key.attempt() + 100) } else { key };
        if let Some(outcome) = self.contact(key, amount, method) {
            return Some(outcome);
        }
        if self.breaks == Some(Promise::SilenceIsUnknown) {
            return Some(Outcome::SoftDecline);
        }
        (!self.chance.percent(25)).then_some(Outcome::Unknown)
    }

    /// Sends a request; the reply, if one comes back.
    fn contact(&mut self, key: ChargeKey, amount: Money, method: MethodId) -> Option<Outcome> {
        let today = self.clock.today();
        if !self.healthy {
            let parcel = Parcel::Request { key, amount, method };
            match self.chance.below(100) {
                0..7 => {
                    self.seen.see(Sight::RequestLost);
                    return None;
                }
                7..11 => {
                    self.seen.see(Sight::RequestDelayed);
                    let on = today.plus_days(self.chance.days(1, 12));
                    self.post.request(parcel, on);
                    return None;
                }
                11..15 => {
                    self.seen.see(Sight::RequestRepeated);
                    let on = today.plus_days(self.chance.days(0, 12));
                    self.post.request(parcel, on);
                }
                _ => {}
            }
        }
        let outcome = self.arrives_at_the_gateway(key, amount, method);
        if !self.healthy && self.chance.percent(8) {
            self.seen.see(Sight::ReplyLost);
            return None;
        }
        Some(outcome)
    }

    /// The gateway takes a request up, and reports of it besides its reply.
    pub fn arrives_at_the_gateway(
        &mut self,
        key: ChargeKey,
        amount: Money,
        method: MethodId,
    ) -> Outcome {
        let today = self.clock.today();
        let chance = (!self.healthy).then_some(&mut self.chance);
        let outcome = self.gateway.charge(key, (amount, method), today, chance, &mut self.seen);
        match outcome {
            Outcome::Unknown => self.seen.see(Sight::AnsweredUnknown),
            Outcome::Settled { .. }
            | Outcome::SoftDecline
            | Outcome::HardDecline
            | Outcome::AuthenticationRequired
            | Outcome::NotExecuted => self.gateway_reports(key, outcome),
        }
        outcome
    }

    /// Asks the gateway what it knows. Of a request that never came, the backend asks that it be
    /// given up, or sends it once more: with the same key, either is safe.
    fn ask_what_became_of(&mut self, key: ChargeKey) -> Option<Outcome> {
        if !self.healthy && self.chance.percent(15) {
            return None;
        }
        if let Some(outcome) = self.gateway.answer(key) {
            return Some(outcome);
        }
        let requested = self.store.row(key.order().mailbox())?.request(key)?;
        let (amount, method) = (requested.amount, requested.method);
        if self.chance.percent(50) {
            return Some(self.gateway.void(key, (amount, method)));
        }
        Some(self.contact(key, amount, method).unwrap_or(Outcome::Unknown))
    }

    fn pay_back(&mut self, outgoing: &Outgoing, amount: Money) {
        let copy = if self.breaks == Some(Promise::ErrandsAreIdempotent) {
            u64::try_from(self.desk.paid_back.len()).expect("few errands") << 32
        } else {
            0
        };
        self.desk.paid_back.insert((outgoing.mailbox, outgoing.sequence | copy), amount);
    }

    /// Measures the used space; now and then in vain.
    fn measure(&mut self) -> Option<Command> {
        if !self.healthy && self.chance.percent(20) {
            return None;
        }
        let mailbox = self.chance.pick(&[0, 400, 900, 1_000, 1_400, 2_000]);
        let archive = self.chance.pick(&[0, 0, 2_000, 3_000, 5_000]);
        let bytes = |mega: u64| Bytes::new(mega * 1_000_000);
        let used = UsedSpace { mailbox: bytes(mailbox), archive: bytes(archive) };
        Some(Command::UsedSpace { used, on: self.now().day() })
    }

    /// Opens the mailbox that a released address begins anew with, unless it is open already.
    fn open_again(&mut self, from: MailboxId, to: MailboxId) -> Result<(), Died> {
        if self.store.row(to).is_some() {
            return Ok(());
        }
        let former = &self.store.row(from).expect("it was released").state;
        let (holder, account, purchase) = (*former.holder(), former.account(), former.purchase());
        let activated_on = self.now().day();
        let activation = Activation { mailbox: to, holder, account, purchase, activated_on };
        let opening = activation.opening().expect("a life ends long before the calendar");
        self.handle(to, &Command::Open(Box::new(opening)), None)?;
        self.seen.see(Sight::BoughtAgain);
        Ok(())
    }

    /// Sends a notice; the mailer reports of it, or not.
    fn send_notice(&mut self, mailbox: MailboxId, notice: NoticeNumber, content: &Notice) {
        let matters = matches!(content, Notice::TacitRenewal(_));
        if !matters && !self.chance.percent(12) {
            return;
        }
        let report = if self.chance.percent(80) {
            Command::NoticeDelivered { notice, on: self.clock.today() }
        } else {
            Command::NoticeFailed { notice }
        };
        self.report(mailbox, report);
    }
}
