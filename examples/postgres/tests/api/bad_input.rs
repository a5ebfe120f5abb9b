//! Bad input: a clear answer, and nothing written.

use std::fmt::Write as _;

use pec_postgres::api::{Limits, Scope};
use serde_json::json;

use crate::home::{Home, TAX_ID, account, id, opening};

/// What is in the tables, so that a test can tell that nothing was written.
async fn written(home: &Home) -> i64 {
    home.count(
        "SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM report) \
         + (SELECT count(*) FROM mailbox) + (SELECT count(*) FROM api_answer)",
    )
    .await
}

#[tokio::test]
async fn what_is_not_json_is_refused_with_the_place() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let before = written(&home).await;
    let holder = home.holder().await;
    for body in ["", "{", "{\"SwitchOff\":", "SwitchOff", "\"SwitchOff\" and more", "\u{0}", "[1,]"]
    {
        let reply = holder.send("POST", &commands, &[], Some(body.to_owned())).await;
        let problem = reply.expect_problem(400, "malformed-json");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains("line"), "{body:?}: {detail}");
    }
    assert_eq!(written(&home).await, before);
}

#[tokio::test]
async fn json_of_a_wrong_form_is_refused_with_the_field() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let before = written(&home).await;
    let holder = home.holder().await;
    let wrong = [
        (json!(null), ""),
        (json!(7), ""),
        (json!([]), ""),
        (json!({}), ""),
        (json!("SwitchOver"), "SwitchOver"),
        (json!({"CancelOrder": {"order": 7}}), "order"),
        (json!({"CancelOrder": {"order": "7"}}), "order"),
        (json!({"CancelOrder": {}}), "order"),
        (
            json!({"CancelOrder": {"order": "00000000000000000000000000000001.20270115.1", "now": true}}),
            "now",
        ),
        (json!({"RemoveMethod": {"method": "x"}}), "method"),
        (json!({"SwitchOff": null, "TerminateNow": null}), ""),
    ];
    for (body, names) in wrong {
        let reply = holder.post(&commands, &body).await;
        assert!(matches!(reply.status, 400 | 422), "{body}: {reply:?}");
        let problem = reply.json();
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(names), "{body}: {detail}");
    }
    assert_eq!(written(&home).await, before);
}

#[tokio::test]
async fn a_field_that_is_not_known_is_refused_in_an_opening_and_in_a_report() {
    let home = Home::new().await;
    let provider = home.provider().await;
    let mut opened = opening(1, account(1));
    opened["at"] = json!("2020-01-01T00:00:00+01:00");
    let path = format!("/mailboxes/{}", id(1));
    let problem = provider.put(&path, &opened).await.expect_problem(422, "wrong-content");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("`at`")), "{problem}");
    let report = json!({"mailbox": id(1), "report": "Tick", "at": "2020-01-01"});
    provider.put("/reports/one", &report).await.expect_problem(422, "wrong-content");
    assert_eq!(written(&home).await, 0);
}

#[tokio::test]
async fn a_tax_id_that_is_none_is_refused_without_being_repeated() {
    let home = Home::new().await;
    let provider = home.provider().await;
    let mut opened = opening(1, account(1));
    opened["holder"]["tax_id"] = json!("RSSMRA00A00");
    let reply = provider.put(&format!("/mailboxes/{}", id(1)), &opened).await;
    let problem = reply.expect_problem(422, "wrong-content");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("holder.tax_id")));
    assert!(!reply.text.contains("RSSMRA"), "{}", reply.text);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_with_the_limit() {
    let home = Home::with(Limits { body_bytes: 1000, ..Limits::default() }).await;
    let commands = format!("{}/commands", home.open(1).await);
    let before = written(&home).await;
    let body = format!("\"{}\"", "x".repeat(1000));
    let reply = home.holder().await.send("POST", &commands, &[], Some(body)).await;
    let problem = reply.expect_problem(413, "too-large");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("1000 bytes")));
    assert_eq!(written(&home).await, before);
}

#[tokio::test]
async fn a_body_nested_ten_thousand_deep_is_refused() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let body = "[".repeat(10_000);
    let reply = home.holder().await.send_unjudged("POST", &commands, &[], Some(body)).await;
    assert!(matches!(reply.status, 400 | 422), "{reply:?}");
}

#[tokio::test]
async fn a_body_that_is_not_said_to_be_json_is_refused() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let headers = [("content-type", "text/plain")];
    let body = Some("\"SwitchOff\"".to_owned());
    let reply = home.holder().await.send("POST", &commands, &headers, body).await;
    reply.expect_problem(415, "not-json");
}

#[tokio::test]
async fn what_cannot_be_read_of_a_path_or_a_query_is_named() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let provider = home.provider().await;
    let wrong = [
        ("/mailboxes/one".to_owned(), "mailbox"),
        ("/mailboxes/one/history".to_owned(), "mailbox"),
        ("/accounts/x/mailboxes".to_owned(), "account"),
        (format!("{path}/projection"), "until"),
        (format!("{path}/projection?until=tomorrow"), "until"),
        (format!("{path}/projection?until=2099-01-01"), "until"),
        (format!("{path}/projection?until=2027-01-01&assumption=Best"), "Best"),
        (format!("{path}/history?after=x"), "after"),
        (format!("{path}/history?limit=-1"), "limit"),
        (format!("{path}/history?since=1"), "since"),
    ];
    for (path, names) in wrong {
        let problem = provider.get(&path).await.expect_problem(400, "wrong-parameter");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(names), "{path}: {detail}");
    }
}

#[tokio::test]
async fn a_name_that_is_none_is_refused() {
    let home = Home::new().await;
    let commands = format!("{}/commands", home.open(1).await);
    let before = written(&home).await;
    let holder = home.holder().await;
    for name in ["", "two words", &"x".repeat(201)] {
        let reply = holder.post_as(name, &commands, &json!("SwitchOff")).await;
        reply.expect_problem(400, "wrong-parameter");
    }
    let report = json!({"mailbox": id(1), "report": {"NoticeFailed": {"notice": 1}}});
    let long = format!("/reports/{}", "x".repeat(201));
    home.provider().await.put(&long, &report).await.expect_problem(400, "wrong-parameter");
    assert_eq!(written(&home).await, before);
}

#[tokio::test]
async fn a_route_or_a_method_that_there_is_not_is_answered_as_a_problem() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let provider = home.provider().await;
    for nowhere in
        ["/", "/mailboxes", "/mailboxes/", "/admin", "/mailboxes/x/y/z", "/..%2f..%2fetc"]
    {
        let reply = provider.send_unjudged("GET", nowhere, &[], None).await;
        reply.expect_problem(404, "no-such-route");
    }
    for (method, path) in
        [("DELETE", path.as_str()), ("POST", &path), ("TRACE", "/metrics"), ("X", "/metrics")]
    {
        let reply = provider.send_unjudged(method, path, &[], None).await;
        reply.expect_problem(405, "wrong-method");
    }
}

#[tokio::test]
async fn texts_that_would_harm_a_careless_program_are_only_texts() {
    let home = Home::new().await;
    home.open(1).await;
    let provider = home.provider().await;
    let report = json!({"mailbox": id(1), "report": {"NoticeFailed": {"notice": 1}}});
    let name = "';DROP/**/TABLE/**/report;--";
    let reply = provider.put(&format!("/reports/{}", escaped(name)), &report).await;
    assert!(matches!(reply.status, 201 | 409), "{reply:?}");
    home.count("SELECT count(*) FROM report").await;
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        let _ = write!(escaped, "%{byte:02X}");
        escaped
    })
}

#[tokio::test]
async fn no_request_names_the_moment() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let holder = home.holder().await;
    let headers = [("date", "Fri, 01 Jan 2027 00:00:00 GMT"), ("x-at", "2030-01-01")];
    let seen = holder.send("GET", &path, &headers, None).await.expect(200);
    assert_eq!(seen["day"], "2026-12-01");
}

#[tokio::test]
async fn a_tax_id_is_in_no_answer_to_a_key_without_the_scope_for_it() {
    let home = Home::new().await;
    let path = home.open(1).await;
    let reader = home.caller(&[Scope::Read], None).await;
    let operator = home.caller(&[Scope::Operate], None).await;
    let mut answers = vec![
        operator.put(&path, &opening(1, account(2))).await,
        operator.put(&format!("/mailboxes/{}", id(2)), &opening(2, account(1))).await,
    ];
    for part in ["", "/permitted", "/history", "/projection?until=2027-06-01"] {
        answers.push(reader.get(&format!("{path}{part}")).await);
    }
    for answer in answers {
        assert!(!answer.text.contains(TAX_ID), "{answer:?}");
    }
    let seen = home.provider().await.get(&path).await.expect(200);
    assert_eq!(seen["holder"]["tax_id"], TAX_ID);
}
