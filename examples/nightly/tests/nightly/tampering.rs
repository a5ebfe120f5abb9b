//! A database that something else wrote to: whatever was changed, the check finds it.

use anyhow::{Context as _, Result};
use pec_nightly::{args::Args, job, portfolio::SAMPLE, state};
use pec_renewal::Mailbox;
use rusqlite::functions::{Context, FunctionFlags};

use crate::bench::{Bench, Quiet};

#[test]
fn every_change_is_found() {
    let bench = Bench::new();
    bench.write("portfolio.csv", SAMPLE);
    bench.run("sound.sqlite", 60);
    for (sql, found) in [
        ("UPDATE world_taken SET cents = cents + 1 WHERE rowid_of", "taken outside"),
        ("DELETE FROM world_paid_back", "0.00 paid back outside, yet paid out, come back"),
        ("UPDATE world_paid_back SET cents = cents - 1", "paid back outside, "),
        ("UPDATE world_paid_back SET paid_on = '2025-12-31'", "paid back outside and reported"),
        ("DELETE FROM world_reversed", "0.00 gone back outside, yet reversed, come back"),
        ("UPDATE world_reversed SET cents = cents + 1", "reversed outside, "),
        ("UPDATE world_reversed SET reverses = 'TRN-0'", "reversed outside and reported"),
        (
            "UPDATE world_reversed SET reference = reference || '-'",
            " reversals recorded, 0 reversed outside",
        ),
        (
            "UPDATE mailbox SET deadline = NULL WHERE deadline > '2026'",
            "its stored deadline is none",
        ),
        ("UPDATE mailbox SET policy_version = '0/0'", "under policy 0/0"),
        ("UPDATE mailbox SET sequence = sequence + 1 WHERE sequence > 5", "it is stored with"),
        ("UPDATE mailbox SET state = x'' WHERE number = 3", "it names no form"),
        (
            "UPDATE mailbox SET state = substr(state, 1, length(state) - 1) WHERE number = 3",
            "its stored state cannot be read: ",
        ),
        (
            "UPDATE mailbox SET state = CAST(state || x'00' AS BLOB) WHERE number = 3",
            "its stored state cannot be read: 1 bytes are left over at its end",
        ),
        (
            "UPDATE mailbox SET state = altered(state, '\"count\":1,', '\"count\":2,')",
            "its stored state is not the fold of its events",
        ),
        (
            "UPDATE mailbox SET state = altered(state, '\"held\":\"0', '\"held\":\"1')",
            "its stored state cannot be read: broken after event",
        ),
        ("DELETE FROM record WHERE sequence = 2", "event 2 is missing"),
        ("DELETE FROM record WHERE mailbox = 4", "it has no event"),
        ("UPDATE record SET fact = 'x' WHERE sequence = 3", "event 3 cannot be read"),
        ("UPDATE record SET form = 2 WHERE sequence = 3", "event 3 cannot be read"),
        (
            "UPDATE record SET sequence = sequence + 1000
             WHERE id IN (SELECT id FROM event WHERE name = 'OrderOpened');
             UPDATE record SET sequence = sequence - 1000 WHERE sequence > 2000",
            "is missing",
        ),
        (
            "DELETE FROM errand WHERE record IN (SELECT id FROM event WHERE name = 'NoticeDue')",
            "its errands in the outbox are not those",
        ),
        (
            "UPDATE errand SET delivered = NULL WHERE record = (SELECT max(record) FROM errand)",
            "errands of a night that is over",
        ),
        (
            "UPDATE inbox SET handled_on = NULL WHERE result = '1 event'",
            "reports of a night that is over are not handled",
        ),
        (
            "UPDATE mailbox SET deadline = '2026-01-20' WHERE number = 9",
            "mailboxes are due on a night",
        ),
        ("UPDATE tally SET count = count + 1 WHERE what = 'renewals'", "renewals: "),
        ("DELETE FROM tally WHERE what = 'reminders'", "something that happened was not counted"),
    ] {
        let report = tampered(&bench, sql);
        assert!(report.contains(found), "{sql}\nwas not found by {found:?}:\n{report}");
        assert!(report.contains(" NOT hold"), "{report}");
    }
}

/// The verdict on a copy of the database in which this was done.
#[track_caller]
fn tampered(bench: &Bench, sql: &str) -> String {
    std::fs::copy(bench.path("sound.sqlite"), bench.path("tampered.sqlite")).expect("a copy");
    let sql = sql.replace("rowid_of", "reference = (SELECT min(reference) FROM world_taken)");
    let db = bench.open("tampered.sqlite");
    let altered = |row: &Context<'_>| {
        altered(&row.get::<Vec<u8>>(0)?, &row.get::<String>(1)?, &row.get::<String>(2)?)
            .map_err(|error| rusqlite::Error::UserFunctionError(error.into()))
    };
    db.create_scalar_function("altered", 3, FunctionFlags::SQLITE_UTF8, altered).expect("it can");
    db.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql};")).expect("it can be changed");
    drop(db);
    let args = Args::new(bench.path("tampered.sqlite"), 0);
    let outcome = job::run(&args, &mut Quiet).expect("the check ends");
    assert!(!outcome.sound, "{sql} was not found");
    outcome.report
}

/// The stored state in whose JSON one text is replaced by another.
fn altered(bytes: &[u8], from: &str, to: &str) -> Result<Vec<u8>> {
    let mailbox = state::read(bytes)?.context("it is in another form")?;
    let mailbox: Mailbox =
        serde_json::from_str(&serde_json::to_string(&mailbox)?.replace(from, to))?;
    Ok(state::write(&mailbox)?)
}
