//! Stable codes for what a text or an alert may depend on.

use crate::{
    auto_renewal::{AutoRenewal, OffCause, OnCause},
    catalogue::{AfterExhaustion, HolderKind, MethodKind, Plan},
    charge::{Bar, Charge, Death, Failure, OutcomeKind},
    mailbox::{
        Action, Allocation, CancelCause, CarriedContradiction, Contradiction, DeletionCause,
        Errand, Fact, Hosting, Invariant, MethodNews, NoRenewal, NotGenerated, Notice,
        OpeningField, Outlook, Overtaken, PaymentSource, Permission, RefundForm, RefundReason,
        ReversalKind, Termination, Trouble, WayOut, Who,
    },
    order::FinalStatus,
    service::{Service, Standing},
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
    Fact {
        MailboxOpened "mailbox-opened",
        AutoRenewalSwitchedOn "auto-renewal-switched-on",
        ConsentRecorded "consent-recorded",
        MethodNewsReported "method-news-reported",
        AutoRenewalSwitchedOff "auto-renewal-switched-off",
        MethodReplaced "method-replaced",
        OrderOpened "order-opened",
        OrderNotGenerated "order-not-generated",
        OrderCancelled "order-cancelled",
        OrderReissued "order-reissued",
        OrderLapsed "order-lapsed",
        OrderFulfilled "order-fulfilled",
        RungSkipped "rung-skipped",
        ChargeBarred "charge-barred",
        ChargeRequested "charge-requested",
        ChargeUnknown "charge-unknown",
        ChargeFailed "charge-failed",
        ChargeNotExecuted "charge-not-executed",
        ChargeInDoubt "charge-in-doubt",
        ChargeContradicted "charge-contradicted",
        LadderExhausted "ladder-exhausted",
        InquiryRequested "inquiry-requested",
        PaymentRegistered "payment-registered",
        RefundOwed "refund-owed",
        RefundPaid "refund-paid",
        PaymentReversed "payment-reversed",
        PayoutCameBack "payout-came-back",
        CommitmentRegistered "commitment-registered",
        PlanChanged "plan-changed",
        UsedSpaceRequested "used-space-requested",
        UsedSpaceReported "used-space-reported",
        RoomShrunk "room-shrunk",
        RoomKept "room-kept",
        SpaceBought "space-bought",
        HolderChanged "holder-changed",
        AccountChanged "account-changed",
        AccessChanged "access-changed",
        TerminationRequested "termination-requested",
        TerminationRevoked "termination-revoked",
        RenewalWithdrawn "renewal-withdrawn",
        TermLeft "term-left",
        ExitRightLifted "exit-right-lifted",
        WithdrawalInformationGiven "withdrawal-information-given",
        MailboxDeleted "mailbox-deleted",
        ContentsDeletionDue "contents-deletion-due",
        AddressReleased "address-released",
        NoticeDue "notice-due",
        DueDayMissed "due-day-missed",
        ReminderSkipped "reminder-skipped",
        NoticeDelivered "notice-delivered",
        NoticeFailed "notice-failed",
    }
    Errand {
        Charge "charge",
        Inquire "inquire",
        Notify "notify",
        Refund "refund",
        SetAccess "set-access",
        MeasureSpace "measure-space",
        DeleteContents "delete-contents",
        OpenNewLife "open-new-life",
    }
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
    Plan {
        Standard "standard",
        Pro "pro",
        Premium "premium",
    }
    Hosting {
        Provider "provider",
        OwnDomain "own-domain",
    }
    AfterExhaustion {
        Keep "keep",
        SwitchOff "switch-off",
    }
    AutoRenewal {
        Off "off",
        On "on",
    }
    Charge {
        Idle "idle",
        Waiting "waiting",
        RetryDue "retry-due",
        Barred "barred",
        Exhausted "exhausted",
        Unresolved "unresolved",
        Orphaned "orphaned",
    }
    Service {
        Active "active",
        TerminatedAtExpiry "terminated-at-expiry",
        Ending "ending",
        Deleted "deleted",
    }
    OpeningField {
        Mailbox "mailbox",
        Holder "holder",
        Account "account",
        Hosting "hosting",
        Purchase "purchase",
        Anchor "anchor",
        Expiry "expiry",
        BoundMethod "bound-method",
        DeadMethods "dead-methods",
        StatutoryNotice "statutory-notice",
        OrdersBefore "orders-before",
        Termination "termination",
        Withheld "withheld",
        Space "space",
        OpenOrder "open-order",
        Payments "payments",
        Refunds "refunds",
        Debts "debts",
        Receivables "receivables",
        Terms "terms",
        NoticeNamed "notice-named",
        Warning "warning",
        Deletion "deletion",
    }
    CarriedContradiction {
        DeletedInUse "deleted-in-use",
        TerminatedInUse "terminated-in-use",
        OrderIdentity "order-identity",
        OrderOpenedTooLate "order-opened-too-late",
        OrderPrice "order-price",
        OrderWithheld "order-withheld",
        RungsBeyondLadder "rungs-beyond-ladder",
        AttemptsBeyondCount "attempts-beyond-count",
        NumberIsAnOrder "number-is-an-order",
        PlansOutOfOrder "plans-out-of-order",
        RoomNotLarger "room-not-larger",
        AmountZero "amount-zero",
        PaymentOverspent "payment-overspent",
        HeldForNoOrder "held-for-no-order",
        HeldCoversOrder "held-covers-order",
        RefundsOutOfOrder "refunds-out-of-order",
        PayoutExceedsRefund "payout-exceeds-refund",
        RefundNotAsItStands "refund-not-as-it-stands",
        DebtsOutOfOrder "debts-out-of-order",
        ReceivablesOutOfOrder "receivables-out-of-order",
        TermOverowed "term-overowed",
        ReferenceIsChargeKey "reference-is-charge-key",
        ReferenceTwice "reference-twice",
        SumsTooLarge "sums-too-large",
        TermsOutOfOrder "terms-out-of-order",
        NoticeWithoutDay "notice-without-day",
        WarningOfNoDeletion "warning-of-no-deletion",
    }
    Contradiction {
        NotOpen "not-open",
        AlreadyOpen "already-open",
        OutOfOrder "out-of-order",
        NotTheOpenOrder "not-the-open-order",
        OrderOutOfTurn "order-out-of-turn",
        LapsedAhead "lapsed-ahead",
        OtherExpiry "other-expiry",
        NeverRequested "never-requested",
        MethodIsNotBound "method-is-not-bound",
        MethodIsDead "method-is-dead",
        MethodIsPutOff "method-is-put-off",
        Charge "charge",
        AutoRenewal "auto-renewal",
        Order "order",
        Service "service",
        DeletedInUse "deleted-in-use",
        NotDeleted "not-deleted",
        SumsDoNotAddUp "sums-do-not-add-up",
        OffAnchor "off-anchor",
        PaymentOfNothing "payment-of-nothing",
        PaymentAhead "payment-ahead",
        ConsentAhead "consent-ahead",
        OtherReference "other-reference",
        PaymentRepeated "payment-repeated",
        RefundOfNothing "refund-of-nothing",
        PayoutAhead "payout-ahead",
        RefundOutOfTurn "refund-out-of-turn",
        RefundSettled "refund-settled",
        SettlesOtherwise "settles-otherwise",
        NotTheirsToReverse "not-theirs-to-reverse",
        ReversalAhead "reversal-ahead",
        DebtOutOfTurn "debt-out-of-turn",
        ReceivableTwice "receivable-twice",
        NoReceivable "no-receivable",
        NoCommitment "no-commitment",
        ChargeKeyRepeated "charge-key-repeated",
        DatedAhead "dated-ahead",
        NoticeOutOfTurn "notice-out-of-turn",
        NotBought "not-bought",
        PlanNotPlanned "plan-not-planned",
        Carried "carried",
        JudgedOtherwise "judged-otherwise",
        NothingNew "nothing-new",
    }
    Invariant {
        AtMostOneChargeIsUnresolved "at-most-one-charge-is-unresolved",
        OnlyWhatTookNothingIsInDoubt "only-what-took-nothing-is-in-doubt",
        MoneyIsConserved "money-is-conserved",
        WhatIsOwedBacksWhatItStandsFor "what-is-owed-backs-what-it-stands-for",
        MoneyIsHeldOnlyForAnOpenOrder "money-is-held-only-for-an-open-order",
        AllThatIsOwedBackIsInstructed "all-that-is-owed-back-is-instructed",
        ARefundIsSettledOnce "a-refund-is-settled-once",
        TheOpenOrderRenewsTheCurrentExpiry "the-open-order-renews-the-current-expiry",
        OnlyAnOutcomeKeepsAnOrderThatWasLeft "only-an-outcome-keeps-an-order-that-was-left",
        TheTermsBoughtFollowEachOther "the-terms-bought-follow-each-other",
        NoOrderIdentityComesTwice "no-order-identity-comes-twice",
        NoChargeKeyComesTwice "no-charge-key-comes-twice",
        OnlyAGeneratedOrderIsCollected "only-a-generated-order-is-collected",
        OnlyAReusableMethodIsBound "only-a-reusable-method-is-bound",
        NoStoppedMethodIsBound "no-stopped-method-is-bound",
        ADeletedMailboxIsAtRest "a-deleted-mailbox-is-at-rest",
        TheExpiryStandsOnItsAnchor "the-expiry-stands-on-its-anchor",
        OnlyFulfilmentMovesTheExpiry "only-fulfilment-moves-the-expiry",
        WhatIsFinalStaysSo "what-is-final-stays-so",
        NoChargeWithoutItsConditions "no-charge-without-its-conditions",
        NoDeletionBeforeItsDay "no-deletion-before-its-day",
        NoSilentRenewalOfAConsumer "no-silent-renewal-of-a-consumer",
        AnOrderIsPaidOnceAndExactly "an-order-is-paid-once-and-exactly",
        EventsAreCountedInOrder "events-are-counted-in-order",
        WhatIsRememberedIsInOrder "what-is-remembered-is-in-order",
        TheOpenOrderCouldBePaid "the-open-order-could-be-paid",
        TheRoomIsThePlans "the-room-is-the-plans",
        OnlyGivenNoticesAreReported "only-given-notices-are-reported",
    }
}
