//! What is projected is what is lived: a mailbox left alone, ticked, and told of the assumed
//! outcomes and of its notices' arrival, records the same facts on the same days.

use std::collections::{BTreeSet, VecDeque};

use pec_renewal::{
    Assumption, Command, Fact, Mailbox, Opening, Projected, Refusal, catalogue::Policy,
    charge::Outcome, next_deadline, project, values::Day,
};
use pec_test_support::{Life, card, day, decided, noon, opening};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{chances::histories, policies::POLICIES, tried};
use crate::situations::situations;

proptest! {
    #![proptest_config(tried(256))]

    #[test]
    fn r_95_projecting_and_then_living_gives_the_same_facts_on_the_same_days(
        history in histories(50),
        days in 0_i32..900,
    ) {
        let story = history.lived();
        let (mailbox, policy) = (story.life.mailbox(), story.life.policy());
        let until = days_on(mailbox, days);
        for assumption in Assumption::ALL {
            assert_lived(mailbox, policy, until, *assumption);
        }
    }

    #[test]
    fn r_95_an_earlier_end_gives_the_beginning_of_the_same_list(
        history in histories(50),
        (sooner, later) in (0_i32..900, 0_i32..900),
    ) {
        let story = history.lived();
        let (mailbox, policy) = (story.life.mailbox(), story.life.policy());
        let (short, long) = (days_on(mailbox, sooner), days_on(mailbox, sooner + later));
        for assumption in Assumption::ALL {
            let mut expected = project(mailbox, policy, long, *assumption);
            expected.retain(|one| one.on <= short);
            assert_eq!(project(mailbox, policy, short, *assumption), expected, "{assumption:?}");
        }
    }

    #[test]
    fn r_95_projecting_changes_nothing_and_answers_alike(
        history in histories(50),
        days in 0_i32..900,
    ) {
        let story = history.lived();
        let (mailbox, policy) = (story.life.mailbox(), story.life.policy());
        let (before, until) = (mailbox.clone(), days_on(mailbox, days));
        for assumption in Assumption::ALL {
            let first = project(mailbox, policy, until, *assumption);
            assert_eq!(project(mailbox, policy, until, *assumption), first, "{assumption:?}");
        }
        assert_eq!(*mailbox, before);
    }
}

#[test]
fn r_95_projecting_and_then_living_gives_the_same_in_every_situation() {
    let mut reached = Reached::default();
    for situation in situations() {
        let life = situation.lived();
        let (mailbox, policy) = (life.mailbox(), life.policy());
        let until = days_on(mailbox, 900);
        for assumption in Assumption::ALL {
            reached.note(*assumption, &assert_lived(mailbox, policy, until, *assumption));
        }
    }
    reached.assert_all("situation");
}

/// The property above is worth something only if the lives lead on to all this.
#[test]
fn r_95_projections_of_random_lives_reach_all_that_ticks_lead_to() {
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[9; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let (lives, mut reached) = (histories(50), Reached::default());
    for _ in 0..LIVES {
        let story = lives.new_tree(&mut runner).expect("a history").current().lived();
        let (mailbox, policy) = (story.life.mailbox(), story.life.policy());
        for assumption in Assumption::ALL {
            let until = days_on(mailbox, 900);
            reached.note(*assumption, &project(mailbox, policy, until, *assumption));
        }
        if REACHED.iter().all(|one| reached.0.contains(one)) {
            break;
        }
    }
    reached.assert_all("random life");
}

/// Its day has gone by, so that nothing is assumed of it.
#[test]
fn r_95_a_charge_already_requested_keeps_waiting_for_its_outcome() {
    let mut waiting = 0;
    for situation in situations() {
        let life = situation.lived();
        let (mailbox, policy) = (life.mailbox(), life.policy());
        let Some(request) = mailbox.charge().unresolved().copied() else { continue };
        waiting += 1;
        for assumption in Assumption::ALL {
            let facts = project(mailbox, policy, days_on(mailbox, 900), *assumption);
            let ended = facts.iter().find(|one| match &one.fact {
                Fact::ChargeFailed { key, .. } | Fact::ChargeRequested { key, .. } => {
                    *key == request.key
                }
                Fact::PaymentRegistered(payment) => payment.order == Some(request.key.order()),
                _ => false,
            });
            assert_eq!(ended, None, "{}: {assumption:?}", situation.name);
        }
    }
    assert!(0 < waiting, "no situation has an unresolved charge");
}

/// Under every policy a mailbox of its last decades that renews by itself does so to the end of the
/// calendar, and there the projection ends too.
#[test]
fn r_95_a_projection_with_no_earlier_end_ends_with_the_calendar() {
    for (name, policy) in POLICIES.iter() {
        let opening = Opening { bound_method: Some(card()), ..opening(day("2850-01-15")) };
        let born = noon(opening.anchor);
        let life = Life::opened(policy, opening, born);
        for assumption in Assumption::ALL {
            let facts = project(life.mailbox(), policy, Day::MAX, *assumption);
            let mut renewals = facts.iter().filter(|one| one.fact.name() == "OrderFulfilled");
            let last = renewals.next_back().map_or(0, |one| one.on.year());
            let renews = match assumption {
                Assumption::Settled => 2890 < last,
                Assumption::SoftlyDeclined | Assumption::Unanswered => last == 0,
            };
            assert!(renews, "{name}: {assumption:?}: last renewed in {last}");
        }
    }
}

/// Projects, lives it in both ways, and gives what was projected.
#[track_caller]
pub fn assert_lived(
    mailbox: &Mailbox,
    policy: &Policy,
    until: Day,
    assumption: Assumption,
) -> Vec<Projected> {
    let projected = project(mailbox, policy, until, assumption);
    for ticked in [Ticked::Daily, Ticked::OnDeadlines] {
        let lived = lived(mailbox, policy, until, assumption, ticked);
        let differs = projected.iter().zip(&lived).position(|(one, other)| one != other);
        let at = differs.unwrap_or(projected.len().min(lived.len()));
        assert_eq!(projected.get(at), lived.get(at), "fact {at}, {assumption:?}, {ticked:?}");
    }
    projected
}

/// When the mailbox is ticked.
#[derive(Clone, Copy, Debug)]
enum Ticked {
    /// On every day, until nothing is due any more.
    Daily,
    /// On its deadlines, as a store does.
    OnDeadlines,
}

fn lived(
    mailbox: &Mailbox,
    policy: &Policy,
    until: Day,
    assumption: Assumption,
    ticked: Ticked,
) -> Vec<Projected> {
    let (mut state, mut facts) = (Some(mailbox.clone()), Vec::new());
    let mut today = mailbox.last_moment().day();
    loop {
        if let Ticked::OnDeadlines = ticked {
            let deadline = state.as_ref().and_then(|mailbox| next_deadline(mailbox, policy));
            let Some(deadline) = deadline else { break };
            today = deadline;
        }
        if until < today {
            break;
        }
        let mut commands = VecDeque::from([Command::Tick]);
        let before = facts.len();
        while let Some(command) = commands.pop_front() {
            let (events, after) = match decided(state.as_ref(), &command, policy, noon(today)) {
                Ok(decided) => decided,
                // Settled money that the mailbox's sums cannot take is not booked.
                Err(Refusal::AmountTooLarge { .. }) => continue,
                Err(refusal) => panic!("{command:?} on {today}: {refusal}"),
            };
            state = after;
            for event in events {
                commands.extend(reported(&event.fact, assumption, today));
                facts.push(Projected { on: today, fact: event.fact });
            }
        }
        let is_quiet = facts.len() == before;
        match ticked {
            Ticked::Daily if is_quiet => today = today.next(),
            Ticked::Daily => {}
            Ticked::OnDeadlines => assert!(!is_quiet, "nothing is due on the deadline {today}"),
        }
    }
    facts
}

/// What the world outside reports of a fact on its day.
fn reported(fact: &Fact, assumption: Assumption, today: Day) -> Option<Command> {
    match (fact, assumption) {
        (Fact::NoticeDue { number, .. }, _) => {
            Some(Command::NoticeDelivered { notice: *number, on: today })
        }
        (Fact::ChargeRequested { key, amount, .. }, Assumption::Settled) => {
            let outcome = Outcome::Settled { amount: *amount };
            Some(Command::ChargeOutcome { key: *key, outcome })
        }
        (Fact::ChargeRequested { key, .. }, Assumption::SoftlyDeclined) => {
            Some(Command::ChargeOutcome { key: *key, outcome: Outcome::SOFT_DECLINE })
        }
        _ => None,
    }
}

/// So many days after the last event, within the calendar.
pub fn days_on(mailbox: &Mailbox, days: i32) -> Day {
    mailbox.last_moment().day().plus_days(days).min(Day::LAST_EXPIRY)
}

/// Which facts the projections had, under which assumption.
#[derive(Default)]
struct Reached(BTreeSet<(&'static str, &'static str)>);

impl Reached {
    fn note(&mut self, assumption: Assumption, facts: &[Projected]) {
        let assumed = match assumption {
            Assumption::Settled => "settled",
            Assumption::SoftlyDeclined => "softly declined",
            Assumption::Unanswered => "unanswered",
        };
        self.0.extend(facts.iter().map(|one| (assumed, one.fact.name())));
    }

    #[track_caller]
    fn assert_all(&self, whose: &str) {
        let missed: Vec<_> = REACHED.iter().filter(|one| !self.0.contains(one)).collect();
        assert!(missed.is_empty(), "no {whose} led to {missed:?}");
    }
}

const REACHED: &[(&str, &str)] = &[
    ("settled", "ChargeBarred"),
    ("settled", "MailboxDeleted"),
    ("settled", "NoticeDelivered"),
    ("settled", "OrderFulfilled"),
    ("settled", "OrderLapsed"),
    ("settled", "OrderNotGenerated"),
    ("settled", "PlanChanged"),
    ("settled", "RungSkipped"),
    ("settled", "UsedSpaceRequested"),
    ("softly declined", "AutoRenewalSwitchedOff"),
    ("softly declined", "ChargeFailed"),
    ("softly declined", "LadderExhausted"),
    ("softly declined", "MailboxDeleted"),
    ("softly declined", "OrderLapsed"),
    ("unanswered", "ChargeRequested"),
    ("unanswered", "InquiryRequested"),
    ("unanswered", "MailboxDeleted"),
];

/// At most; fewer where all is reached before.
const LIVES: usize = 12_000;
