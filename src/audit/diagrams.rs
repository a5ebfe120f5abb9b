//! Diagrams of the machines, drawn from their tables.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write;

use super::tables::Table;

/// The state diagram of a machine, in the language of Mermaid.
///
/// States are its variants; an arrow carries the names of all inputs that lead from one to the
/// other in some row of the table. What is invalid in every row has no arrow.
#[must_use]
pub fn diagram(table: &Table) -> String {
    let mut states: Vec<&str> = Vec::new();
    let mut arrows: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    let mut number_of = |name| {
        states.iter().position(|known| *known == name).unwrap_or_else(|| {
            states.push(name);
            states.len().saturating_sub(1)
        })
    };
    for row in &table.rows {
        let from = number_of(row.from.name);
        if let Ok(next) = &row.outcome {
            let inputs = arrows.entry((from, number_of(next.name))).or_default();
            if !inputs.contains(&row.input.name) {
                inputs.push(row.input.name);
            }
        }
    }
    let mut text = "stateDiagram-v2\n".to_string();
    for (number, name) in states.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    state \"{name}\" as s{number}");
    }
    for ((from, to), inputs) in arrows {
        let _ = writeln!(text, "    s{from} --> s{to}: {}", inputs.join(", "));
    }
    text
}
