//! The renewal order (*ordine di rinnovo*): open, awaiting payment, then fulfilled, cancelled or
//! lapsed, for good (R-20 … R-29).
//!
//! ```text
//!                                  ┌── paid in full ──▶ Fulfilled
//!   opened ──▶ AwaitingPayment ────┼── cancelled ─────▶ Cancelled
//!                                  └── margin over ───▶ Lapsed
//! ```
//!
//! What was agreed stands in the [`OpenOrder`] and never changes: what is bought, the price, the last
//! day, and the part of the policy that open orders live by. In its margin, the days after the last
//! one, money counted for a good day still pays it (R-26). A charge that is unresolved holds the
//! order open: it can then be neither cancelled nor lapse, but money still fulfils it (R-32, R-45).
//!
//! # Deadlines
//!
//! - `AwaitingPayment`: the day after its margin, when it lapses; with a charge of it unresolved,
//!   none, since only the outcome lets it lapse.
//! - `Fulfilled`, `Cancelled`, `Lapsed`: none, for ever.

mod due;
mod machine;
mod open_order;

pub use due::Due;
pub use machine::{ClosedOrder, FinalStatus, Input, InvalidTransition, Order, Paid};
pub use open_order::{Agreed, OpenOrder, Origin};
