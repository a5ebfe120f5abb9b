//! Many pieces of work in one transaction.
//!
//! What a piece writes lies on pages that its neighbours write too (the end of each index, the
//! counts), and each commit writes every page that it touched: shared, they are written once.

use anyhow::Result;
use rusqlite::Connection;

use crate::{progress::Watch, store::Store};

/// How many pieces are done together. More would gain little, and a stop would undo more.
pub const PIECES: usize = 100;

/// Does each piece in its order, [`PIECES`] of them in a transaction, each transaction whole or not
/// at all.
///
/// A piece sees what those before it did. One that fails takes its batch with it, so that nothing
/// half done is left; the batches before it stand.
///
/// # Errors
///
/// Where a piece fails, the watch stops the run, or the database cannot be written.
pub fn in_batches<T>(
    store: &mut Store,
    pieces: &[T],
    watch: &mut dyn Watch,
    mut work: impl FnMut(&Connection, &T) -> Result<()>,
) -> Result<()> {
    for batch in pieces.chunks(PIECES) {
        let transaction = store.transaction()?;
        for piece in batch {
            watch.advance()?;
            work(&transaction, piece)?;
        }
        transaction.commit()?;
    }
    Ok(())
}
