//! What a tick does: give the notice of art. 65-bis, and remind.

use alloc::boxed::Box;

use super::{
    due::reminder_day,
    outlook::{reminder, statutory_notice},
};
use crate::mailbox::{event::Fact, notice::Notice, recorder::Recorder};

pub(crate) fn give_statutory_notice(recorder: &mut Recorder<'_>) {
    recorder.tell(statutory_notice);
}

/// Today's reminder. Reminders of days gone by are skipped, and the skip is recorded.
pub(crate) fn remind(recorder: &mut Recorder<'_>) {
    let (mailbox, policy, today) = (recorder.mailbox(), recorder.policy(), recorder.today());
    match reminder_day(mailbox, policy) {
        Some(day) if day < today => recorder.record(Fact::ReminderSkipped { day }),
        Some(_) => recorder.tell(|mailbox, policy, today| {
            Notice::ExpiryReminder(Box::new(reminder(mailbox, policy, today)))
        }),
        None => {}
    }
}
