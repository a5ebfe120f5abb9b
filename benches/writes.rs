//! Every way in which a night writes a row: the trigger that tells of it, and the statement that does
//! the same.

use std::iter;

/// A way in which a night writes a row.
pub struct Write {
    verb: &'static str,
    table: &'static str,
    /// How many of the columns name the row, where it is there already.
    keys: usize,
    pub columns: &'static [&'static str],
}

impl Write {
    pub fn trigger(&self, place: usize) -> String {
        let Self { verb, table, columns, .. } = self;
        let values = columns.iter().map(|column| format!("NEW.{column}")).collect::<Vec<_>>();
        format!(
            "CREATE TEMP TRIGGER tell_{place} AFTER {verb} ON main.{table}
             BEGIN SELECT tell({place}, {}); END",
            values.join(", ")
        )
    }

    pub fn statement(&self) -> String {
        let Self { verb, table, columns, keys } = self;
        if *verb == "INSERT" {
            let values = iter::repeat_n("?", columns.len()).collect::<Vec<_>>().join(", ");
            return format!("INSERT INTO {table} ({}) VALUES ({values})", columns.join(", "));
        }
        let equal = (1..).zip(*columns).map(|(n, column)| format!("{column} = ?{n}"));
        let equal: Vec<String> = equal.collect();
        let (keys, set) = equal.split_at(*keys);
        format!("UPDATE {table} SET {} WHERE {}", set.join(", "), keys.join(" AND "))
    }
}

const fn insert(table: &'static str, columns: &'static [&'static str]) -> Write {
    Write { verb: "INSERT", table, keys: 0, columns }
}

const fn update(table: &'static str, keys: usize, columns: &'static [&'static str]) -> Write {
    Write { verb: "UPDATE", table, keys, columns }
}

/// All of them; a row written in another way would be missing where the stores are compared.
pub const WRITES: [Write; 16] = [
    insert("night", &["day"]),
    update("night", 1, &["day", "finished"]),
    update("mailbox", 1, &["number", "sequence", "deadline", "policy_version", "state"]),
    insert("record", &["mailbox", "sequence", "instant", "zone", "form", "fact"]),
    insert("errand", &["record"]),
    update("errand", 1, &["record", "delivered"]),
    insert("inbox", &["id", "source", "due_on", "mailbox", "command"]),
    update("inbox", 1, &["id", "handled_on", "result"]),
    insert("tally", &["night", "what", "count", "cents"]),
    update("tally", 2, &["night", "what", "count", "cents"]),
    insert("world_taken", &["mailbox", "reference", "cents", "taken_on"]),
    update("world_taken", 2, &["mailbox", "reference", "told_by"]),
    insert("world_paid_back", &["mailbox", "reference", "refund", "cents", "paid_on"]),
    update("world_paid_back", 2, &["mailbox", "reference", "told_by"]),
    insert("world_reversed", &["mailbox", "reference", "reverses", "cents", "reversed_on"]),
    update("world_reversed", 2, &["mailbox", "reference", "told_by"]),
];
