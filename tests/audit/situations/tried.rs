//! The commands that are tried on every situation: every kind, and several where it matters.

use pec_renewal::{
    Action, Carried, Command, Commitment, Hosting, Mailbox, ManualRenewal, MethodNews, Opening,
    Payment, Payout, Reversal, ReversalKind,
    auto_renewal::Consent,
    catalogue::{
        Holder, HolderKind, Method, MethodKind, ORDERS_BEFORE_MAX, Package, Plan, Purchase, Term,
    },
    charge::Outcome,
    values::{
        AccountId, Bytes, ChargeKey, ConsentId, Day, DebtNumber, ExtraSpace, MailboxId, MethodId,
        Money, NoticeNumber, OrderId, RefundNumber, UsedSpace, uuid::Uuid,
    },
};
use pec_test_support::{TAX_ID, account, card, method, noon, paypal};

use super::list::{bought_with_a_card, open, other_card, price};

/// What is tried, in words and as a command.
pub type Tried = (&'static str, Command);

/// Everything that is tried on a mailbox on a day.
pub fn tried(m: &Mailbox, today: Day) -> Vec<Tried> {
    let mut all = Vec::new();
    all.extend(opening(m));
    all.extend(automatic(m, today));
    all.extend(orders(m));
    all.extend(ends(m, today));
    all.extend(payments(m, today));
    all.extend(payouts(m, today));
    all.extend(taken_back(m, today));
    all.extend(charges(m, today));
    all.extend(reports(m, today));
    all.extend(method_news(m, today));
    all
}

/// Openings that are tried where no mailbox is yet.
pub fn openings() -> Vec<Tried> {
    let good = bought_with_a_card();
    let with = |change: fn(&mut Opening)| {
        let mut opening = good.clone();
        change(&mut opening);
        open(opening)
    };
    vec![
        ("open, with an anchor in the future", with(|o| o.anchor = o.expiry)),
        ("open, with an expiry off its anchor", with(|o| o.expiry = o.expiry.next())),
        ("open, expired before its anchor", with(|o| o.expiry = o.anchor.minus_days(365))),
        ("open, on its own domain with a bound method", with(|o| o.hosting = Hosting::OwnDomain)),
        (
            "open, bound to a bank transfer",
            with(|o| o.bound_method = Some(method(0xBB, MethodKind::BankTransfer))),
        ),
        (
            "open, with more space than the plan offers",
            with(|o| o.purchase.package.extra = ExtraSpace { mailbox_gb: 2, archive_gb: 0 }),
        ),
        ("open, bound to a method known to be dead", with(|o| o.dead_methods = vec![card().id])),
        (
            "open, the notice of art. 65-bis delivered tomorrow",
            with(|o| o.statutory_notice_delivered = Some(o.anchor.next())),
        ),
        (
            "open, the notice of art. 65-bis of an earlier term",
            with(|o| o.statutory_notice_delivered = Some(o.expiry.minus_days(367))),
        ),
        (
            "open, after more orders than any mailbox has",
            with(|o| o.orders_before = ORDERS_BEFORE_MAX + 1),
        ),
        (
            "open, with a termination that stands",
            with(|o| {
                let carried = Carried { terminated: true, ..Carried::default() };
                o.bound_method = None;
                o.carried = Some(Box::new(carried));
            }),
        ),
        (
            "open, with a termination that stands and a card",
            with(|o| {
                let carried = Carried { terminated: true, ..Carried::default() };
                o.bound_method = Some(card());
                o.carried = Some(Box::new(carried));
            }),
        ),
    ]
}

/// The commands that an action of the holder can mean, if it means any.
pub fn meant_by(action: Action, m: &Mailbox, today: Day) -> Vec<Command> {
    let fresh = Method { id: MethodId::new(Uuid::max()), ..card() };
    let bound = bound(m);
    match action {
        Action::SwitchOn => vec![Command::SwitchOn { method: fresh, consent: None }],
        Action::SwitchOff => vec![Command::SwitchOff],
        Action::ReplaceMethod => vec![Command::ReplaceMethod { old: bound.id, new: fresh }],
        Action::RemoveMethod => vec![Command::RemoveMethod { method: bound.id }],
        Action::RenewByHand => {
            let all = Plan::ALL.iter().flat_map(|plan| Term::ALL.map(|term| (*plan, term)));
            let extra = m.purchase().package.extra;
            let other = all.map(|(plan, term)| Purchase::new(Package { plan, extra }, term));
            let first = std::iter::once(m.purchase());
            let is_over = m.last_day_of_order(today).is_some_and(|last_day| last_day < today);
            let in_its_margin = m.open_order_on(today).filter(|_| is_over).map(|order| order.id);
            let in_its_place =
                |purchase| ManualRenewal { replaces: in_its_margin, ..renewal(m, purchase) };
            let all = first.chain(other).map(in_its_place);
            all.map(Command::RenewByHand).collect()
        }
        // Money that comes is always taken; whether to pay is judged by `permitted` alone.
        Action::Pay => Vec::new(),
        Action::CancelOrder => match m.open_order_on(today) {
            Some(order) => vec![Command::CancelOrder { order: order.id }],
            None => Vec::new(),
        },
        Action::TerminateAtExpiry => vec![Command::TerminateAtExpiry],
        Action::RevokeTermination => vec![Command::RevokeTermination],
        Action::TerminateNow => vec![Command::TerminateNow],
        Action::Leave => match m.leavable_on(today) {
            Some(order) => vec![Command::Leave { order }],
            None => Vec::new(),
        },
        Action::Withdraw => match latest_by_hand(m) {
            Some(order) => vec![Command::Withdrawal { order, declared_at: noon(today) }],
            None => Vec::new(),
        },
        Action::BuyAgain => {
            let mailbox = MailboxId::new(Uuid::from_u128(2));
            vec![Command::BuyAgain { mailbox, tax_id: m.holder().tax_id }]
        }
    }
}

fn opening(m: &Mailbox) -> Vec<Tried> {
    let standard = bought_with_a_card();
    let other = Opening { account: other_account(), ..standard.clone() };
    let other_mailbox = Opening { mailbox: stranger(), ..standard.clone() };
    let same = Opening { mailbox: m.id(), ..standard };
    vec![
        ("open as bought in 2025 with a card", open(same)),
        ("open on another account", open(other)),
        ("open as another mailbox", open(other_mailbox)),
    ]
}

fn automatic(m: &Mailbox, today: Day) -> Vec<Tried> {
    let expired = Method { valid_until: Some(today.previous()), ..other_card() };
    let transfer = method(0xBB, MethodKind::BankTransfer);
    let not_a_card = Method { kind: MethodKind::PayPal, ..card() };
    let on = |method| Command::SwitchOn { method, consent: None };
    let bound = bound(m);
    let agreed = |on| {
        let consent = Some(Consent { on, record: ConsentId::new(Uuid::from_u128(0xC1)) });
        Command::SwitchOn { method: bound, consent }
    };
    let replace = |old: Method, new: Method| Command::ReplaceMethod { old: old.id, new };
    vec![
        ("switch on with the card", on(card())),
        ("switch on with paypal", on(paypal())),
        ("switch on as bound, with a consent of today", agreed(today)),
        ("switch on as bound, with a consent of tomorrow", agreed(today.next())),
        ("switch on with the card, called a paypal", on(not_a_card)),
        ("switch on with a card that has expired", on(expired)),
        ("switch on with a bank transfer", on(transfer)),
        ("switch off", Command::SwitchOff),
        ("replace the bound method by paypal", replace(bound, paypal())),
        ("replace the bound method by itself", replace(bound, bound)),
        ("replace the bound method by a bank transfer", replace(bound, transfer)),
        ("replace a method that is not bound", replace(stranger_method(), other_card())),
        ("remove the bound method", Command::RemoveMethod { method: bound.id }),
        (
            "remove a method that is not bound",
            Command::RemoveMethod { method: stranger_method().id },
        ),
    ]
}

fn orders(m: &Mailbox) -> Vec<Tried> {
    let as_last_time = renewal(m, m.purchase());
    let by_hand = Command::RenewByHand;
    let with = |plan: Plan, extra: ExtraSpace, years: u8| ManualRenewal {
        purchase: Purchase::new(Package { plan, extra }, Term::new(years).unwrap()),
        ..as_last_time
    };
    let none = ExtraSpace::NONE;
    let to_standard = with(Plan::Standard, none, 1);
    let latest = latest_order(m);
    vec![
        ("renew by hand as last time, by transfer", by_hand(as_last_time)),
        ("renew by hand to Pro for two years", by_hand(with(Plan::Pro, none, 2))),
        ("renew by hand to Premium for five years", by_hand(with(Plan::Premium, none, 5))),
        ("renew by hand to Standard, archive not given up", by_hand(to_standard)),
        (
            "renew by hand to Standard, archive given up",
            by_hand(ManualRenewal { archive_consent: true, ..to_standard }),
        ),
        (
            "renew by hand to Standard with 2 GB more",
            by_hand(with(Plan::Standard, ExtraSpace { mailbox_gb: 2, archive_gb: 0 }, 1)),
        ),
        (
            "renew by hand believing in the expiry before",
            by_hand(ManualRenewal { expiry: m.expiry().minus_days(365), ..as_last_time }),
        ),
        (
            "renew by hand in place of the latest order",
            by_hand(ManualRenewal { replaces: Some(latest), ..with(Plan::Pro, none, 1) }),
        ),
        (
            "renew by hand in place of an order never made",
            by_hand(ManualRenewal { replaces: Some(unknown_order(m)), ..as_last_time }),
        ),
        ("cancel the latest order", Command::CancelOrder { order: latest }),
        ("cancel an order never made", Command::CancelOrder { order: unknown_order(m) }),
    ]
}

fn ends(m: &Mailbox, today: Day) -> Vec<Tried> {
    let to_leave = m.leavable_on(today).unwrap_or_else(|| latest_order(m));
    let order = latest_by_hand(m).unwrap_or_else(|| latest_order(m));
    let buy = |tax_id: &str| Command::BuyAgain {
        mailbox: MailboxId::new(Uuid::from_u128(2)),
        tax_id: tax_id.parse().unwrap(),
    };
    let elsewhere = Command::BuyAgain { mailbox: stranger(), tax_id: m.holder().tax_id };
    vec![
        ("terminate at expiry", Command::TerminateAtExpiry),
        ("revoke the termination", Command::RevokeTermination),
        ("terminate now", Command::TerminateNow),
        ("leave the term that may be left, or the last", Command::Leave { order: to_leave }),
        ("withdraw from the last renewal", Command::Withdrawal { order, declared_at: noon(today) }),
        (
            "withdraw from the last renewal, declared a week ago",
            Command::Withdrawal { order, declared_at: noon(today.minus_days(7)) },
        ),
        (
            "informed of withdrawing from it today",
            Command::WithdrawalInformationGiven { order, on: today },
        ),
        ("buy again as mailbox 2", buy(TAX_ID)),
        ("buy again as another mailbox", elsewhere),
        ("buy again with another tax id", buy("YYYYYY00Y00Y000Y")),
        ("tick", Command::Tick),
    ]
}

/// The latest order by hand whose term can still be ended.
fn latest_by_hand(m: &Mailbox) -> Option<OrderId> {
    let mut by_hand = m.bought_terms().iter().rev();
    by_hand.find(|term| term.withdrawable_until().is_some()).map(|term| term.order)
}

fn payments(m: &Mailbox, today: Day) -> Vec<Tried> {
    let due = m
        .open_order()
        .map(|open| open.due_on(&m.grace_on(today), today))
        .map_or(price(), |due| due.saturating_sub(m.ledger().held));
    let cent = Money::from_cents(1).unwrap();
    let latest = Some(latest_order(m));
    let pay = |order: Option<OrderId>, amount: Money| Payment {
        reference: "NEW 1".parse().unwrap(),
        order,
        debt: None,
        amount,
        registered_on: today,
        paid_on: None,
        method_kind: MethodKind::BankTransfer,
        signed_in_with: None,
        consent: None,
    };
    let exact = pay(latest, due);
    let by_card = Payment {
        method_kind: MethodKind::Card,
        signed_in_with: Some(other_card()),
        ..exact.clone()
    };
    let key = charge_key(m).to_string();
    let all = [
        ("pay the latest order exactly, by transfer", exact.clone()),
        ("pay the latest order exactly, by card and signed in", by_card),
        ("pay the latest order a cent short", pay(latest, due.saturating_sub(cent))),
        ("pay the latest order a cent over", pay(latest, due.checked_add(cent).unwrap())),
        (
            "pay the latest order, registered a week ago",
            Payment { registered_on: today.minus_days(7), ..exact.clone() },
        ),
        (
            "pay the latest order, registered tomorrow",
            Payment { registered_on: today.next(), ..exact.clone() },
        ),
        ("pay the latest order nothing", pay(latest, Money::ZERO)),
        ("pay the latest order the largest amount there is", pay(latest, Money::MAX)),
        ("pay an order never made", pay(Some(unknown_order(m)), due)),
        ("pay with no order named", pay(None, due)),
        ("pay under a charge's key", Payment { reference: key.parse().unwrap(), ..exact.clone() }),
        (
            "the transfer TRN 1 again, of one cent",
            Payment { reference: "TRN 1".parse().unwrap(), amount: cent, ..exact },
        ),
    ];
    all.map(|(words, payment)| (words, Command::Payment(payment))).into()
}

fn taken_back(m: &Mailbox, today: Day) -> Vec<Tried> {
    let cent = Money::from_cents(1).unwrap();
    let reversal = |of: &str, amount, on, kind| {
        let (reference, of) = ("NEW 3".parse().unwrap(), of.parse().unwrap());
        Command::Reversal(Reversal { reference, of, amount, on, kind })
    };
    let last = m.payments().iter().next_back();
    let (paid, of) = last
        .map_or((price(), "TRN 1".to_owned()), |last| (last.amount, last.reference.to_string()));
    let paid_out = m.refunds().iter().find_map(|refund| refund.payout.as_ref());
    let came_back = paid_out.map_or(price(), |payout| payout.amount);
    let commit = |order, on| {
        Command::Commitment(Commitment { reference: "NEW 4".parse().unwrap(), order, on })
    };
    let for_debt = |number, amount| {
        let reference = "NEW 5".parse().unwrap();
        let transfer = Payment::transfer(reference, latest_order(m), amount, today);
        Command::Payment(Payment { order: None, debt: Some(DebtNumber::new(number)), ..transfer })
    };
    let owed = m.debt(DebtNumber::new(1)).map_or(price(), |debt| debt.open);
    vec![
        ("the last payment was charged back", {
            reversal(&of, paid, today, ReversalKind::Chargeback)
        }),
        ("a cent of the last payment was returned", {
            reversal(&of, cent, today, ReversalKind::Return)
        }),
        ("the last payment was booked wrongly, and is not owed", {
            reversal(&of, paid, today, ReversalKind::Correction { owed: false })
        }),
        ("more than the last payment was charged back", {
            let more = paid.checked_add(cent).unwrap_or(paid);
            reversal(&of, more, today, ReversalKind::Chargeback)
        }),
        ("the last payment was charged back tomorrow", {
            reversal(&of, paid, today.next(), ReversalKind::Chargeback)
        }),
        ("nothing of the last payment was charged back", {
            reversal(&of, Money::ZERO, today, ReversalKind::Chargeback)
        }),
        ("a payment never told of was charged back", {
            reversal("NEVER", paid, today, ReversalKind::Chargeback)
        }),
        ("the payout SCT 1 came back", {
            reversal("SCT 1", came_back, today, ReversalKind::Return)
        }),
        ("the first debt was paid", for_debt(1, owed)),
        ("the first debt was paid with a cent more", {
            for_debt(1, owed.checked_add(cent).unwrap())
        }),
        ("a debt never left was paid", for_debt(999, price())),
        ("a commitment for the latest order", commit(latest_order(m), today)),
        ("a commitment for the latest order, of tomorrow", commit(latest_order(m), today.next())),
        ("a commitment for an order never made", commit(unknown_order(m), today)),
    ]
}

fn payouts(m: &Mailbox, today: Day) -> Vec<Tried> {
    let (first, unknown) = (RefundNumber::new(1), RefundNumber::new(999));
    let owed = m.refund(first).map_or(price(), |refund| refund.amount);
    let cent = Money::from_cents(1).unwrap();
    let paid = |refund, reference: &str, amount, on| Command::RefundPaid {
        refund,
        payout: Payout { reference: reference.parse().unwrap(), amount, on },
    };
    let key = charge_key(m).to_string();
    let more = owed.checked_add(cent).unwrap();
    vec![
        ("the first refund was paid", paid(first, "NEW 2", owed, today)),
        (
            "the first refund was paid a cent short",
            paid(first, "NEW 2", owed.saturating_sub(cent), today),
        ),
        ("the first refund was paid with a cent more", paid(first, "NEW 2", more, today)),
        ("the first refund was paid, as SCT 1 told", paid(first, "SCT 1", owed, day_of(m, today))),
        ("the first refund was paid tomorrow", paid(first, "NEW 2", owed, today.next())),
        ("the first refund was paid nothing", paid(first, "NEW 2", Money::ZERO, today)),
        ("the first refund was paid by the transfer TRN 1", paid(first, "TRN 1", owed, today)),
        ("the first refund was paid under a charge's key", paid(first, &key, owed, today)),
        ("a refund never owed was paid", paid(unknown, "NEW 2", owed, today)),
    ]
}

/// The day on which the first refund was paid, if it was.
fn day_of(m: &Mailbox, today: Day) -> Day {
    let paid = m.refund(RefundNumber::new(1)).and_then(|refund| refund.payout.as_ref());
    paid.map_or(today, |payout| payout.on)
}

fn charges(m: &Mailbox, today: Day) -> Vec<Tried> {
    let key = charge_key(m);
    let report = |key, outcome| Command::ChargeOutcome { key, outcome };
    let amount = m.charge().unresolved().map_or(price(), |request| request.amount);
    let settled = Outcome::Settled { amount };
    let part = Outcome::Settled { amount: Money::from_cents(amount.cents() / 2).unwrap() };
    let first = ChargeKey::new(key.order(), 1);
    let later = ChargeKey::new(key.order(), 9);
    let foreign = ChargeKey::new(OrderId::new(stranger(), m.expiry(), 1), 1);
    vec![
        ("the latest charge settles", report(key, settled)),
        ("the latest charge settles in half", report(key, part)),
        (
            "the latest charge settles, of nothing",
            report(key, Outcome::Settled { amount: Money::ZERO }),
        ),
        ("the latest charge ends in a soft decline", report(key, Outcome::SOFT_DECLINE)),
        ("the latest charge ends in a hard decline", report(key, Outcome::HardDecline)),
        ("the latest charge needs authentication", report(key, Outcome::AuthenticationRequired)),
        ("the latest charge was stopped by the holder", report(key, Outcome::Stopped)),
        (
            "the latest charge is put off for three days",
            report(key, Outcome::SoftDecline { not_before: Some(today.plus_days(3)) }),
        ),
        (
            "the latest charge is put off for a year",
            report(key, Outcome::SoftDecline { not_before: Some(today.plus_days(365)) }),
        ),
        ("the latest charge was not executed", report(key, Outcome::NotExecuted)),
        ("the latest charge may have happened", report(key, Outcome::Unknown)),
        ("the first charge settles", report(first, settled)),
        ("the first charge ends in a hard decline", report(first, Outcome::HardDecline)),
        ("a charge never requested settles", report(later, settled)),
        ("a charge never requested ends in a soft decline", report(later, Outcome::SOFT_DECLINE)),
        ("another mailbox's charge settles", report(foreign, settled)),
    ]
}

fn reports(m: &Mailbox, today: Day) -> Vec<Tried> {
    let last = NoticeNumber::new(m.notices().count);
    let (third, unknown) = (NoticeNumber::new(3), NoticeNumber::new(999));
    let delivered = |notice, on| Command::NoticeDelivered { notice, on };
    let used = |mailbox, archive, on| {
        let used = UsedSpace { mailbox: Bytes::new(mailbox), archive: Bytes::new(archive) };
        Command::UsedSpace { used, on }
    };
    let has = m.space().package.extra;
    let more = ExtraSpace { mailbox_gb: has.mailbox_gb + 1, ..has };
    let most = ExtraSpace { mailbox_gb: has.mailbox_gb, archive_gb: has.archive_gb + 1 };
    let bought = |extra| Command::SpaceBought { extra };
    let company = Holder {
        kind: HolderKind::Business { split_payment: false },
        tax_id: "00000000000".parse().unwrap(),
    };
    vec![
        ("the latest notice was delivered today", delivered(last, today)),
        ("the third notice was delivered a year ago", delivered(third, today.minus_days(365))),
        ("the latest notice was delivered tomorrow", delivered(last, today.next())),
        ("a notice never given was delivered", delivered(unknown, today)),
        ("the latest notice failed", Command::NoticeFailed { notice: last }),
        ("a notice never given failed", Command::NoticeFailed { notice: unknown }),
        ("used space 0.5 GB, no archive", used(500_000_000, 0, today)),
        ("used space 2.5 GB, archive 4 GB", used(2_500_000_000, 4_000_000_000, today)),
        ("used space measured tomorrow", used(0, 0, today.next())),
        ("extra space as it is", bought(has)),
        ("one more GB of extra space", bought(more)),
        ("one more GB of archive", bought(most)),
        ("no extra space any more", bought(ExtraSpace::NONE)),
        ("the holder is a company from now on", Command::HolderChanged { holder: company }),
        ("the holder is who it is", Command::HolderChanged { holder: *m.holder() }),
        ("moved to another account", Command::AccountChanged { account: other_account() }),
        ("on the account it is on", Command::AccountChanged { account: m.account() }),
    ]
}

fn method_news(m: &Mailbox, today: Day) -> Vec<Tried> {
    let bound = bound(m);
    let news = |method: Method, news| Command::MethodNews { method: method.id, news };
    let valid_until = Some(today.plus_days(900));
    let refreshed = MethodNews::Refreshed { valid_until, mandate_cap: None };
    let as_it_is =
        MethodNews::Refreshed { valid_until: bound.valid_until, mandate_cap: bound.mandate_cap };
    let capped =
        MethodNews::Refreshed { valid_until, mandate_cap: Some(Money::from_cents(1).unwrap()) };
    vec![
        ("news: the bound method is valid for longer", news(bound, refreshed)),
        ("news: the bound method is as it was", news(bound, as_it_is)),
        ("news: the bound method has a cap of a cent", news(bound, capped)),
        ("news: the bound method was closed", news(bound, MethodNews::Closed)),
        ("news: ask the holder of the bound method", news(bound, MethodNews::AskHolder)),
        ("news: another method is valid for longer", news(stranger_method(), refreshed)),
        ("news: another method was closed", news(stranger_method(), MethodNews::Closed)),
        ("news: ask the holder of another method", news(stranger_method(), MethodNews::AskHolder)),
    ]
}

/// The renewal that buys this, with nothing given up and no order replaced.
fn renewal(m: &Mailbox, purchase: Purchase) -> ManualRenewal {
    ManualRenewal {
        expiry: m.expiry(),
        purchase,
        method_kind: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
        informed: false,
        start_requested: false,
    }
}

fn bound(m: &Mailbox) -> Method {
    m.auto_renewal().method().copied().unwrap_or_else(card)
}

/// The open order, or the last one closed, or the one that would be first.
fn latest_order(m: &Mailbox) -> OrderId {
    let closed = || {
        let last = m.closed_orders().last()?;
        Some(OrderId::new(m.id(), last.expiry, last.ordinal))
    };
    let open = m.open_order().map(|order| order.id);
    open.or_else(closed).unwrap_or_else(|| OrderId::new(m.id(), m.expiry(), 1))
}

fn unknown_order(m: &Mailbox) -> OrderId {
    OrderId::new(m.id(), m.expiry(), 99)
}

/// The unresolved charge, or the last one requested, or the one that would be first.
fn charge_key(m: &Mailbox) -> ChargeKey {
    let attempts = m.charge().progress().map_or(0, |progress| progress.attempts);
    let last = || ChargeKey::new(latest_order(m), attempts.max(1));
    m.charge().unresolved().map_or_else(last, |request| request.key)
}

fn stranger() -> MailboxId {
    MailboxId::new(Uuid::from_u128(0xFF))
}

fn stranger_method() -> Method {
    method(0xFF, MethodKind::Card)
}

fn other_account() -> AccountId {
    let other = AccountId::new(Uuid::from_u128(0xAE));
    assert_ne!(other, account());
    other
}
