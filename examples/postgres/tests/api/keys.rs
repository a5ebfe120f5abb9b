//! Keys: who is let in, and with what.

use pec_postgres::api::{Scope, key};

use crate::{
    client::Caller,
    home::{Home, account},
};

const KEYED: [&str; 7] = [
    "/mailboxes/00000000-0000-0000-0000-000000000001",
    "/mailboxes/00000000-0000-0000-0000-000000000001/permitted",
    "/mailboxes/00000000-0000-0000-0000-000000000001/history",
    "/mailboxes/00000000-0000-0000-0000-000000000001/projection?until=2027-02-01",
    "/accounts/00000000-0000-0000-0000-000000000001/mailboxes",
    "/metrics",
    "/health/ready",
];

#[tokio::test]
async fn a_stranger_sees_nothing_but_health_and_the_document() {
    let home = Home::new().await;
    home.open(1).await;
    let stranger = home.stranger();
    for path in &KEYED[..6] {
        stranger.get(path).await.expect_problem(401, "no-key");
    }
    for path in ["/health/live", "/health/ready", "/openapi.json"] {
        stranger.get(path).await.expect(200);
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_however_it_is_wrong() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let key = home.key(&[Scope::Read], None).await;
    let last = if key.ends_with('0') { "1" } else { "0" };
    let other_secret = format!("{}{last}", &key[..key.len() - 1]);
    let unknown = key::Key::random().expect("random bits").reveal();
    for wrong in [other_secret.as_str(), unknown.as_str(), "pec_", "x", "pec_1_2", &key[..20]] {
        let caller = Caller::new(home.address, Some(wrong.to_owned()));
        caller.get(&path).await.expect_problem(401, "wrong-key");
    }
    let basic = [("authorization", "Basic cGVjOnBlYw==")];
    let reply = home.stranger().send("GET", &path, &basic, None).await;
    reply.expect_problem(401, "wrong-key");
    Caller::new(home.address, Some(key)).get(&path).await.expect(200);
}

#[tokio::test]
async fn a_key_that_is_revoked_ends_with_the_next_request() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let key = home.key(&[Scope::Read], None).await;
    let caller = Caller::new(home.address, Some(key.clone()));
    caller.get(&path).await.expect(200);
    let id = key.parse::<key::Key>().expect("a key").id().to_owned();
    key::revoke(&home.client().await, &id).await.expect("it is known");
    caller.get(&path).await.expect_problem(401, "wrong-key");
}

#[tokio::test]
async fn a_key_is_changed_for_another_without_a_stop() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let (old, new) = (home.holder().await, home.holder().await);
    for caller in [&old, &new] {
        caller.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn the_database_keeps_no_secret() {
    let home = Home::new().await;
    let key = home.key(&[Scope::Read], None).await;
    let secret = key.rsplit('_').next().expect("a secret");
    let row = home.client().await.query_one("SELECT api_key::text FROM api_key", &[]).await;
    let row: String = row.expect("a key").get(0);
    assert!(!row.contains(secret), "{row}");
}

#[tokio::test]
async fn scopes_that_contradict_an_account_are_refused_when_a_key_is_made() {
    let home = Home::new().await;
    let client = home.client().await;
    let refused = [
        (vec![], None, "--scope"),
        (vec![Scope::Act], None, "--account"),
        (vec![Scope::Operate], Some(account(1)), "operate"),
        (vec![Scope::ReportMoney], Some(account(1)), "report-money"),
    ];
    for (scopes, account, says) in refused {
        let error = key::create(&client, &scopes, account, "").await.expect_err("refused");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[tokio::test]
async fn a_key_that_is_not_known_is_not_revoked_and_a_whole_key_is_not_repeated() {
    let home = Home::new().await;
    let client = home.client().await;
    let error = key::revoke(&client, "0000000000000000").await.expect_err("refused");
    assert!(error.to_string().contains("0000000000000000"), "{error}");
    let key = home.key(&[Scope::Read], None).await;
    let error = key::revoke(&client, &key).await.expect_err("refused");
    let secret = key.rsplit('_').next().expect("a secret");
    assert!(
        error.to_string().contains("16 digits") && !error.to_string().contains(secret),
        "{error}"
    );
}

#[tokio::test]
async fn keys_are_listed_without_their_secrets() {
    let home = Home::new().await;
    let key = home.key(&[Scope::Read, Scope::Act], Some(account(1))).await;
    let listed = key::table(&key::list(&home.client().await).await.expect("a list"));
    let (start, secret) = key.rsplit_once('_').expect("a key");
    assert!(listed.contains(start.trim_start_matches("pec_")), "{listed}");
    assert!(listed.contains("read act") && !listed.contains(secret), "{listed}");
}

#[tokio::test]
async fn a_key_for_reading_changes_nothing_and_one_for_acting_reads_nothing() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let commands = format!("{path}/commands");
    let off = serde_json::json!("TerminateAtExpiry");
    let reader = home.caller(&[Scope::Read], Some(account(1))).await;
    reader.post(&commands, &off).await.expect_problem(403, "scope-too-small");
    let actor = home.caller(&[Scope::Act], Some(account(1))).await;
    actor.get(&path).await.expect_problem(403, "scope-too-small");
    actor.post(&commands, &off).await.expect(200);
}
