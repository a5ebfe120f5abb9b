//! What a tick does, and an outcome that a termination waited for: delete.

use crate::{
    auto_renewal::OffCause,
    mailbox::{
        automatic_renewal::asked::switch_off_if_on,
        event::{DeletionCause, Fact},
        recorder::Recorder,
    },
    values::Day,
};

pub(crate) fn delete_after_grace(recorder: &mut Recorder<'_>) {
    delete(recorder, DeletionCause::GraceOver);
}

/// Deletion is final: contents go, the address stays with its tax id for ever.
pub(crate) fn delete(recorder: &mut Recorder<'_>, cause: DeletionCause) {
    switch_off_if_on(recorder, OffCause::Deletion);
    let months = recorder.policy().parameters().log_retention_months;
    let logs_until = recorder.today().plus_months(months).unwrap_or(Day::MAX);
    recorder.record(Fact::MailboxDeleted { cause, logs_until });
    recorder.record(Fact::ContentsDeletionDue);
}
