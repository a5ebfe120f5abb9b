//! Asking for what is already so: nothing happens twice.

use std::collections::BTreeSet;

use pec_renewal::{Command, Event, Fact, charge::Outcome};
use pec_test_support::{decided, noon};
use proptest::{prelude::*, sample::Index};

use super::{chances::histories, tried};

proptest! {
    #![proptest_config(tried(768))]

    #[test]
    fn r_91_an_accepted_command_repeated_at_once_leads_to_nothing(history in histories(60)) {
        history.watched(|story, step| {
            if step.outcome.is_err() {
                return;
            }
            let again = decided(story.life.state(), &step.command, story.life.policy(), step.at);
            if let Ok((events, _)) = again {
                assert_eq!(events, vec![], "{:?} repeated on {}", step.command, story.clock);
            }
        });
    }

    #[test]
    fn r_43_r_39_a_report_repeated_any_time_later_moves_no_money(
        history in histories(60),
        again in prop::collection::vec(any::<Index>(), 12),
    ) {
        let mut told: Vec<Command> = Vec::new();
        let story = history.watched(|_, step| {
            if step.outcome.is_ok() && step.command.is_report() {
                told.push(step.command.clone());
            }
        });
        for index in again.iter().filter(|_| !told.is_empty()) {
            let command = index.get(&told);
            let (state, policy) = (story.life.state(), story.life.policy());
            let again = decided(state, command, policy, noon(story.clock));
            let is_doubted = |key| state.is_some_and(|state| state.is_in_doubt(key));
            match (command, again.map(|(events, _)| events)) {
                // What is final ends a doubt, even where it was told before.
                (Command::ChargeOutcome { key, outcome }, Ok(events)) if is_doubted(*key) => {
                    let ends = *outcome != Outcome::Unknown;
                    assert_eq!(!events.is_empty(), ends, "{command:?} repeated in doubt");
                }
                // The policy may have changed since, the day that counts with it.
                (
                    Command::Payment(_)
                    | Command::RefundPaid { .. }
                    | Command::ChargeOutcome { .. },
                    again,
                ) => {
                    assert_eq!(again, Ok(vec![]), "{command:?} repeated on {}", story.clock);
                }
                // A holder who comes back is another change.
                (Command::HolderChanged { .. }, Ok(_)) | (_, Err(_)) => {}
                (_, Ok(events)) => {
                    assert!(!events.iter().any(moves_money), "{command:?}: {events:?}");
                }
            }
        }
    }

    #[test]
    fn r_20_r_30_r_53_no_identity_of_an_order_a_charge_a_notice_or_a_refund_returns(history in histories(80)) {
        let story = history.lived();
        let mut names = BTreeSet::new();
        for event in story.life.history() {
            let name = match &event.fact {
                Fact::OrderOpened(order) | Fact::OrderReissued { new: order, .. } => {
                    order.id.to_string()
                }
                Fact::ChargeRequested { key, .. } => key.to_string(),
                Fact::NoticeDue { number, .. } => number.to_string(),
                Fact::RefundOwed { number, .. } => format!("refund {number}"),
                _ => continue,
            };
            assert!(names.insert(name.clone()), "{name} came twice");
        }
    }
}

fn moves_money(event: &Event) -> bool {
    matches!(
        event.fact,
        Fact::PaymentRegistered { .. }
            | Fact::RefundOwed { .. }
            | Fact::RefundPaid { .. }
            | Fact::OrderFulfilled { .. }
            | Fact::OrderOpened(_)
            | Fact::ChargeRequested { .. }
    )
}
