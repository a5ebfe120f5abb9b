//! What falls due: the warning before deletion, the notice of art. 65-bis, and reminders (R-61, R-80,
//!

use super::{
    content::{is_overtaken, statutory_charge},
    outlook::renews_by,
};
use crate::{
    catalogue::Policy,
    mailbox::{
        days::Days, life::due::deletion_told_or_later, notice::StatutoryNotice,
        orders::extension::extended, state::Mailbox,
    },
    values::Day,
};

/// Once per period, from `statutory_notice_days` before expiry, while the mailbox can be renewed;
/// again on the day after a failure; and again at once where what the last one said is overtaken, to
/// the holder's loss and by no act of the holder's. The last two only up to 30 days before expiry
///
pub(crate) fn statutory_notice_day(mailbox: &Mailbox, policy: &Policy, days: Days) -> Option<Day> {
    if !mailbox.holder.is_consumer() || !mailbox.auto_renewal.is_on() {
        return None;
    }
    let expiry = mailbox.service.period()?.expiry;
    let in_time = |day: &Day| *day <= StatutoryNotice::last_day_in_time(expiry);
    let day = match mailbox.notices.statutory {
        StatutoryNotice::NotGiven => {
            let wanted = expiry.minus_days(i32::from(policy.parameters().statutory_notice_days));
            days.since(wanted)?
        }
        StatutoryNotice::Failed { on } if !arrived_otherwise(mailbox) => {
            days.since(Some(on.next()).filter(in_time)?).filter(in_time)?
        }
        StatutoryNotice::Given { .. }
        | StatutoryNotice::Failed { .. }
        | StatutoryNotice::Delivered { .. } => {
            let day = days.since(days.first).filter(in_time)?;
            return is_statutory_overtaken(mailbox, policy, day).then_some(day);
        }
    };
    // Where nothing can be renewed any more, there is nothing to give notice of.
    let (base, term) = (policy.parameters().extension_base, mailbox.purchase.term);
    let renews = extended(mailbox, base, term, day).is_some_and(|next| day < next.expiry);
    (renews && day <= mailbox.last_renewable_day(day)).then_some(day)
}

/// An earlier notice that said as much as the last one arrived after all.
fn arrived_otherwise(mailbox: &Mailbox) -> bool {
    let all = &mailbox.notices.statutory_given;
    let last = all.last().and_then(|given| given.charge);
    let mut arrived = all.iter().filter(|given| given.delivered.is_some());
    arrived.any(|given| !is_overtaken(given.charge, last))
}

/// If the holder does nothing, only another policy or price list overtakes the charge that was named;
/// one may come to be known where none was.
fn is_statutory_overtaken(mailbox: &Mailbox, policy: &Policy, day: Day) -> bool {
    let Some(said) = mailbox.notices.statutory_given.last() else {
        return false;
    };
    let versions = (policy.parameters().version, policy.prices().version());
    let is_same = versions == (said.policy_version, said.price_list_version);
    if is_same && said.charge.is_some() {
        return false;
    }
    is_overtaken(said.charge, statutory_charge(mailbox, policy, day).1)
}

/// The next reminder's day that is not done with, within grace.
pub(crate) fn reminder_day(mailbox: &Mailbox, policy: &Policy) -> Option<Day> {
    let parameters = policy.parameters();
    let expiry = mailbox.service.period()?.expiry;
    let before = parameters.reminders_before.iter().map(|days| expiry.minus_days(i32::from(*days)));
    let after = parameters.reminders_after.iter().map(|days| expiry.plus_days(i32::from(*days)));
    let is_open =
        |day: &Day| mailbox.notices.reminded_through < *day && !is_warned_on(mailbox, *day);
    let day = before.chain(after).find(is_open)?;
    (day <= mailbox.grace_on(day).last_day()).then_some(day)
}

/// A reminder of the day of the warning is left out.
fn is_warned_on(mailbox: &Mailbox, day: Day) -> bool {
    mailbox.warning.is_some_and(|warning| warning.on == day)
}

/// The day of the warning before deletion. It is put off while the mailbox will renew by itself, at the
/// longest to the last renewable day that its phases give; it is owed again when the day that it told
/// moves later, and on the day after its delivery failed, while days are left.
pub(crate) fn warning_day(mailbox: &Mailbox, policy: &Policy, days: Days) -> Option<Day> {
    let Some(warning) = mailbox.warning else {
        let due = days.since(mailbox.warning_due())?;
        let longest = mailbox.grace.last_renewable_day(mailbox.expiry());
        // A charge that is unresolved puts nothing off, and neither does a renewal that would come only
        // because grace goes on unwarned.
        return if due < longest && renews_by(longest, mailbox, policy, due) {
            days.since(longest)
        } else {
            Some(due)
        };
    };
    if deletion_told_or_later(mailbox, days.first)? != warning.deletion {
        return days.since(days.first);
    }
    let again = days.since(warning.failed?.next())?;
    (again < warning.deletion).then_some(again)
}
