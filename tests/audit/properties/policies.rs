//! The policies that random mailboxes live under: each differs from the others where providers do.
//! And a law of every policy that is accepted: it stops no mailbox.

use std::{iter, sync::LazyLock};

use pec_renewal::{
    Activation, Command, Opening,
    catalogue::{
        AMOUNT_DUE_MAX, AfterExhaustion, DAYS_MAX, ExtensionBase, GracePhase, GracePhases,
        HolderKind, LOG_RETENTION_MONTHS_MIN, Ladder, LatePayment, MONTHS_MAX, MailAccess,
        Parameters, Plan, PlanChangeTakesEffect, Policy, PriceList, PriceRow, Purchase,
        SettlementClock, Term,
    },
    charge::Outcome,
    next_deadline,
    values::{Day, Money, VatRate},
};
use pec_test_support::{
    Life, account, card, cents, day, holder, mailbox_id, money, noon, transfer,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::tried;

/// Every policy, with what is particular about it, each of a version of its own.
pub static POLICIES: LazyLock<Vec<(&str, Policy)>> = LazyLock::new(|| {
    let mut policies = named();
    policies.extend(DRAWN.into_iter().zip(drawn()));
    for (version, (_, policy)) in (1..).zip(&mut policies) {
        *policy = numbered(policy, version);
    }
    policies
});

/// The place of the preset among them.
pub const PRESET: usize = 0;

fn named() -> Vec<(&'static str, Policy)> {
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
        ("a price list that rises with every quarter", rising_prices()),
        ("grace of more than three years", long_grace()),
        ("no grace at all", no_grace()),
        ("no margin, a long warning, and a long tail of grace that is not renewable", long_tail()),
        ("a shortfall is waived, and money is waited for long", waives()),
    ]
}

/// The names of those that chance made.
const DRAWN: [&str; 12] = [
    "drawn, 1",
    "drawn, 2",
    "drawn, 3",
    "drawn, 4",
    "drawn, 5",
    "drawn, 6",
    "drawn, 7",
    "drawn, 8",
    "drawn, 9",
    "drawn, 10",
    "drawn, 11",
    "drawn, 12",
];

/// The same in every run.
fn drawn() -> Vec<Policy> {
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let policies = policies_of_any_shape();
    let draws = iter::repeat_with(|| {
        policies.new_tree(&mut runner).expect("choices of a policy").current()
    });
    draws.flatten().take(DRAWN.len()).collect()
}

fn numbered(policy: &Policy, version: u32) -> Policy {
    let parameters = Parameters { version, ..policy.parameters().clone() };
    let prices = PriceList::new(version, policy.prices().rows().to_vec()).expect("a price list");
    Policy::new(parameters, prices).expect("a policy")
}

/// For most of the tail nobody is warned, and nothing can be renewed.
fn long_tail() -> Policy {
    preset_but(|parameters| {
        parameters.grace = grace(&[phase(10), GracePhase { renewable: false, ..phase(40) }]);
        parameters.deletion_warning_days = 5;
        parameters.report_margin_days = 0;
        parameters.reminders_after = vec![1, 30];
    })
}

fn waives() -> Policy {
    preset_but(|parameters| {
        parameters.shortfall_waived = cents(150);
        parameters.report_margin_days = 30;
        parameters.deletion_warning_days = 60;
        parameters.unpaid_order_days = Some(20);
        parameters.refund_days = Some(1);
    })
}

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
        parameters.report_margin_days = 3;
        parameters.deletion_warning_days = 60;
    })
}

fn daily_after_expiry() -> Policy {
    preset_but(|parameters| {
        parameters.ladder =
            ladder(&[0, -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13, -14]);
        parameters.late_charge = false;
        parameters.order_lead_days = 5;
        parameters.reminders_before = vec![30, 5];
        parameters.report_margin_days = 0;
        parameters.deletion_warning_days = 1;
    })
}

fn unpaid_orders_lapse() -> Policy {
    preset_but(|parameters| {
        parameters.unpaid_order_days = Some(16);
        parameters.auto_enable_needs_consent = true;
        parameters.late_payment = LatePayment::Refund;
        parameters.refund_days = None;
        parameters.report_margin_days = 6;
        parameters.shortfall_waived = money("1.00");
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
        parameters.report_margin_days = 2;
        parameters.deletion_warning_days = 25;
        parameters.shortfall_waived = money("5.00");
    })
}

fn on_payment() -> Policy {
    preset_but(|parameters| {
        parameters.plan_change_takes_effect = PlanChangeTakesEffect::OnPayment;
        parameters.manual_payment_rebinds = true;
        parameters.prepaid_years_max = Some(3);
        parameters.renewal_gap_days = Some(20);
        parameters.settlement_clock = SettlementClock::Paid;
        parameters.auto_enable_needs_consent = true;
    })
}

fn from_the_payment() -> Policy {
    preset_but(|parameters| {
        parameters.extension_base = ExtensionBase::PaymentDay;
        parameters.manual_window_opens = Some(60);
        parameters.auto_enable_needs_consent = true;
        parameters.deletion_warning_days = 3;
    })
}

fn automatic_alone() -> Policy {
    preset_but(|parameters| {
        parameters.manual_while_auto = false;
        parameters.after_exhaustion = AfterExhaustion::SwitchOff;
        parameters.recharge_on_method_update = false;
        // The warning is due where nothing renews any more.
        parameters.grace = grace(&[
            phase(60),
            GracePhase { access: MailAccess::READ_ONLY, renewable: false, ..phase(20) },
        ]);
        parameters.reminders_after = vec![1, 30, 75];
        parameters.report_margin_days = 1;
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

fn rising_prices() -> Policy {
    let preset = Policy::aruba();
    let (first, quarters) = (day("2026-01-01"), 48);
    let risen = |row: PriceRow, quarter: u16| -> PriceRow {
        let starts = |quarter| first.plus_months(3 * quarter).expect("within the calendar");
        PriceRow {
            net: row.net.checked_add(cents(37 * u64::from(quarter))).expect("a price"),
            from: if quarter == 0 { row.from } else { starts(quarter) },
            until: (quarter < quarters).then(|| starts(quarter + 1).previous()),
            ..row
        }
    };
    let rows = preset.prices().rows().iter();
    let rows = rows.flat_map(|row| (0..=quarters).map(move |quarter| risen(*row, quarter)));
    let prices = PriceList::new(3, rows.collect()).expect("a price list");
    Policy::new(preset.parameters().clone(), prices).expect("a policy")
}

fn long_grace() -> Policy {
    preset_but(|parameters| {
        parameters.grace = grace(&[phase(1200)]);
        parameters.reminders_after = vec![400];
        parameters.order_lead_days = 40;
        parameters.deletion_warning_days = 45;
        parameters.auto_enable_needs_consent = true;
    })
}

fn no_grace() -> Policy {
    preset_but(|parameters| {
        parameters.grace = grace(&[]);
        parameters.reminders_after = vec![];
        parameters.report_margin_days = 4;
        parameters.deletion_warning_days = 20;
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

proptest! {
    #![proptest_config(tried(2048))]

    /// Nor is the settlement of what it charges. Also where price and late fee were frozen under two
    /// policies, something is held already, and the calendar is near its end.
    #[test]
    fn r_98_no_accepted_policy_lets_a_tick_be_refused(
        policies in (policies_of_any_amounts(), policies_of_any_amounts()),
        kind in prop::sample::select(&HOLDERS[..]),
        activated_on in prop_oneof![0_i32..365_000, 325_000_i32..327_000],
        held in amounts(),
        settles in prop::collection::vec(any::<bool>(), 1..8),
        changes_after in 0_usize..20,
    ) {
        let (Some(opened_under), Some(renewed_under)) = &policies else { return Ok(()) };
        let activated_on = day("2000-01-01").plus_days(activated_on);
        let Some(opening) = born(kind, activated_on) else { return Ok(()) };
        let mut life = Life::opened(opened_under, opening, noon(activated_on));
        let (mut settles, mut is_part_paid) = (settles.into_iter().cycle(), false);
        for tick in 0..TICKS {
            if tick == changes_after {
                life.change_policy(renewed_under);
            }
            let Some(today) = life.due_by(Day::LAST_EXPIRY) else { break };
            let now = noon(today);
            let ticked = life.give(&Command::Tick, now).map(|_| ());
            prop_assert_eq!(ticked, Ok(()), "on {}", today);
            let next = next_deadline(life.mailbox(), life.policy());
            prop_assert!(next.is_none_or(|next| today < next), "on {}, due again: {:?}", today, next);
            let order = life.mailbox().open_order().map(|order| order.id);
            if let Some(order) = order.filter(|_| !is_part_paid) {
                let part = transfer("CRO 1", order, held, today);
                is_part_paid = life.give(&Command::Payment(part), now).is_ok();
            }
            if let Some(request) = life.mailbox().charge().unresolved().copied() {
                let settles = settles.next().unwrap_or(false);
                let amount = request.amount;
                let outcome =
                    if settles { Outcome::Settled { amount } } else { Outcome::SOFT_DECLINE };
                let report = Command::ChargeOutcome { key: request.key, outcome };
                let reported = life.give(&report, now).map(|_| ());
                prop_assert_eq!(reported, Ok(()), "{} on {}", amount, today);
            }
        }
    }
}

/// Who owes the gross amount, with and without the notice of art. 65-bis, and who owes the net one.
const HOLDERS: [HolderKind; 3] = [
    HolderKind::Consumer,
    HolderKind::Business { split_payment: false },
    HolderKind::PublicBody { split_payment: true },
];

/// Enough for two or three periods with all their reminders.
const TICKS: usize = 80;

/// A mailbox bought that day; none where its period would outlast the calendar.
fn born(kind: HolderKind, activated_on: Day) -> Option<Opening> {
    let activation = Activation {
        mailbox: mailbox_id(),
        holder: holder(kind),
        account: account(),
        purchase: Purchase::new(Plan::Pro, Term::ONE),
        activated_on,
    };
    Some(Opening { bound_method: Some(card()), ..activation.opening().ok()? })
}

/// Policies that differ in what days decide: margin, warning, shape of grace, lead, ladder, lapse; whose
/// prices change one day. None where such a policy is refused.
fn policies_of_any_shape() -> impl Strategy<Value = Option<Policy>> {
    let mail = prop::sample::select(&[
        MailAccess::RECEIVE_AND_READ,
        MailAccess::RECEIVE_ONLY,
        MailAccess::READ_ONLY,
        MailAccess::NONE,
    ]);
    let fee = prop_oneof![2 => Just(0_u64), 1 => 1_u64..3_000].prop_map(cents);
    let renewable = (1_u16..40, mail.clone(), fee).prop_map(|(days, access, late_fee_net)| {
        GracePhase { days, access, late_fee_net, renewable: true }
    });
    let tail = (1_u16..25, mail).prop_map(|(days, access)| GracePhase {
        access,
        renewable: false,
        ..phase(days)
    });
    let grace = (prop::collection::vec(renewable, 0..3), prop::collection::vec(tail, 0..2));
    let ladders: &[&[i16]] = &[&[7, 5, 3, 1], &[15, 7, 1], &[3], &[0, -1, -2], &[10, 2, -5]];
    let days = (0_u16..=30, 1_u16..=60, 15_u16..40, 30_u16..90);
    let orders = (
        prop::sample::select(ladders),
        any::<bool>(),
        prop::option::weighted(0.3, 10_u16..60),
        prop::sample::select(&[0_u64, 0, 1, 50, 300]),
        prop::bool::weighted(0.3),
    );
    let prices = (0_i32..900, 0_i32..30, 0_u64..300, 400_u16..3_000);
    (grace, days, orders, prices).prop_map(|(grace, days, orders, prices)| {
        let phases: Vec<GracePhase> = [grace.0, grace.1].concat();
        let (report_margin_days, deletion_warning_days, order_lead_days, statutory) = days;
        let (rungs, late_charge, unpaid_order_days, waived, by_payment) = orders;
        let preset = Policy::aruba();
        let all: u16 = phases.iter().map(|phase| phase.days).sum();
        let parameters = Parameters {
            report_margin_days,
            deletion_warning_days,
            order_lead_days,
            statutory_notice_days: statutory,
            ladder: ladder(rungs),
            late_charge,
            unpaid_order_days,
            shortfall_waived: cents(waived),
            extension_base: if by_payment {
                ExtensionBase::PaymentDay
            } else {
                ExtensionBase::PreviousExpiry
            },
            grace: GracePhases::new(phases).ok()?,
            reminders_after: [1, 20, 50].into_iter().filter(|days| *days <= all).collect(),
            ..preset.parameters().clone()
        };
        let (changes_on, gap, more, vat) = prices;
        let changes_on = day("2026-02-01").plus_days(changes_on);
        let vat = VatRate::new(vat).ok()?;
        let rows = preset.prices().rows().iter();
        let rows = rows.filter_map(|row| {
            let net = row.net.checked_add(cents(more))?;
            let until = Some(changes_on.minus_days(gap).previous());
            Some([PriceRow { until, ..*row }, PriceRow { from: changes_on, net, vat, ..*row }])
        });
        let rows = rows.flatten().collect();
        Policy::new(parameters, PriceList::new(1, rows).ok()?).ok()
    })
}

/// Amounts near what can be due, up to half the range of money, and ordinary ones: the other half is
/// room for what is charged in the years that are lived.
fn amounts() -> impl Strategy<Value = Money> {
    let (due, all) = (AMOUNT_DUE_MAX.cents(), Money::MAX.cents());
    prop_oneof![
        4 => 1..=10_000_u64,
        4 => 1..=due,
        1 => due - 2..=due,
        1 => due / 2 - 2..=due / 2 + 2,
        1 => due..=all / 2,
        1 => all / 2 - 2..=all / 2 + 2,
    ]
    .prop_map(cents)
}

/// A policy of any amounts, rate and counts; none where it is refused.
fn policies_of_any_amounts() -> impl Strategy<Value = Option<Policy>> {
    let money = (amounts(), amounts(), 0_u16..=10_000);
    let days = (1..=DAYS_MAX - 90, 15..=DAYS_MAX, 45..=DAYS_MAX, 1..=DAYS_MAX);
    let months = (LOG_RETENTION_MONTHS_MIN..=MONTHS_MAX, 1..=MONTHS_MAX);
    (money, days, months, any::<bool>()).prop_map(|(money, days, months, late_charge)| {
        let (net, late_fee_net, rate) = money;
        let (grace_days, order_lead_days, statutory_notice_days, charge_unresolved_days) = days;
        let preset = Policy::aruba();
        let row = PriceRow {
            net,
            extra_mailbox_gb_net: None,
            extra_archive_gb_net: None,
            vat: VatRate::new(rate).expect("a rate"),
            from: Day::MIN,
            ..*preset.prices().rows().iter().find(|row| row.plan == Plan::Pro)?
        };
        let parameters = Parameters {
            order_lead_days,
            statutory_notice_days,
            charge_unresolved_days,
            late_charge,
            log_retention_months: months.0,
            late_payment: LatePayment::Credit { months: months.1 },
            grace: GracePhases::new(vec![
                phase(90),
                GracePhase { late_fee_net, ..phase(grace_days) },
            ])
            .ok()?,
            ladder: ladder(&[7, 1, -30, -90, -91]),
            ..preset.parameters().clone()
        };
        Policy::new(parameters, PriceList::new(1, vec![row]).ok()?).ok()
    })
}
