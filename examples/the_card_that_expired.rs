//! The card that expired before the charge: nothing is tried with it, and a new card is charged
//! at once.

#[expect(dead_code, reason = "nothing is paid by hand in this story")]
mod shared;

use pec_renewal::{
    Command, Fact, Refusal,
    charge::{Charge, Outcome},
};
use shared::{Story, card, day};

fn main() -> Result<(), Refusal> {
    let mut story = Story::begin("2026-03-10");
    let (old, new) = (card(7, Some("2027-02-28")), card(8, Some("2031-02-28")));
    story.on("2026-03-10", &Command::SwitchOn { method: old, consent: None })?;

    // Two notices that seem to contradict each other are both true.
    story.wait_until("2027-01-24");
    println!(
        "            (the law's notice is of the contract, which renews tacitly while automatic \
         renewal is on;\n            the reminders are of the card, which cannot pay for that)"
    );

    // On the first day of the retry ladder the card is past its last good day: the gateway is not
    // asked, and the holder is told what can be done.
    story.wait_until("2027-03-03");
    story.stands("2027-03-03");
    assert!(matches!(story.mailbox().charge(), Charge::Barred { .. }));

    // A new card is charged on the same day, outside the ladder.
    story.on("2027-03-04", &Command::ReplaceMethod { old: old.id, new })?;
    story.wait_until("2027-03-04");
    let request = *story.mailbox().charge().unresolved().expect("the new card is charged");
    assert_eq!(request.method, new.id);
    story.gateway_answers("2027-03-05", Outcome::Settled { amount: request.amount })?;
    story.stands("2027-03-05");

    // Nobody reported that the notice of art. 65-bis was delivered: the renewal carries the mark.
    assert!(story.mailbox().service().period().is_some_and(|period| period.exit_right));

    let charges = story.history.iter().filter(|event| match &event.fact {
        Fact::ChargeRequested { method, .. } => *method == old.id,
        _ => false,
    });
    assert_eq!(charges.count(), 0, "the old card was never charged");
    assert_eq!(story.mailbox().expiry(), day("2028-03-10"));
    Ok(())
}
