//! Mailboxes taken over with a life lived elsewhere: whatever is stated opens a sound mailbox, or is
//! refused with what contradicts.

use std::collections::BTreeSet;

use pec_renewal::{
    Carried, CarriedContradiction, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment,
    CarriedReceivable, CarriedRight, CarriedSpace, CarriedTerm, CarriedWarning, Command,
    Contradiction, Fact, Judged, KnownPayment, LargerRoom, NextCharge, Opening, OpeningField,
    Payment, PlanChange, Refund, RefundForm, RefundReason, Refusal, Withheld,
    catalogue::{HolderKind, MethodKind, Package, Plan, Purchase, Rung, Term},
    check, replay,
    values::{Day, DebtNumber, ExtraSpace, Money, OrderId, Price, RefundNumber, VatRate},
};
use pec_test_support::{Life, card, cents, day, holder, mailbox_id, noon, opening};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::{policies::POLICIES, tried};

/// The day on which every mailbox here is taken over; most expire a few months around it.
const TODAY: &str = "2026-01-08";

proptest! {
    #![proptest_config(tried(320))]

    #[test]
    fn r_68_what_is_taken_over_is_sound_and_lives_on((policy, opening) in openings()) {
        let policy = &POLICIES[policy].1;
        let mut life = Life::new(policy);
        let command = Command::Open(Box::new(opening.clone()));
        // `give` proves every decision: state is fold, and nothing is broken.
        if let Err(refusal) = life.give(&command, noon(day(TODAY))) {
            prop_assert!(is_of_openings(&refusal), "{refusal}");
            return Ok(());
        }
        check(life.mailbox()).expect("sound");
        comes_back(&command);
        comes_back(&life.history()[0]);
        comes_back(life.mailbox());
        let again = life.give(&command, noon(day(TODAY))).map(<[_]>::len);
        prop_assert_eq!(again, Ok(0), "opening again is no event");
        let other = Command::Open(Box::new(Opening { carried: None, ..opening.clone() }));
        let differs = life.give(&other, noon(day(TODAY))).map(<[_]>::len);
        let states = opening.carried.as_deref().filter(|carried| **carried != Carried::default());
        let refusal = states.map(|carried| Refusal::MailboxAlreadyOpen {
            mailbox: mailbox_id(),
            differs: first_stated(carried),
        });
        prop_assert_eq!(differs, refusal.map_or(Ok(0), Err));
        while let Some(due) = life.due_by(day("2027-03-01")) {
            life.give(&Command::Tick, noon(due)).expect("a tick is accepted");
        }
        check(life.mailbox()).expect("sound a year later");
    }

    #[test]
    fn r_43_r_68_a_payment_taken_over_is_known_when_it_is_told_again((policy, opening) in openings()) {
        let mut life = Life::new(&POLICIES[policy].1);
        let command = Command::Open(Box::new(opening.clone()));
        if life.give(&command, noon(day(TODAY))).is_ok() {
            for stated in &opening.carried.expect("it carries something").payments {
                let known = &stated.payment;
                let Some(method_kind) = known.method_kind else { continue };
                let told = Payment {
                    reference: known.reference.clone(),
                    order: known.order,
                    debt: None,
                    amount: known.amount,
                    registered_on: known.day,
                    paid_on: None,
                    method_kind,
                    signed_in_with: None,
                    consent: None,
                };
                let more = told.amount.checked_add(cents(1)).expect("a sum");
                let other = Payment { amount: more, ..told.clone() };
                let events = life.give(&Command::Payment(told), noon(day(TODAY))).map(<[_]>::len);
                prop_assert_eq!(events, Ok(0));
                let refused = life.give(&Command::Payment(other), noon(day(TODAY)));
                let differs = matches!(refused, Err(Refusal::PaymentDiffers { .. }));
                prop_assert!(differs, "told with another amount");
            }
        }
    }
}

/// The fold asks of a stored opening what the decision asked.
#[test]
fn r_68_r_90_a_stored_opening_that_contradicts_itself_is_no_history() {
    let carried = Carried { terminated: true, ..Carried::default() };
    let stated = Opening {
        bound_method: None,
        carried: Some(Box::new(carried)),
        ..opening(day("2025-01-15"))
    };
    let mut life = Life::new(&POLICIES[0].1);
    life.give(&Command::Open(Box::new(stated)), noon(day(TODAY))).expect("it is opened");
    let event = life.history()[0].clone();
    let altered = |alter: fn(&mut Opening, &mut Option<Box<Judged>>)| {
        let mut event = event.clone();
        let Fact::MailboxOpened { opening, judged, .. } = &mut event.fact else {
            panic!("it opens the mailbox")
        };
        alter(opening, judged);
        replay([event]).map(|_| ()).map_err(|corrupt| corrupt.why)
    };
    assert_eq!(altered(|_, _| ()), Ok(()));
    let in_use = Contradiction::Carried(CarriedContradiction::TerminatedInUse);
    assert_eq!(altered(|opening, _| opening.bound_method = Some(card())), Err(in_use));
    assert_eq!(altered(|_, judged| *judged = None), Err(Contradiction::JudgedOtherwise));
    assert_eq!(altered(|opening, _| opening.carried = None), Err(Contradiction::JudgedOtherwise));
    let deleted = |opening: &mut Opening, _: &mut Option<Box<Judged>>| {
        opening.carried =
            Some(Box::new(Carried { deleted_on: Some(day("2025-12-01")), ..Carried::default() }));
    };
    assert_eq!(altered(deleted), Err(Contradiction::JudgedOtherwise));
    let warned = |opening: &mut Opening, _: &mut Option<Box<Judged>>| {
        let warning = CarriedWarning { on: day("2026-02-01"), deletion: day("2026-06-01") };
        opening.carried = Some(Box::new(Carried { warning: Some(warning), ..Carried::default() }));
    };
    assert_eq!(altered(warned), Err(Contradiction::DatedAhead));
}

/// From the wire, as JSON and in a compact binary form.
fn comes_back<T>(value: &T)
where
    T: std::fmt::Debug + PartialEq + serde::Serialize + serde::de::DeserializeOwned,
{
    let text = serde_json::to_string(value).expect("it has a JSON form");
    assert_eq!(&serde_json::from_str::<T>(&text).expect("it is read back"), value, "as {text}");
    let bytes = postcard::to_allocvec(value).expect("it has a binary form");
    assert_eq!(&postcard::from_bytes::<T>(&bytes).expect("it is read back"), value);
}

/// The openings are worth something only if they reach everything that can be stated and refused.
#[test]
fn r_68_random_openings_carry_everything_and_meet_every_contradiction() {
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let (mut accepted, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..20_000 {
        let (policy, opening) = openings().new_tree(&mut runner).expect("an opening").current();
        let mut life = Life::new(&POLICIES[policy].1);
        let carried = opening.carried.clone().expect("it carries something");
        match life.give(&Command::Open(Box::new(opening)), noon(day(TODAY))) {
            Ok(_) => accepted.extend(parts(&carried)),
            Err(Refusal::CarriedContradiction { what }) => {
                refused.insert(format!("{what:?}"));
            }
            Err(_) => {}
        }
        if accepted.len() == PARTS && refused.len() == CarriedContradiction::ALL.len() {
            return;
        }
    }
    let missed = CarriedContradiction::ALL.iter().map(|what| format!("{what:?}"));
    let missed: Vec<_> = missed.filter(|what| !refused.contains(what)).collect();
    assert!(missed.is_empty(), "never refused for {missed:?}");
    assert_eq!(accepted.len(), PARTS, "only {accepted:?} were taken over");
}

const PARTS: usize = 17;

fn parts(carried: &Carried) -> Vec<&'static str> {
    let origin = carried.order.as_ref().map(|order| order.origin);
    let is_held = |payment: &CarriedPayment| payment.held != Money::ZERO;
    let right = |wanted: fn(&CarriedRight) -> bool| {
        carried.terms.iter().any(|term| term.right.as_ref().is_some_and(wanted))
    };
    let space = carried.space.as_ref();
    [
        (carried.terminated, "termination"),
        (carried.withheld.is_some(), "withheld"),
        (space.is_some_and(|space| !space.planned.is_empty()), "plan to come"),
        (space.is_some_and(|space| space.larger.is_some()), "larger room"),
        (matches!(origin, Some(CarriedOrigin::Generated { .. })), "generated order"),
        (matches!(origin, Some(CarriedOrigin::Manual { .. })), "manual order"),
        (carried.payments.iter().any(is_held), "held"),
        (carried.payments.iter().any(|it| it.applied != Money::ZERO), "applied"),
        (carried.refunds.iter().any(Refund::is_open), "refund owed"),
        (carried.refunds.iter().any(|it| !it.is_open()), "refund paid"),
        (carried.debts.iter().any(|it| it.amount != Money::ZERO), "debt"),
        (!carried.receivables.is_empty(), "receivable"),
        (right(|right| matches!(right, CarriedRight::Leave)), "right to leave"),
        (right(|right| matches!(right, CarriedRight::Withdraw { .. })), "right to withdraw"),
        (carried.notice_named.is_some(), "notice"),
        (carried.warning.is_some(), "warning"),
        (carried.deleted_on.is_some(), "deleted"),
    ]
    .into_iter()
    .filter_map(|(is_stated, part)| is_stated.then_some(part))
    .collect()
}

fn first_stated(carried: &Carried) -> OpeningField {
    let nothing = Carried::default();
    let differs = [
        (carried.terminated, OpeningField::Termination),
        (carried.withheld.is_some(), OpeningField::Withheld),
        (carried.space.is_some(), OpeningField::Space),
        (carried.order.is_some(), OpeningField::OpenOrder),
        (carried.payments != nothing.payments, OpeningField::Payments),
        (carried.refunds != nothing.refunds, OpeningField::Refunds),
        (carried.debts != nothing.debts, OpeningField::Debts),
        (carried.receivables != nothing.receivables, OpeningField::Receivables),
        (carried.terms != nothing.terms, OpeningField::Terms),
        (carried.notice_named.is_some(), OpeningField::NoticeNamed),
        (carried.warning.is_some(), OpeningField::Warning),
        (carried.deleted_on.is_some(), OpeningField::Deletion),
    ];
    differs.into_iter().find(|(differs, _)| *differs).expect("something is stated").1
}

/// Only what concerns an opening.
fn is_of_openings(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::CarriedContradiction { .. }
            | Refusal::DatedInTheFuture { .. }
            | Refusal::NoticeOfAnotherTerm { .. }
            | Refusal::SpaceNotOffered { .. }
    )
}

/// A policy, and an opening with a life lived elsewhere: mostly sound, seldom not.
fn openings() -> impl Strategy<Value = (usize, Opening)> {
    (0..POLICIES.len(), births(), lives_elsewhere())
        .prop_map(|(policy, birth, stated)| (policy, stated.of(birth)))
}

/// What the opening says besides.
#[derive(Clone, Copy, Debug)]
struct Birth {
    kind: HolderKind,
    days_left: i32,
    bound: bool,
    notice: bool,
    orders_before: u32,
}

fn births() -> impl Strategy<Value = Birth> {
    let kind = prop_oneof![
        3 => Just(HolderKind::Consumer),
        1 => Just(HolderKind::Business { split_payment: false }),
        1 => Just(HolderKind::PublicBody { split_payment: true }),
    ];
    (kind, -80_i32..90, any::<bool>(), any::<bool>(), 0_u32..6).prop_map(
        |(kind, days_left, bound, notice, orders_before)| Birth {
            kind,
            days_left,
            bound,
            notice,
            orders_before,
        },
    )
}

/// What is stated, in days and places relative to the opening; `twist` makes some of it wrong.
#[derive(Clone, Debug)]
struct Stated {
    terminated: bool,
    withheld: Option<Withheld>,
    space: Option<(bool, bool, i32)>,
    order: Option<Ordered>,
    payments: Vec<(u8, u16, i32, u8, bool)>,
    refunds: Vec<(u32, u16, Option<u16>)>,
    debts: Vec<(u32, u16, bool)>,
    to_come: Option<u16>,
    terms: Vec<(u8, u16)>,
    named: bool,
    warning: Option<(i32, i32)>,
    deleted: bool,
    twist: u8,
}

/// An order, by days from today.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that can be stated")]
struct Ordered {
    by_hand: bool,
    attempts: u32,
    spent: u8,
    waits: bool,
    told: bool,
    opened: i32,
    last_day: Option<i32>,
    numbered: bool,
}

fn lives_elsewhere() -> impl Strategy<Value = Stated> {
    let withheld = prop_oneof![
        6 => Just(None),
        1 => Just(Some(Withheld::Cancelled)),
        1 => Just(Some(Withheld::Lapsed)),
    ];
    let space = prop::option::weighted(0.2, (any::<bool>(), any::<bool>(), -2_i32..60));
    let order = (
        any::<bool>(),
        0_u32..4,
        0_u8..5,
        prop::bool::weighted(0.2),
        any::<bool>(),
        0_i32..40,
        prop::option::weighted(0.4, -10_i32..120),
        any::<bool>(),
    )
        .prop_map(|(by_hand, attempts, spent, waits, told, opened, last_day, numbered)| Ordered {
            by_hand,
            attempts,
            spent,
            waits,
            told,
            opened,
            last_day,
            numbered,
        });
    let payments = (0_u8..6, 1_u16..3_000, 0_i32..300, 0_u8..4, prop::bool::weighted(0.1));
    let refunds = (1_u32..4, 1_u16..900, prop::option::weighted(0.4, 1_u16..500));
    (
        (
            prop::bool::weighted(0.1),
            withheld,
            space,
            prop::option::weighted(0.5, order),
            prop::collection::vec(payments, 0..3),
        ),
        (
            prop::collection::vec(refunds, 0..3),
            prop::collection::vec((0_u8..5, 0_u16..3_000), 0..3),
            prop::bool::weighted(0.3),
            prop::option::weighted(0.2, (0_i32..60, 1_i32..140)),
            prop::bool::weighted(0.05),
            prop_oneof![3 => Just(0_u8), 1 => 1_u8..15],
            prop::collection::vec((1_u32..4, 0_u16..500, any::<bool>()), 0..3),
            prop::option::weighted(0.3, 1_u16..900),
        ),
    )
        .prop_map(
            |(
                (terminated, withheld, space, order, payments),
                (refunds, terms, named, warning, deleted, twist, debts, to_come),
            )| Stated {
                terminated,
                withheld,
                space,
                order,
                payments,
                refunds,
                debts,
                to_come,
                terms,
                named,
                warning,
                deleted,
                twist,
            },
        )
}

impl Stated {
    fn of(self, birth: Birth) -> Opening {
        let today = day(TODAY);
        let expiry = today.plus_days(birth.days_left);
        let begins = Opening {
            holder: holder(birth.kind),
            anchor: expiry,
            expiry,
            bound_method: birth.bound.then(card),
            statutory_notice_delivered: birth.notice.then(|| today.minus_days(20)),
            orders_before: birth.orders_before + u32::from(self.order.is_some()),
            ..opening(day("2025-01-15"))
        };
        let carried = self.carried(&begins, today);
        Opening { carried: Some(Box::new(carried)), ..begins }
    }

    fn carried(&self, begins: &Opening, today: Day) -> Carried {
        let open = self.order.map(|_| {
            let id = OrderId::new(mailbox_id(), begins.expiry, begins.orders_before);
            if self.twist == 1 { OrderId::new(mailbox_id(), begins.expiry, 99) } else { id }
        });
        Carried {
            terminated: self.terminated,
            withheld: self.withheld,
            space: self.space.map(|space| self.space_of(space, begins, today)),
            order: open.zip(self.order).map(|(id, order)| self.order_of(id, order, today)),
            payments: self.payments_of(open, today),
            refunds: self.refunds_of(today),
            debts: self.debts_of(&self.terms_of(begins, today)),
            receivables: self.receivables_of(&self.terms_of(begins, today)),
            terms: self.terms_of(begins, today),
            notice_named: self.named.then(|| NextCharge { on: today, amount: cents(2_000) }),
            warning: self.warning.map(|(ago, ahead)| CarriedWarning {
                on: today.minus_days(ago),
                deletion: begins.expiry.plus_days(ahead),
            }),
            deleted_on: self.deleted.then(|| today.minus_days(3)),
        }
    }

    fn space_of(
        &self,
        (is_planned, is_larger, days): (bool, bool, i32),
        begins: &Opening,
        today: Day,
    ) -> CarriedSpace {
        let pro = Package { plan: Plan::Pro, extra: ExtraSpace::NONE };
        let bought = begins.purchase.package;
        let package = if is_planned { pro } else { bought };
        let change =
            PlanChange { on: today.plus_days(days), package: bought, archive_consent: true };
        let room = if self.twist == 2 {
            package.room()
        } else {
            Package { plan: Plan::Premium, extra: ExtraSpace::NONE }.room()
        };
        CarriedSpace {
            package,
            planned: is_planned.then_some(change).into_iter().collect(),
            larger: is_larger.then_some(LargerRoom { room, archive_consent: false }),
        }
    }

    fn order_of(&self, id: OrderId, order: Ordered, today: Day) -> CarriedOrder {
        let Ordered { by_hand, attempts, spent, waits, told, opened, last_day, numbered } = order;
        let origin = if by_hand {
            CarriedOrigin::Manual {
                method_kind: MethodKind::BankTransfer,
                informed: told,
                start_requested: waits,
            }
        } else {
            CarriedOrigin::Generated {
                attempts: if self.twist == 3 { u32::MAX } else { attempts },
                spent: Rung::new(if self.twist == 4 { 20 } else { spent.min(2) }).ok(),
                waits_for_authentication: waits,
                told_of_failure: told,
            }
        };
        let number = if self.twist == 5 { id.to_string() } else { "ORD 0815".to_owned() };
        let net = cents(if self.twist == 6 { 0 } else { 2_500 });
        CarriedOrder {
            id,
            number: numbered.then(|| number.parse().expect("a number")),
            origin,
            purchase: Purchase::new(Plan::Standard, Term::ONE),
            price: Price::of(net, VatRate::ORDINARY).expect("a price"),
            archive_consent: true,
            opened_on: today.minus_days(opened),
            last_day: last_day.map(|days| today.plus_days(days)),
        }
    }

    fn payments_of(&self, open: Option<OrderId>, today: Day) -> Vec<CarriedPayment> {
        let payments = self.payments.iter().enumerate();
        payments
            .map(|(place, &(reference, amount, ago, lies, by_charge))| {
                let amount = cents(if self.twist == 7 { 0 } else { amount.into() });
                let share = cents(amount.cents() / 2);
                let (applied, held) = match lies {
                    0 => (amount, Money::ZERO),
                    1 => (share, Money::ZERO),
                    2 => (Money::ZERO, Money::ZERO),
                    _ => (Money::ZERO, amount),
                };
                let applied = if self.twist == 8 { Money::MAX } else { applied };
                let key = open.map_or_else(String::new, |order| format!("{order}.1"));
                let reference = if by_charge && open.is_some() {
                    key
                } else if reference == 0 {
                    "CRO".to_owned()
                } else {
                    format!("CRO {place}.{reference}")
                };
                let method_kind = match lies {
                    _ if !by_charge => Some(MethodKind::BankTransfer),
                    3 => None,
                    _ => Some(MethodKind::Card),
                };
                let payment = KnownPayment {
                    reference: reference.parse().expect("a reference"),
                    amount,
                    day: today.minus_days(ago),
                    order: open,
                    debt: None,
                    method_kind,
                };
                CarriedPayment { payment, applied, held }
            })
            .collect()
    }

    fn refunds_of(&self, today: Day) -> Vec<Refund> {
        let mut last = 0;
        let refunds = self.refunds.iter().enumerate();
        refunds
            .map(|(place, &(more, amount, paid))| {
                last = if self.twist == 9 { 1 } else { last + more };
                let amount = if self.twist == 10 { Money::MAX } else { cents(amount.into()) };
                Refund {
                    number: RefundNumber::new(last),
                    amount,
                    order: None,
                    reason: RefundReason::Excess,
                    form: RefundForm::Refund,
                    due: Some(today.plus_days(10)),
                    payout: paid.map(|paid| pec_renewal::Payout {
                        reference: format!("SCT {place}").parse().expect("a reference"),
                        amount: cents(paid.into()),
                        on: today.minus_days(1),
                    }),
                    beyond: Vec::new(),
                    withdrawn: self.twist == 12,
                    in_its_place: None,
                }
            })
            .collect()
    }

    /// Debts, of the first term or of no order.
    fn debts_of(&self, terms: &[CarriedTerm]) -> Vec<CarriedDebt> {
        let mut last = 0;
        let debts = self.debts.iter();
        debts
            .map(|&(more, amount, of_term)| {
                last = if self.twist == 11 { 1 } else { last + more };
                let order = terms.first().map(|term| term.order).filter(|_| of_term);
                CarriedDebt { number: DebtNumber::new(last), amount: cents(amount.into()), order }
            })
            .collect()
    }

    /// What is still to come for the first term.
    fn receivables_of(&self, terms: &[CarriedTerm]) -> Vec<CarriedReceivable> {
        let Some((amount, term)) = self.to_come.zip(terms.first()) else { return Vec::new() };
        let order = if self.twist == 13 {
            OrderId::new(mailbox_id(), term.order.expiry(), 99)
        } else {
            term.order
        };
        let amount = if self.twist == 14 { Money::MAX } else { cents(amount.into()) };
        let number = Some("ORD 0007".parse().expect("a number"));
        vec![CarriedReceivable { order, number, amount, shortfall_waived: cents(5) }]
    }

    /// Terms of a year each up to the expiry, by the first orders before.
    fn terms_of(&self, begins: &Opening, today: Day) -> Vec<CarriedTerm> {
        let many = self.terms.len();
        let terms = self.terms.iter().enumerate();
        terms
            .map(|(place, &(right, applied))| {
                let ends = |years: usize| {
                    begins.expiry.minus_days(365 * i32::try_from(years).expect("few years"))
                };
                let ordinal = u32::try_from(place + 1).expect("few terms");
                CarriedTerm {
                    order: OrderId::new(mailbox_id(), ends(many - place), ordinal),
                    last_day: ends(many - place - 1),
                    applied: cents(applied.into()),
                    right: match right {
                        0 => None,
                        1 | 2 => Some(CarriedRight::Leave),
                        _ => Some(CarriedRight::Withdraw {
                            paid_on: today.minus_days(7),
                            informed: right == 3,
                            start_requested: applied % 2 == 0,
                        }),
                    },
                }
            })
            .collect()
    }
}
