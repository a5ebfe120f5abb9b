//! The reckoning: the gateway's, the bank's and the desk's own books against the mailbox's, to the
//! cent.

use std::collections::BTreeMap;

use pec_renewal::{
    Fact, Mailbox, PaymentSource,
    order::FinalStatus,
    replay,
    values::{ChargeKey, MailboxId, Money, OrderId, PaymentReference},
};

use super::{seen::Sight, store::Row, world::World};

/// Everything adds up, or the first thing that does not.
///
/// # Errors
///
/// What does not add up.
pub fn reconcile(world: &mut World) -> Result<(), String> {
    if let Some(complaint) = world.gateway.complaints.first() {
        return Err(complaint.clone());
    }
    for (mailbox, row) in world.store.rows() {
        state_is_its_fold(row)?;
        every_charge_was_requested(world, mailbox, row)?;
        nothing_was_taken_for_a_closed_order(world, mailbox, row)?;
        every_payment_is_registered_once(world, mailbox, row)?;
        all_money_is_somewhere(world, mailbox, &row.state)?;
        invoices_are_what_was_renewed(world, mailbox, row)?;
    }
    let twice = orders_captured_twice(world)?;
    (0..twice).for_each(|_| world.seen.see(Sight::OrderCapturedTwice));
    Ok(())
}

fn state_is_its_fold(row: &Row) -> Result<(), String> {
    let replayed = replay(&row.events).map_err(|corrupt| corrupt.to_string())?;
    holds(replayed.as_ref() == Some(&row.state), || "the state is not its fold".to_owned())
}

/// The gateway was asked only for what the mailbox had requested, with that amount, and each request
/// has its final outcome.
fn every_charge_was_requested(world: &World, mailbox: MailboxId, row: &Row) -> Result<(), String> {
    let mut requested = BTreeMap::new();
    for event in &row.events {
        if let Fact::ChargeRequested { key, amount, .. } = event.fact {
            let before = requested.insert(key, amount);
            holds(before.is_none(), || format!("charge {key} was requested twice"))?;
        }
    }
    let answered = row.state.attempts().iter().all(|attempt| attempt.outcome.is_some());
    holds(answered, || "a charge has no outcome".to_owned())?;
    let asked = world.gateway.books().iter().filter(|(key, _)| key.order().mailbox() == mailbox);
    for (key, entry) in asked {
        holds(requested.get(key) == Some(&entry.amount), || {
            format!("the gateway was asked for {} with key {key}, unrequested", entry.amount)
        })?;
    }
    Ok(())
}

/// What the gateway took was sent while its order was open: nobody is charged for what was paid, or
/// given up, before the request left.
fn nothing_was_taken_for_a_closed_order(
    world: &World,
    mailbox: MailboxId,
    row: &Row,
) -> Result<(), String> {
    let taken = world
        .gateway
        .books()
        .iter()
        .filter(|(key, entry)| key.order().mailbox() == mailbox && entry.captured.is_some());
    for (key, entry) in taken {
        let mut before = row.events.iter().take(entry.left_after);
        let closed = before.find(|event| closes(&event.fact, key.order()));
        holds(closed.is_none(), || format!("charge {key} left after its order was closed"))?;
    }
    Ok(())
}

fn closes(fact: &Fact, order: OrderId) -> bool {
    match fact {
        Fact::OrderFulfilled(fulfilment) => fulfilment.order == order,
        Fact::OrderCancelled { order: closed, .. } | Fact::OrderLapsed { order: closed, .. } => {
            *closed == order
        }
        _ => false,
    }
}

/// Each capture and each payment by hand is registered, with its amount, and nothing else is.
fn every_payment_is_registered_once(
    world: &World,
    mailbox: MailboxId,
    row: &Row,
) -> Result<(), String> {
    let mut outside: BTreeMap<PaymentReference, Money> = BTreeMap::new();
    for (key, entry) in world.gateway.books() {
        if let Some((taken, _)) = entry.captured.filter(|_| key.order().mailbox() == mailbox) {
            outside.insert(PaymentReference::of_charge(key), taken);
        }
    }
    for (reference, (owner, payment)) in &world.bank.books {
        if *owner == mailbox {
            outside.insert(reference.clone(), payment.amount);
        }
    }
    let mut inside: BTreeMap<PaymentReference, Money> = BTreeMap::new();
    for event in &row.events {
        if let Fact::PaymentRegistered(payment) = &event.fact {
            let before = inside.insert(payment.reference.clone(), payment.amount);
            holds(before.is_none(), || format!("{} is registered twice", payment.reference))?;
            if let PaymentSource::Charge { key } = payment.source {
                let on = row.request(key).map(|request| request.on);
                holds(on == Some(payment.day), || {
                    let day = payment.day;
                    format!("{key} counts for {day}, and was requested on {on:?} (R-42)")
                })?;
            }
        }
    }
    for (reference, amount) in &outside {
        holds(inside.get(reference) == Some(amount), || {
            format!(
                "{reference} of {amount} came, and is registered as {:?}",
                inside.get(reference)
            )
        })?;
    }
    holds(inside.len() == outside.len(), || "something is registered that never came".to_owned())
}

/// What came in from outside is invoiced and not credited, held or paid back.
fn all_money_is_somewhere(
    world: &World,
    mailbox: MailboxId,
    state: &Mailbox,
) -> Result<(), String> {
    let captured = world.gateway.books().iter().filter(|(key, _)| key.order().mailbox() == mailbox);
    let captured = captured.filter_map(|(_, entry)| entry.captured).map(|(taken, _)| taken);
    let by_hand = world.bank.books.values().filter(|(owner, _)| *owner == mailbox);
    let came_in = sum(captured) + sum(by_hand.map(|(_, payment)| payment.amount));
    let of_it = |notes: &BTreeMap<OrderId, Money>| {
        sum(notes.iter().filter(|(order, _)| order.mailbox() == mailbox).map(|(_, sum)| *sum))
    };
    let invoiced = of_it(&world.desk.invoiced) - of_it(&world.desk.credited);
    let beyond = world.comeback.beyond.iter().filter(|(owner, ..)| *owner == mailbox);
    let beyond = beyond.map(|(_, number, payout, _)| (*number, payout));
    let mut paid: Vec<_> = world.desk.payouts(mailbox).chain(beyond).collect();
    paid.sort_by(|one, other| one.1.reference.cmp(&other.1.reference));
    let is_payout = |of: &PaymentReference| paid.iter().any(|(_, payout)| payout.reference == *of);
    let taken_back = |payouts: bool| {
        let taken = world.comeback.of(mailbox).filter(|it| is_payout(&it.of) == payouts);
        sum(taken.map(|reversal| reversal.amount))
    };
    let (reversed, came_back) = (taken_back(false), taken_back(true));
    let paid_back = sum(paid.iter().map(|(_, payout)| payout.amount)) - came_back;
    let ledger = state.ledger();
    let stands = sum([ledger.debts, ledger.receivables, ledger.written_off].into_iter());
    let held = ledger.held.cents();
    holds(came_in + stands == invoiced + held + paid_back + reversed, || {
        format!(
            "{came_in} cents came in and {stands} stand for money; {invoiced} invoiced, {held} held, \
             {paid_back} paid back, {reversed} taken back"
        )
    })?;
    let inside = [ledger.registered, ledger.applied, ledger.paid_out, ledger.reversed];
    let (inside, outside) = (inside.map(Money::cents), [came_in, invoiced, paid_back, reversed]);
    holds(inside == outside, || {
        format!("the ledger has {inside:?}, outside there are {outside:?}")
    })?;
    holds(ledger.owed_back.is_zero(), || format!("{} is still owed back", ledger.owed_back))?;
    let known = state.reversals().len();
    let told = world.comeback.of(mailbox).count();
    holds(known == told, || format!("{told} reversals were told, {known} are known"))?;
    let settled = state.refunds().iter();
    let settled = settled.flat_map(|it| it.payouts().map(|payout| (it.number, payout)));
    let mut settled: Vec<_> = settled.collect();
    settled.sort_by(|one, other| one.1.reference.cmp(&other.1.reference));
    holds(settled == paid, || format!("the desk paid {paid:?}, and settled is {settled:?}"))?;
    paid_once(world, mailbox)
}

/// But for what the desk is known to have paid twice, no refund was paid twice.
fn paid_once(world: &World, mailbox: MailboxId) -> Result<(), String> {
    let mut numbers = Vec::new();
    for (number, _) in world.desk.payouts(mailbox) {
        holds(!numbers.contains(&number), || format!("refund {number} was paid twice"))?;
        numbers.push(number);
    }
    Ok(())
}

/// Every fulfilled order has its one invoice, and the contents of a deleted mailbox are gone.
fn invoices_are_what_was_renewed(
    world: &World,
    mailbox: MailboxId,
    row: &Row,
) -> Result<(), String> {
    let state = &row.state;
    let closed = state.closed_orders().iter();
    let fulfilled = closed.filter(|closed| closed.status == FinalStatus::Fulfilled);
    let fulfilled: Vec<OrderId> =
        fulfilled.map(|closed| OrderId::new(mailbox, closed.expiry, closed.ordinal)).collect();
    let invoices = world.desk.invoiced.keys().filter(|order| order.mailbox() == mailbox);
    let mut invoices: Vec<OrderId> = invoices.copied().collect();
    invoices.sort_unstable_by_key(OrderId::ordinal);
    holds(invoices == fulfilled, || format!("{invoices:?} invoiced, {fulfilled:?} fulfilled"))?;
    let gone = row.events.iter().any(|event| matches!(event.fact, Fact::ContentsDeletionDue));
    holds(gone == world.desk.deleted.contains(&mailbox), || "contents are not gone".to_owned())?;
    holds(!world.desk.deleted_too_late.contains(&mailbox), || {
        "the contents of the next life went with those of this one".to_owned()
    })
}

/// How many orders were captured twice: only the gateway can be at fault, which said that it had taken
/// nothing, or took less than was asked; never the engine or a worker.
fn orders_captured_twice(world: &World) -> Result<usize, String> {
    let mut captures: BTreeMap<OrderId, Vec<ChargeKey>> = BTreeMap::new();
    for (key, entry) in world.gateway.books() {
        let in_full = entry.captured.is_some_and(|(taken, _)| taken == entry.amount);
        if in_full {
            captures.entry(key.order()).or_default().push(*key);
        }
    }
    let mut twice = 0;
    for (order, keys) in captures.iter().filter(|(_, keys)| 1 < keys.len()) {
        let at_fault = keys.iter().filter(|key| was_denied(world, **key)).count();
        holds(keys.len() <= at_fault + 1, || {
            format!("order {order} was captured {} times: {keys:?}", keys.len())
        })?;
        twice += 1;
    }
    Ok(twice)
}

fn was_denied(world: &World, key: ChargeKey) -> bool {
    world.gateway.books().get(&key).is_some_and(|entry| entry.denied_it)
}

fn sum(amounts: impl Iterator<Item = Money>) -> u64 {
    amounts.map(Money::cents).sum()
}

fn holds(that: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if that { Ok(()) } else { Err(otherwise()) }
}
