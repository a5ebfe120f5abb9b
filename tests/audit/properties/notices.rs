//! Notices, counted again from the history: each once, to whom it is owed.

use std::collections::BTreeSet;

use pec_renewal::{
    Command, Event, Fact, Hosting, Mailbox, NotGenerated, Notice,
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
    /// The notice of art. 65-bis that was given, and has not failed.
    statutory: Option<NoticeNumber>,
    /// The day on which its failure was reported.
    failed: Option<Day>,
    /// The open order, and whether it was generated.
    order: Option<(OrderId, bool, Day)>,
    /// Why no order is generated again in this period.
    marks: BTreeSet<NotGenerated>,
    /// The charges that the holder was told are in doubt.
    doubted: BTreeSet<ChargeKey>,
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
                self.statutory = given.map(|_| NoticeNumber::new(0));
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
            }
            Fact::OrderOpened(order) => {
                self.order = Some((order.id, order.is_generated(), today));
            }
            Fact::OrderCancelled { .. } => {
                self.closed_unpaid(today.previous(), NotGenerated::OrderCancelled);
            }
            Fact::OrderLapsed { on, .. } => {
                self.closed_unpaid(on.previous(), NotGenerated::OrderLapsed);
            }
            Fact::OrderFulfilled(fulfilment) => {
                let count = self.count;
                let (consumer, automatic) = (self.consumer, self.automatic);
                let expiry = Some(fulfilment.period.expiry);
                *self = Self { count, consumer, automatic, expiry, ..Self::default() };
            }
            Fact::OrderNotGenerated { reason, .. } => self.not_generated(*reason),
            Fact::ReminderSkipped { day } => {
                assert!(*day < today, "{day} is not over on {today}");
                self.remind(*day);
            }
            Fact::NoticeFailed { number } if self.statutory == Some(*number) => {
                self.statutory = None;
                self.failed = Some(today);
            }
            Fact::NoticeDue { number, notice } => self.due(*number, notice, policy, today),
            _ => {}
        }
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

    /// The last day on which it was open tells whether it was when the expiry day ended.
    fn closed_unpaid(&mut self, last: Day, mark: NotGenerated) {
        let (id, generated, opened) = self.order.take().expect("an order is open");
        if generated {
            self.marks.insert(mark);
        } else if opened <= id.expiry() && id.expiry() <= last {
            self.marks.insert(NotGenerated::ManualOrderOpenAtExpiry);
        }
    }

    fn not_generated(&mut self, reason: NotGenerated) {
        assert!(self.reasons.insert(reason), "{reason:?} was told twice");
        assert!(self.automatic, "{reason:?}, and nothing was to renew");
        match reason {
            NotGenerated::ManualOrderOpen => {
                assert!(self.order.is_some_and(|(_, generated, _)| !generated), "none is open");
            }
            NotGenerated::OrderCancelled
            | NotGenerated::OrderLapsed
            | NotGenerated::ManualOrderOpenAtExpiry => {
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
            Notice::TacitRenewal { expiry, .. } => {
                assert_eq!(Some(*expiry), self.expiry);
                assert!(self.consumer, "nobody else is owed it");
                assert!(self.automatic, "nothing is renewed tacitly");
                assert_eq!(self.statutory, None, "it was given already");
                self.statutory = Some(number);
                let days = i32::from(policy.parameters().statutory_notice_days);
                assert!(expiry.minus_days(days) <= today, "given too early");
                if let Some(again) = self.failed.map(Day::next) {
                    assert!(again <= today, "given again on the day of the failure");
                    assert!(again <= expiry.minus_days(30), "it is too late to be given again");
                }
            }
            Notice::OrderNotGenerated { reason, .. } => {
                assert!(self.reasons.contains(reason), "{reason:?} was told, and is not recorded");
            }
            Notice::PaymentIncomplete { missing, held, .. } => {
                assert!(!held.is_zero(), "nothing came");
                assert!(!missing.is_zero(), "nothing is missing");
            }
            Notice::AutoRenewalSwitchedOn { .. } => assert!(self.automatic),
            Notice::AutoRenewalSwitchedOff { .. } | Notice::ChargeStillOnItsWay { .. } => {
                assert!(!self.automatic);
            }
            Notice::ChargeInDoubt { key } => {
                assert!(self.automatic, "nothing waits");
                assert!(self.doubted.insert(*key), "told twice that {key} is in doubt");
            }
            Notice::ChargeFailed { .. }
            | Notice::BoundMethodDead { .. }
            | Notice::RoomKept { .. } => {}
        }
    }

    /// The days of reminders run forward within a period.
    fn remind(&mut self, day: Day) {
        assert!(self.reminded.is_none_or(|before| before < day), "reminded twice of {day}");
        self.reminded = Some(day);
    }
}
