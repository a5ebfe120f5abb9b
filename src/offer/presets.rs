//! The policy of one provider, as far as its public pages tell it.

use alloc::vec;
use alloc::vec::Vec;

use super::grace::{GracePhase, GracePhases, MailAccess};
use super::ladder::Ladder;
use super::plan::{Plan, Term};
use super::policy::{
    AfterExhaustion, AutoEnableOn, ExtensionBase, LatePayment, Parameters, PlanChangeTakesEffect,
    Policy, SettlementClock,
};
use super::price_list::{PriceList, PriceRow};
use crate::values::{Day, Money, VatRate};

impl Policy {
    /// A policy after the public help pages of Aruba, version 1.
    ///
    /// It is not the provider's own statement. A code such as A10 names a page of the provider's
    /// guides (H3: of its hosting brand); *assumed* marks what no public page states.
    ///
    /// | parameter | value | where it comes from |
    /// |---|---|---|
    /// | `order_lead_days` | 15 | assumed: no page says when the order is generated |
    /// | `ladder` | 7, 5, 3, 1 | 7: the charge is run a week before expiry (A3, A12, A13); 5, 3 and 1 assumed |
    /// | `late_charge` | yes | assumed |
    /// | `charge_unresolved_days` | 1 | assumed |
    /// | `recharge_on_method_update` | yes | assumed |
    /// | `after_exhaustion` | keep | assumed |
    /// | `unpaid_order_days` | none | assumed: no page says that an unpaid order ends |
    /// | `grace` | one phase of 90 days: receives and reads, no fee, renewable | an expired mailbox receives, can be read and can be renewed for 90 days, and cannot send (A10) |
    /// | `reminders_before` | 90, 60, 30, 15, 7, 1 | 90: the first reminder comes three months before (A6, A7); the others assumed |
    /// | `reminders_after` | 1, 30, 60, 80 | assumed |
    /// | `statutory_notice_days` | 45 | assumed; the law (art. 65-bis of the Consumer Code) asks for at least 30 |
    /// | `manual_window_opens` | none | a renewal by hand is possible at any time (A6, A7) |
    /// | `manual_while_auto` | yes | the newest pages allow it if no order is open (A1, A5, A29); older ones do not |
    /// | `prepaid_years_max` | none | assumed: no page names a limit |
    /// | `renewal_gap_days` | none | assumed: no page names one for mailboxes |
    /// | `auto_enable_on` | card and `PayPal` | paying with either switches automatic renewal on (A3, A4, A9, A27) |
    /// | `manual_payment_rebinds` | no | paying the order of a failed charge by hand leaves the bound method as it is (A12, A13) |
    /// | `plan_change_takes_effect` | with the term | a change of plan takes place at renewal (A30) |
    /// | `extension_base` | the previous expiry | assumed |
    /// | `settlement_clock` | registered | what counts is the day on which the provider registers the payment (A32) |
    /// | `late_payment` | credit for 12 months | the credit of the hosting brand can be used for 12 months from the payment (H3) |
    /// | `log_retention_months` | 30 | the law (DPR 68/2005) |
    ///
    /// **The prices are illustrative.** They are what a third party's page said around 2021-22, and
    /// have changed since: 7.90 € a year for Standard, 25 for Pro, 40 for Premium, and 5 for each
    /// extra GB, all without VAT at 22 %. That *n* years cost *n* times as much, and that these
    /// prices hold from 2020-01-01 with no end, is assumed. Bring your own list.
    #[must_use]
    pub fn aruba() -> Policy {
        Policy::preset(aruba_parameters(), PriceList::preset(1, illustrative_rows()))
    }
}

fn aruba_parameters() -> Parameters {
    Parameters {
        version: 1,
        order_lead_days: 15,
        ladder: Ladder::preset(vec![7, 5, 3, 1]),
        late_charge: true,
        charge_unresolved_days: 1,
        recharge_on_method_update: true,
        after_exhaustion: AfterExhaustion::Keep,
        unpaid_order_days: None,
        grace: GracePhases::preset(vec![GracePhase {
            days: 90,
            access: MailAccess::RECEIVE_AND_READ,
            late_fee_net: Money::ZERO,
            renewable: true,
        }]),
        reminders_before: vec![90, 60, 30, 15, 7, 1],
        reminders_after: vec![1, 30, 60, 80],
        statutory_notice_days: 45,
        manual_window_opens: None,
        manual_while_auto: true,
        prepaid_years_max: None,
        renewal_gap_days: None,
        auto_enable_on: AutoEnableOn { card: true, paypal: true },
        manual_payment_rebinds: false,
        plan_change_takes_effect: PlanChangeTakesEffect::WithTerm,
        extension_base: ExtensionBase::PreviousExpiry,
        settlement_clock: SettlementClock::Registered,
        late_payment: LatePayment::Credit { months: 12 },
        log_retention_months: 30,
    }
}

fn illustrative_rows() -> Vec<PriceRow> {
    let rows_of = |plan: Plan| {
        Term::ALL.into_iter().map(move |term| {
            let for_term =
                |yearly: u64| Money::of_cents(yearly.saturating_mul(term.years().into()));
            PriceRow {
                plan,
                term,
                net: for_term(yearly_cents(plan)),
                extra_mailbox_gb_net: Some(for_term(EXTRA_GB_YEARLY_CENTS)),
                extra_archive_gb_net: plan.has_archive().then(|| for_term(EXTRA_GB_YEARLY_CENTS)),
                vat: VatRate::ORDINARY,
                from: Day::literal(2020, 1, 1),
                until: None,
            }
        })
    };
    Plan::ALL.iter().copied().flat_map(rows_of).collect()
}

const fn yearly_cents(plan: Plan) -> u64 {
    match plan {
        Plan::Standard => 790,
        Plan::Pro => 2_500,
        Plan::Premium => 4_000,
    }
}

const EXTRA_GB_YEARLY_CENTS: u64 = 500;
