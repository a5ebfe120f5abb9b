//! The failed-charge machine: collecting one generated order from the bound method (R-30 … R-39).
//!
//! A charge is *requested* before anyone contacts a gateway, and from then on it is *unresolved*
//! until a final outcome is reported: time alone never ends it. While it is unresolved nothing else
//! may charge the mailbox, and the order it collects can be neither cancelled nor lapse.
//!
//! ```text
//!                     order generated
//!            Idle ────────────────────▶ Waiting ──────── request ────────▶ Unresolved
//!             ▲                        ▲  ▲  │ rung barred                 │ │ │ │
//!             │ order closed           │  │  ▼                             │ │ │ │
//!             ├───────────────── Barred│──┼─ Barred ◀── hard decline, ─────┘ │ │ │
//!             │                    │   │  │             authentication      │ │ │
//!             │       method bound │   │  └──── soft decline, settled ───────┘ │ │
//!             │                    ▼   │        in part, not executed          │ │
//!             ├───────────────── RetryDue ◀─── failure of a method no ────────┘ │
//!             │                    ▲           longer bound                      │ order paid
//!             │       method bound │                                             ▼ by hand
//!             ├──────────────── Exhausted ◀─── last rung spent           Orphaned
//!             └──────────────────────────────── final outcome ◀────────────┘
//! ```
//!
//! News of the bound method (R-18) moves as a method bound does, from `Barred` and `Exhausted` only, where
//! it lifts the bar: to `RetryDue` once an order, and else on to the next rung.
//!
//! A charge whose outcome came into doubt (R-39) is kept beside the machine, since its order may
//! have closed, or may be collected by a later charge. Where it was the last charge of the order,
//! the outcome that ends the doubt *replaces* the first, and the machine goes where that one would
//! have led: from `Waiting`, `RetryDue`, `Barred` or `Exhausted`.
//!
//! # Deadlines
//!
//! - `Waiting`: the first day of the next unspent rung, or the day after a charge that was not
//!   executed, whichever is later. A rung that passed unspent is skipped, and said so.
//! - `RetryDue`: today, or tomorrow where the same method was already asked today (R-37).
//! - Both wait for the day before which a soft decline says not to ask the method again. A rung whose
//!   time is over meanwhile is skipped on the day of the next (R-33).
//! - `Barred`: the next rung's day, which is then spent unused.
//! - `Unresolved`, `Orphaned`: the next inquiry (R-32).
//! - `Idle`, `Exhausted`: none.

mod machine;
mod replacement;
mod state;

pub use machine::{Input, InvalidTransition, Settled};
pub use replacement::Replacement;
pub use state::{
    Bar, Charge, DeadMethod, Death, Failure, FinalOutcome, NOT_BEFORE_DAYS_MAX, Outcome,
    OutcomeKind, Progress, Rebound, Request,
};
