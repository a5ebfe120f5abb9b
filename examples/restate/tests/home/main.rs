//! Objects on a Restate of their own: run `examples/restate/test`.

mod support;

use std::{collections::BTreeMap, io::Cursor};

use pec_nightly::portfolio::SAMPLE;
use pec_outside::{Report, night};
use pec_renewal::{
    Command, Event,
    catalogue::{Policy, PriceList},
    values::MailboxId,
};
use pec_restate::{
    check, clock,
    import::{Imported, Refused, import},
    mailbox::wire::{Answer, Told, Wake, Wanted},
    policies,
};
use pec_step::version_of;
use support::{day, start};

#[tokio::test(flavor = "multi_thread")]
async fn a_year_ends_the_same_however_fast_its_days_pass() {
    let (slow, fast) = tokio::join!(events_of_a_year(Some(12)), events_of_a_year(Some(1)));
    assert!(300 < slow.values().map(Vec::len).sum::<usize>(), "a year is full of events");
    assert_eq!(slow, fast);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_comes_in_once_and_a_command_is_answered_with_events_or_a_typed_refusal() {
    let (_folder, home) = start(Some(5)).await;
    home.begin(day("2026-01-01"), support::portfolio(day("2026-01-01"), 12))
        .await
        .expect("it begins");
    let all = check::seen(&home.restate).await.expect("mailboxes");
    let (mut recorded, mut refused) = (0, 0);
    for seen in &all {
        let id = seen.state.id().to_string();
        let wanted = Wanted { command: Command::TerminateAtExpiry, at: None };
        let answer: Answer =
            home.restate.call("Mailbox", &id, "command", &wanted).await.expect("an answer");
        match answer {
            Answer::Recorded(events) => {
                assert_eq!(events[0].at, night(day("2026-01-01")).expect("a night"));
                recorded += 1;
            }
            Answer::Refused { code, says, refusal } => {
                assert_eq!((code.as_str(), says), (refusal.code(), refusal.to_string()));
                refused += 1;
            }
            Answer::AlreadySo | Answer::Unknown => {}
        }
        let terminated: Answer =
            home.restate.call("Mailbox", &id, "command", &wanted).await.expect("an answer");
        assert!(!matches!(terminated, Answer::Recorded(_)), "the second time, nothing is new");
    }
    assert!(0 < recorded, "some can be terminated; {refused} were refused");
    let nobody = MailboxId::new(pec_renewal::values::uuid::Uuid::from_u128(7)).to_string();
    let wanted = Wanted { command: Command::SwitchOff, at: None };
    let answer: Answer =
        home.restate.call("Mailbox", &nobody, "command", &wanted).await.expect("an answer");
    assert_eq!(answer, Answer::Unknown);

    let id = all[0].state.id();
    let due = night(day("2026-01-01")).expect("a night");
    let report = Report { source: "bank/1".to_owned(), due, command: Command::SwitchOff };
    let told = Told { report };
    for is_new in [true, false] {
        let answer: bool = home
            .restate
            .call("Mailbox", &id.to_string(), "report", &told)
            .await
            .expect("an answer");
        assert_eq!(answer, is_new);
    }
    let after = check::seen(&home.restate).await.expect("mailboxes");
    let seen = after.iter().find(|seen| seen.state.id() == id).expect("it is there");
    let names = seen.handled.iter().filter(|it| it.report.source == "bank/1").count();
    assert_eq!(names, 1);
    assert!(seen.waits.reports.iter().all(|it| it.source != "bank/1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_reaches_every_mailbox_while_they_live_and_late_timers_do_no_harm() {
    let (_folder, home) = start(Some(10)).await;
    let from = day("2026-01-01");
    home.begin(from, support::portfolio(from, 40)).await.expect("it begins");
    let until = from.plus_days(300);
    home.live_until(until).await.expect("they live");
    let (next, then) = (newer(), night(from.plus_days(100)).expect("a night"));
    policies::put_in_force(&home.restate, next.clone(), then).await.expect("it is put in force");
    home.rest().await.expect("they come to rest");
    let all = check::seen(&home.restate).await.expect("mailboxes");
    assert!(all.iter().all(|seen| seen.waits.policy == version_of(&next)));
    assert!(all.iter().all(|seen| seen.waits.policies.is_empty()));
    let findings = check::run(&home.restate, &all).await.expect("a check");
    assert!(findings.is_sound(), "{findings}");

    let mailboxes = home.restate.mailboxes().await.expect("mailboxes");
    for night in [from, from.plus_days(150), until] {
        home.restate.call_each(&mailboxes, "wake", &Wake { night }).await.expect("they wake");
    }
    let again = check::seen(&home.restate).await.expect("mailboxes");
    assert_eq!(events(&all), events(&again));

    let mut other = next.parameters().clone();
    other.version += 1;
    let rows = Policy::aruba().prices().rows().iter().skip(1).copied().collect();
    let prices = PriceList::new(next.prices().version(), rows);
    let policy = prices.ok().and_then(|prices| Policy::new(other, prices).ok());
    if let Some(policy) = policy {
        let refused = policies::put_in_force(&home.restate, policy, then).await;
        let says = format!("{:#}", refused.expect_err("that version says something else"));
        assert!(says.contains("a version of its own"), "{says}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portfolio_with_a_bad_row_opens_nothing_and_a_good_one_is_imported_again() {
    let (_folder, home) = start(Some(5)).await;
    let (policy, at) = (Policy::aruba(), night(day("2026-01-01")).expect("a night"));
    policies::put_in_force(&home.restate, policy.clone(), at).await.expect("a policy");
    let bad = SAMPLE.replacen("consumer", "nobody", 1);
    let refused = import(&home.restate, Cursor::new(bad), &policy, at).await;
    let defects = refused.expect_err("one row is bad").downcast::<Refused>().expect("it says so");
    assert_eq!(defects.0.list().len(), 1, "{defects}");
    assert!(home.restate.mailboxes().await.expect("none").is_empty());
    for (opened, known) in [(400, 0), (0, 400)] {
        let imported = import(&home.restate, Cursor::new(SAMPLE), &policy, at).await;
        assert_eq!(imported.expect("it is good"), Imported { opened, known });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_clock_of_the_system_a_mailbox_acts_now_and_its_timer_is_set() {
    let (_folder, home) = start(None).await;
    let now = clock::system().expect("a clock");
    home.outside.client().set_clock(now, None).await.expect("the operator");
    let today = now.day();
    // The policy is in force since last night.
    home.begin(today.previous(), support::portfolio(today, 3)).await.expect("it begins");
    let all = check::seen(&home.restate).await.expect("mailboxes");
    assert_eq!(all.len(), 3);
    home.restate.register(home.services.address()).await.expect("it is told twice");
    let mut timers = 0;
    for seen in &all {
        let at = seen.events[0].at;
        assert!(today.previous() <= at.day() && at.day() <= today.next(), "{at} is not today");
        assert!(seen.waits.errands.is_empty(), "what was asked is done");
        // One on a domain of its own waits for nothing here.
        assert_eq!(seen.waits.timer, seen.waits.deadline.into_iter().chain(reports(seen)).min());
        timers += u64::from(seen.waits.timer.is_some());
    }
    assert!(2 <= timers, "most of them wait for something");
    assert_eq!(home.restate.calls().await.expect("a count"), timers, "the timers are Restate's");
}

async fn events_of_a_year(length: Option<u64>) -> BTreeMap<MailboxId, Vec<Event>> {
    let (_folder, home) = start(length).await;
    let from = day("2026-01-01");
    home.begin(from, support::portfolio(from, 30)).await.expect("it begins");
    home.live_until(from.plus_days(364)).await.expect("they live");
    home.rest().await.expect("they come to rest");
    let (findings, reckoning) = home.reckon().await.expect("a reckoning");
    assert!(findings.is_sound() && reckoning.is_sound(), "{findings}\n{reckoning}");
    events(&check::seen(&home.restate).await.expect("mailboxes"))
}

/// The nights in which reports that wait are handled, where all are due at midnight.
fn reports(
    seen: &pec_restate::mailbox::wire::Seen,
) -> impl Iterator<Item = pec_renewal::values::Day> {
    seen.waits.reports.iter().map(|report| report.due.day())
}

fn events(all: &[pec_restate::mailbox::wire::Seen]) -> BTreeMap<MailboxId, Vec<Event>> {
    all.iter().map(|seen| (seen.state.id(), seen.events.clone())).collect()
}

/// The same policy under its next version.
fn newer() -> Policy {
    let policy = Policy::aruba();
    let mut parameters = policy.parameters().clone();
    parameters.version += 1;
    let prices = policy.prices();
    let prices = PriceList::new(prices.version() + 1, prices.rows().to_vec()).expect("prices");
    Policy::new(parameters, prices).expect("it is accepted")
}
