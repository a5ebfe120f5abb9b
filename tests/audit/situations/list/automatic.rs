//! Automatic renewal on and off, and the notices before it acts.

use pec_renewal::{
    Command, Opening, Payment,
    catalogue::{HolderKind, Method, Parameters, Plan, Policy, Purchase, Term},
    values::{AccountId, NoticeNumber, uuid::Uuid},
};
use pec_test_support::{card, day, holder, transfer};

use super::{
    Situation, Step, bought, bought_with_a_card, bought_without_automatic_renewal, by_transfer,
    charge_requested, charges::with, on, open, order, other_card, price, renewal, situation, then,
    ticks_through, warned_and_ticked_through,
};

#[expect(clippy::too_many_lines, reason = "one entry a situation")]
pub fn situations() -> Vec<Situation> {
    vec![
        situation(
            "newborn, automatic renewal off",
            "2025-02-01",
            bought_without_automatic_renewal(),
        ),
        situation("newborn, automatic renewal on", "2025-02-01", bought()),
        situation(
            "newborn, automatic renewal off, in the week before expiry",
            "2026-01-10",
            then(bought_without_automatic_renewal(), [ticks_through("2026-01-10")]),
        ),
        situation(
            "the first reminder is due and not given",
            "2025-10-17",
            then(bought(), [ticks_through("2025-10-16")]),
        ),
        situation(
            "reminders were missed",
            "2025-11-20",
            then(bought(), [ticks_through("2025-10-16")]),
        ),
        situation(
            "the notice of art 65-bis is given, nothing is known of its delivery",
            "2025-12-02",
            then(bought(), [ticks_through("2025-12-01")]),
        ),
        situation(
            "the notice of art 65-bis failed",
            "2025-12-03",
            then(bought(), [ticks_through("2025-12-01"), notice_failed("2025-12-03")]),
        ),
        situation(
            "the notice of art 65-bis failed, and no tick came while it could be given again",
            "2025-12-20",
            then(bought(), [ticks_through("2025-12-01"), notice_failed("2025-12-10")]),
        )
        .under(with(|parameters| parameters.reminders_before = vec![90, 60])),
        situation(
            "the notice of art 65-bis failed on the last day that counts",
            "2025-12-16",
            then(bought(), [ticks_through("2025-12-16"), notice_failed("2025-12-16")]),
        ),
        situation(
            "the notice of art 65-bis is delivered",
            "2025-12-05",
            warned_and_ticked_through("2025-12-02"),
        ),
        situation(
            "inside the lead, not ticked yet",
            "2025-12-31",
            warned_and_ticked_through("2025-12-30"),
        ),
        // it acts on the next tick, not in a year.
        situation(
            "switched on inside the ladder",
            "2026-01-11",
            then(
                bought_without_automatic_renewal(),
                [
                    ticks_through("2026-01-10"),
                    on(
                        "2026-01-11",
                        "switched on",
                        Command::SwitchOn { method: card(), consent: None },
                    ),
                ],
            ),
        ),
        situation(
            "switched off by the holder while the order is open",
            "2026-01-03",
            then(
                warned_and_ticked_through("2026-01-02"),
                [on("2026-01-03", "switched off", Command::SwitchOff)],
            ),
        ),
        situation(
            "switched off by the holder while a charge is unresolved",
            "2026-01-08",
            then(charge_requested(), [on("2026-01-08", "switched off", Command::SwitchOff)]),
        ),
        situation(
            "the bound method was removed",
            "2026-01-05",
            then(
                warned_and_ticked_through("2026-01-05"),
                [on("2026-01-05", "card removed", Command::RemoveMethod { method: card().id })],
            ),
        ),
        situation(
            "the bound method was replaced far from expiry",
            "2025-06-01",
            then(
                bought(),
                [on(
                    "2025-06-01",
                    "card replaced by another",
                    Command::ReplaceMethod { old: card().id, new: other_card() },
                )],
            ),
        ),
        situation(
            "the mailbox moved to another account",
            "2025-06-01",
            then(
                bought(),
                [on(
                    "2025-06-01",
                    "moved to another account",
                    Command::AccountChanged { account: AccountId::new(Uuid::from_u128(0xAD)) },
                )],
            ),
        ),
        situation(
            "the holder changed to a company",
            "2025-12-10",
            then(
                warned_and_ticked_through("2025-12-02"),
                [on(
                    "2025-12-10",
                    "another holder",
                    Command::HolderChanged {
                        holder: holder(HolderKind::Business { split_payment: false }),
                    },
                )],
            ),
        ),
        situation(
            "a public body under split payment, order generated",
            "2026-01-02",
            [
                on(
                    "2025-01-15",
                    "bought by a public body, automatic renewal on with a card",
                    open(Opening {
                        holder: holder(HolderKind::PublicBody { split_payment: true }),
                        ..bought_with_a_card()
                    }),
                ),
                ticks_through("2026-01-02"),
            ],
        ),
        situation(
            "a company, order generated without the notice of art 65-bis",
            "2026-01-02",
            [
                on(
                    "2025-01-15",
                    "bought by a company, automatic renewal on with a card",
                    open(Opening {
                        holder: holder(HolderKind::Business { split_payment: false }),
                        ..bought_with_a_card()
                    }),
                ),
                ticks_through("2026-01-02"),
            ],
        ),
        situation(
            "bought for five years, automatic renewal on",
            "2029-12-20",
            [
                on(
                    "2025-01-15",
                    "bought for five years, automatic renewal on with a card",
                    open(Opening {
                        purchase: Purchase {
                            term: Term::new(5).unwrap(),
                            ..bought_with_a_card().purchase
                        },
                        expiry: day("2030-01-15"),
                        ..bought_with_a_card()
                    }),
                ),
                ticks_through("2029-12-20"),
            ],
        ),
        situation(
            "the bound card is past its own expiry date",
            "2026-01-02",
            [
                on(
                    "2025-01-15",
                    "bought for a year, automatic renewal on with a card valid until 2025-12-31",
                    open(Opening {
                        bound_method: Some(Method {
                            valid_until: Some(day("2025-12-31")),
                            ..card()
                        }),
                        ..bought_with_a_card()
                    }),
                ),
                ticks_through("2026-01-02"),
            ],
        ),
        // only a signed-in payment with a reusable method switches on.
        situation(
            "paid by a guest, so that automatic renewal stays off",
            "2025-12-21",
            then(
                bought_without_automatic_renewal(),
                [
                    ticks_through("2025-12-20"),
                    on(
                        "2025-12-20",
                        "renewed by hand as last time",
                        Command::RenewByHand(renewal(Plan::Standard)),
                    ),
                    on(
                        "2025-12-21",
                        "paid by transfer",
                        by_transfer("TRN 1", "12.08", "2025-12-21"),
                    ),
                ],
            ),
        ),
        situation(
            "paid by card while signed in, so that automatic renewal is on",
            "2025-12-21",
            then(
                bought_without_automatic_renewal(),
                [
                    ticks_through("2025-12-20"),
                    on(
                        "2025-12-20",
                        "renewed by hand as last time",
                        Command::RenewByHand(renewal(Plan::Standard)),
                    ),
                    on("2025-12-21", "paid by card, signed in", paid_signed_in()),
                ],
            ),
        ),
        // where the policy asks for consent, a payment without one switches nothing on.
        situation(
            "paid by card while signed in, without the consent that is asked for",
            "2025-12-21",
            then(
                bought_without_automatic_renewal(),
                [
                    ticks_through("2025-12-20"),
                    on(
                        "2025-12-20",
                        "renewed by hand as last time",
                        Command::RenewByHand(renewal(Plan::Standard)),
                    ),
                    on("2025-12-21", "paid by card, signed in", paid_signed_in()),
                ],
            ),
        )
        .under(consent_asked_for()),
    ]
}

fn notice_failed(date: &str) -> Step {
    on(
        date,
        "the notice of art. 65-bis could not be delivered",
        Command::NoticeFailed { notice: NoticeNumber::new(3) },
    )
}

fn consent_asked_for() -> Policy {
    let preset = Policy::aruba();
    let parameters = Parameters { auto_enable_needs_consent: true, ..preset.parameters().clone() };
    Policy::new(parameters, preset.prices().clone()).unwrap()
}

fn paid_signed_in() -> Command {
    let by_transfer = transfer("PAY 1", order(1), price(), day("2025-12-21"));
    let method = card();
    let (method_kind, signed_in_with) = (method.kind, Some(method));
    Command::Payment(Payment { method_kind, signed_in_with, ..by_transfer })
}
