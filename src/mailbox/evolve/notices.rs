//! What the events of notices record (R-80 … R-83).

use alloc::vec::Vec;

use super::steps::require;
use crate::{
    mailbox::{
        corrupt::Contradiction,
        notice::{Delivery, Notice, Notices, StatutoryNotice},
        state::Mailbox,
    },
    values::{Day, NoticeNumber},
};

pub(super) fn notice_due(
    m: &mut Mailbox,
    number: NoticeNumber,
    notice: &Notice,
    today: Day,
) -> Result<(), Contradiction> {
    let next = m.notices.count.checked_add(1).ok_or(Contradiction::NoticeOutOfTurn)?;
    require(number.number() == next, Contradiction::NoticeOutOfTurn)?;
    m.notices.count = next;
    match notice {
        Notice::ExpiryReminder(_) => m.notices.reminded_through = today,
        Notice::TacitRenewal { .. } => {
            m.notices.statutory = StatutoryNotice::Given { on: today };
            m.notices.statutory_given.push((number, today));
        }
        Notice::AutoRenewalSwitchedOn { .. }
        | Notice::AutoRenewalSwitchedOff { .. }
        | Notice::ChargeStillOnItsWay { .. }
        | Notice::OrderNotGenerated { .. }
        | Notice::ChargeFailed { .. }
        | Notice::PaymentIncomplete { .. }
        | Notice::BoundMethodDead { .. }
        | Notice::RoomKept { .. } => {}
    }
    Ok(())
}

pub(super) fn reported(
    m: &mut Mailbox,
    number: NoticeNumber,
    delivery: Delivery,
) -> Result<(), Contradiction> {
    let known = 0 < number.number() && number.number() <= m.notices.count;
    require(known, Contradiction::NoticeOutOfTurn)?;
    match (m.notices.reports.of(number), delivery) {
        (Some(Delivery::Delivered), Delivery::Delivered | Delivery::Failed)
        | (Some(Delivery::Failed), Delivery::Failed) => Err(Contradiction::NothingNew),
        (None, Delivery::Delivered | Delivery::Failed)
        | (Some(Delivery::Failed), Delivery::Delivered) => {
            m.notices.reports.remember(number, delivery);
            Ok(())
        }
    }
}

/// Any notice of the period that arrived is the proof, and the earliest counts.
pub(super) fn statutory_delivered(notices: &mut Notices, number: NoticeNumber, on: Day) {
    if notices.statutory_given_on(number).is_none() {
        return;
    }
    let earliest = match notices.statutory {
        StatutoryNotice::Delivered { on: before } => before.min(on),
        StatutoryNotice::NotGiven
        | StatutoryNotice::Given { .. }
        | StatutoryNotice::Failed { .. } => on,
    };
    notices.statutory = StatutoryNotice::Delivered { on: earliest };
}

/// The last notice given failed: another is owed.
pub(super) fn statutory_failed(notices: &mut Notices, number: NoticeNumber, today: Day) {
    let last = notices.statutory_given.last().map(|(given, _)| *given);
    match notices.statutory {
        StatutoryNotice::Given { .. } if last == Some(number) => {
            notices.statutory = StatutoryNotice::Failed { on: today };
        }
        StatutoryNotice::NotGiven
        | StatutoryNotice::Given { .. }
        | StatutoryNotice::Failed { .. }
        | StatutoryNotice::Delivered { .. } => {}
    }
}

pub(super) fn forget_statutory_notice(notices: &mut Notices) {
    notices.statutory = StatutoryNotice::NotGiven;
    notices.statutory_given = Vec::new();
}
