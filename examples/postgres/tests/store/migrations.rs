//! The schema: applied once, in order, and never changed afterwards.

use pec_postgres::database::{MIGRATIONS, Migration, ensure_current, migrate, migrate_with};

use crate::support::Home;

const FIRST: Migration = Migration { number: 1, name: "0001_first", sql: "CREATE TABLE first ()" };
const SECOND: Migration =
    Migration { number: 2, name: "0002_second", sql: "CREATE TABLE second ()" };

#[tokio::test]
async fn each_file_is_applied_once_in_order() {
    let home = Home::bare().await;
    let mut client = home.client().await;
    let first = migrate_with(&mut client, &[FIRST]).await.expect("the first");
    assert_eq!(first.applied, ["0001_first"]);
    let both = migrate_with(&mut client, &[FIRST, SECOND]).await.expect("the second");
    assert_eq!(both.applied, ["0002_second"]);
    let none = migrate_with(&mut client, &[FIRST, SECOND]).await.expect("nothing");
    assert!(none.applied.is_empty());
}

#[tokio::test]
async fn a_file_that_was_changed_is_refused() {
    let home = Home::bare().await;
    let mut client = home.client().await;
    migrate_with(&mut client, &[FIRST]).await.expect("the first");
    let changed = Migration { sql: "CREATE TABLE first (id int)", ..FIRST };
    let error = migrate_with(&mut client, &[changed, SECOND]).await.expect_err("refused");
    assert!(error.to_string().contains("put that file back as it was"), "{error}");
    let second = home.number("SELECT count(*) FROM pg_class WHERE relname = 'second'").await;
    assert_eq!(second, 0, "nothing was applied");
}

#[tokio::test]
async fn a_newer_schema_and_an_older_one_are_refused_with_what_to_do() {
    let home = Home::bare().await;
    let mut client = home.client().await;
    let none = ensure_current(&client).await.expect_err("no tables");
    assert!(none.to_string().contains("pec-postgres migrate"), "{none}");
    migrate(&mut client).await.expect("tables");
    ensure_current(&client).await.expect("it is current");
    let last = MIGRATIONS.len();
    home.execute(&format!("DELETE FROM migration WHERE number = {last}")).await;
    let older = ensure_current(&client).await.expect_err("older");
    assert!(older.to_string().contains("an older schema"), "{older}");
    home.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
    migrate(&mut client).await.expect("tables");
    home.execute("INSERT INTO migration VALUES (9999, '9999_future', '')").await;
    let newer = ensure_current(&client).await.expect_err("newer");
    assert!(newer.to_string().contains("use the newer program"), "{newer}");
    assert!(migrate(&mut client).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_migrate_at_once_do_not_meet() {
    let home = Home::bare().await;
    let (mut one, mut other) = (home.client().await, home.client().await);
    let (first, second) = tokio::join!(migrate(&mut one), migrate(&mut other));
    let applied = first.expect("one").applied.len() + second.expect("other").applied.len();
    assert_eq!(applied, MIGRATIONS.len());
}
