//! The gateway: what becomes of a charge, and what it says about it, when, and how often.

use pec_renewal::{
    Command,
    charge::Outcome,
    values::{ChargeKey, Money, PaymentReference},
};

use super::{Answer, Asked, Dice, Report, Taken};

/// Charges, once for a key, and reports it on a later day, or twice, or never.
pub(super) fn charge(asked: &Asked<'_>, key: ChargeKey, amount: Money) -> Answer {
    let fate = Fate::of(asked.seed, key, amount);
    let mut answer = Answer::default();
    if let Outcome::Settled { amount } = fate.truth {
        let reference = PaymentReference::of_charge(&key);
        answer.taken.push(Taken { reference, amount, on: asked.day() });
    }
    for (days, outcome) in fate.told {
        answer.reports.push(report(asked, key, outcome, days));
    }
    answer
}

/// Answers what became of a charge; now and then it still does not know.
pub(super) fn inquire(asked: &Asked<'_>, key: ChargeKey) -> Answer {
    // What is asked about is the unresolved charge, so its amount is known to the asker.
    let Some(request) = asked.mailbox.charge().unresolved().filter(|request| request.key == key)
    else {
        return Answer::default();
    };
    let fate = Fate::of(asked.seed, key, request.amount);
    let known = asked.dice("reconciliation").chance(70);
    let outcome = if known { fate.truth } else { Outcome::Unknown };
    Answer { reports: vec![report(asked, key, outcome, 1)], ..Answer::default() }
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
            70..84 => Outcome::SoftDecline,
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
                vec![(1, Outcome::SoftDecline), (1 + dice.days(1, 3), settled)]
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
    let tells = match outcome {
        Outcome::Settled { .. } => Some(PaymentReference::of_charge(&key)),
        Outcome::SoftDecline
        | Outcome::HardDecline
        | Outcome::AuthenticationRequired
        | Outcome::NotExecuted
        | Outcome::Unknown => None,
    };
    let due_on = asked.day().plus_days(days);
    Report { due_on, command: Command::ChargeOutcome { key, outcome }, tells }
}
