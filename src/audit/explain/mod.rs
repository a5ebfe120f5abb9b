//! Facts, states and refusals in plain sentences.
//!
//! A sentence is about one mailbox, which the reader knows: so an order is `order 2`, a charge is
//! `charge 2.1` (the first charge of order 2), and amounts are euro. Methods, accounts and other
//! mailboxes are named in full, so that they can be searched for, or replaced by friendlier names.
//! No sentence ends with a full stop, and none holds a tax id.
//!
//! # Examples
//! ```
//! use pec_renewal::audit::explain;
//! use pec_renewal::{DeletionCause, Fact};
//!
//! let fact = Fact::MailboxDeleted {
//!     cause: DeletionCause::GraceOver,
//!     logs_until: "2028-10-16".parse()?,
//! };
//! assert_eq!(
//!     explain::fact(&fact),
//!     "the mailbox is deleted, because its grace is over; its logs are kept until 2028-10-16",
//! );
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod causes;
mod fact;
mod notice;
mod refusal;
mod state;
mod words;

pub use self::fact::fact;
pub use self::refusal::refusal;
pub use self::state::{access, state};
