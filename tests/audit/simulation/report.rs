//! What the lives went through, within which bounds, and what they left out, in words.

use std::fmt::Write;

use pec_renewal::{Command, Fact, Refusal, catalogue::Policy};
use pec_scenario::written;
use pec_test_support::spoken;

use super::{
    LIVES_OF_THE_CARELESS,
    days::{DAYS_TO_REST, YEARS},
    errands::LIFETIME_SECONDS,
    gateway::MEMORY_SECONDS,
    policies::POLICIES,
    seen::{Seen, Sight},
    worker::LOOKED_AT,
};

/// The page that auditors read of the lives in which everything goes wrong.
pub fn text(lives: u64, seen: &Seen) -> String {
    let mut page = String::from(HEADER);
    write!(
        page,
        "Within these bounds
  lives         {lives}, each of its own number, from which all chance in it follows
  length        {YEARS} years each, and {DAYS_TO_REST} days more in which nothing goes wrong and all arrives
  gateway       knows a key for {} hours; a request has a last moment, {} hours after it is first sent
  looked ahead  after one decision in {LOOKED_AT} what the holder was told is held against what then comes

",
        MEMORY_SECONDS / 3_600,
        LIFETIME_SECONDS / 3_600,
    )
    .unwrap();
    page.push_str(WORLD);
    writeln!(page, "The policies, and what each has otherwise than the preset of Aruba").unwrap();
    for policy in POLICIES.iter() {
        policy_in_words(&mut page, policy);
    }
    page.push_str(CHECKED);
    let sights = Sight::ALL.iter().map(|(sight, words)| (seen.times(*sight), (*words).to_owned()));
    chapter(&mut page, "Seen; each of these must be, or the test fails", sights);
    let of = |names: &'static [&'static str], words: fn(&str) -> String| {
        names.iter().map(move |name| (seen.times_named(name), words(name)))
    };
    let commands = of(Command::NAMES, spoken);
    chapter(&mut page, "Commands given; each must be", commands);
    chapter(&mut page, "Events recorded; each must be", of(Fact::NAMES, str::to_owned));
    let refusals = of(Refusal::CODES, str::to_owned).filter(|(times, _)| 0 < *times);
    chapter(&mut page, "Refusals given", refusals);
    let never = Refusal::CODES.iter().filter(|code| seen.times_named(code) == 0);
    let never: Vec<&str> = never.copied().collect();
    page.push_str(LEFT_OUT);
    writeln!(page, "  refusals that no life was given:").unwrap();
    for some in never.chunks(4) {
        writeln!(page, "    {}", some.join(", ")).unwrap();
    }
    page
}

/// What it costs to break each promise of the caller's contract, alone.
pub fn of_promises(found: &[(&str, u64, String)]) -> String {
    let mut page = format!(
        "The promises of the caller's contract, each broken alone.

The same lives as in simulation.txt are lived by a backend that breaks one promise and keeps the others. Each
breach is found by the reckoning at the end of a life, or on the way; here stands the first life, of at most
{LIVES_OF_THE_CARELESS}, that shows it, and what it shows. A sum is in euro, or in cents where that is said; a charge is called
by the number of its order and its own.

Not shown here: two promises broken at once; how often a breach does harm.

"
    );
    for (promise, life, fault) in found {
        writeln!(page, "{promise}\n    broken, life {life} ends thus: {fault}").unwrap();
    }
    page
}

fn policy_in_words(page: &mut String, policy: &Policy) {
    let preset = Policy::aruba();
    let usual = written(preset.parameters());
    let own = written(policy.parameters());
    let differ = own.iter().zip(&usual).filter(|(own, usual)| own != usual);
    let mut words: Vec<String> =
        differ.map(|((name, value), _)| format!("{name} {value}")).collect();
    if policy.prices() != preset.prices() {
        words.push("prices that rise".to_owned());
    }
    let words = if words.is_empty() { "nothing".to_owned() } else { words.join("; ") };
    writeln!(page, "  version {}: {words}", policy.parameters().version).unwrap();
}

fn chapter(page: &mut String, title: &str, rows: impl Iterator<Item = (u64, String)>) {
    writeln!(page, "\n{title}").unwrap();
    for (times, name) in rows {
        writeln!(page, "{times:>12}  {name}").unwrap();
    }
}

const HEADER: &str = "\
Simulation: whole lives of an address, with a backend around the library that keeps the caller's contract, in a
world in which everything goes wrong. What it costs to break the contract: broken_promises.txt.

";

const WORLD: &str = "\
What a life is
  one address: its holder, the mailboxes that it is one after the other, the backend that decides for it, and the
  gateway, the bank, the refund desk and the mailer around
  begun on some day of four years, on 29 February more often than others; bought for one, two or three years; a
  consumer, a business or a public body; many with a card from the first day

What goes wrong, at random
  the process dies between any two steps; only what was committed is there afterwards
  another worker takes the same mailbox between a load and its append
  the outbox is late by days; the scheduler stops for weeks; a worker's clock says that it is yesterday
  the gateway loses, repeats and delays requests and replies, forgets keys, takes less, takes money that it
  declined, is no longer sure of what it said
  the refund desk pays late, in part or twice; payments are charged back, sent back and mended
  reports get lost, come late, twice and out of order
  the policy changes in the middle of a life
  the holder does anything, on a page that is out of date, and clicks again when in doubt

";

const CHECKED: &str = "
What is checked
  after each event and each decision every invariant holds, and the same input gives the same output
  a tick does something exactly if its deadline has come
  no news of money is refused
  at the end what the gateway and the bank took is what the mailbox says, payment by payment, and what came in is
  what was invoiced and not credited, held and paid back, to the cent
  no order is captured twice, unless the gateway had said that nothing was taken; none is charged that was paid or
  given up before the request left
";

const LEFT_OUT: &str = "
Not explored
  more than one address at a time, and how fast anything is
  mailboxes on the customer's own domain; take-overs of a mailbox with a life behind it
  policies other than those above, and presets other than Aruba's
  whatever comes about less often than once in so many lives
";
