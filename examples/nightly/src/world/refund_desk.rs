//! The refund desk: it pays what is still open, sometimes weeks late, seldom twice, and reports it on a
//! later day, at times twice. Some payouts come back.

use anyhow::Result;
use pec_renewal::{
    Command, Payout, Refund,
    values::{Money, RefundNumber},
};

use super::{Answer, Asked, Dice, Report, comeback};

/// Pays a refund, if its number is still open.
pub(super) fn pay(asked: &Asked<'_>, number: RefundNumber, amount: Money) -> Result<Answer> {
    let refund = asked.mailbox.refund(number);
    if !refund.is_some_and(Refund::is_open) {
        return Ok(Answer::default());
    }
    // It knows a refund by its number, whichever errand asks for it.
    let mut dice = Dice::cast(
        asked.seed,
        &["paid back", &asked.mailbox.id().to_string(), &number.to_string()],
    );
    // Its list was printed when the number was open: by then another may have taken its place.
    let on = asked.day().plus_days(if dice.chance(10) { dice.days(3, 20) } else { 0 });
    let reference = format!("SCT-{}-{number}", asked.number).parse()?;
    let mut answer = paid(&mut dice, number, Payout { reference, amount, on });
    // Somebody forgot that it was paid.
    if dice.chance(5) {
        let reference = format!("SCT-{}-{number}-again", asked.number).parse()?;
        let on = on.plus_days(dice.days(1, 20));
        answer.add(paid(&mut dice, number, Payout { reference, amount, on }));
    }
    Ok(answer)
}

/// A payout that is reported, and may come back.
fn paid(dice: &mut Dice, refund: RefundNumber, payout: Payout) -> Answer {
    let days = if dice.chance(30) { dice.days(2, 9) } else { 1 };
    let twice = dice.chance(10).then_some(days + 7);
    let reports = [Some(days), twice].into_iter().flatten().map(|days| Report {
        due_on: payout.on.plus_days(days),
        command: Command::RefundPaid { refund, payout: payout.clone() },
    });
    let reports = reports.collect();
    let mut answer = comeback::of_payout(dice, &payout, payout.on.plus_days(days));
    answer.add(Answer { paid_back: vec![(refund, payout)], reports, ..Answer::default() });
    answer
}
