//! A service process: as many as wanted, on as many machines.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, Result};
use restate_sdk::{endpoint::Endpoint, http_server::HttpServer};
use tokio::{
    net::{TcpListener, TcpSocket},
    signal::unix::{SignalKind, signal},
};

use crate::{
    client::Restate,
    clock::Clock,
    mailbox::{MailboxObject, Outsiders},
    policies::{Known, Policies},
};
use pec_outside::Outside;

/// Serves the objects until it is asked to stop.
///
/// # Errors
///
/// Where it cannot listen.
pub async fn serve(
    listen: SocketAddr,
    restate: Restate,
    outside: Option<Outside>,
    clock: Clock,
) -> Result<()> {
    let listener = listener(listen)
        .with_context(|| format!("cannot listen on {listen}: is the port taken?"))?;
    println!("the service listens on {}", listener.local_addr()?);
    let policies = Arc::new(Known::new(restate));
    let outsiders = Outsiders { clock, outside: outside.map(Arc::new), policies };
    let endpoint = Endpoint::builder().bind(MailboxObject { outsiders }).bind(Policies).build();
    let (mut terminated, mut interrupted) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    };
    HttpServer::new(endpoint).serve_with_cancel(listener, stop).await;
    Ok(())
}

/// Several processes of one machine may share a port: the system spreads connections over them.
fn listener(address: SocketAddr) -> Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    Ok(socket.listen(BACKLOG)?)
}

const BACKLOG: u32 = 1024;
