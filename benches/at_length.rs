//! Does a decision cost more when much came before it, or when the price list is long? Each answer is
//! a ratio of the same decision with a hundred times as much.
//!
//! With `-- --alone QUESTION LENGTH` one question is asked a thousand times and nothing is timed: for
//! a tool that counts instructions, as `valgrind --tool=callgrind --toggle-collect='*asked_alone*'`.

mod birth;
mod side_by_side;

use std::hint::black_box;

use pec_renewal::{
    Command, Mailbox, advance,
    catalogue::{HolderKind, Plan, Policy, PriceList, PriceRow, Term},
    charge::Outcome,
    decide, permitted,
    values::{ChargeKey, Day, Money, OrderId, VatRate},
};
use pec_test_support::{day, noon, transfer};

use self::{
    birth::renewing,
    side_by_side::{Answers, is_quick, race, timed},
};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--alone") {
        let length = arguments[at + 2].parse().expect("a length");
        let (_, question) = QUESTIONS
            .iter()
            .find(|(name, _)| *name == arguments[at + 1])
            .expect("a question of the table");
        return asked_alone(&*question(length));
    }
    let (rounds, repeats, long) = if is_quick() { (3, 2, 2_000) } else { (301, 200, 100_000) };
    let mut answers = Answers::new();
    for (name, question) in QUESTIONS {
        let (few, many) = (question(1_000), question(long));
        let asked = |question: &dyn Fn()| timed(|| (0..repeats).for_each(|_| question())).1;
        let times = race(rounds, [&mut || asked(&*few), &mut || asked(&*many)]);
        let each = |one| times.nanoseconds(one, repeats);
        let numbers = format!("{:.0} against {:.0} ns", each(1), each(0));
        answers.add(name, times.ratio(1, 0), "", &(0.0..=2.0), &numbers);
    }
    answers.print();
}

/// What is asked, after so much.
type Question = fn(usize) -> Box<dyn Fn()>;

const QUESTIONS: [(&str, Question); 4] = [
    ("payment", a_payment),
    ("known-payment", a_known_payment),
    ("charge", a_charge_after_unasked_settlements),
    ("permitted", what_is_permitted),
];

#[inline(never)]
fn asked_alone(question: &dyn Fn()) {
    (0..1_000).for_each(|_| question());
}

fn a_payment(payments: usize) -> Box<dyn Fn()> {
    let (policy, mailbox) = (Policy::aruba(), paid(payments));
    let order = OrderId::new(mailbox.id(), mailbox.expiry(), 7);
    let new = Command::Payment(transfer("CRO 5-", order, money(1), today()));
    Box::new(move || {
        let events = decide(Some(&mailbox), &new, &policy, noon(today())).unwrap();
        // It is registered, owed back, and the holder told so.
        assert_eq!(black_box(events).len(), 3);
    })
}

fn a_known_payment(payments: usize) -> Box<dyn Fn()> {
    let (policy, mailbox) = (Policy::aruba(), paid(payments));
    let order = OrderId::new(mailbox.id(), mailbox.expiry(), 7);
    let known = Command::Payment(transfer("CRO 500", order, money(1), today()));
    Box::new(move || {
        assert!(decide(Some(&mailbox), &known, &policy, noon(today())).unwrap().is_empty());
    })
}

/// Money came under the keys of the coming order, which nobody had asked for.
fn a_charge_after_unasked_settlements(settled: usize) -> Box<dyn Fn()> {
    let policy = Policy::aruba();
    let mut mailbox = Some(mailbox());
    let order = OrderId::new(mailbox.as_ref().unwrap().id(), day("2027-03-10"), 1);
    for attempt in 1..=u32::try_from(settled).unwrap() {
        let key = ChargeKey::new(order, attempt);
        let outcome = Outcome::Settled { amount: money(1) };
        give(&mut mailbox, &Command::ChargeOutcome { key, outcome }, &policy, today());
    }
    let charged_on = day("2027-03-03");
    give(&mut mailbox, &Command::Tick, &policy, charged_on.previous());
    let mailbox = mailbox.unwrap();
    Box::new(move || {
        let events = decide(Some(&mailbox), &Command::Tick, &policy, noon(charged_on)).unwrap();
        assert!(!black_box(events).is_empty());
    })
}

fn what_is_permitted(rows: usize) -> Box<dyn Fn()> {
    let first = Day::MIN;
    let row = |index: usize| {
        let from = first.plus_days(i32::try_from(index / 3).unwrap());
        PriceRow {
            plan: Plan::ALL[index % 3],
            term: Term::ONE,
            net: money(790),
            extra_mailbox_gb_net: None,
            extra_archive_gb_net: None,
            vat: VatRate::ORDINARY,
            from,
            until: Some(from),
        }
    };
    let prices = PriceList::new(1, (0..rows).map(row).collect()).unwrap();
    let policy = Policy::new(Policy::aruba().parameters().clone(), prices).unwrap();
    let mailbox = mailbox();
    Box::new(move || {
        black_box(permitted(&mailbox, &policy, today()));
    })
}

fn mailbox() -> Mailbox {
    let opening = renewing(day("2026-03-10"), HolderKind::Business { split_payment: false });
    let mut mailbox = None;
    let policy = Policy::aruba();
    give(&mut mailbox, &Command::Open(Box::new(opening)), &policy, day("2026-03-10"));
    mailbox.unwrap()
}

/// So many payments are known, each of them owed back.
fn paid(payments: usize) -> Mailbox {
    let (policy, mut mailbox) = (Policy::aruba(), Some(mailbox()));
    let order = OrderId::new(mailbox.as_ref().unwrap().id(), day("2027-03-10"), 7);
    for number in 0..payments {
        let paid = transfer(&format!("CRO {number}"), order, money(1), today());
        give(&mut mailbox, &Command::Payment(paid), &policy, today());
    }
    mailbox.unwrap()
}

fn give(mailbox: &mut Option<Mailbox>, command: &Command, policy: &Policy, on: Day) {
    advance(&mut Vec::new(), mailbox, command, policy, noon(on)).unwrap();
}

fn today() -> Day {
    day("2026-04-01")
}

fn money(cents: u64) -> Money {
    Money::from_cents(cents).unwrap()
}
