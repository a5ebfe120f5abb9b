//! The refund desk: it pays what is still open, and reports it on a later day, at times twice.

use anyhow::Result;
use pec_renewal::{
    Command, Payout, Refund,
    values::{Money, RefundNumber},
};

use super::{Answer, Asked, Report};

/// Pays a refund, if its number is still open, and reports it.
pub(super) fn pay(asked: &Asked<'_>, number: RefundNumber, amount: Money) -> Result<Answer> {
    if !asked.mailbox.refund(number).is_some_and(Refund::is_open) {
        return Ok(Answer::default());
    }
    let mut dice = asked.dice("refund");
    let reference = format!("SCT-{}-{number}", asked.number).parse()?;
    let payout = Payout { reference, amount, on: asked.day() };
    let days = if dice.chance(30) { dice.days(2, 9) } else { 1 };
    let twice = dice.chance(10);
    let reports = [Some(days), twice.then_some(days + 7)].into_iter().flatten();
    let reports = reports.map(|days| Report {
        due_on: asked.day().plus_days(days),
        command: Command::RefundPaid { refund: number, payout: payout.clone() },
        tells: None,
    });
    let paid_back = Some((number, amount));
    Ok(Answer { paid_back, reports: reports.collect(), ..Answer::default() })
}
