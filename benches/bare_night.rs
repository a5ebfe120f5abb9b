//! A night with nothing decided: what it wrote, recorded while it ran, is written again, after
//! reading what it read.

use std::{
    collections::BTreeSet,
    hint::black_box,
    mem, slice,
    sync::{Arc, Mutex},
};

use pec_nightly::{
    batch::in_batches,
    decision::Number,
    progress::{Quiet, Step, Watch},
    state,
    store::Store,
    waiting,
};
use pec_renewal::{Command, Event, Fact, Mailbox, values::Day};
use rusqlite::{
    Connection, ToSql,
    functions::{Context, FunctionFlags},
    params_from_iter,
    types::{ToSqlOutput, Value},
};

use super::writes::{WRITES, Write};

/// What one night wrote: its own row, then the rows of each piece, then its own row again.
#[derive(Default)]
pub struct Night(Vec<Vec<Row>>);

/// A row as it was left: the place of its statement in [`WRITES`], and its cells.
struct Row(usize, Vec<Cell>);

/// What stands in a cell; what is encoded there is kept decoded.
enum Cell {
    Plain(Value),
    State(Box<Mailbox>),
    Fact(Box<Fact>),
    Command(Box<Command>),
}

impl Night {
    /// Reads the same rows and writes the same ones, encoded anew and in the same transactions, in a
    /// store as it was before that night.
    pub fn run(&self, store: &mut Store, day: Day) {
        let day = day.to_string();
        let mut rows = Rows::of(self);
        rows.write(store.db());
        while let Some(reports) = some(waiting::reports(store.db(), &day)) {
            let pieces: Vec<Number> = reports.iter().map(|report| report.mailbox).collect();
            rows.batch(store, &pieces);
        }
        let mut last = (String::new(), 0);
        while let Some(due) = some(waiting::due(store.db(), &day, &last)) {
            last.clone_from(due.last().unwrap());
            let pieces: Vec<Number> = due.into_iter().map(|(_, number)| number).collect();
            rows.batch(store, &pieces);
        }
        store.sync().unwrap();
        while let Some(errands) = some(errands(store.db())) {
            rows.batch(store, &errands);
        }
        rows.write(store.db());
        assert!(rows.pieces.next().is_none(), "the night did more");
    }

    pub fn rows(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }
}

/// What is still to be written, piece by piece.
struct Rows<'a> {
    statements: Vec<String>,
    pieces: slice::Iter<'a, Vec<Row>>,
}

impl<'a> Rows<'a> {
    fn of(night: &'a Night) -> Self {
        Self { statements: WRITES.iter().map(Write::statement).collect(), pieces: night.0.iter() }
    }

    /// Reads each of these mailboxes once, and then writes, piece by piece.
    fn batch(&mut self, store: &mut Store, pieces: &[Number]) {
        for number in BTreeSet::from_iter(pieces) {
            black_box(read(store.db(), *number).unwrap());
        }
        in_batches(store, pieces, &mut Quiet, |db, _| {
            self.write(db);
            Ok(())
        })
        .unwrap();
    }

    fn write(&mut self, db: &Connection) {
        for Row(place, cells) in self.pieces.next().unwrap() {
            let mut statement = db.prepare_cached(&self.statements[*place]).unwrap();
            assert_eq!(statement.execute(params_from_iter(cells)).unwrap(), 1);
        }
    }
}

fn some<T>(list: anyhow::Result<Vec<T>>) -> Option<Vec<T>> {
    Some(list.unwrap()).filter(|list| !list.is_empty())
}

/// The next errands as the night reads them, each by its mailbox.
fn errands(db: &Connection) -> anyhow::Result<Vec<Number>> {
    let mut query = db.prepare_cached(waiting::ERRANDS)?;
    let mut rows = query.query([])?;
    let mut mailboxes = Vec::new();
    while let Some(row) = rows.next()? {
        mailboxes.push(row.get(0)?);
        black_box(serde_json::from_str::<Event>(row.get_ref(2)?.as_str()?)?);
    }
    Ok(mailboxes)
}

/// The stored state of a mailbox, believed as it stands.
fn read(db: &Connection, number: Number) -> anyhow::Result<Mailbox> {
    let mut query = db.prepare_cached("SELECT sequence, state FROM mailbox WHERE number = ?1")?;
    let mut rows = query.query([number])?;
    let row = rows.next()?.unwrap();
    black_box(row.get::<_, i64>(0)?);
    Ok(postcard::from_bytes::<(u32, Mailbox)>(row.get_ref(1)?.as_blob()?)?.1)
}

impl Cell {
    fn of(column: &str, value: Value) -> Self {
        match (column, value) {
            ("state", Value::Blob(bytes)) => {
                Self::State(Box::new(state::read(&bytes).unwrap().unwrap()))
            }
            ("fact", Value::Text(text)) => Self::Fact(serde_json::from_str(&text).unwrap()),
            ("command", Value::Text(text)) => Self::Command(serde_json::from_str(&text).unwrap()),
            (_, value) => Self::Plain(value),
        }
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Plain(value) => ToSqlOutput::from(value),
            Self::State(mailbox) => ToSqlOutput::from(state::write(mailbox).unwrap()),
            Self::Fact(fact) => ToSqlOutput::from(serde_json::to_string(fact).unwrap()),
            Self::Command(command) => ToSqlOutput::from(serde_json::to_string(command).unwrap()),
        })
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
            let place = usize::from(row.get::<u8>(0)?);
            let values = (1..row.len()).map(|index| row.get(index));
            let cells = WRITES[place].columns.iter().zip(values);
            let cells = cells.map(|(column, value)| Ok(Cell::of(column, value?)));
            let row = Row(place, cells.collect::<rusqlite::Result<_>>()?);
            told.lock().unwrap().0.last_mut().unwrap().push(row);
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
        let mut pieces = Pieces { night: Arc::clone(&self.0), step: None };
        pieces.next();
        run(&mut pieces);
        mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Follows the pieces of a night; what comes after the errands is its own row.
struct Pieces {
    night: Arc<Mutex<Night>>,
    step: Option<Step>,
}

impl Pieces {
    fn next(&mut self) {
        self.night.lock().unwrap().0.push(Vec::new());
    }
}

impl Watch for Pieces {
    fn nights(&mut self, _count: u64) {}
    fn night(&mut self, _day: Day) {}
    fn begin(&mut self, step: Step, _pieces: u64) {
        self.step = Some(step);
    }
    fn advance(&mut self) -> anyhow::Result<()> {
        self.next();
        Ok(())
    }
    fn end(&mut self) {
        if self.step == Some(Step::Errands) {
            self.next();
        }
    }
    fn night_over(&mut self) {}
}
