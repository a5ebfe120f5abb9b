//! A portfolio lived on as forecast, by the job's own steps over its database, gives the forecast's numbers.
//!
//! The job counts what it records by itself; how far service has come is looked up day by day. Only the outside
//! is another: it answers on the day on which it is asked, every charge alike.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use pec_nightly::{
    args::Args,
    decision::{Number, load},
    forecast::{
        self, Span,
        shares::{Answer, Shares},
        sums::{Figure, Scenario},
        table::{Forecast, Numbers},
    },
    job,
    night::Night,
    store::Store,
    tally::Tally,
    today::Today,
    waiting::{add_report, errands, mark_as_done},
    world::{Dice, World},
};
use pec_renewal::{
    Command, Errand, Hosting, Mailbox,
    catalogue::Policy,
    charge::Charge,
    service::{Service, Standing},
    values::Day,
};
use pec_step::{Ready, Work};
use pec_test_support::day;
use rusqlite::Connection;

use crate::bench::{Bench, Quiet};

#[test]
fn a_portfolio_lived_on_as_forecast_gives_its_numbers_day_by_day() {
    let mut seen = Seen::default();
    for case in 0..CASES {
        let mut dice = Dice::cast(case, &["forecast"]);
        let mailboxes = 150 + dice.below(100);
        let [nights, days] = [dice.below(70), 15 + dice.below(50)].map(small);
        let made = Args {
            mailboxes: Some(mailboxes),
            seed: Some(case),
            ..Args::new("begun.sqlite".into(), nights)
        };
        compare(&made, days, &format!("case {case}"), &mut seen);
    }
    let sample = compare(&Args::new("begun.sqlite".into(), 47), 90, "the sample", &mut seen);
    assert_eq!(sample.own_domain, 16);
    // What a life lived elsewhere left standing: money held, an order half collected, debts.
    let taken_over = concat!(env!("CARGO_MANIFEST_DIR"), "/taken_over.csv");
    for nights in [0, 5] {
        let args =
            Args { portfolio: Some(taken_over.into()), ..Args::new("begun.sqlite".into(), nights) };
        compare(&args, 120, "taken over", &mut seen);
    }
    seen.assert_worth_it();
}

fn small(number: u64) -> u16 {
    u16::try_from(number).expect("it is small")
}

/// Forecasts a portfolio, lives it twice, and compares.
#[track_caller]
fn compare(args: &Args, days: u16, which: &str, seen: &mut Seen) -> Forecast {
    let bench = Bench::in_memory();
    let args = Args {
        database: bench.path("begun.sqlite"),
        from: Some(day("2026-01-01")),
        ..args.clone()
    };
    let outcome = job::run(&args, &mut Quiet).expect("the run ends");
    assert!(outcome.sound, "{which}: {}", outcome.report);
    let policy = Policy::aruba();
    let (first, forecast) = {
        let store = Store::open(&bench.path("begun.sqlite")).expect("it opens");
        let first = pec_nightly::night::next(&store).expect("it is readable");
        let first = first.unwrap_or(day("2026-01-01"));
        seen.look(store.db());
        let span = Span { first, days, zone: chrono_tz::Tz::Europe__Rome };
        let shares = "70/20/6/4,60/40".parse::<Shares>().expect("shares");
        let forecast = forecast::forecast(store.db(), &policy, span, Some(&shares), &mut Quiet);
        (first, forecast.expect("it is made"))
    };
    for (scenario, answer) in
        [(Scenario::AllSettle, Answer::Settled), (Scenario::AllDecline, Answer::DeclinedForNow)]
    {
        fs::copy(bench.path("begun.sqlite"), bench.path("lived.sqlite")).expect("a copy");
        let mut life =
            Life { store: Store::open(&bench.path("lived.sqlite")).expect("it opens"), answer };
        let lived = life.lived(&policy, first, days);
        for ((on, numbers), of_day) in forecast.days.iter().zip(&lived) {
            for figure in Figure::ALL {
                let found = of_day.get(figure.name()).copied().unwrap_or_default();
                let what = format!("{which}, {scenario:?}, {on}: {figure:?}");
                assert_eq!(number(numbers, scenario, figure), found, "{what}");
                if found.0 != 0 {
                    seen.figures.insert(format!("{scenario:?}: {}", figure.name()));
                }
            }
        }
        assert_eq!(lived.len(), forecast.days.len());
    }
    forecast
}

/// How often, which must be whole, and how many cents.
#[track_caller]
fn number(numbers: &Numbers, scenario: Scenario, figure: Figure) -> (u64, u64) {
    let number = numbers.get(scenario, figure);
    assert_eq!(number.hundredths % 100, 0, "{figure:?} is not whole");
    (number.hundredths / 100, number.cents)
}

/// A stored portfolio with another outside.
struct Life {
    store: Store,
    answer: Answer,
}

/// The numbers of a day, by the name of their figure.
type OfDay = BTreeMap<&'static str, (u64, u64)>;

impl Life {
    fn lived(&mut self, policy: &Policy, first: Day, days: u16) -> Vec<OfDay> {
        // What the outside would send later is not known.
        let hold_back = "UPDATE inbox SET due_on = '2999-12-31' WHERE handled_on IS NULL";
        self.store.db().execute(hold_back, []).expect("it is held back");
        for (number, mailbox) in mailboxes(self.store.db()) {
            if let Some(request) = mailbox.charge().unresolved() {
                let outcome = self.answer.outcome(request.amount);
                let command = Command::ChargeOutcome { key: request.key, outcome };
                self.report(first, number, "on its way", &command);
            }
        }
        let mut stages = stages(self.store.db(), first.previous());
        let mut lived = Vec::new();
        let mut on = first;
        for _ in 0..days {
            self.live_on(policy, on);
            let mut of_day = counted(self.store.db(), on);
            let now = self::stages(self.store.db(), on);
            for (number, stage) in &now {
                let before = stages.get(number).copied().unwrap_or(*stage);
                if before < *stage {
                    let name = if *stage == 1 { "suspended" } else { "ended" };
                    of_day.entry(name).or_default().0 += 1;
                }
            }
            stages = now;
            lived.push(of_day);
            on = on.next();
        }
        lived
    }

    /// A day: all that comes in, then what is due, until there is nothing more.
    fn live_on(&mut self, policy: &Policy, on: Day) {
        let today = Today::new(policy, on, chrono_tz::Tz::Europe__Rome).expect("a night");
        loop {
            self.decide_on(&today, Work::Reports);
            if self.answered(on) {
                continue;
            }
            self.decide_on(&today, Work::Due);
            if !self.answered(on) {
                break;
            }
        }
    }

    fn decide_on(&mut self, today: &Today<'_>, work: Work) {
        let world = World::new(1);
        let mut quiet = Quiet;
        let mut night = Night::of(&mut self.store, today, &world, &mut quiet);
        night.decide_on(work).expect("it is decided");
    }

    /// Answers all errands that wait, and says whether there were any.
    fn answered(&self, on: Day) -> bool {
        let waiting = errands(self.store.db()).expect("they are readable");
        for outgoing in &waiting {
            let name = outgoing.sequence.to_string();
            let report = match &outgoing.errand {
                Errand::Charge { key, amount, .. } => {
                    let ready = Ready::on(on, outgoing.clone());
                    assert_eq!(ready.instead, None, "charge {key} would not leave");
                    let outcome = self.answer.outcome(*amount);
                    Some(Command::ChargeOutcome { key: *key, outcome })
                }
                Errand::Notify { number, .. } => {
                    Some(Command::NoticeDelivered { notice: *number, on })
                }
                Errand::Inquire { .. }
                | Errand::Refund { .. }
                | Errand::SetAccess { .. }
                | Errand::MeasureSpace
                | Errand::DeleteContents
                | Errand::OpenNewLife { .. } => None,
            };
            if let Some(report) = report {
                self.report(on, outgoing.mailbox, &name, &report);
            }
            mark_as_done(self.store.db(), outgoing, on).expect("it is marked");
        }
        !waiting.is_empty()
    }

    fn report(&self, on: Day, number: Number, name: &str, command: &Command) {
        let source = format!("forecast/{number}/{name}");
        add_report(self.store.db(), &source, on, number, command).expect("it is written");
    }
}

/// What the job counted of a night.
fn counted(db: &Connection, on: Day) -> OfDay {
    let tally = Tally::load(db, on, on).expect("it is readable");
    let of = |names: &[&str]| {
        let sums = names.iter().map(|name| tally.get(name));
        sums.fold((0, 0), |(count, cents), sum| {
            (count + sum.count.unsigned_abs(), cents + sum.cents.unsigned_abs())
        })
    };
    BTreeMap::from([
        ("orders", of(&["orders generated"])),
        ("charges", of(&["charges requested"])),
        ("settled", of(&["charges settled"])),
        ("notices", of(&NOTICES)),
        ("deleted", of(&["mailboxes deleted"])),
        ("refunds", of(&["sums owed back"])),
    ])
}

/// How far the service of each mailbox has come by the end of a day.
fn stages(db: &Connection, on: Day) -> BTreeMap<Number, u8> {
    let stage = |mailbox: &Mailbox| match mailbox.standing(on) {
        Standing::InService => 0,
        Standing::InGrace { .. } => 1,
        Standing::GraceOver | Standing::Ending | Standing::Deleted => 2,
    };
    let ticked = mailboxes(db).into_iter().filter(|(_, mailbox)| match mailbox.hosting() {
        Hosting::Provider => true,
        Hosting::OwnDomain => false,
    });
    ticked.map(|(number, mailbox)| (number, stage(&mailbox))).collect()
}

fn mailboxes(db: &Connection) -> Vec<(Number, Mailbox)> {
    let mut query = db.prepare("SELECT number FROM mailbox ORDER BY number").expect("a query");
    let numbers = query.query_map([], |row| row.get(0)).expect("rows");
    let numbers = numbers.map(|number| number.expect("a number"));
    numbers.map(|number| (number, load(db, number).expect("a mailbox"))).collect()
}

/// What was forecast and lived: that it was worth it is asserted.
#[derive(Default)]
struct Seen {
    /// The states that mailboxes were in when a forecast began.
    states: BTreeSet<&'static str>,
    /// What was counted in a life, by scenario.
    figures: BTreeSet<String>,
}

impl Seen {
    fn look(&mut self, db: &Connection) {
        for (_, mailbox) in mailboxes(db) {
            self.states.insert(match mailbox.charge() {
                Charge::Idle => "idle",
                Charge::Waiting { .. } => "waiting",
                Charge::RetryDue { .. } => "retry due",
                Charge::Barred { .. } => "barred",
                Charge::Exhausted { .. } => "exhausted",
                Charge::Unresolved { .. } => "unresolved",
                Charge::Orphaned { .. } => "orphaned",
            });
            self.states.insert(match mailbox.service() {
                Service::Active { .. } => "active",
                Service::TerminatedAtExpiry { .. } => "terminated at expiry",
                Service::Ending { .. } => "ending",
                Service::Deleted { .. } => "deleted",
            });
            if !mailbox.doubts().is_empty() {
                self.states.insert("in doubt");
            }
            if mailbox.hosting() == Hosting::OwnDomain {
                self.states.insert("own domain");
            }
        }
    }

    /// What is seldom reached in a portfolio, specimens stand for: see the branches of a forecast.
    fn assert_worth_it(&self) {
        for state in [
            "idle",
            "waiting",
            "barred",
            "exhausted",
            "unresolved",
            "active",
            "terminated at expiry",
            "deleted",
            "own domain",
        ] {
            assert!(self.states.contains(state), "nothing was {state}: {:?}", self.states);
        }
        for (scenario, figure) in [Scenario::AllSettle, Scenario::AllDecline]
            .into_iter()
            .flat_map(|scenario| Figure::ALL.map(|figure| (scenario, figure)))
        {
            // Nothing settles where all decline.
            let never = (scenario, figure) == (Scenario::AllDecline, Figure::Settled);
            let name = format!("{scenario:?}: {}", figure.name());
            assert_eq!(self.figures.contains(&name), !never, "{name}: {:?}", self.figures);
        }
    }
}

const CASES: u64 = 8;
const NOTICES: [&str; 6] = [
    "reminders",
    "notices of tacit renewal",
    "warnings before deletion",
    "notices of a failed charge",
    "notices of a renewal",
    "other notices",
];
