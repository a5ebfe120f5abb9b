//! Plans and room: planned, grown, shrunk, kept.

use pec_renewal::{
    Command, ManualRenewal, Opening,
    catalogue::{Plan, Purchase, Term},
    values::{Bytes, ExtraSpace, UsedSpace},
};
use pec_test_support::day;

use super::{
    Situation, Step, bought_with_a_card, bought_without_automatic_renewal, by_transfer, on, open,
    renewal, situation, then, ticks_through,
};

pub fn situations() -> Vec<Situation> {
    vec![
        situation("a change to Pro is planned", "2025-12-22", upgraded()),
        situation(
            "the change to Pro is due, not ticked yet",
            "2026-01-16",
            then(upgraded(), [ticks_through("2026-01-15")]),
        ),
        situation(
            "the change to Pro took effect",
            "2026-01-16",
            then(upgraded(), [ticks_through("2026-01-16")]),
        ),
        situation("a mailbox on Pro, used space never reported", "2025-12-20", premium(Plan::Pro)),
        situation(
            "a mailbox on Premium, archive of 6 GB used",
            "2025-12-20",
            then(premium(Plan::Premium), [used("2025-12-20", "1.5 GB", "6 GB")]),
        ),
        situation(
            "a mailbox on Pro, 2.3 GB of mail used",
            "2025-12-20",
            then(
                premium(Plan::Pro),
                [
                    on("2025-12-19", "one more GB bought", Command::SpaceBought { extra: ONE_GB }),
                    used("2025-12-20", "2.3 GB", "0 B"),
                ],
            ),
        ),
        situation("a change down to Standard is planned", "2025-12-22", downgraded()),
        situation(
            "the change down to Standard is due, not ticked yet",
            "2026-01-16",
            then(downgraded(), [ticks_through("2026-01-15")]),
        ),
        situation(
            "down to Standard, a report of used space is asked for",
            "2026-01-17",
            then(downgraded(), [ticks_through("2026-01-17")]),
        ),
        situation(
            "down to Standard, the room shrank",
            "2026-01-17",
            then(downgraded(), [ticks_through("2026-01-16"), used("2026-01-17", "1 GB", "2 GB")]),
        ),
        situation(
            "down to Standard, the old room is kept",
            "2026-01-17",
            then(downgraded(), [ticks_through("2026-01-16"), used("2026-01-17", "1.2 GB", "0 B")]),
        ),
        situation(
            "extra space bought between renewals",
            "2025-07-01",
            then(
                bought_without_automatic_renewal(),
                [on("2025-07-01", "one more GB bought", Command::SpaceBought { extra: ONE_GB })],
            ),
        ),
    ]
}

/// From Standard to Pro, bought and paid in December.
fn upgraded() -> Vec<Step> {
    then(
        bought_without_automatic_renewal(),
        [
            ticks_through("2025-12-20"),
            on("2025-12-20", "renewed by hand to Pro", Command::RenewByHand(renewal(Plan::Pro))),
            on("2025-12-22", "paid by transfer", by_transfer("TRN 1", "30.50", "2025-12-22")),
        ],
    )
}

/// A mailbox bought with a plan that has an archive.
fn premium(plan: Plan) -> Vec<Step> {
    let purchase = Purchase::new(plan, Term::ONE);
    let opening = Opening { purchase, bound_method: None, ..bought_with_a_card() };
    vec![
        on("2025-01-15", "bought for a year, automatic renewal off", open(opening)),
        ticks_through("2025-12-19"),
    ]
}

/// From Pro to Standard with the archive given up, bought and paid in December.
fn downgraded() -> Vec<Step> {
    let renewal = ManualRenewal { archive_consent: true, ..renewal(Plan::Standard) };
    then(
        premium(Plan::Pro),
        [
            used("2025-12-20", "0.8 GB", "2 GB"),
            on("2025-12-20", "renewed by hand to Standard", Command::RenewByHand(renewal)),
            on("2025-12-22", "paid by transfer", by_transfer("TRN 1", "12.08", "2025-12-22")),
        ],
    )
}

fn used(date: &str, mailbox: &str, archive: &str) -> Step {
    let parsed = |text: &str| text.parse::<Bytes>().unwrap();
    let used = UsedSpace { mailbox: parsed(mailbox), archive: parsed(archive) };
    on(date, "used space reported", Command::UsedSpace { used, on: day(date) })
}

const ONE_GB: ExtraSpace = ExtraSpace { mailbox_gb: 1, archive_gb: 0 };
