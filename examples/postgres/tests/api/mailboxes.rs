//! Opening mailboxes.

use serde_json::json;

use crate::home::{Home, TAX_ID, account, id, opening};

#[tokio::test]
async fn a_mailbox_is_opened_once_and_the_same_again_changes_nothing() {
    let home = Home::new().await;
    let provider = home.provider().await;
    let path = format!("/mailboxes/{}", id(1));
    let opened = provider.put(&path, &opening(1, account(1))).await.expect(201);
    assert_eq!((&opened["verdict"], &opened["sequence"]), (&json!("recorded"), &json!(1)));
    assert_eq!(
        opened["events"][0]["event"]["fact"]["MailboxOpened"]["opening"]["holder"]["tax_id"],
        TAX_ID
    );
    let again = provider.put(&path, &opening(1, account(1))).await.expect(200);
    assert_eq!((&again["verdict"], &again["sequence"]), (&json!("already-so"), &json!(1)));
    assert_eq!(home.count("SELECT count(*) FROM event").await, 1);
}

#[tokio::test]
async fn a_mailbox_that_is_open_with_other_content_is_left_as_it_is() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let provider = home.provider().await;
    let refused = provider.put(&path, &opening(1, account(2))).await;
    let problem = refused.expect_problem(409, "mailbox-already-open");
    assert_eq!(problem["who"], "caller");
    assert_eq!(problem["waiting_helps"], false);
    assert_eq!(problem["rule"], "R-91");
    assert_eq!(provider.get(&path).await.expect(200)["account"], json!(account(1)));
}

#[tokio::test]
async fn a_mailbox_is_opened_under_the_id_that_its_path_names() {
    let home = Home::new().await;
    let provider = home.provider().await;
    let path = format!("/mailboxes/{}", id(2));
    provider.put(&path, &opening(1, account(1))).await.expect_problem(422, "wrong-content");
    assert_eq!(home.count("SELECT count(*) FROM mailbox").await, 0);
}

#[tokio::test]
async fn twenty_at_once_open_a_mailbox_once() {
    let home = Home::new().await;
    let provider = home.provider().await;
    let asked = (0..20).map(|_| {
        let provider = provider.clone();
        tokio::spawn(async move {
            provider.put(&format!("/mailboxes/{}", id(1)), &opening(1, account(1))).await.status
        })
    });
    let mut statuses = Vec::new();
    for status in asked.collect::<Vec<_>>() {
        statuses.push(status.await.expect("no panic"));
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [[200; 19].as_slice(), &[201]].concat());
    assert_eq!(home.count("SELECT count(*) FROM event").await, 1);
}
