//! Bugs of withdrawing and leaving.

use pec_renewal::{Command, Event, Fact, Mailbox, RefundForm, service::Period, values::Money};
use pec_test_support::noon;
use serde_json::{Value, json};

use super::bug::{Bug, Decided, LEFT_ALONE, NOTHING, changing, edited, recorded, rightly, without};
use crate::search::world::{Birth, Bounds, Node};

/// A term bought by hand in grace, and the terms that follow by themselves.
const ENDED: Bounds = Bounds {
    renewals: 3,
    orders: 3,
    attempts: 1,
    endings: 1,
    birth: Birth::RenewedInGrace,
    last: 4,
    ..LEFT_ALONE
};

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "a withdrawal is acknowledged, and the term runs on",
        rule: "R-64",
        class: "C",
        pains: &[11],
        bounds: ENDED,
        decide: withdrawn_in_words_only,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a withdrawal gives credit in place of money",
        rule: "R-64",
        class: "C",
        pains: &[11],
        bounds: ENDED,
        decide: withdrawn_for_credit,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a withdrawal counts from the day on which it is told",
        rule: "R-64",
        class: "T",
        pains: &[34],
        bounds: ENDED,
        decide: withdrawn_when_told,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a withdrawal after the old grace brings the old expiry back, and the mailbox is lost at once",
        rule: "R-64",
        class: "C",
        pains: &[51],
        bounds: ENDED,
        decide: back_to_the_old_expiry,
        length: 3,
        ..NOTHING
    },
    Bug {
        wrong: "after a withdrawal the warning of before is enough to delete",
        rule: "R-61",
        class: "N",
        pains: &[51],
        bounds: ENDED,
        evolve: warned_before,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "a withdrawal leaves automatic renewal on",
        rule: "R-64",
        class: "C",
        pains: &[19],
        bounds: ENDED,
        decide: automatic_renewal_stays_on,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "the same withdrawal, told again, is refused",
        rule: "R-64",
        class: "DX",
        pains: &[37],
        bounds: Bounds { endings: 2, ..ENDED },
        evolve: withdrawn_and_forgotten,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "information about the right to withdraw that comes late shortens nothing",
        rule: "R-64",
        class: "C",
        pains: &[49],
        bounds: ENDED,
        decide: informed_in_vain,
        length: 1,
        ..NOTHING
    },
    Bug {
        wrong: "the charge of an order that was withdrawn from renews when it settles",
        rule: "R-64",
        class: "FC",
        pains: &[9],
        bounds: ENDED,
        evolve: still_renews,
        length: 9,
        ..NOTHING
    },
    Bug {
        wrong: "leaving cuts the day on which the holder leaves",
        rule: "R-82",
        class: "E",
        pains: &[42],
        bounds: ENDED,
        decide: left_a_day_early,
        length: 11,
        ..NOTHING
    },
    Bug {
        wrong: "whoever leaves gets back the days used as well",
        rule: "R-82",
        class: "P",
        pains: &[24],
        bounds: ENDED,
        decide: paid_back_in_full,
        length: 13,
        ..NOTHING
    },
    Bug {
        wrong: "leaving moves the expiry back and owes nothing",
        rule: "R-82",
        class: "C",
        pains: &[24],
        bounds: ENDED,
        decide: left_for_nothing,
        length: 11,
        ..NOTHING
    },
];

const fn withdraws(command: &Command) -> bool {
    matches!(command, Command::Withdrawal { .. })
}

const fn leaves(command: &Command) -> bool {
    matches!(command, Command::Leave { .. })
}

fn withdrawn_in_words_only(node: &Node, command: &Command) -> Decided {
    let decided = rightly(node, command);
    if withdraws(command) {
        without(decided, |fact| !matches!(fact, Fact::NoticeDue { .. }))
    } else {
        decided
    }
}

fn withdrawn_for_credit(node: &Node, command: &Command) -> Decided {
    let until = node.today.plus_days(365);
    changing(rightly(node, command), |fact| {
        if let Fact::RefundOwed { form, .. } = fact
            && withdraws(command)
        {
            *form = RefundForm::Credit { until };
        }
    })
}

fn withdrawn_when_told(node: &Node, command: &Command) -> Decided {
    match command {
        Command::Withdrawal { order, .. } => {
            let declared_at = noon(node.today);
            rightly(node, &Command::Withdrawal { order: *order, declared_at })
        }
        _ => rightly(node, command),
    }
}

fn period_of(fact: &mut Fact) -> Option<&mut Period> {
    match fact {
        Fact::RenewalWithdrawn { undone, .. } | Fact::TermLeft { undone } => undone.period.as_mut(),
        _ => None,
    }
}

fn back_to_the_old_expiry(node: &Node, command: &Command) -> Decided {
    let Command::Withdrawal { order, .. } = command else { return rightly(node, command) };
    changing(rightly(node, command), |fact| {
        if let Some(period) = period_of(fact).filter(|it| order.expiry() < it.expiry) {
            period.expiry = order.expiry();
            (period.anchor, period.years) = (order.expiry(), 0);
        }
    })
}

fn warned_before(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    let Fact::RenewalWithdrawn { .. } = event.fact else { return Ok(after) };
    let on = after.warning_due();
    let deletion = on.plus_days(3);
    let warning = json!({ "number": 1, "on": on, "deletion": deletion, "failed": null });
    Ok(edited(&after, |m| m["warning"] = warning))
}

fn automatic_renewal_stays_on(node: &Node, command: &Command) -> Decided {
    let decided = rightly(node, command);
    if withdraws(command) {
        without(decided, |fact| matches!(fact, Fact::AutoRenewalSwitchedOff { .. }))
    } else {
        decided
    }
}

fn withdrawn_and_forgotten(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::RenewalWithdrawn { .. } => edited(&after, |m| m["remembered"]["ended"] = json!([])),
        _ => after,
    })
}

fn informed_in_vain(node: &Node, command: &Command) -> Decided {
    without(rightly(node, command), |fact| matches!(fact, Fact::WithdrawalInformationGiven { .. }))
}

fn still_renews(mailbox: Mailbox, event: &Event) -> Result<Mailbox, String> {
    let after = recorded(mailbox, event)?;
    Ok(match event.fact {
        Fact::RenewalWithdrawn { .. } => edited(&after, |m| m["leaving"] = Value::Null),
        _ => after,
    })
}

fn left_a_day_early(node: &Node, command: &Command) -> Decided {
    changing(rightly(node, command), |fact| {
        if let Some(period) = period_of(fact).filter(|_| leaves(command)) {
            period.expiry = period.expiry.previous();
            (period.anchor, period.years) = (period.expiry, 0);
        }
    })
}

fn paid_back_in_full(node: &Node, command: &Command) -> Decided {
    let applied = node.mailbox.bought_terms().last().map_or(Money::ZERO, |term| term.applied);
    changing(rightly(node, command), |fact| match fact {
        Fact::TermLeft { undone } => {
            if let Some(last) = undone.ended.last_mut() {
                last.owed_back = applied;
            }
        }
        Fact::RefundOwed { amount, .. } if leaves(command) => *amount = applied,
        _ => {}
    })
}

fn left_for_nothing(node: &Node, command: &Command) -> Decided {
    let decided = rightly(node, command);
    if leaves(command) {
        without(decided, |fact| matches!(fact, Fact::RefundOwed { .. }))
    } else {
        decided
    }
}
