//! The policies that lives are lived under: the preset, and some that differ from it in every way that
//! moves money or deadlines.

use std::sync::LazyLock;

use pec_renewal::{
    catalogue::{
        AfterExhaustion, ExtensionBase, GracePhase, GracePhases, Ladder, LatePayment, MailAccess,
        Parameters, PlanChangeTakesEffect, Policy, PriceList, PriceRow, SettlementClock,
    },
    values::Day,
};

pub static POLICIES: LazyLock<[Policy; 5]> = LazyLock::new(|| {
    [Policy::aruba(), with_late_fees(), charging_daily_after_expiry(), patient(), without_grace()]
});

/// Grace in three phases, the second with a late fee, the last not renewable; orders lapse early; the
/// prices rise in 2029.
fn with_late_fees() -> Policy {
    let phase = |days, fee: &str, renewable| GracePhase {
        days,
        access: MailAccess::RECEIVE_AND_READ,
        late_fee_net: fee.parse().expect("a fee"),
        renewable,
    };
    let phases = vec![phase(20, "0.00", true), phase(25, "10.00", true), phase(10, "10.00", false)];
    let parameters = Parameters {
        version: 2,
        grace: GracePhases::new(phases).expect("phases in order"),
        late_payment: LatePayment::Refund,
        unpaid_order_days: Some(30),
        reminders_after: vec![1, 20, 44],
        ..Policy::aruba().parameters().clone()
    };
    Policy::new(parameters, risen_prices()).expect("no contradiction")
}

/// Charged daily for two weeks from the expiry on; then automatic renewal goes off.
fn charging_daily_after_expiry() -> Policy {
    let parameters = Parameters {
        version: 3,
        ladder: Ladder::new((-14..=0).rev().collect()).expect("a ladder"),
        late_charge: false,
        after_exhaustion: AfterExhaustion::SwitchOff,
        settlement_clock: SettlementClock::Paid,
        manual_payment_rebinds: true,
        ..Policy::aruba().parameters().clone()
    };
    Policy::new(parameters, Policy::aruba().prices().clone()).expect("no contradiction")
}

/// Waits where the preset asks at once, and counts from the payment.
fn patient() -> Policy {
    let parameters = Parameters {
        version: 4,
        order_lead_days: 40,
        ladder: Ladder::new(vec![20, 10]).expect("a ladder"),
        charge_unresolved_days: 3,
        recharge_on_method_update: false,
        extension_base: ExtensionBase::PaymentDay,
        plan_change_takes_effect: PlanChangeTakesEffect::OnPayment,
        renewal_gap_days: Some(7),
        ..Policy::aruba().parameters().clone()
    };
    Policy::new(parameters, risen_prices()).expect("no contradiction")
}

/// Deletion is due on the day after expiry.
fn without_grace() -> Policy {
    let parameters = Parameters {
        version: 5,
        grace: GracePhases::new(Vec::new()).expect("no phase"),
        reminders_after: Vec::new(),
        ..Policy::aruba().parameters().clone()
    };
    Policy::new(parameters, Policy::aruba().prices().clone()).expect("no contradiction")
}

/// The preset's prices until the end of 2028, and from then on a quarter more.
fn risen_prices() -> PriceList {
    let last = Day::new(2028, 12, 31).expect("a day");
    let aruba = Policy::aruba();
    let old = aruba.prices().rows().iter().map(|row| PriceRow { until: Some(last), ..*row });
    let old: Vec<PriceRow> = old.collect();
    let risen = old.iter().map(|row| PriceRow {
        net: row.net.times(125).and_then(|sum| hundredth(sum.cents())).expect("a price"),
        from: last.next(),
        until: None,
        ..*row
    });
    let rows = old.iter().copied().chain(risen).collect();
    PriceList::new(2, rows).expect("no overlap")
}

fn hundredth(cents: u64) -> Option<pec_renewal::values::Money> {
    pec_renewal::values::Money::from_cents(cents / 100).ok()
}
