//! What can be asked of a mailbox, and what can be reported to it.

use alloc::{boxed::Box, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::{Holder, Method, MethodKind, Plan, Purchase, Term},
    charge::Outcome,
    values::{
        AccountId, ChargeKey, Day, ExtraSpace, MailboxId, MethodId, Money, NoticeNumber, OrderId,
        PaymentReference, TaxId, UsedSpace,
    },
};

/// A request of the holder, the passing of a day, or a report from outside.
///
/// Reports of things that happened are told from requests by [`Command::is_report`]: a report is
/// never refused for coming late.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub enum Command {
    /// Open a mailbox, new or taken over as it stands.
    Open(Box<Opening>),
    /// Switch automatic renewal on with a stored method.
    SwitchOn {
        /// The method to bind.
        method: Method,
    },
    /// Switch automatic renewal off.
    SwitchOff,
    /// Replace a method by another wherever it is bound.
    ReplaceMethod {
        /// The method to be replaced.
        old: MethodId,
        /// The method that takes its place.
        new: Method,
    },
    /// Remove a method.
    RemoveMethod {
        /// The method to be removed.
        method: MethodId,
    },
    /// Order a renewal by hand.
    RenewByHand(ManualRenewal),
    /// Cancel an open order.
    CancelOrder {
        /// The order.
        order: OrderId,
    },
    /// Terminate the mailbox at expiry: it ends when its expiry day is over (*disdetta*, R-63).
    TerminateAtExpiry,
    /// Revoke a termination at expiry.
    RevokeTermination,
    /// End the mailbox now, contents included (*recesso*, R-63).
    TerminateNow,
    /// Ask for the address of a deleted mailbox again (*riacquisto*, R-62).
    BuyAgain {
        /// The identifier that the new mailbox will have.
        mailbox: MailboxId,
        /// The tax id of the buyer.
        tax_id: TaxId,
    },
    /// Say which day it is: whatever is due is done.
    Tick,
    /// Money was registered that is not the outcome of a charge.
    Payment(Payment),
    /// The gateway reports of a charge.
    ChargeOutcome {
        /// Which charge.
        key: ChargeKey,
        /// What became of it.
        outcome: Outcome,
    },
    /// A notice reached the holder.
    NoticeDelivered {
        /// Which notice.
        notice: NoticeNumber,
        /// The day it was delivered.
        on: Day,
    },
    /// A notice could not be delivered.
    NoticeFailed {
        /// Which notice.
        notice: NoticeNumber,
    },
    /// The space used was measured.
    UsedSpace {
        /// What was found.
        used: UsedSpace,
        /// The day of the measurement.
        on: Day,
    },
    /// Extra space was bought between renewals.
    SpaceBought {
        /// The extra space that the mailbox has now, all together.
        extra: ExtraSpace,
    },
    /// The mailbox has another holder.
    HolderChanged {
        /// The new holder.
        holder: Holder,
    },
    /// The mailbox moved to another account.
    AccountChanged {
        /// The new account.
        account: AccountId,
    },
}

/// A mailbox as it stands when the engine meets it: new, or taken over in any phase of its life.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Its identity, used once and never again.
    pub mailbox: MailboxId,
    /// Who holds it.
    pub holder: Holder,
    /// The customer account that its methods belong to.
    pub account: AccountId,
    /// Where it is renewed.
    pub hosting: Hosting,
    /// Plan, extra space and term last paid for.
    pub purchase: Purchase,
    /// The day from which terms are counted: of activation, or the one stated at take-over.
    pub anchor: Day,
    /// The last day of service: the anchor plus a whole number of years.
    pub expiry: Day,
    /// The method bound by automatic renewal, or none where that is off.
    pub bound_method: Option<Method>,
    /// Methods known never to be charged again.
    pub dead_methods: Vec<MethodId>,
    /// The day on which the notice of art. 65-bis for this expiry was delivered, if it was.
    pub statutory_notice_delivered: Option<Day>,
    /// Orders that the mailbox ever had elsewhere: ordinals go on from here.
    pub orders_before: u32,
}

/// Where a mailbox is renewed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Hosting {
    /// On the provider's own domain: here.
    Provider,
    /// On the customer's own domain: with the domain, not here.
    OwnDomain,
}

/// A renewal ordered by hand.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ManualRenewal {
    /// The expiry that the holder believes in: a repeated click cannot renew twice.
    pub expiry: Day,
    /// The plan wanted.
    pub plan: Plan,
    /// The extra space wanted.
    pub extra: ExtraSpace,
    /// The term wanted.
    pub term: Term,
    /// How it will be paid; any other way may be used in the end.
    pub method_kind: MethodKind,
    /// The holder agrees that the archive is deleted where the plan has none.
    pub archive_consent: bool,
    /// The open order that this one takes the place of.
    pub replaces: Option<OrderId>,
}

/// Money that the provider registered.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The provider's reference, the same for the same money for ever.
    pub reference: PaymentReference,
    /// The order that it names, where one could be read.
    pub order: Option<OrderId>,
    /// How much, above zero.
    pub amount: Money,
    /// The day the provider registered it.
    pub registered_on: Day,
    /// The day the customer paid, where known.
    pub paid_on: Option<Day>,
    /// How it was paid.
    pub method_kind: MethodKind,
    /// The reusable method of a payer who was signed in; none for a guest.
    pub signed_in_with: Option<Method>,
}

impl Command {
    /// The names of all commands, in the order of their declaration.
    pub const NAMES: &'static [&'static str] = &[
        "Open",
        "SwitchOn",
        "SwitchOff",
        "ReplaceMethod",
        "RemoveMethod",
        "RenewByHand",
        "CancelOrder",
        "TerminateAtExpiry",
        "RevokeTermination",
        "TerminateNow",
        "BuyAgain",
        "Tick",
        "Payment",
        "ChargeOutcome",
        "NoticeDelivered",
        "NoticeFailed",
        "UsedSpace",
        "SpaceBought",
        "HolderChanged",
        "AccountChanged",
    ];

    /// Its name, one of [`Command::NAMES`].
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open(_) => "Open",
            Self::SwitchOn { .. } => "SwitchOn",
            Self::SwitchOff => "SwitchOff",
            Self::ReplaceMethod { .. } => "ReplaceMethod",
            Self::RemoveMethod { .. } => "RemoveMethod",
            Self::RenewByHand(_) => "RenewByHand",
            Self::CancelOrder { .. } => "CancelOrder",
            Self::TerminateAtExpiry => "TerminateAtExpiry",
            Self::RevokeTermination => "RevokeTermination",
            Self::TerminateNow => "TerminateNow",
            Self::BuyAgain { .. } => "BuyAgain",
            Self::Tick => "Tick",
            Self::Payment(_) => "Payment",
            Self::ChargeOutcome { .. } => "ChargeOutcome",
            Self::NoticeDelivered { .. } => "NoticeDelivered",
            Self::NoticeFailed { .. } => "NoticeFailed",
            Self::UsedSpace { .. } => "UsedSpace",
            Self::SpaceBought { .. } => "SpaceBought",
            Self::HolderChanged { .. } => "HolderChanged",
            Self::AccountChanged { .. } => "AccountChanged",
        }
    }

    /// Whether it reports what happened outside, and is therefore never refused for coming late
    ///
    #[must_use]
    pub const fn is_report(&self) -> bool {
        match self {
            Self::Payment(_)
            | Self::ChargeOutcome { .. }
            | Self::NoticeDelivered { .. }
            | Self::NoticeFailed { .. }
            | Self::UsedSpace { .. }
            | Self::SpaceBought { .. }
            | Self::HolderChanged { .. }
            | Self::AccountChanged { .. } => true,
            Self::Open(_)
            | Self::SwitchOn { .. }
            | Self::SwitchOff
            | Self::ReplaceMethod { .. }
            | Self::RemoveMethod { .. }
            | Self::RenewByHand(_)
            | Self::CancelOrder { .. }
            | Self::TerminateAtExpiry
            | Self::RevokeTermination
            | Self::TerminateNow
            | Self::BuyAgain { .. }
            | Self::Tick => false,
        }
    }
}

impl Opening {
    /// A mailbox just bought and activated: its expiry is the activation day plus the term.
    ///
    /// `None` where that leaves the calendar.
    #[must_use]
    pub fn activated(
        mailbox: MailboxId,
        holder: Holder,
        account: AccountId,
        purchase: Purchase,
        activated_on: Day,
    ) -> Option<Self> {
        Some(Self {
            mailbox,
            holder,
            account,
            hosting: Hosting::Provider,
            purchase,
            anchor: activated_on,
            expiry: activated_on.plus_years(u16::from(purchase.term.years()))?,
            bound_method: None,
            dead_methods: Vec::new(),
            statutory_notice_delivered: None,
            orders_before: 0,
        })
    }
}
