//! The rows that a night writes: recorded while it runs, and written again with nothing else done.

use std::{
    iter, mem,
    sync::{Arc, Mutex},
};

use pec_nightly::{
    progress::{Step, Watch},
    store::Store,
};
use pec_renewal::values::Day;
use rusqlite::{
    functions::{Context, FunctionFlags},
    params_from_iter,
    types::Value,
};

/// What one night wrote, in its order and in its transactions.
#[derive(Default)]
pub struct Night {
    transactions: Vec<Vec<Row>>,
    /// How many transactions come before everything is brought to the disk.
    synced: usize,
}

/// A row as it was left: the place of its statement in [`WRITES`], and its values.
struct Row(u8, Vec<Value>);

impl Night {
    /// Writes the same rows, in the same transactions, to a store as it was before that night.
    pub fn write(&self, store: &mut Store) {
        let statements: Vec<String> = WRITES.iter().map(Write::statement).collect();
        let (before, after) = self.transactions.split_at(self.synced);
        for (transactions, syncs) in [(before, true), (after, false)] {
            for rows in transactions {
                let transaction = store.transaction().unwrap();
                for Row(place, values) in rows {
                    let mut statement =
                        transaction.prepare_cached(&statements[usize::from(*place)]).unwrap();
                    assert_eq!(statement.execute(params_from_iter(values)).unwrap(), 1);
                }
                transaction.commit().unwrap();
            }
            if syncs {
                store.sync().unwrap();
            }
        }
    }

    pub fn rows(&self) -> usize {
        self.transactions.iter().map(Vec::len).sum()
    }
}

/// Listens to a store.
pub struct Recorder(Arc<Mutex<Night>>);

impl Recorder {
    /// Temporary triggers tell of each row of this store, in the moment in which it is written.
    pub fn of(store: &Store) -> Self {
        let night = Arc::new(Mutex::new(Night::default()));
        let told = Arc::clone(&night);
        let tell = move |row: &Context<'_>| {
            let values = (1..row.len()).map(|index| row.get(index)).collect::<Result<_, _>>()?;
            let row = Row(row.get(0)?, values);
            told.lock().unwrap().transactions.last_mut().unwrap().push(row);
            Ok(0)
        };
        let flags = FunctionFlags::SQLITE_UTF8;
        store.db().create_scalar_function("tell", -1, flags, tell).unwrap();
        for (place, write) in WRITES.iter().enumerate() {
            store.db().execute_batch(&write.trigger(place)).unwrap();
        }
        Self(night)
    }

    /// What the night writes that runs under this watch.
    pub fn record(&self, run: impl FnOnce(&mut dyn Watch)) -> Night {
        let mut pieces = Pieces(Arc::clone(&self.0));
        pieces.next();
        run(&mut pieces);
        mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Each piece of a night is one transaction; of one that wrote nothing, nothing is kept.
struct Pieces(Arc<Mutex<Night>>);

impl Pieces {
    fn next(&mut self) {
        let transactions = &mut self.0.lock().unwrap().transactions;
        if transactions.last().is_none_or(|rows| !rows.is_empty()) {
            transactions.push(Vec::new());
        }
    }
}

impl Watch for Pieces {
    fn nights(&mut self, _count: u64) {}
    fn night(&mut self, _day: Day) {}
    fn begin(&mut self, step: Step, _pieces: u64) {
        if step == Step::Errands {
            let mut night = self.0.lock().unwrap();
            // The last is empty yet.
            night.synced = night.transactions.len() - 1;
        }
    }
    fn advance(&mut self) -> anyhow::Result<()> {
        self.next();
        Ok(())
    }
    fn end(&mut self) {
        self.next();
    }
    fn night_over(&mut self) {}
}

/// A way in which a night writes a row.
struct Write {
    verb: &'static str,
    table: &'static str,
    /// How many of the columns name the row, where it is there already.
    keys: usize,
    columns: &'static [&'static str],
}

impl Write {
    fn trigger(&self, place: usize) -> String {
        let Self { verb, table, columns, .. } = self;
        let values = columns.iter().map(|column| format!("NEW.{column}")).collect::<Vec<_>>();
        format!(
            "CREATE TEMP TRIGGER tell_{place} AFTER {verb} ON main.{table}
             BEGIN SELECT tell({place}, {}); END",
            values.join(", ")
        )
    }

    fn statement(&self) -> String {
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
const WRITES: [Write; 13] = [
    insert("night", &["day"]),
    update("night", 1, &["day", "finished"]),
    update("mailbox", 1, &["number", "sequence", "deadline", "policy_version", "state"]),
    insert("event", &["mailbox", "sequence", "at", "rule", "name", "body"]),
    insert("outbox", &["id", "mailbox", "sequence", "kind"]),
    update("outbox", 1, &["id", "delivered_on"]),
    insert("inbox", &["id", "source", "due_on", "mailbox", "command"]),
    update("inbox", 1, &["id", "handled_on", "result"]),
    insert("tally", &["night", "what", "count", "cents"]),
    update("tally", 2, &["night", "what", "count", "cents"]),
    insert("world_taken", &["reference", "mailbox", "cents", "taken_on"]),
    update("world_taken", 1, &["reference", "told_by"]),
    insert("world_paid_back", &["mailbox", "sequence", "cents", "paid_on"]),
];
