//! Money that goes back: what card schemes and banks take back weeks later, what the provider finds that
//! it booked wrongly, and payouts that a bank sends back.

use pec_renewal::{
    Command, Payout, Reversal, ReversalKind,
    catalogue::MethodKind,
    values::{Day, Money, PaymentReference},
};

use super::{Answer, Asked, Dice, Report, Taken, half_of};

/// What becomes of a payment after it was told of: seldom anything. Nobody recalls a postal slip.
pub(super) fn of_payment(asked: &Asked<'_>, paid: &Taken, by: MethodKind, told_on: Day) -> Answer {
    let mut dice = asked.dice("taken back");
    let (kind, days) = match (by, dice.below(1_000)) {
        (MethodKind::Card | MethodKind::PayPal, 0..20) => {
            (ReversalKind::Chargeback, dice.days(10, 60))
        }
        (MethodKind::BankTransfer, 0..30) => (ReversalKind::Return, dice.days(10, 21)),
        (_, 30..42) => (ReversalKind::Correction { owed: dice.chance(50) }, dice.days(10, 30)),
        (
            MethodKind::Card
            | MethodKind::PayPal
            | MethodKind::BankTransfer
            | MethodKind::PostalSlip
            | MethodKind::PrefilledSlip
            | MethodKind::Credit,
            _,
        ) => return Answer::default(),
    };
    let amount = if dice.chance(15) { half_of(paid.amount) } else { paid.amount };
    let on = told_on.plus_days(days);
    reversed(&mut dice, paid.reference.clone(), amount, on, kind)
}

/// What becomes of a payout after it was told of: some accounts are closed, or were never the holder's.
pub(super) fn of_payout(dice: &mut Dice, payout: &Payout, told_on: Day) -> Answer {
    if !dice.chance(10) {
        return Answer::default();
    }
    let on = told_on.plus_days(dice.days(3, 12));
    reversed(dice, payout.reference.clone(), payout.amount, on, ReversalKind::Return)
}

/// A reversal, told of on the next day, and sometimes again. Nothing is reversed twice, so its reference
/// is made of the one that it takes back.
fn reversed(
    dice: &mut Dice,
    of: PaymentReference,
    amount: Money,
    on: Day,
    kind: ReversalKind,
) -> Answer {
    let Ok(reference) = format!("REV-{of}").parse() else { return Answer::default() };
    let reversal = Reversal { reference, of, amount, on, kind };
    let again = dice.chance(10).then(|| dice.days(1, 5));
    let reports = [Some(0), again].into_iter().flatten().map(|days| Report {
        due_on: on.next().plus_days(days),
        command: Command::Reversal(reversal.clone()),
    });
    Answer { reports: reports.collect(), reversed: vec![reversal], ..Answer::default() }
}
