//! Portfolio files: whole or not at all.

use std::io::Cursor;

use pec_nightly::portfolio::SAMPLE;
use pec_postgres::import::{Imported, Refused, import};
use pec_renewal::catalogue::Policy;

use crate::support::{Home, night};

#[tokio::test]
async fn a_file_that_is_known_is_passed_over() {
    let home = Home::with_sample().await;
    let mut client = home.client().await;
    let again =
        import(&mut client, Cursor::new(SAMPLE), &Policy::aruba(), night("2026-01-02")).await;
    assert_eq!(again.expect("nothing to do"), Imported { opened: 0, known: 400 });
    assert_eq!(home.number("SELECT count(*) FROM mailbox").await, 400);
}

#[tokio::test]
async fn a_file_with_bad_rows_is_refused_whole_and_each_is_named() {
    let home = Home::bare().await;
    let mut client = home.client().await;
    pec_postgres::database::migrate(&mut client).await.expect("tables");
    let mut lines: Vec<String> = SAMPLE.lines().map(str::to_owned).collect();
    lines[9] = lines[9].replace(",provider,", ",elsewhere,");
    lines[19] = lines[18].clone();
    let file = lines.join("\n");
    let policy = Policy::aruba();
    let error = import(&mut client, Cursor::new(file), &policy, night("2026-01-01"))
        .await
        .expect_err("refused");
    let Refused(defects) = error.downcast_ref().expect("all that is wrong");
    let lines: Vec<u64> = defects.list().iter().map(|defect| defect.line).collect();
    assert_eq!(lines, [10, 20], "{error}");
    assert_eq!(home.number("SELECT count(*) FROM mailbox").await, 0);
}
