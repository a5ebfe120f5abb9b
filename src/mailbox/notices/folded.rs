//! What is recorded of notices, and how it folds (R-80 … R-83).

use alloc::vec::Vec;

use crate::{
    mailbox::{
        corrupt::Contradiction,
        folding::Folding,
        notice::{
            Coming, Delivery, NextCharge, Notice, Notices, Outlook, Said, StatutoryGiven,
            StatutoryNotice, Warning, WayOut,
        },
        state::Mailbox,
    },
    order::OpenOrder,
    values::{Day, Money, NoticeNumber},
};

pub(crate) fn due<F: Folding>(
    mailbox: &mut Mailbox,
    number: NoticeNumber,
    notice: &Notice,
    by: (u32, u32),
    today: Day,
) -> Result<(), F::Bar> {
    let in_turn = number == mailbox.notices.next_number() && !mailbox.notices.has_given(number);
    F::require(|| in_turn, Contradiction::NoticeOutOfTurn)?;
    mailbox.notices.remember(number, today);
    say(mailbox, notice, by);
    let (policy_version, price_list_version) = by;
    match notice {
        Notice::ExpiryReminder(_) => mailbox.notices.reminded_through = today,
        // A day that moves later is told and starts no new count.
        Notice::DeletionWarning(told) => {
            let on = mailbox.warning.map_or(today, |warning| warning.on);
            mailbox.warning = Some(Warning { on, deletion: told.deletion, number, failed: None });
        }
        Notice::TacitRenewal(told) => {
            mailbox.statutory_notice_changes();
            mailbox.notices.statutory = StatutoryNotice::Given { on: today };
            mailbox.notices.statutory_given.push(StatutoryGiven {
                number,
                on: today,
                charge: told.charge,
                delivered: None,
                policy_version,
                price_list_version,
            });
        }
        Notice::ChargeFailed(told) => {
            mailbox.notices.next_charge_told = told.next_charge.map(|charge| charge.on);
        }
        Notice::OutlookChanged(_)
        | Notice::AutoRenewalSwitchedOn { .. }
        | Notice::AutoRenewalSwitchedOff { .. }
        | Notice::ChargeStillOnItsWay { .. }
        | Notice::ChargeInDoubt { .. }
        | Notice::OrderNotGenerated { .. }
        | Notice::PaymentIncomplete(_)
        | Notice::BoundMethodDead { .. }
        | Notice::MethodNeedsHolder { .. }
        | Notice::Renewed(_)
        | Notice::MoneyOwedBack { .. }
        | Notice::TerminationReceived { .. }
        | Notice::WithdrawalReceived { .. }
        | Notice::LeavingReceived(_)
        | Notice::TerminationRevoked { .. }
        | Notice::TerminationMoved { .. }
        | Notice::MailboxDeleted { .. }
        | Notice::RoomKept { .. } => {}
    }
    Ok(())
}

/// What a notice says of a renewal takes the place of what was said before. A generated order has
/// frozen its price and its ladder, so no policy overtakes what is said of it.
fn say(mailbox: &mut Mailbox, notice: &Notice, (policy_version, price_list_version): (u32, u32)) {
    let (outlook, way_out) = match notice {
        Notice::ExpiryReminder(told) => (told.outlook, told.way_out.as_ref()),
        Notice::DeletionWarning(told) => (told.outlook, told.way_out.as_ref()),
        Notice::OutlookChanged(told) => (told.outlook, told.way_out.as_ref()),
        Notice::TacitRenewal(told) => (told.outlook, None),
        Notice::OrderNotGenerated { outlook, .. } => (*outlook, None),
        Notice::ChargeFailed(_)
        | Notice::PaymentIncomplete(_)
        | Notice::AutoRenewalSwitchedOn { .. }
        | Notice::AutoRenewalSwitchedOff { .. }
        | Notice::ChargeStillOnItsWay { .. }
        | Notice::ChargeInDoubt { .. }
        | Notice::BoundMethodDead { .. }
        | Notice::MethodNeedsHolder { .. }
        | Notice::Renewed(_)
        | Notice::MoneyOwedBack { .. }
        | Notice::TerminationReceived { .. }
        | Notice::WithdrawalReceived { .. }
        | Notice::LeavingReceived(_)
        | Notice::TerminationRevoked { .. }
        | Notice::TerminationMoved { .. }
        | Notice::MailboxDeleted { .. }
        | Notice::RoomKept { .. } => return,
    };
    let offered = match way_out {
        Some(WayOut::Renew { dues, .. }) => dues.first(),
        Some(WayOut::Pay { .. }) | None => None,
    };
    let coming = match outlook {
        Outlook::WillRenew { charge } => Some(Coming::Charge(charge)),
        Outlook::WillNotRenew { .. } => {
            offered.map(|due| Coming::Offer { amount: due.amount, until: due.until })
        }
        Outlook::AwaitsOutcome { .. } => None,
    };
    let is_frozen = mailbox.open_order().is_some_and(OpenOrder::is_generated);
    let said = coming.map(|coming| Said { coming, policy_version, price_list_version });
    mailbox.notices.said = said.filter(|_| !is_frozen);
}

pub(crate) fn reminder_skipped<F: Folding>(mailbox: &mut Mailbox, day: Day) -> Result<(), F::Bar> {
    let is_next = mailbox.notices.reminded_through < day;
    F::require(|| is_next, Contradiction::NoticeOutOfTurn)?;
    mailbox.notices.reminded_through = day;
    Ok(())
}

/// Each notice of art. 65-bis that arrived is remembered: it may be the true one. That an earlier
/// one arrived says nothing of the last one given.
pub(crate) fn delivered<F: Folding>(
    mailbox: &mut Mailbox,
    number: NoticeNumber,
    on: Day,
) -> Result<(), F::Bar> {
    reported::<F>(mailbox, number, Delivery::Delivered)?;
    // What arrived after all is not owed again.
    if let Some(warning) = mailbox.warning.as_mut().filter(|warning| warning.number == number) {
        warning.failed = None;
    }
    mailbox.delivered_before(number, on);
    let given = mailbox.notices.statutory_given.iter_mut().find(|given| given.number == number);
    let Some(given) = given else {
        return Ok(());
    };
    given.delivered = Some(on);
    if mailbox.notices.statutory_given.last().is_some_and(|given| given.number == number) {
        mailbox.notices.statutory = StatutoryNotice::Delivered { on };
    }
    Ok(())
}

/// Where the last notice of art. 65-bis given failed, another is owed.
pub(crate) fn failed<F: Folding>(
    mailbox: &mut Mailbox,
    number: NoticeNumber,
    today: Day,
) -> Result<(), F::Bar> {
    reported::<F>(mailbox, number, Delivery::Failed)?;
    mailbox.failed_before(number, today);
    if let Some(warning) = mailbox.warning.as_mut().filter(|warning| warning.number == number) {
        warning.failed = Some(today);
    }
    let last = mailbox.notices.statutory_given.last().map(|given| given.number);
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
    /// The holder bound a method: a charge that comes earlier for it is the holder's own act.
    pub(crate) fn charge_may_come_from(&mut self, today: Day) {
        for charge in self.charges_said() {
            charge.on = charge.on.min(today);
        }
        self.charges_before_may_come_from(today);
    }

    /// The holder bought space: a larger sum is the holder's own act.
    pub(crate) fn charge_may_ask_for_any_sum(&mut self) {
        for charge in self.charges_said() {
            charge.amount = Money::MAX;
        }
        let is_charge = |said: &Said| matches!(said.coming, Coming::Charge(_));
        self.notices.said = self.notices.said.filter(is_charge);
    }

    /// The holder took another way, or what was said is done with.
    pub(crate) fn forget_what_was_said(&mut self) {
        self.notices.said = None;
    }

    fn charges_said(&mut self) -> impl Iterator<Item = &mut NextCharge> {
        let Notices { statutory_given, said, .. } = &mut self.notices;
        let given = statutory_given.iter_mut().filter_map(|given| given.charge.as_mut());
        let said = said.as_mut().and_then(|said| match &mut said.coming {
            Coming::Charge(charge) => Some(charge),
            Coming::Offer { .. } => None,
        });
        given.chain(said)
    }

    /// A new period, or a new holder, is owed a notice of its own.
    pub(crate) fn forget_statutory_notice(&mut self) {
        self.statutory_notice_changes();
        self.notices.statutory = StatutoryNotice::NotGiven;
        self.notices.statutory_given = Vec::new();
        self.forget_what_was_said();
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
