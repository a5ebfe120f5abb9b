//! The sample lived once, and then replayed with the bank's files held back.
//!
//! What a simulated holder does depends on the notices that he reads, and those depend on when a file is read.
//! So in a replay he does what he did in that one life, and on the same days. The gateway and the
//! mailer answer anew, as they always would. What he paid is taken back as it was, on the same days. Only the
//! bank's files are read on another day.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, iter, mem,
    sync::LazyLock,
};

use pec_nightly::{
    args::Args,
    decision::{Number, load, number_of},
    job,
    portfolio::SAMPLE,
    waiting::add_report,
};
use pec_renewal::{
    Allocation, Command, Fact, KnownPayment, Ledger, Mailbox, ManualRenewal, PlanChange,
    RefundForm, RefundReason,
    catalogue::{MethodKind, Package, Plan, Policy, Purchase, Term},
    order::ClosedOrder,
    service::{Period, Service},
    values::{MailboxId, MethodId, Money, OrderId, PaymentReference},
};
use pec_test_support::{day, money, transfer};
use rusqlite::{Connection, params};

use crate::bench::{Bench, Quiet};

/// All replays, made once for all tests.
pub static REPLAYS: LazyLock<Replays> = LazyLock::new(Replays::new);

/// How every mailbox ends, by its number.
pub type Ends = BTreeMap<Number, End>;

/// How the mailboxes end, by the day on which the bank's files are read.
pub struct Replays {
    /// Every file on its day.
    pub on_time: Ends,
    /// Every file so many days late, from one to the margin of the policy.
    pub within: Vec<(i32, Ends)>,
    /// Each file late by a number of days of its own, within the margin: some overtake others.
    pub mixed: Ends,
    /// Every file [`BEYOND`] days later than the margin.
    pub beyond: Ends,
    /// The margin.
    pub margin: i32,
}

/// How a mailbox ends.
#[derive(Debug)]
pub struct End {
    /// What its holder has.
    pub mailbox: Holding,
    /// Where his money is.
    pub account: Account,
    /// The method that automatic renewal binds, if it is on.
    pub bound: Option<MethodId>,
    /// The payment with which each order was covered.
    pub covered_by: BTreeMap<OrderId, PaymentReference>,
}

/// What a holder has.
#[derive(Debug, Eq, PartialEq)]
pub struct Holding {
    /// The expiry, and whether the mailbox is served, terminated or deleted, and when.
    pub service: Service,
    /// What was last paid for, the plan in effect, and those planned.
    pub bought: (Purchase, Package, Vec<PlanChange>),
    /// The order that is open.
    pub open: Option<OrderId>,
    /// How the others ended.
    pub closed: Vec<ClosedOrder>,
}

/// Where a holder's money is.
#[derive(Debug, Eq, PartialEq)]
pub struct Account {
    /// The sums.
    pub ledger: Ledger,
    /// Every payment, with the day that counts.
    pub payments: Vec<KnownPayment>,
    /// The payments that each order was fulfilled with.
    pub fulfilled: BTreeMap<OrderId, BTreeSet<PaymentReference>>,
    /// What was owed back, why, and whether as cash.
    pub owed_back: Vec<(Money, RefundReason, bool)>,
}

impl Replays {
    fn new() -> Self {
        let bench = Bench::in_memory();
        bench.write("portfolio.csv", SAMPLE);
        assert!(bench.run("lived.sqlite", LIVED).sound);
        bench.write("portfolio.csv", &portfolio());
        bench.run("begun.sqlite", 0);
        begin(&bench);
        let margin = i32::from(Policy::aruba().parameters().report_margin_days);
        let late_by = |days: i32| replay(&bench, &days.to_string(), &days.to_string());
        let of_its_own = format!("{} % {}", A_NUMBER_OF_THE_FILE, margin + 1);
        let on_time = late_by(0);
        assert_that_the_books_count(&bench, "0.sqlite");
        Self {
            on_time,
            within: (1..=margin).map(|days| (days, late_by(days))).collect(),
            mixed: replay(&bench, "mixed", &of_its_own),
            beyond: late_by(margin + BEYOND),
            margin,
        }
    }
}

impl End {
    /// Whether the bank and a charge both brought money for the same order.
    pub fn has_an_order_paid_both_ways(&self) -> bool {
        let orders = |by_charge: bool| -> BTreeSet<OrderId> {
            let payments = self.account.payments.iter();
            let such = payments.filter(|payment| {
                if by_charge { payment.method_kind.is_none() } else { is_by_bank(payment) }
            });
            such.filter_map(|payment| payment.order).collect()
        };
        !orders(true).is_disjoint(&orders(false))
    }

    /// How many days a payment of the bank left at least to the last day of the order that it paid.
    pub fn days_to_spare(&self) -> Option<i32> {
        let fulfilled = self.mailbox.closed.iter().filter_map(|closed| {
            let mut orders = self.account.fulfilled.iter();
            let (_, paid_with) = orders.find(|(order, _)| order.ordinal() == closed.ordinal)?;
            Some((closed.last_day, paid_with))
        });
        let left = fulfilled.flat_map(|(last_day, paid_with)| {
            let payments = self.account.payments.iter().filter(|payment| is_by_bank(payment));
            payments
                .filter(|payment| paid_with.contains(&payment.reference))
                .map(move |payment| payment.day.days_until(last_day))
        });
        left.min()
    }

    fn of(db: &Connection, number: Number) -> Self {
        let mut end = Self::of_state(&load(db, number).expect("a mailbox"));
        let mut held = BTreeSet::new();
        for fact in facts_of_money(db, number) {
            if let Fact::PaymentRegistered(payment) = fact {
                if payment.allocation == Allocation::Held {
                    held.insert(payment.reference);
                }
            } else if let Fact::OrderFulfilled(paid) = fact {
                end.account.fulfilled.insert(paid.order, mem::take(&mut held));
                end.covered_by.insert(paid.order, paid.paid_by);
            } else if let Fact::OrderCancelled { cause, .. } = fact {
                // What is held for an order that gives way is held for the one in its place.
                if !cause.replaces() {
                    held.clear();
                }
            } else if let Fact::OrderLapsed { .. } = fact {
                held.clear();
            } else if let Fact::RefundOwed { amount, reason, form, .. } = fact {
                end.account.owed_back.push((amount, reason, form == RefundForm::Refund));
            }
        }
        end
    }

    fn of_state(mailbox: &Mailbox) -> Self {
        let space = mailbox.space();
        Self {
            mailbox: Holding {
                service: without_the_day_of_telling(*mailbox.service()),
                bought: (mailbox.purchase(), space.package, space.planned.clone()),
                open: mailbox.open_order().map(|open| open.id),
                closed: mailbox.closed_orders().iter().copied().collect(),
            },
            account: Account {
                ledger: *mailbox.ledger(),
                payments: mailbox.payments().iter().cloned().collect(),
                fulfilled: BTreeMap::new(),
                owed_back: Vec::new(),
            },
            bound: mailbox.auto_renewal().method().map(|method| method.id),
            covered_by: BTreeMap::new(),
        }
    }
}

/// A period begins when the payment is told of, which may differ and changes nothing else.
fn without_the_day_of_telling(service: Service) -> Service {
    let of = |period: Period| Period { began_on: period.expiry, ..period };
    match service {
        Service::Active { period } => Service::Active { period: of(period) },
        Service::TerminatedAtExpiry { period } => {
            Service::TerminatedAtExpiry { period: of(period) }
        }
        Service::Ending { period } => Service::Ending { period: of(period) },
        deleted @ Service::Deleted { .. } => deleted,
    }
}

fn is_by_bank(payment: &KnownPayment) -> bool {
    payment.method_kind.is_some_and(|kind| !kind.is_reusable())
}

/// Puts into the inbox what the holders did in the life, and what the late payers do; every file of
/// the bank is there on its day. What the simulated holders would do now is kept out.
fn begin(bench: &Bench) {
    let db = bench.open("begun.sqlite");
    let lived = bench.path("lived.sqlite");
    db.execute("ATTACH ?1 AS lived", [lived.to_str()]).expect("the life is there");
    db.execute_batch(COPY).expect("it is copied");
    for (index, payer) in LATE_PAYERS.iter().enumerate() {
        payer.act(&db, index);
    }
    db.execute_batch(KEEP_OUT).expect("the others are kept out");
}

/// Runs all nights, with each file of the bank read so many days late, which is said in SQL.
fn replay(bench: &Bench, name: &str, late_by: &str) -> Ends {
    let database = format!("{name}.sqlite");
    fs::copy(bench.path("begun.sqlite"), bench.path(&database)).expect("a copy");
    let hold_back = format!(
        "UPDATE inbox SET due_on = date(due_on, ({late_by}) || ' days') WHERE source LIKE 'bank/%'"
    );
    bench.open(&database).execute(&hold_back, []).expect("the files are held back");
    let nights = Args { from: Some(day(FIRST)), ..Args::new(bench.path(&database), NIGHTS) };
    let outcome = job::run(&nights, &mut Quiet).expect("the run ends");
    assert!(outcome.sound, "{name}: {}", outcome.report);
    let unread = "SELECT count(*) FROM inbox WHERE handled_on IS NULL AND source LIKE 'bank/%'";
    assert_eq!(bench.count(&database, unread), 0, "{name}");
    let db = bench.open(&database);
    let mut query = db.prepare("SELECT number FROM mailbox").expect("a query");
    let numbers = query.query_map([], |row| row.get(0)).expect("rows");
    let numbers = numbers.map(|number| number.expect("a number"));
    numbers.map(|number| (number, End::of(&db, number))).collect()
}

/// What went back stands in the books of a replay too: without it, the check does not agree.
fn assert_that_the_books_count(bench: &Bench, database: &str) {
    // Of what holders paid, of payouts, and of charges.
    for kind in ["TRN-%", "SCT-%", "0ca5e11a%"] {
        fs::copy(bench.path(database), bench.path("tampered.sqlite")).expect("a copy");
        let gone = bench
            .open("tampered.sqlite")
            .execute("DELETE FROM world_reversed WHERE reverses LIKE ?1", [kind])
            .expect("it can be changed");
        assert!(0 < gone, "nothing went back of {kind}");
        let check = Args::new(bench.path("tampered.sqlite"), 0);
        let outcome = job::run(&check, &mut Quiet).expect("the check ends");
        assert!(!outcome.sound, "{kind}: {}", outcome.report);
    }
}

/// The facts that say where a mailbox's money went.
fn facts_of_money(db: &Connection, number: Number) -> Vec<Fact> {
    let mut query = db.prepare_cached(FACTS_OF_MONEY).expect("a query");
    let facts = query.query_map([number], |row| row.get::<_, String>(0)).expect("rows");
    facts.map(|fact| serde_json::from_str(&fact.expect("a text")).expect("a fact")).collect()
}

/// A holder who pays on the last days of his order: the sample has few of them, and none on the last.
struct LatePayer {
    /// Whether he orders by hand; otherwise automatic renewal does, whose card is dead.
    orders: bool,
    /// His transfers: how many days before the last one, and how much.
    transfers: &'static [(i32, &'static str)],
}

impl LatePayer {
    /// His mailbox in the portfolio file.
    fn row(&self, index: usize) -> String {
        let id = Self::id(index);
        let method = format!("0000ca5d-0000-4000-8000-000000{index:06}");
        let method = if self.orders { ",,,," } else { &format!("{method},card,,,yes") };
        format!(
            "{id},late-{index}@pec.example,business,{index:011},{ACCOUNT},provider,standard,,,1,\
             2024-11-20,{EXPIRY},{method},,\n"
        )
    }

    fn act(&self, db: &Connection, index: usize) {
        let id = Self::id(index);
        let number = number_of(db, id).expect("it is readable").expect("the mailbox is there");
        let expiry = day(EXPIRY);
        if self.orders {
            let order = Command::RenewByHand(ManualRenewal {
                expiry,
                purchase: Purchase::new(Plan::Standard, Term::ONE),
                method_kind: MethodKind::BankTransfer,
                archive_consent: false,
                replaces: None,
                informed: false,
                start_requested: false,
            });
            let source = format!("holder/late/{index}");
            add_report(db, &source, day("2026-02-02"), number, &order).expect("it is written");
        }
        for (place, (days_before, amount)) in self.transfers.iter().enumerate() {
            let paid_on = day(LAST_DAY).minus_days(*days_before);
            let reference = format!("LATE-{index}-{place}");
            let amount = money(amount);
            let payment = transfer(&reference, OrderId::new(id, expiry, 1), amount, paid_on);
            let source = format!("bank/late/{index}/{place}");
            let told_by = add_report(db, &source, paid_on, number, &Command::Payment(payment))
                .expect("it is written");
            let cents = i64::try_from(amount.cents()).expect("not too much");
            db.execute(
                "INSERT INTO world_taken (reference, mailbox, cents, taken_on, told_by)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![reference, number, cents, paid_on.to_string(), told_by],
            )
            .expect("it is written");
        }
    }

    fn id(index: usize) -> MailboxId {
        format!("0ca5e11a-0000-4000-8000-000009{index:06}").parse().expect("an identity")
    }
}

/// The sample, and below it the late payers.
fn portfolio() -> String {
    let late = LATE_PAYERS.iter().enumerate().map(|(index, payer)| payer.row(index));
    iter::once(SAMPLE.to_owned()).chain(late).collect()
}

/// How many days longer than the margin files lie unread in the last replay: so many that the sample
/// itself loses a mailbox by it.
pub const BEYOND: i32 = 4;

/// One for each day from the last one back to the margin before it; two who pay in parts or too much;
/// two whom automatic renewal ordered for.
const LATE_PAYERS: [LatePayer; 10] = [
    LatePayer { orders: true, transfers: &[(0, "12.08")] },
    LatePayer { orders: true, transfers: &[(1, "12.08")] },
    LatePayer { orders: true, transfers: &[(2, "12.08")] },
    LatePayer { orders: true, transfers: &[(3, "12.08")] },
    LatePayer { orders: true, transfers: &[(4, "12.08")] },
    LatePayer { orders: true, transfers: &[(5, "12.08")] },
    LatePayer { orders: true, transfers: &[(5, "7.08"), (0, "5.00")] },
    LatePayer { orders: true, transfers: &[(0, "24.16")] },
    LatePayer { orders: false, transfers: &[(0, "12.08")] },
    LatePayer { orders: false, transfers: &[(4, "12.08")] },
];
const ACCOUNT: &str = "0000acc0-0000-4000-8000-000000000900";
const EXPIRY: &str = "2025-11-20";
/// The 90th day of grace.
const LAST_DAY: &str = "2026-02-18";

/// The first night of every life on the bench.
const FIRST: &str = "2026-01-01";
/// How many nights are lived: what expired in January comes to its last days of grace.
const LIVED: u16 = 98;
/// How many are replayed: until all files are read, and what they came too late for is deleted.
const NIGHTS: u16 = LIVED + 20;

const FACTS_OF_MONEY: &str = "
    SELECT fact FROM record WHERE mailbox = ?1
    AND (fact LIKE '{\"Payment%' OR fact LIKE '{\"Order%' OR fact LIKE '{\"Refund%')
    ORDER BY sequence";

/// Drawn from the day of the file, so that what the bank says again stays behind what it said.
const A_NUMBER_OF_THE_FILE: &str =
    "CAST(julianday(command ->> '$.Payment.registered_on') AS INTEGER) * 7 % 11";

/// A file of the bank holds what it registered on one day. In the life some were read late already:
/// here each is read on its day, and what the bank says again follows after as many days as it did.
const COPY: &str = "
    INSERT INTO inbox (source, due_on, mailbox, command)
    SELECT 'holder/' || source, due_on, mailbox, command FROM lived.inbox
    WHERE due_on < '2026-04-16'
        AND command NOT LIKE '{\"Notice%' AND command NOT LIKE '{\"ChargeOutcome\"%'
        AND command NOT LIKE '{\"UsedSpace\"%' AND command NOT LIKE '{\"RefundPaid\"%'
        AND coalesce(command ->> '$.Reversal.of', 'TRN-') LIKE 'TRN-%'
    ORDER BY id;

    INSERT INTO world_taken (reference, mailbox, cents, taken_on, told_by)
    SELECT reference, taken.mailbox, cents, taken_on, here.id
    FROM lived.world_taken AS taken
    JOIN lived.inbox AS there ON there.id = told_by
    JOIN main.inbox AS here ON here.source = 'holder/' || there.source;

    INSERT INTO world_reversed (reference, mailbox, reverses, cents, reversed_on, told_by)
    SELECT reference, reversed.mailbox, reverses, cents, reversed_on, here.id
    FROM lived.world_reversed AS reversed
    JOIN lived.inbox AS there ON there.id = told_by
    JOIN main.inbox AS here ON here.source = 'holder/' || there.source;

    CREATE TEMP TABLE told AS
    SELECT id, due_on, command ->> '$.Payment.reference' AS reference,
        command ->> '$.Payment.registered_on' AS registered_on
    FROM main.inbox
    WHERE command ->> '$.Payment.method_kind' IN ('BankTransfer', 'PostalSlip', 'PrefilledSlip');

    UPDATE main.inbox SET
        source = replace(source, 'holder/', 'bank/'),
        due_on = (
            SELECT date(registered_on, (julianday(due_on) - julianday(first)) || ' days')
            FROM told JOIN (SELECT reference, min(due_on) AS first FROM told GROUP BY reference)
                USING (reference)
            WHERE told.id = inbox.id
        )
    WHERE id IN (SELECT id FROM told);
";

/// The gateway, the mailer, the refund desk and the measuring of space are still heard.
const KEEP_OUT: &str = "
    CREATE TRIGGER holders_act_as_they_did BEFORE INSERT ON inbox
    WHEN NEW.command NOT LIKE '{\"Notice%' AND NEW.command NOT LIKE '{\"ChargeOutcome\"%'
        AND NEW.command NOT LIKE '{\"UsedSpace\"%' AND NEW.command NOT LIKE '{\"RefundPaid\"%'
        AND coalesce(NEW.command ->> '$.Reversal.of', 'TRN-') LIKE 'TRN-%'
    BEGIN SELECT RAISE(IGNORE); END;

    CREATE TRIGGER holders_pay_as_they_did BEFORE INSERT ON world_taken
    WHEN NEW.reference LIKE 'TRN-%'
    BEGIN SELECT RAISE(IGNORE); END;

    CREATE TRIGGER what_holders_paid_is_taken_back_as_it_was BEFORE INSERT ON world_reversed
    WHEN NEW.reverses LIKE 'TRN-%'
    BEGIN SELECT RAISE(IGNORE); END;
";
