//! Exhaustive search: from birth, every interleaving of commands, days and reports within bounds.

mod explore;
mod world;

use pec_renewal::{Event, Fact, Mailbox, RefundReason};

use explore::{Production, Sometimes, explore};
use world::Bounds;

const BOUNDS: Bounds = Bounds { renewals: 1, orders: 3, attempts: 2, payments: 0, actions: 1 };

#[test]
fn no_reachable_state_breaks_an_invariant() {
    let started = std::time::Instant::now();
    let found = explore(&Production(world::policy()), BOUNDS, SOMETIMES);
    println!(
        "{} states, {} edges, {} idle, depth {}, {:?}",
        found.states,
        found.edges,
        found.idle,
        found.depth,
        started.elapsed()
    );
    for (name, count) in &found.seen {
        println!("{count:>10}  {name}");
    }
    if let Some(fault) = &found.fault {
        panic!("{}\n{:#?}", fault.what, fault.trace);
    }
}

const SOMETIMES: &[Sometimes] = &[
    ("a mailbox is renewed in grace", |before, event, _| {
        matches!(event.fact, Fact::OrderFulfilled { .. }) && before.expiry() < event.at.day()
    }),
    ("a charge settles after a decline", settles_after_a_decline),
    ("money is owed back", |_, event, _| matches!(event.fact, Fact::RefundOwed { .. })),
    ("a ladder is exhausted", |_, event, _| matches!(event.fact, Fact::ChargesExhausted { .. })),
    ("a report comes too late", |_, event, _| {
        matches!(event.fact, Fact::RefundOwed { reason: RefundReason::ReportedLate, .. })
    }),
];

fn settles_after_a_decline(before: &Mailbox, event: &Event, _: &Mailbox) -> bool {
    matches!(event.fact, Fact::OrderFulfilled { .. }) && before.attempts().len() > 1
}
