//! What the outside knows: the charges it was asked for, what it took, paid back and said.
//!
//! Everything that happens is an [`Entry`], and the books are what the entries add up to: so a process
//! that was killed reads its journal, and knows again what it knew.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use pec_nightly::{
    today::Today,
    world::{self, Dice, World},
};
use pec_renewal::{
    Command, Errand, Payout, Reversal, ReversalKind,
    catalogue::Policy,
    charge::Outcome,
    values::{
        ChargeKey, Day, MailboxId, Moment, Money, NoticeNumber, PaymentReference, RefundNumber,
    },
};
use serde::{Deserialize, Serialize};

use super::fate::{Fate, Reply};
use crate::{
    Report, debt_of, start_of,
    wire::{Asked, Charge, Clock, Inquiry, Kind, Owed, Said},
};

/// The outside's own books, with its clock.
#[derive(Debug)]
pub struct Books {
    seed: u64,
    manner: Manner,
    clock: Option<Moment>,
    /// What the holders see in the shop, and from when on.
    policies: Vec<(Moment, Policy)>,
    /// From this day on nothing goes wrong.
    kind_from: Option<Day>,
    charges: BTreeMap<ChargeKey, Charged>,
    errands: BTreeMap<(MailboxId, u64), Done>,
    /// What charges were to collect, where it answers as the nightly job's outside.
    requested: BTreeMap<ChargeKey, Money>,
    to_say: Vec<ToSay>,
    said: Vec<Said>,
    reversals: Vec<(MailboxId, Reversal)>,
}

/// How it answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Manner {
    /// As unkind as a gateway can be, with books to compare.
    Unkind,
    /// As the nightly job's outside: whatever it says comes in on a later day.
    Nightly,
}

/// Something that happened.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum Entry {
    /// The operator set the clock.
    Clock(Clock),
    /// The operator asked that nothing go wrong any more.
    Kind(Kind),
    /// A charge was taken up, or came again under a key that is remembered.
    Charge(Charge),
    /// An errand was run, and answered with this.
    Errand {
        /// The mailbox that it comes from.
        mailbox: MailboxId,
        /// The sequence of its event.
        sequence: u64,
        /// What was done.
        done: Done,
    },
}

/// What is known of one key.
#[derive(Debug)]
struct Charged {
    fate: Fate,
    /// When it was taken up last: the key is forgotten a day later.
    asked_at: Moment,
    captures: Vec<Money>,
    left_after: Vec<u64>,
}

/// What was done about an errand. It is done once, and answered the same whenever it comes again.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Done {
    /// What is reported of it.
    pub reports: Vec<Report>,
    /// What the bank takes from the holder, by its reference.
    pub taken: Vec<(PaymentReference, Money)>,
    /// What was paid back for which refund.
    pub paid_back: Option<(RefundNumber, Payout)>,
    /// What a charge was to collect.
    pub requested: Option<(ChargeKey, Money)>,
}

/// Something that is to be said.
#[derive(Debug)]
struct ToSay {
    on: Day,
    mailbox: MailboxId,
    command: Command,
}

/// How a charge is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answered {
    /// As its fate is.
    With(Reply),
    /// It came after its last moment, and is not taken up.
    TooLate,
}

/// The books, for whoever compares them with the engine's.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Opened {
    /// Every charge that was taken up.
    pub charges: Vec<ChargeLine>,
    /// What the bank took: the mailbox, its reference and the amount.
    pub taken: Vec<(MailboxId, PaymentReference, Money)>,
    /// What was paid back.
    pub paid_back: Vec<(MailboxId, RefundNumber, Payout)>,
    /// What was taken back of payments.
    pub reversals: Vec<(MailboxId, Reversal)>,
    /// The errands that were run: the mailbox and the sequence of the event.
    pub errands: Vec<(MailboxId, u64)>,
}

/// A charge in the books.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ChargeLine {
    /// Its key.
    pub key: ChargeKey,
    /// What was taken: more than once where the key had been forgotten.
    pub captures: Vec<Money>,
    /// Each time that it came: how many events its mailbox had when it left.
    pub left_after: Vec<u64>,
    /// The gateway said that it was declined, and took the money.
    pub is_denied: bool,
    /// It said on its own account that it took it.
    pub is_told: bool,
}

impl Books {
    /// Empty ones.
    #[must_use]
    pub const fn new(seed: u64, manner: Manner) -> Self {
        Self {
            seed,
            manner,
            clock: None,
            policies: Vec::new(),
            kind_from: None,
            charges: BTreeMap::new(),
            errands: BTreeMap::new(),
            requested: BTreeMap::new(),
            to_say: Vec::new(),
            said: Vec::new(),
            reversals: Vec::new(),
        }
    }

    /// What becomes of a charge at this moment: how it is answered, and the entry to be made of it.
    #[must_use]
    pub fn charge(&self, charge: &Charge, now: Moment) -> (Answered, Option<Entry>) {
        let entry = Some(Entry::Charge(*charge));
        if let Some(known) = self.remembered(charge.key, now) {
            return (Answered::With(Reply::Says(known.fate.truth)), entry);
        }
        if charge.last_moment.unix_seconds() <= now.unix_seconds() {
            return (Answered::TooLate, None);
        }
        (Answered::With(self.fate(charge, now.day()).reply), entry)
    }

    /// What is known of a charge. The books know what came, though its key is forgotten; what did not
    /// come by its last moment never will. Now and then nobody has looked yet.
    #[must_use]
    pub fn inquire(&self, inquiry: &Inquiry, now: Moment) -> Outcome {
        let Inquiry { key, last_moment, at: _ } = *inquiry;
        let name = ["inquiry", &key.to_string(), &now.day().to_string()];
        if !self.is_kind_on(now.day()) && Dice::cast(self.seed, &name).chance(30) {
            return Outcome::Unknown;
        }
        match self.charges.get(&key) {
            Some(known) => known.fate.truth,
            None if last_moment.unix_seconds() <= now.unix_seconds() => Outcome::NotExecuted,
            None => Outcome::Unknown,
        }
    }

    /// What is done about an errand, and the entry to be made of it; none where it was done before.
    ///
    /// # Errors
    ///
    /// Where the calendar ends.
    pub fn run(&self, asked: &Asked, now: Moment) -> Result<(Vec<Report>, Option<Entry>)> {
        let Asked { ref mailbox, sequence, ref errand, at: _ } = *asked;
        let id = mailbox.id();
        if let Some(done) = self.errands.get(&(id, sequence)) {
            return Ok((done.reports.clone(), None));
        }
        let world = World::new(self.seed);
        let policy = self.policy_at(now);
        let today = Today::new(&policy, now.day(), chrono_tz::Europe::Rome)?;
        let source = |index: usize| format!("{id}/{sequence}/{index}");
        let tomorrow = start_of(now.day().next())?;
        let told = |command| vec![Report { source: source(0), due: tomorrow, command }];
        let mut done = Done::default();
        if self.manner == Manner::Nightly {
            let requested =
                |key| self.requested.get(&key).copied().with_context(|| key.to_string());
            let answer = world.answer(&today, sequence, mailbox, errand, requested)?;
            done.reports = dated(answer.reports, &source)?;
            if let Errand::Charge { key, amount, .. } = *errand {
                done.requested = Some((key, amount));
            }
            return Ok((done.reports.clone(), Some(Entry::Errand { mailbox: id, sequence, done })));
        }
        match errand {
            Errand::Notify { number, notice: _ } if self.is_kind_on(now.day()) => {
                done.reports = told(delivered(*number, now));
            }
            Errand::Notify { .. } | Errand::MeasureSpace => {
                let answer = world.answer(&today, sequence, mailbox, errand, never_requested)?;
                done.reports = dated(answer.reports, &source)?;
                done.taken =
                    answer.taken.into_iter().map(|taken| (taken.reference, taken.amount)).collect();
            }
            Errand::Refund { number, amount, .. } => {
                let payout = Payout {
                    reference: format!("SCT-{}-{number}", id.uuid().simple()).parse()?,
                    amount: *amount,
                    on: now.day(),
                };
                done.reports = self.tells_of(*number, &payout, &source)?;
                done.paid_back = Some((*number, payout));
            }
            // Nothing is reported of these, and the gateway is asked for charges elsewhere.
            Errand::SetAccess { .. }
            | Errand::DeleteContents
            | Errand::OpenNewLife { .. }
            | Errand::Charge { .. }
            | Errand::Inquire { .. } => {}
        }
        let reports = done.reports.clone();
        Ok((reports, Some(Entry::Errand { mailbox: id, sequence, done })))
    }

    /// What comes of asking for the debt that an event left.
    ///
    /// # Errors
    ///
    /// Where the calendar ends.
    pub fn ask_for_debt(&self, owed: &Owed) -> Result<Vec<Report>> {
        let Owed { mailbox, event, at } = owed;
        if self.manner == Manner::Unkind {
            return Ok(Vec::new());
        }
        let policy = self.policy_at(*at);
        let today = Today::new(&policy, at.day(), chrono_tz::Europe::Rome)?;
        let answer = World::new(self.seed).answer_to_debt(&today, mailbox, event);
        let (id, sequence) = (mailbox.id(), mailbox.sequence());
        let debt = debt_of(event).map(|debt| debt.number);
        let number = debt.map_or_else(String::new, |number| number.to_string());
        dated(answer.reports, &|index| format!("{id}/{sequence}/debt/{number}/{index}"))
    }

    /// What it said after the report with this number.
    #[must_use]
    pub fn said_after(&self, number: u64) -> &[Said] {
        let from = usize::try_from(number).unwrap_or(usize::MAX).min(self.said.len());
        &self.said[from..]
    }

    /// What it said and will say of a charge that was asked for with a time of its own.
    #[must_use]
    pub fn said_of(&self, key: ChargeKey) -> Vec<Said> {
        let reference = PaymentReference::of_charge(&key);
        let is_of = |said: &&Said| {
            if let Command::ChargeOutcome { key: told, .. } = said.command {
                told == key
            } else if let Command::Reversal(reversal) = &said.command {
                reversal.of == reference
            } else {
                false
            }
        };
        self.said.iter().filter(is_of).cloned().collect()
    }

    /// The time; none before the operator set it.
    #[must_use]
    pub const fn clock(&self) -> Option<Moment> {
        self.clock
    }

    /// All of it, laid open.
    #[must_use]
    pub fn open(&self) -> Opened {
        let of_errands = |(mailbox, _): &(MailboxId, u64), done: &Done| {
            let taken = done.taken.iter();
            taken.map(|(reference, amount)| (*mailbox, reference.clone(), *amount)).collect()
        };
        let taken =
            self.errands.iter().flat_map(|(name, done)| -> Vec<_> { of_errands(name, done) });
        let paid_back = self.errands.iter().filter_map(|((mailbox, _), done)| {
            let (number, payout) = done.paid_back.clone()?;
            Some((*mailbox, number, payout))
        });
        let by_bank = self.errands.iter().flat_map(|((mailbox, _), done)| {
            let reversed = done.reports.iter().filter_map(|report| reversal_in(&report.command));
            reversed.map(|reversal| (*mailbox, reversal))
        });
        let reversals = self.reversals.iter().cloned().chain(by_bank);
        let told: BTreeSet<ChargeKey> = self.said.iter().filter_map(told_of).collect();
        let charges = self.charges.iter().map(|(key, charged)| ChargeLine {
            key: *key,
            captures: charged.captures.clone(),
            left_after: charged.left_after.clone(),
            is_denied: charged.fate.is_denied,
            is_told: told.contains(key),
        });
        Opened {
            charges: charges.collect(),
            taken: taken.collect(),
            paid_back: paid_back.collect(),
            reversals: reversals.collect(),
            errands: self.errands.keys().copied().collect(),
        }
    }

    /// Adds an entry.
    pub fn add(&mut self, entry: Entry) {
        match entry {
            Entry::Clock(Clock { now, policy }) => {
                self.clock = Some(now);
                if let Some(policy) = policy {
                    self.policies.push((now, policy));
                }
                self.say(now);
            }
            Entry::Kind(Kind { from: Some(day) }) => self.kind_from = Some(day),
            Entry::Kind(Kind { from: None }) => {
                self.kind_from = Some(Day::MIN);
                let is_reversal = |to_say: &ToSay| matches!(to_say.command, Command::Reversal(_));
                self.to_say.retain(|to_say| !is_reversal(to_say));
                if let Some(now) = self.clock {
                    self.to_say.iter_mut().for_each(|to_say| to_say.on = to_say.on.min(now.day()));
                    self.say(now);
                }
            }
            Entry::Charge(charge) => {
                if let Some(now) = charge.at.or(self.clock) {
                    self.add_charge(&charge, now);
                }
            }
            Entry::Errand { mailbox, sequence, done } => {
                self.requested.extend(done.requested);
                self.errands.entry((mailbox, sequence)).or_insert(done);
            }
        }
    }

    fn add_charge(&mut self, charge: &Charge, now: Moment) {
        let Charge { key, left_after, .. } = *charge;
        if self.remembered(key, now).is_some() {
            if let Some(known) = self.charges.get_mut(&key) {
                known.left_after.push(left_after);
            }
            return;
        }
        let fate = self.fate(charge, now.day());
        self.will_say(charge, &fate, now.day());
        let captured = match fate.truth {
            Outcome::Settled { amount } => Some(amount),
            Outcome::SoftDecline { .. }
            | Outcome::HardDecline
            | Outcome::AuthenticationRequired
            | Outcome::Stopped
            | Outcome::NotExecuted
            | Outcome::Unknown => None,
        };
        let known = self.charges.entry(key).or_insert_with(|| Charged {
            fate,
            asked_at: now,
            captures: Vec::new(),
            left_after: Vec::new(),
        });
        known.asked_at = now;
        known.captures.extend(captured);
        known.left_after.push(left_after);
    }

    fn will_say(&mut self, charge: &Charge, fate: &Fate, today: Day) {
        let key = charge.key;
        let mailbox = key.order().mailbox();
        let mut to_say = Vec::new();
        for (days, outcome) in &fate.said {
            let command = Command::ChargeOutcome { key, outcome: *outcome };
            to_say.push(ToSay { on: today.plus_days(*days), mailbox, command });
        }
        let of = PaymentReference::of_charge(&key);
        if let (Some(days), Outcome::Settled { amount }) = (fate.charged_back, fate.truth)
            && let Ok(reference) =
                format!("CBK-{}-{}-{}", key.order().expiry(), key.order().ordinal(), key.attempt())
                    .parse()
        {
            let on = today.plus_days(days);
            let kind = ReversalKind::Chargeback;
            let command = Command::Reversal(Reversal { reference, of, amount, on, kind });
            to_say.push(ToSay { on, mailbox, command });
        }
        if charge.at.is_none() {
            self.to_say.extend(to_say);
            return;
        }
        // Whoever has a time of its own is told now what comes in then.
        for it in to_say {
            if let Ok(at) = start_of(it.on) {
                self.say_at(at, it);
            }
        }
    }

    /// Says what is to be said by now.
    fn say(&mut self, now: Moment) {
        let (due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.to_say).into_iter().partition(|it| it.on <= now.day());
        self.to_say = later;
        for it in due {
            self.say_at(now, it);
        }
    }

    fn say_at(&mut self, at: Moment, ToSay { on: _, mailbox, command }: ToSay) {
        if let Command::Reversal(reversal) = &command {
            self.reversals.push((mailbox, reversal.clone()));
        }
        let number = u64::try_from(self.said.len()).unwrap_or(u64::MAX).saturating_add(1);
        self.said.push(Said { number, mailbox, at, command });
    }

    fn is_kind_on(&self, day: Day) -> bool {
        self.kind_from.is_some_and(|from| from <= day)
    }

    fn policy_at(&self, now: Moment) -> Policy {
        let is_in_force = |(from, _): &&(Moment, Policy)| from.unix_seconds() <= now.unix_seconds();
        let in_force = self.policies.iter().rev().find(is_in_force);
        in_force.map_or_else(Policy::aruba, |(_, policy)| policy.clone())
    }

    fn fate(&self, charge: &Charge, today: Day) -> Fate {
        if self.is_kind_on(today) {
            return Fate::kind(charge.amount);
        }
        Fate::of(self.seed, charge.key, charge.amount, today)
    }

    fn remembered(&self, key: ChargeKey, now: Moment) -> Option<&Charged> {
        let is_remembered = |it: &&Charged| {
            now.unix_seconds() < it.asked_at.unix_seconds().saturating_add(MEMORY_SECONDS)
        };
        self.charges.get(&key).filter(is_remembered)
    }

    /// When a payout is reported: mostly tomorrow, some later, some twice.
    fn tells_of(
        &self,
        refund: RefundNumber,
        payout: &Payout,
        source: &impl Fn(usize) -> String,
    ) -> Result<Vec<Report>> {
        let mut dice = Dice::cast(self.seed, &["refund", payout.reference.as_str()]);
        let is_kind = self.is_kind_on(payout.on);
        let late = if !is_kind && dice.chance(30) { dice.days(2, 9) } else { 1 };
        let twice = (!is_kind && dice.chance(10)).then_some(late + 7);
        let days = [Some(late), twice].into_iter().flatten().enumerate();
        let report = |(index, days): (usize, i32)| {
            let due = start_of(payout.on.plus_days(days))?;
            let command = Command::RefundPaid { refund, payout: payout.clone() };
            Ok(Report { source: source(index), due, command })
        };
        days.map(report).collect()
    }
}

/// Reports of the nightly job's outside, each with the moment at which it comes in.
fn dated(reports: Vec<world::Report>, source: &impl Fn(usize) -> String) -> Result<Vec<Report>> {
    let dated = |(index, report): (usize, world::Report)| {
        let due = start_of(report.due_on)?;
        Ok(Report { source: source(index), due, command: report.command })
    };
    reports.into_iter().enumerate().map(dated).collect()
}

/// Nothing is asked of an inquiry there.
fn never_requested(key: ChargeKey) -> Result<Money> {
    bail!("an inquiry about {key} is no notice: please report it")
}

/// What this report takes back.
fn reversal_in(command: &Command) -> Option<Reversal> {
    if let Command::Reversal(reversal) = command { Some(reversal.clone()) } else { None }
}

/// The charge that this says is settled.
fn told_of(said: &Said) -> Option<ChargeKey> {
    if let Command::ChargeOutcome { key, outcome: Outcome::Settled { .. } } = said.command {
        Some(key)
    } else {
        None
    }
}

fn delivered(notice: NoticeNumber, now: Moment) -> Command {
    Command::NoticeDelivered { notice, on: now.day() }
}

/// After a day it would charge the same key again.
const MEMORY_SECONDS: i64 = 24 * 60 * 60;
