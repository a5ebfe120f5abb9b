//! What providers do differently.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{grace::GracePhases, ladder::Ladder, method::MethodKind};
use crate::values::Money;

/// The provider's parameters, as a policy file states them; [`Policy::new`](super::Policy::new) checks them together.
///
/// Day counts are at most [`DAYS_MAX`](super::DAYS_MAX), month counts at most
/// [`MONTHS_MAX`](super::MONTHS_MAX). Rungs out of order and phases out of
/// order cannot be written down: [`Ladder`] and [`GracePhases`] refuse them.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is one answer of a provider")]
pub struct Parameters {
    /// The version, as the provider counts them; orders record it.
    pub version: u32,
    /// From how many days before expiry on an order is generated.
    pub order_lead_days: u16,
    /// On which days it is charged.
    pub ladder: Ladder,
    /// Whether the last rung stays in force through the last renewable day.
    pub late_charge: bool,
    /// How many days after its request an unresolved charge is asked about; at least 1.
    pub charge_unresolved_days: u16,
    /// Whether a newly bound method is charged at once after a failure.
    pub recharge_on_method_update: bool,
    /// What becomes of automatic renewal when the ladder is exhausted.
    pub after_exhaustion: AfterExhaustion,
    /// How many days after its opening an order can still be paid; without one, as long as the
    /// mailbox can be renewed.
    pub unpaid_order_days: Option<u16>,
    /// How many days after an order's last day money counted for a good day may still be reported
    /// and fulfil it: its margin; at most [`REPORT_MARGIN_DAYS_MAX`](super::REPORT_MARGIN_DAYS_MAX)
    ///
    pub report_margin_days: u16,
    /// By how much a payment may fall short and fulfil its order all the same.
    pub shortfall_waived: Money,
    /// What an expired mailbox may do.
    pub grace: GracePhases,
    /// How many days before the day after grace the warning before deletion is due, and how many
    /// days it leaves at least: 1 to [`WARNING_DAYS_MAX`](super::WARNING_DAYS_MAX).
    pub deletion_warning_days: u16,
    /// How many days before expiry reminders are due, descending; 0 is the day itself.
    pub reminders_before: Vec<u16>,
    /// How many days after expiry reminders are due, ascending, from 1.
    pub reminders_after: Vec<u16>,
    /// How many days before expiry the notice of art. 65-bis is due; at least
    /// [`STATUTORY_NOTICE_DAYS_MIN`](super::STATUTORY_NOTICE_DAYS_MIN).
    pub statutory_notice_days: u16,
    /// From how many days before expiry on a manual renewal is possible; without one, always
    ///
    pub manual_window_opens: Option<u16>,
    /// Whether a manual renewal is possible with automatic renewal on.
    pub manual_while_auto: bool,
    /// How many years from today an expiry may be moved by hand; without one, any.
    pub prepaid_years_max: Option<u8>,
    /// How many days after a renewal the next one by hand is possible; without one, at once.
    pub renewal_gap_days: Option<u16>,
    /// Which signed-in payments switch automatic renewal on.
    pub auto_enable_on: AutoEnableOn,
    /// Whether only a payment with the payer's consent on record switches automatic renewal on.
    pub auto_enable_needs_consent: bool,
    /// Whether paying by hand binds the method paid with.
    pub manual_payment_rebinds: bool,
    /// When a plan that was bought takes effect.
    pub plan_change_takes_effect: PlanChangeTakesEffect,
    /// From which day a renewal extends.
    pub extension_base: ExtensionBase,
    /// Which day of a payment counts.
    pub settlement_clock: SettlementClock,
    /// How money is given back that came too late.
    pub late_payment: LatePayment,
    /// Whether a public body's registered commitment to pay fulfils its order before the money.
    pub fulfil_on_commitment: bool,
    /// How many days after money was owed back it is to be paid out or credited, 1 to
    /// [`REFUND_DAYS_MAX`](super::REFUND_DAYS_MAX); without one, no day is set.
    pub refund_days: Option<u16>,
    /// For how many days after the payment a consumer can withdraw from a renewal by a manual order; at
    /// least [`WITHDRAWAL_DAYS_MIN`](super::WITHDRAWAL_DAYS_MIN).
    pub withdrawal_days: u16,
    /// For how many months after deletion the logs are kept; at least
    /// [`LOG_RETENTION_MONTHS_MIN`](super::LOG_RETENTION_MONTHS_MIN).
    pub log_retention_months: u16,
}

/// What becomes of automatic renewal when the ladder is exhausted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum AfterExhaustion {
    /// It stays on, for the next period.
    Keep,
    /// It is switched off.
    SwitchOff,
}

/// Which payments made while signed in switch automatic renewal on.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AutoEnableOn {
    /// Those by card.
    pub card: bool,
    /// Those by `PayPal`.
    pub paypal: bool,
}

impl AutoEnableOn {
    /// Whether a payment by this kind of method does; one that is not reusable never does.
    #[must_use]
    pub const fn includes(self, kind: MethodKind) -> bool {
        match kind {
            MethodKind::Card => self.card,
            MethodKind::PayPal => self.paypal,
            MethodKind::BankTransfer
            | MethodKind::PostalSlip
            | MethodKind::PrefilledSlip
            | MethodKind::Credit => false,
        }
    }
}

/// When a plan that was bought takes effect.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum PlanChangeTakesEffect {
    /// On payment.
    OnPayment,
    /// With the term bought: on the day after the old expiry, or at once in grace.
    WithTerm,
}

/// From which day a renewal extends.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum ExtensionBase {
    /// From the expiry that it renews.
    PreviousExpiry,
    /// From that or the payment's day, whichever is later.
    PaymentDay,
}

/// Which day of a payment counts.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
pub enum SettlementClock {
    /// The one on which the provider registered it.
    Registered,
    /// The one on which the customer paid.
    Paid,
}

/// How money is given back that came too late.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub enum LatePayment {
    /// It is paid back.
    Refund,
    /// It can be spent with the provider.
    Credit {
        /// For how many months; at least 1.
        months: u16,
    },
}
