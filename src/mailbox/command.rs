//! What can be asked of a mailbox, and what can be reported to it (R-96).

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use super::{opening::carried::Carried, refund::Payout};
use crate::{
    auto_renewal::Consent,
    catalogue::{Holder, Method, MethodKind, Purchase},
    charge::Outcome,
    values::{
        AccountId, CalendarError, ChargeKey, Day, DebtNumber, ExtraSpace, MailboxId, MethodId,
        Moment, Money, NoticeNumber, OrderId, PaymentReference, RefundNumber, TaxId, UsedSpace,
        named,
    },
};

named! {
    /// A request of the holder, the passing of a day, or a report from outside (R-96).
    ///
    /// [`Command::is_report`] tells reports of what happened from requests: a report is never
    /// refused for coming late (R-04).
    #[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    #[serde(deny_unknown_fields)]
    #[non_exhaustive]
    pub enum Command {
        /// Open a mailbox, new or taken over as it stands.
        Open(Box<Opening>),
        /// Switch automatic renewal on with a stored method; while it is on, bind that method instead
        /// (R-12). What is then due comes with the next tick (R-16, R-34).
        SwitchOn {
            /// The method to bind.
            method: Method,
            /// The holder's consent on record, if the caller keeps one (R-19).
            consent: Option<Consent>,
        },
        /// Switch automatic renewal off (R-12).
        SwitchOff,
        /// Replace the bound method by another. After a failed charge the new one is asked on the next
        /// tick, which is due the same day (R-17, R-34).
        ReplaceMethod {
            /// The method to be replaced.
            old: MethodId,
            /// The method that takes its place.
            new: Method,
        },
        /// Remove a method; removing the bound one switches automatic renewal off (R-17).
        RemoveMethod {
            /// The method to be removed.
            method: MethodId,
        },
        /// Order a renewal by hand (R-22, R-29).
        RenewByHand(ManualRenewal),
        /// Cancel an open order (R-24).
        CancelOrder {
            /// The order.
            order: OrderId,
        },
        /// Terminate the mailbox at expiry: it ends when its expiry day is over (*disdetta*, R-63).
        TerminateAtExpiry,
        /// Revoke a termination at expiry (R-63).
        RevokeTermination,
        /// Terminate the mailbox now, contents included (*chiusura immediata*, R-63).
        TerminateNow,
        /// Leave a term that carries the exit right, and every later one (R-82).
        Leave {
            /// The order that bought the term; see
            /// [`Mailbox::leavable_on`](crate::Mailbox::leavable_on).
            order: OrderId,
        },
        /// Buy the address of a deleted mailbox again (*riacquisto*, R-62).
        BuyAgain {
            /// The identifier that the new mailbox will have.
            mailbox: MailboxId,
            /// The tax id of the buyer.
            tax_id: TaxId,
        },
        /// Say which day it is: whatever is due is done (R-05, R-08).
        Tick,
        /// Money was registered other than by a charge (R-42, R-43).
        Payment(Payment),
        /// A refund was paid out or credited (R-53).
        RefundPaid {
            /// The number that the refund was given.
            refund: RefundNumber,
            /// What went out, under a reference of its own.
            payout: Payout,
        },
        /// Money was taken back: a payment was charged back, returned by the bank or booked wrongly; or a
        /// payout came back (R-48, R-53).
        Reversal(Reversal),
        /// A public body committed itself to pay its open order (*impegno di pagamento*, R-47).
        Commitment(Commitment),
        /// The gateway reported what became of a charge (R-31, R-39).
        ChargeOutcome {
            /// The key that the charge was requested under.
            key: ChargeKey,
            /// What became of it.
            outcome: Outcome,
        },
        /// A consumer declared a withdrawal from a renewal by a manual order (R-64).
        Withdrawal {
            /// The order that the declaration is about.
            order: OrderId,
            /// The moment of the declaration: its day counts, however late it is told.
            declared_at: Moment,
        },
        /// The holder was informed of the right to withdraw, later than the order was made (R-64).
        WithdrawalInformationGiven {
            /// The order that can be withdrawn from.
            order: OrderId,
            /// The day on which the holder was informed.
            on: Day,
        },
        /// News of a stored method came: of an account updater, of a network token, of `PayPal` (R-18).
        MethodNews {
            /// The method.
            method: MethodId,
            /// What the news says.
            news: MethodNews,
        },
        /// A notice reached the holder (R-81, R-83).
        NoticeDelivered {
            /// The number that the notice was given.
            notice: NoticeNumber,
            /// The day it was delivered.
            on: Day,
        },
        /// A notice could not be delivered (R-81, R-83).
        NoticeFailed {
            /// The number that the notice was given.
            notice: NoticeNumber,
        },
        /// The space used was measured (R-51).
        UsedSpace {
            /// The space found in use.
            used: UsedSpace,
            /// The day of the measurement.
            on: Day,
        },
        /// Extra space was bought between renewals (R-13).
        SpaceBought {
            /// The extra space that the mailbox has now, all together.
            extra: ExtraSpace,
        },
        /// The mailbox has another holder (R-66).
        HolderChanged {
            /// The new holder.
            holder: Holder,
        },
        /// The mailbox moved to another account (R-17).
        AccountChanged {
            /// The new account.
            account: AccountId,
        },
    }
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
    /// Plan, extra space and term last paid for (R-13).
    pub purchase: Purchase,
    /// The day from which terms are counted: of activation, or the one stated at take-over (R-02).
    pub anchor: Day,
    /// The last day of service: the anchor plus a whole number of years.
    pub expiry: Day,
    /// The method bound by automatic renewal; none if that is off.
    pub bound_method: Option<Method>,
    /// Methods known never to be charged again (R-34).
    pub dead_methods: Vec<MethodId>,
    /// The day on which the notice of art. 65-bis for this expiry was delivered, if it was (R-81).
    pub statutory_notice_delivered: Option<Day>,
    /// How many orders the mailbox ever had elsewhere: ordinals go on from there (R-20).
    pub orders_before: u32,
    /// What else stands of a life lived elsewhere, if anything does (R-68).
    pub carried: Option<Box<Carried>>,
}

/// A mailbox just bought and activated: what its [`Opening`] needs to know (R-02).
///
/// # Examples
/// ```
/// use pec_renewal::Activation;
/// use pec_renewal::catalogue::{Holder, HolderKind, Plan, Purchase, Term};
/// use pec_renewal::values::{AccountId, ExtraSpace, MailboxId, uuid::Uuid};
///
/// let activation = Activation {
///     mailbox: MailboxId::from(Uuid::from_u128(1)),
///     account: AccountId::from(Uuid::from_u128(2)),
///     holder: Holder { kind: HolderKind::Consumer, tax_id: "XXXXXX00X00X000X".parse()? },
///     purchase: Purchase::new(Plan::Pro, Term::ONE),
///     activated_on: "2026-03-10".parse()?,
/// };
/// assert_eq!(activation.opening()?.expiry, "2027-03-10".parse()?);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Activation {
    /// Its identity, used once and never again.
    pub mailbox: MailboxId,
    /// Who holds it.
    pub holder: Holder,
    /// The customer account that its methods belong to.
    pub account: AccountId,
    /// Plan, extra space and term paid for (R-13).
    pub purchase: Purchase,
    /// The day on which its first term begins.
    pub activated_on: Day,
}

/// Where a mailbox is renewed.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum Hosting {
    /// On the provider's own domain: here.
    Provider,
    /// On the customer's own domain: with the domain, not here (R-52).
    OwnDomain,
}

/// A renewal ordered by hand.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ManualRenewal {
    /// The expiry that the holder saw, so that clicking twice cannot renew twice (R-22).
    pub expiry: Day,
    /// What is wanted: plan, extra space and term.
    pub purchase: Purchase,
    /// How it is to be paid; in the end it may be paid in any other way.
    pub method_kind: MethodKind,
    /// The holder agrees that the archive is deleted if the plan has none (R-51).
    pub archive_consent: bool,
    /// The open order that this one replaces (R-29).
    pub replaces: Option<OrderId>,
    /// The holder was informed of the right to withdraw (R-64). It counts for a consumer only.
    pub informed: bool,
    /// The holder expressly asked that the term begin at once, before the right to withdraw is over
    /// (R-64). It counts for a consumer only.
    pub start_requested: bool,
}

/// Money that the provider registered (R-42, R-43).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The provider's reference, the same for the same money for ever.
    pub reference: PaymentReference,
    /// The order that it names, where one could be read.
    pub order: Option<OrderId>,
    /// The debt that it names, if it is for one: it then settles that, and no order (R-48).
    pub debt: Option<DebtNumber>,
    /// The amount, above zero.
    pub amount: Money,
    /// The day the provider registered it.
    pub registered_on: Day,
    /// The day the customer paid, where known.
    pub paid_on: Option<Day>,
    /// How it was paid.
    pub method_kind: MethodKind,
    /// The reusable method of a payer who was signed in; none for a guest (R-11).
    pub signed_in_with: Option<Method>,
    /// The payer's consent to automatic renewal on record, if the caller keeps one (R-19).
    pub consent: Option<Consent>,
}

/// Money that was taken back (R-48, R-53).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Reversal {
    /// Its own reference, by which it is recognised for ever (R-43).
    pub reference: PaymentReference,
    /// The reference of the payment or of the payout that it takes back.
    pub of: PaymentReference,
    /// How much of it: above zero, and in parts no more than it was.
    pub amount: Money,
    /// The day on which that happened.
    pub on: Day,
    /// Who took it back, and why.
    pub kind: ReversalKind,
}

/// Who takes money back, and why (R-48).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum ReversalKind {
    /// The payer, through the card scheme or the bank. It kills the method that was charged.
    Chargeback,
    /// The bank: the money did not arrive after all, or was sent back.
    Return,
    /// The provider: it was booked wrongly.
    Correction {
        /// The holder owes what was used of it already; otherwise that is written off.
        owed: bool,
    },
}

/// A public body's commitment to pay, registered by the provider (R-47).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// Its own reference, by which it is recognised for ever (R-43).
    pub reference: PaymentReference,
    /// The order that it is for.
    pub order: OrderId,
    /// The day that counts, as for a payment (R-42).
    pub on: Day,
}

impl fmt::Display for ReversalKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Chargeback => "chargeback",
            Self::Return => "return",
            Self::Correction { owed: true } => "correction, owed",
            Self::Correction { owed: false } => "correction, not owed",
        })
    }
}

impl fmt::Display for Reversal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reference, of, amount, on, kind } = self;
        write!(f, "{reference} of {amount} on {on} taken back of {of} ({kind})")
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { reference, order, on } = self;
        write!(f, "{reference} on {on}, a commitment for order {order}")
    }
}

/// What news of a stored method says (R-18).
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum MethodNews {
    /// The same method goes on, with this validity and cap in place of those known.
    Refreshed {
        /// The last day on which it can be charged, where known.
        valid_until: Option<Day>,
        /// The most that one charge may ask, where there is a limit (R-38).
        mandate_cap: Option<Money>,
    },
    /// It was closed: it is never charged again.
    Closed,
    /// Only its holder knows how it goes on.
    AskHolder,
}

impl Command {
    /// Whether it only says which day it is.
    #[must_use]
    pub const fn is_tick(&self) -> bool {
        matches!(self, Self::Tick)
    }

    /// Whether it reports what happened outside, and is therefore never refused for coming late
    /// (R-04, R-96).
    #[must_use]
    pub const fn is_report(&self) -> bool {
        match self {
            Self::Payment(_)
            | Self::RefundPaid { .. }
            | Self::Reversal(_)
            | Self::Commitment(_)
            | Self::ChargeOutcome { .. }
            | Self::Withdrawal { .. }
            | Self::WithdrawalInformationGiven { .. }
            | Self::MethodNews { .. }
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
            | Self::Leave { .. }
            | Self::BuyAgain { .. }
            | Self::Tick => false,
        }
    }
}

impl Activation {
    /// The opening of that mailbox, renewed here: terms are counted from the day of activation, and
    /// the expiry is that day plus the term (R-02).
    ///
    /// Automatic renewal is off, and there are no methods, notices or orders from before. If you
    /// know more, write `Opening { bound_method: Some(card), ..activation.opening()? }`.
    ///
    /// # Errors
    /// - [`CalendarError::ExpiryOutOfRange`] where the expiry would be after [`Day::LAST_EXPIRY`].
    pub fn opening(self) -> Result<Opening, CalendarError> {
        let Self { mailbox, holder, account, purchase, activated_on } = self;
        let years = purchase.term.years();
        let expiry =
            activated_on.plus_years(u16::from(years)).ok_or(CalendarError::ExpiryOutOfRange {
                from: activated_on,
                years,
                latest: Day::LAST_EXPIRY,
            })?;
        Ok(Opening {
            mailbox,
            holder,
            account,
            hosting: Hosting::Provider,
            purchase,
            anchor: activated_on,
            expiry,
            bound_method: None,
            dead_methods: Vec::new(),
            statutory_notice_delivered: None,
            orders_before: 0,
            carried: None,
        })
    }
}

impl Payment {
    /// A bank transfer for an order, by a guest, whose day of payment is not known (R-42, R-43).
    ///
    /// # Examples
    /// ```
    /// use pec_renewal::Payment;
    /// use pec_renewal::values::{MailboxId, OrderId, uuid::Uuid};
    ///
    /// let mailbox = MailboxId::from(Uuid::from_u128(1));
    /// let order = OrderId::new(mailbox, "2027-03-10".parse()?, 1);
    /// let registered_on = "2027-02-01".parse()?;
    /// let transfer = Payment::transfer("CRO 1".parse()?, order, "30.50".parse()?, registered_on);
    /// let paid_before = Payment { paid_on: Some("2027-01-30".parse()?), ..transfer };
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn transfer(
        reference: PaymentReference,
        order: OrderId,
        amount: Money,
        registered_on: Day,
    ) -> Self {
        Self {
            reference,
            order: Some(order),
            debt: None,
            amount,
            registered_on,
            paid_on: None,
            method_kind: MethodKind::BankTransfer,
            signed_in_with: None,
            consent: None,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::string::ToString;

    use super::{Activation, Day, Hosting, Payment};
    use crate::{
        catalogue::{Holder, HolderKind, MethodKind, Plan, Purchase, Term},
        values::{AccountId, MailboxId, Money, OrderId, uuid::Uuid},
    };

    fn activated_on(text: &str) -> Activation {
        Activation {
            mailbox: MailboxId::new(Uuid::from_u128(1)),
            holder: Holder {
                kind: HolderKind::Business { split_payment: false },
                tax_id: "01234567897".parse().unwrap(),
            },
            account: AccountId::new(Uuid::from_u128(2)),
            purchase: Purchase::new(Plan::Pro, Term::ONE),
            activated_on: text.parse().unwrap(),
        }
    }

    #[test]
    fn r_02_the_first_expiry_is_the_activation_plus_the_term() {
        let activation = activated_on("2028-02-29");
        let opening = activation.opening().unwrap();
        assert_eq!((opening.anchor, opening.hosting), (activation.activated_on, Hosting::Provider));
        assert_eq!(opening.expiry, Day::new(2029, 2, 28).unwrap());
        assert_eq!((opening.bound_method, opening.orders_before), (None, 0));
    }

    #[test]
    fn r_02_a_term_that_leaves_the_calendar_is_refused() {
        let expiry = |text| activated_on(text).opening().map(|opening| opening.expiry);
        assert_eq!(expiry("2898-12-31"), Ok(Day::LAST_EXPIRY));
        assert_eq!(
            expiry("2899-01-01").unwrap_err().to_string(),
            "an expiry 1 year after 2899-01-01 is out of range: expected one by 2899-12-31"
        );
    }

    #[test]
    fn a_transfer_names_its_order_and_nobody() {
        let day = Day::new(2026, 1, 8).unwrap();
        let order = OrderId::new(MailboxId::new(Uuid::nil()), day, 1);
        let payment = Payment::transfer("CRO 1".parse().unwrap(), order, Money::MAX, day);
        assert_eq!((payment.order, payment.amount), (Some(order), Money::MAX));
        assert_eq!((payment.registered_on, payment.paid_on), (day, None));
        assert_eq!(payment.method_kind, MethodKind::BankTransfer);
        assert_eq!(payment.signed_in_with, None);
    }
}
