//! What was told and no longer holds: told again, once per change.
//!
//! If the holder does nothing, only another policy or price list overtakes what a notice said, and of a
//! generated order that is open not even those; but an order that is generated late, since no tick came on its
//! day, asks for the price of the later day. What the holder does is the holder's own act: `folded` takes it out of what was said.

use super::{
    due::{reminder_day, statutory_notice_day},
    left_alone::LeftAlone,
    offers::{payable_dues, suffices_through},
    outlook::outlook,
};
use crate::{
    catalogue::Policy,
    mailbox::{
        days::Days,
        notice::{Coming, NextCharge, Outlook, Overtaken},
        state::Mailbox,
    },
    order::OpenOrder,
    values::{Day, Money},
};

/// The first of these days, where something said is overtaken and no notice that comes by itself says
/// so in time.
pub(crate) fn retelling_day(mailbox: &Mailbox, policy: &Policy, days: Days) -> Option<Day> {
    let day = days.since(days.first)?;
    overtaken(mailbox, policy, day).map(|_| day)
}

/// What is to be told again on a day.
pub(crate) fn overtaken(mailbox: &Mailbox, policy: &Policy, day: Day) -> Option<Overtaken> {
    let said = mailbox.notices.said?;
    let by = (policy.parameters().version, policy.prices().version());
    let is_frozen = mailbox.open_order().is_some_and(OpenOrder::is_generated);
    if is_frozen {
        return None;
    }
    if by == (said.policy_version, said.price_list_version) {
        return match said.coming {
            Coming::Charge(charge) if is_order_late(mailbox, policy, day) => {
                charge_overtaken(mailbox, policy, day, charge).filter(Overtaken::is_of_the_sum)
            }
            Coming::Charge(_) | Coming::Offer { .. } => None,
        };
    }
    match said.coming {
        Coming::Charge(charge) => charge_overtaken(mailbox, policy, day, charge),
        Coming::Offer { amount, until } => offer_overtaken(mailbox, policy, day, amount, until),
    }
}

/// Whether it still is once the order of that day is generated: that freezes the sum, so what was offered may
/// suffice as long as was said after all.
pub(crate) fn still_overtaken(
    mailbox: &Mailbox,
    policy: &Policy,
    day: Day,
    overtaken: Overtaken,
) -> Option<Overtaken> {
    match overtaken {
        Overtaken::OfferEndsSooner { amount, said } => {
            offer_overtaken(mailbox, policy, day, amount, said)
        }
        Overtaken::WillNotRenew | Overtaken::SumRose { .. } | Overtaken::ChargeNearer { .. } => {
            Some(overtaken)
        }
    }
}

/// Whether the order is still to be generated, although its first day is over: no tick came on it, and the
/// list may ask for more since.
fn is_order_late(mailbox: &Mailbox, policy: &Policy, day: Day) -> bool {
    let lead = i32::from(policy.parameters().order_lead_days);
    mailbox.open_order().is_none() && mailbox.expiry().minus_days(lead) < day
}

/// The charge asks for more or comes earlier, or none comes. The notice of art. 65-bis says so by itself
/// while there is time for it.
fn charge_overtaken(
    mailbox: &Mailbox,
    policy: &Policy,
    day: Day,
    said: NextCharge,
) -> Option<Overtaken> {
    let (overtaken, last) = match outlook(mailbox, policy, day) {
        Outlook::WillNotRenew { .. } => {
            let last = mailbox.expiry().max(day);
            return (!is_reminded_by(last, mailbox, policy, day))
                .then_some(Overtaken::WillNotRenew);
        }
        Outlook::WillRenew { charge } if said.amount < charge.amount => {
            (Overtaken::SumRose { said: said.amount }, charge.on.previous())
        }
        Outlook::WillRenew { charge } if charge.on < said.on => {
            (Overtaken::ChargeNearer { said: said.on }, charge.on.previous())
        }
        Outlook::AwaitsOutcome { .. } | Outlook::WillRenew { .. } => return None,
    };
    let by_statutory_notice = statutory_notice_day(mailbox, policy, Days::only(day)).is_some();
    let in_time = by_statutory_notice || is_reminded_by(last, mailbox, policy, day);
    (!in_time).then_some(overtaken)
}

/// The sum offered does not suffice to the day named.
fn offer_overtaken(
    mailbox: &Mailbox,
    policy: &Policy,
    day: Day,
    amount: Money,
    said: Day,
) -> Option<Overtaken> {
    if said < day || mailbox.awaited_outcome().is_some() {
        return None;
    }
    let left_alone = LeftAlone::new(mailbox, policy, day);
    // An order by hand is the holder's own act.
    let is_generated = mailbox.open_order().is_some_and(OpenOrder::is_generated);
    if !is_generated && !payable_dues(&left_alone).is_empty() {
        return None;
    }
    // A shortfall that is waived leaves what was said true.
    let enough = amount.saturating_add(policy.parameters().shortfall_waived);
    let suffices = suffices_through(&left_alone, enough, said);
    if suffices.is_some_and(|until| said <= until || is_reminded_by(until, mailbox, policy, day)) {
        return None;
    }
    Some(Overtaken::OfferEndsSooner { amount, said })
}

/// Whether a reminder falls due from a day on, in time for what is to be told.
fn is_reminded_by(last: Day, mailbox: &Mailbox, policy: &Policy, day: Day) -> bool {
    reminder_day(mailbox, policy).is_some_and(|reminder| day <= reminder && reminder <= last)
}
