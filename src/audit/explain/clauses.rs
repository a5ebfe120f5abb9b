//! What every language does alike: which clauses a sentence has, and how they are parted.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    auto_renewal::{AutoRenewal, OffCause},
    catalogue::MailAccess,
    charge::{Bar, Charge, Request},
    mailbox::{IfNotRenewed, Mailbox},
    order::OpenOrder,
    service::Service,
    values::{Day, Money},
};

/// The open order as it stands on a day.
pub(super) enum OrderNow<'a> {
    /// None is open.
    None,
    /// Its holder left: only the outcome of its charge keeps it open.
    RenewsNothing(&'a OpenOrder),
    /// Its last day is over.
    PastLastDay {
        order: &'a OpenOrder,
        last_day: Day,
        /// The last day on which money of a good day may be reported; none where only the outcome of its
        /// charge keeps it open.
        margin_ends: Option<Day>,
    },
    /// It can be paid.
    Payable { order: &'a OpenOrder, due: Money, last_day: Day },
}

pub(super) fn order_now(mailbox: &Mailbox, day: Day) -> OrderNow<'_> {
    let Some(order) = mailbox.open_order_on(day) else { return OrderNow::None };
    if mailbox.is_leaving() {
        return OrderNow::RenewsNothing(order);
    }
    let last_day = mailbox.last_day_of_order(day).unwrap_or(day);
    if last_day < day {
        let margin_ends = mailbox.margin_ends(day).filter(|ends| day <= *ends);
        return OrderNow::PastLastDay { order, last_day, margin_ends };
    }
    OrderNow::Payable { order, due: mailbox.amount_due(day), last_day }
}

/// Where the collection of the open order stands.
pub(super) enum CollectionNow {
    /// Nothing is charged while automatic renewal is off.
    SwitchedOff,
    /// The next rung is awaited.
    NextRung,
    /// One charge of the newly bound method is owed.
    OneOwed,
    /// Charges are barred.
    Barred(Bar),
    /// The ladder is exhausted.
    Exhausted,
    /// A charge is unresolved.
    Unresolved(Request),
}

pub(super) fn collection_now(mailbox: &Mailbox) -> Option<CollectionNow> {
    match mailbox.charge() {
        Charge::Idle => None,
        // Nothing is charged until the outcome of the charge in doubt.
        Charge::Waiting { .. } | Charge::RetryDue { .. } | Charge::Exhausted { .. }
            if !mailbox.doubts().is_empty() =>
        {
            None
        }
        Charge::Waiting { .. } | Charge::RetryDue { .. } | Charge::Barred { .. }
            if !mailbox.auto_renewal().is_on() =>
        {
            Some(CollectionNow::SwitchedOff)
        }
        Charge::Waiting { .. } => Some(CollectionNow::NextRung),
        Charge::RetryDue { .. } => Some(CollectionNow::OneOwed),
        Charge::Barred { bar, .. } => Some(CollectionNow::Barred(*bar)),
        Charge::Exhausted { .. } => Some(CollectionNow::Exhausted),
        Charge::Unresolved { request, .. } | Charge::Orphaned { request, .. } => {
            Some(CollectionNow::Unresolved(*request))
        }
    }
}

/// Whether automatic renewal is off by a termination that was revoked, or is spent.
pub(super) const fn is_off_since_terminated(mailbox: &Mailbox) -> bool {
    matches!(mailbox.auto_renewal(), AutoRenewal::Off { cause: OffCause::Termination })
        && matches!(mailbox.service(), Service::Active { .. })
}

/// Whether the exit right stands on a day.
pub(super) fn has_exit_right(mailbox: &Mailbox, day: Day) -> bool {
    mailbox.service().period().is_some_and(|period| period.exit_right && day <= period.expiry)
}

/// What may be done with mail, in the words for sending, receiving and reading, the last one after
/// `and`; none where nothing may.
pub(super) fn of_mail(
    may: MailAccess,
    [send, receive, read]: [&str; 3],
    and: &str,
) -> Option<String> {
    let all = [(may.send, send), (may.receive, receive), (may.read, read)];
    let named: Vec<&str> = all.iter().filter(|(may, _)| *may).map(|(_, name)| *name).collect();
    let (last, others) = named.split_last()?;
    Some(match others {
        [] => (*last).to_string(),
        others => format!("{} {and} {last}", others.join(", ")),
    })
}

/// Whether all that follows depends on the outcome of a charge.
pub(super) const fn says_nothing(follows: IfNotRenewed) -> bool {
    follows.sending_stops.is_none() && follows.deletion.is_none()
}

/// Clauses parted by semicolons, those left out that say nothing.
pub(super) fn join(first: String, others: &[String]) -> String {
    others.iter().filter(|clause| !clause.is_empty()).fold(first, |mut text, clause| {
        text.push_str("; ");
        text.push_str(clause);
        text
    })
}
