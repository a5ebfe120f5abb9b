//! Every refusal, in the order in which they are checked.

use pec_renewal::{
    Contradiction, CorruptHistory, KnownPayment, OpeningField, PaymentSource, Refusal,
    catalogue::{MethodKind, Plan},
    order::FinalStatus,
    values::{Bytes, ExtraSpace, MailboxId, Money, PaymentReference, UsedSpace, uuid::Uuid},
};

use super::{
    card, day, every, expiry, extra,
    facts::{small, used},
    key, mailbox, money, notice_number, order, paypal, purchase,
};

pub fn refusals() -> Vec<Refusal> {
    let (method, order, key, expiry) = (card().id, order(), key(), expiry());
    let other = MailboxId::new(Uuid::from_u128(2));
    let mut all = vec![
        Refusal::NoSuchMailbox,
        Refusal::ClockWentBackwards { last: day("2026-01-08"), received: day("2026-01-07") },
        Refusal::DatedInTheFuture { today: day("2026-01-08"), received: day("2026-01-09") },
    ];
    all.extend(
        opening_fields().map(|differs| Refusal::MailboxAlreadyOpen { mailbox: mailbox(), differs }),
    );
    all.extend([
        Refusal::PaymentDiffers {
            stored: Box::new(payment("15.74", MethodKind::BankTransfer)),
            received: Box::new(payment("9.64", MethodKind::PostalSlip)),
        },
        Refusal::MethodDiffers { method, stored: MethodKind::Card, received: MethodKind::PayPal },
        Refusal::OtherHolder,
        Refusal::AddressAlreadyReleased { to: other, received: mailbox() },
        Refusal::NoticeReportDiffers { due: day("2025-12-01"), received: day("2025-11-30") },
        Refusal::MailboxDeleted { since: Some(day("2026-04-16")) },
        Refusal::MailboxDeleted { since: None },
        Refusal::OwnDomain,
        Refusal::TerminationStands { expiry },
        Refusal::TerminationSpent { expiry },
        Refusal::ExpiryOver { expiry },
        Refusal::NotRenewable { last_renewable_day: day("2026-04-15") },
        Refusal::WrongExpiry { expected: expiry, received: day("2025-01-15") },
        Refusal::OrderAlreadyOpen { order, generated: true, cancellable: false },
        Refusal::ChargeUnresolved { key, requested_on: day("2026-01-08") },
        Refusal::UnknownOrder { order },
    ]);
    all.extend(
        every!(FinalStatus: Fulfilled, Cancelled, Lapsed)
            .map(|status| Refusal::OrderClosed { order, status }),
    );
    all.extend([
        Refusal::NoOrderOpen,
        Refusal::AutoRenewalIsOn,
        Refusal::WindowNotOpen { opens: day("2025-11-16") },
        Refusal::RenewalTooSoon { possible_from: day("2026-01-12") },
        Refusal::BeyondCalendar { years: 5 },
        Refusal::TermTooShort { expiry: day("2026-01-15"), shortest_years: Some(3) },
        Refusal::TermTooShort { expiry: day("2026-01-15"), shortest_years: None },
        Refusal::PrepaidTooFar { expiry: day("2032-01-15"), furthest: day("2031-01-08") },
        Refusal::SpaceNotOffered {
            plan: Plan::Standard,
            extra: ExtraSpace { mailbox_gb: 2, archive_gb: 3 },
        },
        Refusal::ArchiveConsentMissing { plan: Plan::Standard },
        Refusal::UsedSpaceUnknown,
        Refusal::SpaceInUse {
            used: used(),
            room: small(),
            to_free: UsedSpace { mailbox: Bytes::ZERO, archive: Bytes::gb(2) },
            extra_would_do: None,
        },
        Refusal::SpaceInUse {
            used: used(),
            room: Plan::Standard.room(ExtraSpace::NONE),
            to_free: UsedSpace { mailbox: Bytes::new(600_000_000), archive: Bytes::gb(2) },
            extra_would_do: Some(ExtraSpace { mailbox_gb: 1, archive_gb: 2 }),
        },
        Refusal::NoPrice {
            purchase: purchase(),
            day: day("2019-12-31"),
            first_priced_day: Some(day("2020-01-01")),
        },
        Refusal::MethodNotReusable { kind: MethodKind::PrefilledSlip },
        Refusal::MethodDead { method },
        Refusal::MethodExpired { method, valid_until: day("2025-12-31") },
        Refusal::NothingBound,
        Refusal::MethodNotBound { method, bound: paypal().id },
        Refusal::NotDeleted,
        Refusal::ExpiryOffAnchor { anchor: day("2025-01-15"), expiry: day("2026-01-16") },
        Refusal::AmountZero,
        Refusal::AmountTooLarge { received: Money::MAX },
        Refusal::ReferenceIsChargeKey { reference: PaymentReference::of_charge(&key) },
        Refusal::ForeignKey { key },
        Refusal::UnknownCharge { key },
        Refusal::UnknownNotice { notice: notice_number() },
        Refusal::ExtraSpaceShrank { has: extra(), received: ExtraSpace::NONE },
    ]);
    all.extend(contradictions().into_iter().map(|why| Refusal::Broken {
        history: CorruptHistory { sequence: 7, fact: "OrderFulfilled".into(), why },
    }));
    all
}

fn opening_fields() -> [OpeningField; 11] {
    every!(
        OpeningField: Mailbox, Holder, Account, Hosting, Purchase, Anchor, Expiry, BoundMethod,
        DeadMethods, StatutoryNotice, OrdersBefore
    )
}

fn payment(amount: &str, method_kind: MethodKind) -> KnownPayment {
    let reference = "TRN 2026-0001".parse().unwrap();
    let source = PaymentSource::ByHand { method_kind, paid_on: None, signed_in_with: None };
    let day = day("2026-01-08");
    KnownPayment::new(reference, money(amount), day, Some(order()), &source)
}

fn contradictions() -> Vec<Contradiction> {
    super::by_variant!(Contradiction {
        Contradiction::NotOpen => vec![Contradiction::NotOpen],
        Contradiction::AlreadyOpen => vec![Contradiction::AlreadyOpen],
        Contradiction::OutOfOrder { .. } => vec![Contradiction::OutOfOrder {
            last: day("2026-01-08"),
            received: day("2026-01-07"),
        }],
        Contradiction::NotTheOpenOrder => vec![Contradiction::NotTheOpenOrder],
        Contradiction::OrderOutOfTurn => vec![Contradiction::OrderOutOfTurn],
        Contradiction::NotTheUnresolvedCharge => vec![Contradiction::NotTheUnresolvedCharge],
        Contradiction::ChargeBarsIt => vec![Contradiction::ChargeBarsIt],
        Contradiction::AutoRenewalBarsIt => vec![Contradiction::AutoRenewalBarsIt],
        Contradiction::OrderBarsIt => vec![Contradiction::OrderBarsIt],
        Contradiction::ServiceBarsIt => vec![Contradiction::ServiceBarsIt],
        Contradiction::SumsDoNotAddUp => vec![Contradiction::SumsDoNotAddUp],
        Contradiction::PaymentRepeated => vec![Contradiction::PaymentRepeated],
        Contradiction::ChargeKeyRepeated => vec![Contradiction::ChargeKeyRepeated],
        Contradiction::NoticeOutOfTurn => vec![Contradiction::NoticeOutOfTurn],
        Contradiction::PlanNotPlanned => vec![Contradiction::PlanNotPlanned],
        Contradiction::NothingNew => vec![Contradiction::NothingNew],
    })
}
