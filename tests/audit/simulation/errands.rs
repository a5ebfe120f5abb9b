//! Errands: what events ask of the world outside. Each may be run twice, and does its work once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pec_renewal::{
    Activation, Command, Errand, Notice, Payout,
    charge::Outcome,
    values::{
        Bytes, ChargeKey, Day, MailboxId, MethodId, Money, NoticeNumber, RefundNumber, UsedSpace,
    },
};

use super::{
    desks::{Owed, is_heard, is_open},
    gateway::Request,
    seen::Sight,
    store::Outgoing,
    worker::Died,
    world::{Promise, World},
};

impl World {
    /// Runs what is in the outbox, the errands of one mailbox in their order: one that is late, or is
    /// left undone, keeps those behind it waiting.
    pub fn run_errands(&mut self) -> Result<(), Died> {
        let in_order = self.breaks != Some(Promise::ErrandsInTheirOrder);
        let mut waiting = BTreeSet::new();
        for outgoing in self.outbox(in_order) {
            let waits = in_order && waiting.contains(&outgoing.mailbox);
            if waits || self.is_late(&outgoing) || !self.run_errand(&outgoing)? {
                waiting.insert(outgoing.mailbox);
            }
        }
        Ok(())
    }

    /// The mailboxes come in any order; the errands of each come in theirs.
    fn outbox(&mut self, in_order: bool) -> Vec<Outgoing> {
        let errands = self.store.errands();
        let mut turns = errands.clone();
        self.chance.shuffle(&mut turns);
        if !in_order {
            return turns;
        }
        let mut queues: BTreeMap<MailboxId, VecDeque<Outgoing>> = BTreeMap::new();
        for outgoing in errands {
            queues.entry(outgoing.mailbox).or_default().push_back(outgoing);
        }
        let next = |turn: Outgoing| queues.get_mut(&turn.mailbox).and_then(VecDeque::pop_front);
        turns.into_iter().filter_map(next).collect()
    }

    /// Now and then a charge stays in the outbox for days.
    fn is_late(&mut self, outgoing: &Outgoing) -> bool {
        if !matches!(outgoing.errand, Errand::Charge { .. }) || self.healthy {
            return false;
        }
        let today = self.clock.today();
        let name = (outgoing.mailbox, outgoing.sequence);
        if let Some(until) = self.late_until.get(&name) {
            return today < *until;
        }
        // What is sent although nobody awaits it any more was late: more often so where that is tried.
        let in_time = match self.breaks {
            Some(Promise::OnlyAwaitedIsSent) => 30,
            _ => 86,
        };
        let days = match self.chance.below(100) {
            dice if dice < in_time => 0,
            dice if dice < 94 => 1,
            _ => self.chance.days(2, 9),
        };
        if 0 < days {
            self.seen.see(Sight::OutboxLate);
        }
        let until = today.plus_days(days);
        self.late_until.insert(name, until);
        today < until
    }

    /// Runs an errand, and marks it as done together with what came of it; left undone, it is run
    /// again. Whether it is done.
    fn run_errand(&mut self, outgoing: &Outgoing) -> Result<bool, Died> {
        let again = !self.run_before.insert((outgoing.mailbox, outgoing.sequence));
        if again {
            self.seen.see(Sight::ErrandRunAgain);
        }
        let answer = match &outgoing.errand {
            Errand::Charge { key, amount, method } => {
                let Some(outcome) = self.ask_to_charge(*key, *amount, *method, again) else {
                    // It is tried again, today or in days.
                    let until = self.clock.today().plus_days(self.chance.days(0, 3));
                    self.late_until.insert((outgoing.mailbox, outgoing.sequence), until);
                    return Ok(false);
                };
                Some(Command::ChargeOutcome { key: *key, outcome })
            }
            Errand::Inquire { key, awaited } => match self.ask_what_became_of(*key, *awaited) {
                Some(outcome) => Some(Command::ChargeOutcome { key: *key, outcome }),
                None => return Ok(false),
            },
            Errand::Refund { number, amount, due, .. } => {
                self.pass_to_the_desk(outgoing.mailbox, *number, *amount, *due);
                None
            }
            Errand::SetAccess { .. } => None,
            Errand::DeleteContents => {
                self.desk.deletes(outgoing.mailbox);
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
        self.may_die(Sight::DiedAfterMark)?;
        Ok(true)
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

    /// Sends a request, if its key is awaited and its last moment is not over: nothing, where the
    /// errand is left to be tried again. What was never sent did not happen; what may have left is
    /// unknown until the gateway answers, and so is silence.
    fn ask_to_charge(
        &mut self,
        key: ChargeKey,
        amount: Money,
        method: MethodId,
        again: bool,
    ) -> Option<Outcome> {
        let may_have_left = self.store.may_have_left(key);
        if !self.may_still_be_sent(key) {
            if may_have_left && self.breaks != Some(Promise::WhatMayHaveLeftIsUnknown) {
                return Some(Outcome::Unknown);
            }
            self.seen.see(Sight::NotSent);
            return Some(Outcome::NotExecuted);
        }
        let request = self.request(key, amount, method);
        self.store.leaves(key);
        let another = again && self.breaks == Some(Promise::TheSameKeyAgain);
        let key = if another { ChargeKey::new(key.order(), key.attempt() + 100) } else { key };
        if let Some(outcome) = self.contact(&Request { key, ..request }) {
            return Some(outcome);
        }
        if self.breaks == Some(Promise::SilenceIsUnknown) {
            return Some(Outcome::SOFT_DECLINE);
        }
        (self.healthy || self.chance.percent(50)).then_some(Outcome::Unknown)
    }

    /// Whether the key is awaited now, and its last moment is not over.
    fn may_still_be_sent(&self, key: ChargeKey) -> bool {
        let row = self.store.row(key.order().mailbox());
        let is_awaited = row.is_some_and(|row| row.state.awaits(&key));
        let asks = self.breaks != Some(Promise::OnlyAwaitedIsSent);
        let is_in_time = row
            .and_then(|row| row.request(key))
            .is_some_and(|asked| self.now().unix_seconds() <= self.last_second(asked.second));
        is_in_time && (is_awaited || !asks)
    }

    /// The request, as it leaves now.
    fn request(&self, key: ChargeKey, amount: Money, method: MethodId) -> Request {
        let row = self.store.row(key.order().mailbox()).expect("it requested the charge");
        let requested = row.request(key).expect("it requested the charge");
        let renewed = self.breaks == Some(Promise::OneLastMoment);
        let from = if renewed { self.now().unix_seconds() } else { requested.second };
        let last_second = self.last_second(from);
        Request { key, amount, method, last_second, left_after: row.events.len() }
    }

    /// The last moment of a request made in this second.
    fn last_second(&self, second: i64) -> i64 {
        match self.breaks {
            Some(Promise::RequestsHaveALastMoment) => i64::MAX,
            Some(Promise::OneLastMoment | Promise::LastMomentWithinMemory) => {
                second + LONG_LIFETIME_SECONDS
            }
            _ => second + LIFETIME_SECONDS,
        }
    }

    /// Sends a request; the reply, if one comes back.
    fn contact(&mut self, request: &Request) -> Option<Outcome> {
        let today = self.clock.today();
        if !self.healthy {
            // Only what was lost can be asked for again: more is lost where that is tried.
            let lost = match self.breaks {
                Some(Promise::OnlyAwaitedIsAskedForAgain) => 20,
                _ => 7,
            };
            match self.chance.below(100) {
                dice if dice < lost => {
                    self.seen.see(Sight::RequestLost);
                    return None;
                }
                7..11 => {
                    self.seen.see(Sight::RequestDelayed);
                    let on = today.plus_days(self.chance.days(0, 12));
                    self.post.request(*request, on);
                    return None;
                }
                11..15 => {
                    self.seen.see(Sight::RequestRepeated);
                    let on = today.plus_days(self.chance.days(0, 12));
                    self.post.request(*request, on);
                }
                _ => {}
            }
        }
        let outcome = self.arrives_at_the_gateway(request);
        if !self.healthy && self.chance.percent(8) {
            self.seen.see(Sight::ReplyLost);
            return None;
        }
        outcome
    }

    /// The gateway takes a request up, and reports of it besides its reply; one that comes too late
    /// it does not take.
    pub fn arrives_at_the_gateway(&mut self, request: &Request) -> Option<Outcome> {
        let now = self.clock.moment();
        let chance = (!self.healthy).then_some(&mut self.chance);
        let outcome = self.gateway.charge(request, now, chance, &mut self.seen)?;
        match outcome {
            Outcome::Unknown => self.seen.see(Sight::AnsweredUnknown),
            Outcome::Settled { .. }
            | Outcome::SoftDecline { .. }
            | Outcome::HardDecline
            | Outcome::AuthenticationRequired
            | Outcome::Stopped
            | Outcome::NotExecuted => self.gateway_reports(request.key, outcome),
        }
        Some(outcome)
    }

    /// Asks the gateway what it knows. Before the last moment of a request that never came, the
    /// backend sends it once more, if its key is awaited, or asks that it be given up: with a key
    /// that will be remembered, either is safe. Later, what the gateway does not find is unknown,
    /// until a person looks into its books.
    fn ask_what_became_of(&mut self, key: ChargeKey, awaited: bool) -> Option<Outcome> {
        if !self.healthy && self.chance.percent(15) {
            return None;
        }
        // The charge comes before its inquiry: what has not left by now never will.
        if !self.store.may_have_left(key) {
            return Some(Outcome::NotExecuted);
        }
        if self.post.carries(key) {
            self.seen.see(Sight::AskedBeforeItArrived);
        }
        if let Some(outcome) = self.gateway.answer(key, self.clock.moment()) {
            return Some(outcome);
        }
        let row = self.store.row(key.order().mailbox())?;
        let requested = row.request(key)?;
        let is_awaited = awaited && row.state.awaits(&key);
        let breaks = self.breaks == Some(Promise::OnlyAwaitedIsAskedForAgain);
        if self.now().unix_seconds() <= self.last_second(requested.second) {
            let request = self.request(key, requested.amount, requested.method);
            let sends = if is_awaited { self.chance.percent(50) } else { breaks };
            if sends {
                return Some(self.contact(&request).unwrap_or(Outcome::Unknown));
            }
            return Some(self.gateway.void(&request, self.clock.moment()));
        }
        if self.breaks == Some(Promise::NotFoundLaterIsUnknown) {
            return Some(Outcome::NotExecuted);
        }
        if self.healthy || self.chance.percent(15) {
            self.seen.see(Sight::PersonFound);
            return Some(self.gateway.finding(key));
        }
        self.seen.see(Sight::NotFoundLater);
        Some(Outcome::Unknown)
    }

    /// The desk pays at once, within days, or late.
    fn pass_to_the_desk(
        &mut self,
        mailbox: MailboxId,
        number: RefundNumber,
        amount: Money,
        due: Option<Day>,
    ) {
        let copy = if self.breaks == Some(Promise::ErrandsAreIdempotent) {
            u64::try_from(self.desk.refunds.len()).expect("few errands")
        } else {
            0
        };
        let today = self.clock.today();
        let days = match self.desk_chance.below(10) {
            0..4 => 0,
            4..8 => self.desk_chance.days(1, 14),
            _ => self.desk_chance.days(15, 60),
        };
        let (pays_on, payout) = (today.plus_days(days), None);
        let owed = Owed { amount, due, pays_on, payout, says_on: today };
        self.desk.refunds.entry((mailbox, number, copy)).or_insert(owed);
    }

    /// The desk pays what it should by today, if that is still open, and reports it: twice now and then,
    /// and again until it was heard.
    pub fn pays_back(&mut self) {
        let today = self.clock.today();
        let names: Vec<_> = self.desk.refunds.keys().copied().collect();
        for name in names {
            let (mailbox, number, _) = name;
            let owed = self.desk.refunds[&name].clone();
            let due = if owed.payout.is_some() { owed.says_on } else { owed.pays_on };
            let is_done = match &owed.payout {
                None => !is_open(&self.store, mailbox, number),
                Some(payout) => is_heard(&self.store, mailbox, number, payout),
            };
            if (today < due && !self.healthy) || is_done {
                continue;
            }
            let is_twice = owed.payout.is_none() && !self.healthy && self.desk_chance.percent(3);
            let payout = owed.payout.clone().unwrap_or_else(|| self.pays_out(&owed));
            if is_twice {
                self.pays_once_more(mailbox, number, payout.amount);
            }
            let times = if !self.healthy && self.desk_chance.percent(20) { 2 } else { 1 };
            let again = owed.payout.is_some() || 1 < times;
            if again {
                self.seen.see(Sight::RefundReportedAgain);
            }
            for _ in 0..times {
                let payout = payout.clone();
                let report = Command::RefundPaid { refund: number, payout };
                let chance = (!self.healthy).then_some(&mut self.desk_chance);
                self.post.report(mailbox, report, today, chance, &mut self.seen);
            }
            let says_on = today.plus_days(self.desk_chance.days(3, 20));
            self.desk.refunds.insert(name, Owed { payout: Some(payout), says_on, ..owed });
        }
    }

    /// Money goes out: now and then too little.
    fn pays_out(&mut self, owed: &Owed) -> Payout {
        let today = self.clock.today();
        if owed.due.is_some_and(|due| due < today) {
            self.seen.see(Sight::RefundPaidLate);
        }
        let cents = owed.amount.cents();
        let is_short = !self.healthy && 1 < cents && self.desk_chance.percent(6);
        if is_short {
            self.seen.see(Sight::RefundPaidShort);
        }
        let amount = if is_short { cents / 2 } else { cents };
        let amount = Money::from_cents(amount).expect("no more than was owed");
        let paid = self.desk.refunds.values().filter(|owed| owed.payout.is_some()).count();
        let reference = format!("SCT {}", paid + 1).parse().expect("a reference");
        Payout { reference, amount, on: today }
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
        self.desk.begun_anew.insert(from);
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

/// A request may leave, and be taken, for so long after it was made: shorter than the gateway's memory
/// of keys, even by a clock that is two hours slow.
pub const LIFETIME_SECONDS: i64 = 20 * 60 * 60;

/// Longer than the gateway's memory.
const LONG_LIFETIME_SECONDS: i64 = 10 * 24 * 60 * 60;
