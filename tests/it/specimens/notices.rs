//! Every notice, with every outlook and every reason that it can give.

use pec_renewal::{
    ChargeFailed, DeletionWarning, DepartureReceived, ExpiryReminder, IfNotRenewed, NextCharge,
    NoRenewal, NotGenerated, Notice, Outlook, OutlookChanged, Overtaken, PaymentIncomplete,
    Renewed, TacitRenewal, Termination, Trouble, WayOut,
    auto_renewal::{OffCause, OnCause},
    catalogue::Term,
    charge::{Bar, Failure},
    order::Due,
};
use pec_test_support::{card, day, money};

use super::{
    at, by_variant, every, expiry,
    facts::{deletion_causes, failures, large, not_generated, refunds, small, terminations},
    key, order, refund_due, refund_number,
};

pub fn notices() -> Vec<Notice> {
    by_variant!(Notice {
        Notice::ExpiryReminder(_) => reminders(),
        Notice::TacitRenewal(_) => tacit_renewals(),
        Notice::DeletionWarning(_) => deletion_warnings(),
        Notice::OutlookChanged(_) => outlooks_changed(),
        Notice::AutoRenewalSwitchedOn { .. } => on_causes()
            .into_iter()
            .map(|cause| Notice::AutoRenewalSwitchedOn { method: card().id, cause })
            .collect(),
        Notice::AutoRenewalSwitchedOff { .. } => off_causes()
            .into_iter()
            .map(|cause| Notice::AutoRenewalSwitchedOff {
                cause,
                expiry: expiry(),
                if_not_renewed: if_not_renewed(),
            })
            .collect(),
        Notice::ChargeStillOnItsWay { .. } => [true, false]
            .map(|renews| Notice::ChargeStillOnItsWay { key: key(), renews })
            .into(),
        Notice::ChargeInDoubt { .. } => vec![Notice::ChargeInDoubt { key: key() }],
        Notice::OrderNotGenerated { .. } => not_generated()
            .into_iter()
            .map(|reason| Notice::OrderNotGenerated {
                expiry: expiry(),
                reason,
                outlook: Outlook::WillNotRenew { reason: NoRenewal::NoOrder(reason) },
            })
            .chain([will_renew(), awaits_outcome()].map(|outlook| Notice::OrderNotGenerated {
                expiry: expiry(),
                reason: NotGenerated::ManualOrderOpen,
                outlook,
            }))
            .collect(),
        Notice::ChargeFailed(_) => charges_failed(),
        Notice::PaymentIncomplete(_) => payments_incomplete(),
        Notice::MethodNeedsHolder { .. } => {
            vec![Notice::MethodNeedsHolder { method: card().id }]
        },
        Notice::BoundMethodDead { .. } => {
            bars().map(|why| Notice::BoundMethodDead { method: card().id, why }).into()
        },
        Notice::Renewed(_) => [("18.18", "0.00"), ("4.00", "14.18")]
            .map(|(paid, receivable)| {
                Notice::Renewed(Renewed {
                    order: order(),
                    expiry: day("2027-01-15"),
                    paid: money(paid),
                    receivable: money(receivable),
                })
            })
            .into(),
        Notice::MoneyOwedBack { .. } => refunds()
            .map(|(reason, form)| Notice::MoneyOwedBack {
                refund: refund_number(),
                amount: money("5.00"),
                order: Some(order()),
                reason,
                form,
                due: Some(refund_due()),
            })
            .collect(),
        Notice::TerminationReceived { .. } => terminations()
            .map(|when| Notice::TerminationReceived {
                when,
                expiry: expiry(),
                renewable_until: match when {
                    Termination::AtExpiry => Some(day("2026-04-15")),
                    Termination::Now => None,
                },
                if_not_renewed: match when {
                    Termination::AtExpiry => if_not_renewed(),
                    Termination::Now => IfNotRenewed { sending_stops: None, deletion: None },
                },
            })
            .into(),
        Notice::WithdrawalReceived { .. } => departures()
            .map(|received| Notice::WithdrawalReceived { declared_at: at(), received })
            .into(),
        Notice::LeavingReceived(_) => departures().map(Notice::LeavingReceived).into(),
        Notice::TerminationRevoked { .. } => {
            vec![Notice::TerminationRevoked { expiry: expiry() }]
        },
        Notice::TerminationMoved { .. } => {
            vec![Notice::TerminationMoved { expiry: day("2027-01-15") }]
        },
        Notice::MailboxDeleted { .. } => {
            deletion_causes().map(|cause| Notice::MailboxDeleted { cause }).into()
        },
        Notice::RoomKept { .. } => {
            vec![Notice::RoomKept { room: large(), entitled: small() }]
        },
    })
}

/// What a holder who withdraws or leaves comes to: a mailbox in grace, or only money.
fn departures() -> [Box<DepartureReceived>; 2] {
    let in_grace = DepartureReceived {
        order: order(),
        owed_back: money("18.18"),
        expiry: Some(expiry()),
        way_out: None,
        if_not_renewed: if_not_renewed(),
    };
    let nothing = IfNotRenewed { sending_stops: None, deletion: None };
    let deleted = DepartureReceived { expiry: None, if_not_renewed: nothing, ..in_grace.clone() };
    [Box::new(in_grace), Box::new(deleted)]
}

/// Each thing that is taken back, with what holds now.
fn outlooks_changed() -> Vec<Notice> {
    let all = by_variant!(Overtaken {
        Overtaken::WillNotRenew => vec![Overtaken::WillNotRenew],
        Overtaken::SumRose { .. } => vec![Overtaken::SumRose { said: money("9.64") }],
        Overtaken::ChargeNearer { .. } => {
            vec![Overtaken::ChargeNearer { said: day("2026-01-12") }]
        },
        Overtaken::OfferEndsSooner { .. } => {
            vec![Overtaken::OfferEndsSooner { amount: money("9.64"), said: day("2026-04-15") }]
        },
    });
    let told = |overtaken| {
        let reason = match overtaken {
            Overtaken::WillNotRenew => NoRenewal::NoOrder(NotGenerated::NoPrice),
            Overtaken::SumRose { .. }
            | Overtaken::ChargeNearer { .. }
            | Overtaken::OfferEndsSooner { .. } => NoRenewal::AutoRenewalOff,
        };
        let will_not = Outlook::WillNotRenew { reason };
        let (outlook, way_out) = match overtaken {
            Overtaken::WillNotRenew => (will_not, None),
            Overtaken::SumRose { .. } | Overtaken::ChargeNearer { .. } => {
                (will_renew(), Some(renew("2026-01-08")))
            }
            Overtaken::OfferEndsSooner { .. } => (will_not, Some(renew("2026-01-12"))),
        };
        let (expiry, if_not_renewed) = (expiry(), if_not_renewed());
        let told =
            OutlookChanged { expiry, days_left: 7, overtaken, outlook, way_out, if_not_renewed };
        Notice::OutlookChanged(Box::new(told))
    };
    all.into_iter().map(told).collect()
}

pub fn bars() -> [Bar; 4] {
    every!(Bar: MethodDead, MethodExpired, AuthenticationRequired, AboveMandateCap)
}

pub fn on_causes() -> Vec<OnCause> {
    by_variant!(OnCause {
        OnCause::Holder => vec![OnCause::Holder],
        OnCause::Opening => vec![OnCause::Opening],
        OnCause::Payment { .. } => vec![OnCause::Payment { order: order() }],
    })
}

pub fn off_causes() -> [OffCause; 10] {
    every!(
        OffCause: Holder, Opening, MethodRemoved, AccountChanged, Stopped, Termination,
        LadderExhausted, Deletion, Withdrawal, Leaving
    )
}

/// A week before expiry, on the day, and in grace.
fn reminders() -> Vec<Notice> {
    let reminder = |days_left, outlook, way_out, if_not_renewed| {
        let expiry = expiry();
        Notice::ExpiryReminder(Box::new(ExpiryReminder {
            expiry,
            days_left,
            outlook,
            way_out,
            if_not_renewed,
        }))
    };
    let stopped = IfNotRenewed { sending_stops: None, ..if_not_renewed() };
    let off = Outlook::WillNotRenew { reason: NoRenewal::AutoRenewalOff };
    let mut all: Vec<Notice> = outlooks()
        .into_iter()
        .map(|outlook| match outlook {
            Outlook::AwaitsOutcome { .. } => reminder(7, outlook, None, hanging()),
            Outlook::WillNotRenew {
                reason: NoRenewal::TerminationStands | NoRenewal::NoOrder(_),
            } => reminder(7, outlook, None, if_not_renewed()),
            Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. } => {
                reminder(7, outlook, Some(pay()), if_not_paid())
            }
        })
        .collect();
    all.push(reminder(7, in_doubt(), Some(pay()), hanging()));
    let with_late_fee = WayOut::Pay { order: order(), dues: with_late_fee() };
    all.push(reminder(7, off, Some(with_late_fee), if_not_paid()));
    let with_late_fee = WayOut::Renew { from: day("2026-01-12"), dues: self::with_late_fee() };
    all.push(reminder(7, off, Some(with_late_fee), if_not_renewed()));
    all.push(reminder(7, off, Some(renew("2026-01-12")), if_not_renewed()));
    all.push(reminder(0, off, Some(renew("2026-01-15")), if_not_renewed()));
    all.push(reminder(-1, off, Some(renew("2026-01-16")), stopped));
    all
}

fn tacit_renewals() -> Vec<Notice> {
    let told = |opt_out_by: Option<&str>, charge, outlook| {
        Notice::TacitRenewal(Box::new(TacitRenewal {
            expiry: expiry(),
            term: Term::ONE,
            opt_out_by: opt_out_by.map(day),
            charge,
            outlook,
        }))
    };
    let barred = |reason| Outlook::WillNotRenew { reason };
    vec![
        told(Some("2026-01-09"), Some(charge()), will_renew()),
        told(None, Some(charge()), will_renew()),
        told(
            Some("2026-01-09"),
            Some(charge()),
            barred(NoRenewal::MethodBarred(Bar::MethodExpired)),
        ),
        told(None, None, barred(NoRenewal::NoOrder(NotGenerated::NoPrice))),
        told(None, None, awaits_outcome()),
        told(None, None, in_doubt()),
    ]
}

/// Ten days before deletion: with an order open, with none, where nothing can be done now, and where the
/// last renewable day is over.
fn deletion_warnings() -> Vec<Notice> {
    let warning = |until, outlook, way_out| {
        let (deletion, days_left) = match way_out {
            Some(WayOut::Pay { .. }) => ("2026-04-21", 15),
            Some(WayOut::Renew { .. }) | None => ("2026-04-16", 10),
        };
        Notice::DeletionWarning(Box::new(DeletionWarning {
            expiry: expiry(),
            deletion: day(deletion),
            days_left,
            renewable_until: day(until),
            outlook,
            way_out,
        }))
    };
    let off = Outlook::WillNotRenew { reason: NoRenewal::AutoRenewalOff };
    let exhausted = Outlook::WillNotRenew { reason: NoRenewal::LadderExhausted };
    vec![
        warning("2026-04-15", exhausted, Some(pay())),
        warning("2026-04-15", off, Some(renew("2026-04-06"))),
        warning("2026-04-15", off, Some(renew("2026-04-07"))),
        warning("2026-04-15", awaits_outcome(), None),
        warning("2026-04-15", in_doubt(), Some(pay())),
        warning("2026-04-05", off, None),
        warning("2026-04-05", awaits_outcome(), None),
    ]
}

fn charges_failed() -> Vec<Notice> {
    let told =
        |trouble, next_charge: Option<NextCharge>, reason: Option<NoRenewal>, dues: Vec<Due>| {
            Notice::ChargeFailed(Box::new(ChargeFailed {
                order: order(),
                trouble,
                next_charge,
                reason,
                with_another_method: reason.filter(|_| !dues.is_empty()).map(|_| at_once(trouble)),
                dues,
                if_not_renewed: match (next_charge, reason) {
                    (None, None) => hanging(),
                    (_, _) => if_not_paid(),
                },
            }))
        };
    by_variant!(Trouble {
        Trouble::Failed(_) => failures().into_iter().map(Trouble::Failed).collect(),
        Trouble::Barred(_) => bars().map(Trouble::Barred).into(),
        Trouble::Exhausted => vec![Trouble::Exhausted],
    })
    .into_iter()
    .map(|trouble| {
        let barred = |bar| (None, Some(NoRenewal::MethodBarred(bar)));
        let (next_charge, reason) = match trouble {
            Trouble::Failed(Failure::SoftDecline { not_before }) => {
                let next = charge();
                (Some(NextCharge { on: not_before.unwrap_or(next.on), ..next }), None)
            }
            Trouble::Failed(Failure::HardDecline) => barred(Bar::MethodDead),
            Trouble::Failed(Failure::AuthenticationRequired) => barred(Bar::AuthenticationRequired),
            Trouble::Failed(Failure::Stopped) => (None, Some(NoRenewal::AutoRenewalOff)),
            Trouble::Barred(bar) => barred(bar),
            Trouble::Exhausted => (None, Some(NoRenewal::LadderExhausted)),
        };
        told(trouble, next_charge, reason, dues())
    })
    .chain([
        told(Trouble::Exhausted, None, Some(NoRenewal::LadderExhausted), Vec::new()),
        told(
            Trouble::Failed(Failure::SOFT_DECLINE),
            None,
            Some(NoRenewal::LadderExhausted),
            dues(),
        ),
        // Another charge of the order is in doubt.
        told(Trouble::Failed(Failure::SOFT_DECLINE), None, None, dues()),
    ])
    .collect()
}

fn payments_incomplete() -> Vec<Notice> {
    let told = |outlook, dues| {
        let (order, held, missing) = (order(), money("15.00"), money("3.18"));
        Notice::PaymentIncomplete(Box::new(PaymentIncomplete {
            order,
            held,
            missing,
            outlook,
            dues,
            if_not_renewed: match outlook {
                Outlook::AwaitsOutcome { .. } => hanging(),
                Outlook::WillRenew { .. } | Outlook::WillNotRenew { .. } => if_not_paid(),
            },
        }))
    };
    let missing =
        || vec![Due { amount: money("3.18"), late_fee: money("0.00"), until: day("2026-04-15") }];
    let charge = NextCharge { on: day("2026-01-10"), amount: money("3.18") };
    let off = Outlook::WillNotRenew { reason: NoRenewal::AutoRenewalOff };
    vec![
        told(Outlook::WillRenew { charge }, missing()),
        told(awaits_outcome(), Vec::new()),
        told(awaits_outcome(), missing()),
        told(off, missing()),
        told(off, Vec::new()),
    ]
}

fn outlooks() -> Vec<Outlook> {
    by_variant!(Outlook {
        Outlook::WillRenew { .. } => vec![will_renew()],
        Outlook::AwaitsOutcome { .. } => vec![awaits_outcome()],
        Outlook::WillNotRenew { .. } => no_renewals()
            .into_iter()
            .map(|reason| Outlook::WillNotRenew { reason })
            .collect(),
    })
}

fn no_renewals() -> Vec<NoRenewal> {
    by_variant!(NoRenewal {
        NoRenewal::TerminationStands => vec![NoRenewal::TerminationStands],
        NoRenewal::AutoRenewalOff => vec![NoRenewal::AutoRenewalOff],
        NoRenewal::NoOrder(_) => vec![NoRenewal::NoOrder(NotGenerated::NoPrice)],
        NoRenewal::MethodBarred(_) => bars().map(NoRenewal::MethodBarred).into(),
        NoRenewal::LadderExhausted => vec![NoRenewal::LadderExhausted],
    })
}

fn will_renew() -> Outlook {
    Outlook::WillRenew { charge: charge() }
}

fn awaits_outcome() -> Outlook {
    Outlook::AwaitsOutcome { key: key(), order: key().order(), amount: Some(money("18.18")) }
}

fn in_doubt() -> Outlook {
    Outlook::AwaitsOutcome { key: key(), order: key().order(), amount: None }
}

/// What follows depends on the outcome of a charge.
const fn hanging() -> IfNotRenewed {
    IfNotRenewed { sending_stops: None, deletion: None }
}

fn charge() -> NextCharge {
    NextCharge { on: day("2026-01-10"), amount: money("18.18") }
}

fn pay() -> WayOut {
    WayOut::Pay { order: order(), dues: dues() }
}

fn renew(from: &str) -> WayOut {
    WayOut::Renew { from: day(from), dues: dues() }
}

/// What is charged on the same day if another method is bound.
fn at_once(trouble: Trouble) -> NextCharge {
    let on = match trouble {
        Trouble::Failed(_) | Trouble::Barred(_) => "2026-01-08",
        Trouble::Exhausted => "2026-01-14",
    };
    NextCharge { on: day(on), ..charge() }
}

/// What is to be paid under the preset.
fn dues() -> Vec<Due> {
    vec![Due { amount: money("18.18"), late_fee: money("0.00"), until: day("2026-04-15") }]
}

/// What is to be paid where grace costs a late fee after thirty days.
fn with_late_fee() -> Vec<Due> {
    vec![
        Due { amount: money("18.18"), late_fee: money("0.00"), until: day("2026-02-14") },
        Due { amount: money("30.38"), late_fee: money("12.20"), until: day("2026-04-15") },
    ]
}

fn if_not_renewed() -> IfNotRenewed {
    IfNotRenewed { sending_stops: Some(day("2026-01-16")), deletion: Some(day("2026-04-16")) }
}

/// Where an order is open: money of a good day may still be told of in its margin.
fn if_not_paid() -> IfNotRenewed {
    IfNotRenewed { deletion: Some(day("2026-04-21")), ..if_not_renewed() }
}
