//! Reports: each comes in once, and is marked with what it led to.

use pec_outside::Report;
use pec_postgres::store::{add_reports, decide_now};
use pec_renewal::{Command, catalogue::Policy, values::MailboxId};
use pec_step::{Store, Verdict, Work};

use crate::support::{Home, LONG, night, terms};

const HANDLED: &str = "SELECT count(*) FROM report WHERE handled IS NOT NULL";

/// The sample with a mailbox that can be terminated, and a report that says so.
async fn reported(home: &Home) -> (MailboxId, Report) {
    let policy = Policy::aruba();
    for (id, _, _) in home.events().await {
        let mut client = home.client().await;
        let trial = client.transaction().await.expect("a transaction");
        let decision =
            decide_now(&trial, id, &Command::TerminateAtExpiry, &policy, night("2026-01-05"))
                .await
                .expect("a decision");
        trial.rollback().await.expect("nothing stays");
        if matches!(decision.verdict, Verdict::Recorded(_)) {
            let (due, command) = (night("2026-01-05"), Command::TerminateAtExpiry);
            return (id, Report { source: "holder/1".to_owned(), due, command });
        }
    }
    panic!("a mailbox of the sample can be terminated");
}

#[tokio::test]
async fn a_report_comes_in_once_and_waits_for_its_time() {
    let home = Home::with_sample().await;
    let report = reported(&home).await;
    let client = home.client().await;
    assert_eq!(add_reports(&client, std::slice::from_ref(&report)).await.expect("it comes in"), 1);
    assert_eq!(add_reports(&client, &[report]).await.expect("it was there"), 0);
    home.night("2026-01-04").await;
    assert_eq!(home.number(HANDLED).await, 0, "the day before");
    home.night("2026-01-05").await;
    home.night("2026-01-06").await;
    let terminated = "SELECT count(*) FROM event WHERE body LIKE '%TerminationRequested%'";
    assert_eq!(home.number(HANDLED).await, 1);
    assert_eq!(home.number(terminated).await, 1);
    assert!(home.check("2026-01-06").await.is_sound());
}

#[tokio::test]
async fn a_report_is_marked_only_with_what_it_led_to() {
    let home = Home::with_sample().await;
    let policy = Policy::aruba();
    let at = night("2026-01-05");
    let (id, report) = reported(&home).await;
    let client = home.client().await;
    add_reports(&client, &[(id, report)]).await.expect("it comes in");
    let mut worker = home.worker("2026-01-05", terms(10, LONG)).await;
    let decided = worker.next(Work::Reports).await.expect("a batch").decide(&policy, at);
    assert_eq!(decided.verdicts.len(), 1);
    decide_now(&client, id, &Command::TerminateAtExpiry, &policy, at).await.expect("it is faster");
    worker.write(decided).await.expect("nothing is written, and that is no error");
    assert_eq!(home.number(HANDLED).await, 0);
    let again = worker.next(Work::Reports).await.expect("a batch").decide(&policy, at);
    assert_eq!(again.verdicts.len(), 1);
    worker.write(again).await.expect("it is marked");
    assert_eq!(home.number(HANDLED).await, 1);
    assert_eq!(home.number("SELECT count(*) FROM report WHERE verdict = 'already so'").await, 1);
}

#[tokio::test]
async fn a_report_that_cannot_be_read_sets_its_mailbox_aside_and_no_other() {
    let home = Home::with_sample().await;
    let (id, report) = reported(&home).await;
    add_reports(&home.client().await, &[(id, report)]).await.expect("it comes in");
    home.execute("UPDATE report SET command = 'TerminateTomorrow'").await;
    home.night("2026-01-05").await;
    let why: String = home
        .client()
        .await
        .query_one("SELECT set_aside FROM lease", &[])
        .await
        .expect("one mailbox is set aside")
        .get(0);
    assert!(why.contains("cannot be read"), "{why}");
    let due = "SELECT count(*) FROM mailbox WHERE deadline <= '2026-01-05'
        AND id NOT IN (SELECT mailbox FROM lease)";
    assert_eq!(home.number(due).await, 0);
}
