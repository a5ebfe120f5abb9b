//! A portfolio moved, tried: random lives are cut, exported by what anyone can read of a mailbox, and
//! taken over as a new mailbox on the next day. Nobody acts any more, and both go on alike.

use pec_renewal::{
    Backing, Carried, CarriedDebt, CarriedOrder, CarriedOrigin, CarriedPayment, CarriedReceivable,
    CarriedRight, CarriedSpace, CarriedTerm, CarriedWarning, Command, Event, Fact, KnownPayment,
    LargerRoom, Ledger, Lies, Mailbox, NotGenerated, Notice, Opening, Refund, StatutoryNotice,
    TermRight, Withheld, access,
    auto_renewal::AutoRenewal,
    catalogue::{AMOUNT_DUE_MAX, Policy},
    charge::{Bar, Outcome},
    check,
    order::{Agreed, OpenOrder, Origin},
    service::Service,
    values::{Day, MailboxId, Money, OrderId, uuid::Uuid},
};
use pec_test_support::{Life, noon};
use proptest::prelude::*;

use crate::properties::{chances::histories, moves::History, story::Story, tried};

proptest! {
    #![proptest_config(tried(256))]

    #[test]
    fn r_68_a_mailbox_that_was_moved_goes_on_as_if_it_had_stayed(
        history in histories(40),
        settles in any::<bool>(),
    ) {
        if let Some(moved) = Moved::of(history) {
            moved.go_on_alike(settles);
        }
    }
}

/// One mailbox twice: where it was, and where it was taken over.
struct Moved {
    there: Life<&'static Policy>,
    here: Life<&'static Policy>,
    today: Day,
    /// What followed here on the report of the used space, the first of all.
    first: Vec<Event>,
}

impl Moved {
    /// The life lived, ticked once more, and moved on the next day; none where R-68 has it end first, or
    /// where something stands that is not taken over.
    fn of(history: History) -> Option<Self> {
        let (story, opening, today) = lived_and_exported(history)?;
        let policy = *story.life.policy();
        let mailbox = story.life.mailbox();
        let used = mailbox.space().used;
        let mut here = Life::new(policy);
        let open = Command::Open(Box::new(opening.clone()));
        let opened = here.give(&open, noon(today)).map(<[_]>::len);
        assert_eq!(opened, Ok(1), "{opening:#?}");
        let used = used.filter(|_| !matches!(mailbox.service(), Service::Deleted { .. }));
        let first = used.map(|(used, on)| {
            let reported = here.give(&Command::UsedSpace { used, on }, noon(today));
            reported.expect("the used space is reported").to_vec()
        });
        let first = first.unwrap_or_default();
        Some(Self { there: story.life.clone(), here, today, first })
    }

    fn go_on_alike(mut self, settles: bool) {
        let (there, here) = (self.there.mailbox(), self.here.mailbox());
        check(here).expect("sound");
        // An order that lapsed overnight is closed by the next tick or report.
        let lapsed = there.open_order().is_some() && there.open_order_on(self.today).is_none();
        if !lapsed {
            assert_eq!(lying(there), lying(here), "where the money lies");
        }
        assert_eq!(there.space().package, here.space().package);
        for days in 0..400 {
            let day = self.today.plus_days(days);
            assert_eq!(access(there, day), access(here, day), "on {day}");
            let due = |it: &Mailbox| it.open_order_on(day).map(|_| it.amount_due(day));
            assert_eq!(due(there), due(here), "on {day}");
        }
        let until = self.today.plus_days(400);
        let told = tells_of_the_statutory_notice(there);
        let both = [(&mut self.there, Vec::new()), (&mut self.here, self.first)];
        let [one, other] = both.map(|(life, mut events)| {
            events.extend(lived_on(life, self.today, until, settles));
            // What it may do on that day its opening told.
            let told_by_opening = |event: &Event| {
                event.at.day() == self.today && matches!(event.fact, Fact::AccessChanged { .. })
            };
            let told = events
                .iter()
                .filter(|event| is_compared(&event.fact, told) && !told_by_opening(event));
            told.map(|event| (event.at.day(), in_words(&event.fact))).collect::<Vec<_>>()
        });
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one, other, "the first difference");
        }
        let (longer, from) =
            if one.len() < other.len() { (&other, one.len()) } else { (&one, other.len()) };
        assert_eq!(longer.get(from), None, "there {} events, here {}", one.len(), other.len());
        let (there, here) = (self.there.mailbox(), self.here.mailbox());
        assert_eq!(there.expiry(), here.expiry());
        assert_eq!(lying(there), lying(here));
    }
}

/// Where the money lies. What was taken back before was never registered here.
fn lying(mailbox: &Mailbox) -> Ledger {
    let ledger = *mailbox.ledger();
    let registered = ledger.registered.saturating_sub(ledger.reversed);
    Ledger { registered, reversed: Money::ZERO, ..ledger }
}

/// A life lived and ticked once more, its mailbox as the opening elsewhere states it, and the day of that.
fn lived_and_exported(mut history: History) -> Option<(Story, Opening, Day)> {
    history.birth.orders_before = 0;
    let mut story = history.lived();
    story.life.state()?;
    let last = story.clock.max(story.life.mailbox().last_moment().day());
    story.say(Command::Tick, noon(last)).outcome.ok()?;
    // Near the end of the range of money, an answer may not be reportable any more.
    if AMOUNT_DUE_MAX < story.life.mailbox().ledger().registered {
        return None;
    }
    // A plan that takes effect on the day of the move is moved once it has: until then it is refused there.
    let today = last.next();
    if story.life.mailbox().space().planned.iter().any(|change| change.on <= today) {
        return None;
    }
    let opening = exported(story.life.mailbox(), story.life.policy())?;
    Some((story, opening, today))
}

/// A mailbox taken over in the middle of this life, on this day, under the policy that it had.
pub fn taken_over(history: History) -> Option<(Opening, Day, &'static Policy)> {
    let (story, opening, today) = lived_and_exported(history)?;
    Some((opening, today, *story.life.policy()))
}

/// Ticks on every deadline, with the answer to each charge on the day of its request.
fn lived_on(life: &mut Life<&'static Policy>, from: Day, until: Day, settles: bool) -> Vec<Event> {
    let mut events = Vec::new();
    let mut day = from;
    while let Some(due) = life.due_by(until).map(|due| due.max(day)) {
        day = due;
        events.extend(life.give(&Command::Tick, noon(day)).expect("a tick is accepted").to_vec());
        if let Some(request) = life.mailbox().charge().unresolved().copied() {
            let outcome = if settles {
                Outcome::Settled { amount: request.amount }
            } else {
                Outcome::SOFT_DECLINE
            };
            let answer = Command::ChargeOutcome { key: request.key, outcome };
            events.extend(life.give(&answer, noon(day)).expect("an answer is accepted").to_vec());
        }
    }
    events
}

/// A notice of art. 65-bis of which no delivery is proved is not taken over: it is owed again.
fn tells_of_the_statutory_notice(mailbox: &Mailbox) -> bool {
    match mailbox.notices().statutory {
        StatutoryNotice::NotGiven | StatutoryNotice::Delivered { .. } => true,
        StatutoryNotice::Given { .. } | StatutoryNotice::Failed { .. } => false,
    }
}

/// What is not stated is told again, and used space is asked for again.
fn is_compared(fact: &Fact, tells_statutory: bool) -> bool {
    match fact {
        Fact::OrderNotGenerated { .. }
        | Fact::UsedSpaceRequested
        | Fact::UsedSpaceReported { .. }
        | Fact::RoomKept { .. }
        | Fact::RoomShrunk { .. }
        | Fact::ReminderSkipped { .. }
        | Fact::DueDayMissed { .. } => false,
        Fact::NoticeDue { notice, .. } => match notice {
            Notice::OrderNotGenerated { .. } => false,
            Notice::TacitRenewal(_) => tells_statutory,
            _ => true,
        },
        _ => true,
    }
}

/// A fact but for the names of the mailbox and the numbers of its notices.
fn in_words(fact: &Fact) -> String {
    let text = match fact {
        Fact::NoticeDue { notice, .. } => serde_json::to_string(notice),
        // A notice is named by its number.
        Fact::OrderFulfilled(fulfilment) => {
            let mut fulfilment = fulfilment.clone();
            if let Some(TermRight::Exit { lifted_by }) = &mut fulfilment.right {
                lifted_by.clear();
            }
            serde_json::to_string(&fulfilment)
        }
        other => serde_json::to_string(other),
    };
    let new = here().uuid().simple().to_string();
    text.expect("it has a JSON form").replace(&new, &there().uuid().simple().to_string())
}

fn there() -> MailboxId {
    pec_test_support::mailbox_id()
}

fn here() -> MailboxId {
    MailboxId::new(Uuid::from_u128(0x0E1E_0000))
}

/// What can be read of a mailbox, as its opening elsewhere; none where a charge is in flight, or what is not
/// taken over stands: another policy's terms, a method put off or to be asked at once, a warning that failed.
fn exported(mailbox: &Mailbox, policy: &Policy) -> Option<Opening> {
    let is_in_flight = mailbox.awaited_outcome().is_some() || mailbox.is_leaving();
    let progress = mailbox.charge().progress();
    let is_put_off = progress.is_some_and(|progress| progress.not_before.is_some())
        || mailbox.charge().is_retry_due()
        || mailbox.auto_renewal().method().is_some_and(|bound| {
            mailbox.not_before(bound.id, mailbox.last_moment().day()).is_some()
        });
    let warned_before =
        mailbox.warning_due().days_until(mailbox.grace().last_day(mailbox.expiry()).next());
    let other_policy = warned_before != i32::from(policy.parameters().deletion_warning_days)
        || mailbox.grace() != &policy.parameters().grace
        || mailbox.open_order().is_some_and(|order| order.agreed != Agreed::of(policy));
    let failed = mailbox.warning().is_some_and(|warning| warning.failed.is_some());
    let otherwise_barred = progress.is_some() && mailbox.charge().bar() != barred(mailbox);
    if is_in_flight
        || is_put_off
        || otherwise_barred
        || other_policy
        || failed
        || mailbox.needs_holder()
        || !is_money_moved(mailbox)
    {
        return None;
    }
    let (anchor, deleted_on) = match mailbox.service() {
        Service::Active { period } | Service::TerminatedAtExpiry { period } => {
            (period.anchor, None)
        }
        Service::Deleted { expiry, on, .. } => (*expiry, Some(*on)),
        Service::Ending { .. } => return None,
    };
    let (statutory_notice_delivered, notice_named) = notice(mailbox);
    let closed = mailbox.closed_orders().last().map(|closed| closed.ordinal);
    let open = mailbox.open_order().map(|order| order.id.ordinal());
    let payments = payments(mailbox);
    Some(Opening {
        mailbox: here(),
        holder: *mailbox.holder(),
        account: mailbox.account(),
        hosting: mailbox.hosting(),
        purchase: mailbox.purchase(),
        anchor,
        expiry: mailbox.expiry(),
        bound_method: match mailbox.auto_renewal() {
            AutoRenewal::On { method, .. } => Some(*method),
            AutoRenewal::Off { .. } => None,
        },
        dead_methods: mailbox.dead_methods().iter().map(|dead| dead.method).collect(),
        statutory_notice_delivered,
        orders_before: closed.max(open).unwrap_or(0),
        carried: Some(Box::new(Carried {
            terminated: matches!(mailbox.service(), Service::TerminatedAtExpiry { .. }),
            withheld: mailbox
                .period_flags()
                .withheld()
                .filter(|_| deleted_on.is_none())
                .and_then(withheld),
            space: space(mailbox),
            order: mailbox.open_order().map(|order| carried_order(mailbox, order)),
            payments,
            refunds: mailbox.refunds().iter().filter(|it| is_moved(it)).map(refund).collect(),
            debts: debts(mailbox),
            receivables: receivables(mailbox),
            terms: mailbox.bought_terms().iter().map(term).collect(),
            notice_named,
            warning: mailbox
                .warning()
                .filter(|_| deleted_on.is_none())
                .map(|warning| CarriedWarning { on: warning.on, deletion: warning.deletion }),
            deleted_on,
        })),
    })
}

/// What bars the bound method after a failure: a wait for the customer, or what follows from the method and
/// the amount. Another bar, from before news of the method, is not taken over.
fn barred(mailbox: &Mailbox) -> Option<Bar> {
    let today = mailbox.last_moment().day();
    let method = mailbox.auto_renewal().method()?;
    let by_method = if mailbox.is_dead(method.id) {
        Some(Bar::MethodDead)
    } else if !method.is_valid_on(today) {
        Some(Bar::MethodExpired)
    } else {
        let is_above = |cap: Money| cap < mailbox.amount_due(today);
        method.mandate_cap.filter(|cap| is_above(*cap)).map(|_| Bar::AboveMandateCap)
    };
    let waits = mailbox.charge().bar().filter(|bar| bar.waits_for_binding());
    let episode = mailbox.charge().progress().is_some_and(|progress| progress.episode);
    waits.or(by_method.filter(|_| episode))
}

/// The notice of art. 65-bis that was delivered: its day, and the charge that it named.
fn notice(mailbox: &Mailbox) -> (Option<Day>, Option<pec_renewal::NextCharge>) {
    let StatutoryNotice::Delivered { on } = mailbox.notices().statutory else {
        return (None, None);
    };
    let given = &mailbox.notices().statutory_given;
    let delivered = given.iter().rfind(|given| given.delivered == Some(on));
    let named = delivered.and_then(|given| given.charge);
    (Some(on), named.filter(|_| !matches!(mailbox.service(), Service::Deleted { .. })))
}

fn withheld(reason: NotGenerated) -> Option<Withheld> {
    match reason {
        NotGenerated::OrderCancelled => Some(Withheld::Cancelled),
        NotGenerated::OrderLapsed => Some(Withheld::Lapsed),
        NotGenerated::ManualOrderOpen
        | NotGenerated::NotRenewable
        | NotGenerated::NoPrice
        | NotGenerated::TermTooShort => None,
    }
}

fn space(mailbox: &Mailbox) -> Option<CarriedSpace> {
    let space = mailbox.space();
    let larger = space
        .shrink
        .map(|shrink| LargerRoom { room: space.room, archive_consent: shrink.archive_consent });
    let is_as_bought = space.package == mailbox.purchase().package;
    let is_other = !is_as_bought || !space.planned.is_empty() || larger.is_some();
    is_other.then(|| CarriedSpace {
        package: space.package,
        planned: space.planned.clone(),
        larger,
    })
}

fn carried_order(mailbox: &Mailbox, order: &OpenOrder) -> CarriedOrder {
    let progress = mailbox.charge().progress().copied().unwrap_or_default();
    let origin = match order.origin {
        Origin::Generated => CarriedOrigin::Generated {
            attempts: progress.attempts,
            spent: progress.spent,
            waits_for_authentication: mailbox.charge().bar() == Some(Bar::AuthenticationRequired),
            told_of_failure: progress.episode,
        },
        Origin::Manual { method_kind, informed, start_requested, .. } => {
            CarriedOrigin::Manual { method_kind, informed, start_requested }
        }
    };
    CarriedOrder {
        id: renamed(order.id),
        number: Some(order.id.ordinal().to_string().parse().expect("a number")),
        origin,
        purchase: order.purchase,
        price: order.price,
        archive_consent: order.archive_consent,
        opened_on: order.opened_on,
        last_day: order.limit,
    }
}

/// Each payment with where its money lies, the latest held last.
fn payments(mailbox: &Mailbox) -> Vec<CarriedPayment> {
    let open = mailbox.open_order().map(|order| renamed(order.id));
    let last = mailbox.held_last().map(|held| &held.reference);
    let mut known: Vec<&KnownPayment> = mailbox.payments().iter().collect();
    known.sort_by_key(|payment| Some(&payment.reference) == last);
    let carried = known.into_iter().map(|payment| {
        let of_it = Backing::Payment { reference: payment.reference.clone() };
        let lying = |lies: fn(&Lies) -> bool| {
            let portions = mailbox.portions().backed_by(&of_it);
            let sum = portions.filter(|portion| lies(&portion.lies)).map(|portion| portion.amount);
            sum.fold(Money::ZERO, Money::saturating_add)
        };
        let held = lying(|lies| matches!(lies, Lies::Held));
        let applied = lying(|lies| matches!(lies, Lies::Applied { .. }));
        let order = if held.is_zero() { payment.order.map(renamed) } else { open };
        let payment = KnownPayment { order, ..payment.clone() };
        CarriedPayment { payment, applied, held }
    });
    carried.collect()
}

/// Whether all money lies where it can be stated: nothing was written off, and no debt or other money lies in
/// what was paid out beyond what was owed, or came back.
fn is_money_moved(mailbox: &Mailbox) -> bool {
    let ledger = mailbox.ledger();
    let moved = mailbox.refunds().iter().filter(|it| is_moved(it));
    let paid_out = moved.filter_map(|refund| refund.payout.as_ref()).map(|payout| payout.amount);
    let paid_out = paid_out.fold(Money::ZERO, Money::saturating_add);
    let debt_was_paid_out = mailbox.portions().iter().any(|portion| {
        matches!((portion.backing, portion.lies), (Backing::Debt { .. }, Lies::PaidOut { .. }))
    });
    ledger.written_off.is_zero() && paid_out == ledger.paid_out && !debt_was_paid_out
}

/// Owed, or settled: and nothing else became of it.
fn is_moved(refund: &Refund) -> bool {
    !refund.withdrawn
        && refund.beyond.is_empty()
        && refund.payout.as_ref().is_none_or(|payout| payout.amount <= refund.amount)
}

/// Every debt, with the order whose money was reversed.
fn debts(mailbox: &Mailbox) -> Vec<CarriedDebt> {
    let debts = mailbox.debts().iter().map(|debt| {
        let of_it = Backing::Debt { number: debt.number };
        let order = mailbox.portions().backed_by(&of_it).find_map(|portion| match portion.lies {
            Lies::Applied { order } => order,
            Lies::Held | Lies::Released { .. } | Lies::OwedBack { .. } | Lies::PaidOut { .. } => {
                None
            }
        });
        CarriedDebt { number: debt.number, amount: debt.open, order: order.map(renamed) }
    });
    debts.collect()
}

fn receivables(mailbox: &Mailbox) -> Vec<CarriedReceivable> {
    let to_come = mailbox.receivables().iter().filter(|receivable| !receivable.open.is_zero());
    let mut carried: Vec<CarriedReceivable> = to_come
        .map(|receivable| CarriedReceivable {
            order: renamed(receivable.order),
            number: None,
            amount: receivable.open,
            shortfall_waived: receivable.shortfall_waived,
        })
        .collect();
    carried.sort_by_key(|receivable| receivable.order.ordinal());
    carried
}

fn refund(refund: &Refund) -> Refund {
    Refund { order: refund.order.map(renamed), in_its_place: None, ..refund.clone() }
}

fn term(term: &pec_renewal::BoughtTerm) -> CarriedTerm {
    let right = term.right.as_ref().map(|right| match right {
        TermRight::Exit { .. } => CarriedRight::Leave,
        TermRight::Withdrawal { paid_on, informed, start_requested, .. } => {
            CarriedRight::Withdraw {
                paid_on: *paid_on,
                informed: *informed,
                start_requested: *start_requested,
            }
        }
    });
    let (order, last_day, applied) = (renamed(term.order), term.last_day, term.applied);
    CarriedTerm { order, last_day, applied, right }
}

/// The same order of the mailbox that it is moved to.
fn renamed(order: OrderId) -> OrderId {
    let mailbox = if order.mailbox() == there() { here() } else { order.mailbox() };
    OrderId::new(mailbox, order.expiry(), order.ordinal())
}

/// The test is worth something only if it moves what there is to move.
#[test]
fn r_68_what_is_moved_is_worth_moving() {
    use proptest::{
        strategy::ValueTree,
        test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
    };
    let dice = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), dice);
    let lives = histories(40);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..1_000 {
        let history = lives.new_tree(&mut runner).expect("a history").current();
        if let Some(moved) = Moved::of(history) {
            let carried = moved.here.mailbox().carried().expect("it carries something");
            let order = carried.order.as_ref().map(|order| order.origin);
            let parts = [
                (carried.terminated, "termination"),
                (carried.withheld.is_some(), "withheld"),
                (carried.space.is_some(), "space"),
                (matches!(order, Some(CarriedOrigin::Generated { .. })), "generated order"),
                (matches!(order, Some(CarriedOrigin::Manual { .. })), "manual order"),
                (!carried.payments.is_empty(), "payments"),
                (!carried.refunds.is_empty(), "refunds"),
                (!carried.debts.is_empty(), "debts"),
                (!carried.receivables.is_empty(), "receivables"),
                (!carried.terms.is_empty(), "terms"),
                (carried.notice_named.is_some(), "notice"),
                (carried.warning.is_some(), "warning"),
                (carried.deleted_on.is_some(), "deletion"),
            ];
            seen.extend(parts.into_iter().filter_map(|(is_moved, part)| is_moved.then_some(part)));
        }
        if seen.len() == 13 {
            return;
        }
    }
    panic!("only {seen:?} were moved");
}
