//! Orders by hand, cancelled, replaced, paid in part, lapsed.

use pec_renewal::{
    Command, Commitment, ManualRenewal, Opening, Payout, Reversal, ReversalKind,
    catalogue::{
        GracePhase, GracePhases, HolderKind, MailAccess, MethodKind, Plan, Policy, PriceList,
        PriceRow, Purchase, Term,
    },
    values::{Money, RefundNumber},
};
use pec_test_support::{day, holder, money};

use super::{
    Situation, Step, bought_with_a_card, bought_without_automatic_renewal, by_transfer,
    charges::with, on, open, order, renewal, situation, then, ticks_through,
    warned_and_ticked_through,
};

#[expect(clippy::too_many_lines, reason = "one entry a situation")]
pub fn situations() -> Vec<Situation> {
    vec![
        situation("generated order cancelled", "2026-01-03", cancelled()),
        situation(
            "generated order cancelled, no other will be generated",
            "2026-01-04",
            then(cancelled(), [ticks_through("2026-01-04")]),
        ),
        situation(
            "generated order cancelled, then renewed by hand to Pro by transfer",
            "2026-01-03",
            then(cancelled(), [by_hand("2026-01-03", renewal(Plan::Pro))]),
        ),
        situation(
            "generated order replaced by one for two years by postal slip",
            "2026-01-03",
            then(
                warned_and_ticked_through("2026-01-02"),
                [by_hand(
                    "2026-01-03",
                    ManualRenewal {
                        purchase: Purchase::new(Plan::Standard, Term::new(2).unwrap()),
                        method_kind: MethodKind::PostalSlip,
                        replaces: Some(order(1)),
                        ..renewal(Plan::Standard)
                    },
                )],
            ),
        ),
        situation("manual order open, automatic renewal off", "2025-12-20", manual()),
        // no double payment while a transfer travels.
        situation(
            "manual order open inside the lead, automatic renewal on",
            "2026-01-08",
            then(
                warned_and_ticked_through("2025-12-20"),
                [by_hand("2025-12-20", renewal(Plan::Standard)), ticks_through("2026-01-08")],
            ),
        ),
        situation(
            "manual order cancelled before expiry, automatic renewal on",
            "2026-01-09",
            then(
                warned_and_ticked_through("2025-12-20"),
                [
                    by_hand("2025-12-20", renewal(Plan::Standard)),
                    ticks_through("2026-01-08"),
                    on("2026-01-09", "order 1 cancelled", Command::CancelOrder { order: order(1) }),
                ],
            ),
        ),
        situation(
            "manual order open when the expiry day ended, cancelled in grace",
            "2026-01-20",
            then(
                warned_and_ticked_through("2025-12-20"),
                [
                    by_hand("2025-12-20", renewal(Plan::Standard)),
                    ticks_through("2026-01-20"),
                    on("2026-01-20", "order 1 cancelled", Command::CancelOrder { order: order(1) }),
                ],
            ),
        ),
        situation(
            "manual order paid in part",
            "2025-12-22",
            then(manual(), [paid("2025-12-22", "5.00")]),
        ),
        situation(
            "manual order paid in part, then cancelled",
            "2025-12-23",
            then(
                manual(),
                [
                    paid("2025-12-22", "5.00"),
                    on("2025-12-23", "order 1 cancelled", Command::CancelOrder { order: order(1) }),
                ],
            ),
        ),
        situation(
            "renewed by hand with an excess",
            "2025-12-22",
            then(manual(), [paid("2025-12-22", "22.44")]),
        ),
        situation(
            "an excess was owed back and is paid out",
            "2025-12-29",
            then(manual(), [paid("2025-12-22", "22.44"), paid_out("2025-12-28", "10.36")]),
        ),
        situation(
            "an excess was owed back and is paid out in part",
            "2025-12-29",
            then(manual(), [paid("2025-12-22", "22.44"), paid_out("2025-12-28", "10.00")]),
        ),
        situation(
            "renewed by transfer and charged back, a debt stands",
            "2026-01-10",
            then(manual(), [paid("2025-12-22", "12.08"), charged_back("2026-01-09", "12.08")]),
        ),
        situation(
            "paid twice and one charged back, its refund is withdrawn",
            "2025-12-29",
            then(manual(), [paid("2025-12-22", "22.44"), charged_back("2025-12-28", "5.00")]),
        ),
        situation(
            "renewed by the commitment of a public body, paid in part",
            "2026-01-10",
            committed(),
        ),
        situation(
            "generated order paid in part before its first charge",
            "2026-01-05",
            then(warned_and_ticked_through("2026-01-05"), [paid("2026-01-05", "5.00")]),
        ),
        situation(
            "manual order past its twenty days, in its margin",
            "2026-01-10",
            then(manual(), [paid("2025-12-22", "5.00"), ticks_through("2026-01-10")]),
        )
        .under(with(|parameters| parameters.unpaid_order_days = Some(20))),
        situation(
            "manual order lapsed after twenty days, not ticked yet",
            "2026-01-15",
            then(manual(), [paid("2025-12-22", "5.00"), ticks_through("2026-01-14")]),
        )
        .under(with(|parameters| parameters.unpaid_order_days = Some(20))),
        situation(
            "manual order lapsed after twenty days",
            "2026-01-16",
            then(manual(), [paid("2025-12-22", "5.00"), ticks_through("2026-01-16")]),
        )
        .under(with(|parameters| parameters.unpaid_order_days = Some(20))),
        situation(
            "money came for an order that had lapsed",
            "2026-01-17",
            then(manual(), [ticks_through("2026-01-16"), paid("2026-01-17", "12.08")]),
        )
        .under(with(|parameters| parameters.unpaid_order_days = Some(20))),
        situation(
            "renewed twice by hand, two years ahead",
            "2025-12-24",
            then(
                manual(),
                [
                    paid("2025-12-22", "12.08"),
                    on(
                        "2025-12-24",
                        "renewed by hand again",
                        Command::RenewByHand(ManualRenewal {
                            expiry: day("2027-01-15"),
                            ..renewal(Plan::Standard)
                        }),
                    ),
                ],
            ),
        ),
        situation(
            "automatic renewal on under a policy that then allows no manual renewal",
            "2025-12-20",
            warned_and_ticked_through("2025-12-20"),
        )
        .under(with(|parameters| parameters.manual_while_auto = false)),
        situation(
            "too early to renew by hand under a policy with a window of sixty days",
            "2025-11-15",
            then(bought_without_automatic_renewal(), [ticks_through("2025-11-15")]),
        )
        .under(with(|parameters| parameters.manual_window_opens = Some(60))),
        situation(
            "renewed by hand under a policy with a gap of a week and five years at most",
            "2025-12-24",
            then(manual(), [paid("2025-12-22", "12.08")]),
        )
        .under(with(|parameters| {
            parameters.renewal_gap_days = Some(7);
            parameters.prepaid_years_max = Some(5);
        })),
        situation(
            "the gap is over, five years at most",
            "2025-12-30",
            then(manual(), [paid("2025-12-22", "12.08")]),
        )
        .under(with(|parameters| {
            parameters.renewal_gap_days = Some(7);
            parameters.prepaid_years_max = Some(5);
        })),
        situation(
            "expired so long ago that a year would not do",
            "2027-02-01",
            then(bought_without_automatic_renewal(), [ticks_through("2027-02-01")]),
        )
        .under(with(|parameters| {
            parameters.grace = GracePhases::new(vec![GracePhase {
                days: 500,
                access: MailAccess::READ_ONLY,
                late_fee_net: Money::ZERO,
                renewable: true,
            }])
            .unwrap();
        })),
        situation(
            "expired so long ago that a year would not do, automatic renewal on",
            "2027-02-01",
            [
                on("2027-01-20", "taken over", open(bought_with_a_card())),
                ticks_through("2027-02-01"),
            ],
        )
        .under(with(|parameters| {
            parameters.grace = GracePhases::new(vec![GracePhase {
                days: 500,
                access: MailAccess::READ_ONLY,
                late_fee_net: Money::ZERO,
                renewable: true,
            }])
            .unwrap();
        })),
        situation(
            "the price list has ended, automatic renewal on",
            "2026-01-02",
            warned_and_ticked_through("2026-01-02"),
        )
        .under(priced_until("2025-12-25")),
        situation(
            "at the end of the calendar",
            "2894-12-20",
            [on(
                "2894-12-20",
                "taken over in the last years there are",
                open(Opening {
                    anchor: day("2890-01-15"),
                    expiry: day("2895-01-15"),
                    ..bought_with_a_card()
                }),
            )],
        ),
    ]
}

/// The holder cancels the generated order on 2026-01-03.
fn cancelled() -> Vec<Step> {
    let cancel = Command::CancelOrder { order: order(1) };
    then(warned_and_ticked_through("2026-01-02"), [on("2026-01-03", "order 1 cancelled", cancel)])
}

/// With automatic renewal off, the holder orders on 2025-12-20.
fn manual() -> Vec<Step> {
    then(
        bought_without_automatic_renewal(),
        [ticks_through("2025-12-20"), by_hand("2025-12-20", renewal(Plan::Standard))],
    )
}

fn by_hand(date: &str, renewal: ManualRenewal) -> Step {
    on(date, "renewed by hand", Command::RenewByHand(renewal))
}

fn paid(date: &str, amount: &str) -> Step {
    on(date, "a transfer for order 1 came", by_transfer("TRN 1", amount, date))
}

fn charged_back(date: &str, amount: &str) -> Step {
    let (reference, of) = ("CB 1".parse().unwrap(), "TRN 1".parse().unwrap());
    let (amount, kind) = (money(amount), ReversalKind::Chargeback);
    let reversal = Reversal { reference, of, amount, on: day(date), kind };
    on(date, "the transfer was charged back", Command::Reversal(reversal))
}

/// A public body orders by hand and commits itself; later it pays a part.
fn committed() -> Vec<Step> {
    let bought = Opening {
        holder: holder(HolderKind::PublicBody { split_payment: false }),
        bound_method: None,
        ..bought_with_a_card()
    };
    let on_day = "2025-12-22";
    let reference = "IMP 1".parse().unwrap();
    let commitment = Commitment { reference, order: order(1), on: day(on_day) };
    vec![
        on("2025-01-15", "bought for a year by a public body", open(bought)),
        ticks_through("2025-12-20"),
        by_hand("2025-12-20", renewal(Plan::Standard)),
        on(on_day, "it commits itself to pay", Command::Commitment(commitment)),
        paid("2026-01-09", "5.00"),
    ]
}

fn paid_out(date: &str, amount: &str) -> Step {
    let reference = "SCT 1".parse().unwrap();
    let payout = Payout { reference, amount: money(amount), on: day(date) };
    let refund = RefundNumber::new(1);
    on(date, "refund 1 was paid", Command::RefundPaid { refund, payout })
}

/// The preset with a price list that ends.
fn priced_until(date: &str) -> Policy {
    let preset = Policy::aruba();
    let rows = preset.prices().rows().iter().copied();
    let rows = rows.map(|row| PriceRow { until: Some(day(date)), ..row }).collect();
    let prices = PriceList::new(2, rows).unwrap();
    Policy::new(preset.parameters().clone(), prices).unwrap()
}
