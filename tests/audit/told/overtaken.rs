//! Nothing comes that was told otherwise: whatever policy or price list comes into force, no charge comes
//! earlier than the latest notice said or asks for more, unless the holder acted since or no tick came on
//! its day. A charge that comes later is not told again.

use std::collections::BTreeMap;

use pec_renewal::{
    Command, Event, Fact, NextCharge, Notice, Outlook, Overtaken,
    catalogue::{Parameters, Policy, PriceList, PriceRow},
    values::Day,
};
use pec_test_support::{Life, cents, day, noon};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{is_ordinary, notices};
use crate::{
    properties::{chances::histories, policies::POLICIES},
    situations::list::bought_with_a_card,
};

#[test]
fn r_84_no_charge_comes_earlier_or_asks_for_more_than_was_told() {
    let mut told: BTreeMap<&str, u32> = BTreeMap::new();
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[84; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let lives = histories(60);
    for life in 0..LIVES {
        let history = lives.new_tree(&mut runner).expect("a history").current();
        let mut holder = Holder::default();
        history.watched(|story, step| {
            let Ok(events) = &step.outcome else { return };
            if !story.life.state().is_some_and(is_ordinary) {
                return;
            }
            for overtaken in told_again(events) {
                *told.entry(what(overtaken)).or_default() += 1;
            }
            if let Err((surprise, why)) = holder.hears(&step.command, events, step.at.day()) {
                panic!("life {life}, {:?}: {surprise:?}: {why}", step.command);
            }
        });
    }
    println!("told again: {told:?}");
    assert_eq!(told.len(), 4, "told again: {told:?}");
}

/// Every policy gives way to every other, in which all costs a euro more, on three days before expiry, and
/// nobody acts. One reminder is given before that, so whoever does not listen to what is told again is
/// surprised in each way: or the rest would prove nothing.
#[test]
fn r_84_whatever_policy_comes_into_force_the_charge_is_as_it_was_told() {
    let mut surprised: BTreeMap<Surprise, u32> = BTreeMap::new();
    let quietly = |dearer| POLICIES.iter().map(move |(name, policy)| (name, quiet(policy, dearer)));
    let (before, after): (Vec<_>, Vec<_>) = (quietly(0).collect(), quietly(1).collect());
    let pairs = before.iter().flat_map(|one| after.iter().map(move |other| (one, other)));
    for ((one, before), (other, after)) in pairs {
        for days_before in [40, 20, 12] {
            let mut life = Life::opened(before, bought_with_a_card(), noon(day("2025-01-15")));
            let expiry = life.mailbox().expiry();
            let (mut listens, mut deaf) = (Holder::default(), Holder::deaf());
            let mut today = expiry.minus_days(95);
            while today <= expiry.plus_days(20) {
                if today == expiry.minus_days(days_before) {
                    life.change_policy(after);
                }
                let tick = Command::Tick;
                let events = life.give(&tick, noon(today)).expect("a tick").to_vec();
                if let Err((surprise, why)) = listens.hears(&tick, &events, today) {
                    panic!("{one}, then {other}, on {today}: {surprise:?}: {why}");
                }
                if let Err((surprise, _)) = deaf.hears(&tick, &events, today) {
                    *surprised.entry(surprise).or_default() += 1;
                }
                today = today.next();
            }
        }
    }
    println!("surprised who does not listen: {surprised:?}");
    assert_eq!(surprised.len(), 2, "surprised who does not listen: {surprised:?}");
}

/// A policy with one reminder, ninety days before expiry, in which all costs so many euro more.
fn quiet(policy: &Policy, dearer: u32) -> Policy {
    let old = policy.parameters();
    let parameters = Parameters {
        version: old.version + 1_000 * dearer,
        reminders_before: vec![90],
        reminders_after: vec![],
        ..old.clone()
    };
    let more = cents(100 * u64::from(dearer));
    let row =
        |row: &PriceRow| PriceRow { net: row.net.checked_add(more).expect("a price"), ..*row };
    let rows = policy.prices().rows().iter().map(row).collect();
    let prices = PriceList::new(parameters.version, rows).expect("a price list");
    Policy::new(parameters, prices).expect("a policy")
}

fn told_again(events: &[Event]) -> impl Iterator<Item = Overtaken> {
    notices(events).filter_map(|notice| match notice {
        Notice::OutlookChanged(changed) => Some(changed.overtaken),
        _ => None,
    })
}

const fn what(overtaken: Overtaken) -> &'static str {
    match overtaken {
        Overtaken::WillNotRenew => "will not renew",
        Overtaken::SumRose { .. } => "the sum rose",
        Overtaken::ChargeNearer { .. } => "the charge comes earlier",
        Overtaken::OfferEndsSooner { .. } => "the offer ends sooner",
    }
}

/// What comes otherwise than it was told.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Surprise {
    Earlier,
    Dearer,
}

/// A holder who believes the latest notice.
#[derive(Default)]
struct Holder {
    /// Whether nothing that is told again is heard.
    is_deaf: bool,
    /// The charge that it named, if it said that one comes.
    told: Option<NextCharge>,
}

impl Holder {
    fn deaf() -> Self {
        Self { is_deaf: true, ..Self::default() }
    }

    fn hears(
        &mut self,
        command: &Command,
        events: &[Event],
        today: Day,
    ) -> Result<(), (Surprise, String)> {
        self.acts(command);
        // No tick came on the day that was named: then nothing was promised.
        self.told = self.told.filter(|told| today <= told.on);
        for event in events {
            self.hears_of(&event.fact, event.at.day())?;
        }
        Ok(())
    }

    fn hears_of(&mut self, fact: &Fact, today: Day) -> Result<(), (Surprise, String)> {
        match fact {
            Fact::NoticeDue { notice, .. } => {
                if let Some(outlook) = self.outlook_of(notice) {
                    self.told = match outlook {
                        Outlook::WillRenew { charge } => Some(charge),
                        Outlook::AwaitsOutcome { .. } | Outlook::WillNotRenew { .. } => None,
                    };
                }
            }
            Fact::ChargeRequested { amount, .. } => {
                let Some(told) = self.told.take() else { return Ok(()) };
                let why = format!("told {told:?}, charged {amount} on {today}");
                if today < told.on {
                    return Err((Surprise::Earlier, why));
                }
                if told.amount < *amount {
                    return Err((Surprise::Dearer, why));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What the holder does, and what is reported of a charge, changes what comes.
    fn acts(&mut self, command: &Command) {
        match command {
            Command::Tick | Command::NoticeDelivered { .. } | Command::NoticeFailed { .. } => {}
            _ => self.told = None,
        }
    }

    /// What a notice says of the renewal, if anything.
    fn outlook_of(&self, notice: &Notice) -> Option<Outlook> {
        match notice {
            Notice::ExpiryReminder(told) => Some(told.outlook),
            Notice::TacitRenewal(told) => Some(told.outlook),
            Notice::DeletionWarning(told) => Some(told.outlook),
            Notice::OutlookChanged(told) => (!self.is_deaf).then_some(told.outlook),
            Notice::PaymentIncomplete(told) => Some(told.outlook),
            Notice::OrderNotGenerated { outlook, .. } => Some(*outlook),
            _ => None,
        }
    }
}

const LIVES: u32 = 4_000;
