//! The simulated outside: a gateway with its bank, its desk and its holders, in a process of its own.
//!
//! It is as unkind as the ones that providers know. It charges once for a key that it remembers, and
//! remembers a key for a day. It refuses a request whose last moment is past by its own clock. It takes
//! the money and does not answer, declines, says that it does not know, takes its word back, speaks late
//! and twice, and charges back weeks later. It pays each refund once. What happens is decided by the
//! seed and the name of what is asked, so a run is the same as often as it is run.
//!
//! Its clock stands still until the operator sets it; whoever asks may name a moment of its own instead,
//! so that in a simulation every mailbox has its own time. The operator can also hold a request up as a slow
//! network would, and ask that from now on nothing go wrong, so that a simulation comes to its end.

mod books;
mod fate;
mod journal;

use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{StatusCode, header::CONTENT_LENGTH},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use futures_util::stream;
use pec_renewal::values::{ChargeKey, Moment};
use serde::Deserialize;
use tokio::{net::TcpListener, sync::watch, time::sleep};

pub use self::books::{ChargeLine, Opened};
use self::{
    books::{Answered, Entry, Manner},
    fate::Reply,
    journal::Journal,
};
use super::{
    Report,
    wire::{Answer, Asked, Charge, Clock, Hold, Inquiry, Kind, Owed, Place, Said},
};

/// What the process is started with.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Where it listens: port 0 takes a free one, and the first line that it prints names it
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// Decides what becomes of whatever is asked
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Keeps the books in this file, and begins with what stands there
    #[arg(long, value_name = "FILE")]
    pub books: Option<PathBuf>,
    /// Answers as the nightly job's outside does, so that homes can be compared; the books stay empty
    #[arg(long)]
    pub nightly: bool,
}

/// Runs the process until it is ended.
///
/// # Errors
///
/// Where it cannot listen, or its books cannot be read.
pub async fn serve(args: &Args) -> Result<()> {
    let manner = if args.nightly { Manner::Nightly } else { Manner::Unkind };
    let journal = Journal::open(args.seed, manner, args.books.as_deref())?;
    let listener = TcpListener::bind(args.listen)
        .await
        .with_context(|| format!("cannot listen on {}: is the port taken?", args.listen))?;
    println!("the outside listens on {}", listener.local_addr()?);
    Ok(axum::serve(listener, router(journal)).await?)
}

fn router(journal: Journal) -> Router {
    Router::new()
        .route("/charges", post(charge))
        .route("/inquiries", post(inquire))
        .route("/errands", post(run))
        .route("/debts", post(ask_for_debt))
        .route("/reports", get(reports))
        .route("/reports/of/{key}", get(reports_of))
        .route("/clock", put(set_clock))
        .route("/kind", put(be_kind))
        .route("/hold", put(hold).get(held).delete(let_go))
        .route("/books", get(open))
        // A mailbox with its history of money is larger than a charge.
        .layer(DefaultBodyLimit::max(16 << 20))
        .with_state(Arc::new(Desk::new(journal)))
}

/// What all requests share.
struct Desk {
    journal: Mutex<Journal>,
    holding: watch::Sender<Holding>,
}

/// The charges that are held up.
#[derive(Debug, Default)]
struct Holding {
    /// Which will be next, and where.
    next: Option<Hold>,
    held: Vec<(Place, ChargeKey)>,
    /// How often all were let go.
    releases: u64,
}

impl Desk {
    fn new(journal: Journal) -> Self {
        let holding = watch::Sender::new(Holding::default());
        Self { journal: Mutex::new(journal), holding }
    }

    fn journal(&self) -> MutexGuard<'_, Journal> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits, where the operator holds charges up at this place, until they are let go.
    async fn wait(&self, place: Place, key: ChargeKey) {
        let mut releases = None;
        self.holding.send_if_modified(|holding| {
            let is_meant = holding
                .next
                .is_some_and(|hold| hold.place == place && hold.key.is_none_or(|only| only == key));
            if is_meant {
                holding.next = None;
                holding.held.push((place, key));
                releases = Some(holding.releases);
            }
            is_meant
        });
        if let Some(before) = releases {
            // The sender lives as long as this desk.
            let mut holding = self.holding.subscribe();
            let _ = holding.wait_for(|holding| holding.releases != before).await;
        }
    }

    fn charge(&self, charge: &Charge) -> Result<Answered, Trouble> {
        let mut journal = self.journal();
        let now = charge.at.or(journal.books().clock()).ok_or(Trouble::NoClock)?;
        let (answered, entry) = journal.books().charge(charge, now);
        if let Some(entry) = entry {
            journal.add(entry)?;
        }
        Ok(answered)
    }
}

type Shared = State<Arc<Desk>>;

/// A request that was sent is taken up, whether its sender still waits or not: so the work is a task of
/// its own.
async fn charge(State(desk): Shared, Json(charge): Json<Charge>) -> Result<Response, Trouble> {
    let taken = tokio::spawn(async move {
        desk.wait(Place::Request, charge.key).await;
        let answered = desk.charge(&charge);
        desk.wait(Place::Answer, charge.key).await;
        answered
    });
    let answered = taken.await.map_err(|error| Trouble::Broken(error.into()))??;
    match answered {
        Answered::With(Reply::Says(outcome)) => Ok(Json(Answer { outcome }).into_response()),
        Answered::With(Reply::Torn) => Ok(torn()),
        Answered::With(Reply::Silent) => {
            sleep(A_LONG_TIME).await;
            Ok(torn())
        }
        Answered::TooLate => Err(Trouble::TooLate(charge.last_moment)),
    }
}

async fn inquire(
    State(desk): Shared,
    Json(inquiry): Json<Inquiry>,
) -> Result<Json<Answer>, Trouble> {
    let journal = desk.journal();
    let now = inquiry.at.or(journal.books().clock()).ok_or(Trouble::NoClock)?;
    Ok(Json(Answer { outcome: journal.books().inquire(&inquiry, now) }))
}

async fn run(State(desk): Shared, Json(asked): Json<Asked>) -> Result<Json<Vec<Report>>, Trouble> {
    let mut journal = desk.journal();
    let now = asked.at.or(journal.books().clock()).ok_or(Trouble::NoClock)?;
    let (reports, entry) = journal.books().run(&asked, now)?;
    if let Some(entry) = entry {
        journal.add(entry)?;
    }
    Ok(Json(reports))
}

async fn ask_for_debt(
    State(desk): Shared,
    Json(owed): Json<Owed>,
) -> Result<Json<Vec<Report>>, Trouble> {
    Ok(Json(desk.journal().books().ask_for_debt(&owed)?))
}

#[derive(Deserialize)]
struct After {
    after: u64,
}

async fn reports(State(desk): Shared, Query(After { after }): Query<After>) -> Json<Vec<Said>> {
    Json(desk.journal().books().said_after(after).to_vec())
}

async fn reports_of(State(desk): Shared, Path(key): Path<ChargeKey>) -> Json<Vec<Said>> {
    Json(desk.journal().books().said_of(key))
}

async fn set_clock(State(desk): Shared, Json(clock): Json<Clock>) -> Result<Json<()>, Trouble> {
    Ok(Json(desk.journal().add(Entry::Clock(clock))?))
}

async fn be_kind(State(desk): Shared, Json(kind): Json<Kind>) -> Result<Json<()>, Trouble> {
    Ok(Json(desk.journal().add(Entry::Kind(kind))?))
}

async fn hold(State(desk): Shared, Json(hold): Json<Hold>) -> Json<()> {
    desk.holding.send_modify(|holding| holding.next = Some(hold));
    Json(())
}

/// The charges that are held up.
async fn held(State(desk): Shared) -> Json<Vec<(Place, ChargeKey)>> {
    Json(desk.holding.borrow().held.clone())
}

async fn let_go(State(desk): Shared) -> Json<()> {
    desk.holding.send_modify(|holding| {
        *holding = Holding { releases: holding.releases + 1, ..Holding::default() };
    });
    Json(())
}

async fn open(State(desk): Shared) -> Json<Opened> {
    Json(desk.journal().books().open())
}

/// An answer whose connection is cut after its head.
fn torn() -> Response {
    let cut = || Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionReset));
    let body = Body::from_stream(stream::iter([cut()]));
    ([(CONTENT_LENGTH, "100")], body).into_response()
}

/// Why a request is not answered as it wants.
enum Trouble {
    NoClock,
    TooLate(Moment),
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::NoClock => {
                (StatusCode::CONFLICT, "the clock was not set: PUT /clock first".to_owned())
            }
            Self::TooLate(last) => (
                StatusCode::GONE,
                format!("its last moment was {last}, and it was not taken up: decide anew"),
            ),
            Self::Broken(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")),
        };
        (status, text).into_response()
    }
}

/// Longer than anybody waits for an answer.
const A_LONG_TIME: Duration = Duration::from_secs(300);
