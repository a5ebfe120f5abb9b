//! Every refusal, in the order in which they are checked.

use pec_renewal::{
    Booked, CarriedContradiction, Contradiction, CorruptHistory, KnownPayment, OpeningField,
    PaymentSource, Refusal, auto_renewal,
    catalogue::{AfterExhaustion, MethodKind, ORDERS_BEFORE_MAX, Package, Plan},
    charge::{self, Death},
    order::{self, FinalStatus},
    service,
    values::{Bytes, ExtraSpace, MailboxId, Money, PaymentReference, UsedSpace, uuid::Uuid},
};
use pec_test_support::{card, day, mailbox_id, money, paypal};

use super::{
    by_variant, every, expiry, extra,
    facts::{small, used},
    key, notice_number,
    notices::bars,
    order, payout, purchase, refund_number,
};

#[expect(clippy::too_many_lines, reason = "one entry a refusal")]
pub fn refusals() -> Vec<Refusal> {
    let (method, order, key, expiry) = (card().id, order(), key(), expiry());
    let other = MailboxId::new(Uuid::from_u128(2));
    let mut all = vec![
        Refusal::NoSuchMailbox,
        Refusal::ClockWentBackwards { last: day("2026-01-08"), received: day("2026-01-07") },
        Refusal::DatedInTheFuture { today: day("2026-01-08"), received: day("2026-01-09") },
        Refusal::NotBeforeTooFar { latest: day("2026-03-09"), received: day("2026-03-10") },
    ];
    let differing = OpeningField::ALL.iter().copied();
    all.extend(
        differing.map(|differs| Refusal::MailboxAlreadyOpen { mailbox: mailbox_id(), differs }),
    );
    all.extend([
        Refusal::PaymentDiffers {
            stored: Box::new(payment("18.18", MethodKind::BankTransfer)),
            received: Box::new(payment("9.64", MethodKind::PostalSlip)),
        },
        Refusal::PaymentDiffers {
            stored: Box::new(Booked::Payout { refund: refund_number(), payout: payout() }),
            received: Box::new(payment("9.64", MethodKind::PostalSlip)),
        },
        Refusal::MethodDiffers { method, stored: MethodKind::Card, received: MethodKind::PayPal },
        Refusal::OtherHolder,
        Refusal::AddressAlreadyReleased { to: other, received: mailbox_id() },
        Refusal::NoticeReportDiffers { due: day("2025-12-01"), received: day("2025-11-30") },
        Refusal::MailboxDeleted { since: Some(day("2026-04-16")) },
        Refusal::MailboxDeleted { since: None },
        Refusal::OwnDomain,
        Refusal::TerminationStands { expiry },
        Refusal::TerminationSpent { expiry },
        Refusal::ExpiryOver { expiry },
        Refusal::NotRenewable { last_renewable_day: day("2026-04-15") },
        Refusal::WrongExpiry { expected: expiry, received: day("2025-01-15") },
    ]);
    all.extend(open_orders());
    all.extend([
        Refusal::ChargeUnresolved { key, requested_on: day("2026-01-08") },
        Refusal::UnknownOrder { order },
    ]);
    all.extend(statuses().map(|status| Refusal::OrderClosed { order, status }));
    all.extend([
        past_its_last_day(true),
        past_its_last_day(false),
        Refusal::NoOrderOpen,
        Refusal::NoExitRight,
        Refusal::NoWithdrawalRight,
        Refusal::WithdrawalTooLate {
            order,
            until: day("2026-01-26"),
            declared_on: day("2026-01-27"),
        },
        Refusal::AutoRenewalIsOn { after_exhaustion: AfterExhaustion::Keep },
        Refusal::WindowNotOpen { opens: day("2025-11-16") },
        Refusal::RenewalTooSoon { possible_from: day("2026-01-12") },
        Refusal::BeyondCalendar { years: 5 },
    ]);
    all.extend([Some(3), Some(1), None].map(too_short));
    all.extend([
        Refusal::PrepaidTooFar { expiry: day("2032-01-15"), furthest: day("2031-01-08") },
        Refusal::SpaceNotOffered {
            package: Package {
                plan: Plan::Standard,
                extra: ExtraSpace { mailbox_gb: 2, archive_gb: 3 },
            },
        },
        Refusal::ArchiveConsentMissing { plan: Plan::Standard },
        Refusal::UsedSpaceUnknown,
    ]);
    all.extend(spaces_in_use());
    all.extend([
        Refusal::NoPrice {
            purchase: purchase(),
            day: day("2019-12-31"),
            first_priced_day: Some(day("2020-01-01")),
        },
        Refusal::MethodNotReusable { kind: MethodKind::PrefilledSlip },
        Refusal::MethodDead { method, of: Death::Declined },
        Refusal::MethodDead { method, of: Death::Stopped },
        Refusal::MethodDead { method, of: Death::TakenOver },
        Refusal::MethodDead { method, of: Death::ChargedBack },
        Refusal::MethodDead { method, of: Death::Closed },
        Refusal::MethodExpired { method, valid_until: day("2025-12-31") },
        Refusal::NothingBound,
        Refusal::MethodNotBound { method, bound: paypal().id },
        Refusal::NotDeleted,
        Refusal::ExpiryOffAnchor { anchor: day("2025-01-15"), expiry: day("2026-01-16") },
        Refusal::TooManyOrdersBefore { received: u32::MAX, maximum: ORDERS_BEFORE_MAX },
        Refusal::NoticeOfAnotherTerm { received: day("1900-01-01"), began_on: day("2025-01-15") },
    ]);
    let contradictions = CarriedContradiction::ALL.iter().copied();
    all.extend(contradictions.map(|what| Refusal::CarriedContradiction { what }));
    all.extend([
        Refusal::AmountZero,
        Refusal::AmountTooLarge { received: Money::MAX },
        Refusal::ReferenceIsChargeKey { reference: PaymentReference::of_charge(&key) },
        Refusal::ForeignKey { key },
        Refusal::UnknownCharge { key },
        Refusal::UnknownNotice { notice: notice_number() },
    ]);
    all.extend(taken_back());
    all.push(Refusal::ExtraSpaceShrank { has: extra(), received: ExtraSpace::NONE });
    all
}

fn taken_back() -> [Refusal; 4] {
    let of = payout().reference;
    [
        Refusal::UnknownRefund { refund: refund_number() },
        Refusal::UnknownPayment { of: of.clone() },
        Refusal::ReversalExceedsPayment { of, left: money("4.00"), received: money("4.01") },
        Refusal::NotAPublicBody,
    ]
}

/// Open, in its margin, while a charge of it is unresolved, and while that may be paid twice.
fn open_orders() -> impl Iterator<Item = Refusal> {
    let manual = |payable, cancellable, free_from| Refusal::OrderAlreadyOpen {
        order: order(),
        generated: false,
        payable,
        cancellable,
        replaceable: cancellable,
        free_from,
    };
    let generated = |payable| Refusal::OrderAlreadyOpen {
        order: order(),
        generated: true,
        payable,
        cancellable: false,
        replaceable: false,
        free_from: None,
    };
    let lapse = Some(day("2026-02-05"));
    [
        manual(true, true, None),
        manual(true, true, lapse),
        manual(false, true, lapse),
        generated(false),
        generated(true),
    ]
    .into_iter()
}

fn spaces_in_use() -> [Refusal; 2] {
    [
        Refusal::SpaceInUse {
            used: used(),
            room: small(),
            to_free: UsedSpace { mailbox: Bytes::ZERO, archive: Bytes::gb(2) },
            extra_would_do: None,
            no_cut_from: Some(expiry().next()),
        },
        Refusal::SpaceInUse {
            used: used(),
            room: Package::from(Plan::Standard).room(),
            to_free: UsedSpace { mailbox: Bytes::new(600_000_000), archive: Bytes::gb(2) },
            extra_would_do: Some(ExtraSpace { mailbox_gb: 1, archive_gb: 2 }),
            no_cut_from: None,
        },
    ]
}

fn past_its_last_day(replaceable: bool) -> Refusal {
    Refusal::OrderPastItsLastDay { order: order(), last_day: day("2026-01-07"), replaceable }
}

fn too_short(shortest_years: Option<u8>) -> Refusal {
    Refusal::TermTooShort { expiry: day("2026-01-15"), shortest_years }
}

fn payment(amount: &str, method_kind: MethodKind) -> Booked {
    let reference = "TRN 2026-0001".parse().unwrap();
    let source =
        PaymentSource::ByHand { method_kind, paid_on: None, signed_in_with: None, consent: None };
    let day = day("2026-01-08");
    Booked::Payment(KnownPayment::new(reference, money(amount), day, Some(order()), &source))
}

fn contradictions() -> Vec<Contradiction> {
    use pec_renewal::Contradiction as Why;
    by_variant!(Contradiction {
        Why::NotOpen => vec![Why::NotOpen],
        Why::AlreadyOpen => vec![Why::AlreadyOpen],
        Why::OutOfOrder { .. } => {
            vec![Why::OutOfOrder { last: day("2026-01-08"), received: day("2026-01-07") }]
        },
        Why::NotTheOpenOrder => vec![Why::NotTheOpenOrder],
        Why::OrderOutOfTurn => vec![Why::OrderOutOfTurn],
        Why::LapsedAhead => vec![Why::LapsedAhead],
        Why::OtherExpiry => vec![Why::OtherExpiry],
        Why::NeverRequested => vec![Why::NeverRequested],
        Why::MethodIsNotBound => vec![Why::MethodIsNotBound],
        Why::MethodIsDead => vec![Why::MethodIsDead],
        Why::MethodIsPutOff => vec![Why::MethodIsPutOff],
        Why::Charge(_) => of_charge().into_iter().map(Why::Charge).collect(),
        Why::AutoRenewal(_) => of_auto_renewal().map(Why::AutoRenewal).into(),
        Why::Order(_) => of_order().into_iter().map(Why::Order).collect(),
        Why::Service(_) => of_service().map(Why::Service).into(),
        Why::DeletedInUse => vec![Why::DeletedInUse],
        Why::NotDeleted => vec![Why::NotDeleted],
        Why::SumsDoNotAddUp => vec![Why::SumsDoNotAddUp],
        Why::OffAnchor => vec![Why::OffAnchor],
        Why::PaymentOfNothing => vec![Why::PaymentOfNothing],
        Why::PaymentAhead => vec![Why::PaymentAhead],
        Why::ConsentAhead => vec![Why::ConsentAhead],
        Why::OtherReference => vec![Why::OtherReference],
        Why::PaymentRepeated => vec![Why::PaymentRepeated],
        Why::RefundOfNothing => vec![Why::RefundOfNothing],
        Why::PayoutAhead => vec![Why::PayoutAhead],
        Why::RefundOutOfTurn => vec![Why::RefundOutOfTurn],
        Why::RefundSettled => vec![Why::RefundSettled],
        Why::SettlesOtherwise => vec![Why::SettlesOtherwise],
        Why::NotTheirsToReverse => vec![Why::NotTheirsToReverse],
        Why::ReversalAhead => vec![Why::ReversalAhead],
        Why::DebtOutOfTurn => vec![Why::DebtOutOfTurn],
        Why::ReceivableTwice => vec![Why::ReceivableTwice],
        Why::NoReceivable => vec![Why::NoReceivable],
        Why::NoCommitment => vec![Why::NoCommitment],
        Why::ChargeKeyRepeated => vec![Why::ChargeKeyRepeated],
        Why::DatedAhead => vec![Why::DatedAhead],
        Why::NoticeOutOfTurn => vec![Why::NoticeOutOfTurn],
        Why::NotBought => vec![Why::NotBought],
        Why::PlanNotPlanned => vec![Why::PlanNotPlanned],
        Why::Carried(_) => {
            CarriedContradiction::ALL.iter().copied().map(Why::Carried).collect()
        },
        Why::JudgedOtherwise => vec![Why::JudgedOtherwise],
        Why::NothingNew => vec![Why::NothingNew],
    })
}

fn of_charge() -> Vec<charge::InvalidTransition> {
    use charge::InvalidTransition as Why;
    by_variant!(charge::InvalidTransition {
        Why::NothingToCollect => vec![Why::NothingToCollect],
        Why::AlreadyCollecting => vec![Why::AlreadyCollecting],
        Why::ChargeUnresolved(_) => vec![Why::ChargeUnresolved(key())],
        Why::NotUnresolved => vec![Why::NotUnresolved],
        Why::MethodBarred(_) => bars().map(Why::MethodBarred).into(),
        Why::LadderExhausted => vec![Why::LadderExhausted],
        Why::RungsOutOfOrder => vec![Why::RungsOutOfOrder],
    })
}

fn of_auto_renewal() -> [auto_renewal::InvalidTransition; 3] {
    use auto_renewal::InvalidTransition;
    every!(InvalidTransition: MethodNotReusable, AlreadyOff, NothingBound)
}

fn of_order() -> Vec<order::InvalidTransition> {
    use order::InvalidTransition as Why;
    by_variant!(order::InvalidTransition {
        Why::Closed(_) => statuses().map(Why::Closed).into(),
        Why::ChargeUnresolved => vec![Why::ChargeUnresolved],
        Why::NotCovered => vec![Why::NotCovered],
        Why::NotOver => vec![Why::NotOver],
    })
}

fn of_service() -> [service::InvalidTransition; 10] {
    use service::InvalidTransition;
    every!(
        InvalidTransition: Deleted, Ending, TerminationStands, NotTerminated, ExpiryOver,
        ExpiryNotExtended, ExpiryNotMovedBack, GraceNotOver, Unwarned, ChargeUnresolved
    )
}

fn statuses() -> [FinalStatus; 3] {
    every!(FinalStatus: Fulfilled, Cancelled, Lapsed)
}
/// A history that cannot be folded, for every reason.
pub fn histories() -> Vec<CorruptHistory> {
    contradictions().into_iter().map(history).collect()
}

fn history(why: Contradiction) -> CorruptHistory {
    CorruptHistory { sequence: 7, fact: "OrderFulfilled".into(), why }
}
