//! The policies that random mailboxes live under: each differs from the others where providers do.

use std::sync::LazyLock;

use pec_renewal::{
    catalogue::{
        AfterExhaustion, ExtensionBase, GracePhase, GracePhases, Ladder, LatePayment, MailAccess,
        Parameters, Plan, PlanChangeTakesEffect, Policy, PriceList, PriceRow, SettlementClock,
    },
    values::{Day, Money, VatRate},
};

/// Every policy, with what is particular about it.
pub static POLICIES: LazyLock<Vec<(&str, Policy)>> = LazyLock::new(|| {
    vec![
        ("the preset", Policy::aruba()),
        ("a second phase of grace that is not renewable", two_phases()),
        ("a ladder of every day after expiry", daily_after_expiry()),
        ("unpaid orders lapse", unpaid_orders_lapse()),
        ("late fees that rise", late_fees()),
        ("plans change on payment", on_payment()),
        ("terms run from the day of payment", from_the_payment()),
        ("automatic renewal stands alone, and ends when exhausted", automatic_alone()),
        ("a price list with a gap", gap_in_prices()),
        ("grace of more than three years", long_grace()),
        ("no grace at all", no_grace()),
    ]
});

/// The place of the preset among them.
pub const PRESET: usize = 0;

fn two_phases() -> Policy {
    preset_but(|parameters| {
        parameters.grace = grace(&[
            GracePhase { access: MailAccess::RECEIVE_ONLY, ..phase(30) },
            GracePhase { access: MailAccess::READ_ONLY, renewable: false, ..phase(5) },
        ]);
        parameters.order_lead_days = 30;
        parameters.ladder = ladder(&[15, 7, 1]);
        parameters.reminders_after = vec![1, 20, 33];
        parameters.charge_unresolved_days = 3;
    })
}

fn daily_after_expiry() -> Policy {
    preset_but(|parameters| {
        parameters.ladder =
            ladder(&[0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13, -14]);
        parameters.late_charge = false;
        parameters.order_lead_days = 5;
        parameters.reminders_before = vec![30, 5];
    })
}

fn unpaid_orders_lapse() -> Policy {
    preset_but(|parameters| {
        parameters.unpaid_order_days = Some(16);
        parameters.late_payment = LatePayment::Refund;
    })
}

/// The tax on the last fee is a whole number of cents and a half.
fn late_fees() -> Policy {
    let fee = |text: &str| text.parse().expect("an amount");
    preset_but(|parameters| {
        parameters.grace = grace(&[
            phase(20),
            GracePhase { late_fee_net: fee("10.01"), ..phase(20) },
            GracePhase { late_fee_net: fee("25.25"), access: MailAccess::NONE, ..phase(40) },
        ]);
    })
}

fn on_payment() -> Policy {
    preset_but(|parameters| {
        parameters.plan_change_takes_effect = PlanChangeTakesEffect::OnPayment;
        parameters.manual_payment_rebinds = true;
        parameters.prepaid_years_max = Some(3);
        parameters.renewal_gap_days = Some(20);
        parameters.settlement_clock = SettlementClock::Paid;
    })
}

fn from_the_payment() -> Policy {
    preset_but(|parameters| {
        parameters.extension_base = ExtensionBase::PaymentDay;
        parameters.manual_window_opens = Some(60);
    })
}

fn automatic_alone() -> Policy {
    preset_but(|parameters| {
        parameters.manual_while_auto = false;
        parameters.after_exhaustion = AfterExhaustion::SwitchOff;
        parameters.recharge_on_method_update = false;
        parameters.late_charge = false;
    })
}

/// Nothing has a price from March to mid April; then all costs more, at another rate of tax, and
/// Premium is no longer sold.
fn gap_in_prices() -> Policy {
    let rows = |rows: &[PriceRow]| -> Vec<PriceRow> {
        let before = rows.iter().map(|row| PriceRow { until: Some(day("2026-02-28")), ..*row });
        let after = rows.iter().filter(|row| row.plan != Plan::Premium).map(|row| PriceRow {
            from: day("2026-04-16"),
            net: row.net.checked_add(money("1.11")).expect("within the range of money"),
            vat: VatRate::new(550).expect("a rate"),
            ..*row
        });
        before.chain(after).collect()
    };
    let preset = Policy::aruba();
    let prices = PriceList::new(2, rows(preset.prices().rows())).expect("a price list");
    Policy::new(preset.parameters().clone(), prices).expect("a policy")
}

fn long_grace() -> Policy {
    preset_but(|parameters| {
        parameters.grace = grace(&[phase(1200)]);
        parameters.reminders_after = vec![400];
        parameters.order_lead_days = 40;
    })
}

fn no_grace() -> Policy {
    preset_but(|parameters| {
        parameters.grace = grace(&[]);
        parameters.reminders_after = vec![];
    })
}

fn preset_but(change: impl FnOnce(&mut Parameters)) -> Policy {
    let preset = Policy::aruba();
    let mut parameters = preset.parameters().clone();
    change(&mut parameters);
    Policy::new(parameters, preset.prices().clone()).expect("a policy")
}

fn grace(phases: &[GracePhase]) -> GracePhases {
    GracePhases::new(phases.to_vec()).expect("phases of grace")
}

fn phase(days: u16) -> GracePhase {
    GracePhase {
        days,
        access: MailAccess::RECEIVE_AND_READ,
        late_fee_net: Money::ZERO,
        renewable: true,
    }
}

fn ladder(rungs: &[i16]) -> Ladder {
    Ladder::new(rungs.to_vec()).expect("a ladder")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn money(text: &str) -> Money {
    text.parse().expect("an amount")
}
