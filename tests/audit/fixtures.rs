//! A fixture per state of each machine, written by hand, equals the state reached by commands.
//!
//! Each names the situation that reaches it. They are listed by variant, and a variant without a
//! fixture does not compile.

use std::fmt::Debug;

use pec_renewal::{
    Mailbox,
    auto_renewal::{AutoRenewal, OffCause, OnCause},
    catalogue::{AfterExhaustion, ExtensionBase, Ladder, Plan, Purchase, Rung, Term},
    charge::{Bar, Charge, Progress, Rebound, Request},
    order::{Agreed, ClosedOrder, Due, FinalStatus, OpenOrder, Order, Origin},
    service::{Period, Service, Standing},
    values::{ChargeKey, Money, OrderId, Price, VatRate},
};
use pec_test_support::{card, day, mailbox_id, money};

use crate::situations::{Life, situations};

/// Lists fixtures by variant, each with the situation that reaches it.
macro_rules! fixtures {
    ($type:ty { $($pattern:pat_param => [$(($situation:expr, $fixture:expr)),+ $(,)?],)+ }) => {{
        let _every_variant_is_listed: fn(&$type) = |value| match value {
            $($pattern)|+ => (),
        };
        let mut all: Vec<(&str, $type)> = Vec::new();
        $($(
            let fixture: $type = $fixture;
            assert!(
                matches!(fixture, $pattern),
                "{fixture:?} is listed under {}",
                stringify!($pattern)
            );
            all.push(($situation, fixture));
        )+)+
        all
    }};
}

#[test]
fn the_states_of_the_failed_charge_machine() {
    let fixtures = fixtures!(Charge {
        Charge::Idle => [("newborn, automatic renewal on", Charge::Idle)],
        Charge::Waiting { .. } => [
            ("order generated, not charged yet", Charge::Waiting { progress: fresh() }),
            ("soft decline", Charge::Waiting { progress: failed() }),
            ("not executed", Charge::Waiting {
                progress: Progress { spent: None, not_before: Some(day("2026-01-09")), ..asked() },
            }),
        ],
        Charge::RetryDue { .. } => [
            ("method replaced after a failure, retry due", Charge::RetryDue { progress: asked() }),
        ],
        Charge::Barred { .. } => [
            ("hard decline", barred(Bar::MethodDead, failed())),
            ("authentication required", barred(Bar::AuthenticationRequired, failed())),
            ("barred by the method's mandate cap", barred(
                Bar::AboveMandateCap,
                Progress { spent: Some(rung(1)), episode: true, ..fresh() },
            )),
        ],
        Charge::Exhausted { .. } => [
            ("exhausted by four soft declines", Charge::Exhausted {
                progress: Progress {
                    spent: Some(rung(4)),
                    attempts: 4,
                    ..failed()
                },
                bar: None,
            }),
            ("exhausted after a hard decline", Charge::Exhausted {
                progress: Progress { spent: Some(rung(4)), ..failed() },
                bar: Some(Bar::MethodDead),
            }),
        ],
        Charge::Unresolved { .. } => [
            ("charge requested", unresolved(None)),
            ("method replaced while the charge is unresolved", unresolved(Some(Rebound::RetryDue))),
        ],
        Charge::Orphaned { .. } => [
            ("renewed by transfer while the charge is unresolved", Charge::Orphaned {
                request: Request { inquired_on: None, ..request() },
                next: None,
            }),
            ("an old charge still unresolved when the next order waits", Charge::Orphaned {
                request: Request { inquired_on: Some(day("2026-12-26")), ..request() },
                next: Some(fresh()),
            }),
        ],
    });
    all_are_reached(&fixtures, |mailbox| *mailbox.charge());
}

#[test]
fn the_states_of_automatic_renewal() {
    let fixtures = fixtures!(AutoRenewal {
        AutoRenewal::Off { .. } => [
            ("newborn, automatic renewal off", off(OffCause::Opening)),
            ("switched off by the holder while the order is open", off(OffCause::Holder)),
            ("the bound method was removed", off(OffCause::MethodRemoved)),
            ("the mailbox moved to another account", off(OffCause::AccountChanged)),
            ("stopped by the holder at the bank", off(OffCause::Stopped)),
            ("terminated at expiry, order cancelled", off(OffCause::Termination)),
            ("exhausted under a policy that switches off then", off(OffCause::LadderExhausted)),
            ("ending: terminated now while a charge is unresolved", off(OffCause::Termination)),
        ],
        AutoRenewal::On { .. } => [
            ("newborn, automatic renewal on", bound_because(OnCause::Opening)),
            ("switched on inside the ladder", bound_because(OnCause::Holder)),
            (
                "paid by card while signed in, so that automatic renewal is on",
                bound_because(OnCause::Payment { order: order() })
            ),
        ],
    });
    all_are_reached(&fixtures, |mailbox| *mailbox.auto_renewal());
}

#[test]
fn the_states_of_an_order() {
    let open = open_order();
    let [fulfilled, cancelled, lapsed] = [
        closed(FinalStatus::Fulfilled, "2026-04-15"),
        closed(FinalStatus::Cancelled, "2026-04-15"),
        closed(FinalStatus::Lapsed, "2026-01-09"),
    ];
    let fixtures = fixtures!(Order<'_> {
        Order::AwaitingPayment(_) => [
            ("order generated, not charged yet", Order::AwaitingPayment(&open)),
        ],
        Order::Closed(_) => [
            ("renewed by the charge", Order::Closed(&fulfilled)),
            ("generated order cancelled", Order::Closed(&cancelled)),
            ("manual order lapsed after twenty days", Order::Closed(&lapsed)),
        ],
    });
    for (situation, fixture) in fixtures {
        let life = life_of(situation);
        let open = life.mailbox().open_order().map(Order::AwaitingPayment);
        let closed = || life.mailbox().closed_orders().last().map(Order::Closed);
        assert_eq!(open.or_else(closed), Some(fixture), "{situation}");
    }
}

#[test]
fn the_states_of_the_service() {
    let fixtures = fixtures!(Service {
        Service::Active { .. } => [
            ("newborn, automatic renewal on", Service::Active { period: first_year() }),
            ("renewed by the charge", Service::Active { period: second_year() }),
        ],
        Service::TerminatedAtExpiry { .. } => [
            (
                "terminated at expiry, order cancelled",
                Service::TerminatedAtExpiry { period: first_year() }
            ),
        ],
        Service::Ending { .. } => [
            (
                "ending: terminated now while a charge is unresolved",
                Service::Ending { period: first_year() }
            ),
        ],
        Service::Deleted { .. } => [
            ("deleted when grace was over", Service::Deleted {
                expiry: day("2026-01-15"),
                on: day("2026-04-16"),
                logs_until: day("2028-10-16"),
            }),
        ],
    });
    all_are_reached(&fixtures, |mailbox| *mailbox.service());
}

/// Where a mailbox stands is read from state and day, and recorded nowhere.
#[test]
fn r_07_the_standings_of_a_mailbox() {
    let in_grace = |day| Standing::InGrace { phase: 1, day, renewable: true };
    let fixtures = fixtures!(Standing {
        Standing::InService => [
            ("expiry day, automatic renewal off", Standing::InService),
        ],
        Standing::InGrace { .. } => [
            ("first day of grace, not ticked yet", in_grace(1)),
            ("last day of grace", in_grace(90)),
            ("in the part of grace that cannot be renewed", Standing::InGrace {
                phase: 2,
                day: 32,
                renewable: false,
            }),
        ],
        Standing::GraceOver => [("grace is over, not deleted yet", Standing::GraceOver)],
        Standing::Ending => [
            ("ending: terminated now while a charge is unresolved", Standing::Ending),
        ],
        Standing::Deleted => [("deleted when grace was over", Standing::Deleted)],
    });
    for (situation, fixture) in fixtures {
        let life = life_of(situation);
        assert_eq!(life.mailbox().standing(life.today), fixture, "{situation}");
    }
}

#[track_caller]
fn all_are_reached<T: Debug + PartialEq>(fixtures: &[(&str, T)], part: impl Fn(&Mailbox) -> T) {
    for (situation, fixture) in fixtures {
        assert_eq!(&part(life_of(situation).mailbox()), fixture, "{situation}");
    }
}

#[track_caller]
fn life_of(name: &str) -> Life {
    let named = situations().into_iter().find(|situation| situation.name == name);
    named.unwrap_or_else(|| panic!("there is no situation {name:?}")).lived()
}

const fn fresh() -> Progress {
    Progress { spent: None, attempts: 0, episode: false, not_before: None, recharged: false }
}

fn asked() -> Progress {
    Progress {
        spent: Some(rung(1)),
        attempts: 1,
        episode: false,
        not_before: None,
        recharged: false,
    }
}

fn failed() -> Progress {
    Progress { episode: true, ..asked() }
}

fn rung(place: u8) -> Rung {
    Rung::new(place).unwrap()
}

const fn barred(bar: Bar, progress: Progress) -> Charge {
    Charge::Barred { progress, bar }
}

fn unresolved(rebound: Option<Rebound>) -> Charge {
    Charge::Unresolved { progress: asked(), request: request(), rebound }
}

fn request() -> Request {
    Request {
        key: ChargeKey::new(order(), 1),
        amount: price().gross(),
        method: card().id,
        on: day("2026-01-08"),
        inquired_on: None,
        unknown: false,
        spent_before: None,
        is_retry: false,
    }
}

const fn off(cause: OffCause) -> AutoRenewal {
    AutoRenewal::Off { cause }
}

fn bound_because(cause: OnCause) -> AutoRenewal {
    AutoRenewal::On { method: card(), cause, consent: None }
}

fn open_order() -> OpenOrder {
    OpenOrder {
        id: order(),
        origin: Origin::Generated,
        purchase: Purchase::new(Plan::Standard, Term::ONE),
        price: price(),
        net_only: false,
        archive_consent: false,
        opened_on: day("2025-12-31"),
        limit: Some(day("2027-01-14")),
        asks: vec![Due { amount: money("12.08"), late_fee: Money::ZERO, until: day("2026-04-15") }],
        agreed: Agreed {
            ladder: Ladder::new(vec![7, 5, 3, 1]).unwrap(),
            late_charge: true,
            recharge_on_method_update: true,
            after_exhaustion: AfterExhaustion::Keep,
            unpaid_order_days: None,
            report_margin_days: 5,
            shortfall_waived: Money::ZERO,
            extension_base: ExtensionBase::PreviousExpiry,
            policy_version: 1,
            price_list_version: 1,
        },
    }
}

fn closed(status: FinalStatus, last_day: &str) -> ClosedOrder {
    let (expiry, last_day) = (day("2026-01-15"), day(last_day));
    ClosedOrder { ordinal: 1, expiry, last_day, status, replaced: false }
}

fn first_year() -> Period {
    Period {
        anchor: day("2025-01-15"),
        years: 1,
        expiry: day("2026-01-15"),
        began_on: day("2025-01-15"),
        exit_right: false,
    }
}

fn second_year() -> Period {
    Period { years: 2, expiry: day("2027-01-15"), began_on: day("2026-01-08"), ..first_year() }
}

fn price() -> Price {
    Price::of(money("9.90"), VatRate::ORDINARY).unwrap()
}

fn order() -> OrderId {
    OrderId::new(mailbox_id(), day("2026-01-15"), 1)
}
