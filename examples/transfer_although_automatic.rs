//! Paying by transfer although automatic renewal is on: the order that it generated, or, where the
//! transfer may take longer than the first charge is away, one by hand in its place.

#[expect(dead_code, reason = "no charge is requested in these stories, so none is answered")]
mod shared;

use pec_renewal::{
    Command, Fact, ManualRenewal, Payment, Refusal, auto_renewal::AutoRenewal,
    catalogue::MethodKind,
};
use shared::{Story, card, day};

fn main() -> Result<(), Refusal> {
    println!("The transfer is in time: it pays the generated order.\n");
    let mut story = order_generated()?;
    story.on("2027-02-27", &transfer(&story, "2027-02-27"))?;
    renewed_and_never_charged(&story, "2027-02-27");

    println!("\nThe transfer may be late: the generated order is replaced first.\n");
    let mut story = order_generated()?;
    let generated = story.mailbox().open_order().expect("the order is generated").id;

    // An order is open, so that a second one is refused; the refusal says what can be done.
    let mut renewal = ManualRenewal::same_as_last(story.mailbox(), MethodKind::BankTransfer);
    let refused = story.on("2027-02-26", &Command::RenewByHand(renewal));
    assert_eq!(refused.map_err(|refusal| refusal.code()), Err("order-already-open"));

    // Named as the one to be replaced, the generated order makes room for one by hand.
    renewal.replaces = Some(generated);
    story.on("2027-02-26", &Command::RenewByHand(renewal))?;

    // While the transfer travels the first day of the retry ladder goes by: nothing is charged.
    story.wait_until("2027-03-05");
    story.stands("2027-03-05");
    story.on("2027-03-08", &transfer(&story, "2027-03-08"))?;
    renewed_and_never_charged(&story, "2027-03-08");
    Ok(())
}

/// Automatic renewal is on, and its order is open.
fn order_generated() -> Result<Story, Refusal> {
    let mut story = Story::begin("2026-03-10");
    story.on("2026-03-10", &Command::SwitchOn { method: card(7, None), consent: None })?;
    story.wait_until("2027-02-25");
    Ok(story)
}

/// A transfer of what is due for the open order, registered on a day.
fn transfer(story: &Story, date: &str) -> Command {
    let reference = "transfer 4712".parse().expect("a reference is printable text");
    let order = story.mailbox().open_order().expect("an order is open").id;
    Command::Payment(Payment::transfer(reference, order, story.due(date), day(date)))
}

/// Renewed once, charged never, and automatic again next year.
fn renewed_and_never_charged(story: &Story, date: &str) {
    story.stands(date);
    let charged = |fact: &Fact| matches!(fact, Fact::ChargeRequested { .. });
    assert!(!story.history.iter().any(|event| charged(&event.fact)));
    assert_eq!(story.mailbox().expiry(), day("2028-03-10"));
    assert!(matches!(story.mailbox().auto_renewal(), AutoRenewal::On { .. }));
}
