//! The outside's books against what a home recorded, to the cent.
//!
//! A home reads, mailbox by mailbox, what it [keeps](Kept): the events, and the reports of its inbox.
//!
//! Of each mailbox:
//!
//! 1. a charge that the gateway took up was requested, with that amount, and its key was awaited by the
//!    state that it left after;
//! 2. no key was charged twice, and no order, but where the gateway itself had said that it was declined.
//!    That two orders of one expiry were charged needs no comparison of its own: the engine's invariants,
//!    which every home checks at its end, have one of them renew and the other's money owed back (R-45,
//!    R-46), and 3, 4 and 6 follow that money out;
//! 3. what was taken is registered, reference by reference, or its report is on its way, and nothing else
//!    is registered;
//! 4. each refund was paid back once, and told so, or its report is on its way; and what was charged back
//!    is known;
//! 5. the home reported no charge as not executed that was taken;
//! 6. an errand that is done reached the outside, once, and a refund that is done and still open was paid;
//!    what is not done is counted;
//! 7. what came in by reports is what the inbox says was recorded of them: no report was applied twice.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::gateway::{ChargeLine, Opened};
use anyhow::{Context, Result};
use comfy_table::{CellAlignment, Table, presets};
use pec_renewal::{
    Command, Errand, Event, Fact, Mailbox, Refund,
    charge::Outcome,
    evolve,
    values::{ChargeKey, MailboxId, Money, OrderId, PaymentReference},
};

/// What the comparison found, and sums over all mailboxes, money in cents.
#[derive(Clone, Debug, Default)]
pub struct Reckoning {
    /// How many events there are of each kind that people ask about.
    pub counts: BTreeMap<&'static str, u64>,
    /// Money that the outside took.
    pub taken: u64,
    /// Money that the engine registered.
    pub registered: u64,
    /// Money taken of which no report was handled yet.
    pub on_its_way: u64,
    /// Money that the outside paid back.
    pub paid_back: u64,
    /// Money that the engine knows to be paid back.
    pub paid_out: u64,
    /// Money that was charged back.
    pub charged_back: u64,
    /// Orders charged twice because the gateway denied the first.
    pub denied_and_taken: u64,
    /// Charges that have no final outcome.
    pub unresolved: u64,
    /// Reports of money that were not handled: an open refund that was paid is one of them until it is
    /// told.
    pub waiting: u64,
    /// The first things that do not hold.
    pub shown: Vec<String>,
    /// How many there are in all.
    pub violations: u64,
}

/// What a home keeps of one mailbox.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Its events, in their order.
    pub events: Vec<Recorded>,
    /// The reports about it, in the order in which they came in.
    pub inbox: Vec<Told>,
}

/// An event as it is kept.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The event.
    pub event: Event,
    /// Whether the errand that it asks for is done; none where no errand is kept.
    pub is_done: Option<bool>,
}

/// A report in the inbox.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it says.
    pub command: Command,
    /// The home says it of its own errand, not the gateway on its own account, which may contradict
    /// itself.
    pub is_of_home: bool,
    /// Whether it was handled.
    pub is_handled: bool,
    /// Whether it led to an event.
    pub is_recorded: bool,
}

/// Compares the books with what a home keeps of each of its mailboxes.
///
/// # Errors
///
/// Where it cannot be read, or the events of a mailbox cannot be folded.
pub fn compare(
    kept: impl IntoIterator<Item = Result<(MailboxId, Kept)>>,
    books: &Opened,
) -> Result<Reckoning> {
    let mut reckoning = Reckoning::default();
    let mut outside = Outsides::of(books);
    for mailbox in kept {
        let (id, Kept { events, inbox }) = mailbox?;
        let own = outside.of_mailbox.remove(&id).unwrap_or_default();
        let mut history = History::fold(events, &own)
            .with_context(|| format!("the events of mailbox {id} cannot be folded"))?;
        history.compare(&own, &inbox, &mut reckoning);
        for what in history.differences {
            reckoning.differ(format!("mailbox {id}: {what}"));
        }
    }
    for id in outside.of_mailbox.keys() {
        reckoning.differ(format!("the outside knows mailbox {id}, which has no event"));
    }
    Ok(reckoning)
}

/// The outside's books, mailbox by mailbox.
struct Outsides<'a> {
    of_mailbox: BTreeMap<MailboxId, Own<'a>>,
}

/// The outside's books of a mailbox.
#[derive(Default)]
struct Own<'a> {
    charges: Vec<&'a ChargeLine>,
    taken: BTreeMap<PaymentReference, Money>,
    paid_back: Vec<(u32, &'a pec_renewal::Payout)>,
    reversals: BTreeMap<PaymentReference, Money>,
    errands: BTreeSet<u64>,
}

impl<'a> Outsides<'a> {
    fn of(books: &'a Opened) -> Self {
        let mut of_mailbox: BTreeMap<MailboxId, Own<'a>> = BTreeMap::new();
        for line in &books.charges {
            of_mailbox.entry(line.key.order().mailbox()).or_default().charges.push(line);
        }
        for (mailbox, reference, amount) in &books.taken {
            let own = of_mailbox.entry(*mailbox).or_default();
            own.taken.insert(reference.clone(), *amount);
        }
        for (mailbox, refund, payout) in &books.paid_back {
            let own = of_mailbox.entry(*mailbox).or_default();
            own.paid_back.push((refund.number(), payout));
        }
        for (mailbox, reversal) in &books.reversals {
            let own = of_mailbox.entry(*mailbox).or_default();
            own.reversals.insert(reversal.reference.clone(), reversal.amount);
        }
        for (mailbox, sequence) in &books.errands {
            of_mailbox.entry(*mailbox).or_default().errands.insert(*sequence);
        }
        Self { of_mailbox }
    }
}

/// A mailbox, folded from its events.
struct History {
    mailbox: Mailbox,
    events: Vec<Event>,
    /// Whether the errand of each event is done; none where none is kept.
    done: Vec<Option<bool>>,
    differences: Vec<String>,
}

impl History {
    fn fold(recorded: Vec<Recorded>, own: &Own<'_>) -> Result<Self> {
        let (mut state, mut events, mut done) = (None, Vec::new(), Vec::new());
        let mut differences = Vec::new();
        for Recorded { event, is_done } in recorded {
            let mailbox = evolve(state, &event)?;
            for line in &own.charges {
                let left_here = line.left_after.iter().any(|after| *after == mailbox.sequence());
                if left_here && !mailbox.awaits(&line.key) {
                    let after = mailbox.sequence();
                    differences.push(format!(
                        "charge {} left after {after} events, when nobody awaited it",
                        line.key
                    ));
                }
            }
            events.push(event);
            done.push(is_done);
            state = Some(mailbox);
        }
        Ok(Self { mailbox: state.context("it has no event")?, events, done, differences })
    }

    fn compare(&mut self, own: &Own<'_>, told: &[Told], sums: &mut Reckoning) {
        self.count(sums);
        let waiting = told.iter().filter(|told| !told.is_handled && is_money(&told.command));
        sums.waiting += u64::try_from(waiting.count()).unwrap_or(u64::MAX);
        self.compare_charges(own, sums);
        self.compare_denials(own, told);
        self.compare_payments(own, told, sums);
        self.compare_payouts(own, told, sums);
        self.compare_errands(own);
        self.compare_reports(told);
    }

    fn count(&self, sums: &mut Reckoning) {
        *sums.counts.entry("mailboxes").or_default() += 1;
        let attempts = self.mailbox.attempts().iter();
        let open = attempts.filter(|attempt| attempt.outcome.is_none()).count();
        sums.unresolved += u64::try_from(open).unwrap_or(u64::MAX);
        for event in &self.events {
            *sums.counts.entry("events").or_default() += 1;
            if let Some(what) = counted(&event.fact) {
                *sums.counts.entry(what).or_default() += 1;
            }
        }
        let errands = self.done.iter().flatten().count();
        *sums.counts.entry("errands").or_default() += u64::try_from(errands).unwrap_or(u64::MAX);
    }

    fn compare_charges(&mut self, own: &Own<'_>, sums: &mut Reckoning) {
        let mut requested: BTreeMap<ChargeKey, Money> = BTreeMap::new();
        for event in &self.events {
            if let Fact::ChargeRequested { key, amount, .. } = event.fact {
                requested.insert(key, amount);
            }
        }
        let mut of_order: BTreeMap<OrderId, Vec<&ChargeLine>> = BTreeMap::new();
        for line in &own.charges {
            let key = line.key;
            match requested.get(&key) {
                None => self.differ(format!("charge {key} was taken up, and never requested")),
                Some(amount) if line.captures.iter().any(|taken| taken != amount) => {
                    self.differ(format!(
                        "charge {key} was requested with {amount}, and took {:?}",
                        line.captures
                    ));
                }
                Some(_) => {}
            }
            if 1 < line.captures.len() {
                self.differ(format!("charge {key} was taken {} times", line.captures.len()));
            }
            if !line.captures.is_empty() {
                of_order.entry(key.order()).or_default().push(line);
            }
        }
        for (order, lines) in of_order {
            let denied = lines.iter().filter(|line| line.is_denied).count();
            if denied + 1 < lines.len() {
                let keys: Vec<_> = lines.iter().map(|line| line.key.to_string()).collect();
                self.differ(format!("order {order} was charged twice: {}", keys.join(", ")));
            }
            if 1 < lines.len() {
                sums.denied_and_taken += 1;
            }
        }
    }

    /// Not executed is said only of what certainly did not happen, and can no longer happen.
    fn compare_denials(&mut self, own: &Own<'_>, told: &[Told]) {
        for told in told.iter().filter(|told| told.is_of_home) {
            if let Command::ChargeOutcome { key, outcome: Outcome::NotExecuted } = told.command
                && own.charges.iter().any(|line| line.key == key && !line.captures.is_empty())
            {
                self.differ(format!("charge {key} was taken, and a worker said: not executed"));
            }
        }
    }

    fn compare_payments(&mut self, own: &Own<'_>, told: &[Told], sums: &mut Reckoning) {
        let mut registered: BTreeMap<PaymentReference, Money> = BTreeMap::new();
        for event in &self.events {
            if let Fact::PaymentRegistered(payment) = &event.fact {
                registered.insert(payment.reference.clone(), payment.amount);
                sums.registered += payment.amount.cents();
            }
        }
        let mut taken = own.taken.clone();
        for line in &own.charges {
            if let Some(amount) = line.captures.first() {
                taken.insert(PaymentReference::of_charge(&line.key), *amount);
            }
        }
        for (reference, amount) in &taken {
            sums.taken += amount.cents();
            match registered.remove(reference) {
                Some(known) if known == *amount => {}
                Some(known) => self.differ(format!(
                    "payment {reference}: {amount} taken outside, {known} registered"
                )),
                None if self.is_on_its_way(reference, own, told) => {
                    sums.on_its_way += amount.cents();
                }
                None => self.differ(format!("payment {reference}: {amount} taken, not registered")),
            }
        }
        for (reference, amount) in registered {
            self.differ(format!("payment {reference}: {amount} registered, and never taken"));
        }
    }

    /// Whether a payment's report is still to be made, or to be handled.
    fn is_on_its_way(&self, of: &PaymentReference, own: &Own<'_>, told: &[Told]) -> bool {
        let waits = told.iter().any(|told| !told.is_handled && tells_of(&told.command, of));
        let mut charges = own.charges.iter();
        let charge = charges.find(|line| PaymentReference::of_charge(&line.key) == *of);
        let is_to_come = charge.is_some_and(|line| {
            let mut attempts = self.mailbox.attempts().iter();
            let attempt = attempts.find(|attempt| attempt.key == line.key);
            let is_open = attempt.is_none_or(|attempt| attempt.outcome.is_none());
            is_open || self.mailbox.is_in_doubt(line.key) || !line.is_told
        });
        waits || is_to_come
    }

    fn compare_payouts(&mut self, own: &Own<'_>, told: &[Told], sums: &mut Reckoning) {
        let (mut known, mut reversed) = (BTreeMap::new(), BTreeMap::new());
        for event in &self.events {
            if let Fact::RefundPaid { payout, .. } = &event.fact {
                known.insert(payout.reference.clone(), payout.clone());
                sums.paid_out += payout.amount.cents();
            } else if let Fact::PaymentReversed(it) = &event.fact {
                reversed.insert(it.reversal.reference.clone(), it.reversal.amount);
            }
        }
        let mut numbers = BTreeSet::new();
        for (number, payout) in &own.paid_back {
            sums.paid_back += payout.amount.cents();
            if !numbers.insert(number) {
                self.differ(format!("refund {number} was paid back twice"));
            }
            let waits =
                || told.iter().any(|it| !it.is_handled && tells_of(&it.command, &payout.reference));
            match known.remove(&payout.reference) {
                Some(it) if it == **payout => {}
                None if waits() => {}
                _ => self.differ(format!(
                    "refund {number}: {} was paid back as {}, and is not known",
                    payout.amount, payout.reference
                )),
            }
        }
        for payout in known.into_values() {
            let pec_renewal::Payout { reference, amount, .. } = payout;
            self.differ(format!("{reference}: {amount} is known as paid back, and never was"));
        }
        for (reference, amount) in &own.reversals {
            sums.charged_back += amount.cents();
            let waits = told.iter().any(|it| !it.is_handled && tells_of(&it.command, reference));
            if reversed.remove(reference) != Some(*amount) && !waits {
                self.differ(format!("{reference}: {amount} charged back, and not known"));
            }
        }
        for (reference, amount) in reversed {
            self.differ(format!("{reference}: {amount} is known as charged back, and never was"));
        }
    }

    /// What is done reached the outside.
    fn compare_errands(&mut self, own: &Own<'_>) {
        let mut lost = Vec::new();
        for ((sequence, event), done) in (1_u64..).zip(&self.events).zip(&self.done) {
            let Some(errand) = event.fact.errand() else { continue };
            match done {
                None => lost.push(format!("event {sequence} asks for an errand, and none is kept")),
                Some(true) if !own.errands.contains(&sequence) && is_always_run(&errand) => {
                    lost.push(format!("errand {sequence} is done, and nobody outside was asked"));
                }
                Some(true) => lost.extend(self.refund_not_sent(&errand, own)),
                Some(false) => {}
            }
        }
        self.differences.extend(lost);
    }

    /// In words, where this asks for a refund that is still open and was never paid. One that is no longer
    /// open was withdrawn, maybe before it was sent, or its payout is known and compared.
    fn refund_not_sent(&self, errand: &Errand, own: &Own<'_>) -> Option<String> {
        let Errand::Refund { number, amount, .. } = errand else { return None };
        let is_open = self.mailbox.refund(*number).is_some_and(Refund::is_open);
        let is_paid = own.paid_back.iter().any(|(paid, _)| *paid == number.number());
        (is_open && !is_paid)
            .then(|| format!("refund {number} of {amount} is called done, and nobody paid it"))
    }

    /// Events that only a report brings are as many as the reports that the inbox says were recorded.
    fn compare_reports(&mut self, told: &[Told]) {
        let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
        for event in &self.events {
            if let Some(kind) = brought_by_report(&event.fact) {
                *balance.entry(kind).or_default() += 1;
            }
        }
        for told in told.iter().filter(|told| told.is_recorded) {
            if let Some(kind) = brings(&told.command) {
                *balance.entry(kind).or_default() -= 1;
            }
        }
        for (kind, events) in balance.into_iter().filter(|(_, balance)| *balance != 0) {
            self.differ(format!(
                "{kind}: {events} events more than reports that were recorded: one was applied twice, \
                 or is marked and was not applied"
            ));
        }
    }

    fn differ(&mut self, what: String) {
        self.differences.push(what);
    }
}

/// Whether an errand goes outside whatever has happened since.
const fn is_always_run(errand: &Errand) -> bool {
    match errand {
        Errand::Notify { .. }
        | Errand::SetAccess { .. }
        | Errand::MeasureSpace
        | Errand::DeleteContents
        | Errand::OpenNewLife { .. } => true,
        // Charges are compared by key, inquiries leave no trace, and a refund may be withdrawn: one that
        // is not is found by its number.
        Errand::Charge { .. } | Errand::Inquire { .. } | Errand::Refund { .. } => false,
    }
}

/// Whether a report tells of the money of this reference.
fn tells_of(command: &Command, of: &PaymentReference) -> bool {
    if let Command::Payment(payment) = command {
        payment.reference == *of
    } else if let Command::ChargeOutcome { key, outcome: Outcome::Settled { .. } } = command {
        PaymentReference::of_charge(key) == *of
    } else if let Command::RefundPaid { payout, .. } = command {
        payout.reference == *of
    } else if let Command::Reversal(reversal) = command {
        reversal.reference == *of
    } else {
        false
    }
}

/// Whether money came or went that the engine does not know of before it is handled. What will be taken
/// back weeks later is not waited for.
fn is_money(command: &Command) -> bool {
    matches!(
        command,
        Command::Payment(_) | Command::ChargeOutcome { .. } | Command::RefundPaid { .. }
    )
}

/// The kind of an event that nothing but a report brings, one for one.
fn brought_by_report(fact: &Fact) -> Option<&'static str> {
    if let Fact::NoticeDelivered { .. } | Fact::NoticeFailed { .. } = fact {
        Some("notices reported")
    } else if let Fact::RefundPaid { .. } = fact {
        Some("refunds reported")
    } else if let Fact::UsedSpaceReported { .. } = fact {
        Some("space reported")
    } else if let Fact::PaymentReversed(_) = fact {
        Some("reversals reported")
    } else {
        None
    }
}

fn brings(command: &Command) -> Option<&'static str> {
    if let Command::NoticeDelivered { .. } | Command::NoticeFailed { .. } = command {
        Some("notices reported")
    } else if let Command::RefundPaid { .. } = command {
        Some("refunds reported")
    } else if let Command::UsedSpace { .. } = command {
        Some("space reported")
    } else if let Command::Reversal(_) = command {
        Some("reversals reported")
    } else {
        None
    }
}

fn counted(fact: &Fact) -> Option<&'static str> {
    if let Fact::ChargeRequested { .. } = fact {
        Some("charges requested")
    } else if let Fact::ChargeFailed { .. } = fact {
        Some("charges declined")
    } else if let Fact::ChargeNotExecuted { .. } = fact {
        Some("charges not executed")
    } else if let Fact::ChargeUnknown { .. } = fact {
        Some("charges unknown for a time")
    } else if let Fact::OrderFulfilled(_) = fact {
        Some("mailboxes renewed")
    } else if let Fact::MailboxDeleted { .. } = fact {
        Some("mailboxes deleted")
    } else if let Fact::NoticeDue { .. } = fact {
        Some("notices")
    } else if let Fact::PaymentRegistered(_) = fact {
        Some("payments")
    } else if let Fact::RefundOwed { .. } = fact {
        Some("refunds")
    } else {
        None
    }
}

impl Reckoning {
    fn differ(&mut self, what: String) {
        self.violations += 1;
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(what);
        }
    }

    /// Whether everything holds.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.violations == 0
    }

    /// Whether nothing is on its way any more.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.on_its_way == 0 && self.unresolved == 0 && self.waiting == 0
    }
}

impl fmt::Display for Reckoning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY);
        for (what, count) in &self.counts {
            table.add_row([(*what).to_owned(), count.to_string()]);
        }
        for (what, cents) in [
            ("taken outside, EUR", self.taken),
            ("registered, EUR", self.registered),
            ("on its way, EUR", self.on_its_way),
            ("paid back outside, EUR", self.paid_back),
            ("known to be paid back, EUR", self.paid_out),
            ("charged back, EUR", self.charged_back),
        ] {
            table.add_row([what.to_owned(), format!("{}.{:02}", cents / 100, cents % 100)]);
        }
        for (what, count) in [
            ("orders charged again after a false decline", self.denied_and_taken),
            ("charges without an outcome", self.unresolved),
            ("reports of money that wait", self.waiting),
        ] {
            table.add_row([what.to_owned(), count.to_string()]);
        }
        if let Some(column) = table.column_mut(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(f, "{table}")?;
        for what in &self.shown {
            writeln!(f, "  {what}")?;
        }
        if self.is_sound() {
            f.write_str("the books of the outside and the engine agree to the cent")
        } else {
            write!(
                f,
                "{} differences between the books of the outside and the engine",
                self.violations
            )
        }
    }
}

const SHOWN_MAX: usize = 20;
