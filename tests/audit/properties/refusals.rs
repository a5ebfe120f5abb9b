//! What a refusal says is so: what it advises is permitted, whom it names can act, and
//! whether waiting helps is tried by waiting.

use pec_renewal::{
    Action, Command, Fact, Mailbox, ManualRenewal, Notice, Permission, Refusal, WayOut, Who,
    catalogue::{Package, Policy, Purchase, Term},
    next_deadline, permitted,
    values::{Day, OrderId},
};
use pec_test_support::{decided, noon};
use proptest::prelude::*;

use super::{chances::histories, story::Step, tried};

proptest! {
    #![proptest_config(tried(192))]

    #[test]
    fn r_94_what_a_refusal_advises_is_itself_permitted(history in histories(60)) {
        history.watched(|story, step| {
            let Some(mailbox) = story.life.state() else { return };
            let policy = story.life.policy();
            if let Err(refusal) = &step.outcome {
                assert_advice(mailbox, policy, step, refusal);
            }
        });
    }

    #[test]
    fn r_92_whether_waiting_helps_is_true_of_that_state(history in histories(40)) {
        let mut asked = 0;
        history.watched(|story, step| {
            let Some(mailbox) = story.life.state() else { return };
            let Err(refusal) = &step.outcome else { return };
            // What comes with a day of its own, or from a caller whose clock is wrong, is not waiting.
            if step.command.is_report() || step.at.day() < mailbox.last_moment().day() {
                return;
            }
            asked += 1;
            if asked <= WAITS_PER_LIFE {
                let day = step.at.day();
                assert_waiting(mailbox, story.life.policy(), &step.command, day, refusal);
            }
        });
    }

    /// The way out that a notice offers is open on its day, as the state is after that decision.
    #[test]
    fn r_84_r_94_no_action_offered_is_refused(history in histories(50)) {
        history.watched(|story, step| {
            let Some(mailbox) = story.life.state() else { return };
            let events: Vec<_> = step.outcome.iter().flatten().collect();
            let offers = events.iter().filter_map(|event| match &event.fact {
                Fact::NoticeDue { notice, .. } => way_out(notice),
                _ => None,
            });
            for offer in offers {
                let action = match offer {
                    WayOut::Pay { .. } => Action::Pay,
                    WayOut::Renew { from, .. } if *from == step.at.day() => Action::RenewByHand,
                    WayOut::Renew { .. } => continue,
                };
                let permission = is_permitted(mailbox, story.life.policy(), step.at.day(), action);
                assert!(is_open(&permission), "{offer:?} on {}: {permission:?}", step.at);
            }
        });
    }
}

fn assert_advice(mailbox: &Mailbox, policy: &Policy, step: &Step, refusal: &Refusal) {
    let day = step.at.day().max(mailbox.last_moment().day());
    let can = |action| is_open(&is_permitted(mailbox, policy, day, action));
    match refusal {
        Refusal::OrderAlreadyOpen {
            order,
            generated,
            payable,
            cancellable,
            replaceable,
            free_from,
        } => {
            let open = mailbox.open_order_on(day).expect("an order is open");
            assert_eq!((open.id, open.is_generated()), (*order, *generated));
            assert_eq!(can(Action::Pay), *payable, "paying: {refusal} on {day}");
            assert_eq!(can(Action::CancelOrder), *cancellable, "cancelling: {refusal} on {day}");
            let replacing = can_replace(mailbox, policy, day, &step.command, *order);
            assert_eq!(replacing, *replaceable, "replacing: {refusal} on {day}");
            assert!(free_from.is_none_or(|free| day < free), "free from {free_from:?}, on {day}");
        }
        Refusal::AutoRenewalIsOn { .. } => assert!(can(Action::SwitchOff), "{refusal} on {day}"),
        Refusal::TerminationStands { expiry } => {
            assert_eq!(*expiry, mailbox.expiry());
            let revoked = step.command == Command::TerminateAtExpiry;
            assert!(revoked || can(Action::RevokeTermination), "{refusal} on {day}");
        }
        Refusal::ExpiryOver { .. } => assert!(can(Action::TerminateNow), "{refusal} on {day}"),
        Refusal::MailboxDeleted { since: Some(_) } => {
            assert_eq!(can(Action::BuyAgain), mailbox.released_to().is_none());
        }
        Refusal::WrongExpiry { expected, .. } => assert_eq!(*expected, mailbox.expiry()),
        Refusal::TermTooShort { shortest_years: Some(years), .. } => {
            let again = with_purchase(mailbox, policy, day, &step.command, |purchase| Purchase {
                term: Term::new(*years).expect("a term"),
                ..purchase
            });
            assert_ne!(again, Some(refusal.code()), "a term of {years} years");
        }
        Refusal::SpaceInUse { extra_would_do: Some(extra), .. } => {
            let again = with_purchase(mailbox, policy, day, &step.command, |purchase| {
                let package = Package { extra: *extra, ..purchase.package };
                Purchase { package, ..purchase }
            });
            let barred = ["space-in-use", "space-not-offered", "no-price"];
            assert!(again.is_none_or(|code| !barred.contains(&code)), "{refusal}: {again:?}");
        }
        Refusal::ArchiveConsentMissing { .. } => {
            let Command::RenewByHand(renewal) = &step.command else { return };
            let agreed = ManualRenewal { archive_consent: true, ..*renewal };
            let again = code(mailbox, policy, day, &Command::RenewByHand(agreed));
            assert_ne!(again, Some(refusal.code()), "the holder agrees");
        }
        _ => {}
    }
}

/// Whether what was asked for is accepted in the place of the open order.
fn can_replace(
    mailbox: &Mailbox,
    policy: &Policy,
    day: Day,
    command: &Command,
    order: OrderId,
) -> bool {
    let Command::RenewByHand(renewal) = command else { return false };
    let replacing = ManualRenewal { replaces: Some(order), ..*renewal };
    code(mailbox, policy, day, &Command::RenewByHand(replacing)).is_none()
}

/// Ticks come, nobody acts, and the same is asked every day: where waiting is said not to help, it is
/// never accepted; where a day is named, that reason is no longer given then.
fn assert_waiting(
    mailbox: &Mailbox,
    policy: &Policy,
    command: &Command,
    day: Day,
    refusal: &Refusal,
) {
    assert!(
        refusal.who() != Who::Nobody || refusal.is_transient() || is_final(refusal),
        "{refusal}"
    );
    let named = match refusal {
        Refusal::OrderAlreadyOpen { free_from, .. } => *free_from,
        Refusal::WindowNotOpen { opens } => Some(*opens),
        Refusal::RenewalTooSoon { possible_from } => Some(*possible_from),
        Refusal::NoPrice { first_priced_day, .. } => *first_priced_day,
        Refusal::TerminationStands { expiry } => Some(expiry.next()),
        _ => None,
    };
    let helps = refusal.is_transient();
    let mut state = mailbox.clone();
    let mut today = day;
    for _ in 0..DAYS_WAITED {
        if Day::LAST_EXPIRY < today {
            return;
        }
        if next_deadline(&state, policy).is_some_and(|deadline| deadline <= today) {
            let tick = decided(Some(&state), &Command::Tick, policy, noon(today));
            state = tick.expect("a tick is accepted").1.expect("it is open");
        }
        let again = code(&state, policy, today, command);
        let is_accepted = again.is_none() && !helps;
        assert!(!is_accepted, "{command:?} of {day} is accepted on {today}, despite: {refusal}");
        // An order whose charge is unresolved stays open, whatever day was named.
        if named == Some(today) && state.awaited_outcome().is_none() {
            // Another order may have been generated by then.
            let is_of_it = |order| state.open_order_on(today).is_some_and(|open| open.id == order);
            let still = again.filter(|code| match refusal {
                Refusal::OrderAlreadyOpen { order, .. } if *code == refusal.code() => {
                    is_of_it(*order)
                }
                _ => [refusal.code(), "not-renewable"].contains(code),
            });
            assert_eq!(still, None, "{refusal} of {day}, asked again on {today}");
        }
        if again.is_none() {
            return;
        }
        today = today.next();
    }
}

/// Nobody can act, and time changes nothing.
const fn is_final(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::OtherHolder
            | Refusal::NotRenewable { .. }
            | Refusal::OrderClosed { .. }
            | Refusal::NoExitRight
    )
}

const fn way_out(notice: &Notice) -> Option<&WayOut> {
    match notice {
        Notice::ExpiryReminder(told) => told.way_out.as_ref(),
        Notice::DeletionWarning(told) => told.way_out.as_ref(),
        _ => None,
    }
}

const fn is_open(permission: &Permission) -> bool {
    matches!(permission, Permission::Permitted | Permission::PermittedBesideCharge { .. })
}

fn is_permitted(mailbox: &Mailbox, policy: &Policy, day: Day, action: Action) -> Permission {
    let all = permitted(mailbox, policy, day);
    let found = all.into_iter().find(|(listed, _)| *listed == action);
    found.expect("every action is listed").1
}

fn with_purchase(
    mailbox: &Mailbox,
    policy: &Policy,
    day: Day,
    command: &Command,
    change: impl FnOnce(Purchase) -> Purchase,
) -> Option<&'static str> {
    let Command::RenewByHand(renewal) = command else { return None };
    let changed = ManualRenewal { purchase: change(renewal.purchase), ..*renewal };
    code(mailbox, policy, day, &Command::RenewByHand(changed))
}

/// The code of the refusal, if it is refused.
fn code(mailbox: &Mailbox, policy: &Policy, day: Day, command: &Command) -> Option<&'static str> {
    decided(Some(mailbox), command, policy, noon(day)).err().map(|refusal| refusal.code())
}

/// Longer than most graces, and than any margin.
const DAYS_WAITED: u32 = 130;

/// Waiting is slow: so many refusals of each life are waited for.
const WAITS_PER_LIFE: u32 = 3;
