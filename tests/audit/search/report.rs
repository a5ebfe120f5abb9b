//! What the search found, within which bounds, and what it left out, in words.

use std::fmt::{Display, Write};

use pec_renewal::{Command, Fact};
use pec_test_support::spoken;

use super::{
    explore::{Found, Sometimes},
    world::{Birth, Bounds, DAYS},
};

/// Every command was accepted and every event recorded, but what happens at birth only, and what is
/// left to another search.
#[track_caller]
pub fn assert_nothing_is_vacuous(found: &Found, elsewhere: &[&'static str]) {
    let missing = |names: &[&'static str]| -> Vec<&'static str> {
        names.iter().copied().filter(|name| times(found, name) == 0).collect()
    };
    let expected = |names: &[&'static str]| -> Vec<&'static str> {
        let is_left = |name: &&str| AT_BIRTH.contains(name) || elsewhere.contains(name);
        names.iter().copied().filter(is_left).collect()
    };
    for (names, what) in
        [(Command::NAMES, "commands never accepted"), (Fact::NAMES, "events never recorded")]
    {
        assert_eq!(missing(names), expected(names), "{what}");
    }
}

const AT_BIRTH: [&str; 2] = ["Open", "MailboxOpened"];

/// Every one of these properties held somewhere.
#[track_caller]
pub fn assert_all_is_seen(list: &[Sometimes], found: &Found) {
    let never: Vec<_> = sometimes(list, found).filter(|(times, _)| *times == 0).collect();
    assert!(never.is_empty(), "never seen: {never:?}");
}

/// The page that auditors read; first, what this search is about and what it leaves to the others.
pub fn text(about: &str, bounds: Bounds, list: &[Sometimes], found: &Found) -> String {
    let mut page = [about, "\n", HEADER].concat();
    let Bounds {
        renewals,
        orders,
        attempts,
        actions,
        doubts,
        advice,
        news,
        endings,
        reversals,
        birth,
        last,
    } = bounds;
    let days = DAYS.iter().filter(|days| **days <= last);
    let days = days.map(ToString::to_string).collect::<Vec<_>>().join(", ");
    write!(
        page,
        "Within these bounds, all of it
  terms         {renewals}, of one year each
  orders        {orders} in one life
  charges       {attempts} of one order
  doubts        {} in one life reported unknown after a final outcome
  advice        {} in one life that the method was stopped, or is not to be asked for four days
  news          {} in one life of the card, that it goes on with another date or was closed
  endings       {} in one life the holder withdraws, leaves, or is informed of withdrawing (who may
                leave a term and terminates the mailbox now has left it all the same, R-63)
  reversals     {} in one life that money is taken back, goes out, or is for a debt
  done          {} in one life by the holder or outside: those marked * below
  days          {days} from the expiry on;
                around an expiry that a renewal moved on: 0, 1, 2
  unbounded     ticks missed or given, and the gateway's, the mailer's and the storage's answers:
                late, twice, out of order, contradicting each other
",
        counted(doubts, "charge"),
        times_over(advice),
        times_over(news),
        times_over(endings),
        times_over(reversals),
        counted(actions, "thing")
    )
    .unwrap();
    page.push_str(WORLD);
    page.push_str(match birth {
        Birth::BeforeExpiry | Birth::TakenOverOwing => BEFORE_EXPIRY,
        Birth::RenewedInGrace | Birth::RenewedAndPaidTwice | Birth::Committed => RENEWED_IN_GRACE,
        Birth::TakenOver => TAKEN_OVER,
    });
    page.push_str(match birth {
        Birth::BeforeExpiry | Birth::RenewedInGrace | Birth::TakenOver => "",
        Birth::RenewedAndPaidTwice => PAID_TWICE,
        Birth::Committed | Birth::TakenOverOwing => unreachable!("only wrong versions begin so"),
    });
    page.push_str(MOVES);
    write!(
        page,
        "
Found
{:>12}  distinct states
{:>12}  steps from a state to a state, each checked
{:>12}  commands refused or without effect, in some state
{:>12}  steps out of the bounds, checked and not followed
{:>12}  states not followed, the mailbox having been renewed {}
{:>12}  notices held against what comes if nobody acts (R-84)
{:>12}  steps to the farthest state, by the shortest way
           0  invariants broken

Two states are taken for one if 128 bits of their fingerprints meet. The odds that this happened to
any two of them are below 1 in 10^{}.
",
        found.states,
        found.edges,
        found.idle,
        found.beyond,
        found.over,
        times_over(renewals),
        found.foretold,
        found.depth,
        odds(found.states),
    )
    .unwrap();
    chapter(&mut page, "Seen, or the search would prove nothing of it", sometimes(list, found));
    let commands = named(found, Command::NAMES).map(|(times, name)| (times, spoken(name)));
    chapter(&mut page, "Commands accepted with effect", commands);
    chapter(&mut page, "Events recorded", named(found, Fact::NAMES));
    let known = |name: &&str| Command::NAMES.contains(name) || Fact::NAMES.contains(name);
    let refusals = found.seen.names.iter().filter(|(name, _)| !known(name));
    chapter(&mut page, "Refusals given", refusals.map(|(name, times)| (*times, *name)));
    page.push_str(LEFT_OUT);
    page
}

fn chapter<N: Display>(page: &mut String, title: &str, rows: impl Iterator<Item = (usize, N)>) {
    writeln!(page, "\n{title}").unwrap();
    for (times, name) in rows {
        writeln!(page, "{times:>12}  {name}").unwrap();
    }
}

fn sometimes<'f>(
    list: &'f [Sometimes],
    found: &'f Found,
) -> impl Iterator<Item = (usize, &'static str)> + 'f {
    list.iter().zip(&found.seen.sometimes).map(|((name, _), times)| (*times, *name))
}

fn named<'f>(
    found: &'f Found,
    names: &'f [&'static str],
) -> impl Iterator<Item = (usize, &'static str)> + 'f {
    names.iter().map(|name| (times(found, name), *name)).filter(|(times, _)| 0 < *times)
}

fn times(found: &Found, name: &str) -> usize {
    found.seen.names.get(name).copied().unwrap_or_default()
}

fn counted(count: impl Into<u32>, noun: &str) -> String {
    match count.into() {
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    }
}

fn times_over(count: impl Into<u32>) -> String {
    match count.into() {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        more => format!("{more} times"),
    }
}

/// The power of ten below which one in so many searches confuses two of its states: n²/2 pairs, and
/// 2^128 fingerprints.
fn odds(states: usize) -> u32 {
    let states = u128::try_from(states).expect("a count");
    (u128::MAX / (states * states / 2)).ilog10()
}

const HEADER: &str = "
Exhaustive search: everything that can happen to one mailbox within bounds. Decided and recorded by the
library itself; every invariant checked on every state and on every step; a tick acts exactly from its
deadline on, and ticking twice equals ticking once.

";

const WORLD: &str = "
The mailbox and its policy
  A consumer's, plan Pro, half a gigabyte of mail. The order comes 3
  days before expiry and is charged 2 days before and 1 day after it, each time also through the days
  that follow. Grace is 3 days: renewable without a fee, renewable with a fee of 1.00 net, neither.
  The warning before deletion is due 3 days before the day after that, so on day 1; deletion is due on
  day 4. An order's margin is 2 days. The notice of art. 65-bis is due 31 days before the expiry, the
  reminders 1 day before and 1 after. Everything else is as in the preset.
";

const BEFORE_EXPIRY: &str = "\
\x20 The life begins 32 days before the expiry, with automatic renewal on and a card.
";

const RENEWED_IN_GRACE: &str = "\
\x20 The life begins on the first day of grace: automatic renewal was off, the holder was warned of deletion,
  renewed by hand on that day, signed in and with a card, which switches automatic renewal on, and was not
  informed of the right to withdraw. Of the money 10.00 was charged back on that day, which left a debt.
";

const TAKEN_OVER: &str = "\
  The life begins on the first day of grace with a take-over (R-68): automatic renewal is on with a card, the
  first charge of the open order was declined elsewhere, and the holder was warned of deletion on that day. Of the
  year that is over it is stated that it was ordered by hand, that a transfer paid it and 1.00 more, which is still
  owed back, that 5.00 of it came back to the bank and are a debt, and that the holder was not informed of the right to
  withdraw.
";

const PAID_TWICE: &str = "\
\x20 The price came a second time, for no order, and was paid out.
";

const MOVES: &str = "
What can happen, on every day, in every state
  the day is over, whether a tick came or not; a tick
  every charge that ever was is reported settled (as asked for), soft decline, hard decline,
  authentication required, not executed, unknown (after a final outcome only as often as stated above),
  stopped, soft decline and not to be asked for four days (only as often as stated above);
  of closed orders' charges that are over, one whose money came and one whose money did not: they are
  alike
  news of the card (only as often as stated above); of any order, that its term is left, that it is
  withdrawn from today or was two days ago, or that the holder is informed of that (likewise)
  of any payment and of the last payout, all that is left is charged back, or taken back as booked wrongly and
  not owed, or 10.00 is returned; the debt left last that stands is paid, in full, by half or twice (only as
  often as stated above)
  the notice of art. 65-bis is reported delivered, or failed; the space asked for is reported, small
  enough or not; a payment made by hand is reported again, a refund that was paid as paid once more
* a payment by hand: exact, half, twice, exact and signed in with PayPal, exact and registered two days
  ago, for the open order; the price, for the order closed last or for none
* the first refund that is open is reported paid, in full or by half; the last that was withdrawn is
  reported paid (both among the reversals too)
* renew by hand as Pro or as Standard, in place of the open order or not; cancel any order
* switch off; switch on with the card or with a PayPal account that is good for the price and not for
  the fee; replace the bound method by the other; remove it
* terminate at expiry, revoke that, terminate now, buy again
* another account; another holder, a business; more space bought; the used space measured; the warning
  before deletion reported undelivered
";

const LEFT_OUT: &str = "
Not explored
  more terms, orders, charges or things done in one life than stated above, and other days
  other policies, other prices or a change of either; plans and extra space other than those named;
  terms of several years; mailboxes on the customer's own domain; public bodies
  methods that are past their date; commands dated before the last event; amounts other than those named
  settlements of charges that were never asked for
  commitments of public bodies
The properties, the reference model and the simulation go there at random.
";
