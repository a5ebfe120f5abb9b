//! The prices of the presets: illustrations, after what third parties wrote of one provider.

use alloc::vec::Vec;

use super::super::{
    plan::{Plan, Term},
    price_list::{PriceList, PriceRow},
};
use crate::values::{Day, Money, VatRate};

/// One list for all presets: what a provider asks is for the provider to say.
pub(super) fn illustrative() -> PriceList {
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
    let rows: Vec<PriceRow> = Plan::ALL.iter().copied().flat_map(rows_of).collect();
    PriceList::preset(1, rows)
}

const fn yearly_cents(plan: Plan) -> u64 {
    match plan {
        Plan::Standard => 990,
        Plan::Pro => 2_500,
        Plan::Premium => 4_000,
    }
}

const EXTRA_GB_YEARLY_CENTS: u64 = 500;
