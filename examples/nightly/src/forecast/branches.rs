//! One mailbox through the days to come: a tree whose branches are the answers to its charges.
//!
//! It knows no rule: it ticks on each deadline, and reports what a forecast assumes of each fact as it comes
//! up, as [`project`](pec_renewal::project) does. Where that assumes one answer for all charges, this goes on
//! with every answer that has a weight, on a copy of its own. All scenarios share what is the same in them: a
//! branch has a weight in each.

use std::collections::VecDeque;

use anyhow::{Context, Result, ensure};
use pec_renewal::{
    Command, Event, Fact, Mailbox, PaymentSource, advance,
    catalogue::{Policy, Rung},
    next_deadline,
    order::Origin,
    service::Standing,
    values::{ChargeKey, Day, Moment, Money},
};

use super::{
    shares::{Answer, Shares},
    sums::{Figure, InEach, Scenario, Sums},
    weight::Weight,
};

/// What is the same for all mailboxes.
#[derive(Debug)]
pub struct Outlook<'a> {
    policy: &'a Policy,
    /// The night of each day.
    nights: Vec<Moment>,
    shares: InEach<Shares>,
}

/// A mailbox as it may come to be, on a day.
#[derive(Clone)]
struct Branch {
    /// It is there: this is the shape that deciding takes.
    mailbox: Option<Mailbox>,
    /// The day that it has come to.
    on: Day,
    /// How far service had come when it was last looked at.
    stage: Stage,
    weights: InEach<Weight>,
    /// What is to be reported on this day, in this order.
    reports: VecDeque<Report>,
}

#[derive(Clone)]
enum Report {
    /// A charge is answered, one way or another.
    Answered { key: ChargeKey, amount: Money, rung: Option<Rung> },
    /// The same in all branches.
    Said(Command),
}

/// How far the service of a mailbox has come.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Stage {
    Served,
    Suspended,
    Ended,
}

impl<'a> Outlook<'a> {
    /// What comes on these nights, with charges answered by these shares where they are not all
    /// answered alike.
    #[must_use]
    pub fn new(policy: &'a Policy, nights: Vec<Moment>, expected: &Shares) -> Self {
        let shares = Scenario::ALL.map(|scenario| scenario.shares(expected));
        Self { policy, nights, shares }
    }

    /// Adds what the days bring to a mailbox.
    ///
    /// # Errors
    ///
    /// Where the engine refuses a tick, or one that is due does nothing: neither can be.
    pub fn add(&self, mailbox: Mailbox, sums: &mut Sums) -> Result<()> {
        let (Some(first), Some(last)) = (self.nights.first(), self.nights.last()) else {
            return Ok(());
        };
        let id = mailbox.id();
        let mut branches = vec![Branch::begin(mailbox, first.day())];
        while let Some(mut branch) = branches.pop() {
            while self
                .step(&mut branch, last.day(), &mut branches, sums)
                .with_context(|| format!("mailbox {id} on {}: please report it", branch.on))?
            {
            }
        }
        Ok(())
    }

    /// Takes a branch one step further, and says whether it goes on. At a charge it ends, and those that
    /// go on from there are added.
    fn step(
        &self,
        branch: &mut Branch,
        last: Day,
        branches: &mut Vec<Branch>,
        sums: &mut Sums,
    ) -> Result<bool> {
        match branch.reports.pop_front() {
            Some(Report::Said(command)) => {
                self.give(branch, &command, sums)?;
                Ok(true)
            }
            Some(Report::Answered { key, amount, rung }) => {
                let by_answer = self.by_answer(branch.weights, rung);
                for (answer, weights) in Answer::ALL.into_iter().zip(by_answer) {
                    if weights != [Weight::NEVER; Scenario::ALL.len()] {
                        let mut answered = Branch { weights, ..branch.clone() };
                        let outcome = answer.outcome(amount);
                        self.give(&mut answered, &Command::ChargeOutcome { key, outcome }, sums)?;
                        branches.push(answered);
                    }
                }
                Ok(false)
            }
            None => {
                let deadline = next_deadline(branch.mailbox()?, self.policy);
                let deadline = deadline.map(|day| day.max(branch.on)).filter(|day| *day <= last);
                branch.go_to(deadline, last, sums)?;
                if deadline.is_some() {
                    let recorded = self.give(branch, &Command::Tick, sums)?;
                    ensure!(recorded, "a tick that was due did nothing");
                }
                Ok(deadline.is_some())
            }
        }
    }

    /// Gives a command, counts what it records, and says whether it recorded anything. Of the reports only
    /// settled money that the mailbox's sums cannot take is refused: the charge keeps waiting.
    fn give(&self, branch: &mut Branch, command: &Command, sums: &mut Sums) -> Result<bool> {
        let first = self.nights.first().map_or(branch.on, |night| night.day());
        let at = usize::try_from(first.days_until(branch.on)).ok();
        let at = at.and_then(|index| self.nights.get(index)).context("it has no such night")?;
        let mut events = Vec::new();
        let given = advance(&mut events, &mut branch.mailbox, command, self.policy, *at);
        if matches!(command, Command::Tick) {
            given?;
        }
        for Event { fact, .. } in &events {
            if let Some((figure, money)) = counted(fact) {
                sums.add(branch.on, figure, money, branch.weights)?;
            }
            branch.reports.extend(report(fact, branch.on));
        }
        Ok(!events.is_empty())
    }

    /// The weights of a branch, by the answer to its charge.
    fn by_answer(
        &self,
        weights: InEach<Weight>,
        rung: Option<Rung>,
    ) -> [InEach<Weight>; Answer::ALL.len()] {
        let mut by_answer = [[Weight::NEVER; Scenario::ALL.len()]; Answer::ALL.len()];
        for (scenario, (shares, weight)) in self.shares.iter().zip(weights).enumerate() {
            for (in_each, part) in by_answer.iter_mut().zip(shares.split(weight, rung)) {
                if let Some(place) = in_each.get_mut(scenario) {
                    *place = part;
                }
            }
        }
        by_answer
    }
}

impl Branch {
    /// A mailbox as it is stored. A charge that is unresolved is answered on the first day, before all else.
    fn begin(mailbox: Mailbox, first: Day) -> Self {
        let on_its_way = mailbox.charge().unresolved().map(|request| {
            let attempts = mailbox.attempts();
            let attempt = attempts.iter().find(|attempt| attempt.key == request.key);
            let rung = attempt.and_then(|attempt| attempt.rung);
            Report::Answered { key: request.key, amount: request.amount, rung }
        });
        Self {
            stage: Stage::of(mailbox.standing(first.previous())),
            mailbox: Some(mailbox),
            on: first,
            weights: [Weight::CERTAIN; Scenario::ALL.len()],
            reports: on_its_way.into_iter().collect(),
        }
    }

    fn mailbox(&self) -> Result<&Mailbox> {
        self.mailbox.as_ref().context("it is gone")
    }

    /// Ends its day, and those before the next deadline, on which days alone decide; without one, those
    /// up to the last.
    fn go_to(&mut self, deadline: Option<Day>, last: Day, sums: &mut Sums) -> Result<()> {
        let next = deadline.unwrap_or_else(|| last.next());
        let mailbox = self.mailbox()?;
        let turns = [self.on, mailbox.expiry().next(), mailbox.last_grace_day(self.on).next()];
        for day in turns {
            if self.on <= day && day < next {
                self.look(day, sums)?;
            }
        }
        self.on = next;
        Ok(())
    }

    /// Counts how far service has come by the end of a day.
    fn look(&mut self, day: Day, sums: &mut Sums) -> Result<()> {
        let stage = Stage::of(self.mailbox()?.standing(day));
        if self.stage < stage {
            let figure = match stage {
                Stage::Served | Stage::Suspended => Figure::Suspended,
                Stage::Ended => Figure::Ended,
            };
            sums.add(day, figure, Money::ZERO, self.weights)?;
        }
        self.stage = stage;
        Ok(())
    }
}

impl Stage {
    const fn of(standing: Standing) -> Self {
        match standing {
            Standing::InService => Self::Served,
            Standing::InGrace { .. } => Self::Suspended,
            Standing::GraceOver | Standing::Ending | Standing::Deleted => Self::Ended,
        }
    }
}

/// What a fact counts as, and with how much money.
fn counted(fact: &Fact) -> Option<(Figure, Money)> {
    if let Fact::OrderOpened(order) = fact {
        match order.origin {
            Origin::Generated => Some((Figure::Orders, order.payable())),
            Origin::Manual { .. } => None,
        }
    } else if let Fact::ChargeRequested { amount, .. } = fact {
        Some((Figure::Charges, *amount))
    } else if let Fact::PaymentRegistered(payment) = fact {
        match payment.source {
            PaymentSource::Charge { .. } => Some((Figure::Settled, payment.amount)),
            PaymentSource::ByHand { .. } => None,
        }
    } else if let Fact::NoticeDue { .. } = fact {
        Some((Figure::Notices, Money::ZERO))
    } else if let Fact::MailboxDeleted { .. } = fact {
        Some((Figure::Deleted, Money::ZERO))
    } else if let Fact::RefundOwed { amount, .. } = fact {
        Some((Figure::Refunds, *amount))
    } else {
        None
    }
}

/// What is reported on the day of a fact, because that fact was recorded.
fn report(fact: &Fact, on: Day) -> Option<Report> {
    if let Fact::NoticeDue { number, .. } = fact {
        Some(Report::Said(Command::NoticeDelivered { notice: *number, on }))
    } else if let Fact::ChargeRequested { key, amount, rung, .. } = fact {
        Some(Report::Answered { key: *key, amount: *amount, rung: *rung })
    } else {
        None
    }
}
