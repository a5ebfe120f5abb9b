//! Notices told wrongly: each is computed from the day on which it is told, not from the day that it
//! speaks of, or forgets what R-84 asks for.

use pec_renewal::{
    ChargeFailed, DeletionWarning, ExpiryReminder, IfNotRenewed, Mailbox, NextCharge, Notice,
    Outlook, PaymentIncomplete, TacitRenewal, WayOut,
    catalogue::Policy,
    order::Due,
    values::{Day, Money},
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

fn price_today(mailbox: &Mailbox, policy: &Policy, today: Day) -> Option<Money> {
    let price = policy.prices().price(&mailbox.purchase(), today)?;
    Some(price.owed(mailbox.holder().owes_net_only()))
}

/// The first sum, to the end of the last.
fn merged(dues: &[Due]) -> Option<Vec<Due>> {
    let (first, last) = (dues.first()?, dues.last()?);
    Some(vec![Due { until: last.until, ..*first }])
}
