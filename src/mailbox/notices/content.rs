//! What each notice says on a day.

use alloc::boxed::Box;

use super::{
    left_alone::LeftAlone,
    offers::{payable_dues, way_out},
    outlook::{charge_if_the_bar_falls, outlook, outlook_without_notices},
};
use crate::{
    auto_renewal::OffCause,
    catalogue::Policy,
    mailbox::{
        event::{NotGenerated, Termination},
        leaving::reckoned::Ending,
        notice::{
            ChargeFailed, DeletionWarning, DepartureReceived, ExpiryReminder, IfNotRenewed,
            NextCharge, NoRenewal, Notice, Outlook, OutlookChanged, Overtaken, PaymentIncomplete,
            TacitRenewal, Trouble, Warning,
        },
        payments::fulfilment::bought,
        state::Mailbox,
    },
    values::{Day, Money, OrderId},
};

pub(crate) fn reminder(mailbox: &Mailbox, policy: &Policy, today: Day) -> Notice {
    let (expiry, left_alone) = (mailbox.expiry(), LeftAlone::new(mailbox, policy, today));
    Notice::ExpiryReminder(Box::new(ExpiryReminder {
        expiry,
        days_left: today.days_until(expiry),
        outlook: outlook(mailbox, policy, today),
        way_out: way_out(&left_alone),
        if_not_renewed: left_alone.if_not_renewed(),
    }))
}

/// The notice of art. 65-bis, with the last day on which switching off certainly prevents the charge
///
pub(crate) fn statutory_notice(mailbox: &Mailbox, policy: &Policy, today: Day) -> Notice {
    let (outlook, charge) = statutory_charge(mailbox, policy, today);
    let opt_out_by = charge.map(|charge| charge.on.previous()).filter(|day| today <= *day);
    Notice::TacitRenewal(Box::new(TacitRenewal {
        expiry: mailbox.expiry(),
        term: mailbox.purchase.term,
        opt_out_by,
        charge,
        outlook,
    }))
}

/// Whether it renews by itself, and the charge: the one that comes or, where something bars it, the one
/// that comes if the bar falls.
pub(crate) fn statutory_charge(
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
) -> (Outlook, Option<NextCharge>) {
    let outlook = outlook(mailbox, policy, today);
    let charge = match outlook {
        Outlook::WillRenew { charge } => Some(charge),
        Outlook::AwaitsOutcome { .. } => None,
        Outlook::WillNotRenew { .. } => charge_if_the_bar_falls(mailbox, policy, today),
    };
    (outlook, charge)
}

/// The warning before deletion: it names the latest of the day after grace, its own day and the days of
/// the warning, and the day after the open order's margin.
pub(crate) fn deletion_warning(mailbox: &Mailbox, policy: &Policy, today: Day) -> Notice {
    let days = i32::from(mailbox.deletion_warning_days);
    let counted = match mailbox.warning {
        Some(warning) => warning.deletion,
        None => mailbox.warning_due().max(today).plus_days(days),
    };
    let margin = mailbox.margin_ends(today).map_or(counted, Day::next);
    let deletion = counted.max(margin);
    // What follows is read from the mailbox as this very warning leaves it.
    let on = mailbox.warning.map_or(today, |warning| warning.on);
    let number = mailbox.notices.next_number();
    let mut warned = mailbox.clone();
    warned.warning = Some(Warning { on, deletion, number, failed: None });
    Notice::DeletionWarning(Box::new(DeletionWarning {
        expiry: mailbox.expiry(),
        deletion,
        days_left: today.days_until(deletion),
        renewable_until: mailbox.last_renewable_day(today),
        outlook: outlook_without_notices(&warned, policy, today),
        way_out: way_out(&LeftAlone::new(&warned, policy, today)),
    }))
}

/// What went wrong, what happens next, and what can be done.
pub(crate) fn charge_failed(
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
    trouble: Trouble,
) -> Option<Notice> {
    let order = mailbox.open_order()?.id;
    let (next_charge, reason) = match outlook(mailbox, policy, today) {
        Outlook::WillRenew { charge } => (Some(charge), None),
        Outlook::AwaitsOutcome { .. } => (None, None),
        Outlook::WillNotRenew { reason } => (None, Some(reason)),
    };
    let with_another_method = reason.and_then(|_| charge_if_the_bar_falls(mailbox, policy, today));
    let left_alone = LeftAlone::new(mailbox, policy, today);
    Some(Notice::ChargeFailed(Box::new(ChargeFailed {
        order,
        trouble,
        next_charge,
        reason,
        dues: payable_dues(&left_alone),
        with_another_method,
        if_not_renewed: left_alone.if_not_renewed(),
    })))
}

/// What is missing and until when that suffices; while a charge of the whole is on its way, nobody is
/// asked for the rest.
pub(crate) fn payment_incomplete(mailbox: &Mailbox, policy: &Policy, today: Day) -> Option<Notice> {
    let order = mailbox.open_order()?.id;
    let outlook = outlook(mailbox, policy, today);
    let left_alone = LeftAlone::new(mailbox, policy, today);
    let dues = payable_dues(&left_alone);
    let (held, missing) = (mailbox.ledger.held, mailbox.amount_due(today));
    let if_not_renewed = left_alone.if_not_renewed();
    let told = PaymentIncomplete { order, held, missing, outlook, dues, if_not_renewed };
    Some(Notice::PaymentIncomplete(Box::new(told)))
}

pub(crate) fn order_not_generated(
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
    reason: NotGenerated,
) -> Notice {
    let (expiry, outlook) = (mailbox.expiry(), outlook(mailbox, policy, today));
    Notice::OrderNotGenerated { expiry, reason, outlook }
}

pub(crate) fn switched_off(
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
    cause: OffCause,
) -> Notice {
    let if_not_renewed = LeftAlone::new(mailbox, policy, today).if_not_renewed();
    let expiry = mailbox.expiry();
    Notice::AutoRenewalSwitchedOff { cause, expiry, if_not_renewed }
}

pub(crate) fn termination_received(
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
    when: Termination,
) -> Notice {
    let if_not_renewed = LeftAlone::new(mailbox, policy, today).if_not_renewed();
    let expiry = mailbox.expiry();
    let renewable_until = match when {
        Termination::AtExpiry => Some(mailbox.last_renewable_day(today)),
        Termination::Now => None,
    };
    let renewable_until = renewable_until.filter(|last| expiry < *last);
    Notice::TerminationReceived { when, expiry, renewable_until, if_not_renewed }
}

/// That a holder withdrew or left, and what it leads to: the deletion that may follow is told beforehand
///
pub(crate) fn departure_received(
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
    order: OrderId,
    ending: Ending,
    owed_back: Money,
) -> Notice {
    let is_gone = mailbox.service.is_gone();
    let nothing = IfNotRenewed { sending_stops: None, deletion: None };
    let left_alone = LeftAlone::new(mailbox, policy, today);
    let if_not_renewed = if is_gone { nothing } else { left_alone.if_not_renewed() };
    let received = Box::new(DepartureReceived {
        order,
        owed_back,
        expiry: (!is_gone).then_some(mailbox.expiry()),
        way_out: if is_gone { None } else { way_out(&left_alone) },
        if_not_renewed,
    });
    match ending {
        Ending::Withdrawal { declared_at } => Notice::WithdrawalReceived { declared_at, received },
        Ending::Leaving { .. } => Notice::LeavingReceived(received),
    }
}

/// A charge already requested may still settle: it then renews the mailbox, or its money is owed back
/// as it is where the term that it would buy is over by today.
pub(crate) fn charge_on_its_way(mailbox: &Mailbox, _: &Policy, today: Day) -> Option<Notice> {
    let key = mailbox.awaited_outcome()?;
    let requested_on = mailbox.attempt(key)?.on;
    let paid = mailbox.stands_for(key.order());
    let order = mailbox.open_order().filter(|order| order.id == paid);
    let renews = !mailbox.service.is_gone()
        && !mailbox.is_leaving()
        && order.is_some_and(|order| bought(mailbox, order, requested_on, today).is_some());
    Some(Notice::ChargeStillOnItsWay { key, renews })
}

/// Why the bound method's next charge will fail, if it will.
pub(crate) fn bound_method_dead(mailbox: &Mailbox, policy: &Policy, today: Day) -> Option<Notice> {
    let method = mailbox.auto_renewal.method()?.id;
    match outlook(mailbox, policy, today) {
        Outlook::WillNotRenew { reason: NoRenewal::MethodBarred(why) } => {
            Some(Notice::BoundMethodDead { method, why })
        }
        Outlook::WillNotRenew {
            reason:
                NoRenewal::TerminationStands
                | NoRenewal::AutoRenewalOff
                | NoRenewal::NoOrder(_)
                | NoRenewal::LadderExhausted,
        }
        | Outlook::WillRenew { .. }
        | Outlook::AwaitsOutcome { .. } => None,
    }
}

/// What takes back what was said.
pub(crate) fn outlook_changed(
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
    overtaken: Overtaken,
) -> Notice {
    let (expiry, left_alone) = (mailbox.expiry(), LeftAlone::new(mailbox, policy, today));
    Notice::OutlookChanged(Box::new(OutlookChanged {
        expiry,
        days_left: today.days_until(expiry),
        overtaken,
        outlook: outlook(mailbox, policy, today),
        way_out: way_out(&left_alone),
        if_not_renewed: left_alone.if_not_renewed(),
    }))
}

/// Whether what a notice of art. 65-bis said no longer holds, to the holder's loss: the charge may come
/// earlier or ask for more, or a day or a sum is known where none was named.
pub(crate) fn is_overtaken(said: Option<NextCharge>, now: Option<NextCharge>) -> bool {
    match (said, now) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(said), Some(now)) => now.on < said.on || said.amount < now.amount,
    }
}
