//! The object of a mailbox: what wakes it, what it keeps, and the step that it does.
//!
//! A step is that of [`pec_step::work`]: reports that came in, what is due, then the errands in the order
//! of their events, and again until nothing waits at that moment. [`kept`] does it in memory and knows
//! nothing of Restate; [`object`] keeps what comes of it, runs errands, and sets the timer.
//!
//! Whatever wakes an object names a moment. The object does all that falls due up to there in the order
//! of its nights, and its time never goes back. So a timer that comes late, twice, or for a night that
//! something else was faster on, finds done what it is for.

pub mod kept;
pub mod object;
pub mod wire;

pub use self::object::{MailboxObject, Outsiders};
