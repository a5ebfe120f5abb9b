//! What is recorded of notices, and how it folds (R-80 … R-83).

use alloc::vec::Vec;

use crate::{
    mailbox::{
        corrupt::Contradiction,
        folding::Folding,
        notice::{Delivery, Notice, StatutoryNotice},
        state::Mailbox,
    },
    values::{Day, NoticeNumber},
};

pub(crate) fn due<F: Folding>(
    mailbox: &mut Mailbox,
    number: NoticeNumber,
    notice: &Notice,
    today: Day,
) -> Result<(), F::Bar> {
    let in_turn = number == mailbox.notices.next_number() && !mailbox.notices.has_given(number);
    F::require(|| in_turn, Contradiction::NoticeOutOfTurn)?;
    mailbox.notices.count = number.number();
    match notice {
        Notice::ExpiryReminder(_) => mailbox.notices.reminded_through = today,
        Notice::TacitRenewal { .. } => {
            mailbox.statutory_notice_changes();
            mailbox.notices.statutory = StatutoryNotice::Given { on: today };
            mailbox.notices.statutory_given.push((number, today));
        }
        Notice::AutoRenewalSwitchedOn { .. }
        | Notice::AutoRenewalSwitchedOff { .. }
        | Notice::ChargeStillOnItsWay { .. }
        | Notice::ChargeInDoubt { .. }
        | Notice::OrderNotGenerated { .. }
        | Notice::ChargeFailed { .. }
        | Notice::PaymentIncomplete { .. }
        | Notice::BoundMethodDead { .. }
        | Notice::RoomKept { .. } => {}
    }
    Ok(())
}

pub(crate) fn reminder_skipped<F: Folding>(mailbox: &mut Mailbox, day: Day) -> Result<(), F::Bar> {
    let is_next = mailbox.notices.reminded_through < day;
    F::require(|| is_next, Contradiction::NoticeOutOfTurn)?;
    mailbox.notices.reminded_through = day;
    Ok(())
}

/// Any notice of art. 65-bis of the period that arrived is the proof, and the earliest counts (R-81,
///
pub(crate) fn delivered<F: Folding>(
    mailbox: &mut Mailbox,
    number: NoticeNumber,
    on: Day,
) -> Result<(), F::Bar> {
    reported::<F>(mailbox, number, Delivery::Delivered)?;
    if mailbox.notices.statutory_given_on(number).is_none() {
        return Ok(());
    }
    let earliest = match mailbox.notices.statutory {
        StatutoryNotice::Delivered { on: before } => before.min(on),
        StatutoryNotice::NotGiven
        | StatutoryNotice::Given { .. }
        | StatutoryNotice::Failed { .. } => on,
    };
    mailbox.notices.statutory = StatutoryNotice::Delivered { on: earliest };
    Ok(())
}

/// Where the last notice of art. 65-bis given failed, another is owed.
pub(crate) fn failed<F: Folding>(
    mailbox: &mut Mailbox,
    number: NoticeNumber,
    today: Day,
) -> Result<(), F::Bar> {
    reported::<F>(mailbox, number, Delivery::Failed)?;
    let last = mailbox.notices.statutory_given.last().map(|(given, _)| *given);
    match mailbox.notices.statutory {
        StatutoryNotice::Given { .. } if last == Some(number) => {
            mailbox.notices.statutory = StatutoryNotice::Failed { on: today };
        }
        StatutoryNotice::NotGiven
        | StatutoryNotice::Given { .. }
        | StatutoryNotice::Failed { .. }
        | StatutoryNotice::Delivered { .. } => {}
    }
    Ok(())
}

impl Mailbox {
    /// A new period, or a new holder, is owed a notice of its own.
    pub(crate) fn forget_statutory_notice(&mut self) {
        self.statutory_notice_changes();
        self.notices.statutory = StatutoryNotice::NotGiven;
        self.notices.statutory_given = Vec::new();
    }
}

fn reported<F: Folding>(
    mailbox: &mut Mailbox,
    number: NoticeNumber,
    delivery: Delivery,
) -> Result<(), F::Bar> {
    F::require(|| mailbox.notices.has_given(number), Contradiction::NoticeOutOfTurn)?;
    let reports = &mut mailbox.notices.reports;
    let is_new = match (reports.of(number), delivery) {
        (Some(Delivery::Delivered), Delivery::Delivered | Delivery::Failed)
        | (Some(Delivery::Failed), Delivery::Failed) => false,
        (None, Delivery::Delivered | Delivery::Failed)
        | (Some(Delivery::Failed), Delivery::Delivered) => true,
    };
    F::require(|| is_new, Contradiction::NothingNew)?;
    reports.remember(number, delivery);
    Ok(())
}
