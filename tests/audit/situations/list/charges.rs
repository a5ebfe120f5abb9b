//! Collecting the generated order: requested, failed, unresolved, retried, exhausted.

use pec_renewal::{
    Command, MethodNews, Opening,
    catalogue::{AfterExhaustion, Method, Parameters, Policy},
    charge::Outcome,
};
use pec_test_support::{card, day, money};

use super::{
    Situation, Step, bought, bought_with_a_card, by_transfer, charge_requested, on, open,
    other_card, price, report, situation, then, ticks_through, warned_and_ticked_through,
};

#[expect(clippy::too_many_lines, reason = "one entry a situation")]
pub fn situations() -> Vec<Situation> {
    vec![
        situation(
            "order generated, not charged yet",
            "2026-01-02",
            warned_and_ticked_through("2026-01-02"),
        ),
        situation(
            "first rung's day, not ticked yet",
            "2026-01-08",
            warned_and_ticked_through("2026-01-07"),
        ),
        situation(
            "two rungs went by without a tick",
            "2026-01-11",
            warned_and_ticked_through("2026-01-07"),
        ),
        situation("charge requested", "2026-01-08", charge_requested()),
        situation(
            "charge requested, its outcome unknown",
            "2026-01-09",
            then(
                charge_requested(),
                [
                    report("2026-01-08", "it may have happened", 1, Outcome::Unknown),
                    ticks_through("2026-01-09"),
                ],
            ),
        ),
        situation(
            "charge unresolved through the expiry",
            "2026-01-20",
            then(charge_requested(), [ticks_through("2026-01-20")]),
        ),
        situation("soft decline", "2026-01-09", failed(Outcome::SOFT_DECLINE)),
        situation("hard decline", "2026-01-09", failed(Outcome::HardDecline)),
        // news of the bound method.
        situation(
            "hard decline, then news of a new date",
            "2026-01-09",
            then(failed(Outcome::HardDecline), [news("2026-01-09", "a new date", good_news())]),
        ),
        situation(
            "hard decline after news of a new date, then news once more",
            "2026-01-09",
            then(
                failed(Outcome::HardDecline),
                [
                    news("2026-01-09", "a new date", good_news()),
                    ticks_through("2026-01-09"),
                    report("2026-01-09", "hard decline", 2, Outcome::HardDecline),
                    news("2026-01-09", "a new date", good_news()),
                ],
            ),
        ),
        situation(
            "needs authentication, then news of a new date",
            "2026-01-10",
            then(
                failed(Outcome::AuthenticationRequired),
                [news("2026-01-09", "a new date", good_news()), ticks_through("2026-01-10")],
            ),
        ),
        situation(
            "the bound method was closed, its order open",
            "2026-01-09",
            then(
                failed(Outcome::SOFT_DECLINE),
                [news("2026-01-09", "it was closed", MethodNews::Closed)],
            ),
        ),
        situation(
            "the holder of the bound method was to be asked",
            "2026-01-02",
            then(
                warned_and_ticked_through("2026-01-02"),
                [news("2026-01-02", "its holder is to be asked", MethodNews::AskHolder)],
            ),
        ),
        situation("stopped by the holder at the bank", "2026-01-09", failed(Outcome::Stopped)),
        situation(
            "soft decline, the method put off past the next rung",
            "2026-01-11",
            then(
                failed(Outcome::SoftDecline { not_before: Some(day("2026-01-11")) }),
                [ticks_through("2026-01-10")],
            ),
        ),
        situation("authentication required", "2026-01-09", failed(Outcome::AuthenticationRequired)),
        situation("not executed", "2026-01-08", failed(Outcome::NotExecuted)),
        situation(
            "not executed, asked again on the next day",
            "2026-01-09",
            then(failed(Outcome::NotExecuted), [ticks_through("2026-01-09")]),
        ),
        situation("barred by the method's mandate cap", "2026-01-09", capped()),
        situation(
            "second attempt requested after a soft decline",
            "2026-01-10",
            then(failed(Outcome::SOFT_DECLINE), [ticks_through("2026-01-10")]),
        ),
        situation(
            "hard decline, the next rung's day not ticked yet",
            "2026-01-10",
            failed(Outcome::HardDecline),
        ),
        situation("last rung asked, all before soft declines", "2026-01-14", {
            let mut steps = exhausted();
            steps.pop();
            steps
        }),
        situation("exhausted by four soft declines", "2026-01-15", exhausted()),
        situation(
            "exhausted after a hard decline",
            "2026-01-15",
            then(failed(Outcome::HardDecline), [ticks_through("2026-01-15")]),
        ),
        situation("exhausted under a policy that switches off then", "2026-01-15", exhausted())
            .under(with(|parameters| parameters.after_exhaustion = AfterExhaustion::SwitchOff)),
        // a method bound after a failure is asked once, outside the ladder.
        situation(
            "method replaced after a failure, retry due",
            "2026-01-09",
            then(failed(Outcome::HardDecline), [replaced("2026-01-09")]),
        ),
        situation(
            "method replaced after exhaustion, retry due",
            "2026-01-16",
            then(exhausted(), [replaced("2026-01-16")]),
        ),
        situation(
            "method replaced after a failure under a policy that waits for the next rung",
            "2026-01-09",
            then(failed(Outcome::HardDecline), [replaced("2026-01-09")]),
        )
        .under(with(|parameters| parameters.recharge_on_method_update = false)),
        situation(
            "retry due and asked, outside the ladder",
            "2026-01-09",
            then(
                failed(Outcome::HardDecline),
                [replaced("2026-01-09"), ticks_through("2026-01-09")],
            ),
        ),
        situation(
            "method replaced while the charge is unresolved",
            "2026-01-08",
            then(charge_requested(), [replaced("2026-01-08")]),
        ),
        situation(
            "the old method's charge declined after another was bound",
            "2026-01-09",
            then(
                charge_requested(),
                [
                    replaced("2026-01-08"),
                    report("2026-01-09", "hard decline", 1, Outcome::HardDecline),
                ],
            ),
        ),
        situation("renewed by the charge", "2026-01-09", renewed("2026-01-08")),
        situation(
            "renewed by a charge that settled late, in grace",
            "2026-01-25",
            then(charge_requested(), [ticks_through("2026-01-24"), settled("2026-01-25")]),
        ),
        situation(
            "renewed by the charge, the consumer never warned",
            "2026-01-09",
            then(bought(), [ticks_through("2026-01-08"), settled("2026-01-08")]),
        ),
        situation(
            "settled after it was reported declined",
            "2026-01-09",
            then(failed(Outcome::SOFT_DECLINE), [settled("2026-01-09")]),
        ),
        situation(
            "settled in part only",
            "2026-01-08",
            then(
                charge_requested(),
                [report(
                    "2026-01-08",
                    "4.00 settled",
                    1,
                    Outcome::Settled { amount: money("4.00") },
                )],
            ),
        ),
        situation("renewed by transfer while the charge is unresolved", "2026-01-09", orphaned()),
        situation(
            "renewed by transfer, and the charge settled too",
            "2026-01-10",
            then(orphaned(), [settled("2026-01-10")]),
        ),
        situation(
            "an old charge still unresolved when the next order waits",
            "2027-01-01",
            then(orphaned(), [ticks_through("2027-01-01")]),
        ),
        // R-39: *unknown* after an outcome that took nothing.
        situation("in doubt after a soft decline", "2026-01-10", doubted(Outcome::SOFT_DECLINE)),
        situation("in doubt after it was not executed", "2026-01-10", {
            doubted(Outcome::NotExecuted)
        }),
        situation(
            "in doubt after a hard decline, inquired about",
            "2026-01-11",
            then(doubted(Outcome::HardDecline), [ticks_through("2026-01-11")]),
        ),
        situation(
            "in doubt after a hard decline, another method bound",
            "2026-01-10",
            then(doubted(Outcome::HardDecline), [replaced("2026-01-10")]),
        ),
        situation(
            "in doubt while the next charge is unresolved",
            "2026-01-11",
            then(
                failed(Outcome::SOFT_DECLINE),
                [
                    ticks_through("2026-01-10"),
                    report("2026-01-11", "it may have happened", 1, Outcome::Unknown),
                ],
            ),
        ),
        situation(
            "in doubt through the last renewable day",
            "2026-04-16",
            then(doubted(Outcome::SOFT_DECLINE), [ticks_through("2026-04-16")]),
        ),
        situation(
            "in doubt, and paid by transfer",
            "2026-01-11",
            then(
                doubted(Outcome::SOFT_DECLINE),
                [on("2026-01-11", "paid by transfer", by_transfer("TRN 1", "12.08", "2026-01-11"))],
            ),
        ),
        situation(
            "in doubt, paid by transfer, and the charge settled too",
            "2026-01-12",
            then(
                doubted(Outcome::SOFT_DECLINE),
                [
                    on(
                        "2026-01-11",
                        "paid by transfer",
                        by_transfer("TRN 1", "12.08", "2026-01-11"),
                    ),
                    settled("2026-01-12"),
                ],
            ),
        ),
        situation(
            "the doubt ended: a hard decline in place of not executed",
            "2026-01-11",
            then(
                doubted(Outcome::NotExecuted),
                [report("2026-01-11", "hard decline", 1, Outcome::HardDecline)],
            ),
        ),
        situation(
            "the doubt ended: not executed in place of a hard decline",
            "2026-01-11",
            then(
                doubted(Outcome::HardDecline),
                [report("2026-01-11", "not executed", 1, Outcome::NotExecuted)],
            ),
        ),
        situation(
            "ending: terminated now while a charge is in doubt",
            "2026-01-11",
            then(
                doubted(Outcome::SOFT_DECLINE),
                [on("2026-01-11", "terminated now", Command::TerminateNow)],
            ),
        ),
        // paying by hand binds nothing else, and the holder is warned.
        situation(
            "dead method, paid by hand, a year before its next charge",
            "2026-01-10",
            then(
                failed(Outcome::HardDecline),
                [on("2026-01-10", "paid by transfer", by_transfer("TRN 1", "12.08", "2026-01-10"))],
            ),
        ),
    ]
}

/// The first charge was requested, and the gateway reports this on 2026-01-08.
fn failed(outcome: Outcome) -> Vec<Step> {
    let words = match outcome {
        Outcome::Settled { .. } => "settled",
        Outcome::SoftDecline { .. } => "soft decline",
        Outcome::HardDecline => "hard decline",
        Outcome::AuthenticationRequired => "authentication required",
        Outcome::Stopped => "stopped by the holder",
        Outcome::NotExecuted => "not executed",
        Outcome::Unknown => "it may have happened",
    };
    then(charge_requested(), [report("2026-01-08", words, 1, outcome)])
}

/// What the gateway first reported on 2026-01-08 may be wrong: on 2026-01-09 it does not know.
fn doubted(first: Outcome) -> Vec<Step> {
    then(
        failed(first),
        [
            ticks_through("2026-01-08"),
            report("2026-01-09", "it may have happened", 1, Outcome::Unknown),
        ],
    )
}

/// Every rung asked, and every time the method was declined for now.
fn exhausted() -> Vec<Step> {
    let days = ["2026-01-08", "2026-01-10", "2026-01-12", "2026-01-14"];
    let rungs = (1..).zip(days).flat_map(|(attempt, date)| {
        [ticks_through(date), report(date, "soft decline", attempt, Outcome::SOFT_DECLINE)]
    });
    then(warned_and_ticked_through("2026-01-07"), rungs)
}

fn renewed(date: &str) -> Vec<Step> {
    then(charge_requested(), [settled(date)])
}

fn settled(date: &str) -> Step {
    report(date, "settled", 1, Outcome::Settled { amount: price() })
}

/// A transfer for the order came while its charge was unresolved.
fn orphaned() -> Vec<Step> {
    let paid = by_transfer("TRN 1", "12.08", "2026-01-09");
    then(charge_requested(), [on("2026-01-09", "paid by transfer", paid)])
}

fn replaced(date: &str) -> Step {
    let command = Command::ReplaceMethod { old: card().id, new: other_card() };
    on(date, "card replaced by another", command)
}

/// The card may be charged five euro at most.
fn news(date: &str, words: &'static str, news: MethodNews) -> Step {
    on(date, words, Command::MethodNews { method: card().id, news })
}

fn good_news() -> MethodNews {
    MethodNews::Refreshed { valid_until: Some(day("2030-03-31")), mandate_cap: None }
}

fn capped() -> Vec<Step> {
    let bound = Method { mandate_cap: Some(money("5.00")), ..card() };
    let opening = Opening { bound_method: Some(bound), ..bought_with_a_card() };
    vec![
        on("2025-01-15", "bought for a year, on with a card capped at 5.00", open(opening)),
        ticks_through("2026-01-08"),
    ]
}

/// The preset with a parameter changed.
pub fn with(change: impl FnOnce(&mut Parameters)) -> Policy {
    let preset = Policy::aruba();
    let mut parameters = preset.parameters().clone();
    change(&mut parameters);
    Policy::new(parameters, preset.prices().clone()).unwrap()
}
