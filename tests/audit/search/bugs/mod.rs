//! Wrong versions of the rules, one a bug, and what finds each: a search that finds nothing in the
//! engine is worth as much as what it finds where something is wrong.
//!
//! A bug is a function around the production `decide` or `evolve`. The fold refuses most of what a
//! wrong `decide` would record; so that the invariants have the word, such a bug records by a detour:
//! it puts aside what stands in the way. What no invariant can see of a single mailbox (that a wish
//! was refused without need, a notice not given) is found by the reference model, given the same
//! moves. In both, shortest ways come first.
//!
//! `tests/audit/tables/seeded_bugs.txt` has a block for each, with the way to it.

mod against_model;
mod bug;
mod cancelling;
mod carried;
mod duplicates;
mod endings;
mod in_doubt;
mod in_flight;
mod mistold;
mod money;
mod news;
mod notices;
mod outside;
mod retries;
mod reversals;
mod time;
mod told;

use std::collections::BTreeSet;

use self::{
    against_model::differs,
    bug::{Bug, FoundBy, RIGHT},
};
use super::world::Bounds;
use crate::golden::{assert_golden, read};

#[test]
fn each_wrong_version_of_the_rules_is_found() {
    let mut blocks = vec![INTRODUCTION.to_owned()];
    let mut wrong = Vec::new();
    for bug in bugs() {
        let Some(fault) = bug.found() else {
            wrong.push(format!("{}: not found", bug.wrong));
            continue;
        };
        let (by, length) = (FoundBy::of(&fault.what), fault.trace.len());
        let block = told::block(bug, &fault);
        println!("{block}");
        if (by, length) != (bug.found_by, bug.length) {
            wrong.push(format!("{}: found by {by:?} in {length}\n{block}", bug.wrong));
        }
        blocks.push(block);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_golden("audit/tables/seeded_bugs.txt", &blocks.join("\n"));
}

/// Or the model would find a bug where there is none.
#[test]
fn the_model_finds_nothing_wrong_with_the_engine_on_these_ways() {
    let mut ways: Vec<(Bounds, usize)> = Vec::new();
    for bug in bugs().filter(|bug| bug.found_by == FoundBy::Model) {
        match ways.iter_mut().find(|(bounds, _)| *bounds == bug.bounds) {
            Some((_, longest)) => *longest = bug.length.max(*longest),
            None => ways.push((bug.bounds, bug.length)),
        }
    }
    for (bounds, longest) in ways {
        let fault = differs(&*RIGHT, bounds, longest);
        assert!(fault.is_none(), "{fault:#?}");
    }
}

#[test]
fn there_is_a_bug_of_every_class_of_complaint() {
    let complaints = read("audit/pains.txt");
    let known: BTreeSet<&str> =
        complaints.lines().filter_map(|line| line.split_once(" | ")).map(|(no, _)| no).collect();
    for bug in bugs() {
        for pain in bug.pains {
            assert!(known.contains(pain.to_string().as_str()), "{}: complaint {pain}", bug.wrong);
        }
    }
    let classes: BTreeSet<char> = bugs().flat_map(|bug| bug.class.chars()).collect();
    assert_eq!(classes.into_iter().collect::<String>(), "CDEFNOPRTX");
}

fn bugs() -> impl Iterator<Item = &'static Bug> {
    [
        in_flight::BUGS,
        in_doubt::BUGS,
        cancelling::BUGS,
        time::BUGS,
        duplicates::BUGS,
        retries::BUGS,
        news::BUGS,
        endings::BUGS,
        carried::BUGS,
        money::BUGS,
        reversals::BUGS,
        notices::BUGS,
        mistold::BUGS,
        outside::BUGS,
    ]
    .into_iter()
    .flatten()
}

const INTRODUCTION: &str = "\
Wrong versions of the rules, each with what finds it and the shortest way there.

Every one is the engine but for what its first line says. The mailbox is a consumer's, a Pro bought
for one year and expiring on 2027-03-31; automatic renewal is on with a card. It is opened on 2027-02-27. Orders
are generated 3 days before expiry and charged 2 days before it and 1 day after; grace is 3 days, of which
2 can be renewed in, the second with a late fee; the warning before deletion is due on its first day, and
an order's margin is 2 days. The days looked at are those at which something is due,
and both their neighbours: the clock goes on from one to the next. A complaint is of a class (F in flight,
C cancelling, T time, D duplicates, R retries, E early or late renewal, N notices, O offline methods,
P price, X explaining); after the colon stand the numbers of those in ../pains.txt. Where a wrong version is about
withdrawing or leaving, automatic renewal was off at first, and the mailbox was renewed by hand on 2027-04-01, in
grace, by a payer signed in with the card; 10.00 of that payment, TRN-1, were charged back on that day, which left
debt 1. Where it is about what is taken back of such a renewal, the price came a second time on that day, as TRN-2
for no order, and was paid out as SCT-1. Where it is about a commitment, the holder is a public body, and
committed itself on 2027-04-01, in grace, to pay order 1. Where it is about a take-over, the mailbox was taken over
on 2027-04-01, as search_taken_over.txt says; where that is about the number of a debt, debt 7 of 10.00 was taken
over, and all else is as above. Where model and engine are compared, sums are in cents.

Not shown here: that a version of which nobody thought would be found; what one changed word of the code would do;
wrong backends (the simulation breaks each promise of the caller's contract and shows what that costs); and
whatever this small world lacks: other policies, change of policy, public bodies, months of unequal length, plans
with less space than is used. Those are for the random lives and the reference model.
";
