//! A tick: it does whatever has come due, in the order of R-08, and nothing twice.

use super::{charges, decision::Decision, life, notices, orders, plans};
use crate::{
    mailbox::{
        due::{Days, Generation, Rungs, Task, bar_on, day_of, generation_on, rungs_on},
        event::{DeletionCause, Fact},
        notice::Notice,
        refusal::Refusal,
    },
    order::Origin,
};

pub(super) fn tick(d: &mut Decision<'_>) -> Result<(), Refusal> {
    while let Some(task) = first_due(d) {
        let recorded = d.recorded();
        perform(d, task)?;
        // What is due leaves an event; were that ever broken, a tick must still end.
        if d.recorded() == recorded {
            break;
        }
    }
    Ok(())
}

fn first_due(d: &Decision<'_>) -> Option<Task> {
    let today = Days::only(d.today());
    Task::ALL.into_iter().find(|task| day_of(*task, d.mailbox(), d.policy(), today).is_some())
}

fn perform(d: &mut Decision<'_>, task: Task) -> Result<(), Refusal> {
    match task {
        Task::Lapse => orders::lapse_if_over(d),
        Task::Delete => life::delete(d, DeletionCause::GraceOver),
        Task::ChangePlan => plans::take_effect_if_due(d),
        Task::AskUsedSpace => d.record(Fact::UsedSpaceRequested),
        Task::Generate => generate(d),
        Task::Charge => charge(d),
        Task::Inquire => match d.mailbox().charge.unresolved().map(|request| request.key) {
            Some(key) => d.record(Fact::InquiryRequested { key }),
            None => Ok(()),
        },
        Task::GiveStatutoryNotice => notices::statutory(d),
        Task::Remind => notices::remind(d),
    }
}

/// Opens the order that repeats what was last paid for, or says why not.
fn generate(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let purchase = d.mailbox().purchase;
    match generation_on(d.mailbox(), d.policy(), d.today()) {
        Some(Generation::Order) => {
            let price = orders::price_today(d, purchase)?;
            orders::open(d, purchase, price, Origin::Generated, false)
        }
        Some(Generation::Withheld(reason)) => {
            let expiry = d.mailbox().expiry();
            d.record(Fact::OrderNotGenerated { expiry, reason })?;
            d.tell(Notice::OrderNotGenerated { expiry, reason })
        }
        None => Ok(()),
    }
}

/// Skips the rungs that passed, then asks the bound method, or says what bars it (R-33 … R-38).
fn charge(d: &mut Decision<'_>) -> Result<(), Refusal> {
    let today = d.today();
    let Some(order) = d.mailbox().open_order().cloned() else {
        return Ok(());
    };
    let episode = charges::in_episode(d);
    let Rungs { in_force, passed } = rungs_on(&order, today);
    for rung in spent(d)..passed {
        let day = order.agreed.ladder.day(rung, order.id.expiry()).unwrap_or(today);
        d.record(Fact::RungSkipped { order: order.id, rung: from_one(rung), day })?;
    }
    let rung = in_force.filter(|rung| spent(d) <= *rung).map(from_one);
    let m = d.mailbox();
    let (Some(method), Some(progress)) = (m.auto_renewal.method().copied(), m.charge.progress())
    else {
        return Ok(());
    };
    if rung.is_some() || m.charge.is_retry_due() {
        let key = charges::next_key(m, order.id, progress);
        let due = order
            .due_on(&m.grace, today)
            .ok_or(Refusal::AmountTooLarge { received: order.payable() })?
            .saturating_sub(m.ledger.held);
        let method = method.id;
        d.record(match bar_on(m, due, today) {
            Some(bar) => Fact::ChargeBarred { order: order.id, method, rung, due, bar },
            None => Fact::ChargeRequested { key, amount: due, method, rung },
        })?;
    }
    charges::after_trouble(d, episode)
}

fn spent(d: &Decision<'_>) -> usize {
    d.mailbox().charge.progress().map_or(0, |progress| usize::from(progress.spent))
}

/// A rung counted from 0, as events count it.
fn from_one(rung: usize) -> u8 {
    u8::try_from(rung).unwrap_or(u8::MAX).saturating_add(1)
}
