//! Notices, counted again from the history: each once, to whom it is owed.

use std::collections::{BTreeMap, BTreeSet};

use pec_renewal::{
    CancelCause, Command, Event, Fact, Hosting, Mailbox, NextCharge, NotGenerated, Notice,
    TacitRenewal, Undone,
    catalogue::{HolderKind, Policy},
    values::{ChargeKey, Day, NoticeNumber, OrderId},
};
use proptest::prelude::*;

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(1536))]

    #[test]
    fn r_80_r_81_r_15_each_notice_is_owed_once_in_its_period(history in histories(80)) {
        let mut book = Book::default();
        history.watched(|story, step| {
            let policy = story.life.policy();
            for event in step.outcome.iter().flatten() {
                book.enter(event, policy);
            }
            book.end_of_decision();
            if step.outcome.is_ok() && step.command == Command::Tick {
                book.after_tick(story.life.mailbox(), policy, step.at.day());
            }
        });
    }
}

/// What the running period has seen.
#[derive(Default)]
struct Book {
    count: u32,
    consumer: bool,
    automatic: bool,
    expiry: Option<Day>,
    reminded: Option<Day>,
    reasons: BTreeSet<NotGenerated>,
    /// The notice of art. 65-bis that was given last and has not failed, and the charge that it named.
    statutory: Option<(NoticeNumber, Option<NextCharge>)>,
    /// The day on which its failure was reported.
    failed: Option<Day>,
    /// The open order, and whether it was generated.
    order: Option<(OrderId, bool)>,
    /// Why no order is generated again in this period.
    marks: BTreeSet<NotGenerated>,
    /// The charges that the holder was told are in doubt.
    doubted: BTreeSet<ChargeKey>,
    /// What this decision brought that the holder is told of, each by one notice.
    to_tell: BTreeMap<&'static str, i32>,
    /// What each renewal took the place of, as it stood then.
    before: Vec<(OrderId, Seen)>,
    /// What was held was once taken back.
    was_taken_back: bool,
}

/// What a period saw, if it comes back.
struct Seen {
    expiry: Option<Day>,
    reminded: Option<Day>,
    reasons: BTreeSet<NotGenerated>,
    statutory: Option<(NoticeNumber, Option<NextCharge>)>,
    failed: Option<Day>,
    marks: BTreeSet<NotGenerated>,
}

impl Book {
    fn enter(&mut self, event: &Event, policy: &Policy) {
        let today = event.at.day();
        match &event.fact {
            Fact::MailboxOpened { opening, .. } => {
                self.consumer = opening.holder.kind == HolderKind::Consumer;
                self.automatic = opening.bound_method.is_some();
                self.expiry = Some(opening.expiry);
                let given = opening.statutory_notice_delivered;
                self.statutory = given.map(|_| (NoticeNumber::new(0), None));
            }
            Fact::AutoRenewalSwitchedOn { .. } => {
                self.automatic = true;
                self.marks.clear();
            }
            Fact::AutoRenewalSwitchedOff { .. } => self.automatic = false,
            Fact::HolderChanged { holder } => {
                self.consumer = holder.kind == HolderKind::Consumer;
                self.statutory = None;
                self.failed = None;
                for (_, seen) in &mut self.before {
                    (seen.statutory, seen.failed) = (None, None);
                }
            }
            Fact::OrderOpened(order) => self.order = Some((order.id, order.is_generated())),
            Fact::OrderReissued { order, new } => {
                let generated = self.order.map(|(_, generated)| generated);
                assert_eq!(self.order, generated.map(|generated| (*order, generated)));
                self.order = generated.map(|generated| (new.id, generated));
            }
            Fact::OrderCancelled {
                cause: CancelCause::Replaced | CancelCause::Withdrawal | CancelCause::Leaving,
                ..
            } => self.order = None,
            Fact::OrderCancelled { .. } => self.closed_unpaid(NotGenerated::OrderCancelled),
            Fact::OrderLapsed { .. } => self.closed_unpaid(NotGenerated::OrderLapsed),
            Fact::OrderFulfilled(fulfilment) => {
                let (count, to_tell) = (self.count, std::mem::take(&mut self.to_tell));
                let (consumer, automatic) = (self.consumer, self.automatic);
                let expiry = Some(fulfilment.period.expiry);
                let mut before = std::mem::take(&mut self.before);
                before.push((fulfilment.order, self.seen()));
                *self =
                    Self { count, consumer, automatic, expiry, to_tell, before, ..Self::default() };
                self.count("renewed", 1);
            }
            Fact::RenewalWithdrawn { undone, .. } => {
                self.count("withdrawn", 1);
                self.undo(undone);
            }
            Fact::TermLeft { undone } => {
                // By terminating now it is acknowledged with that.
                self.count("left", i32::from(undone.period.is_some()));
                self.undo(undone);
            }
            Fact::RefundOwed { .. } => self.count("money owed back", 1),
            Fact::PaymentReversed(it) => self.was_taken_back |= !it.held.is_zero(),
            Fact::MailboxDeleted { .. } => self.count("deleted", 1),
            Fact::TerminationRequested { .. } => self.count("terminated", 1),
            Fact::TerminationRevoked => self.count("revoked", 1),
            Fact::OrderNotGenerated { reason, .. } => self.not_generated(*reason),
            Fact::ReminderSkipped { day } => {
                assert!(*day < today, "{day} is not over on {today}");
                self.remind(*day);
            }
            Fact::NoticeFailed { number } if self.failed_before(*number, today) => {}
            Fact::NoticeFailed { number }
                if self.statutory.is_some_and(|(given, _)| given == *number) =>
            {
                self.statutory = None;
                self.failed = Some(today);
            }
            Fact::NoticeDue { number, notice, .. } => self.due(*number, notice, policy, today),
            _ => {}
        }
    }

    fn seen(&mut self) -> Seen {
        Seen {
            expiry: self.expiry,
            reminded: self.reminded,
            reasons: self.reasons.clone(),
            statutory: self.statutory,
            failed: self.failed,
            marks: self.marks.clone(),
        }
    }

    /// The period before stands again, with what it saw; with another expiry it saw nothing.
    fn undo(&mut self, undone: &Undone) {
        let place = self.before.iter().position(|(order, _)| *order == undone.order);
        let ended = self.before.split_off(place.expect("it was bought"));
        let Some(period) = undone.period else { return };
        let (_, seen) = ended.into_iter().next().expect("it was bought");
        let is_back = seen.expiry == Some(period.expiry);
        self.expiry = Some(period.expiry);
        self.reminded = seen.reminded;
        if is_back {
            self.reasons = seen.reasons;
            (self.statutory, self.failed) = (seen.statutory, seen.failed);
            self.marks = seen.marks;
        } else {
            self.reasons.clear();
            (self.statutory, self.failed) = (None, None);
            self.marks.clear();
        }
    }

    /// Whether it was the notice of an earlier period that failed.
    fn failed_before(&mut self, number: NoticeNumber, today: Day) -> bool {
        let is_it = |seen: &Seen| seen.statutory.is_some_and(|(given, _)| given == number);
        let Some((_, seen)) = self.before.iter_mut().find(|(_, seen)| is_it(seen)) else {
            return false;
        };
        (seen.statutory, seen.failed) = (None, Some(today));
        true
    }

    /// Within the lead an order is open, or the reason why not was told in this period.
    fn after_tick(&self, mailbox: &Mailbox, policy: &Policy, today: Day) {
        let lead = i32::from(policy.parameters().order_lead_days);
        let begins = mailbox.expiry().minus_days(lead);
        let here = mailbox.hosting() == Hosting::Provider;
        if here && self.automatic && begins <= today && self.order.is_none() {
            assert!(!self.reasons.is_empty(), "no order on {today}, and no reason");
        }
    }

    fn closed_unpaid(&mut self, mark: NotGenerated) {
        let (_, generated) = self.order.take().expect("an order is open");
        if generated {
            self.marks.insert(mark);
        }
    }

    fn count(&mut self, what: &'static str, one: i32) {
        *self.to_tell.entry(what).or_default() += one;
    }

    fn end_of_decision(&mut self) {
        let told = std::mem::take(&mut self.to_tell);
        assert!(told.values().all(|left| *left == 0), "told too little or too much: {told:?}");
    }

    fn not_generated(&mut self, reason: NotGenerated) {
        assert!(self.reasons.insert(reason), "{reason:?} was told twice");
        assert!(self.automatic, "{reason:?}, and nothing was to renew");
        match reason {
            NotGenerated::ManualOrderOpen => {
                assert!(self.order.is_some_and(|(_, generated)| !generated), "none is open");
            }
            NotGenerated::OrderCancelled | NotGenerated::OrderLapsed => {
                assert!(self.marks.contains(&reason), "{reason:?}, but not in this period");
            }
            NotGenerated::NotRenewable | NotGenerated::NoPrice | NotGenerated::TermTooShort => {}
        }
    }

    fn due(&mut self, number: NoticeNumber, notice: &Notice, policy: &Policy, today: Day) {
        self.count += 1;
        assert_eq!(number, NoticeNumber::new(self.count), "numbers run from 1");
        match notice {
            Notice::ExpiryReminder(reminder) => {
                self.remind(today);
                assert_eq!(Some(reminder.expiry), self.expiry);
                assert_eq!(reminder.days_left, today.days_until(reminder.expiry));
            }
            Notice::TacitRenewal(told) => self.statutory(number, told, policy, today),
            Notice::OrderNotGenerated { reason, .. } => {
                assert!(self.reasons.contains(reason), "{reason:?} was told, and is not recorded");
            }
            Notice::PaymentIncomplete(told) => {
                assert!(!told.held.is_zero() || self.was_taken_back, "nothing came");
                assert!(!told.missing.is_zero(), "nothing is missing");
            }
            Notice::AutoRenewalSwitchedOn { .. } => assert!(self.automatic),
            Notice::AutoRenewalSwitchedOff { .. } | Notice::ChargeStillOnItsWay { .. } => {
                assert!(!self.automatic);
            }
            Notice::ChargeInDoubt { key } => {
                assert!(self.automatic, "nothing waits");
                assert!(self.doubted.insert(*key), "told twice that {key} is in doubt");
            }
            Notice::TerminationReceived { .. } => {
                assert!(!self.automatic);
                self.count("terminated", -1);
            }
            Notice::WithdrawalReceived { .. } => self.count("withdrawn", -1),
            Notice::LeavingReceived(told) => {
                assert!(!self.automatic);
                assert_eq!(told.expiry, self.expiry);
                self.count("left", -1);
            }
            Notice::TerminationRevoked { .. } => self.count("revoked", -1),
            Notice::TerminationMoved { expiry } => assert_eq!(Some(*expiry), self.expiry),
            Notice::MailboxDeleted { .. } => {
                assert!(!self.automatic);
                self.count("deleted", -1);
            }
            Notice::Renewed(told) => {
                assert_eq!(Some(told.expiry), self.expiry);
                self.count("renewed", -1);
            }
            Notice::MoneyOwedBack { amount, .. } => {
                assert!(!amount.is_zero(), "nothing is owed");
                self.count("money owed back", -1);
            }
            Notice::OutlookChanged(told) => assert_eq!(Some(told.expiry), self.expiry),
            Notice::DeletionWarning(_)
            | Notice::ChargeFailed(_)
            | Notice::BoundMethodDead { .. }
            | Notice::MethodNeedsHolder { .. }
            | Notice::RoomKept { .. } => {}
        }
    }

    /// Once per period; again on the day after a failure, and where what the last one said is
    /// overtaken, both up to 30 days before expiry.
    fn statutory(
        &mut self,
        number: NoticeNumber,
        told: &TacitRenewal,
        policy: &Policy,
        today: Day,
    ) {
        let expiry = told.expiry;
        assert_eq!(Some(expiry), self.expiry);
        assert!(self.consumer, "nobody else is owed it");
        assert!(self.automatic, "nothing is renewed tacitly");
        let days = i32::from(policy.parameters().statutory_notice_days);
        let in_time = today <= expiry.minus_days(30);
        if let Some((_, said)) = self.statutory.replace((number, told.charge)) {
            assert!(in_time, "it is too late to be given again");
            let now = told.charge.expect("it names a charge, or overtakes nothing");
            let overtakes = said.is_none_or(|said| now.on < said.on || said.amount < now.amount);
            assert!(overtakes, "{said:?} was said already, and not less");
        } else if let Some(again) = self.failed.take().map(Day::next) {
            assert!(again <= today, "given again on the day of the failure");
            assert!(in_time, "it is too late to be given again");
        } else {
            assert!(expiry.minus_days(days) <= today, "given too early");
        }
    }

    /// The days of reminders run forward within a period.
    fn remind(&mut self, day: Day) {
        assert!(self.reminded.is_none_or(|before| before < day), "reminded twice of {day}");
        self.reminded = Some(day);
    }
}
