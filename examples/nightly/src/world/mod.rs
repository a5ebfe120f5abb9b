//! The simulated outside: a gateway, a bank, a mailer, the desks for refunds and for debts, and the holders.
//!
//! It stands where a provider has its own services, and it is as unkind as they are: reports come
//! late, twice, in contradiction or never; transfers come short, over, with a wrong reference, or
//! although a charge is on its way; what was paid is charged back, and what was paid back comes back.
//! Whatever it answers depends on the seed and on the own name of what is asked alone ([`Dice`]), so the
//! same errand sent twice is answered the same.
//!
//! It keeps books of its own: what it took from holders, what it paid back to them, and what of either
//! went back again. The engine never reads them; [`crate::audit`] compares the two.

mod collection;
mod comeback;
mod dice;
mod gateway;
mod holder;
mod mailer;
mod refund_desk;

use anyhow::{Result, ensure};
use pec_renewal::{
    Command, Errand, Event, Mailbox, Payout, Reversal,
    charge::Outcome,
    values::{Bytes, ChargeKey, Day, MailboxId, Money, PaymentReference, RefundNumber, UsedSpace},
};
use pec_step::{Change, Outgoing};
use rusqlite::{Connection, params};

pub use self::dice::Dice;
use crate::{decision::Number, today::Today, waiting};

/// The outside, with its seed.
#[derive(Clone, Debug)]
pub struct World {
    seed: u64,
}

/// What the outside does about an errand.
#[derive(Debug, Default)]
pub struct Answer {
    /// Money that it takes from the holder, or will.
    pub taken: Vec<Taken>,
    /// What it pays back, or will, and for which refund.
    paid_back: Vec<(RefundNumber, Payout)>,
    /// What it will take back of a payment, and what will come back of a payout.
    reversed: Vec<Reversal>,
    /// What it will report, and when.
    pub reports: Vec<Report>,
}

/// Money taken from a holder.
#[derive(Debug)]
pub struct Taken {
    /// The payment's own reference.
    pub reference: PaymentReference,
    /// How much it is.
    pub amount: Money,
    /// The day on which the bank has it.
    pub on: Day,
}

/// A report, or a request of the holder, that comes in on a day.
#[derive(Debug)]
pub struct Report {
    /// That day.
    pub due_on: Day,
    /// What it says.
    pub command: Command,
}

/// What is asked: its name, and what the outside sees of the mailbox.
#[derive(Clone, Copy, Debug)]
struct Asked<'a> {
    seed: u64,
    today: &'a Today<'a>,
    number: Number,
    /// Its own name in the mailbox: an errand's is the place of its event, a debt's has its number.
    name: &'a str,
    mailbox: &'a Mailbox,
}

impl World {
    /// The outside that this seed makes.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// What comes of an errand: it depends on the seed, the mailbox and the place of the errand's event
    /// alone. Other homes ask for it, and keep the books themselves; `requested` says what the charge of
    /// an inquiry was to collect.
    ///
    /// # Errors
    ///
    /// Those of `requested`.
    pub fn answer(
        &self,
        today: &Today<'_>,
        sequence: u64,
        mailbox: &Mailbox,
        errand: &Errand,
        requested: impl FnOnce(ChargeKey) -> Result<Money>,
    ) -> Result<Answer> {
        let (number, name) = (short_number(mailbox.id()), &sequence.to_string());
        answer(&Asked { seed: self.seed, today, number, name, mailbox }, errand, requested)
    }

    /// What comes of asking for the debt that an event left; nothing where it left none.
    #[must_use]
    pub fn answer_to_debt(&self, today: &Today<'_>, mailbox: &Mailbox, event: &Event) -> Answer {
        let number = short_number(mailbox.id());
        self.ask_for_debt(today, number, mailbox, event).map_or_else(Answer::default, |it| it.1)
    }

    /// Runs an errand of a mailbox: what comes of it stands in the books and in the inbox.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub fn run_errand(
        &self,
        db: &Connection,
        today: &Today<'_>,
        outgoing: &Outgoing<Number>,
    ) -> Result<()> {
        let Outgoing { mailbox: number, sequence, ref state, ref errand, .. } = *outgoing;
        let name = &sequence.to_string();
        let asked = Asked { seed: self.seed, today, number, name, mailbox: state };
        let requested = |key| gateway::requested(db, number, key);
        answer(&asked, errand, requested)?.write(db, &asked)
    }

    /// Asks for the debts that a change of a mailbox left: what comes of it stands in the books and in
    /// the inbox.
    ///
    /// # Errors
    ///
    /// Where the database cannot be written.
    pub fn collect(
        &self,
        db: &Connection,
        today: &Today<'_>,
        change: &Change<Number>,
    ) -> Result<()> {
        let Change { mailbox: number, after: mailbox, events, .. } = change;
        for event in events {
            if let Some((name, answer)) = self.ask_for_debt(today, *number, mailbox, event) {
                let (seed, number) = (self.seed, *number);
                answer.write(db, &Asked { seed, today, number, name: &name, mailbox })?;
            }
        }
        Ok(())
    }

    fn ask_for_debt(
        &self,
        today: &Today<'_>,
        number: Number,
        mailbox: &Mailbox,
        event: &Event,
    ) -> Option<(String, Answer)> {
        let owing = collection::owing(event)?;
        let name = format!("debt-{}", owing.debt.number);
        let asked = Asked { seed: self.seed, today, number, name: &name, mailbox };
        let answer = collection::ask(&asked, &owing);
        Some((name, answer))
    }
}

/// What comes of an errand.
fn answer(
    asked: &Asked<'_>,
    errand: &Errand,
    requested: impl FnOnce(ChargeKey) -> Result<Money>,
) -> Result<Answer> {
    Ok(match errand {
        Errand::Charge { key, amount, .. } => gateway::charge(asked, *key, *amount),
        Errand::Inquire { key, awaited: _ } => gateway::inquire(asked, *key, requested(*key)?),
        Errand::Notify { number, notice } => mailer::send(asked, *number, notice),
        Errand::Refund { number, amount, .. } => refund_desk::pay(asked, *number, *amount)?,
        Errand::MeasureSpace => measured(asked),
        // Access is set, the contents go, and there is nobody to tell; whoever bought the address again comes in
        // as a row of a portfolio file.
        Errand::SetAccess { .. } | Errand::DeleteContents | Errand::OpenNewLife { .. } => {
            Answer::default()
        }
    })
}

impl Asked<'_> {
    /// The day of the night.
    fn day(&self) -> Day {
        self.today.day()
    }

    /// Dice of what is asked, for one question about it.
    fn dice(&self, question: &str) -> Dice {
        Dice::cast(self.seed, &[question, &self.mailbox.id().to_string(), self.name])
    }
}

impl Answer {
    fn add(&mut self, other: Self) {
        let Self { taken, paid_back, reversed, reports } = other;
        self.taken.extend(taken);
        self.paid_back.extend(paid_back);
        self.reversed.extend(reversed);
        self.reports.extend(reports);
    }

    fn write(&self, db: &Connection, asked: &Asked<'_>) -> Result<()> {
        self.keep_books(db, asked.number)?;
        for (index, Report { due_on, command }) in self.reports.iter().enumerate() {
            ensure!(
                asked.day() < *due_on,
                "the outside answered on the day it was asked: no step may feed one before it"
            );
            let source = format!("{}/{}/{index}", asked.number, asked.name);
            let id = waiting::add_report(db, &source, *due_on, asked.number, command)?;
            if let Some((book, reference)) = told(command) {
                let first = format!(
                    "UPDATE {book} SET told_by = ?3
                     WHERE mailbox = ?1 AND reference = ?2 AND told_by IS NULL"
                );
                db.prepare_cached(&first)?.execute(params![
                    asked.number,
                    reference.as_str(),
                    id
                ])?;
            }
        }
        Ok(())
    }

    fn keep_books(&self, db: &Connection, number: Number) -> Result<()> {
        for Taken { reference, amount, on } in &self.taken {
            db.prepare_cached(
                "INSERT INTO world_taken (mailbox, reference, cents, taken_on)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                number,
                reference.as_str(),
                cents(*amount)?,
                on.to_string()
            ])?;
        }
        for (refund, Payout { reference, amount, on }) in &self.paid_back {
            db.prepare_cached(
                "INSERT INTO world_paid_back (mailbox, reference, refund, cents, paid_on)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                number,
                reference.as_str(),
                refund.number(),
                cents(*amount)?,
                on.to_string(),
            ])?;
        }
        for Reversal { reference, of, amount, on, .. } in &self.reversed {
            db.prepare_cached(
                "INSERT INTO world_reversed (mailbox, reference, reverses, cents, reversed_on)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                number,
                reference.as_str(),
                of.as_str(),
                cents(*amount)?,
                on.to_string(),
            ])?;
        }
        Ok(())
    }
}

/// The book with what a report tells of, and the reference there; none where no money moved.
fn told(report: &Command) -> Option<(&'static str, PaymentReference)> {
    if let Command::Payment(payment) = report {
        Some(("world_taken", payment.reference.clone()))
    } else if let Command::ChargeOutcome { key, outcome: Outcome::Settled { .. } } = report {
        Some(("world_taken", PaymentReference::of_charge(key)))
    } else if let Command::RefundPaid { payout, .. } = report {
        Some(("world_paid_back", payout.reference.clone()))
    } else if let Command::Reversal(reversal) = report {
        Some(("world_reversed", reversal.reference.clone()))
    } else {
        None
    }
}

/// The space used, measured tonight and reported tomorrow: mostly it fits.
fn measured(asked: &Asked<'_>) -> Answer {
    let mut dice = asked.dice("space");
    let used = UsedSpace {
        mailbox: Bytes::new(dice.below(1_100) * MEGABYTE),
        archive: Bytes::new(dice.below(400) * MEGABYTE),
    };
    let command = Command::UsedSpace { used, on: asked.day() };
    Answer { reports: vec![Report { due_on: asked.day().next(), command }], ..Answer::default() }
}

/// Half of it, rounded up.
fn half_of(amount: Money) -> Money {
    Money::from_cents(amount.cents().div_ceil(2)).unwrap_or(amount)
}

fn cents(money: Money) -> Result<i64> {
    Ok(i64::try_from(money.cents())?)
}

/// Where mailboxes have no numbers: that of its row, which in the sample ends the id in decimal digits;
/// otherwise one in 48 bits. What is made of it is a name within the mailbox.
fn short_number(id: MailboxId) -> Number {
    let (_, low) = id.uuid().as_u64_pair();
    let low = low & 0xffff_ffff_ffff;
    format!("{low:x}").parse().unwrap_or_else(|_| Number::try_from(low).unwrap_or_default())
}

const MEGABYTE: u64 = 1_000_000;
