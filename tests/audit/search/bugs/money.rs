//! Bugs of money (R-21, R-42, R-44 … ).

use pec_renewal::{
    Allocation, Command, Event, Fact, Invariant, Mailbox, PaymentSource, RefundReason,
    RegisteredPayment,
    catalogue::{Plan, Purchase},
};
use serde_json::json;

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, POLICY, SMALL, as_if, changing, one_year_more,
    recorded, rightly, without,
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
        wrong: "a refund that is settled is paid once more, and that is no debt",
        rule: "R-53",
        class: "P",
        pains: &[],
        decide: second_payout_is_no_debt,
        found_by: FoundBy::Fold,
        length: 3,
        ..NOTHING
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

fn second_payout_is_no_debt(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::RefundPaid { settles: None, beyond, .. } = fact {
            *beyond = None;
        }
    })
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
