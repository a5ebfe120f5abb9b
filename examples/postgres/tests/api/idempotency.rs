//! `Idempotency-Key`: what is sent again is not done again.

use std::time::Duration;

use pec_postgres::api::Limits;
use serde_json::json;

use crate::home::{Home, account, id, method, renewal};

#[tokio::test]
async fn the_same_again_gets_the_answer_it_had_and_does_nothing() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let holder = home.holder().await;
    let first = holder.post_as("one", &commands, &renewal()).await;
    assert_eq!(first.expect(200)["verdict"], "recorded");
    let again = holder.post_as("one", &commands, &renewal()).await;
    assert_eq!((again.status, again.json()), (first.status, first.json()));
    assert_eq!(again.content_type, first.content_type);
    assert_eq!(home.count("SELECT count(*) FROM event").await, 2);
}

#[tokio::test]
async fn what_was_refused_is_decided_anew_when_it_comes_again() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let holder = home.holder().await;
    let on = json!({"SwitchOn": {"method": method(1), "consent": null}});
    holder.post(&commands, &json!("TerminateAtExpiry")).await.expect(200);
    holder.post_as("one", &commands, &on).await.expect_problem(409, "termination-stands");
    holder.post(&commands, &json!("RevokeTermination")).await.expect(200);
    assert_eq!(holder.post_as("one", &commands, &on).await.expect(200)["verdict"], "recorded");
    assert_eq!(home.count("SELECT count(*) FROM api_answer").await, 1);
}

#[tokio::test]
async fn another_body_under_the_same_key_is_refused_and_not_done() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let holder = home.holder().await;
    holder.post_as("one", &commands, &renewal()).await.expect(200);
    let refused = holder.post_as("one", &commands, &json!("TerminateNow")).await;
    refused.expect_problem(422, "idempotency-key-reused");
    assert_eq!(home.count("SELECT count(*) FROM event").await, 2);
}

#[tokio::test]
async fn twenty_at_once_under_one_key_are_done_once_and_get_one_answer() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let holder = home.holder().await;
    let asked = (0..20).map(|_| {
        let (holder, commands) = (holder.clone(), commands.clone());
        tokio::spawn(async move { holder.post_as("one", &commands, &renewal()).await.expect(200) })
    });
    let mut answers = Vec::new();
    for answer in asked.collect::<Vec<_>>() {
        answers.push(answer.await.expect("no panic"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers[0]["verdict"], "recorded");
    assert_eq!(home.count("SELECT count(*) FROM event").await, 2);
}

#[tokio::test]
async fn a_name_belongs_to_one_key_and_one_mailbox() {
    let home = Home::new().await;
    let one = format!("{}/commands", home.open(1).await);
    let other = format!("{}/commands", home.open(2).await);
    let (holder, wife) = (home.holder().await, home.holder().await);
    let off = json!("TerminateAtExpiry");
    assert_eq!(holder.post_as("one", &one, &off).await.expect(200)["verdict"], "recorded");
    assert_eq!(holder.post_as("one", &other, &off).await.expect(200)["verdict"], "recorded");
    assert_eq!(wife.post_as("one", &one, &off).await.expect(200)["verdict"], "already-so");
}

#[tokio::test]
async fn a_name_is_free_again_once_its_time_is_over() {
    let limits = Limits { answers_kept: Duration::from_millis(50), ..Limits::default() };
    let home = Home::with(limits).await;
    let commands = format!("{}/commands", home.open(1).await);
    let holder = home.holder().await;
    holder.post_as("one", &commands, &json!("TerminateAtExpiry")).await.expect(200);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let next = holder.post_as("one", &commands, &json!("RevokeTermination")).await.expect(200);
    assert_eq!(next["verdict"], "recorded");
}

#[tokio::test]
async fn only_a_digest_of_the_body_is_kept() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let holder = home.holder().await;
    // The answer tells of an event with another name.
    holder.post_as("one", &commands, &json!("TerminateAtExpiry")).await.expect(200);
    let kept = "SELECT octet_length(digest)::bigint FROM api_answer";
    assert_eq!(home.count(kept).await, 32);
    let body = "SELECT count(*) FROM api_answer WHERE api_answer::text LIKE '%TerminateAtExpiry%'";
    assert_eq!(home.count(body).await, 0);
}

#[tokio::test]
async fn where_nothing_could_be_decided_the_name_stays_free() {
    let home = Home::new().await;
    let commands = format!("/mailboxes/{}/commands", id(1));
    let holder = home.holder().await;
    let off = json!("TerminateAtExpiry");
    holder.post_as("one", &commands, &off).await.expect_problem(404, "no-such-mailbox");
    home.open_for(1, account(1)).await;
    holder.post_as("one", &commands, &off).await.expect(200);
}

#[tokio::test]
async fn an_answer_is_never_kept_without_its_effect_nor_the_effect_without_the_answer() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let holder = home.holder().await;
    // The database fails as the answer is kept, after all else was written.
    let client = home.client().await;
    client
        .batch_execute(
            "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ \
                 BEGIN RAISE 'the disk is full'; END $$;
             CREATE TRIGGER fail BEFORE UPDATE ON api_answer FOR EACH ROW EXECUTE FUNCTION fail()",
        )
        .await
        .expect("a trigger");
    let off = json!("TerminateAtExpiry");
    holder.post_as("one", &commands, &off).await.expect_problem(500, "fault");
    assert_eq!(home.count("SELECT count(*) FROM event").await, 1);
    assert_eq!(home.count("SELECT count(*) FROM api_answer").await, 0);
    client.batch_execute("DROP TRIGGER fail ON api_answer").await.expect("no trigger");
    let done = holder.post_as("one", &commands, &off).await.expect(200);
    assert_eq!(done["verdict"], "recorded");
}

#[tokio::test]
async fn whoever_holds_a_mailbox_for_long_makes_others_come_again() {
    let limits = Limits { lock_time: Duration::from_millis(100), ..Limits::default() };
    let home = Home::with(limits).await;
    let commands = format!("{}/commands", home.open(1).await);
    let holder = home.holder().await;
    let mut client = home.client().await;
    let transaction = client.transaction().await.expect("a transaction");
    transaction.query("SELECT FROM mailbox FOR UPDATE", &[]).await.expect("a lock");
    let off = json!("TerminateAtExpiry");
    let reply = holder.post_as("one", &commands, &off).await;
    assert_eq!(reply.expect_problem(409, "still-at-work")["waiting_helps"], true);
    transaction.rollback().await.expect("rolled back");
    holder.post_as("one", &commands, &off).await.expect(200);
}
