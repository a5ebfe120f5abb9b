//! What the lives reached, counted: model and engine agree about all there is, or the comparison is
//! worth less than it seems.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{
    Allocation, CarriedOrigin, Command, Event, Fact, Notice, Opening, PaymentSource, Refund,
    RefundReason, Refusal, Trouble, auto_renewal::OffCause, values::Day,
};

use super::record::Record;

/// How often each thing was seen.
#[derive(Default)]
pub struct Seen(BTreeMap<(&'static str, &'static str), u64>);

impl Seen {
    pub fn look(&mut self, command: &Command, outcome: &Result<Vec<Event>, Refusal>) {
        self.count("given", "commands");
        match outcome {
            Ok(events) => {
                if !events.is_empty() {
                    self.count("command", command.name());
                }
                for event in events {
                    self.count("event", event.fact.name());
                    if let Fact::NoticeDue { notice, .. } = &event.fact {
                        self.count("notice", notice.name());
                    }
                }
            }
            Err(refusal) => self.count("refusal", refusal.code()),
        }
    }

    /// What of a life lived elsewhere the lives begin with.
    pub fn look_at_carried(&mut self, opening: &Opening) {
        let Some(carried) = opening.carried.as_deref() else { return };
        let origin = carried.order.as_ref().map(|order| order.origin);
        self.when(carried.terminated, "taken over with a termination");
        self.when(carried.withheld.is_some(), "taken over where no order is generated");
        self.when(carried.space.is_some(), "taken over with a plan or a room of its own");
        let generated = matches!(origin, Some(CarriedOrigin::Generated { .. }));
        self.when(generated, "taken over with a generated order");
        let by_hand = matches!(origin, Some(CarriedOrigin::Manual { .. }));
        self.when(by_hand, "taken over with an order by hand");
        let held = carried.payments.iter().any(|payment| !payment.held.is_zero());
        self.when(held, "taken over with money held");
        let owed = carried.refunds.iter().any(Refund::is_open);
        self.when(owed, "taken over with a refund owed");
        let rights = carried.terms.iter().filter(|term| term.right.is_some()).count();
        self.when(0 < rights, "taken over with a right to end a term");
        self.when(carried.notice_named.is_some(), "taken over with a notice of art. 65-bis");
        self.when(carried.warning.is_some(), "taken over warned");
        self.when(carried.deleted_on.is_some(), "taken over deleted");
    }

    /// What is rare, and told apart only by what was there before.
    pub fn look_closer(
        &mut self,
        before: &Record,
        after: &Record,
        outcome: &Result<Vec<Event>, Refusal>,
        today: Day,
    ) {
        let facts = || outcome.iter().flatten().map(|event| &event.fact);
        let gives_way = facts()
            .any(|fact| matches!(fact, Fact::OrderCancelled { cause, .. } if cause.replaces()));
        let last = before.warnings().next_back();
        for fact in facts() {
            match fact {
                Fact::OrderFulfilled(it) => {
                    let open = before.open_order();
                    let in_margin = open.is_some_and(|it| before.last_day(it, today) < today);
                    let goes_on = before.last_renewable_day_of_phases() < today && !in_margin;
                    self.when(in_margin, "fulfilled in the margin");
                    self.when(goes_on, "fulfilled in grace that goes on");
                    self.when(!it.waived.is_zero(), "fulfilled short of its price");
                    self.when(gives_way, "fulfilled by what an order replaced had held");
                    self.when(it.period.exit_right, "renewed with the exit right");
                    let told = before.statutory_notices().any(|told| told.delivered.is_some());
                    let generated = open.is_some_and(|it| it.generated);
                    let proved = told && generated && before.is_a_consumers();
                    self.when(proved && !it.period.exit_right, "renewed after a true notice");
                }
                Fact::OrderCancelled { .. } => {
                    self.when(gives_way && 0 < before.held(), "held money went to another order");
                }
                Fact::OrderReissued { .. } => {
                    let tried = before.open_order().is_some_and(|it| !it.file.is_empty());
                    self.when(tried, "reissued in the middle of its collection");
                }
                Fact::AutoRenewalSwitchedOff { cause: OffCause::Stopped } => {
                    self.count("reached", "switched off with a method stopped");
                    let open = after.open_order().is_some_and(|order| order.generated);
                    self.when(!open, "a method stopped whose order was closed");
                }
                Fact::RungSkipped { .. } => {
                    let put_off = after.bound().is_some_and(|bound| after.is_put_off(bound.id));
                    self.when(put_off, "a rung went by while its method was put off");
                }
                Fact::NoticeDue { notice: Notice::ChargeFailed(told), .. } => {
                    let failed = matches!(told.trouble, Trouble::Failed(_));
                    let again = failed && before.is_in_trouble() && told.next_charge.is_some();
                    self.when(again, "told again that a charge named is put off");
                }
                Fact::RefundOwed { reason, .. } => {
                    self.when(*reason == RefundReason::TermOver, "paid when its term was over");
                    let rest = matches!(reason, RefundReason::PaidShort { .. });
                    self.when(rest, "a refund was paid short");
                }
                Fact::RefundPaid { .. }
                | Fact::PaymentReversed(_)
                | Fact::PayoutCameBack(_)
                | Fact::RenewalWithdrawn { .. }
                | Fact::TermLeft { .. }
                | Fact::PaymentRegistered(_) => self.look_at_money(before, after, fact),
                Fact::NoticeDue { notice: Notice::DeletionWarning(told), .. } => {
                    let deletion = last.and_then(|told| told.deletion);
                    let moved = last.is_some() && Some(told.deletion) != deletion;
                    self.when(last.is_none() && before.warning_due() == today, "warned on its day");
                    self.when(last.is_none() && before.warning_due() < today, "warned late");
                    self.when(moved, "warned of a later day");
                    self.when(last.is_some() && !moved, "warned again after a failure");
                    let is_on = before.bound().is_some() && after.bound().is_some();
                    self.when(last.is_none() && is_on, "warned with automatic renewal on");
                }
                Fact::NoticeDue { notice: Notice::TacitRenewal(_), .. } => {
                    let again = before.statutory_notices().next_back();
                    let renewed = again.is_some_and(|told| told.failed.is_none());
                    self.when(renewed, "the notice of art. 65-bis was overtaken");
                }
                _ => {}
            }
        }
    }

    /// What goes out, comes back and is owed.
    fn look_at_money(&mut self, before: &Record, after: &Record, fact: &Fact) {
        match fact {
            Fact::RefundPaid { number, settles, beyond, .. } => {
                self.when(before.deleted_on.is_some(), "paid out after the deletion");
                let other = settles.is_some_and(|settled| settled != *number);
                self.when(other, "paid out under a number withdrawn");
                self.when(settles.is_none(), "paid out twice");
                self.when(settles.is_some() && beyond.is_some(), "paid out too much");
            }
            Fact::PaymentReversed(it) => {
                let spent = it.debt.is_some() || !it.written_off.is_zero();
                self.when(!it.held.is_zero(), "taken back of what was held");
                self.when(!it.withdrawn.is_empty(), "taken back of a refund");
                self.when(spent && !it.withdrawn.is_empty(), "of a refund and of what was spent");
                self.when(!it.written_off.is_zero(), "written off");
                self.when(before.deleted_on.is_some(), "taken back after the deletion");
            }
            Fact::PayoutCameBack(it) => {
                self.when(!it.settles.is_empty(), "a payout that came back settled a debt");
            }
            Fact::RenewalWithdrawn { undone, .. } | Fact::TermLeft { undone } => {
                let settles = undone.ended.iter().any(|term| !term.settles.is_empty());
                self.when(settles, "a term that ended settled a debt");
            }
            Fact::PaymentRegistered(it) => match it.allocation {
                Allocation::Debt { amount, .. } => {
                    self.when(amount < it.amount, "more came than a debt was");
                    let stands = after.debts_open() != 0;
                    self.when(stands && amount == it.amount, "a debt paid in part");
                }
                Allocation::Receivable { amount, written_off, .. } => {
                    self.when(amount < it.amount, "more came than was to come");
                    self.when(!written_off.is_zero(), "a last part fell short");
                    let charged = matches!(it.source, PaymentSource::Charge { .. });
                    self.when(charged, "a charge settled what was to come");
                }
                Allocation::Held | Allocation::OwedBack => {}
            },
            _ => {}
        }
    }

    fn when(&mut self, it_is_so: bool, name: &'static str) {
        if it_is_so {
            self.count("reached", name);
        }
    }

    /// A life that was as long as asked for.
    pub fn count_whole_life(&mut self) {
        self.count(WHOLE.0, WHOLE.1);
    }

    pub fn whole_lives(&self) -> u64 {
        self.0.get(&WHOLE).copied().unwrap_or_default()
    }

    fn count(&mut self, what: &'static str, name: &'static str) {
        *self.0.entry((what, name)).or_default() += 1;
    }

    pub fn add(&mut self, other: Self) {
        for (name, count) in other.0 {
            *self.0.entry(name).or_default() += count;
        }
    }

    /// How often each of a kind was seen, in the order of the kind's own list.
    pub fn times<'s>(
        &'s self,
        what: &'static str,
        names: &'static [&'static str],
    ) -> impl Iterator<Item = (&'static str, u64)> + 's {
        names.iter().map(move |name| (*name, self.0.get(&(what, *name)).copied().unwrap_or(0)))
    }

    /// How many commands were given.
    pub fn commands(&self) -> u64 {
        self.0.get(&("given", "commands")).copied().unwrap_or_default()
    }

    pub fn assert_all_reached(&self) {
        for (what, all, excepted) in [
            ("command", Command::NAMES, &[][..]),
            ("event", Fact::NAMES, &[][..]),
            ("notice", Notice::NAMES, &[][..]),
            ("refusal", Refusal::CODES, NEVER_REFUSED),
            ("reached", REACHED, &[]),
        ] {
            let of_it = self.0.keys().filter(|(kind, _)| *kind == what);
            let reached: BTreeSet<_> = of_it.map(|(_, name)| *name).collect();
            let wanted = all.iter().copied().filter(|name| !excepted.contains(name)).collect();
            assert_eq!(reached, wanted, "each {what} is reached, and nothing else");
        }
    }
}

/// What only `permitted` says, as no command asks for it; and what is said of a life lived elsewhere that
/// contradicts itself: those taken over here are sound.
pub const NEVER_REFUSED: &[&str] =
    &["order-past-its-last-day", "no-order-open", "carried-contradiction"];

/// What names of events do not tell.
pub const REACHED: &[&str] = &[
    "fulfilled in the margin",
    "fulfilled in grace that goes on",
    "fulfilled short of its price",
    "fulfilled by what an order replaced had held",
    "renewed with the exit right",
    "renewed after a true notice",
    "held money went to another order",
    "reissued in the middle of its collection",
    "paid when its term was over",
    "switched off with a method stopped",
    "a method stopped whose order was closed",
    "a rung went by while its method was put off",
    "told again that a charge named is put off",
    "a refund was paid short",
    "paid out after the deletion",
    "warned on its day",
    "warned late",
    "warned of a later day",
    "warned again after a failure",
    "warned with automatic renewal on",
    "the notice of art. 65-bis was overtaken",
    "paid out under a number withdrawn",
    "paid out twice",
    "paid out too much",
    "taken back of what was held",
    "taken back of a refund",
    "of a refund and of what was spent",
    "written off",
    "taken back after the deletion",
    "a payout that came back settled a debt",
    "a term that ended settled a debt",
    "more came than a debt was",
    "a debt paid in part",
    "more came than was to come",
    "a last part fell short",
    "a charge settled what was to come",
    "taken over with a termination",
    "taken over where no order is generated",
    "taken over with a plan or a room of its own",
    "taken over with a generated order",
    "taken over with an order by hand",
    "taken over with money held",
    "taken over with a refund owed",
    "taken over with a right to end a term",
    "taken over with a notice of art. 65-bis",
    "taken over warned",
    "taken over deleted",
];

const WHOLE: (&str, &str) = ("lives", "as long as asked for");
