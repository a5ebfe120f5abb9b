//! Facts, notices, states and refusals in plain sentences.
//!
//! A sentence is about one mailbox, which the reader knows. It names methods, accounts and other
//! mailboxes in full, so that a caller can search for them, or replace them by friendlier names. No
//! sentence ends with a full stop, and none holds a tax id.
//!
//! [`Language`] lists what a language must be able to say; [`English`] and [`Italian`] say it, each in a
//! folder of its own. Both say the same values: every number, day and amount, in the form of the
//! language.
//!
//! [`answer`] answers what is asked about a mailbox: why was I charged, why was it not renewed, what can
//! I not do, what happens next, what would make it renew, where is my money (R-93). An answer is data,
//! with the rule of each of its [grounds](Ground); a language says it.
//!
//! # Examples
//! ```
//! use pec_renewal::audit::explain::{English, Italian, Language};
//! use pec_renewal::{DeletionCause, Fact};
//!
//! let fact = Fact::MailboxDeleted {
//!     cause: DeletionCause::GraceOver,
//!     logs_until: "2028-10-16".parse()?,
//! };
//! assert_eq!(
//!     English.fact(&fact),
//!     "the mailbox is deleted, because its grace is over; its logs are kept until 2028-10-16",
//! );
//! assert_eq!(
//!     Italian.fact(&fact),
//!     "la casella è cancellata perché il periodo di tolleranza è finito; i suoi log sono conservati \
//!      fino al 16 ottobre 2028",
//! );
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod answers;
mod clauses;
mod english;
mod italian;
mod language;

pub use self::{
    answers::{Answer, Ground, Question, answer},
    english::English,
    italian::Italian,
    language::Language,
};
