//! Notices, counted again from the history: each once, to whom it is owed.

use std::collections::BTreeSet;

use pec_renewal::{
    Event, Fact, NotGenerated, Notice,
    offer::HolderKind,
    values::{Day, NoticeNumber},
};
use proptest::prelude::*;

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(768))]

    #[test]
    fn r_80_r_81_r_15_each_notice_is_owed_once_in_its_period(history in histories(80)) {
        let story = history.lived();
        let mut book = Book::default();
        for event in story.life.history() {
            book.enter(event);
        }
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
}

impl Book {
    fn enter(&mut self, event: &Event) {
        let today = event.at.day();
        match &event.fact {
            Fact::MailboxOpened { opening, .. } => {
                self.consumer = opening.holder.kind == HolderKind::Consumer;
                self.automatic = opening.bound_method.is_some();
                self.expiry = Some(opening.expiry);
                let given = opening.statutory_notice_delivered;
                self.statutory = given.map(|_| NoticeNumber::new(0));
            }
            Fact::AutoRenewalSwitchedOn { .. } => self.automatic = true,
            Fact::AutoRenewalSwitchedOff { .. } => self.automatic = false,
            Fact::HolderChanged { holder } => {
                self.consumer = holder.kind == HolderKind::Consumer;
                self.statutory = None;
            }
            Fact::OrderFulfilled { period, .. } => {
                self.expiry = Some(period.expiry);
                self.reminded = None;
                self.reasons.clear();
                self.statutory = None;
            }
            Fact::OrderNotGenerated { reason, .. } => {
                assert!(self.reasons.insert(*reason), "{reason:?} was told twice");
                assert!(self.automatic, "{reason:?}, and nothing was to renew");
            }
            Fact::ReminderSkipped { day } => {
                assert!(*day < today, "{day} is not over on {today}");
                self.remind(*day);
            }
            Fact::NoticeFailed { number } if self.statutory == Some(*number) => {
                self.statutory = None;
            }
            Fact::NoticeDue { number, notice } => self.due(*number, notice, today),
            _ => {}
        }
    }

    fn due(&mut self, number: NoticeNumber, notice: &Notice, today: Day) {
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
            }
            Notice::OrderNotGenerated { reason, .. } => {
                assert!(self.reasons.contains(reason), "{reason:?} was told, and is not recorded");
            }
            Notice::PaymentIncomplete { missing, held, .. } => {
                assert!(!held.is_zero(), "nothing came");
                assert!(!missing.is_zero(), "nothing is missing");
            }
            Notice::AutoRenewalActivated { .. } => assert!(self.automatic),
            Notice::AutoRenewalEnded { .. } | Notice::ChargeStillOnItsWay { .. } => {
                assert!(!self.automatic);
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
