//! What is offered, to whom, for how much and under which policy.
//!
//! Everything here is the provider's choice, or the customer's among what the provider offers. It
//! is data, checked when it is built, so that a decision never meets a policy that contradicts
//! itself.
//!
//! - A [`Purchase`] is a [`Package`], which is a [`Plan`] with
//!   [`ExtraSpace`](crate::values::ExtraSpace), for a [`Term`]; the [`PriceList`] says what it costs
//!   on which day.
//! - A [`Holder`] buys it and pays with a [`Method`].
//! - The [`Ladder`] says on which days a generated order is charged, the [`GracePhases`] what an
//!   expired mailbox may still do, and the [`Parameters`] everything else that providers do
//!   differently.
//! - A [`Policy`] is parameters and prices that go together. [`Policy::PRESETS`] are those of
//!   providers; the manual says of each value whether a page states it or it is assumed
//!   ([`providers`](crate::manual::providers)).

mod bounds;
mod contradiction;
mod grace;
mod grace_day;
mod holder;
mod ladder;
mod method;
mod parameters;
mod plan;
mod policy;
mod presets;
mod price_list;

pub use self::{
    bounds::{
        AMOUNT_DUE_MAX, DAYS_MAX, LOG_RETENTION_MONTHS_MIN, MONTHS_MAX, ORDERS_BEFORE_MAX,
        REFUND_DAYS_MAX, REPORT_MARGIN_DAYS_MAX, RUNGS_IN_30_DAYS_MAX, STATUTORY_NOTICE_DAYS_MIN,
        WARNING_DAYS_MAX, WITHDRAWAL_DAYS_MIN,
    },
    contradiction::PolicyContradiction,
    grace::{GraceError, GracePhase, GracePhases, MailAccess},
    grace_day::{Grace, GraceDay},
    holder::{Holder, HolderKind},
    ladder::{Ladder, LadderError, Rung, RungError},
    method::{Method, MethodKind, MethodKindError},
    parameters::{
        AfterExhaustion, AutoEnableOn, ExtensionBase, LatePayment, Parameters,
        PlanChangeTakesEffect, SettlementClock,
    },
    plan::{Package, Plan, PlanError, Purchase, Term, TermError},
    policy::Policy,
    price_list::{PriceList, PriceListError, PriceRow},
};
