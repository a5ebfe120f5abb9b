//! The money: the engine's ledgers against the books of the outside.
//!
//! Four sentences, of each mailbox and of all together, to the cent:
//!
//! 1. registered - reversed + debts + receivables + written off = applied + held + owed back + paid out
//!
//! 2. what the outside took, before a take-over too (R-68) = what the engine registered + what is on its way, by reference;
//! 3. what is owed back and what is paid out = what the outside paid back + what waits in the outbox;
//! 4. what is paid out, refund by refund, the outside paid back.

use anyhow::Result;
use pec_renewal::{Carried, Errand, Event, Mailbox, values::Money};
use rusqlite::Connection;

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
    /// Money that the outside took from holders.
    pub taken: i64,
    /// Money taken, or promised, of which no report was handled yet.
    pub on_its_way: i64,
    /// Money that the outside paid back.
    pub paid_back: i64,
    /// Money whose paying back waits in the outbox.
    pub to_pay_back: i64,
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
        let ledger = mailbox.ledger();
        let mut own = Self {
            registered: cents(ledger.registered)?,
            reversed: cents(ledger.reversed)?,
            debts: cents(ledger.debts)?,
            receivables: cents(ledger.receivables)?,
            written_off: cents(ledger.written_off)?,
            applied: cents(ledger.applied)?,
            held: cents(ledger.held)?,
            owed_back: cents(ledger.owed_back)?,
            paid_out: cents(ledger.paid_out)?,
            ..Self::default()
        };
        own.compare_references(db, number, mailbox, differences)?;
        compare_payouts(db, number, mailbox, differences)?;
        own.paid_back = sum(
            db,
            "SELECT coalesce(sum(cents), 0) FROM world_paid_back WHERE mailbox = ?1",
            number,
        )?;
        // The amount stands in the event that asks for it.
        own.to_pay_back = waiting_refunds(db, number)?;
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
        self.taken += own.taken;
        self.on_its_way += own.on_its_way;
        self.paid_back += own.paid_back;
        self.to_pay_back += own.to_pay_back;
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
                self.owed_back + self.paid_out,
                self.paid_back + self.to_pay_back,
                "owed back and paid out, yet paid back and waiting in the outbox are",
            ),
        ]
        .into_iter()
        .filter(|(one, other, _)| one != other)
        .map(|(one, other, what)| format!("{} {what} {}", euro(one), euro(other)))
        .collect()
    }

    /// Reference by reference: what was taken is registered with the same amount, or its report is
    /// still to come; what is registered was taken.
    fn compare_references(
        &mut self,
        db: &Connection,
        number: Number,
        mailbox: &Mailbox,
        differences: &mut Vec<String>,
    ) -> Result<()> {
        let mut query = db.prepare_cached(
            "SELECT reference, cents, handled_on IS NOT NULL
             FROM world_taken LEFT JOIN inbox ON inbox.id = told_by
             WHERE world_taken.mailbox = ?1",
        )?;
        let mut rows = query.query([number])?;
        let elsewhere = mailbox.carried();
        let mut found = elsewhere.map_or(0, |carried| carried.payments.len());
        let before = elsewhere.and_then(Carried::registered);
        self.taken += before.map_or(Ok(0), cents)?;
        while let Some(row) = rows.next()? {
            let (reference, taken): (String, i64) = (row.get(0)?, row.get(1)?);
            let told: bool = row.get(2)?;
            self.taken += taken;
            let known =
                reference.parse().ok().and_then(|reference| mailbox.payments().find(&reference));
            match known {
                Some(payment) => {
                    found += 1;
                    if cents(payment.amount)? != taken {
                        differences.push(format!(
                            "payment {reference}: {} taken outside, {} registered",
                            euro(taken),
                            payment.amount
                        ));
                    }
                }
                None if told => differences.push(format!(
                    "payment {reference}: {} taken and reported, but not registered",
                    euro(taken)
                )),
                None => self.on_its_way += taken,
            }
        }
        let registered = mailbox.payments().iter().count();
        if found != registered {
            differences.push(format!("{registered} payments registered, {found} taken outside"));
        }
        Ok(())
    }
}

/// Refund by refund: what the engine was told of was paid back, with the same amount and on the same day.
fn compare_payouts(
    db: &Connection,
    number: Number,
    mailbox: &Mailbox,
    differences: &mut Vec<String>,
) -> Result<()> {
    let mut query = db.prepare_cached(
        "SELECT cents, paid_on FROM world_paid_back WHERE mailbox = ?1 AND refund = ?2",
    )?;
    for refund in mailbox.refunds() {
        let Some(payout) = &refund.payout else { continue };
        let paid: Vec<(i64, String)> = query
            .query_map((number, refund.number.number()), |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        if paid != [(cents(payout.amount)?, payout.on.to_string())] {
            differences.push(format!(
                "refund {}: {} paid out on {}, which the outside did not pay back",
                refund.number, payout.amount, payout.on
            ));
        }
    }
    Ok(())
}

fn waiting_refunds(db: &Connection, number: Number) -> Result<i64> {
    let mut query = db.prepare_cached(
        "SELECT body FROM event CROSS JOIN errand ON record = id
         WHERE mailbox = ?1 AND delivered IS NULL",
    )?;
    let mut rows = query.query([number])?;
    let mut waiting = 0;
    while let Some(row) = rows.next()? {
        let event: Event = serde_json::from_str(row.get_ref(0)?.as_str()?)?;
        if let Some(Errand::Refund { amount, .. }) = event.fact.errand() {
            waiting += cents(amount)?;
        }
    }
    Ok(waiting)
}

fn sum(db: &Connection, sql: &str, number: Number) -> Result<i64> {
    Ok(db.prepare_cached(sql)?.query_row([number], |row| row.get(0))?)
}

fn cents(money: Money) -> Result<i64> {
    Ok(i64::try_from(money.cents())?)
}

/// Cents as euro, also below zero, which only a tampered database holds.
#[must_use]
pub fn euro(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}
