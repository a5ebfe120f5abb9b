//! The API under `wrk`, beside a handler that asks the database the same and the engine nothing.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use pec_postgres::{
    api::{Scope, key},
    database::{self, Client},
    store::open_all,
};
use pec_renewal::{
    Activation, Command as Asked,
    catalogue::{Holder, HolderKind, Plan, Policy, Purchase, Term},
    values::{AccountId, Day, MailboxId, uuid::Uuid},
};

use super::{
    Size, Told,
    bare_handler::{self, Answers},
    database::{Server, moment},
};

pub fn beside_a_bare_handler(server: &Server, size: &Size, told: &mut Told) {
    if Command::new("wrk").arg("--version").output().is_err() {
        println!("wrk is not installed (Debian: apt-get install wrk), so the API was not asked\n");
        return;
    }
    let (client, key) = opened(server);
    let api = Api::start(server);
    let answers = server.wait(Answers::of(&client, &api.asked(&key)));
    keep(server, &client);
    let pool = database::pool(&server.address("served"), CONNECTIONS).expect("a pool");
    let bare = server.wait(bare_handler::serve(pool, answers));

    for (name, script) in [("a read", READ), ("a command", COMMAND)] {
        let shared = LUA.replace("{key}", &key).replace("{mailboxes}", &OWN.to_string());
        let path = server.folder.join("wrk.lua");
        fs::write(&path, shared + script).expect("a script can be written");
        let mut rounds = Vec::new();
        for _ in 0..=size.rounds {
            let [with, without] = [api.address, bare].map(|address| {
                restore(server, &client);
                Load::on(address, &path, size.seconds)
            });
            rounds.push((with, without));
        }
        // The first warms up.
        rounds.remove(0);
        let median = |of: &dyn Fn(&(Load, Load)) -> f64| {
            let mut values: Vec<f64> = rounds.iter().map(of).collect();
            values.sort_unstable_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let mut tell = |what: &str, figure: String, of: &str| {
            told.figures.add(&format!("{name}{what}"), figure, of);
        };
        let of = format!("{CONNECTIONS} connections, both under wrk on this machine");
        let (with, without) = (median(&|round| round.0.rate), median(&|round| round.1.rate));
        tell(" of the API", format!("{with:.0} a second"), &of);
        tell(
            ", to the bare handler",
            format!("{:.2}", median(&|round| round.0.rate / round.1.rate)),
            &format!("it does {without:.0} a second"),
        );
        let p99 = median(&|round| round.0.p99);
        let bare_p99 = median(&|round| round.1.p99);
        tell(
            ", slowest of a hundred",
            format!("{p99:.1} ms"),
            &format!("the bare handler: {bare_p99:.1} ms"),
        );
    }
}

/// A thousand mailboxes of one account, and a key that reads them and acts for it.
fn opened(server: &Server) -> (Client, String) {
    let mut client = server.empty("served");
    let account = AccountId::from(Uuid::from_u128(0xAC));
    let opening = |number: u128| {
        let activation = Activation {
            mailbox: MailboxId::from(Uuid::from_u128(number)),
            account,
            holder: Holder {
                kind: HolderKind::Consumer,
                tax_id: "XXXXXX00X00X000X".parse().expect("a tax id"),
            },
            purchase: Purchase::new(Plan::Standard, Term::ONE),
            activated_on: "2026-01-15".parse::<Day>().expect("a day"),
        };
        Asked::Open(Box::new(activation.opening().expect("an opening")))
    };
    let openings = (1..=2 * OWN).map(opening).collect();
    let key = server.wait(async {
        let transaction = client.transaction().await.expect("a transaction");
        let today = moment(today());
        open_all(&transaction, openings, &Policy::aruba(), today).await.expect("mailboxes");
        transaction.commit().await.expect("mailboxes");
        key::create(&client, &[Scope::Read, Scope::Act], Some(account), "wrk").await.expect("a key")
    });
    (client, key.reveal())
}

const TABLES: [&str; 3] = ["mailbox", "event", "errand"];

/// Keeps everything as it stands, for [`restore`].
fn keep(server: &Server, client: &Client) {
    for table in TABLES {
        let keep = format!("CREATE TABLE kept_{table} AS TABLE {table}");
        server.wait(client.batch_execute(&keep)).expect("it is kept");
    }
}

/// Every load begins with the same mailboxes.
fn restore(server: &Server, client: &Client) {
    let begin = format!("TRUNCATE {}, report, lease", TABLES.join(", "));
    server.wait(client.batch_execute(&begin)).expect("it is empty");
    for table in TABLES {
        let restore = format!("INSERT INTO {table} SELECT * FROM kept_{table}");
        server.wait(client.batch_execute(&restore)).expect("it is as it was");
    }
    server.wait(client.batch_execute("VACUUM ANALYZE")).expect("it is as it was");
}

/// The program that serves the API, for as long as this lives.
struct Api {
    address: SocketAddr,
    process: Child,
}

impl Api {
    fn start(server: &Server) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("a port");
        let process = Command::new(env!("CARGO_BIN_EXE_pec-postgres"))
            .args(["serve", "--listen", &free.to_string(), "--at", &today().to_string()])
            .env("PEC_DATABASE", server.address("served").text())
            .stderr(Stdio::null())
            .spawn()
            .expect("the API");
        let started = Self { address: free, process };
        while TcpStream::connect(free).is_err() {
            sleep(Duration::from_millis(20));
        }
        started
    }

    /// What it answers to a read and to two commands, of a mailbox that is put back afterwards.
    fn asked(&self, key: &str) -> [String; 3] {
        let mailbox = Uuid::from_u128(1);
        let url = format!("http://{}/mailboxes/{mailbox}", self.address);
        let ask = |more: &[&str]| {
            let asked = Command::new("curl")
                .args(["--silent", "--fail", "--header", &format!("Authorization: Bearer {key}")])
                .args(more)
                .output()
                .expect("curl");
            assert!(asked.status.success(), "the API refuses {more:?}");
            String::from_utf8(asked.stdout).expect("a text")
        };
        let commands = format!("{url}/commands");
        let give = |command| {
            ask(&["--header", "Content-Type: application/json", "--data", command, &commands])
        };
        [ask(&[&url]), give("\"TerminateAtExpiry\""), give("\"RevokeTermination\"")]
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What `wrk` found.
struct Load {
    /// Requests a second.
    rate: f64,
    /// Of a hundred requests, how long the slowest took, in milliseconds.
    p99: f64,
}

impl Load {
    fn on(address: SocketAddr, script: &Path, seconds: u32) -> Self {
        let wrk = Command::new("wrk")
            .args(["--threads", "2", "--connections", &CONNECTIONS.to_string()])
            .args(["--timeout", "60s", "--duration", &format!("{seconds}s"), "--script"])
            .arg(script)
            .arg(format!("http://{address}"))
            .output()
            .expect("wrk");
        let said = String::from_utf8(wrk.stdout).expect("a text");
        let told = said.lines().find_map(|line| line.strip_prefix("told ")).expect(&said);
        let numbers: Vec<f64> = told.split(' ').map(|text| text.parse().expect(told)).collect();
        let &[requests, microseconds, p99, failed] = &numbers[..] else { panic!("{told}") };
        assert!(failed < 0.5, "{failed} of {requests} requests failed: {said}");
        Self { rate: requests / microseconds * 1e6, p99: p99 / 1e3 }
    }
}

fn today() -> Day {
    "2026-06-01".parse().expect("a day")
}

/// As many as the API has to the database.
const CONNECTIONS: usize = 16;

/// The mailboxes that each of the two threads asks of, in turns.
const OWN: u128 = 500;

const READ: &str = r#"
function ask(path, turn) return wrk.format("GET", path, headers) end
"#;

// Every command records something: what the one asks for, the next one revokes.
const COMMAND: &str = r#"
function ask(path, turn)
  local command = turn % 2 == 0 and '"TerminateAtExpiry"' or '"RevokeTermination"'
  return wrk.format("POST", path .. "/commands", headers, command)
end
"#;

const LUA: &str = r#"
MAILBOXES = {mailboxes}
headers = { ["Authorization"] = "Bearer {key}", ["Content-Type"] = "application/json" }
local threads = 0
function setup(thread) thread:set("own", threads); threads = threads + 1 end
function init() made = 0 end
function request()
  local place = made % MAILBOXES
  local turn = (made - place) / MAILBOXES
  made = made + 1
  return ask(string.format("/mailboxes/00000000-0000-0000-0000-%012x", own * MAILBOXES + place + 1), turn)
end
function done(all, latency)
  local errors = all.errors
  local failed = errors.status + errors.connect + errors.read + errors.write
  print(string.format("told %d %d %d %d", all.requests, all.duration, latency:percentile(99), failed))
end
"#;
