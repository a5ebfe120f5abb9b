//! [`pec_renewal`] over PostgreSQL: many workers, an HTTP API, and a test that kills them.
//!
//! ```text
//! worker ─┐                    ┌─▶ store ──▶ database      leases, batches, errands, reports
//! api ────┼─ each decides on ──┼─▶ policy ─▶ database      what is in force
//! import ─┘                    └─▶ clock                   the one place that knows the time
//!
//! collect ─▶ store     what the outside said by itself comes in
//! check ───▶ store     all of it is folded anew, and believed no sooner
//! simulate             nights with all of these as processes
//! ```
//!
//! [`store`] is where two may want the same mailbox, and the only room that knows how that ends.

pub mod api;
pub mod args;
pub mod check;
pub mod clock;
pub mod collect;
pub mod database;
pub mod import;
pub mod policy;
pub mod simulate;
pub mod store;
pub mod worker;
