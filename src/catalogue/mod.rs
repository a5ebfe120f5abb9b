//! What is offered, to whom, for how much and under which policy.
//!
//! Everything here is the provider's choice, or the customer's among what the provider offers. It
//! is data, checked when it is built, so that a decision never meets a policy that contradicts
//! itself.
//!
//! - A [`Purchase`] is a [`Plan`] with [`ExtraSpace`](crate::values::ExtraSpace), for a [`Term`];
//!   the [`PriceList`] says what it costs on which day.
//! - A [`Holder`] buys it and pays with a [`Method`].
//! - The [`Ladder`] says on which days a generated order is charged, the [`GracePhases`] what an
//!   expired mailbox may still do, and the [`Parameters`] everything else that providers do
//!   differently.
//! - A [`Policy`] is parameters and prices that go together. [`Policy::aruba`] is the preset; its
//!   documentation says of each value whether a source states it or it is assumed.

mod contradiction;
mod grace;
mod holder;
mod ladder;
mod method;
mod plan;
mod policy;
mod presets;
mod price_list;

pub use self::contradiction::PolicyContradiction;
pub use self::grace::{GraceError, GracePhase, GracePhases, MailAccess};
pub use self::holder::{Holder, HolderKind};
pub use self::ladder::{Ladder, LadderError};
pub use self::method::{Method, MethodKind, MethodKindError};
pub use self::plan::{Plan, PlanError, Purchase, Term, TermError};
pub use self::policy::{
    AfterExhaustion, AutoEnableOn, ExtensionBase, LatePayment, Parameters, PlanChangeTakesEffect,
    Policy, SettlementClock,
};
pub use self::price_list::{PriceList, PriceListError, PriceRow};
