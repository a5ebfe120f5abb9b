//! Errands that cannot be run now: what becomes of their mailboxes, and of the errands behind them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use pec_outside::wire::{Answer, Asked, Charge};
use pec_renewal::{charge::Outcome, values::MailboxId};
use pec_step::run_errands;
use tokio::net::TcpListener;

use crate::{
    errands::decided,
    gateway::{Gateway, free_address, outside_at},
    support::{Home, LONG, night, terms},
};

const UNDONE: &str = "SELECT count(*) FROM errand WHERE done IS NULL";

#[tokio::test]
async fn what_cannot_be_sent_sets_its_mailbox_aside_and_is_tried_again_once_the_lease_is_over() {
    let home = decided("2026-01-20").await;
    let undone = home.number(UNDONE).await;
    let mailboxes = "SELECT count(DISTINCT mailbox) FROM errand WHERE done IS NULL";
    let mailboxes = home.number(mailboxes).await;
    let address = free_address();
    work_with(&home, address).await;
    assert_eq!(home.number(UNDONE).await, undone, "nothing is done");
    let aside = "SELECT count(*) FROM lease
        WHERE set_aside LIKE 'errand % cannot be run: the outside cannot be reached: %'";
    assert_eq!(home.number(aside).await, mailboxes);
    let gateway = Gateway::start_at(address, night("2026-01-20")).await;
    work_with(&home, address).await;
    assert_eq!(home.number(UNDONE).await, undone, "the leases are not over");
    home.execute("UPDATE lease SET until = clock_timestamp()").await;
    work_with(&home, address).await;
    assert_eq!(home.number(UNDONE).await, 0);
    let charged = gateway.charged().await;
    assert!(1 < charged.len() && charged.iter().all(|(_, times)| *times == 1), "{charged:?}");
}

#[tokio::test]
async fn no_errand_of_a_mailbox_overtakes_one_that_failed() {
    let home = decided("2026-01-20").await;
    let mut waiting: BTreeMap<MailboxId, usize> = BTreeMap::new();
    let sql = "SELECT mailbox FROM errand WHERE done IS NULL";
    for row in home.client().await.query(sql, &[]).await.expect("errands") {
        *waiting.entry(MailboxId::new(row.get(0))).or_default() += 1;
    }
    assert!(waiting.values().any(|errands| 1 < *errands), "some have one behind another");
    let balky = Arc::new(Balky::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().route("/errands", post(errand)).route("/charges", post(charge));
    let router = router.with_state(Arc::clone(&balky));
    let serving = tokio::spawn(async { axum::serve(listener, router).await.expect("it serves") });
    work_with(&home, address).await;
    let first = balky.taken();
    assert_eq!(first.len(), waiting.len());
    assert!(first.values().all(|came| came.len() == 1), "{first:?}");
    home.execute("UPDATE lease SET until = clock_timestamp()").await;
    work_with(&home, address).await;
    serving.abort();
    assert_eq!(home.number(UNDONE).await, 0);
    for (mailbox, came) in balky.taken() {
        assert_eq!(came.len(), waiting[&mailbox], "{mailbox}: each of them once");
        assert_eq!(came[0], first[&mailbox][0], "{mailbox}: the one that failed comes first");
    }
}

/// Refuses what comes first of each mailbox, and nothing after that.
#[derive(Default)]
struct Balky {
    refused: Mutex<BTreeSet<MailboxId>>,
    came: Mutex<BTreeMap<MailboxId, Vec<String>>>,
}

impl Balky {
    fn hear(&self, mailbox: MailboxId, name: String, answer: Response) -> Response {
        self.came.lock().expect("a list").entry(mailbox).or_default().push(name);
        if self.refused.lock().expect("a set").insert(mailbox) {
            StatusCode::BAD_REQUEST.into_response()
        } else {
            answer
        }
    }

    /// What came since this was asked last.
    fn taken(&self) -> BTreeMap<MailboxId, Vec<String>> {
        std::mem::take(&mut *self.came.lock().expect("a list"))
    }
}

async fn errand(State(balky): State<Arc<Balky>>, Json(asked): Json<Asked>) -> Response {
    let nothing = Json(Vec::<()>::new()).into_response();
    balky.hear(asked.mailbox.id(), asked.sequence.to_string(), nothing)
}

async fn charge(State(balky): State<Arc<Balky>>, Json(charge): Json<Charge>) -> Response {
    let outcome = Outcome::Unknown;
    let answer = Json(Answer { outcome }).into_response();
    balky.hear(charge.key.order().mailbox(), charge.key.to_string(), answer)
}

/// Runs what waits and is free.
async fn work_with(home: &Home, address: std::net::SocketAddr) {
    let outside = Some(outside_at(address));
    let mut worker = home.worker_with(outside, "2026-01-20", terms(5000, LONG)).await;
    run_errands(&mut worker, &|| night("2026-01-20")).await.expect("it ends");
}
