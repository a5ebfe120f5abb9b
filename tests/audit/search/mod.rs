//! Exhaustive search: from birth, every interleaving of commands, days and reports within bounds.
//!
//! `world` is what is searched, `moves` all that can happen in it, `identity` what tells one state from
//! another, `explore` the search. `report` writes down what was found, within which bounds, and what was
//! left out: `tests/audit/tables/search.txt` and its neighbours, a page for each search.
//!
//! What runs with the tests is cut in ten, so that it takes a minute or two: the more is followed of
//! one thing, the less is done beside. The larger search, not run with the tests, follows two terms with
//! all that is done in one.

mod bugs;
mod explore;
mod identity;
mod moves;
mod report;
mod sometimes;
mod world;

use explore::{Found, Production, Sometimes, explore};
use sometimes::{
    ADVISED, CARRIED_ON, ENDED, IN_DOUBT, OWING, REVERSED, SECOND_TERM, SOMETIMES, TOLD_NEWS,
    TWO_IN_DOUBT,
};
use world::{Birth, Bounds};

use crate::golden::assert_golden;

/// All that one term can lead to.
const BOUNDS: Bounds = Bounds {
    renewals: 1,
    orders: 3,
    attempts: 2,
    actions: 2,
    doubts: 0,
    advice: 0,
    news: 0,
    endings: 0,
    reversals: 0,
    birth: Birth::BeforeExpiry,
    last: 5,
};

/// Only a public body's open order is issued anew, and only it commits itself; doubts, news, endings and
/// reversals are searched by themselves.
const NOT_HERE: [&str; 16] = [
    "Reversal",
    "PaymentReversed",
    "PayoutCameBack",
    "Commitment",
    "CommitmentRegistered",
    "OrderReissued",
    "ChargeInDoubt",
    "ConsentRecorded",
    "MethodNews",
    "MethodNewsReported",
    "Leave",
    "TermLeft",
    "Withdrawal",
    "RenewalWithdrawn",
    "WithdrawalInformationGiven",
    "ExitRightLifted",
];

/// What goes on into a second term, with less done beside.
const TWO_TERMS: Bounds = Bounds { renewals: 2, attempts: 1, actions: 1, ..BOUNDS };

/// What follows from a charge in doubt, with less done beside.
const DOUBT: Bounds = Bounds { actions: 1, doubts: 1, ..BOUNDS };

/// What follows where a method is stopped, or put off to a day, with less done beside.
const ADVICE: Bounds = Bounds { actions: 1, doubts: 0, advice: 1, ..BOUNDS };

/// What follows where news of the card comes, with nothing done beside.
const NEWS: Bounds = Bounds { actions: 0, news: 2, ..BOUNDS };

/// What follows where the holder ends terms, those bought by hand and those renewed by themselves, with
/// nothing done beside.
const ENDINGS: Bounds = Bounds {
    renewals: 3,
    attempts: 1,
    actions: 0,
    endings: 1,
    birth: Birth::RenewedInGrace,
    ..BOUNDS
};

/// What follows in a mailbox that is taken over in grace.
const TAKEN_OVER: Bounds = Bounds { actions: 1, endings: 1, birth: Birth::TakenOver, ..BOUNDS };

/// What follows where money is taken back, goes out, or is for a debt, with less done beside.
const REVERSALS: Bounds = Bounds { orders: 2, attempts: 1, actions: 1, reversals: 2, ..BOUNDS };

/// What follows from more of that, with nothing done beside.
const DEBTS: Bounds = Bounds {
    renewals: 2,
    orders: 2,
    attempts: 1,
    actions: 0,
    reversals: 2,
    birth: Birth::RenewedAndPaidTwice,
    ..BOUNDS
};

/// What follows from two of them, with nothing done beside.
const DOUBTS: Bounds = Bounds { actions: 0, doubts: 2, ..BOUNDS };

/// Two terms with all that can be done in one. The notices on its page are those of a run that held fewer steps
/// to what they told; every other figure is as it would be now.
const LARGER: Bounds = Bounds { renewals: 2, ..BOUNDS };

const ABOUT_ONE_TERM: &str = "\
This search is about one term and all that two actions of the holder lead to in it; a second term is left to
search_terms.txt, charges in doubt to search_doubt.txt and search_doubts.txt, methods stopped or put off to
search_advice.txt, news of methods to search_news.txt, withdrawing and leaving to search_endings.txt, money
that is taken back to search_reversals.txt and search_debts.txt, take-overs to search_taken_over.txt.";

const ABOUT_TWO_TERMS: &str = "\
This search is about what one term leaves to the next, with one action and one charge of an order; more
actions and charges in one term are left to search.txt, doubts and advice to the other pages.";

const ABOUT_DOUBT: &str = "\
This search is about one charge that comes into doubt, with one action beside; a second doubt is left to
search_doubts.txt, more actions to search.txt, a second term to search_terms.txt.";

const ABOUT_DOUBTS: &str = "\
This search is about two charges in doubt at once or one after the other, with nobody acting; what the holder
does meanwhile is left to search_doubt.txt, with one doubt.";

const ABOUT_ADVICE: &str = "\
This search is about a method that the holder stopped, or that is not to be asked before a day, with one action
beside; doubts, more actions and a second term are left to the other pages.";

const ABOUT_NEWS: &str = "\
This search is about news of the card, twice in one life, with nothing done beside; what the holder does
meanwhile, and charges in doubt, are left to the reference model and the random lives.";

const ABOUT_ENDINGS: &str = "\
This search is about a consumer who withdraws from a renewal by hand, a part of whose money was charged back,
and leaves a term that renewed itself without a true notice, once in one life, with nothing done beside; all
else is left to the other pages.";

const ABOUT_REVERSALS: &str = "\
This search is about money of an open order that is taken back, goes out and comes back, with one action beside;
what a renewal was paid with is left to search_debts.txt, all else to the other pages.";

const ABOUT_DEBTS: &str = "\
This search is about what is taken back of a renewal's money and of money that was paid out, and about the debts
that this leaves, twice in one life, with nothing done beside; a debt and the right to withdraw are left to
search_endings.txt, all else to the other pages.";

const ABOUT_TAKEN_OVER: &str = "\
This search is about a mailbox taken over in grace and in the middle of collecting, with a warning, a right to
withdraw and a refund that were elsewhere before; what else can be carried is left to the random take-overs and the reference model.";

const ABOUT_ALL_TERMS: &str = "\
This search is about two terms with all that is done in one; it holds search.txt and search_terms.txt, does not
run with the tests, and leaves doubts and advice to the other pages.";

#[test]
fn no_reachable_state_breaks_an_invariant() {
    let found = searched(BOUNDS, SOMETIMES);
    let elsewhere = [&NOT_HERE[..], &["UsedSpaceRequested", "RoomShrunk"]].concat();
    report::assert_nothing_is_vacuous(&found, &elsewhere);
    assert_golden(
        "audit/tables/search.txt",
        &report::text(ABOUT_ONE_TERM, BOUNDS, SOMETIMES, &found),
    );
}

#[test]
fn no_state_of_a_second_term_breaks_an_invariant() {
    let found = searched(TWO_TERMS, SECOND_TERM);
    assert_golden(
        "audit/tables/search_terms.txt",
        &report::text(ABOUT_TWO_TERMS, TWO_TERMS, SECOND_TERM, &found),
    );
}

#[test]
fn no_charge_in_doubt_breaks_an_invariant() {
    let found = searched(DOUBT, IN_DOUBT);
    assert_golden(
        "audit/tables/search_doubt.txt",
        &report::text(ABOUT_DOUBT, DOUBT, IN_DOUBT, &found),
    );
}

#[test]
fn no_two_charges_in_doubt_break_an_invariant() {
    let found = searched(DOUBTS, TWO_IN_DOUBT);
    assert_golden(
        "audit/tables/search_doubts.txt",
        &report::text(ABOUT_DOUBTS, DOUBTS, TWO_IN_DOUBT, &found),
    );
}

#[test]
fn no_method_stopped_or_put_off_breaks_an_invariant() {
    let found = searched(ADVICE, ADVISED);
    assert_golden(
        "audit/tables/search_advice.txt",
        &report::text(ABOUT_ADVICE, ADVICE, ADVISED, &found),
    );
}

#[test]
fn no_news_of_the_card_breaks_an_invariant() {
    let found = searched(NEWS, TOLD_NEWS);
    assert_golden(
        "audit/tables/search_news.txt",
        &report::text(ABOUT_NEWS, NEWS, TOLD_NEWS, &found),
    );
}

#[test]
fn no_term_that_is_ended_breaks_an_invariant() {
    let found = searched(ENDINGS, ENDED);
    assert_golden(
        "audit/tables/search_endings.txt",
        &report::text(ABOUT_ENDINGS, ENDINGS, ENDED, &found),
    );
}

#[test]
fn no_mailbox_taken_over_breaks_an_invariant() {
    let found = searched(TAKEN_OVER, CARRIED_ON);
    assert_golden(
        "audit/tables/search_taken_over.txt",
        &report::text(ABOUT_TAKEN_OVER, TAKEN_OVER, CARRIED_ON, &found),
    );
}

#[test]
fn no_money_taken_back_breaks_an_invariant() {
    let found = searched(REVERSALS, REVERSED);
    assert_golden(
        "audit/tables/search_reversals.txt",
        &report::text(ABOUT_REVERSALS, REVERSALS, REVERSED, &found),
    );
}

#[test]
fn no_debt_breaks_an_invariant() {
    let found = searched(DEBTS, OWING);
    assert_golden(
        "audit/tables/search_debts.txt",
        &report::text(ABOUT_DEBTS, DEBTS, OWING, &found),
    );
}

/// `cargo test --test audit larger_bounds -- --ignored --nocapture`
#[test]
#[ignore = "takes minutes and gigabytes"]
fn no_state_within_the_larger_bounds_breaks_an_invariant() {
    let all = [SOMETIMES, SECOND_TERM].concat();
    let found = searched(LARGER, &all);
    // Who may leave a term and ends the mailbox in the next has left it.
    let elsewhere: Vec<_> = NOT_HERE.into_iter().filter(|name| *name != "TermLeft").collect();
    report::assert_nothing_is_vacuous(&found, &elsewhere);
    assert_golden(
        "audit/tables/search_larger.txt",
        &report::text(ABOUT_ALL_TERMS, LARGER, &all, &found),
    );
}

#[track_caller]
fn searched(bounds: Bounds, sometimes: &[Sometimes]) -> Found {
    let started = std::time::Instant::now();
    let found = explore(&Production(world::policy()), bounds, sometimes);
    let Found { states, edges, foretold, .. } = found;
    println!("{states} states, {edges} edges, {foretold} notices in {:?}", started.elapsed());
    if let Some(fault) = &found.fault {
        panic!("{}\n{:#?}", fault.what, fault.trace);
    }
    report::assert_all_is_seen(sometimes, &found);
    found
}
