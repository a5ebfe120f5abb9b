//! The loop of a backend, in memory: a step, one transaction, run the errands, report back, tick when
//! due.

#[expect(dead_code, reason = "the loop tells its story itself")]
mod shared;
#[path = "shared/store.rs"]
mod store;

use std::error::Error;

use pec_renewal::{
    Command, Errand, Mailbox, Step,
    audit::explain::{English, Language},
    catalogue::Policy,
    charge::Outcome,
    replay,
    values::{ChargeKey, MailboxId, Moment, Money},
};
use shared::{card, day, morning, opening};
use store::Store;

fn main() -> Result<(), Box<dyn Error>> {
    let (policy, mut store) = (Policy::aruba(), Store::default());
    let (opening, bought) = (opening("2026-03-10"), morning(day("2026-03-10")));
    let (id, open) = (opening.mailbox, Command::Open(Box::new(opening)));
    handle(&mut store, &policy, id, &open, bought)?;
    handle(
        &mut store,
        &policy,
        id,
        &Command::SwitchOn { method: card(7, None), consent: None },
        bought,
    )?;
    run_errands(&mut store, &policy, bought)?;

    while let Some((due, id)) = store.first_due(day("2028-03-10")) {
        handle(&mut store, &policy, id, &Command::Tick, morning(due))?;
        run_errands(&mut store, &policy, morning(due))?;
    }

    let late = Step::of(&mut None, &open, &policy, bought)?;
    assert!(!store.append(id, &late, None), "whoever decided on an old state is told so");
    let row = store.row(id).ok_or("the mailbox was opened")?;
    assert_eq!(replay(&row.events)?, row.state, "the stored state is what the events fold to");
    assert_eq!(row.state.as_ref().map(Mailbox::expiry), Some(day("2029-03-10")));
    Ok(())
}

/// Advances what is stored; where another program was faster, decides anew on what that one left.
fn handle(
    store: &mut Store,
    policy: &Policy,
    id: MailboxId,
    command: &Command,
    at: Moment,
) -> Result<(), Box<dyn Error>> {
    loop {
        let mut state = store.row(id).and_then(|row| row.state.clone());
        let step = Step::of(&mut state, command, policy, at)?;
        if store.append(id, &step, state) {
            for event in &step.events {
                println!("{}  {}  {}", at.day(), event.rule(), English.fact(&event.fact));
            }
            return Ok(());
        }
    }
}

/// This gateway declines the first attempt of every order.
fn asked_of_the_gateway(key: ChargeKey, amount: Money) -> Outcome {
    if key.attempt() == 1 { Outcome::SOFT_DECLINE } else { Outcome::Settled { amount } }
}

/// Runs what waits. An errand leaves the outbox only when its report is stored, so it may be run twice:
/// the gateway knows the charge by its key, the engine knows the report.
fn run_errands(store: &mut Store, policy: &Policy, at: Moment) -> Result<(), Box<dyn Error>> {
    while let Some((id, _, errand)) = store.outbox.front().cloned() {
        let mailbox = store.row(id).and_then(|row| row.state.as_ref());
        let report = match errand {
            Errand::Charge { key, amount, .. } => {
                // Asked at the last moment: meanwhile the holder may have paid, or switched off.
                let is_awaited = mailbox.is_some_and(|mailbox| mailbox.awaits(&key));
                let outcome = match store.left(&key) {
                    None if !is_awaited => Outcome::NotExecuted,
                    // It left before a crash, and what came of it is to be asked.
                    Some(last) if !is_awaited || last < at.day() => Outcome::Unknown,
                    None | Some(_) => {
                        store.leaves(key, at.day()); // this gateway knows a key for a day
                        asked_of_the_gateway(key, amount)
                    }
                };
                Some(Command::ChargeOutcome { key, outcome })
            }
            Errand::Notify { number, .. } => {
                Some(Command::NoticeDelivered { notice: number, on: at.day() })
            }
            // Done and not reported, or not met in this story.
            Errand::Inquire { .. }
            | Errand::Refund { .. }
            | Errand::SetAccess { .. }
            | Errand::MeasureSpace
            | Errand::DeleteContents
            | Errand::OpenNewLife { .. } => None,
        };
        if let Some(report) = report {
            handle(store, policy, id, &report, at)?;
        }
        store.outbox.pop_front();
    }
    Ok(())
}
