//! The main job: night after night of [`pec_renewal`] over a portfolio kept in `SQLite`.
//!
//! The engine decides and does nothing else; this package is everything around it that a backend
//! needs, small enough to be read in an evening, and safe to be stopped at any moment:
//!
//! 1. **One decision, one transaction** ([`decision`]): the events, the state they add up to, the
//!    next deadline, the errands for the outside and the report that asked for it are written
//!    together, with the expected sequence, or not at all.
//! 2. **Nothing leaves before it is recorded** ([`night`]): a charge is an event first. The gateway
//!    is asked in a later step, with a key worked out from the event, so asking twice is harmless.
//! 3. **Everything comes in by one door** ([`night`]): reports wait in an inbox, each under its
//!    sender's own name, and are marked in the transaction that handles them.
//! 4. **Only what is due is touched** ([`night`]): the deadline is an indexed column. It is worked
//!    out again when the policy changes ([`policy`], [`deadlines`]).
//! 5. **The record is checked, not trusted** ([`audit`]): every state is folded again from its
//!    events, and the engine's money is compared with the books of the outside.
//!
//! The outside is a simulation ([`world`]): what a gateway, a bank, a mailer and the holders answer
//! depends on the seed and on what is asked, on nothing else. A run that was stopped and started
//! again therefore ends as if it never had been.
//!
//! | to change | open |
//! |---|---|
//! | the tables | `store/schema.sql` |
//! | the columns of a portfolio file | [`portfolio`] |
//! | what is sent outside | [`errand`] |
//! | how the outside behaves | [`world`] |
//! | what the closing table counts | [`tally`], [`report`]; its names as JSON: `summary.rs` |
//! | what is checked at the end | [`audit`] |

pub mod args;
pub mod audit;
pub mod deadlines;
pub mod decision;
pub mod errand;
pub mod job;
pub mod night;
pub mod policy;
pub mod portfolio;
pub mod progress;
pub mod report;
pub mod store;
mod summary;
pub mod tally;
pub mod today;
pub mod world;
