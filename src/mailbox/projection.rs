//! What will happen if nobody acts: ticks and what they lead to, on a copy of the mailbox (R-95).
//!
//! It knows no rule. It ticks on each deadline, and reports what is assumed of each fact as it comes
//! up, so what it lists is what [`advance`](super::advance()) does.

use alloc::{
    collections::VecDeque,
    vec::{IntoIter, Vec},
};

use serde::{Deserialize, Serialize};

use super::{
    advance::advance_open,
    command::Command,
    event::{Event, Fact},
    recorder::Telling,
    state::Mailbox,
    tick::deadline_from,
};
use crate::{
    catalogue::Policy,
    charge::Outcome,
    values::{Day, Moment, listed},
};

listed! {
    /// What becomes of every charge that a projection requests (R-95).
    #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
    pub enum Assumption {
        /// It settles in full, on the day of its request.
        Settled,
        /// It is declined for now, on the day of its request.
        SoftlyDeclined,
        /// Nothing is ever heard of it.
        Unanswered,
    }
}

/// A fact that will be recorded, and its day (R-95).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Projected {
    /// The day on which it is recorded.
    pub on: Day,
    /// What is recorded.
    pub fact: Fact,
}

/// What ticks will record through `until`, that day included, if nobody acts, and what follows
/// (R-95).
///
/// It begins on the day of the last event, so of a mailbox that was not ticked since it first lists what
/// was due on the days gone by: tick first. It ticks on each
/// [`next_deadline`](crate::next_deadline), again on the same day where something is still due. Each charge that it requests has the outcome assumed, on that day; each notice
/// reaches the holder on its own day. A charge already requested keeps waiting for its outcome, and
/// used space is not measured.
///
/// # Properties
///
/// - Living it gives it: with a tick on each deadline and the same reports on the same days, the
///   same facts are recorded on the same days.
/// - It changes nothing, and the same input gives the same list.
/// - It is in the order of recording, so no day comes before an earlier one.
/// - An earlier `until` gives the beginning of the same list.
///
/// # Examples
/// ```
/// # mod example { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual/example.rs")); }
/// # use example::*;
/// let mut life = Life::of_a_consumer("2026-01-15");
/// life.on("2026-01-15", Command::SwitchOn { method: card(1), consent: None })?;
/// let renewed_on = |assumption| {
///     let facts = project(&life.mailbox, &life.policy, day("2027-02-15"), assumption);
///     facts.iter().find(|one| one.fact.name() == "OrderFulfilled").map(|one| one.on)
/// };
/// assert_eq!(renewed_on(Assumption::Settled), Some(day("2027-01-08"))); // 7 days before expiry
/// assert_eq!(renewed_on(Assumption::SoftlyDeclined), None);
/// # Ok::<(), Refusal>(())
/// ```
#[must_use]
pub fn project(
    state: &Mailbox,
    policy: &Policy,
    until: Day,
    assumption: Assumption,
) -> Vec<Projected> {
    let from = state.last.day();
    Projection::new(state.clone(), policy, from, assumption, Telling::Everything)
        .through(until)
        .map(|(on, fact)| Projected { on, fact })
        .collect()
}

/// The facts to come, one by one: whoever has read enough stops, and nothing further is worked out.
pub(super) struct Projection<'a> {
    mailbox: Mailbox,
    policy: &'a Policy,
    /// The first day on which the next tick may come.
    from: Day,
    until: Day,
    assumption: Assumption,
    telling: Telling,
    /// What the last command recorded and is not listed yet.
    recorded: IntoIter<Event>,
    /// What is to be reported once that is listed, all on the day of the last tick.
    reports: VecDeque<Command>,
}

impl<'a> Projection<'a> {
    /// The projection of `mailbox`, ticked on its deadlines from the day `from` on.
    pub(super) fn new(
        mailbox: Mailbox,
        policy: &'a Policy,
        from: Day,
        assumption: Assumption,
        telling: Telling,
    ) -> Self {
        let from = from.max(mailbox.last.day());
        let (recorded, reports) = (Vec::new().into_iter(), VecDeque::new());
        let until = Day::MAX;
        Self { mailbox, policy, from, until, assumption, telling, recorded, reports }
    }

    /// No further than this day, itself included.
    pub(super) fn through(self, until: Day) -> Self {
        Self { until, ..self }
    }

    /// The mailbox as the last command leaves it: the one that recorded the fact last listed.
    pub(super) const fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    /// Gives the next command: what is to be reported, else a tick on the deadline. `None` if there
    /// is nothing to come.
    fn step(&mut self) -> Option<()> {
        let report = self.reports.pop_front();
        if report.is_none() {
            let deadline = deadline_from(self.from, &self.mailbox, self.policy, self.telling)?;
            self.from = Some(deadline).filter(|day| *day <= self.until)?;
        }
        let is_tick = report.is_none();
        let command = report.unwrap_or(Command::Tick);
        let at = Moment::start_of(self.from).ok()?;
        let mut events = Vec::new();
        let (mailbox, policy, telling) = (&mut self.mailbox, self.policy, self.telling);
        let decided = advance_open(&mut events, mailbox, &command, policy, at, telling);
        // A tick is not refused, and on the deadline it does something (R-06); even if that were
        // broken, a projection must end. Of the reports only settled money that the mailbox's sums
        // cannot take is refused (R-40): the charge then keeps waiting.
        if is_tick && (decided.is_err() || events.is_empty()) {
            return None;
        }
        self.recorded = events.into_iter();
        Some(())
    }

    /// What is reported on the day of a fact, because that fact was recorded.
    fn report(&self, fact: &Fact) -> Option<Command> {
        if let Fact::NoticeDue { number, .. } = fact {
            return Some(Command::NoticeDelivered { notice: *number, on: self.from });
        }
        let Fact::ChargeRequested { key, amount, .. } = fact else {
            return None;
        };
        let outcome = match self.assumption {
            Assumption::Settled => Outcome::Settled { amount: *amount },
            Assumption::SoftlyDeclined => Outcome::SOFT_DECLINE,
            Assumption::Unanswered => return None,
        };
        Some(Command::ChargeOutcome { key: *key, outcome })
    }
}

impl Iterator for Projection<'_> {
    type Item = (Day, Fact);

    fn next(&mut self) -> Option<(Day, Fact)> {
        loop {
            if let Some(Event { fact, .. }) = self.recorded.next() {
                self.reports.extend(self.report(&fact));
                return Some((self.from, fact));
            }
            self.step()?;
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops where it fails")]
mod tests {
    use alloc::{boxed::Box, vec::Vec};

    use super::{Assumption, Projection, Telling};
    use crate::{
        Activation, Command, Fact, Mailbox, Opening, advance,
        catalogue::{Holder, HolderKind, Method, Plan, Policy, Purchase, Term},
        values::{AccountId, Day, MailboxId, MethodId, Moment, uuid::Uuid},
    };

    /// A business, whose renewals bear no mark of a notice of art. 65-bis.
    fn renewing() -> Mailbox {
        let holder = Holder {
            kind: HolderKind::Business { split_payment: false },
            tax_id: "01234567897".parse().unwrap(),
        };
        let activation = Activation {
            mailbox: MailboxId::new(Uuid::from_u128(1)),
            holder,
            account: AccountId::new(Uuid::from_u128(2)),
            purchase: Purchase::new(Plan::Pro, Term::ONE),
            activated_on: day("2026-01-15"),
        };
        let bound_method = Some(Method::card(MethodId::new(Uuid::from_u128(3))));
        let opening = Opening { bound_method, ..activation.opening().unwrap() };
        let (command, at) = (Command::Open(Box::new(opening)), Moment::start_of(day("2026-01-15")));
        let mut mailbox = None;
        advance(&mut Vec::new(), &mut mailbox, &command, &Policy::aruba(), at.unwrap()).unwrap();
        mailbox.unwrap()
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn projected(assumption: Assumption, telling: Telling) -> Vec<(Day, Fact)> {
        let (policy, mailbox) = (Policy::aruba(), renewing());
        let from = mailbox.last.day();
        Projection::new(mailbox, &policy, from, assumption, telling)
            .through(day("2028-06-01"))
            .collect()
    }

    /// Nobody is told or asked: the warning apart, and the room that it leaves for deletion (R-61).
    #[test]
    fn r_95_without_notices_all_else_comes_on_the_same_days() {
        let tells = |fact: &Fact| {
            matches!(
                fact,
                Fact::NoticeDue { .. }
                    | Fact::NoticeDelivered { .. }
                    | Fact::InquiryRequested { .. }
                    | Fact::UsedSpaceRequested
                    | Fact::ReminderSkipped { .. }
            )
        };
        for assumption in Assumption::ALL {
            let told = projected(*assumption, Telling::Everything);
            assert!(told.iter().any(|(_, fact)| tells(fact)), "{assumption:?} tells nothing");
            let silent = |mut facts: Vec<(Day, Fact)>| {
                facts.retain(|(_, fact)| !tells(fact));
                facts
            };
            let expected = silent(told);
            let warned = silent(projected(*assumption, Telling::WarningOnly));
            assert_eq!(warned, expected, "{assumption:?}");
            // Unwarned, nothing is deleted: it is the same up to there.
            let up_to_the_end = |mut facts: Vec<(Day, Fact)>| {
                let is_end = |(_, fact): &(Day, Fact)| matches!(fact, Fact::OrderLapsed { .. });
                let end = facts.iter().position(is_end).unwrap_or(facts.len());
                facts.truncate(end);
                facts
            };
            let unwarned = silent(projected(*assumption, Telling::Nothing));
            assert_eq!(up_to_the_end(unwarned), up_to_the_end(expected), "{assumption:?}");
        }
    }

    #[test]
    fn r_95_whoever_stops_sees_the_mailbox_as_the_last_fact_left_it() {
        let (policy, mailbox) = (Policy::aruba(), renewing());
        let (from, expiry) = (mailbox.last.day(), mailbox.expiry());
        let settled = Assumption::Settled;
        let mut projection = Projection::new(mailbox, &policy, from, settled, Telling::Nothing);
        let is_request = |(_, fact): &(Day, Fact)| matches!(fact, Fact::ChargeRequested { .. });
        let (requested_on, _) = projection.find(is_request).unwrap();
        assert_eq!(requested_on, expiry.minus_days(7));
        assert!(projection.mailbox().charge.unresolved().is_some());
        assert_eq!(projection.mailbox().expiry(), expiry);
        let is_renewal = |(_, fact): &(Day, Fact)| matches!(fact, Fact::OrderFulfilled(_));
        assert!(projection.any(|fact| is_renewal(&fact)));
        assert_eq!(projection.mailbox().expiry(), day("2028-01-15"));
    }

    #[test]
    fn r_95_nothing_comes_before_the_day_from_which_it_is_asked() {
        let (policy, mailbox) = (Policy::aruba(), renewing());
        let from = mailbox.expiry().plus_days(40);
        let unanswered = Assumption::Unanswered;
        let mut projection = Projection::new(mailbox, &policy, from, unanswered, Telling::Nothing);
        let first = projection.next().map(|(on, fact)| (on, fact.name()));
        assert_eq!(first, Some((from, "AccessChanged")));
    }
}
