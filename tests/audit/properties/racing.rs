//! Reports of money that come on one day may come in any order: the money and the expiry are the
//! same in the end.

use pec_renewal::{
    Command, Mailbox,
    catalogue::{ExtensionBase, Policy},
    charge::Outcome as ChargeOutcome,
    service::Service,
    values::Day,
};
use pec_test_support::{decided, noon};
use proptest::prelude::*;

use super::{
    chances::{histories, news_of_money},
    story::Story,
    tried,
};

proptest! {
    #![proptest_config(tried(768))]

    #[test]
    fn r_45_two_reports_of_money_leave_the_same_in_either_order(
        history in histories(50),
        pairs in prop::collection::vec((news_of_money(), news_of_money()), 4),
    ) {
        history.watched(|story, _| {
            let Some(mailbox) = story.life.state() else { return };
            if !is_comparable(mailbox, story.life.policy(), story.clock) {
                return;
            }
            for (one, other) in &pairs {
                let (one, mut other) = (story.meant(one), story.meant(other));
                if let Command::Payment(payment) = &mut other {
                    payment.reference = "TRN the other".parse().unwrap();
                }
                assert_same(story, &one, &other);
            }
        });
    }
}

/// Late fees make the day of a payment count, a lapse or an ending its order, a shortfall waived which
/// of two fell short, and an order that waits for its charge to be issued anew whether that is
/// reported first: such are not compared.
fn is_comparable(mailbox: &Mailbox, policy: &Policy, today: Day) -> bool {
    let lasts = mailbox.last_day_of_order(today).is_none_or(|last_day| today <= last_day);
    let fees = mailbox.grace().phases().iter().any(|phase| !phase.late_fee_net.is_zero());
    let agreed = mailbox.open_order().map(|order| &order.agreed);
    let base = agreed.map_or(policy.parameters().extension_base, |agreed| agreed.extension_base);
    let by_expiry = match base {
        ExtensionBase::PreviousExpiry => true,
        ExtensionBase::PaymentDay => today <= mailbox.expiry(),
    };
    let exact = agreed.is_none_or(|agreed| agreed.shortfall_waived.is_zero());
    let owes_net_only = mailbox.holder().owes_net_only();
    let as_owed = mailbox.open_order().is_none_or(|order| order.net_only == owes_net_only);
    let is_active = matches!(mailbox.service(), Service::Active { .. });
    is_active && lasts && !fees && by_expiry && exact && as_owed
}

fn assert_same(story: &Story, one: &Command, other: &Command) {
    if one == other || !is_money(one) || !is_money(other) {
        return;
    }
    let [there, back] = [[one, other], [other, one]].map(|commands| {
        let mut state = story.life.mailbox().clone();
        for command in commands {
            let (_, after) =
                decided(Some(&state), command, story.life.policy(), noon(story.clock)).ok()?;
            state = after.expect("the mailbox is open");
        }
        Some((*state.ledger(), state.expiry(), state.purchase()))
    });
    assert_eq!(there, back, "{one:?}\nand {other:?}\non {}", story.clock);
}

fn is_money(command: &Command) -> bool {
    match command {
        Command::Payment(_) => true,
        Command::ChargeOutcome { outcome, .. } => matches!(outcome, ChargeOutcome::Settled { .. }),
        _ => false,
    }
}
