//! The closing check of the whole database: nothing stored is believed.
//!
//! Each mailbox is folded again from its events, with the engine's invariants checked at every
//! step; then what is stored beside the events (state, deadline, errands, counts) must be what
//! follows from them, and the money must agree with the books of the outside ([`Books`]).

mod books;
mod outside;

use anyhow::Result;
use pec_renewal::{Event, Mailbox, catalogue::Policy, check, check_step, evolve, next_deadline};
use pec_step::version_of;
use rusqlite::{Connection, Row};

pub use self::books::{Books, euro};
use crate::{
    decision::Number,
    progress::{Step, Watch},
    state,
    store::Store,
    tally::{REFUSED, Tally},
};

/// What the check found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Findings {
    /// How many mailboxes were checked.
    pub mailboxes: u64,
    /// How many events were folded.
    pub events: u64,
    /// The money, over the whole database.
    pub books: Books,
    /// The first things that do not hold.
    pub shown: Vec<String>,
    /// How many there are in all.
    pub violations: u64,
}

impl Findings {
    /// Whether everything holds.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.violations == 0
    }

    fn report(&mut self, subject: &str, what: &str) {
        self.violations += 1;
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(format!("{subject}: {what}"));
        }
    }
}

/// Checks every mailbox, and the sums over all of them.
///
/// # Errors
///
/// Where the database cannot be read. What does not hold is no error: it is found.
pub fn run(store: &Store, policy: &Policy, watch: &mut dyn Watch) -> Result<Findings> {
    let db = store.db();
    let mut findings = Findings::default();
    let mut recounted = Tally::default();
    let pieces: i64 = db.query_row("SELECT count(*) FROM mailbox", [], |row| row.get(0))?;
    watch.begin(Step::Check, u64::try_from(pieces)?);
    let mut query = db.prepare(
        "SELECT number, id, sequence, deadline, policy_version, state FROM mailbox ORDER BY number",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        watch.advance()?;
        let stored = Stored::read(row)?;
        stored.check(db, policy, &mut recounted, &mut findings)?;
        findings.mailboxes += 1;
    }
    watch.end();
    check_whole(db, &recounted, &mut findings)?;
    Ok(findings)
}

/// A mailbox's row, not yet believed.
struct Stored {
    number: Number,
    id: String,
    sequence: i64,
    deadline: Option<String>,
    policy_version: String,
    state: Vec<u8>,
}

impl Stored {
    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            id: row.get(1)?,
            sequence: row.get(2)?,
            deadline: row.get(3)?,
            policy_version: row.get(4)?,
            state: row.get(5)?,
        })
    }

    fn check(
        &self,
        db: &Connection,
        policy: &Policy,
        recounted: &mut Tally,
        findings: &mut Findings,
    ) -> Result<()> {
        let subject = format!("mailbox {}", self.id);
        let history = match fold(db, self.number, recounted)? {
            Ok(history) => history,
            Err(what) => {
                findings.report(&subject, &what);
                return Ok(());
            }
        };
        findings.events += history.mailbox.sequence();
        for what in self.differences(&history.mailbox, policy) {
            findings.report(&subject, &what);
        }
        if let Some(violation) = history.violation {
            findings.report(&subject, &violation);
        }
        if outbox(db, self.number)? != history.errands {
            findings.report(&subject, "its errands in the outbox are not those of its events");
        }
        let mut differences = Vec::new();
        findings.books.add(db, self.number, &history.mailbox, &mut differences)?;
        for what in differences {
            findings.report(&subject, &what);
        }
        Ok(())
    }

    /// Where the row is not what follows from the events.
    fn differences(&self, folded: &Mailbox, policy: &Policy) -> Vec<String> {
        let mut differences = Vec::new();
        if folded.id().to_string() != self.id {
            differences.push(format!("its events are those of mailbox {}", folded.id()));
        }
        if u64::try_from(self.sequence) != Ok(folded.sequence()) {
            let (stored, events) = (self.sequence, folded.sequence());
            differences.push(format!("it is stored with {stored} events and has {events}"));
        }
        match state::read(&self.state) {
            // In another form it is not used: it is folded anew, as here.
            Ok(None) => {}
            Ok(Some(state)) if state == *folded => {}
            Ok(Some(_)) => {
                differences.push("its stored state is not the fold of its events".to_owned());
            }
            Err(error) => differences.push(format!("its stored state cannot be read: {error:#}")),
        }
        let deadline = next_deadline(folded, policy).map(|day| day.to_string());
        if self.deadline != deadline || self.policy_version != version_of(policy) {
            let shown = |day: &Option<String>| day.clone().unwrap_or_else(|| "none".to_owned());
            differences.push(format!(
                "its stored deadline is {} under policy {}, and should be {} under {}",
                shown(&self.deadline),
                self.policy_version,
                shown(&deadline),
                version_of(policy),
            ));
        }
        differences
    }
}

/// What a mailbox's events add up to.
struct History {
    mailbox: Mailbox,
    /// The first invariant broken on the way, in words.
    violation: Option<String>,
    /// The sequences of those that ask for an errand.
    errands: Vec<i64>,
}

/// Folds the stored events of a mailbox; an error in words where they do not make one.
fn fold(db: &Connection, number: Number, recounted: &mut Tally) -> Result<Result<History, String>> {
    let mut query =
        db.prepare_cached("SELECT sequence, body FROM event WHERE mailbox = ?1 ORDER BY sequence")?;
    let mut rows = query.query([number])?;
    let mut state: Option<Mailbox> = None;
    let (mut violation, mut errands, mut expected) = (None, Vec::new(), 1_i64);
    while let Some(row) = rows.next()? {
        let sequence: i64 = row.get(0)?;
        if sequence != expected {
            return Ok(Err(format!("event {expected} is missing")));
        }
        let event: Event = match serde_json::from_str(row.get_ref(1)?.as_str()?) {
            Ok(event) => event,
            Err(error) => return Ok(Err(format!("event {sequence} cannot be read: {error}"))),
        };
        let before = state.clone();
        let after = match evolve(state, &event) {
            Ok(after) => after,
            Err(corrupt) => return Ok(Err(corrupt.to_string())),
        };
        if let Err(broken) = check_step(before.as_ref(), &event, &after) {
            violation.get_or_insert_with(|| broken.to_string());
        }
        if event.fact.errand().is_some() {
            errands.push(sequence);
        }
        recounted.add(&event);
        state = Some(after);
        expected += 1;
    }
    let Some(mailbox) = state else { return Ok(Err("it has no event".to_owned())) };
    if let Err(broken) = check(&mailbox) {
        violation.get_or_insert_with(|| broken.to_string());
    }
    Ok(Ok(History { mailbox, violation, errands }))
}

fn outbox(db: &Connection, number: Number) -> Result<Vec<i64>> {
    let mut query = db.prepare_cached(
        "SELECT sequence FROM record CROSS JOIN errand ON record = id
         WHERE mailbox = ?1 ORDER BY sequence",
    )?;
    let rows = query.query_map([number], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What holds of the database as a whole.
fn check_whole(db: &Connection, recounted: &Tally, findings: &mut Findings) -> Result<()> {
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
    for (sql, what) in OVERDUE {
        let found = count(sql)?;
        if found != 0 {
            findings.report("the nights", &format!("{found} {what}"));
        }
    }
    let mut query = db.prepare("SELECT what, sum(count), sum(cents) FROM tally GROUP BY what")?;
    let mut rows = query.query([])?;
    let mut kept = 0;
    while let Some(row) = rows.next()? {
        let what = row.get_ref(0)?.as_str()?;
        // Refusals leave no event to count again.
        if what == REFUSED {
            continue;
        }
        kept += 1;
        let (events, sum) = (recounted.get(what), (row.get(1)?, row.get(2)?));
        if (events.count, events.cents) != sum {
            let (counted, real) = (sum.0, events.count);
            findings.report("the counts", &format!("{what}: {counted} counted, {real} happened"));
        }
    }
    if kept != recounted.iter().count() {
        findings.report("the counts", "something that happened was not counted");
    }
    for what in findings.books.differences() {
        findings.report("the money", &what);
    }
    Ok(())
}

const SHOWN_MAX: usize = 20;

/// What the nights that are finished may not have left behind.
const OVERDUE: [(&str, &str); 4] = [
    (
        "SELECT count(*) FROM mailbox
         WHERE deadline <= (
             SELECT max(day) FROM night WHERE finished = 1 AND day > coalesce((
                 SELECT value FROM setting
                 WHERE name = 'deadlines worked out after the night of'
             ), '')
         )",
        "mailboxes are due on a night that is over",
    ),
    (
        "SELECT count(*) FROM inbox WHERE handled_on IS NULL
         AND due_on <= (SELECT max(day) FROM night WHERE finished = 1)",
        "reports of a night that is over are not handled",
    ),
    (
        "SELECT count(*) FROM errand JOIN event ON id = record
         WHERE delivered IS NULL
         AND substr(at, 1, 10) <= (SELECT max(day) FROM night WHERE finished = 1)",
        "errands of a night that is over are not sent",
    ),
    (
        "SELECT count(*) FROM inbox WHERE result LIKE 'refused, broken:%'",
        "reports met a defect of the engine",
    ),
];
