//! [`pec_renewal`] on Restate: an object per mailbox, on as many machines as there are.
//!
//! The engine decides and does nothing else. Restate keeps what is decided, wakes a mailbox when
//! something falls due, and sees to it that a step which was begun is ended, whatever is killed:
//!
//! ```text
//! timer, report, command ──▶ the mailbox's object ──charge, inquiry, notice──▶ outside
//!                              │ state, events, reports, what waits
//!                              ▼
//!                            Restate, on one node or on several
//! ```
//!
//! 1. **One step at a time.** Restate gives an object one call after the other, so nothing changes a
//!    mailbox between the question whether a charge is awaited and the charge ([`mailbox`]).
//! 2. **Nothing leaves before it is recorded.** Events, state and what is to be done outside are in
//!    Restate's log before the first errand of a step is run.
//! 3. **What was done is not done again.** An answer from outside is in the log before it is used; a
//!    step that was killed goes on behind it.
//! 4. **Time is an argument** ([`clock`]): the system's, or in a simulation each mailbox's own.

pub mod args;
pub mod check;
pub mod client;
pub mod clock;
pub mod import;
pub mod mailbox;
pub mod nodes;
pub mod policies;
pub mod serve;
pub mod simulate;
