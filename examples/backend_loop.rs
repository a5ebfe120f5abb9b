//! The loop of a backend, in memory: decide, append, run the errands, report back, tick when due.

#[expect(dead_code, reason = "the loop tells its story itself")]
mod shared;
#[path = "shared/store.rs"]
mod store;

use std::error::Error;

use pec_renewal::{
    Command, Fact, Mailbox, audit::explain, catalogue::Policy, charge::Outcome, decide, replay,
    values::MailboxId, values::Moment,
};
use shared::{card, day, morning, opening};
use store::Store;

fn main() -> Result<(), Box<dyn Error>> {
    let (policy, mut store) = (Policy::aruba(), Store::default());
    let (opening, bought) = (opening("2026-03-10"), morning(day("2026-03-10")));
    let id = opening.mailbox;
    handle(&mut store, &policy, id, &Command::Open(Box::new(opening)), bought)?;
    handle(&mut store, &policy, id, &Command::SwitchOn { method: card(7, None) }, bought)?;
    run_errands(&mut store, &policy, bought)?;

    while let Some((due, id)) = store.first_due(day("2028-03-10")) {
        handle(&mut store, &policy, id, &Command::Tick, morning(due))?;
        run_errands(&mut store, &policy, morning(due))?;
    }

    assert!(!store.append(id, 1, &[], &policy)?, "whoever decided on an old state is told so");
    let row = store.row(id).ok_or("the mailbox was opened")?;
    assert_eq!(replay(&row.events)?, row.state, "the stored state is what the events fold to");
    assert_eq!(row.state.as_ref().map(Mailbox::expiry), Some(day("2029-03-10")));
    Ok(())
}

/// Decides on what is stored; where another program was faster, decides anew on what that one left.
fn handle(
    store: &mut Store,
    policy: &Policy,
    id: MailboxId,
    command: &Command,
    at: Moment,
) -> Result<(), Box<dyn Error>> {
    loop {
        let state = store.row(id).and_then(|row| row.state.as_ref());
        let expected = state.map_or(0, Mailbox::sequence);
        let events = decide(state, command, policy, at)?;
        if store.append(id, expected, &events, policy)? {
            for event in events {
                println!("{}  {}  {}", at.day(), event.rule(), explain::fact(&event.fact));
            }
            return Ok(());
        }
    }
}

/// Does what the facts ask for. An errand leaves the outbox only when its report is stored, so it
/// may be run twice: the gateway knows the charge by its key, the engine knows the report.
fn run_errands(store: &mut Store, policy: &Policy, at: Moment) -> Result<(), Box<dyn Error>> {
    while let Some((id, fact)) = store.outbox.front().cloned() {
        let report = match fact {
            Fact::ChargeRequested { key, amount, .. } => {
                // This gateway declines the first attempt of every order.
                let settled = Outcome::Settled { amount };
                let outcome = if key.attempt() == 1 { Outcome::SoftDecline } else { settled };
                Some(Command::ChargeOutcome { key, outcome })
            }
            Fact::NoticeDue { number, .. } => {
                Some(Command::NoticeDelivered { notice: number, on: at.day() })
            }
            _ => None,
        };
        if let Some(report) = report {
            handle(store, policy, id, &report, at)?;
        }
        store.outbox.pop_front();
    }
    Ok(())
}
