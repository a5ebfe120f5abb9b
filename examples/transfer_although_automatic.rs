//! Paying by transfer although automatic renewal is on and has generated its order already.

#[expect(dead_code, reason = "no charge is requested in this story, so none is answered")]
mod shared;

use pec_renewal::{
    Command, Fact, ManualRenewal, Payment, Refusal,
    auto_renewal::AutoRenewal,
    offer::{MethodKind, Plan, Term},
    values::ExtraSpace,
};
use shared::{Story, card, day};

fn main() -> Result<(), Refusal> {
    let mut story = Story::begin("2026-03-10");
    story.on("2026-03-10", &Command::SwitchOn { method: card(7, None) })?;
    story.wait_until("2027-02-25");
    let generated = story.mailbox().open_order().expect("the order is generated").id;

    // An order is open, so that a second one is refused; the refusal says what can be done.
    let mut renewal = ManualRenewal {
        expiry: day("2027-03-10"),
        plan: Plan::Standard,
        extra: ExtraSpace::NONE,
        term: Term::ONE,
        way: MethodKind::BankTransfer,
        archive_consent: false,
        replaces: None,
    };
    let refused = story.on("2027-02-26", &Command::RenewByHand(renewal));
    assert_eq!(refused.map_err(|refusal| refusal.code()), Err("order-already-open"));

    // Named as the one to be replaced, the generated order makes room for one by hand.
    renewal.replaces = Some(generated);
    story.on("2027-02-26", &Command::RenewByHand(renewal))?;

    // While the transfer travels the first day of the retry ladder goes by: nothing is charged.
    story.wait_until("2027-03-05");
    story.stands("2027-03-05");
    let order = story.mailbox().open_order().expect("the order is open");
    let transfer = Payment {
        reference: "transfer 4712".parse().expect("a reference is printable text"),
        order: Some(order.id),
        amount: order.price.gross(),
        registered_on: day("2027-03-08"),
        paid_on: Some(day("2027-03-05")),
        way: MethodKind::BankTransfer,
        signed_in_with: None,
    };
    story.on("2027-03-08", &Command::Payment(transfer))?;
    story.stands("2027-03-08");

    // Renewed once, charged never, and automatic again next year.
    let charged = |fact: &Fact| matches!(fact, Fact::ChargeRequested { .. });
    assert!(!story.history.iter().any(|event| charged(&event.fact)));
    assert_eq!(story.mailbox().expiry(), day("2028-03-10"));
    assert!(matches!(story.mailbox().auto_renewal(), AutoRenewal::On { .. }));
    Ok(())
}
