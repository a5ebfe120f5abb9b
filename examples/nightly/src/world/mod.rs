//! The simulated outside: a gateway, a bank, a mailer, and the holders.
//!
//! It stands where a provider has its own services, and it is as unkind as they are: reports come
//! late, twice, in contradiction or never; transfers come short, over, with a wrong reference, or
//! although a charge is on its way. Whatever it answers depends on the seed and on the errand's own
//! name alone ([`Dice`]), so the same errand sent twice is answered the same.
//!
//! It keeps books of its own: what it took from holders, and what it paid back to them. The engine
//! never reads them; [`crate::audit`] compares the two.

mod dice;
mod gateway;
mod holder;
mod mailer;
mod refund_desk;

use anyhow::{Result, ensure};
use pec_renewal::{
    Command, Errand, Mailbox,
    values::{Bytes, Day, Money, PaymentReference, RefundNumber, UsedSpace},
};
use pec_step::Outgoing;
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
struct Answer {
    /// Money that it takes from the holder, or will.
    taken: Vec<Taken>,
    /// What it will report, and when.
    reports: Vec<Report>,
    /// The refund that it pays back, and how much.
    paid_back: Option<(RefundNumber, Money)>,
}

/// Money taken from a holder.
#[derive(Debug)]
struct Taken {
    reference: PaymentReference,
    amount: Money,
    on: Day,
}

/// A report, or a request of the holder, that comes in on a day.
#[derive(Debug)]
struct Report {
    due_on: Day,
    command: Command,
    /// The money that it tells of.
    tells: Option<PaymentReference>,
}

/// Where an errand comes from: what it is, and what the holder sees of the mailbox.
#[derive(Clone, Copy, Debug)]
struct Asked<'a> {
    seed: u64,
    today: &'a Today<'a>,
    number: Number,
    sequence: i64,
    mailbox: &'a Mailbox,
}

impl World {
    /// The outside that this seed makes.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed }
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
        let sequence = i64::try_from(sequence)?;
        let asked = Asked { seed: self.seed, today, number, sequence, mailbox: state };
        let answer = match errand {
            Errand::Charge { key, amount, .. } => gateway::charge(&asked, *key, *amount),
            Errand::Inquire { key, awaited: _ } => gateway::inquire(db, &asked, *key)?,
            Errand::Notify { number, notice } => mailer::send(&asked, *number, notice),
            Errand::Refund { number, amount, .. } => refund_desk::pay(&asked, *number, *amount)?,
            Errand::MeasureSpace => measured(&asked),
            // Access is set, the contents go, and there is nobody to tell; whoever bought the address again comes in
            // as a row of a portfolio file.
            Errand::SetAccess { .. } | Errand::DeleteContents | Errand::OpenNewLife { .. } => {
                Answer::default()
            }
        };
        answer.write(db, &asked)
    }
}

impl Asked<'_> {
    /// The day of the night.
    fn day(&self) -> Day {
        self.today.day()
    }

    /// Dice of this errand, for one question about it.
    fn dice(&self, question: &str) -> Dice {
        Dice::cast(
            self.seed,
            &[question, &self.mailbox.id().to_string(), &self.sequence.to_string()],
        )
    }
}

impl Answer {
    fn write(&self, db: &Connection, asked: &Asked<'_>) -> Result<()> {
        for taken in &self.taken {
            db.prepare_cached(
                "INSERT INTO world_taken (reference, mailbox, cents, taken_on)
                 VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                taken.reference.as_str(),
                asked.number,
                i64::try_from(taken.amount.cents())?,
                taken.on.to_string(),
            ])?;
        }
        for (index, report) in self.reports.iter().enumerate() {
            ensure!(
                asked.day() < report.due_on,
                "the outside answered on the day it was asked: no step may feed one before it"
            );
            let source = format!("{}/{}/{index}", asked.number, asked.sequence);
            let Report { due_on, command, tells } = report;
            let id = waiting::add_report(db, &source, *due_on, asked.number, command)?;
            if let Some(reference) = tells {
                db.prepare_cached(
                    "UPDATE world_taken SET told_by = ?2
                     WHERE reference = ?1 AND told_by IS NULL",
                )?
                .execute(params![reference.as_str(), id])?;
            }
        }
        if let Some((refund, amount)) = self.paid_back {
            db.prepare_cached(
                "INSERT INTO world_paid_back (mailbox, sequence, refund, cents, paid_on)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                asked.number,
                asked.sequence,
                refund.number(),
                i64::try_from(amount.cents())?,
                asked.day().to_string(),
            ])?;
        }
        Ok(())
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
    Answer {
        reports: vec![Report { due_on: asked.day().next(), command, tells: None }],
        ..Answer::default()
    }
}

const MEGABYTE: u64 = 1_000_000;
