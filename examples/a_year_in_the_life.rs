//! A year in the life of a mailbox that renews itself: the law's notice, the order, the charge.

#[expect(dead_code, reason = "nothing is paid by hand in this story")]
mod shared;

use pec_renewal::{Command, Fact, Notice, Refusal, charge::Outcome};
use shared::{Story, card, day};

fn main() -> Result<(), Refusal> {
    let mut story = Story::begin("2026-03-10");
    story.on("2026-03-10", &Command::SwitchOn { method: card(7, None), consent: None })?;
    story.stands("2026-03-10");

    // 45 days before expiry a consumer is told that the term will renew, and the delivery of that
    // notice is the proof.
    story.wait_until("2027-01-24");
    let notice = story.history.iter().rev().find_map(|event| match &event.fact {
        Fact::NoticeDue { number, notice: Notice::TacitRenewal(_), .. } => Some(*number),
        _ => None,
    });
    let notice = notice.expect("the notice of art. 65-bis is due");
    let delivered = Command::NoticeDelivered { notice, on: day("2027-01-25") };
    story.on("2027-01-25", &delivered)?;

    // 15 days before expiry the order is generated, 7 days before it is charged.
    story.wait_until("2027-03-03");
    story.stands("2027-03-03");
    let due = story.mailbox().charge().unresolved().map(|request| request.amount);
    let amount = due.expect("the charge was requested");
    story.gateway_answers("2027-03-03", Outcome::Settled { amount })?;
    story.stands("2027-03-03");

    let mailbox = story.mailbox();
    assert_eq!(mailbox.expiry(), day("2028-03-10"));
    assert!(!mailbox.service().period().is_some_and(|period| period.exit_right));
    assert_eq!(mailbox.ledger().applied, amount);
    Ok(())
}
