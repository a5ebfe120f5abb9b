//! The numbers of a forecast among each other: what is expected lies between, days add up, threads change
//! nothing, and shares are counted from what is stored.

use std::collections::BTreeMap;

use pec_nightly::{
    args::Args,
    forecast::{
        self, Span,
        shares::{Answer, Basis, Shares},
        sums::{Figure, Scenario},
        table::{Forecast, Number, Numbers},
    },
    job,
    store::Store,
};
use pec_renewal::{
    Event, Fact, PaymentSource,
    catalogue::Policy,
    charge::Failure,
    values::{ChargeKey, Day},
};
use pec_test_support::day;

use crate::bench::{Bench, Quiet};

#[test]
fn what_is_expected_lies_between_the_other_scenarios() {
    let bench = made(600, 0);
    // So far that no term bought in these days ends in them.
    let forecast = forecast(&bench, 200, Some("70/20/6/4,60/40"));
    let mut differing = 0;
    let mut until_then = Vec::new();
    for (on, numbers) in &forecast.days {
        until_then.push(*numbers);
        for figure in [Figure::Charges, Figure::Settled, Figure::Suspended, Figure::Ended] {
            let [settle, expected, decline] = Scenario::ALL.map(|scenario| {
                until_then.iter().map(|day| day.get(scenario, figure).hundredths).sum::<u64>()
            });
            let (least, most) = (settle.min(decline), settle.max(decline));
            assert!((least..=most).contains(&expected), "{figure:?} up to {on}: {expected}");
            differing += usize::from(least < expected && expected < most);
        }
    }
    assert!(400 < differing, "{differing}");
}

#[test]
fn days_add_up_to_the_total_however_they_are_rounded() {
    let bench = made(300, 0);
    let forecast = forecast(&bench, 90, Some("67/33"));
    let mut broken = 0;
    for scenario in Scenario::ALL {
        for figure in Figure::ALL {
            let of_days = forecast.days.iter().map(|(_, numbers)| numbers.get(scenario, figure));
            let sum = of_days.fold(Number::default(), |sum, number| {
                broken += usize::from(number.hundredths % 100 != 0);
                Number {
                    hundredths: sum.hundredths + number.hundredths,
                    cents: sum.cents + number.cents,
                }
            });
            assert_eq!(sum, forecast.total.get(scenario, figure), "{scenario:?}, {figure:?}");
        }
    }
    assert!(50 < broken, "nothing had to be rounded");
}

#[test]
fn shares_of_100_and_0_are_the_other_scenarios_over_a_portfolio_too() {
    let bench = made(200, 20);
    for (shares, scenario) in [("100/0", Scenario::AllSettle), ("0/100", Scenario::AllDecline)] {
        let forecast = forecast(&bench, 60, Some(shares));
        let of = |numbers: &Numbers, scenario: Scenario| {
            Figure::ALL.map(|figure| numbers.get(scenario, figure))
        };
        for (on, numbers) in &forecast.days {
            let expected = of(numbers, Scenario::Expected);
            assert_eq!(expected, of(numbers, scenario), "{shares} on {on}");
        }
    }
}

/// More mailboxes than a slice has.
#[test]
fn any_number_of_threads_gives_the_same() {
    let bench = made(9_000, 0);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| forecast(&bench, 10, Some("70/20/6/4")))
    };
    let serial = with(1);
    assert_eq!(serial, with(4));
    assert!(8_192 < serial.mailboxes, "{}", serial.mailboxes);
}

#[test]
fn states_in_an_older_form_are_folded_from_their_events() {
    let bench = made(600, 10);
    let before = forecast(&bench, 20, Some("70/30"));
    // Every second one, in more tasks than one.
    let older = "UPDATE mailbox SET state = X'07' WHERE number % 2 = 0";
    assert_eq!(bench.open("a.sqlite").execute(older, []).expect("it can be changed"), 300);
    assert_eq!(forecast(&bench, 20, Some("70/30")), before);
}

#[test]
fn a_later_last_day_adds_days_and_changes_none() {
    let bench = made(200, 0);
    let (short, long) = (forecast(&bench, 20, Some("50/50")), forecast(&bench, 45, Some("50/50")));
    assert_eq!(short.days.as_slice(), long.days.get(..20).expect("they are there"));
}

#[test]
fn shares_are_counted_from_the_charges_that_were_answered() {
    let bench = made(1_200, 60);
    let forecast = forecast(&bench, 5, None);
    assert_eq!(forecast.basis, Basis::Counted);
    let counted = counted(&bench);
    let shares = forecast.expected.by_rung(4);
    let mut answers = [0; Answer::ALL.len()];
    for (rung, shares) in (1_u8..).zip(&shares) {
        let counts = counted.get(&rung).copied().unwrap_or_default();
        let all: u64 = counts.iter().sum();
        assert_eq!(forecast.history.charges_on(usize::from(rung)), all, "rung {rung}");
        assert!(0 < all, "rung {rung} has no charge");
        for ((share, count), answer) in shares.iter().zip(counts).zip(&mut answers) {
            // In hundredths of a percent, the last one with what rounding leaves.
            assert!(
                share.abs_diff(count * 10_000 / all) <= 4,
                "rung {rung}: {share} of {counts:?}"
            );
            *answer += count;
        }
    }
    assert!(answers.iter().all(|count| 0 < *count), "{answers:?}");
}

#[test]
fn without_any_charge_in_the_history_shares_are_a_guess() {
    let forecast = forecast(&made(50, 0), 5, None);
    assert_eq!((forecast.basis, forecast.expected), (Basis::Assumed, Shares::assumed()));
}

/// Mailboxes made up, after so many nights.
fn made(mailboxes: u64, nights: u16) -> Bench {
    let bench = Bench::in_memory();
    let args = Args {
        mailboxes: Some(mailboxes),
        no_check: true,
        ..Args::new(bench.path("a.sqlite"), nights)
    };
    job::run(&args, &mut Quiet).expect("the run ends");
    bench
}

fn forecast(bench: &Bench, days: u16, shares: Option<&str>) -> Forecast {
    let store = Store::open(&bench.path("a.sqlite")).expect("it opens");
    let next = pec_nightly::night::next(&store).expect("it is readable");
    let first: Day = next.unwrap_or(day("2026-01-01"));
    let shares = shares.map(|shares| shares.parse().expect("shares"));
    let span = Span { first, days, zone: chrono_tz::Tz::Europe__Rome };
    forecast::forecast(store.db(), &Policy::aruba(), span, shares.as_ref(), &mut Quiet)
        .expect("it is made")
}

/// The charges of each rung by the answer that stands, read from the events alone.
fn counted(bench: &Bench) -> BTreeMap<u8, [u64; Answer::ALL.len()]> {
    let db = bench.open("a.sqlite");
    let mut query = db.prepare("SELECT body FROM event ORDER BY id").expect("a query");
    let bodies = query.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    let (mut rungs, mut answers) = (BTreeMap::new(), BTreeMap::<ChargeKey, usize>::new());
    for body in bodies {
        let event: Event = serde_json::from_str(&body.expect("a text")).expect("an event");
        if let Fact::ChargeRequested { key, rung: Some(rung), .. } = event.fact {
            rungs.insert(key, rung.place());
        } else if let Fact::ChargeFailed { key, failure } = event.fact {
            let answer = match failure {
                Failure::SoftDecline { .. } => 1,
                Failure::HardDecline | Failure::Stopped => 2,
                Failure::AuthenticationRequired => 3,
            };
            answers.insert(key, answer);
        } else if let Fact::ChargeNotExecuted { key } = event.fact {
            answers.remove(&key);
        } else if let Fact::PaymentRegistered(payment) = event.fact
            && let PaymentSource::Charge { key, .. } = payment.source
        {
            answers.insert(key, 0);
        }
    }
    let mut counted = BTreeMap::new();
    for (key, answer) in answers {
        if let Some(rung) = rungs.get(&key) {
            let counts: &mut [u64; Answer::ALL.len()] = counted.entry(*rung).or_default();
            counts[answer] += 1;
        }
    }
    counted
}
