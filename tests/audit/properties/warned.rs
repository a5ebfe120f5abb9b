//! Nobody is deleted unwarned: read from the history alone, and asked of mailboxes that no tick
//! comes to for long.

use pec_renewal::{
    Command, DeletionCause, DeletionWarning, Event, Fact, Hosting, Notice, next_deadline,
    service::{Service, Standing},
    values::Day,
};
use pec_test_support::{decided, noon};
use proptest::prelude::*;

use super::{chances::histories, period::Period, tried};

proptest! {
    #![proptest_config(tried(256))]

    #[test]
    fn r_61_nobody_is_deleted_unwarned_or_before_the_day_named(history in histories(80)) {
        let story = history.lived();
        let mut book = Book::default();
        story.life.history().iter().for_each(|event| book.enter(event));
    }

    /// Also where nobody ticks for months: the life goes on in two ways, ticked on its deadlines or once
    /// and then daily.
    #[test]
    fn r_61_nobody_is_deleted_unwarned_after_a_stop(
        history in histories(30),
        stopped in 0_i32..500,
        on_deadlines in any::<bool>(),
    ) {
        let story = history.lived();
        let (mut state, policy) = (story.life.mailbox().clone(), story.life.policy());
        let mut book = Book::default();
        story.life.history().iter().for_each(|event| book.enter(event));
        let mut day = state.last_moment().day().plus_days(stopped);
        for _ in 0..500 {
            if Day::LAST_EXPIRY < day {
                break;
            }
            let (events, after) = decided(Some(&state), &Command::Tick, policy, noon(day)).unwrap();
            for event in events {
                book.enter(&event);
            }
            state = after.expect("it is open");
            day = match next_deadline(&state, policy) {
                Some(deadline) if on_deadlines => deadline,
                Some(_) => day.next(),
                None => break,
            };
        }
    }

    /// On no day is grace over for a mailbox that was not warned, ticked or not.
    #[test]
    fn r_61_grace_does_not_run_out_unwarned(
        history in histories(60),
        days in prop::collection::vec(0_i32..2_000, 12),
    ) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            let lives = matches!(
                mailbox.service(),
                Service::Active { .. } | Service::TerminatedAtExpiry { .. }
            );
            if !lives || mailbox.hosting() == Hosting::OwnDomain || mailbox.warning().is_some() {
                return;
            }
            let due = mailbox.warning_due();
            let edges = [due, mailbox.last_grace_day(story.clock), mailbox.expiry()];
            let near = edges.into_iter().flat_map(|day| [day, day.next(), day.plus_days(2)]);
            for day in near.chain(days.iter().map(|days| story.clock.plus_days(*days))) {
                assert_ne!(mailbox.standing(day), Standing::GraceOver, "unwarned on {day}");
                if due < day {
                    let last = mailbox.last_renewable_day(day);
                    assert!(day <= last, "renewable through {last} only, unwarned on {day}");
                }
            }
        });
    }
}

/// What a history says of warnings.
#[derive(Default)]
struct Book {
    period: Option<Period>,
    /// The days of deletion named in this period, the latest last.
    named: Vec<Day>,
}

impl Book {
    fn enter(&mut self, event: &Event) {
        let today = event.at.day();
        Period::enter(&mut self.period, event);
        match &event.fact {
            Fact::OrderFulfilled(_) | Fact::RenewalWithdrawn { .. } | Fact::TermLeft { .. } => {
                self.named.clear();
            }
            Fact::NoticeDue { notice: Notice::DeletionWarning(told), .. } => {
                self.warned(told, today);
            }
            Fact::MailboxDeleted { cause: DeletionCause::GraceOver, .. } => self.deleted(today),
            _ => {}
        }
    }

    fn warned(&mut self, told: &DeletionWarning, today: Day) {
        let period = self.period.as_ref().expect("it is open");
        let first = period.warned_on.expect("it is warned");
        assert_eq!(told.expiry, period.expiry);
        assert!(today < told.deletion, "warned on {today} of a deletion on {}", told.deletion);
        let earliest = period.after_grace().max(first.plus_days(period.warning_days()));
        assert!(earliest <= told.deletion, "{} is named, before {earliest}", told.deletion);
        if let Some(before) = self.named.last() {
            assert!(before <= &told.deletion, "{before} was named, then {}", told.deletion);
        }
        assert_eq!(told.renewable_until, period.last_renewable_day(today), "on {today}");
        assert!(
            period.warning_due() <= today,
            "warned on {today}, before {}",
            period.warning_due()
        );
        self.named.push(told.deletion);
    }

    fn deleted(&self, today: Day) {
        let period = self.period.as_ref().expect("it is open");
        let first = period.warned_on.expect("nobody is deleted unwarned");
        let named = self.named.last().expect("a day of deletion was named");
        assert!(*named <= today, "deleted on {today}, and {named} was named");
        let earliest = first.plus_days(period.warning_days());
        assert!(earliest <= today, "deleted on {today}, warned on {first}");
        assert!(period.after_grace() <= today, "deleted on {today}, in grace");
    }
}
