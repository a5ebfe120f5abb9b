//! What happened to a mailbox: the facts that its state is folded from.
//!
//! `fact` lists them, `causes` what they carry, `meaning` gives each its name and its rule.

mod causes;
mod fact;
mod meaning;

pub use causes::{
    Allocation, CancelCause, DeletionCause, NotGenerated, PaymentSource, PlanChange, RefundForm,
    RefundReason, Termination,
};
pub use fact::{Event, Fact};
