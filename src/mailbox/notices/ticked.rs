//! What a tick does: warn before deletion, give the notice of art. 65-bis, and remind (R-61, R-80,
//!

use super::{
    content::{deletion_warning, outlook_changed, reminder, statutory_notice},
    due::reminder_day,
    overtaken::{overtaken, still_overtaken},
};
use crate::mailbox::{
    days::Days,
    event::Fact,
    orders::{
        due::{Generation, generation_day, generation_on},
        ticked as orders,
    },
    recorder::Recorder,
};

pub(crate) fn warn(recorder: &mut Recorder<'_>) {
    recorder.warn(deletion_warning);
}

pub(crate) fn give_statutory_notice(recorder: &mut Recorder<'_>) {
    recorder.tell(statutory_notice);
}

/// What another policy or price list made untrue is told again. An order that is due today is
/// generated first: once it is open its price is frozen, and it is what can be paid.
pub(crate) fn tell_again(recorder: &mut Recorder<'_>) {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    let Some(overtaken) = overtaken(mailbox, policy, today) else { return };
    let is_due = generation_day(mailbox, policy, Days::only(today)).is_some();
    match generation_on(mailbox, policy, today).filter(|_| is_due) {
        Some(Generation::Order) => orders::generate(recorder),
        Some(Generation::Withheld(_)) | None => {}
    }
    recorder.tell(|mailbox, policy, today| {
        let overtaken = still_overtaken(mailbox, policy, today, overtaken)?;
        Some(outlook_changed(mailbox, policy, today, overtaken))
    });
}

/// Today's reminder. Reminders of days gone by are skipped, and the skip is recorded.
pub(crate) fn remind(recorder: &mut Recorder<'_>) {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    match reminder_day(mailbox, policy) {
        Some(day) if day < today => recorder.record(Fact::ReminderSkipped { day }),
        Some(_) => recorder.tell(reminder),
        None => {}
    }
}
