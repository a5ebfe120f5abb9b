//! The server: it takes connections, no more than is allowed at a time, and lets none be held up.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
};
use tokio_io_timeout::TimeoutStream;
use tracing::{debug, info, warn};

use super::{Api, idempotency, router};

/// Listens at an address, with a queue that a burst of connections fits in.
///
/// # Errors
///
/// Where the address is not free, or not one of this machine.
pub fn listen(address: SocketAddr) -> Result<TcpListener> {
    let listen = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // Started again, it takes the address at once.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(QUEUE)
    };
    listen().with_context(|| format!("cannot listen on {address}: is the address free?"))
}

/// Serves the API until `stop` comes; requests that were begun are then answered first.
///
/// # Errors
///
/// Where the database has another schema than this program, or cannot be reached.
pub async fn serve(
    listener: TcpListener,
    api: Arc<Api>,
    stop: impl Future<Output = ()> + Send,
) -> Result<()> {
    crate::database::ensure_current(&api.pool.get().await?).await?;
    let address = listener.local_addr().context("the server has no address")?;
    if !address.ip().is_loopback() {
        warn!("others reach this without TLS, keys included: put a proxy in front");
    }
    info!(%address, "the API is ready");
    let forgetting = tokio::spawn(forget(api.clone()));
    let (service, limits) = (router(api.clone()), api.limits);
    let connections = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &connections) => accepted?,
            () = &mut stop => break,
        };
        let (stream, permit) = accepted;
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.answer_time));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_time)
            .max_buf_size(HEAD_BYTES)
            .serve_connection(
                TokioIo::new(Box::pin(stream)),
                TowerToHyperService::new(service.clone()),
            );
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                debug!(%error, "a connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    forgetting.abort();
    // Whoever is slower than any request may be is not waited for.
    if tokio::time::timeout(limits.request_time, graceful.shutdown()).await.is_err() {
        warn!("some connections were cut off at the end");
    }
    Ok(())
}

/// The next connection, once one may be served. Those that come before it wait in the system's queue.
async fn accept(
    listener: &TcpListener,
    connections: &Arc<Semaphore>,
) -> Result<(TcpStream, OwnedSemaphorePermit)> {
    let permit = connections.clone().acquire_owned().await?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are small: none should wait for a next one.
                let _ = stream.set_nodelay(true);
                return Ok((stream, permit));
            }
            // Most often no more files may be opened: that passes when a connection ends.
            Err(error) => {
                warn!(%error, "no connection can be taken now");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

/// Forgets kept answers whose time is over, now and then.
async fn forget(api: Arc<Api>) {
    loop {
        let forgotten = async {
            let client = api.pool.get().await?;
            idempotency::forget(&client).await
        };
        match forgotten.await {
            Ok(answers) => debug!(answers, "kept answers were forgotten"),
            Err(error) => {
                warn!(error = format!("{error:#}"), "kept answers could not be forgotten");
            }
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
}

/// How large the head of a request may be.
const HEAD_BYTES: usize = 16 * 1024;

/// How many connections may wait to be taken, where the system allows as many.
const QUEUE: u32 = 4096;

/// How long nothing is accepted after the system refused.
const BREATH: Duration = Duration::from_millis(100);

const FORGET_EVERY: Duration = Duration::from_secs(600);
