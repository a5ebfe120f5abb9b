//! What becomes of a charge, and what is said of it, when, and how often: fixed by the seed and the key.

use pec_nightly::world::Dice;
use pec_renewal::{
    charge::Outcome,
    values::{ChargeKey, Day, Money},
};

/// What becomes of one charge, however often it is asked for.
#[derive(Clone, Debug)]
pub struct Fate {
    /// What really happens.
    pub truth: Outcome,
    /// How the request is answered.
    pub reply: Reply,
    /// What is said later, each after so many days.
    pub said: Vec<(i32, Outcome)>,
    /// After how many days the money is charged back, where it is.
    pub charged_back: Option<i32>,
    /// It is said to be declined, though the money was taken.
    pub is_denied: bool,
}

/// How a request is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reply {
    /// With this.
    Says(Outcome),
    /// The connection is cut in the middle of the answer.
    Torn,
    /// Not for as long as anybody waits.
    Silent,
}

impl Fate {
    /// The fate of a charge requested on a day.
    pub fn of(seed: u64, key: ChargeKey, amount: Money, on: Day) -> Self {
        let mut dice = Dice::cast(seed, &["charge", &key.to_string()]);
        let settled = Outcome::Settled { amount };
        let truth = match dice.below(100) {
            0..70 => settled,
            70..83 => {
                let advised = dice.chance(50).then(|| on.plus_days(dice.days(1, 3)));
                Outcome::SoftDecline { not_before: advised }
            }
            83..88 => Outcome::HardDecline,
            88..92 => Outcome::AuthenticationRequired,
            92..94 => Outcome::Stopped,
            _ => Outcome::NotExecuted,
        };
        let late = dice.days(1, 6);
        let (reply, mut said) = match dice.below(100) {
            // It does not know yet.
            0..8 => (Reply::Says(Outcome::Unknown), vec![(late, truth)]),
            8..14 => (Reply::Torn, vec![(late, truth)]),
            14..16 => (Reply::Silent, vec![(late, truth)]),
            // Only an inquiry brings the truth.
            16..19 => (Reply::Torn, Vec::new()),
            // It takes its word back: the money was taken after all.
            19..22 if truth == settled => {
                (Reply::Says(Outcome::SOFT_DECLINE), vec![(dice.days(1, 3), settled)])
            }
            // It contradicts itself to no effect.
            22..24 if truth == settled => {
                (Reply::Says(settled), vec![(late, Outcome::NotExecuted)])
            }
            _ => (Reply::Says(truth), vec![(dice.days(1, 3), truth)]),
        };
        let is_denied = reply == Reply::Says(Outcome::SOFT_DECLINE) && truth == settled;
        if dice.chance(8)
            && let Some((days, outcome)) = said.last().copied()
        {
            said.push((days + dice.days(0, 4), outcome));
        }
        // Nobody charges back what he was not told of.
        let is_told = said.iter().any(|(_, outcome)| *outcome == settled);
        let charged_back = (is_told && dice.chance(3)).then(|| dice.days(10, 20));
        Self { truth, reply, said, charged_back, is_denied }
    }

    /// That of a charge requested when nothing goes wrong any more.
    pub fn kind(amount: Money) -> Self {
        let truth = Outcome::Settled { amount };
        Self {
            truth,
            reply: Reply::Says(truth),
            said: Vec::new(),
            charged_back: None,
            is_denied: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fate, Money, Outcome, Reply};
    use pec_renewal::values::{ChargeKey, Day, MailboxId, OrderId, uuid::Uuid};

    #[test]
    fn every_fate_comes_up() {
        let day: Day = "2026-12-01".parse().expect("a day");
        let amount = Money::from_cents(950).expect("an amount");
        let order = OrderId::new(MailboxId::new(Uuid::from_u128(1)), day, 1);
        let fates: Vec<Fate> = (1..2_000)
            .map(|attempt| Fate::of(1, ChargeKey::new(order, attempt), amount, day))
            .collect();
        let settled = Outcome::Settled { amount };
        let counts = |is_so: &dyn Fn(&Fate) -> bool| fates.iter().filter(|it| is_so(it)).count();
        let seen = [
            counts(&|it| it.truth == settled && it.reply == Reply::Says(settled)),
            counts(&|it| it.truth == settled && it.reply == Reply::Torn),
            counts(&|it| it.truth == settled && it.reply == Reply::Silent),
            counts(&|it| it.truth == settled && it.said.is_empty()),
            counts(&|it| it.reply == Reply::Says(Outcome::Unknown)),
            counts(&|it| it.truth == Outcome::HardDecline),
            counts(&|it| it.truth == Outcome::AuthenticationRequired),
            counts(&|it| it.truth == Outcome::Stopped),
            counts(&|it| it.truth == Outcome::NotExecuted),
            counts(&|it| it.is_denied),
            counts(&|it| it.charged_back.is_some()),
            counts(&|it| 1 < it.said.len()),
        ];
        assert!(seen.iter().all(|times| 10 < *times), "{seen:?}");
    }
}
