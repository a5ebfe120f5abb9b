//! The gateway: what becomes of a charge, and what it says about it, when, and how often.

use anyhow::{Result, bail};
use pec_renewal::{
    Command, Event, Fact,
    catalogue::MethodKind,
    charge::Outcome,
    values::{ChargeKey, Money, PaymentReference},
};
use rusqlite::Connection;

use super::{Answer, Asked, Dice, Report, Taken, comeback};
use crate::decision::Number;

/// Charges, once for a key (which stands in the books of what it took), and reports it on a later day, or
/// twice, or never. What it told of may be charged back weeks later.
pub(super) fn charge(asked: &Asked<'_>, key: ChargeKey, amount: Money) -> Answer {
    let fate = Fate::of(asked.seed, key, amount);
    let told = fate.told.iter().map(|(days, outcome)| report(asked, key, *outcome, *days));
    let mut answer = Answer { reports: told.collect(), ..Answer::default() };
    if let Outcome::Settled { amount } = fate.truth {
        let reference = PaymentReference::of_charge(&key);
        let taken = Taken { reference, amount, on: asked.day() };
        let told = fate.told.iter().find(|(_, outcome)| *outcome == fate.truth);
        if let Some((days, _)) = told {
            let told_on = asked.day().plus_days(*days);
            // A charge by PayPal is taken back as one by card is.
            answer.add(comeback::of_payment(asked, &taken, MethodKind::Card, told_on));
        }
        answer.taken.push(taken);
    }
    answer
}

/// Answers what became of a charge; now and then it still does not know. The first inquiry comes a
/// day after the request, when the gateway has forgotten the key: what answers is its books, which
/// somebody looks into, and no request is ever sent again to find out.
pub(super) fn inquire(asked: &Asked<'_>, key: ChargeKey, amount: Money) -> Answer {
    let fate = Fate::of(asked.seed, key, amount);
    let known = asked.dice("reconciliation").chance(70);
    let outcome = if known { fate.truth } else { Outcome::Unknown };
    Answer { reports: vec![report(asked, key, outcome, 1)], ..Answer::default() }
}

/// What the charge was to collect.
pub(super) fn requested(db: &Connection, number: Number, wanted: ChargeKey) -> Result<Money> {
    let mut query = db.prepare_cached(
        "SELECT body FROM event WHERE mailbox = ?1 AND name = 'ChargeRequested'
         ORDER BY sequence DESC",
    )?;
    let mut rows = query.query([number])?;
    while let Some(row) = rows.next()? {
        let event: Event = serde_json::from_str(row.get_ref(0)?.as_str()?)?;
        if let Fact::ChargeRequested { key, amount, .. } = event.fact
            && key == wanted
        {
            return Ok(amount);
        }
    }
    bail!("charge {wanted} was never requested")
}

/// What becomes of one charge: fixed by the seed and the key, however often it is asked for.
struct Fate {
    /// What really happened.
    truth: Outcome,
    /// What is reported of it, each after so many days.
    told: Vec<(i32, Outcome)>,
}

impl Fate {
    fn of(seed: u64, key: ChargeKey, amount: Money) -> Self {
        let mut dice = Dice::cast(seed, &["charge", &key.to_string()]);
        let settled = Outcome::Settled { amount };
        let truth = match dice.below(100) {
            0..70 => settled,
            70..84 => Outcome::SOFT_DECLINE,
            84..90 => Outcome::HardDecline,
            90..95 => Outcome::AuthenticationRequired,
            _ => Outcome::NotExecuted,
        };
        let late = if dice.chance(12) { dice.days(2, 6) } else { 1 };
        let mut told = match dice.below(100) {
            // It says that it does not know, or nothing: only an inquiry brings the truth.
            0..6 => vec![(1, Outcome::Unknown)],
            6..9 => Vec::new(),
            // It takes its word back: the money was taken after all.
            9..12 if truth == settled => {
                vec![(1, Outcome::SOFT_DECLINE), (1 + dice.days(1, 3), settled)]
            }
            // It contradicts itself to no effect.
            12..14 if truth == settled => vec![(late, settled), (late + 2, Outcome::NotExecuted)],
            _ => vec![(late, truth)],
        };
        if dice.chance(8)
            && let Some((days, outcome)) = told.last().copied()
        {
            told.push((days + dice.days(0, 4), outcome));
        }
        Self { truth, told }
    }
}

fn report(asked: &Asked<'_>, key: ChargeKey, outcome: Outcome, days: i32) -> Report {
    let due_on = asked.day().plus_days(days);
    Report { due_on, command: Command::ChargeOutcome { key, outcome } }
}
