//! How likely what is in a random life: what is common with mailboxes is common here, and what is
//! rare does come up.
//!
//! The larger strategies are boxed: their types would otherwise grow with every choice.

use pec_renewal::{
    ReversalKind,
    catalogue::{HolderKind, MethodKind, Plan, Term},
    charge::Failure,
};
use proptest::{prelude::*, sample::Index};

use super::{
    moves::{
        Act, Amount, Answer, Birth, Born, Clock, History, Landmark, Move, Named, PaidOut, Pay,
        Renewal, Says, TakenBack, Which, WhichCharge, WhichDebt, WhichMoney, WhichRefund,
    },
    policies::POLICIES,
    pool::METHODS,
};

/// Random lives under every policy, with up to so many moves: a third of them crowded.
pub fn histories(moves: usize) -> BoxedStrategy<History> {
    prop_oneof![2 => ordinary_lives(moves), 1 => crowded_lives(moves)].boxed()
}

fn ordinary_lives(moves: usize) -> BoxedStrategy<History> {
    (0..POLICIES.len(), births(), prop::collection::vec(moves_one_by_one(), 1..=moves))
        .prop_map(|(policy, birth, moves)| History { policy, birth, moves })
        .boxed()
}

/// Lives in which an order is collected, and much happens on the same few days.
fn crowded_lives(moves: usize) -> BoxedStrategy<History> {
    let clock = prop_oneof![
        12 => Just(Clock::Stay),
        4 => Just(Clock::Near(Landmark::Deadline, 0)),
        2 => (1_u8..4).prop_map(Clock::Days),
    ];
    let act = prop_oneof![
        8 => Just(Act::Tick),
        8 => answers().prop_map(Act::Answer),
        4 => switched_on(),
        4 => methods().prop_map(|by| Act::Replace { bound: true, by }),
        2 => news(),
        4 => acts(),
    ];
    let happens = (clock, act).prop_map(|(clock, act)| Move { policy: None, clock, act });
    let birth = (births(), -3_i16..16, prop::option::weighted(0.9, 0_u8..2));
    let birth = birth.prop_map(|(birth, days_left, bound)| {
        let when = Born::TakenOver { days_left };
        Birth { when, bound, dead: None, own_domain: false, ..birth }
    });
    (0..POLICIES.len(), birth, prop::collection::vec(happens, 1..=moves))
        .prop_map(|(policy, birth, moves)| History { policy, birth, moves })
        .boxed()
}

/// One thing that happens, weighted so that what is common is common.
pub fn moves_one_by_one() -> BoxedStrategy<Move> {
    let policy = prop::option::weighted(0.01, 0..POLICIES.len());
    (policy, clocks(), acts()).prop_map(|(policy, clock, act)| Move { policy, clock, act }).boxed()
}

/// Money that is told of today, paid or charged.
pub fn news_of_money() -> BoxedStrategy<Act> {
    let settled = prop_oneof![
        2 => Just(Answer::Settled),
        1 => (1_u16..3000).prop_map(Answer::SettledOther),
    ];
    prop_oneof![
        3 => money(),
        1 => settled.prop_map(|answer| Act::Outcome { which: WhichCharge::Unresolved, answer }),
    ]
    .boxed()
}

fn births() -> BoxedStrategy<Birth> {
    let when = prop_oneof![
        3 => any::<u8>().prop_map(|ago| Born::Activated { ago }),
        6 => (0_i16..120).prop_map(|days_left| Born::TakenOver { days_left }),
        2 => (-130_i16..0).prop_map(|days_left| Born::TakenOver { days_left }),
        1 => (120_i16..800).prop_map(|days_left| Born::TakenOver { days_left }),
    ];
    let when = prop_oneof![
        60 => when,
        2 => Just(Born::EndOfCalendar),
        1 => Just(Born::OffAnchor),
        1 => Just(Born::NotYet),
    ];
    let extra = (when, kinds(), plans(), prop_oneof![4 => Just((0, 0)), 1 => extras()], terms());
    let bound = prop_oneof![1 => Just(None), 5 => methods().prop_map(Some)];
    let dead = prop_oneof![6 => Just(None), 1 => methods().prop_map(Some)];
    let notice_given = prop::option::weighted(0.2, 0_u8..60);
    let orders_before = prop_oneof![40 => 0_u8..3, 1 => Just(u8::MAX)];
    let rest = (bound, dead, notice_given, prop::bool::weighted(0.04), orders_before);
    (extra, rest)
        .prop_map(
            |(
                (when, kind, plan, extra, term),
                (bound, dead, notice_given, own_domain, orders_before),
            )| Birth {
                when,
                kind,
                plan,
                extra,
                term,
                bound,
                dead,
                notice_given,
                own_domain,
                orders_before,
            },
        )
        .boxed()
}

fn clocks() -> BoxedStrategy<Clock> {
    use Landmark::{
        Deadline, Deletion, Expiry, LastDayOfOrder, LastGraceDay, LastRenewableDay, WarningDue,
    };
    let landmark = prop_oneof![
        4 => Just(Expiry),
        2 => Just(LastRenewableDay),
        1 => Just(LastGraceDay),
        3 => Just(LastDayOfOrder),
        1 => Just(WarningDue),
        1 => Just(Deletion),
    ];
    prop_oneof![
        60 => Just(Clock::Stay),
        36 => Just(Clock::Near(Deadline, 0)),
        8 => (-1_i8..=1).prop_map(|days| Clock::Near(Deadline, days)),
        3 => (landmark, -1_i8..=6).prop_map(|(landmark, days)| Clock::Near(landmark, days)),
        12 => (1_u8..7).prop_map(Clock::Days),
        1 => (7_u8..100).prop_map(Clock::Days),
        3 => (1_u8..12).prop_map(Clock::Late),
    ]
    .boxed()
}

fn acts() -> BoxedStrategy<Act> {
    prop_oneof![
        30 => Just(Act::Tick),
        20 => answers().prop_map(Act::Answer),
        20 => requests(),
        8 => money(),
        4 => payouts(),
        4 => taken_back(),
        10 => reports(),
    ]
    .boxed()
}

fn requests() -> BoxedStrategy<Act> {
    prop_oneof![
        1 => any::<bool>().prop_map(|same| Act::OpenAgain { same }),
        30 => switched_on(),
        3 => Just(Act::SwitchOff),
        12 => (prop::bool::weighted(0.9), methods())
            .prop_map(|(bound, by)| Act::Replace { bound, by }),
        2 => prop::bool::weighted(0.8).prop_map(|bound| Act::Remove { bound }),
        20 => renewals().prop_map(Act::Renew),
        8 => orders().prop_map(Act::Cancel),
        2 => Just(Act::TerminateAtExpiry),
        3 => Just(Act::Revoke),
        1 => Just(Act::TerminateNow),
        2 => leaving(),
        9 => (prop::bool::weighted(0.1), any::<bool>(), prop::bool::weighted(0.8)).prop_map(
            |(itself, mailbox, same_holder)| Act::BuyAgain { itself, mailbox, same_holder }
        ),
    ]
    .boxed()
}

fn switched_on() -> BoxedStrategy<Act> {
    (prop::option::weighted(0.6, methods()), consents())
        .prop_map(|(method, consent)| Act::SwitchOn { method, consent })
        .boxed()
}

/// A payer who is signed in pays with a stored method, and mostly consents to automatic renewal.
fn paid_with_what_is_stored() -> impl Strategy<Value = (MethodKind, Option<u8>, Option<i8>)> {
    let method = prop_oneof![Just((MethodKind::Card, 0)), Just((MethodKind::PayPal, 1))];
    (method, prop::option::weighted(0.8, consents_given()))
        .prop_map(|((kind, method), consent)| (kind, Some(method), consent))
}

/// A consent on record, given so many days before: mostly none.
fn consents() -> impl Strategy<Value = Option<i8>> {
    prop::option::weighted(0.25, consents_given())
}

fn consents_given() -> impl Strategy<Value = i8> {
    prop_oneof![6 => Just(0), 4 => 1_i8..5, 1 => Just(-1)]
}

fn money() -> BoxedStrategy<Act> {
    let amount = prop_oneof![
        40 => Just(Amount::Exact),
        20 => (1_u16..2000).prop_map(Amount::Less),
        8 => (1_u16..3000).prop_map(Amount::More),
        8 => (1_u16..500).prop_map(Amount::Cents),
        2 => Just(Amount::Nothing),
        1 => Just(Amount::Everything),
    ];
    let order = prop::option::weighted(0.95, orders());
    let ago = prop_oneof![8 => Just(0), 3 => 1_i8..30, 1 => Just(-1)];
    let paid_before = prop::option::weighted(0.3, prop_oneof![9 => 0_i8..20, 1 => Just(-3)]);
    let signed_in = prop::option::weighted(0.4, methods());
    let like_a_charge = prop::bool::weighted(0.02);
    let payer = prop_oneof![7 => (ways(), signed_in, consents()), 1 => paid_with_what_is_stored()];
    let pay = (order, amount, ago, paid_before, payer, like_a_charge).prop_map(
        |(order, amount, ago, paid_before, payer, named_like_a_charge)| {
            let (method_kind, signed_in, consent) = payer;
            Act::Pay(Pay {
                order,
                debt: None,
                amount,
                ago,
                paid_before,
                method_kind,
                signed_in,
                consent,
                named_like_a_charge,
            })
        },
    );
    let again = (any::<Index>(), prop::bool::weighted(0.3))
        .prop_map(|(which, other_amount)| Act::PayAgain { which, other_amount });
    prop_oneof![8 => pay, 1 => again, 1 => debts()].boxed()
}

/// A debt is paid, mostly in parts.
fn debts() -> BoxedStrategy<Act> {
    let amount = prop_oneof![
        6 => Just(Amount::Exact),
        6 => (1_u16..2000).prop_map(Amount::Less),
        2 => (1_u16..900).prop_map(Amount::More),
    ];
    let debt = prop_oneof![12 => Just(WhichDebt::Open), 1 => Just(WhichDebt::NeverLeft)];
    let order = prop::option::weighted(0.05, orders());
    (debt, amount, order)
        .prop_map(|(debt, amount, order)| {
            Act::Pay(Pay {
                order,
                debt: Some(debt),
                amount,
                ago: 0,
                paid_before: None,
                method_kind: MethodKind::BankTransfer,
                signed_in: None,
                consent: None,
                named_like_a_charge: false,
            })
        })
        .boxed()
}

/// A payment or a payout comes back, wholly or in part; debts are paid; public bodies commit themselves.
pub fn taken_back() -> BoxedStrategy<Act> {
    let of = prop_oneof![
        4 => Just(WhichMoney::Last),
        6 => any::<Index>().prop_map(WhichMoney::Payment),
        4 => any::<Index>().prop_map(WhichMoney::Payout),
        1 => Just(WhichMoney::Unknown),
    ];
    let amount = prop_oneof![
        12 => Just(Amount::Exact),
        8 => (1_u16..2000).prop_map(Amount::Less),
        1 => (1_u16..900).prop_map(Amount::More),
        1 => Just(Amount::Nothing),
    ];
    let kind = prop_oneof![
        4 => Just(ReversalKind::Chargeback),
        3 => Just(ReversalKind::Return),
        2 => any::<bool>().prop_map(|owed| ReversalKind::Correction { owed }),
    ];
    let named = prop_oneof![
        24 => Just(Named::Anew),
        1 => Just(Named::LikeACharge),
        1 => any::<Index>().prop_map(Named::LikeAPayment),
    ];
    let ago = prop_oneof![8 => Just(0), 3 => 1_i8..30, 1 => Just(-1)];
    let taken =
        (of, amount, ago.clone(), kind, named).prop_map(|(of, amount, ago, kind, named)| {
            Act::TakenBack(TakenBack { of, amount, ago, kind, named })
        });
    let again = (any::<Index>(), prop::bool::weighted(0.3))
        .prop_map(|(which, other_amount)| Act::TakenBackAgain { which, other_amount });
    let again_committed = prop::option::weighted(0.1, any::<bool>());
    let commit = (orders(), ago, again_committed).prop_map(|(order, ago, again)| Act::Commit {
        order,
        ago,
        again,
    });
    prop_oneof![8 => taken, 1 => again, 4 => debts(), 4 => commit].boxed()
}

/// A desk pays what is owed back: mostly once, in full and today.
pub fn payouts() -> BoxedStrategy<Act> {
    let amount = prop_oneof![
        12 => Just(Amount::Exact),
        5 => (1_u16..2000).prop_map(Amount::Less),
        1 => (1_u16..900).prop_map(Amount::More),
        1 => Just(Amount::Nothing),
    ];
    let refund = prop_oneof![
        16 => Just(WhichRefund::Open),
        4 => any::<Index>().prop_map(WhichRefund::Any),
        1 => Just(WhichRefund::NeverOwed),
    ];
    let named = prop_oneof![
        20 => Just(Named::Anew),
        1 => Just(Named::LikeACharge),
        1 => any::<Index>().prop_map(Named::LikeAPayment),
    ];
    let ago = prop_oneof![8 => Just(0), 3 => 1_i8..30, 1 => Just(-1)];
    let paid = (refund, amount, ago, named).prop_map(|(refund, amount, ago, named)| {
        Act::PaidOut(PaidOut { refund, amount, ago, named })
    });
    let again = (any::<Index>(), prop::bool::weighted(0.3))
        .prop_map(|(which, other_amount)| Act::PaidOutAgain { which, other_amount });
    prop_oneof![6 => paid, 1 => again].boxed()
}

fn reports() -> BoxedStrategy<Act> {
    let charge = prop_oneof![
        2 => Just(WhichCharge::Unresolved),
        6 => any::<Index>().prop_map(WhichCharge::Requested),
        1 => Just(WhichCharge::NeverRequested),
        1 => Just(WhichCharge::Foreign),
    ];
    let unknown = prop::bool::weighted(0.05);
    let ago = prop_oneof![6 => Just(0), 4 => 1_i8..50, 1 => Just(-1)];
    prop_oneof![
        5 => (charge, answers()).prop_map(|(which, answer)| Act::Outcome { which, answer }),
        6 => (any::<Index>(), unknown, ago.clone())
            .prop_map(|(which, unknown, ago)| Act::Delivered { which, unknown, ago }),
        3 => (any::<Index>(), unknown)
            .prop_map(|(which, unknown)| Act::Failed { which, unknown }),
        14 => (prop_oneof![0_u8..2, 0_u8..7], prop_oneof![0_u8..2, 0_u8..6], ago.clone())
            .prop_map(|(mailbox, archive, ago)| Act::Used { mailbox, archive, ago }),
        7 => withdrawing(ago),
        2 => extras()
            .prop_map(|(mailbox_gb, archive_gb)| Act::SpaceBought { mailbox_gb, archive_gb }),
        1 => (kinds(), any::<bool>())
            .prop_map(|(kind, other)| Act::HolderChanged { kind, other }),
        1 => any::<bool>().prop_map(|other| Act::AccountChanged { other }),
        8 => news(),
    ]
    .boxed()
}

fn leaving() -> BoxedStrategy<Act> {
    orders().prop_map(|which| Act::Leave { which }).boxed()
}

/// Withdrawn from, or informed of that right.
fn withdrawing(ago: impl Strategy<Value = i8> + Clone + 'static) -> BoxedStrategy<Act> {
    prop_oneof![
        5 => (any::<Index>(), ago.clone()).prop_map(|(which, ago)| Act::Withdraw { which, ago }),
        2 => (any::<Index>(), ago).prop_map(|(which, ago)| Act::Informed { which, ago }),
    ]
    .boxed()
}

/// A term is ended, today or by a report that comes late.
pub fn endings() -> BoxedStrategy<Act> {
    prop_oneof![1 => leaving(), 2 => withdrawing(prop_oneof![3 => Just(0), 1 => 0_i8..9])].boxed()
}

/// News of a method: mostly of the bound one, and mostly good.
pub fn news() -> BoxedStrategy<Act> {
    let days = prop_oneof![2 => Just(None), 4 => (100_i16..900).prop_map(Some), 2 => (-3_i16..9).prop_map(Some)];
    let cap = prop_oneof![4 => Just(None), 1 => Just(Some(500)), 2 => Just(Some(9_000))];
    let says = prop_oneof![
        12 => (days, cap).prop_map(|(days, cap)| Says::Refreshed(days, cap)),
        1 => Just(Says::Closed),
        3 => Just(Says::AskHolder),
    ];
    (prop::option::weighted(0.25, methods()), says)
        .prop_map(|(method, says)| Act::News { method, says })
        .boxed()
}

fn renewals() -> BoxedStrategy<Renewal> {
    let other =
        prop::option::weighted(0.6, (plans(), prop_oneof![3 => Just((0, 0)), 1 => extras()]));
    let consent = any::<bool>();
    let wrong_expiry = prop::bool::weighted(0.05);
    let replaces = prop::option::weighted(0.3, orders());
    let stated = (prop::bool::weighted(0.7), any::<bool>());
    (other, terms(), ways(), consent, wrong_expiry, replaces, stated)
        .prop_map(|(other, term, method_kind, consent, wrong_expiry, replaces, stated)| Renewal {
            other,
            term,
            method_kind,
            consent,
            wrong_expiry,
            replaces,
            informed: stated.0,
            start_requested: stated.1,
        })
        .boxed()
}

fn orders() -> impl Strategy<Value = Which> {
    prop_oneof![
        20 => Just(Which::Open),
        3 => any::<Index>().prop_map(Which::Closed),
        1 => Just(Which::Unknown),
        1 => Just(Which::Foreign),
    ]
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        6 => Just(Answer::Settled),
        1 => (1_u16..3000).prop_map(Answer::SettledOther),
        5 => Just(Answer::Failed(Failure::SOFT_DECLINE)),
        2 => Just(Answer::Failed(Failure::HardDecline)),
        3 => Just(Answer::Failed(Failure::AuthenticationRequired)),
        1 => Just(Answer::Failed(Failure::Stopped)),
        3 => put_off().prop_map(Answer::PutOff),
        3 => Just(Answer::NotExecuted),
        3 => Just(Answer::Unknown),
    ]
}

/// For so many days, mostly a few.
fn put_off() -> impl Strategy<Value = i8> {
    prop_oneof![12 => 1_i8..9, 2 => 9_i8..40, 1 => -2_i8..1, 1 => 60_i8..64]
}

/// The place of a method in the pool; the first two are good ones.
fn methods() -> impl Strategy<Value = u8> {
    prop_oneof![2 => 0_u8..2, 1 => 0..METHODS]
}

fn kinds() -> impl Strategy<Value = HolderKind> {
    prop_oneof![
        4 => Just(HolderKind::Consumer),
        2 => prop::bool::weighted(0.25).prop_map(|split_payment| HolderKind::Business { split_payment }),
        1 => any::<bool>().prop_map(|split_payment| HolderKind::PublicBody { split_payment }),
    ]
}

fn ways() -> impl Strategy<Value = MethodKind> {
    prop::sample::select(MethodKind::ALL)
}

fn plans() -> impl Strategy<Value = Plan> {
    prop_oneof![2 => Just(Plan::Standard), 1 => Just(Plan::Pro), 2 => Just(Plan::Premium)]
}

fn terms() -> impl Strategy<Value = Term> {
    prop_oneof![6 => Just(Term::ONE), 3 => prop::sample::select(&Term::ALL[..])]
}

fn extras() -> impl Strategy<Value = (u16, u16)> {
    (0_u16..4, 0_u16..3)
}
