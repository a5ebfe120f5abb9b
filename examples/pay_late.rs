//! Paying late: the mailbox expires, keeps receiving, and is renewed in its grace.

#[expect(dead_code, reason = "nothing is charged in this story")]
mod shared;

use pec_renewal::{
    Command, ManualRenewal, Payment, Refusal, access,
    catalogue::{MethodKind, Plan, Purchase, Term},
};
use shared::{Story, day};

fn main() -> Result<(), Refusal> {
    let mut story = Story::begin("2026-03-10");

    // Automatic renewal is off: reminders are all that the days bring.
    story.wait_until("2027-04-18");
    story.stands("2027-04-18");
    let late = access(story.mailbox(), day("2027-04-18"));
    assert!(!late.send && late.receive && late.read && late.renew);

    // 40 days after expiry the holder orders two years, and pays by bank transfer.
    let renewal = ManualRenewal {
        expiry: day("2027-03-10"),
        purchase: Purchase::new(Plan::Standard, Term::new(2).expect("two years are sold")),
        method_kind: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
        informed: false,
        start_requested: false,
    };
    story.on("2027-04-19", &Command::RenewByHand(renewal))?;
    let order = story.mailbox().open_order().expect("the order is open").id;
    let reference = "transfer 4711".parse().expect("a reference is printable text");
    let due = story.due("2027-04-22");
    let transfer = Payment::transfer(reference, order, due, day("2027-04-22"));
    story.on("2027-04-22", &Command::Payment(transfer))?;
    story.stands("2027-04-22");

    // The term runs from the old expiry, not from the payment: no day is lost or gained.
    assert_eq!(story.mailbox().expiry(), day("2029-03-10"));
    assert!(access(story.mailbox(), day("2027-04-22")).send);
    Ok(())
}
