//! A worker: it does what waits, sleeps until something may wait again, and goes when it is asked to.

mod signals;

use std::{
    io::{self, ErrorKind},
    sync::Arc,
    time::Duration,
};

use anyhow::Result;
use pec_outside::Outside;
use pec_step::{version_of, work};
use tokio::time::{sleep, timeout};
use tokio_postgres::{AsyncMessage, NoTls};
use tracing::{info, warn};

pub use self::signals::{signalled, stop_on_signals};
use crate::{
    clock::Clock,
    database::{Address, Pool, ensure_current, is_torn, pool},
    policy::{self, InForce},
    store::{Postgres, Stop, Terms, is_idle},
};

/// How a worker works.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Where it takes the moment from.
    pub clock: Clock,
    /// How much it takes, and for how long.
    pub terms: Terms,
    /// Whether it ends when nothing waits.
    pub until_idle: bool,
}

/// Works until it is asked to stop, or until nothing waits. A torn connection is waited for.
///
/// # Errors
///
/// Where the database is not ours, or has another schema, or refuses what the worker asks.
pub async fn run(
    address: &Address,
    outside: Option<Arc<Outside>>,
    manner: Manner,
    stop: Stop,
) -> Result<()> {
    let pool = pool(address, 1)?;
    let mut pause = PAUSE_MIN;
    while !stop.is_asked() {
        let begun = tokio::time::Instant::now();
        match work_connected(address, &pool, outside.as_ref(), manner, &stop).await {
            Err(error) if is_torn(&error) => {
                if PAUSE_MAX < begun.elapsed() {
                    pause = PAUSE_MIN;
                }
                warn!("the database went away: trying again in {pause:?}: {error:#}");
                sleep_unless(&stop, pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
            ended => return ended,
        }
    }
    Ok(())
}

/// Works for as long as the connection lasts.
async fn work_connected(
    address: &Address,
    pool: &Pool,
    outside: Option<&Arc<Outside>>,
    manner: Manner,
    stop: &Stop,
) -> Result<()> {
    let Manner { clock, terms, until_idle } = manner;
    let client = pool.get().await?;
    ensure_current(&client).await?;
    let mut bell = listen(address).await?;
    let mut store = Postgres::new(client, outside.cloned(), clock, terms, stop.clone()).await?;
    let mut known: Option<InForce> = None;
    while !stop.is_asked() {
        if let Some(newer) = policy::newer(store.client(), known.as_ref()).await? {
            let version = version_of(&newer.policy);
            info!(version, "works under this policy");
            store.works_under(version);
            known = Some(newer);
        }
        let Some(InForce { policy, .. }) = &known else { continue };
        let now = clock.now()?;
        let at = move || clock.now().unwrap_or(now);
        work(&mut store, policy, &at).await?;
        if is_idle(store.client(), clock.now()?).await? {
            if until_idle {
                break;
            }
            bell.wait(stop, NAP).await?;
        } else {
            // Others are at it, or it came in just now.
            bell.wait(stop, BLINK).await?;
        }
    }
    info!("ends");
    Ok(())
}

/// Hears when something may have come in.
struct Bell(tokio::sync::mpsc::Receiver<()>);

impl Bell {
    /// Waits until it rings, so much time went by, or the worker is to stop.
    async fn wait(&mut self, stop: &Stop, at_most: Duration) -> Result<()> {
        let until = tokio::time::Instant::now() + at_most;
        while !stop.is_asked() && tokio::time::Instant::now() < until {
            match timeout(BLINK.min(at_most), self.0.recv()).await {
                Ok(Some(())) => break,
                Ok(None) => return Err(io::Error::from(ErrorKind::ConnectionAborted).into()),
                Err(_) => {}
            }
        }
        Ok(())
    }
}

/// A connection of its own, which only listens.
async fn listen(address: &Address) -> Result<Bell> {
    let (client, mut connection) = address.config().connect(NoTls).await?;
    let (ring, bell) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let listening = client.batch_execute("LISTEN pec");
        tokio::pin!(listening);
        let mut is_listening = false;
        loop {
            let message = std::future::poll_fn(|context| connection.poll_message(context));
            tokio::select! {
                heard = &mut listening, if !is_listening => {
                    if heard.is_err() { return; }
                    is_listening = true;
                }
                message = message => match message {
                    // One ring that waits is as good as many.
                    Some(Ok(AsyncMessage::Notification(_))) => { let _ = ring.try_send(()); }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return,
                },
                () = ring.closed() => return,
            }
        }
    });
    Ok(Bell(bell))
}

async fn sleep_unless(stop: &Stop, pause: Duration) {
    let until = tokio::time::Instant::now() + pause;
    while !stop.is_asked() && tokio::time::Instant::now() < until {
        sleep(BLINK).await;
    }
}

/// How long a worker sleeps at most: a new day, and a lease that is over, ring no bell.
const NAP: Duration = Duration::from_secs(1);
/// How soon it sees that it is to stop, or that others are done.
const BLINK: Duration = Duration::from_millis(50);
/// How long a lost connection is waited for, at first and at most.
const PAUSE_MIN: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(5);
