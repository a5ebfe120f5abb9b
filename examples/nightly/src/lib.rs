//! The main job: night after night of [`pec_renewal`] over a portfolio kept in `SQLite`.
//!
//! The engine decides and does nothing else. [`pec_step`] is the loop that every backend repeats around
//! it; this package is the rest, a store and an outside, small enough to be read in an evening, and
//! safe to be stopped at any moment:
//!
//! 1. **A decision is whole** ([`decision`]): the state, the events, the next deadline and the errands
//!    for the outside are written together, with the report that asked for it and the expected
//!    sequence, or not at all. Many decisions share a transaction ([`batch`]).
//! 2. **Nothing leaves before it is recorded** ([`night`]): a charge is an event first, and is marked
//!    as leaving before the gateway is asked, with the key that the event names. It leaves only in
//!    the night that asked for it, and only if its key is awaited then. Unmarked, it did not happen;
//!    marked, it may have left before a stop, so it is sent again under that key, or is unknown.
//! 3. **Everything comes in by one door** ([`night`]): reports wait in an inbox, each under its
//!    sender's own name, and are marked in the transaction that handles them.
//! 4. **Only what is due is touched** ([`night`]): the deadline is an indexed column. It is worked
//!    out again when the policy changes ([`policy`], [`deadlines`]).
//! 5. **The record is checked, not trusted** ([`state`], [`audit`]): a state that is read must keep
//!    the engine's invariants; at the end every one is folded again from its events, and the
//!    engine's money is compared with the books of the outside.
//!
//! The outside is a simulation ([`world`]): what a gateway, a bank, a mailer and the holders answer
//! depends on the seed and on what is asked, on nothing else. A run that was stopped and started
//! again therefore ends as if it never had been.
//!
//! | to change | open |
//! |---|---|
//! | the tables | `store/schema.sql` |
//! | the loop, or the form of a stored state | [`pec_step`] |
//! | the columns of a portfolio file | [`portfolio`] |
//! | how many decisions share a transaction | [`batch`] |
//! | how what waits is sent outside | [`night`], [`waiting`] |
//! | how the outside behaves | [`world`] |
//! | what the closing table counts | [`tally`], [`report`]; its names as JSON: `summary.rs` |
//! | what is checked at the end | [`audit`] |
//! | what is answered about one mailbox | [`explain`]; its sentences: [`pec_renewal::audit::explain`] |
//! | what is forecast, and how it looks | [`forecast`] |
//! | how two policies are compared | [`compare`] |
//! | what is shown of the days around an expiry | [`around`] |

pub mod args;
pub mod around;
pub mod audit;
pub mod batch;
pub mod compare;
pub mod deadlines;
pub mod decision;
pub mod explain;
pub mod forecast;
pub mod job;
pub mod night;
pub mod policy;
pub mod portfolio;
pub mod progress;
pub mod report;
pub mod state;
pub mod store;
mod summary;
pub mod tally;
mod timeline;
pub mod today;
pub mod waiting;
pub mod world;
pub mod year;
