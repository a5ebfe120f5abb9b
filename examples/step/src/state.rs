//! The stored state of a mailbox: compact, and never believed unseen.
//!
//! Events are the record and stay JSON, which people and later versions can read. The state is a
//! cache of them: read and written with every decision, and never looked at by anyone. So it is
//! binary, with a number at its head that says in which form. What is in another form is folded anew
//! from the events, and written in this one with the next decision; nothing is ever converted.

use pec_renewal::{Mailbox, check};
use thiserror::Error;

/// The form of the states that this program writes: raised whenever the bytes of one change, or
/// what its events fold to.
pub const FORM: u32 = 8;

/// Why stored bytes are no state of a mailbox.
#[derive(Debug, Error)]
pub enum BadState {
    /// They do not begin with the number of a form.
    #[error("it names no form")]
    Nameless,
    /// They are not in the form that they name.
    #[error("it is not in the form that it names")]
    Form(#[from] postcard::Error),
    /// More follows.
    #[error("{0} bytes are left over at its end")]
    LeftOver(usize),
    /// The engine's invariants do not hold.
    #[error(transparent)]
    Contradiction(#[from] pec_renewal::Violation),
}

/// A state as it is stored.
///
/// # Errors
///
/// Never in practice: a state has no value without a wire form.
pub fn write(mailbox: &Mailbox) -> Result<Vec<u8>, BadState> {
    Ok(postcard::to_allocvec(&(FORM, mailbox))?)
}

/// A stored state; none where it is in another form.
///
/// # Errors
///
/// Where it is no state, or one that cannot be.
pub fn read(bytes: &[u8]) -> Result<Option<Mailbox>, BadState> {
    let (form, bytes) = postcard::take_from_bytes::<u32>(bytes).map_err(|_| BadState::Nameless)?;
    if form != FORM {
        return Ok(None);
    }
    let (mailbox, rest) = postcard::take_from_bytes::<Mailbox>(bytes)?;
    if !rest.is_empty() {
        return Err(BadState::LeftOver(rest.len()));
    }
    check(&mailbox)?;
    Ok(Some(mailbox))
}
