//! Many workers, one portfolio.

use pec_postgres::store::decide_now;
use pec_renewal::{Command, catalogue::Policy, values::MailboxId};
use pec_step::{Store, Verdict, Work, work};

use crate::support::{Home, LONG, night, terms};

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_share_what_is_due_and_record_what_one_would() {
    let (alone, shared) = (Home::with_sample().await, Home::with_sample().await);
    alone.night("2026-01-20").await;
    let policy = Policy::aruba();
    let (mut first, mut second) = (
        shared.worker("2026-01-20", terms(20, LONG)).await,
        shared.worker("2026-01-20", terms(20, LONG)).await,
    );
    // Claims of one worker are counted on at the end of its name.
    shared
        .execute(
            "CREATE TABLE taking (worker text PRIMARY KEY);
             CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 INSERT INTO taking VALUES (left(NEW.claim::text, 18)) ON CONFLICT DO NOTHING;
                 RETURN NULL;
             END $$;
             CREATE TRIGGER note AFTER INSERT ON lease FOR EACH ROW EXECUTE FUNCTION note()",
        )
        .await;
    let at = || night("2026-01-20");
    let (one, other) =
        tokio::join!(work(&mut first, &policy, &at), work(&mut second, &policy, &at));
    one.expect("the first ends");
    other.expect("the second ends");
    assert_eq!(shared.number("SELECT count(*) FROM taking").await, 2, "both did some");
    // What one of them still held when the other ended.
    shared.night("2026-01-20").await;
    assert_eq!(shared.events().await, alone.events().await);
    assert!(shared.check("2026-01-20").await.is_sound());
    assert_eq!(shared.number("SELECT count(*) FROM lease").await, 0);
}

#[tokio::test]
async fn what_one_worker_holds_is_given_to_no_other() {
    let home = Home::with_sample().await;
    let mut first = home.worker("2026-01-20", terms(20, LONG)).await;
    let mut second = home.worker("2026-01-20", terms(5000, LONG)).await;
    assert!(!first.next(Work::Due).await.expect("a batch").is_empty());
    let due = home.number("SELECT count(*) FROM mailbox WHERE deadline <= '2026-01-20'").await;
    second.next(Work::Due).await.expect("a batch");
    let held = "SELECT count(*) FROM lease GROUP BY claim ORDER BY 1";
    let rows = home.client().await.query(held, &[]).await.expect("leases");
    let held: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(held, [20, due - 20]);
    assert!(first.next(Work::Due).await.expect("no batch").is_empty());
}

#[tokio::test]
async fn a_write_with_a_stale_sequence_writes_nothing_and_is_found_again() {
    let home = Home::with_sample().await;
    let policy = Policy::aruba();
    let at = night("2026-01-20");
    let mut worker = home.worker("2026-01-20", terms(5000, LONG)).await;
    let batch = worker.next(Work::Due).await.expect("a batch");
    let decided = batch.decide(&policy, at);
    let client = home.client().await;
    let mut overtaken = None;
    for change in &decided.changes {
        let command = Command::TerminateAtExpiry;
        let decision = decide_now(&client, change.mailbox, &command, &policy, at).await;
        if let Verdict::Recorded(_) = decision.expect("a decision").verdict {
            overtaken = Some(change.mailbox);
            break;
        }
    }
    let overtaken = overtaken.expect("one of them can be terminated");
    let changes = i64::try_from(decided.changes.len()).expect("few");
    let (events, due) = (
        "SELECT count(*) FROM event",
        "SELECT count(*) FROM mailbox WHERE deadline <= '2026-01-20'",
    );
    let (events_before, due_before) = (home.number(events).await, home.number(due).await);
    let recorded: usize = decided
        .changes
        .iter()
        .filter(|change| change.mailbox != overtaken)
        .map(|change| change.events.len())
        .sum();
    worker.write(decided).await.expect("the others are written");
    let recorded = i64::try_from(recorded).expect("few");
    assert_eq!(home.number(events).await, events_before + recorded);
    assert_eq!(due_before - home.number(due).await, changes - 1);
    let again = worker.next(Work::Due).await.expect("a batch").decide(&policy, at);
    assert_eq!(again.changes.iter().map(|change| change.mailbox).collect::<Vec<_>>(), [overtaken]);
    worker.write(again).await.expect("it is written");
    assert_eq!(home.number(due).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_meet_are_decided_one_after_the_other() {
    let home = Home::with_sample().await;
    let policy = Policy::aruba();
    let at = night("2026-01-20");
    let due = "SELECT id FROM mailbox WHERE deadline <= '2026-01-20' ORDER BY deadline, id LIMIT 1";
    let due = home.client().await.query_one(due, &[]).await.expect("one is due");
    let id = MailboxId::new(due.get(0));
    let mut racing = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (client, policy) = (home.client().await, policy.clone());
        racing.spawn(async move {
            decide_now(&client, id, &Command::Tick, &policy, at).await.expect("a decision").verdict
        });
    }
    let verdicts = racing.join_all().await;
    let recorded = verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Recorded(_)));
    assert_eq!(recorded.count(), 1, "{verdicts:?}");
    let late = verdicts.iter().filter(|verdict| **verdict == Verdict::AlreadySo);
    assert_eq!(late.count(), 7, "{verdicts:?}");
}
