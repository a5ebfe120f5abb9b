//! The form of a stored state: its bytes are golden, and change only together with its number.

use std::{collections::BTreeSet, env, fmt::Write, fs};

use pec_nightly::{args::Args, job, state};
use pec_renewal::{
    auto_renewal::AutoRenewal, charge::Charge, order::FinalStatus, service::Service,
};

use crate::{
    bench::{Bench, Quiet, hex},
    specimens::specimens,
};

/// The variants of a type by name, and the name of a value: one that is new does not compile.
macro_rules! variants {
    ($type:ty { $($pattern:pat => $name:literal),+ $(,)? }) => {{
        let name: fn(&$type) -> &'static str = |value| match value { $($pattern => $name),+ };
        ([$($name),+].as_slice(), name)
    }};
}

#[test]
fn the_bytes_of_every_state_change_only_with_the_number_of_their_form() {
    let mut text = format!("form {}\n", state::FORM);
    for (name, mailbox) in specimens() {
        let bytes = state::write(&mailbox).expect("bytes");
        assert_eq!(state::read(&bytes).expect("a state").as_ref(), Some(&mailbox), "{name}");
        writeln!(text, "{name}: {}", hex(&bytes)).expect("text");
    }
    let golden = fs::read_to_string(GOLDEN).unwrap_or_default();
    if text == golden {
        return;
    }
    let form = format!("form {}\n", state::FORM);
    assert!(
        !golden.starts_with(&form),
        "{}\nis stored otherwise than before, and databases have it in that form: raise FORM in \
         src/state.rs, so that it is folded anew",
        text.lines().zip(golden.lines()).find(|(one, two)| one != two).map_or("a state", |it| it.0),
    );
    assert!(env::var_os("UPDATE_GOLDEN").is_some(), "accept the new form with UPDATE_GOLDEN=1");
    fs::write(GOLDEN, text).expect("it is written");
}

#[test]
fn every_state_of_every_machine_has_a_specimen() {
    let (charges, charge) = variants!(Charge {
        Charge::Idle => "idle",
        Charge::Waiting { .. } => "waiting",
        Charge::RetryDue { .. } => "retry due",
        Charge::Barred { .. } => "barred",
        Charge::Exhausted { .. } => "exhausted",
        Charge::Unresolved { .. } => "unresolved",
        Charge::Orphaned { .. } => "orphaned",
    });
    let (services, service) = variants!(Service {
        Service::Active { .. } => "active",
        Service::TerminatedAtExpiry { .. } => "terminated at expiry",
        Service::Ending { .. } => "ending",
        Service::Deleted { .. } => "deleted",
    });
    let (renewals, renewal) = variants!(AutoRenewal {
        AutoRenewal::Off { .. } => "off",
        AutoRenewal::On { .. } => "on",
    });
    let (endings, ending) = variants!(FinalStatus {
        FinalStatus::Fulfilled => "fulfilled",
        FinalStatus::Cancelled => "cancelled",
        FinalStatus::Lapsed => "lapsed",
    });
    let mut found = BTreeSet::new();
    for (_, mailbox) in specimens() {
        found.insert(charge(mailbox.charge()));
        found.insert(service(mailbox.service()));
        found.insert(renewal(mailbox.auto_renewal()));
        found.extend(mailbox.closed_orders().iter().map(|order| ending(&order.status)));
        found.extend(mailbox.open_order().map(|_| "open"));
        found.extend(mailbox.space().shrink.map(|_| "shrink"));
        found.extend(mailbox.space().planned.first().map(|_| "planned"));
        found.extend(mailbox.released_to().map(|_| "released"));
    }
    let others = ["open", "shrink", "planned", "released"];
    let all = [charges, services, renewals, endings, &others].concat();
    assert_eq!(found, all.into_iter().collect());
}

#[test]
fn a_state_in_another_form_is_folded_anew() {
    let bench = Bench::new();
    for database in ["kept.sqlite", "other.sqlite"] {
        bench.run(database, 20);
    }
    let states = "UPDATE mailbox SET state = x'00'";
    bench.open("other.sqlite").execute(states, []).expect("it can be changed");
    let checked = job::run(&Args::new(bench.path("other.sqlite"), 0), &mut Quiet);
    assert!(checked.expect("the check ends").sound, "a state that nobody reads is no violation");
    for database in ["kept.sqlite", "other.sqlite"] {
        assert!(bench.run(database, 40).sound);
    }
    let anew = "SELECT count(*) FROM mailbox WHERE state <> x'00'";
    assert!(30 < bench.count("other.sqlite", anew), "no mailbox was written again");
    // All that follows is the same, and so is every state that was written again.
    let of = |database: &str| -> Vec<String> {
        let rows = bench.dump(database);
        rows.into_iter().filter(|row| !row.ends_with("| 00")).collect()
    };
    let (kept, other) = (of("kept.sqlite"), of("other.sqlite"));
    assert!(other.iter().all(|row| kept.contains(row)));
    assert!(100 < other.len());
}

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/nightly/states.txt");
