//! The service (*casella*): in service, in grace, deleted; and terminated, at expiry or now
//! (R-60 … R-65).
//!
//! ```text
//!            ┌── renewed ──┐   terminate at expiry    ┌──── renewed by a charge ────┐
//!            ▼             │ ───────────────────────▶ ▼      already on its way     │
//!   opened ─▶   Active ────┘ ◀─────────────────────── TerminatedAtExpiry ───────────┘
//!                 │  │        revoke; order again          │  │
//!                 │  │        once expired                 │  │
//!                 │  └──── terminate now ──▶ Ending ◀──────┘  │
//!                 │                            │ charge resolved
//!                 │ grace over                 ▼              │ grace over
//!                 └─────────────────────▶ Deleted ◀───────────┘
//! ```
//!
//! Withdrawing from a renewal or leaving a term leads back to an earlier expiry, in `Active` and in
//! `TerminatedAtExpiry` (R-64, R-82).
//!
//! Whether a mailbox is in service or in grace, and in which phase, is not recorded: it follows from
//! the day alone (R-07), and [`Service::standing`] reads it. Deletion is recorded, since only a tick
//! or the holder deletes.
//!
//! # Deadlines
//!
//! - `Active`, `TerminatedAtExpiry`: deletion, on the day after the last grace day; none while a
//!   charge is unresolved.
//! - `Ending`: none; the outcome of the charge deletes.
//! - `Deleted`: none, for ever.

mod access;
mod machine;

pub use access::{Access, Standing};
pub use machine::{Input, InvalidTransition, Period, Service};
