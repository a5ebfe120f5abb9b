//! Nothing comes that was told otherwise: whatever policy or price list comes into force, no charge comes
//! earlier than the latest notice said, asks for more, or fails to come, unless the holder acted since or
//! no tick came on its day.

use std::collections::BTreeMap;

use pec_renewal::{Command, Event, Fact, NextCharge, Notice, Outlook, Overtaken, values::Day};
use proptest::prelude::*;

use super::{for_each_step, is_ordinary};
use crate::properties::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(384))]

    #[test]
    fn r_84_no_charge_comes_earlier_or_asks_for_more_than_was_told(history in histories(60)) {
        let mut holder = Holder::default();
        history.watched(|story, step| {
            if !story.life.state().is_some_and(is_ordinary) {
                return;
            }
            if let Ok(events) = &step.outcome
                && let Err(why) = holder.hears(&step.command, events, step.at.day())
            {
                panic!("on {}, {:?}: {why}", step.at.day(), step.command);
            }
        });
    }
}

/// The property above is worth something only if something said was overtaken, in each way.
#[test]
fn r_84_each_thing_that_is_told_again_is_told_again_in_the_lives_that_are_looked_at() {
    let mut told: BTreeMap<&str, u32> = BTreeMap::new();
    for_each_step(LIVES, |events, _, _| {
        for event in events {
            if let Fact::NoticeDue { notice: Notice::OutlookChanged(changed), .. } = &event.fact {
                let what = match changed.overtaken {
                    Overtaken::WillNotRenew => "will not renew",
                    Overtaken::SumRose { .. } => "the sum rose",
                    Overtaken::ChargeNearer { .. } => "the charge comes earlier",
                    Overtaken::OfferEndsSooner { .. } => "the offer ends sooner",
                };
                *told.entry(what).or_default() += 1;
            }
        }
    });
    println!("told again: {told:?}");
    assert_eq!(told.len(), 4, "told again: {told:?}");
}

/// A holder who believes the latest notice.
#[derive(Default)]
struct Holder {
    /// The charge that it named, if it said that one comes.
    told: Option<NextCharge>,
}

impl Holder {
    fn hears(&mut self, command: &Command, events: &[Event], today: Day) -> Result<(), String> {
        self.acts(command);
        // No tick came on the day that was named: then nothing was promised.
        self.told = self.told.filter(|told| today <= told.on);
        for event in events {
            self.hears_of(&event.fact, event.at.day())?;
        }
        match (command, self.told) {
            (Command::Tick, Some(told)) if told.on == today => {
                Err(format!("told {told:?}, and no charge came"))
            }
            _ => Ok(()),
        }
    }

    fn hears_of(&mut self, fact: &Fact, today: Day) -> Result<(), String> {
        match fact {
            Fact::NoticeDue { notice, .. } => {
                if let Some(outlook) = outlook_of(notice) {
                    self.told = match outlook {
                        Outlook::WillRenew { charge } => Some(charge),
                        Outlook::AwaitsOutcome { .. } | Outlook::WillNotRenew { .. } => None,
                    };
                }
            }
            Fact::ChargeRequested { amount, .. } => {
                if let Some(told) = self.told.take()
                    && (today < told.on || told.amount < *amount)
                {
                    return Err(format!("told {told:?}, charged {amount} on {today}"));
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
}

/// What a notice says of the renewal, if anything.
fn outlook_of(notice: &Notice) -> Option<Outlook> {
    match notice {
        Notice::ExpiryReminder(told) => Some(told.outlook),
        Notice::TacitRenewal(told) => Some(told.outlook),
        Notice::DeletionWarning(told) => Some(told.outlook),
        Notice::OutlookChanged(told) => Some(told.outlook),
        Notice::PaymentIncomplete(told) => Some(told.outlook),
        Notice::OrderNotGenerated { outlook, .. } => Some(*outlook),
        _ => None,
    }
}

const LIVES: u32 = 4_000;
