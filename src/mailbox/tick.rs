//! The one list of what waits: which task falls due on which day, and what a tick then does (R-05,
//!
//!
//! [`next_deadline`] is its minimum, and a tick does what has come due. So a tick before the
//! deadline does nothing and a tick on it does something, by construction. What each task
//! asks and does is in the folder of its chapter.

use super::{
    charges::{due as charges_due, ticked as charges},
    command::Hosting,
    days::Days,
    event::Fact,
    life::{due as life_due, ticked as life},
    notices::{due as notices_due, overtaken, ticked as notices},
    orders::{closing, due as orders_due, ticked as orders},
    plans::{due as plans_due, ticked as plans},
    recorder::{Recorder, Telling},
    state::Mailbox,
};
use crate::{catalogue::Policy, service::Service, values::Day};

/// The first day, not before the last recorded one, on which a tick would do something.
///
/// `None` if no tick will do anything until something else happens: the mailbox is deleted, or on
/// the customer's own domain. A deletion that waits for a charge sets no deadline, but the
/// inquiry about that charge does; one that waits for the days of a warning or for an order's
/// margin sets that day.
#[must_use]
pub fn next_deadline(state: &Mailbox, policy: &Policy) -> Option<Day> {
    deadline_from(state.last.day(), state, policy, Telling::Everything)
}

/// The first day, not before `from`, on which a tick would do something.
pub(super) fn deadline_from(
    from: Day,
    mailbox: &Mailbox,
    policy: &Policy,
    telling: Telling,
) -> Option<Day> {
    let mut days = Days::from(from);
    let mut first = None;
    for task in Task::ALL {
        if let Some(day) = task.day(mailbox, policy, days, telling) {
            first = Some(day);
            days = days.before(day);
        }
    }
    first
}

/// Does whatever has come due, and nothing twice. What had come due and ran out before this tick came
/// is said to be missed.
pub(super) fn tick(recorder: &mut Recorder<'_>) {
    let (policy, today, telling) = (recorder.policy(), recorder.today(), recorder.telling());
    let (last, before) = (recorder.mailbox().last.day(), recorder.mailbox().sequence());
    let deadline = deadline_from(last, recorder.mailbox(), policy, telling);
    let Some(first_due) = deadline.filter(|day| *day <= today) else { return };
    while let Some(task) = due(recorder.mailbox(), policy, today, telling) {
        let sequence = recorder.mailbox().sequence();
        task.perform(recorder);
        // What is due leaves an event; even if that were broken, a tick must end.
        if recorder.mailbox().sequence() == sequence {
            break;
        }
    }
    // Whatever was recorded is dated today, so that no deadline lies before.
    if recorder.mailbox().sequence() == before && first_due < today {
        recorder.record(Fact::DueDayMissed { day: first_due });
    }
}

/// Whether a tick on `day` would do something: its deadline has come.
pub(super) fn is_due(mailbox: &Mailbox, policy: &Policy, day: Day) -> bool {
    next_deadline(mailbox, policy).is_some_and(|deadline| deadline <= day)
}

fn due(mailbox: &Mailbox, policy: &Policy, day: Day, telling: Telling) -> Option<Task> {
    let today = Days::only(day);
    Task::ALL.into_iter().find(|task| task.day(mailbox, policy, today, telling).is_some())
}

/// What a tick may have to do, in the order in which it does it.
#[derive(Clone, Copy)]
enum Task {
    Lapse,
    TellOfAccess,
    Delete,
    ChangePlan,
    AskUsedSpace,
    TellAgain,
    Generate,
    Charge,
    Inquire,
    Warn,
    GiveStatutoryNotice,
    Remind,
}

impl Task {
    const ALL: [Self; 12] = [
        Self::Lapse,
        Self::TellOfAccess,
        Self::Delete,
        Self::ChangePlan,
        Self::AskUsedSpace,
        Self::TellAgain,
        Self::Generate,
        Self::Charge,
        Self::Inquire,
        Self::Warn,
        Self::GiveStatutoryNotice,
        Self::Remind,
    ];

    /// The first of these days on which a tick does it, if the state leads to it.
    fn day(self, mailbox: &Mailbox, policy: &Policy, days: Days, telling: Telling) -> Option<Day> {
        if !self.has_place_in(mailbox) || !self.has_place_where(telling) {
            return None;
        }
        match self {
            Self::Lapse => orders_due::lapse_day(mailbox, days),
            Self::TellOfAccess => life_due::access_day(mailbox, days),
            Self::Delete => life_due::deletion_day(mailbox, days),
            Self::ChangePlan => plans_due::change_day(mailbox, days),
            Self::AskUsedSpace => plans_due::measuring_day(mailbox, days),
            Self::Generate => orders_due::generation_day(mailbox, policy, days),
            Self::Charge => charges_due::charge_day(mailbox, days),
            Self::Inquire => charges_due::inquiry_day(mailbox, policy, days),
            Self::Warn => notices_due::warning_day(mailbox, policy, days),
            Self::GiveStatutoryNotice => notices_due::statutory_notice_day(mailbox, policy, days),
            Self::TellAgain => overtaken::retelling_day(mailbox, policy, days),
            Self::Remind => days.since(notices_due::reminder_day(mailbox, policy)?),
        }
    }

    fn perform(self, recorder: &mut Recorder<'_>) {
        match self {
            Self::Lapse => closing::lapse(recorder),
            Self::TellOfAccess => life::tell_of_access(recorder),
            Self::Delete => life::delete_after_grace(recorder),
            Self::ChangePlan => plans::take_effect(recorder),
            Self::AskUsedSpace => plans::ask_used_space(recorder),
            Self::Generate => orders::generate(recorder),
            Self::Charge => charges::collect(recorder),
            Self::Inquire => charges::inquire(recorder),
            Self::Warn => notices::warn(recorder),
            Self::GiveStatutoryNotice => notices::give_statutory_notice(recorder),
            Self::TellAgain => notices::tell_again(recorder),
            Self::Remind => notices::remind(recorder),
        }
    }

    /// Ticks do nothing on the customer's own domain, nor for a deleted mailbox. If
    /// the mailbox is ending, they only ask about the charge that it waits for.
    const fn has_place_in(self, mailbox: &Mailbox) -> bool {
        match (mailbox.hosting, mailbox.service) {
            (Hosting::OwnDomain, _) | (Hosting::Provider, Service::Deleted { .. }) => false,
            (Hosting::Provider, Service::Active { .. } | Service::TerminatedAtExpiry { .. }) => {
                true
            }
            (Hosting::Provider, Service::Ending { .. }) => matches!(self, Self::Inquire),
        }
    }

    /// A task that does nothing but tell or ask has no place where that is not told: what is
    /// asked day by day has no answer there, so nothing hangs on it.
    const fn has_place_where(self, telling: Telling) -> bool {
        match telling {
            Telling::Everything => true,
            Telling::WarningOnly => !self.only_tells(),
            Telling::Nothing => !self.only_tells() && !matches!(self, Self::Warn),
        }
    }

    const fn only_tells(self) -> bool {
        match self {
            Self::AskUsedSpace
            | Self::TellAgain
            | Self::Inquire
            | Self::GiveStatutoryNotice
            | Self::Remind => true,
            Self::Lapse
            | Self::TellOfAccess
            | Self::Delete
            | Self::ChangePlan
            | Self::Generate
            | Self::Charge
            | Self::Warn => false,
        }
    }
}
