//! The reckoning by itself: a mailbox of which two orders of one expiry were charged, and books made by hand.

use pec_outside::{
    gateway::{ChargeLine, Opened},
    reckoning::{self, Kept, Reckoning, Recorded, Told},
};
use pec_renewal::{
    Command, Event, Fact, Payout,
    catalogue::Policy,
    charge::Outcome,
    values::{ChargeKey, Day, Money, RefundNumber},
};
use pec_test_support::{Life, card, day, noon, opening};

#[test]
fn of_two_orders_of_one_expiry_that_were_both_taken_one_is_owed_back() {
    let story = Story::told();
    let [(first, taken), (second, _)] = story.charged;
    assert_eq!(first.order().expiry(), second.order().expiry());
    assert_ne!(first.order(), second.order());
    let refunds: Vec<Money> =
        story.life.mailbox().refunds().iter().map(|refund| refund.amount).collect();
    assert_eq!(refunds, [taken]);
    assert_eq!(story.life.mailbox().expiry(), day("2028-01-15"), "renewed once");
}

#[test]
fn a_refund_that_is_called_done_and_was_not_paid_is_found() {
    let story = Story::told();
    let reckoning = story.compare(true, &story.books(false), Vec::new());
    let [what] = reckoning.shown.as_slice() else { panic!("{:?}", reckoning.shown) };
    assert!(what.contains("is called done, and nobody paid it"), "{what}");
}

#[test]
fn a_refund_that_is_not_called_done_may_wait() {
    let story = Story::told();
    let reckoning = story.compare(false, &story.books(false), Vec::new());
    assert!(reckoning.is_sound(), "{:?}", reckoning.shown);
}

#[test]
fn a_refund_that_was_paid_is_not_settled_before_it_is_told() {
    let story = Story::told();
    let refund = story.refund();
    let command = Command::RefundPaid { refund, payout: story.payout() };
    let told = Told { command, is_of_home: true, is_handled: false, is_recorded: false };
    let reckoning = story.compare(true, &story.books(true), vec![told]);
    assert!(reckoning.is_sound(), "{:?}", reckoning.shown);
    assert!(!reckoning.is_settled());
}

#[test]
fn a_refund_that_was_paid_and_that_no_report_tells_of_is_found() {
    let story = Story::told();
    let reckoning = story.compare(true, &story.books(true), Vec::new());
    let [what] = reckoning.shown.as_slice() else { panic!("{:?}", reckoning.shown) };
    assert!(what.contains("was paid back as") && what.contains("is not known"), "{what}");
}

/// A charge is declined though its money was taken; the holder cancels that order and switches automatic
/// renewal on again, the next one is charged, and then the gateway takes its word back.
struct Story {
    life: Life<Policy>,
    charged: [(ChargeKey, Money); 2],
}

impl Story {
    fn told() -> Self {
        let bought = day("2026-01-15");
        let mut life = Life::opened(Policy::aruba(), opening(bought), noon(bought));
        let switch_on = Command::SwitchOn { method: card(), consent: None };
        life.give(&switch_on, noon(bought)).expect("it is switched on");
        let mut today = day("2026-12-31");
        let first = charged(&mut life, &mut today);
        give(&mut life, today, &outcome(first.0, Outcome::SOFT_DECLINE));
        give(&mut life, today, &Command::CancelOrder { order: first.0.order() });
        give(&mut life, today, &switch_on);
        let second = charged(&mut life, &mut today);
        for (key, amount) in [second, first] {
            give(&mut life, today, &outcome(key, Outcome::Settled { amount }));
        }
        Self { life, charged: [first, second] }
    }

    fn refund(&self) -> RefundNumber {
        self.life.mailbox().refunds().iter().next().expect("it is owed").number
    }

    fn payout(&self) -> Payout {
        let reference = "SCT-1".parse().expect("a reference");
        Payout { reference, amount: self.charged[0].1, on: day("2027-01-15") }
    }

    /// The books: both charges, every other errand but the refund, and it too where it was paid.
    fn books(&self, is_paid: bool) -> Opened {
        let [(denied, _), _] = self.charged;
        let charges = self.charged.iter().map(|(key, amount)| ChargeLine {
            key: *key,
            captures: vec![*amount],
            left_after: Vec::new(),
            is_denied: *key == denied,
            is_told: true,
        });
        let id = self.life.mailbox().id();
        let asked = (1_u64..).zip(self.life.history());
        let run = asked.filter(|(_, event)| is_paid || !is_refund(event));
        Opened {
            charges: charges.collect(),
            taken: Vec::new(),
            paid_back: is_paid.then(|| (id, self.refund(), self.payout())).into_iter().collect(),
            reversals: Vec::new(),
            errands: run.map(|(sequence, _)| (id, sequence)).collect(),
        }
    }

    /// All errands are done, the refund only where it is called so.
    fn compare(&self, is_refund_done: bool, books: &Opened, inbox: Vec<Told>) -> Reckoning {
        let recorded = |event: &Event| Recorded {
            is_done: event.fact.errand().map(|_| is_refund_done || !is_refund(event)),
            event: event.clone(),
        };
        let events = self.life.history().iter().map(recorded).collect();
        let kept = Kept { events, inbox };
        reckoning::compare([Ok((self.life.mailbox().id(), kept))], books).expect("it folds")
    }
}

/// Lives on until a charge is requested.
fn charged(life: &mut Life<Policy>, today: &mut Day) -> (ChargeKey, Money) {
    while *today < day("2027-01-15") {
        *today = today.next();
        let events = life.give(&Command::Tick, noon(*today)).expect("a tick");
        for event in events {
            if let Fact::ChargeRequested { key, amount, .. } = event.fact {
                return (key, amount);
            }
        }
    }
    panic!("it is charged before the expiry");
}

fn give(life: &mut Life<Policy>, today: Day, command: &Command) {
    life.give(command, noon(today)).expect("it is accepted");
}

const fn outcome(key: ChargeKey, outcome: Outcome) -> Command {
    Command::ChargeOutcome { key, outcome }
}

const fn is_refund(event: &Event) -> bool {
    matches!(event.fact, Fact::RefundOwed { .. })
}
