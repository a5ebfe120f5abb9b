//! From a code, a name or a parameter to the rules that it comes of.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{Errand, Fact, Invariant, Notice, Refusal, catalogue::Policy, values::Rule};

use pec_test_support::spoken;

use super::{cited::documented, data::Back};
use crate::{
    golden::read,
    specimens::{facts, refusals},
};

/// All names that have rules, by kind.
pub fn back() -> Vec<Back> {
    vec![refused(), events(), notices(), errands(), invariants(), parameters()]
}

pub const REFUSALS: &str = "Refusals";
pub const EVENTS: &str = "Events";
pub const NOTICES: &str = "Notices";
pub const ERRANDS: &str = "Errands";
pub const INVARIANTS: &str = "Invariants";
pub const PARAMETERS: &str = "Parameters";

fn refused() -> Back {
    let all = refusals();
    let rules = |code: &str| {
        let of_code = all.iter().filter(|refusal| refusal.code() == code);
        of_code.map(Refusal::rule).collect()
    };
    listed(REFUSALS, Refusal::CODES, rules)
}

fn events() -> Back {
    let all = facts();
    listed(EVENTS, Fact::NAMES, |name| {
        all.iter().filter(|fact| fact.name() == name).map(Fact::rule).collect()
    })
}

fn notices() -> Back {
    let all = crate::specimens::notices();
    listed(NOTICES, Notice::NAMES, |name| {
        all.iter().filter(|notice| notice.name() == name).map(Notice::rule).collect()
    })
}

/// What an errand is documented with, and the events that ask for it.
fn errands() -> Back {
    let source = read("../src/mailbox/errand.rs");
    let documented: BTreeMap<&str, BTreeSet<Rule>> = documented(&source).into_iter().collect();
    let mut asked: BTreeMap<&str, BTreeSet<Rule>> = BTreeMap::new();
    for fact in facts() {
        if let Some(errand) = fact.errand() {
            // Notices each have their own rule; of all of them it is said here that they are told.
            if !matches!(errand, Errand::Notify { .. }) {
                asked.entry(errand.name()).or_default().insert(fact.rule());
            }
        }
    }
    let row = |name: &&str| {
        let of = |rules: &BTreeMap<&str, BTreeSet<Rule>>| rules.get(*name).cloned();
        let (said, asked) = (of(&documented).unwrap_or_default(), of(&asked).unwrap_or_default());
        (spoken(name), said.union(&asked).copied().collect())
    };
    Back { title: ERRANDS, names: Errand::NAMES.iter().map(row).collect() }
}

fn invariants() -> Back {
    let source = read("../src/mailbox/invariant.rs");
    let documented: BTreeMap<&str, BTreeSet<Rule>> = documented(&source).into_iter().collect();
    let row = |invariant: &Invariant| {
        let rules = documented.get(format!("{invariant:?}").as_str());
        (invariant.to_string(), rules.cloned().unwrap_or_default())
    };
    Back { title: INVARIANTS, names: Invariant::ALL.iter().map(row).collect() }
}

/// What a parameter is documented with.
fn parameters() -> Back {
    let source = read("../src/catalogue/parameters.rs");
    let documented: BTreeMap<&str, BTreeSet<Rule>> =
        documented(&source).into_iter().rev().collect();
    let policy = serde_json::to_value(Policy::aruba().parameters()).expect("a policy is JSON");
    let names = policy.as_object().expect("parameters have names").keys();
    let row = |name: &String| {
        let said = documented.get(name.as_str()).cloned().unwrap_or_default();
        (name.clone(), said)
    };
    Back { title: PARAMETERS, names: names.map(row).collect() }
}

fn listed(
    title: &'static str,
    names: &[&'static str],
    rules: impl Fn(&str) -> BTreeSet<Rule>,
) -> Back {
    let row = |name: &&str| ((*name).to_owned(), rules(name));
    Back { title, names: names.iter().map(row).collect() }
}

/// Each has at least one rule, but what is about counting alone.
#[test]
fn every_refusal_event_notice_errand_invariant_and_parameter_has_its_rules() {
    let mut without = Vec::new();
    for back in back() {
        for (name, rules) in back.names {
            if rules.is_empty() {
                without.push(format!("{}: {name}", back.title));
            }
        }
    }
    assert_eq!(without, ["Invariants: every event is counted once, and days never run backwards"]);
}
