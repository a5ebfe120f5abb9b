//! What kinds of lives model and engine are compared on. Ordinary lives reach everything, but some
//! things seldom; each other kind crowds what belongs together, so that its rare turns come up.

use pec_renewal::{
    catalogue::{HolderKind, MethodKind, Plan, Term},
    charge::Failure,
};
use proptest::{prelude::*, sample::Index};

use crate::properties::{
    chances,
    moves::{
        Act, Amount, Answer, Clock, History, Landmark, Move, Pay, Renewal, Which, WhichCharge,
    },
    policies::POLICIES,
    pool::METHODS,
};

/// Lives of so many commands, beside the opening.
pub fn lives(commands: usize) -> impl Strategy<Value = History> {
    let many = |moves: BoxedStrategy<Move>| prop::collection::vec(moves, commands);
    let moves = prop_oneof![
        5 => many(chances::moves_one_by_one().boxed()),
        3 => many(charges_in_few_days().boxed()),
        3 => many(charges_in_doubt().boxed()),
        2 => many(plans_and_prepaid_terms().boxed()),
        2 => many(endings().boxed()),
        3 => many(departures().boxed()),
        2 => many(last_days().boxed()),
        3 => many(money_that_comes_back().boxed()),
    ];
    (chances::histories(1), moves).prop_map(|(life, moves)| History { moves, ..life })
}

/// Charges fail, methods are replaced, and all of it within days.
fn charges_in_few_days() -> impl Strategy<Value = Move> {
    let clock = prop_oneof![
        14 => Just(Clock::Stay),
        5 => Just(Clock::Near(Landmark::Deadline, 0)),
        1 => Just(Clock::Days(1)),
    ];
    let act = prop_oneof![
        12 => Just(Act::Tick),
        8 => answers_mostly_bad().prop_map(Act::Answer),
        3 => (0..METHODS).prop_map(|method| Act::SwitchOn { method: Some(method), consent: None }),
        4 => (0_u8..3).prop_map(|by| Act::Replace { bound: true, by }),
        5 => chances::news(),
        1 => Just(Act::SwitchOff),
        3 => anything(),
    ];
    (clock, act).prop_map(|(clock, act)| Move { policy: None, clock, act })
}

/// Charges fail, the gateway takes its word back, and meanwhile methods are bound, orders closed and
/// mailboxes ended.
fn charges_in_doubt() -> impl Strategy<Value = Move> {
    let clock = prop_oneof![
        14 => Just(Clock::Stay),
        6 => Just(Clock::Near(Landmark::Deadline, 0)),
        2 => (1_u8..9).prop_map(Clock::Days),
    ];
    let charge = prop_oneof![
        3 => Just(WhichCharge::Unresolved),
        2 => any::<Index>().prop_map(WhichCharge::Requested),
    ];
    let answer = prop_oneof![
        6 => Just(Answer::Unknown),
        4 => answers_mostly_bad(),
        1 => Just(Answer::Settled),
    ];
    let act = prop_oneof![
        8 => Just(Act::Tick),
        6 => answers_of_a_first_kind().prop_map(Act::Answer),
        9 => (charge, answer).prop_map(|(which, answer)| Act::Outcome { which, answer }),
        3 => (0..METHODS).prop_map(|method| Act::SwitchOn { method: Some(method), consent: None }),
        3 => (0_u8..3).prop_map(|by| Act::Replace { bound: true, by }),
        1 => exactly_paid().prop_map(Act::Pay),
        1 => Just(Act::Cancel(Which::Open)),
        1 => prop::sample::select(holders()).prop_map(|kind| Act::HolderChanged { kind, other: true }),
        2 => anything(),
    ];
    (clock, act).prop_map(|(clock, act)| Move { policy: None, clock, act })
}

/// Final, and mostly nothing was taken.
fn answers_of_a_first_kind() -> impl Strategy<Value = Answer> {
    prop_oneof![
        3 => Just(Answer::Failed(Failure::SOFT_DECLINE)),
        2 => Just(Answer::Failed(Failure::HardDecline)),
        2 => Just(Answer::Failed(Failure::AuthenticationRequired)),
        1 => Just(Answer::Failed(Failure::Stopped)),
        2 => (1_i8..9).prop_map(Answer::PutOff),
        4 => Just(Answer::NotExecuted),
        1 => Just(Answer::Settled),
    ]
}

/// Terms are bought ahead, with other plans and space, under policies that change; what is used is
/// measured now and then.
fn plans_and_prepaid_terms() -> impl Strategy<Value = Move> {
    let policy = prop::option::weighted(0.04, 0..POLICIES.len());
    let clock = prop_oneof![
        12 => Just(Clock::Stay),
        3 => Just(Clock::Near(Landmark::Expiry, 1)),
        2 => Just(Clock::Near(Landmark::Deadline, 0)),
        1 => (1_u8..100).prop_map(Clock::Days),
    ];
    let act = prop_oneof![
        8 => renewals().prop_map(Act::Renew),
        8 => exactly_paid().prop_map(Act::Pay),
        6 => (0_u8..7, 0_u8..6, 0_i8..20)
            .prop_map(|(mailbox, archive, ago)| Act::Used { mailbox, archive, ago }),
        2 => (0_u16..4, 0_u16..3)
            .prop_map(|(mailbox_gb, archive_gb)| Act::SpaceBought { mailbox_gb, archive_gb }),
        6 => Just(Act::Tick),
        2 => anything(),
    ];
    (policy, clock, act).prop_map(|(policy, clock, act)| Move { policy, clock, act })
}

/// The holder terminates the mailbox and thinks better of it, around the expiry and with charges on their
/// way.
fn endings() -> impl Strategy<Value = Move> {
    let clock = prop_oneof![
        10 => Just(Clock::Stay),
        4 => Just(Clock::Near(Landmark::Deadline, 0)),
        3 => (-1_i8..3).prop_map(|days| Clock::Near(Landmark::Expiry, days)),
        1 => Just(Clock::Near(Landmark::LastGraceDay, 1)),
    ];
    let act = prop_oneof![
        6 => Just(Act::Tick),
        5 => Just(Act::TerminateAtExpiry),
        3 => Just(Act::Revoke),
        5 => (0_u8..3).prop_map(|method| Act::SwitchOn { method: Some(method), consent: None }),
        3 => answers_mostly_bad().prop_map(Act::Answer),
        1 => Just(Act::Answer(Answer::Settled)),
        3 => renewals().prop_map(Act::Renew),
        3 => exactly_paid().prop_map(Act::Pay),
        1 => (any::<bool>(), prop::bool::weighted(0.8)).prop_map(|(mailbox, same_holder)| {
            Act::BuyAgain { itself: false, mailbox, same_holder }
        }),
        4 => anything(),
    ];
    (clock, act).prop_map(|(clock, act)| Move { policy: None, clock, act })
}

/// Money comes late, in parts and for orders replaced; holders change; warnings fail; all of it around the
/// last days of orders and of grace.
fn last_days() -> impl Strategy<Value = Move> {
    let policy = prop::option::weighted(0.02, 0..POLICIES.len());
    let clock = prop_oneof![
        20 => Just(Clock::Stay),
        8 => Just(Clock::Near(Landmark::Deadline, 0)),
        2 => (1_u8..8).prop_map(Clock::Days),
        2 => (0_i8..9).prop_map(|days| Clock::Near(Landmark::LastDayOfOrder, days)),
        1 => (-1_i8..9).prop_map(|days| Clock::Near(Landmark::LastGraceDay, days)),
    ];
    let amount = prop_oneof![
        4 => Just(Amount::Exact),
        4 => (1_u16..1500).prop_map(Amount::Less),
        2 => (1_u16..900).prop_map(Amount::More),
    ];
    let named = prop_oneof![3 => Just(Which::Open), 2 => any::<Index>().prop_map(Which::Closed)];
    let pay = (amount, named, 0_i8..10, prop::option::weighted(0.3, 0_u8..3)).prop_map(
        |(amount, named, ago, signed_in)| Pay {
            order: Some(named),
            debt: None,
            amount,
            ago,
            paid_before: None,
            method_kind: if signed_in == Some(1) { MethodKind::PayPal } else { MethodKind::Card },
            signed_in,
            consent: signed_in.filter(|method| *method == 1).map(|_| 0),
            named_like_a_charge: false,
        },
    );
    let act = prop_oneof![
        16 => Just(Act::Tick),
        6 => pay.prop_map(Act::Pay),
        5 => renewals().prop_map(Act::Renew),
        4 => answers_mostly_bad().prop_map(Act::Answer),
        5 => chances::payouts(),
        3 => any::<Index>().prop_map(|which| Act::Failed { which, unknown: false }),
        2 => (any::<Index>(), 0_i8..3)
            .prop_map(|(which, ago)| Act::Delivered { which, unknown: false, ago }),
        3 => prop::sample::select(holders()).prop_map(|kind| Act::HolderChanged { kind, other: true }),
        1 => anything(),
    ];
    (policy, clock, act).prop_map(|(policy, clock, act)| Move { policy, clock, act })
}

/// Of each kind that owes something else.
fn holders() -> Vec<HolderKind> {
    vec![
        HolderKind::Consumer,
        HolderKind::Business { split_payment: false },
        HolderKind::Business { split_payment: true },
        HolderKind::PublicBody { split_payment: true },
    ]
}

fn anything() -> impl Strategy<Value = Act> {
    chances::moves_one_by_one().prop_map(|it| it.act)
}

/// Terms bought by hand and by automatic renewal, and ended again.
fn departures() -> impl Strategy<Value = Move> {
    let clock = prop_oneof![
        4 => Just(Clock::Stay),
        5 => (0_i8..3).prop_map(|days| Clock::Near(Landmark::Deadline, days)),
        4 => (-3_i8..4).prop_map(|days| Clock::Near(Landmark::Expiry, days)),
        2 => (1_u8..30).prop_map(Clock::Days),
    ];
    let act = prop_oneof![
        8 => Just(Act::Tick),
        4 => renewals().prop_map(Act::Renew),
        4 => exactly_paid().prop_map(Act::Pay),
        4 => Just(Act::Answer(Answer::Settled)),
        1 => answers_mostly_bad().prop_map(Act::Answer),
        2 => (0_u8..3).prop_map(|method| Act::SwitchOn { method: Some(method), consent: None }),
        3 => chances::endings(),
        2 => anything(),
    ];
    (clock, act).prop_map(|(clock, act)| Move { policy: None, clock, act })
}

/// Orders are paid, refunds are paid out, and all of it comes back: by the bank, by the card scheme, by a
/// correction; public bodies commit themselves, and debts are paid.
fn money_that_comes_back() -> impl Strategy<Value = Move> {
    let policy = prop::option::weighted(0.01, 0..POLICIES.len());
    let clock = prop_oneof![
        12 => Just(Clock::Stay),
        5 => Just(Clock::Near(Landmark::Deadline, 0)),
        2 => (1_u8..30).prop_map(Clock::Days),
    ];
    let act = prop_oneof![
        4 => Just(Act::Tick),
        5 => renewals().prop_map(Act::Renew),
        4 => exactly_paid().prop_map(Act::Pay),
        3 => chances::news_of_money(),
        3 => Just(Act::Answer(Answer::Settled)),
        4 => chances::payouts(),
        12 => chances::taken_back(),
        2 => chances::endings(),
        1 => prop::sample::select(holders()).prop_map(|kind| Act::HolderChanged { kind, other: true }),
        2 => anything(),
    ];
    (policy, clock, act).prop_map(|(policy, clock, act)| Move { policy, clock, act })
}

fn answers_mostly_bad() -> impl Strategy<Value = Answer> {
    let failed = prop_oneof![
        3 => Just(Failure::SOFT_DECLINE),
        1 => Just(Failure::HardDecline),
        2 => Just(Failure::AuthenticationRequired),
        1 => Just(Failure::Stopped),
    ];
    prop_oneof![
        6 => failed.prop_map(Answer::Failed),
        3 => (1_i8..9).prop_map(Answer::PutOff),
        2 => Just(Answer::NotExecuted),
        1 => (1_u16..900).prop_map(Answer::SettledOther),
        1 => Just(Answer::Unknown),
    ]
}

fn renewals() -> impl Strategy<Value = Renewal> {
    let plan = prop::sample::select(Plan::ALL);
    let other = prop::option::weighted(0.8, (plan, prop_oneof![Just((0, 0)), Just((1, 0))]));
    let term = prop_oneof![4 => Just(Term::ONE), 1 => prop::sample::select(&Term::ALL[..])];
    let replaces = prop::option::weighted(0.2, any::<Index>().prop_map(Which::Closed));
    let replaces = prop_oneof![replaces, prop::option::weighted(0.3, Just(Which::Open))];
    let stated = (prop::bool::weighted(0.8), any::<bool>());
    (other, term, prop::bool::weighted(0.9), replaces, stated).prop_map(
        |(other, term, consent, replaces, (informed, start_requested))| Renewal {
            other,
            term,
            method_kind: MethodKind::BankTransfer,
            consent,
            wrong_expiry: false,
            replaces,
            informed,
            start_requested,
        },
    )
}

fn exactly_paid() -> impl Strategy<Value = Pay> {
    let ago = prop_oneof![5 => Just(0), 1 => 0_i8..5];
    (ago, prop::option::weighted(0.3, 0_u8..3)).prop_map(|(ago, signed_in)| Pay {
        order: Some(Which::Open),
        debt: None,
        amount: Amount::Exact,
        ago,
        paid_before: None,
        method_kind: if signed_in == Some(1) { MethodKind::PayPal } else { MethodKind::Card },
        signed_in,
        consent: signed_in.filter(|method| *method == 1).map(|_| 0),
        named_like_a_charge: false,
    })
}
