//! Facts, notices, states and refusals in plain sentences.
//!
//! A sentence is about one mailbox, which the reader knows. It names methods, accounts and other
//! mailboxes in full, so that a caller can search for them, or replace them by friendlier names. No
//! sentence ends with a full stop, and none holds a tax id.
//!
//! [`Language`] lists what a language must be able to say, and [`English`] says it. An Italian for
//! the auditors of an Italian provider is one more folder beside `english/` that implements the
//! trait, and no caller changes.
//!
//! # Examples
//! ```
//! use pec_renewal::audit::explain::{English, Language};
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
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod english;
mod language;

pub use self::{english::English, language::Language};
