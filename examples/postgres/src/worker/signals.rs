//! The signals that ask a worker to go: SIGTERM from whoever runs it, SIGINT from a keyboard.

use std::future::Future;

use anyhow::Result;
use tokio::signal::unix::{SignalKind, signal};

use crate::store::Stop;

/// Asks to stop at the first of these signals.
///
/// # Errors
///
/// Where the system does not let signals be handled.
pub fn stop_on_signals() -> Result<Stop> {
    let (stop, signalled) = (Stop::default(), signalled()?);
    let asked = stop.clone();
    tokio::spawn(async move {
        signalled.await;
        tracing::info!("asked to stop: ends after the batch in hand");
        asked.ask();
    });
    Ok(stop)
}

/// Ends at the first of these signals.
///
/// # Errors
///
/// Where the system does not let signals be handled.
pub fn signalled() -> Result<impl Future<Output = ()> + Send> {
    let (mut terminated, mut interrupted) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
    })
}
