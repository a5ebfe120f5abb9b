//! The tables of the four machines, every state by every input, as golden texts.

use std::collections::BTreeSet;

use pec_renewal::audit::{diagram, tables};

use crate::golden::assert_all_golden;

#[test]
fn every_state_by_every_input_of_each_machine() {
    assert_all_golden(tables::machines().iter().map(|table| {
        let file = format!("audit/tables/{}.txt", table.machine);
        (file, table.to_string())
    }));
}

#[test]
fn the_diagrams_of_the_machines() {
    assert_all_golden(tables::machines().iter().map(|table| {
        let file = format!("audit/tables/{}.mmd", table.machine);
        (file, diagram(table))
    }));
}

/// No pair is missing: each state meets every input, and each input by the same names.
#[test]
fn every_pair_has_a_row() {
    for table in tables::machines() {
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

/// What the rules call final leads nowhere.
#[test]
fn r_27_r_62_final_states_take_no_input() {
    let [_, _, order, service] = tables::machines();
    for (table, state) in
        [(&order, "fulfilled"), (&order, "cancelled"), (&order, "lapsed"), (&service, "deleted")]
    {
        let rows: Vec<_> = table.rows.iter().filter(|row| row.from.name == state).collect();
        assert!(!rows.is_empty(), "{state} has no row");
        assert!(rows.iter().all(|row| row.outcome.is_err()), "{state} is left");
    }
}

/// Nothing but a final outcome ends a charge that is unresolved.
#[test]
fn r_32_only_a_final_outcome_ends_an_unresolved_charge() {
    let [charge, ..] = tables::machines();
    let unresolved = ["unresolved", "orphaned"];
    let outcomes =
        ["settled", "soft decline", "hard decline", "authentication required", "not executed"];
    let ends = charge
        .rows
        .iter()
        .filter(|row| unresolved.contains(&row.from.name))
        .filter(|row| row.outcome.as_ref().is_ok_and(|next| !unresolved.contains(&next.name)));
    let by: BTreeSet<&str> = ends.map(|row| row.input.name).collect();
    assert_eq!(by, BTreeSet::from(outcomes));
}
