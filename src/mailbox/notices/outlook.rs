//! What a notice says on a day: the outlook, and each notice that rests on it.

use crate::{
    catalogue::Policy,
    mailbox::{
        charges::due::{bar_on, charge_day, collection_on},
        days::Days,
        event::NotGenerated,
        notice::{ExpiryReminder, NoRenewal, Notice, OrderToPay, Outlook},
        orders::due::{Generation, generation_day_left_alone, generation_on},
        state::Mailbox,
    },
    order::Agreed,
    values::{Day, Money},
};

/// The notice of art. 65-bis, with the last day on which switching off surely prevents the charge
///
pub(crate) fn statutory_notice(mailbox: &Mailbox, policy: &Policy, today: Day) -> Notice {
    let generated = mailbox.open_order().filter(|order| order.is_generated());
    let is_manual_open = mailbox.open_order().is_some_and(|order| !order.is_generated());
    let first = match outlook(mailbox, policy, today) {
        Outlook::AwaitsOutcome { .. } => None,
        Outlook::WillRenew { charge_on } if !is_manual_open => Some(charge_on),
        // What is in the way today may be gone tomorrow: the manual order cancelled, the method
        // replaced. Only the day before the first rung is sure.
        Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. } => {
            Some(policy.parameters().ladder.first_day(mailbox.expiry()))
        }
    };
    let opt_out_by = first.map(Day::previous).filter(|day| today <= *day);
    // What renews by itself is what was last paid for, whatever else the holder has ordered.
    let price = match generated {
        Some(order) => Some(order.price),
        None => policy.prices().price(&mailbox.purchase, today),
    };
    let (expiry, term) = (mailbox.expiry(), mailbox.purchase.term);
    Notice::TacitRenewal { expiry, opt_out_by, term, price }
}

/// The one notice of a failure episode: what is due, what bars the method, what happens next
///
pub(crate) fn charge_failed(mailbox: &Mailbox, policy: &Policy, today: Day) -> Option<Notice> {
    let order = mailbox.open_order()?;
    let (next_charge, bar) = match outlook(mailbox, policy, today) {
        Outlook::WillRenew { charge_on } => (Some(charge_on), None),
        Outlook::WillNotRenew { reason: NoRenewal::MethodBarred(bar) } => (None, Some(bar)),
        Outlook::AwaitsOutcome { .. }
        | Outlook::WillNotRenew {
            reason: NoRenewal::AutoRenewalOff | NoRenewal::NoOrder(_) | NoRenewal::LadderExhausted,
        } => (None, None),
    };
    Some(Notice::ChargeFailed {
        order: order.id,
        due: mailbox.amount_due(today),
        bar,
        next_charge,
        last_day: order.last_day,
    })
}

pub(crate) fn reminder(mailbox: &Mailbox, policy: &Policy, today: Day) -> ExpiryReminder {
    let (expiry, open) = (mailbox.expiry(), mailbox.open_order());
    let price = match open {
        Some(order) => Some(order.price),
        None => policy.prices().price(&mailbox.purchase, today),
    };
    let late_fee =
        |rate| mailbox.grace.late_fee(expiry, today, rate, mailbox.holder.owes_net_only());
    ExpiryReminder {
        expiry,
        days_left: today.days_until(expiry),
        renewable_until: mailbox.last_renewable_day(),
        price,
        late_fee: price.map_or(Money::ZERO, |price| late_fee(price.rate())),
        open_order: open.map(|order| OrderToPay {
            order: order.id,
            due: mailbox.amount_due(today),
            last_day: order.last_day,
        }),
        outlook: outlook(mailbox, policy, today),
    }
}

/// Whether the mailbox renews by itself, as far as can be known on `today`: never if
/// would prevent it on the coming rungs.
pub(crate) fn outlook(mailbox: &Mailbox, policy: &Policy, today: Day) -> Outlook {
    if let Some(key) = mailbox.awaited_outcome() {
        return Outlook::AwaitsOutcome { key };
    }
    if !mailbox.auto_renewal.is_on() {
        return Outlook::WillNotRenew { reason: NoRenewal::AutoRenewalOff };
    }
    match mailbox.open_order() {
        Some(order) if order.is_generated() => of_order(mailbox, today),
        Some(_) | None => of_generation(mailbox, policy, today),
    }
}

/// The coming charges of the open order, if nobody acts.
fn of_order(mailbox: &Mailbox, today: Day) -> Outlook {
    let asks = |day: &Day| {
        collection_on(mailbox, *day).is_some_and(|collection| collection.asks.is_some())
    };
    let next = charge_day(mailbox, Days::from(today)).filter(asks);
    let day = next.unwrap_or(today);
    // What bars the method comes first: with another method the order is charged at once.
    match (charged_on(mailbox, mailbox.amount_due(day), day), next) {
        (Outlook::WillRenew { .. }, None) => {
            Outlook::WillNotRenew { reason: NoRenewal::LadderExhausted }
        }
        (outlook, _) => outlook,
    }
}

/// The coming order, if nobody acts.
fn of_generation(mailbox: &Mailbox, policy: &Policy, today: Day) -> Outlook {
    let day = generation_day_left_alone(mailbox, policy, today);
    let will_not = |reason| Outlook::WillNotRenew { reason };
    match generation_on(mailbox, policy, day) {
        Some(Generation::Order) => {
            let Some(price) = policy.prices().price(&mailbox.purchase, day) else {
                return will_not(NoRenewal::NoOrder(NotGenerated::NoPrice));
            };
            let first = policy.parameters().ladder.first_day(mailbox.expiry()).max(day);
            if Agreed::of(policy).is_ladder_over(mailbox.expiry(), first) {
                return will_not(NoRenewal::LadderExhausted);
            }
            charged_on(mailbox, price.owed(mailbox.holder.owes_net_only()), first)
        }
        Some(Generation::Withheld(reason)) => will_not(NoRenewal::NoOrder(reason)),
        // Automatic renewal is on and no generated order is open: one of the two above applies.
        None => will_not(NoRenewal::NoOrder(NotGenerated::NotRenewable)),
    }
}

fn charged_on(mailbox: &Mailbox, amount: Money, day: Day) -> Outlook {
    match bar_on(mailbox, amount, day) {
        Some(bar) => Outlook::WillNotRenew { reason: NoRenewal::MethodBarred(bar) },
        None => Outlook::WillRenew { charge_on: day },
    }
}
