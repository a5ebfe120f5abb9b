//! What falls due: a plan that takes effect, and a measurement to ask for.

use crate::{
    mailbox::{days::Days, event::PlanChange, state::Mailbox},
    values::Day,
};

/// The day on which the next plan bought takes effect.
pub(crate) fn change_day(mailbox: &Mailbox, days: Days) -> Option<Day> {
    days.since(mailbox.space.planned.first()?.on)
}

/// The plan bought that takes effect by `today`, if one does.
pub(crate) fn change_due(mailbox: &Mailbox, today: Day) -> Option<PlanChange> {
    mailbox.space.planned.first().copied().filter(|change| change.on <= today)
}

/// Daily, from the day on which a smaller plan took effect until a report comes.
pub(crate) fn measuring_day(mailbox: &Mailbox, days: Days) -> Option<Day> {
    let shrink = mailbox.space.shrink.filter(|shrink| !shrink.answered)?;
    days.since(shrink.asked.map_or(shrink.since, Day::next))
}
