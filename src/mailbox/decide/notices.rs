//! Notices: what they say on a day, and what is reported of their delivery (R-80 … R-83).

use alloc::boxed::Box;

use super::decision::Decision;
use crate::{
    catalogue::Policy,
    charge::Bar,
    mailbox::{
        due::{Days, Generation, Task, bar_on, day_of, generation_on, reminder_day, rungs_on},
        event::{Fact, NotGenerated},
        notice::{Delivery, ExpiryReminder, NoRenewal, Notice, OrderToPay, Outlook},
        refusal::Refusal,
        state::Mailbox,
    },
    order::OpenOrder,
    values::{Day, Money, NoticeNumber, Price},
};

pub(super) fn delivered(d: &mut Decision<'_>, n: NoticeNumber, on: Day) -> Result<(), Refusal> {
    d.require_not_future(on)?;
    if let Some(due) = d.mailbox().notices.statutory_given_on(n).filter(|due| on < *due) {
        return Err(Refusal::NoticeReportDiffers { due, received: on });
    }
    require_known(d.mailbox(), n)?;
    match d.mailbox().notices.reports.of(n) {
        Some(Delivery::Delivered) => Ok(()),
        Some(Delivery::Failed) | None => d.record(Fact::NoticeDelivered { number: n, on }),
    }
}

/// A failure reported after a delivery changes nothing: the notice did arrive.
pub(super) fn failed(d: &mut Decision<'_>, n: NoticeNumber) -> Result<(), Refusal> {
    require_known(d.mailbox(), n)?;
    match d.mailbox().notices.reports.of(n) {
        Some(Delivery::Delivered | Delivery::Failed) => Ok(()),
        None => d.record(Fact::NoticeFailed { number: n }),
    }
}

/// The reminder of today; reminders of days gone by are skipped, and said so.
pub(super) fn remind(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let (m, today) = (d.mailbox(), d.today());
    let Some(day) = m.service.period().and_then(|period| reminder_day(m, period, d.policy()))
    else {
        return Ok(());
    };
    if day < today {
        return d.record(Fact::ReminderSkipped { day });
    }
    let reminder = reminder(m, d.policy(), today);
    d.tell(Notice::ExpiryReminder(Box::new(reminder)))
}

/// The notice of art. 65-bis, with the last day on which switching off surely prevents the charge
///
pub(super) fn statutory(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let (m, today) = (d.mailbox(), d.today());
    let generated = m.open_order().filter(|order| order.is_generated());
    let is_manual_open = m.open_order().is_some_and(|order| !order.is_generated());
    let first = match outlook(m, d.policy(), today) {
        Outlook::AwaitsOutcome { .. } => None,
        Outlook::WillRenew { charge_on } if !is_manual_open => Some(charge_on),
        // What stands in the way today can be gone tomorrow: the manual order cancelled, the method
        // replaced. Sure is only the day before the first rung.
        Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. } => {
            Some(d.policy().parameters().ladder.first_day(m.expiry()))
        }
    };
    let opt_out_by = first.map(Day::previous).filter(|day| today <= *day);
    // What renews by itself is what was last paid for, whatever else the holder has ordered.
    let price = match generated {
        Some(order) => Some(order.price),
        None => d.policy().prices().price(&m.purchase, today),
    };
    d.tell(Notice::TacitRenewal { expiry: m.expiry(), opt_out_by, term: m.purchase.term, price })
}

/// The one notice of a failure episode: what is due, what bars the method, what happens next.
pub(super) fn charge_failed(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let (m, today) = (d.mailbox(), d.today());
    let Some(order) = m.open_order() else {
        return Ok(());
    };
    let (next_charge, bar) = match outlook(m, d.policy(), today) {
        Outlook::WillRenew { charge_on } => (Some(charge_on), None),
        Outlook::WillNotRenew { reason: NoRenewal::MethodBarred(bar) } => (None, Some(bar)),
        Outlook::AwaitsOutcome { .. }
        | Outlook::WillNotRenew {
            reason: NoRenewal::AutoRenewalOff | NoRenewal::NoOrder(_) | NoRenewal::LadderExhausted,
        } => (None, None),
    };
    let notice = Notice::ChargeFailed {
        order: order.id,
        due: due_on(m, order, today),
        bar,
        next_charge,
        last_day: order.last_day,
    };
    d.tell(notice)
}

/// Whether the mailbox renews by itself, as far as can be known on `today`: never where
/// would bar it on the coming rungs.
pub(crate) fn outlook(m: &Mailbox, policy: &Policy, today: Day) -> Outlook {
    if let Some(request) = m.charge.unresolved() {
        return Outlook::AwaitsOutcome { key: request.key };
    }
    if !m.auto_renewal.is_on() {
        return Outlook::WillNotRenew { reason: NoRenewal::AutoRenewalOff };
    }
    match m.open_order() {
        Some(order) if order.is_generated() => outlook_of_order(m, policy, order, today),
        Some(_) | None => outlook_of_generation(m, policy, today),
    }
}

fn outlook_of_order(m: &Mailbox, policy: &Policy, order: &OpenOrder, today: Day) -> Outlook {
    let rung = day_of(Task::Charge, m, policy, Days::from(today))
        .filter(|day| m.charge.is_retry_due() || rungs_on(order, *day).in_force.is_some());
    let day = rung.unwrap_or(today);
    // What bars the method comes first: with another method the order is charged at once.
    match (charged_on(m, due_on(m, order, day), day), rung) {
        (Outlook::WillRenew { .. }, None) => {
            Outlook::WillNotRenew { reason: NoRenewal::LadderExhausted }
        }
        (outlook, _) => outlook,
    }
}

fn outlook_of_generation(m: &Mailbox, policy: &Policy, today: Day) -> Outlook {
    let parameters = policy.parameters();
    let day = generation_day_left_alone(m, policy, today);
    match generation_on(m, policy, day) {
        Some(Generation::Order) => {
            let Some(price) = policy.prices().price(&m.purchase, day) else {
                let reason = NoRenewal::NoOrder(NotGenerated::NoPrice);
                return Outlook::WillNotRenew { reason };
            };
            let amount = if m.holder.owes_net_only() { price.net() } else { price.gross() };
            let ladder = &parameters.ladder;
            let first = ladder.first_day(m.expiry()).max(day);
            let last = ladder.day(ladder.len().saturating_sub(1), m.expiry());
            let ends = last.map_or(m.expiry(), |last| last.max(m.expiry()));
            if !parameters.late_charge && ends < first {
                return Outlook::WillNotRenew { reason: NoRenewal::LadderExhausted };
            }
            charged_on(m, amount, first)
        }
        Some(Generation::Withheld(reason)) => {
            Outlook::WillNotRenew { reason: NoRenewal::NoOrder(reason) }
        }
        // Automatic renewal is on and no generated order is open: one of the two above applies.
        None => Outlook::WillNotRenew { reason: NoRenewal::NoOrder(NotGenerated::NotRenewable) },
    }
}

/// The day on which an order would be generated if nobody did anything: from the lead on, once a manual
/// order has lapsed, and once there is a price.
fn generation_day_left_alone(m: &Mailbox, policy: &Policy, today: Day) -> Day {
    let lead = i32::from(policy.parameters().order_lead_days);
    let mut day = m.expiry().minus_days(lead).max(today);
    if let Some(order) = m.open_order() {
        let lapsed = order.last_day.next();
        if !order.is_open_at_expiry(lapsed) {
            day = day.max(lapsed);
        }
    }
    policy
        .prices()
        .first_priced_day(&m.purchase, day)
        .filter(|day| m.is_renewable(*day))
        .unwrap_or(day)
}

fn charged_on(m: &Mailbox, amount: Money, day: Day) -> Outlook {
    let bar: Option<Bar> = bar_on(m, amount, day);
    bar.map_or(Outlook::WillRenew { charge_on: day }, |bar| Outlook::WillNotRenew {
        reason: NoRenewal::MethodBarred(bar),
    })
}

fn reminder(m: &Mailbox, policy: &Policy, today: Day) -> ExpiryReminder {
    let open_order = m.open_order().map(|order| OrderToPay {
        order: order.id,
        due: due_on(m, order, today),
        last_day: order.last_day,
    });
    let price = match m.open_order() {
        Some(order) => Some(order.price),
        None => policy.prices().price(&m.purchase, today),
    };
    ExpiryReminder {
        expiry: m.expiry(),
        days_left: today.days_until(m.expiry()),
        renewable_until: m.last_renewable_day(),
        price,
        late_fee: price.map_or(Money::ZERO, |price| late_fee(m, &price, today)),
        open_order,
        outlook: outlook(m, policy, today),
    }
}

/// The late fee of today's grace phase, as this holder would owe it.
fn late_fee(m: &Mailbox, price: &Price, today: Day) -> Money {
    let net = m.grace.on(m.expiry(), today).map_or(Money::ZERO, |(_, phase)| phase.late_fee_net);
    match Price::of(net, price.rate()) {
        Some(fee) if m.holder.owes_net_only() => fee.net(),
        Some(fee) => fee.gross(),
        None => net,
    }
}

/// What is still to be paid as of `day`, or as of the order's last one.
fn due_on(m: &Mailbox, order: &OpenOrder, day: Day) -> Money {
    order
        .due_on(&m.grace, day.min(order.last_day))
        .unwrap_or(Money::MAX)
        .saturating_sub(m.ledger.held)
}

fn require_known(m: &Mailbox, notice: NoticeNumber) -> Result<(), Refusal> {
    if 0 < notice.number() && notice.number() <= m.notices.count {
        Ok(())
    } else {
        Err(Refusal::UnknownNotice { notice })
    }
}
