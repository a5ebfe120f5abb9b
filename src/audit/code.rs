//! Stable codes for what a text or an alert may depend on.

use crate::{
    auto_renewal::{OffCause, OnCause},
    catalogue::{HolderKind, MethodKind},
    charge::{Bar, Death, Failure, OutcomeKind},
    mailbox::{
        Action, Allocation, CancelCause, DeletionCause, MethodNews, NoRenewal, NotGenerated,
        Notice, Outlook, Overtaken, PaymentSource, Permission, RefundForm, RefundReason,
        ReversalKind, Termination, Trouble, WayOut, Who,
    },
    order::FinalStatus,
    service::Standing,
};

/// A kind of thing with a stable code, on which a template, an alert or a dashboard can depend.
///
/// Codes are lower-case words with hyphens. A code is never reused, and does not change while its variant
/// means the same. The code names the variant alone: what a variant holds has its own. Refusals have
/// [theirs](crate::Refusal::code), and so have [questions](crate::audit::explain::Question::code).
///
/// # Examples
/// ```
/// use pec_renewal::audit::Code;
/// use pec_renewal::{NoRenewal, NotGenerated, Outlook};
///
/// let reason = NoRenewal::NoOrder(NotGenerated::NoPrice);
/// assert_eq!(Outlook::WillNotRenew { reason }.code(), "will-not-renew");
/// assert_eq!((reason.code(), NotGenerated::NoPrice.code()), ("no-order", "no-price"));
/// assert!(NoRenewal::CODES.contains(&"no-order"));
/// ```
pub trait Code {
    /// All codes, in the order in which the variants are declared.
    const CODES: &'static [&'static str];

    /// The code of this one.
    #[must_use]
    fn code(&self) -> &'static str;
}

macro_rules! coded {
    ($($name:ident { $($variant:ident $code:literal),+ $(,)? })+) => {$(
        impl Code for $name {
            const CODES: &'static [&'static str] = &[$($code),+];

            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)+
                }
            }
        }
    )+};
}

coded! {
    Notice {
        ExpiryReminder "expiry-reminder",
        TacitRenewal "tacit-renewal",
        DeletionWarning "deletion-warning",
        OutlookChanged "outlook-changed",
        AutoRenewalSwitchedOn "auto-renewal-switched-on",
        AutoRenewalSwitchedOff "auto-renewal-switched-off",
        ChargeStillOnItsWay "charge-still-on-its-way",
        ChargeInDoubt "charge-in-doubt",
        OrderNotGenerated "order-not-generated",
        ChargeFailed "charge-failed",
        PaymentIncomplete "payment-incomplete",
        BoundMethodDead "bound-method-dead",
        MethodNeedsHolder "method-needs-holder",
        Renewed "renewed",
        MoneyOwedBack "money-owed-back",
        TerminationReceived "termination-received",
        WithdrawalReceived "withdrawal-received",
        LeavingReceived "leaving-received",
        TerminationRevoked "termination-revoked",
        TerminationMoved "termination-moved",
        MailboxDeleted "mailbox-deleted",
        RoomKept "room-kept",
    }
    Outlook {
        WillRenew "will-renew",
        AwaitsOutcome "awaits-outcome",
        WillNotRenew "will-not-renew",
    }
    NoRenewal {
        TerminationStands "termination-stands",
        AutoRenewalOff "auto-renewal-off",
        NoOrder "no-order",
        MethodBarred "method-barred",
        LadderExhausted "ladder-exhausted",
    }
    NotGenerated {
        ManualOrderOpen "manual-order-open",
        OrderCancelled "order-cancelled",
        OrderLapsed "order-lapsed",
        NotRenewable "not-renewable",
        NoPrice "no-price",
        TermTooShort "term-too-short",
    }
    WayOut {
        Pay "pay",
        Renew "renew",
    }
    Overtaken {
        WillNotRenew "will-not-renew",
        SumRose "sum-rose",
        ChargeNearer "charge-nearer",
        OfferEndsSooner "offer-ends-sooner",
    }
    Trouble {
        Failed "failed",
        Barred "barred",
        Exhausted "exhausted",
    }
    Bar {
        MethodDead "method-dead",
        MethodExpired "method-expired",
        AuthenticationRequired "authentication-required",
        AboveMandateCap "above-mandate-cap",
    }
    Death {
        Declined "declined",
        Stopped "stopped",
        TakenOver "taken-over",
        ChargedBack "charged-back",
        Closed "closed",
    }
    Failure {
        SoftDecline "soft-decline",
        HardDecline "hard-decline",
        AuthenticationRequired "authentication-required",
        Stopped "stopped",
    }
    OutcomeKind {
        Settled "settled",
        SoftDecline "soft-decline",
        HardDecline "hard-decline",
        AuthenticationRequired "authentication-required",
        Stopped "stopped",
        NotExecuted "not-executed",
        Unknown "unknown",
    }
    OnCause {
        Opening "opening",
        Holder "holder",
        Payment "payment",
    }
    OffCause {
        Opening "opening",
        Holder "holder",
        MethodRemoved "method-removed",
        AccountChanged "account-changed",
        Stopped "stopped",
        Termination "termination",
        LadderExhausted "ladder-exhausted",
        Deletion "deletion",
        Withdrawal "withdrawal",
        Leaving "leaving",
    }
    CancelCause {
        Holder "holder",
        Replaced "replaced",
        Termination "termination",
        Withdrawal "withdrawal",
        Leaving "leaving",
    }
    DeletionCause {
        GraceOver "grace-over",
        Termination "termination",
    }
    Termination {
        AtExpiry "at-expiry",
        Now "now",
    }
    RefundReason {
        Excess "excess",
        UnknownOrder "unknown-order",
        UnknownDebt "unknown-debt",
        DebtSettled "debt-settled",
        PayoutCameBack "payout-came-back",
        OrderFulfilled "order-fulfilled",
        OrderCancelled "order-cancelled",
        OrderLapsed "order-lapsed",
        AfterLastDay "after-last-day",
        ReportedLate "reported-late",
        TermOver "term-over",
        MailboxGone "mailbox-gone",
        PaidShort "paid-short",
        CancelledBefore "cancelled-before",
        Withdrawn "withdrawn",
        Left "left",
        HolderLeft "holder-left",
    }
    RefundForm {
        Refund "refund",
        Credit "credit",
    }
    Allocation {
        Held "held",
        OwedBack "owed-back",
        Debt "debt",
        Receivable "receivable",
    }
    PaymentSource {
        ByHand "by-hand",
        Charge "charge",
    }
    ReversalKind {
        Chargeback "chargeback",
        Return "return",
        Correction "correction",
    }
    MethodNews {
        Refreshed "refreshed",
        Closed "closed",
        AskHolder "ask-holder",
    }
    MethodKind {
        Card "card",
        PayPal "paypal",
        BankTransfer "bank-transfer",
        PostalSlip "postal-slip",
        PrefilledSlip "prefilled-slip",
        Credit "credit",
    }
    HolderKind {
        Consumer "consumer",
        Business "business",
        PublicBody "public-body",
    }
    FinalStatus {
        Fulfilled "fulfilled",
        Cancelled "cancelled",
        Lapsed "lapsed",
    }
    Standing {
        InService "in-service",
        InGrace "in-grace",
        GraceOver "grace-over",
        Ending "ending",
        Deleted "deleted",
    }
    Action {
        SwitchOn "switch-on",
        SwitchOff "switch-off",
        ReplaceMethod "replace-method",
        RemoveMethod "remove-method",
        RenewByHand "renew-by-hand",
        Pay "pay",
        CancelOrder "cancel-order",
        TerminateAtExpiry "terminate-at-expiry",
        RevokeTermination "revoke-termination",
        TerminateNow "terminate-now",
        Leave "leave",
        Withdraw "withdraw",
        BuyAgain "buy-again",
    }
    Permission {
        Permitted "permitted",
        PermittedBesideCharge "permitted-beside-charge",
        PermittedEnding "permitted-ending",
        AlreadySo "already-so",
        Refused "refused",
    }
    Who {
        Caller "caller",
        Holder "holder",
        Provider "provider",
        Nobody "nobody",
    }
}
