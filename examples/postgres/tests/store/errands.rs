//! Errands: their order, their marks, and who may say that they are done.

use std::time::Duration;

use pec_postgres::store::Postgres;
use pec_renewal::{Errand, catalogue::Policy, values::MailboxId};
use pec_step::{Ready, Store, Work};
use tokio::time::sleep;

use crate::support::{Home, LONG, day, night, terms};

const UNDONE: &str = "SELECT count(*) FROM errand WHERE done IS NULL";
const CHARGES: &str = "SELECT count(*) FROM errand JOIN event USING (mailbox, sequence)
     WHERE body LIKE '%ChargeRequested%' AND done IS NULL";

/// The sample, decided on in the night of a day, with its errands still to be run.
pub async fn decided(on: &str) -> Home {
    let home = Home::with_sample().await;
    let mut worker = home.worker(on, terms(5000, LONG)).await;
    let batch = worker.next(Work::Due).await.expect("a batch");
    worker.write(batch.decide(&Policy::aruba(), night(on))).await.expect("it is written");
    assert!(0 < home.number(CHARGES).await, "a charge is asked for");
    home
}

#[tokio::test]
async fn the_errands_of_a_mailbox_are_given_in_the_order_of_their_events() {
    let home = decided("2026-01-20").await;
    let mut worker = home.worker("2026-01-20", terms(50, LONG)).await;
    let mut given = Vec::new();
    loop {
        let ready = ready_on(&mut worker, "2026-01-20").await;
        if ready.is_empty() {
            break;
        }
        given.extend(ready.iter().map(|ready| (ready.outgoing.mailbox, ready.outgoing.sequence)));
        worker
            .mark(ready.iter().filter_map(Ready::is_to_be_marked).collect())
            .await
            .expect("marks");
        worker.run(ready).await.expect("they are run");
    }
    let mut sorted = given.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(given, sorted, "in order, and each once");
    assert_eq!(home.number(UNDONE).await, 0);
    assert!(home.check("2026-01-20").await.is_sound());
}

#[tokio::test]
async fn a_charge_that_was_not_marked_does_not_leave() {
    let home = decided("2026-01-20").await;
    let mut worker = home.worker("2026-01-20", terms(5000, LONG)).await;
    let ready = ready_on(&mut worker, "2026-01-20").await;
    let charges = home.number(CHARGES).await;
    worker.run(ready).await.expect("the others are run");
    assert_eq!(home.number(CHARGES).await, charges);
    assert_eq!(home.number("SELECT count(*) FROM errand WHERE leaving IS NOT NULL").await, 0);
}

#[tokio::test]
async fn a_charge_is_not_marked_once_its_mailbox_changed() {
    let home = decided("2026-01-20").await;
    let mut worker = home.worker("2026-01-20", terms(5000, LONG)).await;
    let ready = ready_on(&mut worker, "2026-01-20").await;
    // As if a command had come in between.
    home.execute("UPDATE mailbox SET sequence = sequence + 1").await;
    worker.mark(ready.iter().filter_map(Ready::is_to_be_marked).collect()).await.expect("no mark");
    assert_eq!(home.number("SELECT count(*) FROM errand WHERE leaving IS NOT NULL").await, 0);
}

#[tokio::test]
async fn who_lost_the_lease_marks_nothing_and_calls_nothing_done() {
    let home = decided("2026-01-20").await;
    let undone = home.number(UNDONE).await;
    let mut slow = home.worker("2026-01-20", terms(5000, Duration::from_millis(200))).await;
    let ready = ready_on(&mut slow, "2026-01-20").await;
    sleep(Duration::from_millis(250)).await;
    let mut quick = home.worker("2026-01-20", terms(5000, LONG)).await;
    assert!(!quick.errands().await.expect("errands").is_empty());
    slow.mark(ready.iter().filter_map(Ready::is_to_be_marked).collect()).await.expect("no mark");
    slow.run(ready).await.expect("nothing is written, and that is no error");
    assert_eq!(home.number("SELECT count(*) FROM errand WHERE leaving IS NOT NULL").await, 0);
    assert_eq!(home.number(UNDONE).await, undone);
}

#[tokio::test]
async fn what_was_run_while_somebody_else_took_the_lease_is_found_again() {
    let home = decided("2026-01-20").await;
    let undone = home.number(UNDONE).await;
    // On the next day, so that charges are reported as not executed.
    let mut worker = home.worker("2026-01-21", terms(5000, LONG)).await;
    let ready = ready_on(&mut worker, "2026-01-21").await;
    assert!(ready.iter().any(|ready| ready.instead.is_some()));
    home.execute("UPDATE lease SET claim = gen_random_uuid()").await;
    let held = home.number("SELECT count(*) FROM lease").await;
    worker.run(ready).await.expect("nothing is written, and that is no error");
    assert_eq!(home.number(UNDONE).await, undone);
    assert_eq!(home.number("SELECT count(*) FROM report").await, 0);
    assert_eq!(home.number("SELECT count(*) FROM lease").await, held, "the other keeps its lease");
    home.execute("DELETE FROM lease").await;
    home.night("2026-01-21").await;
    assert_eq!(home.number(UNDONE).await, 0);
}

#[tokio::test]
async fn a_charge_of_yesterday_is_reported_as_not_executed_unless_it_may_have_left() {
    let home = decided("2026-01-20").await;
    let mut worker = home.worker("2026-01-20", terms(5000, LONG)).await;
    let ready = ready_on(&mut worker, "2026-01-20").await;
    let charges: Vec<_> = ready
        .iter()
        .filter(|ready| matches!(ready.outgoing.errand, Errand::Charge { .. }))
        .filter_map(Ready::is_to_be_marked)
        .collect();
    assert!(1 < charges.len());
    worker.mark(vec![charges[0]]).await.expect("one mark");
    // As if it had been killed then.
    home.execute("DELETE FROM lease").await;
    home.night("2026-01-21").await;
    let told = "SELECT count(*) FROM report WHERE command LIKE ";
    let unknown = home.number(&format!("{told} '%Unknown%'")).await;
    let not_executed = home.number(&format!("{told} '%NotExecuted%'")).await;
    let rest = i64::try_from(charges.len() - 1).expect("few");
    assert_eq!((unknown, not_executed), (1, rest));
    home.night("2026-01-21").await;
    assert!(home.check("2026-01-21").await.is_sound());
}

/// The errands that this worker is given, with what is to become of them that day.
async fn ready_on(worker: &mut Postgres, today: &str) -> Vec<Ready<MailboxId>> {
    let waiting = worker.errands().await.expect("errands");
    waiting.into_iter().map(|outgoing| Ready::on(day(today), outgoing)).collect()
}
