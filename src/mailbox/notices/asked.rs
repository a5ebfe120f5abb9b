//! What is reported: a notice arrived, or could not be delivered.

use crate::{
    mailbox::{
        event::{Fact, TermRight},
        leaving::bought::BoughtTerm,
        life::required::require_not_future,
        notice::{Delivery, StatutoryNotice},
        recorder::Recorder,
        refusal::Refusal,
        state::Mailbox,
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
        Some(Delivery::Failed) | None => {
            recorder.record(Fact::NoticeDelivered { number, on });
            lift_exit_right(recorder, number, on);
        }
    }
    Ok(())
}

/// A true notice that came in time, told late, lifts a right that was not used.
fn lift_exit_right(recorder: &mut Recorder<'_>, number: NoticeNumber, on: Day) {
    let today = recorder.today();
    let stands = |term: &&BoughtTerm| term.can_be_left_on(today);
    let is_lifted = |term: &&BoughtTerm| match &term.right {
        Some(TermRight::Exit { lifted_by }) => {
            lifted_by.contains(&number)
                && on <= StatutoryNotice::last_day_in_time(term.order.expiry())
        }
        Some(TermRight::Withdrawal { .. }) | None => false,
    };
    let mailbox = recorder.mailbox();
    let term = mailbox.bought_terms().iter().filter(stands).find(is_lifted).map(|term| term.order);
    if let Some(order) = term.filter(|_| !mailbox.service.is_gone()) {
        recorder.record(Fact::ExitRightLifted { order });
    }
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
