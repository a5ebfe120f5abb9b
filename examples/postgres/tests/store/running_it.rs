//! The chapter *Running it* of the manual: its queries run on these tables, and say what it says.

use crate::support::Home;

const CHAPTER: &str = include_str!("../../../../src/manual/running_it.md");

#[tokio::test]
async fn every_query_of_the_chapter_runs() {
    let home = Home::with_sample().await;
    let client = home.client().await;
    let queries: Vec<&str> = queries().collect();
    assert_eq!(queries.len(), CHAPTER.matches("```sql").count());
    assert!(8 < queries.len(), "{queries:?}");
    for query in queries {
        if let Err(error) = client.query(query, &[]).await {
            panic!("{query}: {error:?}");
        }
    }
}

#[tokio::test]
async fn what_to_alert_on_is_nothing_after_a_night() {
    let home = Home::with_sample().await;
    home.night("2026-01-01").await;
    let client = home.client().await;
    for (beginning, table) in
        [("SELECT count(*), min((body", "errand"), ("SELECT count(*), min(due)", "report")]
    {
        let query = queries().find(|query| query.starts_with(beginning)).expect(table);
        let waiting: i64 = client.query_one(query, &[]).await.expect(query).get(0);
        assert_eq!(waiting, 0, "{query}");
    }
    for part in ["policy_version <>", "set_aside IS NOT NULL", "refused, broken"] {
        let query = queries().find(|query| query.contains(part)).expect(part);
        let rows = client.query(query, &[]).await.expect(query);
        let found = rows.first().map_or(0, |row| row.try_get(0).unwrap_or(-1_i64));
        assert_eq!(found, 0, "{query}");
    }
}

fn queries() -> impl Iterator<Item = &'static str> {
    CHAPTER.split("```sql\n").skip(1).filter_map(|rest| Some(rest.split_once("```")?.0.trim()))
}
