//! Leases that are over, and who then writes.

use std::time::Duration;

use pec_renewal::catalogue::Policy;
use pec_step::{Store, Work};
use tokio::time::sleep;

use crate::support::{Home, LONG, night, terms};

#[tokio::test]
async fn a_lease_that_is_over_is_taken_and_who_lost_it_writes_nothing() {
    let home = Home::with_sample().await;
    let policy = Policy::aruba();
    let at = night("2026-01-20");
    let mut slow = home.worker("2026-01-20", terms(5000, LONG)).await;
    let mut quick = home.worker("2026-01-20", terms(5000, LONG)).await;
    let lost = slow.next(Work::Due).await.expect("a batch").decide(&policy, at);
    assert!(quick.next(Work::Due).await.expect("no batch").is_empty(), "it is held");
    home.execute("UPDATE lease SET until = clock_timestamp()").await;
    let taken = quick.next(Work::Due).await.expect("a batch").decide(&policy, at);
    assert_eq!(taken.changes.len(), lost.changes.len());
    let before = home.events().await;
    slow.write(lost).await.expect("nothing is written, and that is no error");
    assert_eq!(home.events().await, before);
    quick.write(taken).await.expect("it is written");
    assert!(before.len() < home.events().await.len());
    assert_eq!(home.number("SELECT count(*) FROM lease").await, 0);
}

#[tokio::test]
async fn a_lease_that_is_over_and_that_nobody_took_writes_nothing_either() {
    let home = Home::with_sample().await;
    let mut slow = home.worker("2026-01-20", terms(5000, Duration::from_millis(100))).await;
    let lost =
        slow.next(Work::Due).await.expect("a batch").decide(&Policy::aruba(), night("2026-01-20"));
    sleep(Duration::from_millis(150)).await;
    let before = home.events().await;
    slow.write(lost).await.expect("nothing is written");
    assert_eq!(home.events().await, before);
    home.night("2026-01-20").await;
    assert!(home.check("2026-01-20").await.is_sound());
}
