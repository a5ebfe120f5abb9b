//! The holders: what they do when they read a notice, and how they order and pay.

use pec_renewal::{
    Command, Commitment, ExpiryReminder, ManualRenewal, Notice, Outlook, Payment, WayOut, advance,
    catalogue::{HolderKind, Method, MethodKind, Plan, Purchase, Term},
    order::Due,
    values::{Day, DebtNumber, MethodId, Money, OrderId, uuid::Uuid},
};

use super::{Answer, Asked, Dice, Report, Taken, comeback, half_of};

/// What a holder does after reading a notice: mostly nothing.
pub(super) fn reads(asked: &Asked<'_>, notice: &Notice) -> Answer {
    let mut dice = asked.dice("holder");
    match notice {
        Notice::ExpiryReminder(reminder) => reads_reminder(asked, &mut dice, reminder),
        Notice::TacitRenewal(_) if dice.chance(6) => request(asked, &mut dice, Command::SwitchOff),
        Notice::ChargeFailed(told) => match (dice.below(100), told.dues.first()) {
            (0..45, _) => replaces_method(asked, &mut dice),
            (45..65, Some(due)) => pays_in_time(asked, &mut dice, told.order, due),
            (65..70, _) => request(asked, &mut dice, Command::CancelOrder { order: told.order }),
            _ => Answer::default(),
        },
        Notice::PaymentIncomplete(told) if dice.chance(75) => match told.dues.first() {
            Some(due) => pays_in_time(asked, &mut dice, told.order, due),
            None => Answer::default(),
        },
        Notice::DeletionWarning(told) if dice.chance(40) => match &told.way_out {
            Some(WayOut::Pay { order, dues }) => match dues.first() {
                Some(due) => pays_in_time(asked, &mut dice, *order, due),
                None => Answer::default(),
            },
            Some(WayOut::Renew { .. }) => renews_by_hand(asked, &mut dice, told.expiry),
            None => Answer::default(),
        },
        Notice::BoundMethodDead { .. } if dice.chance(60) => replaces_method(asked, &mut dice),
        Notice::AutoRenewalSwitchedOff { .. } | Notice::OrderNotGenerated { .. }
            if dice.chance(25) =>
        {
            let method = new_card(asked, &mut dice);
            request(asked, &mut dice, Command::SwitchOn { method, consent: None })
        }
        Notice::TacitRenewal(_)
        | Notice::PaymentIncomplete(_)
        | Notice::DeletionWarning(_)
        | Notice::OutlookChanged(_)
        | Notice::Renewed(_)
        | Notice::MoneyOwedBack { .. }
        | Notice::TerminationReceived { .. }
        | Notice::WithdrawalReceived { .. }
        | Notice::LeavingReceived(_)
        | Notice::TerminationRevoked { .. }
        | Notice::TerminationMoved { .. }
        | Notice::MailboxDeleted { .. }
        | Notice::BoundMethodDead { .. }
        | Notice::MethodNeedsHolder { .. }
        | Notice::AutoRenewalSwitchedOff { .. }
        | Notice::OrderNotGenerated { .. }
        | Notice::AutoRenewalSwitchedOn { .. }
        | Notice::ChargeStillOnItsWay { .. }
        | Notice::ChargeInDoubt { .. }
        | Notice::RoomKept { .. } => Answer::default(),
    }
}

fn reads_reminder(asked: &Asked<'_>, dice: &mut Dice, reminder: &ExpiryReminder) -> Answer {
    match dice.below(1_000) {
        0..8 => return request(asked, dice, Command::TerminateAtExpiry),
        8..11 => return request(asked, dice, Command::TerminateNow),
        11..20 => {
            let method = new_card(asked, dice);
            return request(asked, dice, Command::SwitchOn { method, consent: None });
        }
        _ => {}
    }
    // Some do not wait for the charge, whatever the reminder says.
    if let Some(WayOut::Pay { order, dues }) = &reminder.way_out {
        return match (dice.below(100), dues.first()) {
            (0..14, Some(due)) => pays_in_time(asked, dice, *order, due),
            (14..17, _) => request(asked, dice, Command::CancelOrder { order: *order }),
            _ => Answer::default(),
        };
    }
    let renews = match reminder.outlook {
        Outlook::WillRenew { .. } => dice.chance(3),
        Outlook::AwaitsOutcome { .. } => false,
        Outlook::WillNotRenew { .. } => dice.chance(30),
    };
    if renews { renews_by_hand(asked, dice, reminder.expiry) } else { Answer::default() }
}

/// Orders a renewal in the shop: as last time, or with another term or plan. Most pay at once what
/// the shop shows, and some think better of it; the others read of their order in a reminder.
fn renews_by_hand(asked: &Asked<'_>, dice: &mut Dice, expiry: Day) -> Answer {
    let purchase = asked.mailbox.purchase();
    let term =
        if dice.chance(25) { Term::ALL[index(dice, Term::ALL.len())] } else { purchase.term };
    let mut package = purchase.package;
    if dice.chance(15) {
        package.plan = Plan::ALL[index(dice, Plan::ALL.len())];
    }
    let renewal = ManualRenewal {
        expiry,
        purchase: Purchase { package, term },
        method_kind: way_to_pay(dice),
        archive_consent: dice.chance(50),
        replaces: None,
        informed: false,
        start_requested: false,
    };
    let command = Command::RenewByHand(renewal);
    let shown = shown_in_the_shop(asked, &command);
    let ordered_on = asked.day().plus_days(dice.days(1, 3));
    let ordered = Report { due_on: ordered_on, command };
    let mut answer = Answer { reports: vec![ordered], ..Answer::default() };
    let Some((order, due)) = shown else { return answer };
    match dice.below(100) {
        0..82 => answer.add(pays(asked, dice, order, due, ordered_on)),
        82..88 => {
            let due_on = ordered_on.plus_days(dice.days(1, 3));
            let command = Command::CancelOrder { order };
            answer.reports.push(Report { due_on, command });
        }
        _ => {}
    }
    answer
}

/// The order that a wish leads to tonight, and what is due for it: none where it is refused. By the
/// day on which it is made, another may have its number, or the amount may be another.
fn shown_in_the_shop(asked: &Asked<'_>, wish: &Command) -> Option<(OrderId, Money)> {
    let mut mailbox = Some(asked.mailbox.clone());
    let today = asked.today;
    advance(&mut Vec::new(), &mut mailbox, wish, today.policy(), today.at()).ok()?;
    let mailbox = mailbox?;
    Some((mailbox.open_order()?.id, mailbox.amount_due(asked.day())))
}

/// Pays what a notice asks for, by the day on which that suffices.
fn pays_in_time(asked: &Asked<'_>, dice: &mut Dice, order: OrderId, due: &Due) -> Answer {
    pays(asked, dice, order, due.amount, asked.day().next().min(due.until))
}

/// Pays an order, on a day, mostly exactly. A public body may commit itself first.
fn pays(asked: &Asked<'_>, dice: &mut Dice, order: OrderId, due: Money, paid_on: Day) -> Answer {
    let is_public = matches!(asked.mailbox.holder().kind, HolderKind::PublicBody { .. });
    if is_public && asked.dice("commitment").chance(60) {
        return commits(asked, order, due, paid_on);
    }
    let method_kind = way_to_pay(dice);
    let signed_in = method_kind.is_reusable() && dice.chance(60);
    let (order, amount) = match dice.below(100) {
        0..84 => (Some(order), due),
        84..89 => (Some(order), part_of(due)),
        89..94 => (Some(order), due.checked_add(due).unwrap_or(due)),
        94..97 => (None, due),
        // An order that never was: the wrong number was copied.
        _ => (Some(OrderId::new(order.mailbox(), order.expiry(), order.ordinal() + 50)), due),
    };
    let paying = Paying { order, debt: None, amount, method_kind, signed_in, paid_on };
    hands_over(asked, dice, &paying)
}

/// Commits itself on a day, and pays by transfer when its treasury does: mostly within two months, at
/// times a part, or never.
fn commits(asked: &Asked<'_>, order: OrderId, due: Money, on: Day) -> Answer {
    let mut dice = asked.dice("treasury");
    let Ok(reference) = format!("IMP-{}-{}", asked.number, asked.name).parse() else {
        return Answer::default();
    };
    let told_late = if dice.chance(10) { dice.days(1, 3) } else { 0 };
    let due_on = on.plus_days(told_late).max(asked.day().next());
    let command = Command::Commitment(Commitment { reference, order, on });
    let mut answer = Answer { reports: vec![Report { due_on, command }], ..Answer::default() };
    let amount = match dice.below(100) {
        0..80 => due,
        80..88 => half_of(due),
        _ => return answer,
    };
    let paid_on = on.plus_days(dice.days(10, 60));
    let (order, method_kind) = (Some(order), MethodKind::BankTransfer);
    let paying = Paying { order, debt: None, amount, method_kind, signed_in: false, paid_on };
    answer.add(hands_over(asked, &mut dice, &paying));
    answer
}

/// What somebody pays, for what, how and when.
pub(super) struct Paying {
    pub(super) order: Option<OrderId>,
    pub(super) debt: Option<DebtNumber>,
    pub(super) amount: Money,
    pub(super) method_kind: MethodKind,
    pub(super) signed_in: bool,
    pub(super) paid_on: Day,
}

/// Money on its way: the bank or the gateway reports it, sometimes late or twice, and may take it back.
pub(super) fn hands_over(asked: &Asked<'_>, dice: &mut Dice, paying: &Paying) -> Answer {
    let Paying { order, debt, amount, method_kind, signed_in, paid_on } = *paying;
    let registered_on =
        paid_on.plus_days(if method_kind.is_reusable() { 0 } else { dice.days(1, 4) });
    let Ok(reference) = format!("TRN-{}-{}", asked.number, asked.name).parse() else {
        return Answer::default();
    };
    let payment = Payment {
        reference,
        order,
        debt,
        amount,
        registered_on,
        paid_on: Some(paid_on),
        method_kind,
        signed_in_with: signed_in.then(|| Method { kind: method_kind, ..new_card(asked, dice) }),
        consent: None,
    };
    // Told on the last day he pays on it, but no report of it comes before the next night.
    let due_on = registered_on
        .plus_days(if dice.chance(10) { dice.days(1, 5) } else { 0 })
        .max(asked.day().next());
    let mut answer = Answer::default();
    let told = |due_on, payment| Report { due_on, command: Command::Payment(payment) };
    if !amount.is_zero() {
        let taken = Taken { reference: payment.reference.clone(), amount, on: registered_on };
        answer.reports.push(told(due_on, payment.clone()));
        answer.add(comeback::of_payment(asked, &taken, method_kind, due_on));
        answer.taken.push(taken);
    }
    match dice.below(100) {
        0..6 => answer.reports.push(told(due_on.plus_days(dice.days(0, 3)), payment)),
        // The bank corrects itself under the old reference: refused, and somebody has to look.
        6..8 => {
            let corrected = Payment { order: None, ..payment };
            answer.reports.push(told(due_on.plus_days(3), corrected));
        }
        _ => {}
    }
    answer
}

fn replaces_method(asked: &Asked<'_>, dice: &mut Dice) -> Answer {
    match asked.mailbox.auto_renewal().method() {
        Some(old) => {
            let new = new_card(asked, dice);
            request(asked, dice, Command::ReplaceMethod { old: old.id, new })
        }
        None => Answer::default(),
    }
}

/// A request of the holder, made within days of what was read.
fn request(asked: &Asked<'_>, dice: &mut Dice, command: Command) -> Answer {
    let due_on = asked.day().plus_days(dice.days(1, 3));
    Answer { reports: vec![Report { due_on, command }], ..Answer::default() }
}

fn new_card(asked: &Asked<'_>, dice: &mut Dice) -> Method {
    let id = MethodId::from(Uuid::from_u64_pair(dice.bits(), dice.bits()));
    let valid_until = Some(asked.day().plus_days(dice.days(200, 1_500)));
    Method { valid_until, ..Method::card(id) }
}

/// A way in which holders pay by hand.
pub(super) fn way_to_pay(dice: &mut Dice) -> MethodKind {
    WAYS[index(dice, WAYS.len())]
}

/// Two thirds.
fn part_of(amount: Money) -> Money {
    Money::from_cents(amount.cents() * 2 / 3).unwrap_or(amount)
}

/// A place in a list of that length.
fn index(dice: &mut Dice, length: usize) -> usize {
    let bound = u64::try_from(length).unwrap_or(1);
    usize::try_from(dice.below(bound)).unwrap_or_default()
}

/// How holders pay by hand. Nobody keeps a balance of credit here, so none is spent.
const WAYS: [MethodKind; 5] = [
    MethodKind::Card,
    MethodKind::PayPal,
    MethodKind::BankTransfer,
    MethodKind::PostalSlip,
    MethodKind::PrefilledSlip,
];
