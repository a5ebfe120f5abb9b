//! The fold: what each event makes of the state. It records, and asks the machines whether what is
//! recorded can have been; it computes nothing from policy.

use alloc::vec::Vec;
use core::borrow::Borrow;

use super::{
    charges::{
        attempt_mut, charge_failed, charge_requested, method_replaced, resolve, spent_by,
        switched_on,
    },
    money::payment_registered,
    notices::{
        forget_statutory_notice, notice_due, reported, statutory_delivered, statutory_failed,
    },
    orders::{of_open_order, order_cancelled, order_fulfilled, order_lapsed, order_opened},
    space::{grow_room, used_space_reported},
    steps::{auto_step, charge_step, require, service_step},
};
use crate::{
    auto_renewal::{self, AutoRenewal, OffCause, OnCause},
    catalogue::GracePhases,
    charge::{self, Charge, OutcomeKind},
    mailbox::{
        command::Opening,
        corrupt::{Contradiction, CorruptHistory},
        event::{Event, Fact, Termination},
        ledger::Ledger,
        notice::{Delivery, Notices, Reports, StatutoryNotice},
        state::{Mailbox, PeriodFlags, Remembered, Shrink, Space},
    },
    service::{self, Period, Service},
    values::{Day, Moment},
};

/// The state after one more event.
///
/// # Errors
///
/// [`CorruptHistory`] where the event cannot follow the state: then the history is not one that this
/// engine wrote.
pub fn evolve(state: Option<Mailbox>, event: &Event) -> Result<Mailbox, CorruptHistory> {
    match state {
        None => opened(event),
        Some(mut mailbox) => {
            fold(&mut mailbox, event)?;
            Ok(mailbox)
        }
    }
}

/// The state that a whole history adds up to: none for an empty one.
///
/// # Errors
///
/// [`CorruptHistory`] at the first event that cannot follow the ones before it.
pub fn replay<E: Borrow<Event>>(
    events: impl IntoIterator<Item = E>,
) -> Result<Option<Mailbox>, CorruptHistory> {
    let mut state: Option<Mailbox> = None;
    for event in events {
        match &mut state {
            None => state = Some(opened(event.borrow())?),
            Some(mailbox) => fold(mailbox, event.borrow())?,
        }
    }
    Ok(state)
}

/// Folds one event into a mailbox in place. After an error the mailbox is not to be used.
pub(crate) fn fold(mailbox: &mut Mailbox, event: &Event) -> Result<(), CorruptHistory> {
    let sequence = mailbox.sequence.saturating_add(1);
    let (last, received) = (mailbox.last.day(), event.at.day());
    let folded = if received < last {
        Err(Contradiction::OutOfOrder { last, received })
    } else {
        record(mailbox, event, received)
    };
    folded.map_err(|why| corrupt(sequence, &event.fact, why))?;
    mailbox.sequence = sequence;
    mailbox.last = event.at;
    Ok(())
}

/// The birth: the only event that needs no state before it.
pub(crate) fn opened(event: &Event) -> Result<Mailbox, CorruptHistory> {
    let Fact::MailboxOpened { opening, grace } = &event.fact else {
        return Err(corrupt(1, &event.fact, Contradiction::NotOpen));
    };
    Ok(newborn(opening, grace, event.at))
}

fn newborn(opening: &Opening, grace: &GracePhases, at: Moment) -> Mailbox {
    let years = opening.expiry.year().saturating_sub(opening.anchor.year());
    let auto_renewal =
        opening.bound_method.map_or(AutoRenewal::Off { cause: OffCause::Opening }, |method| {
            AutoRenewal::On { method, cause: OnCause::Opening }
        });
    Mailbox {
        sequence: 1,
        last: at,
        holder: opening.holder,
        account: opening.account,
        service: Service::Active {
            period: Period {
                anchor: opening.anchor,
                years: u16::try_from(years).unwrap_or(0),
                expiry: opening.expiry,
                began_on: at.day(),
                exit_right: false,
            },
        },
        grace: grace.clone(),
        auto_renewal,
        dead_methods: opening.dead_methods.clone(),
        purchase: opening.purchase,
        space: Space {
            plan: opening.purchase.plan,
            extra: opening.purchase.extra,
            room: opening.purchase.plan.room(opening.purchase.extra),
            planned: Vec::new(),
            used: None,
            shrink: None,
        },
        order: None,
        orders: opening.orders_before,
        charge: Charge::Idle,
        ledger: Ledger::default(),
        remembered: Remembered::default().into(),
        notices: Notices {
            count: 0,
            reminded_through: at.day().previous(),
            statutory: opening
                .statutory_notice_delivered
                .map_or(StatutoryNotice::NotGiven, |on| StatutoryNotice::Delivered { on }),
            statutory_given: Vec::new(),
            reports: Reports::default(),
        },
        period_flags: PeriodFlags::default(),
        renewed_on: None,
        released_to: None,
        hosting: opening.hosting,
        opening: opening.clone().into(),
    }
}

/// One arm a fact, in the order of their declaration.
#[expect(
    clippy::too_many_lines,
    reason = "one arm a fact; what takes more than a few lines is below"
)]
fn record(m: &mut Mailbox, event: &Event, today: Day) -> Result<(), Contradiction> {
    match &event.fact {
        Fact::MailboxOpened { .. } => Err(Contradiction::AlreadyOpen),
        Fact::AutoRenewalSwitchedOn { method, cause } => switched_on(m, *method, *cause, today),
        Fact::AutoRenewalSwitchedOff { cause } => {
            m.auto_renewal = auto_step(m, auto_renewal::Input::SwitchOff { cause: *cause })?;
            Ok(())
        }
        Fact::MethodReplaced { old, new } => method_replaced(m, *old, *new),
        Fact::OrderOpened(open) => order_opened(m, open, today),
        Fact::OrderNotGenerated { expiry, reason } => {
            require(
                *expiry == m.expiry() && !m.period_flags.was_told(*reason),
                Contradiction::NothingNew,
            )?;
            m.period_flags.tell(*reason);
            Ok(())
        }
        Fact::OrderCancelled { order, cause } => order_cancelled(m, *order, *cause, today),
        Fact::OrderLapsed { order, on } => order_lapsed(m, *order, *on, today),
        Fact::OrderFulfilled { .. } => order_fulfilled(m, &event.fact, today),
        Fact::RungSkipped { order, rung, .. } => {
            of_open_order(m, *order)?;
            charge_step(m, charge::Input::SkipRung { spent: *rung })
        }
        Fact::ChargeBarred { order, rung, bar, .. } => {
            of_open_order(m, *order)?;
            let spent = spent_by(m, *rung);
            charge_step(m, charge::Input::BarMethod { spent, bar: *bar })
        }
        Fact::ChargeRequested { key, amount, method, rung } => {
            charge_requested(m, *key, *amount, *method, *rung, today)
        }
        Fact::ChargeUnknown { key } => charge_step(m, charge::Input::Unknown { key: *key }),
        Fact::ChargeFailed { key, failure } => charge_failed(m, *key, *failure),
        Fact::ChargeNotExecuted { key } => {
            charge_step(m, charge::Input::NotExecuted { key: *key, on: today })?;
            resolve(m, *key, OutcomeKind::NotExecuted)
        }
        Fact::ChargeContradicted { key, received, .. } => {
            let attempt = attempt_mut(m, *key)?;
            require(!attempt.was_contradicted_by(*received), Contradiction::NothingNew)?;
            attempt.contradict(*received);
            Ok(())
        }
        Fact::LadderExhausted { order } => {
            of_open_order(m, *order)?;
            charge_step(m, charge::Input::Exhaust)
        }
        Fact::InquiryRequested { key } => {
            require(
                m.charge.unresolved().is_some_and(|request| request.key == *key),
                Contradiction::NotTheUnresolvedCharge,
            )?;
            charge_step(m, charge::Input::Inquire { on: today })
        }
        Fact::PaymentRegistered { .. } => payment_registered(m, &event.fact),
        Fact::RefundOwed { amount, .. } => {
            m.ledger.instruct(*amount).ok_or(Contradiction::SumsDoNotAddUp)
        }
        Fact::PlanChanged { plan, extra, entitled, room, archive_consent } => {
            let planned = m.space.planned.first().copied().ok_or(Contradiction::PlanNotPlanned)?;
            require(
                planned.plan == *plan && planned.extra == *extra && planned.on <= today,
                Contradiction::PlanNotPlanned,
            )?;
            m.space.planned.remove(0);
            m.space.plan = *plan;
            m.space.extra = *extra;
            m.space.room = *room;
            m.space.shrink = (*room != *entitled).then_some(Shrink {
                since: today,
                archive_consent: *archive_consent,
                asked: None,
                answered: false,
            });
            Ok(())
        }
        Fact::UsedSpaceRequested => {
            let shrink = m.space.shrink.as_mut().ok_or(Contradiction::NothingNew)?;
            shrink.asked = Some(today);
            Ok(())
        }
        Fact::UsedSpaceReported { used, on } => used_space_reported(m, *used, *on),
        Fact::RoomShrunk { room } => {
            require(m.space.shrink.is_some(), Contradiction::PlanNotPlanned)?;
            m.space.room = *room;
            m.space.shrink = None;
            Ok(())
        }
        Fact::RoomKept { .. } => {
            let shrink = m.space.shrink.as_mut().ok_or(Contradiction::PlanNotPlanned)?;
            shrink.answered = true;
            Ok(())
        }
        Fact::SpaceBought { extra } => {
            m.space.extra = *extra;
            if m.space.planned.is_empty() {
                m.purchase.extra = *extra;
            }
            grow_room(m);
            Ok(())
        }
        Fact::HolderChanged { holder } => {
            m.holder = *holder;
            // The proof of the notice was the former holder's.
            forget_statutory_notice(&mut m.notices);
            Ok(())
        }
        Fact::AccountChanged { account } => {
            m.account = *account;
            Ok(())
        }
        Fact::TerminationRequested { when } => service_step(
            m,
            &match when {
                Termination::AtExpiry => service::Input::TerminateAtExpiry { on: today },
                Termination::Now => service::Input::TerminateNow,
            },
        ),
        Fact::TerminationRevoked => {
            service_step(m, &service::Input::RevokeTermination { on: today })
        }
        Fact::MailboxDeleted { logs_until, .. } => {
            require(m.order.is_none() && !m.auto_renewal.is_on(), Contradiction::ServiceBarsIt)?;
            let delete = service::Input::Delete {
                on: today,
                last_grace_day: m.last_grace_day(),
                logs_until: *logs_until,
                unresolved: m.charge.unresolved().is_some(),
            };
            m.space.planned = Vec::new();
            m.space.shrink = None;
            service_step(m, &delete)
        }
        Fact::ContentsDeletionDue => match m.service {
            Service::Deleted { .. } => Ok(()),
            Service::Active { .. }
            | Service::TerminatedAtExpiry { .. }
            | Service::Ending { .. } => Err(Contradiction::ServiceBarsIt),
        },
        Fact::AddressReleased { to } => match m.service {
            Service::Deleted { .. } => {
                m.released_to = Some(*to);
                Ok(())
            }
            Service::Active { .. }
            | Service::TerminatedAtExpiry { .. }
            | Service::Ending { .. } => Err(Contradiction::ServiceBarsIt),
        },
        Fact::NoticeDue { number, notice } => notice_due(m, *number, notice, today),
        Fact::ReminderSkipped { day } => {
            require(m.notices.reminded_through < *day, Contradiction::NoticeOutOfTurn)?;
            m.notices.reminded_through = *day;
            Ok(())
        }
        Fact::NoticeDelivered { number, on } => {
            reported(m, *number, Delivery::Delivered)?;
            statutory_delivered(&mut m.notices, *number, *on);
            Ok(())
        }
        Fact::NoticeFailed { number } => {
            reported(m, *number, Delivery::Failed)?;
            statutory_failed(&mut m.notices, *number, today);
            Ok(())
        }
    }
}

fn corrupt(sequence: u64, fact: &Fact, why: Contradiction) -> CorruptHistory {
    CorruptHistory { sequence, fact: fact.name().into(), why }
}
