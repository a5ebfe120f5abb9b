//! The parameters of a policy as a script sets them: `ladder` and `7 5 3 1`.

use std::fmt::Write;

use pec_renewal::catalogue::{
    AfterExhaustion, AutoEnableOn, ExtensionBase, GracePhase, LatePayment, Parameters,
    PlanChangeTakesEffect, SettlementClock,
};

/// Every parameter but the version, by name, with its value in the words that follow `set` in a
/// script; in the order of the crate.
#[must_use]
pub fn written(parameters: &Parameters) -> Vec<(&'static str, String)> {
    // Every field by name: a new one is missed here first.
    let Parameters {
        version: _,
        order_lead_days,
        ladder,
        late_charge,
        charge_unresolved_days,
        recharge_on_method_update,
        after_exhaustion,
        unpaid_order_days,
        report_margin_days,
        shortfall_waived,
        grace,
        deletion_warning_days,
        reminders_before,
        reminders_after,
        statutory_notice_days,
        manual_window_opens,
        manual_while_auto,
        prepaid_years_max,
        renewal_gap_days,
        auto_enable_on,
        auto_enable_needs_consent,
        manual_payment_rebinds,
        plan_change_takes_effect,
        extension_base,
        settlement_clock,
        late_payment,
        fulfil_on_commitment,
        refund_days,
        withdrawal_days,
        log_retention_months,
    } = parameters;
    vec![
        ("order_lead_days", order_lead_days.to_string()),
        ("ladder", each(ladder.rungs())),
        ("late_charge", yes_or_no(*late_charge)),
        ("charge_unresolved_days", charge_unresolved_days.to_string()),
        ("recharge_on_method_update", yes_or_no(*recharge_on_method_update)),
        ("after_exhaustion", exhaustion(*after_exhaustion).to_owned()),
        ("unpaid_order_days", optional(*unpaid_order_days)),
        ("report_margin_days", report_margin_days.to_string()),
        ("shortfall_waived", shortfall_waived.to_string()),
        ("grace", phases(grace.phases())),
        ("deletion_warning_days", deletion_warning_days.to_string()),
        ("reminders_before", each(reminders_before)),
        ("reminders_after", each(reminders_after)),
        ("statutory_notice_days", statutory_notice_days.to_string()),
        ("manual_window_opens", optional(*manual_window_opens)),
        ("manual_while_auto", yes_or_no(*manual_while_auto)),
        ("prepaid_years_max", optional(*prepaid_years_max)),
        ("renewal_gap_days", optional(*renewal_gap_days)),
        ("auto_enable_on", enabling(*auto_enable_on).to_owned()),
        ("auto_enable_needs_consent", yes_or_no(*auto_enable_needs_consent)),
        ("manual_payment_rebinds", yes_or_no(*manual_payment_rebinds)),
        ("plan_change_takes_effect", plan_change(*plan_change_takes_effect).to_owned()),
        ("extension_base", base(*extension_base).to_owned()),
        ("settlement_clock", clock(*settlement_clock).to_owned()),
        ("late_payment", late(*late_payment)),
        ("fulfil_on_commitment", yes_or_no(*fulfil_on_commitment)),
        ("refund_days", optional(*refund_days)),
        ("withdrawal_days", withdrawal_days.to_string()),
        ("log_retention_months", log_retention_months.to_string()),
    ]
}

fn yes_or_no(answer: bool) -> String {
    if answer { "yes" } else { "no" }.to_owned()
}

fn optional(number: Option<impl ToString>) -> String {
    number.map_or_else(|| "none".to_owned(), |number| number.to_string())
}

fn each(numbers: &[impl ToString]) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    if numbers.is_empty() { "none".to_owned() } else { numbers.join(" ") }
}

fn phases(phases: &[GracePhase]) -> String {
    let phases: Vec<String> = phases.iter().map(phase).collect();
    if phases.is_empty() { "none".to_owned() } else { phases.join(", ") }
}

fn phase(phase: &GracePhase) -> String {
    let GracePhase { days, access, late_fee_net, renewable } = phase;
    let allowed = [("send", access.send), ("receive", access.receive), ("read", access.read)];
    let allowed: Vec<&str> =
        allowed.iter().filter(|(_, allowed)| *allowed).map(|(what, _)| *what).collect();
    let allowed = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(" ") };
    let mut text = format!("{days} {allowed}");
    if !renewable {
        text.push_str(" not renewable");
    }
    if late_fee_net.cents() != 0 {
        // Writing to a text cannot fail.
        let _ = write!(text, " fee {late_fee_net}");
    }
    text
}

const fn exhaustion(what: AfterExhaustion) -> &'static str {
    match what {
        AfterExhaustion::Keep => "keep",
        AfterExhaustion::SwitchOff => "switch off",
    }
}

const fn enabling(on: AutoEnableOn) -> &'static str {
    match (on.card, on.paypal) {
        (true, true) => "card paypal",
        (true, false) => "card",
        (false, true) => "paypal",
        (false, false) => "none",
    }
}

const fn plan_change(when: PlanChangeTakesEffect) -> &'static str {
    match when {
        PlanChangeTakesEffect::OnPayment => "on payment",
        PlanChangeTakesEffect::WithTerm => "with term",
    }
}

const fn base(day: ExtensionBase) -> &'static str {
    match day {
        ExtensionBase::PreviousExpiry => "previous expiry",
        ExtensionBase::PaymentDay => "payment day",
    }
}

const fn clock(day: SettlementClock) -> &'static str {
    match day {
        SettlementClock::Registered => "registered",
        SettlementClock::Paid => "paid",
    }
}

fn late(how: LatePayment) -> String {
    match how {
        LatePayment::Refund => "refund".to_owned(),
        LatePayment::Credit { months } => format!("credit {months} months"),
    }
}
