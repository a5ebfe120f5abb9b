//! `set`: one parameter of the policy, by the name that it has in the crate.

use std::str::FromStr;

use pec_renewal::{
    catalogue::{
        AfterExhaustion, AutoEnableOn, ExtensionBase, GracePhase, GracePhases, Ladder, LatePayment,
        MailAccess, Parameters, PlanChangeTakesEffect, SettlementClock,
    },
    values::Money,
};

use super::value;
use crate::{cursor::Cursor, error::Fault};

/// Reads a parameter's name and value; whether it was the version.
pub(super) fn read(to: &mut Parameters, cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    if cursor.takes("version") {
        to.version = cursor.number("a version, as in 2")?;
        return Ok(true);
    }
    let known = charging(to, cursor)?
        || after_expiry(to, cursor)?
        || telling(to, cursor)?
        || by_hand(to, cursor)?;
    if known { Ok(false) } else { Err(cursor.unexpected()) }
}

fn charging(to: &mut Parameters, cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    if cursor.takes("order_lead_days") {
        to.order_lead_days = days(cursor)?;
    } else if cursor.takes("ladder") {
        let column = cursor.column();
        let rungs = numbers(cursor, "a rung in days before expiry, as in 7 or -3")?;
        to.ladder = Ladder::new(rungs).map_err(|why| Fault::new(column, format!("{why}")))?;
    } else if cursor.takes("late_charge") {
        to.late_charge = value::yes_or_no(cursor)?;
    } else if cursor.takes("charge_unresolved_days") {
        to.charge_unresolved_days = days(cursor)?;
    } else if cursor.takes("recharge_on_method_update") {
        to.recharge_on_method_update = value::yes_or_no(cursor)?;
    } else if cursor.takes("after_exhaustion") {
        to.after_exhaustion = if cursor.takes("keep") {
            AfterExhaustion::Keep
        } else {
            cursor.needs("switch off")?;
            AfterExhaustion::SwitchOff
        };
    } else if cursor.takes("unpaid_order_days") {
        to.unpaid_order_days = optional(cursor, days)?;
    } else if cursor.takes("report_margin_days") {
        to.report_margin_days = days(cursor)?;
    } else if cursor.takes("shortfall_waived") {
        to.shortfall_waived = value::money(cursor)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn after_expiry(to: &mut Parameters, cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    if cursor.takes("grace") {
        let column = cursor.column();
        let phases = optional(cursor, phases)?.unwrap_or_default();
        to.grace = GracePhases::new(phases).map_err(|why| Fault::new(column, format!("{why}")))?;
    } else if cursor.takes("deletion_warning_days") {
        to.deletion_warning_days = days(cursor)?;
    } else if cursor.takes("extension_base") {
        to.extension_base = if cursor.takes("previous expiry") {
            ExtensionBase::PreviousExpiry
        } else {
            cursor.needs("payment day")?;
            ExtensionBase::PaymentDay
        };
    } else if cursor.takes("late_payment") {
        to.late_payment = if cursor.takes("refund") {
            LatePayment::Refund
        } else {
            cursor.needs("credit")?;
            let months = cursor.number("a number of months, as in 12")?;
            cursor.needs("months")?;
            LatePayment::Credit { months }
        };
    } else if cursor.takes("refund_days") {
        to.refund_days = optional(cursor, days)?;
    } else if cursor.takes("fulfil_on_commitment") {
        to.fulfil_on_commitment = value::yes_or_no(cursor)?;
    } else if cursor.takes("withdrawal_days") {
        to.withdrawal_days = days(cursor)?;
    } else if cursor.takes("log_retention_months") {
        to.log_retention_months = cursor.number("a number of months, as in 30")?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn telling(to: &mut Parameters, cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    let reminder = "days from expiry to a reminder, as in 30";
    if cursor.takes("reminders_before") {
        to.reminders_before =
            optional(cursor, |cursor| numbers(cursor, reminder))?.unwrap_or_default();
    } else if cursor.takes("reminders_after") {
        to.reminders_after =
            optional(cursor, |cursor| numbers(cursor, reminder))?.unwrap_or_default();
    } else if cursor.takes("statutory_notice_days") {
        to.statutory_notice_days = days(cursor)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn by_hand(to: &mut Parameters, cursor: &mut Cursor<'_>) -> Result<bool, Fault> {
    if cursor.takes("manual_window_opens") {
        to.manual_window_opens = optional(cursor, days)?;
    } else if cursor.takes("manual_while_auto") {
        to.manual_while_auto = value::yes_or_no(cursor)?;
    } else if cursor.takes("prepaid_years_max") {
        to.prepaid_years_max =
            optional(cursor, |cursor| cursor.number("a number of years, as in 5"))?;
    } else if cursor.takes("renewal_gap_days") {
        to.renewal_gap_days = optional(cursor, days)?;
    } else if cursor.takes("auto_enable_on") {
        to.auto_enable_on = auto_enable_on(cursor)?;
    } else if cursor.takes("auto_enable_needs_consent") {
        to.auto_enable_needs_consent = value::yes_or_no(cursor)?;
    } else if cursor.takes("manual_payment_rebinds") {
        to.manual_payment_rebinds = value::yes_or_no(cursor)?;
    } else if cursor.takes("plan_change_takes_effect") {
        to.plan_change_takes_effect = if cursor.takes("on payment") {
            PlanChangeTakesEffect::OnPayment
        } else {
            cursor.needs("with term")?;
            PlanChangeTakesEffect::WithTerm
        };
    } else if cursor.takes("settlement_clock") {
        to.settlement_clock = if cursor.takes("registered") {
            SettlementClock::Registered
        } else {
            cursor.needs("paid")?;
            SettlementClock::Paid
        };
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn auto_enable_on(cursor: &mut Cursor<'_>) -> Result<AutoEnableOn, Fault> {
    if cursor.takes("none") {
        return Ok(AutoEnableOn { card: false, paypal: false });
    }
    let card = cursor.takes("card");
    let paypal = cursor.takes("paypal");
    if card || paypal { Ok(AutoEnableOn { card, paypal }) } else { Err(cursor.unexpected()) }
}

fn days(cursor: &mut Cursor<'_>) -> Result<u16, Fault> {
    cursor.number("a number of days, as in 15")
}

/// `none`, or a value.
fn optional<'a, T>(
    cursor: &mut Cursor<'a>,
    value: impl Fn(&mut Cursor<'a>) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    if cursor.takes("none") { Ok(None) } else { value(cursor).map(Some) }
}

/// Numbers to the end of the line; at least one.
fn numbers<T: FromStr>(cursor: &mut Cursor<'_>, expected: &str) -> Result<Vec<T>, Fault> {
    let mut numbers = Vec::new();
    while let Some(number) = cursor.takes_value(expected) {
        numbers.push(number);
    }
    if numbers.is_empty() { Err(cursor.unexpected()) } else { Ok(numbers) }
}

/// Phases parted by commas: days, what the mailbox may do, whether it is renewable, the late fee.
fn phases(cursor: &mut Cursor<'_>) -> Result<Vec<GracePhase>, Fault> {
    let mut phases = Vec::new();
    loop {
        let days = days(cursor)?;
        let mut access = MailAccess::NONE;
        if !cursor.takes("nothing") {
            access.send = cursor.takes("send");
            access.receive = cursor.takes("receive");
            access.read = cursor.takes("read");
            if access == MailAccess::NONE {
                return Err(cursor.unexpected());
            }
        }
        let renewable = !cursor.takes("not renewable");
        let late_fee_net = if cursor.takes("fee") { value::money(cursor)? } else { Money::ZERO };
        phases.push(GracePhase { days, access, late_fee_net, renewable });
        if !cursor.takes(",") {
            return Ok(phases);
        }
    }
}

#[cfg(test)]
mod tests {
    use pec_renewal::{
        catalogue::{
            AfterExhaustion, AutoEnableOn, ExtensionBase, GracePhase, GracePhases, Ladder,
            LatePayment, MailAccess, Parameters, PlanChangeTakesEffect, Policy, SettlementClock,
        },
        values::Money,
    };

    use super::read;
    use crate::{cursor::Cursor, written};

    /// What is written down is read back as it was, whatever stood there before.
    #[test]
    fn written_parameters_are_read_back() {
        let mut all: Vec<Parameters> =
            Policy::PRESETS.iter().map(|(_, preset)| preset().parameters().clone()).collect();
        all.push(unlike_any_preset());
        all.push(Parameters {
            auto_enable_on: AutoEnableOn { card: false, paypal: true },
            grace: GracePhases::new(Vec::new()).expect("no phases"),
            ..unlike_any_preset()
        });
        for parameters in &all {
            for other in &all {
                let mut found = Parameters { version: parameters.version, ..other.clone() };
                for (name, value) in written(parameters) {
                    let line = format!("{name} {value}");
                    let mut cursor = Cursor::new(&line).expect("no quote is open");
                    read(&mut found, &mut cursor).expect("it can be read");
                    cursor.end().expect("all of it");
                }
                assert_eq!(&found, parameters);
            }
        }
    }

    fn unlike_any_preset() -> Parameters {
        let access = MailAccess { send: true, receive: false, read: true };
        let late_fee_net = Money::from_cents(1_050).expect("an amount");
        let phase = GracePhase { days: 3, access, late_fee_net, renewable: false };
        Parameters {
            version: 9,
            order_lead_days: 21,
            ladder: Ladder::new(vec![20, 0, -3]).expect("a ladder"),
            late_charge: false,
            charge_unresolved_days: 3,
            recharge_on_method_update: false,
            after_exhaustion: AfterExhaustion::SwitchOff,
            unpaid_order_days: Some(33),
            report_margin_days: 2,
            shortfall_waived: late_fee_net,
            grace: GracePhases::new(vec![phase]).expect("a phase"),
            deletion_warning_days: 4,
            reminders_before: Vec::new(),
            reminders_after: Vec::new(),
            statutory_notice_days: 31,
            manual_window_opens: Some(60),
            manual_while_auto: false,
            prepaid_years_max: Some(5),
            renewal_gap_days: Some(7),
            auto_enable_on: AutoEnableOn { card: false, paypal: false },
            auto_enable_needs_consent: true,
            manual_payment_rebinds: true,
            plan_change_takes_effect: PlanChangeTakesEffect::OnPayment,
            extension_base: ExtensionBase::PaymentDay,
            settlement_clock: SettlementClock::Paid,
            late_payment: LatePayment::Credit { months: 6 },
            fulfil_on_commitment: false,
            refund_days: None,
            withdrawal_days: 14,
            log_retention_months: 36,
        }
    }
}
