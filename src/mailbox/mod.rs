//! One mailbox: it composes the four machines and owns what crosses them, which is money, notices and
//! fulfilment.
//!
//! - `command`, `event`, `refusal`: what can be asked, what happened, why not.
//! - `state`, `ledger`, `notice`: what is remembered.
//! - `evolve`: the fold. `decide`: one file per chapter of the rules. `due`: the one list of what
//!   waits. `permitted`, `invariant`: what can be done, and what must always hold.

mod command;
mod corrupt;
mod decide;
mod due;
mod event;
mod evolve;
mod invariant;
mod ledger;
mod notice;
mod permitted;
mod refusal;
mod state;

pub use command::{Command, Hosting, ManualRenewal, Opening, Payment};
pub use corrupt::{Contradiction, CorruptHistory};
pub use decide::{decide, decide_into};
pub use due::next_deadline;
pub use event::{
    Allocation, CancelCause, DeletionCause, Event, Fact, NotGenerated, PaymentSource, PlanChange,
    RefundForm, RefundReason, Termination,
};
pub use evolve::{evolve, replay};
pub use invariant::{Invariant, Violation, check, check_step};
pub use ledger::{KnownPayment, Ledger, Payments};
pub use notice::{
    Delivery, ExpiryReminder, NoRenewal, Notice, Notices, OrderToPay, Outlook, Reports,
    StatutoryNotice,
};
pub use permitted::{Action, Permission, permitted};
pub use refusal::{OpeningField, Refusal, Who};
pub use state::{Attempt, Mailbox, PeriodFlags, Shrink, Space, access};
