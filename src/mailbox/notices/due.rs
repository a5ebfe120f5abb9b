//! What falls due: the notice of art. 65-bis, and reminders.

use crate::{
    catalogue::Policy,
    mailbox::{days::Days, notice::StatutoryNotice, orders::extension::extended, state::Mailbox},
    values::Day,
};

/// Once per period, from `statutory_notice_days` before expiry, while the mailbox can be renewed;
/// and again on the day after a failure, if that is at least 30 days before expiry.
pub(crate) fn statutory_notice_day(mailbox: &Mailbox, policy: &Policy, days: Days) -> Option<Day> {
    if !mailbox.holder.is_consumer() || !mailbox.auto_renewal.is_on() {
        return None;
    }
    let expiry = mailbox.service.period()?.expiry;
    let wanted = match mailbox.notices.statutory {
        StatutoryNotice::NotGiven => {
            expiry.minus_days(i32::from(policy.parameters().statutory_notice_days))
        }
        StatutoryNotice::Failed { on } => {
            Some(on.next()).filter(|again| *again <= StatutoryNotice::last_day_in_time(expiry))?
        }
        StatutoryNotice::Given { .. } | StatutoryNotice::Delivered { .. } => return None,
    };
    let day = days.since(wanted)?;
    // Where nothing can be renewed any more, there is nothing to give notice of.
    let renews =
        extended(mailbox, policy, mailbox.purchase.term, day).is_some_and(|next| day < next.expiry);
    (renews && day <= mailbox.last_renewable_day()).then_some(day)
}

/// The next reminder's day that is not done with, within grace.
pub(crate) fn reminder_day(mailbox: &Mailbox, policy: &Policy) -> Option<Day> {
    let parameters = policy.parameters();
    let expiry = mailbox.service.period()?.expiry;
    let before = parameters.reminders_before.iter().map(|days| expiry.minus_days(i32::from(*days)));
    let after = parameters.reminders_after.iter().map(|days| expiry.plus_days(i32::from(*days)));
    let day = before.chain(after).find(|day| mailbox.notices.reminded_through < *day)?;
    (day <= mailbox.last_grace_day()).then_some(day)
}
