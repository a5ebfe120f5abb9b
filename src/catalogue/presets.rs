//! The policy of one provider, as far as its public pages tell it.

use alloc::{vec, vec::Vec};

use super::{
    grace::{GracePhase, GracePhases, MailAccess},
    ladder::Ladder,
    parameters::{
        AfterExhaustion, AutoEnableOn, ExtensionBase, LatePayment, Parameters,
        PlanChangeTakesEffect, SettlementClock,
    },
    plan::{Plan, Term},
    policy::Policy,
    price_list::{PriceList, PriceRow},
};
use crate::values::{Day, Money, VatRate};

impl Policy {
    /// A policy after the public help pages of Aruba, version 1.
    ///
    /// It is not the provider's own statement, and much of it is guesswork: *assumed* marks what no
    /// public page states. A code such as A10 names a page of the provider's guides; see below.
    ///
    /// | parameter | value | stated or assumed |
    /// |---|---|---|
    /// | `order_lead_days` | 15 | assumed |
    /// | `ladder` | 7, 5, 3, 1 | 7 stated (A3, A12, A13); 5, 3 and 1 assumed |
    /// | `late_charge` | yes | assumed |
    /// | `charge_unresolved_days` | 1 | assumed |
    /// | `recharge_on_method_update` | yes | assumed |
    /// | `after_exhaustion` | keep | assumed |
    /// | `unpaid_order_days` | none | assumed |
    /// | `report_margin_days` | 5 | assumed |
    /// | `shortfall_waived` | 0.00 | assumed |
    /// | `grace` | 90 days, receives and reads | stated (A10) |
    /// | `grace`: late fee | 0.00 | assumed, as A10 names none |
    /// | `grace`: renewable | yes | stated (A10) |
    /// | `deletion_warning_days` | 10 | assumed |
    /// | `reminders_before` | 90, 60, 30, 15, 7, 1 | 90 stated (A6, A7); the others assumed |
    /// | `reminders_after` | 1, 30, 60, 80 | assumed |
    /// | `statutory_notice_days` | 45 | assumed; the law asks for at least 30 |
    /// | `manual_window_opens` | none | stated (A6, A7) |
    /// | `manual_while_auto` | yes | stated by the newest pages (A1, A5, A29) |
    /// | `prepaid_years_max` | none | assumed |
    /// | `renewal_gap_days` | none | assumed |
    /// | `auto_enable_on` | card and `PayPal` | stated (A3, A4, A9, A27) |
    /// | `auto_enable_needs_consent` | no | stated (A3, A4, A9, A27); see below |
    /// | `manual_payment_rebinds` | no | stated (A12, A13) |
    /// | `plan_change_takes_effect` | with the term | stated (A30) |
    /// | `extension_base` | previous expiry | assumed; stated for domains only (H1) |
    /// | `settlement_clock` | registered | stated (A32) |
    /// | `late_payment` | credit, 12 months | stated for the hosting brand (H3) |
    /// | `fulfil_on_commitment` | yes | stated (A25) |
    /// | `refund_days` | 14 | assumed; the law sets 14 days for a withdrawal (Consumer Code artt. 52–59) |
    /// | `withdrawal_days` | 18 | assumed; the law sets 14, and a last day on a holiday moves on (Consumer Code art. 52) |
    /// | `log_retention_months` | 30 | the law (DPR 68/2005) |
    /// | price list | below | third party, 2021-22; illustrative |
    ///
    /// - A3, A12, A13: automatic renewal is run a week before expiry. A12 and A13 describe sister
    ///   products, and add that paying the order of a failed charge by hand leaves the bound method
    ///   as it is.
    /// - A6, A7: the first reminder comes three months before expiry; a renewal by hand is possible
    ///   at any time, and advised two weeks before.
    /// - A1, A5, A29: a renewal by hand is possible while automatic renewal is on, as long as no
    ///   order is open. Older pages, and A10 still, say that it must be switched off first.
    /// - A3, A4, A9, A27: paying an order by card or `PayPal` switches automatic renewal on. The Italian
    ///   competition authority fined the practice of tying it to the choice of a way to pay (decision 26626
    ///   of 2017, upheld in court in 2019): with consumers, ask for their consent, keep it on record, and set
    ///   `auto_enable_needs_consent` (R-19).
    /// - A10: for 90 days an expired mailbox receives and can be read and renewed, but cannot send.
    /// - A30: a change of plan takes place at renewal. Older pages say at any time.
    /// - A32: what counts is the day on which the provider registers the payment.
    /// - H1, H3: pages of the hosting brand. A domain renewed late runs from its old expiry; money
    ///   that bought nothing stays as credit for 12 months from the payment.
    ///
    /// **The prices are illustrative.** They come from a page of a third party of about 2021-22,
    /// and have risen since: 7.90 € a year for Standard, 25 for Pro, 40 for Premium, and 5 for
    /// each extra GB, to which VAT of 22 % is added. That *n* years cost *n* times as much, and
    /// that the prices hold from 2020-01-01 with no end, is assumed. Bring your own list.
    #[must_use]
    pub fn aruba() -> Self {
        Self::preset(aruba_parameters(), PriceList::preset(1, illustrative_rows()))
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
        report_margin_days: 5,
        shortfall_waived: Money::ZERO,
        grace: GracePhases::preset(vec![GracePhase {
            days: 90,
            access: MailAccess::RECEIVE_AND_READ,
            late_fee_net: Money::ZERO,
            renewable: true,
        }]),
        deletion_warning_days: 10,
        reminders_before: vec![90, 60, 30, 15, 7, 1],
        reminders_after: vec![1, 30, 60, 80],
        statutory_notice_days: 45,
        manual_window_opens: None,
        manual_while_auto: true,
        prepaid_years_max: None,
        renewal_gap_days: None,
        auto_enable_on: AutoEnableOn { card: true, paypal: true },
        auto_enable_needs_consent: false,
        manual_payment_rebinds: false,
        plan_change_takes_effect: PlanChangeTakesEffect::WithTerm,
        extension_base: ExtensionBase::PreviousExpiry,
        settlement_clock: SettlementClock::Registered,
        late_payment: LatePayment::Credit { months: 12 },
        fulfil_on_commitment: true,
        refund_days: Some(14),
        withdrawal_days: 18,
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use super::{GracePhases, Ladder, MailAccess, Plan, Policy, PriceList, Term};
    use crate::{
        catalogue::{MethodKind, Package, Parameters, Purchase},
        values::{Day, ExtraSpace, testing::refusal},
    };

    #[test]
    fn the_preset_is_what_the_doors_accept() {
        let policy = Policy::aruba();
        let mut parameters = policy.parameters().clone();
        parameters.ladder = Ladder::new(parameters.ladder.rungs().to_vec()).unwrap();
        parameters.grace = GracePhases::new(parameters.grace.phases().to_vec()).unwrap();
        let prices = PriceList::new(1, policy.prices().rows().to_vec()).unwrap();
        assert_eq!(Policy::new(parameters, prices), Ok(policy));
    }

    #[test]
    fn the_preset_comes_back_from_the_wire() {
        let policy = Policy::aruba();
        let json = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy);
        let bytes = postcard::to_allocvec(&policy).unwrap();
        assert_eq!(postcard::from_bytes::<Policy>(&bytes).unwrap(), policy);
        let file = serde_json::to_string(policy.parameters()).unwrap();
        assert_eq!(&serde_json::from_str::<Parameters>(&file).unwrap(), policy.parameters());
        let contradictory =
            json.replace(r#""statutory_notice_days":45"#, r#""statutory_notice_days":7"#);
        assert_eq!(
            refusal::<Policy>(&contradictory),
            "the statutory notice is due 7 days before expiry: expected at least 30"
        );
        let unknown = file.replace(r#""late_charge""#, r#""late_charges""#);
        assert!(refusal::<Parameters>(&unknown).starts_with("unknown field `late_charges`"));
    }

    #[test]
    fn the_illustrative_prices() {
        let policy = Policy::aruba();
        let today = Day::new(2026, 1, 1).unwrap();
        for (plan, years, mailbox_gb, archive_gb, net) in [
            (Plan::Standard, 1, 0, 0, "7.90"),
            (Plan::Standard, 3, 1, 0, "38.70"),
            (Plan::Pro, 1, 0, 0, "25.00"),
            (Plan::Pro, 5, 2, 1, "200.00"),
            (Plan::Premium, 2, 0, 0, "80.00"),
        ] {
            let extra = ExtraSpace { mailbox_gb, archive_gb };
            let package = Package { plan, extra };
            let purchase = Purchase::new(package, Term::new(years).unwrap());
            let price = policy.prices().price(&purchase, today).unwrap();
            assert_eq!(price.net(), net.parse().unwrap());
        }
        assert_eq!(policy.prices().rows().len(), 15);
        assert!(
            policy
                .prices()
                .rows()
                .iter()
                .all(|row| row.plan.has_archive() == row.extra_archive_gb_net.is_some())
        );
        let phase = policy.parameters().grace.phases().first().unwrap();
        assert_eq!(phase.access, MailAccess::RECEIVE_AND_READ);
        for kind in MethodKind::ALL {
            let enables = policy.parameters().auto_enable_on.includes(*kind);
            assert_eq!(enables, kind.is_reusable());
        }
    }
}
