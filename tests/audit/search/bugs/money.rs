//! Bugs of money (R-21, R-42, R-44 … ).

use pec_renewal::{
    Allocation, Command, Event, Fact, Invariant, Mailbox, PaymentSource, RefundReason,
    RegisteredPayment,
    catalogue::{Plan, Purchase},
    values::{Money, RefundNumber},
};
use serde_json::{Value, json};

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, POLICY, SMALL, as_if, changing, edited,
    one_year_more, recorded, rightly, without,
};
use crate::search::world::{Bounds, Node};

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "more than is due is kept",
        rule: "R-44",
        class: "P",
        pains: &[],
        decide: excess_kept,
        found_by: FoundBy::Invariant(Invariant::AllThatIsOwedBackIsInstructed),
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "money that names no open order is not booked",
        rule: "R-49",
        class: "FC",
        pains: &[11],
        decide: money_dropped,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a charge that settles after a transfer paid renews a second time",
        rule: "R-45",
        class: "F",
        pains: &[1],
        bounds: Bounds { renewals: 2, actions: 1, ..SMALL },
        evolve: renewed_twice,
        found_by: FoundBy::Invariant(Invariant::OnlyFulfilmentMovesTheExpiry),
        length: 9,
        ..NOTHING
    },
    Bug {
        wrong: "a settled charge counts for the day on which that is told",
        rule: "R-42",
        class: "O",
        pains: &[45],
        bounds: LEFT_ALONE,
        decide: settled_counts_when_told,
        evolve: recorded,
        found_by: FoundBy::Invariant(Invariant::AnOrderIsPaidOnceAndExactly),
        length: 12,
    },
    Bug {
        wrong: "an open order is due at a price of today's list, that of Standard",
        rule: "R-21",
        class: "P",
        pains: &[],
        decide: price_read_live,
        found_by: FoundBy::Invariant(Invariant::AnOrderIsPaidOnceAndExactly),
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "the late fee is forgotten",
        rule: "R-44",
        class: "P",
        pains: &[],
        decide: late_fee_forgotten,
        found_by: FoundBy::Invariant(Invariant::AnOrderIsPaidOnceAndExactly),
        length: 12,
        ..NOTHING
    },
    Bug {
        wrong: "a refund that is settled is paid once more",
        rule: "R-53",
        class: "P",
        pains: &[],
        bounds: Bounds { actions: 3, ..SMALL },
        decide: refund_paid_twice,
        evolve: second_payout_recorded,
        found_by: FoundBy::Invariant(Invariant::ARefundIsSettledOnce),
        length: 3,
    },
    Bug {
        wrong: "a refund paid short is done with, and the rest forgotten",
        rule: "R-53",
        class: "P",
        pains: &[],
        decide: rest_forgotten,
        found_by: FoundBy::Invariant(Invariant::AllThatIsOwedBackIsInstructed),
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "a refund that was paid is still owed",
        rule: "R-53",
        class: "P",
        pains: &[],
        decide: payout_dropped,
        length: 2,
        ..NOTHING
    },
];

fn excess_kept(node: &Node, command: &Command) -> Decided {
    without(rightly(node, command), |fact| {
        matches!(fact, Fact::RefundOwed { reason: RefundReason::Excess, .. })
    })
}

fn money_dropped(node: &Node, command: &Command) -> Decided {
    let events = rightly(node, command)?;
    let owed_back = |event: &Event| {
        matches!(
            &event.fact,
            Fact::PaymentRegistered(payment) if payment.allocation == Allocation::OwedBack
        )
    };
    match command {
        Command::Payment(_) if events.iter().any(owed_back) => Ok(Vec::new()),
        _ => Ok(events),
    }
}

fn renewed_twice(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    let again = matches!(
        event.fact,
        Fact::PaymentRegistered(RegisteredPayment {
            source: PaymentSource::Charge { .. },
            allocation: Allocation::OwedBack,
            ..
        })
    );
    Ok(if again { one_year_more(&after) } else { after })
}

fn settled_counts_when_told(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::PaymentRegistered(payment) = fact
            && matches!(payment.source, PaymentSource::Charge { .. })
        {
            payment.day = node.today;
        }
    })
}

fn price_read_live(node: &Node, command: &Command) -> Decided {
    let term = node.mailbox.purchase().term;
    let bought = Purchase::new(Plan::Standard, term);
    let price = POLICY.prices().price(&bought, node.today);
    match command {
        Command::Payment(_) if node.mailbox.open_order().is_some() => {
            as_if(node, command, |m| m["order"]["price"] = json!(price))
        }
        _ => rightly(node, command),
    }
}

fn refund_paid_twice(node: &Node, command: &Command) -> Decided {
    match command {
        Command::RefundPaid { refund, .. } if is_settled(&node.mailbox, *refund) => {
            as_if(node, command, |m| owe_again(m, &node.mailbox, *refund))
        }
        _ => rightly(node, command),
    }
}

fn second_payout_recorded(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    match event.fact {
        Fact::RefundPaid { number, .. } if is_settled(&mailbox, number) => {
            recorded(edited(&mailbox, |m| owe_again(m, &mailbox, number)), event)
        }
        _ => recorded(mailbox, event),
    }
}

fn is_settled(mailbox: &Mailbox, number: RefundNumber) -> bool {
    mailbox.refund(number).is_some_and(|refund| !refund.is_open())
}

/// As if nothing had gone out for the refund.
fn owe_again(m: &mut Value, mailbox: &Mailbox, number: RefundNumber) {
    let ledger = mailbox.ledger();
    let refund = mailbox.refund(number).expect("it is settled");
    let paid = refund.payout.as_ref().map_or(Money::ZERO, |payout| payout.amount);
    let sum = |one: Money, other| json!(one.checked_add(other).expect("little money"));
    m["ledger"]["owed_back"] = sum(ledger.owed_back, paid);
    m["ledger"]["instructed"] = sum(ledger.instructed, refund.amount);
    m["ledger"]["paid_out"] = json!(ledger.paid_out.saturating_sub(paid));
    for refund in m["remembered"]["refunds"].as_array_mut().expect("a list of refunds") {
        if refund["number"] == json!(number) {
            refund["payout"] = Value::Null;
        }
    }
}

fn rest_forgotten(node: &Node, command: &Command) -> Decided {
    without(rightly(node, command), |fact| {
        matches!(fact, Fact::RefundOwed { reason: RefundReason::PaidShort { .. }, .. })
    })
}

fn payout_dropped(node: &Node, command: &Command) -> Decided {
    without(rightly(node, command), |fact| matches!(fact, Fact::RefundPaid { .. }))
}

fn late_fee_forgotten(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Payment(_) => as_if(node, command, |m| {
            for phase in m["grace"].as_array_mut().expect("a list of phases") {
                phase["late_fee_net"] = json!("0.00");
            }
        }),
        _ => rightly(node, command),
    }
}
