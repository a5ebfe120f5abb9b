//! The money: the engine's ledgers against the books of the outside.
//!
//! Five sentences, of each mailbox and of all together, to the cent. On its way is that of which no report
//! was handled yet.
//!
//! 1. registered - reversed + debts + receivables + written off = applied + held + owed back + paid out
//!
//! 2. what the outside took, before a take-over too (R-68) = what the engine registered + what is on its
//!    way, by reference;
//! 3. what the outside paid back = what is paid out + what of it came back + what is on its way, by
//!    reference;
//! 4. what was taken back outside and came back there = what is reversed + what came back + what is on its
//!    way, by reference;
//! 5. what is owed back = what waits in the outbox + what is paid and on its way, refund by refund.

use anyhow::Result;
use pec_renewal::{
    Carried, Errand, Event, Mailbox, Payout, Refund,
    values::{Money, RefundNumber},
};
use rusqlite::Connection;

use super::outside::Book;
use crate::decision::Number;

/// Sums in cents, over the whole database.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Books {
    /// Money that the engine registered.
    pub registered: i64,
    /// Money that was taken back.
    pub reversed: i64,
    /// What still stands of debts.
    pub debts: i64,
    /// What is still to come by commitments.
    pub receivables: i64,
    /// What was given up.
    pub written_off: i64,
    /// Money that paid fulfilled orders.
    pub applied: i64,
    /// Money held for open orders.
    pub held: i64,
    /// Money owed back.
    pub owed_back: i64,
    /// Money that the engine was told is paid out.
    pub paid_out: i64,
    /// Money paid out that came back, as the engine was told.
    pub came_back: i64,
    /// Money that the outside took from holders.
    pub taken: i64,
    /// Money taken, or promised, of which no report was handled yet.
    pub on_its_way: i64,
    /// Money that the outside paid back.
    pub paid_back: i64,
    /// Money paid back of which no report was handled yet.
    pub paid_back_on_its_way: i64,
    /// Money taken back outside, and paid back that came back there.
    pub gone_back: i64,
    /// Money of which no report was handled yet that it went back.
    pub gone_back_on_its_way: i64,
    /// Money owed back whose paying back waits in the outbox.
    pub to_pay_back: i64,
    /// Money owed back that is paid, of which no report was handled yet.
    pub being_paid_back: i64,
}

impl Books {
    /// Adds a mailbox, and says where its money does not agree.
    pub(super) fn add(
        &mut self,
        db: &Connection,
        number: Number,
        mailbox: &Mailbox,
        differences: &mut Vec<String>,
    ) -> Result<()> {
        let mut own = Self::of_engine(mailbox)?;
        own.compare_payments(db, number, mailbox, differences)?;
        own.compare_payouts(db, number, mailbox, differences)?;
        own.compare_reversals(db, number, mailbox, differences)?;
        own.compare_refunds(db, number, mailbox, differences)?;
        differences.extend(own.differences());
        self.registered += own.registered;
        self.reversed += own.reversed;
        self.debts += own.debts;
        self.receivables += own.receivables;
        self.written_off += own.written_off;
        self.applied += own.applied;
        self.held += own.held;
        self.owed_back += own.owed_back;
        self.paid_out += own.paid_out;
        self.came_back += own.came_back;
        self.taken += own.taken;
        self.on_its_way += own.on_its_way;
        self.paid_back += own.paid_back;
        self.paid_back_on_its_way += own.paid_back_on_its_way;
        self.gone_back += own.gone_back;
        self.gone_back_on_its_way += own.gone_back_on_its_way;
        self.to_pay_back += own.to_pay_back;
        self.being_paid_back += own.being_paid_back;
        Ok(())
    }

    /// Which of the sentences about sums does not hold of these.
    pub(super) fn differences(&self) -> Vec<String> {
        [
            (
                self.registered - self.reversed + self.debts + self.receivables + self.written_off,
                self.applied + self.held + self.owed_back + self.paid_out,
                "registered or standing for money, yet applied, held, owed back and paid out are",
            ),
            (
                self.taken,
                self.registered + self.on_its_way,
                "taken outside, yet registered and on its way are",
            ),
            (
                self.paid_back,
                self.paid_out + self.came_back + self.paid_back_on_its_way,
                "paid back outside, yet paid out, come back and on its way are",
            ),
            (
                self.gone_back,
                self.reversed + self.came_back + self.gone_back_on_its_way,
                "gone back outside, yet reversed, come back and on its way are",
            ),
            (
                self.owed_back,
                self.to_pay_back + self.being_paid_back,
                "owed back, yet waiting in the outbox and being paid are",
            ),
        ]
        .into_iter()
        .filter(|(one, other, _)| one != other)
        .map(|(one, other, what)| format!("{} {what} {}", euro(one), euro(other)))
        .collect()
    }

    /// What the engine says.
    fn of_engine(mailbox: &Mailbox) -> Result<Self> {
        let ledger = mailbox.ledger();
        let mut came_back = 0;
        for reversal in mailbox.reversals() {
            if mailbox.payments().find(&reversal.of).is_none() {
                came_back += cents(reversal.amount)?;
            }
        }
        Ok(Self {
            registered: cents(ledger.registered)?,
            reversed: cents(ledger.reversed)?,
            debts: cents(ledger.debts)?,
            receivables: cents(ledger.receivables)?,
            written_off: cents(ledger.written_off)?,
            applied: cents(ledger.applied)?,
            held: cents(ledger.held)?,
            owed_back: cents(ledger.owed_back)?,
            paid_out: cents(ledger.paid_out)?,
            came_back,
            ..Self::default()
        })
    }

    /// What was taken is registered with the same amount, and what is registered was taken, here or before
    /// a take-over.
    fn compare_payments(
        &mut self,
        db: &Connection,
        number: Number,
        mailbox: &Mailbox,
        differences: &mut Vec<String>,
    ) -> Result<()> {
        let book = Book::TAKEN.read(db, number)?;
        let payments = mailbox.payments();
        let known = |reference: &str, _: &str| {
            let payment = payments.find(&reference.parse().ok()?)?;
            Some(payment.amount)
        };
        let elsewhere = mailbox.carried();
        let before = elsewhere.map_or(0, |carried| carried.payments.len());
        let registered = payments.iter().count().saturating_sub(before);
        self.on_its_way = book.compare(known, registered, differences)?;
        self.taken = book.total() + elsewhere.and_then(Carried::registered).map_or(Ok(0), cents)?;
        Ok(())
    }

    /// What was paid back is a payout of the same day with the same amount, and the other way round.
    fn compare_payouts(
        &mut self,
        db: &Connection,
        number: Number,
        mailbox: &Mailbox,
        differences: &mut Vec<String>,
    ) -> Result<()> {
        let book = Book::PAID_BACK.read(db, number)?;
        let payouts: Vec<&Payout> = mailbox.refunds().iter().flat_map(Refund::payouts).collect();
        let known = |reference: &str, on: &str| {
            let payout = payouts.iter().find(|payout| payout.reference.as_str() == reference)?;
            (payout.on.to_string() == on).then_some(payout.amount)
        };
        self.paid_back_on_its_way = book.compare(known, payouts.len(), differences)?;
        self.paid_back = book.total();
        Ok(())
    }

    /// What went back is a reversal of the same money with the same amount, and the other way round.
    fn compare_reversals(
        &mut self,
        db: &Connection,
        number: Number,
        mailbox: &Mailbox,
        differences: &mut Vec<String>,
    ) -> Result<()> {
        let book = Book::REVERSED.read(db, number)?;
        let reversals = mailbox.reversals();
        let known = |reference: &str, of: &str| {
            let mut all = reversals.iter();
            let reversal = all.find(|reversal| reversal.reference.as_str() == reference)?;
            (reversal.of.as_str() == of).then_some(reversal.amount)
        };
        self.gone_back_on_its_way = book.compare(known, reversals.iter().count(), differences)?;
        self.gone_back = book.total();
        Ok(())
    }

    /// What is owed back waits in the outbox, or is paid with its report still to come.
    fn compare_refunds(
        &mut self,
        db: &Connection,
        number: Number,
        mailbox: &Mailbox,
        differences: &mut Vec<String>,
    ) -> Result<()> {
        let waiting = waiting_refunds(db, number)?;
        let mut paid = db.prepare_cached(
            "SELECT count(*) FROM world_paid_back JOIN inbox ON inbox.id = told_by
             WHERE world_paid_back.mailbox = ?1 AND refund = ?2 AND handled_on IS NULL",
        )?;
        for refund in mailbox.refunds().iter().filter(|refund| refund.is_open()) {
            let paid: i64 = paid.query_row((number, refund.number.number()), |row| row.get(0))?;
            if waiting.contains(&refund.number) {
                self.to_pay_back += cents(refund.amount)?;
            } else if 0 < paid {
                self.being_paid_back += cents(refund.amount)?;
            } else {
                let Refund { number, amount, .. } = refund;
                differences.push(format!(
                    "refund {number}: {amount} owed back, neither paid nor in the outbox"
                ));
            }
        }
        Ok(())
    }
}

/// The refunds whose paying back waits in the outbox.
fn waiting_refunds(db: &Connection, number: Number) -> Result<Vec<RefundNumber>> {
    let mut query = db.prepare_cached(
        "SELECT body FROM event CROSS JOIN errand ON record = id
         WHERE mailbox = ?1 AND delivered IS NULL",
    )?;
    let mut rows = query.query([number])?;
    let mut waiting = Vec::new();
    while let Some(row) = rows.next()? {
        let event: Event = serde_json::from_str(row.get_ref(0)?.as_str()?)?;
        if let Some(Errand::Refund { number, .. }) = event.fact.errand() {
            waiting.push(number);
        }
    }
    Ok(waiting)
}

pub(super) fn cents(money: Money) -> Result<i64> {
    Ok(i64::try_from(money.cents())?)
}

/// Cents as euro, also below zero, which only a tampered database holds.
#[must_use]
pub fn euro(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}
