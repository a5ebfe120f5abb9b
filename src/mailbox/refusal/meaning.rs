//! The code of every refusal, who can act on it, and whether waiting may help.

use super::Refusal;

/// Who can act on a refusal.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Who {
    /// The program that asked: it gave something wrong or too early.
    Caller,
    /// The holder, by doing something else first or by choosing differently.
    Holder,
    /// The provider: a price, a report or a defect is missing its mend.
    Provider,
    /// Nobody; at most time.
    Nobody,
}

impl Refusal {
    /// The codes of all refusals, in the order in which they are checked. A code is never reused.
    /// [The manual](crate::manual::commands#the-codes-of-refusals) lists them.
    pub const CODES: &'static [&'static str] = &[
        "no-such-mailbox",
        "clock-went-backwards",
        "dated-in-the-future",
        "mailbox-already-open",
        "payment-differs",
        "method-differs",
        "other-holder",
        "address-already-released",
        "notice-report-differs",
        "mailbox-deleted",
        "own-domain",
        "termination-stands",
        "termination-spent",
        "expiry-over",
        "not-renewable",
        "wrong-expiry",
        "order-already-open",
        "charge-unresolved",
        "unknown-order",
        "order-closed",
        "no-order-open",
        "auto-renewal-is-on",
        "window-not-open",
        "renewal-too-soon",
        "beyond-calendar",
        "term-too-short",
        "prepaid-too-far",
        "space-not-offered",
        "archive-consent-missing",
        "used-space-unknown",
        "space-in-use",
        "no-price",
        "method-not-reusable",
        "method-dead",
        "method-expired",
        "nothing-bound",
        "method-not-bound",
        "not-deleted",
        "expiry-off-anchor",
        "amount-zero",
        "amount-too-large",
        "reference-is-charge-key",
        "foreign-key",
        "unknown-charge",
        "unknown-notice",
        "extra-space-shrank",
        "broken",
    ];

    /// Its stable code, one of [`Refusal::CODES`]: the manual lists them, each
    /// [with what it says and who can act](crate::manual::commands#the-codes-of-refusals).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchMailbox => "no-such-mailbox",
            Self::ClockWentBackwards { .. } => "clock-went-backwards",
            Self::DatedInTheFuture { .. } => "dated-in-the-future",
            Self::MailboxAlreadyOpen { .. } => "mailbox-already-open",
            Self::PaymentDiffers { .. } => "payment-differs",
            Self::MethodDiffers { .. } => "method-differs",
            Self::OtherHolder => "other-holder",
            Self::AddressAlreadyReleased { .. } => "address-already-released",
            Self::NoticeReportDiffers { .. } => "notice-report-differs",
            Self::MailboxDeleted { .. } => "mailbox-deleted",
            Self::OwnDomain => "own-domain",
            Self::TerminationStands { .. } => "termination-stands",
            Self::TerminationSpent { .. } => "termination-spent",
            Self::ExpiryOver { .. } => "expiry-over",
            Self::NotRenewable { .. } => "not-renewable",
            Self::WrongExpiry { .. } => "wrong-expiry",
            Self::OrderAlreadyOpen { .. } => "order-already-open",
            Self::ChargeUnresolved { .. } => "charge-unresolved",
            Self::UnknownOrder { .. } => "unknown-order",
            Self::OrderClosed { .. } => "order-closed",
            Self::NoOrderOpen => "no-order-open",
            Self::AutoRenewalIsOn => "auto-renewal-is-on",
            Self::WindowNotOpen { .. } => "window-not-open",
            Self::RenewalTooSoon { .. } => "renewal-too-soon",
            Self::BeyondCalendar { .. } => "beyond-calendar",
            Self::TermTooShort { .. } => "term-too-short",
            Self::PrepaidTooFar { .. } => "prepaid-too-far",
            Self::SpaceNotOffered { .. } => "space-not-offered",
            Self::ArchiveConsentMissing { .. } => "archive-consent-missing",
            Self::UsedSpaceUnknown => "used-space-unknown",
            Self::SpaceInUse { .. } => "space-in-use",
            Self::NoPrice { .. } => "no-price",
            Self::MethodNotReusable { .. } => "method-not-reusable",
            Self::MethodDead { .. } => "method-dead",
            Self::MethodExpired { .. } => "method-expired",
            Self::NothingBound => "nothing-bound",
            Self::MethodNotBound { .. } => "method-not-bound",
            Self::NotDeleted => "not-deleted",
            Self::ExpiryOffAnchor { .. } => "expiry-off-anchor",
            Self::AmountZero => "amount-zero",
            Self::AmountTooLarge { .. } => "amount-too-large",
            Self::ReferenceIsChargeKey { .. } => "reference-is-charge-key",
            Self::ForeignKey { .. } => "foreign-key",
            Self::UnknownCharge { .. } => "unknown-charge",
            Self::UnknownNotice { .. } => "unknown-notice",
            Self::ExtraSpaceShrank { .. } => "extra-space-shrank",
            Self::Broken { .. } => "broken",
        }
    }

    /// Who can act on it.
    #[must_use]
    pub const fn who(&self) -> Who {
        match self {
            Self::NoSuchMailbox
            | Self::ClockWentBackwards { .. }
            | Self::DatedInTheFuture { .. }
            | Self::MailboxAlreadyOpen { .. }
            | Self::PaymentDiffers { .. }
            | Self::MethodDiffers { .. }
            | Self::AddressAlreadyReleased { .. }
            | Self::NoticeReportDiffers { .. }
            | Self::UnknownOrder { .. }
            | Self::ExpiryOffAnchor { .. }
            | Self::AmountZero
            | Self::AmountTooLarge { .. }
            | Self::ReferenceIsChargeKey { .. }
            | Self::ForeignKey { .. }
            | Self::UnknownCharge { .. }
            | Self::UnknownNotice { .. }
            | Self::ExtraSpaceShrank { .. } => Who::Caller,
            Self::MailboxDeleted { .. }
            | Self::OwnDomain
            | Self::TerminationStands { .. }
            | Self::TerminationSpent { .. }
            | Self::ExpiryOver { .. }
            | Self::WrongExpiry { .. }
            | Self::OrderAlreadyOpen { .. }
            | Self::NoOrderOpen
            | Self::AutoRenewalIsOn
            | Self::BeyondCalendar { .. }
            | Self::TermTooShort { .. }
            | Self::PrepaidTooFar { .. }
            | Self::SpaceNotOffered { .. }
            | Self::ArchiveConsentMissing { .. }
            | Self::SpaceInUse { .. }
            | Self::MethodNotReusable { .. }
            | Self::MethodDead { .. }
            | Self::MethodExpired { .. }
            | Self::NothingBound
            | Self::MethodNotBound { .. }
            | Self::NotDeleted => Who::Holder,
            Self::UsedSpaceUnknown | Self::NoPrice { .. } | Self::Broken { .. } => Who::Provider,
            Self::OtherHolder
            | Self::NotRenewable { .. }
            | Self::ChargeUnresolved { .. }
            | Self::OrderClosed { .. }
            | Self::WindowNotOpen { .. }
            | Self::RenewalTooSoon { .. } => Who::Nobody,
        }
    }

    /// Whether waiting may help: the same command may be accepted later.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::ClockWentBackwards { .. }
            | Self::DatedInTheFuture { .. }
            | Self::TerminationStands { .. }
            | Self::ChargeUnresolved { .. }
            | Self::WindowNotOpen { .. }
            | Self::RenewalTooSoon { .. }
            | Self::PrepaidTooFar { .. }
            | Self::UsedSpaceUnknown
            | Self::NoPrice { .. }
            | Self::UnknownCharge { .. }
            | Self::UnknownNotice { .. } => true,
            Self::NoSuchMailbox
            | Self::MailboxAlreadyOpen { .. }
            | Self::PaymentDiffers { .. }
            | Self::MethodDiffers { .. }
            | Self::OtherHolder
            | Self::AddressAlreadyReleased { .. }
            | Self::NoticeReportDiffers { .. }
            | Self::MailboxDeleted { .. }
            | Self::OwnDomain
            | Self::TerminationSpent { .. }
            | Self::ExpiryOver { .. }
            | Self::NotRenewable { .. }
            | Self::WrongExpiry { .. }
            | Self::OrderAlreadyOpen { .. }
            | Self::UnknownOrder { .. }
            | Self::OrderClosed { .. }
            | Self::NoOrderOpen
            | Self::AutoRenewalIsOn
            | Self::BeyondCalendar { .. }
            | Self::TermTooShort { .. }
            | Self::SpaceNotOffered { .. }
            | Self::ArchiveConsentMissing { .. }
            | Self::SpaceInUse { .. }
            | Self::MethodNotReusable { .. }
            | Self::MethodDead { .. }
            | Self::MethodExpired { .. }
            | Self::NothingBound
            | Self::MethodNotBound { .. }
            | Self::NotDeleted
            | Self::ExpiryOffAnchor { .. }
            | Self::AmountZero
            | Self::AmountTooLarge { .. }
            | Self::ReferenceIsChargeKey { .. }
            | Self::ForeignKey { .. }
            | Self::ExtraSpaceShrank { .. }
            | Self::Broken { .. } => false,
        }
    }
}
