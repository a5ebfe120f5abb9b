//! The sample moved to another database in the middle of everything.
//!
//! It is lived for some weeks, then each mailbox is written as a row of a portfolio file, as a foreign system
//! would leave it, and imported elsewhere on the next day. From then on nobody acts any more, and both go on
//! for a year with the same answers to the same charges: nobody is charged, told, renewed or deleted otherwise
//! than if he had stayed.
//!
//! What R-68 says ends there first stays there: charges in flight and in doubt, refunds to be paid out. So does
//! what the columns of the file cannot say, which [`Stays`] lists.

use std::collections::BTreeMap;

use pec_nightly::{
    args::Args,
    decision::{Number, load, number_of},
    job,
    portfolio::{CARRIED, COLUMNS, SAMPLE},
    today::Today,
    world::Dice,
};
use pec_renewal::{
    Command, Event, Fact, Mailbox, NotGenerated, Notice, StatutoryNotice, TermRight, advance,
    auto_renewal::AutoRenewal,
    catalogue::{Policy, Rung},
    charge::{Bar, Outcome},
    next_deadline,
    order::Origin,
    service::Service,
    values::{Day, Money},
};
use pec_test_support::day;

use crate::bench::{Bench, Quiet};

#[test]
fn r_68_the_sample_moved_goes_on_as_if_it_had_stayed() {
    let bench = Bench::in_memory();
    bench.write("portfolio.csv", SAMPLE);
    let policy = Policy::aruba();
    let mut done = Done::default();
    for nights in [18, 47, 88] {
        assert!(bench.run("there.sqlite", nights).sound);
        let today = day("2026-01-01").plus_days(i32::from(nights));
        let file = format!("moved-{nights}.csv");
        bench.write(&file, &exported(&bench, &mut done));
        let database = format!("here-{nights}.sqlite");
        let args = Args {
            portfolio: Some(bench.path(&file)),
            from: Some(today),
            ..Args::new(bench.path(&database), 0)
        };
        let outcome = job::run(&args, &mut Quiet).expect("it is imported");
        assert!(outcome.sound, "{}", outcome.report);
        let (there, here) = (bench.open("there.sqlite"), bench.open(&database));
        for number in numbers(&here) {
            let moved = load(&here, number).expect("a mailbox");
            let number = number_of(&there, moved.id()).expect("it is readable");
            let stayed = load(&there, number.expect("it is there")).expect("a mailbox");
            go_on_alike(stayed, moved, &policy, today, &mut done);
        }
    }
    done.assert_worth_it();
}

#[track_caller]
fn go_on_alike(stayed: Mailbox, moved: Mailbox, policy: &Policy, today: Day, done: &mut Done) {
    let which = format!("mailbox {}, moved on {today}", stayed.id());
    assert_eq!(stands(&stayed), stands(&moved), "{which}");
    let proved = tells_of_the_statutory_notice(&stayed);
    let [there, here] = [stayed, moved].map(|mailbox| lived_on(mailbox, policy, today, proved));
    for (one, other) in there.iter().zip(&here) {
        assert_eq!(one, other, "{which}");
    }
    assert_eq!(there.len(), here.len(), "{which}");
    for (_, what) in there {
        let name = what.split(' ').next().unwrap_or_default();
        *done.seen.entry(name.to_owned()).or_default() += 1;
    }
}

/// Why a mailbox stays where it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Stays {
    /// It is deleted, or only the record waits for an outcome.
    Gone,
    /// A charge is in flight or in doubt: it ends there first.
    InFlight,
    /// A refund is still to be paid out: that ends there first.
    OwedBack,
    /// The columns say nothing of plans to come, of a request put off or owed at once, of an order for
    /// something else than was last bought, of more payments or debts than one, or of a wait for the holder.
    NotInTheColumns,
}

/// What was moved and what came of it, over all moves.
#[derive(Debug, Default)]
struct Done {
    moved: usize,
    stayed: BTreeMap<Stays, usize>,
    /// How many rows had something in each column of a life lived elsewhere.
    carried: BTreeMap<&'static str, usize>,
    /// What happened afterwards, by name.
    seen: BTreeMap<String, usize>,
}

impl Done {
    /// The test is worth something only if it moves what there is to move.
    fn assert_worth_it(&self) {
        assert!(1_000 < self.moved, "{self:?}");
        for column in [
            "withheld",
            "order_by",
            "order_rungs",
            "held",
            "warned_on",
            "right",
            "debt",
            "receivable",
        ] {
            assert!(self.carried.contains_key(column), "no {column}: {self:?}");
        }
        for fact in ["ChargeRequested", "NoticeDue", "OrderFulfilled", "MailboxDeleted"] {
            assert!(self.seen.contains_key(fact), "no {fact}: {self:?}");
        }
    }
}

/// Every mailbox that can be moved, as a row.
fn exported(bench: &Bench, done: &mut Done) -> String {
    let names: Vec<&str> = COLUMNS.into_iter().chain(CARRIED).collect();
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(&names).expect("a header");
    let db = bench.open("there.sqlite");
    for record in csv::Reader::from_reader(SAMPLE.as_bytes()).records() {
        let record = record.expect("a row");
        let id = record[0].parse().expect("an identity");
        let number = number_of(&db, id).expect("it is readable").expect("the mailbox is there");
        match cells(&load(&db, number).expect("a mailbox")) {
            Ok(cells) => {
                // Who holds it and where it is has not changed, nor the orders where there were no more.
                let cell = |(place, name): (usize, &&str)| match cells.get(name) {
                    Some(cell) => cell.clone(),
                    None if place <= HOSTING || *name == "orders_before" => {
                        record[place].to_owned()
                    }
                    None => String::new(),
                };
                let row: Vec<String> = names.iter().enumerate().map(cell).collect();
                file.write_record(&row).expect("a row");
                done.moved += 1;
                for column in CARRIED.into_iter().filter(|name| cells.contains_key(name)) {
                    *done.carried.entry(column).or_default() += 1;
                }
            }
            Err(stays) => *done.stayed.entry(stays).or_default() += 1,
        }
    }
    String::from_utf8(file.into_inner().expect("a file")).expect("UTF-8")
}

/// The cells that say how a mailbox stands.
fn cells(mailbox: &Mailbox) -> Result<BTreeMap<&'static str, String>, Stays> {
    let (Service::Active { period } | Service::TerminatedAtExpiry { period }) = mailbox.service()
    else {
        return Err(Stays::Gone);
    };
    if mailbox.awaited_outcome().is_some() || !mailbox.doubts().is_empty() {
        return Err(Stays::InFlight);
    }
    if !mailbox.ledger().owed_back.is_zero() {
        return Err(Stays::OwedBack);
    }
    let purchase = mailbox.purchase();
    let space = mailbox.space();
    let is_as_bought = space.package == purchase.package && space.planned.is_empty();
    if !is_as_bought || space.shrink.is_some() || mailbox.needs_holder() || mailbox.is_leaving() {
        return Err(Stays::NotInTheColumns);
    }
    let mut cells = BTreeMap::from([
        ("plan", purchase.package.plan.to_string()),
        ("extra_mailbox_gb", purchase.package.extra.mailbox_gb.to_string()),
        ("extra_archive_gb", purchase.package.extra.archive_gb.to_string()),
        ("term", purchase.term.years().to_string()),
        ("anchor", period.anchor.to_string()),
        ("expiry", period.expiry.to_string()),
    ]);
    let closed = mailbox.closed_orders().last().map(|closed| closed.ordinal);
    let open = mailbox.open_order().map(|order| order.id.ordinal());
    insert(&mut cells, "orders_before", closed.max(open));
    if let AutoRenewal::On { method, .. } = mailbox.auto_renewal() {
        cells.insert("method", method.id.to_string());
        cells.insert("method_kind", method.kind.to_string());
        insert(&mut cells, "method_valid_until", method.valid_until);
        insert(&mut cells, "mandate_cap", method.mandate_cap);
        if mailbox.is_dead(method.id) {
            cells.insert("method_dead", "yes".to_owned());
        }
    }
    if let StatutoryNotice::Delivered { on } = mailbox.notices().statutory {
        cells.insert("statutory_notice_delivered", on.to_string());
    }
    if matches!(mailbox.service(), Service::TerminatedAtExpiry { .. }) {
        cells.insert("terminated", "yes".to_owned());
    }
    match mailbox.period_flags().withheld() {
        Some(NotGenerated::OrderCancelled) => insert(&mut cells, "withheld", Some("cancelled")),
        Some(NotGenerated::OrderLapsed) => insert(&mut cells, "withheld", Some("lapsed")),
        Some(
            NotGenerated::ManualOrderOpen
            | NotGenerated::NotRenewable
            | NotGenerated::NoPrice
            | NotGenerated::TermTooShort,
        )
        | None => {}
    }
    if let Some(warning) = mailbox.warning() {
        if warning.failed.is_some() {
            return Err(Stays::NotInTheColumns);
        }
        cells.insert("warned_on", warning.on.to_string());
        cells.insert("deletion_told", warning.deletion.to_string());
    }
    add_order(&mut cells, mailbox)?;
    add_what_stands(&mut cells, mailbox)?;
    Ok(cells)
}

fn add_order(cells: &mut BTreeMap<&'static str, String>, mailbox: &Mailbox) -> Result<(), Stays> {
    let Some(order) = mailbox.open_order() else { return Ok(()) };
    let progress = mailbox.charge().progress().copied().unwrap_or_default();
    let rungs = progress.spent.map_or(0, Rung::place);
    let waits = mailbox.charge().bar() == Some(Bar::AuthenticationRequired);
    let is_put_off = progress.not_before.is_some() || mailbox.charge().is_retry_due();
    if order.purchase != mailbox.purchase()
        || waits
        || is_put_off
        || progress.episode != (0 < rungs)
    {
        return Err(Stays::NotInTheColumns);
    }
    let by = match order.origin {
        Origin::Generated => "automatic renewal".to_owned(),
        Origin::Manual { method_kind, .. } => method_kind.to_string(),
    };
    cells.insert("order_by", by);
    cells.insert("order_net", order.price.net().to_string());
    cells.insert("order_opened_on", order.opened_on.to_string());
    insert(cells, "order_last_day", order.limit);
    insert(cells, "order_rungs", Some(rungs).filter(|rungs| 0 < *rungs));
    let held = mailbox.ledger().held;
    let held_by = mailbox.held_last().filter(|_| !held.is_zero());
    let Some(payment) = held_by.and_then(|last| mailbox.payments().find(&last.reference)) else {
        return Ok(());
    };
    if payment.amount != held {
        return Err(Stays::NotInTheColumns);
    }
    cells.insert("held", held.to_string());
    cells.insert("held_reference", payment.reference.to_string());
    cells.insert("held_on", payment.day.to_string());
    Ok(())
}

/// A debt, a right to end the last term, and what is still to come by a commitment.
fn add_what_stands(
    cells: &mut BTreeMap<&'static str, String>,
    mailbox: &Mailbox,
) -> Result<(), Stays> {
    let mut debts = mailbox.debts().iter().filter(|debt| !debt.open.is_zero());
    if let Some(debt) = debts.next() {
        cells.insert("debt", debt.open.to_string());
        cells.insert("debt_number", debt.number.to_string());
    }
    if let [term] = mailbox.bought_terms()
        && let Some(right) = &term.right
        && term.last_day == mailbox.expiry()
    {
        let (right, paid_on) = match right {
            TermRight::Exit { .. } => ("leave", term.last_day),
            TermRight::Withdrawal { paid_on, .. } => ("withdraw", *paid_on),
        };
        cells.insert("right", right.to_owned());
        cells.insert("right_paid", term.applied.to_string());
        cells.insert("right_paid_on", paid_on.to_string());
    }
    let mut to_come = mailbox.receivables().iter().filter(|it| !it.open.is_zero());
    insert(cells, "receivable", to_come.next().map(|receivable| receivable.open));
    if debts.next().is_some() || to_come.next().is_some() {
        return Err(Stays::NotInTheColumns);
    }
    Ok(())
}

fn insert(
    cells: &mut BTreeMap<&'static str, String>,
    name: &'static str,
    cell: Option<impl ToString>,
) {
    if let Some(cell) = cell {
        cells.insert(name, cell.to_string());
    }
}

/// What is held, and what still stands of debts and commitments.
fn stands(mailbox: &Mailbox) -> [Money; 3] {
    let ledger = mailbox.ledger();
    [ledger.held, ledger.debts, ledger.receivables]
}

/// A year of ticks, with every notice delivered on its day and every charge answered on its own: what is
/// charged, told, renewed and deleted.
fn lived_on(mailbox: Mailbox, policy: &Policy, from: Day, proved: bool) -> Vec<(Day, String)> {
    let until = from.plus_days(366);
    let mut mailbox = Some(mailbox);
    let (mut done, mut day) = (Vec::new(), from);
    loop {
        let due = mailbox.as_ref().and_then(|mailbox| next_deadline(mailbox, policy));
        let Some(due) = due.filter(|due| *due <= until) else { return done };
        day = day.max(due);
        let at = Today::new(policy, day, chrono_tz::Europe::Rome).expect("a night").at();
        let mut events = Vec::new();
        advance(&mut events, &mut mailbox, &Command::Tick, policy, at).expect("a tick is accepted");
        for answer in
            mailbox.iter().flat_map(|mailbox| answers(mailbox, &events, day)).collect::<Vec<_>>()
        {
            advance(&mut events, &mut mailbox, &answer, policy, at).expect("an answer is accepted");
        }
        let told = events.iter().filter(|event| is_compared(&event.fact, proved));
        done.extend(told.map(|event| (day, in_words(&event.fact))));
    }
}

/// The same for the same mailbox and day, wherever it is.
fn answers(mailbox: &Mailbox, events: &[Event], day: Day) -> Vec<Command> {
    let mut answers = Vec::new();
    for event in events {
        if let Fact::NoticeDue { number, .. } = event.fact {
            answers.push(Command::NoticeDelivered { notice: number, on: day });
        }
    }
    if let Some(request) = mailbox.charge().unresolved() {
        let mut dice = Dice::cast(1, &["moved", &mailbox.id().to_string(), &day.to_string()]);
        let outcome = match dice.below(100) {
            0..60 => Outcome::Settled { amount: request.amount },
            60..85 => Outcome::SOFT_DECLINE,
            85..95 => Outcome::HardDecline,
            _ => Outcome::AuthenticationRequired,
        };
        answers.push(Command::ChargeOutcome { key: request.key, outcome });
    }
    answers
}

/// A notice of art. 65-bis of which no delivery is proved is not taken over: it is owed again.
fn tells_of_the_statutory_notice(mailbox: &Mailbox) -> bool {
    match mailbox.notices().statutory {
        StatutoryNotice::NotGiven | StatutoryNotice::Delivered { .. } => true,
        StatutoryNotice::Given { .. } | StatutoryNotice::Failed { .. } => false,
    }
}

/// Charges, notices, renewals and deletions. That no order is generated is told again where it is not stated.
fn is_compared(fact: &Fact, proved: bool) -> bool {
    if let Fact::NoticeDue { notice, .. } = fact {
        return !matches!(notice, Notice::OrderNotGenerated { .. })
            && (proved || !matches!(notice, Notice::TacitRenewal(_)));
    }
    matches!(
        fact,
        Fact::ChargeRequested { .. } | Fact::OrderFulfilled(_) | Fact::MailboxDeleted { .. }
    )
}

/// What happened, but for the numbers of attempts and notices.
fn in_words(fact: &Fact) -> String {
    let name = fact.name();
    if let Fact::ChargeRequested { amount, method, .. } = fact {
        format!("{name} {amount} {method}")
    } else if let Fact::NoticeDue { notice, .. } = fact {
        format!("{name} {}", serde_json::to_string(notice).expect("JSON"))
    } else if let Fact::OrderFulfilled(paid) = fact {
        format!("{name} {} {}", paid.applied, paid.period.expiry)
    } else {
        name.to_owned()
    }
}

fn numbers(db: &rusqlite::Connection) -> Vec<Number> {
    let mut query = db.prepare("SELECT number FROM mailbox").expect("a query");
    let numbers = query.query_map([], |row| row.get(0)).expect("rows");
    numbers.collect::<Result<_, _>>().expect("numbers")
}

/// The last of the columns that say who holds a mailbox and where it is.
const HOSTING: usize = 5;
