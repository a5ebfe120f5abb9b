//! Expiry, grace, termination, deletion, and mailboxes that are managed elsewhere.

use pec_renewal::{
    Carried, CarriedOrder, CarriedOrigin, CarriedPayment, CarriedRight, CarriedSpace, CarriedTerm,
    Command, Hosting, KnownPayment, ManualRenewal, Opening, PlanChange, Refund, RefundForm,
    RefundReason,
    catalogue::{GracePhase, GracePhases, MailAccess, MethodKind, Package, Plan, Policy, Rung},
    charge::Outcome,
    values::{ExtraSpace, MailboxId, Money, OrderId, Price, RefundNumber, VatRate, uuid::Uuid},
};
use pec_test_support::{TAX_ID, card, day, mailbox_id, money, noon, paypal};

use super::{
    Situation, Step, bought, bought_with_a_card, bought_without_automatic_renewal, by_transfer,
    charge_requested, charges::with, on, open, report, situation, then, ticks_through,
    warned_and_ticked_through,
};

#[expect(clippy::too_many_lines, reason = "one entry a situation")]
pub fn situations() -> Vec<Situation> {
    vec![
        situation("expiry day, automatic renewal off", "2026-01-15", unrenewed("2026-01-15")),
        situation("first day of grace, not ticked yet", "2026-01-16", unrenewed("2026-01-15")),
        situation("in grace, automatic renewal off", "2026-02-10", unrenewed("2026-02-10")),
        situation("last day of grace", "2026-04-15", unrenewed("2026-04-15")),
        situation("grace is over, not deleted yet", "2026-04-16", unrenewed("2026-04-15")),
        situation("deleted when grace was over", "2026-04-16", unrenewed("2026-04-16")),
        situation(
            "deleted, and its address released to a new mailbox",
            "2026-05-01",
            then(
                unrenewed("2026-04-16"),
                [on(
                    "2026-05-01",
                    "bought again by the same tax id",
                    Command::BuyAgain {
                        mailbox: MailboxId::new(Uuid::from_u128(2)),
                        tax_id: TAX_ID.parse().unwrap(),
                    },
                )],
            ),
        ),
        situation("a term that may be left", "2026-11-03", renewed_unannounced()),
        situation(
            "left, the expiry is today",
            "2026-11-03",
            then(
                renewed_unannounced(),
                [on("2026-11-03", "left", Command::Leave { order: super::order(1) })],
            ),
        ),
        situation("renewed by hand, in time to withdraw", "2026-01-20", renewed_by_hand()),
        situation(
            "renewed by hand, and nobody was informed of withdrawing",
            "2026-01-24",
            then(
                bought_without_automatic_renewal(),
                [by_hand("2026-01-05", false), paid("2026-01-05")],
            ),
        ),
        situation("renewed by hand, too late to withdraw", "2026-01-24", renewed_by_hand()),
        situation(
            "withdrawn from, the old expiry is over",
            "2026-01-20",
            then(renewed_by_hand(), [withdrawn("2026-01-20")]),
        ),
        situation(
            "withdrawn from late in grace, today is the expiry",
            "2026-04-20",
            then(
                unrenewed("2026-04-09"),
                [by_hand("2026-04-10", true), paid("2026-04-10"), withdrawn("2026-04-20")],
            ),
        ),
        situation(
            "withdrawn from while a charge is unresolved",
            "2027-01-09",
            then(
                renewed_by_hand_uninformed(),
                [ticks_through("2027-01-08"), withdrawn("2027-01-09")],
            ),
        ),
        situation(
            "deleted, and still in time to withdraw",
            "2026-01-21",
            then(renewed_by_hand(), [on("2026-01-21", "terminated now", Command::TerminateNow)]),
        ),
        situation(
            "grace is over, a charge is still unresolved",
            "2026-04-20",
            then(charge_requested(), [ticks_through("2026-04-20")]),
        ),
        situation(
            "grace is over, the charge that held deletion failed",
            "2026-04-20",
            then(
                charge_requested(),
                [
                    ticks_through("2026-04-19"),
                    report("2026-04-20", "hard decline", 1, Outcome::HardDecline),
                ],
            ),
        ),
        situation(
            "in grace, the ladder went by unticked",
            "2026-01-20",
            warned_and_ticked_through("2026-01-07"),
        ),
        situation(
            "renewed in grace by transfer",
            "2026-02-10",
            then(
                unrenewed("2026-02-09"),
                [
                    on(
                        "2026-02-10",
                        "renewed by hand",
                        Command::RenewByHand(super::renewal(
                            pec_renewal::catalogue::Plan::Standard,
                        )),
                    ),
                    on(
                        "2026-02-10",
                        "paid by transfer",
                        by_transfer("TRN 1", "12.08", "2026-02-10"),
                    ),
                ],
            ),
        ),
        situation(
            "in the part of grace that cannot be renewed",
            "2026-02-16",
            unrenewed("2026-02-16"),
        )
        .under(phased()),
        situation(
            "in the part of grace that costs a late fee",
            "2026-02-16",
            unrenewed("2026-02-16"),
        )
        .under(with_late_fee()),
        situation(
            "terminated at expiry, order cancelled",
            "2026-01-03",
            then(warned_and_ticked_through("2026-01-02"), [terminated_at_expiry("2026-01-03")]),
        ),
        situation(
            "terminated at expiry while a charge is unresolved",
            "2026-01-08",
            then(charge_requested(), [terminated_at_expiry("2026-01-08")]),
        ),
        situation(
            "terminated at expiry, then the charge on its way renewed it",
            "2026-01-09",
            then(
                charge_requested(),
                [
                    terminated_at_expiry("2026-01-08"),
                    report("2026-01-09", "settled", 1, Outcome::Settled { amount: super::price() }),
                ],
            ),
        ),
        situation(
            "terminated at expiry, and expired",
            "2026-01-20",
            then(
                warned_and_ticked_through("2026-01-02"),
                [terminated_at_expiry("2026-01-03"), ticks_through("2026-01-20")],
            ),
        ),
        situation(
            "termination at expiry revoked",
            "2026-01-04",
            then(
                warned_and_ticked_through("2026-01-02"),
                [
                    terminated_at_expiry("2026-01-03"),
                    on("2026-01-04", "termination revoked", Command::RevokeTermination),
                ],
            ),
        ),
        situation(
            "terminated now",
            "2026-01-03",
            then(
                warned_and_ticked_through("2026-01-02"),
                [on("2026-01-03", "terminated now", Command::TerminateNow)],
            ),
        ),
        situation("ending: terminated now while a charge is unresolved", "2026-01-08", ending()),
        situation(
            "ended: the charge settled, and the mailbox was deleted",
            "2026-01-09",
            then(
                ending(),
                [report("2026-01-09", "settled", 1, Outcome::Settled { amount: super::price() })],
            ),
        ),
        situation(
            "on the customer's own domain",
            "2026-01-02",
            [on(
                "2025-12-20",
                "taken over on its own domain",
                open(Opening {
                    hosting: Hosting::OwnDomain,
                    bound_method: None,
                    ..bought_with_a_card()
                }),
            )],
        ),
        situation(
            "taken over in grace, automatic renewal on",
            "2026-02-01",
            [on("2026-02-01", "taken over in grace", open(bought_with_a_card()))],
        ),
        situation(
            "taken over when grace was over",
            "2026-05-01",
            [on("2026-05-01", "taken over", open(bought_with_a_card()))],
        ),
        situation(
            "taken over with a history elsewhere",
            "2025-12-20",
            [on(
                "2025-12-20",
                "taken over with three orders, a dead method and the notice delivered",
                open(Opening {
                    dead_methods: vec![paypal().id],
                    statutory_notice_delivered: Some(day("2025-12-01")),
                    orders_before: 3,
                    ..bought_with_a_card()
                }),
            )],
        ),
        situation(
            "taken over with an order that was charged once",
            "2026-01-09",
            [on(
                "2026-01-09",
                "taken over with the third order open, one rung spent and a part of it held",
                open(carrying(Carried {
                    order: Some(charged_once()),
                    payments: vec![held("4.00")],
                    ..Carried::default()
                })),
            )],
        ),
        situation(
            "taken over with a right to leave, a refund and a plan to come",
            "2025-12-20",
            [on(
                "2025-12-20",
                "taken over with all that stands beside the term",
                open(carrying(with_rights())),
            )],
        ),
        situation(
            "taken over deleted",
            "2025-12-20",
            [on(
                "2025-12-20",
                "taken over with nothing but its address",
                open(Opening {
                    bound_method: None,
                    ..carrying(Carried {
                        deleted_on: Some(day("2025-06-01")),
                        ..Carried::default()
                    })
                }),
            )],
        ),
    ]
}

fn carrying(carried: Carried) -> Opening {
    Opening { orders_before: 3, carried: Some(Box::new(carried)), ..bought_with_a_card() }
}

fn charged_once() -> CarriedOrder {
    CarriedOrder {
        id: order_of(3),
        number: Some("ORD-3".parse().expect("a number")),
        origin: CarriedOrigin::Generated {
            attempts: 1,
            spent: Some(Rung::FIRST),
            waits_for_authentication: false,
            told_of_failure: true,
        },
        purchase: bought_with_a_card().purchase,
        price: Price::of(money("9.90"), VatRate::ORDINARY).expect("a price"),
        archive_consent: false,
        opened_on: day("2025-12-31"),
        last_day: None,
    }
}

fn held(amount: &str) -> CarriedPayment {
    let payment = KnownPayment {
        reference: "CRO elsewhere".parse().expect("a reference"),
        amount: money(amount),
        day: day("2026-01-05"),
        order: Some(order_of(3)),
        debt: None,
        method_kind: Some(MethodKind::BankTransfer),
    };
    CarriedPayment { payment, applied: Money::ZERO, held: money(amount) }
}

fn with_rights() -> Carried {
    let pro = Package { plan: Plan::Pro, extra: ExtraSpace::NONE };
    let bought = bought_with_a_card();
    Carried {
        space: Some(CarriedSpace {
            package: pro,
            planned: vec![PlanChange {
                on: bought.expiry.next(),
                package: bought.purchase.package,
                archive_consent: true,
            }],
            larger: None,
        }),
        refunds: vec![Refund {
            number: RefundNumber::new(2),
            amount: money("12.08"),
            order: None,
            reason: RefundReason::Excess,
            form: RefundForm::Refund,
            due: Some(day("2026-01-02")),
            payout: None,
            beyond: Vec::new(),
            withdrawn: false,
            in_its_place: None,
        }],
        terms: vec![CarriedTerm {
            order: OrderId::new(mailbox_id(), day("2025-01-15"), 3),
            last_day: bought.expiry,
            applied: money("12.08"),
            right: Some(CarriedRight::Leave),
        }],
        ..Carried::default()
    }
}

fn order_of(ordinal: u32) -> OrderId {
    OrderId::new(mailbox_id(), bought_with_a_card().expiry, ordinal)
}

/// Nobody renewed, and ticks came up to a day.
fn unrenewed(date: &str) -> Vec<Step> {
    then(bought_without_automatic_renewal(), [ticks_through(date)])
}

fn terminated_at_expiry(date: &str) -> Step {
    on(date, "terminated at expiry", Command::TerminateAtExpiry)
}

fn ending() -> Vec<Step> {
    then(charge_requested(), [on("2026-01-08", "terminated now", Command::TerminateNow)])
}

/// Thirty days to be renewed, then five to read.
fn phased() -> Policy {
    with(|parameters| {
        parameters.grace = GracePhases::new(vec![
            phase(30, MailAccess::RECEIVE_ONLY, "0.00", true),
            phase(5, MailAccess::READ_ONLY, "0.00", false),
        ])
        .unwrap();
        parameters.reminders_after = vec![1, 30];
    })
}

/// Ten euro more after a month.
fn with_late_fee() -> Policy {
    with(|parameters| {
        parameters.grace = GracePhases::new(vec![
            phase(30, MailAccess::RECEIVE_AND_READ, "0.00", true),
            phase(60, MailAccess::RECEIVE_AND_READ, "10.00", true),
        ])
        .unwrap();
    })
}

fn phase(days: u16, access: MailAccess, late_fee: &str, renewable: bool) -> GracePhase {
    GracePhase { days, access, late_fee_net: money(late_fee), renewable }
}

/// The charge settled, and nobody knows that the notice of art. 65-bis arrived.
pub fn renewed_unannounced() -> Vec<Step> {
    let settled = Outcome::Settled { amount: money("12.08") };
    then(bought(), [ticks_through("2026-01-08"), report("2026-01-08", "settled", 1, settled)])
}

/// Informed of the right to withdraw, with the start asked for at once.
fn renewed_by_hand() -> Vec<Step> {
    then(bought_without_automatic_renewal(), [by_hand("2026-01-05", true), paid("2026-01-05")])
}

/// And nobody informed the holder of the right to withdraw; automatic renewal is on since.
pub fn renewed_by_hand_uninformed() -> Vec<Step> {
    then(
        bought_without_automatic_renewal(),
        [
            by_hand("2025-12-30", false),
            paid("2025-12-30"),
            on("2026-02-01", "switched on", Command::SwitchOn { method: card(), consent: None }),
        ],
    )
}

fn by_hand(date: &str, informed: bool) -> Step {
    let standard = super::renewal(pec_renewal::catalogue::Plan::Standard);
    let stated = ManualRenewal { informed, start_requested: informed, ..standard };
    on(date, "renewed by hand", Command::RenewByHand(stated))
}

fn paid(date: &str) -> Step {
    on(date, "paid by transfer", by_transfer("TRN 1", "12.08", date))
}

fn withdrawn(date: &str) -> Step {
    let declared_at = noon(day(date));
    on(date, "withdrew", Command::Withdrawal { order: super::order(1), declared_at })
}
