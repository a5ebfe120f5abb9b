//! What a database charges again that was restored to an earlier state.

use std::collections::BTreeSet;

use crate::support::Home;

/// The keys of all charges that were requested.
async fn keys(home: &Home) -> BTreeSet<String> {
    let rows = home
        .client()
        .await
        .query(
            "SELECT body::jsonb #>> '{fact,ChargeRequested,key}' FROM event
             WHERE body::jsonb #> '{fact,ChargeRequested}' IS NOT NULL",
            &[],
        )
        .await
        .expect("events");
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn what_a_restored_database_charges_again_it_charges_under_the_same_keys() {
    let (lost, restored) = (Home::with_sample().await, Home::with_sample().await);
    lost.night("2026-01-05").await;
    restored.night("2026-01-05").await;
    let before = keys(&lost).await;
    // Only one of them remembers this night.
    lost.night("2026-01-06").await;
    let sent: BTreeSet<_> = keys(&lost).await.difference(&before).cloned().collect();
    assert!(!sent.is_empty(), "that night charges somebody");
    assert_eq!(keys(&restored).await, before);
    restored.night("2026-01-08").await;
    let again = keys(&restored).await;
    assert!(sent.is_subset(&again), "{sent:?} are not all among {again:?}");
}
