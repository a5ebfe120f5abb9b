//! One mailbox. It joins the four machines and owns what crosses them: money, notices and
//! fulfilment.
//!
//! - `command`, `event`, `refusal`, `errand`, `notice`: what can be asked, what happened, why not,
//!   what is to be done outside, what is to be told.
//! - `state`, `ledger`, `refund`, `debt`, `portions`: what is remembered; `booking`: how money moves;
//!   `by_day`: what days alone make of it.
//! - `advance`, `recorder`, `step`: a command is decided and folded; `tick`: the one list of what
//!   falls due; `fold`, `folding`: a stored history.
//! - a folder for each chapter of the rules: `opening`, `automatic_renewal`, `orders`, `charges`,
//!   `payments`, `plans`, `life`, `leaving`, `notices`. In each, `asked` is what commands and reports lead to,
//!   `due` what falls due on which day, `ticked` what a tick then does, `folded` what events make
//!   of the state.
//! - `projection`: what ticks will do if nobody acts.
//! - `permitted`, `invariant`: what can be done, and what must always hold.

mod advance;
mod attempt;
mod automatic_renewal;
mod booking;
mod by_day;
mod charges;
mod command;
mod corrupt;
mod days;
mod debt;
mod errand;
mod event;
mod fold;
mod folding;
mod invariant;
mod leaving;
mod ledger;
mod life;
mod notice;
mod notices;
mod opening;
mod orders;
mod payments;
mod period_flags;
mod permitted;
mod plans;
mod portions;
mod projection;
mod recorder;
mod refund;
mod refusal;
mod remembered;
mod state;
mod step;
mod tick;

pub use advance::{advance, decide};
pub use attempt::{Attempt, Doubt};
pub use by_day::access;
pub use command::{
    Activation, Command, Commitment, Hosting, ManualRenewal, MethodNews, Opening, Payment,
    Reversal, ReversalKind,
};
pub use corrupt::{Contradiction, CorruptHistory};
pub use debt::{Debt, Debts, LeftDebt, Receivable, Receivables, SettledDebt, TakenOfRefund};
pub use errand::Errand;
pub use event::{
    Allocation, CancelCause, DeletionCause, EndedTerm, Event, Fact, Form, Fulfilment, NotGenerated,
    PaymentSource, PlanChange, RefundForm, RefundReason, RegisteredPayment, ReturnedPayout,
    ReversedPayment, TermRight, Termination, Undone, Unused,
};
pub use fold::{evolve, replay};
pub use invariant::{Invariant, Violation, check, check_step};
pub use leaving::bought::BoughtTerm;
pub use ledger::{HeldPayment, KnownPayment, Ledger, Payments};
pub use life::due::next_access_change;
pub use notice::{
    ChargeFailed, Coming, DeletionWarning, Delivery, DepartureReceived, ExpiryReminder,
    IfNotRenewed, NextCharge, NoRenewal, Notice, Notices, Outlook, OutlookChanged, Overtaken,
    PaymentIncomplete, Renewed, Reports, Said, StatutoryGiven, StatutoryNotice, TacitRenewal,
    Trouble, Warning, WayOut,
};
pub(crate) use notices::content::reminder;
pub use opening::{
    carried::{
        Carried, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment, CarriedReceivable,
        CarriedRight, CarriedSpace, CarriedTerm, CarriedWarning, Judged, LargerRoom, Withheld,
    },
    contradiction::CarriedContradiction,
};
pub use period_flags::PeriodFlags;
pub use permitted::{Action, Permission, permitted};
pub use portions::{Backing, Lies, Portion, Portions};
pub use projection::{Assumption, Projected, project};
pub use refund::{Booked, Payout, Refund, Refunds};
pub use refusal::{OpeningField, Refusal, Who};
pub use state::{Mailbox, Shrink, Space};
pub use step::Step;
pub use tick::next_deadline;
