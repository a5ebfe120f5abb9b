//! Model and engine side by side: every answer that both can give.

use std::{collections::BTreeMap, fmt::Debug};

use pec_renewal::{
    Backing, Command, DepartureReceived, Event, Fact, Lies, Mailbox, Notice, RefundForm, Refusal,
    access,
    auto_renewal::{AutoRenewal, OffCause, OnCause},
    catalogue::{Policy, Rung},
    charge::{Charge, Death},
    next_deadline,
    order::{OpenOrder, Origin},
    service::Service,
    values::{Day, DebtNumber, Money, OrderId, RefundNumber, Room},
};

use super::{
    given::{Given, Model, ToldAgain, tells_again},
    goods,
    record::{Order, Record, Refund, ToCome, Told},
    slips::{At, Behind},
};

/// What model and engine say differently.
#[derive(Default)]
pub struct Differences(pub Vec<String>);

impl Differences {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "an answer is compared once, where it is made"
    )]
    fn same<T: Debug + PartialEq>(&mut self, what: &str, model: T, engine: T) {
        if model != engine {
            self.0.push(format!("{what}\n  model:  {model:?}\n  engine: {engine:?}"));
        }
    }

    /// What the command led to: the refusal, or the names of what happened and of what was told.
    pub fn in_answer(
        &mut self,
        said: &Result<Vec<&str>, &str>,
        outcome: &Result<Vec<Event>, Refusal>,
        told: &[Told],
        refunds: &[Refund],
    ) {
        let engine = match outcome {
            Ok(events) => Ok(sorted(events.iter().map(|event| event.fact.name()).collect())),
            Err(refusal) => Err(refusal.code()),
        };
        let model = said.as_ref().map(|names| sorted(names.clone())).map_err(|code| *code);
        self.same("the answer", model, engine);
        let mine = told.iter().map(|told| format!("{} {} {:?}", told.what, told.says, told.names));
        let facts = || outcome.iter().flatten().map(|event| &event.fact);
        let theirs = facts().filter_map(|fact| match fact {
            Fact::NoticeDue { notice, .. } => Some(notice_in_words(notice)),
            _ => None,
        });
        self.same("what the holder is told", sorted(mine.collect()), sorted(theirs.collect()));
        let theirs = facts().filter_map(|fact| match *fact {
            Fact::RefundOwed { amount, order, form, due, .. } => {
                let credit_until = match form {
                    RefundForm::Refund => None,
                    RefundForm::Credit { until } => Some(until),
                };
                Some(Refund { amount: amount.cents(), order, credit_until, due })
            }
            _ => None,
        });
        self.same("what is to be paid back", refunds.to_vec(), theirs.collect());
    }

    /// Every answer about the mailbox, on some days too.
    pub fn in_state(&mut self, record: &Record, mailbox: &Mailbox, today: Day) {
        self.same("the day of the last entry", record.today, mailbox.last_moment().day());
        self.in_life(record, mailbox, today);
        self.in_automatic_renewal(record, mailbox);
        self.in_orders(record, mailbox, today);
        self.in_charges(record, mailbox);
        self.in_money(record, mailbox);
        self.in_space(record, mailbox);
        self.in_notices(record, mailbox);
    }

    fn in_life(&mut self, record: &Record, mailbox: &Mailbox, today: Day) {
        self.same("expiry", record.expiry(), mailbox.expiry());
        let last = (record.last_renewable_day(today), record.last_grace_day(today));
        let theirs = (mailbox.last_renewable_day(today), mailbox.last_grace_day(today));
        self.same("last renewable day, and last day of grace", last, theirs);
        let mine = record.warnings().next_back().and_then(|last| {
            let on = record.warnings().next()?.on;
            Some((on, last.deletion?, last.failed.filter(|_| last.delivered.is_none())))
        });
        let theirs = mailbox.warning().map(|it| (it.on, it.deletion, it.failed));
        self.same("the warning before deletion", mine, theirs);
        self.same("access told", record.accesses.last().copied(), Some(mailbox.access_told()));
        let expiry = record.expiry();
        let last = record.last_grace_day(today);
        let renewable = record.last_renewable_day(today);
        for day in [today, expiry, expiry.next(), renewable, renewable.next(), last, last.next()] {
            self.same("standing", record.standing(day), mailbox.standing(day));
            self.same("access", record.access(day), access(mailbox, day));
            let stands = mailbox.service().termination_stands(day);
            self.same("termination stands", record.termination_stands(day), stands);
        }
        if let Some(period) = mailbox.service().period() {
            let mine = record.period();
            let years = u32::from(period.years);
            self.same("anchor", (mine.anchor, mine.years), (period.anchor, years));
            self.same("began on", mine.began_on, period.began_on);
            // Once its term is over, nobody asks for it.
            if today <= period.expiry && !record.is_gone() {
                self.same("exit right", record.has_exit_right(), period.exit_right);
            }
        }
        let deleted = match *mailbox.service() {
            Service::Deleted { on, logs_until, .. } => (Some(on), Some(logs_until)),
            Service::Active { .. }
            | Service::TerminatedAtExpiry { .. }
            | Service::Ending { .. } => (None, None),
        };
        self.same("deletion", (record.deleted_on, record.logs_until), deleted);
        self.same("address released to", record.released_to, mailbox.released_to());
        self.same("holder", record.holder(), mailbox.holder());
        self.same("account", record.accounts.last().copied(), Some(mailbox.account()));
    }

    fn in_automatic_renewal(&mut self, record: &Record, mailbox: &Mailbox) {
        let why = match *mailbox.auto_renewal() {
            AutoRenewal::Off { cause } => off(cause),
            AutoRenewal::On { cause, .. } => on(cause),
        };
        let bound = mailbox.auto_renewal().method().copied();
        self.same("bound method", record.bound(), bound);
        self.same("holder to be asked", record.asks_holder, mailbox.needs_holder());
        self.same("consent on record", record.consent, mailbox.auto_renewal().consent());
        self.same("its cause", record.bindings.last().map(|it| it.why), Some(why));
        let theirs = mailbox.dead_methods().iter().map(|dead| (dead.method, died_of(dead.of)));
        self.same("dead methods", record.dead_methods.clone(), theirs.collect());
        self.same("what is repeated", record.repeated(), mailbox.purchase());
        let bars = record.bar_on_generating().is_some();
        self.same("bar on generating", bars, mailbox.period_flags().withheld().is_some());
    }

    fn in_orders(&mut self, record: &Record, mailbox: &Mailbox, today: Day) {
        let open = record.open_order().map(order_in_words);
        self.same("open order", open, mailbox.open_order().map(open_order_in_words));
        self.same("it renews nothing any more", record.leaving, mailbox.is_leaving());
        let ended = record.orders.iter().filter(|order| mailbox.has_ended(order.id));
        let mut mine = record.ended.clone();
        mine.sort_unstable_by_key(OrderId::ordinal);
        self.same("terms ended", mine, ended.map(|order| order.id).collect());
        let open = record.renewing_order().map(|order| record.last_day(order, today));
        self.same("last day of the open order", open, mailbox.last_day_of_order(today));
        let open = record.open_order_on(today).map(|order| order.id);
        self.same(
            "open order today",
            open,
            mailbox.open_order_on(today).map(|open_order| open_order.id),
        );
        let mut closed: Vec<_> =
            record.orders.iter().filter_map(|it| Some((it.closed?, it.id))).collect();
        closed.sort_by_key(|(closed, _)| closed.at);
        let closed = closed.iter();
        let closed: Vec<_> =
            closed.map(|(it, id)| (*id, it.last_day, it.how, it.gave_way_to.is_some())).collect();
        let id = |expiry, ordinal| OrderId::new(mailbox.id(), expiry, ordinal);
        let theirs = mailbox.closed_orders().iter();
        let theirs =
            theirs.map(|it| (id(it.expiry, it.ordinal), it.last_day, it.status, it.replaced));
        self.same("closed orders", closed, theirs.collect());
    }

    fn in_charges(&mut self, record: &Record, mailbox: &Mailbox) {
        let mine = record.unresolved();
        let mine = mine.map(|it| (it.key, it.on, it.method, it.amount, it.unknown));
        let theirs = mailbox.charge().unresolved();
        let theirs = theirs.map(|it| (it.key, it.on, it.method, it.amount.cents(), it.unknown));
        self.same("unresolved charge", mine, theirs);
        let mine = record.charges.iter();
        let mine: Vec<_> = mine.map(|it| (it.key, it.on, it.method, it.outcome)).collect();
        let theirs = mailbox.attempts().iter();
        let theirs = theirs.map(|it| (it.key, it.on, it.method, it.outcome)).collect();
        self.same("all charges", mine, theirs);
        let mine = record.charges.iter().filter(|it| it.doubted_on.is_some());
        let mut mine: Vec<_> = mine.map(|it| (it.doubted_on, it.key)).collect();
        mine.sort_unstable();
        let mut theirs: Vec<_> = mailbox.doubts().iter().map(|it| (Some(it.on), it.key)).collect();
        theirs.sort_unstable();
        self.same("charges in doubt", mine, theirs);
        let Some(order) = record.open_order().filter(|order| order.generated) else {
            return;
        };
        let Some(progress) = mailbox.charge().progress() else {
            self.0.push("the engine does not collect the generated order".into());
            return;
        };
        let spent = (0..order.agreed.ladder.len()).filter(|rung| order.is_spent(*rung)).count();
        let theirs = progress.spent.map_or(0, Rung::place);
        self.same("rungs spent", spent, usize::from(theirs));
        self.same("attempts", order.last_attempt(), progress.attempts);
        self.same("trouble", order.is_in_trouble(), progress.episode);
        if !mailbox.doubts().is_empty() {
            return;
        }
        let free = record.unresolved().is_none();
        let owed = free && order.owes_request_at_once();
        self.same("a request owed at once", owed, mailbox.charge().is_retry_due());
        let exhausted = matches!(mailbox.charge(), Charge::Exhausted { .. });
        self.same("exhausted", free && !owed && order.is_exhausted(), exhausted);
    }

    fn in_money(&mut self, record: &Record, mailbox: &Mailbox) {
        let ledger = mailbox.ledger();
        self.same("registered", record.registered(), ledger.registered.cents());
        self.same("applied", record.applied(), ledger.applied.cents());
        self.same("held", record.held(), ledger.held.cents());
        self.same("owed back", record.owed_back(), ledger.owed_back.cents());
        self.same("told to pay back", record.owed_back(), ledger.instructed.cents());
        self.same("paid out", record.paid_out(), ledger.paid_out.cents());
        self.same("reversed", record.reversed, ledger.reversed.cents());
        self.same("debts", record.debts_open(), ledger.debts.cents());
        self.same("to come", record.words_open(), ledger.receivables.cents());
        self.same("written off", record.written_off(), ledger.written_off.cents());
        let mine = (1..).map(DebtNumber::new).zip(&record.debts);
        let mine = mine.map(|(number, amount)| (number, *amount, record.debt_open(number)));
        let theirs = mailbox.debts().iter();
        let theirs = theirs.map(|it| (it.number, it.amount.cents(), it.open.cents()));
        self.same("debts by number", mine.collect::<Vec<_>>(), theirs.collect());
        let mine = record.words.iter().map(|(of, amount, _)| (*of, *amount, record.word_open(*of)));
        let theirs = mailbox.receivables().iter();
        let theirs = theirs.map(|it| (it.order, it.amount.cents(), it.open.cents()));
        self.same("to come by order", sorted(mine.collect()), sorted(theirs.collect()));
        self.same("where every cent is", slips(record), portions(mailbox));
        // A number that was not taken over names nothing.
        let mine = (1..).map(RefundNumber::new).zip(&record.refunds);
        let mine = mine.filter(|(_, it)| 0 < it.amount).map(|(number, it)| {
            let went_out = record.payout_for(number);
            let went_out = went_out.map(|it| (it.reference.clone(), it.amount, it.on));
            let next = record.withdrawn.iter().find(|(withdrawn, _)| *withdrawn == number);
            (number, it.amount, went_out, record.is_open(number), next.and_then(|next| next.1))
        });
        let theirs = mailbox.refunds().iter().map(|it| {
            let went_out = it.payout.as_ref();
            let went_out = went_out.map(|it| (it.reference.clone(), it.amount.cents(), it.on));
            (it.number, it.amount.cents(), went_out, it.is_open(), it.in_its_place)
        });
        self.same("refunds", mine.collect::<Vec<_>>(), theirs.collect());
        let mut mine: Vec<_> = record
            .payments
            .iter()
            .map(|it| (it.reference.clone(), it.amount, it.day, it.named, it.method_kind))
            .collect();
        mine.sort_by(|one, other| one.0.cmp(&other.0));
        let theirs = mailbox.payments().iter();
        let theirs = theirs
            .map(|it| (it.reference.clone(), it.amount.cents(), it.day, it.order, it.method_kind))
            .collect();
        self.same("payments", mine, theirs);
    }

    fn in_space(&mut self, record: &Record, mailbox: &Mailbox) {
        let (mine, theirs) = (record.size(), mailbox.space());
        self.same("plan in effect", mine.package, theirs.package);
        let room =
            |room: Room| goods::Room { mail: room.mailbox.count(), archive: room.archive.count() };
        self.same("room", mine.room, room(theirs.room));
        let planned = record.planned().into_iter();
        let planned: Vec<_> = planned.map(|it| (it.on, it.package, it.archive_consent)).collect();
        let their_plans = theirs.planned.iter();
        let their_plans = their_plans.map(|it| (it.on, it.package, it.archive_consent)).collect();
        self.same("plans to come", planned, their_plans);
        self.same("used space", record.measured.last().copied(), theirs.used);
        let shrinks = theirs.shrink.map(|it| (it.since, it.archive_consent));
        self.same("room still to shrink", record.waits_to_shrink(), shrinks);
    }

    fn in_notices(&mut self, record: &Record, mailbox: &Mailbox) {
        use pec_renewal::StatutoryNotice::{Delivered, Failed, Given as Told, NotGiven};
        let count = u32::try_from(record.notices.len()).expect("a number of notices");
        self.same("how many notices", count, mailbox.notices().count);
        let proof = match mailbox.notices().statutory {
            Delivered { on } => Some(on),
            NotGiven | Told { .. } | Failed { .. } => None,
        };
        self.same("proof of the notice of art. 65-bis", record.proof_of_notice(), proof);
    }

    /// A tick on the engine's deadline finds work, and one before it does not.
    pub fn in_deadline(&mut self, model: &Model, mailbox: &Mailbox, policy: &'static Policy) {
        let last = mailbox.last_moment().day();
        let deadline = next_deadline(mailbox, policy);
        let idle_until = match deadline {
            Some(day) => {
                // What is told again only the engine can name.
                let works =
                    tells_again(mailbox, policy, day) || !found_work(model, policy, day).is_empty();
                self.same("work on the deadline", works, true);
                day.previous()
            }
            None => last.plus_days(500),
        };
        let expiry = mailbox.expiry().next();
        for day in [last, expiry, mailbox.last_renewable_day(last).next(), idle_until] {
            if last <= day && day <= idle_until {
                let found = found_work(model, policy, day);
                if !found.is_empty() {
                    self.0.push(format!(
                        "work on {day}\n  model:  {found:?}\n  engine: {deadline:?}"
                    ));
                }
            }
        }
    }
}

/// What a tick on that day would write down.
fn found_work(model: &Model, policy: &'static Policy, day: Day) -> Vec<&'static str> {
    let command = Command::Tick;
    let tick = Given { command, policy, day, told_again: ToldAgain::Nothing };
    model.clone().give(&tick).unwrap_or_default()
}

/// Where every cent is, in the words of both, each place once.
fn slips(record: &Record) -> BTreeMap<String, u64> {
    let mut places = BTreeMap::new();
    for slip in &record.slips {
        let behind = match &slip.behind {
            Behind::Payment(reference) => format!("payment {reference}"),
            Behind::Debt(number) => format!("debt {number}"),
            Behind::Word(order) => format!("word {order}"),
            Behind::Nothing => "nothing".to_owned(),
            Behind::Elsewhere => "elsewhere".to_owned(),
        };
        let at = match &slip.at {
            At::Held => "held".to_owned(),
            At::Back(number, _) => format!("back {}", number.unwrap_or(0)),
            At::Used(Some(order)) => format!("used {order}"),
            At::Used(None) => "used elsewhere".to_owned(),
            At::Out(payout) => format!("out {payout}"),
        };
        *places.entry(format!("{behind}, {at}")).or_default() += slip.cents;
    }
    places
}

fn portions(mailbox: &Mailbox) -> BTreeMap<String, u64> {
    let mut places = BTreeMap::new();
    for portion in mailbox.portions().iter() {
        let behind = match portion.backing {
            Backing::Payment { reference } => format!("payment {reference}"),
            Backing::Debt { number } => format!("debt {number}"),
            Backing::Receivable { order } => format!("word {order}"),
            Backing::WrittenOff => "nothing".to_owned(),
            Backing::Elsewhere => "elsewhere".to_owned(),
        };
        let at = match portion.lies {
            Lies::Held => "held".to_owned(),
            Lies::Released { .. } => "back 0".to_owned(),
            Lies::OwedBack { refund } => format!("back {refund}"),
            Lies::Applied { order: Some(order) } => format!("used {order}"),
            Lies::Applied { order: None } => "used elsewhere".to_owned(),
            Lies::PaidOut { payout } => format!("out {payout}"),
        };
        *places.entry(format!("{behind}, {at}")).or_default() += portion.amount.cents();
    }
    places
}

fn sorted<T: Ord>(mut names: Vec<T>) -> Vec<T> {
    names.sort_unstable();
    names
}

/// What of a notice both can be asked: its kind, its plain fields, and the charge that it names where
/// something hangs on that.
fn notice_in_words(notice: &Notice) -> String {
    let (says, names) = match notice {
        Notice::ExpiryReminder(told) => (told.expiry.to_string(), None),
        Notice::TacitRenewal(told) => (told.expiry.to_string(), told.charge),
        Notice::OutlookChanged(told) => (told.expiry.to_string(), None),
        Notice::DeletionWarning(told) => (format!("{} {}", told.expiry, told.deletion), None),
        Notice::ChargeFailed(told) => (told.order.to_string(), told.next_charge),
        Notice::OrderNotGenerated { expiry, reason, .. } => (format!("{expiry} {reason:?}"), None),
        Notice::PaymentIncomplete(told) => {
            let (held, missing) = (told.held.cents(), told.missing.cents());
            (format!("{} {held} {missing}", told.order), None)
        }
        Notice::Renewed(told) => {
            let (paid, to_come) = (told.paid.cents(), told.receivable.cents());
            (format!("{} {} {paid} {to_come}", told.order, told.expiry), None)
        }
        Notice::MoneyOwedBack { refund, amount, due, .. } => {
            (format!("{refund} {} {due:?}", amount.cents()), None)
        }
        Notice::WithdrawalReceived { received, .. } | Notice::LeavingReceived(received) => {
            (departure_in_words(received), None)
        }
        Notice::AutoRenewalSwitchedOff { expiry, .. }
        | Notice::TerminationReceived { expiry, .. }
        | Notice::TerminationRevoked { expiry }
        | Notice::TerminationMoved { expiry } => (expiry.to_string(), None),
        Notice::ChargeStillOnItsWay { renews, .. } => (renews.to_string(), None),
        Notice::AutoRenewalSwitchedOn { .. }
        | Notice::ChargeInDoubt { .. }
        | Notice::BoundMethodDead { .. }
        | Notice::MethodNeedsHolder { .. }
        | Notice::MailboxDeleted { .. }
        | Notice::RoomKept { .. } => (String::new(), None),
    };
    let names = names.map(|it| ToCome { on: it.on, amount: it.amount.cents() });
    format!("{} {says} {names:?}", notice.name())
}

fn departure_in_words(told: &DepartureReceived) -> String {
    format!("{} {} {:?}", told.order, told.owed_back.cents(), told.expiry)
}

/// What of an order both can be asked: identity, origin, goods, price, days.
fn order_in_words(order: &Order) -> String {
    let Order { id, purchase, cost, net_only, archive_consent, opened_on, limit, .. } = order;
    let made = if order.generated { "generated" } else { "by hand" };
    format!(
        "{id} {made} {:?} {purchase:?} net {} tax {} gross {} net only {net_only} consent \
         {archive_consent} opened {opened_on} limit {limit:?}",
        order.method_kind, cost.net, cost.vat, cost.gross
    )
}

fn open_order_in_words(order: &OpenOrder) -> String {
    let OpenOrder { id, purchase, price, net_only, archive_consent, opened_on, limit, .. } = order;
    let (made, method_kind) = match order.origin {
        Origin::Generated => ("generated", None),
        Origin::Manual { method_kind, .. } => ("by hand", Some(method_kind)),
    };
    let [net, tax, gross] = [price.net(), price.vat(), price.gross()].map(Money::cents);
    format!(
        "{id} {made} {method_kind:?} {purchase:?} net {net} tax {tax} gross {gross} net only {net_only} \
         consent {archive_consent} opened {opened_on} limit {limit:?}"
    )
}

const fn off(cause: OffCause) -> &'static str {
    match cause {
        OffCause::Opening => "Opening",
        OffCause::Holder => "Holder",
        OffCause::MethodRemoved => "MethodRemoved",
        OffCause::AccountChanged => "AccountChanged",
        OffCause::Stopped => "Stopped",
        OffCause::Termination => "Termination",
        OffCause::LadderExhausted => "LadderExhausted",
        OffCause::Deletion => "Deletion",
        OffCause::Withdrawal => "Withdrawal",
        OffCause::Leaving => "Leaving",
    }
}

const fn died_of(death: Death) -> &'static str {
    match death {
        Death::Declined => "declined",
        Death::Stopped => "stopped",
        Death::TakenOver => "taken over",
        Death::ChargedBack => "charged back",
        Death::Closed => "closed",
    }
}

const fn on(cause: OnCause) -> &'static str {
    match cause {
        OnCause::Opening => "Opening",
        OnCause::Holder => "Holder",
        OnCause::Payment { .. } => "Payment",
    }
}
