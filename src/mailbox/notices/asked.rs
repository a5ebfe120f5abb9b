//! What is reported: a notice arrived, or could not be delivered.

use crate::{
    mailbox::{
        event::Fact, life::required::require_not_future, notice::Delivery, recorder::Recorder,
        refusal::Refusal, state::Mailbox,
    },
    values::{Day, NoticeNumber},
};

pub(crate) fn delivered(
    recorder: &mut Recorder<'_>,
    number: NoticeNumber,
    on: Day,
) -> Result<(), Refusal> {
    require_not_future(on, recorder.today())?;
    if let Some(due) = recorder.mailbox().notices.given_on(number).filter(|due| on < *due) {
        return Err(Refusal::NoticeReportDiffers { due, received: on });
    }
    require_known(recorder.mailbox(), number)?;
    match recorder.mailbox().notices.reports.of(number) {
        Some(Delivery::Delivered) => {}
        Some(Delivery::Failed) | None => recorder.record(Fact::NoticeDelivered { number, on }),
    }
    Ok(())
}

/// A failure reported after a delivery changes nothing: the notice did arrive.
pub(crate) fn failed(recorder: &mut Recorder<'_>, number: NoticeNumber) -> Result<(), Refusal> {
    require_known(recorder.mailbox(), number)?;
    match recorder.mailbox().notices.reports.of(number) {
        Some(Delivery::Delivered | Delivery::Failed) => {}
        None => recorder.record(Fact::NoticeFailed { number }),
    }
    Ok(())
}

fn require_known(mailbox: &Mailbox, notice: NoticeNumber) -> Result<(), Refusal> {
    if mailbox.notices.has_given(notice) { Ok(()) } else { Err(Refusal::UnknownNotice { notice }) }
}
