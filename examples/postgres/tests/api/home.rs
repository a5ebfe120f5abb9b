//! A database of its own for each test, and the API over it.

use std::{env, net::SocketAddr, sync::Arc};

use pec_postgres::{
    api::{self, Api, Limits, Scope, key},
    clock::Clock,
    database::{self, Address, Client, Pool},
    policy,
};
use pec_renewal::{
    Activation, Opening,
    catalogue::{Holder, HolderKind, Method, Plan, Purchase, Term},
    values::{AccountId, Day, MailboxId, MethodId, uuid::Uuid},
};
use serde_json::{Value, json};
use tokio::{sync::oneshot, task::JoinHandle};
use tokio_postgres::{Config, NoTls, config::Host};

use crate::client::Caller;

/// A database, and the API that is served over it until the test is over.
pub struct Home {
    pub address: SocketAddr,
    pub pool: Pool,
    /// How another program reaches the same database.
    pub database: String,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<anyhow::Result<()>>>,
}

impl Home {
    /// A new database, on the day of [`TODAY`].
    pub async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    /// The same, with other limits.
    pub async fn with(limits: Limits) -> Self {
        Self::begin(TODAY, limits).await
    }

    /// The same, at another moment.
    pub async fn at(moment: &str) -> Self {
        Self::begin(moment, Limits::default()).await
    }

    async fn begin(moment: &str, limits: Limits) -> Self {
        let database = new_database().await;
        let address: Address = database.parse().expect("an address");
        let pool = database::pool(&address, 8).expect("a pool");
        let mut client = pool.get().await.expect("a connection");
        database::migrate(&mut client).await.expect("the tables");
        policy::begin_with_preset(&mut client).await.expect("a policy");
        drop(client);
        let clock = Clock::Fixed(moment.parse().expect("a moment"));
        let api = Arc::new(Api::new(pool.clone(), clock, limits).expect("an API"));
        let listener = api::listen(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let stopped = async {
            let _ = stopped.await;
        };
        let served = Some(tokio::spawn(api::serve(listener, api, stopped)));
        Self { address, pool, database, stop: Some(stop), served }
    }

    pub async fn client(&self) -> Client {
        self.pool.get().await.expect("a connection")
    }

    /// A caller with a new key.
    pub async fn caller(&self, scopes: &[Scope], account: Option<AccountId>) -> Caller {
        Caller::new(self.address, Some(self.key(scopes, account).await))
    }

    pub async fn key(&self, scopes: &[Scope], account: Option<AccountId>) -> String {
        let key = key::create(&self.client().await, scopes, account, "a test").await;
        key.expect("a key").reveal()
    }

    pub fn stranger(&self) -> Caller {
        Caller::new(self.address, None)
    }

    /// Somebody who may read, act for [`account`]`(1)`, and nothing else.
    pub async fn holder(&self) -> Caller {
        self.caller(&[Scope::Read, Scope::Act], Some(account(1))).await
    }

    /// Somebody who may do what a provider's own programs do.
    pub async fn provider(&self) -> Caller {
        self.caller(&[Scope::Read, Scope::Operate, Scope::ReportMoney, Scope::TaxIds], None).await
    }

    /// A mailbox of [`account`]`(1)`, opened through the API.
    pub async fn open(&self, number: u128) -> String {
        self.open_for(number, account(1)).await
    }

    pub async fn open_for(&self, number: u128, account: AccountId) -> String {
        let path = format!("/mailboxes/{}", id(number));
        self.provider().await.put(&path, &opening(number, account)).await.expect(201);
        path
    }

    /// How many rows a query counts.
    pub async fn count(&self, query: &str) -> i64 {
        self.client().await.query_one(query, &[]).await.expect(query).get(0)
    }

    /// Ends the server, and gives how it ended.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        let _ = self.stop.take().expect("it runs").send(());
        self.served.take().expect("it runs").await.expect("it did not panic")
    }
}

/// When all tests take place.
pub const TODAY: &str = "2026-12-01T10:00:00+01:00";

/// The tax id of every holder here.
pub const TAX_ID: &str = "XXXXXX00X00X000X";

pub fn id(number: u128) -> MailboxId {
    MailboxId::from(Uuid::from_u128(number))
}

pub fn account(number: u128) -> AccountId {
    AccountId::from(Uuid::from_u128(0xAC_0000 + number))
}

pub fn method(number: u128) -> Value {
    json!(Method::card(MethodId::from(Uuid::from_u128(0xCA_0000 + number))))
}

/// A consumer's mailbox, which expires on 2027-01-15.
pub fn opening(number: u128, account: AccountId) -> Value {
    let activation = Activation {
        mailbox: id(number),
        account,
        holder: Holder { kind: HolderKind::Consumer, tax_id: TAX_ID.parse().expect("a tax id") },
        purchase: Purchase::new(Plan::Standard, Term::ONE),
        activated_on: "2026-01-15".parse::<Day>().expect("a day"),
    };
    let opening: Opening = activation.opening().expect("an opening");
    json!(opening)
}

/// A renewal by hand of that mailbox.
pub fn renewal() -> Value {
    json!({ "RenewByHand": {
        "expiry": "2027-01-15",
        "purchase": Purchase::new(Plan::Standard, Term::ONE),
        "method_kind": "BankTransfer",
        "archive_consent": false,
        "replaces": null,
        "informed": true,
        "start_requested": false,
    }})
}

async fn new_database() -> String {
    let Ok(server) = env::var("PEC_TEST_DATABASE") else {
        panic!(
            "these tests need a PostgreSQL server: run `examples/postgres/test`, which starts one"
        );
    };
    let config: Config = server.parse().expect("PEC_TEST_DATABASE is an address");
    let (client, connection) = config.connect(NoTls).await.expect("the server answers");
    tokio::spawn(connection);
    let name = format!("api_{}", rand_name());
    client.batch_execute(&format!("CREATE DATABASE {name}")).await.expect("a database");
    let Some(Host::Unix(folder)) = config.get_hosts().first() else {
        panic!("PEC_TEST_DATABASE names no folder of a socket");
    };
    let user = config.get_user().expect("PEC_TEST_DATABASE names a user");
    format!("host={} user={user} dbname={name}", folder.display())
}

fn rand_name() -> String {
    let key = key::Key::random().expect("random bits");
    key.id().to_owned()
}
