//! What can be done so that the mailbox is renewed, what it costs this holder, and until when that sum
//! suffices. Nothing that is barred is offered: `advance` is asked.

use alloc::vec::Vec;

use crate::{
    catalogue::{MethodKind, Policy},
    mailbox::{
        advance::advance_open,
        command::{Command, ManualRenewal},
        notice::WayOut,
        orders::extension::extended,
        recorder::Telling,
        refusal::Refusal,
        state::Mailbox,
    },
    order::Due,
    values::{Day, Moment},
};

/// How the holder can renew: by paying the open order or, where none can be paid, by a renewal by hand.
/// None while a charge of the order is unresolved: nobody is asked to pay what is being collected.
pub(crate) fn way_out(mailbox: &Mailbox, policy: &Policy, today: Day) -> Option<WayOut> {
    if mailbox.charge.unresolved().is_some() {
        return None;
    }
    let dues = dues_of_order(mailbox, today);
    if let Some(order) = mailbox.open_order().filter(|_| !dues.is_empty()) {
        return Some(WayOut::Pay { order: order.id, dues });
    }
    let from = renewable_from(mailbox, policy, today)?;
    let dues = dues_of_renewal(mailbox, policy, from);
    (!dues.is_empty()).then_some(WayOut::Renew { from, dues })
}

/// What is still to be paid for the open order, from `today` through its last day.
pub(crate) fn dues_of_order(mailbox: &Mailbox, today: Day) -> Vec<Due> {
    let grace = mailbox.grace_on(today);
    let held = mailbox.ledger.held;
    mailbox.open_order().map_or(Vec::new(), |order| order.dues(&grace, today, held))
}

/// What renewing what was last paid for costs, if it is ordered and paid on one day, from that day on.
fn dues_of_renewal(mailbox: &Mailbox, policy: &Policy, from: Day) -> Vec<Due> {
    let (grace, net_only) = (mailbox.grace_on(from), mailbox.holder.owes_net_only());
    let (purchase, prices) = (mailbox.purchase, policy.prices());
    let base = policy.parameters().extension_base;
    let ends = extended(mailbox, base, purchase.term, from).map(|next| next.expiry.previous());
    let last = grace.last_renewable_day().min(ends.unwrap_or(from));
    Due::list(from, last, grace.turns().chain(prices.turns(&purchase)), |day| {
        let price = prices.price(&purchase, day)?;
        let late_fee = grace.late_fee(day, price.rate(), net_only);
        Some((price.owed(net_only).saturating_add(late_fee), late_fee))
    })
}

/// The first day from `today` on on which a renewal of what was last paid for is accepted, where that
/// needs nothing but waiting.
fn renewable_from(mailbox: &Mailbox, policy: &Policy, today: Day) -> Option<Day> {
    let replaces = mailbox.open_order_on(today).map(|order| order.id);
    let same = ManualRenewal::same_as_last(mailbox, MethodKind::BankTransfer);
    let renewal = Command::RenewByHand(ManualRenewal { replaces, ..same });
    let mut day = today;
    // Window, gap and price: each may ask for a later day.
    for _ in 0..4 {
        let at = Moment::start_of(day).ok()?;
        let mut copy = mailbox.clone();
        let mut events = Vec::new();
        let asked = advance_open(&mut events, &mut copy, &renewal, policy, at, Telling::Nothing);
        let later = match asked {
            Ok(()) => return Some(day),
            Err(Refusal::WindowNotOpen { opens }) => opens,
            Err(Refusal::RenewalTooSoon { possible_from }) => possible_from,
            Err(Refusal::NoPrice { first_priced_day, .. }) => first_priced_day?,
            Err(_) => return None,
        };
        day = Some(later).filter(|later| day < *later)?;
    }
    None
}
