//! The presets of providers: random lives under each of them, and what is told of a mailbox left alone.
//!
//! Aruba's is under all of [`policies`](super::policies) too; the others differ from those by what
//! providers' pages say. Every step of every life goes through a `Life`, which proves it on the spot.

use std::sync::LazyLock;

use pec_renewal::{Assumption, Command, Opening, access, catalogue::Policy};
use pec_test_support::{Life, card, day, noon, opening};
use proptest::prelude::*;

use super::{
    alone::assert_comes_to_its_end,
    chances::histories,
    money::Books,
    projection::{assert_lived, days_on},
    tried,
};

/// Every preset with its name, for as long as the tests run.
static PRESETS: LazyLock<Vec<(&str, Policy)>> =
    LazyLock::new(|| Policy::PRESETS.iter().map(|(name, preset)| (*name, preset())).collect());

proptest! {
    #![proptest_config(tried(192))]

    /// The same moves mean something else under each preset, since they aim at its days.
    #[test]
    fn r_46_r_61_r_95_under_every_preset_books_hold_lives_end_and_what_is_foretold_is_lived(
        history in histories(50),
        bound in any::<bool>(),
        days in 0_i32..500,
    ) {
        let today = day("2026-01-08");
        for (_, policy) in PRESETS.iter() {
            let opening = Opening { bound_method: bound.then(card), ..opening(today) };
            let mut books = Books::default();
            let story = history.watched_from((opening, today, policy), |story, step| {
                for event in step.outcome.iter().flatten() {
                    books.enter(event, story.life.policy());
                }
            });
            let (mailbox, policy) = (story.life.mailbox(), story.life.policy());
            books.close(mailbox.ledger());
            assert_comes_to_its_end(mailbox, policy);
            for assumption in Assumption::ALL {
                assert_lived(mailbox, policy, days_on(mailbox, days), *assumption);
            }
        }
    }
}

/// Ticked daily and not renewed: the last day of each phase and the day after it, as the pages have them.
#[test]
fn r_60_r_65_under_every_preset_access_changes_on_the_day_that_its_page_says() {
    // Send, receive, read, renew; a dash where not.
    for (name, changes) in [
        ("aruba", &[(0, "srRn"), (1, "-rRn"), (90, "-rRn"), (91, "----")][..]),
        (
            "register_it",
            &[(0, "srRn"), (1, "-rRn"), (30, "-rRn"), (31, "--R-"), (35, "--R-"), (36, "----")],
        ),
        ("pecpro", &[(0, "srRn"), (6, "srRn"), (7, "---n"), (66, "---n"), (67, "----")]),
        ("tim", &[(0, "srRn"), (15, "srRn"), (16, "-rRn"), (45, "-rRn"), (46, "----")]),
        ("virgilio", &[(0, "srRn"), (1, "---n"), (90, "---n"), (91, "----")]),
        ("abwebsolutions", &[(0, "srRn"), (1, "-rRn"), (90, "-rRn"), (91, "----")]),
    ] {
        let policy = Policy::named(name).expect("a preset");
        let activated_on = day("2026-01-15");
        let mut life = Life::opened(policy, opening(activated_on), noon(activated_on));
        let expiry = life.mailbox().expiry();
        for days in -100..=91 {
            let today = expiry.plus_days(days);
            life.give(&Command::Tick, noon(today)).expect("a tick");
            let may = access(life.mailbox(), today);
            let shown: String =
                [(may.send, 's'), (may.receive, 'r'), (may.read, 'R'), (may.renew, 'n')]
                    .map(|(may, letter)| if may { letter } else { '-' })
                    .iter()
                    .collect();
            if let Some((_, expected)) = changes.iter().find(|(day, _)| *day == days) {
                assert_eq!(shown, *expected, "{name} D{days:+}");
            }
        }
    }
}
