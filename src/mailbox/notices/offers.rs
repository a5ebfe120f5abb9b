//! What can be done so that the mailbox is renewed, what it costs this holder, and until when that sum
//! suffices. Nothing that is barred is offered: `advance` is asked.

use alloc::vec::Vec;

use crate::{
    catalogue::{ExtensionBase, MethodKind},
    mailbox::{
        advance::advance_open,
        command::{Command, ManualRenewal},
        notice::WayOut,
        notices::left_alone::LeftAlone,
        orders::{asked::require_payable, extension::extended},
        recorder::Telling,
        refusal::Refusal,
        state::Mailbox,
    },
    order::{Due, OpenOrder},
    values::{Day, Moment, Money},
};

/// How the holder can renew: by paying the open order or, where none can be paid, by a renewal by hand.
/// None while paying is barred by a charge of the order: nobody is asked to pay what is being collected
///
pub(crate) fn way_out(left_alone: &LeftAlone<'_>) -> Option<WayOut> {
    let (mailbox, policy) = (left_alone.mailbox, left_alone.policy);
    let dues = payable_dues(left_alone);
    if let Some(order) = mailbox.open_order().filter(|_| !dues.is_empty()) {
        return Some(WayOut::Pay { order: order.id, dues });
    }
    let (from, by_then) = renewable_from(left_alone)?;
    let dues = match by_then {
        None => dues_of_renewal(left_alone),
        Some(by_then) => dues_of_renewal(&LeftAlone::new(&by_then, policy, from)),
    };
    (!dues.is_empty()).then_some(WayOut::Renew { from, dues })
}

/// What is still to be paid for the open order, from `today` through its last day; nothing where paying
/// is barred.
pub(crate) fn payable_dues(left_alone: &LeftAlone<'_>) -> Vec<Due> {
    let LeftAlone { mailbox, policy, today, .. } = *left_alone;
    let payable = |order: &&OpenOrder| require_payable(mailbox, policy, order, today).is_ok();
    let Some(order) = mailbox.open_order().filter(payable) else { return Vec::new() };
    order.dues(&left_alone.grace(), today, mailbox.ledger.held)
}

/// What is to be paid to renew what was last paid for, if it is ordered and paid on one day, from today
/// on. What is held for an order that gives way counts for the new one, while its margin lasts.
fn dues_of_renewal(left_alone: &LeftAlone<'_>) -> Vec<Due> {
    let LeftAlone { mailbox, policy, today: from, .. } = *left_alone;
    let gives_way = mailbox.open_order_on(from).and_then(|_| mailbox.margin_ends(from));
    let held =
        |day| gives_way.filter(|end| day <= *end).map_or(Money::ZERO, |_| mailbox.ledger.held);
    let grace = left_alone.grace();
    let net_only = mailbox.holder.owes_net_only();
    let (purchase, prices) = (mailbox.purchase, policy.prices());
    let base = policy.parameters().extension_base;
    let before_expiry = match base {
        ExtensionBase::PreviousExpiry => {
            let next = extended(mailbox, base, purchase.term, from);
            next.map_or(from, |next| next.expiry.previous())
        }
        // The expiry is then counted from the payment, so it always comes later.
        ExtensionBase::PaymentDay => Day::MAX,
    };
    let last = grace.last_renewable_day().min(before_expiry);
    let turns = grace.turns().chain(prices.turns(purchase, from, last));
    Due::list(from, last, turns.chain(gives_way.map(Day::next)), |day| {
        let price = prices.price(&purchase, day)?;
        let late_fee = grace.late_fee(day, price.rate(), net_only);
        let cost = price.owed(net_only).saturating_add(late_fee);
        Some((cost.saturating_sub(held(day)), late_fee))
    })
}

/// The first day from `today` on on which a renewal of what was last paid for is accepted, where that
/// needs nothing but waiting, with the mailbox as it is then if that is a later day.
fn renewable_from(left_alone: &LeftAlone<'_>) -> Option<(Day, Option<Mailbox>)> {
    let LeftAlone { mailbox, policy, today, .. } = *left_alone;
    let mut day = today;
    // Window, gap, price and the furthest expiry: each may ask for a later day.
    for _ in 0..5 {
        let at = Moment::start_of(day).ok()?;
        let by_then = (today < day).then(|| left_alone.on(day));
        let asked = by_then.as_ref().unwrap_or(mailbox);
        let replaces = asked.open_order_on(day).map(|order| order.id);
        let same = ManualRenewal::same_as_last(asked, MethodKind::BankTransfer);
        let renewal = Command::RenewByHand(ManualRenewal { replaces, ..same });
        let (mut copy, mut events) = (asked.clone(), Vec::new());
        let asked = advance_open(&mut events, &mut copy, &renewal, policy, at, Telling::Nothing);
        let later = match asked {
            Ok(()) => return Some((day, by_then)),
            Err(Refusal::WindowNotOpen { opens }) => opens,
            Err(Refusal::RenewalTooSoon { possible_from }) => possible_from,
            Err(Refusal::NoPrice { first_priced_day, .. }) => first_priced_day?,
            Err(Refusal::PrepaidTooFar { expiry, furthest }) => {
                let years = policy.parameters().prepaid_years_max?;
                within_reach(expiry, years.into(), day.plus_days(furthest.days_until(expiry)))?
            }
            Err(_) => return None,
        };
        day = Some(later).filter(|later| day < *later)?;
    }
    None
}

/// The first day about this one from which an expiry is so many years ahead, and no more: years differ in
/// their days.
fn within_reach(expiry: Day, years: u16, about: Day) -> Option<Day> {
    let mut days = (-2..=2).map(|days| about.plus_days(days));
    days.find(|day| day.plus_years(years).is_some_and(|furthest| expiry <= furthest))
}
