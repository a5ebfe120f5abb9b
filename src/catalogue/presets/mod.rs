//! The policies of providers, as far as their public pages tell them.
//!
//! A file for each provider, with what its pages say. What they leave open is in [`unstated`], the
//! same for all, so that two presets differ only where a page does. The manual's page
//! [`providers`](crate::manual::providers) says of each value where it comes from; a test compares
//! the two.

mod abwebsolutions;
mod aruba;
mod pecpro;
mod prices;
mod register_it;
mod tim;
mod virgilio;

use alloc::vec;

use super::{
    grace::{GracePhase, GracePhases, MailAccess},
    ladder::Ladder,
    parameters::{
        AfterExhaustion, AutoEnableOn, ExtensionBase, LatePayment, Parameters,
        PlanChangeTakesEffect, SettlementClock,
    },
    policy::Policy,
};
use crate::values::Money;

impl Policy {
    /// Every preset, under the name of its function; [`Policy::named`] finds one of them.
    ///
    /// None is the provider's own statement, and no provider made or endorsed one. The manual's page
    /// [`providers`](crate::manual::providers) says of each value whether a page states it or it is
    /// *assumed*. Prices are illustrative, and the same in all: bring your own list.
    #[expect(clippy::type_complexity, reason = "a name, and what makes the policy")]
    pub const PRESETS: &'static [(&'static str, fn() -> Self)] = &[
        ("aruba", Self::aruba),
        ("register_it", Self::register_it),
        ("pecpro", Self::pecpro),
        ("tim", Self::tim),
        ("virgilio", Self::virgilio),
        ("abwebsolutions", Self::abwebsolutions),
    ];

    /// The preset of this name; `None` if [`Policy::PRESETS`] has no such name.
    ///
    /// # Examples
    /// ```
    /// use pec_renewal::catalogue::Policy;
    ///
    /// assert_eq!(Policy::named("tim"), Some(Policy::tim()));
    /// assert_eq!(Policy::named("TIM"), None);
    /// ```
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let preset = Self::PRESETS.iter().find(|(known, _)| *known == name);
        preset.map(|(_, policy)| policy())
    }
}

/// What a provider's pages leave open. Only here may a preset say what no page does: all of it is
/// assumed, but for the law's months of logs.
fn unstated() -> Parameters {
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
        grace: GracePhases::preset(vec![phase(90, MailAccess::RECEIVE_AND_READ)]),
        deletion_warning_days: 10,
        reminders_before: vec![90, 60, 30, 15, 7, 1],
        reminders_after: vec![1, 30, 60, 80],
        statutory_notice_days: 45,
        manual_window_opens: None,
        manual_while_auto: true,
        prepaid_years_max: None,
        renewal_gap_days: None,
        // Tying automatic renewal to the way of paying was fined: nobody is said to do it whose pages
        // do not.
        auto_enable_on: AutoEnableOn { card: false, paypal: false },
        auto_enable_needs_consent: false,
        manual_payment_rebinds: false,
        plan_change_takes_effect: PlanChangeTakesEffect::WithTerm,
        extension_base: ExtensionBase::PreviousExpiry,
        settlement_clock: SettlementClock::Registered,
        // Nor is anyone said to keep a holder's money as credit whose pages do not.
        late_payment: LatePayment::Refund,
        fulfil_on_commitment: true,
        refund_days: Some(14),
        withdrawal_days: 18,
        log_retention_months: 30,
    }
}

/// A phase of grace that can be renewed without a late fee.
const fn phase(days: u16, access: MailAccess) -> GracePhase {
    GracePhase { days, access, late_fee_net: Money::ZERO, renewable: true }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::collections::BTreeSet;

    use super::{GracePhases, Ladder, MailAccess, Policy};
    use crate::{
        catalogue::{MethodKind, Package, Parameters, Plan, PriceList, Purchase, Term},
        values::{Day, ExtraSpace, testing::refusal},
    };

    #[test]
    fn every_preset_is_what_the_doors_accept() {
        for (name, preset) in Policy::PRESETS {
            let policy = preset();
            let mut parameters = policy.parameters().clone();
            parameters.ladder = Ladder::new(parameters.ladder.rungs().to_vec()).unwrap();
            parameters.grace = GracePhases::new(parameters.grace.phases().to_vec()).unwrap();
            let prices = PriceList::new(1, policy.prices().rows().to_vec()).unwrap();
            assert_eq!(Policy::new(parameters, prices), Ok(policy), "{name}");
        }
    }

    #[test]
    fn every_preset_comes_back_from_the_wire() {
        for (name, preset) in Policy::PRESETS {
            let policy = preset();
            let json = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), policy, "{name}");
            let bytes = postcard::to_allocvec(&policy).unwrap();
            assert_eq!(postcard::from_bytes::<Policy>(&bytes).unwrap(), policy, "{name}");
            let file = serde_json::to_string(policy.parameters()).unwrap();
            assert_eq!(&serde_json::from_str::<Parameters>(&file).unwrap(), policy.parameters());
        }
    }

    #[test]
    fn a_file_is_refused_where_it_contradicts_itself_or_misspells_a_name() {
        let policy = Policy::aruba();
        let json = serde_json::to_string(&policy).unwrap();
        let contradictory =
            json.replace(r#""statutory_notice_days":45"#, r#""statutory_notice_days":7"#);
        assert_eq!(
            refusal::<Policy>(&contradictory),
            "the statutory notice is due 7 days before expiry: expected at least 30"
        );
        let file = serde_json::to_string(policy.parameters()).unwrap();
        let unknown = file.replace(r#""late_charge""#, r#""late_charges""#);
        assert!(refusal::<Parameters>(&unknown).starts_with("unknown field `late_charges`"));
    }

    #[test]
    fn a_name_is_that_of_one_preset() {
        let names: BTreeSet<&str> = Policy::PRESETS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), Policy::PRESETS.len());
        for (name, preset) in Policy::PRESETS {
            assert_eq!(Policy::named(name), Some(preset()));
        }
        for unknown in ["", "Aruba", "aruba ", "poste"] {
            assert_eq!(Policy::named(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn the_illustrative_prices_are_the_same_in_every_preset() {
        let policy = Policy::aruba();
        for (name, preset) in Policy::PRESETS {
            assert_eq!(preset().prices(), policy.prices(), "{name}");
        }
        let today = Day::new(2026, 1, 1).unwrap();
        for (plan, years, mailbox_gb, archive_gb, net) in [
            (Plan::Standard, 1, 0, 0, "9.90"),
            (Plan::Standard, 3, 1, 0, "44.70"),
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
        let rows = policy.prices().rows();
        assert_eq!(rows.len(), 15);
        assert!(
            rows.iter().all(|row| row.plan.has_archive() == row.extra_archive_gb_net.is_some())
        );
    }

    #[test]
    fn only_reusable_methods_switch_automatic_renewal_on() {
        let parameters = Policy::aruba().parameters().clone();
        let phase = parameters.grace.phases().first().unwrap();
        assert_eq!(phase.access, MailAccess::RECEIVE_AND_READ);
        for kind in MethodKind::ALL {
            assert_eq!(parameters.auto_enable_on.includes(*kind), kind.is_reusable());
        }
        assert!(Policy::abwebsolutions().parameters().auto_enable_on.card);
        assert!(!Policy::abwebsolutions().parameters().auto_enable_on.paypal);
        for quiet in [Policy::register_it(), Policy::pecpro(), Policy::tim(), Policy::virgilio()] {
            let switched_on = quiet.parameters().auto_enable_on;
            assert!(MethodKind::ALL.iter().all(|kind| !switched_on.includes(*kind)));
        }
    }
}
