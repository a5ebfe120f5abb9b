//! Nights that nothing disturbs.

use pec_nightly::{args::Args, job, portfolio::SAMPLE};
use pec_renewal::{
    Event,
    catalogue::{Ladder, Policy},
};
use pec_test_support::day;

use crate::bench::{Bench, Quiet};

#[test]
fn a_month_of_a_small_portfolio() {
    let bench = Bench::new();
    let outcome = bench.run("a.sqlite", 31);
    assert!(outcome.sound, "{}", outcome.report);
    for (sql, at_least) in [
        ("SELECT count(*) FROM mailbox", 80),
        ("SELECT count(*) FROM night WHERE finished = 1", 31),
        ("SELECT count(*) FROM event WHERE name = 'OrderOpened'", 10),
        ("SELECT count(*) FROM event WHERE name = 'OrderFulfilled'", 10),
        ("SELECT count(*) FROM event WHERE name = 'MailboxDeleted'", 1),
        ("SELECT count(*) FROM event WHERE name = 'ChargeFailed'", 1),
        ("SELECT count(*) FROM inbox WHERE result LIKE 'refused%'", 1),
        ("SELECT count(*) FROM inbox WHERE result = 'already so'", 1),
    ] {
        let found = bench.count("a.sqlite", sql);
        assert!(at_least <= found, "{sql}: {found}");
    }
    assert_eq!(
        bench.count("a.sqlite", "SELECT count(*) FROM outbox WHERE delivered_on IS NULL"),
        0
    );
    assert!(!outcome.report.contains("OTHERS"), "{}", outcome.report);
}

#[test]
fn the_sample_shows_every_line_of_the_table() {
    let bench = Bench::new();
    let args = Args::new(bench.path("a.sqlite"), 30);
    let outcome = job::run(&args, &mut Quiet).expect("the run ends");
    assert!(outcome.sound, "{}", outcome.report);
    // With no night left out nothing is missed, and no mailbox of the sample changes hands.
    let never = ["orders reissued", "days missed", "reminders skipped"];
    let zeros: Vec<&str> = outcome.report.lines().filter(|line| line.contains(" 0 ")).collect();
    let shown = |line: &str| never.iter().all(|name| !line.contains(name));
    assert!(
        zeros.len() == never.len() && !zeros.iter().any(|line| shown(line)),
        "the sample does not show {zeros:#?}"
    );
}

#[test]
fn a_hundred_nights_of_the_sample_show_all_that_money_can_do_after_it_was_paid() {
    let bench = Bench::new();
    let outcome = job::run(&Args::new(bench.path("a.sqlite"), 100), &mut Quiet);
    let outcome = outcome.expect("the run ends");
    assert!(outcome.sound, "{}", outcome.report);
    let reversed = "event WHERE name = 'PaymentReversed' AND body ->> '$.fact.PaymentReversed";
    for (what, sql) in [
        ("a chargeback", format!("{reversed}.reversal.kind' = 'Chargeback'")),
        ("a return by the bank", format!("{reversed}.reversal.kind' = 'Return'")),
        ("a correction that is owed", format!("{reversed}.reversal.kind.Correction.owed' = 1")),
        ("a correction that is written off", format!("{reversed}.written_off' <> '0.00'")),
        ("a charged method that is dead", format!("{reversed}.dead' IS NOT NULL")),
        (
            "a part that is taken back",
            "world_reversed JOIN world_taken
            ON world_taken.reference = reverses WHERE world_reversed.cents < world_taken.cents"
                .to_owned(),
        ),
        ("a payout that came back", "event WHERE name = 'PayoutCameBack'".to_owned()),
        (
            "a payout weeks late",
            "world_paid_back JOIN inbox ON told_by = inbox.id
            JOIN event ON event.mailbox = inbox.mailbox AND name = 'RefundOwed'
            AND refund = body ->> '$.fact.RefundOwed.number'
            WHERE date(substr(at, 1, 10), '2 days') < paid_on"
                .to_owned(),
        ),
        (
            "a refund paid twice",
            "event WHERE name = 'RefundPaid'
            AND body ->> '$.fact.RefundPaid.beyond' IS NOT NULL"
                .to_owned(),
        ),
        (
            "a debt that is paid",
            "event WHERE name = 'PaymentRegistered'
            AND body ->> '$.fact.PaymentRegistered.debt' IS NOT NULL"
                .to_owned(),
        ),
        (
            "a renewal by a commitment",
            "event WHERE name = 'OrderFulfilled'
            AND body ->> '$.fact.OrderFulfilled.receivable' <> '0.00'"
                .to_owned(),
        ),
        (
            "money for a commitment",
            "event AS paid JOIN event AS given ON given.mailbox = paid.mailbox
            WHERE paid.name = 'PaymentRegistered' AND given.name = 'CommitmentRegistered'
            AND paid.body ->> '$.fact.PaymentRegistered.order'
                = given.body ->> '$.fact.CommitmentRegistered.order'"
                .to_owned(),
        ),
    ] {
        assert!(0 < bench.count("a.sqlite", &format!("SELECT count(*) FROM {sql}")), "no {what}");
    }
}

#[test]
fn going_on_ends_as_one_run() {
    let bench = Bench::new();
    bench.run("whole.sqlite", 40);
    bench.run("parts.sqlite", 12);
    // With nothing said, the run goes on after the last night done.
    let rest = Args::new(bench.path("parts.sqlite"), 28);
    let outcome = job::run(&rest, &mut Quiet).expect("the run ends");
    assert!(outcome.report.starts_with("The nights from 2026-01-13 to 2026-02-09\n"));
    assert_eq!(bench.dump("whole.sqlite"), bench.dump("parts.sqlite"));
}

#[test]
fn the_same_command_again_changes_nothing() {
    let bench = Bench::new();
    bench.run("a.sqlite", 20);
    let before = bench.dump("a.sqlite");
    let outcome = bench.run("a.sqlite", 20);
    assert!(outcome.report.starts_with("No night was left to run; 20 are done\n"));
    assert_eq!(bench.dump("a.sqlite"), before);
    // A longer span only adds the nights that are missing.
    let outcome = bench.run("a.sqlite", 21);
    assert!(outcome.report.starts_with("The night of 2026-01-21\n"));
}

#[test]
fn the_seed_decides_what_the_outside_does() {
    let bench = Bench::new();
    let seeded = |database: &str, seed| {
        let args = Args { seed: Some(seed), ..bench.args(database, 25) };
        assert!(job::run(&args, &mut Quiet).expect("the run ends").sound);
        bench.dump(database)
    };
    let seven = seeded("a.sqlite", 7);
    assert_eq!(seven, seeded("b.sqlite", 7));
    assert_ne!(seven, seeded("c.sqlite", 8));
    let other = Args { seed: Some(9), ..bench.args("a.sqlite", 25) };
    assert_eq!(
        job::run(&other, &mut Quiet).expect_err("another seed").to_string(),
        "the database was begun with seed 7, which cannot change: leave --seed out, or begin another \
         database for seed 9"
    );
}

#[test]
fn nights_left_out_lose_nothing() {
    let bench = Bench::new();
    bench.run("a.sqlite", 5);
    let later = Args { from: Some(day("2026-02-20")), ..bench.args("a.sqlite", 3) };
    let outcome = job::run(&later, &mut Quiet).expect("the run ends");
    assert!(outcome.sound, "{}", outcome.report);
    let skipped = "SELECT count(*) FROM event WHERE name = 'ReminderSkipped'";
    assert!(0 < bench.count("a.sqlite", skipped));
    let late = "SELECT count(*) FROM inbox WHERE due_on < handled_on";
    assert!(0 < bench.count("a.sqlite", late));
}

#[test]
fn a_holder_told_on_the_last_day_of_his_order_pays_on_it() {
    let bench = Bench::new();
    bench.write("portfolio.csv", SAMPLE);
    // Orders lapse so soon that some are first heard of on their last day.
    let (preset, mut parameters) = (Policy::aruba(), Policy::aruba().parameters().clone());
    parameters.version = 2;
    parameters.order_lead_days = 7;
    parameters.ladder = Ladder::new(vec![7, 5, 3]).expect("a ladder");
    parameters.unpaid_order_days = Some(4);
    let policy = Policy::new(parameters, preset.prices().clone()).expect("no contradiction");
    assert!(bench.run_under(&policy, "a.sqlite", 20).sound);
    let same_day = "SELECT count(*) FROM inbox
                    JOIN outbox ON source = printf('%d/%d/0', outbox.mailbox, sequence)
                    WHERE command ->> '$.Payment.paid_on' = delivered_on";
    assert!(0 < bench.count("a.sqlite", same_day));
}

#[test]
fn only_what_is_due_is_ticked() {
    let bench = Bench::new();
    bench.run("a.sqlite", 10);
    // A mailbox far from its expiry has its birth, and nothing else.
    let quiet = "SELECT count(*) FROM mailbox WHERE sequence = 1 AND deadline > '2026-01-10'";
    assert!(10 < bench.count("a.sqlite", quiet));
    // No decision is dated on a night without a deadline or a report: every later event has one.
    let plan: String = bench
        .open("a.sqlite")
        .query_row(
            "EXPLAIN QUERY PLAN SELECT deadline, number FROM mailbox
             WHERE deadline <= '2026-01-10' AND ('', 0) < (deadline, number)
             ORDER BY deadline, number LIMIT 1000",
            [],
            |row| row.get(3),
        )
        .expect("a plan");
    assert!(plan.contains("mailbox_by_deadline"), "{plan}");
}

#[test]
fn every_event_is_read_as_the_engine_writes_it() {
    for zone in ["Europe/Rome", "America/St_Johns", "Asia/Kathmandu"] {
        let bench = Bench::new();
        let args = Args { zone: zone.parse().ok(), ..bench.args("a.sqlite", 31) };
        job::run(&args, &mut Quiet).expect("the run ends");
        let bodies = column(&bench, "SELECT body FROM event ORDER BY id");
        let events: Vec<Event> = bodies
            .iter()
            .map(|body| {
                serde_json::from_str(body).unwrap_or_else(|error| panic!("{body}: {error}"))
            })
            .collect();
        let written: Vec<String> =
            events.iter().map(|event| serde_json::to_string(event).expect("JSON")).collect();
        assert_eq!(bodies, written);
        // What stands beside it for people is the same once more.
        let moments = column(&bench, "SELECT at FROM event ORDER BY id");
        assert!(events.iter().map(|event| event.at.to_string()).eq(moments));
        let names = column(&bench, "SELECT name FROM event ORDER BY id");
        assert!(events.iter().map(|event| event.fact.name()).eq(&names));
        // A fact with fields and one without.
        for name in ["OrderOpened", "ContentsDeletionDue"] {
            assert!(names.iter().any(|found| found == name), "{zone}: no {name}");
        }
    }
}

#[test]
fn every_errand_says_on_which_day_it_was_sent() {
    let bench = Bench::new();
    bench.run("a.sqlite", 5);
    let errands = "SELECT count(*) FROM outbox";
    assert!(10 < bench.count("a.sqlite", errands));
    let same_day = "SELECT count(*) FROM outbox WHERE delivered_on = substr(at, 1, 10)";
    assert_eq!(bench.count("a.sqlite", same_day), bench.count("a.sqlite", errands));
    let a_month_later = "UPDATE errand SET delivered = 31";
    bench.open("a.sqlite").execute(a_month_later, []).expect("it can be changed");
    let late =
        "SELECT count(*) FROM outbox WHERE at LIKE '2026-01-%' AND delivered_on LIKE '2026-02-%'";
    assert_eq!(bench.count("a.sqlite", late), bench.count("a.sqlite", errands));
}

/// The cells of a query with one column.
#[track_caller]
fn column(bench: &Bench, sql: &str) -> Vec<String> {
    let db = bench.open("a.sqlite");
    let mut query = db.prepare(sql).expect("a query");
    let cells = query.query_map([], |row| row.get(0)).expect("rows");
    cells.collect::<Result<_, _>>().expect("cells")
}
