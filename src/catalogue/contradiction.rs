//! Which parameters and prices cannot go together, and why.

use thiserror::Error;

use super::{
    bounds::{
        AMOUNT_DUE_MAX, DAYS_MAX, LOG_RETENTION_MONTHS_MIN, MONTHS_MAX, REFUND_DAYS_MAX,
        REPORT_MARGIN_DAYS_MAX, RUNGS_IN_30_DAYS_MAX, STATUTORY_NOTICE_DAYS_MIN, WARNING_DAYS_MAX,
        WITHDRAWAL_DAYS_MIN,
    },
    parameters::{LatePayment, Parameters},
    plan::{Plan, Term},
    price_list::{PriceList, PriceRow},
};
use crate::values::{Day, Money, Price};

/// Why parameters, or parameters and prices, do not go together; whoever wrote the policy can correct it.
///
/// Checked in the order in which the variants stand here.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PolicyContradiction {
    /// More days than any deadline may be away: sums of days must stay inside the calendar.
    #[error("{parameter} is {received} days: expected at most {maximum}")]
    DaysAboveMaximum {
        /// The name of the parameter.
        parameter: &'static str,
        /// Its value.
        received: u16,
        /// The largest accepted.
        maximum: u16,
    },
    /// More months than any date may be away, for the same reason.
    #[error("{parameter} is {received} months: expected at most {maximum}")]
    MonthsAboveMaximum {
        /// The name of the parameter.
        parameter: &'static str,
        /// Its value.
        received: u16,
        /// The largest accepted.
        maximum: u16,
    },
    /// The order would be generated only after the first rung had asked to charge it.
    #[error(
        "orders are generated {order_lead_days} days before expiry and first charged \
         {first_rung}: expected a lead of at least the first rung"
    )]
    LeadShorterThanFirstRung {
        /// The lead.
        order_lead_days: u16,
        /// The first rung.
        first_rung: i16,
    },
    /// The last rung could never be charged: nothing can be renewed by then.
    #[error(
        "the last rung is {last_rung} days before expiry and renewal is possible for \
         {days_renewable} days after: expected a rung by then"
    )]
    LastRungNotRenewable {
        /// The last rung, negative after expiry.
        last_rung: i16,
        /// The renewable days after expiry.
        days_renewable: u16,
    },
    /// The last rung could never be charged: an order generated in time has lapsed by then.
    #[error(
        "the last rung is {last_rung} days before expiry, when an order generated \
         {order_lead_days} days before expiry and payable for {unpaid_order_days} has lapsed: \
         expected a rung by then"
    )]
    LastRungAfterLapse {
        /// The last rung.
        last_rung: i16,
        /// The lead.
        order_lead_days: u16,
        /// How long an order can be paid.
        unpaid_order_days: u16,
    },
    /// More rungs stand within 30 days than card schemes let a merchant try.
    #[error(
        "{received} rungs stand within 30 days, from {from} days before expiry on: expected at most \
         {maximum}"
    )]
    TooManyRungs {
        /// How many stand within 30 days.
        received: usize,
        /// The first of them, in days before expiry.
        from: i16,
        /// The most accepted.
        maximum: usize,
    },
    /// Money would be waited for so long that nobody could tell what an order's last day means.
    #[error("reports have a margin of {received} days: expected at most {maximum}")]
    MarginTooLong {
        /// The days given.
        received: u16,
        /// The most accepted.
        maximum: u16,
    },
    /// A holder would be deleted unwarned, or warned before it means anything.
    #[error("a deletion is warned of {received} days before: expected {minimum} to {maximum}")]
    WarningOutOfRange {
        /// The days given.
        received: u16,
        /// The fewest accepted.
        minimum: u16,
        /// The most accepted.
        maximum: u16,
    },
    /// The holder would wait longer for money than the provider may take, or be promised it the same
    /// day.
    #[error("refunds are due after {received} days: expected {minimum} to {maximum}")]
    RefundDaysOutOfRange {
        /// The days given.
        received: u16,
        /// The fewest accepted.
        minimum: u16,
        /// The most accepted.
        maximum: u16,
    },
    /// A charge would be asked about before anyone could have answered.
    #[error(
        "unresolved charges are asked about after {received} days: expected at least {minimum}"
    )]
    UnresolvedTooSoon {
        /// The days given.
        received: u16,
        /// The fewest accepted.
        minimum: u16,
    },
    /// More reminders than anyone would read.
    #[error("{parameter} has {received} reminders: expected at most {maximum}")]
    TooManyReminders {
        /// The name of the parameter.
        parameter: &'static str,
        /// How many it has.
        received: usize,
        /// The most accepted.
        maximum: usize,
    },
    /// A reminder before expiry is not later than the one before it in the list.
    #[error(
        "the reminder {later} days before expiry follows that {earlier} days before: expected \
         fewer days"
    )]
    RemindersBeforeNotDescending {
        /// The reminder that comes first in the list.
        earlier: u16,
        /// The one after it.
        later: u16,
    },
    /// A reminder after expiry is not later than the one before it in the list, or, for the first,
    /// than the expiry day (0), which counts as before expiry.
    #[error(
        "the reminder {later} days after expiry follows that {earlier} days after: expected \
         more days"
    )]
    RemindersAfterNotAscending {
        /// The reminder that comes first in the list, or 0.
        earlier: u16,
        /// The one after it.
        later: u16,
    },
    /// A reminder would be due when the mailbox is gone.
    #[error(
        "a reminder is due {reminder} days after expiry and grace lasts {grace_days}: expected \
         a reminder by then"
    )]
    ReminderAfterGrace {
        /// The last reminder.
        reminder: u16,
        /// The days of all grace phases.
        grace_days: u16,
    },
    /// The notice of art. 65-bis would come later than the law allows.
    #[error(
        "the statutory notice is due {received} days before expiry: expected at least \
         {minimum}"
    )]
    StatutoryNoticeTooLate {
        /// The days given.
        received: u16,
        /// The fewest that the law allows.
        minimum: u16,
    },
    /// A consumer could withdraw for fewer days than the law gives.
    #[error("a withdrawal is in time for {received} days: expected at least {minimum}")]
    WithdrawalTooShort {
        /// The days given.
        received: u16,
        /// The fewest that the law allows.
        minimum: u16,
    },
    /// The notice would name a last day to switch off that is already gone when it comes.
    #[error(
        "the statutory notice is due {statutory_notice_days} days before expiry and the first \
         charge {first_rung}: expected a notice before the first charge"
    )]
    StatutoryNoticeAfterFirstRung {
        /// The days of the notice.
        statutory_notice_days: u16,
        /// The first rung.
        first_rung: i16,
    },
    /// No renewal at all would be allowed.
    #[error("renewals may reach {received} years ahead: expected at least {minimum}")]
    NothingPrepaid {
        /// The years given.
        received: u8,
        /// The fewest accepted.
        minimum: u8,
    },
    /// The credit would be lost as soon as it is given.
    #[error("credit lasts {received} months: expected at least {minimum}")]
    CreditTooShort {
        /// The months given.
        received: u16,
        /// The fewest accepted.
        minimum: u16,
    },
    /// The logs would be gone before the law allows.
    #[error("logs are kept {received} months: expected at least {minimum}")]
    LogsTooShort {
        /// The months given.
        received: u16,
        /// The fewest that the law allows.
        minimum: u16,
    },
    /// A late fee could not be added to the price of an order: it would be frozen with the grace
    /// phases, and stop the mailbox under whatever price list follows.
    #[error("grace phase {phase} has a late fee of {late_fee_net}: expected at most {maximum}")]
    LateFeeTooHigh {
        /// The index of the phase.
        phase: usize,
        /// Its fee, without tax.
        late_fee_net: Money,
        /// The largest accepted.
        maximum: Money,
    },
    /// What is due for an order in grace could leave the range of money: the order could neither be
    /// charged nor paid.
    #[error(
        "{plan} for {} from {from} can cost {price}, with all the extra space that can be \
         asked for, and {late_fee} more in grace, tax included: expected at most {maximum} together",
        .term.in_years()
    )]
    AmountDueTooHigh {
        /// The plan of the row.
        plan: Plan,
        /// The term of the row.
        term: Term,
        /// The first day of the row.
        from: Day,
        /// The highest price of the row, with tax.
        price: Money,
        /// The highest late fee, with tax at the rate of the row.
        late_fee: Money,
        /// The largest sum accepted.
        maximum: Money,
    },
}

/// The first contradiction, in the order of the variants.
pub(super) fn check(
    parameters: &Parameters,
    prices: &PriceList,
) -> Result<(), PolicyContradiction> {
    check_counts(parameters)?;
    check_charges(parameters)?;
    check_reminders(parameters)?;
    check_minima(parameters)?;
    check_amounts(parameters, prices)
}

fn check_counts(parameters: &Parameters) -> Result<(), PolicyContradiction> {
    let Parameters { reminders_before: before, reminders_after: after, .. } = parameters;
    let days = [
        ("order_lead_days", Some(parameters.order_lead_days)),
        ("charge_unresolved_days", Some(parameters.charge_unresolved_days)),
        ("unpaid_order_days", parameters.unpaid_order_days),
        ("reminders_before", before.iter().copied().max()),
        ("reminders_after", after.iter().copied().max()),
        ("statutory_notice_days", Some(parameters.statutory_notice_days)),
        ("manual_window_opens", parameters.manual_window_opens),
        ("renewal_gap_days", parameters.renewal_gap_days),
        ("withdrawal_days", Some(parameters.withdrawal_days)),
    ];
    for (parameter, received) in days {
        if let Some(received) = received.filter(|days| DAYS_MAX < *days) {
            let maximum = DAYS_MAX;
            return Err(PolicyContradiction::DaysAboveMaximum { parameter, received, maximum });
        }
    }
    let months = [
        ("late_payment", credit_months(parameters)),
        ("log_retention_months", Some(parameters.log_retention_months)),
    ];
    for (parameter, received) in months {
        if let Some(received) = received.filter(|months| MONTHS_MAX < *months) {
            let maximum = MONTHS_MAX;
            return Err(PolicyContradiction::MonthsAboveMaximum { parameter, received, maximum });
        }
    }
    Ok(())
}

fn check_charges(parameters: &Parameters) -> Result<(), PolicyContradiction> {
    let order_lead_days = parameters.order_lead_days;
    let first_rung = first_rung(parameters);
    if let Some(first_rung) = first_rung.filter(|rung| i32::from(order_lead_days) < (*rung).into())
    {
        return Err(PolicyContradiction::LeadShorterThanFirstRung { order_lead_days, first_rung });
    }
    if let Some(last_rung) = parameters.ladder.rungs().last().copied() {
        let days_after_expiry = i32::from(last_rung).saturating_neg();
        let days_renewable = parameters.grace.days_renewable();
        if i32::from(days_renewable) < days_after_expiry {
            return Err(PolicyContradiction::LastRungNotRenewable { last_rung, days_renewable });
        }
        if let Some(unpaid_order_days) = parameters.unpaid_order_days {
            let days_after_opening = days_after_expiry.saturating_add(order_lead_days.into());
            if i32::from(unpaid_order_days) < days_after_opening {
                return Err(PolicyContradiction::LastRungAfterLapse {
                    last_rung,
                    order_lead_days,
                    unpaid_order_days,
                });
            }
        }
    }
    check_density(parameters.ladder.rungs())?;
    let (received, maximum) = (parameters.report_margin_days, REPORT_MARGIN_DAYS_MAX);
    if maximum < received {
        return Err(PolicyContradiction::MarginTooLong { received, maximum });
    }
    let (received, minimum, maximum) = (parameters.deletion_warning_days, 1, WARNING_DAYS_MAX);
    if !(minimum..=maximum).contains(&received) {
        return Err(PolicyContradiction::WarningOutOfRange { received, minimum, maximum });
    }
    let (minimum, maximum) = (1, REFUND_DAYS_MAX);
    if let Some(received) = parameters.refund_days {
        if !(minimum..=maximum).contains(&received) {
            return Err(PolicyContradiction::RefundDaysOutOfRange { received, minimum, maximum });
        }
    }
    let received = parameters.charge_unresolved_days;
    if received < 1 {
        return Err(PolicyContradiction::UnresolvedTooSoon { received, minimum: 1 });
    }
    Ok(())
}

/// No more rungs within any 30 days than card schemes let a merchant try; rungs descend.
fn check_density(rungs: &[i16]) -> Result<(), PolicyContradiction> {
    for (index, from) in rungs.iter().copied().enumerate() {
        let within = rungs.iter().skip(index).take_while(|rung| from.saturating_sub(**rung) < 30);
        let (received, maximum) = (within.count(), RUNGS_IN_30_DAYS_MAX);
        if maximum < received {
            return Err(PolicyContradiction::TooManyRungs { received, from, maximum });
        }
    }
    Ok(())
}

fn check_reminders(parameters: &Parameters) -> Result<(), PolicyContradiction> {
    let Parameters { reminders_before: before, reminders_after: after, .. } = parameters;
    for (parameter, days) in [("reminders_before", before), ("reminders_after", after)] {
        if REMINDERS_MAX < days.len() {
            let (received, maximum) = (days.len(), REMINDERS_MAX);
            return Err(PolicyContradiction::TooManyReminders { parameter, received, maximum });
        }
    }
    for (earlier, later) in before.iter().copied().zip(before.iter().copied().skip(1)) {
        if earlier <= later {
            return Err(PolicyContradiction::RemindersBeforeNotDescending { earlier, later });
        }
    }
    for (earlier, later) in
        core::iter::once(0).chain(after.iter().copied()).zip(after.iter().copied())
    {
        if later <= earlier {
            return Err(PolicyContradiction::RemindersAfterNotAscending { earlier, later });
        }
    }
    let grace_days = parameters.grace.days_total();
    if let Some(reminder) = after.last().copied().filter(|day| grace_days < *day) {
        return Err(PolicyContradiction::ReminderAfterGrace { reminder, grace_days });
    }
    Ok(())
}

fn check_minima(parameters: &Parameters) -> Result<(), PolicyContradiction> {
    let statutory_notice_days = parameters.statutory_notice_days;
    if statutory_notice_days < STATUTORY_NOTICE_DAYS_MIN {
        return Err(PolicyContradiction::StatutoryNoticeTooLate {
            received: statutory_notice_days,
            minimum: STATUTORY_NOTICE_DAYS_MIN,
        });
    }
    let (received, minimum) = (parameters.withdrawal_days, WITHDRAWAL_DAYS_MIN);
    if received < minimum {
        return Err(PolicyContradiction::WithdrawalTooShort { received, minimum });
    }
    let first_rung = first_rung(parameters);
    if let Some(first_rung) =
        first_rung.filter(|rung| i32::from(statutory_notice_days) <= (*rung).into())
    {
        return Err(PolicyContradiction::StatutoryNoticeAfterFirstRung {
            statutory_notice_days,
            first_rung,
        });
    }
    if let Some(received) = parameters.prepaid_years_max.filter(|years| *years < 1) {
        return Err(PolicyContradiction::NothingPrepaid { received, minimum: 1 });
    }
    if let Some(received) = credit_months(parameters).filter(|months| *months < 1) {
        return Err(PolicyContradiction::CreditTooShort { received, minimum: 1 });
    }
    let received = parameters.log_retention_months;
    if received < LOG_RETENTION_MONTHS_MIN {
        let minimum = LOG_RETENTION_MONTHS_MIN;
        return Err(PolicyContradiction::LogsTooShort { received, minimum });
    }
    Ok(())
}

/// No sum of one order may come near the end of the range of money: its charge could not be asked for,
/// or its settlement not booked, for ever.
fn check_amounts(parameters: &Parameters, prices: &PriceList) -> Result<(), PolicyContradiction> {
    let maximum = AMOUNT_DUE_MAX;
    let fees = parameters.grace.phases().iter().map(|phase| phase.late_fee_net);
    for (phase, late_fee_net) in fees.clone().enumerate() {
        if maximum < late_fee_net {
            return Err(PolicyContradiction::LateFeeTooHigh { phase, late_fee_net, maximum });
        }
    }
    let highest = fees.max().unwrap_or(Money::ZERO);
    for row in prices.rows() {
        let PriceRow { plan, term, from, vat, .. } = *row;
        let gross = |price: Option<Price>| price.map_or(Money::MAX, |price| price.gross());
        let (price, late_fee) = (gross(row.dearest()), gross(Price::of(highest, vat)));
        if maximum < price.saturating_add(late_fee) {
            return Err(PolicyContradiction::AmountDueTooHigh {
                plan,
                term,
                from,
                price,
                late_fee,
                maximum,
            });
        }
    }
    Ok(())
}

fn first_rung(parameters: &Parameters) -> Option<i16> {
    parameters.ladder.rungs().first().copied()
}

fn credit_months(parameters: &Parameters) -> Option<u16> {
    match parameters.late_payment {
        LatePayment::Credit { months } => Some(months),
        LatePayment::Refund => None,
    }
}

const REMINDERS_MAX: usize = 32;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{string::ToString, vec, vec::Vec};

    use super::{
        super::{
            grace::GracePhases,
            ladder::Ladder,
            parameters::{LatePayment, Parameters},
            policy::Policy,
        },
        AMOUNT_DUE_MAX, Money, PolicyContradiction, PriceList, PriceRow,
    };
    use crate::values::VatRate;

    /// What the preset is refused with, after a change.
    #[track_caller]
    fn refusal(change: impl FnOnce(&mut Parameters)) -> Option<alloc::string::String> {
        let policy = Policy::aruba();
        let mut parameters = policy.parameters().clone();
        change(&mut parameters);
        Policy::new(parameters, policy.prices().clone()).err().map(|error| error.to_string())
    }

    fn ladder(rungs: &[i16]) -> Ladder {
        Ladder::new(rungs.to_vec()).unwrap()
    }

    #[test]
    fn counts_are_bounded() {
        type Change = fn(&mut Parameters, u16);
        let days: [(&str, Change); 8] = [
            ("order_lead_days", |policy, days| policy.order_lead_days = days),
            ("charge_unresolved_days", |policy, days| policy.charge_unresolved_days = days),
            ("unpaid_order_days", |policy, days| policy.unpaid_order_days = Some(days)),
            ("reminders_before", |policy, days| policy.reminders_before = vec![days, 1]),
            ("reminders_after", |policy, days| {
                let phase = *policy.grace.phases().first().unwrap();
                policy.grace =
                    GracePhases::new(vec![super::super::grace::GracePhase { days: 3650, ..phase }])
                        .unwrap();
                policy.reminders_after = vec![1, days];
            }),
            ("statutory_notice_days", |policy, days| policy.statutory_notice_days = days),
            ("manual_window_opens", |policy, days| policy.manual_window_opens = Some(days)),
            ("renewal_gap_days", |policy, days| policy.renewal_gap_days = Some(days)),
        ];
        for (name, change) in days {
            assert_eq!(refusal(|policy| change(policy, 3650)), None, "{name}");
            let text = alloc::format!("{name} is 3651 days: expected at most 3650");
            assert_eq!(refusal(|policy| change(policy, 3651)), Some(text));
        }
        let months: [(&str, Change); 2] = [
            ("late_payment", |policy, months| policy.late_payment = LatePayment::Credit { months }),
            ("log_retention_months", |policy, months| policy.log_retention_months = months),
        ];
        for (name, change) in months {
            assert_eq!(refusal(|policy| change(policy, 1200)), None, "{name}");
            let text = alloc::format!("{name} is 1201 months: expected at most 1200");
            assert_eq!(refusal(|policy| change(policy, 1201)), Some(text));
        }
    }

    #[test]
    fn r_98_every_rung_can_be_charged() {
        assert_eq!(refusal(|policy| policy.order_lead_days = 7), None);
        assert_eq!(
            refusal(|policy| policy.order_lead_days = 6).as_deref(),
            Some(
                "orders are generated 6 days before expiry and first charged 7: \
                 expected a lead of at least the first rung"
            )
        );
        assert_eq!(refusal(|policy| policy.ladder = ladder(&[0, -90])), None);
        assert_eq!(
            refusal(|policy| policy.ladder = ladder(&[0, -91])).as_deref(),
            Some(
                "the last rung is -91 days before expiry and renewal is possible for 90 days \
                 after: expected a rung by then"
            )
        );
        // Generated on the 15th day before, the order is good through the first before.
        assert_eq!(refusal(|policy| policy.unpaid_order_days = Some(14)), None);
        assert_eq!(
            refusal(|policy| policy.unpaid_order_days = Some(13)).as_deref(),
            Some(
                "the last rung is 1 days before expiry, when an order generated 15 days before \
                 expiry and payable for 13 has lapsed: expected a rung by then"
            )
        );
        assert_eq!(
            refusal(|policy| policy.charge_unresolved_days = 0).as_deref(),
            Some("unresolved charges are asked about after 0 days: expected at least 1")
        );
    }

    #[test]
    fn r_98_a_consumer_can_withdraw_for_as_long_as_the_law_says() {
        for days in [14, 18, crate::catalogue::DAYS_MAX] {
            assert_eq!(refusal(|policy| policy.withdrawal_days = days), None);
        }
        assert_eq!(
            refusal(|policy| policy.withdrawal_days = 13).as_deref(),
            Some("a withdrawal is in time for 13 days: expected at least 14")
        );
        assert!(
            refusal(|policy| policy.withdrawal_days = crate::catalogue::DAYS_MAX + 1).is_some()
        );
    }

    #[test]
    fn r_98_a_refund_is_due_within_the_days_that_the_law_leaves() {
        for days in [None, Some(1), Some(14)] {
            assert_eq!(refusal(|policy| policy.refund_days = days), None);
        }
        for days in [0, 15] {
            assert_eq!(
                refusal(|policy| policy.refund_days = Some(days)),
                Some(alloc::format!("refunds are due after {days} days: expected 1 to 14"))
            );
        }
    }

    #[test]
    fn reminders_come_one_after_the_other() {
        let many: Vec<u16> = (1..=33).collect();
        let down = |days: &[u16]| days.iter().rev().copied().collect::<Vec<_>>();
        let most = many.get(..32).unwrap();
        assert_eq!(refusal(|policy| policy.reminders_before = down(most)), None);
        assert_eq!(refusal(|policy| policy.reminders_after = most.to_vec()), None);
        assert_eq!(
            refusal(|policy| policy.reminders_before = down(&many)).as_deref(),
            Some("reminders_before has 33 reminders: expected at most 32")
        );
        assert_eq!(
            refusal(|policy| policy.reminders_after = many.clone()).as_deref(),
            Some("reminders_after has 33 reminders: expected at most 32")
        );
        assert_eq!(refusal(|policy| policy.reminders_before = vec![1, 0]), None);
        assert_eq!(refusal(|policy| policy.reminders_before = vec![]), None);
        assert_eq!(
            refusal(|policy| policy.reminders_before = vec![7, 7]).as_deref(),
            Some(
                "the reminder 7 days before expiry follows that 7 days before: \
                 expected fewer days"
            )
        );
        for (days, text) in [
            (
                vec![0, 1],
                "the reminder 0 days after expiry follows that 0 days after: expected more days",
            ),
            (
                vec![3, 2],
                "the reminder 2 days after expiry follows that 3 days after: expected more days",
            ),
            (
                vec![1, 91],
                "a reminder is due 91 days after expiry and grace lasts 90: \
                 expected a reminder by then",
            ),
        ] {
            assert_eq!(refusal(|policy| policy.reminders_after = days).as_deref(), Some(text));
        }
        assert_eq!(refusal(|policy| policy.reminders_after = vec![90]), None);
        assert_eq!(refusal(|policy| policy.reminders_after = vec![]), None);
    }

    #[test]
    fn r_98_the_law_sets_minima() {
        assert_eq!(refusal(|policy| policy.statutory_notice_days = 30), None);
        assert_eq!(
            refusal(|policy| policy.statutory_notice_days = 29).as_deref(),
            Some("the statutory notice is due 29 days before expiry: expected at least 30")
        );
        let charged_early = |first_rung: i16| {
            refusal(|policy| {
                policy.order_lead_days = 60;
                policy.ladder = ladder(&[first_rung, 1]);
            })
        };
        assert_eq!(charged_early(44), None);
        assert_eq!(
            charged_early(45).as_deref(),
            Some(
                "the statutory notice is due 45 days before expiry and the first charge 45: \
                 expected a notice before the first charge"
            )
        );
        assert_eq!(refusal(|policy| policy.prepaid_years_max = Some(1)), None);
        assert_eq!(
            refusal(|policy| policy.prepaid_years_max = Some(0)).as_deref(),
            Some("renewals may reach 0 years ahead: expected at least 1")
        );
        assert_eq!(refusal(|policy| policy.late_payment = LatePayment::Credit { months: 1 }), None);
        assert_eq!(refusal(|policy| policy.late_payment = LatePayment::Refund), None);
        assert_eq!(
            refusal(|policy| policy.late_payment = LatePayment::Credit { months: 0 }).as_deref(),
            Some("credit lasts 0 months: expected at least 1")
        );
        assert_eq!(
            refusal(|policy| policy.log_retention_months = 29).as_deref(),
            Some("logs are kept 29 months: expected at least 30")
        );
    }

    /// The preset whose only grace phase has this late fee, with one price of this net amount.
    fn of_money(late_fee_net: Money, net: Option<Money>) -> Result<Policy, PolicyContradiction> {
        let policy = Policy::aruba();
        let mut parameters = policy.parameters().clone();
        let phase = *parameters.grace.phases().first().unwrap();
        let phase = super::super::grace::GracePhase { late_fee_net, ..phase };
        parameters.grace = GracePhases::new(vec![phase]).unwrap();
        let row = *policy.prices().rows().first().unwrap();
        let rows = net.map(|net| PriceRow {
            net,
            extra_mailbox_gb_net: Some(Money::of_cents(1)),
            extra_archive_gb_net: None,
            vat: VatRate::MAX,
            ..row
        });
        Policy::new(parameters, PriceList::new(1, rows.into_iter().collect()).unwrap())
    }

    #[test]
    fn r_98_a_late_fee_has_room_on_top_of_every_price() {
        let cent = Money::of_cents(1);
        assert!(of_money(AMOUNT_DUE_MAX, None).is_ok());
        for too_high in [AMOUNT_DUE_MAX.saturating_add(cent), Money::MAX] {
            let error = of_money(too_high, None).unwrap_err();
            let text = alloc::format!(
                "grace phase 0 has a late fee of {too_high}: expected at most 100000000.00"
            );
            assert_eq!(error.to_string(), text);
        }
    }

    #[test]
    fn r_98_price_and_late_fee_are_within_what_can_be_due() {
        let euro = |text: &str| text.parse::<Money>().unwrap();
        // 65535 GB at a cent each, and a tax of 100 %.
        assert!(of_money(euro("100"), Some(euro("49999244.65"))).is_ok());
        assert_eq!(
            of_money(euro("100"), Some(euro("49999244.66"))).unwrap_err().to_string(),
            "standard for 1 year from 2020-01-01 can cost 99999800.02, with all the extra space \
             that can be asked for, and 200.00 more in grace, tax included: expected at most \
             100000000.00 together"
        );
        assert!(of_money(euro("49999344.64"), Some(euro("0.01"))).is_ok());
        assert_eq!(
            of_money(euro("49999344.65"), Some(euro("0.01"))).unwrap_err().to_string(),
            "standard for 1 year from 2020-01-01 can cost 1310.72, with all the extra space that \
             can be asked for, and 99998689.30 more in grace, tax included: expected at most \
             100000000.00 together"
        );
    }

    /// Price and late fee may have been frozen under two policies, at any rate of tax.
    #[test]
    fn r_98_what_two_policies_make_due_stays_in_the_range_of_money() {
        let fee = crate::values::Price::of(AMOUNT_DUE_MAX, VatRate::MAX).unwrap();
        assert!(AMOUNT_DUE_MAX.checked_add(fee.gross()).unwrap() < Money::MAX);
        assert_eq!(AMOUNT_DUE_MAX.times(100), Some(Money::MAX));
    }
}
