//! A stored portfolio, slice by slice: each is read, lived in parallel and forgotten, so that memory does not
//! grow with it.

use anyhow::{Context, Result, ensure};
use pec_renewal::Mailbox;
use rayon::prelude::*;
use rusqlite::{Connection, params};

use crate::{
    decision::Number,
    progress::{Step, Watch},
    state,
};

/// What is made of mailboxes, one after the other, and put together.
pub trait Fold: Send + Sync {
    /// What comes of some mailboxes.
    type Sum: Send;

    /// What comes of none.
    fn nothing(&self) -> Self::Sum;

    /// Adds a mailbox.
    ///
    /// # Errors
    ///
    /// Where the engine does not do what it promises.
    fn add(&self, sum: &mut Self::Sum, mailbox: Mailbox) -> Result<()>;

    /// Puts together what came of different ones.
    fn both(&self, one: Self::Sum, other: Self::Sum) -> Self::Sum;
}

/// Folds all mailboxes.
///
/// # Errors
///
/// Where a mailbox cannot be read, the watch stops the run, or the fold fails.
pub fn fold<F: Fold>(
    db: &Connection,
    step: Step,
    watch: &mut dyn Watch,
    fold: &F,
) -> Result<F::Sum> {
    let all: i64 = db.query_row("SELECT count(*) FROM mailbox", [], |row| row.get(0))?;
    watch.begin(step, u64::try_from(all)?);
    let mut sum = fold.nothing();
    let mut slice = read(db, 0)?;
    while let Some((last, _, _)) = slice.last() {
        let last = *last;
        let of_slice =
            slice.par_chunks(MAILBOXES_OF_A_TASK).map(|stored| of_task(stored, fold)).try_reduce(
                || (fold.nothing(), Vec::new()),
                |(one, mut left), (other, more)| {
                    left.extend(more);
                    Ok((fold.both(one, other), left))
                },
            )?;
        let (mut of_slice, left) = of_slice;
        for number in left {
            let anew = state::fold_anew(db, number).with_context(|| {
                format!("the events of mailbox number {number} cannot be folded")
            })?;
            fold.add(&mut of_slice, anew)?;
        }
        sum = fold.both(sum, of_slice);
        for _ in &slice {
            watch.advance()?;
        }
        slice = read(db, last)?;
    }
    watch.end();
    Ok(sum)
}

/// A stored mailbox, before anyone looked into its state.
type Stored = (Number, i64, Vec<u8>);

/// The next mailboxes after this one.
fn read(db: &Connection, after: Number) -> Result<Vec<Stored>> {
    let mut query = db.prepare_cached(
        "SELECT number, sequence, state FROM mailbox WHERE ?1 < number ORDER BY number LIMIT ?2",
    )?;
    let rows = query.query_map(params![after, MAILBOXES_OF_A_SLICE], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What comes of some stored mailboxes, and those whose state is in another form: they are to be folded
/// from their events.
fn of_task<F: Fold>(stored: &[Stored], fold: &F) -> Result<(F::Sum, Vec<Number>)> {
    let (mut sum, mut left) = (fold.nothing(), Vec::new());
    for (number, sequence, bytes) in stored {
        let mailbox = state::read(bytes).with_context(|| {
            format!("the stored state of mailbox number {number} cannot be read")
        })?;
        let Some(mailbox) = mailbox else {
            left.push(*number);
            continue;
        };
        ensure!(
            i64::try_from(mailbox.sequence())? == *sequence,
            "mailbox {} is stored with {sequence} events and a state of {}: restore a copy of the \
             database",
            mailbox.id(),
            mailbox.sequence(),
        );
        fold.add(&mut sum, mailbox)?;
    }
    Ok((sum, left))
}

const MAILBOXES_OF_A_SLICE: i64 = 8_192;
const MAILBOXES_OF_A_TASK: usize = 256;
