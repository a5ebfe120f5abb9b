//! Notices that say what does not come: those of `told::wrong` that differ in this small world.

use pec_renewal::{Command, Fact, Mailbox, Notice, catalogue::Policy, values::Day};

use super::{
    bug::{Bug, Decided, FoundBy, LEFT_ALONE, NOTHING, ONE_ACTION, POLICY, recorded, rightly},
    in_doubt::ONE_DOUBT,
};
use crate::{search::world::Node, told::wrong};

const MISTOLD: Bug = Bug {
    rule: "R-84",
    class: "N",
    pains: &[],
    bounds: LEFT_ALONE,
    found_by: FoundBy::WhatComes,
    ..NOTHING
};

pub const BUGS: &[Bug] = &[
    Bug {
        wrong: "the reminder says that it renews, since automatic renewal is on",
        pains: &[47],
        decide: |node, command| mistold(node, command, wrong::renews_since_it_is_on),
        length: 8,
        ..MISTOLD
    },
    Bug {
        wrong: "the reminder says that the sum of today suffices to the last day",
        bounds: ONE_ACTION,
        decide: |node, command| mistold(node, command, wrong::suffices_to_the_end),
        length: 9,
        ..MISTOLD
    },
    Bug {
        wrong: "the late fee of today is that of every day for which a part payment asks",
        bounds: ONE_ACTION,
        decide: |node, command| mistold(node, command, wrong::incomplete_to_the_end),
        length: 7,
        ..MISTOLD
    },
    Bug {
        wrong: "the warning names the day after the phases, although an order is in its margin then",
        decide: |node, command| mistold(node, command, wrong::warned_after_its_phases),
        found_by: FoundBy::Ticks,
        length: 10,
        ..MISTOLD
    },
    Bug {
        wrong: "the notice of a failed charge says that the next one comes tomorrow",
        pains: &[47],
        decide: |node, command| mistold(node, command, wrong::charged_tomorrow),
        length: 8,
        ..MISTOLD
    },
    Bug {
        wrong: "a part payment asks for what a charge on its way collects",
        bounds: ONE_ACTION,
        decide: |node, command| mistold(node, command, wrong::asked_for_what_is_collected),
        length: 8,
        ..MISTOLD
    },
    Bug {
        wrong: "the reminder takes a termination for automatic renewal switched off",
        bounds: ONE_ACTION,
        pains: &[47],
        decide: |node, command| mistold(node, command, wrong::forgets_the_termination),
        length: 9,
        ..MISTOLD
    },
    Bug {
        wrong: "the notice of art. 65-bis says that switching off helps until the expiry",
        pains: &[49],
        decide: |node, command| mistold(node, command, wrong::opts_out_to_the_expiry),
        length: 2,
        ..MISTOLD
    },
    Bug {
        wrong: "a reminder says that nothing can be done, although something can",
        rule: "R-80",
        pains: &[46],
        decide: |node, command| mistold(node, command, wrong::nothing_can_be_done),
        length: 10,
        ..MISTOLD
    },
    Bug {
        wrong: "the confirmation of a renewal names the price in place of what was paid",
        rule: "R-85",
        class: "P",
        bounds: ONE_ACTION,
        decide: |node, command| mistold(node, command, wrong::paid_the_price),
        length: 12,
        ..MISTOLD
    },
    Bug {
        wrong: "what is paid back is told as a credit",
        rule: "R-85",
        class: "P",
        bounds: ONE_ACTION,
        decide: |node, command| mistold(node, command, wrong::owed_back_as_credit),
        length: 1,
        ..MISTOLD
    },
    Bug {
        wrong: "the reminder asks to pay what a charge on its way collects",
        rule: "R-94",
        class: "FX",
        pains: &[1],
        decide: |node, command| mistold(node, command, wrong::offered_while_collected),
        length: 8,
        ..MISTOLD
    },
    Bug {
        wrong: "nobody is asked to pay an order as long as a charge of it is unresolved",
        rule: "R-94",
        class: "FX",
        pains: &[1],
        decide: |node, command| mistold(node, command, wrong::not_offered_while_unresolved),
        length: 11,
        ..MISTOLD
    },
    Bug {
        wrong: "nobody is asked to pay an order while a charge of it is in doubt",
        rule: "R-94",
        class: "FX",
        pains: &[1],
        bounds: ONE_DOUBT,
        decide: |node, command| mistold(node, command, wrong::not_offered_in_doubt),
        length: 11,
        ..MISTOLD
    },
    Bug {
        wrong: "the reminder foretells as if every charge were declined",
        rule: "R-95",
        pains: &[47],
        decide: |node, command| mistold(node, command, wrong::charges_declined),
        length: 10,
        ..MISTOLD
    },
    Bug {
        wrong: "what follows if nobody acts is foretold as if every charge settled",
        rule: "R-95",
        decide: |node, command| mistold(node, command, wrong::renewed_all_the_same),
        length: 10,
        ..MISTOLD
    },
];

type Told = fn(&Notice, &Mailbox, &Policy, Day) -> Option<Notice>;

/// What the engine decides, with its notices told otherwise.
fn mistold(node: &Node, command: &Command, told: Told) -> Decided {
    let mut events = rightly(node, command)?;
    let left = events.iter().try_fold(node.mailbox.clone(), recorded).expect("it folds");
    for event in &mut events {
        if let Fact::NoticeDue { notice, .. } = &mut event.fact
            && let Some(other) = told(notice, &left, &POLICY, node.today)
        {
            *notice = other;
        }
    }
    Ok(events)
}
