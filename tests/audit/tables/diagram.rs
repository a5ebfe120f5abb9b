//! Diagrams of the machines, drawn from their tables.

use std::{collections::BTreeMap, fmt::Write};

use super::table::Table;

/// The state diagram of a machine, in the language of Mermaid.
///
/// States are its variants; an arrow carries the names of all inputs that lead from one to the
/// other in some row of the table. What is invalid in every row has no arrow. What is kept beside the
/// machine stands in a note.
pub fn diagram(table: &Table) -> String {
    let mut states: Vec<&str> = Vec::new();
    let mut arrows: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    let mut number_of = |name| {
        states.iter().position(|known| *known == name).unwrap_or_else(|| {
            states.push(name);
            states.len() - 1
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
    let mut text = String::from("stateDiagram-v2\n");
    for (number, name) in states.iter().enumerate() {
        writeln!(text, "    state \"{name}\" as s{number}").unwrap();
    }
    for ((from, to), inputs) in arrows {
        writeln!(text, "    s{from} --> s{to}: {}", inputs.join(", ")).unwrap();
    }
    if let Some(beside) = table.beside {
        writeln!(text, "    note right of s0: {beside}").unwrap();
    }
    text
}
