//! The random lives are worth something only if they reach what there is: here they are counted.

use std::collections::BTreeSet;

use pec_renewal::{
    Command, Fact, Notice, Permission, Refusal,
    auto_renewal::AutoRenewal,
    charge::{Charge, Death},
    order::FinalStatus,
    permitted,
    service::{Service, Standing},
};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{
    chances::histories,
    story::{Step, Story},
};

#[test]
fn random_lives_reach_everything_there_is() {
    let mut seen = Seen::default();
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let lives = histories(80);
    for _ in 0..LIVES {
        let history = lives.new_tree(&mut runner).expect("a history").current();
        history.watched(|story, step| seen.look(story, step));
        let is_reached = |(_, all, seen): &Reached<'_>| {
            all.iter().all(|name| seen.contains(name) || ELSEWHERE.contains(name))
        };
        if seen.all().iter().all(is_reached) {
            break;
        }
    }
    for (what, all, seen) in seen.all() {
        let here = all.iter().copied().filter(|name| !ELSEWHERE.contains(name));
        let expected: BTreeSet<&str> = here.collect();
        let missed: Vec<_> = expected.difference(seen).collect();
        assert_eq!(missed, Vec::<&&str>::new(), "{what} that no random life reached");
        let strange: Vec<_> = seen.difference(&expected).collect();
        assert_eq!(strange, Vec::<&&str>::new(), "{what} that have no name of their own");
    }
}

/// What there is of a kind, and what of it was seen.
type Reached<'s> = (&'static str, &'static [&'static str], &'s BTreeSet<&'static str>);

/// Nothing is taken over with a life lived elsewhere here: `takeover` does.
const ELSEWHERE: &[&str] = &["carried-contradiction"];

#[derive(Default)]
struct Seen {
    commands: BTreeSet<&'static str>,
    facts: BTreeSet<&'static str>,
    refusals: BTreeSet<&'static str>,
    notices: BTreeSet<&'static str>,
    states: BTreeSet<&'static str>,
}

impl Seen {
    /// What there is of each kind, and what of it was seen.
    fn all(&self) -> [Reached<'_>; 5] {
        [
            ("commands", Command::NAMES, &self.commands),
            ("facts", Fact::NAMES, &self.facts),
            ("refusals", Refusal::CODES, &self.refusals),
            ("notices", Notice::NAMES, &self.notices),
            ("states", STATES, &self.states),
        ]
    }

    fn look(&mut self, story: &Story, step: &Step) {
        match &step.outcome {
            Ok(events) => {
                if !events.is_empty() {
                    self.commands.insert(step.command.name());
                }
                for event in events {
                    self.facts.insert(event.fact.name());
                    if let Fact::NoticeDue { notice, .. } = &event.fact {
                        self.notices.insert(notice.name());
                    }
                }
            }
            Err(refusal) => {
                self.refusals.insert(refusal.code());
            }
        }
        let Some(mailbox) = story.life.state() else {
            return;
        };
        self.states.extend(consent_asked_for(story, step));
        if mailbox.needs_holder() {
            self.states.insert("holder to be asked about the method");
        }
        if mailbox.charge().progress().is_some_and(|progress| progress.recharged) {
            self.states.insert("request owed to a method refreshed");
        }
        if mailbox.auto_renewal().consent().is_some() {
            self.states.insert("consent on record");
        }
        for (_, permission) in permitted(mailbox, story.life.policy(), story.clock) {
            if let Permission::Refused(refusal) = permission {
                self.refusals.insert(refusal.code());
            }
        }
        self.states.insert(match mailbox.charge() {
            Charge::Idle => "charge idle",
            Charge::Waiting { .. } => "charge waiting",
            Charge::RetryDue { .. } => "charge retry due",
            Charge::Barred { .. } => "charge barred",
            Charge::Exhausted { .. } => "charge exhausted",
            Charge::Unresolved { .. } => "charge unresolved",
            Charge::Orphaned { next: None, .. } => "charge orphaned",
            Charge::Orphaned { next: Some(_), .. } => "charge orphaned, with another waiting",
        });
        self.states.insert(match mailbox.auto_renewal() {
            AutoRenewal::Off { .. } => "automatic renewal off",
            AutoRenewal::On { .. } => "automatic renewal on",
        });
        self.states.insert(match mailbox.service() {
            Service::Active { .. } => "service active",
            Service::TerminatedAtExpiry { .. } => "service terminated at expiry",
            Service::Ending { .. } => "service ending",
            Service::Deleted { .. } => "service deleted",
        });
        self.states.insert(match mailbox.standing(story.clock) {
            Standing::InService => "in service",
            Standing::InGrace { phase: 1, .. } => "in grace",
            Standing::InGrace { .. } => "in a later phase of grace",
            Standing::GraceOver => "grace over",
            Standing::Ending => "ending",
            Standing::Deleted => "deleted",
        });
        for dead in mailbox.dead_methods() {
            self.states.insert(match dead.of {
                Death::Declined => "method declined for good",
                Death::Stopped => "method stopped",
                Death::TakenOver => "method dead when taken over",
                Death::ChargedBack => "method charged back",
                Death::Closed => "method closed",
            });
        }
        let bound = mailbox.auto_renewal().method();
        if bound.is_some_and(|bound| mailbox.not_before(bound.id, story.clock).is_some()) {
            self.states.insert("method put off");
        }
        if mailbox.open_order().is_some() {
            self.states.insert("order awaiting payment");
        }
        for closed in mailbox.closed_orders() {
            self.states.insert(match closed.status {
                FinalStatus::Fulfilled => "order fulfilled",
                FinalStatus::Cancelled => "order cancelled",
                FinalStatus::Lapsed => "order lapsed",
            });
        }
    }
}

/// What a payment by a payer who was signed in came to, where the policy asks for consent.
fn consent_asked_for(story: &Story, step: &Step) -> Option<&'static str> {
    let Command::Payment(payment) = &step.command else {
        return None;
    };
    let has = |is: fn(&Fact) -> bool| step.outcome.iter().flatten().any(|event| is(&event.fact));
    let is_asked_for = story.life.policy().parameters().auto_enable_needs_consent;
    let renews = has(|fact| matches!(fact, Fact::OrderFulfilled(_)));
    if !is_asked_for || !renews || payment.signed_in_with.is_none() {
        return None;
    }
    let is_on = story.life.mailbox().auto_renewal().is_on();
    match payment.consent {
        Some(_) => has(|fact| matches!(fact, Fact::AutoRenewalSwitchedOn { .. }))
            .then_some("switched on with the consent asked for"),
        None => (!is_on).then_some("left off for want of consent"),
    }
}

/// At most; fewer where all is reached before.
const LIVES: usize = 6_000;

const STATES: &[&str] = &[
    "automatic renewal off",
    "automatic renewal on",
    "charge barred",
    "charge exhausted",
    "charge idle",
    "charge orphaned",
    "charge orphaned, with another waiting",
    "charge retry due",
    "charge unresolved",
    "charge waiting",
    "consent on record",
    "deleted",
    "ending",
    "grace over",
    "holder to be asked about the method",
    "in a later phase of grace",
    "in grace",
    "in service",
    "left off for want of consent",
    "method charged back",
    "method closed",
    "method dead when taken over",
    "method declined for good",
    "method put off",
    "method stopped",
    "order awaiting payment",
    "order cancelled",
    "order fulfilled",
    "order lapsed",
    "request owed to a method refreshed",
    "service active",
    "service deleted",
    "service ending",
    "service terminated at expiry",
    "switched on with the consent asked for",
];
