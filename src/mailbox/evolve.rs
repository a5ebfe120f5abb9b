//! The fold: what each event makes of the state. It records, and asks the machines whether what is
//! recorded can have been; it computes nothing from policy.

use alloc::{boxed::Box, vec::Vec};
use core::borrow::Borrow;

use super::{
    command::Opening,
    corrupt::{Contradiction, CorruptHistory},
    event::{CancelCause, Event, Fact, PaymentSource, Placed, Termination},
    ledger::{KnownPayment, Ledger, Payments},
    notice::{Delivery, Notice, Notices, Reports, StatutoryNotice},
    state::{Attempt, Mailbox, Marks, Shrink, Space},
};
use crate::{
    auto_renewal::{self, AutoRenewal, OffCause, OnCause},
    charge::{self, Charge, Failure, OutcomeKind, Request},
    offer::{GracePhases, Method},
    order::{self, Offer, Order},
    service::{self, Period, Service},
    values::{ChargeKey, Day, MethodId, Moment, Money, NoticeNumber, OrderId, UsedSpace},
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
        record(mailbox, event)
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
        bought: opening.bought,
        space: Space {
            plan: opening.bought.plan,
            extra: opening.bought.extra,
            room: opening.bought.plan.room(opening.bought.extra),
            planned: Vec::new(),
            used: None,
            shrink: None,
        },
        order: None,
        orders: opening.orders_before,
        closed: Vec::new(),
        charge: Charge::Idle,
        attempts: Vec::new(),
        ledger: Ledger::default(),
        payments: Payments::default(),
        notices: Notices {
            count: 0,
            reminded_through: at.day().previous(),
            statutory: opening
                .statutory_notice_delivered
                .map_or(StatutoryNotice::NotGiven, |on| StatutoryNotice::Delivered { on }),
            statutory_given: Vec::new(),
            reports: Reports::default(),
        },
        marks: Marks::default(),
        renewed_on: None,
        released_to: None,
        opening: Box::new(opening.clone()),
    }
}

/// One arm a fact, in the order of their declaration.
#[expect(
    clippy::too_many_lines,
    reason = "one arm a fact; what takes more than a few lines is below"
)]
fn record(m: &mut Mailbox, event: &Event) -> Result<(), Contradiction> {
    let today = event.at.day();
    match &event.fact {
        Fact::MailboxOpened { .. } => Err(Contradiction::AlreadyOpen),
        Fact::AutoRenewalSwitchedOn { method, cause } => switched_on(m, *method, *cause, today),
        Fact::AutoRenewalSwitchedOff { cause } => {
            m.auto_renewal = auto_step(m, auto_renewal::Input::SwitchOff { cause: *cause })?;
            Ok(())
        }
        Fact::MethodReplaced { old, new } => method_replaced(m, *old, *new),
        Fact::OrderOpened { offer } => order_opened(m, offer, today),
        Fact::OrderNotGenerated { expiry, reason } => {
            require(
                *expiry == m.expiry() && !m.marks.was_told(*reason),
                Contradiction::NothingNew,
            )?;
            m.marks.tell(*reason);
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
        Fact::ChargesExhausted { order } => {
            of_open_order(m, *order)?;
            charge_step(m, charge::Input::Exhaust)
        }
        Fact::ReconciliationRequested { key } => {
            require(
                m.charge.unresolved().is_some_and(|request| request.key == *key),
                Contradiction::NotTheUnresolvedCharge,
            )?;
            charge_step(m, charge::Input::Reconcile { on: today })
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
                m.bought.extra = *extra;
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
            Service::Active { .. } | Service::Leaving { .. } | Service::Ending { .. } => {
                Err(Contradiction::ServiceBarsIt)
            }
        },
        Fact::AddressReleased { to } => match m.service {
            Service::Deleted { .. } => {
                m.released_to = Some(*to);
                Ok(())
            }
            Service::Active { .. } | Service::Leaving { .. } | Service::Ending { .. } => {
                Err(Contradiction::ServiceBarsIt)
            }
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

fn switched_on(
    m: &mut Mailbox,
    method: Method,
    cause: OnCause,
    today: Day,
) -> Result<(), Contradiction> {
    require(!m.is_dead(method.id), Contradiction::AutoRenewalBarsIt)?;
    resume(m, today)?;
    m.auto_renewal = auto_step(m, auto_renewal::Input::SwitchOn { method, cause })?;
    m.marks.lift();
    bind(m)
}

fn method_replaced(m: &mut Mailbox, old: MethodId, new: Method) -> Result<(), Contradiction> {
    let bound = m.auto_renewal.method().map(|method| method.id);
    require(bound == Some(old) && !m.is_dead(new.id), Contradiction::AutoRenewalBarsIt)?;
    m.auto_renewal = auto_step(m, auto_renewal::Input::Replace { method: new })?;
    bind(m)
}

/// A method was bound: what that means for an order being collected stands in the order.
fn bind(m: &mut Mailbox) -> Result<(), Contradiction> {
    let recharge = m.order.as_ref().is_some_and(|offer| offer.agreed.recharge_on_method_update);
    charge_step(m, charge::Input::BindMethod { recharge })
}

/// A holder who renews or switches on after a terminated expiry has changed their mind.
fn resume(m: &mut Mailbox, today: Day) -> Result<(), Contradiction> {
    match m.service {
        Service::Leaving { .. } => service_step(m, &service::Input::Resume { on: today }),
        Service::Active { .. } => Ok(()),
        Service::Ending { .. } | Service::Deleted { .. } => Err(Contradiction::ServiceBarsIt),
    }
}

fn order_opened(m: &mut Mailbox, offer: &Offer, today: Day) -> Result<(), Contradiction> {
    require(m.order.is_none() && offer.id == m.next_order(), Contradiction::OrderOutOfTurn)?;
    resume(m, today)?;
    if offer.is_generated() {
        charge_step(m, charge::Input::OrderGenerated)?;
    }
    m.orders = offer.id.ordinal();
    m.order = Some(Box::new(offer.clone()));
    Ok(())
}

fn order_cancelled(
    m: &mut Mailbox,
    order: OrderId,
    cause: CancelCause,
    today: Day,
) -> Result<(), Contradiction> {
    match cause {
        CancelCause::Holder | CancelCause::Replaced | CancelCause::Termination => {}
    }
    let unresolved = m.is_in_collection(order);
    let offer = close_unpaid(m, order, order::Input::Cancel { unresolved })?;
    if offer.is_generated() {
        m.marks.order_cancelled = true;
    } else if offer.opened_on <= m.expiry() && m.expiry() < today {
        m.marks.manual_open_at_expiry = true;
    }
    Ok(())
}

fn order_lapsed(m: &mut Mailbox, order: OrderId, on: Day, today: Day) -> Result<(), Contradiction> {
    require(on <= today, Contradiction::OrderBarsIt)?;
    let unresolved = m.is_in_collection(order);
    let offer = close_unpaid(m, order, order::Input::Lapse { on, unresolved })?;
    if offer.is_generated() {
        m.marks.order_lapsed = true;
    } else if offer.opened_on <= m.expiry() && m.expiry() < on {
        m.marks.manual_open_at_expiry = true;
    }
    Ok(())
}

/// The open order closes without having been paid; what was held for it is owed back.
fn close_unpaid(
    m: &mut Mailbox,
    order: OrderId,
    input: order::Input,
) -> Result<Offer, Contradiction> {
    let offer = take_open_order(m, order)?;
    let open = Order::AwaitingPayment(offer.clone());
    match open.step(input).map_err(|_| Contradiction::OrderBarsIt)? {
        Order::AwaitingPayment(_) => return Err(Contradiction::OrderBarsIt),
        Order::Closed(closed) => m.closed.push(closed),
    }
    if offer.is_generated() {
        charge_step(m, charge::Input::CloseOrder)?;
    }
    m.ledger.release().ok_or(Contradiction::SumsDoNotAddUp)?;
    Ok(offer)
}

/// The one event that moves money, order and service together: each proves itself to the next.
fn order_fulfilled(m: &mut Mailbox, fact: &Fact, today: Day) -> Result<(), Contradiction> {
    let Fact::OrderFulfilled { order, applied, previous_expiry, period, grace, change, .. } = fact
    else {
        return Err(Contradiction::OrderBarsIt);
    };
    require(*previous_expiry == m.expiry(), Contradiction::ServiceBarsIt)?;
    let offer = take_open_order(m, *order)?;
    let (generated, purchase) = (offer.is_generated(), offer.purchase);
    let (closed, paid) = Order::AwaitingPayment(offer)
        .pay(m.ledger.held, *applied)
        .map_err(|_| Contradiction::OrderBarsIt)?;
    match closed {
        Order::AwaitingPayment(_) => return Err(Contradiction::OrderBarsIt),
        Order::Closed(closed) => m.closed.push(closed),
    }
    service_step(m, &service::Input::Renew { paid, next: *period })?;
    if generated {
        charge_step(m, charge::Input::CloseOrder)?;
    }
    m.ledger.apply(*applied).ok_or(Contradiction::SumsDoNotAddUp)?;
    m.bought = purchase;
    m.grace = grace.clone();
    m.space.planned.extend(change.iter().copied());
    m.marks = Marks::default();
    forget_statutory_notice(&mut m.notices);
    m.notices.reminded_through = today.previous();
    m.renewed_on = Some(today);
    Ok(())
}

fn charge_requested(
    m: &mut Mailbox,
    key: ChargeKey,
    amount: Money,
    method: MethodId,
    rung: Option<u8>,
    today: Day,
) -> Result<(), Contradiction> {
    of_open_order(m, key.order())?;
    let bound = m.auto_renewal.method().map(|method| method.id);
    require(bound == Some(method) && !m.is_dead(method), Contradiction::AutoRenewalBarsIt)?;
    let progress = m.charge.progress().ok_or(Contradiction::ChargeBarsIt)?;
    let request = Request {
        key,
        amount,
        method,
        on: today,
        reconciled: None,
        unknown: false,
        spent_before: progress.spent,
        rearmed: m.charge.is_rearmed(),
    };
    let spent = spent_by(m, rung);
    charge_step(m, charge::Input::Request { request, spent })?;
    m.attempts.push(Attempt {
        order: key.order().ordinal(),
        attempt: key.attempt(),
        on: today,
        outcome: None,
        contradicted: 0,
    });
    Ok(())
}

fn charge_failed(m: &mut Mailbox, key: ChargeKey, failure: Failure) -> Result<(), Contradiction> {
    let method = m.charge.unresolved().map(|request| request.method);
    charge_step(m, charge::Input::Fail { key, failure })?;
    match failure {
        Failure::DeclinedHard => {
            let method = method.ok_or(Contradiction::NotTheUnresolvedCharge)?;
            if !m.is_dead(method) {
                m.dead_methods.push(method);
            }
        }
        Failure::DeclinedSoftly | Failure::AuthenticationRequired => {}
    }
    resolve(m, key, failure.into())
}

fn payment_registered(m: &mut Mailbox, fact: &Fact) -> Result<(), Contradiction> {
    let Fact::PaymentRegistered { reference, order, amount, day, source, placed } = fact else {
        return Err(Contradiction::SumsDoNotAddUp);
    };
    let received = match source {
        PaymentSource::ByHand { .. } => *amount,
        PaymentSource::Charge { key } => charge_settled(m, *key, *amount)?,
    };
    match placed {
        Placed::Held => of_open_order(m, order.ok_or(Contradiction::NotTheOpenOrder)?)?,
        Placed::OwedBack => {}
    }
    m.payments
        .remember(KnownPayment::new(reference.clone(), *amount, *day, *order, source))
        .ok_or(Contradiction::PaymentRepeated)?;
    m.ledger.register(received, *placed).ok_or(Contradiction::SumsDoNotAddUp)
}

/// The settlement of the unresolved charge is proved by its machine; one that comes after another
/// outcome, or of a charge unknown here, is money all the same.
fn charge_settled(m: &mut Mailbox, key: ChargeKey, amount: Money) -> Result<Money, Contradiction> {
    if m.charge.unresolved().is_some_and(|request| request.key == key) {
        let (next, settled) =
            m.charge.settle(key, amount).map_err(|_| Contradiction::ChargeBarsIt)?;
        m.charge = next;
        resolve(m, key, OutcomeKind::Settled)?;
        return Ok(settled.amount());
    }
    if let Ok(attempt) = attempt_mut(m, key) {
        attempt.contradict(OutcomeKind::Settled);
    }
    Ok(amount)
}

fn used_space_reported(m: &mut Mailbox, used: UsedSpace, on: Day) -> Result<(), Contradiction> {
    let newer = m.space.used.is_none_or(|(_, day)| day <= on);
    require(newer, Contradiction::NothingNew)?;
    m.space.used = Some((used, on));
    Ok(())
}

/// Extra space bought widens the room at once; a shrinking that it makes needless is over.
fn grow_room(m: &mut Mailbox) {
    let entitled = m.space.plan.room(m.space.extra);
    if entitled.is_smaller_than(m.space.room) && m.space.shrink.is_some() {
        m.space.room.mailbox = m.space.room.mailbox.max(entitled.mailbox);
        m.space.room.archive = m.space.room.archive.max(entitled.archive);
    } else {
        m.space.room = entitled;
        m.space.shrink = None;
    }
}

fn notice_due(
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
        Notice::AutoRenewalActivated { .. }
        | Notice::AutoRenewalEnded { .. }
        | Notice::ChargeStillOnItsWay { .. }
        | Notice::OrderNotGenerated { .. }
        | Notice::ChargeFailed { .. }
        | Notice::PaymentIncomplete { .. }
        | Notice::BoundMethodDead { .. }
        | Notice::RoomKept { .. } => {}
    }
    Ok(())
}

/// Any notice of the period that arrived is the proof, and the earliest counts.
fn statutory_delivered(notices: &mut Notices, number: NoticeNumber, on: Day) {
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
fn statutory_failed(notices: &mut Notices, number: NoticeNumber, today: Day) {
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

fn forget_statutory_notice(notices: &mut Notices) {
    notices.statutory = StatutoryNotice::NotGiven;
    notices.statutory_given = Vec::new();
}

fn reported(
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

fn auto_step(m: &Mailbox, input: auto_renewal::Input) -> Result<AutoRenewal, Contradiction> {
    m.auto_renewal.step(input).map_err(|_| Contradiction::AutoRenewalBarsIt)
}

fn charge_step(m: &mut Mailbox, input: charge::Input) -> Result<(), Contradiction> {
    m.charge = m.charge.step(input).map_err(|barred| match barred {
        charge::Barred::NotUnresolved => Contradiction::NotTheUnresolvedCharge,
        charge::Barred::NothingToCollect
        | charge::Barred::AlreadyCollecting
        | charge::Barred::ChargeUnresolved(_)
        | charge::Barred::MethodBarred(_)
        | charge::Barred::LadderExhausted
        | charge::Barred::RungsOutOfOrder => Contradiction::ChargeBarsIt,
    })?;
    Ok(())
}

fn service_step(m: &mut Mailbox, input: &service::Input) -> Result<(), Contradiction> {
    m.service = m.service.step(input).map_err(|_| Contradiction::ServiceBarsIt)?;
    Ok(())
}

/// The rungs spent once `rung` is used; those spent already where the request is outside the ladder.
fn spent_by(m: &Mailbox, rung: Option<u8>) -> u8 {
    rung.or_else(|| m.charge.progress().map(|progress| progress.spent)).unwrap_or(0)
}

fn of_open_order(m: &Mailbox, order: OrderId) -> Result<(), Contradiction> {
    let open = m.order.as_ref().is_some_and(|offer| offer.id == order);
    require(open, Contradiction::NotTheOpenOrder)
}

fn take_open_order(m: &mut Mailbox, order: OrderId) -> Result<Offer, Contradiction> {
    of_open_order(m, order)?;
    m.order.take().map(|offer| *offer).ok_or(Contradiction::NotTheOpenOrder)
}

fn attempt_mut(m: &mut Mailbox, key: ChargeKey) -> Result<&mut Attempt, Contradiction> {
    m.attempts
        .iter_mut()
        .rev()
        .find(|attempt| attempt.is(key))
        .ok_or(Contradiction::NotTheUnresolvedCharge)
}

/// Remembers the first final outcome of a charge.
fn resolve(m: &mut Mailbox, key: ChargeKey, kind: OutcomeKind) -> Result<(), Contradiction> {
    let attempt = attempt_mut(m, key)?;
    attempt.outcome = Some(kind);
    Ok(())
}

const fn require(holds: bool, otherwise: Contradiction) -> Result<(), Contradiction> {
    if holds { Ok(()) } else { Err(otherwise) }
}

fn corrupt(sequence: u64, fact: &Fact, why: Contradiction) -> CorruptHistory {
    CorruptHistory { sequence, fact: fact.name().into(), why }
}
