//! Every notice, with every outlook and every reason that it can give.

use pec_renewal::{
    ExpiryReminder, NoRenewal, NotGenerated, Notice, OrderToPay, Outlook,
    auto_renewal::{OffCause, OnCause},
    catalogue::Term,
    charge::Bar,
};
use pec_test_support::{card, day, money};

use super::{
    by_variant, every, expiry,
    facts::{large, not_generated, small},
    key, order, price,
};

pub fn notices() -> Vec<Notice> {
    by_variant!(Notice {
        Notice::ExpiryReminder(_) => outlooks().into_iter().map(reminder).collect(),
        Notice::TacitRenewal { .. } => vec![
            Notice::TacitRenewal {
                expiry: expiry(),
                opt_out_by: Some(day("2026-01-07")),
                term: Term::ONE,
                price: Some(price()),
            },
            Notice::TacitRenewal { expiry: expiry(), opt_out_by: None, term: Term::ONE, price: None },
        ],
        Notice::AutoRenewalSwitchedOn { .. } => on_causes()
            .into_iter()
            .map(|cause| Notice::AutoRenewalSwitchedOn { method: card().id, cause })
            .collect(),
        Notice::AutoRenewalSwitchedOff { .. } => off_causes()
            .into_iter()
            .map(|cause| Notice::AutoRenewalSwitchedOff { cause })
            .collect(),
        Notice::ChargeStillOnItsWay { .. } => vec![Notice::ChargeStillOnItsWay { key: key() }],
        Notice::ChargeInDoubt { .. } => vec![Notice::ChargeInDoubt { key: key() }],
        Notice::OrderNotGenerated { .. } => not_generated()
            .into_iter()
            .map(|reason| Notice::OrderNotGenerated { expiry: expiry(), reason })
            .collect(),
        Notice::ChargeFailed { .. } => vec![
            Notice::ChargeFailed {
                order: order(),
                due: money("15.74"),
                bar: None,
                next_charge: Some(day("2026-01-10")),
                last_day: day("2026-04-15"),
            },
            Notice::ChargeFailed {
                order: order(),
                due: money("15.74"),
                bar: Some(Bar::MethodDead),
                next_charge: None,
                last_day: day("2026-04-15"),
            },
        ],
        Notice::PaymentIncomplete { .. } => vec![Notice::PaymentIncomplete {
            order: order(),
            held: money("15.00"),
            missing: money("0.74"),
            last_day: day("2026-04-15"),
        }],
        Notice::BoundMethodDead { .. } => vec![Notice::BoundMethodDead { method: card().id }],
        Notice::RoomKept { .. } => {
            vec![Notice::RoomKept { room: large(), entitled: small() }]
        },
    })
}

pub fn bars() -> [Bar; 4] {
    every!(Bar: MethodDead, MethodExpired, AuthenticationRequired, AboveMandateCap)
}

pub fn on_causes() -> Vec<OnCause> {
    by_variant!(OnCause {
        OnCause::Opening => vec![OnCause::Opening],
        OnCause::Holder => vec![OnCause::Holder],
        OnCause::Payment { .. } => vec![OnCause::Payment { order: order() }],
    })
}

pub fn off_causes() -> [OffCause; 7] {
    every!(
        OffCause: Opening, Holder, MethodRemoved, AccountChanged, Termination, LadderExhausted,
        Deletion
    )
}

fn reminder(outlook: Outlook) -> Notice {
    let open_order =
        OrderToPay { order: order(), due: money("15.74"), last_day: day("2026-04-15") };
    Notice::ExpiryReminder(Box::new(ExpiryReminder {
        expiry: expiry(),
        days_left: 7,
        renewable_until: day("2026-04-15"),
        price: Some(price()),
        late_fee: money("12.20"),
        open_order: Some(open_order),
        outlook,
    }))
}

fn outlooks() -> Vec<Outlook> {
    by_variant!(Outlook {
        Outlook::WillRenew { .. } => vec![Outlook::WillRenew { charge_on: day("2026-01-10") }],
        Outlook::AwaitsOutcome { .. } => vec![Outlook::AwaitsOutcome { key: key() }],
        Outlook::WillNotRenew { .. } => no_renewals()
            .into_iter()
            .map(|reason| Outlook::WillNotRenew { reason })
            .collect(),
    })
}

fn no_renewals() -> Vec<NoRenewal> {
    by_variant!(NoRenewal {
        NoRenewal::AutoRenewalOff => vec![NoRenewal::AutoRenewalOff],
        NoRenewal::NoOrder(_) => vec![NoRenewal::NoOrder(NotGenerated::NoPrice)],
        NoRenewal::MethodBarred(_) => bars().map(NoRenewal::MethodBarred).into(),
        NoRenewal::LadderExhausted => vec![NoRenewal::LadderExhausted],
    })
}
