//! Tables of every state and every input of the four machines, made by asking the machines.
//!
//! A row is one call of a machine's `step`, put in words; nothing is written by hand but the
//! specimens. There is one specimen per case that the machine tells apart: a charge that is
//! unresolved with and without a method bound since, a payment that covers what is due and one that
//! does not. Each table, and the diagram drawn from it, is a golden text.

mod auto_renewal;
mod charge;
mod diagram;
mod given;
mod order;
mod service;
mod table;

use std::collections::BTreeSet;

use pec_renewal::audit::Code;
use pec_test_support::spoken;

use self::{
    auto_renewal::{off, on},
    diagram::diagram,
    table::{Row, Table},
};
use crate::golden::assert_all_golden;

#[test]
fn every_state_by_every_input_of_each_machine() {
    assert_all_golden(machines().iter().map(|table| {
        let file = format!("audit/tables/{}.txt", table.machine);
        (file, table.to_string())
    }));
}

#[test]
fn the_diagrams_of_the_machines() {
    assert_all_golden(machines().iter().map(|table| {
        let file = format!("audit/tables/{}.mmd", table.machine);
        (file, diagram(table))
    }));
}

/// No pair is missing: each state meets every input, and each input by the same names.
#[test]
fn every_pair_has_a_row() {
    for table in machines() {
        let names = |wanted: &str| -> Vec<&str> {
            let of_state = table.rows.iter().filter(|row| row.from.to_string() == wanted);
            of_state.map(|row| row.input.name).collect()
        };
        let states: BTreeSet<String> = table.rows.iter().map(|row| row.from.to_string()).collect();
        let first = names(&table.rows[0].from.to_string());
        for state in &states {
            assert_eq!(names(state), first, "{}: {state}", table.machine);
        }
        assert_eq!(table.rows.len(), states.len() * first.len(), "{}", table.machine);
    }
}

/// No pair stands twice.
#[test]
fn every_row_is_another_pair() {
    for table in machines() {
        let mut pairs = BTreeSet::new();
        for row in &table.rows {
            let pair = format!("{} | {}", row.from, row.input);
            assert!(pairs.insert(pair.clone()), "{}: {pair} stands twice", table.machine);
        }
    }
}

/// Logs are kept for 30 months after each deletion.
#[test]
fn r_62_logs_are_kept_for_30_months_after_the_day_of_deletion() {
    let [.., service] = machines();
    let outcomes = service.rows.iter().filter_map(|row| row.outcome.as_ref().ok());
    let deleted: BTreeSet<_> =
        outcomes.filter(|next| next.name == "deleted").map(|next| next.detail.as_str()).collect();
    assert_eq!(
        deleted,
        BTreeSet::from([
            "on 2026-01-09, last expiry 2026-01-15, logs until 2028-07-09",
            "on 2026-04-15, last expiry 2026-01-15, logs until 2028-10-15",
            "on 2026-04-16, last expiry 2026-01-15, logs until 2028-10-16",
        ])
    );
}

/// No cause is left out: of every cause that a state can have, the state has rows.
#[test]
fn every_cause_of_a_state_has_rows() {
    let [charges, auto_renewal, orders, _] = machines();
    let causes = [
        (&charges, "method barred", charge::bars().into_iter().map(charge::because).collect()),
        (&charges, "exhausted", charge::bars().into_iter().map(charge::because).collect()),
        (&charges, "unresolved", vec!["episode open", "may have happened"]),
        (&auto_renewal, "off", auto_renewal::off_causes().into_iter().map(off).collect()),
        (&auto_renewal, "on", auto_renewal::on_causes().into_iter().map(on).collect()),
    ];
    for (table, state, details) in causes {
        for detail in details {
            let is_it = |row: &Row| row.from.name == state && row.from.detail.contains(detail);
            assert!(table.rows.iter().any(is_it), "{}: {state}, {detail}", table.machine);
        }
    }
    for status in order::final_statuses() {
        let is_it = |row: &Row| row.from.name == spoken(status.code());
        assert!(orders.rows.iter().any(is_it), "{status:?}");
    }
}

/// What the rules call final leads nowhere.
#[test]
fn r_27_r_62_final_states_take_no_input() {
    let [_, _, order, service] = machines();
    for (table, state) in [
        (&order, "fulfilled"),
        (&order, "cancelled"),
        (&order, "cancelled and replaced"),
        (&order, "lapsed"),
        (&service, "deleted"),
    ] {
        let rows: Vec<_> = table.rows.iter().filter(|row| row.from.name == state).collect();
        assert!(!rows.is_empty(), "{state} has no row");
        assert!(rows.iter().all(|row| row.outcome.is_err()), "{state} is left");
    }
}

/// Nothing but a final outcome ends a charge that is unresolved.
#[test]
fn r_32_only_a_final_outcome_ends_an_unresolved_charge() {
    let [charge, ..] = machines();
    let unresolved = ["unresolved", "orphaned"];
    let outcomes = [
        "settled",
        "soft decline",
        "hard decline",
        "authentication required",
        "stopped",
        "not executed",
    ];
    let ends = charge
        .rows
        .iter()
        .filter(|row| unresolved.contains(&row.from.name))
        .filter(|row| row.outcome.as_ref().is_ok_and(|next| !unresolved.contains(&next.name)));
    let by: BTreeSet<&str> = ends.map(|row| row.input.name).collect();
    assert_eq!(by, BTreeSet::from(outcomes));
}

/// The tables of the four machines, in the order in which the floors of the house stand.
fn machines() -> [Table; 4] {
    [charge::table(), auto_renewal::table(), order::table(), service::table()]
}
