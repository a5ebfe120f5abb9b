//! The sample under every preset: what is charged, told and deleted differs, and the books hold.

use pec_nightly::{args::Args, job};
use pec_renewal::catalogue::Policy;

use crate::{
    bench::{Bench, Quiet},
    command_line::call,
};

#[test]
fn seventy_five_nights_of_the_sample_end_sound_under_every_preset() {
    let bench = Bench::in_memory();
    for (name, preset) in Policy::PRESETS {
        let database = format!("{name}.sqlite");
        let args = Args::new(bench.path(&database), 75);
        let outcome = job::run_under(&preset(), &args, &mut Quiet).expect(name);
        assert!(outcome.sound, "{name}: {}", outcome.report);
        for (event, at_least) in [
            ("OrderOpened", 20),
            ("ChargeRequested", 20),
            ("OrderFulfilled", 20),
            ("NoticeDue", 100),
            ("MailboxDeleted", 1),
        ] {
            let sql = format!("SELECT count(*) FROM event WHERE name = '{event}'");
            let found = bench.count(&database, &sql);
            assert!(at_least <= found, "{name}: {event} {found} times");
        }
        let stale = "SELECT count(*) FROM mailbox WHERE policy_version <> '1/1'";
        assert_eq!(bench.count(&database, stale), 0, "{name}");
    }
}

#[test]
fn the_first_charge_comes_on_the_first_day_of_the_preset_and_tims_come_after_expiry_too() {
    let bench = Bench::in_memory();
    // Of the expiries that came under the preset whole: others were taken over in the midst of it. On a
    // rung: who binds another card after the last one is charged outside the ladder.
    let days = "SELECT CAST(julianday(expiry) - julianday(on_day) AS INTEGER) AS days
        FROM (SELECT substr(key, 34, 4) || '-' || substr(key, 38, 2) || '-' || substr(key, 40, 2)
            AS expiry, on_day FROM (SELECT body ->> '$.fact.ChargeRequested.key' AS key,
                substr(body ->> '$.at', 1, 10) AS on_day
                FROM event WHERE name = 'ChargeRequested'
                AND body ->> '$.fact.ChargeRequested.rung' IS NOT NULL))
        WHERE '2026-02-20' <= expiry";
    for (name, first) in
        [("aruba", 7), ("register_it", 7), ("pecpro", 15), ("tim", 0), ("abwebsolutions", 2)]
    {
        let policy = Policy::named(name).expect("a preset");
        let database = format!("{name}.sqlite");
        let args = Args::new(bench.path(&database), 75);
        job::run_under(&policy, &args, &mut Quiet).expect(name);
        let of =
            |which: &str| bench.count(&database, &format!("SELECT {which}(days) FROM ({days})"));
        assert_eq!(of("max"), first, "{name}: days before expiry");
        if name == "tim" {
            assert!((-14..0).contains(&of("min")), "{name}: {} days before expiry", of("min"));
        }
    }
}

#[test]
fn a_preset_is_asked_for_by_its_name_and_another_name_is_told() {
    let bench = Bench::new();
    for (name, preset) in Policy::PRESETS {
        let printed = call(&bench, &["--print-policy", name]);
        let found: Policy = serde_json::from_slice(&printed.stdout).expect("a policy file");
        assert_eq!(found, preset(), "{name}");
    }
    let output = call(&bench, &["--nights", "2", "--policy", "tim"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for flag in ["--policy", "--print-policy"] {
        let output = call(&bench, &[flag, "poste"]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let told = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(told.contains("cannot read the policy poste"), "{told}");
        assert!(
            told.contains("aruba, register_it, pecpro, tim, virgilio, abwebsolutions"),
            "{told}"
        );
    }
}
