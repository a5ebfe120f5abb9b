//! Money that comes in every way, goes in every way and comes back in every way.

use std::collections::BTreeMap;

use pec_renewal::{
    Backing, Command, Event, Fact, Ledger, Lies, Mailbox, evolve,
    values::{Money, PaymentReference},
};
use pec_test_support::noon;
use proptest::prelude::*;

use super::{
    chances::{histories, moves_one_by_one, news_of_money, payouts, taken_back},
    moves::{Act, Answer, Clock, History, Landmark, Move},
    story::Story,
    tried,
};

proptest! {
    #![proptest_config(tried(384))]

    #[test]
    fn r_46_money_is_conserved_to_the_cent_after_every_event(history in lives()) {
        let story = history.lived();
        let mut state = None;
        for event in story.life.history() {
            let after = evolve(state.take(), event).expect("a history that was lived");
            assert_conserved(&after, event);
            state = Some(after);
        }
    }

    #[test]
    fn r_48_r_53_no_cent_goes_out_twice_without_a_debt(history in lives()) {
        history.watched(|story, _| {
            if let Some(mailbox) = story.life.state() {
                assert_paid_once(story.life.history(), mailbox);
            }
        });
    }

    #[test]
    fn r_48_a_reversal_moves_no_expiry_and_bars_no_renewal(history in lives()) {
        let mut before: Option<Mailbox> = None;
        history.watched(|story, step| {
            let is_reversal = matches!(step.command, Command::Reversal(_));
            if let (Some(before), Some(after), true) = (&before, story.life.state(), is_reversal)
                && step.outcome.is_ok()
                && before.open_order_on(step.at.day()).is_some() == before.open_order().is_some()
            {
                assert_stands(before, after);
            }
            before = story.life.state().cloned();
        });
    }

    #[test]
    fn r_43_a_reversal_told_again_is_no_event(history in lives()) {
        let mut story = history.lived();
        let told: Vec<Command> =
            story.reversals.iter().cloned().map(Command::Reversal).collect();
        for command in told {
            let again = story.say(command, noon(story.clock));
            prop_assert_eq!(again.outcome.map(|events| events.len()), Ok(0));
        }
    }

    #[test]
    fn r_48_what_of_a_payment_can_be_reversed_is_what_is_left_of_it(history in lives()) {
        let story = history.lived();
        let Some(mailbox) = story.life.state() else { return Ok(()) };
        let mut reversed: BTreeMap<&PaymentReference, u64> = BTreeMap::new();
        for reversal in mailbox.reversals() {
            *reversed.entry(&reversal.of).or_default() += reversal.amount.cents();
        }
        for payment in mailbox.payments() {
            let backing = Backing::Payment { reference: payment.reference.clone() };
            let left: u64 =
                mailbox.portions().backed_by(&backing).map(|it| it.amount.cents()).sum();
            let gone = reversed.get(&payment.reference).copied().unwrap_or_default();
            prop_assert_eq!(left + gone, payment.amount.cents(), "of {}", payment.reference);
        }
    }
}

/// Lives in which money goes to and fro.
fn lives() -> BoxedStrategy<History> {
    let clock = prop_oneof![
        12 => Just(Clock::Stay),
        6 => Just(Clock::Near(Landmark::Deadline, 0)),
        2 => (1_u8..30).prop_map(Clock::Days),
    ];
    let act = prop_oneof![
        4 => Just(Act::Tick),
        4 => Just(Act::Answer(Answer::Settled)),
        6 => news_of_money(),
        5 => payouts(),
        10 => taken_back(),
        2 => super::chances::endings(),
        10 => moves_one_by_one().prop_map(|it| it.act),
    ];
    let moves = (clock, act).prop_map(|(clock, act)| Move { policy: None, clock, act });
    (histories(1), prop::collection::vec(moves, 1..=60))
        .prop_map(|(life, moves)| History { moves, ..life })
        .boxed()
}

/// Each side of R-46 is the sum of its portions, and both are even.
fn assert_conserved(mailbox: &Mailbox, event: &Event) {
    let mut backed: BTreeMap<&str, u64> = BTreeMap::new();
    let mut lies: BTreeMap<&str, u64> = BTreeMap::new();
    for portion in mailbox.portions().iter() {
        assert!(!portion.amount.is_zero(), "a portion of nothing after {event:?}");
        let by = match portion.backing {
            Backing::Payment { .. } | Backing::Elsewhere => "money",
            Backing::Debt { .. } => "debts",
            Backing::Receivable { .. } => "receivables",
            Backing::WrittenOff => "written off",
        };
        let at = match portion.lies {
            Lies::Held => "held",
            Lies::Released { .. } | Lies::OwedBack { .. } => "owed back",
            Lies::Applied { .. } => "applied",
            Lies::PaidOut { .. } => "paid out",
        };
        *backed.entry(by).or_default() += portion.amount.cents();
        *lies.entry(at).or_default() += portion.amount.cents();
    }
    let Ledger { registered, reversed, debts, receivables, written_off, .. } = *mailbox.ledger();
    let Ledger { applied, held, owed_back, paid_out, .. } = *mailbox.ledger();
    let sum = |of: &BTreeMap<&str, u64>, name| of.get(name).copied().unwrap_or_default();
    let left = [
        (registered.cents() - reversed.cents(), "money"),
        (debts.cents(), "debts"),
        (receivables.cents(), "receivables"),
        (written_off.cents(), "written off"),
    ];
    for (cents, name) in left {
        assert_eq!(cents, sum(&backed, name), "{name} after {event:?}");
    }
    let right = [(applied, "applied"), (held, "held"), (owed_back, "owed back")];
    for (money, name) in right.into_iter().chain([(paid_out, "paid out")]) {
        assert_eq!(money.cents(), sum(&lies, name), "{name} after {event:?}");
    }
    assert_eq!(backed.values().sum::<u64>(), lies.values().sum::<u64>(), "after {event:?}");
}

/// All that the provider gave away, by payouts and by reversals, came in before, is a debt, or was written
/// off.
fn assert_paid_once(history: &[Event], mailbox: &Mailbox) {
    let (mut came, mut went) = (0, 0);
    for event in history {
        match &event.fact {
            Fact::PaymentRegistered(payment) => came += payment.amount.cents(),
            Fact::RefundPaid { payout, .. } => went += payout.amount.cents(),
            Fact::PaymentReversed(reversed) => went += reversed.reversal.amount.cents(),
            Fact::PayoutCameBack(returned) => came += returned.reversal.amount.cents(),
            _ => {}
        }
    }
    let Ledger { debts, written_off, .. } = *mailbox.ledger();
    let stands = debts.cents() + written_off.cents();
    assert!(went <= came + stands, "{went} went out, {came} came, {stands} stands for money");
}

fn assert_stands(before: &Mailbox, after: &Mailbox) {
    assert_eq!(before.expiry(), after.expiry());
    assert_eq!(before.service(), after.service());
    assert_eq!(before.purchase(), after.purchase());
    assert_eq!(before.auto_renewal(), after.auto_renewal());
    let open = |it: &Mailbox| it.open_order().map(|order| order.id);
    assert_eq!(open(before), open(after));
    assert_eq!(before.period_flags(), after.period_flags());
    assert_eq!(before.bought_terms(), after.bought_terms());
}

/// The properties are worth something only if the lives reach all of it.
#[test]
fn r_48_r_53_random_lives_take_money_back_from_everywhere() {
    use proptest::{
        strategy::ValueTree,
        test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
    };
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let (lives, mut seen) = (lives(), BTreeMap::new());
    for _ in 0..600 {
        let story: Story = lives.new_tree(&mut runner).expect("a life").current().lived();
        for event in story.life.history() {
            for what in reached(&event.fact) {
                *seen.entry(what).or_insert(0_u32) += 1;
            }
        }
    }
    let missed: Vec<&&str> = ALL.iter().filter(|what| !seen.contains_key(**what)).collect();
    assert!(missed.is_empty(), "never: {missed:?}; seen: {seen:?}");
}

const ALL: &[&str] = &[
    "held taken back",
    "a refund withdrawn",
    "a debt left",
    "written off",
    "a method killed",
    "a payout for the one in its place",
    "a payout beyond",
    "a payout came back",
    "a payout came back and settled a debt",
    "fulfilled before the money",
    "a debt paid",
    "paid what was to come",
    "a debt settled by an end",
];

fn reached(fact: &Fact) -> Vec<&'static str> {
    use pec_renewal::Allocation;
    let all: Vec<(bool, &'static str)> = match fact {
        Fact::PaymentReversed(it) => vec![
            (it.held != Money::ZERO, "held taken back"),
            (!it.withdrawn.is_empty(), "a refund withdrawn"),
            (it.debt.is_some(), "a debt left"),
            (it.written_off != Money::ZERO, "written off"),
            (it.dead.is_some(), "a method killed"),
        ],
        Fact::RefundPaid { number, settles, beyond, .. } => vec![
            (settles.is_some_and(|it| it != *number), "a payout for the one in its place"),
            (beyond.is_some(), "a payout beyond"),
        ],
        Fact::PayoutCameBack(it) => vec![
            (true, "a payout came back"),
            (!it.settles.is_empty(), "a payout came back and settled a debt"),
        ],
        Fact::OrderFulfilled(it) => {
            vec![(it.receivable != Money::ZERO, "fulfilled before the money")]
        }
        Fact::PaymentRegistered(it) => vec![
            (matches!(it.allocation, Allocation::Debt { .. }), "a debt paid"),
            (matches!(it.allocation, Allocation::Receivable { .. }), "paid what was to come"),
        ],
        Fact::RenewalWithdrawn { undone, .. } | Fact::TermLeft { undone } => {
            let settles = undone.ended.iter().any(|term| !term.settles.is_empty());
            vec![(settles, "a debt settled by an end")]
        }
        _ => vec![],
    };
    all.into_iter().filter_map(|(is_so, what)| is_so.then_some(what)).collect()
}
