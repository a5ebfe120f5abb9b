//! The branches of a forecast against what they stand for: every way of answering the charges of a mailbox,
//! each lived by itself, day by day.

use std::collections::{BTreeMap, BTreeSet};

use pec_nightly::forecast::{
    branches::Outlook,
    shares::{Answer, Shares},
    sums::{Figure, Scenario, Sums},
    weight::PARTS,
};
use pec_renewal::{
    Assumption, Command, Fact, Mailbox, PaymentSource, advance,
    catalogue::{GracePhase, GracePhases, MailAccess, Parameters, Policy},
    order::Origin,
    project,
    service::Standing,
    values::{Day, Moment, Money},
};
use pec_test_support::{day, opening};

use crate::specimens::specimens;

#[test]
fn what_is_expected_is_the_mean_of_all_lives_by_how_likely_they_are() {
    let mut seen = BTreeSet::new();
    let mut lives_of_one = 0;
    for (name, mailbox) in specimens() {
        for days_later in [1, 40] {
            let first = mailbox.last_moment().day().plus_days(days_later);
            let sums = forecast(&mailbox, first, &halves());
            let (expected, lives) = all_lives(&mailbox, first);
            lives_of_one = lives.max(lives_of_one);
            let found = counts(&sums, Scenario::Expected);
            assert_eq!(found, expected, "{name}, from {first} on");
            seen.extend(expected.into_keys().map(|(_, figure)| figure));
        }
    }
    for figure in Figure::ALL {
        assert!(seen.contains(figure.name()), "no specimen has {figure:?}");
    }
    // A ladder of four rungs: settled on one of them, or on none.
    assert_eq!(lives_of_one, 5);
}

#[test]
fn with_every_charge_answered_alike_it_is_the_projection_of_the_library() {
    let mut projected = 0;
    for (name, mailbox) in specimens() {
        if mailbox.charge().unresolved().is_some() {
            // There the projection waits, and a forecast does not.
            continue;
        }
        let first = mailbox.last_moment().day();
        let sums = forecast(&mailbox, first, &halves());
        for (scenario, assumption) in [
            (Scenario::AllSettle, Assumption::Settled),
            (Scenario::AllDecline, Assumption::SoftlyDeclined),
        ] {
            let until = first.plus_days(i32::from(DAYS) - 1);
            let facts = project(&mailbox, &Policy::aruba(), until, assumption);
            let mut expected = Counts::new();
            for fact in &facts {
                count(&mut expected, fact.on, &fact.fact, PARTS);
            }
            let mut found = counts(&sums, scenario);
            found.retain(|(_, figure), _| !["suspended", "ended"].contains(figure));
            assert_eq!(found, expected, "{name}, {scenario:?}");
            projected += facts.len();
        }
    }
    assert!(200 < projected, "{projected}");
}

#[test]
fn shares_of_100_and_0_are_the_two_other_scenarios() {
    for (name, mailbox) in specimens() {
        let first = mailbox.last_moment().day().next();
        for (shares, scenario) in [("100/0", Scenario::AllSettle), ("0/100", Scenario::AllDecline)]
        {
            let shares = shares.parse().expect("shares");
            let sums = forecast(&mailbox, first, &shares);
            let expected = counts(&sums, Scenario::Expected);
            assert_eq!(expected, counts(&sums, scenario), "{name}, {scenario:?}");
        }
    }
}

#[test]
fn each_rung_has_shares_of_its_own() {
    let (name, mailbox) =
        specimens().into_iter().find(|(name, _)| *name == "an order is generated").expect("it is");
    let first = mailbox.last_moment().day().next();
    let shares = "50/50,25/75,0/0/100".parse().expect("shares");
    let sums = forecast(&mailbox, first, &shares);
    let charges: Vec<_> = counts(&sums, Scenario::Expected)
        .into_iter()
        .filter(|((_, figure), _)| ["charges", "settled"].contains(figure))
        .map(|((on, figure), (count, _))| {
            (on.to_string(), figure, count * 1_000 / u128::from(PARTS))
        })
        .collect();
    // Of a thousand: half of them settle, then a quarter of the rest, and the third rung ends it for good.
    let expected = [
        ("2027-01-08", "charges", 1_000),
        ("2027-01-08", "settled", 500),
        ("2027-01-10", "charges", 500),
        ("2027-01-10", "settled", 125),
        ("2027-01-12", "charges", 375),
    ];
    let expected = expected.map(|(on, figure, count)| (on.to_owned(), figure, count));
    assert_eq!(charges, expected, "{name}");
}

#[test]
fn a_charge_on_its_way_is_answered_on_the_first_day_by_the_shares_of_its_rung() {
    let (_, mailbox) =
        specimens().into_iter().find(|(name, _)| *name == "a soft decline").expect("it is");
    let second_rung = day("2027-01-10");
    let mut mailbox = Some(mailbox);
    advance(&mut Vec::new(), &mut mailbox, &Command::Tick, &Policy::aruba(), night(second_rung))
        .expect("it is charged again");
    let mailbox = mailbox.expect("it is there");
    assert!(mailbox.charge().unresolved().is_some());
    let shares = "100/0,25/75,100/0".parse().expect("shares");
    let sums = forecast(&mailbox, second_rung.next(), &shares);
    let settled: Vec<_> = counts(&sums, Scenario::Expected)
        .into_iter()
        .filter(|((_, figure), _)| *figure == "settled")
        .map(|((on, _), (count, _))| (on.to_string(), count * 100 / u128::from(PARTS)))
        .collect();
    assert_eq!(settled, [("2027-01-11".to_owned(), 25), ("2027-01-12".to_owned(), 75)]);
}

/// The preset has something due on the day after expiry; this policy has not.
#[test]
fn service_is_suspended_on_its_day_though_nothing_is_due() {
    let preset = Policy::aruba();
    let served_for_ten_days = GracePhase {
        days: 10,
        access: MailAccess::FULL,
        late_fee_net: Money::ZERO,
        renewable: true,
    };
    let parameters = Parameters {
        grace: GracePhases::new(vec![served_for_ten_days]).expect("phases"),
        deletion_warning_days: 3,
        reminders_before: Vec::new(),
        reminders_after: Vec::new(),
        ..preset.parameters().clone()
    };
    let policy = Policy::new(parameters, preset.prices().clone()).expect("a policy");
    let opening = Command::Open(Box::new(opening(day("2026-01-15"))));
    let mut mailbox = None;
    advance(&mut Vec::new(), &mut mailbox, &opening, &policy, night(day("2026-01-15")))
        .expect("it is opened");
    let first = day("2027-01-12");
    let sums = forecast_under(&policy, &mailbox.expect("it is there"), first, &halves());
    let found: Vec<_> = counts(&sums, Scenario::Expected)
        .into_keys()
        .filter(|(_, figure)| ["suspended", "ended", "deleted"].contains(figure))
        .map(|(on, figure)| format!("{on} {figure}"))
        .collect();
    assert_eq!(found, ["2027-01-16 suspended", "2027-01-26 deleted", "2027-01-26 ended"]);
}

/// By day and figure: how often, and how many cents, in the parts of a weight.
type Counts = BTreeMap<(Day, &'static str), (u128, u128)>;

fn forecast(mailbox: &Mailbox, first: Day, shares: &Shares) -> Sums {
    forecast_under(&Policy::aruba(), mailbox, first, shares)
}

fn forecast_under(policy: &Policy, mailbox: &Mailbox, first: Day, shares: &Shares) -> Sums {
    let days = std::iter::successors(Some(first), |day| Some(day.next()));
    let nights = days.take(usize::from(DAYS)).map(night).collect();
    let outlook = Outlook::new(policy, nights, shares);
    let mut sums = Sums::of_days(first, DAYS);
    outlook.add(mailbox.clone(), &mut sums).expect("it is lived");
    sums
}

fn counts(sums: &Sums, scenario: Scenario) -> Counts {
    let mut counts = Counts::new();
    for (on, in_each) in sums.by_day() {
        let (_, of_day) = Scenario::ALL
            .into_iter()
            .zip(in_each)
            .find(|(one, _)| *one == scenario)
            .expect("it is");
        for (figure, sum) in Figure::ALL.into_iter().zip(of_day) {
            if sum.count != 0 {
                counts.insert((on, figure.name()), (sum.count, sum.cents));
            }
        }
    }
    counts
}

/// All lives of a mailbox whose charges settle or decline like the toss of a coin, together by how likely
/// they are, and how many there are.
fn all_lives(mailbox: &Mailbox, first: Day) -> (Counts, usize) {
    let (mut together, mut lives) = (Counts::new(), 0);
    let mut to_try: Vec<Vec<Answer>> = vec![Vec::new()];
    while let Some(answers) = to_try.pop() {
        let mut life = Life { mailbox: Some(mailbox.clone()), answers: &answers, asked: 0 };
        // So many tosses divide the parts of a weight without a rest.
        let weight = PARTS >> answers.len();
        assert_eq!(weight << answers.len(), PARTS, "too many charges");
        let counts = life.lived(first, weight);
        if life.asked <= answers.len() {
            lives += 1;
            for (what, (count, cents)) in counts {
                let sum = together.entry(what).or_default();
                *sum = (sum.0 + count, sum.1 + cents);
            }
        } else {
            for next in [Answer::Settled, Answer::DeclinedForNow] {
                to_try.push(answers.iter().copied().chain([next]).collect());
            }
        }
    }
    (together, lives)
}

/// One life, with fixed answers.
struct Life<'a> {
    mailbox: Option<Mailbox>,
    answers: &'a [Answer],
    /// How many charges were asked for.
    asked: usize,
}

impl Life<'_> {
    /// Day by day, a tick on each, until the answers run out.
    fn lived(&mut self, first: Day, weight: u64) -> Counts {
        let mut counts = Counts::new();
        let mut stage = self.stage(first.previous());
        let mut on = first;
        if let Some(request) =
            self.mailbox.as_ref().and_then(|it| it.charge().unresolved()).copied()
            && let Some(answer) = self.next()
        {
            let outcome = answer.outcome(request.amount);
            self.give(
                on,
                &Command::ChargeOutcome { key: request.key, outcome },
                weight,
                &mut counts,
            );
        }
        for _ in 0..DAYS {
            while self.give(on, &Command::Tick, weight, &mut counts) {}
            if self.answers.len() < self.asked {
                break;
            }
            let now = self.stage(on);
            if stage < now {
                let name = if now == 1 { "suspended" } else { "ended" };
                counts.entry((on, name)).or_default().0 += u128::from(weight);
            }
            stage = now;
            on = on.next();
        }
        counts
    }

    fn next(&mut self) -> Option<Answer> {
        let answer = self.answers.get(self.asked).copied();
        self.asked += 1;
        answer
    }

    /// Gives a command and then what is reported of all that it records; says whether it recorded anything.
    fn give(&mut self, on: Day, command: &Command, weight: u64, counts: &mut Counts) -> bool {
        let mut events = Vec::new();
        advance(&mut events, &mut self.mailbox, command, &Policy::aruba(), night(on))
            .expect("it is not refused");
        for event in &events {
            count(counts, on, &event.fact, weight);
            if let Fact::NoticeDue { number, .. } = event.fact {
                self.give(on, &Command::NoticeDelivered { notice: number, on }, weight, counts);
            }
            if let Fact::ChargeRequested { key, amount, .. } = event.fact
                && let Some(answer) = self.next()
            {
                let outcome = answer.outcome(amount);
                self.give(on, &Command::ChargeOutcome { key, outcome }, weight, counts);
            }
        }
        !events.is_empty()
    }

    fn stage(&self, on: Day) -> u8 {
        match self.mailbox.as_ref().expect("it is there").standing(on) {
            Standing::InService => 0,
            Standing::InGrace { .. } => 1,
            Standing::GraceOver | Standing::Ending | Standing::Deleted => 2,
        }
    }
}

fn count(counts: &mut Counts, on: Day, fact: &Fact, weight: u64) {
    let counted = if let Fact::OrderOpened(order) = fact
        && order.origin == Origin::Generated
    {
        Some(("orders", order.payable().cents()))
    } else if let Fact::ChargeRequested { amount, .. } = fact {
        Some(("charges", amount.cents()))
    } else if let Fact::PaymentRegistered(payment) = fact
        && matches!(payment.source, PaymentSource::Charge { .. })
    {
        Some(("settled", payment.amount.cents()))
    } else if let Fact::RefundOwed { amount, .. } = fact {
        Some(("refunds", amount.cents()))
    } else {
        match fact.name() {
            "NoticeDue" => Some(("notices", 0)),
            "MailboxDeleted" => Some(("deleted", 0)),
            _ => None,
        }
    };
    if let Some((figure, cents)) = counted {
        let sum = counts.entry((on, figure)).or_default();
        *sum = (sum.0 + u128::from(weight), sum.1 + u128::from(weight) * u128::from(cents));
    }
}

fn halves() -> Shares {
    "50/50".parse().expect("shares")
}

fn night(on: Day) -> Moment {
    let text = format!("{on}T05:00:00+01:00");
    assert!(day("2000-01-01") <= on);
    text.parse().expect("a moment")
}

const DAYS: u16 = 300;
