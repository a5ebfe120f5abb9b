//! What a tick does, and an outcome that a termination waited for: tell of access, delete (R-61, R-62,
//!

use crate::{
    auto_renewal::OffCause,
    catalogue::Policy,
    mailbox::{
        automatic_renewal::asked::switch_off_if_on,
        event::{DeletionCause, Fact},
        notice::Notice,
        notices::due::reminder_day,
        recorder::Recorder,
    },
    values::Day,
};

/// Tells the mail platform what the mailbox may do today, if it was not told so.
pub(crate) fn tell_of_access(recorder: &mut Recorder<'_>) {
    let access = recorder.mailbox().mail_access(recorder.today());
    if access != recorder.mailbox().access_told {
        recorder.record(Fact::AccessChanged { access });
    }
}

/// Reminders whose day is over are skipped first, and said so.
pub(crate) fn delete_after_grace(recorder: &mut Recorder<'_>) {
    let (policy, today) = (recorder.policy(), recorder.today());
    while let Some(day) = reminder_day(recorder.mailbox(), policy).filter(|day| *day < today) {
        recorder.record(Fact::ReminderSkipped { day });
    }
    delete(recorder, DeletionCause::GraceOver);
    recorder.record(Fact::ContentsDeletionDue);
}

/// Deletion is final: the mailbox may do nothing any more, and the address stays with its tax id for
/// ever.
pub(crate) fn delete(recorder: &mut Recorder<'_>, cause: DeletionCause) {
    switch_off_if_on(recorder, OffCause::Deletion);
    let logs_until = logs_until(recorder.policy(), recorder.today());
    recorder.record(Fact::MailboxDeleted { cause, logs_until });
    tell_of_access(recorder);
    recorder.tell(|_, _, _| Notice::MailboxDeleted { cause });
}

/// The last day on which the logs of a mailbox deleted on a day are kept.
pub(crate) fn logs_until(policy: &Policy, deleted_on: Day) -> Day {
    deleted_on.plus_months(policy.parameters().log_retention_months).unwrap_or(Day::MAX)
}
