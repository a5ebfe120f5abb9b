//! Bugs of money that is taken back, of debts and of commitments.

use pec_renewal::{
    Allocation, Command, Event, Fact, Invariant, Mailbox, RegisteredPayment, Reversal,
    ReversalKind,
    values::{DebtNumber, Money},
};
use serde_json::json;

use super::bug::{
    Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, changing, edited, in_json, one_year_more, recorded,
    rightly,
};
use crate::search::world::{Birth, Bounds, Node};

/// A renewal of whose money a part is a debt, and money that came twice and was paid out.
const TAKEN_BACK: Bounds = Bounds {
    renewals: 2,
    orders: 2,
    attempts: 1,
    reversals: 2,
    birth: Birth::RenewedAndPaidTwice,
    last: 4,
    ..LEFT_ALONE
};

/// Money that is owed back, taken back and paid out.
const OWED_BACK: Bounds =
    Bounds { renewals: 1, actions: 1, birth: Birth::BeforeExpiry, ..TAKEN_BACK };

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "money is paid out and charged back as well, and nobody owes it",
        rule: "R-48",
        class: "P",
        pains: &[],
        bounds: TAKEN_BACK,
        evolve: nobody_owes_it,
        found_by: FoundBy::Invariant(Invariant::MoneyIsConserved),
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a refund whose money was charged back is still to be paid",
        rule: "R-53",
        class: "P",
        pains: &[],
        bounds: OWED_BACK,
        evolve: still_to_be_paid,
        found_by: FoundBy::Invariant(Invariant::AllThatIsOwedBackIsInstructed),
        length: 2,
        ..NOTHING
    },
    Bug {
        wrong: "the holder owes what somebody else's mistake took back",
        rule: "R-48",
        class: "P",
        pains: &[],
        bounds: TAKEN_BACK,
        decide: owed_all_the_same,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a debt that was paid stands as before, and is to be paid twice",
        rule: "R-48",
        class: "DP",
        pains: &[],
        bounds: TAKEN_BACK,
        evolve: stands_as_before,
        found_by: FoundBy::Invariant(Invariant::WhatIsOwedBacksWhatItStandsFor),
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a withdrawal pays all back, what was charged back before too",
        rule: "R-48",
        class: "P",
        pains: &[],
        bounds: Bounds { endings: 1, ..TAKEN_BACK },
        decide: debt_ignored,
        found_by: FoundBy::Fold,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a chargeback takes the year back with the money",
        rule: "R-48",
        class: "C",
        pains: &[],
        bounds: TAKEN_BACK,
        evolve: year_taken_back,
        found_by: FoundBy::Invariant(Invariant::OnlyFulfilmentMovesTheExpiry),
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a payout that came back is paid out for ever, and the holder has nothing",
        rule: "R-53",
        class: "P",
        pains: &[],
        bounds: TAKEN_BACK,
        decide: return_dropped,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "the money of a commitment renews a second time",
        rule: "R-47",
        class: "E",
        pains: &[],
        bounds: Bounds { actions: 1, birth: Birth::Committed, ..TAKEN_BACK },
        evolve: renewed_by_the_money_too,
        found_by: FoundBy::Invariant(Invariant::OnlyFulfilmentMovesTheExpiry),
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "where debts were taken over, the next one takes a number that may be one of theirs",
        rule: "R-68",
        class: "D",
        pains: &[],
        bounds: Bounds { birth: Birth::TakenOverOwing, ..OWED_BACK },
        decide: numbered_anew,
        found_by: FoundBy::Fold,
        length: 3,
        ..NOTHING
    },
];

fn nobody_owes_it(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let before = in_json(&mailbox);
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::PaymentReversed(_) => edited(&after, |m| {
            m["ledger"]["debts"] = before["ledger"]["debts"].clone();
            m["remembered"]["debts"] = before["remembered"]["debts"].clone();
        }),
        _ => after,
    })
}

fn still_to_be_paid(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::PaymentReversed(_) => edited(&after, |m| {
            for refund in m["remembered"]["refunds"].as_array_mut().expect("a list of refunds") {
                refund["withdrawn"] = json!(false);
            }
        }),
        _ => after,
    })
}

fn owed_all_the_same(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Reversal(reversal @ Reversal { kind: ReversalKind::Correction { .. }, .. }) => {
            let kind = ReversalKind::Correction { owed: true };
            rightly(node, &Command::Reversal(Reversal { kind, ..reversal.clone() }))
        }
        _ => rightly(node, command),
    }
}

fn stands_as_before(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let before = in_json(&mailbox);
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::PaymentRegistered(RegisteredPayment {
            allocation: Allocation::Debt { .. }, ..
        }) => edited(&after, |m| {
            m["remembered"]["debts"] = before["remembered"]["debts"].clone();
        }),
        _ => after,
    })
}

fn debt_ignored(node: &Node, command: &Command) -> Decided {
    let term = node.mailbox.bought_terms().last();
    let all = term.map_or(Money::ZERO, |term| term.applied);
    let withdraws = matches!(command, Command::Withdrawal { .. });
    changing(rightly(node, command), |fact| match fact {
        Fact::RenewalWithdrawn { undone, .. } => {
            for term in &mut undone.ended {
                term.settles.clear();
            }
        }
        Fact::RefundOwed { amount, .. } if withdraws => *amount = all,
        _ => {}
    })
}

fn year_taken_back(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    let Fact::PaymentReversed(_) = event.fact else { return Ok(after) };
    Ok(edited(&after, |m| {
        if let Some(period) = m["service"].get_mut("Active").map(|it| &mut it["period"]) {
            period["expiry"] = json!(period["anchor"]);
            period["years"] = json!(0);
        }
    }))
}

fn return_dropped(node: &Node, command: &Command) -> Decided {
    let events = rightly(node, command)?;
    let came_back = events.iter().any(|event| matches!(event.fact, Fact::PayoutCameBack(_)));
    Ok(if came_back { Vec::new() } else { events })
}

fn renewed_by_the_money_too(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::PaymentRegistered(RegisteredPayment {
            allocation: Allocation::Receivable { .. },
            ..
        }) => one_year_more(&after),
        _ => after,
    })
}

fn numbered_anew(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Fact::RefundPaid { beyond: Some(beyond), .. } = fact {
            beyond.number = DebtNumber::new(1);
        }
    })
}
