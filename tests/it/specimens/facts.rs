//! Every fact, with every cause that it can have.

use pec_renewal::{
    Allocation, CancelCause, Carried, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment,
    CarriedReceivable, CarriedRight, CarriedSpace, CarriedTerm, CarriedWarning, Command,
    Commitment, DeletionCause, EndedTerm, Fact, Fulfilment, Hosting, KnownPayment, LargerRoom,
    LeftDebt, MethodNews, NextCharge, NotGenerated, Opening, PaymentSource, PlanChange, Refund,
    RefundForm, RefundReason, RegisteredPayment, ReturnedPayout, Reversal, ReversalKind,
    ReversedPayment, SettledDebt, TakenOfRefund, TermRight, Termination, Undone, Unused, Withheld,
    catalogue::{HolderKind, MailAccess, MethodKind, Plan, Policy},
    charge::{Failure, OutcomeKind},
    decide,
    order::{OpenOrder, Origin},
    service::Period,
    values::{
        Bytes, DebtNumber, MailboxId, OrderId, PaymentReference, RefundNumber, Room, UsedSpace,
        uuid::Uuid,
    },
};
use pec_test_support::{account, card, day, holder, mailbox_id, money, noon, paypal};

use super::{
    bought, by_variant, consent, debt_number, every, expiry, extra, key, limited_card,
    notices::{bars, notices, off_causes, on_causes},
    open_order, order, payout, refund_due, refund_number, rung, with_extra,
};

#[expect(clippy::too_many_lines, reason = "one arm a fact")]
pub fn facts() -> Vec<Fact> {
    let (order, key, number) = (order(), key(), super::notice_number());
    by_variant!(Fact {
        Fact::MailboxOpened { .. } => {
            let carrying = carrying().into_iter().map(opened_with_it);
            [bought(), taken_over()].map(opened).into_iter().chain(carrying).collect()
        },
        Fact::AutoRenewalSwitchedOn { .. } => on_causes()
            .into_iter()
            .flat_map(|cause| [(cause, None), (cause, Some(consent()))])
            .map(|(cause, consent)| {
                Fact::AutoRenewalSwitchedOn { method: limited_card(), cause, consent }
            })
            .collect(),
        Fact::ConsentRecorded { .. } => vec![Fact::ConsentRecorded { consent: consent() }],
        Fact::MethodNewsReported { .. } => method_news()
            .into_iter()
            .map(|news| Fact::MethodNewsReported { method: card().id, news })
            .collect(),
        Fact::AutoRenewalSwitchedOff { .. } => off_causes()
            .into_iter()
            .map(|cause| Fact::AutoRenewalSwitchedOff { cause })
            .collect(),
        Fact::MethodReplaced { .. } => {
            vec![Fact::MethodReplaced { old: card().id, new: paypal() }]
        },
        Fact::OrderOpened(_) => origins()
            .into_iter()
            .map(|origin| Fact::OrderOpened(Box::new(open_order(origin))))
            .collect(),
        Fact::OrderNotGenerated { .. } => not_generated()
            .into_iter()
            .map(|reason| Fact::OrderNotGenerated { expiry: expiry(), reason })
            .collect(),
        Fact::OrderCancelled { .. } => every!(CancelCause: Holder, Replaced, Termination, Withdrawal, Leaving)
            .map(|cause| Fact::OrderCancelled { order, cause })
            .into(),
        Fact::OrderReissued { .. } => vec![Fact::OrderReissued { order, new: Box::new(reissued()) }],
        Fact::OrderLapsed { .. } => vec![Fact::OrderLapsed { order, on: day("2026-04-21") }],
        Fact::OrderFulfilled(_) => vec![
            fulfilled("0.00", None, Some(exit_right())),
            fulfilled("0.00", Some(change()), Some(withdrawal_right())),
            fulfilled("0.04", None, None),
        ],
        Fact::RungSkipped { .. } => {
            vec![Fact::RungSkipped { order, rung: rung(2), day: day("2026-01-10") }]
        },
        Fact::ChargeBarred { .. } => bars()
            .map(|bar| Fact::ChargeBarred {
                order,
                method: card().id,
                rung: Some(rung(1)),
                due: money("18.18"),
                bar,
            })
            .into(),
        Fact::ChargeRequested { .. } => [Some(rung(1)), None]
            .map(|rung| Fact::ChargeRequested {
                key,
                amount: money("18.18"),
                method: card().id,
                rung,
            })
            .into(),
        Fact::ChargeUnknown { .. } => vec![Fact::ChargeUnknown { key }],
        Fact::ChargeFailed { .. } => {
            failures().into_iter().map(|failure| Fact::ChargeFailed { key, failure }).collect()
        },
        Fact::ChargeNotExecuted { .. } => vec![Fact::ChargeNotExecuted { key }],
        Fact::ChargeInDoubt { .. } => {
            vec![Fact::ChargeInDoubt { key, first: OutcomeKind::NotExecuted }]
        },
        Fact::ChargeContradicted { .. } => outcomes()
            .map(|received| Fact::ChargeContradicted {
                key,
                first: OutcomeKind::SoftDecline,
                received,
            })
            .into(),
        Fact::LadderExhausted { .. } => vec![Fact::LadderExhausted { order }],
        Fact::InquiryRequested { .. } => {
            [true, false].map(|awaited| Fact::InquiryRequested { key, awaited }).into()
        },
        Fact::PaymentRegistered(_) => {
            let all =
                |source| allocations().into_iter().map(move |allocation| paid(source, allocation));
            sources().into_iter().flat_map(all).collect()
        },
        Fact::RefundOwed { .. } => {
            let owed = |(reason, form)| Fact::RefundOwed {
                number: refund_number(),
                amount: money("5.00"),
                order: Some(order),
                reason,
                form,
                due: Some(refund_due()),
                replaces: matches!(reason, RefundReason::PaidShort { .. }).then(refund_number),
            };
            refunds().map(owed).collect()
        },
        Fact::RefundPaid { .. } => {
            let number = refund_number();
            let other = RefundNumber::new(number.number() + 1);
            let beyond = LeftDebt { number: debt_number(), amount: money("1.00") };
            [(Some(number), None), (Some(other), None), (None, Some(beyond))]
                .map(|(settles, beyond)| {
                    Fact::RefundPaid { number, payout: payout(), settles, beyond }
                })
                .into()
        },
        Fact::PaymentReversed(_) => reversals().into_iter().map(reversed).collect(),
        Fact::PayoutCameBack(_) => vec![Fact::PayoutCameBack(Box::new(ReturnedPayout {
            reversal: returned(),
            refund: refund_number(),
            settles: vec![SettledDebt { number: debt_number(), amount: money("1.00") }],
            written_off: money("0.50"),
        }))],
        Fact::CommitmentRegistered(_) => vec![Fact::CommitmentRegistered(commitment())],
        Fact::PlanChanged { .. } => vec![Fact::PlanChanged {
            package: with_extra(Plan::Standard),
            entitled: small(),
            room: large(),
            archive_consent: true,
        }],
        Fact::UsedSpaceRequested => vec![Fact::UsedSpaceRequested],
        Fact::UsedSpaceReported { .. } => {
            vec![Fact::UsedSpaceReported { used: used(), on: day("2026-01-08") }]
        },
        Fact::RoomShrunk { .. } => vec![Fact::RoomShrunk { room: small() }],
        Fact::RoomKept { .. } => {
            vec![Fact::RoomKept { room: large(), entitled: small(), used: used() }]
        },
        Fact::SpaceBought { .. } => vec![Fact::SpaceBought { extra: extra() }],
        Fact::HolderChanged { .. } => holder_kinds()
            .into_iter()
            .map(|kind| Fact::HolderChanged { holder: holder(kind) })
            .collect(),
        Fact::AccountChanged { .. } => vec![Fact::AccountChanged { account: account() }],
        Fact::AccessChanged { .. } => accesses()
            .map(|access| Fact::AccessChanged { access })
            .into(),
        Fact::TerminationRequested { .. } => {
            terminations().map(|when| Fact::TerminationRequested { when }).into()
        },
        Fact::TerminationRevoked => vec![Fact::TerminationRevoked],
        Fact::RenewalWithdrawn { .. } => [Some(period_kept()), None]
            .map(|period| Fact::RenewalWithdrawn {
                declared_at: super::at(),
                undone: Box::new(not_begun(period)),
            })
            .into(),
        Fact::TermLeft { .. } => [Some(period_left()), None]
            .map(|period| Fact::TermLeft { undone: Box::new(undone(period)) })
            .into(),
        Fact::ExitRightLifted { .. } => vec![Fact::ExitRightLifted { order }],
        Fact::WithdrawalInformationGiven { .. } => vec![Fact::WithdrawalInformationGiven {
            order,
            on: day("2026-03-02"),
            until: day("2026-03-20"),
        }],
        Fact::MailboxDeleted { .. } => deletion_causes()
            .map(|cause| Fact::MailboxDeleted { cause, logs_until: day("2028-10-16") })
            .into(),
        Fact::ContentsDeletionDue => vec![Fact::ContentsDeletionDue],
        Fact::AddressReleased { .. } => {
            vec![Fact::AddressReleased { to: MailboxId::new(Uuid::from_u128(2)) }]
        },
        Fact::NoticeDue { .. } => notices()
            .into_iter()
            .map(|notice| Fact::NoticeDue { number, notice, policy_version: 1, price_list_version: 1 })
            .collect(),
        Fact::DueDayMissed { .. } => vec![Fact::DueDayMissed { day: day("2025-12-16") }],
        Fact::ReminderSkipped { .. } => vec![Fact::ReminderSkipped { day: day("2025-12-16") }],
        Fact::NoticeDelivered { .. } => {
            vec![Fact::NoticeDelivered { number, on: day("2025-12-02") }]
        },
        Fact::NoticeFailed { .. } => vec![Fact::NoticeFailed { number }],
    })
}

pub fn not_generated() -> [NotGenerated; 6] {
    every!(
        NotGenerated: ManualOrderOpen, OrderCancelled, OrderLapsed, NotRenewable, NoPrice,
        TermTooShort
    )
}

pub fn method_news() -> Vec<MethodNews> {
    by_variant!(MethodNews {
        MethodNews::Refreshed { .. } => vec![
            MethodNews::Refreshed { valid_until: Some(day("2029-03-31")), mandate_cap: None },
            MethodNews::Refreshed { valid_until: None, mandate_cap: Some(money("60.00")) },
        ],
        MethodNews::Closed => vec![MethodNews::Closed],
        MethodNews::AskHolder => vec![MethodNews::AskHolder],
    })
}

pub fn failures() -> Vec<Failure> {
    by_variant!(Failure {
        Failure::SoftDecline { .. } => vec![
            Failure::SOFT_DECLINE,
            Failure::SoftDecline { not_before: Some(day("2026-01-12")) },
        ],
        Failure::HardDecline => vec![Failure::HardDecline],
        Failure::AuthenticationRequired => vec![Failure::AuthenticationRequired],
        Failure::Stopped => vec![Failure::Stopped],
    })
}

pub fn terminations() -> [Termination; 2] {
    every!(Termination: AtExpiry, Now)
}

pub fn deletion_causes() -> [DeletionCause; 2] {
    every!(DeletionCause: GraceOver, Termination)
}

/// What a mailbox of the preset may do: in service, in grace, and deleted.
pub fn accesses() -> [MailAccess; 3] {
    [MailAccess::FULL, MailAccess { send: false, receive: true, read: true }, MailAccess::NONE]
}

pub fn holder_kinds() -> Vec<HolderKind> {
    by_variant!(HolderKind {
        HolderKind::Consumer => vec![HolderKind::Consumer],
        HolderKind::Business { .. } => vec![HolderKind::Business { split_payment: true }],
        HolderKind::PublicBody { .. } => vec![HolderKind::PublicBody { split_payment: true }],
    })
}

/// A mailbox that another system opened: everything that can be stated is.
pub fn taken_over() -> Opening {
    Opening {
        hosting: Hosting::OwnDomain,
        bound_method: Some(limited_card()),
        dead_methods: vec![paypal().id],
        statutory_notice_delivered: Some(day("2025-12-02")),
        orders_before: 3,
        ..bought()
    }
}

pub fn used() -> UsedSpace {
    UsedSpace { mailbox: Bytes::new(1_600_000_000), archive: Bytes::gb(2) }
}

pub fn small() -> Room {
    with_extra(Plan::Standard).room()
}

pub fn large() -> Room {
    with_extra(Plan::Pro).room()
}

fn opened(opening: Opening) -> Fact {
    let policy = Policy::aruba();
    let parameters = policy.parameters();
    Fact::MailboxOpened {
        opening: Box::new(opening),
        grace: parameters.grace.clone(),
        deletion_warning_days: parameters.deletion_warning_days,
        access: MailAccess::FULL,
        judged: None,
    }
}

/// With what the policy makes of what is carried.
fn opened_with_it(opening: Opening) -> Fact {
    let open = Command::Open(Box::new(opening));
    let events = decide(None, &open, &Policy::aruba(), noon(day("2026-01-08"))).unwrap();
    events.into_iter().next().unwrap().fact
}

/// Mailboxes with a life lived elsewhere, which between them carry everything that can be carried.
pub fn carrying() -> Vec<Opening> {
    let before = Opening { orders_before: 3, ..bought() };
    let carrying = |opening: &Opening, carried: Carried| Opening {
        carried: Some(Box::new(carried)),
        ..opening.clone()
    };
    let id = OrderId::new(mailbox_id(), expiry(), 3);
    let collected = CarriedOrigin::Generated {
        attempts: 2,
        spent: Some(rung(1)),
        waits_for_authentication: true,
        told_of_failure: true,
    };
    let by_hand = CarriedOrigin::Manual {
        method_kind: MethodKind::BankTransfer,
        informed: true,
        start_requested: false,
    };
    let held = vec![carried_payment("CRO 7", "4.00", "2026-01-05", Some(id), ("0.00", "4.00"))];
    let generated = Carried {
        order: Some(carried_order(id, collected)),
        payments: held,
        notice_named: Some(NextCharge { on: day("2026-01-08"), amount: money("18.18") }),
        ..Carried::default()
    };
    let bound = Opening {
        bound_method: Some(limited_card()),
        statutory_notice_delivered: Some(day("2025-12-02")),
        ..before.clone()
    };
    let manual = Carried { order: Some(carried_order(id, by_hand)), ..Carried::default() };
    vec![
        carrying(&bound, generated),
        carrying(&before, manual),
        carrying(&before, moved()),
        carrying(&before, Carried { deleted_on: Some(day("2026-01-07")), ..Carried::default() }),
    ]
}

/// All that no open order stands beside.
fn moved() -> Carried {
    let term = |expiry: &str, last_day: &str, ordinal, right| CarriedTerm {
        order: OrderId::new(mailbox_id(), day(expiry), ordinal),
        last_day: day(last_day),
        applied: money("18.18"),
        right: Some(right),
    };
    let withdraw = CarriedRight::Withdraw {
        paid_on: day("2025-01-10"),
        informed: false,
        start_requested: true,
    };
    let owed = Refund {
        number: refund_number(),
        amount: money("6.00"),
        order: None,
        reason: RefundReason::Excess,
        form: RefundForm::Refund,
        due: Some(refund_due()),
        payout: Some(payout()),
        beyond: Vec::new(),
        withdrawn: false,
        in_its_place: None,
    };
    let rest = Refund {
        number: RefundNumber::new(refund_number().number() + 1),
        amount: money("2.00"),
        reason: RefundReason::PaidShort { of: refund_number() },
        payout: None,
        ..owed.clone()
    };
    Carried {
        terminated: true,
        withheld: Some(Withheld::Cancelled),
        space: Some(CarriedSpace {
            package: with_extra(Plan::Pro),
            planned: vec![PlanChange {
                on: expiry().next(),
                package: with_extra(Plan::Standard),
                archive_consent: true,
            }],
            larger: Some(LargerRoom {
                room: with_extra(Plan::Premium).room(),
                archive_consent: false,
            }),
        }),
        payments: vec![
            carried_payment("CRO 1", "24.18", "2024-01-10", None, ("18.18", "0.00")),
            carried_payment("CRO 2", "18.18", "2025-01-10", None, ("18.18", "0.00")),
        ],
        refunds: vec![owed, rest],
        debts: vec![
            CarriedDebt {
                number: debt_number(),
                amount: money("5.00"),
                order: Some(OrderId::new(mailbox_id(), day("2025-01-15"), 2)),
            },
            CarriedDebt { number: DebtNumber::new(2), amount: money("0.00"), order: None },
        ],
        receivables: vec![CarriedReceivable {
            order: OrderId::new(mailbox_id(), day("2025-01-15"), 2),
            number: Some("ORD/2024/0007".parse().unwrap()),
            amount: money("10.00"),
            shortfall_waived: money("0.05"),
        }],
        terms: vec![
            term("2024-01-15", "2025-01-15", 1, CarriedRight::Leave),
            term("2025-01-15", "2026-01-15", 2, withdraw),
        ],
        warning: Some(CarriedWarning { on: day("2026-01-07"), deletion: day("2026-04-20") }),
        ..Carried::default()
    }
}

fn carried_order(id: OrderId, origin: CarriedOrigin) -> CarriedOrder {
    CarriedOrder {
        id,
        number: Some("ORD/2025/0815".parse().unwrap()),
        origin,
        purchase: super::purchase(),
        price: super::price(),
        archive_consent: false,
        opened_on: day("2025-12-31"),
        last_day: Some(day("2026-02-28")),
    }
}

fn carried_payment(
    reference: &str,
    amount: &str,
    on: &str,
    order: Option<OrderId>,
    (applied, held): (&str, &str),
) -> CarriedPayment {
    CarriedPayment {
        payment: KnownPayment {
            reference: reference.parse().unwrap(),
            amount: money(amount),
            day: day(on),
            order,
            debt: None,
            method_kind: Some(MethodKind::BankTransfer),
        },
        applied: money(applied),
        held: money(held),
    }
}

fn origins() -> Vec<Origin> {
    by_variant!(Origin {
        Origin::Generated => vec![Origin::Generated],
        Origin::Manual { .. } => vec![
            Origin::Manual {
                method_kind: MethodKind::BankTransfer,
                replaces: None,
                informed: true,
                start_requested: true,
            },
            Origin::Manual {
                method_kind: MethodKind::PayPal,
                replaces: Some(order()),
                informed: false,
                start_requested: false,
            },
        ],
    })
}

/// The order of a public body that took over a mailbox of which an order was open: it owes the net.
fn reissued() -> OpenOrder {
    let old = open_order(Origin::Generated);
    OpenOrder { id: OrderId::new(mailbox_id(), expiry(), 2), net_only: true, ..old }
}

fn exit_right() -> TermRight {
    TermRight::Exit { lifted_by: vec![super::notice_number()] }
}

fn withdrawal_right() -> TermRight {
    TermRight::Withdrawal {
        until: day("2026-01-26"),
        days: 18,
        paid_on: day("2026-01-08"),
        informed: true,
        start_requested: false,
    }
}

/// A term that ends with a later one: of the first the unused part comes back, of the other all.
fn undone(period: Option<Period>) -> Undone {
    let unused = Some(Unused { days: 73, of: 365 });
    let later = OrderId::new(mailbox_id(), day("2027-01-15"), 2);
    let ended = vec![
        EndedTerm {
            order: order(),
            owed_back: money("3.64"),
            settles: vec![SettledDebt { number: debt_number(), amount: money("1.00") }],
            receivable: money("0.00"),
            unused,
        },
        EndedTerm {
            order: later,
            owed_back: money("18.18"),
            settles: Vec::new(),
            receivable: money("8.18"),
            unused: None,
        },
    ];
    Undone { order: order(), ended, period }
}

/// A term that had not begun: all of it comes back, and settles a debt first.
fn not_begun(period: Option<Period>) -> Undone {
    let all = EndedTerm {
        order: order(),
        owed_back: money("18.18"),
        settles: vec![SettledDebt { number: debt_number(), amount: money("1.00") }],
        receivable: money("0.00"),
        unused: None,
    };
    Undone { order: order(), ended: vec![all], period }
}

/// The period that goes on where the next one does not begin.
fn period_kept() -> Period {
    let began_on = day("2025-01-15");
    Period { anchor: began_on, years: 1, expiry: expiry(), began_on, exit_right: false }
}

/// A period that ends on the day of leaving, from which terms are then counted.
fn period_left() -> Period {
    let left_on = day("2026-11-03");
    let began_on = day("2025-01-15");
    Period { anchor: left_on, years: 0, expiry: left_on, began_on, exit_right: false }
}

fn fulfilled(waived: &str, change: Option<PlanChange>, right: Option<TermRight>) -> Fact {
    let exit_right = matches!(right, Some(TermRight::Exit { .. }));
    let waived = money(waived);
    Fact::OrderFulfilled(Box::new(Fulfilment {
        order: order(),
        paid_by: PaymentReference::of_charge(&key()),
        applied: money("18.18").saturating_sub(waived),
        receivable: money("0.00"),
        late_fee: money("0.00"),
        waived,
        previous_expiry: expiry(),
        period: Period {
            anchor: day("2025-01-15"),
            years: 2,
            expiry: day("2027-01-15"),
            began_on: day("2026-01-08"),
            exit_right,
        },
        grace: Policy::aruba().parameters().grace.clone(),
        deletion_warning_days: Policy::aruba().parameters().deletion_warning_days,
        change,
        right,
    }))
}

fn change() -> PlanChange {
    PlanChange { on: day("2026-01-16"), package: with_extra(Plan::Premium), archive_consent: false }
}

fn outcomes() -> [OutcomeKind; 7] {
    every!(
        OutcomeKind: HardDecline, SoftDecline, AuthenticationRequired, Stopped, NotExecuted,
        Unknown, Settled
    )
}

fn paid(source: PaymentSource, allocation: Allocation) -> Fact {
    let reference = match source {
        PaymentSource::ByHand { .. } => "TRN 2026-0001".parse().unwrap(),
        PaymentSource::Charge { key } => PaymentReference::of_charge(&key),
    };
    let (order, amount, day) = (Some(order()), money("18.18"), day("2026-01-08"));
    let debt = match allocation {
        Allocation::Debt { number, .. } => Some(number),
        Allocation::Held | Allocation::OwedBack | Allocation::Receivable { .. } => None,
    };
    let order = order.filter(|_| debt.is_none());
    Fact::PaymentRegistered(RegisteredPayment {
        reference,
        order,
        debt,
        amount,
        day,
        source,
        allocation,
    })
}

fn allocations() -> Vec<Allocation> {
    by_variant!(Allocation {
        Allocation::Held => vec![Allocation::Held],
        Allocation::OwedBack => vec![Allocation::OwedBack],
        Allocation::Debt { .. } => {
            vec![Allocation::Debt { number: debt_number(), amount: money("5.00") }]
        },
        Allocation::Receivable { .. } => vec![Allocation::Receivable {
            order: order(),
            amount: money("18.16"),
            written_off: money("0.02"),
        }],
    })
}

/// What was taken back, in every way.
pub fn reversals() -> Vec<Reversal> {
    let kinds = by_variant!(ReversalKind {
        ReversalKind::Chargeback => vec![ReversalKind::Chargeback],
        ReversalKind::Return => vec![ReversalKind::Return],
        ReversalKind::Correction { .. } => {
            [true, false].map(|owed| ReversalKind::Correction { owed }).into()
        },
    });
    let of = |kind| Reversal {
        reference: "REV 2026-0007".parse().unwrap(),
        of: PaymentReference::of_charge(&key()),
        amount: money("18.18"),
        on: day("2026-01-08"),
        kind,
    };
    kinds.into_iter().map(of).collect()
}

fn returned() -> Reversal {
    Reversal {
        reference: "REV 2026-0008".parse().unwrap(),
        of: payout().reference,
        amount: money("4.00"),
        on: day("2026-01-08"),
        kind: ReversalKind::Return,
    }
}

fn reversed(reversal: Reversal) -> Fact {
    let is_debt = reversal.kind != ReversalKind::Correction { owed: false };
    let spent = money("12.18");
    Fact::PaymentReversed(Box::new(ReversedPayment {
        held: money("2.00"),
        withdrawn: vec![TakenOfRefund { refund: refund_number(), amount: money("4.00") }],
        debt: is_debt.then_some(LeftDebt { number: debt_number(), amount: spent }),
        written_off: if is_debt { money("0.00") } else { spent },
        dead: (reversal.kind == ReversalKind::Chargeback).then_some(card().id),
        reversal,
    }))
}

pub fn commitment() -> Commitment {
    Commitment {
        reference: "IMP 2026-0003".parse().unwrap(),
        order: order(),
        on: day("2026-01-08"),
    }
}

fn sources() -> Vec<PaymentSource> {
    by_variant!(PaymentSource {
        PaymentSource::ByHand { .. } => {
            let signed_in = |method_kind| (method_kind == MethodKind::Card).then(limited_card);
            let by = |method_kind| PaymentSource::ByHand {
                method_kind,
                paid_on: Some(day("2026-01-07")),
                signed_in_with: signed_in(method_kind),
                consent: signed_in(method_kind).map(|_| consent()),
            };
            every!(MethodKind: Card, PayPal, BankTransfer, PostalSlip, PrefilledSlip, Credit)
                .map(by)
                .into()
        },
        PaymentSource::Charge { .. } => vec![PaymentSource::Charge { key: key() }],
    })
}

/// Every reason for which money is owed back, in every form that it can have.
pub fn refunds() -> impl Iterator<Item = (RefundReason, RefundForm)> {
    let all = |reason| {
        forms()
            .into_iter()
            .filter(move |form| *form == RefundForm::Refund || may_be_credit(reason))
            .map(move |form| (reason, form))
    };
    refund_reasons().into_iter().flat_map(all)
}

/// Money that bought nothing may stay as credit; what was taken twice, was too much, or comes of a
/// right to have it back, may not.
fn may_be_credit(reason: RefundReason) -> bool {
    use pec_renewal::RefundReason as Why;
    match reason {
        Why::Excess
        | Why::DebtSettled
        | Why::PayoutCameBack { .. }
        | Why::Withdrawn
        | Why::Left
        | Why::HolderLeft => false,
        Why::UnknownOrder
        | Why::UnknownDebt
        | Why::OrderFulfilled
        | Why::OrderCancelled
        | Why::OrderLapsed
        | Why::AfterLastDay
        | Why::ReportedLate
        | Why::TermOver
        | Why::MailboxGone
        | Why::PaidShort { .. }
        | Why::CancelledBefore => true,
    }
}

fn refund_reasons() -> Vec<RefundReason> {
    use pec_renewal::RefundReason as Why;
    by_variant!(RefundReason {
        Why::Excess => vec![Why::Excess],
        Why::UnknownOrder => vec![Why::UnknownOrder],
        Why::UnknownDebt => vec![Why::UnknownDebt],
        Why::DebtSettled => vec![Why::DebtSettled],
        Why::PayoutCameBack { .. } => vec![Why::PayoutCameBack { of: refund_number() }],
        Why::OrderFulfilled => vec![Why::OrderFulfilled],
        Why::OrderCancelled => vec![Why::OrderCancelled],
        Why::OrderLapsed => vec![Why::OrderLapsed],
        Why::AfterLastDay => vec![Why::AfterLastDay],
        Why::ReportedLate => vec![Why::ReportedLate],
        Why::TermOver => vec![Why::TermOver],
        Why::MailboxGone => vec![Why::MailboxGone],
        Why::PaidShort { .. } => vec![Why::PaidShort { of: refund_number() }],
        Why::CancelledBefore => vec![Why::CancelledBefore],
        Why::Withdrawn => vec![Why::Withdrawn],
        Why::Left => vec![Why::Left],
        Why::HolderLeft => vec![Why::HolderLeft],
    })
}

fn forms() -> Vec<RefundForm> {
    by_variant!(RefundForm {
        RefundForm::Refund => vec![RefundForm::Refund],
        RefundForm::Credit { .. } => vec![RefundForm::Credit { until: day("2027-01-08") }],
    })
}
