//! Policies that contradict themselves, each with its message and beside the nearest one that is accepted:
//! `tables/contradictory_policies.txt`.

use std::{collections::BTreeSet, fmt::Write};

use pec_renewal::catalogue::{
    DAYS_MAX, GracePhase, GracePhases, LOG_RETENTION_MONTHS_MIN, Ladder, LatePayment, MONTHS_MAX,
    MailAccess, Parameters, Policy, PolicyContradiction, REFUND_DAYS_MAX, REPORT_MARGIN_DAYS_MAX,
    STATUTORY_NOTICE_DAYS_MIN, WARNING_DAYS_MAX, WITHDRAWAL_DAYS_MIN,
};
use pec_test_support::money;

use crate::golden::assert_golden;

/// The preset with something changed: too far, and as far as it goes.
struct Case {
    what: &'static str,
    wrong: fn(&mut Parameters),
    right: fn(&mut Parameters),
}

#[test]
fn r_98_each_contradictory_policy_is_refused_by_its_message_and_the_nearest_is_accepted() {
    let mut text = HEADER.to_owned();
    let mut met = BTreeSet::new();
    for case in CASES {
        let contradiction = built(case.wrong).expect_err(case.what);
        assert!(built(case.right).is_ok(), "{}: {:?}", case.what, built(case.right));
        writeln!(text, "{}\n    {contradiction}", case.what).unwrap();
        met.insert(kind(&contradiction));
    }
    assert!(30 <= CASES.len(), "{} policies", CASES.len());
    assert_eq!(met.len(), KINDS, "kinds of contradictions that are met: {met:#?}");
    assert_golden("audit/tables/contradictory_policies.txt", &text);
}

fn built(change: fn(&mut Parameters)) -> Result<Policy, PolicyContradiction> {
    let aruba = Policy::aruba();
    let mut parameters = aruba.parameters().clone();
    change(&mut parameters);
    Policy::new(parameters, aruba.prices().clone())
}

/// The name of the variant.
fn kind(contradiction: &PolicyContradiction) -> String {
    let debug = format!("{contradiction:?}");
    debug.split([' ', '{']).next().unwrap_or_default().to_owned()
}

/// How many kinds of contradictions there are.
const KINDS: usize = 22;

fn ladder(rungs: &[i16]) -> Ladder {
    Ladder::new(rungs.to_vec()).expect("a ladder")
}

fn rungs(count: i16) -> Ladder {
    Ladder::new((0..count).map(|rung| 10 - rung).collect()).expect("a ladder")
}

fn no_grace() -> GracePhases {
    GracePhases::new(vec![]).expect("no phases")
}

/// One phase of ninety days with a late fee.
fn fee(late_fee_net: &str) -> GracePhases {
    let access = MailAccess::RECEIVE_AND_READ;
    let late_fee_net = money(late_fee_net);
    let phase = GracePhase { days: 90, access, late_fee_net, renewable: true };
    GracePhases::new(vec![phase]).expect("grace phases")
}

const CASES: &[Case] = &[
    Case {
        what: "order_lead_days beyond ten years",
        wrong: |it| it.order_lead_days = DAYS_MAX + 1,
        right: |it| it.order_lead_days = DAYS_MAX,
    },
    Case {
        what: "charge_unresolved_days beyond ten years",
        wrong: |it| it.charge_unresolved_days = DAYS_MAX + 1,
        right: |it| it.charge_unresolved_days = DAYS_MAX,
    },
    Case {
        what: "unpaid_order_days beyond ten years",
        wrong: |it| it.unpaid_order_days = Some(DAYS_MAX + 1),
        right: |it| it.unpaid_order_days = Some(DAYS_MAX),
    },
    Case {
        what: "a reminder more than ten years before expiry",
        wrong: |it| it.reminders_before = vec![DAYS_MAX + 1],
        right: |it| it.reminders_before = vec![DAYS_MAX],
    },
    Case {
        what: "a reminder more than ten years after expiry",
        wrong: |it| it.reminders_after = vec![DAYS_MAX + 1],
        right: |it| it.reminders_after = vec![90],
    },
    Case {
        what: "statutory_notice_days beyond ten years",
        wrong: |it| it.statutory_notice_days = DAYS_MAX + 1,
        right: |it| it.statutory_notice_days = DAYS_MAX,
    },
    Case {
        what: "manual_window_opens beyond ten years",
        wrong: |it| it.manual_window_opens = Some(DAYS_MAX + 1),
        right: |it| it.manual_window_opens = Some(DAYS_MAX),
    },
    Case {
        what: "renewal_gap_days beyond ten years",
        wrong: |it| it.renewal_gap_days = Some(DAYS_MAX + 1),
        right: |it| it.renewal_gap_days = Some(DAYS_MAX),
    },
    Case {
        what: "withdrawal_days beyond ten years",
        wrong: |it| it.withdrawal_days = DAYS_MAX + 1,
        right: |it| it.withdrawal_days = DAYS_MAX,
    },
    Case {
        what: "a credit of more than a hundred years",
        wrong: |it| it.late_payment = LatePayment::Credit { months: MONTHS_MAX + 1 },
        right: |it| it.late_payment = LatePayment::Credit { months: MONTHS_MAX },
    },
    Case {
        what: "logs kept for more than a hundred years",
        wrong: |it| it.log_retention_months = MONTHS_MAX + 1,
        right: |it| it.log_retention_months = MONTHS_MAX,
    },
    Case {
        what: "an order generated the day after its first rung",
        wrong: |it| it.order_lead_days = 6,
        right: |it| it.order_lead_days = 7,
    },
    Case {
        what: "a last rung on the day after the last renewable one",
        wrong: |it| it.ladder = ladder(&[7, -91]),
        right: |it| it.ladder = ladder(&[7, -90]),
    },
    Case {
        what: "a last rung in grace, where nothing can be renewed after expiry",
        wrong: |it| {
            (it.grace, it.reminders_after) = (no_grace(), vec![]);
            it.ladder = ladder(&[7, -1]);
        },
        right: |it| {
            (it.grace, it.reminders_after) = (no_grace(), vec![]);
            it.ladder = ladder(&[7, 0]);
        },
    },
    Case {
        what: "a last rung on the day after the order has lapsed",
        wrong: |it| it.unpaid_order_days = Some(13),
        right: |it| it.unpaid_order_days = Some(14),
    },
    Case {
        what: "more rungs within thirty days than card schemes let a merchant try",
        wrong: |it| it.ladder = rungs(21),
        right: |it| it.ladder = rungs(20),
    },
    Case {
        what: "a margin for reports of more than thirty days",
        wrong: |it| it.report_margin_days = REPORT_MARGIN_DAYS_MAX + 1,
        right: |it| it.report_margin_days = REPORT_MARGIN_DAYS_MAX,
    },
    Case {
        what: "a deletion on the day of its warning",
        wrong: |it| it.deletion_warning_days = 0,
        right: |it| it.deletion_warning_days = 1,
    },
    Case {
        what: "a warning more than sixty days before the deletion",
        wrong: |it| it.deletion_warning_days = WARNING_DAYS_MAX + 1,
        right: |it| it.deletion_warning_days = WARNING_DAYS_MAX,
    },
    Case {
        what: "refunds promised for the day on which they are owed",
        wrong: |it| it.refund_days = Some(0),
        right: |it| it.refund_days = Some(1),
    },
    Case {
        what: "refunds later than the law allows",
        wrong: |it| it.refund_days = Some(REFUND_DAYS_MAX + 1),
        right: |it| it.refund_days = Some(REFUND_DAYS_MAX),
    },
    Case {
        what: "an inquiry on the day of the request",
        wrong: |it| it.charge_unresolved_days = 0,
        right: |it| it.charge_unresolved_days = 1,
    },
    Case {
        what: "more reminders before expiry than anyone would read",
        wrong: |it| it.reminders_before = (1..=33).rev().collect(),
        right: |it| it.reminders_before = (1..=32).rev().collect(),
    },
    Case {
        what: "more reminders after expiry than anyone would read",
        wrong: |it| it.reminders_after = (1..=33).collect(),
        right: |it| it.reminders_after = (1..=32).collect(),
    },
    Case {
        what: "the same reminder before expiry twice",
        wrong: |it| it.reminders_before = vec![30, 7, 7],
        right: |it| it.reminders_before = vec![30, 8, 7],
    },
    Case {
        what: "reminders after expiry from the last to the first",
        wrong: |it| it.reminders_after = vec![30, 1],
        right: |it| it.reminders_after = vec![1, 30],
    },
    Case {
        what: "a reminder after expiry on the day of expiry",
        wrong: |it| it.reminders_after = vec![0],
        right: |it| it.reminders_after = vec![1],
    },
    Case {
        what: "a reminder on the day on which the mailbox is deleted",
        wrong: |it| it.reminders_after = vec![91],
        right: |it| it.reminders_after = vec![90],
    },
    Case {
        what: "a statutory notice later than the law allows",
        wrong: |it| it.statutory_notice_days = STATUTORY_NOTICE_DAYS_MIN - 1,
        right: |it| it.statutory_notice_days = STATUTORY_NOTICE_DAYS_MIN,
    },
    Case {
        what: "a statutory notice on the day of the first charge",
        wrong: |it| {
            (it.order_lead_days, it.ladder) = (40, ladder(&[40, 7]));
            it.statutory_notice_days = 40;
        },
        right: |it| {
            (it.order_lead_days, it.ladder) = (40, ladder(&[40, 7]));
            it.statutory_notice_days = 41;
        },
    },
    Case {
        what: "fewer days to withdraw than the law gives",
        wrong: |it| it.withdrawal_days = WITHDRAWAL_DAYS_MIN - 1,
        right: |it| it.withdrawal_days = WITHDRAWAL_DAYS_MIN,
    },
    Case {
        what: "renewals of which none may reach a year ahead",
        wrong: |it| it.prepaid_years_max = Some(0),
        right: |it| it.prepaid_years_max = Some(2),
    },
    Case {
        what: "a credit that is over as soon as it is given",
        wrong: |it| it.late_payment = LatePayment::Credit { months: 0 },
        right: |it| it.late_payment = LatePayment::Credit { months: 2 },
    },
    Case {
        what: "logs gone before the law allows",
        wrong: |it| it.log_retention_months = LOG_RETENTION_MONTHS_MIN - 1,
        right: |it| it.log_retention_months = LOG_RETENTION_MONTHS_MIN,
    },
    Case {
        what: "a late fee above what can be due at all",
        wrong: |it| it.grace = fee("100000000.01"),
        right: |it| it.grace = fee("1000.00"),
    },
    Case {
        what: "a late fee that leaves no room for the price",
        wrong: |it| it.grace = fee("81967213.11"),
        right: |it| it.grace = fee("70000000.00"),
    },
];

const HEADER: &str = "\
Policies that contradict themselves: what was changed in the preset, and how it is refused (R-98). Of each, the
nearest policy that does not is accepted: a day more or less, or as the case says. Rungs and grace phases out of
order, and price lists that overlap, cannot be written down at all. Not shown here: two contradictions at once, and whether
a policy that is accepted is wise.

";
