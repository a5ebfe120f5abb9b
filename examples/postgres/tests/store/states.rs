//! Stored states: in another form, damaged, or not what follows from the events.

use pec_postgres::store::decide_now;
use pec_renewal::{Command, catalogue::Policy, values::MailboxId};
use pec_step::Verdict;

use crate::support::{Home, night};

#[tokio::test]
async fn a_state_in_another_form_is_folded_anew() {
    let (home, other) = (Home::with_sample().await, Home::with_sample().await);
    other.execute("UPDATE mailbox SET state = '\\x07'::bytea || substr(state, 2)").await;
    home.night("2026-01-20").await;
    other.night("2026-01-20").await;
    assert_eq!(home.events().await, other.events().await);
    assert!(other.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn a_state_that_cannot_be_read_is_set_aside_and_the_others_go_on() {
    let home = Home::with_sample().await;
    home.execute(
        "UPDATE mailbox SET state = substr(state, 1, 20) WHERE id =
         (SELECT id FROM mailbox WHERE deadline <= '2026-01-20' ORDER BY deadline LIMIT 1)",
    )
    .await;
    home.night("2026-01-20").await;
    assert_eq!(home.number("SELECT count(*) FROM lease WHERE set_aside IS NOT NULL").await, 1);
    assert_eq!(home.number("SELECT count(*) FROM mailbox WHERE deadline <= '2026-01-20'").await, 1);
    let findings = home.check("2026-01-20").await;
    assert!(!findings.is_sound());
    assert_eq!(findings.pending.set_aside, 1);
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_written_is_set_aside_and_the_others_go_on() {
    let home = Home::with_sample().await;
    // A record that goes on behind the mailbox's back.
    home.execute(
        "INSERT INTO event (mailbox, sequence, body) SELECT id, sequence + 1, '{}' FROM mailbox
         WHERE deadline <= '2026-01-20' ORDER BY deadline LIMIT 1",
    )
    .await;
    home.night("2026-01-20").await;
    assert_eq!(home.number("SELECT count(*) FROM mailbox WHERE deadline <= '2026-01-20'").await, 1);
    let why = why_set_aside(&home).await;
    assert!(why.contains("event_pkey"), "{why}");
}

#[tokio::test]
async fn a_refused_tick_is_set_aside_and_the_others_go_on() {
    let home = Home::with_sample().await;
    let due = "SELECT count(*) FROM mailbox WHERE deadline <= '2026-01-10'";
    let many = home.number(due).await;
    assert!(2 < many, "{many}");
    // One was decided on by a clock that was ahead, and is due by the clock of the others.
    let client = home.client().await;
    let first = "SELECT id FROM mailbox WHERE deadline <= '2026-01-10' ORDER BY deadline LIMIT 1";
    let id = MailboxId::new(client.query_one(first, &[]).await.expect("one is due").get(0));
    let ahead = night("2026-01-20");
    let decision = decide_now(&client, id, &Command::Tick, &Policy::aruba(), ahead).await;
    assert!(matches!(decision.expect("a decision").verdict, Verdict::Recorded(_)));
    let of_it = "UPDATE mailbox SET deadline = '2026-01-02' WHERE id = $1";
    client.execute(of_it, &[&id.uuid()]).await.expect("it is due");
    home.night("2026-01-10").await;
    assert_eq!(home.number(due).await, 1, "the others are decided on");
    let why = why_set_aside(&home).await;
    assert!(why.contains("its tick is refused, clock-went-backwards"), "{why}");
}

#[tokio::test]
async fn a_deadline_that_is_too_early_is_worked_out_anew() {
    let home = Home::with_sample().await;
    home.night("2026-01-20").await;
    let deadlines = "UPDATE mailbox SET deadline = '2026-01-20' WHERE '2026-01-20' < deadline";
    home.execute(deadlines).await;
    home.night("2026-01-20").await;
    let findings = home.check("2026-01-20").await;
    assert!(findings.is_sound(), "{:?}", findings.shown);
}

#[tokio::test]
async fn the_check_finds_what_somebody_else_changed() {
    for (tampering, found) in [
        ("UPDATE mailbox SET deadline = deadline + 1 WHERE deadline IS NOT NULL", "deadline"),
        ("UPDATE mailbox SET sequence = sequence + 1", "events and has"),
        ("DELETE FROM errand", "errand"),
        ("DELETE FROM errand; DELETE FROM event WHERE sequence = 2", "event 2 is missing"),
        ("UPDATE mailbox SET account = id", "of account"),
    ] {
        let home = Home::with_sample().await;
        home.night("2026-01-20").await;
        assert!(home.check("2026-01-20").await.is_sound());
        home.execute(tampering).await;
        let findings = home.check("2026-01-20").await;
        assert!(
            findings.shown.iter().any(|what| what.contains(found)),
            "{tampering}: {:?}",
            findings.shown
        );
    }
}

#[tokio::test]
async fn what_only_waits_is_told_apart_from_what_does_not_hold() {
    let home = Home::with_sample().await;
    home.night("2026-01-20").await;
    home.execute("UPDATE errand SET done = NULL").await;
    let findings = home.check("2026-01-20").await;
    assert_eq!((findings.violations, findings.is_sound()), (0, false), "{findings}");
    assert!(findings.to_string().contains("errands that are not done"), "{findings}");
}

/// Why the one mailbox that is set aside is.
async fn why_set_aside(home: &Home) -> String {
    let client = home.client().await;
    client.query_one("SELECT set_aside FROM lease", &[]).await.expect("it is set aside").get(0)
}
