//! Notices told wrongly: each is computed from the day on which it is told, not from the day that it
//! speaks of, or forgets what R-84 asks for.

use pec_renewal::{
    ChargeFailed, DeletionWarning, ExpiryReminder, IfNotRenewed, Mailbox, NextCharge, Notice,
    Outlook, OutlookChanged, Overtaken, PaymentIncomplete, RefundForm, Renewed, TacitRenewal,
    Termination, WayOut,
    catalogue::Policy,
    order::Due,
    values::{Day, MethodId, Money, OrderId, uuid::Uuid},
};

/// A wrong version: what it tells in place of the right notice, where that is one that it gets wrong.
pub struct Wrong {
    pub name: &'static str,
    pub told: fn(&Notice, &Mailbox, &Policy, Day) -> Option<Notice>,
}

pub const VERSIONS: &[Wrong] = &[
    Wrong { name: "the charge asks what the list says today", told: charge_at_todays_price },
    Wrong {
        name: "the notice of art. 65-bis names the price of today",
        told: tacit_at_todays_price,
    },
    Wrong { name: "it renews, since automatic renewal is on", told: renews_since_it_is_on },
    Wrong { name: "the sum of today suffices to the last day", told: suffices_to_the_end },
    Wrong { name: "the late fee of today is that of every day", told: incomplete_to_the_end },
    Wrong { name: "it is deleted on the day after its phases", told: deleted_after_its_phases },
    Wrong { name: "the warning names the day after its phases", told: warned_after_its_phases },
    Wrong { name: "the next charge comes tomorrow", told: charged_tomorrow },
    Wrong { name: "what is being collected is asked for", told: asked_for_what_is_collected },
    Wrong { name: "a termination is only automatic renewal off", told: forgets_the_termination },
    Wrong { name: "switching off prevents the charge to the expiry", told: opts_out_to_the_expiry },
    Wrong { name: "it can be renewed by hand from today on", told: renewed_from_today },
    Wrong { name: "it can be renewed by hand a day later only", told: renewed_a_day_later },
    Wrong { name: "the last sum suffices a day longer", told: suffices_a_day_longer },
    Wrong { name: "the last sum suffices a day less", told: suffices_a_day_less },
    Wrong { name: "nothing can be done, although something can", told: nothing_can_be_done },
    Wrong { name: "what a charge collects can be paid", told: offered_while_collected },
    Wrong {
        name: "unresolved for long, a charge still bars paying",
        told: not_offered_while_unresolved,
    },
    Wrong { name: "its charges are declined", told: charges_declined },
    Wrong { name: "whoever does nothing is renewed all the same", told: renewed_all_the_same },
    Wrong { name: "a part payment asks for nothing more", told: asks_for_nothing_more },
    Wrong { name: "nothing can be paid after a failure", told: failure_asks_for_nothing },
    Wrong { name: "the failed charge was of another order", told: failed_for_another_order },
    Wrong { name: "no charge follows, for no reason", told: follows_no_reason },
    Wrong { name: "the warning adds a day while a charge is awaited", told: warned_a_day_late },
    Wrong { name: "what was paid is the price of today", told: paid_the_price },
    Wrong { name: "the order renewed is the one before", told: renewed_by_the_one_before },
    Wrong { name: "what is owed back is credited", told: owed_back_as_credit },
    Wrong { name: "all that was paid is owed back", told: owed_back_in_full },
    Wrong { name: "what is owed back may wait", told: owed_back_some_day },
    Wrong { name: "another method is bound", told: another_method_is_bound },
    Wrong { name: "a charge on its way is in doubt", told: in_doubt_on_its_way },
    Wrong {
        name: "the charge awaited is for an order closed before",
        told: awaited_for_one_closed,
    },
    Wrong { name: "ended at once, it ends at expiry", told: ends_at_expiry },
    Wrong { name: "to end at expiry, it ends at once", told: ends_at_once },
    Wrong { name: "terminated, it can be renewed to its deletion", told: renewable_to_deletion },
    Wrong { name: "unpaid, the failed order deletes nothing", told: failure_deletes_nothing },
    Wrong { name: "unpaid, the rest deletes nothing", told: rest_deletes_nothing },
    Wrong { name: "no other method helps after a failure", told: no_other_method_helps },
    Wrong { name: "what is told again was told rightly", told: told_again_for_nothing },
];

fn charge_at_todays_price(
    right: &Notice,
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    let Outlook::WillRenew { charge } = told.outlook else { return None };
    let amount = price_today(mailbox, policy, today)?;
    let outlook = Outlook::WillRenew { charge: NextCharge { amount, ..charge } };
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { outlook, ..(**told).clone() })))
}

fn tacit_at_todays_price(
    right: &Notice,
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
) -> Option<Notice> {
    let Notice::TacitRenewal(told) = right else { return None };
    let amount = price_today(mailbox, policy, today)?;
    let charge = Some(NextCharge { amount, ..told.charge? });
    Some(Notice::TacitRenewal(Box::new(TacitRenewal { charge, ..(**told).clone() })))
}

pub fn renews_since_it_is_on(
    right: &Notice,
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    if !mailbox.auto_renewal().is_on() {
        return None;
    }
    let first = policy.parameters().ladder.first_day(mailbox.expiry()).max(today);
    let amount = price_today(mailbox, policy, today)?;
    let outlook = Outlook::WillRenew { charge: NextCharge { on: first, amount } };
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { outlook, ..(**told).clone() })))
}

pub fn suffices_to_the_end(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    let way_out = match told.way_out.clone()? {
        WayOut::Pay { order, dues } => WayOut::Pay { order, dues: merged(&dues)? },
        WayOut::Renew { from, dues } => WayOut::Renew { from, dues: merged(&dues)? },
    };
    let way_out = Some(way_out);
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { way_out, ..(**told).clone() })))
}

pub fn incomplete_to_the_end(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::PaymentIncomplete(told) = right else { return None };
    let dues = merged(&told.dues)?;
    Some(Notice::PaymentIncomplete(Box::new(PaymentIncomplete { dues, ..(**told).clone() })))
}

fn deleted_after_its_phases(
    right: &Notice,
    mailbox: &Mailbox,
    _: &Policy,
    _: Day,
) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    let deletion = Some(mailbox.grace().last_day(mailbox.expiry()).next());
    let if_not_renewed = IfNotRenewed { deletion, ..told.if_not_renewed };
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { if_not_renewed, ..(**told).clone() })))
}

pub fn warned_after_its_phases(
    right: &Notice,
    mailbox: &Mailbox,
    _: &Policy,
    _: Day,
) -> Option<Notice> {
    let Notice::DeletionWarning(told) = right else { return None };
    let deletion = mailbox.grace().last_day(mailbox.expiry()).next();
    Some(Notice::DeletionWarning(Box::new(DeletionWarning { deletion, ..(**told).clone() })))
}

pub fn charged_tomorrow(right: &Notice, _: &Mailbox, _: &Policy, today: Day) -> Option<Notice> {
    let Notice::ChargeFailed(told) = right else { return None };
    let next_charge = Some(NextCharge { on: today.next(), ..told.next_charge? });
    Some(Notice::ChargeFailed(Box::new(ChargeFailed { next_charge, ..(**told).clone() })))
}

pub fn asked_for_what_is_collected(
    right: &Notice,
    mailbox: &Mailbox,
    _: &Policy,
    today: Day,
) -> Option<Notice> {
    let Notice::PaymentIncomplete(told) = right else { return None };
    mailbox.charge().unresolved()?;
    let until = mailbox.last_day_of_order(today)?;
    let reason = pec_renewal::NoRenewal::LadderExhausted;
    let outlook = Outlook::WillNotRenew { reason };
    let dues = vec![Due { amount: told.missing, late_fee: Money::ZERO, until }];
    Some(Notice::PaymentIncomplete(Box::new(PaymentIncomplete {
        outlook,
        dues,
        ..(**told).clone()
    })))
}

pub fn forgets_the_termination(
    right: &Notice,
    mailbox: &Mailbox,
    _: &Policy,
    today: Day,
) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    if !mailbox.service().termination_stands(today) {
        return None;
    }
    let outlook = Outlook::WillNotRenew { reason: pec_renewal::NoRenewal::AutoRenewalOff };
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { outlook, ..(**told).clone() })))
}

pub fn opts_out_to_the_expiry(
    right: &Notice,
    mailbox: &Mailbox,
    _: &Policy,
    _: Day,
) -> Option<Notice> {
    let Notice::TacitRenewal(told) = right else { return None };
    told.opt_out_by?;
    let opt_out_by = Some(mailbox.expiry());
    Some(Notice::TacitRenewal(Box::new(TacitRenewal { opt_out_by, ..(**told).clone() })))
}

fn renewed_from_today(right: &Notice, _: &Mailbox, _: &Policy, today: Day) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    let Some(WayOut::Renew { dues, .. }) = told.way_out.clone() else { return None };
    let way_out = Some(WayOut::Renew { from: today, dues });
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { way_out, ..(**told).clone() })))
}

fn renewed_a_day_later(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    offering(right, |way_out| match way_out? {
        WayOut::Renew { from, dues } if from < dues.first()?.until => {
            Some(Some(WayOut::Renew { from: from.next(), dues }))
        }
        WayOut::Pay { .. } | WayOut::Renew { .. } => None,
    })
}

fn suffices_a_day_longer(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    until(right, Day::next)
}

fn suffices_a_day_less(right: &Notice, _: &Mailbox, _: &Policy, today: Day) -> Option<Notice> {
    until(right, |day| if today < day { day.previous() } else { day })
}

/// The last day on which any sum suffices is another.
fn until(right: &Notice, other: impl Fn(Day) -> Day) -> Option<Notice> {
    let changed = |mut dues: Vec<Due>| {
        let before = dues.len().checked_sub(2).map(|index| dues[index].until);
        let last = dues.last_mut()?;
        last.until = Some(other(last.until)).filter(|day| before < Some(*day))?;
        Some(dues)
    };
    if let Notice::PaymentIncomplete(told) = right {
        let dues = changed(told.dues.clone())?;
        let told = PaymentIncomplete { dues, ..(**told).clone() };
        return Some(Notice::PaymentIncomplete(Box::new(told)));
    }
    offering(right, |way_out| {
        Some(Some(match way_out? {
            WayOut::Pay { order, dues } => WayOut::Pay { order, dues: changed(dues)? },
            WayOut::Renew { from, dues } => WayOut::Renew { from, dues: changed(dues)? },
        }))
    })
}

pub fn nothing_can_be_done(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    offering(right, |_| Some(None))
}

pub fn offered_while_collected(
    right: &Notice,
    mailbox: &Mailbox,
    _: &Policy,
    today: Day,
) -> Option<Notice> {
    let unresolved = mailbox.charge().unresolved()?;
    let open = mailbox.open_order().filter(|open| open.id == unresolved.key.order())?;
    let until = mailbox.last_day_of_order(today).filter(|last_day| today <= *last_day)?;
    let amount = mailbox.amount_due(today);
    let dues = vec![Due { amount, late_fee: Money::ZERO, until }];
    offering(right, |_| Some(Some(WayOut::Pay { order: open.id, dues })))
}

/// As if paying were barred as long as a charge is unresolved, however long that takes.
pub fn not_offered_while_unresolved(
    right: &Notice,
    mailbox: &Mailbox,
    _: &Policy,
    _: Day,
) -> Option<Notice> {
    mailbox.charge().unresolved()?;
    offering(right, |_| Some(None))
}

/// As if paying were barred as long as a charge is in doubt.
pub fn not_offered_in_doubt(
    right: &Notice,
    mailbox: &Mailbox,
    _: &Policy,
    _: Day,
) -> Option<Notice> {
    mailbox.doubts().first()?;
    offering(right, |_| Some(None))
}

/// The outlook reckoned with charges that are declined.
pub fn charges_declined(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    let Outlook::WillRenew { .. } = told.outlook else { return None };
    let outlook = Outlook::WillNotRenew { reason: pec_renewal::NoRenewal::LadderExhausted };
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { outlook, ..(**told).clone() })))
}

/// What follows if nobody acts, reckoned with charges that settle.
pub fn renewed_all_the_same(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    let Outlook::WillRenew { .. } = told.outlook else { return None };
    let if_not_renewed = IfNotRenewed { sending_stops: None, deletion: None };
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { if_not_renewed, ..(**told).clone() })))
}

/// A reminder or a warning that offers something else.
fn offering(
    right: &Notice,
    other: impl FnOnce(Option<WayOut>) -> Option<Option<WayOut>>,
) -> Option<Notice> {
    if let Notice::ExpiryReminder(told) = right {
        let way_out = other(told.way_out.clone())?;
        let told = ExpiryReminder { way_out, ..(**told).clone() };
        return Some(Notice::ExpiryReminder(Box::new(told)));
    }
    let Notice::DeletionWarning(told) = right else { return None };
    let way_out = other(told.way_out.clone())?;
    let told = DeletionWarning { way_out, ..(**told).clone() };
    Some(Notice::DeletionWarning(Box::new(told)))
}

fn asks_for_nothing_more(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::PaymentIncomplete(told) = right else { return None };
    let told = PaymentIncomplete { dues: Vec::new(), ..(**told).clone() };
    Some(Notice::PaymentIncomplete(Box::new(told)))
}

fn failure_asks_for_nothing(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    failure(right, |told| told.dues.clear())
}

fn failed_for_another_order(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    failure(right, |told| told.order = before(told.order))
}

fn follows_no_reason(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    failure(right, |told| told.reason = None)
}

fn failure(right: &Notice, change: impl FnOnce(&mut ChargeFailed)) -> Option<Notice> {
    let Notice::ChargeFailed(told) = right else { return None };
    let mut told = told.clone();
    change(&mut told);
    Some(Notice::ChargeFailed(told))
}

fn warned_a_day_late(right: &Notice, mailbox: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::DeletionWarning(told) = right else { return None };
    mailbox.awaited_outcome()?;
    let told = DeletionWarning { deletion: told.deletion.next(), ..(**told).clone() };
    Some(Notice::DeletionWarning(Box::new(told)))
}

pub fn paid_the_price(
    right: &Notice,
    mailbox: &Mailbox,
    policy: &Policy,
    today: Day,
) -> Option<Notice> {
    let Notice::Renewed(told) = right else { return None };
    let paid = price_today(mailbox, policy, today)?;
    Some(Notice::Renewed(Renewed { paid, ..*told }))
}

fn renewed_by_the_one_before(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::Renewed(told) = right else { return None };
    Some(Notice::Renewed(Renewed { order: before(told.order), ..*told }))
}

/// The order of the ordinal before.
fn before(order: OrderId) -> OrderId {
    OrderId::new(order.mailbox(), order.expiry(), order.ordinal().saturating_sub(1))
}

pub fn owed_back_as_credit(right: &Notice, _: &Mailbox, _: &Policy, today: Day) -> Option<Notice> {
    let mut told = right.clone();
    let Notice::MoneyOwedBack { form, .. } = &mut told else { return None };
    *form = RefundForm::Credit { until: today.plus_months(12)? };
    Some(told)
}

fn owed_back_in_full(right: &Notice, mailbox: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let mut told = right.clone();
    let Notice::MoneyOwedBack { amount, order, .. } = &mut told else { return None };
    let paid = mailbox.payments().iter().find(|payment| payment.order == *order)?;
    *amount = paid.amount;
    Some(told)
}

fn owed_back_some_day(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let mut told = right.clone();
    let Notice::MoneyOwedBack { due, .. } = &mut told else { return None };
    *due = None;
    Some(told)
}

fn another_method_is_bound(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::AutoRenewalSwitchedOn { cause, .. } = *right else { return None };
    let method = MethodId::new(Uuid::from_u128(0x85));
    Some(Notice::AutoRenewalSwitchedOn { method, cause })
}

fn in_doubt_on_its_way(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::ChargeStillOnItsWay { key, .. } = *right else { return None };
    Some(Notice::ChargeInDoubt { key })
}

fn awaited_for_one_closed(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::ExpiryReminder(told) = right else { return None };
    let Outlook::AwaitsOutcome { key, order, amount } = told.outlook else { return None };
    let outlook = Outlook::AwaitsOutcome { key, order: before(order), amount };
    Some(Notice::ExpiryReminder(Box::new(ExpiryReminder { outlook, ..(**told).clone() })))
}

fn ends_at_expiry(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    ends(right, Termination::Now, Termination::AtExpiry)
}

fn ends_at_once(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    ends(right, Termination::AtExpiry, Termination::Now)
}

fn ends(right: &Notice, rightly: Termination, wrongly: Termination) -> Option<Notice> {
    match *right {
        Notice::TerminationReceived { when, expiry, renewable_until, if_not_renewed }
            if when == rightly =>
        {
            let when = wrongly;
            Some(Notice::TerminationReceived { when, expiry, renewable_until, if_not_renewed })
        }
        _ => None,
    }
}

fn renewable_to_deletion(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let mut told = right.clone();
    let Notice::TerminationReceived { renewable_until, if_not_renewed, .. } = &mut told else {
        return None;
    };
    *renewable_until = Some(if_not_renewed.deletion?);
    Some(told)
}

fn failure_deletes_nothing(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::ChargeFailed(told) = right else { return None };
    let if_not_renewed = IfNotRenewed { deletion: None, ..told.if_not_renewed };
    Some(Notice::ChargeFailed(Box::new(ChargeFailed { if_not_renewed, ..(**told).clone() })))
}

fn rest_deletes_nothing(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::PaymentIncomplete(told) = right else { return None };
    let if_not_renewed = IfNotRenewed { deletion: None, ..told.if_not_renewed };
    let told = PaymentIncomplete { if_not_renewed, ..(**told).clone() };
    Some(Notice::PaymentIncomplete(Box::new(told)))
}

fn no_other_method_helps(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::ChargeFailed(told) = right else { return None };
    let told = ChargeFailed { with_another_method: None, ..(**told).clone() };
    Some(Notice::ChargeFailed(Box::new(told)))
}

fn told_again_for_nothing(right: &Notice, _: &Mailbox, _: &Policy, _: Day) -> Option<Notice> {
    let Notice::OutlookChanged(told) = right else { return None };
    let overtaken = match (told.outlook, &told.way_out) {
        (Outlook::WillRenew { charge }, _) => Overtaken::SumRose { said: charge.amount },
        (_, Some(WayOut::Renew { dues, .. })) => {
            let due = dues.first()?;
            Overtaken::OfferEndsSooner { amount: due.amount, said: due.until }
        }
        (_, Some(WayOut::Pay { .. }) | None) => return None,
    };
    Some(Notice::OutlookChanged(Box::new(OutlookChanged { overtaken, ..(**told).clone() })))
}

fn price_today(mailbox: &Mailbox, policy: &Policy, today: Day) -> Option<Money> {
    let price = policy.prices().price(&mailbox.purchase(), today)?;
    Some(price.owed(mailbox.holder().owes_net_only()))
}

/// The first sum, to the end of the last.
fn merged(dues: &[Due]) -> Option<Vec<Due>> {
    let (first, last) = (dues.first()?, dues.last()?);
    Some(vec![Due { until: last.until, ..*first }])
}
