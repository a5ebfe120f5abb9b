//! What happened to a mailbox: the facts that its state is folded from.
//!
//! `fact` lists them, `causes` and `money` what they carry, `meaning` gives each its name and its
//! rule; `form` is the version in which they are recorded.

mod causes;
mod fact;
mod form;
mod meaning;
mod money;

pub use causes::{
    Allocation, CancelCause, DeletionCause, NotGenerated, PaymentSource, PlanChange, RefundForm,
    RefundReason, Termination,
};
pub use fact::{Event, Fact};
pub use form::Form;
pub use money::{
    EndedTerm, Fulfilment, RegisteredPayment, ReturnedPayout, ReversedPayment, TermRight, Undone,
    Unused,
};
